import Foundation
import Logging
import Postgres
import Testing

@testable import TryZore

@Suite struct AuditMonthsTests {
  @Test func aMissingMonthIsMadeAtOnce() async throws {
    let database = try await MigratedDatabase.make()
    let months = try await database.texts(AuditMonthsTests.partitions)
    let last = try #require(months.last)
    try await database.execute("alter table audit.audit_logs detach partition \(last); drop table \(last)")
    let (logger, lines) = LineLog.make()
    let work = Task { [url = try database.url("tryzore_worker")] in
      await AuditMonths(url: url, logger: logger).keep()
    }
    let first = await lines.first { _ in true }
    #expect(first == "info audit months are there ahead=3 made=1")
    #expect(try await database.texts(AuditMonthsTests.partitions) == months)
    work.cancel()
    await work.value
  }

  @Test func whatFailsIsSaidAndTriedAgain() async throws {
    let database = try await MigratedDatabase.make()
    // The application may not make months.
    let (logger, lines) = LineLog.make()
    let work = Task { [url = try database.url("tryzore_app")] in
      await AuditMonths(url: url, logger: logger, pauseAfterFailure: .milliseconds(1)).keep()
    }
    let failures = lines.prefix(2).map { $0 }
    for await line in failures {
      #expect(line.hasPrefix("error audit months could not be made"))
      #expect(line.contains("permission denied"))
    }
    work.cancel()
    await work.value
  }

  @Test func aRepairThatHasToWaitFailsNoRequest() async throws {
    let database = try await MigratedDatabase.make()
    let insert = """
      insert into audit.audit_logs (id, action, entity_type, entity_id, created_at)
      values (gen_random_uuid(), 'created', 'probe', gen_random_uuid()
      """
    try await database.execute("\(insert), '2001-01-01')")
    let (logger, lines) = LineLog.make()
    // Somebody who reads the log for long; a repair needs it for itself.
    try await whileConnected(
      database.url(), { try $0.execute("begin; select from audit.audit_logs") },
      do: {
        let work = Task { [url = try database.url("tryzore_worker")] in
          await AuditMonths(url: url, logger: logger, pauseAfterFailure: .milliseconds(1)).keep()
        }
        for _ in 1...5 { try await database.execute("set lock_timeout = '1s'; \(insert), now())") }
        #expect(await lines.first { $0.hasPrefix("error") }?.contains("lock timeout") == true)
        work.cancel()
        await work.value
      })
  }

  @Test func withoutALoginItSaysSo() async {
    let (logger, lines) = LineLog.make()
    await AuditMonths(url: nil, logger: logger).keep()
    #expect(await lines.first { _ in true }?.contains("TRYZORE_WORKER_DATABASE_URL is not set") == true)
  }

  private static let partitions: SQL = """
    select i.inhrelid::regclass::text as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit.audit_logs'::regclass and c.relname ~ '\\d$' order by 1
    """
}

/// A log whose lines a test can wait for.
private struct LineLog: LogHandler {
  var logLevel = Logger.Level.info
  var metadata: Logger.Metadata = [:]
  let lines: AsyncStream<String>.Continuation

  static func make() -> (Logger, AsyncStream<String>) {
    let (stream, continuation) = AsyncStream.makeStream(of: String.self)
    return (Logger(label: "test") { _ in LineLog(lines: continuation) }, stream)
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let more = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    lines.yield("\(event.level) \(event.message)\(more)")
  }
}
