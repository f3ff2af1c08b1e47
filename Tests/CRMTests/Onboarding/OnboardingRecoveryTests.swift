import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// The way back to an unfinished onboarding, and what becomes of those that nobody comes back to.
@Suite struct OnboardingRecoveryTests {
  private func recover(_ wizard: TestOnboarding, _ email: String? = nil) async throws -> TestAnswer {
    try await wizard.send(
      "POST", "/v1/onboarding/recovery-options",
      json: #"{"email": "\#((email ?? wizard.email).uppercased())"}"#)
  }

  private func resume(_ wizard: TestOnboarding, _ token: String) async throws -> TestAnswer {
    try await wizard.send("POST", "/v1/onboarding/resume", token: token)
  }

  @Test func whoAsksLearnsNothing() async throws {
    let wizard = try await TestOnboarding.answered(try await TestInstallation.shared.value)
    let known = try await recover(wizard)
    let unknown = try await recover(wizard, "nobody-\(UUID())@example.com")
    #expect(known.status == 202 && unknown.status == 202 && known.body == unknown.body)
    #expect(known.headers[.contentType] == unknown.headers[.contentType])
    for email in ["x", ""] { #expect(try await recover(wizard, email).status == 422) }
  }

  @Test func aMailIsWrittenOnlyWhereThereIsAWizard() async throws {
    let installation = try await TestInstallation.shared.value
    let wizard = try await TestOnboarding.answered(installation)
    let stranger = "nobody-\(UUID().uuidString.lowercased())@example.com"
    _ = try await recover(wizard)
    _ = try await recover(wizard, stranger)
    var jobs = JobList()
    OnboardingJobs.add(to: &jobs, publicURL: "http://localhost:8080")
    try await installation.workOff(jobs)
    let written = try await onAdmin(
      """
      select contents ->> 'url' as text from jobs.mails
      where lower(recipient) in (\(wizard.email), \(stranger)) and template = 'onboarding'
      """)
    let url = try #require(written.first)
    #expect(
      written.count == 1 && url.hasPrefix("http://localhost:8080/onboarding#token=")
        && MailTemplate.isSafe(url))
    let token = String(url.split(separator: "=").last ?? "")
    #expect(try await resume(wizard, token).json["onboarding"]?["current_step"] == 2)
  }

  @Test func theFourthQuestionForAnAddressWaits() async throws {
    let wizard = try await TestOnboarding.start(try await TestInstallation.shared.value)
    for _ in 0..<3 { #expect(try await recover(wizard).status == 202) }
    let fourth = try await recover(wizard)
    #expect(fourth.status == 429 && fourth.code == "too_many_attempts")
  }

  @Test func theMailsTokenGoesOnWhereTheBrowserStopped() async throws {
    let wizard = try await TestOnboarding.start(try await TestInstallation.shared.value)
    // Without an address there is nothing to come back to.
    #expect(try await wizard.mailed() == nil)
    for step in 1...2 { _ = try await wizard.answer(step) }
    let first = try #require(try await wizard.mailed())
    let second = try #require(try await wizard.mailed())
    // Only the last mail counts, for this one thing, and until then the browser's own token.
    #expect(try await resume(wizard, first).code == "onboarding_not_found")
    #expect(try await wizard.send("GET", "/v1/onboarding/session", token: second).status == 404)
    #expect(try await wizard.answer(3).status == 200)
    let resumed = try await resume(wizard, second)
    #expect(resumed.status == 200 && resumed.headers[.cacheControl] == "no-store")
    let state = try #require(resumed.json["onboarding"])
    #expect(state["current_step"] == 2 && state["account"] == .null)
    #expect(state["organization"]?["organization_name"]?.string == wizard.name)
    #expect(state["locations"]?.items?.count == 2)
    #expect(try await resume(wizard, second).code == "onboarding_not_found")
    // Who loses it again before the second step is found by the same address.
    let third = try #require(try await wizard.mailed())
    let token = try #require(try await resume(wizard, third).json["token"]?.string)
    let account = #"{"email": "\#(wizard.email)", "password": "\#(TestOnboarding.password)"}"#
    let answered = try await wizard.send("POST", "/v1/onboarding/steps/2", json: account, token: token)
    #expect(answered.json["current_step"] == 4)
    #expect(try await wizard.send("POST", "/v1/onboarding/complete", token: token).status == 201)
    #expect(try await wizard.mailed() == nil)
    #expect(
      try await wizard.send("POST", "/v1/onboarding/complete", token: token).code == "onboarding_completed")
  }

  @Test func whoBeganItWithAnothersAddressHasNothingOfWhatTheyComplete() async throws {
    let strangers = try await TestOnboarding.answered(try await TestInstallation.shared.value)
    let resumed = try await resume(strangers, try #require(try await strangers.mailed()))
    let token = try #require(resumed.json["token"]?.string)
    func send(_ path: String, _ json: String? = nil) async throws -> TestAnswer {
      try await strangers.send("POST", "/v1/onboarding/\(path)", json: json, token: token)
    }
    let incomplete = try await send("complete")
    #expect(incomplete.status == 409 && incomplete.code == "onboarding_incomplete")
    #expect(incomplete.json["detail"] == "Step 2 is missing.")
    let own = "another horse altogether"
    #expect(
      try await send("steps/2", #"{"email": "\#(strangers.email)", "password": "\#(own)"}"#).status == 200)
    // The stranger's browser reads, answers, completes and cancels nothing.
    for step in 1...3 { #expect(try await strangers.answer(step).code == "onboarding_not_found") }
    for method in ["GET", "DELETE"] {
      #expect(
        try await strangers.send(method, "/v1/onboarding/session").code == "onboarding_not_found")
    }
    #expect(try await strangers.complete().code == "onboarding_not_found")
    #expect(try await send("complete").status == 201)
    #expect(try await strangers.complete().code == "onboarding_not_found")
    let installation = strangers.installation
    #expect(try await installation.login(strangers.email, TestOnboarding.password).status == 401)
    #expect(try await installation.login(strangers.email, own).status == 200)
  }

  @Test func aMailToAnAddressThatWasCorrectedLeadsNowhere() async throws {
    let wizard = try await TestOnboarding.answered(try await TestInstallation.shared.value)
    let mailed = try #require(try await wizard.mailed())
    _ = try await wizard.answer(
      2, #"{"email": "new-\#(wizard.email)", "password": "\#(TestOnboarding.password)"}"#)
    #expect(try await resume(wizard, mailed).code == "onboarding_not_found")
    #expect(try await wizard.mailed() == nil)
  }

  @Test func afterADayItIsOverAndForgotten() async throws {
    let installation = try await TestInstallation.shared.value
    let unfinished = try await TestOnboarding.answered(installation)
    let finished = try await TestOnboarding.answered(installation)
    #expect(try await finished.complete().status == 201)
    let hashes = try [unfinished, finished].map { wizard in
      let hash = try #require(SecretToken(text: wizard.token)).hash
      return hash.map { $0 < 16 ? "0\(String($0, radix: 16))" : String($0, radix: 16) }.joined()
    }
    try await onDatabaseThread(url: installation.admin) { [hashes] in
      try $0.execute(
        """
        update private.onboardings set expires_at = now() - interval '1 second'
        where encode(token_hash, 'hex') in ('\(hashes[0])', '\(hashes[1])')
        """)
    }
    #expect(try await unfinished.send("GET", "/v1/onboarding/session").code == "onboarding_not_found")
    #expect(try await unfinished.answer(1).code == "onboarding_not_found")
    #expect(try await unfinished.complete().code == "onboarding_not_found")
    #expect(try await unfinished.mailed() == nil)
    _ = try await installation.worker.pipeline(["select private.clean_onboardings()"])
    let left = try await onAdmin("select encode(token_hash, 'hex') as text from private.onboardings")
    #expect(Set(left).isDisjoint(with: hashes))
    // What was finished stays.
    #expect(try await installation.login(finished.email, TestOnboarding.password).status == 200)
    #expect(
      try await onAdmin("select id::text as text from crm.organizations where name = \(unfinished.name)")
        .isEmpty)
  }
}
