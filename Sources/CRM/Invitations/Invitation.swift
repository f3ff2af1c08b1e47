public import Foundation
public import Web

/// Where an invitation stands. An expired one may be sent again.
public enum InvitationStatus: String, WordList {
  case pending, accepted, expired, revoked
}

/// That somebody is asked to join the gym. Nothing in it says whether the address has an account.
public struct Invitation: Wire {
  public let id: UUID
  public let email: String
  /// Whom the gym means.
  public let name: String?
  /// What they become; `member` for a client of the gym.
  public let role: Role
  /// The role of the gym's own that they get.
  public let customRole: RoleName?
  /// What they will be called here.
  public let title: String?
  /// Held on top of the roles.
  public let grant: [String]
  /// Held in no case.
  public let deny: [String]
  /// The gym's record that will be theirs.
  public let clientID: UUID?
  public let status: InvitationStatus
  /// A newer mail puts it off.
  public let expiresAt: Date
  /// How many mails there were.
  public let sentCount: Int
  public let lastSentAt: Date
  /// Who answers for it, having sent the newest mail: if they may no longer invite, it is good for nothing.
  public let invitedBy: UUID?
  public let acceptedBy: UUID?
  public let acceptedAt: Date?
  public let revokedAt: Date?
  public let createdAt: Date
}

/// Whom to ask to work here.
public struct NewInvitation: Decodable, Sendable {
  let email: Email
  let name: Name?
  let role: Role
  let roleDefinitionID: UUID?
  let grant: [Permission]?
  let deny: [Permission]?
  let title: Name?
}

/// Which of them.
public struct InvitationFilter: PagedInput {
  /// Any of these.
  let status: [InvitationStatus]?
  public let limit: PageSize?
  public let cursor: String?
}

/// To what the holder of a mail is invited.
public struct InvitationPreview: Wire {
  public let organizationName: String
  public let role: Role
  public let expiresAt: Date
}

/// Where somebody belongs from now on; `POST /v1/auth/switch-organization` enters it.
public struct AcceptedInvitation: Codable, Sendable {
  public let organizationID: UUID
  public let organizationName: String
  /// The role there: a stronger one that they had stays.
  public let role: Role
  /// The gym's record that is theirs now.
  public let clientID: UUID?
}
