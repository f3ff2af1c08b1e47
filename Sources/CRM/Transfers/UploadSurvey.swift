import Foundation

/// What is known of an uploaded file before anything is imported; kept sealed, since its samples are personal.
struct UploadSurvey: Codable, Sendable {
  let headers: [String]
  /// Up to three values of each column.
  let samples: [[String]]
  let encoding: String
  let rowCount: Int
  let notices: [ImportNotice]

  private static let sampledRows = 50
  /// Beyond so many nobody waits for the answer; empty rows count.
  static let rowLimit = 100_000
  /// What a message calls the file.
  static let name = "the file"

  /// Reads the file twice: its beginning, and all of it.
  init(of bytes: [UInt8]) throws(ImportFailure) {
    let file = try ImportFile(bytes: bytes, path: UploadSurvey.name)
    let detected = try DetectedEncoding(of: file)
    let records = try RecordStream(file, detected, chunkSize: 64 * 1024, rowLimit: UploadSurvey.rowLimit + 1)
    headers = try ImportSurvey.headers(from: records)
    if headers.isEmpty {
      throw ImportFailure(code: .headerMissing, reason: "the file has no header row, only empty lines")
    }
    var samples = Array(repeating: [String](), count: headers.count)
    var rows = 0
    reading: while true {
      switch try records.next() {
      case .end, .starved: break reading
      case .malformed: break
      case .record: if rows < UploadSurvey.sampledRows { UploadSurvey.add(records.record, to: &samples) }
      }
      rows += 1
    }
    self.samples = samples
    encoding = detected.encoding.label
    rowCount = rows
    var notices: [ImportNotice] = []
    if let place = records.firstInvalidByte {
      notices.append(
        ImportNotice(
          code: "damaged_characters",
          detail: "At byte \(place) begins what is no \(detected.encoding.label); rows with it are rejected.")
      )
    }
    self.notices = notices
  }

  private static func add(_ record: CSVRecord, to samples: inout [[String]]) {
    for column in samples.indices where samples[column].count < 3 {
      guard let text = try? FieldText.clean(record[column]), !text.isEmpty else { continue }
      let sample = String(text.prefix(100))
      if !samples[column].contains(sample) { samples[column].append(sample) }
    }
  }

  /// The columns with what they mean, as headers suggest and somebody has chosen.
  func columns(_ chosen: [Int: ImportField?]) -> [ImportedColumn] {
    let fields = ImportColumns(headers: headers, chosen: chosen).fields
    let byColumn = Dictionary(fields.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    return headers.indices.map { column in
      ImportedColumn(
        column: column, header: headers[column],
        samples: samples.indices.contains(column) ? samples[column] : [],
        field: byColumn[column], confidence: confidence(column, byColumn[column], chosen))
    }
  }

  /// Why it cannot be imported yet; nil if it can.
  func missing(_ chosen: [Int: ImportField?]) -> ImportFailure? {
    do throws(ImportFailure) {
      try ImportColumns(headers: headers, chosen: chosen).requireNames()
      return nil
    } catch { return error }
  }

  private func confidence(_ column: Int, _ field: ImportField?, _ chosen: [Int: ImportField?])
    -> MappingConfidence?
  {
    if chosen[column] != nil { return .chosen }
    guard field != nil else { return nil }
    if case .field = HeaderMeaning(header: headers[column]) { return .certain }
    return .likely
  }
}
