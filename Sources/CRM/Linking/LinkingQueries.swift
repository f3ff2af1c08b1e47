import Crypto
import Foundation
import Postgres
import Web

/// The statements that make a gym's record a person's, and a person's profile a gym's to see.
enum LinkingQueries {
  /// What an invitation to a client needs to know of the gym's record.
  struct Invited: Decodable, Sendable {
    let hasEmail: Bool
  }

  static func invited(_ client: UUID) -> SQL {
    """
    select email is not null as has_email from crm.client_organizations where id = \(client) and deleted_at is null
    """
  }

  /// The client's code before it is dead.
  static func issueCode(_ client: UUID, _ hash: [UInt8]) -> SQL {
    """
    insert into crm.client_claim_codes (client_id, code_hash)
    select id, \(hash) from crm.client_organizations where id = \(client) and deleted_at is null
    on conflict (organization_id, client_id) do update
      set code_hash = \(hash), expires_at = now() + interval '15 minutes'
    returning expires_at
    """
  }

  /// Codes are short: whoever reads the database must not find them by trying.
  static func hash(_ code: ClaimCode, _ key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array(code.text.utf8), using: key))
  }

  static func claim(_ organization: Line, _ hash: [UInt8]) -> SQL {
    """
    select private.claim_client(\(UUID(uuidString: organization.text)), \(organization.text), \(hash)) as organization_id
    """
  }

  static func myLinks() -> SQL { "select \(linkColumns) from private.my_client_links()" }

  static func myLink(_ organization: UUID) -> SQL {
    "\(myLinks()) where organization_id = \(organization)"
  }

  private static let linkColumns: SQL = """
    organization_id, organization_name, slug, client_id, member_number, status, shares_profile
    """

  static func unlink(_ client: UUID) -> SQL { "select private.unlink_client(\(client))" }

  static func unlinkMe(_ organization: UUID) -> SQL { "select private.unlink_me(\(organization))" }

  static func share(_ organization: UUID, _ shares: Bool, consent: UUID) -> SQL {
    "select private.share_my_profile(\(organization), \(shares), \(consent))"
  }

  /// Somebody who has written nothing has the empty profile that would be made.
  static func myProfile() -> SQL {
    """
    select coalesce(p.preferences, '{}') as preferences, p.emergency_contact, coalesce(p.version, 1) as version
    from (values (1)) one (profile)
    left join crm.clients p on p.user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    """
  }

  static func makeProfile() -> SQL { "select private.make_my_profile()" }

  static func lockProfile() -> SQL {
    """
    select preferences, emergency_contact, version from crm.clients
    where user_id = (select nullif(current_setting('app.user_id', true), '')::uuid) for no key update
    """
  }

  static func updateProfile(_ profile: Profile, _ patch: ProfilePatch) throws -> SQL {
    let preferences = patch.preferences.applied(to: profile.preferences)
    let contact = patch.emergencyContact.applied(to: profile.emergencyContact)
    return """
      update crm.clients set preferences = \(try JSON(encoding: preferences)), emergency_contact = \(try JSON(encoding: contact))
      where user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      returning preferences, emergency_contact, version
      """
  }

  static func sharedProfile(_ client: UUID) -> SQL {
    "select preferences, emergency_contact, updated_at from private.shared_profile(\(client))"
  }
}
