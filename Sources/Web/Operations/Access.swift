public import Foundation

/// Who may call an operation. There is no default: an open route has to say so.
public enum Access: Sendable, Hashable {
  /// Anybody, without a token.
  case open
  /// A person who is signed in, in an organization or not.
  case signedIn
  /// Any person of the organization that the token enters.
  case member
  /// A person of the organization who holds this permission, for example `clients.view`.
  case permission(String)

  /// The slug that the door asks for; nil where none is needed.
  public var permission: String? {
    if case .permission(let slug) = self { return slug }
    return nil
  }
}

/// Who calls, as the access token says it. The database's door has the last word.
public struct Caller: Sendable, Hashable {
  public let session: UUID
  public let user: UUID
  public let organization: UUID?

  public init(session: UUID, user: UUID, organization: UUID?) {
    self.session = session
    self.user = user
    self.organization = organization
  }
}
