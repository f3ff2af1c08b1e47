import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Archiving, restoring and deleting.
@Suite struct OrganizationEndTests {
  @Test func whoArchivesCanRestoreAndNobodyEntersMeanwhile() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    let path = "/v1/organizations/\(gym.id)"
    #expect(try await gym.send("POST", "\(path)/archiving", as: staff).status == 403)
    let archived = try await gym.send("POST", "\(path)/archiving")
    #expect(archived.status == 204)
    #expect(try await gym.send("GET", path).status == 404)
    #expect(try await gym.send("GET", "/v1/clients", as: staff).status == 404)
    #expect(try await gym.send("POST", "\(path)/restoration", as: staff).status == 404)
    let stranger = try await Gym.make()
    #expect(try await stranger.send("POST", "\(path)/restoration").status == 404)
    let restored = try await gym.send("POST", "\(path)/restoration")
    #expect(restored.status == 204)
    #expect(try await gym.send("GET", path).json["status"] == "active")
    for (answer, status) in [(archived, "archived"), (restored, "active")] {
      let request = try #require(answer.headers[.requestID])
      let entries = try await onAdmin(
        """
        select new_values ->> 'status' as text from audit.audit_logs
        where request_id = \(request) and organization_id = \(gym.id) and user_id = \(gym.owner.user)
          and entity_type = 'organization'
        """)
      #expect(entries == [status])
    }
  }

  @Test func theChainsOwnerRestoresALocation() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    #expect(try await north.send("POST", "/v1/organizations/\(north.id)/archiving").status == 204)
    #expect(try await chain.send("POST", "/v1/organizations/\(north.id)/restoration").status == 204)
    #expect(try await north.send("GET", "/v1/organizations/\(north.id)").status == 200)
  }

  @Test func anOwnerDoesNotUndoASuspension() async throws {
    let gym = try await Gym.make()
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      "update crm.organizations set status = 'suspended'",
    ])
    let answer = try await gym.send("POST", "/v1/organizations/\(gym.id)/restoration")
    #expect(answer.status == 409 && answer.code == "organization_suspended")
  }

  @Test func anEmptyOrganizationIsDeletedAndItsSessionsEnd() async throws {
    let gym = try await Gym.make()
    _ = try await gym.send(
      "POST", "/v1/privacy/exports", json: #"{"client_id": "\#(UUID())"}"#)
    let answer = try await gym.send("DELETE", "/v1/organizations/\(gym.id)")
    #expect(answer.status == 204, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(try await gym.send("GET", "/v1/organizations/\(gym.id)").status == 401)
    #expect(try await onAdmin("select id::text as text from crm.organizations where id = \(gym.id)").isEmpty)
    let request = try #require(answer.headers[.requestID])
    let entries = try await onAdmin(
      """
      select entity_type as text from audit.audit_logs
      where request_id = \(request) and organization_id = \(gym.id) and action = 'deleted' order by 1
      """)
    #expect(entries.contains("organization") && entries.contains("user_organization"))
  }

  @Test func whatDependsOnAnOrganizationKeepsIt() async throws {
    let gym = try await Gym.make()
    let path = "/v1/organizations/\(gym.id)"
    func refused(_ what: String) async throws {
      let answer = try await gym.send("DELETE", path)
      #expect(answer.status == 409 && answer.code == "organization_in_use")
      #expect(answer.json["detail"]?.string == "There are \(what).")
      #expect(try await gym.send("GET", path).status == 200)
    }
    _ = try await gym.client("Ada", "Lovelace")
    try await refused("clients")
    let chain = try await Gym.make()
    let below = try await Gym.make(parent: chain)
    let answer = try await chain.send("DELETE", "/v1/organizations/\(chain.id)")
    #expect(answer.json["detail"]?.string == "There are locations below it.")
    #expect(try await below.send("GET", "/v1/organizations/\(below.id)").status == 200)
    _ = try await gym.person(.trainer)
    try await refused("others who belong to it")
  }

  @Test func whoWasGrantedChangesStillDoesNotEndIt() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    _ = try await gym.patch(admin, #"{"grant": ["organization.update"]}"#)
    for (method, path) in [("DELETE", ""), ("POST", "/archiving")] {
      let answer = try await gym.send(method, "/v1/organizations/\(gym.id)\(path)", as: admin)
      #expect(answer.status == 403 && answer.code == "owner_required")
    }
  }
}
