import Foundation
import Postgres
import Synchronization
import Testing

@testable import CRM
@testable import Web

/// The authenticator app of somebody with a password.
struct TestSecondFactor {
  let account: TestAccount
  let secret: String
  let recoveryCodes: [String]

  func code() throws -> String { try Self.code(of: secret, at: account.installation.clock()) }

  static func code(of secret: String, at now: Date) throws -> String {
    OneTimePassword.code(try seed(secret), step: OneTimePassword.step(at: now))
  }

  /// Base32 by the book, not by the code under test.
  static func seed(_ secret: String) throws -> [UInt8] {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    let bits = try secret.flatMap { letter -> [Character] in
      let number = try #require(alphabet.firstIndex(of: letter))
      let text = String(number, radix: 2)
      return Array(String(repeating: "0", count: 5 - text.count) + text)
    }
    return stride(from: 0, to: bits.count - 7, by: 8).compactMap {
      UInt8(String(bits[$0..<$0 + 8]), radix: 2)
    }
  }

  /// The challenge that a login answers.
  func challenge() async throws -> String {
    let login = try await account.installation.login(account.email, TestAccount.password)
    #expect(login.status == 401 && login.code == "second_factor_required")
    return try #require(login.json["challenge"]?.string)
  }

  func login(code: String, challenge: String? = nil) async throws -> TestAnswer {
    let challenge = if let challenge { challenge } else { try await self.challenge() }
    return try await account.installation.send(
      "POST", "/v1/auth/second-factor", json: #"{"challenge": "\#(challenge)", "code": "\#(code)"}"#)
  }
}

extension TestAccount {
  /// Gives the person a second factor whose next code counts, whatever the time.
  func enrol() async throws -> TestSecondFactor {
    let started = try await send("POST", "/v1/me/second-factor")
    #expect(started.status == 201, "\(String(decoding: started.body, as: UTF8.self))")
    let secret = try #require(started.json["secret"]?.string)
    let code = try TestSecondFactor.code(of: secret, at: installation.clock())
    let confirmed = try await send(
      "POST", "/v1/me/second-factor/confirmations", json: #"{"code": "\#(code)"}"#)
    #expect(confirmed.status == 200, "\(String(decoding: confirmed.body, as: UTF8.self))")
    try await onDatabaseThread(url: installation.admin) { [user] in
      try $0.execute("update private.second_factors set last_step = 0 where user_id = '\(user)'")
    }
    let codes = (confirmed.json["recovery_codes"]?.items ?? []).compactMap(\.string)
    return TestSecondFactor(account: self, secret: secret, recoveryCodes: codes)
  }
}

extension TestInstallation {
  /// As if the person of that session, or of all, had last proved who they are five minutes ago.
  func makeStale(_ session: UUID? = nil) async throws {
    let one = session.map { " and id = '\($0)'" } ?? ""
    try await onDatabaseThread(url: admin) {
      try $0.execute(
        """
        update private.sessions set authenticated_at = authenticated_at - interval '5 minutes',
          second_factor_at = second_factor_at - interval '5 minutes' where true\(one)
        """)
    }
  }
}

/// A clock that stands still until it is set on.
final class TestClock: Sendable {
  private let moment = Mutex(Date())

  var now: Date { moment.withLock { $0 } }

  func advance(_ seconds: TimeInterval) { moment.withLock { $0 += seconds } }
}
