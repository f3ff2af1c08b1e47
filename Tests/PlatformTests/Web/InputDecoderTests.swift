import Foundation
import Postgres
import Synchronization
import Testing

@testable import Web

@Suite struct InputDecoderTests {
  @Test func readsEveryMember() throws {
    let thing = try read(
      NewThing.self,
      """
      {"code":"AB","display_name":"n","quantity":-3,"weight":2.5e-1,"is_active":false,
       "made_at":"2026-11-21T11:00:00.5+01:00","owner_id":"019AB0C4-7e00-7000-8000-000000000001",
       "color":"dark_blue","tags":["A","B"],"parts":[{"part_name":"P","count":2},{"part_name":"Q"}],
       "main":{"part_name":"M","count":null}}
      """)
    #expect(thing.code.text == "AB")
    #expect(thing.quantity == -3)
    #expect(thing.weight == 0.25)
    #expect(thing.isActive == false)
    #expect(thing.madeAt == Date(timeIntervalSince1970: 1_795_255_200.5))
    #expect(thing.ownerID == UUID(uuidString: "019ab0c4-7e00-7000-8000-000000000001"))
    #expect(thing.color == .darkBlue)
    #expect(thing.tags?.map(\.text) == ["A", "B"])
    #expect(thing.parts?.map(\.count) == [2, nil])
    #expect(thing.main == Part(partName: try Code(text: "M"), count: nil))
  }

  @Test func optionalMembersMayBeAbsentOrNull() throws {
    let absent = try read(NewThing.self, NewThing.smallest)
    let null = try read(
      NewThing.self,
      """
      {"code":"AB","display_name":"x","quantity":1,"weight":null,"is_active":null,"made_at":null,
       "owner_id":null,"color":null,"tags":null,"parts":null,"main":null}
      """)
    #expect(absent == null)
    #expect(absent.weight == nil && absent.tags == nil && absent.main == nil)
  }

  @Test func findsAllFaultsAtOnce() {
    let body = """
      {"code":"ab","quantity":"1","weight":true,"is_active":1,"made_at":"yesterday","owner_id":"7",
       "color":"green","tags":["A","b",3,null],"parts":[{"count":"x"},7,{"part_name":"P","a/b~c":1}],
       "main":[],"~/":{"deep":1},"quantity ":2}
      """
    #expect(
      faults(NewThing.self, body) == [
        "/code invalid_code", "/display_name required", "/quantity wrong_type", "/weight wrong_type",
        "/is_active wrong_type", "/made_at invalid_time", "/owner_id invalid_id", "/color not_in_list",
        "/tags/1 invalid_code", "/tags/2 wrong_type", "/tags/3 wrong_type",
        "/parts/0/part_name required", "/parts/0/count wrong_type", "/parts/1 wrong_type",
        "/parts/2/a~1b~0c unknown_member", "/main wrong_type", "/~0~1 unknown_member",
        "/quantity  unknown_member",
      ])
  }

  @Test(arguments: [
    ("null", "null"), ("true", "a boolean"), ("1", "a number"), (#""x""#, "a string"), ("[]", "an array"),
  ])
  func aBodyOfAnotherKindHasOneFault(body: String, kind: String) {
    let expected = Fault("wrong_type", "Must be an object, not \(kind).")
    let found = #expect(throws: Faults.self) { try read(NewThing.self, body) }
    #expect(found?.all == [expected])
  }

  @Test(arguments: ["code", "display_name", "quantity"])
  func nullInRequiredMembersIsAFault(name: String) {
    let body = #"{"code":"AB","display_name":"x","quantity":1,"#.replacing(
      "\"\(name)\":", with: "\"\(name)_\":")
    #expect(faults(NewThing.self, body + "\"\(name)\":null}").contains("/\(name) wrong_type"))
  }

  @Test(
    arguments: [
      ("0", 0), ("-0", 0), ("1.0", 1), ("1e2", 100), ("1E+2", 100), ("12.50e1", 125), ("100e-2", 1),
      ("-0.0", 0),
      ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775807.0", .max),
      ("9007199254740993.0", 9_007_199_254_740_993), ("0e9", 0),
      ("9223372036854775808", nil), ("-9223372036854775809", nil), ("1e19", nil), ("1e400", nil),
      ("1.5", nil),
      ("1e-1", nil), ("0.99999999999999999999", nil), ("1e-400", nil), ("4.0000000000000000001", nil),
      ("1e9223372036854775807", nil), ("1e-9223372036854775808", nil), ("1e99999999999999999999", nil),
    ] as [(String, Int?)])
  func readsIntegersExactly(text: String, value: Int?) throws {
    if let value {
      #expect(try read(Int.self, text) == value)
    } else {
      #expect(faults(Int.self, text) == [" not_an_integer"])
    }
  }

  @Test func narrowIntegersHaveTheirOwnLimits() throws {
    #expect(try read(Int32.self, "2147483647") == .max)
    #expect(faults(Int32.self, "2147483648") == [" not_an_integer"])
    #expect(try read(Int64.self, "-9223372036854775808") == .min)
    #expect(try read([Int32?].self, "[1,null]") == [1, nil])
  }

  @Test func numbersMustFitADouble() throws {
    #expect(try read(Double.self, "1e308") == 1e308)
    #expect(faults(Double.self, "1e400") == [" out_of_range"])
    #expect(faults(Double.self, #""1""#) == [" wrong_type"])
  }

  @Test func jsonIsPassedOnAsItIs() throws {
    struct Settings: Decodable { let metadata: JSON }
    let body = #"{"metadata":{"firstName":[1.50,"\u00e9",{"a":null}]}}"#
    #expect(try read(Settings.self, body).metadata.text == #"{"firstName":[1.50,"é",{"a":null}]}"#)
    #expect(faults(Settings.self, "{}") == ["/metadata required"])
  }

  @Test func plainTextCannotHoldNUL() throws {
    #expect(faults(String.self, #""a\u0000b""#) == [" control_character"])
    #expect(try read(String.self, #""a\nb""#) == "a\nb")
    let id = #""019ab0c4-7e00-7000-8000-000000000001"#
    #expect(faults(UUID.self, id + #"\u0000""#) == [" control_character"])
    #expect(faults(UUID.self, id + #"0""#) == [" invalid_id"])
  }

  @Test func aRuleOfTheWholeInputNamesItsPlace() {
    struct Span: Decodable {
      let first: Int
      let last: Int
      private enum CodingKeys: CodingKey { case first, last }
      init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        first = try members.decode(Int.self, forKey: .first)
        last = try members.decode(Int.self, forKey: .last)
        guard first <= last else {
          throw Fault("ends_before_start", "Must not be before first.", at: "/last")
        }
      }
    }
    #expect(
      faults([Span].self, #"[{"first":1,"last":2},{"first":2,"last":1}]"#) == ["/1/last ends_before_start"])
  }

  @Test func readingEndsAtFiftyFaults() {
    let items = Array(repeating: "0", count: 10_000).joined(separator: ",")
    #expect(faults([Counted].self, "[\(items)]").count == 50)
    #expect(Counted.count.withLock { $0 } <= 51)
    let members = (0..<200).map { "\"m\($0)\":0" }.joined(separator: ",")
    #expect(faults(NewThing.self, "{\(members)}").count == 50)
  }

  private struct Counted: Decodable, Schematic {
    static let count = Mutex(0)
    static let schema: JSONValue = [:]
    static var example: Counted { Counted() }
    private init() {}
    init(from decoder: any Decoder) throws {
      Counted.count.withLock { $0 += 1 }
      throw Fault("never", "Never right.")
    }
  }

  /// What Foundation cannot read into the type either, and a thing with one member broken at random.
  @Test(arguments: UInt64(1)...40)
  func aBrokenMemberIsFoundWhereItIs(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let members: [(key: String, value: JSONValue)] = [
      ("code", "AB"), ("display_name", "x"), ("quantity", 1), ("weight", 2), ("is_active", true),
      ("made_at", "2026-11-21T10:00:00Z"), ("owner_id", "019ab0c4-7e00-7000-8000-000000000001"),
      ("color", "red"), ("tags", ["A"]), ("parts", [["part_name": "P", "count": 1]]),
      ("main", ["part_name": "M"]),
    ].shuffled(using: &random)
    _ = try InputDecoder.decode(NewThing.self, from: .object(members), source: .body)
    var broken = members
    let index = Int.random(in: 0..<members.count, using: &random)
    broken[index].value = ["no such member": [[:], 1, .null]]
    let place = "/\(members[index].key)"
    let found = #expect(throws: Faults.self) {
      try InputDecoder.decode(NewThing.self, from: .object(broken), source: .body)
    }
    #expect(found?.all.isEmpty == false)
    #expect(found?.all.allSatisfy { $0.place == place || $0.place.hasPrefix(place + "/") } == true)
  }
}

func read<T: Decodable>(_ type: T.Type, _ body: String) throws(Faults) -> T {
  try InputDecoder.decode(type, from: (try? JSONParser.parse(body.utf8)) ?? .null, source: .body)
}

/// "place code" of every fault.
func faults<T: Decodable>(_ type: T.Type, _ body: String) -> [String] {
  do throws(Faults) {
    _ = try read(type, body)
    return []
  } catch {
    return error.all.map { "\($0.place) \($0.code)" }
  }
}
