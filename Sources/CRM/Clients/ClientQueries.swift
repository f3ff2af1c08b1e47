import Foundation
import Postgres
import Web

/// Every statement on the gym's records of people. Which of them exist for the caller, the policies decide.
enum ClientQueries {
  static let summaryColumns: SQL = """
    id, first_name, last_name, sort_name, email, phone, date_of_birth, gender, status, membership_status,
    member_number, joined_on, last_visit_at, visit_count, created_at, updated_at
    """

  static let columns: SQL = """
    \(summaryColumns), external_id, is_home, address, emergency_contact, notes, metadata
    """

  static func list(_ filter: ClientFilter, _ paging: Paging) -> SQL {
    let order = filter.sort ?? .lastName
    return """
      select \(summaryColumns) from crm.client_organizations
      where deleted_at is null\(status(filter.status))\(matches(filter.q))\(after(paging.after, order))
      order by \(columnsInOrder(order)) limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL {
    "select \(columns) from crm.client_organizations where id = \(id) and deleted_at is null"
  }

  static func insert(_ id: UUID, _ client: NewClient) throws -> SQL {
    """
    insert into crm.client_organizations (id, first_name, last_name, sort_name, email, email_key, phone, phone_key,
      address, date_of_birth, gender, emergency_contact, member_number, external_id, status, joined_on, notes)
    values (\(id), \(client.firstName.text), \(client.lastName.text),
      \(sortName(first: client.firstName.text, last: client.lastName.text)), \(client.email?.text),
      \(client.email?.key), \(client.phone?.text), \(client.phone?.key), \(try JSON(encoding: client.address)),
      \(client.dateOfBirth?.text)::date, \(client.gender?.text), \(try JSON(encoding: client.emergencyContact)),
      \(client.memberNumber?.text), \(client.externalID?.text), \((client.status ?? .active).rawValue),
      \(client.joinedOn?.text)::date, \(client.notes?.text))
    returning \(columns)
    """
  }

  private static func status(_ wanted: [ClientStatus]?) -> SQL {
    guard let wanted else { return " and status <> 'archived'" }
    // One status walks clients_by_status in order; several are a filter on the walk by name.
    if wanted.count == 1, let only = wanted.first { return " and status = \(only.rawValue)" }
    return " and status = any(\(wanted.map(\.rawValue)))"
  }

  /// Each word has to be the start of a part of the name or of the e-mail address; digits alone may also be the
  /// end of the telephone number or the start of the member number.
  private static func matches(_ q: SearchText?) -> SQL {
    guard let q else { return "" }
    var condition: SQL = ""
    for word in sortText(q.text).split(separator: " ") {
      let word = String(word)
      condition = """
        \(condition) and (starts_with(sort_name, \(word)) or strpos(sort_name, \(" " + word)) > 0
          or starts_with(email_key, \(word)) or starts_with(lower(member_number), \(word))\(phoneEnd(word)))
        """
    }
    return condition
  }

  private static func phoneEnd(_ word: String) -> SQL {
    let digits = word.filter { ("0"..."9").contains($0) }
    guard digits.utf8.count >= 4, digits.utf8.count == word.utf8.count else { return "" }
    return " or right(phone_key, \(digits.utf8.count)::int) = \(digits)"
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
