import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct SegmentOperationsTests {
  private static let leads = #"{"field": "status", "is": "any_of", "value": ["lead"]}"#

  @Test func aPreviewCountsAndShowsTheFirst() async throws {
    let gym = try await Gym.make()
    for number in 0..<12 { _ = try await gym.client("P\(number)", "L\(number + 10)", #", "status": "lead""#) }
    _ = try await gym.client("Not", "A lead")
    let answer = try await gym.send("POST", "/v1/segments/preview", json: #"{"rules": \#(Self.leads)}"#)
    #expect(answer.status == 200 && answer.json["count"] == 12)
    let sample = answer.json["sample"]?.items ?? []
    #expect(sample.compactMap { $0["first_name"]?.string } == (0..<10).map { "P\($0)" })
    // Nobody else's clients.
    let other = try await Gym.make()
    #expect(
      try await other.send("POST", "/v1/segments/preview", json: #"{"rules": \#(Self.leads)}"#).json["count"]
        == 0)
  }

  @Test func aSegmentIsDefinedChangedAndDeleted() async throws {
    let gym = try await Gym.make()
    let made = try await gym.send(
      "POST", "/v1/segments", json: #"{"name": "Leads", "description": "To call", "rules": \#(Self.leads)}"#)
    #expect(made.status == 201)
    let id = try #require(made.json["id"]?.string)
    #expect(made.json["evaluation_status"]?.string == "pending" && made.json["member_count"] == .null)
    #expect(made.json["rules"]?["value"]?.items == ["lead"])
    let read = try await gym.send("GET", "/v1/segments/\(id)")
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")
    // An evaluation is no change of the definition.
    try await gym.evaluate(id)
    #expect(try await gym.send("GET", "/v1/segments/\(id)").headers[.eTag] == "\"v1\"")
    let renamed = try await gym.send(
      "PATCH", "/v1/segments/\(id)", json: #"{"name": "All leads"}"#, ifMatch: "\"v1\"")
    #expect(renamed.json["evaluation_status"]?.string == "evaluated" && renamed.json["version"] == 2)
    let changed = try await gym.send(
      "PATCH", "/v1/segments/\(id)", json: #"{"rules": {"not": \#(Self.leads)}, "description": null}"#,
      ifMatch: "\"v2\"")
    #expect(changed.json["evaluation_status"]?.string == "pending" && changed.json["description"] == .null)
    #expect(try await gym.send("PATCH", "/v1/segments/\(id)", json: "{}", ifMatch: "\"v1\"").status == 412)
    let twice = try await gym.send(
      "POST", "/v1/segments", json: #"{"name": "All leads", "rules": \#(Self.leads)}"#)
    #expect(twice.status == 409 && twice.code == "segment_name_taken")
    #expect(try await gym.send("GET", "/v1/segments?is_active=true").data.count == 1)
    #expect(try await gym.send("GET", "/v1/segments?is_active=false").data.isEmpty)
    #expect(try await gym.send("DELETE", "/v1/segments/\(id)", ifMatch: "*").status == 204)
    #expect(try await gym.send("GET", "/v1/segments/\(id)/members").status == 404)
    #expect(
      try await onAdmin(
        "select 'row' as text from crm.segment_members where segment_id = \(UUID(uuidString: id))"
      ).isEmpty)
  }

  @Test func rulesNameOnlyWhatTheGymHas() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let (ours, theirs) = (try await gym.tag("VIP"), try await other.tag("VIP"))
    for (method, path, rest) in [
      ("POST", "/v1/segments/preview", ""), ("POST", "/v1/segments", #""name": "X", "#),
    ] {
      for unknown in [theirs, UUID().uuidString.lowercased()] {
        let answer = try await gym.send(
          method, path,
          json: #"""
            {\#(rest)"rules": {"any": [{"field": "tag", "is": "any_of", "value": ["\#(ours)", "\#(unknown)"]},
              {"not": {"field": "plan", "is": "none_of", "value": ["\#(unknown)"]}}]}}
            """#)
        #expect(answer.status == 422 && answer.code == "validation_failed")
        #expect(answer.faults == ["#/rules/any/0/value not_found", "#/rules/any/1/not/value not_found"])
      }
    }
  }

  @Test func rulesAskOnlyForWhatTheirAuthorMaySee() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    _ = try await gym.patch(staff, #"{"deny": ["clients.contact.view", "memberships.view"]}"#)
    func preview(_ rules: String) async throws -> TestAnswer {
      try await gym.send("POST", "/v1/segments/preview", as: staff, json: #"{"rules": \#(rules)}"#)
    }
    #expect(try await preview(Self.leads).status == 200)
    for field in SegmentField.allCases {
      guard let permission = field.permission else { continue }
      let value =
        field == .plan ? #", "value": ["\#(UUID())"]"# : field.kind == .flag ? #", "value": true"# : ""
      let comparison = field == .plan ? "any_of" : field.kind == .flag ? "exactly" : "known"
      let answer = try await preview(
        #"{"not": {"field": "\#(field.rawValue)", "is": "\#(comparison)"\#(value)}}"#)
      #expect(
        answer.status == 403 && answer.json["required_permission"]?.string == permission.rawValue, "\(field)")
    }
  }

  @Test func aSegmentIsSeenByWhoMaySeeWhatItsRulesAsk() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "A", #", "address": {"city": "Salem"}"#)
    let unknown = #"{"field": "gender", "is": "unknown"}"#
    let city = #"{"all": [\#(unknown), {"not": {"field": "city", "is": "unknown"}}]}"#
    let (plain, hidden) = (
      try await gym.segment("All", #"{"not": \#(Self.leads)}"#), try await gym.segment("Of a city", city)
    )
    for segment in [plain, hidden] { try await gym.evaluate(segment) }
    let trainer = try await gym.person(.trainer)
    func clients(_ segment: String, as person: TestPerson? = nil) async throws -> [String?] {
      try await gym.send("GET", "/v1/clients?segment_id=\(segment)", as: person).data.map {
        $0["id"]?.string
      }
    }
    #expect(try await clients(hidden) == [client])
    #expect(try await clients(plain, as: trainer) == [client])
    #expect(
      try await gym.send("GET", "/v1/segments", as: trainer).data.map { $0["id"]?.string } == [plain])
    // Rules that ask for less do not show who was found by those before.
    for round in 0..<2 {
      for path in ["", "/members", "/changes"] {
        #expect(
          try await gym.send("GET", "/v1/segments/\(hidden)\(path)", as: trainer).status == 404,
          "\(round) \(path)")
      }
      #expect(try await clients(hidden, as: trainer).isEmpty)
      let patched = try await gym.send(
        "PATCH", "/v1/segments/\(hidden)", json: #"{"rules": \#(Self.leads)}"#, ifMatch: "*")
      #expect(patched.status == 200)
    }
    // Rules that ask for more take it away.
    _ = try await gym.send("PATCH", "/v1/segments/\(plain)", json: #"{"rules": \#(city)}"#, ifMatch: "*")
    #expect(try await gym.send("GET", "/v1/segments/\(plain)/members", as: trainer).status == 404)
    #expect(try await clients(plain, as: trainer).isEmpty)
    // Nor does whoever may not see it change or evaluate it.
    let staff = try await gym.person(.staff)
    _ = try await gym.patch(staff, #"{"deny": ["clients.contact.view"]}"#)
    let patch = try await gym.send(
      "PATCH", "/v1/segments/\(hidden)", as: staff, json: #"{"name": "X"}"#, ifMatch: "*")
    let evaluation = try await gym.send("POST", "/v1/segments/\(hidden)/evaluations", as: staff)
    #expect(patch.status == 404 && evaluation.status == 404)
  }

  @Test func membersAndChangesComePageByPage() async throws {
    let gym = try await Gym.make()
    let segment = try await gym.segment("Leads", Self.leads)
    for number in 0..<5 { _ = try await gym.client("P\(number)", "L\(number)", #", "status": "lead""#) }
    try await gym.evaluate(segment)
    func walk(_ path: String) async throws -> [String] {
      var seen: [String] = []
      var next: String? = "\(path)?limit=2"
      while let page = next {
        let answer = try await gym.send("GET", page)
        #expect(answer.status == 200)
        seen += answer.data.compactMap { $0["first_name"]?.string }
        next = answer.json["page"]?["next_cursor"]?.string.map { "\(path)?limit=2&cursor=\($0)" }
      }
      return seen
    }
    #expect(try await walk("/v1/segments/\(segment)/members") == (0..<5).map { "P\($0)" })
    #expect(try await walk("/v1/segments/\(segment)/changes").sorted() == (0..<5).map { "P\($0)" })
    let faulty = try await gym.send("GET", "/v1/segments/\(segment)/changes?change=moved&at_from=x")
    #expect(faulty.status == 400 && Set(faulty.faults) == ["change not_in_list", "at_from invalid_time"])
  }

  @Test func anEvaluationIsAnOperationThatItsAskerWatches() async throws {
    let gym = try await Gym.make()
    let segment = try await gym.segment("Leads", Self.leads)
    let staff = try await gym.person(.staff)
    let answer = try await gym.send("POST", "/v1/segments/\(segment)/evaluations", as: staff)
    #expect(answer.status == 202 && answer.json["kind"]?.string == "segments.evaluate")
    let location = try #require(answer.headers[.location])
    #expect(try await gym.send("GET", location, as: staff).json["state"]?.string == "queued")
    // Asked twice it is the same one, and a colleague's is another.
    let again = try await gym.send("POST", "/v1/segments/\(segment)/evaluations", as: staff)
    #expect(again.headers[.location] == location)
    let colleague = try await gym.person(.admin)
    let other = try await gym.send("POST", "/v1/segments/\(segment)/evaluations", as: colleague)
    #expect(other.status == 202 && other.headers[.location] != location)
  }

  @Test func trainersReadSegmentsAndMembersDoNot() async throws {
    let gym = try await Gym.make()
    let segment = try await gym.segment("Leads", Self.leads)
    let trainer = try await gym.person(.trainer)
    #expect(try await gym.send("GET", "/v1/segments/\(segment)/members", as: trainer).status == 200)
    #expect(try await gym.send("POST", "/v1/segments/\(segment)/evaluations", as: trainer).status == 403)
    let member = try await gym.person(.member)
    #expect(try await gym.send("GET", "/v1/segments", as: member).status == 403)
  }
}
