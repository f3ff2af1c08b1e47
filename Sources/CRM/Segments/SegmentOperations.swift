import Foundation
import Postgres
import Web

extension ProblemType {
  static let segmentNameTaken = ProblemType(
    "segment_name_taken", 409, "Another segment has this name", "Use that segment, or choose another `name`.")
}

/// Segments: clients whom rules describe.
enum SegmentOperations {
  private struct Missing: Decodable {
    let permission: String?
    let id: UUID?
  }
  private struct Count: Decodable { let count: Int }
  private struct Started: Decodable { let id: UUID }

  static func add(to api: inout API) {
    api.chapter("Segments")
    api.add(
      .post, "/v1/segments/preview", "previewSegment", summary: "Whom rules would find now; nothing is kept",
      needs: .holder(of: .segmentsManage), previewSegment)
    api.add(
      .get, "/v1/segments", "listSegments", summary: "The gym's segments by name",
      needs: .holder(of: .clientsView),
      problems: [.cursorMismatch], listSegments)
    api.add(
      .post, "/v1/segments", "createSegment", summary: "Define a segment; it is evaluated soon",
      needs: .holder(of: .segmentsManage), success: .created, problems: [.segmentNameTaken], createSegment)
    api.add(
      .get, "/v1/segments/{id}", "getSegment", summary: "One segment", needs: .holder(of: .clientsView),
      versioned: true, getSegment)
    api.add(
      .patch, "/v1/segments/{id}", "updateSegment",
      summary: "Change a segment; other rules have it evaluated soon",
      needs: .holder(of: .segmentsManage), problems: [.segmentNameTaken], versioned: true, updateSegment)
    api.add(
      .delete, "/v1/segments/{id}", "deleteSegment", summary: "Delete a segment and who was in it",
      needs: .holder(of: .segmentsManage), versioned: true, deleteSegment)
    api.add(
      .get, "/v1/segments/{id}/members", "listSegmentMembers",
      summary: "Who was in a segment when it was last evaluated, by name", needs: .holder(of: .clientsView),
      problems: [.cursorMismatch], listMembers)
    api.add(
      .get, "/v1/segments/{id}/changes", "listSegmentChanges",
      summary: "Who came into a segment and who left it, the latest first", needs: .holder(of: .clientsView),
      problems: [.cursorMismatch], listChanges)
    api.add(
      .post, "/v1/segments/{id}/evaluations", "evaluateSegment",
      summary: "Evaluate a segment now: an operation",
      needs: .holder(of: .segmentsManage), success: .accepted, evaluateSegment)
  }

  @Sendable private static func previewSegment(_ call: Call<SegmentTrial>, _ tx: Transaction) async throws
    -> SegmentPreview
  {
    let rules = call.input.rules
    try await refuseMissing(rules, tx)
    let results = try await tx.pipeline([
      SegmentQueries.count(rules, at: call.context.now),
      SegmentQueries.sample(rules, at: call.context.now, limit: 10),
    ])
    guard let count = try results.first?.retyped(as: Count.self).first()?.count,
      let sample = try results.last?.retyped(as: ClientSummary.self).decoded()
    else { throw Problem.notFound }
    return SegmentPreview(count: count, sample: sample)
  }

  @Sendable private static func listSegments(_ call: Call<SegmentFilter>) throws -> Query<Page<Segment>> {
    let paging = try call.paging()
    return .page(SegmentQueries.list(call.input, paging), paging, sort: "name")
  }

  @Sendable private static func createSegment(_ call: Call<NewSegment>, _ tx: Transaction) async throws
    -> One<Segment>
  {
    try await refuseMissing(call.input.rules, tx)
    let id = call.context.newID()
    let results = try await tx.pipeline([
      try SegmentQueries.insert(id, call.input), try evaluation(of: id, call),
    ])
    guard let segment = results.first else { throw Problem.notFound }
    return One(segment.retyped(as: Segment.self))
  }

  @Sendable private static func getSegment(_ call: Call<NoInput>) -> Query<One<Segment>> {
    .one(SegmentQueries.get(call.id))
  }

  @Sendable private static func updateSegment(_ call: Call<SegmentPatch>, _ tx: Transaction) async throws
    -> Segment
  {
    let segment = try await lock(call, tx)
    if case .value(let rules) = call.input.rules { try await refuseMissing(rules, tx) }
    let rows = try await tx.rows(SegmentQueries.update(segment, call.input), as: Segment.self)
    guard let changed = try rows.first() else { throw Problem.notFound }
    if changed.rules != segment.rules { try await tx.execute(evaluation(of: segment.id, call)) }
    return changed
  }

  @Sendable private static func deleteSegment(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    let segment = try await lock(call, tx)
    try await tx.execute(SegmentQueries.delete(segment.id))
    return NoContent()
  }

  @Sendable private static func listMembers(_ call: Call<SegmentMemberFilter>, _ tx: Transaction) async throws
    -> Page<ClientSummary>
  {
    let paging = try call.paging()
    return try Page(
      try await rows(SegmentQueries.members(of: call.id, paging), of: call.id, tx), paging, sort: "sort_name")
  }

  @Sendable private static func listChanges(_ call: Call<SegmentChangeFilter>, _ tx: Transaction) async throws
    -> Page<SegmentChange>
  {
    let paging = try call.paging()
    return try Page(
      try await rows(SegmentQueries.changes(of: call.id, call.input, paging), of: call.id, tx), paging,
      moment: "at")
  }

  @Sendable private static func evaluateSegment(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> Located<LongOperation>
  {
    let results = try await tx.pipeline([SegmentQueries.get(call.id), try evaluation(of: call.id, call)])
    guard let segment = results.first, segment.count > 0,
      let id = try results.last?.retyped(as: Started.self).first()?.id,
      let operation = try await tx.rows(JobQueries.operation(id), as: LongOperation.self).first()
    else { throw Problem.notFound }
    return Located(operation, at: "/v1/operations/\(id.uuidString.lowercased())")
  }

  /// One at a time for each person, who may watch it; two at once would do no harm.
  private static func evaluation<Input>(of id: UUID, _ call: Call<Input>) throws -> SQL {
    let asker = call.caller?.user.uuidString ?? ""
    return try SegmentJobs.evaluate.enqueue(
      call.context.newID(), SegmentJobs.Subject(id: id), key: "\(id.uuidString) \(asker)".lowercased())
  }

  /// Rows that belong to a segment, if there is such a segment.
  private static func rows(_ statement: SQL, of segment: UUID, _ tx: Transaction) async throws -> Rows<
    Undecoded
  > {
    let results = try await tx.pipeline([SegmentQueries.get(segment), statement])
    guard let segment = results.first, segment.count > 0, let rows = results.last else {
      throw Problem.notFound
    }
    return rows
  }

  /// Rules ask only for what their author may see, and for tags and plans that the gym has.
  private static func refuseMissing(_ rules: SegmentRules, _ tx: Transaction) async throws {
    let missing = try await tx.rows(SegmentQueries.missing(rules), as: Missing.self).decoded()
    if let permission = missing.compactMap(\.permission).first.flatMap(Permission.init(rawValue:)) {
      throw Problem(missing: permission)
    }
    let unknown = Set(missing.compactMap(\.id))
    guard !unknown.isEmpty else { return }
    var faults: [Fault] = []
    for (place, condition) in rules.root.conditions {
      guard case .ids(let ids) = condition.value else { continue }
      for id in ids where unknown.contains(id) {
        faults.append(
          Fault(
            "not_found", "The gym has no \(condition.field.rawValue) \(id.uuidString.lowercased()).",
            at: "/rules\(place)/value"))
      }
    }
    throw Problem(.validationFailed, faults: faults)
  }

  /// The segment, of the version that the client has seen, held until the transaction ends.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> Segment {
    guard let segment = try await tx.rows(SegmentQueries.lock(call.id), as: Segment.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(segment.version)
    return segment
  }
}
