import Web

/// What a place costs, in the organization's own currency.
public struct Price: Codable, Hashable, Sendable {
  /// In minor units.
  public let amount: Int
  public let currency: CurrencyCode

  private enum CodingKeys: CodingKey { case amount, currency }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    amount = try container.decode(Int.self, forKey: .amount)
    currency = try container.decode(CurrencyCode.self, forKey: .currency)
    guard (0...100_000_000).contains(amount) else {
      throw Fault("out_of_range", "Must be 0 to 100000000.", at: "/amount")
    }
  }

  /// What is wrong with it in an organization of that currency; nil where nothing is.
  func fault(in own: String) -> Fault? {
    currency.text == own
      ? nil : Fault("currency_differs", "Must be \(own), the organization's currency.", at: "/price/currency")
  }
}

/// How long something takes: 1 minute to 7 days.
struct DurationMinutes: Codable, Hashable, Sendable, Schematic {
  let count: Int

  init(from decoder: any Decoder) throws {
    count = try decoder.singleValueContainer().decode(Int.self)
    guard (1...10_080).contains(count) else { throw Fault("out_of_range", "Must be 1 to 10080.") }
  }

  init(known count: Int) { self.count = count }
  static let schema: JSONValue = ["type": "integer", "minimum": 1, "maximum": 10_080]
  static let example = DurationMinutes(known: 60)
}

/// How many people take part: 0 to 100,000.
struct PlaceCount: Codable, Hashable, Sendable, Schematic {
  let count: Int

  init(from decoder: any Decoder) throws {
    count = try decoder.singleValueContainer().decode(Int.self)
    guard (0...100_000).contains(count) else { throw Fault("out_of_range", "Must be 0 to 100000.") }
  }

  private init(known count: Int) { self.count = count }
  static let schema: JSONValue = ["type": "integer", "minimum": 0, "maximum": 100_000]
  static let example = PlaceCount(known: 20)
}
