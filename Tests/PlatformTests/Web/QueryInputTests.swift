import Foundation
import HTTPTypes
import Testing

@testable import Web

/// Query parameters, from the URL to the typed input.
@Suite struct QueryInputTests {
  @Test func readsEveryParameter() throws {
    let filter = try read([
      ("color", "red,dark_blue"), ("urgent", "true"), ("minimum", "-5"), ("ratio", "1.5e1"),
      ("since", "2026-11-21T10:00:00Z"), ("owner_id", "019ab0c4-7e00-7000-8000-000000000001"), ("q", "ABC"),
      ("cursor", "x,y"), ("limit", "100"),
    ])
    #expect(filter.color == [.red, .darkBlue])
    #expect(filter.urgent == true)
    #expect(filter.minimum == -5)
    #expect(filter.ratio == 15)
    #expect(filter.since == Sample.now)
    #expect(filter.ownerID != nil)
    #expect(filter.q?.text == "ABC")
    #expect(filter.cursor == "x,y")
    #expect(filter.limit?.count == 100)
    #expect(try read([]).limit == nil)
  }

  @Test(arguments: [
    ("urgent", "TRUE", "wrong_type"), ("urgent", "1", "wrong_type"), ("urgent", "", "wrong_type"),
    ("minimum", "x", "not_an_integer"), ("minimum", "", "not_an_integer"),
    ("minimum", "1.0", "not_an_integer"),
    ("minimum", " 5", "not_an_integer"), ("minimum", "+5", "not_an_integer"),
    ("minimum", "007", "not_an_integer"),
    ("minimum", "٣", "not_an_integer"), ("ratio", "x", "wrong_type"), ("ratio", "0x10", "wrong_type"),
    ("ratio", "nan", "wrong_type"), ("ratio", "inf", "wrong_type"), ("ratio", " 1", "wrong_type"),
    ("ratio", "+1", "wrong_type"), ("ratio", ".5", "wrong_type"), ("ratio", "1e400", "out_of_range"),
    ("since", "2026-11-21", "invalid_time"), ("owner_id", "7", "invalid_id"), ("q", "", "invalid_code"),
    ("q", "abc", "invalid_code"), ("cursor", "a\u{0}b", "control_character"),
    ("limit", "0", "out_of_range"), ("limit", "101", "out_of_range"), ("limit", "-1", "out_of_range"),
    ("limit", "9223372036854775808", "not_an_integer"),
    ("color", "", "not_in_list"), ("color", "red,", "not_in_list"), ("color", "Red", "not_in_list"),
    ("color", "red, dark_blue", "not_in_list"), ("Color", "red", "unknown_parameter"),
    ("ownerID", "x", "unknown_parameter"), ("", "x", "unknown_parameter"),
    ("a/b~c", "x", "unknown_parameter"),
  ])
  func namesTheParameterAtFault(name: String, value: String, code: String) {
    let faults = #expect(throws: Faults.self) { try read([(name, value)]) }
    #expect(faults?.all.map { "\($0.place) \($0.code)" } == ["\(name) \(code)"])
  }

  @Test func detailsSpeakOfNoJSONKinds() {
    let faults = #expect(throws: Faults.self) { try read([("urgent", "1"), ("ratio", "x")]) }
    #expect(faults?.all.map(\.detail) == ["Must be true or false.", "Must be a number."])
  }

  @Test(arguments: [
    ("color=red&urgent=true", []), ("?", ["? unknown_parameter"]), ("", []), ("&&", []),
    ("urgent=true&urgent=true", ["urgent repeated"]),
    ("x=1&urgent=2", ["urgent wrong_type", "x unknown_parameter"]),
    ("urgent", ["urgent wrong_type"]), ("=", [" unknown_parameter"]), ("u%72gent=%74rue", []),
    ("a+b=1", ["a b unknown_parameter"]), ("q=%41BC", []), ("q=A=B", ["q invalid_code"]),
    ("q=%ff", ["q=%ff invalid_encoding"]), ("q=%zz", ["q=%zz invalid_encoding"]),
    ("%c3=1", ["%c3=1 invalid_encoding"]),
    ("q=%", ["q=% invalid_encoding"]), ("q=%4", ["q=%4 invalid_encoding"]),
  ])
  func readsTheURL(query: String, faults: [String]) async throws {
    let answer = try await Sample().send(.get, "/v1/things?\(query)")
    #expect(answer.status == (faults.isEmpty ? .ok : .badRequest))
    #expect(answer.faults == faults)
    if !faults.isEmpty { #expect(answer.code == "invalid_parameter") }
  }

  @Test(arguments: ["/v1/things/special?a=1", "/v1/me?a=1"])
  func operationsWithoutInputRefuseParameters(target: String) async throws {
    let answer = try await Sample().send(.get, target, [.authorization: "Bearer person"])
    #expect(answer.faults == ["a unknown_parameter"])
  }

  @Test func operationsWithABodyRefuseParameters() async throws {
    let answer = try await Sample().send(.post, "/v1/things?a=1&b=2", body: NewThing.smallest)
    #expect(answer.status == .badRequest)
    #expect(answer.faults == ["a unknown_parameter", "b unknown_parameter"])
  }

  @Test(arguments: UInt64(1)...50)
  func noQueryTraps(seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let alphabet =
      Array("%&=+,?#0aAfé;/{}\u{0}\u{7f}")
      + ["color=", "limit=", "cursor=", "%00", "%C3%A9", "red"]
      .flatMap { Array($0) }
    let sample = try Sample()
    for _ in 0..<50 {
      let query = String(
        (0..<Int.random(in: 0...20, using: &random)).map { _ in
          alphabet.randomElement(using: &random) ?? "a"
        })
      #expect(await [200, 400].contains(sample.send(.get, "/v1/things?\(query)").status.code))
    }
  }

  private func read(_ parameters: [(String, String)]) throws -> ThingFilter {
    let members = parameters.map { (key: $0.0, value: JSONValue.string($0.1)) }
    return try InputDecoder.decode(ThingFilter.self, from: .object(members), source: .query)
  }
}
