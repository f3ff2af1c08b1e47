import Foundation

/// The lines of an iCalendar file (RFC 5545 section 3.1).
struct CalendarText {
  /// Octets of a line without its end.
  static let lineLimit = 75

  private(set) var bytes: [UInt8] = []

  /// A property whose value is written as it is: a word, a moment, an address.
  mutating func add(_ name: String, _ value: String) { fold(Array("\(name):\(value)".utf8)) }

  /// A property whose value is text for people.
  mutating func add(_ name: String, text: String) { add(name, CalendarText.escaped(text)) }

  /// Section 3.3.11; what cannot stand in a file at all, such as a null, is left out.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in text.replacing("\r\n", with: "\n").unicodeScalars {
      switch scalar {
      case "\\", ";", ",": escaped.append(contentsOf: "\\".unicodeScalars + [scalar])
      case "\n", "\r": escaped.append(contentsOf: "\\n".unicodeScalars)
      case "\t": escaped.append(scalar)
      default: if scalar.properties.generalCategory != .control { escaped.append(scalar) }
      }
    }
    return String(escaped)
  }

  /// Long lines go on behind a space; never inside a character, which some programs decode line by line.
  private mutating func fold(_ line: [UInt8]) {
    var rest = line[...]
    var room = CalendarText.lineLimit
    while rest.count > room {
      var end = rest.startIndex + room
      while end > rest.startIndex, rest[end] & 0xC0 == 0x80 { end -= 1 }
      bytes += rest[..<end]
      bytes += Array("\r\n ".utf8)
      rest = rest[end...]
      room = CalendarText.lineLimit - 1
    }
    bytes += rest
    bytes += Array("\r\n".utf8)
  }
}

extension CalendarText {
  /// `20261121T190000`, which somebody's clock shows: of a moment that was already moved by their offset.
  static func wall(_ moment: Date) -> String {
    let parts = greenwich.dateComponents([.year, .month, .day, .hour, .minute, .second], from: moment)
    let day = "\(padded(parts.year, 4))\(padded(parts.month, 2))\(padded(parts.day, 2))"
    return "\(day)T\(padded(parts.hour, 2))\(padded(parts.minute, 2))\(padded(parts.second, 2))"
  }

  static func utc(_ moment: Date) -> String { "\(wall(moment))Z" }

  /// `+0530`, and `-034712` where it is not whole minutes.
  static func offset(_ seconds: Int) -> String {
    let size = abs(seconds)
    let whole = "\(seconds < 0 ? "-" : "+")\(padded(size / 3_600, 2))\(padded(size / 60 % 60, 2))"
    return size % 60 == 0 ? whole : whole + padded(size % 60, 2)
  }

  private static let greenwich: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()

  private static func padded(_ number: Int?, _ width: Int) -> String {
    let digits = String(number ?? 0)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
