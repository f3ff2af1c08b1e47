public import Logging

/// A pool of PostgreSQL connections.
public final class Database: Sendable {
  private let inbox = Inbox()

  /// Starts at once and connects in the background.
  public init(_ configuration: DatabaseConfiguration, logger: Logger) {
    let inbox = inbox
    startThread { Reactor(configuration, inbox: inbox, logger: logger).run() }
  }

  deinit { inbox.shutdown() }

  /// Lets the work in flight finish, within the request timeout, and closes all connections.
  public func shutdown() async {
    inbox.shutdown()
    await inbox.waitUntilClosed()
  }

  /// At least one connection is up.
  public var isConnected: Bool { statistics.readyConnections > 0 }

  /// What the pool is doing at the moment.
  public var statistics: Statistics { inbox.statistics }

  /// Runs the statements in one implicit transaction and one round trip, and answers their results in order.
  /// The first error is thrown, and then nothing was done; so is one that comes only with the commit.
  public func pipeline(_ statements: [SQL]) async throws -> [Rows<Undecoded>] {
    if statements.isEmpty { return [] }
    return try await inbox.run(Group(statements)).map { Rows($0) }
  }

  /// Runs a body on a connection of its own, between BEGIN with the opening statements and COMMIT.
  /// An error rolls back. A serialization failure or deadlock runs the whole body again, at most five times in all.
  public func transaction<Value: Sendable>(
    opening: [SQL], _ body: @Sendable (Transaction) async throws -> Value
  ) async throws -> Value {
    var attempt = 1
    while true {
      let lease = Lease(opening: opening)
      do {
        let value = try await body(Transaction(inbox: inbox, lease: lease))
        _ = try await inbox.runToEnd(Group(["commit"], lease: lease, end: .commit))
        return value
      } catch {
        // Fails only if there is nothing left to roll back.
        _ = try? await inbox.runToEnd(Group(["rollback"], lease: lease, end: .rollback))
        guard lease.failure?.isTransient == true, attempt < 5 else { throw error }
      }
      do {
        try await Task.sleep(for: .milliseconds(Int.random(in: 1...(10 << attempt))))
      } catch {
        throw PostgresError.cancelled
      }
      attempt += 1
    }
  }
}

/// An open transaction. After an error in it every further call throws the same error, and it is rolled back.
public struct Transaction: Sendable {
  let inbox: Inbox
  let lease: Lease

  /// The rows of one statement.
  public func rows<Row>(_ sql: SQL, as type: Row.Type = Row.self) async throws -> Rows<Row> {
    let results = try await pipeline([sql])
    guard let rows = results.first else { throw PostgresError(.decoding, message: "no result") }
    return rows.retyped(as: type)
  }

  /// Runs one statement and answers how many rows it wrote.
  @discardableResult
  public func execute(_ sql: SQL) async throws -> Int {
    try await pipeline([sql]).first?.affected ?? 0
  }

  /// Runs statements in one round trip.
  public func pipeline(_ statements: [SQL]) async throws -> [Rows<Undecoded>] {
    if statements.isEmpty { return [] }
    return try await inbox.run(Group(statements, lease: lease)).map { Rows($0) }
  }
}
