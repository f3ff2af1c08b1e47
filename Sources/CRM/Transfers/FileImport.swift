public import Foundation
public import Web

/// How far an import is.
public enum ImportState: String, WordList {
  case uploaded, tried, imported
  /// Somebody was erased before it was imported, and the file is gone.
  case ended
}

/// A file of people that was uploaded.
public struct FileImport: Codable, Sendable {
  public let id: UUID
  public let state: ImportState
  /// Where the file comes from, as whoever uploaded it says.
  public let source: String?
  /// Rows below the header.
  public let rowCount: Int
  public let byteCount: Int
  /// The last trial or run: `/v1/operations/{id}`.
  public let operationID: UUID?
  /// Of the last trial, or of the run: null before.
  public let createdCount: Int?
  public let updatedCount: Int?
  public let unchangedCount: Int?
  public let rejectedCount: Int?
  public let createdBy: UUID?
  public let createdAt: Date
  public let updatedAt: Date
  public let version: Int
}

/// How sure it is what a column means.
public enum MappingConfidence: String, WordList {
  /// Somebody said so.
  case chosen
  /// Its header says so.
  case certain
  /// Its header and the other columns suggest it.
  case likely
}

/// A column of the file, and where its values go.
public struct ImportedColumn: Codable, Sendable {
  /// Its place, from 0.
  public let column: Int
  public let header: String
  /// Up to three values of the first rows.
  public let samples: [String]
  /// Null where it is kept as metadata, under its header.
  public let field: ImportField?
  public let confidence: MappingConfidence?
}

/// Something to know before the import: `dates_assumed`, `damaged_characters`, `names_missing`.
public struct ImportNotice: Codable, Sendable {
  public let code: String
  public let detail: String
}

/// An import with what is known of its file, and what its last trial found.
public struct ImportDetail: Wire, Versioned {
  public let id: UUID
  public let state: ImportState
  public let source: String?
  /// Rows below the header.
  public let rowCount: Int
  public let byteCount: Int
  /// How its characters are written.
  public let encoding: String?
  /// Empty once the file is gone: after the run, or seven days.
  public let columns: [ImportedColumn]
  public let faults: [ImportNotice]
  /// The last trial or run: `/v1/operations/{id}`.
  public let operationID: UUID?
  /// Of the last trial, or of the run: null before.
  public let createdCount: Int?
  public let updatedCount: Int?
  public let unchangedCount: Int?
  public let rejectedCount: Int?
  /// What the last trial would change in known clients, of the first hundred.
  public let changes: [ClientDifference]
  public let createdBy: UUID?
  public let createdAt: Date
  public let updatedAt: Date
  public let version: Int
}

/// A file of people, as the body: CSV with a header row.
public struct NewImport: UploadInput {
  public static var mediaTypes: [String] { ["text/csv"] }

  /// Where the file comes from, in a few words.
  let source: Line?
  public var file = UploadedFile.none

  private enum CodingKeys: CodingKey { case source }
}

/// Which imports.
public struct ImportFilter: PagedInput {
  /// Any of these.
  let state: [ImportState]?
  public let limit: PageSize?
  public let cursor: String?
}

/// What columns mean.
public struct ImportMapping: Decodable, Sendable {
  /// The columns that mean something else than was proposed.
  let mapping: [ColumnChoice]
}

/// What one column means.
public struct ColumnChoice: Codable, Sendable {
  /// Its place, from 0.
  let column: Int
  /// Null to keep it as metadata.
  let field: ImportField?
}

/// How a file is imported.
public struct NewImportRun: Decodable, Sendable {
  /// A single rejected row, and nothing is imported.
  let strict: Bool?
}

extension ImportField: WordList {}
