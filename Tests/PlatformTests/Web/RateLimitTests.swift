import Foundation
import HTTPTypes
import Postgres
import Synchronization
import Testing

@testable import Web

/// A clock that a test moves.
private final class Hands: Sendable {
  private let seconds = Mutex<Double>(1_795_255_200)
  var now: Date { Date(timeIntervalSince1970: seconds.withLock { $0 }) }
  func move(_ by: Double) { seconds.withLock { $0 += by } }
}

@Suite struct RateRuleTests {
  private static let second: Int64 = 1_000_000_000

  @Test(arguments: 0..<30)
  func neverMoreThanTheQuotaAndWhatGrewBack(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    let rule = RateRule(
      quota: .random(in: 1...50, using: &random), seconds: .random(in: 1...90, using: &random))
    var state: Int64?
    var now: Int64 = 0
    var granted: [Int64] = []
    for _ in 0..<2_000 {
      now += Int64.random(in: 0...(rule.interval * 2), using: &random) * (Bool.random(using: &random) ? 1 : 0)
      let verdict = rule.judge(state, at: now)
      if verdict.isGranted {
        granted.append(now)
        state = verdict.wholeAt
      } else {
        #expect(verdict.remaining == 0 && verdict.untilNext > 0, "seed \(seed)")
        // It is granted exactly when it was promised, and not before.
        #expect(rule.judge(state, at: now + verdict.untilNext).isGranted, "seed \(seed)")
        #expect(!rule.judge(state, at: now + verdict.untilNext - 1).isGranted, "seed \(seed)")
      }
      #expect(
        (0..<rule.quota).contains(verdict.remaining) && verdict.untilWhole <= rule.window, "seed \(seed)")
    }
    for (index, start) in granted.enumerated() {
      for (count, time) in granted[index...].enumerated() {
        // From any grant on: the quota at once, and one more for each interval since.
        #expect(Int64(count) < Int64(rule.quota) + (time - start) / rule.interval + 1, "seed \(seed)")
      }
    }
  }

  @Test func whoKeepsTheRateIsNeverRefused() {
    let rule = RateRule(quota: 600, seconds: 60)
    var state: Int64?
    for index in 0..<5_000 as Range<Int64> {
      let verdict = rule.judge(state, at: index * rule.interval)
      #expect(verdict.isGranted && verdict.remaining == 599)
      state = verdict.wholeAt
    }
  }

  @Test func aWholeAllowanceIsLikeNone() {
    let rule = RateRule(quota: 3, seconds: 60)
    #expect(rule.judge(nil, at: 500) == rule.judge(499, at: 500))
    #expect(rule.judge(nil, at: 500) == rule.judge(500, at: 500))
  }

  @Test func aClockThatIsSetBackShutsNobodyOutForLong() {
    let rule = RateRule(quota: 3, seconds: 60)
    let verdict = rule.judge(1_000_000 * Self.second, at: 0)
    #expect(!verdict.isGranted && verdict.untilNext == 20 * Self.second)
  }

  @Test(arguments: [0, 1, 7, 1_000_000_000, Int.max]) func oddQuotasTrapNowhere(quota: Int) {
    let rule = RateRule(quota: quota, seconds: quota)
    for state in [nil, Int64.min, -1, 0, Int64.max] as [Int64?] {
      for now in [0, 8_000_000_000_000_000_000] as [Int64] { _ = rule.judge(state, at: now) }
    }
  }

  @Test func memoryIsBoundedAndTheBusyAreRemembered() {
    let limiter = RateLimiter("address", RateRule(quota: 2, seconds: 60), seconds: 60, capacity: 100)
    let start = Date(timeIntervalSince1970: 1_795_255_200)
    let busy = UUID()
    for _ in 0..<2 { _ = limiter.take(busy, start) }
    // Those who came a while ago have their allowance back, and make room.
    for index in 0..<10_000 {
      let now = start.addingTimeInterval(Double(index) * 0.5)
      _ = limiter.take(UUID(), now)
      if index % 50 == 0 { for _ in 0..<2 { _ = limiter.take(busy, now) } }
      #expect(limiter.count <= 100)
      #expect(!limiter.take(busy, now).verdict.isGranted || index % 50 != 0)
    }
    // More at once than there is memory for.
    for _ in 0..<1_000 { _ = limiter.take(UUID(), start) }
    #expect(limiter.count <= 100)
  }

  @Test(arguments: [Date.distantPast, .distantFuture, Date(timeIntervalSince1970: .infinity)])
  func oddTimesTrapNowhere(_ time: Date) {
    let limiter = RateLimiter("user", RateRule(quota: 2, seconds: 60), seconds: 60)
    #expect(limiter.take(UUID(), time).verdict.isGranted)
  }
}

@Suite struct RateLimitTests {
  private let hands = Hands()

  private func sample(user: Int = 3, address: Int = 2) throws -> Sample {
    try Sample(limits: RateLimits(perUser: user, perAddress: address), now: { [hands] in hands.now })
  }

  @Test func aPersonIsCountedAndTold() async throws {
    let sample = try sample()
    for (remaining, reset) in [(2, 20), (1, 40), (0, 60)] {
      let answer = await sample.send(.get, "/v1/me", [.authorization: "Bearer person"])
      #expect(answer.status == .ok)
      #expect(answer.headers[.rateLimitPolicy] == #""user";q=3;w=60"#)
      #expect(answer.headers[.rateLimit] == #""user";r=\#(remaining);t=\#(reset)"#)
    }
    // Another token of the same person does not help.
    let refused = await sample.send(.get, "/v1/ours", [.authorization: "Bearer member"])
    #expect(refused.status == .tooManyRequests && refused.code == "rate_limited")
    #expect(refused.headers[.retryAfter] == "20" && refused.json["retryable"] == true)
    #expect(refused.headers[.rateLimit] == #""user";r=0;t=60"#)
    hands.move(20)
    #expect(await sample.send(.get, "/v1/me", [.authorization: "Bearer person"]).status == .ok)
    #expect(await sample.send(.get, "/v1/me", [.authorization: "Bearer person"]).status == .tooManyRequests)
    #expect(sample.record.undeclared.isEmpty)
  }

  @Test(
    arguments: [
      (.get, "/v1/things/special"), (.get, "/v1/me"), (.get, "/v1/nothing"), (.get, "/docs"),
      (.delete, "/v1/things"), (.post, "/v1/things"),
    ] as [(HTTPRequest.Method, String)])
  func whoIsNotKnownIsCountedByAddress(method: HTTPRequest.Method, target: String) async throws {
    let sample = try sample()
    for _ in 0..<2 {
      let answer = await sample.send(method, target, body: "{}", from: "192.0.2.1")
      #expect(answer.status != .tooManyRequests)
      #expect(answer.headers[.rateLimitPolicy] == #""address";q=2;w=60"#)
    }
    let refused = await sample.send(method, target, body: "{}", from: "192.0.2.1")
    #expect(refused.status == .tooManyRequests && refused.headers[.retryAfter] == "30")
    // Another address has its own, and people their own beside it.
    #expect(await sample.send(method, target, body: "{}", from: "192.0.2.2").status != .tooManyRequests)
    let person = await sample.send(.get, "/v1/me", [.authorization: "Bearer person"], from: "192.0.2.1")
    #expect(person.status == .ok)
    #expect(sample.record.undeclared.isEmpty)
  }

  @Test func oneSubscriberHasOneIPv6Allowance() async throws {
    let sample = try sample()
    for index in 0..<3 {
      let answer = await sample.send(.get, "/v1/things/special", from: "2001:db8:0:1::\(index + 1)")
      #expect((answer.status == .tooManyRequests) == (index == 2))
    }
    #expect(await sample.send(.get, "/v1/things/special", from: "2001:db8:0:2::1").status == .ok)
  }

  @Test func healthIsNeverRefused() async throws {
    var api = API()
    api.add(.get, "/ready", "getReadiness", summary: "", needs: .open) {
      (_: Call<NoInput>, _: Database) in NoContent()
    }
    let sample = try Sample(api: api, limits: RateLimits(perUser: 1, perAddress: 1))
    for _ in 0..<5 {
      let answer = await sample.send(.get, "/ready", from: "192.0.2.1")
      #expect(answer.status == .noContent && answer.headers[.rateLimit] == nil)
    }
    #expect(api.operations.allSatisfy { !$0.problems.contains(.rateLimited) })
  }

  @Test func zeroIsWithoutLimit() async throws {
    let sample = try sample(user: 0, address: 0)
    for _ in 0..<1_000 {
      let answer = await sample.send(.get, "/v1/me", [.authorization: "Bearer person"])
      #expect(answer.status == .ok && answer.headers[.rateLimit] == nil)
      if answer.status != .ok { break }
    }
  }
}
