import Foundation
import HTTPClient
import Postgres
import Synchronization
import Testing

@testable import CRM
@testable import Web

/// A provider in Python that belongs to this process: it ends when the process does, whose end closes its input.
final class ProviderDouble: Sendable {
  private let input: FileHandle
  private let lines: Mutex<Lines>

  private struct Lines {
    let output: FileHandle
    var rest: [UInt8] = []
  }

  /// The first line that it prints.
  let greeting: String

  /// On a thread of its own: reading waits, and the cooperative pool has as many threads as there are cores.
  static func start(_ script: String) async throws -> ProviderDouble {
    try await waiting { try ProviderDouble(script) }
  }

  private static func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws
    -> Value
  {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Result { try body() }) }
    }
  }

  private init(_ script: String) throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let root = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let python = root.appending(path: ".tryzore/venv/bin/python").path
    try #require(
      FileManager.default.isExecutableFile(atPath: python), "\(python) is missing: run `bin/setup test`")
    let (toIt, fromIt) = (Pipe(), Pipe())
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [folder.appending(path: script).path]
    process.standardInput = toIt
    process.standardOutput = fromIt
    process.standardError = FileHandle.nullDevice
    try process.run()
    input = toIt.fileHandleForWriting
    var lines = Lines(output: fromIt.fileHandleForReading)
    greeting = try ProviderDouble.next(&lines)
    self.lines = Mutex(lines)
  }

  /// What it says to a line.
  func ask(_ line: String) async throws -> String {
    try await ProviderDouble.waiting {
      try self.lines.withLock { lines in
        try self.input.write(contentsOf: Data("\(line)\n".utf8))
        return try ProviderDouble.next(&lines)
      }
    }
  }

  private static func next(_ lines: inout Lines) throws -> String {
    while true {
      if let end = lines.rest.firstIndex(of: UInt8(ascii: "\n")) {
        defer { lines.rest.removeFirst(end + 1) }
        return String(decoding: lines.rest[..<end], as: UTF8.self)
      }
      let more = lines.output.availableData
      try #require(!more.isEmpty, "the provider's double has ended")
      lines.rest.append(contentsOf: more)
    }
  }
}

/// An issuer of `oidc.py`, with keys, codes and faults of its own.
struct OIDCTenant {
  static let double = Task { try await ProviderDouble.start("oidc.py") }

  let issuer: String
  let subject = "subject-\(UUID().uuidString)"
  var email: String { "\(subject.lowercased())@provider.example" }

  static func make(_ name: String = UUID().uuidString, fault: String? = nil) async throws -> OIDCTenant {
    let tenant = OIDCTenant(issuer: "http://127.0.0.1:\(try await double.value.greeting)/\(name)")
    if let fault { try await tenant.set(fault: fault) }
    return tenant
  }

  func configuration(patience: Duration = .seconds(60)) throws -> OIDCConfiguration {
    var configuration = try OIDCConfiguration(
      issuer: issuer, clientID: "gym/client", clientSecret: ProviderSecret("s3cret+&="))
    configuration.http.timeout = patience
    configuration.http.connectTimeout = patience
    return configuration
  }

  func set(fault: String?) async throws {
    _ = try await post("fault", .object([("fault", fault.map { .string($0) } ?? .null)]))
  }

  func rotate() async throws { _ = try await post("rotate", [:]) }

  func count(_ document: String) async throws -> Int? {
    try await ask(HTTPCall("GET", "\(issuer)/counts"))[document]?.int
  }

  /// The person signs in at the provider; answers what the browser brings back, and what it kept.
  func respond(
    to begun: TestAnswer, verified: Bool? = true, email: String? = nil, _ more: [(String, JSONValue)] = []
  )
    async throws -> [(key: String, value: JSONValue)]
  {
    #expect(begun.status == 201, "\(String(decoding: begun.body, as: UTF8.self))")
    var claims: [(key: String, value: JSONValue)] = [
      ("sub", .string(subject)), ("email", .string(email ?? self.email)), ("given_name", "Ada"),
      ("family_name", "Lovelace"),
    ]
    if let verified { claims.append(("email_verified", .bool(verified))) }
    claims += more.map { (key: $0.0, value: $0.1) }
    let answer = try await post(
      "sign-in",
      .object([
        ("url", .string(try #require(begun.json["authorization_url"]?.string))), ("claims", .object(claims)),
      ]))
    guard case .object(let members) = answer else { return [] }
    return members + [("login_token", .string(try #require(begun.json["login_token"]?.string)))]
  }

  private func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
    try await ask(HTTPCall("POST", "\(issuer)/\(path)", body: Array(body.text().utf8)))
  }

  private func ask(_ call: HTTPCall) async throws -> JSONValue {
    var client = HTTPClient()
    client.timeout = .seconds(120)
    client.connectTimeout = .seconds(120)
    let answer = try await client.send(call)
    #expect(answer.status == 200)
    return try JSONParser.parse(answer.body)
  }
}

/// An installation that has this provider, and a browser that goes there.
struct ProviderGate {
  let installation: TestInstallation
  let clock: RunningClock

  static func make(_ tenant: OIDCTenant, patience: Duration = .seconds(60)) async throws -> ProviderGate {
    let clock = RunningClock()
    let installation = try await TestInstallation(
      TestInstallation.shared.value,
      providers: IdentityProviders(oidc: tenant.configuration(patience: patience)),
      clock: clock.read)
    return ProviderGate(installation: installation, clock: clock)
  }

  func begin(token: String? = nil, _ provider: String = "oidc") async throws -> TestAnswer {
    try await installation.send(
      "POST", token == nil ? "/v1/auth/authorizations" : "/v1/me/identity-authorizations", token: token,
      json: #"{"provider": "\#(provider)"}"#, from: TestInstallation.anywhere())
  }

  func complete(_ response: [(key: String, value: JSONValue)], token: String? = nil) async throws
    -> TestAnswer
  {
    try await installation.send(
      "POST", token == nil ? "/v1/auth/callbacks" : "/v1/me/identities", token: token,
      json: JSONValue.object(response).text())
  }

  func signIn(_ tenant: OIDCTenant, verified: Bool? = true, email: String? = nil) async throws -> TestAnswer {
    try await complete(tenant.respond(to: begin(), verified: verified, email: email))
  }

  /// How many people have an identity of that issuer and subject, or bear that address.
  func people(_ tenant: OIDCTenant) async throws -> Int {
    let (subject, email) = (tenant.subject, tenant.email)
    return try await onDatabaseThread(url: installation.admin) {
      try $0.rows(
        """
        select count(distinct u.id)::int as value from crm.users u left join private.identities i on i.user_id = u.id
        where i.subject in (\(subject), \(email)) or u.email = \(email)
        """
      ).value("value", at: 0, as: Int.self)
    }
  }
}

/// A clock that a test moves.
final class RunningClock: Sendable {
  private let ahead = Mutex<TimeInterval>(0)

  var read: @Sendable () -> Date {
    { Date().addingTimeInterval(self.ahead.withLock { $0 }) }
  }

  func advance(_ seconds: TimeInterval) { ahead.withLock { $0 += seconds } }
}
