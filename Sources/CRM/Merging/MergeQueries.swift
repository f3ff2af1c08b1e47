import Foundation
import Postgres
import Web

/// The statements that find records of one person, merge them, and take them apart.
enum MergeQueries {
  // Who may be the same person.

  /// Pairs of the whole gym, the likeliest first. Only neighbours in the order of a key are compared, so that a name
  /// that a thousand people have is no million of pairs.
  static let duplicates: SQL = """
    with live as (
      select \(compared) from crm.client_organizations c where c.deleted_at is null
    ), pairs as (
      select id, lag(id) over (partition by sort_name order by date_of_birth, id) as other from live
      union select id, lag(id) over (partition by plain_email order by id) from live where email_key is not null
      union select id, lag(id) over (partition by phone_key order by date_of_birth, id) from live
        where phone_key is not null
    )
    \(scored("pairs p join live a on a.id = p.other join live b on b.id = p.id")) limit 100
    """

  /// Who may be the same person as one.
  static func duplicates(of client: UUID) -> SQL {
    """
    with a as (
      select \(compared) from crm.client_organizations c where c.id = \(client) and c.deleted_at is null
    ), found as (
      select c.id from a join crm.client_organizations c on c.sort_name = a.sort_name and c.deleted_at is null
      union select c.id from a join crm.client_organizations c on c.phone_key = a.phone_key and c.deleted_at is null
      union select c.id from a join crm.client_organizations c
        on c.date_of_birth = a.date_of_birth and c.deleted_at is null
      union select c.id from a join crm.client_organizations c
        on c.deleted_at is null and \(plainAddress("c.email_key")) = a.plain_email
    ), b as (
      select \(compared)
      from found f join crm.client_organizations c on c.organization_id = \(Door.organization) and c.id = f.id
    )
    \(scored("a join b on b.id <> a.id")) limit 20
    """
  }

  /// What is compared and answered of a record `c`.
  private static let compared: SQL = """
    c.id, c.first_name, c.last_name, c.sort_name, c.email, c.email_key, c.phone, c.phone_key, c.date_of_birth,
    c.member_number, c.visit_count, c.created_at, \(plainAddress("c.email_key")) as plain_email
    """

  /// Mail for `ada+gym@` comes to `ada@`.
  private static func plainAddress(_ key: String) -> SQL {
    "regexp_replace(\(unsafe: key), '[+][^@]*@', '@')"
  }

  /// Twins share a birthday, a telephone and a surname; families share the telephone: none of that alone is enough.
  private static func scored(_ pairs: SQL) -> SQL {
    """
    select \(columns("a", as: "one")), \(columns("b", as: "other")), r.reasons, s.score
    from \(pairs)
    cross join lateral (select array_remove(array[
      case when a.sort_name = b.sort_name then 'name'
        when split_part(a.sort_name, ' ', 1) = split_part(b.sort_name, ' ', 1)
          and left(split_part(a.sort_name, ' ', 2), 1) = left(split_part(b.sort_name, ' ', 2), 1)
        or lower(a.first_name) = lower(b.last_name) and lower(a.last_name) = lower(b.first_name) then 'similar_name' end,
      case when a.plain_email = b.plain_email then 'email' end,
      case when a.phone_key = b.phone_key then 'phone' end,
      case when a.date_of_birth = b.date_of_birth then 'date_of_birth' end], null) as reasons) r
    cross join lateral (select coalesce(sum(case reason when 'name' then 50 when 'email' then 50 when 'phone' then 25
        else 20 end), 0)::int - case when a.date_of_birth <> b.date_of_birth then 30 else 0 end as score
      from unnest(r.reasons) as reason) s
    where s.score >= 50 order by s.score desc, a.id, b.id
    """
  }

  private static func columns(_ row: String, as name: String) -> SQL {
    let columns = [
      "id", "first_name", "last_name", "email", "phone", "date_of_birth", "member_number", "visit_count",
      "created_at",
    ]
    return "\(unsafe: columns.map { #"\#(row).\#($0) as "\#(name).\#($0)""# }.joined(separator: ", "))"
  }

  // Merging.

  static func merge(_ merged: UUID, into kept: UUID, taking fields: [MergeField], noteIsMoved: Bool) -> SQL {
    "select private.merge_clients(\(kept), \(merged), \(fields.map(\.rawValue)), \(noteIsMoved))"
  }

  static func undo(_ merged: UUID) -> SQL { "select private.undo_merge(\(merged)) as client_id" }

  private static let mergeColumns: SQL = "id, client_id, created_by, created_at"

  static func get(_ merged: UUID) -> SQL {
    "select \(mergeColumns) from crm.client_merges where id = \(merged)"
  }

  static func list(_ paging: Paging) -> SQL {
    let after: SQL = paging.after.map { "where (created_at, id) < (\($0.moment), \($0.id))" } ?? ""
    return """
      select \(mergeColumns) from crm.client_merges \(after) order by created_at desc, id desc limit \(paging.limit + 1)
      """
  }
}
