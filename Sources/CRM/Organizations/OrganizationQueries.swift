import Foundation
import Postgres
import Web

/// The statements on organizations.
enum OrganizationQueries {
  private static let columns: SQL = """
    id, name, slug, parent_organization_id, root_organization_id, domain, logo_url, address, time_zone, currency,
      jurisdiction, color, status, created_at, updated_at, version
    """

  /// The caller becomes the owner; needs `enter_person` before it in the transaction.
  static func create(_ id: UUID, _ slug: Slug, _ input: NewOrganization) throws -> SQL {
    """
    select private.create_organization(\(id), \(input.name.text), \(slug.text), \((input.timeZone ?? .utc).text),
      \((input.currency ?? .usDollar).text), \(input.jurisdiction?.rawValue), \(input.parentOrganizationID),
      \(try JSON(encoding: input.address)))
    """
  }

  static func list() -> SQL { "select \(columns) from private.entered_organizations()" }

  /// The one that was entered; others are read by entering them.
  static func get(_ id: UUID) -> SQL {
    """
    select \(columns) from private.entered_organizations()
    where id = \(id) and id = \(Door.organization)
    """
  }

  /// Held until the transaction ends.
  static func lock(_ id: UUID) -> SQL {
    "select currency from crm.organizations where id = \(id) for no key update"
  }

  /// Writes what the patch names and nothing else.
  static func update(_ id: UUID, _ patch: OrganizationPatch) throws -> SQL {
    var assignments: SQL = "name = name"
    if case .value(let name) = patch.name { assignments = "name = \(name.text)" }
    func assign(_ assignment: SQL) { assignments = "\(assignments), \(assignment)" }

    if case .value(let slug) = patch.slug { assign("slug = \(slug.text)") }
    if let domain = patch.domain.changed { assign("domain = \(domain?.text)") }
    if let logo = patch.logoURL.changed { assign("logo_url = \(logo?.text)") }
    if let address = patch.address.changed { assign("address = \(try JSON(encoding: address))") }
    if case .value(let zone) = patch.timeZone { assign("time_zone = \(zone.text)") }
    if case .value(let currency) = patch.currency { assign("currency = \(currency.text)") }
    if let jurisdiction = patch.jurisdiction.changed { assign("jurisdiction = \(jurisdiction?.rawValue)") }
    if let color = patch.color.changed {
      let changes = JSON(JSONValue.object([("color", color.map { .string($0.text) } ?? .null)]).text())
      assign("settings = \(SettingsQueries.merged("branding", changes))")
    }
    return "update crm.organizations set \(assignments) where id = \(id)"
  }

  static func delete(_ id: UUID) -> SQL { "select private.delete_organization(\(id)) as done" }

  static func archive(_ id: UUID) -> SQL { "select private.archive_organization(\(id)) as done" }

  /// Needs no organization to have been entered: nobody enters what is archived.
  static func restore(_ id: UUID) -> SQL { "select private.restore_organization(\(id)) as done" }

  static func rollUp(_ id: UUID) -> SQL {
    "select id, name, city, time_zone, status, clients_active, staff, classes_today from private.roll_up(\(id))"
  }
}

/// The statements on settings.
enum SettingsQueries {
  /// What holds in the organization that was entered.
  static func get(_ id: UUID, _ area: String) -> SQL {
    """
    select o.id, o.currency, coalesce(s.settings -> \(area), '{}') as values, coalesce(s.set_by -> \(area), '{}') as set_by,
      s.version
    from crm.organizations o cross join private.entered_settings() s where o.id = \(id)
    """
  }

  static func export(_ id: UUID) -> SQL {
    """
    select o.name, o.slug, o.time_zone, o.currency, now() as exported_at,
      \(["booking", "hours", "compliance", "locations", "alerts", "branding"].reduce("true as is_complete" as SQL) { columns, area in
        "\(columns), coalesce(s.settings -> \(area), '{}') as \(unsafe: area)"
      })
    from crm.organizations o cross join private.entered_settings() s where o.id = \(id)
    """
  }

  /// Whose law applies is a column of its own.
  static func update(_ id: UUID, _ area: String, _ changes: JSON) -> SQL {
    """
    update crm.organizations set settings = \(merged(area, changes)),
      jurisdiction = case when \(changes) ? 'jurisdiction' then \(changes) ->> 'jurisdiction' else jurisdiction end
    where id = \(id)
    """
  }

  /// The settings with a merge patch of an area applied: a null takes a setting away, so that it is inherited again.
  static func merged(_ area: String, _ changes: JSON) -> SQL {
    """
    jsonb_set(settings, array[\(area)],
      jsonb_strip_nulls(coalesce(settings -> \(area), '{}') || (\(changes) - 'jurisdiction')))
    """
  }
}
