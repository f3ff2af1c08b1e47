import Foundation
import HTTPTypes
import Synchronization

/// How often one person, and one address of unknown people, may ask this server. Counted by each server for itself and
/// forgotten when it stops (decision 23).
public struct RateLimits: Sendable {
  private let users: RateLimiter?
  private let addresses: RateLimiter?

  /// Requests a minute; 0 is without limit.
  public init(perUser: Int = 0, perAddress: Int = 0) {
    users = perUser > 0 ? RateLimiter("user", RateRule(quota: perUser, seconds: 60), seconds: 60) : nil
    addresses =
      perAddress > 0 ? RateLimiter("address", RateRule(quota: perAddress, seconds: 60), seconds: 60) : nil
  }

  /// Counts a request of somebody; throws where it is one too many.
  func count(_ caller: Caller, _ now: Date, _ allowance: inout Allowance?) throws {
    guard let users else { return }
    try take(users, caller.user, now, &allowance)
  }

  /// Counts a request of nobody known.
  func count(_ context: RequestContext, _ allowance: inout Allowance?) throws {
    guard let addresses else { return }
    let address = context.clientAddress.flatMap { IPAddress($0) } ?? .none
    try take(addresses, address.subscriber, context.now, &allowance)
  }

  private func take(_ limiter: RateLimiter, _ id: UUID, _ now: Date, _ allowance: inout Allowance?) throws {
    let taken = limiter.take(id, now)
    allowance = taken
    if taken.verdict.isGranted { return }
    var problem = Problem(.rateLimited)
    problem.headers = [(.retryAfter, String(max(1, Allowance.seconds(taken.verdict.untilNext))))]
    throw problem
  }
}

/// What is left to somebody after a request (draft-ietf-httpapi-ratelimit-headers).
struct Allowance: Sendable {
  let verdict: RateRule.Verdict
  let limiter: RateLimiter

  func write(into headers: inout HTTPFields) {
    headers.append(limiter.policy)
    let reset = Allowance.seconds(verdict.untilWhole)
    headers.append(
      HTTPField(name: .rateLimit, value: "\"\(limiter.name)\";r=\(verdict.remaining);t=\(reset)"))
  }

  /// Rounded up.
  static func seconds(_ nanoseconds: Int64) -> Int64 { (nanoseconds + 999_999_999) / 1_000_000_000 }
}

/// The moments of everybody who asked lately.
final class RateLimiter: Sendable {
  let name: String
  /// The same for everybody.
  let policy: HTTPField
  private let rule: RateRule
  private let capacity: Int
  /// By person or address, which have 16 bytes each.
  private let moments = Mutex<[UUID: Int64]>([:])

  init(_ name: String, _ rule: RateRule, seconds: Int, capacity: Int = 65_536) {
    self.name = name
    self.rule = rule
    self.capacity = max(capacity, 2)
    policy = HTTPField(name: .rateLimitPolicy, value: "\"\(name)\";q=\(rule.quota);w=\(seconds)")
  }

  var count: Int { moments.withLock { $0.count } }

  func take(_ id: UUID, _ date: Date) -> Allowance {
    let now = RateLimiter.nanoseconds(date)
    let verdict = moments.withLock { moments in
      let verdict = rule.judge(moments[id], at: now)
      if verdict.isGranted {
        if moments.count >= capacity { RateLimiter.makeRoom(&moments, capacity, now) }
        moments[id] = verdict.wholeAt
      }
      return verdict
    }
    return Allowance(verdict: verdict, limiter: self)
  }

  /// Drops whose allowance is whole again. If hardly any is, an attacker has more addresses than there is memory for,
  /// and everybody begins anew: so a sweep always makes room for many requests.
  private static func makeRoom(_ moments: inout [UUID: Int64], _ capacity: Int, _ now: Int64) {
    moments = moments.filter { $0.value > now }
    if moments.count > capacity / 2 { moments.removeAll(keepingCapacity: true) }
  }

  private static func nanoseconds(_ date: Date) -> Int64 {
    // Some centuries around now, so that nothing overflows.
    Int64(min(max(date.timeIntervalSince1970, 0), 8e9) * 1e9)
  }
}

extension HTTPField.Name {
  static let rateLimit = HTTPField.Name("RateLimit")!
  static let rateLimitPolicy = HTTPField.Name("RateLimit-Policy")!
}
