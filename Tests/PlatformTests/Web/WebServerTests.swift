import Foundation
import HTTPTypes
import Logging
import Postgres
import ServiceLifecycle
import Testing

@testable import Web

/// The server as a client meets it, byte by byte.
@Suite(.timeLimit(.minutes(10))) struct WebServerTests {
  @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        let requests = (0..<20).map {
          "GET /v1/things/special HTTP/1.1\r\nHost: x\r\nX-Request-Id: r\($0)\r\n\r\n"
        }
        try await connection.send(requests.joined())
        for index in 0..<20 {
          let answer = try await connection.answer()
          #expect(answer.status == 200)
          #expect(answer.headers["x-request-id"] == "r\(index)")
          #expect(answer.body.hasPrefix("{") && answer.body.hasSuffix("}"))
        }
      }
    }
  }

  @Test func bodiesArriveInPieces() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send("POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n")
        try await connection.send("Transfer-Encoding: chunked\r\n\r\n")
        for character in NewThing.smallest { try await connection.send("1\r\n\(character)\r\n") }
        try await connection.send("0\r\n\r\n")
        let answer = try await connection.answer()
        #expect(answer.status == 201)
        #expect(answer.headers["content-type"] == "application/json")
        #expect(answer.headers["x-content-type-options"] == "nosniff")
        #expect(answer.headers["server"] == nil)
      }
    }
  }

  @Test func headHasNoBodyAndTheConnectionGoesOn() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(
          "HEAD /openapi.json HTTP/1.1\r\nHost: x\r\n\r\nGET /openapi.json HTTP/1.1\r\nHost: x\r\n\r\n")
        let head = try await connection.answer(toHead: true)
        let get = try await connection.answer()
        #expect(head.status == 200)
        #expect(head.headers["content-length"] == String(get.body.utf8.count))
        #expect(get.body.utf8.count > 1000)
      }
    }
  }

  @Test(arguments: [
    "X-Long: " + String(repeating: "a", count: 20_000),
    (0..<4).map { "X-\($0): " + String(repeating: "a", count: 6_000) }.joined(separator: "\r\n"),
    (0..<200).map { "X-\($0): a" }.joined(separator: "\r\n"),
  ])
  func overlongHeadersAreRefused(headers: String) async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /v1/things/special HTTP/1.1\r\nHost: x\r\n\(headers)\r\n\r\n")
        let answer = try await connection.answer()
        #expect((400..<500).contains(answer.status))
        #expect(try await connection.isClosed())
      }
    }
  }

  @Test(arguments: ["GARBAGE\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET /\u{0} HTTP/1.1\r\nHost: x\r\n\r\n"])
  func whatIsNoHTTPIsRefused(text: String) async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(text)
        let answer = try await connection.answer()
        #expect((400..<600).contains(answer.status))
        #expect(try await connection.isClosed())
      }
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /v1/things/special HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try await connection.answer().status == 200)
      }
    }
  }

  @Test func aBodyDeclaredTooLargeIsRefusedBeforeItIsSent() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(
          """
          POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
          Content-Length: 10485760\r\n\r\n
          """)
        let answer = try await connection.answer()
        #expect(answer.status == 413)
        #expect(answer.headers["connection"] == "close")
        #expect(answer.body.contains("body_too_large"))
        #expect(try await connection.isClosed())
      }
    }
  }

  @Test func aBodyThatGrowsTooLargeIsRefused() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(
          """
          POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n\
          Transfer-Encoding: chunked\r\n\r\n
          """)
        let chunk = "10000\r\n" + String(repeating: " ", count: 65_536) + "\r\n"
        for _ in 0..<17 { try await connection.send(chunk) }
        let answer = try await connection.answer()
        #expect(answer.status == 413)
        #expect(try await connection.isClosed())
      }
    }
  }

  /// The rest of a body that nobody read is not taken for the next request.
  @Test func anUnreadBodyIsSkipped() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        let smuggled = "GET /v1/me HTTP/1.1\r\nHost: x\r\n\r\n"
        try await connection.send(
          "POST /v1/nothing HTTP/1.1\r\nHost: x\r\nContent-Length: \(smuggled.utf8.count)\r\n\r\n\(smuggled)")
        try await connection.send("GET /v1/things/special HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        #expect(try await connection.answer().status == 404)
        #expect(try await connection.answer().status == 200)
        #expect(try await connection.isClosed())
      }
    }
  }

  /// After an Upgrade or a CONNECT the parser waits for another protocol, so the connection ends with the answer.
  @Test(arguments: [
    "GET /v1/things/special HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
    "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n",
  ])
  func anOfferOfAnotherProtocolIsDeclined(request: String) async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(request)
        #expect(try await connection.answer().headers["connection"] == "close")
        #expect(try await connection.isClosed())
      }
    }
  }

  @Test(arguments: [
    "GET /v1/things/special HTTP/1.1\r\n\r\n",
    "GET /v1/things/special HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "POST /v1/things HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
  ])
  func whatHTTPForbidsIsAProblem(request: String) async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(request)
        let answer = try await connection.answer()
        #expect(answer.status == 400)
        #expect(answer.headers["content-type"] == "application/problem+json")
        #expect(answer.body.contains("malformed_request"))
        #expect(try await connection.isClosed())
      }
    }
  }

  @Test func whoSendsNoMoreIsStillAnswered() async throws {
    try await serving(Sample().dispatcher) { port in
      try await RawConnection.open(port) { connection in
        let request = "GET /v1/things/special HTTP/1.1\r\nHost: x\r\n\r\n"
        try await connection.send(request + request)
        connection.finish()
        #expect(try await connection.answer().status == 200)
        #expect(try await connection.answer().status == 200)
        #expect(try await connection.isClosed())
      }
    }
  }

  @Test func aClientThatLeavesIsNoFault() async throws {
    let sample = try Sample()
    try await serving(sample.dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(
          "POST /v1/things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
        )
      }
      // The line that ends every request.
      for await _ in sample.record.stream { break }
    }
    #expect(sample.record.lines.count == 1)
    #expect(sample.record.lines.first?.hasPrefix("info request ") == true)
  }

  /// Also one that waits for PostgreSQL, which is not told of it by reading.
  @Test func aClientThatHangsUpIsNoticed() async throws {
    let (starts, start) = AsyncStream<Void>.makeStream()
    var api = API()
    api.add(.get, "/v1/endless", "getEndless", summary: "", needs: .open) { (_: Call<NoInput>, _: Database) in
      start.yield()
      let (never, _) = AsyncStream<Void>.makeStream()
      for await _ in never {}
      try Task.checkCancellation()
      return NoContent()
    }
    let sample = try Sample(api: api)
    try await serving(sample.dispatcher) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send("GET /v1/endless HTTP/1.1\r\nHost: x\r\n\r\n")
        for await _ in starts { break }
      }
      for await line in sample.record.stream where line.contains("getEndless") {
        #expect(line.contains("499"))
        break
      }
    }
  }

  @Test func theHandlerKnowsTheClientsAddress() async throws {
    struct Address: Wire { let address: String?, agent: String? }
    var api = API()
    api.add(.get, "/v1/address", "getAddress", summary: "", needs: .open) {
      (call: Call<NoInput>, _: Database) in
      Address(address: call.context.clientAddress, agent: call.context.userAgent)
    }
    try await serving(Sample(api: api).dispatcher) { port in
      try await RawConnection.open(port) { connection in
        let agent = String(repeating: "a", count: 300)
        try await connection.send("GET /v1/address HTTP/1.1\r\nHost: x\r\nUser-Agent: \(agent)\r\n\r\n")
        #expect(
          try await connection.answer().body == #"{"address":"127.0.0.1","agent":"\#(agent.prefix(200))"}"#)
      }
    }
  }

  /// A stop that comes while a request is under way waits for its answer.
  @Test func stoppingLetsARequestEnd() async throws {
    let (starts, start) = AsyncStream<Void>.makeStream()
    let (ends, end) = AsyncStream<Void>.makeStream()
    var api = API()
    api.add(.get, "/v1/slow", "getSlow", summary: "", needs: .open) { (_: Call<NoInput>, _: Database) in
      start.yield()
      for await _ in ends { break }
      return NoContent()
    }
    let sample = try Sample(api: api)
    let (ports, port) = AsyncStream<Int>.makeStream()
    let server = WebServer(
      dispatcher: sample.dispatcher, hostname: "127.0.0.1", port: 0, logger: silent,
      onReady: { port.yield($0) })
    let group = ServiceGroup(services: [server], logger: silent)
    let running = Task { try await group.run() }
    var chosen = ports.makeAsyncIterator()
    let number = try #require(await chosen.next())
    try await RawConnection.open(number) { connection in
      try await connection.send("GET /v1/slow HTTP/1.1\r\nHost: x\r\n\r\n")
      var started = starts.makeAsyncIterator()
      await started.next()
      await group.triggerGracefulShutdown()
      end.yield()
      #expect(try await connection.answer().status == 204)
      #expect(try await connection.isClosed())
    }
    try await running.value
  }
}
