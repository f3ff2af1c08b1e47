public import FoundationEssentials

/// A value that a statement can bind, in PostgreSQL's binary format.
public protocol Bindable: Sendable {
  static var postgresType: PostgresType { get }
  func encode(into bytes: inout [UInt8])
}

extension Bindable where Self: RawRepresentable, RawValue: Bindable {
  public static var postgresType: PostgresType { RawValue.postgresType }
  public func encode(into bytes: inout [UInt8]) { rawValue.encode(into: &bytes) }
}

extension Bool: Bindable {
  public static var postgresType: PostgresType { .bool }
  public func encode(into bytes: inout [UInt8]) { bytes.append(self ? 1 : 0) }
}

extension Int16: Bindable {
  public static var postgresType: PostgresType { .int2 }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }
}

extension Int32: Bindable {
  public static var postgresType: PostgresType { .int4 }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }
}

extension Int64: Bindable {
  public static var postgresType: PostgresType { .int8 }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: self) }
}

extension Int: Bindable {
  public static var postgresType: PostgresType { .int8 }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: Int64(self)) }
}

extension Double: Bindable {
  public static var postgresType: PostgresType { .float8 }
  public func encode(into bytes: inout [UInt8]) { bytes.append(bigEndian: bitPattern) }
}

extension String: Bindable {
  public static var postgresType: PostgresType { .text }
  public func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: utf8) }
}

extension UUID: Bindable {
  public static var postgresType: PostgresType { .uuid }
  public func encode(into bytes: inout [UInt8]) {
    withUnsafeBytes(of: uuid) { bytes.append(contentsOf: $0) }
  }
}

extension Date: Bindable {
  public static var postgresType: PostgresType { .timestamptz }
  /// Microseconds, rounded. A moment that PostgreSQL has no room for is sent as one it refuses (22008).
  public func encode(into bytes: inout [UInt8]) {
    bytes.append(bigEndian: microseconds(of: self) ?? Int64.max - 1)
  }
}

extension Data: Bindable {
  public static var postgresType: PostgresType { .bytea }
  public func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self) }
}

extension Array: Bindable where Element == UInt8 {
  public static var postgresType: PostgresType { .bytea }
  public func encode(into bytes: inout [UInt8]) { bytes.append(contentsOf: self) }
}

extension JSON: Bindable {
  public static var postgresType: PostgresType { .jsonb }
  public func encode(into bytes: inout [UInt8]) {
    bytes.append(1)  // the version of jsonb's binary format
    bytes.append(contentsOf: text.utf8)
  }
}
