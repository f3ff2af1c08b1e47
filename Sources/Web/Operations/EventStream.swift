public import HTTPTypes

/// An answer that goes on for as long as somebody listens: Server-Sent Events (WHATWG HTML section 9.2).
///
/// What comes next is asked for when the client has taken what came before, so that nothing piles up here for whoever
/// reads slowly. It ends with nil, with an error, and when the client leaves or the server stops: then the task that
/// asks is cancelled.
public struct EventStream: Answer {
  let next: @Sendable () async throws -> [ServerSentEvent]?

  public init(_ next: @escaping @Sendable () async throws -> [ServerSentEvent]?) { self.next = next }

  public static var contentType: String { "text/event-stream" }
  public static var isConfidential: Bool { true }
  public static func schema(in components: Components) throws -> JSONValue? { ["type": "string"] }

  /// Proxies such as nginx would collect what is meant to be heard at once.
  public var headers: [(name: HTTPField.Name, value: String)] { [(.accelBuffering, "no")] }
  public var events: EventStream? { self }
  public func write(into body: inout [UInt8]) throws {}
}

/// One block of such a stream.
public struct ServerSentEvent: Sendable, Equatable {
  /// What the client says to go on from here, in `Last-Event-ID`.
  public var id: String?
  /// What it is, where it is no plain message.
  public var event: String?
  /// Without data nobody is told of the block, but its id counts.
  public var data: String?
  /// Milliseconds until the client tries again.
  public var retry: Int?

  public init(id: String? = nil, event: String? = nil, data: String? = nil, retry: Int? = nil) {
    self.id = id
    self.event = event
    self.data = data
    self.retry = retry
  }

  func write(into bytes: inout [UInt8]) {
    // Also when there is nothing to say: a comment shows that somebody is there.
    if self == ServerSentEvent() { bytes.append(contentsOf: ":\n".utf8) }
    if let retry { bytes.append(contentsOf: "retry: \(retry)\n".utf8) }
    if let id { bytes.append(contentsOf: "id: \(id)\n".utf8) }
    if let event { bytes.append(contentsOf: "event: \(event)\n".utf8) }
    for line in data?.split(separator: "\n", omittingEmptySubsequences: false) ?? [] {
      bytes.append(contentsOf: "data: \(line)\n".utf8)
    }
    bytes.append(UInt8(ascii: "\n"))
  }
}

extension HTTPField.Name {
  static let accelBuffering = HTTPField.Name("X-Accel-Buffering")!
  static let lastEventID = HTTPField.Name("Last-Event-ID")!
}

extension Operation {
  /// The query's parameters; what a browser says when it listens again is one of them.
  func parameters(_ query: Substring, _ headers: HTTPFields) throws -> [(name: String, value: String)] {
    var parameters = try RequestTarget.parameters(query)
    guard contentType == EventStream.contentType, let id = headers[.lastEventID] else { return parameters }
    parameters.removeAll { $0.name == "last_event_id" }
    parameters.append(("last_event_id", id))
    return parameters
  }
}
