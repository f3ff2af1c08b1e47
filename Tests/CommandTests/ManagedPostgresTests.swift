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

  /// Runs a guide's `sh` blocks in one shell.
  private func guide(_ name: String, in folder: String, _ environment: [String: String]) async throws
    -> CommandOutcome
  {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let text = try String(contentsOf: root.appending(path: "docs/guides/\(name)"), encoding: .utf8)
    let blocks = text.split(separator: "```sh\n").dropFirst().compactMap {
      $0.split(separator: "\n```").first
    }
    #expect(blocks.count > 5)
    // Whatever fails, the server does not outlive its guide.
    let script =
      "set -euo pipefail\ntrap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n" + blocks.joined(separator: "\n")
    let programs = try await PostgresPrograms.find(major: nil).directory
    let path =
      "\(programFolder):\(programs):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")"
    let result = try await Subprocess.run(
      .name("bash"), arguments: ["-c", script],
      environment: commandEnvironment(environment.merging(["PATH": path]) { $1 }),
      workingDirectory: FilePath(folder), output: .string(limit: 1 << 20), error: .string(limit: 1 << 20))
    guard case .exited(let code) = result.terminationStatus else {
      return CommandOutcome(code: -1, output: result.standardOutput, errors: result.standardError)
    }
    return CommandOutcome(code: code, output: result.standardOutput, errors: result.standardError)
  }

  /// One that the system hands out, and is free again.
  private func freePort() throws -> UInt16 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
      }
    }
    try #require(isBound)
    return UInt16(bigEndian: name.sin_port)
  }
}
