import Crypto
import Foundation
import Web

/// A medical key as the database keeps it: encrypted with a master key.
struct MedicalKey: Decodable, Sendable {
  let id: String
  let wrapped: [UInt8]
  /// Whether new notes are encrypted with it.
  let isCurrent: Bool
}

/// Encrypts and reads medical notes: each organization has keys of its own, and those stand under the master key.
struct MedicalCipher: Sendable {
  let masters: MasterKeys

  /// A new key of the organization: its id, and what the database keeps of it.
  func makeKey(_ id: UUID, of organization: UUID) throws -> MedicalKey {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    return MedicalKey(
      id: id.uuidString.lowercased(),
      wrapped: try masters.seal(bytes, at: MedicalCipher.keyPlace(id, of: organization)), isCurrent: true)
  }

  func seal(_ note: MedicalNote, of client: UUID, in organization: UUID, with key: MedicalKey) throws
    -> [UInt8]
  {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return try seal(Array(encoder.encode(note)), of: client, in: organization, with: key)
  }

  func seal(_ plain: [UInt8], of client: UUID, in organization: UUID, with key: MedicalKey) throws -> [UInt8]
  {
    try Envelope.seal(
      plain, try unwrap(key, of: organization), id: key.id,
      at: MedicalCipher.notePlace(client, in: organization))
  }

  /// The note; `encryption_key_missing` or `ciphertext_invalid` where it cannot be read.
  func open(_ sealed: [UInt8], of client: UUID, in organization: UUID, with key: MedicalKey?) throws
    -> MedicalNote
  {
    let plain = try openBytes(sealed, of: client, in: organization, with: key)
    do {
      return try JSONDecoder().decode(MedicalNote.self, from: Data(plain))
    } catch { throw Envelope.invalid(MedicalCipher.notePlace(client, in: organization)) }
  }

  func openBytes(_ sealed: [UInt8], of client: UUID, in organization: UUID, with key: MedicalKey?) throws
    -> [UInt8]
  {
    let place = MedicalCipher.notePlace(client, in: organization)
    guard let key else {
      throw Problem(.encryptionKeyMissing, "The medical key of \(place.text) is missing.")
    }
    // What names another key than its row does was put here from elsewhere.
    guard let envelope = Envelope(sealed), envelope.keyID == key.id else { throw Envelope.invalid(place) }
    return try envelope.open(try unwrap(key, of: organization), at: place)
  }

  /// By whichever of the organization's keys it names.
  func openBytes(_ sealed: [UInt8], of client: UUID, in organization: UUID, among keys: [MedicalKey]) throws
    -> [UInt8]
  {
    let key = keys.first { $0.id == Envelope(sealed)?.keyID }
    return try openBytes(sealed, of: client, in: organization, with: key)
  }

  private func unwrap(_ key: MedicalKey, of organization: UUID) throws -> SymmetricKey {
    guard let id = UUID(uuidString: key.id) else { throw Problem(.ciphertextInvalid, "A key has no id.") }
    return SymmetricKey(data: try masters.open(key.wrapped, at: MedicalCipher.keyPlace(id, of: organization)))
  }

  static func keyPlace(_ id: UUID, of organization: UUID) -> CipherPlace {
    CipherPlace(organization: organization, table: "private.medical_keys", column: "wrapped", row: id)
  }

  static func notePlace(_ client: UUID, in organization: UUID) -> CipherPlace {
    CipherPlace(organization: organization, table: "crm.client_medical", column: "note", row: client)
  }
}
