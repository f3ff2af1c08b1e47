import Foundation
import Testing

@testable import CRM

/// Wall times and instants: the zones of domain rules 4.13.
@Suite struct WallClockTests {
  @Test(arguments: [
    // Spring: 02:30 is skipped, and is three o'clock.
    ("Europe/Berlin", "2026-03-29T02:30:00Z", "2026-03-29T01:00:00Z"),
    ("America/New_York", "2026-03-08T02:30:00Z", "2026-03-08T07:00:00Z"),
    ("Australia/Lord_Howe", "2026-10-04T02:15:00Z", "2026-10-03T15:30:00Z"),
    ("Africa/Casablanca", "2026-03-22T02:30:00Z", "2026-03-22T02:00:00Z"),
    ("America/Sao_Paulo", "2018-11-04T00:30:00Z", "2018-11-04T03:00:00Z"),
    // Autumn: it comes twice, and the first is meant.
    ("Europe/Berlin", "2026-10-25T02:30:00Z", "2026-10-25T00:30:00Z"),
    ("America/New_York", "2026-11-01T01:30:00Z", "2026-11-01T05:30:00Z"),
    ("Australia/Lord_Howe", "2026-04-05T01:45:00Z", "2026-04-04T14:45:00Z"),
    ("Africa/Casablanca", "2026-02-15T02:30:00Z", "2026-02-15T01:30:00Z"),
    ("America/Sao_Paulo", "2019-02-16T23:30:00Z", "2019-02-17T01:30:00Z"),
    // An hour around, and where nothing changes any more.
    ("Europe/Berlin", "2026-03-29T01:59:00Z", "2026-03-29T00:59:00Z"),
    ("Europe/Berlin", "2026-03-29T03:00:00Z", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25T03:00:00Z", "2026-10-25T02:00:00Z"),
    ("America/Sao_Paulo", "2026-11-04T00:30:00Z", "2026-11-04T03:30:00Z"),
    ("Asia/Kolkata", "2026-05-05T18:30:00Z", "2026-05-05T13:00:00Z"),
  ])
  func aWallTimeIsOneInstant(zone: String, wall: String, instant: String) throws {
    let wall = try Date(wall, strategy: .iso8601)
    let zone = try #require(TimeZone(identifier: zone))
    #expect(zone.instant(ofWallTime: wall).ISO8601Format() == instant)
  }

  /// Every quarter of an hour of a year in each zone: forwards in time, and there and back again but for the gaps.
  @Test(arguments: [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kolkata",
  ])
  func timeRunsForwards(zone: String) throws {
    let zone = try #require(TimeZone(identifier: zone))
    let start = try Date("2026-01-01T00:00:00Z", strategy: .iso8601)
    var last = Date.distantPast
    for quarter in 0..<(366 * 96) {
      let wall = start + Double(quarter * 900)
      let instant = zone.instant(ofWallTime: wall)
      #expect(instant >= last)
      let shown = zone.wallTime(at: instant)
      #expect(shown == wall || shown > wall && zone.wallTime(at: instant - 1) < wall)
      last = instant
    }
  }
}
