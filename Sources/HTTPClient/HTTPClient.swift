import Foundation

/// A request to somebody else's server.
public struct HTTPCall: Sendable {
  public let method: String
  public let url: String
  /// Names and values; neither holds a line break.
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]?

  public init(
    _ method: String, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }
}

/// What it answered, whatever the status. A redirection is an answer, too: nobody follows it.
public struct HTTPAnswer: Sendable {
  public let status: Int
  /// Without its parameters, in small letters; nil where there was none.
  public let contentType: String?
  public let body: [UInt8]
}

/// Why there is no answer.
public enum HTTPFailure: String, Error {
  /// No connection, or none that is private.
  case unreachable
  case tooSlow = "too_slow"
  case tooLarge = "too_large"
  case brokenOff = "broken_off"
}

/// Asks other people's servers, and trusts none of them: an answer has a limit in bytes and in seconds, and leads nowhere
/// else.
public struct HTTPClient: Sendable {
  /// How long the whole may take.
  public var timeout: Duration = .seconds(10)
  public var connectTimeout: Duration = .seconds(5)
  /// Bytes of an answer's body.
  public var longestBody = 1 << 20

  public init() {}

  /// The answer. Cancelling stops nothing; the timeouts do.
  public func send(_ call: HTTPCall) async throws(HTTPFailure) -> HTTPAnswer {
    let result = await withCheckedContinuation { continuation in
      // libcurl blocks, and the cooperative pool must not.
      Thread.detachNewThread { continuation.resume(returning: HTTPTransfer(call, self).run()) }
    }
    return try result.get()
  }
}
