import Foundation
import Web

/// From where to where a number goes, and into how many parts each whole one is divided.
protocol NumberLimits: Sendable {
  static var range: ClosedRange<Double> { get }
  static var parts: Double { get }
}

extension NumberLimits {
  static var parts: Double { 1 }
}

/// A number within its limits.
struct Limited<Limits: NumberLimits>: Codable, Hashable, Sendable {
  let value: Double

  init(_ value: Double) throws(Fault) {
    let count = (value * Limits.parts).rounded()
    guard Limits.range.contains(value), abs(value * Limits.parts - count) < 1e-6 else {
      let step = Limits.parts == 1 ? "" : ", in steps of \(Limited.text(1 / Limits.parts))"
      let (low, high) = (Limited.text(Limits.range.lowerBound), Limited.text(Limits.range.upperBound))
      throw Fault("out_of_range", "Must be \(low) to \(high)\(step).")
    }
    self.value = count / Limits.parts
  }

  init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(Double.self))
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let whole = Int(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
  }

  private static func text(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }
}

extension Limited: Schematic {
  private init(known: Double) { value = known }

  static var schema: JSONValue {
    [
      "type": Limits.parts == 1 ? "integer" : "number", "minimum": .number(text(Limits.range.lowerBound)),
      "maximum": .number(text(Limits.range.upperBound)), "multipleOf": .number(text(1 / Limits.parts)),
    ]
  }

  static var example: Limited { Limited(known: Limits.range.lowerBound) }
}

/// An amount in minor units of the currency that stands beside it.
enum MinorUnits: NumberLimits {
  static let range = 0.0...100_000_000.0
}

/// What is charged for something that happened; in the organization's own currency.
struct Fee: Codable, Hashable, Sendable {
  let amount: Limited<MinorUnits>
  let currency: CurrencyCode
}

/// A time on the wall, `06:30`; the end of a day is `24:00`.
struct DayTime: TextValue, Comparable {
  let minutes: Int

  init(text: String) throws(Fault) {
    let digits = Array(text.utf8).map { Int($0) - Int(UInt8(ascii: "0")) }
    guard digits.count == 5, text.utf8.dropFirst(2).first == UInt8(ascii: ":"),
      [0, 1, 3, 4].allSatisfy({ (0...9).contains(digits[$0]) })
    else { throw DayTime.fault }
    let (hour, minute) = (digits[0] * 10 + digits[1], digits[3] * 10 + digits[4])
    guard minute < 60, hour * 60 + minute <= 24 * 60 else { throw DayTime.fault }
    minutes = hour * 60 + minute
  }

  private static let fault = Fault("invalid_time_of_day", "Must be a time such as 06:30, at most 24:00.")
  private init(known: Int) { minutes = known }

  var text: String {
    let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
    return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
  }

  static func < (left: DayTime, right: DayTime) -> Bool { left.minutes < right.minutes }
  static let schema: JSONValue = ["type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$"]
  static let example = DayTime(known: 6 * 60)
}
