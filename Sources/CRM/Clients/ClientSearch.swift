import Foundation
import Postgres

/// What somebody typed to find a client, and the statement that finds at most so many.
///
/// The longest word leads: it is a range of one index, by the first part of the name, by another part, by e-mail
/// address, telephone number or member number. The branches run one after the other, and only until there are enough
/// (PostgreSQL's Append under a limit). The other words are conditions on what was found.
struct ClientSearch {
  private let words: [String]
  private let limit: Int

  init(_ text: String, limit: Int) {
    words = sortText(text).split(separator: " ").prefix(6).map(String.init)
    self.limit = limit
  }

  /// `id` and `sort_name` of whom it finds, the best first.
  var sql: SQL {
    guard let leading = words.max(by: { $0.utf8.count < $1.utf8.count }) else {
      return "select id, sort_name from crm.client_organizations where false"
    }
    let others = others(than: leading)
    return """
      select id, sort_name from (
        \(byName(leading, others)) union all \(byPart(leading, others)) union all \(byEmail(leading, others))
        union all \(byNumber(leading, others))\(byPhone(leading, others))
      ) found limit \(limit)
      """
  }

  private func others(than leading: String) -> SQL {
    var others = words
    if let index = others.firstIndex(of: leading) { others.remove(at: index) }
    return others.reduce(into: "" as SQL) { condition, word in
      condition = "\(condition) and \(ClientQueries.matches(word))"
    }
  }

  private func byName(_ word: String, _ others: SQL) -> SQL {
    """
    (select id, sort_name from crm.client_organizations
     where deleted_at is null and sort_name >= \(word) and sort_name < \(end(word))\(others)
     order by sort_name, id limit \(limit))
    """
  }

  /// In the order of the parts, so that an exact one is first and the walk ends with the last that is shown. Somebody whose
  /// name has two such parts is met twice.
  private func byPart(_ word: String, _ others: SQL) -> SQL {
    """
    (select id, sort_name from (
       select c.id, c.sort_name, p.part
       from crm.client_name_parts p
       join crm.client_organizations c on c.organization_id = \(Door.organization) and c.id = p.client_id
       where p.part >= \(word) and p.part < \(end(word)) and c.deleted_at is null
         and not starts_with(c.sort_name, \(word))\(others)
       order by p.part, p.client_id limit \(limit * 4)
     ) met group by id, sort_name order by min(part), sort_name, id limit \(limit))
    """
  }

  private func byEmail(_ word: String, _ others: SQL) -> SQL {
    """
    (select id, sort_name from crm.client_organizations
     where deleted_at is null and email_key >= \(word) and email_key < \(end(word)) and \(ClientQueries.seesContact)
       and not \(ClientQueries.isNamed(word))\(others)
     order by email_key limit \(limit))
    """
  }

  /// As it was typed and in capitals: cards say M-1042, fingers m-1042. Each is a walk of its own, which ends early.
  private func byNumber(_ word: String, _ others: SQL) -> SQL {
    let spellings = Set([word, word.uppercased()]).sorted().map { spelling in
      """
      (select id, sort_name from crm.client_organizations
       where deleted_at is null and member_number >= \(spelling) and member_number < \(end(spelling))
         and not \(ClientQueries.isNamed(word))\(others)
       order by member_number limit \(limit))
      """ as SQL
    }
    return spellings.dropFirst().reduce(spellings[0]) { "\($0) union all \($1)" }
  }

  /// Four digits or more are the end of a telephone number.
  private func byPhone(_ word: String, _ others: SQL) -> SQL {
    guard let digits = ClientQueries.digits(word) else { return "" }
    return """
       union all (select id, sort_name from crm.client_organizations
       where deleted_at is null and phone_end = \(String(digits.suffix(4)))
         and right(phone_key, \(digits.utf8.count)::int) = \(digits) and \(ClientQueries.seesContact)
         and not coalesce(starts_with(lower(member_number), \(word)), false)\(others)
       order by sort_name, id limit \(limit))
      """
  }

  /// Behind everything that begins with the word: no character comes after this one.
  private func end(_ word: String) -> String { word + "\u{10FFFF}" }
}
