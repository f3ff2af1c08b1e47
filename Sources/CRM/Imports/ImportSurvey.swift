/// What the first pass over a file found out, for the person who imports and for the progress bar.
public struct ImportSurvey: Sendable {
  /// How the characters are written.
  public let encoding: TextEncoding
  /// What stands between two fields.
  public let delimiter: CSVDelimiter
  /// What each column means, and which ones are kept as metadata.
  public let columns: ImportColumns
  /// How the date columns are read.
  public let dates: [ImportField: DateColumn]
  /// Rows below the header that are not empty, malformed ones included.
  public let rowCount: Int
  /// Size of the file.
  public let byteCount: Int
  /// Where the first byte lies that is no text in the encoding; the rows concerned are rejected.
  public let firstInvalidByte: Int?

  let mIsFemale: Bool
}

extension ImportSurvey {
  init(
    _ file: ImportFile, _ detected: DetectedEncoding, assumedDateOrder: DateOrder,
    chosen: [Int: ImportField?], chunkSize: Int
  ) throws(ImportFailure) {
    let records = try RecordStream(file, detected, chunkSize: chunkSize)
    var columns = try ImportColumns(headers: ImportSurvey.headers(from: records), chosen: chosen)
    try columns.requireNames()
    var values = ColumnValues(columns)
    var rowCount = 0
    reading: while true {
      switch try records.next() {
      case .end, .starved: break reading
      case .record: values.add(records.record)
      case .malformed: break
      }
      rowCount += 1
    }
    columns.decide(holdsStatus: values.holdsStatus)
    self.init(
      encoding: detected.encoding, delimiter: records.reader.delimiter, columns: columns,
      dates: values.dates(assumed: assumedDateOrder), rowCount: rowCount, byteCount: file.byteCount,
      firstInvalidByte: records.firstInvalidByte, mIsFemale: values.mIsFemale)
  }

  /// The header row, which the stream is about to read.
  static func headers(from records: RecordStream) throws(ImportFailure) -> [String] {
    switch try records.next() {
    case .record: break
    case .malformed(let fault): throw headerUnreadable(fault.reason)
    case .end, .starved:
      throw ImportFailure(code: .headerMissing, reason: "the file has no header row, only empty lines")
    }
    var headers: [String] = []
    for column in 0..<records.record.fieldCount {
      do throws(FieldText.Fault) {
        headers.append(try FieldText.clean(records.record[column]))
      } catch {
        let place = records.firstInvalidByte.map { ", the first at byte \($0)" } ?? ""
        let what = error == .null ? "a NUL character" : "damaged characters\(place)"
        throw headerUnreadable("column \(column + 1) contains \(what)")
      }
    }
    while headers.last?.isEmpty == true { headers.removeLast() }
    return headers
  }

  private static func headerUnreadable(_ reason: String) -> ImportFailure {
    ImportFailure(code: .headerUnreadable, reason: "the header row cannot be read: \(reason)")
  }
}

/// The values of the columns whose reading depends on what the whole column holds.
private struct ColumnValues {
  private let dateColumns: [(field: ImportField, column: Int)]
  private var evidence: [DateEvidence]
  private let undecided: Int?
  private var statusCount = 0
  private var otherCount = 0
  private let genderColumn: Int?
  private var genderLetters: Set<UInt8> = []

  init(_ columns: ImportColumns) {
    dateColumns = [.dateOfBirth, .joinedOn].compactMap { field in columns.fields[field].map { (field, $0) } }
    evidence = dateColumns.map { DateEvidence(header: columns.headers[$0.column]) }
    undecided = columns.undecided
    genderColumn = columns.fields[.gender]
  }

  mutating func add(_ record: CSVRecord) {
    for (index, date) in dateColumns.enumerated() {
      if let text = try? FieldText.clean(record[date.column]) { evidence[index].add(text) }
    }
    if let undecided, let text = try? FieldText.clean(record[undecided]), !text.isEmpty {
      if ImportWords.status(text) != nil { statusCount += 1 } else { otherCount += 1 }
    }
    if let genderColumn, record[genderColumn].count == 1, let letter = record[genderColumn].first {
      genderLetters.insert(letter | 0x20)
    }
  }

  var holdsStatus: Bool { statusCount > otherCount }

  /// A column of H and M without F is Spanish: hombre, mujer.
  var mIsFemale: Bool {
    genderLetters.isSuperset(of: "hm".utf8) && genderLetters.isDisjoint(with: "fw".utf8)
  }

  func dates(assumed: DateOrder) -> [ImportField: DateColumn] {
    let proven = evidence.compactMap(\.proven).first
    let settled = zip(dateColumns, evidence).map { date, evidence in
      (date.field, evidence.settled(other: proven, assumed: assumed))
    }
    return Dictionary(uniqueKeysWithValues: settled)
  }
}
