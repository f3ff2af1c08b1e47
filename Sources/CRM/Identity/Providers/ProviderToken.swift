import Foundation
import Web

/// A token that a provider signed (RFC 7519), read strictly: no member twice, nothing in its header obeyed but the
/// algorithm and the key's id.
struct ProviderToken: Sendable {
  static let longest = 32_768
  /// How far a provider's clock may be wrong, in seconds.
  private static let tolerance: Double = 60

  let algorithm: ProviderAlgorithm
  private let keyID: String?
  private let claims: JSONValue
  private let text: String

  private init(_ text: String) throws {
    guard text.utf8.count <= ProviderToken.longest else { throw ProviderToken.fault("It is too long.") }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { fromBase64URL(String($0)) }
    guard parts.count == 3, let head = parts[0], let body = parts[1], parts[2] != nil,
      let header = try? JSONParser.parse(head), case .object = header,
      let claims = try? JSONParser.parse(body), case .object = claims
    else { throw ProviderToken.fault("It cannot be read.") }
    guard header["crit"] == nil, let word = header["alg"]?.stringValue,
      let algorithm = ProviderAlgorithm(rawValue: word)
    else { throw ProviderToken.fault("Its algorithm is not accepted.") }
    guard header["kid"] == nil || header["kid"]?.stringValue != nil else {
      throw ProviderToken.fault("It cannot be read.")
    }
    self.text = text
    self.algorithm = algorithm
    self.claims = claims
    keyID = header["kid"]?.stringValue
  }

  /// The token, after its signature and its times were checked. A key that is not among the known ones has them fetched
  /// anew, at most each 30 s.
  static func verified(_ text: String, by keys: KeptDocument<ProviderKeySet>, now: Date) async throws
    -> ProviderToken
  {
    let token = try ProviderToken(text)
    var key = try await keys.current(now).key(id: token.keyID, token.algorithm)
    if key == nil { key = try await keys.newer(now).key(id: token.keyID, token.algorithm) }
    guard let key else { throw fault("Its key is not known.") }
    guard await key.verifies(text, token.algorithm) else { throw fault("Its signature is wrong.") }
    try token.checkTimes(now.timeIntervalSince1970)
    return token
  }

  private func checkTimes(_ now: Double) throws {
    guard let expires = try seconds("exp"), let issued = try seconds("iat") else {
      throw ProviderToken.fault("It does not say when it was made and when it ends.")
    }
    guard expires > now - ProviderToken.tolerance else { throw ProviderToken.fault("It has expired.") }
    guard issued <= now + ProviderToken.tolerance,
      try seconds("nbf") ?? issued <= now + ProviderToken.tolerance
    else { throw ProviderToken.fault("It is not good yet.") }
  }

  private func seconds(_ name: String) throws -> Double? {
    guard let value = claims[name] else { return nil }
    guard case .number(let text) = value, let seconds = Double(text), (0...1e11).contains(seconds) else {
      throw ProviderToken.fault("Its \(name) is no time.")
    }
    return seconds
  }

  /// A claim that is a text; nil where it is absent or something else.
  subscript(name: String) -> String? { claims[name]?.stringValue }

  /// Whether a claim is exactly true. Some providers write it in quotes.
  func isTrue(_ name: String) -> Bool { claims[name] == .bool(true) || claims[name] == "true" }

  func subject() throws -> String {
    guard let subject = self["sub"], (1...255).contains(subject.unicodeScalars.count),
      !subject.unicodeScalars.contains("\0")
    else { throw ProviderToken.fault("It does not say whom it is about.") }
    return subject
  }

  func check(issuer: String) throws {
    guard self["iss"] == issuer else { throw ProviderToken.fault("Its issuer is another one.") }
  }

  /// Whether it was made for this client (OpenID Connect Core section 3.1.3.7).
  func check(audience: String) throws {
    let audiences: [JSONValue] = claims["aud"]?.arrayValue ?? claims["aud"].map { [$0] } ?? []
    guard audiences.contains(.string(audience)) else {
      throw ProviderToken.fault("It was made for another client.")
    }
    guard audiences.count == 1 || claims["azp"] != nil, claims["azp"] == nil || self["azp"] == audience else {
      throw ProviderToken.fault("Another client asked for it.")
    }
  }

  func check(nonce: String) throws {
    guard self["nonce"] == nonce else { throw ProviderToken.fault("It belongs to another sign-in.") }
  }

  /// Where it says which access token came with it, it was this one.
  func check(accessToken: String?) throws {
    guard let hash = claims["at_hash"] else { return }
    guard let accessToken, hash.stringValue == algorithm.halfDigest(of: accessToken) else {
      throw ProviderToken.fault("It belongs to another access token.")
    }
  }

  static func fault(_ detail: String) -> Problem { Problem(.providerTokenInvalid, detail) }
}
