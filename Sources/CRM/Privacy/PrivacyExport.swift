import Foundation
import Postgres
import Web

/// A column that the server encrypts, in one row: what opens it is told where it stands.
struct SealedColumn: Sendable {
  let organization: UUID
  let table: String
  let column: String
  let row: UUID
  let bytes: Data
}

/// Opens what is encrypted, as JSON; nil where it is not encrypted, and then the export holds it in base64 as it is. What
/// cannot be opened fails the export: it is whole or not there.
typealias OpenSealed = @Sendable (SealedColumn, Transaction) async throws -> String?

/// Everything that a gym knows of one client, in files: `manifest.json`, and each table as JSON and as CSV. Which
/// tables, columns and rows those are is read from the database, so that a new personal column needs no line here.
struct PrivacyExport {
  private struct Table: Decodable, Sendable {
    let title: String
    let description: String
    let columns: [String]
    let classes: [String]
    let descriptions: [String]
    let isBinary: [Bool]
  }

  private struct Row: Decodable, Sendable {
    let title: String
    let rowID: UUID
    /// As text, in the order of the table's columns; empty for NULL.
    var cells: [String]
    /// As JSON.
    var literals: [String]
  }

  private struct Heading: Decodable, Sendable {
    let organizationID: UUID
    let organization: String
    let clientID: UUID
    let madeAt: Date
  }

  private struct Manifest: Encodable {
    struct Column: Encodable {
      let name: String
      let `class`: String
      let description: String
    }
    struct Entry: Encodable {
      let table: String
      let description: String
      let rows: Int
      let files: [String]
      let columns: [Column]
    }

    let format = 1
    let organizationID: UUID
    let organization: String
    let clientID: UUID
    let madeAt: Date
    let tables: [Entry]
  }

  let files: ExportFiles
  let open: OpenSealed

  /// Writes the file of an export that was asked for; answers its size.
  func write(_ id: UUID, _ tx: Transaction) async throws -> Int {
    guard let heading = try await tx.rows(PrivacyQueries.export(id), as: Heading.self).first() else {
      throw HopelessJob(reason: "the export is gone")
    }
    let tables = try await tx.rows(PrivacyQueries.exportedTables(), as: Table.self).decoded()
    let rows = try await tx.rows(PrivacyQueries.exportedRows(of: heading.clientID), as: Row.self).decoded()
    let byTable = Dictionary(grouping: rows, by: \.title)
    var entries: [Manifest.Entry] = []
    var contents: [ZIPArchive.File] = []
    for table in tables {
      let rows = try await opened(byTable[table.title] ?? [], of: table, heading.organizationID, tx)
      let pair = [file(table, "json", json(table, rows)), file(table, "csv", csv(table, rows))]
      contents += pair
      entries.append(entry(table, rows.count, pair.map(\.name)))
    }
    let manifest = Manifest(
      organizationID: heading.organizationID, organization: heading.organization, clientID: heading.clientID,
      madeAt: heading.madeAt, tables: entries)
    contents.insert(ZIPArchive.File(name: "manifest.json", bytes: try text(manifest)), at: 0)
    let archive = try ZIPArchive.bytes(of: contents, at: heading.madeAt)
    let sealed = try files.seal(archive, of: id, in: heading.organizationID)
    try await tx.execute(PrivacyQueries.keepExport(id, sealed))
    return archive.count
  }

  private func opened(_ rows: [Row], of table: Table, _ organization: UUID, _ tx: Transaction) async throws
    -> [Row]
  {
    let sealed = table.columns.indices.filter { table.isBinary[$0] }
    if sealed.isEmpty { return rows }
    var opened = rows
    for (index, row) in rows.enumerated() {
      for column in sealed where !row.cells[column].isEmpty {
        guard let bytes = Data(base64Encoded: row.cells[column], options: .ignoreUnknownCharacters),
          let text = try await open(
            SealedColumn(
              organization: organization, table: table.title, column: table.columns[column], row: row.rowID,
              bytes: bytes), tx)
        else { continue }
        opened[index].cells[column] = text
        opened[index].literals[column] = text
      }
    }
    return opened
  }

  private func json(_ table: Table, _ rows: [Row]) -> [UInt8] {
    let objects = rows.map { row in
      let members = zip(table.columns, row.literals).map { "    \"\($0)\": \($1)" }
      return "  {\n" + members.joined(separator: ",\n") + "\n  }"
    }
    return Array(("[\n" + objects.joined(separator: ",\n") + "\n]\n").utf8)
  }

  private func csv(_ table: Table, _ rows: [Row]) -> [UInt8] {
    var bytes: [UInt8] = []
    CSVFile.write(table.columns, into: &bytes)
    for row in rows { CSVFile.write(row.cells, into: &bytes) }
    return bytes
  }

  private func file(_ table: Table, _ ending: String, _ bytes: [UInt8]) -> ZIPArchive.File {
    ZIPArchive.File(name: "\(ending)/\(table.title).\(ending)", bytes: bytes)
  }

  private func entry(_ table: Table, _ rows: Int, _ files: [String]) -> Manifest.Entry {
    let columns = table.columns.indices.map {
      Manifest.Column(
        name: table.columns[$0], class: table.classes[$0], description: table.descriptions[$0])
    }
    return Manifest.Entry(
      table: table.title, description: table.description, rows: rows, files: files, columns: columns)
  }

  private func text(_ manifest: Manifest) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.dateEncodingStrategy = .iso8601
    return Array(try encoder.encode(manifest)) + [0x0A]
  }
}
