import Foundation
import Postgres

/// Every kind of job that a worker knows, with its handler, and the schedules.
public struct JobList: Sendable {
  typealias Handler = @Sendable (ClaimedJob, Database) async throws -> Void

  private(set) var handlers: [String: Handler] = [:]
  private(set) var schedules: [Schedule] = []

  /// A job whose whole work is in the database: it happens in one transaction with the job's end, so exactly once.
  /// The handler sees the job's one gym and nothing else.
  mutating func add<Payload>(
    _ kind: JobKind<Payload>, _ body: @escaping @Sendable (Payload, Transaction) async throws -> JSON?
  ) {
    handlers[kind.name] = { job, database in
      let payload = try JobList.payload(of: job, as: Payload.self)
      try await database.transaction(opening: [JobQueries.enter(job, write: true)]) { tx in
        let result = try await body(payload, tx)
        try await tx.execute(JobQueries.finish(job, result))
      }
    }
  }

  /// A job that leaves the machine or takes long. It may be run again after it has done its work, if the end of it
  /// could not be written: what it does outside has to bear that.
  mutating func add<Payload>(
    _ kind: JobKind<Payload>, _ body: @escaping @Sendable (JobRun<Payload>) async throws -> JSON?
  ) {
    handlers[kind.name] = { job, database in
      let payload = try JobList.payload(of: job, as: Payload.self)
      let result = try await body(JobRun(payload: payload, job: job, database: database))
      _ = try await database.pipeline([JobQueries.finish(job, result)])
    }
  }

  /// Has a duty of the installation fall due by a rule.
  mutating func schedule(_ kind: JobKind<NoPayload>, _ name: String, _ rule: CronRule) {
    schedules.append(
      Schedule(name: name, kind: kind.name, rule: rule, priority: kind.priority, attempts: kind.attempts))
  }

  private static func payload<Payload: Decodable>(of job: ClaimedJob, as type: Payload.Type) throws -> Payload
  {
    do {
      return try JSONDecoder().decode(type, from: Data(job.payload.text.utf8))
    } catch { throw HopelessJob(reason: "its payload cannot be read") }
  }
}

/// A duty and when it falls due.
struct Schedule: Sendable {
  let name: String
  let kind: String
  let rule: CronRule
  let priority: JobPriority
  let attempts: Int
}

/// What the handler of a job that leaves the machine has at hand.
struct JobRun<Payload: Sendable>: Sendable {
  private struct Answer: Decodable { let stop: Bool }

  let payload: Payload
  let job: ClaimedJob
  let database: Database

  var isLastAttempt: Bool { job.attempts >= job.maxAttempts }

  /// Works in the job's one gym; refused once the lease is somebody else's.
  func transaction<Value: Sendable>(
    write: Bool = true, _ body: @Sendable (Transaction) async throws -> Value
  ) async throws -> Value {
    try await database.transaction(opening: [JobQueries.enter(job, write: write)], body)
  }

  /// Says how far it is; throws `JobCancelled` when somebody has asked it to stop.
  func report(_ phase: String, done: Int, of total: Int?) async throws {
    let rows = try await database.pipeline([JobQueries.report(job, phase, done, total)])
    if try rows.first?.retyped(as: Answer.self).first()?.stop == true { throw JobCancelled() }
  }
}
