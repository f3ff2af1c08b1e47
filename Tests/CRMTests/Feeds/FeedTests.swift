import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Calendars that people subscribe to.
@Suite(.timeLimit(.minutes(10))) struct FeedTests {
  private struct Feed {
    let id: String
    let path: String
    let gym: Gym

    func read(_ headers: [String: String] = [:]) async throws -> TestAnswer {
      try await gym.installation.send("GET", path, headers: headers)
    }

    func events() async throws -> [CalendarFileTests.Read.Event] {
      let answer = try await read()
      #expect(answer.status == 200 && answer.headers[.contentType] == "text/calendar; charset=utf-8")
      return try await CalendarFileTests.read(answer.body).events
    }
  }

  private func feed(_ kind: String, _ gym: Gym, as person: TestPerson? = nil, room: UUID? = nil) async throws
    -> Feed
  {
    let room = room.map { #", "room_id": "\#($0)""# } ?? ""
    let answer = try await gym.send(
      "POST", "/v1/calendar-feeds", as: person, json: #"{"kind": "\#(kind)"\#(room)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try made(answer, gym)
  }

  private func made(_ answer: TestAnswer, _ gym: Gym) throws -> Feed {
    #expect(answer.headers[.cacheControl] == "no-store", "\(answer.status)")
    let url = try #require(answer.json["url"]?.string)
    let base = "http://localhost:8080"
    try #require(url.hasPrefix(base))
    return Feed(
      id: try #require(answer.json["id"]?.string), path: String(url.dropFirst(base.count)), gym: gym)
  }

  /// A class of an hour, so many days from now.
  private func event(
    _ gym: Gym, _ title: String, inDays days: Int, type: String = "class", led by: TestPerson? = nil,
    room: UUID? = nil
  ) async throws -> UUID {
    let id = UUID()
    let start =
      Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 3_600).rounded() * 3_600) + Double(days)
      * 86_400
    try await gym.asOperator(
      """
      insert into crm.events (id, event_type, title, description, instructor_id, room_id, meeting_link, time_zone, starts_at, ends_at)
      values (\(id), \(type), \(title), \("About \(title)"), \(by?.user), \(room), 'https://meet.example/x', 'Europe/Berlin', \(start),
        \(start + 3_600))
      """)
    return id
  }

  private func room(_ gym: Gym) async throws -> UUID {
    let id = UUID()
    try await gym.asOperator("insert into crm.rooms (id, name) values (\(id), 'Studio')")
    return id
  }

  @Test func eachKindShowsItsOwn() async throws {
    let gym = try await Gym.make()
    let rival = try await Gym.make()
    _ = try await event(rival, "Not yours", inDays: 1)
    let trainer = try await gym.person(.trainer)
    let (member, client) = try await gym.linkedMember()
    let studio = try await room(gym)
    let led = try await event(gym, "Led", inDays: 2, led: trainer)
    let booked = try await event(gym, "Booked", inDays: 3)
    let left = try await event(gym, "Left", inDays: 4)
    let (waited, gaveUp) = (
      try await event(gym, "Waited", inDays: 5), try await event(gym, "Gave up", inDays: 7)
    )
    let there = try await event(gym, "There", inDays: 6, room: studio)
    _ = try await event(gym, "Long ago", inDays: -40)
    _ = try await event(gym, "Too far", inDays: 200)
    try await gym.asOperator(
      LiveSQL.book(UUID(), booked, client), LiveSQL.book(UUID(), left, client),
      """
      update crm.event_participants set status = 'cancelled', cancelled_at = now(), free_until = starts_at
      where event_id = \(left)
      """,
      "update crm.events set waitlist_enabled = true where id in (\(waited), \(gaveUp))",
      """
      insert into crm.event_participants (id, event_id, client_id, status)
      values (\(UUID()), \(waited), \(client), 'waitlisted'), (\(UUID()), \(gaveUp), \(client), 'waitlisted')
      """,
      "update crm.event_participants set status = 'cancelled', cancelled_at = now(), waitlist_position = null where event_id = \(gaveUp)"
    )
    for (kind, person, room, expected) in [
      ("trainer", trainer, nil, [(led, "CONFIRMED", true)]),
      ("member", member, nil, [(booked, "CONFIRMED", true), (left, "CANCELLED", false)]),
      ("room", gym.owner, studio, [(there, "CONFIRMED", false)]),
      (
        "location", gym.owner, nil,
        [led, booked, left, waited, there, gaveUp].map { ($0, "CONFIRMED", false) }
      ),
    ] as [(String, TestPerson, UUID?, [(UUID, String, Bool)])] {
      let events = try await feed(kind, gym, as: person, room: room).events()
      #expect(
        Set(events.map { "\($0.uid) \($0.status) \(!$0.url.isEmpty)" })
          == Set(expected.map { "\($0.0.lower)@localhost \($0.1) \($0.2)" }), "\(kind)")
    }
  }

  @Test func theFileIsFetchedOnceWhileNothingChanges() async throws {
    let gym = try await Gym.make()
    let event = try await event(gym, "Yoga", inDays: 2)
    let feed = try await feed("location", gym)
    let first = try await feed.read()
    let tag = try #require(first.headers[.eTag])
    #expect(first.headers[.cacheControl] == "private, no-cache")
    let again = try await feed.read(["If-None-Match": tag])
    #expect(again.status == 304 && again.body.isEmpty && again.headers[.eTag] == tag)
    let before = try #require(try await feed.events().first)
    try await gym.asOperator("update crm.events set title = 'Slow yoga' where id = \(event)")
    #expect(try await feed.read(["If-None-Match": tag]).status == 200)
    let after = try #require(try await feed.events().first)
    #expect(after.uid == before.uid && after.sequence == before.sequence + 1 && after.summary == "Slow yoga")
    try await gym.asOperator("update crm.events set status = 'cancelled' where id = \(event)")
    let cancelled = try #require(try await feed.events().first)
    #expect(cancelled.status == "CANCELLED" && cancelled.sequence == before.sequence + 2)
  }

  @Test func nobodyIsNamed() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let (member, client) = try await gym.linkedMember()
    for type in ["tour", "personal_training", "assessment"] {
      let id = try await event(
        gym, "Mrs Lovelace", inDays: ["tour": 1, "assessment": 2][type] ?? 3, type: type, led: trainer)
      try await gym.asOperator(LiveSQL.book(UUID(), id, client))
    }
    for (kind, person) in [("location", gym.owner), ("trainer", trainer)] {
      let text = String(decoding: try await feed(kind, gym, as: person).read().body, as: UTF8.self)
      #expect(!text.contains("Lovelace") && text.contains("SUMMARY:Personal training\r\n"), "\(kind)")
    }
    // Whoever booked it reads what it is called.
    #expect(
      try await feed("member", gym, as: member).events().map(\.summary)
        == Array(repeating: "Mrs Lovelace", count: 3))
  }

  @Test func anAddressEnds() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let first = try await feed("trainer", gym, as: trainer)
    #expect(try await first.read().status == 200)
    let rotated = try made(
      try await gym.send("POST", "/v1/calendar-feeds/\(first.id)/rotation", as: trainer), gym)
    #expect(try await first.read().status == 404 && rotated.id == first.id)
    #expect(try await rotated.read().status == 200)
    #expect(try await gym.send("DELETE", "/v1/calendar-feeds/\(first.id)", as: trainer).status == 204)
    #expect(try await rotated.read().status == 404)
    #expect(try await gym.send("DELETE", "/v1/calendar-feeds/\(first.id)", as: trainer).status == 404)
    let again = try await feed("trainer", gym, as: trainer)
    #expect(try await again.read().status == 200)
    #expect(try await gym.send("DELETE", "/v1/staff/\(trainer.user)").status == 204)
    #expect(try await again.read().status == 404)
    // Whoever is not let in is told the same, whatever they know.
    let other = try await Gym.make()
    let foreign = try await feed("location", other)
    let secret = try #require(again.path.split(separator: "=").last)
    for path in [
      foreign.path.replacing(foreign.path.split(separator: "=").last ?? "", with: secret),
      String(foreign.path.prefix { $0 != "?" }), foreign.path + "x",
      "/v1/calendar-feeds/\(UUID())/calendar.ics?token=\(OrganizationToken(organization: other.id).text)",
      "/v1/calendar-feeds/\(first.id)/calendar.ics?token=.",
    ] {
      let answer = try await gym.installation.send("GET", path)
      #expect(answer.status == 404 && answer.code == "not_found", "\(path)")
    }
  }

  @Test func feedsAreTheirMakers() async throws {
    let gym = try await Gym.make()
    let rival = try await Gym.make()
    let (member, trainer, desk) = (
      try await gym.person(.member), try await gym.person(.trainer), try await gym.person(.staff)
    )
    let studio = try await room(gym)
    let own = try await feed("member", gym, as: member)
    let rooms = try await feed("room", gym, as: desk, room: studio)
    func seen(_ person: TestPerson) async throws -> Set<String?> {
      Set(try await gym.send("GET", "/v1/calendar-feeds", as: person).data.map { $0["id"]?.string })
    }
    #expect(try await seen(member) == [own.id])
    #expect(try await seen(trainer) == [])
    #expect(try await seen(gym.owner) == [rooms.id])
    let again = try await gym.send("POST", "/v1/calendar-feeds", as: member, json: #"{"kind": "member"}"#)
    #expect(again.status == 409 && again.code == "calendar_feed_taken")
    let foreign = try await room(rival)
    for (json, person, status) in [
      (#"{"kind": "location"}"#, member, 403), (#"{"kind": "room", "room_id": "\#(studio)"}"#, trainer, 403),
      (#"{"kind": "room"}"#, desk, 422), (#"{"kind": "trainer", "room_id": "\#(studio)"}"#, desk, 422),
      (#"{"kind": "room", "room_id": "\#(foreign)"}"#, desk, 404), (#"{"kind": "chain"}"#, desk, 422),
    ] {
      let answer = try await gym.send("POST", "/v1/calendar-feeds", as: person, json: json)
      #expect(answer.status == status, "\(json): \(String(decoding: answer.body, as: UTF8.self))")
    }
    for (method, path) in [("DELETE", ""), ("POST", "/rotation")] {
      for person in [gym.owner, trainer, rival.owner] {
        #expect(try await gym.send(method, "/v1/calendar-feeds/\(own.id)\(path)", as: person).status == 404)
      }
    }
    // A new secret is for whoever made it alone.
    for (person, status) in [(gym.owner, 404), (desk, 200)] {
      #expect(
        try await gym.send("POST", "/v1/calendar-feeds/\(rooms.id)/rotation", as: person).status == status)
    }
  }

  @Test func aSecretIsKeptNowhere() async throws {
    let gym = try await Gym.make()
    let feed = try await feed("location", gym)
    let secret = try #require(feed.path.split(separator: ".").last)
    let found = try await onAdmin(
      """
      select 'found' as text from crm.calendar_feeds f where f::text like \("%\(secret)%")
      union all select 'found' from audit.audit_logs l where l::text like \("%\(secret)%")
      """)
    #expect(found.isEmpty)
    let log = TestLog()
    let installation = gym.installation.installation
    let dispatcher = Dispatcher(
      gym.installation.product.api,
      Installation(
        database: installation.database, gate: installation.gate, catalog: installation.catalog,
        cursorKey: gym.installation.product.cursorKey, logger: log.logger, document: { "" },
        publicURL: "http://test"))
    for path in [feed.path, feed.path + "x"] {
      _ = await dispatcher.respond(to: Inbound(method: .get, target: path, headers: [:]) { _ in [] })
    }
    #expect(log.lines.count >= 2 && !log.lines.contains { $0.contains(secret) || $0.contains("token=") })
  }
}
