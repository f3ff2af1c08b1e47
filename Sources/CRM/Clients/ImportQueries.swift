import Foundation
import Postgres

/// The statements of an import besides writing clients.
enum ImportQueries {
  struct Names: Decodable, Sendable {
    let name: String
    let slug: String
  }

  /// The clients that a row could be.
  struct Match: Decodable, Sendable {
    let row: Int
    let byExternalID: UUID?
    /// The client with that external id was deleted.
    let isDeleted: Bool?
    let byEmail: UUID?
    let emailExternalID: String?
    let byName: UUID?
    let nameHasEmail: Bool?
    let byMemberNumber: UUID?
  }

  struct Touched: Decodable, Sendable {
    let clientID: UUID
    let row: Int
  }

  /// Lets the planner know what the import has written so far. Without it, statements that were planned for a
  /// small table compared every row of a batch with every client of the organization.
  static func refreshStatistics() -> SQL {
    "select private.refresh_client_statistics()"
  }

  static func organizationNames(_ id: UUID) -> SQL {
    "select name, slug from crm.organizations where id = \(id)"
  }

  /// For each row at most one client per way to know it. The limits keep every look-up one by an index of the
  /// organization: a join would read all its clients for each batch.
  static func match(_ rows: [ImportRow]) -> SQL {
    """
    select n.row, e.id as by_external_id, e.deleted_at is not null as is_deleted, m.id as by_email,
      m.external_id as email_external_id, p.id as by_name, p.email_key is not null as name_has_email,
      u.id as by_member_number
    from unnest(\(rows.map(\.row)), \(rows.map(\.externalID)), \(rows.map(\.emailKey)), \(rows.map(\.sortName)),
      \(rows.map { $0.dateOfBirth?.description }), \(rows.map(\.phoneKey)), \(rows.map(\.memberNumber)))
      as n(row, external_id, email_key, sort_name, date_of_birth, phone_key, member_number)
    left join lateral (
      select c.id, c.deleted_at from crm.client_organizations c where c.external_id = n.external_id
      limit 1
    ) e on true
    left join lateral (
      select c.id, c.external_id from crm.client_organizations c
      where c.email_key = n.email_key and c.deleted_at is null limit 1
    ) m on true
    left join lateral (
      select c.id, c.email_key from crm.client_organizations c
      where c.sort_name = n.sort_name and c.deleted_at is null
        and (c.date_of_birth = n.date_of_birth::date or c.phone_key = n.phone_key)
        and (c.external_id is null or n.external_id is null)
      order by c.id limit 1
    ) p on true
    left join lateral (
      select c.id from crm.client_organizations c where c.member_number = n.member_number
      limit 1
    ) u on true
    where e.id is not null or m.id is not null or p.id is not null or u.id is not null
    """
  }

  /// Remembers which rows touch which clients; answers those that an earlier row of the import has touched.
  static func note(_ importID: UUID, _ clients: [(id: UUID, row: Int)]) -> SQL {
    """
    with noted as (
      insert into crm.client_import_rows (import_id, client_id, row_number)
      select \(importID), n.id, n.row from unnest(\(clients.map(\.id)), \(clients.map(\.row))) as n(id, row)
      on conflict do nothing returning client_id
    )
    select t.client_id, t.row from unnest(\(clients.map(\.id))) as n(id)
    cross join lateral (
      select r.client_id, r.row_number as row from crm.client_import_rows r
      where r.import_id = \(importID) and r.client_id = n.id limit 1
    ) t
    """
  }

  /// What an import may change, as JSON in one order of members; of how to reach people only for who may see that.
  static func snapshot(_ clients: [UUID]) -> SQL {
    """
    select id, jsonb_build_object('first_name', first_name, 'last_name', last_name, 'status', status,
      'member_number', member_number, 'joined_on', joined_on)
      || case when \(ClientQueries.seesContact) then jsonb_build_object('email', email, 'phone', phone,
        'address', address, 'date_of_birth', date_of_birth, 'gender', gender, 'emergency_contact', emergency_contact,
        'external_id', external_id, 'notes', notes, 'metadata', metadata) else '{}' end as fields
    from crm.client_organizations where id = any(\(clients)) order by id
    """
  }

  static func forget(_ importID: UUID) -> SQL {
    "delete from crm.client_import_rows where import_id = \(importID)"
  }
}
