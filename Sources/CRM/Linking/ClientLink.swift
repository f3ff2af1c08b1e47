public import Foundation
public import Web

/// A gym whose record of a person is that person's.
public struct ClientLink: Codable, Sendable {
  public let organizationID: UUID
  public let organizationName: String
  public let slug: Slug
  /// The gym's record.
  public let clientID: UUID
  public let memberNumber: String?
  public let status: ClientStatus
  /// Whether the gym may see the person's own profile.
  public let sharesProfile: Bool
}

/// Whether a gym may see the person's own profile.
public struct ProfileSharing: Decodable, Sendable {
  let sharesProfile: Bool
}

/// A code of the gym's desk, typed by the person whose record it is.
public struct ClientClaim: Decodable, Sendable {
  /// The gym: its slug, or its id.
  let organization: Line
  let code: ClaimCode
}

/// What the desk shows: good once, for a quarter of an hour.
public struct IssuedClaimCode: Wire {
  public static var isConfidential: Bool { true }
  public let code: ClaimCode
  public let expiresAt: Date
}

/// Eight letters and digits that nobody takes for each other, read in any case, with spaces or hyphens.
public struct ClaimCode: TextValue {
  public let text: String

  private static let alphabet = Array("23456789ABCDEFGHJKMNPQRSTUVWXYZ")
  private static let length = 8

  init() {
    var random = SystemRandomNumberGenerator()
    text = String(
      (0..<ClaimCode.length).compactMap { _ in ClaimCode.alphabet.randomElement(using: &random) })
  }

  public init(text: String) throws(Fault) {
    let typed = try text.normalized(limit: 50).uppercased().filter { $0 != " " && $0 != "-" }
    guard typed.count == ClaimCode.length, typed.allSatisfy(ClaimCode.alphabet.contains) else {
      throw Fault("invalid_code", "Must be the eight letters and digits that the desk shows.")
    }
    self.text = typed
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 8, "maxLength": 50]
  public static let example = ClaimCode(known: "7KQX2M9D")
}
