import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct LinkingTests {
  private static let unused = "22222222"

  @Test func aClientIsInvitedAndTheRecordIsTheirs() async throws {
    let gym = try await Gym.make()
    let email = "\(UUID().uuidString.lowercased())@example.com"
    let client = try await gym.client("Grace", "Hopper", #", "email": "\#(email)", "member_number": "M-1""#)
    let desk = try await gym.person(.staff)
    let sent = try await gym.send("POST", "/v1/clients/\(client)/invitations", as: desk)
    #expect(sent.status == 202 && sent.json["role"] == "member" && sent.json["client_id"]?.string == client)
    let id = try #require(sent.json["id"]?.string)
    #expect(try await gym.send("GET", "/v1/invitations", as: desk).data.map { $0["id"]?.string } == [id])
    // Those to work here are no business of the desk.
    let other = try await gym.invite("staff")
    #expect(try await gym.send("GET", "/v1/invitations/\(other.id)", as: desk).status == 404)

    let invitation = TestInvitation(id: id, email: email, token: try await gym.mailedInvitation(to: email))
    let person = try await gym.newcomer()
    let accepted = try await gym.accept(invitation, as: person)
    #expect(accepted.json["role"] == "member" && accepted.json["client_id"]?.string == client)
    let links = try await gym.send("GET", "/v1/me/client-links", as: person).data
    #expect(links.map { $0["client_id"]?.string } == [client])
    #expect(links.first?["member_number"] == "M-1" && links.first?["shares_profile"] == false)
    #expect(try await gym.role(of: person) == "member")
    let again = try await gym.send("POST", "/v1/clients/\(client)/invitations")
    #expect(again.status == 409 && again.code == "client_linked")
    #expect(try await gym.send("POST", "/v1/clients/\(client)/claim-codes").code == "client_linked")
  }

  @Test func withoutAnAddressThereIsNoMail() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Grace", "Hopper")
    let answer = try await gym.send("POST", "/v1/clients/\(client)/invitations")
    #expect(answer.status == 422 && answer.code == "email_missing")
    let email = try await gym.client("Ada", "Lovelace", #", "email": "\#(UUID())@example.com""#)
    let granted = try await gym.person(.trainer)
    #expect(try await gym.patch(granted, #"{"grant": ["clients.update"]}"#).status == 200)
    let blind = try await gym.send("POST", "/v1/clients/\(email)/invitations", as: granted)
    #expect(blind.code == "permission_missing" && blind.json["required_permission"] == "clients.contact.view")
  }

  @Test func aCodeFromTheDeskIsGoodOnceAndTheNewestAlone() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Grace", "Hopper")
    let first = try await gym.code(of: client)
    let second = try await gym.code(of: client)
    #expect(second.wholeMatch(of: /[2-9A-HJKMNP-Z]{8}/) != nil)
    let person = try await gym.newcomer()
    #expect(try await gym.claim(first, as: person).code == "claim_code_wrong")
    let typed = "\(second.prefix(4).lowercased())-\(second.suffix(4))"
    let claimed = try await gym.claim(typed, as: person, at: gym.id.uuidString)
    #expect(claimed.status == 201 && claimed.json["client_id"]?.string == client)
    #expect(claimed.json["slug"]?.string == gym.slug)
    #expect(try await gym.claim(second, as: gym.newcomer()).code == "claim_code_wrong")
    // Nobody is brought low, and nobody has two records in a gym.
    let another = try await gym.client("Grace", "Again")
    let taken = try await gym.claim(gym.code(of: another), as: person)
    #expect(taken.status == 409 && taken.code == "client_already_linked")
    let trainer = try await gym.person(.trainer)
    #expect(try await gym.claim(gym.code(of: another), as: trainer).status == 201)
    #expect(try await gym.role(of: trainer) == "trainer")
  }

  @Test func aCodeOfAnotherGymOrOfAQuarterAgoIsWrong() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let client = try await gym.client("Grace", "Hopper")
    let code = try await gym.code(of: client)
    let person = try await gym.newcomer()
    #expect(try await gym.claim(code, as: person, at: other.slug).code == "claim_code_wrong")
    #expect(try await gym.claim(code, as: person, at: "no-such-gym").code == "claim_code_wrong")
    try await onDatabaseThread(url: gym.installation.admin) {
      try $0.execute("update crm.client_claim_codes set expires_at = now() where client_id = '\(client)'")
    }
    #expect(try await gym.claim(code, as: person).code == "claim_code_wrong")
    #expect(try await gym.claim("O0I1L0O0", as: person).faults == ["#/code invalid_code"])
  }

  @Test func fiveWrongCodesAreEnough() async throws {
    let gym = try await Gym.make()
    let code = try await gym.code(of: gym.client("Grace", "Hopper"))
    let person = try await gym.newcomer()
    for _ in 0..<5 {
      #expect(try await gym.claim(LinkingTests.unused, as: person).code == "claim_code_wrong")
    }
    let refused = try await gym.claim(code, as: person)
    #expect(refused.status == 429 && refused.code == "too_many_attempts")
    // Nobody uses up what others may try.
    #expect(try await gym.claim(code, as: gym.newcomer()).status == 201)
  }

  @Test func ofTwoWithOneCodeOneGetsTheRecord() async throws {
    let gym = try await Gym.make()
    let code = try await gym.code(of: gym.client("Grace", "Hopper"))
    let (one, two) = (try await gym.newcomer(), try await gym.newcomer())
    async let first = gym.claim(code, as: one)
    async let second = gym.claim(code, as: two)
    let answers = try await [first, second]
    #expect(answers.map(\.status).sorted() == [201, 422], "\(answers.map { $0.code ?? "-" })")
  }

  @Test func unlinkingLeavesTheRecordWithTheGym() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Grace", "Hopper")
    let person = try await gym.newcomer()
    #expect(try await gym.claim(gym.code(of: client), as: person).status == 201)
    let inside = try await gym.enter(person)
    #expect(try await gym.share(true, as: person).json["shares_profile"] == true)
    #expect(try await gym.send("DELETE", "/v1/clients/\(client)/link", as: gym.person(.staff)).status == 204)
    #expect(try await gym.send("GET", "/v1/permissions", as: inside).code == "not_a_member")
    #expect(try await gym.send("GET", "/v1/me/client-links", as: person).data.isEmpty)
    #expect(try await gym.send("GET", "/v1/clients/\(client)").json["last_name"] == "Hopper")
    #expect(try await gym.send("DELETE", "/v1/clients/\(client)/link").status == 404)

    // What was shared once is not shared again by itself.
    #expect(try await gym.claim(gym.code(of: client), as: person).json["shares_profile"] == false)
    #expect(try await gym.send("GET", "/v1/permissions", as: inside).status == 200)
    #expect(try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)", as: person).status == 204)
    #expect(try await gym.role(of: person) == nil)
    #expect(try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)", as: person).status == 404)
    #expect(try await gym.share(true, as: person).status == 404)

    // Whoever works here goes on.
    let trainer = try await gym.person(.trainer)
    #expect(try await gym.claim(gym.code(of: client), as: trainer).status == 201)
    #expect(try await gym.send("DELETE", "/v1/me/client-links/\(gym.id)", as: trainer).status == 204)
    #expect(try await gym.role(of: trainer) == "trainer")
  }

  @Test func aProfileIsSeenWithItsPersonsConsentAlone() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Grace", "Hopper")
    let person = try await gym.newcomer()
    #expect(try await gym.claim(gym.code(of: client), as: person).status == 201)
    let empty = try await gym.send("GET", "/v1/me/profile", as: person)
    #expect(empty.headers[.eTag] == "\"v1\"" && empty.json["preferences"]?["goals"] == .null)
    let changed = try await gym.send(
      "PATCH", "/v1/me/profile", as: person,
      json: #"""
        {"preferences": {"goals": "A marathon", "interests": ["Rowing"]}, "emergency_contact": {"name": "Max"}}
        """#, ifMatch: "\"v1\"")
    #expect(changed.status == 200 && changed.headers[.eTag] == "\"v2\"")
    #expect(
      try await gym.send("PATCH", "/v1/me/profile", as: person, json: "{}", ifMatch: "\"v1\"").code
        == "version_mismatch")
    let cleared = try await gym.send(
      "PATCH", "/v1/me/profile", as: person, json: #"{"emergency_contact": null}"#, ifMatch: "*")
    #expect(
      cleared.json["emergency_contact"] == .null && cleared.json["preferences"]?["goals"] == "A marathon")

    let path = "/v1/clients/\(client)/profile"
    #expect(try await gym.send("GET", path).status == 404)
    // What a gym writes down opens nothing.
    let written = try await gym.send(
      "POST", "/v1/clients/\(client)/consents",
      json: #"{"kind": "profile_sharing", "status": "given", "source": "paper"}"#)
    #expect(written.status == 201)
    #expect(try await gym.send("GET", path).status == 404)
    #expect(try await gym.share(true, as: person).json["shares_profile"] == true)
    let seen = try await gym.send("GET", path)
    #expect(seen.status == 200 && seen.json["preferences"]?["interests"] == ["Rowing"])
    #expect(try await gym.send("GET", path, as: gym.person(.trainer)).code == "permission_missing")
    #expect(try await gym.share(false, as: person).json["shares_profile"] == false)
    #expect(try await gym.send("GET", path).status == 404)
    let consents = try await gym.send("GET", "/v1/clients/\(client)/consents").data
    #expect(consents.map { $0["status"]?.string } == ["withdrawn", "given", "given"])
  }

  /// Decision 2: nothing is ever linked by an address.
  @Test func whoSignsUpWithAClientsAddressLearnsAndTouchesNothing() async throws {
    let gym = try await Gym.make()
    let email = "\(UUID().uuidString.lowercased())@example.com"
    let client = try await gym.client("Grace", "Hopper", #", "email": "\#(email)""#)
    #expect(try await gym.send("POST", "/v1/clients/\(client)/invitations").status == 202)
    func signUp(_ email: String) async throws -> TestAnswer {
      try await gym.installation.send(
        "POST", "/v1/auth/sign-up",
        json: #"{"email": "\#(email)", "password": "correct horse", "first_name": "A", "last_name": "B"}"#,
        from: TestInstallation.anywhere())
    }
    let known = try await signUp(email)
    let unknown = try await signUp("\(UUID())@example.com")
    #expect(known.status == 201 && known.json["organization"] == .null)
    #expect(Set(known.json.members ?? []) == Set(unknown.json.members ?? []))
    let token = try #require(known.json["access_token"]?.string)
    for path in ["/v1/me/organizations", "/v1/me/client-links"] {
      let answer = try await gym.installation.send("GET", path, token: token)
      #expect(answer.status == 200 && answer.data.isEmpty)
    }
    let entered = try await gym.installation.send(
      "POST", "/v1/auth/switch-organization", token: token, json: #"{"organization_id": "\#(gym.id)"}"#)
    #expect(entered.code == "not_a_member")
    let record = try await gym.send("GET", "/v1/clients/\(client)")
    #expect(record.json["version"]?.int == 1)
    let linked = try await onAdmin(
      "select id::text as text from crm.client_organizations where id = \(try #require(UUID(uuidString: client))) and client_id is not null"
    )
    #expect(linked.isEmpty)
  }
}
