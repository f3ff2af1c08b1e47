import Foundation
import Testing

@testable import CRM
@testable import Web

@Suite struct EventTimesTests {
  private func moment(_ text: String) throws -> Date { try #require(ISO8601DateFormatter().date(from: text)) }

  private func planned(_ local: String, _ zone: String, minutes: Int = 60) throws -> EventTimes {
    let input = EventTimes.Input(
      localStart: try WallTime(text: local), timeZone: try TimeZoneID(text: zone))
    return try EventTimes.planned(input, in: .utc, minutes: minutes)
  }

  /// Domain rules 4.13: what is skipped is the first minute after, what comes twice the first of both.
  @Test(arguments: [
    ("2026-11-21T18:00", "Europe/Berlin", "2026-11-21T17:00:00Z"),
    ("2026-03-29T02:30", "Europe/Berlin", "2026-03-29T01:00:00Z"),
    ("2026-10-25T02:30", "Europe/Berlin", "2026-10-25T00:30:00Z"),
    ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00Z"),
    ("2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
    ("2026-07-01T06:00", "Asia/Kolkata", "2026-07-01T00:30:00Z"),
  ])
  func aWallTimeIsAnInstant(_ local: String, _ zone: String, _ expected: String) throws {
    let times = try planned(local, zone)
    #expect(times.startsAt == (try moment(expected)))
    #expect(times.localStart.text == local && times.timeZone.text == zone)
    #expect(times.endsAt.timeIntervalSince(times.startsAt) == 3_600)
  }

  @Test func anInstantHasAWallTime() throws {
    let input = EventTimes.Input(startsAt: try moment("2026-11-21T17:00:00Z"), durationMinutes: 90)
    let times = try EventTimes.planned(input, in: TimeZoneID(text: "Asia/Kolkata"), minutes: 60)
    #expect(times.localStart.text == "2026-11-21T22:30")
    #expect(times.endsAt == (try moment("2026-11-21T18:30:00Z")))
  }

  @Test func whatChangesLeavesTheRest() throws {
    // From before to after the change of clocks: the same wall time, and as long as before.
    let times = try planned("2026-10-24T18:00", "Europe/Berlin", minutes: 90)
    let moved = try times.changed(by: .init(localStart: WallTime(text: "2026-10-25T18:00")))
    #expect(moved.startsAt.timeIntervalSince(times.startsAt) == 25 * 3_600)
    #expect(moved.endsAt.timeIntervalSince(moved.startsAt) == 90 * 60)
    let longer = try times.changed(by: .init(durationMinutes: 30))
    #expect(longer.startsAt == times.startsAt && longer.endsAt.timeIntervalSince(times.startsAt) == 1_800)
    let elsewhere = try times.changed(by: .init(timeZone: TimeZoneID(text: "America/New_York")))
    #expect(elsewhere.localStart == times.localStart)
    #expect(elsewhere.startsAt.timeIntervalSince(times.startsAt) == 6 * 3_600)
    let same = try times.changed(by: .init(timeZone: times.timeZone))
    #expect(same == times)
  }

  @Test func whatCannotBeIsNamed() throws {
    let start = try moment("2026-11-21T17:00:00Z")
    func faults(_ input: EventTimes.Input) -> [String] {
      do {
        _ = try EventTimes.planned(input, in: .utc, minutes: 60)
        return []
      } catch let problem as Problem {
        return problem.faults.map { "\($0.place) \($0.code)" }
      } catch { return ["\(error)"] }
    }
    #expect(faults(.init()) == ["/starts_at required"])
    #expect(faults(.init(startsAt: start, endsAt: start)) == ["/ends_at ends_before_start"])
    #expect(faults(.init(startsAt: start, endsAt: start - 1)) == ["/ends_at ends_before_start"])
    #expect(faults(.init(startsAt: start, endsAt: start + 31 * 86_400)) == [])
    #expect(faults(.init(startsAt: start, endsAt: start + 31 * 86_400 + 1)) == ["/ends_at too_long"])
    #expect(
      faults(
        .init(
          startsAt: start, localStart: WallTime(start), endsAt: start + 60, durationMinutes: 1))
        == ["/local_start ambiguous", "/duration_minutes ambiguous"])
  }

  @Test(arguments: [
    "", "2026-11-21", "2026-11-21 18:00", "2026-02-30T18:00", "2026-11-21T24:00", "2026-11-21T18:00Z",
  ])
  func whatIsNoWallTimeIsRefused(_ text: String) {
    #expect(throws: Fault.self) { try WallTime(text: text) }
  }
}
