public import Foundation
import Web

/// The token of a link in a mail.
public struct MailedToken: Codable, Sendable {
  let token: String
}

public struct PasswordResetRequest: Codable, Sendable {
  let email: Email
}

public struct PasswordReset: Codable, Sendable {
  let token: String
  let password: Password
}

public struct PasswordChange: Codable, Sendable {
  let currentPassword: Password
  let newPassword: Password
}

/// Where somebody is signed in.
public struct OwnSession: Codable, Sendable {
  public let id: UUID
  /// The organization that it enters; null before there is one.
  public let organizationID: UUID?
  public let organizationName: String?
  public let createdAt: Date
  /// When it last got new tokens.
  public let lastUsedAt: Date
  public let expiresAt: Date
  public let userAgent: String?
  public let ipAddress: String?
  /// Whether it is the one that asks.
  public let isCurrent: Bool
}
