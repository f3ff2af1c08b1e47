import Foundation
import Postgres
import Testing

struct SQLTests {
  @Test func interpolationBinds() {
    let sql: SQL = "select \(1), \("a'b"), \(nil as UUID?), \([true, nil])"
    #expect(sql.text == "select $1, $2, $3, $4")
    #expect(sql.binds.map(\.type) == [20, 25, 2950, 1000])
    #expect(sql.binds.map(\.value?.count) == [8, 3, nil, 12 + 8 + 5 + 4])
    #expect(sql.binds[1].value == Array("a'b".utf8))
  }

  @Test func fragmentsAreRenumbered() {
    let inner: SQL = "b = \(2) and c = '$1' and d = \("x")"
    let middle: SQL = "(\(inner)) or e = \(3)"
    let sql: SQL = "select \(1) where \(middle) limit \(4) \(unsafe: "for update")"
    #expect(
      sql.text
        == "select $1 where (b = $2 and c = '$1' and d = $3) or e = $4 limit $5 for update")
    let numbers: SQL = "\(1)\(2)\("x")\(3)\(4)"
    #expect(sql.binds == numbers.binds)
  }

  @Test func elevenPlaceholdersKeepTheirDigits() {
    let inner: SQL = "\(1),\(2),\(3),\(4),\(5),\(6),\(7),\(8),\(9),\(10),\(11)0"
    let sql: SQL = "\(0),\(inner)"
    #expect(sql.text == "$1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$120")
    #expect(sql.binds.count == 12)
    #expect(sql.binds[11].value == [0, 0, 0, 0, 0, 0, 0, 11])
  }

  @Test func rawValuesBind() {
    enum Status: String, Bindable { case active }
    let sql: SQL = "\(Status.active)"
    #expect(sql.binds == [Bind(type: 25, value: Array("active".utf8))])
  }

  @Test(arguments: [
    ("firstName", "first_name"), ("addressLine2", "address_line2"), ("id", "id"),
    ("organizationID", "organization_id"), ("myURLProperty", "my_url_property"),
    ("already_snake", "already_snake"),
  ])
  func snakeCaseIsTheEncoders(swift: String, column: String) throws {
    #expect(snakeCase(swift) == column)
    struct Key: CodingKey {
      var stringValue: String
      var intValue: Int? { nil }
      init(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }
    struct Member: Encodable {
      let name: String
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(1, forKey: Key(stringValue: name))
      }
    }
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    #expect(String(decoding: try encoder.encode(Member(name: swift)), as: UTF8.self) == "{\"\(column)\":1}")
  }

  @Test(arguments: [
    "2026-11-21T10:00:00.123Z", "1999-12-31T23:59:59.999Z", "2000-02-29T00:00:00.000Z",
    "0001-01-01T00:00:00.000Z",
    "9999-12-31T23:59:59.999Z", "1970-01-01T00:00:00.001Z",
  ])
  func timestampsRoundTrip(text: String) throws {
    let moment = try #require(parseTimestamp(text))
    #expect(formatTimestamp(moment) == text)
  }

  @Test func timestampsAreParsedStrictly() {
    let moment = parseTimestamp("2026-11-21T10:00:00Z")
    #expect(moment == Date(timeIntervalSince1970: 1_795_255_200))
    #expect(parseTimestamp("2026-11-21T11:30:00.000000001+01:30") == moment)
    #expect(parseTimestamp("2026-11-20t23:00:00-11:00") == moment)
    for wrong in [
      "", "2026-11-21", "2026-11-21T10:00:00", "2026-02-29T10:00:00Z", "2026-13-01T10:00:00Z",
      "2026-11-21T24:00:00Z", "2026-11-21T10:60:00Z", "2026-11-21T10:00:00.Z", "2026-11-21T10:00:00ZZ",
      "2026-11-21T10:00:00+0100", "2026-11-21T10:00:00.0000000001Z", "20261-11-21T10:00:00Z",
      "+026-11-21T10:00:00Z",
    ] {
      #expect(parseTimestamp(wrong) == nil, "\(wrong)")
    }
  }

  @Test func millisecondsAreCutOff() {
    #expect(
      formatTimestamp(Date(timeIntervalSince1970: 1_795_255_200.123_999)) == "2026-11-21T10:00:00.123Z")
    #expect(formatTimestamp(Date(timeIntervalSince1970: -0.000_001)) == "1969-12-31T23:59:59.999Z")
  }
}
