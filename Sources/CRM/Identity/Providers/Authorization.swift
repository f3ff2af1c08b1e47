public import Foundation
public import Web

/// A way to sign in.
public struct ProviderSummary: Codable, Sendable {
  /// `password`, or the word to begin a sign-in with.
  public let name: String
  /// What stands on the button.
  public let title: String
}

/// The ways to sign in to this installation.
public struct ProviderList: Wire {
  public let data: [ProviderSummary]
}

/// Who wants to sign in elsewhere, or to add that way to an account.
public struct NewAuthorization: Codable, Sendable {
  /// A name that GET /v1/auth/providers lists.
  let provider: String
  /// Fills the provider's form in.
  let loginHint: Email?
}

/// Where the browser goes now.
public struct Authorization: Wire {
  public let authorizationURL: String
  /// Stays in the browser that asked, and comes back with the provider's answer.
  public let loginToken: String
  /// Seconds until the sign-in has to be begun again.
  public let expiresIn: Int
}

/// What the provider gave the browser on its way back, and what the browser kept.
public struct AuthorizationResponse: Codable, Sendable {
  let loginToken: String
  let state: String
  let code: String?
  /// The issuer, where the provider names it (RFC 9207).
  let iss: String?
  /// Instead of a code, why there is none.
  let error: String?
  let errorDescription: String?
}

/// A way in which the person signs in.
public struct OwnIdentity: Codable, Sendable {
  public let id: UUID
  /// `password` or a provider's name.
  public let provider: String
  /// The address there, for display.
  public let email: String?
  public let createdAt: Date
}

/// Where the browser also signs out of the provider.
public struct ProviderLogout: Wire {
  /// Null where there is nothing to sign out of.
  public let logoutURL: String?
}

/// An identity that was added.
public struct AddedIdentity: Wire {
  public let id: UUID
}
