import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

extension Gym {
  /// Makes a tag and answers its id.
  func tag(_ name: String, _ type: String = "custom") async throws -> String {
    let answer = try await send("POST", "/v1/tags", json: #"{"name": "\#(name)", "type": "\#(type)"}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  func tag(_ client: String, with tags: [String]) async throws {
    let list = tags.map { "\"\($0)\"" }.joined(separator: ", ")
    let answer = try await send("PUT", "/v1/clients/\(client)/tags", json: #"{"tag_ids": [\#(list)]}"#)
    #expect(answer.status == 200)
  }

  /// Defines a segment and answers its id.
  func segment(_ name: String, _ rules: String) async throws -> String {
    let answer = try await send("POST", "/v1/segments", json: #"{"name": "\#(name)", "rules": \#(rules)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Evaluates a segment as its job would.
  @discardableResult func evaluate(_ segment: String) async throws -> SegmentJobs.Outcome? {
    let id = try #require(UUID(uuidString: segment))
    let door = Door.enterAsOperator(self.id, actor: "test", write: true)
    return try await installation.worker.transaction(opening: [door]) {
      try await SegmentJobs.perform(id, $0)
    }
  }

  /// The first names of who is in a segment, by last name.
  func members(_ segment: String) async throws -> [String] {
    let answer = try await send("GET", "/v1/segments/\(segment)/members?limit=100")
    #expect(answer.status == 200)
    return answer.data.compactMap { $0["first_name"]?.string }
  }
}

/// Rules as an operation reads them.
func segmentRules(_ json: String) throws -> SegmentRules {
  try InputDecoder.decode(SegmentRules.self, from: JSONParser.parse(json.utf8), source: .body)
}

/// The places and codes of what is wrong with them.
func segmentFaults(_ json: String) throws -> [String] {
  do throws(Faults) {
    _ = try InputDecoder.decode(
      SegmentRules.self, from: (try? JSONParser.parse(json.utf8)) ?? .null, source: .body)
    return []
  } catch {
    return error.all.map { "\($0.place) \($0.code)" }
  }
}
