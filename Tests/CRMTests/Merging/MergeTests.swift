import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Two records become one, and two again.
@Suite struct MergeTests {
  @Test func whatOneLacksTheOtherGives() async throws {
    let gym = try await Gym.make()
    let kept = try await gym.client(
      "Ada", "Lovelace", #", "email": "ada@example.com", "notes": "old", "joined_on": "2024-05-01""#)
    let merged = try await gym.client(
      "Adele", "King",
      #", "email": "king@example.com", "phone": "+1 212 555 0100", "member_number": "M-1", "notes": "new", "joined_on": "2023-01-01", "status": "banned""#
    )
    let before = try await gym.send("GET", "/v1/clients/\(kept)").json
    #expect(try await gym.merge(merged, into: kept, taking: #""name""#).status == 201)
    let client = try await gym.send("GET", "/v1/clients/\(kept)").json
    #expect(client["first_name"]?.string == "Adele" && client["sort_name"]?.string == "king adele")
    #expect(client["email"]?.string == "ada@example.com" && client["phone"]?.string == "+1 212 555 0100")
    #expect(client["member_number"]?.string == "M-1" && client["notes"]?.string == "old\nnew")
    // Whoever was banned stays so.
    #expect(client["joined_on"]?.string == "2023-01-01" && client["status"]?.string == "banned")
    #expect(try await gym.send("GET", "/v1/clients/\(merged)").status == 404)
    #expect(
      try await gym.send("GET", "/v1/front-desk/search?q=king").data.compactMap { $0["id"]?.string } == [kept]
    )

    #expect(
      try await gym.send("PATCH", "/v1/clients/\(kept)", json: #"{"gender": "f"}"#, ifMatch: "*").status
        == 200)
    #expect(try await gym.send("DELETE", "/v1/client-merges/\(merged)").status == 204)
    let back = try await gym.send("GET", "/v1/clients/\(kept)").json
    for field in [
      "first_name", "sort_name", "email", "phone", "member_number", "notes", "joined_on", "status",
    ] {
      #expect(back[field] == before[field], "\(field)")
    }
    #expect(back["gender"]?.string == "f")
    #expect(try await gym.send("GET", "/v1/clients/\(merged)").json["member_number"]?.string == "M-1")
    #expect(try await gym.send("DELETE", "/v1/client-merges/\(merged)").status == 404)
  }

  @Test func whatCannotBeMergedIsNamed() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let (one, two) = (try await gym.client("Ada", "L"), try await gym.client("Ada", "L"))
    let foreign = try await other.client("Ada", "L")
    #expect(try await gym.merge(one, into: one).code == "merge_invalid")
    #expect(try await gym.merge(foreign, into: one).status == 404)
    #expect(try await gym.merge(one, into: foreign).status == 404)
    #expect(try await gym.merge(UUID().uuidString, into: one).status == 404)
    let desk = try await gym.person(.staff)
    #expect(
      try await gym.merge(two, into: one, as: desk).json["required_permission"]?.string == "clients.delete")
    _ = try await gym.erasure(of: two)
    #expect(try await gym.merge(two, into: one).code == "client_being_erased")
    #expect(try await other.send("GET", "/v1/clients/\(foreign)").status == 200)
  }

  @Test func aMedicalNoteMovesWithItsPerson() async throws {
    let gym = try await Gym.make()
    let (kept, merged) = (try await gym.client("Ada", "L"), try await gym.client("Ada", "L"))
    _ = try await gym.medical(kept, #"{"allergies": "nuts", "notes": "Ask"}"#)
    _ = try await gym.medical(merged, #"{"allergies": "bees", "injuries": "knee"}"#)
    // Who may delete clients but not read notes moves none.
    let admin = try await gym.person(.admin)
    _ = try await gym.patch(admin, #"{"deny": ["clients.medical.view"]}"#)
    let refused = try await gym.merge(merged, into: kept, as: admin)
    #expect(refused.json["required_permission"]?.string == "clients.medical.view")
    #expect(try await gym.merge(merged, into: kept).status == 201)
    let note = try await gym.disclose(kept).json
    #expect(note["allergies"]?.string == "nuts\nbees" && note["injuries"]?.string == "knee")
    #expect(note["notes"]?.string == "Ask")
    // Taken apart, the note stays where it is.
    #expect(try await gym.send("DELETE", "/v1/client-merges/\(merged)").status == 204)
    #expect(try await gym.disclose(kept).json["allergies"]?.string == "nuts\nbees")
  }

  @Test func anErasureFindsWhatWasMerged() async throws {
    let gym = try await Gym.make()
    let word = "Zyx\(UUID().uuidString.prefix(8))"
    let (kept, merged) = (try await gym.client("Ada", "L"), try await gym.client("Ada", word))
    _ = try await gym.merge(merged, into: kept)
    let erasure = try await gym.erasure(of: kept)
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval").status == 202)
    let id = try #require(UUID(uuidString: erasure))
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true), "select private.perform_erasure(\(id))",
    ])
    #expect(try await gym.send("GET", "/v1/client-merges").data.isEmpty)
    let left = try await onAdmin(
      """
      select 'value' as text from audit.personal_values v where v::text like \("%\(word)%")
      union all select 'log' from audit.audit_logs l where l::text like \("%\(word)%")
      """)
    #expect(left.isEmpty)
  }
}
