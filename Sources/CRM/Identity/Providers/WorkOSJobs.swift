import Foundation
import Logging
import Postgres
import Web

/// Keeps WorkOS and this installation in step: what changes here is told there, and what happened there while no webhook
/// came through is read from its list of events.
struct WorkOSJobs: Sendable {
  struct RevokedSession: Codable, Sendable {
    let session: String
  }

  /// Both are written by triggers, in the transaction of their cause.
  static let revokeSession = JobKind<RevokedSession>("workos.revoke_session", attempts: 20)
  static let push = JobKind<NoPayload>("workos.push", attempts: 20)
  static let catchUp = JobKind<NoPayload>("workos.catch_up", attempts: 3)

  private static let pageSize = 100
  /// As many events as nobody has in five minutes; what is left is read by the next one.
  private static let mostPages = 500

  private let client: WorkOSClient
  private let logger: Logger
  private var issuer: String { client.configuration.issuer }

  init(_ configuration: WorkOSConfiguration, logger: Logger) {
    client = WorkOSClient(configuration)
    self.logger = logger
  }

  func add(to jobs: inout JobList) throws {
    jobs.add(WorkOSJobs.revokeSession) { run in
      let (status, body) = try await client.send(
        "POST", "/user_management/sessions/revoke", ["session_id": .string(run.payload.session)])
      // 400 and 404: there is none any more.
      guard (200..<300).contains(status) || [400, 404].contains(status) else {
        throw ProviderClient.refusal(body)
      }
      return nil
    }
    jobs.add(WorkOSJobs.push, pushOrganization)
    jobs.add(WorkOSJobs.catchUp, readEvents)
    jobs.schedule(WorkOSJobs.catchUp, "catch up with WorkOS", try CronRule("*/5 * * * *", in: .gmt))
  }

  // From here to WorkOS.

  private func pushOrganization(_ run: JobRun<NoPayload>) async throws -> JSON? {
    let issuer = issuer
    let found = try await run.transaction(write: false) { tx in
      try await tx.rows(WorkOSQueries.organization(issuer), as: WorkOSQueries.OwnOrganization.self).first()
    }
    guard let own = found, !own.isDeleted else { return nil }
    let workOSID = try await organization(own, run)
    let changes = try await run.transaction(write: false) { tx in
      try await tx.rows(WorkOSQueries.changes(issuer), as: WorkOSQueries.Change.self).decoded()
    }
    for (index, change) in changes.enumerated() {
      try await run.report("memberships", done: index, of: changes.count)
      try await push(change, workOSID, run)
    }
    return nil
  }

  /// Its id at WorkOS, where it is made or renamed if need be.
  private func organization(_ own: WorkOSQueries.OwnOrganization, _ run: JobRun<NoPayload>) async throws
    -> String
  {
    if let id = own.workosID {
      if own.name != own.workosName {
        try await keep(
          try await client.object("PUT", "/organizations/\(id)", ["name": .string(own.name)]), own, run)
      }
      return id
    }
    let ours = own.organizationID.uuidString.lowercased()
    let (status, body) = try await client.send(
      "POST", "/organizations", ["name": .string(own.name), "external_id": .string(ours)],
      key: "organization-\(ours)")
    if status == 201 || status == 200 { return try await keep(body, own, run) }
    // Made before, by a try whose answer never came or by somebody there.
    let existing = try await client.send("GET", "/organizations/external_id/\(ours)")
    guard existing.status == 200 else { throw ProviderClient.refusal(body) }
    let id = try await keep(existing.body, own, run)
    try await readMemberships(id, run)
    return id
  }

  @discardableResult
  private func keep(_ body: JSONValue, _ own: WorkOSQueries.OwnOrganization, _ run: JobRun<NoPayload>)
    async throws -> String
  {
    guard let id = body["id"]?.stringValue, WorkOSEvent.isName(id), let name = body["name"]?.stringValue,
      let text = body["updated_at"]?.stringValue, let changed = try? Date(text, strategy: WorkOSTime.exact)
    else { throw Problem(.providerAnswerInvalid) }
    _ = try await run.transaction { tx in
      try await tx.execute(WorkOSQueries.keep(own.organizationID, id, name, changed))
    }
    return id
  }

  /// Who belonged to it there already is told as if it happened now.
  private func readMemberships(_ organization: String, _ run: JobRun<NoPayload>) async throws {
    var after: String?
    repeat {
      let page = try await list(
        "/user_management/organization_memberships",
        [
          ("organization_id", organization), ("statuses", "active,inactive,pending"),
          ("limit", String(WorkOSJobs.pageSize)), ("after", after),
        ])
      for membership in page.items.compactMap(WorkOSMembership.init) {
        let changed = membership.json["updated_at"]?.stringValue ?? ""
        _ = try await run.database.pipeline([
          WorkOSQueries.apply(
            id: "read \(membership.id.prefix(200)) \(changed)", .membershipUpdated, membership.json, issuer)
        ])
      }
      after = page.after == after ? nil : page.after
    } while after != nil
  }

  private func push(_ change: WorkOSQueries.Change, _ organization: String, _ run: JobRun<NoPayload>)
    async throws
  {
    let path = "/user_management/organization_memberships"
    guard let id = change.membershipID else {
      guard let role = change.role else { return }
      let (status, body) = try await client.send(
        "POST", path,
        [
          "user_id": .string(change.workosUserID), "organization_id": .string(organization),
          "role_slug": .string(role),
        ], key: "\(run.job.id.uuidString)-\(change.workosUserID)")
      if (200..<300).contains(status) { return try await keep(membership: body, run) }
      let existing = try await list(
        path,
        [
          ("organization_id", organization), ("user_id", change.workosUserID),
          ("statuses", "active,inactive,pending"),
        ])
      guard let first = existing.items.first else { throw ProviderClient.refusal(body) }
      return try await keep(membership: first, run)
    }
    guard let role = change.role else {
      let (status, body) = try await client.send("DELETE", "\(path)/\(id)")
      guard (200..<300).contains(status) || status == 404 else { throw ProviderClient.refusal(body) }
      let gone: JSONValue = [
        "id": .string(id), "organization_id": .string(organization),
        "user_id": .string(change.workosUserID), "role": ["slug": .string(change.membershipRole ?? "member")],
        "status": "deleted", "updated_at": .string(WorkOSTime.text(Date())),
      ]
      return try await run.transaction { tx in
        try await tx.execute(WorkOSQueries.keep(membership: gone, status: "deleted"))
      }
    }
    if change.membershipStatus == "inactive" {
      try await keep(membership: try await client.object("PUT", "\(path)/\(id)/reactivate"), run)
    }
    if change.membershipRole != role {
      try await keep(
        membership: try await client.object("PUT", "\(path)/\(id)", ["role_slug": .string(role)]), run)
    }
  }

  private func keep(membership body: JSONValue, _ run: JobRun<NoPayload>) async throws {
    guard let membership = WorkOSMembership(body) else { throw Problem(.providerAnswerInvalid) }
    _ = try await run.transaction { tx in
      try await tx.execute(WorkOSQueries.keep(membership: membership.json))
    }
  }

  // From WorkOS to here.

  private func readEvents(_ run: JobRun<NoPayload>) async throws -> JSON? {
    let issuer = issuer
    let entered = try await run.transaction { tx in
      let entered = try await tx.rows(WorkOSQueries.enter(issuer), as: WorkOSQueries.Entered.self).first()
      if entered?.isNew == true {
        let push = WorkOSJobs.push
        try await tx.execute(
          "select jobs.enqueue_for_each(\(push.name), \(push.priority.rawValue)::int, \(push.attempts)::int)")
      }
      try await tx.execute("select private.clean_workos_events()")
      return entered
    }
    guard let entered else { return nil }
    var cursor = entered.cursor
    var applied = 0
    let kinds = WorkOSEvent.Kind.allCases.map(\.rawValue).joined(separator: ",")
    for page in 0..<WorkOSJobs.mostPages {
      try await run.report("events", done: page, of: nil)
      let list = try await list(
        "/events",
        [
          ("events", kinds), ("order", "asc"), ("limit", String(WorkOSJobs.pageSize)), ("after", cursor),
          ("range_start", cursor == nil ? WorkOSTime.text(entered.since) : nil),
        ])
      for item in list.items { applied += try await apply(item, run.database) }
      // Behind the last one, also where no more follow yet.
      guard let last = list.items.last?["id"]?.stringValue, last != cursor else { break }
      _ = try await run.database.pipeline([WorkOSQueries.keepCursor(issuer, last)])
      cursor = last
      if list.after == nil { break }
    }
    return JSON(#"{"events":\#(applied)}"#)
  }

  private func apply(_ item: JSONValue, _ database: Database) async throws -> Int {
    switch WorkOSEvent.read(item) {
    case .event(let event):
      let rows = try await database.pipeline([WorkOSQueries.apply(event, issuer)])
      return try rows.first?.retyped(as: WorkOSQueries.Applied.self).first()?.isNew == true ? 1 : 0
    case .other: return 0
    case nil:
      // Waiting for it to make sense would keep all that follow from coming.
      logger.error("an event of WorkOS cannot be read and is passed by")
      return 0
    }
  }

  private func list(_ path: String, _ parameters: [(String, String?)]) async throws -> (
    items: [JSONValue], after: String?
  ) {
    let body = try await client.object("GET", "\(path)?\(ProviderAddress.form(parameters))")
    guard let items = body["data"]?.arrayValue, items.count <= WorkOSJobs.pageSize,
      items.allSatisfy({ $0["id"]?.stringValue.map(WorkOSEvent.isName) == true })
    else { throw Problem(.providerAnswerInvalid) }
    return (items, body["list_metadata"]?["after"]?.stringValue)
  }
}
