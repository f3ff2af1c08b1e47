import Testing

@testable import Web

@Suite struct PatchTests {
  private struct Thing: Equatable {
    var name: String
    var note: String?
    var owner: Int?
  }

  private struct ThingPatch: Decodable {
    let name: Change<Code>
    let note: Patch<Code>
    let owner: Patch<Int>

    func applied(to thing: Thing) -> Thing {
      Thing(
        name: name.map(\.text).applied(to: thing.name), note: note.map(\.text).applied(to: thing.note),
        owner: owner.applied(to: thing.owner))
    }
  }

  private func read(_ body: String) throws(Faults) -> ThingPatch {
    guard let tree = try? JSONParser.parse(body.utf8) else {
      return try InputDecoder.decode(ThingPatch.self, from: .null, source: .body)
    }
    return try InputDecoder.decode(ThingPatch.self, from: tree, source: .body)
  }

  /// Absent leaves, null clears, a value replaces: for each member, whatever the others say.
  @Test(arguments: 0..<200) func eachMemberIsPatchedByItself(_ seed: UInt64) throws {
    var random = SeededGenerator(state: seed)
    let thing = Thing(
      name: "OLD", note: Bool.random(using: &random) ? "NOTE" : nil,
      owner: Bool.random(using: &random) ? 1 : nil)
    var expected = thing
    var members: [String] = []
    if Bool.random(using: &random) {
      members.append(#""name": "NEW""#)
      expected.name = "NEW"
    }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: break
    case 1:
      members.append(#""note": null"#)
      expected.note = nil
    default:
      members.append(#""note": "OTHER""#)
      expected.note = "OTHER"
    }
    switch Int.random(in: 0..<3, using: &random) {
    case 0: break
    case 1:
      members.append(#""owner": null"#)
      expected.owner = nil
    default:
      members.append(#""owner": 7"#)
      expected.owner = 7
    }
    let body = "{\(members.shuffled(using: &random).joined(separator: ", "))}"
    #expect(try read(body).applied(to: thing) == expected, "seed \(seed): \(body)")
  }

  @Test func faultsAreToldWithTheirPlaces() throws {
    let error = #expect(throws: Faults.self) {
      try read(#"{"name": null, "note": "x1", "owner": "y", "more": 1}"#)
    }
    let faults = try #require(error).all.map { "\($0.place) \($0.code)" }
    #expect(
      Set(faults) == ["/name wrong_type", "/note invalid_code", "/owner wrong_type", "/more unknown_member"])
  }

  @Test func theSchemaSaysWhatMayBeNull() throws {
    let components = Components()
    _ = try Shape.schema(of: ThingPatch.self, .input, in: components)
    let schema = try #require(components.schemas.last?.value)
    #expect(schema["required"] == nil)
    #expect(schema["properties"]?["name"]?["type"] == "string")
    #expect(schema["properties"]?["note"]?["type"] == ["string", "null"])
    #expect(schema["properties"]?["owner"]?["type"] == ["integer", "null"])
  }
}
