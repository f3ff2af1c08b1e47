import Postgres
import Web

extension ProblemType {
  static let lastOwner = ProblemType(
    "last_owner", 409, "An organization keeps at least one owner", "Make somebody else owner first.")
  static let roleDefinitionNotFound = ProblemType(
    "role_definition_not_found", 422, "The gym has no such role",
    "`role_definition_id` is unknown in this organization: GET /v1/roles lists them.")
}

/// Who belongs to the gym, and what each may do. The rules are the database's; each is a problem here.
enum StaffOperations {
  static func add(to api: inout API) {
    api.chapter("Permissions")
    api.add(
      .get, "/v1/staff", "listStaff", summary: "Who works here, by name, with role and rank",
      needs: .holder(of: .staffView), problems: [.cursorMismatch], listStaff)
    api.add(
      .get, "/v1/staff/{id}", "getStaffMember", summary: "One person of the gym",
      needs: .holder(of: .staffView), versioned: true, getStaffMember)
    api.add(
      .delete, "/v1/staff/{id}", "endStaffMembership",
      summary: "End somebody's membership of the gym; their sessions here end with it",
      needs: .holder(of: .staffManage), problems: [.lastOwner, .outranked, .cannotGrant], stepUp: true,
      endStaffMembership)
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

  @Sendable private static func endStaffMembership(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    guard try await tx.execute(StaffQueries.end(call.id)) > 0 else { throw Problem.notFound }
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
