import Foundation
import Postgres
import Testing

@testable import CRM
@testable import Web

/// Organizations and memberships in step with WorkOS, in both directions.
@Suite(.serialized) struct WorkOSSyncTests {
  /// A gym that is known on both sides, with somebody who signed in.
  private func linked() async throws -> (kit: WorkOSKit, organization: String, user: String) {
    let kit = try await WorkOSKit.make()
    try await kit.work(readingEvents: true)
    let gym = kit.workshop.gym.uuidString.lowercased()
    let organization = try await kit.api("GET", "/organizations/external_id/\(gym)")
    let user = try await kit.user()
    #expect(try await kit.signIn(user).status == 200)
    return (kit, try #require(organization["id"]?.string), user)
  }

  private func member(_ kit: WorkOSKit, _ subject: String, _ change: String) async throws {
    let gym = kit.workshop.gym
    _ = try await kit.workshop.database.pipeline([
      Door.enterAsOperator(gym, actor: "test", write: true),
      """
      select private.operator_add_person(\(gym), i.user_id, \(change), null, false)
      from (select (\(try await userID(kit, subject)))::uuid) i (user_id)
      """,
    ])
  }

  private func userID(_ kit: WorkOSKit, _ subject: String) async throws -> UUID {
    try await kit.workshop.value("(select user_id from private.identities where subject = \(subject))")
  }

  @Test func whatChangesHereIsTold() async throws {
    let (kit, organization, user) = try await linked()
    let gym = kit.workshop.gym
    #expect(try await kit.memberships(organization).isEmpty)
    try await member(kit, user, "trainer")
    try await kit.work()
    #expect(try await kit.memberships(organization) == ["\(user) trainer active"])
    try await member(kit, user, "admin")
    try await kit.work()
    #expect(try await kit.memberships(organization) == ["\(user) admin active"])

    let id = try await userID(kit, user)
    _ = try await kit.workshop.database.pipeline([
      Door.enterAsOperator(gym, actor: "test", write: true),
      "update crm.user_organizations set left_at = now() where user_id = \(id)",
      "update crm.organizations set name = 'Renamed' where id = \(gym)",
    ])
    try await kit.work()
    #expect(try await kit.memberships(organization).isEmpty)
    #expect(try await kit.api("GET", "/organizations/\(organization)")["name"]?.string == "Renamed")
    try await member(kit, user, "staff")
    try await kit.work()
    #expect(try await kit.memberships(organization) == ["\(user) staff active"])
    // Its own events come back, and there is nothing more to do.
    let calls = try await kit.calls().count
    try await kit.work(readingEvents: true)
    #expect(try await kit.calls().count == calls)
    #expect(try await kit.people() == ["\(user) staff"])
  }

  @Test func whatChangesThereHappensHere() async throws {
    let (kit, organization, user) = try await linked()
    let membership = try await kit.membership(user, organization, "owner")
    let path = "/user_management/organization_memberships/\(membership)"
    try await kit.work(readingEvents: true)
    #expect(try await kit.people() == ["\(user) admin"], "owners are made here alone")
    let session = try await kit.signIn(user)
    #expect(session.json["organization"]?["role"]?.string == "admin")
    _ = try await kit.api("PUT", path, ["role_slug": "coach"])
    try await kit.work(readingEvents: true)
    #expect(try await kit.people() == ["\(user) member"], "an unknown role is the least")
    #expect(try await kit.memberships(organization) == ["\(user) coach active"], "and stays there what it is")
    _ = try await kit.api("PUT", "\(path)/deactivate")
    try await kit.work(readingEvents: true)
    #expect(try await kit.people() == ["\(user) member left"])
    #expect(try await kit.get("/v1/organizations/\(kit.workshop.gym)", session).status == 404)
    _ = try await kit.api("PUT", "\(path)/reactivate")
    _ = try await kit.api("PUT", path, ["role_slug": "trainer"])
    try await kit.work(readingEvents: true)
    #expect(try await kit.people() == ["\(user) trainer"])
    _ = try await kit.api("DELETE", path)
    _ = try await kit.api("PUT", "/organizations/\(organization)", ["name": "From there"])
    try await kit.work(readingEvents: true)
    #expect(try await kit.people() == ["\(user) trainer left"])
    #expect(
      try await kit.workshop.value("(select name from crm.organizations where id = \(kit.workshop.gym))")
        == "From there")
    let actors = try await kit.workshop.value(
      "(select string_agg(distinct actor, ',') from audit.audit_logs where new_values ? 'left_at')",
      as: String.self)
    #expect(actors == "workos")

    // Whoever is deleted there is out everywhere.
    let again = try await kit.signIn(user)
    #expect(again.status == 200)
    _ = try await kit.api("DELETE", "/user_management/users/\(user)")
    try await kit.work(readingEvents: true)
    #expect(try await kit.get("/v1/me", again).code == "session_revoked")
    #expect(try await kit.get("/v1/me", session).code == "session_revoked")
  }

  @Test func anOwnerIsNotRemovedFromOutside() async throws {
    let (kit, organization, user) = try await linked()
    try await member(kit, user, "owner")
    try await kit.work()
    #expect(try await kit.memberships(organization) == ["\(user) owner active"])
    let list = try await kit.api(
      "GET", "/user_management/organization_memberships?user_id=\(user)")["data"]?.items
    let id = try #require(list?.first?["id"]?.string)
    _ = try await kit.api("PUT", "/user_management/organization_memberships/\(id)", ["role_slug": "member"])
    _ = try await kit.api("DELETE", "/user_management/organization_memberships/\(id)")
    for webhook in try await kit.webhooks() { #expect(try await kit.deliver(webhook).status == 204) }
    #expect(try await kit.people() == ["\(user) owner"])
  }

  @Test func whoBelongedThereBeforeBelongsHereOnceKnown() async throws {
    let kit = try await WorkOSKit.make()
    let organization = try await kit.organization(external: kit.workshop.gym)
    let user = try await kit.user()
    _ = try await kit.membership(user, organization, "staff")
    // The organization is found there by our id, and its memberships are read.
    try await kit.work(readingEvents: true)
    #expect(try await kit.people().isEmpty)
    let session = try await kit.signIn(user)
    #expect(session.json["organization"]?["role"]?.string == "staff")
    #expect(try await kit.people() == ["\(user) staff"])
    try await kit.work()
    #expect(try await kit.memberships(organization) == ["\(user) staff active"])
    #expect(
      try await kit.calls().filter { $0.contains("organization_memberships") }.count == 1, "the test's own")
  }

  @Test func whatIsThereAlreadyIsTakenForOurs() async throws {
    let (kit, organization, user) = try await linked()
    // No event has come yet.
    _ = try await kit.membership(user, organization, "staff")
    try await member(kit, user, "staff")
    try await kit.work()
    #expect(try await kit.memberships(organization) == ["\(user) staff active"])
    #expect(
      try await kit.workshop.value(
        "(select count(*)::int from jobs.jobs where state = 'dead' or error is not null)") == 0)
  }

  @Test func aPushIsTriedAgainWhenWorkOSIsDown() async throws {
    let (kit, organization, user) = try await linked()
    for fault in ["down", "not_json", "unauthorized"] {
      try await kit.set(fault: fault)
      try await member(kit, user, fault == "not_json" ? "staff" : "trainer")
      var jobs = JobList()
      try WorkOSJobs(kit.configuration, logger: Workshop.quiet).add(to: &jobs)
      try await kit.workshop.work(
        jobs,
        until:
          "exists (select from jobs.jobs where kind = 'workos.push' and state = 'queued' and error is not null)"
      ) { $0.clock = { Date(timeIntervalSince1970: 1_000_000_000) } }
      try await kit.set(fault: nil)
      try await kit.execute("update jobs.jobs set run_at = now() where state = 'queued' returning 1 as one")
      try await kit.work()
      #expect(try await kit.memberships(organization).count == 1, "\(fault)")
    }
  }

  /// Everything that can be told of a gym, as webhooks in any order and number, and as the list of events.
  @Test func webhooksInAnyOrderAreTheListOfEvents() async throws {
    var states: [Set<String>] = []
    for seed in 0..<3 as Range<UInt64> {
      let (kit, organization, _) = try await linked()
      var users: [String] = []
      for index in 0..<4 {
        let user = try await kit.user()
        #expect(try await kit.signIn(user).status == 200)
        users.append(user)
        let id = try await kit.membership(user, organization, "staff")
        let path = "/user_management/organization_memberships/\(id)"
        if index > 0 { _ = try await kit.api("PUT", path, ["role_slug": "trainer"]) }
        if index > 1 { _ = try await kit.api("PUT", "\(path)/deactivate") }
        if index == 2 { _ = try await kit.api("PUT", "\(path)/reactivate") }
        if index == 3 { _ = try await kit.api("DELETE", path) }
      }
      _ = try await kit.api("PUT", "/organizations/\(organization)", ["name": "First"])
      _ = try await kit.api("PUT", "/organizations/\(organization)", ["name": "Second"])
      var webhooks = try await kit.webhooks()
      if seed == 0 {
        try await kit.work(readingEvents: true)
        let result = try await kit.workshop.value(
          "(select (result ->> 'events')::int from jobs.jobs where kind = 'workos.catch_up' order by created_at desc limit 1)",
          as: Int.self)
        #expect(result > 10)
      } else {
        var random = SeededRandom(seed: seed)
        webhooks = (webhooks + webhooks + webhooks).shuffled(using: &random)
        let all = webhooks
        try await withThrowingTaskGroup(of: Int.self) { group in
          for part in 0..<4 {
            group.addTask {
              var done = 0
              for index in stride(from: part, to: all.count, by: 4) {
                let answer = try await kit.deliver(all[index])
                #expect(answer.status == 204, "\(String(decoding: answer.body, as: UTF8.self))")
                done += 1
              }
              return done
            }
          }
          try await group.waitForAll()
        }
      }
      // The other way changes nothing any more.
      let before = try await kit.people()
      if seed == 0 {
        for webhook in webhooks { #expect(try await kit.deliver(webhook).status == 204) }
      } else {
        try await kit.work(readingEvents: true)
      }
      #expect(try await kit.people() == before)
      let name = try await kit.workshop.value(
        "(select name from crm.organizations where id = \(kit.workshop.gym))", as: String.self)
      // By number instead of by id, so that three environments compare. Who was told to have left before they came has
      // left no trace.
      states.append(
        Set(
          before.filter { !$0.hasSuffix(" left") }.map { line in
            users.enumerated().reduce(line) { $0.replacing($1.element, with: "user \($1.offset)") }
          } + [name]))
    }
    #expect(states.allSatisfy { $0 == states.first })
    #expect(
      states.first == [
        "user 0 staff", "user 1 trainer", "user 2 trainer", "Second",
      ])
  }

  @Test func theListIsReadFromWhereItWasLeft() async throws {
    let (kit, organization, user) = try await linked()
    // Two pages and a bit.
    let id = try await kit.membership(user, organization, "staff")
    for index in 0..<210 {
      _ = try await kit.api(
        "PUT", "/user_management/organization_memberships/\(id)",
        ["role_slug": .string(index % 2 == 0 ? "trainer" : "admin")])
    }
    try await kit.work(readingEvents: true)
    #expect(try await kit.people() == ["\(user) admin"])
    let cursor: String = try await kit.workshop.value("(select cursor from private.workos_environments)")
    let webhooks = try await kit.webhooks()
    #expect(webhooks.last?.body.contains(cursor) == true)
    try await kit.work(readingEvents: true)
    let counts = try await kit.workshop.value(
      "(select string_agg(result ->> 'events', ',' order by created_at) from jobs.jobs where kind = 'workos.catch_up')",
      as: String.self)
    #expect(counts.hasSuffix(",0"))
  }
}

/// Numbers that are the same for a seed (SplitMix64).
private struct SeededRandom: RandomNumberGenerator {
  var seed: UInt64

  mutating func next() -> UInt64 {
    seed &+= 0x9E37_79B9_7F4A_7C15
    var mixed = seed
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
