import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct SettingsTests {
  private func source(_ answer: TestAnswer, _ name: String) -> JSONValue? {
    answer.json["sources"]?.items?.first { $0["name"]?.string == name }
  }

  @Test func defaultsHoldUntilSomebodySaysOtherwise() async throws {
    let gym = try await Gym.make()
    let read = try await gym.settings("booking")
    let values = try #require(read.json["values"])
    #expect(values["opens_hours_before"] == 168 && values["opens_at"] == .null)
    #expect(values["cancel_window_hours"] == 12 && values["no_show_after_hours"] == 24)
    #expect(values["late_cancel_fee"] == ["amount": 1500, "currency": "USD"])
    #expect(values["no_show_fee"] == ["amount": 2500, "currency": "USD"])
    #expect(values["strikes"] == .null && values["waitlist_mode"] == "auto")
    #expect(source(read, "cancel_window_hours")?["origin"] == "default")
    let alerts = try await gym.settings("alerts")
    #expect(
      alerts.json["values"]?["payment_past_due"] == "warn" && alerts.json["values"]?["banned"] == "block")
    let hours = try await gym.settings("hours")
    #expect(hours.json["values"]?["monday"] == [["opens": "06:00", "closes": "22:00"]])
  }

  @Test func aLocationInheritsWhatItDoesNotSet() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    _ = try await chain.patchSettings(
      "booking",
      #"{"cancel_window_hours": 6.5, "waitlist_mode": "hold", "strikes": {"limit": 3, "days": 60}}"#)
    _ = try await north.patchSettings("booking", #"{"waitlist_mode": "broadcast"}"#)
    let read = try await north.settings("booking")
    #expect(read.json["values"]?["cancel_window_hours"] == .number("6.5"))
    #expect(read.json["values"]?["waitlist_mode"] == "broadcast")
    #expect(read.json["values"]?["strikes"] == ["limit": 3, "days": 60])
    let inherited = try #require(source(read, "cancel_window_hours"))
    #expect(inherited["origin"] == "inherited")
    #expect(inherited["organization_id"]?.string == chain.id.uuidString.lowercased())
    #expect(source(read, "waitlist_mode")?["origin"] == "own")
    #expect(source(read, "no_show_fee")?["origin"] == "default")
    // Null is not a value but the end of one.
    let cleared = try await north.patchSettings("booking", #"{"waitlist_mode": null}"#)
    #expect(cleared.json["values"]?["waitlist_mode"] == "hold")
    // A sibling and a stranger have none of it.
    let south = try await Gym.make(parent: chain)
    _ = try await south.patchSettings("booking", #"{"cancel_window_hours": 1}"#)
    #expect(try await north.settings("booking").json["values"]?["cancel_window_hours"] == .number("6.5"))
    #expect(try await Gym.make().settings("booking").json["values"]?["cancel_window_hours"] == 12)
  }

  @Test func whatWasReadBeforeTheChainChangedIsStale() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    let tag = try #require(try await north.settings("booking").headers[.eTag])
    _ = try await chain.patchSettings("booking", #"{"cancel_window_hours": 6}"#)
    let path = "/v1/organizations/\(north.id)/settings/booking"
    let again = try await north.installation.send(
      "GET", path, token: north.owner.token, headers: ["If-None-Match": tag])
    #expect(again.status == 200 && again.json["values"]?["cancel_window_hours"] == 6)
    let stale = try await north.patchSettings("booking", #"{"waitlist_mode": "hold"}"#, ifMatch: tag)
    #expect(stale.status == 412 && stale.headers[.eTag] == again.headers[.eTag])
  }

  @Test func aFeeOfAnotherCurrencyIsNotInherited() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    _ = try await north.send(
      "PATCH", "/v1/organizations/\(north.id)", json: #"{"currency": "EUR"}"#, ifMatch: "*")
    _ = try await chain.patchSettings("booking", #"{"no_show_fee": {"amount": 100, "currency": "USD"}}"#)
    #expect(
      try await north.settings("booking").json["values"]?["no_show_fee"] == [
        "amount": 2500, "currency": "EUR",
      ])
    let refused = try await north.patchSettings(
      "booking", #"{"no_show_fee": {"amount": 100, "currency": "USD"}}"#)
    #expect(refused.faults == ["#/no_show_fee/currency currency_differs"])
  }

  @Test func allFaultsAreToldAtOnce() async throws {
    let gym = try await Gym.make()
    let booking = try await gym.patchSettings(
      "booking",
      #"""
      {"cancel_window_hours": 72.5, "opens_at": "24:01", "late_cancel_tax_percent": 8.123, "strikes": {"limit": 0},
       "late_cancel_fee": {"amount": -1, "currency": "USD"}, "waitlist_mode": "fifo", "no_show_auto_charge": 1, "x": 1}
      """#)
    #expect(
      Set(booking.faults) == [
        "#/cancel_window_hours out_of_range", "#/opens_at invalid_time_of_day",
        "#/late_cancel_tax_percent out_of_range", "#/strikes/limit out_of_range", "#/strikes/days required",
        "#/late_cancel_fee/amount out_of_range", "#/waitlist_mode not_in_list",
        "#/no_show_auto_charge wrong_type",
        "#/x unknown_member",
      ])
    let hours = try await gym.patchSettings(
      "hours",
      #"""
      {"monday": [{"opens": "22:00", "closes": "06:00"}],
       "tuesday": [{"opens": "06:00", "closes": "12:00"}, {"opens": "11:00", "closes": "13:00"}],
       "exceptions": [{"date": "2026-12-25", "hours": []}, {"date": "2026-12-25", "hours": []}]}
      """#)
    #expect(
      Set(hours.faults) == [
        "#/monday/0/closes closes_before_opening", "#/tuesday/1/opens overlaps",
        "#/exceptions/1/date repeated",
      ])
    let order = try await gym.patchSettings("booking", #"{"opens_hours_before": 1}"#)
    #expect(order.faults == ["#/closes_hours_before closes_before_opening"])
    #expect(try await gym.settings("booking").headers[.eTag] == "\"v1\"")
  }

  @Test func theJurisdictionIsTheOrganizationsOwn() async throws {
    let gym = try await Gym.make()
    let changed = try await gym.patchSettings("compliance", #"{"jurisdiction": "UK", "age_of_majority": 16}"#)
    #expect(changed.json["values"]?["jurisdiction"] == "UK")
    #expect(try await gym.send("GET", "/v1/organizations/\(gym.id)").json["jurisdiction"] == "UK")
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    let cleared = try await north.patchSettings("compliance", #"{"jurisdiction": null}"#)
    #expect(cleared.json["values"]?["jurisdiction"] == "US")
    #expect(source(cleared, "jurisdiction")?["origin"] == "inherited")
  }

  @Test func alertsWeighAsTheGymWants() async throws {
    let gym = try await Gym.make()
    let born = "\((Calendar(identifier: .gregorian).component(.year, from: Date())) - 17)-01-01"
    let client = try await gym.client("Ada", "Lovelace", #", "date_of_birth": "\#(born)""#)
    func alerts() async throws -> (String?, [String: String]) {
      let answer = try await gym.send("GET", "/v1/clients/\(client)/alerts")
      let alerts = (answer.json["alerts"]?.items ?? []).map {
        ($0["code"]?.string ?? "", $0["severity"]?.string ?? "")
      }
      return (answer.json["verdict"]?.string, Dictionary(alerts) { $1 })
    }
    var (verdict, found) = try await alerts()
    #expect(verdict == "warn" && found["guardian_missing"] == "warn" && found["photo_missing"] == "info")
    _ = try await gym.patchSettings("alerts", #"{"photo_missing": "off", "first_visit": "block"}"#)
    (verdict, found) = try await alerts()
    #expect(verdict == "block" && found["photo_missing"] == nil && found["first_visit"] == "block")
    _ = try await gym.patchSettings("alerts", #"{"first_visit": null}"#)
    _ = try await gym.patchSettings("compliance", #"{"age_of_majority": 16}"#)
    (verdict, found) = try await alerts()
    #expect(verdict == "allow" && found["guardian_missing"] == nil && found["first_visit"] == "info")
    let search = try await gym.send("GET", "/v1/front-desk/search?q=love")
    #expect(search.data.first?["verdict"] == "allow")
  }

  @Test func mailsBearTheChainsColour() async throws {
    let chain = try await Gym.make()
    let north = try await Gym.make(parent: chain)
    let branded = try await chain.patchSettings(
      "branding", ##"{"color": "#10b981", "reply_to": "desk@example.com"}"##)
    #expect(branded.json["values"]?["text_color"] == "#000000")
    #expect(try await north.send("GET", "/v1/organizations/\(north.id)").json["color"] == "#10b981")
    let mail = try await north.news()
    let rows = try await north.installation.worker.pipeline([
      Door.enterAsOperator(north.id, actor: "test", write: false), MailQueries.load(mail),
    ])
    let stored = try #require(try rows.last?.retyped(as: MailQueries.Stored.self).first())
    #expect(stored.brandColor == "#10b981" && stored.replyTo == "desk@example.com")
  }

  @Test func theExportHasEveryArea() async throws {
    let gym = try await Gym.make()
    _ = try await gym.patchSettings("locations", #"{"visits_paid_by": "visitor"}"#)
    let export = try await gym.settings("export")
    #expect(
      export.json["slug"]?.string == gym.slug && export.json["locations"]?["visits_paid_by"] == "visitor")
    for area in ["booking", "hours", "compliance", "locations", "alerts", "branding"] {
      #expect(try await gym.settings(area).json["values"] == export.json[area])
    }
  }

  /// Two people who have read the same: one is first, the other is told so, whoever it is, and nothing is lost.
  @Test func ofTwoWhoChangeTheSameOneIsFirst() async throws {
    let gym = try await Gym.make()
    var tag = try #require(try await gym.settings("booking").headers[.eTag])
    var written: Set<String> = []
    for round in 0..<200 {
      let seen = tag
      let name = round.isMultiple(of: 2) ? "no_show_tax_percent" : "late_cancel_tax_percent"
      func patch(_ percent: Int) async throws -> TestAnswer {
        // On a busy machine the lock may be waited for in vain, which the answer says: try again.
        for _ in 0..<50 {
          let answer = try await gym.patchSettings(
            "booking", #"{"\#(name)": \#(percent)}"#, ifMatch: seen)
          if answer.status != 503 { return answer }
        }
        throw CancellationError()
      }
      let (low, high) = (1 + round % 49, 51 + round % 49)
      async let first = patch(low)
      async let second = patch(high)
      let answers = try await [first, second]
      let won = try #require(answers.first { $0.status == 200 })
      let lost = try #require(answers.first { $0.status == 412 })
      tag = try #require(won.headers[.eTag])
      #expect(lost.headers[.eTag] == tag && lost.code == "version_mismatch")
      let value = answers[0].status == 200 ? low : high
      #expect(try await gym.settings("booking").json["values"]?[name]?.int == value)
      written.insert(tag)
    }
    #expect(written.count == 200 && tag == "\"v201\"")
  }
}
