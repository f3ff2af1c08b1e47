import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOExtras
import NIOHTTP1
import Postgres
import Testing

@testable import Web

/// What a connection does as time passes, on a clock of the test's own.
@Suite(.timeLimit(.minutes(10))) struct HTTPConnectionTests {
  private let loop = NIOAsyncTestingEventLoop()

  private func connect(_ dispatcher: Dispatcher) async throws -> NIOAsyncTestingChannel {
    let channel = NIOAsyncTestingChannel(loop: loop)
    let loop = loop
    try await loop.executeInContext {
      try channel.pipeline.syncOperations.addHandler(HTTPConnection(dispatcher, LoopExecutor(loop)))
    }
    try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1))
    await loop.run()
    return channel
  }

  private func head(_ method: HTTPMethod, _ target: String) -> HTTPServerRequestPart {
    .head(HTTPRequestHead(version: .http1_1, method: method, uri: target, headers: ["Host": "x"]))
  }

  private func answer(_ channel: NIOAsyncTestingChannel) async throws -> String {
    while true {
      await loop.run()
      if let bytes = try await channel.readOutbound(as: ByteBuffer.self) { return String(buffer: bytes) }
      await Task.yield()
    }
  }

  /// A request that was on its way when the server was told to stop has all the time of one under way.
  @Test func aRequestThatComesDuringTheStopIsAnswered() async throws {
    let (ends, end) = AsyncStream<Void>.makeStream()
    var api = API()
    api.add(.get, "/v1/slow", "getSlow", summary: "", needs: .open) { (_: Call<NoInput>, _: Database) in
      for await _ in ends { break }
      return NoContent()
    }
    let channel = try await connect(Sample(api: api).dispatcher)
    channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
    try await channel.writeInbound(head(.GET, "/v1/slow"))
    try await channel.writeInbound(HTTPServerRequestPart.end(nil))
    await loop.advanceTime(by: .seconds(15))
    #expect(channel.isActive)
    end.yield()
    let answer = try await answer(channel)
    #expect(answer.hasPrefix("HTTP/1.1 204 "))
    #expect(answer.contains("connection: close"))
  }

  /// An operation that goes on until its request is given up.
  private func endless() throws -> Sample {
    var api = API()
    api.add(.get, "/v1/endless", "getEndless", summary: "", needs: .open) { (_: Call<NoInput>, _: Database) in
      let (never, _) = AsyncStream<Void>.makeStream()
      for await _ in never {}
      try Task.checkCancellation()
      return NoContent()
    }
    return try Sample(api: api)
  }

  private func ask(_ sample: Sample) async throws -> NIOAsyncTestingChannel {
    let channel = try await connect(sample.dispatcher)
    try await channel.writeInbound(head(.GET, "/v1/endless"))
    try await channel.writeInbound(HTTPServerRequestPart.end(nil))
    return channel
  }

  /// The line of the request in the log.
  private func line(_ sample: Sample) async throws -> String {
    while true {
      await loop.run()
      if let line = sample.record.lines.first(where: { $0.contains("getEndless") }) { return line }
      await Task.yield()
    }
  }

  @Test func nothingIsDoneForWhoHasLeft() async throws {
    let sample = try endless()
    let channel = try await ask(sample)
    try await channel.close()
    #expect(try await line(sample).contains("499"))
  }

  @Test func whoSendsNoMoreHasASecondLeftToListen() async throws {
    let sample = try endless()
    let channel = try await ask(sample)
    channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
    await loop.advanceTime(by: .milliseconds(900))
    #expect(channel.isActive)
    await loop.advanceTime(by: .milliseconds(200))
    #expect(!channel.isActive)
    #expect(try await line(sample).contains("499"))
  }

  @Test func whoAsksNothingIsLetGoAfterAMinute() async throws {
    let channel = try await connect(Sample().dispatcher)
    await loop.advanceTime(by: .seconds(59))
    #expect(channel.isActive)
    await loop.advanceTime(by: .seconds(2))
    #expect(!channel.isActive)
  }

  @Test func aBodyHasTenSeconds() async throws {
    let channel = try await connect(Sample().dispatcher)
    try await channel.writeInbound(
      HTTPServerRequestPart.head(
        HTTPRequestHead(
          version: .http1_1, method: .POST, uri: "/v1/things",
          headers: ["Host": "x", "Content-Type": "application/json", "Content-Length": "5"])))
    await loop.advanceTime(by: .seconds(11))
    let answer = try await answer(channel)
    #expect(answer.hasPrefix("HTTP/1.1 408 "))
    #expect(answer.contains("body_timeout"))
  }
}
