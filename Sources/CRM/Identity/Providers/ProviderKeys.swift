import Crypto
import CryptoExtras
import Foundation
import JWTKit
import Web

/// The ways to sign that are accepted of providers: asymmetric ones only (RFC 7518 section 3.1, RFC 8037).
enum ProviderAlgorithm: String, CaseIterable, Sendable {
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case es512 = "ES512"
  case edDSA = "EdDSA"

  fileprivate var digest: DigestAlgorithm {
    switch self {
    case .rs256, .ps256, .es256: .sha256
    case .rs384, .ps384, .es384: .sha384
    case .rs512, .ps512, .es512, .edDSA: .sha512
    }
  }

  /// The left half of the digest, as `at_hash` has it (OpenID Connect Core section 3.1.3.6).
  func halfDigest(of text: String) -> String {
    let bytes = Array(text.utf8)
    let digest: [UInt8] =
      switch self {
      case .rs256, .ps256, .es256: Array(SHA256.hash(data: bytes))
      case .rs384, .ps384, .es384: Array(SHA384.hash(data: bytes))
      case .rs512, .ps512, .es512, .edDSA: Array(SHA512.hash(data: bytes))
      }
    return base64URL(digest.prefix(digest.count / 2))
  }
}

/// A public key of a provider (RFC 7517).
struct ProviderKey: Sendable {
  private enum Material: Sendable {
    case rsa(JWTKit.Insecure.RSA.PublicKey)
    case p256(ES256PublicKey)
    case p384(ES384PublicKey)
    case p521(ES512PublicKey)
    case ed25519(EdDSA.PublicKey)
  }

  let id: String?
  private let algorithm: String?
  private let material: Material

  /// Nil for a key of another kind or use, or one too weak.
  init?(_ value: JSONValue) {
    guard value["use"] == nil || value["use"] == "sig" else { return nil }
    id = value["kid"]?.stringValue
    algorithm = value["alg"]?.stringValue
    func bytes(_ name: String) -> [UInt8]? {
      value[name]?.stringValue.flatMap { $0.utf8.count <= 2_048 ? fromBase64URL($0) : nil }
    }
    func point(_ size: Int) -> [UInt8]? {
      guard let x = bytes("x"), let y = bytes("y"), x.count == size, y.count == size else { return nil }
      return [4] + x + y
    }
    do {
      switch (value["kty"]?.stringValue, value["crv"]?.stringValue) {
      case ("RSA", _):
        // Longer ones would only take time.
        guard let n = bytes("n"), let e = bytes("e"), n.count <= 1_024, e.count <= 8 else { return nil }
        material = .rsa(try .init(backing: try _RSA.Signing.PublicKey(n: n, e: e)))
      case ("EC", "P-256"):
        guard let point = point(32) else { return nil }
        material = .p256(try .init(backing: try P256.Signing.PublicKey(x963Representation: point)))
      case ("EC", "P-384"):
        guard let point = point(48) else { return nil }
        material = .p384(try .init(backing: try P384.Signing.PublicKey(x963Representation: point)))
      case ("EC", "P-521"):
        guard let point = point(66) else { return nil }
        material = .p521(try .init(backing: try P521.Signing.PublicKey(x963Representation: point)))
      case ("OKP", "Ed25519"):
        guard let x = bytes("x"), x.count == 32 else { return nil }
        material = .ed25519(.init(backing: try Curve25519.Signing.PublicKey(rawRepresentation: x)))
      default: return nil
      }
    } catch { return nil }
  }

  func suits(_ wanted: ProviderAlgorithm) -> Bool {
    guard algorithm == nil || algorithm == wanted.rawValue else { return false }
    return switch (material, wanted) {
    case (.rsa, .rs256), (.rsa, .rs384), (.rsa, .rs512), (.rsa, .ps256), (.rsa, .ps384), (.rsa, .ps512),
      (.p256, .es256), (.p384, .es384), (.p521, .es512), (.ed25519, .edDSA):
      true
    default: false
    }
  }

  /// Whether this key made the token's signature.
  func verifies(_ token: String, _ algorithm: ProviderAlgorithm) async -> Bool {
    let keys = JWTKeyCollection()
    switch material {
    case .rsa(let key) where algorithm.rawValue.hasPrefix("PS"):
      await keys.add(pss: key, digestAlgorithm: algorithm.digest)
    case .rsa(let key): await keys.add(rsa: key, digestAlgorithm: algorithm.digest)
    case .p256(let key): await keys.add(ecdsa: key)
    case .p384(let key): await keys.add(ecdsa: key)
    case .p521(let key): await keys.add(ecdsa: key)
    case .ed25519(let key): await keys.add(eddsa: key)
    }
    return (try? await keys.verify(token, as: AnyPayload.self)) != nil
  }

  /// The claims have been read already, and more strictly.
  private struct AnyPayload: JWTPayload {
    init(from decoder: any Decoder) throws {}
    func encode(to encoder: any Encoder) throws {}
    func verify(using algorithm: some JWTAlgorithm) async throws {}
  }
}

/// The keys that a provider publishes.
struct ProviderKeySet: Sendable {
  private let keys: [ProviderKey]

  init(_ document: JSONValue) throws {
    guard let items = document["keys"]?.arrayValue, items.count <= 100 else {
      throw Problem(.providerAnswerInvalid, "The keys cannot be read.")
    }
    keys = items.compactMap { ProviderKey($0) }
  }

  /// The key that the token names; where it names none, the only one that there is for its algorithm.
  func key(id: String?, _ algorithm: ProviderAlgorithm) -> ProviderKey? {
    let fitting = keys.filter { $0.suits(algorithm) && (id == nil || $0.id == id) }
    return fitting.count == 1 ? fitting.first : nil
  }
}
