import Crypto
import Foundation
import Web

/// A key that signs access tokens, from a moment on.
struct SigningKey: Sendable {
  let id: String
  let key: P256.Signing.PrivateKey
  let signsFrom: Date

  init(_ key: P256.Signing.PrivateKey, signsFrom: Date) {
    // The id is made of the key, so that no file can claim another's.
    id = base64URL(SHA256.hash(data: key.publicKey.rawRepresentation).prefix(12))
    self.key = key
    self.signsFrom = signsFrom
  }
}

/// The signing keys of an installation, and what each is for at a moment: a new one is published long before it
/// signs, an old one accepted until the last token that it signed is over.
struct KeyRing: Sendable {
  /// How far clocks of servers may differ, and what they read of the folder be old.
  static let tolerance: TimeInterval = 120

  /// The next to sign last.
  let keys: [SigningKey]

  init(_ keys: [SigningKey]) {
    self.keys = keys.sorted { ($0.signsFrom, $0.id) < ($1.signsFrom, $1.id) }
  }

  /// The key that signs now. Before any of them does, the first one.
  func signer(at now: Date) -> SigningKey? { keys.last { $0.signsFrom <= now } ?? keys.first }

  /// The keys that are published, and by which tokens are checked.
  func accepted(at now: Date) -> [SigningKey] {
    keys.indices.filter { !isRetired($0, now) }.map { keys[$0] }
  }

  func retired(at now: Date) -> [SigningKey] {
    keys.indices.filter { isRetired($0, now) }.map { keys[$0] }
  }

  private func isRetired(_ index: Int, _ now: Date) -> Bool {
    guard index + 1 < keys.count else { return false }
    let last = keys[index + 1].signsFrom + Double(AccessTokens.lifetime) + KeyRing.tolerance
    return last <= now
  }
}

/// The public keys, as a JSON Web Key Set (RFC 7517).
struct KeySet: Wire {
  struct Key: Codable, Sendable {
    let kty: String
    let crv: String
    let kid: String
    let use: String
    let alg: String
    let x: String
    let y: String
  }

  let keys: [Key]

  /// Far less than a key is published before it signs.
  static let maxAge: Int? = 300

  init(_ keys: [SigningKey]) {
    self.keys = keys.map { key in
      let point = key.key.publicKey.rawRepresentation
      return Key(
        kty: "EC", crv: "P-256", kid: key.id, use: "sig", alg: "ES256", x: base64URL(point.prefix(32)),
        y: base64URL(point.suffix(32)))
    }
  }
}
