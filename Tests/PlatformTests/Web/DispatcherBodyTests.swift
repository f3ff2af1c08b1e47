import HTTPTypes
import Synchronization
import Testing

@testable import Web

@Suite struct DispatcherBodyTests {
  @Test(arguments: [
    "application/json", "application/json; charset=utf-8", "Application/JSON", "application/json ;x=y",
    " application/json",
  ])
  func takesJSON(type: String) async throws {
    let answer = try await Sample().send(.post, "/v1/things", [.contentType: type], body: NewThing.smallest)
    #expect(answer.status == .created)
  }

  @Test(arguments: [
    nil, "", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", "json",
    "application/json, text/html",
  ])
  func refusesOtherMediaTypes(type: String?) async throws {
    let sample = try Sample()
    let answer = await sample.dispatcher.respond(
      to: Inbound(
        method: .post, target: "/v1/things", headers: type.map { [.contentType: $0] } ?? [:],
        body: { _ in Array(NewThing.smallest.utf8) }))
    #expect(answer.status == .unsupportedMediaType)
    #expect(answer.code == "unsupported_media_type")
  }

  @Test(arguments: [
    ("", "At byte 0: the text ends where a value is expected."),
    (#"{"a":1"#, "At byte 6: a comma or the end of the object is expected."),
    (#"{"code":"A","code":"B"}"#, #"At byte 18: the member "code" is given twice."#),
    (NewThing.smallest + "x", "At byte 45: there is text after the value."),
  ])
  func malformedJSONIs400(body: String, detail: String) async throws {
    let answer = try await Sample().send(.post, "/v1/things", body: body)
    #expect(answer.status == .badRequest)
    #expect(answer.code == "malformed_json")
    #expect(answer.json["detail"] == .string(detail))
  }

  @Test func allFaultsAre422WithPointers() async throws {
    let answer = try await Sample().send(
      .post, "/v1/things", body: #"{"code":"a","quantity":1.5,"parts":[{}],"a/b":1}"#)
    #expect(answer.status == .unprocessableContent)
    #expect(answer.code == "validation_failed")
    #expect(answer.json["detail"] == "5 fields need attention.")
    #expect(
      answer.faults == [
        "#/code invalid_code", "#/display_name required", "#/quantity not_an_integer",
        "#/parts/0/part_name required", "#/a~1b unknown_member",
      ])
    let one = try await Sample().send(.patch, "/v1/things/\(Sample.newID)/parts", body: "{}")
    #expect(one.json["detail"] == "1 field needs attention.")
    #expect(
      one.json["errors"] == [
        ["pointer": "#/part_name", "code": "required", "detail": "This field is required."]
      ])
  }

  @Test func aBodyDeclaredTooLargeIsNotRead() async throws {
    let read = Mutex(false)
    let answer = try await Sample().dispatcher.respond(
      to: Inbound(
        method: .post, target: "/v1/things",
        headers: [.contentType: "application/json", .contentLength: "1048577"]
      ) { _ in
        read.withLock { $0 = true }
        return []
      })
    #expect(answer.status == .contentTooLarge)
    #expect(answer.code == "body_too_large")
    #expect(read.withLock { $0 } == false)
  }

  @Test func aBodyMayHaveOneMebibyte() async throws {
    let sample = try Sample()
    let rest = Dispatcher.bodyLimit - NewThing.smallest.utf8.count
    let whole = NewThing.smallest + String(repeating: " ", count: rest)
    let length: HTTPFields = [.contentLength: "1048576"]
    #expect(await sample.send(.post, "/v1/things", length, body: whole).status == .created)
    let streamed = await sample.send(.post, "/v1/things", body: whole + " ")
    #expect(streamed.status == .contentTooLarge)
    #expect(streamed.code == "body_too_large")
  }

  @Test(
    arguments: [
      (.tooLarge, 413, "body_too_large"), (.tooSlow, 408, "body_timeout"),
      (.brokenOff, 400, "malformed_json"),
    ] as [(BodyFault, Int, String)])
  func aBodyThatCannotBeReadIsTheClientsFault(fault: BodyFault, status: Int, code: String) async throws {
    let sample = try Sample()
    let answer = await sample.dispatcher.respond(
      to: Inbound(method: .post, target: "/v1/things", headers: [.contentType: "application/json"]) { _ in
        throw fault
      })
    #expect(answer.status.code == status)
    #expect(answer.code == .string(code))
    #expect(sample.record.undeclared.isEmpty)
    #expect(!sample.record.lines.contains { $0.hasPrefix("error") })
  }

  @Test(
    arguments: [(.get, "/v1/things"), (.post, "/v1/nothing"), (.post, "/v1/steps")]
      as [(HTTPRequest.Method, String)])
  func whatTakesNoBodyReadsNone(method: HTTPRequest.Method, target: String) async throws {
    let read = Mutex(false)
    _ = try await Sample().dispatcher.respond(
      to: Inbound(method: method, target: target, headers: [.contentType: "application/json"]) { _ in
        read.withLock { $0 = true }
        return []
      })
    #expect(read.withLock { $0 } == false)
  }

  @Test(arguments: UInt64(1)...40)
  func noBodyTraps(seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let sample = try Sample()
    for _ in 0..<20 {
      var bytes = Array(NewThing.smallest.utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let index = Int.random(in: 0..<bytes.count, using: &random)
        bytes[index] =
          Bool.random(using: &random)
          ? UInt8.random(in: 0...255, using: &random) : bytes[(index + 7) % bytes.count]
      }
      let body = bytes
      let answer = await sample.dispatcher.respond(
        to: Inbound(method: .post, target: "/v1/things", headers: [.contentType: "application/json"]) { _ in
          body
        })
      #expect([201, 400, 422].contains(answer.status.code))
      #expect(answer.json != .null)
    }
  }
}
