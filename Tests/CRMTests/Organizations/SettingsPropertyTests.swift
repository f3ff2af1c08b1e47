import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Whatever is sent: it is refused by name, or it is stored and read again as it was.
@Suite struct SettingsPropertyTests {
  private static let areas: [String: [String]] = [
    "booking": [
      "opens_hours_before", "opens_at", "closes_hours_before", "cancel_window_hours", "blackout",
      "late_cancel_fee",
      "late_cancel_tax_percent", "no_show_auto_charge", "no_show_after_hours", "strikes", "waitlist_mode",
    ],
    "hours": ["monday", "sunday", "exceptions"], "compliance": ["jurisdiction", "age_of_majority"],
    "locations": ["booking_elsewhere", "visits_paid_by"],
    "alerts": ["banned", "birthday", "payment_past_due"],
    "branding": ["color", "reply_to", "text_color"],
  ]
  private static let words = [
    "06:30", "24:00", "auto", "chain", "visitor", "off", "UK", "#10b981", "a@example.com", "2026-12-25", "",
    "\u{0}",
    "USD", "EUR", "😀", "25:99",
  ]

  private static func value(_ depth: Int, _ random: inout SeededGenerator) -> JSONValue {
    switch Int.random(in: 0..<(depth > 0 ? 9 : 6), using: &random) {
    case 0: .null
    case 1: .bool(Bool.random(using: &random))
    case 2:
      .number(
        ["0", "1", "1.5", "16", "72", "-1", "0.333", "1e300", "99999999999999999999"].randomElement(
          using: &random) ?? "0")
    case 3, 4, 5: .string(words.randomElement(using: &random) ?? "")
    case 6:
      .array((0..<Int.random(in: 0...3, using: &random)).map { _ in value(depth - 1, &random) })
    default:
      .object(
        ["opens", "closes", "from", "to", "amount", "currency", "limit", "days", "date", "hours"]
          .filter { _ in Bool.random(using: &random) }.map { ($0, value(depth - 1, &random)) })
    }
  }

  @Test(arguments: [UInt64(1), 2, 3]) func anythingIsRefusedOrKept(_ seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let gym = try await Gym.make()
    var accepted = 0
    for round in 0..<150 {
      let area = try #require(Self.areas.keys.sorted().randomElement(using: &random))
      let names = (Self.areas[area] ?? []).filter { _ in Int.random(in: 0..<3, using: &random) == 0 }
      let patch = JSONValue.object(names.map { ($0, Self.value(3, &random)) })
      let answer = try await gym.patchSettings(area, patch.text())
      #expect([200, 422].contains(answer.status), "seed \(seed), round \(round): \(patch.text())")
      let read = try await gym.settings(area)
      #expect(read.status == 200, "seed \(seed), round \(round): \(patch.text())")
      guard answer.status == 200 else { continue }
      accepted += 1
      #expect(read.json["values"] == answer.json["values"], "seed \(seed), round \(round)")
    }
    #expect(accepted > 20)
  }

  /// What is read can be sent back, and changes nothing.
  @Test func whatIsReadIsWhatMayBeSent() async throws {
    let gym = try await Gym.make()
    _ = try await gym.patchSettings(
      "booking",
      #"{"blackout": {"from": "23:00", "to": "07:00"}, "strikes": {"limit": 3, "days": 60}, "opens_at": "06:30"}"#
    )
    _ = try await gym.patchSettings(
      "hours",
      #"{"exceptions": [{"date": "2026-12-25", "hours": [{"opens": "06:00", "closes": "24:00"}], "note": "X"}]}"#
    )
    for area in ["booking", "hours", "compliance", "locations", "alerts"] {
      let read = try await gym.settings(area)
      let sent = try await gym.patchSettings(area, try #require(read.json["values"]).text())
      #expect(sent.status == 200, "\(area): \(String(decoding: sent.body, as: UTF8.self))")
      #expect(sent.json["values"] == read.json["values"], "\(area)")
    }
  }

  /// Along a chain of three with random settings, the closest that says something is right.
  @Test(arguments: [UInt64(5), 6]) func theClosestWins(_ seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let top = try await Gym.make()
    let middle = try await Gym.make(parent: top)
    let chain = [try await Gym.make(parent: middle), middle, top]
    var model: [[String: Int]] = [[:], [:], [:]]
    for _ in 0..<40 {
      let level = Int.random(in: 0..<3, using: &random)
      let name = try #require(["no_show_after_hours", "cancel_window_hours"].randomElement(using: &random))
      let value = Bool.random(using: &random) ? Int.random(in: 1...72, using: &random) : nil
      let text = value.map(String.init) ?? "null"
      #expect(try await chain[level].patchSettings("booking", #"{"\#(name)": \#(text)}"#).status == 200)
      model[level][name] = value
      let values = try await chain[0].settings("booking").json["values"]
      for (name, standard) in [("no_show_after_hours", 24), ("cancel_window_hours", 12)] {
        let expected = model.lazy.compactMap { $0[name] }.first ?? standard
        #expect(values?[name]?.int == expected, "seed \(seed)")
      }
    }
  }

  @Test func limitsHold() throws {
    for (value, fits) in [(1.0, true), (72, true), (12.5, true), (0.5, false), (72.5, false), (1.25, false)] {
      #expect(((try? Limited<CancelWindowHours>(value)) != nil) == fits)
    }
    #expect(try Limited<Percent>(0.57).value == 0.57)
    #expect(throws: Fault.self) { try Limited<Percent>(.nan) }
    for text in ["00:00", "24:00", "06:30"] { #expect(try DayTime(text: text).text == text) }
    for text in ["24:01", "6:30", "06.30", "0６:30", "-1:30", "06:60", ""] {
      #expect(throws: Fault.self) { try DayTime(text: text) }
    }
  }
}
