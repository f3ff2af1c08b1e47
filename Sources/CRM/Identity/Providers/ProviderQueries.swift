import Foundation
import Postgres
import Web

/// The statements of signing in elsewhere.
enum ProviderQueries {
  struct Returned: Decodable, Sendable {
    let provider: String
  }

  struct SignedIn: Decodable, Sendable {
    let userID: UUID
    let isNew: Bool
  }

  struct Linked: Decodable, Sendable {
    let id: UUID
  }

  struct Removed: Decodable, Sendable {
    let count: Int32
  }

  struct KeptSession: Decodable, Sendable {
    let issuer: String
    let providerSession: String
  }

  static func begin(_ state: SecretToken, _ loginToken: SecretToken, _ provider: String) -> SQL {
    "select private.begin_authorization(\(state.hash), \(loginToken.hash), \(provider))"
  }

  static func use(_ state: SecretToken, _ loginToken: SecretToken) -> SQL {
    "select private.use_authorization(\(state.hash), \(loginToken.hash)) as provider"
  }

  static func signIn(_ new: UUID, _ provider: String, _ proven: ProvenIdentity) -> SQL {
    """
    select user_id, is_new from private.sign_in_with(\(new), \(provider), \(proven.issuer), \(proven.subject),
      \(proven.email?.text), \(proven.email?.key), \(proven.isEmailVerified), \(proven.givenName), \(proven.familyName))
    """
  }

  static func link(_ provider: String, _ proven: ProvenIdentity) -> SQL {
    """
    select private.link_identity(\(provider), \(proven.issuer), \(proven.subject), \(proven.email?.text)) as id
    """
  }

  static func mine() -> SQL { "select id, provider, email, created_at from private.my_identities()" }

  /// Nothing where the provider has no sessions that end with ours.
  static func keepSession(_ session: UUID, _ proven: ProvenIdentity) -> [SQL] {
    proven.providerSession.map {
      ["select private.keep_provider_session(\(session), \(proven.issuer), \($0))"]
    } ?? []
  }

  static func mySession() -> SQL { "select issuer, provider_session from private.my_provider_session()" }

  static func unlink(_ id: UUID) -> SQL { "select private.unlink_identity(\(id)) as count" }
}

extension ProvenIdentity {
  /// A person of ours has both names; what a provider does not tell is made up so that they can correct it.
  fileprivate var givenName: String {
    firstName?.text ?? email.map { String($0.text.prefix { $0 != "@" }.prefix(100)) } ?? "-"
  }

  fileprivate var familyName: String { lastName?.text ?? "-" }
}
