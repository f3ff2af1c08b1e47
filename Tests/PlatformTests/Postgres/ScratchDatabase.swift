import Dispatch
import Foundation
import Logging
import Postgres
import Synchronization

/// A database of a test's own, in the cluster that TRYZORE_TEST_POSTGRES names or in one started for this run.
struct ScratchDatabase: Sendable {
  let url: String

  static func make() async throws -> ScratchDatabase {
    let admin = try await adminURL.value
    let name = "scratch_" + UUID().uuidString.lowercased().replacing("-", with: "_")
    try await onDatabaseThread(url: admin) { try $0.execute("create database \(name)") }
    return ScratchDatabase(url: url(admin, database: name))
  }

  /// Runs a body with a pool, and shuts the pool down.
  static func withDatabase<Value>(
    _ configuration: DatabaseConfiguration = .test { _ in },
    _ body: (Database, ScratchDatabase) async throws -> Value
  ) async throws -> Value {
    let scratch = try await make()
    var configuration = configuration
    configuration.url = scratch.url
    let database = Database(configuration, logger: quiet)
    // Short timeouts are meant for the body, not for a busy machine's first connection.
    while await failure({ _ = try await database.pipeline(["select 1"]) }) != nil {
      try Task.checkCancellation()
    }
    do {
      let value = try await body(database, scratch)
      await database.shutdown()
      return value
    } catch {
      await database.shutdown()
      throw error
    }
  }

  func execute(_ script: String) async throws {
    try await onDatabaseThread(url: url) { try $0.execute(script) }
  }

  /// The same database, with a setting from the start.
  func with(_ setting: String) -> ScratchDatabase {
    guard url.contains("://"), var components = URLComponents(string: url) else {
      return ScratchDatabase(url: "\(url) options='-c \(setting)'")
    }
    components.queryItems =
      (components.queryItems ?? []) + [URLQueryItem(name: "options", value: "-c \(setting)")]
    return ScratchDatabase(url: components.string ?? url)
  }

  private static let adminURL = Task<String, any Error> {
    if let url = ProcessInfo.processInfo.environment["TRYZORE_TEST_POSTGRES"] { return url }
    let cluster = try await ScratchCluster.make()
    clusterOfThisRun.withLock { $0 = cluster }
    atexit { clusterOfThisRun.withLock { $0?.removeNow() } }
    return cluster.url
  }

  private static func url(_ admin: String, database: String) -> String {
    guard admin.contains("://"), var components = URLComponents(string: admin) else {
      return "\(admin) dbname=\(database)"
    }
    components.path = "/" + database
    return components.string ?? admin
  }
}

private let clusterOfThisRun = Mutex<ScratchCluster?>(nil)

let quiet = Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() }

/// A PostgreSQL of one's own that may be stopped and started.
final class ScratchCluster: Sendable {
  let directory: String
  var url: String { "host=\(directory) user=postgres dbname=postgres" }

  private init(directory: String) { self.directory = directory }

  static func make() async throws -> ScratchCluster {
    let cluster = ScratchCluster(directory: "/tmp/scratch-" + UUID().uuidString.prefix(8).lowercased())
    try await offThePool {
      try FileManager.default.createDirectory(atPath: cluster.directory, withIntermediateDirectories: true)
      if getuid() == 0 { try command("/bin/chown", ["postgres", cluster.directory]) }
      try cluster.run("initdb", ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"])
    }
    try await cluster.start()
    return cluster
  }

  func start() async throws {
    let settings =
      "-c listen_addresses='' -c unix_socket_directories=\(directory) -c fsync=off -c max_connections=200"
    try await offThePool {
      try self.run("pg_ctl", ["-w", "-o", settings, "-l", "\(self.directory)/log", "start"])
    }
  }

  func stop() async throws {
    try await offThePool { try self.run("pg_ctl", ["-m", "immediate", "-w", "stop"]) }
  }

  func removeNow() {
    try? run("pg_ctl", ["-m", "immediate", "-w", "stop"])
    try? FileManager.default.removeItem(atPath: directory)
  }

  private func run(_ program: String, _ options: [String]) throws {
    let path = try Self.binaries() + "/" + program
    let arguments = ["-D", "\(directory)/data"] + options
    if getuid() == 0 {
      try Self.command("/sbin/runuser", ["-u", "postgres", "--", path] + arguments)
    } else {
      try Self.command(path, arguments)
    }
  }

  private static func binaries() throws -> String {
    let root = "/usr/lib/postgresql"
    let versions = try FileManager.default.contentsOfDirectory(atPath: root).compactMap(Int.init)
    guard let newest = versions.max() else { throw Failure(program: "initdb") }
    return "\(root)/\(newest)/bin"
  }

  /// Not Foundation's Process: it waits until the server that pg_ctl leaves behind has ended, too.
  private static func command(_ path: String, _ arguments: [String]) throws {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for descriptor: Int32 in 0...2 {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
    }
    var strings = ([path] + arguments).map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var id: pid_t = 0
    guard posix_spawn(&id, path, &actions, nil, &strings, environ) == 0 else { throw Failure(program: path) }
    var status: Int32 = 0
    while waitpid(id, &status, 0) == -1, errno == EINTR {}
    guard status == 0 else { throw Failure(program: path) }
  }

  struct Failure: Error {
    let program: String
  }
}

/// A PostgreSQL socket that takes connections and never says a word.
struct SilentServer {
  let directory = "/tmp/silent-" + UUID().uuidString.prefix(8).lowercased()
  private let descriptor: Int32

  init() throws {
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: (directory + "/.s.PGSQL.5432").utf8) }
    let code = withUnsafeBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { bind(descriptor, $0.baseAddress, socklen_t(bytes.count)) }
    }
    guard code == 0, listen(descriptor, 16) == 0 else { throw ScratchCluster.Failure(program: "listen") }
  }

  func close() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    try? FileManager.default.removeItem(atPath: directory)
  }
}

/// Runs a body that blocks: Swift's own threads are as few as the cores, and every test needs them.
private func offThePool(_ body: @escaping @Sendable () throws -> Void) async throws {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async { continuation.resume(with: Result { try body() }) }
  }
}

/// What PostgreSQL or the pool said against it; nil if nothing.
func failure(_ body: () async throws -> Void) async -> PostgresError? {
  do {
    try await body()
    return nil
  } catch {
    return error as? PostgresError
  }
}

extension DatabaseConfiguration {
  /// Few connections, patience for a busy machine, and what a test changes.
  static func test(_ change: (inout DatabaseConfiguration) -> Void) -> DatabaseConfiguration {
    var configuration = DatabaseConfiguration(url: "")
    configuration.connections = 2
    configuration.leases = 2
    configuration.waitTimeout = .seconds(60)
    configuration.requestTimeout = .seconds(120)
    change(&configuration)
    return configuration
  }
}

extension Database {
  /// The only value of a statement.
  func value<Value: Decodable & Sendable>(_ sql: SQL, as type: Value.Type) async throws -> Value? {
    try await pipeline([sql]).first?.retyped(as: type).first()
  }
}
