import Foundation
import Glibc
import Logging
import Subprocess
import SystemPackage
import Testing

@testable import TryZore

@Suite struct PrivatePostgresTests {
  @Test(arguments: [
    ("postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)", 15),
    ("postgres (PostgreSQL) 18beta1", 18),
    ("postgres (PostgreSQL) 9.6.24", 9),
    ("postgres (PostgreSQL) devel", nil),
    ("15.20", nil),
    ("", nil),
  ])
  func majorVersion(text: String, major: Int?) {
    #expect(PostgresPrograms.major(inVersion: text) == major)
  }

  @Test func folderNamesThatCannotWork() throws {
    // socket/.s.PGSQL.5432 takes 20 bytes and a separator of the 107.
    #expect(throws: Never.self) { try PrivatePostgresFolder("/" + String(repeating: "x", count: 85)) }
    let long = #expect(throws: PrivatePostgresError.self) {
      try PrivatePostgresFolder("/" + String(repeating: "ü", count: 43))
    }
    #expect(long?.description.contains("1 bytes too long") == true)
    #expect(throws: PrivatePostgresError.self) { try PrivatePostgresFolder("/tmp/a,b") }
    #expect(throws: PrivatePostgresError.self) { try PrivatePostgresFolder("/tmp/a\nb") }
  }

  @Test(arguments: [
    ("/srv/gym", "host=/srv/gym/socket port=5432 dbname=tryzore user=tryzore_app"),
    ("/srv/../gym/.", "host=/gym/socket port=5432 dbname=tryzore user=tryzore_app"),
    ("/my gym's", #"host='/my gym\'s/socket' port=5432 dbname=tryzore user=tryzore_app"#),
    (#"/a\b"#, #"host='/a\\b/socket' port=5432 dbname=tryzore user=tryzore_app"#),
    ("/it's", #"host='/it\'s/socket' port=5432 dbname=tryzore user=tryzore_app"#),
  ])
  func conninfo(directory: String, expected: String) throws {
    let folder = try PrivatePostgresFolder(directory)
    #expect(folder.conninfo(role: "tryzore_app", database: "tryzore") == expected)
  }

  @Test func resumesWhereItStopped() async throws {
    try await withFolder { folder in
      // What a killed initdb leaves.
      try FileManager.default.createDirectory(
        atPath: folder.unfinishedCluster.appending("base").string, withIntermediateDirectories: true)

      let first = try await start(folder)
      try await first.query("create role tryzore_app login; create table kept (value text)")
      try await first.query("insert into kept values ('yes')")
      #expect(try await first.query("select current_user", as: "tryzore_app") == "tryzore_app")
      #expect(try await first.query("select current_setting('listen_addresses')") == "")
      #expect(try await first.query("select current_setting('data_checksums')") == "on")
      #expect(try await first.query("select current_setting('fsync')") == "on")
      let busy = await #expect(throws: PrivatePostgresError.self) { try await start(folder) }
      #expect(busy?.description.contains("in use by another tryzore") == true)
      await first.stop()
      await first.stop()
      #expect(!FileManager.default.fileExists(atPath: folder.socket.appending(".s.PGSQL.5432").string))

      let second = try await start(folder)
      #expect(try await second.query("select value from kept") == "yes")
      await second.stop()
    }
  }

  @Test func recoversFromKilledServer() async throws {
    try await withFolder { folder in
      let killed = try await start(folder)
      try await killed.query("create table kept as select 'yes' as value")
      kill(try serverProcess(folder), SIGKILL)
      await killed.stop()

      // Its process id has gone to a program that lives, this one.
      let status = folder.cluster.appending("postmaster.pid").string
      try "\(getpid())\n".write(toFile: status, atomically: false, encoding: .utf8)
      let recovered = try await start(folder)
      #expect(try await recovered.query("select value from kept") == "yes")
      await recovered.stop()
    }
  }

  @Test func stopsTheServerOfKilledProgram() async throws {
    try await withFolder { folder in
      await (try start(folder)).stop()
      let programs = try await PostgresPrograms.find(major: nil)
      let account = try ServerAccount.choose(forCluster: folder.cluster)
      let log = try await folder.takeLog(account: account, logger: Logger(label: "test"))
      let orphan = try await Server.launch(programs, in: folder, as: account, log: log)
      try log.close()
      let process = try serverProcess(folder)

      let successor = try await start(folder)
      #expect(kill(process, 0) == -1 && errno == ESRCH)
      #expect(try serverProcess(folder) != process)
      await successor.stop()
      await orphan.stop()
    }
  }

  @Test func logsNothingPersonal() async throws {
    try await withFolder { folder in
      let postgres = try await start(folder)
      try await postgres.query("create table people (email text unique)")
      try await postgres.query("insert into people values ('pia@example.com')")
      for statement in [
        "insert into people values ('pia@example.com')", "select 'pia@example.com'::uuid",
        "select from people where email = 'pia@example.com' and",
      ] {
        await #expect(throws: QueryFailure.self) { try await postgres.query(statement) }
      }
      await postgres.stop()
      let log = try String(contentsOfFile: folder.log.string, encoding: .utf8)
      #expect(log.contains("ready to accept connections"))
      #expect(!log.contains("pia"))
    }
  }

  @Test func refusesTheDataOfAnotherVersion() async throws {
    try await withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder.cluster.string, withIntermediateDirectories: true)
      try "14\n".write(
        toFile: folder.cluster.appending("PG_VERSION").string, atomically: false, encoding: .utf8)
      let refusal = await #expect(throws: PrivatePostgresError.self) { try await start(folder) }
      #expect(refusal?.description.hasPrefix("the data is of PostgreSQL 14, installed is ") == true)
    }
  }

  @Test func saysWhyTheServerDoesNotStart() async throws {
    try await withFolder { folder in
      await (try start(folder)).stop()
      let settings = folder.cluster.appending("postgresql.auto.conf").string
      try "shared_buffers = '1 parsec'\n".write(toFile: settings, atomically: false, encoding: .utf8)
      let refusal = await #expect(throws: PrivatePostgresError.self) { try await start(folder) }
      #expect(refusal?.description.contains("postgresql.auto.conf\" contains errors") == true)
      // And it has let go of the folder.
      try "".write(toFile: settings, atomically: false, encoding: .utf8)
      await (try start(folder)).stop()
    }
  }

  private func start(_ folder: PrivatePostgresFolder) async throws -> PrivatePostgres {
    try await PrivatePostgres.start(in: folder.path.string, logger: Logger(label: "test"))
  }

  private func serverProcess(_ folder: PrivatePostgresFolder) throws -> pid_t {
    let status = try String(
      contentsOfFile: folder.cluster.appending("postmaster.pid").string, encoding: .utf8)
    return try #require(status.split(separator: "\n").first.flatMap { pid_t($0) })
  }

  // Below a folder that only its owner may enter, as /root is.
  private func withFolder(_ body: (PrivatePostgresFolder) async throws -> Void) async throws {
    let parent = "/tmp/tryzore-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: parent, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(atPath: parent) }
    try await body(try PrivatePostgresFolder("\(parent)/data"))
  }
}

private struct QueryFailure: Error {
  let message: String
}

extension PrivatePostgres {
  @discardableResult
  fileprivate func query(_ statement: String, as role: String = adminRole) async throws -> String {
    let psql = try await PostgresPrograms.find(major: nil).path("psql")
    let outcome = try await run(
      .path(psql),
      arguments: [
        "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", url(role: role), "--command", statement,
      ],
      output: .string(limit: 65536), error: .string(limit: 65536))
    guard outcome.terminationStatus.isSuccess else { throw QueryFailure(message: outcome.standardError) }
    return outcome.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
