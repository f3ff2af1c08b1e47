import Foundation
import Postgres
import Testing

struct TypeTests {
  /// Sends values, their array with a NULL in it, and reads all back.
  private func roundTrip<Value: Bindable & Decodable & Equatable>(
    _ values: [Value], _ database: Database
  ) async throws {
    for value in values {
      #expect(try await database.value("select \(value)", as: Value.self) == value)
    }
    let none = try await database.pipeline(["select \(nil as Value?) as v"])[0]
    #expect(try none.value("v", at: 0, as: Value?.self) == nil)
    let withNull: [Value?] = values.map { $0 } + [nil]
    #expect(try await database.value("select \(values)", as: [Value].self) == values)
    #expect(try await database.value("select \(withNull)", as: [Value?].self) == withNull)
    #expect(try await database.value("select \([Value]())", as: [Value].self) == [])
    let error = #expect(throws: PostgresError.self) { _ = try none.value("v", at: 0, as: Value.self) }
    #expect(error?.kind == .decoding)
    #expect(error?.column == "v")
  }

  @Test func everyTypeComesBack() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      try await roundTrip([true, false], database)
      try await roundTrip([Int16.min, 0, .max], database)
      try await roundTrip([Int32.min, 0, .max], database)
      try await roundTrip([Int64.min, 0, .max], database)
      try await roundTrip([Int.min, -1, .max], database)
      try await roundTrip(
        [0, -1.5, .pi, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude], database)
      try await roundTrip(
        ["", "a", "Zażółć gęślą jaźń 🏋️", "'\"\\\n", String(repeating: "x", count: 100_000)], database)
      try await roundTrip(
        [UUID(), UUID(uuidString: "00000000-0000-0000-0000-000000000000") ?? UUID()], database)
      try await roundTrip([[], [0, 255], [UInt8](repeating: 7, count: 5000)] as [[UInt8]], database)
      try await roundTrip([Data(), Data([0, 1, 2])], database)
      try await roundTrip([JSON("{}"), JSON("[1, null, \"a\"]")], database)
    }
  }

  @Test func momentsKeepTheirMicroseconds() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      for text in [
        "1970-01-01T00:00:00Z", "2026-11-21T10:00:00.123456Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
      ] {
        let moment = try #require(parseTimestamp(text))
        let rows = try await database.pipeline([
          "select \(moment) as m, \(moment) = \(unsafe: "'\(text)'") as same"
        ])[0]
        #expect(try rows.value("m", at: 0, as: Date.self) == moment)
        #expect(try rows.value("same", at: 0, as: Bool.self))
      }
      for impossible in [
        Date(timeIntervalSinceReferenceDate: .nan), Date(timeIntervalSinceReferenceDate: .infinity),
      ] {
        let error = await failure { _ = try await database.pipeline(["select \(impossible)"]) }
        #expect(error?.sqlState == "22008")
      }
    }
  }

  @Test func textOfOtherTypes() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let rows = try await database.pipeline([
        """
        select '5B5A0001-0203-0405-0607-08090A0B0C0D'::uuid as u, date '2026-11-21' as d, date '0044-03-15 BC' as bc,
          timestamptz '2026-11-21 11:00:00.123999+01' as t, '{"a": [1]}'::jsonb as j, '{"a":1}'::json as j1,
          12345678901234567890.00100::numeric as n, 0.0001::numeric as n2, -10000::numeric as n3,
          'abc'::varchar as v, 'ab'::char(3) as c, 'n'::name as na, null::text as nothing, 7 as i, true as b,
          array[1, null] as a, '\\x00ff'::bytea as y, 1.5::float4 as f
        """
      ])[0]
      let expected = [
        "u": "5b5a0001-0203-0405-0607-08090a0b0c0d", "d": "2026-11-21", "bc": "-43-03-15",
        "t": "2026-11-21T10:00:00.123Z", "j": #"{"a": [1]}"#, "j1": #"{"a":1}"#,
        "n": "12345678901234567890.00100",
        "n2": "0.0001", "n3": "-10000", "v": "abc", "c": "ab ", "na": "n", "i": "7", "b": "true",
        "a": "[1,null]",
        "y": "AP8=", "f": "1.5",
      ]
      for (column, text) in expected { #expect(try rows.text(column, at: 0) == text, "\(column)") }
      #expect(try rows.text("nothing", at: 0) == nil)
      for column in ["u", "d", "t", "j", "n", "v"] {
        #expect(try rows.value(column, at: 0, as: String.self) == expected[column])
      }
      #expect(try rows.value("i", at: 0, as: Int8.self) == 7)
      #expect(try rows.value("f", at: 0, as: Double.self) == 1.5)
      #expect(try rows.value("n2", at: 0, as: Double.self) == 0.0001)
      #expect(throws: PostgresError.self) { try rows.value("i", at: 0, as: String.self) }
      #expect(throws: PostgresError.self) { try rows.value("v", at: 0, as: Int.self) }
      #expect(throws: PostgresError.self) { try rows.value("missing", at: 0, as: Int.self) }
      #expect(throws: PostgresError.self) { try rows.value("i", at: 1, as: Int.self) }
    }
  }

  @Test func numbersDoNotOverflow() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let rows = try await database.pipeline(["select 300 as n, -1 as m, 9007199254740993 as big"])[0]
      for attempt in [
        { _ = try rows.value("n", at: 0, as: Int8.self) }, { _ = try rows.value("m", at: 0, as: UInt.self) },
        { _ = try rows.value("big", at: 0, as: Double.self) },
      ] {
        let error = #expect(throws: PostgresError.self) { try attempt() }
        #expect(error?.kind == .decoding)
      }
    }
  }

  @Test func typesThatAreNotReadAreNamed() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let error = await failure { _ = try await database.pipeline(["select 1 as a, point '(1,2)' as p"]) }
      #expect(error?.kind == .decoding)
      #expect(error?.column == "p")
    }
  }

  struct Email: Codable, Equatable {
    let text: String
    init(from decoder: any Decoder) throws {
      text = try decoder.singleValueContainer().decode(String.self)
      guard text.contains("@") else {
        throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: "\(text) is no address"))
      }
    }
  }
  enum Status: String, Codable { case active, paused }
  struct Price: Codable, Equatable {
    var amount: Int
    var currency: String
  }
  struct Settings: Codable, Equatable {
    var openingHour: Int
    var since: Date?
  }
  struct Person: Codable, Equatable {
    var id: UUID
    var firstName: String
    var addressLine2: String?
    var email: Email?
    var status: Status
    var price: Price?
    var settings: Settings
    var tags: [String]
    var emails: [Email?]
    var statuses: [Status]
    var joinedAt: Date
    var organizationID: UUID?
  }

  private func people(_ columns: SQL, _ database: Database) async throws -> Rows<Person> {
    let defaults: SQL = """
      '5b5a0001-0203-0405-0607-08090a0b0c0d'::uuid as id, 'Ann' as first_name, null::text as address_line2,
      'a@b.c' as email, 'active' as status, 25 as "price.amount", 'USD' as "price.currency",
      '{"opening_hour": 7, "since": "2026-11-21T10:00:00Z"}'::jsonb as settings, array['x', 'y'] as tags,
      array['a@b.c', null] as emails, array['paused'] as statuses, timestamptz 'epoch' as joined_at,
      null::uuid as organization_id
      """
    return try await database.pipeline([
      "select * from (select \(defaults)) d cross join (select \(columns)) o"
    ])[0]
    .retyped(as: Person.self)
  }

  @Test func rowsDecode() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let rows = try await people("1 as unused", database)
      let person = try #require(try rows.first())
      #expect(person.firstName == "Ann")
      #expect(person.addressLine2 == nil)
      #expect(person.email?.text == "a@b.c")
      #expect(person.status == .active)
      #expect(person.price == Price(amount: 25, currency: "USD"))
      #expect(person.settings == Settings(openingHour: 7, since: parseTimestamp("2026-11-21T10:00:00Z")))
      #expect(person.tags == ["x", "y"])
      #expect(person.emails.map { $0?.text } == ["a@b.c", nil])
      #expect(person.statuses == [.paused])
      #expect(person.joinedAt == Date(timeIntervalSince1970: 0))
      #expect(try rows.decoded() == [person])
      #expect(try rows.prefix(0).first() == nil)
      #expect(rows.prefix(9).count == 1)
      #expect(throws: PostgresError.self) { try rows.prefix(0).decode(at: 0) }
      #expect(throws: PostgresError.self) { try rows.decode(at: -1) }
    }
  }

  @Test func valuesThatDoNotFitNameTheirColumnAndNotTheirContent() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      struct Wrong<Value: Decodable & Sendable>: Decodable, Sendable { var secretColumn: Value }
      func error<Value: Decodable & Sendable>(_ sql: SQL, _ type: Value.Type) async throws -> PostgresError? {
        let rows = try await database.pipeline([sql])[0].retyped(as: Wrong<Value>.self)
        return #expect(throws: PostgresError.self) { try rows.first() }
      }
      let errors = [
        try await error("select 'hidden' as secret_column", Email.self),
        try await error("select 'hidden' as secret_column", Status.self),
        try await error("select 'hidden' as secret_column", Int.self),
        try await error("select null::text as secret_column", String.self),
        try await error("select 'hidden' as other_column", String.self),
        try await error("select array['hidden', null] as secret_column", [String].self),
        try await error("select '{\"opening_hour\": \"hidden\"}'::jsonb as secret_column", Settings.self),
      ]
      for error in errors {
        #expect(error?.kind == .decoding)
        #expect(error?.column?.isEmpty == false)
        #expect(error?.message.contains("hidden") == false)
      }
      #expect(errors.prefix(6).allSatisfy { $0?.column == "secret_column" })
    }
  }

  @Test func nestedObjectsAreNilOnlyIfAllIsNull() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      struct Item: Decodable { var price: Price? }
      let all = try await database.pipeline([
        "select null::int as \"price.amount\", null::text as \"price.currency\""
      ])[0].retyped(as: Item.self)
      #expect(try all.first()?.price == nil)
      let some = try await database.pipeline([
        "select 1 as \"price.amount\", null::text as \"price.currency\""
      ])[0]
      .retyped(as: Item.self)
      #expect(throws: PostgresError.self) { try some.first() }
      struct Deep: Decodable {
        struct A: Decodable {
          struct B: Decodable { var c: Int }
          var b: B
        }
        var a: A
      }
      let deep = try await database.pipeline(["select 1 as \"a.b.c\""])[0].retyped(as: Deep.self)
      #expect(throws: PostgresError.self) { try deep.first() }
    }
  }
}
