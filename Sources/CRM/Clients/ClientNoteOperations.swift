import Postgres
import Web

extension ProblemType {
  static let guardianUnnamed = ProblemType(
    "guardian_unnamed", 422, "A guardian is a client or somebody by name",
    "Give `guardian_id` or `name`, not both.")
  static let guardianInvalid = ProblemType(
    "guardian_invalid", 422, "Nobody is their own guardian", "Give another client's id.")
  static let guardianTaken = ProblemType(
    "guardian_taken", 409, "This guardian is there already", "Read the client's guardians again.")
  static let guardianNotFound = ProblemType(
    "guardian_not_found", 422, "The gym has no such client", "`guardian_id` is unknown in this organization.")
}

/// What the gym's people note about a client, and who answers for one who is a minor.
enum ClientNoteOperations {
  static func add(to api: inout API) {
    api.chapter("Clients")
    api.add(
      .get, "/v1/clients/{id}/notes", "listClientNotes",
      summary: "Notes about a client, as far as one may read them, newest first",
      needs: .holder(of: .clientsView), problems: [.cursorMismatch], listNotes)
    api.add(
      .post, "/v1/clients/{id}/notes", "createClientNote", summary: "Note something about a client",
      needs: .holder(of: .clientsView), success: .created, createNote)
    api.add(
      .get, "/v1/client-notes/{id}", "getClientNote", summary: "One note", needs: .holder(of: .clientsView),
      versioned: true, getNote)
    api.add(
      .patch, "/v1/client-notes/{id}", "updateClientNote",
      summary: "Change a note of one's own; who manages staff may change any",
      needs: .holder(of: .clientsView),
      versioned: true, updateNote)
    api.add(
      .delete, "/v1/client-notes/{id}", "deleteClientNote",
      summary: "Delete a note of one's own; who manages staff may delete any",
      needs: .holder(of: .clientsView),
      versioned: true, deleteNote)
    api.add(
      .get, "/v1/clients/{id}/guardians", "listClientGuardians", summary: "Who answers for a client",
      needs: .holder(of: .clientsContactView), listGuardians)
    api.add(
      .post, "/v1/clients/{id}/guardians", "createClientGuardian", summary: "Note who answers for a client",
      needs: .holder(of: .clientsUpdate), success: .created,
      problems: [.guardianUnnamed, .guardianInvalid, .guardianTaken, .guardianNotFound], createGuardian)
    api.add(
      .delete, "/v1/client-guardians/{id}", "deleteClientGuardian",
      summary: "Note that somebody no longer answers for a client", needs: .holder(of: .clientsUpdate),
      deleteGuardian)
  }

  @Sendable private static func listNotes(_ call: Call<NoteFilter>) throws -> Query<Page<ClientNote>> {
    let paging = try call.paging()
    return .page(ClientNoteQueries.list(call.id, call.input, paging), paging, moment: "created_at")
      .of(ClientQueries.exists(call.id))
  }

  @Sendable private static func createNote(_ call: Call<NewClientNote>, _ tx: Transaction) async throws
    -> ClientNote
  {
    let results = try await tx.pipeline([
      ClientQueries.exists(call.id), ClientNoteQueries.insert(call.context.newID(), call.id, call.input),
    ])
    guard results.first?.count == 1 else { throw Problem.notFound }
    guard let note = try results.last?.retyped(as: ClientNote.self).first() else {
      throw unseen(call.input.visibility ?? .team)
    }
    return note
  }

  @Sendable private static func getNote(_ call: Call<NoInput>) -> Query<One<ClientNote>> {
    .one(ClientNoteQueries.get(call.id))
  }

  @Sendable private static func updateNote(_ call: Call<ClientNotePatch>, _ tx: Transaction) async throws
    -> ClientNote
  {
    let note = try await lock(call, tx)
    let rows = try await tx.rows(ClientNoteQueries.update(call.id, note, call.input), as: ClientNote.self)
    guard let changed = try rows.first() else {
      throw unseen(call.input.visibility.applied(to: note.visibility))
    }
    return changed
  }

  /// Nobody writes what they could not read, nor changes what another wrote but who manages staff.
  private static func unseen(_ visibility: NoteVisibility) -> Problem {
    Problem(missing: visibility == .desk ? .clientsUpdate : .staffManage)
  }

  @Sendable private static func deleteNote(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent
  {
    _ = try await lock(call, tx)
    guard try await tx.execute(ClientNoteQueries.delete(call.id)) > 0 else {
      throw Problem(missing: .staffManage)
    }
    return NoContent()
  }

  @Sendable private static func listGuardians(_ call: Call<NoInput>) -> Query<List<ClientGuardian>> {
    .list(ClientNoteQueries.guardians(of: call.id)).of(ClientQueries.exists(call.id))
  }

  @Sendable private static func createGuardian(_ call: Call<NewClientGuardian>) -> Query<One<ClientGuardian>>
  {
    .one(ClientNoteQueries.insertGuardian(call.context.newID(), call.id, call.input))
  }

  @Sendable private static func deleteGuardian(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> NoContent
  {
    guard try await tx.execute(ClientNoteQueries.deleteGuardian(call.id)) > 0 else { throw Problem.notFound }
    return NoContent()
  }

  /// The note, of the version that the client has seen. Somebody else's can be read but not locked.
  private static func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws -> ClientNote {
    let results = try await tx.pipeline([ClientNoteQueries.lock(call.id), ClientNoteQueries.get(call.id)])
    guard let note = try results.last?.retyped(as: ClientNote.self).first() else { throw Problem.notFound }
    try call.requireMatch(note.version)
    return note
  }
}
