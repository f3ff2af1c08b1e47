import Foundation
import Testing

@testable import CRM
@testable import Web

/// Who is told what becomes of an event.
@Suite struct EventNewsTests {
  @Test func whoHasBookedIsToldOfACancellation() async throws {
    let gym = try await Gym.make()
    let (booked, waiting, left) = (
      try await gym.person(.member), try await gym.person(.member), try await gym.person(.member)
    )
    let event = try await gym.planned("2036-07-01T22:00:00Z", #", "waitlist_enabled": true"#)
    try await gym.book(event, gym.client(for: booked))
    try await gym.book(event, gym.client(for: waiting), "waitlisted")
    try await gym.book(event, gym.client(for: left), "cancelled")
    // Nobody's account: there is nobody to tell.
    try await gym.book(event, gym.client("No", "Account"))
    #expect(try await gym.cancel(event, #"{"reason": "The roof leaks."}"#).status == 200)
    let news = ["Cancelled: Yoga: Yoga on 2036-07-01 18:00 does not take place. The roof leaks."]
    #expect(try await gym.news(of: booked) == news)
    #expect(try await gym.news(of: waiting) == news)
    #expect(try await gym.news(of: left) == [])
  }

  @Test func whoHasBookedIsToldWhereItMoves() async throws {
    let gym = try await Gym.make()
    let booked = try await gym.person(.member)
    let room = try await gym.room("Studio")
    let event = try await gym.planned("2036-07-01T22:00:00Z")
    try await gym.book(event, gym.client(for: booked))
    #expect(try await gym.change(event, #"{"description": "Bring a mat"}"#).status == 200)
    #expect(try await gym.change(event, #"{"starts_at": "2036-07-01T22:00:00Z"}"#).status == 200)
    #expect(try await gym.news(of: booked) == [])
    #expect(
      try await gym.change(
        event,
        #"{"room_id": "\#(room)", "local_start": "2036-07-02T19:00", "instructor_id": "\#(gym.owner.user)"}"#
      ).status == 200)
    #expect(
      try await gym.news(of: booked)
        == ["Changed: Yoga: Yoga is on 2036-07-02 19:00, Studio, with Ada Lovelace."])
  }

  @Test func aSubstitutionIsToldToAllWhomItConcerns() async throws {
    let gym = try await Gym.make()
    let booked = try await gym.person(.member)
    let (planned, substitute) = (try await gym.person(.trainer), try await gym.person(.trainer))
    let event = try await gym.planned("2036-07-01T22:00:00Z", #", "instructor_id": "\#(planned.user)""#)
    try await gym.book(event, gym.client(for: booked))
    let answer = try await gym.send(
      "POST", "/v1/events/\(event)/substitution", json: #"{"instructor_id": "\#(substitute.user)"}"#)
    #expect(answer.status == 200)
    #expect(
      try await gym.news(of: booked) == ["Changed: Yoga: Yoga on 2036-07-01 18:00 is with Ada Lovelace."])
    #expect(
      try await gym.news(of: substitute) == ["You lead Yoga: You lead Yoga on 2036-07-01 18:00."])
    #expect(
      try await gym.news(of: planned)
        == ["Somebody else leads Yoga: Yoga on 2036-07-01 18:00 is with Ada Lovelace."])
  }
}
