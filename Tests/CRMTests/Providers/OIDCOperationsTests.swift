import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite(.serialized) struct OIDCOperationsTests {
  private typealias Response = [(key: String, value: JSONValue)]

  private func changed(_ response: Response, _ name: String, _ value: JSONValue?) -> Response {
    response.filter { $0.key != name } + (value.map { [(key: name, value: $0)] } ?? [])
  }

  @Test func somebodyNewSignsInAndComesBack() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let providers = try await gate.installation.send("GET", "/v1/auth/providers")
    #expect(providers.data.compactMap { $0["name"]?.string } == ["password", "oidc"])
    let first = try await gate.signIn(tenant)
    #expect(first.status == 200 && first.json["token_type"]?.string == "Bearer")
    #expect(first.json["device_token"] == .null && first.json["organization"] == .null)
    let user = try #require(first.json["user"]?["id"]?.string)
    let token = try #require(first.json["access_token"]?.string)
    let me = try await gate.installation.send("GET", "/v1/me", token: token)
    #expect(me.json["email"]?.string == tenant.email && me.json["first_name"]?.string == "Ada")
    #expect(me.json["email_verified_at"]?.string != nil)
    let identities = try await gate.installation.send("GET", "/v1/me/identities", token: token)
    #expect(identities.data.compactMap { $0["provider"]?.string } == ["oidc"])
    // Refreshed and ended like any other.
    let refresh = try #require(first.json["refresh_token"]?.string)
    #expect(
      try await gate.installation.send(
        "POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(refresh)"}"#
      ).status == 200)
    // Another address the next time is the same person still.
    let second = try await gate.signIn(tenant, email: "renamed-\(tenant.email)")
    #expect(second.json["user"]?["id"]?.string == user)
    #expect(try await gate.people(tenant) == 1)
  }

  @Test func aStateIsOneBrowsersOnceForTenMinutes() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let response = try await tenant.respond(to: gate.begin())
    let another = try await tenant.respond(to: gate.begin())
    let wrong: [Response] = [
      changed(response, "state", .string(SecretToken().text)), changed(response, "state", "x"),
      changed(response, "login_token", .string(SecretToken().text)), changed(response, "login_token", ""),
      changed(response, "login_token", another.first { $0.key == "login_token" }?.value),
      changed(response, "state", another.first { $0.key == "state" }?.value),
    ]
    for response in wrong {
      let answer = try await gate.complete(response)
      #expect(answer.status == 422 && answer.code == "authorization_invalid")
    }
    // None of them used it up.
    #expect(try await gate.complete(response).status == 200)
    #expect(try await gate.complete(response).code == "authorization_invalid")
    let loginToken = try #require(another.first { $0.key == "login_token" }?.value.string)
    let hash = try #require(SecretToken(text: loginToken)?.hash)
    for (age, code) in [("9 minutes", "provider_refused"), ("10 minutes", "authorization_invalid")] {
      let begun = try await gate.begin()
      let hash = try #require(SecretToken(text: begun.json["login_token"]?.string ?? "")?.hash)
      let late = try await tenant.respond(to: begun)
      try await onDatabaseThread(url: gate.installation.admin) { connection in
        _ = try connection.rows(
          """
          update private.authorizations set expires_at = expires_at - \(age)::interval where browser_hash = \(hash)
          returning 1 as one
          """)
      }
      #expect(try await gate.complete(changed(late, "code", "unknown")).code == code)
    }
    // The database has hashes.
    let kept = try await onDatabaseThread(url: gate.installation.admin) { connection in
      try connection.rows(
        "select count(*)::int as value from private.authorizations where browser_hash = \(hash)"
      ).value("value", at: 0, as: Int.self)
    }
    #expect(kept == 1)
  }

  @Test func codesAndAnswersOfOthersAreRefused() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    // A code that was used, or was given to another sign-in: PKCE.
    let used = try await tenant.respond(to: gate.begin())
    #expect(try await gate.complete(used).status == 200)
    let code = used.first { $0.key == "code" }?.value
    let again = try await gate.complete(changed(tenant.respond(to: gate.begin()), "code", code))
    #expect(
      again.code == "provider_refused" && again.json["detail"]?.string == "The provider says invalid_grant.")
    let stolen = try await tenant.respond(to: gate.begin()).first { $0.key == "code" }?.value
    let injected = try await gate.complete(changed(tenant.respond(to: gate.begin()), "code", stolen))
    #expect(injected.code == "provider_refused")
    // Mix-up: the answer is another provider's, or does not say whose although this one's do.
    for issuer in [.string(tenant.issuer + "/"), "https://other.example", nil] as [JSONValue?] {
      let asked = try await tenant.count("token")
      let answer = try await gate.complete(changed(tenant.respond(to: gate.begin()), "iss", issuer))
      #expect(answer.status == 403 && answer.code == "provider_mismatch")
      #expect(try await tenant.count("token") == asked, "nobody is asked with a code of somebody else")
    }
    // No code, or an error instead; its sentence goes nowhere.
    for (error, detail) in [
      ("access_denied", "The provider says access_denied."),
      ("Ada's fault", "The identity provider let nobody in"),
    ] {
      var denied = changed(try await tenant.respond(to: gate.begin()), "code", nil)
      denied += [(key: "error", value: .string(error)), (key: "error_description", value: "ada@example.com")]
      let answer = try await gate.complete(denied)
      #expect(answer.code == "provider_refused" && answer.json["detail"]?.string == detail)
    }
    #expect(
      try await gate.complete(changed(tenant.respond(to: gate.begin()), "code", nil)).code
        == "provider_refused")
    #expect(try await gate.begin("nobody").code == "provider_unknown")
  }

  @Test func anAddressLinksNothing() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let account = try await TestAccount.make(gate.installation)
    for verified in [true, false, nil] {
      let answer = try await gate.signIn(tenant, verified: verified, email: account.email.uppercased())
      #expect(answer.status == 409 && answer.code == "account_exists")
    }
    let before = try await account.send("GET", "/v1/me/identities")
    #expect(before.data.compactMap { $0["provider"]?.string } == ["password"])

    // Whoever has both links them, and signs in by either from then on.
    let response = try await tenant.respond(to: gate.begin(token: account.token))
    #expect(try await gate.complete(response).code == "authorization_invalid", "it is no sign-in")
    let stranger = try await TestAccount.make(gate.installation)
    #expect(try await gate.complete(response, token: stranger.token).code == "authorization_invalid")
    let linked = try await gate.complete(response, token: account.token)
    #expect(linked.status == 201)
    let signedIn = try await gate.signIn(tenant)
    #expect(signedIn.json["user"]?["id"]?.string == account.user.uuidString.lowercased())

    // Again is once; another's it cannot become.
    let again = try await gate.complete(
      tenant.respond(to: gate.begin(token: account.token)), token: account.token)
    #expect(again.status == 201 && again.json["id"] == linked.json["id"])
    let taken = try await gate.complete(
      tenant.respond(to: gate.begin(token: stranger.token)), token: stranger.token)
    #expect(taken.status == 409 && taken.code == "identity_taken")

    let id = try #require(linked.json["id"]?.string)
    #expect(
      try await gate.installation.send("DELETE", "/v1/me/identities/\(id)", token: stranger.token).status
        == 404)
    #expect(try await account.send("DELETE", "/v1/me/identities/\(id)").status == 204)
    #expect(try await account.send("DELETE", "/v1/me/identities/\(id)").status == 404)
    let password = try #require(before.data.first?["id"]?.string)
    #expect(try await account.send("DELETE", "/v1/me/identities/\(password)").status == 404)
    #expect(try await gate.signIn(tenant, email: account.email).code == "account_exists")
  }

  @Test func anUnverifiedAddressIsNobodysUntilAMailProvesIt() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let answer = try await gate.signIn(tenant, verified: false)
    let token = try #require(answer.json["access_token"]?.string)
    #expect(
      try await gate.installation.send("GET", "/v1/me", token: token).json["email_verified_at"] == .null)
    let mails = try await onDatabaseThread(url: gate.installation.admin) { connection in
      try connection.rows(
        """
        select count(*)::int as value from jobs.mails where recipient = \(tenant.email) and template = 'verification'
        """
      ).value("value", at: 0, as: Int.self)
    }
    #expect(mails == 1)
    // Its owner is not kept out by who only wrote it down.
    let owner = try await gate.installation.send(
      "POST", "/v1/auth/sign-up",
      json:
        #"{"email": "\#(tenant.email)", "password": "correct horse", "first_name": "A", "last_name": "B"}"#,
      from: TestInstallation.anywhere())
    #expect(owner.status == 201)
    #expect(owner.json["user"]?["id"] != answer.json["user"]?["id"])
    // A verified one is taken.
    let verified = try await OIDCTenant.make()
    let other = try await ProviderGate.make(verified)
    #expect(try await other.signIn(verified).status == 200)
    let late = try await gate.installation.send(
      "POST", "/v1/auth/sign-up",
      json:
        #"{"email": "\#(verified.email)", "password": "correct horse", "first_name": "A", "last_name": "B"}"#,
      from: TestInstallation.anywhere())
    #expect(late.code == "identity_exists")
  }

  @Test func whoHasNoAddressMakesNoAccount() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let answer = try await gate.signIn(tenant, email: "not an address")
    #expect(answer.status == 422 && answer.code == "provider_email_missing")
    #expect(try await gate.people(tenant) == 0)
  }

  @Test func theLastWayInStays() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let token = try #require(try await gate.signIn(tenant).json["access_token"]?.string)
    func identities() async throws -> [JSONValue] {
      try await gate.installation.send("GET", "/v1/me/identities", token: token).data
    }
    let only = try #require(try await identities().first?["id"]?.string)
    let kept = try await gate.installation.send("DELETE", "/v1/me/identities/\(only)", token: token)
    #expect(kept.status == 409 && kept.code == "last_identity")

    // Of two, two requests at once take one.
    let second = try await OIDCTenant.make()
    let other = try await ProviderGate.make(second)
    let linked = try await other.complete(second.respond(to: other.begin(token: token)), token: token)
    #expect(linked.status == 201)
    let ids = try await identities().compactMap { $0["id"]?.string }
    #expect(ids.count == 2)
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for id in ids {
        group.addTask {
          try await gate.installation.send("DELETE", "/v1/me/identities/\(id)", token: token).status
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses.sorted() == [204, 409])
    #expect(try await identities().count == 1)
  }

  @Test func twoAnswersWithOneStateOpenOneSession() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let response = try await tenant.respond(to: gate.begin())
    let codes = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<8 { group.addTask { try await gate.complete(response).code ?? "session" } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(codes.sorted() == Array(repeating: "authorization_invalid", count: 7) + ["session"])
  }

  @Test func firstSignInsAtOnceMakeOnePerson() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    var responses: [Response] = []
    for _ in 0..<8 { responses.append(try await tenant.respond(to: gate.begin())) }
    let users = try await withThrowingTaskGroup(of: String?.self) { group in
      for response in responses {
        group.addTask { try await gate.complete(response).json["user"]?["id"]?.string }
      }
      return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
    }
    #expect(users.count == 1 && !users.contains(nil))
    #expect(try await gate.people(tenant) == 1)
  }

  @Test func beginningIsLimited() async throws {
    let tenant = try await OIDCTenant.make()
    let gate = try await ProviderGate.make(tenant)
    let address = TestInstallation.anywhere()
    // Each two seconds gives one back, and a busy machine takes its time: in the end there are none left.
    for _ in 0..<1_000 {
      let answer = try await gate.installation.send(
        "POST", "/v1/auth/authorizations", json: #"{"provider": "oidc"}"#, from: address)
      if answer.status == 201 { continue }
      #expect(answer.status == 429 && answer.code == "too_many_attempts")
      return
    }
    Issue.record("nobody was refused")
  }

  @Test func withoutSettingsThereAreOnlyPasswords() async throws {
    let installation = try await TestInstallation(
      TestInstallation.shared.value, providers: IdentityProviders())
    let providers = try await installation.send("GET", "/v1/auth/providers")
    #expect(providers.data.compactMap { $0["name"]?.string } == ["password"])
    for name in ["oidc", "workos", "password"] {
      let answer = try await installation.send(
        "POST", "/v1/auth/authorizations", json: #"{"provider": "\#(name)"}"#)
      #expect(answer.code == "provider_unknown")
    }
  }

  @Test(arguments: [
    "http://example.com", "ftp://example.com", "https://", "https://me@example.com",
    "https://me:x@example.com",
    "https://example.com/#x", "https://example.com/a b", "https://example.com/?x=1", "example.com", "",
    "http://127.0.0.1.example.com", "http://localhost.example.com", "https://exämple.com",
  ])
  func wrongIssuersAreRefused(_ issuer: String) {
    #expect(throws: ProviderSettingFault.self) {
      try OIDCConfiguration(issuer: issuer, clientID: "client", clientSecret: nil)
    }
  }

  @Test func secretsAreNotDescribed() throws {
    let secret = try #require(ProviderSecret("hunter2"))
    let configuration = try OIDCConfiguration(
      issuer: "https://example.com", clientID: "client", clientSecret: secret)
    for text in ["\(secret)", "\(configuration)", String(reflecting: configuration), dumped(configuration)] {
      #expect(!text.contains("hunter2"))
    }
  }

  private func dumped(_ value: Any) -> String {
    var text = ""
    dump(value, to: &text)
    return text
  }

  /// The good way, with a provider that is not ours.
  @Test func aRealProviderLetsPeopleIn() async throws {
    let mock = try await ProviderDouble.start("oidc_mock.py")
    let configuration = try OIDCConfiguration(
      issuer: mock.greeting, clientID: "gym", clientSecret: ProviderSecret("secret"))
    let installation = try await TestInstallation(
      TestInstallation.shared.value, providers: IdentityProviders(oidc: configuration))
    var people: Set<String> = []
    for _ in 0..<2 {
      let begun = try await installation.send(
        "POST", "/v1/auth/authorizations", json: #"{"provider": "oidc"}"#, from: TestInstallation.anywhere())
      let url = try #require(begun.json["authorization_url"]?.string)
      let back = try #require(URLComponents(string: try await mock.ask("alice \(url)")))
      #expect(back.path == "/sign-in/callback")
      var response: Response = (back.queryItems ?? []).map { ($0.name, .string($0.value ?? "")) }
      response.append(("login_token", try #require(begun.json["login_token"])))
      let answer = try await installation.send(
        "POST", "/v1/auth/callbacks", json: JSONValue.object(response).text())
      #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
      people.insert(try #require(answer.json["user"]?["id"]?.string))
      #expect(answer.json["user"]?["first_name"]?.string == "Alice")
    }
    #expect(people.count == 1)
  }
}
