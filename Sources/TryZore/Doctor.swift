import ArgumentParser
import CRM
import Foundation
import Postgres

/// `tryzore doctor`: is this installation set up as it should be?
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the database, the roles and the settings; one line each, with what to do.",
    discussion: "Examples:\n  tryzore doctor\n  tryzore doctor --data .tryzore/demo --json")

  @Option(
    help: "Folder of a running `tryzore demo`; without it DATABASE_URL and TRYZORE_MIGRATE_DATABASE_URL.")
  var data: String?

  @Flag(help: "Print JSON.")
  var json = false

  struct Finding: Codable {
    enum Verdict: String, Codable { case ok, warn, fail }
    let check: String
    let verdict: Verdict
    let advice: String
  }

  func run() async throws {
    let settings = Settings()
    let state =
      data == nil && settings.databaseURL != nil ? nil : try DemoState.read(data ?? DemoState.standard)
    let application =
      try state?.url(role: "tryzore_app") ?? settings.require(settings.databaseURL, "DATABASE_URL")
    let migrator = state.map { $0.url(role: $0.adminRole) } ?? settings.migrateURL
    var findings = try await onDatabaseThread(url: application, DatabaseChecks.application)
    if let migrator {
      let current = try await Migrator(
        url: migrator, migrations: Schema.migrations, role: Schema.owner, logger: .quiet
      ).status()
      let open = current.filter { $0.state != .applied }
      findings.append(
        Finding(
          check: "migrations", verdict: open.isEmpty ? .ok : .fail,
          advice: open.isEmpty
            ? "\(current.count) applied" : "Run `tryzore migrate up`: \(open.count) are missing or changed."))
      findings += try await onDatabaseThread(url: migrator, DatabaseChecks.owner)
    } else {
      findings.append(
        Finding(
          check: "migrations", verdict: .warn,
          advice: "Set TRYZORE_MIGRATE_DATABASE_URL to have them checked."))
    }
    if json {
      try Terminal.json(findings)
    } else {
      for finding in findings {
        let verdict = finding.verdict.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
        print("\(verdict) \(finding.check): \(finding.advice)")
      }
    }
    if findings.contains(where: { $0.verdict == .fail }) {
      throw CommandFailure(.failed, "Not everything is well.")
    }
  }
}

/// The checks that ask the database.
enum DatabaseChecks {
  /// As the application's login.
  @Sendable static func application(_ connection: BlockingConnection) throws -> [Doctor.Finding] {
    var findings: [Doctor.Finding] = []
    let version = try number(connection, "select current_setting('server_version_num')::int as n")
    findings.append(
      finding("PostgreSQL", version >= 150_000, "version \(version / 10_000)", "Use PostgreSQL 15 or newer."))
    let powers = try number(
      connection,
      "select count(*) as n from pg_roles where rolname = current_user and (rolsuper or rolbypassrls or rolcreaterole)"
    )
    findings.append(
      finding(
        "role", powers == 0, "neither superuser nor beyond row-level security",
        "Serve as tryzore_app, without special rights."))
    let owned = try number(
      connection,
      "select count(*) as n from pg_class where relowner = (select oid from pg_roles where rolname = current_user)"
    )
    findings.append(finding("ownership", owned == 0, "owns no table", "The serving role must own nothing."))
    let visible = try number(connection, "select count(*) as n from crm.client_organizations")
    findings.append(
      finding(
        "isolation", visible == 0, "no rows without a door", "Rows are visible without context: stop serving."
      ))
    return findings
  }

  /// As the login that migrates.
  @Sendable static func owner(_ connection: BlockingConnection) throws -> [Doctor.Finding] {
    let unforced = try number(
      connection,
      """
      select count(*) as n from pg_class where relkind in ('r', 'p')
        and relnamespace in (select oid from pg_namespace where nspname in ('crm', 'private', 'audit', 'jobs'))
        and not (relrowsecurity and relforcerowsecurity)
      """)
    let ahead = try number(
      connection,
      """
      select count(*) as n from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'audit.audit_logs'::regclass
        and pg_get_expr(c.relpartbound, c.oid) like '%' || to_char(now() + interval '1 month', 'YYYY-MM') || '-01%'
      """)
    let fsync = try number(connection, "select (current_setting('fsync') = 'on')::int as n")
    return [
      finding(
        "row-level security", unforced == 0, "forced on every table",
        "\(unforced) tables are open: run `tryzore migrate up`."),
      finding(
        "audit partitions", ahead > 0, "next month is there",
        "Run `tryzore migrate up`, which makes them ahead."),
      finding("durability", fsync == 1, "fsync is on", "Turn fsync on, or a power cut loses data."),
    ]
  }

  private static func finding(_ check: String, _ isWell: Bool, _ well: String, _ advice: String)
    -> Doctor.Finding
  {
    Doctor.Finding(check: check, verdict: isWell ? .ok : .fail, advice: isWell ? well : advice)
  }

  private static func number(_ connection: BlockingConnection, _ sql: SQL) throws -> Int {
    try connection.rows(sql).value("n", at: 0, as: Int.self)
  }
}
