import CPostgres

/// Why a statement gave no result.
public struct PostgresError: Error, Sendable {
  public enum Kind: Sendable, Equatable {
    /// PostgreSQL answered an error; `sqlState` and what else it said are set.
    case server
    /// There was no connection; the statements were surely not executed.
    case unavailable
    /// The connection broke while the statements were in flight; the outcome is unknown.
    case connectionLost
    /// The queue was full or the wait in it too long; the statements were surely not executed.
    case overloaded
    /// The deadline passed; the statement may still run, its result is dropped.
    case deadlineExceeded
    /// The result does not fit the Swift type; `column` and `message` say where and why.
    case decoding
    /// The task was cancelled.
    case cancelled
  }

  public var kind: Kind
  /// Five characters.
  public var sqlState: String?
  /// The violated constraint, or the `constraint` of PL/pgSQL's `raise ... using constraint =`.
  public var constraint: String?
  /// PostgreSQL's primary message: for logs, never for clients.
  public var message: String
  /// For logs, never for clients.
  public var detail: String?
  public var column: String?
  public var table: String?
  public var hint: String?
  /// Where in the statement the error is, counted in characters from 1.
  var position: Int?

  public init(
    _ kind: Kind, sqlState: String? = nil, constraint: String? = nil, message: String, detail: String? = nil,
    column: String? = nil, table: String? = nil, hint: String? = nil
  ) {
    self.kind = kind
    self.sqlState = sqlState
    self.constraint = constraint
    self.message = message
    self.detail = detail
    self.column = column
    self.table = table
    self.hint = hint
  }

  /// The error that a failed result carries.
  init(result: OpaquePointer) {
    func field(_ code: Unicode.Scalar) -> String? {
      PQresultErrorField(result, Int32(code.value)).map { String(cString: $0) }
    }
    self.init(
      .server, sqlState: field("C"), constraint: field("n"), message: field("M") ?? "", detail: field("D"),
      column: field("c"), table: field("t"), hint: field("H"))
    position = field("P").flatMap { Int($0) }
    let severity = field("V")
    let endsConnection = severity == "FATAL" || severity == "PANIC" || sqlState?.hasPrefix("08") == true
    // libpq gives errors of its own (the socket broke) no state.
    if endsConnection || sqlState == nil { kind = .connectionLost }
    if message.isEmpty { message = String(cString: PQresultErrorMessage(result)) }
  }

  static let cancelled = PostgresError(.cancelled, message: "the task was cancelled")
  static let deadlineExceeded = PostgresError(.deadlineExceeded, message: "no answer before the deadline")
  static let closed = PostgresError(.unavailable, message: "the database was shut down")

  static func decoding(_ column: String, _ reason: String) -> PostgresError {
    PostgresError(.decoding, message: "column \(column): \(reason)", column: column)
  }

  /// The transaction was rolled back for no fault of its own, and can be run again.
  var isTransient: Bool { sqlState == "40001" || sqlState == "40P01" || isStaleStatement }

  /// The prepared statement is gone or its plan no longer fits its tables.
  var isStaleStatement: Bool {
    kind == .server
      && (sqlState == "26000"
        || sqlState == "0A000" && message == "cached plan must not change result type")
  }
}
