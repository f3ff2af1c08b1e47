/// How the characters of a file are written as bytes.
public enum TextEncoding: String, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case windows1252 = "CP1252"

  /// The name that people and programs show.
  public var label: String { self == .windows1252 ? "Windows-1252" : rawValue }
}

/// What a file turned out to be written in: judged from its first bytes and, without a mark, all of them.
struct DetectedEncoding: Equatable {
  var encoding: TextEncoding

  /// Length of the byte order mark.
  var skippedBytes = 0

  /// Where the first byte lies that is no text in this encoding, if that is known before converting.
  var firstInvalidByte: Int?

  init(encoding: TextEncoding, skippedBytes: Int = 0, firstInvalidByte: Int? = nil) {
    self.encoding = encoding
    self.skippedBytes = skippedBytes
    self.firstInvalidByte = firstInvalidByte
  }

  init(of file: ImportFile, chunkSize: Int = 64 * 1024) throws(ImportFailure) {
    var head = [UInt8](repeating: 0, count: 4096)
    head.removeLast(head.count - (try file.read(into: &head, at: 0)))
    if let format = DetectedEncoding.foreignFormat(head) {
      throw ImportFailure(
        code: .binary, reason: "\(file.path) is \(format), not CSV; open it and save it as CSV (UTF-8)")
    }
    if let marked = DetectedEncoding.marked(head) ?? DetectedEncoding.unmarkedUTF16(head) {
      self = marked
      guard encoding == .utf8 else { return }
    } else {
      self.init(encoding: .utf8)
    }
    guard !DetectedEncoding.isBinary(head) else {
      throw ImportFailure(
        code: .binary, reason: "\(file.path) is not a text file; save the list as CSV (UTF-8) and import that"
      )
    }
    let check = try DetectedEncoding.check(file, from: skippedBytes, chunkSize: chunkSize)
    firstInvalidByte = check.firstInvalidByte
    // A Windows-1252 text hardly ever contains a valid UTF-8 sequence, a damaged UTF-8 text many: so one
    // cut or broken character does not turn every other umlaut of the file into two wrong letters.
    if skippedBytes == 0, check.invalidCount > check.sequenceCount {
      self.init(encoding: .windows1252)
    }
  }

  private static func foreignFormat(_ head: [UInt8]) -> String? {
    let formats: [([UInt8], String)] = [
      ([0x50, 0x4B, 0x03, 0x04], "an Excel workbook or ZIP archive"),
      ([0x50, 0x4B, 0x05, 0x06], "an empty ZIP archive"),
      ([0xD0, 0xCF, 0x11, 0xE0], "an old Excel workbook"),
      ([0x25, 0x50, 0x44, 0x46], "a PDF"),
      ([0x1F, 0x8B], "a gzip archive"),
      ([0x37, 0x7A, 0xBC, 0xAF], "a 7-Zip archive"),
      ([0x89, 0x50, 0x4E, 0x47], "an image"),
      ([0xFF, 0xD8, 0xFF], "an image"),
      (Array("SQLite format 3".utf8), "an SQLite database"),
      (Array("{\\rtf".utf8), "a rich text document"),
    ]
    return formats.first { head.starts(with: $0.0) }?.1
  }

  private static func marked(_ head: [UInt8]) -> DetectedEncoding? {
    if head.starts(with: [0xEF, 0xBB, 0xBF]) { return DetectedEncoding(encoding: .utf8, skippedBytes: 3) }
    if head.starts(with: [0xFF, 0xFE]) {
      return DetectedEncoding(encoding: .utf16LittleEndian, skippedBytes: 2)
    }
    if head.starts(with: [0xFE, 0xFF]) {
      return DetectedEncoding(encoding: .utf16BigEndian, skippedBytes: 2)
    }
    return nil
  }

  /// A CSV header is mostly ASCII, whose UTF-16 form has a NUL in every other byte.
  private static func unmarkedUTF16(_ head: [UInt8]) -> DetectedEncoding? {
    var zeros = (even: 0, odd: 0)
    for (index, byte) in head.enumerated() where byte == 0 {
      if index.isMultiple(of: 2) { zeros.even += 1 } else { zeros.odd += 1 }
    }
    let units = head.count / 2
    if zeros.odd * 4 > units, zeros.even * 20 <= units {
      return DetectedEncoding(encoding: .utf16LittleEndian)
    }
    if zeros.even * 4 > units, zeros.odd * 20 <= units { return DetectedEncoding(encoding: .utf16BigEndian) }
    return nil
  }

  private static func isBinary(_ head: [UInt8]) -> Bool {
    let controls = head.count { $0 < 0x20 && !(0x09...0x0D).contains($0) }
    return controls * 10 > head.count
  }

  private static func check(
    _ file: ImportFile, from start: Int, chunkSize: Int
  ) throws(ImportFailure) -> UTF8Check {
    var check = UTF8Check(offset: start)
    var chunk = [UInt8](repeating: 0, count: chunkSize)
    while true {
      let count = try file.read(into: &chunk, at: check.offset)
      guard count > 0 else { break }
      check.feed(chunk[..<count])
    }
    check.finish()
    return check
  }
}
