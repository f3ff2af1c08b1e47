import Foundation
import Postgres
import Web

/// The statements on imports.
enum ImportRecordQueries {
  /// What a trial or run needs to know.
  struct Known: Decodable, Sendable {
    let organizationID: UUID
    let state: ImportState
    let mapping: [ColumnChoice]
    let rowCount: Int
    let version: Int
    let createdCount: Int?
    let updatedCount: Int?
    let unchangedCount: Int?
    let rejectedCount: Int?

    /// Nothing more comes of it.
    var isOver: Bool { state == .imported || state == .ended }

    /// The field of each column that somebody has decided about.
    var chosen: [Int: ImportField?] {
      Dictionary(mapping.map { ($0.column, $0.field) }, uniquingKeysWith: { _, last in last })
    }
  }

  static let columns: SQL = """
    id, import_status as state, source, row_count, byte_count, operation_id, created_count, updated_count,
    unchanged_count, rejected_count, created_by, created_at, updated_at, version
    """

  static func insert(_ id: UUID, source: String?, rows: Int, bytes: Int) -> SQL {
    """
    insert into crm.imports (id, source, row_count, byte_count) values (\(id), \(source), \(rows)::int, \(bytes)::int)
    """
  }

  static func list(_ filter: ImportFilter, _ paging: Paging) -> SQL {
    let state: SQL = filter.state.map { " and import_status = any(\($0.map(\.rawValue)))" } ?? ""
    let after: SQL = paging.after.map { " and id < \($0.id)" } ?? ""
    return
      "select \(columns) from crm.imports where true\(state)\(after) order by id desc limit \(paging.limit + 1)"
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from crm.imports where id = \(id)" }

  static func find(_ id: UUID) -> SQL { "select \(known) from crm.imports where id = \(id)" }

  /// Until the transaction ends nobody else begins with it.
  static func lock(_ id: UUID) -> SQL { "select \(known) from crm.imports where id = \(id) for update" }

  private static let known: SQL = """
    organization_id, import_status as state, mapping, row_count, version, created_count, updated_count, unchanged_count,
    rejected_count
    """

  static func map(_ id: UUID, _ mapping: JSON) -> SQL {
    """
    update crm.imports set mapping = \(mapping), import_status = 'uploaded', created_count = null, updated_count = null,
      unchanged_count = null, rejected_count = null
    where id = \(id)
    """
  }

  static func begin(_ id: UUID, _ operation: UUID) -> SQL {
    "update crm.imports set operation_id = \(operation) where id = \(id)"
  }

  static func end(_ id: UUID, _ state: ImportState, _ progress: ClientImport.Progress) -> SQL {
    """
    update crm.imports set import_status = \(state.rawValue), created_count = \(progress.created)::int,
      updated_count = \(progress.updated)::int, unchanged_count = \(progress.unchanged)::int,
      rejected_count = \(progress.rejected)::int
    where id = \(id)
    """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.imports where id = \(id)" }
}
