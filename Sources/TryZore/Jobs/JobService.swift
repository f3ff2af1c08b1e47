import CRM
import Foundation
import Logging
import Mail
import Postgres

/// A worker with its connections: the pool that its jobs work on, and the listener that wakes it.
struct JobService {
  private let database: Database
  private let worker: Worker
  private let url: String
  private let logger: Logger

  /// `url` is the worker's login. It leads to PostgreSQL itself: a pooler forwards no notifications.
  init(
    _ product: Product, url: String, _ settings: Settings, mail: MailTransport?, slots: Int, logger: Logger
  ) throws {
    self.url = url
    self.logger = logger
    var configuration = DatabaseConfiguration(url: url)
    configuration.connections = 2
    configuration.leases = slots
    // As long as PostgreSQL lets a statement of the worker run.
    configuration.requestTimeout = .seconds(60)
    database = Database(configuration, logger: logger)
    var work = Worker.Configuration()
    work.slots = slots
    worker = Worker(
      try product.jobs(transport: mail, sender: settings.mailSender(), logger: logger), on: database,
      name: "\(ProcessInfo.processInfo.hostName) \(ProcessInfo.processInfo.processIdentifier)",
      logger: logger, work)
  }

  /// Works until the task is cancelled.
  func run() async {
    let listener = Listener(url: url, channel: "tryzore_jobs", logger: logger) { [worker] _ in worker.ring() }
    await worker.run()
    listener.stop()
    await database.shutdown()
  }
}
