import Foundation
import HTTPClient
import Web

/// WorkOS, as it is set.
public struct WorkOSConfiguration: Sendable {
  public static let usualURL = "https://api.workos.com"

  let url: ProviderAddress
  /// Who its tokens say they are from, without a final slash; by this its identities are known.
  let issuer: String
  let clientID: String
  let apiKey: ProviderSecret
  /// Nil where no webhook comes: then its list of events is all there is.
  let webhookSecret: ProviderSecret?
  var http = HTTPClient()

  /// `issuer` is nil where it is the address.
  public init(
    clientID: String, apiKey: ProviderSecret, webhookSecret: ProviderSecret?,
    url: String = WorkOSConfiguration.usualURL, issuer: String? = nil
  ) throws(ProviderSettingFault) {
    guard let address = ProviderAddress(url), let named = ProviderAddress(issuer ?? url),
      named.text.utf8.count <= 255, !url.contains("?")
    else {
      throw ProviderSettingFault(
        message: "The address or the issuer is no https:// address (http:// is for this very machine only).")
    }
    guard (1...255).contains(clientID.utf8.count), ProviderAddress.encoded(clientID) == clientID else {
      throw ProviderSettingFault(message: "The client id is missing, or none.")
    }
    self.url = address
    self.issuer = named.base
    self.clientID = clientID
    self.apiKey = apiKey
    self.webhookSecret = webhookSecret
  }
}

/// WorkOS' API.
struct WorkOSClient: Sendable {
  let configuration: WorkOSConfiguration
  private let client: ProviderClient

  init(_ configuration: WorkOSConfiguration) {
    self.configuration = configuration
    client = ProviderClient(http: configuration.http)
  }

  /// Its answer, also where it refuses. `key` makes a request that is sent again the same one.
  func send(_ method: String, _ path: String, _ body: JSONValue? = nil, key: String? = nil) async throws -> (
    status: Int, body: JSONValue
  ) {
    var headers = [(name: "Authorization", value: "Bearer \(configuration.apiKey.text)")]
    if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
    if let key { headers.append((name: "Idempotency-Key", value: key)) }
    return try await client.json(
      HTTPCall(
        method, configuration.url.base + path, headers: headers, body: body.map { Array($0.text().utf8) }))
  }

  /// The object of an answer that says yes.
  func object(_ method: String, _ path: String, _ body: JSONValue? = nil, key: String? = nil) async throws
    -> JSONValue
  {
    let (status, body) = try await send(method, path, body, key: key)
    guard (200..<300).contains(status) else { throw ProviderClient.refusal(body) }
    return body
  }

  /// The keys of its access tokens, which anybody may read.
  func keys() async throws -> ProviderKeySet {
    try ProviderKeySet(
      await client.object(
        HTTPCall("GET", "\(configuration.url.base)/sso/jwks/\(configuration.clientID)")))
  }
}

/// Signing in by WorkOS AuthKit. Its refresh token is not kept: our sessions are refreshed and switched here.
struct WorkOSProvider: IdentityProvider {
  let name = "workos"
  let title = "WorkOS"
  private let configuration: WorkOSConfiguration
  private let redirectURL: String
  private let client: WorkOSClient
  private let keys: KeptDocument<ProviderKeySet>

  init(_ configuration: WorkOSConfiguration, redirectURL: String) {
    self.configuration = configuration
    self.redirectURL = redirectURL
    let client = WorkOSClient(configuration)
    self.client = client
    keys = KeptDocument { try await client.keys() }
  }

  func authorizationURL(_ secrets: AuthorizationSecrets, loginHint: Email?, now: Date) async throws -> String
  {
    "\(configuration.url.base)/user_management/authorize?"
      + ProviderAddress.form([
        ("response_type", "code"), ("client_id", configuration.clientID), ("redirect_uri", redirectURL),
        ("provider", "authkit"), ("state", secrets.state.text), ("code_challenge", secrets.challenge),
        ("code_challenge_method", "S256"), ("login_hint", loginHint?.text),
      ])
  }

  /// It names none today; one of somebody else is refused all the same.
  func check(issuer: String?, now: Date) async throws {
    guard issuer.map(isIssuer) ?? true else { throw Problem(.providerMismatch) }
  }

  func prove(code: String, _ secrets: AuthorizationSecrets, _ context: RequestContext) async throws
    -> ProvenIdentity
  {
    var (status, answer) = try await authenticate(
      [
        ("grant_type", "authorization_code"), ("code", .string(code)),
        ("code_verifier", .string(secrets.verifier)),
      ], context)
    if status == 403, answer["code"] == "organization_selection_required",
      let pending = answer["pending_authentication_token"]?.stringValue,
      let organization = answer["organizations"]?.arrayValue?.first?["id"]?.stringValue
    {
      // Which one decides nothing here: our session enters our person's primary organization.
      (status, answer) = try await authenticate(
        [
          ("grant_type", "urn:workos:oauth:grant-type:organization-selection"),
          ("pending_authentication_token", .string(pending)), ("organization_id", .string(organization)),
        ], context)
    }
    guard (200..<300).contains(status) else { throw ProviderClient.refusal(answer) }
    guard let id = answer["user"]?["id"]?.stringValue, let text = answer["access_token"]?.stringValue else {
      throw Problem(.providerAnswerInvalid, "The answer has no person or no token.")
    }
    // Somebody of WorkOS' dashboard in another's name: nobody would see in our audit log who it was.
    if let impersonator = answer["impersonator"], impersonator != .null {
      throw ProviderClient.refusal(code: "impersonation")
    }
    let token = try await ProviderToken.verified(text, by: keys, now: context.now)
    guard token["iss"].map(isIssuer) == true else { throw ProviderToken.fault("Its issuer is another one.") }
    guard try token.subject() == id else { throw ProviderToken.fault("It is about somebody else.") }
    guard let session = token["sid"], WorkOSEvent.isName(session) else {
      throw ProviderToken.fault("It names no session.")
    }
    let user = answer["user"] ?? .null
    var identity = ProvenIdentity(issuer: configuration.issuer, subject: id)
    identity.email = user["email"]?.stringValue.flatMap { try? Email(text: $0) }
    identity.isEmailVerified = user["email_verified"] == .bool(true)
    identity.firstName = user["first_name"]?.stringValue.flatMap { try? Name(text: $0) }
    identity.lastName = user["last_name"]?.stringValue.flatMap { try? Name(text: $0) }
    identity.providerSession = session
    return identity
  }

  private func authenticate(_ members: [(key: String, value: JSONValue)], _ context: RequestContext)
    async throws -> (status: Int, body: JSONValue)
  {
    var members = members
    members.append(("client_id", .string(configuration.clientID)))
    members.append(("client_secret", .string(configuration.apiKey.text)))
    if let address = context.clientAddress { members.append(("ip_address", .string(address))) }
    if let agent = context.userAgent { members.append(("user_agent", .string(agent))) }
    return try await client.send("POST", "/user_management/authenticate", .object(members))
  }

  /// Its documents write it with a final slash and without.
  private func isIssuer(_ text: String) -> Bool {
    (text.hasSuffix("/") ? String(text.dropLast()) : text) == configuration.issuer
  }

  func logoutURL(issuer: String, session: String) -> String? {
    guard issuer == configuration.issuer else { return nil }
    return "\(configuration.url.base)/user_management/sessions/logout?"
      + ProviderAddress.form([("session_id", session)])
  }
}
