import ArgumentParser
import CRM
import Foundation

/// `tryzore keys`: the keys that sign access tokens.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List and rotate the keys that sign access tokens.",
    discussion: "Examples:\n  tryzore keys list\n  tryzore keys rotate",
    subcommands: [List.self, Rotate.self])

  /// Where the keys are.
  struct Folder: ParsableArguments {
    @Option(help: "Folder of a `tryzore demo`; without it TRYZORE_KEYS.")
    var data: String?

    var path: String { data.map { "\($0)/keys" } ?? Settings().keys }

    func requireExisting() throws -> String {
      guard FileManager.default.fileExists(atPath: path) else {
        throw CommandFailure(.notFound, "There are no keys in \(path).")
      }
      return path
    }
  }

  /// `tryzore keys list`
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the keys and what each is for now.", discussion: "Examples:\n  tryzore keys list --json"
    )

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var folder: Folder

    func run() throws {
      let keys = try Keys(folder: folder.requireExisting()).signingKeys(at: Date())
      if json { return try Terminal.json(keys) }
      for key in keys {
        print("\(key.id)\t\(key.stage.rawValue)\t\(key.signsFrom.map { $0.formatted(.iso8601) } ?? "-")")
      }
    }
  }

  /// `tryzore keys rotate`
  struct Rotate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the next key: published at once, signing after a delay.",
      discussion: """
        Servers read the folder again within half a minute; none is restarted. The old key is accepted until its
        last token has expired, and the next rotation deletes its file. Servers on several machines share the
        folder, or get a copy of it within the delay.

        Examples:
          tryzore keys rotate
          tryzore keys rotate --publish-delay 1440
        """)

    @Option(help: "Minutes from publishing to signing: as long as others may keep the public keys, and more.")
    var publishDelay = 60

    @OptionGroup var folder: Folder

    func validate() throws {
      guard (0...43_200).contains(publishDelay) else {
        throw ValidationError("--publish-delay must be between 0 and 43200 minutes.")
      }
    }

    func run() throws {
      do {
        let next = try Keys.rotate(
          folder: folder.requireExisting(), delay: Double(publishDelay) * 60, now: Date())
        print("\(next.id) signs from \(next.signsFrom?.formatted(.iso8601) ?? "now")")
      } catch let error as Keys.Unusable { throw CommandFailure(.conflict, error.description) }
    }
  }
}
