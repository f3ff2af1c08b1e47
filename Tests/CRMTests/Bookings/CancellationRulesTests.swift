import Foundation
import Testing

@testable import CRM
@testable import Web

/// What cancelling and not coming cost (domain rules 4.1 and 4.3).
@Suite struct CancellationRulesTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  private func booked(
    _ status: BookingStatus = .registered, freeUntil: Date? = nil, changed: Date? = nil,
    promoted: Date? = nil, strikes: [Date] = [],
    payment: String = "none", _ policy: String = ""
  ) throws -> BookedFacts {
    let event = EventFacts(
      id: UUID(), title: "Yoga", status: "scheduled", startsAt: start, endsAt: start + 3_600, timeZone: "UTC",
      maxParticipants: 10, staffCapacity: nil, roomCapacity: nil, currentParticipants: 1,
      currentWaitlisted: 0,
      waitlistEnabled: true, changedAt: changed)
    return BookedFacts(
      id: UUID(), clientID: UUID(), status: status, promotedAt: promoted, registeredAt: start - 86_400 * 3,
      freeUntil: freeUntil ?? start - 12 * 3_600, lateCancelFee: Money(amount: 1_500, currency: .usDollar),
      noShowFee: Money(amount: 2_500, currency: .usDollar), paymentStatus: payment,
      price: Money(amount: 2_000, currency: .usDollar), version: 1, event: event,
      policy: try BookingTermsTests.policy(policy),
      rights: BookingRights(manages: false, overrides: false, waives: false), strikes: strikes)
  }

  @Test func theSecondOfTheDeadlineIsInTime() throws {
    let deadline = start - 12 * 3_600
    let booked = try booked()
    #expect(booked.cancellation(at: deadline - 1).reason == .inTime)
    #expect(booked.cancellation(at: deadline).reason == .inTime)
    #expect(booked.cancellation(at: deadline + 0.999).reason == .inTime)
    let late = booked.cancellation(at: deadline + 1)
    #expect(late.status == .lateCancelled && late.reason == .late && late.isStrike)
    #expect(late.fee == Money(amount: 1_500, currency: .usDollar) && late.tax == nil && late.refund == nil)
  }

  @Test func whoBookedAnotherEventCancelsFree() throws {
    // Whoever was moved up after the change took the event as it is.
    let (moved, later) = (start - 86_400 * 2, start - 86_400)
    #expect(try booked(changed: moved, promoted: later).cancellation(at: start - 60).reason == .late)
    #expect(try booked(changed: later, promoted: moved).cancellation(at: start - 60).reason == .eventChanged)
    #expect(try booked(changed: start - 86_400).cancellation(at: start - 60).reason == .eventChanged)
    // What was changed before it was booked was booked as it is.
    #expect(try booked(changed: start - 86_400 * 4).cancellation(at: start - 60).reason == .late)
  }

  @Test func whatIsPaidComesBackInTimeOnly() throws {
    let paid = try booked(payment: "paid")
    #expect(paid.cancellation(at: start - 86_400).refund == Money(amount: 2_000, currency: .usDollar))
    #expect(paid.cancellation(at: start - 60).refund == nil)
  }

  @Test func waitingCostsNothing() throws {
    let outcome = try booked(.waitlisted).cancellation(at: start - 60)
    #expect(
      outcome.status == .cancelled && outcome.reason == .waiting && !outcome.isStrike && outcome.fee == nil)
  }

  @Test func staffMayLetItPass() throws {
    let outcome = try booked().cancellation(at: start - 60, waivesFee: true)
    #expect(outcome.status == .cancelled && outcome.reason == .waived && !outcome.isStrike)
  }

  /// Three strikes in sixty days: the third costs, and each after it while two others are within the days.
  @Test(arguments: [(0, false), (1, false), (2, true), (3, true)]) func strikesAreCounted(
    before: Int, costs: Bool
  ) throws {
    let rule = #""strikes": {"limit": 3, "days": 60}"#
    let days = (0..<before).map { start - 86_400 * Double(10 + $0) }
    let outcome = try booked(strikes: days, rule).cancellation(at: start - 60)
    #expect((outcome.fee != nil) == costs && outcome.isStrike && outcome.status == .lateCancelled)
    #expect(outcome.reason == (costs ? .late : .strikesLeft))
    // Those of long ago do not count.
    let old = try booked(strikes: days.map { $0 - 86_400 * 60 }, rule).cancellation(at: start - 60)
    #expect(old.fee == nil)
  }

  @Test func taxIsRoundedHalfUp() throws {
    func tax(_ percent: String) throws -> Int? {
      try booked(#""late_cancel_tax_percent": \#(percent)"#).cancellation(at: start - 60).tax?.amount
    }
    #expect(try tax("0") == nil)
    #expect(try tax("19") == 285)
    #expect(try tax("8.87") == 133)
    #expect(try tax("0.03") == nil)
    #expect(try tax("0.04") == 1)
  }

  @Test func notComingCostsItsOwnFee() throws {
    let outcome = try booked().absence(at: start + 90_000)
    #expect(outcome.status == .noShow && outcome.reason == .absent && outcome.isStrike)
    #expect(outcome.fee == Money(amount: 2_500, currency: .usDollar))
  }

  private func booked(_ policy: String) throws -> BookedFacts { try booked(.registered, policy) }
}
