public import Foundation
public import Web

/// What of an organization is to be exported.
public struct NewExport: Decodable, Sendable {
  /// With medical notes, to be read by whoever has the file.
  let includeMedical: Bool?
}

/// How something left.
public enum ExportFormat: String, WordList {
  case csv, ndjson, zip
}

/// That somebody took out a whole list, or the whole organization.
public struct Export: Codable, Sendable {
  public let id: UUID
  /// `organization`, or the operation that answers the list, such as `listClients`.
  public let content: String
  public let format: ExportFormat
  /// Rows of a list.
  public let rowCount: Int?
  /// Whether medical notes are in it, to be read.
  public let includesMedical: Bool
  /// Null for an operator.
  public let requestedBy: UUID?
  public let createdAt: Date
}

/// Which exports.
public struct ExportFilter: PagedInput {
  public let limit: PageSize?
  public let cursor: String?
}
