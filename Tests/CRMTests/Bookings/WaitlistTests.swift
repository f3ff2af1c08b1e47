import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// The line for a place.
@Suite struct WaitlistTests {
  private func full(_ gym: Gym, inHours hours: Double = 48, _ more: [(column: String, value: SQL)] = [])
    async throws
    -> (event: UUID, booking: String)
  {
    let event = try await gym.planned(inHours: hours, places: 1, more)
    return (event, try await gym.booked(event, gym.client("First", "Come")))
  }

  @Test func theFirstInLineMovesUpInTheSameBreath() async throws {
    let gym = try await Gym.make()
    let (mia, _) = try await gym.memberClient()
    let (event, booking) = try await full(gym)
    let first = try await gym.wait(event, as: mia)
    #expect(first.status == 201 && first.json["status"]?.string == "waitlisted")
    #expect(first.json["waitlist_position"]?.int == 1)
    let second = try await gym.wait(event, gym.client("B", "Two"))
    #expect(second.json["waitlist_position"]?.int == 2)
    #expect(try await gym.giveBack(booking).json["status"]?.string == "cancelled")
    let promoted = try await gym.booking(#require(first.json["id"]?.string), as: mia)
    #expect(promoted["status"]?.string == "registered" && promoted["promoted_at"]?.string != nil)
    #expect(promoted["free_until"]?.string != nil && promoted["late_cancel_fee"]?["amount"]?.int == 1500)
    #expect(try await gym.booking(#require(second.json["id"]?.string))["waitlist_position"]?.int == 1)
    let told = try await onAdmin(
      "select payload ->> 'type' as text from jobs.jobs where kind = 'notifications.tell' and organization_id = \(gym.id)"
    )
    #expect(told == ["waitlist_promoted"])
  }

  @Test func leavingTheLineFreesNothing() async throws {
    let gym = try await Gym.make()
    let (event, _) = try await full(gym, inHours: 1.5)
    let waiting = try #require(try await gym.wait(event, gym.client("B", "Two")).json["id"]?.string)
    let left = try await gym.giveBack(waiting)
    #expect(left.json["status"]?.string == "cancelled" && left.json["fee"] == .null)
    let counts = try await gym.send("GET", "/v1/events/\(event)/booking-counts").json
    #expect(counts["waitlisted"]?.int == 0 && counts["registered"]?.int == 1)
  }

  @Test func aLineIsForFullEventsThatHaveOne() async throws {
    let gym = try await Gym.make()
    let client = try await gym.client("B", "Two")
    #expect(try await gym.wait(gym.planned(inHours: 24), client).code == "places_left")
    #expect(
      try await gym.wait(gym.planned(inHours: 24, places: 0, waitlist: false), client).code
        == "waitlist_closed")
    let (event, _) = try await full(gym)
    #expect(try await gym.wait(event, client).status == 201)
    #expect(try await gym.wait(event, client).code == "already_booked")
  }

  @Test func nobodyJumpsTheLineOfThoseWhoSleep() async throws {
    let gym = try await Gym.make()
    let (mia, _) = try await gym.memberClient()
    let (event, booking) = try await full(gym)
    // Asleep but for one minute half a day away.
    let zone = try #require(TimeZone(identifier: "UTC"))
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = zone
    let hour = (calendar.component(.hour, from: Date()) + 12) % 24
    try await gym.asOperator(
      """
      insert into crm.notification_preferences (user_id, quiet_hours_start, quiet_hours_end, timezone)
      select user_id, make_time(\(hour)::int, 1, 0), make_time(\(hour)::int, 0, 0), 'UTC'
      from (select nullif(set_config('app.user_id', \(mia.user.uuidString.lowercased()), true), '')::uuid as user_id) u
      """)
    let waiting = try #require(try await gym.wait(event, as: mia).json["id"]?.string)
    _ = try await gym.giveBack(booking)
    #expect(try await gym.booking(waiting)["status"]?.string == "waitlisted")
    let decisions = try await gym.send("GET", "/v1/bookings/\(waiting)/decisions").data
    #expect(decisions.last?["outcome"]?.string == "skipped" && decisions.last?["reasons"] == ["quiet_hours"])
    let (ben, _) = try await gym.memberClient("Ben")
    #expect(try await gym.book(event, as: ben).code == "event_full")
    // The desk decides for itself.
    #expect(try await gym.book(event, gym.client("Walk", "In")).status == 201)
  }

  @Test func afterTheCutOffTheFastestHasIt() async throws {
    let gym = try await Gym.make()
    let ((mia, _), (ben, _)) = (try await gym.memberClient(), try await gym.memberClient("Ben"))
    let (event, booking) = try await full(gym, inHours: 6)
    let first = try #require(try await gym.wait(event, as: mia).json["id"]?.string)
    let second = try #require(try await gym.wait(event, as: ben).json["id"]?.string)
    _ = try await gym.giveBack(booking)
    #expect(try await gym.booking(first)["status"]?.string == "waitlisted")
    let told = try await onAdmin(
      "select payload ->> 'type' as text from jobs.jobs where kind = 'notifications.tell' and organization_id = \(gym.id)"
    )
    #expect(told == ["waitlist_place_free", "waitlist_place_free"])
    let booked = try await gym.book(event, as: ben)
    #expect(booked.status == 201 && booked.json["id"]?.string == second)
    #expect(booked.json["status"]?.string == "registered")
    #expect(try await gym.book(event, as: mia).code == "event_full")
    // It came so late that giving it back is free.
    let back = try await gym.giveBack(second, as: ben)
    #expect(back.json["status"]?.string == "cancelled")
  }

  @Test func heldPlacesAreTheDesksToGive() async throws {
    let gym = try await Gym.make()
    _ = try await gym.patchSettings("booking", #"{"waitlist_mode": "hold"}"#)
    let (mia, _) = try await gym.memberClient()
    let (event, booking) = try await full(gym)
    let waiting = try #require(try await gym.wait(event, as: mia).json["id"]?.string)
    _ = try await gym.giveBack(booking)
    #expect(try await gym.booking(waiting)["status"]?.string == "waitlisted")
    #expect(try await gym.book(event, as: mia).code == "event_full")
    let client = try #require(try await gym.booking(waiting)["client"]?["id"]?.string)
    let given = try await gym.book(event, client)
    #expect(given.status == 201 && given.json["id"]?.string == waiting)
  }

  @Test func whoeverHasASeatElsewhereIsPassedOver() async throws {
    let gym = try await Gym.make()
    let (busy, free) = (try await gym.client("Busy", "B"), try await gym.client("Free", "F"))
    let (event, booking) = try await full(gym)
    let passed = try #require(try await gym.wait(event, busy).json["id"]?.string)
    let next = try #require(try await gym.wait(event, free).json["id"]?.string)
    _ = try await gym.booked(gym.planned(inHours: 48.2), busy)
    _ = try await gym.giveBack(booking)
    #expect(try await gym.booking(passed)["status"]?.string == "waitlisted")
    #expect(try await gym.booking(next)["status"]?.string == "registered")
  }
}
