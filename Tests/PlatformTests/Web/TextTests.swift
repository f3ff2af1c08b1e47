import Foundation
import Testing

@testable import Web

@Suite struct TextTests {
  @Test(arguments: [
    ("plain", "plain"), ("  a b \t", "a b"), ("\u{a0}\u{2003}x\u{3000}", "x"), ("\r\nx\n", "x"),
    ("e\u{301}", "\u{e9}"), ("\u{212b}", "\u{c5}"), ("\u{1100}\u{1161}", "\u{ac00}"), ("ﬁ", "ﬁ"),
    ("a\u{200d}b", "a\u{200d}b"), ("<b>&</b>", "<b>&</b>"),
  ])
  func isTrimmedAndComposed(text: String, stored: String) throws {
    // Swift's == ignores how a character is composed.
    #expect(try Array(text.normalized(limit: 20).unicodeScalars) == Array(stored.unicodeScalars))
    #expect(try Array(text.normalized(limit: 20, lines: true).unicodeScalars) == Array(stored.unicodeScalars))
  }

  @Test(arguments: [
    "a\u{0}b", "a\u{1b}[0m", "a\u{7f}b", "a\u{85}b", "a\u{9f}b", "\u{0}", "a\u{8}", "a\u{202e}b",
    "a\u{2066}b",
    "a" + String(decoding: [0xEF, 0xB7, 0x90], as: UTF8.self),
  ])
  func refusesControlCharacters(text: String) {
    for lines in [false, true] {
      #expect(throws: Fault("control_character", "Must not contain control characters.")) {
        try text.normalized(limit: 20, lines: lines)
      }
    }
  }

  @Test(arguments: ["a\nb", "a\r\nb", "a\tb"])
  func lineBreaksStayOnlyWhereThereAreLines(text: String) throws {
    #expect(try text.normalized(limit: 20, lines: true) == text)
    #expect(throws: Fault.self) { try text.normalized(limit: 20) }
  }

  @Test(arguments: [
    ("", "required"), (" \n\u{a0}", "required"), ("abcdef", "too_long"), ("éééééé", "too_long"),
    ("e\u{301}e\u{301}e\u{301}e\u{301}e\u{301}e", "too_long"),
    (String(repeating: " ", count: 2_000) + "a", "too_long"),
    ("a" + String(repeating: "\u{301}", count: 19), "too_long"),
    (String(repeating: "a\u{301}", count: 11), "too_long"),
  ])
  func mustHaveOneToSoManyCodePoints(text: String, code: String) {
    let fault = #expect(throws: Fault.self) { try text.normalized(limit: 5) }
    #expect(fault?.code == code)
  }

  @Test func codePointsAreCountedAsTheyAreStored() throws {
    #expect(try "  abcde ".normalized(limit: 5) == "abcde")
    #expect(try String(repeating: "e\u{301}", count: 5).normalized(limit: 5).unicodeScalars.count == 5)
    #expect(try "👨‍👩‍👧".normalized(limit: 5).unicodeScalars.count == 5)
  }

  @Test func runsOfCombiningMarksAreBounded() throws {
    let marks = String(repeating: "\u{316}", count: 30)
    #expect(try ("a" + marks + "b" + marks).normalized(limit: 100).unicodeScalars.count == 62)
    let fault = #expect(throws: Fault.self) { try ("a" + marks + "\u{301}").normalized(limit: 100) }
    #expect(fault?.code == "combining_marks")
  }

  @Test(arguments: UInt64(1)...30)
  func normalizingTwiceChangesNothing(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    for _ in 0..<50 {
      var scalars = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...10, using: &random) {
        let ranges: [ClosedRange<UInt32>] = [0x20...0x17F, 0x300...0x36F, 0x1100...0x11FF, 0x2000...0x212F]
        let range = ranges.randomElement(using: &random) ?? 0x20...0x7E
        if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &random)) { scalars.append(scalar) }
      }
      guard let once = try? String(scalars).normalized(limit: 40, lines: true) else { continue }
      #expect(try Array(once.normalized(limit: 40, lines: true).unicodeScalars) == Array(once.unicodeScalars))
      #expect(once.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
    }
  }

  @Test func valuesTravelAsTheirText() throws {
    let code = try Code(text: "ABC")
    #expect(try JSONWriter.value(code) == "ABC")
    #expect("\(code)" == "ABC")
    #expect(try JSONDecoder().decode(Code.self, from: Data(#""XYZ""#.utf8)).text == "XYZ")
    #expect(throws: Fault.self) { try Code(text: "") }
  }

  @Test func aWordOutsideItsListNamesTheList() throws {
    #expect(try read([Color].self, #"["red","dark_blue"]"#) == [.red, .darkBlue])
    let found = #expect(throws: Faults.self) { try read(Color.self, #""blue""#) }
    #expect(found?.all == [Fault("not_in_list", "Must be one of: red, dark_blue.")])
    #expect(try JSONWriter.value(Color.darkBlue) == "dark_blue")
    #expect(Color.example == .red)
  }
}
