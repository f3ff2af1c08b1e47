import Foundation
import Postgres
import SystemPackage
import Testing

@testable import TryZore

@Suite(.serialized) struct DoctorTests {
  struct Fault: Sendable, CustomTestStringConvertible {
    let check: String
    let plant: String
    let found: String

    init(_ check: String, _ plant: String, _ found: String) {
      self.check = check
      self.plant = plant
      self.found = found
    }

    var testDescription: String { "\(check): \(found)" }
  }

  /// What logging in as the application makes of a session.
  private static let asApplication = """
    set local session authorization tryzore_app; set local search_path = pg_catalog;
    set local statement_timeout = '5s'; set local lock_timeout = '1s';
    set local idle_in_transaction_session_timeout = '10s'; set local plan_cache_mode = force_generic_plan
    """

  /// Each is planted, found, and rolled back.
  @Test(arguments: [
    Fault("row-level security", "create table crm.bare (id uuid)", "crm.bare"),
    Fault("row-level security", "alter table crm.users no force row level security", "crm.users"),
    Fault(
      "row-level security", "alter table audit.audit_logs_default disable row level security",
      "audit_logs_default"),
    Fault(
      "row-level security",
      """
      select audit.ensure_partitions(0);
      alter table audit.audit_logs detach partition audit.audit_logs_default;
      alter table audit.audit_logs_default rename to audit_logs_2001_01_detached;
      alter table audit.audit_logs_2001_01_detached no force row level security
      """, "audit_logs_2001_01_detached"),
    Fault("policies", "create table crm.bare (id uuid)", "crm.bare has none"),
    Fault(
      "policies", "create policy planted on crm.users for select using (false)",
      "crm.users has planted for everybody"),
    Fault("owners", "alter table crm.tags owner to tryzore_admin", "crm.tags is tryzore_admin's"),
    Fault("roles", "alter role tryzore_definer login", "tryzore_definer can log in"),
    Fault("roles", "alter role tryzore_worker bypassrls", "tryzore_worker is beyond row-level security"),
    Fault("roles", "alter role tryzore_migrator createrole", "tryzore_migrator may make roles"),
    Fault("roles", "alter role tryzore_backup superuser", "tryzore_backup is a superuser"),
    Fault("roles", "grant tryzore_owner to tryzore_app", "tryzore_app is a member of tryzore_owner"),
    Fault("roles", "alter role tryzore_worker rename to planted", "tryzore_worker is missing"),
    Fault("privileges", "grant truncate on crm.users to tryzore_app", "tryzore_app may truncate crm.users"),
    Fault(
      "privileges", "grant trigger on crm.users to tryzore_definer", "tryzore_definer may trigger crm.users"),
    Fault(
      "privileges", "grant select (id) on private.sessions to tryzore_app",
      "tryzore_app reaches private.sessions"),
    Fault(
      "privileges", "grant select on audit.audit_logs_default to tryzore_worker",
      "tryzore_worker reaches audit.audit_logs_default"),
    Fault(
      "privileges", "grant create on schema crm to tryzore_worker", "tryzore_worker may create in schema crm"),
    Fault(
      "privileges",
      "do $$ begin execute format('grant temporary on database %I to tryzore_app', current_database()); end $$",
      "tryzore_app may make temporary tables"),
    Fault(
      "other roles", "create role planted; grant select on crm.users to planted",
      "planted may select crm.users"),
    Fault(
      "other roles", "grant select (email) on crm.users to public", "everybody may select crm.users.email"),
    Fault(
      "other roles", "create role planted; grant usage on schema private to planted",
      "planted may usage schema private"),
    Fault(
      "functions", "alter function private.close_session(uuid) reset search_path",
      "private.close_session(uuid) has no pinned path"),
    Fault(
      "functions", "grant execute on function private.resolve_sessions(uuid, uuid[]) to public",
      "everybody may execute private.resolve_sessions(uuid,uuid[])"),
    Fault(
      "functions", "create role planted; grant execute on function private.close_session(uuid) to planted",
      "planted may execute private.close_session(uuid)"),
    Fault(
      "functions", "grant execute on function private.enter_operator(uuid, text, boolean) to tryzore_app",
      "tryzore_app may execute private.enter_operator(uuid,text,boolean)"),
    Fault(
      "functions", "create function crm.planted() returns int language sql as 'select 1'",
      "crm.planted() is tryzore_admin's"),
    Fault("extensions", "drop extension btree_gist cascade", "btree_gist is missing"),
    Fault(
      "audit partitions",
      "do $$ begin execute format('drop table audit.personal_values_%s', to_char(now() at time zone 'UTC' + interval '1 month', 'YYYY_MM')); end $$",
      "personal_values has no "),
    Fault("audit partitions", "drop table audit.audit_logs_default", "audit_logs has no default"),
    Fault(
      "audit defaults",
      "insert into audit.audit_logs (id, action, entity_type, entity_id, created_at) values (gen_random_uuid(), 'created', 'probe', gen_random_uuid(), '2001-01-01')",
      "audit.audit_logs_default holds rows"),
    Fault(
      "audit archive",
      "select audit.add_month('audit_logs', '2001-01-01', null); select audit.detach_month('audit_logs_2001_01')",
      "audit.audit_logs_2001_01_detached waits"),
    Fault("durability", "set local synchronous_commit = off", "synchronous_commit is off"),
    Fault("server log", "set local log_parameter_max_length = 100", "log_parameter_max_length is 100"),
    Fault(
      "server log", "set local log_parameter_max_length_on_error = 100",
      "log_parameter_max_length_on_error is 100"),
    Fault("server log", "set local log_min_error_statement = error", "log_min_error_statement is error"),
    Fault("server log", "set local log_statement = 'all'", "log_statement is all"),
    Fault("role", "set local session authorization tryzore_worker", "connected as tryzore_worker"),
    Fault("role", "alter role tryzore_app superuser; \(asApplication)", "superuser"),
    Fault("role", "alter role tryzore_app bypassrls; \(asApplication)", "beyond row-level security"),
    Fault("role", "alter role tryzore_app createdb; \(asApplication)", "may make databases"),
    Fault("membership", "grant pg_monitor to tryzore_app; \(asApplication)", "member of pg_monitor"),
    Fault("ownership", "alter table crm.tags owner to tryzore_app; \(asApplication)", "owns table crm.tags"),
    Fault(
      "timeouts", "\(asApplication); set local statement_timeout = 0",
      "statement_timeout is off"),
    Fault("timeouts", "\(asApplication); set local lock_timeout = 0", "lock_timeout is off"),
    Fault(
      "timeouts", "\(asApplication); set local idle_in_transaction_session_timeout = 0",
      "idle_in_transaction_session_timeout is off"),
    Fault("plans", "\(asApplication); set local plan_cache_mode = auto", "plan_cache_mode is auto"),
  ])
  func findsWhatIsWrong(_ fault: Fault) async throws {
    let database = try await DoctorTests.database.value
    let (well, ill) = try await onDatabaseThread(url: database.url()) { connection in
      let check = try #require(DoctorTests.checks.first { $0.name == fault.check })
      // As on a server that is set up well.
      try connection.execute(
        "begin; set local synchronous_commit = on; set local log_min_error_statement = panic; savepoint well")
      if LoginChecks(role: "tryzore_app").all.contains(where: { $0.name == fault.check }) {
        try connection.execute(DoctorTests.asApplication)
      }
      let before = try check.run(connection)
      try connection.execute("rollback to well")
      try connection.execute(fault.plant)
      let after = try check.run(connection)
      try connection.execute("rollback")
      return (before, after)
    }
    #expect(!well.advice.contains(fault.found), "it was there before: \(well.advice)")
    #expect(ill.verdict != .ok && ill.advice.contains(fault.found), "\(ill.advice)")
    #expect(!ill.advice.contains("\n"))
  }

  private static let checks = CatalogueChecks.all + ServerChecks.all + LoginChecks(role: "tryzore_app").all
  private static let database = Task { try await MigratedDatabase.make() }

  @Test func everyCheckHasAFault() throws {
    // What cannot be planted in a transaction has tests of its own below.
    let elsewhere: Set = ["PostgreSQL", "data checksums"]
    let planted = Set(
      try String(contentsOfFile: #filePath, encoding: .utf8).matches(of: #/Fault\(\s*"([^"]+)"/#).map {
        String($0.1)
      })
    #expect(Set(DoctorTests.checks.map(\.name)).subtracting(elsewhere).isSubset(of: planted))
  }

  @Test func rowsWithoutADoorAreFound() async throws {
    let database = try await MigratedDatabase.make()
    try await database.execute(
      """
      insert into crm.users (id, email, first_name, last_name) values (gen_random_uuid(), 'a@example.com', 'A', 'B');
      create policy planted on crm.users for select to tryzore_worker using (true)
      """)
    let findings = try await doctor(database.environment())
    #expect(findings["isolation"]?.verdict == .ok)
    #expect(findings["worker isolation"]?.verdict == .fail)
    #expect(findings["worker isolation"]?.advice.hasPrefix("crm.users can be read without a door") == true)
  }

  @Test(arguments: [
    ("", false, true), ("127.0.0.1", false, true), ("::1", false, true), ("10.0.0.7", true, true),
    ("10.0.0.7", false, false), ("2001:db8::1", false, false), ("192.0.2.127", false, false),
  ])
  func connectionsOverTheNetworkAreEncrypted(_ address: String, _ isEncrypted: Bool, _ isWell: Bool) {
    let finding = LoginChecks.encryption(check: "encryption", address: address, isEncrypted: isEncrypted)
    #expect((finding.verdict == .ok) == isWell)
  }

  @Test func migrationsThatAreMissingChangedOrUnknown() async throws {
    let database = try await MigratedDatabase.make()
    #expect(try await doctor(database.environment())["migrations"]?.verdict == .ok)
    try await database.execute(
      "insert into private.migrations (number, name, checksum) values (999, '0999_later', '')")
    let unknown = try await doctor(database.environment())["migrations"]
    #expect(unknown?.verdict == .fail && unknown?.advice.contains("0999_later") == true)
    try await database.execute(
      "delete from private.migrations where number = (select max(number) from private.migrations where number < 999); delete from private.migrations where number = 999"
    )
    let pending = try await doctor(database.environment())["migrations"]
    #expect(pending?.verdict == .fail && pending?.advice.contains("1 are missing") == true)
    try await database.execute("drop schema crm cascade")
    #expect(try await doctor(database.environment())["schema"]?.verdict == .fail)
  }

  @Test func whatIsNotConfiguredIsSaid() async throws {
    let database = try await MigratedDatabase.make()
    let findings = try await doctor(["DATABASE_URL": database.url("tryzore_app")])
    #expect(findings["migrations"]?.verdict == .warn && findings["worker"]?.verdict == .warn)
    let worker = try await doctor(
      database.environment().merging(["TRYZORE_WORKER_DATABASE_URL": database.url("tryzore_app")]) { $1 })
    #expect(worker["worker role"]?.advice.contains("connected as tryzore_app") == true)
  }

  @Test func aServerOfOurOwnIsWellUntilItsSettingsAreNot() async throws {
    try await withTemporaryFolder { parent in
      let folder = try PrivatePostgresFolder("\(parent)/data")
      let postgres = try await PrivatePostgres.start(in: folder.path.string, logger: .quiet)
      let environment = [
        "DATABASE_URL": postgres.url(role: "tryzore_app"),
        "TRYZORE_WORKER_DATABASE_URL": postgres.url(role: "tryzore_worker"),
        "TRYZORE_MIGRATE_DATABASE_URL": postgres.url(role: PrivatePostgres.adminRole),
      ]
      try await Migrate.bringUp(postgres.url(role: PrivatePostgres.adminRole))
      let well = try await tryzore(["doctor"], environment)
      #expect(well.code == 0, "\(well.output)\(well.errors)")
      #expect(well.output.split(separator: "\n").allSatisfy { $0.hasPrefix("ok ") }, "\(well.output)")
      await postgres.stop()

      let settings = folder.cluster.appending("postgresql.auto.conf").string
      try "fsync = off\nfull_page_writes = off\nlog_min_error_statement = error\n".write(
        toFile: settings, atomically: false, encoding: .utf8)
      let careless = try await PrivatePostgres.start(in: folder.path.string, logger: .quiet)
      let findings = try await doctor(environment)
      await careless.stop()
      #expect(findings["durability"]?.advice.hasPrefix("fsync is off, full_page_writes is off") == true)
      #expect(findings["server log"]?.verdict == .warn)
      #expect(findings["data checksums"]?.verdict == .ok)
    }
  }

  @Test func missingChecksumsAreFound() async throws {
    let database = try await DoctorTests.database.value
    let setting = try await database.texts("select current_setting('data_checksums') as it_is")
    let finding = try await doctor(database.environment())["data checksums"]
    #expect(finding?.verdict == (setting == ["off"] ? .warn : .ok))
  }

  private func doctor(_ environment: [String: String]) async throws -> [String: Doctor.Finding] {
    let outcome = try await tryzore(["doctor", "--json"], environment)
    let findings = try JSONDecoder().decode([Doctor.Finding].self, from: Data(outcome.output.utf8))
    #expect((outcome.code == 1) == findings.contains { $0.verdict == .fail })
    return Dictionary(findings.map { ($0.check, $0) }) { first, _ in first }
  }
}
