import CPostgres
import DequeModule
import Glibc
import Logging

/// The one thread that owns every connection: it waits for sockets, answers and messages, and hands out the work.
final class Reactor {
  private static let wakeID: UInt64 = 0

  let configuration: DatabaseConfiguration
  let logger: Logger
  let inbox: Inbox
  let target: ConnectionTarget
  let buffer = ParameterBuffer()
  let poll: Int32
  let requestTimeout: UInt64
  let waitTimeout: UInt64
  var now = monotonicNow()
  var connections: [UInt64: Connection] = [:]
  var shared: [Connection] = []
  var leased: [Connection] = []
  var lastID = wakeID
  /// One-shots, and groups of transactions that hold no connection yet.
  var waiting = WaitingGroups()
  var waitingForLease = WaitingGroups()
  /// At least one connection is up.
  var isUp = false
  /// Since when none is, although one was tried.
  var downSince: UInt64?
  /// Why, for the error of those who wait.
  var lastFailure = "not connected yet"
  var stopBy: UInt64?
  var answered = 0
  var reconnects = 0

  init(_ configuration: DatabaseConfiguration, inbox: Inbox, logger: Logger) {
    self.configuration = configuration
    self.inbox = inbox
    target = ConnectionTarget(configuration.url)
    self.logger = logger
    requestTimeout = configuration.requestTimeout.nanoseconds
    waitTimeout = configuration.waitTimeout.nanoseconds
    poll = epoll_create1(Int32(EPOLL_CLOEXEC))
  }

  deinit { close(poll) }

  func run() {
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data_t(u64: Self.wakeID))
    epoll_ctl(poll, EPOLL_CTL_ADD, inbox.eventDescriptor, &event)
    for _ in 0..<max(configuration.connections, 1) { addConnection(.shared) }
    var events = [epoll_event](repeating: epoll_event(), count: 64)
    var messages: [Inbox.Message] = []
    while true {
      now = monotonicNow()
      inbox.take(into: &messages)
      for message in messages { handle(message) }
      expire()
      dispatch()
      if isFinished { break }
      let timeout = inbox.sleep(publishing: statistics) ? timeoutInMilliseconds : 0
      let count = epoll_wait(poll, &events, Int32(events.count), timeout)
      now = monotonicNow()
      for event in events.prefix(Int(max(count, 0))) { handle(event) }
    }
    for connection in shared + leased { end(connection, .shutDown) }
    for group in waiting.removeAll() + waitingForLease.removeAll() { group.fail(.closed) }
    inbox.close()
  }

  private func handle(_ message: Inbox.Message) {
    switch message {
    case .submit(let group): accept(group)
    case .cancel(let group): cancel(group)
    case .shutdown: stopBy = stopBy ?? now + requestTimeout
    }
  }

  private func handle(_ event: epoll_event) {
    if event.data.u64 == Self.wakeID { return inbox.clearSignal() }
    guard let connection = connections[event.data.u64] else { return }
    switch connection.state {
    case .offline: return
    case .connecting: proceed(connection)
    case .ready:
      if event.events & EPOLLOUT.rawValue != 0 { flush(connection) }
      // Errors and hang-ups come out of reading, too.
      guard connection.isReady, event.events & ~EPOLLOUT.rawValue != 0 else { return }
      if let failure = connection.receive({ complete($0, on: connection) }) {
        lose(connection, failure)
      } else if connection.isFlushing {
        flush(connection)
      }
    }
  }

  // Time.

  private func expire() {
    for group in waiting.removeExpired(now) + waitingForLease.removeExpired(now) {
      if !isUp {
        group.fail(unavailable)
      } else if group.deadline <= now {
        group.fail(.deadlineExceeded)
      } else {
        group.fail(PostgresError(.overloaded, message: "waited too long for a connection"))
      }
    }
    for connection in shared { expire(connection) }
    for connection in leased { expire(connection) }
  }

  private func expire(_ connection: Connection) {
    switch connection.state {
    case .offline(let until):
      if until <= now { start(connection) }
    case .connecting(let until):
      guard until <= now else { return }
      connection.silentHosts += 1
      lose(connection, PostgresError(.unavailable, message: "connecting took too long"))
    case .ready:
      if connection.inFlight.contains(where: { $0.isCancelled && $0.giveUp <= now }) {
        return lose(connection, .cancelled, cancelling: true)
      }
      var isLate = false
      for group in connection.inFlight where group.deadline <= now {
        isLate = true
        group.resume(.failure(.deadlineExceeded))
      }
      guard isLate else { return }
      // A transaction must not go on. A shared connection may be slow, but not silent for ever.
      if connection.use == .leased {
        lose(connection, .deadlineExceeded, cancelling: true)
      } else if connection.inFlight.contains(where: { $0.deadline + requestTimeout <= now }) {
        lose(connection, PostgresError(.connectionLost, message: "no answer for too long"))
      }
    }
  }

  private var timeoutInMilliseconds: Int32 {
    var next = min(waiting.nextExpiry, waitingForLease.nextExpiry, stopBy ?? .max)
    for connection in shared { next = min(next, nextExpiry(connection)) }
    for connection in leased { next = min(next, nextExpiry(connection)) }
    if next == .max { return -1 }
    return next <= now ? 0 : Int32(clamping: (next - now) / 1_000_000 + 1)
  }

  private func nextExpiry(_ connection: Connection) -> UInt64 {
    switch connection.state {
    case .offline(let until), .connecting(let until): return until
    case .ready:
      var next = UInt64.max
      for group in connection.inFlight {
        let isAnswered = group.continuation == nil && connection.use == .shared
        next = min(next, isAnswered ? group.deadline + requestTimeout : group.deadline)
        if group.isCancelled { next = min(next, group.giveUp) }
      }
      return next
    }
  }

  private var isFinished: Bool {
    guard let stopBy else { return false }
    if stopBy <= now { return true }
    return waiting.isEmpty && waitingForLease.isEmpty && !shared.contains(where: \.isBusy)
      && !leased.contains(where: \.isBusy)
  }

  private var statistics: Statistics {
    var statistics = Statistics()
    func count(_ connection: Connection) {
      statistics.readyConnections += connection.isReady ? 1 : 0
      statistics.busyConnections += connection.isBusy ? 1 : 0
      statistics.inFlight += connection.inFlight.count
    }
    for connection in shared { count(connection) }
    for connection in leased { count(connection) }
    statistics.waiting = waiting.count + waitingForLease.count
    statistics.statements = answered
    statistics.reconnects = reconnects
    return statistics
  }
}
