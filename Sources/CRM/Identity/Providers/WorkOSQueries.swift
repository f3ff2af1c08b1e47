import Foundation
import Postgres
import Web

/// The statements of being in step with WorkOS.
enum WorkOSQueries {
  struct Applied: Decodable, Sendable {
    let isNew: Bool
  }

  struct Entered: Decodable, Sendable {
    let cursor: String?
    let since: Date
    let isNew: Bool
  }

  struct OwnOrganization: Decodable, Sendable {
    let organizationID: UUID
    let name: String
    let workosID: String?
    let workosName: String?
    let isDeleted: Bool
  }

  struct Change: Decodable, Sendable {
    let workosUserID: String
    /// Nil for nobody.
    let role: String?
    let membershipID: String?
    let membershipRole: String?
    let membershipStatus: String?
  }

  static func apply(_ event: WorkOSEvent, _ issuer: String) -> SQL {
    apply(id: event.id, event.kind, event.data, issuer)
  }

  static func apply(id: String, _ kind: WorkOSEvent.Kind, _ data: JSONValue, _ issuer: String) -> SQL {
    """
    select private.apply_workos_event(\(issuer), \(id), \(kind.rawValue), \(JSON(data.text()))) as is_new
    """
  }

  static func enter(_ issuer: String) -> SQL {
    "select cursor, since, is_new from private.enter_workos(\(issuer))"
  }

  static func keepCursor(_ issuer: String, _ cursor: String) -> SQL {
    "select private.keep_workos_cursor(\(issuer), \(cursor))"
  }

  static func organization(_ issuer: String) -> SQL {
    """
    select organization_id, name, workos_id, workos_name, is_deleted from private.workos_organization(\(issuer))
    """
  }

  static func changes(_ issuer: String) -> SQL {
    """
    select workos_user_id, role, membership_id, membership_role, membership_status from private.workos_changes(\(issuer))
    """
  }

  static func keep(_ organization: UUID, _ workOSID: String, _ name: String, _ changed: Date) -> SQL {
    "select private.keep_workos_organization(\(organization), \(workOSID), \(name), \(changed))"
  }

  static func keep(membership data: JSONValue, status: String? = nil) -> SQL {
    let data = JSON(data.text())
    return """
      select private.keep_workos_membership(d ->> 'id', d ->> 'organization_id', d ->> 'user_id', d #>> '{role,slug}',
        coalesce(\(status), d ->> 'status'), (d ->> 'updated_at')::timestamptz) from (select \(data)::jsonb) v (d)
      """
  }
}
