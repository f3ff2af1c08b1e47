import CPostgres
import Glibc
import Synchronization

/// The way from tasks to the reactor's thread, and what it tells back.
final class Inbox: Sendable {
  enum Message {
    case submit(Group)
    case cancel(Group)
    case shutdown
  }

  private struct State {
    var messages: [Message] = []
    /// An awake reactor looks into the inbox before it sleeps, so only a sleeping one needs a signal.
    var isAwake = true
    var isClosed = false
    var statistics = Statistics()
    var waitingForClose: [CheckedContinuation<Void, Never>] = []
  }

  let eventDescriptor: Int32
  private let state = Mutex(State())

  init() { eventDescriptor = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)) }

  deinit { Glibc.close(eventDescriptor) }

  var statistics: Statistics { state.withLock { $0.statistics } }

  /// Runs statements; the outcome of a cancelled task is `.cancelled` at once.
  func run(_ group: Group) async throws -> [QueryResult] {
    try await withTaskCancellationHandler {
      try await runToEnd(group)
    } onCancel: {
      send(.cancel(group))
    }
  }

  /// The same, whether the task is cancelled or not.
  func runToEnd(_ group: Group) async throws -> [QueryResult] {
    // Unchecked: the group gives its continuation away once, and the check costs an allocation a statement.
    try await withUnsafeThrowingContinuation { continuation in
      group.continuation = continuation
      if !send(.submit(group)) { group.fail(.closed) }
    }
  }

  func shutdown() { send(.shutdown) }

  func waitUntilClosed() async {
    await withCheckedContinuation { continuation in
      let isClosed = state.withLock { state in
        if !state.isClosed { state.waitingForClose.append(continuation) }
        return state.isClosed
      }
      if isClosed { continuation.resume() }
    }
  }

  /// False if the reactor has ended.
  @discardableResult
  private func send(_ message: Message) -> Bool {
    let (isOpen, needsSignal) = state.withLock { state in
      if state.isClosed { return (false, false) }
      state.messages.append(message)
      defer { state.isAwake = true }
      return (true, !state.isAwake)
    }
    if needsSignal { eventfd_write(eventDescriptor, 1) }
    return isOpen
  }

  // The reactor's side.

  /// Swaps the messages for the emptied array of the last time, so that neither side allocates.
  func take(into messages: inout [Message]) {
    messages.removeAll(keepingCapacity: true)
    state.withLock { state in
      state.isAwake = true
      swap(&state.messages, &messages)
    }
  }

  func clearSignal() {
    var count: eventfd_t = 0
    eventfd_read(eventDescriptor, &count)
  }

  /// Says whether the reactor may sleep: nothing came since the last look.
  func sleep(publishing statistics: Statistics) -> Bool {
    state.withLock { state in
      state.statistics = statistics
      guard state.messages.isEmpty else { return false }
      state.isAwake = false
      return true
    }
  }

  func close() {
    let (messages, waiting) = state.withLock { state in
      state.isClosed = true
      state.statistics.readyConnections = 0
      defer { state.messages = [] }
      return (state.messages, state.waitingForClose)
    }
    for case .submit(let group) in messages { group.fail(.closed) }
    for continuation in waiting { continuation.resume() }
  }
}
