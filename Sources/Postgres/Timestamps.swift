public import FoundationEssentials

// PostgreSQL counts microseconds and days from 2000-01-01, Foundation seconds from 2001-01-01.
private let epochDistance: Int64 = 31_622_400_000_000

/// A moment as RFC 3339 in UTC with milliseconds, cut off, not rounded: `2026-11-21T10:00:00.123Z`.
public func formatTimestamp(_ date: Date) -> String {
  guard let microseconds = microseconds(of: date) else { return "" }
  var buffer = ByteBuffer(capacity: 32)
  buffer.append(timestamp: microseconds)
  return buffer.string
}

/// A moment from RFC 3339, with any offset and up to nine decimals; nil for anything else.
public func parseTimestamp(_ text: String) -> Date? {
  var scanner = Scanner(bytes: Array(text.utf8))
  guard let year = scanner.digits(4), scanner.skip("-"), let month = scanner.digits(2), scanner.skip("-"),
    let day = scanner.digits(2), scanner.skip("T") || scanner.skip("t") || scanner.skip(" "),
    let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2), scanner.skip(":"),
    let second = scanner.digits(2), (1...12).contains(month),
    (1...daysInMonth(month, of: year)).contains(day),
    hour < 24, minute < 60, second < 60
  else { return nil }
  var fraction = 0
  if scanner.skip(".") {
    guard let micros = scanner.fraction() else { return nil }
    fraction = micros
  }
  var offset = 0
  if !scanner.skip("Z"), !scanner.skip("z") {
    guard let sign = scanner.skip("+") ? 1 : scanner.skip("-") ? -1 : nil, let hours = scanner.digits(2),
      scanner.skip(":"), let minutes = scanner.digits(2), hours < 24, minutes < 60
    else { return nil }
    offset = sign * (hours * 60 + minutes)
  }
  guard scanner.isAtEnd else { return nil }
  let minutes = (days(year: year, month: month, day: day) * 24 + hour) * 60 + minute - offset
  return date(microseconds: Int64(minutes * 60 + second) * 1_000_000 + Int64(fraction))
}

/// PostgreSQL's microseconds of a moment; nil if it has none for it.
func microseconds(of date: Date) -> Int64? {
  let scaled = (date.timeIntervalSinceReferenceDate * 1_000_000).rounded()
  guard let sinceReference = Int64(exactly: scaled) else { return nil }
  let (sum, overflow) = sinceReference.addingReportingOverflow(epochDistance)
  return overflow || sum == .max || sum == .min ? nil : sum
}

/// The moment of PostgreSQL's microseconds; nil for `infinity` and `-infinity`.
func date(microseconds: Int64) -> Date? {
  guard microseconds != .max, microseconds != .min else { return nil }
  let (sinceReference, overflow) = microseconds.subtractingReportingOverflow(epochDistance)
  return overflow ? nil : Date(timeIntervalSinceReferenceDate: Double(sinceReference) / 1_000_000)
}

private func daysInMonth(_ month: Int, of year: Int) -> Int {
  let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
}

/// Days from 2000-01-01 in the proleptic Gregorian calendar, in years of 400 that begin in March.
private func days(year: Int, month: Int, day: Int) -> Int {
  let shifted = month > 2 ? year : year - 1
  let era = (shifted >= 0 ? shifted : shifted - 399) / 400
  let yearOfEra = shifted - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 730_425
}

/// The date that is so many days after 2000-01-01.
func civilDate(days: Int) -> (year: Int, month: Int, day: Int) {
  let shifted = days + 730_425
  let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

private struct Scanner {
  let bytes: [UInt8]
  var index = 0

  var isAtEnd: Bool { index == bytes.count }

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard index < bytes.count, bytes[index] == UInt8(ascii: character) else { return false }
    index += 1
    return true
  }

  mutating func digits(_ count: Int) -> Int? {
    var value = 0
    for _ in 0..<count {
      guard let digit = digit() else { return nil }
      value = value * 10 + digit
    }
    return value
  }

  /// The decimals after the point in microseconds.
  mutating func fraction() -> Int? {
    var value = 0
    var count = 0
    while let digit = digit() {
      if count < 6 { value = value * 10 + digit }
      count += 1
    }
    guard (1...9).contains(count) else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  private mutating func digit() -> Int? {
    guard index < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index]) else {
      return nil
    }
    index += 1
    return Int(bytes[index - 1] - UInt8(ascii: "0"))
  }
}
