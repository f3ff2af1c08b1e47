/// Why an organization does not leave, or does not come in; nothing was changed.
public struct TransferFailure: Error, JobFailure, CustomStringConvertible {
  /// The kinds of failure; the raw value is stable.
  public enum Code: String, Sendable, CaseIterable {
    case unreadable, unwritable, damaged
    case notAnArchive = "not_an_archive"
    case tooManyFiles = "too_many_files"
    case tooLarge = "too_large"
    case nameRefused = "name_refused"
    case manifestInvalid = "manifest_invalid"
    case formatUnknown = "format_unknown"
    case newerVersion = "newer_version"
    case fileMissing = "file_missing"
    case fileUnexpected = "file_unexpected"
    case checksumMismatch = "checksum_mismatch"
    case rowInvalid = "row_invalid"
    case columnUnknown = "column_unknown"
    case rowForeign = "row_foreign"
    case parentOutside = "parent_outside"
    case alreadyThere = "already_there"
    case slugTaken = "slug_taken"
    case referenceMissing = "reference_missing"
    case ownerMissing = "owner_missing"
  }

  /// What went wrong, for programs.
  public let code: Code
  /// One line for the person at the terminal.
  public let reason: String

  init(_ code: Code, _ reason: String) {
    self.code = code
    self.reason = reason
  }

  public var description: String { "\(reason) (\(code.rawValue))" }
  var isHopeless: Bool { true }
}
