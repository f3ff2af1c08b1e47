/// Why a whole file cannot be imported: nothing of it was read into rows.
public struct ImportFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    case missing, directory, unreadable, empty, binary, changed, unwritable
    case notAFile = "not_a_file"
    case encodingUnavailable = "encoding_unavailable"
    case headerMissing = "header_missing"
    case headerUnreadable = "header_unreadable"
    case nameColumnsMissing = "name_columns_missing"
  }

  public let code: Code

  /// One line for the person who started the import: what is wrong and what to do.
  public let reason: String

  public var description: String { reason }
}
