import ArgumentParser
import CRM
import Foundation
import Web

/// `tryzore openapi`: the API's document, from the code that serves it.
struct OpenAPI: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "openapi",
    abstract: "Print the OpenAPI document, its types for TypeScript, or the list of problems.",
    discussion:
      "Examples:\n  tryzore openapi > docs/openapi.json\n  tryzore openapi --emit ts > tryzore.ts"
  )

  enum Form: String, ExpressibleByArgument, CaseIterable { case json, problems, ts }

  @Option(help: "What to print: json, problems, or ts for the types of TypeScript.")
  var emit = Form.json

  func run() async throws {
    let product = try await Product(Keys())
    switch emit {
    case .json: print(try product.document(), terminator: "")
    case .ts: print(try product.types(), terminator: "")
    case .problems: print(product.catalog.markdown(), terminator: "")
    }
  }
}
