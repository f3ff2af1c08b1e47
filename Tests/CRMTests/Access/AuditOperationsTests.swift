import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct AuditOperationsTests {
  private func entries(_ gym: Gym, _ query: String, as person: TestPerson? = nil) async throws -> [JSONValue]
  {
    let answer = try await gym.send("GET", "/v1/audit-logs?\(query)", as: person)
    #expect(answer.status == 200, "\(query)")
    return answer.data
  }

  @Test func anEntrySaysWhoChangedWhat() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    let made = try await gym.send(
      "POST", "/v1/clients", as: staff,
      json: #"{"first_name": "Canary", "last_name": "Bird", "member_number": "M-1"}"#)
    let id = try #require(made.json["id"]?.string)
    let found = try await entries(gym, "entity_type=client&entity_id=\(id)")
    #expect(found.count == 1)
    let entry = try #require(found.first)
    #expect(entry["action"] == "created" && entry["entity_type"] == "client")
    #expect(entry["actor"]?["user_id"]?.string == staff.user.uuidString.lowercased())
    #expect(entry["actor"]?["name"] == "Ada Lovelace" && entry["actor"]?["process"] == .null)
    #expect(entry["session_id"]?.string == staff.session.uuidString.lowercased())
    #expect(entry["request_id"]?.string == made.headers[.requestID])
    #expect(entry["new_values"]?["status"] == "active" && entry["old_values"] == .null)
    #expect(entry["hidden_columns"]?.items?.contains("first_name") == true)
    #expect(entry["new_personal_values"] == .null && entry["new_values"]?["first_name"] == nil)
    let personal = try await entries(gym, "entity_id=\(id)&include_personal=true").first
    #expect(personal?["new_personal_values"]?["first_name"] == "Canary")
    #expect(personal?["new_personal_values"]?["member_number"] == "M-1")
  }

  @Test func entriesAreFiltered() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    _ = try await gym.send("POST", "/v1/clients", as: staff, json: #"{"first_name": "A", "last_name": "B"}"#)
    let role = try await gym.role("Coach")
    _ = try await gym.send("PATCH", "/v1/roles/\(role)", json: #"{"name": "Head"}"#, ifMatch: "*")
    _ = try await gym.send("DELETE", "/v1/roles/\(role)", ifMatch: "*")
    let actions = try await entries(gym, "entity_type=role_definition").compactMap { $0["action"]?.string }
    #expect(actions == ["deleted", "updated", "created"])
    let updated = try await entries(gym, "entity_id=\(role)&action=updated")
    #expect(
      updated.first?["old_values"]?["name"] == "Coach" && updated.first?["new_values"]?["name"] == "Head")
    #expect(try await entries(gym, "entity_id=\(role)&action=created,deleted").count == 2)
    #expect(try await entries(gym, "user_id=\(staff.user)&entity_type=client").count == 1)
    #expect(try await entries(gym, "user_id=\(UUID())").isEmpty)
    #expect(try await entries(gym, "created_at_before=2020-01-01T00:00:00Z").isEmpty)
    #expect(try await entries(gym, "created_at_from=2020-01-01T00:00:00Z&entity_type=client").count == 1)
    #expect(try await entries(gym, "created_at_from=2100-01-01T00:00:00Z").isEmpty)
    let bad = try await gym.send("GET", "/v1/audit-logs?action=read&created_at_from=today&q=x")
    #expect(
      Set(bad.faults) == ["action not_in_list", "created_at_from invalid_time", "q unknown_parameter"])
  }

  /// Entries of one transaction share a moment to the microsecond: only the id tells them apart.
  @Test func pagesMissNothingAndRepeatNothing() async throws {
    let gym = try await Gym.make()
    for number in 0..<4 {
      _ = try await gym.installation.worker.pipeline([
        Door.enterAsOperator(gym.id, actor: "test", write: true),
        """
        insert into crm.role_definitions (id, name)
        select gen_random_uuid(), 'Role ' || \(number) || ' ' || n from generate_series(1, 5) n
        """,
        "update crm.role_definitions set description = 'x'",
      ])
    }
    let all = try await entries(gym, "limit=100&entity_type=role_definition")
    #expect(all.count == 40)
    var seen: [JSONValue] = []
    var path: String? = "/v1/audit-logs?entity_type=role_definition&limit=7"
    while let next = path {
      let page = try await gym.send("GET", next)
      #expect(page.status == 200)
      seen += page.data
      path = page.json["page"]?["next_cursor"]?.string.map {
        "/v1/audit-logs?entity_type=role_definition&limit=7&cursor=\($0)"
      }
    }
    #expect(seen == all)
    #expect(seen.allSatisfy { $0["actor"]?["process"] == "test" && $0["actor"]?["user_id"] == .null })
  }

  @Test func whomTheOwnerGrantsItReadsTheLogButNothingPersonal() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let id = try await gym.client("Canary", "Bird")
    #expect(try await gym.send("GET", "/v1/audit-logs", as: admin).code == "permission_missing")
    #expect(try await gym.patch(admin, #"{"grant": ["audit.view"]}"#).status == 200)
    let found = try await entries(gym, "entity_id=\(id)&include_personal=true", as: admin)
    #expect(found.count == 1 && found.first?["new_personal_values"] == .null)
    let rival = try await Gym.make()
    #expect(try await entries(rival, "entity_id=\(id)").isEmpty)
  }

  @Test func theExportIsAFileThatNoSpreadsheetRuns() async throws {
    let gym = try await Gym.make()
    let id = UUID()
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "=cmd|' /C calc'!A0", write: true),
      "insert into crm.role_definitions (id, name) values (\(id), 'Coach, \"head\"')",
    ])
    let answer = try await gym.send("GET", "/v1/audit-logs.csv?entity_id=\(id)")
    #expect(answer.status == 200 && answer.headers[.contentType] == "text/csv; charset=utf-8")
    #expect(answer.headers[.contentDisposition] == "attachment; filename=\"audit-logs.csv\"")
    #expect(answer.headers[.hasMore] == "false")
    let lines = String(decoding: answer.body, as: UTF8.self).components(separatedBy: "\r\n")
    #expect(
      lines.count == 3
        && lines.first?.hasPrefix("id,created_at,action,entity_type,entity_id,actor.user_id") == true)
    #expect(lines[1].contains(#""'=cmd|' /C calc'!A0""#) && lines[1].contains(#"Coach, \""head\"""#))
    #expect(try await gym.send("GET", "/v1/audit-logs.csv?limit=3").status == 400)
  }

  @Test func anExportHasAtMostTenThousandRowsAndSaysSo() async throws {
    let gym = try await Gym.make()
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      """
      insert into crm.role_definitions (id, name)
      select gen_random_uuid(), 'Role ' || n from generate_series(1, 10001) n
      """,
    ])
    let answer = try await gym.send("GET", "/v1/audit-logs.csv?entity_type=role_definition")
    #expect(answer.status == 200 && answer.headers[.hasMore] == "true")
    let lines = answer.body.split(separator: UInt8(ascii: "\n"))
    #expect(lines.count == 10_001)
  }
}
