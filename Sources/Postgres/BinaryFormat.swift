extension UnsafeRawBufferPointer {
  /// The whole buffer as one big-endian integer; nil if the length is not the type's.
  func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer? {
    guard count == MemoryLayout<Integer>.size else { return nil }
    return Integer(bigEndian: loadUnaligned(as: Integer.self))
  }

  func integer<Integer: FixedWidthInteger>(at offset: Int, as type: Integer.Type) -> Integer? {
    guard offset >= 0, count - offset >= MemoryLayout<Integer>.size else { return nil }
    return Integer(bigEndian: loadUnaligned(fromByteOffset: offset, as: Integer.self))
  }

  func integer(_ type: ColumnType) -> Int64? {
    switch type {
    case .int2: integer(Int16.self).map(Int64.init)
    case .int4: integer(Int32.self).map(Int64.init)
    case .int8: integer(Int64.self)
    default: nil
    }
  }
}

/// The elements of an array of one dimension.
struct ArrayElements {
  let count: Int
  private(set) var isBroken = false
  private let bytes: UnsafeRawBufferPointer
  private var offset: Int

  init?(_ bytes: UnsafeRawBufferPointer) {
    guard let dimensions = bytes.integer(at: 0, as: Int32.self), bytes.count >= 12 else { return nil }
    self.bytes = bytes
    if dimensions == 0 {
      count = 0
      offset = 12
      return
    }
    // Every element has at least its length, so a count beyond the bytes is no count.
    guard dimensions == 1, let size = bytes.integer(at: 12, as: Int32.self), size >= 0,
      Int(size) <= (bytes.count - 20) / 4
    else { return nil }
    count = Int(size)
    offset = 20
  }

  /// nil for NULL, and for everything after a broken element.
  mutating func next() -> UnsafeRawBufferPointer? {
    guard !isBroken, let length = bytes.integer(at: offset, as: Int32.self) else {
      isBroken = true
      return nil
    }
    offset += 4
    if length == -1 { return nil }
    guard length >= 0, Int(length) <= bytes.count - offset else {
      isBroken = true
      return nil
    }
    defer { offset += Int(length) }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + Int(length)])
  }
}

/// A numeric as decimal text; nil for NaN and the infinities.
func decimalText(_ bytes: UnsafeRawBufferPointer) -> String? {
  guard let count = bytes.integer(at: 0, as: Int16.self), let weight = bytes.integer(at: 2, as: Int16.self),
    let sign = bytes.integer(at: 4, as: UInt16.self), let scale = bytes.integer(at: 6, as: Int16.self),
    sign == 0 || sign == 0x4000, count >= 0, scale >= 0, bytes.count == 8 + 2 * Int(count)
  else { return nil }
  // Digits are in base 10,000; `weight` is the exponent of the first.
  func group(_ exponent: Int) -> String {
    let index = Int(weight) - exponent
    guard index >= 0, index < Int(count), let digits = bytes.integer(at: 8 + 2 * index, as: Int16.self) else {
      return "0000"
    }
    let text = String(digits)
    return String(repeating: "0", count: max(0, 4 - text.utf8.count)) + text
  }
  var whole = ""
  if weight >= 0 {
    for exponent in stride(from: Int(weight), through: 0, by: -1) { whole += group(exponent) }
  }
  whole = String(whole.drop { $0 == "0" })
  var fraction = ""
  var exponent = -1
  while fraction.utf8.count < Int(scale) {
    fraction += group(exponent)
    exponent -= 1
  }
  fraction = String(fraction.prefix(Int(scale)))
  return (sign == 0 ? "" : "-") + (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
}
