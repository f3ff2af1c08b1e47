import CRM
import Foundation
import HTTPTypes
import Logging
import Postgres
import Synchronization
import Testing

@testable import Web

/// One installation on one fresh database for all tests of the process. Each test makes its own gym in it, so
/// every run is also a search for leaks.
final class TestInstallation: Sendable {
  static let shared = Task { try await TestInstallation() }

  let keys: Keys
  let clock: @Sendable () -> Date
  let product: Product
  let tokens: AccessTokens
  let database: Database
  /// With the rights of the command line and of jobs.
  let worker: Database
  let admin: String
  let installation: Installation
  let dispatcher: Dispatcher
  private let undeclared: Undeclared

  static func url(_ role: String, _ database: String) throws -> String {
    let base = try #require(
      ProcessInfo.processInfo.environment["TRYZORE_TEST_POSTGRES"], "run the tests by bin/test")
    // The last of two equal words counts in a conninfo.
    return "\(base) user=\(role) dbname=\(database)"
  }

  /// An empty database of its own, migrated.
  static func makeDatabase() async throws -> String {
    let name = "tryzore_\(UUID().uuidString.prefix(8).lowercased())"
    try await onDatabaseThread(url: url("tryzore_admin", "postgres")) { connection in
      try connection.execute("create database \(name)")
    }
    let admin = try url("tryzore_admin", name)
    _ = try await Migrator(
      url: admin, migrations: Schema.migrations, role: Schema.owner, logger: TestInstallation.quiet
    ).up()
    return name
  }

  /// Patient: all tests of the process share two cores.
  private static func database(_ role: String, _ name: String, _ logger: Logger) throws -> Database {
    var configuration = DatabaseConfiguration(url: try url(role, name))
    configuration.leases = 8
    configuration.waitTimeout = .seconds(60)
    configuration.requestTimeout = .seconds(60)
    return Database(configuration, logger: logger)
  }

  convenience init(
    _ keys: Keys = Keys(), clock: @escaping @Sendable () -> Date = { Date() }, logger: Logger? = nil
  ) async throws {
    let name = try await TestInstallation.makeDatabase()
    let providers = IdentityProviders(
      oidc: try await OIDCTenant.make("shared").configuration(),
      workOS: try await WorkOSKit.configuration("client_shared"))
    try await self.init(
      keys, database: TestInstallation.database("tryzore_app", name, TestInstallation.quiet),
      worker: TestInstallation.database("tryzore_worker", name, TestInstallation.quiet),
      admin: TestInstallation.url("tryzore_admin", name), providers, clock: clock,
      logger: logger ?? TestInstallation.quiet)
  }

  /// The same installation with other providers, or on another clock.
  convenience init(
    _ other: TestInstallation, providers: IdentityProviders,
    clock: @escaping @Sendable () -> Date = { Date() }
  ) async throws {
    try await self.init(
      other.keys, database: other.database, worker: other.worker, admin: other.admin, providers, clock: clock,
      logger: TestInstallation.quiet)
  }

  /// On the database of a workshop, whose jobs its test works off.
  convenience init(
    _ workshop: Workshop, providers: IdentityProviders, clock: @escaping @Sendable () -> Date
  ) async throws {
    var configuration = DatabaseConfiguration(url: "\(workshop.admin) user=tryzore_app")
    configuration.connections = 2
    configuration.waitTimeout = .seconds(60)
    configuration.requestTimeout = .seconds(60)
    try await self.init(
      Keys(), database: Database(configuration, logger: TestInstallation.quiet), worker: workshop.database,
      admin: workshop.admin, providers, clock: clock, logger: TestInstallation.quiet)
  }

  private static let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }()

  private init(
    _ keys: Keys, database: Database, worker: Database, admin: String, _ providers: IdentityProviders,
    clock: @escaping @Sendable () -> Date, logger: Logger
  ) async throws {
    self.keys = keys
    self.clock = clock
    self.database = database
    self.worker = worker
    self.admin = admin
    product = try await Product(keys, providers: providers, acceptsDemoPasswords: true)
    tokens = try await AccessTokens(keys)
    let undeclared = Undeclared()
    self.undeclared = undeclared
    installation = Installation(
      database: database, gate: product.gate, catalog: product.catalog, cursorKey: product.cursorKey,
      logger: logger, document: { [product] in try product.document() }, publicURL: "http://test",
      clock: clock,
      onUndeclaredProblem: { operation, problem in undeclared.add("\(operation.id): \(problem.type.code)") })
    dispatcher = Dispatcher(product.api, installation)
  }

  /// An address that nobody else has: tests run side by side.
  static func anywhere() -> String {
    "10.\(UInt8.random(in: 0...255)).\(UInt8.random(in: 0...255)).\(UInt8.random(in: 1...254))"
  }

  /// Sends a request through the whole path; fails the test where a handler throws what it did not declare.
  func send(
    _ method: String, _ path: String, token: String? = nil, json: String? = nil,
    headers: [String: String] = [:], from address: String? = "127.0.0.1"
  ) async throws -> TestAnswer {
    var fields = HTTPFields()
    if let token { fields[.authorization] = "Bearer \(token)" }
    if json != nil { fields[.contentType] = "application/json" }
    for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
    let body = Array((json ?? "").utf8)
    let outbound = await dispatcher.respond(
      to: Inbound(
        method: try #require(HTTPRequest.Method(method)), target: path, headers: fields,
        clientAddress: address,
        body: { limit in
          guard body.count <= limit else { throw BodyFault.tooLarge }
          return body
        }))
    let violations = undeclared.take()
    #expect(violations.isEmpty, "undeclared problems: \(violations)")
    return TestAnswer(status: outbound.status.code, headers: outbound.headers, body: outbound.body)
  }

  private final class Undeclared: Sendable {
    private let list = Mutex<[String]>([])
    func add(_ text: String) { list.withLock { $0.append(text) } }
    func take() -> [String] {
      list.withLock { list in
        defer { list = [] }
        return list
      }
    }
  }
}

/// What came back.
struct TestAnswer {
  let status: Int
  let headers: HTTPFields
  let body: [UInt8]

  var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
  var code: String? { json["code"]?.string }
  /// The places of the faults with their codes: `#/email invalid_email`.
  var faults: [String] {
    (json["errors"]?.items ?? []).map {
      "\($0["pointer"]?.string ?? $0["parameter"]?.string ?? "") \($0["code"]?.string ?? "")"
    }
  }
  var data: [JSONValue] { json["data"]?.items ?? [] }
}

extension JSONValue {
  var int: Int? {
    if case .number(let text) = self { return Int(text) }
    return nil
  }

  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }
  var items: [JSONValue]? {
    if case .array(let items) = self { return items }
    return nil
  }
  var members: [String]? {
    if case .object(let members) = self { return members.map(\.key) }
    return nil
  }
}

/// The column `text` of what a superuser sees in the shared installation.
func onAdmin(_ statement: SQL) async throws -> [String] {
  let admin = try await TestInstallation.shared.value.admin
  return try await onDatabaseThread(url: admin) { connection in
    let rows = try connection.rows(statement)
    return try (0..<rows.count).map { try rows.value("text", at: $0, as: String.self) }
  }
}
