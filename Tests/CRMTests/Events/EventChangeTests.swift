import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct EventChangeTests {
  /// Has an event begun an hour ago; it lasts so many hours.
  private func begun(_ gym: Gym, lasting hours: Int, _ more: String = "") async throws -> String {
    try await gym.planned(Gym.start(inHours: -1), #", "duration_minutes": \#(hours * 60)"# + more)
  }

  @Test func aPatchChangesWhatItNames() async throws {
    let gym = try await Gym.make()
    let event = try await gym.planned(
      "2036-01-01T10:00:00Z", #", "time_zone": "Europe/Berlin", "description": "Old", "max_participants": 5"#)
    let changed = try await gym.send(
      "PATCH", "/v1/events/\(event)",
      json: #"{"local_start": "2036-01-02T12:00", "description": null, "featured": true}"#, ifMatch: "\"v1\"")
    #expect(changed.status == 200 && changed.headers[.eTag] == "\"v2\"")
    #expect(changed.json["starts_at"]?.string == "2036-01-02T11:00:00.000Z")
    #expect(changed.json["ends_at"]?.string == "2036-01-02T12:00:00.000Z")
    #expect(changed.json["description"] == .null && changed.json["featured"] == true)
    #expect(changed.json["max_participants"] == 5)
    let stale = try await gym.send(
      "PATCH", "/v1/events/\(event)", json: #"{"title": "X"}"#, ifMatch: "\"v1\"")
    #expect(stale.status == 412 && stale.headers[.eTag] == "\"v2\"")
    // Nothing named, nothing changed.
    #expect(try await gym.change(event, "{}").json["version"] == 2)
  }

  @Test func capacityBelowWhatIsBookedPutsNobodyOut() async throws {
    let gym = try await Gym.make()
    let event = try await gym.planned(Gym.start(), #", "max_participants": 3"#)
    for name in ["A", "B"] { try await gym.book(event, gym.client(name, "Z")) }
    let changed = try await gym.change(event, #"{"max_participants": 1}"#)
    #expect(changed.status == 200 && changed.json["current_participants"] == 2)
    #expect(changed.json["spots_left"] == 0 && changed.json["demand"]?.string == "high_demand")
  }

  @Test func placesAreThoseOfTheRoomToo() async throws {
    let gym = try await Gym.make()
    let room = UUID()
    try await gym.asOperator("insert into crm.rooms (id, name, capacity) values (\(room), 'Box', 2)")
    let event = try await gym.planned(Gym.start(), #", "room_id": "\#(room)""#)
    try await gym.book(event, gym.client("A", "Z"))
    let seen = try await gym.send("GET", "/v1/events/\(event)").json
    #expect(seen["max_participants"] == .null && seen["spots_left"] == 1)
  }

  @Test func whoWaitsIsMovedUpWhereThereIsNoLimitAnyMore() async throws {
    let gym = try await Gym.make()
    let event = try await gym.planned(inHours: 48, places: 1)
    _ = try await gym.booked(event, gym.client("A", "Z"))
    var waiting: [String] = []
    for name in ["B", "C"] {
      let answer = try await gym.wait(event, gym.client(name, "Z"))
      waiting.append(try #require(answer.json["id"]?.string))
    }
    let changed = try await gym.change(event.uuidString.lowercased(), #"{"max_participants": null}"#)
    #expect(changed.status == 200)
    for booking in waiting {
      #expect(try await gym.booking(booking)["status"]?.string == "registered")
    }
  }

  @Test func theClockTellsWhereNobodySays() async throws {
    let gym = try await Gym.make()
    func status(_ event: String) async throws -> String? {
      try await gym.send("GET", "/v1/events/\(event)").json["status"]?.string
    }
    #expect(try await status(gym.planned()) == "scheduled")
    #expect(try await status(begun(gym, lasting: 2)) == "in_progress")
    #expect(try await status(gym.planned(Gym.start(inHours: -5))) == "completed")
  }

  @Test func anEventIsCompletedOnceItHasBegun() async throws {
    let gym = try await Gym.make()
    func complete(_ event: String) async throws -> TestAnswer {
      try await gym.send("POST", "/v1/events/\(event)/completion")
    }
    let early = try await complete(gym.planned())
    #expect(early.status == 409 && early.code == "event_not_begun")
    let event = try await begun(gym, lasting: 2)
    let done = try await complete(event)
    #expect(done.status == 200 && done.json["status"]?.string == "completed")
    #expect(try await complete(event).code == "event_over")
    // One that is over by the clock may still be said to be complete.
    #expect(try await complete(gym.planned(Gym.start(inHours: -5))).status == 200)
    let cancelled = try await gym.planned(Gym.start())
    _ = try await gym.cancel(cancelled)
    #expect(try await complete(cancelled).code == "event_cancelled")
  }

  @Test func whatIsCancelledOrOverStaysWhatItWas() async throws {
    let gym = try await Gym.make()
    let event = try await gym.planned()
    let cancelled = try await gym.cancel(event, #"{"reason": "Storm"}"#)
    #expect(cancelled.json["status"]?.string == "cancelled")
    #expect(cancelled.json["cancellation_reason"]?.string == "Storm")
    #expect(try await gym.cancel(event).code == "event_cancelled")
    #expect(try await gym.change(event, #"{"title": "X"}"#).code == "event_cancelled")
    let substitution = try await gym.send(
      "POST", "/v1/events/\(event)/substitution", json: #"{"instructor_id": "\#(gym.owner.user)"}"#)
    #expect(substitution.code == "event_cancelled")
    let over = try await gym.planned(Gym.start(inHours: -5))
    #expect(try await gym.cancel(over).code == "event_over")
    #expect(try await gym.change(over, #"{"starts_at": "\#(Gym.start())"}"#).code == "event_over")
    #expect(try await gym.change(over, #"{"title": "As it was"}"#).status == 200)
  }

  @Test func aSeriesIsCancelledAsFarAsIsAsked() async throws {
    let gym = try await Gym.make()
    let events = try await series(gym, hours: [-5, 24, 48, 72, 96])
    func statuses() async throws -> [String] {
      try await gym.send("GET", "/v1/events?series_id=\(events.series)").data
        .compactMap { $0["status"]?.string }
    }
    #expect(try await gym.cancel(events.ids[3]).status == 200)
    #expect(try await statuses() == ["completed", "scheduled", "scheduled", "cancelled", "scheduled"])
    #expect(try await gym.cancel(events.ids[2], #"{"scope": "following"}"#).status == 200)
    #expect(try await statuses() == ["completed", "scheduled", "cancelled", "cancelled", "cancelled"])
    let ends = try await onAdmin(
      "select ends_on::text || ' ' || is_active as text from crm.event_series where id = \(events.series)")
    #expect(ends.first?.hasSuffix("true") == true)
    #expect(try await gym.cancel(events.ids[1], #"{"scope": "all"}"#).status == 200)
    #expect(try await statuses() == ["completed", "cancelled", "cancelled", "cancelled", "cancelled"])
    let over = try await onAdmin(
      "select is_active::text as text from crm.event_series where id = \(events.series)")
    #expect(over == ["false"])
    let trainer = try await gym.person(.trainer)
    let own = try await series(gym, hours: [24], led: trainer)
    let refused = try await gym.cancel(own.ids[0], #"{"scope": "all"}"#, as: trainer)
    #expect(refused.json["required_permission"]?.string == "events.update")
  }

  @Test func aSubstituteTakesOverAndThePlannedOneIsKept() async throws {
    let gym = try await Gym.make()
    let (planned, second, third) = (
      try await gym.person(.trainer), try await gym.person(.trainer), try await gym.person(.trainer)
    )
    let event = try await gym.planned(Gym.start(), #", "instructor_id": "\#(planned.user)""#)
    func substitute(_ person: TestPerson, _ reason: String = "") async throws -> TestAnswer {
      try await gym.send(
        "POST", "/v1/events/\(event)/substitution", json: #"{"instructor_id": "\#(person.user)"\#(reason)}"#)
    }
    let first = try await substitute(second, #", "reason": "Ill""#)
    #expect(first.json["instructor"]?["id"]?.string == second.user.uuidString.lowercased())
    #expect(first.json["substitute_for"]?["id"]?.string == planned.user.uuidString.lowercased())
    #expect(first.json["substitution_reason"]?.string == "Ill")
    let again = try await substitute(third)
    #expect(again.json["substitute_for"]?["id"]?.string == planned.user.uuidString.lowercased())
    let back = try await substitute(planned)
    #expect(back.json["substitute_for"] == .null && back.json["substitution_reason"] == .null)
    let foreign = try await substitute(Gym.make().owner)
    #expect(foreign.status == 404 && foreign.code == "instructor_not_found")
  }

  /// A series with an event at each of these hours from now.
  private func series(_ gym: Gym, hours: [Int], led leader: TestPerson? = nil) async throws -> (
    series: UUID, ids: [String]
  ) {
    let (series, ids) = (UUID(), hours.map { _ in UUID() })
    let starts = hours.map { Date().addingTimeInterval(Double($0) * 3_600) }
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      """
      insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
      values (\(series), 'Yoga', 'FREQ=DAILY', '2020-01-01', '10:00', 60, 'UTC')
      """,
      """
      insert into crm.events (id, event_type, title, series_id, occurrence_at, instructor_id, starts_at, ends_at)
      select n.id, 'class', 'Yoga', \(series), date_trunc('minute', n.start at time zone 'UTC'), \(leader?.user), n.start,
        n.start + interval '1 hour'
      from unnest(\(ids), \(starts)) as n(id, start)
      """,
    ])
    return (series, ids.map { $0.uuidString.lowercased() })
  }
}
