import Foundation
import Postgres

/// The statements of the search over people and events; policies decide what there is to be found.
enum SearchQueries {
  private static let limit = 8

  static func search(_ text: String, in types: [SearchType]) -> SQL {
    let parts = types.enumerated().map { place, type in
      "(select \(place)::int as section, * from (\(matches(text, type))) m)" as SQL
    }
    let all = parts.dropFirst().reduce(parts.first ?? "") { "\($0) union all \($1)" }
    return "select type, id, title, subtitle, picture_url from (\(all)) found order by section, place"
  }

  private static func matches(_ text: String, _ type: SearchType) -> SQL {
    switch type {
    case .client:
      """
      select 'client' as type, c.id, c.first_name || ' ' || c.last_name as title, c.member_number as subtitle,
        c.photo_url as picture_url, f.place
      from (select id, row_number() over () as place from (\(ClientSearch(text, limit: limit).sql)) ranked) f
      join crm.client_organizations c on c.organization_id = \(Door.organization) and c.id = f.id
      """
    case .staff:
      """
      select 'staff' as type, u.id, u.first_name || ' ' || u.last_name as title, coalesce(m.title, m.role) as subtitle,
        u.avatar_url as picture_url, row_number() over (order by u.last_name, u.first_name, u.id) as place
      from crm.user_organizations m join crm.users u on u.id = m.user_id
      where m.role <> 'member' and m.left_at is null
        and (select current_setting('app.can', true) like '%,staff.view,%')
        \(words(text) { "(' ' || lower(u.first_name || ' ' || u.last_name)) like \($0)" })
      limit \(limit)
      """
    case .event:
      // What is on soonest, and then what was on last.
      """
      select 'event' as type, e.id, e.title, to_char(e.starts_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as subtitle,
        null as picture_url, row_number() over (order by e.ends_at < now(), abs(extract(epoch from e.starts_at - now())), e.id) as place
      from crm.events e
      where e.status <> 'cancelled' and e.starts_at > now() - interval '30 days' and e.starts_at < now() + interval '90 days'
        and (select current_setting('app.can', true) like '%,events.view,%')
        \(words(text) { "(' ' || lower(e.title)) like \($0)" })
      order by place limit \(limit)
      """
    }
  }

  /// Each word has to begin one of theirs.
  private static func words(_ text: String, _ matches: (String) -> SQL) -> SQL {
    text.lowercased().split(separator: " ").prefix(6).reduce(into: "" as SQL) { condition, word in
      let escaped = word.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
      condition = "\(condition) and \(matches("% \(escaped)%"))"
    }
  }
}
