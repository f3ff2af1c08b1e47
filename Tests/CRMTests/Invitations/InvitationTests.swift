import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct InvitationTests {
  @Test func whoeverHasTheMailJoins() async throws {
    let gym = try await Gym.make(name: "Downtown")
    let role = try await gym.role("Head coach", #""tags.manage""#)
    let email = "\(UUID())@Example.com"
    let sent = try await gym.send(
      "POST", "/v1/invitations",
      json: """
        {"email": "\(email)", "name": "Tina", "role": "trainer", "title": "Coach", "role_definition_id": "\(role)",
         "grant": ["rooms.manage"], "deny": ["bookings.view"]}
        """)
    let id = try #require(sent.json["id"]?.string)
    #expect(sent.status == 202 && sent.headers[.location] == "/v1/invitations/\(id)")
    #expect(sent.json["status"] == "pending" && sent.json["custom_role"]?["name"] == "Head coach")
    #expect(sent.json["invited_by"]?.string == gym.owner.user.uuidString.lowercased())
    #expect(try await gym.send("GET", "/v1/invitations?status=pending").data.map { $0["id"]?.string } == [id])
    let mail = try await onAdmin(
      "select (contents - 'url' - 'expires_on')::text || coalesce(user_id::text, '') as text from jobs.mails where recipient = \(email)"
    )
    #expect(mail == [#"{"role": "trainer", "inviter": "Ada Lovelace", "organization": "Downtown"}"#])

    let invitation = TestInvitation(id: id, email: email, token: try await gym.mailedInvitation(to: email))
    let preview = try await gym.preview(invitation)
    #expect(
      preview.status == 200 && Set(preview.json.members ?? []) == ["organization_name", "role", "expires_at"])
    #expect(preview.json["organization_name"] == "Downtown" && preview.json["role"] == "trainer")
    let person = try await gym.newcomer()
    let accepted = try await gym.accept(invitation, as: person)
    #expect(
      accepted.status == 200 && accepted.json["organization_id"]?.string == gym.id.uuidString.lowercased())
    #expect(accepted.json["role"] == "trainer" && accepted.json["client_id"] == .null)
    let seen = try await gym.send("GET", "/v1/staff/\(person.user)")
    #expect(seen.json["title"] == "Coach" && seen.json["is_primary"] == true)
    let held = try await gym.send("GET", "/v1/staff/\(person.user)/permissions", as: gym.enter(person))
    let effective = held.json["effective"]?.items?.compactMap(\.string) ?? []
    #expect(effective.contains("rooms.manage") && effective.contains("tags.manage"))
    #expect(!effective.contains("bookings.view"))

    let again = try await gym.accept(invitation, as: person)
    #expect(again.status == 200 && again.body == accepted.body)
    #expect(try await gym.accept(invitation, as: gym.newcomer()).code == "invitation_over")
    #expect(try await gym.preview(invitation).status == 410)
    let after = try await gym.send("GET", "/v1/invitations/\(id)")
    #expect(after.json["status"] == "accepted")
    #expect(after.json["accepted_by"]?.string == person.user.uuidString.lowercased())
  }

  /// What is answered to whoever invites, and what is written down, is the same for a known address.
  @Test func invitingTellsNobodyWhetherTheAddressIsKnown() async throws {
    let gym = try await Gym.make()
    let known = try await Gym.make().owner
    func answer(_ email: String) async throws -> String {
      let answer = try await gym.send(
        "POST", "/v1/invitations", json: #"{"email": "\#(email)", "role": "staff"}"#)
      #expect(answer.status == 202)
      let varying = ["id", "email", "created_at", "expires_at", "last_sent_at"]
      return (answer.json.members ?? []).filter { !varying.contains($0) }
        .map { "\($0)=\(answer.json[$0] ?? .null)" }.joined(separator: " ")
    }
    #expect(try await answer(Gym.email(known.user)) == answer("\(UUID())@example.com"))
    let mails = try await onAdmin(
      "select count(*)::text as text from jobs.mails where organization_id = \(gym.id) and user_id is null")
    #expect(mails == ["2"])
  }

  @Test func whateverIsWrongWithATokenTheAnswerIsTheSame() async throws {
    let gym = try await Gym.make()
    let person = try await gym.newcomer()
    let used = try await gym.invite("staff")
    #expect(try await gym.accept(used, as: gym.newcomer()).status == 200)
    let revoked = try await gym.invite("staff")
    #expect(try await gym.send("DELETE", "/v1/invitations/\(revoked.id)").status == 204)
    #expect(try await gym.send("DELETE", "/v1/invitations/\(revoked.id)").status == 204)
    let expired = try await gym.invite("staff")
    try await onDatabaseThread(url: gym.installation.admin) {
      try $0.execute("update crm.invitations set expires_at = now() where id = '\(expired.id)'")
    }
    let replaced = try await gym.invite("staff")
    #expect(try await gym.send("POST", "/v1/invitations/\(replaced.id)/resending").status == 202)
    let unknown = OrganizationToken(organization: gym.id).text
    let elsewhere = OrganizationToken(organization: UUID()).text
    var bodies: Set<String> = []
    for token in [
      used.token, revoked.token, expired.token, replaced.token, unknown, elsewhere, "", "x", "a.b",
    ] {
      for answer in [
        try await gym.accept(TestInvitation(id: "", email: "", token: token), as: person),
        try await gym.preview(TestInvitation(id: "", email: "", token: token)),
      ] {
        #expect(answer.status == 410)
        let id = try #require(answer.json["request_id"]?.string)
        bodies.insert(String(decoding: answer.body, as: UTF8.self).replacing(id, with: ""))
      }
    }
    #expect(bodies.count == 1)
    let listed = try await gym.send("GET", "/v1/invitations?status=expired,revoked")
    #expect(Set(listed.data.compactMap { $0["id"]?.string }) == [expired.id, revoked.id])
    // A newer mail makes it good again.
    #expect(try await gym.send("POST", "/v1/invitations/\(expired.id)/resending").json["status"] == "pending")
  }

  @Test func sendingAgainIsLimitedAndKillsTheLinkBefore() async throws {
    let gym = try await Gym.make()
    let first = try await gym.invite("staff")
    for count in 2...5 {
      let again = try await gym.send("POST", "/v1/invitations/\(first.id)/resending")
      #expect(again.status == 202 && again.json["sent_count"]?.int == count)
    }
    let refused = try await gym.send("POST", "/v1/invitations/\(first.id)/resending")
    #expect(refused.status == 429 && refused.code == "too_many_attempts")
    #expect(try await gym.preview(first).code == "invitation_over")
    // What was refused killed nothing.
    let newest = TestInvitation(
      id: first.id, email: first.email, token: try await gym.mailedInvitation(to: first.email))
    #expect(try await gym.preview(newest).status == 200)
  }

  @Test func theRulesOfRolesHoldForInvitations() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    func code(_ json: String, as person: TestPerson) async throws -> String {
      let answer = try await gym.send(
        "POST", "/v1/invitations", as: person, json: #"{"email": "\#(UUID())@example.com", \#(json)}"#)
      return "\(answer.status) \(answer.code ?? "")"
    }
    #expect(try await code(#""role": "owner""#, as: admin) == "403 outranked")
    #expect(try await code(#""role": "admin""#, as: admin) == "202 ")
    #expect(try await code(#""role": "owner""#, as: gym.owner) == "202 ")
    #expect(try await code(#""role": "staff", "grant": ["audit.view"]"#, as: admin) == "403 cannot_grant")
    #expect(try await code(#""role": "staff""#, as: gym.person(.staff)) == "403 permission_missing")
    #expect(try await code(#""role": "member""#, as: admin) == "422 validation_failed")
    let foreign = try await Gym.make().role("Theirs")
    #expect(
      try await code(#""role": "staff", "role_definition_id": "\#(foreign)""#, as: admin)
        == "422 role_definition_not_found")
    let invited = try await gym.invite("staff")
    let twice = try await gym.send(
      "POST", "/v1/invitations", json: #"{"email": "\#(invited.email.uppercased())", "role": "trainer"}"#)
    #expect(twice.status == 409 && twice.code == "invitation_pending")
    #expect(try await gym.accept(invited, as: gym.newcomer()).status == 200)
    for (method, path) in [("DELETE", ""), ("POST", "/resending")] {
      #expect(try await gym.send(method, "/v1/invitations/\(invited.id)\(path)").code == "invitation_closed")
    }
    #expect(try await gym.send("GET", "/v1/invitations", as: gym.person(.trainer)).data.isEmpty)
  }

  @Test func anInvitationIsWorthWhatItsInviterMayDo() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let invited = try await gym.invite("staff", as: admin)
    let person = try await gym.newcomer()
    #expect(try await gym.patch(admin, #"{"role": "trainer"}"#).status == 200)
    #expect(try await gym.preview(invited).status == 410)
    #expect(try await gym.accept(invited, as: person).code == "invitation_over")
    // Whoever sends it again answers for it.
    #expect(try await gym.send("POST", "/v1/invitations/\(invited.id)/resending").status == 202)
    let again = TestInvitation(
      id: invited.id, email: invited.email, token: try await gym.mailedInvitation(to: invited.email))
    #expect(try await gym.accept(again, as: person).json["role"] == "staff")
  }

  @Test func whoLeftIsInvitedAgainAndNobodyIsBroughtLow() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    #expect(try await gym.send("DELETE", "/v1/staff/\(staff.user)").status == 204)
    let back = try await gym.invite("trainer")
    #expect(try await gym.accept(back, as: staff).json["role"] == "trainer")
    #expect(try await gym.role(of: staff) == "trainer")
    // The session there was, is good again: rights are felt at once.
    #expect(try await gym.send("GET", "/v1/clients", as: staff).status == 200)
    let lesser = try await gym.invite("trainer")
    #expect(try await gym.accept(lesser, as: gym.owner).json["role"] == "owner")
    #expect(try await gym.role(of: gym.owner) == "owner")
  }

  @Test func ofTwentyWhoAcceptAtOnceOneJoins() async throws {
    let gym = try await Gym.make()
    let invited = try await gym.invite("staff")
    var people: [TestPerson] = []
    for _ in 0..<20 { people.append(try await gym.newcomer()) }
    let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
      for person in people { group.addTask { try await gym.accept(invited, as: person) } }
      return try await group.reduce(into: [TestAnswer]()) { $0.append($1) }
    }
    #expect(answers.filter { $0.status == 200 }.count == 1)
    #expect(answers.filter { $0.code == "invitation_over" }.count == 19)
    let members = try await onAdmin(
      "select user_id::text as text from crm.user_organizations where organization_id = \(gym.id) and role = 'staff'"
    )
    #expect(members.count == 1)
  }

  @Test func onePersonWhoAcceptsTwentyTimesJoinsOnce() async throws {
    let gym = try await Gym.make()
    let invited = try await gym.invite("staff")
    let person = try await gym.newcomer()
    let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
      for _ in 0..<20 { group.addTask { try await gym.accept(invited, as: person) } }
      return try await group.reduce(into: [TestAnswer]()) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 200 && $0.json["role"] == "staff" })
    let versions = try await onAdmin(
      "select count(*)::text as text from audit.audit_logs where organization_id = \(gym.id) and entity_type = 'invitation' and action = 'updated'"
    )
    #expect(versions == ["1"])
  }

  @Test(arguments: 0..<8) func whatIsTakenBackAsItIsAcceptedIsOneOfBoth(_ round: Int) async throws {
    let gym = try await Gym.make()
    let invited = try await gym.invite("staff")
    let person = try await gym.newcomer()
    async let revoking = gym.revoke(invited)
    async let accepting = gym.accept(invited, as: person)
    let (revoked, accepted) = try await (revoking, accepting)
    let joined = try await gym.role(of: person) != nil
    if accepted.status == 200 {
      #expect(joined)
      #expect(revoked.code == "invitation_closed")
    } else {
      #expect(!joined)
      #expect(revoked.status == 204)
      #expect(accepted.code == "invitation_over")
    }
  }

  @Test func whatCameToNothingIsForgottenInTime() async throws {
    let gym = try await Gym.make()
    let old = try await gym.invite("staff")
    let recent = try await gym.invite("staff")
    try await onDatabaseThread(url: gym.installation.admin) {
      try $0.execute(
        "update crm.invitations set expires_at = now() - interval '91 days' where id = '\(old.id)'")
    }
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true), "select private.purge_invitations()",
    ])
    #expect(try await gym.send("GET", "/v1/invitations").data.map { $0["id"]?.string } == [recent.id])
  }
}
