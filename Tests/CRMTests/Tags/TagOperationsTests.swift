import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct TagOperationsTests {
  @Test func aTagIsMadeChangedRetiredAndDeleted() async throws {
    let gym = try await Gym.make()
    let made = try await gym.send(
      "POST", "/v1/tags",
      json: ##"{"name": " Early bird ", "type": "interest", "color": "#F34A22", "icon": "sun"}"##)
    #expect(made.status == 201)
    let id = try #require(made.json["id"]?.string)
    #expect(made.json["name"]?.string == "Early bird" && made.json["color"]?.string == "#f34a22")
    #expect(made.json["is_active"] == true && made.json["uses"] == 0)
    let read = try await gym.send("GET", "/v1/tags/\(id)")
    #expect(read.body == made.body && read.headers[.eTag] == "\"v1\"")
    let retired = try await gym.send(
      "PATCH", "/v1/tags/\(id)", json: #"{"is_active": false, "icon": null}"#, ifMatch: "\"v1\"")
    #expect(
      retired.json["is_active"] == false && retired.json["icon"] == .null && retired.json["version"] == 2)
    let stale = try await gym.send("DELETE", "/v1/tags/\(id)", ifMatch: "\"v1\"")
    #expect(stale.status == 412 && stale.headers[.eTag] == "\"v2\"")
    #expect(try await gym.send("DELETE", "/v1/tags/\(id)", ifMatch: "\"v2\"").status == 204)
    #expect(try await gym.send("GET", "/v1/tags/\(id)").status == 404)
  }

  @Test func aTagInUseStays() async throws {
    let gym = try await Gym.make()
    let tag = try await gym.tag("VIP")
    let client = try await gym.client("Ada", "Lovelace")
    _ = try await gym.send("PUT", "/v1/clients/\(client)/tags", json: #"{"tag_ids": ["\#(tag)"]}"#)
    let refused = try await gym.send("DELETE", "/v1/tags/\(tag)", ifMatch: "*")
    #expect(refused.status == 409 && refused.code == "tag_in_use")
    #expect(try await gym.send("GET", "/v1/tags/\(tag)").json["uses"] == 1)
    let use = try #require(try await gym.send("GET", "/v1/tags/\(tag)/taggables").data.first)
    #expect(use["taggable_type"]?.string == "client" && use["taggable_id"]?.string == client)
    let taken = try await gym.send("DELETE", "/v1/taggables/\(use["id"]?.string ?? "")")
    #expect(taken.status == 204)
    #expect(try await gym.send("DELETE", "/v1/tags/\(tag)", ifMatch: "*").status == 204)
  }

  @Test func tagsAreListedByNameFilteredAndCounted() async throws {
    let gym = try await Gym.make()
    for (name, type) in [("Yoga", "interest"), ("yin", "interest"), ("Boxing", "skill"), ("Ärger", "custom")]
    {
      _ = try await gym.tag(name, type)
    }
    func names(_ query: String) async throws -> [String] {
      let answer = try await gym.send("GET", "/v1/tags?\(query)")
      #expect(answer.status == 200, "\(query)")
      return answer.data.compactMap { $0["name"]?.string }
    }
    #expect(try await Set(names("")) == ["Yoga", "yin", "Boxing", "Ärger"])
    #expect(try await names("type=skill,custom&limit=10").sorted() == ["Boxing", "Ärger"])
    #expect(try await names("q=Y").sorted() == ["Yoga", "yin"])
    #expect(try await names("q=%25") == [])
    #expect(try await names("is_active=false") == [])
    var seen: [String] = []
    var next: String? = "/v1/tags?limit=1"
    while let path = next {
      let page = try await gym.send("GET", path)
      seen += page.data.compactMap { $0["name"]?.string }
      next = page.json["page"]?["next_cursor"]?.string.map { "/v1/tags?limit=1&cursor=\($0)" }
    }
    #expect(Set(seen).count == 4 && seen.count == 4)
  }

  @Test func whatMayNotBeIsNamed() async throws {
    let gym = try await Gym.make()
    let tag = try await gym.tag("VIP")
    let client = try await gym.client("Ada", "Lovelace")
    let twice = try await gym.send("POST", "/v1/tags", json: #"{"name": "VIP", "type": "custom"}"#)
    #expect(twice.status == 409 && twice.code == "tag_name_taken")
    let faulty = try await gym.send(
      "POST", "/v1/tags", json: ##"{"name": "", "type": "mood", "color": "#f34a2g", "uses": 3}"##)
    #expect(
      faulty.faults == [
        "#/name required", "#/type not_in_list", "#/color invalid_color", "#/uses unknown_member",
      ])
    func put(_ tag: String, _ type: String, _ thing: String) async throws -> TestAnswer {
      try await gym.send(
        "POST", "/v1/taggables",
        json: #"{"tag_id": "\#(tag)", "taggable_type": "\#(type)", "taggable_id": "\#(thing)"}"#)
    }
    #expect(try await put(tag, "client", client).status == 201)
    #expect(try await put(tag, "client", client).code == "already_tagged")
    #expect(try await put(tag, "user", gym.owner.user.uuidString).status == 201)
    #expect(try await put(tag, "invoice", client).faults == ["#/taggable_type not_in_list"])
    // Another gym's are like unknown ones.
    let other = try await Gym.make()
    let (theirTag, theirClient) = (try await other.tag("VIP"), try await other.client("Not", "Ours"))
    for unknown in [theirTag, UUID().uuidString] {
      let answer = try await put(unknown, "client", client)
      #expect(answer.status == 404 && answer.code == "tag_not_found")
    }
    for unknown in [theirClient, UUID().uuidString] {
      let answer = try await put(tag, "client", unknown)
      #expect(answer.status == 404 && answer.code == "client_not_found")
    }
    #expect(try await put(tag, "user", other.owner.user.uuidString).code == "user_not_found")
    #expect(try await put(tag, "class", UUID().uuidString).code?.hasSuffix("_not_found") == true)
  }

  @Test func aClientsTagsAreReplacedAtOnce() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    let (a, b, c) = (try await gym.tag("A"), try await gym.tag("B"), try await gym.tag("C"))
    func put(_ tags: [String]) async throws -> TestAnswer {
      let list = tags.map { "\"\($0)\"" }.joined(separator: ", ")
      return try await gym.send("PUT", "/v1/clients/\(client)/tags", json: #"{"tag_ids": [\#(list)]}"#)
    }
    #expect(try await put([b, a]).data.compactMap { $0["name"]?.string } == ["A", "B"])
    let before = try await gym.send("GET", "/v1/clients/\(client)/tags")
    let changed = try await put([c, b])
    #expect(changed.data.compactMap { $0["name"]?.string } == ["B", "C"])
    // Who stays is not touched.
    #expect(changed.data.first == before.data.last)
    #expect(try await put([]).data.isEmpty)
    // All or none: an unknown one, or another gym's, changes nothing.
    _ = try await put([a])
    let theirs = try await Gym.make().tag("A")
    let refused = try await put([b, theirs, UUID().uuidString])
    #expect(refused.status == 422 && refused.faults == ["#/tag_ids/1 not_found", "#/tag_ids/2 not_found"])
    #expect(try await put([b, b]).faults == ["#/tag_ids repeated"])
    #expect(try await put((0..<51).map { _ in UUID().uuidString }).faults == ["#/tag_ids out_of_range"])
    let read = try await gym.send("GET", "/v1/clients/\(client)/tags")
    #expect(read.data.compactMap { $0["name"]?.string } == ["A"])
    #expect(try await gym.send("GET", "/v1/clients/\(UUID())/tags").status == 404)
  }

  @Test func nothingIsPutOnWhoWasErased() async throws {
    let gym = try await Gym.make()
    let tag = try await gym.tag("VIP")
    let client = try await gym.client("Ada", "Lovelace")
    let erasure = try await gym.erasure(of: client)
    _ = try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval")
    #expect(try await gym.erase(erasure))
    let answer = try await gym.send(
      "POST", "/v1/taggables",
      json: #"{"tag_id": "\#(tag)", "taggable_type": "client", "taggable_id": "\#(client)"}"#)
    #expect(answer.status == 409 && answer.code == "client_erased")
  }

  @Test func whoDoesNotSeeClientsDoesNotSeeWhatTheyAreTaggedWith() async throws {
    let gym = try await Gym.make()
    let tag = try await gym.tag("VIP")
    let client = try await gym.client("Ada", "Lovelace")
    _ = try await gym.send("PUT", "/v1/clients/\(client)/tags", json: #"{"tag_ids": ["\#(tag)"]}"#)
    let member = try await gym.person(.member)
    #expect(try await gym.send("GET", "/v1/tags/\(tag)", as: member).json["uses"] == 0)
    #expect(try await gym.send("GET", "/v1/tags/\(tag)/taggables", as: member).data.isEmpty)
    #expect(try await gym.send("GET", "/v1/tags/\(tag)", as: gym.person(.trainer)).json["uses"] == 1)
  }
}
