/// One record of a CSV text, its fields unquoted and laid end to end.
struct CSVRecord {
  var bytes: [UInt8] = []
  var ends: [Int] = []

  /// As a spreadsheet numbers it: the header is row 1, empty rows count.
  var row = 0

  /// The line of the text in which the record begins.
  var line = 0

  var fieldCount: Int { ends.count }

  /// The bytes of a field; empty beyond the last one.
  subscript(field: Int) -> ArraySlice<UInt8> {
    guard ends.indices.contains(field) else { return [] }
    return bytes[start(of: field)..<ends[field]]
  }

  /// All fields as text, damaged characters replaced, for showing to a person.
  var fields: [String] { ends.indices.map { String(decoding: self[$0], as: UTF8.self) } }

  /// Whether there is nothing to see in it, as in the `,,,,` lines that spreadsheets save.
  var isBlank: Bool { bytes.allSatisfy { $0 == .space || (0x09...0x0D).contains($0) } }

  /// Length of the field that is still being read.
  var openCount: Int { bytes.count - (ends.last ?? 0) }

  mutating func clear(row: Int, line: Int) {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    self.row = row
    self.line = line
  }

  private func start(of field: Int) -> Int { field == 0 ? 0 : ends[field - 1] }
}

/// Why a record cannot be divided into fields.
enum CSVFault: Hashable {
  /// The text ended inside quotes that opened in this line.
  case unclosedQuote(line: Int)
  /// Something else than a delimiter follows the closing quote of a field that began in this line.
  case textAfterQuote(line: Int)
  /// `line` is where its quote opened, if it has one.
  case fieldTooLong(limit: Int, line: Int?)
  case recordTooLong(limit: Int, line: Int?)
  case tooManyColumns(limit: Int)
}

/// What `CSVReader.next` found.
enum CSVStep: Equatable {
  case record
  case malformed(CSVFault)
  /// More bytes are needed.
  case starved
  case end
}
