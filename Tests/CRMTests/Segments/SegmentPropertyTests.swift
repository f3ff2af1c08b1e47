import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Random rules over random clients, from fixed seeds.
@Suite struct SegmentPropertyTests {
  private static let genders = ["female", "Female", "male", "nichtbinär", "NICHTBINÄR"]
  private static let cities = ["Berlin", "BERLIN", "Köln", "köln", "New York", "o'Fallon\"; --"]

  @Test(arguments: 1...4) func theDatabaseJudgesAsSwiftDoes(seed: UInt64) async throws {
    var random = SeededGenerator(state: seed)
    let gym = try await Gym.make()
    let tags = (0..<4).map { _ in UUID() }
    let plans = (0..<3).map { _ in UUID() }
    let clients = (0..<200).map { _ in SegmentPropertyTests.client(tags, plans, &random) }
    try await SegmentPropertyTests.store(clients, tags, plans, in: gym)
    let caller = Caller(session: gym.owner.session, user: gym.owner.user, organization: gym.id)
    let door = try Door.enter(caller, needs: .member, write: false, requestID: "test")
    var partial = 0
    for number in 0..<80 {
      var leaves = Int.random(in: 1...12, using: &random)
      let json = SegmentPropertyTests.rule(depth: 5, &leaves, tags, plans, &random)
      let rules = try segmentRules(json)
      let stored = try JSONDecoder().decode(SegmentRules.self, from: Data(JSONWriter.text(rules).utf8))
      #expect(stored == rules, "seed \(seed), tree \(number): \(json)")
      let rows = try await gym.installation.database.pipeline([
        door, SegmentQueries.ids(rules, at: SegmentModel.now),
      ])
      let found = try #require(rows.last).retyped(as: UUID.self).decoded()
      let expected = clients.filter { !$0.isDeleted && $0.fulfils(rules.root) }.map(\.id)
      #expect(
        Set(found) == Set(expected) && found.count == expected.count, "seed \(seed), tree \(number): \(json)")
      partial += found.isEmpty || found.count == clients.filter { !$0.isDeleted }.count ? 0 : 1
    }
    // Rules that find all or nobody would prove little.
    #expect(partial >= 40)
  }

  @Test(arguments: 1...6) func whateverIsSentIsReadOrRefused(seed: UInt64) async throws {
    var random = SeededGenerator(state: 1_000 + seed)
    let gym = try await Gym.make()
    var refused = 0
    for number in 0..<60 {
      var leaves = 6
      let json = SegmentPropertyTests.broken(
        SegmentPropertyTests.rule(depth: 5, &leaves, [UUID()], [UUID()], &random), &random)
      let answer = try await gym.send("POST", "/v1/segments/preview", json: #"{"rules": \#(json)}"#)
      #expect(
        [200, 400, 422].contains(answer.status), "seed \(seed), \(number): \(answer.status) for \(json)")
      refused += answer.status == 200 ? 0 : 1
    }
    #expect(refused > 30)
  }

  // Clients.

  private static func client(_ tags: [UUID], _ plans: [UUID], _ random: inout SeededGenerator) -> SegmentModel
  {
    func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &random) ? value : nil }
    let births = [
      "2004-02-29", "1980-02-28", "1980-03-01", "2000-12-31", "1999-01-01", "2026-02-28", "2012-02-29",
    ]
    return SegmentModel(
      id: UUID(), status: ClientStatus.allCases.randomElement(using: &random)?.rawValue ?? "active",
      membershipStatus: MembershipStatus.allCases.randomElement(using: &random).flatMap {
        maybe($0.rawValue)
      },
      gender: genders.randomElement(using: &random).flatMap { maybe($0) },
      city: cities.randomElement(using: &random).flatMap { maybe($0) },
      birth: births.randomElement(using: &random).flatMap { maybe($0) }.flatMap { LocalDate($0) },
      joined: LocalDate(
        year: Int.random(in: 2024...2026, using: &random), month: Int.random(in: 1...3, using: &random),
        day: Int.random(in: 1...28, using: &random)
      ).flatMap { maybe($0) },
      // Whole seconds on both sides of the gym's midnight.
      lastVisit: maybe(
        SegmentModel.now.addingTimeInterval(-Double(Int.random(in: 0...(40 * 86_400), using: &random)))),
      visits: Int.random(in: 0...30, using: &random), hasEmail: Bool.random(using: &random),
      hasPhone: Bool.random(using: &random), isHome: Bool.random(using: &random),
      tags: Set(tags.filter { _ in Bool.random(using: &random) }),
      plans: Set(plans.filter { _ in Int.random(in: 0...2, using: &random) == 0 }),
      isDeleted: Int.random(in: 0...9, using: &random) == 0)
  }

  /// Past triggers and foreign keys: visits and standings are nobody's to write.
  private static func store(_ clients: [SegmentModel], _ tags: [UUID], _ plans: [UUID], in gym: Gym)
    async throws
  {
    let tagged = clients.flatMap { client in client.tags.map { (client.id, $0) } }
    let held = clients.flatMap { client in client.plans.map { (client.id, $0) } }
    let organization = gym.id
    try await onDatabaseThread(url: gym.installation.admin) { connection in
      try connection.execute("set session_replication_role = replica")
      _ = try connection.rows(
        """
        insert into crm.client_organizations (organization_id, id, first_name, last_name, sort_name, status, membership_status,
          gender, address, date_of_birth, joined_on, last_visit_at, visit_count, email, email_key, phone, is_home, deleted_at)
        select \(organization), n.id, 'A', 'B', 'b a', status, membership_status, gender,
          case when city is not null then jsonb_build_object('city', city) end, birth::date, joined::date, visit, visits,
          case when has_email then n.id || '@x' end, case when has_email then n.id || '@x' end,
          case when has_phone then '1' end, is_home, case when is_deleted then now() end
        from unnest(\(clients.map(\.id)), \(clients.map(\.status)), \(clients.map(\.membershipStatus)),
          \(clients.map(\.gender)), \(clients.map(\.city)), \(clients.map { $0.birth?.text }),
          \(clients.map { $0.joined?.text }), \(clients.map(\.lastVisit)), \(clients.map(\.visits)),
          \(clients.map(\.hasEmail)), \(clients.map(\.hasPhone)), \(clients.map(\.isHome)), \(clients.map(\.isDeleted)))
          as n(id, status, membership_status, gender, city, birth, joined, visit, visits, has_email, has_phone, is_home,
            is_deleted)
        """)
      _ = try connection.rows(
        """
        insert into crm.taggables (organization_id, id, tag_id, taggable_type, taggable_id)
        select \(organization), gen_random_uuid(), n.tag, 'client', n.client
        from unnest(\(tagged.map { $0.0 }), \(tagged.map { $0.1 })) n(client, tag)
        """)
      // What has ended does not count, however often it was sold.
      _ = try connection.rows(
        """
        insert into crm.memberships (organization_id, id, client_id, membership_plan_id, start_date, status)
        select \(organization), gen_random_uuid(), n.client, n.plan, date '2026-01-01', s.status
        from unnest(\(held.map { $0.0 }), \(held.map { $0.1 })) n(client, plan), unnest('{paused,active,expired}'::text[]) s (status)
        union all
        select \(organization), gen_random_uuid(), c.client, \(plans.first), date '2026-01-01', 'cancelled'
        from unnest(\(clients.map(\.id))) c (client)
        """)
    }
  }

  // Rules.

  private static func rule(
    depth: Int, _ leaves: inout Int, _ tags: [UUID], _ plans: [UUID], _ random: inout SeededGenerator
  ) -> String {
    guard depth > 1, leaves > 1 else {
      leaves -= 1
      return condition(tags, plans, &random)
    }
    switch Int.random(in: 0...5, using: &random) {
    case 0: return #"{"not": \#(rule(depth: depth - 1, &leaves, tags, plans, &random))}"#
    case 1:
      leaves -= 1
      return condition(tags, plans, &random)
    case let kind:
      var rules: [String] = []
      for _ in 0..<Int.random(in: 1...4, using: &random) where leaves > 0 || rules.isEmpty {
        rules.append(rule(depth: depth - 1, &leaves, tags, plans, &random))
      }
      return #"{"\#(kind.isMultiple(of: 2) ? "all" : "any")": [\#(rules.joined(separator: ", "))]}"#
    }
  }

  private static func condition(_ tags: [UUID], _ plans: [UUID], _ random: inout SeededGenerator) -> String {
    let field = SegmentField.allCases.randomElement(using: &random) ?? .status
    let comparison = field.comparisons.randomElement(using: &random) ?? .known
    let start = #"{"field": "\#(field.rawValue)", "is": "\#(comparison.rawValue)""#
    guard comparison.takesValue else { return start + "}" }
    return start + #", "value": \#(value(of: field, tags, plans, &random))}"#
  }

  private static func value(
    of field: SegmentField, _ tags: [UUID], _ plans: [UUID], _ random: inout SeededGenerator
  ) -> String {
    func some(_ words: [String]) -> String {
      let count = Int.random(in: 1...3, using: &random)
      let list = (0..<count).compactMap { _ in words.randomElement(using: &random) }
      return (try? JSONWriter.text(list)) ?? "[]"
    }
    switch field {
    case .status: return some(ClientStatus.allCases.map(\.rawValue))
    case .membershipStatus: return some(MembershipStatus.allCases.map(\.rawValue))
    case .displayStatus: return some(DisplayStatus.allCases.map(\.rawValue))
    case .gender: return some(genders)
    case .city: return some(cities)
    case .age: return String([0, 13, 14, 21, 22, 26, 27, 45, 46].randomElement(using: &random) ?? 0)
    case .birthdayInDays: return String([0, 1, 2, 30, 306, 307, 365].randomElement(using: &random) ?? 0)
    case .joinedDaysAgo: return String(Int.random(in: 0...800, using: &random))
    case .lastVisitDaysAgo: return String(Int.random(in: 0...41, using: &random))
    case .visitCount: return String(Int.random(in: 0...31, using: &random))
    case .joinedOn:
      return "\"202\(Int.random(in: 4...6, using: &random))-02-\(Int.random(in: 10...28, using: &random))\""
    case .hasEmail, .hasPhone, .isHome: return String(Bool.random(using: &random))
    case .tag: return some(tags.map(\.uuidString))
    case .plan: return some(plans.map(\.uuidString))
    }
  }

  /// The text with something in it that does not belong there.
  private static func broken(_ json: String, _ random: inout SeededGenerator) -> String {
    let words = [
      "null", "-1", "1e400", "99999999999999999999", "0.5", "[]", "{}", "\"\"", "\"\\u0000\"",
      "\"' or true --\"", "true",
      "[[[[[[[[[[1]]]]]]]]]]", #"{"all": []}"#, #"{"field": "notes", "is": "any_of", "value": ["x"]}"#,
      #"{"field": "medical", "is": "known"}"#, #"{"not": {"not": {"not": {"not": {"not": {"all": [1]}}}}}}"#,
    ]
    let pieces = [
      "any_of", "\"value\"", "\"is\"", "\"field\"", "all", "any", "[", "]", "{", "}", ":", ",", "\"",
    ]
    let piece = pieces.filter(json.contains).randomElement(using: &random) ?? "{"
    guard let range = json.ranges(of: piece).randomElement(using: &random) else { return "null" }
    return json.replacingCharacters(in: range, with: words.randomElement(using: &random) ?? "null")
  }
}
