/// A jsonb value as its UTF-8 text, not looked into.
public struct JSON: Sendable, Hashable {
  public var text: String

  public init(_ text: String) { self.text = text }
}

extension JSON: Codable {
  public init(from decoder: any Decoder) throws {
    var bytes: [UInt8] = []
    try Value(from: decoder).write(into: &bytes)
    text = String(decoding: bytes, as: UTF8.self)
  }

  public func encode(to encoder: any Encoder) throws {
    try decodeJSON(Value.self, from: Array(text.utf8)).encode(to: encoder)
  }

  /// The tree, only for encoders and decoders that cannot take text as it is.
  private indirect enum Value: Codable {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([Value])
    case object([String: Value])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .null
      } else if let bool = try? container.decode(Bool.self) {
        self = .bool(bool)
      } else if let integer = try? container.decode(Int64.self) {
        self = .integer(integer)
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else if let string = try? container.decode(String.self) {
        self = .string(string)
      } else if let array = try? container.decode([Value].self) {
        self = .array(array)
      } else {
        self = .object(try container.decode([String: Value].self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      switch self {
      case .null: try container.encodeNil()
      case .bool(let bool): try container.encode(bool)
      case .integer(let integer): try container.encode(integer)
      case .number(let number): try container.encode(number)
      case .string(let string): try container.encode(string)
      case .array(let array): try container.encode(array)
      case .object(let object): try container.encode(object)
      }
    }

    func write(into bytes: inout [UInt8]) {
      var buffer = ByteBuffer(capacity: 256)
      write(to: &buffer)
      buffer.append(to: &bytes)
    }

    private func write(to buffer: inout ByteBuffer) {
      switch self {
      case .null: buffer.append("null")
      case .bool(let bool): buffer.append(bool ? "true" : "false")
      case .integer(let integer): buffer.append(integer)
      case .number(let number): buffer.append(number)
      case .string(let string): buffer.append(quoted: string)
      case .array(let array):
        buffer.append(byte: UInt8(ascii: "["))
        for (index, value) in array.enumerated() {
          if index > 0 { buffer.append(byte: UInt8(ascii: ",")) }
          value.write(to: &buffer)
        }
        buffer.append(byte: UInt8(ascii: "]"))
      case .object(let object):
        buffer.append(byte: UInt8(ascii: "{"))
        for (index, member) in object.sorted(by: { $0.key < $1.key }).enumerated() {
          if index > 0 { buffer.append(byte: UInt8(ascii: ",")) }
          buffer.append(quoted: member.key)
          buffer.append(byte: UInt8(ascii: ":"))
          member.value.write(to: &buffer)
        }
        buffer.append(byte: UInt8(ascii: "}"))
      }
    }
  }
}
