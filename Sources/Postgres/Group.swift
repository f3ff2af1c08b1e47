/// Statements that travel with one sync, and the task that waits for them.
/// `@unchecked Sendable`: the task writes the continuation before it hands the group to the inbox, whose lock
/// orders the two; from then on only the reactor's thread touches it.
final class Group: @unchecked Sendable {
  enum End { case commit, rollback }
  enum Place {
    case new, waiting
    case inFlight(Connection)
    case done
  }

  var statements: [SQL]
  /// The transaction it belongs to; nil for a one-shot.
  let lease: Lease?
  /// Set on the group that ends its transaction.
  let end: End?
  var continuation: UnsafeContinuation<[QueryResult], any Error>?

  var place = Place.new
  var isCancelled = false
  var isRetried = false
  var results: [QueryResult] = []
  var error: PostgresError?
  /// When the answer must be there, and until when it may wait for a connection, in nanoseconds.
  var deadline: UInt64 = 0
  var waitLimit: UInt64 = 0
  /// The wait limit, or less while no connection is up.
  var giveUp: UInt64 = 0

  init(_ statements: [SQL], lease: Lease? = nil, end: End? = nil) {
    self.statements = statements
    self.lease = lease
    self.end = end
  }

  /// Why PostgreSQL or its protocol cannot take the statements; nothing is sent then.
  var refusal: PostgresError? {
    for statement in statements {
      if statement.containsNUL {
        return PostgresError(.server, sqlState: "22021", message: "U+0000 is not allowed in text")
      }
      if statement.parameters.count > 65_535 {
        return PostgresError(.server, sqlState: "54023", message: "a statement takes at most 65,535 values")
      }
      if statement.bytes.count >= 1 << 30 || statement.text.utf8.count >= 1 << 30 {
        return PostgresError(.server, sqlState: "54000", message: "a statement takes less than 1 GiB")
      }
    }
    return nil
  }

  /// Exactly once: whoever comes later finds no continuation.
  func resume(_ outcome: Result<[QueryResult], PostgresError>) {
    if case .failure(let error) = outcome, let lease { lease.failure = lease.failure ?? error }
    let waiting = continuation
    continuation = nil
    waiting?.resume(with: outcome.mapError { $0 as any Error })
  }

  func fail(_ error: PostgresError) {
    place = .done
    resume(.failure(error))
  }
}

/// A connection held by one interactive transaction, from its first statement to its end.
/// `@unchecked Sendable`: only the reactor's thread touches the variables, and the transaction reads `failure`
/// when the reactor has resumed it for the last time.
final class Lease: @unchecked Sendable {
  /// What travels with BEGIN.
  let opening: [SQL]
  var connection: Connection?
  /// The first error; every further statement gets it too.
  var failure: PostgresError?
  var isOver = false

  init(opening: [SQL]) { self.opening = opening }
}
