import Foundation
import Web

/// What a clock on the wall shows, to the minute, without saying where: `2026-03-29T18:30`.
struct WallTime: TextValue, Comparable {
  /// The same time in Greenwich, as `TimeZone.instant(ofWallTime:)` takes it.
  let date: Date

  init(_ date: Date) { self.date = date }

  init(text: String) throws(Fault) {
    let fault = Fault("invalid_wall_time", "Must be a local time such as 2026-03-29T18:30, without a zone.")
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    guard text.utf8.count == 16, parts.count == 2, let day = LocalDate(String(parts[0])),
      let time = try? DayTime(text: String(parts[1])), time.minutes < 24 * 60
    else { throw fault }
    date = day.midnight + Double(time.minutes * 60)
  }

  var day: LocalDate? { LocalDate(String(text.prefix(10))) }

  var text: String { String(date.formatted(WallTime.style).prefix(16)) }

  private static let style = Date.ISO8601FormatStyle(timeZone: .gmt).year().month().day().time(
    includingFractionalSeconds: false)

  static func < (left: WallTime, right: WallTime) -> Bool { left.date < right.date }
  static let schema: JSONValue = [
    "type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]$",
  ]
  static let example = WallTime(Date(timeIntervalSince1970: 1_774_809_000))
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
