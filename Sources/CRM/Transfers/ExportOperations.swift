import Foundation
import Postgres
import Web

/// What leaves an organization: all of it as a ZIP, and the record of that and of lists that left as files.
struct ExportOperations {
  private struct Held: Decodable { let isHeld: Bool }

  let files: TransferFiles

  func add(to api: inout API) {
    api.chapter("Imports and exports")
    api.add(
      .post, "/v1/organizations/{id}/exports", "createOrganizationExport",
      summary:
        "Export all that the organization and those below it have: an operation, whose id is the export's",
      needs: .holder(of: .organizationExport), success: .accepted, stepUp: true, createOrganizationExport)
    api.add(
      .get, "/v1/exports", "listExports",
      summary: "Who took out the organization, or a whole list as a file, newest first",
      needs: .holder(of: .organizationExport), problems: [.cursorMismatch], listExports)
    api.add(
      .get, "/v1/exports/{id}/file", "getOrganizationExportFile",
      summary: "The ZIP of an exported organization, for seven days, for who asked for it",
      needs: .holder(of: .organizationExport), stepUp: true, getOrganizationExportFile)
  }

  @Sendable private func createOrganizationExport(_ call: Call<NewExport>, _ tx: Transaction) async throws
    -> Located<LongOperation>
  {
    guard call.id == call.caller?.organization else { throw Problem.notFound }
    let includesMedical = call.input.includeMedical == true
    if includesMedical { try await ExportOperations.require(.clientsMedicalView, tx) }
    let id = call.context.newID()
    let results = try await tx.pipeline([
      TransferQueries.insertExport(id, includesMedical: includesMedical),
      try TransferJobs.export.enqueue(id, TransferJobs.Subject(id: id)), JobQueries.operation(id),
    ])
    guard let operation = try results.last?.retyped(as: LongOperation.self).first() else {
      throw Problem.notFound
    }
    return Located(operation, at: "/v1/operations/\(id.uuidString.lowercased())")
  }

  @Sendable private func listExports(_ call: Call<ExportFilter>) throws -> Query<Page<Export>> {
    let paging = try call.paging()
    return .page(TransferQueries.listExports(paging), paging, sort: "id")
  }

  @Sendable private func getOrganizationExportFile(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> ZIPFile
  {
    guard let organization = call.caller?.organization,
      let sealed = try await tx.rows(
        TransferQueries.read(.file, of: call.id), as: TransferQueries.Stored.self
      ).first()?.file
    else { throw Problem.notFound }
    return ZIPFile(
      try files.open(sealed, .file, of: call.id, in: organization),
      named: "organization-\(call.id.uuidString.lowercased()).zip")
  }

  private static func require(_ permission: Permission, _ tx: Transaction) async throws {
    let pattern = "%,\(permission.rawValue),%"
    let held = try await tx.rows(
      "select current_setting('app.can', true) like \(pattern) as is_held", as: Held.self
    ).first()
    guard held?.isHeld == true else { throw Problem(missing: permission) }
  }
}
