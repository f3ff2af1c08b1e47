import Foundation

@testable import CRM

/// The day on which all imports of the tests happen.
let importDay: LocalDate = {
  guard let day = LocalDate("2026-06-01") else { preconditionFailure("a day of the calendar") }
  return day
}()

/// All that a file gives, batch by batch.
struct Imported: Equatable {
  var rows: [ImportRow] = []
  var rejects: [RejectedRow] = []

  /// "column code" of every fault.
  var faults: [String] {
    rejects.flatMap {
      $0.faults.map { [$0.column, $0.code.rawValue].compactMap(\.self).joined(separator: " ") }
    }
  }
}

func withImportFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "import-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

func withImportSource<Result>(
  _ bytes: some Sequence<UInt8>, chunkSize: Int = 64 * 1024, assuming order: DateOrder = .monthFirst,
  _ body: (ImportSource) throws -> Result
) throws -> Result {
  try withImportFolder { folder in
    let file = folder.appending(path: "people.csv")
    try Data(bytes).write(to: file)
    return try body(
      ImportSource(path: file.path, today: importDay, assumedDateOrder: order, chunkSize: chunkSize))
  }
}

func importing(
  _ bytes: some Sequence<UInt8>, chunkSize: Int = 64 * 1024, limit: Int = 100,
  assuming order: DateOrder = .monthFirst
) throws -> Imported {
  try withImportSource(bytes, chunkSize: chunkSize, assuming: order) { source in
    var imported = Imported()
    while let batch = try source.nextBatch(limit: limit) {
      imported.rows += batch.rows
      imported.rejects += batch.rejects
    }
    return imported
  }
}

func importing(_ text: String, assuming order: DateOrder = .monthFirst) throws -> Imported {
  try importing(text.utf8, assuming: order)
}

/// The only row of a file with this header and these fields.
func importedRow(_ header: String, _ fields: String) throws -> ImportRow? {
  let imported = try importing("\(header)\n\(fields)\n")
  return imported.rejects.isEmpty ? imported.rows.first : nil
}

/// All records and faults of a text, read in chunks.
func csvLines(_ bytes: [UInt8], chunkSize: Int = 64 * 1024, limits: CSVReader.Limits = .init()) -> [CSVLine] {
  var reader = CSVReader(limits: limits)
  var lines: [CSVLine] = []
  var offset = 0
  while true {
    switch reader.next() {
    case .record: lines.append(CSVLine(reader.record, nil))
    case .malformed(let fault): lines.append(CSVLine(reader.record, fault))
    case .end: return lines
    case .starved:
      let end = min(offset + chunkSize, bytes.count)
      if offset == end { reader.finish() } else { reader.append(bytes[offset..<end]) }
      offset = end
    }
  }
}

struct CSVLine: Equatable {
  var row: Int
  var line: Int
  var fields: [String]
  var fault: CSVFault?

  init(_ record: CSVRecord, _ fault: CSVFault?) {
    row = record.row
    line = record.line
    fields = record.fields
    self.fault = fault
  }
}

func csvFields(_ text: String) -> [[String]] { csvLines(Array(text.utf8)).map(\.fields) }

/// Repeatable random numbers (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

extension String {
  /// The text in another encoding, as a program on another system saves it.
  func encoded(_ encoding: String.Encoding, mark: [UInt8] = []) -> [UInt8] {
    mark + Array(data(using: encoding) ?? Data())
  }
}
