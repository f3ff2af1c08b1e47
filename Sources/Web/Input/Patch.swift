/// A member of a merge patch (RFC 7396) that may be cleared: left out, null, or a value.
public enum Patch<Value> {
  case absent, null
  case value(Value)

  /// What becomes of a value: absent leaves it, null clears it.
  public func applied(to current: Value?) -> Value? {
    switch self {
    case .absent: current
    case .null: nil
    case .value(let value): value
    }
  }

  /// What is to be written: nil where the member was left out, a nil in it where it is to be cleared.
  public var changed: Value?? {
    switch self {
    case .absent: nil
    case .null: .some(nil)
    case .value(let value): value
    }
  }

  /// The same patch of another type.
  public func map<Other>(_ transform: (Value) -> Other) -> Patch<Other> {
    switch self {
    case .absent: .absent
    case .null: .null
    case .value(let value): .value(transform(value))
    }
  }
}

/// A member of a merge patch that always has a value: left out or another value. Null is a fault.
public enum Change<Value> {
  case absent
  case value(Value)

  /// What becomes of a value: absent leaves it.
  public func applied(to current: Value) -> Value {
    switch self {
    case .absent: current
    case .value(let value): value
    }
  }

  /// The same change of another type.
  public func map<Other>(_ transform: (Value) -> Other) -> Change<Other> {
    switch self {
    case .absent: .absent
    case .value(let value): .value(transform(value))
    }
  }
}

extension Patch: Sendable where Value: Sendable {}
extension Patch: Equatable where Value: Equatable {}
extension Change: Sendable where Value: Sendable {}
extension Change: Equatable where Value: Equatable {}

extension Patch: Decodable where Value: Decodable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    self = container.decodeNil() ? .null : .value(try container.decode(Value.self))
  }
}

extension Change: Decodable where Value: Decodable {
  public init(from decoder: any Decoder) throws {
    self = .value(try decoder.singleValueContainer().decode(Value.self))
  }
}

// The compiler writes `decode(Patch<Name>.self, forKey: .name)` for a member and finds these, which know that a
// member may be missing.
extension KeyedDecodingContainer {
  /// The member, absent where it was left out.
  public func decode<Value: Decodable>(_ type: Patch<Value>.Type, forKey key: Key) throws -> Patch<Value> {
    contains(key) ? try present(type, key) : .absent
  }

  /// The member, absent where it was left out.
  public func decode<Value: Decodable>(_ type: Change<Value>.Type, forKey key: Key) throws -> Change<Value> {
    contains(key) ? try present(type, key) : .absent
  }

  private func present<Member: Decodable>(_ type: Member.Type, _ key: Key) throws -> Member {
    try decode(type, forKey: key)
  }
}

extension Patch: Encodable where Value: Encodable {
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if case .value(let value) = self { try container.encode(value) } else { try container.encodeNil() }
  }
}

// The other way round, so that a patch is written as it was sent.
extension KeyedEncodingContainer {
  /// The member; nothing where it was left out.
  public mutating func encode<Value: Encodable>(_ patch: Patch<Value>, forKey key: Key) throws {
    switch patch {
    case .absent: break
    case .null: try encodeNil(forKey: key)
    case .value(let value): try encode(value, forKey: key)
    }
  }
}

/// What a schema says of such a member: it may be left out, and perhaps be null.
protocol PatchMember {
  static var isNullable: Bool { get }
}

extension Patch: PatchMember { static var isNullable: Bool { true } }
extension Change: PatchMember { static var isNullable: Bool { false } }
