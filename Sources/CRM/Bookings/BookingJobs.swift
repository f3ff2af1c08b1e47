import Foundation
import Postgres
import Web

/// What becomes of bookings without anybody's doing: who neither came nor cancelled is a no-show, and whoever waits moves up
/// when their quiet hours are over or a place got free some other way.
enum BookingJobs {
  static let lookAfterEveryGym = JobKind<NoPayload>("bookings.look_after_every_gym", attempts: 3)
  static let lookAfterGym = JobKind<NoPayload>("bookings.look_after_gym", attempts: 3)

  /// What one round did.
  struct Round: Codable, Sendable {
    var promoted = 0
    var missed = 0
    /// Events at which nobody was checked in at all.
    var unattended = 0
  }

  private struct Count: Codable { let count: Int }
  private struct Awaited: Decodable { let id: UUID }
  private struct Over: Decodable {
    let id: UUID
    let title: String
    let endsAt: Date
    /// Who leads it, or else planned it, as long as they work here.
    let responsible: UUID?
    let attended: Int
    let policy: BookingSettings
  }

  static func add(to jobs: inout JobList, clock: @escaping @Sendable () -> Date = { Date() }) throws {
    jobs.add(lookAfterEveryGym) { _, tx in
      let (kind, priority, attempts) = (
        lookAfterGym.name, lookAfterGym.priority.rawValue, lookAfterGym.attempts
      )
      return try JSON(
        encoding: try await tx.rows(
          "select jobs.enqueue_for_each(\(kind), \(priority)::int, \(attempts)::int) as count", as: Count.self
        ).first())
    }
    jobs.add(lookAfterGym) { run in
      var round = Round()
      let waiting = try await run.transaction(write: false) {
        try await $0.rows(WaitlistQueries.due, as: Awaited.self).decoded()
      }
      // A transaction for each event: none is held longer than its own.
      for event in waiting {
        round.promoted += try await run.transaction { tx in
          try await tx.execute(BookingQueries.hold(event.id, evenIfFull: true))
          let now = clock()
          return try await Waitlist.fill(event.id, tellsAgain: false, in: tx, at: now) {
            UUID.version7(at: now)
          }
        }
      }
      let over = try await run.transaction(write: false) {
        try await $0.rows(ended(clock()), as: Over.self).decoded()
      }
      for event in over where event.endsAt + event.policy.noShowAfterHours.value * 3_600 <= clock() {
        if event.attended == 0 {
          try await run.transaction { try await report(event, $0, at: clock()) }
          round.unattended += 1
        } else {
          round.missed += try await run.transaction { try await miss(event.id, $0, at: clock()) }
        }
      }
      return try JSON(encoding: round)
    }
    jobs.schedule(lookAfterEveryGym, "look after bookings", try CronRule("* * * * *", in: .gmt))
  }

  /// What it takes to note that somebody did not come.
  static func miss(_ booked: BookedFacts, at now: Date) throws -> [SQL] {
    let outcome = booked.absence(at: now)
    return [
      BookingQueries.miss(booked.id, outcome),
      BookingQueries.decide(
        booked.id, "no_show", reasons: [outcome.reason.rawValue], facts: JSON(try JSONWriter.text(outcome))),
    ]
  }

  /// Taken off the list of absent people by hand.
  private static let isSpared: SQL = """
    exists (select from crm.booking_decisions d where d.organization_id = b.organization_id and d.booking_id = b.id
      and d.outcome = 'skipped' and d.reasons = '{undone}')
    """

  private static func miss(_ event: UUID, _ tx: Transaction, at now: Date) async throws -> Int {
    let results = try await tx.pipeline([
      "select private.hold_absent(\(event))",
      BookingQueries.booked("b.event_id = \(event) and b.status = 'registered' and not \(isSpared)"),
    ])
    let absent = try results.last?.retyped(as: BookedFacts.self).decoded() ?? []
    for booked in absent { _ = try await tx.pipeline(miss(booked, at: now)) }
    return absent.count
  }

  /// Nobody was checked in: rather than charge the whole class, whoever led it, or else planned it, is asked, once.
  private static func report(_ event: Over, _ tx: Transaction, at now: Date) async throws {
    try await tx.execute(
      """
      insert into crm.booking_decisions (booking_id, act, outcome, reasons)
      select id, 'no_show', 'skipped', '{nobody_checked_in}' from crm.event_participants
      where event_id = \(event.id) and status = 'registered'
      """)
    guard let responsible = event.responsible else { return }
    let id = UUID.version7(at: now)
    let news = News(
      id: id, user: responsible, type: "attendance_missing", title: "Who came to \(event.title)?",
      message:
        "Nobody was checked in at \(event.title). Please note on the roster who came; until then nobody is charged.",
      actionURL: "/events/\(event.id.uuidString.lowercased())/bookings", actionLabel: "Open the roster")
    try await tx.execute(NotificationJobs.tell.enqueue(id, news))
  }

  /// Events of the last ten days at whose end somebody had neither come nor cancelled, and that nobody was asked about.
  private static func ended(_ now: Date) -> SQL {
    """
    select e.id, e.title, e.ends_at, \(Responsible.user(firstOf: "e.instructor_id, e.created_by, s.created_by")) as responsible,
      (select count(*) from crm.event_participants a
        where a.organization_id = e.organization_id and a.event_id = e.id and a.status = 'attended') as attended,
      private.booking_policy(e.id, null) as policy
    from crm.events e left join crm.event_series s on s.organization_id = e.organization_id and s.id = e.series_id
    where e.status <> 'cancelled' and e.id in (select b.event_id from crm.event_participants b
      where b.organization_id = \(Door.organization) and b.status = 'registered'
        and b.ends_at > \(now - 10 * 86_400) and b.ends_at <= \(now) and not \(isSpared)
        -- Whoever was asked about an event once is not asked again; as soon as somebody was checked in, the others are absent.
        and (not exists (select from crm.booking_decisions d where d.organization_id = b.organization_id and d.booking_id = b.id
            and d.outcome = 'skipped' and d.reasons = '{nobody_checked_in}')
          or exists (select from crm.event_participants a where a.organization_id = b.organization_id and a.event_id = b.event_id
            and a.status = 'attended')))
    order by e.ends_at, e.id limit 500
    """
  }
}
