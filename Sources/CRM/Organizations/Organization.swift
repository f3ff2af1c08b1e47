public import Foundation
public import Web

/// A gym: one location, or the head of a chain of them.
public struct Organization: Wire {
  public let id: UUID
  public let name: String
  public let slug: Slug
  public let parentOrganizationID: UUID?
  public let rootOrganizationID: UUID
  public let domain: String?
  public let logoURL: String?
  public let timeZone: String
  public let currency: String
  public let jurisdiction: String?
  public let status: OrganizationStatus
  public let createdAt: Date
  public let updatedAt: Date
}

/// What it takes to open one. What is left out: a slug suggested by the name, UTC, US dollars.
public struct NewOrganization: Codable, Sendable {
  let name: Name
  let slug: Slug?
  let timeZone: TimeZoneID?
  let currency: CurrencyCode?
  let jurisdiction: Jurisdiction?
}

/// The new organization, and a session of its owner that enters it.
public struct FoundedOrganization: Wire {
  public let id: UUID
  public let name: String
  public let slug: Slug
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
      id: id, name: input.name.text, slug: slug, timeZone: (input.timeZone ?? .utc).text,
      currency: (input.currency ?? .usDollar).text, jurisdiction: input.jurisdiction?.rawValue,
      status: .active,
      createdAt: now, session: session)
  }
}
