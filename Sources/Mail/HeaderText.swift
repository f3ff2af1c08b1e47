import Foundation
import Glibc

/// Header fields: ASCII, folded, and without a way for a value to begin another field.
enum HeaderText {
  /// Lines of encoded words may have no more (RFC 2047 section 2).
  private static let width = 76

  /// The text on one line: control characters and line separators are spaces, and none is left at the ends.
  static func line(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: scalars.append(" ")
      default: scalars.append(scalar)
      }
    }
    return String(scalars).trimmingCharacters(in: .whitespaces)
  }

  /// `Subject: ...`, in encoded words where plain ASCII on one line would not do.
  static func field(_ name: String, text: String) -> String {
    let text = line(text)
    let column = name.utf8.count + 2
    let isShort = column + text.utf8.count <= width
    return folded(name, isShort && isPlain(text) ? [text] : encodedWords(text, column: column))
  }

  /// `To: "Name" <address>`.
  static func field(_ name: String, address: MailAddress) -> String {
    guard let person = address.name else { return folded(name, [address.address]) }
    let column = name.utf8.count + 2
    let words =
      person.utf8.count <= 60 && isPlain(person) ? [quoted(person)] : encodedWords(person, column: column)
    return folded(name, words + ["<\(address.address)>"])
  }

  /// `Sat, 21 Nov 2026 10:00:00 +0000` (RFC 5322 section 3.3).
  static func date(_ date: Date) -> String {
    // A moment beyond all calendars is written as the epoch.
    var seconds = Int(exactly: date.timeIntervalSince1970.rounded(.down)) ?? 0
    var time = tm()
    guard gmtime_r(&seconds, &time) != nil else { return "Thu, 1 Jan 1970 00:00:00 +0000" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = days[Int(time.tm_wday)]
    let month = months[Int(time.tm_mon)]
    return "\(day), \(time.tm_mday) \(month) \(Int(time.tm_year) + 1900)"
      + " \(two(time.tm_hour)):\(two(time.tm_min)):\(two(time.tm_sec)) +0000"
  }

  /// A URL between angle brackets: what might end it is percent-encoded.
  static func url(_ url: String) -> String {
    var text = "<"
    for byte in url.utf8 {
      switch byte {
      case 0x21...0x7E where !"<>\"".utf8.contains(byte): text.unicodeScalars.append(Unicode.Scalar(byte))
      default: text += "%" + hexadecimal(byte)
      }
    }
    return text + ">"
  }

  /// A message's id between angle brackets: what may not stand there is left out.
  static func messageID(_ id: String) -> String {
    "<\(id.unicodeScalars.filter { (0x21...0x7E).contains($0.value) && $0 != "<" && $0 != ">" }.text)>"
  }

  // Programs decode encoded words even where the standard forbids it, so text that looks like one is encoded.
  private static func isPlain(_ text: String) -> Bool {
    text.utf8.allSatisfy { (0x20...0x7E).contains($0) } && !text.contains("=?")
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
  }

  /// Words of at most 75 characters, each of whole characters (RFC 2047 section 5).
  private static func encodedWords(_ text: String, column: Int) -> [String] {
    func room(_ column: Int) -> Int { max(0, min(75, width - column) - 12) / 4 * 3 }
    func word(_ bytes: [UInt8]) -> String { "=?UTF-8?B?\(Data(bytes).base64EncodedString())?=" }
    var words: [String] = []
    var bytes: [UInt8] = []
    var limit = room(column)
    for scalar in text.unicodeScalars {
      let next = Array(String(scalar).utf8)
      if !bytes.isEmpty, bytes.count + next.count > limit {
        words.append(word(bytes))
        bytes = []
        limit = room(1)
      }
      bytes += next
    }
    return words + [word(bytes)]
  }

  private static func folded(_ name: String, _ words: [String]) -> String {
    var text = "\(name):"
    var column = text.utf8.count
    for (index, word) in words.enumerated() {
      // The first never moves down: some programs lose a field whose first line is empty.
      if index > 0, column + 1 + word.utf8.count > width {
        text += "\r\n"
        column = 0
      }
      text += " " + word
      column += 1 + word.utf8.count
    }
    return text
  }

  private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
}

extension [Unicode.Scalar] {
  fileprivate var text: String { String(String.UnicodeScalarView(self)) }
}

/// Two digits, in capitals.
func hexadecimal(_ byte: UInt8) -> String {
  let digits = String(byte, radix: 16, uppercase: true)
  return byte < 16 ? "0" + digits : digits
}
