import Foundation
import Postgres

/// What a type looks like on the wire, found by running its `init(from:)` against a decoder that records.
///
/// So the API document cannot differ from what is read: there is no second description to forget.
enum Shape {
  /// Inputs may leave optional members out; answers always carry them, as null where there is nothing.
  enum Direction { case input, output }

  /// The schema; object types become named components.
  static func schema<T: Decodable>(of type: T.Type, _ direction: Direction, in components: Components) throws
    -> JSONValue
  {
    try ShapeRecorder(direction: direction, components: components).shape(type).schema
  }

  /// An instance of the type that its own checks accept.
  static func example<T: Decodable>(of type: T.Type) throws -> T {
    try ShapeRecorder(direction: .input, components: Components()).shape(type).example
  }
}

/// The named schemas of one document, in the order in which they were met.
public final class Components {
  private(set) var schemas: [(key: String, value: JSONValue)] = []

  /// Adds a schema under that name, or under one more word where another shape has the name already: a type
  /// that is both read and answered has two. Answers the reference to it.
  @discardableResult
  func add(_ name: String, _ schema: JSONValue) -> JSONValue {
    guard let known = schemas.first(where: { $0.key == name }) else {
      schemas.append((name, schema))
      return Components.reference(name)
    }
    return known.value == schema ? Components.reference(name) : add("\(name)Answer", schema)
  }

  static func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }
}

/// A type with no shape of its own gives the reason here; only a programming fault gets so far.
struct Shapeless: Error {
  let reason: String
}

private struct ShapeRecorder {
  let direction: Shape.Direction
  let components: Components

  func shape<T: Decodable>(_ type: T.Type) throws -> (schema: JSONValue, example: T) {
    if let known = type as? any RecursiveSchematic.Type, let example = known.example as? T {
      return (components.add(String(describing: type), known.schema), example)
    }
    if let known = type as? any Schematic.Type, let example = known.example as? T {
      return (known.schema, example)
    }
    if let example = scalarExample(type) { return (scalarSchema(type), example) }
    // Other numbers read themselves by asking for themselves, without end.
    guard !(type is any Numeric.Type) else { throw Shapeless(reason: "\(type): use Int, Int32 or Double") }
    let decoder = ShapeDecoder(recorder: self)
    let example = try T(from: decoder)
    switch decoder.recorded {
    case .object(let members):
      // Of a generic type, the words without the brackets.
      let name = String(describing: type).filter { $0.isLetter || $0.isNumber }
      return (components.add(name, objectSchema(members)), example)
    case .array(let item): return (["type": "array", "items": item], example)
    case .single(let schema): return (schema, example)
    case .nothing: throw Shapeless(reason: "\(type) reads nothing")
    }
  }

  private func objectSchema(_ members: [ShapeMember]) -> JSONValue {
    var schema: [(key: String, value: JSONValue)] = [("type", "object")]
    let required = members.filter { !$0.isOptional || direction == .output }.map { JSONValue.string($0.name) }
    if !required.isEmpty { schema.append(("required", .array(required))) }
    schema.append(
      (
        "properties",
        .object(members.map { ($0.name, $0.isNullable ? $0.schema.orNull : $0.schema) })
      ))
    if direction == .input { schema.append(("additionalProperties", false)) }
    return .object(schema)
  }

  private func scalarSchema<T>(_ type: T.Type) -> JSONValue {
    switch type {
    case is Bool.Type: ["type": "boolean"]
    case is Int.Type, is Int64.Type: ["type": "integer", "format": "int64"]
    case is Int32.Type: ["type": "integer", "format": "int32"]
    case is Double.Type: ["type": "number"]
    case is UUID.Type: ["type": "string", "format": "uuid"]
    case is Date.Type: ["type": "string", "format": "date-time"]
    case is JSON.Type: ["type": "object"]
    default: ["type": "string"]
    }
  }

  private func scalarExample<T>(_ type: T.Type) -> T? {
    switch type {
    case is Bool.Type: true as? T
    case is Int.Type: 1 as? T
    case is Int64.Type: Int64(1) as? T
    case is Int32.Type: Int32(1) as? T
    case is Double.Type: 1.5 as? T
    case is UUID.Type: UUID(uuidString: "019ab0c4-7e00-7000-8000-000000000001") as? T
    case is Date.Type: Date(timeIntervalSince1970: 1_795_255_200) as? T
    case is JSON.Type: JSON("{}") as? T
    case is String.Type: "text" as? T
    default: nil
    }
  }
}

private struct ShapeMember {
  let name: String
  let schema: JSONValue
  let isOptional: Bool
  let isNullable: Bool
}

private final class ShapeDecoder: Decoder {
  enum Recorded {
    case nothing
    case object([ShapeMember])
    case array(JSONValue)
    case single(JSONValue)
  }

  let recorder: ShapeRecorder
  var recorded = Recorded.nothing

  init(recorder: ShapeRecorder) { self.recorder = recorder }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    if case .object = recorded {} else { recorded = .object([]) }
    return KeyedDecodingContainer(ShapeMembers(decoder: self))
  }
  func unkeyedContainer() throws -> any UnkeyedDecodingContainer { ShapeItems(decoder: self) }
  func singleValueContainer() throws -> any SingleValueDecodingContainer { ShapeSingle(decoder: self) }

  func record(_ member: ShapeMember) {
    guard case .object(let members) = recorded else { return }
    recorded = .object(members + [member])
  }
}

private struct ShapeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: ShapeDecoder

  var codingPath: [any CodingKey] { [] }
  var allKeys: [Key] { [] }
  func contains(_ key: Key) -> Bool { true }
  func decodeNil(forKey key: Key) throws -> Bool { false }

  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T {
    try member(type, key, isOptional: false)
  }

  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? {
    try member(type, key, isOptional: true)
  }
  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? {
    try member(type, key, isOptional: true)
  }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? {
    try member(type, key, isOptional: true)
  }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? {
    try member(type, key, isOptional: true)
  }
  func decodeIfPresent(_ type: Double.Type, forKey key: Key) throws -> Double? {
    try member(type, key, isOptional: true)
  }

  private func member<T: Decodable>(_ type: T.Type, _ key: Key, isOptional: Bool) throws -> T {
    let shape = try decoder.recorder.shape(type)
    let patch = type as? any PatchMember.Type
    decoder.record(
      ShapeMember(
        name: snakeCase(key.stringValue), schema: shape.schema, isOptional: isOptional || patch != nil,
        isNullable: patch?.isNullable ?? isOptional))
    return shape.example
  }

  func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type, forKey key: Key) throws
    -> KeyedDecodingContainer<Nested>
  { throw Shapeless(reason: "nested containers have no name: give the object a type") }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    throw Shapeless(reason: "nested containers have no name: give the array a type")
  }
  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { decoder }
}

private struct ShapeItems: UnkeyedDecodingContainer {
  let decoder: ShapeDecoder

  var codingPath: [any CodingKey] { [] }
  var count: Int? { 1 }
  var isAtEnd: Bool { currentIndex > 0 }
  private(set) var currentIndex = 0

  init(decoder: ShapeDecoder) { self.decoder = decoder }

  mutating func decodeNil() throws -> Bool { false }
  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let shape = try decoder.recorder.shape(type)
    decoder.recorded = .array(shape.schema)
    currentIndex += 1
    return shape.example
  }
  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) throws
    -> KeyedDecodingContainer<Nested>
  { throw Shapeless(reason: "nested containers have no name: give the object a type") }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { self }
  mutating func superDecoder() throws -> any Decoder { decoder }
}

private struct ShapeSingle: SingleValueDecodingContainer {
  let decoder: ShapeDecoder

  var codingPath: [any CodingKey] { [] }
  func decodeNil() -> Bool { false }
  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    let shape = try decoder.recorder.shape(type)
    decoder.recorded = .single(shape.schema)
    return shape.example
  }
}

extension JSONValue {
  /// The schema that also allows null.
  var orNull: JSONValue {
    guard case .object(var members) = self else { return self }
    if let index = members.firstIndex(where: { $0.key == "type" }) {
      if case .string(let type) = members[index].value { members[index].value = [.string(type), "null"] }
      if let words = members.firstIndex(where: { $0.key == "enum" }),
        case .array(let list) = members[words].value
      {
        members[words].value = .array(list + [.null])
      }
      return .object(members)
    }
    return ["anyOf": [self, ["type": "null"]]]
  }
}
