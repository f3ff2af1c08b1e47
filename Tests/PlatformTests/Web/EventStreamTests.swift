import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOExtras
import NIOHTTP1
import Postgres
import Testing

@testable import Web

/// Answers that go on for as long as somebody listens.
@Suite(.timeLimit(.minutes(10))) struct EventStreamTests {
  /// What a test says, and when somebody has stopped listening.
  private struct Source {
    let sample: Sample
    let say: AsyncStream<[ServerSentEvent]>.Continuation
    let ended: AsyncStream<Void>

    init() throws {
      let (events, say) = AsyncStream<[ServerSentEvent]>.makeStream()
      let (ended, end) = AsyncStream<Void>.makeStream()
      say.onTermination = { _ in end.yield() }
      var api = API()
      api.add(.get, "/v1/news", "listenToNews", summary: "", needs: .open) {
        (_: Call<NewsFilter>, _: Database) in
        EventStream {
          var iterator = events.makeAsyncIterator()
          return await iterator.next()
        }
      }
      self.say = say
      self.ended = ended
      sample = try Sample(api: api)
    }
  }

  private struct NewsFilter: Decodable, Sendable {
    let lastEventID: Code?
    private enum CodingKeys: String, CodingKey { case lastEventID = "last_event_id" }
  }

  @Test func blocksAreWritten() {
    for (event, text) in [
      (ServerSentEvent(), ":\n\n"), (ServerSentEvent(retry: 2_000), "retry: 2000\n\n"),
      (ServerSentEvent(id: "7", event: "reset", data: "{}"), "id: 7\nevent: reset\ndata: {}\n\n"),
      (ServerSentEvent(data: "a\nb"), "data: a\ndata: b\n\n"), (ServerSentEvent(data: ""), "data: \n\n"),
    ] {
      var bytes: [UInt8] = []
      event.write(into: &bytes)
      #expect(String(decoding: bytes, as: UTF8.self) == text)
    }
  }

  @Test func piecesComeAsTheyAreSaidAndTheConnectionGoesOn() async throws {
    let source = try Source()
    try await serving(source.sample.dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /v1/news HTTP/1.1\r\nHost: x\r\n\r\n")
        let head = try await connection.read(until: "\r\n\r\n").lowercased()
        #expect(head.hasPrefix("http/1.1 200 "))
        for field in [
          "content-type: text/event-stream", "transfer-encoding: chunked", "cache-control: no-store",
          "x-accel-buffering: no",
        ] { #expect(head.contains("\r\n\(field)")) }
        #expect(!head.contains("content-length"))
        for word in ["first", "second"] {
          source.say.yield([ServerSentEvent(data: word)])
          #expect(try await connection.read(until: "\n\n\r\n").hasSuffix("\r\ndata: \(word)"))
        }
        source.say.finish()
        #expect(try await connection.read(until: "\r\n\r\n") == "0")
        try await connection.send("GET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await connection.answer().status == 200)
      }
    }
  }

  @Test func olderClientsReadUntilTheEnd() async throws {
    let source = try Source()
    try await serving(source.sample.dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /v1/news HTTP/1.0\r\n\r\n")
        let head = try await connection.read(until: "\r\n\r\n").lowercased()
        #expect(head.contains("connection: close") && !head.contains("transfer-encoding"))
        source.say.yield([ServerSentEvent(data: "word")])
        #expect(try await connection.read(until: "\n\n") == "data: word")
        source.say.finish()
        #expect(try await connection.isClosed())
      }
    }
  }

  @Test func whoOnlyAsksForTheHeadGetsNoMore() async throws {
    let source = try Source()
    try await serving(source.sample.dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(
          "HEAD /v1/news HTTP/1.1\r\nHost: x\r\n\r\nGET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await connection.answer(toHead: true).status == 200)
        #expect(try await connection.answer().status == 200)
      }
    }
  }

  @Test func whoLeavesIsNoticed() async throws {
    let source = try Source()
    try await serving(source.sample.dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /v1/news HTTP/1.1\r\nHost: x\r\n\r\n")
        _ = try await connection.read(until: "\r\n\r\n")
      }
      for await _ in source.ended { break }
    }
  }

  @Test func theHeaderOfABrowserIsAParameter() async throws {
    let source = try Source()
    let path = "/v1/news?last_event_id=AB"
    #expect(await source.sample.send(.get, path).status == .ok)
    #expect(await source.sample.send(.get, path, [.lastEventID: "CD"]).status == .ok)
    let answer = await source.sample.send(.get, path, [.lastEventID: "no code"])
    #expect(answer.status == .badRequest && answer.faults.map { $0.hasPrefix("last_event_id") } == [true])
  }

  @Test func aStreamHoldsNoPlace() async throws {
    var api = API()
    api.add(.get, "/v1/news", "listenToNews", summary: "", needs: .member) {
      (_: Call<NoInput>, _: Database) in
      EventStream { nil }
    }
    let sample = try Sample(api: api, admission: Admission(limit: 1))
    let streams = await [
      sample.send(.get, "/v1/news", [.authorization: "Bearer member"]),
      sample.send(.get, "/v1/news", [.authorization: "Bearer member"]),
    ]
    #expect(streams.map(\.status) == [.ok, .ok] && streams.allSatisfy { $0.events != nil })
  }

  // On a clock of the test's own.

  private let loop = NIOAsyncTestingEventLoop()

  private func listen(_ source: Source, slowly: Bool = false) async throws -> NIOAsyncTestingChannel {
    let channel = NIOAsyncTestingChannel(loop: loop)
    let (loop, dispatcher) = (loop, source.sample.dispatcher)
    try await loop.executeInContext {
      if slowly { try channel.pipeline.syncOperations.addHandler(Deaf()) }
      try channel.pipeline.syncOperations.addHandler(HTTPConnection(dispatcher, LoopExecutor(loop)))
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
    await loop.run()
    try await channel.writeInbound(
      HTTPServerRequestPart.head(
        HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v1/news", headers: ["Host": "x"])))
    try await channel.writeInbound(HTTPServerRequestPart.end(nil))
    return channel
  }

  private func text(_ channel: NIOAsyncTestingChannel, until mark: String) async throws -> String {
    var text = ""
    while !text.hasSuffix(mark) {
      await loop.run()
      if let bytes = try await channel.readOutbound(as: ByteBuffer.self) {
        text += String(buffer: bytes)
      } else {
        await Task.yield()
      }
    }
    return text
  }

  @Test func theStopOfTheServerEndsItAtOnce() async throws {
    let source = try Source()
    let channel = try await listen(source)
    _ = try await text(channel, until: "\r\n\r\n")
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    #expect(try await text(channel, until: "0\r\n\r\n") == "0\r\n\r\n")
    await loop.advanceTime(by: .seconds(3))
    #expect(!channel.isActive)
  }

  @Test func whoDoesNotReadIsLetGo() async throws {
    let source = try Source()
    let channel = try await listen(source, slowly: true)
    // Whatever is said meanwhile waits where it is said, and not in the connection.
    for _ in 0..<10 { source.say.yield([ServerSentEvent(data: "word")]) }
    while channel.isActive {
      await loop.advanceTime(by: .seconds(5))
      await Task.yield()
    }
  }

  /// Takes bytes and never says that they have gone.
  private final class Deaf: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = ByteBuffer
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      context.channel.closeFuture.whenComplete { _ in promise?.fail(ChannelError.ioOnClosedChannel) }
    }
  }
}
