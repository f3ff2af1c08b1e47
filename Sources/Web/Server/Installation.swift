public import Crypto
public import Foundation
public import Logging
public import Postgres

/// What turns a token into a caller and a caller into the first statement of a transaction. The product
/// supplies it; this target knows neither gyms nor their roles.
public struct Gate: Sendable {
  let authenticate: @Sendable (_ token: String, _ now: Date) async throws -> Caller
  let door: Door
  let answers: KeptAnswers
  let record: @Sendable (ExportedList) -> SQL

  /// `stepUp` asks whether the caller proved a moment ago who they are.
  public typealias Door =
    @Sendable (
      _ caller: Caller, _ needs: Access, _ write: Bool, _ stepUp: Bool, _ requestID: String
    ) throws -> SQL

  public init(
    authenticate: @escaping @Sendable (_ token: String, _ now: Date) async throws -> Caller,
    door: @escaping Door, answers: KeptAnswers, record: @escaping @Sendable (ExportedList) -> SQL
  ) {
    self.authenticate = authenticate
    self.door = door
    self.answers = answers
    self.record = record
  }
}

/// Everything that requests share while the program serves.
public struct Installation: Sendable {
  public let database: Database
  /// The connections of requests that come before a session, health among them, so that neither slow statements nor a
  /// flood keep anybody from signing in.
  let reserve: Database
  let gate: Gate
  let catalog: ProblemCatalog
  let cursors: CursorSeal
  let logger: Logger
  let document: APIDocument
  /// The folder with Swagger UI's three files; without it `/docs` says how to get them.
  let explorerAssets: String?
  /// The folder of a demo's mail, shown at `/dev/mail`; nil where mail goes out.
  let mailbox: Mailbox?
  /// The address clients use, without a final slash; problem types point below it.
  let publicURL: String
  let limits: RateLimits
  let admission: Admission
  let proxies: TrustedProxies
  let origins: AllowedOrigins
  let clock: @Sendable () -> Date
  let makeID: @Sendable (Date) -> UUID
  /// Called when a handler throws a problem that its operation does not declare: a test fails then.
  let onUndeclaredProblem: @Sendable (Operation, Problem) -> Void

  public init(
    database: Database, reserve: Database? = nil, gate: Gate, catalog: ProblemCatalog,
    cursorKey: SymmetricKey, logger: Logger,
    document: @escaping @Sendable () throws -> String, explorerAssets: String? = nil, mailbox: String? = nil,
    publicURL: String,
    limits: RateLimits = RateLimits(), admission: Admission = Admission(),
    proxies: TrustedProxies = TrustedProxies(),
    origins: AllowedOrigins = AllowedOrigins(),
    clock: @escaping @Sendable () -> Date = { Date() },
    makeID: @escaping @Sendable (Date) -> UUID = UUID.version7(at:),
    onUndeclaredProblem: @escaping @Sendable (Operation, Problem) -> Void = { _, _ in }
  ) {
    self.database = database
    self.reserve = reserve ?? database
    self.gate = gate
    self.catalog = catalog
    self.cursors = CursorSeal(key: cursorKey)
    self.logger = logger
    self.document = APIDocument(document)
    self.explorerAssets = explorerAssets
    self.mailbox = mailbox.map(Mailbox.init)
    self.publicURL = publicURL
    self.limits = limits
    self.admission = admission
    self.proxies = proxies
    self.origins = origins
    self.clock = clock
    self.makeID = makeID
    self.onUndeclaredProblem = onUndeclaredProblem
  }

  func door(_ raw: RawCall, needs: Access, write: Bool, stepUp: Bool) throws -> SQL {
    guard let caller = raw.caller else { throw Problem(.unauthenticated) }
    return try gate.door(caller, needs, write, stepUp, raw.context.requestID)
  }
}

extension UUID {
  /// A UUIDv7 (RFC 9562 section 5.7): milliseconds since 1970, then 74 random bits.
  public static func version7(at date: Date) -> UUID {
    let milliseconds = UInt64(max(0, min(date.timeIntervalSince1970 * 1000, 281_474_976_710_655)))
    var random = SystemRandomNumberGenerator()
    let high: UInt64 = milliseconds << 16 | 0x7000 | (random.next() & 0x0FFF)
    let low: UInt64 = (random.next() & 0x3FFF_FFFF_FFFF_FFFF) | 0x8000_0000_0000_0000
    func byte(_ word: UInt64, _ index: UInt64) -> UInt8 {
      UInt8(truncatingIfNeeded: word >> (56 - 8 * index))
    }
    return UUID(
      uuid: (
        byte(high, 0), byte(high, 1), byte(high, 2), byte(high, 3), byte(high, 4), byte(high, 5),
        byte(high, 6),
        byte(high, 7), byte(low, 0), byte(low, 1), byte(low, 2), byte(low, 3), byte(low, 4), byte(low, 5),
        byte(low, 6), byte(low, 7)
      ))
  }
}
