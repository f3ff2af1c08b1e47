import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct TourTests {
  private func read(_ gym: Gym, _ tour: String, as person: TestPerson? = nil) async throws -> JSONValue? {
    try await gym.send("GET", "/v1/events/\(tour)", as: person).json["tour"]
  }

  @Test func aTourKnowsItsProspect() async throws {
    let gym = try await Gym.make()
    let (yoga, boxing) = (try await gym.tag("Yoga", "interest"), try await gym.tag("Boxing", "interest"))
    let made = try await gym.send(
      "POST", "/v1/events",
      json: #"""
        {"type": "tour", "starts_at": "\#(Gym.start())", "instructor_id": "\#(gym.owner.user)", "tour": {"tour_type": "family",
         "lead_source": "referral", "first_name": "Grace", "last_name": "Hopper", "email": "grace@example.com",
         "phone": "+1 212 555 0100", "follow_up_on": "2036-02-01", "notes": "Has two children", "interests": ["\#(yoga)"]}}
        """#)
    #expect(made.status == 201, "\(String(decoding: made.body, as: UTF8.self))")
    // Members read titles: nobody's name is one.
    #expect(made.json["title"]?.string == "Tour")
    let tour = made.json["tour"]
    #expect(tour?["status"]?.string == "scheduled" && tour?["attendance"]?.string == "expected")
    #expect(tour?["tour_type"]?.string == "family" && tour?["lead_source"]?.string == "referral")
    #expect(tour?["email"]?.string == "grace@example.com" && tour?["follow_up_on"]?.string == "2036-02-01")
    #expect(tour?["interests"]?.items?.map { $0["name"]?.string } == ["Yoga"])
    let id = try #require(made.json["id"]?.string)
    let changed = try await gym.send(
      "PATCH", "/v1/events/\(id)",
      json:
        #"{"tour": {"attendance": "confirmed", "phone": null, "interests": ["\#(boxing)"], "lead_source": "website"}}"#,
      ifMatch: "\"v1\"")
    #expect(changed.json["tour"]?["status"]?.string == "confirmed" && changed.json["tour"]?["phone"] == .null)
    #expect(changed.json["tour"]?["interests"]?.items?.map { $0["name"]?.string } == ["Boxing"])
    #expect(changed.json["tour"]?["lead_source"]?.string == "website")
    #expect(changed.headers[.eTag] == "\"v3\"")
    let stale = try await gym.send(
      "PATCH", "/v1/events/\(id)", json: #"{"tour": {"notes": null}}"#, ifMatch: "\"v1\"")
    #expect(stale.status == 412)
  }

  @Test func prospectsAreForTheGymsPeople() async throws {
    let gym = try await Gym.make()
    let (guide, trainer, member) = (
      try await gym.person(.trainer), try await gym.person(.trainer), try await gym.person(.member)
    )
    _ = try await gym.client(for: member)
    let tour = try await gym.tour(
      #""first_name": "Grace", "last_name": "Hopper", "email": "grace@example.com", "lead_source": "phone""#,
      #", "instructor_id": "\#(guide.user)""#)
    #expect(try await read(gym, tour, as: guide)?["email"]?.string == "grace@example.com")
    let seen = try await read(gym, tour, as: trainer)
    #expect(seen?["first_name"]?.string == "Grace" && seen?["email"] == .null)
    // A tour that is not theirs is nothing to members.
    #expect(try await gym.send("GET", "/v1/events/\(tour)", as: member).status == 404)
    // Who shows them around writes down what came of it.
    let noted = try await gym.change(tour, #"{"tour": {"notes": "Liked it"}}"#, as: guide)
    #expect(noted.json["tour"]?["notes"]?.string == "Liked it")
    #expect(try await gym.change(tour, #"{"tour": {"notes": "X"}}"#, as: trainer).status == 403)
    let event = try await gym.planned()
    #expect(try await gym.change(event, #"{"tour": {"notes": "X"}}"#).faults == ["#/tour not_a_tour"])
  }

  @Test func everyStateHasItsWord() async throws {
    let gym = try await Gym.make()
    func tour(_ attendance: String, inHours hours: Int) async throws -> String {
      try await gym.planned(
        Gym.start(inHours: hours), #", "type": "tour", "tour": {"attendance": "\#(attendance)"}"#)
    }
    _ = try await tour("expected", inHours: 24)
    _ = try await tour("confirmed", inHours: 25)
    let cancelled = try await tour("confirmed", inHours: 26)
    _ = try await gym.cancel(cancelled)
    let past = try await tour("confirmed", inHours: -24)
    let missed = try await tour("expected", inHours: -25)
    // What is over is followed up.
    #expect(try await gym.change(missed, #"{"tour": {"attendance": "no_show"}}"#).status == 200)
    let counts = try await gym.send("GET", "/v1/events/counts?type=tour").json
    #expect(
      counts["tour_status"] == [
        "no_show": 1, "cancelled": 1, "completed": 1, "confirmed": 1, "scheduled": 1,
      ])
    func ids(_ status: String) async throws -> [String] {
      try await gym.send("GET", "/v1/events?tour_status=\(status)").data.compactMap { $0["id"]?.string }
    }
    #expect(try await ids("no_show") == [missed])
    #expect(try await ids("completed,cancelled") == [past, cancelled])
  }

  @Test func aProspectBecomesAClientOnce() async throws {
    let gym = try await Gym.make()
    let yoga = try await gym.tag("Yoga", "interest")
    let tour = try await gym.tour(
      #"""
      "first_name": "Grace", "last_name": "Hopper", "email": "Grace@example.com", "phone": "+1 212 555 0100",
      "lead_source": "referral", "interests": ["\#(yoga)"]
      """#)
    func convert(_ tour: String, _ json: String = "{}", as person: TestPerson? = nil) async throws
      -> TestAnswer
    {
      try await gym.send("POST", "/v1/tours/\(tour)/conversion", as: person, json: json)
    }
    #expect(try await convert(tour, as: gym.person(.trainer)).status == 403)
    let made = try await convert(tour)
    #expect(made.status == 200 && made.json["status"]?.string == "lead")
    #expect(made.json["first_name"]?.string == "Grace" && made.json["email"]?.string == "Grace@example.com")
    #expect(made.json["metadata"]?["lead_source"]?.string == "referral")
    let client = try #require(made.json["id"]?.string)
    let tags = try await gym.send("GET", "/v1/clients/\(client)/tags")
    #expect(tags.data.compactMap { $0["name"]?.string } == ["Yoga"])
    #expect(try await read(gym, tour)?["client_id"]?.string == client)
    #expect(try await gym.send("GET", "/v1/clients?q=hopper&status=lead").data.count == 1)
    // Once more, in other words: the same client.
    #expect(try await convert(tour, #"{"status": "active"}"#).body == made.body)

    // Somebody with that address is there already: whoever converts says so.
    let second = try await gym.tour(#""first_name": "G", "last_name": "H", "email": "grace@example.com""#)
    #expect(try await convert(second).code == "email_taken")
    let linked = try await convert(second, #"{"client_id": "\#(client)"}"#)
    #expect(linked.json["id"]?.string == client && linked.json["last_name"]?.string == "Hopper")
    let nameless = try await gym.tour(#""notes": "Somebody called""#)
    #expect(try await convert(nameless).code == "prospect_unknown")
    let other = try await Gym.make()
    let foreign = try await convert(nameless, #"{"client_id": "\#(other.client("Not", "Ours"))"}"#)
    #expect(foreign.status == 404 && foreign.code == "client_not_found")
    #expect(try await convert(gym.planned()).status == 404)
    // Who was deleted since is not there to be answered: they begin anew.
    #expect(try await gym.send("DELETE", "/v1/clients/\(client)", ifMatch: "*").status == 204)
    let again = try await convert(tour)
    #expect(again.status == 200 && again.json["id"]?.string != client)
  }

  @Test func anErasedGuestLeavesNothingInTheTour() async throws {
    let gym = try await Gym.make()
    let tour = try await gym.tour(
      #""first_name": "Grace", "last_name": "Hopper", "phone": "+1 212 555 0100", "notes": "Shy""#)
    let client =
      try await gym.send("POST", "/v1/tours/\(tour)/conversion", json: "{}").json["id"]?.string ?? ""
    let erasure = try await gym.erasure(of: client)
    _ = try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval")
    #expect(try await gym.erase(erasure))
    let left = try await read(gym, tour)
    #expect(left?["client_id"]?.string == client)
    for member in ["first_name", "last_name", "phone", "notes"] { #expect(left?[member] == .null) }
  }
}
