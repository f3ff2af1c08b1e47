import Foundation

extension RecurrenceRule {
  /// The wall times of a series that starts at `start`, from `earliest` on and before `end`, in order.
  ///
  /// Foundation walks the days and judges each of them; here they are only gathered by week, month or year, for `INTERVAL`
  /// and `BYSETPOS`. Its own expansion of months and years finds one Tuesday a month, forgets what lies before the start in
  /// a `BYSETPOS`, and stops the process or never ends on rules such as `FREQ=YEARLY;BYDAY=20MO` (Swift 6.3).
  func occurrences(from start: Date, earliest: Date = .distantPast, before end: Date, in zone: TimeZone)
    -> [Date]
  {
    var calendar = Calendar.wall
    calendar.firstWeekday = firstWeekday
    let end = min(end, until.map { zone.wallTime(at: $0) + 2 * 86_400 } ?? end)
    // Of what is counted the first has to be known.
    let first = count == nil ? max(start, earliest) : start
    guard first < end, let origin = calendar.dateInterval(of: unit, for: start)?.start,
      let begin = calendar.dateInterval(of: unit, for: first)?.start,
      let last = positions.isEmpty ? end : calendar.dateInterval(of: unit, for: end)?.end
    else { return [] }
    let timeOfDay = start.timeIntervalSince(Calendar.wall.startOfDay(for: start))

    var found: [Date] = []
    var (period, periodStart): ([Date], Date) = ([], begin)
    for day in days(of: start).recurrences(of: begin + timeOfDay, in: begin + timeOfDay..<last) {
      guard let next = calendar.dateInterval(of: unit, for: day)?.start else { break }
      if next != periodStart {
        found += chosen(period).filter { $0 >= start }
        (period, periodStart) = ([], next)
        if let count, found.count >= count { break }
      }
      if isInStep(next, origin, calendar) { period.append(day) }
    }
    found += chosen(period).filter { $0 >= start }
    return found.prefix(count ?? .max).filter {
      $0 >= earliest && $0 < end && zone.instant(ofWallTime: $0) <= until ?? .distantFuture
    }
  }

  private var unit: Calendar.Component {
    switch frequency {
    case .daily: .day
    case .weekly: .weekOfYear
    case .monthly: .month
    case .yearly: .year
    }
  }

  /// Every day that the parts of the rule fit, whatever its interval; what they leave open, the start says.
  private func days(of start: Date) -> Calendar.RecurrenceRule {
    var rule = Calendar.RecurrenceRule(calendar: .wall, frequency: .daily)
    (rule.weekdays, rule.daysOfTheMonth) = (weekdays, daysOfTheMonth)
    rule.months = months.map { Calendar.RecurrenceRule.Month($0) }
    guard weekdays.isEmpty, daysOfTheMonth.isEmpty, frequency != .daily else { return rule }
    let components = Calendar.wall.dateComponents([.month, .day, .weekday], from: start)
    guard let month = components.month, let day = components.day,
      let weekday = components.weekday.flatMap(Locale.Weekday.init(number:))
    else { return rule }
    if frequency == .weekly {
      rule.weekdays = [.every(weekday)]
    } else {
      rule.daysOfTheMonth = [day]
      if frequency == .yearly, months.isEmpty { rule.months = [Calendar.RecurrenceRule.Month(month)] }
    }
    return rule
  }

  private func isInStep(_ period: Date, _ origin: Date, _ calendar: Calendar) -> Bool {
    guard interval > 1 else { return true }
    let steps = calendar.dateComponents([unit], from: origin, to: period).value(for: unit)
    return steps.map { $0.isMultiple(of: interval) } ?? false
  }

  /// Of a period's days those at the rule's positions.
  private func chosen(_ days: [Date]) -> [Date] {
    guard !positions.isEmpty else { return days }
    let places = Set(positions.map { $0 > 0 ? $0 - 1 : days.count + $0 })
    return days.enumerated().filter { places.contains($0.offset) }.map(\.element)
  }
}

extension Locale.Weekday {
  /// As `Calendar` counts: 1 is Sunday.
  fileprivate init?(number: Int) {
    let all: [Locale.Weekday] = [.sunday, .monday, .tuesday, .wednesday, .thursday, .friday, .saturday]
    guard all.indices.contains(number - 1) else { return nil }
    self = all[number - 1]
  }
}
