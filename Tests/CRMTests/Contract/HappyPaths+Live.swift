import Testing

@testable import CRM
@testable import Web

extension HappyPaths {
  static let live: Paths = [
    "streamChanges": { gym in try await gym.send("GET", "/v1/stream?topics=events,check-ins,notifications") },
    "listCalendarFeeds": { gym in
      _ = try await gym.send("POST", "/v1/calendar-feeds", json: #"{"kind": "location"}"#)
      return try await gym.send("GET", "/v1/calendar-feeds")
    },
    "createCalendarFeed": { gym in
      try await gym.send("POST", "/v1/calendar-feeds", json: #"{"kind": "trainer"}"#)
    },
    "rotateCalendarFeed": { gym in
      try await gym.send("POST", "/v1/calendar-feeds/\(try await memberFeed(gym))/rotation")
    },
    "deleteCalendarFeed": { gym in
      try await gym.send("DELETE", "/v1/calendar-feeds/\(try await memberFeed(gym))")
    },
    "readCalendarFeed": { gym in
      let feed = try await memberFeed(gym)
      let rotated = try await gym.send("POST", "/v1/calendar-feeds/\(feed)/rotation")
      let url = rotated.json["url"]?.string ?? ""
      return try await gym.installation.send("GET", String(url.dropFirst("http://localhost:8080".count)))
    },
  ]

  /// The owner's own, of which there is one.
  private static func memberFeed(_ gym: Gym) async throws -> String {
    _ = try await gym.send("POST", "/v1/calendar-feeds", json: #"{"kind": "member"}"#)
    let feeds = try await gym.send("GET", "/v1/calendar-feeds").data
    return try #require(feeds.first { $0["kind"]?.string == "member" }?["id"]?.string)
  }
}
