import Foundation

/// A time zone as an iCalendar file tells it (RFC 5545 section 3.6.5): every change of its clocks in a span of time, one by
/// one. Rules that go on for ever would be a guess about what parliaments decide.
struct ZoneRules {
  /// From then on clocks show another time than before.
  struct Change: Equatable {
    let at: Date
    let offsetBefore: Int
    let offset: Int
  }

  /// As the database names it.
  let name: String
  let zone: TimeZone
  private let firstOffset: Int
  private let start: Date
  let changes: [Change]

  /// What clocks do between two moments; nil for a zone that is unknown here.
  init?(_ name: String, from start: Date, to end: Date) {
    guard let zone = TimeZone(identifier: name) else { return nil }
    self.name = name
    self.zone = zone
    self.start = start
    firstOffset = zone.secondsFromGMT(for: start)
    var changes: [Change] = []
    var (moment, offset) = (start, firstOffset)
    // By offsets, as wall times are made of them: what a day begins and ends with tells whether clocks changed in it.
    while moment < end {
      let next = moment + 86_400
      let after = zone.secondsFromGMT(for: next)
      if after != offset {
        changes.append(
          Change(at: ZoneRules.change(zone, moment, next, offset), offsetBefore: offset, offset: after))
      }
      (moment, offset) = (next, after)
    }
    self.changes = changes
  }

  /// The second from which the offset is no longer what it was.
  private static func change(_ zone: TimeZone, _ start: Date, _ end: Date, _ offset: Int) -> Date {
    var (before, after) = (Int(start.timeIntervalSince1970), Int(end.timeIntervalSince1970))
    while after - before > 1 {
      let middle = before + (after - before) / 2
      if zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(middle))) == offset {
        before = middle
      } else {
        after = middle
      }
    }
    return Date(timeIntervalSince1970: Double(after))
  }

  func write(into text: inout CalendarText) {
    text.add("BEGIN", "VTIMEZONE")
    text.add("TZID", name)
    // What held before the span is told as if it always had.
    observance(Date(timeIntervalSince1970: 0), start, firstOffset, firstOffset, &text)
    for change in changes {
      observance(
        change.at + Double(change.offsetBefore), change.at, change.offsetBefore, change.offset, &text)
    }
    text.add("END", "VTIMEZONE")
  }

  private func observance(
    _ wall: Date, _ moment: Date, _ before: Int, _ offset: Int, _ text: inout CalendarText
  ) {
    let kind = zone.isDaylightSavingTime(for: moment) ? "DAYLIGHT" : "STANDARD"
    text.add("BEGIN", kind)
    text.add("DTSTART", CalendarText.wall(wall))
    text.add("TZOFFSETFROM", CalendarText.offset(before))
    text.add("TZOFFSETTO", CalendarText.offset(offset))
    if let name = zone.abbreviation(for: moment) { text.add("TZNAME", text: name) }
    text.add("END", kind)
  }
}
