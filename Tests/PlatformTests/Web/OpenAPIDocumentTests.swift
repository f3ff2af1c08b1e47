import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite struct OpenAPIDocumentTests {
  private let document: JSONValue
  private let operations: [(path: String, method: String, value: JSONValue)]

  init() throws {
    document = try OpenAPIDocument(.sample, version: "2026.11.21").json()
    operations = document["paths"].members.flatMap { path, methods in
      methods.members.map { (path, $0.key, $0.value) }
    }
  }

  @Test func isJSONWithAHeader() throws {
    let text = try OpenAPIDocument(.sample, version: "2026.11.21").text()
    #expect(text.hasSuffix("}\n"))
    #expect(try JSONParser.parse(text.utf8) == document)
    #expect(document["openapi"] == "3.1.0")
    #expect(document["info"]?["version"] == "2026.11.21")
    #expect(document["components"]?["securitySchemes"]?["bearer"]?["scheme"] == "bearer")
  }

  @Test func hasEveryOperationOnce() {
    let described = operations.map { "\($0.method) \($0.path)" }
    #expect(
      described.sorted()
        == API.sample.operations.map { "\($0.method.rawValue.lowercased()) \($0.path)" }.sorted())
    #expect(Set(document["paths"].members.map(\.key)).count == document["paths"].members.count)
    let ids = operations.compactMap { $0.value["operationId"]?.string }
    #expect(Set(ids).count == operations.count)
    #expect(Set(ids) == Set(API.sample.operations.map(\.id)))
    #expect(operation("getMe")["tags"] == ["People"])
    #expect(operation("listThings")["summary"] == "List things")
  }

  @Test func everyReferenceResolves() {
    var references: [String] = []
    func collect(_ value: JSONValue) {
      switch value {
      case .object(let members):
        for (key, value) in members {
          if key == "$ref", case .string(let text) = value { references.append(text) }
          collect(value)
        }
      case .array(let items): items.forEach(collect)
      default: break
      }
    }
    collect(document)
    let names = document["components"]?["schemas"].members.map { "#/components/schemas/\($0.key)" } ?? []
    #expect(Set(references) == Set(names))
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.dropFirst(21).allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) } })
  }

  @Test func saysWhoMayCall() {
    for described in operations {
      let isOpen = API.sample.operations.contains {
        .string($0.id) == described.value["operationId"] && $0.needs == .open
      }
      #expect(described.value["security"] == (isOpen ? [] : [["bearer": []]]))
      #expect((described.value["responses"]?["401"] == nil) == isOpen)
    }
    #expect(operation("listRows")["x-required-permission"] == "things.view")
    #expect(operation("listRows")["description"] == "Needs the permission `things.view`.")
    #expect(operation("getOurs")["x-required-permission"] == nil)
    #expect(operation("getMe")["responses"]?["403"] == nil)
    #expect(operation("getOurs")["responses"]?["403"]?["description"] == "organization_required")
    #expect(
      operation("listRows")["responses"]?["403"]?["description"]
        == "organization_required, permission_missing")
  }

  @Test func parametersComeFromThePathAndTheQuery() throws {
    #expect(
      operation("getThing")["parameters"] == [
        ["name": "id", "in": "path", "required": true, "schema": ["type": "string", "format": "uuid"]]
      ])
    #expect(operation("getSpecial")["parameters"] == nil)
    #expect(operation("createThing")["parameters"] == nil)
    guard case .array(let parameters)? = operation("listThings")["parameters"] else { throw Secret() }
    #expect(
      parameters.map { $0["name"] } == [
        "color", "urgent", "minimum", "ratio", "since", "owner_id", "q", "cursor", "limit",
      ])
    #expect(parameters.allSatisfy { $0["in"] == "query" && $0["required"] == false })
    #expect(
      parameters.first == [
        "name": "color", "in": "query", "required": false,
        "schema": ["type": "array", "items": ["type": "string", "enum": ["red", "dark_blue"]]],
        "style": "form", "explode": false,
      ])
    #expect(parameters.last?["schema"] == PageSize.schema)
    // No parameter is null, and the query object itself is no component.
    #expect(!parameters.map { $0.text() }.joined().contains("null"))
    #expect(document["components"]?["schemas"]?["ThingFilter"] == nil)
  }

  @Test func requiredParametersAndWordsSaySo() throws {
    struct Search: Decodable, Sendable {
      let q: String
      let color: Color?
      let count: Int?
    }
    var api = API()
    api.add(.get, "/v1/search", "search", summary: "Search", needs: .open) {
      (_: Call<Search>, _: Database) in NoContent()
    }
    let parameters = try OpenAPIDocument(api, version: "1").json()["paths"]?["/v1/search"]?["get"]?[
      "parameters"]
    #expect(
      parameters == [
        ["name": "q", "in": "query", "required": true, "schema": ["type": "string"]],
        ["name": "color", "in": "query", "required": false, "schema": Color.schema],
        [
          "name": "count", "in": "query", "required": false,
          "schema": ["type": "integer", "format": "int64"],
        ],
      ])
  }

  @Test func bodiesAndAnswersAreDescribed() {
    let create = operation("createThing")
    #expect(
      create["requestBody"] == [
        "required": true,
        "content": ["application/json": ["schema": ["$ref": "#/components/schemas/NewThing"]]],
      ])
    #expect(
      create["responses"]?["201"]?["content"] == [
        "application/json": ["schema": ["$ref": "#/components/schemas/Thing"]]
      ])
    #expect(operation("takeSteps")["requestBody"] == nil)
    #expect(operation("deleteThing")["responses"]?["204"]?["content"] == nil)
    #expect(
      operation("listRows")["responses"]?["200"]?["content"]?["application/json"]?["schema"] == [
        "$ref": "#/components/schemas/PartList"
      ])
  }

  @Test(arguments: [
    ("listThings", ["200", "400", "429", "500", "503"]),
    ("getThing", ["200", "400", "404", "429", "500", "503"]),
    ("createThing", ["201", "400", "408", "413", "415", "422", "429", "500", "503"]),
    ("putThing", ["202", "400", "404", "408", "413", "415", "422", "429", "500", "503"]),
    ("deleteThing", ["204", "400", "404", "429", "500", "503"]),
    ("getMe", ["200", "400", "401", "429", "500", "503"]),
    ("takeSteps", ["204", "400", "401", "403", "404", "409", "422", "429", "500", "503"]),
    ("fail", ["204", "400", "408", "409", "413", "415", "422", "429", "500", "503"]),
  ])
  func everyStatusIsListed(id: String, statuses: [String]) {
    let responses = operation(id)["responses"]
    #expect(responses.members.map(\.key) == statuses)
    for (status, response) in responses.members {
      #expect(response["headers"]?["X-Request-Id"] != nil)
      guard let number = Int(status), number >= 400 else { continue }
      #expect(
        response["content"]?["application/problem+json"]?["schema"] == [
          "$ref": "#/components/schemas/Problem"
        ])
    }
  }

  @Test func anAPIOfTypesWithoutShapeHasNoDocument() {
    struct Byte: Decodable, Sendable { let value: UInt8 }
    var api = API()
    api.add(.post, "/v1/bytes", "createByte", summary: "", needs: .open) { (_: Call<Byte>, _: Database) in
      NoContent()
    }
    #expect(throws: Shapeless.self) { try OpenAPIDocument(api, version: "1").text() }
  }

  private func operation(_ id: String) -> JSONValue {
    operations.first { $0.value["operationId"] == .string(id) }?.value ?? .null
  }
}

extension JSONValue {
  var string: String? {
    if case .string(let text) = self { return text }
    return nil
  }
}

extension JSONValue? {
  var members: [(key: String, value: JSONValue)] {
    if case .object(let members)? = self { return members }
    return []
  }
}

extension JSONValue {
  var members: [(key: String, value: JSONValue)] { JSONValue?.some(self).members }
}
