import Foundation
import Postgres

/// Reads a typed input out of a JSON tree or out of query parameters and collects *all* faults.
///
/// A faulty member is noted and replaced by its type's example, so that reading goes on; the value is thrown
/// away in the end. Members that no type asked for are faults too.
struct InputDecoder {
  enum Source { case body, query }

  static func decode<T: Decodable>(_ type: T.Type, from value: JSONValue, source: Source) throws(Faults) -> T
  {
    let faults = FaultList()
    do {
      let result = try InputNode(value: value, place: "", source: source, faults: faults).read(type)
      guard faults.all.isEmpty else { throw Faults(all: faults.all) }
      return result
    } catch let error as Faults {
      throw error
    } catch {
      // No example could stand in: what was found until here is all that can be said.
      throw Faults(all: faults.all.isEmpty ? [Fault("invalid", "This value cannot be read.")] : faults.all)
    }
  }
}

/// One place of the input tree.
private struct InputNode {
  let value: JSONValue
  let place: String
  let source: InputDecoder.Source
  let faults: FaultList

  func read<T: Decodable>(_ type: T.Type) throws -> T {
    do {
      if let scalar = try scalar(type) { return scalar }
      let decoder = InputNodeDecoder(node: self)
      let result = try T(from: decoder)
      try decoder.reportUnknownMembers()
      return result
    } catch let fault as Fault {
      try faults.add(Fault(fault.code, fault.detail, at: place + fault.place))
    } catch is DecodingError {
      try faults.add(Fault("invalid", "This value cannot be read.", at: place))
    }
    return try Shape.example(of: type)
  }

  func child(_ value: JSONValue, _ name: String) -> InputNode {
    let inner = source == .query ? name : "\(place)/\(InputNode.escaped(name))"
    return InputNode(value: value, place: inner, source: source, faults: faults)
  }

  /// As in a JSON pointer; most names have nothing to escape.
  private static func escaped(_ name: String) -> String {
    guard name.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else {
      return name
    }
    return name.replacing("~", with: "~0").replacing("/", with: "~1")
  }

  private func scalar<T>(_ type: T.Type) throws(Fault) -> T? {
    switch type {
    case is String.Type: return try string() as? T
    case is Bool.Type: return try bool() as? T
    case is Int.Type: return try integer(Int.self) as? T
    case is Int64.Type: return try integer(Int64.self) as? T
    case is Int32.Type: return try integer(Int32.self) as? T
    case is Double.Type: return try fraction() as? T
    case is UUID.Type:
      guard let id = UUID(uuidString: try string()) else { throw Fault("invalid_id", "Must be a UUID.") }
      return id as? T
    case is Date.Type:
      guard let date = parseTimestamp(try string()) else {
        throw Fault("invalid_time", "Must be a time such as 2026-11-21T10:00:00Z (RFC 3339).")
      }
      return date as? T
    case is JSON.Type: return JSON(value.text()) as? T
    default: return nil
    }
  }

  func string() throws(Fault) -> String {
    guard case .string(let text) = value else { throw wrongType("a string") }
    // PostgreSQL's text cannot hold it, and Foundation's UUID ignores what follows it.
    guard !text.utf8.contains(0) else {
      throw Fault("control_character", "Must not contain control characters.")
    }
    return text
  }

  func bool() throws(Fault) -> Bool {
    switch value {
    case .bool(let flag): return flag
    case .string("true") where source == .query: return true
    case .string("false") where source == .query: return false
    default: throw wrongType("true or false")
    }
  }

  func integer<Number: FixedWidthInteger>(_ type: Number.Type) throws(Fault) -> Number {
    let number: Number?
    switch value {
    case .number(let text): number = Number(text) ?? Number(InputNode.plain(text))
    case .string(let text) where source == .query:
      // One spelling only: neither +5 nor 007.
      number = Number(text).flatMap { String($0) == text ? $0 : nil }
    default: throw wrongType("an integer")
    }
    guard let number else { throw Fault("not_an_integer", "Must be an integer.") }
    return number
  }

  /// `1.0` and `12e2` without point and exponent; what has a fraction stays as it is. No Double in between:
  /// it would round 9007199254740993.0.
  private static func plain(_ text: String) -> String {
    let parts = text.split(maxSplits: 1) { $0 == "e" || $0 == "E" }
    let decimals = parts[0].split(separator: ".")
    guard var exponent = parts.count > 1 ? Int(parts[1]) : 0, abs(exponent / 2) < 1 << 30 else { return text }
    exponent -= decimals.count > 1 ? decimals[1].utf8.count : 0
    var digits = decimals.joined()
    while exponent < 0, digits.hasSuffix("0") {
      digits.removeLast()
      exponent += 1
    }
    return (0...18).contains(exponent) ? digits + String(repeating: "0", count: exponent) : text
  }

  func fraction() throws(Fault) -> Double {
    guard let text = numberText, let number = Double(text) else { throw wrongType("a number") }
    guard number.isFinite else { throw Fault("out_of_range", "Must be a number of at most 1.8e308.") }
    return number
  }

  /// In a query, too, a number is what JSON takes for one: not `0x10`, not `inf`.
  private var numberText: String? {
    switch value {
    case .number(let text): return text
    case .string(let text) where source == .query:
      return (try? JSONParser.parse(text.utf8)) == .number(text) ? text : nil
    default: return nil
    }
  }

  func wrongType(_ expected: String) -> Fault {
    // In a query everything is a string: that is no news.
    Fault("wrong_type", source == .query ? "Must be \(expected)." : "Must be \(expected), not \(value.kind).")
  }
}

private final class InputNodeDecoder: Decoder {
  let node: InputNode
  /// The members that a type has asked for.
  private(set) var asked: [String] = []
  private var isKeyed = false

  init(node: InputNode) { self.node = node }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard case .object(let members) = node.value else { throw node.wrongType("an object") }
    isKeyed = true
    return KeyedDecodingContainer(InputMembers(decoder: self, members: members))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    switch node.value {
    case .array(let items): return InputItems(node: node, items: items)
    case .string(let text) where node.source == .query:
      let words = text.split(separator: ",", omittingEmptySubsequences: false)
      return InputItems(node: node, items: words.map { .string(String($0)) })
    default: throw node.wrongType("an array")
    }
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { InputSingle(node: node) }

  func note(_ name: String) { asked.append(name) }

  func reportUnknownMembers() throws {
    guard isKeyed, case .object(let members) = node.value else { return }
    for member in members where !asked.contains(member.key) {
      let inner = node.child(member.value, member.key)
      let fault =
        node.source == .query
        ? Fault("unknown_parameter", "This parameter is not known here.", at: inner.place)
        : Fault("unknown_member", "This member is not known here.", at: inner.place)
      try node.faults.add(fault)
    }
  }
}

private struct InputMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: InputNodeDecoder
  let members: [(key: String, value: JSONValue)]

  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] {
    members.compactMap { member in
      decoder.note(member.key)
      return Key(stringValue: member.key)
    }
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }

  func decodeNil(forKey key: Key) throws -> Bool {
    guard let node = find(key) else { return true }
    if case .null = node.value { return true }
    return false
  }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    guard let node = find(key) else {
      let name = snakeCase(key.stringValue)
      try decoder.node.faults.add(
        Fault("required", "This field is required.", at: decoder.node.child(.null, name).place))
      return try Shape.example(of: type)
    }
    return try node.read(type)
  }

  private func find(_ key: Key) -> InputNode? {
    if members.isEmpty { return nil }
    let name = snakeCase(key.stringValue)
    guard let member = members.first(where: { $0.key == name }) else { return nil }
    decoder.note(name)
    return decoder.node.child(member.value, name)
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  { throw Fault("invalid", "This value cannot be read.") }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw Fault("invalid", "This value cannot be read.")
  }
  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
}

private struct InputItems: UnkeyedDecodingContainer {
  let node: InputNode
  let items: [JSONValue]

  var codingPath: [any CodingKey] { [] }
  var count: Int? { items.count }
  var isAtEnd: Bool { currentIndex >= items.count }
  private(set) var currentIndex = 0

  init(node: InputNode, items: [JSONValue]) {
    self.node = node
    self.items = items
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, case .null = items[currentIndex] else { return false }
    currentIndex += 1
    return true
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    guard !isAtEnd else { throw Fault("invalid", "There are too few items.") }
    let place = node.source == .query ? node.place : "\(node.place)/\(currentIndex)"
    let item = InputNode(value: items[currentIndex], place: place, source: node.source, faults: node.faults)
    currentIndex += 1
    return try item.read(type)
  }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  { throw Fault("invalid", "This value cannot be read.") }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer {
    throw Fault("invalid", "This value cannot be read.")
  }
  mutating func superDecoder() throws -> any Decoder { InputNodeDecoder(node: node) }
}

private struct InputSingle: SingleValueDecodingContainer {
  let node: InputNode

  var codingPath: [any CodingKey] { [] }
  func decodeNil() -> Bool { node.value == .null }
  func decode(_ type: String.Type) throws -> String { try node.string() }
  func decode(_ type: Bool.Type) throws -> Bool { try node.bool() }
  func decode(_ type: Int.Type) throws -> Int { try node.integer(type) }
  func decode(_ type: Double.Type) throws -> Double { try node.fraction() }
  func decode<T: Decodable>(_ type: T.Type) throws -> T { try node.read(type) }
}
