import Foundation
import Postgres
import Testing

@testable import Web

@Suite struct JSONWriterTests {
  private struct Inner: Codable {
    let addressLine2: String?
    let isHome: Bool?
  }
  private struct Everything: Codable {
    var id = UUID(uuidString: "019AB0C4-7E00-7000-8000-00000000000A")
    var organizationID: UUID?
    var startedAt: Date? = Date(timeIntervalSince1970: 1_795_255_200.25)
    var endedAt: Date?
    var count: Int? = .min
    var missing: Int?
    var share: Double? = 0.1
    var ratio: Double?
    var inner: Inner? = Inner(addressLine2: "é\n", isHome: nil)
    var none: Inner?
    var list = [Inner(addressLine2: nil, isHome: true)]
    var holes: [Int?] = [1, nil]
    var words = ["a": 1]
    var metadata = JSON(#"{"firstName":1.50}"#)
    var color: Color? = .darkBlue
  }

  @Test func writesSnakeCaseTimesAndNulls() throws {
    #expect(
      try JSONWriter.value(Everything()).text(indented: false) == """
        {"id":"019ab0c4-7e00-7000-8000-00000000000a","organization_id":null,\
        "started_at":"2026-11-21T10:00:00.250Z","ended_at":null,"count":-9223372036854775808,"missing":null,\
        "share":0.1,"ratio":null,"inner":{"address_line2":"é\\u000a","is_home":null},"none":null,\
        "list":[{"address_line2":null,"is_home":true}],"holes":[1,null],"words":{"a":1},\
        "metadata":{"firstName":1.50},"color":"dark_blue"}
        """)
  }

  @Test func writesEveryNumber() throws {
    struct Numbers: Encodable {
      let a = Int8(-8)
      let b = Int16(-16)
      let c = Int32(-32)
      let d = Int64(-64)
      let e = UInt8(8)
      let f = UInt16(16)
      let g = UInt32(32)
      let h = UInt64.max
      let i = UInt(7)
      let j = Float(0.5)
      let k = 1e100
      let l = -0.0
    }
    #expect(
      try JSONWriter.value(Numbers()).text() == """
        {"a":-8,"b":-16,"c":-32,"d":-64,"e":8,"f":16,"g":32,"h":18446744073709551615,"i":7,"j":0.5,\
        "k":1e+100,"l":-0.0}
        """)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func refusesNumbersThatJSONCannotSay(number: Double) {
    #expect(throws: EncodingError.self) { try JSONWriter.value([number]) }
    #expect(throws: EncodingError.self) { try JSONWriter.value([Float(number)]) }
  }

  @Test func writesNestedContainers() throws {
    struct Custom: Encodable {
      enum Key: CodingKey { case outerName, listOf, parent, `super` }
      func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        var object = members.nestedContainer(keyedBy: Key.self, forKey: .outerName)
        try object.encode(1, forKey: .listOf)
        var list = members.nestedUnkeyedContainer(forKey: .listOf)
        #expect(list.count == 0)
        try list.encodeNil()
        var inner = list.nestedContainer(keyedBy: Key.self)
        try inner.encodeNil(forKey: .parent)
        var items = list.nestedUnkeyedContainer()
        try items.encode("x")
        try "y".encode(to: list.superEncoder())
        #expect(list.count == 4)
        try true.encode(to: members.superEncoder(forKey: .parent))
      }
    }
    #expect(
      try JSONWriter.value(Custom()).text()
        == #"{"outer_name":{"list_of":1},"list_of":[null,{"parent":null},["x"],"y"],"parent":true}"#)
  }

  @Test func nothingIsNullAndTextIsText() throws {
    #expect(try JSONWriter.value(Int?.none) == .null)
    #expect(try JSONWriter.value([String]()) == [])
    #expect(try JSONWriter.value("é") == "é")
    #expect(throws: EncodingError.self) { try JSONWriter.value(JSON("{")) }
  }

  /// JSONEncoder agrees on everything but the nulls that it leaves out.
  @Test(arguments: UInt64(1)...30)
  func whatIsWrittenIsDecoded(seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let part = Part(
      partName: try Code(text: ["A", "BC", "XYZ"].randomElement(using: &random) ?? "A"),
      count: Bool.random(using: &random) ? Int.random(in: .min ... .max, using: &random) : nil)
    let thing = Thing(
      id: UUID.version7(at: Sample.now), displayName: "n\(seed)\"\\\u{1}", quantity: Int(seed),
      madeAt: Bool.random(using: &random) ? Sample.now : nil, main: Bool.random(using: &random) ? part : nil)
    var body: [UInt8] = []
    try thing.write(into: &body)
    #expect(try InputDecoder.decode(Thing.self, from: JSONParser.parse(body), source: .body) == thing)
  }
}
