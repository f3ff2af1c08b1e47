import Foundation
import Postgres

/// The statements of the front desk.
enum FrontDeskQueries {
  private static let limit = 8

  static func search(_ text: String) -> SQL {
    people(ClientSearch(text, limit: limit).sql)
  }

  static func client(_ id: UUID) -> SQL {
    people("select id, sort_name from crm.client_organizations where id = \(id) and deleted_at is null")
  }

  /// What is to be known of few clients: each fact is a look into an index.
  private static func people(_ found: SQL) -> SQL {
    """
    select c.id, c.first_name, c.last_name, c.photo_url, c.member_number, c.display_status,
      m.plan, b.event_id as "next_booking.event_id", b.title as "next_booking.title",
      b.starts_at as "next_booking.starts_at",
      c.status as "facts.status", coalesce(m.status, c.membership_status) as "facts.membership_status",
      m.end_date as "facts.end_date", m.classes_remaining as "facts.classes_remaining",
      case when may.see_contact then c.date_of_birth end as "facts.date_of_birth", c.visit_count as "facts.visit_count",
      case when may.see_contact then exists (select from crm.client_guardians g where g.client_id = c.id) end as "facts.has_guardian",
      exists (select from private.medical_overview(c.id) h where h.fields <> '{}') as "facts.has_medical_note",
      case when may.see_contact then c.emergency_contact is not null end as "facts.has_emergency_contact", c.photo_url is not null as "facts.has_photo",
      n.body as "facts.pinned_note", c.today as "facts.today",
      coalesce(s.settings -> 'alerts', '{}') as "facts.alert_settings",
      (s.settings #> '{compliance,age_of_majority}')::int as "facts.age_of_majority"
    from (
      select r.*, \(ClientQueries.displayStatus("r.")) as display_status, (now() at time zone o.time_zone)::date as today,
        f.place
      from (select id, row_number() over () as place from (\(found)) ranked) f
      join crm.client_organizations r on r.organization_id = \(Door.organization) and r.id = f.id
      join crm.organizations o on o.id = r.organization_id
    ) c
    cross join \(ClientQueries.may)
    cross join private.entered_settings() s
    left join lateral (
      select p.name as plan, m.status, m.end_date, m.classes_remaining
      from crm.memberships m
      join crm.membership_plans p on p.organization_id = m.organization_id and p.id = m.membership_plan_id
      where m.organization_id = c.organization_id and m.client_id = c.id
      order by array_position('{active,past_due,paused,pending,cancelled,expired}', m.status), m.start_date desc, m.id
      limit 1
    ) m on true
    left join lateral (
      select e.id as event_id, e.title, e.starts_at
      from crm.event_participants b join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
      where b.organization_id = c.organization_id and b.client_id = c.id and b.status = 'registered'
        and e.starts_at > now() and e.status = 'scheduled'
      order by e.starts_at limit 1
    ) b on true
    left join lateral (
      select n.body from crm.client_notes n
      where n.organization_id = c.organization_id and n.client_id = c.id and n.is_pinned
      order by n.created_at desc limit 1
    ) n on true
    order by c.place
    """
  }
}
