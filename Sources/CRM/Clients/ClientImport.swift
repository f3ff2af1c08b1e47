public import Foundation
public import Postgres
import Web

/// Imports a CSV of people into one organization: all valid rows in one transaction, the others aside
/// (decision 28).
public struct ClientImport: Sendable {
  public struct Options: Sendable {
    /// Everything is done and then rolled back.
    public var isDryRun = false
    /// A single rejected row aborts the import.
    public var isStrict = false
    public var rejectsPath: String
    /// Who imports, for the audit log.
    public var actor: String

    public init(actor: String, rejectsPath: String) {
      self.actor = actor
      self.rejectsPath = rejectsPath
    }
  }

  /// How far an import is, and in the end what it did.
  public struct Progress: Sendable, Codable {
    public var rows = 0
    public var created = 0
    public var updated = 0
    public var unchanged = 0
    public var rejected = 0
    public var bytes = 0
  }

  /// With `--strict`, the import of a file that has rejects.
  public struct Refused: Error, Sendable {
    public let progress: Progress
  }

  private struct DryRun: Error { let progress: Progress }

  /// Rows that travel to the database at once.
  static let batchSize = 2_000

  private let database: Database
  private let organization: UUID

  /// `database` is the worker's login.
  public init(_ database: Database, organization: UUID) {
    self.database = database
    self.organization = organization
  }

  /// Runs the import. `source` opens the file anew, since a transaction that lost a race is run again; `report`
  /// is called after each batch.
  public func run(
    _ options: Options, source: @escaping @Sendable () throws -> ImportSource,
    report: @escaping @Sendable (Progress) -> Void
  ) async throws -> Progress {
    let door = Door.enterAsOperator(organization, actor: options.actor, write: true)
    do {
      return try await database.transaction(opening: [door]) { tx in
        let source = try source()
        let rejects = RejectsFile(path: options.rejectsPath, headers: source.survey.columns.headers)
        let progress = try await write(source, rejects, isStrict: options.isStrict, tx) { report($0) }
          .progress
        if options.isDryRun { throw DryRun(progress: progress) }
        return progress
      }
    } catch let dryRun as DryRun {
      return dryRun.progress
    }
  }

  /// Imports in a transaction that has entered the organization; answers also what changes in clients that were known, of
  /// the first `changesLimit`. `report` may throw, and then nothing is imported.
  func write(
    _ source: sending ImportSource, _ rejects: RejectsFile, isStrict: Bool, changesLimit: Int = 0,
    _ tx: Transaction, report: @Sendable (Progress) async throws -> Void
  ) async throws -> (progress: Progress, changes: [ClientDifference]) {
    let names = try await tx.rows(ImportQueries.organizationNames(organization), as: ImportQueries.Names.self)
      .first()
    let matching = ImportMatching(
      importID: UUID.version7(at: Date()), columns: source.survey.columns,
      locations: Set([names?.name, names?.slug].compactMap { $0.map(sortText) }))
    var progress = Progress()
    var changes: [ClientDifference] = []
    var knownRows = ClientImport.batchSize
    let reader = BatchReader(source)
    var next = try await reader.next()
    while let (batch, bytesRead) = next {
      try Task.checkCancellation()
      // The next batch is read while the database writes this one.
      async let following = reader.next()
      for rejected in batch.rejects { try rejects.write(rejected) }
      let outcome = try await matching.write(
        batch.rows, tx, changesLimit: changesLimit - changes.count)
      changes += outcome.changes
      for rejected in outcome.rejects { try rejects.write(rejected) }
      progress.rows += batch.count
      progress.created += outcome.created
      progress.updated += outcome.updated
      progress.unchanged += outcome.unchanged
      progress.rejected += batch.rejects.count + outcome.rejects.count
      progress.bytes = bytesRead
      try await report(progress)
      if progress.rows >= knownRows {
        try await tx.execute(ImportQueries.refreshStatistics())
        knownRows = progress.rows * 4
      }
      next = try await following
    }
    try rejects.finish()
    if isStrict, progress.rejected > 0 { throw Refused(progress: progress) }
    try await tx.execute(ImportQueries.forget(matching.importID))
    return (progress, changes)
  }
}

/// Reads the batches of one file, off the task that writes them.
private actor BatchReader {
  private let source: ImportSource

  init(_ source: sending ImportSource) {
    self.source = source
  }

  func next() throws -> (batch: ImportBatch, bytesRead: Int)? {
    try source.nextBatch(limit: ClientImport.batchSize).map { ($0, source.bytesRead) }
  }
}
