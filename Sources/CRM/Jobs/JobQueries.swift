import Foundation
import Postgres
import Web

/// A job that this worker holds.
struct ClaimedJob: Decodable, Sendable {
  let id: UUID
  let organizationID: UUID?
  let kind: String
  let payload: JSON
  /// Counts the claims of the job: whoever writes says which claim he is.
  let lease: Int64
  let attempts: Int
  let maxAttempts: Int
}

/// The functions of schema `jobs`, and what people may read of it.
enum JobQueries {
  struct Renewed: Decodable, Sendable {
    let id: UUID
    let isCancelRequested: Bool
  }

  struct Tick: Decodable, Sendable {
    let name: String
    let cron: String
    let timeZone: String
    let nextAt: Date
  }

  static let columns: SQL = """
    id, kind, state, priority, attempts, max_attempts, run_at, phase, done, total, result, error, user_id, request_id,
    cancel_requested_at, created_at, started_at, finished_at
    """

  static func enqueue(
    _ id: UUID, _ kind: String, _ payload: JSON, _ priority: JobPriority, attempts: Int, at time: Date?,
    key: String?
  ) -> SQL {
    """
    select jobs.enqueue(\(id), \(kind), \(payload), \(priority.rawValue)::int, \(attempts)::int, \(time), \(key)) as id
    """
  }

  // Workers.

  static func claim(_ worker: String, _ limit: Int, _ lease: Duration) -> SQL {
    """
    select id, organization_id, kind, payload, lease, attempts, max_attempts
    from jobs.claim(\(worker), \(limit)::int, make_interval(secs => \(lease.inSeconds)))
    """
  }

  static func renew(_ held: [(id: UUID, lease: Int64)], _ lease: Duration) -> SQL {
    """
    select id, is_cancel_requested
    from jobs.renew(\(held.map(\.id)), \(held.map(\.lease)), make_interval(secs => \(lease.inSeconds)))
    """
  }

  static func handBack(_ held: [(id: UUID, lease: Int64)], after delay: Duration) -> SQL {
    """
    select jobs.hand_back(\(held.map(\.id)), \(held.map(\.lease)), make_interval(secs => \(delay.inSeconds)))
    """
  }

  static func enter(_ job: ClaimedJob, write: Bool) -> SQL {
    "select private.enter_job(\(job.id), \(job.lease), \(write))"
  }

  static func finish(_ job: ClaimedJob, _ result: JSON?) -> SQL {
    "select jobs.finish(\(job.id), \(job.lease), \(result))"
  }

  /// `delay` is nil for never again.
  static func fail(_ job: ClaimedJob, _ error: String, retryAfter delay: Duration?) -> SQL {
    "select jobs.fail(\(job.id), \(job.lease), \(error), make_interval(secs => \(delay?.inSeconds)))"
  }

  static func stop(_ job: ClaimedJob) -> SQL { "select jobs.stop(\(job.id), \(job.lease))" }

  static func report(_ job: ClaimedJob, _ phase: String, _ done: Int, _ total: Int?) -> SQL {
    "select jobs.report(\(job.id), \(job.lease), \(phase), \(done), \(total)) as stop"
  }

  static func totals() -> SQL { "select kind, state, jobs, oldest from jobs.totals() order by kind, state" }

  // Schedules.

  static func declare(_ schedule: Schedule, next: Date) -> SQL {
    """
    select jobs.declare_schedule(\(schedule.name), \(schedule.kind), \(schedule.rule.text), \(schedule.rule.timeZone.identifier),
      \(next))
    """
  }

  static func due(_ now: Date) -> SQL {
    "select name, cron, time_zone, next_at from jobs.due_schedules(\(now))"
  }

  static func fire(_ job: UUID, _ tick: Tick, next: Date, _ schedule: Schedule) -> SQL {
    """
    select jobs.fire(\(job), \(tick.name), \(tick.nextAt), \(next), \(schedule.priority.rawValue)::int,
      \(schedule.attempts)::int) as fired
    """
  }

  // People.

  static func list(_ filter: JobFilter, _ paging: Paging) -> SQL {
    let state: SQL = filter.state.map { " and state = any(\($0.map(\.rawValue)))" } ?? ""
    let kind: SQL = filter.kind.map { " and kind = \($0.text)" } ?? ""
    let after: SQL = paging.after.map { " and id < \($0.id)" } ?? ""
    return
      "select \(columns) from jobs.jobs where true\(state)\(kind)\(after) order by id desc limit \(paging.limit + 1)"
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from jobs.jobs where id = \(id)" }

  static func retry(_ id: UUID) -> SQL { "select jobs.retry(\(id)) as done" }

  static func cancel(_ id: UUID) -> SQL { "select jobs.cancel(\(id)) as done" }

  static func operation(_ id: UUID) -> SQL {
    """
    select id, kind, state, phase, done, total, result, error, created_at, started_at, finished_at,
      case when state = 'running' and done > 0 and total >= done
        then ceil(extract(epoch from now() - started_at) * (total - done) / done)::bigint end as eta_seconds
    from jobs.jobs where id = \(id)
    """
  }
}

extension Duration {
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1_000_000_000_000_000_000
  }
}
