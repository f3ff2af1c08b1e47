import Foundation
import Postgres

/// An exported organization that was checked: what its manifest names is there, nothing else is, and this program knows
/// what it means.
final class OrganizationArchive {
  let manifest: OrganizationManifest
  private let reader: ArchiveReader

  init(path: String) throws(TransferFailure) {
    reader = try ArchiveReader(path: path)
    let bytes = try reader.read(OrganizationManifest.name)
    // First of all which format it is: others may look different.
    guard let head = try? JSONDecoder().decode(Head.self, from: Data(bytes)) else {
      throw TransferFailure(.manifestInvalid, "\(OrganizationManifest.name) is no manifest")
    }
    guard head.format == OrganizationManifest.format else {
      throw TransferFailure(
        .formatUnknown, "it has format \(head.format); this program reads \(OrganizationManifest.format)")
    }
    guard let manifest = try? JSONDecoder().decode(OrganizationManifest.self, from: Data(bytes)) else {
      throw TransferFailure(.manifestInvalid, "\(OrganizationManifest.name) is no manifest")
    }
    let newest = Schema.migrations.map(\.number).max() ?? 0
    guard manifest.schemaVersion <= newest else {
      throw TransferFailure(
        .newerVersion,
        "it is of schema \(manifest.schemaVersion), this program of \(newest); update the program first")
    }
    let named = manifest.tables.map(\.file)
    guard Set(named).count == named.count,
      manifest.tables.allSatisfy({ $0.file == OrganizationExport.fileName($0.table) })
    else {
      throw TransferFailure(.manifestInvalid, "\(OrganizationManifest.name) names files twice, or oddly")
    }
    if let missing = Set(named).subtracting(reader.names).sorted().first {
      throw TransferFailure(.fileMissing, "\(missing) is missing")
    }
    guard reader.names == Set(named + [OrganizationManifest.name]) else {
      throw TransferFailure(.fileUnexpected, "it has files that its manifest does not name")
    }
    self.manifest = manifest
  }

  private struct Head: Decodable { let format: Int }

  /// The rows of a table, one JSON object each.
  func rows(of table: OrganizationManifest.Table) throws(TransferFailure) -> [String] {
    let bytes = try reader.read(table.file)
    guard OrganizationExport.checksum(bytes) == table.sha256 else {
      throw TransferFailure(.checksumMismatch, "\(table.file) is not what was written")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw TransferFailure(.rowInvalid, "\(table.file) is no text")
    }
    let rows = bytes.split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    guard rows.count == table.rows else {
      throw TransferFailure(.rowInvalid, "\(table.file) has \(rows.count) rows, not \(table.rows)")
    }
    return rows
  }
}
