import Foundation
import Testing

@testable import CRM
@testable import Web

/// What the desk types, and whom it finds.
@Suite struct FrontDeskTests {
  private func find(_ text: String, in gym: Gym, as person: TestPerson? = nil) async throws -> [String] {
    let encoded = try #require(text.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
    let answer = try await gym.send("GET", "/v1/front-desk/search?q=\(encoded)", as: person)
    #expect(answer.status == 200, "\(text)")
    return answer.data.compactMap { $0["first_name"]?.string }
  }

  @Test func aPersonIsFoundByWhatPeopleSay() async throws {
    let gym = try await Gym.make()
    _ = try await gym.client(
      "Amélie", "Müller-Lüdenscheidt", #", "phone": "+49 30 1234567", "email": "am@example.com""#)
    _ = try await gym.client("Łukasz", "Wójcik Junior", #", "member_number": "M-1042""#)
    _ = try await gym.client("Jana", "Vu")
    _ = try await gym.client("Jan", "Vuković")
    let cases = [
      "amelie": ["Amélie"], "AMÉLIE": ["Amélie"], "mull": ["Amélie"], "lude": ["Amélie"],
      "müller-l": ["Amélie"], "amelie lude": ["Amélie"], "am mu": ["Amélie"],
      "mu am": ["Amélie"], "müller amélie": ["Amélie"], "lukasz w": ["Łukasz"], "junior łuk": ["Łukasz"],
      "4567": ["Amélie"],
      "234567": ["Amélie"], "567": [], "am@ex": ["Amélie"], "m-10": ["Łukasz"], "M-1042": ["Łukasz"],
      "1042": [],
      "vu": ["Jana", "Jan"], "jan": ["Jan", "Jana"], "jan vu": ["Jan", "Jana"], "vu jana": ["Jana"],
      "vuk": ["Jan"],
      "jan vuk x": [], "%": [], "_": [], "' or 1=1 --": [], "\\": [],
    ]
    for (text, names) in cases { #expect(try await find(text, in: gym) == names, "\(text)") }
    #expect(try await gym.send("GET", "/v1/front-desk/search").data.isEmpty)
    let other = try await Gym.make()
    #expect(try await find("amelie", in: other) == [])
  }

  @Test func atMostEightAreShownAndNobodyTwice() async throws {
    let gym = try await Gym.make()
    for number in 10..<22 {
      // Each by four ways at once.
      _ = try await gym.client(
        "Kim", "Kim", #", "email": "kim\#(number)@example.com", "member_number": "KIM\#(number)""#)
    }
    let found = try await gym.send("GET", "/v1/front-desk/search?q=kim").data.compactMap { $0["id"]?.string }
    #expect(found.count == 8 && Set(found).count == 8)
  }

  @Test func whoeverIsRenamedIsFoundByTheNewNameAlone() async throws {
    let gym = try await Gym.make()
    let id = try await gym.client("Ann Marie", "Smith")
    _ = try await gym.send(
      "PATCH", "/v1/clients/\(id)", json: #"{"first_name": "Rosa Lee", "last_name": "Jones"}"#, ifMatch: "*")
    for (text, names) in ["marie": [], "smith": [], "lee": ["Rosa Lee"], "jones rosa": ["Rosa Lee"]] {
      #expect(try await find(text, in: gym) == names, "\(text)")
    }
    _ = try await gym.send("DELETE", "/v1/clients/\(id)", ifMatch: "*")
    #expect(try await find("lee", in: gym) == [])
    _ = try await gym.send("POST", "/v1/clients/\(id)/restoration")
    #expect(try await find("lee", in: gym) == ["Rosa Lee"])
  }

  @Test func aTrainerFindsNobodyByTheirTelephone() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    _ = try await gym.client("Ada", "Lovelace", #", "phone": "+49 30 1234567", "email": "count@example.com""#)
    #expect(try await find("4567", in: gym, as: trainer) == [])
    #expect(try await find("count", in: gym, as: trainer) == [])
    #expect(try await find("love", in: gym, as: trainer) == ["Ada"])
  }

  @Test func aTrainersAlertsTellNothingThatIsHiddenFromThem() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let id = try await gym.client("Mona", "Minor", #", "date_of_birth": "2015-06-01""#)
    _ = try await gym.guardian(of: id)
    let alerts = try await gym.send("GET", "/v1/clients/\(id)/alerts", as: trainer)
    #expect(alerts.json["verdict"]?.string == "allow")
    #expect(
      alerts.json["alerts"]?.items?.compactMap { $0["code"]?.string } == ["photo_missing", "first_visit"])
  }

  @Test func aTypeIsSearchedOnceHoweverOftenItIsNamed() async throws {
    let gym = try await Gym.make()
    for _ in 0..<9 { _ = try await gym.client("Kim", "Lee") }
    let types = Array(repeating: "client", count: 400).joined(separator: ",")
    let found = try await gym.send("GET", "/v1/search?q=kim&types=\(types),staff")
    #expect(found.status == 200 && found.data.count == 8)
  }

  @Test func theDeskSeesWhatItHasToKnow() async throws {
    let gym = try await Gym.make()
    let id = try await gym.client("Mona", "Minor", #", "date_of_birth": "2015-06-01""#)
    _ = try await gym.send(
      "POST", "/v1/clients/\(id)/notes", json: #"{"body": "Comes with her father", "is_pinned": true}"#)
    let found = try #require(try await gym.send("GET", "/v1/front-desk/search?q=mona").data.first)
    #expect(found["verdict"]?.string == "warn")
    let codes = found["alerts"]?.items?.compactMap { $0["code"]?.string }
    #expect(
      codes == [
        "guardian_missing", "emergency_contact_missing", "photo_missing", "first_visit", "pinned_note",
      ])
    let parent = try await gym.client("Paul", "Minor")
    let guardian = try await gym.send(
      "POST", "/v1/clients/\(id)/guardians", json: #"{"guardian_id": "\#(parent)", "relationship": "Father"}"#
    )
    #expect(guardian.status == 201)
    let alerts = try await gym.send("GET", "/v1/clients/\(id)/alerts")
    #expect(alerts.json["verdict"]?.string == "allow")
    let booking = try await gym.send("GET", "/v1/clients/\(parent)/alerts")
    #expect(booking.json["alerts"]?.items?.first?["code"]?.string == "emergency_contact_missing")
  }
}
