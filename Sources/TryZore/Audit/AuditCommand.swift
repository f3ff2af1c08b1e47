import ArgumentParser
import Foundation
import Postgres

/// `tryzore audit`: what becomes of the audit log.
struct Audit: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Archive the audit log's old months.",
    discussion: "Examples:\n  tryzore audit archive --older-than 24 --to /srv/audit --dry-run",
    subcommands: [Archive.self])

  /// `tryzore audit archive --older-than MONTHS --to DIR`
  struct Archive: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Move months out of the database, each into a compressed file of JSON lines.",
      discussion: """
        A month is detached, written, read back from its file and compared, and only then dropped. Interrupted
        anywhere, the same command goes on; no file is ever overwritten. Needs the login that migrates
        (TRYZORE_MIGRATE_DATABASE_URL), disk for one month uncompressed, and gzip.
        Files of personal_values hold what erasing a person deletes from the database: nothing erases it there.
        Examples:
          tryzore audit archive --older-than 24 --to /srv/audit --dry-run
          tryzore audit archive --older-than 24 --to /srv/audit
        """)

    @Option(help: "Keep so many whole months besides the current one.")
    var olderThan: Int

    @Option(help: "Folder for the files; made if it is missing, for this user only.")
    var to: String

    @Flag(help: "Say what would be archived; change nothing.")
    var dryRun = false

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: "Folder of a running `tryzore demo`; without it TRYZORE_MIGRATE_DATABASE_URL is used.")
    var data: String?

    func validate() throws {
      guard (1...1200).contains(olderThan) else {
        throw ValidationError("--older-than must be between 1 and 1200 months.")
      }
    }

    func run() async throws {
      let settings = Settings()
      let state = try data.map(DemoState.read)
      let url =
        try state.map { $0.url(role: $0.adminRole) }
        ?? settings.require(settings.migrateURL, "TRYZORE_MIGRATE_DATABASE_URL")
      let (months, folder, isDryRun, isSilent) = (olderThan, to, dryRun, json)
      let done = try await onDatabaseThread(url: url) { connection in
        let archive = try AuditArchive(connection)
        if isDryRun { return try archive.months(olderThan: months) }
        return try archive.run(olderThan: months, to: ArchiveFolder(folder)) { month in
          if !isSilent { print("\(month.table): \(month.rows ?? 0) rows in \(month.file ?? "")") }
        }
      }
      if json { return try Terminal.json(done) }
      if done.isEmpty { return print("no month is older") }
      if dryRun { for month in done { print("\(month.table): \(month.bytes) bytes would be archived") } }
    }
  }
}
