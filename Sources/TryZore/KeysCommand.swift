import ArgumentParser
import CRM
import Foundation

/// `tryzore keys`: the keys that sign access tokens, and those that encrypt.
struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List and rotate the keys that sign access tokens, and those that encrypt medical notes.",
    discussion:
      "Examples:\n  tryzore keys list\n  tryzore keys rotate\n  tryzore keys list --medical\n  tryzore keys rotate --medical",
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

    /// The keys there, and what needs the database.
    func withEncryptionKeys(_ body: (EncryptionKeys, MasterKeys, Settings) async throws -> Void) async throws
    {
      let keys = try Keys(folder: requireExisting(), masterKeys: Settings().masterKeys)
      var target = Target()
      target.data = data
      try await target.withWorker { database, settings in
        try await body(EncryptionKeys(database, keys.masters), keys.masters, settings)
      }
    }
  }

  /// `tryzore keys list`
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the keys and what each is for now.",
      discussion: """
        With --medical those that encrypt: master keys with how many keys each opens, then the medical keys of each
        organization with how many notes each encrypts. That needs the worker's login.

        Examples:
          tryzore keys list --json
          tryzore keys list --medical
        """)

    @Flag(help: "List the keys that encrypt instead of those that sign.")
    var medical = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var folder: Folder

    func run() async throws {
      if medical { return try await listEncryption() }
      let keys = try Keys(folder: folder.requireExisting()).signingKeys(at: Date())
      if json { return try Terminal.json(keys) }
      for key in keys {
        print("\(key.id)\t\(key.stage.rawValue)\t\(key.signsFrom.map { $0.formatted(.iso8601) } ?? "-")")
      }
    }
  }

  /// `tryzore keys rotate`
  struct Rotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make the next key: published at once, signing after a delay.",
      discussion: """
        Servers read the folder again within half a minute; none is restarted. The old key is accepted until its
        last token has expired, and the next rotation deletes its file. Servers on several machines share the
        folder, or get a copy of it within the delay.

        With --medical each organization gets another medical key: new notes are encrypted with it at once, the others
        by a job, and then the old key is deleted. With --master there is another master key, and all that the old
        ones encrypt is encrypted with it. The old ones open backups: keep their files as long as those. With keys in
        the environment, first put the new one before the others in TRYZORE_MASTER_KEYS of every server.

        Examples:
          tryzore keys rotate
          tryzore keys rotate --publish-delay 1440
          tryzore keys rotate --medical
          tryzore keys rotate --master
        """)

    @Flag(help: "Rotate the medical keys instead.")
    var medical = false

    @Flag(help: "Rotate the master key instead.")
    var master = false

    @Option(help: "Minutes from publishing to signing: as long as others may keep the public keys, and more.")
    var publishDelay = 60

    @OptionGroup var folder: Folder

    func validate() throws {
      guard (0...43_200).contains(publishDelay) else {
        throw ValidationError("--publish-delay must be between 0 and 43200 minutes.")
      }
      if medical && master { throw ValidationError("Rotate one kind at a time: --medical or --master.") }
    }

    func run() async throws {
      if medical || master { return try await rotateEncryption() }
      do {
        let next = try Keys.rotate(
          folder: folder.requireExisting(), delay: Double(publishDelay) * 60, now: Date())
        print("\(next.id) signs from \(next.signsFrom?.formatted(.iso8601) ?? "now")")
      } catch let error as Keys.Unusable { throw CommandFailure(.conflict, error.description) }
    }
  }
}
