import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

@Suite struct SegmentEvaluationTests {
  private static let leads = #"{"field": "status", "is": "any_of", "value": ["lead"]}"#

  private func changes(_ segment: String, _ query: String = "", in gym: Gym) async throws -> Set<String> {
    let answer = try await gym.send("GET", "/v1/segments/\(segment)/changes?\(query)")
    #expect(answer.status == 200)
    return Set(answer.data.map { "\($0["first_name"]?.string ?? "") \($0["change"]?.string ?? "")" })
  }

  @Test func whoCameAndWhoLeftIsExact() async throws {
    let gym = try await Gym.make()
    let segment = try await gym.segment("Leads", Self.leads)
    let (ada, bob) = (
      try await gym.client("Ada", "A", #", "status": "lead""#),
      try await gym.client("Bob", "B", #", "status": "lead""#)
    )
    let cid = try await gym.client("Cid", "C")
    let first = try #require(try await gym.evaluate(segment))
    #expect((first.status, first.memberCount, first.joined, first.left) == (.evaluated, 2, 2, 0))
    #expect(try await gym.members(segment) == ["Ada", "Bob"])

    // Nobody moves: nothing is written.
    let idle = try #require(try await gym.evaluate(segment))
    #expect((idle.joined, idle.left) == (0, 0))
    let between = try #require(
      try await gym.send("GET", "/v1/segments/\(segment)").json["evaluated_at"]?.string)

    try await gym.derive(ada, "status = 'active'")
    try await gym.derive(cid, "status = 'lead'")
    let second = try #require(try await gym.evaluate(segment))
    #expect((second.memberCount, second.joined, second.left) == (2, 1, 1))
    #expect(try await gym.members(segment) == ["Bob", "Cid"])
    #expect(try await changes(segment, in: gym) == ["Ada joined", "Bob joined", "Cid joined", "Ada left"])
    #expect(try await changes(segment, "change=left", in: gym) == ["Ada left"])
    #expect(try await changes(segment, "at_from=\(between)&change=joined", in: gym) == ["Cid joined"])

    // Who comes back has come twice; who is deleted leaves.
    try await gym.derive(ada, "status = 'lead'")
    #expect(try await gym.send("DELETE", "/v1/clients/\(bob)", ifMatch: "*").status == 204)
    let third = try #require(try await gym.evaluate(segment))
    #expect((third.memberCount, third.joined, third.left) == (2, 1, 1))
    #expect(try await gym.members(segment) == ["Ada", "Cid"])
    let moves = try await gym.send("GET", "/v1/segments/\(segment)/changes").data.compactMap {
      $0["first_name"]?.string
    }
    #expect(moves.filter { $0 == "Ada" }.count == 3)
  }

  @Test func evaluationsAtOnceDoNoHarm() async throws {
    let gym = try await Gym.make()
    let segment = try await gym.segment("Leads", Self.leads)
    for number in 0..<20 { _ = try await gym.client("P\(number)", "L", #", "status": "lead""#) }
    let joined = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<6 { group.addTask { try await gym.evaluate(segment)?.joined ?? -1 } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(joined.sorted() == [0, 0, 0, 0, 0, 20])
    #expect(try await gym.members(segment).count == 20)
  }

  @Test func rulesThatNameWhatIsGoneAreSaidToAndChangeNobody() async throws {
    let gym = try await Gym.make()
    let tag = try await gym.tag("VIP")
    let ada = try await gym.client("Ada", "A")
    try await gym.tag(ada, with: [tag])
    let segment = try await gym.segment("VIPs", #"{"field": "tag", "is": "any_of", "value": ["\#(tag)"]}"#)
    try await gym.evaluate(segment)
    try await gym.tag(ada, with: [])
    #expect(try await gym.send("DELETE", "/v1/tags/\(tag)", ifMatch: "*").status == 204)
    let outcome = try #require(try await gym.evaluate(segment))
    #expect((outcome.status, outcome.memberCount, outcome.left) == (.missingReference, 1, 0))
    let read = try await gym.send("GET", "/v1/segments/\(segment)")
    #expect(read.json["evaluation_status"]?.string == "missing_reference" && read.json["member_count"] == 1)
    #expect(try await gym.members(segment) == ["Ada"])
    // Other rules mend it.
    _ = try await gym.send(
      "PATCH", "/v1/segments/\(segment)", json: #"{"rules": \#(Self.leads)}"#, ifMatch: "*")
    #expect(try await gym.evaluate(segment)?.status == .evaluated)
    #expect(try await gym.members(segment) == [])
  }

  @Test func whoIsErasedWasNeverThere() async throws {
    let gym = try await Gym.make()
    let segment = try await gym.segment("Leads", Self.leads)
    let ada = try await gym.client("Ada", "A", #", "status": "lead""#)
    try await gym.evaluate(segment)
    let erasure = try await gym.erasure(of: ada)
    _ = try await gym.send("POST", "/v1/privacy/erasures/\(erasure)/approval")
    #expect(try await gym.erase(erasure))
    #expect(try await changes(segment, in: gym).isEmpty)
    #expect(try await gym.evaluate(segment)?.memberCount == 0)
  }

  @Test func aSegmentThatIsGoneIsNoFailure() async throws {
    let gym = try await Gym.make()
    #expect(try await gym.evaluate(UUID().uuidString) == nil)
  }

  @Test func eachNightWhatIsActiveAndOfYesterdayIsEvaluated() async throws {
    let workshop = try await Workshop.make()
    let names = ["fresh", "stale", "new", "retired"]
    let ids = names.map { _ in UUID() }
    try await workshop.enqueue(
      zip(names, ids).map { name, id in
        """
        insert into crm.segments (id, name, rules, is_active)
        values (\(id), \(name), '{"field": "gender", "is": "unknown"}', \(name != "retired"))
        """
      } + [
        """
        update crm.segments set evaluation_status = 'evaluated', member_count = 7, evaluated_at =
          case name when 'stale' then now() - interval '1 day' else now() end
        where name in ('fresh', 'stale')
        """,
        """
        insert into crm.client_organizations (id, first_name, last_name, sort_name) values (\(UUID()), 'A', 'B', 'b a')
        """,
      ])
    var jobs = JobList()
    try SegmentJobs.add(to: &jobs)
    _ = try await workshop.database.pipeline([try SegmentJobs.evaluateEveryGym.enqueue(UUID(), NoPayload())])
    try await workshop.work(
      jobs,
      until:
        "select exists (select from jobs.jobs where kind = 'segments.evaluate_gym' and state in ('succeeded', 'dead'))"
    )
    let found = try await workshop.value(
      "(select string_agg(name || ' ' || coalesce(member_count::text, 'never'), ', ' order by name) from crm.segments)",
      as: String.self)
    #expect(found == "fresh 7, new 1, retired never, stale 1")
    #expect(
      try await workshop.value(
        "(select result::text from jobs.jobs where kind = 'segments.evaluate_gym')", as: String.self)
        == #"{"count": 2, "timed_out": []}"#)
  }

  @Test func aSegmentThatTakesTooLongHoldsUpNoOther() async throws {
    let workshop = try await Workshop.make()
    let slow = try #require(UUID(uuidString: "00000000-0000-7000-8000-000000000001"))
    try await workshop.enqueue(
      [(slow, "slow"), (UUID(), "second"), (UUID(), "third")].map { id, name in
        """
        insert into crm.segments (id, name, rules) values (\(id), \(name), '{"field": "visit_count", "is": "at_least", "value": 0}')
        """
      } + [
        """
        insert into crm.client_organizations (id, first_name, last_name, sort_name) values (\(UUID()), 'A', 'B', 'b a')
        """
      ])
    // What PostgreSQL raises when a statement has run for too long.
    try await onDatabaseThread(url: workshop.admin) {
      try $0.execute(
        """
        create function public.take_too_long() returns trigger language plpgsql as $$
        begin
          raise exception 'canceling statement due to statement timeout' using errcode = '57014';
        end
        $$;
        create trigger take_too_long before update on crm.segments for each row when (new.name = 'slow')
          execute function public.take_too_long()
        """)
    }
    var jobs = JobList()
    try SegmentJobs.add(to: &jobs)
    _ = try await workshop.database.pipeline([try SegmentJobs.evaluateEveryGym.enqueue(UUID(), NoPayload())])
    try await workshop.work(
      jobs,
      until: """
        exists (select from jobs.jobs where kind = 'segments.evaluate_gym' and attempts > 0 and state <> 'running')
        """
    )
    #expect(
      try await workshop.value(
        "(select string_agg(name || ' ' || coalesce(member_count::text, 'never'), ', ' order by name) from crm.segments)",
        as: String.self) == "second 1, slow never, third 1")
    #expect(
      try await workshop.value(
        "(select state || ' ' || result::text from jobs.jobs where kind = 'segments.evaluate_gym')",
        as: String.self)
        == #"succeeded {"count": 3, "timed_out": ["00000000-0000-7000-8000-000000000001"]}"#)
  }
}
