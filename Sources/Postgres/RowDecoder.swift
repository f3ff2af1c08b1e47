/// One row, or the columns of one nested object in it.
struct RowDecoder: Decoder {
  let result: QueryResult
  let row: Int
  let index: ColumnIndex
  let path: [any CodingKey]

  var codingPath: [any CodingKey] { path }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
    KeyedDecodingContainer(RowContainer(decoder: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try lone().unkeyedContainer()
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { try lone() }

  private func lone() throws(PostgresError) -> FieldDecoder {
    guard path.isEmpty, result.columns.count == 1 else {
      throw PostgresError(.decoding, message: "a single value needs a row of one column")
    }
    return FieldDecoder(field: result.field(row: row, column: 0))
  }
}

private struct RowContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: RowDecoder

  var codingPath: [any CodingKey] { decoder.path }
  var allKeys: [Key] {
    (Array(decoder.index.columns.keys) + Array(decoder.index.nested.keys)).compactMap(Key.init(stringValue:))
  }

  func contains(_ key: Key) -> Bool {
    let name = snakeCase(key.stringValue)
    return decoder.index.columns[name] != nil || decoder.index.nested[name] != nil
  }

  func decodeNil(forKey key: Key) throws -> Bool {
    let name = snakeCase(key.stringValue)
    if let column = decoder.index.columns[name] { return field(column).isNull }
    return decoder.index.nested[name]?.columns.values.allSatisfy { field($0).bytes == nil } ?? true
  }

  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
    let name = snakeCase(key.stringValue)
    if let column = decoder.index.columns[name] {
      return try decoding(name) { () throws in try field(column).decode(type) }
    }
    guard let nested = decoder.index.nested[name] else {
      throw PostgresError.decoding(name, "is not in the result")
    }
    return try type.init(
      from: RowDecoder(result: decoder.result, row: decoder.row, index: nested, path: decoder.path + [key]))
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder(forKey: key).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try superDecoder(forKey: key).unkeyedContainer()
  }

  func superDecoder() throws -> any Decoder { decoder }

  func superDecoder(forKey key: Key) throws -> any Decoder {
    let name = snakeCase(key.stringValue)
    if let column = decoder.index.columns[name] { return FieldDecoder(field: field(column)) }
    guard let nested = decoder.index.nested[name] else {
      throw PostgresError.decoding(name, "is not in the result")
    }
    return RowDecoder(result: decoder.result, row: decoder.row, index: nested, path: decoder.path + [key])
  }

  private func field(_ column: Int) -> Field { decoder.result.field(row: decoder.row, column: column) }
}

/// One value: itself, or the elements of an array.
struct FieldDecoder: Decoder, SingleValueDecodingContainer {
  let field: Field

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    throw field.mismatch("an object")
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard !field.isNull, let bytes = field.bytes else { throw PostgresError.decoding(field.name, "is NULL") }
    guard field.isArray, let elements = ArrayElements(bytes) else { throw field.mismatch("an array") }
    return ElementContainer(field: field, elements: elements)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }
  func decodeNil() -> Bool { field.isNull }

  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value {
    if let value = try field.decodeIfPrimitive(type) { return value }
    return try field.decode(type)
  }
}

private struct ElementContainer: UnkeyedDecodingContainer {
  let field: Field
  var elements: ArrayElements
  var currentIndex = 0

  var codingPath: [any CodingKey] { [] }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  /// Looks ahead: an element that is not NULL stays for `decode`.
  mutating func decodeNil() throws -> Bool {
    var ahead = self
    guard try ahead.next().isNull else { return false }
    self = ahead
    return true
  }

  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().decode(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> {
    try superDecoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    try superDecoder().unkeyedContainer()
  }

  mutating func superDecoder() throws -> any Decoder { FieldDecoder(field: try next()) }

  private mutating func next() throws -> Field {
    guard !isAtEnd else { throw PostgresError.decoding(field.name, "has no more elements") }
    currentIndex += 1
    let bytes = elements.next()
    guard !elements.isBroken else { throw field.mismatch("its own length") }
    return Field(result: field.result, column: field.column, type: field.type, isArray: false, bytes: bytes)
  }
}
