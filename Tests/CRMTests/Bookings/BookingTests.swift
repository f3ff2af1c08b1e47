import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Booking a place, and all that speaks against it.
@Suite struct BookingTests {
  @Test func aMemberBooksAndKnowsTheTerms() async throws {
    let gym = try await Gym.make()
    let (mia, client) = try await gym.memberClient()
    let event = try await gym.planned(inHours: 48)
    let answer = try await gym.book(event, as: mia)
    #expect(answer.status == 201)
    let booking = answer.json
    #expect(booking["status"]?.string == "registered" && booking["client"]?["id"]?.string == client)
    #expect(booking["is_first_visit"] == true && booking["notes"] == .null)
    #expect(booking["late_cancel_fee"] == ["amount": 1500, "currency": "USD"])
    #expect(booking["no_show_fee"]?["amount"]?.int == 2500)
    let start = try Date(#require(booking["event"]?["starts_at"]?.string), strategy: .iso8601)
    let free = try Date(#require(booking["free_until"]?.string), strategy: .iso8601)
    #expect(start.timeIntervalSince(free) == 12 * 3_600)
    let id = try #require(booking["id"]?.string)
    #expect(answer.headers[.location] == "/v1/bookings/\(id)")
    let again = try await gym.book(event, as: mia)
    #expect(again.status == 409 && again.code == "already_booked" && again.json["booking_id"]?.string == id)
    let decisions = try await gym.send("GET", "/v1/bookings/\(id)/decisions", as: mia).data
    #expect(decisions.map { $0["act"]?.string } == ["book"])
  }

  @Test func whatSpeaksAgainstAPlaceHasAName() async throws {
    let gym = try await Gym.make()
    let (mia, client) = try await gym.memberClient()
    func code(_ event: UUID) async throws -> String? { try await gym.book(event, as: mia).code }
    #expect(try await code(gym.planned(inHours: -3)) == "event_over")
    #expect(try await code(gym.planned(inHours: -0.5)) == "booking_closed")
    #expect(try await code(gym.planned(inHours: 1)) == "booking_closed")
    let early = try await gym.book(gym.planned(inHours: 24 * 8), as: mia)
    #expect(early.code == "booking_not_open" && early.json["opens_at"]?.string != nil)
    let cancelled = try await gym.planned(inHours: 24, [("status", "'cancelled'")])
    #expect(try await code(cancelled) == "event_cancelled")
    let full = try await gym.book(gym.planned(inHours: 24, places: 0), as: mia)
    #expect(
      full.code == "event_full" && full.json["waitlist_url"]?.string?.hasSuffix("/waitlist-entries") == true)
    let closed = try await gym.book(gym.planned(inHours: 24, places: 0, waitlist: false), as: mia)
    #expect(closed.json["waitlist_url"] == .null)
    let first = try await gym.planned(inHours: 30)
    _ = try await gym.booked(first, as: mia)
    let overlapping = try await gym.book(gym.planned(inHours: 30.5), as: mia)
    #expect(overlapping.code == "booking_overlaps")
    #expect(overlapping.json["event_id"]?.string == first.uuidString.lowercased())
    // One begins when the other ends.
    _ = try await gym.booked(gym.planned(inHours: 31.001), as: mia)
    _ = try await gym.send("PATCH", "/v1/clients/\(client)", json: #"{"status": "banned"}"#, ifMatch: "*")
    let banned = try await gym.book(gym.planned(inHours: 50), client)
    #expect(banned.code == "client_not_eligible" && banned.json["client_status"]?.string == "banned")
  }

  @Test func othersGymsAreNowhere() async throws {
    let (gym, other) = (try await Gym.make(), try await Gym.make())
    let event = try await gym.planned(inHours: 24)
    #expect(try await other.book(event, other.client("Ada", "L")).status == 404)
    let foreign = try await gym.book(event, other.client("Ada", "L"))
    #expect(foreign.status == 422 && foreign.faults == ["#/client_id client_not_found"])
    #expect(try await gym.book(UUID(), gym.client("Ada", "L")).status == 404)
    let booking = try await gym.booked(event, gym.client("Ada", "L"))
    for path in ["cancellation", "check-in", "no-show", "undo"] {
      #expect(try await other.act(path, on: booking, json: path == "cancellation" ? "{}" : nil).status == 404)
    }
    #expect(try await other.send("GET", "/v1/bookings/\(booking)").status == 404)
    #expect(try await other.send("GET", "/v1/events/\(event)/bookings").status == 404)
    #expect(
      try await other.send("POST", "/v1/quotes", json: #"{"act": "cancel", "booking_id": "\#(booking)"}"#)
        .status == 404)
  }

  @Test func membersBookForThemselvesAlone() async throws {
    let gym = try await Gym.make()
    let (mia, _) = try await gym.memberClient()
    let other = try await gym.client("Ada", "L")
    let event = try await gym.planned(inHours: 24)
    #expect(try await gym.book(event, other, as: mia).faults == ["#/client_id client_not_found"])
    let override = try await gym.book(event, nil, #", "override_reason": "please""#, as: mia)
    #expect(override.status == 403 && override.json["required_permission"]?.string == "bookings.manage")
    let booking = try await gym.booked(event, other)
    #expect(try await gym.send("GET", "/v1/bookings/\(booking)", as: mia).status == 404)
    #expect(try await gym.giveBack(booking, as: mia).status == 404)
    #expect(try await gym.send("GET", "/v1/events/\(event)/bookings", as: mia).status == 403)
    let mine = try await gym.booked(event, as: mia)
    #expect(try await gym.send("GET", "/v1/bookings", as: mia).data.map { $0["id"]?.string } == [mine])
  }

  @Test func staffOverrideLimitsWithAReason() async throws {
    let gym = try await Gym.make()
    let trainer = try await gym.person(.trainer)
    let (one, two, three) = (
      try await gym.client("A", "One"), try await gym.client("B", "Two"), try await gym.client("C", "Three")
    )
    let event = try await gym.planned(inHours: 24, places: 1, [("staff_capacity", "2")])
    _ = try await gym.booked(event, one)
    #expect(try await gym.book(event, two).code == "event_full")
    let because = #", "override_reason": "She came from far""#
    #expect(try await gym.book(event, two, because, as: trainer).code == "override_forbidden")
    let over = try await gym.book(event, two, because)
    #expect(over.status == 201 && over.json["is_override"] == true)
    #expect(try await gym.book(event, three, because).code == "event_full")
    let decision = try await gym.send("GET", "/v1/bookings/\(over.json["id"]?.string ?? "")/decisions").data
      .first
    #expect(decision?["outcome"]?.string == "overridden" && decision?["reasons"] == ["event_full"])
    #expect(decision?["override_reason"]?.string == "She came from far")
    // What the room may hold nobody exceeds.
    let room = UUID()
    try await gym.asOperator("insert into crm.rooms (id, name, capacity) values (\(room), 'Box', 1)")
    let small = try await gym.planned(
      inHours: 28, places: nil, [("room_id", "\(room)")])
    _ = try await gym.booked(small, one)
    #expect(try await gym.book(small, two, because).code == "event_full")
  }

  @Test func guestsCostTheirHost() async throws {
    let gym = try await Gym.make()
    let (host, guest) = (try await gym.client("H", "Ost"), try await gym.client("G", "Uest"))
    let event = try await gym.planned(inHours: 5)
    #expect(try await gym.book(event, host, #", "host_id": "\#(host)""#).code == "host_invalid")
    #expect(try await gym.book(event, guest, #", "host_id": "\#(UUID())""#).code == "host_not_found")
    let booking = try await gym.book(event, guest, #", "host_id": "\#(host)""#)
    #expect(booking.json["host_id"]?.string == host)
    let id = try #require(booking.json["id"]?.string)
    #expect(try await gym.giveBack(id).json["status"]?.string == "late_cancelled")
    let ledger = try await gym.send("GET", "/v1/ledger-transactions?booking_id=\(id)").data
    #expect(ledger.count == 1 && ledger[0]["client_id"]?.string == host)
  }

  @Test func aWholeSeriesIsBookedOrAsFarAsItGoes() async throws {
    let gym = try await Gym.make()
    let series = UUID()
    try await gym.asOperator(
      """
      insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
      values (\(series), 'Yoga', 'FREQ=DAILY', current_date, '08:00', 60, 'UTC')
      """)
    var events: [UUID] = []
    for day in 1...5 {
      events.append(
        try await gym.planned(
          inHours: Double(24 * day), places: day == 3 ? 0 : 5, [("series_id", "\(series)")]))
    }
    let client = try await gym.client("Ada", "L")
    _ = try await gym.booked(gym.planned(inHours: 48.5), client)
    func book(_ mode: String) async throws -> TestAnswer {
      try await gym.send(
        "POST", "/v1/event-series/\(series)/bookings",
        json: #"{"client_id": "\#(client)", "mode": "\#(mode)"}"#,
        ifMatch: "*")
    }
    let all = try await book("all_or_nothing")
    #expect(all.status == 409 && all.code == "series_not_bookable")
    #expect(all.json["results"]?.items?.map { $0["problem"]?.string } == ["booking_overlaps", "event_full"])
    #expect(try await gym.send("GET", "/v1/bookings?client_id=\(client)").data.count == 1)
    let some = try await book("per_item")
    #expect(some.status == 200)
    #expect(
      some.json["results"]?.items?.map { $0["problem"]?.string } == [
        nil, "booking_overlaps", "event_full", nil, nil,
      ])
    #expect(try await gym.send("GET", "/v1/bookings?client_id=\(client)").data.count == 4)
    let again = try await book("per_item").json["results"]?.items?.compactMap { $0["problem"]?.string }
    #expect(again?.filter { $0 == "already_booked" }.count == 3)
  }

  @Test func aMovedEventTakesItsBookingsAlong() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("Ada", "L")
    let (first, second) = (try await gym.planned(inHours: 5), try await gym.planned(inHours: 8))
    let booking = try await gym.booked(first, client)
    _ = try await gym.booked(second, client)
    await #expect(throws: (any Error).self) {
      try await gym.asOperator(
        "update crm.events set starts_at = starts_at + interval '3 hours', ends_at = ends_at + interval '3 hours' where id = \(first)"
      )
    }
    try await gym.asOperator(
      "update crm.events set starts_at = starts_at + interval '30 minutes' where id = \(first)")
    let moved = try await gym.booking(booking)["event"]?["starts_at"]?.string
    let start = try Date(#require(moved), strategy: .iso8601)
    #expect(abs(start.timeIntervalSinceNow - 5.5 * 3_600) < 120)
    // It is another class than was booked: cancelling is free, late as it is.
    let cancelled = try await gym.giveBack(booking)
    #expect(cancelled.json["status"]?.string == "cancelled" && cancelled.json["fee"] == .null)
  }

  @Test func whatTheGymCancelsCostsNobodyAnything() async throws {
    let gym = try await Gym.make()
    let event = try await gym.planned(inHours: 3, places: 1)
    let booking = try await gym.booked(event, gym.client("A", "One"))
    let waiting = try await gym.wait(event, gym.client("B", "Two"))
    try await gym.asOperator("update crm.events set status = 'cancelled' where id = \(event)")
    for id in [booking, try #require(waiting.json["id"]?.string)] {
      let ended = try await gym.booking(id)
      #expect(ended["status"]?.string == "cancelled" && ended["fee"] == .null)
      #expect(ended["cancellation_reason"]?.string == "The event was cancelled")
    }
    #expect(try await gym.giveBack(booking).code == "booking_ended")
  }
}
