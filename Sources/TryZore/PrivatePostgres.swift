import Glibc
import Logging
import Subprocess
import SystemPackage

/// A PostgreSQL server of this program's own: below one folder, reachable only through a Unix socket,
/// running as an unprivileged user, and stopped when the program stops.
struct PrivatePostgres: Sendable {
  /// Part of the socket's name; no port of the network is opened.
  static let port = 5432
  static let database = "tryzore"
  static let adminRole = "tryzore_admin"

  let folder: PrivatePostgresFolder
  private let lock: FileLock
  private let server: Server

  /// Starts the server of a folder, making its cluster first if there is none.
  static func start(in directory: String, logger: Logger) async throws -> PrivatePostgres {
    let folder = try PrivatePostgresFolder(directory)
    let account = try ServerAccount.choose(forCluster: folder.cluster)
    try folder.prepare(for: account)
    guard let lock = try FileLock(folder.lock) else {
      throw PrivatePostgresError(
        "\(folder.path) is in use by another tryzore; stop it or choose another folder")
    }
    do {
      let major = try folder.majorVersion()
      let programs = try await PostgresPrograms.find(major: major)
      let log = try await folder.takeLog(account: account, logger: logger)
      defer { try? log.close() }
      if major == nil {
        logger.info("making a database cluster", metadata: ["folder": "\(folder.cluster)"])
        try await makeCluster(in: folder, with: programs, as: account)
      }
      try folder.writeConfiguration(for: account)
      let server = try await Server.launch(programs, in: folder, as: account, log: log)
      let postgres = PrivatePostgres(folder: folder, lock: lock, server: server)
      do {
        try await postgres.createDatabase(with: programs)
      } catch {
        await postgres.stop()
        throw error
      }
      return postgres
    } catch {
      lock.release()
      throw error
    }
  }

  /// A fast shutdown: sessions are cut, everything committed is on disk. Returns when the server is gone,
  /// after 35 seconds at the latest, and may be repeated.
  func stop() async {
    await server.stop()
    lock.release()
  }

  /// The conninfo by which a role reaches the database.
  func url(role: String) -> String { folder.conninfo(role: role, database: Self.database) }

  // A killed initdb leaves half a cluster, so it works aside and the result appears at once.
  private static func makeCluster(
    in folder: PrivatePostgresFolder, with programs: PostgresPrograms, as account: ServerAccount
  ) async throws {
    try folder.makeUnfinishedCluster(for: account)
    let outcome = try await account.run(
      programs.path("initdb"), on: folder.unfinishedCluster,
      [
        "--username", adminRole, "--encoding", "UTF8", "--locale", "C.UTF-8", "--data-checksums",
        "--auth-local", "peer", "--auth-host", "reject", "--no-instructions",
      ],
      output: .discarded, error: .string(limit: 65536)
    ) { _ in }
    guard outcome.terminationStatus.isSuccess else {
      let reason = outcome.standardError.split(separator: "\n").last { $0.contains("error:") }
      throw PrivatePostgresError("cannot make a database cluster: \(reason ?? "initdb failed")")
    }
    try folder.finishCluster(for: account)
  }

  // Also the proof that this user can log in.
  private func createDatabase(with programs: PostgresPrograms) async throws {
    let outcome = try await run(
      .path(programs.path("psql")),
      arguments: [
        "--no-psqlrc", "--quiet", "--no-align", "--set", "ON_ERROR_STOP=1",
        folder.conninfo(role: Self.adminRole, database: "postgres"),
      ],
      environment: ServerAccount.environment,
      workingDirectory: "/",
      input: .string(
        """
        select 'create database \(Self.database)'
        where not exists (select from pg_database where datname = '\(Self.database)') \\gexec
        """),
      output: .discarded,
      error: .string(limit: 65536))
    guard outcome.terminationStatus.isSuccess else {
      let reason = outcome.standardError.split(separator: "\n").first
      throw PrivatePostgresError("cannot create the database: \(reason ?? "psql failed")")
    }
  }
}

/// A running server process.
struct Server: Sendable {
  private let process: Task<Void, Never>

  /// Starts the server of a prepared folder and returns when it accepts connections.
  static func launch(
    _ programs: PostgresPrograms, in folder: PrivatePostgresFolder, as account: ServerAccount,
    log: FileDescriptor
  ) async throws -> Server {
    let logged = try log.seek(offset: 0, from: .end)
    // Yields the process id once; ends with the process.
    let (life, continuation) = AsyncStream.makeStream(of: pid_t.self)
    let process = Task {
      defer { continuation.finish() }
      // Not `.combinedWithOutput`: it leaves a copy of the log open here, and with it the lock.
      _ = try? await account.run(
        programs.path("postgres"), on: folder.cluster, [],
        output: .fileDescriptor(log, closeAfterSpawningProcess: false),
        error: .fileDescriptor(log, closeAfterSpawningProcess: false)
      ) { continuation.yield($0) }
    }
    let server = Server(process: process)
    guard await isReady(life, folder) else {
      await server.stop()
      try Task.checkCancellation()
      let reason = try folder.lastFailure(after: logged)
      throw PrivatePostgresError("PostgreSQL did not start: \(reason); see \(folder.log)")
    }
    return server
  }

  func stop() async {
    process.cancel()
    await process.value
  }

  // True when connections are accepted; false when the process ended, or after a minute.
  private static func isReady(_ life: AsyncStream<pid_t>, _ folder: PrivatePostgresFolder) async -> Bool {
    guard let pid = await life.first(where: { _ in true }) else { return false }
    return await withTaskGroup(of: Bool.self) { group in
      group.addTask {
        let deadline = ContinuousClock.now + .seconds(60)
        while !folder.isReady(pid), ContinuousClock.now < deadline {
          guard (try? await Task.sleep(for: .milliseconds(10))) != nil else { return false }
        }
        return folder.isReady(pid)
      }
      group.addTask {
        for await _ in life {}
        return false
      }
      defer { group.cancelAll() }
      return await group.next() ?? false
    }
  }
}

/// Why the private PostgreSQL cannot run, in one line for a person.
struct PrivatePostgresError: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
