import Foundation
import Postgres
import Testing

struct JSONTests {
  private struct Price: Codable {
    var amount: Int
    var currency: String
  }

  private struct Everything: Codable {
    var id: UUID
    var flag: Bool
    var small: Int16
    var middle: Int32
    var big: Int64
    var ratio: Double
    var firstName: String
    var addressLine2: String?
    var bornOn: String
    var startsAt: Date
    var endsAt: Date?
    var photo: Data
    var metadata: JSON
    var tags: [String?]
    var numbers: [Int]
    var moments: [Date]
    var ids: [UUID]
    var price: Price?
  }

  private let everything: SQL = """
    select gen_random_uuid() as id, n % 2 = 0 as flag, (n - 5)::int2 as small, (n * 1000 - 7)::int4 as middle,
      (n::int8 << 60) as big, n / 7.0::float8 as ratio, repeat('ż"\\/', n) || chr(n + 1) as first_name,
      case when n > 3 then e'line\\n2' end as address_line2, date '1600-02-28' + n * 12345 as born_on,
      timestamptz '1969-12-31 23:59:59.9999+00' + n * interval '1234567.891234 seconds' as starts_at,
      case when n = 4 then 'infinity'::timestamptz when n > 4 then now() end as ends_at,
      decode(repeat('00ff10', n), 'hex') as photo,
      jsonb_build_object('deepKey', jsonb_build_array(n, null, n / 3.0::float8, 'x"y')) as metadata,
      array[null, 'a', repeat('b', n)] as tags, array[n, -n] as numbers, array[now(), 'epoch'] as moments,
      '{}'::uuid[] as ids, case when n > 2 then n end as "price.amount", case when n > 2 then 'USD' end as "price.currency"
    from generate_series(0, 9) n
    """

  @Test func writingIsDecodingAndEncoding() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      // Foundation prints UUIDs in capitals, whatever the encoder's settings; PostgreSQL and this writer do not.
      let rows = try await database.pipeline([everything])[0].retyped(as: Everything.self)
      let encoder = JSONEncoder()
      encoder.keyEncodingStrategy = .convertToSnakeCase
      encoder.dateEncodingStrategy = .custom { date, encoder in
        var container = encoder.singleValueContainer()
        try container.encode(formatTimestamp(date))
      }
      var written: [UInt8] = []
      rows.writeJSON(into: &written)
      #expect(try tree(Data(written)) == tree(encoder.encode(rows.decoded())))
      for index in 0..<rows.count {
        var one: [UInt8] = Array(" ".utf8)
        rows.writeJSON(at: index, into: &one)
        #expect(try tree(Data(one)) == tree(encoder.encode(rows.decode(at: index))))
      }
      var none: [UInt8] = []
      rows.prefix(0).writeJSON(into: &none)
      rows.writeJSON(at: 10, into: &none)
      #expect(String(decoding: none, as: UTF8.self) == "[]null")
    }
  }

  /// The encoder leaves nil members out, the writer prints null.
  private func tree(_ data: Data) throws -> NSObject {
    func clean(_ value: Any) -> Any {
      if let object = value as? [String: Any] {
        return object.filter { !($0.value is NSNull) }.mapValues(clean)
      }
      if let array = value as? [Any] { return array.map(clean) }
      if let text = value as? String, let id = UUID(uuidString: text) { return id.uuidString }
      return value
    }
    let value = clean(try JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
    return try #require(
      (value as? [Any]).map { $0 as NSArray } ?? (value as? [String: Any]).map { $0 as NSDictionary })
  }

  @Test func theFormIsExact() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let rows = try await database.pipeline([
        """
        select 1 as a, null::int as b, 'x/y' as "c.d", true as "e""f", '{"k":  1}'::jsonb as "c.g",
          'NaN'::float8 as h, 'infinity'::date as i, 1e30::float8 as j, pg_sleep(0) as k, '\\x'::bytea as l,
          'infinity'::timestamptz as m, -5 as n, (-9223372036854775808)::int8 as o, 'NaN'::numeric as p,
          '{{1,2},{3,4}}'::int[] as q
        """
      ])[0]
      var bytes: [UInt8] = []
      rows.writeJSON(into: &bytes)
      #expect(
        String(decoding: bytes, as: UTF8.self)
          == #"[{"a":1,"b":null,"c":{"d":"x/y","g":{"k": 1}},"e\"f":true,"h":null,"i":null,"j":1e+30,"k":null,"#
          + #""l":"","m":null,"n":-5,"o":-9223372036854775808,"p":null,"q":null}]"#)
      let empty = try await database.pipeline(["select", "select 1 where false"])
      bytes = []
      for rows in empty { rows.writeJSON(into: &bytes) }
      #expect(String(decoding: bytes, as: UTF8.self) == "[{}][]")
    }
  }

  @Test func anyTextSurvivesEscaping() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      var random = SystemRandomNumberGenerator()
      let alphabet =
        (1...0x7f).compactMap(Unicode.Scalar.init).map(String.init) + ["ż", "漢", "🏋️", "\u{2028}", "\u{fffd}"]
      var texts = (1...0x7f).compactMap(Unicode.Scalar.init).map { "abcdefgh" + String($0) + "ijk" }
      for length in 0..<300 {
        texts.append((0..<length).map { _ in alphabet.randomElement(using: &random) ?? "" }.joined())
      }
      let rows = try await database.pipeline([
        "select t from unnest(\(texts)) with ordinality u (t, n) order by n"
      ])[0]
      var bytes: [UInt8] = []
      rows.writeJSON(into: &bytes)
      let objects = try JSONSerialization.jsonObject(with: Data(bytes)) as? [[String: String]]
      #expect(objects?.map { $0["t"] } == texts)
      let json = String(decoding: bytes, as: UTF8.self)
      #expect(!json.unicodeScalars.contains { $0.value < 0x20 })
      #expect(json.contains(#""abcdefgh\u0001ijk""#))
      #expect(json.contains(#""abcdefgh\nijk""#))
      #expect(json.contains(#""abcdefgh/ijk""#))
    }
  }

  @Test func rawJSONPassesThroughOtherCoders() throws {
    let text = #"{"a_b":[1,-2.5,true,null,"x\"\\"],"cD":{}}"#
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let encoded = String(decoding: try encoder.encode(["outerKey": JSON(text)]), as: UTF8.self)
    #expect(encoded == #"{"outerKey":"# + text + "}")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    #expect(try decoder.decode([String: JSON].self, from: Data(encoded.utf8)) == ["outerKey": JSON(text)])
  }
}
