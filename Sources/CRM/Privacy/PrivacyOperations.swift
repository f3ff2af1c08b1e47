import Foundation
import Postgres
import Web

extension ProblemType {
  static let erasurePending = ProblemType(
    "erasure_pending", 409, "The erasure of this client was asked for already",
    "GET /v1/privacy/erasures?client_id= shows it; somebody else approves it.")
  static let erasureDecided = ProblemType(
    "erasure_decided", 409, "This erasure is decided", "Read it to see how; what is erased cannot come back.")
  static let ownRequest = ProblemType(
    "own_request", 403, "Somebody else approves what you asked for",
    "Ask another admin or an owner; only owners approve their own requests.")
  static let clientErased = ProblemType(
    "client_erased", 409, "This client was erased", "Nothing is written about them any more.")
}

/// What a gym knows of a person: given out, and erased.
struct PrivacyOperations {
  private struct Stored: Decodable { let file: Data? }
  private struct Noted: Decodable {
    let isThere: Bool
    let isReadable: Bool
  }

  let files: ExportFiles

  func add(to api: inout API) {
    api.chapter("Privacy")
    api.add(
      .post, "/v1/privacy/exports", "createPrivacyExport",
      summary: "Export everything known of a client: an operation, whose id is the export's",
      needs: .holder(of: .privacyManage), success: .accepted, problems: [.notFound, .clientErased],
      stepUp: true, createPrivacyExport)
    api.add(
      .get, "/v1/privacy/exports/{id}/file", "getPrivacyExportFile",
      summary: "The ZIP of an export, for seven days, for who asked for it",
      needs: .holder(of: .privacyManage), stepUp: true, getPrivacyExportFile)
    api.add(
      .post, "/v1/privacy/erasures", "requestErasure", summary: "Ask for the erasure of a client",
      needs: .holder(of: .privacyRequest), success: .created,
      problems: [.notFound, .erasurePending, .clientErased], stepUp: true, requestErasure)
    api.add(
      .get, "/v1/privacy/erasures", "listErasures", summary: "Erasures asked for and done, newest first",
      needs: .holder(of: .privacyRequest), problems: [.cursorMismatch], listErasures)
    api.add(
      .get, "/v1/privacy/erasures/{id}", "getErasure", summary: "One erasure",
      needs: .holder(of: .privacyRequest), getErasure)
    api.add(
      .delete, "/v1/privacy/erasures/{id}", "withdrawErasure",
      summary: "Withdraw an erasure before it is done",
      needs: .holder(of: .privacyRequest), problems: [.erasureDecided], withdrawErasure)
    api.add(
      .post, "/v1/privacy/erasures/{id}/approval", "approveErasure",
      summary: "Erase a client for good: an operation, whose id is the erasure's",
      needs: .holder(of: .privacyManage), success: .accepted,
      problems: [.erasureDecided, .ownRequest], stepUp: true, approveErasure)
  }

  @Sendable private func createPrivacyExport(_ call: Call<PrivacyRequest>, _ tx: Transaction) async throws
    -> Located<LongOperation>
  {
    let id = call.context.newID()
    guard try await tx.execute(PrivacyQueries.insertExport(id, of: call.input.clientID)) > 0 else {
      throw Problem.notFound
    }
    try await disclose(call, tx)
    return try await start(id, PrivacyJobs.export.enqueue(id, PrivacyJobs.Subject(id: id)), tx)
  }

  @Sendable private func getPrivacyExportFile(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> ZIPFile
  {
    guard let organization = call.caller?.organization,
      let sealed = try await tx.rows(PrivacyQueries.readExport(call.id), as: Stored.self).first()?.file
    else { throw Problem.notFound }
    return ZIPFile(
      try files.open(sealed, of: call.id, in: organization),
      named: "export-\(call.id.uuidString.lowercased()).zip")
  }

  @Sendable private func requestErasure(_ call: Call<PrivacyRequest>) -> Query<One<Erasure>> {
    .one(PrivacyQueries.insertErasure(call.context.newID(), of: call.input.clientID))
  }

  @Sendable private func listErasures(_ call: Call<ErasureFilter>) throws -> Query<Page<Erasure>> {
    let paging = try call.paging()
    return .page(PrivacyQueries.listErasures(call.input, paging), paging, sort: "id")
  }

  @Sendable private func getErasure(_ call: Call<NoInput>) -> Query<One<Erasure>> {
    .one(PrivacyQueries.getErasure(call.id))
  }

  @Sendable private func withdrawErasure(_ call: Call<NoInput>) -> Query<One<Erasure>> {
    .one(PrivacyQueries.decide(call.id, .withdrawn))
  }

  @Sendable private func approveErasure(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> Located<LongOperation>
  {
    guard try await tx.execute(PrivacyQueries.decide(call.id, .approved)) > 0 else { throw Problem.notFound }
    return try await start(call.id, PrivacyJobs.erase.enqueue(call.id, PrivacyJobs.Subject(id: call.id)), tx)
  }

  /// An export holds the medical note: whoever asks for one may read it, and that they did is recorded.
  private func disclose(_ call: Call<PrivacyRequest>, _ tx: Transaction) async throws {
    let client = call.input.clientID
    let noted = try await tx.rows(PrivacyQueries.medicalNote(of: client), as: Noted.self).first()
    guard let noted, noted.isThere else { return }
    guard noted.isReadable else { throw Problem(missing: .clientsMedicalView) }
    try await tx.execute(PrivacyQueries.disclose(call.context.newID(), client))
  }

  private func start(_ id: UUID, _ job: SQL, _ tx: Transaction) async throws -> Located<LongOperation> {
    let results = try await tx.pipeline([job, JobQueries.operation(id)])
    guard let operation = try results.last?.retyped(as: LongOperation.self).first() else {
      throw Problem.notFound
    }
    return Located(operation, at: "/v1/operations/\(id.uuidString.lowercased())")
  }
}
