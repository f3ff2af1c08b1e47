/// A PostgreSQL type and the type of its arrays, by object identifier.
public struct PostgresType: Sendable, Hashable {
  public let oid: UInt32
  public let arrayOID: UInt32

  public init(oid: UInt32, arrayOID: UInt32) {
    self.oid = oid
    self.arrayOID = arrayOID
  }

  public static let bool = PostgresType(oid: 16, arrayOID: 1000)
  public static let bytea = PostgresType(oid: 17, arrayOID: 1001)
  public static let name = PostgresType(oid: 19, arrayOID: 1003)
  public static let int8 = PostgresType(oid: 20, arrayOID: 1016)
  public static let int2 = PostgresType(oid: 21, arrayOID: 1005)
  public static let int4 = PostgresType(oid: 23, arrayOID: 1007)
  public static let text = PostgresType(oid: 25, arrayOID: 1009)
  public static let json = PostgresType(oid: 114, arrayOID: 199)
  public static let float4 = PostgresType(oid: 700, arrayOID: 1021)
  public static let float8 = PostgresType(oid: 701, arrayOID: 1022)
  public static let bpchar = PostgresType(oid: 1042, arrayOID: 1014)
  public static let varchar = PostgresType(oid: 1043, arrayOID: 1015)
  public static let date = PostgresType(oid: 1082, arrayOID: 1182)
  public static let timestamptz = PostgresType(oid: 1184, arrayOID: 1185)
  public static let numeric = PostgresType(oid: 1700, arrayOID: 1231)
  public static let uuid = PostgresType(oid: 2950, arrayOID: 2951)
  public static let jsonb = PostgresType(oid: 3802, arrayOID: 3807)

  /// Whether a value of the type is text, in which PostgreSQL allows no U+0000.
  var isText: Bool {
    self == .text || self == .varchar || self == .bpchar || self == .name || self == .json || self == .jsonb
  }
}

/// How a result column is read and printed.
enum ColumnType: UInt8 {
  case void, bool, int2, int4, int8, float4, float8, numeric, text, json, jsonb, uuid, date, timestamptz,
    bytea

  /// The type, and whether the column is an array of it; nil for types that SQL must cast first.
  static func of(oid: UInt32) -> (type: ColumnType, isArray: Bool)? {
    switch oid {
    case 16: (.bool, false)
    case 17: (.bytea, false)
    case 20: (.int8, false)
    case 21: (.int2, false)
    case 23: (.int4, false)
    case 19, 25, 705, 1042, 1043: (.text, false)
    case 114: (.json, false)
    case 700: (.float4, false)
    case 701: (.float8, false)
    case 1082: (.date, false)
    case 1184: (.timestamptz, false)
    case 1700: (.numeric, false)
    case 2278: (.void, false)
    case 2950: (.uuid, false)
    case 3802: (.jsonb, false)
    case 1000: (.bool, true)
    case 1001: (.bytea, true)
    case 1016: (.int8, true)
    case 1005: (.int2, true)
    case 1007: (.int4, true)
    case 1003, 1009, 1014, 1015: (.text, true)
    case 199: (.json, true)
    case 1021: (.float4, true)
    case 1022: (.float8, true)
    case 1182: (.date, true)
    case 1185: (.timestamptz, true)
    case 1231: (.numeric, true)
    case 2951: (.uuid, true)
    case 3807: (.jsonb, true)
    default: nil
    }
  }
}
