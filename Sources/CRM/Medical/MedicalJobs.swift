import Foundation
import Logging
import Postgres
import Web

/// What follows a rotation of medical keys.
enum MedicalJobs {
  /// Encrypts an organization's notes with its current key, some at a time, while people read and write them.
  static let reencrypt = JobKind<NoPayload>("medical.reencrypt", priority: .idle, attempts: 20)
  private static let batch = 100

  private struct Outcome: Codable, Sendable {
    var reencrypted = 0
    /// Left as they are: what cannot be read cannot be encrypted anew.
    var unreadable = 0
  }

  private struct Step: Sendable {
    let last: UUID?
    let outcome: Outcome
  }

  static func add(to jobs: inout JobList, _ cipher: MedicalCipher, logger: Logger) {
    jobs.add(reencrypt) { run in
      guard let organization = run.job.organizationID else {
        throw HopelessJob(reason: "it has no organization")
      }
      var outcome = Outcome()
      var after: UUID?
      while true {
        let position = after
        let step = try await run.transaction { tx in
          try await work(after: position, organization, cipher, tx, logger)
        }
        outcome.reencrypted += step.outcome.reencrypted
        outcome.unreadable += step.outcome.unreadable
        guard let last = step.last else { break }
        after = last
        try await run.report("encrypting", done: outcome.reencrypted, of: nil)
      }
      try await run.transaction { tx in _ = try await tx.execute(MedicalQueries.forgetKeys()) }
      return try JSON(encoding: outcome)
    }
  }

  private static func work(
    after position: UUID?, _ organization: UUID, _ cipher: MedicalCipher, _ tx: Transaction, _ logger: Logger
  ) async throws -> Step {
    let keys = try await tx.rows(MedicalQueries.keys(), as: MedicalKey.self).decoded()
    guard let current = keys.first(where: \.isCurrent) else { return Step(last: nil, outcome: Outcome()) }
    let stale = try await tx.rows(
      MedicalQueries.stale(after: position, current: current.id, limit: batch), as: MedicalQueries.Stale.self
    ).decoded()
    var outcome = Outcome()
    var notes: [(client: UUID, note: [UInt8])] = []
    for row in stale {
      do {
        let key = keys.first { $0.id == row.keyID }
        let plain = try cipher.openBytes(row.note, of: row.clientID, in: organization, with: key)
        notes.append(
          (row.clientID, try cipher.seal(plain, of: row.clientID, in: organization, with: current)))
      } catch let problem as Problem where problem.type == .ciphertextInvalid {
        outcome.unreadable += 1
        logger.error("a medical note cannot be read", metadata: ["detail": "\(problem.detail ?? "-")"])
      }
    }
    if !notes.isEmpty { try await tx.execute(MedicalQueries.reencrypt(notes, current)) }
    outcome.reencrypted = notes.count
    return Step(last: stale.last?.clientID, outcome: outcome)
  }
}
