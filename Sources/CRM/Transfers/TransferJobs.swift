import Foundation
import Postgres
import Web

/// Exports of organizations, and what is tidied up.
enum TransferJobs {
  /// The id of the export or import: a job's payload names nobody.
  struct Subject: Codable, Sendable {
    let id: UUID
  }

  static let export = JobKind<Subject>("organization.export", attempts: 3)
  static let clean = JobKind<NoPayload>("transfers.clean", priority: .idle, attempts: 3)

  /// What fits into one answer.
  private static let limit = 49_000_000

  private struct Asked: Decodable { let includesMedical: Bool }
  private struct Size: Encodable { let bytes: Int }
  private struct Count: Codable { let count: Int }

  static func add(to jobs: inout JobList, files: TransferFiles, cipher: MedicalCipher) throws {
    jobs.add(export) { subject, tx in
      try await tx.execute("set local statement_timeout = 0")
      let size = try await write(
        subject.id, files, OrganizationExport(medical: MedicalTransfer(cipher: cipher)), tx)
      return try JSON(encoding: Size(bytes: size))
    }
    jobs.add(clean) { _, tx in
      try JSON(
        encoding: try await tx.rows("select private.clean_transfers() as count", as: Count.self).first())
    }
    jobs.schedule(clean, "clean transfers", try CronRule("35 * * * *", in: .gmt))
  }

  /// As whoever asked for it, if they still may.
  private static func write(
    _ id: UUID, _ files: TransferFiles, _ export: OrganizationExport, _ tx: Transaction
  ) async throws -> Int {
    try await tx.execute(TransferQueries.actAsStarter(.organizationExport))
    guard let asked = try await tx.rows(TransferQueries.export(id), as: Asked.self).first(),
      let heading = try await tx.rows(TransferQueries.heading(), as: TransferQueries.Heading.self).first()
    else { throw HopelessJob(reason: "the export is gone") }
    if asked.includesMedical { try await tx.execute(TransferQueries.actAsStarter(.clientsMedicalView)) }
    let archive = try await export.archive(includingMedical: asked.includesMedical, tx)
    guard archive.count <= limit else {
      throw TransferFailure(.tooLarge, "the ZIP has more than 49 MB: tryzore export organization writes it")
    }
    let sealed = try files.seal(archive, .file, of: id, in: heading.organizationID)
    try await tx.execute(TransferQueries.keep(sealed, .file, of: id))
    return archive.count
  }
}
