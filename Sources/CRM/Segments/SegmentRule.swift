import Foundation
import Web

/// The rules of a segment: a tree that is at most five deep, has at most fifty conditions and names at most
/// a hundred tags and plans.
public struct SegmentRules: Codable, Hashable, Sendable {
  static let maximumDepth = 5
  static let maximumConditions = 50
  static let maximumIDs = 100

  let root: SegmentRule

  public init(from decoder: any Decoder) throws {
    root = try decoder.singleValueContainer().decode(SegmentRule.self)
    if let place = root.place(deeperThan: SegmentRules.maximumDepth) {
      throw Fault("too_deep", "Rules may be nested \(SegmentRules.maximumDepth) deep.", at: place)
    }
    guard root.conditions.count <= SegmentRules.maximumConditions else {
      throw Fault("too_many", "Rules may have \(SegmentRules.maximumConditions) conditions.")
    }
    guard ids(of: .tag).count + ids(of: .plan).count <= SegmentRules.maximumIDs else {
      throw Fault("too_many", "Rules may name \(SegmentRules.maximumIDs) tags and plans.")
    }
  }

  /// The tags or plans that it names, as often as it does.
  func ids(of field: SegmentField) -> [UUID] {
    root.conditions.map(\.condition).filter { $0.field == field }.flatMap { condition -> [UUID] in
      if case .ids(let ids) = condition.value { return ids }
      return []
    }
  }

  /// The permissions without which nobody may ask this, or see who was found.
  var needs: [String] {
    Set(root.conditions.compactMap { $0.condition.field.permission?.rawValue }).sorted()
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(root)
  }
}

/// A node of the tree: several rules, the opposite of one, or a condition.
indirect enum SegmentRule: Hashable, Sendable {
  case all([SegmentRule])
  case any([SegmentRule])
  case not(SegmentRule)
  case condition(SegmentCondition)
}

extension SegmentRule: Codable {
  private enum CodingKeys: CodingKey { case all, any, not, field }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let keys = [CodingKeys.all, .any, .not, .field].filter(members.contains)
    guard keys.count == 1, let key = keys.first else {
      throw Fault("invalid_rule", "Must have one of all, any and not, or a field with is and value.")
    }
    switch key {
    case .all: self = .all(try SegmentRule.list(members, key))
    case .any: self = .any(try SegmentRule.list(members, key))
    case .not: self = .not(try members.decode(SegmentRule.self, forKey: key))
    case .field: self = .condition(try SegmentCondition(from: decoder))
    }
  }

  private static func list(_ members: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys) throws
    -> [SegmentRule]
  {
    let rules = try members.decode([SegmentRule].self, forKey: key)
    guard !rules.isEmpty else { throw Fault("required", "Must not be empty.", at: "/\(key.stringValue)") }
    return rules
  }

  func encode(to encoder: any Encoder) throws {
    if case .condition(let condition) = self { return try condition.encode(to: encoder) }
    var members = encoder.container(keyedBy: CodingKeys.self)
    switch self {
    case .all(let rules): try members.encode(rules, forKey: .all)
    case .any(let rules): try members.encode(rules, forKey: .any)
    case .not(let rule): try members.encode(rule, forKey: .not)
    case .condition: break
    }
  }
}

extension SegmentRule {
  /// Every condition in it, with its place as a JSON pointer.
  var conditions: [(place: String, condition: SegmentCondition)] {
    switch self {
    case .condition(let condition): [("", condition)]
    default: inner.flatMap { step, rule in rule.conditions.map { (step + $0.place, $0.condition) } }
    }
  }

  /// The first rule that lies deeper; one alone is one deep.
  func place(deeperThan depth: Int) -> String? {
    if depth == 0 { return "" }
    for (step, rule) in inner {
      if let place = rule.place(deeperThan: depth - 1) { return step + place }
    }
    return nil
  }

  private var inner: [(step: String, rule: SegmentRule)] {
    switch self {
    case .all(let rules): rules.enumerated().map { ("/all/\($0.offset)", $0.element) }
    case .any(let rules): rules.enumerated().map { ("/any/\($0.offset)", $0.element) }
    case .not(let rule): [("/not", rule)]
    case .condition: []
    }
  }
}

extension SegmentRule: RecursiveSchematic {
  static let example = SegmentRule.condition(.example)

  static let schema: JSONValue = [
    "description": "One of: all or any of several rules, the opposite of one, or a condition.",
    "anyOf": .array(
      [group("all", list), group("any", list), group("not", itself)]
        + SegmentField.allCases.flatMap { field -> [JSONValue] in
          let valued = condition(field, field.comparisons.filter(\.takesValue), field.valueSchema)
          return field.isOptional ? [valued, condition(field, [.known, .unknown], nil)] : [valued]
        }),
  ]

  private static let itself: JSONValue = ["$ref": "#/components/schemas/SegmentRule"]
  private static let list: JSONValue = ["type": "array", "items": itself, "minItems": 1]

  private static func group(_ name: String, _ value: JSONValue) -> JSONValue {
    .object([
      ("type", "object"), ("required", [.string(name)]), ("properties", .object([(name, value)])),
      ("additionalProperties", false),
    ])
  }

  private static func condition(
    _ field: SegmentField, _ comparisons: [SegmentComparison], _ value: JSONValue?
  )
    -> JSONValue
  {
    let words = JSONValue.array(comparisons.map { .string($0.rawValue) })
    let members: [(key: String, value: JSONValue)] = [
      ("field", ["type": "string", "enum": [.string(field.rawValue)]]),
      ("is", ["type": "string", "enum": words]),
    ]
    return .object([
      ("type", "object"), ("description", .string(field.meaning)),
      ("required", value == nil ? ["field", "is"] : ["field", "is", "value"]),
      ("properties", .object(members + (value.map { [("value", $0)] } ?? []))),
      ("additionalProperties", false),
    ])
  }
}
