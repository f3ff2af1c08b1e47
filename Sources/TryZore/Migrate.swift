import ArgumentParser
import CRM
import Foundation
import Logging
import Postgres

/// `tryzore migrate`: the database's schema.
struct Migrate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Bring the schema up to date, or say where it stands.",
    discussion: """
      Uses TRYZORE_MIGRATE_DATABASE_URL, else DATABASE_URL.
      Examples:
        tryzore migrate status
        tryzore migrate up
      """,
    subcommands: [Up.self, State.self], defaultSubcommand: State.self)

  struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "up", abstract: "Apply the migrations that are missing, each in its own transaction.",
      discussion:
        "Examples:\n  tryzore migrate up\n  TRYZORE_MIGRATE_DATABASE_URL=postgresql:///gym tryzore migrate up"
    )

    func run() async throws {
      let applied = try await Migrate.bringUp(Migrate.url())
      for migration in applied { print("applied \(migration.name)") }
      if applied.isEmpty { print("up to date") }
    }
  }

  struct State: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "status", abstract: "List the migrations and whether they are applied.",
      discussion: "Examples:\n  tryzore migrate status\n  tryzore migrate")

    func run() async throws {
      for entry in try await Migrate.migrator(Migrate.url()).status() {
        print("\(entry.state.rawValue.padding(toLength: 8, withPad: " ", startingAt: 0)) \(entry.name)")
      }
    }
  }

  /// Applies what is missing and makes the audit log's partitions of the coming months.
  @discardableResult
  static func bringUp(_ url: String) async throws -> [Migration] {
    let applied = try await migrator(url).up()
    try await onDatabaseThread(url: url) { connection in
      try connection.execute("set role \(Schema.owner); select audit.ensure_partitions(3)")
    }
    return applied
  }

  private static func url() throws -> String {
    let settings = Settings()
    return try settings.require(settings.migrateURL ?? settings.databaseURL, "TRYZORE_MIGRATE_DATABASE_URL")
  }

  private static func migrator(_ url: String) -> Migrator {
    Migrator(url: url, migrations: Schema.migrations, role: Schema.owner, logger: .quiet)
  }
}

extension Logger {
  /// For commands that say themselves what matters.
  static var quiet: Logger { Logger(label: "tryzore") { LogLine(label: $0, level: .error) } }
}
