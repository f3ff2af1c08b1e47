import Foundation
import HTTPTypes
import Testing

@testable import CRM
@testable import Web

/// Notes about clients, and who answers for minors.
@Suite struct ClientNoteTests {
  private func note(
    _ body: String, _ visibility: String, on client: String, in gym: Gym, as person: TestPerson? = nil
  )
    async throws -> TestAnswer
  {
    try await gym.send(
      "POST", "/v1/clients/\(client)/notes", as: person,
      json: #"{"body": "\#(body)", "visibility": "\#(visibility)"}"#)
  }

  @Test func notesAreReadByThoseWhomTheyAreFor() async throws {
    let gym = try await Gym.make()
    let (admin, desk, trainer) = (
      try await gym.person(.admin), try await gym.person(.staff), try await gym.person(.trainer)
    )
    let client = try await gym.client("Ada", "L")
    for visibility in ["team", "desk", "managers"] {
      #expect(try await note(visibility, visibility, on: client, in: gym).status == 201)
    }
    for (person, read) in [
      (admin, ["managers", "desk", "team"]), (desk, ["desk", "team"]), (trainer, ["team"]),
    ] {
      let list = try await gym.send("GET", "/v1/clients/\(client)/notes", as: person)
      #expect(list.data.compactMap { $0["body"]?.string } == read)
    }
    let hidden = try #require(
      try await gym.send("GET", "/v1/clients/\(client)/notes").data.first?["id"]?.string)
    #expect(try await gym.send("GET", "/v1/client-notes/\(hidden)", as: desk).status == 404)
    // Nobody writes what they could not read.
    #expect(try await note("x", "managers", on: client, in: gym, as: desk).status == 403)
    let member = try await gym.person(.member)
    #expect(try await gym.send("GET", "/v1/clients/\(client)/notes", as: member).status == 403)
  }

  @Test func aNoteIsItsAuthorsAndTheManagers() async throws {
    let gym = try await Gym.make()
    let (desk, trainer) = (try await gym.person(.staff), try await gym.person(.trainer))
    let client = try await gym.client("Ada", "L")
    let own = try await note("Likes it loud", "team", on: client, in: gym, as: trainer)
    let id = try #require(own.json["id"]?.string)
    #expect(own.headers[.eTag] == nil && own.json["author"]?["name"]?.string == "Ada Lovelace")
    let path = "/v1/client-notes/\(id)"
    #expect(try await gym.send("PATCH", path, as: desk, json: #"{"body": "x"}"#, ifMatch: "*").status == 403)
    #expect(try await gym.send("DELETE", path, as: desk, ifMatch: "*").status == 403)
    let pinned = try await gym.send(
      "PATCH", path, as: trainer, json: #"{"is_pinned": true}"#, ifMatch: "\"v1\"")
    #expect(
      pinned.status == 200 && pinned.json["body"]?.string == "Likes it loud" && pinned.json["version"] == 2)
    #expect(try await gym.send("PATCH", path, json: #"{"body": "x"}"#, ifMatch: "\"v1\"").status == 412)
    #expect(try await gym.send("PATCH", path, json: #"{"body": "Seen"}"#, ifMatch: "\"v2\"").status == 200)
    #expect(try await gym.send("GET", "/v1/clients/\(client)/notes?is_pinned=true").data.count == 1)
    #expect(try await gym.send("DELETE", path, as: trainer, ifMatch: "\"v3\"").status == 204)
    #expect(try await gym.send("GET", path).status == 404)
  }

  @Test func notesComePageByPage() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L")
    for number in 0..<5 { _ = try await note("\(number)", "team", on: client, in: gym) }
    var seen: [String] = []
    var next: String? = "/v1/clients/\(client)/notes?limit=2"
    while let path = next {
      let page = try await gym.send("GET", path)
      seen += page.data.compactMap { $0["body"]?.string }
      next = page.json["page"]?["next_cursor"]?.string.map {
        "/v1/clients/\(client)/notes?limit=2&cursor=\($0)"
      }
    }
    #expect(seen == ["4", "3", "2", "1", "0"])
  }

  @Test func aGuardianIsAnotherClientOrSomebodyByName() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let (child, parent) = (try await gym.client("Mona", "Minor"), try await gym.client("Paul", "Minor"))
    func add(_ json: String) async throws -> TestAnswer {
      try await gym.send("POST", "/v1/clients/\(child)/guardians", json: json)
    }
    #expect(try await add(#"{"guardian_id": "\#(parent)", "relationship": "Father"}"#).status == 201)
    #expect(try await add(#"{"name": "Maria", "phone": "+1 212 555 0100"}"#).status == 201)
    for (json, code) in [
      (#"{"guardian_id": "\#(parent)"}"#, "guardian_taken"),
      (#"{"guardian_id": "\#(child)"}"#, "guardian_invalid"),
      (#"{"guardian_id": "\#(try await other.client("A", "B"))"}"#, "guardian_not_found"),
      ("{}", "guardian_unnamed"), (#"{"guardian_id": "\#(parent)", "name": "Paul"}"#, "guardian_unnamed"),
    ] {
      #expect(try await add(json).code == code)
    }
    let list = try await gym.send("GET", "/v1/clients/\(child)/guardians").data
    #expect(list.count == 2)
    let id = try #require(list.first?["id"]?.string)
    #expect(try await gym.send("DELETE", "/v1/client-guardians/\(id)").status == 204)
    #expect(try await gym.send("DELETE", "/v1/client-guardians/\(id)").status == 404)
  }
}
