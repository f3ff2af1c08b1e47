import Foundation
import HTTPTypes
import Postgres
import Synchronization
import Testing

@testable import CRM
@testable import Web

/// What is told to whoever listens.
@Suite(.timeLimit(.minutes(10))) struct LiveTests {
  @Test func aChangeIsHeardOnEveryServer() async throws {
    let gym = try await Gym.make()
    let event = try await gym.liveEvent()
    let nodes = [LiveNode(gym), LiveNode(gym)]
    let trainer = try await gym.person(.trainer)
    let listeners = [
      try await nodes[0].listen("events,event:\(event)", as: gym.owner),
      try await nodes[1].listen("event:\(event),check-ins", as: trainer),
    ]
    // From then on it is heard; until then a listener may look up what happened, and hear it a second time.
    let begin = try await gym.liveEvent()
    _ = try await listeners[0].hear(until: begin)
    let booking = UUID()
    let client = try #require(UUID(uuidString: try await gym.client("Ada", "L")))
    try await gym.asOperator(
      LiveSQL.rename(event), LiveSQL.book(booking, event, client),
      "update crm.event_participants set status = 'attended', attended_at = now() where id = \(booking)")
    let end = try await gym.liveEvent()
    let told = try await listeners[0].hear(until: end).filter { !$0.contains(begin.lower) }
    #expect(
      told == [
        "event \(event.lower) 2 events", "event \(event.lower) 2 event:\(event.lower)",
        "event \(event.lower) - events", "booking \(booking.lower) 1 event:\(event.lower)",
        "booking \(booking.lower) 2 event:\(event.lower)", "event \(end.lower) 1 events",
      ])
    let (last, other) = (UUID(), try #require(UUID(uuidString: try await gym.client("Bert", "M"))))
    try await gym.asOperator(LiveSQL.book(last, event, other))
    let heard = try await listeners[1].hear(until: last)
    #expect(heard.contains("booking \(booking.lower) 2 check-ins"))
    #expect(!heard.contains { $0.contains(end.lower) })
  }

  @Test func aStreamBeginsWhereItsListenerLeftOff() async throws {
    let gym = try await Gym.make()
    let node = LiveNode(gym)
    let event = try await gym.liveEvent()
    let first = try await node.listen("events", as: gym.owner)
    #expect(first.opening.map(\.event) == [nil, "reset"] && first.opening.first?.retry == 2_000)
    _ = try await gym.liveEvent()
    let third = try await gym.liveEvent()
    _ = try await first.hear(until: third)
    let heard = try #require(first.lastID)
    let made = (0..<6).map { _ in UUID() }
    try await gym.asOperator([LiveSQL.rename(event)] + made.map(LiveSQL.event))
    let fourth = try await gym.liveEvent()
    let again = try await LiveNode(gym).listen("events", as: gym.owner, after: heard)
    let missed = try await again.hear(until: fourth)
    #expect(missed.contains("event \(event.lower) 2 events"))
    // As they happened, also within one transaction.
    #expect(
      missed.filter { pointer in made.contains { pointer.contains($0.lower) } }
        == made.map { "event \($0.lower) 1 events" })
    for unknown in [UUID().uuidString, "17", "' or 1=1", String(repeating: "x", count: 500)] {
      let stream = try await node.listen("events", as: gym.owner, after: unknown)
      #expect(stream.opening.map(\.event) == [nil, "reset"] && stream.lastID != nil)
    }
    // Another gym's change is as unknown.
    let rival = try await Gym.make()
    let foreign = try await node.listen("events", as: rival.owner, after: heard)
    #expect(foreign.opening.map(\.event) == [nil, "reset"] && foreign.lastID == nil)
  }

  /// How many writers are done.
  private final class Progress: Sendable {
    let done = Mutex(0)
  }

  /// Positions commit in any order, listeners come and go between two servers: what is committed is heard.
  @Test func nothingIsMissed() async throws {
    let gym = try await Gym.make()
    let nodes = [LiveNode(gym), LiveNode(gym)]
    let progress = Progress()
    let writers = 6
    let committed = try await withThrowingTaskGroup(of: Set<UUID>.self) { group in
      for _ in 0..<writers {
        group.addTask {
          var mine: Set<UUID> = []
          for _ in 0..<15 {
            let ids = (0..<Int.random(in: 1...3)).map { _ in UUID() }
            let rollsBack = Int.random(in: 0..<5) == 0
            do {
              try await gym.installation.worker.transaction(
                opening: [Door.enterAsOperator(gym.id, actor: "test", write: true)]
              ) { tx in
                // Each a round trip: what others write meanwhile lies between.
                for id in ids { try await tx.execute(LiveSQL.event(id)) }
                if rollsBack { throw CancellationError() }
              }
              mine.formUnion(ids)
            } catch is CancellationError {}
          }
          progress.done.withLock { $0 += 1 }
          return mine
        }
      }
      var heard: Set<UUID> = []
      // As long as nothing happened there is nothing to go on from, and a listener may be told to read everything twice.
      func take(_ told: [ServerSentEvent]) async throws {
        if told.contains(where: { $0.event == "reset" }) { try await heard.formUnion(everything(gym)) }
        heard.formUnion(ids(told))
      }
      var last: String?
      while progress.done.withLock({ $0 }) < writers {
        let node = try #require(nodes.randomElement())
        let listener = try await node.listen("events", as: gym.owner, after: last)
        // Who has heard of something before is never told to read everything anew.
        #expect(last == nil || !listener.opening.contains { $0.event == "reset" })
        try await take(listener.opening)
        for _ in 0..<Int.random(in: 0...4) {
          node.live.beat()
          let hasHeard = (listener.lastID ?? last) != nil
          let told = try await listener.next()
          #expect(!hasHeard || !told.contains { $0.event == "reset" })
          try await take(told)
        }
        last = listener.lastID
      }
      let listener = try await nodes[0].listen("events", as: gym.owner, after: last)
      try await take(listener.opening)
      let all = try await group.reduce(into: Set()) { $0.formUnion($1) }
      #expect(heard.isSuperset(of: all), "\(all.subtracting(heard).count) of \(all.count) were missed")
      return all
    }
    #expect(committed == (try await everything(gym)))
  }

  private func ids(_ events: [ServerSentEvent]) -> [UUID] {
    events.compactMap { event in
      TestListener.pointer(event).flatMap { UUID(uuidString: String($0.split(separator: " ")[1])) }
    }
  }

  /// What a listener reads who is told to.
  private func everything(_ gym: Gym) async throws -> Set<UUID> {
    Set(
      try await onAdmin("select id::text as text from crm.events where organization_id = \(gym.id)")
        .compactMap {
          UUID(uuidString: $0)
        })
  }

  @Test func whatTheServerMissedItLooksUp() async throws {
    let gym = try await Gym.make()
    let node = LiveNode(gym)
    // Before anything changed a listener has nothing to go on from, and would be told to read everything.
    _ = try await gym.liveEvent()
    let listener = try await node.listen("events", as: gym.owner)
    let first = try await gym.liveEvent()
    _ = try await listener.hear(until: first)
    // As after a connection to PostgreSQL that was lost and is back.
    let second = try await gym.liveEvent()
    node.live.hear(.connected)
    #expect(try await listener.hear(until: second).contains("event \(second.lower) 1 events"))
  }

  @Test func membersHearOfTheirOwnBookings() async throws {
    let gym = try await Gym.make()
    let node = LiveNode(gym)
    let event = try await gym.liveEvent()
    let (member, client) = try await gym.linkedMember()
    let other = try #require(UUID(uuidString: try await gym.client("Bert", "M")))
    let listener = try await node.listen("event:\(event),events", as: member)
    let (own, others, end) = (UUID(), UUID(), UUID())
    try await gym.asOperator(
      LiveSQL.book(others, event, other),
      "update crm.event_participants set status = 'attended', attended_at = now() where id = \(others)",
      LiveSQL.book(own, event, client), LiveSQL.event(end))
    #expect(
      try await listener.hear(until: end) == [
        "event \(event.lower) - event:\(event.lower)", "event \(event.lower) - events",
        "booking \(own.lower) 1 event:\(event.lower)", "event \(event.lower) - events",
        "event \(end.lower) 1 events",
      ])
  }

  @Test func notificationsAreHeardByWhomTheyAreFor() async throws {
    let gym = try await Gym.make()
    let node = LiveNode(gym)
    let member = try await gym.person(.member)
    let listener = try await node.listen("notifications", as: member)
    let (others, own) = (UUID(), UUID())
    for (id, user) in [(others, gym.owner.user), (own, member.user)] {
      try await gym.asOperator(
        """
        insert into crm.notifications (id, user_id, type, title, message)
        values (\(id), \(user), 'news', 'News', 'Good ones')
        """)
    }
    #expect(try await listener.hear(until: own) == ["notification \(own.lower) 1 notifications"])
  }

  @Test func topicsAreForThoseWhoMayReadThem() async throws {
    let gym = try await Gym.make()
    let rival = try await Gym.make()
    let node = LiveNode(gym)
    let (event, foreign) = (try await gym.liveEvent(), try await rival.liveEvent())
    let member = try await gym.person(.member)
    let (linked, _) = try await gym.linkedMember()
    for (topics, person, status) in [
      ("check-ins", member, 403), ("event:\(event)", member, 404), ("event:\(event)", linked, 200),
      ("event:\(foreign)", gym.owner, 404), ("event:\(UUID())", gym.owner, 404), ("parties", gym.owner, 400),
      ("event:1", gym.owner, 400), ("notifications", member, 200), ("events", member, 200),
      ((0..<51).map { _ in "event:\(UUID())" }.joined(separator: ","), gym.owner, 400),
    ] {
      let answer = try await node.respond(topics, as: person)
      #expect(answer.status.code == status, "\(topics): \(String(decoding: answer.body, as: UTF8.self))")
      #expect((answer.events != nil) == (status == 200))
      if status == 200 { #expect(answer.headers[.contentType] == "text/event-stream") }
    }
    #expect(node.live.count == 0)
  }

  @Test func aSessionThatEndsEndsItsStream() async throws {
    let gym = try await Gym.make()
    let moment = Mutex(ContinuousClock.now)
    let node = LiveNode(gym, clock: { moment.withLock { $0 } })
    let (one, two) = (try await gym.person(.staff), try await gym.person(.staff))
    let listeners = [try await node.listen("events", as: one), try await node.listen("events", as: two)]
    for person in [one, two] {
      #expect(try await gym.send("POST", "/v1/auth/logout", as: person).status == 204)
    }
    // At the next beat, or before the next word that comes more than a moment later.
    node.live.beat()
    await #expect(throws: PostgresError.self) { try await listeners[0].next() }
    let third = try await node.listen("events", as: gym.owner)
    moment.withLock { $0 += .seconds(2) }
    let event = try await gym.liveEvent()
    #expect(try await third.hear(until: event).count == 1)
    await #expect(throws: PostgresError.self) {
      while true { _ = try await listeners[1].next() }
    }
  }

  @Test func rightsThatEndEndTheirStream() async throws {
    let gym = try await Gym.make()
    let node = LiveNode(gym)
    let trainer = try await gym.person(.trainer)
    let listener = try await node.listen("check-ins", as: trainer)
    #expect(try await gym.patch(trainer, #"{"deny": ["bookings.view"]}"#).status == 200)
    node.live.beat()
    let problem = await #expect(throws: Problem.self) { try await listener.next() }
    #expect(problem?.type == .permissionMissing)
  }

  @Test func placesAreFewAndGivenBack() async throws {
    let gym = try await Gym.make()
    var limits = Live.Limits()
    (limits.perPerson, limits.perServer) = (2, 3)
    let node = LiveNode(gym, limits)
    let other = try await gym.person(.staff)
    var listeners = [
      try await node.listen("events", as: gym.owner), try await node.listen("events", as: gym.owner),
    ]
    #expect(try await node.respond("events", as: gym.owner).status.code == 429)
    listeners.append(try await node.listen("events", as: other))
    let full = try await node.respond("events", as: other)
    #expect(full.status.code == 503 && full.headers[.retryAfter] != nil)
    #expect(node.live.count == 3)
    listeners.removeAll()
    #expect(node.live.count == 0)
    #expect(try await node.respond("events", as: gym.owner).status == .ok)
  }
}
