public import HTTPTypes
public import Postgres

/// Rows as a CSV file (RFC 4180) that a spreadsheet may open: no value is taken for a formula.
public struct CSVFile: Answer {
  let rows: Rows<Undecoded>
  let name: String
  let hasMore: Bool

  public static var contentType: String { "text/csv; charset=utf-8" }
  public static func schema(in components: Components) throws -> JSONValue? { ["type": "string"] }

  public var headers: [(name: HTTPField.Name, value: String)] {
    [(.contentDisposition, "attachment; filename=\"\(name)\""), (.hasMore, hasMore ? "true" : "false")]
  }

  public func write(into body: inout [UInt8]) throws {
    let columns = rows.columns
    CSVFile.write(columns, into: &body)
    for row in 0..<rows.count {
      CSVFile.write(try columns.map { try rows.text($0, at: row) ?? "" }, into: &body)
    }
  }

  /// One line of such a file.
  public static func write(_ values: [String], into body: inout [UInt8]) {
    for (index, value) in values.enumerated() {
      if index > 0 { body.append(UInt8(ascii: ",")) }
      write(value, into: &body)
    }
    body.append(contentsOf: "\r\n".utf8)
  }

  /// Whether a spreadsheet would run the value; an apostrophe before it makes it a text (OWASP, CSV injection). Signs of
  /// full width, spaces and quotes before the sign hide nothing from one. A number is none.
  public static func isFormula(_ value: some StringProtocol) -> Bool {
    guard let first = value.utf8.first, first < 0x40 || first == 0x40 || first > 0x7F else { return false }
    let start = value.unicodeScalars.first { !" '\"\u{A0}\u{3000}\u{FEFF}".unicodeScalars.contains($0) }
    guard let start, "=+-@\t\r\n\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains(start) else {
      return false
    }
    return !isNegativeNumber(value)
  }

  private static func isNegativeNumber(_ value: some StringProtocol) -> Bool {
    guard value.utf8.first == UInt8(ascii: "-") else { return false }
    let parts = value.utf8.dropFirst().split(
      separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }

  private static func write(_ value: String, into body: inout [UInt8]) {
    let quote = UInt8(ascii: "\"")
    let isFormula = isFormula(value)
    guard isFormula || value.utf8.contains(where: { ",\"\r\n".utf8.contains($0) }) else {
      return body.append(contentsOf: value.utf8)
    }
    body.append(quote)
    if isFormula { body.append(UInt8(ascii: "'")) }
    for byte in value.utf8 {
      if byte == quote { body.append(quote) }
      body.append(byte)
    }
    body.append(quote)
  }
}

extension Query where Output == CSVFile {
  /// All rows of the statement up to the limit, for which it asks with one more: the header X-Has-More says
  /// whether there would have been others.
  public static func csv(_ sql: SQL, named name: String, limit: Int) -> Query {
    Query(sql: sql) { rows in CSVFile(rows: rows.prefix(limit), name: name, hasMore: rows.count > limit) }
  }
}

extension HTTPField.Name {
  static let hasMore = HTTPField.Name("X-Has-More")!
}
