import FoundationEssentials

/// One value of one row.
struct Field {
  /// Keeps the memory of `bytes`.
  let result: QueryResult
  let column: Int
  let type: ColumnType
  let isArray: Bool
  /// nil for NULL.
  let bytes: UnsafeRawBufferPointer?

  var name: String { result.name(column) }

  var isNull: Bool {
    guard let bytes else { return true }
    if isArray { return false }
    // JSON has no infinity, so the decoder has none either.
    switch type {
    case .timestamptz: return bytes.integer(Int64.self).map { $0 == .max || $0 == .min } == true
    case .date: return bytes.integer(Int32.self).map { $0 == .max || $0 == .min } == true
    case .void: return true
    default: return false
    }
  }

  /// As in JSON, without the quotes.
  var printed: String? {
    guard let bytes, !isNull else { return nil }
    var buffer = ByteBuffer(capacity: bytes.count + 32)
    switch (type, isArray) {
    case (.text, false): return String(decoding: bytes, as: UTF8.self)
    case (_, true): buffer.append(array: bytes, of: type)
    case (.uuid, _), (.date, _), (.timestamptz, _), (.bytea, _):
      buffer.append(value: bytes, of: type)
      let quoted = buffer.string
      return quoted.hasPrefix("\"") ? String(quoted.dropFirst().dropLast()) : quoted
    default: buffer.append(value: bytes, of: type)
    }
    return buffer.string
  }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let value = try decodeIfPrimitive(type) { return value }
    if !isArray, self.type == .jsonb || self.type == .json, let bytes, type as? any OptionalValue.Type == nil
    {
      return try decodeJSON(type, from: jsonText(bytes))
    }
    return try type.init(from: FieldDecoder(field: self))
  }

  /// The types that a column is read as directly; nil for all others.
  func decodeIfPrimitive<Value: Decodable>(_ type: Value.Type) throws -> Value? {
    if type == String.self { return try string() as? Value }
    if type == UUID.self { return try uuid() as? Value }
    if type == Int.self { return try integer(Int.self) as? Value }
    if type == Bool.self { return try bool() as? Value }
    if type == Date.self { return try moment() as? Value }
    if type == Double.self { return try double() as? Value }
    if type == Float.self { return try Float(double()) as? Value }
    if type == Data.self { return try Data(binary()) as? Value }
    if type == [UInt8].self { return try Array(binary()) as? Value }
    if type == JSON.self { return try JSON(String(decoding: jsonText(present()), as: UTF8.self)) as? Value }
    if let integer = type as? any FixedWidthInteger.Type { return try self.integer(integer) as? Value }
    return nil
  }

  private func present() throws(PostgresError) -> UnsafeRawBufferPointer {
    guard let bytes, !isNull else { throw .decoding(name, "is NULL") }
    return bytes
  }

  private func string() throws(PostgresError) -> String {
    let bytes = try present()
    guard !isArray else { throw mismatch("String") }
    switch type {
    case .text: return String(decoding: bytes, as: UTF8.self)
    case .uuid, .date, .timestamptz, .json, .jsonb, .numeric:
      guard let printed, printed != "null" || type == .json || type == .jsonb else {
        throw mismatch("String")
      }
      return printed
    default: throw mismatch("String")
    }
  }

  private func uuid() throws(PostgresError) -> UUID {
    let bytes = try present()
    guard type == .uuid, !isArray, bytes.count == 16 else { throw mismatch("UUID") }
    return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
  }

  private func integer<Integer: FixedWidthInteger>(_ wanted: Integer.Type) throws(PostgresError) -> Integer {
    let bytes = try present()
    guard !isArray, let value = bytes.integer(type), let integer = Integer(exactly: value) else {
      throw mismatch("\(wanted)")
    }
    return integer
  }

  private func bool() throws(PostgresError) -> Bool {
    let bytes = try present()
    guard type == .bool, !isArray, bytes.count == 1 else { throw mismatch("Bool") }
    return bytes[0] != 0
  }

  private func moment() throws(PostgresError) -> Date {
    let bytes = try present()
    guard type == .timestamptz, !isArray, let value = bytes.integer(Int64.self),
      let date = date(microseconds: value)
    else { throw mismatch("Date") }
    return date
  }

  private func double() throws(PostgresError) -> Double {
    let bytes = try present()
    guard !isArray else { throw mismatch("Double") }
    let value: Double? =
      switch type {
      case .float8: bytes.integer(UInt64.self).map(Double.init(bitPattern:))
      case .float4: bytes.integer(UInt32.self).map { Double(Float(bitPattern: $0)) }
      case .numeric: decimalText(bytes).flatMap(Double.init)
      default: bytes.integer(type).flatMap(Double.init(exactly:))
      }
    guard let value else { throw mismatch("Double") }
    return value
  }

  private func binary() throws(PostgresError) -> UnsafeRawBufferPointer {
    guard type == .bytea, !isArray else { throw mismatch("bytes") }
    return try present()
  }

  private func jsonText(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) -> [UInt8] {
    if type == .json, !isArray { return Array(bytes) }
    guard type == .jsonb, !isArray, bytes.first == 1 else { throw mismatch("JSON") }
    return Array(bytes.dropFirst())
  }

  func mismatch(_ wanted: String) -> PostgresError {
    .decoding(name, "\(isArray ? "an array of " : "")\(type) does not fit \(wanted)")
  }
}

/// Optionals ask their decoder for nil themselves.
protocol OptionalValue {}
extension Optional: OptionalValue {}

/// JSON text with snake_case members and RFC 3339 moments.
func decodeJSON<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws -> Value {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  decoder.dateDecodingStrategy = .custom { decoder in
    let container = try decoder.singleValueContainer()
    guard let date = parseTimestamp(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 moment")
    }
    return date
  }
  return try decoder.decode(type, from: Data(bytes))
}
