import Foundation
import Postgres

// The condition that rules are, on a client `c` and the gym's own time `g` (its zone and its day today). It is true or
// false, never null, so that `not` is the opposite: what is unknown fulfils no comparison but `unknown` and `none_of`.
// Values are bound, all of them.

extension SegmentRule {
  var sql: SQL {
    switch self {
    case .all(let rules): SegmentRule.joined(rules, by: " and ")
    case .any(let rules): SegmentRule.joined(rules, by: " or ")
    case .not(let rule): "not \(rule.sql)"
    case .condition(let condition): "(\(condition.sql))"
    }
  }

  private static func joined(_ rules: [SegmentRule], by word: SQL) -> SQL {
    guard let first = rules.first else { return "(true)" }
    return "(\(rules.dropFirst().reduce(first.sql) { "\($0)\(word)\($1.sql)" }))"
  }
}

extension SegmentCondition {
  fileprivate var sql: SQL {
    switch (comparison, value) {
    case (.known, _): return "\(field.sql) is not null"
    case (.unknown, _): return "\(field.sql) is null"
    case (.atLeast, .number(let number)): return "(\(field.sql) >= \(number)) is true"
    case (.atMost, .number(let number)): return "(\(field.sql) <= \(number)) is true"
    case (.exactly, .number(let number)): return "(\(field.sql) = \(number)) is true"
    case (.exactly, .flag(let flag)): return "\(field.sql) = \(flag)"
    case (.from, .date(let date)): return "(\(field.sql) >= \(date.text)::date) is true"
    case (.before, .date(let date)): return "(\(field.sql) < \(date.text)::date) is true"
    case (.anyOf, .words(let words)): return "\(isOne(of: words)) is true"
    case (.noneOf, .words(let words)): return "\(isOne(of: words)) is not true"
    case (.anyOf, .ids(let ids)): return "c.id in (\(holders(of: ids)))"
    case (.noneOf, .ids(let ids)): return "c.id not in (\(holders(of: ids)))"
    case (.allOf, .ids(let ids)):
      return "c.id in (\(holders(of: ids)) group by x.client_id having count(*) = \(ids.count))"
    // No comparison has a value of another kind: `init(from:)` is the only way to one.
    default: return "false"
    }
  }

  private func isOne(of words: [String]) -> SQL {
    field.kind == .words
      ? "(\(field.sql) = any(\(words)))"
      : "(lower(\(field.sql)) = any(array(select lower(w) from unnest(\(words)) w)))"
  }

  /// The clients who have one of these tags or plans. A client has a tag once.
  private func holders(of ids: [UUID]) -> SQL {
    field == .tag
      ? "select x.client_id from crm.taggables x where x.tag_id = any(\(ids)) and x.client_id is not null"
      : """
      select x.client_id from crm.memberships x
      where x.membership_plan_id = any(\(ids)) and x.status in ('pending', 'active', 'past_due', 'paused')
      """
  }
}

extension SegmentField {
  /// What it is of a client; the ids of tags and plans stand in tables of their own.
  fileprivate var sql: SQL {
    switch self {
    case .status: "c.status"
    case .membershipStatus: "c.membership_status"
    case .displayStatus: "(\(ClientQueries.displayStatus("c.")))"
    case .gender: "c.gender"
    case .city: "(c.address ->> 'city')"
    case .age: "(\(SegmentField.years) - (\(SegmentField.birthday()) > g.today)::int)"
    case .birthdayInDays:
      """
      (case when \(SegmentField.birthday()) >= g.today then \(SegmentField.birthday())
        else \(SegmentField.birthday(plus: 1)) end - g.today)
      """
    case .joinedOn: "c.joined_on"
    case .joinedDaysAgo: "(g.today - c.joined_on)"
    case .lastVisitDaysAgo: "(g.today - (c.last_visit_at at time zone g.time_zone)::date)"
    case .visitCount: "c.visit_count"
    case .hasEmail: "(c.email is not null)"
    case .hasPhone: "(c.phone is not null)"
    case .isHome: "c.is_home"
    case .tag, .plan: "null"
    }
  }

  /// The number of this year's birthday.
  private static let years: SQL = "(extract(year from g.today) - extract(year from c.date_of_birth))::int"

  /// This year's, or a later one; 29 February becomes the 28th.
  private static func birthday(plus more: Int = 0) -> SQL {
    "(c.date_of_birth + make_interval(years => \(years) + \(unsafe: String(more))))::date"
  }
}
