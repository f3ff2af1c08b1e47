/// One thing that is wrong with one row. The reason never repeats a personal value, so it may be logged.
public struct ImportFault: Hashable, Sendable {
  /// The kinds of fault; the raw value is stable.
  public enum Code: String, Sendable, CaseIterable {
    case required
    case tooLong = "too_long"
    case invalidText = "invalid_text"
    case nullCharacter = "null_character"
    case invalidEmail = "invalid_email"
    case invalidPhone = "invalid_phone"
    case invalidDate = "invalid_date"
    case implausibleDate = "implausible_date"
    case unknownStatus = "unknown_status"
    case unknownBoolean = "unknown_boolean"
    case nameNotSplit = "name_not_split"
    case columnCount = "column_count"
    case tooManyColumns = "too_many_columns"
    case unclosedQuote = "unclosed_quote"
    case textAfterQuote = "text_after_quote"
    case fieldTooLong = "field_too_long"
    case recordTooLong = "record_too_long"
    case duplicateEmail = "duplicate_email"
    case duplicateExternalID = "duplicate_external_id"
    case duplicateMemberNumber = "duplicate_member_number"
    case duplicateClient = "duplicate_client"
    case emailTaken = "email_taken"
    case memberNumberTaken = "member_number_taken"
    case deletedClient = "deleted_client"
    case unknownLocation = "unknown_location"
  }

  /// The header text of the column; nil when the fault concerns the row as a whole.
  public let column: String?
  /// What is wrong, for programs.
  public let code: Code

  /// What is wrong, for a person, to be read after the column's name: "is missing".
  public let reason: String
}

/// A row that is not imported, with all its faults and its fields as they stood in the file.
public struct RejectedRow: Hashable, Sendable {
  /// The row as a spreadsheet numbers it: the header is row 1, empty rows count.
  public let row: Int

  /// The line of the file in which the row begins; differs from `row` where fields contain line breaks.
  public let line: Int

  /// Everything that is wrong with the row; never empty.
  public let faults: [ImportFault]

  /// The fields as they stood in the file, damaged characters replaced; of a record that is too long or ends
  /// inside quotes, the part that was read.
  public let fields: [String]
}
