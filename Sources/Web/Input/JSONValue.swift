/// A JSON text as a tree whose objects keep the order of their members.
public indirect enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  /// The number as it was written; its reader decides between integer and fraction.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([(key: String, value: JSONValue)])

  public static func == (left: JSONValue, right: JSONValue) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a == b
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)):
      a.count == b.count && zip(a, b).allSatisfy { $0.key == $1.key && $0.value == $1.value }
    default: false
    }
  }

  /// The member of that name; nil where there is none or where this is no object.
  public subscript(name: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == name }?.value
  }

  /// The word that an error message uses for this kind of value.
  var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(integerLiteral value: Int) { self = .number(String(value)) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(elements.map { (key: $0, value: $1) })
  }
}

extension JSONValue {
  /// This value as JSON text; `indented` is for files that people read and compare.
  public func text(indented: Bool = false) -> String {
    var out: [UInt8] = []
    write(into: &out, indent: indented ? 0 : nil)
    return String(decoding: out, as: UTF8.self)
  }

  func write(into out: inout [UInt8], indent: Int?) {
    switch self {
    case .null: out.append(contentsOf: "null".utf8)
    case .bool(let value): out.append(contentsOf: (value ? "true" : "false").utf8)
    case .number(let text): out.append(contentsOf: text.utf8)
    case .string(let text): JSONValue.write(text, into: &out)
    case .array(let items):
      JSONValue.writeGroup(items, open: "[", close: "]", into: &out, indent: indent) { item, out, inner in
        item.write(into: &out, indent: inner)
      }
    case .object(let members):
      JSONValue.writeGroup(members, open: "{", close: "}", into: &out, indent: indent) { member, out, inner in
        JSONValue.write(member.key, into: &out)
        out.append(contentsOf: (inner == nil ? ":" : ": ").utf8)
        member.value.write(into: &out, indent: inner)
      }
    }
  }

  private static func writeGroup<Item>(
    _ items: [Item], open: String, close: String, into out: inout [UInt8], indent: Int?,
    _ writeItem: (Item, inout [UInt8], Int?) -> Void
  ) {
    out.append(contentsOf: open.utf8)
    let inner = indent.map { $0 + 2 }
    for (index, item) in items.enumerated() {
      if index > 0 { out.append(UInt8(ascii: ",")) }
      newLine(inner, into: &out)
      writeItem(item, &out, inner)
    }
    if !items.isEmpty { newLine(indent, into: &out) }
    out.append(contentsOf: close.utf8)
  }

  private static func newLine(_ indent: Int?, into out: inout [UInt8]) {
    guard let indent else { return }
    out.append(UInt8(ascii: "\n"))
    out.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
  }

  /// A string with the escapes that RFC 8259 section 7 asks for.
  static func write(_ text: String, into out: inout [UInt8]) {
    let hex = Array("0123456789abcdef".utf8)
    out.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        out.append(UInt8(ascii: "\\"))
        out.append(byte)
      case 0..<0x20:
        out.append(contentsOf: "\\u00".utf8)
        out.append(hex[Int(byte >> 4)])
        out.append(hex[Int(byte & 15)])
      default: out.append(byte)
      }
    }
    out.append(UInt8(ascii: "\""))
  }
}
