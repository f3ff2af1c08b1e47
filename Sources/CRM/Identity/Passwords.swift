import Crypto
import CryptoExtras
import Dispatch
import Foundation
import Synchronization
public import Web

/// Hashes and checks passwords with scrypt (RFC 7914; N = 2^14, r = 8, p = 5: 16 MiB each).
///
/// One at a time: hashing must not starve requests of processor or memory. Who finds the queue long is told to
/// come back (`busy`).
public struct Passwords: Sendable {
  private static let rounds = 1 << 14
  private static let blockSize = 8
  private static let parallelism = 5
  private static let maximumWaiting = 32

  /// The passwords of the demo accounts: printed in the documentation, so worth nothing elsewhere.
  public static let demo: Set<String> = [
    "demo-owner", "demo-desk", "demo-trainer", "demo-member", "demo-rival",
  ]

  private let acceptsDemo: Bool
  private let queue: Queue

  /// `acceptsDemo` only where the demo data is served.
  public init(acceptsDemo: Bool) {
    self.acceptsDemo = acceptsDemo
    queue = Queue()
  }

  /// How many passwords were hashed so far.
  var hashed: Int { queue.done }

  /// Hashes what somebody wants for a password. Refuses what is tried first: a common one, the person's own address
  /// or this product's name in it; `place` is the field that the fault names.
  func hash(new password: Password, of email: String, at place: String = "/password") async throws -> String {
    if let fault = fault(password, of: email, at: place) {
      throw Problem(.validationFailed, "1 field needs attention.", faults: [fault])
    }
    return try await hash(password)
  }

  private func fault(_ password: Password, of email: String, at place: String) -> Fault? {
    if acceptsDemo && Passwords.demo.contains(password.text) { return nil }
    let text = password.text.precomposedStringWithCompatibilityMapping.lowercased()
    let name = email.prefix { $0 != "@" }.precomposedStringWithCompatibilityMapping.lowercased()
    // Shorter names stand in words by chance.
    if text.contains("tryzore") || name.unicodeScalars.count >= 4 && text.contains(name) {
      return Fault(
        "guessable_password", "Must contain neither your address nor the name of this product.", at: place)
    }
    guard CommonPasswords.contains(password.text) else { return nil }
    return Fault(
      "breached_password", "Everybody who guesses tries this one first; choose another.", at: place)
  }

  /// `$scrypt$ln=14,r=8,p=5$salt$hash`, both parts base64.
  public func hash(_ password: Password) async throws -> String {
    guard acceptsDemo || !Passwords.demo.contains(password.text) else {
      throw Problem(
        .validationFailed, "1 field needs attention.",
        faults: [Fault("known_password", "This password is published; choose another.", at: "/password")])
    }
    var random = SystemRandomNumberGenerator()
    let salt = (0..<16).map { _ in UInt8.random(in: 0...255, using: &random) }
    let hash = try await derive(password.text, salt, Passwords.parallelism)
    return
      "$scrypt$ln=14,r=8,p=\(Passwords.parallelism)$\(Data(salt).base64EncodedString())$\(Data(hash).base64EncodedString())"
  }

  /// Whether the password is the hash's. Without a hash it takes the same time and is false, so that a stranger
  /// cannot tell a known address from an unknown one.
  public func verify(_ password: Password, against hash: String?) async throws -> Bool {
    let stored = hash.flatMap(Passwords.parse)
    // Who has no password, or one that cannot be read, takes as long as who has.
    let actual = try await derive(password.text, stored?.salt ?? Passwords.noSalt, Passwords.parallelism)
    guard let expected = stored?.hash, actual.count == expected.count else { return false }
    let matches = zip(actual, expected).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    return matches && (acceptsDemo || !Passwords.demo.contains(password.text))
  }

  private static let noSalt = [UInt8](repeating: 0, count: 16)

  private static func parse(_ text: String) -> (salt: [UInt8], hash: [UInt8])? {
    let parts = text.split(separator: "$")
    guard parts.count == 4, parts[0] == "scrypt", parts[1] == "ln=14,r=8,p=5",
      let salt = Data(base64Encoded: String(parts[2])), let hash = Data(base64Encoded: String(parts[3]))
    else { return nil }
    return (Array(salt), Array(hash))
  }

  private func derive(_ password: String, _ salt: [UInt8], _ parallelism: Int) async throws -> [UInt8] {
    let text = Array(password.precomposedStringWithCompatibilityMapping.utf8)
    return try await queue.run {
      try KDF.Scrypt.deriveKey(
        from: text, salt: salt, outputByteCount: 32, rounds: Passwords.rounds, blockSize: Passwords.blockSize,
        parallelism: parallelism
      ).withUnsafeBytes { Array($0) }
    }
  }

  /// A thread of its own, because a quarter of a second of arithmetic on the cooperative pool would hold up
  /// every request behind it.
  private final class Queue: Sendable {
    private let thread = DispatchQueue(label: "passwords", qos: .utility)
    private let waiting = Mutex(0)
    private let finished = Atomic(0)

    var done: Int { finished.load(ordering: .relaxed) }

    func run(_ work: @escaping @Sendable () throws -> [UInt8]) async throws -> [UInt8] {
      let isFull = waiting.withLock { count in
        if count >= Passwords.maximumWaiting { return true }
        count += 1
        return false
      }
      if isFull { throw Problem.unavailable }
      return try await withCheckedThrowingContinuation { continuation in
        thread.async {
          let result = Result { try work() }
          self.waiting.withLock { $0 -= 1 }
          self.finished.add(1, ordering: .relaxed)
          continuation.resume(with: result)
        }
      }
    }
  }
}

/// A password as it was typed: 8 to 256 characters, nothing trimmed, nothing excluded (ASVS 5.0 V6.2). It is hashed in
/// NFKC, so that two keyboards' spellings of one character are one password; otherwise in the manner of PRECIS'
/// OpaqueString (RFC 8265), which maps spaces and composes, but refuses control characters, as this does not.
public struct Password: Codable, Hashable, Sendable, Schematic {
  let text: String

  public init(text: String) throws(Fault) {
    guard text.utf8.count <= 1_024, text.unicodeScalars.count <= 256 else {
      throw Fault("too_long", "Must have at most 256 characters.")
    }
    guard text.unicodeScalars.count >= 8 else { throw Fault("too_short", "Must have at least 8 characters.") }
    self.text = text
  }

  public init(from decoder: any Decoder) throws {
    try self.init(text: decoder.singleValueContainer().decode(String.self))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode("")
  }

  private init(known: String) { text = known }
  public static let schema: JSONValue = [
    "type": "string", "format": "password", "minLength": 8, "maxLength": 256,
  ]
  public static let example = Password(known: "correct horse battery")
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible {
  /// Never the password: it must not reach a log by accident.
  public var description: String { "password" }
  public var debugDescription: String { description }
}
