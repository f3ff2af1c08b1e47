import CPostgres
import DequeModule
import Glibc

/// One libpq connection in pipeline mode. Only the reactor's thread touches it.
final class Connection {
  enum Use { case shared, leased }
  enum State {
    case offline(until: UInt64)
    case connecting(until: UInt64)
    case ready
  }
  /// What the next result answers.
  private enum Step {
    case prepare(Prepared)
    case ignored(Prepared?)
    case rows(Prepared?)
    case sync
  }

  let id: UInt64
  let use: Use
  var state = State.offline(until: 0)
  var attempts = 0
  /// How many tries ended without an answer; each starts with the next host.
  var silentHosts = 0
  /// libpq holds data back until the socket takes more.
  var isFlushing = false
  /// A ROLLBACK is on its way, after which the next transaction may have the connection.
  var isCleaning = false
  /// To be closed when nothing is in flight any more.
  var isRetiring = false
  var lease: Lease?
  private(set) var pointer: OpaquePointer?
  private(set) var inFlight: Deque<Group> = []
  private var expected: Deque<Step> = []
  private var prepared = PreparedStatements()

  init(id: UInt64, use: Use) {
    self.id = id
    self.use = use
  }

  var isReady: Bool { if case .ready = state { true } else { false } }
  var isBusy: Bool { lease != nil || !inFlight.isEmpty }
  var isBroken: Bool { PQstatus(pointer) == CONNECTION_BAD }
  var descriptor: Int32 { PQsocket(pointer) }
  var isInTransaction: Bool { PQtransactionStatus(pointer) != PQTRANS_IDLE }
  var message: String { pointer.map { String(cString: PQerrorMessage($0)) } ?? "out of memory" }

  func start(_ target: ConnectionTarget) { pointer = target.start(skipping: silentHosts) }

  /// False if libpq refuses.
  func enterPipeline() -> Bool {
    PQsetnonblocking(pointer, 1) == 0 && PQenterPipelineMode(pointer) == 1
  }

  /// Closes; answers what was in flight.
  func close(cancelling: Bool = false) -> Deque<Group> {
    if cancelling { cancelStatement() }
    PQfinish(pointer)
    pointer = nil
    isFlushing = false
    isCleaning = false
    isRetiring = false
    expected.removeAll()
    prepared = PreparedStatements()
    defer { inFlight = [] }
    return inFlight
  }

  /// Puts the group on its way; false if libpq did not take it.
  func send(_ group: Group, preparing: Bool, buffer: ParameterBuffer) -> Bool {
    let prepares = preparing && !group.isRetried
    if let lease = group.lease, lease.connection == nil {
      lease.connection = self
      self.lease = lease
      for statement in [SQL("begin")] + lease.opening {
        guard send(statement, prepares, buffer, answer: Step.ignored) else { return false }
      }
    }
    for statement in group.statements {
      guard send(statement, prepares, buffer, answer: Step.rows) else { return false }
    }
    guard PQpipelineSync(pointer) == 1 else { return false }
    expected.append(.sync)
    inFlight.append(group)
    group.place = .inFlight(self)
    return true
  }

  private func send(
    _ statement: SQL, _ prepares: Bool, _ buffer: ParameterBuffer, answer: (Prepared?) -> Step
  ) -> Bool {
    let use = prepares ? prepared.use(statement) : .unnamed
    let sent = buffer.fill(statement) { count, types, values, lengths, formats in
      switch use {
      case .unnamed:
        return PQsendQueryParams(pointer, statement.text, count, types, values, lengths, formats, 1)
      case .new(let prepared):
        return prepared.name.withUnsafeBufferPointer { name in
          guard PQsendPrepare(pointer, name.baseAddress, statement.text, count, types) == 1 else { return 0 }
          expected.append(.prepare(prepared))
          return PQsendQueryPrepared(pointer, name.baseAddress, count, values, lengths, formats, 1)
        }
      case .ready(let prepared):
        return prepared.name.withUnsafeBufferPointer { name in
          PQsendQueryPrepared(pointer, name.baseAddress, count, values, lengths, formats, 1)
        }
      }
    }
    expected.append(answer(use.prepared))
    return sent == 1
  }

  /// Reads what has come. Answers why the connection is of no use any more, if so.
  func receive(_ complete: (Group) -> Void) -> PostgresError? {
    // OpenSSL may hold the rest of a record that epoll knows nothing of: one record is at most two reads.
    let reads = PQsslInUse(pointer) == 1 ? 3 : 1
    var isOpen = true
    for _ in 0..<reads { isOpen = PQconsumeInput(pointer) == 1 && isOpen }
    if let error = takeResults(complete) { return error }
    if isOpen, PQstatus(pointer) == CONNECTION_OK { return nil }
    return PostgresError(.connectionLost, message: message)
  }

  private func takeResults(_ complete: (Group) -> Void) -> PostgresError? {
    var nulls = 0
    while PQisBusy(pointer) == 0 {
      guard let result = PQgetResult(pointer) else {
        // One NULL ends a statement's results. A broken or an idle connection answers nothing else for ever.
        nulls += 1
        if nulls > 1 || expected.isEmpty { return nil }
        if case .sync? = expected.first { continue }
        expected.removeFirst()
        continue
      }
      nulls = 0
      if PQresultStatus(result) == PGRES_PIPELINE_SYNC {
        PQclear(result)
        guard case .sync? = expected.popFirst(), let group = inFlight.popFirst() else { return .confused }
        group.place = .done
        complete(group)
      } else if let error = take(result) {
        return error
      }
    }
    return nil
  }

  /// Answers why the connection cannot go on, if so.
  private func take(_ result: OpaquePointer) -> PostgresError? {
    guard let step = expected.first, let group = inFlight.first else {
      defer { PQclear(result) }
      return PQresultStatus(result) == PGRES_FATAL_ERROR ? PostgresError(result: result).asLost : .confused
    }
    switch PQresultStatus(result) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK, PGRES_EMPTY_QUERY:
      if case .rows(let prepared) = step {
        // An open transaction would swallow the next request's statements, and show it this one's settings.
        if use == .shared, opensTransaction(result) {
          PQclear(result)
          return PostgresError(.connectionLost, message: "a one-shot may not begin a transaction")
        }
        do {
          let rows = try QueryResult(result, known: prepared?.shape)
          prepared?.shape = rows.shape
          group.results.append(rows)
        } catch { group.error = group.error ?? error }
        return nil
      }
      defer { PQclear(result) }
      if case .prepare(let statement) = step { statement.isReady = true }
      if case .sync = step { return .confused }
    case PGRES_FATAL_ERROR:
      defer { PQclear(result) }
      let error = PostgresError(result: result)
      if error.kind == .connectionLost { return error }
      group.error = group.error ?? error
      forget(step, error)
      if error.sqlState == "25006", isStandby { isRetiring = true }
    case PGRES_PIPELINE_ABORTED:
      defer { PQclear(result) }
      forget(step, nil)
    default:
      PQclear(result)
      return PostgresError(.connectionLost, message: "COPY is not possible here")
    }
    return nil
  }

  /// A statement counts as prepared only when PostgreSQL has said so.
  private func forget(_ step: Step, _ error: PostgresError?) {
    switch step {
    case .prepare(let statement): prepared.forget(statement)
    case .ignored(let statement?), .rows(let statement?):
      if error?.isStaleStatement == true { prepared.forget(statement) }
    default: break
    }
  }

  private func opensTransaction(_ result: OpaquePointer) -> Bool {
    guard PQresultStatus(result) == PGRES_COMMAND_OK, let tag = PQcmdStatus(result) else { return false }
    return strcmp(tag, "BEGIN") == 0 || strcmp(tag, "START TRANSACTION") == 0
  }

  /// A primary that became a standby keeps its connections; a write on them fails for ever.
  private var isStandby: Bool {
    guard let value = PQparameterStatus(pointer, "in_hot_standby") else { return true }
    return strcmp(value, "off") != 0
  }

  /// PQcancel names the backend, not the statement: safe only because this connection closes now.
  private func cancelStatement() {
    // The one thread that gets the pointer frees it.
    struct Cancel: @unchecked Sendable { let pointer: OpaquePointer }
    guard let cancel = PQgetCancel(pointer).map(Cancel.init) else { return }
    startThread {
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        _ = PQcancel(cancel.pointer, buffer.baseAddress, 256)
      }
      PQfreeCancel(cancel.pointer)
    }
  }
}

extension PostgresError {
  fileprivate static let confused = PostgresError(.connectionLost, message: "an answer to no question")
  fileprivate var asLost: PostgresError {
    var error = self
    error.kind = .connectionLost
    return error
  }
}
