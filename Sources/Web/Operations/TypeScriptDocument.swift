/// The API's types for TypeScript, from the OpenAPI document: an interface for each schema, and one member of
/// `Operations` for each operation. Lists of words stay open, as the API's rules for versions have it.
public struct TypeScriptDocument: Sendable {
  private let document: JSONValue

  public init(_ document: OpenAPIDocument) throws { self.document = try document.json() }

  /// The file, ending in a line break.
  public func text() -> String {
    var lines = [
      "// TryZore CRM, API revision \(document["info"]?["version"]?.string ?? ""): printed by `tryzore openapi --emit ts`.",
      "",
      "/** A word of a list that may grow: what is known today is completed, what is new is accepted. */",
      "export type Open<Known extends string> = Known | (string & {});",
    ]
    for (name, schema) in document["components"]?["schemas"]?.members ?? [] {
      lines.append("")
      lines += comment(schema["description"]?.string)
      lines.append(declaration(name, schema))
    }
    lines += [
      "", "/** Every operation by its id: where it is, what it takes and what it answers. */",
      "export interface Operations {",
    ]
    for (path, methods) in document["paths"]?.members ?? [] {
      for (method, operation) in methods.members ?? [] { lines += describe(method, path, operation) }
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private func declaration(_ name: String, _ schema: JSONValue) -> String {
    guard let properties = schema["properties"]?.members else {
      return "export type \(name) = \(type(schema, indent: ""));"
    }
    return "export interface \(name) \(object(properties, schema, indent: ""))"
  }

  private func describe(_ method: String, _ path: String, _ operation: JSONValue) -> [String] {
    let parameters = operation["parameters"]?.items ?? []
    func parameter(_ place: String) -> [JSONValue] { parameters.filter { $0["in"]?.string == place } }
    var lines = comment(operation["summary"]?.string).map { "  " + $0 }
    lines.append("  \(operation["operationId"]?.string ?? ""): {")
    lines.append("    method: \(quoted(method.uppercased()));")
    lines.append("    path: \(quoted(path));")
    for (place, name) in [("path", "parameters"), ("query", "query"), ("header", "headers")]
    where !parameter(place).isEmpty {
      let isOptional = !parameter(place).contains { $0["required"] == true }
      lines.append("    \(name)\(isOptional ? "?" : ""): {")
      for one in parameter(place) {
        let mark = one["required"] == true ? "" : "?"
        lines.append(
          "      \(key(one["name"]?.string ?? ""))\(mark): \(type(one["schema"] ?? .null, indent: "      "));"
        )
      }
      lines.append("    };")
    }
    if let body = operation["requestBody"]?["content"]?.members?.first?.value["schema"] {
      lines.append("    body: \(type(body, indent: "    "));")
    }
    let success = operation["responses"]?.members?.first { $0.key.hasPrefix("2") }?.value
    let content = success?["content"]?.members?.first
    // What is no JSON is a file.
    let answer = content.map {
      $0.key == "application/json" ? type($0.value["schema"] ?? .null, indent: "    ") : "Blob"
    }
    lines.append("    response: \(answer ?? "void");")
    lines.append("  };")
    return lines
  }

  private func type(_ schema: JSONValue, indent: String) -> String {
    if let reference = schema["$ref"]?.string {
      return String(reference.split(separator: "/").last ?? "unknown")
    }
    if let choices = schema["anyOf"]?.items ?? schema["oneOf"]?.items {
      return choices.map { type($0, indent: indent) }.joined(separator: " | ")
    }
    if let words = schema["enum"]?.items {
      let known = words.compactMap(\.string).map(quoted).joined(separator: " | ")
      return "Open<\(known)>" + (words.contains(.null) ? " | null" : "")
    }
    let names = schema["type"]?.items?.compactMap(\.string) ?? [schema["type"]?.string].compactMap(\.self)
    return names.isEmpty ? "unknown" : names.map { type(named: $0, schema, indent) }.joined(separator: " | ")
  }

  private func type(named name: String, _ schema: JSONValue, _ indent: String) -> String {
    switch name {
    case "string", "boolean", "null": return name
    case "integer", "number": return "number"
    case "array": return "Array<\(type(schema["items"] ?? .null, indent: indent))>"
    case "object":
      if let properties = schema["properties"]?.members { return object(properties, schema, indent: indent) }
      let values = schema["additionalProperties"].flatMap {
        $0["type"] == nil && $0["$ref"] == nil ? nil : $0
      }
      return "Record<string, \(values.map { type($0, indent: indent) } ?? "unknown")>"
    default: return "unknown"
    }
  }

  private func object(_ properties: [(key: String, value: JSONValue)], _ schema: JSONValue, indent: String)
    -> String
  {
    let required = Set(schema["required"]?.items?.compactMap(\.string) ?? [])
    let inner = indent + "  "
    let lines = properties.flatMap { name, value in
      comment(value["description"]?.string).map { inner + $0 }
        + ["\(inner)\(key(name))\(required.contains(name) ? "" : "?"): \(type(value, indent: inner));"]
    }
    return lines.isEmpty ? "Record<string, never>" : "{\n\(lines.joined(separator: "\n"))\n\(indent)}"
  }

  private func comment(_ text: String?) -> [String] {
    text.map { ["/** \($0.replacing("*/", with: "* /").replacing("\n", with: " ")) */"] } ?? []
  }

  private func key(_ name: String) -> String {
    name.utf8.allSatisfy { UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 || $0 == UInt8(ascii: "_") }
      ? name : quoted(name)
  }

  private func quoted(_ text: String) -> String { JSONValue.string(text).text() }
}

extension JSONValue {
  fileprivate var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  fileprivate var items: [JSONValue]? {
    if case .array(let items) = self { items } else { nil }
  }

  /// The members of an object, in their order.
  fileprivate var members: [(key: String, value: JSONValue)]? {
    if case .object(let members) = self { members } else { nil }
  }
}
