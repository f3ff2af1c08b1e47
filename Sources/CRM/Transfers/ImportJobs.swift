import Foundation
import Postgres

/// Trying and importing files that were uploaded, with the rights that whoever asked for it has by then.
enum ImportJobs {
  struct Order: Codable, Sendable {
    /// The import.
    let id: UUID
    /// A single rejected row, and nothing is imported.
    let isStrict: Bool
  }

  static let trial = JobKind<Order>("clients.try_import", priority: .urgent, attempts: 3)
  static let run = JobKind<Order>("clients.import", priority: .urgent, attempts: 3)

  /// Of so many known clients a trial says what would change.
  private static let changesLimit = 100

  /// What came of a trial, which is rolled back with this.
  private struct Tried: Error { let outcome: Outcome }

  /// What a strict run met.
  private struct Rejected: Error { let outcome: Outcome }

  private struct Outcome: Sendable {
    let progress: ClientImport.Progress
    let changes: [ClientDifference]
    let rejects: [UInt8]
  }

  private struct Opened: Sendable {
    let known: ImportRecordQueries.Known
    let bytes: [UInt8]
  }

  static func add(to jobs: inout JobList, files: TransferFiles) {
    jobs.add(trial) { run in try JSON(payload: try await attempt(run, files)) }
    jobs.add(self.run) { run in try JSON(payload: try await write(run, files)) }
  }

  private static func attempt(_ run: JobRun<Order>, _ files: TransferFiles) async throws
    -> ClientImport.Progress
  {
    do {
      return try await run.transaction { tx in
        let opened = try await open(run, files, tx)
        throw Tried(outcome: try await read(opened, run, tx, changesLimit: changesLimit, phase: "trying"))
      }
    } catch let error as Tried {
      let tried = error.outcome
      return try await run.transaction { tx in
        try await tx.execute(TransferQueries.actAsStarter(.clientsImport))
        guard let known = try await lock(run, tx), !known.isOver else { return tried.progress }
        let changes = Array(try JSONEncoder().encode(tried.changes))
        let seal = { (bytes: [UInt8], part: TransferPart) in
          try files.seal(bytes, part, of: run.payload.id, in: known.organizationID)
        }
        _ = try await tx.pipeline([
          ImportRecordQueries.end(run.payload.id, .tried, tried.progress),
          TransferQueries.forget([.rejects], of: run.payload.id),
          TransferQueries.keep(try seal(changes, .changes), .changes, of: run.payload.id),
        ])
        if !tried.rejects.isEmpty {
          try await tx.execute(
            TransferQueries.keep(try seal(tried.rejects, .rejects), .rejects, of: run.payload.id))
        }
        return tried.progress
      }
    }
  }

  /// All valid rows and the import's end in one transaction: run again, it finds that it is done.
  private static func write(_ run: JobRun<Order>, _ files: TransferFiles) async throws
    -> ClientImport.Progress
  {
    do {
      return try await run.transaction { tx in
        if let done = try await finished(run, tx) { return done }
        let opened = try await open(run, files, tx)
        let outcome = try await read(opened, run, tx, changesLimit: 0, phase: "importing")
        if run.payload.isStrict, outcome.progress.rejected > 0 { throw Rejected(outcome: outcome) }
        _ = try await tx.pipeline([
          ImportRecordQueries.end(run.payload.id, .imported, outcome.progress),
          TransferQueries.forget([.file, .survey, .changes, .rejects], of: run.payload.id),
        ])
        try await keep(outcome.rejects, run, opened.known, files, tx)
        return outcome.progress
      }
    } catch let rejected as Rejected {
      try await run.transaction { tx in
        try await tx.execute(TransferQueries.actAsStarter(.clientsImport))
        guard let known = try await lock(run, tx), !known.isOver else { return }
        try await keep(rejected.outcome.rejects, run, known, files, tx)
      }
      throw HopelessJob(
        reason: "\(rejected.outcome.progress.rejected) rows are rejected, and strict imports none then")
    }
  }

  private static func finished(_ run: JobRun<Order>, _ tx: Transaction) async throws -> ClientImport.Progress?
  {
    try await tx.execute(TransferQueries.actAsStarter(.clientsImport))
    guard let known = try await lock(run, tx), known.state == .imported else { return nil }
    var progress = ClientImport.Progress()
    progress.rows = known.rowCount
    progress.created = known.createdCount ?? 0
    progress.updated = known.updatedCount ?? 0
    progress.unchanged = known.unchangedCount ?? 0
    progress.rejected = known.rejectedCount ?? 0
    return progress
  }

  private static func open(_ run: JobRun<Order>, _ files: TransferFiles, _ tx: Transaction) async throws
    -> Opened
  {
    let id = run.payload.id
    try await tx.execute(TransferQueries.actAsStarter(.clientsImport))
    guard let known = try await lock(run, tx), !known.isOver,
      let sealed = try await tx.rows(TransferQueries.read(.file, of: id), as: TransferQueries.Stored.self)
        .first()?.file
    else { throw HopelessJob(reason: "the file is gone") }
    return Opened(known: known, bytes: try files.open(sealed, .file, of: id, in: known.organizationID))
  }

  /// The day it is in UTC.
  private static var today: LocalDate {
    let text = Date().formatted(.iso8601.year().month().day())
    return LocalDate(text) ?? LocalDate.example
  }

  /// Says how far it is after each batch, and stops when it is asked to.
  private static func read(
    _ opened: Opened, _ run: JobRun<Order>, _ tx: Transaction, changesLimit: Int, phase: String
  ) async throws -> Outcome {
    let total = opened.known.rowCount
    let source: ImportSource
    do throws(ImportFailure) {
      source = try ImportSource(
        ImportFile(bytes: opened.bytes, path: UploadSurvey.name), today: today, chosen: opened.known.chosen)
    } catch { throw HopelessJob(reason: error.code.rawValue) }
    let rejects = RejectsFile(path: nil, headers: source.survey.columns.headers)
    let (progress, changes) = try await ClientImport(
      run.database, organization: opened.known.organizationID
    ).write(source, rejects, isStrict: false, changesLimit: changesLimit, tx) { progress in
      try await run.report(phase, done: progress.rows, of: total)
    }
    return Outcome(progress: progress, changes: changes, rejects: rejects.contents)
  }

  private static func lock(_ run: JobRun<Order>, _ tx: Transaction) async throws -> ImportRecordQueries.Known?
  {
    try await tx.rows(ImportRecordQueries.lock(run.payload.id), as: ImportRecordQueries.Known.self).first()
  }

  private static func keep(
    _ rejects: [UInt8], _ run: JobRun<Order>, _ known: ImportRecordQueries.Known, _ files: TransferFiles,
    _ tx: Transaction
  ) async throws {
    if rejects.isEmpty { return }
    let sealed = try files.seal(rejects, .rejects, of: run.payload.id, in: known.organizationID)
    try await tx.execute(TransferQueries.keep(sealed, .rejects, of: run.payload.id))
  }
}
