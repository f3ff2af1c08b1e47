import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

@Suite struct ProgramTests {
  @Test func aProgramIsMadeChangedAndDeleted() async throws {
    let gym = try await Gym.make()
    let (room, trainer) = (try await gym.room("Studio"), try await gym.person(.trainer))
    let made = try await gym.send(
      "POST", "/v1/programs",
      json: ##"""
        {"name": "Yoga", "category": "Mind", "color": "#06B6D4", "duration_minutes": 90, "difficulty": "all_levels",
         "max_participants": 20, "instructor_id": "\##(trainer.user)", "room_id": "\##(room)", "location": "Downtown",
         "description": "first\nsecond", "price": {"amount": 2500, "currency": "USD"}}
        """##)
    #expect(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
    let id = try #require(made.json["id"]?.string)
    #expect(made.json["color"]?.string == "#06b6d4" && made.json["text_color"]?.string == "#000000")
    #expect(made.json["event_type"]?.string == "class" && made.json["status"]?.string == "active")
    #expect(made.json["instructor"]?["name"]?.string == "Ada Lovelace")
    #expect(made.json["room"]?["name"]?.string == "Studio" && made.json["price"]?["amount"] == 2500)
    #expect(made.json["allowed_actions"]?.items == ["schedule", "assign", "edit", "delete"])
    #expect(made.json["is_franchise_template"] == false && made.json["origin_organization_id"] == .null)
    let read = try await gym.send("GET", "/v1/programs/\(id)")
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")
    let changed = try await gym.send(
      "PATCH", "/v1/programs/\(id)",
      json: ##"{"color": "#0000aa", "price": null, "room_id": null, "status": "inactive"}"##,
      ifMatch: "\"v1\"")
    #expect(changed.json["text_color"]?.string == "#ffffff" && changed.json["price"] == .null)
    #expect(changed.json["room"] == .null && changed.json["status"]?.string == "inactive")
    #expect(changed.json["allowed_actions"]?.items == ["assign", "edit", "delete"])
    let refused = try await gym.plan(Gym.start(), #", "program_id": "\#(id)""#)
    #expect(refused.status == 409 && refused.code == "program_inactive")
    #expect(try await gym.send("DELETE", "/v1/programs/\(id)", ifMatch: "\"v1\"").status == 412)
    #expect(try await gym.send("DELETE", "/v1/programs/\(id)", ifMatch: "\"v2\"").status == 204)
    #expect(try await gym.send("GET", "/v1/programs/\(id)").status == 404)
  }

  @Test func whatThereAreEventsOfStays() async throws {
    let gym = try await Gym.make()
    let program = try await gym.program("Yoga")
    _ = try await gym.planned(Gym.start(), #", "program_id": "\#(program)""#)
    let refused = try await gym.send("DELETE", "/v1/programs/\(program)", ifMatch: "*")
    #expect(refused.status == 409 && refused.code == "program_in_use")
    let retired = try await gym.send(
      "PATCH", "/v1/programs/\(program)", json: #"{"status": "inactive"}"#, ifMatch: "*")
    #expect(retired.status == 200)
  }

  @Test func whatMayNotBeIsNamed() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    _ = try await gym.program("Yoga")
    func make(_ members: String) async throws -> TestAnswer {
      try await gym.send("POST", "/v1/programs", json: #"{"name": "P \#(UUID())", \#(members)}"#)
    }
    #expect(
      try await gym.send("POST", "/v1/programs", json: #"{"name": "Yoga"}"#).code == "template_name_taken")
    #expect(try await make(#""room_id": "\#(other.room())""#).code == "room_not_found")
    #expect(try await make(#""instructor_id": "\#(other.owner.user)""#).code == "instructor_not_found")
    #expect(
      try await make(#""price": {"amount": 1, "currency": "EUR"}"#).faults
        == ["#/price/currency currency_differs"])
    #expect(
      try await make(
        #""price": {"amount": -1, "currency": "USD"}, "duration_minutes": 0, "color": "red", "max_participants": -1"#
      ).faults == [
        "#/color invalid_color", "#/duration_minutes out_of_range", "#/max_participants out_of_range",
        "#/price/amount out_of_range",
      ])
    let program = try await other.program("Not ours")
    let patched = try await gym.send("PATCH", "/v1/programs/\(program)", json: "{}", ifMatch: "*")
    #expect(patched.status == 404)
  }

  @Test func programsAreFilteredAndCounted() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    _ = try await gym.program("Hot yoga", #", "category": "Mind", "instructor_id": "\#(trainer.user)""#)
    _ = try await gym.program("Boxing", #", "category": "Fight""#)
    _ = try await gym.program("Open day", #", "event_type": "workshop", "status": "inactive""#)
    func names(_ query: String) async throws -> [String] {
      let answer = try await gym.send("GET", "/v1/programs?\(query)")
      #expect(answer.status == 200, "\(query)")
      return answer.data.compactMap { $0["name"]?.string }
    }
    #expect(try await names("") == ["Boxing", "Hot yoga", "Open day"])
    #expect(try await names("q=YO") == ["Hot yoga"])
    #expect(try await names("q=oga") == [])
    #expect(try await names("status=active") == ["Boxing", "Hot yoga"])
    #expect(try await names("category=Mind,Fight&status=active,inactive") == ["Boxing", "Hot yoga"])
    #expect(try await names("event_type=workshop") == ["Open day"])
    #expect(try await names("instructor_id=\(trainer.user)") == ["Hot yoga"])
    #expect(try await names("is_franchise_template=true") == [])
    let counts = try await gym.send("GET", "/v1/programs/counts")
    #expect(counts.json["total"] == 3 && counts.json["status"] == ["active": 2, "inactive": 1])
    #expect(counts.json["category"] == ["Mind": 1, "Fight": 1])
    let few = try await gym.send("GET", "/v1/programs/counts?category=Mind")
    #expect(few.json["total"] == 1 && few.json["event_type"] == ["class": 1])
    #expect(try await gym.send("GET", "/v1/programs/counts?limit=3").status == 400)
    let member = try await gym.person(.member)
    let seen = try await gym.send("GET", "/v1/programs", as: member)
    #expect(seen.data.count == 3 && seen.data.first?["allowed_actions"]?.items == [])
  }
}
