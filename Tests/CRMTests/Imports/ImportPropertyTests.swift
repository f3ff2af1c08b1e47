import Foundation
import Testing

@testable import CRM

/// Random files from fixed seeds.
@Suite struct ImportPropertyTests {
  @Test(arguments: 1...40)
  func whatIsWrittenIsRead(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let delimiter = [",", ";", "\t"].randomElement(using: &random) ?? ","
    let lineBreak = ["\n", "\r\n", "\r"].randomElement(using: &random) ?? "\n"
    let isWestern = Bool.random(using: &random)
    let rows = (0..<30).map { _ in
      ["A", "B", "C"].map { $0 + ImportPropertyTests.field(isWestern, &random) }
    }
    let table = [["first name", "last name", "x"]] + rows
    let text = table.map { fields in
      fields.map { ImportPropertyTests.written($0, delimiter, &random) }.joined(separator: delimiter)
        + lineBreak
    }.joined()
    let files: [[UInt8]] =
      [
        text.encoded(.utf8), text.encoded(.utf8, mark: [0xEF, 0xBB, 0xBF]),
        text.encoded(.utf16LittleEndian, mark: [0xFF, 0xFE]),
        text.encoded(.utf16BigEndian, mark: [0xFE, 0xFF]),
      ] + (isWestern ? [text.encoded(.windowsCP1252)] : [])
    for bytes in files {
      try withImportFolder { folder in
        let path = folder.appending(path: "x.csv").path
        try Data(bytes).write(to: URL(filePath: path))
        let file = try ImportFile(path: path)
        let records = try RecordStream(
          file, DetectedEncoding(of: file), chunkSize: Int.random(in: 1...300, using: &random))
        var read: [[String]] = []
        while try records.next() == .record { read.append(records.record.fields) }
        #expect(read == table)
      }
    }
  }

  @Test(arguments: 1...150)
  func noInputTrapsAndNoChunkSizeMatters(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let bytes = ImportPropertyTests.mutated(&random)
    let limits = CSVReader.Limits(field: 40, record: 120, columns: 12)
    let whole = csvLines(bytes, limits: limits)
    #expect(csvLines(bytes, chunkSize: 1, limits: limits) == whole)
    #expect(csvLines(bytes, chunkSize: 7, limits: limits) == whole)
    #expect(whole.allSatisfy { $0.fields.count <= 12 })
    let outcome = ImportPropertyTests.outcome(bytes, chunkSize: 65_536)
    #expect(ImportPropertyTests.outcome(bytes, chunkSize: 1) == outcome)
    #expect(ImportPropertyTests.outcome(bytes, chunkSize: 7) == outcome)
    #expect(outcome != .unknownError)
  }

  @Test func everyRowIsEitherReadOrRejected() throws {
    for seed in UInt64(200)..<240 {
      var random = SeededGenerator(state: seed)
      let bytes = ImportPropertyTests.mutated(&random)
      try? withImportSource(bytes) { source in
        var count = 0
        while let batch = try source.nextBatch(limit: 3) { count += batch.count }
        #expect(count == source.survey.rowCount)
      }
    }
  }

  @Test func memoryDoesNotGrowWithTheFile() throws {
    let line = "Anna,Kim,anna@example.com,\"555-0101\",\"a note, with\nmore\",17.05.1990\n"
    try withImportFolder { folder in
      let path = folder.appending(path: "long.csv").path
      let block = Data(String(repeating: line, count: 10_000).utf8)
      let header = Data("first name,last name,email,phone,notes,dob\n".utf8)
      try header.write(to: URL(filePath: path))
      let handle = try FileHandle(forWritingTo: URL(filePath: path))
      try handle.seekToEnd()
      for _ in 0..<20 { try handle.write(contentsOf: block) }
      // One quote that nobody closes, before as much again as fits under every limit.
      try handle.write(contentsOf: Data("Bob,\"Lee,,,,\n\(String(repeating: "x", count: 3_000_000))".utf8))
      try handle.close()
      let file = try ImportFile(path: path)
      let records = try RecordStream(file, DetectedEncoding(of: file), chunkSize: 65_536)
      var peak = 0
      var step = try records.next()
      while step != .end {
        peak = max(peak, records.reader.bufferedByteCount)
        step = try records.next()
      }
      #expect(peak < 256 * 1024)
    }
  }

  private enum Outcome: Equatable {
    case imported(Imported)
    case refused(ImportFailure.Code)
    case unknownError
  }

  private static func outcome(_ bytes: [UInt8], chunkSize: Int) -> Outcome {
    do {
      return .imported(try importing(bytes, chunkSize: chunkSize))
    } catch {
      return (error as? ImportFailure).map { .refused($0.code) } ?? .unknownError
    }
  }

  private static func field(_ isWestern: Bool, _ random: inout SeededGenerator) -> String {
    let western = ["a", "Z", "é", "ü", "ß", "ñ", "\"", ",", ";", "\t", "\n", "\r\n", " ", "’", "0", "'"]
    let world = western + ["ł", "م", "ש", "王", "😀", "e\u{301}", "\u{202E}", "👩‍👩‍👧"]
    return (0..<Int.random(in: 0...12, using: &random))
      .map { _ in (isWestern ? western : world).randomElement(using: &random) ?? "" }.joined() + "."
  }

  private static func written(_ field: String, _ delimiter: String, _ random: inout SeededGenerator) -> String
  {
    let needsQuotes = field.unicodeScalars.contains { "\"\r\n\(delimiter)".unicodeScalars.contains($0) }
    guard needsQuotes || Bool.random(using: &random) else { return field }
    return "\"" + field.replacing("\"", with: "\"\"") + "\""
  }

  /// A table of people with a few bytes changed, removed or repeated.
  private static func mutated(_ random: inout SeededGenerator) -> [UInt8] {
    var text = "first name,last name,email,dob,estado,sexo\r\n"
    for row in 0..<12 {
      text += "Zoë,\"Kim, \(row)\",z\(row)@example.com,\"1\(row % 10)/5/1990\",\"Ac\"\"tivo\ny\",M\r\n"
    }
    let encodings: [String.Encoding] = [.utf8, .utf8, .utf16LittleEndian, .windowsCP1252]
    var bytes = text.encoded(encodings.randomElement(using: &random) ?? .utf8)
    let special: [UInt8] = [0x22, 0x22, 0x2C, 0x0A, 0x0D, 0x00, 0xFF, 0xE2, 0x20, 0x3B]
    for _ in 0..<Int.random(in: 0...20, using: &random) {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[place] = special.randomElement(using: &random) ?? 0
      case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 2: bytes.remove(at: place)
      default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
      }
    }
    if Int.random(in: 0..<5, using: &random) == 0 {
      bytes = (0..<Int.random(in: 1...2000, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    }
    return bytes
  }
}
