import ArgumentParser
import CRM
import Foundation

/// `tryzore status`: whether a demo runs, and where.
struct Status: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say where a running demo is to be found.",
    discussion: "Examples:\n  tryzore status\n  tryzore status --data .tryzore/demo --json")

  @Option(help: "The demo's folder.")
  var data = DemoState.standard

  @Flag(help: "Print JSON.")
  var json = false

  func run() async throws {
    let state = try DemoState.read(data)
    if json { return try Terminal.json(state) }
    print("\(state.state)  http://127.0.0.1:\(state.httpPort)/v1  PostgreSQL in \(state.socketDirectory)")
  }
}
