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
    #expect(try Array(text.normalized(limit: 100).unicodeScalars) == Array(stored.unicodeScalars))
    #expect(
      try Array(text.normalized(limit: 100, lines: true).unicodeScalars) == Array(stored.unicodeScalars))
  }

  @Test(arguments: ["a\u{0}b", "a\u{1b}[0m", "a\u{7f}b", "a\u{85}b", "a\u{9f}b", "\u{0}", "a\u{8}"])
  func refusesControlCharacters(text: String) {
    for lines in [false, true] {
      #expect(throws: Fault("control_character", "Must not contain control characters.")) {
        try text.normalized(limit: 100, lines: lines)
      }
    }
  }

  @Test(arguments: ["", " \n", "\u{a0}"])
  func emptyTextIsMissingText(text: String) {
    #expect(throws: Fault("required", "Must not be empty.")) { try text.normalized(limit: 100) }
  }

  /// Foundation sorts a run of marks in quadratic time: a megabyte of them would stop every gym.
  @Test func lengthAndRunsOfMarksAreBoundedBeforeNormalizing() throws {
    let marks = "\u{301}\u{316}"
    #expect(throws: Fault("combining_marks", "Has too many combining marks in a row.")) {
      try ("a" + String(repeating: marks, count: 16)).normalized(limit: 100)
    }
    #expect(try ("a" + String(repeating: marks, count: 15)).normalized(limit: 100).isEmpty == false)
    #expect(throws: Fault("too_long", "Must have at most 100 characters.")) {
      try ("a" + String(repeating: marks, count: 250_000)).normalized(limit: 100)
    }
    #expect(throws: Fault.self) { try String(repeating: "a", count: 101).normalized(limit: 100) }
    #expect(try String(repeating: "e\u{301}", count: 100).normalized(limit: 100).unicodeScalars.count == 100)
    #expect(throws: JSONParser.Failure.self) {
      try JSONParser.parse("{\"\(String(repeating: marks, count: 200))\": 1}".utf8)
    }
  }

  @Test(arguments: ["a\u{202e}b", "a\u{2066}b", "a\u{fffe}b"])
  func refusesOverridesOfDirectionAndNoncharacters(text: String) {
    #expect(throws: Fault("control_character", "Must not contain control characters.")) {
      try text.normalized(limit: 100)
    }
  }

  @Test(arguments: ["a\nb", "a\r\nb", "a\tb"])
  func lineBreaksStayOnlyWhereThereAreLines(text: String) throws {
    #expect(try text.normalized(limit: 100, lines: true) == text)
    #expect(throws: Fault.self) { try text.normalized(limit: 100) }
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
      guard let once = try? String(scalars).normalized(limit: 100, lines: true) else { continue }
      #expect(
        try Array(once.normalized(limit: 100, lines: true).unicodeScalars) == Array(once.unicodeScalars))
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
