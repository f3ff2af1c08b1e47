import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Changes of what is still to come: of one event, of those from it on, of all.
@Suite struct SeriesChangeTests {
  private static func book(_ event: UUID, in gym: Gym) async throws {
    let client = try #require(UUID(uuidString: try await gym.client("Ada", "L")))
    try await gym.asOperator(
      "insert into crm.event_participants (id, event_id, client_id) values (\(UUID()), \(event), \(client))")
  }

  @Test func allChangesButWhatWasChangedOnOneAlone() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series(Gym.weekly(#", "max_participants": 10"#))
    let before = try await gym.events(of: series)
    let past = UUID()
    let id = try #require(UUID(uuidString: series))
    try await gym.asOperator(
      "update crm.events set title = 'Yoga with Eve' where id = \(before[1].id)",
      "update crm.events set starts_at = starts_at + interval '2 hours', ends_at = ends_at + interval '2 hours' where id = \(before[2].id)",
      """
      insert into crm.events (id, series_id, occurrence_at, event_type, title, starts_at, ends_at)
      values (\(past), \(id), now() - interval '7 days', 'class', 'Yoga', now() - interval '7 days', now() - interval '6 days')
      """)
    let edited = try await gym.events(of: series)
    #expect(edited[2].editedFields == ["title"] && edited[3].editedFields == ["ends_at", "starts_at"])

    let answer = try await gym.changeSeries(
      series, #"{"scope": "all", "title": "Flow", "max_participants": 12, "duration_minutes": 90}"#)
    #expect(answer.status == 200 && answer.json["title"]?.string == "Flow" && answer.json["version"] == 2)
    let after = try await gym.events(of: series)
    #expect(after.map(\.id) == edited.map(\.id))
    #expect(after.map(\.title) == ["Yoga", "Flow", "Yoga with Eve"] + Array(repeating: "Flow", count: 11))
    #expect(after.dropFirst().allSatisfy { $0.maxParticipants == 12 })
    #expect(after[0].maxParticipants == nil)
    #expect(after[1].endsAt.timeIntervalSince(after[1].startsAt) == 5_400)
    // It was moved by hand, and stays where it is, as long as it was.
    #expect(after[3].startsAt == edited[3].startsAt && after[3].endsAt == edited[3].endsAt)
  }

  @Test func anotherHourTakesEverybodyAlong() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    let before = try await gym.events(of: series)
    try await Self.book(before[0].id, in: gym)
    try await gym.asOperator("update crm.events set status = 'cancelled' where id = \(before[4].id)")
    let answer = try await gym.changeSeries(series, #"{"start_time": "19:30"}"#)
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    let after = try await gym.events(of: series)
    #expect(after.map(\.id) == before.map(\.id))
    #expect(after.map(\.occurrenceAt) == before.map { $0.occurrenceAt.replacing("18:00", with: "19:30") })
    #expect(after.map(\.startsAt) == before.map { $0.startsAt + 5_400 })
    // What was cancelled stays so, and the night does not make it again.
    try await gym.extend(series)
    #expect(try await gym.events(of: series) == after && after[4].status == "cancelled")
  }

  @Test func anotherWeekdayCancelsWhatIsBookedAndForgetsTheRest() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    let before = try await gym.events(of: series)
    try await Self.book(before[1].id, in: gym)
    let day = try #require(LocalDate(Gym.day(3)))
    let weekday = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"][
      Calendar.wall.component(.weekday, from: day.midnight) - 1]
    let answer = try await gym.changeSeries(
      series, #"{"recurring_pattern": "FREQ=WEEKLY;BYDAY=\#(weekday)"}"#)
    #expect(answer.status == 200 && answer.json["starts_on"]?.string == Gym.day(3))
    let after = try await gym.events(of: series)
    #expect(after.filter { $0.status == "cancelled" }.map(\.id) == [before[1].id])
    #expect(
      after.filter { $0.status == "scheduled" }.map(\.occurrenceAt)
        == (0..<13).map { Gym.wall(3 + 7 * $0, "18:00") })
  }

  @Test func theFollowingGoOnAsASeriesOfTheirOwn() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series(
      Gym.weekly().replacing("FREQ=WEEKLY", with: "FREQ=WEEKLY;COUNT=10"))
    let before = try await gym.events(of: series)
    #expect(before.count == 10)
    try await Self.book(before[5].id, in: gym)
    try await gym.asOperator("update crm.events set title = 'Guest' where id = \(before[6].id)")
    let from = before[4].occurrenceAt
    let answer = try await gym.changeSeries(
      series, #"{"scope": "following", "from": "\#(from)", "title": "Flow", "start_time": "17:00"}"#)
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(answer.json["parent_series_id"]?.string == series)
    #expect(answer.json["recurring_pattern"]?.string == "FREQ=WEEKLY;COUNT=6")
    let next = try #require(answer.json["id"]?.string)
    let (kept, moved) = (try await gym.events(of: series), try await gym.events(of: next))
    #expect(kept == Array(before.prefix(4)))
    #expect(moved.map(\.id) == before.dropFirst(4).map(\.id))
    #expect(moved.map(\.title) == ["Flow", "Flow", "Guest", "Flow", "Flow", "Flow"])
    #expect(moved.map(\.startsAt) == before.dropFirst(4).map { $0.startsAt - 3_600 })
    // Neither makes anything more.
    for id in [series, next] { try await gym.extend(id, in: 30) }
    #expect(try await gym.events(of: series) == kept)
    #expect(try await gym.events(of: next) == moved)
    #expect(try await gym.send("GET", "/v1/event-series/\(series)").json["ends_on"]?.string == Gym.day(28))

    for from in [Gym.wall(2, "18:00"), Gym.wall(-6, "18:00")] {
      let wrong = try await gym.changeSeries(
        series, #"{"scope": "following", "from": "\#(from)", "title": "X"}"#)
      #expect(wrong.status == 422 && wrong.code == "not_an_occurrence")
    }
    let open = try await gym.changeSeries(series, #"{"scope": "following", "title": "X"}"#)
    #expect(open.faults == ["#/from required"])
  }

  @Test func fromTheFirstOnNothingIsLeftOfTheOldOne() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    let before = try await gym.events(of: series)
    let answer = try await gym.changeSeries(
      series, #"{"scope": "following", "from": "\#(before[0].occurrenceAt)", "title": "Flow"}"#)
    let next = try #require(answer.json["id"]?.string)
    #expect(try await gym.events(of: next).map(\.id) == before.map(\.id))
    #expect(try await gym.send("GET", "/v1/event-series/\(series)").json["is_active"] == false)
    try await gym.extend(series, in: 30)
    #expect(try await gym.events(of: series).isEmpty)
  }

  @Test func anExcludedTimeIsGoneAndOneThatWasCancelledStaysCancelled() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    let before = try await gym.events(of: series)
    try await Self.book(before[2].id, in: gym)
    try await gym.asOperator("update crm.events set status = 'cancelled' where id = \(before[0].id)")
    let answer = try await gym.changeSeries(
      series,
      #"{"exdates": ["\#(before[1].occurrenceAt)", "\#(before[2].occurrenceAt)"], "rdates": ["\#(Gym.wall(2, "09:00"))"]}"#
    )
    #expect(answer.json["exdates"]?.items?.count == 2)
    try await gym.extend(series)
    let after = try await gym.events(of: series)
    #expect(
      after.prefix(3).map(\.occurrenceAt) == [
        before[0].occurrenceAt, Gym.wall(2, "09:00"), before[2].occurrenceAt,
      ])
    #expect(after.prefix(3).map(\.status) == ["cancelled", "scheduled", "cancelled"])
    #expect(after.count == 13)
  }

  @Test func aMoveOntoWhatIsTakenIsRefusedAndChangesNothing() async throws {
    let gym = try await Gym.make()
    let room = try await gym.hall()
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let taken = try WallTime(text: Gym.wall(15, "20:00"))
    let boxing = try await gym.boxing(in: room, at: zone.instant(ofWallTime: taken.date))
    let series = try await gym.series(Gym.weekly(#", "room_id": "\#(room)""#))
    let before = try await gym.events(of: series)
    let answer = try await gym.changeSeries(series, #"{"start_time": "19:30", "title": "Late"}"#)
    #expect(answer.status == 409 && answer.code == "occurrence_clashes")
    #expect(answer.json["clash"]?["event_id"]?.string == boxing.uuidString.lowercased())
    #expect(try await gym.events(of: series) == before)
    #expect(try await gym.send("GET", "/v1/event-series/\(series)").json["title"]?.string == "Yoga")
  }

  @Test func whoHasReadAnOldVersionChangesNothing() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    #expect(try await gym.changeSeries(series, #"{"title": "Flow"}"#).status == 200)
    let stale = try await gym.send(
      "PATCH", "/v1/event-series/\(series)", json: #"{"title": "X"}"#, ifMatch: "\"v1\"")
    #expect(stale.status == 412)
    let trainer = try await gym.person(.trainer)
    let refused = try await gym.send(
      "PATCH", "/v1/event-series/\(series)", as: trainer, json: #"{"title": "X"}"#, ifMatch: "*")
    #expect(refused.status == 403)
  }

  @Test func cancellingEndsWhatIsToCome() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    let before = try await gym.events(of: series)
    let path = "/v1/event-series/\(series)/cancellation"
    let some = try await gym.send("POST", path, json: #"{"from": "\#(before[3].occurrenceAt)"}"#)
    #expect(
      some.status == 200 && some.json["is_active"] == true && some.json["ends_on"]?.string == Gym.day(21))
    #expect(
      try await gym.events(of: series).map(\.status)
        == Array(repeating: "scheduled", count: 3) + Array(repeating: "cancelled", count: 10))
    let all = try await gym.send("POST", path, json: "{}")
    #expect(all.status == 200 && all.json["is_active"] == false)
    try await gym.extend(series, in: 20)
    let after = try await gym.events(of: series)
    #expect(after.count == 13 && after.allSatisfy { $0.status == "cancelled" })
    let again = try await gym.send("POST", path, json: "{}")
    #expect(again.status == 409 && again.code == "series_is_over")
  }

  /// Whoever takes over from somebody who leaves is no edit of each class.
  @Test func aSuccessorIsTheSeriesTrainerAndFollowsIt() async throws {
    let gym = try await Gym.make()
    let (first, second, third) = (
      try await gym.person(.trainer), try await gym.person(.trainer), try await gym.person(.trainer)
    )
    let series = try await gym.series(Gym.weekly(#", "instructor_id": "\#(first.user)""#))
    let left = try await gym.send(
      "POST", "/v1/staff/\(first.user)/departure", json: #"{"hand_over_to": "\#(second.user)"}"#, ifMatch: "*"
    )
    #expect(left.status == 204, "\(String(decoding: left.body, as: UTF8.self))")
    #expect(try await gym.changeSeries(series, #"{"instructor_id": "\#(third.user)"}"#).status == 200)
    let id = try #require(UUID(uuidString: series))
    struct Count: Decodable { let count: Int }
    let rows = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: false),
      "select count(*) as count from crm.events where series_id = \(id) and instructor_id = \(third.user)",
    ])
    #expect(try rows.last?.retyped(as: Count.self).first()?.count == 13)
  }
}
