import Foundation
import Web

/// When an event is: both as instants, and by the clock of its place.
struct EventTimes: Equatable, Sendable {
  var startsAt: Date
  var endsAt: Date
  /// The start as clocks of the zone show it, or should have where it is skipped (domain rules 4.13).
  var localStart: WallTime
  var timeZone: TimeZoneID

  /// What somebody says of it.
  struct Input: Sendable {
    var startsAt: Date?
    var localStart: WallTime?
    var timeZone: TimeZoneID?
    var endsAt: Date?
    var durationMinutes: Int?

    var isEmpty: Bool {
      startsAt == nil && localStart == nil && timeZone == nil && endsAt == nil && durationMinutes == nil
    }
  }

  /// A new event's; it lasts `minutes` where nothing is said.
  static func planned(_ input: Input, in zone: TimeZoneID, minutes: Int) throws -> EventTimes {
    guard input.startsAt != nil || input.localStart != nil else {
      throw Problem(
        .validationFailed,
        faults: [Fault("required", "Say when it starts, or `local_start`.", at: "/starts_at")])
    }
    let start = Date(timeIntervalSinceReferenceDate: 0)
    let current = EventTimes(
      startsAt: start, endsAt: start + Double(minutes) * 60, localStart: WallTime(start), timeZone: zone
    )
    return try current.changed(by: input)
  }

  /// What becomes of it. Lengths are of elapsed time: an hour over the change of clocks is an hour.
  func changed(by input: Input) throws -> EventTimes {
    var times = self
    times.timeZone = input.timeZone ?? timeZone
    let zone = TimeZone(identifier: times.timeZone.text) ?? .gmt
    if let start = input.startsAt {
      times.startsAt = start
      times.localStart = WallTime(zone.wallTime(at: start))
    } else if input.localStart != nil || times.timeZone != timeZone {
      times.localStart = input.localStart ?? localStart
      times.startsAt = zone.instant(ofWallTime: times.localStart.date)
    }
    let length = input.durationMinutes.map { Double($0) * 60 } ?? endsAt.timeIntervalSince(startsAt)
    times.endsAt = input.endsAt ?? times.startsAt + length
    let faults = times.faults(of: input)
    guard faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
    return times
  }

  private static let plausible =
    Date(timeIntervalSince1970: 946_684_800)..<Date(timeIntervalSince1970: 7_258_118_400)

  private func faults(of input: Input) -> [Fault] {
    var faults: [Fault] = []
    if input.startsAt != nil, input.localStart != nil {
      faults.append(Fault("ambiguous", "Give `starts_at` or `local_start`.", at: "/local_start"))
    }
    if input.endsAt != nil, input.durationMinutes != nil {
      faults.append(Fault("ambiguous", "Give `ends_at` or `duration_minutes`.", at: "/duration_minutes"))
    }
    // Nothing is planned for another century, and wall times have four digits.
    if !EventTimes.plausible.contains(startsAt) {
      faults.append(Fault("out_of_range", "Must lie between 2000 and 2199.", at: "/starts_at"))
    }
    if endsAt <= startsAt {
      faults.append(Fault("ends_before_start", "Must be after the start.", at: "/ends_at"))
    } else if endsAt.timeIntervalSince(startsAt) > 31 * 86_400 {
      faults.append(Fault("too_long", "Must be at most 31 days after the start.", at: "/ends_at"))
    }
    return faults
  }
}
