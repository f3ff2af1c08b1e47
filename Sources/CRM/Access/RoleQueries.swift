import Foundation
import Postgres
import Web

/// The statements on permissions and on roles of the gym's own.
enum RoleQueries {
  static let columns: SQL = "id, name, description, permissions, created_at, updated_at, version"

  static func permissions() -> SQL { "select slug, description, roles from private.list_permissions()" }

  static func list(_ paging: Paging) -> SQL {
    let after: SQL = paging.after.map { "where (name, id) > (\($0.value), \($0.id))" } ?? ""
    return "select \(columns) from crm.role_definitions \(after) order by name, id limit \(paging.limit + 1)"
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from crm.role_definitions where id = \(id)" }

  static func lock(_ id: UUID) -> SQL { "\(get(id)) for no key update" }

  static func insert(_ id: UUID, _ role: NewRole) -> SQL {
    """
    insert into crm.role_definitions (id, name, description, permissions)
    values (\(id), \(role.name.text), \(role.description?.text), \(role.permissions.slugs))
    returning \(columns)
    """
  }

  static func update(_ role: CustomRole, _ patch: RolePatch) -> SQL {
    """
    update crm.role_definitions set name = \(patch.name.map(\.text).applied(to: role.name)),
      description = \(patch.description.map(\.text).applied(to: role.description)),
      permissions = \(patch.permissions.map(\.slugs).applied(to: role.permissions))
    where id = \(role.id) returning \(columns)
    """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.role_definitions where id = \(id)" }
}
