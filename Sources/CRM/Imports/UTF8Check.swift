/// Counts, over any division into chunks, the sequences of several bytes that are valid UTF-8 and the faults.
struct UTF8Check {
  private(set) var offset: Int
  private(set) var sequenceCount = 0
  private(set) var invalidCount = 0
  private(set) var firstInvalidByte: Int?

  private var missing = 0
  private var sequenceStart = 0
  private var allowed: ClosedRange<UInt8> = 0x80...0xBF

  init(offset: Int = 0) { self.offset = offset }

  mutating func feed(_ bytes: ArraySlice<UInt8>) {
    for byte in bytes {
      if byte >= 0x80 || missing > 0 { take(byte) }
      offset += 1
    }
  }

  mutating func finish() {
    if missing > 0 { refuse() }
  }

  private mutating func take(_ byte: UInt8) {
    if missing > 0 {
      if allowed.contains(byte) {
        missing -= 1
        allowed = 0x80...0xBF
        if missing == 0 { sequenceCount += 1 }
        return
      }
      refuse()
    }
    begin(byte)
  }

  /// The second byte's range depends on the first: no overlong forms, no surrogates, none above U+10FFFF.
  private mutating func begin(_ byte: UInt8) {
    sequenceStart = offset
    allowed = 0x80...0xBF
    switch byte {
    case ..<0x80: return
    case 0xC2...0xDF: missing = 1
    case 0xE0...0xEF:
      missing = 2
      if byte == 0xE0 { allowed = 0xA0...0xBF } else if byte == 0xED { allowed = 0x80...0x9F }
    case 0xF0...0xF4:
      missing = 3
      if byte == 0xF0 { allowed = 0x90...0xBF } else if byte == 0xF4 { allowed = 0x80...0x8F }
    default: refuse()
    }
  }

  private mutating func refuse() {
    invalidCount += 1
    firstInvalidByte = firstInvalidByte ?? sequenceStart
    missing = 0
  }
}
