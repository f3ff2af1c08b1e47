import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct ClientOperationsTests {
  @Test func aNewGymHasNoClients() async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send("GET", "/v1/clients")
    #expect(answer.status == 200)
    #expect(
      String(decoding: answer.body, as: UTF8.self)
        == #"{"data":[],"page":{"limit":25,"has_more":false,"next_cursor":null}}"#)
  }

  @Test func aClientComesBackAsItWasGiven() async throws {
    let gym = try await Gym.make()
    let created = try await gym.send(
      "POST", "/v1/clients",
      json: #"""
        {"first_name": "  שרה ", "last_name": "🏋️ Łuk\u0061sz", "email": " Zoe@Example.com", "notes": "a\nb \"c\" \\ </script>",
         "address": {"street": "1 Elm", "postal_code": "10001"}, "date_of_birth": "2000-02-29"}
        """#)
    #expect(created.status == 201)
    let id = try #require(created.json["id"]?.string)
    let read = try await gym.send("GET", "/v1/clients/\(id)")
    #expect(read.body == created.body)
    #expect(read.json["first_name"]?.string == "שרה")
    #expect(read.json["last_name"]?.string == "🏋️ Łukasz")
    #expect(read.json["sort_name"]?.string?.contains("lukasz") == true)
    #expect(read.json["email"]?.string == "Zoe@Example.com")
    #expect(read.json["notes"]?.string == "a\nb \"c\" \\ </script>")
    #expect(read.json["address"]?["postal_code"]?.string == "10001")
    #expect(read.json["status"]?.string == "active")
    #expect(read.json["visit_count"] == 0)
  }

  @Test func whatMayNotRepeatIsNamed() async throws {
    let gym = try await Gym.make()
    _ = try await gym.client(
      "Ada", "L", #", "email": "ada@example.com", "member_number": "1", "external_id": "x""#)
    for (more, code) in [
      (#""email": "ADA@example.com""#, "email_taken"), (#""member_number": "1""#, "member_number_taken"),
      (#""external_id": "x""#, "external_id_taken"),
    ] {
      let answer = try await gym.send(
        "POST", "/v1/clients", json: #"{"first_name": "B", "last_name": "B", \#(more)}"#)
      #expect(answer.status == 409 && answer.code == code)
    }
    // Another gym has its own people, and learns nothing of ours.
    let other = try await Gym.make()
    _ = try await other.client(
      "Ada", "L", #", "email": "ada@example.com", "member_number": "1", "external_id": "x""#)
  }

  @Test func allFaultsOfAClientAreToldAtOnce() async throws {
    let gym = try await Gym.make()
    let long = String(repeating: "x", count: 300)
    let answer = try await gym.send(
      "POST", "/v1/clients",
      json: #"""
        {"first_name": "\#(long)", "last_name": 7, "email": "a@b", "phone": "none", "date_of_birth": "2023-02-29",
         "status": "gone", "address": {"street": "", "planet": "x"}, "emergency_contact": [], "id": "x"}
        """#)
    #expect(answer.status == 422)
    #expect(
      Set(answer.faults) == [
        "#/first_name too_long", "#/last_name wrong_type", "#/email invalid_email", "#/phone invalid_phone",
        "#/date_of_birth invalid_date", "#/status not_in_list", "#/address/street required",
        "#/address/planet unknown_member", "#/emergency_contact wrong_type", "#/id unknown_member",
      ])
  }

  @Test(arguments: ["last_name", "-last_name", "created_at", "-created_at"])
  func pagesMissNobodyAndRepeatNobodyWhileOthersCome(_ sort: String) async throws {
    let gym = try await Gym.make()
    var expected: Set<String> = []
    // Equal names: only the id tells them apart.
    for number in 0..<23 {
      expected.insert(try await gym.client("Kim", number.isMultiple(of: 2) ? "Lee" : "Ng"))
    }
    var seen: [String] = []
    var next: String? = "/v1/clients?limit=5&sort=\(sort)"
    while let path = next {
      let page = try await gym.send("GET", path)
      #expect(page.status == 200)
      seen += page.data.compactMap { $0["id"]?.string }
      _ = try await gym.client("Aa", "Aa")
      _ = try await gym.client("Zz", "Zz")
      next = page.json["page"]?["next_cursor"]?.string.map { "/v1/clients?limit=5&sort=\(sort)&cursor=\($0)" }
    }
    #expect(Set(seen).count == seen.count)
    #expect(expected.isSubset(of: Set(seen)))
  }

  @Test func aCursorBelongsToItsList() async throws {
    let gym = try await Gym.make()
    for _ in 0..<3 { _ = try await gym.client("Kim", "Lee") }
    let page = try await gym.send("GET", "/v1/clients?limit=1&status=active")
    let cursor = try #require(page.json["page"]?["next_cursor"]?.string)
    #expect(try await gym.send("GET", "/v1/clients?limit=2&status=active&cursor=\(cursor)").data.count == 2)
    for path in [
      "/v1/clients?cursor=\(cursor)", "/v1/clients?status=lead&cursor=\(cursor)",
      "/v1/clients?status=active&sort=created_at&cursor=\(cursor)",
      "/v1/clients?status=active&cursor=x\(cursor)",
      "/v1/clients?status=active&cursor=",
    ] {
      let answer = try await gym.send("GET", path)
      #expect(answer.status == 400 && answer.code == "cursor_mismatch", "\(path)")
    }
  }

  @Test func listsAreFilteredByStatusAndSearch() async throws {
    let gym = try await Gym.make()
    _ = try await gym.client(
      "Amélie", "Müller-Lüdenscheidt", #", "phone": "+49 30 1234567", "email": "am@example.com""#)
    _ = try await gym.client("Łukasz", "Wójcik", #", "status": "lead", "member_number": "M-77""#)
    _ = try await gym.client("Bob", "Banned", #", "status": "banned""#)
    _ = try await gym.client("Old", "Oak", #", "status": "archived""#)
    func names(_ query: String) async throws -> [String] {
      let answer = try await gym.send("GET", "/v1/clients?\(query)")
      #expect(answer.status == 200, "\(query)")
      return answer.data.compactMap { $0["first_name"]?.string }
    }
    #expect(try await names("") == ["Bob", "Amélie", "Łukasz"])
    #expect(try await names("status=archived") == ["Old"])
    #expect(try await names("status=lead,banned") == ["Bob", "Łukasz"])
    #expect(try await names("q=amelie") == ["Amélie"])
    #expect(try await names("q=M%C3%BCl+am") == ["Amélie"])
    #expect(try await names("q=lukasz") == ["Łukasz"])
    #expect(try await names("q=4567") == ["Amélie"])
    #expect(try await names("q=am%40ex") == ["Amélie"])
    #expect(try await names("q=m-77") == ["Łukasz"])
    #expect(try await names("q=nobody") == [])
    #expect(try await names("q=%25") == [])
    #expect(try await names("q=%27%20or%201%3D1--") == [])
  }

  @Test func aListBringsMembershipsAlongWhereItIsAsked() async throws {
    let gym = try await Gym.make()
    let id = try #require(UUID(uuidString: try await gym.client("Ada", "L")))
    _ = try await gym.client("Bob", "M")
    let plan = UUID()
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      """
      insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period)
      values (\(plan), 'Ten classes', 'class_pack', 100, 'USD', 'once')
      """,
      """
      insert into crm.memberships (id, client_id, membership_plan_id, status, start_date, end_date, classes_remaining)
      values (\(UUID()), \(id), \(plan), 'expired', '2020-01-01', '2020-12-31', 0),
        (\(UUID()), \(id), \(plan), 'past_due', '2024-01-01', '2030-12-31', 3)
      """,
    ])
    #expect(try await gym.send("GET", "/v1/clients").data.allSatisfy { $0["membership"] == .null })
    let list = try await gym.send("GET", "/v1/clients?include=membership&status=active&limit=10").data
    let held = try #require(list.first?["membership"])
    #expect(held["plan"]?.string == "Ten classes" && held["status"]?.string == "past_due")
    #expect(held["ends_on"]?.string == "2030-12-31" && held["classes_remaining"] == 3)
    #expect(list.first?["display_status"]?.string == "past_due")
    #expect(list.last?["membership"] == .null)
    // Whoever sees no memberships sees none here.
    let trainer = try await gym.person(.trainer)
    let masked = try await gym.send("GET", "/v1/clients?include=membership", as: trainer).data
    #expect(masked.count == 2 && masked.allSatisfy { $0["membership"] == .null })
  }

  @Test(arguments: [
    ("limit=0", "limit out_of_range"), ("limit=101", "limit out_of_range"),
    ("limit=x", "limit not_an_integer"),
    ("limit=", "limit not_an_integer"), ("status=gone", "status not_in_list"),
    ("sort=email", "sort not_in_list"),
    ("q=", "q required"), ("limit=1&limit=2", "limit repeated"), ("Limit=1", "Limit unknown_parameter"),
    ("q=%FF", "q=%FF invalid_encoding"), ("q=%00", "q control_character"),
  ])
  func badParametersAreNamed(_ query: String, _ fault: String) async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send("GET", "/v1/clients?\(query)")
    #expect(answer.status == 400 && answer.code == "invalid_parameter")
    #expect(answer.faults == [fault])
  }

  @Test func noGymSeesTheOther() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let theirs = try await other.client("Secret", "Person")
    _ = try await gym.client("Our", "Own")
    #expect(try await gym.send("GET", "/v1/clients").data.count == 1)
    #expect(try await gym.send("GET", "/v1/clients?q=secret").data.isEmpty)
    #expect(try await gym.send("GET", "/v1/clients/\(theirs)").status == 404)
    // As the application's own login, behind our door, with any statement.
    let door = try Door.enter(
      Caller(session: gym.owner.session, user: gym.owner.user, organization: gym.id), needs: .member,
      write: true,
      requestID: "test")
    for statement: SQL in [
      "select id from crm.client_organizations where organization_id = \(other.id)",
      "update crm.client_organizations set notes = 'x' where id = \(try #require(UUID(uuidString: theirs)))",
    ] {
      let rows = try await gym.installation.database.pipeline([door, statement])
      #expect(rows.last?.count == 0 && rows.last?.affected == 0)
    }
    await #expect(throws: PostgresError.self) {
      try await gym.installation.database.pipeline([
        door,
        """
        insert into crm.client_organizations (organization_id, id, first_name, last_name, sort_name)
        values (\(other.id), \(UUID()), 'X', 'Y', 'y x')
        """,
      ])
    }
    await #expect(throws: PostgresError.self) {
      try await gym.installation.database.pipeline([door, "delete from crm.client_organizations"])
    }
    #expect(try await other.send("GET", "/v1/clients").data.count == 1)
  }

  @Test func creatingLeavesAnAuditEntryWithoutPersonalValues() async throws {
    let gym = try await Gym.make()
    let id = try await gym.client("Canary", "Personal", #", "email": "canary@example.com""#)
    let door = Door.enterAsOperator(gym.id, actor: "test", write: false)
    let results = try await gym.installation.worker.pipeline([
      door,
      """
      select action, user_id, new_values::text as new_values, request_id from audit.audit_logs
      where entity_id = \(try #require(UUID(uuidString: id)))
      """,
    ])
    let rows = try #require(results.last)
    #expect(rows.count == 1)
    #expect(try rows.value("user_id", at: 0, as: UUID.self) == gym.owner.user)
    let values = try rows.value("new_values", at: 0, as: String.self)
    #expect(!values.contains("Canary") && !values.contains("canary@"))
    #expect(try rows.value("request_id", at: 0, as: String.self).isEmpty == false)
  }
}
