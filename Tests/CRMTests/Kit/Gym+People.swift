import Testing

@testable import CRM
@testable import Web

extension Gym {
  /// Notes something about a client and answers the note's id.
  func note(on client: String) async throws -> String {
    let answer = try await send(
      "POST", "/v1/clients/\(client)/notes", json: #"{"body": "Note", "is_pinned": true}"#)
    return try #require(answer.json["id"]?.string)
  }

  /// Notes who answers for a client and answers the entry's id.
  func guardian(of client: String) async throws -> String {
    let answer = try await send("POST", "/v1/clients/\(client)/guardians", json: #"{"name": "Maria"}"#)
    return try #require(answer.json["id"]?.string)
  }

  /// Makes one client part of another.
  func merge(_ merged: String, into kept: String, taking fields: String = "", as person: TestPerson? = nil)
    async throws
    -> TestAnswer
  {
    try await send(
      "POST", "/v1/clients/\(kept)/merges", as: person,
      json: #"{"client_id": "\#(merged)", "take": [\#(fields)]}"#)
  }
}
