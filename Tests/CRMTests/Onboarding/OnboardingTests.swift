import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct OnboardingTests {
  private func wizard() async throws -> TestOnboarding {
    try await TestOnboarding.start(try await TestInstallation.shared.value)
  }

  private func answered() async throws -> TestOnboarding {
    try await TestOnboarding.answered(try await TestInstallation.shared.value)
  }

  @Test func aGymIsOpenAfterFourSteps() async throws {
    let wizard = try await wizard()
    var state = try await wizard.send("GET", "/v1/onboarding/session")
    #expect(state.json["current_step"] == 1 && state.headers[.cacheControl] == "no-store")
    #expect(state.json["steps"]?.items?.compactMap { $0["can_skip"] } == [false, false, true])
    #expect(state.json["steps"]?.items?.compactMap { $0["can_go_back"] } == [false, true, true])
    for step in 1...3 {
      state = try await wizard.answer(step)
      #expect(state.status == 200 && state.json["current_step"]?.int == step + 1)
    }
    #expect(state.json["account"]?["is_password_set"] == true)
    #expect(!String(decoding: state.body, as: UTF8.self).contains(TestOnboarding.password))
    let completed = try await wizard.complete()
    #expect(completed.status == 201, "\(String(decoding: completed.body, as: UTF8.self))")
    #expect(completed.json["locations"] == 2)
    let session = try #require(completed.json["session"])
    #expect(
      session["organization"]?["name"]?.string == wizard.name && session["organization"]?["role"] == "owner")
    let token = try #require(session["access_token"]?.string)
    let listed = try await wizard.send("GET", "/v1/organizations", token: token)
    #expect(listed.data.map { $0["name"]?.string } == [wizard.name, "Downtown", "Harbour"])
    #expect(listed.data.allSatisfy { $0["currency"] == "EUR" && $0["jurisdiction"] == "EU" })
    #expect(listed.data[1]["address"]?["city"] == "Salem")
    #expect(listed.data[1]["parent_organization_id"] == listed.data[0]["id"])
    // No clients yet.
    #expect(try await wizard.send("GET", "/v1/clients", token: token).data.isEmpty)
    let login = try await wizard.installation.login(wizard.email, TestOnboarding.password)
    #expect(login.status == 200 && login.json["organization"]?["name"]?.string == wizard.name)
    let actors = try await onAdmin(
      """
      select distinct l.user_id::text as text from audit.audit_logs l
      join crm.organizations o on o.id = l.organization_id where o.name = \(wizard.name)
      """)
    #expect(actors == [session["user"]?["id"]?.string ?? ""])
  }

  @Test func aSingleLocationIsTheOrganizationItself() async throws {
    for (json, city) in [
      (#"{"locations": [{"name": "Harbour", "address": {"city": "Salem"}}]}"#, "Salem"),
      (#"{"locations": []}"#, nil),
    ] {
      let wizard = try await wizard()
      for step in 1...2 { _ = try await wizard.answer(step) }
      let state = try await wizard.answer(3, json)
      #expect(state.json["steps"]?.items?.last?["is_skipped"] == .bool(city == nil))
      let completed = try await wizard.complete()
      #expect(completed.status == 201 && completed.json["locations"] == 1)
      let token = try #require(completed.json["session"]?["access_token"]?.string)
      let listed = try await wizard.send("GET", "/v1/organizations", token: token)
      #expect(listed.data.count == 1 && listed.data.first?["name"]?.string == wizard.name)
      #expect(listed.data.first?["address"]?["city"]?.string == city)
    }
  }

  @Test func whoGoesBackAnswersAnew() async throws {
    let wizard = try await answered()
    let again = try await wizard.answer(
      1, #"{"organization_name": "Another \#(wizard.name)", "first_name": "Grace", "last_name": "Hopper"}"#)
    #expect(again.json["current_step"] == 4 && again.json["organization"]?["time_zone"] == .null)
    let completed = try await wizard.complete()
    #expect(completed.json["session"]?["user"]?["first_name"] == "Grace")
    let token = try #require(completed.json["session"]?["access_token"]?.string)
    #expect(try await wizard.send("GET", "/v1/organizations", token: token).data.first?["currency"] == "USD")
  }

  @Test func aMissingStepIsNamed() async throws {
    let wizard = try await wizard()
    #expect(try await wizard.complete().json["detail"] == "Step 1 is missing.")
    _ = try await wizard.answer(1)
    let incomplete = try await wizard.complete()
    #expect(incomplete.status == 409 && incomplete.code == "onboarding_incomplete")
    #expect(incomplete.json["detail"] == "Step 2 is missing.")
    // The last step may be left out.
    _ = try await wizard.answer(2)
    #expect(try await wizard.complete().status == 201)
  }

  @Test func allFaultsOfAStepAreTold() async throws {
    let wizard = try await wizard()
    let first = try await wizard.answer(
      1, #"{"organization_name": " ", "last_name": "L", "currency": "eur"}"#)
    #expect(
      Set(first.faults) == [
        "#/organization_name required", "#/first_name required", "#/currency unknown_currency",
      ])
    let second = try await wizard.answer(2, #"{"email": "x", "password": "123456"}"#)
    #expect(Set(second.faults) == ["#/email invalid_email", "#/password too_short"])
    let guessable = try await wizard.answer(2, #"{"email": "\#(wizard.email)", "password": "password1"}"#)
    #expect(guessable.faults == ["#/password breached_password"])
    let many = (0...50).map { #"{"name": "L\#($0)"}"# }.joined(separator: ",")
    #expect(try await wizard.answer(3, #"{"locations": [\#(many)]}"#).faults == ["#/locations too_many"])
  }

  @Test func aKnownAddressIsToldAtTheEndAndNothingIsMade() async throws {
    let wizard = try await answered()
    _ = try await Operators(wizard.installation.worker).createUser(
      email: Email(text: wizard.email.uppercased()), password: Password(text: TestOnboarding.password),
      firstName: Name(text: "Ada"), lastName: Name(text: "L"))
    let completed = try await wizard.complete()
    #expect(completed.status == 409 && completed.code == "identity_exists")
    #expect(
      try await onAdmin("select id::text as text from crm.organizations where name = \(wizard.name)").isEmpty)
    // Another address will do.
    let other = "other-\(wizard.email)"
    _ = try await wizard.answer(2, #"{"email": "\#(other)", "password": "\#(TestOnboarding.password)"}"#)
    #expect(try await wizard.complete().status == 201)
  }

  @Test func whoCompletesTwiceAtOnceHasOneGym() async throws {
    for _ in 0..<5 {
      let wizard = try await answered()
      async let first = wizard.complete()
      async let second = wizard.complete()
      let answers = try await [first, second]
      #expect(answers.map(\.status).sorted() == [201, 409], "\(answers.map { $0.code ?? "" })")
      #expect(answers.first { $0.status == 409 }?.code == "onboarding_completed")
      let made = try await onAdmin(
        "select id::text as text from crm.organizations where name = \(wizard.name)")
      #expect(made.count == 1)
      let people = try await onAdmin("select id::text as text from crm.users where email = \(wizard.email)")
      #expect(people.count == 1)
      let again = try await wizard.complete()
      #expect(again.status == 409 && again.code == "onboarding_completed")
      for step in 1...3 { #expect(try await wizard.answer(step).code == "onboarding_completed") }
      #expect(try await wizard.send("GET", "/v1/onboarding/session").code == "onboarding_completed")
    }
  }

  @Test func aTakenNameGetsAnotherSlug() async throws {
    let first = try await answered()
    _ = try await first.complete()
    let second = try await wizard()
    _ = try await second.answer(
      1, #"{"organization_name": "\#(first.name)", "first_name": "Ada", "last_name": "Lovelace"}"#)
    for step in 2...3 { _ = try await second.answer(step) }
    let completed = try await second.complete()
    #expect(completed.status == 201)
    let slugs = try await onAdmin(
      "select slug as text from crm.organizations where name = \(first.name) order by created_at")
    #expect(slugs.count == 2 && slugs[1].hasPrefix(slugs[0] + "-"))
  }

  @Test func theDatabaseKeepsNothingReadable() async throws {
    let wizard = try await answered()
    let hash = Data(try #require(SecretToken(text: wizard.token)).hash)
    let kept = try await onAdmin(
      """
      select encode(o.organization, 'escape') || encode(o.account, 'escape') || encode(o.locations, 'escape')
        || encode(o.email_hash, 'escape') as text
      from private.onboardings o where o.token_hash = decode(\(hash.base64EncodedString()), 'base64')
      """)
    let text = try #require(kept.first)
    for word in [wizard.name, wizard.email, "Lovelace", "Harbour", "scrypt", TestOnboarding.password] {
      #expect(!text.contains(word))
    }
    _ = try await wizard.complete()
    let left = try await onAdmin(
      """
      select num_nonnulls(organization, account, locations, email_hash, resume_hash)::text as text
      from private.onboardings where token_hash = decode(\(hash.base64EncodedString()), 'base64')
      """)
    #expect(left == ["0"])
  }

  @Test func aCancelledOnboardingAndAStrangersTokenAreUnknown() async throws {
    let wizard = try await wizard()
    #expect(try await wizard.send("DELETE", "/v1/onboarding/session").status == 204)
    let calls: [(String, String, String?)] = [
      ("GET", "session", nil), ("DELETE", "session", nil), ("POST", "complete", nil),
      ("POST", "steps/3", #"{"locations": []}"#),
      ("POST", "steps/2", #"{"email": "a@example.com", "password": "correct horse"}"#),
    ]
    for token in [wizard.token, SecretToken().text, "x", ""] {
      for (method, path, json) in calls {
        let answer = try await wizard.send(method, "/v1/onboarding/\(path)", json: json, token: token)
        #expect(answer.status == 404 && answer.code == "onboarding_not_found", "\(path)")
      }
    }
  }

  @Test func anotherStepInBetweenIsNotOverlooked() async throws {
    let wizard = try await answered()
    let token = try #require(SecretToken(text: wizard.token))
    let database = wizard.installation.database
    let account = OnboardingAnswers.Account(
      email: try Email(text: wizard.email), passwordHash: "hash of a password here")
    let organization = OnboardingOrganization(
      organizationName: try Name(text: wizard.name), firstName: try Name(text: "A"),
      lastName: try Name(text: "B"),
      timeZone: nil, currency: nil, jurisdiction: nil)
    let stale = try OnboardingQueries.complete(
      token, version: 3, UUID(), account, organization,
      opening: OpenedOrganization.all(organization, [], areLengthened: false, newID: { UUID() }))
    do {
      _ = try await database.pipeline([stale])
      Issue.record("an old version was completed")
    } catch let error as PostgresError {
      #expect(error.constraint == "onboarding_changed")
    }
  }
}
