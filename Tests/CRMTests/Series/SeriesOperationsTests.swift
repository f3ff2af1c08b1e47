import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct SeriesOperationsTests {
  @Test func aSeriesMakesItsEventsAheadAndAgainOnlyWhatIsNew() async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send(
      "POST", "/v1/event-series", json: Gym.weekly(#", "max_participants": 20, "description": "Slow""#))
    #expect(answer.status == 201 && answer.json["time_zone"]?.string == "America/New_York")
    #expect(answer.json["materialized_until"]?.string == Gym.day(90))
    let series = try #require(answer.json["id"]?.string)
    let events = try await gym.events(of: series)
    #expect(events.map(\.occurrenceAt) == (0..<13).map { Gym.wall(1 + 7 * $0, "18:00") })
    #expect(events.allSatisfy { $0.title == "Yoga" && $0.maxParticipants == 20 && $0.status == "scheduled" })
    #expect(
      events.allSatisfy { $0.endsAt.timeIntervalSince($0.startsAt) == 3_600 && $0.editedFields.isEmpty })
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    #expect(events.allSatisfy { WallTime(zone.wallTime(at: $0.startsAt)).text == $0.occurrenceAt })

    // Again, and at once: the same rows.
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { try await gym.extend(series) } }
      try await group.waitForAll()
    }
    #expect(try await gym.events(of: series) == events)
    try await gym.extend(series, in: 7)
    #expect(
      try await gym.events(of: series).map(\.occurrenceAt) == (0..<14).map { Gym.wall(1 + 7 * $0, "18:00") })
    // How far it is made is no change of it.
    #expect(try await gym.send("GET", "/v1/event-series/\(series)").json["version"] == 1)
  }

  @Test func whatIsLeftOpenTheTemplateSays() async throws {
    let gym = try await Gym.make()
    let template = UUID()
    try await gym.asOperator(
      """
      insert into crm.event_templates (id, name, event_type, duration_minutes, max_participants, price_minor, currency)
      values (\(template), 'Pilates', 'workshop', 45, 8, 1500, 'USD')
      """)
    let answer = try await gym.send(
      "POST", "/v1/event-series",
      json: #"""
        {"template_id": "\#(template)", "recurring_pattern": "FREQ=DAILY;COUNT=3", "starts_on": "\#(Gym.day(1))",
         "start_time": "07:30"}
        """#)
    #expect(answer.json["title"]?.string == "Pilates" && answer.json["event_type"]?.string == "workshop")
    #expect(answer.json["duration_minutes"] == 45 && answer.json["price"]?["amount"] == 1500)
    let events = try await gym.events(of: try #require(answer.json["id"]?.string))
    #expect(events.count == 3 && events.allSatisfy { $0.maxParticipants == 8 })
    let unknown = try await gym.send(
      "POST", "/v1/event-series", json: Gym.weekly(#", "template_id": "\#(UUID())""#))
    #expect(unknown.status == 404 && unknown.code == "event_template_not_found")
    let room = try await gym.send("POST", "/v1/event-series", json: Gym.weekly(#", "room_id": "\#(UUID())""#))
    #expect(room.status == 404 && room.code == "room_not_found")
  }

  @Test(arguments: [
    (#""recurring_pattern": "FREQ=MINUTELY""#, "/recurring_pattern rule_too_frequent"),
    (#""recurring_pattern": "FREQ=WEEKLY;""#, "/recurring_pattern rule_ambiguous"),
    (#""recurring_pattern": "often""#, "/recurring_pattern invalid_rule"),
    (
      #""recurring_pattern": "FREQ=DAILY;UNTIL=20200101T000000Z""#,
      "/recurring_pattern rule_without_occurrences"
    ),
    (
      #""recurring_pattern": "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1""#,
      "/recurring_pattern rule_without_occurrences"
    ),
    (
      #""recurring_pattern": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30""#,
      "/recurring_pattern rule_without_occurrences"
    ),
    (#""time_zone": "Mars/Olympus""#, "/time_zone unknown_time_zone"),
    (#""start_time": "24:00""#, "/start_time invalid_time_of_day"),
    (#""start_time": "25:00""#, "/start_time invalid_time_of_day"),
    (#""starts_on": "2199-01-01""#, "/starts_on out_of_range"),
    (#""starts_on": "1999-01-01""#, "/starts_on out_of_range"),
    (#""ends_on": "2020-01-01""#, "/ends_on ends_before_start"),
    (#""duration_minutes": 0"#, "/duration_minutes out_of_range"),
    (#""exdates": ["tomorrow"]"#, "/exdates/0 invalid_wall_time"),
    (#""max_participants": 5, "staff_capacity": 4"#, "/staff_capacity out_of_range"),
    (#""price": {"amount": 100, "currency": "EUR"}"#, "/price/currency currency_differs"),
  ])
  func badInputIsRefusedByName(member: String, fault: String) async throws {
    let gym = try await Gym.make()
    var members = [
      #""title": "Yoga""#, #""recurring_pattern": "FREQ=WEEKLY""#, #""starts_on": "\#(Gym.day(1))""#,
      #""start_time": "18:00""#,
    ]
    let name = member.prefix { $0 != ":" }
    members.removeAll { $0.hasPrefix(name) }
    for path in ["/v1/event-series", "/v1/event-series/preview"] {
      let answer = try await gym.send("POST", path, json: "{\((members + [member]).joined(separator: ", "))}")
      #expect(answer.status == 422 && answer.faults == ["#\(fault)"], "\(member): \(answer.faults)")
    }
  }

  @Test func aStartThatTheRuleDoesNotNameIsToldTheFirstThatItDoes() async throws {
    let gym = try await Gym.make()
    let weekdays = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"]
    let start = try #require(LocalDate(Gym.day(3)))
    let weekday = weekdays[Calendar.wall.component(.weekday, from: start.midnight) - 1]
    let answer = try await gym.send(
      "POST", "/v1/event-series",
      json: Gym.weekly().replacing("FREQ=WEEKLY", with: "FREQ=WEEKLY;BYDAY=\(weekday)"))
    #expect(answer.faults == ["#/starts_on start_not_in_rule"])
    #expect(String(decoding: answer.body, as: UTF8.self).contains(Gym.day(3)))
    // One that begins after the horizon is made, and waits.
    let later = try await gym.send(
      "POST", "/v1/event-series",
      json: Gym.weekly().replacing(
        #""starts_on": "\#(Gym.day(1))""#, with: #""starts_on": "\#(Gym.day(200))""#))
    #expect(later.status == 201)
    let series = try #require(later.json["id"]?.string)
    #expect(try await gym.events(of: series).isEmpty)
    try await gym.extend(series, in: 120)
    #expect(
      try await gym.events(of: series).map(\.occurrenceAt) == [
        Gym.wall(200, "18:00"), Gym.wall(207, "18:00"),
      ])
  }

  @Test func whatIsTakenIsRefusedOrLeftOutAndTriedAgain() async throws {
    let gym = try await Gym.make()
    let room = try await gym.hall()
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let second = try WallTime(text: Gym.wall(8, "18:30"))
    let boxing = try await gym.boxing(in: room, at: zone.instant(ofWallTime: second.date))
    let json = Gym.weekly(#", "room_id": "\#(room)""#)

    let preview = try await gym.send("POST", "/v1/event-series/preview", json: json)
    #expect(preview.status == 200 && preview.json["clash_count"] == 1)
    let planned = preview.json["occurrences"]?.items ?? []
    #expect(
      planned.count == 13
        && planned.map { $0["clash"]?["code"]?.string } == [nil, "room_taken"]
          + Array(repeating: nil, count: 11)
    )

    let refused = try await gym.send("POST", "/v1/event-series", json: json)
    #expect(refused.status == 409 && refused.code == "occurrence_clashes")
    #expect(refused.json["clash"]?["event_id"]?.string == boxing.uuidString.lowercased())
    #expect(refused.json["clash"]?["occurrence_at"]?.string == Gym.wall(8, "18:00"))
    #expect(try await gym.send("GET", "/v1/event-series").data.isEmpty)

    let made = try await gym.send(
      "POST", "/v1/event-series", json: Gym.weekly(#", "room_id": "\#(room)", "skip_clashes": true"#))
    #expect(made.status == 201 && made.json["skipped"]?.items?.compactMap(\.string) == [Gym.wall(8, "18:00")])
    let series = try #require(made.json["id"]?.string)
    #expect(try await gym.events(of: series).count == 12)
    try await gym.extend(series)
    #expect(try await gym.told("series_skipped").isEmpty)
    try await gym.asOperator("update crm.events set status = 'cancelled' where id = \(boxing)")
    try await gym.extend(series)
    #expect(try await gym.events(of: series).count == 13)
    #expect(try await gym.send("GET", "/v1/event-series/\(series)").json["skipped"]?.items?.isEmpty == true)
  }

  /// A room that is retired, or holds fewer people than it did, ends no series without a word.
  @Test(arguments: [#"{"is_active": false}"#, #"{"capacity": 11}"#])
  func plannersAreToldOnceOfARoomThatCanNoLongerBeUsed(_ change: String) async throws {
    let gym = try await Gym.make()
    let (room, planner) = (try await gym.hall(), try await gym.person(.staff))
    let made = try await gym.send(
      "POST", "/v1/event-series", as: planner,
      json: Gym.weekly(#", "room_id": "\#(room)", "max_participants": 12"#))
    let series = try #require(made.json["id"]?.string)
    #expect(try await gym.send("PATCH", "/v1/rooms/\(room)", json: change, ifMatch: "*").status == 200)
    try await gym.extend(series, in: 7)
    try await gym.extend(series, in: 14)
    #expect(try await gym.told("series_skipped") == [planner.user])
    let skipped = [Gym.wall(92, "18:00"), Gym.wall(99, "18:00")]
    #expect(
      try await gym.send("GET", "/v1/event-series/\(series)").json["skipped"]?.items?.compactMap(\.string)
        == skipped)
    // Whoever changes something else is not refused for it.
    #expect(try await gym.changeSeries(series, #"{"description": "Bring a mat."}"#).status == 200)
    // As soon as it can be used, what is missing is made.
    #expect(
      try await gym.send(
        "PATCH", "/v1/rooms/\(room)", json: #"{"is_active": true, "capacity": null}"#, ifMatch: "*"
      ).status == 200)
    try await gym.extend(series, in: 14)
    #expect(try await gym.events(of: series).suffix(2).map(\.occurrenceAt) == skipped)
  }

  /// Who left is not told, nor is an owner from further up, whom the gym has no place for.
  @Test func whereThePlannerHasLeftAnOwnerIsTold() async throws {
    let gym = try await Gym.make()
    let (room, planner) = (try await gym.hall(), try await gym.person(.staff))
    let made = try await gym.send(
      "POST", "/v1/event-series", as: planner, json: Gym.weekly(#", "room_id": "\#(room)""#))
    let series = try #require(made.json["id"]?.string)
    try await gym.asOperator(
      "update crm.user_organizations set left_at = now() where user_id = \(planner.user)")
    #expect(
      try await gym.send("PATCH", "/v1/rooms/\(room)", json: #"{"is_active": false}"#, ifMatch: "*").status
        == 200)
    try await gym.extend(series, in: 7)
    #expect(try await gym.told("series_skipped") == [gym.owner.user])
  }

  @Test func whatANightCannotMakeItsPlannerIsToldOnce() async throws {
    let gym = try await Gym.make()
    let (room, planner) = (try await gym.hall(), try await gym.person(.staff))
    let made = try await gym.send(
      "POST", "/v1/event-series", as: planner, json: Gym.weekly(#", "room_id": "\#(room)""#))
    let series = try #require(made.json["id"]?.string)
    let zone = try #require(TimeZone(identifier: "America/New_York"))
    let next = try WallTime(text: Gym.wall(92, "18:00"))
    _ = try await gym.boxing(in: room, at: zone.instant(ofWallTime: next.date))
    try await gym.extend(series, in: 14)
    try await gym.extend(series, in: 14)
    // The one after it is made.
    #expect(
      try await gym.events(of: series).map(\.occurrenceAt).suffix(2) == [
        Gym.wall(85, "18:00"), Gym.wall(99, "18:00"),
      ])
    #expect(try await gym.told("series_skipped") == [planner.user])
    #expect(
      try await gym.send("GET", "/v1/event-series/\(series)").json["skipped"]?.items?.compactMap(\.string)
        == [next.text])
  }

  @Test func everyGymsSeriesGoOnAtNight() async throws {
    let workshop = try await Workshop.make()
    let series = UUID()
    try await workshop.enqueue([
      """
      insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
      values (\(series), 'Yoga', 'FREQ=DAILY', current_date + 1, '18:00', 60, 'UTC'),
        (\(UUID()), 'Over', 'FREQ=DAILY', current_date - 9, '18:00', 60, 'UTC')
      """,
      "update crm.event_series set ends_on = current_date - 2 where title = 'Over'",
      JobQueries.enqueue(
        UUID(), SeriesJobs.extendEveryGym.name, JSON("{}"), .usual, attempts: 1, at: nil, key: nil),
    ])
    var jobs = JobList()
    try SeriesJobs.add(to: &jobs)
    try await workshop.work(
      jobs,
      until: "(select count(*) from jobs.jobs where kind = 'series.extend_gym' and state = 'succeeded') = 1")
    #expect(
      try await workshop.value("(select count(*) from crm.events where series_id = \(series))", as: Int.self)
        == 90)
    #expect(try await workshop.value("(select count(*) from crm.events)", as: Int.self) == 90)
  }

  @Test func aZoneWithOtherRulesMovesWhatIsToComeAndTellsWhoIsBooked() async throws {
    let gym = try await Gym.make()
    let series = try await gym.series()
    let events = try await gym.events(of: series)
    let (moved, byHand) = (events[2], events[3])
    let client = try await gym.client("Ada", "L")
    let member = try await gym.newcomer()
    #expect(try await gym.claim(gym.code(of: client), as: member).status == 201)
    let record = try #require(UUID(uuidString: client))
    try await gym.asOperator(
      "insert into crm.event_participants (id, event_id, client_id) values (\(UUID()), \(moved.id), \(record))",
      // One by hand, one as if the zone had been another one.
      "update crm.events set starts_at = starts_at - interval '1 hour' where id = \(byHand.id)",
      OccurrenceQueries.follow(try #require(UUID(uuidString: series))),
      "update crm.events set starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour' where id = \(moved.id)"
    )
    try await gym.extend(series)
    let after = try await gym.events(of: series)
    #expect(after[2] == moved)
    #expect(after[3].startsAt == byHand.startsAt - 3_600 && after[3].editedFields == ["starts_at"])
    #expect(try await gym.told("event_moved") == [member.user])
  }
}
