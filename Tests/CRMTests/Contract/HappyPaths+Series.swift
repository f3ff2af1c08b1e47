import Foundation
import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let series: Paths = [
    "previewEventSeries": { gym in
      let room = try await gym.hall()
      let zone = try #require(TimeZone(identifier: "America/New_York"))
      let wall = try WallTime(text: Gym.wall(1, "18:00"))
      _ = try await gym.boxing(in: room, at: zone.instant(ofWallTime: wall.date))
      return try await gym.send(
        "POST", "/v1/event-series/preview", json: Gym.weekly(#", "room_id": "\#(room)""#))
    },
    "listEventSeries": { gym in
      _ = try await gym.series()
      return try await gym.send("GET", "/v1/event-series?is_active=true&limit=10")
    },
    "createEventSeries": { gym in
      try await gym.send(
        "POST", "/v1/event-series",
        json: Gym.weekly(
          #"""
          , "event_type": "workshop", "description": "Slow", "time_zone": "Europe/Berlin", "location": "Roof", "is_virtual": true,
          "meeting_link": "https://meet.example.com/1", "max_participants": 10, "staff_capacity": 12, "waitlist_enabled": true,
          "price": {"amount": 1500, "currency": "USD"}, "rdates": ["\#(Gym.wall(2, "09:00"))"],
          "exdates": ["\#(Gym.wall(8, "18:00"))"], "instructor_id": "\#(gym.owner.user)"
          """#))
    },
    "getEventSeries": { gym in try await gym.send("GET", "/v1/event-series/\(try await gym.series())") },
    "updateEventSeries": { gym in
      try await gym.send(
        "PATCH", "/v1/event-series/\(try await gym.series())",
        json: #"{"scope": "following", "from": "\#(Gym.wall(8, "18:00"))", "title": "Flow"}"#,
        ifMatch: "\"v1\"")
    },
    "cancelEventSeries": { gym in
      try await gym.send("POST", "/v1/event-series/\(try await gym.series())/cancellation", json: "{}")
    },
  ]
}
