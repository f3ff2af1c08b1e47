import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

@Suite struct SavedFilterTests {
  private func save(
    _ name: String, _ query: String, in gym: Gym, as person: TestPerson? = nil, resource: String = "clients",
    more: String = ""
  ) async throws -> TestAnswer {
    try await gym.send(
      "POST", "/v1/saved-filters", as: person,
      json: #"{"name": "\#(name)", "resource": "\#(resource)", "query": \#(query)\#(more)}"#)
  }

  @Test func whatIsKeptIsWhatTheListTakes() async throws {
    let gym = try await Gym.make()
    let made = try await save(
      "Late payers", #"{"membership_status": "past_due,paused", "sort": "-last_name", "limit": "50"}"#,
      in: gym)
    #expect(made.status == 201 && made.json["is_shared"] == false)
    let id = try #require(made.json["id"]?.string)
    let read = try await gym.send("GET", "/v1/saved-filters/\(id)")
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")
    guard case .object(let query) = try #require(read.json["query"]) else { return #expect(Bool(false)) }
    let url = query.map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: "&")
    #expect(try await gym.send("GET", "/v1/clients?\(url)").status == 200)
  }

  @Test func whatTheListWouldRefuseIsRefused() async throws {
    let gym = try await Gym.make()
    let answer = try await save(
      "X",
      #"{"status": "gone", "q": "lovelace", "cursor": "x", "a/b": "1", "joined_from": "today", "limit": "0"}"#,
      in: gym)
    #expect(
      answer.status == 422
        && Set(answer.faults) == [
          "#/query/status not_in_list", "#/query/q not_kept", "#/query/cursor not_kept",
          "#/query/a~1b unknown_parameter", "#/query/joined_from invalid_date", "#/query/limit out_of_range",
        ])
    #expect(try await save("X", #"{"status": 5}"#, in: gym).faults == ["#/query/status wrong_type"])
    #expect(try await save("X", "[]", in: gym).faults == ["#/query wrong_type"])
    #expect(try await save("X", "{}", in: gym, resource: "secrets").faults == ["#/resource not_in_list"])
    // Each list has its own.
    #expect(
      try await save("X", #"{"role": "trainer"}"#, in: gym).faults == ["#/query/role unknown_parameter"])
    #expect(try await save("X", #"{"role": "trainer"}"#, in: gym, resource: "staff").status == 201)
    for list in FilteredList.allCases {
      #expect(list.faults(in: ["limit": "10"]).isEmpty, "\(list)")
      #expect(list.faults(in: ["surprise": "1"]).map(\.code) == ["unknown_parameter"], "\(list)")
      let operation = try await ContractTests.operations().first { $0.path == "/v1/\(list.rawValue)" }
      #expect(operation?.method == .get, "there is a list \(list)")
    }
  }

  @Test func onesOwnAndSharedOnesAreSeen() async throws {
    let gym = try await Gym.make()
    let (staff, trainer) = (try await gym.person(.staff), try await gym.person(.trainer))
    let mine = try #require(try await save("Mine", "{}", in: gym, as: staff).json["id"]?.string)
    let ours = try #require(
      try await save("Ours", "{}", in: gym, as: staff, more: #", "is_shared": true"#).json["id"]?.string)
    func names(_ person: TestPerson) async throws -> [String] {
      try await gym.send("GET", "/v1/saved-filters?resource=clients,staff", as: person).data.compactMap {
        $0["name"]?.string
      }
    }
    #expect(try await names(staff) == ["Mine", "Ours"])
    #expect(try await names(trainer) == ["Ours"])
    #expect(try await gym.send("GET", "/v1/saved-filters/\(mine)", as: trainer).status == 404)
    #expect(try await gym.send("DELETE", "/v1/saved-filters/\(mine)", ifMatch: "*").status == 404)
    // A colleague's is read, not changed, but by whoever manages staff.
    let refused = try await gym.send(
      "PATCH", "/v1/saved-filters/\(ours)", as: trainer, json: "{}", ifMatch: "*")
    #expect(refused.status == 403 && refused.json["required_permission"]?.string == "staff.manage")
    let managed = try await gym.send(
      "PATCH", "/v1/saved-filters/\(ours)", json: #"{"name": "All", "query": {"status": "lead"}}"#,
      ifMatch: "\"v1\"")
    #expect(managed.json["name"]?.string == "All" && managed.json["query"]?["status"]?.string == "lead")
    let hidden = try await gym.send(
      "PATCH", "/v1/saved-filters/\(ours)", json: #"{"is_shared": false}"#, ifMatch: "*")
    #expect(hidden.status == 403)
    #expect(
      try await gym.send(
        "PATCH", "/v1/saved-filters/\(ours)", as: staff, json: #"{"is_shared": false}"#, ifMatch: "*"
      )
      .json["is_shared"] == false)
    #expect(try await names(trainer) == [])
    #expect(
      try await gym.send("DELETE", "/v1/saved-filters/\(ours)", as: staff, ifMatch: "\"v3\"").status == 204)
  }

  @Test func changesAreCheckedLikeNewOnes() async throws {
    let gym = try await Gym.make()
    let id = try #require(try await save("Mine", "{}", in: gym).json["id"]?.string)
    let faulty = try await gym.send(
      "PATCH", "/v1/saved-filters/\(id)", json: #"{"query": {"role": "owner"}}"#, ifMatch: "*")
    #expect(faulty.status == 422 && faulty.faults == ["#/query/role unknown_parameter"])
    #expect(try await save("Mine", "{}", in: gym).code == "filter_name_taken")
    #expect(try await save("Mine", "{}", in: gym, resource: "staff").status == 201)
    let stale = try await gym.send("PATCH", "/v1/saved-filters/\(id)", json: "{}", ifMatch: "\"v9\"")
    #expect(stale.status == 412)
  }
}
