/// An amount in minor units of its currency.
public struct Money: Codable, Hashable, Sendable {
  public let amount: Int
  public let currency: CurrencyCode
}
