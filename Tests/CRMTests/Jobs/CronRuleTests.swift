import Foundation
import Testing

@testable import CRM

@Suite struct CronRuleTests {
  /// The ticks after `from` until `to` (both RFC 3339), as UTC.
  private func ticks(_ rule: String, _ zone: String, _ from: String, _ to: String) throws -> [String] {
    let rule = try CronRule(rule, in: try #require(TimeZone(identifier: zone)))
    let format = ISO8601DateFormatter()
    var moment = try #require(format.date(from: from))
    let end = try #require(format.date(from: to))
    var found: [String] = []
    while let next = rule.next(after: moment), next <= end, found.count < 100 {
      found.append(format.string(from: next))
      moment = next
    }
    return found
  }

  @Test(arguments: [
    ("*/20 9 * * *", ["2026-11-21T09:00:00Z", "2026-11-21T09:20:00Z", "2026-11-21T09:40:00Z"]),
    (
      "5,10-12 0 * * *",
      ["2026-11-21T00:05:00Z", "2026-11-21T00:10:00Z", "2026-11-21T00:11:00Z", "2026-11-21T00:12:00Z"]
    ),
    ("0 */8 * * *", ["2026-11-21T08:00:00Z", "2026-11-21T16:00:00Z", "2026-11-22T00:00:00Z"]),
    // 2026-11-21 is a Saturday; day and weekday are alternatives when both are given.
    ("0 12 * * 6", ["2026-11-21T12:00:00Z"]), ("0 12 22 * 6", ["2026-11-21T12:00:00Z"]), ("0 12 * * 1-5", []),
    ("0 12 21 12 *", []), ("0 0 * * 7", ["2026-11-22T00:00:00Z"]),
  ])
  func aDay(_ rule: String, _ expected: [String]) throws {
    #expect(try ticks(rule, "UTC", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z") == expected)
  }

  @Test func aSkippedHourHappensAtTheChange() throws {
    // Berlin, 2026-03-29: 02:00 becomes 03:00, at 01:00 UTC.
    #expect(
      try ticks("30 2 * * *", "Europe/Berlin", "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z")
        == ["2026-03-28T01:30:00Z", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z"])
    // Two ticks of a day that fall on one moment are one.
    #expect(
      try ticks("0,30 2 * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z")
        == ["2026-03-29T01:00:00Z"])
  }

  @Test func aRepeatedHourHappensOnce() throws {
    // New York, 2026-11-01: 02:00 becomes 01:00, at 06:00 UTC.
    #expect(
      try ticks("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", "2026-11-02T12:00:00Z")
        == ["2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"])
    // Half an hour on Lord Howe: 02:00 becomes 01:30 at 15:00 UTC of the day before.
    #expect(
      try ticks("45 1 * * *", "Australia/Lord_Howe", "2026-04-04T00:00:00Z", "2026-04-05T12:00:00Z")
        == ["2026-04-04T14:45:00Z"])
  }

  @Test func everyHourMeansEveryRealHour() throws {
    #expect(
      try ticks("30 * * * *", "America/New_York", "2026-11-01T04:00:00Z", "2026-11-01T08:00:00Z")
        == ["2026-11-01T04:30:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z", "2026-11-01T07:30:00Z"])
    #expect(
      try ticks("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:00:00Z", "2026-03-29T02:00:00Z")
        == ["2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z", "2026-03-29T01:30:00Z", "2026-03-29T02:00:00Z"])
  }

  /// Over two years and many zones: later each time, on the minute, once a day, never a day left out.
  @Test(arguments: [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata",
    "America/Sao_Paulo", "Pacific/Apia", "UTC",
  ])
  func onceADay(_ zone: String) throws {
    let zone = try #require(TimeZone(identifier: zone))
    for hour in [0, 1, 2, 3, 23] {
      let rule = try CronRule("30 \(hour) * * *", in: zone)
      var moment = Date(timeIntervalSince1970: 1_767_225_600)
      for _ in 0..<730 {
        let next = try #require(rule.next(after: moment))
        let passed = next.timeIntervalSince(moment)
        #expect(passed > 0 && passed <= 26 * 3600, "\(zone) \(hour) \(moment)")
        #expect(Int(next.timeIntervalSince1970) % 60 == 0)
        moment = next
      }
      // 730 ticks are 730 days, whatever the clocks did.
      #expect(abs(moment.timeIntervalSince1970 - 1_767_225_600 - 730 * 86_400) <= 26 * 3600)
    }
  }

  @Test func theThirtiethOfFebruaryNeverComes() throws {
    #expect(try CronRule("0 0 30 2 *", in: .gmt).next(after: Date()) == nil)
    #expect(try CronRule("0 0 29 2 *", in: .gmt).next(after: Date()) != nil)
  }

  @Test(arguments: [
    "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8",
    "a * * * *",
    "5-1 * * * *", "*/0 * * * *", "1/2 * * * *", "1,,2 * * * *", "-1 * * * *", "1- * * * *",
    "99999999999999999999 * * * *",
  ])
  func nonsenseIsRefused(_ text: String) {
    #expect(throws: CronRule.Unreadable.self) { try CronRule(text, in: .gmt) }
  }
}
