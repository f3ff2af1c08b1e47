import CPostgres
import Glibc
public import Logging

/// Hears NOTIFY on a connection of its own, which must lead to PostgreSQL itself and not through a pooler.
///
/// Calls back for what arrives, and once after every (re)connection, for what was missed meanwhile. A silent
/// network is noticed within eight seconds: nothing heard for five, and no answer to a question for three.
public final class Listener: Sendable {
  public enum Heard: Sendable {
    /// It hears from now on; whatever came before was missed.
    case connected
    /// The payloads of notifications, in the order in which their transactions committed.
    case notified([String])
  }

  private static let silence: Int32 = 5_000
  private static let patience: UInt64 = 3_000_000_000
  private static let longestPause: Int32 = 5_000

  private let url: String
  private let channel: String
  private let logger: Logger
  private let onNews: @Sendable (Heard) -> Void
  private let stopDescriptor: Int32

  /// Starts at once. `channel` is a plain identifier.
  public init(
    url: String, channel: String, logger: Logger, onNews: @escaping @Sendable (Heard) -> Void
  ) {
    self.url = url
    self.channel = channel
    self.logger = logger
    self.onNews = onNews
    stopDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
    startThread { self.run() }
  }

  deinit { close(stopDescriptor) }

  /// Ends the connection; no further call comes after one that may be under way.
  public func stop() { eventfd_write(stopDescriptor, 1) }

  private func run() {
    var pause: Int32 = 50
    while true {
      do throws(PostgresError) {
        let connection = try ListeningConnection(url)
        try connection.ask("listen \"\(channel)\"", within: Listener.patience)
        pause = 50
        onNews(.connected)
        try hear(connection)
        return
      } catch {
        logger.warning("the listener lost PostgreSQL", metadata: ["reason": "\(error.message)"])
      }
      if waits(for: [stopDescriptor], pause) == stopDescriptor { return }
      pause = min(pause * 2, Listener.longestPause)
    }
  }

  /// Returns when it is stopped.
  private func hear(_ connection: ListeningConnection) throws(PostgresError) {
    while true {
      switch waits(for: [stopDescriptor, connection.descriptor], Listener.silence) {
      case stopDescriptor: return
      case nil: try connection.ask("select 1", within: Listener.patience)
      default: try connection.read()
      }
      let payloads = connection.takeNotifications()
      if !payloads.isEmpty { onNews(.notified(payloads)) }
    }
  }
}

/// libpq without its blocking calls, so that no question is waited for longer than it was said.
private final class ListeningConnection {
  private let pointer: OpaquePointer

  init(_ url: String) throws(PostgresError) {
    let limits = [("connect_timeout", "5"), ("tcp_user_timeout", "8000")]
    guard let pointer = withConnectionParameters(url, limits, { PQconnectdbParams($0, $1, 1) }) else {
      throw PostgresError(.unavailable, message: "out of memory")
    }
    self.pointer = pointer
    guard PQstatus(pointer) == CONNECTION_OK, PQsetnonblocking(pointer, 1) == 0 else { throw failure }
    PQsetNoticeReceiver(pointer, { _, _ in }, nil)
  }

  deinit { PQfinish(pointer) }

  var descriptor: Int32 { PQsocket(pointer) }

  private var failure: PostgresError {
    PostgresError(.connectionLost, message: String(cString: PQerrorMessage(pointer)))
  }

  func read() throws(PostgresError) {
    guard PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else { throw failure }
  }

  /// Runs a statement whose rows nobody needs.
  func ask(_ text: String, within patience: UInt64) throws(PostgresError) {
    let deadline = monotonicNow() + patience
    guard PQsendQuery(pointer, text) == 1 else { throw failure }
    while true {
      guard PQflush(pointer) >= 0 else { throw failure }
      while PQisBusy(pointer) == 0 {
        guard let result = PQgetResult(pointer) else { return }
        defer { PQclear(result) }
        if PQresultStatus(result) == PGRES_FATAL_ERROR { throw PostgresError(result: result) }
      }
      let left = Int64(deadline) - Int64(monotonicNow())
      guard left > 0, waits(for: [descriptor], Int32(left / 1_000_000) + 1) != nil else {
        throw PostgresError(.connectionLost, message: "PostgreSQL does not answer")
      }
      try read()
    }
  }

  /// Their payloads.
  func takeNotifications() -> [String] {
    var payloads: [String] = []
    while let notification = PQnotifies(pointer) {
      payloads.append(String(cString: notification.pointee.extra))
      PQfreemem(notification)
    }
    return payloads
  }
}

/// The first of the descriptors that can be read or is broken; nil after so many milliseconds.
private func waits(for descriptors: [Int32], _ milliseconds: Int32) -> Int32? {
  var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
  guard poll(&polled, nfds_t(polled.count), milliseconds) > 0 else { return nil }
  return polled.first { $0.revents != 0 }?.fd
}
