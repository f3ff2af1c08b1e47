import HTTPTypes
import Testing

@testable import Web

@Suite struct RouteTableTests {
  private let table = RouteTable(API.sample.operations)

  @Test(
    arguments: [
      (.get, "/v1/things", "listThings", nil), (.post, "/v1/things", "createThing", nil),
      (.get, "/v1/things/special", "getSpecial", nil), (.get, "/v1/things/7", "getThing", "7"),
      (.head, "/v1/things/7", "getThing", "7"), (.get, "/v1/things/", "getThing", ""),
      (.get, "/v1/things/%7", "getThing", "%7"), (.get, "/v1/things/{id}", "getThing", "{id}"),
      (.patch, "/v1/things/7/parts", "changePart", "7"),
      (.patch, "/v1/things/{id}/parts", "changePart", "{id}"),
      (.patch, "/v1/things/special/parts", "changePart", "special"),
    ] as [(HTTPRequest.Method, String, String, String?)])
  func finds(method: HTTPRequest.Method, path: String, id: String, segment: String?) throws {
    let found = try #require(table.find(path[...]))
    #expect(found.entry.operation(method)?.id == id)
    #expect(found.id.map(String.init) == segment)
  }

  @Test(arguments: [
    "", "/", "//", "/v1", "/v1/", "/v1/thing", "/V1/things", "/v1/things/7/", "/v1/things/7/part",
    "/v1/things/7/parts/", "/v1/things/7/parts/8", "v1/things/7", "x/v1/things/7", "//v1/things",
    "/v1//things",
    "/v1/../v1/things", "/v1/thi%6Egs", "é",
  ])
  func findsNothing(path: String) {
    #expect(table.find(path[...])?.entry.allow == nil)
  }

  @Test(arguments: [
    ("/v1/things", "GET, HEAD, POST"), ("/v1/things/special", "GET, HEAD"),
    ("/v1/things/7", "DELETE, GET, HEAD, PUT"),
    ("/v1/things/7/parts", "PATCH"),
  ])
  func listsMethods(path: String, allow: String) throws {
    let found = try #require(table.find(path[...]))
    #expect(found.entry.allow == allow)
    #expect(found.entry.operation(.options) == nil)
    #expect((found.entry.operation(.head) == nil) == !allow.contains("HEAD"))
  }
}
