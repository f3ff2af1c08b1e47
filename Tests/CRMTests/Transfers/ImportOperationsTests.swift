import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Files of people over the API. What rows mean, `Tests/CRMTests/Imports` tests.
@Suite struct ImportOperationsTests {
  @Test func anUploadSaysWhatItsColumnsMean() async throws {
    let gym = try await Gym.make()
    let answer = try await gym.upload(
      "Vorname;Name;E-Mail;Lieblingsfarbe\nAda;Lovelace;ada@example.com;blau\nAda;Byron;;rot\n",
      query: "?source=Excel")
    #expect(answer.status == 201)
    let id = try #require(answer.json["id"]?.string)
    #expect(answer.headers[.location] == "/v1/imports/\(id)")
    #expect(answer.json["state"] == "uploaded" && answer.json["row_count"] == 2)
    #expect(answer.json["source"] == "Excel" && answer.json["encoding"] == "UTF-8")
    let columns = try #require(answer.json["columns"]?.items)
    #expect(columns.map { $0["field"]?.string } == ["first_name", "last_name", "email", nil])
    #expect(columns.map { $0["confidence"]?.string } == ["certain", "likely", "certain", nil])
    #expect(columns.first?["samples"] == ["Ada"] && columns.last?["samples"] == ["blau", "rot"])
    let listed = try await gym.send("GET", "/v1/imports?state=uploaded")
    #expect(listed.data.map { $0["id"]?.string } == [id])
    let staff = try await gym.person(.staff)
    #expect(try await gym.upload("name\nA B\n", as: staff).code == "permission_missing")
    let other = try await Gym.make()
    #expect(try await other.send("GET", "/v1/imports/\(id)").status == 404)
  }

  @Test func aTrialTellsWhatWouldHappenAndDoesNothing() async throws {
    let gym = try await Gym.make()
    _ = try await gym.client("Ada", "Lovelace", #", "email": "ada@example.com", "phone": "+1 212 555 0100""#)
    _ = try await gym.client("Grace", "Hopper", #", "email": "grace@example.com""#)
    let id = try await gym.uploaded(
      "first name,last name,email,phone\nAda,Lovelace,ada@example.com,+1 212 555 0199\n"
        + "Grace,Hopper,grace@example.com,\nMary,Somerville,mary@example.com,\nNobody,,nobody,\n")
    #expect(try await gym.perform(gym.start("trials", of: id)) == "succeeded")
    let tried = try await gym.send("GET", "/v1/imports/\(id)").json
    #expect(tried["state"] == "tried" && tried["created_count"] == 1 && tried["updated_count"] == 1)
    #expect(tried["unchanged_count"] == 1 && tried["rejected_count"] == 1)
    let changes = try #require(tried["changes"]?.items)
    #expect(changes.count == 1)
    #expect(changes.first?["before"] == ["phone": "+1 212 555 0100"])
    #expect(changes.first?["after"] == ["phone": "+1 212 555 0199"])
    #expect(try await gym.clientNames() == ["Grace Hopper", "Ada Lovelace"])
    let rejects = try await gym.send("GET", "/v1/imports/\(id)/rejects.csv")
    let text = String(decoding: rejects.body, as: UTF8.self)
    #expect(text.hasPrefix("row,column,code,reason,first name,last name,email,phone\r\n5,"))
    #expect(text.contains("required") && text.contains("invalid_email"))
  }

  @Test func aRunImportsOnceAndForgetsTheFile() async throws {
    let gym = try await Gym.make()
    let id = try await gym.uploaded("name,email\nAda Lovelace,ada@example.com\nGrace Hopper,bad\n")
    let first = try await gym.start("runs", of: id)
    #expect(try await gym.start("runs", of: id) == first, "of two at once there is one")
    #expect(try await gym.perform(first) == "succeeded")
    #expect(try await gym.clientNames() == ["Ada Lovelace"])
    let operation = try await gym.send("GET", "/v1/operations/\(first)").json
    #expect(operation["done"] == 2 && operation["total"] == 2 && operation["phase"] == "importing")
    #expect(operation["result"]?["created"] == 1 && operation["result"]?["rejected"] == 1)
    let over = try await gym.send("GET", "/v1/imports/\(id)").json
    #expect(over["state"] == "imported" && over["columns"] == [] && over["created_count"] == 1)
    for what in ["runs", "trials"] {
      let again = try await gym.send(
        "POST", "/v1/imports/\(id)/\(what)", json: what == "runs" ? "{}" : nil, ifMatch: "*")
      #expect(again.status == 409 && again.code == "import_over")
    }
    let key = try #require(UUID(uuidString: id))
    let kept = try await onAdmin("select part as text from private.transfer_files where id = \(key)")
    #expect(kept == ["rejects"])
    #expect(try await gym.send("DELETE", "/v1/imports/\(id)").status == 204)
    #expect(try await gym.send("GET", "/v1/imports/\(id)/rejects.csv").status == 404)
    // Who did it is the person; the same file again changes nothing.
    let actors = try await onAdmin(
      """
      select distinct actor || ' ' || user_id as text from audit.audit_logs
      where organization_id = \(gym.id) and entity_type = 'client'
      """)
    #expect(actors == ["job clients.import \(gym.owner.user.uuidString.lowercased())"])
    let again = try await gym.uploaded("name,email\nAda Lovelace,ada@example.com\n")
    #expect(try await gym.perform(gym.start("runs", of: again)) == "succeeded")
    #expect(try await gym.send("GET", "/v1/imports/\(again)").json["unchanged_count"] == 1)
  }

  @Test func strictImportsNothingBesideARejectedRow() async throws {
    let gym = try await Gym.make()
    let id = try await gym.uploaded("name,email\nAda Lovelace,ada@example.com\nGrace Hopper,bad\n")
    let run = try await gym.start("runs", of: id, json: #"{"strict": true}"#)
    #expect(try await gym.perform(run) == "dead")
    #expect(try await gym.clientNames().isEmpty)
    let error = try await gym.send("GET", "/v1/operations/\(run)").json["error"]?.string
    #expect(error?.hasPrefix("1 rows are rejected") == true)
    #expect(try await gym.send("GET", "/v1/imports/\(id)/rejects.csv").status == 200)
    // Without that word it goes on.
    #expect(try await gym.perform(gym.start("runs", of: id)) == "succeeded")
    #expect(try await gym.clientNames() == ["Ada Lovelace"])
  }

  @Test func cancelledItLeavesNothingHalfDone() async throws {
    let gym = try await Gym.make()
    let rows = (1...2_500).map { "P\($0) Person,p\($0)@example.com\n" }.joined()
    let id = try await gym.uploaded("name,email\n" + rows)
    let queued = try await gym.start("runs", of: id)
    #expect(try await gym.send("DELETE", "/v1/operations/\(queued)").status == 202)
    let running = try await gym.start("runs", of: id)
    #expect(running != queued)
    let state = try await gym.perform(running) {
      let asked = try await gym.send("DELETE", "/v1/operations/\(running)")
      #expect(asked.status == 202)
    }
    #expect(state == "cancelled")
    #expect(try await gym.clientNames().isEmpty)
    #expect(try await gym.send("GET", "/v1/imports/\(id)").json["state"] == "uploaded")
  }

  @Test func rightsAreThoseOfTheStarterWhenItRuns() async throws {
    let gym = try await Gym.make()
    let admin = try await gym.person(.admin)
    let id = try await gym.uploaded("name\nAda Lovelace\n", as: admin)
    let run = try await gym.start("runs", of: id, as: admin)
    let state = try await gym.perform(run) {
      _ = try await gym.patch(admin, #"{"deny": ["clients.import"]}"#)
    }
    #expect(state == "dead")
    #expect(try await gym.clientNames().isEmpty)
    let error = try await gym.send("GET", "/v1/operations/\(run)").json["error"]
    #expect(error == "permission_missing")
  }

  @Test func whatNoHeaderSaysSomebodyChooses() async throws {
    let gym = try await Gym.make()
    let id = try await gym.uploaded("a,b,email\nAda,Lovelace,blue\n")
    let before = try await gym.send("GET", "/v1/imports/\(id)")
    #expect(before.json["faults"]?.items?.map { $0["code"]?.string } == ["names_missing"])
    let early = try await gym.send("POST", "/v1/imports/\(id)/trials", ifMatch: "*")
    #expect(early.status == 409 && early.code == "import_incomplete")
    let mapping = #"""
      {"mapping": [{"column": 0, "field": "first_name"}, {"column": 1, "field": "last_name"}, {"column": 2, "field": null}]}
      """#
    let path = "/v1/imports/\(id)"
    #expect(try await gym.send("PATCH", path, json: mapping, ifMatch: "\"v9\"").status == 412)
    let tag = try #require(before.headers[.eTag])
    let after = try await gym.send("PATCH", path, json: mapping, ifMatch: tag)
    #expect(after.status == 200 && after.headers[.eTag] != tag)
    #expect(after.json["columns"]?.items?.map { $0["confidence"]?.string } == ["chosen", "chosen", "chosen"])
    #expect(after.json["faults"] == [])
    let unknown = try await gym.send(
      "PATCH", path, json: #"{"mapping": [{"column": 3, "field": "email"}]}"#, ifMatch: "*")
    #expect(unknown.status == 422 && unknown.faults == ["#/mapping/0/column unknown_column"])
    #expect(try await gym.perform(gym.start("runs", of: id)) == "succeeded")
    let kept = try await onAdmin(
      "select first_name || ' ' || metadata::text as text from crm.client_organizations where organization_id = \(gym.id)"
    )
    #expect(kept == [#"Ada {"email": "blue"}"#])
  }

  /// Hostile files: refused by name, or their rows are; nothing traps.
  @Test func hostileFilesAreRefusedByName() async throws {
    let gym = try await Gym.make()
    let wide = (0..<10_000).map { "c\($0)" }.joined(separator: ",")
    let refused: [(String, String)] = [
      ("", "the file is empty"), ("\n\n\n", "no header row"), ("PK\u{3}\u{4}more", "an Excel workbook"),
      ("%PDF-1.7", "a PDF"), ("\u{0}\u{1}\u{2}\u{3}\u{0}\u{0}", "not a text file"), (wide, "columns"),
      ("name,\"never closed\nA B\n", "header row cannot be read"),
      ("name," + String(repeating: "x", count: 70_000), "header row cannot be read"),
    ]
    for (file, reason) in refused {
      let answer = try await gym.upload(file)
      #expect(answer.status == 422 && answer.code == "import_file_invalid", "\(file.prefix(20))")
      #expect(answer.json["detail"]?.string?.contains(reason) == true, "\(answer.json["detail"] ?? .null)")
    }
    #expect(try await gym.upload("name\nA B\n", type: "application/json").status == 415)
    #expect(try await gym.upload("name\nA B\n", type: "text/csv; charset=utf-8").status == 201)
    #expect(try await gym.upload(String(repeating: "x", count: (20 << 20) + 1)).status == 413)
    #expect(try await gym.upload("name\n").json["row_count"] == 0)
    let odd = try await gym.uploaded(
      "name,note\nAda Lovelace,\"never closed\nGrace Hopper," + String(repeating: "y", count: 70_000)
        + "\nMary Somerville,fine\n")
    #expect(try await gym.perform(gym.start("runs", of: odd)) == "succeeded")
    #expect(try await gym.clientNames() == ["Mary Somerville"])
    #expect(try await gym.send("GET", "/v1/imports/\(odd)").json["rejected_count"] == 2)
    let narrow = try await gym.uploaded("name\nJane Doe\n")
    #expect(try await gym.perform(gym.start("runs", of: narrow)) == "succeeded")
  }

  /// Found where the limit is, and not at the end of the file.
  @Test func aFileOfTooManyRowsIsRefused() async throws {
    let gym = try await Gym.make()
    let limit = UploadSurvey.rowLimit
    let blank = String(repeating: "\n", count: (20 << 20) - 100)
    for file in ["name\n" + blank, blank + "name\n", "name\n" + String(repeating: "A B\n", count: limit + 1)]
    {
      let answer = try await gym.upload(file)
      #expect(answer.status == 422 && answer.code == "import_too_long")
    }
    let most = try await gym.upload("name\n" + String(repeating: "A B\n", count: limit))
    #expect(most.status == 201 && most.json["row_count"] == .number("\(limit)"))
  }

  /// Whoever was in the file is not brought back by it.
  @Test func anErasureEndsOpenImports() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "Lovelace")
    let file = "name,email\nAda Lovelace,ada@example.com\n"
    let (open, running) = (try await gym.uploaded(file), try await gym.uploaded(file))
    #expect(try await gym.perform(gym.start("trials", of: open)) == "succeeded")
    let run = try await gym.start("runs", of: running)
    let state = try await gym.perform(run) {
      let erasure = try await gym.erasure(of: client)
      _ = try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval")
      try await gym.erase(erasure)
    }
    #expect(state == "dead")
    for id in [open, running] {
      let ended = try await gym.send("GET", "/v1/imports/\(id)").json
      #expect(ended["state"] == "ended" && ended["columns"] == [] && ended["changes"] == [])
      #expect(
        try await gym.send("POST", "/v1/imports/\(id)/runs", json: "{}", ifMatch: "*").code == "import_over")
    }
    #expect(try await gym.clientNames() == ["Erased person"])
  }

  @Test func whatIsKeptIsNotReadable() async throws {
    let gym = try await Gym.make()
    let id = try #require(UUID(uuidString: try await gym.uploaded("name\nFindable Canary\n")))
    let kept = try await onAdmin(
      "select part || ' ' || (position('Canary'::bytea in file) = 0) as text from private.transfer_files where id = \(id) order by 1"
    )
    #expect(kept == ["file true", "survey true"])
    // Carried to another import, it opens no more.
    let other = try #require(UUID(uuidString: try await gym.uploaded("name\nSomebody Else\n")))
    _ = try await onAdmin(
      """
      update private.transfer_files f set file = (select o.file from private.transfer_files o where o.id = \(id) and o.part = f.part)
      where f.id = \(other) returning part as text
      """)
    #expect(try await gym.send("GET", "/v1/imports/\(other)").status == 500)
    _ = try await onAdmin(
      "update private.transfer_files set created_at = created_at - interval '8 days' where id = \(id) returning part as text"
    )
    #expect(try await gym.send("GET", "/v1/imports/\(id)").json["columns"] == [])
    let late = try await gym.send("POST", "/v1/imports/\(id)/trials", ifMatch: "*")
    #expect(late.code == "import_over")
    _ = try await gym.installation.worker.pipeline(["select private.clean_transfers()"])
    #expect(try await onAdmin("select part as text from private.transfer_files where id = \(id)").isEmpty)
  }
}
