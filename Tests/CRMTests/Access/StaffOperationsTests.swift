import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct StaffOperationsTests {
  @Test func staffAreListedAndMembersHaveNoName() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let member = try await gym.person(.member)
    let role = try await gym.role("Coach")
    #expect(try await gym.patch(trainer, #"{"role_definition_id": "\#(role)"}"#).status == 200)
    let listed = try await gym.send("GET", "/v1/staff", as: trainer)
    #expect(Set(listed.data.compactMap { $0["role"]?.string }) == ["owner", "trainer"])
    let entry = try #require(listed.data.first { $0["role"] == "trainer" })
    #expect(entry["first_name"] == "Ada" && entry["email"]?.string == Gym.email(trainer.user))
    #expect(entry["custom_role"]?["name"] == "Coach" && entry["rank"] == 20 && entry["title"] == .null)

    let members = try await gym.send("GET", "/v1/staff?role=member,admin")
    #expect(members.data.count == 1)
    for seen in [members.data.first ?? .null, try await gym.send("GET", "/v1/staff/\(member.user)").json] {
      #expect(seen["id"]?.string == member.user.uuidString.lowercased() && seen["role"] == "member")
      #expect(seen["first_name"] == .null && seen["last_name"] == .null && seen["email"] == .null)
      #expect(seen["sort_name"] == "" && seen["custom_role"] == .null)
    }
    #expect(try await gym.send("GET", "/v1/staff", as: member).code == "permission_missing")
  }

  @Test func pagesOfStaffMissNobody() async throws {
    let gym = try await Gym.make()
    var expected = Set([gym.owner.user.uuidString.lowercased()])
    for _ in 0..<6 { expected.insert(try await gym.person(.staff).user.uuidString.lowercased()) }
    var seen: [String] = []
    var path: String? = "/v1/staff?limit=3"
    while let next = path {
      let page = try await gym.send("GET", next)
      seen += page.data.compactMap { $0["id"]?.string }
      path = page.json["page"]?["next_cursor"]?.string.map { "/v1/staff?limit=3&cursor=\($0)" }
    }
    #expect(seen.count == expected.count && Set(seen) == expected)
  }

  @Test func aChangeIsFeltByTheNextRequest() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let path = "/v1/staff/\(trainer.user)/permissions"
    let adding = {
      try await gym.send("POST", "/v1/clients", as: trainer, json: #"{"first_name": "A", "last_name": "B"}"#)
        .status
    }
    #expect(try await adding() == 403)
    let before = try await gym.send("GET", path)
    #expect(
      before.headers[.eTag] == "\"v1\"" && before.json["role"] == "trainer" && before.json["grant"] == [])
    let held = Permission.allCases.filter { $0.roles.contains(.trainer) }.map(\.rawValue).sorted()
    #expect(before.json["effective"]?.items?.compactMap(\.string) == held)

    let granted = try await gym.send(
      "PATCH", path, json: #"{"grant": ["clients.create"], "deny": ["bookings.view"]}"#, ifMatch: "\"v1\"")
    #expect(granted.status == 200 && granted.headers[.eTag] == "\"v2\"")
    #expect(granted.json["grant"] == ["clients.create"] && granted.json["deny"] == ["bookings.view"])
    #expect(
      granted.json["effective"]?.items?.compactMap(\.string)
        == (held + ["clients.create"]).filter { $0 != "bookings.view" }.sorted())
    #expect(try await adding() == 201)
    // Only what is named changes.
    let denied = try await gym.patch(trainer, #"{"deny": ["clients.create"]}"#)
    #expect(denied.json["grant"] == ["clients.create"])
    #expect(try await adding() == 403)
    #expect(try await gym.patch(trainer, #"{"role": "staff", "deny": []}"#).json["role"] == "staff")
    #expect(try await adding() == 201)
    #expect(try await gym.send("PATCH", path, json: "{}", ifMatch: "\"v1\"").code == "version_mismatch")
    let faulty = try await gym.patch(trainer, #"{"role": "king", "grant": ["no.such"], "deny": null}"#)
    #expect(
      Set(faulty.faults) == ["#/role not_in_list", "#/grant/0 not_in_list", "#/deny wrong_type"])

    let role = try await gym.role("Opener", #""rooms.manage""#)
    let given = try await gym.patch(trainer, #"{"role_definition_id": "\#(role)"}"#)
    #expect(given.json["effective"]?.items?.contains("rooms.manage") == true)
    let taken = try await gym.patch(trainer, #"{"role_definition_id": null}"#)
    #expect(taken.json["role_definition_id"] == .null)
    #expect(taken.json["effective"]?.items?.contains("rooms.manage") == false)
  }

  @Test func theRulesHaveNames() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let equal = try await gym.person(.admin)
    let staff = try await gym.person(.staff)
    func code(_ answer: TestAnswer) -> String { "\(answer.status) \(answer.code ?? "")" }
    #expect(try await code(gym.patch(staff, #"{"grant": ["audit.view"]}"#, as: admin)) == "403 cannot_grant")
    #expect(try await code(gym.patch(staff, #"{"grant": ["clients.import"]}"#, as: admin)) == "200 ")
    for person in [equal, gym.owner, admin] {
      #expect(try await code(gym.patch(person, #"{"role": "staff"}"#, as: admin)) == "403 outranked")
      let ended = try await gym.send("DELETE", "/v1/staff/\(person.user)", as: admin)
      #expect(code(ended) == "403 outranked")
    }
    #expect(try await code(gym.patch(staff, #"{"role": "owner"}"#, as: admin)) == "403 outranked")
    #expect(try await code(gym.patch(gym.owner, #"{"role": "admin"}"#)) == "409 last_owner")
    #expect(try await code(gym.send("DELETE", "/v1/staff/\(gym.owner.user)")) == "409 last_owner")
    #expect(try await code(gym.patch(equal, #"{"role": "owner"}"#)) == "200 ")
    #expect(try await code(gym.patch(gym.owner, #"{"role": "admin"}"#)) == "200 ")
    // Who works elsewhere is nobody here.
    let stranger = try await Gym.make().person(.staff)
    #expect(try await code(gym.patch(stranger, "{}", as: admin)) == "404 not_found")
    #expect(try await code(gym.send("DELETE", "/v1/staff/\(stranger.user)", as: admin)) == "404 not_found")
  }

  @Test func whoHasLeftIsOutAtOnce() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    #expect(try await gym.send("GET", "/v1/clients", as: staff).status == 200)
    #expect(try await gym.send("DELETE", "/v1/staff/\(staff.user)", as: gym.person(.admin)).status == 204)
    #expect(try await gym.send("GET", "/v1/clients", as: staff).code == "not_a_member")
    let seen = try await gym.send("GET", "/v1/staff/\(staff.user)")
    #expect(seen.json["status"] == "left" && seen.json["left_at"]?.string != nil)
    #expect(try await gym.send("GET", "/v1/staff/\(staff.user)/permissions").status == 404)
    #expect(try await gym.send("DELETE", "/v1/staff/\(staff.user)").status == 404)
  }

  @Test func anOwnerAboveIsOwnerHere() async throws {
    let chain = try await Gym.make()
    let branch = try await Gym.make(parent: chain)
    _ = try await branch.installation.worker.pipeline([
      "select private.operator_add_person(\(branch.id), \(chain.owner.user), 'trainer', null, false)"
    ])
    let seen = try await branch.send("GET", "/v1/staff/\(chain.owner.user)")
    #expect(seen.json["role"] == "trainer" && seen.json["rank"] == 50)
    let held = try await branch.send("GET", "/v1/staff/\(chain.owner.user)/permissions")
    #expect(held.json["effective"]?.items?.count == Permission.allCases.count)
    // To the chain nobody of the branch is anything.
    #expect(try await chain.send("GET", "/v1/staff/\(branch.owner.user)").status == 404)
  }

  /// Each transaction sees the other's owner until both have written: whoever commits second has to be refused.
  @Test(arguments: 0..<8) func twoOwnersWhoRemoveEachOtherLeaveOne(_ round: Int) async throws {
    let gym = try await Gym.make()
    let second = try await gym.person(.owner)
    async let first = gym.send("DELETE", "/v1/staff/\(second.user)", as: gym.owner)
    async let other = gym.send("DELETE", "/v1/staff/\(gym.owner.user)", as: second)
    let answers = try await [first, other]
    #expect(answers.filter { $0.status == 204 }.count == 1, "\(answers.map { $0.code ?? "-" })")
    let refused = try #require(answers.first { $0.status != 204 })
    #expect(["last_owner", "not_a_member", "not_found"].contains(refused.code ?? ""))
    let owners = try await onAdmin(
      """
      select user_id::text as text from crm.user_organizations
      where organization_id = \(gym.id) and role = 'owner' and left_at is null
      """)
    #expect(owners.count == 1)
  }
}
