import Foundation
import Logging
import Postgres

/// What the installation does by itself at its times: tidying up, making room, and looking whether all counts are true.
enum Duties {
  static let cleanSessions = JobKind<NoPayload>("sessions.clean", priority: .idle, attempts: 3)
  static let cleanJobs = JobKind<NoPayload>("jobs.clean", priority: .idle, attempts: 3)
  static let cleanAnswers = JobKind<NoPayload>("answers.clean", priority: .idle, attempts: 3)
  static let makeAuditMonths = JobKind<NoPayload>("audit.make_months", attempts: 20)
  static let checkEveryCounter = JobKind<NoPayload>("counters.check_all", priority: .idle, attempts: 3)
  static let checkCounters = JobKind<NoPayload>("counters.check", priority: .idle, attempts: 3)

  /// So many months of the audit log are there before they are needed: that long nobody has to notice a failure.
  private static let monthsAhead: Int32 = 3

  private struct Count: Codable { let count: Int }
  private struct Held: Decodable { let holdsRows: Bool }
  private struct Deviation: Codable, Sendable {
    let entityType: String
    let entityID: UUID
    let counter: String
    let stored: Int
    let counted: Int
  }
  private struct Deviations: Encodable { let deviations: [Deviation] }

  static func add(to jobs: inout JobList, logger: Logger) throws {
    jobs.add(cleanSessions) { _, tx in
      try await counted(
        tx,
        """
        select private.clean_sessions(private.kept('sessions')) + private.clean_accounts()
          + private.clean_authorizations() + private.clean_onboardings()
          + private.clean_changes(private.kept('changes')) as count
        """)
    }
    jobs.add(cleanAnswers) { _, tx in
      try await counted(tx, "select private.clean_idempotency_keys(private.kept('answers')) as count")
    }
    jobs.add(cleanJobs) { _, tx in
      try await counted(
        tx,
        """
        select jobs.clean(private.kept('jobs_succeeded'), private.kept('jobs_failed'))
          + jobs.clean_mails(private.kept('mails')) as count
        """)
    }
    jobs.add(makeAuditMonths, makeMonths)
    jobs.add(checkEveryCounter) { _, tx in
      let (kind, priority, attempts) = (
        checkCounters.name, checkCounters.priority.rawValue, checkCounters.attempts
      )
      return try await counted(
        tx, "select jobs.enqueue_for_each(\(kind), \(priority)::int, \(attempts)::int) as count")
    }
    jobs.add(checkCounters) { _, tx in
      let found = try await tx.rows(deviations, as: Deviation.self).decoded()
      if !found.isEmpty {
        logger.error("counters deviate from what they count", metadata: ["deviations": "\(found.count)"])
      }
      return try JSON(encoding: Deviations(deviations: found))
    }
    for (kind, name, cron) in [
      (cleanSessions, "clean sessions", "20 * * * *"), (cleanJobs, "clean jobs", "40 * * * *"),
      (cleanAnswers, "clean answers", "50 * * * *"),
      (makeAuditMonths, "make audit months", "10 * * * *"),
      (checkEveryCounter, "check counters", "30 4 * * *"),
    ] {
      jobs.schedule(kind, name, try CronRule(cron, in: .gmt))
    }
  }

  private static func counted(_ tx: Transaction, _ statement: SQL) async throws -> JSON? {
    try JSON(encoding: try await tx.rows(statement, as: Count.self).first())
  }

  /// Rows leave a default partition under a lock that every writing request needs, and a request waits a second for a
  /// lock: this gives up sooner, so that none fails.
  @Sendable private static func makeMonths(_: NoPayload, _ tx: Transaction) async throws -> JSON? {
    let held = try await tx.rows(
      """
      select pg_relation_size('audit.audit_logs_default') + pg_relation_size('audit.personal_values_default') > 0 as holds_rows
      """, as: Held.self
    ).first()
    let limit: SQL = held?.holdsRows == true ? ", set_config('statement_timeout', '700ms', true)" : ""
    try await tx.execute("select set_config('lock_timeout', '300ms', true)\(limit)")
    return try await counted(tx, "select audit.ensure_partitions(\(monthsAhead)) as count")
  }

  /// Each kept counter of the gym against what it counts. What deviates is reported, never repaired by itself: the
  /// fault that made it has to be found first.
  private static let deviations: SQL = """
    select 'event' as entity_type, e.id as entity_id, 'current_participants' as counter, e.current_participants as stored,
      count(p.id)::int as counted
    from crm.events e
    left join crm.event_participants p
      on p.organization_id = e.organization_id and p.event_id = e.id and p.status in ('registered', 'attended', 'no_show')
    group by e.organization_id, e.id having e.current_participants <> count(p.id)
    union all
    select 'membership', m.id, 'classes_used', m.classes_used, count(u.id)::int
    from crm.memberships m
    left join crm.membership_usage u
      on u.organization_id = m.organization_id and u.membership_id = m.id and u.usage_type = 'class' and u.reversed_at is null
    where m.usage_reset_date is null
    group by m.organization_id, m.id having m.classes_used <> count(u.id)
    order by 1, 2 limit 1000
    """
}
