/// Tables that are read about together, and share a diagram.
struct Area {
  let title: String
  let tables: [Catalog.Table]

  private static let crm: [(title: String, tables: [String])] = [
    ("Core", ["organizations", "users", "role_definitions", "user_organizations"]),
    (
      "Clients",
      [
        "clients", "client_organizations", "client_name_parts", "client_notes", "client_guardians",
        "client_merges",
        "client_medical",
        "medical_disclosures", "client_import_rows",
      ]
    ),
    ("Tags", ["tags", "taggables"]),
    ("Segments", ["segments", "segment_members", "saved_filters"]),
    (
      "Events",
      [
        "rooms", "event_templates", "event_series", "events", "tours", "event_participants",
        "booking_decisions",
        "check_ins", "calendar_feeds",
      ]
    ),
    ("Ledger", ["ledger_transactions", "ledger_entries"]),
    ("Memberships", ["membership_plans", "membership_plan_locations", "memberships", "membership_usage"]),
    ("Transfers", ["imports", "exports"]),
    ("Privacy", ["consents", "privacy_exports", "privacy_erasures"]),
    ("Joining", ["invitations", "client_claim_codes"]),
    ("Notifications", ["notifications", "notification_preferences"]),
  ]

  /// Every table stands in exactly one.
  static func all(_ catalog: Catalog) throws -> [Area] {
    let named = crm.flatMap(\.tables)
    if let homeless = catalog.tables.first(where: { $0.schema == "crm" && !named.contains($0.name) }) {
      throw CommandFailure(
        .failed, "\(homeless.title) has no area: name one in Sources/TryZore/Schema/Areas.swift.")
    }
    let areas = crm.map { area in
      Area(
        title: area.title,
        tables: area.tables.compactMap { name in
          catalog.tables.first { $0.schema == "crm" && $0.name == name }
        })
    }
    let others = [("Audit", "audit"), ("Jobs", "jobs"), ("Private", "private")].map { title, schema in
      Area(title: title, tables: catalog.tables.filter { $0.schema == schema })
    }
    return (areas + others).filter { !$0.tables.isEmpty }
  }

  /// Its tables with their keys, and what their foreign keys refer to, for Mermaid.
  func diagram(_ catalog: Catalog) -> String {
    var lines = ["erDiagram"]
    for table in tables {
      let constraints = catalog.constraints[table.id] ?? []
      lines.append("  \(table.name) {")
      for column in catalog.columns[table.id] ?? [] {
        let isIn = { (kind: Catalog.Constraint.Kind) in
          constraints.contains { $0.kind == kind && $0.columns.contains(column.name) }
        }
        let key = isIn(.primary) ? "PK" : isIn(.unique) ? "UK" : nil
        let keys = [key, isIn(.foreign) ? "FK" : nil].compactMap { $0 }
        if keys.isEmpty { continue }
        lines.append(
          "    \(column.type.replacing(" ", with: "_")) \(column.name) \(keys.joined(separator: ", "))"
        )
      }
      lines.append("  }")
    }
    for table in tables {
      for key in catalog.constraints[table.id] ?? [] where key.kind == .foreign {
        guard let other = catalog.table(key.otherID) else { continue }
        lines.append(
          "  \(other.name) \(ends(key, in: catalog)) \(table.name) : \(key.name.replacing("_not_found", with: ""))"
        )
      }
    }
    return lines.joined(separator: "\n")
  }

  /// Crow's feet: one or none of the other, one or many of ours.
  private func ends(_ key: Catalog.Constraint, in catalog: Catalog) -> String {
    let isOptional = (catalog.columns[key.tableID] ?? []).contains {
      $0.isNullable && key.columns.contains($0.name)
    }
    let isUnique = (catalog.constraints[key.tableID] ?? []).contains {
      ($0.kind == .primary || $0.kind == .unique) && Set($0.columns).isSubset(of: key.columns)
    }
    return (isOptional ? "|o" : "||") + "--" + (isUnique ? "o|" : "o{")
  }
}
