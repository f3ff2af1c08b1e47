import Foundation
import Logging
import Postgres
import Testing

@testable import CRM

/// An installation of one test's own with a gym and a person: workers take whatever job there is.
struct Workshop {
  let database: Database
  let admin: String
  let gym = UUID()
  let person = UUID()

  private static let template = Task { try await TestInstallation.makeDatabase() }

  static func make() async throws -> Workshop {
    let template = try await template.value
    let name = "tryzore_\(UUID().uuidString.prefix(8).lowercased())"
    try await onDatabaseThread(url: TestInstallation.url("tryzore_admin", "postgres")) { connection in
      try connection.execute("create database \(name) template \(template)")
    }
    var configuration = DatabaseConfiguration(url: try TestInstallation.url("tryzore_worker", name))
    configuration.waitTimeout = .seconds(60)
    configuration.requestTimeout = .seconds(60)
    let workshop = Workshop(
      database: Database(configuration, logger: quiet), admin: try TestInstallation.url("tryzore_admin", name)
    )
    let email = "\(workshop.person.uuidString.lowercased())@example.com"
    _ = try await workshop.database.pipeline([
      "select private.sign_up(\(workshop.person), \(email), \(email), 'Ada', 'Lovelace', 'none: nobody signs in with it')",
      """
      select private.operator_create_organization(\(workshop.gym), \(workshop.person), 'Gym', \(name.replacing("_", with: "-")),
        'UTC', 'EUR', 'DE', null)
      """,
    ])
    return workshop
  }

  static let quiet: Logger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }()

  /// Writes jobs for the gym.
  func enqueue(_ statements: [SQL]) async throws {
    _ = try await database.pipeline([Door.enterAsOperator(gym, actor: "test", write: true)] + statements)
  }

  func worker(
    _ jobs: JobList, name: String = "test", _ change: (inout Worker.Configuration) -> Void = { _ in }
  )
    -> Worker
  {
    var configuration = Worker.Configuration()
    configuration.pause = .milliseconds(20)
    change(&configuration)
    return Worker(jobs, on: database, name: name, logger: Workshop.quiet, configuration)
  }

  /// Runs a worker until the condition holds, then stops it.
  func work(_ jobs: JobList, until condition: SQL, _ change: (inout Worker.Configuration) -> Void = { _ in })
    async throws
  {
    let worker = worker(jobs, change)
    let work = Task { await worker.run() }
    try await wait(until: condition)
    work.cancel()
    await work.value
  }

  /// Waits for what workers do, at most three minutes.
  func wait(until condition: SQL) async throws {
    try await onDatabaseThread(url: admin) { connection in
      let deadline = ContinuousClock.now + .seconds(180)
      while try !connection.rows("select (\(condition)) as holds").value("holds", at: 0, as: Bool.self) {
        try #require(ContinuousClock.now < deadline, "waited too long")
        _ = try connection.rows("select pg_sleep(0.01)")
      }
    }
  }

  func value<Value: Decodable & Sendable>(_ expression: SQL, as type: Value.Type = Value.self) async throws
    -> Value
  {
    try await onDatabaseThread(url: admin) { connection in
      try connection.rows("select \(expression) as value").value("value", at: 0, as: type)
    }
  }
}

extension JobKind where Payload == Effect {
  /// Adds a tag by the effect's name: twice if it is done twice.
  static let effect = JobKind("test.effect")
}

struct Effect: Codable, Sendable {
  let name: String

  func insert() -> SQL {
    "insert into crm.tags (id, name, type) values (\(UUID()), \(name + " " + UUID().uuidString), 'custom')"
  }
}
