import Foundation
import Postgres
import Synchronization
import Testing

@testable import CRM
@testable import Web

@Suite struct WorkerTests {
  private static func effects() -> JobList {
    var jobs = JobList()
    jobs.add(.effect) { effect, tx in
      try await tx.execute(effect.insert())
      return JSON(#"{"made": 1}"#)
    }
    return jobs
  }

  @Test func theEffectComesWithTheEnd() async throws {
    let workshop = try await Workshop.make()
    try await workshop.enqueue(
      try (1...20).map { try JobKind.effect.enqueue(UUID(), Effect(name: "tag \($0)")) })
    try await workshop.work(
      WorkerTests.effects(), until: "select count(*) = 20 from jobs.jobs where state = 'succeeded'")
    #expect(try await workshop.value("(select count(*) from crm.tags)", as: Int.self) == 20)
    #expect(
      try await workshop.value(
        "(select count(*) from jobs.jobs where result = '{\"made\": 1}' and attempts = 1 and worker = 'test')",
        as: Int.self) == 20)
    // The audit log knows who did it.
    #expect(
      try await workshop.value(
        "(select count(*) from audit.audit_logs where entity_type = 'tag' and actor = 'job test.effect')",
        as: Int.self)
        == 20)
  }

  @Test func aFailureLeavesNothingAndComesAgain() async throws {
    let workshop = try await Workshop.make()
    let tries = Mutex(0)
    var jobs = JobList()
    jobs.add(JobKind<Effect>.effect) { effect, tx in
      try await tx.execute(effect.insert())
      let attempt = tries.withLock {
        $0 += 1
        return $0
      }
      if attempt == 1 { throw PostgresError(.server, sqlState: "22012", message: "personal@example.com") }
      return nil
    }
    try await workshop.enqueue([try JobKind.effect.enqueue(UUID(), Effect(name: "tag"))])
    try await workshop.work(jobs, until: "select run_at > now() + interval '2 seconds' from jobs.jobs")
    // In a line, without what the row said.
    #expect(
      try await workshop.value("(select error from jobs.jobs)", as: String.self) == "the database: 22012")
    #expect(try await workshop.value("(select count(*) from crm.tags)", as: Int.self) == 0)
    try await onDatabaseThread(url: workshop.admin) { try $0.execute("update jobs.jobs set run_at = now()") }
    try await workshop.work(
      jobs, until: "select state = 'succeeded' and attempts = 2 and error is null from jobs.jobs")
    #expect(try await workshop.value("(select count(*) from crm.tags)", as: Int.self) == 1)
  }

  @Test func poisonIsADeadLetterAndHoldsNobodyUp() async throws {
    let workshop = try await Workshop.make()
    var jobs = WorkerTests.effects()
    jobs.add(JobKind<Effect>("test.hopeless")) { _, _ in throw HopelessJob(reason: "no such thing") }
    jobs.add(JobKind<Effect>("test.failing")) { _, _ in throw CancellationError() }
    try await workshop.enqueue(
      try (1...5).flatMap { number in
        [
          try JobKind<Effect>("test.hopeless", priority: .urgent).enqueue(UUID(), Effect(name: "\(number)")),
          try JobKind<Effect>("test.failing", priority: .urgent, attempts: 1).enqueue(
            UUID(), Effect(name: "\(number)")),
          "select jobs.enqueue(\(UUID()), 'test.effect', '{\"nonsense\": true}', 0, 3, null, null)",
          try JobKind.effect.enqueue(UUID(), Effect(name: "\(number)")),
        ]
      })
    try await workshop.work(jobs, until: "select count(*) = 5 from jobs.jobs where state = 'succeeded'") {
      $0.slots = 1
    }
    #expect(
      try await workshop.value(
        "(select string_agg(format('%s %s %s', kind, state, error), ', ' order by kind, error) from (select distinct kind, state, error from jobs.jobs where state = 'dead') d)",
        as: String.self)
        == "test.effect dead its payload cannot be read, test.failing dead CancellationError, test.hopeless dead no such thing"
    )
    #expect(
      try await workshop.value("(select count(*) from jobs.jobs where state = 'dead')", as: Int.self) == 15)
  }

  @Test func whoFallsSilentLosesItsJob() async throws {
    let workshop = try await Workshop.make()
    let id = UUID()
    try await workshop.enqueue([try JobKind.effect.enqueue(id, Effect(name: "tag"))])
    // A worker that claims and is heard of no more.
    let silent = try await workshop.database.pipeline([JobQueries.claim("silent", 1, .milliseconds(1))])
    let job = try #require(try silent.first?.retyped(as: ClaimedJob.self).first())
    try await workshop.work(WorkerTests.effects(), until: "select state = 'succeeded' from jobs.jobs")
    #expect(try await workshop.value("(select attempts from jobs.jobs)", as: Int.self) == 2)
    // It wakes up, and may neither work nor write.
    for statement in [
      JobQueries.enter(job, write: true), JobQueries.finish(job, nil), JobQueries.stop(job),
      JobQueries.fail(job, "late", retryAfter: .zero), JobQueries.report(job, "late", 1, nil),
    ] {
      let error = await #expect(throws: PostgresError.self) {
        _ = try await workshop.database.pipeline([statement])
      }
      #expect(error?.constraint == "lease_lost")
    }
    #expect(try await workshop.value("(select count(*) from crm.tags)", as: Int.self) == 1)
  }

  @Test func aJobThatLastsKeepsItsLease() async throws {
    let workshop = try await Workshop.make()
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    let (released, release) = AsyncStream.makeStream(of: Void.self)
    var jobs = JobList()
    jobs.add(JobKind<Effect>("test.long")) { run in
      start.yield()
      for await _ in released { break }
      return nil
    }
    try await workshop.enqueue([try JobKind<Effect>("test.long").enqueue(UUID(), Effect(name: "long"))])
    let worker = workshop.worker(jobs) { $0.lease = .seconds(10) }
    let work = Task { await worker.run() }
    for await _ in started { break }
    // It is renewed, several times, and nobody else gets it.
    try await workshop.wait(until: "select leased_until > started_at + interval '11 seconds' from jobs.jobs")
    #expect(try await workshop.value("(select attempts from jobs.jobs)", as: Int.self) == 1)
    release.yield()
    try await workshop.wait(until: "select state = 'succeeded' from jobs.jobs")
    work.cancel()
    await work.value
  }

  @Test func whoStopsGivesBack() async throws {
    let workshop = try await Workshop.make()
    let (started, start) = AsyncStream.makeStream(of: Void.self)
    var jobs = JobList()
    jobs.add(JobKind<Effect>("test.endless")) { run in
      start.yield()
      try await Task.sleep(for: .seconds(3600))
      return nil
    }
    try await workshop.enqueue([try JobKind<Effect>("test.endless").enqueue(UUID(), Effect(name: "endless"))])
    let worker = workshop.worker(jobs) { $0.grace = .zero }
    let work = Task { await worker.run() }
    for await _ in started { break }
    work.cancel()
    await work.value
    #expect(
      try await workshop.value(
        "(select format('%s %s %s', state, attempts, leased_until is null) from jobs.jobs)", as: String.self)
        == "queued 0 t")
  }

  @Test func anUnknownKindWaitsForAWorkerThatKnowsIt() async throws {
    let workshop = try await Workshop.make()
    try await workshop.enqueue([try JobKind<Effect>("test.newer").enqueue(UUID(), Effect(name: "newer"))])
    try await workshop.work(
      JobList(),
      until:
        "select state = 'queued' and attempts = 0 and run_at > now() + interval '30 seconds' from jobs.jobs")
  }

  @Test func aTickBelongsToOneOfThreeNodes() async throws {
    let workshop = try await Workshop.make()
    let clock = Mutex(Date(timeIntervalSince1970: 1_774_700_000))  // 2026-03-28T12:13:20Z
    let berlin = try #require(TimeZone(identifier: "Europe/Berlin"))
    var jobs = JobList()
    let kind = JobKind<NoPayload>("test.tick")
    jobs.add(kind) { (_: NoPayload, _: Transaction) in nil }
    jobs.schedule(kind, "nightly", try CronRule("30 2 * * *", in: berlin))
    jobs.schedule(kind, "hourly", try CronRule("0 * * * *", in: berlin))
    let nodes = (1...3).map { number in
      workshop.worker(jobs, name: "node \(number)") { $0.clock = { clock.withLock { $0 } } }
    }
    let work = nodes.map { node in Task { await node.run() } }
    try await workshop.wait(until: "select count(*) = 2 from jobs.schedules")
    // Hour by hour over the night in which 02:30 does not exist.
    for hour in 1...36 {
      let now = clock.withLock {
        $0 += 3600
        return $0
      }
      try await workshop.wait(until: "select min(next_at) > \(now) from jobs.schedules")
      #expect(
        try await workshop.value("(select count(*) from jobs.schedules where last_at is null)", as: Int.self)
          <= 2, "\(hour)")
    }
    try await workshop.wait(until: "select count(*) = 0 from jobs.jobs where state <> 'succeeded'")
    for task in work { task.cancel() }
    for task in work { await task.value }
    // 36 hours, and one night.
    #expect(try await workshop.value("(select count(*) from jobs.jobs)", as: Int.self) == 37)
    #expect(
      try await workshop.value(
        "(select last_at from jobs.schedules where name = 'nightly')", as: Date.self)
        == Date(timeIntervalSince1970: 1_774_746_000))
  }

  @Test func ticksThatNobodyWasThereForAreOne() async throws {
    let workshop = try await Workshop.make()
    let clock = Mutex(Date(timeIntervalSince1970: 1_774_700_000))
    var jobs = JobList()
    let kind = JobKind<NoPayload>("test.tick")
    jobs.add(kind) { (_: NoPayload, _: Transaction) in nil }
    jobs.schedule(kind, "hourly", try CronRule("0 * * * *", in: .gmt))
    try await workshop.work(jobs, until: "select count(*) = 1 from jobs.schedules") {
      $0.clock = { clock.withLock { $0 } }
    }
    clock.withLock { $0 += 86_400 * 7 }
    try await workshop.work(jobs, until: "select count(*) = 1 from jobs.jobs where state = 'succeeded'") {
      $0.clock = { clock.withLock { $0 } }
    }
    #expect(try await workshop.value("(select count(*) from jobs.jobs)", as: Int.self) == 1)
  }
}
