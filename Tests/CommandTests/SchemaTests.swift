import Foundation
import Postgres
import Testing

@testable import TryZore

@Suite struct SchemaTests {
  @Test(arguments: [
    (
      #"organization_id = (( SELECT NULLIF(current_setting('app.org_id'::text, true), ''::text)::uuid AS "nullif")) AND ( SELECT current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)"#,
      "organization_id = app.org_id and may clients.view"
    ),
    (
      #"organization_id = ANY (((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))"#,
      "organization_id = any (app.scope)"
    ),
    (
      "( SELECT current_setting('app.can'::text, true) ~~ '%,a.b,%'::text OR current_setting('app.can'::text, true) ~~ '%,a.c,%'::text)",
      "(may a.b or may a.c)"
    ),
    ("( SELECT current_setting('app.role_rank'::text, true) = '50'::text)", "app.role_rank = '50'"),
    ("(status = ANY (ARRAY['ON'::text, 'off'::text])) AND TRUE", "status in ('ON', 'off') and true"),
    ("NULLIF(current_setting('app.org_id'::text, true), ''::text)::uuid", "app.org_id"),
    ("jsonb_typeof(x) = 'object'::text", "jsonb_typeof(x) = 'object'"),
    ("\nCASE a\n    WHEN 'B'::text THEN b\nEND", "case a when 'B' then b end"),
  ])
  func expressionsAreReadable(_ printed: String, _ wanted: String) {
    #expect(readable(printed) == wanted)
  }

  @Test func theDocumentHasEveryTableAndItsLinksLead() async throws {
    let database = try await MigratedDatabase.make()
    let document = try await tryzore(["schema", "--markdown"], database.environment()).output
    let headings = document.split(separator: "\n").filter { $0.hasPrefix("#") }
      .map { $0.drop { $0 == "#" }.trimmingCharacters(in: .whitespaces) }
    let tables = try await database.texts(
      """
      select n.nspname || '.' || c.relname as title from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('crm', 'private', 'audit', 'jobs') and c.relkind in ('r', 'p') and not c.relispartition
      """)
    #expect(tables.count > 30)
    #expect(Set(headings).isSuperset(of: tables) && headings.count == Set(headings).count)
    let anchors = Set(headings.map { $0.lowercased().replacing(".", with: "").replacing(" ", with: "-") })
    for link in document.matches(of: #/\]\(#([^)]*)\)/#) {
      #expect(anchors.contains(String(link.1)), "\(link.1) leads nowhere")
    }
    for code in document.matches(of: #/`([^`\n]+)`/#) where !code.1.contains("~") {
      #expect(code.1.count { $0 == "(" } == code.1.count { $0 == ")" }, "\(code.1) lost a parenthesis")
    }
    theDiagramsAreMermaid(document)
    // What each kind of thing looks like.
    for line in [
      "  organizations ||--o{ events : organization", "  rooms |o--o{ events : room",
      "* `room_not_found`: (organization_id, room_id) to [crm.rooms](#crmrooms) (organization_id, id)",
      "| `visit_count` | integer |  | `0` |", "* `slug_taken`: unique (slug)",
      "* `record_created`, `record_deleted`, `record_updated`, after insert, after delete, after update: Records",
      "| `view` | select | app, worker | `organization_id = app.org_id and (may clients.view or client_id = app.client_id)` |  |",
    ] { #expect(document.contains(line), "\(line) is missing") }
    #expect(!document.contains("current_setting") && !document.contains("audit_logs_2"))
    let list = try await tryzore(["schema"], database.environment()).output
    #expect(list.contains("crm.organizations                A gym or studio location"))

    try await theNextDayPrintsTheSame(document, database)
    try await aTableWithoutAreaIsRefused(database)
  }

  /// By what of Mermaid's grammar they use: entities with attributes, then relations between words.
  private func theDiagramsAreMermaid(_ document: String) {
    let diagrams = document.matches(of: #/```mermaid\n((?:.*\n)*?)```/#)
    #expect(diagrams.count > 7)
    for line in diagrams.flatMap({ $0.1.split(separator: "\n") }) {
      let isMermaid =
        line == "erDiagram" || line == "  }" || line.wholeMatch(of: #/ {2}[a-z_]+ \{/#) != nil
        || line.wholeMatch(of: #/ {4}[a-z0-9_\[\]]+ [a-z_]+ (?:PK|FK|UK|PK, FK|UK, FK)/#) != nil
        || line.wholeMatch(of: #/ {2}[a-z_]+ (?:\|\||\|o)--(?:o\||o\{) [a-z_]+ : [a-z_]+/#) != nil
      #expect(isMermaid, "\(line)")
    }
  }

  private func theNextDayPrintsTheSame(_ document: String, _ database: MigratedDatabase) async throws {
    let other = try await MigratedDatabase.make()
    // More months, and tables made in another order than their names'.
    try await other.execute("select audit.ensure_partitions(20)")
    #expect(try await tryzore(["schema", "--markdown"], other.environment()).output == document)
  }

  private func aTableWithoutAreaIsRefused(_ database: MigratedDatabase) async throws {
    try await database.execute("create table crm.bare (id uuid)")
    let refusal = try await tryzore(["schema", "--markdown"], database.environment())
    #expect(refusal.code == 1 && refusal.output.isEmpty && refusal.errors.contains("crm.bare has no area"))
  }

  @Test(arguments: [["schema"], ["audit"], ["audit", "archive"]])
  func theCommandsExplainThemselves(_ command: [String]) async throws {
    let help = try await tryzore(command + ["--help"])
    #expect(help.code == 0 && help.output.contains("Examples:"))
  }
}
