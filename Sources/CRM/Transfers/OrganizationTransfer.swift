public import Foundation
public import Postgres
import Web

/// An organization moves between installations, by the command line: out into a ZIP, and in where it is not yet, all of
/// it or nothing.
public struct OrganizationTransfer: Sendable {
  public struct Summary: Codable, Sendable {
    public let organization: String
    public let slug: String
    /// Rows by table.
    public var rows: [String: Int] = [:]
    /// People who may ask for a password by mail.
    public var peopleWhoMaySignIn = 0
    /// People whose address is somebody else's here, or none.
    public var peopleWhoMayNot = 0

    private enum CodingKeys: String, CodingKey {
      case organization, slug, rows
      case peopleWhoMaySignIn = "people_who_may_sign_in"
      case peopleWhoMayNot = "people_who_may_not"
    }
  }

  private struct Person: Decodable {
    let id: UUID
    let email: String
  }

  private static let people = "crm.users"
  /// What the import answers its identities as.
  private static let identities = "private.identities"
  private static let batchSize = 1_000

  private let database: Database
  private let medical: MedicalTransfer

  /// `database` is the worker's login.
  public init(_ database: Database, _ masters: MasterKeys) {
    self.database = database
    medical = MedicalTransfer(cipher: MedicalCipher(masters: masters))
  }

  /// The ZIP of an organization and of those below it; the log names `actor`.
  public func exportArchive(_ organization: UUID, includingMedical: Bool, actor: String) async throws
    -> [UInt8]
  {
    let export = OrganizationExport(medical: medical)
    let door: [SQL] = [
      "set local statement_timeout = 0", Door.enterAsOperator(organization, actor: actor, write: true),
    ]
    return try await database.transaction(opening: door) { tx in
      try await tx.execute(
        TransferQueries.insertExport(UUID.version7(at: Date()), includesMedical: includingMedical))
      return try await export.archive(includingMedical: includingMedical, tx)
    }
  }

  /// Reads the ZIP and writes its rows exactly as they were; the log names `actor`.
  public func importArchive(path: String, actor: String) async throws -> Summary {
    do {
      // Everything at once takes longer than a statement usually may.
      return try await database.transaction(opening: ["set local statement_timeout = 0"]) { tx in
        try await write(OrganizationArchive(path: path), actor, tx)
      }
    } catch let error as PostgresError {
      throw OrganizationTransfer.failure(error) ?? error
    }
  }

  private func write(_ archive: sending OrganizationArchive, _ actor: String, _ tx: Transaction) async throws
    -> Summary
  {
    let id = UUID.version7(at: Date())
    let manifest = archive.manifest
    var summary = Summary(organization: manifest.organization, slug: manifest.slug)
    var columns: [String: [String]] = [:]
    var keys: [UUID: MedicalKey] = [:]
    var emailKeys: [String: String] = [:]
    for table in manifest.tables {
      var rows = try archive.rows(of: table)
      columns[table.table] = table.columns
      if table.table == MedicalTransfer.title {
        columns[table.table] = table.columns + ["key_id"]
        rows = try rows.map { try medical.sealed($0, &keys) }
      } else if table.table == OrganizationTransfer.people {
        let people = try rows.map(OrganizationTransfer.person)
        emailKeys = Dictionary(people, uniquingKeysWith: { first, _ in first })
      }
      for start in stride(from: 0, to: rows.count, by: OrganizationTransfer.batchSize) {
        let batch = Array(rows[start..<min(rows.count, start + OrganizationTransfer.batchSize)])
        try await tx.execute(TransferQueries.stage(batch, from: start, of: table.table, id))
      }
    }
    let imported = try await tx.rows(
      TransferQueries.importOrganization(
        id, columns: try JSON(payload: columns), actor: actor, emailKeys: try JSON(payload: emailKeys)),
      as: TransferQueries.Imported.self
    ).decoded()
    for entry in imported { summary.rows[entry.title] = entry.imported }
    for (organization, key) in keys { try await tx.execute(TransferQueries.keepKey(key, of: organization)) }
    let given = summary.rows.removeValue(forKey: OrganizationTransfer.identities) ?? 0
    summary.peopleWhoMaySignIn = given
    summary.peopleWhoMayNot = max(0, (summary.rows[OrganizationTransfer.people] ?? 0) - given)
    return summary
  }

  private static func person(_ row: String) throws -> (id: String, emailKey: String) {
    guard let person = try? JSONDecoder().decode(Person.self, from: Data(row.utf8)) else {
      throw TransferFailure(.rowInvalid, "a person has no id or address")
    }
    return (person.id.uuidString.lowercased(), ContactText.emailKey(person.email))
  }

  /// What the database refused, in the words of whoever imports; nil for what is no fault of the file.
  private static func failure(_ error: PostgresError) -> TransferFailure? {
    switch error.constraint {
    case "organization_exists": TransferFailure(.alreadyThere, "the organization is here already")
    case "slug_taken": TransferFailure(.slugTaken, "another organization here has its short name")
    case "transfer_column_unknown":
      TransferFailure(.columnUnknown, "it has tables or columns that this program does not know")
    case "transfer_row_foreign":
      TransferFailure(.rowForeign, "it has rows of an organization that is not in it")
    case "transfer_parent_outside":
      TransferFailure(
        .parentOutside, "it is below an organization that is not in it; export the whole chain, or this anew")
    case "last_owner": TransferFailure(.ownerMissing, "an organization of it has no owner")
    case "parent_not_found", "root_not_found", "parent_invalid", "location_not_found":
      TransferFailure(
        .referenceMissing, "the organization above it is not here; export and import the whole chain")
    case .some(let name) where error.sqlState == "23503":
      TransferFailure(.referenceMissing, "it refers to what is neither in it nor here (\(name))")
    case .some(let name) where ["23505", "23514", "23P01"].contains(error.sqlState ?? ""):
      TransferFailure(.rowInvalid, "the database refuses a row (\(name))")
    default:
      ["22", "23"].contains(error.sqlState?.prefix(2) ?? "")
        ? TransferFailure(.rowInvalid, "a row is not what its table holds (\(error.sqlState ?? "-"))") : nil
    }
  }
}
