public import Foundation
public import Web

/// Whether somebody is here still. Who is invited stands in `GET /v1/invitations`.
public enum StaffStatus: String, WordList {
  case active, left
}

/// What the attendance of the classes that somebody leads is called: from 85 and from 70 per cent.
public enum RatingBand: String, WordList {
  case excellent, good
  case needsImprovement = "needs_improvement"
}

/// A word of the gym's for what somebody is good at: a tag of the type `specialty`.
public struct Specialty: Codable, Sendable {
  public let id: UUID
  public let name: String
  public let color: String?
}

/// A person of the gym. Of members no name and no address is shown here: the gym knows them by its own record.
public struct StaffMember: Wire, Versioned {
  /// The person's.
  public let id: UUID
  public let firstName: String?
  public let lastName: String?
  public let email: String?
  /// "last first", lower case: what the list is sorted by.
  public let sortName: String
  public let role: Role
  /// The role of the gym's own that adds permissions.
  public let customRole: RoleName?
  /// What the person is called here.
  public let title: String?
  /// Who has the higher one decides: 50 for owners, also those of an organization above, to 10 for members.
  public let rank: Int
  public let joinedAt: Date
  /// Moves with every change; its ETag.
  public let version: Int
  /// Whether they enter this organization first when they sign in.
  public let isPrimary: Bool
  public let status: StaffStatus
  public let leftAt: Date?
  /// By name.
  public let specialties: [Specialty]
  /// Classes led since the month began, by the gym's clock, that are over.
  public let classesTaughtThisMonth: Int
  /// How many per cent of those who were to come came, to events led since the month began; null where nobody was to.
  public let attendanceRate: Int?
  public let ratingBand: RatingBand?
}

/// What becomes of somebody's place in the gym.
public struct StaffPatch: Decodable, Sendable {
  let title: Patch<Name>
  let role: Change<Role>
  let roleDefinitionID: Patch<UUID>
}

/// What a change needs to know of somebody's place as it is.
struct LockedStaffMember: Decodable, Sendable {
  let title: String?
  let role: Role
  let roleDefinitionID: UUID?
  let version: Int
}

/// What somebody is good at: all of it.
public struct NewSpecialties: Decodable, Sendable {
  /// Of tags of the type `specialty`.
  let tagIds: [UUID]
}

/// To whom goes what somebody would have led.
public struct Departure: Decodable, Sendable {
  /// Somebody who may lead events; without one the events have no trainer.
  let handOverTo: UUID?
}

/// Where somebody works, and as what.
public struct StaffLocation: Codable, Sendable {
  public let organizationID: UUID
  public let organizationName: String
  public let role: Role
  public let title: String?
  /// Whether they enter it first when they sign in. Where that is an organization of others, none of these is.
  public let isPrimary: Bool
}

/// The locations of a chain where somebody works, the primary one first.
public struct StaffLocations: Wire {
  public let data: [StaffLocation]
}

/// Which organization to enter first.
public struct PrimaryOrganization: Decodable, Sendable {
  let organizationID: UUID
}

/// Where somebody is to work; locations that are not named stay as they are.
public struct NewStaffLocations: Decodable, Sendable {
  let locations: [NewStaffLocation]
}

/// One of them.
public struct NewStaffLocation: Decodable, Sendable {
  let organizationID: UUID
  let role: Role
  let title: Name?
  /// Of exactly one.
  let isPrimary: Bool
}

/// A role of the gym's own, by name.
public struct RoleName: Codable, Sendable {
  public let id: UUID
  public let name: String
}

/// Whom to list.
public struct StaffFilter: PagedInput {
  /// Any of these; without it everybody but members.
  let role: [Role]?
  /// Any of these; without it who is here.
  let status: [StaffStatus]?
  public let limit: PageSize?
  public let cursor: String?
}

/// What a person may do, and why.
public struct StaffPermissions: Wire, Versioned {
  public let role: Role
  public let roleDefinitionID: UUID?
  /// Held on top of role and custom role.
  public let grant: [String]
  /// Held in no case; owners are never denied anything.
  public let deny: [String]
  /// What comes of all that.
  public let effective: [String]
  /// Moves with every change of the person's place in the gym; its ETag.
  public let version: Int
}

/// What becomes of it.
public struct StaffPermissionsPatch: Decodable, Sendable {
  let role: Change<Role>
  let roleDefinitionID: Patch<UUID>
  let grant: Change<[Permission]>
  let deny: Change<[Permission]>
}
