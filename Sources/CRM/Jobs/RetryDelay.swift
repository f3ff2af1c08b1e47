/// How long a failed job waits: 5 seconds, doubling with each try up to an hour, less up to half of it by chance, so
/// that what failed together does not come back together.
enum RetryDelay {
  static func after(attempt: Int, chance: Double = .random(in: 0...1)) -> Duration {
    let doublings = min(max(attempt - 1, 0), 20)
    let seconds = min(5 * Double(1 << doublings), 3600)
    return .milliseconds(Int(seconds * 1000 * (1 - 0.5 * chance)))
  }
}

/// A failure after which trying again is of no use.
struct HopelessJob: JobFailure {
  /// One line, nothing personal.
  let reason: String
  let isHopeless = true
}

/// The job was asked to stop, and does.
struct JobCancelled: Error {}
