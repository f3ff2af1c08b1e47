import Foundation
import Postgres
import Testing

@testable import CRM

/// Many tests share an installation and its jobs: each works off its own, as a worker would, and leaves others alone.
extension TestInstallation {
  /// Claims the queued job that the condition finds.
  func claim(_ condition: SQL) async throws -> ClaimedJob? {
    try await onDatabaseThread(url: admin) { connection in
      try connection.rows(
        """
        update jobs.jobs set state = 'running', worker = 'test', lease = lease + 1, leased_until = now() + interval '1 hour',
          attempts = attempts + 1, started_at = now()
        where id = (select id from jobs.jobs where state = 'queued' and \(condition) limit 1 for update)
        returning id, organization_id, kind, payload, lease, attempts, max_attempts
        """
      ).retyped(as: ClaimedJob.self).first()
    }
  }

  /// Has its handler do a claimed job.
  func perform(_ job: ClaimedJob, _ jobs: JobList) async throws {
    let handler = try #require(jobs.handlers[job.kind])
    do {
      try await handler(job, worker)
    } catch is JobCancelled {
      _ = try await worker.pipeline([JobQueries.stop(job)])
    } catch {
      let reason = (error as? any JobFailure)?.reason ?? (error as? PostgresError)?.constraint ?? "\(error)"
      _ = try await worker.pipeline([JobQueries.fail(job, reason, retryAfter: nil)])
    }
  }

  /// Does every job of these kinds, and returns when those that other tests have taken are done, too.
  func workOff(_ jobs: JobList) async throws {
    let kinds = Array(jobs.handlers.keys)
    let deadline = ContinuousClock.now + .seconds(180)
    while true {
      while let job = try await claim("kind = any(\(kinds))") { try await perform(job, jobs) }
      let isDone = try await onDatabaseThread(url: admin) { connection in
        try connection.rows(
          "select not exists (select from jobs.jobs where kind = any(\(kinds)) and state in ('queued', 'running')) as done"
        ).value("done", at: 0, as: Bool.self)
      }
      if isDone { return }
      try #require(ContinuousClock.now < deadline, "waited too long")
      await Task.yield()
    }
  }
}
