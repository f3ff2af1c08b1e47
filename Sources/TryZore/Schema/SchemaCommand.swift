import ArgumentParser
import CRM
import Foundation
import Postgres

/// `tryzore schema`: what the database is, from its own catalogue.
struct SchemaCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "List the tables with what they are, or print the whole schema as a document.",
    discussion: """
      Reads the catalogue of a migrated database (TRYZORE_MIGRATE_DATABASE_URL, else DATABASE_URL).
      Examples:
        tryzore schema
        tryzore schema --markdown > docs/database.md
      """)

  @Flag(help: "Print columns, keys, policies, rights and diagrams as Markdown.")
  var markdown = false

  func run() async throws {
    let settings = Settings()
    let url = try settings.require(
      settings.migrateURL ?? settings.databaseURL, "TRYZORE_MIGRATE_DATABASE_URL")
    let isDocument = markdown
    let catalog = try await onDatabaseThread(url: url) { try Catalog($0, withPrivacy: isDocument) }
    guard !catalog.tables.isEmpty else {
      throw CommandFailure(.notFound, "There are no tables: run `tryzore migrate up`.")
    }
    if markdown { return print(try SchemaDocument(catalog).text(), terminator: "") }
    for table in catalog.tables {
      print("\(table.title.padding(toLength: 32, withPad: " ", startingAt: 0)) \(table.comment)")
    }
  }
}
