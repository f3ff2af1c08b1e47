import Glibc

/// A statement whose interpolation binds: `"select \(id)"` has the text `select $1` and one bind.
public struct SQL: ExpressibleByStringInterpolation, Sendable {
  /// A bound value inside the common buffer, and where its placeholder stands in the text.
  struct Parameter: Sendable {
    var type: UInt32
    var position: Int
    var offset: Int
    /// -1 for NULL.
    var length: Int
  }

  public private(set) var text: String
  /// False where the text is made for one occasion, such as a segment's rules: it would take one of the few names that a
  /// connection gives to statements, and never be met again.
  public var isNamed = true
  private(set) var parameters: [Parameter]
  private(set) var bytes: [UInt8]
  /// U+0000 somewhere: PostgreSQL's text cannot hold it, so the statement is refused before it is sent.
  private(set) var containsNUL: Bool

  public var binds: [Bind] {
    parameters.map { parameter in
      let value = bytes[parameter.offset..<parameter.offset + max(parameter.length, 0)]
      return Bind(type: parameter.type, value: parameter.length < 0 ? nil : Array(value))
    }
  }

  public init(stringLiteral value: String) {
    text = value
    parameters = []
    bytes = []
    containsNUL = hasNUL(value)
  }

  public init(stringInterpolation interpolation: StringInterpolation) { self = interpolation.sql }

  private init(literalCapacity: Int, interpolationCount: Int) {
    text = ""
    text.reserveCapacity(literalCapacity + 3 * interpolationCount)
    parameters = []
    parameters.reserveCapacity(interpolationCount)
    bytes = []
    bytes.reserveCapacity(16 * interpolationCount)
    containsNUL = false
  }
}

/// A bound value: its type and its binary form, nil for NULL.
public struct Bind: Sendable, Hashable {
  public var type: UInt32
  public var value: [UInt8]?

  public init(type: UInt32, value: [UInt8]?) {
    self.type = type
    self.value = value
  }
}

extension SQL {
  public struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql: SQL

    public init(literalCapacity: Int, interpolationCount: Int) {
      sql = SQL(literalCapacity: literalCapacity, interpolationCount: interpolationCount)
    }

    public mutating func appendLiteral(_ literal: String) { sql.append(raw: literal) }

    /// Binds a value.
    public mutating func appendInterpolation<Value: Bindable>(_ value: Value) {
      sql.bind(Value.postgresType.oid) { sql in sql.encode(value) }
    }

    /// Binds a value or a typed NULL.
    public mutating func appendInterpolation<Value: Bindable>(_ value: Value?) {
      if let value { appendInterpolation(value) } else { sql.bindNull(Value.postgresType.oid) }
    }

    /// Binds an array.
    public mutating func appendInterpolation<Value: Bindable>(_ values: [Value]) {
      sql.bind(Value.postgresType.arrayOID) { sql in
        sql.encodeArrayHeader(Value.postgresType.oid, count: values.count, hasNull: false)
        for value in values { sql.encodeElement(value) }
      }
    }

    /// Binds an array with NULLs in it.
    public mutating func appendInterpolation<Value: Bindable>(_ values: [Value?]) {
      sql.bind(Value.postgresType.arrayOID) { sql in
        sql.encodeArrayHeader(
          Value.postgresType.oid, count: values.count, hasNull: values.contains { $0 == nil })
        for value in values {
          if let value { sql.encodeElement(value) } else { sql.encodeNullElement() }
        }
      }
    }

    /// Binds an array or a typed NULL.
    public mutating func appendInterpolation<Value: Bindable>(_ values: [Value]?) {
      if let values { appendInterpolation(values) } else { sql.bindNull(Value.postgresType.arrayOID) }
    }

    /// Splices another statement in, its placeholders renumbered.
    public mutating func appendInterpolation(_ fragment: SQL) { sql.splice(fragment) }

    /// Raw SQL: never from outside the program.
    public mutating func appendInterpolation(unsafe raw: String) { sql.append(raw: raw) }
  }

  private mutating func append(raw: String) {
    containsNUL = containsNUL || hasNUL(raw)
    text += raw
  }

  private mutating func bind(_ type: UInt32, encode: (inout SQL) -> Void) {
    let offset = bytes.count
    encode(&self)
    placeholder(Parameter(type: type, position: 0, offset: offset, length: bytes.count - offset))
  }

  private mutating func bindNull(_ type: UInt32) {
    placeholder(Parameter(type: type, position: 0, offset: bytes.count, length: -1))
  }

  private mutating func placeholder(_ parameter: Parameter) {
    var parameter = parameter
    parameter.position = text.utf8.count
    parameters.append(parameter)
    text += "$"
    text += String(parameters.count)
  }

  private mutating func encode<Value: Bindable>(_ value: Value) {
    let start = bytes.count
    value.encode(into: &bytes)
    if Value.postgresType.isText, !containsNUL {
      containsNUL = bytes.withUnsafeBytes { hasNUL(UnsafeRawBufferPointer(rebasing: $0[start...])) }
    }
  }

  private mutating func encodeArrayHeader(_ element: UInt32, count: Int, hasNull: Bool) {
    bytes.append(bigEndian: Int32(count == 0 ? 0 : 1))
    bytes.append(bigEndian: Int32(hasNull ? 1 : 0))
    bytes.append(bigEndian: element)
    guard count > 0 else { return }
    bytes.append(bigEndian: Int32(clamping: count))
    bytes.append(bigEndian: Int32(1))
  }

  private mutating func encodeElement<Value: Bindable>(_ value: Value) {
    let start = bytes.count
    bytes.append(bigEndian: Int32(0))
    encode(value)
    var length = UInt32(clamping: bytes.count - start - 4).bigEndian
    withUnsafeBytes(of: &length) { length in
      for (index, byte) in length.enumerated() { bytes[start + index] = byte }
    }
  }

  private mutating func encodeNullElement() { bytes.append(bigEndian: Int32(-1)) }

  /// Placeholders are known by position, so a `$1` inside a quoted literal stays what it is.
  private mutating func splice(_ fragment: SQL) {
    let source = fragment.text.utf8
    var copied = source.startIndex
    for (index, parameter) in fragment.parameters.enumerated() {
      let position = source.index(source.startIndex, offsetBy: parameter.position)
      text += fragment.text[copied..<position]
      copied = source.index(position, offsetBy: 1 + String(index + 1).utf8.count)
      var moved = parameter
      moved.offset += bytes.count
      placeholder(moved)
    }
    text += fragment.text[copied...]
    bytes += fragment.bytes
    containsNUL = containsNUL || fragment.containsNUL
  }
}

private func hasNUL(_ text: String) -> Bool {
  var text = text
  return text.withUTF8 { hasNUL(UnsafeRawBufferPointer($0)) }
}

private func hasNUL(_ bytes: UnsafeRawBufferPointer) -> Bool {
  guard let start = bytes.baseAddress else { return false }
  return memchr(start, 0, bytes.count) != nil
}

extension [UInt8] {
  mutating func append<Integer: FixedWidthInteger>(bigEndian value: Integer) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
