/// Divides UTF-8 bytes, handed over in chunks of any size, into the records of a CSV text (RFC 4180 and the
/// liberties that spreadsheets take). Memory is bounded by the limits, time is linear in the length.
///
/// A malformed record costs only the line in which it went wrong: reading resumes with the line after the one
/// where the quote opened, so one stray quote does not swallow the people below it.
struct CSVReader {
  struct Limits {
    var field = 64 * 1024
    var record = 1024 * 1024
    var columns = 1000
  }

  private enum State {
    case prologue, recordStart, fieldStart, unquoted, quoted, quoteInQuoted, afterQuote, skipping
  }

  /// The place after the first line break inside the open quote.
  private struct Resumption {
    var position: Int
    var line: Int
    var byteCount: Int
    var followsCarriageReturn: Bool
  }

  /// The record that the last `.record` or `.malformed` is about.
  private(set) var record = CSVRecord()
  private(set) var delimiter = CSVDelimiter.comma

  private let limits: Limits
  private var separator: UInt8 = UInt8(ascii: ",")
  private var state = State.prologue
  private var buffer: [UInt8] = []
  private var position = 0
  private var recordStart = 0
  private var isFinished = false
  private var row = 0
  private var line = 1
  private var followsCarriageReturn = false
  private var quoteLine: Int?
  private var resumption: Resumption?

  init(limits: Limits = Limits()) { self.limits = limits }

  mutating func append(_ chunk: ArraySlice<UInt8>) {
    let keptFrom = state == .skipping || state == .recordStart ? position : recordStart
    buffer.removeFirst(keptFrom)
    position -= keptFrom
    recordStart = 0
    resumption?.position -= keptFrom
    buffer.append(contentsOf: chunk)
  }

  /// Bytes held until their record is complete; bounded by the limits and the chunk.
  var bufferedByteCount: Int { buffer.count }

  /// Says that no more bytes come.
  mutating func finish() { isFinished = true }

  /// Reads on until a record is complete or broken, or the bytes run out.
  mutating func next() -> CSVStep {
    while true {
      if state == .prologue {
        guard readPrologue() else { return .starved }
      }
      guard position < buffer.count else {
        guard isFinished else { return .starved }
        if let step = stepAtEnd() { return step }
        continue
      }
      if let step = advance() { return step }
    }
  }

  private mutating func readPrologue() -> Bool {
    guard let prologue = CSVPrologue(buffer[...], isWhole: isFinished) else { return false }
    delimiter = prologue.delimiter
    separator = delimiter.byte
    if prologue.skippedBytes > 0 {
      position = prologue.skippedBytes
      line = 1 + CSVReader.lineBreaks(in: buffer[..<position])
      state = .skipping
    } else {
      state = .recordStart
    }
    return true
  }

  private static func lineBreaks(in bytes: ArraySlice<UInt8>) -> Int {
    zip(bytes, [0] + bytes).count { byte, previous in
      byte == .carriageReturn || (byte == .lineFeed && previous != .carriageReturn)
    }
  }

  private mutating func advance() -> CSVStep? {
    switch state {
    case .prologue, .recordStart: beginRecord()
    case .fieldStart: beginField()
    case .unquoted: readUnquoted()
    case .quoted: readQuoted()
    case .quoteInQuoted: readQuoteInQuoted()
    case .afterQuote: readAfterQuote()
    case .skipping: skip()
    }
  }

  private mutating func beginRecord() -> CSVStep? {
    if followsCarriageReturn {
      followsCarriageReturn = false
      if buffer[position] == .lineFeed {
        position += 1
        return nil
      }
    }
    row += 1
    recordStart = position
    record.clear(row: row, line: line)
    quoteLine = nil
    resumption = nil
    state = .fieldStart
    return nil
  }

  private mutating func beginField() -> CSVStep? {
    let byte = buffer[position]
    if byte == .quote {
      // `a, "b"`: spaces before a quote do not belong to the field.
      record.bytes.removeLast(record.openCount)
      quoteLine = line
      resumption = nil
      position += 1
      state = .quoted
    } else if byte == .space, separator != .space, record.openCount < 64 {
      record.bytes.append(byte)
      position += 1
    } else {
      state = .unquoted
    }
    return nil
  }

  private mutating func readUnquoted() -> CSVStep? {
    let stop = runStop
    var index = position
    while index < stop, buffer[index] != separator, buffer[index] != .lineFeed,
      buffer[index] != .carriageReturn
    {
      index += 1
    }
    take(upTo: index)
    if let fault = limitFault() { return broken(fault) }
    guard index < buffer.count else { return nil }
    return endField(at: buffer[index])
  }

  private mutating func readQuoted() -> CSVStep? {
    let stop = runStop
    var index = position
    while index < stop, buffer[index] != .quote, buffer[index] != .lineFeed, buffer[index] != .carriageReturn
    {
      index += 1
    }
    if index > position { followsCarriageReturn = false }
    take(upTo: index)
    if let fault = limitFault() { return broken(fault) }
    guard index < buffer.count else { return nil }
    position += 1
    if buffer[index] == .quote {
      followsCarriageReturn = false
      state = .quoteInQuoted
    } else {
      readLineBreakInQuotes(buffer[index])
    }
    return nil
  }

  private mutating func readLineBreakInQuotes(_ byte: UInt8) {
    if byte == .carriageReturn || !followsCarriageReturn { line += 1 }
    followsCarriageReturn = byte == .carriageReturn
    if resumption == nil {
      resumption = Resumption(
        position: position, line: line, byteCount: record.bytes.count,
        followsCarriageReturn: followsCarriageReturn)
    }
    record.bytes.append(byte)
  }

  private mutating func readQuoteInQuoted() -> CSVStep? {
    if buffer[position] == .quote {
      record.bytes.append(.quote)
      position += 1
      state = .quoted
      return limitFault().flatMap { broken($0) }
    }
    state = .afterQuote
    return nil
  }

  private mutating func readAfterQuote() -> CSVStep? {
    let byte = buffer[position]
    switch byte {
    case separator, .lineFeed, .carriageReturn:
      return endField(at: byte)
    case .space where position - recordStart <= 3 * limits.record:
      position += 1
      return nil
    case .space:
      return broken(.recordTooLong(limit: limits.record, line: nil))
    default:
      return broken(.textAfterQuote(line: quoteLine ?? line))
    }
  }

  private mutating func skip() -> CSVStep? {
    while position < buffer.count, buffer[position] != .lineFeed, buffer[position] != .carriageReturn {
      position += 1
    }
    guard position < buffer.count else { return nil }
    endLine(buffer[position])
    return nil
  }

  /// A run stops one byte beyond the limits, so that a fault is found at the same byte for every chunk size.
  private var runStop: Int {
    let room = min(limits.field - record.openCount, limits.record - record.bytes.count)
    return min(buffer.count, position + max(0, room) + 1)
  }

  private mutating func take(upTo index: Int) {
    record.bytes.append(contentsOf: buffer[position..<index])
    position = index
  }

  private func limitFault() -> CSVFault? {
    let opened = state == .unquoted ? nil : quoteLine
    if record.openCount > limits.field { return .fieldTooLong(limit: limits.field, line: opened) }
    if record.bytes.count > limits.record { return .recordTooLong(limit: limits.record, line: opened) }
    return nil
  }

  private mutating func endField(at byte: UInt8) -> CSVStep? {
    resumption = nil
    guard record.ends.count < limits.columns else { return broken(.tooManyColumns(limit: limits.columns)) }
    record.ends.append(record.bytes.count)
    guard byte == separator else {
      endLine(byte)
      return record.isBlank ? nil : .record
    }
    position += 1
    state = .fieldStart
    return nil
  }

  private mutating func endLine(_ byte: UInt8) {
    position += 1
    line += 1
    followsCarriageReturn = byte == .carriageReturn
    state = .recordStart
  }

  private mutating func broken(_ fault: CSVFault) -> CSVStep {
    followsCarriageReturn = false
    state = .skipping
    // No line is read a third time: a quote stays open across lines only while all their quotes are doubled,
    // and such a line, read afresh, leaves none open at its end.
    if let resumption {
      record.bytes.removeLast(max(0, record.bytes.count - resumption.byteCount))
      position = resumption.position
      line = resumption.line
      followsCarriageReturn = resumption.followsCarriageReturn
      state = .recordStart
    }
    if record.ends.count < limits.columns { record.ends.append(record.bytes.count) }
    resumption = nil
    return .malformed(fault)
  }

  private mutating func stepAtEnd() -> CSVStep? {
    switch state {
    case .prologue, .recordStart, .skipping:
      return .end
    case .fieldStart, .unquoted, .quoteInQuoted, .afterQuote:
      return endField(at: .lineFeed)
    case .quoted:
      return broken(.unclosedQuote(line: quoteLine ?? line))
    }
  }
}
