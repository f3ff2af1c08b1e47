import Crypto
import Foundation
import Postgres
import Web

/// Everything that an organization and those below it have, in a ZIP: `manifest.json`, and a file a table with one JSON
/// object a row. Which tables, columns and rows those are is read from the catalogue.
struct OrganizationExport {
  /// Bytes of rows, all in memory at once.
  static let limit = 1 << 29

  let medical: MedicalTransfer

  /// The ZIP of the organization that was entered, as one moment saw it.
  func archive(includingMedical: Bool, _ tx: Transaction) async throws -> [UInt8] {
    guard let heading = try await tx.rows(TransferQueries.heading(), as: TransferQueries.Heading.self).first()
    else { throw Problem.notFound }
    let without = includingMedical ? [] : [MedicalTransfer.title]
    let tables = try await tx.rows(TransferQueries.tables(), as: TransferQueries.Table.self).decoded()
      .filter { !without.contains($0.title) }
    let keys =
      includingMedical
      ? try await tx.rows(TransferQueries.medicalKeys(), as: TransferQueries.WrappedKey.self).decoded() : []
    let contents = try await contents(without, keys, tx)
    var files: [ZIPArchive.File] = []
    var entries: [OrganizationManifest.Table] = []
    for table in tables {
      let content = contents[table.title] ?? Content()
      let name = OrganizationExport.fileName(table.title)
      let columns =
        table.title == MedicalTransfer.title ? table.columns.filter { $0 != "key_id" } : table.columns
      files.append(ZIPArchive.File(name: name, bytes: content.bytes))
      entries.append(
        OrganizationManifest.Table(
          table: table.title, file: name, rows: content.rows, columns: columns,
          sha256: OrganizationExport.checksum(content.bytes)))
    }
    let manifest = OrganizationManifest(
      format: OrganizationManifest.format, product: Product.version, schemaVersion: heading.schemaVersion,
      madeAt: heading.madeAt, organizationID: heading.organizationID, organization: heading.name,
      slug: heading.slug, includesMedical: includingMedical,
      leftOut: OrganizationManifest.alwaysLeftOut
        + (includingMedical ? [] : [OrganizationManifest.medicalLeftOut]),
      tables: entries)
    files.insert(ZIPArchive.File(name: OrganizationManifest.name, bytes: try text(manifest)), at: 0)
    return try ZIPArchive.bytes(of: files, at: Date())
  }

  private struct Content {
    var bytes: [UInt8] = []
    var rows = 0
  }

  private func contents(_ without: [String], _ keys: [TransferQueries.WrappedKey], _ tx: Transaction)
    async throws -> [String: Content]
  {
    var contents: [String: Content] = [:]
    var size = 0
    try await tx.execute(TransferQueries.openRows(without: without))
    while true {
      let rows = try await tx.rows(TransferQueries.nextRows, as: TransferQueries.Row.self).decoded()
      if rows.isEmpty { break }
      for row in rows {
        let content =
          row.title == MedicalTransfer.title ? try medical.opened(row.content, among: keys) : row.content
        size += content.utf8.count + 1
        guard size <= OrganizationExport.limit else {
          throw TransferFailure(.tooLarge, "the organization has more than 512 MiB of rows")
        }
        contents[row.title, default: Content()].bytes.append(contentsOf: content.utf8)
        contents[row.title, default: Content()].bytes.append(0x0A)
        contents[row.title, default: Content()].rows += 1
      }
    }
    try await tx.execute(TransferQueries.closeRows)
    return contents
  }

  private func text(_ manifest: OrganizationManifest) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(manifest)) + [0x0A]
  }

  static func fileName(_ table: String) -> String { "tables/\(table).ndjson" }

  static func checksum(_ bytes: [UInt8]) -> String {
    SHA256.hash(data: bytes).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
