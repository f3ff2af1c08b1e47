import Foundation
import Web

/// A recurrence rule of RFC 5545, the part after `RRULE:`, such as `FREQ=WEEKLY;BYDAY=MO,WE`. It says on which days; at
/// what time, the series does.
///
/// Taken is what calendars agree on. Forms that libraries read in different ways are refused, as is what a gym has no use for.
struct RecurrenceRule: TextValue {
  enum Frequency: String {
    case daily = "DAILY"
    case weekly = "WEEKLY"
    case monthly = "MONTHLY"
    case yearly = "YEARLY"
  }

  let text: String
  let frequency: Frequency
  let interval: Int
  /// After so many days it is over.
  let count: Int?
  /// The last moment at which something may start.
  let until: Date?
  /// 1 is Sunday.
  let firstWeekday: Int
  let months: [Int]
  let daysOfTheMonth: [Int]
  let weekdays: [Calendar.RecurrenceRule.Weekday]
  /// Of the days of a week, month or year only the first, second, last, ...
  let positions: [Int]

  init(text: String) throws(Fault) {
    let text = try text.normalized(limit: 1_000).uppercased()
    let parts = try RecurrenceParts(text)
    self.text = text
    frequency = try parts.frequency()
    interval = try parts.number("INTERVAL", 1...1_000) ?? 1
    count = try parts.number("COUNT", 1...10_000)
    until = try parts.until()
    firstWeekday = try parts.firstWeekday()
    months = try parts.numbers("BYMONTH", 1...12)
    daysOfTheMonth = try parts.signedNumbers("BYMONTHDAY", 31)
    weekdays = try parts.weekdays()
    positions = try parts.signedNumbers("BYSETPOS", 366)
    try refuseContradictions()
    try refuseAmbiguity()
    try refuseDaysThatNeverCome()
  }

  /// What RFC 5545 forbids.
  private func refuseContradictions() throws(Fault) {
    if count != nil, until != nil { throw .rule("COUNT and UNTIL exclude each other.") }
    if frequency == .weekly, !daysOfTheMonth.isEmpty { throw .rule("A week has no BYMONTHDAY.") }
    if frequency == .daily || frequency == .weekly, weekdays.contains(where: \.hasPosition) {
      throw .rule("A weekday has a number in a month or year only.")
    }
    if !positions.isEmpty, months.isEmpty, daysOfTheMonth.isEmpty, weekdays.isEmpty {
      throw .rule("BYSETPOS chooses among days that another part names.")
    }
  }

  /// What RFC 5545 allows and libraries read in different ways, or not at all.
  private func refuseAmbiguity() throws(Fault) {
    if Set(weekdays.map(\.hasPosition)).count > 1 {
      throw Fault(
        "rule_ambiguous", "Calendars disagree on numbered weekdays beside others; number all or none.")
    }
    guard frequency == .yearly, months.isEmpty else { return }
    if !daysOfTheMonth.isEmpty {
      throw Fault("rule_ambiguous", "Calendars disagree on BYMONTHDAY of a year; add BYMONTH.")
    }
    if weekdays.contains(where: \.hasPosition) {
      throw Fault("rule_unsupported", "Number the weekdays of months: add BYMONTH.")
    }
  }

  /// Such as the 30th of February: a search for it would not end before the calendar's patience.
  private func refuseDaysThatNeverCome() throws(Fault) {
    let longest = (months.isEmpty ? [1] : months).map { $0 == 2 ? 29 : [4, 6, 9, 11].contains($0) ? 30 : 31 }
    guard let most = longest.max(), !daysOfTheMonth.isEmpty else { return }
    guard daysOfTheMonth.contains(where: { abs($0) <= most }) else {
      throw Fault("rule_without_occurrences", "No such day ever comes.")
    }
  }

  private init(known text: String) {
    self.text = text
    (frequency, interval, count, until, firstWeekday) = (.weekly, 1, nil, nil, 2)
    (months, daysOfTheMonth, weekdays, positions) = ([], [], [.every(.monday)], [])
  }

  static let schema: JSONValue = ["type": "string", "minLength": 8, "maxLength": 1_000]
  static let example = RecurrenceRule(known: "FREQ=WEEKLY;BYDAY=MO")
}

extension Fault {
  static func rule(_ detail: String) -> Fault { Fault("invalid_rule", detail) }
}

extension Calendar.RecurrenceRule.Weekday {
  /// Whether it is the first, second, last, ... of its month.
  fileprivate var hasPosition: Bool {
    if case .nth = self { true } else { false }
  }
}
