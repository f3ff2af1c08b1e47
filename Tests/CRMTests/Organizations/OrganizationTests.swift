import Foundation
import HTTPTypes
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct OrganizationTests {
  @Test func aChangeNeedsTheVersionThatWasSeenAndIsAudited() async throws {
    let gym = try await Gym.make()
    let path = "/v1/organizations/\(gym.id)"
    let read = try await gym.send("GET", path)
    #expect(read.json["address"] == .null && read.json["color"] == .null)
    #expect(read.json["text_color"] == "#ffffff")
    let tag = try #require(read.headers[.eTag])
    let domain = "gym-\(gym.id.uuidString.lowercased()).example.com"
    let json = #"""
      {"name": "Iron Works", "domain": "\#(domain)", "logo_url": "https://example.com/l.png", "time_zone": "Europe/Berlin",
       "address": {"street": "1 Elm", "city": "Salem", "country": "US"}, "color": "#06b6d4"}
      """#
    let changed = try await gym.send("PATCH", path, json: json, ifMatch: tag)
    #expect(changed.status == 200, "\(String(decoding: changed.body, as: UTF8.self))")
    #expect(changed.json["name"] == "Iron Works" && changed.json["domain"]?.string == domain)
    #expect(changed.json["address"]?["city"] == "Salem" && changed.json["address"]?["region"] == .null)
    #expect(changed.json["color"] == "#06b6d4" && changed.json["text_color"] == "#000000")
    let stale = try await gym.send("PATCH", path, json: #"{"name": "X"}"#, ifMatch: tag)
    #expect(stale.status == 412 && stale.headers[.eTag] == changed.headers[.eTag])
    let missing = try await gym.send("PATCH", path, json: #"{"name": "X"}"#)
    #expect(missing.status == 428)
    let cleared = try await gym.send(
      "PATCH", path, json: #"{"logo_url": null, "address": null}"#, ifMatch: "*")
    #expect(cleared.json["logo_url"] == .null && cleared.json["address"] == .null)
    #expect(cleared.json["name"] == "Iron Works")
    let names = try await onAdmin(
      """
      select new_values ->> 'name' as text from audit.audit_logs
      where organization_id = \(gym.id) and entity_type = 'organization' and new_values ? 'name' and action = 'updated'
      """)
    #expect(names == ["Iron Works"])
  }

  @Test func allFaultsOfAChangeAreTold() async throws {
    let gym = try await Gym.make()
    let answer = try await gym.send(
      "PATCH", "/v1/organizations/\(gym.id)",
      json: #"""
        {"name": null, "slug": "-", "domain": "Gym", "logo_url": "http://x", "address": {"town": "Salem"},
         "color": "red", "currency": "XXQ", "settings": {}}
        """#, ifMatch: "*")
    #expect(
      Set(answer.faults) == [
        "#/name wrong_type", "#/slug invalid_slug", "#/domain invalid_domain", "#/logo_url invalid_url",
        "#/address/town unknown_member", "#/color invalid_color", "#/currency unknown_currency",
        "#/settings unknown_member",
      ])
  }

  @Test func theCurrencyStaysOnceThereIsAPrice() async throws {
    let gym = try await Gym.make()
    let path = "/v1/organizations/\(gym.id)"
    #expect(try await gym.send("PATCH", path, json: #"{"currency": "EUR"}"#, ifMatch: "*").status == 200)
    _ = try await gym.installation.worker.pipeline([
      Door.enterAsOperator(gym.id, actor: "test", write: true),
      """
      insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period)
      values (\(UUID()), 'Gold', 'recurring', 100, 'EUR', 'month')
      """,
    ])
    let refused = try await gym.send("PATCH", path, json: #"{"currency": "USD"}"#, ifMatch: "*")
    #expect(refused.status == 409 && refused.code == "currency_in_use")
    #expect(try await gym.send("PATCH", path, json: #"{"currency": "EUR"}"#, ifMatch: "*").status == 200)
  }

  @Test func anOwnerOpensLocationsAndWorksInThem() async throws {
    let chain = try await Gym.make(name: "Chain")
    let opened = try await chain.send(
      "POST", "/v1/organizations",
      json: #"{"name": "Harbour", "parent_organization_id": "\#(chain.id)", "address": {"city": "Salem"}}"#)
    #expect(opened.status == 201, "\(String(decoding: opened.body, as: UTF8.self))")
    let id = try #require(opened.json["id"]?.string)
    let listed = try await chain.send("GET", "/v1/organizations")
    #expect(listed.data.map { $0["name"]?.string } == ["Chain", "Harbour"])
    #expect(listed.data.last?["parent_organization_id"]?.string == chain.id.uuidString.lowercased())
    // From above it is seen in the list; it is worked in by entering it.
    #expect(try await chain.send("GET", "/v1/organizations/\(id)").status == 404)
    let token = try #require(opened.json["session"]?["access_token"]?.string)
    let inside = try await chain.installation.send("GET", "/v1/organizations/\(id)", token: token)
    #expect(inside.json["address"]?["city"] == "Salem")
    let renamed = try await chain.installation.send(
      "PATCH", "/v1/organizations/\(id)", token: token, json: #"{"name": "Old Harbour"}"#,
      headers: ["If-Match": "*"])
    #expect(renamed.json["name"] == "Old Harbour")
    let mine = try await chain.send("GET", "/v1/me/organizations")
    #expect(mine.data.first { $0["id"]?.string == id }?["city"] == "Salem")
    let below = try await chain.installation.send("GET", "/v1/organizations", token: token)
    #expect(below.data.map { $0["name"]?.string } == ["Old Harbour"])
    let staff = try await chain.person(.admin)
    #expect(try await chain.send("GET", "/v1/organizations", as: staff).data.count == 1)
  }

  @Test func nobodyOpensALocationOfSomebodyElsesChain() async throws {
    let gym = try await Gym.make()
    let other = try await Gym.make()
    for parent in [other.id, UUID()] {
      let answer = try await gym.send(
        "POST", "/v1/organizations", json: #"{"name": "X", "parent_organization_id": "\#(parent)"}"#)
      #expect(answer.status == 404 && answer.code == "parent_not_found")
    }
    let admin = try await gym.person(.admin)
    let refused = try await gym.send(
      "POST", "/v1/organizations", as: admin, json: #"{"name": "X", "parent_organization_id": "\#(gym.id)"}"#)
    #expect(refused.status == 404 && refused.code == "parent_not_found")
  }

  @Test func theRollUpCountsEachLocationForItself() async throws {
    let chain = try await Gym.make(name: "Chain")
    let north = try await Gym.make(parent: chain, name: "North")
    let foreign = try await Gym.make()
    _ = try await north.client("Ada", "Lovelace")
    _ = try await north.client("Grace", "Hopper", #", "status": "lead""#)
    _ = try await foreign.client("Not", "Theirs")
    _ = try await north.person(.trainer)
    _ = try await north.person(.member)
    _ = try await north.installation.worker.pipeline([
      Door.enterAsOperator(north.id, actor: "test", write: true),
      """
      insert into crm.events (id, event_type, title, starts_at, ends_at)
      select gen_random_uuid(), 'class', 'Yoga', at, at + interval '1 hour'
      from crm.organizations, unnest(array[0, 1, -1]) day,
        lateral (select (date_trunc('day', now() at time zone time_zone) + day * interval '1 day') at time zone time_zone) t (at)
      """,
    ])
    let path = "/v1/organizations/\(chain.id)/locations"
    let answer = try await chain.send("GET", path)
    #expect(answer.data.map { $0["name"]?.string } == ["Chain", "North"])
    let row = try #require(answer.data.last)
    #expect(row["clients_active"] == 1 && row["staff"] == 2 && row["classes_today"] == 1)
    #expect(answer.data.first?["clients_active"] == 0)
    let refused = try await chain.send("GET", path, as: chain.person(.admin))
    #expect(refused.status == 403 && refused.code == "owner_required")
  }

  @Test(arguments: [
    (Role.owner, NavigationKey.allCases), (.trainer, [.dashboard, .classes, .perform, .people, .forms]),
    (.member, [.dashboard, .classes, .perform]),
  ])
  func theMenuHasWhatOneMayUse(_ role: Role, _ keys: [NavigationKey]) async throws {
    let gym = try await Gym.make()
    _ = try await gym.client("Ada", "Lovelace")
    let answer = try await gym.send("GET", "/v1/me/navigation", as: gym.person(role))
    let items = answer.json["items"]?.items ?? []
    #expect(items.compactMap { $0["key"]?.string } == keys.map(\.rawValue))
    #expect(answer.json["badges"]?["classes_today"] == 0)
    #expect(answer.json["badges"]?["clients_active"] == (role == .member ? .null : 1))
  }
}
