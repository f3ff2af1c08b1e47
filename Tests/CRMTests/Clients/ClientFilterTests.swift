import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct ClientFilterTests {
  @Test func clientsAreFilteredByTagSegmentStandingAndTimes() async throws {
    let gym = try await Gym.make()
    let ada = try await gym.client("Ada", "A", #", "joined_on": "2024-01-31""#)
    let bob = try await gym.client("Bob", "B", #", "joined_on": "2024-02-01", "status": "lead""#)
    let cid = try await gym.client("Cid", "C")
    let (vip, new) = (try await gym.tag("VIP"), try await gym.tag("New"))
    try await gym.tag(ada, with: [vip, new])
    try await gym.tag(bob, with: [new])
    let segment = try await gym.segment("Leads", #"{"field": "status", "is": "any_of", "value": ["lead"]}"#)
    try await gym.evaluate(segment)
    try await gym.derive(cid, "membership_status = 'past_due', last_visit_at = '2026-01-10 12:00Z'")
    try await gym.derive(ada, "membership_status = 'active', last_visit_at = '2026-01-10 11:59:59Z'")
    func names(_ query: String) async throws -> [String] {
      let answer = try await gym.send("GET", "/v1/clients?\(query)")
      #expect(answer.status == 200, "\(query): \(String(decoding: answer.body, as: UTF8.self))")
      return answer.data.compactMap { $0["first_name"]?.string }
    }
    #expect(try await names("tag_id=\(vip)") == ["Ada"])
    #expect(try await names("tag_id=\(vip),\(new)") == ["Ada", "Bob"])
    #expect(try await names("tag_id=\(new)&status=lead") == ["Bob"])
    #expect(try await names("tag_id=\(UUID())") == [])
    #expect(try await names("segment_id=\(segment)") == ["Bob"])
    #expect(try await names("segment_id=\(UUID())") == [])
    #expect(try await names("membership_status=past_due") == ["Cid"])
    #expect(try await names("membership_status=past_due,active&sort=-last_name") == ["Cid", "Ada"])
    #expect(try await names("joined_from=2024-01-31&joined_before=2024-02-01") == ["Ada"])
    #expect(try await names("joined_from=2024-02-01") == ["Bob"])
    #expect(try await names("last_visit_from=2026-01-10T12:00:00Z") == ["Cid"])
    #expect(try await names("last_visit_before=2026-01-10T12:00:00Z") == ["Ada"])
    let faulty = try await gym.send(
      "GET", "/v1/clients?tag_id=x&membership_status=gone&joined_from=2024-02-30&last_visit_from=now")
    #expect(
      faulty.status == 400
        && Set(faulty.faults) == [
          "tag_id invalid_id", "membership_status not_in_list", "joined_from invalid_date",
          "last_visit_from invalid_time",
        ])
  }

  @Test func pagesOfAFilterMissNobody() async throws {
    let gym = try await Gym.make()
    let tag = try await gym.tag("VIP")
    var expected: Set<String> = []
    for number in 0..<9 {
      let client = try await gym.client("Kim", number.isMultiple(of: 2) ? "Lee" : "Ng")
      if number.isMultiple(of: 3) { continue }
      try await gym.tag(client, with: [tag])
      expected.insert(client)
    }
    var seen: [String] = []
    var next: String? = "/v1/clients?limit=2&tag_id=\(tag)"
    while let path = next {
      let page = try await gym.send("GET", path)
      seen += page.data.compactMap { $0["id"]?.string }
      next = page.json["page"]?["next_cursor"]?.string.map {
        "/v1/clients?limit=2&tag_id=\(tag)&cursor=\($0)"
      }
    }
    #expect(seen.count == expected.count && Set(seen) == expected)
  }
}

extension Gym {
  /// Sets columns of a client past everything that a person meets.
  func derive(_ client: String, _ assignments: String) async throws {
    try await onDatabaseThread(url: installation.admin) {
      try $0.execute("update crm.client_organizations set \(assignments) where id = '\(client)'")
    }
  }
}
