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

  let tables: [Table]
  let columns: [Int: [Column]]
  let constraints: [Int: [Constraint]]
  let indexes: [Int: [Index]]
  let policies: [Int: [Policy]]
  let grants: [Int: [Grant]]
  let triggers: [Int: [Trigger]]
  /// Those that the runtime roles may execute.
  let functions: [Function]

  init(_ connection: BlockingConnection) throws {
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
  }

  func table(_ id: Int?) -> Table? { tables.first { $0.id == id } }
}
