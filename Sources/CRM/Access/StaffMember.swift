public import Foundation
public import Web

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
