import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// An invitation, and what is in its mail.
struct TestInvitation {
  let id: String
  let email: String
  let token: String
}

extension Gym {
  /// Invites somebody to work here and reads the mail.
  func invite(_ role: String, _ more: String = "", to address: String? = nil, as person: TestPerson? = nil)
    async throws -> TestInvitation
  {
    let email = address ?? "\(UUID().uuidString.lowercased())@example.com"
    let answer = try await send(
      "POST", "/v1/invitations", as: person, json: #"{"email": "\#(email)", "role": "\#(role)"\#(more)}"#)
    #expect(answer.status == 202, "\(String(decoding: answer.body, as: UTF8.self))")
    return TestInvitation(
      id: try #require(answer.json["id"]?.string), email: email, token: try await mailedInvitation(to: email))
  }

  /// The token of the newest invitation to the address.
  func mailedInvitation(to email: String) async throws -> String {
    let urls = try await onAdmin(
      """
      select contents ->> 'url' as text from jobs.mails where recipient = \(email) and template = 'invitation'
      order by id desc limit 1
      """)
    let url = try #require(urls.first)
    #expect(url.hasPrefix("http://localhost:8080/accept-invitation#token=") && MailTemplate.isSafe(url))
    return try #require(url.split(separator: "=").last.map(String.init))
  }

  func tokenBody(_ invitation: TestInvitation) -> String { #"{"token": "\#(invitation.token)"}"# }

  func accept(_ invitation: TestInvitation, as person: TestPerson) async throws -> TestAnswer {
    try await untilServed {
      try await send("POST", "/v1/invitations/acceptances", as: person, json: tokenBody(invitation))
    }
  }

  func revoke(_ invitation: TestInvitation) async throws -> TestAnswer {
    try await untilServed { try await send("DELETE", "/v1/invitations/\(invitation.id)") }
  }

  /// Whoever waits for a row that others hold is told after a second to come again, and does.
  private func untilServed(_ send: () async throws -> TestAnswer) async throws -> TestAnswer {
    for _ in 0..<20 {
      let answer = try await send()
      if answer.status != 503 { return answer }
    }
    return try await send()
  }

  func preview(_ invitation: TestInvitation) async throws -> TestAnswer {
    try await installation.send("POST", "/v1/invitations/previews", json: tokenBody(invitation))
  }

  /// Whoever belongs here enters it with another session, as switching does.
  func enter(_ person: TestPerson) async throws -> TestPerson {
    try await Gym.open(installation, person.user, id)
  }

  /// A code as the desk shows it.
  func code(of client: String) async throws -> String {
    let answer = try await send("POST", "/v1/clients/\(client)/claim-codes")
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["code"]?.string)
  }

  func claim(_ code: String, as person: TestPerson? = nil, at organization: String? = nil) async throws
    -> TestAnswer
  {
    try await send(
      "POST", "/v1/me/client-claims", as: person,
      json: #"{"organization": "\#(organization ?? slug)", "code": "\#(code)"}"#)
  }

  /// Has the gym's owner, who trains here too, own a record, and answers its id.
  @discardableResult func linkOwner() async throws -> String {
    let links = try await send("GET", "/v1/me/client-links")
    if let client = links.data.first?["client_id"]?.string { return client }
    let client = try await client("Grace", "Hopper")
    #expect(try await claim(code(of: client)).status == 201)
    return client
  }

  func share(_ shares: Bool, as person: TestPerson? = nil) async throws -> TestAnswer {
    try await send(
      "PUT", "/v1/me/client-links/\(id)/sharing", as: person, json: #"{"shares_profile": \#(shares)}"#)
  }

  /// Makes a tag for what people are good at, and answers its id.
  func specialty(_ name: String) async throws -> UUID {
    let tag = UUID()
    _ = try await installation.worker.pipeline([
      Door.enterAsOperator(id, actor: "test", write: true),
      "insert into crm.tags (id, name, type, color) values (\(tag), \(name), 'specialty', '#00ff00')",
    ])
    return tag
  }

  /// Plans a class of an hour that somebody leads, and answers its id.
  func event(led by: TestPerson, inHours hours: Int) async throws -> UUID {
    let event = UUID()
    let start = Date().addingTimeInterval(Double(hours) * 3_600)
    _ = try await installation.worker.pipeline([
      Door.enterAsOperator(id, actor: "test", write: true),
      """
      insert into crm.events (id, event_type, title, instructor_id, starts_at, ends_at)
      values (\(event), 'class', 'Class', \(by.user), \(start), \(start.addingTimeInterval(3_600)))
      """,
    ])
    return event
  }

  /// Who leads an event.
  func leader(of event: UUID) async throws -> String? {
    try await onAdmin(
      "select coalesce(instructor_id::text, 'nobody') as text from crm.events where id = \(event)"
    ).first
  }

  /// Which role somebody has here, if any.
  func role(of person: TestPerson) async throws -> String? {
    try await onAdmin(
      """
      select role as text from crm.user_organizations
      where organization_id = \(id) and user_id = \(person.user) and left_at is null
      """
    ).first
  }
}
