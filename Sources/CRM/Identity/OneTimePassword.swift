import Crypto
import Foundation
public import Web

/// Time-based one-time passwords (TOTP, RFC 6238): SHA-1, six digits, a new one each half minute; what every
/// authenticator app knows.
enum OneTimePassword {
  static let period: Int64 = 30
  static let seedLength = 20

  /// The half minute of that moment, counted from 1970.
  static func step(at now: Date) -> Int64 { Int64(max(0, now.timeIntervalSince1970)) / period }

  /// HOTP (RFC 4226 section 5.3) of the step.
  static func code(_ seed: [UInt8], step: Int64) -> String {
    let counter = withUnsafeBytes(of: step.bigEndian) { Array($0) }
    let mac = Array(HMAC<Insecure.SHA1>.authenticationCode(for: counter, using: SymmetricKey(data: seed)))
    let offset = Int((mac.last ?? 0) & 0x0F)
    let number = mac.dropFirst(offset).prefix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
    let digits = String(number % 1_000_000)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }

  /// The step whose code it is: of this half minute or the one before, since a code is typed after it was read
  /// (RFC 6238 section 5.2). Nil for any other.
  static func step(of code: String, _ seed: [UInt8], at now: Date) -> Int64? {
    let current = step(at: now)
    // Both are compared whatever the first one says.
    return [current - 1, current].filter { isSame(OneTimePassword.code(seed, step: $0), code) }.last
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    one.utf8.count == other.utf8.count && zip(one.utf8, other.utf8).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Makes the app know the seed: as a link, or as a QR code of it.
  static func url(_ seed: [UInt8], of email: String) -> String {
    let account = email.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    return
      "otpauth://totp/TryZore:\(account)?secret=\(base32(seed))&issuer=TryZore&algorithm=SHA1&digits=6&period=\(period)"
  }
}

/// What stands in for a lost device, once: 25 letters and digits in groups of five.
///
/// 125 random bits, so that a plain hash of it is enough in the database (ASVS 5.0 V6.5.2).
struct RecoveryCode: Sendable {
  static let count = 10
  let text: String

  init() {
    var random = SystemRandomNumberGenerator()
    let letters = Array(base32((0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }).prefix(25))
    text = stride(from: 0, to: 25, by: 5).map { String(letters[$0..<$0 + 5]) }.joined(separator: "-")
      .lowercased()
  }

  static func hash(_ text: String) -> [UInt8] {
    Array(SHA256.hash(data: Array(text.lowercased().filter { $0 != "-" && $0 != " " }.utf8)))
  }
}

/// What a person types to show a second factor: six digits, or a recovery code.
public struct SecondFactorCode: TextValue {
  public let text: String

  public init(text: String) throws(Fault) {
    let plain = text.filter { $0 != "-" && $0 != " " }
    let isCode = plain.utf8.count == 6 && plain.utf8.allSatisfy { (48...57).contains($0) }
    let isRecoveryCode = plain.utf8.count == 25 && plain.utf8.allSatisfy { isBase32($0) }
    guard isCode || isRecoveryCode else {
      throw Fault("invalid_code", "Must be six digits, or one of the recovery codes.")
    }
    self.text = plain
  }

  var isRecoveryCode: Bool { text.utf8.count > 6 }

  private init(known: String) { text = known }
  public static let schema: JSONValue = ["type": "string", "minLength": 6, "maxLength": 40]
  public static let example = SecondFactorCode(known: "492039")
}

private let base32Alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".utf8)

private func isBase32(_ byte: UInt8) -> Bool {
  (0x61...0x7A).contains(byte) ? base32Alphabet.contains(byte - 0x20) : base32Alphabet.contains(byte)
}

/// Base32 without padding (RFC 4648 section 6).
func base32(_ bytes: [UInt8]) -> String {
  var text: [UInt8] = []
  var held: UInt32 = 0
  var bits: UInt32 = 0
  for byte in bytes {
    held = (held << 8 | UInt32(byte)) & 0xFFF
    bits += 8
    while bits >= 5 {
      bits -= 5
      text.append(base32Alphabet[Int(held >> bits & 31)])
    }
  }
  if bits > 0 { text.append(base32Alphabet[Int(held << (5 - bits) & 31)]) }
  return String(decoding: text, as: UTF8.self)
}
