import CRM
import Foundation
import Postgres

/// Takes months out of the audit log, one step after the other. Where it stands is in the database and in the folder
/// alone: a detached month is not in the archive yet, or not known to be.
struct AuditArchive {
  struct Month: Codable, Sendable {
    /// The month's name as a partition, such as `audit_logs_2024_05`.
    let table: String
    /// It has left the log already: the run before was interrupted.
    let isDetached: Bool
    /// What it takes in the database.
    let bytes: Int
    var rows: Int?
    var file: String?

    var detachedTable: String { "\(table)_detached" }
  }

  private let connection: BlockingConnection

  /// Becomes the owner, who alone may do this, and keeps others from doing it at the same time.
  init(_ connection: BlockingConnection) throws {
    self.connection = connection
    let isFree = try connection.rows("select pg_try_advisory_lock(hashtext('audit.archive')) as it_is")
      .value("it_is", at: 0, as: Bool.self)
    guard isFree else { throw CommandFailure(.conflict, "The audit log is being archived already.") }
    // Rows are printed the same by each run, wherever it runs.
    // And who writes to the log meanwhile waits less for a lock than a request has patience for.
    try connection.execute(
      "set role \(Schema.owner); set timezone = 'UTC'; set datestyle = 'ISO'; set lock_timeout = '300ms'")
  }

  /// Those that are due; first what an interrupted run left.
  func months(olderThan months: Int) throws -> [Month] {
    try connection.rows(
      """
      select substring(c.relname from '^(?:audit_logs|personal_values)_\\d{4}_\\d{2}') as table,
        not c.relispartition as is_detached, pg_total_relation_size(c.oid) as bytes
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'audit' and c.relkind = 'r'
        and case when c.relispartition
          then c.relname ~ '^(audit_logs|personal_values)_\\d{4}_\\d{2}$'
            and to_date(right(c.relname, 7), 'YYYY_MM')
              < date_trunc('month', now() at time zone 'UTC') - make_interval(months => \(Int32(clamping: months)))
          else c.relname ~ '^(audit_logs|personal_values)_\\d{4}_\\d{2}_detached$' end
      order by 2 desc, 1
      """
    ).retyped(as: Month.self).decoded()
  }

  func run(olderThan months: Int, to folder: ArchiveFolder, report: (Month) -> Void) throws -> [Month] {
    var done: [Month] = []
    for var month in try self.months(olderThan: months) {
      if !month.isDetached { try detach(month) }
      let written = try write(month, to: folder)
      month.rows = written.lines
      month.file = try folder.keep(written)
      try drop(month)
      report(month)
      done.append(month)
    }
    return done
  }

  /// Tries for a few seconds where somebody reads the log for long.
  func detach(_ month: Month) throws {
    for attempt in 1... {
      do {
        _ = try connection.rows("select audit.detach_month(\(month.table)) as name")
        return
      } catch let error as PostgresError where error.sqlState == "55P03" && attempt < 20 { continue }
    }
  }

  /// A line of JSON for each row, in the order of time.
  func write(_ month: Month, to folder: ArchiveFolder) throws -> ArchiveFolder.Draft {
    var draft = try folder.draft(month.table)
    defer { draft.close() }
    try connection.execute(
      """
      begin transaction isolation level repeatable read read only;
      declare archived no scroll cursor for
        select to_jsonb(entry)::text as line from audit.\(month.detachedTable) entry order by created_at, id
      """)
    do {
      while true {
        let lines = try connection.rows("fetch 2000 from archived").retyped(as: String.self).decoded()
        if lines.isEmpty { break }
        try draft.append(lines)
      }
      try connection.execute("commit")
    } catch {
      try? connection.execute("rollback")
      throw error
    }
    return draft
  }

  /// Only with as many rows as its file was found to hold.
  func drop(_ month: Month) throws {
    _ = try connection.rows(
      "select audit.drop_detached(\(month.detachedTable), \(month.rows.map(Int64.init)))")
  }
}
