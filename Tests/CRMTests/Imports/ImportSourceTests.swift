import Foundation
import Testing

@testable import CRM

@Suite struct ImportSourceTests {
  @Test func surveysBeforeItReads() throws {
    let text =
      "Vorname;Name;Größe;Geburtsdatum\nAnna;Kim;1,70;17.05.1990\n\nBob;Lee;x;\"broken\" y\nEva;Gil;1,65;\n"
    try withImportSource(text.utf8) { source in
      let survey = source.survey
      #expect(survey.encoding == .utf8)
      #expect(survey.delimiter == .semicolon)
      #expect(survey.rowCount == 3)
      #expect(survey.byteCount == text.utf8.count)
      #expect(survey.columns.kept.map(\.key) == ["Größe"])
      let batch = try #require(try source.nextBatch(limit: 10))
      #expect(batch.rows.map(\.row) == [2, 5])
      #expect(batch.rejects.map(\.row) == [4])
      #expect(batch.rejects.first?.faults.first?.column == "Geburtsdatum")
      #expect(source.bytesRead == survey.byteCount)
      #expect(try source.nextBatch(limit: 10) == nil)
    }
  }

  @Test func batchesHoldAtMostTheLimit() throws {
    let text =
      "name,email\n" + (1...25).map { "A B,\($0.isMultiple(of: 5) ? "x" : "a\($0)@b.co")\n" }.joined()
    try withImportSource(text.utf8) { source in
      var sizes: [[Int]] = []
      while let batch = try source.nextBatch(limit: 10) {
        sizes.append([batch.rows.count, batch.rejects.count])
      }
      #expect(sizes == [[8, 2], [8, 2], [4, 1]])
    }
  }

  @Test func batchesOfLongRowsEndEarly() throws {
    let long = String(repeating: "x", count: 60_000)
    let imported = try withImportSource(("name,notes\n" + String(repeating: "A B,\(long)\n", count: 40)).utf8)
    { source in
      try #require(try source.nextBatch(limit: 1000)).count
    }
    #expect(imported == 18)
  }

  @Test func duplicatesInABatchNameTheFirst() throws {
    let imported = try importing(
      "id,name,email,barcode\n1,A B,a@b.co,7\n2,C D,A@B.CO,8\n1,E F,,7\n4,G H,,\n,I J,,\n,K L,c@b.co,8\n")
    #expect(imported.rows.map(\.row) == [2, 5, 6, 7])
    #expect(
      imported.faults == [
        "email duplicate_email", "id duplicate_external_id", "barcode duplicate_member_number",
      ])
    #expect(imported.rejects.flatMap(\.faults).allSatisfy { $0.reason == "is the same as in row 2" })
  }

  @Test func raggedRowsSayHowManyColumns() throws {
    let imported = try importing("name,email,city\nA B,a@b.co\nC D,,Bonn,extra\nE F,,Bonn,,\nG H,,\n")
    #expect(imported.rows.map(\.firstName) == ["E", "G"])
    #expect(
      imported.rejects.flatMap(\.faults).map(\.reason) == [
        "has 2 columns, the header has 3", "has 4 columns, the header has 3",
      ])
  }

  @Test func aTruncatedFileKeepsItsWholeRows() throws {
    let imported = try importing("name,email,city\nA B,a@b.co,Bonn\nC D,c@b.co,\"Bo")
    #expect(imported.rows.map(\.firstName) == ["A"])
    #expect(imported.faults == ["city unclosed_quote"])
  }

  @Test(
    arguments: [
      ([], ImportFailure.Code.empty), (Array("\n\r\n".utf8), .headerMissing),
      ([0xEF, 0xBB, 0xBF], .headerMissing),
      ([0x50, 0x4B, 3, 4, 20, 0], .binary), (Array("%PDF-1.7".utf8), .binary),
      (Array(repeating: 0, count: 5000), .binary),
      (Array("name\0,email\n".utf8), .headerUnreadable), (Array("name,\"email\n".utf8), .headerUnreadable),
      (Array(String(repeating: "x", count: 100_000).utf8), .headerUnreadable),
      (Array(("name" + String(repeating: ",", count: 1000)).utf8), .headerUnreadable),
    ] as [([UInt8], ImportFailure.Code)])
  func refusesWhatIsNoTable(bytes: [UInt8], code: ImportFailure.Code) {
    #expect(throws: ImportFailure.self) { try importing(bytes) }
    do { _ = try importing(bytes) } catch { #expect((error as? ImportFailure)?.code == code) }
  }

  @Test func refusesPathsThatAreNoFiles() throws {
    try withImportFolder { folder in
      let pipe = folder.appending(path: "pipe").path
      #expect(mkfifo(pipe, 0o600) == 0)
      let cases = [
        (folder.path, ImportFailure.Code.directory), (folder.path + "/none.csv", .missing), (pipe, .notAFile),
      ]
      for (path, code) in cases {
        let failure = #expect(throws: ImportFailure.self) { try ImportSource(path: path, today: importDay) }
        #expect(failure?.code == code)
        #expect(failure?.reason.contains(path) == true)
      }
    }
  }

  @Test func noticesThatTheFileChanged() throws {
    try withImportFolder { folder in
      let file = folder.appending(path: "people.csv")
      try Data("name\nA B\n".utf8).write(to: file)
      let source = try ImportSource(path: file.path, today: importDay)
      let handle = try FileHandle(forWritingTo: file)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("C D\n".utf8))
      try handle.close()
      let failure = #expect(throws: ImportFailure.self) { while try source.nextBatch(limit: 10) != nil {} }
      #expect(failure?.code == .changed)
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func anyLineBreakWillDo(lineBreak: String) throws {
    let imported = try importing(["name,city", "A B,Bonn", "C D,Köln"].joined(separator: lineBreak))
    #expect(imported.rows.map(\.address?.city) == ["Bonn", "Köln"])
  }
}
