import Logging
import Postgres

/// Makes the audit log's months ahead while the program serves. A month that is missing all the same costs nothing
/// but tidiness: its rows wait in the default partition, and the next try puts them in their place.
struct AuditMonths {
  /// So many months are there before they are needed: that many months of failing tries do no harm.
  static let ahead = 3

  /// The worker's login, which alone may make them.
  let url: String?
  let logger: Logger
  var pause = Duration.seconds(24 * 3600)
  var pauseAfterFailure = Duration.seconds(3600)

  /// Tries at once and then again and again, until the task is cancelled; never throws.
  func keep() async {
    guard let url else {
      return logger.warning(
        "audit months are not made by this server: TRYZORE_WORKER_DATABASE_URL is not set")
    }
    while !Task.isCancelled {
      let isDone = await ensure(url)
      try? await Task.sleep(for: isDone ? pause : pauseAfterFailure)
    }
  }

  private func ensure(_ url: String) async -> Bool {
    do {
      let made = try await onDatabaseThread(url: url) { connection in
        // Rows leave a default partition under a lock that every writing request needs, and a request waits a second
        // for a lock: this gives up sooner, so that none fails.
        try connection.execute("set lock_timeout = '300ms'")
        let isRepair = try connection.rows(AuditMonths.holdsRows).value("it_is", at: 0, as: Bool.self)
        if isRepair { try connection.execute("set statement_timeout = '700ms'") }
        return try connection.rows("select audit.ensure_partitions(\(Int32(AuditMonths.ahead))) as made")
          .value("made", at: 0, as: Int.self)
      }
      logger.info("audit months are there", metadata: ["ahead": "\(AuditMonths.ahead)", "made": "\(made)"])
      return true
    } catch {
      logger.error(
        "audit months could not be made; entries of a missing month are kept in the default partition",
        metadata: [
          "reason": "\(CommandFailure(describing: error).message)", "next_try": "\(pauseAfterFailure)",
        ])
      return false
    }
  }

  private static let holdsRows: SQL = """
    select pg_relation_size('audit.audit_logs_default') + pg_relation_size('audit.personal_values_default') > 0 as it_is
    """
}
