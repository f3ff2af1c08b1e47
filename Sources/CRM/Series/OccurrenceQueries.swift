import Foundation
import Postgres

/// The statements on the events of a series.
enum OccurrenceQueries {
  /// Says that what follows in the transaction is done by the series and is no edit of single events.
  static func follow(_ series: UUID) -> SQL {
    "select set_config('app.series_id', \(series.uuidString.lowercased()), true)"
  }

  /// The events of a series that are still to start, those of a wall time on, held until the transaction ends. A cancelled
  /// one keeps its place: it is not made again.
  static func lockUpcoming(_ series: UUID, after moment: Date, from wall: WallTime? = nil) -> SQL {
    let from: SQL = wall.map { " and e.occurrence_at >= \($0.text)::text::timestamp" } ?? ""
    return """
      select e.id, to_char(e.occurrence_at, 'YYYY-MM-DD"T"HH24:MI') as occurrence_at, e.starts_at,
        e.status = 'cancelled' or e.edited_fields && '{starts_at,local_starts_at,room_id,instructor_id}' as is_fixed
      from crm.events e where e.series_id = \(series) and e.occurrence_at is not null and e.starts_at > \(moment)
        and e.status in ('scheduled', 'cancelled')\(from)
      order by e.occurrence_at for update
      """
  }

  /// The events of a series that take place in a window, for whoever books all of them.
  static func upcoming(_ series: UUID, from: Date, until: Date) -> SQL {
    """
    select e.id, e.starts_at, e.ends_at from crm.events e
    where e.series_id = \(series) and e.status = 'scheduled' and e.starts_at >= \(from) and e.starts_at < \(until)
    order by e.starts_at, e.id
    """
  }

  /// Makes those that are not there, as far as room and trainer are free. A room that is retired or has become too small is
  /// refused; where nobody chose it just now, its events are left out.
  static func make(_ occurrences: [Occurrence], _ ids: [UUID], of series: UUID, unattended: Bool) -> SQL {
    let usable: SQL =
      unattended
      ? """
       and not exists (select from crm.rooms r where r.id = s.room_id
        and (not r.is_active or coalesce(s.staff_capacity, s.max_participants) > r.capacity))
      """ : ""
    return """
      insert into crm.events (id, series_id, occurrence_at, local_starts_at, starts_at, ends_at, is_recurring, time_zone, event_type,
        title, description, template_id, instructor_id, room_id, location, is_virtual, meeting_link, max_participants,
        staff_capacity, waitlist_enabled, price_minor, currency)
      select n.id, s.id, n.wall::timestamp, n.wall::timestamp, n.starts_at, n.ends_at, true, s.time_zone, s.event_type,
        s.title, s.description, s.template_id, s.instructor_id, s.room_id, s.location, s.is_virtual, s.meeting_link,
        s.max_participants, s.staff_capacity, s.waitlist_enabled, s.price_minor, s.currency
      from unnest(\(ids), \(walls(occurrences)), \(occurrences.map(\.startsAt)), \(occurrences.map(\.endsAt)))
        as n (id, wall, starts_at, ends_at)
      cross join crm.event_series s
      where s.id = \(series)
        and not exists (select from crm.events e where e.series_id = s.id and e.occurrence_at = n.wall::timestamp)\(usable)
      order by n.starts_at
      on conflict do nothing
      """
  }

  /// The wall times without an event.
  static func missing(_ occurrences: [Occurrence], of series: UUID) -> SQL {
    """
    select n.wall from unnest(\(walls(occurrences))) as n (wall)
    where not exists (select from crm.events e where e.series_id = \(series) and e.occurrence_at = n.wall::timestamp)
    order by n.wall
    """
  }

  /// What is in the way of each, the first of several: an event of another series, or of none.
  static func clashes(_ occurrences: [Occurrence], room: UUID?, instructor: UUID?, except series: UUID? = nil)
    -> SQL
  {
    let others: SQL = series.map { " and e.series_id is distinct from \($0)" } ?? ""
    return """
      select distinct on (n.wall) n.wall, case when e.room_id = \(room) and e.forbids_room_overlap then 'room_taken'
          else 'trainer_taken' end as code, e.id as event_id, e.title, e.starts_at, e.ends_at
      from unnest(\(walls(occurrences)), \(occurrences.map(\.startsAt)), \(occurrences.map(\.endsAt)))
        as n (wall, starts_at, ends_at)
      join crm.events e on e.status <> 'cancelled' and e.starts_at < n.ends_at and e.ends_at > n.starts_at
        and e.starts_at > n.starts_at - interval '31 days'
        and (e.room_id = \(room) and e.forbids_room_overlap or e.instructor_id = \(instructor) and e.forbids_trainer_overlap)\(others)
      order by n.wall, e.starts_at, e.id
      """
  }

  /// Brings events along with their series, which has its old values until then: what was changed on one alone stays.
  static func move(_ edit: SeriesEdit, to series: UUID, _ draft: SeriesDraft, of old: UUID) -> SQL {
    let isMoved: SQL = "e.edited_fields && '{starts_at,local_starts_at}'"
    return """
      update crm.events e set series_id = \(series), occurrence_at = n.wall::timestamp,
        starts_at = case when \(isMoved) then e.starts_at else n.starts_at end,
        ends_at = case when \(isMoved) then e.ends_at when 'ends_at' = any (e.edited_fields) then n.starts_at + (e.ends_at - e.starts_at)
          else n.ends_at end,
        local_starts_at = case when \(isMoved) then e.local_starts_at else n.wall::timestamp end,
        time_zone = case when \(isMoved) then e.time_zone else \(draft.timeZone.text) end,
        \(follows("event_type", "\(draft.eventType.rawValue)")), \(follows("title", "\(draft.title.text)")),
        \(follows("description", "\(draft.description?.text)")), \(follows("template_id", "\(draft.templateID)")),
        \(follows("instructor_id", "\(draft.instructorID)")), \(follows("room_id", "\(draft.roomID)")),
        \(follows("location", "\(draft.location?.text)")), \(follows("is_virtual", "\(draft.isVirtual)")),
        \(follows("meeting_link", "\(draft.meetingLink?.text)")),
        \(follows("max_participants", "\(draft.maxParticipants)::int")),
        \(follows("staff_capacity", "\(draft.staffCapacity)::int")),
        \(follows("waitlist_enabled", "\(draft.waitlistEnabled)")),
        \(follows("price_minor", "\(draft.price?.amount.whole)::bigint")),
        currency = case when 'price_minor' = any (e.edited_fields) and e.price_minor is distinct from s.price_minor then e.currency
          else \(draft.price?.currency.text) end
      from unnest(\(edit.moved.map(\.event.id)), \(walls(edit.moved.map(\.to))), \(edit.moved.map(\.to.startsAt)),
          \(edit.moved.map(\.to.endsAt))) as n (id, wall, starts_at, ends_at)
      cross join crm.event_series s
      where s.id = \(old) and e.series_id = \(old) and e.id = n.id
      """
  }

  /// A column that was changed on one event alone, and differs from what the series said, stays.
  private static func follows(_ column: String, _ value: SQL) -> SQL {
    let name: SQL = "\(unsafe: column)"
    return """
      \(name) = case when \(column) = any (e.edited_fields) and e.\(name) is distinct from s.\(name) then e.\(name) else \(value) end
      """
  }

  static func drop(_ events: [UUID], of series: UUID) -> SQL {
    "select private.drop_occurrences(\(series), \(events))"
  }

  /// Of those that vanished, what somebody had booked: it is cancelled, and they are to be told.
  static func cancelled(_ events: [UUID]) -> SQL {
    "select id, now() as at, true as is_booked from crm.events where id = any(\(events)) and status = 'cancelled'"
  }

  /// Cancels what is still to come; a trigger frees whoever is booked.
  static func cancel(_ series: UUID, after moment: Date, from wall: WallTime?) -> SQL {
    let from: SQL = wall.map { " and occurrence_at >= \($0.text)::text::timestamp" } ?? ""
    return """
      update crm.events set status = 'cancelled'
      where series_id = \(series) and status = 'scheduled' and starts_at > \(moment)\(from)
      returning id, now() as at, current_participants + current_waitlisted > 0 as is_booked
      """
  }

  // When the rules of a zone change.

  /// Events that start where their wall time was, as far as nobody moved them.
  static func unmoved(_ series: UUID, after moment: Date) -> SQL {
    """
    select e.id, to_char(e.local_starts_at, 'YYYY-MM-DD"T"HH24:MI') as occurrence_at, e.starts_at, false as is_fixed
    from crm.events e where e.series_id = \(series) and e.status = 'scheduled' and e.starts_at > \(moment)
      and e.local_starts_at is not null and not e.edited_fields && '{starts_at,local_starts_at}'
    order by e.starts_at for update
    """
  }

  static func shift(_ events: [UUID], to instants: [Date]) -> SQL {
    """
    update crm.events e set starts_at = n.starts_at, ends_at = n.starts_at + (e.ends_at - e.starts_at)
    from unnest(\(events), \(instants)) as n (id, starts_at) where e.id = n.id
    """
  }

  /// Whoever has a place on them or waits for one.
  static func people(of events: [UUID]) -> SQL {
    """
    select e.id as event, u.user_id as user, e.title, to_char(e.local_starts_at, 'YYYY-MM-DD HH24:MI') as local_start
    from crm.events e cross join lateral private.users_booked(e.id, now()) u where e.id = any (\(events)) order by e.id, u.user_id
    """
  }

  private static func walls(_ occurrences: [Occurrence]) -> [String] {
    occurrences.map { WallTime($0.wall).text }
  }
}
