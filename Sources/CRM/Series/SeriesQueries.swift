import Foundation
import Postgres
import Web

/// The statements on series and their events. Wall times travel as text: they have no zone.
enum SeriesQueries {
  private static let columns: SQL = """
    s.id, s.template_id, s.event_type, s.title, s.description, s.recurring_pattern, s.starts_on, s.ends_on,
      to_char(s.start_time, 'HH24:MI') as start_time, s.duration_minutes, s.time_zone, s.instructor_id, s.room_id, s.location,
      s.is_virtual, s.meeting_link, s.max_participants, s.staff_capacity, s.waitlist_enabled, \(price("s")) as price,
      \(walls("s.exdates")) as exdates, \(walls("s.rdates")) as rdates, \(walls("s.skipped")) as skipped,
      s.materialized_until, s.parent_series_id, s.is_active, s.created_by, s.created_at, s.updated_at, s.version
    """

  private static func price(_ table: SQL) -> SQL {
    """
    case when \(table).price_minor is not null then
      jsonb_build_object('amount', \(table).price_minor, 'currency', \(table).currency) end
    """
  }

  private static func wall(_ time: SQL) -> SQL { "to_char(\(time), 'YYYY-MM-DD\"T\"HH24:MI')" }

  private static func walls(_ times: SQL) -> SQL {
    "array(select \(wall("w.at")) from unnest(\(times)) as w (at) order by w.at)"
  }

  static func list(_ filter: EventSeriesFilter, _ paging: Paging) -> SQL {
    let active: SQL = filter.isActive.map { " and s.is_active = \($0)" } ?? ""
    let template: SQL = filter.templateID.map { " and s.template_id = \($0)" } ?? ""
    let instructor: SQL = filter.instructorID.map { " and s.instructor_id = \($0)" } ?? ""
    let room: SQL = filter.roomID.map { " and s.room_id = \($0)" } ?? ""
    let after: SQL = paging.after.map { " and (s.title, s.id) > (\($0.value), \($0.id))" } ?? ""
    return """
      select \(columns) from crm.event_series s where true\(active)\(template)\(instructor)\(room)\(after)
      order by s.title, s.id limit \(paging.limit + 1)
      """
  }

  static func get(_ id: UUID) -> SQL { "select \(columns) from crm.event_series s where s.id = \(id)" }

  /// Held until the transaction ends: changes and making ahead come one after the other.
  static func lock(_ id: UUID) -> SQL { "\(get(id)) for no key update of s" }

  /// Whoever planned it, or else an owner.
  static func planner(of series: EventSeries) -> SQL {
    "select \(Responsible.user(firstOf: "\(series.createdBy)::uuid")) as user"
  }

  /// What a new series takes over: one row, of a template that is unknown nothing.
  static func defaults(template: UUID?) -> SQL {
    """
    select o.time_zone, o.currency, t.name as title, t.event_type, t.description, t.duration_minutes, t.max_participants,
      t.instructor_id, \(price("t")) as price
    from crm.organizations o left join crm.event_templates t on t.organization_id = o.id and t.id = \(template)
    where o.id = \(Door.organization)
    """
  }

  static func insert(_ id: UUID, _ draft: SeriesDraft, parent: UUID? = nil) -> SQL {
    """
    insert into crm.event_series as s (id, parent_series_id, starts_on, template_id, event_type, title, description,
      recurring_pattern, ends_on, start_time, duration_minutes, time_zone, instructor_id, room_id, location, is_virtual,
      meeting_link, max_participants, staff_capacity, waitlist_enabled, price_minor, currency, exdates, rdates)
    select \(id), \(parent), \(draft.startsOn.text)::text::date, n.*
    from (select \(values(draft))) n
    returning \(columns)
    """
  }

  static func update(_ id: UUID, _ draft: SeriesDraft) -> SQL {
    """
    update crm.event_series s set (starts_on, template_id, event_type, title, description, recurring_pattern, ends_on,
      start_time, duration_minutes, time_zone, instructor_id, room_id, location, is_virtual, meeting_link, max_participants,
      staff_capacity, waitlist_enabled, price_minor, currency, exdates, rdates)
      = (select \(draft.startsOn.text)::text::date, \(values(draft)))
    where s.id = \(id) returning \(columns)
    """
  }

  private static func values(_ draft: SeriesDraft) -> SQL {
    """
    \(draft.templateID)::uuid, \(draft.eventType.rawValue), \(draft.title.text), \(draft.description?.text),
      \(draft.rule.text), \(draft.endsOn?.text)::text::date, \(draft.startTime.text)::text::time, \(draft.durationMinutes)::int,
      \(draft.timeZone.text), \(draft.instructorID)::uuid, \(draft.roomID)::uuid, \(draft.location?.text),
      \(draft.isVirtual), \(draft.meetingLink?.text), \(draft.maxParticipants)::int, \(draft.staffCapacity)::int,
      \(draft.waitlistEnabled), \(draft.price?.amount.whole)::bigint, \(draft.price?.currency.text),
      \(draft.exdates.map(\.text))::text[]::timestamp[], \(draft.rdates.map(\.text))::text[]::timestamp[]
    """
  }

  /// Nothing after that day; nothing at all any more where it is before the first.
  static func end(_ id: UUID, on day: LocalDate) -> SQL {
    """
    update crm.event_series s set is_active = \(day.text)::text::date >= s.starts_on,
      ends_on = greatest(least(\(day.text)::text::date, s.ends_on), s.starts_on)
    where s.id = \(id) returning \(columns)
    """
  }

  static func stop(_ id: UUID) -> SQL {
    "update crm.event_series s set is_active = false where s.id = \(id) returning \(columns)"
  }

  /// Series of which events are still made, in the gym's order of making.
  static func due(at moment: Date) -> SQL {
    """
    select s.id from crm.event_series s
    where s.is_active and (s.ends_on is null or s.ends_on >= (\(moment) at time zone s.time_zone)::date) order by s.id
    """
  }

  /// How far its events were made, and what was in the way.
  static func mark(_ id: UUID, until day: LocalDate?, skipped: [WallTime]) -> SQL {
    """
    update crm.event_series set materialized_until = \(day?.text)::text::date, skipped = \(skipped.map(\.text))::text[]::timestamp[]
    where id = \(id)
    """
  }
}
