import Foundation
import Postgres
import Web

/// The statements on bookings. Who sees and writes which, policies decide; places are counted by triggers.
enum BookingQueries {
  // What is told of a booking.

  private static func bookings(_ source: SQL) -> SQL {
    """
    select b.id, b.event_id as "event.id", e.title as "event.title", b.starts_at as "event.starts_at",
      b.ends_at as "event.ends_at", e.time_zone as "event.time_zone", e.status as "event.status",
      b.client_id as "client.id", c.first_name as "client.first_name", c.last_name as "client.last_name",
      case when may.see_contact then c.email end as "client.email",
      case when may.see_contact then c.phone end as "client.phone", c.photo_url as "client.photo_url",
      b.status, case when b.status = 'waitlisted' then private.place_in_line(b.event_id, b.waitlist_position) end as waitlist_position,
      b.is_first_visit, b.is_override, b.host_id, b.registered_at, b.promoted_at, b.notice_minutes, b.free_until,
      \(money("late_cancel_fee")), \(money("no_show_fee")), \(money("fee")),
      \(money("fee_tax")), b.fee_waived_at, b.checked_in_at, b.cancelled_at, b.cancellation_reason, b.source,
      b.payment_status, b.price_minor as "price.amount", b.currency as "price.currency",
      case when \(isStaff) then b.notes end as notes,
      b.created_at, b.updated_at, b.version
    from \(ClientQueries.may) cross join \(source) b
    join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
    join crm.client_organizations c on c.organization_id = b.organization_id and c.id = b.client_id
    """
  }

  private static let isStaff: SQL = "(select current_setting('app.can', true) like '%,bookings.view,%')"

  private static func money(_ name: String) -> SQL {
    """
    b.\(unsafe: name)_minor as "\(unsafe: name).amount",
      case when b.\(unsafe: name)_minor is not null then b.fee_currency end as "\(unsafe: name).currency"
    """
  }

  static func get(_ id: UUID) -> SQL {
    "\(bookings("crm.event_participants")) where b.organization_id = \(Door.organization) and b.id = \(id)"
  }

  static func list(_ filter: BookingFilter, _ paging: Paging) -> SQL {
    var conditions: [SQL] = ["b.organization_id = \(Door.organization)"]
    if let status = filter.status { conditions.append("b.status = any(\(status.map(\.rawValue)))") }
    if let client = filter.clientID { conditions.append("b.client_id = \(client)") }
    if let event = filter.eventID { conditions.append("b.event_id = \(event)") }
    if let from = filter.startsAtFrom { conditions.append("b.starts_at >= \(from)") }
    if let before = filter.startsAtBefore { conditions.append("b.starts_at < \(before)") }
    if let isFirst = filter.isFirstVisit { conditions.append("b.is_first_visit = \(isFirst)") }
    if let after = paging.after {
      conditions.append("(b.registered_at, b.id) < (\(after.moment), \(after.id))")
    }
    // The page first: what is told of its rows is looked up for them alone.
    let page: SQL = """
      (select b.* from crm.event_participants b where \(conditions.dropFirst().reduce(conditions[0]) { "\($0) and \($1)" })
      order by b.registered_at desc, b.id desc limit \(paging.limit + 1))
      """
    return "\(bookings(page)) order by b.registered_at desc, b.id desc"
  }

  /// Who is there first, then by name; who waits, in line.
  static func roster(_ event: UUID, _ filter: RosterFilter) -> SQL {
    let status: SQL =
      filter.status.map { "b.status = any(\($0.map(\.rawValue)))" }
      ?? "b.status not in ('cancelled', 'late_cancelled')"
    return """
      \(bookings("crm.event_participants"))
      where b.organization_id = \(Door.organization) and b.event_id = \(event) and \(status)
      order by array_position('{attended,registered,no_show,waitlisted}', b.status), b.waitlist_position, c.sort_name, b.id
      limit 2000
      """
  }

  static func counts(_ event: UUID) -> SQL {
    """
    select count(*) filter (where status = 'registered') as registered,
      count(*) filter (where status = 'waitlisted') as waitlisted,
      count(*) filter (where status = 'attended') as attended, count(*) filter (where status = 'no_show') as no_show,
      count(*) filter (where status = 'cancelled') as cancelled,
      count(*) filter (where status = 'late_cancelled') as late_cancelled
    from crm.event_participants where event_id = \(event)
    """
  }

  static func eventExists(_ id: UUID) -> SQL { "select id from crm.events where id = \(id)" }
  static func exists(_ id: UUID) -> SQL { "select id from crm.event_participants where id = \(id)" }

  static func decisions(_ booking: UUID) -> SQL {
    """
    select id, act, outcome, reasons, facts, case when \(isStaff) then override_reason end as override_reason,
      case when \(isStaff) then created_by end as created_by, created_at from crm.booking_decisions
    where booking_id = \(booking) order by created_at, id limit 200
    """
  }

  // What decides.

  static func hold(_ event: UUID, evenIfFull: Bool) -> SQL {
    "select private.hold_event(\(event), \(evenIfFull))"
  }
  static func holdBooking(_ id: UUID) -> SQL { "select private.hold_booking(\(id))" }

  static let event: SQL = """
    e.id as "event.id", e.title as "event.title", e.status as "event.status", e.starts_at as "event.starts_at",
    e.ends_at as "event.ends_at", coalesce(e.time_zone, o.time_zone) as "event.time_zone",
    e.max_participants as "event.max_participants", e.staff_capacity as "event.staff_capacity",
    (select r.capacity from crm.rooms r where r.organization_id = e.organization_id and r.id = e.room_id) as "event.room_capacity",
    e.current_participants as "event.current_participants", e.current_waitlisted as "event.current_waitlisted",
    e.waitlist_enabled as "event.waitlist_enabled", e.changed_at as "event.changed_at"
    """

  static let rights: SQL = """
    coalesce(current_setting('app.can', true) like '%,bookings.manage,%', false) as "rights.manages",
    coalesce(current_setting('app.can', true) like '%,bookings.override,%', false) as "rights.overrides",
    coalesce(current_setting('app.can', true) like '%,fees.waive,%', false) as "rights.waives"
    """

  /// What is known of an event and a client who wants a place; without one, of who entered.
  static func facts(_ eventID: UUID, client: UUID?) -> SQL {
    let who: SQL =
      client.map { "c.id = \($0)" }
      ?? "c.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)"
    return """
      select \(event), \(rights), c.id as client_id, c.status as client_status, b.id as booking_id, b.status as booking_status,
        (select s.event_id from crm.event_participants s
          where s.organization_id = e.organization_id and s.client_id = c.id and s.event_id <> e.id
            and s.status in ('registered', 'attended') and s.starts_at < e.ends_at and s.ends_at > e.starts_at
            and s.starts_at > e.starts_at - interval '31 days'
          limit 1) as overlaps_id,
        private.booking_policy(e.id, c.id) as policy,
        case when e.current_waitlisted > 0 then private.booking_policy(e.id, null) end as event_policy
      from crm.events e
      join crm.organizations o on o.id = e.organization_id
      left join crm.client_organizations c on c.organization_id = e.organization_id and \(who) and c.deleted_at is null
      left join crm.event_participants b on b.organization_id = e.organization_id and b.event_id = e.id and b.client_id = c.id
        and b.status not in ('cancelled', 'late_cancelled')
      where e.organization_id = \(Door.organization) and e.id = \(eventID)
      """
  }

  /// What is known of a booking that is to become something else.
  static func booked(_ condition: SQL) -> SQL {
    """
    select b.id, b.client_id, b.status, b.promoted_at, b.registered_at, b.free_until, \(money("late_cancel_fee")), \(money("no_show_fee")),
      b.payment_status, b.price_minor as "price.amount", b.currency as "price.currency", b.version, \(event), \(rights),
      private.booking_policy(e.id, b.client_id) as policy,
      array(select coalesce(s.cancelled_at, s.ends_at) from crm.event_participants s
        where s.organization_id = b.organization_id and s.client_id = b.client_id and s.id <> b.id
          and s.status in ('late_cancelled', 'no_show') and s.fee_waived_at is null
          and s.starts_at > now() - interval '366 days') as strikes
    from crm.event_participants b
    join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
    join crm.organizations o on o.id = b.organization_id
    where b.organization_id = \(Door.organization) and \(condition)
    """
  }

  // What is written.

  static func insert(_ id: UUID, _ facts: BookingFacts, client: UUID, _ new: NewBooking, isOverride: Bool)
    -> SQL
  {
    let terms = facts.terms
    return """
      insert into crm.event_participants (id, event_id, client_id, status, is_override, source, notes, host_id, free_until,
        late_cancel_fee_minor, no_show_fee_minor, fee_currency)
      values (\(id), \(facts.event.id), \(client), 'registered', \(isOverride), \(new.source?.rawValue), \(new.notes?.text),
        \(new.hostID), \(terms.freeUntil), \(terms.lateCancelFee?.amount)::bigint, \(terms.noShowFee?.amount)::bigint,
        \(terms.currency?.text))
      """
  }

  static func wait(_ id: UUID, _ facts: BookingFacts, client: UUID, _ new: NewWait) -> SQL {
    """
    insert into crm.event_participants (id, event_id, client_id, status, source, notice_minutes)
    values (\(id), \(facts.event.id), \(client), 'waitlisted', \(new.source?.rawValue), \(new.noticeMinutes.map { Int($0.value) })::int)
    """
  }

  static func decide(
    _ booking: UUID, _ act: String, reasons: [String] = [], facts: JSON = JSON("{}"), override: String? = nil
  ) -> SQL {
    let outcome = override == nil || reasons.isEmpty ? "allowed" : "overridden"
    return """
      insert into crm.booking_decisions (booking_id, act, outcome, reasons, facts, override_reason)
      values (\(booking), \(act), \(outcome), \(reasons), \(facts), \(override))
      """
  }

  /// Lets somebody who waits in past the limit.
  static func override(_ id: UUID) -> SQL {
    "update crm.event_participants set is_override = true where id = \(id)"
  }

  static func cancel(_ id: UUID, _ outcome: BookingOutcome, reason: String?, at now: Date) -> SQL {
    """
    update crm.event_participants
    set status = \(outcome.status.rawValue), cancelled_at = \(now), cancellation_reason = \(reason), waitlist_position = null,
      fee_minor = \(outcome.fee?.amount)::bigint, fee_tax_minor = \(outcome.fee.map { _ in outcome.tax?.amount ?? 0 })::bigint
    where id = \(id)
    """
  }

  static func miss(_ id: UUID, _ outcome: BookingOutcome) -> SQL {
    """
    update crm.event_participants set status = 'no_show', fee_minor = \(outcome.fee?.amount)::bigint,
      fee_tax_minor = \(outcome.fee.map { _ in outcome.tax?.amount ?? 0 })::bigint
    where id = \(id)
    """
  }

  /// Whoever came owes nothing for not coming.
  static func attend(_ id: UUID, at now: Date) -> SQL {
    """
    update crm.event_participants set status = 'attended', checked_in_at = \(now), attended_at = \(now), fee_minor = null,
      fee_tax_minor = null
    where id = \(id)
    """
  }

  /// A seat again, as before it came, was missed or cancelled; a fee is taken back with it.
  static func undo(_ id: UUID) -> SQL {
    """
    update crm.event_participants set status = 'registered',
      is_override = is_override and status in ('attended', 'no_show'), checked_in_at = null, attended_at = null,
      cancelled_at = null, cancellation_reason = null, fee_minor = null, fee_tax_minor = null, fee_waived_at = null,
      fee_waiver_reason = null
    where id = \(id)
    """
  }

  /// In line again, as the last.
  static func waitAgain(_ id: UUID) -> SQL {
    """
    update crm.event_participants set status = 'waitlisted', cancelled_at = null, cancellation_reason = null where id = \(id)
    """
  }

  /// Whoever was taken off the list of absent people by hand is not put on it again by a job.
  static func spare(_ id: UUID, ifWaived: Bool = false) -> SQL {
    """
    insert into crm.booking_decisions (booking_id, act, outcome, reasons)
    select id, 'no_show', 'skipped', '{undone}' from crm.event_participants
    where id = \(id) and (fee_waived_at is not null or not \(ifWaived))
    """
  }

  static func waive(_ id: UUID, reason: String, at now: Date) -> SQL {
    """
    update crm.event_participants set fee_waived_at = \(now), fee_waiver_reason = \(reason)
    where id = \(id) and status in ('late_cancelled', 'no_show') and fee_waived_at is null
    """
  }

  static func update(_ id: UUID, _ patch: BookingPatch, _ old: BookingText) -> SQL {
    """
    update crm.event_participants set notes = \(patch.notes.map(\.text).applied(to: old.notes)),
      notice_minutes = \(patch.noticeMinutes.map { Int($0.value) }.applied(to: old.noticeMinutes))::int
    where id = \(id)
    """
  }

  static func lock(_ id: UUID) -> SQL {
    "select notes, notice_minutes, version from crm.event_participants where id = \(id) for update"
  }
}

/// What may be changed of a booking by hand, as it is.
struct BookingText: Decodable, Sendable {
  let notes: String?
  let noticeMinutes: Int?
  let version: Int
}

extension BookingTerms {
  var currency: CurrencyCode? { (lateCancelFee ?? noShowFee)?.currency }
}
