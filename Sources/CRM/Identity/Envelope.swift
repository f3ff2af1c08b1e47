import Crypto
import Foundation
import Web

extension ProblemType {
  static let encryptionKeyMissing = ProblemType(
    "encryption_key_missing", 503, "The key of what is encrypted is missing",
    "It was logged. Everything else works; `tryzore doctor` says which master key has to be brought back.")
  static let ciphertextInvalid = ProblemType(
    "ciphertext_invalid", 500, "What is encrypted here cannot be read",
    "It was logged: the row was damaged, or put here from elsewhere. Nothing of it was answered.")
}

/// Where something encrypted stands. It is part of what is sealed: carried to another place, it opens no more.
struct CipherPlace: Sendable {
  let organization: UUID?
  let table: String
  let column: String
  let row: UUID

  var text: String {
    let organization = organization?.uuidString.lowercased() ?? "-"
    return "\(organization)|\(table)|\(column)|\(row.uuidString.lowercased())"
  }
}

/// AES-256-GCM under a key that it names: `v1|key id|`, then nonce (12 bytes), ciphertext and tag (16 bytes).
struct Envelope: Sendable {
  private static let version = "v1"

  let keyID: String
  private let sealed: ArraySlice<UInt8>

  /// Nil for bytes that no envelope looks like.
  init?(_ bytes: [UInt8]) {
    let bar = UInt8(ascii: "|")
    let parts = bytes.split(separator: bar, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, Array(parts[0]) == Array(Envelope.version.utf8),
      (1...100).contains(parts[1].count),
      parts[2].count >= 28
    else { return nil }
    keyID = String(decoding: parts[1], as: UTF8.self)
    sealed = parts[2]
  }

  static func seal(_ plain: [UInt8], _ key: SymmetricKey, id: String, at place: CipherPlace) throws -> [UInt8]
  {
    let box = try AES.GCM.seal(plain, using: key, authenticating: bound(id, place))
    // With the standard nonce there always is a combined form.
    guard let combined = box.combined else { throw Problem(.internalError) }
    return Array("\(version)|\(id)|".utf8) + Array(combined)
  }

  func open(_ key: SymmetricKey, at place: CipherPlace) throws -> [UInt8] {
    guard let box = try? AES.GCM.SealedBox(combined: sealed),
      let plain = try? AES.GCM.open(box, using: key, authenticating: Envelope.bound(keyID, place))
    else { throw Envelope.invalid(place) }
    return Array(plain)
  }

  static func invalid(_ place: CipherPlace) -> Problem {
    Problem(.ciphertextInvalid, "At \(place.text).")
  }

  private static func bound(_ id: String, _ place: CipherPlace) -> [UInt8] {
    Array("\(version)|\(id)|\(place.text)".utf8)
  }
}
