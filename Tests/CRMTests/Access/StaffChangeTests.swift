import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct StaffChangeTests {
  @Test func figuresAreOfThisMonth() async throws {
    let gym = try await Gym.make()
    let (good, bad, idle) = (
      try await gym.person(.trainer), try await gym.person(.trainer), try await gym.person(.trainer)
    )
    for (person, came, missed) in [(good, 6, 1), (bad, 2, 1)] {
      for before in [false, true] {
        let event = UUID()
        var statements: [SQL] = [
          Door.enterAsOperator(gym.id, actor: "test", write: true),
          """
          insert into crm.events (id, event_type, title, instructor_id, starts_at, ends_at)
          select \(event), 'class', 'Class', \(person.user), s.at, s.at + interval '1 millisecond'
          from (select date_trunc('month', now() at time zone time_zone) at time zone time_zone
            - case when \(before) then interval '1 hour' else interval '0' end as at from crm.organizations) s
          """,
        ]
        // What was before would change the rate.
        for status in Array(repeating: before ? "no_show" : "attended", count: came)
          + Array(repeating: "no_show", count: missed)
        {
          let client = try #require(UUID(uuidString: try await gym.client("A", "B")))
          statements.append(
            """
            insert into crm.event_participants (id, event_id, client_id, status) values (\(UUID()), \(event), \(client), \(status))
            """)
        }
        _ = try await gym.installation.worker.pipeline(statements)
      }
    }
    let listed = try await gym.send("GET", "/v1/staff?role=trainer").data
    func figures(_ person: TestPerson) -> String {
      let entry = listed.first { $0["id"]?.string == person.user.uuidString.lowercased() } ?? .null
      let (classes, rate) = (entry["classes_taught_this_month"]?.int, entry["attendance_rate"]?.int)
      return "\(classes ?? -1) \(rate ?? -1) \(entry["rating_band"]?.string ?? "none")"
    }
    #expect(figures(good) == "1 85 excellent")
    #expect(figures(bad) == "1 66 needs_improvement")
    #expect(figures(idle) == "0 -1 none")
  }

  @Test func aTitleNeedsNoStepUpAndARoleDoes() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let trainer = try await gym.person(.trainer)
    let path = "/v1/staff/\(trainer.user)"
    try await gym.installation.makeStale(admin.session)
    let titled = try await gym.send("PATCH", path, as: admin, json: #"{"title": "Coach"}"#, ifMatch: "\"v1\"")
    #expect(titled.status == 200 && titled.json["title"] == "Coach" && titled.headers[.eTag] == "\"v2\"")
    #expect(
      try await gym.send("PATCH", path, as: admin, json: #"{"role": "staff"}"#, ifMatch: "*").code
        == "step_up_required")
    #expect(
      try await gym.send("PATCH", path, as: admin, json: #"{"role": "trainer"}"#, ifMatch: "*").status == 200)
    #expect(try await gym.send("PATCH", path, json: "{}", ifMatch: "\"v1\"").code == "version_mismatch")
    #expect(
      try await gym.send("PATCH", path, json: #"{"role": "staff", "title": null}"#, ifMatch: "*").json["role"]
        == "staff")
    func code(_ person: TestPerson, _ json: String, as changer: TestPerson) async throws -> String {
      let answer = try await gym.send(
        "PATCH", "/v1/staff/\(person.user)", as: changer, json: json, ifMatch: "*")
      return "\(answer.status) \(answer.code ?? "")"
    }
    #expect(try await code(gym.owner, #"{"role": "admin"}"#, as: gym.owner) == "409 last_owner")
    let other = try await gym.person(.admin)
    #expect(try await code(gym.owner, #"{"role": "staff"}"#, as: other) == "403 outranked")
    #expect(try await code(trainer, #"{"role": "owner"}"#, as: other) == "403 outranked")
    #expect(try await code(Gym.make().owner, "{}", as: other) == "404 not_found")
  }

  @Test func specialtiesAreTagsOfTheirType() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let (yoga, rowing) = (try await gym.specialty("Yoga"), try await gym.specialty("Rowing"))
    let path = "/v1/staff/\(trainer.user)/specialties"
    func set(_ tags: [UUID], as person: TestPerson? = nil) async throws -> TestAnswer {
      let ids = tags.map { "\"\($0)\"" }.joined(separator: ", ")
      return try await gym.send("PUT", path, as: person, json: #"{"tag_ids": [\#(ids)]}"#)
    }
    let both = try await set([yoga, rowing, yoga], as: gym.person(.staff))
    #expect(both.json["specialties"]?.items?.compactMap { $0["name"]?.string } == ["Rowing", "Yoga"])
    #expect(both.json["specialties"]?.items?.first?["color"] == "#00ff00")
    let one = try await set([yoga])
    #expect(one.json["specialties"]?.items?.compactMap { $0["name"]?.string } == ["Yoga"])
    let foreign = try await Gym.make().specialty("Theirs")
    let refused = try await set([rowing, foreign])
    #expect(refused.status == 422 && refused.faults == ["#/tag_ids/1 unknown_specialty"])
    #expect(try await gym.send("GET", "/v1/staff/\(trainer.user)").json["specialties"]?.items?.count == 1)
    #expect(try await set([], as: trainer).code == "permission_missing")
    #expect(try await set([]).json["specialties"] == [])
  }

  @Test func whoLeavesHandsOverWhatIsToCome() async throws {
    let gym = try await Gym.make()
    let (leaver, successor) = (try await gym.person(.trainer), try await gym.person(.trainer))
    let past = try await gym.event(led: leaver, inHours: -3)
    let first = try await gym.event(led: leaver, inHours: 3)
    let second = try await gym.event(led: leaver, inHours: 30)
    let busy = try await gym.event(led: successor, inHours: 30)
    let path = "/v1/staff/\(leaver.user)/departure"
    func depart(_ to: UUID) async throws -> TestAnswer {
      try await gym.send("POST", path, json: #"{"hand_over_to": "\#(to)"}"#)
    }
    let refused = try await depart(successor.user)
    #expect(refused.status == 409 && refused.code == "trainer_taken")
    let named = refused.json["detail"]?.string ?? ""
    #expect(named.contains(second.uuidString.lowercased()) && named.contains(busy.uuidString.lowercased()))
    #expect(try await gym.role(of: leaver) == "trainer")
    for nobody in [leaver.user, try await gym.person(.member).user, try await Gym.make().owner.user, UUID()] {
      #expect(try await depart(nobody).code == "successor_invalid")
    }
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      "update crm.events set status = 'cancelled' where id = \(busy)",
    ])
    #expect(try await depart(successor.user).status == 204)
    let heir = successor.user.uuidString.lowercased()
    #expect(try await gym.leader(of: first) == heir)
    #expect(try await gym.leader(of: second) == heir)
    #expect(try await gym.leader(of: past) == leaver.user.uuidString.lowercased())
    #expect(try await depart(successor.user).status == 404)
    let left = try await gym.send("GET", "/v1/staff?status=left").data
    #expect(left.map { $0["id"]?.string } == [leaver.user.uuidString.lowercased()])
    #expect(try await gym.send("GET", "/v1/staff?status=left,active").data.count == 3)

    // Without a successor the events have no trainer, whichever way somebody is made to leave.
    #expect(try await gym.send("POST", "/v1/staff/\(successor.user)/departure", json: "{}").status == 204)
    #expect(try await gym.leader(of: first) == "nobody")
  }

  /// Whoever commits second sees the other: nobody who has left leads what is to come, and no place is lost.
  @Test(arguments: 0..<8) func whoLeavesWhileThingsChangeLeavesNothingBehind(_ round: Int) async throws {
    let gym = try await Gym.make()
    let (leaver, successor) = (try await gym.person(.trainer), try await gym.person(.trainer))
    let event = try await gym.event(led: leaver, inHours: 3)
    let client = try #require(UUID(uuidString: try await gym.client("A", "B")))
    async let departure = gym.send(
      "POST", "/v1/staff/\(leaver.user)/departure", json: #"{"hand_over_to": "\#(successor.user)"}"#)
    async let planned: UUID? = try? gym.event(led: leaver, inHours: 60)
    async let booking = gym.installation.worker.transaction(
      opening: [Door.enterAsOperator(gym.id, actor: "test", write: true)]
    ) { tx in
      try await tx.execute(
        "insert into crm.event_participants (id, event_id, client_id) values (\(UUID()), \(event), \(client))"
      )
    }
    let (departed, new, booked) = try await (departure, planned, booking)
    #expect(departed.status == 204 && booked == 1, "\(departed.code ?? "-")")
    let heir = successor.user.uuidString.lowercased()
    #expect(try await gym.leader(of: event) == heir)
    if let new { #expect(try await gym.leader(of: new) == heir) }
    let places = try await onAdmin(
      "select current_participants::text as text from crm.events where id = \(event)")
    #expect(places == ["1"])
  }

  @Test func anOwnerOfAChainGivesRolesInIt() async throws {
    let chain = try await Gym.make()
    let branch = try await Gym.make(parent: chain)
    let stranger = try await Gym.make()
    let trainer = try await chain.person(.trainer)
    let path = "/v1/staff/\(trainer.user)/locations"
    func assign(_ rows: [(UUID, String, Bool)], as person: TestPerson? = nil) async throws -> TestAnswer {
      let locations = rows.map {
        #"{"organization_id": "\#($0.0)", "role": "\#($0.1)", "is_primary": \#($0.2)}"#
      }
      return try await chain.send(
        "PUT", path, as: person, json: #"{"locations": [\#(locations.joined(separator: ", "))]}"#)
    }
    let both = try await assign([(chain.id, "trainer", false), (branch.id, "staff", true)])
    #expect(both.status == 200)
    #expect(both.data.map { $0["role"]?.string } == ["staff", "trainer"])
    #expect(both.data.map { $0["is_primary"] } == [true, false])
    #expect(try await chain.send("GET", path).body == both.body)
    #expect(try await branch.role(of: trainer) == "staff")
    let foreign = try await assign([(chain.id, "staff", true), (stranger.id, "staff", false)])
    #expect(foreign.status == 403 && foreign.code == "location_not_owned")
    #expect(try await assign([(UUID(), "staff", true)]).code == "location_not_owned")
    #expect(
      try await assign([(chain.id, "staff", true)], as: chain.person(.admin)).code == "location_not_owned")
    #expect(try await assign([(chain.id, "staff", false)]).faults == ["#/locations one_primary"])
    #expect(try await assign([(chain.id, "member", true)]).faults == ["#/locations/0/role works_nowhere"])
    #expect(try await chain.send("GET", path, as: chain.person(.admin)).code == "outranked")

    let chosen = try await chain.send(
      "POST", "/v1/me/primary-organization", as: trainer, json: #"{"organization_id": "\#(chain.id)"}"#)
    #expect(chosen.status == 204)
    let mine = try await chain.send("GET", "/v1/me/organizations", as: trainer).data
    #expect(
      mine.first?["id"]?.string == chain.id.uuidString.lowercased() && mine.first?["is_primary"] == true)
    #expect(mine.filter { $0["is_primary"] == true }.count == 1)
    let nowhere = try await chain.send(
      "POST", "/v1/me/primary-organization", as: trainer, json: #"{"organization_id": "\#(stranger.id)"}"#)
    #expect(nowhere.status == 404 && nowhere.code == "not_a_member")
  }
}
