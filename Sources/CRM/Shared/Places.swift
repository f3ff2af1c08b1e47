import Foundation
public import Web

/// An IANA time zone that this machine's database knows: `Europe/Berlin`.
public struct TimeZoneID: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    guard text.utf8.count <= 64, TimeZoneID.known.contains(text) || TimeZoneID.isIANA(text) else {
      throw Fault("unknown_time_zone", "Must be an IANA time zone such as Europe/Berlin.")
    }
    self.text = text
  }

  private static let known = Set(TimeZone.knownTimeZoneIdentifiers + ["UTC"])

  /// Some that the list lacks are known all the same, such as Asia/Kolkata; abbreviations and offsets are no places.
  private static func isIANA(_ text: String) -> Bool {
    text.contains("/") && TimeZone(identifier: text)?.identifier == text
  }

  private init(known: String) { text = known }
  public static let utc = TimeZoneID(known: "UTC")
  public static let schema: JSONValue = ["type": "string", "maxLength": 64, "examples": ["Europe/Berlin"]]
  public static let example = TimeZoneID(known: "Europe/Berlin")
}

/// A currency of ISO 4217: three capital letters.
public struct CurrencyCode: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    guard text.utf8.count == 3, CurrencyCode.known.contains(text) else {
      throw Fault("unknown_currency", "Must be an ISO 4217 code such as USD.")
    }
    self.text = text
  }

  private static let known = Set(Locale.Currency.isoCurrencies.map { $0.identifier.uppercased() })
  private init(known: String) { text = known }
  public static let usDollar = CurrencyCode(known: "USD")
  public static let schema: JSONValue = ["type": "string", "pattern": "^[A-Z]{3}$"]
  public static let example = usDollar
}

/// Whose consumer law an organization follows.
public enum Jurisdiction: String, WordList {
  case us = "US"
  case ca = "CA"
  case uk = "UK"
  case au = "AU"
  case eu = "EU"
}

/// The short name of an organization in commands and addresses: lower-case letters, digits and single hyphens.
public struct Slug: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = text
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard (2...60).contains(text.utf8.count),
      parts.allSatisfy({ part in
        !part.isEmpty && part.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
      })
    else { throw Fault("invalid_slug", "Must be 2 to 60 lower-case letters, digits and single hyphens.") }
  }

  /// The slug that a name suggests; `fallback` where the name has no Latin letter or digit.
  public init(suggestedBy name: Name, fallback: String) {
    let words = sortName(first: "", last: name.text)
      .split { !$0.isASCII || !($0.isLetter || $0.isNumber) }
    let joined = String(words.joined(separator: "-").prefix(50))
    let trimmed = joined.hasSuffix("-") ? String(joined.dropLast()) : joined
    text = trimmed.utf8.count >= 2 ? trimmed : fallback
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = [
    "type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "minLength": 2, "maxLength": 60,
  ]
  public static let example = Slug(known: "downtown-fitness")
}
