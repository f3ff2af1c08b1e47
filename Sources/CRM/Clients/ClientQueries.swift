import Foundation
import Postgres
import Web

/// Every statement on the gym's records of people. Which of them exist for the caller, the policies decide.
enum ClientQueries {
  /// What lists read, from `source`.
  static let summaryColumns: SQL = """
    \(summary("may.see_contact")), null::jsonb as membership
    """

  /// The same with the membership that counts, of a list alone: a look into an index for each row that is answered.
  private static let withMembership: (columns: SQL, source: SQL) = (
    """
    \(summary("may.see_contact")), held.plan as "membership.plan", held.standing as "membership.status",
    held.starts_on as "membership.starts_on", held.ends_on as "membership.ends_on",
    held.left_over as "membership.classes_remaining"
    """,
    """
    \(source) left join lateral (
      select p.name as plan, m.status as standing, m.start_date as starts_on, m.end_date as ends_on,
        m.classes_remaining as left_over
      from crm.memberships m
      join crm.membership_plans p on p.organization_id = m.organization_id and p.id = m.membership_plan_id
      where m.organization_id = client_organizations.organization_id and m.client_id = client_organizations.id
      order by array_position('{active,past_due,paused,pending,cancelled,expired}', m.status), m.start_date desc, m.id
      limit 1
    ) held on true
    """
  )

  /// What one client is read with, from `source`.
  static let columns = all("may.see_contact")

  /// What a statement that writes gives back.
  static let written = all(seesContact)

  /// What is asked of whoever entered: once, not once a column.
  static let may: SQL = "(select \(seesContact) as see_contact offset 0) as may"

  /// Clients, and what whoever entered may see of them.
  static let source: SQL = "\(may) cross join crm.client_organizations"

  private static func summary(_ seesContact: SQL) -> SQL {
    """
    id, first_name, last_name, sort_name, \(contact("email", seesContact)), \(contact("phone", seesContact)),
    \(contact("date_of_birth", seesContact)), \(contact("gender", seesContact)), status, membership_status,
    \(displayStatus("")) as display_status, member_number, joined_on, last_visit_at, visit_count,
    created_at, updated_at, photo_url
    """
  }

  private static func all(_ seesContact: SQL) -> SQL {
    """
    \(summary(seesContact)), deleted_at, version, \(contact("external_id", seesContact)), is_home,
    \(contact("address", seesContact)), \(contact("emergency_contact", seesContact)),
    \(contact("notes", seesContact)), \(contact("metadata", seesContact))
    """
  }

  /// Policies decide about rows; this column is for whom it concerns.
  private static func contact(_ column: String, _ seesContact: SQL) -> SQL {
    "case when \(seesContact) then \(unsafe: column) end as \(unsafe: column)"
  }

  /// Asked once a statement, not once a row.
  static let seesContact: SQL = "(select current_setting('app.can', true) like '%,clients.contact.view,%')"

  /// One word for the client's status and the membership's; `row` is what the record is called, with its dot.
  static func displayStatus(_ row: String) -> SQL {
    """
    case when \(unsafe: row)status in ('lead', 'banned', 'archived') or \(unsafe: row)membership_status is null
        then \(unsafe: row)status
      when \(unsafe: row)membership_status = 'paused' then 'frozen' else \(unsafe: row)membership_status end
    """
  }

  static func list(_ filter: ClientFilter, _ paging: Paging) -> SQL {
    let order = filter.sort ?? .lastName
    let there: SQL = filter.deleted == true ? "deleted_at is not null" : "deleted_at is null"
    let (columns, source) =
      filter.include?.contains(.membership) == true ? withMembership : (summaryColumns, ClientQueries.source)
    return """
      select \(columns) from \(source)
      where \(there)\(status(filter.status))\(conditions(filter))\(matches(filter.q))\(after(paging.after, order))
      order by \(columnsInOrder(order)) limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL {
    "select \(columns) from \(source) where id = \(id) and deleted_at is null"
  }

  /// A row where there is such a client.
  static func exists(_ id: UUID) -> SQL {
    "select from crm.client_organizations where id = \(id) and deleted_at is null"
  }

  /// The version and the name, which nobody is refused, held until the transaction ends.
  static func lock(_ id: UUID) -> SQL {
    """
    select version, first_name, last_name from crm.client_organizations where id = \(id) and deleted_at is null
    for no key update
    """
  }

  static func delete(_ id: UUID) -> SQL {
    "update crm.client_organizations set deleted_at = now() where id = \(id) and deleted_at is null"
  }

  static func restore(_ id: UUID) -> SQL {
    """
    update crm.client_organizations set deleted_at = null where id = \(id) and deleted_at is not null
    returning \(written)
    """
  }

  static func insert(_ id: UUID, _ client: NewClient) throws -> SQL {
    """
    insert into crm.client_organizations (id, first_name, last_name, sort_name, email, email_key, phone, phone_key,
      address, date_of_birth, gender, emergency_contact, member_number, external_id, status, joined_on, notes, photo_url)
    values (\(id), \(client.firstName.text), \(client.lastName.text),
      \(sortName(first: client.firstName.text, last: client.lastName.text)), \(client.email?.text),
      \(client.email?.key), \(client.phone?.text), \(client.phone?.key), \(try JSON(encoding: client.address)),
      \(client.dateOfBirth?.text)::date, \(client.gender?.text), \(try JSON(encoding: client.emergencyContact)),
      \(client.memberNumber?.text), \(client.externalID?.text), \((client.status ?? .active).rawValue),
      \(client.joinedOn?.text)::date, \(client.notes?.text), \(client.photoURL?.text))
    returning \(written)
    """
  }

  private static func status(_ wanted: [ClientStatus]?) -> SQL {
    guard let wanted else { return " and status <> 'archived'" }
    // One status walks clients_by_status in order; several are a filter on the walk by name.
    if wanted.count == 1, let only = wanted.first { return " and status = \(only.rawValue)" }
    return " and status = any(\(wanted.map(\.rawValue)))"
  }

  private static func matches(_ q: SearchText?) -> SQL {
    guard let q else { return "" }
    return sortText(q.text).split(separator: " ").reduce(into: "" as SQL) { condition, word in
      condition = "\(condition) and \(matches(String(word)))"
    }
  }

  /// A word has to be the start of a part of the name, of the e-mail address or of the member number; four digits or
  /// more may be the end of the telephone number. Who does not see how to reach clients does not find them by it.
  static func matches(_ word: String) -> SQL {
    let phone: SQL = digits(word).map { " or right(phone_key, \($0.utf8.count)::int) = \($0)" } ?? ""
    return """
      (\(isNamed(word))
        or starts_with(lower(member_number), \(word))
        or (starts_with(email_key, \(word))\(phone)) and \(seesContact))
      """
  }

  /// Whether the name has a word, or a piece of a hyphenated one, that begins so.
  static func isNamed(_ word: String) -> SQL {
    """
    (starts_with(sort_name, \(word)) or strpos(sort_name, \(" " + word)) > 0 or strpos(sort_name, \("-" + word)) > 0)
    """
  }

  /// The word, if it is four digits or more.
  static func digits(_ word: String) -> String? {
    word.utf8.count >= 4 && word.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
      ? word : nil
  }

  private static func columnsInOrder(_ order: ClientSort) -> SQL {
    switch order {
    case .lastName: "sort_name, id"
    case .lastNameDescending: "sort_name desc, id desc"
    // Ids are UUIDv7: their order is the order of creation, without ties.
    case .createdAt: "id"
    case .createdAtDescending: "id desc"
    }
  }

  private static func after(_ position: CursorPosition?, _ order: ClientSort) -> SQL {
    guard let position else { return "" }
    switch order {
    case .lastName: return " and (sort_name, id) > (\(position.value), \(position.id))"
    case .lastNameDescending: return " and (sort_name, id) < (\(position.value), \(position.id))"
    case .createdAt: return " and id > \(position.id)"
    case .createdAtDescending: return " and id < \(position.id)"
    }
  }
}
