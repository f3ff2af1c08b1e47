import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

@Suite struct RoomTests {
  @Test func aRoomIsMadeChangedAndDeleted() async throws {
    let gym = try await Gym.make()
    let made = try await gym.send("POST", "/v1/rooms", json: #"{"name": " Studio ", "capacity": 20}"#)
    #expect(made.status == 201 && made.json["name"]?.string == "Studio" && made.json["capacity"] == 20)
    let id = try #require(made.json["id"]?.string)
    let read = try await gym.send("GET", "/v1/rooms/\(id)", as: gym.person(.member))
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")
    let changed = try await gym.send(
      "PATCH", "/v1/rooms/\(id)", json: #"{"capacity": null}"#, ifMatch: "\"v1\"")
    #expect(changed.json["capacity"] == .null && changed.json["version"] == 2)
    let stale = try await gym.send("DELETE", "/v1/rooms/\(id)", ifMatch: "\"v1\"")
    #expect(stale.status == 412 && stale.headers[.eTag] == "\"v2\"")
    #expect(try await gym.send("DELETE", "/v1/rooms/\(id)", ifMatch: "\"v2\"").status == 204)
    #expect(try await gym.send("GET", "/v1/rooms/\(id)").status == 404)
  }

  @Test func aRoomInUseIsRetiredInstead() async throws {
    let gym = try await Gym.make()
    let room = try await gym.room("Studio")
    let event = try await gym.planned(Gym.start(), #", "room_id": "\#(room)""#)
    #expect(try await gym.send("DELETE", "/v1/rooms/\(room)", ifMatch: "*").status == 204)
    let retired = try await gym.send("GET", "/v1/rooms/\(room)")
    #expect(retired.json["is_active"] == false && retired.json["version"] == 2)
    #expect(try await gym.send("GET", "/v1/events/\(event)").json["room"]?["name"]?.string == "Studio")
    let refused = try await gym.plan(Gym.start(), #", "room_id": "\#(room)""#)
    #expect(refused.status == 409 && refused.code == "room_inactive")
    // What is planned there stays there.
    #expect(try await gym.change(event, #"{"max_participants": 5}"#).status == 200)
    let again = try await gym.send("PATCH", "/v1/rooms/\(room)", json: #"{"is_active": true}"#, ifMatch: "*")
    #expect(again.json["is_active"] == true)
  }

  @Test func nobodyPlansForMoreThanARoomHolds() async throws {
    let gym = try await Gym.make()
    let room = try await gym.room("Studio", #", "capacity": 10"#)
    let refused = try await gym.plan(Gym.start(), #", "room_id": "\#(room)", "max_participants": 11"#)
    #expect(refused.status == 409 && refused.code == "room_too_small")
    let event = try await gym.planned(Gym.start(), #", "room_id": "\#(room)", "max_participants": 10"#)
    #expect(try await gym.change(event, #"{"staff_capacity": 11}"#).code == "room_too_small")
    // A room may hold fewer later, and nobody is put out.
    let smaller = try await gym.send("PATCH", "/v1/rooms/\(room)", json: #"{"capacity": 5}"#, ifMatch: "*")
    #expect(smaller.status == 200)
    #expect(try await gym.change(event, #"{"title": "Still here"}"#).status == 200)
  }

  @Test func roomsAreListedAndNamedOnce() async throws {
    let gym = try await Gym.make()
    for name in ["Studio", "Pool", "Salon"] { _ = try await gym.room(name) }
    let twice = try await gym.send("POST", "/v1/rooms", json: #"{"name": "Pool"}"#)
    #expect(twice.status == 409 && twice.code == "room_name_taken")
    let faulty = try await gym.send("POST", "/v1/rooms", json: #"{"name": "", "capacity": 0}"#)
    #expect(faulty.faults == ["#/name required", "#/capacity out_of_range"])
    func names(_ query: String) async throws -> [String] {
      try await gym.send("GET", "/v1/rooms?\(query)").data.compactMap { $0["name"]?.string }
    }
    #expect(try await names("") == ["Pool", "Salon", "Studio"])
    #expect(try await names("q=s&limit=10") == ["Salon", "Studio"])
    #expect(try await names("is_active=false") == [])
    let first = try await gym.send("GET", "/v1/rooms?limit=2")
    let cursor = try #require(first.json["page"]?["next_cursor"]?.string)
    #expect(try await names("limit=2&cursor=\(cursor)") == ["Studio"])
    #expect(try await Gym.make().send("GET", "/v1/rooms").data.isEmpty)
  }
}
