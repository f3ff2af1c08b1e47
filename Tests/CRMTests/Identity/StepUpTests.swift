import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

// One after the other: each installation of a test's own has its own connections.
@Suite(.serialized) struct StepUpTests {
  /// Marking an operation is one word, and so is forgetting it.
  @Test func whatNeedsAStepUpIsThis() async throws {
    let marked = Set(try await ContractTests.operations().filter(\.needsStepUp).map(\.id))
    #expect(
      marked.isSuperset(of: [
        "startSecondFactor", "replaceRecoveryCodes", "removeSecondFactor", "createRole", "updateRole",
        "deleteRole", "endStaffMembership", "updateStaffPermissions", "discloseMedicalNote",
      ]))
    let document = try JSONParser.parse(try await TestInstallation.shared.value.product.document().utf8)
    for operation in try await ContractTests.operations() {
      let printed = document["paths"]?[operation.path]?[operation.method.rawValue.lowercased()]
      #expect((printed?["x-step-up"] == true) == operation.needsStepUp, "\(operation.id)")
    }
  }

  private func call(_ operation: Web.Operation, _ gym: Gym, as person: TestPerson) async throws -> TestAnswer
  {
    try await gym.send(
      operation.method.rawValue, operation.path.replacing("{id}", with: UUID().uuidString), as: person,
      json: operation.takesBody ? ContractTests.body(operation.id, gym) : nil, ifMatch: "*")
  }

  @Test func everyMarkedOperationAsksWhoeverProvedItTooLongAgo() async throws {
    let gym = try await Gym.make()
    let marked = try await ContractTests.operations().filter(\.needsStepUp)
    for operation in marked {
      let person = try await gym.person(.owner)
      try await gym.installation.makeStale(person.session)
      let refused = try await call(operation, gym, as: person)
      #expect(refused.status == 403 && refused.code == "step_up_required", "\(operation.id)")
      try await set(person.session, "authenticated_at = now()")
      #expect(try await call(operation, gym, as: person).code != "step_up_required", "\(operation.id)")

      // With a second factor only that counts.
      let other = try await gym.person(.owner)
      try await onDatabaseThread(url: gym.installation.admin) {
        try $0.execute(
          """
          insert into private.second_factors (user_id, seed, confirmed_at, last_step)
          values ('\(other.user)', decode(repeat('00', 60), 'hex'), now(), 0)
          """)
      }
      #expect(try await call(operation, gym, as: other).code == "step_up_required", "\(operation.id)")
      try await set(other.session, "second_factor_at = now() - interval '4 minutes 50 seconds'")
      #expect(try await call(operation, gym, as: other).code != "step_up_required", "\(operation.id)")
    }
  }

  private func set(_ session: UUID, _ assignment: String) async throws {
    try await onDatabaseThread(url: TestInstallation.shared.value.admin) {
      try $0.execute("update private.sessions set \(assignment) where id = '\(session)'")
    }
  }

  @Test func whoLacksThePermissionIsToldThatFirst() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    try await gym.installation.makeStale(staff.session)
    let answer = try await gym.send(
      "POST", "/v1/roles", as: staff, json: #"{"name": "A", "permissions": []}"#)
    #expect(answer.code == "permission_missing")
  }

  @Test func aPasswordIsEnoughWhereThereIsNoSecondFactor() async throws {
    let installation = try await TestInstallation.shared.value
    let account = try await TestAccount.make(installation)
    func stepUp(_ body: String) async throws -> TestAnswer {
      try await account.send("POST", "/v1/auth/step-up", json: body)
    }
    let session = try #require(
      try await account.send("GET", "/v1/me/sessions").data.first?["id"]?.string.flatMap {
        UUID(uuidString: $0)
      })
    try await installation.makeStale(session)
    #expect(try await account.send("POST", "/v1/me/second-factor").code == "step_up_required")
    #expect(try await stepUp("{}").faults == ["#/password required"])
    #expect(try await stepUp(#"{"code": "123456"}"#).faults == ["#/password required"])
    #expect(try await stepUp(#"{"password": "wrong horse"}"#).faults == ["#/password wrong_password"])
    #expect(try await account.send("POST", "/v1/me/second-factor").code == "step_up_required")
    let done = try await stepUp(#"{"password": "\#(TestAccount.password)"}"#)
    #expect(done.status == 200 && done.json == ["expires_in": 300])
    #expect(try await account.send("POST", "/v1/me/second-factor").status == 201)
  }

  @Test func whoHasASecondFactorShowsItAndEachCodeOnce() async throws {
    let clock = TestClock()
    let installation = try await TestInstallation(clock: { clock.now })
    let account = try await TestAccount.make(installation)
    // Another session of the same person, opened by the password alone before there was a second factor.
    let earlier = try await installation.login(account.email, TestAccount.password)
    let earlierToken = try #require(earlier.json["access_token"]?.string)
    let factor = try await account.enrol()
    #expect(
      try await installation.send("POST", "/v1/me/second-factor/recovery-codes", token: earlierToken).code
        == "step_up_required")
    // The one that confirmed it has just shown a code.
    #expect(try await account.send("POST", "/v1/me/second-factor/recovery-codes").status == 201)
    func stepUp(_ body: String) async throws -> TestAnswer {
      try await account.send("POST", "/v1/auth/step-up", json: body)
    }
    try await installation.makeStale()
    #expect(try await account.send("DELETE", "/v1/me/second-factor").code == "step_up_required")
    let password = try await stepUp(#"{"password": "\#(TestAccount.password)"}"#)
    #expect(password.status == 422 && password.faults == ["#/code required"])
    let code = try factor.code()
    #expect(try await stepUp(#"{"code": "\#(code)"}"#).status == 200)
    #expect(try await stepUp(#"{"code": "\#(code)"}"#).code == "code_invalid")
    #expect(try await factor.login(code: code).code == "code_invalid", "nor does it sign anybody in")
    clock.advance(30)
    // Five minutes from signing in with a second factor nothing more is asked; nor after a switch.
    let login = try await factor.login(code: factor.code())
    let token = try #require(login.json["access_token"]?.string)
    #expect(try await installation.send("DELETE", "/v1/me/second-factor", token: token).status == 204)
  }

  @Test func goingToAnotherOrganizationProvesNothing() async throws {
    let gym = try await Gym.make()
    for isStale in [false, true] {
      if isStale { try await gym.installation.makeStale(gym.owner.session) }
      let switched = try await gym.send(
        "POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(gym.id)"}"#)
      let token = try #require(switched.json["access_token"]?.string)
      let answer = try await gym.installation.send(
        "POST", "/v1/roles", token: token, json: #"{"name": "A \#(isStale)", "permissions": []}"#)
      #expect(answer.code == (isStale ? "step_up_required" : nil))
    }
  }

  @Test func aRefreshProvesNothing() async throws {
    let installation = try await TestInstallation()
    let account = try await TestAccount.make(installation)
    try await installation.makeStale()
    let refreshed = try await installation.send(
      "POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(account.refreshToken)"}"#)
    let token = try #require(refreshed.json["access_token"]?.string)
    #expect(
      try await installation.send("POST", "/v1/me/second-factor", token: token).code == "step_up_required")
  }
}
