import Foundation

/// Somebody in line, with what decides whether they can have a place now.
struct Waiting: Codable, Sendable {
  let id: UUID
  let clientID: UUID
  let userID: UUID?
  /// 1 is next.
  let place: Int
  /// The person's own notice; nil is the gym's.
  let noticeMinutes: Int?
  let isActive: Bool
  /// In another event at the same time.
  let hasSeat: Bool
  let quietHoursStart: String?
  let quietHoursEnd: String?
  let timeZone: String
}

/// Why the next in line is not moved up.
enum SkipReason: String, Codable, Sendable {
  case quietHours = "quiet_hours"
  case noticeTooShort = "notice_too_short"
  case bookingOverlaps = "booking_overlaps"
  case clientNotEligible = "client_not_eligible"
  /// All who wait were told, since it was too late to move anybody up.
  case broadcast
}

/// Who gets places that are free (domain rules 4.4).
enum WaitlistRules {
  struct Choice: Sendable {
    var chosen: [Waiting] = []
    var skipped: [(waiting: Waiting, reason: SkipReason)] = []
  }

  /// How free places are given at a moment: by the gym's mode until the cut-off, then by what it says for afterwards.
  static func mode(_ policy: BookingSettings, _ terms: BookingTerms, at now: Date) -> WaitlistMode {
    guard policy.waitlistMode == .auto, now > terms.movesUpUntil else { return policy.waitlistMode }
    return policy.waitlistAfterCutoff == .hold ? .hold : .broadcast
  }

  /// The first so many in line who can have a place now. The others keep their places in the line.
  static func choose(_ line: [Waiting], places: Int, startsAt: Date, policy: BookingSettings, at now: Date)
    -> Choice
  {
    var choice = Choice()
    for waiting in line where choice.chosen.count < places {
      if let reason = reason(against: waiting, startsAt, policy, now) {
        choice.skipped.append((waiting, reason))
      } else {
        choice.chosen.append(waiting)
      }
    }
    return choice
  }

  /// How many in line have a claim to a place: those who cannot be told of it yet, because it is their quiet time, and those
  /// whom the job moves up next, because their quiet time is over or the gym has made room.
  static func reserved(_ line: [Waiting], startsAt: Date, policy: BookingSettings, at now: Date) -> Int {
    line.count {
      switch reason(against: $0, startsAt, policy, now) {
      case nil, .quietHours: true
      case .noticeTooShort, .bookingOverlaps, .clientNotEligible, .broadcast: false
      }
    }
  }

  private static func reason(
    against waiting: Waiting, _ startsAt: Date, _ policy: BookingSettings, _ now: Date
  ) -> SkipReason? {
    if !waiting.isActive { return .clientNotEligible }
    if waiting.hasSeat { return .bookingOverlaps }
    let notice = Double(waiting.noticeMinutes ?? Int(policy.waitlistNoticeMinutes.value)) * 60
    let told = waiting.quietHours?.release(now) ?? now
    // Whoever wakes up too late has no claim.
    if told + notice > startsAt { return .noticeTooShort }
    return told > now ? .quietHours : nil
  }
}

extension Waiting {
  fileprivate var quietHours: QuietHours? {
    QuietHours(start: quietHoursStart, end: quietHoursEnd, timeZone: timeZone)
  }
}
