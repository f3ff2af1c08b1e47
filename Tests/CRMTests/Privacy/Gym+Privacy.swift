import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

extension Gym {
  /// Asks for the erasure of a client and answers its id.
  func erasure(of client: String, as person: TestPerson? = nil) async throws -> String {
    let answer = try await send(
      "POST", "/v1/privacy/erasures", as: person, json: #"{"client_id": "\#(client)"}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Asks for everything known of a client, has it written as its job would, and answers the export's id.
  func export(of client: String, as person: TestPerson? = nil, open: @escaping OpenSealed = { _, _ in nil })
    async throws -> String
  {
    let answer = try await send(
      "POST", "/v1/privacy/exports", as: person, json: #"{"client_id": "\#(client)"}"#)
    #expect(answer.status == 202, "\(String(decoding: answer.body, as: UTF8.self))")
    let id = try #require(answer.json["id"]?.string.flatMap { UUID(uuidString: $0) })
    #expect(answer.headers[.location] == "/v1/operations/\(id.uuidString.lowercased())")
    let requester = (person ?? owner).user
    let export = PrivacyExport(files: installation.product.exportFiles, open: open)
    let door: [SQL] = [
      Door.enterAsOperator(self.id, actor: "test", write: true),
      "select set_config('app.user_id', \(requester.uuidString.lowercased()), true)",
    ]
    _ = try await installation.worker.transaction(opening: door) { try await export.write(id, $0) }
    return id.uuidString.lowercased()
  }

  /// Does an erasure as its job would.
  @discardableResult func erase(_ erasure: String) async throws -> Bool {
    let id = try #require(UUID(uuidString: erasure))
    let results = try await installation.worker.pipeline([
      Door.enterAsOperator(self.id, actor: "test", write: true), PrivacyQueries.performErasure(id),
    ])
    let rows = try #require(results.last)
    return try rows.value("is_erased", at: 0, as: Bool.self)
  }
}
