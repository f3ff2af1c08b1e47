import Foundation
import Postgres
import Web

/// The statements on exports, erasures and consents. Which rows are about a client, and what erasing does to them,
/// `private.audited_tables` says.
enum PrivacyQueries {
  private static let erasureColumns: SQL = """
    id, client_id, status, requested_by, decided_by, created_at, decided_at, erased_at
    """

  // Exports.

  static func insertExport(_ id: UUID, of client: UUID) -> SQL {
    "insert into crm.privacy_exports (id, client_id) select \(id), id from crm.client_organizations where id = \(client)"
  }

  static func readExport(_ id: UUID) -> SQL { "select private.read_export(\(id)) as file" }

  static func keepExport(_ id: UUID, _ file: Data) -> SQL { "select private.keep_export(\(id), \(file))" }

  static func export(_ id: UUID) -> SQL {
    """
    select e.organization_id, o.name as organization, e.client_id, now() as made_at
    from crm.privacy_exports e join crm.organizations o on o.id = e.organization_id where e.id = \(id)
    """
  }

  static func exportedTables() -> SQL {
    "select title, description, columns, classes, descriptions, is_binary from private.exported_tables()"
  }

  static func exportedRows(of client: UUID) -> SQL {
    "select title, row_id, cells, literals from private.export_rows(\(client))"
  }

  // Erasures.

  static func listErasures(_ filter: ErasureFilter, _ paging: Paging) -> SQL {
    let status: SQL = filter.status.map { " and status = any(\($0.map(\.rawValue)))" } ?? ""
    let client: SQL = filter.clientID.map { " and client_id = \($0)" } ?? ""
    let after: SQL = paging.after.map { " and id < \($0.id)" } ?? ""
    return """
      select \(erasureColumns) from crm.privacy_erasures where true\(status)\(client)\(after)
      order by id desc limit \(paging.limit + 1)
      """
  }

  static func getErasure(_ id: UUID) -> SQL {
    "select \(erasureColumns) from crm.privacy_erasures where id = \(id)"
  }

  static func insertErasure(_ id: UUID, of client: UUID) -> SQL {
    """
    insert into crm.privacy_erasures (id, client_id) select \(id), id from crm.client_organizations where id = \(client)
    returning \(erasureColumns)
    """
  }

  static func decide(_ id: UUID, _ status: ErasureStatus) -> SQL {
    "update crm.privacy_erasures set status = \(status.rawValue) where id = \(id) returning \(erasureColumns)"
  }

  static func performErasure(_ id: UUID) -> SQL { "select private.perform_erasure(\(id)) as is_erased" }

  // Consents.

  static func client(_ id: UUID) -> SQL { "select id from crm.client_organizations where id = \(id)" }

  static func consents(of client: UUID) -> SQL {
    "select \(consentColumns) from crm.consents where client_id = \(client) order by occurred_at desc, id desc limit 1000"
  }

  static func insertConsent(_ id: UUID, of client: UUID, _ consent: NewConsent) -> SQL {
    """
    insert into crm.consents (id, client_id, kind, status, occurred_at, source, wording_version)
    select \(id), id, \(consent.kind.text), \(consent.status.rawValue), coalesce(\(consent.occurredAt), now()), \(consent.source.rawValue),
      \(consent.wordingVersion?.text)
    from crm.client_organizations where id = \(client) returning \(consentColumns)
    """
  }

  private static let consentColumns: SQL = """
    id, kind, status, occurred_at, source, wording_version, recorded_by, created_at
    """

  /// Whether there is a medical note, and whether whoever entered may read it.
  static func medicalNote(of client: UUID) -> SQL {
    """
    select exists (select from private.medical_overview(\(client)) where fields <> '{}') as is_there,
      current_setting('app.can', true) like '%,clients.medical.view,%' as is_readable
    """
  }

  static func disclose(_ id: UUID, _ client: UUID) -> SQL {
    """
    insert into crm.medical_disclosures (id, client_id, reason)
    values (\(id), \(client), 'An export of everything known of the person')
    """
  }
}
