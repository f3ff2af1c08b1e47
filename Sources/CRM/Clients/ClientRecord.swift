import Foundation
import Postgres

/// A client as many are written at once: by an import, by the demo data. Its values are checked already.
struct ClientRecord: Sendable {
  var id: UUID
  var firstName: String
  var lastName: String
  var sortName: String
  var email: String?
  var emailKey: String?
  var phone: String?
  var phoneKey: String?
  var address: JSON?
  var dateOfBirth: LocalDate?
  var gender: String?
  var emergencyContact: JSON?
  var memberNumber: String?
  var externalID: String?
  /// Nil leaves what is there; a new client is active.
  var status: ClientStatus?
  var isHome = true
  var joinedOn: LocalDate?
  var notes: String?
  var metadata: JSON = JSON("{}")
}

extension ClientQueries {
  /// Writes all of them with one statement; the triggers run once, not once per row.
  static func insert(_ clients: [ClientRecord]) -> SQL {
    """
    insert into crm.client_organizations (id, first_name, last_name, sort_name, email, email_key, phone, phone_key,
      address, date_of_birth, gender, emergency_contact, member_number, external_id, status, is_home, joined_on,
      notes, metadata)
    select id, first_name, last_name, sort_name, email, email_key, phone, phone_key, address, date_of_birth::date,
      gender, emergency_contact, member_number, external_id, coalesce(status, 'active'), is_home, joined_on::date,
      notes, metadata
    from \(table(clients))
    """
  }

  /// Adds what the records say to the clients of the same ids. Empty values erase nothing, and rows that would
  /// stay the same are not touched: the same file twice changes nothing the second time.
  static func merge(_ clients: [ClientRecord]) -> SQL {
    """
    update crm.client_organizations c
    set first_name = n.first_name, last_name = n.last_name, sort_name = n.sort_name,
      email = coalesce(n.email, c.email), email_key = coalesce(n.email_key, c.email_key),
      phone = coalesce(n.phone, c.phone), phone_key = coalesce(n.phone_key, c.phone_key),
      address = coalesce(n.address, c.address), date_of_birth = coalesce(n.date_of_birth::date, c.date_of_birth),
      gender = coalesce(n.gender, c.gender), emergency_contact = coalesce(n.emergency_contact, c.emergency_contact),
      member_number = coalesce(n.member_number, c.member_number),
      external_id = coalesce(n.external_id, c.external_id), status = coalesce(n.status, c.status),
      joined_on = coalesce(n.joined_on::date, c.joined_on), notes = coalesce(n.notes, c.notes),
      metadata = c.metadata || n.metadata
    from \(table(clients))
    where c.id = n.id and (
      (c.first_name, c.last_name) is distinct from (n.first_name, n.last_name)
      or c.email <> n.email or (c.email is null and n.email is not null)
      or c.phone <> n.phone or (c.phone is null and n.phone is not null)
      or c.address <> n.address or (c.address is null and n.address is not null)
      or c.date_of_birth <> n.date_of_birth::date or (c.date_of_birth is null and n.date_of_birth is not null)
      or c.gender <> n.gender or (c.gender is null and n.gender is not null)
      or c.emergency_contact <> n.emergency_contact
      or (c.emergency_contact is null and n.emergency_contact is not null)
      or c.member_number <> n.member_number or (c.member_number is null and n.member_number is not null)
      or c.external_id <> n.external_id or (c.external_id is null and n.external_id is not null)
      or c.status <> n.status
      or c.joined_on <> n.joined_on::date or (c.joined_on is null and n.joined_on is not null)
      or c.notes <> n.notes or (c.notes is null and n.notes is not null)
      or not c.metadata @> n.metadata)
    """
  }

  /// The records as a table `n`, one array a column.
  private static func table(_ clients: [ClientRecord]) -> SQL {
    """
    unnest(\(clients.map(\.id)), \(clients.map(\.firstName)), \(clients.map(\.lastName)), \(clients.map(\.sortName)),
      \(clients.map(\.email)), \(clients.map(\.emailKey)), \(clients.map(\.phone)), \(clients.map(\.phoneKey)),
      \(clients.map(\.address)), \(clients.map { $0.dateOfBirth?.description }), \(clients.map(\.gender)),
      \(clients.map(\.emergencyContact)), \(clients.map(\.memberNumber)), \(clients.map(\.externalID)),
      \(clients.map { $0.status?.rawValue }), \(clients.map(\.isHome)), \(clients.map { $0.joinedOn?.description }),
      \(clients.map(\.notes)), \(clients.map(\.metadata)))
      as n(id, first_name, last_name, sort_name, email, email_key, phone, phone_key, address, date_of_birth, gender,
        emergency_contact, member_number, external_id, status, is_home, joined_on, notes, metadata)
    """
  }
}
