public import Foundation
import JWTKit
public import Web

/// Signs and checks access tokens: JWTs (RFC 7519) with ES256, good for a quarter of an hour.
///
/// A token only says who calls; whether that still holds, the door asks the database each time.
public struct AccessTokens: Sendable {
  public static let lifetime = 900
  static let issuer = "tryzore"
  /// For whom they are: this API.
  static let audience = "tryzore"
  private static let longest = 2_048

  struct Payload: JWTPayload {
    let iss: IssuerClaim
    let aud: String
    let sub: SubjectClaim
    let sid: String
    let org: String?
    /// A hint for display; nothing is decided by it.
    let role: String?
    let iat: IssuedAtClaim
    let exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) async throws {}
  }

  private let keys: LivingKeys

  public init(_ installation: Keys) async throws { keys = try await LivingKeys(installation) }

  func sign(_ caller: Caller, role: String?, now: Date) async throws -> String {
    let state = await keys.current(now)
    guard let signer = state.ring.signer(at: now) else { throw Problem(.internalError) }
    // NumericDate is seconds; some verifiers refuse fractions.
    let now = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
    let payload = Payload(
      iss: .init(value: AccessTokens.issuer), aud: AccessTokens.audience,
      sub: .init(value: caller.user.uuidString.lowercased()),
      sid: caller.session.uuidString.lowercased(), org: caller.organization?.uuidString.lowercased(),
      role: role,
      iat: .init(value: now), exp: .init(value: now.addingTimeInterval(Double(AccessTokens.lifetime))))
    return try await state.collection.sign(payload, header: ["typ": "at+jwt", "kid": .string(signer.id)])
  }

  /// The caller that the token names; anything wrong with it is `unauthenticated`.
  public func verify(_ token: String, now: Date) async throws -> Caller {
    let state = await keys.current(now)
    if let known = state.verified.find(token, now) { return known }
    guard let kid = AccessTokens.keyID(of: token),
      state.ring.accepted(at: now).contains(where: { $0.id == kid }),
      let payload = try? await state.collection.verify(token, as: Payload.self),
      payload.iss.value == AccessTokens.issuer, payload.aud == AccessTokens.audience,
      payload.exp.value > now, payload.iat.value <= now.addingTimeInterval(60),
      let user = UUID(uuidString: payload.sub.value), let session = UUID(uuidString: payload.sid)
    else { throw Problem(.unauthenticated) }
    var organization: UUID?
    if let text = payload.org {
      guard let id = UUID(uuidString: text) else { throw Problem(.unauthenticated) }
      organization = id
    }
    let caller = Caller(session: session, user: user, organization: organization)
    state.verified.add(token, caller, until: payload.exp.value)
    return caller
  }

  /// The public keys that are good now: `/.well-known/jwks.json`.
  func keySet(_ now: Date) async -> KeySet { KeySet(await keys.current(now).ring.accepted(at: now)) }

  /// The id of the key that the token names; nil unless it is spelled exactly as `sign` spells one. Nothing in a
  /// header is obeyed: no other algorithm, no key or address of one, no extension.
  private static func keyID(of token: String) -> String? {
    guard token.utf8.count <= longest else { return nil }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map {
      fromBase64URL(String($0))
    }
    guard parts.count == 3, let head = parts[0], let body = parts[1], parts[2]?.count == 64,
      // Which refuses what has a member twice.
      case .object(let header)? = try? JSONParser.parse(head),
      case .object(let claims)? = try? JSONParser.parse(body),
      Set(header.map(\.key)) == ["alg", "typ", "kid"],
      Set(claims.map(\.key)).isSubset(of: ["iss", "aud", "sub", "sid", "org", "role", "iat", "exp"])
    else { return nil }
    let fields = JSONValue.object(header)
    guard fields["alg"] == "ES256", fields["typ"] == "at+jwt", case .string(let kid)? = fields["kid"],
      ["iat", "exp"].allSatisfy({ isSeconds(JSONValue.object(claims)[$0]) })
    else { return nil }
    return kid
  }

  /// A whole number of seconds, of at most so many digits that no conversion overflows.
  private static func isSeconds(_ value: JSONValue?) -> Bool {
    guard case .number(let text)? = value else { return false }
    return text.utf8.count <= 11
      && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }
}
