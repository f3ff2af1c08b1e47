import Foundation
import Testing

@testable import CRM
@testable import Web

extension Gym {
  func send(
    _ method: String, _ path: String, as person: TestPerson? = nil, json: String? = nil, ifMatch: String
  ) async throws -> TestAnswer {
    // A key of its own for each that is posted: some operations may not come without.
    let key = method == "POST" ? ["Idempotency-Key": UUID().uuidString] : [:]
    return try await installation.send(
      method, path, token: (person ?? owner).token, json: json,
      headers: key.merging(["If-Match": ifMatch]) { $1 })
  }

  /// Makes a role of the gym's own and answers its id.
  func role(_ name: String, _ permissions: String = "") async throws -> String {
    let answer = try await send(
      "POST", "/v1/roles", json: #"{"name": "\#(name)", "permissions": [\#(permissions)]}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Changes what somebody may do, whatever has changed before.
  func patch(_ person: TestPerson, _ json: String, as changer: TestPerson? = nil) async throws -> TestAnswer {
    try await send("PATCH", "/v1/staff/\(person.user)/permissions", as: changer, json: json, ifMatch: "*")
  }
}
