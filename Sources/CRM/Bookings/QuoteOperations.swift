import Foundation
import Postgres
import Web

/// What an act would cost and change, told before it is done.
struct QuoteOperations: Sendable {
  let quotes: QuoteSeal

  func add(to api: inout API) {
    api.chapter("Bookings")
    api.add(
      .post, "/v1/quotes", "createQuote",
      summary: "What booking, waiting or cancelling would cost and change at this moment; nothing is done",
      needs: .holder(of: .bookingsCreate),
      problems: BookingOperations.refusals + [
        .notFound,
        .eventFull, .waitlistClosed, .placesLeft, .bookingEnded, .eventStarted,
      ],
      createQuote)
  }

  @Sendable private func createQuote(_ call: Call<NewQuote>, _ tx: Transaction) async throws -> Quote {
    let now = call.context.now
    switch call.input.act {
    case .cancel:
      let id = try required(call.input.bookingID, "/booking_id")
      guard
        let booked = try await tx.rows(BookingQueries.booked("b.id = \(id)"), as: BookedFacts.self).first()
      else {
        throw Problem.notFound
      }
      return try quotes.quote(booked.content(booked.cancel(at: now)), at: now)
    case .book, .wait:
      let event = try required(call.input.eventID, "/event_id")
      let ruling = try await BookedPlaces.look(event, client: call.input.clientID, at: now, in: tx)
      let reasons = call.input.act == .book ? ruling.reasons : ruling.facts.reasonsAgainstWaiting(now)
      if let reason = reasons.first { throw reason.problem }
      if call.input.act == .wait, !ruling.reasons.contains(where: { $0.type == .eventFull }) {
        throw Problem(.placesLeft)
      }
      return try quotes.quote(ruling.content(call.input.act), at: now)
    }
  }

  private func required(_ id: UUID?, _ place: String) throws(Problem) -> UUID {
    guard let id else { throw Problem([Fault("required", "Say what the quote is for.", at: place)]) }
    return id
  }
}
