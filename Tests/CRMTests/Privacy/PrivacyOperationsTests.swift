import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Who may have a client exported and erased, and what that does. That nothing is forgotten, `db/proof/privacy.py` holds.
@Suite struct PrivacyOperationsTests {
  @Test func anErasureIsApprovedBySomebodyElseOrAnOwner() async throws {
    let gym = try await Gym.make()
    let staff = try await gym.person(.staff)
    let admin = try await gym.person(.admin)
    let other = try await gym.person(.admin)
    let erasure = try await gym.erasure(of: gym.client("Ada", "Lovelace"), as: staff)
    let path = "/v1/privacy/erasures/\(erasure)/approval"
    #expect(try await gym.send("POST", path, as: staff).code == "permission_missing")
    #expect(try await gym.send("POST", path, as: admin).status == 202)
    #expect(try await gym.send("POST", path, as: other).code == "erasure_decided")
    let read = try await gym.send("GET", "/v1/privacy/erasures/\(erasure)", as: staff)
    #expect(read.json["status"] == "approved")
    #expect(read.json["decided_by"]?.string == admin.user.uuidString.lowercased())

    let own = try await gym.erasure(of: gym.client("Grace", "Hopper"), as: admin)
    let ownPath = "/v1/privacy/erasures/\(own)/approval"
    #expect(try await gym.send("POST", ownPath, as: admin).code == "own_request")
    #expect(try await gym.send("POST", ownPath, as: other).status == 202)
    let owners = try await gym.erasure(of: gym.client("Mary", "Somerville"))
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(owners)/approval").status == 202)
  }

  @Test func aWithdrawnErasureIsNotDone() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    let erasure = try await gym.erasure(of: client)
    let again = try await gym.send(
      "POST", "/v1/privacy/erasures", json: #"{"client_id": "\#(client)"}"#)
    #expect(again.status == 409 && again.code == "erasure_pending")
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval").status == 202)
    let staff = try await gym.person(.staff)
    // What a manager approved no lesser one withdraws.
    #expect(
      try await gym.send("DELETE", "/v1/privacy/erasures/\(erasure)", as: staff).code == "permission_missing")
    #expect(try await gym.send("DELETE", "/v1/privacy/erasures/\(erasure)").status == 200)
    #expect(try await gym.erase(erasure) == false)
    #expect(try await gym.send("GET", "/v1/clients/\(client)").json["first_name"] == "Ada")
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval").code == "erasure_decided")
    #expect(try await gym.send("DELETE", "/v1/privacy/erasures/\(erasure)").code == "erasure_decided")
    _ = try await gym.erasure(of: client)
  }

  @Test func whoIsErasedIsGoneAndNothingComesBack() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace", #", "email": "ada@example.com", "notes": "Knee""#)
    let id = try #require(UUID(uuidString: client))
    let erasure = try await gym.erasure(of: client)
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval").status == 202)
    #expect(try await gym.erase(erasure))
    #expect(try await gym.erase(erasure))
    #expect(try await gym.send("GET", "/v1/clients/\(client)").status == 404)
    #expect(try await gym.send("GET", "/v1/privacy/erasures/\(erasure)").json["status"] == "erased")
    #expect(try await gym.send("DELETE", "/v1/privacy/erasures/\(erasure)").code == "erasure_decided")
    let names = try await onAdmin(
      "select first_name || ' ' || last_name || ' ' || sort_name as text from crm.client_organizations where id = \(id)"
    )
    #expect(names == ["Erased person person erased"])
    let late: SQL = "update crm.client_organizations set notes = 'Knee' where id = \(id)"
    await #expect(throws: PostgresError.self) {
      try await gym.installation.worker.pipeline([
        Door.enterAsOperator(gym.id, actor: "test", write: true), late,
      ])
    }
    for (path, json) in [
      ("/v1/privacy/exports", #"{"client_id": "\#(client)"}"#),
      ("/v1/privacy/erasures", #"{"client_id": "\#(client)"}"#),
      ("/v1/clients/\(client)/consents", #"{"kind": "photos", "status": "given", "source": "app"}"#),
    ] {
      let answer = try await gym.send("POST", path, json: json)
      #expect(answer.status == 409 && answer.code == "client_erased", "\(path)")
    }
    // Somebody else may have the address now.
    _ = try await gym.client("Ada", "Byron", #", "email": "ada@example.com""#)
  }

  @Test func whoWritesAtTheSameTimeIsWaitedFor() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    let id = try #require(UUID(uuidString: client))
    let erasure = try await gym.erasure(of: client)
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval").status == 202)
    let door = Door.enterAsOperator(gym.id, actor: "test", write: true)
    let erasing = try await gym.installation.worker.transaction(opening: [door]) { tx in
      try await tx.execute("update crm.client_organizations set notes = 'Late canary' where id = \(id)")
      let erasing = Task { try await gym.erase(erasure) }
      try await waits(gym, "perform_erasure")
      return erasing
    }
    #expect(try await erasing.value)
    #expect(
      try await onAdmin(
        "select id::text as text from crm.client_organizations where id = \(id) and notes is null"
      )
      .count == 1)
    #expect(
      try await onAdmin("select id::text as text from audit.personal_values where entity_id = \(id)").isEmpty)
  }

  @Test func whoComesWhileSomebodyIsErasedWritesNothing() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    let id = try #require(UUID(uuidString: client))
    let erasure = try #require(UUID(uuidString: try await gym.erasure(of: client)))
    #expect(try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval").status == 202)
    let door = Door.enterAsOperator(gym.id, actor: "test", write: true)
    let writing = try await gym.installation.worker.transaction(opening: [door]) { tx in
      try await tx.execute(PrivacyQueries.performErasure(erasure))
      let writing = Task {
        try await gym.installation.worker.pipeline([
          door,
          """
          insert into crm.consents (id, client_id, kind, status, source) values (\(UUID()), \(id), 'late', 'given', 'web')
          """,
        ])
      }
      try await waits(gym, "crm.consents")
      return writing
    }
    await #expect(throws: PostgresError.self) { try await writing.value }
    #expect(
      try await onAdmin("select kind as text from crm.consents where client_id = \(id)").isEmpty)
  }

  @Test func anotherGymsClientIsLikeAnUnknownOne() async throws {
    let gym = try await Gym.make()
    let foreign = try await Gym.make().client("Not", "Yours")
    for client in [foreign, UUID().uuidString] {
      for path in ["/v1/privacy/exports", "/v1/privacy/erasures"] {
        let answer = try await gym.send("POST", path, json: #"{"client_id": "\#(client)"}"#)
        #expect(answer.status == 404 && answer.code == "not_found")
      }
    }
  }

  @Test func anExportIsAZIPForWhoAskedAlone() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let client = try await gym.client("=cmd", "Lovelace, Ada", #", "email": "ada@example.com""#)
    let export = try await gym.export(of: client, as: admin)
    let path = "/v1/privacy/exports/\(export)/file"
    #expect(try await gym.send("GET", path).status == 404)
    let answer = try await gym.send("GET", path, as: admin)
    #expect(answer.status == 200 && answer.headers[.contentType] == "application/zip")
    let text = try unzipped(answer.body, "csv/crm.client_organizations.csv")
    #expect(text.contains(#""'=cmd","Lovelace, Ada""#), "\(text)")
    let rows = try JSONParser.parse(unzipped(answer.body, "json/crm.client_organizations.json").utf8)
    #expect(rows.items?.first?["first_name"] == "=cmd" && rows.items?.first?["email"] == "ada@example.com")
    let manifest = try JSONParser.parse(unzipped(answer.body, "manifest.json").utf8)
    #expect(manifest["client_id"]?.string?.lowercased() == client)
    // It expires.
    try await age(export, days: 8)
    #expect(try await gym.send("GET", path, as: admin).status == 404)
    _ = try await gym.installation.worker.pipeline(["select private.clean_privacy()"])
    let id = try #require(UUID(uuidString: export))
    #expect(try await onAdmin("select id::text as text from private.export_files where id = \(id)").isEmpty)
  }

  @Test func medicalNotesAreOpened() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    _ = try await gym.medical(client, #"{"allergies": "nuts"}"#)
    let cipher = MedicalCipher(masters: gym.installation.keys.masters)
    let export = try await gym.export(of: client, open: cipher.exported)
    let file = try await gym.send("GET", "/v1/privacy/exports/\(export)/file")
    let text = try unzipped(file.body, "json/crm.client_medical.json")
    #expect(text.contains(#""allergies":"nuts""#), "\(text)")
    // Whole or not there: another installation's key opens nothing.
    let stranger = MedicalCipher(masters: Keys().masters)
    await #expect(throws: Problem.self) { try await gym.export(of: client, open: stranger.exported) }
  }

  @Test func anExportOfAMedicalNoteAsksForTheRightToReadIt() async throws {
    let gym = try await Gym.make()
    let (noted, plain) = (try await gym.client("Ada", "Noted"), try await gym.client("Ada", "Plain"))
    _ = try await gym.medical(noted, #"{"allergies": "nuts"}"#)
    let admin = try await gym.person(.admin)
    _ = try await gym.patch(admin, #"{"deny": ["clients.medical.view"]}"#)
    let refused = try await gym.send(
      "POST", "/v1/privacy/exports", as: admin, json: #"{"client_id": "\#(noted)"}"#)
    #expect(refused.code == "permission_missing")
    #expect(refused.json["required_permission"]?.string == "clients.medical.view")
    _ = try await gym.export(of: plain, as: admin)
    let export = try await gym.export(
      of: noted, open: MedicalCipher(masters: gym.installation.keys.masters).exported)
    let file = try await gym.send("GET", "/v1/privacy/exports/\(export)/file")
    #expect(file.status == 200 && file.headers[.cacheControl] == "no-store")
    let (first, second) = (try #require(UUID(uuidString: noted)), try #require(UUID(uuidString: plain)))
    let read = try await onAdmin(
      "select client_id::text as text from crm.medical_disclosures where client_id in (\(first), \(second))")
    #expect(read == [noted], "who reads a note in an export has read it")
  }

  @Test func whoWasDeletedLongAgoIsErased() async throws {
    let gym = try await Gym.make()
    let old = try #require(UUID(uuidString: try await gym.client("Old", "Canary")))
    let recent = try #require(UUID(uuidString: try await gym.client("Recent", "Canary")))
    let door = Door.enterAsOperator(gym.id, actor: "test", write: true)
    _ = try await gym.installation.worker.pipeline([
      door, "update crm.client_organizations set deleted_at = now() - interval '366 days' where id = \(old)",
      "update crm.client_organizations set deleted_at = now() - interval '364 days' where id = \(recent)",
    ])
    for expected in [1, 0] {
      let results = try await gym.installation.worker.pipeline([
        door, "select private.purge_clients(100) as count",
      ])
      #expect(try results.last?.value("count", at: 0, as: Int.self) == expected)
    }
    let left = try await onAdmin(
      "select first_name as text from crm.client_organizations where id in (\(old), \(recent)) order by 1")
    #expect(left == ["Erased", "Recent"])
    let ledger = try await ErasureLedger(gym.installation.worker).entries().filter {
      $0.organizationID == gym.id
    }
    #expect(ledger.map(\.clientID) == [old])
  }

  /// Until such a statement waits for a lock.
  private func waits(_ gym: Gym, _ statement: String) async throws {
    try await onDatabaseThread(url: gym.installation.admin) { connection in
      while try !connection.rows(
        """
        select exists (select from pg_stat_activity
          where wait_event_type = 'Lock' and query like \("%\(statement)%")) as waits
        """
      ).value("waits", at: 0, as: Bool.self) {
        _ = try connection.rows("select pg_sleep(0.01)")
      }
    }
  }

  private func age(_ export: String, days: Int) async throws {
    let id = try #require(UUID(uuidString: export))
    _ = try await onAdmin(
      """
      update private.export_files set created_at = created_at - make_interval(days => \(days)::int) where id = \(id)
      returning id::text as text
      """)
  }

  /// What `unzip` makes of it, after its own test of the whole.
  private func unzipped(_ archive: [UInt8], _ name: String) throws -> String {
    let path = "\(NSTemporaryDirectory())/\(UUID()).zip"
    try Data(archive).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = try output(["-tqq", path])
    return try output(["-p", path, name])
  }

  private func output(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unzip")
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: bytes, as: UTF8.self)
  }
}
