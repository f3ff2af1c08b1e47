import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct ShapeTests {
  private struct Branch: Decodable, RecursiveSchematic {
    let branches: [Branch]
    static let example = Branch(branches: [])
    static let schema: JSONValue = [
      "type": "object",
      "properties": ["branches": ["type": "array", "items": ["$ref": "#/components/schemas/Branch"]]],
    ]
  }

  @Test func whatContainsItselfStandsInTheDocumentOnce() throws {
    let components = Components()
    let schema = try Shape.schema(of: [Branch].self, .input, in: components)
    #expect(schema == ["type": "array", "items": Components.reference("Branch")])
    #expect(components.schemas.map(\.key) == ["Branch"])
    #expect(components.schemas.first?.value == Branch.schema)
  }

  @Test func anInputMayLeaveOptionalsOutAndTakesNothingElse() throws {
    let components = Components()
    #expect(try Shape.schema(of: NewThing.self, .input, in: components) == Components.reference("NewThing"))
    let part: JSONValue = ["$ref": "#/components/schemas/Part"]
    #expect(
      components["NewThing"] == [
        "type": "object", "required": ["code", "display_name", "quantity"],
        "properties": [
          "code": ["type": "string", "pattern": "^[A-Z]{1,8}$"],
          "display_name": ["type": "string"],
          "quantity": ["type": "integer", "format": "int64"],
          "weight": ["type": ["number", "null"]],
          "is_active": ["type": ["boolean", "null"]],
          "made_at": ["type": ["string", "null"], "format": "date-time"],
          "owner_id": ["type": ["string", "null"], "format": "uuid"],
          "color": ["type": ["string", "null"], "enum": ["red", "dark_blue", .null]],
          "tags": [
            "type": ["array", "null"], "items": ["type": "string", "pattern": "^[A-Z]{1,8}$"],
          ],
          "parts": ["type": ["array", "null"], "items": part],
          "main": ["anyOf": [part, ["type": "null"]]],
        ],
        "additionalProperties": false,
      ])
  }

  @Test func anOutputCarriesAllMembersAndMayGrow() throws {
    let components = Components()
    _ = try Shape.schema(of: Part.self, .output, in: components)
    #expect(
      components["Part"] == [
        "type": "object", "required": ["part_name", "count"],
        "properties": [
          "part_name": Code.schema, "count": ["type": ["integer", "null"], "format": "int64"],
        ],
      ])
  }

  /// What is written has members that need not be sent.
  @Test(arguments: [[Shape.Direction.input, .output], [.output, .input]])
  func aTypeThatTravelsBothWaysHasTwoShapes(order: [Shape.Direction]) throws {
    let components = Components()
    for direction in order + order {
      let reference = try Shape.schema(of: Part.self, direction, in: components)["$ref"]?.string
      let schema = components[String(reference?.dropFirst("#/components/schemas/".utf8.count) ?? "")]
      #expect(schema?["required"] == (direction == .input ? ["part_name"] : ["part_name", "count"]))
      #expect(schema?["additionalProperties"] == (direction == .input ? false : nil))
    }
    #expect(components.schemas.count == 2)
  }

  @Test func twoTypesOfOneNameAreTwoComponents() throws {
    enum First { struct Item: Decodable { let a: Int } }
    enum Second { struct Item: Decodable { let b: Int } }
    let components = Components()
    let first = try Shape.schema(of: First.Item.self, .input, in: components)
    #expect(try Shape.schema(of: First.Item.self, .input, in: components) == first)
    #expect(try Shape.schema(of: Second.Item.self, .input, in: components) != first)
    #expect(components.schemas.count == 2)
  }

  @Test func scalarsArraysAndJSON() throws {
    struct All: Codable {
      let wide: Int64
      let narrow: Int32
      let lists: [[Double]]
      let holes: [Int?]
      let metadata: JSON
      let size: PageSize?
      enum CodingKeys: String, CodingKey { case wide, narrow, lists, holes, metadata, size }
      func encode(to encoder: any Encoder) throws {}
    }
    let components = Components()
    _ = try Shape.schema(of: All.self, .output, in: components)
    #expect(
      components["All"]?["properties"] == [
        "wide": ["type": "integer", "format": "int64"], "narrow": ["type": "integer", "format": "int32"],
        "lists": ["type": "array", "items": ["type": "array", "items": ["type": "number"]]],
        "holes": ["type": "array", "items": ["type": "integer", "format": "int64"]],
        "metadata": ["type": "object"],
        "size": ["type": ["integer", "null"], "minimum": 1, "maximum": 100, "default": 25],
      ])
  }

  @Test func everyExampleIsAccepted() throws {
    func check<T: Decodable & Equatable>(_ type: T.Type, _ body: (T) throws -> JSONValue) throws {
      let example = try Shape.example(of: type)
      #expect(try InputDecoder.decode(type, from: body(example), source: .body) == example)
    }
    try check(Bool.self) { .bool($0) }
    try check(Int.self) { .number("\($0)") }
    try check(Int32.self) { .number("\($0)") }
    try check(Int64.self) { .number("\($0)") }
    try check(Double.self) { .number("\($0)") }
    try check(String.self) { .string($0) }
    try check(UUID.self) { .string($0.uuidString) }
    try check(Date.self) { .string(formatTimestamp($0)) }
    try check(JSON.self) { try JSONParser.parse($0.text.utf8) }
    try check(Code.self) { .string($0.text) }
    try check(Color.self) { .string($0.rawValue) }
    try check(PageSize.self) { .number("\($0.count)") }
    try check(Part.self) { try JSONWriter.value($0) }
    try check([Part].self) { try JSONWriter.value($0) }
    let thing = try Shape.example(of: NewThing.self)
    #expect(thing.main == thing.parts?.first)
    #expect(thing.tags == [.example])
  }

  @Test func whatHasNoShapeSaysSo() {
    struct Silent: Decodable { init(from decoder: any Decoder) throws {} }
    struct Nested: Decodable {
      enum CodingKeys: CodingKey { case inner }
      init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        _ = try members.nestedContainer(keyedBy: CodingKeys.self, forKey: .inner)
      }
    }
    struct NestedList: Decodable {
      enum CodingKeys: CodingKey { case inner }
      init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        _ = try members.nestedUnkeyedContainer(forKey: .inner)
      }
    }
    struct Rows: Decodable {
      enum CodingKeys: CodingKey { case inner }
      init(from decoder: any Decoder) throws {
        var items = try decoder.unkeyedContainer()
        _ = try items.nestedContainer(keyedBy: CodingKeys.self)
      }
    }
    struct Byte: Decodable { let value: UInt8 }
    func refuses<T: Decodable>(_ type: T.Type) {
      #expect(throws: Shapeless.self) { try Shape.schema(of: type, .input, in: Components()) }
    }
    refuses(Silent.self)
    refuses(Nested.self)
    refuses(NestedList.self)
    refuses(Rows.self)
    refuses(Byte.self)
    refuses(Float.self)
    // Nor do such types read a body.
    #expect(faults(Nested.self, #"{"inner":{}}"#) == [" invalid"])
    #expect(faults(NestedList.self, #"{"inner":[]}"#) == [" invalid"])
    #expect(faults(Rows.self, "[{}]") == [" invalid"])
  }

  @Test func nullJoinsWhatASchemaAllows() {
    #expect((["type": "string"] as JSONValue).orNull == ["type": ["string", "null"]])
    #expect((["enum": ["a"], "type": "string"] as JSONValue).orNull["enum"] == ["a", .null])
    #expect((["$ref": "x"] as JSONValue).orNull == ["anyOf": [["$ref": "x"], ["type": "null"]]])
    #expect(JSONValue.bool(true).orNull == true)
  }
}

extension Components {
  subscript(name: String) -> JSONValue? { schemas.first { $0.key == name }?.value }
}
