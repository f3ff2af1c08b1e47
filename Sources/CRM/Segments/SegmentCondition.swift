import Foundation
import Web

/// A leaf of a segment's rules: a field, a comparison that it has, and a value of its kind. It cannot hold any other.
struct SegmentCondition: Hashable, Sendable {
  enum Value: Hashable, Sendable {
    case none
    case number(Int)
    case flag(Bool)
    case date(LocalDate)
    /// Each once.
    case words([String])
    /// Each once.
    case ids([UUID])
  }

  static let maximumNumber = 100_000
  static let maximumValues = 50

  let field: SegmentField
  let comparison: SegmentComparison
  let value: Value

  private init(known field: SegmentField, _ comparison: SegmentComparison, _ value: Value) {
    self.field = field
    self.comparison = comparison
    self.value = value
  }

  static let example = SegmentCondition(known: .visitCount, .atLeast, .number(10))
}

extension SegmentCondition: Codable {
  enum CodingKeys: String, CodingKey {
    case field
    case comparison = "is"
    case value
  }

  /// A word, or nil where there was none to be read, which whoever reads has noted already: what follows from it is not
  /// judged as well.
  private struct Word<List: WordList>: Decodable, Schematic {
    let word: List?

    init(from decoder: any Decoder) throws { word = try List(from: decoder) }
    private init() { word = nil }
    static var schema: JSONValue { List.schema }
    static var example: Word { Word() }
  }

  init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    let field = try members.decode(Word<SegmentField>.self, forKey: .field).word
    let comparison = try members.decode(Word<SegmentComparison>.self, forKey: .comparison).word
    let hasValue = members.contains(.value)
    guard let field, let comparison else {
      self = .example
      return
    }
    guard field.comparisons.contains(comparison) else {
      let words = field.comparisons.map(\.rawValue).joined(separator: ", ")
      throw Fault("not_in_list", "For \(field.rawValue) it must be one of: \(words).", at: "/is")
    }
    guard comparison.takesValue || !hasValue else {
      throw Fault("unexpected", "\(comparison.rawValue) takes no value.", at: "/value")
    }
    self.init(
      known: field, comparison, comparison.takesValue ? try SegmentCondition.value(of: field, members) : .none
    )
  }

  private static func value(of field: SegmentField, _ members: KeyedDecodingContainer<CodingKeys>) throws
    -> Value
  {
    func list<Item: Decodable & Hashable>(_ type: Item.Type) throws -> [Item] {
      let items = try members.decode([Item].self, forKey: .value)
      guard (1...maximumValues).contains(items.count) else {
        throw Fault("out_of_range", "Give 1 to \(maximumValues) values.", at: "/value")
      }
      var seen: Set<Item> = []
      return items.filter { seen.insert($0).inserted }
    }
    switch field.kind {
    case .words:
      switch field {
      case .membershipStatus: return .words(try list(MembershipStatus.self).map(\.rawValue))
      case .displayStatus: return .words(try list(DisplayStatus.self).map(\.rawValue))
      default: return .words(try list(ClientStatus.self).map(\.rawValue))
      }
    case .texts:
      return .words(try field == .gender ? list(Gender.self).map(\.text) : list(Line.self).map(\.text))
    case .number:
      let number = try members.decode(Int.self, forKey: .value)
      guard (0...maximumNumber).contains(number) else {
        throw Fault("out_of_range", "Must be between 0 and \(maximumNumber).", at: "/value")
      }
      return .number(number)
    case .flag: return .flag(try members.decode(Bool.self, forKey: .value))
    case .date: return .date(try members.decode(LocalDate.self, forKey: .value))
    case .ids: return .ids(try list(UUID.self))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var members = encoder.container(keyedBy: CodingKeys.self)
    try members.encode(field, forKey: .field)
    try members.encode(comparison, forKey: .comparison)
    switch value {
    case .none: break
    case .number(let number): try members.encode(number, forKey: .value)
    case .flag(let flag): try members.encode(flag, forKey: .value)
    case .date(let date): try members.encode(date, forKey: .value)
    case .words(let words): try members.encode(words, forKey: .value)
    case .ids(let ids): try members.encode(ids, forKey: .value)
    }
  }
}

extension SegmentField {
  /// The values that it takes, for the API document.
  var valueSchema: JSONValue {
    func list(_ item: JSONValue) -> JSONValue {
      [
        "type": "array", "items": item, "minItems": 1,
        "maxItems": .number(String(SegmentCondition.maximumValues)),
      ]
    }
    switch kind {
    case .words:
      switch self {
      case .membershipStatus: return list(MembershipStatus.schema)
      case .displayStatus: return list(DisplayStatus.schema)
      default: return list(ClientStatus.schema)
      }
    case .texts: return list(self == .gender ? Gender.schema : Line.schema)
    case .number:
      return ["type": "integer", "minimum": 0, "maximum": .number(String(SegmentCondition.maximumNumber))]
    case .date: return LocalDate.schema
    case .flag: return ["type": "boolean"]
    case .ids: return list(["type": "string", "format": "uuid"])
    }
  }
}
