import Foundation
import Testing

@testable import CRM
@testable import Web

/// Rules against libical's vectors, python-dateutil, and what is refused.
@Suite struct RecurrenceRuleTests {
  private struct Vector: Decodable {
    let dtstart: String
    let rrule: String
    let instances: [String]
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

  private static func moment(_ text: String) throws -> Date {
    let digits = text.filter(\.isNumber)
    func number(_ place: Int, _ length: Int) -> Int { Int(digits.dropFirst(place).prefix(length)) ?? 0 }
    let parts = DateComponents(
      year: number(0, 4), month: number(4, 2), day: number(6, 2), hour: number(8, 2), minute: number(10, 2),
      second: number(12, 2))
    return try #require(Calendar.wall.date(from: parts))
  }

  /// Every vector is met exactly, or its rule is refused by name.
  @Test func vectorsOfLibicalAreMetOrRefused() throws {
    let file = Self.folder.appending(path: "rrule-vectors.json")
    let vectors = try JSONDecoder().decode([Vector].self, from: Data(contentsOf: file))
    var tally: [String: Int] = [:]
    for vector in vectors {
      do throws(Fault) {
        let rule = try RecurrenceRule(text: vector.rrule)
        let expected = (try? vector.instances.map(Self.moment)) ?? []
        let (start, last) = (try? Self.moment(vector.dtstart), expected.last)
        let end = (last ?? .distantPast) + (rule.count == nil && rule.until == nil ? 1 : 400 * 86_400)
        let found = rule.occurrences(from: start ?? .distantPast, before: end, in: .gmt)
        #expect(found == expected, "\(vector.rrule) from \(vector.dtstart)")
        tally["exact", default: 0] += 1
      } catch { tally[error.code, default: 0] += 1 }
    }
    print("rrule vectors: \(tally.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" })")
    #expect(tally == ["exact": 45, "rule_too_frequent": 17, "rule_unsupported": 15, "rule_ambiguous": 1])
  }

  @Test(arguments: [
    ("FREQ=WEEKLY;", "rule_ambiguous"), ("FREQ=YEARLY;BYWEEKNO=20", "rule_ambiguous"),
    ("FREQ=YEARLY;BYMONTHDAY=1", "rule_ambiguous"), ("FREQ=MONTHLY;BYDAY=1MO,TU", "rule_ambiguous"),
    ("FREQ=DAILY;UNTIL=20301231", "rule_ambiguous"),
    ("FREQ=DAILY;UNTIL=20301231T120000", "rule_ambiguous"),
    ("FREQ=HOURLY", "rule_too_frequent"), ("FREQ=MINUTELY;COUNT=5259600", "rule_too_frequent"),
    ("FREQ=SECONDLY", "rule_too_frequent"), ("FREQ=DAILY;BYHOUR=8,9", "rule_too_frequent"),
    ("FREQ=DAILY;BYMINUTE=0,30", "rule_too_frequent"), ("FREQ=DAILY;BYSECOND=1", "rule_too_frequent"),
    ("FREQ=YEARLY;BYDAY=20MO", "rule_unsupported"), ("FREQ=MONTHLY;BYDAY=6MO", "rule_unsupported"),
    ("FREQ=YEARLY;BYYEARDAY=1", "rule_unsupported"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "rule_unsupported"),
    ("RSCALE=CHINESE;FREQ=YEARLY", "rule_unsupported"), ("FREQ=MONTHLY;SKIP=FORWARD", "rule_unsupported"),
    ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "rule_without_occurrences"),
    ("FREQ=YEARLY;BYMONTH=4,6;BYMONTHDAY=31,-31", "rule_without_occurrences"),
    ("RRULE:FREQ=DAILY", "invalid_rule"), ("FREQ=SOMETIMES", "invalid_rule"), ("INTERVAL=2", "invalid_rule"),
    ("FREQ=DAILY;FREQ=DAILY", "invalid_rule"), ("FREQ=DAILY;INTERVAL=0", "invalid_rule"),
    ("FREQ=DAILY;COUNT=0", "invalid_rule"), ("FREQ=DAILY;COUNT=-1", "invalid_rule"),
    ("FREQ=DAILY;COUNT=99999999999999999999", "invalid_rule"),
    ("FREQ=DAILY;COUNT=1;UNTIL=20300101T000000Z", "invalid_rule"),
    ("FREQ=DAILY;UNTIL=tomorrow", "invalid_rule"), ("FREQ=DAILY;UNTIL=20300230T000000Z", "invalid_rule"),
    ("FREQ=DAILY;UNTIL=20300101T250000Z", "invalid_rule"),
    ("FREQ=WEEKLY;BYDAY=", "invalid_rule"), ("FREQ=WEEKLY;BYDAY=MO,,TU", "invalid_rule"),
    ("FREQ=WEEKLY;BYDAY=1MO", "invalid_rule"), ("FREQ=DAILY;BYDAY=-1MO", "invalid_rule"),
    ("FREQ=MONTHLY;BYDAY=0MO", "invalid_rule"), ("FREQ=MONTHLY;BYDAY=54MO", "invalid_rule"),
    ("FREQ=WEEKLY;BYMONTHDAY=1", "invalid_rule"), ("FREQ=MONTHLY;BYMONTHDAY=32", "invalid_rule"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "invalid_rule"), ("FREQ=MONTHLY;BYSETPOS=1", "invalid_rule"),
    ("FREQ=YEARLY;BYMONTH=13", "invalid_rule"), ("FREQ=WEEKLY;WKST=XX", "invalid_rule"),
    ("FREQ=WEEKLY;X-OWN=1", "invalid_rule"), ("FREQ=WEEKLY;;INTERVAL=2", "invalid_rule"),
    ("FREQ", "invalid_rule"),
    ("", "required"), (String(repeating: "A", count: 1_001), "too_long"),
  ])
  func aRuleThatIsNoneIsRefusedByName(text: String, code: String) {
    do throws(Fault) {
      _ = try RecurrenceRule(text: text)
      Issue.record("\(text) was taken")
    } catch { #expect(error.code == code, "\(text)") }
  }

  /// A rule whose days never come together ends, as does one of which the last day is long past.
  @Test(arguments: [
    "FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1",
    "FREQ=DAILY;UNTIL=19700101T000000Z", "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=300",
  ])
  func aHostileRuleEnds(text: String) throws {
    let rule = try RecurrenceRule(text: text)
    let start = try Self.moment("20260101T090000")
    #expect(rule.occurrences(from: start, before: start + 366 * 86_400, in: .gmt).isEmpty)
  }

  /// Random rules of what is taken, from fixed seeds.
  @Test(arguments: 1...2) func dateutilFindsTheSame(seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let oracle = try await ProviderDouble.start("../Series/rrule_oracle.py")
    var (taken, some) = (0, 0)
    for number in 0..<40 {
      let text = Self.rule(&random)
      guard let rule = try? RecurrenceRule(text: text) else { continue }
      taken += 1
      let start =
        try Self.moment("20260101T090000") + Double(Int.random(in: 0..<1_500, using: &random) * 86_400)
      let end = start + Double(Int.random(in: 1..<1_200, using: &random) * 86_400)
      let asked =
        #"{"rule": "\#(text)", "start": "\#(WallTime(start).text)", "end": "\#(WallTime(end).text)"}"#
      let expected = try JSONDecoder().decode([String].self, from: Data(try await oracle.ask(asked).utf8))
      let found = rule.occurrences(from: start, before: end, in: .gmt).map { WallTime($0).text }
      #expect(found == expected, "seed \(seed), \(number): \(text) from \(WallTime(start))")
      // Where it is begun later it goes on as it was.
      let later = start + (end.timeIntervalSince(start) / 2).rounded()
      let rest = rule.occurrences(from: start, earliest: later, before: end, in: .gmt).map {
        WallTime($0).text
      }
      #expect(
        rest == expected.filter { $0 >= WallTime(later).text }, "seed \(seed), \(number): \(text), later")
      some += expected.isEmpty ? 0 : 1
    }
    print("seed \(seed): \(taken) rules taken, \(some) with occurrences")
    #expect(taken > 15 && some > 8)
  }

  private static func rule(_ random: inout SeededGenerator) -> String {
    func chance() -> Bool { Bool.random(using: &random) }
    func list(_ range: ClosedRange<Int>) -> String {
      (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: range, using: &random) }.filter {
        $0 != 0
      }
      .map(String.init).joined(separator: ",")
    }
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
    let frequency = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"].randomElement(using: &random) ?? "DAILY"
    var parts = ["FREQ=\(frequency)"]
    if chance() { parts.append("INTERVAL=\(Int.random(in: 1...5, using: &random))") }
    if chance() { parts.append("COUNT=\(Int.random(in: 1...20, using: &random))") }
    if parts.count == 2, chance() { parts.append("UNTIL=20280704T090000Z") }
    if chance() { parts.append("WKST=\(days.randomElement(using: &random) ?? "MO")") }
    if chance() || frequency == "YEARLY" && chance() { parts.append("BYMONTH=\(list(1...12))") }
    if frequency != "WEEKLY", chance() { parts.append("BYMONTHDAY=\(list(-31...31))") }
    if chance() {
      let isNumbered = frequency == "MONTHLY" && chance() || frequency == "YEARLY" && chance()
      let chosen = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        (isNumbered ? "\([-2, -1, 1, 2, 3, 4, 5].randomElement(using: &random) ?? 1)" : "")
          + (days.randomElement(using: &random) ?? "MO")
      }
      parts.append("BYDAY=\(chosen.joined(separator: ","))")
    }
    if chance() { parts.append("BYSETPOS=\(list(-4...4))") }
    return parts.filter { !$0.hasSuffix("=") }.joined(separator: ";")
  }
}
