import Postgres
import Web

extension ProblemType {
  static let cannotGrant = ProblemType(
    "cannot_grant", 403, "Nobody grants what they lack", "Ask somebody who holds the permission.")
  static let roleNameTaken = ProblemType(
    "role_name_taken", 409, "Another role of the gym has this name", "Choose another `name`.")
  static let roleInUse = ProblemType(
    "role_in_use", 409, "Somebody has this role",
    "Give them another one first: GET /v1/staff shows who has it.")
}

/// What there is to be permitted, and the gym's own roles.
enum RoleOperations {
  static func add(to api: inout API) {
    api.chapter("Permissions")
    api.add(
      .get, "/v1/permissions", "listPermissions",
      summary: "Every permission, and which roles hold it by default", needs: .member, listPermissions)
    api.add(
      .get, "/v1/roles", "listRoles", summary: "The gym's own roles, by name", needs: .holder(of: .staffView),
      problems: [.cursorMismatch], listRoles)
    api.add(
      .post, "/v1/roles", "createRole", summary: "Make a role of the gym's own",
      needs: .holder(of: .staffManage), success: .created, problems: [.roleNameTaken, .cannotGrant],
      stepUp: true, createRole)
    api.add(
      .get, "/v1/roles/{id}", "getRole", summary: "One role of the gym's own",
      needs: .holder(of: .staffView), versioned: true, getRole)
    api.add(
      .patch, "/v1/roles/{id}", "updateRole",
      summary: "Change a role; whoever has it feels it with their next request",
      needs: .holder(of: .staffManage), problems: [.roleNameTaken, .cannotGrant, .outranked], versioned: true,
      stepUp: true, updateRole)
    api.add(
      .delete, "/v1/roles/{id}", "deleteRole", summary: "Delete a role that nobody has",
      needs: .holder(of: .staffManage), problems: [.roleInUse], versioned: true, stepUp: true,
      deleteRole)
  }

  @Sendable private static func listPermissions(_ call: Call<NoInput>) -> Query<List<PermissionEntry>> {
    .list(RoleQueries.permissions())
  }

  @Sendable private static func listRoles(_ call: Call<RoleFilter>) throws -> Query<Page<CustomRole>> {
    let paging = try call.paging()
    return .page(RoleQueries.list(paging), paging, sort: "name")
  }

  @Sendable private static func createRole(_ call: Call<NewRole>) -> Query<One<CustomRole>> {
    .one(RoleQueries.insert(call.context.newID(), call.input))
  }

  @Sendable private static func getRole(_ call: Call<NoInput>) -> Query<One<CustomRole>> {
    .one(RoleQueries.get(call.id))
  }

  @Sendable private static func updateRole(_ call: Call<RolePatch>, _ tx: Transaction) async throws
    -> CustomRole
  {
    let role = try await lock(call, tx)
    let rows = try await tx.rows(RoleQueries.update(role, call.input), as: CustomRole.self)
    guard let changed = try rows.first() else { throw Problem.notFound }
    return changed
  }

  @Sendable private static func deleteRole(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent
  {
    let role = try await lock(call, tx)
    try await tx.execute(RoleQueries.delete(role.id))
    return NoContent()
  }

  /// The role, of the version that the client has seen, held until the transaction ends.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> CustomRole {
    guard let role = try await tx.rows(RoleQueries.lock(call.id), as: CustomRole.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(role.version)
    return role
  }
}
