import CPasswords
import Crypto
import Foundation

/// Whether a password is one that everybody tries first: in a list of common ones and words, as it is or with what
/// people do to a word to please a form ("P@ssw0rd2026!").
///
/// The list is a Bloom filter inside the program: nothing is asked of anybody. It never misses one of the list,
/// and calls one other password in 100,000 common.
enum CommonPasswords {
  private static let hashes: UInt64 = 10
  /// More than so much around a word makes it another password.
  private static let decoration = 8

  static func contains(_ password: String) -> Bool {
    let whole = password.precomposedStringWithCompatibilityMapping.lowercased()
    if Set(whole.unicodeScalars).count < 4 { return true }
    let stem = stem(of: whole)
    return [whole, stem, plain(whole), plain(stem)].contains(where: isListed)
  }

  /// Whether a character is more than a digit or sign of an English keyboard.
  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    !scalar.isASCII || scalar.properties.isAlphabetic
  }

  /// Without the digits and signs around it.
  private static func stem(of text: String) -> String {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: isPart),
      let last = scalars.lastIndex(where: isPart)
    else { return text }
    let stem = scalars[first...last]
    return scalars.count - stem.count <= decoration ? String(stem) : text
  }

  /// With letters for the signs that look like them.
  private static func plain(_ text: String) -> String {
    let letters: [Character: Character] = [
      "@": "a", "4": "a", "3": "e", "1": "i", "!": "i", "0": "o", "$": "s", "5": "s", "7": "t",
    ]
    return String(text.map { letters[$0] ?? $0 })
  }

  private static func isListed(_ text: String) -> Bool {
    let digest = Array(SHA256.hash(data: Array(text.utf8)))
    func word(_ range: Range<Int>) -> UInt64 { digest[range].reduce(0) { $0 << 8 | UInt64($1) } }
    let (first, step) = (word(0..<8), word(8..<16))
    let bloom = UnsafeBufferPointer(
      start: tryzore_common_passwords(), count: tryzore_common_passwords_length())
    // A power of two, so that overflow changes nothing.
    let bits = UInt64(bloom.count) * 8
    return (0..<hashes).allSatisfy { index in
      let bit = (first &+ index &* step) % bits
      return bloom[Int(bit / 8)] & 1 << UInt8(bit % 8) != 0
    }
  }
}
