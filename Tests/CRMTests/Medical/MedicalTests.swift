import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

// One after the other: each installation of a test's own has its own connections.
@Suite(.serialized) struct MedicalTests {
  @Test func aNoteIsShownMaskedAndReadUnderAReason() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    let client = try await gym.client("Max", "Medical")
    let path = "/v1/clients/\(client)/medical"
    let empty = try await gym.send("GET", path, as: staff)
    #expect(
      empty.headers[.eTag] == "\"v0\"" && empty.json["fields"] == [] && empty.json["updated_at"] == .null)
    #expect(try await gym.disclose(client).json["allergies"] == .null)

    let written = try await gym.medical(
      client, #"{"allergies": " Nuts ", "medications": "Salbutamol"}"#, ifMatch: "\"v0\"")
    #expect(written.status == 200 && written.headers[.eTag] == "\"v1\"")
    let masked = try await gym.send("GET", path, as: staff)
    #expect(masked.json["fields"] == ["allergies", "medications"] && masked.body == written.body)
    #expect(!String(decoding: masked.body, as: UTF8.self).contains("Nuts"))
    #expect(try await gym.medical(client, #"{"notes": "x"}"#, ifMatch: "\"v0\"").code == "version_mismatch")
    let changed = try await gym.medical(client, #"{"medications": null, "notes": "Ask"}"#, ifMatch: "\"v1\"")
    #expect(changed.json["fields"] == ["allergies", "notes"] && changed.json["version"] == 2)
    #expect(try await gym.medical(client, "{}").json["version"] == 2, "nothing is no change")

    let read = try await gym.disclose(client)
    #expect(read.status == 201 && read.headers[.cacheControl] == "no-store")
    #expect(
      read.json["allergies"] == "Nuts" && read.json["medications"] == .null && read.json["notes"] == "Ask")
    for (person, status) in [
      (staff, 403), (try await gym.person(.trainer), 403), (try await gym.person(.admin), 201),
    ] {
      #expect(try await gym.disclose(client, as: person).status == status)
      #expect(try await gym.medical(client, "{}", as: person).status == (status == 201 ? 200 : status))
    }
    let reasonless = try await gym.send("POST", "/v1/clients/\(client)/medical-disclosures", json: "{}")
    #expect(reasonless.faults == ["#/reason required"])
    let long = String(repeating: "x", count: 2_001)
    #expect(try await gym.medical(client, #"{"notes": "\#(long)"}"#).faults == ["#/notes too_long"])
  }

  @Test func theAuditLogNamesFieldsReadersAndReasons() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Max", "Medical")
    _ = try await gym.medical(client, #"{"allergies": "Nuts", "injuries": "Knee"}"#)
    _ = try await gym.medical(client, #"{"injuries": null}"#)
    let read = try await gym.disclose(client)
    let log = try await gym.send(
      "GET", "/v1/audit-logs?entity_id=\(client)&include_personal=true&entity_type=medical_disclosure")
    let entry = try #require(log.data.first)
    #expect(entry["actor"]?["user_id"]?.string == gym.owner.user.uuidString.lowercased())
    #expect(entry["new_values"]?["id"] == read.json["id"] && entry["hidden_columns"] == ["reason"])
    #expect(entry["new_personal_values"]?["reason"] == "Asked before class")
    let changes = try await gym.send("GET", "/v1/audit-logs?entity_id=\(client)&entity_type=client_medical")
    #expect(changes.data.count == 2)
    #expect(changes.data.last?["new_values"]?["fields"]?.members?.sorted() == ["allergies", "injuries"])
    #expect(changes.data.first?["new_values"]?["fields"]?.members == ["allergies"])
    let everything = try await gym.send("GET", "/v1/audit-logs?include_personal=true&limit=100")
    let text = String(decoding: everything.body, as: UTF8.self)
    #expect(!text.contains("Nuts") && !text.contains("Knee"))
  }

  @Test func ofTwoFirstNotesOneIsTold() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Max", "Medical")
    let answers = try await withThrowingTaskGroup(of: String.self) { group in
      for word in ["one", "two", "three"] {
        group.addTask {
          let answer = try await gym.medical(client, #"{"notes": "\#(word)"}"#, ifMatch: "\"v0\"")
          return answer.code ?? "\(answer.status)"
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.filter { $0 == "200" }.count == 1, "\(answers)")
    #expect(Set(answers).isSubset(of: ["200", "medical_note_exists", "version_mismatch", "unavailable"]))
    let keys = try await onAdmin(
      "select id as text from private.medical_keys where organization_id = \(gym.id)")
    #expect(keys.count == 1)
  }

  @Test func carriedElsewhereANoteOpensNoMore() async throws {
    let log = TestLog()
    let installation = try await TestInstallation(logger: log.logger)
    let gym = try await Gym.make(in: installation)
    let rival = try await Gym.make(in: installation)
    let (one, two) = (try await gym.client("One", "Client"), try await gym.client("Two", "Client"))
    let foreign = try await rival.client("Foreign", "Client")
    _ = try await gym.medical(one, #"{"notes": "canary one"}"#)
    _ = try await gym.medical(two, #"{"notes": "canary two"}"#)
    _ = try await rival.medical(foreign, #"{"notes": "canary three"}"#)
    func copy(_ from: String, to: String) async throws {
      try await onDatabaseThread(url: installation.admin) {
        try $0.execute(
          """
          update crm.client_medical set note = (\(from)) where client_id = '\(to)'
          """)
      }
    }
    let before = try await disclosures(installation)
    for source in [
      "select note from crm.client_medical where client_id = '\(one)'",
      "select note from crm.client_medical where client_id = '\(foreign)'",
      "select wrapped || '' from private.medical_keys where organization_id = '\(gym.id)'",
      "select note || '\\x00' from crm.client_medical where client_id = '\(two)'",
      "select decode(repeat('00', 40), 'hex')",
    ] {
      let lines = log.lines.count
      try await copy(source, to: two)
      let read = try await gym.disclose(two)
      #expect(read.status == 500 && read.code == "ciphertext_invalid", "\(source)")
      #expect(try await gym.medical(two, #"{"allergies": "x"}"#).code == "ciphertext_invalid")
      let logged = log.lines.dropFirst(lines).filter { $0.contains("ciphertext_invalid") && $0.contains(two) }
      #expect(logged.count == 2)
    }
    #expect(try await disclosures(installation) == before, "what was not read is not recorded as read")
    // Another organization's key in the place of ours.
    try await onDatabaseThread(url: installation.admin) {
      try $0.execute(
        """
        update private.medical_keys set wrapped = (select wrapped from private.medical_keys where organization_id = '\(rival.id)')
        where organization_id = '\(gym.id)'
        """)
    }
    #expect(try await gym.disclose(one).code == "ciphertext_invalid")
    #expect(try await rival.disclose(foreign).json["notes"] == "canary three")
    #expect(!log.lines.contains { $0.contains("canary") })
  }

  private func disclosures(_ installation: TestInstallation) async throws -> Int {
    try await onDatabaseThread(url: installation.admin) {
      try $0.rows("select count(*) as count from crm.medical_disclosures").value("count", at: 0, as: Int.self)
    }
  }

  @Test func aDamagedNoteIsReplacedAsAWhole() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Max", "Medical")
    _ = try await gym.medical(client, #"{"notes": "old"}"#)
    try await onDatabaseThread(url: gym.installation.admin) {
      try $0.execute(
        "update crm.client_medical set note = decode(repeat('00', 40), 'hex') where client_id = '\(client)'")
    }
    let whole =
      #"{"conditions": null, "allergies": "Nuts", "medications": null, "injuries": null, "notes": null}"#
    #expect(try await gym.medical(client, whole).json["fields"] == ["allergies"])
    #expect(try await gym.disclose(client).json["allergies"] == "Nuts")
  }

  @Test func withoutItsMasterKeyOnlyMedicalNotesAreMissing() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Max", "Medical")
    _ = try await gym.medical(client, #"{"notes": "old"}"#)
    try await onDatabaseThread(url: gym.installation.admin) {
      try $0.execute(
        """
        update private.medical_keys set wrapped = 'v1|lost|'::bytea || decode(repeat('00', 60), 'hex')
        where organization_id = '\(gym.id)'
        """)
    }
    for answer in [try await gym.disclose(client), try await gym.medical(client, #"{"notes": "new"}"#)] {
      #expect(answer.status == 503 && answer.code == "encryption_key_missing")
      #expect(answer.json["detail"]?.string?.contains("lost") == true)
    }
    #expect(try await gym.send("GET", "/v1/clients/\(client)/medical").json["fields"] == ["notes"])
    #expect(try await gym.send("GET", "/v1/clients/\(client)").status == 200)
  }
}
