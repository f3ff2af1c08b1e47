import Foundation
import Glibc
import Logging
import Subprocess
import SystemPackage

/// Where a private PostgreSQL keeps its files.
struct PrivatePostgresFolder: Sendable {
  /// Roles that log in; the others own things or are taken on by SET ROLE.
  static let loginRoles = [
    PrivatePostgres.adminRole, "tryzore_migrator", "tryzore_app", "tryzore_worker", "tryzore_backup",
  ]
  /// An empty cluster with its write-ahead log and the demo data.
  static let bytesNeeded: Int64 = 128 << 20
  static let socketName = ".s.PGSQL.\(PrivatePostgres.port)"

  let path: FilePath
  var cluster: FilePath { path.appending("postgres") }
  var unfinishedCluster: FilePath { path.appending("postgres.new") }
  var socket: FilePath { path.appending("socket") }
  var logs: FilePath { path.appending("log") }
  var log: FilePath { logs.appending("postgres.log") }
  var lock: FilePath { path.appending("lock") }

  init(_ directory: String) throws {
    let working = FilePath(FileManager.default.currentDirectoryPath)
    path = working.pushing(FilePath(directory)).lexicallyNormalized()
    // A socket's address holds 108 bytes with its final zero (unix(7)).
    let excess = socket.appending(Self.socketName).string.utf8.count - 107
    guard excess <= 0 else {
      throw PrivatePostgresError(
        "the folder \(path) is \(excess) bytes too long for a Unix socket; choose a shorter one")
    }
    // libpq reads a comma as a list of hosts.
    guard !path.string.contains(where: { $0 == "," || $0.isNewline }) else {
      throw PrivatePostgresError(
        "the folder \(path.string.debugDescription) must have no comma or line break in its name")
    }
  }

  func conninfo(role: String, database: String) -> String {
    let host = socket.string.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
    let quoted = host.contains { $0 == " " || $0 == "\\" } ? "'\(host)'" : host
    return "host=\(quoted) port=\(PrivatePostgres.port) dbname=\(database) user=\(role)"
  }

  /// The major version that made the cluster; nil without one.
  func majorVersion() throws -> Int? {
    let file = cluster.appending("PG_VERSION")
    guard FileManager.default.fileExists(atPath: cluster.string) else { return nil }
    guard let text = try? String(contentsOfFile: file.string, encoding: .utf8),
      let major = Int(text.trimmingCharacters(in: .whitespacesAndNewlines))
    else {
      throw PrivatePostgresError(
        "\(cluster) holds no PostgreSQL cluster; move it away or choose another folder")
    }
    return major
  }

  /// Makes the folders, the cluster's excepted.
  func prepare(for account: ServerAccount) throws {
    try attempt("make the folder \(path)") {
      try FileManager.default.createDirectory(atPath: path.string, withIntermediateDirectories: true)
    }
    // The server reaches its socket through this folder, and nothing above it.
    if !account.isCurrent { try addSearchPermission() }
    let space = try? FileManager.default.attributesOfFileSystem(forPath: path.string)
    if let free = (space?[.systemFreeSize] as? NSNumber)?.int64Value, free < Self.bytesNeeded {
      throw PrivatePostgresError(
        "\(free >> 20) MiB of disk are free for \(path); PostgreSQL needs \(Self.bytesNeeded >> 20) MiB")
    }
    try makeFolder(logs, for: .current())
    try makeFolder(socket, for: account)
  }

  func makeUnfinishedCluster(for account: ServerAccount) throws {
    try attempt("clear \(unfinishedCluster)") {
      if FileManager.default.fileExists(atPath: unfinishedCluster.string) {
        try FileManager.default.removeItem(atPath: unfinishedCluster.string)
      }
    }
    try makeFolder(unfinishedCluster, for: account)
  }

  func finishCluster(for account: ServerAccount) throws {
    let settings = unfinishedCluster.appending("postgresql.conf")
    try attempt("write \(settings)") {
      let file = try FileDescriptor.open(settings, .writeOnly, options: [.append, .noFollow])
      try file.closeAfter { _ = try file.writeAll("include 'tryzore.conf'\n".utf8) }
    }
    try attempt("make \(cluster)") {
      try FileManager.default.moveItem(atPath: unfinishedCluster.string, toPath: cluster.string)
    }
  }

  /// Written at every start, so that a newer tryzore brings its own settings and any user its own login.
  func writeConfiguration(for account: ServerAccount) throws {
    try write(Self.settings, to: "tryzore.conf", for: account)
    try write("local all all peer map=tryzore\n", to: "pg_hba.conf", for: account)
    let users = Set([try ServerAccount.current().name, account.name]).sorted()
    let logins = users.flatMap { user in Self.loginRoles.map { "tryzore \"\(user)\" \($0)\n" } }
    try write(logins.joined(), to: "pg_ident.conf", for: account)
  }

  // Nothing that names a person reaches the log: no statements, no parameters, and no errors, whose
  // messages and details quote values. The program logs errors itself, by request.
  static let settings = """
    cluster_name = 'tryzore'
    listen_addresses = ''
    port = \(PrivatePostgres.port)
    unix_socket_directories = '../socket'
    unix_socket_permissions = 0700
    max_connections = 50
    shared_buffers = 128MB
    jit = off
    fsync = on
    full_page_writes = on
    synchronous_commit = on
    timezone = 'UTC'
    log_timezone = 'UTC'
    logging_collector = off
    log_min_messages = log
    log_min_error_statement = panic
    log_error_verbosity = terse
    log_parameter_max_length = 0
    log_parameter_max_length_on_error = 0
    log_statement = 'none'
    log_checkpoints = off

    """

  /// Opens the log for a server. The lock on it is inherited by all processes of that server and ends
  /// with the last of them, so it tells for certain, and without process ids, whether one still lives:
  /// a server that outlived a killed tryzore is stopped here.
  func takeLog(account: ServerAccount, logger: Logger) async throws -> FileDescriptor {
    let file = try attempt("open \(log)") {
      try FileDescriptor.open(
        log, .readWrite, options: [.create, .append, .closeOnExec, .noFollow],
        permissions: .ownerReadWrite)
    }
    do {
      var signals = [SIGINT, SIGQUIT, SIGKILL].makeIterator()
      while !file.tryLock() {
        guard let signal = signals.next() else {
          throw PrivatePostgresError("an earlier PostgreSQL in \(cluster) does not stop")
        }
        logger.notice("stopping the PostgreSQL that a killed tryzore left", metadata: ["folder": "\(path)"])
        if let pid = statusLines().first.flatMap({ pid_t($0) }), isServer(pid) { kill(pid, signal) }
        let deadline = ContinuousClock.now + .seconds(15)
        while !file.tryLock(), ContinuousClock.now < deadline {
          try await Task.sleep(for: .milliseconds(10))
        }
      }
      // Whatever names a process now is stale; its id may be a zombie's or another program's by now, and
      // PostgreSQL would respect that.
      unlink(statusFile.string)
      unlink(socket.appending("\(Self.socketName).lock").string)
      return file
    } catch {
      try? file.close()
      throw error
    }
  }

  /// Whether the process accepts connections, by the server's own status file.
  func isReady(_ pid: pid_t) -> Bool {
    let lines = statusLines()
    return lines.count >= 8 && lines[0] == "\(pid)" && lines[7].hasPrefix("ready")
  }

  /// The last failure that the log tells of after an offset.
  func lastFailure(after offset: Int64) throws -> String {
    let file = try FileDescriptor.open(log, .readOnly)
    return try file.closeAfter {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      let count = try bytes.withUnsafeMutableBytes { try file.read(fromAbsoluteOffset: offset, into: $0) }
      let lines = String(decoding: bytes.prefix(count), as: UTF8.self).split(separator: "\n")
      let line = lines.last { $0.contains("FATAL:") } ?? lines.last ?? "no reason given"
      return (line.split(separator: "FATAL:").last ?? line).trimmingCharacters(in: .whitespaces)
    }
  }

  private var statusFile: FilePath { cluster.appending("postmaster.pid") }

  private func statusLines() -> [Substring] {
    let text = (try? String(contentsOfFile: statusFile.string, encoding: .utf8)) ?? ""
    return text.split(separator: "\n", omittingEmptySubsequences: false)
  }

  // Where /proc tells, a process id that was given to another program meanwhile is left alone.
  private func isServer(_ pid: pid_t) -> Bool {
    guard pid > 1 else { return false }
    guard let name = try? String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8) else {
      return !FileManager.default.fileExists(atPath: "/proc/self")
    }
    return name == "postgres\n"
  }

  private func addSearchPermission() throws {
    try attempt("let the server into \(path)") {
      let attributes = try FileManager.default.attributesOfItem(atPath: path.string)
      let permissions = (attributes[.posixPermissions] as? NSNumber)?.uint16Value ?? 0o700
      guard permissions & 0o001 == 0 else { return }
      try FileManager.default.setAttributes(
        [.posixPermissions: permissions | 0o001], ofItemAtPath: path.string)
    }
  }

  private func makeFolder(_ folder: FilePath, for account: ServerAccount) throws {
    guard mkdir(folder.string, 0o700) == 0 || errno == EEXIST else {
      throw PrivatePostgresError("cannot make the folder \(folder): \(Errno(rawValue: errno))")
    }
    guard account.isCurrent || lchown(folder.string, account.userID, account.groupID) == 0 else {
      throw PrivatePostgresError(
        "cannot give \(folder) to the user \(account.name): \(Errno(rawValue: errno))")
    }
  }

  private func write(_ text: String, to name: String, for account: ServerAccount) throws {
    let file = cluster.appending(name)
    try attempt("write \(file)") {
      // The folder belongs to the server's user: never follow a link that it might have put there.
      unlink(file.string)
      let open = try FileDescriptor.open(
        file, .writeOnly, options: [.create, .exclusiveCreate, .noFollow], permissions: .ownerReadWrite)
      try open.closeAfter {
        _ = try open.writeAll(text.utf8)
        guard account.isCurrent || fchown(open.rawValue, account.userID, account.groupID) == 0 else {
          throw Errno(rawValue: errno)
        }
      }
    }
  }
}

/// A file that at most one process has locked; released with the process, however it ends.
final class FileLock: Sendable {
  private let file: FileDescriptor

  /// Nil when somebody else holds the lock.
  init?(_ path: FilePath) throws {
    file = try attempt("write \(path)") {
      try FileDescriptor.open(
        path, .readWrite, options: [.create, .closeOnExec], permissions: .ownerReadWrite)
    }
    guard file.tryLock() else { return nil }
  }

  /// May be repeated.
  func release() { flock(file.rawValue, LOCK_UN) }

  deinit { try? file.close() }
}

extension FileDescriptor {
  fileprivate func tryLock() -> Bool { flock(rawValue, LOCK_EX | LOCK_NB) == 0 }
}

// Names what failed in the words of the operating system.
private func attempt<Result>(_ action: String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as Errno {
    throw PrivatePostgresError("cannot \(action): \(error)")
  } catch let error as CocoaError {
    let cause = (error.underlying as? POSIXError).map { "\(Errno(rawValue: $0.code.rawValue))" }
    throw PrivatePostgresError("cannot \(action): \(cause ?? error.localizedDescription)")
  }
}
