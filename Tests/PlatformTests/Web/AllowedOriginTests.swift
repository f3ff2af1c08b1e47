import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct AllowedOriginTests {
  private static let names: [HTTPField.Name] = [
    .accessControlAllowOrigin, .accessControlAllowMethods, .accessControlAllowHeaders, .accessControlMaxAge,
    .accessControlExposeHeaders, .accessControlAllowCredentials,
  ]

  private func sample(_ list: String = "https://app.example, http://localhost:5173") throws -> Sample {
    try Sample(origins: try #require(AllowedOrigins(list)))
  }

  @Test(arguments: [
    ("https://app.example", true), ("http://localhost:5173", true), ("http://app.example", false),
    ("https://app.example:443", false), ("https://app.example/", false), ("https://APP.example", false),
    ("https://app.example.evil.example", false), ("https://evil-app.example", false),
    ("https://sub.app.example", false), ("http://localhost", false), ("null", false), ("*", false),
    ("", false),
    ("https://app.example, http://localhost:5173", false),
  ])
  func onlyListedOriginsMayRead(origin: String, isAllowed: Bool) async throws {
    let sample = try sample()
    for (method, target, status) in [
      (.get, "/v1/things/special", 200), (.head, "/v1/things/special", 200), (.get, "/v1/me", 401),
      (.get, "/v1/nothing", 404), (.delete, "/v1/things", 405), (.post, "/v1/things", 400),
      (.options, "/v1/things", 405),
    ] as [(HTTPRequest.Method, String, Int)] {
      let answer = await sample.send(method, target, [.origin: origin], body: "{")
      #expect(answer.status.code == status)
      #expect(answer.headers[.vary] == "Origin")
      #expect(answer.headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
      #expect((answer.headers[.accessControlExposeHeaders] != nil) == isAllowed)
      #expect(answer.headers[.accessControlAllowCredentials] == nil)
    }
    for (target, methods) in [
      ("/v1/things", "GET, HEAD, POST"), ("/v1/things/\(Sample.newID)", "DELETE, GET, HEAD, PUT"),
      ("/v1/steps", "POST"),
    ] {
      let answer = await sample.send(
        .options, target,
        [.origin: origin, .accessControlRequestMethod: "POST", .accessControlRequestHeaders: "authorization"])
      #expect(answer.headers[.vary] == "Origin")
      #expect(answer.status == (isAllowed ? .noContent : .methodNotAllowed))
      #expect(answer.headers[.accessControlAllowMethods] == (isAllowed ? methods : nil))
      #expect(answer.headers[.accessControlAllowOrigin] == (isAllowed ? origin : nil))
      #expect(answer.headers[.accessControlMaxAge] == (isAllowed ? "600" : nil))
      #expect(
        answer.headers[.accessControlAllowHeaders]
          == (isAllowed
            ? "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Request-Id"
            : nil))
      #expect(answer.headers[.accessControlAllowCredentials] == nil)
      if isAllowed { #expect(answer.body.isEmpty) }
    }
  }

  @Test func withoutAListNothingIsSaid() async throws {
    let sample = try Sample()
    for method in [.get, .options] as [HTTPRequest.Method] {
      let answer = await sample.send(
        method, "/v1/things/special", [.origin: "https://app.example", .accessControlRequestMethod: "GET"])
      for name in Self.names + [.vary] { #expect(answer.headers[name] == nil) }
      #expect(answer.status == (method == .get ? .ok : .methodNotAllowed))
    }
  }

  @Test func withoutAnOriginOnlyVaryIsSaid() async throws {
    let answer = try await sample().send(.get, "/v1/things/special")
    #expect(answer.headers[.vary] == "Origin")
    for name in Self.names { #expect(answer.headers[name] == nil) }
  }

  @Test func askingCostsNoAllowance() async throws {
    let sample = try Sample(
      limits: RateLimits(perUser: 1, perAddress: 1),
      origins: try #require(AllowedOrigins("https://app.example")))
    for _ in 0..<5 {
      let answer = await sample.send(
        .options, "/v1/me", [.origin: "https://app.example", .accessControlRequestMethod: "GET"])
      #expect(answer.status == .noContent)
    }
    let answer = await sample.send(
      .get, "/v1/me", [.origin: "https://app.example", .authorization: "Bearer person"])
    #expect(answer.status == .ok && answer.headers[.accessControlAllowOrigin] == "https://app.example")
  }

  @Test(arguments: [
    "*", "null", "app.example", "https://*.example", "https://app.example/", "https://app.example/path",
    "https://App.example", "ftp://app.example", "https://", "https://a b", "https://user@app.example",
  ])
  func aListThatIsNoneIsRefused(list: String) {
    #expect(AllowedOrigins(list) == nil)
    #expect(AllowedOrigins("https://app.example,\(list)") == nil)
  }

  @Test func originsOfEveryForm() async throws {
    for origin in ["http://127.0.0.1:8080", "http://[::1]:3000", "https://xn--bcher-kva.example"] {
      let answer = try await sample(origin).send(.get, "/v1/things/special", [.origin: origin])
      #expect(answer.headers[.accessControlAllowOrigin] == origin)
    }
  }
}
