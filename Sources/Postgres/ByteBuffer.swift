import Glibc

/// A growing buffer that is written by pointer: an array checks uniqueness and bounds for every piece.
struct ByteBuffer: ~Copyable {
  private var base: UnsafeMutablePointer<UInt8>
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  var string: String { String(decoding: UnsafeBufferPointer(start: base, count: count), as: UTF8.self) }

  func append(to bytes: inout [UInt8]) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: base, count: count))
  }

  mutating func append(byte: UInt8) {
    if count == capacity { grow(by: 1) }
    base[count] = byte
    count += 1
  }

  mutating func append(_ source: UnsafeRawBufferPointer) {
    guard let start = source.baseAddress else { return }
    reserve(source.count)
    memcpy(base + count, start, source.count)
    count += source.count
  }

  mutating func append(_ literal: StaticString) {
    append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  mutating func append(_ value: Double) {
    guard value.isFinite else { return append("null") }
    var text = value.description
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func append(_ value: Float) {
    guard value.isFinite else { return append("null") }
    var text = value.description
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func append(_ value: Int64) {
    reserve(20)
    if value < 0 { put(UInt8(ascii: "-")) }
    var rest = value.magnitude
    var width = 1
    var bound = rest / 10
    while bound > 0 {
      width += 1
      bound /= 10
    }
    for index in stride(from: count + width - 1, through: count, by: -1) {
      base[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    count += width
  }

  /// Hyphenated lower case hexadecimal, 36 characters from 16 bytes.
  mutating func append(uuid source: UnsafeRawPointer) {
    reserve(36)
    hexadecimal.withUTF8Buffer { digits in
      for index in 0..<16 {
        if index == 4 || index == 6 || index == 8 || index == 10 { put(UInt8(ascii: "-")) }
        let byte = source.load(fromByteOffset: index, as: UInt8.self)
        put(digits[Int(byte >> 4)])
        put(digits[Int(byte & 15)])
      }
    }
  }

  /// `2026-11-21` from days after 2000-01-01.
  mutating func append(days: Int) {
    reserve(32)
    let date = civilDate(days: days)
    if (0...9999).contains(date.year) {
      put(pair: date.year / 100)
      put(pair: date.year % 100)
    } else {
      append(Int64(date.year))
    }
    put(UInt8(ascii: "-"))
    put(pair: date.month)
    put(UInt8(ascii: "-"))
    put(pair: date.day)
  }

  /// `2026-11-21T10:00:00.123Z` from microseconds after 2000-01-01.
  mutating func append(timestamp microseconds: Int64) {
    let day: Int64 = 86_400_000_000
    let time = ((microseconds % day) + day) % day
    append(days: Int((microseconds - time) / day))
    reserve(16)
    let milliseconds = Int(time / 1000)
    put(UInt8(ascii: "T"))
    put(pair: milliseconds / 3_600_000)
    put(UInt8(ascii: ":"))
    put(pair: milliseconds / 60_000 % 60)
    put(UInt8(ascii: ":"))
    put(pair: milliseconds / 1000 % 60)
    put(UInt8(ascii: "."))
    put(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: milliseconds % 1000 / 100))
    put(pair: milliseconds % 100)
    put(UInt8(ascii: "Z"))
  }

  mutating func append(base64 source: UnsafeRawBufferPointer) {
    reserve((source.count + 2) / 3 * 4)
    base64Alphabet.withUTF8Buffer { alphabet in
      var index = 0
      while index < source.count {
        let left = source.count - index
        var group = UInt32(source[index]) << 16
        if left > 1 { group |= UInt32(source[index + 1]) << 8 }
        if left > 2 { group |= UInt32(source[index + 2]) }
        put(alphabet[Int(group >> 18 & 63)])
        put(alphabet[Int(group >> 12 & 63)])
        put(left > 1 ? alphabet[Int(group >> 6 & 63)] : UInt8(ascii: "="))
        put(left > 2 ? alphabet[Int(group & 63)] : UInt8(ascii: "="))
        index += 3
      }
    }
  }

  mutating func append(quoted string: String) {
    var string = string
    string.withUTF8 { append(quoted: UnsafeRawBufferPointer($0)) }
  }

  /// A JSON string. Most text needs no escape and is copied whole.
  mutating func append(quoted source: UnsafeRawBufferPointer) {
    reserve(source.count + 2)
    put(UInt8(ascii: "\""))
    var start = 0
    while start < source.count {
      let end = firstEscape(in: source, from: start)
      append(UnsafeRawBufferPointer(rebasing: source[start..<end]))
      if end < source.count { append(escape: source[end]) }
      start = end + 1
    }
    append(byte: UInt8(ascii: "\""))
  }

  private mutating func append(escape byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 8: append("\\b")
    case 9: append("\\t")
    case 10: append("\\n")
    case 12: append("\\f")
    case 13: append("\\r")
    default:
      append("\\u00")
      reserve(2)
      hexadecimal.withUTF8Buffer { digits in
        put(digits[Int(byte >> 4)])
        put(digits[Int(byte & 15)])
      }
    }
  }

  /// Two digits of a number below 100.
  private mutating func put(pair value: Int) {
    pairs.withUTF8Buffer { pairs in
      base[count] = pairs[2 * value]
      base[count + 1] = pairs[2 * value + 1]
    }
    count += 2
  }

  /// Only after `reserve`.
  private mutating func put(_ byte: UInt8) {
    base[count] = byte
    count += 1
  }

  private mutating func reserve(_ additional: Int) {
    if capacity - count < additional { grow(by: additional) }
  }

  private mutating func grow(by additional: Int) {
    capacity = max(capacity * 2, count + additional)
    let grown = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    memcpy(grown, base, count)
    base.deallocate()
    base = grown
  }
}

private let hexadecimal: StaticString = "0123456789abcdef"
private let pairs: StaticString = """
  0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849\
  5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899
  """
private let base64Alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

/// The next control character, quote or backslash, looked for in eight bytes at a time; the end if there is none.
private func firstEscape(in source: UnsafeRawBufferPointer, from start: Int) -> Int {
  let ones: UInt64 = 0x0101_0101_0101_0101
  var index = start
  while source.count - index >= 8 {
    let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
    let quote = word ^ (ones &* 0x22)
    let backslash = word ^ (ones &* 0x5c)
    let control = (word &- ones &* 0x20) & ~word
    let found = control | ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
    if found & (ones &* 0x80) != 0 { break }
    index += 8
  }
  while index < source.count {
    let byte = source[index]
    if byte < 0x20 || byte == 0x22 || byte == 0x5c { return index }
    index += 1
  }
  return source.count
}
