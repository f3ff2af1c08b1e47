import Foundation

/// The hours in which a person is told nothing, on the person's own clock. They may span midnight.
struct QuietHours: Sendable {
  /// Seconds since midnight; the start belongs to the quiet, the end does not.
  let start: Int
  let end: Int
  let timeZone: TimeZone

  /// The moment from which one may be told: that moment itself, or the end of the quiet hours that it lies in.
  func release(_ moment: Date) -> Date {
    guard start != end else { return moment }
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let clock = calendar.dateComponents([.hour, .minute, .second], from: moment)
    let now = (clock.hour ?? 0) * 3600 + (clock.minute ?? 0) * 60 + (clock.second ?? 0)
    let isQuiet = start < end ? now >= start && now < end : now >= start || now < end
    if !isQuiet { return moment }
    // An end that the clock skips comes with the change; of one that comes twice the first is meant.
    return calendar.nextDate(
      after: moment, matching: DateComponents(hour: end / 3600 % 24, minute: end / 60 % 60, second: end % 60),
      matchingPolicy: .nextTime, repeatedTimePolicy: .first) ?? moment
  }
}

extension QuietHours {
  /// From what a person has set: times of day as `22:00:00`; nil where there are no such hours.
  init?(start: String?, end: String?, timeZone: String) {
    guard let start = start.flatMap(QuietHours.seconds), let end = end.flatMap(QuietHours.seconds) else {
      return nil
    }
    self.init(start: start, end: end, timeZone: TimeZone(identifier: timeZone) ?? .gmt)
  }

  private static func seconds(_ text: String) -> Int? {
    let parts = text.prefix(8).split(separator: ":").compactMap { Int($0) }
    return parts.count == 3 ? parts[0] * 3600 + parts[1] * 60 + parts[2] : nil
  }
}
