import Foundation
import Postgres

/// The statements of accounts and of the sessions that are open in them.
enum AccountQueries {
  struct Resettable: Decodable, Sendable {
    let userID: UUID
    let email: String
  }

  struct OwnCredential: Decodable, Sendable {
    let userID: UUID
    let email: String
    let passwordHash: String?
  }

  /// How many sessions were ended; nil where there is nobody.
  struct Ended: Decodable, Sendable {
    let count: Int32?
  }

  static func issueVerification(_ user: UUID, _ token: SecretToken) -> SQL {
    """
    select private.issue_verification(\(user), \(token.hash), make_interval(days => \(Int32(AccountMail.verificationDays))))
    """
  }

  static func verifyEmail(_ token: SecretToken) -> SQL { "select private.verify_email(\(token.hash))" }

  static func prepareReset(_ emailKey: String, _ token: SecretToken) -> SQL {
    """
    select user_id, email, first_name, locale
    from private.prepare_reset(\(emailKey), \(token.hash), make_interval(mins => \(Int32(AccountMail.resetMinutes))))
    """
  }

  static func findReset(_ token: SecretToken) -> SQL {
    "select user_id, email from private.find_reset(\(token.hash))"
  }

  static func resetPassword(_ token: SecretToken, passwordHash: String) -> SQL {
    "select private.reset_password(\(token.hash), \(passwordHash))"
  }

  static func myCredential() -> SQL { "select user_id, email, password_hash from private.my_credential()" }

  static func changePassword(_ passwordHash: String) -> SQL {
    "select private.change_my_password(\(passwordHash))"
  }

  /// Whom to write to: the signed-in person, while the address is not verified.
  static func unverified() -> SQL {
    """
    select id as user_id, email, first_name, locale from crm.users
    where id = (select nullif(current_setting('app.user_id', true), '')::uuid) and email_verified_at is null
    """
  }

  static func mySessions() -> SQL {
    """
    select id, organization_id, organization_name, created_at, last_used_at, expires_at, user_agent, ip_address, is_current
    from private.my_sessions()
    """
  }

  /// One, or with nil all but the one that calls.
  static func endMySessions(_ session: UUID?) -> SQL {
    "select private.end_my_sessions(\(session)) as count"
  }

  static func endStaffSessions(_ user: UUID) -> SQL { "select private.end_staff_sessions(\(user)) as count" }
}
