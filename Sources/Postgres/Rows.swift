/// The rows of a result, typed but not decoded.
public struct Rows<Row: Decodable & Sendable>: Sendable {
  let result: QueryResult
  public private(set) var count: Int

  init(_ result: QueryResult) {
    self.init(result, count: result.rowCount)
  }

  private init(_ result: QueryResult, count: Int) {
    self.result = result
    self.count = count
  }

  /// The rows that the statement wrote or, for a query, answered.
  public var affected: Int { result.affected }

  /// The names of the columns, in their order.
  public var columns: [String] { result.columns.indices.map(result.name) }

  /// One row by column name: the column `first_name` is the member `firstName`.
  public func decode(at index: Int) throws(PostgresError) -> Row {
    guard index >= 0, index < count else {
      throw PostgresError(.decoding, message: "there is no row \(index)")
    }
    return try result.decode(Row.self, row: index)
  }

  /// All rows.
  public func decoded() throws -> [Row] {
    var rows: [Row] = []
    rows.reserveCapacity(count)
    for index in 0..<count { rows.append(try decode(at: index)) }
    return rows
  }

  /// The first row, nil if there is none.
  public func first() throws -> Row? { count == 0 ? nil : try decode(at: 0) }

  /// The same rows as another type.
  public func retyped<Other>(as type: Other.Type) -> Rows<Other> { Rows<Other>(result, count: count) }

  /// The first rows, not copied.
  public func prefix(_ maximum: Int) -> Rows<Row> { Rows(result, count: max(0, min(count, maximum))) }

  /// One column of one row, by the column's own name.
  public func value<Value: Decodable>(_ column: String, at index: Int, as type: Value.Type) throws -> Value {
    let field = try field(column, at: index)
    return try decoding(field.name) { () throws in try field.decode(Value.self) }
  }

  /// A column as the JSON writer prints it, without quotes and escapes; nil for NULL.
  public func text(_ column: String, at index: Int) throws -> String? {
    try field(column, at: index).printed
  }

  private func field(_ column: String, at index: Int) throws(PostgresError) -> Field {
    guard index >= 0, index < count else { throw .decoding(column, "there is no row \(index)") }
    guard let position = result.index(of: column) else { throw .decoding(column, "is not in the result") }
    return result.field(row: index, column: position)
  }
}

/// The row type of results that nobody has given a type.
public struct Undecoded: Decodable, Sendable {}

extension QueryResult {
  func index(of name: String) -> Int? {
    if let column = index.columns[name] { return column }
    guard let dot = name.firstIndex(of: ".") else { return nil }
    return index.nested[String(name[..<dot])]?.columns[String(name[name.index(after: dot)...])]
  }

  func decode<Row: Decodable>(_ type: Row.Type, row: Int) throws(PostgresError) -> Row {
    try decoding("") { () throws in
      // A lone column may be the row itself: Rows<Int>, Rows<UUID>.
      if columns.count == 1, let value = try field(row: row, column: 0).decodeIfPrimitive(type) {
        return value
      }
      return try type.init(from: RowDecoder(result: self, row: row, index: index, path: []))
    }
  }
}

/// Whatever a Decodable throws, as a PostgresError; the value itself stays out of the message.
func decoding<Value>(_ column: String, _ body: () throws -> Value) throws(PostgresError) -> Value {
  do {
    return try body()
  } catch let error as PostgresError {
    throw error
  } catch let error as DecodingError {
    let path =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        context.codingPath.map { snakeCase($0.stringValue) }.joined(separator: ".")
      @unknown default: ""
      }
    throw .decoding(path.isEmpty ? column : path, "the value does not fit \(Value.self)")
  } catch {
    throw .decoding(column, "the value does not fit \(Value.self)")
  }
}
