import ArgumentParser
import CRM
import Foundation
import Logging
import Mail
import Postgres
import ServiceLifecycle
import Web

/// `tryzore serve`: the API on a PostgreSQL that is there already.
struct Serve: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Serve the API on the PostgreSQL of DATABASE_URL.",
    discussion: """
      Examples:
        DATABASE_URL=postgresql:///gym tryzore serve
        DATABASE_URL=postgresql:///gym tryzore serve --port 9000 --hostname 127.0.0.1
      """)

  @OptionGroup var address: Address

  func run() async throws {
    let settings = Settings()
    let url = try settings.require(settings.databaseURL, "DATABASE_URL")
    let worker = try settings.workerURL.map { try settings.require($0, "TRYZORE_WORKER_DATABASE_URL") }
    let server = try await RunningServer(
      settings, databaseURL: url, workerURL: worker,
      keys: Keys(folder: settings.keys, masterKeys: settings.masterKeys),
      address: address, mail: settings.mailTransport())
    try await runUntilStopped {
      try await server.run { port in
        Terminal.note(
          "TryZore \(Product.version)  http://\(address.hostname):\(port)/v1   docs /docs   stop with Ctrl-C")
      }
    }
  }
}

/// Where the server listens.
struct Address: ParsableArguments {
  @Option(help: "Port to listen on; 0 lets the system choose.")
  var port = 8080

  @Option(help: "Address to listen on.")
  var hostname = "127.0.0.1"

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
  }
}

/// The server with its database, until it is told to stop.
struct RunningServer {
  private let database: Database
  private let reserve: Database
  private let installation: Installation
  private let product: Product
  private let address: Address
  private let logger: Logger
  private let workers: JobService?
  /// Where changes are heard: a pooler, which the application may come through, forwards no notifications.
  private let changesURL: String

  init(
    _ settings: Settings, databaseURL: String, workerURL: String?, keys: Keys, address: Address,
    mail: MailTransport?, isDemo: Bool = false
  ) async throws {
    self.address = address
    changesURL = workerURL ?? databaseURL
    try PortProbe.check(address)
    let logger = Logger(label: "tryzore") {
      LogLine(label: $0, level: settings.logLevel ?? (isDemo ? .notice : .info))
    }
    self.logger = logger
    let publicURL = settings.publicURL ?? "http://\(address.hostname):\(address.port)"
    let product = try await Product(
      keys, publicURL: publicURL, providers: settings.identityProviders(), acceptsDemoPasswords: isDemo)
    self.product = product
    let mailbox: String? = if case .folder(let folder) = mail { folder } else { nil }
    workers = try workerURL.map {
      try JobService(product, url: $0, settings, mail: mail, slots: settings.slots, logger: logger)
    }
    if workers == nil {
      logger.warning("this server works off no jobs: TRYZORE_WORKER_DATABASE_URL is not set")
    }
    var configuration = DatabaseConfiguration(url: databaseURL)
    configuration.connections = settings.connections
    database = Database(configuration, logger: logger)
    configuration.connections = 2
    configuration.leases = 2
    reserve = Database(configuration, logger: logger)
    installation = Installation(
      database: database, reserve: reserve, gate: product.gate, catalog: product.catalog,
      cursorKey: product.cursorKey,
      logger: logger, document: { try product.document() },
      explorerAssets: FileManager.default.fileExists(atPath: settings.explorer) ? settings.explorer : nil,
      mailbox: mailbox, publicURL: publicURL, limits: settings.rateLimits,
      admission: Admission(limit: settings.requestsAtOnce),
      proxies: try settings.trustedProxies(), origins: try settings.allowedOrigins())
  }

  /// Serves until the surrounding service is told to stop; requests under way are answered first.
  func run(onReady: @escaping @Sendable (Int) async -> Void) async throws {
    let web = WebServer(
      dispatcher: Dispatcher(product.api, installation), hostname: address.hostname, port: address.port,
      logger: logger,
      onReady: { port in
        await onReady(port)
        StartupMemory.release()
      })
    // Beside the requests: they neither delay nor fail one.
    let work = Task { await workers?.run() }
    let hearing = Task { await product.live.run(url: changesURL, logger: logger) }
    let result: Result<Void, any Error>
    do {
      try await withGracefulShutdownHandler {
        try await web.run()
      } onGracefulShutdown: {
        work.cancel()
      }
      result = .success(())
    } catch { result = .failure(error) }
    work.cancel()
    hearing.cancel()
    await work.value
    await hearing.value
    await database.shutdown()
    await reserve.shutdown()
    try result.get()
  }
}

/// Says in one line that a port is taken, before anything else has been started.
enum PortProbe {
  static func check(_ address: Address) throws {
    guard address.port != 0 else { return }
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var yes: Int32 = 1
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = in_port_t(UInt16(clamping: address.port)).bigEndian
    guard
      inet_pton(AF_INET, address.hostname == "localhost" ? "127.0.0.1" : address.hostname, &name.sin_addr)
        == 1
    else { return }
    let result = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard result != 0 else { return }
    switch errno {
    case EADDRINUSE:
      throw CommandFailure(.conflict, "Port \(address.port) is taken; choose another with --port.")
    case EACCES:
      throw CommandFailure(.refused, "Port \(address.port) needs more rights; choose one above 1023.")
    default: return
    }
  }
}
