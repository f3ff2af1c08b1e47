import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Whole lists as files.
@Suite struct ListFileTests {
  @Test func aListIsAFileForWhoAsksForOne() async throws {
    let gym = try await Gym.make()
    for number in 1...130 { _ = try await gym.client("Person", "Number \(number)") }
    let csv = try await read(gym, "/v1/clients?sort=last_name", "text/csv")
    #expect(csv.status == 200 && csv.headers[.contentType] == "text/csv; charset=utf-8")
    #expect(csv.headers[.contentDisposition] == "attachment; filename=\"clients.csv\"")
    #expect(csv.headers[.cacheControl] == "no-store" && csv.headers[.vary] == "Accept")
    #expect(Array(csv.body.prefix(3)) == [0xEF, 0xBB, 0xBF])
    let lines = String(decoding: csv.body.dropFirst(3), as: UTF8.self).split(separator: "\r\n")
    #expect(lines.count == 131 && lines.first?.hasPrefix("id,first_name,last_name,") == true)
    let json = try await read(gym, "/v1/clients?q=number%201", "application/x-ndjson")
    #expect(json.headers[.contentType] == "application/x-ndjson")
    let rows = json.body.split(separator: 0x0A).map { try? JSONParser.parse($0) }
    #expect(rows.count == 42 && rows.allSatisfy { $0?["last_name"]?.string?.hasPrefix("Number 1") == true })
    // What a page holds, a line does.
    let page = try await gym.send("GET", "/v1/clients?q=number%201&limit=1")
    #expect(page.data.first == rows.first ?? nil)
  }

  /// The best of the types that are named (RFC 9110 section 12.5.1).
  @Test(arguments: [
    ("text/csv", "text/csv; charset=utf-8"), ("Text/CSV;q=0.9, */*;q=0.1", "text/csv; charset=utf-8"),
    ("application/json, text/csv;q=0.5", "application/json"), ("*/*", "application/json"),
    ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"), ("", "application/json"),
    ("text/csv;q=0", "application/json"), ("text/csvx", "application/json"),
    ("application/x-ndjson;q=0.6,text/csv;q=0.5", "application/x-ndjson"),
  ])
  func theTypeIsNegotiated(accept: String, type: String) async throws {
    let gym = try await Gym.make()
    #expect(try await read(gym, "/v1/clients", accept).headers[.contentType] == type)
  }

  @Test func whoTookAListIsWrittenDown() async throws {
    let gym = try await Gym.make()
    _ = try await gym.client("Ada", "Lovelace")
    let staff = try await gym.person(.staff)
    #expect(try await read(gym, "/v1/clients", "text/csv", as: staff).status == 200)
    #expect(try await read(gym, "/v1/clients?status=banned", "application/x-ndjson").status == 200)
    let exports = try await gym.send("GET", "/v1/exports").data
    #expect(exports.map { $0["content"]?.string } == ["listClients", "listClients"])
    #expect(exports.map { $0["format"]?.string } == ["ndjson", "csv"])
    #expect(exports.map { $0["row_count"] } == [0, 1])
    #expect(exports.last?["requested_by"]?.string == staff.user.uuidString.lowercased())
    let logged = try await gym.send("GET", "/v1/audit-logs?entity_type=export").data
    #expect(logged.count == 2 && logged.last?["new_values"]?["row_count"] == 1)
    #expect(try await gym.send("GET", "/v1/exports", as: staff).code == "permission_missing")
  }

  @Test func aFileShowsNoMoreThanThePages() async throws {
    let gym = try await Gym.make()
    _ = try await gym.client("Ada", "Lovelace", #", "email": "ada@example.com""#)
    let trainer = try await gym.person(.trainer)
    let file = try await read(gym, "/v1/clients", "text/csv", as: trainer)
    #expect(file.status == 200 && !String(decoding: file.body, as: UTF8.self).contains("ada@example.com"))
    let member = try await gym.person(.member)
    let refused = try await read(gym, "/v1/clients", "text/csv", as: member)
    #expect(refused.status == 403 && refused.code == "permission_missing")
    #expect(refused.headers[.contentType] == "application/problem+json")
    let rival = try await Gym.make()
    let none = try await read(rival, "/v1/clients", "application/x-ndjson")
    #expect(none.body.isEmpty)
  }

  @Test func onePageOfAFileIsNotToBeHad() async throws {
    let gym = try await Gym.make()
    let answer = try await read(gym, "/v1/clients?limit=10&cursor=x", "text/csv")
    #expect(answer.status == 400 && Set(answer.faults) == ["limit not_in_a_file", "cursor not_in_a_file"])
  }

  @Test func aListThatIsTooLongIsRefused() async throws {
    let gym = try await Gym.make()
    let admin = gym.installation.admin
    try await onDatabaseThread(url: admin) { connection in
      _ = try connection.rows(
        """
        insert into jobs.jobs (id, organization_id, kind, state, finished_at, priority, max_attempts)
        select gen_random_uuid(), \(gym.id), 'test.long', 'succeeded', now(), 2, 1 from generate_series(1, 50001)
        """)
    }
    let answer = try await read(gym, "/v1/jobs", "application/x-ndjson")
    #expect(answer.status == 422 && answer.code == "list_too_long")
    #expect(try await gym.send("GET", "/v1/exports").data.isEmpty, "what nobody got nobody took")
    try await onDatabaseThread(url: admin) { connection in
      _ = try connection.rows("delete from jobs.jobs where organization_id = \(gym.id)")
    }
  }

  /// What is written for spreadsheets is read back by our own reader, whatever it is.
  @Test func whatIsWrittenIsReadBack() throws {
    var random = SeededGenerator(state: 35)
    let pieces = [
      "=", "+", "-", "@", "'", "\"", ",", ";", "\n", "\r\n", " ", "1", "a", "ß", "漢", "＝", "＠", "\t", "👩‍👩‍👧",
    ]
    for round in 1...2_000 {
      let values = (0..<3).map { _ in
        "x"
          + (0..<Int.random(in: 0...6, using: &random)).map { _ in pieces.randomElement(using: &random) ?? ""
          }.joined()
      }
      let bare = values.map { String($0.dropFirst()) }
      for fields in [values, ["first"] + bare] {
        var bytes: [UInt8] = []
        CSVFile.write(["a", "b", "c", "d"].prefix(fields.count).map { $0 }, into: &bytes)
        CSVFile.write(fields, into: &bytes)
        var reader = CSVReader()
        reader.append(bytes[...])
        reader.finish()
        let steps = [reader.next(), reader.next()]
        #expect(steps == [.record, .record], "round \(round): \(fields)")
        let read = reader.record.fields.map {
          CSVFile.isFormula($0.dropFirst()) && $0.first == "'" ? String($0.dropFirst()) : $0
        }
        #expect(read == fields, "round \(round): \(fields)")
      }
    }
  }

  private func read(_ gym: Gym, _ path: String, _ accept: String, as person: TestPerson? = nil) async throws
    -> TestAnswer
  {
    try await gym.installation.send(
      "GET", path, token: (person ?? gym.owner).token, headers: ["Accept": accept])
  }
}
