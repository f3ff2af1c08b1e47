import ArgumentParser
import CRM
import Foundation
import Logging
import Mail
import Postgres
import ServiceLifecycle
import SystemPackage
import UnixSignals
import Web

/// `tryzore demo`: everything at once, with data to look at.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Start a private PostgreSQL, migrate, seed and serve; stop it all with Ctrl-C.",
    discussion: """
      Started again on the same folder it goes on where it stopped. The demo passwords work here only.
      Examples:
        tryzore demo
        tryzore demo --port 9000 --data /tmp/gym
      """)

  @OptionGroup var address: Address

  @Option(help: "Folder of the database, the keys and the logs.")
  var data = DemoState.standard

  func run() async throws {
    let settings = Settings()
    try PortProbe.check(address)
    try await runUntilStopped {
      let start = ContinuousClock.now
      let postgres = try await PrivatePostgres.start(in: data, logger: .quiet)
      let result: Result<Void, any Error>
      do {
        try await serve(postgres, settings, since: start)
        result = .success(())
      } catch { result = .failure(error) }
      DemoState.remove(data)
      await postgres.stop()
      try result.get()
    }
  }

  private func serve(_ postgres: PrivatePostgres, _ settings: Settings, since start: ContinuousClock.Instant)
    async throws
  {
    try await Migrate.bringUp(postgres.url(role: PrivatePostgres.adminRole))
    let keys = try Keys(folder: "\(data)/keys", masterKeys: settings.masterKeys)
    let summary = try await seed(postgres, keys.masters)
    let server = try await RunningServer(
      settings, databaseURL: postgres.url(role: "tryzore_app"),
      workerURL: postgres.url(role: "tryzore_worker"),
      keys: keys, address: address,
      mail: .folder("\(data)/mail"), isDemo: true)
    try await server.run { port in
      let state = DemoState(
        httpPort: port, socketDirectory: postgres.folder.socket.string, postgresPort: PrivatePostgres.port,
        database: PrivatePostgres.database, adminRole: PrivatePostgres.adminRole, state: "running")
      do { try state.write(data) } catch { Terminal.error("\(data)/status.json cannot be written: \(error)") }
      greet(port, summary, (ContinuousClock.now - start) / .seconds(1))
    }
  }

  private func seed(_ postgres: PrivatePostgres, _ masters: MasterKeys) async throws -> DemoSeed.Summary {
    var configuration = DatabaseConfiguration(url: postgres.url(role: "tryzore_worker"))
    configuration.connections = 1
    let database = Database(configuration, logger: .quiet)
    let result: Result<DemoSeed.Summary, any Error>
    do { result = .success(try await DemoSeed(database, masters: masters).seedDemo(today: .today())) } catch {
      result = .failure(error)
    }
    await database.shutdown()
    return try result.get()
  }

  private func greet(_ port: Int, _ summary: DemoSeed.Summary, _ seconds: Double) {
    let base = "http://\(address.hostname):\(port)"
    Terminal.note(
      """
      TryZore \(Product.version)  demo data: \(summary.organizations) locations, \(summary.clients) clients   started in \((seconds * 10).rounded() / 10) s
        API       \(base)/v1   Docs \(base)/docs   OpenAPI \(base)/openapi.json
        Accounts  owner@demo.com / demo-owner   desk@demo.com / demo-desk   trainer@demo.com / demo-trainer
                  member@demo.com / demo-member   and of another gym: owner@rival.com / demo-rival
        Mail      \(base)/dev/mail   nothing leaves this machine
        Try       curl -s \(base)/v1/auth/login -H 'Content-Type: application/json' -d '{"email": "desk@demo.com", "password": "demo-desk"}'
        Database  PostgreSQL in \(data), schema \(Schema.migrations.last?.name ?? "empty")   ! TLS off (loopback only)
        Stop      Ctrl-C; nothing is lost
      """)
  }
}

/// Runs the body under the handlers of SIGINT and SIGTERM; what listens in it stops gracefully, at most 30 s.
func runUntilStopped(_ body: @escaping @Sendable () async throws -> Void) async throws {
  var configuration = ServiceGroupConfiguration(
    services: [Body(body: body)].map { service in
      .init(service: service, successTerminationBehavior: .gracefullyShutdownGroup)
    },
    gracefulShutdownSignals: [.sigint, .sigterm],
    logger: Logger(label: "tryzore") { LogLine(label: $0, level: .error) })
  configuration.maximumGracefulShutdownDuration = .seconds(30)
  try await ServiceGroup(configuration: configuration).run()
}

private struct Body: Service {
  let body: @Sendable () async throws -> Void
  func run() async throws { try await body() }
}
