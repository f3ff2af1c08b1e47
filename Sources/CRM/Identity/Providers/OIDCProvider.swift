import Foundation
import HTTPClient
import Web

/// A provider that speaks OpenID Connect, as it is set.
public struct OIDCConfiguration: Sendable {
  let issuer: ProviderAddress
  let clientID: String
  let clientSecret: ProviderSecret?
  let title: String
  var http = HTTPClient()

  /// `clientSecret` is nil for a public client, which PKCE alone protects.
  public init(
    issuer: String, clientID: String, clientSecret: ProviderSecret?, title: String = "Single sign-on"
  )
    throws(ProviderSettingFault)
  {
    guard let address = ProviderAddress(issuer), issuer.utf8.count <= 255, !issuer.contains("?") else {
      throw ProviderSettingFault(
        message: "The issuer is no https:// address (http:// is for this very machine only).")
    }
    guard (1...255).contains(clientID.utf8.count) else {
      throw ProviderSettingFault(message: "The client id is missing.")
    }
    self.issuer = address
    self.clientID = clientID
    self.clientSecret = clientSecret
    self.title = title
  }
}

/// Signing in by OpenID Connect: the authorization code flow with PKCE (OpenID Connect Core 1.0, RFC 7636, RFC 9207,
/// RFC 9700).
struct OIDCProvider: IdentityProvider {
  /// What the provider says of itself (OpenID Connect Discovery 1.0).
  private struct Metadata: Sendable {
    let authorization: ProviderAddress
    let token: ProviderAddress
    let keys: ProviderAddress
    let userInfo: ProviderAddress?
    let namesIssuer: Bool
    let takesBasic: Bool
  }

  let name = "oidc"
  var title: String { configuration.title }
  private let configuration: OIDCConfiguration
  private let redirectURL: String
  private let client: ProviderClient
  private let metadata: KeptDocument<Metadata>
  private let keys: KeptDocument<ProviderKeySet>

  init(_ configuration: OIDCConfiguration, redirectURL: String) {
    self.configuration = configuration
    self.redirectURL = redirectURL
    let client = ProviderClient(http: configuration.http)
    self.client = client
    let issuer = configuration.issuer
    let metadata = KeptDocument {
      try OIDCProvider.read(
        await client.object(HTTPCall("GET", "\(issuer.base)/.well-known/openid-configuration")), of: issuer)
    }
    self.metadata = metadata
    keys = KeptDocument {
      try ProviderKeySet(
        await client.object(HTTPCall("GET", try await metadata.current(Date()).keys.text)))
    }
  }

  private static func read(_ document: JSONValue, of issuer: ProviderAddress) throws -> Metadata {
    // To the letter: whoever answers for another name answers for nobody.
    guard document["issuer"]?.stringValue == issuer.text else {
      throw Problem(.providerMismatch, "The provider calls itself by another name than the settings do.")
    }
    func address(_ name: String) throws -> ProviderAddress {
      guard let address = document[name]?.stringValue.flatMap(ProviderAddress.init),
        address.isPrivate || !issuer.isPrivate
      else { throw Problem(.providerAnswerInvalid, "Its \(name) is no address to go to.") }
      return address
    }
    let methods = document["token_endpoint_auth_methods_supported"]?.arrayValue
    return Metadata(
      authorization: try address("authorization_endpoint"), token: try address("token_endpoint"),
      keys: try address("jwks_uri"),
      userInfo: document["userinfo_endpoint"] == nil ? nil : try address("userinfo_endpoint"),
      namesIssuer: document["authorization_response_iss_parameter_supported"] == .bool(true),
      takesBasic: methods.map { $0.contains("client_secret_basic") } ?? true)
  }

  func authorizationURL(_ secrets: AuthorizationSecrets, loginHint: Email?, now: Date) async throws -> String
  {
    try await metadata.current(now).authorization.adding([
      ("response_type", "code"), ("client_id", configuration.clientID), ("redirect_uri", redirectURL),
      ("scope", "openid email profile"), ("state", secrets.state.text), ("nonce", secrets.nonce),
      ("code_challenge", secrets.challenge), ("code_challenge_method", "S256"),
      ("login_hint", loginHint?.text),
    ])
  }

  func check(issuer: String?, now: Date) async throws {
    if let issuer {
      guard issuer == configuration.issuer.text else { throw Problem(.providerMismatch) }
    } else if try await metadata.current(now).namesIssuer {
      throw Problem(.providerMismatch, "The answer does not say from whom it is.")
    }
  }

  func prove(code: String, _ secrets: AuthorizationSecrets, _ context: RequestContext) async throws
    -> ProvenIdentity
  {
    let metadata = try await metadata.current(context.now)
    let answer = try await client.object(exchange(code, secrets, metadata))
    guard let text = answer["id_token"]?.stringValue else {
      throw Problem(.providerAnswerInvalid, "The answer has no id_token.")
    }
    let token = try await ProviderToken.verified(text, by: keys, now: context.now)
    try token.check(issuer: configuration.issuer.text)
    try token.check(audience: configuration.clientID)
    try token.check(nonce: secrets.nonce)
    try token.check(accessToken: answer["access_token"]?.stringValue)
    let subject = try token.subject()
    // Some put nothing but the subject into the token.
    let isTold = token["email"] != nil
    let more = isTold ? nil : try await userInfo(metadata, answer["access_token"]?.stringValue, subject)
    func claim(_ name: String) -> String? { token[name] ?? more?[name]?.stringValue }
    var identity = ProvenIdentity(issuer: configuration.issuer.text, subject: subject)
    identity.email = claim("email").flatMap { try? Email(text: $0) }
    identity.isEmailVerified =
      isTold ? token.isTrue("email_verified") : more?["email_verified"] == .bool(true)
    identity.firstName = (claim("given_name") ?? claim("name")).flatMap { try? Name(text: $0) }
    identity.lastName = claim("family_name").flatMap { try? Name(text: $0) }
    return identity
  }

  /// Ending it wants an id_token, and none is kept.
  func logoutURL(issuer: String, session: String) -> String? { nil }

  private func exchange(_ code: String, _ secrets: AuthorizationSecrets, _ metadata: Metadata) -> HTTPCall {
    var form: [(String, String?)] = [
      ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURL),
      ("code_verifier", secrets.verifier),
    ]
    var headers = [(name: "Content-Type", value: "application/x-www-form-urlencoded")]
    if let secret = configuration.clientSecret, metadata.takesBasic {
      // RFC 6749 section 2.3.1: each is encoded as a form's value first.
      let login = "\(ProviderAddress.encoded(configuration.clientID)):\(ProviderAddress.encoded(secret.text))"
      headers.append(("Authorization", "Basic \(Data(login.utf8).base64EncodedString())"))
    } else {
      form += [("client_id", configuration.clientID), ("client_secret", configuration.clientSecret?.text)]
    }
    return HTTPCall(
      "POST", metadata.token.text, headers: headers, body: Array(ProviderAddress.form(form).utf8))
  }

  private func userInfo(_ metadata: Metadata, _ accessToken: String?, _ subject: String) async throws
    -> JSONValue?
  {
    guard let address = metadata.userInfo, let accessToken, ProviderSecret(accessToken) != nil else {
      return nil
    }
    let answer = try await client.object(
      HTTPCall("GET", address.text, headers: [("Authorization", "Bearer \(accessToken)")]))
    guard answer["sub"]?.stringValue == subject else {
      throw ProviderToken.fault("What the provider tells is about somebody else.")
    }
    return answer
  }
}
