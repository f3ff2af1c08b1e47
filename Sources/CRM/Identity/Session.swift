public import Foundation
public import Web

/// Who wants an account.
public struct SignUp: Codable, Sendable {
  let email: Email
  let password: Password
  let firstName: Name
  let lastName: Name
}

/// Who has one.
public struct Login: Codable, Sendable {
  let email: Email
  let password: Password
  /// What the last login on this device answered; lets its person in while strangers guess.
  let deviceToken: String?
}

public struct Refresh: Codable, Sendable {
  let refreshToken: String
}

public struct SwitchOrganization: Codable, Sendable {
  let organizationID: UUID
}

/// What signing in, refreshing and switching answer.
public struct Session: Wire {
  public static var isConfidential: Bool { true }
  /// For `Authorization: Bearer`.
  public let accessToken: String
  public let tokenType: String
  /// Seconds until the access token has to be refreshed.
  public let expiresIn: Int
  /// Good for one refresh; each answers the next.
  public let refreshToken: String
  /// To be kept on this device and sent with its next login; null where nobody typed a password.
  public let deviceToken: String?
  public let user: SessionUser
  /// The organization that the token enters; null before there is one.
  public let organization: SessionOrganization?
}

public struct SessionUser: Codable, Sendable {
  public let id: UUID
  public let email: String
  public let firstName: String
  public let lastName: String
}

public struct SessionOrganization: Codable, Sendable {
  public let id: UUID
  public let name: String
  public let slug: Slug
  public let role: Role
}

/// The signed-in person, as the frame of every page shows them.
public struct Me: Wire {
  public let id: UUID
  public let email: String
  public let firstName: String
  public let lastName: String
  public let phone: String?
  public let avatarURL: String?
  public let locale: String?
  public let timeZone: String?
  /// When a mail proved that the address is the person's; null until then.
  public let emailVerifiedAt: Date?
  /// The organization that the token enters, with the role there.
  public let organization: SessionOrganization?
  /// What the person may do there, by slug.
  public let permissions: [String]
}

extension Me {
  init(_ user: CurrentUser, in organization: SessionOrganization?, permissions: [String]) {
    self.init(
      id: user.id, email: user.email, firstName: user.firstName, lastName: user.lastName, phone: user.phone,
      avatarURL: user.avatarURL, locale: user.locale, timeZone: user.timeZone,
      emailVerifiedAt: user.emailVerifiedAt, organization: organization,
      permissions: organization == nil ? [] : permissions)
  }
}

/// The signed-in person's own row.
struct CurrentUser: Decodable, Sendable {
  let id: UUID
  let email: String
  let firstName: String
  let lastName: String
  let phone: String?
  let avatarURL: String?
  let locale: String?
  let timeZone: String?
  let emailVerifiedAt: Date?
}

/// An organization that the person belongs to: a row of the location switch.
public struct MyOrganization: Codable, Sendable {
  public let id: UUID
  public let name: String
  public let slug: Slug
  public let role: Role
  public let isPrimary: Bool
  public let timeZone: String
  public let currency: String
  public let logoURL: String?
  public let city: String?
  public let parentOrganizationID: UUID?
  public let status: OrganizationStatus
}
