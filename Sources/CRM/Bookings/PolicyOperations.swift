import Foundation
public import Postgres
public import Web

/// Booking rules of one event or series alone.
public struct BookingPolicy: Wire, Versioned {
  /// What is set here, by the names of the organization's booking settings; everything else is inherited.
  public let own: JSON
  /// All that holds at it for somebody without a plan that says otherwise.
  let inForce: BookingSettings
  /// Of the event or series; its ETag.
  public let version: Int
}

/// Rules closer than the organization's: an event's win over its series', those over a plan's, those over the chain's.
enum PolicyOperations {
  private enum Place: String, CaseIterable {
    case event = "events"
    case series = "event-series"

    var table: SQL { self == .event ? "crm.events" : "crm.event_series" }
    var word: String { self == .event ? "Event" : "EventSeries" }
    var summary: String { self == .event ? "an event" : "a series" }
  }

  private struct Locked: Decodable {
    let currency: CurrencyCode
    let version: Int
  }

  static func add(to api: inout API) {
    api.chapter("Bookings")
    for place in Place.allCases {
      let path = "/v1/\(place.rawValue)/{id}/booking-rules"
      api.add(
        .get, path, "get\(place.word)BookingRules",
        summary: "Booking rules that \(place.summary) has of its own",
        needs: .holder(of: .eventsView), versioned: true,
        { (call: Call<NoInput>) in
          .made(of: get(call.id, in: place), as: BookingPolicy.self) { rows in
            guard let policy = rows.first else { throw Problem.notFound }
            return policy
          }
        } as @Sendable (Call<NoInput>) throws -> Query<BookingPolicy>)
      api.add(
        .patch, path, "update\(place.word)BookingRules",
        summary:
          "Set booking rules for \(place.summary) alone; null inherits one again. Who has booked keeps their deadline and fees",
        needs: .holder(of: .eventsUpdate), versioned: true,
        { (call: Call<BookingSettings.Changes>, tx: Transaction) in
          try await update(call, in: place, tx)
        } as @Sendable (Call<BookingSettings.Changes>, Transaction) async throws -> BookingPolicy)
    }
  }

  private static func update(
    _ call: Call<BookingSettings.Changes>, in place: Place, _ tx: Transaction
  ) async throws -> BookingPolicy {
    guard let locked = try await tx.rows(lock(call.id, in: place), as: Locked.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(locked.version)
    let faults = call.input.faults(in: locked.currency)
    guard faults.isEmpty else { throw Problem(faults) }
    let changes = JSON(try JSONWriter.text(call.input))
    try await tx.execute(
      "update \(place.table) set policy = jsonb_strip_nulls(policy || \(changes)) where id = \(call.id)")
    guard let policy = try await tx.rows(get(call.id, in: place), as: BookingPolicy.self).first() else {
      throw Problem.notFound
    }
    guard policy.inForce.faults.isEmpty else { throw Problem(policy.inForce.faults) }
    return policy
  }

  private static func get(_ id: UUID, in place: Place) -> SQL {
    let inForce: SQL =
      place == .event ? "private.booking_policy(p.id, null)" : "private.series_booking_policy(p.id)"
    return """
      select p.policy as own, \(inForce) as in_force, p.version from \(place.table) p
      where p.organization_id = \(Door.organization) and p.id = \(id)
      """
  }

  private static func lock(_ id: UUID, in place: Place) -> SQL {
    """
    select o.currency, p.version from \(place.table) p join crm.organizations o on o.id = p.organization_id
    where p.organization_id = \(Door.organization) and p.id = \(id) for no key update of p
    """
  }
}
