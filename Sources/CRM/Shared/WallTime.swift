import Foundation
import Postgres
public import Web

/// What a clock on the wall shows, without saying where: `2026-03-29T18:30`, with seconds where there are some.
public struct WallTime: TextValue, Comparable {
  /// The same time in Greenwich, as `TimeZone.instant(ofWallTime:)` takes it.
  let date: Date

  init(_ date: Date) { self.date = date }

  public init(text: String) throws(Fault) {
    guard text.utf8.count == 16 || text.utf8.count == 19,
      text.utf8.dropFirst(10).first == UInt8(ascii: "T"),
      let date = parseTimestamp(text.utf8.count == 16 ? "\(text):00Z" : "\(text)Z")
    else {
      throw Fault("invalid_wall_time", "Must be a local time such as 2026-03-29T18:30, without a zone.")
    }
    self.date = date
  }

  var day: LocalDate? { LocalDate(String(text.prefix(10))) }

  public var text: String {
    let text = String(formatTimestamp(date).prefix(19))
    return text.hasSuffix(":00") ? String(text.prefix(16)) : text
  }

  public static func < (left: WallTime, right: WallTime) -> Bool { left.date < right.date }
  public static let schema: JSONValue = [
    "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?$",
  ]
  public static let example = WallTime(Date(timeIntervalSince1970: 1_774_809_000))
}

extension LocalDate {
  /// Its beginning in Greenwich.
  var midnight: Date {
    Calendar.wall.date(from: DateComponents(year: year, month: month, day: day)) ?? .distantPast
  }
}

extension Calendar {
  /// What wall times are counted in: nothing is ever skipped or comes twice.
  static let wall: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    return calendar
  }()
}
