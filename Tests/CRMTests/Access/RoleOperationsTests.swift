import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

@Suite struct RoleOperationsTests {
  @Test func everyPermissionIsListedWithItsRoles() async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send("GET", "/v1/permissions", as: gym.person(.member))
    #expect(answer.data.compactMap { $0["slug"]?.string } == Permission.allCases.map(\.rawValue).sorted())
    for entry in answer.data {
      let permission = try #require(entry["slug"]?.string.flatMap { Permission(rawValue: $0) })
      #expect(entry["roles"]?.items?.compactMap(\.string) == permission.roles.map(\.rawValue))
      #expect(entry["description"]?.string?.isEmpty == false)
    }
  }

  @Test func aRoleIsMadeChangedAndDeleted() async throws {
    let gym = try await Gym.make()
    let made = try await gym.send(
      "POST", "/v1/roles",
      json: #"{"name": " Head coach ", "permissions": ["rooms.manage", "events.create", "rooms.manage"]}"#)
    #expect(made.status == 201 && made.json["name"]?.string == "Head coach")
    #expect(made.json["permissions"] == ["events.create", "rooms.manage"])
    let path = "/v1/roles/\(try #require(made.json["id"]?.string))"
    let read = try await gym.send("GET", path)
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")

    let described = try await gym.send(
      "PATCH", path, json: #"{"description": "Plans the week"}"#, ifMatch: "\"v1\"")
    #expect(described.status == 200 && described.headers[.eTag] == "\"v2\"")
    #expect(described.json["name"]?.string == "Head coach" && described.json["version"] == 2)
    #expect(described.json["description"]?.string == "Plans the week")
    #expect(described.json["permissions"] == ["events.create", "rooms.manage"])

    // Somebody else was faster.
    let late = try await gym.send("PATCH", path, json: #"{"name": "Late"}"#, ifMatch: "\"v1\"")
    #expect(late.status == 412 && late.code == "version_mismatch" && late.headers[.eTag] == "\"v2\"")
    let blind = try await gym.send("PATCH", path, json: #"{"name": "Blind"}"#)
    #expect(blind.status == 428 && blind.code == "if_match_required")
    let cleared = try await gym.send(
      "PATCH", path, json: #"{"description": null, "permissions": []}"#, ifMatch: "*")
    #expect(cleared.json["description"] == .null && cleared.json["permissions"] == [])
    let nothing = try await gym.send("PATCH", path, json: "{}", ifMatch: "*")
    #expect(nothing.body == cleared.body)
    let faulty = try await gym.send(
      "PATCH", path, json: #"{"name": null, "permissions": ["events.create", "no.such"], "x": 1}"#,
      ifMatch: "*")
    #expect(faulty.status == 422)
    #expect(
      Set(faulty.faults) == ["#/name wrong_type", "#/permissions/1 not_in_list", "#/x unknown_member"])

    let twin = try await gym.send("POST", "/v1/roles", json: #"{"name": "Head coach", "permissions": []}"#)
    #expect(twin.status == 409 && twin.code == "role_name_taken")
    #expect(try await gym.send("DELETE", path).status == 428)
    #expect(try await gym.send("DELETE", path, ifMatch: "\"v1\"").status == 412)
    #expect(try await gym.send("DELETE", path, ifMatch: "\"v3\"").status == 204)
    #expect(try await gym.send("GET", path).status == 404)
  }

  @Test func rolesGoPageByPageAndStayInTheirGym() async throws {
    let gym = try await Gym.make()
    for name in ["Cleaner", "Auditor", "Booker"] { _ = try await gym.role(name) }
    let rival = try await Gym.make()
    let theirs = try await rival.role("Theirs")
    let first = try await gym.send("GET", "/v1/roles?limit=2")
    #expect(first.data.compactMap { $0["name"]?.string } == ["Auditor", "Booker"])
    let cursor = try #require(first.json["page"]?["next_cursor"]?.string)
    let second = try await gym.send("GET", "/v1/roles?limit=2&cursor=\(cursor)")
    #expect(second.data.compactMap { $0["name"]?.string } == ["Cleaner"])
    for method in ["GET", "PATCH", "DELETE"] {
      let answer = try await gym.send(
        method, "/v1/roles/\(theirs)", json: method == "PATCH" ? "{}" : nil, ifMatch: "*")
      #expect(answer.status == 404 && answer.code == "not_found")
    }
    let stolen = try await gym.patch(gym.person(.staff), #"{"role_definition_id": "\#(theirs)"}"#)
    #expect(stolen.status == 422 && stolen.code == "role_definition_not_found")
  }

  @Test func aRoleInUseStaysUntilWhoHasItLeaves() async throws {
    let gym = try await Gym.make()
    let coach = try await gym.person(.admin)
    let role = try await gym.role("Coach")
    #expect(try await gym.patch(coach, #"{"role_definition_id": "\#(role)"}"#).status == 200)
    let used = try await gym.send("DELETE", "/v1/roles/\(role)", ifMatch: "*")
    #expect(used.status == 409 && used.code == "role_in_use")
    #expect(try await gym.send("DELETE", "/v1/staff/\(coach.user)").status == 204)
    // An equal of who has left may delete it.
    #expect(
      try await gym.send("DELETE", "/v1/roles/\(role)", as: gym.person(.admin), ifMatch: "*").status == 204)
  }

  @Test func nobodyPutsIntoARoleWhatTheyLack() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let body = #"{"name": "Auditor", "permissions": ["audit.view"]}"#
    let refused = try await gym.send("POST", "/v1/roles", as: admin, json: body)
    #expect(refused.status == 403 && refused.code == "cannot_grant")
    let role = try await gym.role("Auditor", #""audit.view", "clients.view""#)
    // What is in it already may stay or go, and come back only by who holds it.
    let path = "/v1/roles/\(role)"
    let less = #"{"permissions": ["audit.view"]}"#
    #expect(try await gym.send("PATCH", path, as: admin, json: less, ifMatch: "*").status == 200)
    #expect(
      try await gym.send("PATCH", path, as: admin, json: #"{"permissions": []}"#, ifMatch: "*").status == 200)
    #expect(try await gym.send("PATCH", path, as: admin, json: less, ifMatch: "*").code == "cannot_grant")

    // What an equal has is not theirs to change, but for its name.
    let other = try await gym.person(.admin)
    #expect(try await gym.patch(other, #"{"role_definition_id": "\#(role)"}"#).status == 200)
    let equal = try await gym.send(
      "PATCH", path, as: admin, json: #"{"permissions": ["clients.view"]}"#, ifMatch: "*")
    #expect(equal.status == 403 && equal.code == "outranked")
    #expect(try await gym.send("PATCH", path, as: admin, json: #"{"name": "B"}"#, ifMatch: "*").status == 200)
  }
}
