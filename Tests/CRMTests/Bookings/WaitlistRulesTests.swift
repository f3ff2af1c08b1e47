import Foundation
import Testing

@testable import CRM
@testable import Web

/// Who gets a place that is free (domain rules 4.4).
@Suite struct WaitlistRulesTests {
  private let start = Date(timeIntervalSince1970: 1_800_000_000)

  private func waiting(
    _ place: Int, notice: Int? = nil, isActive: Bool = true, hasSeat: Bool = false,
    quiet: (String, String)? = nil
  ) -> Waiting {
    Waiting(
      id: UUID(), clientID: UUID(), userID: nil, place: place, noticeMinutes: notice, isActive: isActive,
      hasSeat: hasSeat, quietHoursStart: quiet?.0, quietHoursEnd: quiet?.1, timeZone: "UTC")
  }

  private func choose(_ line: [Waiting], _ places: Int, hoursBefore: Double = 24) throws
    -> WaitlistRules.Choice
  {
    WaitlistRules.choose(
      line, places: places, startsAt: start, policy: try BookingTermsTests.policy(),
      at: start - hoursBefore * 3_600)
  }

  @Test func theFirstOfThoseWhoCanIsNext() throws {
    // 24 hours before is 08:00 UTC.
    let line = [
      waiting(1, isActive: false), waiting(2, hasSeat: true), waiting(3, quiet: ("22:00:00", "09:00:00")),
      waiting(4, notice: 25 * 60), waiting(5), waiting(6),
    ]
    let choice = try choose(line, 1)
    #expect(choice.chosen.map(\.place) == [5])
    #expect(
      choice.skipped.map(\.reason) == [.clientNotEligible, .bookingOverlaps, .quietHours, .noticeTooShort])
    #expect(try choose(line, 5).chosen.map(\.place) == [5, 6])
    #expect(try choose(line, 0).chosen.isEmpty)
  }

  @Test func aPlaceIsKeptForWhoeverCanHaveIt() throws {
    let policy = try BookingTermsTests.policy()
    // At 08:00 two sleep and one is awake; two can do nothing with a place.
    let line = [
      waiting(1, quiet: ("22:00:00", "09:00:00")), waiting(2), waiting(3, quiet: ("07:00:00", "08:01:00")),
      waiting(4, hasSeat: true), waiting(5, isActive: false),
    ]
    #expect(WaitlistRules.reserved(line, startsAt: start, policy: policy, at: start - 86_400) == 3)
    // Whoever sleeps until it is too late has no claim.
    let late = [waiting(1, notice: 60, quiet: ("00:00:00", "07:30:00"))]
    #expect(WaitlistRules.reserved(late, startsAt: start, policy: policy, at: start - 3_600 * 6) == 0)
  }

  @Test func afterTheCutOffTheGymsWordCounts() throws {
    for (word, mode) in [("broadcast", WaitlistMode.broadcast), ("hold", .hold)] {
      let policy = try BookingTermsTests.policy(#""waitlist_after_cutoff": "\#(word)""#)
      let terms = BookingTerms(policy, startsAt: start, zone: .gmt)
      #expect(WaitlistRules.mode(policy, terms, at: terms.movesUpUntil) == .auto)
      #expect(WaitlistRules.mode(policy, terms, at: terms.movesUpUntil + 1) == mode)
    }
    let held = try BookingTermsTests.policy(#""waitlist_mode": "hold""#)
    let terms = BookingTerms(held, startsAt: start, zone: .gmt)
    #expect(WaitlistRules.mode(held, terms, at: start - 86_400 * 5) == .hold)
  }
}
