import Foundation
import Testing

@testable import CRM
@testable import Web

/// Somebody with a password, signed in on a device.
struct TestAccount {
  static let password = "correct horse battery"

  let installation: TestInstallation
  let email: String
  let user: UUID
  let token: String
  let refreshToken: String
  let device: String

  static func make(_ installation: TestInstallation) async throws -> TestAccount {
    let email = "person-\(UUID().uuidString.lowercased())@example.com"
    let user = try await Operators(installation.worker).createUser(
      email: Email(text: email), password: Password(text: password), firstName: Name(text: "Ada"),
      lastName: Name(text: "Lovelace"))
    let login = try await installation.login(email, password)
    #expect(login.status == 200, "\(String(decoding: login.body, as: UTF8.self))")
    return TestAccount(
      installation: installation, email: email, user: user,
      token: try #require(login.json["access_token"]?.string),
      refreshToken: try #require(login.json["refresh_token"]?.string),
      device: try #require(login.json["device_token"]?.string))
  }

  func send(_ method: String, _ path: String, json: String? = nil) async throws -> TestAnswer {
    try await installation.send(method, path, token: token, json: json)
  }
}

extension TestInstallation {
  /// From anywhere unless an address is given: tests run side by side.
  func login(
    _ email: String, _ password: String, device: String? = nil,
    from address: String = "10.\(UInt8.random(in: 0...255)).\(UInt8.random(in: 0...255)).1"
  ) async throws -> TestAnswer {
    let token = device.map { #", "device_token": "\#($0)""# } ?? ""
    return try await send(
      "POST", "/v1/auth/login", json: #"{"email": "\#(email)", "password": "\#(password)"\#(token)}"#,
      from: address)
  }
}
