import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

// One after the other: each installation of a test's own has its own connections.
@Suite(.serialized) struct SecondFactorTests {
  private func installation(_ clock: TestClock) async throws -> TestInstallation {
    try await TestInstallation(clock: { clock.now })
  }

  @Test func itAsksNothingUntilItsFirstCodeAndThenEachTime() async throws {
    let clock = TestClock()
    let installation = try await installation(clock)
    let account = try await TestAccount.make(installation)
    #expect(
      try await account.send("GET", "/v1/me/second-factor").json
        == ["is_active": false, "confirmed_at": .null, "recovery_codes_left": 0])
    let unstarted = try await account.send(
      "POST", "/v1/me/second-factor/confirmations", json: #"{"code": "123456"}"#)
    #expect(unstarted.status == 404 && unstarted.code == "second_factor_not_found")

    // Started over, the first seed is worth nothing.
    let first = try await account.send("POST", "/v1/me/second-factor")
    let second = try await account.send("POST", "/v1/me/second-factor")
    let secret = try #require(second.json["secret"]?.string)
    let url = try #require(second.json["otpauth_url"]?.string)
    #expect(
      url.hasPrefix("otpauth://totp/TryZore:person%2D") && url.contains("?secret=\(secret)&issuer=TryZore&"))
    #expect(try TestSecondFactor.seed(secret).count == 20)
    #expect(try await installation.login(account.email, TestAccount.password).status == 200)
    let old = try TestSecondFactor.code(of: #require(first.json["secret"]?.string), at: clock.now)
    let path = "/v1/me/second-factor/confirmations"
    #expect(try await account.send("POST", path, json: #"{"code": "\#(old)"}"#).code == "code_invalid")
    let code = try TestSecondFactor.code(of: secret, at: clock.now)
    let confirmed = try await account.send("POST", path, json: #"{"code": "\#(code)"}"#)
    #expect(confirmed.status == 200 && confirmed.json["recovery_codes"]?.items?.count == 10)
    #expect(try await account.send("POST", "/v1/me/second-factor").code == "second_factor_exists")
    #expect(try await account.send("GET", "/v1/me/second-factor").json["recovery_codes_left"] == 10)

    let factor = TestSecondFactor(account: account, secret: secret, recoveryCodes: [])
    // The code that confirmed has counted.
    #expect(try await factor.login(code: code).code == "code_invalid")
    clock.advance(30)
    let next = try factor.code()
    let session = try await factor.login(code: next)
    #expect(session.status == 200 && session.json["device_token"]?.string?.utf8.count == 43)
    let token = try #require(session.json["access_token"]?.string)
    #expect(try await installation.send("GET", "/v1/me", token: token).status == 200)
    let again = try await factor.login(code: next)
    #expect(again.status == 422 && again.code == "code_invalid", "each code counts once")

    clock.advance(30)
    #expect(try await account.send("DELETE", "/v1/me/second-factor").status == 204)
    #expect(try await account.send("DELETE", "/v1/me/second-factor").status == 404)
    #expect(try await installation.login(account.email, TestAccount.password).status == 200)
  }

  @Test func theChallengeComesOnlyAfterTheRightPassword() async throws {
    let installation = try await TestInstallation.shared.value
    let account = try await TestAccount.make(installation)
    let factor = try await account.enrol()
    let wrong = try await installation.login(account.email, "wrong horse")
    let unknown = try await installation.login("nobody-\(UUID())@example.com", "wrong horse")
    #expect(wrong.status == 401 && wrong.code == "invalid_credentials")
    #expect(wrong.json.members == unknown.json.members && wrong.json["challenge"] == nil)
    #expect(wrong.headers.map(\.name) == unknown.headers.map(\.name))
    // A known device shows the second factor like any other.
    let known = try await installation.login(account.email, TestAccount.password, device: account.device)
    #expect(known.code == "second_factor_required")
    let challenge = try await factor.challenge()
    let forged = "ch_" + base64URL([UInt8](repeating: 0, count: 56))
    for broken in ["", "ch_", String(challenge.dropLast(2)) + "AA", challenge.uppercased(), forged]
    where broken != challenge {
      let answer = try await factor.login(code: factor.code(), challenge: broken)
      #expect(answer.status == 401 && answer.code == "challenge_invalid")
    }
  }

  @Test func aChallengeLivesFiveMinutesAndDiesWithThePassword() async throws {
    let clock = TestClock()
    let installation = try await installation(clock)
    let account = try await TestAccount.make(installation)
    let factor = try await account.enrol()
    let old = try await factor.challenge()
    clock.advance(300)
    #expect(try await factor.login(code: factor.code(), challenge: old).code == "challenge_invalid")
    let fresh = try await factor.challenge()
    let changed = try await account.send(
      "POST", "/v1/me/password",
      json: #"{"current_password": "\#(TestAccount.password)", "new_password": "another horse battery"}"#)
    #expect(changed.status == 204)
    #expect(try await factor.login(code: factor.code(), challenge: fresh).code == "challenge_invalid")
  }

  @Test func ofParallelRequestsWithOneCodeOneGetsIn() async throws {
    let account = try await TestAccount.make(try await TestInstallation.shared.value)
    let factor = try await account.enrol()
    let challenge = try await factor.challenge()
    for code in [try factor.code(), try #require(factor.recoveryCodes.first)] {
      let answers = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<5 {
          group.addTask {
            let answer = try await factor.login(code: code, challenge: challenge)
            return answer.code ?? "\(answer.status)"
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(answers.sorted() == ["200"] + Array(repeating: "code_invalid", count: 4))
      try await forgiveTries(account.installation)
    }
  }

  /// As if an hour had passed for whoever waits for another try.
  private func forgiveTries(_ installation: TestInstallation) async throws {
    try await onDatabaseThread(url: installation.admin) {
      try $0.execute(
        "update private.budgets set spent_until = spent_until - interval '1 hour' where name in ('second factor', 'step-up')"
      )
    }
  }

  @Test func guessedCodesAreThrottled() async throws {
    let installation = try await TestInstallation()
    let account = try await TestAccount.make(installation)
    let factor = try await account.enrol()
    let challenge = try await factor.challenge()
    // None of the two that are right now.
    let right = try [-30.0, 0, 30].map {
      try TestSecondFactor.code(of: factor.secret, at: installation.clock().addingTimeInterval($0))
    }
    let wrong = try #require(["000000", "111111", "222222", "333333"].first { !right.contains($0) })
    for index in 0..<7 {
      let answer = try await factor.login(code: wrong, challenge: challenge)
      #expect(answer.code == (index < 5 ? "code_invalid" : "too_many_attempts"))
    }
    let locked = try await factor.login(code: factor.code(), challenge: challenge)
    #expect(locked.status == 429 && (1...180).contains(Int(locked.headers[.retryAfter] ?? "") ?? 0))
    // Who is signed in has tries of their own for the step-up.
    for index in 0..<7 {
      let answer = try await account.send("POST", "/v1/auth/step-up", json: #"{"code": "\#(wrong)"}"#)
      #expect(answer.code == (index < 4 ? "code_invalid" : "too_many_attempts"), "confirming took one")
    }
    try await forgiveTries(installation)
    #expect(try await factor.login(code: factor.code(), challenge: challenge).status == 200)
  }

  @Test func aRecoveryCodeCountsOnce() async throws {
    let account = try await TestAccount.make(try await TestInstallation.shared.value)
    let factor = try await account.enrol()
    #expect(Set(factor.recoveryCodes).count == 10)
    let code = factor.recoveryCodes[0].uppercased()
    #expect(try await factor.login(code: code).status == 200)
    #expect(try await factor.login(code: code).code == "code_invalid")
    #expect(try await account.send("GET", "/v1/me/second-factor").json["recovery_codes_left"] == 9)
    let replaced = try await account.send("POST", "/v1/me/second-factor/recovery-codes")
    let fresh = (replaced.json["recovery_codes"]?.items ?? []).compactMap(\.string)
    #expect(fresh.count == 10 && Set(fresh).isDisjoint(with: factor.recoveryCodes))
    #expect(try await factor.login(code: factor.recoveryCodes[1]).code == "code_invalid")
    #expect(try await factor.login(code: fresh[1]).status == 200)
    // Somebody else's is worth nothing.
    let other = try await TestAccount.make(account.installation)
    #expect(try await other.enrol().login(code: fresh[2]).code == "code_invalid")
  }

  @Test func theDatabaseKeepsNeitherSeedNorCodes() async throws {
    let account = try await TestAccount.make(try await TestInstallation.shared.value)
    let factor = try await account.enrol()
    let other = try await TestAccount.make(account.installation)
    let otherFactor = try await other.enrol()
    let seed = try TestSecondFactor.seed(factor.secret)
    let plain = factor.recoveryCodes[0].replacing("-", with: "")
    let found = try await onAdmin(
      """
      select 'seed' as text from private.second_factors where position(\(seed) in seed) > 0
      union all select 'code' from private.recovery_codes where position(\(Array(plain.utf8)) in hash) > 0
      """)
    #expect(found.isEmpty)
    let recorded = try await onAdmin(
      "select array_to_string(hidden_columns, ',') as text from audit.audit_logs where entity_type = 'second_factor' and entity_id = \(account.user) and action = 'created'"
    )
    #expect(recorded == ["seed"])
    // One person's seed in another's row opens nothing.
    try await onDatabaseThread(url: account.installation.admin) {
      try $0.execute(
        """
        update private.second_factors set seed = (select seed from private.second_factors where user_id = '\(account.user)')
        where user_id = '\(other.user)'
        """)
    }
    for code in [try factor.code(), try otherFactor.code()] {
      let answer = try await otherFactor.login(code: code)
      #expect(answer.status == 500 && answer.code == "ciphertext_invalid")
    }
  }

  @Test func anOperatorLetsSomebodyInWhoLostEverything() async throws {
    let installation = try await TestInstallation.shared.value
    let account = try await TestAccount.make(installation)
    _ = try await account.enrol()
    let operators = Operators(installation.worker)
    #expect(try await operators.removeSecondFactor(of: account.user))
    #expect(try await !operators.removeSecondFactor(of: account.user))
    #expect(try await installation.login(account.email, TestAccount.password).status == 200)
  }
}
