import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct EventListTests {
  private func titles(_ gym: Gym, _ query: String, as person: TestPerson? = nil) async throws -> [String] {
    let answer = try await gym.send("GET", "/v1/events?\(query)", as: person)
    #expect(answer.status == 200, "\(query): \(String(decoding: answer.body, as: UTF8.self))")
    return answer.data.compactMap { $0["title"]?.string }
  }

  /// Plans an event of that title.
  @discardableResult
  private func add(_ gym: Gym, _ title: String, _ start: String, _ more: String = "") async throws -> String {
    let answer = try await gym.send(
      "POST", "/v1/events", json: #"{"title": "\#(title)", "starts_at": "\#(start)"\#(more)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  @Test func eventsAreFiltered() async throws {
    let gym = try await Gym.make()
    let (trainer, room) = (try await gym.person(.trainer), try await gym.room())
    let program = try await gym.program()
    let yoga = try await add(
      gym, "Hot yoga", "2036-01-01T10:00:00Z",
      #", "program_id": "\#(program)", "instructor_id": "\#(trainer.user)", "max_participants": 1"#)
    try await add(gym, "Boxing", "2036-01-02T18:00:00Z", #", "room_id": "\#(room)", "max_participants": 2"#)
    try await add(
      gym, "Retreat", "2036-01-03T10:00:00Z",
      #", "type": "workshop", "category": "retreat", "featured": true"#)
    try await gym.book(yoga, gym.client("A", "Z"))
    let gone = try await add(gym, "Gone", "2036-01-04T10:00:00Z")
    _ = try await gym.cancel(gone)
    #expect(try await titles(gym, "") == ["Hot yoga", "Boxing", "Retreat", "Gone"])
    #expect(try await titles(gym, "sort=-starts_at") == ["Gone", "Retreat", "Boxing", "Hot yoga"])
    #expect(try await titles(gym, "type=workshop,tour") == ["Retreat"])
    #expect(try await titles(gym, "status=scheduled") == ["Hot yoga", "Boxing", "Retreat"])
    #expect(try await titles(gym, "status=cancelled,completed") == ["Gone"])
    #expect(try await titles(gym, "program_id=\(program),\(UUID())") == ["Hot yoga"])
    #expect(try await titles(gym, "staff_id=\(trainer.user)") == ["Hot yoga"])
    #expect(try await titles(gym, "room_id=\(room)") == ["Boxing"])
    #expect(try await titles(gym, "q=YOG") == ["Hot yoga"])
    #expect(try await titles(gym, "q=%25") == [])
    #expect(try await titles(gym, "category=retreat&featured=true") == ["Retreat"])
    #expect(try await titles(gym, "demand=high_demand") == ["Hot yoga"])
    #expect(try await titles(gym, "demand=low_enrollment") == ["Boxing"])
    #expect(
      try await titles(gym, "starts_at_from=2036-01-02T18:00:00Z&starts_at_before=2036-01-04T10:00:00Z") == [
        "Boxing", "Retreat",
      ])
    // By the clock of the place, five hours behind.
    #expect(
      try await titles(gym, "local_time_from=05:00&local_time_before=06:00") == [
        "Hot yoga", "Retreat", "Gone",
      ])
    #expect(try await titles(gym, "local_time_from=13:00&local_time_before=24:00") == ["Boxing"])
    #expect(try await titles(gym, "series_id=\(UUID())") == [])
    let other = try await Gym.make()
    #expect(try await titles(other, "") == [])
    let counts = try await gym.send("GET", "/v1/events/counts?starts_at_from=2036-01-01T00:00:00Z").json
    #expect(counts["total"] == 4 && counts["status"] == ["cancelled": 1, "scheduled": 3])
    #expect(counts["type"] == ["class": 3, "workshop": 1] && counts["category"] == ["retreat": 1])
    #expect(try await gym.send("GET", "/v1/events/counts?type=workshop").json["total"] == 1)
    #expect(try await gym.send("GET", "/v1/events/counts?sort=starts_at").status == 400)
  }

  @Test func pagesGoOnWhereTheyEnded() async throws {
    let gym = try await Gym.make()
    for day in 1...3 {
      for _ in 0..<2 { try await add(gym, "Day \(day)", "2036-01-0\(day)T10:00:00Z") }
    }
    for sort in ["starts_at", "-starts_at"] {
      var (seen, cursor): ([String], String?) = ([], nil)
      repeat {
        let page = try await gym.send(
          "GET", "/v1/events?sort=\(sort)&limit=4" + (cursor.map { "&cursor=\($0)" } ?? ""))
        seen += page.data.compactMap { $0["id"]?.string }
        cursor = page.json["page"]?["next_cursor"]?.string
      } while cursor != nil
      #expect(seen.count == 6 && Set(seen).count == 6)
    }
  }

  @Test func aWindowComesWholeUpToAThousand() async throws {
    let gym = try await Gym.make()
    func fill(_ count: Int) async throws {
      _ = try await gym.installation.worker.pipeline([
        Door.enterAsOperator(gym.id, actor: "test", write: true),
        """
        insert into crm.events (id, event_type, title, starts_at, ends_at)
        select gen_random_uuid(), 'class', 'Class', '2036-01-01 10:00Z', '2036-01-01 11:00Z' from generate_series(1, \(count))
        """,
      ])
    }
    let window = "starts_at_from=2036-01-01T00:00:00Z&starts_at_before=2036-02-15T00:00:00Z"
    try await fill(999)
    try await add(gym, "Last", "2036-02-14T10:00:00Z")
    let whole = try await gym.send("GET", "/v1/events?\(window)")
    #expect(whole.data.count == 1_000 && whole.json["page"]?["next_cursor"] == .null)
    try await fill(1)
    let refused = try await gym.send("GET", "/v1/events?\(window)")
    #expect(refused.status == 400 && refused.code == "too_many_events")
    // Pages, a longer window and a file have no such end.
    #expect(try await gym.send("GET", "/v1/events?\(window)&limit=10").data.count == 10)
    let longer = "starts_at_from=2036-01-01T00:00:00Z&starts_at_before=2036-02-15T00:00:01Z"
    #expect(try await gym.send("GET", "/v1/events?\(longer)").data.count == 25)
    let file = try await gym.installation.send(
      "GET", "/v1/events?\(window)", token: gym.owner.token, headers: ["Accept": "application/x-ndjson"])
    #expect(file.status == 200 && file.body.split(separator: UInt8(ascii: "\n")).count == 1_001)
  }
}
