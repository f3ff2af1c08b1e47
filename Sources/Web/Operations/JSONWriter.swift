import Foundation
import Postgres

/// Writes any Encodable as the API's JSON: snake_case names, RFC 3339 times in milliseconds, null for nil.
///
/// Foundation's encoder leaves absent members out and costs more than the rest of a request; rows of the
/// database are transcoded without any encoder (`Rows.writeJSON`) and a test holds both ways equal.
public enum JSONWriter {
  /// The value as JSON text.
  public static func text(_ encodable: any Encodable) throws -> String { try value(encodable).text() }

  static func value(_ encodable: any Encodable) throws -> JSONValue {
    if let date = encodable as? Date { return .string(formatTimestamp(date)) }
    if let id = encodable as? UUID { return .string(id.uuidString.lowercased()) }
    if let json = encodable as? JSON {
      guard let parsed = try? JSONParser.parse(json.text.utf8) else {
        throw EncodingError.invalidValue(json, .init(codingPath: [], debugDescription: "not JSON"))
      }
      return parsed
    }
    let encoder = TreeEncoder()
    try encodable.encode(to: encoder)
    return encoder.node.value
  }
}

private final class TreeNode {
  private enum Content {
    case leaf(JSONValue)
    case object([(String, TreeNode)])
    case array([TreeNode])
  }
  private var content = Content.leaf(.null)

  var value: JSONValue {
    switch content {
    case .leaf(let value): value
    case .object(let members): .object(members.map { (key: $0.0, value: $0.1.value) })
    case .array(let items): .array(items.map(\.value))
    }
  }

  var count: Int {
    if case .array(let items) = content { return items.count }
    return 0
  }

  func set(_ value: JSONValue) { content = .leaf(value) }
  func makeObject() { if case .object = content {} else { content = .object([]) } }
  func makeArray() { if case .array = content {} else { content = .array([]) } }

  func member(_ name: String) -> TreeNode {
    let child = TreeNode()
    if case .object(let members) = content { content = .object(members + [(name, child)]) }
    return child
  }

  func item() -> TreeNode {
    let child = TreeNode()
    if case .array(let items) = content { content = .array(items + [child]) }
    return child
  }
}

private struct TreeEncoder: Encoder {
  var node = TreeNode()

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.makeObject()
    return KeyedEncodingContainer(TreeMembers(node: node))
  }
  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.makeArray()
    return TreeItems(node: node)
  }
  func singleValueContainer() -> any SingleValueEncodingContainer { TreeSingle(node: node) }
}

private struct TreeMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: TreeNode

  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws { node.member(snakeCase(key.stringValue)).set(.null) }
  func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
    node.member(snakeCase(key.stringValue)).set(try JSONWriter.value(value))
  }
  func encodeIfPresent<T: Encodable>(_ value: T?, forKey key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try optional(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try optional(value, key) }

  private func optional(_ value: (some Encodable)?, _ key: Key) throws {
    if let value { try encode(value, forKey: key) } else { try encodeNil(forKey: key) }
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key)
    -> KeyedEncodingContainer<Nested>
  {
    let child = node.member(snakeCase(key.stringValue))
    child.makeObject()
    return KeyedEncodingContainer(TreeMembers<Nested>(node: child))
  }
  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    let child = node.member(snakeCase(key.stringValue))
    child.makeArray()
    return TreeItems(node: child)
  }
  func superEncoder() -> any Encoder { TreeEncoder(node: node) }
  func superEncoder(forKey key: Key) -> any Encoder {
    TreeEncoder(node: node.member(snakeCase(key.stringValue)))
  }
}

private struct TreeItems: UnkeyedEncodingContainer {
  let node: TreeNode

  var codingPath: [any CodingKey] { [] }
  var count: Int { node.count }

  func encodeNil() throws { node.item().set(.null) }
  func encode<T: Encodable>(_ value: T) throws { node.item().set(try JSONWriter.value(value)) }
  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    let child = node.item()
    child.makeObject()
    return KeyedEncodingContainer(TreeMembers<Nested>(node: child))
  }
  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    let child = node.item()
    child.makeArray()
    return TreeItems(node: child)
  }
  func superEncoder() -> any Encoder { TreeEncoder(node: node.item()) }
}

private struct TreeSingle: SingleValueEncodingContainer {
  let node: TreeNode

  var codingPath: [any CodingKey] { [] }

  func encodeNil() throws { node.set(.null) }
  func encode(_ value: Bool) throws { node.set(.bool(value)) }
  func encode(_ value: String) throws { node.set(.string(value)) }
  func encode(_ value: Double) throws {
    guard value.isFinite else {
      throw EncodingError.invalidValue(value, .init(codingPath: [], debugDescription: "no number of JSON"))
    }
    node.set(.number(String(value)))
  }
  func encode(_ value: Float) throws { try encode(Double(value)) }
  func encode(_ value: Int) throws { node.set(.number(String(value))) }
  func encode(_ value: Int8) throws { node.set(.number(String(value))) }
  func encode(_ value: Int16) throws { node.set(.number(String(value))) }
  func encode(_ value: Int32) throws { node.set(.number(String(value))) }
  func encode(_ value: Int64) throws { node.set(.number(String(value))) }
  func encode(_ value: UInt) throws { node.set(.number(String(value))) }
  func encode(_ value: UInt8) throws { node.set(.number(String(value))) }
  func encode(_ value: UInt16) throws { node.set(.number(String(value))) }
  func encode(_ value: UInt32) throws { node.set(.number(String(value))) }
  func encode(_ value: UInt64) throws { node.set(.number(String(value))) }
  func encode<T: Encodable>(_ value: T) throws { node.set(try JSONWriter.value(value)) }
}
