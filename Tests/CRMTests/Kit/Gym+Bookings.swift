import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

extension Gym {
  /// Plans a class of an hour and answers its id; `more` are further columns with their values.
  func planned(
    inHours hours: Double, places: Int? = 10, waitlist: Bool = true,
    _ more: [(column: String, value: SQL)] = []
  ) async throws -> UUID {
    let event = UUID()
    let start = Date().addingTimeInterval(hours * 3_600)
    let columns: SQL = more.reduce("") { "\($0), \(unsafe: $1.column)" }
    let values: SQL = more.reduce("") { "\($0), \($1.value)" }
    try await asOperator(
      """
      insert into crm.events (id, event_type, title, starts_at, ends_at, max_participants, waitlist_enabled, time_zone\(columns))
      values (\(event), 'class', 'Yoga', \(start), \(start + 3_600), \(places)::int, \(waitlist), 'Europe/Berlin'\(values))
      """)
    return event
  }

  /// A series of which no event was made.
  func bareSeries() async throws -> UUID {
    let series = UUID()
    try await asOperator(
      """
      insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
      values (\(series), 'Yoga', 'FREQ=DAILY', current_date, '08:00', 60, 'UTC')
      """)
    return series
  }

  /// Runs statements with all rights in the gym.
  func asOperator(_ statements: SQL...) async throws { try await asOperator(statements) }

  /// In one transaction.
  func asOperator(_ statements: [SQL]) async throws {
    _ = try await installation.worker.pipeline(
      [Door.enterAsOperator(id, actor: "test", write: true)] + statements)
  }

  /// A member who is a client of the gym: the person signed in, and the client's id.
  func memberClient(_ name: String = "Mia") async throws -> (person: TestPerson, client: String) {
    let person = try await person(.member)
    let client = try await client(name, "Member")
    #expect(try await claim(code(of: client), as: person).status == 201)
    return (try await Gym.open(installation, person.user, id), client)
  }

  func book(_ event: UUID, _ client: String? = nil, _ more: String = "", as person: TestPerson? = nil)
    async throws
    -> TestAnswer
  {
    let who = client.map { #""client_id": "\#($0)""# } ?? #""source": "app""#
    return try await send(
      "POST", "/v1/events/\(event)/bookings", as: person, json: "{\(who)\(more)}", ifMatch: "*")
  }

  /// Books, and answers the booking's id.
  func booked(_ event: UUID, _ client: String? = nil, as person: TestPerson? = nil) async throws -> String {
    let answer = try await book(event, client, as: person)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  func wait(_ event: UUID, _ client: String? = nil, _ more: String = "", as person: TestPerson? = nil)
    async throws
    -> TestAnswer
  {
    let who = client.map { #""client_id": "\#($0)""# } ?? #""source": "app""#
    return try await send(
      "POST", "/v1/events/\(event)/waitlist-entries", as: person, json: "{\(who)\(more)}", ifMatch: "*")
  }

  func giveBack(_ booking: String, _ more: String = "", as person: TestPerson? = nil) async throws
    -> TestAnswer
  {
    try await send(
      "POST", "/v1/bookings/\(booking)/cancellation", as: person, json: "{\(more)}", ifMatch: "*")
  }

  func booking(_ id: String, as person: TestPerson? = nil) async throws -> JSONValue {
    try await send("GET", "/v1/bookings/\(id)", as: person).json
  }

  /// Checks in somebody new who just came to train; answers the check-in's id.
  func visited() async throws -> String {
    let json = #"{"client_id": "\#(try await client("Ada", "L"))", "source": "search"}"#
    let answer = try await send("POST", "/v1/check-ins", json: json, ifMatch: "*")
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  func act(_ what: String, on booking: String, json: String? = nil, as person: TestPerson? = nil) async throws
    -> TestAnswer
  {
    try await send("POST", "/v1/bookings/\(booking)/\(what)", as: person, json: json, ifMatch: "*")
  }
}
