import Foundation
import Postgres
import Web

/// The statements on what somebody is good at, and on where in a chain they work.
enum StaffLocationQueries {
  /// Of two lists at once the second comes last.
  static func lockSpecialties(_ user: UUID) -> SQL {
    """
    select pg_advisory_xact_lock(hashtextextended('specialties ' || user_id, 0)) from crm.user_organizations
    where user_id = \(user) and left_at is null
    """
  }

  /// Which of the tags are offered as specialties.
  static func offered(_ tags: [UUID]) -> SQL {
    "select id from crm.tags where id = any(\(tags)) and type = 'specialty' and is_active"
  }

  static func removeSpecialties(_ user: UUID, but tags: [UUID]) -> SQL {
    """
    delete from crm.taggables g using crm.tags t
    where t.organization_id = g.organization_id and t.id = g.tag_id and t.type = 'specialty'
      and g.user_id = \(user) and g.tag_id <> all(\(tags))
    """
  }

  static func addSpecialties(_ user: UUID, _ rows: [(id: UUID, tag: UUID)]) -> SQL {
    """
    insert into crm.taggables (id, tag_id, taggable_type, taggable_id)
    select n.id, n.tag_id, 'user', \(user) from unnest(\(rows.map(\.id)), \(rows.map(\.tag))) as n (id, tag_id)
    on conflict (organization_id, tag_id, taggable_type, taggable_id) do nothing
    """
  }

  static func locations(of user: UUID) -> SQL {
    """
    select organization_id, organization_name, role, title, is_primary from private.staff_locations(\(user))
    """
  }

  static func assign(_ user: UUID, _ locations: [NewStaffLocation]) -> SQL {
    """
    select private.assign_locations(\(user), \(locations.map(\.organizationID)), \(locations.map(\.role.rawValue)),
      \(locations.map { $0.title?.text }), \(locations.first(where: \.isPrimary)?.organizationID))
    """
  }

  static func setMyPrimary(_ organization: UUID) -> SQL { "select private.set_my_primary(\(organization))" }
}
