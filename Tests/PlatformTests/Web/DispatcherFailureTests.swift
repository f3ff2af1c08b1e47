import HTTPTypes
import Testing

@testable import Web

@Suite struct DispatcherFailureTests {
  @Test(
    arguments: [
      (.declared, 409, "thing_full"), (.undeclared, 404, "thing_hidden"), (.secret, 500, "internal_error"),
      (.cancelled, 503, "unavailable"), (.lost, 503, "unavailable"), (.constraint, 409, "thing_full"),
      (.permission, 403, "permission_missing"), (.fault, 500, "internal_error"),
    ] as [(Failing.Way, Int, String)])
  func everyErrorLeavesAsAProblem(way: Failing.Way, status: Int, code: String) async throws {
    let sample = try Sample()
    let answer = await sample.send(.post, "/v1/failures", body: #"{"way":"\#(way.rawValue)"}"#)
    #expect(answer.status.code == status)
    #expect(answer.json["status"] == .number(String(status)))
    #expect(answer.json["type"] == .string("https://gym.example/problems/\(code)"))
    #expect(answer.json["retryable"] == .bool(status == 503))
    #expect(answer.headers[.retryAfter] == (status == 503 ? "1" : nil))
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(!answer.text.contains("swordfish"))
    #expect(!sample.record.lines.joined().contains("swordfish"))
    #expect(sample.record.lines.contains { $0.hasPrefix("error ") } == (status >= 500))
  }

  @Test func detailsAndMembersArePassedOn() async throws {
    let sample = try Sample()
    let full = await sample.send(.post, "/v1/failures", body: #"{"way":"declared"}"#)
    #expect(full.json["detail"] == "All 3 places are taken.")
    let missing = await sample.send(.post, "/v1/failures", body: #"{"way":"permission"}"#)
    #expect(missing.json["required_permission"] == "things.fail")
  }

  @Test func onlyUndeclaredProblemsAreReported() async throws {
    let sample = try Sample()
    for way in Failing.Way.allCases {
      _ = await sample.send(.post, "/v1/failures", body: #"{"way":"\#(way.rawValue)"}"#)
    }
    #expect(sample.record.undeclared == ["fail thing_hidden", "fail permission_missing"])
    // What every operation of its kind may answer needs no declaration.
    for (method, target, token) in [
      (.get, "/v1/nothing", ""), (.delete, "/v1/things", ""), (.get, "/v1/things/x", ""),
      (.get, "/v1/things?a=1", ""),
      (.get, "/v1/me", ""), (.get, "/v1/ours", "person"), (.get, "/v1/rows", "late"),
      (.post, "/v1/things?a", ""),
      (.post, "/v1/things", ""), (.get, "/v1/things?cursor=x", ""),
    ] as [(HTTPRequest.Method, String, String)] {
      _ = await sample.send(method, target, [.authorization: "Bearer \(token)"], body: "{")
    }
    #expect(sample.record.undeclared.count == 2)
  }

  @Test func withoutADatabaseTheServiceIsUnavailable() async throws {
    let sample = try Sample()
    for (method, target) in [(.get, "/v1/rows"), (.post, "/v1/steps")] as [(HTTPRequest.Method, String)] {
      let answer = await sample.send(method, target, [.authorization: "Bearer member"])
      #expect(answer.status == .serviceUnavailable)
      #expect(answer.headers[.retryAfter] == "1")
    }
    #expect(sample.record.undeclared.isEmpty)
    #expect(
      sample.record.lines.filter { $0.contains("database failed") && $0.contains("unavailable") }.count == 2)
  }
}
