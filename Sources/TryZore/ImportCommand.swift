import ArgumentParser
import CRM
import Foundation
import Logging
import Postgres
import ServiceLifecycle

/// `tryzore import`: brings a gym's people in from another system's file.
struct Import: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import", abstract: "Import from another system, or from another installation.",
    discussion:
      "Examples:\n  tryzore import clients people.csv --organization main\n  tryzore import clients people.csv --organization main --dry-run\n  tryzore import organization main.zip",
    subcommands: [ImportClients.self, ImportOrganization.self])
}

/// `tryzore import clients FILE --organization SLUG`
struct ImportClients: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clients",
    abstract:
      "Import people from a CSV file: all valid rows in one transaction, the others into a file of rejects.",
    discussion: """
      Understands UTF-8, UTF-16 and Windows-1252; commas, semicolons and tabs; English, German, Spanish and
      French headers. Repeating an import changes nothing.
      Examples:
        tryzore import clients people.csv --organization main
        tryzore import clients people.csv --organization main --dry-run --data .tryzore/demo
      """)

  @Argument(help: "The CSV file.")
  var file: String

  @Option(help: "Slug of the organization that the people belong to.")
  var organization: String

  @Flag(help: "Check everything and write the rejected rows; change no client.")
  var dryRun = false

  @Flag(help: "Import nothing if any row is rejected.")
  var strict = false

  @Option(help: "Where rejected rows are written.")
  var rejects = "rejects.csv"

  @Option(help: "How to read dates that nothing in the file explains: year-first, month-first or day-first.")
  var dates = DateOrderWord.monthFirst

  @Flag(help: "Print the result as JSON.")
  var json = false

  @Flag(help: "Say nothing but errors.")
  var quiet = false

  @OptionGroup var target: Target

  enum DateOrderWord: String, ExpressibleByArgument, CaseIterable {
    case yearFirst = "year-first"
    case monthFirst = "month-first"
    case dayFirst = "day-first"

    var order: DateOrder {
      switch self {
      case .yearFirst: .yearFirst
      case .monthFirst: .monthFirst
      case .dayFirst: .dayFirst
      }
    }
  }

  func run() async throws {
    guard
      ImportClients.identity(of: file) == nil
        || ImportClients.identity(of: file) != ImportClients.identity(of: rejects)
    else { throw CommandFailure(.usage, "\(rejects) is the file to import; name another one by --rejects.") }
    // Ctrl-C rolls everything back and says so.
    try await runUntilStopped { try await cancelWhenGracefulShutdown { try await importFile() } }
  }

  private func importFile() async throws {
    let survey = try open().survey
    try await target.withWorker { database, settings in
      guard let id = try await Operators(database).findOrganization(slug: organization) else {
        throw CommandFailure(.notFound, "There is no organization with the slug \(organization).")
      }
      announce(survey)
      let bar = ImportBar(total: survey.rowCount, isSilent: quiet || json)
      var options = ClientImport.Options(actor: settings.operatorName, rejectsPath: rejects)
      options.isDryRun = dryRun
      options.isStrict = strict
      do {
        let done = try await ClientImport(database, organization: id).run(
          options, source: { try open() }, report: { bar.show($0) })
        bar.end()
        try tell(done)
      } catch let refused as ClientImport.Refused {
        bar.end()
        throw CommandFailure(
          .refused,
          "\(refused.progress.rejected) rows are rejected (\(rejects)); with --strict nothing is imported.")
      }
    }
  }

  /// What makes two paths one file; nil where there is none.
  private static func identity(of path: String) -> [UInt64]? {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
      let device = attributes[.systemNumber] as? NSNumber,
      let number = attributes[.systemFileNumber] as? NSNumber
    else { return nil }
    return [device.uint64Value, number.uint64Value]
  }

  private func open() throws -> ImportSource {
    try ImportSource(path: file, today: .today(), assumedDateOrder: dates.order)
  }

  private func announce(_ survey: ImportSurvey) {
    guard !quiet, !json else { return }
    Terminal.note("\(survey.rowCount) rows, \(survey.encoding), separated by \(survey.delimiter)")
    let kept = survey.columns.kept.map(\.key)
    if !kept.isEmpty { Terminal.note("kept as metadata: \(kept.joined(separator: ", "))") }
  }

  private func tell(_ done: ClientImport.Progress) throws {
    if json { return try Terminal.json(done) }
    if quiet { return }
    let verb = dryRun ? "would be " : ""
    print(
      "\(done.created) \(verb)created, \(done.updated) \(verb)updated, \(done.unchanged) unchanged, \(done.rejected) rejected"
    )
    if done.rejected > 0 { print("rejected rows with reasons: \(rejects)") }
  }
}

/// Rows, rate, time left, rejected; one line that is drawn over.
private final class ImportBar: Sendable {
  private let total: Int
  private let isSilent: Bool
  private let start = ContinuousClock.now

  init(total: Int, isSilent: Bool) {
    self.total = total
    self.isSilent = isSilent
  }

  func show(_ progress: ClientImport.Progress) {
    guard !isSilent else { return }
    let seconds = max(0.001, (ContinuousClock.now - start) / .seconds(1))
    let rate = Double(progress.rows) / seconds
    let left = rate > 0 ? Int(Double(max(0, total - progress.rows)) / rate) : 0
    let share = total > 0 ? min(1, Double(progress.rows) / Double(total)) : 1
    let filled = Int(share * 30)
    let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: 30 - filled)
    Terminal.progress(
      "[\(bar)] \(progress.rows)/\(total) rows  \(Int(rate))/s  \(left) s left  \(progress.rejected) rejected"
    )
  }

  func end() { if !isSilent { Terminal.endProgress() } }
}

/// The database that a command works on: a demo's folder, or the worker's login from the environment.
struct Target: ParsableArguments {
  @Option(help: "Folder of a running `tryzore demo`; without it TRYZORE_WORKER_DATABASE_URL is used.")
  var data: String?

  func workerURL(_ settings: Settings) throws -> String {
    if let data { return try DemoState.read(data).url(role: "tryzore_worker") }
    if settings.workerURL == nil, settings.databaseURL == nil,
      let state = try? DemoState.read(DemoState.standard)
    {
      return state.url(role: "tryzore_worker")
    }
    return try settings.require(settings.workerURL, "TRYZORE_WORKER_DATABASE_URL")
  }

  /// Lends the worker's database to the body.
  func withWorker(_ body: (Database, Settings) async throws -> Void) async throws {
    let settings = Settings()
    var configuration = DatabaseConfiguration(url: try workerURL(settings))
    configuration.connections = 1
    configuration.leases = 1
    configuration.requestTimeout = .seconds(600)
    let database = Database(configuration, logger: .quiet)
    let result: Result<Void, any Error>
    do {
      try await body(database, settings)
      result = .success(())
    } catch { result = .failure(error) }
    await database.shutdown()
    try result.get()
  }
}

extension LocalDate {
  /// The day it is at this machine's clock, in UTC.
  static func today() -> LocalDate {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = .gmt
    let parts = calendar.dateComponents([.year, .month, .day], from: Date())
    return LocalDate(year: parts.year ?? 2026, month: parts.month ?? 1, day: parts.day ?? 1)
      ?? LocalDate.example
  }
}
