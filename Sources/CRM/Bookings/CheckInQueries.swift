import Foundation
import Postgres
import Web

/// The statements on who came.
enum CheckInQueries {
  private struct Found: Decodable { let id: UUID }

  static let rights: SQL = "select \(BookingQueries.rights)"

  /// Who came, with the facts that alerts follow from.
  static func person(_ new: NewCheckIn, _ tx: Transaction) async throws -> FrontDeskRow {
    var id = new.clientID
    if let code = new.code {
      id = try await tx.rows(
        "select id from crm.client_organizations where member_number = \(code.text) and deleted_at is null limit 1",
        as: Found.self
      ).first()?.id
    }
    guard let id else { throw Problem(.clientUnknown) }
    return try await person(id, tx)
  }

  static func person(_ id: UUID, _ tx: Transaction) async throws -> FrontDeskRow {
    guard let person = try await tx.rows(FrontDeskQueries.client(id), as: FrontDeskRow.self).first() else {
      throw Problem(.clientUnknown)
    }
    return person
  }

  /// Bookings of a client whose events begin until then and have not ended before. Whoever was missed may have come, where a
  /// desk without a network tells of it later.
  static func open(_ client: UUID, from: Date, to: Date) -> SQL {
    """
    select b.id, b.event_id, e.title, b.status = 'attended' as is_attended from crm.event_participants b
    join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
    where b.organization_id = \(Door.organization) and b.client_id = \(client) and b.status in ('registered', 'attended', 'no_show')
      and b.starts_at <= \(to) and b.starts_at > \(from) - interval '31 days' and b.ends_at > \(from) and e.status <> 'cancelled'
    order by b.status = 'attended', b.starts_at limit 20
    """
  }

  static func attend(
    _ booking: UUID, _ id: UUID, _ client: UUID, _ source: CheckInSource, _ verdict: Verdict,
    _ reason: String?, at now: Date
  ) -> [SQL] {
    [
      BookingQueries.attend(booking, at: now),
      """
      insert into crm.check_ins (id, client_id, booking_id, source, verdict, override_reason, occurred_at)
      values (\(id), \(client), \(booking), \(source.rawValue), \(verdict.rawValue), \(reason), \(now))
      """,
      BookingQueries.decide(
        booking, "check_in", reasons: reason == nil ? [] : ["check_in_blocked"], override: reason),
    ]
  }

  static func visit(
    _ id: UUID, _ client: UUID, _ source: CheckInSource, _ verdict: Verdict, _ reason: String?, at now: Date
  ) -> SQL {
    """
    insert into crm.check_ins (id, client_id, source, verdict, override_reason, occurred_at)
    values (\(id), \(client), \(source.rawValue), \(verdict.rawValue), \(reason), \(now))
    """
  }

  static func undo(_ booking: UUID, at now: Date) -> SQL {
    "update crm.check_ins set undone_at = \(now) where booking_id = \(booking) and undone_at is null"
  }

  static func undo(visit id: UUID, at now: Date) -> SQL {
    "update crm.check_ins set undone_at = \(now) where id = \(id) and booking_id is null and undone_at is null"
  }

  /// A card that is read twice is one visit; two readers at once come one after the other.
  static func refuseTwice(_ client: UUID, at came: Date, _ tx: Transaction) async throws {
    let minutes = 10.0 * 60
    let results = try await tx.pipeline([
      "select pg_advisory_xact_lock(hashtextextended(\(client)::text, 0))",
      """
      select id from crm.check_ins
      where organization_id = \(Door.organization) and client_id = \(client) and booking_id is null and undone_at is null
        and occurred_at > \(came - minutes) and occurred_at < \(came + minutes) limit 1
      """,
    ])
    guard results.last?.count == 0 else { throw Problem(.alreadyCheckedIn) }
  }

  private static let checkIns: SQL = """
    select k.id, k.client_id, c.first_name, c.last_name, k.booking_id, e.id as "event.id", e.title as "event.title",
      e.starts_at as "event.starts_at", k.source, k.verdict, k.override_reason, c.visit_count, k.occurred_at, k.undone_at
    from crm.check_ins k
    join crm.client_organizations c on c.organization_id = k.organization_id and c.id = k.client_id
    left join crm.event_participants b on b.organization_id = k.organization_id and b.id = k.booking_id
    left join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
    """

  static func get(_ id: UUID) -> SQL {
    "\(checkIns) where k.organization_id = \(Door.organization) and k.id = \(id)"
  }

  static func list(_ filter: CheckInFilter, _ paging: Paging) -> SQL {
    var condition: SQL = "k.organization_id = \(Door.organization)"
    if let client = filter.clientID { condition = "\(condition) and k.client_id = \(client)" }
    if let event = filter.eventID { condition = "\(condition) and b.event_id = \(event)" }
    if let from = filter.occurredAtFrom { condition = "\(condition) and k.occurred_at >= \(from)" }
    if let before = filter.occurredAtBefore { condition = "\(condition) and k.occurred_at < \(before)" }
    if let after = paging.after {
      condition = "\(condition) and (k.occurred_at, k.id) < (\(after.moment), \(after.id))"
    }
    return "\(checkIns) where \(condition) order by k.occurred_at desc, k.id desc limit \(paging.limit + 1)"
  }
}
