import Crypto
public import Foundation
public import Web

/// Whether the signed-in person has a second factor.
public struct SecondFactor: Codable, Sendable {
  public let isActive: Bool
  public let confirmedAt: Date?
  /// How many recovery codes are left.
  public let recoveryCodesLeft: Int
}

/// A second factor to be, for an authenticator app: shown once.
public struct NewSecondFactor: Wire {
  /// Base32, for typing it in.
  public let secret: String
  /// For a QR code: a link that the app opens.
  public let otpauthURL: String

  public static var isConfidential: Bool { true }
}

public struct ShownCode: Codable, Sendable {
  let code: SecondFactorCode
}

/// Ten of them, shown once: each lets in once in place of a code.
public struct RecoveryCodes: Wire {
  public let recoveryCodes: [String]

  public static var isConfidential: Bool { true }
}

/// The second half of signing in.
public struct SecondFactorLogin: Codable, Sendable {
  /// What the login answered.
  let challenge: String
  let code: SecondFactorCode
}

/// Proves again who asks: by a code where there is a second factor, else by the password.
public struct StepUp: Codable, Sendable {
  let code: SecondFactorCode?
  let password: Password?
}

/// For how long that is good.
public struct SteppedUp: Wire {
  /// Seconds.
  public let expiresIn: Int
}

/// What a right password is worth where there is a second factor: five minutes to show a code. Nothing of it is
/// kept, since only the code makes it count, and each code counts once; another password makes it worthless.
struct LoginChallenge: Sendable {
  static let lifetime: TimeInterval = 300
  private static let headLength = 24

  let user: UUID
  private let expires: Int64
  private let mac: [UInt8]

  init(of user: UUID, passwordHash: String?, key: SymmetricKey, now: Date) {
    self.user = user
    expires = Int64((now.timeIntervalSince1970 + LoginChallenge.lifetime).rounded(.down))
    mac = LoginChallenge.mac(LoginChallenge.head(user, expires), passwordHash, key)
  }

  /// Nil for what cannot be one, or is too old; `isGenuine` says whether it is.
  init?(text: String, now: Date) {
    guard text.utf8.count <= 100, text.hasPrefix("ch_"), let bytes = fromBase64URL(String(text.dropFirst(3))),
      bytes.count == LoginChallenge.headLength + 32
    else { return nil }
    user = bytes.withUnsafeBytes { UUID(uuid: $0.loadUnaligned(as: uuid_t.self)) }
    expires = bytes[16..<24].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    mac = Array(bytes[LoginChallenge.headLength...])
    guard Double(expires) > now.timeIntervalSince1970 else { return nil }
  }

  var text: String { "ch_" + base64URL(LoginChallenge.head(user, expires) + mac) }

  /// Whether we made it, for who had that password.
  func isGenuine(passwordHash: String?, key: SymmetricKey) -> Bool {
    let expected = LoginChallenge.mac(LoginChallenge.head(user, expires), passwordHash, key)
    return zip(expected, mac).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func mac(_ head: [UInt8], _ passwordHash: String?, _ key: SymmetricKey) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: head + Array((passwordHash ?? "").utf8), using: key))
  }

  private static func head(_ user: UUID, _ expires: Int64) -> [UInt8] {
    withUnsafeBytes(of: user.uuid) { Array($0) } + withUnsafeBytes(of: expires.bigEndian) { Array($0) }
  }
}
