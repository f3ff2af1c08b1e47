import Foundation
import Postgres

/// What a listener may hear, and what they have missed.
enum LiveQueries {
  struct Newest: Decodable, Sendable { let id: UUID? }

  static func hearing(_ events: [UUID]) -> SQL {
    """
    select coalesce(current_setting('app.can', true) like '%,events.view,%', false) as views_events,
      coalesce(current_setting('app.can', true) like '%,bookings.view,%', false) as views_bookings,
      coalesce(current_setting('app.can', true) like '%,staff.view,%', false) or coalesce(mine.status = 'active', false) as sees_schedule,
      coalesce(current_setting('app.can', true) like '%,staff.view,%', false) as sees_all, mine.id as client_id,
      array(select e.id from crm.events e where e.organization_id = \(Door.organization) and e.id = any(\(events)))
        as visible_events
    from (values (1)) here (one)
    left join crm.client_organizations mine on mine.organization_id = \(Door.organization)
      and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid) and mine.deleted_at is null
    """
  }

  static func changes(since heard: UUID?, limit: Int) -> SQL {
    """
    select organization_id, id, type, entity_id, version, event_id, client_id, user_id, moves_count, is_check_in, is_public
    from private.changes_since(\(heard), \(limit)::int)
    """
  }

  static let newest: SQL = "select private.newest_change() as id"
}
