import Foundation
import Postgres
import Subprocess
import SystemPackage
import Testing

@testable import TryZore

/// What a run of the binary came to.
struct CommandOutcome {
  let code: Int32
  let output: String
  let errors: String
}

/// The folder of the binary under test.
let programFolder = FilePath(CommandLine.arguments[0]).removingLastComponent()

/// What a process of the program inherits, and nothing more.
func commandEnvironment(_ more: [String: String]) -> Subprocess.Environment {
  var variables: [Subprocess.Environment.Key: String] = [
    "PATH": "\(programFolder):\(ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin")",
    "USER": "tester",
  ]
  for (name, value) in more { variables[.init(stringLiteral: name)] = value }
  if let profile = ProcessInfo.processInfo.environment["LLVM_PROFILE_FILE"] {
    variables["LLVM_PROFILE_FILE"] = profile
  }
  return .custom(variables)
}

/// Runs the binary as people do.
func tryzore(_ arguments: [String], _ environment: [String: String] = [:], input: String = "") async throws
  -> CommandOutcome
{
  // From a file: a program that ends without reading breaks a pipe, and with it the process of the tests.
  let file = FilePath("/tmp/tryzore-input-\(UUID().uuidString.prefix(8))")
  try Data(input.utf8).write(to: URL(fileURLWithPath: file.string))
  defer { try? FileManager.default.removeItem(atPath: file.string) }
  let result = try await Subprocess.run(
    .path(programFolder.appending("tryzore")), arguments: Arguments(arguments),
    environment: commandEnvironment(environment), workingDirectory: "/tmp",
    input: .fileDescriptor(
      try .open(file, .readOnly, options: .closeOnExec), closeAfterSpawningProcess: true),
    output: .string(limit: 1 << 22), error: .string(limit: 8 << 20))
  guard case .exited(let code) = result.terminationStatus else {
    return CommandOutcome(code: -1, output: result.standardOutput, errors: result.standardError)
  }
  return CommandOutcome(code: code, output: result.standardOutput, errors: result.standardError)
}

/// A migrated database of a test's own.
struct MigratedDatabase {
  let name: String

  static func make() async throws -> MigratedDatabase {
    let database = MigratedDatabase(name: "command_\(UUID().uuidString.prefix(8).lowercased())")
    try await onDatabaseThread(url: base("tryzore_admin", "postgres")) { [name = database.name] connection in
      try connection.execute("create database \(name)")
    }
    try await Migrate.bringUp(database.url())
    return database
  }

  func url(_ role: String = "tryzore_admin") throws -> String { try Self.base(role, name) }

  func environment() throws -> [String: String] {
    [
      "DATABASE_URL": try url("tryzore_app"), "TRYZORE_WORKER_DATABASE_URL": try url("tryzore_worker"),
      "TRYZORE_MIGRATE_DATABASE_URL": try url(),
    ]
  }

  func execute(_ script: String) async throws {
    try await onDatabaseThread(url: url()) { try $0.execute(script) }
  }

  /// The texts of a query's one column.
  func texts(_ query: SQL) async throws -> [String] {
    try await onDatabaseThread(url: url()) { try $0.rows(query).retyped(as: String.self).decoded() }
  }

  private static func base(_ role: String, _ database: String) throws -> String {
    let base = try #require(
      ProcessInfo.processInfo.environment["TRYZORE_TEST_POSTGRES"], "run the tests by bin/test")
    // The last of two equal words counts in a conninfo.
    return "\(base) user=\(role) dbname=\(database)"
  }
}

/// Lends a folder that is gone afterwards.
func withTemporaryFolder<Value>(_ body: (String) async throws -> Value) async throws -> Value {
  let folder = "/tmp/tryzore-\(UUID().uuidString.prefix(8))"
  try FileManager.default.createDirectory(
    atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
  defer { try? FileManager.default.removeItem(atPath: folder) }
  return try await body(folder)
}

/// Keeps a connection as `prepare` left it while the body runs.
func whileConnected<Value>(
  _ url: String, _ prepare: @escaping @Sendable (BlockingConnection) throws -> Void,
  do body: () async throws -> Value
) async throws -> Value {
  let (prepared, continuation) = AsyncThrowingStream.makeStream(of: Void.self)
  let done = DispatchSemaphore(value: 0)
  let connected = Task {
    do {
      try await onDatabaseThread(url: url) { connection in
        try prepare(connection)
        continuation.finish()
        done.wait()
      }
    } catch { continuation.finish(throwing: error) }
  }
  for try await _ in prepared {}
  let result: Result<Value, any Error>
  do { result = .success(try await body()) } catch { result = .failure(error) }
  done.signal()
  await connected.value
  return try result.get()
}
