import Foundation
import Mail
import Postgres
import Testing

@testable import CRM

@Suite struct MailJobsTests {
  private let folder = "/tmp/tryzore-mail-\(UUID().uuidString)"

  private func jobs(_ transport: MailTransport?) throws -> JobList {
    var jobs = JobList()
    let sender = try #require(MailAddress.parse("TryZore <no-reply@example.com>"))
    MailJobs.add(
      to: &jobs, MailDelivery(transport: transport, sender: sender, publicURL: "https://gym.example.com"))
    NotificationJobs.add(to: &jobs, publicURL: "https://gym.example.com")
    return jobs
  }

  private func news(_ workshop: Workshop, action: String? = nil) -> News {
    News(
      id: UUID(), user: workshop.person, type: "class_moved", title: "Your class <moved>",
      message: "To 18:00.",
      actionURL: action, actionLabel: action.map { _ in "See it" })
  }

  private func sent() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".eml") }.map {
      try String(contentsOfFile: "\(folder)/\($0)", encoding: .utf8)
    }
  }

  @Test func newsIsToldInTheAppAndByMail() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let workshop = try await Workshop.make()
    try await workshop.enqueue([try NotificationJobs.tell.enqueue(UUID(), news(workshop, action: "/classes"))]
    )
    try await workshop.work(
      jobs(.folder(folder)), until: "select count(*) = 1 from jobs.mails where accepted_at is not null")
    let mail = try #require(try sent().first)
    let id = try await workshop.value("(select id from jobs.mails)", as: UUID.self).uuidString.lowercased()
    for line in [
      "From: \"Gym\" <no-reply@example.com>", "Subject: Your class <moved>",
      "Message-ID: <\(id)@gym.example.com>",
      "List-Unsubscribe: <https://gym.example.com/v1/mails/\(id)/unsubscription>",
      "List-Unsubscribe-Post: List-Unsubscribe=One-Click", "Auto-Submitted: auto-generated",
    ] {
      #expect(
        mail.contains("\r\n\(line)\r\n") || mail.hasPrefix("\(line)\r\n"), "\(line) in\n\(mail.prefix(1500))")
    }
    #expect(
      try await workshop.value(
        "(select format('%s %s', title, is_read) from crm.notifications)", as: String.self)
        == "Your class <moved> f")
    // What it said is forgotten.
    #expect(try await workshop.value("(select contents is null from jobs.mails)", as: Bool.self))
  }

  @Test func whoWantsNoMailGetsNone() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let workshop = try await Workshop.make()
    try await workshop.enqueue([try NotificationJobs.tell.enqueue(UUID(), news(workshop))])
    try await workshop.work(
      jobs(.folder(folder)), until: "select count(*) = 1 from jobs.mails where accepted_at is not null")
    let id = try await workshop.value("(select id from jobs.mails)", as: UUID.self)
    // Twice is as good as once.
    for _ in 1...2 {
      try await onDatabaseThread(url: workshop.admin) { _ = try $0.rows(MailQueries.unsubscribe(id)) }
    }
    try await workshop.enqueue([try NotificationJobs.tell.enqueue(UUID(), news(workshop))])
    try await workshop.work(jobs(.folder(folder)), until: "select count(*) = 2 from crm.notifications")
    #expect(try await workshop.value("(select count(*) from jobs.mails)", as: Int.self) == 1)
  }

  @Test func quietHoursHoldMailBack() async throws {
    let workshop = try await Workshop.make()
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute(
        """
        insert into crm.notification_preferences (organization_id, user_id, quiet_hours_start, quiet_hours_end, timezone)
        select organization_id, user_id, '22:00', '07:30', 'Europe/Berlin' from crm.user_organizations
        """)
    }
    var jobs = JobList()
    let night = Date(timeIntervalSince1970: 1_795_300_200)  // 2026-11-21T22:30:00Z
    NotificationJobs.add(to: &jobs, publicURL: "https://gym.example.com", clock: { night })
    try await workshop.enqueue([try NotificationJobs.tell.enqueue(UUID(), news(workshop))])
    try await workshop.work(jobs, until: "select count(*) = 1 from crm.notifications")
    #expect(
      try await workshop.value("(select run_at from jobs.jobs where kind = 'mail.send')", as: Date.self)
        == Date(timeIntervalSince1970: 1_795_329_000))  // 2026-11-22T06:30:00Z
  }

  @Test func whatAServerTookIsNotSentAgain() async throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let workshop = try await Workshop.make()
    try await workshop.enqueue([try NotificationJobs.tell.enqueue(UUID(), news(workshop))])
    // The end of the job is lost after the server took the mail.
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute(
        """
        create function public.lose() returns trigger language plpgsql as
          $$ begin raise exception 'lost' using errcode = '57P01'; end $$;
        create trigger lose before update on jobs.jobs for each row
          when (new.state = 'succeeded' and new.kind = 'mail.send' and old.attempts = 1) execute function public.lose()
        """)
    }
    try await workshop.work(
      jobs(.folder(folder)),
      until: "select bool_or(kind = 'mail.send' and state = 'queued' and attempts = 1) from jobs.jobs")
    #expect(try sent().count == 1)
    for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
      try FileManager.default.removeItem(atPath: "\(folder)/\(file)")
    }
    try await onDatabaseThread(url: workshop.admin) { try $0.execute("update jobs.jobs set run_at = now()") }
    try await workshop.work(
      jobs(.folder(folder)), until: "select bool_and(state = 'succeeded') from jobs.jobs")
    #expect(try sent().isEmpty)
    #expect(
      try await workshop.value("(select attempts from jobs.jobs where kind = 'mail.send')", as: Int.self) == 2
    )
  }

  @Test func withoutAServerItSaysSo() async throws {
    let workshop = try await Workshop.make()
    try await workshop.enqueue([try NotificationJobs.tell.enqueue(UUID(), news(workshop))])
    try await workshop.work(jobs(nil), until: "select bool_or(error is not null) from jobs.jobs")
    #expect(
      try await workshop.value("(select error from jobs.jobs where kind = 'mail.send')", as: String.self)
        == "no mail server is named: TRYZORE_SMTP_URL")
  }

  @Test func whatCanNeverBeSentIsADeadLetter() async throws {
    let workshop = try await Workshop.make()
    try await workshop.enqueue([
      try NotificationJobs.tell.enqueue(UUID(), news(workshop, action: "javascript:alert(1)")),
      try NotificationJobs.tell.enqueue(UUID(), news(workshop)),
    ])
    // The database refuses the first action; the second mail's template is spoiled.
    try await workshop.work(jobs(nil), until: "select count(*) = 1 from jobs.mails")
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute(
        "update jobs.mails set contents = '{}'; update jobs.jobs set run_at = now() where kind = 'mail.send' and state = 'queued'"
      )
    }
    try await workshop.work(
      jobs(.folder(folder)), until: "select bool_or(state = 'dead') from jobs.jobs where kind = 'mail.send'")
    #expect(try await workshop.value("(select failed_at is not null from jobs.mails)", as: Bool.self))
    #expect(
      try await workshop.value(
        "(select error from jobs.jobs where kind = 'notifications.tell' and error is not null)",
        as: String.self)
        == "the database: action_url_invalid")
  }
}
