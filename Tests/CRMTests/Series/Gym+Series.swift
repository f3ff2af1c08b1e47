import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// An event of a series as it lies in the database.
struct SeriesEvent: Decodable, Hashable {
  let id: UUID
  let occurrenceAt: String
  let startsAt: Date
  let endsAt: Date
  let title: String
  let status: String
  let editedFields: [String]
  let maxParticipants: Int?
}

extension Gym {
  /// So many days from today in New York, where the gym is.
  static func day(_ days: Int) -> String { String(wall(days, "00:00").prefix(10)) }

  static func wall(_ days: Int, _ time: String) -> String {
    let zone = TimeZone(identifier: "America/New_York") ?? .gmt
    let day = WallTime(zone.wallTime(at: Date()) + Double(days) * 86_400).text.prefix(10)
    return "\(day)T\(time)"
  }

  /// A weekly series from tomorrow on, of one hour in the evening.
  static func weekly(_ more: String = "") -> String {
    """
    {"title": "Yoga", "recurring_pattern": "FREQ=WEEKLY", "starts_on": "\(day(1))", "start_time": "18:00",
     "duration_minutes": 60\(more)}
    """
  }

  /// Makes a series and answers its id.
  func series(_ json: String = Gym.weekly()) async throws -> String {
    let answer = try await send("POST", "/v1/event-series", json: json)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  func changeSeries(_ series: String, _ json: String) async throws -> TestAnswer {
    try await send("PATCH", "/v1/event-series/\(series)", json: json, ifMatch: "*")
  }

  /// Its events by occurrence.
  func events(of series: String) async throws -> [SeriesEvent] {
    let id = try #require(UUID(uuidString: series))
    let rows = try await installation.worker.pipeline([
      Door.enterAsOperator(self.id, actor: "test", write: false),
      """
      select id, to_char(occurrence_at, 'YYYY-MM-DD"T"HH24:MI') as occurrence_at, starts_at, ends_at, title, status,
        edited_fields, max_participants
      from crm.events where series_id = \(id) order by occurrence_at
      """,
    ])
    return try #require(rows.last).retyped(as: SeriesEvent.self).decoded()
  }

  /// Makes the series' next events as its job would, so many days from now.
  func extend(_ series: String, in days: Double = 0) async throws {
    let id = try #require(UUID(uuidString: series))
    let door = Door.enterAsOperator(self.id, actor: "test", write: true)
    try await installation.worker.transaction(opening: [door]) {
      try await SeriesJobs.extend(id, at: Date() + days * 86_400, $0)
    }
  }

  func hall() async throws -> UUID {
    let room = UUID()
    try await asOperator("insert into crm.rooms (id, name) values (\(room), \("Room \(room)"))")
    return room
  }

  /// A class of an hour in a room.
  func boxing(in room: UUID, at start: Date) async throws -> UUID {
    let event = UUID()
    try await asOperator(
      """
      insert into crm.events (id, event_type, title, room_id, starts_at, ends_at)
      values (\(event), 'class', 'Boxing', \(room), \(start), \(start + 3_600))
      """)
    return event
  }

  /// The members whom jobs are to tell of something.
  func told(_ type: String) async throws -> [UUID] {
    struct Told: Decodable { let user: UUID }
    let id = id
    return try await onDatabaseThread(url: installation.admin) { connection in
      try connection.rows(
        """
        select (payload ->> 'user')::uuid as "user" from jobs.jobs
        where organization_id = \(id) and kind = 'notifications.tell' and payload ->> 'type' = \(type)
        """
      ).retyped(as: Told.self).decoded().map(\.user)
    }
  }
}
