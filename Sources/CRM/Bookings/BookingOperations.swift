import Foundation
import Postgres
import Web

extension ProblemType {
  static let waitlistClosed = ProblemType(
    "waitlist_closed", 409, "The event has no waitlist", "Choose another event.")
  static let placesLeft = ProblemType(
    "places_left", 409, "There are places left", "Book one: POST /v1/events/{id}/bookings.")
  static let bookingEnded = ProblemType(
    "booking_ended", 409, "The booking has ended",
    "It was cancelled, attended or missed; `booking_status` says which.")
  static let eventStarted = ProblemType(
    "event_started", 409, "The event has begun", "Staff may still change who takes part.")
  static let seriesNotBookable = ProblemType(
    "series_not_bookable", 409, "Not every event of the series can be booked",
    "`results` says which and why. Nothing was booked; send `\"mode\": \"per_item\"` to book those that can be."
  )
  static let hostInvalid = ProblemType(
    "host_invalid", 422, "Nobody is their own guest", "Give another client's id.")
  static let hostNotFound = ProblemType(
    "host_not_found", 422, "The gym has no such host", "`host_id` is unknown in this organization.")
}

/// Booking places, waiting for them and giving them back.
struct BookingOperations: Sendable {
  let quotes: QuoteSeal

  static let refusals: [ProblemType] = [
    .eventCancelled, .eventOver, .bookingNotOpen, .bookingClosed, .clientNotEligible, .bookingOverlaps,
    .alreadyBooked,
  ]

  func add(to api: inout API) {
    api.chapter("Bookings")
    api.add(
      .post, "/v1/events/{id}/bookings", "createBooking",
      summary: "Book a place; oneself, or somebody as staff",
      needs: .holder(of: .bookingsCreate), success: .created,
      problems: BookingOperations.refusals + [
        .eventFull, .overrideForbidden, .quoteStale, .hostInvalid, .hostNotFound,
      ],
      requiresKey: true, createBooking)
    api.add(
      .post, "/v1/events/{id}/waitlist-entries", "createWaitlistEntry",
      summary: "Wait for a place in a full event",
      needs: .holder(of: .bookingsCreate), success: .created,
      problems: BookingOperations.refusals + [.waitlistClosed, .placesLeft, .quoteStale], requiresKey: true,
      createWaitlistEntry)
    api.add(
      .get, "/v1/events/{id}/bookings", "listEventBookings",
      summary: "The roster: who takes part, and who waits",
      needs: .holder(of: .bookingsView), listEventBookings)
    api.add(
      .get, "/v1/events/{id}/booking-counts", "countEventBookings",
      summary: "How many stand where on the roster",
      needs: .holder(of: .bookingsView), countEventBookings)
    api.add(
      .get, "/v1/bookings", "listBookings",
      summary: "Bookings, cancellations and absences, the newest first; of members their own",
      needs: .holder(of: .bookingsCreate), problems: [.cursorMismatch], listBookings)
    api.add(
      .get, "/v1/bookings/{id}", "getBooking", summary: "One booking", needs: .holder(of: .bookingsCreate),
      versioned: true, getBooking)
    api.add(
      .patch, "/v1/bookings/{id}", "updateBooking", summary: "Note something about a booking",
      needs: .holder(of: .bookingsManage), versioned: true, updateBooking)
    api.add(
      .get, "/v1/bookings/{id}/decisions", "listBookingDecisions",
      summary: "Why a booking became what it is, the oldest first", needs: .holder(of: .bookingsCreate),
      listDecisions)
    api.add(
      .post, "/v1/bookings/{id}/cancellation", "cancelBooking",
      summary: "Give a place back, or leave the line",
      needs: .holder(of: .bookingsCreate), problems: [.bookingEnded, .eventStarted, .quoteStale],
      cancelBooking)
  }

  @Sendable private func createBooking(_ call: Call<NewBooking>, _ tx: Transaction) async throws -> Located<
    Booking
  > {
    let ruling = try await BookedPlaces.rule(
      call.id, client: call.input.clientID, override: call.input.overrideReason?.text, at: call.context.now,
      in: tx)
    try ruling.facts.rights.require(for: call.input)
    try quotes.require(call.input.quoteID, ruling.content(.book), at: call.context.now)
    return located(try await BookedPlaces.take(call.context.newID(), ruling, call.input, in: tx))
  }

  @Sendable private func createWaitlistEntry(_ call: Call<NewWait>, _ tx: Transaction) async throws
    -> Located<Booking>
  {
    let ruling = try await BookedPlaces.rule(
      call.id, client: call.input.clientID, evenIfFull: true, at: call.context.now, in: tx)
    if let reason = ruling.facts.reasonsAgainstWaiting(call.context.now).first { throw reason.problem }
    guard ruling.reasons.contains(where: { $0.type == .eventFull }) else { throw Problem(.placesLeft) }
    try quotes.require(call.input.quoteID, ruling.content(.wait), at: call.context.now)
    let id = call.context.newID()
    let statements = [
      BookingQueries.wait(id, ruling.facts, client: ruling.client, call.input),
      BookingQueries.decide(id, "wait"),
    ]
    return located(try await BookedPlaces.booking(id, after: statements, in: tx))
  }

  private func located(_ booking: Booking) -> Located<Booking> {
    Located(booking, at: "/v1/bookings/\(booking.id.uuidString.lowercased())")
  }

  @Sendable private func listEventBookings(_ call: Call<RosterFilter>) -> Query<List<Booking>> {
    .list(BookingQueries.roster(call.id, call.input)).of(BookingQueries.eventExists(call.id))
  }

  @Sendable private func countEventBookings(_ call: Call<NoInput>) -> Query<One<RosterCounts>> {
    .one(BookingQueries.counts(call.id)).of(BookingQueries.eventExists(call.id))
  }

  @Sendable private func listBookings(_ call: Call<BookingFilter>) throws -> Query<Page<Booking>> {
    let paging = try call.paging()
    return .page(BookingQueries.list(call.input, paging), paging, moment: "registered_at")
  }

  @Sendable private func getBooking(_ call: Call<NoInput>) -> Query<One<Booking>> {
    .one(BookingQueries.get(call.id))
  }

  @Sendable private func updateBooking(_ call: Call<BookingPatch>, _ tx: Transaction) async throws -> Booking
  {
    guard let old = try await tx.rows(BookingQueries.lock(call.id), as: BookingText.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(old.version)
    return try await BookedPlaces.booking(
      call.id, after: [BookingQueries.update(call.id, call.input, old)], in: tx)
  }

  @Sendable private func listDecisions(_ call: Call<NoInput>) -> Query<List<BookingDecision>> {
    .list(BookingQueries.decisions(call.id)).of(BookingQueries.exists(call.id))
  }

  @Sendable private func cancelBooking(_ call: Call<NewCancellation>, _ tx: Transaction) async throws
    -> Booking
  {
    let booked = try await BookedFacts.hold(call.id, tx)
    let waives = call.input.waivesFee == true
    if waives, call.input.reason == nil { throw Problem([Fault("required", "Say why.", at: "/reason")]) }
    let outcome = try booked.cancel(at: call.context.now, waivesFee: waives)
    try quotes.require(call.input.quoteID, booked.content(outcome), at: call.context.now)
    return try await BookedPlaces.cancel(
      booked, outcome, reason: call.input.reason?.text, in: tx, at: call.context.now,
      newID: call.context.newID)
  }
}

extension BookedFacts {
  /// A booking while nobody else decides about its event's places.
  static func hold(_ id: UUID, _ tx: Transaction) async throws -> BookedFacts {
    let results = try await tx.pipeline([
      BookingQueries.holdBooking(id), BookingQueries.booked("b.id = \(id)"),
    ])
    guard let facts = try results.last?.retyped(as: BookedFacts.self).first() else { throw Problem.notFound }
    return facts
  }

  /// What cancelling makes of it, if whoever asks may.
  func cancel(at now: Date, waivesFee: Bool = false) throws(Problem) -> BookingOutcome {
    guard status == .registered || status == .waitlisted else { throw ended }
    if event.startsAt <= now, !rights.manages { throw Problem(.eventStarted) }
    if waivesFee, !rights.waives { throw Problem(missing: .feesWaive) }
    return cancellation(at: now, waivesFee: waivesFee)
  }

  var ended: Problem {
    var problem = Problem(.bookingEnded)
    problem.members = [("booking_status", .string(status.rawValue))]
    return problem
  }
}

extension BookingRights {
  /// Some fields are for staff.
  func require(for new: NewBooking) throws(Problem) {
    guard manages || new.hostID == nil && new.notes == nil && new.overrideReason == nil else {
      throw Problem(missing: .bookingsManage)
    }
  }
}
