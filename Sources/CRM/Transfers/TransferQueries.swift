import Foundation
import Postgres
import Web

/// The statements on files that come and go, and on what an organization takes along.
enum TransferQueries {
  /// A table whose rows go along.
  struct Table: Decodable, Sendable {
    let title: String
    let organizationColumn: String?
    let columns: [String]
    let level: Int
  }

  struct Row: Decodable, Sendable {
    let title: String
    /// The columns by name, as JSON.
    let content: String
  }

  struct Heading: Decodable, Sendable {
    let organizationID: UUID
    let name: String
    let slug: String
    let schemaVersion: Int
    /// To the microsecond.
    let madeAt: String
  }

  struct WrappedKey: Decodable, Sendable {
    let organizationID: UUID
    let id: String
    let wrapped: [UInt8]
  }

  struct Imported: Decodable, Sendable {
    let title: String
    let imported: Int
  }

  struct Stored: Decodable, Sendable { let file: Data? }

  // Files.

  static func keep(_ file: Data, _ part: TransferPart, of id: UUID) -> SQL {
    "select private.keep_transfer_file(\(id), \(part.rawValue), \(file))"
  }

  static func read(_ part: TransferPart, of id: UUID) -> SQL {
    "select private.read_transfer_file(\(id), \(part.rawValue)) as file"
  }

  static func forget(_ parts: [TransferPart], of id: UUID) -> SQL {
    "select private.forget_transfer_files(\(id), \(parts.map(\.rawValue)))"
  }

  /// Leaves a job the rights that its starter has by now; refused without that one.
  static func actAsStarter(_ permission: Permission) -> SQL {
    "select private.act_as_starter(\(permission.rawValue))"
  }

  // Exports.

  /// That a list left as a file.
  @Sendable static func record(_ list: ExportedList) -> SQL {
    """
    insert into crm.exports (id, content, format, row_count)
    values (\(list.id), \(list.operation), \(list.format.rawValue), \(list.rows)::int)
    """
  }

  static func insertExport(_ id: UUID, includesMedical: Bool) -> SQL {
    """
    insert into crm.exports (id, content, format, includes_medical)
    values (\(id), 'organization', 'zip', \(includesMedical))
    """
  }

  static func listExports(_ paging: Paging) -> SQL {
    let after: SQL = paging.after.map { " where id < \($0.id)" } ?? ""
    return """
      select id, content, format, row_count, includes_medical, requested_by, created_at
      from crm.exports\(after) order by id desc limit \(paging.limit + 1)
      """
  }

  static func export(_ id: UUID) -> SQL {
    "select includes_medical from crm.exports where id = \(id) and content = 'organization'"
  }

  // What an organization takes along.

  static func heading() -> SQL {
    """
    select id as organization_id, name, slug, \(Schema.migrations.map(\.number).max() ?? 0)::int as schema_version,
      to_json(now() at time zone 'UTC') #>> '{}' as made_at
    from crm.organizations where id = \(Door.organization)
    """
  }

  static func tables() -> SQL {
    "select title, organization_column, columns, level from private.portable_tables() order by level, title"
  }

  static func openRows(without titles: [String]) -> SQL {
    "declare exported no scroll cursor for select title, content from private.portable_rows(\(titles))"
  }

  static let nextRows: SQL = "fetch 1000 from exported"
  static let closeRows: SQL = "close exported"

  static func medicalKeys() -> SQL {
    "select organization_id, id, wrapped from private.portable_medical_keys()"
  }

  // An organization that comes.

  static func stage(_ rows: [String], from number: Int, of title: String, _ id: UUID) -> SQL {
    "select private.stage_rows(\(id), \(title), \(number)::bigint, \(rows))"
  }

  static func importOrganization(_ id: UUID, columns: JSON, actor: String, emailKeys: JSON) -> SQL {
    "select title, imported from private.import_organization(\(id), \(columns), \(actor), \(emailKeys))"
  }

  static func keepKey(_ key: MedicalKey, of organization: UUID) -> SQL {
    "select private.keep_imported_key(\(organization), \(key.id), \(key.wrapped))"
  }
}
