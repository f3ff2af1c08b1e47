import Foundation
import Postgres

/// What PostgreSQL's catalogue says of the schemas, in an order that depends on names alone. Months of the audit log
/// are left out: which there are depends on the day.
struct Catalog: Sendable {
  struct Table: Decodable, Sendable {
    let id: Int
    let schema: String
    let name: String
    let comment: String

    var title: String { "\(schema).\(name)" }
  }

  struct Column: Decodable, Sendable {
    let tableID: Int
    let name: String
    let type: String
    let isNullable: Bool
    let defaultValue: String?
    let isGenerated: Bool
    let comment: String
  }

  struct Constraint: Decodable, Sendable {
    enum Kind: String, Decodable {
      case primary = "p"
      case unique = "u"
      case foreign = "f"
      case exclusion = "x"
      case check = "c"
    }

    let tableID: Int
    let name: String
    let kind: Kind
    let definition: String
    let columns: [String]
    let otherID: Int?
    let otherColumns: [String]
  }

  struct Index: Decodable, Sendable {
    let tableID: Int
    let name: String
    let definition: String
  }

  struct Policy: Decodable, Sendable {
    let tableID: Int
    let name: String
    let verb: String
    let roles: [String]
    let using: String?
    let check: String?
  }

  struct Grant: Decodable, Sendable {
    let tableID: Int
    let role: String
    let verb: String
    /// Empty for the whole table.
    let columns: [String]
  }

  struct Trigger: Decodable, Sendable {
    let tableID: Int
    let name: String
    let definition: String
    let comment: String
  }

  struct Function: Decodable, Sendable {
    let schema: String
    let name: String
    let arguments: String
    let roles: [String]
    let comment: String
  }

  struct ColumnClass: Decodable, Sendable {
    let tableID: Int
    let column: String
    let `class`: String
    let isEmptied: Bool
  }

  struct Subject: Decodable, Sendable {
    let tableID: Int
    let rows: String?
    let reason: String?
    let erasesRow: Bool
  }

  struct Retention: Decodable, Sendable {
    let name: String
    let what: String
    let days: Int
  }

  let tables: [Table]
  let columns: [Int: [Column]]
  let constraints: [Int: [Constraint]]
  let indexes: [Int: [Index]]
  let policies: [Int: [Policy]]
  let grants: [Int: [Grant]]
  let triggers: [Int: [Trigger]]
  /// Those that the runtime roles may execute.
  let functions: [Function]
  /// What the program keeps of privacy; empty where it was not asked for.
  let classes: [Int: [ColumnClass]]
  let subjects: [Int: [Subject]]
  let retention: [Retention]

  /// `withPrivacy` also reads tables of the owner, which only a superuser or the migrator's login may.
  init(_ connection: BlockingConnection, withPrivacy: Bool) throws {
    // Names are printed with their schemas, and expressions the same for whoever connects.
    try connection.execute("begin read only; set local search_path = pg_catalog")
    defer { try? connection.execute("rollback") }
    func read<Row: Decodable & Sendable>(_ query: SQL) throws -> [Row] {
      try connection.rows(query).retyped(as: Row.self).decoded()
    }
    tables = try read(CatalogQueries.tables)
    columns = Dictionary(grouping: try read(CatalogQueries.columns), by: \.tableID)
    constraints = Dictionary(grouping: try read(CatalogQueries.constraints), by: \.tableID)
    indexes = Dictionary(grouping: try read(CatalogQueries.indexes), by: \.tableID)
    policies = Dictionary(grouping: try read(CatalogQueries.policies), by: \.tableID)
    grants = Dictionary(grouping: try read(CatalogQueries.grants), by: \.tableID)
    triggers = Dictionary(grouping: try read(CatalogQueries.triggers), by: \.tableID)
    functions = try read(CatalogQueries.functions)
    if withPrivacy { try connection.execute("set local role tryzore_owner") }
    classes = Dictionary(grouping: withPrivacy ? try read(CatalogQueries.classes) : [], by: \.tableID)
    subjects = Dictionary(grouping: withPrivacy ? try read(CatalogQueries.subjects) : [], by: \.tableID)
    retention = withPrivacy ? try read(CatalogQueries.retention) : []
  }

  func table(_ id: Int?) -> Table? { tables.first { $0.id == id } }
}
