import Foundation

/// What an exported organization says of itself: `manifest.json` in its ZIP.
struct OrganizationManifest: Codable {
  struct Table: Codable {
    let table: String
    let file: String
    let rows: Int
    let columns: [String]
    /// Of the file's bytes, in hexadecimal.
    let sha256: String
  }

  struct LeftOut: Codable {
    let what: String
    let why: String
  }

  /// Of the ZIP as this program writes it.
  static let format = 1
  static let name = "manifest.json"

  let format: Int
  /// The program that wrote it.
  let product: String
  /// The number of the last migration there.
  let schemaVersion: Int
  let madeAt: String
  let organizationID: UUID
  let organization: String
  let slug: String
  let includesMedical: Bool
  let leftOut: [LeftOut]
  /// In an order in which they can be written.
  let tables: [Table]

  /// What never leaves an installation, whoever asks.
  static let alwaysLeftOut = [
    LeftOut(
      what: "passwords, second factors, sessions, tokens and keys",
      why: "they are secrets of people and of this installation; people ask for a new password by mail"),
    LeftOut(
      what: "of people's accounts all but names, address of e-mail and language",
      why: "the rest is the person's own"),
    LeftOut(what: "jobs and mails", why: "they are work of this installation"),
  ]

  static let medicalLeftOut = LeftOut(what: "medical notes", why: "they were not asked for")

  private enum CodingKeys: String, CodingKey {
    case format, product, organization, slug, tables
    case schemaVersion = "schema_version"
    case madeAt = "made_at"
    case organizationID = "organization_id"
    case includesMedical = "includes_medical"
    case leftOut = "left_out"
  }
}
