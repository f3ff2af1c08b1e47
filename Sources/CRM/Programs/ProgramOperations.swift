import Foundation
import Postgres
import Web

extension ProblemType {
  static let programInUse = ProblemType(
    "program_in_use", 409, "There are events of this program",
    "Make it inactive instead: PATCH `status`. Of a franchise template locations below may have some.")
  static let programLocked = ProblemType(
    "program_locked", 403, "The program comes from the organization above",
    "It is changed there. Here you say who leads it and where: `instructor_id`, `room_id`, `location`.")
  static let franchiseRestricted = ProblemType(
    "franchise_restricted", 403, "Owners and admins decide what locations below have",
    "Ask one of them; a program that is no franchise template you may change.")
}

/// Programs: what the gym offers again and again.
enum ProgramOperations {
  private struct Held: Decodable { let version: Int }
  private struct Currency: Decodable { let currency: String }

  static func add(to api: inout API) {
    api.chapter("Programs")
    let problems =
      [.franchiseRestricted]
      + ConstraintProblems.named("template_name_taken", "instructor_not_found", "room_not_found")
    api.add(
      .get, "/v1/programs", "listPrograms", summary: "What the gym offers by name, page by page",
      needs: .holder(of: .eventsView), problems: [.cursorMismatch], listPrograms)
    api.add(
      .get, "/v1/programs/counts", "countPrograms",
      summary: "How many programs a list would have: in all, and by status, type and category",
      needs: .holder(of: .eventsView), countPrograms)
    api.add(
      .post, "/v1/programs", "createProgram",
      summary: "Add a program; as a franchise template it is there at every location below, too",
      needs: .holder(of: .eventsCreate), success: .created, problems: problems, createProgram)
    api.add(
      .get, "/v1/programs/{id}", "getProgram", summary: "One program", needs: .holder(of: .eventsView),
      versioned: true, getProgram)
    api.add(
      .patch, "/v1/programs/{id}", "updateProgram",
      summary: "Change a program; locations below follow a franchise template",
      needs: .holder(of: .eventsUpdate), problems: problems + [.programLocked, .programInUse],
      versioned: true,
      updateProgram)
    api.add(
      .delete, "/v1/programs/{id}", "deleteProgram", summary: "Delete a program of which there are no events",
      needs: .holder(of: .eventsUpdate), problems: [.programInUse, .programLocked, .franchiseRestricted],
      versioned: true, deleteProgram)
  }

  @Sendable private static func listPrograms(_ call: Call<ProgramFilter>) throws -> Query<Page<Program>> {
    let paging = try call.paging()
    return .page(ProgramQueries.list(call.input, paging), paging, sort: "name")
  }

  @Sendable private static func countPrograms(_ call: Call<ProgramConditions>) -> Query<One<ProgramCounts>> {
    .one(ProgramQueries.counts(call.input))
  }

  @Sendable private static func createProgram(_ call: Call<NewProgram>, _ tx: Transaction) async throws
    -> One<Program>
  {
    try await check(call.input.price, tx)
    return One(
      try await tx.rows(ProgramQueries.insert(call.context.newID(), call.input), as: Program.self))
  }

  @Sendable private static func getProgram(_ call: Call<NoInput>) -> Query<One<Program>> {
    .one(ProgramQueries.get(call.id))
  }

  @Sendable private static func updateProgram(_ call: Call<ProgramPatch>, _ tx: Transaction) async throws
    -> One<Program>
  {
    try await lock(call, tx)
    if case .value(let price) = call.input.price { try await check(price, tx) }
    let rows = try await tx.rows(ProgramQueries.update(call.id, call.input), as: Program.self)
    guard rows.count > 0 else { throw Problem.notFound }
    return One(rows)
  }

  @Sendable private static func deleteProgram(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    try await lock(call, tx)
    try await tx.execute(ProgramQueries.delete(call.id))
    return NoContent()
  }

  /// Prices are in the organization's own currency.
  private static func check(_ price: Price?, _ tx: Transaction) async throws {
    guard let price else { return }
    guard let own = try await tx.rows(ProgramQueries.currency, as: Currency.self).first() else {
      throw Problem.notFound
    }
    if let fault = price.fault(in: own.currency) { throw Problem(.validationFailed, faults: [fault]) }
  }

  /// Held, of the version that the client has seen, until the transaction ends: no event of it comes in between.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws {
    guard let held = try await tx.rows(ProgramQueries.lock(call.id), as: Held.self).first() else {
      throw Problem.notFound
    }
    try call.requireMatch(held.version)
  }
}
