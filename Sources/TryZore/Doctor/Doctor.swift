import ArgumentParser
import CRM
import Foundation
import Postgres

/// `tryzore doctor`: is this installation set up as it should be?
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Check the database, the roles and the settings; one line each, with what to do.",
    discussion: """
      Asks as each login that is configured, and changes nothing.
      Examples:
        tryzore doctor
        tryzore doctor --data .tryzore/demo --json
      """)

  @Option(
    help:
      "Folder of a running `tryzore demo`; without it DATABASE_URL, TRYZORE_WORKER_DATABASE_URL and TRYZORE_MIGRATE_DATABASE_URL."
  )
  var data: String?

  @Flag(help: "Print JSON.")
  var json = false

  struct Finding: Codable {
    enum Verdict: String, Codable { case ok, warn, fail }
    let check: String
    let verdict: Verdict
    let advice: String
  }

  func run() async throws {
    let findings = try await findings()
    if json {
      try Terminal.json(findings)
    } else {
      for finding in findings {
        let verdict = finding.verdict.rawValue.padding(toLength: 5, withPad: " ", startingAt: 0)
        print("\(verdict) \(finding.check): \(finding.advice)")
      }
    }
    if findings.contains(where: { $0.verdict == .fail }) {
      throw CommandFailure(.failed, "Not everything is well.")
    }
  }

  private func findings() async throws -> [Finding] {
    let settings = Settings()
    let state =
      data == nil && settings.databaseURL != nil ? nil : try DemoState.read(data ?? DemoState.standard)
    let application =
      try state?.url(role: "tryzore_app") ?? settings.require(settings.databaseURL, "DATABASE_URL")
    let worker = state?.url(role: "tryzore_worker") ?? settings.workerURL
    let migrator = state.map { $0.url(role: $0.adminRole) } ?? settings.migrateURL

    let keys = state == nil ? settings.keys : "\(data ?? DemoState.standard)/keys"
    var findings = try await Doctor.migrations(migrator)
    guard
      try await onDatabaseThread(
        url: application, { try $0.rows(CatalogueChecks.isMigrated).value("it_is", at: 0, as: Bool.self) })
    else {
      return findings + [
        Finding(check: "schema", verdict: .fail, advice: "There is none: run `tryzore migrate up`.")
      ]
    }
    findings += try await onDatabaseThread(url: application) { connection in
      try LoginChecks(role: "tryzore_app").run(connection) + CatalogueChecks.run(connection)
        + ServerChecks.run(connection)
    }
    guard let worker else {
      return findings + [
        Finding(
          check: "worker", verdict: .warn,
          advice: "Set TRYZORE_WORKER_DATABASE_URL: `serve` works off jobs by it.")
      ]
    }
    return findings
      + (try await onDatabaseThread(url: worker) { connection in
        try LoginChecks(role: "tryzore_worker", prefix: "worker ").run(connection) + JobChecks.run(connection)
          + KeyChecks.run(connection, folder: keys, settings.masterKeys)
      })
  }

  private static func migrations(_ url: String?) async throws -> [Finding] {
    guard let url else {
      return [
        Finding(
          check: "migrations", verdict: .warn,
          advice: "Set TRYZORE_MIGRATE_DATABASE_URL to have them checked.")
      ]
    }
    let all = try await Migrator(
      url: url, migrations: Schema.migrations, role: Schema.owner, logger: .quiet
    ).status()
    let pending = all.filter { $0.state == .pending }.count
    let strange = all.filter { $0.state == .changed || $0.state == .unknown }.map(\.name)
    if !strange.isEmpty {
      return [
        Finding(
          check: "migrations", verdict: .fail,
          advice: "\(Check.listed(strange)). Another version of the program migrated here: run that one.")
      ]
    }
    return [
      Finding(
        check: "migrations", verdict: pending == 0 ? .ok : .fail,
        advice: pending == 0 ? "\(all.count) applied" : "Run `tryzore migrate up`: \(pending) are missing.")
    ]
  }
}
