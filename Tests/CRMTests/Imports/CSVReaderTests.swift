import Testing

@testable import CRM

@Suite struct CSVReaderTests {
  @Test(arguments: [
    ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a;b\r\n1;2,5\r\n", [["a", "b"], ["1", "2,5"]]),
    ("a\tb\r1\t2;3", [["a", "b"], ["1", "2;3"]]),
    ("\"x,y,z\";b\n1;2\n", [["x,y,z", "b"], ["1", "2"]]),
    ("sep=;\r\na,1;b\r\n3;4\r\n", [["a,1", "b"], ["3", "4"]]),
    ("sep=|\na|b\n1|2", [["a", "b"], ["1", "2"]]),
    ("only\none\n", [["only"], ["one"]]),
    (
      "a,b\n\"x \"\"y\"\" z\",\"line 1\nline 2\r\nline 3\"\n",
      [["a", "b"], ["x \"y\" z", "line 1\nline 2\r\nline 3"]]
    ),
    ("a,b\n1, \"2, 3\" \n", [["a", "b"], ["1", "2, 3"]]),
    ("a,b\n5'10\",x \"y\" z\n", [["a", "b"], ["5'10\"", "x \"y\" z"]]),
    ("a,b\n,\n \n\n1,\n\"\",\"\"\n,2", [["a", "b"], ["1", ""], ["", "2"]]),
    ("\n\r\na,b\n1,2\n", [["a", "b"], ["1", "2"]]),
    ("a,b\n\"\",\"\"\"\"\n", [["a", "b"], ["", "\""]]),
    ("", []),
    ("\n\r\r\n", []),
  ])
  func divides(text: String, expected: [[String]]) {
    #expect(csvFields(text) == expected)
  }

  @Test func numbersRowsAsASpreadsheetAndLinesAsAnEditor() {
    let lines = csvLines(Array("a,b\r\n\r\n1,\"x\r\ny\rz\"\r\n2,3\n".utf8))
    #expect(lines.map(\.row) == [1, 3, 4])
    #expect(lines.map(\.line) == [1, 3, 6])
  }

  @Test func countsTheSeparatorLineAsALineButNotAsARow() {
    let lines = csvLines(Array("sep=;\na;b\n1;2\n".utf8))
    #expect(lines.map(\.row) == [1, 2])
    #expect(lines.map(\.line) == [2, 3])
  }

  @Test func aTruncatedFileNamesTheLineOfTheOpenQuote() {
    let lines = csvLines(Array("a,b\n1,2\n3,\"cut o".utf8))
    #expect(lines.last?.fault == .unclosedQuote(line: 3))
    #expect(lines.last?.fields == ["3", "cut o"])
  }

  @Test func aStrayQuoteCostsOneLine() {
    let text = "a,b\n1,\"stray\n2,x\n3,\"good, one\"\n4,y\n"
    let lines = csvLines(Array(text.utf8))
    #expect(lines.map(\.fault) == [nil, .textAfterQuote(line: 2), nil, nil, nil])
    #expect(
      lines.dropFirst().map(\.fields) == [["1", "stray"], ["2", "x"], ["3", "good, one"], ["4", "y"]])
    #expect(lines.map(\.line) == [1, 2, 3, 4, 5])
  }

  @Test func aStrayQuoteWithoutAnotherCostsOneLine() {
    let people = (1...1000).map { "\($0),x\r\n" }.joined()
    let lines = csvLines(Array("a,b\r\n0,\"stray\r\n\(people)".utf8))
    #expect(lines.count == 1002)
    #expect(lines[1].fault == .unclosedQuote(line: 2))
    #expect(lines.dropFirst(2).allSatisfy { $0.fault == nil && $0.fields.count == 2 })
    #expect(lines.last?.line == 1002)
  }

  @Test(arguments: [
    ("a,b\n\(String(repeating: "x", count: 11)),2\n3,4\n", CSVFault.fieldTooLong(limit: 10, line: nil)),
    ("a,b\n\"\(String(repeating: "x", count: 11))\",2\n3,4\n", .fieldTooLong(limit: 10, line: 2)),
    ("a,b\n12345678,12345678,12345\n3,4\n", .recordTooLong(limit: 20, line: nil)),
    ("a,b\n1,2,3,4,5\n3,4\n", .tooManyColumns(limit: 4)),
    ("a,b\n\"x\" y,2\n3,4\n", .textAfterQuote(line: 2)),
  ])
  func resynchronisesAfterAFault(text: String, fault: CSVFault) {
    let lines = csvLines(Array(text.utf8), limits: .init(field: 10, record: 20, columns: 4))
    #expect(lines.map(\.fault) == [nil, fault, nil])
    #expect(lines.last?.fields == ["3", "4"])
  }

  @Test func fieldsAtTheLimitAreFine() {
    let lines = csvLines(
      Array("a,b\n1234567890,\"123456789\"\"\"\n".utf8), limits: .init(field: 10, record: 20))
    #expect(lines.map(\.fault) == [nil, nil])
    #expect(lines.last?.fields == ["1234567890", "123456789\""])
  }

  @Test func aLineOfOneMegabyteIsRefusedAndTheNextRead() {
    let long = String(repeating: "x", count: 1_000_000)
    let lines = csvLines(Array("a,b\n\(long),2\n3,4\n".utf8))
    #expect(lines.map(\.fault) == [nil, .fieldTooLong(limit: 65_536, line: nil), nil])
    #expect(lines[1].fields.joined().utf8.count == 65_537)
  }

  @Test func endlessSpacesBehindAQuoteAreRefused() {
    let lines = csvLines(
      Array("a,b\n\"1\"\(String(repeating: " ", count: 100)),2\n3,4".utf8),
      limits: .init(field: 10, record: 20))
    #expect(lines.map(\.fault) == [nil, .recordTooLong(limit: 20, line: nil), nil])
  }
}
