import Foundation
import Postgres
import Web

/// The statements on the audit log.
enum AuditQueries {
  /// The page is cut out of `audit_logs_by_time` or `audit_logs_by_entity` first, and only its rows are joined:
  /// whichever page it is, it costs the same.
  static func list(_ filter: AuditFilter, after position: CursorPosition? = nil, limit: Int) -> SQL {
    let personal: SQL =
      filter.includePersonal == true
      ? "p.old_values as old_personal_values, p.new_values as new_personal_values"
      : "null::jsonb as old_personal_values, null::jsonb as new_personal_values"
    let join: SQL =
      filter.includePersonal == true
      ? "left join audit.personal_values p on p.id = a.id and p.created_at = a.created_at" : ""
    let after: SQL = position.map { " and (created_at, id) < (\($0.moment), \($0.id))" } ?? ""
    return """
      select a.id, a.created_at, a.action, a.entity_type, a.entity_id, a.user_id as "actor.user_id",
        u.first_name || ' ' || u.last_name as "actor.name", a.actor as "actor.process", a.session_id, a.request_id,
        a.old_values, a.new_values, a.hidden_columns, \(personal)
      from (
        select id, created_at, action, entity_type, entity_id, user_id, actor, session_id, request_id, old_values,
          new_values, hidden_columns
        from audit.audit_logs where true\(matches(filter))\(after)
        order by created_at desc, id desc limit \(limit + 1)
      ) a
      left join crm.users u on u.id = a.user_id \(join)
      order by a.created_at desc, a.id desc
      """
  }

  private static func matches(_ filter: AuditFilter) -> SQL {
    let type: SQL = filter.entityType.map { " and entity_type = \($0.text)" } ?? ""
    let entity: SQL = filter.entityID.map { " and entity_id = \($0)" } ?? ""
    let user: SQL = filter.userID.map { " and user_id = \($0)" } ?? ""
    let action: SQL = filter.action.map { " and action = any(\($0.map(\.rawValue)))" } ?? ""
    let from: SQL = filter.createdAtFrom.map { " and created_at >= \($0)" } ?? ""
    let before: SQL = filter.createdAtBefore.map { " and created_at < \($0)" } ?? ""
    return "\(type)\(entity)\(user)\(action)\(from)\(before)"
  }
}
