import Foundation
import Postgres
import Web

/// The statements on what happened to a client. What of it is there for the caller, the policies of each table decide.
enum TimelineQueries {
  /// Each source is read newest first and no further than the page reaches, then all are put in order.
  static func page(of client: UUID, _ filter: TimelineFilter, _ paging: Paging) -> SQL {
    let sources: [SQL] = [
      """
      select id, 'created' as kind, created_at as occurred_at, null as title, null as text
      from crm.client_organizations where id = \(client)
      """,
      "select id, 'note', created_at, null, body from crm.client_notes where client_id = \(client)",
      memberships("'membership_started'", "m.start_date", of: client),
      memberships("'membership_paused'", "m.pause_date", of: client),
      memberships("'membership_ended'", "coalesce(m.cancellation_date, m.end_date)", of: client),
      bookings("'booked'", "b.registered_at", of: client),
      """
      \(bookings("b.status", "coalesce(b.attended_at, b.checked_in_at, b.cancelled_at, e.ends_at)", of: client))
        and b.status in ('attended', 'no_show', 'cancelled', 'late_cancelled')
      """,
      """
      select id, 'consent_' || status, occurred_at, kind, null from crm.consents
      where client_id = \(client) and occurred_at <= now()
      """,
      "select id, 'merged', created_at, null, null from crm.client_merges where client_id = \(client)",
    ]
    let kinds: SQL = filter.kind.map { " and kind = any(\($0.map(\.rawValue)))" } ?? ""
    let after: SQL = paging.after.map { " and (occurred_at, id) < (\($0.moment), \($0.id))" } ?? ""
    let all = sources.dropFirst().reduce(sources[0]) { "\($0) union all \($1)" }
    return """
      select id, kind, occurred_at, title, text from (\(all)) happened
      where occurred_at <= now()\(kinds)\(after)
      order by occurred_at desc, id desc limit \(paging.limit + 1)
      """
  }

  private static func memberships(_ kind: SQL, _ day: SQL, of client: UUID) -> SQL {
    """
    select md5(m.id || \(kind))::uuid, \(kind), (\(day))::timestamp at time zone o.time_zone, p.name, null
    from crm.memberships m
    join crm.membership_plans p on p.organization_id = m.organization_id and p.id = m.membership_plan_id
    join crm.organizations o on o.id = m.organization_id
    where m.client_id = \(client) and \(day) is not null
    """
  }

  private static func bookings(_ kind: SQL, _ moment: SQL, of client: UUID) -> SQL {
    """
    select md5(b.id || \(kind))::uuid, \(kind), \(moment), e.title, b.cancellation_reason
    from crm.event_participants b
    join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
    where b.client_id = \(client)
    """
  }

  static func visits(of client: UUID) -> SQL {
    """
    with bookings as materialized (
      select b.status, e.title, coalesce(b.attended_at, b.checked_in_at, b.registered_at) as moment
      from crm.event_participants b join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
      where b.client_id = \(client)
    )
    select c.visit_count, c.last_visit_at, b.*,
      (select title from bookings where status = 'attended' group by title order by count(*) desc, title limit 1) as favourite
    from crm.client_organizations c cross join (
      select min(moment) filter (where status = 'attended') as first_visit_at,
        count(*) filter (where status = 'attended' and moment > now() - interval '30 days') as last_thirty_days,
        count(*) filter (where status = 'attended' and moment > now() - interval '90 days') as last_ninety_days,
        count(*) filter (where status = 'no_show') as no_shows,
        count(*) filter (where status = 'cancelled') as cancellations,
        count(*) filter (where status = 'late_cancelled') as late_cancellations
      from bookings) b
    where c.id = \(client) and c.deleted_at is null
    """
  }
}
