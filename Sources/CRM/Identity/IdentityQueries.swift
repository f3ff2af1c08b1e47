import Foundation
import Postgres
import Web

/// The statements of signing in. Before a session exists only definer functions answer (decision 7).
enum IdentityQueries {
  struct Credential: Decodable, Sendable {
    let userID: UUID
    let passwordHash: String?
  }

  struct Opened: Decodable, Sendable {
    let organizationID: UUID?
    let role: Role?
  }

  struct Rotated: Decodable, Sendable {
    let sessionID: UUID?
    let userID: UUID?
    let organizationID: UUID?
    let role: Role?
    let generation: Int32?
  }

  static func signUp(_ user: UUID, _ input: SignUp, passwordHash: String) -> SQL {
    """
    select private.sign_up(\(user), \(input.email.text), \(input.email.key), \(input.firstName.text),
      \(input.lastName.text), \(passwordHash))
    """
  }

  static func findCredential(_ email: Email) -> SQL {
    "select user_id, password_hash from private.find_credential(\(email.key))"
  }

  static func knowsDevice(_ email: Email, _ device: SecretToken?) -> SQL {
    "select private.knows_device(\(email.key), \(device?.hash ?? [])) as is_known"
  }

  static func rememberDevice(_ user: UUID, _ device: SecretToken) -> SQL {
    "select private.remember_device(\(user), \(device.hash))"
  }

  /// Opens a session in the organization, or in the person's primary one where it is nil.
  static func openSession(
    _ caller: Caller, organization: UUID?, _ refresh: RefreshToken, _ expires: Date, _ context: RequestContext
  ) -> SQL {
    """
    select organization_id, role from private.open_session(\(caller.session), \(caller.user), \(organization),
      \(refresh.family), \(refresh.hash), \(expires), \(context.userAgent), \(context.clientAddress)::inet)
    """
  }

  static func switchSession(
    from current: UUID, to caller: Caller, organization: UUID, _ refresh: RefreshToken, _ expires: Date,
    _ context: RequestContext
  ) -> SQL {
    """
    select organization_id, role from private.switch_session(\(current), \(caller.session), \(organization),
      \(refresh.family), \(refresh.hash), \(expires), \(context.userAgent), \(context.clientAddress)::inet)
    """
  }

  static func rotate(_ refresh: RefreshToken, to next: RefreshToken) -> SQL {
    """
    select session_id, user_id, organization_id, role, generation
    from private.rotate_refresh(\(refresh.family), \(refresh.generation), \(refresh.hash), \(next.hash))
    """
  }

  static func closeSession(_ session: UUID) -> SQL { "select private.close_session(\(session))" }

  /// The signed-in person; `app.user_id` was set by the door.
  static func currentUser() -> SQL {
    """
    select id, email, first_name, last_name, phone, avatar_url, locale, time_zone, email_verified_at
    from crm.users
    where id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    """
  }

  static func myOrganizations() -> SQL {
    """
    select id, name, slug, role, is_primary, time_zone, currency, logo_url, city, parent_organization_id, status
    from private.my_organizations() order by is_primary desc, name, id
    """
  }

  static func myPermissions() -> SQL {
    "select permission from private.my_permissions() as permission order by 1"
  }
}
