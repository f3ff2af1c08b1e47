import Foundation
import Testing

@testable import CRM

@Suite struct RejectsFileTests {
  @Test(arguments: [
    ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("=1+1", "'=1+1"),
    ("+49", "'+49"),
    ("-1", "-1"), ("-1x", "'-1x"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "\"'\rx\""),
    ("=\"a\"", "\"'=\"\"a\"\"\""),
    ("", ""), (" x", "\" x\""),
  ])
  func escapes(field: String, expected: String) {
    #expect(String(decoding: RejectsFile.escaped(field), as: UTF8.self) == expected)
  }

  @Test func aCorrectedFileCanBeImportedAsItIs() throws {
    try withImportFolder { folder in
      let path = folder.appending(path: "rejects.csv").path
      let rejects = try importing("name;phone;city;x\nA B;+4930123456;\"Bo;nn\";=1\nC;bad;;\nD E;bad;;\n")
        .rejects
      let file = RejectsFile(path: path, headers: ["name", "phone", "city", "x"])
      for reject in rejects { try file.write(reject) }
      try file.write(RejectedRow(row: 9, line: 9, faults: [], fields: ["F G", "+4930123456", "Bo,nn", "=1"]))
      #expect(!FileManager.default.fileExists(atPath: path))
      #expect(try file.finish())
      let text = try String(contentsOfFile: path, encoding: .utf8)
      #expect(
        text == "row,column,code,reason,name,phone,city,x\r\n"
          + "3,name; phone,name_not_split; invalid_phone,"
          + "\"name is a single word; a client needs a first and a last name; "
          + "phone is not a phone number (5 to 20 digits, with + ( ) - . / and spaces)\",C,bad,,\r\n"
          + "4,phone,invalid_phone,\"phone is not a phone number (5 to 20 digits, with + ( ) - . / and spaces)\",D E,bad,,\r\n"
          + "9,,,,F G,'+4930123456,\"Bo,nn\",'=1\r\n")
      let corrected = text.replacing("D E,bad", with: "D E,55501001")
      let again = try importing(corrected)
      #expect(again.rows.map(\.phone) == ["55501001", "+4930123456"])
      #expect(again.rows.map(\.metadata) == [[:], ["x": "=1"]])
      #expect(again.rejects.map(\.row) == [2])
      let second = RejectsFile(
        path: path, headers: ["row", "column", "code", "reason", "name", "phone", "city", "x"])
      for reject in again.rejects { try second.write(reject) }
      try second.finish()
      let lines = csvFields(try String(contentsOfFile: path, encoding: .utf8))
      #expect(lines.first == ["row", "column", "code", "reason", "name", "phone", "city", "x"])
      #expect(lines.last?.first == "2")
      #expect(lines.last?.suffix(4) == ["C", "bad", "", ""])
    }
  }

  @Test func withoutRejectsThereIsNoFile() throws {
    try withImportFolder { folder in
      let path = folder.appending(path: "rejects.csv").path
      #expect(try !RejectsFile(path: path, headers: ["name"]).finish())
      do {
        let unfinished = RejectsFile(path: path, headers: ["name"])
        try unfinished.write(RejectedRow(row: 2, line: 2, faults: [], fields: ["x"]))
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test func saysWhenItCannotWrite() {
    let file = RejectsFile(path: "/nowhere/rejects.csv", headers: [])
    let failure = #expect(throws: ImportFailure.self) {
      try file.write(RejectedRow(row: 2, line: 2, faults: [], fields: []))
    }
    #expect(failure?.code == .unwritable)
  }

  @Test func manyRejectsReachTheFile() throws {
    try withImportFolder { folder in
      let path = folder.appending(path: "rejects.csv").path
      let file = RejectsFile(path: path, headers: ["name"])
      for row in 2..<20_002 { try file.write(RejectedRow(row: row, line: row, faults: [], fields: ["Anna"])) }
      try file.finish()
      let lines = csvFields(try String(contentsOfFile: path, encoding: .utf8))
      #expect(lines.count == 20_001)
      #expect(lines.last == ["20001", "", "", "", "Anna"])
    }
  }
}
