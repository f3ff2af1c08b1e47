import Foundation
import Postgres
import Web

/// Giving somebody a place, and taking one back: what operations on one event, on a series and at the desk share.
enum BookedPlaces {
  /// The rules' answer on a place, found while nobody else decides about the event's places.
  struct Ruling: Sendable {
    let facts: BookingFacts
    let client: UUID
    let request: PlaceRequest
    let reasons: [BookingReason]
  }

  /// Holds the event, unless it is full anyhow, and asks the rules. Nobody is whoever entered.
  static func rule(
    _ event: UUID, client: UUID?, override reason: String? = nil, evenIfFull: Bool = false, at now: Date,
    in tx: Transaction
  ) async throws -> Ruling {
    let results = try await tx.pipeline([
      BookingQueries.hold(event, evenIfFull: evenIfFull || reason != nil),
      BookingQueries.facts(event, client: client),
    ])
    return try await ruling(results.last, PlaceRequest(now: now, overrideReason: reason), tx)
  }

  /// The same without holding anything: for a look ahead.
  static func look(_ event: UUID, client: UUID?, at now: Date, in tx: Transaction) async throws -> Ruling {
    let rows = try await tx.rows(BookingQueries.facts(event, client: client), as: Undecoded.self)
    return try await ruling(rows, PlaceRequest(now: now), tx)
  }

  private static func ruling(
    _ rows: Rows<Undecoded>?, _ request: PlaceRequest, _ tx: Transaction
  ) async throws -> Ruling {
    guard let facts = try rows?.retyped(as: BookingFacts.self).first() else { throw Problem.notFound }
    guard let client = facts.clientID else { throw Problem.unknownClient }
    var request = request
    if let policy = facts.eventPolicy, !facts.rights.manages, facts.event.placesLeft() ?? 0 > 0 {
      request.reserved = try await reserved(facts, policy, client, request.now, tx)
    }
    return Ruling(facts: facts, client: client, request: request, reasons: facts.reasons(request))
  }

  /// Free places that are somebody else's: of those in line who can have them, or all where staff decide.
  private static func reserved(
    _ facts: BookingFacts, _ policy: BookingSettings, _ client: UUID, _ now: Date, _ tx: Transaction
  )
    async throws -> Int
  {
    let terms = BookingTerms(policy, startsAt: facts.event.startsAt, zone: facts.event.zone)
    switch WaitlistRules.mode(policy, terms, at: now) {
    case .broadcast: return 0
    case .hold: return .max
    case .auto:
      let line = try await tx.rows(Waitlist.line(facts.event.id), as: Waiting.self).decoded()
      return WaitlistRules.reserved(
        Array(line.prefix { $0.clientID != client }), startsAt: facts.event.startsAt, policy: policy,
        at: now)
    }
  }

  /// Takes the place that the rules allow, or throws what they say. Whoever waits moves up.
  static func take(
    _ id: UUID, _ ruling: Ruling, _ new: NewBooking, in tx: Transaction
  ) async throws -> Booking {
    let overridden = try ruling.facts.decide(ruling.reasons, ruling.request)
    let facts: JSONValue = [
      "free_until": .string(ruling.facts.terms.freeUntil.ISO8601Format()),
      "places_left": ruling.facts.event.placesLeft().map { .number("\($0)") } ?? .null,
    ]
    guard let waiting = ruling.facts.bookingID else {
      return try await booking(
        id,
        after: [
          BookingQueries.insert(
            id, ruling.facts, client: ruling.client, new, isOverride: overridden.contains("event_full")),
          BookingQueries.decide(
            id, "book", reasons: overridden, facts: facts.json, override: ruling.request.overrideReason),
        ], in: tx)
    }
    let line = try await tx.rows(Waitlist.line(ruling.facts.event.id), as: Waiting.self).decoded()
    guard let place = line.first(where: { $0.id == waiting }) else { throw Problem(.alreadyBooked) }
    if overridden.contains("event_full") { try await tx.execute(BookingQueries.override(waiting)) }
    guard try await Waitlist.promote(place, ruling.facts.event, tx, at: ruling.request.now) else {
      throw Problem(.bookingOverlaps)
    }
    return try await booking(
      waiting,
      after: [
        BookingQueries.decide(
          waiting, "book", reasons: overridden, facts: facts.json, override: ruling.request.overrideReason)
      ], in: tx)
  }

  /// Cancels as the rules have it, and gives the place to whoever waits for it.
  static func cancel(
    _ booked: BookedFacts, _ outcome: BookingOutcome, reason: String?, in tx: Transaction, at now: Date,
    newID: @Sendable () -> UUID
  ) async throws -> Booking {
    let booking = try await booking(
      booked.id,
      after: [
        BookingQueries.cancel(booked.id, outcome, reason: reason, at: now),
        BookingQueries.decide(
          booked.id, "cancel", reasons: [outcome.reason.rawValue], facts: JSON(JSONWriter.text(outcome))),
      ], in: tx)
    if booked.status != .waitlisted, booked.event.currentWaitlisted > 0 {
      try await Waitlist.fill(booked.event.id, in: tx, at: now, newID: newID)
    }
    return booking
  }

  /// A booking as it is once these statements are done, in one round trip.
  static func booking(_ id: UUID, after statements: [SQL] = [], in tx: Transaction) async throws -> Booking {
    let results = try await tx.pipeline(statements + [BookingQueries.get(id)])
    guard let booking = try results.last?.retyped(as: Booking.self).first() else { throw Problem.notFound }
    return booking
  }
}

extension Problem {
  static var unknownClient: Problem {
    Problem([Fault("client_not_found", "The gym has no such client.", at: "/client_id")])
  }
}
