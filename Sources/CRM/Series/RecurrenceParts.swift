import Foundation
import Postgres
import Web

/// The parts of a rule, each read with its own limits.
struct RecurrenceParts {
  private let values: [Substring: Substring]

  private static let known: Set<Substring> = [
    "FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS",
  ]
  private static let most = 31
  private static let tooFine: Set<Substring> = ["BYHOUR", "BYMINUTE", "BYSECOND"]
  private static let unsupported: Set<Substring> = ["BYWEEKNO", "BYYEARDAY", "RSCALE", "SKIP"]
  private static let weekdays: [Substring: (Locale.Weekday, Int)] = [
    "SU": (.sunday, 1), "MO": (.monday, 2), "TU": (.tuesday, 3), "WE": (.wednesday, 4), "TH": (.thursday, 5),
    "FR": (.friday, 6), "SA": (.saturday, 7),
  ]

  init(_ text: String) throws(Fault) {
    if text.hasSuffix(";") { throw Fault("rule_ambiguous", "Calendars disagree on a semicolon at the end.") }
    var values: [Substring: Substring] = [:]
    for part in text.split(separator: ";", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2, let name = halves.first, let value = halves.last, !value.isEmpty else {
        throw .rule("Must be parts such as FREQ=WEEKLY, with semicolons between; without RRULE:.")
      }
      guard values.updateValue(value, forKey: name) == nil else { throw .rule("\(name) is there twice.") }
    }
    self.values = values
    try refuseOthers()
  }

  private func refuseOthers() throws(Fault) {
    if !RecurrenceParts.tooFine.isDisjoint(with: values.keys) {
      throw Fault("rule_too_frequent", "A series has one time of day; make another series for another time.")
    }
    if values["BYWEEKNO"] != nil, values["BYDAY"] == nil {
      throw Fault("rule_ambiguous", "Calendars disagree on BYWEEKNO without BYDAY.")
    }
    for name in values.keys where RecurrenceParts.unsupported.contains(name) {
      throw Fault("rule_unsupported", "Say it without \(name), by months and days.")
    }
    guard RecurrenceParts.known.isSuperset(of: values.keys) else {
      throw .rule("Has a part that RFC 5545 does not know.")
    }
  }

  func frequency() throws(Fault) -> RecurrenceRule.Frequency {
    guard let value = values["FREQ"] else { throw .rule("Say how often: FREQ=WEEKLY.") }
    if ["HOURLY", "MINUTELY", "SECONDLY"].contains(value) {
      throw Fault("rule_too_frequent", "A series has at most one event a day.")
    }
    guard let frequency = RecurrenceRule.Frequency(rawValue: String(value)) else {
      throw .rule("FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.")
    }
    return frequency
  }

  func number(_ name: Substring, _ range: ClosedRange<Int>) throws(Fault) -> Int? {
    guard let value = values[name] else { return nil }
    return try number(value, name, range)
  }

  func numbers(_ name: Substring, _ range: ClosedRange<Int>) throws(Fault) -> [Int] {
    try list(name) { value throws(Fault) in try number(value, name, range) }
  }

  /// Counted from the end where they are negative; never zero.
  func signedNumbers(_ name: Substring, _ most: Int) throws(Fault) -> [Int] {
    try list(name) { value throws(Fault) in
      let number = try number(value, name, -most...most)
      guard number != 0 else { throw .rule("\(name) has no 0.") }
      return number
    }
  }

  func weekdays() throws(Fault) -> [Calendar.RecurrenceRule.Weekday] {
    try list("BYDAY") { value throws(Fault) in
      guard let (weekday, _) = RecurrenceParts.weekdays[value.suffix(2)] else {
        throw .rule("BYDAY has days such as MO, or -1FR for the last Friday.")
      }
      let position = value.dropLast(2)
      if position.isEmpty { return .every(weekday) }
      let number = try number(position, "BYDAY", -53...53)
      guard number != 0 else { throw .rule("BYDAY has no 0.") }
      // No month has six of a day.
      guard (-5...5).contains(number) else {
        throw Fault("rule_unsupported", "Number the weekdays of months, from -5 to 5.")
      }
      return .nth(number, weekday)
    }
  }

  func firstWeekday() throws(Fault) -> Int {
    guard let value = values["WKST"] else { return 2 }
    guard let (_, number) = RecurrenceParts.weekdays[value] else { throw .rule("WKST is a day such as MO.") }
    return number
  }

  /// In UTC, since the start has a zone (RFC 5545 section 3.3.10).
  func until() throws(Fault) -> Date? {
    guard let value = values["UNTIL"] else { return nil }
    let digits = value.filter(\.isASCII).filter(\.isNumber)
    let isDay = value.utf8.count == 8 && digits.count == 8
    let isTime = digits.count == 14 && value.dropFirst(8).hasPrefix("T")
    if isDay || isTime && value.utf8.count == 15 {
      throw Fault("rule_ambiguous", "Give UNTIL in UTC, as 20261231T225900Z, or the last day as `ends_on`.")
    }
    func part(_ place: Int) -> Substring { value.dropFirst(place).prefix(2) }
    let text = "\(value.prefix(4))-\(part(4))-\(part(6))T\(part(9)):\(part(11)):\(part(13))Z"
    guard isTime, value.utf8.count == 16, value.hasSuffix("Z"), let until = parseTimestamp(text)
    else { throw .rule("UNTIL is a time in UTC such as 20261231T225900Z.") }
    return until
  }

  private func list<Value: Equatable>(_ name: Substring, _ read: (Substring) throws(Fault) -> Value)
    throws(Fault)
    -> [Value]
  {
    var list: [Value] = []
    for value in values[name]?.split(separator: ",", omittingEmptySubsequences: false) ?? [] {
      let value = try read(value)
      if !list.contains(value) { list.append(value) }
    }
    // Each costs a look at each day of years.
    guard list.count <= RecurrenceParts.most else {
      throw .rule("\(name) has at most \(RecurrenceParts.most) values.")
    }
    return list
  }

  private func number(_ value: Substring, _ name: Substring, _ range: ClosedRange<Int>) throws(Fault) -> Int {
    guard value.utf8.count <= 6, let number = Int(value), range.contains(number) else {
      throw .rule("\(name) has numbers from \(range.lowerBound) to \(range.upperBound).")
    }
    return number
  }
}
