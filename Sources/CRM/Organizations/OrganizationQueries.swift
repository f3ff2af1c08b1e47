import Foundation
import Postgres

/// The statements on organizations.
enum OrganizationQueries {
  /// The caller becomes the owner; needs `enter_person` before it in the transaction.
  static func create(_ id: UUID, _ slug: Slug, _ input: NewOrganization) -> SQL {
    """
    select private.create_organization(\(id), \(input.name.text), \(slug.text), \((input.timeZone ?? .utc).text),
      \((input.currency ?? .usDollar).text), \(input.jurisdiction?.rawValue), null)
    """
  }

  static func get(_ id: UUID) -> SQL {
    """
    select id, name, slug, parent_organization_id, root_organization_id, domain, logo_url, time_zone, currency,
      jurisdiction, status, created_at, updated_at
    from crm.organizations where id = \(id)
    """
  }
}
