import Foundation
import Web

/// Medical notes on their way: opened where they leave, under other keys where they arrive.
struct MedicalTransfer {
  static let title = "crm.client_medical"

  private struct Place {
    let organization: UUID
    let client: UUID
  }

  let cipher: MedicalCipher

  /// The row with its note as it can be read, without the key's name.
  func opened(_ content: String, among keys: [TransferQueries.WrappedKey]) throws -> String {
    let (place, members) = try read(content)
    guard let text = members.first(where: { $0.key == "note" })?.value, case .string(let hex) = text,
      let sealed = MedicalTransfer.bytes(hex)
    else { throw Problem(.ciphertextInvalid, "A note is missing.") }
    let own = keys.filter { $0.organizationID == place.organization }
      .map { MedicalKey(id: $0.id, wrapped: $0.wrapped, isCurrent: false) }
    let plain = try cipher.openBytes(sealed, of: place.client, in: place.organization, among: own)
    guard let note = try? JSONParser.parse(plain) else {
      throw Problem(.ciphertextInvalid, "A note is no JSON.")
    }
    var open: [(key: String, value: JSONValue)] = []
    for member in members where member.key != "key_id" {
      open.append(member.key == "note" ? (key: "note", value: note) : member)
    }
    return JSONValue.object(open).text()
  }

  /// The row with its note under a key of its organization, which is made for the first one.
  func sealed(_ content: String, _ keys: inout [UUID: MedicalKey]) throws -> String {
    let (place, members) = try read(content)
    guard let note = members.first(where: { $0.key == "note" })?.value else {
      throw TransferFailure(.damaged, "a medical note is missing")
    }
    let key =
      try keys[place.organization] ?? cipher.makeKey(UUID.version7(at: Date()), of: place.organization)
    keys[place.organization] = key
    let sealed = try cipher.seal(
      Array(note.text().utf8), of: place.client, in: place.organization, with: key)
    let hex = "\\x" + sealed.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    var closed = members.filter { $0.key != "note" && $0.key != "key_id" }
    closed.append((key: "note", value: .string(hex)))
    closed.append((key: "key_id", value: .string(key.id)))
    return JSONValue.object(closed).text()
  }

  private func read(_ content: String) throws -> (Place, [(key: String, value: JSONValue)]) {
    guard case .object(let members)? = try? JSONParser.parse(content.utf8),
      let organization = MedicalTransfer.id("organization_id", members),
      let client = MedicalTransfer.id("client_id", members)
    else { throw TransferFailure(.damaged, "a medical note has no place") }
    return (Place(organization: organization, client: client), members)
  }

  private static func id(_ name: String, _ members: [(key: String, value: JSONValue)]) -> UUID? {
    guard case .string(let text)? = members.first(where: { $0.key == name })?.value else { return nil }
    return UUID(uuidString: text)
  }

  /// Of PostgreSQL's text of bytes, `\x` and two digits each.
  private static func bytes(_ text: String) -> [UInt8]? {
    guard text.hasPrefix("\\x"), text.utf8.count.isMultiple(of: 2) else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in text.dropFirst(2) {
      guard let value = digit.hexDigitValue.flatMap({ UInt8(exactly: $0) }) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }
}
