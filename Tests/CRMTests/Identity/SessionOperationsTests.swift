import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct SessionOperationsTests {
  @Test func aPersonSeesAndEndsTheirOwnSessions() async throws {
    let installation = try await TestInstallation.shared.value
    let account = try await TestAccount.make(installation)
    var tokens: [String] = []
    for _ in 0..<2 {
      let login = try await installation.login(account.email, TestAccount.password, from: "2001:db8::7")
      tokens.append(try #require(login.json["access_token"]?.string))
    }
    let listed = try await account.send("GET", "/v1/me/sessions").data
    #expect(listed.count == 3)
    #expect(listed.filter { $0["is_current"] == .bool(true) }.count == 1)
    #expect(listed.filter { $0["ip_address"]?.string == "2001:db8::7" }.count == 2)
    let current = try #require(listed.first { $0["is_current"] == .bool(true) }?["id"]?.string)
    let other = try #require(
      try await installation.send("GET", "/v1/me/sessions", token: tokens[0]).data
        .first { $0["is_current"] == .bool(true) }?["id"]?.string)

    #expect(try await account.send("DELETE", "/v1/me/sessions/\(other)").status == 204)
    #expect(try await account.send("DELETE", "/v1/me/sessions/\(other)").status == 404)
    #expect(try await installation.send("GET", "/v1/me", token: tokens[0]).code == "session_revoked")
    #expect(try await installation.send("GET", "/v1/me", token: tokens[1]).status == 200)
    #expect(try await account.send("DELETE", "/v1/me/sessions").status == 204)
    #expect(try await installation.send("GET", "/v1/me", token: tokens[1]).code == "session_revoked")
    let left = try await account.send("GET", "/v1/me/sessions").data
    #expect(left.map { $0["id"]?.string } == [current])
  }

  @Test func nobodyEndsASessionOfSomebodyElse() async throws {
    let gym = try await Gym.make()
    let other = try await gym.person(.staff)
    let answer = try await gym.send("DELETE", "/v1/me/sessions/\(other.session)")
    #expect(answer.status == 404 && answer.code == "not_found")
    #expect(try await gym.send("DELETE", "/v1/me/sessions").status == 204)
    #expect(try await gym.send("GET", "/v1/me", as: other).status == 200)
    #expect(try await gym.send("GET", "/v1/me/sessions/\(other.session)").status == 405)
  }

  @Test func whoManagesStaffEndsTheSessionsOfAPersonHere() async throws {
    let gym = try await Gym.make()
    let elsewhere = try await Gym.make()
    let admin = try await gym.person(.admin)
    let trainer = try await gym.person(.trainer)
    // The same person in another gym, with a session and a refresh token of its own there.
    _ = try await gym.installation.worker.pipeline([
      "select private.operator_add_person(\(elsewhere.id), \(trainer.user), 'trainer', null, false)"
    ])
    let there = try await gym.send(
      "POST", "/v1/auth/switch-organization", as: trainer, json: #"{"organization_id": "\#(elsewhere.id)"}"#)
    let here = try await gym.send(
      "POST", "/v1/auth/switch-organization", as: trainer, json: #"{"organization_id": "\#(gym.id)"}"#)
    #expect(try await gym.send("DELETE", "/v1/staff/\(trainer.user)/sessions", as: admin).status == 204)

    #expect(try await gym.send("GET", "/v1/clients", as: trainer).code == "session_revoked")
    for (answer, status) in [(here, 401), (there, 200)] {
      let token = try #require(answer.json["refresh_token"]?.string)
      let refreshed = try await gym.send(
        "POST", "/v1/auth/refresh", json: #"{"refresh_token": "\#(token)"}"#)
      #expect(refreshed.status == status)
    }
    let recorded = try await onAdmin(
      """
      select user_id::text as text from audit.audit_logs
      where entity_id = \(trainer.session) and new_values ->> 'revoked_reason' = 'ended_by_staff'
      """)
    #expect(recorded == [admin.user.uuidString.lowercased()], "the log names who did it")
  }

  @Test func nobodyEndsTheSessionsOfASuperiorOrAStranger() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    let admin = try await gym.person(.admin)
    let above = try await gym.send("DELETE", "/v1/staff/\(gym.owner.user)/sessions", as: admin)
    #expect(above.status == 403 && above.code == "outranked")
    let foreign = try await gym.send("DELETE", "/v1/staff/\(other.owner.user)/sessions")
    #expect(foreign.status == 404 && foreign.code == "not_found")
    let staff = try await gym.person(.staff)
    let weak = try await gym.send("DELETE", "/v1/staff/\(admin.user)/sessions", as: staff)
    #expect(weak.code == "permission_missing")
    #expect(try await gym.send("GET", "/v1/clients").status == 200)
    #expect(try await other.send("GET", "/v1/clients").status == 200)
  }
}
