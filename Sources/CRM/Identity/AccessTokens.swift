import Crypto
public import Foundation
import JWTKit
import Synchronization
public import Web

/// Signs and checks access tokens: JWTs (RFC 7519) with ES256, good for a quarter of an hour.
///
/// A token only says who calls; whether that still holds, the door asks the database each time.
public struct AccessTokens: Sendable {
  public static let lifetime = 900
  static let issuer = "tryzore"

  struct Payload: JWTPayload {
    let iss: IssuerClaim
    let sub: SubjectClaim
    let sid: String
    let org: String?
    /// A hint for display; nothing is decided by it.
    let role: String?
    let iat: IssuedAtClaim
    let exp: ExpirationClaim

    func verify(using algorithm: some JWTAlgorithm) async throws {}
  }

  private let keys: JWTKeyCollection
  private let keyID: JWKIdentifier
  private let verified = VerifiedTokens()

  public init(_ installation: Keys) async throws {
    let digest = SHA256.hash(data: installation.signing.publicKey.rawRepresentation)
    keyID = JWKIdentifier(string: base64URL(digest.prefix(12)))
    keys = JWTKeyCollection()
    await keys.add(ecdsa: try ES256PrivateKey(pem: installation.signing.pemRepresentation), kid: keyID)
  }

  func sign(_ caller: Caller, role: String?, now: Date) async throws -> String {
    // NumericDate is seconds; some verifiers refuse fractions.
    let now = Date(timeIntervalSince1970: now.timeIntervalSince1970.rounded(.down))
    let payload = Payload(
      iss: .init(value: AccessTokens.issuer), sub: .init(value: caller.user.uuidString.lowercased()),
      sid: caller.session.uuidString.lowercased(), org: caller.organization?.uuidString.lowercased(),
      role: role,
      iat: .init(value: now), exp: .init(value: now.addingTimeInterval(Double(AccessTokens.lifetime))))
    return try await keys.sign(payload, header: ["typ": "at+jwt", "kid": .string(keyID.string)])
  }

  /// The caller that the token names; anything wrong with it is `unauthenticated`.
  public func verify(_ token: String, now: Date) async throws -> Caller {
    if let known = verified.find(token, now) { return known }
    // One spelling a token: padding that a decoder forgives would make it many.
    guard token.utf8.count <= 2_048, !token.utf8.contains(UInt8(ascii: "=")),
      let payload = try? await keys.verify(token, as: Payload.self),
      payload.iss.value == AccessTokens.issuer, payload.exp.value > now,
      payload.iat.value <= now.addingTimeInterval(60),
      let user = UUID(uuidString: payload.sub.value), let session = UUID(uuidString: payload.sid)
    else { throw Problem(.unauthenticated) }
    var organization: UUID?
    if let text = payload.org {
      guard let id = UUID(uuidString: text) else { throw Problem(.unauthenticated) }
      organization = id
    }
    let caller = Caller(session: session, user: user, organization: organization)
    verified.add(token, caller, until: payload.exp.value)
    return caller
  }
}

/// Tokens whose signature was found good, so that it is checked once per token and not once per request.
private final class VerifiedTokens: Sendable {
  private static let capacity = 10_000
  private let tokens = Mutex<[String: (caller: Caller, expires: Date)]>([:])

  func find(_ token: String, _ now: Date) -> Caller? {
    tokens.withLock { tokens in
      guard let entry = tokens[token] else { return nil }
      if entry.expires > now { return entry.caller }
      tokens[token] = nil
      return nil
    }
  }

  func add(_ token: String, _ caller: Caller, until expires: Date) {
    tokens.withLock { tokens in
      // All at once: what is still in use is verified again, which costs less than keeping an order.
      if tokens.count >= VerifiedTokens.capacity { tokens.removeAll(keepingCapacity: true) }
      tokens[token] = (caller, expires)
    }
  }
}
