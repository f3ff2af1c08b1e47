public import FoundationEssentials

/// One numbered migration file.
public struct Migration: Sendable, Hashable {
  public var number: Int
  /// The file's name without its ending: `0001_roles`.
  public var name: String
  public var sql: String

  public init(number: Int, name: String, sql: String) {
    self.number = number
    self.name = name
    self.sql = sql
  }

  /// Whether the file runs as the role that connected, and not as the migrator's `role`.
  var runsAsConnectedRole: Bool {
    sql.prefix { !$0.isNewline }.split(separator: " ").joined(separator: " ") == "-- as: migrator"
  }
}

/// A migration, compared with the database.
public struct MigrationStatus: Sendable, Equatable {
  public enum State: String, Sendable {
    case applied
    case pending
    /// Applied from a file of other content.
    case changed
    /// Applied, but there is no such file.
    case unknown
  }

  public var number: Int
  public var name: String
  public var state: State
  /// nil while it is pending.
  public var appliedAt: Date?
}

/// Why the migrator refused or failed; the file that failed left nothing behind.
public struct MigrationError: Error, Sendable, CustomStringConvertible {
  public enum Reason: Sendable {
    /// It was applied from a file of other content.
    case changed
    /// The files are not numbered 1, 2, 3, ..., or a later one is already applied.
    case gap
    /// PostgreSQL refused it.
    case failed(PostgresError)
    /// It ended the transaction that it has to run in.
    case endedTransaction
    /// It left row security enabled but not forced on this table.
    case unforced(table: String)
    /// It left this trigger disabled.
    case disabledTrigger(name: String, table: String)
    /// Row security hides the list of applied migrations from the role that connected.
    case hidden
  }

  /// The migration's name, such as `0007_bookings`.
  public var file: String
  public var reason: Reason
  /// The line of the file, from 1, where PostgreSQL named one.
  public var line: Int?

  public var description: String {
    switch reason {
    case .changed: "\(file): the file was changed after it was applied"
    case .gap:
      "\(file): its number is out of order; files are numbered 1, 2, 3, ... and applied in that order"
    case .failed: "\(file)\(line.map { ", line \($0)" } ?? ""): PostgreSQL refused it"
    case .endedTransaction: "\(file): a migration may not contain BEGIN, COMMIT or ROLLBACK"
    case .unforced(let table): "\(file): row security of \(table) is enabled but not forced"
    case .disabledTrigger(let name, let table): "\(file): trigger \(name) of \(table) is disabled"
    case .hidden: "\(file): row security hides private.migrations from the role that connected"
    }
  }
}
