import Foundation
import Testing

@testable import CRM
@testable import Web

/// Who may be the same person.
@Suite struct DuplicateTests {
  private func pairs(_ answer: TestAnswer) -> Set<Set<String>> {
    Set(
      answer.data.map { pair in
        Set([pair["one"]?["id"]?.string, pair["other"]?["id"]?.string].compactMap { $0 })
      })
  }

  @Test func oneAndTheSamePersonIsFoundAndFamiliesAreNot() async throws {
    let gym = try await Gym.make()
    let ada = try await gym.client(
      "Ada", "Lovelace",
      #", "email": "ada@example.com", "phone": "+1 212 555 0100", "date_of_birth": "1990-12-10""#)
    let same = try await gym.client("ADA", "Lovelace")
    let plus = try await gym.client("A.", "King", #", "email": "ada+gym@example.com""#)
    let married = try await gym.client(
      "Adele", "Lovelace", #", "phone": "+1 (212) 555-0100", "date_of_birth": "1990-12-10""#)
    // A twin, a child and a namesake.
    for (first, more) in [
      ("Byron", #", "phone": "+1 212 555 0100", "date_of_birth": "1990-12-10""#),
      ("Anne", #", "phone": "+1 212 555 0100", "date_of_birth": "2020-01-01""#),
      ("Ada", #", "date_of_birth": "2001-01-01""#),
    ] {
      _ = try await gym.client(first, "Lovelace", more)
    }
    let found = try await gym.send("GET", "/v1/clients/\(ada)/duplicates")
    #expect(pairs(found) == [[ada, same], [ada, plus], [ada, married]])
    let reasons = found.data.first { $0["other"]?["id"]?.string == married }?["reasons"]?.items
    #expect(reasons?.compactMap(\.string) == ["similar_name", "phone", "date_of_birth"])
    let all = pairs(try await gym.send("GET", "/v1/client-duplicates"))
    #expect(all.isSuperset(of: [[ada, plus], [ada, married]]))
    #expect(all.contains { $0.contains(same) })
    let trainer = try await gym.person(.trainer)
    #expect(try await gym.send("GET", "/v1/client-duplicates", as: trainer).status == 403)
    let other = try await Gym.make()
    _ = try await other.client("Ada", "Lovelace")
    #expect(try await other.send("GET", "/v1/client-duplicates").data.isEmpty)
  }
}
