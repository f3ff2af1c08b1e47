import ArgumentParser
import CRM
import Foundation

/// `tryzore export`: takes an organization out.
struct Export: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Export all that an organization has.",
    discussion: "Example:\n  tryzore export organization main main.zip",
    subcommands: [ExportOrganization.self])
}

/// `tryzore export organization SLUG FILE.zip`
struct ExportOrganization: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "organization",
    abstract: "Write an organization and those below it into a ZIP that another installation can import.",
    discussion: """
      Passwords, second factors, sessions, tokens and keys stay; medical notes do, too, without --medical. The file is
      not encrypted.
      Examples:
        tryzore export organization main main.zip
        tryzore export organization main main.zip --medical
      """)

  @Argument(help: "Slug of the organization.")
  var slug: String

  @Argument(help: "The ZIP to write; one that is there already stays.")
  var file: String

  @Flag(help: "With medical notes, to be read by whoever has the file.")
  var medical = false

  @OptionGroup var folder: KeysCommand.Folder

  func run() async throws {
    guard !FileManager.default.fileExists(atPath: file) else {
      throw CommandFailure(.conflict, "\(file) is there already.")
    }
    try await folder.withTransfer { transfer, operators, settings in
      guard let id = try await operators.findOrganization(slug: slug) else {
        throw CommandFailure(.notFound, "There is no organization with the slug \(slug).")
      }
      let bytes = try await transfer.exportArchive(
        id, includingMedical: medical, actor: settings.operatorName)
      // Personal data: for the person who exports only.
      guard
        FileManager.default.createFile(
          atPath: file, contents: Data(bytes), attributes: [.posixPermissions: 0o600])
      else { throw CommandFailure(.failed, "\(file) cannot be written.") }
      print("\(file): \(bytes.count) bytes")
    }
  }
}

/// `tryzore import organization FILE.zip`
struct ImportOrganization: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "organization",
    abstract: "Bring in an organization that `tryzore export organization` or the API has exported.",
    discussion: """
      All of it or nothing, into an installation that does not have it. Nobody else should work there meanwhile: tables
      are locked until it is done. People then ask for a new password by mail.
      Example:
        tryzore import organization main.zip
      """)

  @Argument(help: "The ZIP.")
  var file: String

  @Flag(help: "Print the result as JSON.")
  var json = false

  @OptionGroup var folder: KeysCommand.Folder

  func run() async throws {
    try await folder.withTransfer { transfer, _, settings in
      let summary = try await transfer.importArchive(path: file, actor: settings.operatorName)
      if json { return try Terminal.json(summary) }
      print("\(summary.organization) (\(summary.slug)): \(summary.rows.values.reduce(0, +)) rows")
      print("\(summary.peopleWhoMaySignIn) people may ask for a password by mail")
      if summary.peopleWhoMayNot > 0 {
        print("\(summary.peopleWhoMayNot) have an address that is somebody else's here, and cannot sign in")
      }
    }
  }
}

extension KeysCommand.Folder {
  /// The keys are made where there are none yet: an empty installation may have none.
  fileprivate func withTransfer(
    _ body: (OrganizationTransfer, Operators, Settings) async throws -> Void
  ) async throws {
    let keys = try Keys(folder: path, masterKeys: Settings().masterKeys)
    var target = Target()
    target.data = data
    try await target.withWorker { database, settings in
      try await body(OrganizationTransfer(database, keys.masters), Operators(database), settings)
    }
  }
}
