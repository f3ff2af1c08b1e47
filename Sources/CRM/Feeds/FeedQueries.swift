import Foundation
import Postgres
import Web

/// The statements on calendars. Whose and which they are, policies decide; what is in one, its door and its kind.
enum FeedQueries {
  private static let columns: SQL = "id, user_id, kind, room_id, rotated_at, created_at"

  static let list: SQL = "select \(columns) from crm.calendar_feeds order by id limit 500"

  static func insert(_ id: UUID, _ feed: NewCalendarFeed, _ token: OrganizationToken) -> SQL {
    """
    insert into crm.calendar_feeds (id, kind, room_id, token_hash)
    values (\(id), \(feed.kind.rawValue), \(feed.roomID), \(token.secret.hash)) returning \(columns)
    """
  }

  static func rotate(_ id: UUID, _ token: OrganizationToken) -> SQL {
    """
    update crm.calendar_feeds set token_hash = \(token.secret.hash), rotated_at = now()
    where id = \(id) and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    returning \(columns)
    """
  }

  static func delete(_ id: UUID) -> SQL { "delete from crm.calendar_feeds where id = \(id)" }

  struct Plans: Decodable, Sendable { let plansEvents: Bool }

  /// Whether whoever entered may have calendars of rooms and of the location.
  static let plans: SQL =
    "select coalesce(current_setting('app.can', true) like '%,events.update,%', false) as plans_events"

  // What a calendar program is given.

  static func enter(_ id: UUID, _ token: OrganizationToken) -> SQL {
    "select private.enter_feed(\(token.organization), \(id), \(token.secret.hash))"
  }

  /// What a feed shows; no row where its door stayed shut.
  struct Shown: Decodable, Sendable {
    let kind: FeedKind
    let name: String
  }

  static func shown(_ id: UUID) -> SQL {
    """
    select f.kind, o.name || coalesce(' – ' || r.name, '') as name
    from crm.calendar_feeds f
    join crm.organizations o on o.id = f.organization_id
    left join crm.rooms r on r.organization_id = f.organization_id and r.id = f.room_id
    where f.id = \(id)
    """
  }

  private static let limit = 2_000

  /// What a tour or a training is called may be a client's name; whoever booked it reads it, nobody else.
  static func events(_ id: UUID, of kind: FeedKind, now: Date) -> SQL {
    let window: SQL = "e.starts_at >= \(now - 30 * 86_400) and e.starts_at < \(now + 180 * 86_400)"
    return """
      select e.id, e.event_type,
        case when \(kind == .member) or e.event_type in ('class', 'workshop', 'other') then e.title end as title,
        case when \(kind == .member) or e.event_type in ('class', 'workshop', 'other') then e.description end as description,
        e.starts_at, e.ends_at, coalesce(e.time_zone, o.time_zone) as time_zone,
        e.status = 'cancelled' or \(isGone(kind)) as is_cancelled,
        nullif(concat_ws(', ', e.location, r.name, e.room_number), '') as place,
        \(link(kind)) as meeting_link, e.version, \(changedAt(kind)) as changed_at
      from crm.calendar_feeds f
      join crm.organizations o on o.id = f.organization_id
      \(source(kind, window))
      left join crm.rooms r on r.organization_id = e.organization_id and r.id = e.room_id
      where f.id = \(id) order by e.starts_at, e.id limit \(limit)
      """
  }

  private static func source(_ kind: FeedKind, _ window: SQL) -> SQL {
    switch kind {
    case .member:
      // Of several bookings of an event one is alive at most; what only ever waited had no place.
      """
      join lateral (
        select b.event_id, bool_and(b.status in ('cancelled', 'late_cancelled')) as is_gone, max(b.updated_at) as updated_at
        from crm.event_participants b
        join crm.client_organizations mine on mine.organization_id = b.organization_id and mine.id = b.client_id
          and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid) and mine.deleted_at is null
        where b.organization_id = f.organization_id and b.status <> 'waitlisted'
          and (b.status <> 'cancelled' or b.free_until is not null or b.promoted_at is not null)
        group by b.event_id) booked on true
      join crm.events e on e.organization_id = f.organization_id and e.id = booked.event_id and \(window)
      """
    case .trainer:
      "join crm.events e on e.organization_id = f.organization_id and e.instructor_id = f.user_id and \(window)"
    case .room:
      "join crm.events e on e.organization_id = f.organization_id and e.room_id = f.room_id and \(window)"
    case .location: "join crm.events e on e.organization_id = f.organization_id and \(window)"
    }
  }

  private static func isGone(_ kind: FeedKind) -> SQL { kind == .member ? "booked.is_gone" : "false" }

  private static func link(_ kind: FeedKind) -> SQL {
    switch kind {
    case .member: "case when not booked.is_gone then e.meeting_link end"
    case .trainer: "e.meeting_link"
    case .room, .location: "null::text"
    }
  }

  private static func changedAt(_ kind: FeedKind) -> SQL {
    kind == .member ? "greatest(e.updated_at, booked.updated_at)" : "e.updated_at"
  }
}
