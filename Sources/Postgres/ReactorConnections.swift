import CPostgres
import DequeModule
import Logging

private let firstRetry: UInt64 = 50_000_000
/// How long work may wait for a database that is not there: it may be back in a moment.
let graceWhileDown: UInt64 = 500_000_000
private let longestRetry: UInt64 = 1_000_000_000

extension Reactor {
  var unavailable: PostgresError { PostgresError(.unavailable, message: lastFailure) }

  func addConnection(_ use: Connection.Use) {
    lastID += 1
    let connection = Connection(id: lastID, use: use)
    connections[lastID] = connection
    if use == .shared { shared.append(connection) } else { leased.append(connection) }
    start(connection)
  }

  func start(_ connection: Connection) {
    connection.start(target)
    guard !connection.isBroken else {
      return lose(connection, PostgresError(.unavailable, message: connection.message))
    }
    connection.state = .connecting(until: now + target.timeout)
    watch(connection, EPOLLOUT.rawValue)
  }

  /// The next step of connecting.
  func proceed(_ connection: Connection) {
    switch PQconnectPoll(connection.pointer) {
    case PGRES_POLLING_READING: watch(connection, EPOLLIN.rawValue)
    case PGRES_POLLING_WRITING: watch(connection, EPOLLOUT.rawValue)
    case PGRES_POLLING_OK where connection.enterPipeline(): becomeReady(connection)
    default: lose(connection, PostgresError(.unavailable, message: connection.message))
    }
  }

  private func becomeReady(_ connection: Connection) {
    connection.state = .ready
    connection.attempts = 0
    watch(connection, EPOLLIN.rawValue)
    guard !isUp else { return }
    isUp = true
    downSince = nil
    waiting.extend()
    waitingForLease.extend()
    logger.info("connected to PostgreSQL")
    // PostgreSQL is back: nobody needs to wait for his own next try.
    for other in shared {
      if case .offline = other.state { other.state = .offline(until: now) }
    }
  }

  /// Sends what libpq holds back, and watches the socket for room if that is not all.
  func flush(_ connection: Connection) {
    let left = PQflush(connection.pointer)
    if left < 0 { return lose(connection, PostgresError(.connectionLost, message: connection.message)) }
    guard connection.isFlushing != (left > 0) else { return }
    connection.isFlushing = left > 0
    watch(connection, left > 0 ? EPOLLIN.rawValue | EPOLLOUT.rawValue : EPOLLIN.rawValue)
  }

  /// While it connects, libpq may close one socket and open another, even of the same number.
  private func watch(_ connection: Connection, _ interest: UInt32) {
    var event = epoll_event(events: interest, data: epoll_data_t(u64: connection.id))
    if epoll_ctl(poll, EPOLL_CTL_MOD, connection.descriptor, &event) != 0 {
      epoll_ctl(poll, EPOLL_CTL_ADD, connection.descriptor, &event)
    }
  }

  /// Closes a connection, answers all who waited for it, and plans the next try.
  func lose(_ connection: Connection, _ error: PostgresError, cancelling: Bool = false) {
    let wasReady = connection.isReady
    connection.state = .offline(until: now + delay(connection))
    connection.attempts += 1
    end(connection, error, cancelling: cancelling)
    if wasReady { reconnects += 1 }
    if connection.use == .leased {
      connections[connection.id] = nil
      leased.removeAll { $0 === connection }
    }
    lastFailure = error.message
    if downSince == nil, !connections.values.contains(where: \.isReady) {
      downSince = now
      // Who waits since a time with a connection may wait on.
      if !isUp {
        waiting.limit(to: now + graceWhileDown)
        waitingForLease.limit(to: now + graceWhileDown)
      }
      isUp = false
    }
    if wasReady || connection.attempts == 1 {
      logger.warning(
        "a connection to PostgreSQL failed",
        metadata: ["reason": "\(error.message)", "state": "\(error.sqlState ?? "")"])
    }
  }

  func end(_ connection: Connection, _ error: PostgresError, cancelling: Bool = false) {
    var event = epoll_event()
    if connection.descriptor >= 0 { epoll_ctl(poll, EPOLL_CTL_DEL, connection.descriptor, &event) }
    let lease = connection.lease
    connection.lease = nil
    lease?.connection = nil
    lease?.failure = lease?.failure ?? error
    for group in connection.close(cancelling: cancelling) { group.fail(error) }
  }

  /// 50 ms doubling to a second, with jitter; a connection that was up is tried again at once.
  private func delay(_ connection: Connection) -> UInt64 {
    if connection.isReady { return UInt64.random(in: 0...firstRetry) }
    let delay = min(firstRetry << UInt64(min(connection.attempts, 5)), longestRetry)
    return UInt64.random(in: delay / 2...delay)
  }
}

extension PostgresError {
  static let shutDown = PostgresError(.connectionLost, message: "the database was shut down")
}
