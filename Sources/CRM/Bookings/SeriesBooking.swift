public import Foundation
import Postgres
public import Web

/// Whether a series is booked as a whole or as far as it goes.
public enum SeriesMode: String, WordList {
  case allOrNothing = "all_or_nothing"
  case perItem = "per_item"
}

/// Places in all events of a series that are to come.
public struct NewSeriesBooking: Codable, Sendable {
  /// Nobody is oneself.
  let clientID: UUID?
  let mode: SeriesMode
  /// Of events that start then or later; from now on.
  let startsAtFrom: Date?
  /// And before.
  let startsAtBefore: Date?
  let source: BookingSource?
}

/// What became of one event.
public struct SeriesBookingResult: Codable, Sendable {
  public let eventID: UUID
  public let startsAt: Date
  /// Null where there is none.
  public let bookingID: UUID?
  /// The code of what spoke against it.
  public let problem: String?
}

/// What became of each event, in order of time.
public struct SeriesBooking: Wire {
  public let results: [SeriesBookingResult]
  /// When the first event begins that was too many for once: `starts_at_from` of the next request.
  public let continuesAt: Date?
}

/// Booking a whole series: limits, capacity and overlaps are asked for every event of it (domain rules 4.16).
enum SeriesBookingOperations {
  private static let limit = 200

  private struct Sitting: Decodable {
    let id: UUID
    let startsAt: Date
  }

  static func add(to api: inout API) {
    api.chapter("Bookings")
    api.add(
      .post, "/v1/event-series/{id}/bookings", "bookSeries",
      summary:
        "Book all events of a series that are to come, at most 200 at once, all of them or those that can be",
      needs: .holder(of: .bookingsCreate), problems: [.seriesNotBookable, .bookingOverlaps],
      requiresKey: true, bookSeries)
  }

  @Sendable private static func bookSeries(_ call: Call<NewSeriesBooking>, _ tx: Transaction) async throws
    -> SeriesBooking
  {
    let now = call.context.now
    let found = try await tx.pipeline([
      "select id from crm.event_series where id = \(call.id)", events(call.id, call.input, from: now),
    ])
    let sittings = try found.last?.retyped(as: Sitting.self).decoded() ?? []
    let occurrences = sittings.prefix(limit)
    // A member sees no series, but its events.
    guard found.first?.count == 1 || !occurrences.isEmpty else { throw Problem.notFound }
    if occurrences.isEmpty, let client = call.input.clientID {
      let known = try await tx.pipeline([
        "select id from crm.client_organizations where id = \(client) and deleted_at is null"
      ])
      guard known.first?.count == 1 else { throw Problem.unknownClient }
    }
    var results: [SeriesBookingResult] = []
    for occurrence in occurrences {
      let ruling = try await BookedPlaces.rule(
        occurrence.id, client: call.input.clientID, override: nil, at: now, in: tx)
      var (booking, problem): (UUID?, String?) = (nil, ruling.reasons.first?.type.code)
      // Whoever waits for one of them goes on waiting.
      if problem == nil, ruling.facts.bookingID != nil { problem = ProblemType.alreadyBooked.code }
      if problem == nil {
        let new = NewBooking(
          clientID: ruling.client, hostID: nil, source: call.input.source, notes: nil, overrideReason: nil,
          quoteID: nil)
        booking = try await BookedPlaces.take(call.context.newID(), ruling, new, in: tx).id
      }
      results.append(
        SeriesBookingResult(
          eventID: occurrence.id, startsAt: occurrence.startsAt, bookingID: booking, problem: problem))
    }
    if call.input.mode == .allOrNothing, results.contains(where: { $0.problem != nil }) {
      throw refusal(results)
    }
    return SeriesBooking(
      results: results, continuesAt: sittings.count > limit ? sittings.last?.startsAt : nil)
  }

  private static func refusal(_ results: [SeriesBookingResult]) -> Problem {
    var problem = Problem(.seriesNotBookable)
    let refused = results.compactMap { result in
      result.problem.map { JSONValue.object([("event_id", .id(result.eventID)), ("problem", .string($0))]) }
    }
    problem.members = [("results", .array(refused))]
    return problem
  }

  private static func events(_ series: UUID, _ new: NewSeriesBooking, from now: Date) -> SQL {
    let before: SQL = new.startsAtBefore.map { "and starts_at < \($0)" } ?? ""
    return """
      select id, starts_at from crm.events
      where organization_id = \(Door.organization) and series_id = \(series) and status = 'scheduled'
        and starts_at >= \(max(new.startsAtFrom ?? now, now)) \(before)
      order by starts_at, id limit \(limit + 1)
      """
  }
}
