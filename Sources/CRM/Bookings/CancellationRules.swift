import Foundation

/// Why a cancellation or an absence costs what it does.
enum FeeReason: String, Codable, Sendable {
  /// The deadline has not passed, or there is none.
  case inTime = "in_time"
  /// Time, place or trainer changed after it was booked.
  case eventChanged = "event_changed"
  case waiting
  case late
  case absent
  /// Too few strikes yet.
  case strikesLeft = "strikes_left"
  case waived
  /// The gym takes no fee for it.
  case noFee = "no_fee"
}

/// What cancelling, or not coming, makes of a booking.
struct BookingOutcome: Codable, Hashable, Sendable {
  let status: BookingStatus
  let reason: FeeReason
  /// Whether it counts as a strike.
  let isStrike: Bool
  /// Null for nothing.
  let fee: Money?
  let tax: Money?
  /// What was paid and comes back.
  let refund: Money?
}

extension BookedFacts {
  /// What cancelling makes of it at a moment (domain rules 4.1).
  func cancellation(at now: Date, waivesFee: Bool = false) -> BookingOutcome {
    if status == .waitlisted { return free(.waiting) }
    // Whoever was moved up took the event as it was then.
    if let changed = event.changedAt, changed > promotedAt ?? registeredAt { return free(.eventChanged) }
    guard let freeUntil, now.isAfterSecond(of: freeUntil) else { return free(.inTime) }
    if waivesFee { return free(.waived) }
    return penalty(.lateCancelled, .late, lateCancelFee, policy.lateCancelTaxPercent.value, at: now)
  }

  /// What not coming makes of it (domain rules 4.3).
  func absence(at now: Date) -> BookingOutcome {
    penalty(.noShow, .absent, noShowFee, policy.noShowTaxPercent.value, at: now)
  }

  private func free(_ reason: FeeReason) -> BookingOutcome {
    BookingOutcome(
      status: .cancelled, reason: reason, isStrike: false, fee: nil, tax: nil,
      refund: paymentStatus == "paid" ? price : nil)
  }

  private func penalty(
    _ status: BookingStatus, _ reason: FeeReason, _ fee: Money?, _ percent: Double, at now: Date
  ) -> BookingOutcome {
    var (reason, fee) = (reason, fee)
    if fee == nil {
      reason = .noFee
    } else if let rule = policy.strikes {
      // The strike that makes the number full is the first that costs.
      let since = now - rule.days.value * 86_400
      if strikes.count(where: { $0 > since }) + 1 < Int(rule.limit.value) {
        (reason, fee) = (.strikesLeft, nil)
      }
    }
    // Half a unit is rounded up.
    let tax = fee.map {
      Money(amount: Int((Double($0.amount) * percent / 100 + 0.5).rounded(.down)), currency: $0.currency)
    }
    return BookingOutcome(
      status: status, reason: reason, isStrike: true, fee: fee, tax: tax?.amount == 0 ? nil : tax, refund: nil
    )
  }
}
