import Foundation
import Testing

@testable import CRM
@testable import Web

/// Programs that a chain shares.
@Suite struct FranchiseTests {
  private func patch(_ gym: Gym, _ program: String, _ json: String, as person: TestPerson? = nil) async throws
    -> TestAnswer
  {
    try await gym.send("PATCH", "/v1/programs/\(program)", as: person, json: json, ifMatch: "*")
  }

  @Test func locationsFollowWhatTheChainOffers() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    let south = try await Gym.make(parent: north)
    let stranger = try await Gym.make()
    let program = try await chain.program(
      "Yoga", ##", "is_franchise_template": true, "color": "#06b6d4", "duration_minutes": 45"##)
    for gym in [north, south] {
      let copy = try await gym.send("GET", "/v1/programs/\(program)")
      #expect(copy.status == 200 && copy.json["is_franchise_template"] == true)
      #expect(copy.json["text_color"]?.string == "#000000" && copy.json["duration_minutes"] == 45)
      #expect(copy.json["allowed_actions"]?.items == ["schedule", "assign"])
    }
    let origin = try await south.send("GET", "/v1/programs/\(program)").json["origin_organization_id"]
    #expect(origin?.string == north.id.uuidString.lowercased())
    #expect(try await stranger.send("GET", "/v1/programs/\(program)").status == 404)

    // What the chain changes is changed everywhere, where that was a change.
    #expect(try await patch(chain, program, #"{"name": "Hot yoga", "location": "HQ"}"#).status == 200)
    let followed = try await south.send("GET", "/v1/programs/\(program)")
    #expect(followed.json["name"]?.string == "Hot yoga" && followed.json["version"] == 2)
    #expect(followed.json["location"] == .null)
    #expect(try await patch(chain, program, #"{"location": null}"#).status == 200)
    #expect(try await south.send("GET", "/v1/programs/\(program)").json["version"] == 2)

    // A location that is new begins with it.
    let west = try await Gym.make(parent: chain)
    #expect(try await west.send("GET", "/v1/programs/\(program)").json["name"]?.string == "Hot yoga")
  }

  @Test func aLocationSchedulesItAndLeavesItsContent() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    let program = try await chain.program("Yoga", #", "is_franchise_template": true"#)
    let room = try await north.room("Studio")
    for content in [#"{"name": "Ours"}"#, #"{"status": "inactive"}"#, #"{"is_franchise_template": false}"#] {
      let refused = try await patch(north, program, content)
      #expect(refused.status == 403 && refused.code == "program_locked", "\(content)")
    }
    let deleted = try await north.send("DELETE", "/v1/programs/\(program)", ifMatch: "*")
    #expect(deleted.code == "program_locked")
    let own = try await patch(
      north, program,
      #"{"room_id": "\#(room)", "instructor_id": "\#(north.owner.user)", "location": "Left door"}"#)
    #expect(own.status == 200 && own.json["room"]?["name"]?.string == "Studio")
    // Whatever the chain changes, who leads it here and where stays.
    #expect(try await patch(chain, program, #"{"description": "New"}"#).status == 200)
    let after = try await north.send("GET", "/v1/programs/\(program)")
    #expect(after.json["description"]?.string == "New" && after.json["location"]?.string == "Left door")
    #expect(after.json["instructor"]?["id"]?.string == north.owner.user.uuidString.lowercased())

    let event = try await north.send(
      "POST", "/v1/events", json: #"{"program_id": "\#(program)", "starts_at": "\#(Gym.start())"}"#)
    #expect(event.status == 201 && event.json["title"]?.string == "Yoga")
    #expect(event.json["room"]?["name"]?.string == "Studio")
    // The chain neither deletes nor withdraws what a location has on its schedule.
    let refused = try await chain.send("DELETE", "/v1/programs/\(program)", ifMatch: "*")
    #expect(refused.status == 409 && refused.code == "program_in_use")
    #expect(try await patch(chain, program, #"{"is_franchise_template": false}"#).code == "program_in_use")
    #expect(try await patch(chain, program, #"{"status": "inactive"}"#).status == 200)
    #expect(try await north.send("GET", "/v1/programs/\(program)").json["status"]?.string == "inactive")
  }

  @Test func itMayBeCalledLikeALocationsOwnAndGoesWithItsTemplate() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    _ = try await north.program("Yoga")
    let program = try await chain.program("Yoga", #", "is_franchise_template": true"#)
    let names = try await north.send("GET", "/v1/programs").data.compactMap { $0["name"]?.string }
    #expect(names == ["Yoga", "Yoga"])
    #expect(try await patch(chain, program, #"{"is_franchise_template": false}"#).status == 200)
    #expect(try await north.send("GET", "/v1/programs/\(program)").status == 404)
    #expect(try await patch(chain, program, #"{"is_franchise_template": true}"#).status == 200)
    #expect(try await north.send("GET", "/v1/programs/\(program)").status == 200)
    #expect(try await chain.send("DELETE", "/v1/programs/\(program)", ifMatch: "*").status == 204)
    #expect(try await north.send("GET", "/v1/programs/\(program)").status == 404)
  }

  @Test func ownersAndAdminsDecideWhatGoesBelow() async throws {
    let chain = try await Gym.make()
    let (staff, admin) = (try await chain.person(.staff), try await chain.person(.admin))
    let refused = try await chain.send(
      "POST", "/v1/programs", as: staff, json: #"{"name": "Yoga", "is_franchise_template": true}"#)
    #expect(refused.status == 403 && refused.code == "franchise_restricted")
    let program = try await chain.program("Yoga")
    #expect(
      try await patch(chain, program, #"{"is_franchise_template": true}"#, as: staff).code
        == "franchise_restricted")
    #expect(try await patch(chain, program, #"{"is_franchise_template": true}"#, as: admin).status == 200)
    #expect(
      try await patch(chain, program, #"{"name": "Changed"}"#, as: staff).code == "franchise_restricted")
  }
}
