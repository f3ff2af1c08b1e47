import Crypto
import Foundation
import HTTPTypes
import Logging
import Postgres
import Synchronization

@testable import Web

/// SplitMix64: the same numbers from the same seed.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// One to eight capital letters.
struct Code: TextValue {
  let text: String

  init(text: String) throws(Fault) {
    let letters = text.utf8.allSatisfy { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
    guard letters, (1...8).contains(text.utf8.count) else { throw Fault("invalid_code", "Must be letters.") }
    self.text = text
  }

  private init(known: String) { text = known }
  static let schema: JSONValue = ["type": "string", "pattern": "^[A-Z]{1,8}$"]
  static let example = Code(known: "ABC")
}

enum Color: String, WordList {
  case red
  case darkBlue = "dark_blue"
}

struct Part: Codable, Equatable, Sendable {
  let partName: Code
  let count: Int?
}

/// An input with every kind of member.
struct NewThing: Decodable, Equatable, Sendable {
  let code: Code
  let displayName: String
  let quantity: Int
  let weight: Double?
  let isActive: Bool?
  let madeAt: Date?
  let ownerID: UUID?
  let color: Color?
  let tags: [Code]?
  let parts: [Part]?
  let main: Part?

  static let smallest = #"{"code":"AB","display_name":"x","quantity":1}"#
}

struct Thing: Wire, Equatable {
  let id: UUID
  let displayName: String
  let quantity: Int
  let madeAt: Date?
  let main: Part?
}

struct ThingFilter: PagedInput {
  let color: [Color]?
  let urgent: Bool?
  let minimum: Int?
  let ratio: Double?
  let since: Date?
  let ownerID: UUID?
  let q: Code?
  let cursor: String?
  let limit: PageSize?
}

/// What a handler saw of its call.
struct Seen: Wire, Equatable {
  let id: UUID
  let user: UUID?
  let organization: UUID?
  let after: String?
  let next: String
  let requestID: String
}

/// Ways to fail, for a handler that does what the body asks.
struct Failing: Decodable, Sendable {
  enum Way: String, WordList {
    case declared, undeclared, secret, cancelled, lost, constraint, permission, fault
  }
  let way: Way
}

struct Secret: Error, CustomStringConvertible { let description = "the secret word is swordfish" }

extension ProblemType {
  static let thingFull = ProblemType(
    "thing_full", 409, "No <place> \"left\" & right", "Try <b>another</b> & `wait <1>`.")
  static let thingHidden = ProblemType("thing_hidden", 404, "Hidden", "Look elsewhere.")
}

/// Where no server listens.
let deadDatabase: Database = {
  var configuration = DatabaseConfiguration(url: "host=/nonexistent dbname=none")
  configuration.connections = 1
  return Database(configuration, logger: Logger(label: "dead") { _ in SwiftLogNoOpLogHandler() })
}()

/// Log lines and undeclared problems of one installation.
final class Record: Sendable {
  private let state = Mutex<(lines: [String], undeclared: [String])>(([], []))
  private let added = AsyncStream<String>.makeStream()
  /// The lines as they come, for one reader.
  var stream: AsyncStream<String> { added.stream }
  var lines: [String] { state.withLock { $0.lines } }
  var undeclared: [String] { state.withLock { $0.undeclared } }
  func log(_ line: String) {
    state.withLock { $0.lines.append(line) }
    added.continuation.yield(line)
  }
  func undeclared(_ text: String) { state.withLock { $0.undeclared.append(text) } }
}

struct RecordingLog: LogHandler {
  let record: Record
  var logLevel = Logger.Level.trace
  var metadata: Logger.Metadata = [:]
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }
  func log(event: LogEvent) { record.log("\(event.level) \(event.message) \(event.metadata ?? [:])") }
}

/// A dispatcher of the sample API with fixed time and ids, on a database that is not there.
struct Sample {
  static let now = Date(timeIntervalSince1970: 1_795_255_200)
  static let newID = "019ab0c4-7e00-7abc-8000-00000000000f"
  static let user = UUID()
  static let organization = UUID()

  let record = Record()
  let dispatcher: Dispatcher

  init(
    api: API = .sample, explorer: String? = nil, mailbox: String? = nil,
    limits: RateLimits = RateLimits(), admission: Admission = Admission(),
    proxies: TrustedProxies = TrustedProxies(), origins: AllowedOrigins = AllowedOrigins(),
    now: @escaping @Sendable () -> Date = { Sample.now }
  ) throws {
    let record = record
    let gate = Gate(
      authenticate: { token, now in
        switch token {
        case "person": return Caller(session: UUID(), user: Sample.user, organization: nil)
        case "member": return Caller(session: UUID(), user: Sample.user, organization: Sample.organization)
        case "late" where now == Sample.now: throw Problem(.sessionRevoked)
        default: throw Problem(.unauthenticated)
        }
      },
      door: { caller, needs, write, stepUp, _ in
        "select \(caller.session), \(needs.permission), \(write), \(stepUp)"
      },
      answers: KeptAnswers(claim: { "select \($0.key)" }, keep: { key, _ in "select \(key.key)" }),
      record: { "select \($0.rows)" })
    let installation = Installation(
      database: deadDatabase, gate: gate,
      catalog: ProblemCatalog([.thingFull, .thingHidden, .permissionMissing]),
      cursorKey: SymmetricKey(data: Array(repeating: 7, count: 32)),
      logger: Logger(label: "tests") { _ in RecordingLog(record: record) },
      document: { [api] in try OpenAPIDocument(api, version: "1").text() }, explorerAssets: explorer,
      mailbox: mailbox, publicURL: "https://gym.example", limits: limits, admission: admission,
      proxies: proxies, origins: origins, clock: now,
      makeID: { _ in UUID(uuidString: Sample.newID) ?? UUID() },
      onUndeclaredProblem: { record.undeclared("\($0.id) \($1.type.code)") })
    dispatcher = Dispatcher(api, installation)
  }

  /// One request; a body is sent as JSON where `headers` do not say otherwise.
  func send(
    _ method: HTTPRequest.Method, _ target: String, _ headers: HTTPFields = [:], body: String? = nil,
    from address: String? = nil
  ) async -> Outbound {
    var headers = headers
    if body != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
    let bytes = Array((body ?? "").utf8)
    return await dispatcher.respond(
      to: Inbound(method: method, target: target, headers: headers, clientAddress: address) { limit in
        guard bytes.count <= limit else { throw BodyFault.tooLarge }
        return bytes
      })
  }
}

extension Outbound {
  var text: String { String(decoding: body, as: UTF8.self) }
  var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }
  var code: JSONValue? { json["code"] }
  /// "place code" of every fault.
  var faults: [String] {
    guard case .array(let errors)? = json["errors"] else { return [] }
    return errors.map { error in
      let place = error["pointer"] ?? error["parameter"] ?? .null
      return [place, error["code"] ?? .null].map { value in
        if case .string(let text) = value { return text }
        return "?"
      }.joined(separator: " ")
    }
  }
}
