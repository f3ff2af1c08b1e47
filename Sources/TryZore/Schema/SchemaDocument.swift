import Foundation

/// The catalogue as a document for people.
struct SchemaDocument {
  private let catalog: Catalog
  private let areas: [Area]

  init(_ catalog: Catalog) throws {
    self.catalog = catalog
    areas = try Area.all(catalog)
  }

  func text() -> String {
    ([introduction, privacy, contents, functions]
      + areas.flatMap { area in [heading(area)] + area.tables.map(section) })
      .joined(separator: "\n\n") + "\n"
  }

  private var introduction: String {
    """
    # The database

    Printed by `tryzore schema --markdown` from the catalogue of a migrated database; `bin/generate` writes it. The months
    of the audit log are left out.

    **How gyms are kept apart.** Every table has row-level security, enabled and forced, so that not even its owner sees a
    row that no policy shows. A transaction begins with a *door*, a function that checks the session and sets what policies
    read until the transaction ends; without a door they are empty, and no policy shows anything.

    | setting | is | set by |
    |---|---|---|
    | `app.org_id` | the organization that was entered | `enter`, `enter_operator` |
    | `app.user_id` | the person | `enter`, `enter_person` |
    | `app.client_id` | the person's own client profile, if there is one | `enter`, `enter_person` |
    | `app.session_id` | the session | `enter`, `enter_person` |
    | `app.role_rank` | the rank of the person's role: 50 is an owner | `enter`, `enter_operator` |
    | `app.can` | the permissions held, between commas; `may clients.view` below means that it is among them | `enter`, `enter_operator` |
    | `app.scope` | the organizations that functions of `tryzore_definer` see | `enter`, `enter_operator` |
    | `app.actor` | the operator's name, for the audit log | `enter_operator` |
    | `app.request_id` | the request, for the audit log | the server |

    **Who is who.** `tryzore_owner` owns everything and logs in nowhere; `tryzore_definer` owns the functions that may look
    further than their caller; `tryzore_app` serves requests, `tryzore_worker` the command line and jobs. The last two own
    nothing, bypass nothing, and write only the columns listed under *Rights*.

    **Names.** A constraint is called what its violation means: its name is the code of a problem
    ([problems.md](problems.md)). `*_not_found` are foreign keys.
    """
  }

  private var privacy: String {
    let rules = catalog.retention.map { row([code($0.name), $0.what, "\($0.days) days"]) }
    return """
      **What columns are.** Every column has one class, said by `private.classify` and read in `private.column_classes`:
      *plain* (ids, states, times, money), *personal*, *medical*, *secret* (never recorded, never exported) or *derived*
      (made of other columns). Exports hold the rows about a client, which a condition finds: `$1` is the organization, `$2`
      the client, `$3` the linked person, `$4` the e-mail key, `$5` the ids of all audited rows about them. Erasing deletes
      those rows, or empties what is personal and medical in them and what is marked *emptied*.

      **What is kept how long** (`private.retention_rules`)

      \(block("| rule | is deleted | after |\n|---|---|---|", rules))
      """
  }

  private var contents: String {
    var lines = [
      "## Contents", "", "* [What the runtime roles may execute](#what-the-runtime-roles-may-execute)",
    ]
    for area in areas {
      lines.append(
        "* [\(area.title)](#\(area.title.lowercased())): "
          + area.tables.map { link($0) }.joined(separator: ", "))
    }
    return lines.joined(separator: "\n")
  }

  private var functions: String {
    var lines = ["## What the runtime roles may execute", "", "| function | by | does |", "|---|---|---|"]
    for function in catalog.functions {
      lines.append(
        row([
          code("\(function.schema).\(function.name)(\(function.arguments))"), roles(function.roles),
          function.comment,
        ]))
    }
    return lines.joined(separator: "\n")
  }

  private func heading(_ area: Area) -> String {
    "## \(area.title)\n\n```mermaid\n\(area.diagram(catalog))\n```"
  }

  private func section(_ table: Catalog.Table) -> String {
    let blocks = [
      "### \(table.title)", table.comment, columns(table), subject(table), keys(table), checks(table),
      indexes(table),
      policies(table), grants(table), triggers(table),
    ]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private func columns(_ table: Catalog.Table) -> String {
    let rows = (catalog.columns[table.id] ?? []).map { column in
      let value = column.defaultValue.map { code((column.isGenerated ? "= " : "") + readable($0)) } ?? ""
      return row([
        code(column.name), type(column.type), column.isNullable ? "null" : "", value, kind(column),
        column.comment,
      ])
    }
    return block("| column | type | null | default | class | |\n|---|---|---|---|---|---|", rows)
  }

  private func kind(_ column: Catalog.Column) -> String {
    guard let found = catalog.classes[column.tableID]?.first(where: { $0.column == column.name }) else {
      return ""
    }
    let isMarked = found.isEmptied && found.class != "personal" && found.class != "medical"
    return found.class + (isMarked ? ", emptied" : "")
  }

  private func subject(_ table: Catalog.Table) -> String {
    guard let subject = catalog.subjects[table.id]?.first else { return "" }
    if let reason = subject.reason { return "**About nobody's client.** \(reason)" }
    guard let rows = subject.rows else { return "" }
    let erasing = subject.erasesRow ? "erasing deletes them" : "erasing empties what is personal in them"
    return "**About a client** are the rows t where \(code(readable(rows))); \(erasing)."
  }

  private func keys(_ table: Catalog.Table) -> String {
    let rows = (catalog.constraints[table.id] ?? []).filter { $0.kind != .check }.map { key -> String in
      let ours = key.columns.joined(separator: ", ")
      let what =
        switch key.kind {
        case .primary: "primary key (\(ours))"
        case .unique: "unique (\(ours))"
        case .foreign:
          "(\(ours)) to \(link(catalog.table(key.otherID))) (\(key.otherColumns.joined(separator: ", ")))"
            + actions(key.definition)
        case .exclusion, .check: code(readable(key.definition))
        }
      return "* \(code(key.name)): \(what)"
    }
    return block("**Keys**\n", rows)
  }

  /// What a foreign key does when the other row changes or goes, if it does anything.
  private func actions(_ definition: String) -> String {
    definition.firstRange(of: " ON ").map { ", " + definition[$0.lowerBound...].dropFirst().lowercased() }
      ?? ""
  }

  private func checks(_ table: Catalog.Table) -> String {
    let rows = (catalog.constraints[table.id] ?? []).filter { $0.kind == .check }.map { check in
      let condition = check.definition.dropFirst("CHECK (".count).dropLast()
      return "* \(code(check.name)): \(code(readable(String(condition))))"
    }
    return block("**Checks**\n", rows)
  }

  private func indexes(_ table: Catalog.Table) -> String {
    let rows = (catalog.indexes[table.id] ?? []).map { index in
      let what = index.definition.split(separator: " USING ", maxSplits: 1).last.map(String.init) ?? ""
      let unique = index.definition.hasPrefix("CREATE UNIQUE") ? "unique " : ""
      return "* \(code(index.name)): \(code(unique + readable(what)))"
    }
    return block("**Indexes**\n", rows)
  }

  private func policies(_ table: Catalog.Table) -> String {
    let rows = (catalog.policies[table.id] ?? []).map { policy -> String in
      let using = policy.using.map(readable)
      let check = policy.check.map(readable)
      let shows = using.map(code) ?? ""
      // Without a check of its own, a row must go on fulfilling what made it visible.
      let accepts =
        check.map { $0 == using ? "the same" : code($0) }
        ?? (["all", "update"].contains(policy.verb) ? "the same" : "")
      return row([code(policy.name), policy.verb, roles(policy.roles), shows, accepts])
    }
    return block("| policy | for | to | shows rows where | accepts rows where |\n|---|---|---|---|---|", rows)
  }

  private func grants(_ table: Catalog.Table) -> String {
    let byRole = Dictionary(grouping: catalog.grants[table.id] ?? [], by: \.role)
    let cells = byRole.mapValues { grants in
      ["select", "insert", "update", "delete"].map { verb -> String in
        guard let grant = grants.first(where: { $0.verb == verb }) else { return "" }
        return grant.columns.isEmpty ? "all" : grant.columns.map(code).joined(separator: " ")
      }
    }
    // Roles with the same rights share a row.
    let rows = Dictionary(grouping: byRole.keys.sorted(), by: { cells[$0] ?? [] })
      .sorted { ($0.value.first ?? "") < ($1.value.first ?? "") }
      .map { row([roles($0.value)] + $0.key) }
    return block("| rights | select | insert | update | delete |\n|---|---|---|---|---|", rows)
  }

  private func triggers(_ table: Catalog.Table) -> String {
    // Those that do the same share a line: the audit log has one trigger for each event.
    let byPurpose = Dictionary(grouping: catalog.triggers[table.id] ?? []) { trigger in
      "\(condition(trigger)): \(trigger.comment)"
    }
    let rows = byPurpose.map { purpose, triggers in
      let events = triggers.map { event($0, table) }.joined(separator: ", ")
      return "* \(triggers.map { code($0.name) }.joined(separator: ", ")), \(events)\(purpose)"
    }
    return block("**Triggers**\n", rows.sorted())
  }

  /// Such as `after insert`.
  private func event(_ trigger: Catalog.Trigger, _ table: Catalog.Table) -> String {
    let before = trigger.definition.split(separator: " ON \(table.title) ", maxSplits: 1).first ?? ""
    return before.split(separator: " \(trigger.name) ", maxSplits: 1).last?.lowercased() ?? ""
  }

  private func condition(_ trigger: Catalog.Trigger) -> String {
    trigger.definition.firstMatch(of: #/ WHEN \((.*)\) EXECUTE/#)
      .map { ", when " + code(readable(String($0.1))) } ?? ""
  }

  private func block(_ head: String, _ rows: [String]) -> String {
    rows.isEmpty ? "" : ([head] + rows).joined(separator: "\n")
  }

  private func row(_ cells: [String]) -> String {
    "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
  }

  private func code(_ text: String) -> String { "`\(text)`" }

  private func roles(_ names: [String]) -> String {
    names.map { $0.replacing("tryzore_", with: "") }.joined(separator: ", ")
  }

  private func type(_ type: String) -> String {
    type.replacing("timestamp with time zone", with: "timestamptz")
      .replacing(" without time zone", with: "")
  }

  /// As GitHub names the anchor of a heading.
  private func link(_ table: Catalog.Table?) -> String {
    table.map { "[\($0.title)](#\($0.title.replacing(".", with: "")))" } ?? ""
  }
}
