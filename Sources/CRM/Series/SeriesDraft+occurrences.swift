import Foundation
import Web

/// One time of a series: as its rule says it, and when that is.
struct Occurrence: Hashable, Sendable {
  let wall: Date
  let startsAt: Date
  let endsAt: Date
}

/// Does what takes a while, such as walking the days of years, where it holds up nobody else's request.
func aside<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await Task.detached(operation: work).value
}

extension SeriesDraft {
  /// So many days ahead events are made.
  static let daysAhead = 90.0
  /// A series begins at most so far from now.
  static let farthest = 10 * 366 * 86_400.0

  /// The wall times by the rule and beside it, as instants of the zone: elapsed minutes after each it is over.
  ///
  /// `wall` limits are exclusive above. Each instant comes once: a time of the rule that the clock skips may be one beside it.
  func occurrences(after moment: Date, wallBefore end: Date) -> [Occurrence] {
    let zone = zone
    let earliest = zone.wallTime(at: moment) - 86_400
    let last = endsOn.map { min(end, $0.midnight + 86_400) } ?? end
    let byRule = rule.occurrences(from: start, earliest: earliest, before: last, in: zone)
    let beside = rdates.map(\.date).filter { $0 >= earliest && $0 < last }
    let walls = Set(byRule + beside).subtracting(exdates.map(\.date)).sorted()
    return walls.reduce(into: []) { occurrences, wall in
      let instant = zone.instant(ofWallTime: wall)
      guard instant > moment, occurrences.last.map({ $0.startsAt < instant }) ?? true else { return }
      occurrences.append(
        Occurrence(wall: wall, startsAt: instant, endsAt: instant + Double(durationMinutes * 60)))
    }
  }

  /// What is made ahead, seen from that moment.
  func occurrences(ahead moment: Date) -> [Occurrence] {
    occurrences(after: moment, wallBefore: horizon(moment))
  }

  /// The end of the last day for which events are made.
  func horizon(_ moment: Date) -> Date {
    Calendar.wall.startOfDay(for: zone.wallTime(at: moment)) + (SeriesDraft.daysAhead + 1) * 86_400
  }

  var zone: TimeZone { TimeZone(identifier: timeZone.text) ?? .gmt }

  /// The wall time of its first day.
  var start: Date { startsOn.midnight + Double(startTime.minutes * 60) }

  /// What a new series may not be. `moves` has it begin at the first day that its rule names.
  func checked(at moment: Date, moves: Bool = false) throws -> SeriesDraft {
    var draft = self
    var faults: [Fault] = []
    func refuse(_ code: String, _ detail: String, at place: String) {
      faults.append(Fault(code, detail, at: place))
    }
    if startTime.minutes == 24 * 60 {
      refuse("invalid_time_of_day", "A day begins at 00:00.", at: "/start_time")
    }
    if exdates.count > 1_000 { refuse("out_of_range", "Give at most 1,000.", at: "/exdates") }
    if rdates.count > 100 { refuse("out_of_range", "Give at most 100.", at: "/rdates") }
    if let most = maxParticipants, let staff = staffCapacity, staff < most {
      refuse("out_of_range", "Must be at least max_participants.", at: "/staff_capacity")
    }
    if let endsOn, endsOn < startsOn {
      refuse("ends_before_start", "Must not be before starts_on.", at: "/ends_on")
    }
    if abs(start.timeIntervalSince(moment)) > SeriesDraft.farthest {
      refuse("out_of_range", "Must be within ten years of today.", at: "/starts_on")
    }
    guard faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
    let first = firstByRule
    if let first, moves, let day = LocalDate(String(WallTime(first).text.prefix(10))) {
      draft.startsOn = day
    } else if let first, first != start {
      refuse(
        "start_not_in_rule", "The first day that the rule names is \(WallTime(first).text.prefix(10)).",
        at: "/starts_on")
    } else if first == nil {
      refuse(
        "rule_without_occurrences", "The rule names no day from starts_on to ends_on, nor within two years.",
        at: "/recurring_pattern")
    }
    guard faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
    return draft
  }

  /// A series begins with its rule: to say when that would be, two years are far enough.
  private var firstByRule: Date? {
    let last = endsOn.map { $0.midnight + 86_400 } ?? .distantFuture
    return rule.occurrences(from: start, before: min(start + 2 * 366 * 86_400, last), in: zone).first
  }

  /// Whether anything is still to come.
  func isOver(at moment: Date) -> Bool {
    guard occurrences(ahead: moment).isEmpty else { return false }
    return occurrences(after: moment, wallBefore: max(start, moment) + 5 * 366 * 86_400).isEmpty
  }
}
