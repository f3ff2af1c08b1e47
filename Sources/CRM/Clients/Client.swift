public import Foundation
public import Postgres
public import Web

/// Where a client stands with the gym.
public enum ClientStatus: String, WordList {
  case lead, active, inactive, banned, archived
}

/// Where a membership stands.
public enum MembershipStatus: String, WordList {
  case pending, active
  case pastDue = "past_due"
  case paused, cancelled, expired
}

/// What of a client's status and their membership's matters most.
public enum DisplayStatus: String, WordList {
  case lead, active, inactive, banned, archived, pending
  case pastDue = "past_due"
  case frozen, cancelled, expired
}

/// A client as lists show it. How to reach them is null for whom it does not concern.
public struct ClientSummary: Codable, Sendable {
  public let id: UUID
  public let firstName: String
  public let lastName: String
  /// "last first" without accents, lower case: what lists are sorted by.
  public let sortName: String
  public let email: String?
  public let phone: String?
  public let dateOfBirth: LocalDate?
  public let gender: String?
  public let status: ClientStatus
  public let membershipStatus: MembershipStatus?
  /// One word for both: what a badge shows.
  public let displayStatus: DisplayStatus
  public let memberNumber: String?
  public let joinedOn: LocalDate?
  public let lastVisitAt: Date?
  public let visitCount: Int
  public let createdAt: Date
  public let updatedAt: Date
  public let photoURL: String?
  /// The membership that counts, where it was asked for: `include=membership`.
  public let membership: ClientMembership?
}

/// What somebody trains on: of several memberships the one that is worth most.
public struct ClientMembership: Codable, Sendable {
  public let plan: String
  public let status: MembershipStatus
  public let startsOn: LocalDate
  /// The last day; null where it goes on.
  public let endsOn: LocalDate?
  public let classesRemaining: Int?
}

/// What a list of clients may bring along.
public enum ClientInclude: String, WordList {
  case membership
}

/// A client: the gym's own record of a person. How to reach them, notes and metadata are null for whom they do not
/// concern.
public struct Client: Codable, Sendable {
  public let id: UUID
  public let firstName: String
  public let lastName: String
  /// "last first" without accents, lower case: what lists are sorted by.
  public let sortName: String
  public let email: String?
  public let phone: String?
  public let dateOfBirth: LocalDate?
  public let gender: String?
  public let status: ClientStatus
  public let membershipStatus: MembershipStatus?
  /// One word for both: what a badge shows.
  public let displayStatus: DisplayStatus
  public let memberNumber: String?
  public let joinedOn: LocalDate?
  public let lastVisitAt: Date?
  public let visitCount: Int
  public let createdAt: Date
  public let updatedAt: Date
  public let photoURL: String?
  public let deletedAt: Date?
  /// Moves with every change; its ETag.
  public let version: Int
  public let externalID: String?
  public let isHome: Bool
  public let address: Address?
  public let emergencyContact: EmergencyContact?
  public let notes: String?
  /// What an import brought that has no field of its own.
  public let metadata: JSON?
}

/// A new client. An e-mail address is optional: children and walk-ins need none.
public struct NewClient: Codable, Sendable {
  let firstName: Name
  let lastName: Name
  let email: Email?
  let phone: Phone?
  let dateOfBirth: LocalDate?
  let gender: Gender?
  let status: ClientStatus?
  let memberNumber: Code?
  let externalID: Code?
  let joinedOn: LocalDate?
  let address: Address?
  let emergencyContact: EmergencyContact?
  let notes: Notes?
  let photoURL: PictureURL?
}

/// What becomes of a client.
public struct ClientPatch: Decodable, Sendable {
  let firstName: Change<Name>
  let lastName: Change<Name>
  let email: Patch<Email>
  let phone: Patch<Phone>
  let dateOfBirth: Patch<LocalDate>
  let gender: Patch<Gender>
  let status: Change<ClientStatus>
  let memberNumber: Patch<Code>
  let externalID: Patch<Code>
  let isHome: Change<Bool>
  let joinedOn: Patch<LocalDate>
  let address: Patch<AddressPatch>
  let emergencyContact: Patch<EmergencyContactPatch>
  let notes: Patch<Notes>
  let photoURL: Patch<PictureURL>
}

/// Which clients, in which order.
public struct ClientFilter: PagedInput {
  /// Parts of the name in any order, the start of the e-mail address, or the end of the telephone number.
  let q: SearchText?
  /// Any of these; without it all but archived ones.
  let status: [ClientStatus]?
  /// Of their current membership: any of these.
  let membershipStatus: [MembershipStatus]?
  /// True for those at home here, false for those who visit from another location.
  let isHome: Bool?
  /// Who has any of these tags.
  let tagID: [UUID]?
  /// Who is in any of these segments, as it was last evaluated.
  let segmentID: [UUID]?
  /// The first day of joining, inclusive.
  let joinedFrom: LocalDate?
  /// The last day of joining, exclusive.
  let joinedBefore: LocalDate?
  /// The first moment of the last visit, inclusive. Who never came is in neither.
  let lastVisitFrom: Date?
  /// The last moment of the last visit, exclusive.
  let lastVisitBefore: Date?
  /// True for those who were deleted and may be restored.
  let deleted: Bool?
  let include: [ClientInclude]?
  let sort: ClientSort?
  public let limit: PageSize?
  public let cursor: String?
}

public enum ClientSort: String, WordList {
  case lastName = "last_name"
  case lastNameDescending = "-last_name"
  case createdAt = "created_at"
  case createdAtDescending = "-created_at"
}
