import Foundation
import Postgres
import Web

extension ProblemType {
  static let importFileInvalid = ProblemType(
    "import_file_invalid", 422, "The file cannot be read as a table",
    "`detail` says why. Save the list as CSV (UTF-8) with one header row, and upload it again.")
  static let importTooLong = ProblemType(
    "import_too_long", 422, "The file has too many rows",
    "An import has at most 100,000 rows, empty ones included. Divide the list, and upload its parts.")
  static let importIncomplete = ProblemType(
    "import_incomplete", 409, "No column holds names yet",
    "PATCH the import: map a column to `first_name` and one to `last_name`, or one to `name`.")
  static let importOver = ProblemType(
    "import_over", 409, "This file was imported, or is gone",
    "Files are kept for seven days, until they are imported or somebody is erased. Upload the file again; what is known stays as it is."
  )
}

/// Files of people: uploaded, looked at, tried, and imported.
struct ImportOperations {
  static let fileLimit = 20 << 20

  private struct Started: Decodable { let id: UUID }

  let files: TransferFiles

  func add(to api: inout API) {
    api.chapter("Imports and exports")
    let problems: [ProblemType] = [.importIncomplete, .importOver]
    api.add(
      .post, "/v1/imports", "createImport",
      summary:
        "Upload a CSV file of people, at most 20 MiB and 100,000 rows: answers what its columns seem to mean",
      needs: .holder(of: .clientsImport), success: .created, problems: [.importFileInvalid, .importTooLong],
      bodyLimit: ImportOperations.fileLimit, createImport)
    api.add(
      .get, "/v1/imports", "listImports", summary: "Files that were uploaded, newest first",
      needs: .holder(of: .clientsImport), problems: [.cursorMismatch], listImports)
    api.add(
      .get, "/v1/imports/{id}", "getImport", summary: "One import, with its columns and what its trial found",
      needs: .holder(of: .clientsImport), versioned: true, getImport)
    api.add(
      .patch, "/v1/imports/{id}", "updateImport", summary: "Say what columns mean",
      needs: .holder(of: .clientsImport), problems: [.importOver], versioned: true, updateImport)
    api.add(
      .delete, "/v1/imports/{id}", "deleteImport", summary: "Forget a file; clients stay",
      needs: .holder(of: .clientsImport), deleteImport)
    api.add(
      .post, "/v1/imports/{id}/trials", "createImportTrial",
      summary: "Find out what the import would do, and do nothing: an operation",
      needs: .holder(of: .clientsImport), success: .accepted, problems: problems, createImportTrial)
    api.add(
      .post, "/v1/imports/{id}/runs", "createImportRun",
      summary: "Import the file: an operation; all rows that are valid, in one transaction",
      needs: .holder(of: .clientsImport), success: .accepted, problems: problems, requiresKey: true,
      createImportRun)
    api.add(
      .get, "/v1/imports/{id}/rejects.csv", "getImportRejects",
      summary: "The rows that the last trial or run rejected, with reasons; corrected, they can be uploaded",
      needs: .holder(of: .clientsImport), getImportRejects)
  }

  @Sendable private func createImport(_ call: Call<NewImport>, _ tx: Transaction) async throws
    -> Located<ImportDetail>
  {
    let id = call.context.newID()
    // Whoever may not is told that before anybody reads their file.
    try await tx.execute("select 1")
    guard let organization = call.caller?.organization else { throw Problem.notFound }
    guard call.input.file.mediaType == "text/csv" else { throw Problem(.unsupportedMediaType) }
    let bytes = call.input.file.bytes
    // Elsewhere: who else is served by this thread would wait.
    let surveyed = await Task.detached { () -> Result<UploadSurvey, ImportFailure> in
      do throws(ImportFailure) { return .success(try UploadSurvey(of: bytes)) } catch {
        return .failure(error)
      }
    }.value
    let survey: UploadSurvey
    switch surveyed {
    case .success(let read): survey = read
    case .failure(let failure):
      throw Problem(failure.code == .tooManyRows ? .importTooLong : .importFileInvalid, failure.reason)
    }
    _ = try await tx.pipeline([
      ImportRecordQueries.insert(
        id, source: call.input.source?.text, rows: survey.rowCount, bytes: bytes.count),
      TransferQueries.keep(try files.seal(bytes, .file, of: id, in: organization), .file, of: id),
      TransferQueries.keep(
        try files.seal(Array(JSONEncoder().encode(survey)), .survey, of: id, in: organization), .survey,
        of: id),
    ])
    return Located(try await detail(id, organization, tx), at: "/v1/imports/\(id.uuidString.lowercased())")
  }

  @Sendable private func listImports(_ call: Call<ImportFilter>) throws -> Query<Page<FileImport>> {
    let paging = try call.paging()
    return .page(ImportRecordQueries.list(call.input, paging), paging, sort: "id")
  }

  @Sendable private func getImport(_ call: Call<NoInput>, _ tx: Transaction) async throws -> ImportDetail {
    guard let organization = call.caller?.organization else { throw Problem.notFound }
    return try await detail(call.id, organization, tx)
  }

  @Sendable private func updateImport(_ call: Call<ImportMapping>, _ tx: Transaction) async throws
    -> ImportDetail
  {
    let (known, survey) = try await lock(call, tx)
    try call.requireMatch(known.version)
    var faults: [Fault] = []
    for (index, choice) in call.input.mapping.enumerated()
    where !survey.headers.indices.contains(choice.column) {
      faults.append(Fault("unknown_column", "The file has no such column.", at: "/mapping/\(index)/column"))
    }
    guard faults.isEmpty else {
      throw Problem(.validationFailed, "\(faults.count) columns are unknown.", faults: faults)
    }
    _ = try await tx.pipeline([
      ImportRecordQueries.map(call.id, try JSON(payload: call.input.mapping)),
      TransferQueries.forget([.changes, .rejects], of: call.id),
    ])
    return try await detail(call.id, known.organizationID, tx)
  }

  @Sendable private func deleteImport(_ call: Call<NoInput>, _ tx: Transaction) async throws -> NoContent {
    try await tx.execute(TransferQueries.forget([.file, .survey, .changes, .rejects], of: call.id))
    guard try await tx.execute(ImportRecordQueries.delete(call.id)) > 0 else { throw Problem.notFound }
    return NoContent()
  }

  @Sendable private func createImportTrial(_ call: Call<NoInput>, _ tx: Transaction) async throws
    -> Located<LongOperation>
  {
    try await start(ImportJobs.trial, isStrict: false, call, tx)
  }

  @Sendable private func createImportRun(_ call: Call<NewImportRun>, _ tx: Transaction) async throws
    -> Located<LongOperation>
  {
    try await start(ImportJobs.run, isStrict: call.input.strict == true, call, tx)
  }

  @Sendable private func getImportRejects(_ call: Call<NoInput>, _ tx: Transaction) async throws -> CSVText {
    guard let organization = call.caller?.organization,
      let bytes = try await read(.rejects, of: call.id, organization, tx)
    else { throw Problem.notFound }
    return CSVText(bytes, named: "rejects.csv")
  }

  /// Of one import there is one trial and one run at a time: whoever asks again gets the same.
  private func start<Input>(
    _ kind: JobKind<ImportJobs.Order>, isStrict: Bool, _ call: Call<Input>, _ tx: Transaction
  ) async throws -> Located<LongOperation> {
    let (known, survey) = try await lock(call, tx)
    if let missing = survey.missing(known.chosen) { throw Problem(.importIncomplete, missing.reason) }
    let order = ImportJobs.Order(id: call.id, isStrict: isStrict)
    let started = try await tx.rows(
      kind.enqueue(call.context.newID(), order, key: call.id.uuidString.lowercased()), as: Started.self
    ).first()
    guard let started else { throw Problem.notFound }
    let results = try await tx.pipeline([
      ImportRecordQueries.begin(call.id, started.id), JobQueries.operation(started.id),
    ])
    guard let operation = try results.last?.retyped(as: LongOperation.self).first() else {
      throw Problem.notFound
    }
    return Located(operation, at: "/v1/operations/\(started.id.uuidString.lowercased())")
  }

  /// The import, held until the transaction ends, and its file's survey.
  private func lock<Input>(_ call: Call<Input>, _ tx: Transaction) async throws
    -> (ImportRecordQueries.Known, UploadSurvey)
  {
    guard
      let known = try await tx.rows(ImportRecordQueries.lock(call.id), as: ImportRecordQueries.Known.self)
        .first()
    else { throw Problem.notFound }
    guard !known.isOver,
      let survey = try await survey(of: call.id, known.organizationID, tx)
    else { throw Problem(.importOver) }
    return (known, survey)
  }

  private func detail(_ id: UUID, _ organization: UUID, _ tx: Transaction) async throws -> ImportDetail {
    let results = try await tx.pipeline([ImportRecordQueries.get(id), ImportRecordQueries.find(id)])
    guard let row = try results.first?.retyped(as: FileImport.self).first(),
      let known = try results.last?.retyped(as: ImportRecordQueries.Known.self).first()
    else { throw Problem.notFound }
    let survey = try await survey(of: id, organization, tx)
    let changes = try await read(.changes, of: id, organization, tx).map {
      try JSONDecoder().decode([ClientDifference].self, from: Data($0))
    }
    var notices = survey?.notices ?? []
    if let missing = survey?.missing(known.chosen) {
      notices.append(ImportNotice(code: "names_missing", detail: missing.reason))
    }
    return ImportDetail(
      id: row.id, state: row.state, source: row.source, rowCount: row.rowCount, byteCount: row.byteCount,
      encoding: survey?.encoding, columns: survey?.columns(known.chosen) ?? [], faults: notices,
      operationID: row.operationID, createdCount: row.createdCount, updatedCount: row.updatedCount,
      unchangedCount: row.unchangedCount, rejectedCount: row.rejectedCount, changes: changes ?? [],
      createdBy: row.createdBy, createdAt: row.createdAt, updatedAt: row.updatedAt, version: row.version)
  }

  private func survey(of id: UUID, _ organization: UUID, _ tx: Transaction) async throws -> UploadSurvey? {
    try await read(.survey, of: id, organization, tx).map {
      try JSONDecoder().decode(UploadSurvey.self, from: Data($0))
    }
  }

  private func read(_ part: TransferPart, of id: UUID, _ organization: UUID, _ tx: Transaction) async throws
    -> [UInt8]?
  {
    let stored = try await tx.rows(TransferQueries.read(part, of: id), as: TransferQueries.Stored.self)
      .first()
    return try stored?.file.map { try files.open($0, part, of: id, in: organization) }
  }
}
