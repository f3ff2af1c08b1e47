extension Reactor {
  func accept(_ group: Group) {
    group.deadline = now + requestTimeout
    group.waitLimit = now + min(waitTimeout, requestTimeout)
    group.giveUp = group.waitLimit
    if group.isCancelled { return group.fail(.cancelled) }
    if let refusal = group.refusal { return group.fail(refusal) }
    guard let lease = group.lease else { return wait(group) }
    if lease.isOver {
      return group.fail(PostgresError(.unavailable, message: "the transaction is over"))
    }
    if let end = group.end, end == .rollback || lease.failure != nil {
      group.statements = ["rollback"]
      if lease.connection == nil { return finish(group, lease) }
    } else if let failure = lease.failure {
      return group.fail(failure)
    }
    if let connection = lease.connection { send(group, on: connection) } else { wait(group) }
  }

  private func wait(_ group: Group) {
    if stopBy != nil { return group.fail(.closed) }
    if let downSince {
      group.giveUp = min(group.waitLimit, max(now, downSince + graceWhileDown))
      if group.giveUp <= now { return group.fail(unavailable) }
    }
    if count(likes: group) >= configuration.maximumWaiting {
      dispatch()
      if count(likes: group) >= configuration.maximumWaiting {
        return group.fail(PostgresError(.overloaded, message: "too many wait for a connection"))
      }
    }
    if group.lease == nil { waiting.append(group) } else { waitingForLease.append(group) }
  }

  private func count(likes group: Group) -> Int {
    group.lease == nil ? waiting.count : waitingForLease.count
  }

  func cancel(_ group: Group) {
    group.isCancelled = true
    switch group.place {
    case .new, .done: return
    case .waiting:
      waiting.remove(group)
      waitingForLease.remove(group)
      group.fail(.cancelled)
    case .inFlight(let connection):
      group.resume(.failure(.cancelled))
      // A transaction must not go on. A one-shot is over in a moment, as a rule, and its answer dropped; one that is
      // not shall not keep the connection from others.
      if connection.use == .leased { lose(connection, .cancelled, cancelling: true) }
      group.giveUp = now + configuration.patience.nanoseconds
    }
  }

  func dispatch() {
    // One group a connection: who is queued behind another waits for that PostgreSQL process even while others have
    // nothing to do, and a busy scheduler lets a process wait for 100 ms.
    while !waiting.isEmpty, let connection = idleShared, let group = waiting.popFirst() {
      send(group, on: connection)
    }
    openLeases()
    while !waitingForLease.isEmpty, let connection = idleLease, let group = waitingForLease.popFirst() {
      guard let lease = group.lease, lease.failure == nil else {
        group.fail(group.lease?.failure ?? .cancelled)
        continue
      }
      send(group, on: connection)
      // Statements that the body started side by side follow on the same connection.
      for next in waitingForLease.removeAll(where: { $0.lease === lease }) { send(next, on: connection) }
    }
  }

  private var idleShared: Connection? { shared.first { $0.isReady && !$0.isBusy && !$0.isRetiring } }
  private var idleLease: Connection? { leased.first { $0.isReady && !$0.isBusy && !$0.isRetiring } }

  private func openLeases() {
    let missing = waitingForLease.count - leased.count { !$0.isBusy }
    let room = max(configuration.leases, 1) - leased.count
    guard missing > 0, room > 0 else { return }
    for _ in 0..<min(missing, room) { addConnection(.leased) }
  }

  private func send(_ group: Group, on connection: Connection) {
    guard connection.isReady else { return group.fail(group.lease?.failure ?? unavailable) }
    if connection.send(group, preparing: configuration.preparesStatements, buffer: buffer) {
      return flush(connection)
    }
    let isBroken = connection.isBroken
    lose(connection, PostgresError(.connectionLost, message: connection.message))
    // Without its sync PostgreSQL cannot have committed it.
    if isBroken, group.lease == nil { waiting.prepend(group) } else { group.fail(unavailable) }
  }

  func complete(_ group: Group, on connection: Connection) {
    answered += group.statements.count
    if connection.use == .leased {
      if group.lease == nil || group.end != nil { release(connection) }
      if let lease = group.lease, group.end != nil { return finish(group, lease) }
    } else if let error = group.error, error.isStaleStatement, !group.isRetried, group.continuation != nil {
      // Rolled back as a whole, so it may run again; unnamed, for other connections are as stale.
      group.isRetried = true
      group.error = nil
      group.results = []
      return waiting.prepend(group)
    }
    group.resume(group.error.map { .failure($0) } ?? .success(group.results))
  }

  /// The last answer of a transaction.
  private func finish(_ group: Group, _ lease: Lease) {
    group.place = .done
    lease.isOver = true
    lease.connection = nil
    var error = group.error ?? lease.failure
    if error == nil, group.end == .commit, group.results.last?.commandTag != "COMMIT" {
      error = PostgresError(.server, sqlState: "25P02", message: "the transaction was rolled back at its end")
    }
    if let error, group.end == .commit {
      group.resume(.failure(error))
    } else {
      group.resume(.success([]))
    }
  }

  /// Takes a leased connection back; an error inside BEGIN .. COMMIT leaves it in a failed transaction.
  private func release(_ connection: Connection) {
    connection.lease = nil
    if !connection.isInTransaction {
      connection.isCleaning = false
    } else if connection.isCleaning {
      connection.isRetiring = true
    } else {
      connection.isCleaning = true
      let rollback = Group(["rollback"])
      rollback.deadline = now + requestTimeout
      send(rollback, on: connection)
    }
  }
}
