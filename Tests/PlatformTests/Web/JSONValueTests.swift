import Testing

@testable import Web

@Suite struct JSONValueTests {
  @Test(
    arguments: [
      (.null, "null"), (true, "true"), (.number("1e400"), "1e400"), (-5, "-5"), ([], "[]"), ([:], "{}"),
      (["b": 1, "a": [.null, "x"]], #"{"b":1,"a":[null,"x"]}"#),
      ("\"\\/\u{7f}é😀\u{2028}", "\"\\\"\\\\/\u{7f}é😀\u{2028}\""),
      ("\u{0}\u{1}\u{8}\t\n\u{c}\r\u{1f}", #""\u0000\u0001\u0008\u0009\u000a\u000c\u000d\u001f""#),
      (["a\"\n": "b"], #"{"a\"\u000a":"b"}"#),
    ] as [(JSONValue, String)])
  func writes(value: JSONValue, text: String) {
    #expect(value.text() == text)
  }

  @Test func indentsByTwo() {
    let value: JSONValue = ["a": [1, ["b": .null], []], "c": [:]]
    #expect(
      value.text(indented: true) == """
        {
          "a": [
            1,
            {
              "b": null
            },
            []
          ],
          "c": {}
        }
        """)
  }

  @Test func equalityMindsKindsNumbersAndOrder() {
    let different: [JSONValue] = [
      .null, true, false, 1, .number("1.0"), "1", "", [], [1], [1, 1], [:], ["a": 1], ["b": 1], ["a": "1"],
      ["a": 1, "b": 2], ["b": 2, "a": 1],
    ]
    for (index, left) in different.enumerated() {
      for (other, right) in different.enumerated() { #expect((left == right) == (index == other)) }
    }
  }

  @Test func findsMembersByName() {
    let value: JSONValue = ["a": 1, "b": ["c": .null]]
    #expect(value["a"] == 1)
    #expect(value["b"]?["c"] == .null)
    #expect(value["c"] == nil)
    #expect(JSONValue.array([])["a"] == nil)
  }
}
