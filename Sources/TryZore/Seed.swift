import ArgumentParser
import CRM
import Foundation

/// `tryzore seed`: demo data, or volume.
struct Seed: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fill the database with the demo gym, or with volume for measurements.",
    discussion: """
      Examples:
        tryzore seed
        tryzore seed --organizations 200 --clients 200000
      """)

  @Option(help: "Make so many organizations instead of the demo gym.")
  var organizations: Int?

  @Option(help: "Spread so many clients over them.")
  var clients: Int?

  @OptionGroup var target: Target

  func validate() throws {
    guard (organizations == nil) == (clients == nil) else {
      throw ValidationError("--organizations and --clients go together.")
    }
    guard (1...100_000).contains(organizations ?? 1), (0...50_000_000).contains(clients ?? 0) else {
      throw ValidationError("At most 100,000 organizations and 50,000,000 clients.")
    }
  }

  func run() async throws {
    try await target.withWorker { database, _ in
      let seed = DemoSeed(database)
      guard let organizations, let clients else {
        let summary = try await seed.seedDemo(today: .today())
        return print("demo data: \(summary.organizations) locations, \(summary.clients) clients")
      }
      let summary = try await seed.seedVolume(
        organizations: organizations, clients: clients, today: .today(),
        report: { Terminal.progress("\($0) of \(clients) clients") })
      Terminal.endProgress()
      print("\(summary.organizations) organizations, \(summary.clients) clients made")
    }
  }
}
