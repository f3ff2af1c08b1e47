import ArgumentParser
import CRM
import Foundation

/// `tryzore privacy`: what was erased stays erased.
struct Privacy: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Keep the ledger of erased clients, and erase again what a backup brought back.",
    subcommands: [Ledger.self, Reapply.self])

  struct Ledger: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print who was erased, one JSON object a line: ids and times, nothing else.",
      discussion: """
        Keep it apart from the backups, and newer than each of them.
        Example:
          tryzore privacy ledger > /srv/ledger.jsonl
        """)

    @OptionGroup var target: Target

    func run() async throws {
      try await target.withWorker { database, _ in
        let encoder = Privacy.encoder
        for entry in try await ErasureLedger(database).entries() {
          print(String(decoding: try encoder.encode(entry), as: UTF8.self))
        }
      }
    }
  }

  struct Reapply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Erase again whom the ledger names; what is erased already stays as it is.",
      discussion: """
        To be run after a backup was restored, before anybody works with it.
        Examples:
          tryzore privacy reapply /srv/ledger.jsonl
          tryzore privacy reapply
        """)

    @Argument(help: "A ledger that was printed before; without it the database's own.")
    var ledger: String?

    @OptionGroup var target: Target

    func run() async throws {
      try await target.withWorker { database, _ in
        let book = ErasureLedger(database)
        let entries = try ledger.map(Privacy.read) ?? []
        let own = ledger == nil ? try await book.entries() : []
        var erased = 0
        for entry in entries + own where try await book.reapply(entry, actor: "tryzore privacy reapply") {
          erased += 1
        }
        print(
          "\(erased) of \((entries + own).count) erasures hold; the others' clients are not in this database")
      }
    }
  }

  private static var encoder: JSONEncoder {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.dateEncodingStrategy = .iso8601
    return encoder
  }

  private static func read(_ path: String) throws -> [ErasureLedger.Entry] {
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .iso8601
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw CommandFailure(.notFound, "\(path) cannot be read.")
    }
    return try bytes.split(separator: 0x0A).enumerated().map { index, line in
      do { return try decoder.decode(ErasureLedger.Entry.self, from: line) } catch {
        throw CommandFailure(.failed, "Line \(index + 1) of \(path) is no line of a ledger.")
      }
    }
  }
}
