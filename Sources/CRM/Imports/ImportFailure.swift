/// Why a whole file cannot be imported: nothing of it was read into rows.
public struct ImportFailure: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kinds of failure; the raw value is stable.
  public enum Code: String, Sendable, CaseIterable {
    case missing, directory, unreadable, empty, binary, changed, unwritable
    case notAFile = "not_a_file"
    case encodingUnavailable = "encoding_unavailable"
    case headerMissing = "header_missing"
    case headerUnreadable = "header_unreadable"
    case tooManyRows = "too_many_rows"
    case nameColumnsMissing = "name_columns_missing"
  }

  /// What went wrong, for programs.
  public let code: Code

  /// One line for the person who started the import: what is wrong and what to do.
  public let reason: String

  /// The reason.
  public var description: String { reason }
}
