import Foundation
import Postgres
import Testing

@testable import CRM

@Suite struct MailOperationsTests {
  @Test func oneClickUnsubscribes() async throws {
    let gym = try await Gym.make()
    let path = "/v1/mails/\(try await gym.news())/unsubscription"
    let page = try await gym.installation.send("GET", path)
    #expect(
      page.status == 200 && String(decoding: page.body, as: UTF8.self).contains("<form method=\"post\">"))
    #expect(try await preferences(gym) == nil)
    // As mail programs send it: a form, without a token.
    let done = try await gym.installation.send(
      "POST", path, headers: ["Content-Type": "application/x-www-form-urlencoded"])
    #expect(done.status == 200 && String(decoding: done.body, as: UTF8.self).contains("Unsubscribed"))
    #expect(try await preferences(gym) == #"{"news": {"email": false}}"#)
    #expect(try await gym.installation.send("POST", "/v1/mails/\(UUID())/unsubscription").status == 404)
  }

  @Test func signingUpAsksWhetherTheAddressIsRight() async throws {
    let installation = try await TestInstallation.shared.value
    let email = "\(UUID().uuidString.lowercased())@example.com"
    let body = #"{"email": "\#(email)", "password": "correct horse", "first_name": "Ada", "last_name": "L"}"#
    #expect(try await installation.send("POST", "/v1/auth/sign-up", json: body).status == 201)
    #expect(try await installation.send("POST", "/v1/auth/sign-up", json: body).status == 409)
    let mails = try await onAdmin(
      "select template || ' ' || (contents ->> 'first_name') as text from jobs.mails where recipient = \(email)"
    )
    #expect(mails == ["verification Ada"])
  }

  private func preferences(_ gym: Gym) async throws -> String? {
    try await onAdmin(
      "select preferences::text as text from crm.notification_preferences where organization_id = \(gym.id)"
    ).first
  }
}
