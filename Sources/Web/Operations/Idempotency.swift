import Crypto
public import Foundation
import HTTPTypes
public import Postgres

/// Under what a request is done once (draft-ietf-httpapi-idempotency-key-header).
public struct IdempotencyKey: Sendable {
  /// Method and path.
  public let operation: String
  /// What the client made up for this request and its repetitions.
  public let key: UUID
  /// SHA-256 of the body.
  public let bodyHash: [UInt8]
}

/// What is kept of an answer.
public struct KeptAnswer: Sendable {
  public let status: Int
  /// Of which its ETag is made, where it has one.
  public let version: Int?
  /// Where what it made is, where it says so.
  public let location: String?
  public let body: [UInt8]
}

/// The product's statements on answers that are kept, each behind the door of who asks.
public struct KeptAnswers: Sendable {
  let claim: @Sendable (IdempotencyKey) -> SQL
  let keep: @Sendable (IdempotencyKey, KeptAnswer) -> SQL

  /// `claim` never waits and answers one row: `is_free`, and of an earlier answer `body_hash`, `answer_status`,
  /// `answer_version`, `answer_location` and `answer`. The claim ends with its transaction.
  public init(
    claim: @escaping @Sendable (IdempotencyKey) -> SQL,
    keep: @escaping @Sendable (IdempotencyKey, KeptAnswer) -> SQL
  ) {
    self.claim = claim
    self.keep = keep
  }
}

/// The answer to a request with a key.
struct OnceAnswer: Sendable {
  let status: Int
  let reply: Reply
  let isReplayed: Bool
}

extension Operation {
  /// The key of a request to this operation: nil where there is none, or the operation takes none.
  func key(_ headers: HTTPFields, _ raw: RawCall) throws -> IdempotencyKey? {
    guard takesKey else { return nil }
    guard let text = headers[.idempotencyKey] else {
      if requiresKey { throw Problem(.idempotencyKeyRequired) }
      return nil
    }
    let isQuoted = text.utf8.count == 38 && text.first == "\"" && text.last == "\""
    guard let key = UUID(uuidString: isQuoted ? String(text.dropFirst().dropLast()) : text) else {
      throw Problem(.invalidIdempotencyKey)
    }
    // However the id was spelled.
    let path = hasPathID ? path.replacing("{id}", with: raw.id.uuidString.lowercased()) : path
    return IdempotencyKey(
      operation: "\(method.rawValue) \(path)", key: key, bodyHash: Array(SHA256.hash(data: raw.body)))
  }

  /// Does the work and keeps its answer in one transaction, or gives the answer that was kept. Input is read only
  /// behind the claim: what was accepted once is not judged again.
  func runOnce(
    _ key: IdempotencyKey, _ raw: RawCall, _ installation: Installation,
    _ work: @Sendable (RawCall, Transaction) async throws -> Reply
  ) async throws -> OnceAnswer {
    let answers = installation.gate.answers
    let door = try installation.door(raw, needs: needs, write: true, stepUp: needsStepUp)
    return try await installation.database.transaction(opening: [door]) { tx in
      let claim = try await tx.rows(answers.claim(key), as: Claim.self).first()
      guard let claim, claim.isFree else { throw Problem.idempotencyInProgress }
      if let status = claim.answerStatus, let body = claim.answer {
        guard claim.bodyHash.map(Array.init) == key.bodyHash else { throw Problem(.idempotencyKeyReused) }
        let location = claim.answerLocation.map { [(name: HTTPField.Name.location, value: $0)] } ?? []
        let reply = Reply(version: claim.answerVersion, headers: location, body: Array(body))
        return OnceAnswer(status: status, reply: reply, isReplayed: true)
      }
      let reply = try await work(raw, tx)
      let kept = KeptAnswer(
        status: success.code, version: reply.version,
        location: reply.headers.first { $0.name == .location }?.value, body: reply.body)
      try await tx.execute(answers.keep(key, kept))
      return OnceAnswer(status: success.code, reply: reply, isReplayed: false)
    }
  }

  private struct Claim: Decodable {
    let isFree: Bool
    let bodyHash: Data?
    let answerStatus: Int?
    let answerVersion: Int?
    let answerLocation: String?
    let answer: Data?
  }
}

extension ProblemType {
  public static let idempotencyKeyRequired = ProblemType(
    "idempotency_key_required", 400, "This request needs an Idempotency-Key",
    "Send `Idempotency-Key` with a new UUID, and the same one again if no answer comes.")
  public static let invalidIdempotencyKey = ProblemType(
    "invalid_idempotency_key", 400, "The Idempotency-Key is no UUID",
    "Send one UUID, bare or in double quotes, and a new one for each thing to do.")
  public static let idempotencyInProgress = ProblemType(
    "idempotency_in_progress", 409, "A request with this Idempotency-Key is being worked on",
    "Send it again after the seconds of Retry-After, with the same key, and get that one's answer.")
  public static let idempotencyKeyReused = ProblemType(
    "idempotency_key_reused", 422, "This Idempotency-Key was used for another body",
    "A key stands for one request and its repetitions. Make a new one for a new request.")
}

extension Problem {
  fileprivate static var idempotencyInProgress: Problem {
    var problem = Problem(.idempotencyInProgress)
    problem.headers = [(.retryAfter, "1")]
    return problem
  }
}

extension HTTPField.Name {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
  static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")!
}
