import Foundation
import Postgres

/// Exporting and erasing a client, and what goes by itself when it was kept long enough.
enum PrivacyJobs {
  /// The id of the export or of the erasure: a job's payload names nobody.
  struct Subject: Codable, Sendable {
    let id: UUID
  }

  static let export = JobKind<Subject>("privacy.export", priority: .urgent)
  static let erase = JobKind<Subject>("privacy.erase", priority: .urgent)
  static let clean = JobKind<NoPayload>("privacy.clean", priority: .idle, attempts: 3)
  static let purgeAll = JobKind<NoPayload>("privacy.purge_all", priority: .idle, attempts: 3)
  static let purge = JobKind<NoPayload>("privacy.purge", priority: .idle, attempts: 3)

  private struct Size: Encodable { let bytes: Int }
  private struct Done: Codable { let isErased: Bool }
  private struct Count: Codable { let count: Int }

  static func add(to jobs: inout JobList, files: ExportFiles, open: @escaping OpenSealed) throws {
    jobs.add(export) { subject, tx in
      let size = try await PrivacyExport(files: files, open: open).write(subject.id, tx)
      return try JSON(encoding: Size(bytes: size))
    }
    jobs.add(erase) { subject, tx in
      try JSON(encoding: try await tx.rows(PrivacyQueries.performErasure(subject.id), as: Done.self).first())
    }
    jobs.add(clean) { _, tx in try await counted(tx, "select private.clean_privacy() as count") }
    jobs.add(purgeAll) { _, tx in
      let (name, priority, attempts) = (purge.name, purge.priority.rawValue, purge.attempts)
      return try await counted(
        tx, "select jobs.enqueue_for_each(\(name), \(priority)::int, \(attempts)::int) as count")
    }
    jobs.add(purge) { _, tx in
      try await counted(tx, "select private.purge_clients(100) + private.purge_invitations() as count")
    }
    jobs.schedule(clean, "clean privacy", try CronRule("25 * * * *", in: .gmt))
    jobs.schedule(purgeAll, "purge clients", try CronRule("15 3 * * *", in: .gmt))
  }

  private static func counted(_ tx: Transaction, _ statement: SQL) async throws -> JSON? {
    try JSON(encoding: try await tx.rows(statement, as: Count.self).first())
  }
}
