/// How often somebody may ask: the generic cell rate algorithm. All that is remembered of somebody is one moment, when
/// the allowance will be whole again; once it has passed, remembering it says no more than having forgotten it.
struct RateRule: Sendable {
  /// Requests at once, and on average in a window.
  let quota: Int
  /// Nanoseconds until one more request is allowed.
  let interval: Int64
  /// Nanoseconds until a used up allowance is whole.
  let window: Int64

  static let quotas = 1...1_000_000_000

  init(quota: Int, seconds: Int) {
    self.quota = min(max(quota, RateRule.quotas.lowerBound), RateRule.quotas.upperBound)
    interval = Int64(min(max(seconds, 1), 86_400)) * 1_000_000_000 / Int64(self.quota)
    window = interval * Int64(self.quota)
  }

  struct Verdict: Equatable {
    let isGranted: Bool
    /// When the allowance will be whole.
    let wholeAt: Int64
    let remaining: Int
    /// Nanoseconds until the allowance is whole, and until it allows another request.
    let untilWhole: Int64
    let untilNext: Int64
  }

  /// Judges one request; `now` in nanoseconds, which may go back when a clock is set.
  func judge(_ wholeAt: Int64?, at now: Int64) -> Verdict {
    let spent = min(max((wholeAt ?? now) &- now, 0), window)
    let isGranted = spent <= window - interval
    let after = isGranted ? spent + interval : spent
    return Verdict(
      isGranted: isGranted, wholeAt: now &+ after, remaining: Int((window - after) / interval),
      untilWhole: after,
      untilNext: max(0, after - (window - interval)))
  }
}
