public import Foundation
public import Web

/// A gym: one location, or the head of a chain of them.
public struct Organization: Wire, Versioned {
  public let id: UUID
  public let name: String
  public let slug: Slug
  public let parentOrganizationID: UUID?
  public let rootOrganizationID: UUID
  public let domain: String?
  public let logoURL: String?
  public let address: OrganizationAddress?
  public let timeZone: String
  public let currency: String
  public let jurisdiction: String?
  /// Its own, or that of the chain.
  public let color: BrandColor?
  /// White or black, whichever can be read on the colour.
  public let textColor: BrandColor
  public let status: OrganizationStatus
  public let createdAt: Date
  public let updatedAt: Date
  /// Moves with every change of it or of what it inherits from.
  public let version: Int
}

/// An organization as the database answers it.
struct OrganizationRow: Codable, Sendable {
  let id: UUID
  let name: String
  let slug: Slug
  let parentOrganizationID: UUID?
  let rootOrganizationID: UUID
  let domain: String?
  let logoURL: String?
  let address: OrganizationAddress?
  let timeZone: String
  let currency: String
  let jurisdiction: String?
  let color: BrandColor?
  let status: OrganizationStatus
  let createdAt: Date
  let updatedAt: Date
  let version: Int

  var organization: Organization {
    Organization(
      id: id, name: name, slug: slug, parentOrganizationID: parentOrganizationID,
      rootOrganizationID: rootOrganizationID, domain: domain, logoURL: logoURL, address: address,
      timeZone: timeZone, currency: currency, jurisdiction: jurisdiction, color: color,
      textColor: (color ?? .standard).textColor, status: status, createdAt: createdAt, updatedAt: updatedAt,
      version: version)
  }
}

/// The organization that was entered and, for its owner, those below it.
public struct OrganizationList: Wire {
  public let data: [Organization]
}

/// Where an organization is, as far as it is known.
public struct OrganizationAddress: Codable, Hashable, Sendable {
  let street: Line?
  let city: Line?
  let postalCode: Line?
  /// State, province or canton.
  let region: Line?
  let country: Line?
}

/// What it takes to open one. What is left out: a slug suggested by the name, UTC, US dollars.
public struct NewOrganization: Codable, Sendable {
  let name: Name
  let slug: Slug?
  let timeZone: TimeZoneID?
  let currency: CurrencyCode?
  let jurisdiction: Jurisdiction?
  /// The head of the chain, of which the caller has to be an owner.
  let parentOrganizationID: UUID?
  let address: OrganizationAddress?
}

/// A change of the members it names.
public struct OrganizationPatch: Decodable, Sendable {
  let name: Change<Name>
  let slug: Change<Slug>
  let domain: Patch<DomainName>
  let logoURL: Patch<PictureURL>
  let address: Patch<OrganizationAddress>
  let timeZone: Change<TimeZoneID>
  /// Only while there are no prices in another one.
  let currency: Change<CurrencyCode>
  let jurisdiction: Patch<Jurisdiction>
  let color: Patch<BrandColor>
}

/// A domain of one's own, in lower case: `gym.example.com`.
public struct DomainName: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    self.text = text
    let labels = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard text.utf8.count <= 253, labels.count > 1,
      labels.allSatisfy({ label in
        (1...63).contains(label.count) && label.first != UInt8(ascii: "-") && label.last != UInt8(ascii: "-")
          && label.allSatisfy { DomainName.isInLabel($0) }
      })
    else { throw Fault("invalid_domain", "Must be a domain such as gym.example.com, in lower case.") }
  }

  private static func isInLabel(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
    default: false
    }
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "format": "hostname", "maxLength": 253]
  public static let example = DomainName(known: "gym.example.com")
}

/// How an organization stands today: for the owner of the chain.
public struct LocationOverview: Codable, Sendable {
  public let id: UUID
  public let name: String
  public let city: String?
  public let timeZone: String
  public let status: OrganizationStatus
  public let clientsActive: Int
  public let staff: Int
  /// On the location's own clock.
  public let classesToday: Int
}

/// The organization and all below it.
public struct LocationOverviews: Wire {
  public let data: [LocationOverview]
}

/// The new organization, and a session of its owner that enters it.
public struct FoundedOrganization: Wire {
  public let id: UUID
  public let name: String
  public let slug: Slug
  public let parentOrganizationID: UUID?
  public let address: OrganizationAddress?
  public let timeZone: String
  public let currency: String
  public let jurisdiction: String?
  public let status: OrganizationStatus
  public let createdAt: Date
  public let session: Session
}

extension FoundedOrganization {
  init(_ id: UUID, _ slug: Slug, _ input: NewOrganization, at now: Date, _ session: Session) {
    self.init(
      id: id, name: input.name.text, slug: slug, parentOrganizationID: input.parentOrganizationID,
      address: input.address, timeZone: (input.timeZone ?? .utc).text,
      currency: (input.currency ?? .usDollar).text, jurisdiction: input.jurisdiction?.rawValue,
      status: .active,
      createdAt: now, session: session)
  }
}
