extension CSVFault {
  /// The fault as it is reported; `column` is the header of the field in which reading stopped.
  func fault(column: String?) -> ImportFault {
    ImportFault(column: column, code: code, reason: reason)
  }

  private var code: ImportFault.Code {
    switch self {
    case .unclosedQuote: .unclosedQuote
    case .textAfterQuote: .textAfterQuote
    case .fieldTooLong: .fieldTooLong
    case .recordTooLong: .recordTooLong
    case .tooManyColumns: .tooManyColumns
    }
  }

  var reason: String {
    switch self {
    case .unclosedQuote(let line):
      "the quote opened in line \(line) is never closed: the file is cut off, or the quote is too many"
    case .textAfterQuote(let line):
      "text follows a closing quote; a quote inside the field that begins in line \(line) must be doubled"
    case .fieldTooLong(let limit, nil):
      "a field is longer than \(limit) bytes"
    case .recordTooLong(let limit, nil):
      "the row is longer than \(limit) bytes"
    case .fieldTooLong(let limit, .some(let line)), .recordTooLong(let limit, .some(let line)):
      "no closing quote within \(limit) bytes; the quote opened in line \(line)"
    case .tooManyColumns(let limit):
      "has more than \(limit) columns"
    }
  }
}
