import Foundation

@testable import Web

/// Holds a JSON value against a schema of our OpenAPI document. Knows the words that the document uses and
/// objects to any other.
struct SchemaCheck {
  let document: JSONValue

  /// What does not fit, with its place; empty where all is well.
  func faults(_ value: JSONValue, _ schema: JSONValue, at place: String = "#") -> [String] {
    guard case .object(let members) = schema else { return ["\(place): the schema is no object"] }
    return members.flatMap { word, rule in check(value, word, rule, schema, place) }
  }

  private func check(
    _ value: JSONValue, _ word: String, _ rule: JSONValue, _ schema: JSONValue, _ place: String
  )
    -> [String]
  {
    switch word {
    case "$ref":
      guard let name = rule.string?.split(separator: "/").last,
        let target = document["components"]?["schemas"]?[String(name)]
      else { return ["\(place): \(rule) leads nowhere"] }
      return faults(value, target, at: place)
    case "type":
      let types = rule.items?.compactMap(\.string) ?? [rule.string ?? ""]
      return types.contains { has(value, $0) } ? [] : ["\(place): \(value) is not \(types)"]
    case "enum": return rule.items?.contains(value) == true ? [] : ["\(place): \(value) is not listed"]
    case "anyOf":
      let fits = rule.items?.contains { faults(value, $0, at: place).isEmpty } == true
      return fits ? [] : ["\(place): fits none of anyOf"]
    case "required":
      let missing = (rule.items ?? []).compactMap(\.string).filter { value[$0] == nil }
      return value.members == nil ? [] : missing.map { "\(place)/\($0): is missing" }
    case "properties":
      return (value.members ?? []).flatMap { name -> [String] in
        guard let inner = rule[name] else { return ["\(place)/\(name): is not in the document"] }
        return value[name].map { faults($0, inner, at: "\(place)/\(name)") } ?? []
      }
    case "items":
      return (value.items ?? []).enumerated().flatMap { faults($1, rule, at: "\(place)/\($0)") }
    case "format": return formatFaults(value, rule.string ?? "", place)
    case "minLength", "maxLength", "minItems", "maxItems", "pattern", "description", "default", "examples",
      "minimum", "maximum", "multipleOf", "additionalProperties":
      return []
    default: return ["\(place): the word \(word) is not known to this check"]
    }
  }

  private func has(_ value: JSONValue, _ type: String) -> Bool {
    switch (value, type) {
    case (.null, "null"), (.bool, "boolean"), (.number, "number"), (.string, "string"), (.array, "array"),
      (.object, "object"):
      true
    case (.number(let text), "integer"): Int(text) != nil
    default: false
    }
  }

  private func formatFaults(_ value: JSONValue, _ format: String, _ place: String) -> [String] {
    guard let text = value.string else { return [] }
    let fits =
      switch format {
      case "uuid": UUID(uuidString: text) != nil && text == text.lowercased()
      case "date-time": text.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil
      case "date": text.wholeMatch(of: /\d{4}-\d\d-\d\d/) != nil
      default: true
      }
    return fits ? [] : ["\(place): \(text) is no \(format)"]
  }
}
