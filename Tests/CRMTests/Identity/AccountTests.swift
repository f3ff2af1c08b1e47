import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct AccountTests {
  private static let another = "another horse battery"

  /// The token of the newest mail of that kind to the address.
  private func mailedToken(_ template: MailTemplate, to email: String, _ installation: TestInstallation)
    async throws -> String
  {
    let urls = try await onDatabaseThread(url: installation.admin) { connection in
      let rows = try connection.rows(
        """
        select contents ->> 'url' as text from jobs.mails where recipient = \(email) and template = \(template.rawValue)
        order by created_at desc limit 1
        """)
      return try (0..<rows.count).map { try rows.value("text", at: $0, as: String.self) }
    }
    let url = try #require(urls.first)
    let page = template == .verification ? "verify-email" : "reset-password"
    #expect(url.hasPrefix("http://localhost:8080/\(page)#token="))
    #expect(MailTemplate.isSafe(url))
    return try #require(url.split(separator: "=").last.map(String.init))
  }

  private func workOffResets(_ installation: TestInstallation) async throws {
    var jobs = JobList()
    AccountJobs.add(to: &jobs, publicURL: "http://localhost:8080")
    try await installation.workOff(jobs)
  }

  private func verify(_ token: String, _ installation: TestInstallation) async throws -> TestAnswer {
    try await installation.send(
      "POST", "/v1/auth/email-verifications", json: #"{"token": "\#(token)"}"#)
  }

  private func reset(_ token: String, _ password: String, _ installation: TestInstallation) async throws
    -> TestAnswer
  {
    try await installation.send(
      "POST", "/v1/auth/password-resets", json: #"{"token": "\#(token)", "password": "\#(password)"}"#)
  }

  private func askForReset(_ email: String, _ installation: TestInstallation) async throws -> TestAnswer {
    try await installation.send(
      "POST", "/v1/auth/password-reset-requests", json: #"{"email": "\#(email)"}"#, from: "10.1.2.3")
  }

  @Test func anAddressIsProvedOnceByTheNewestMail() async throws {
    let installation = try await TestInstallation.shared.value
    let email = "\(UUID())@example.com"
    let signedUp = try await installation.send(
      "POST", "/v1/auth/sign-up",
      json: #"{"email": "\#(email)", "password": "correct horse", "first_name": "A", "last_name": "B"}"#)
    #expect(signedUp.json["device_token"]?.string?.utf8.count == 43)
    let token = try #require(signedUp.json["access_token"]?.string)
    #expect(try await installation.send("GET", "/v1/me", token: token).json["email_verified_at"] == .null)
    let first = try await mailedToken(.verification, to: email, installation)
    let again = try await installation.send(
      "POST", "/v1/auth/email-verification-requests", token: token)
    #expect(again.status == 202 && again.body.isEmpty)
    let second = try await mailedToken(.verification, to: email, installation)
    #expect(first != second)

    for wrong in [first, "", "x", SecretToken().text, second + "A"] {
      let answer = try await verify(wrong, installation)
      #expect(answer.status == 422 && answer.code == "token_invalid")
    }
    #expect(try await verify(second, installation).status == 204)
    #expect(try await verify(second, installation).code == "token_invalid")
    #expect(
      try await installation.send("GET", "/v1/me", token: token).json["email_verified_at"]?.string != nil)
    // Nothing left to prove: no mail.
    #expect(
      try await installation.send("POST", "/v1/auth/email-verification-requests", token: token).status == 202)
    #expect(try await mailedToken(.verification, to: email, installation) == second)
  }

  @Test func askingForMailIsLimited() async throws {
    let gym = try await Gym.make()
    for index in 0..<4 {
      let answer = try await gym.send("POST", "/v1/auth/email-verification-requests")
      #expect(answer.status == (index < 3 ? 202 : 429))
    }
  }

  @Test func whoForgotThePasswordGetsAnotherAndAllSessionsEnd() async throws {
    let installation = try await TestInstallation()
    let account = try await TestAccount.make(installation)
    let asked = try await askForReset(account.email, installation)
    let unknown = try await askForReset("nobody-\(UUID())@example.com", installation)
    #expect(asked.status == 202 && asked.body.isEmpty)
    #expect(unknown.status == 202 && unknown.body.isEmpty)
    #expect(asked.headers.map(\.name) == unknown.headers.map(\.name))
    try await workOffResets(installation)
    let first = try await mailedToken(.passwordReset, to: account.email, installation)
    #expect(try await askForReset(account.email.uppercased(), installation).status == 202)
    try await workOffResets(installation)
    let token = try await mailedToken(.passwordReset, to: account.email, installation)
    #expect(try await reset(first, Self.another, installation).code == "token_invalid")

    let weak = try await reset(token, "password1", installation)
    #expect(weak.status == 422 && weak.faults == ["#/password breached_password"])
    #expect(try await verify(token, installation).code == "token_invalid", "each token has one purpose")
    #expect(try await reset(token, Self.another, installation).status == 204)
    #expect(try await reset(token, Self.another, installation).code == "token_invalid")
    #expect(try await account.send("GET", "/v1/me").code == "session_revoked")
    #expect(
      try await installation.send(
        "POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(account.refreshToken)"}"#
      ).status == 401)
    #expect(try await installation.login(account.email, TestAccount.password).status == 401)
    let back = try await installation.login(account.email, Self.another, device: account.device)
    #expect(back.status == 200)
    #expect(back.json["device_token"]?.string != account.device, "what knew the old password is forgotten")
    let me = try await installation.send("GET", "/v1/me", token: back.json["access_token"]?.string)
    #expect(me.json["email_verified_at"]?.string != nil)
  }

  @Test func aResetIsGoodForHalfAnHour() async throws {
    let installation = try await TestInstallation.shared.value
    for (age, code) in [("29 minutes", nil), ("31 minutes", "token_invalid")] as [(String, String?)] {
      let gym = try await Gym.make()
      let token = SecretToken()
      _ = try await installation.worker.pipeline([
        AccountQueries.prepareReset(Gym.email(gym.owner.user), token)
      ])
      try await onDatabaseThread(url: installation.admin) {
        try $0.execute(
          """
          update private.mail_tokens set expires_at = expires_at - interval '\(age)' where user_id = '\(gym.owner.user)'
          """)
      }
      #expect(try await reset(token.text, Self.another, installation).code == code)
    }
  }

  @Test func aChangedPasswordLeavesOnlyThisSession() async throws {
    let installation = try await TestInstallation.shared.value
    let account = try await TestAccount.make(installation)
    let other = try await installation.login(account.email, TestAccount.password)
    let otherToken = try #require(other.json["access_token"]?.string)
    let pending = SecretToken()
    _ = try await installation.worker.pipeline([AccountQueries.prepareReset(account.email, pending)])
    func change(_ current: String, _ new: String) async throws -> TestAnswer {
      try await account.send(
        "POST", "/v1/me/password",
        json: #"{"current_password": "\#(current)", "new_password": "\#(new)"}"#)
    }
    let wrong = try await change("wrong horse", Self.another)
    #expect(wrong.status == 422 && wrong.faults == ["#/current_password wrong_password"])
    let weak = try await change(TestAccount.password, "P@ssw0rd2026!")
    #expect(weak.status == 422 && weak.faults == ["#/new_password breached_password"])
    #expect(try await change(TestAccount.password, Self.another).status == 204)

    #expect(try await account.send("GET", "/v1/me").status == 200)
    #expect(try await installation.send("GET", "/v1/me", token: otherToken).code == "session_revoked")
    #expect(try await reset(pending.text, Self.another, installation).code == "token_invalid")
    #expect(try await installation.login(account.email, Self.another).status == 200)
    for _ in 0..<2 { _ = try await change("wrong horse", Self.another) }
    #expect(try await change(Self.another, "a third horse battery").code == "too_many_attempts")
  }

  @Test(arguments: [
    "password", "Password1", "12345678", "qwertyuiop", "P@ssw0rd2026!", "letmein123", "sunshine!!",
    "aaaaaaaa",
    "abababab", "!!dragon!!", "ＰＡＳＳＷＯＲＤ", "baseball", "infrastructure", "1234567890",
  ])
  func whatEverybodyTriesFirstIsRefused(_ password: String) {
    #expect(CommonPasswords.contains(password))
  }

  @Test(arguments: [
    "correct horse battery", "vexed-quark-lumen", "Tr0ub4dor&3x", "пароль моей собаки", "密碼不能太簡單啊呀",
    "🐴🔋🧲🪜 four", String(repeating: "long enough ", count: 20),
  ])
  func whatNobodyTriesIsAccepted(_ password: String) throws {
    #expect(!CommonPasswords.contains(password))
    _ = try Password(text: password)
  }

  @Test func falseHitsAreRare() {
    let hits = (0..<20_000).filter { CommonPasswords.contains("zq-\($0)-\($0 &* 2_654_435_761)-xv") }
    #expect(hits.count < 5)
  }

  @Test func aPasswordHasNeitherTheAddressNorTheProductInIt() async throws {
    let passwords = Passwords(acceptsDemo: false)
    for text in ["my Ada.Lovelace 1815", "TryZore rocks a lot", "xtryzorex long one"] {
      let problem = await #expect(throws: Problem.self) {
        try await passwords.hash(new: Password(text: text), of: "ada.lovelace@example.com", at: "/p")
      }
      #expect(problem?.faults.map(\.code) == ["guessable_password"] && problem?.faults.first?.place == "/p")
    }
    // Ada alone is no secret of hers.
    _ = try await passwords.hash(new: Password(text: "Ada quits mauve"), of: "ada@example.com")
  }
}
