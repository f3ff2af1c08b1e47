import Glibc

/// Converts a file's bytes to UTF-8 chunk by chunk with the system's iconv.
final class TextDecoder {
  /// Stands in the output for what is no text: a byte that no UTF-8 text contains, so that the field which
  /// holds it, and no other, is refused.
  static let invalidMark: UInt8 = 0xFF

  /// Where in the file the first byte lies that is no text in the encoding.
  private(set) var firstInvalidByte: Int?

  private let conversion: iconv_t?
  private let unit: Int
  private var carried: [UInt8] = []
  private var carriedOffset: Int
  private var output: [UInt8] = []

  init(_ detected: DetectedEncoding) throws(ImportFailure) {
    carriedOffset = detected.skippedBytes
    firstInvalidByte = detected.firstInvalidByte
    unit = detected.encoding == .windows1252 ? 1 : 2
    guard detected.encoding != .utf8 else {
      conversion = nil
      return
    }
    let opened = iconv_open("UTF-8", detected.encoding.rawValue)
    // iconv_open answers (iconv_t)-1, not null, when the conversion is not installed.
    guard let opened, Int(bitPattern: opened) != -1 else {
      throw ImportFailure(
        code: .encodingUnavailable,
        reason: "this system cannot convert \(detected.encoding.label); save the file as CSV UTF-8")
    }
    conversion = opened
  }

  deinit {
    if let conversion { iconv_close(conversion) }
  }

  /// Answers the chunk as UTF-8; a character that the chunk cuts is kept for the next one.
  func decode(_ chunk: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard let conversion else { return chunk }
    carried.append(contentsOf: chunk)
    let used = convert(with: conversion)
    carried.removeFirst(used)
    carriedOffset += used
    return output[...]
  }

  /// Answers what an incomplete character at the end of the file becomes.
  func finish() -> ArraySlice<UInt8> {
    guard !carried.isEmpty else { return [] }
    firstInvalidByte = firstInvalidByte ?? carriedOffset
    carried = []
    return [TextDecoder.invalidMark]
  }

  private func convert(with conversion: iconv_t) -> Int {
    output.removeAll(keepingCapacity: true)
    // One unit of any of the encodings becomes at most three bytes, so the space always suffices.
    let space = carried.count * 3 + 4
    var used = 0
    output.append(contentsOf: repeatElement(0, count: space))
    var written = 0
    carried.withUnsafeMutableBytes { input in
      output.withUnsafeMutableBytes { output in
        while used < input.count {
          var source = input.baseAddress?.advanced(by: used).assumingMemoryBound(to: CChar.self)
          var target = output.baseAddress?.advanced(by: written).assumingMemoryBound(to: CChar.self)
          var sourceCount = input.count - used
          var targetCount = output.count - written
          let result = iconv(conversion, &source, &sourceCount, &target, &targetCount)
          let problem = errno
          used = input.count - sourceCount
          written = output.count - targetCount
          guard result == -1 else { continue }
          guard problem == EILSEQ, input.count - used >= unit else { break }
          firstInvalidByte = firstInvalidByte ?? carriedOffset + used
          output[written] = TextDecoder.invalidMark
          written += 1
          used += unit
        }
      }
    }
    output.removeLast(space - written)
    return used
  }
}
