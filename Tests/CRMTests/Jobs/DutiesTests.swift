import Foundation
import Postgres
import Testing

@testable import CRM

@Suite struct DutiesTests {
  private func duties() throws -> JobList {
    var jobs = JobList()
    try Duties.add(to: &jobs, logger: Workshop.quiet)
    return jobs
  }

  /// Runs one now and answers its result.
  private func result(of kind: JobKind<NoPayload>, in workshop: Workshop) async throws -> String {
    let id = UUID()
    _ = try await workshop.database.pipeline([try kind.enqueue(id, NoPayload())])
    try await workshop.work(
      duties(), until: "select state in ('succeeded', 'dead') from jobs.jobs where id = \(id)")
    return try await workshop.value(
      "(select concat(result, error) from jobs.jobs where id = \(id))", as: String.self)
  }

  @Test func sessionsThatEndedLongAgoGo() async throws {
    let workshop = try await Workshop.make()
    for age in ["1 day", "29 days", "31 days"] {
      try await onDatabaseThread(url: workshop.admin) {
        try $0.execute(
          """
          set role tryzore_definer;
          insert into private.sessions (id, user_id, family_id, expires_at)
          values (gen_random_uuid(), '\(workshop.person)', gen_random_uuid(), now() - interval '\(age)');
          insert into private.refresh_tokens (family_id, generation, hash)
          select family_id, 0, sha256(family_id::text::bytea) from private.sessions on conflict do nothing
          """)
      }
    }
    #expect(try await result(of: Duties.cleanSessions, in: workshop) == #"{"count": 1}"#)
    #expect(try await workshop.value("(select count(*) from private.refresh_tokens)", as: Int.self) == 2)
  }

  @Test func oldJobsAndMailsGo() async throws {
    let workshop = try await Workshop.make()
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute(
        """
        insert into jobs.jobs (id, kind, state, finished_at)
        select gen_random_uuid(), 'test.old', state, now() - age from (values ('succeeded'), ('dead')) s (state),
          (values (interval '6 days'), ('8 days'), ('91 days')) a (age);
        insert into jobs.mails (id, recipient, template, language, created_at)
        select gen_random_uuid(), 'a@example.com', 'welcome', 'en', now() - age from (values (interval '179 days'), ('181 days')) a (age)
        """)
    }
    #expect(try await result(of: Duties.cleanJobs, in: workshop) == #"{"count": 4}"#)
    #expect(
      try await workshop.value("(select count(*) from jobs.jobs where kind = 'test.old')", as: Int.self) == 3)
  }

  @Test func oldAnswersGo() async throws {
    let workshop = try await Workshop.make()
    for age in ["6 days", "8 days", "9 days"] {
      try await onDatabaseThread(url: workshop.admin) {
        try $0.execute(
          """
          set role tryzore_definer;
          insert into private.idempotency_keys (organization_id, user_id, operation, key, body_hash, answer_status, answer, created_at)
          values ('\(workshop.gym)', '\(workshop.person)', 'POST /v1/clients', gen_random_uuid(), sha256(''), 201, '{}',
            now() - interval '\(age)')
          """)
      }
    }
    #expect(try await result(of: Duties.cleanAnswers, in: workshop) == #"{"count": 2}"#)
    #expect(try await workshop.value("(select count(*) from private.idempotency_keys)", as: Int.self) == 1)
  }

  @Test func aMissingAuditMonthIsMade() async throws {
    let workshop = try await Workshop.make()
    let months: SQL = """
      (select string_agg(c.relname::text, ' ' order by 1) from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'audit.audit_logs'::regclass and c.relname ~ '\\d$')
      """
    let before = try await workshop.value(months, as: String.self)
    let last = try #require(before.split(separator: " ").last)
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute("alter table audit.audit_logs detach partition audit.\(last); drop table audit.\(last)")
    }
    #expect(try await result(of: Duties.makeAuditMonths, in: workshop) == #"{"count": 1}"#)
    #expect(try await workshop.value(months, as: String.self) == before)
  }

  /// Rows leave the default partition under a lock: the duty gives up before a request would.
  @Test func aRepairThatHasToWaitFailsNoRequest() async throws {
    let workshop = try await Workshop.make()
    let insert = """
      insert into audit.audit_logs (id, action, entity_type, entity_id, created_at)
      values (gen_random_uuid(), 'created', 'probe', gen_random_uuid()
      """
    try await onDatabaseThread(url: workshop.admin) { try $0.execute("\(insert), '2001-01-01')") }
    let work = Task { [jobs = try duties()] in
      let id = UUID()
      _ = try await workshop.database.pipeline([try Duties.makeAuditMonths.enqueue(id, NoPayload())])
      try await workshop.work(jobs, until: "select error is not null from jobs.jobs where id = \(id)")
      return try await workshop.value("(select error from jobs.jobs where id = \(id))", as: String.self)
    }
    // Somebody who reads the log for long; a repair needs it for itself.
    try await onDatabaseThread(url: workshop.admin) { reader in
      try reader.execute("begin; select from audit.audit_logs")
      while try reader.rows("select exists (select from jobs.jobs where error is not null) as failed")
        .value("failed", at: 0, as: Bool.self) == false
      {
        _ = try reader.rows("select pg_sleep(0.02)")
      }
      try reader.execute("commit")
    }
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute("set lock_timeout = '1s'; \(insert), now())")
    }
    #expect(["the database: 55P03", "the database: 57014"].contains(try await work.value))
  }

  @Test func aCounterThatDeviatesIsReportedAndLeftAlone() async throws {
    let workshop = try await Workshop.make()
    let event = UUID()
    try await workshop.enqueue([
      """
      insert into crm.events (id, event_type, title, starts_at, ends_at)
      values (\(event), 'class', 'Class', now(), now() + interval '1 hour')
      """
    ])
    let all = try await result(of: Duties.checkEveryCounter, in: workshop)
    #expect(all == #"{"count": 1}"#)
    let found: SQL =
      "(select result::text from jobs.jobs where kind = 'counters.check' order by created_at desc limit 1)"
    try await workshop.work(duties(), until: "select bool_and(state = 'succeeded') from jobs.jobs")
    #expect(try await workshop.value(found, as: String.self) == #"{"deviations": []}"#)

    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute("update crm.events set current_participants = 3")
    }
    _ = try await result(of: Duties.checkEveryCounter, in: workshop)
    try await workshop.work(duties(), until: "select bool_and(state = 'succeeded') from jobs.jobs")
    let report = try await workshop.value(found, as: String.self)
    #expect(report.contains(event.uuidString.lowercased()) && report.contains("current_participants"))
    #expect(report.contains(#""stored": 3"#) && report.contains(#""counted": 0"#))
    #expect(try await workshop.value("(select current_participants from crm.events)", as: Int.self) == 3)
  }

  @Test func everyDutyHasItsTimes() async throws {
    let jobs = try duties()
    for schedule in jobs.schedules {
      #expect(jobs.handlers[schedule.kind] != nil)
      #expect(schedule.rule.next(after: Date()) != nil)
    }
    #expect(Set(jobs.schedules.map(\.name)).count == 5)
  }
}
