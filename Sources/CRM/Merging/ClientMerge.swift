public import Foundation
public import Web

/// Why two records may be of one person.
public enum DuplicateReason: String, WordList {
  case name
  case similarName = "similar_name"
  case email, phone
  case dateOfBirth = "date_of_birth"
}

/// One of two records that may be of one person.
public struct DuplicateClient: Codable, Sendable {
  public let id: UUID
  public let firstName: String
  public let lastName: String
  public let email: String?
  public let phone: String?
  public let dateOfBirth: LocalDate?
  public let memberNumber: String?
  public let visitCount: Int
  public let createdAt: Date
}

/// Two records that may be of one person.
public struct DuplicatePair: Codable, Sendable {
  public let one: DuplicateClient
  public let other: DuplicateClient
  public let reasons: [DuplicateReason]
  /// 50 and more; the higher, the likelier.
  public let score: Int
}

/// A value of a record that a merge may take from the one that goes.
public enum MergeField: String, WordList {
  case name, email, phone, address
  case dateOfBirth = "date_of_birth"
  case gender
  case emergencyContact = "emergency_contact"
  case memberNumber = "member_number"
  case externalID = "external_id"
  case photoURL = "photo_url"
  case notes, status
}

/// Which record becomes part of the one in the path. What that one lacks it takes; of what both have it keeps its own,
/// but for the fields named in `take`.
public struct NewClientMerge: Codable, Sendable {
  let clientID: UUID
  let take: [MergeField]?
}

/// That a record became part of another one.
public struct ClientMerge: Codable, Sendable {
  /// The id that the merged record had; with it they are taken apart.
  public let id: UUID
  /// The record that stayed.
  public let clientID: UUID
  public let createdBy: UUID?
  public let createdAt: Date
}

/// Which merges, the newest first.
public struct MergeFilter: PagedInput {
  public let limit: PageSize?
  public let cursor: String?
}
