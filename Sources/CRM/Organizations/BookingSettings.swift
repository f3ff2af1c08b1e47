import Web

enum OpeningHoursBefore: NumberLimits { static let range = 0.0...8_760.0 }
enum ClosingHoursBefore: NumberLimits {
  static let range = 0.0...168.0
  static let parts = 2.0
}
enum CancelWindowHours: NumberLimits {
  static let range = 1.0...72.0
  static let parts = 2.0
}
enum HoursAfter: NumberLimits { static let range = 0.0...72.0 }
enum Percent: NumberLimits {
  static let range = 0.0...100.0
  static let parts = 100.0
}
enum StrikeLimit: NumberLimits { static let range = 1.0...100.0 }
enum StrikeDays: NumberLimits { static let range = 1.0...365.0 }
enum CutoffHours: NumberLimits {
  static let range = 0.0...168.0
  static let parts = 2.0
}
enum Minutes: NumberLimits { static let range = 0.0...1_440.0 }

/// Hours of the night that do not count towards a deadline; over midnight where the end is before the start.
struct Blackout: Codable, Hashable, Sendable {
  let from: DayTime
  let to: DayTime
}

/// So many late cancellations and no-shows within so many days, and a fee follows.
struct StrikeRule: Codable, Hashable, Sendable {
  let limit: Limited<StrikeLimit>
  let days: Limited<StrikeDays>
}

/// What becomes of a place that gets free: the first in line has it, the fastest of all has it, or staff decide.
enum WaitlistMode: String, WordList {
  case auto, broadcast, hold
}

/// What becomes of a place that gets free too late to move anybody up: the fastest has it, or staff decide.
enum AfterCutoff: String, WordList {
  case broadcast, hold
}

/// When members may book and cancel, and what it costs to come late or not at all (domain rules 4.1 to 4.4).
struct BookingSettings: Settings {
  static let area = "booking"

  /// Booking opens so many hours before the class, and where `opensAt` is set, at that time of that day.
  let opensHoursBefore: Limited<OpeningHoursBefore>
  let opensAt: DayTime?
  /// Booking closes so many hours before the class, and where `closesAt` is set, at that time of that day.
  let closesHoursBefore: Limited<ClosingHoursBefore>
  let closesAt: DayTime?
  /// Until then cancelling is free.
  let cancelWindowHours: Limited<CancelWindowHours>
  let blackout: Blackout?
  let lateCancelFeeEnabled: Bool
  let lateCancelFee: Fee
  let lateCancelTaxPercent: Limited<Percent>
  let lateCancelAutoCharge: Bool
  let noShowFeeEnabled: Bool
  let noShowFee: Fee
  let noShowTaxPercent: Limited<Percent>
  let noShowAutoCharge: Bool
  /// So long after the end somebody who did not come is a no-show.
  let noShowAfterHours: Limited<HoursAfter>
  let strikes: StrikeRule?
  let waitlistMode: WaitlistMode
  /// From so many hours before on nobody is moved up unasked; null is the grace before cancelling is no longer free.
  let waitlistCutoffHours: Limited<CutoffHours>?
  /// What becomes of free places from then on.
  let waitlistAfterCutoff: AfterCutoff
  /// So long after being moved up cancelling is free.
  let waitlistGraceMinutes: Limited<Minutes>
  /// How long before the class somebody has to know that they are in.
  let waitlistNoticeMinutes: Limited<Minutes>

  var faults: [Fault] {
    guard opensHoursBefore.value >= closesHoursBefore.value else {
      return [
        Fault("closes_before_opening", "Booking cannot close before it opens.", at: "/closes_hours_before")
      ]
    }
    return []
  }

  struct Changes: SettingsChanges {
    let opensHoursBefore: Patch<Limited<OpeningHoursBefore>>
    let opensAt: Patch<DayTime>
    let closesHoursBefore: Patch<Limited<ClosingHoursBefore>>
    let closesAt: Patch<DayTime>
    let cancelWindowHours: Patch<Limited<CancelWindowHours>>
    let blackout: Patch<Blackout>
    let lateCancelFeeEnabled: Patch<Bool>
    let lateCancelFee: Patch<Fee>
    let lateCancelTaxPercent: Patch<Limited<Percent>>
    let lateCancelAutoCharge: Patch<Bool>
    let noShowFeeEnabled: Patch<Bool>
    let noShowFee: Patch<Fee>
    let noShowTaxPercent: Patch<Limited<Percent>>
    let noShowAutoCharge: Patch<Bool>
    let noShowAfterHours: Patch<Limited<HoursAfter>>
    let strikes: Patch<StrikeRule>
    let waitlistMode: Patch<WaitlistMode>
    let waitlistCutoffHours: Patch<Limited<CutoffHours>>
    let waitlistAfterCutoff: Patch<AfterCutoff>
    let waitlistGraceMinutes: Patch<Limited<Minutes>>
    let waitlistNoticeMinutes: Patch<Limited<Minutes>>

    func faults(in currency: CurrencyCode) -> [Fault] {
      [("late_cancel_fee", lateCancelFee), ("no_show_fee", noShowFee)].compactMap { name, patch in
        guard case .value(let fee) = patch, fee.currency != currency else { return nil }
        return Fault(
          "currency_differs", "Must be \(currency), the organization's currency.", at: "/\(name)/currency")
      }
    }
  }
}
