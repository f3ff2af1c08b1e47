import Foundation
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let schedule: Paths = [
    "listRooms": { gym in
      _ = try await gym.room("Studio \(UUID())", #", "capacity": 20"#)
      return try await gym.send("GET", "/v1/rooms?q=studio&is_active=true&limit=10")
    },
    "createRoom": { gym in
      try await gym.send("POST", "/v1/rooms", json: #"{"name": "Room \#(UUID())", "capacity": 20}"#)
    },
    "getRoom": { gym in try await gym.send("GET", "/v1/rooms/\(gym.room())") },
    "updateRoom": { gym in
      try await gym.send("PATCH", "/v1/rooms/\(gym.room())", json: #"{"capacity": 5}"#, ifMatch: "\"v1\"")
    },
    "deleteRoom": { gym in try await gym.send("DELETE", "/v1/rooms/\(gym.room())", ifMatch: "\"v1\"") },
    "listPrograms": { gym in
      _ = try await program(gym)
      return try await gym.send(
        "GET",
        "/v1/programs?q=yoga&status=active&category=Mind&event_type=class&is_franchise_template=true&limit=10"
      )
    },
    "countPrograms": { gym in
      _ = try await program(gym)
      return try await gym.send("GET", "/v1/programs/counts?status=active")
    },
    "createProgram": { gym in
      try await gym.send("POST", "/v1/programs", json: try await programBody(gym))
    },
    "getProgram": { gym in try await gym.send("GET", "/v1/programs/\(program(gym))") },
    "updateProgram": { gym in
      try await gym.send(
        "PATCH", "/v1/programs/\(program(gym))", json: #"{"difficulty": null}"#, ifMatch: "\"v1\"")
    },
    "deleteProgram": { gym in
      try await gym.send("DELETE", "/v1/programs/\(program(gym))", ifMatch: "\"v1\"")
    },
    "listEvents": { gym in
      _ = try await event(gym)
      _ = try await gym.tour(tourBody(gym))
      return try await gym.send(
        "GET",
        "/v1/events?starts_at_from=2020-01-01T00:00:00Z&local_time_from=00:00&local_time_before=24:00&sort=-starts_at&limit=10"
      )
    },
    "countEvents": { gym in
      _ = try await gym.tour()
      return try await gym.send("GET", "/v1/events/counts?status=scheduled")
    },
    "createEvent": { gym in
      try await gym.send("POST", "/v1/events", json: try await eventBody(gym))
    },
    "getEvent": { gym in try await gym.send("GET", "/v1/events/\(gym.tour(tourBody(gym)))") },
    "updateEvent": { gym in
      try await gym.send(
        "PATCH", "/v1/events/\(event(gym))", json: #"{"title": "Changed", "price": null}"#, ifMatch: "\"v1\"")
    },
    "cancelEvent": { gym in
      try await gym.cancel(event(gym), #"{"reason": "Storm", "scope": "this"}"#)
    },
    "completeEvent": { gym in
      try await gym.send(
        "POST", "/v1/events/\(gym.planned(Gym.start(inHours: -Int.random(in: 2...80_000))))/completion")
    },
    "substituteInstructor": { gym in
      let substitute = try await gym.person(.trainer)
      return try await gym.send(
        "POST", "/v1/events/\(event(gym))/substitution",
        json: #"{"instructor_id": "\#(substitute.user)", "reason": "Ill"}"#)
    },
    "convertTour": { gym in
      try await gym.send(
        "POST", "/v1/tours/\(gym.tour(tourBody(gym)))/conversion", json: #"{"status": "active"}"#)
    },
  ]

  private static func programBody(_ gym: Gym) async throws -> String {
    ##"""
    {"name": "Yoga \##(UUID())", "event_type": "class", "category": "Mind", "color": "#10b981", "duration_minutes": 60,
     "difficulty": "beginner", "max_participants": 20, "instructor_id": "\##(gym.owner.user)", "location": "Downtown",
     "room_id": "\##(try await gym.room())", "description": "Slow", "price": {"amount": 2500, "currency": "USD"},
     "is_franchise_template": true}
    """##
  }

  private static func program(_ gym: Gym) async throws -> String {
    let made = try await gym.send("POST", "/v1/programs", json: try await programBody(gym))
    return try #require(made.json["id"]?.string)
  }

  private static func eventBody(_ gym: Gym) async throws -> String {
    #"""
    {"title": "Yoga", "type": "workshop", "program_id": "\#(try await program(gym))", "starts_at": "\#(Gym.start())",
     "duration_minutes": 1, "time_zone": "Europe/Berlin", "category": "charity", "location": "Downtown", "room_number": "2.14",
     "is_virtual": true, "meeting_link": "https://meet.example.com/abc", "max_participants": 5, "staff_capacity": 6,
     "waitlist_enabled": true, "price": {"amount": 100, "currency": "USD"}, "featured": true,
     "image_url": "https://pictures.example.com/a.jpg", "instructor_id": "\#(gym.owner.user)"}
    """#
  }

  private static func event(_ gym: Gym) async throws -> String {
    let made = try await gym.send("POST", "/v1/events", json: try await eventBody(gym))
    return try #require(made.json["id"]?.string)
  }

  private static func tourBody(_ gym: Gym) async throws -> String {
    let interest = try await gym.tag("Interest \(UUID())", "interest")
    return #"""
      "tour_type": "group", "lead_source": "website", "first_name": "Grace", "last_name": "Hopper",
      "email": "grace-\#(UUID())@example.com", "phone": "+1 212 555 0100", "attendance": "confirmed", "follow_up_on": "2036-01-01",
      "notes": "Shy", "interests": ["\#(interest)"]
      """#
  }
}
