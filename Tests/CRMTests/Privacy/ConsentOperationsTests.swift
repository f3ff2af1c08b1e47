import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Consents: a history that only grows.
@Suite struct ConsentOperationsTests {
  @Test func theHistorySaysWhoWroteWhat() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    let path = "/v1/clients/\(try await gym.client("Ada", "Lovelace"))/consents"
    let given = try await gym.send(
      "POST", path, as: staff,
      json: #"""
        {"kind": "marketing_email", "status": "given", "source": "paper", "wording_version": "2026-01",
         "occurred_at": "2026-01-02T10:00:00Z"}
        """#)
    #expect(given.status == 201 && given.json["occurred_at"] == "2026-01-02T10:00:00.000Z")
    let withdrawn = try await gym.send(
      "POST", path, json: #"{"kind": "marketing_email", "status": "withdrawn", "source": "phone"}"#)
    #expect(withdrawn.status == 201 && withdrawn.json["wording_version"] == .null)
    let history = try await gym.send("GET", path, as: gym.person(.trainer)).data
    #expect(history.map { $0["status"]?.string } == ["withdrawn", "given"])
    #expect(history.last?["recorded_by"]?.string == staff.user.uuidString.lowercased())
    let faulty = try await gym.send("POST", path, json: #"{"kind": "Photos", "status": "no", "source": "x"}"#)
    #expect(faulty.status == 422 && faulty.faults.count == 3, "\(faulty.faults)")
  }

  @Test func nothingInItIsChanged() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    _ = try await gym.send(
      "POST", "/v1/clients/\(client)/consents",
      json: #"{"kind": "photos", "status": "given", "source": "app"}"#)
    for statement in ["update crm.consents set status = 'withdrawn'", "delete from crm.consents"] as [SQL] {
      await #expect(throws: PostgresError.self) {
        try await gym.installation.worker.pipeline([
          Door.enterAsOperator(gym.id, actor: "test", write: true), statement,
        ])
      }
    }
  }
}
