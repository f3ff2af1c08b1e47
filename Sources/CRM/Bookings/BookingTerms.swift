import Foundation

extension Blackout {
  /// No night lasts longer than a deadline may look back.
  private static let limit = 400

  /// The moment from which so many seconds pass until `start`, those of the blackout not counted (domain rules 4.2:
  /// three hours before 08:00, with 23:00 to 07:00 not counted, are 21:00 the evening before).
  func moment(_ seconds: Double, before start: Date, in zone: TimeZone) -> Date {
    guard from != to else { return start - seconds }
    var (rest, moment) = (seconds, start)
    var day = zone.midnight(before: start)
    for _ in 0..<Blackout.limit {
      let begins = zone.instant(ofWallTime: day + Double(from.minutes * 60))
      let ends = zone.instant(ofWallTime: day + Double((to.minutes + (to < from ? 24 * 60 : 0)) * 60))
      if ends < moment {
        let counted = moment.timeIntervalSince(ends)
        if counted >= rest { return moment - rest }
        rest -= counted
        moment = ends
      }
      if begins < moment { moment = begins }
      day -= 86_400
    }
    return moment
  }
}

extension TimeZone {
  /// The midnight at which the day of a moment begins, as a wall time.
  fileprivate func midnight(before moment: Date) -> Date {
    let wall = wallTime(at: moment).timeIntervalSinceReferenceDate
    return Date(timeIntervalSinceReferenceDate: (wall / 86_400).rounded(.down) * 86_400)
  }
}

/// When one may book and cancel an event, and what it costs otherwise (domain rules 4.1, 4.4 and 4.13): hours before are
/// elapsed time, a time of day is wall time.
struct BookingTerms: Sendable {
  let opensAt: Date
  let closesAt: Date
  /// The last second of cancelling free.
  let freeUntil: Date
  /// From then on nobody is moved up unasked.
  let movesUpUntil: Date
  let lateCancelFee: Money?
  let noShowFee: Money?

  init(_ policy: BookingSettings, startsAt: Date, zone: TimeZone) {
    let hour = 3_600.0
    opensAt = BookingTerms.moment(policy.opensHoursBefore.value * hour, policy.opensAt, startsAt, zone)
    closesAt = BookingTerms.moment(policy.closesHoursBefore.value * hour, policy.closesAt, startsAt, zone)
    let window = policy.cancelWindowHours.value * hour
    freeUntil = policy.blackout?.moment(window, before: startsAt, in: zone) ?? startsAt - window
    movesUpUntil =
      policy.waitlistCutoffHours.map { startsAt - $0.value * hour } ?? freeUntil
      - policy.waitlistGraceMinutes.value * 60
    lateCancelFee = policy.lateCancelFeeEnabled ? policy.lateCancelFee.money : nil
    noShowFee = policy.noShowFeeEnabled ? policy.noShowFee.money : nil
  }

  /// So long before the start, and where a time of day is given, at that time of that day.
  private static func moment(_ seconds: Double, _ time: DayTime?, _ start: Date, _ zone: TimeZone) -> Date {
    guard let time else { return start - seconds }
    return zone.instant(ofWallTime: zone.midnight(before: start - seconds) + Double(time.minutes * 60))
  }

  /// Until when somebody cancels free who is moved up at a moment: whoever learns of their place with less than the grace
  /// left before the deadline never had time to decide, and is never late.
  func freeUntil(movedUpAt moment: Date, grace: Double, startsAt: Date) -> Date {
    moment + grace > freeUntil ? startsAt : freeUntil
  }
}

extension Fee {
  /// Nil for nothing.
  var money: Money? { amount.value == 0 ? nil : Money(amount: Int(amount.value), currency: currency) }
}

extension Date {
  /// Whole seconds: the second of a deadline is still in time.
  func isAfterSecond(of deadline: Date) -> Bool {
    timeIntervalSinceReferenceDate.rounded(.down) > deadline.timeIntervalSinceReferenceDate.rounded(.down)
  }
}
