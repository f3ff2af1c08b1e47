import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct DispatcherTests {
  @Test(arguments: ["a", "0193-Aa_z.9", String(repeating: "x", count: 64)])
  func echoesARequestID(id: String) async throws {
    let answer = try await Sample().send(.get, "/v1/things/special", [.requestID: id])
    #expect(answer.headers[.requestID] == id)
    #expect(answer.json["request_id"] == .string(id))
  }

  @Test(arguments: [nil, "", "a b", "a\tb", "é", "a\"b", "<x>", String(repeating: "x", count: 65), "a, b"])
  func givesAnIDWhereThereIsNoGoodOne(id: String?) async throws {
    let answer = try await Sample().send(.get, "/v1/things/special", id.map { [.requestID: $0] } ?? [:])
    #expect(answer.headers[.requestID] == Sample.newID)
  }

  @Test(
    arguments: [
      (.get, "/v1/nothing"), (.post, "/v1/nothing?a=%"), (.get, ""), (.get, "*"), (.options, "*"),
      (.get, "/v1/things/7/parts/8"), (.get, "/v1/things/7"), (.get, "/v1/things/{id}"),
      (.delete, "/v1/things/"),
      (.get, "/v1/things/019ab0c4-7e00-7000-8000-00000000000g"), (.put, "/v1/things/x"),
    ] as [(HTTPRequest.Method, String)])
  func nothingThereIs404(method: HTTPRequest.Method, target: String) async throws {
    let answer = try await Sample().send(method, target, body: NewThing.smallest)
    #expect(answer.status == .notFound)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(
      answer.json == [
        "type": "https://gym.example/problems/not_found", "title": "There is nothing here", "status": 404,
        "code": "not_found", "detail": "There is nothing here", "request_id": .string(Sample.newID),
        "retryable": false,
      ])
  }

  @Test(
    arguments: [
      (.delete, "/v1/things", "GET, HEAD, POST"), (.post, "/v1/things/special", "GET, HEAD"),
      (.head, "/v1/failures", "POST"), (.options, "/v1/me", "GET, HEAD"),
      (.post, "/openapi.json", "GET, HEAD"),
      (.delete, "/docs", "GET, HEAD"), (.put, "/problems/thing_full", "GET, HEAD"), (.post, "/", "GET, HEAD"),
    ] as [(HTTPRequest.Method, String, String)])
  func anotherMethodIs405(method: HTTPRequest.Method, target: String, allow: String) async throws {
    let answer = try await Sample().send(method, target)
    #expect(answer.status == .methodNotAllowed)
    #expect(answer.headers[.allow] == allow)
    #expect(answer.code == "method_not_allowed")
  }

  @Test(arguments: [
    nil, "", "Basic cGVyc29u", "Bearer", "Bearer ", "Bearerperson", "person", "Bearer garbage",
    "Bearer  person",
    "Bearer person, Bearer person", "Bearer " + String(repeating: "x", count: 5_000),
  ])
  func withoutAGoodTokenIs401(header: String?) async throws {
    for target in ["/v1/me", "/v1/ours", "/v1/rows?limit=x"] {
      let answer = try await Sample().send(.get, target, header.map { [.authorization: $0] } ?? [:])
      #expect(answer.status == .unauthorized)
      #expect(answer.headers[.wwwAuthenticate] == "Bearer")
      #expect(answer.code == "unauthenticated")
    }
  }

  @Test func theGateSeesTheTimeAndHasItsWord() async throws {
    let answer = try await Sample().send(.get, "/v1/me", [.authorization: "Bearer late"])
    #expect(answer.code == "session_revoked")
    #expect(answer.headers[.wwwAuthenticate] == "Bearer")
  }

  @Test(arguments: ["Bearer person", "bearer person", "BEARER person"])
  func aPersonWithoutAnOrganizationEntersNone(header: String) async throws {
    let sample = try Sample()
    let me = await sample.send(.get, "/v1/me", [.authorization: header])
    #expect(me.status == .ok)
    #expect(me.json["user"] == .string(Sample.user.uuidString.lowercased()))
    #expect(me.json["organization"] == .null)
    for target in ["/v1/ours", "/v1/rows"] {
      let answer = await sample.send(.get, target, [.authorization: header])
      #expect(answer.status == .forbidden)
      #expect(answer.code == "organization_required")
    }
  }

  @Test func aMemberEntersTheirOrganization() async throws {
    let answer = try await Sample().send(.get, "/v1/ours", [.authorization: "Bearer member"])
    #expect(answer.json["organization"] == .string(Sample.organization.uuidString.lowercased()))
  }

  @Test func openOperationsLookAtNoToken() async throws {
    let answer = try await Sample().send(.get, "/v1/things/special", [.authorization: "Bearer garbage"])
    #expect(answer.status == .ok)
    #expect(answer.json["user"] == .null)
  }

  @Test func thePathGivesTheID() async throws {
    let sample = try Sample()
    let answer = await sample.send(.get, "/v1/things/019AB0C4-7E00-7000-8000-00000000000A")
    #expect(answer.json["id"] == "019ab0c4-7e00-7000-8000-00000000000a")
    let none = await sample.send(.get, "/v1/things/special")
    #expect(none.json["id"] == "00000000-0000-0000-0000-000000000000")
  }

  @Test func everySuccessHasItsStatus() async throws {
    let sample = try Sample()
    let path = "/v1/things/\(Sample.newID)"
    let created = await sample.send(.post, "/v1/things", body: NewThing.smallest)
    #expect(created.status == .created)
    #expect(created.headers[.contentType] == "application/json")
    #expect(
      created.text
        == #"{"id":"\#(Sample.newID)","display_name":"x","quantity":1,"made_at":null,"main":null}"#)
    let accepted = await sample.send(.put, path, body: NewThing.smallest)
    #expect(accepted.status == .accepted)
    for (method, target, body) in [
      (.delete, path, nil), (.patch, path + "/parts", #"{"part_name":"A"}"#),
    ] as [(HTTPRequest.Method, String, String?)] {
      let answer = await sample.send(method, target, body: body)
      #expect(answer.status == .noContent)
      #expect(answer.body.isEmpty)
      #expect(answer.headers[.contentType] == nil)
    }
  }

  @Test(arguments: ["/v1/things/special", "/v1/nothing", "/openapi.json", "/problems/thing_full"])
  func headSaysHowLongTheBodyWouldBe(target: String) async throws {
    let sample = try Sample()
    let get = await sample.send(.get, target)
    let head = await sample.send(.head, target)
    #expect(head.status == get.status)
    #expect(head.headers[.contentLength] == String(get.body.count))
    #expect(head.headers[.contentType] == get.headers[.contentType])
  }

  @Test(
    arguments: [
      (.get, "/v1/things/special"), (.delete, "/v1/things/\(Sample.newID)"), (.get, "/v1/nothing"),
      (.delete, "/v1/things"), (.get, "/v1/me"), (.post, "/v1/things"), (.post, "/v1/failures"), (.get, "/"),
      (.get, "/openapi.json"), (.get, "/docs"), (.get, "/docs/start.js"), (.get, "/problems"),
      (.get, "/problems/thing_full"), (.get, "/problems/none"), (.head, "/v1/things/special"),
    ] as [(HTTPRequest.Method, String)])
  func everyAnswerCarriesTheSecurityHeaders(method: HTTPRequest.Method, target: String) async throws {
    for explorer in [nil, "/nonexistent"] {
      let answer = try await Sample(explorer: explorer).send(method, target, body: #"{"way":"secret"}"#)
      #expect(answer.headers[.xContentTypeOptions] == "nosniff")
      #expect(answer.headers[.cacheControl] == "private, no-cache")
      #expect(answer.headers[.referrerPolicy] == "no-referrer")
      let policy = try #require(answer.headers[.contentSecurityPolicy])
      #expect(policy.hasPrefix("default-src 'none';") && policy.hasSuffix("frame-ancestors 'none'"))
      #expect(!policy.contains("'unsafe-eval'") && !policy.contains("script-src 'unsafe"))
      #expect(answer.headers[.requestID] == Sample.newID)
    }
  }

  @Test func everyRequestIsLoggedWithoutItsWords() async throws {
    let sample = try Sample()
    _ = await sample.send(.get, "/v1/ours", [.authorization: "Bearer member", .requestID: "r1"])
    _ = await sample.send(.get, "/v1/things?q=SWORDFISH")
    #expect(sample.record.lines.count == 2)
    let line = try #require(sample.record.lines.first)
    for word in ["request_id", "r1", "getOurs", "200", Sample.organization.uuidString.lowercased()] {
      #expect(line.contains(word))
    }
    #expect(!sample.record.lines.joined().contains("SWORDFISH"))
  }
}
