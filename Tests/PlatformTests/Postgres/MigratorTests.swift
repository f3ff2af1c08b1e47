import Foundation
import Postgres
import Testing

struct MigratorTests {
  private let first = Migration(number: 1, name: "0001_one", sql: "create table one (id int);")
  private let second = Migration(number: 2, name: "0002_two", sql: "create table two (id int);")

  private func migrator(
    _ scratch: ScratchDatabase, _ migrations: [Migration], role: String? = nil
  ) -> Migrator {
    Migrator(url: scratch.url, migrations: migrations, role: role, logger: quiet)
  }

  private func refusal(_ migrator: Migrator) async -> String {
    do {
      _ = try await migrator.up()
      return ""
    } catch {
      return "\(error)"
    }
  }

  /// Roles belong to the whole cluster, which other tests share.
  private func unusedRole() -> String {
    "role_" + UUID().uuidString.lowercased().replacing("-", with: "_")
  }

  @Test func appliesWhatIsPendingOnce() async throws {
    let scratch = try await ScratchDatabase.make()
    #expect(try await migrator(scratch, [first]).status().map(\.state) == [.pending])
    #expect(try await migrator(scratch, [first]).up() == [first])
    #expect(try await migrator(scratch, [second, first]).status().map(\.state) == [.applied, .pending])
    #expect(try await migrator(scratch, [second, first]).up() == [second])
    #expect(try await migrator(scratch, [first, second]).up() == [])
    let status = try await migrator(scratch, [first]).status()
    #expect(status.map(\.state) == [.applied, .unknown])
    #expect(status.allSatisfy { $0.appliedAt != nil })
  }

  @Test func refusesAChangedFileAndAGap() async throws {
    let scratch = try await ScratchDatabase.make()
    _ = try await migrator(scratch, [first, second]).up()
    var changed = first
    changed.sql += " "
    #expect(try await migrator(scratch, [changed, second]).status().map(\.state) == [.changed, .applied])
    #expect(await refusal(migrator(scratch, [changed, second])).hasPrefix("0001_one: the file was changed"))
    let fourth = Migration(number: 4, name: "0004_four", sql: "select 1")
    #expect(await refusal(migrator(scratch, [first, second, fourth])).hasPrefix("0004_four: its number"))
    let other = try await ScratchDatabase.make()
    _ = try await migrator(other, [first, second]).up()
    try await other.execute("delete from private.migrations where number = 1")
    #expect(await refusal(migrator(other, [first, second])).hasPrefix("0001_one: its number"))
  }

  @Test func aFailingFileLeavesNothingBehind() async throws {
    let scratch = try await ScratchDatabase.make()
    let broken = Migration(
      number: 2, name: "0002_broken", sql: "create table two (id int);\nselect\n  nonsense;")
    #expect(
      await refusal(migrator(scratch, [first, broken])) == "0002_broken, line 3: PostgreSQL refused it")
    #expect(try await migrator(scratch, [first, broken]).status().map(\.state) == [.applied, .pending])
    #expect(try await migrator(scratch, [first, second]).up() == [second])
  }

  @Test func aFileMayNotEndItsTransaction() async throws {
    let scratch = try await ScratchDatabase.make()
    let ending = Migration(number: 1, name: "0001_ending", sql: "select 1; commit; begin;")
    #expect(await refusal(migrator(scratch, [ending])).hasPrefix("0001_ending: a migration may not"))
    #expect(try await migrator(scratch, [ending]).status().map(\.state) == [.pending])
  }

  @Test func refusesUnforcedTablesAndDisabledTriggers() async throws {
    let scratch = try await ScratchDatabase.make()
    let unforced = Migration(
      number: 1, name: "0001_unforced",
      sql: "create schema crm; create table crm.t (id int); alter table crm.t enable row level security;")
    #expect(
      await refusal(migrator(scratch, [unforced]))
        == "0001_unforced: row security of crm.t is enabled but not forced")
    let disabled = Migration(
      number: 1, name: "0001_disabled",
      sql: """
        create schema crm; create table crm.t (id int);
        create trigger guard before update on crm.t for each row
          execute function suppress_redundant_updates_trigger();
        alter table crm.t disable trigger guard;
        """)
    #expect(
      await refusal(migrator(scratch, [disabled])) == "0001_disabled: trigger guard of crm.t is disabled")
    #expect(try await migrator(scratch, [disabled]).status().map(\.state) == [.pending])
  }

  @Test func filesRunAsTheRoleUnlessTheySayOtherwise() async throws {
    let scratch = try await ScratchDatabase.make()
    let role = unusedRole()
    try await scratch.execute(
      "create role \(role); grant create on schema public to \(role); create schema private authorization \(role)"
    )
    let plain = Migration(number: 1, name: "0001_plain", sql: "create table plain (id int);")
    let own = Migration(number: 2, name: "0002_own", sql: "-- as: migrator\ncreate table own (id int);")
    _ = try await migrator(scratch, [plain, own], role: role).up()
    let owners = try await onDatabaseThread(url: scratch.url) { connection in
      try connection.rows(
        "select tableowner::text from pg_tables where tablename in ('own', 'plain') order by tablename"
      ).retyped(as: String.self).decoded()
    }
    #expect(owners[0] != role)
    #expect(owners[1] == role)
    try await scratch.execute("drop owned by \(role); drop role \(role)")
  }

  @Test func twoMigratorsAtOnceApplyEachFileOnce() async throws {
    let scratch = try await ScratchDatabase.make()
    let migrations = (1...10).map {
      Migration(number: $0, name: "000\($0)", sql: "create table t\($0) (id int); select pg_sleep(0.01);")
    }
    let one = migrator(scratch, migrations)
    let two = migrator(scratch, migrations)
    async let first = one.up()
    async let second = two.up()
    let applied = try await first + second
    #expect(applied.map(\.number).sorted() == Array(1...10))
    #expect(try await one.status().allSatisfy { $0.state == .applied })
  }

  @Test func aHiddenListIsNoEmptyList() async throws {
    let scratch = try await ScratchDatabase.make()
    let role = unusedRole()
    _ = try await migrator(scratch, [first]).up()
    try await scratch.execute(
      """
      create role \(role) login;
      grant usage on schema private to \(role);
      alter table private.migrations owner to \(role);
      alter table private.migrations enable row level security;
      alter table private.migrations force row level security;
      """)
    let asOwner = scratch.with("role=\(role)")
    #expect(await refusal(migrator(asOwner, [first])).hasPrefix("private.migrations: row security hides"))
    try await scratch.execute("create policy all_rows on private.migrations to \(role) using (true)")
    #expect(try await migrator(asOwner, [first]).up() == [])
    try await scratch.execute("drop owned by \(role); drop role \(role)")
  }
}
