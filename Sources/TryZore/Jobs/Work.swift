import ArgumentParser
import CRM
import Foundation
import Logging
import ServiceLifecycle

/// `tryzore work`: jobs without the API, on as many machines as one likes.
struct Work: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Work off jobs: mail, duties, long operations.",
    discussion: """
      `serve` does the same beside its requests where TRYZORE_WORKER_DATABASE_URL is set. When it is told to stop,
      running jobs have ten seconds to end; what has not ended by then goes back into the line.

      Examples:
        TRYZORE_WORKER_DATABASE_URL=postgresql:///gym tryzore work
        TRYZORE_WORKER_DATABASE_URL=postgresql:///gym tryzore work --slots 16
      """)

  @Option(help: "Jobs at a time; without it TRYZORE_JOB_SLOTS, or 4.")
  var slots: Int?

  func validate() throws {
    guard (1...256).contains(slots ?? 1) else { throw ValidationError("--slots must be between 1 and 256.") }
  }

  func run() async throws {
    let settings = Settings()
    let url = try settings.require(settings.workerURL, "TRYZORE_WORKER_DATABASE_URL")
    let logger = Logger(label: "tryzore") { LogLine(label: $0, level: settings.logLevel ?? .info) }
    let product = try await Product(
      Keys(folder: settings.keys, masterKeys: settings.masterKeys),
      publicURL: settings.publicURL ?? "http://localhost:8080", providers: settings.identityProviders())
    let service = try JobService(
      product, url: url, settings, mail: settings.mailTransport(), slots: slots ?? settings.slots,
      logger: logger)
    try await runUntilStopped {
      Terminal.note("TryZore \(Product.version) works off jobs   stop with Ctrl-C")
      await cancelWhenGracefulShutdown { await service.run() }
    }
  }
}
