import Foundation
import Testing

@testable import CRM

@Suite struct TextEncodingTests {
  static let western = "first name,last name,city\nJosé,Müller,Zürich\nZoë,O’Neil,São Paulo\n"
  static let world = western + "محمد,الأحمد,دبي\nŁukasz,Żółć,Łódź\nיעל,כהן,חיפה\n王,小明,😀\n"

  @Test(arguments: [
    (world.encoded(.utf8), TextEncoding.utf8),
    (world.encoded(.utf8, mark: [0xEF, 0xBB, 0xBF]), .utf8),
    (world.encoded(.utf16LittleEndian, mark: [0xFF, 0xFE]), .utf16LittleEndian),
    (world.encoded(.utf16BigEndian, mark: [0xFE, 0xFF]), .utf16BigEndian),
    (world.encoded(.utf16LittleEndian), .utf16LittleEndian),
    (world.encoded(.utf16BigEndian), .utf16BigEndian),
    (western.encoded(.windowsCP1252), .windows1252),
  ])
  func readsEveryEncodingInEveryChunkSize(bytes: [UInt8], encoding: TextEncoding) throws {
    let text = encoding == .windows1252 ? TextEncodingTests.western : TextEncodingTests.world
    let expected = csvFields(text).dropFirst()
    for chunkSize in [1, 2, 3, 7, 65_536] {
      try withImportSource(bytes, chunkSize: chunkSize) { source in
        #expect(source.survey.encoding == encoding)
        #expect(source.survey.firstInvalidByte == nil)
        #expect(source.survey.rowCount == expected.count)
        let rows = try source.nextBatch(limit: 100)?.rows ?? []
        #expect(rows.map { [$0.firstName, $0.lastName, $0.address?.city ?? ""] } == Array(expected))
      }
    }
  }

  @Test func oneBrokenCharacterCostsOneRowOfAUTF8File() throws {
    var bytes = Array("name,surname\nJosé,Müller\nZoë,Ko".utf8)
    let place = bytes.count
    bytes += [0xE9] + Array("nig\nAnna,Kim\n".utf8)
    let imported = try importing(bytes)
    #expect(imported.rows.map(\.firstName) == ["José", "Anna"])
    #expect(imported.faults == ["surname invalid_text"])
    try withImportSource(bytes) { #expect($0.survey.firstInvalidByte == place) }
  }

  @Test func aByteThatWindows1252LacksCostsOneRow() throws {
    let bytes = Array("name,surname\nJos".utf8) + [0xE9] + Array(",M\nB".utf8) + [0x81] + Array(",K\n".utf8)
    let imported = try importing(bytes)
    #expect(imported.rows.map(\.firstName) == ["José"])
    #expect(imported.faults == ["name invalid_text"])
    try withImportSource(bytes) { #expect($0.survey.firstInvalidByte == 21) }
  }

  @Test(arguments: [1, 65_536])
  func aLoneSurrogateAndACutUnitCostOneRowEach(chunkSize: Int) throws {
    var bytes = "name,surname\nAnna,Kim\nBob".encoded(.utf16LittleEndian, mark: [0xFF, 0xFE])
    let place = bytes.count
    bytes += [0x3D, 0xD8] + ",Lee\nZoe,Kim\nMia,Le".encoded(.utf16LittleEndian) + [0x41]
    let imported = try importing(bytes, chunkSize: chunkSize)
    #expect(imported.rows.map(\.firstName) == ["Anna", "Zoe"])
    #expect(imported.faults == ["name invalid_text", "surname invalid_text"])
    try withImportSource(bytes, chunkSize: chunkSize) { #expect($0.survey.firstInvalidByte == place) }
  }

  @Test func aBrokenHeaderIsRefusedWithItsPlace() throws {
    let bytes = Array("Straße,Größe,name,surn".utf8) + [0xFF] + Array("me\nA,B,C,D\n".utf8)
    let failure = #expect(throws: ImportFailure.self) { try importing(bytes) }
    #expect(failure?.code == .headerUnreadable)
    #expect(failure?.reason.contains("byte 25") == true)
  }

  @Test(
    arguments: [
      ([0xC3, 0xA4], 1, 0, nil), ([0xE2, 0x82, 0xAC], 1, 0, nil), ([0xF0, 0x9F, 0x98, 0x80], 1, 0, nil),
      ([0x41, 0xC0, 0x80], 0, 2, 1), ([0xED, 0xA0, 0x80], 0, 3, 0), ([0xF4, 0x90, 0x80, 0x80], 0, 4, 0),
      ([0xE0, 0x80, 0x80], 0, 3, 0), ([0x41, 0xE2, 0x82], 0, 1, 1), ([0xE2, 0x82, 0x41], 0, 1, 0),
      ([0xE2, 0xC3, 0xA4], 1, 1, 0), ([0x80], 0, 1, 0), ([0xF5], 0, 1, 0), ([], 0, 0, nil),
    ] as [([UInt8], Int, Int, Int?)])
  func checksUTF8(bytes: [UInt8], valid: Int, invalid: Int, first: Int?) {
    var check = UTF8Check()
    for byte in bytes { check.feed([byte]) }
    check.finish()
    #expect(check.sequenceCount == valid)
    #expect(check.invalidCount == invalid)
    #expect(check.firstInvalidByte == first)
    #expect((invalid == 0) == (String(validating: bytes, as: UTF8.self) != nil))
  }
}
