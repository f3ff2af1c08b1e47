import Crypto
import Foundation
import Glibc
import Postgres
import Web

extension ProblemType {
  static let tooManyAttempts = ProblemType(
    "too_many_attempts", 429, "There were too many attempts",
    "Try again after the seconds of Retry-After. Whether the address has an account plays no part in this.")
}

/// How often something may be tried: so many times at once, and once more each so many seconds.
struct Budget: Sendable {
  let name: String
  let burst: Int32
  let seconds: Double

  /// Passwords tried on one account by whoever: at most 20 in any ten minutes, from known devices 10 more.
  static let account = Budget(name: "account", burst: 10, seconds: 60)
  static let device = Budget(name: "device", burst: 5, seconds: 120)
  /// From one network. A gym's people share one, hence more.
  static let network = Budget(name: "network", burst: 100, seconds: 3)
  /// Of the whole installation: hashing is expensive, and a botnet has many addresses.
  static let everybody = Budget(name: "everybody", burst: 1_000, seconds: 0.25)
  static let signUpAddress = Budget(name: "sign-up address", burst: 5, seconds: 600)
  static let signUpNetwork = Budget(name: "sign-up network", burst: 30, seconds: 30)
  static let resetAddress = Budget(name: "reset address", burst: 3, seconds: 900)
  static let resetNetwork = Budget(name: "reset network", burst: 20, seconds: 60)
  static let verification = Budget(name: "verification", burst: 3, seconds: 600)
  /// Sign-ins begun at providers.
  static let authorization = Budget(name: "authorization", burst: 60, seconds: 2)
  static let passwordChange = Budget(name: "password change", burst: 5, seconds: 120)
  /// Invitations of one gym: to one address, and in all.
  static let invitationAddress = Budget(name: "invitation address", burst: 5, seconds: 1_800)
  static let invitations = Budget(name: "invitations", burst: 200, seconds: 30)
  /// Codes tried by one person, and on one gym.
  static let claim = Budget(name: "claim", burst: 5, seconds: 180)
  static let gymClaims = Budget(name: "gym claims", burst: 100, seconds: 9)
}

/// Keeps count of tries in the database: all nodes share it, and a restart forgives nothing (decision 23).
struct Budgets: Sendable {
  private struct Wait: Decodable { let seconds: Int32 }

  private let key: SymmetricKey

  init(_ keys: Keys) { key = keys.key(for: "budgets") }

  /// Takes one try out of each, or `too_many_attempts` and none is taken. Asked before a password is hashed.
  func spend(_ tries: [(budget: Budget, of: String)], _ database: Database) async throws {
    let results = try await database.pipeline([statement(tries)])
    try check(results.first?.retyped(as: Wait.self).first())
  }

  /// The same for what costs nothing unless the transaction commits, such as a mail.
  func spend(_ tries: [(budget: Budget, of: String)], _ tx: Transaction) async throws {
    try check(try await tx.rows(statement(tries), as: Wait.self).first())
  }

  private func statement(_ tries: [(budget: Budget, of: String)]) -> SQL {
    let names = tries.map(\.budget.name)
    let keys = tries.map { key(for: $0.budget, $0.of) }
    return """
      select private.spend(\(names), \(keys), \(tries.map(\.budget.burst)), \(tries.map(\.budget.seconds))) as seconds
      """
  }

  private func check(_ wait: Wait?) throws {
    guard let wait = wait?.seconds else { throw Problem(.internalError) }
    guard wait == 0 else { throw Problem(.tooManyAttempts, retryAfter: Int(wait)) }
  }

  /// Whose budget it is, unreadable: the database keeps no addresses of people who only tried.
  private func key(for budget: Budget, _ text: String) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: Array("\(budget.name)\0\(text)".utf8), using: key))
  }

  /// The network of a client's address: an IPv6 one without its last 64 bits, of which anybody has all.
  static func network(of address: String?) -> String {
    guard let address, address.utf8.contains(UInt8(ascii: ":")) else { return address ?? "" }
    var parsed = in6_addr()
    guard inet_pton(AF_INET6, address, &parsed) == 1 else { return address }
    let bytes = withUnsafeBytes(of: parsed) { Array($0) }
    // ::ffff:192.0.2.1 is 192.0.2.1.
    let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 0xFF && bytes[11] == 0xFF
    return isMapped
      ? bytes.suffix(4).map(String.init).joined(separator: ".")
      : bytes.prefix(8).map { String($0, radix: 16) }.joined(separator: ":")
  }
}
