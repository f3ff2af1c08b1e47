import ArgumentParser
import CRM
import Foundation
import Postgres

/// `tryzore jobs`: how many there are of each kind, of the whole installation.
struct Jobs: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Count the jobs of the installation by kind and state.",
    discussion: """
      Examples:
        tryzore jobs
        tryzore jobs --json
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var target: Target

  func run() async throws {
    try await target.withWorker { database, _ in
      let totals = try await JobTotal.all(database)
      if json { return try Terminal.json(totals) }
      for total in totals { print("\(total.kind)\t\(total.state.rawValue)\t\(total.jobs)") }
    }
  }
}
