import Foundation
import Web

/// The bytes of a field as clean text: trimmed, NFC, no control characters (decision 16).
enum FieldText {
  enum Fault: Error, Equatable {
    case invalid
    case null
  }

  /// Line breaks are kept in long texts (as `\n`) and become a space in short ones.
  static func clean(_ field: ArraySlice<UInt8>, keepsLines: Bool = false) throws(Fault) -> String {
    var bytes = trimmed(field)
    var isPlain = true
    var all: UInt8 = 0
    for byte in bytes {
      if byte == 0 { throw .null }
      if byte < 0x20 || byte == 0x7F { isPlain = false }
      all |= byte
    }
    if isEscaped(bytes) { bytes = bytes.dropFirst() }
    if isPlain, all < 0x80 { return String(decoding: bytes, as: UTF8.self) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .invalid }
    return normalised(text, keepsLines: keepsLines)
  }

  private static func trimmed(_ field: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == .space || (0x09...0x0D).contains(byte) }
    guard let first = field.firstIndex(where: { !isSpace($0) }),
      let last = field.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return field[first...last]
  }

  /// Whether it is the apostrophe that `RejectsFile` and other careful exporters put before a formula.
  private static func isEscaped(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.first == UInt8(ascii: "'") else { return false }
    return bytes.dropFirst().first.map(RejectsFile.startsFormula) == true
      || CSVFile.isFormula(String(decoding: bytes.dropFirst(), as: UTF8.self))
  }

  private static func normalised(_ text: String, keepsLines: Bool) -> String {
    var scalars = String.UnicodeScalarView()
    var followsCarriageReturn = false
    // Composition concerns no character below U+0300, which spares most accented names the conversion.
    let isComposed = !text.unicodeScalars.contains { $0.value >= 0x300 }
    for scalar in (isComposed ? text : text.precomposedStringWithCanonicalMapping).unicodeScalars {
      switch scalar {
      case "\n" where followsCarriageReturn: break
      case "\r", "\n", "\u{85}", "\u{2028}", "\u{2029}": scalars.append(keepsLines ? "\n" : " ")
      case "\t": scalars.append(keepsLines ? scalar : " ")
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}": break
      default: scalars.append(scalar)
      }
      followsCarriageReturn = scalar == "\r"
    }
    func isSpace(_ scalar: Unicode.Scalar) -> Bool {
      scalar.isSpace || scalar == "\u{FEFF}" || scalar == "\u{200B}"
    }
    guard let first = scalars.firstIndex(where: { !isSpace($0) }),
      let last = scalars.lastIndex(where: { !isSpace($0) })
    else { return "" }
    return String(scalars[first...last])
  }
}
