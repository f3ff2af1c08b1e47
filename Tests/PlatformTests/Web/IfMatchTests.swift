import HTTPTypes
import Postgres
import Testing

@testable import Web

@Suite struct IfMatchTests {
  private struct Versions: Wire, Versioned { let version: Int }

  private static let api: API = {
    var api = API()
    api.add(.get, "/v1/things/{id}", "getThing", summary: "Get", needs: .open, versioned: true) {
      (_: Call<NoInput>, _: Database) in Versions(version: 17)
    }
    api.add(.patch, "/v1/things/{id}", "updateThing", summary: "Change", needs: .open, versioned: true) {
      (call: Call<NoInput>, _: Database) in
      try call.requireMatch(17)
      return Versions(version: 18)
    }
    api.add(.get, "/v1/plain", "getPlain", summary: "Get", needs: .open) {
      (_: Call<NoInput>, _: Database) in Versions(version: 17)
    }
    return api
  }()

  @Test(arguments: [
    ("\"v17\"", 200), ("*", 200), ("\"v16\", \"v17\"", 200), (" \"v17\" ", 200), ("\"v16\"", 412),
    ("W/\"v17\"", 412), ("v17", 412), ("\"17\"", 412), ("\"v017\"", 412), ("", 412), ("\"", 412),
    ("\"v99999999999999999999\"", 412),
  ])
  func aChangeNeedsTheVersionThatIsThere(_ header: String, _ status: Int) async throws {
    let sample = try Sample(api: Self.api)
    let answer = await sample.send(.patch, "/v1/things/\(Sample.newID)", [.ifMatch: header])
    #expect(answer.status.code == status)
    #expect(answer.headers[.eTag] == (status == 200 ? "\"v18\"" : "\"v17\""))
    #expect(status == 200 || answer.code == "version_mismatch")
    #expect(sample.record.undeclared.isEmpty)
  }

  @Test func withoutOneItIsAskedFor() async throws {
    let sample = try Sample(api: Self.api)
    let answer = await sample.send(.patch, "/v1/things/\(Sample.newID)")
    #expect(answer.status.code == 428 && answer.code == "if_match_required")
  }

  @Test func readingTellsTheVersionWhereItCounts() async throws {
    let sample = try Sample(api: Self.api)
    #expect(await sample.send(.get, "/v1/things/\(Sample.newID)").headers[.eTag] == "\"v17\"")
    #expect(await sample.send(.get, "/v1/plain").headers[.eTag] == nil)
  }

  @Test(arguments: [
    ("\"v17\"", 304), ("W/\"v17\"", 304), ("\"v16\", \"v17\"", 304), ("*", 304), ("\"v16\"", 200),
    ("v17", 200),
  ])
  func whoHasWhatIsThereIsOnlyTold(_ held: String, _ status: Int) async throws {
    let answer = try await Sample(api: Self.api).send(
      .get, "/v1/things/\(Sample.newID)", [.ifNoneMatch: held])
    #expect(answer.status.code == status && answer.body.isEmpty == (status == 304))
    #expect(answer.headers[.eTag] == "\"v17\"")
  }

  @Test func theDocumentSaysSo() throws {
    let item = try OpenAPIDocument(Self.api, version: "1").json()["paths"]?["/v1/things/{id}"]
    let names = { (method: String) -> [JSONValue?] in
      guard case .array(let parameters)? = item?[method]?["parameters"] else { return [] }
      return parameters.map { $0["name"] }
    }
    #expect(names("patch").contains("If-Match") && !names("get").contains("If-Match"))
    #expect(item?["get"]?["responses"]?["200"]?["headers"]?["ETag"] != nil)
    #expect(item?["patch"]?["responses"]?["428"] != nil && item?["patch"]?["responses"]?["412"] != nil)
  }
}

@Suite struct CSVFileTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("a\"b", "\"a\"\"b\""), ("a\nb", "\"a\nb\""),
    ("=1+1", "\"'=1+1\""), ("+1", "\"'+1\""), ("-1", "-1"), ("-1.25", "-1.25"), ("-1+1", "\"'-1+1\""),
    ("-", "\"'-\""), ("-1.", "\"'-1.\""), ("@x", "\"'@x\""), ("\tx", "\"'\tx\""), (" =1", "\"' =1\""),
    ("'=1", "\"''=1\""), ("\"=1", "\"'\"\"=1\""), ("\u{A0}=1", "\"'\u{A0}=1\""), ("＝1", "\"'＝1\""),
    ("＋1", "\"'＋1\""),
    ("－1", "\"'－1\""), ("＠x", "\"'＠x\""), ("=cmd|' /C calc'!A0", "\"'=cmd|' /C calc'!A0\""), ("'x", "'x"),
    ("\nx", "\"'\nx\""),
    ("\rx", "\"'\rx\""), ("=a\"b", "\"'=a\"\"b\""), ("a=1", "a=1"), ("Zoë", "Zoë"),
  ])
  func noValueIsAFormula(_ value: String, _ written: String) {
    var body: [UInt8] = []
    CSVFile.write([value, "x"], into: &body)
    #expect(String(decoding: body, as: UTF8.self) == "\(written),x\r\n")
  }
}
