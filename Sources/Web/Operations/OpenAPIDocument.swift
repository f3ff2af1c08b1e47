import Foundation
import HTTPTypes

/// The OpenAPI 3.1 document, read from the list of operations.
public struct OpenAPIDocument: Sendable {
  private let api: API
  private let version: String

  /// `version` is the revision of the API, a date such as 2026.11.21.
  public init(_ api: API, version: String) {
    self.api = api
    self.version = version
  }

  /// The document as indented JSON. Throws where a type of the list has no shape, a fault of the program.
  public func text() throws -> String { try json().text(indented: true) + "\n" }

  func json() throws -> JSONValue {
    let components = Components()
    components.add("Problem", Problem.schema)
    var paths: [(key: String, value: JSONValue)] = []
    for operation in api.operations {
      let item = (key: operation.method.rawValue.lowercased(), value: try describe(operation, components))
      if let index = paths.firstIndex(where: { $0.key == operation.path }),
        case .object(let methods) = paths[index].value
      {
        paths[index].value = .object(methods + [item])
      } else {
        paths.append((operation.path, .object([item])))
      }
    }
    return .object([
      ("openapi", "3.1.0"),
      (
        "info",
        [
          "title": "TryZore CRM", "version": .string(version),
          "description":
            "The back end of a gym's day. Conventions: snake_case names, UUID ids, RFC 3339 times in UTC, all errors as RFC 9457 problems.",
          "license": ["name": "Proprietary", "identifier": "LicenseRef-TryZore"],
        ]
      ),
      ("servers", [["url": "/"]]),
      ("paths", .object(paths)),
      (
        "components",
        .object([
          ("schemas", .object(components.schemas)),
          (
            "securitySchemes",
            [
              "bearer": ["type": "http", "scheme": "bearer", "bearerFormat": "JWT"],
              "token": [
                "type": "http", "scheme": "bearer",
                "description":
                  "A token that another operation of the same chapter answered; no access token.",
              ],
            ]
          ),
        ])
      ),
    ])
  }

  private func describe(_ operation: Operation, _ components: Components) throws -> JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("operationId", .string(operation.id)),
      ("summary", .string(operation.summary)),
      ("tags", [.string(operation.tag)]),
      ("security", OpenAPIDocument.security(operation)),
    ]
    var description: [String] = []
    if let slug = operation.needs.permission {
      members.append(("x-required-permission", .string(slug)))
      description.append("Needs the permission `\(slug)`.")
    }
    if operation.needsStepUp {
      members.append(("x-step-up", true))
      description.append("Needs a step-up within the last five minutes: POST /v1/auth/step-up.")
    }
    if !description.isEmpty {
      members.append(("description", .string(description.joined(separator: " "))))
    }
    var parameters: [JSONValue] = []
    if operation.hasPathID {
      parameters.append([
        "name": "id", "in": "path", "required": true, "schema": ["type": "string", "format": "uuid"],
      ])
    }
    if operation.needsIfMatch {
      parameters.append([
        "name": "If-Match", "in": "header", "required": true, "schema": ["type": "string"],
        "description": "The ETag of the last read, such as \"v17\", or * for whatever is there.",
      ])
    }
    if operation.takesKey {
      parameters.append([
        "name": "Idempotency-Key", "in": "header", "required": .bool(operation.requiresKey),
        "description":
          "A new UUID for each thing to do. A repeated request gets the first one's answer, for seven days.",
        "schema": ["type": "string", "format": "uuid"],
      ])
    }
    if operation.contentType == EventStream.contentType {
      parameters.append([
        "name": "Last-Event-ID", "in": "header", "required": false, "schema": ["type": "string"],
        "description": "The last `id` that was heard: the stream goes on there.",
      ])
    }
    switch operation.input {
    case .nothing: break
    case .raw:
      members.append(
        ("requestBody", ["required": true, "content": ["application/json": ["schema": ["type": "object"]]]]))
    case .upload(let types, let schema):
      let file: JSONValue = ["schema": ["type": "string", "format": "binary"]]
      members.append(
        ("requestBody", ["required": true, "content": .object(types.map { ($0, file) })]))
      parameters += try queryParameters(schema)
    case .query(let schema): parameters += try queryParameters(schema)
    case .body(let schema):
      members.append(
        (
          "requestBody",
          [
            "required": true,
            "content": .object(
              try OpenAPIDocument.mediaTypes(operation).map { ($0, ["schema": try schema(components)]) }),
          ]
        ))
    }
    if !parameters.isEmpty { members.append(("parameters", .array(parameters))) }
    members.append(("responses", try responses(operation, components)))
    return .object(members)
  }

  private static func security(_ operation: Operation) -> JSONValue {
    if operation.terms.readsToken { return [["token": []]] }
    return operation.needs == .open ? [] : [["bearer": []]]
  }

  private static func mediaTypes(_ operation: Operation) -> [String] {
    ["application/json"] + (operation.method == .patch ? ["application/merge-patch+json"] : [])
  }

  private func queryParameters(_ schema: @Sendable (Components) throws -> JSONValue) throws -> [JSONValue] {
    // The query object itself is no component: its members become parameters.
    let own = Components()
    _ = try schema(own)
    guard let object = own.schemas.last?.value, case .object(let properties)? = object["properties"] else {
      return []
    }
    var required: [JSONValue] = []
    if case .array(let names)? = object["required"] { required = names }
    return properties.map { name, schema in
      var parameter: [(key: String, value: JSONValue)] = [
        ("name", .string(name)), ("in", "query"), ("required", .bool(required.contains(.string(name)))),
        ("schema", schema.withoutNull),
      ]
      if schema.withoutNull["type"] == "array" { parameter += [("style", "form"), ("explode", false)] }
      return .object(parameter)
    }
  }

  private func responses(_ operation: Operation, _ components: Components) throws -> JSONValue {
    var responses: [(key: String, value: JSONValue)] = []
    let requestID: JSONValue = ["X-Request-Id": ["schema": ["type": "string"]]]
    let tagged: JSONValue = [
      "X-Request-Id": ["schema": ["type": "string"]], "ETag": ["schema": ["type": "string"]],
    ]
    var success: [(key: String, value: JSONValue)] = [
      ("description", .string(operation.success.reasonPhrase)),
      ("headers", operation.isVersioned ? tagged : requestID),
    ]
    if let schema = try operation.outputSchema(components) {
      var content: [(key: String, value: JSONValue)] = [
        (operation.contentType, .object([("schema", schema)]))
      ]
      if operation.part != nil {
        for format in ListFormat.allCases {
          content.append((format.mediaType, ["schema": ["type": "string"]]))
        }
      }
      success.append(("content", .object(content)))
    }
    responses.append((String(operation.success.code), .object(success)))
    if operation.maxAge != nil || operation.isVersioned && operation.method == .get {
      responses.append(("304", ["description": "Not Modified", "headers": requestID]))
    }
    let byStatus = Dictionary(grouping: operation.problems, by: \.status)
    for (status, types) in byStatus.sorted(by: { $0.key < $1.key }) {
      let codes = Set(types.map(\.code)).sorted()
      responses.append(
        (
          String(status),
          [
            "description": .string(codes.joined(separator: ", ")),
            "headers": requestID,
            "content": ["application/problem+json": ["schema": Components.reference("Problem")]],
          ]
        ))
    }
    return .object(responses)
  }
}

extension JSONValue {
  /// A query parameter is absent or has a value: null cannot be sent.
  fileprivate var withoutNull: JSONValue {
    guard case .object(var members) = self else { return self }
    for index in members.indices {
      guard case .array(let list) = members[index].value else { continue }
      if members[index].key == "type", list.count == 2, list[1] == "null" { members[index].value = list[0] }
      if members[index].key == "enum" { members[index].value = .array(list.filter { $0 != .null }) }
      if members[index].key == "anyOf", let first = list.first { return first }
    }
    return .object(members)
  }
}
