/// The records of a file, from its first to its last, read chunk by chunk.
final class RecordStream {
  private(set) var reader = CSVReader()

  /// How much of the file has been read, in bytes.
  private(set) var bytesRead: Int

  private let rowLimit: Int
  private let file: ImportFile
  private let decoder: TextDecoder
  private var chunk: [UInt8]

  /// `rowLimit` counts rows as a spreadsheet numbers them: the header and empty ones, too.
  init(_ file: ImportFile, _ encoding: DetectedEncoding, chunkSize: Int, rowLimit: Int = .max)
    throws(ImportFailure)
  {
    self.file = file
    self.rowLimit = rowLimit
    decoder = try TextDecoder(encoding)
    chunk = [UInt8](repeating: 0, count: chunkSize)
    bytesRead = encoding.skippedBytes
  }

  var record: CSVRecord { _read { yield reader.record } }

  var firstInvalidByte: Int? { decoder.firstInvalidByte }

  /// Answers `.record`, `.malformed` or `.end`, never `.starved`.
  func next() throws(ImportFailure) -> CSVStep {
    while true {
      let step = reader.next()
      guard reader.record.row <= rowLimit else {
        throw ImportFailure(code: .tooManyRows, reason: "the file has more than \(rowLimit) rows; divide it")
      }
      guard step == .starved else { return step }
      try fill()
    }
  }

  private func fill() throws(ImportFailure) {
    let count = try file.read(into: &chunk, at: bytesRead)
    bytesRead += count
    if count > 0 {
      reader.append(decoder.decode(chunk[..<count]))
    } else {
      reader.append(decoder.finish())
      reader.finish()
      try file.checkUnchanged()
    }
  }
}
