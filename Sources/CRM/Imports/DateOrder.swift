/// The order in which a column writes the parts of its dates. A year of four digits in front is always read
/// as one, whatever the column's order.
public enum DateOrder: String, Sendable, CaseIterable {
  case yearFirst = "year_first"
  case monthFirst = "month_first"
  case dayFirst = "day_first"

  /// For messages: "month/day/year".
  public var label: String {
    switch self {
    case .yearFirst: "year-month-day"
    case .monthFirst: "month/day/year"
    case .dayFirst: "day/month/year"
    }
  }

  /// The order that a header announces: "(MM/DD/YYYY)", "TT.MM.JJJJ", "jj/mm/aaaa".
  init?(hintIn header: String) {
    let runs = header.lowercased().split { !$0.isLetter }
    guard let month = runs.firstIndex(where: { $0 == "mm" || $0 == "m" }) else { return nil }
    func isPart(_ index: Int) -> Bool {
      runs.indices.contains(index) && runs[index].allSatisfy { $0 == runs[index].first }
        && runs[index].first.map("dtjya".contains) == true && runs[index].count <= 4
    }
    if isPart(month + 1), isPart(month + 2) {
      self = .monthFirst
    } else if isPart(month - 1), isPart(month + 1) {
      // "j" is the day in French and the year in German, so the length speaks first.
      let isYear = runs[month - 1].count == 4 || ["y", "a"].contains(runs[month - 1].first)
      let endsWithDay = ["d", "t"].contains(runs[month + 1].first) && runs[month + 1].count <= 2
      self = isYear || (endsWithDay && runs[month - 1].first == "j") ? .yearFirst : .dayFirst
    } else {
      return nil
    }
  }
}

/// Why a text is not a usable date.
enum DateFault: Error, Equatable {
  case notADate
  case noSuchMonth(Int)
  case noSuchDay
  case yearNotWhereExpected
}

/// A date text divided into its three numbers, before their meaning is known.
struct DateParts: Equatable {
  var first: Int
  var second: Int
  var third: Int
  /// A year of four digits stands in front.
  var isYearFirst: Bool
  /// A year of four digits stands at the end.
  var isYearLast: Bool
  var separator: UInt8?

  /// Reads `1990-05-17`, `5/17/90`, `17. 5. 1990`, `19900517`, with or without a time behind.
  init?(_ text: String) {
    var numbers: [(value: Int, digits: Int)] = [(0, 0)]
    var separator: UInt8?
    var isAfterSeparator = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        guard let last = numbers.last, last.digits < 8 else { return nil }
        numbers[numbers.count - 1] = (last.value * 10 + Int(byte - UInt8(ascii: "0")), last.digits + 1)
        isAfterSeparator = false
      case .space where isAfterSeparator:
        continue
      case UInt8(ascii: "-"), UInt8(ascii: "/"), UInt8(ascii: "."):
        guard !isAfterSeparator, separator ?? byte == byte, numbers.count < 3 else { return nil }
        separator = byte
        isAfterSeparator = true
        numbers.append((0, 0))
      default:
        return nil
      }
    }
    guard let front = numbers.first else { return nil }
    if numbers.count == 1, front.digits == 8 {
      self.init(first: front.value / 10_000, second: front.value / 100 % 100, third: front.value % 100)
      isYearFirst = true
      return
    }
    guard numbers.count == 3 else { return nil }
    let digits = numbers.map(\.digits)
    guard (1...2).contains(digits[1]) else { return nil }
    self.init(first: front.value, second: numbers[1].value, third: numbers[2].value)
    self.separator = separator
    isYearFirst = digits[0] == 4 && (1...2).contains(digits[2])
    isYearLast = digits[2] == 4 && (1...2).contains(digits[0])
    let isTwoDigitYear = (1...2).contains(digits[0]) && digits[2] == 2
    guard isYearFirst || isYearLast || isTwoDigitYear else { return nil }
  }

  private init(first: Int, second: Int, third: Int) {
    self.first = first
    self.second = second
    self.third = third
    isYearFirst = false
    isYearLast = false
  }

  /// The text without a time of day behind the date: "1990-05-17T00:00:00", "5/17/1990 12:00 AM".
  static func withoutTime(_ text: String) -> String {
    guard let end = text.utf8.firstIndex(where: { $0 == UInt8(ascii: "T") || $0 == .space }) else {
      return text
    }
    let rest = text[end...].dropFirst()
    guard rest.first?.isNumber == true, rest.contains(":") else { return text }
    return String(text[..<end])
  }

  /// The day meant when the column has this order. A two-digit year is the latest that `latest` allows.
  func date(_ order: DateOrder, latest: LocalDate) throws(DateFault) -> LocalDate {
    let order = isYearFirst ? .yearFirst : order
    let (year, month, day) =
      switch order {
      case .yearFirst: (first, second, third)
      case .monthFirst: (third, first, second)
      case .dayFirst: (third, second, first)
      }
    guard order != .yearFirst || !isYearLast else { throw .yearNotWhereExpected }
    guard (1...12).contains(month) else { throw .noSuchMonth(month) }
    let centuries =
      isYearFirst || isYearLast ? [0] : [latest.year / 100 * 100, latest.year / 100 * 100 - 100]
    let dates = centuries.compactMap { LocalDate(year: $0 + year, month: month, day: day) }
    guard let date = dates.first(where: { $0 <= latest }) ?? dates.first else { throw .noSuchDay }
    return date
  }
}
