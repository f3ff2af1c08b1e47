import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

extension Gym {
  func settings(_ area: String, as person: TestPerson? = nil) async throws -> TestAnswer {
    try await send("GET", "/v1/organizations/\(id)/settings/\(area)", as: person)
  }

  /// Changes settings, whatever has changed before.
  func patchSettings(_ area: String, _ json: String, ifMatch: String = "*") async throws -> TestAnswer {
    try await send("PATCH", "/v1/organizations/\(id)/settings/\(area)", json: json, ifMatch: ifMatch)
  }
}

extension TestInstallation {
  /// From anywhere: tests run side by side.
  func startOnboarding() async throws -> TestAnswer {
    try await send("POST", "/v1/onboarding/start", from: TestInstallation.anywhere())
  }
}

/// Somebody who is about to open a gym.
struct TestOnboarding {
  static let password = "correct horse battery"

  let installation: TestInstallation
  let token: String
  let email: String
  let name: String
  let address = TestInstallation.anywhere()

  static func start(_ installation: TestInstallation) async throws -> TestOnboarding {
    let started = try await installation.startOnboarding()
    #expect(started.status == 201, "\(String(decoding: started.body, as: UTF8.self))")
    let id = UUID().uuidString.lowercased()
    return TestOnboarding(
      installation: installation, token: try #require(started.json["token"]?.string),
      email: "founder-\(id)@example.com", name: "Gym \(id)")
  }

  /// With all steps answered.
  static func answered(_ installation: TestInstallation) async throws -> TestOnboarding {
    let wizard = try await start(installation)
    for step in 1...3 { #expect(try await wizard.answer(step).status == 200) }
    return wizard
  }

  func send(_ method: String, _ path: String, json: String? = nil, token other: String? = nil) async throws
    -> TestAnswer
  {
    try await installation.send(method, path, token: other ?? token, json: json, from: address)
  }

  func answer(_ step: Int, _ json: String? = nil) async throws -> TestAnswer {
    try await send("POST", "/v1/onboarding/steps/\(step)", json: json ?? self.json(step))
  }

  /// The token of a mail, as the job of the address makes it; nil where there is nothing to lead to.
  func mailed() async throws -> String? {
    let vault = OnboardingVault(installation.keys)
    let token = SecretToken()
    let found = try await installation.worker.pipeline([
      OnboardingQueries.resume(vault.hash(of: try Email(text: email)), with: token)
    ])
    return try found.first?.retyped(as: OnboardingQueries.Found.self).first()?.found == true
      ? token.text : nil
  }

  func complete() async throws -> TestAnswer { try await send("POST", "/v1/onboarding/complete") }

  private func json(_ step: Int) -> String {
    switch step {
    case 1:
      #"""
      {"organization_name": "\#(name)", "first_name": "Ada", "last_name": "Lovelace", "time_zone": "Europe/Berlin",
       "currency": "EUR", "jurisdiction": "EU"}
      """#
    case 2: #"{"email": "\#(email)", "password": "\#(TestOnboarding.password)"}"#
    default:
      #"""
      {"locations": [{"name": "Downtown", "address": {"street": "1 Elm", "city": "Salem"}}, {"name": "Harbour"}]}
      """#
    }
  }
}
