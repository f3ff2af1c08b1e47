/// How a `Database` connects, and how much it takes on.
public struct DatabaseConfiguration: Sendable {
  /// A conninfo string or `postgresql://` URL, as libpq takes it.
  public var url: String
  /// Connections that one-shots take turns on, one at a time on each.
  public var connections: Int = 4
  /// Connections for interactive transactions, apart from the others, opened as they are needed.
  public var leases: Int = 4
  /// One-shots, and as many transactions, that may wait for a connection; above that: `.overloaded`.
  public var maximumWaiting: Int = 2000
  /// How long they may wait; after that: `.overloaded`.
  public var waitTimeout: Duration = .seconds(5)
  /// How long an answer may take; after that: `.deadlineExceeded`. PostgreSQL's own limit is `statement_timeout`.
  public var requestTimeout: Duration = .seconds(10)
  /// How long a one-shot whose task was cancelled may go on. Ending it costs its connection: a request to cancel names
  /// a PostgreSQL process, not a statement, and could otherwise hit whatever runs there next.
  public var patience: Duration = .milliseconds(250)
  /// False behind PgBouncer: statements are unnamed then.
  public var preparesStatements = true

  public init(url: String) { self.url = url }
}

/// What the pool is doing at the moment.
public struct Statistics: Sendable, Equatable {
  /// Connections that are up.
  public var readyConnections = 0
  /// Those of them with work in flight.
  public var busyConnections = 0
  /// One-shots and transactions that wait for a connection.
  public var waiting = 0
  /// Groups of statements that were sent and not yet answered.
  public var inFlight = 0
  /// Statements answered since the start.
  public var statements = 0
  /// Connections lost since the start.
  public var reconnects = 0
}

extension Duration {
  var nanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    guard seconds >= 0, attoseconds >= 0 else { return 0 }
    let (whole, overflow) = UInt64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    // A century is as good as for ever, and adding it to the clock cannot overflow.
    let century: UInt64 = 3_155_760_000_000_000_000
    return overflow ? century : min(whole, century) + UInt64(attoseconds / 1_000_000_000)
  }
}
