import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct IdentityOperationsTests {
  @Test func aPersonSignsUpFoundsAGymAndEntersIt() async throws {
    let installation = try await TestInstallation.shared.value
    let email = "\(UUID())@example.com"
    let body =
      #"{"email": " \#(email) ", "password": "correct horse", "first_name": " Ada ", "last_name": "Lovelace"}"#
    let signedUp = try await installation.send("POST", "/v1/auth/sign-up", json: body)
    #expect(signedUp.status == 201)
    #expect(signedUp.json["organization"] == .null)
    #expect(signedUp.json["user"]?["first_name"]?.string == "Ada")
    #expect(signedUp.json["token_type"]?.string == "Bearer")
    let token = try #require(signedUp.json["access_token"]?.string)
    #expect(try await installation.send("GET", "/v1/clients", token: token).code == "organization_required")

    let founded = try await installation.send(
      "POST", "/v1/organizations", token: token,
      json: #"{"name": "Łódź Gym \#(UUID())", "time_zone": "Europe/Warsaw"}"#)
    #expect(founded.status == 201)
    #expect(founded.json["slug"]?.string?.hasPrefix("lodz-gym-") == true)
    let entered = try #require(founded.json["session"]?["access_token"]?.string)
    #expect(founded.json["session"]?["organization"]?["role"]?.string == "owner")
    #expect(try await installation.send("GET", "/v1/clients", token: entered).data.isEmpty)

    let again = try await installation.send("POST", "/v1/auth/sign-up", json: body)
    #expect(again.status == 409 && again.code == "identity_exists")
    let login = try await installation.send(
      "POST", "/v1/auth/login", json: #"{"email": "\#(email.uppercased())", "password": "correct horse"}"#)
    #expect(login.status == 200)
    #expect(login.json["organization"]?["id"] == founded.json["id"])
    let wrong = try await installation.send(
      "POST", "/v1/auth/login", json: #"{"email": "\#(email)", "password": "wrong horse"}"#)
    let unknown = try await installation.send(
      "POST", "/v1/auth/login", json: #"{"email": "\#(UUID())@example.com", "password": "wrong horse"}"#)
    #expect(wrong.status == 401 && wrong.code == "invalid_credentials")
    #expect(unknown.status == 401 && unknown.json["detail"] == wrong.json["detail"])
  }

  @Test func allFaultsOfASignUpAreToldAtOnce() async throws {
    let installation = try await TestInstallation.shared.value
    let answer = try await installation.send(
      "POST", "/v1/auth/sign-up",
      json: #"{"email": "nope", "password": "short", "first_name": "\u0000", "extra": true}"#)
    #expect(answer.status == 422)
    #expect(
      Set(answer.faults) == [
        "#/email invalid_email", "#/password too_short", "#/first_name control_character",
        "#/last_name required",
        "#/extra unknown_member",
      ])
  }

  @Test func aRefreshTokenIsGoodOnceButForgivesAnImpatientRetry() async throws {
    let gym = try await Gym.make()
    let first = try await refreshToken(gym)
    let second = try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(first)"}"#)
    #expect(second.status == 200)
    #expect(second.json["organization"]?["id"]?.string == gym.id.uuidString.lowercased())
    let child = try #require(second.json["refresh_token"]?.string)
    #expect(child != first)
    // The same predecessor within five seconds (of which none pass here, however slow the machine): the same child,
    // and nothing is revoked.
    try await onDatabaseThread(url: gym.installation.admin) {
      try $0.execute(
        """
        update private.refresh_tokens set replaced_at = now() + interval '1 hour'
        where replaced_at is not null
          and family_id in (select family_id from private.sessions where user_id = '\(gym.owner.user)')
        """)
    }
    let retried = try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(first)"}"#)
    #expect(retried.json["refresh_token"]?.string == child)

    let third = try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(child)"}"#)
    #expect(third.status == 200)
    let token = try #require(third.json["access_token"]?.string)
    // The grandparent is a stolen token: the whole family ends.
    let stolen = try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(first)"}"#)
    #expect(stolen.status == 401 && stolen.code == "session_revoked")
    #expect(try await gym.installation.send("GET", "/v1/clients", token: token).code == "session_revoked")
    let newest = try #require(third.json["refresh_token"]?.string)
    #expect(
      try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(newest)"}"#).status == 401)
  }

  @Test func oneHundredImpatientRefreshesMakeOneChild() async throws {
    let gym = try await Gym.make()
    let token = try await refreshToken(gym)
    let children = try await withThrowingTaskGroup(of: String?.self) { group in
      for _ in 0..<100 {
        group.addTask {
          try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(token)"}"#)
            .json["refresh_token"]?.string
        }
      }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(children.count == 1 && !children.contains(nil))
  }

  @Test(arguments: [
    "", "rt_", "rt_AAAA", String(repeating: "A", count: 73), "rt_" + String(repeating: "A", count: 70),
  ])
  func aMadeUpRefreshTokenIsRefused(_ token: String) async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send("POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(token)"}"#)
    #expect(answer.status == 401 && answer.code == "session_revoked")
  }

  @Test func aPersonSwitchesOnlyToTheirOwnOrganizations() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let foreign = try await gym.send(
      "POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(other.id)"}"#)
    #expect(foreign.status == 404 && foreign.code == "not_a_member")
    let location = try await Gym.make(parent: gym)
    // An owner of the parent works in the child as its owner (decision 5).
    let below = try await gym.send(
      "POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(location.id)"}"#)
    #expect(below.status == 200)
    #expect(below.json["organization"]?["role"]?.string == "owner")
    let names = try await gym.send("GET", "/v1/me/organizations").data.map { $0["id"]?.string }
    #expect(Set(names) == [gym.id.uuidString.lowercased(), location.id.uuidString.lowercased()])
  }

  @Test func whoIsRemovedIsOutWithTheNextRequest() async throws {
    let gym = try await Gym.make()
    let person = try await gym.person(.staff)
    #expect(try await gym.send("GET", "/v1/clients", as: person).status == 200)
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      "update crm.user_organizations set role = 'member' where user_id = \(person.user)",
    ])
    #expect(try await gym.send("GET", "/v1/clients", as: person).code == "permission_missing")
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      "update crm.user_organizations set left_at = now() where user_id = \(person.user)",
    ])
    #expect(try await gym.send("GET", "/v1/clients", as: person).code == "not_a_member")
    #expect(try await gym.send("GET", "/v1/me", as: person).json["organization"] == .null)
  }

  @Test func meShowsRoleAndPermissions() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let me = try await gym.send("GET", "/v1/me", as: trainer).json
    #expect(me["organization"]?["role"]?.string == "trainer")
    #expect(
      me["permissions"]?.items?.compactMap(\.string)
        == Permission.allCases.filter { $0.roles.contains(.trainer) }.map(\.rawValue).sorted())
  }

  @Test func demoPasswordsAreWorthNothingElsewhere() async throws {
    let passwords = Passwords(acceptsDemo: false)
    let password = try Password(text: "demo-owner")
    await #expect(throws: Problem.self) { try await passwords.hash(password) }
    let hash = try await Passwords(acceptsDemo: true).hash(password)
    #expect(try await passwords.verify(password, against: hash) == false)
    #expect(try await Passwords(acceptsDemo: true).verify(password, against: hash))
  }

  private func refreshToken(_ gym: Gym) async throws -> String {
    let switched = try await gym.send(
      "POST", "/v1/auth/switch-organization", json: #"{"organization_id": "\#(gym.id)"}"#)
    return try #require(switched.json["refresh_token"]?.string)
  }
}
