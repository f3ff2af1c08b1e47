import Crypto
import Foundation
import HTTPClient
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// An environment of `workos_double.py` that one test has to itself, and an installation that is in step with it.
struct WorkOSKit {
  static let double = Task { try await ProviderDouble.start("workos_double.py") }

  let configuration: WorkOSConfiguration
  let client: WorkOSClient
  let installation: TestInstallation
  let workshop: Workshop
  let clock: RunningClock
  private let pools: Pools

  /// The connections of a database of its own go with the test.
  private final class Pools: Sendable {
    let databases: [Database]
    init(_ databases: [Database]) { self.databases = databases }
    deinit {
      let databases = databases
      Task { for database in databases { await database.shutdown() } }
    }
  }

  init(
    _ configuration: WorkOSConfiguration, _ installation: TestInstallation, _ workshop: Workshop,
    _ clock: RunningClock = RunningClock(), ownsDatabase: Bool = false
  ) {
    self.configuration = configuration
    client = WorkOSClient(configuration)
    self.installation = installation
    self.workshop = workshop
    self.clock = clock
    pools = Pools(ownsDatabase ? [installation.database, workshop.database] : [])
  }

  /// On a database of its own: workers take whatever job there is.
  static func make() async throws -> WorkOSKit {
    let workshop = try await Workshop.make()
    let configuration = try await configuration()
    let clock = RunningClock()
    let installation = try await TestInstallation(
      workshop, providers: IdentityProviders(workOS: configuration), clock: clock.read)
    return WorkOSKit(configuration, installation, workshop, clock, ownsDatabase: true)
  }

  static func configuration(_ name: String = "client_\(UUID().uuidString)") async throws
    -> WorkOSConfiguration
  {
    var configuration = try WorkOSConfiguration(
      clientID: name, apiKey: #require(ProviderSecret("sk_\(name)")),
      webhookSecret: ProviderSecret("whsec_\(name)"),
      url: "http://127.0.0.1:\(try await double.value.greeting)")
    configuration.http.timeout = .seconds(60)
    configuration.http.connectTimeout = .seconds(60)
    return configuration
  }

  // At WorkOS.

  func api(_ method: String, _ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
    try await client.object(method, path, body)
  }

  func test(_ path: String, _ body: JSONValue? = nil) async throws -> JSONValue {
    try await client.object(
      body == nil ? "GET" : "POST", "/test/\(configuration.clientID)/\(path)", body)
  }

  func set(fault: String?) async throws {
    _ = try await test("fault", .object([("fault", fault.map { .string($0) } ?? .null)]))
  }

  /// Makes a person there and answers their id.
  func user(_ email: String = "\(UUID().uuidString.lowercased())@workos.example", verified: Bool = true)
    async throws -> String
  {
    let user = try await api(
      "POST", "/user_management/users",
      [
        "email": .string(email), "email_verified": .bool(verified), "first_name": "Ada",
        "last_name": "Lovelace",
      ])
    return try #require(user["id"]?.string)
  }

  func organization(external: UUID? = nil, name: String = "There") async throws -> String {
    let made = try await api(
      "POST", "/organizations",
      [
        "name": .string(name),
        "external_id": external.map { .string($0.uuidString.lowercased()) } ?? .null,
      ])
    return try #require(made["id"]?.string)
  }

  func membership(_ user: String, _ organization: String, _ role: String = "staff") async throws -> String {
    let made = try await api(
      "POST", "/user_management/organization_memberships",
      ["user_id": .string(user), "organization_id": .string(organization), "role_slug": .string(role)])
    return try #require(made["id"]?.string)
  }

  /// user id, role slug and status of each membership there.
  func memberships(_ organization: String) async throws -> Set<String> {
    let list = try await api(
      "GET",
      "/user_management/organization_memberships?statuses=active,inactive,pending&organization_id=\(organization)"
    )
    return Set(
      (list["data"]?.items ?? []).map {
        "\($0["user_id"]?.string ?? "") \($0["role"]?["slug"]?.string ?? "") \($0["status"]?.string ?? "")"
      })
  }

  func calls() async throws -> [String] { try await test("calls")["data"]?.items?.compactMap(\.string) ?? [] }

  // Signing in.

  func begin(_ provider: String = "workos") async throws -> TestAnswer {
    try await installation.send(
      "POST", "/v1/auth/authorizations", json: #"{"provider": "\#(provider)"}"#,
      from: TestInstallation.anywhere())
  }

  func respond(_ begun: TestAnswer, as user: String) async throws -> String {
    let back = try await test(
      "sign-in",
      ["url": .string(try #require(begun.json["authorization_url"]?.string)), "user": .string(user)])
    guard case .object(let members) = back else { return "{}" }
    let token = JSONValue.string(try #require(begun.json["login_token"]?.string))
    return JSONValue.object(members + [(key: "login_token", value: token)]).text()
  }

  func signIn(_ user: String) async throws -> TestAnswer {
    try await installation.send("POST", "/v1/auth/callbacks", json: respond(begin(), as: user))
  }

  func get(_ path: String, _ session: TestAnswer) async throws -> TestAnswer {
    try await installation.send("GET", path, token: session.json["access_token"]?.string)
  }

  // Events.

  struct Webhook: Sendable {
    let event: String
    let body: String
    let signature: String
  }

  func webhooks() async throws -> [Webhook] {
    try await (test("webhooks")["data"]?.items ?? []).map {
      Webhook(
        event: $0["event"]?.string ?? "", body: $0["body"]?.string ?? "",
        signature: $0["signature"]?.string ?? "")
    }
  }

  func deliver(_ webhook: Webhook, signature: String? = nil, body: String? = nil) async throws -> TestAnswer {
    try await installation.send(
      "POST", "/v1/webhooks/workos", json: body ?? webhook.body,
      headers: ["WorkOS-Signature": signature ?? webhook.signature])
  }

  /// A body of the test's own, signed as WorkOS would.
  func signed(_ body: String, age: TimeInterval = 0) -> String {
    WorkOSKit.signature(configuration.clientID, body, age: age)
  }

  static func signature(_ client: String, _ body: String, age: TimeInterval = 0) -> String {
    let time = String(Int((Date().timeIntervalSince1970 - age) * 1_000))
    return "t=\(time), v1=\(hex("whsec_\(client)", "\(time).\(body)"))"
  }

  // Work.

  /// Works off all jobs that there are, the reading of events included where it is asked for.
  func work(readingEvents: Bool = false) async throws {
    var jobs = JobList()
    try WorkOSJobs(configuration, logger: Workshop.quiet).add(to: &jobs)
    if readingEvents {
      _ = try await workshop.database.pipeline([try WorkOSJobs.catchUp.enqueue(UUID(), NoPayload())])
    }
    // A clock on which no schedule ever falls due.
    try await workshop.work(
      jobs,
      until:
        "not exists (select from jobs.jobs where kind like 'workos.%' and state in ('queued', 'running'))"
    ) { $0.clock = { Date(timeIntervalSince1970: 1_000_000_000) } }
  }

  /// Who belongs to the workshop's gym, but for its first owner: the person's subject, role, and whether they left.
  func people() async throws -> Set<String> {
    let (gym, owner) = (workshop.gym, workshop.person)
    return try await onDatabaseThread(url: workshop.admin) { connection in
      let rows = try connection.rows(
        """
        select coalesce(i.subject, m.user_id::text) || ' ' || m.role || case when m.left_at is null then '' else ' left' end as text
        from crm.user_organizations m left join private.identities i on i.user_id = m.user_id and i.provider = 'workos'
        where m.organization_id = \(gym) and m.user_id <> \(owner)
        """)
      return Set(try (0..<rows.count).map { try rows.value("text", at: $0, as: String.self) })
    }
  }

  func execute(_ statement: SQL) async throws {
    try await onDatabaseThread(url: workshop.admin) { _ = try $0.rows(statement) }
  }
}

extension WorkOSKit {
  fileprivate static func hex(_ secret: String, _ text: String) -> String {
    HMAC<SHA256>.authenticationCode(
      for: Array(text.utf8), using: SymmetricKey(data: Array(secret.utf8))
    ).map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
  }
}
