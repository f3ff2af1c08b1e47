import Foundation
import Postgres
import Web

/// The statements of wizards: before there is a session only definer functions answer (decision 7).
enum OnboardingQueries {
  /// A wizard as it is kept.
  struct Stored: Decodable, Sendable {
    let id: UUID
    let organization: Data?
    let account: Data?
    let locations: Data?
    let expiresAt: Date
    let isComplete: Bool
    let version: Int
  }

  /// Whether there was such a wizard.
  struct Found: Decodable, Sendable {
    let found: Bool
  }

  static func start(_ id: UUID, _ token: SecretToken, until expiresAt: Date) -> SQL {
    "select private.start_onboarding(\(id), \(token.hash), \(expiresAt))"
  }

  static func find(_ token: SecretToken) -> SQL {
    """
    select id, organization, account, locations, expires_at, is_complete, version
    from private.find_onboarding(\(token.hash))
    """
  }

  /// `emailHash` with the second step.
  static func keep(_ token: SecretToken, _ step: OnboardingStep, _ sealed: [UInt8], emailHash: [UInt8]?)
    -> SQL
  {
    """
    select private.keep_onboarding(\(token.hash), \(step.rawValue), \(sealed), \(emailHash)) as found
    """
  }

  static func cancel(_ token: SecretToken) -> SQL {
    "select private.cancel_onboarding(\(token.hash)) as found"
  }

  static func complete(
    _ token: SecretToken, version: Int, _ user: UUID, _ account: OnboardingAnswers.Account,
    _ organization: OnboardingOrganization, opening organizations: [OpenedOrganization]
  ) throws -> SQL {
    """
    select private.complete_onboarding(\(token.hash), \(version)::bigint, \(user), \(account.email.text),
      \(account.email.key), \(organization.firstName.text), \(organization.lastName.text), \(account.passwordHash),
      \((organization.timeZone ?? .utc).text), \((organization.currency ?? .usDollar).text),
      \(organization.jurisdiction?.rawValue), \(JSON(try JSONWriter.text(organizations))))
    """
  }

  /// `token` leads there from now on, and neither the mail's nor the one before.
  static func takeOver(_ mailed: SecretToken, as token: SecretToken) -> SQL {
    "select private.take_over_onboarding(\(mailed.hash), \(token.hash)) as found"
  }

  static func resume(_ emailHash: [UInt8], with token: SecretToken) -> SQL {
    "select private.resume_onboarding(\(emailHash), \(token.hash)) as found"
  }
}
