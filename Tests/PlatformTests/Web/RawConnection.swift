import Logging
import NIOCore
import NIOPosix
import Testing

@testable import Web

/// A TCP connection on which a test writes and reads the bytes of HTTP itself.
struct RawConnection {
  private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private var bytes: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  private var unread = ""

  static func open(_ port: Int, _ body: (inout RawConnection) async throws -> Void) async throws {
    let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .channelOption(.allowRemoteHalfClosure, value: true)
      .connect(host: "127.0.0.1", port: port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    try await channel.executeThenClose { inbound, outbound in
      var connection = RawConnection(writer: outbound, bytes: inbound.makeAsyncIterator())
      try await body(&connection)
    }
  }

  private init(
    writer: NIOAsyncChannelOutboundWriter<ByteBuffer>,
    bytes: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  ) {
    self.writer = writer
    self.bytes = bytes
  }

  func send(_ text: String) async throws { try await writer.write(ByteBuffer(string: text)) }

  /// Sends no more, and listens on.
  func finish() { writer.finish() }

  /// The next answer; of one to HEAD, only the head.
  mutating func answer(toHead: Bool = false) async throws -> RawAnswer {
    let head = try await read(until: "\r\n\r\n")
    var lines = head.components("\r\n")
    let status = Int(lines.removeFirst().components(" ").dropFirst().first ?? "") ?? 0
    var headers: [String: String] = [:]
    for line in lines {
      let parts = line.split(separator: ":", maxSplits: 1).map(String.init)
      if parts.count == 2 { headers[parts[0].lowercased()] = String(parts[1].drop { $0 == " " }) }
    }
    let length = toHead ? 0 : Int(headers["content-length"] ?? "") ?? 0
    while unread.utf8.count < length { guard try await more() else { throw Closed() } }
    let body = String(decoding: unread.utf8.prefix(length), as: UTF8.self)
    unread = String(decoding: unread.utf8.dropFirst(length), as: UTF8.self)
    return RawAnswer(status: status, headers: headers, body: body)
  }

  /// True when the server closes and nothing more came.
  mutating func isClosed() async throws -> Bool {
    do {
      return try await !more()
    } catch is IOError {
      return true
    }
  }

  struct Closed: Error {}

  mutating func read(until mark: String) async throws -> String {
    while true {
      if let range = unread.utf8.firstRange(of: mark.utf8) {
        let text = String(decoding: unread.utf8[..<range.lowerBound], as: UTF8.self)
        unread = String(decoding: unread.utf8[range.upperBound...], as: UTF8.self)
        return text
      }
      guard try await more() else { throw Closed() }
    }
  }

  private mutating func more() async throws -> Bool {
    guard let buffer = try await bytes.next() else { return false }
    unread += String(buffer: buffer)
    return true
  }
}

struct RawAnswer {
  let status: Int
  let headers: [String: String]
  let body: String
}

extension String {
  fileprivate func components(_ separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}

let silent = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

/// Serves on a port that the system chooses, as long as the body runs.
func serving(
  _ dispatcher: Dispatcher, _ body: @escaping @Sendable (Int) async throws -> Void
) async throws {
  let (ports, port) = AsyncStream<Int>.makeStream()
  let server = WebServer(
    dispatcher: dispatcher, hostname: "127.0.0.1", port: 0,
    logger: silent, onReady: { port.yield($0) })
  try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      try await server.run()
      port.finish()
    }
    var iterator = ports.makeAsyncIterator()
    let chosen = try #require(await iterator.next())
    try await body(chosen)
    group.cancelAll()
    try await group.waitForAll()
  }
}
