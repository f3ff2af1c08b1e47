import Foundation
import Glibc
import Subprocess
import SystemPackage

/// The programs of an installed PostgreSQL server.
struct PostgresPrograms: Sendable {
  /// Older ones lack what the migrations use.
  static let oldestMajor = 15

  let directory: FilePath
  let major: Int

  /// The newest installed server, or the one of a wanted major version.
  static func find(major wanted: Int?) async throws -> PostgresPrograms {
    let usable = await installed().filter { $0.major >= oldestMajor }
    if let wanted {
      guard let match = usable.first(where: { $0.major == wanted }) else {
        let found = Set(usable.map { "\($0.major)" }).sorted().joined(separator: ", ")
        throw PrivatePostgresError(
          "the data is of PostgreSQL \(wanted), installed is \(found.isEmpty ? "none" : found); "
            + "install postgresql-\(wanted) or choose another folder")
      }
      return match
    }
    guard let newest = usable.max(by: { $0.major < $1.major }) else {
      throw PrivatePostgresError(
        "no PostgreSQL server of version \(oldestMajor) or newer is installed; "
          + "on Debian: apt-get install postgresql")
    }
    return newest
  }

  func path(_ program: String) -> FilePath { directory.appending(program) }

  /// The major version in what `postgres --version` prints, such as `postgres (PostgreSQL) 15.8`.
  static func major(inVersion text: String) -> Int? {
    guard let version = text.split(separator: "(PostgreSQL) ").last, text.contains("(PostgreSQL) ") else {
      return nil
    }
    return Int(version.prefix { $0.isASCII && $0.isNumber })
  }

  // Debian's folders, and whatever `pg_config` on the PATH belongs to.
  private static func installed() async -> [PostgresPrograms] {
    let debian = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
    var directories = versions.map { FilePath("\(debian)/\($0)/bin") }
    if let configured = await output(of: .name("pg_config"), "--bindir"), !configured.isEmpty {
      directories.append(FilePath(configured))
    }
    var found: [PostgresPrograms] = []
    for directory in Set(directories) where access(directory.appending("initdb").string, X_OK) == 0 {
      guard let text = await output(of: .path(directory.appending("postgres")), "--version"),
        let major = major(inVersion: text)
      else { continue }
      found.append(PostgresPrograms(directory: directory, major: major))
    }
    return found
  }

  private static func output(of program: Executable, _ argument: String) async -> String? {
    let outcome = try? await run(program, arguments: [argument], output: .string(limit: 4096))
    guard let outcome, outcome.terminationStatus.isSuccess else { return nil }
    return outcome.standardOutput.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

/// The operating system's user that the server runs as.
struct ServerAccount: Sendable {
  /// Nothing of the caller's environment: no PGOPTIONS, no locale, no secrets.
  static let environment = Environment.custom(["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"])

  let name: String
  let userID: uid_t
  let groupID: gid_t

  var isCurrent: Bool { userID == geteuid() }

  static func current() throws -> ServerAccount {
    guard let entry = getpwuid(geteuid()) else {
      throw PrivatePostgresError(
        "user id \(geteuid()) has no name on this system, and PostgreSQL knows users by name")
    }
    return ServerAccount(entry.pointee)
  }

  /// PostgreSQL refuses to run as root: then its own user takes over, or whoever owns the cluster.
  static func choose(forCluster cluster: FilePath) throws -> ServerAccount {
    guard geteuid() == 0 else { return try current() }
    let attributes = try? FileManager.default.attributesOfItem(atPath: cluster.string)
    let owner = (attributes?[.ownerAccountID] as? NSNumber)?.uint32Value ?? 0
    if owner != 0, let entry = getpwuid(owner) { return ServerAccount(entry.pointee) }
    guard let entry = getpwnam("postgres") ?? getpwnam("nobody") else {
      throw PrivatePostgresError("PostgreSQL cannot run as root, and there is no user postgres or nobody")
    }
    return ServerAccount(entry.pointee)
  }

  private init(_ entry: passwd) {
    name = String(cString: entry.pw_name)
    userID = entry.pw_uid
    groupID = entry.pw_gid
  }

  /// Runs a server program on a cluster, in a session of its own (a terminal's Ctrl-C is for us alone).
  /// Cancelling the task means a fast shutdown, then harder ones.
  func run<Output: OutputProtocol, Failure: ErrorOutputProtocol>(
    _ program: FilePath, on cluster: FilePath, _ arguments: [String], output: Output, error: Failure,
    started: @Sendable (pid_t) -> Void
  ) async throws -> ExecutionResult<Void, Output, Failure> {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .interrupt, allowedDurationToNextStep: .seconds(25)),
      .send(signal: .quit, allowedDurationToNextStep: .seconds(10)),
    ]
    var path = cluster.string
    var become: [String] = []
    if !isCurrent {
      // By a program, not by the child itself: glibc's setgroups waits for the threads of a process, and in a
      // child forked from this one some of them exist only as a note.
      become = ["setpriv", "--reuid", "\(userID)", "--regid", "\(groupID)", "--clear-groups", "--"]
      // Another user may not search the folders above, such as /root. An open folder needs no search:
      // the cluster comes as standard input and is passed on as file 9.
      path = "/proc/self/fd/9"
    }
    let folder = try FileDescriptor.open(cluster, .readOnly, options: [.directory, .closeOnExec])
    return try await Subprocess.run(
      .path("/bin/sh"),
      arguments: Arguments(
        ["-c", #"exec "$@" 9<&0 </dev/null"#, "sh"] + become + [program.string, "-D", path] + arguments),
      environment: Self.environment,
      workingDirectory: "/",
      platformOptions: options,
      input: .fileDescriptor(folder, closeAfterSpawningProcess: true),
      output: output,
      error: error
    ) { started($0.processIdentifier.value) }
  }
}
