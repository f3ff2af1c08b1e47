import Foundation
import Testing

@testable import CRM

@Suite struct QuietHoursTests {
  @Test(arguments: [
    // From 22:00 to 07:00 in Berlin, across midnight and both changes of the clock.
    (22, 7, "2026-11-21T20:59:59Z", "2026-11-21T20:59:59Z"),
    (22, 7, "2026-11-21T21:00:00Z", "2026-11-22T06:00:00Z"),
    (22, 7, "2026-11-22T05:59:59Z", "2026-11-22T06:00:00Z"),
    (22, 7, "2026-11-22T06:00:00Z", "2026-11-22T06:00:00Z"),
    (22, 7, "2026-03-28T23:00:00Z", "2026-03-29T05:00:00Z"),
    (22, 7, "2026-10-24T22:00:00Z", "2026-10-25T06:00:00Z"),
    // At noon.
    (12, 14, "2026-11-21T11:30:00Z", "2026-11-21T13:00:00Z"),
    (12, 14, "2026-11-21T10:59:00Z", "2026-11-21T10:59:00Z"),
    // An end that is skipped: 02:00 does not exist on 2026-03-29.
    (22, 2, "2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z"),
    (5, 5, "2026-11-21T04:30:00Z", "2026-11-21T04:30:00Z"),
  ])
  func release(_ start: Int, _ end: Int, _ moment: String, _ expected: String) throws {
    let format = ISO8601DateFormatter()
    let hours = QuietHours(
      start: start * 3600, end: end * 3600, timeZone: try #require(TimeZone(identifier: "Europe/Berlin")))
    let released = hours.release(try #require(format.date(from: moment)))
    #expect(format.string(from: released) == expected)
  }
}
