import ArgumentParser
import CRM
import Foundation

/// The `tryzore` command.
@main
struct TryZore: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tryzore",
    abstract: "The back end of a gym's day.",
    discussion: """
      Exit codes: 0 done, 1 failed, 2 wrong usage, 3 not found, 4 refused, 5 conflict, 69 a service is down.
      """,
    version: Product.version,
    subcommands: [
      Demo.self, Serve.self, Work.self, Jobs.self, Migrate.self, Seed.self, Import.self, Export.self,
      User.self,
      KeysCommand.self,
      Routes.self, OpenAPI.self,
      Status.self,
      Doctor.self, Audit.self, Privacy.self, SchemaCommand.self,
    ])

  /// Runs the command and maps every failure to one line and the documented exit code.
  static func main() async {
    do {
      var command = try parseAsRoot()
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let failure as CommandFailure {
      Terminal.error(failure.message)
      Foundation.exit(failure.code.rawValue)
    } catch {
      let code = exitCode(for: error)
      if code.rawValue == 0 || code == .validationFailure {
        let text = fullMessage(for: error)
        if code.rawValue == 0 { print(text) } else { Terminal.error(text, prefix: "") }
        Foundation.exit(code.rawValue == 0 ? 0 : 2)
      }
      let failure = CommandFailure(describing: error)
      Terminal.error(failure.message)
      Foundation.exit(failure.code.rawValue)
    }
  }
}
