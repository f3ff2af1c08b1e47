/// The character between two fields.
public enum CSVDelimiter: Hashable, Sendable {
  case comma, semicolon, tab

  /// One that a `sep=` line names.
  case named(UInt8)

  init(_ byte: UInt8) {
    switch byte {
    case UInt8(ascii: ","): self = .comma
    case UInt8(ascii: ";"): self = .semicolon
    case UInt8(ascii: "\t"): self = .tab
    default: self = .named(byte)
    }
  }

  var byte: UInt8 {
    switch self {
    case .comma: UInt8(ascii: ",")
    case .semicolon: UInt8(ascii: ";")
    case .tab: UInt8(ascii: "\t")
    case .named(let byte): byte
    }
  }
}

/// What the beginning of a CSV text says about how to read the rest.
struct CSVPrologue: Equatable {
  var delimiter = CSVDelimiter.comma

  /// Length of Excel's `sep=;` line without its line break; 0 without such a line.
  var skippedBytes = 0

  /// A header of more bytes than this is judged by its beginning.
  static let longest = 16 * 1024

  /// Nil while the header record is not complete and more bytes may come.
  init?(_ bytes: ArraySlice<UInt8>, isWhole: Bool) {
    let bytes = bytes.prefix(CSVPrologue.longest)
    let content = bytes.drop { $0 == .lineFeed || $0 == .carriageReturn }
    var counts = (comma: 0, semicolon: 0, tab: 0)
    var isQuoted = false
    var end: Int?
    for (index, byte) in zip(content.indices, content) {
      switch byte {
      case .quote: isQuoted.toggle()
      case _ where isQuoted: continue
      case UInt8(ascii: ","): counts.comma += 1
      case UInt8(ascii: ";"): counts.semicolon += 1
      case UInt8(ascii: "\t"): counts.tab += 1
      case .lineFeed, .carriageReturn: end = index
      default: continue
      }
      if end != nil { break }
    }
    guard end != nil || isWhole || bytes.count == CSVPrologue.longest else { return nil }
    let line = content[content.startIndex..<(end ?? content.endIndex)]
    if let named = CSVPrologue.separator(line) {
      delimiter = CSVDelimiter(named)
      skippedBytes = line.endIndex - bytes.startIndex
    } else if counts.comma < max(counts.semicolon, counts.tab) {
      delimiter = counts.semicolon >= counts.tab ? .semicolon : .tab
    }
  }

  private static func separator(_ line: ArraySlice<UInt8>) -> UInt8? {
    let line = line.first == .quote && line.last == .quote ? line.dropFirst().dropLast() : line
    guard line.count == 5, let byte = line.last, line.dropLast().map({ $0 | 0x20 }) == Array("sep=".utf8)
    else { return nil }
    let isLetterOrDigit =
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    return byte < 0x80 && !isLetterOrDigit && byte != .quote && byte != .space ? byte : nil
  }
}

extension UInt8 {
  static var quote: UInt8 { UInt8(ascii: "\"") }
  static var lineFeed: UInt8 { UInt8(ascii: "\n") }
  static var carriageReturn: UInt8 { UInt8(ascii: "\r") }
  static var space: UInt8 { UInt8(ascii: " ") }
}
