import Postgres
import Web

extension ProblemType {
  static let filterNameTaken = ProblemType(
    "filter_name_taken", 409, "You have a filter of this name for this list",
    "Change that one, or choose another `name`."
  )
}

/// Filters that people keep: parameters of a list under a name.
enum SavedFilterOperations {
  static func add(to api: inout API) {
    api.chapter("Saved filters")
    api.add(
      .get, "/v1/saved-filters", "listSavedFilters",
      summary: "One's own filters and the gym's shared ones, by name",
      needs: .holder(of: .clientsView), problems: [.cursorMismatch], listSavedFilters)
    api.add(
      .post, "/v1/saved-filters", "createSavedFilter",
      summary: "Keep parameters of a list; they are checked as the list would check them",
      needs: .holder(of: .clientsView), success: .created, problems: [.filterNameTaken], createSavedFilter)
    api.add(
      .get, "/v1/saved-filters/{id}", "getSavedFilter", summary: "One filter",
      needs: .holder(of: .clientsView),
      versioned: true, getSavedFilter)
    api.add(
      .patch, "/v1/saved-filters/{id}", "updateSavedFilter",
      summary: "Change a filter of one's own; who manages staff may change shared ones",
      needs: .holder(of: .clientsView), problems: [.filterNameTaken], versioned: true, updateSavedFilter)
    api.add(
      .delete, "/v1/saved-filters/{id}", "deleteSavedFilter",
      summary: "Delete a filter of one's own; who manages staff may delete shared ones",
      needs: .holder(of: .clientsView), versioned: true, deleteSavedFilter)
  }

  @Sendable private static func listSavedFilters(_ call: Call<SavedFilterFilter>) throws -> Query<
    Page<SavedFilter>
  > {
    let paging = try call.paging()
    return .page(SavedFilterQueries.list(call.input, paging), paging, sort: "name")
  }

  @Sendable private static func createSavedFilter(_ call: Call<NewSavedFilter>) throws -> Query<
    One<SavedFilter>
  > {
    try refuse(call.input.query.faults(for: call.input.resource))
    return .one(try SavedFilterQueries.insert(call.context.newID(), call.input))
  }

  @Sendable private static func getSavedFilter(_ call: Call<NoInput>) -> Query<One<SavedFilter>> {
    .one(SavedFilterQueries.get(call.id))
  }

  @Sendable private static func updateSavedFilter(_ call: Call<SavedFilterPatch>, _ tx: Transaction)
    async throws
    -> SavedFilter
  {
    let filter = try await lock(call, tx)
    if case .value(let query) = call.input.query { try refuse(query.faults(for: filter.resource)) }
    // What somebody else takes back from the gym would be gone for whoever took it back.
    guard filter.userID == call.caller?.user || call.input.isShared.applied(to: true) else { throw refusal }
    let rows = try await tx.rows(SavedFilterQueries.update(filter, call.input), as: SavedFilter.self)
    guard let changed = try rows.first() else { throw Problem.notFound }
    return changed
  }

  @Sendable private static func deleteSavedFilter(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    let filter = try await lock(call, tx)
    try await tx.execute(SavedFilterQueries.delete(filter.id))
    return NoContent()
  }

  private static func refuse(_ faults: [Fault]) throws {
    guard faults.isEmpty else { throw Problem(.validationFailed, faults: faults) }
  }

  /// The filter, of the version that the client has seen. A colleague's can be read but not locked.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> SavedFilter {
    let results = try await tx.pipeline([SavedFilterQueries.lock(call.id), SavedFilterQueries.get(call.id)])
    guard let filter = try results.last?.retyped(as: SavedFilter.self).first() else { throw Problem.notFound }
    guard let locked = results.first, locked.count > 0 else { throw refusal }
    try call.requireMatch(filter.version)
    return filter
  }

  private static var refusal: Problem { Problem(missing: .staffManage) }
}
