import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct BudgetTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("2001:db8:1:2:3:4:5:6", "20:1:d:b8:0:1:0:2"), ("2001:db8:1:2::9", "20:1:d:b8:0:1:0:2"),
    ("fe80::1%eth0", "fe80::1%eth0"), ("nonsense:", "nonsense:"), (nil, ""),
  ])
  func aClientIsItsNetwork(_ address: String?, _ network: String) {
    #expect(Budgets.network(of: address) == network)
  }

  @Test func tenThousandTriesAreAtMostThirtyChecks() async throws {
    let installation = try await TestInstallation.shared.value
    let budgets = Budgets(installation.keys)
    let name = "\(UUID())"
    let allowed = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<20 {
        group.addTask {
          var allowed = 0
          for _ in 0..<500 {
            do {
              try await budgets.spend([(.account, name), (.network, name)], installation.database)
              allowed += 1
            } catch let problem as Problem where problem.type == .tooManyAttempts {}
          }
          return allowed
        }
      }
      return try await group.reduce(0, +)
    }
    // What ten minutes give back, had they passed meanwhile, comes on top.
    #expect(allowed >= 10 && allowed + Int(600 / Budget.account.seconds) <= 30, "\(allowed)")
  }

  @Test func whatIsRefusedCostsNothingElsewhere() async throws {
    let installation = try await TestInstallation.shared.value
    let budgets = Budgets(installation.keys)
    let one = Budget(name: "test one", burst: 1, seconds: 600)
    let two = Budget(name: "test two", burst: 2, seconds: 600)
    let name = "\(UUID())"
    try await budgets.spend([(one, name), (two, name)], installation.database)
    for _ in 0..<5 {
      let problem = await #expect(throws: Problem.self) {
        try await budgets.spend([(one, name), (two, name)], installation.database)
      }
      let wait = try #require(problem?.headers.first { $0.name == .retryAfter }.flatMap { Int($0.value) })
      #expect((500...600).contains(wait))
    }
    try await budgets.spend([(two, name)], installation.database)
    await #expect(throws: Problem.self) { try await budgets.spend([(two, name)], installation.database) }
  }

  @Test func guessersAreStoppedAndTheOwnerGetsInFromAKnownDevice() async throws {
    let installation = try await TestInstallation()
    let account = try await TestAccount.make(installation)
    let stranger = "nobody-\(UUID())@example.com"
    /// Tries until it is one too many: on a slow machine another comes back each minute.
    func exhaust(_ email: String) async throws -> [String] {
      var codes: [String] = []
      while codes.count < 100 {
        let answer = try await installation.login(email, "wrong horse")
        codes.append(answer.code ?? "")
        guard answer.status == 429 else { continue }
        #expect((1...60).contains(Int(answer.headers[.retryAfter] ?? "") ?? 0))
        #expect(answer.json["retryable"] == .bool(true))
        break
      }
      return codes
    }
    for email in [account.email, stranger] {
      let codes = try await exhaust(email)
      #expect(codes.last == "too_many_attempts" && codes.count >= 10)
      #expect(codes.dropLast().allSatisfy { $0 == "invalid_credentials" }, "known and unknown alike")
    }

    _ = try await exhaust(account.email)
    #expect(try await installation.login(account.email, TestAccount.password).status == 429)
    let made = SecretToken().text
    #expect(
      try await installation.login(account.email, TestAccount.password, device: made).status == 429)
    let known = try await installation.login(account.email, TestAccount.password, device: account.device)
    #expect(known.status == 200 && known.json["device_token"]?.string == account.device)
    // It is no device of anybody else.
    _ = try await exhaust(stranger)
    #expect(
      try await installation.login(stranger, TestAccount.password, device: account.device).status == 429)
    for _ in 0..<4 {
      #expect(
        try await installation.login(account.email, "wrong horse", device: account.device).status == 401)
    }
    #expect(
      try await installation.login(account.email, TestAccount.password, device: account.device).status == 429)

    // Time heals: as if ten minutes had passed.
    try await onDatabaseThread(url: installation.admin) {
      try $0.execute("update private.budgets set spent_until = spent_until - interval '10 minutes'")
    }
    #expect(try await installation.login(account.email, TestAccount.password).status == 200)
  }

  @Test func signingUpIsLimitedByAddressAndNetwork() async throws {
    let installation = try await TestInstallation()
    func signUp(_ email: String, from address: String) async throws -> Int {
      try await installation.send(
        "POST", "/v1/auth/sign-up",
        json: #"{"email": "\#(email)", "password": "password", "first_name": "A", "last_name": "B"}"#,
        from: address
      ).status
    }
    // The password is refused before it is hashed, so this is quick.
    for index in 0..<6 {
      let status = try await signUp("same@example.com", from: "10.0.0.\(index)")
      #expect(status == (index < 5 ? 422 : 429))
    }
    // On a slow machine another try comes back each half minute.
    var statuses: [Int] = []
    repeat {
      statuses.append(
        try await signUp("other-\(statuses.count)@example.com", from: "2001:db8::\(statuses.count)"))
    } while statuses.last == 422 && statuses.count < 100
    #expect(statuses.last == 429 && statuses.count > 30)
    #expect(statuses.dropLast().allSatisfy { $0 == 422 })
  }

  @Test func theDatabaseKeepsNoAddress() async throws {
    let installation = try await TestInstallation.shared.value
    let email = "\(UUID())@example.com".lowercased()
    _ = try await installation.login(email, "wrong horse", from: "198.51.100.77")
    let found = try await onAdmin(
      """
      select b.name as text from private.budgets b
      where position('198.51.100'::bytea in b.key) > 0 or b.key in (sha256(\(email)::bytea), sha256('198.51.100.77'))
      """)
    #expect(found.isEmpty)
  }

  @Test func whoeverHasNoPasswordCostsAHash() async throws {
    let passwords = Passwords(acceptsDemo: false)
    let password = try Password(text: "correct horse battery")
    let hash = try await passwords.hash(password)
    for (index, other) in [hash, nil, "none: nobody signs in with it", "$scrypt$ln=14,r=8,p=5$x$y"]
      .enumerated()
    {
      #expect(try await passwords.verify(password, against: other) == (other == hash))
      #expect(passwords.hashed == index + 2, "\(other ?? "nobody")")
    }
  }
}
