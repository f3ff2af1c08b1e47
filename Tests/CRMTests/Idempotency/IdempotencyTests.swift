import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct IdempotencyTests {
  private func create(
    _ gym: Gym, _ key: String?, last: String = "Lovelace", as person: TestPerson? = nil
  ) async throws -> TestAnswer {
    try await gym.installation.send(
      "POST", "/v1/clients", token: (person ?? gym.owner).token,
      json: #"{"first_name": "Ada", "last_name": "\#(last)"}"#,
      headers: key.map { ["Idempotency-Key": $0] } ?? [:])
  }

  private func clients(_ gym: Gym) async throws -> Int {
    try await gym.send("GET", "/v1/clients?limit=100").data.count
  }

  @Test func aRepeatedRequestGetsTheFirstAnswer() async throws {
    let gym = try await Gym.make()
    let key = UUID().uuidString
    // Whether the first answer arrived or was lost on its way after the commit, the server cannot know.
    let first = try await create(gym, "\"\(key)\"")
    #expect(first.status == 201 && first.headers[.idempotencyReplayed] == nil)
    for spelling in [key, key.lowercased(), "\"\(key.lowercased())\""] {
      let again = try await create(gym, spelling)
      #expect(again.status == 201 && again.body == first.body)
      #expect(again.headers[.idempotencyReplayed] == "true")
      #expect(again.headers[.contentType] == first.headers[.contentType])
      #expect(again.headers[.requestID] != first.headers[.requestID])
    }
    #expect(try await clients(gym) == 1)
  }

  @Test func withoutAKeyEachRequestIsDone() async throws {
    let gym = try await Gym.make()
    for _ in 0..<2 { #expect(try await create(gym, nil).headers[.idempotencyReplayed] == nil) }
    #expect(try await clients(gym) == 2)
  }

  @Test func fiftyAtOnceWithOneKeyAreOneEffect() async throws {
    let gym = try await Gym.make()
    let key = UUID().uuidString
    let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
      for _ in 0..<50 { group.addTask { try await create(gym, key) } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let done = answers.filter { $0.status == 201 }
    #expect(!done.isEmpty && Set(done.map(\.body)).count == 1)
    #expect(done.count { $0.headers[.idempotencyReplayed] == nil } == 1)
    for refused in answers where refused.status != 201 {
      #expect(refused.status == 409 && refused.code == "idempotency_in_progress")
      #expect(refused.headers[.retryAfter] == "1" && refused.json["retryable"] == true)
    }
    #expect(try await clients(gym) == 1)
    #expect(try await create(gym, key).body == done.first?.body)
  }

  @Test func anotherBodyWithTheSameKeyIsRefused() async throws {
    let gym = try await Gym.make()
    let key = UUID().uuidString
    _ = try await create(gym, key)
    let other = try await create(gym, key, last: "Byron")
    #expect(other.status == 422 && other.code == "idempotency_key_reused")
    #expect(try await clients(gym) == 1)
  }

  @Test func theSameKeyOfSomebodyElseIsAnotherKey() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let colleague = try await gym.person(.staff)
    let key = UUID().uuidString
    let first = try await create(gym, key)
    for answer in [try await create(gym, key, as: colleague), try await create(other, key)] {
      #expect(answer.status == 201 && answer.body != first.body)
      #expect(answer.headers[.idempotencyReplayed] == nil)
    }
    #expect(try await clients(gym) == 2)
    #expect(try await clients(other) == 1)
  }

  @Test func onePersonInTwoGymsHasTwoKeys() async throws {
    let head = try await Gym.make()
    let branch = try await Gym.make(parent: head)
    let key = UUID().uuidString
    _ = try await create(head, key)
    let entered = try await head.send(
      "POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(branch.id)"}"#)
    let token = try #require(entered.json["access_token"]?.string)
    // The chain's owner has no membership of the branch.
    let there = try await head.installation.send(
      "POST", "/v1/clients", token: token, json: #"{"first_name": "Ada", "last_name": "Lovelace"}"#,
      headers: ["Idempotency-Key": key])
    #expect(there.status == 201 && there.headers[.idempotencyReplayed] == nil)
    #expect(try await clients(branch) == 1)
  }

  @Test func aKeyBelongsToItsPath() async throws {
    let gym = try await Gym.make()
    let key = UUID().uuidString
    func retry(_ job: UUID) async throws -> TestAnswer {
      try await gym.installation.send(
        "POST", "/v1/jobs/\(job)/retries", token: gym.owner.token, headers: ["Idempotency-Key": key])
    }
    let jobs = [try await gym.job(), try await gym.job()]
    for job in jobs {
      _ = try await gym.send("DELETE", "/v1/operations/\(job)")
      let first = try await retry(job)
      #expect(first.status == 200 && first.json["id"]?.string == job.uuidString.lowercased())
      // Without its key this would be `job_not_retryable`: the job is queued again.
      let again = try await retry(job)
      #expect(again.status == 200 && again.body == first.body)
      #expect(again.headers[.idempotencyReplayed] == "true")
    }
  }

  @Test func failuresAreNotKept() async throws {
    let gym = try await Gym.make()
    let key = UUID().uuidString
    let invalid = try await create(gym, key, last: "")
    #expect(invalid.status == 422 && invalid.code == "validation_failed")
    let valid = try await create(gym, key)
    #expect(valid.status == 201 && valid.headers[.idempotencyReplayed] == nil)

    _ = try await gym.client("Ada", "L", #", "email": "ada@example.com""#)
    let second = UUID().uuidString
    for email in ["ada@example.com", "other@example.com"] {
      let answer = try await gym.installation.send(
        "POST", "/v1/clients", token: gym.owner.token,
        json: #"{"first_name": "B", "last_name": "B", "email": "\#(email)"}"#,
        headers: ["Idempotency-Key": second])
      #expect(answer.code == (email.hasPrefix("ada") ? "email_taken" : nil))
    }
  }

  @Test func whoMayNoLongerDoItGetsNoKeptAnswer() async throws {
    let gym = try await Gym.make()
    let person = try await gym.person(.staff)
    let key = UUID().uuidString
    #expect(try await create(gym, key, as: person).status == 201)
    _ = try await gym.send("POST", "/v1/auth/logout", as: person)
    let after = try await create(gym, key, as: person)
    #expect(after.status == 401 && after.code == "session_revoked")
  }

  @Test(arguments: [
    "", "x", "\"\"", "\"x\"", "00000000-0000-0000-0000-00000000000", "'019ab0c4-7e00-7abc-8000-00000000000f'",
    "\"019ab0c4-7e00-7abc-8000-00000000000f", "\"019ab0c4-7e00-7abc-8000-00000000000f\";a=1",
    "019ab0c4-7e00-7abc-8000-00000000000f, 019ab0c4-7e00-7abc-8000-00000000000f",
    "\"\"019ab0c4-7e00-7abc-8000-0000000000\"\"", String(repeating: "é", count: 19),
  ])
  func whatIsNoUUIDIsRefused(_ key: String) async throws {
    let gym = try await Gym.make()
    let answer = try await create(gym, key)
    #expect(answer.status == 400 && answer.code == "invalid_idempotency_key")
    #expect(try await clients(gym) == 0)
  }

  /// What an operation that works outside of transactions does with a key: nothing.
  @Test func signingInTakesNoKey() async throws {
    let gym = try await Gym.make()
    for operation in gym.installation.product.api.operations where operation.needs == .open {
      #expect(!operation.takesKey)
    }
    let key = UUID().uuidString
    for _ in 0..<2 {
      let answer = try await gym.installation.send(
        "POST", "/v1/organizations", token: gym.owner.token, json: #"{"name": "Gym \#(UUID())"}"#,
        headers: ["Idempotency-Key": key])
      #expect(answer.status == 201 && answer.headers[.idempotencyReplayed] == nil)
    }
  }

  /// The effect goes with the answer that could not be kept.
  @Test func withoutAKeptAnswerThereIsNoEffect() async throws {
    let gym = try await Gym.make()
    let key = IdempotencyKey(operation: "POST /v1/clients", key: UUID(), bodyHash: [1])
    let call = try #require(
      gym.installation.product.api.operations.first { $0.id == "createClient" })
    let raw = RawCall(
      operation: call.id, id: UUID(), query: [], body: Array(#"{"first_name": "A", "last_name": "B"}"#.utf8),
      ifMatch: nil, caller: Caller(session: gym.owner.session, user: gym.owner.user, organization: gym.id),
      context: RequestContext(
        requestID: "r", now: Date(), clientAddress: nil, userAgent: nil,
        cursors: CursorSeal(key: gym.installation.product.cursorKey), makeID: UUID.version7(at:)))
    let installation = gym.installation.installation
    // The database refuses a hash that is none.
    await #expect(throws: PostgresError.self) {
      _ = try await call.runOnce(key, raw, installation, #require(call.work))
    }
    #expect(try await clients(gym) == 0)
  }
}
