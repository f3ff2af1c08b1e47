import Foundation

/// Minute, hour, day of the month, month and weekday (0 and 7 are Sunday), on the clock of a place, as in crontab(5):
/// `*`, numbers, `a-b`, `*/n`, `a-b/n` and lists of them. Where day and weekday are both given, either will do.
///
/// Across a change of the clock a fixed hour happens exactly once: one that is skipped, at the moment of the change; one
/// that comes twice, the first time. Where the hour begins with `*` every real minute that fits counts.
struct CronRule: Sendable, Hashable {
  struct Unreadable: Error, CustomStringConvertible {
    let description: String
  }

  let text: String
  let timeZone: TimeZone
  private let minutes: [Int]
  private let hours: [Int]
  private let days: Set<Int>
  private let months: Set<Int>
  private let weekdays: Set<Int>
  private let isEveryHour: Bool
  private let isEitherDay: Bool

  init(_ text: String, in timeZone: TimeZone) throws(Unreadable) {
    let fields = text.split(separator: " ")
    guard fields.count == 5 else { throw Unreadable(description: "a schedule has five fields") }
    self.text = text
    self.timeZone = timeZone
    minutes = try CronRule.numbers(fields[0], 0...59).sorted()
    hours = try CronRule.numbers(fields[1], 0...23).sorted()
    days = try CronRule.numbers(fields[2], 1...31)
    months = try CronRule.numbers(fields[3], 1...12)
    weekdays = Set(try CronRule.numbers(fields[4], 0...7).map { $0 % 7 })
    isEveryHour = fields[1].hasPrefix("*")
    isEitherDay = !fields[2].hasPrefix("*") && !fields[4].hasPrefix("*")
  }

  /// The first tick after that moment; nil if there is none within five years.
  func next(after moment: Date) -> Date? {
    let second = Int(moment.timeIntervalSince1970.rounded(.down))
    let today = (second + offset(at: second)).quotient(by: 86_400)
    for day in today - 1...today + 5 * 366 where fits(day) {
      let ticks = hours.lazy.flatMap { hour in minutes.map { day * 86_400 + hour * 3600 + $0 * 60 } }
      let next = ticks.flatMap(moments).filter { $0 > second }.min()
      if let next { return Date(timeIntervalSince1970: TimeInterval(next)) }
    }
    return nil
  }

  private func fits(_ day: Int) -> Bool {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let date = calendar.dateComponents(
      [.month, .day, .weekday], from: Date(timeIntervalSince1970: TimeInterval(day * 86_400)))
    guard let month = date.month, let dayOfMonth = date.day, let weekday = date.weekday,
      months.contains(month)
    else { return false }
    let (fitsDay, fitsWeekday) = (days.contains(dayOfMonth), weekdays.contains(weekday - 1))
    return isEitherDay ? fitsDay || fitsWeekday : fitsDay && fitsWeekday
  }

  /// When a clock on the wall shows that time, given in seconds as if it were in UTC.
  private func moments(_ wall: Int) -> [Int] {
    let before = offset(at: wall - 86_400)
    let after = offset(at: wall + 86_400)
    let real = Set([before, after]).filter { offset(at: wall - $0) == $0 }.map { wall - $0 }.sorted()
    if isEveryHour { return real }
    if let first = real.first { return [first] }
    // Skipped: the change lies between what the old and the new clock would make of it.
    var (old, new) = (wall - after, wall - before)
    while new - old > 1 {
      let middle = (old + new) / 2
      if offset(at: middle) == before { old = middle } else { new = middle }
    }
    return [new]
  }

  private func offset(at second: Int) -> Int {
    timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(second)))
  }

  private static func numbers(_ field: Substring, _ range: ClosedRange<Int>) throws(Unreadable) -> Set<Int> {
    var numbers: Set<Int> = []
    for part in field.split(separator: ",", omittingEmptySubsequences: false) {
      let halves = part.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      let ends = halves[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
      let first = halves[0] == "*" ? range.lowerBound : ends.first.flatMap { Int($0) }
      let last = halves[0] == "*" ? range.upperBound : ends.last.flatMap { Int($0) }
      let step = halves.count > 1 ? Int(halves[1]) : 1
      guard let first, let last, let step, step > 0, first <= last, range.contains(first),
        range.contains(last), halves.count == 1 || halves[0] == "*" || ends.count > 1
      else {
        throw Unreadable(description: "\(part) is not between \(range.lowerBound) and \(range.upperBound)")
      }
      numbers.formUnion(stride(from: first, through: last, by: step))
    }
    return numbers
  }
}

extension Int {
  /// Rounded down, also below zero.
  fileprivate func quotient(by divisor: Int) -> Int {
    (self >= 0 ? self : self - divisor + 1) / divisor
  }
}
