/// Whether a text can be an e-mail address or a phone number, and the key under which it is matched.
enum ContactText {
  static let longestEmail = 254

  /// Accepts what mail systems deliver to: one `@`, a name of at most 64 bytes, a domain with a dot.
  static func isEmail(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].count), parts[1].count <= 253 else { return false }
    let forbidden = "\"(),:;<>[\\]".utf8
    let isNamed = parts[0].allSatisfy { $0 > 0x20 && $0 != 0x7F && !forbidden.contains($0) }
    let labels = parts[1].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    // White space beyond ASCII passes the byte test and no mail program.
    return isNamed && labels.count >= 2 && labels.allSatisfy(isLabel)
      && !text.unicodeScalars.contains(where: \.properties.isWhitespace)
  }

  /// The e-mail by which a person is found again.
  static func emailKey(_ email: String) -> String { email.lowercased() }

  /// The digits by which a person is found again; nil when the text is no phone number: 5 to 20 digits with
  /// `+ ( ) - . /` and spaces, and perhaps an extension, which is not part of the key.
  static func phoneKey(_ text: String) -> String? {
    let bytes = Array(text.utf8)
    let end = bytes.firstIndex { isLetter($0) || $0 == UInt8(ascii: "#") } ?? bytes.endIndex
    guard end == bytes.endIndex || isExtension(bytes[end...]) else { return nil }
    var digits: [UInt8] = []
    var trunk: Int?
    for (index, byte) in bytes[..<end].enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
      case UInt8(ascii: "+") where digits.isEmpty: continue
      case UInt8(ascii: "(") where bytes[index...].starts(with: "(0)".utf8): trunk = digits.count
      case _ where punctuation.contains(byte): continue
      default: return nil
      }
    }
    guard (5...20).contains(digits.count) else { return nil }
    // "+49 (0)30 1234" and "0049 30 1234" are one number.
    if let trunk, bytes.first == UInt8(ascii: "+") {
      digits.remove(at: trunk)
    } else if digits.starts(with: "00".utf8) {
      digits.removeFirst(2)
    }
    return String(decoding: digits, as: UTF8.self)
  }

  private static let punctuation = Array("()-./ \u{A0}".utf8)

  private static func isLabel(_ label: Substring.UTF8View.SubSequence) -> Bool {
    let hyphen = UInt8(ascii: "-")
    guard (1...63).contains(label.count), label.first != hyphen, label.last != hyphen else { return false }
    return label.allSatisfy { isLetter($0) || isDigit($0) || $0 == hyphen || $0 >= 0x80 }
  }

  /// "ext. 12", "x12", "#12", "Durchwahl 3": at most 6 digits behind the word.
  private static func isExtension(_ bytes: ArraySlice<UInt8>) -> Bool {
    let word = bytes.prefix { !isDigit($0) }.filter { isLetter($0) || $0 == UInt8(ascii: "#") }
    let number = bytes.drop { !isDigit($0) }
    return ["ext", "extn", "extension", "x", "#", "durchwahl", "dw", "poste"]
      .contains(String(decoding: word, as: UTF8.self).lowercased())
      && (1...6).contains(number.count) && number.allSatisfy(isDigit)
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
