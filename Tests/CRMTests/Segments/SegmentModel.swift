import Foundation
import Testing

@testable import CRM
@testable import Web

/// A client as rules see one, and the plainest possible judgement of a rule over it: what the SQL is held against.
struct SegmentModel {
  var id: UUID
  var status: String
  var membershipStatus: String?
  var gender: String?
  var city: String?
  var birth: LocalDate?
  var joined: LocalDate?
  var lastVisit: Date?
  var visits: Int
  var hasEmail: Bool
  var hasPhone: Bool
  var isHome: Bool
  var tags: Set<UUID>
  var plans: Set<UUID>
  var isDeleted: Bool

  static let zone = TimeZone(identifier: "America/New_York") ?? .gmt
  /// Still the last day of February in New York.
  static let now = Date(timeIntervalSince1970: 1_772_332_200)
  static let today = day(of: now)

  private static let calendar: Calendar = {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    return calendar
  }()

  private static func day(of moment: Date) -> LocalDate {
    let parts = calendar.dateComponents([.year, .month, .day], from: moment)
    return LocalDate(year: parts.year ?? 1, month: parts.month ?? 1, day: parts.day ?? 1) ?? .example
  }

  /// Days since a day that is long ago, counted one by one month.
  private static func number(of day: LocalDate) -> Int {
    var noon = DateComponents()
    (noon.year, noon.month, noon.day, noon.hour) = (day.year, day.month, day.day, 12)
    let epoch = calendar.date(from: noon).map { $0.timeIntervalSince1970 } ?? 0
    return Int((epoch / 86_400).rounded(.down))
  }

  /// The birthday in that year; who has none then has it a day earlier.
  private func birthday(in year: Int) -> LocalDate? {
    birth.flatMap {
      LocalDate(year: year, month: $0.month, day: $0.day) ?? LocalDate(year: year, month: 2, day: 28)
    }
  }

  func fulfils(_ rule: SegmentRule) -> Bool {
    switch rule {
    case .all(let rules): rules.allSatisfy(fulfils)
    case .any(let rules): rules.contains(where: fulfils)
    case .not(let rule): !fulfils(rule)
    case .condition(let condition): fulfils(condition)
    }
  }

  private func fulfils(_ condition: SegmentCondition) -> Bool {
    switch condition.field.kind {
    case .words: text(condition.field, condition, ignoringCase: false)
    case .texts: text(condition.field, condition, ignoringCase: true)
    case .number: number(condition)
    case .date: date(condition)
    case .flag: condition.value == .flag(flag(condition.field))
    case .ids: ids(condition)
    }
  }

  private func text(_ field: SegmentField, _ condition: SegmentCondition, ignoringCase: Bool) -> Bool {
    let value =
      switch field {
      case .status: status
      case .membershipStatus: membershipStatus
      case .displayStatus: displayStatus
      case .gender: gender
      default: city
      }
    guard case .words(let words) = condition.value else {
      return (value == nil) == (condition.comparison == .unknown)
    }
    let isListed =
      value.map { value in
        words.contains { ignoringCase ? $0.lowercased() == value.lowercased() : $0 == value }
      } ?? false
    return isListed == (condition.comparison == .anyOf)
  }

  private var displayStatus: String {
    guard let membershipStatus, !["lead", "banned", "archived"].contains(status) else { return status }
    return membershipStatus == "paused" ? "frozen" : membershipStatus
  }

  private func number(_ condition: SegmentCondition) -> Bool {
    let today = SegmentModel.today
    let value: Int? =
      switch condition.field {
      case .visitCount: visits
      case .joinedDaysAgo: joined.map { SegmentModel.number(of: today) - SegmentModel.number(of: $0) }
      case .lastVisitDaysAgo:
        lastVisit.map { SegmentModel.number(of: today) - SegmentModel.number(of: SegmentModel.day(of: $0)) }
      case .age:
        birth.map { birth in
          (birth.year..<today.year + 1).dropFirst().filter { year in
            birthday(in: year).map { $0 <= today } ?? false
          }
          .count
        }
      default:
        birth.flatMap { _ in
          [today.year, today.year + 1].compactMap { birthday(in: $0) }.first { $0 >= today }
            .map { SegmentModel.number(of: $0) - SegmentModel.number(of: today) }
        }
      }
    guard case .number(let wanted) = condition.value else {
      return (value == nil) == (condition.comparison == .unknown)
    }
    guard let value else { return false }
    switch condition.comparison {
    case .atLeast: return value >= wanted
    case .atMost: return value <= wanted
    default: return value == wanted
    }
  }

  private func date(_ condition: SegmentCondition) -> Bool {
    guard case .date(let day) = condition.value else {
      return (joined == nil) == (condition.comparison == .unknown)
    }
    guard let joined else { return false }
    return condition.comparison == .from ? joined >= day : joined < day
  }

  private func flag(_ field: SegmentField) -> Bool {
    switch field {
    case .hasEmail: hasEmail
    case .hasPhone: hasPhone
    default: isHome
    }
  }

  private func ids(_ condition: SegmentCondition) -> Bool {
    guard case .ids(let wanted) = condition.value else { return false }
    let held = condition.field == .tag ? tags : plans
    switch condition.comparison {
    case .anyOf: return wanted.contains(where: held.contains)
    case .allOf: return wanted.allSatisfy(held.contains)
    default: return !wanted.contains(where: held.contains)
    }
  }
}
