import Foundation
import Postgres
import Web

/// The statements on filters that people keep. Who sees and changes which, policies decide.
enum SavedFilterQueries {
  private static let columns: SQL =
    "id, user_id, name, resource, query, is_shared, created_at, updated_at, version"

  static func list(_ filter: SavedFilterFilter, _ paging: Paging) -> SQL {
    let resource: SQL = filter.resource.map { " and resource = any(\($0.map(\.rawValue)))" } ?? ""
    let after: SQL = paging.after.map { " and (name, id) > (\($0.value), \($0.id))" } ?? ""
    return """
      select \(columns) from crm.saved_filters where true\(resource)\(after) order by name, id limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from crm.saved_filters where id = \(id)" }

  /// Of those alone that whoever asks may change.
  static func lock(_ id: UUID) -> SQL { "select version from crm.saved_filters where id = \(id) for update" }

  static func insert(_ id: UUID, _ filter: NewSavedFilter) throws -> SQL {
    """
    insert into crm.saved_filters (id, name, resource, query, is_shared)
    values (\(id), \(filter.name.text), \(filter.resource.rawValue), \(try JSON(encoding: filter.query)),
      \(filter.isShared ?? false))
    returning \(columns)
    """
  }

  static func update(_ filter: SavedFilter, _ patch: SavedFilterPatch) throws -> SQL {
    var query = filter.query
    if case .value(let changed) = patch.query { query = JSON(try JSONWriter.text(changed)) }
    return """
      update crm.saved_filters set name = \(patch.name.map(\.text).applied(to: filter.name)), query = \(query),
        is_shared = \(patch.isShared.applied(to: filter.isShared))
      where id = \(filter.id) returning \(columns)
      """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.saved_filters where id = \(id)" }
}
