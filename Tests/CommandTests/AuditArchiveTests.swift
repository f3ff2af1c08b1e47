import Foundation
import Postgres
import Subprocess
import Testing

@testable import TryZore

@Suite struct AuditArchiveTests {
  /// Where a run is cut off.
  enum Interruption: CaseIterable { case afterDetaching, whileWriting, beforeTheFile, beforeDropping, never }

  @Test(arguments: Interruption.allCases)
  func interruptedAnywhereItGoesOnAndLosesNothing(_ interruption: Interruption) async throws {
    try await withTemporaryFolder { folder in
      let database = try await withOldRows()
      let before = try await rows(database)
      try await interrupt(interruption, database, folder)

      let run = try await archive(database, folder)
      #expect(run.code == 0, "\(run.errors)")
      #expect(try await database.texts(AuditArchiveTests.detached).isEmpty)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(
        files == [
          "audit_logs_2019_12.jsonl.gz", "audit_logs_2020_01.jsonl.gz", "personal_values_2019_12.jsonl.gz",
          "personal_values_2020_01.jsonl.gz",
        ])
      var archived: [String] = []
      for file in files { archived += try await lines("\(folder)/\(file)") }
      #expect((archived + (try await rows(database))).sorted() == before)
      let mode = try FileManager.default.attributesOfItem(atPath: "\(folder)/\(files[0])")[.posixPermissions]
      #expect((mode as? NSNumber)?.intValue == 0o600)
      #expect(try await archive(database, folder).output == "no month is older\n")
    }
  }

  private func interrupt(_ interruption: Interruption, _ database: MigratedDatabase, _ folder: String)
    async throws
  {
    try await onDatabaseThread(url: database.url()) { connection in
      let archive = try AuditArchive(connection)
      let place = try ArchiveFolder(folder)
      guard interruption != .never, let month = try archive.months(olderThan: 24).first else { return }
      try archive.detach(month)
      if interruption == .afterDetaching { return }
      if interruption == .whileWriting {
        var half = try place.draft(month.table)
        try half.append(["{\"half\": "])
        return half.close()
      }
      let draft = try archive.write(month, to: place)
      if interruption == .beforeTheFile {
        try Data("half of it".utf8).write(to: URL(fileURLWithPath: "\(draft.path).gz"))
      }
      if interruption == .beforeDropping { _ = try place.keep(draft) }
    }
  }

  @Test func aDryRunChangesNothing() async throws {
    try await withTemporaryFolder { folder in
      let database = try await withOldRows()
      let before = try await rows(database)
      let run = try await archive(database, folder, ["--dry-run"])
      #expect(run.code == 0 && run.output.split(separator: "\n").count == 4, "\(run.output)\(run.errors)")
      #expect(run.output.contains("audit_logs_2019_12: "))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
      #expect(try await rows(database) == before)
      #expect(try await database.texts(AuditArchiveTests.detached).isEmpty)
    }
  }

  @Test func aMonthThatIsNotOldEnoughStays() async throws {
    try await withTemporaryFolder { folder in
      let database = try await MigratedDatabase.make()
      try await database.execute(
        """
        insert into audit.audit_logs (id, action, entity_type, entity_id, created_at)
        select gen_random_uuid(), 'created', 'probe', gen_random_uuid(),
          date_trunc('month', now() at time zone 'UTC') at time zone 'UTC' - ago * interval '1 month' + interval '1 day'
        from generate_series(0, 3) ago;
        select audit.ensure_partitions(3)
        """)
      let run = try await archive(database, folder, ["--json"], olderThan: 2)
      // This month and the two before it stay, the third goes.
      #expect(run.output.matches(of: #/"rows":1/#).count == 1, "\(run.output)\(run.errors)")
      #expect(try await rows(database).count == 3)
    }
  }

  @Test func aFileThatIsThereIsNeverOverwritten() async throws {
    try await withTemporaryFolder { folder in
      let database = try await withOldRows()
      let taken = "\(folder)/audit_logs_2019_12.jsonl.gz"
      try Data("something else".utf8).write(to: URL(fileURLWithPath: taken))
      let run = try await archive(database, folder)
      #expect(
        run.code == 0 && run.output.contains("audit_logs_2019_12.2.jsonl.gz"), "\(run.output)\(run.errors)")
      #expect(FileManager.default.contents(atPath: taken) == Data("something else".utf8))
      #expect(try await lines("\(folder)/audit_logs_2019_12.2.jsonl.gz").count == 1)
    }
  }

  @Test func whereNothingCanBeWrittenNothingIsDetached() async throws {
    try await withTemporaryFolder { folder in
      let database = try await withOldRows()
      let before = try await rows(database)
      try Data().write(to: URL(fileURLWithPath: "\(folder)/file"))
      #expect(try await archive(database, "\(folder)/file/inside").code == 1)
      #expect(try await rows(database) == before)
      #expect(try await archive(database, folder, olderThan: 0).code == 2)
    }
  }

  @Test func twoAtOnceAreRefused() async throws {
    let database = try await withOldRows()
    try await withTemporaryFolder { folder in
      let second = try await whileConnected(
        database.url(), { _ = try AuditArchive($0) }, do: { try await archive(database, folder) })
      #expect(second.code == 5 && second.errors.contains("already"))
    }
  }

  private func archive(
    _ database: MigratedDatabase, _ folder: String, _ more: [String] = [], olderThan months: Int = 24
  ) async throws -> CommandOutcome {
    try await tryzore(
      ["audit", "archive", "--older-than", "\(months)", "--to", folder] + more, database.environment())
  }

  private func withOldRows() async throws -> MigratedDatabase {
    let database = try await MigratedDatabase.make()
    try await database.execute(
      """
      create temporary table moments as
      select unnest(array['2019-12-31 23:59:59.999999+00', '2020-01-01 00:00+00', '2020-01-31 12:00+00']::timestamptz[]) as at;
      insert into audit.audit_logs (id, action, entity_type, entity_id, created_at)
        select gen_random_uuid(), 'created', 'probe', gen_random_uuid(), at from moments
        union all select gen_random_uuid(), 'created', 'probe', gen_random_uuid(), now();
      insert into audit.personal_values (id, entity_type, entity_id, new_values, created_at)
        select gen_random_uuid(), 'probe', gen_random_uuid(), '{"name": "a\\nb \\"é\\""}', at from moments;
      select audit.ensure_partitions(3)
      """)
    return database
  }

  /// All rows of the log as the archive writes them.
  private func rows(_ database: MigratedDatabase) async throws -> [String] {
    try await onDatabaseThread(url: database.url()) { connection in
      try connection.execute("set timezone = 'UTC'")
      return try connection.rows(
        """
        select to_jsonb(l)::text as line from audit.audit_logs l
        union all select to_jsonb(v)::text from audit.personal_values v
        """
      ).retyped(as: String.self).decoded().sorted()
    }
  }

  private func lines(_ file: String) async throws -> [String] {
    let result = try await Subprocess.run(
      .name("gzip"), arguments: ["--decompress", "--stdout", file], output: .string(limit: 8 << 20))
    return result.standardOutput.split(separator: "\n").map(String.init)
  }

  private static let detached: SQL = """
    select c.relname::text as name from pg_class c where c.relname ~ '_detached$' and c.relkind = 'r'
    """
}
