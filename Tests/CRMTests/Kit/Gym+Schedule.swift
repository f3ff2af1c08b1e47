import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

extension Gym {
  /// Adds a room and answers its id.
  func room(_ name: String = "Room \(UUID())", _ more: String = "") async throws -> String {
    let answer = try await send("POST", "/v1/rooms", json: #"{"name": "\#(name)"\#(more)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Adds a program and answers its id.
  func program(_ name: String = "Program \(UUID())", _ more: String = "") async throws -> String {
    let answer = try await send("POST", "/v1/programs", json: #"{"name": "\#(name)"\#(more)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Plans a class of an hour at a time that nobody else in the gym has, unless `more` says another one.
  func plan(_ start: String = Gym.start(), _ more: String = "", as person: TestPerson? = nil) async throws
    -> TestAnswer
  {
    try await send(
      "POST", "/v1/events", as: person, json: #"{"title": "Yoga", "starts_at": "\#(start)"\#(more)}"#)
  }

  /// Plans such an event and answers its id.
  func planned(_ start: String = Gym.start(), _ more: String = "", as person: TestPerson? = nil) async throws
    -> String
  {
    let answer = try await plan(start, more, as: person)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Plans a tour and answers its id.
  func tour(_ members: String = #""first_name": "Grace", "last_name": "Hopper""#, _ more: String = "")
    async throws -> String
  {
    try await planned(Gym.start(), #", "type": "tour", "tour": {\#(members)}\#(more)"#)
  }

  func change(_ event: String, _ json: String, as person: TestPerson? = nil) async throws -> TestAnswer {
    try await send("PATCH", "/v1/events/\(event)", as: person, json: json, ifMatch: "*")
  }

  func cancel(_ event: String, _ json: String = "{}", as person: TestPerson? = nil) async throws -> TestAnswer
  {
    try await send("POST", "/v1/events/\(event)/cancellation", as: person, json: json)
  }

  /// So long from now, as the API writes times.
  static func start(inHours hours: Int) -> String {
    formatTimestamp(Date().addingTimeInterval(Double(hours) * 3_600))
  }

  /// Some time within ten years, unlike any other.
  static func start() -> String {
    formatTimestamp(Date().addingTimeInterval(Double(Int.random(in: 86_400...315_000_000))))
  }

  /// A client who signs in as this member.
  func client(for member: TestPerson) async throws -> String {
    let client = try await client("Ada", "Lovelace")
    #expect(try await claim(code(of: client), as: member).status == 201)
    return client
  }

  /// Gives a client a place, or another status.
  func book(_ event: String, _ client: String, _ status: String = "registered") async throws {
    let (event, client) = (
      try #require(UUID(uuidString: event)), try #require(UUID(uuidString: client))
    )
    _ = try await installation.worker.pipeline([
      Door.enterAsOperator(id, actor: "test", write: true),
      """
      insert into crm.event_participants (id, event_id, client_id, status, cancelled_at)
      values (\(UUID()), \(event), \(client), \(status), case when \(status) = 'cancelled' then now() end)
      """,
    ])
  }

  /// Has the gym's news of events told, and answers title and message of what that person got.
  func news(of person: TestPerson) async throws -> [String] {
    var jobs = JobList()
    EventJobs.add(to: &jobs)
    NotificationJobs.add(to: &jobs, publicURL: "https://gym.example.com")
    while let job = try await installation.claim(
      "organization_id = \(id) and kind in ('events.tell', 'notifications.tell')")
    {
      try await installation.perform(job, jobs)
    }
    let failed = try await onAdmin(
      "select coalesce(error, 'failed') as text from jobs.jobs where organization_id = \(id) and kind = 'events.tell' and state <> 'succeeded'"
    )
    #expect(failed.isEmpty)
    return try await onAdmin(
      """
      select title || ': ' || message as text from crm.notifications
      where organization_id = \(id) and user_id = \(person.user) order by created_at, title
      """)
  }
}
