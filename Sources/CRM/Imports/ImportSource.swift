/// A CSV file of people: surveyed once when it is opened, then handed out as checked rows in batches, in
/// constant memory.
public final class ImportSource {
  /// What the first pass found out.
  public let survey: ImportSurvey

  private let records: RecordStream
  private let reader: ImportRowReader
  private var hasPassedHeader = false

  /// Reads the whole file once. Throws when it cannot be read as a table of people at all.
  /// `assumedDateOrder` is used for dates that neither the header nor any value of the file explains.
  public convenience init(
    path: String, today: LocalDate, assumedDateOrder: DateOrder = .monthFirst
  ) throws(ImportFailure) {
    try self.init(path: path, today: today, assumedDateOrder: assumedDateOrder, chunkSize: 64 * 1024)
  }

  convenience init(
    path: String, today: LocalDate, assumedDateOrder: DateOrder, chunkSize: Int
  ) throws(ImportFailure) {
    try self.init(
      ImportFile(path: path), today: today, assumedDateOrder: assumedDateOrder, chunkSize: chunkSize)
  }

  /// `chosen` has the columns, by their index, whose field somebody has decided.
  init(
    _ file: ImportFile, today: LocalDate, assumedDateOrder: DateOrder = .monthFirst,
    chosen: [Int: ImportField?] = [:], chunkSize: Int = 64 * 1024
  ) throws(ImportFailure) {
    let detected = try DetectedEncoding(of: file, chunkSize: chunkSize)
    survey = try ImportSurvey(
      file, detected, assumedDateOrder: assumedDateOrder, chosen: chosen, chunkSize: chunkSize)
    records = try RecordStream(file, detected, chunkSize: chunkSize)
    reader = ImportRowReader(
      columns: survey.columns, dates: survey.dates, today: today, mIsFemale: survey.mIsFemale)
  }

  /// How much of the file the batches so far have used, of `survey.byteCount`.
  public var bytesRead: Int { records.bytesRead }

  /// Answers the next rows of the file, at most `limit` of them with the rejected ones (fewer when they are
  /// very long), or nil at the end. An e-mail, external id or member number that an earlier row of the same
  /// batch has is rejected; across batches only the database can tell.
  public func nextBatch(limit: Int) throws(ImportFailure) -> ImportBatch? {
    if !hasPassedHeader {
      _ = try records.next()
      hasPassedHeader = true
    }
    var batch = ImportBatch()
    var keys = BatchKeys()
    var byteCount = 0
    while batch.count < max(1, limit), byteCount < ImportBatch.byteLimit {
      switch try records.next() {
      case .end, .starved:
        return batch.count == 0 ? nil : batch
      case .malformed(let fault):
        let column = survey.columns.headers.dropFirst(records.record.fieldCount - 1).first
        reject([fault.fault(column: column)], in: &batch)
      case .record:
        switch reader.read(records.record) {
        case .rejected(let faults): reject(faults, in: &batch)
        case .row(let row):
          let faults = keys.claim(row, columns: survey.columns)
          if faults.isEmpty { batch.rows.append(row) } else { reject(faults, in: &batch) }
        }
      }
      byteCount += records.record.bytes.count
    }
    return batch
  }

  private func reject(_ faults: [ImportFault], in batch: inout ImportBatch) {
    let record = records.record
    batch.rejects.append(
      RejectedRow(row: record.row, line: record.line, faults: faults, fields: record.fields))
  }
}

/// Some rows of a file in its order, and those that cannot be imported.
public struct ImportBatch: Sendable {
  /// The rows that may be imported.
  public internal(set) var rows: [ImportRow] = []
  /// The rows that may not.
  public internal(set) var rejects: [RejectedRow] = []

  /// Rows and rejected rows together.
  public var count: Int { rows.count + rejects.count }

  /// Bytes of fields after which a batch ends before its limit.
  static let byteLimit = 1024 * 1024
}

/// The keys that the rows of one batch have taken, by the row that has them.
private struct BatchKeys {
  private var emails: [String: Int] = [:]
  private var externalIDs: [String: Int] = [:]
  private var memberNumbers: [String: Int] = [:]

  /// Takes the keys of a row, or says which row has them already.
  mutating func claim(_ row: ImportRow, columns: ImportColumns) -> [ImportFault] {
    let taken: [(Int?, ImportField, ImportFault.Code)] = [
      (row.externalID.flatMap { externalIDs[$0] }, .externalID, .duplicateExternalID),
      (row.emailKey.flatMap { emails[$0] }, .email, .duplicateEmail),
      (row.memberNumber.flatMap { memberNumbers[$0] }, .memberNumber, .duplicateMemberNumber),
    ]
    let faults = taken.compactMap { first, field, code in
      first.map {
        ImportFault(column: columns.header(of: field), code: code, reason: "is the same as in row \($0)")
      }
    }
    guard faults.isEmpty else { return faults }
    if let key = row.externalID { externalIDs[key] = row.row }
    if let key = row.emailKey { emails[key] = row.row }
    if let key = row.memberNumber { memberNumbers[key] = row.row }
    return []
  }
}
