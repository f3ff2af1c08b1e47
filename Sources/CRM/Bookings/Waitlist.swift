import Foundation
import Postgres
import Web

/// Gives places that are free to those who wait for them, in the transaction that freed them.
enum Waitlist {
  private struct Policy: Decodable { let policy: BookingSettings }
  private struct Told: Decodable { let id: UUID }
  private struct Promoted: Decodable { let isPromoted: Bool }

  /// The line of an event, the first first.
  static func line(_ event: UUID) -> SQL {
    """
    select id, client_id, user_id, place, notice_minutes, is_active, has_seat, quiet_hours_start, quiet_hours_end, time_zone
    from private.line(\(event)) order by place
    """
  }

  /// Moves up whoever can have a free place at that moment, and tells them; after the cut-off it tells all who wait that
  /// there is one, or nobody: again where one has just got free, else only whom nobody has told. The event has to be held:
  /// `BookingQueries.hold`. Answers how many were moved up.
  @discardableResult
  static func fill(
    _ eventID: UUID, tellsAgain: Bool = true, in tx: Transaction, at now: Date, newID: @Sendable () -> UUID
  ) async throws -> Int {
    guard let event = try await tx.rows(WaitlistQueries.event(eventID), as: WaitedEvent.self).first(),
      event.event.currentWaitlisted > 0, event.event.status == "scheduled", event.event.startsAt > now,
      // Where there is no limit any more nobody needs to wait.
      case let places = event.event.placesLeft() ?? event.event.currentWaitlisted, places > 0
    else { return 0 }
    let terms = BookingTerms(event.policy, startsAt: event.event.startsAt, zone: event.event.zone)
    let line = try await tx.rows(line(eventID), as: Waiting.self).decoded()
    switch WaitlistRules.mode(event.policy, terms, at: now) {
    case .hold: return 0
    case .broadcast:
      let told =
        tellsAgain ? [] : try await tx.rows(WaitlistQueries.told(eventID), as: Told.self).decoded().map(\.id)
      let untold = line.filter { !told.contains($0.id) }
      guard !untold.isEmpty else { return 0 }
      try await tell(untold.map { ($0, .placeFree) }, event.event, tx, newID)
      try await tx.execute(WaitlistQueries.skip(untold.map { ($0, .broadcast) }))
      return 0
    case .auto: break
    }
    var choice = WaitlistRules.choose(
      line, places: places, startsAt: event.event.startsAt, policy: event.policy, at: now)
    var promoted: [Waiting] = []
    while let next = choice.chosen.first {
      choice.chosen.removeFirst()
      if try await promote(next, event.event, tx, at: now) {
        promoted.append(next)
      } else {
        // They have taken a seat elsewhere this moment: whoever comes behind them is asked.
        choice.skipped.append((next, .bookingOverlaps))
        let rest = line.filter { $0.place > (choice.chosen.last ?? next).place }
        let more = WaitlistRules.choose(
          rest, places: 1, startsAt: event.event.startsAt, policy: event.policy, at: now)
        choice.chosen += more.chosen
        choice.skipped += more.skipped
      }
    }
    try await tell(promoted.map { ($0, .movedUp) }, event.event, tx, newID)
    if !choice.skipped.isEmpty { try await tx.execute(WaitlistQueries.skip(choice.skipped)) }
    return promoted.count
  }

  /// Gives somebody who waits a place, on the terms of that moment; false where they have just taken a seat elsewhere.
  static func promote(_ waiting: Waiting, _ event: EventFacts, _ tx: Transaction, at now: Date) async throws
    -> Bool
  {
    let rows = try await tx.rows(WaitlistQueries.policy(event.id, waiting.clientID), as: Policy.self)
    guard let policy = try rows.first()?.policy else { throw Problem.notFound }
    let terms = BookingTerms(policy, startsAt: event.startsAt, zone: event.zone)
    let freeUntil = terms.freeUntil(
      movedUpAt: now, grace: policy.waitlistGraceMinutes.value * 60, startsAt: event.startsAt)
    let statement = WaitlistQueries.promote(waiting, terms, freeUntil: freeUntil, at: now)
    return try await tx.rows(statement, as: Promoted.self).first()?.isPromoted == true
  }

  private enum Message {
    case movedUp, placeFree
  }

  private static func tell(
    _ people: [(Waiting, Message)], _ event: EventFacts, _ tx: Transaction, _ newID: @Sendable () -> UUID
  ) async throws {
    let jobs = try people.compactMap { waiting, message in
      try waiting.userID.map { user in
        let id = newID()
        return try NotificationJobs.tell.enqueue(id, news(id, user, message, event))
      }
    }
    _ = try await tx.pipeline(jobs)
  }

  private static func news(_ id: UUID, _ user: UUID, _ message: Message, _ event: EventFacts) -> News {
    let url = "/events/\(event.id.uuidString.lowercased())"
    switch message {
    case .movedUp:
      return News(
        id: id, user: user, type: "waitlist_promoted", title: "You have a place",
        message: "A place in \(event.title) got free, and it is yours.", actionURL: url,
        actionLabel: "See the booking")
    case .placeFree:
      return News(
        id: id, user: user, type: "waitlist_place_free", title: "A place got free",
        message: "There is a free place in \(event.title). Whoever books first has it.", actionURL: url,
        actionLabel: "Book it")
    }
  }
}

/// What is known of an event that people wait for.
struct WaitedEvent: Codable, Sendable {
  let event: EventFacts
  let policy: BookingSettings
}

/// The statements on those who wait.
enum WaitlistQueries {
  static func event(_ id: UUID) -> SQL {
    """
    select \(BookingQueries.event), private.booking_policy(e.id, null) as policy
    from crm.events e join crm.organizations o on o.id = e.organization_id
    where e.organization_id = \(Door.organization) and e.id = \(id)
    """
  }

  static func policy(_ event: UUID, _ client: UUID) -> SQL {
    "select private.booking_policy(\(event), \(client)) as policy"
  }

  static func promote(_ waiting: Waiting, _ terms: BookingTerms, freeUntil: Date, at now: Date) -> SQL {
    let facts: JSONValue = [
      "place": .number("\(waiting.place)"), "free_until": .string(freeUntil.ISO8601Format()),
    ]
    return """
      select private.promote(\(waiting.id), \(now), \(freeUntil), \(terms.lateCancelFee?.amount)::bigint,
        \(terms.noShowFee?.amount)::bigint, \(terms.currency?.text), \(facts.json)) as is_promoted
      """
  }

  static func skip(_ skipped: [(waiting: Waiting, reason: SkipReason)]) -> SQL {
    "select private.skip(\(skipped.map(\.waiting.id)), \(skipped.map(\.reason.rawValue)))"
  }

  /// Who waits and was told that the fastest has a place.
  static func told(_ event: UUID) -> SQL {
    """
    select b.id from crm.event_participants b
    where b.organization_id = \(Door.organization) and b.event_id = \(event) and b.status = 'waitlisted'
      and exists (select from crm.booking_decisions d where d.organization_id = b.organization_id and d.booking_id = b.id
        and d.outcome = 'skipped' and d.reasons = \([SkipReason.broadcast.rawValue]))
    """
  }

  /// Events that have both, people who wait and places that are free.
  static let due: SQL = """
    select e.id from crm.events e
    left join crm.rooms r on r.organization_id = e.organization_id and r.id = e.room_id
    where e.current_waitlisted > 0 and e.status = 'scheduled' and e.starts_at > now()
      and (e.current_participants < least(e.max_participants, r.capacity)) is not false
    order by e.starts_at, e.id limit 1000
    """
}

extension JSONValue {
  /// As PostgreSQL takes it.
  var json: JSON { JSON(text()) }
}
