import Foundation
import Postgres
import Web

/// The mail with whose token somebody takes an unfinished wizard over: `{public URL}/onboarding#token=...`, which browsers send to nobody.
enum OnboardingJobs {
  struct Recovery: Codable, Sendable {
    let email: String
    let emailHash: [UInt8]
  }

  /// Written for every address, whether or not there is a wizard: whoever asks waits as long for one as for the other.
  static let recover = JobKind<Recovery>("onboarding.recover", priority: .urgent, attempts: 5)

  static func add(
    to jobs: inout JobList, publicURL: String, clock: @escaping @Sendable () -> Date = { Date() }
  ) {
    jobs.add(recover) { payload, tx in
      let token = SecretToken()
      let found = try await tx.rows(
        OnboardingQueries.resume(payload.emailHash, with: token), as: OnboardingQueries.Found.self
      ).first()
      guard found?.found == true else { return nil }
      let mail = NewMail(
        user: nil, recipient: payload.email, template: .onboarding, language: .en,
        values: ["url": "\(publicURL)/onboarding#token=\(token.text)"])
      try await tx.execute(mail.enqueue(UUID.version7(at: clock())))
      return nil
    }
  }
}
