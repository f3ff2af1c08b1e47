import Foundation
import Testing

@testable import CRM
@testable import Web

/// Wall times of series and when they are: domain rules 4.13.
@Suite struct SeriesTimeTests {
  private static func draft(_ json: String, zone: String) throws -> SeriesDraft {
    let new = try InputDecoder.decode(NewEventSeries.self, from: JSONParser.parse(json.utf8), source: .body)
    let defaults = try JSONDecoder().decode(
      SeriesDraft.Defaults.self, from: Data(#"{"timeZone": "\#(zone)", "currency": "EUR"}"#.utf8))
    return try SeriesDraft(new, defaults)
  }

  private static func daily(_ time: String, from day: String, zone: String, _ more: String = "") throws
    -> SeriesDraft
  {
    try draft(
      #"{"title": "T", "recurring_pattern": "FREQ=DAILY", "starts_on": "\#(day)", "start_time": "\#(time)"\#(more)}"#,
      zone: zone)
  }

  private static func all(_ draft: SeriesDraft, days: Int) -> [Occurrence] {
    draft.occurrences(
      after: draft.start - 2 * 86_400, wallBefore: draft.startsOn.midnight + Double(days * 86_400))
  }

  /// Two years of every zone, at the hours at which clocks change: each wall time once, each later than the one before.
  @Test(arguments: [
    ("Europe/Berlin", "2026-01-01"), ("America/New_York", "2026-01-01"),
    ("Australia/Lord_Howe", "2026-01-01"),
    ("Africa/Casablanca", "2026-01-01"), ("Asia/Kolkata", "2026-01-01"), ("America/Sao_Paulo", "2018-01-01"),
    ("America/Sao_Paulo", "2026-01-01"),
  ])
  func twoYearsHaveNoGapAndNoDuplicate(zone: String, from: String) throws {
    for time in ["00:00", "00:30", "01:30", "02:00", "02:15", "02:30", "02:59", "03:00", "18:00", "23:30"] {
      let draft = try Self.daily(time, from: from, zone: zone)
      let occurrences = Self.all(draft, days: 730)
      #expect(
        occurrences.map(\.wall) == (0..<730).map { draft.start + Double($0 * 86_400) }, "\(zone) \(time)")
      #expect(zip(occurrences, occurrences.dropFirst()).allSatisfy { $0.startsAt < $1.startsAt })
      #expect(occurrences.allSatisfy { $0.endsAt.timeIntervalSince($0.startsAt) == 3_600 })
      for occurrence in occurrences {
        let shown = draft.zone.wallTime(at: occurrence.startsAt)
        // What is skipped is the first minute after the gap.
        #expect(
          shown == occurrence.wall
            || shown > occurrence.wall && draft.zone.wallTime(at: occurrence.startsAt - 60) < occurrence.wall,
          "\(zone) \(WallTime(occurrence.wall))")
      }
    }
  }

  @Test(arguments: [
    ("Europe/Berlin", "2026-03-29", "02:30", "2026-03-29T01:00:00Z"),
    ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30:00Z"),
    ("America/New_York", "2026-03-08", "02:30", "2026-03-08T07:00:00Z"),
    ("America/New_York", "2026-11-01", "01:30", "2026-11-01T05:30:00Z"),
    ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30:00Z"),
    ("Australia/Lord_Howe", "2026-04-05", "01:45", "2026-04-04T14:45:00Z"),
    ("Africa/Casablanca", "2026-03-22", "02:30", "2026-03-22T02:00:00Z"),
    ("Asia/Kolkata", "2026-05-05", "18:30", "2026-05-05T13:00:00Z"),
    ("America/Sao_Paulo", "2018-11-04", "00:30", "2018-11-04T03:00:00Z"),
    ("America/Sao_Paulo", "2026-11-04", "00:30", "2026-11-04T03:30:00Z"),
  ])
  func aSkippedTimeIsTheNextMinuteAndADoubleOneTheFirst(
    zone: String, day: String, time: String, instant: String
  )
    throws
  {
    let week = try Date("\(day)T00:00:00Z", strategy: .iso8601) - 3 * 86_400
    let draft = try Self.daily(time, from: WallTime(week).text.prefix(10).description, zone: zone)
    let found = Self.all(draft, days: 7).first { WallTime($0.wall).text == "\(day)T\(time)" }
    #expect(found?.startsAt.ISO8601Format() == instant)
  }

  /// Across the change of the clock a class of three hours lasts three hours.
  @Test func aDurationIsElapsedTime() throws {
    let draft = try Self.daily(
      "01:00", from: "2026-03-28", zone: "Europe/Berlin", #", "duration_minutes": 180"#)
    #expect(
      Self.all(draft, days: 2).map { $0.endsAt.ISO8601Format() } == [
        "2026-03-28T03:00:00Z", "2026-03-29T03:00:00Z",
      ])
  }

  @Test func untilIsAMomentAndTheLastDayAWholeOne() throws {
    // 18:00 in Berlin is 17:00 in Greenwich in winter.
    for (until, count) in [("20260103T165959Z", 2), ("20260103T170000Z", 3)] {
      let draft = try Self.draft(
        #"{"title": "T", "recurring_pattern": "FREQ=DAILY;UNTIL=\#(until)", "starts_on": "2026-01-01", "start_time": "18:00"}"#,
        zone: "Europe/Berlin")
      #expect(Self.all(draft, days: 30).count == count)
    }
    let draft = try Self.daily(
      "23:59", from: "2026-01-01", zone: "Europe/Berlin", #", "ends_on": "2026-01-03""#)
    #expect(Self.all(draft, days: 30).count == 3)
  }

  @Test func timesAreAddedAndTakenAway() throws {
    let draft = try Self.daily(
      "18:00", from: "2026-01-01", zone: "Europe/Berlin",
      #"""
      , "ends_on": "2026-01-03", "exdates": ["2026-01-02T18:00", "2026-01-03T09:00"],
      "rdates": ["2026-01-03T09:00", "2026-01-03T10:00", "2026-01-03T18:00", "2026-01-04T18:00"]
      """#)
    // An excluded time is excluded, whoever named it; one that both name comes once; nothing comes after the last day.
    #expect(
      Self.all(draft, days: 30).map { WallTime($0.wall).text } == [
        "2026-01-01T18:00", "2026-01-03T10:00", "2026-01-03T18:00",
      ])
  }

  /// What the clock skips and what is added may be one moment.
  @Test func oneMomentIsOneEvent() throws {
    let draft = try Self.daily(
      "02:30", from: "2026-03-28", zone: "Europe/Berlin", #", "rdates": ["2026-03-29T03:00"]"#)
    let found = Self.all(draft, days: 3)
    #expect(found.count == 3 && Set(found.map(\.startsAt)).count == 3)
  }

  @Test func changesMoveWhatIsOfTheSameTimeOrDay() throws {
    let old = try Self.daily(
      "18:00", from: "2026-01-01", zone: "Europe/Berlin", #", "ends_on": "2026-01-05""#)
    let made = Self.all(old, days: 9).map {
      MadeOccurrence(id: UUID(), occurrenceAt: WallTime($0.wall), startsAt: $0.startsAt, isFixed: false)
    }
    let new = try Self.daily(
      "19:00", from: "2026-01-02", zone: "Europe/Berlin",
      #", "ends_on": "2026-01-07", "rdates": ["2026-01-04T18:00"]"#)
    let edit = SeriesEdit(made: made, wanted: Self.all(new, days: 9))
    let moved = edit.moved.map { "\($0.event.occurrenceAt) \(WallTime($0.to.wall))" }.sorted()
    #expect(
      moved == [
        "2026-01-02T18:00 2026-01-02T19:00", "2026-01-03T18:00 2026-01-03T19:00",
        "2026-01-04T18:00 2026-01-04T18:00", "2026-01-05T18:00 2026-01-05T19:00",
      ])
    #expect(edit.vanished == made.prefix(1).map(\.id))
    #expect(
      edit.missing.map { WallTime($0.wall).text } == [
        "2026-01-04T19:00", "2026-01-06T19:00", "2026-01-07T19:00",
      ])
  }
}
