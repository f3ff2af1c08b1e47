public import Foundation
public import Logging
public import Postgres
import Synchronization
import Web

/// Works off the jobs of the installation, as many workers beside each other as one likes.
///
/// A job is claimed under a lease, which the worker renews while it lives. Whoever falls silent loses its jobs to the
/// next claim, and cannot write for them any more: each claim has a number, and the database compares it.
public final class Worker: Sendable {
  public struct Configuration: Sendable {
    /// Jobs at a time.
    public var slots = 4
    /// How long a job stays with a worker that has fallen silent.
    public var lease = Duration.seconds(30)
    /// How often it looks without having been told: for what falls due by time, and should no notification come.
    public var pause = Duration.seconds(2)
    /// How long running jobs may go on once it is told to stop.
    public var grace = Duration.seconds(10)
    /// When a schedule's tick has come.
    public var clock: @Sendable () -> Date = { Date() }

    public init() {}
  }

  private struct Held {
    let lease: Int64
    let task: Task<Void, Never>
  }

  private let database: Database
  private let jobs: JobList
  private let name: String
  private let logger: Logger
  private let configuration: Configuration
  private let held = Mutex<[UUID: Held]>([:])
  private let bells: AsyncStream<Void>
  private let bell: AsyncStream<Void>.Continuation

  /// `database` is the worker's login; `name` says in the database who has a job: host and process.
  public init(
    _ jobs: JobList, on database: Database, name: String, logger: Logger,
    _ configuration: Configuration = .init()
  ) {
    self.jobs = jobs
    self.database = database
    self.name = name
    self.logger = logger
    self.configuration = configuration
    (bells, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
  }

  /// There may be something to do.
  public func ring() { bell.yield() }

  /// Works until the task is cancelled, lets what runs go on for the grace, and gives the rest back. Once only.
  public func run() async {
    await withDiscardingTaskGroup { group in
      group.addTask { await self.repeatedly(every: self.configuration.pause) { self.ring() } }
      group.addTask { await self.repeatedly(every: self.configuration.lease / 3) { await self.renew() } }
      await self.declareSchedules()
      self.logger.info("works off jobs", metadata: ["slots": "\(self.configuration.slots)"])
      for await _ in self.bells { await self.work() }
      group.cancelAll()
    }
    // No longer in the cancelled task: there is still something to write.
    await Task { await self.stop() }.value
  }

  private func repeatedly(every pause: Duration, _ body: () async -> Void) async {
    while !Task.isCancelled {
      await body()
      try? await Task.sleep(for: pause)
    }
  }

  /// Takes what there is for the free slots; each job that ends rings again.
  private func work() async {
    await fireSchedules()
    while !Task.isCancelled {
      let free = configuration.slots - held.withLock(\.count)
      guard free > 0, let claimed = await claim(free) else { return }
      for job in claimed { start(job) }
      if claimed.count < free { return }
    }
  }

  private func claim(_ limit: Int) async -> [ClaimedJob]? {
    // A task of its own: what was claimed when this one is cancelled has to be known, to be given back.
    await Task {
      await self.attempt("claim jobs") {
        try await self.database.pipeline([JobQueries.claim(self.name, limit, self.configuration.lease)])
          .first?.retyped(as: ClaimedJob.self).decoded()
      } ?? nil
    }.value
  }

  private func start(_ job: ClaimedJob) {
    held.withLock { held in
      held[job.id] = Held(
        lease: job.lease,
        task: Task {
          await self.execute(job)
          // Not a later claim of the same job, should this one have lost its lease.
          self.held.withLock { if $0[job.id]?.lease == job.lease { $0[job.id] = nil } }
          self.ring()
        })
    }
  }

  private func execute(_ job: ClaimedJob) async {
    guard let handler = jobs.handlers[job.kind] else {
      // Of a newer version: another node will know it, or this one after its update.
      logger.warning("a job of an unknown kind was given back", metadata: ["kind": "\(job.kind)"])
      return await write("give a job back", JobQueries.handBack([(job.id, job.lease)], after: .seconds(60)))
    }
    do {
      try await handler(job, database)
    } catch is JobCancelled {
      await write("stop a job", JobQueries.stop(job))
    } catch {
      // Lost, or given back: whoever cancelled the task knows what becomes of the job.
      if Task.isCancelled || (error as? PostgresError)?.constraint == "lease_lost" { return }
      let (reason, isHopeless) = Worker.describe(error)
      logger.error(
        "a job failed",
        metadata: [
          "job": "\(job.id)", "kind": "\(job.kind)", "attempt": "\(job.attempts)", "reason": "\(reason)",
        ])
      let delay = isHopeless ? nil : RetryDelay.after(attempt: job.attempts)
      await write("note a job's failure", JobQueries.fail(job, reason, retryAfter: delay))
    }
  }

  /// In a line that shows nothing personal: PostgreSQL's words may quote a row.
  private static func describe(_ error: any Error) -> (reason: String, isHopeless: Bool) {
    switch error {
    case let error as PostgresError:
      ("the database: \(error.constraint ?? error.sqlState ?? "\(error.kind)")", false)
    case let error as Problem: (error.type.code, false)
    case let error as any JobFailure: (error.reason, error.isHopeless)
    default: ("\(type(of: error))", false)
    }
  }

  private func renew() async {
    let mine = held.withLock { $0.map { ($0.key, $0.value.lease) } }
    if mine.isEmpty { return }
    let answers = await attempt("renew leases") {
      try await self.database.pipeline([JobQueries.renew(mine, self.configuration.lease)])
        .first?.retyped(as: JobQueries.Renewed.self).decoded()
    }
    guard let renewed = answers ?? nil else { return }
    let still = Set(renewed.map(\.id))
    for (id, lease) in mine where !still.contains(id) {
      // Ended by itself meanwhile, or somebody else's by now.
      held.withLock { $0[id].flatMap { $0.lease == lease ? $0.task : nil } }?.cancel()
    }
  }

  private func stop() async {
    let deadline = ContinuousClock.now + configuration.grace
    let tasks = held.withLock { $0.values.map(\.task) }
    let waiting = Task { for task in tasks { await task.value } }
    let alarm = Task {
      try? await Task.sleep(until: deadline)
      let late = self.held.withLock { $0.map { ($0.key, $0.value.lease, $0.value.task) } }
      if Task.isCancelled || late.isEmpty { return }
      await self.write(
        "give jobs back", JobQueries.handBack(late.map { ($0.0, $0.1) }, after: .zero))
      for (_, _, task) in late { task.cancel() }
    }
    await waiting.value
    alarm.cancel()
    await alarm.value
  }

  // Schedules.

  private func declareSchedules() async {
    let now = configuration.clock()
    let statements = jobs.schedules.compactMap { schedule in
      schedule.rule.next(after: now).map { JobQueries.declare(schedule, next: $0) }
    }
    if statements.isEmpty { return }
    while !Task.isCancelled {
      if await attempt("declare schedules", { try await self.database.pipeline(statements) }) != nil {
        return
      }
      try? await Task.sleep(for: configuration.pause)
    }
  }

  private func fireSchedules() async {
    let now = configuration.clock()
    let due = await attempt("read schedules") {
      try await self.database.pipeline([JobQueries.due(now)]).first?.retyped(as: JobQueries.Tick.self)
        .decoded()
    }
    for tick in (due ?? nil) ?? [] {
      // One of a newer version is that version's to fire. Ticks that nobody was there for are one tick.
      guard let schedule = jobs.schedules.first(where: { $0.name == tick.name }),
        let next = schedule.rule.next(after: max(now, tick.nextAt))
      else { continue }
      await write("fire a schedule", JobQueries.fire(UUID.version7(at: now), tick, next: next, schedule))
    }
  }

  // The database.

  private func write(_ what: String, _ statement: SQL) async {
    _ = await attempt(what) { try await self.database.pipeline([statement]) }
  }

  /// Whatever fails here comes again: with the next bell, or as a lease that ends.
  private func attempt<Value: Sendable>(
    _ what: String, _ body: @Sendable () async throws -> Value
  ) async -> Value? {
    do {
      return try await body()
    } catch let error as PostgresError where error.constraint == "lease_lost" || error.kind == .cancelled {
      return nil
    } catch {
      logger.warning("could not \(what)", metadata: ["reason": "\(Worker.describe(error).reason)"])
      return nil
    }
  }
}

/// An error that says by itself, in one line and with nothing personal, why a job failed.
protocol JobFailure: Error {
  var reason: String { get }
  /// Whether trying again is of no use.
  var isHopeless: Bool { get }
}
