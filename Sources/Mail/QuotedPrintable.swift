/// Text in lines of at most 76 ASCII characters (RFC 2045 section 6.7): readable, and safe on every way.
enum QuotedPrintable {
  /// Every kind of line end becomes CRLF.
  static func encode(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + bytes.count / 8)
    var column = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == carriageReturn || byte == lineFeed {
        if byte == carriageReturn, index < bytes.count, bytes[index] == lineFeed { index += 1 }
        result += [carriageReturn, lineFeed]
        column = 0
        continue
      }
      let isLast = index == bytes.count || bytes[index] == carriageReturn || bytes[index] == lineFeed
      let unit = isLiteral(byte, isLast: isLast) ? [byte] : Array("=\(hexadecimal(byte))".utf8)
      if column + unit.count > 75 {
        result += "=\r\n".utf8
        column = 0
      }
      result += unit
      column += unit.count
    }
    return result
  }

  private static let carriageReturn = UInt8(ascii: "\r")
  private static let lineFeed = UInt8(ascii: "\n")

  private static func isLiteral(_ byte: UInt8, isLast: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "="): false
    // White space at the end of a line is lost on the way.
    case UInt8(ascii: " "), UInt8(ascii: "\t"): !isLast
    default: (0x21...0x7E).contains(byte)
    }
  }
}
