import CPostgres

/// A connection that blocks its thread: for migrations, checks, tests and dumps, never for requests.
public final class BlockingConnection {
  private let pointer: OpaquePointer
  private let buffer = ParameterBuffer()

  init(url: String) throws(PostgresError) {
    guard let pointer = withConnectionParameters(url, [], { PQconnectdbParams($0, $1, 1) }) else {
      throw PostgresError(.unavailable, message: "out of memory")
    }
    self.pointer = pointer
    guard PQstatus(pointer) == CONNECTION_OK else {
      throw PostgresError(.unavailable, message: String(cString: PQerrorMessage(pointer)))
    }
    PQsetNoticeReceiver(pointer, { _, _ in }, nil)
  }

  deinit { PQfinish(pointer) }

  /// Runs any number of statements, without values. What they answer is dropped.
  public func execute(_ script: String) throws {
    guard !script.utf8.contains(0) else {
      throw PostgresError(.server, sqlState: "22021", message: "U+0000 is not allowed in SQL")
    }
    PQclear(try checked(PQexec(pointer, script)))
  }

  /// Runs one statement.
  public func rows(_ sql: SQL) throws -> Rows<Undecoded> {
    if let refusal = Group([sql]).refusal { throw refusal }
    var answer: OpaquePointer?
    _ = buffer.fill(sql) { count, types, values, lengths, formats in
      answer = PQexecParams(pointer, sql.text, count, types, values, lengths, formats, 1)
      return 1
    }
    return Rows(try QueryResult(try checked(answer)))
  }

  private func checked(_ answer: OpaquePointer?) throws(PostgresError) -> OpaquePointer {
    guard let answer else {
      throw PostgresError(.connectionLost, message: String(cString: PQerrorMessage(pointer)))
    }
    switch PQresultStatus(answer) {
    case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: return answer
    case PGRES_FATAL_ERROR:
      defer { PQclear(answer) }
      throw PostgresError(result: answer)
    default:
      PQclear(answer)
      // Ends the COPY, so that the connection can go on.
      PQputCopyEnd(pointer, "COPY is not possible here")
      while let rest = PQgetResult(pointer) { PQclear(rest) }
      throw PostgresError(.server, sqlState: "0A000", message: "COPY is not possible here")
    }
  }
}

/// Runs a body with a connection of its own on a thread of its own.
public func onDatabaseThread<Value: Sendable>(
  url: String, _ body: @escaping @Sendable (BlockingConnection) throws -> Value
) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    startThread {
      continuation.resume(with: Result { try body(BlockingConnection(url: url)) })
    }
  }
}
