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

  /// What the job of that address does, as a worker would.
  private func work(_ wizard: TestOnboarding) async throws -> String? {
    let vault = OnboardingVault(wizard.installation.keys)
    let token = SecretToken()
    let found = try await wizard.installation.worker.pipeline([
      OnboardingQueries.resume(vault.hash(of: try Email(text: wizard.email)), with: token)
    ])
    return try found.first?.retyped(as: OnboardingQueries.Found.self).first()?.found == true
      ? token.text : nil
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
    try await Workshop(database: installation.worker, admin: installation.admin).work(
      jobs,
      until:
        "not exists (select from jobs.jobs where kind = 'onboarding.recover' and state in ('queued', 'running'))"
    )
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
    #expect(try await wizard.send("GET", "/v1/onboarding/session", token: token).json["current_step"] == 4)
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
    #expect(try await work(wizard) == nil)
    for step in 1...2 { _ = try await wizard.answer(step) }
    let first = try #require(try await work(wizard))
    let second = try #require(try await work(wizard))
    // Only the last mail counts; the browser's own token goes on counting.
    #expect(try await wizard.send("GET", "/v1/onboarding/session", token: first).status == 404)
    let state = try await wizard.send("GET", "/v1/onboarding/session", token: second)
    #expect(state.json["current_step"] == 3 && state.json["account"]?["email"]?.string == wizard.email)
    #expect(try await wizard.answer(3).status == 200)
    let completed = try await wizard.send("POST", "/v1/onboarding/complete", token: second)
    #expect(completed.status == 201)
    #expect(try await work(wizard) == nil)
    #expect(try await wizard.send("POST", "/v1/onboarding/complete", token: second).status == 404)
    #expect(try await wizard.complete().code == "onboarding_completed")
  }

  @Test func aMailToAnAddressThatWasCorrectedLeadsNowhere() async throws {
    let wizard = try await TestOnboarding.answered(try await TestInstallation.shared.value)
    let mailed = try #require(try await work(wizard))
    _ = try await wizard.answer(
      2, #"{"email": "new-\#(wizard.email)", "password": "\#(TestOnboarding.password)"}"#)
    #expect(try await wizard.send("GET", "/v1/onboarding/session", token: mailed).status == 404)
    #expect(try await work(wizard) == nil)
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
    #expect(try await work(unfinished) == nil)
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
