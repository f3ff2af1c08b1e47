import Foundation
import Testing

@testable import CRM
@testable import Web

/// The vectors of domain rules 4.1 and 4.2, and what clocks do to them.
@Suite struct BookingTermsTests {
  static func policy(_ more: String = "") throws -> BookingSettings {
    let defaults = """
      {"opens_hours_before": 168, "closes_hours_before": 2, "cancel_window_hours": 12, "late_cancel_fee_enabled": true,
       "late_cancel_fee": {"amount": 1500, "currency": "USD"}, "late_cancel_tax_percent": 0, "late_cancel_auto_charge": false,
       "no_show_fee_enabled": true, "no_show_fee": {"amount": 2500, "currency": "USD"}, "no_show_tax_percent": 0,
       "no_show_auto_charge": false, "no_show_after_hours": 24, "waitlist_mode": "auto", "waitlist_after_cutoff": "broadcast",
       "waitlist_grace_minutes": 15, "waitlist_notice_minutes": 60}
      """
    guard case .object(let base) = try JSONParser.parse(defaults.utf8),
      case .object(let changes) = try JSONParser.parse("{\(more)}".utf8)
    else { throw Problem(.internalError) }
    let members = base.filter { old in !changes.contains { $0.key == old.key } } + changes
    return try JSONDecoder.snakeCase.decode(
      BookingSettings.self, from: Data(JSONValue.object(members).text().utf8))
  }

  private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

  @Test(arguments: [
    // TeamUp's own example: three hours, nights from 23 to 7 do not count, the class is at 8.
    ("Europe/Berlin", 3.0, "23:00", "07:00", "2026-11-10T08:00:00+01:00", "2026-11-09T21:00:00+01:00"),
    // Within the day, up to the end of the night and into it.
    ("Europe/Berlin", 1.0, "23:00", "07:00", "2026-11-10T09:00:00+01:00", "2026-11-10T08:00:00+01:00"),
    ("Europe/Berlin", 2.0, "23:00", "07:00", "2026-11-10T09:00:00+01:00", "2026-11-10T07:00:00+01:00"),
    ("Europe/Berlin", 2.5, "23:00", "07:00", "2026-11-10T09:00:00+01:00", "2026-11-09T22:30:00+01:00"),
    // A class in the night begins to count at its beginning.
    ("Europe/Berlin", 1.0, "23:00", "07:00", "2026-11-10T05:00:00+01:00", "2026-11-09T22:00:00+01:00"),
    ("Europe/Berlin", 1.0, "23:00", "07:00", "2026-11-09T23:30:00+01:00", "2026-11-09T22:00:00+01:00"),
    // Two nights.
    ("Europe/Berlin", 20.0, "23:00", "07:00", "2026-11-10T08:00:00+01:00", "2026-11-08T20:00:00+01:00"),
    // A siesta lies within a day.
    ("Europe/Berlin", 3.0, "13:00", "15:00", "2026-11-10T16:00:00+01:00", "2026-11-10T11:00:00+01:00"),
    // The night in which the clock goes forward is an hour shorter, and counts as little as any.
    ("Europe/Berlin", 3.0, "23:00", "07:00", "2026-03-29T08:00:00+02:00", "2026-03-28T21:00:00+01:00"),
    ("America/New_York", 3.0, "23:00", "07:00", "2026-11-01T08:00:00-05:00", "2026-10-31T21:00:00-04:00"),
    ("Australia/Lord_Howe", 3.0, "23:00", "07:00", "2026-10-04T08:00:00+11:00", "2026-10-03T21:00:00+10:30"),
    ("Africa/Casablanca", 3.0, "23:00", "07:00", "2026-02-15T08:00:00+00:00", "2026-02-14T21:00:00+01:00"),
    ("Asia/Kolkata", 3.0, "23:00", "07:00", "2026-05-05T08:00:00+05:30", "2026-05-04T21:00:00+05:30"),
    ("America/Sao_Paulo", 3.0, "23:00", "07:00", "2018-11-04T08:00:00-02:00", "2018-11-03T21:00:00-03:00"),
  ])
  func nightsDoNotCount(
    zone: String, hours: Double, from: String, to: String, start: String, deadline: String
  ) throws {
    let policy = try Self.policy(
      #""cancel_window_hours": \#(max(hours, 1)), "blackout": {"from": "\#(from)", "to": "\#(to)"}"#)
    let terms = BookingTerms(
      policy, startsAt: try date(start), zone: try #require(TimeZone(identifier: zone)))
    #expect(terms.freeUntil == (try date(deadline)), "\(terms.freeUntil.ISO8601Format())")
  }

  @Test func aBlackoutOfTheWholeDayEndsNowhere() throws {
    let policy = try Self.policy(#""blackout": {"from": "00:00", "to": "24:00"}"#)
    let start = try date("2026-11-10T08:00:00Z")
    let terms = BookingTerms(policy, startsAt: start, zone: .gmt)
    #expect(terms.freeUntil < start - 86_400 * 300)
  }

  @Test func hoursAreElapsedTimeAndTimesOfDayAreWallTime() throws {
    let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
    // The day after the clock went forward, at 9.
    let start = try date("2026-03-30T09:00:00+02:00")
    let hours = BookingTerms(
      try Self.policy(#""cancel_window_hours": 48, "opens_hours_before": 48, "closes_hours_before": 2"#),
      startsAt: start, zone: berlin)
    #expect(hours.freeUntil == (try date("2026-03-28T08:00:00+01:00")))
    #expect(hours.opensAt == hours.freeUntil)
    #expect(hours.closesAt == start - 7_200)
    let times = BookingTerms(
      try Self.policy(#""opens_at": "20:00", "opens_hours_before": 24, "closes_at": "07:30""#),
      startsAt: start,
      zone: berlin)
    #expect(times.opensAt == (try date("2026-03-29T20:00:00+02:00")))
    #expect(times.closesAt == (try date("2026-03-30T07:30:00+02:00")))
    // A time that the clock skips is the first minute after.
    let skipped = BookingTerms(
      try Self.policy(#""opens_at": "02:30", "opens_hours_before": 24"#), startsAt: start, zone: berlin)
    #expect(skipped.opensAt == (try date("2026-03-29T03:00:00+02:00")))
  }

  /// However long the window: a deadline goes back in time with it, and without a blackout by as much.
  @Test func longerWindowsEndEarlier() throws {
    var random = SeededGenerator(state: 8)
    for zone in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"] {
      let zone = try #require(TimeZone(identifier: zone))
      for _ in 0..<200 {
        let start = Date(timeIntervalSince1970: 1_790_000_000 + Double(random.next() % 40_000_000))
        let (from, to) = (Int(random.next() % 24), Int(random.next() % 24))
        let blackout = try JSONDecoder().decode(
          Blackout.self, from: Data(#"{"from": "\#(two(from)):00", "to": "\#(two(to)):00"}"#.utf8))
        var last = start
        for quarter in 1...60 {
          let moment = blackout.moment(Double(quarter) * 900, before: start, in: zone)
          #expect(moment < last && moment <= start - Double(quarter) * 900)
          last = moment
        }
      }
    }
  }

  private func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  @Test func nobodyIsMovedUpWhoCouldNoLongerDecide() throws {
    let start = try date("2026-11-10T18:00:00Z")
    let terms = BookingTerms(try Self.policy(), startsAt: start, zone: .gmt)
    #expect(terms.movesUpUntil == start - 12 * 3_600 - 900)
    // With time to decide the deadline stands; with less than the grace it is the beginning.
    #expect(terms.freeUntil(movedUpAt: start - 86_400, grace: 900, startsAt: start) == terms.freeUntil)
    #expect(terms.freeUntil(movedUpAt: terms.freeUntil - 900, grace: 900, startsAt: start) == terms.freeUntil)
    #expect(terms.freeUntil(movedUpAt: terms.freeUntil - 899, grace: 900, startsAt: start) == start)
    let late = BookingTerms(try Self.policy(#""waitlist_cutoff_hours": 1.5"#), startsAt: start, zone: .gmt)
    #expect(late.movesUpUntil == start - 5_400)
  }
}

extension JSONDecoder {
  static var snakeCase: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return decoder
  }
}
