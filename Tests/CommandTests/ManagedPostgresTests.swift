import Foundation
import Glibc
import Logging
import Postgres
import Subprocess
import SystemPackage
import Testing

@testable import TryZore

/// `docs/guides/supabase.md`, run as it stands on a PostgreSQL where nobody but its keeper is a superuser.
@Suite struct ManagedPostgresTests {
  @Test func theGuideRuns() async throws {
    try await withTemporaryFolder { parent in
      let folder = try PrivatePostgresFolder("\(parent)/data")
      let postgres = try await managed(folder)
      let result = try await guide(
        "supabase.md", in: parent,
        [
          "PGHOST": folder.socket.string, "PGDATABASE": PrivatePostgres.database, "PGUSER": "manager",
          "PGPASSWORD": "a managed secret", "PORT": "\(try freePort())",
        ])
      await postgres.stop()
      #expect(result.code == 0, "\(result.output)\(result.errors)")
      #expect(result.output.contains("applied 0001_roles"))
      #expect(!result.output.contains("\nfail "), "\(result.output)")
      #expect(result.output.contains(#"{"data":[]"#), "\(result.output)")
      #expect(result.errors.contains("works off jobs"), "\(result.errors)")
    }
  }

  /// A server whose database belongs to a role that is no superuser and logs in by password, as everybody else does.
  private func managed(_ folder: PrivatePostgresFolder) async throws -> Server {
    let first = try await PrivatePostgres.start(in: folder.path.string, logger: .quiet)
    try await onDatabaseThread(url: first.url(role: PrivatePostgres.adminRole)) { connection in
      try connection.execute(
        """
        create role manager login createrole createdb password 'a managed secret';
        create role anon nologin;
        alter database \(PrivatePostgres.database) owner to manager;
        create schema extensions authorization manager;
        grant usage on schema extensions to anon
        """)
    }
    await first.stop()
    try "local all all scram-sha-256\n".write(
      toFile: folder.cluster.appending("pg_hba.conf").string, atomically: false, encoding: .utf8)
    let account = try ServerAccount.choose(forCluster: folder.cluster)
    let log = try await folder.takeLog(account: account, logger: .quiet)
    defer { try? log.close() }
    return try await Server.launch(
      try await PostgresPrograms.find(major: nil), in: folder, as: account, log: log)
  }
}
