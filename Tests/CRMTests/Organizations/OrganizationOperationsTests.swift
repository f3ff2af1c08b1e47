import Foundation
import Testing

@testable import CRM
@testable import Web

@Suite struct OrganizationOperationsTests {
  @Test func aNameSuggestsASlugAndAnotherWhenItIsTaken() async throws {
    let gym = try await Gym.make()
    let name = "Fit & Fun \(UUID().uuidString.prefix(8))"
    let first = try await gym.send("POST", "/v1/organizations", json: #"{"name": "\#(name)"}"#)
    let second = try await gym.send("POST", "/v1/organizations", json: #"{"name": "\#(name)"}"#)
    #expect(first.status == 201 && second.status == 201)
    let slug = try #require(first.json["slug"]?.string)
    #expect(slug.hasPrefix("fit-fun-"))
    #expect(second.json["slug"]?.string?.hasPrefix(slug + "-") == true)
    let chosen = try await gym.send("POST", "/v1/organizations", json: #"{"name": "X", "slug": "\#(slug)"}"#)
    #expect(chosen.status == 409 && chosen.code == "slug_taken")
  }

  @Test(arguments: [
    (#""time_zone": "Mars/Base""#, "#/time_zone unknown_time_zone"),
    (#""currency": "usd""#, "#/currency unknown_currency"),
    (#""slug": "-x""#, "#/slug invalid_slug"), (#""jurisdiction": "XX""#, "#/jurisdiction not_in_list"),
  ])
  func whatIsNotKnownIsRefused(_ member: String, _ fault: String) async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send("POST", "/v1/organizations", json: #"{"name": "X", \#(member)}"#)
    #expect(answer.status == 422 && answer.faults == [fault])
  }

  @Test(arguments: [("Łódź  Gym!", "lodz-gym"), ("健身房", "jian-shen-fang"), ("💪", "gym-x"), ("A", "gym-x")])
  func slugsOfManyScripts(_ name: String, _ slug: String) throws {
    let suggested = Slug(suggestedBy: try Name(text: name), fallback: "gym-x")
    // Scripts that are not transliterated fall back.
    #expect(suggested.text == slug || suggested.text == "gym-x")
    _ = try Slug(text: suggested.text)
  }
}
