import Foundation
import Postgres
import Web

extension ProblemType {
  static let lastOwner = ProblemType(
    "last_owner", 409, "An organization keeps at least one owner", "Make somebody else owner first.")
  static let roleDefinitionNotFound = ProblemType(
    "role_definition_not_found", 422, "The gym has no such role",
    "`role_definition_id` is unknown in this organization: GET /v1/roles lists them.")
  static let successorInvalid = ProblemType(
    "successor_invalid", 422, "This person cannot take over",
    "`hand_over_to` is somebody else of the gym who may lead events.")
}

/// Who belongs to the gym, and what each may do. The rules are the database's; each is a problem here.
enum StaffOperations {
  private struct Overlap: Decodable {
    let id: UUID
    let otherID: UUID
  }

  static func add(to api: inout API) {
    api.chapter("Staff")
    api.add(
      .get, "/v1/staff", "listStaff", summary: "Who works here, or did, by name, with role, rank and figures",
      needs: .holder(of: .staffView), problems: [.cursorMismatch], listStaff)
    api.add(
      .get, "/v1/staff/{id}", "getStaffMember", summary: "One person of the gym",
      needs: .holder(of: .staffView), versioned: true, getStaffMember)
    api.add(
      .patch, "/v1/staff/{id}", "updateStaffMember",
      summary: "Change title, role or custom role; a role only after a step-up",
      needs: .holder(of: .staffManage),
      problems: [.lastOwner, .outranked, .cannotGrant, .roleDefinitionNotFound, .stepUpRequired],
      versioned: true, updateStaffMember)
    api.add(
      .delete, "/v1/staff/{id}", "endStaffMembership",
      summary: "A departure without a successor: what they would have led has no trainer",
      needs: .holder(of: .staffManage), problems: [.lastOwner, .outranked, .cannotGrant], stepUp: true,
      endStaffMembership)
    api.add(
      .post, "/v1/staff/{id}/departure", "recordDeparture",
      summary: "End somebody's membership and hand over what they would have led; what is past stays theirs",
      needs: .holder(of: .staffManage), success: .noContent,
      problems: [.lastOwner, .outranked, .cannotGrant, .successorInvalid, .trainerTaken], stepUp: true,
      recordDeparture)
    api.chapter("Permissions")
    api.add(
      .get, "/v1/staff/{id}/permissions", "getStaffPermissions",
      summary: "What a person may do here, and why",
      needs: .holder(of: .staffView), versioned: true, getStaffPermissions)
    api.add(
      .patch, "/v1/staff/{id}/permissions", "updateStaffPermissions",
      summary: "Change role, custom role, grants and denials; felt by the person's next request",
      needs: .holder(of: .staffManage),
      problems: [.lastOwner, .outranked, .cannotGrant, .roleDefinitionNotFound], versioned: true,
      stepUp: true, updateStaffPermissions)
  }

  @Sendable private static func listStaff(_ call: Call<StaffFilter>) throws -> Query<Page<StaffMember>> {
    let paging = try call.paging()
    return .page(StaffQueries.list(call.input, paging), paging, sort: "sort_name")
  }

  @Sendable private static func getStaffMember(_ call: Call<NoInput>) -> Query<One<StaffMember>> {
    .one(StaffQueries.get(call.id))
  }

  @Sendable private static func updateStaffMember(_ call: Call<StaffPatch>, _ tx: Transaction) async throws
    -> One<StaffMember>
  {
    let locked = try await tx.rows(StaffQueries.lockMember(call.id), as: LockedStaffMember.self).first()
    guard let current = locked else { throw Problem.notFound }
    try call.requireMatch(current.version)
    if call.input.role.applied(to: current.role) != current.role
      || call.input.roleDefinitionID.applied(to: current.roleDefinitionID) != current.roleDefinitionID
    {
      try await tx.execute(StaffQueries.requireStepUp())
    }
    try await tx.execute(StaffQueries.update(call.id, current, call.input))
    return One(try await tx.rows(StaffQueries.get(call.id), as: StaffMember.self))
  }

  @Sendable private static func endStaffMembership(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    try await tx.execute(StaffQueries.depart(call.id, handingOverTo: nil))
    return NoContent()
  }

  @Sendable private static func recordDeparture(_ call: Call<Departure>, _ tx: Transaction) async throws
    -> NoContent
  {
    // Named here; one that is planned at this very moment the database refuses without a name.
    if let successor = call.input.handOverTo,
      let overlap = try await tx.rows(StaffQueries.overlap(call.id, successor), as: Overlap.self).first()
    {
      let (event, other) = (overlap.id.uuidString.lowercased(), overlap.otherID.uuidString.lowercased())
      throw Problem(.trainerTaken, "The events \(event) and \(other) are at the same time.")
    }
    try await tx.execute(StaffQueries.depart(call.id, handingOverTo: call.input.handOverTo))
    return NoContent()
  }

  @Sendable private static func getStaffPermissions(_ call: Call<NoInput>) -> Query<One<StaffPermissions>> {
    .one(StaffQueries.permissions(call.id))
  }

  @Sendable private static func updateStaffPermissions(
    _ call: Call<StaffPermissionsPatch>, _ tx: Transaction
  ) async throws -> StaffPermissions {
    let permissions = StaffQueries.permissions(call.id)
    let locked = try await tx.pipeline([StaffQueries.lock(call.id), permissions])
    guard let current = try locked.last?.retyped(as: StaffPermissions.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(current.version)
    let results = try await tx.pipeline([StaffQueries.update(call.id, current, call.input), permissions])
    guard let changed = try results.last?.retyped(as: StaffPermissions.self).first() else {
      throw Problem.notFound
    }
    return changed
  }
}
