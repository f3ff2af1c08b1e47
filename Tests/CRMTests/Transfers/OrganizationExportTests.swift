import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// A whole organization as a ZIP. That it arrives as it left, `db/proof/transfer.py` holds for every table.
@Suite struct OrganizationExportTests {
  @Test func whatAnOwnerGetsIsAllOfItAndNobodyElses() async throws {
    let gym = try await Gym.make()
    let child = try await Gym.make(parent: gym)
    let rival = try await Gym.make()
    _ = try await gym.client("Ada", "Canary")
    _ = try await child.client("Grace", "Hatchling")
    _ = try await rival.client("Mary", "Stranger")
    let export = try await gym.exported()
    let file = try await gym.send("GET", "/v1/exports/\(export)/file")
    #expect(file.status == 200 && file.headers[.contentType] == "application/zip")
    #expect(file.headers[.cacheControl] == "no-store")
    try withArchive(file.body) { archive in
      let clients = try archive.text("tables/crm.client_organizations.ndjson")
      #expect(clients.contains("Canary") && clients.contains("Hatchling") && !clients.contains("Stranger"))
      let people = try archive.text("tables/crm.users.ndjson")
      #expect(people.contains(gym.owner.user.uuidString.lowercased()))
      #expect(!people.contains(rival.owner.user.uuidString.lowercased()))
      #expect(!archive.reader.names.contains("tables/crm.client_medical.ndjson"))
      #expect(archive.reader.names.allSatisfy { !$0.contains("private.") && !$0.contains("jobs.") })
    }
    // A child's owner does not get the parent.
    let small = try await child.send("GET", "/v1/exports/\(child.exported())/file")
    try withArchive(small.body) { archive in
      let clients = try archive.text("tables/crm.client_organizations.ndjson")
      #expect(!clients.contains("Canary") && clients.contains("Hatchling"))
    }
  }

  @Test func onlyWhoMayAndOnlyTheirOwn() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let path = "/v1/organizations/\(gym.id)/exports"
    #expect(try await gym.send("POST", path, as: admin, json: "{}").code == "permission_missing")
    let other = try await Gym.make()
    #expect(try await other.send("POST", path, json: "{}").status == 404)
    let export = try await gym.exported()
    let second = try await gym.person(.owner)
    #expect(
      try await gym.send("GET", "/v1/exports/\(export)/file", as: second).status == 404, "who asked fetches")
    #expect(try await other.send("GET", "/v1/exports/\(export)/file").status == 404)
    let entries = try await gym.send("GET", "/v1/audit-logs?entity_type=export").data
    #expect(entries.first?["new_values"]?["content"] == "organization")
    #expect(entries.first?["actor"]?["user_id"]?.string == gym.owner.user.uuidString.lowercased())
  }

  @Test func rightsAreCheckedAgainWhenItIsWritten() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    _ = try await gym.patch(admin, #"{"grant": ["organization.export"]}"#)
    let answer = try await gym.send("POST", "/v1/organizations/\(gym.id)/exports", as: admin, json: "{}")
    #expect(answer.status == 202)
    let id = try #require(answer.json["id"]?.string)
    let state = try await gym.perform(id) { _ = try await gym.patch(admin, #"{"grant": []}"#) }
    #expect(state == "dead")
    #expect(try await gym.send("GET", "/v1/operations/\(id)").json["error"] == "permission_missing")
  }

  @Test func medicalNotesLeaveWhenTheyAreAskedFor() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    #expect(try await gym.medical(client, #"{"allergies": "nut canary"}"#).status == 200)
    let file = try await gym.send(
      "GET", "/v1/exports/\(gym.exported(#"{"include_medical": true}"#))/file")
    try withArchive(file.body) { archive in
      let note = try archive.text("tables/crm.client_medical.ndjson")
      #expect(note.contains("nut canary") && !note.contains("key_id"))
      let manifest = try archive.text("manifest.json")
      #expect(manifest.contains("\"includes_medical\" : true"))
    }
    #expect(try await gym.send("GET", "/v1/exports").data.first?["includes_medical"] == true)
    let denied = try await gym.person(.admin)
    _ = try await gym.patch(denied, #"{"grant": ["organization.export"], "deny": ["clients.medical.view"]}"#)
    let refused = try await gym.send(
      "POST", "/v1/organizations/\(gym.id)/exports", as: denied, json: #"{"include_medical": true}"#)
    #expect(refused.status == 403 && refused.json["required_permission"] == "clients.medical.view")
  }

  /// Out of one installation, into an empty one with other keys, and out again.
  @Test func itArrivesAsItLeft() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace", #", "notes": "first\nsecond""#)
    _ = try await gym.medical(client, #"{"allergies": "nuts", "notes": "Ünïcödé \"quoted\""}"#)
    _ = try await gym.person(.trainer)
    let source = OrganizationTransfer(gym.installation.worker, gym.installation.keys.masters)
    let target = try await Workshop.make()
    let arrival = OrganizationTransfer(target.database, Keys().masters)
    try await withTransferFolder { folder in
      let first = "\(folder)/first.zip"
      let leaving = try await source.exportArchive(gym.id, includingMedical: true, actor: "test")
      try Data(leaving).write(to: URL(fileURLWithPath: first))
      let summary = try await arrival.importArchive(path: first, actor: "arrival")
      #expect(summary.slug == gym.slug && summary.peopleWhoMaySignIn == 2 && summary.peopleWhoMayNot == 0)
      let second = "\(folder)/second.zip"
      let again = try await arrival.exportArchive(gym.id, includingMedical: true, actor: "test")
      try Data(again).write(to: URL(fileURLWithPath: second))
      let (before, after) = (try OrganizationArchive(path: first), try OrganizationArchive(path: second))
      for table in before.manifest.tables where !table.table.hasPrefix("audit.") {
        let other = try #require(after.manifest.tables.first { $0.table == table.table })
        #expect(try before.rows(of: table).sorted() == after.rows(of: other).sorted(), "\(table.table)")
      }
      await #expect(throws: TransferFailure.self) {
        try await arrival.importArchive(path: first, actor: "again")
      }
    }
    let actor = try await target.value(
      "(select actor from audit.audit_logs where entity_type = 'organization' and entity_id = \(gym.id) and metadata <> '{}')",
      as: String.self)
    #expect(actor == "arrival")
  }

  /// Of a chain one part alone: it leaves as a head.
  @Test func whatIsBelowAnotherArrivesAlone() async throws {
    let gym = try await Gym.make()
    let child = try await Gym.make(parent: gym)
    _ = try await child.client("Grace", "Hatchling")
    let source = OrganizationTransfer(gym.installation.worker, gym.installation.keys.masters)
    let target = try await Workshop.make()
    let arrival = OrganizationTransfer(target.database, Keys().masters)
    try await withTransferFolder { folder in
      let path = "\(folder)/child.zip"
      let leaving = try await source.exportArchive(child.id, includingMedical: false, actor: "test")
      try Data(leaving).write(to: URL(fileURLWithPath: path))
      #expect(try await arrival.importArchive(path: path, actor: "arrival").slug == child.slug)
    }
    let head = try await target.value(
      "(select parent_organization_id is null and root_organization_id = id from crm.organizations where id = \(child.id))",
      as: Bool.self)
    #expect(head)
  }

  private func withArchive(_ bytes: [UInt8], _ body: (Opened) throws -> Void) throws {
    let path = "\(NSTemporaryDirectory())/\(UUID()).zip"
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(Opened(reader: ArchiveReader(path: path)))
  }

  private struct Opened {
    let reader: ArchiveReader
    func text(_ name: String) throws -> String { String(decoding: try reader.read(name), as: UTF8.self) }
  }

  private func withTransferFolder(_ body: (String) async throws -> Void) async throws {
    let folder = "\(NSTemporaryDirectory())/\(UUID())"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try await body(folder)
  }
}
