import CPostgres
import Foundation
import Testing

@testable import Postgres
@testable import Web

/// Answers made of rows, on results that libpq builds without a server.
@Suite struct AnswerTests {
  private struct Member: Codable, Sendable {
    let id: UUID
    let lastName: String?
  }

  private static let ids = (1...4).map { UUID(uuid: (0, 0, 0, 0, 0, 0, 0x70, 0, 0x80, 0, 0, 0, 0, 0, 0, $0)) }

  @Test func oneRowIsItsObject() throws {
    let query = Query<One<Member>>.one("select 1")
    #expect(
      try body(query.read(rows(["Łukasz\n"])))
        == #"{"id":"00000000-0000-7000-8000-000000000001","last_name":"Łukasz\n"}"#)
    let problem = #expect(throws: Problem.self) { try query.read(rows([])) }
    #expect(problem?.type == .notFound)
  }

  @Test func aListIsItsData() throws {
    let query = Query<List<Member>>.list("select 1")
    #expect(try body(query.read(rows([]))) == #"{"data":[]}"#)
    let list = try JSONParser.parse(body(query.read(rows(["A", nil]))).utf8)
    #expect(
      list["data"] == [
        ["id": "00000000-0000-7000-8000-000000000001", "last_name": "A"],
        ["id": "00000000-0000-7000-8000-000000000002", "last_name": .null],
      ])
  }

  @Test(
    arguments: [
      (0, false, nil), (1, false, nil), (2, false, nil), (3, true, "B"), (4, true, "B"),
    ] as [(Int, Bool, String?)])
  func aPageHasACursorWhereMoreFollows(count: Int, hasMore: Bool, value: String?) throws {
    let page = try readPage(Array(["A", "B", "C", "D"].prefix(count)))
    #expect(page["page"]?["limit"] == 2)
    #expect(page["page"]?["has_more"] == .bool(hasMore))
    #expect(page["page"]?["next_cursor"] == (value.map { .string("\($0)@\(AnswerTests.ids[1])") } ?? .null))
    guard case .array(let items)? = page["data"] else { throw Secret() }
    #expect(items.count == min(count, 2))
  }

  @Test func aPageMayEndAtNull() throws {
    #expect(try readPage(["A", nil, nil])["page"]?["next_cursor"] == .string("NULL@\(AnswerTests.ids[1])"))
  }

  @Test func aPageWhoseOrderIsNotSelectedIsAFault() {
    let paging = Paging(limit: 1, after: nil) { _ in "" }
    let query = Query<Page<Member>>.page("select 1", paging, sort: "first_name")
    #expect(throws: PostgresError.self) { try query.read(rows(["A", "B"])) }
  }

  @Test func schemasNameTheirRow() throws {
    let components = Components()
    let row: JSONValue = ["$ref": "#/components/schemas/Member"]
    #expect(try One<Member>.schema(in: components) == row)
    #expect(try List<Member>.schema(in: components) == ["$ref": "#/components/schemas/MemberList"])
    #expect(try Page<Member>.schema(in: components) == ["$ref": "#/components/schemas/MemberPage"])
    #expect(try NoContent.schema(in: components) == nil)
    #expect(components["MemberList"]?["properties"]?["data"] == ["type": "array", "items": row])
    #expect(components["MemberPage"]?["required"] == ["data", "page"])
    #expect(try body(NoContent()) == "")
  }

  private func readPage(_ names: [String?]) throws -> JSONValue {
    let paging = Paging(limit: 2, after: nil) { "\($0.value ?? "NULL")@\($0.id)" }
    let query = Query<Page<Member>>.page("select 1", paging, sort: "last_name")
    return try JSONParser.parse(body(query.read(rows(names))).utf8)
  }

  private func body(_ answer: some Answer) throws -> String {
    var bytes: [UInt8] = []
    try answer.write(into: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A result in binary format with the columns id and last_name.
  private func rows(_ names: [String?]) throws -> Rows<Undecoded> {
    let result = try #require(PQmakeEmptyPGresult(nil, PGRES_TUPLES_OK))
    "id".withCString { id in
      "last_name".withCString { lastName in
        var columns = [(id, Oid(2950)), (lastName, Oid(25))].map { name, type in
          PGresAttDesc(
            name: UnsafeMutablePointer(mutating: name), tableid: 0, columnid: 0, format: 1, typid: type,
            typlen: -1,
            atttypmod: -1)
        }
        #expect(PQsetResultAttrs(result, 2, &columns) == 1)
      }
    }
    for (row, name) in names.enumerated() {
      var id = withUnsafeBytes(of: AnswerTests.ids[row].uuid) { $0.map { CChar(bitPattern: $0) } }
      #expect(PQsetvalue(result, Int32(row), 0, &id, 16) == 1)
      var text = (name ?? "").utf8.map { CChar(bitPattern: $0) }
      #expect(PQsetvalue(result, Int32(row), 1, &text, name == nil ? -1 : Int32(text.count)) == 1)
    }
    return try Rows(QueryResult(result))
  }
}
