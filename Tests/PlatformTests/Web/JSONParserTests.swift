import Foundation
import Testing

@testable import Web

@Suite struct JSONParserTests {
  @Test(
    arguments: [
      ("null", .null), (" \t\r\n true ", true), ("false", false), ("0", .number("0")), ("-0", .number("-0")),
      ("1e400", .number("1e400")), ("-12.50E+07", .number("-12.50E+07")), ("1E-3", .number("1E-3")),
      ("[]", []), ("[ ]", []), ("{}", [:]), ("{ }", [:]), ("[1,[2],{}]", [1, [2], [:]]),
      (#"{"a":1,"":[null]}"#, ["a": 1, "": [.null]]),
      (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
      (#""\u0041\u00e9\u20AC\ud83d\uDE00""#, "Aé€😀"), (#""\u0000""#, "\u{0}"), ("\"\u{7f}é😀\"", "\u{7f}é😀"),
    ] as [(String, JSONValue)])
  func reads(text: String, value: JSONValue) throws {
    #expect(try JSONParser.parse(text.utf8) == value)
  }

  @Test(arguments: [
    ("", 0, "the text ends where a value is expected"), ("  ", 2, "the text ends where a value is expected"),
    ("\u{FEFF}1", 0, "a value cannot begin with this character"),
    ("nul", 0, "a value cannot begin with this character"),
    ("True", 0, "a value cannot begin with this character"),
    ("'a'", 0, "a value cannot begin with this character"),
    ("1 2", 2, "there is text after the value"), ("nullx", 4, "there is text after the value"),
    ("01", 1, "there is text after the value"), ("-01", 2, "there is text after the value"),
    ("-", 1, "a digit is expected"), ("+1", 0, "a value cannot begin with this character"),
    ("1.", 2, "a digit is expected after the point"), (".5", 0, "a value cannot begin with this character"),
    ("1e", 2, "a digit is expected in the exponent"), ("1e+-1", 3, "a digit is expected in the exponent"),
    ("NaN", 0, "a value cannot begin with this character"), ("0x1", 1, "there is text after the value"),
    ("[1", 2, "a comma or the end of the array is expected"),
    ("[1 2]", 3, "a comma or the end of the array is expected"),
    ("[1,]", 3, "a value cannot begin with this character"),
    ("[,1]", 1, "a value cannot begin with this character"),
    ("]", 0, "a value cannot begin with this character"), ("[1]]", 3, "there is text after the value"),
    ("{", 1, "a member name in quotes is expected"), ("{a:1}", 1, "a member name in quotes is expected"),
    (#"{"a" 1}"#, 5, "a colon is expected after a member name"),
    (#"{"a":1,}"#, 7, "a member name in quotes is expected"),
    (#"{"a":1 "b":2}"#, 7, "a comma or the end of the object is expected"),
    (#"{"a":1,"a":2}"#, 10, #"the member "a" is given twice"#),
    (#"{"a":1,"\u0061":2}"#, 15, #"the member "a" is given twice"#),
    (#""a"#, 2, "the text ends inside a string"), (#""a\"#, 3, "the text ends inside a string"),
    ("\"\n\"", 1, "a control character must be escaped in a string"),
    ("\"\u{0}\"", 1, "a control character must be escaped in a string"),
    (#""\x41""#, 3, "this escape is not known"), (#""\u12""#, 3, "four hexadecimal digits are expected"),
    (#""\u12g4""#, 3, "four hexadecimal digits are expected"),
    (#""\u+123""#, 3, "four hexadecimal digits are expected"),
    ("\"\\u\u{FF11}1\"", 3, "four hexadecimal digits are expected"),
    (#""\ud83d""#, 7, "half of a surrogate pair is missing"),
    (#""\ud83d\n""#, 8, "half of a surrogate pair is missing"),
    (#""\ud83dA""#, 7, "half of a surrogate pair is missing"),
    (#""\ud83d\ud83d""#, 13, "half of a surrogate pair is missing"),
    (#""\ude00""#, 7, "half of a surrogate pair is missing"),
  ])
  func refuses(text: String, offset: Int, reason: String) {
    #expect(throws: JSONParser.Failure(offset: offset, reason: reason)) { try JSONParser.parse(text.utf8) }
  }

  @Test(
    arguments: [
      [0xFF], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xC3, 0x28],
    ] as [[UInt8]])
  func refusesInvalidUTF8(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(throws: JSONParser.Failure(offset: bytes.count + 2, reason: "a string is not valid UTF-8")) {
      try JSONParser.parse([quote] + bytes + [quote])
    }
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bytes) }
  }

  @Test(arguments: ["[", #"{"a":"#, #"[{"a":"#])
  func boundsDepth(opening: String) {
    let bomb = String(repeating: opening, count: 100_000)
    let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(bomb.utf8) }
    #expect(failure?.reason == "values are nested deeper than 64")
  }

  @Test func memberNamesAreBounded() throws {
    func body(_ count: Int) -> String { "{\"" + String(repeating: "a", count: count) + "\":1}" }
    _ = try JSONParser.parse(body(200).utf8)
    let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(body(201).utf8) }
    #expect(failure?.reason == "a member name is longer than 200 bytes")
  }

  @Test func reads64LevelsAndNoMore() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    _ = try JSONParser.parse(nested(64).utf8)
    _ = try JSONParser.parse(
      (String(repeating: "[", count: 63) + "1" + String(repeating: "]", count: 63)).utf8)
    #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(nested(65).utf8) }
  }

  @Test(arguments: UInt64(1)...60)
  func whatIsWrittenIsRead(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    for _ in 0..<20 {
      let value = JSONParserTests.value(&random, depth: 0)
      #expect(try JSONParser.parse(value.text().utf8) == value)
      #expect(try JSONParser.parse(value.text(indented: true).utf8) == value)
      // Foundation reads what we write.
      _ = try JSONSerialization.jsonObject(
        with: Data(value.text().utf8), options: .fragmentsAllowed)
    }
  }

  @Test(arguments: UInt64(1)...100)
  func noBytesTrapAndWhatIsReadCanBeWritten(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let alphabet = Array(#"{}[]",:\u0d8e1-+.tfn "#.utf8) + [0, 0x7F, 0x80, 0xC3, 0xA9, 0xED, 0xFF]
    for _ in 0..<200 {
      var bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        alphabet.randomElement(using: &random) ?? 0
      }
      if Bool.random(using: &random) {
        bytes = Array(JSONParserTests.value(&random, depth: 0).text().utf8)
        if let index = bytes.indices.randomElement(using: &random) {
          bytes[index] = UInt8.random(in: 0...255, using: &random)
        }
      }
      guard let value = try? JSONParser.parse(bytes) else { continue }
      #expect(try JSONParser.parse(value.text().utf8) == value)
    }
  }

  private static func value(_ random: inout SeededGenerator, depth: Int) -> JSONValue {
    switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &random) {
    case 0: return .null
    case 1: return .bool(Bool.random(using: &random))
    case 2:
      return Bool.random(using: &random)
        ? .number(String(Int.random(in: .min ... .max, using: &random)))
        : .number(String(Double.random(in: -1e9...1e9, using: &random)))
    case 3: return .string(text(&random))
    case 4:
      return .array((0..<Int.random(in: 0...4, using: &random)).map { _ in value(&random, depth: depth + 1) })
    default:
      let names = Set((0..<Int.random(in: 0...4, using: &random)).map { _ in text(&random) })
      return .object(names.sorted().map { ($0, value(&random, depth: depth + 1)) })
    }
  }

  private static func text(_ random: inout SeededGenerator) -> String {
    let ranges: [ClosedRange<UInt32>] = [
      0...0x1F, 0x20...0x7E, 0x7F...0x2FF, 0x2000...0xD7FF, 0xE000...0x1F9FF,
    ]
    var scalars = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      let number = UInt32.random(in: ranges.randomElement(using: &random) ?? 0x20...0x7E, using: &random)
      if let scalar = Unicode.Scalar(number) { scalars.append(scalar) }
    }
    return String(scalars)
  }
}
