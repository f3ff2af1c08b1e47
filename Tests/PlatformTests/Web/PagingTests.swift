import Crypto
import Foundation
import HTTPTypes
import Testing

@testable import Web

@Suite struct PagingTests {
  private let seal = CursorSeal(key: SymmetricKey(data: Array(repeating: 1, count: 32)))
  private let position = CursorPosition(value: "Łukasz \u{0}\n", id: UUID.version7(at: Sample.now))
  private let filter = Array("list".utf8)

  @Test(arguments: [
    "", "x", "2026-11-21T10:00:00.123456Z", "Łódź\u{0}", String(repeating: "é", count: 500), nil,
  ])
  func aCursorGivesItsPositionBack(value: String?) {
    let position = CursorPosition(value: value, id: position.id)
    let cursor = seal.seal(position, filter: filter)
    #expect(seal.open(cursor, filter: filter) == position)
    #expect(
      cursor.utf8.allSatisfy { Character(Unicode.Scalar($0)).isLetter || "0123456789-_".utf8.contains($0) })
  }

  @Test func everyForgedByteIsFound() throws {
    let cursor = seal.seal(position, filter: filter)
    let bytes = try #require(fromBase64URL(cursor))
    for index in bytes.indices {
      for bit in 0..<8 {
        var forged = bytes
        forged[index] ^= 1 << bit
        #expect(seal.open(base64URL(forged), filter: filter) == nil)
      }
    }
    for index in cursor.indices {
      for letter in "A_-z9" where letter != cursor[index] {
        var forged = cursor
        forged.replaceSubrange(index...index, with: String(letter))
        #expect(seal.open(forged, filter: filter) == nil)
      }
    }
    for count in 0..<cursor.count { #expect(seal.open(String(cursor.prefix(count)), filter: filter) == nil) }
    #expect(seal.open(cursor + "AAAA", filter: filter) == nil)
  }

  @Test func aCursorBelongsToItsFilterAndKey() {
    let cursor = seal.seal(position, filter: filter)
    let other = CursorSeal(key: SymmetricKey(data: Array(repeating: 2, count: 32)))
    #expect(seal.open(cursor, filter: filter + [0]) == nil)
    #expect(seal.open(cursor, filter: []) == nil)
    #expect(other.open(cursor, filter: filter) == nil)
  }

  @Test func overlongCursorsAreNotRead() {
    let long = CursorPosition(value: String(repeating: "x", count: 2_000), id: position.id)
    #expect(seal.open(seal.seal(long, filter: filter), filter: filter) == nil)
  }

  @Test(arguments: UInt64(1)...30)
  func noTextTraps(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    for _ in 0..<100 {
      let bytes = (0..<Int.random(in: 0...90, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      #expect(seal.open(base64URL(bytes), filter: filter) == nil)
      #expect(seal.open(String(decoding: bytes, as: UTF8.self), filter: filter) == nil)
    }
  }

  @Test func listsGoOnFromTheirCursor() async throws {
    let sample = try Sample()
    let first = await sample.send(.get, "/v1/things?color=red&urgent=true&limit=7")
    #expect(first.json["after"] == .null)
    guard case .string(let next)? = first.json["next"] else { throw Secret() }
    // Neither the order of the parameters nor the size of the page makes another list.
    let second = await sample.send(.get, "/v1/things?cursor=\(next)&urgent=true&color=red")
    #expect(second.json["after"] == "last 7")
    #expect(
      await sample.send(.get, "/v1/things?limit=1&urgent=tru%65&color=red&cursor=\(next)").status == .ok)
  }

  @Test(arguments: [
    "/v1/things?color=red&urgent=true&", "/v1/things?", "/v1/things?color=red,dark_blue&",
    "/v1/others?color=red&", "/v1/things?q=A&color=red&",
  ])
  func aCursorOfAnotherListIsRefused(target: String) async throws {
    let sample = try Sample()
    guard case .string(let next)? = await sample.send(.get, "/v1/things?color=red").json["next"] else {
      throw Secret()
    }
    let answer = await sample.send(.get, "\(target)cursor=\(next)")
    #expect(answer.status == .badRequest)
    #expect(answer.code == "cursor_mismatch")
  }

  /// Of the same letters, but divided elsewhere between name and value.
  @Test func theFilterOfACursorIsUnambiguous() throws {
    func filter(_ query: [(name: String, value: String)]) throws -> [UInt8] {
      struct Anything: Decodable, Sendable { init(from decoder: any Decoder) throws {} }
      let context = RequestContext(
        requestID: "", now: Sample.now, clientAddress: nil, userAgent: nil, cursors: seal,
        makeID: UUID.version7(at:))
      let call = RawCall(
        operation: "list", id: position.id, query: query, body: [], ifMatch: nil, caller: nil,
        context: context)
      return try call.call(Anything.self, .query { _ in .null }).raw.filter
    }
    #expect(try filter([("a", "1&b=2")]) != filter([("a", "1"), ("b", "2")]))
    #expect(try filter([("a", "1"), ("b", "2")]) == filter([("b", "2"), ("a", "1")]))
  }
}

@Suite struct Base64URLTests {
  @Test(
    arguments: [
      ("", []), ("AA", [0]), ("_-8", [0xFF, 0xEF]), ("AAEC", [0, 1, 2]), ("Zm9vYg", Array("foob".utf8)),
    ] as [(String, [UInt8])])
  func writesAndReads(text: String, bytes: [UInt8]) {
    #expect(base64URL(bytes) == text)
    #expect(fromBase64URL(text) == bytes)
  }

  /// The other alphabet, padding, spaces, a length that is none, bits that say nothing.
  @Test(arguments: ["/+8", "AA==", "AA=", "A A", "AA\n", "A", "AAAAA", "AB", "AAF", "é", "=", "A\u{0}"])
  func readsOnlyWhatItWrites(text: String) {
    #expect(fromBase64URL(text) == nil)
  }

  @Test(arguments: UInt64(1)...20)
  func everyByteStringComesBack(seed: UInt64) {
    var random = SeededGenerator(state: seed)
    let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in
      UInt8.random(in: 0...255, using: &random)
    }
    #expect(fromBase64URL(base64URL(bytes)) == bytes)
  }
}

@Suite struct UUIDVersion7Tests {
  @Test func carriesVersionVariantAndTime() {
    for _ in 0..<200 {
      let bytes = withUnsafeBytes(of: UUID.version7(at: Sample.now).uuid) { Array($0) }
      #expect(bytes[6] >> 4 == 7)
      #expect(bytes[8] >> 6 == 2)
      #expect(bytes[..<6].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } == 1_795_255_200_000)
    }
  }

  @Test func sortsByTimeAndIsRandom() {
    let times = (0..<500).map { Sample.now.addingTimeInterval(Double($0) / 1000 + 0.0005) }
    let ids = times.map { UUID.version7(at: $0).uuidString }
    #expect(ids == ids.sorted())
    #expect(Set((0..<1000).map { _ in UUID.version7(at: Sample.now) }).count == 1000)
  }

  @Test(
    arguments: [
      (-1, 0), (0, 0), (.infinity, 0xFFFF_FFFF_FFFF), (-.infinity, 0), (1e20, 0xFFFF_FFFF_FFFF), (.nan, 0),
    ] as [(Double, UInt64)])
  func timesOutOfRangeDoNotTrap(seconds: Double, milliseconds: UInt64) {
    let id = UUID.version7(at: Date(timeIntervalSince1970: seconds))
    let bytes = withUnsafeBytes(of: id.uuid) { Array($0) }
    #expect(bytes[..<6].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } == milliseconds)
  }
}
