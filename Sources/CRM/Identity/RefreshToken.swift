import Crypto
import Foundation
import Web

/// A refresh token: family, generation and an HMAC over both. It is derived, so the grace period can answer the
/// same child again, and only its hash is stored (decision 22).
struct RefreshToken: Equatable, Sendable {
  let family: UUID
  let generation: Int32
  private let mac: [UInt8]

  init(family: UUID, generation: Int32, key: SymmetricKey) {
    self.family = family
    self.generation = generation
    mac = RefreshToken.mac(family, generation, key)
  }

  /// Nil for anything that this installation did not make.
  init?(text: String, key: SymmetricKey) {
    guard text.utf8.count == 3 + 70, text.hasPrefix("rt_"),
      let bytes = fromBase64URL(String(text.dropFirst(3))),
      bytes.count == 52
    else { return nil }
    let family = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    let generation = bytes[16..<20].reduce(Int32(0)) { $0 << 8 | Int32($1) }
    self.init(family: family, generation: generation, key: key)
    guard zip(mac, bytes[20...]).reduce(0, { $0 | ($1.0 ^ $1.1) }) == 0 else { return nil }
  }

  var text: String { "rt_" + base64URL(RefreshToken.head(family, generation) + mac) }

  /// What the database keeps.
  var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  func successor(_ key: SymmetricKey) -> RefreshToken {
    RefreshToken(family: family, generation: generation &+ 1, key: key)
  }

  private static func mac(_ family: UUID, _ generation: Int32, _ key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: head(family, generation), using: key))
  }

  private static func head(_ family: UUID, _ generation: Int32) -> [UInt8] {
    withUnsafeBytes(of: family.uuid) { Array($0) } + withUnsafeBytes(of: generation.bigEndian) { Array($0) }
  }
}
