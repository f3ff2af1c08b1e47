import Foundation
import Postgres
import Web

/// The statements on who belongs to the gym. Who has left is nobody here.
enum StaffQueries {
  static func list(_ filter: StaffFilter, _ paging: Paging) -> SQL {
    let roles: SQL = filter.role.map { "and m.role = any(\($0.map(\.rawValue)))" } ?? "and m.role <> 'member'"
    let after: SQL = paging.after.map { "where (sort_name, id) > (\($0.value), \($0.id))" } ?? ""
    return """
      select id, first_name, last_name, email, sort_name, role, "custom_role.id", "custom_role.name", title, rank,
        joined_at, version
      from (\(people(roles))) people \(after) order by sort_name, id limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { people("and m.user_id = \(id)") }

  /// Names stand in the people's own rows, which the policy shows of those who work here.
  private static func people(_ condition: SQL) -> SQL {
    """
    select m.user_id as id, u.first_name, u.last_name, u.email,
      coalesce(lower(u.last_name || ' ' || u.first_name), '') as sort_name, m.role, d.id as "custom_role.id",
      d.name as "custom_role.name", m.title,
      case when m.user_id = any ((select private.owners_above())::uuid[]) then \(Role.owner.rank) else \(rank) end as rank,
      m.joined_at, m.version
    from crm.user_organizations m
    left join crm.users u on u.id = m.user_id
    left join crm.role_definitions d on d.id = m.role_definition_id
    where m.left_at is null \(condition)
    """
  }

  private static let rank: SQL = {
    let cases = Role.allCases.reduce("case m.role" as SQL) { "\($0) when \($1.rawValue) then \($1.rank)" }
    return "\(cases) end"
  }()

  static func permissions(_ id: UUID) -> SQL {
    """
    select role, role_definition_id, \(exceptions("grant")) as "grant", \(exceptions("deny")) as deny,
      private.effective_permissions(user_id) as effective, version
    from crm.user_organizations where user_id = \(id) and left_at is null
    """
  }

  private static func exceptions(_ kind: String) -> SQL {
    "array(select jsonb_array_elements_text(coalesce(permissions -> \(kind), '[]')) order by 1)"
  }

  static func lock(_ id: UUID) -> SQL {
    "select version from crm.user_organizations where user_id = \(id) and left_at is null for no key update"
  }

  static func update(_ id: UUID, _ current: StaffPermissions, _ patch: StaffPermissionsPatch) -> SQL {
    """
    update crm.user_organizations set role = \(patch.role.applied(to: current.role).rawValue),
      role_definition_id = \(patch.roleDefinitionID.applied(to: current.roleDefinitionID)),
      permissions = jsonb_build_object('grant', to_jsonb(\(patch.grant.map(\.slugs).applied(to: current.grant))),
        'deny', to_jsonb(\(patch.deny.map(\.slugs).applied(to: current.deny))))
    where user_id = \(id) and left_at is null
    """
  }

  static func end(_ id: UUID) -> SQL {
    "update crm.user_organizations set left_at = now() where user_id = \(id) and left_at is null"
  }
}
