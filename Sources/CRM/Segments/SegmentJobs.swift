import Foundation
import Postgres

/// Evaluating segments: one when somebody asks, all of a gym once its day has begun.
enum SegmentJobs {
  struct Subject: Codable, Sendable {
    let id: UUID
  }

  /// What came of one, for who asked.
  struct Outcome: Codable, Sendable {
    let status: EvaluationStatus
    /// Null before the first that succeeded.
    let memberCount: Int?
    let joined: Int
    let left: Int
  }

  static let evaluate = JobKind<Subject>("segments.evaluate", priority: .urgent)
  static let evaluateEveryGym = JobKind<NoPayload>(
    "segments.evaluate_every_gym", priority: .idle, attempts: 3)
  static let evaluateGym = JobKind<NoPayload>("segments.evaluate_gym", priority: .idle, attempts: 3)

  private struct Due: Decodable { let id: UUID }
  private struct Count: Codable { let count: Int }
  /// How many were due, and those among them that took too long: they stay due.
  private struct Night: Codable {
    let count: Int
    var timedOut: [UUID] = []
  }

  static func add(to jobs: inout JobList) throws {
    jobs.add(evaluate) { subject, tx in try JSON(encoding: try await perform(subject.id, tx)) }
    jobs.add(evaluateEveryGym) { _, tx in
      let (kind, priority, attempts) = (evaluateGym.name, evaluateGym.priority.rawValue, evaluateGym.attempts)
      return try JSON(
        encoding: try await tx.rows(
          "select jobs.enqueue_for_each(\(kind), \(priority)::int, \(attempts)::int) as count", as: Count.self
        ).first())
    }
    jobs.add(evaluateGym) { run in
      let due = try await run.transaction(write: false) {
        try await $0.rows(SegmentQueries.due(), as: Due.self).decoded()
      }
      // A transaction each: none is held up by all the others.
      var night = Night(count: due.count)
      for (done, segment) in due.enumerated() {
        try await run.report("evaluating", done: done, of: due.count)
        do {
          _ = try await run.transaction { try await perform(segment.id, $0) }
        } catch let error as PostgresError where isTimeout(error) {
          night.timedOut.append(segment.id)
        }
      }
      return try JSON(encoding: night)
    }
    // Every six hours, and a gym has work in the first of them that falls into a new day of its own: between midnight and
    // six, wherever it is, and whichever of them was missed.
    jobs.schedule(evaluateEveryGym, "evaluate segments", try CronRule("45 */6 * * *", in: .gmt))
  }

  /// PostgreSQL ended a statement, or the wait for a lock, or nobody waited for it any longer.
  private static func isTimeout(_ error: PostgresError) -> Bool {
    error.sqlState == "57014" || error.sqlState == "55P03" || error.kind == .deadlineExceeded
  }

  /// Nil if there is no such segment any more. One at a time: the segment is locked.
  static func perform(_ id: UUID, _ tx: Transaction) async throws -> Outcome? {
    guard let segment = try await tx.rows(SegmentQueries.lock(id), as: Segment.self).first() else {
      return nil
    }
    let missing = try await tx.rows(SegmentQueries.missing(segment.rules), as: Undecoded.self)
    let outcome = missing.count > 0 ? SegmentQueries.markMissing(id) : SegmentQueries.evaluate(segment)
    return try await tx.rows(outcome, as: Outcome.self).first()
  }
}
