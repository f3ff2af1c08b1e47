import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Signing in by WorkOS, and what its webhooks do.
@Suite(.serialized) struct WorkOSTests {
  @Test func theDoubleIsWhatTheirOwnLibraryExpects() async throws {
    #expect(try await ProviderDouble.start("workos_sdk.py").greeting == "ok")
  }

  @Test func somebodySignsInAndBothSessionsEndTogether() async throws {
    let kit = try await WorkOSKit.make()
    try await kit.work(readingEvents: true)
    let user = try await kit.user()
    let session = try await kit.signIn(user)
    #expect(session.status == 200, "\(String(decoding: session.body, as: UTF8.self))")
    #expect(session.json["user"]?["first_name"]?.string == "Ada")
    let logout = try await kit.get("/v1/auth/provider-logout", session).json["logout_url"]?.string
    let sid = try #require(logout?.split(separator: "=").last.map(String.init))
    #expect(
      logout?.hasPrefix("\(kit.configuration.url.base)/user_management/sessions/logout?session_id=") == true)
    func state() async throws -> String? {
      try await kit.api("GET", "/user_management/users/\(user)/sessions")["data"]?.items?
        .first { $0["id"]?.string == sid }?["status"]?.string
    }
    #expect(try await state() == "active")

    // Of two sessions here that came from one there, the last one takes it along.
    let founded = try await kit.installation.send(
      "POST", "/v1/organizations", token: session.json["access_token"]?.string,
      json: #"{"name": "Gym \#(UUID())"}"#)
    let organization = try #require(founded.json["id"]?.string)
    let switched = try await kit.installation.send(
      "POST", "/v1/auth/switch-organization", token: session.json["access_token"]?.string,
      json: #"{"organization_id": "\#(organization)"}"#)
    #expect(switched.status == 200)
    _ = try await kit.installation.send(
      "POST", "/v1/auth/logout", token: founded.json["session"]?["access_token"]?.string)
    _ = try await kit.installation.send(
      "POST", "/v1/auth/logout", token: session.json["access_token"]?.string)
    try await kit.work()
    #expect(try await state() == "active")
    #expect(try await kit.get("/v1/me", switched).status == 200)
    _ = try await kit.installation.send(
      "POST", "/v1/auth/logout", token: switched.json["access_token"]?.string)
    try await kit.work()
    #expect(try await state() == "revoked")

    // And the other way round; what it ended is not told back.
    let second = try await kit.signIn(user)
    let other = try #require(
      try await kit.get("/v1/auth/provider-logout", second).json["logout_url"]?.string?.split(separator: "=")
        .last
        .map(String.init))
    _ = try await kit.api("POST", "/user_management/sessions/revoke", ["session_id": .string(other)])
    let webhook = try #require(
      try await kit.webhooks().last { $0.event == "session.revoked" && $0.body.contains(other) })
    #expect(try await kit.get("/v1/me", second).status == 200)
    #expect(try await kit.deliver(webhook).status == 204)
    #expect(try await kit.get("/v1/me", second).code == "session_revoked")
    let before = try await kit.calls().count
    try await kit.work()
    #expect(try await kit.calls().count == before)
  }

  @Test func withoutWorkOSInTheSettingsNothingIsSentThere() async throws {
    let kit = try await WorkOSKit.make()
    let session = try await kit.signIn(kit.user())
    _ = try await kit.installation.send(
      "POST", "/v1/auth/logout", token: session.json["access_token"]?.string)
    #expect(
      try await kit.workshop.value("(select count(*)::int from jobs.jobs where kind like 'workos.%')") == 0)
    let none = try await TestInstallation(kit.installation, providers: IdentityProviders())
    #expect(try await none.send("POST", "/v1/webhooks/workos", json: "{}").status == 404)
  }

  @Test func whoHasToChooseAnOrganizationThereIsLetIn() async throws {
    let kit = try await WorkOSKit.make()
    let user = try await kit.user()
    for _ in 0..<2 { _ = try await kit.membership(user, kit.organization()) }
    #expect(try await kit.signIn(user).status == 200)
  }

  @Test(arguments: [
    ("issuer", "provider_token_invalid"), ("subject", "provider_token_invalid"),
    ("no_sid", "provider_token_invalid"), ("expired", "provider_token_invalid"),
    ("kid", "provider_token_invalid"), ("signature", "provider_token_invalid"),
    ("impersonator", "provider_refused"), ("email_verification", "provider_refused"),
    ("no_token", "provider_answer_invalid"), ("not_json", "provider_answer_invalid"),
    ("list", "provider_answer_invalid"), ("down", "provider_unavailable"),
  ])
  func whatIsWrongLetsNobodyIn(_ fault: String, _ code: String) async throws {
    let configuration = try await WorkOSKit.configuration()
    let shared = try await TestInstallation.shared.value
    let installation = try await TestInstallation(
      shared, providers: IdentityProviders(workOS: configuration))
    let kit = WorkOSKit(
      configuration, installation, Workshop(database: shared.worker, admin: shared.admin))
    let user = try await kit.user()
    let response = try await kit.respond(kit.begin(), as: user)
    try await kit.set(fault: fault)
    let answer = try await installation.send("POST", "/v1/auth/callbacks", json: response)
    #expect(answer.code == code, "\(String(decoding: answer.body, as: UTF8.self))")
    #expect(answer.json["access_token"] == nil)
    let text = String(decoding: answer.body, as: UTF8.self)
    #expect(!text.contains("sk_") && !text.contains("ada@example.com"))
    #expect(
      try await kit.workshop.value("(select count(*)::int from private.identities where subject = \(user))")
        == 0)
    try await kit.set(fault: "slash")
    #expect(try await kit.signIn(user).status == 200, "its documents write the issuer in two ways")
  }

  // Signatures.

  private static let body = #"{"id": "event_1", "event": "session.revoked", "data": {"id": "session_1"}}"#

  @Test func onlyFreshSignaturesOfOursHold() async throws {
    let kit = try await WorkOSKit.make()
    let good = kit.signed(Self.body)
    let mac = try #require(good.split(separator: "=").last.map(String.init))
    let time = try #require(good.dropFirst(2).split(separator: ",").first.map(String.init))
    let other = WorkOSKit.signature("another", Self.body)
    for signature in [
      "", "nonsense", "t=\(time)", "v1=\(mac)", "t=\(time), v1=\(mac.uppercased())",
      "t=\(time), v1=\(mac.dropLast())",
      "t=\(time), v1=\(mac)0", "t=\(time), v1=", "t=, v1=\(mac)", "t=1e3, v1=\(mac)", "t=-1, v1=\(mac)",
      "t=\(time)0, v1=\(mac)", "t=99999999999999999999, v1=\(mac)", "t=\(time), t=\(time), v1=\(mac)",
      "t=\(time), v1=\(mac), v1=\(mac)", "t=\(time), v0=\(mac)", "t=\(time), v1=zz\(mac.dropFirst(2))", other,
      kit.signed(Self.body + " "), kit.signed(Self.body, age: 190), kit.signed(Self.body, age: -190),
    ] {
      let answer = try await kit.installation.send(
        "POST", "/v1/webhooks/workos", json: Self.body, headers: ["WorkOS-Signature": signature])
      #expect(answer.status == 400 && answer.code == "signature_invalid", "\(signature)")
    }
    let none = try await kit.installation.send("POST", "/v1/webhooks/workos", json: Self.body)
    #expect(none.code == "signature_invalid")
    for signature in [
      good, good.replacing(", ", with: ","), " \(good.replacing(", ", with: " ,  "))", "v1=\(mac),t=\(time)",
      kit.signed(Self.body, age: 170), kit.signed(Self.body, age: -170),
    ] {
      let answer = try await kit.installation.send(
        "POST", "/v1/webhooks/workos", json: Self.body, headers: ["WorkOS-Signature": signature])
      #expect(answer.status == 204, "\(signature)")
    }
  }

  @Test func vectorsOfTheSchemeHold() async throws {
    // Made with Python's hmac module.
    let secret = try #require(ProviderSecret("whsec_test"))
    let time = Date(timeIntervalSince1970: 1_700_000_000)
    let field = try #require(HTTPField.Name("WorkOS-Signature"))
    let mac = "d0bbc63610879612da5c5c1769618618559688ebd6e40052dd0d4a6a8a6c741f"
    let raw = RawBody(bytes: Array("{}".utf8), headers: [field: "t=1700000000000, v1=\(mac)"])
    #expect(WorkOSSignature.holds(raw, secret, now: time))
    #expect(WorkOSSignature.holds(raw, secret, now: time.addingTimeInterval(180)))
    #expect(!WorkOSSignature.holds(raw, secret, now: time.addingTimeInterval(181)))
    #expect(!WorkOSSignature.holds(raw, secret, now: time.addingTimeInterval(-181)))
    var twice = raw.headers
    twice.append(HTTPField(name: field, value: "t=1700000000000, v1=\(mac)"))
    #expect(!WorkOSSignature.holds(RawBody(bytes: raw.bytes, headers: twice), secret, now: time))
  }

  @Test func whatIsNoEventDoesNothing() async throws {
    let kit = try await WorkOSKit.make()
    for body in [
      "", "{", "[]", "null", #"{"id": "e"}"#, #"{"id": 1, "event": "session.revoked", "data": {}}"#,
      #"{"id": "e", "event": "session.revoked", "data": []}"#,
      #"{"id": "e", "event": "session.revoked", "data": {}}"#,
      #"{"id": "e", "event": "session.revoked", "data": {"id": 7}}"#,
      #"{"id": "e", "event": "session.revoked", "data": {"id": "a\u0000b"}}"#,
      #"{"id": "e", "event": "session.revoked", "event": "user.deleted", "data": {"id": "x"}}"#,
      #"{"id": "\#(String(repeating: "x", count: 256))", "event": "session.revoked", "data": {"id": "x"}}"#,
      #"{"id": "e", "event": "organization.updated", "data": {"id": "o", "name": "x", "updated_at": "soon"}}"#,
      #"{"id": "e", "event": "organization.updated", "data": {"id": "o", "name": "x", "updated_at": "2026-13-01T00:00:00Z"}}"#,
      #"{"id": "e", "event": "organization.updated", "data": {"id": "o", "updated_at": "2026-01-01T00:00:00Z"}}"#,
      #"{"id": "e", "event": "organization_membership.created", "data": {"id": "m", "user_id": "u", "organization_id": "o", "status": "king", "role": {"slug": "x"}, "updated_at": "2026-01-01T00:00:00Z"}}"#,
      #"{"id": "e", "event": "organization_membership.created", "data": {"id": "m", "user_id": "u", "organization_id": "o", "status": "active", "updated_at": "2026-01-01T00:00:00Z"}}"#,
      String(repeating: "[", count: 100_000),
    ] {
      let answer = try await kit.installation.send(
        "POST", "/v1/webhooks/workos", json: body, headers: ["WorkOS-Signature": kit.signed(body)])
      #expect(answer.status == 422 && answer.code == "webhook_invalid", "\(body.prefix(80)) \(answer.status)")
    }
    let other = #"{"id": "e", "event": "invitation.created", "data": {}}"#
    #expect(
      try await kit.installation.send(
        "POST", "/v1/webhooks/workos", json: other, headers: ["WorkOS-Signature": kit.signed(other)]
      ).status == 204)
    #expect(try await kit.workshop.value("(select count(*)::int from private.workos_events)") == 0)
  }
}
