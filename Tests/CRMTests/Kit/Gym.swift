import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// A gym of one test's own, with an owner who is signed in.
struct Gym {
  let installation: TestInstallation
  let id: UUID
  let slug: String
  let owner: TestPerson

  /// In the shared installation, or in one of a test's own.
  static func make(parent: Gym? = nil, name: String = "Gym", in own: TestInstallation? = nil) async throws
    -> Gym
  {
    let installation = if let own { own } else { try await TestInstallation.shared.value }
    let owner = UUID()
    let id = UUID()
    let slug = "gym-\(id.uuidString.lowercased())"
    _ = try await installation.worker.pipeline([
      signUp(owner),
      """
      select private.operator_create_organization(\(id), \(owner), \(name), \(slug), 'America/New_York', 'USD', 'US',
        \(parent?.id))
      """,
    ])
    let session = try await open(installation, owner, id)
    return Gym(installation: installation, id: id, slug: slug, owner: session)
  }

  /// Somebody of that role, signed in.
  func person(_ role: Role) async throws -> TestPerson {
    let user = UUID()
    _ = try await installation.worker.pipeline([
      Gym.signUp(user),
      "select private.operator_add_person(\(id), \(user), \(role.rawValue), null, true)",
    ])
    return try await Gym.open(installation, user, id)
  }

  /// Somebody who belongs nowhere, signed in.
  func newcomer() async throws -> TestPerson {
    let user = UUID()
    _ = try await installation.worker.pipeline([Gym.signUp(user)])
    return try await Gym.open(installation, user, nil)
  }

  func send(_ method: String, _ path: String, as person: TestPerson? = nil, json: String? = nil) async throws
    -> TestAnswer
  {
    try await installation.send(method, path, token: (person ?? owner).token, json: json)
  }

  /// Adds a client and answers its id.
  func client(_ first: String, _ last: String, _ more: String = "") async throws -> String {
    let answer = try await send(
      "POST", "/v1/clients", json: #"{"first_name": "\#(first)", "last_name": "\#(last)"\#(more)}"#)
    #expect(answer.status == 201, "\(String(decoding: answer.body, as: UTF8.self))")
    return try #require(answer.json["id"]?.string)
  }

  /// Has somebody start a job, as an operation would, and answers its id.
  func job(_ kind: String = "test.job", as person: TestPerson? = nil) async throws -> UUID {
    let id = UUID()
    let starter = person ?? owner
    let caller = Caller(session: starter.session, user: starter.user, organization: self.id)
    _ = try await installation.database.pipeline([
      try Door.enter(caller, needs: .member, write: true, requestID: "request"),
      JobQueries.enqueue(id, kind, JSON("{}"), .usual, attempts: 3, at: nil, key: nil),
    ])
    return id
  }

  /// Writes a mail of the topic `news` to the owner, or another person, and answers its id.
  func news(to person: TestPerson? = nil) async throws -> UUID {
    let id = UUID()
    let user = (person ?? owner).user
    let mail = NewMail(
      user: user, recipient: Gym.email(user), template: .notification, language: .en, topic: "news",
      values: ["title": "News", "message": "Good ones"])
    _ = try await installation.worker.pipeline([
      Door.enterAsOperator(self.id, actor: "test", write: true), try mail.enqueue(id),
    ])
    return id
  }

  static func email(_ user: UUID) -> String { "\(user.uuidString.lowercased())@example.com" }

  // Without a password: hashing one takes longer than a test should.
  private static func signUp(_ user: UUID) -> SQL {
    "select private.sign_up(\(user), \(email(user)), \(email(user)), 'Ada', 'Lovelace', 'none: nobody signs in with it')"
  }

  static func open(_ installation: TestInstallation, _ user: UUID, _ organization: UUID?) async throws
    -> TestPerson
  {
    let session = UUID()
    let family = UUID()
    let expires = Date().addingTimeInterval(3_600)
    _ = try await installation.database.pipeline([
      """
      select * from private.open_session(\(session), \(user), \(organization), \(family), \(Array(family.uuidString.utf8)),
        \(expires), null, null)
      """
    ])
    let caller = Caller(session: session, user: user, organization: organization)
    let token = try await installation.tokens.sign(caller, role: nil, now: Date())
    return TestPerson(user: user, session: session, token: token)
  }
}

struct TestPerson {
  let user: UUID
  let session: UUID
  let token: String
}
