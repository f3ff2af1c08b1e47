import Crypto
import Foundation
import Web

/// Somebody else who proves who a person is. That is all it does: what a proof opens is a session of ours, with our
/// tokens, like the one that a password opens.
protocol IdentityProvider: Sendable {
  /// The word by which clients name it.
  var name: String { get }
  /// What stands on the button.
  var title: String { get }

  /// Where a browser goes to sign in.
  func authorizationURL(_ secrets: AuthorizationSecrets, loginHint: Email?, now: Date) async throws -> String
  /// Refuses an answer of another provider (RFC 9207); `issuer` is what the answer says of itself.
  func check(issuer: String?, now: Date) async throws
  /// Who came back with that code.
  func prove(code: String, _ secrets: AuthorizationSecrets, _ context: RequestContext) async throws
    -> ProvenIdentity
  /// Where a browser ends that session at the provider; nil where there is no such place.
  func logoutURL(issuer: String, session: String) -> String?
}

/// Who somebody is, as their provider says. Issuer and subject are the identity; an address never is.
struct ProvenIdentity: Sendable {
  let issuer: String
  let subject: String
  var email: Email?
  var isEmailVerified = false
  var firstName: Name?
  var lastName: Name?
  /// The provider's own session, where it can be ended together with ours.
  var providerSession: String?
}

/// What ties a sign-in together: the state in the address, and what is derived from the token that only the browser has
/// which began. So the database keeps hashes, and every server of the installation can go on.
struct AuthorizationSecrets: Sendable {
  let state: SecretToken
  let nonce: String
  /// Of PKCE (RFC 7636).
  let verifier: String

  var challenge: String { base64URL(SHA256.hash(data: Array(verifier.utf8))) }

  init(state: SecretToken, loginToken: SecretToken, key: SymmetricKey) {
    self.state = state
    func derived(_ purpose: String) -> String {
      base64URL(
        HMAC<SHA256>.authenticationCode(
          for: Array("\(purpose)\0\(state.text)\0\(loginToken.text)".utf8), using: key))
    }
    nonce = derived("nonce")
    verifier = derived("verifier")
  }
}

/// The providers of an installation; without any, people sign in with passwords.
public struct IdentityProviders: Sendable {
  let oidc: OIDCConfiguration?
  let workOS: WorkOSConfiguration?
  /// Where providers send browsers back to; nil for `{public URL}/sign-in/callback`.
  let redirectURL: String?

  public init(
    oidc: OIDCConfiguration? = nil, workOS: WorkOSConfiguration? = nil, redirectURL: String? = nil
  ) {
    self.oidc = oidc
    self.workOS = workOS
    self.redirectURL = redirectURL
  }
}

extension IdentityProviders {
  func all(publicURL: String) -> [any IdentityProvider] {
    let redirectURL = redirectURL ?? "\(publicURL)/sign-in/callback"
    let oidc: (any IdentityProvider)? = oidc.map { OIDCProvider($0, redirectURL: redirectURL) }
    let workOS: (any IdentityProvider)? = workOS.map { WorkOSProvider($0, redirectURL: redirectURL) }
    return [oidc, workOS].compactMap { $0 }
  }
}

/// A setting of a provider that cannot be used.
public struct ProviderSettingFault: Error {
  /// One sentence that quotes no secret.
  public let message: String
}

/// An address of a provider: https, or http on this very machine.
public struct ProviderAddress: Hashable, Sendable {
  /// As it was given.
  let text: String
  let isPrivate: Bool

  /// Nil for what is no such address.
  public init?(_ text: String) {
    guard (1...2_048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }),
      let parts = URLComponents(string: text, encodingInvalidCharacters: false), let host = parts.host,
      !host.isEmpty, parts.user == nil, parts.password == nil, parts.fragment == nil
    else { return nil }
    switch parts.scheme {
    case "https": isPrivate = true
    case "http" where ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host): isPrivate = false
    default: return nil
    }
    self.text = text
  }

  /// As it was given, without a final slash.
  var base: String { text.hasSuffix("/") ? String(text.dropLast()) : text }

  /// The address with these parameters added to those it has.
  func adding(_ parameters: [(String, String?)]) -> String {
    text + (text.contains("?") ? "&" : "?") + ProviderAddress.form(parameters)
  }

  /// `application/x-www-form-urlencoded`; parameters without a value are left out.
  static func form(_ parameters: [(String, String?)]) -> String {
    parameters.compactMap { name, value in value.map { "\(encoded(name))=\(encoded($0))" } }
      .joined(separator: "&")
  }

  /// But letters, digits, `-`, `.`, `_` and `~` (RFC 3986 section 2.3) everything is escaped.
  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
  }

  private static let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
}

/// What a provider and we share.
public struct ProviderSecret: Sendable, CustomStringConvertible, CustomDebugStringConvertible,
  CustomReflectable
{
  let text: String

  /// Nil for what is empty or cannot stand in a header.
  public init?(_ text: String) {
    guard (1...2_048).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      return nil
    }
    self.text = text
  }

  /// Never the secret: it must not reach a log by accident.
  public var description: String { "secret" }
  public var debugDescription: String { description }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
