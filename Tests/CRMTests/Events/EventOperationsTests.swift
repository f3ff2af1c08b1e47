import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

@Suite struct EventOperationsTests {
  @Test func anEventIsWhatItSaysAndElseWhatItsProgramSays() async throws {
    let gym = try await Gym.make()
    let (room, trainer) = (try await gym.room("Studio"), try await gym.person(.trainer))
    let program = try await gym.program(
      "Yoga",
      ##"""
      , "color": "#06b6d4", "category": "Mind", "duration_minutes": 45, "max_participants": 12, "room_id": "\##(room)",
      "instructor_id": "\##(trainer.user)", "location": "Downtown", "description": "Slow", "price": {"amount": 1500, "currency": "USD"}
      """##)
    let made = try await gym.send(
      "POST", "/v1/events",
      json: #"{"program_id": "\#(program)", "local_start": "2036-07-01T18:00", "max_participants": 10}"#)
    #expect(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
    let event = made.json
    #expect(event["type"]?.string == "class" && event["title"]?.string == "Yoga")
    // The organization's own zone is New York's.
    #expect(event["starts_at"]?.string == "2036-07-01T22:00:00.000Z")
    #expect(event["local_start"]?.string == "2036-07-01T18:00:00")
    #expect(event["time_zone"]?.string == "America/New_York" && event["duration_minutes"] == 45)
    #expect(
      event["program"]?["color"]?.string == "#06b6d4" && event["program"]?["text_color"]?.string == "#000000")
    #expect(
      event["instructor"]?["name"]?.string == "Ada Lovelace" && event["room"]?["name"]?.string == "Studio")
    #expect(event["max_participants"] == 10 && event["spots_left"] == 10 && event["current_waitlisted"] == 0)
    #expect(event["price"]?["amount"] == 1500 && event["category"]?.string == "Mind")
    #expect(event["status"]?.string == "scheduled" && event["demand"]?.string == "low_enrollment")
    #expect(event["tour"] == .null && event["version"] == 1)
    let id = try #require(event["id"]?.string)
    let read = try await gym.send("GET", "/v1/events/\(id)")
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")
    #expect(try await gym.send("GET", "/v1/events/\(id)", as: Gym.make().owner).status == 404)
  }

  @Test func aWorkshopShowsItself() async throws {
    let gym = try await Gym.make()
    let made = try await gym.plan(
      Gym.start(),
      #"""
      , "type": "workshop", "ends_at": null, "category": "charity", "featured": true, "is_virtual": true,
      "meeting_link": "https://meet.example.com/abc", "image_url": "https://pictures.example.com/a.jpg",
      "room_number": "2.14", "waitlist_enabled": true, "staff_capacity": 30, "max_participants": 20
      """#)
    #expect(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
    #expect(made.json["featured"] == true && made.json["category"]?.string == "charity")
    #expect(made.json["meeting_link"]?.string == "https://meet.example.com/abc")
    #expect(made.json["image_url"]?.string == "https://pictures.example.com/a.jpg")
    #expect(made.json["price"] == .null && made.json["staff_capacity"] == 30)
  }

  @Test func whatMayNotBeIsNamed() async throws {
    let (gym, other) = (try await Gym.make(), try await Gym.make())
    func code(_ more: String) async throws -> String? { try await gym.plan(Gym.start(), more).code }
    #expect(try await code(#", "room_id": "\#(other.room())""#) == "room_not_found")
    #expect(try await code(#", "instructor_id": "\#(other.owner.user)""#) == "instructor_not_found")
    #expect(try await code(#", "program_id": "\#(other.program())""#) == "event_template_not_found")
    #expect(try await code(#", "parent_event_id": "\#(other.planned())""#) == "parent_event_not_found")
    #expect(try await code(#", "max_participants": 5, "staff_capacity": 4"#) == "staff_capacity_invalid")
    #expect(try await code(#", "tour": {}"#) == "validation_failed")
    let tag = try await other.tag("Not ours")
    #expect(try await code(#", "type": "tour", "tour": {"interests": ["\#(tag)"]}"#) == "tag_not_found")
    let faulty = try await gym.plan(
      Gym.start(),
      #"""
      , "time_zone": "Berlin", "price": {"amount": -1, "currency": "USD"}, "meeting_link": "http://x", "type": "party",
      "duration_minutes": 0, "max_participants": -1
      """#)
    #expect(
      Set(faulty.faults) == [
        "#/time_zone unknown_time_zone", "#/price/amount out_of_range", "#/meeting_link invalid_url",
        "#/type not_in_list", "#/duration_minutes out_of_range", "#/max_participants out_of_range",
      ])
    let untitled = try await gym.send(
      "POST", "/v1/events",
      json: #"{"starts_at": "2036-01-01T10:00:00Z", "price": {"amount": 1, "currency": "EUR"}}"#)
    #expect(untitled.faults == ["#/title required", "#/price/currency currency_differs"])
    let backwards = try await gym.plan("2036-01-01T10:00:00Z", #", "ends_at": "2036-01-01T09:00:00Z""#)
    #expect(backwards.status == 422 && backwards.faults == ["#/ends_at ends_before_start"])
    let endless = try await gym.plan("2036-01-01T10:00:00Z", #", "ends_at": "2036-03-01T09:00:00Z""#)
    #expect(endless.faults == ["#/ends_at too_long"])
  }

  @Test func aRoomAndATrainerAreTakenOnce() async throws {
    let gym = try await Gym.make()
    let (room, trainer) = (try await gym.room(), try await gym.person(.trainer))
    let start = Gym.start()
    let there = #", "room_id": "\#(room)""#
    let first = try await gym.planned(start, there + #", "instructor_id": "\#(trainer.user)""#)
    #expect(try await gym.plan(start, there).code == "room_taken")
    #expect(try await gym.plan(start, #", "instructor_id": "\#(trainer.user)""#).code == "trainer_taken")
    let second = try await gym.planned(start)
    let moved = try await gym.change(second, #"{"room_id": "\#(room)"}"#)
    #expect(moved.status == 409 && moved.code == "room_taken")
    #expect(try await gym.cancel(first).status == 200)
    #expect(try await gym.change(second, #"{"room_id": "\#(room)"}"#).status == 200)
  }

  @Test func trainersPlanAndChangeTheirOwn() async throws {
    let gym = try await Gym.make()
    let (trainer, other) = (try await gym.person(.trainer), try await gym.person(.trainer))
    let own = try await gym.plan(as: trainer)
    #expect(own.json["instructor"]?["id"]?.string == trainer.user.uuidString.lowercased())
    let id = try #require(own.json["id"]?.string)
    let theirs = try await gym.plan(Gym.start(), #", "instructor_id": "\#(other.user)""#, as: trainer)
    #expect(theirs.status == 403 && theirs.json["required_permission"]?.string == "events.create")
    let start = try await gym.send("GET", "/v1/events/\(id)").json["starts_at"]?.string ?? ""
    #expect(
      try await gym.change(id, #"{"starts_at": "\#(start)", "title": "Mine"}"#, as: trainer).status == 200)
    for refused in [
      try await gym.change(id, #"{"title": "Not mine"}"#, as: other),
      try await gym.change(id, #"{"instructor_id": "\#(other.user)"}"#, as: trainer),
      try await gym.send(
        "POST", "/v1/events/\(id)/substitution", as: trainer, json: #"{"instructor_id": "\#(other.user)"}"#),
      try await gym.cancel(id, as: other),
    ] {
      #expect(refused.status == 403 && refused.json["required_permission"]?.string == "events.update")
    }
    let tagged = try await gym.plan(
      Gym.start(), #", "type": "tour", "tour": {"interests": ["\#(gym.tag("Yoga"))"]}"#, as: trainer)
    #expect(tagged.json["required_permission"]?.string == "tags.manage")
    #expect(try await gym.cancel(id, as: trainer).json["status"]?.string == "cancelled")
    #expect(try await gym.plan(as: gym.person(.member)).status == 403)
  }

  @Test func whereToMeetIsForWhoHasAPlace() async throws {
    let gym = try await Gym.make()
    let (booked, waiting) = (try await gym.person(.member), try await gym.person(.member))
    let event = try await gym.planned(
      Gym.start(), #", "meeting_link": "https://meet.example.com/abc", "waitlist_enabled": true"#)
    let client = try await gym.client(for: booked)
    try await gym.book(event, client)
    try await gym.book(event, gym.client(for: waiting), "waitlisted")
    func link(_ person: TestPerson) async throws -> JSONValue? {
      let answer = try await gym.send("GET", "/v1/events/\(event)", as: person)
      #expect(answer.status == 200 && answer.json["is_virtual"] == true)
      return answer.json["meeting_link"]
    }
    #expect(try await link(booked)?.string == "https://meet.example.com/abc")
    #expect(try await link(waiting) == .null)
    #expect(try await link(gym.person(.trainer))?.string == "https://meet.example.com/abc")
    // No list tells it, and nobody else's place counts.
    let list = try await gym.send("GET", "/v1/events", as: booked)
    #expect(list.data.first?["id"]?.string == event && list.data.first?["meeting_link"] == nil)
    #expect(try await gym.send("GET", "/v1/events", as: gym.person(.member)).data.isEmpty)
  }
}
