import Crypto
import Foundation
import Testing

@testable import CRM
@testable import Web

@Suite struct EnvelopeTests {
  private let key = SymmetricKey(size: .bits256)
  private let place = CipherPlace(organization: UUID(), table: "crm.things", column: "note", row: UUID())

  @Test func whatIsSealedOpensAtItsPlaceOnly() throws {
    let sealed = try Envelope.seal(Array("canary".utf8), key, id: "k1", at: place)
    #expect(sealed.starts(with: "v1|k1|".utf8) && sealed.count == 6 + 12 + 6 + 16)
    let envelope = try #require(Envelope(sealed))
    #expect(envelope.keyID == "k1")
    #expect(try envelope.open(key, at: place) == Array("canary".utf8))
    let elsewhere = [
      CipherPlace(organization: UUID(), table: place.table, column: place.column, row: place.row),
      CipherPlace(organization: nil, table: place.table, column: place.column, row: place.row),
      CipherPlace(
        organization: place.organization, table: "crm.others", column: place.column, row: place.row),
      CipherPlace(organization: place.organization, table: place.table, column: "other", row: place.row),
      CipherPlace(organization: place.organization, table: place.table, column: place.column, row: UUID()),
    ]
    for other in elsewhere {
      let problem = #expect(throws: Problem.self) { try envelope.open(key, at: other) }
      #expect(problem?.type == .ciphertextInvalid)
    }
    #expect(throws: Problem.self) { try envelope.open(SymmetricKey(size: .bits256), at: place) }
  }

  @Test func noByteOfItCanBeChanged() throws {
    let sealed = try Envelope.seal(Array("canary".utf8), key, id: "k1", at: place)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      // What is no envelope any more opens nothing, either.
      guard let envelope = Envelope(changed) else { continue }
      #expect(throws: Problem.self, "byte \(index)") { try envelope.open(key, at: place) }
    }
    #expect(try Envelope.seal(Array("canary".utf8), key, id: "k1", at: place) != sealed, "a nonce of its own")
  }

  @Test func garbageIsNoEnvelope() {
    let long = String(repeating: "x", count: 40)
    for text in ["", "v1", "v1|", "v1|k", "v1|k|short", "v2|k|\(long)", "v1||\(long)", "\(long)\(long)"] {
      #expect(Envelope(Array(text.utf8)) == nil, "\(text)")
    }
  }

  @Test func masterKeysStandInFilesOrInTheEnvironment() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "masters-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let first = try Keys(folder: folder).masters
    let old = try #require(first.current)
    let file = "\(folder)/master-\(old).key"
    #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
    let sealed = try first.seal([1, 2, 3], at: place)
    let second = try Keys(folder: folder).masters
    #expect(second.current == old)
    #expect(try second.open(sealed, at: place) == [1, 2, 3])

    let new = try second.rotate(at: Date())
    #expect(second.current == new && second.ids == [old, new].sorted())
    // Who has not read the folder since looks once a key is unknown.
    #expect(try first.open(second.seal([4], at: place), at: place) == [4])
    #expect(try Keys(folder: folder).masters.open(sealed, at: place) == [1, 2, 3])

    // A file that says nothing is a key that is missing, and no reason to stop; none is made in its place.
    try Data("nothing".utf8).write(to: URL(fileURLWithPath: file))
    let damaged = try Keys(folder: folder).masters
    #expect(damaged.ids == [new])
    let problem = #expect(throws: Problem.self) { try damaged.open(sealed, at: place) }
    #expect(problem?.type == .encryptionKeyMissing && problem?.detail?.contains(old) == true)

    let text = Data(repeating: 7, count: 32).base64EncodedString()
    let given = try Keys(
      folder: folder, masterKeys: [text, Data(repeating: 8, count: 32).base64EncodedString()])
    #expect(given.masters.ids.count == 2 && given.masters.current != new)
    #expect(
      try Keys(folder: folder, masterKeys: [text]).masters.open(given.masters.seal([5], at: place), at: place)
        == [5])
    #expect(throws: Keys.Unusable.self) { try given.masters.rotate(at: Date()) }
    #expect(throws: Keys.Unusable.self) { try Keys(folder: folder, masterKeys: ["short"]) }
  }
}
