import Foundation
import Postgres
import Web

/// Decides for each row of an import whether it is a new client, a known one or a contradiction, and writes.
///
/// A row is the known client with its external id, else with its e-mail address, else with its name and birth
/// date or telephone number (decision 28).
struct ImportMatching: Sendable {
  struct Outcome {
    var created = 0
    var updated = 0
    var unchanged = 0
    var rejects: [RejectedRow] = []
    /// What changed in known clients, of some of them.
    var changes: [ClientDifference] = []
  }

  let importID: UUID
  let columns: ImportColumns
  /// What a location column may say: the organization's name or slug, as sort text.
  let locations: Set<String>

  func write(_ rows: [ImportRow], _ tx: Transaction, changesLimit: Int = 0) async throws -> Outcome {
    var outcome = Outcome()
    let pending = rows.filter { row in
      guard let location = row.location, !locations.contains(sortText(location)) else { return true }
      outcome.rejects.append(
        reject(
          row, .location, .unknownLocation,
          "names another location; import that location's rows into its organization"))
      return false
    }
    guard !pending.isEmpty else { return outcome }
    let found = try await tx.rows(ImportQueries.match(pending), as: ImportQueries.Match.self).decoded()
    let matches = Dictionary(found.map { ($0.row, $0) }, uniquingKeysWith: { first, _ in first })
    var records: [(row: ImportRow, record: ClientRecord, isNew: Bool)] = []
    var seen: [UUID: Int] = [:]
    var names: [String: (row: Int, isDistinct: Bool)] = [:]
    for row in pending {
      switch decide(row, matches[row.row]) {
      case .contradiction(let fault): outcome.rejects.append(reject(row, fault.0, fault.1, fault.2))
      case .known(let id):
        if let first = seen.updateValue(row.row, forKey: id) {
          seen[id] = first
          outcome.rejects.append(duplicate(row, first))
        } else {
          records.append((row, try record(row, id), false))
        }
      case .new:
        // Two rows of one batch do not find each other in the database yet.
        if let first = claim(row, &names) {
          outcome.rejects.append(duplicate(row, first))
        } else {
          records.append((row, try record(row, UUID.version7(at: Date())), true))
        }
      }
    }
    try await save(records, into: &outcome, tx, changesLimit: changesLimit)
    return outcome
  }

  /// Notes all clients as touched; those that an earlier row has touched already are duplicates in the file.
  private func save(
    _ records: [(row: ImportRow, record: ClientRecord, isNew: Bool)], into outcome: inout Outcome,
    _ tx: Transaction, changesLimit: Int
  ) async throws {
    guard !records.isEmpty else { return }
    let new = records.filter(\.isNew).map(\.record)
    var statements = [
      ImportQueries.note(importID, records.map { ($0.record.id, $0.row.row) })
    ]
    if !new.isEmpty { statements.append(ClientQueries.insert(new)) }
    let results = try await tx.pipeline(statements)
    outcome.created = new.count
    let touched = Dictionary(
      try (results.first?.retyped(as: ImportQueries.Touched.self).decoded() ?? []).map {
        ($0.clientID, $0.row)
      },
      uniquingKeysWith: { first, _ in first })
    var changed: [ClientRecord] = []
    for entry in records where !entry.isNew {
      if let first = touched[entry.record.id] {
        outcome.rejects.append(duplicate(entry.row, first))
      } else {
        changed.append(entry.record)
      }
    }
    guard !changed.isEmpty else { return }
    let watched = changesLimit > 0 ? changed.map(\.id) : []
    let before = try await ClientDifference.snapshot(watched, tx)
    outcome.updated = try await tx.execute(ClientQueries.merge(changed))
    let after = try await ClientDifference.snapshot(watched, tx)
    outcome.changes = Array(ClientDifference.between(before, after).prefix(max(0, changesLimit)))
    outcome.unchanged = changed.count - outcome.updated
  }

  private enum Decision {
    case new
    case known(UUID)
    case contradiction((ImportField, ImportFault.Code, String))
  }

  private func decide(_ row: ImportRow, _ match: ImportQueries.Match?) -> Decision {
    guard let match else { return .new }
    if match.isDeleted == true {
      return .contradiction(
        (.externalID, .deletedClient, "belongs to a deleted client; restore that one first"))
    }
    var id = match.byExternalID
    if let byEmail = match.byEmail {
      let isAnother =
        row.externalID != nil && match.emailExternalID != nil && match.emailExternalID != row.externalID
      if isAnother || (id != nil && id != byEmail) {
        return .contradiction((.email, .emailTaken, "belongs to another client"))
      }
      id = byEmail
    }
    if id == nil, row.emailKey == nil || match.nameHasEmail == false { id = match.byName }
    if let holder = match.byMemberNumber, holder != id {
      return .contradiction((.memberNumber, .memberNumberTaken, "belongs to another client"))
    }
    return id.map(Decision.known) ?? .new
  }

  /// The earlier row of the batch that is the same person by name and birth date or telephone number. Two rows
  /// that both have an e-mail address or external id of their own are two people.
  private func claim(_ row: ImportRow, _ names: inout [String: (row: Int, isDistinct: Bool)]) -> Int? {
    let isDistinct = row.emailKey != nil || row.externalID != nil
    let keys = [row.dateOfBirth?.description, row.phoneKey].compactMap { $0.map { "\(row.sortName)\n\($0)" } }
    for key in keys {
      if let first = names[key], !(first.isDistinct && isDistinct) { return first.row }
    }
    for key in keys where names[key] == nil { names[key] = (row.row, isDistinct) }
    return nil
  }

  private func record(_ row: ImportRow, _ id: UUID) throws -> ClientRecord {
    ClientRecord(
      id: id, firstName: row.firstName, lastName: row.lastName, sortName: row.sortName, email: row.email,
      emailKey: row.emailKey, phone: row.phone, phoneKey: row.phoneKey,
      address: try JSON(encoding: row.address),
      dateOfBirth: row.dateOfBirth, gender: row.gender?.rawValue,
      emergencyContact: try JSON(encoding: row.emergencyContact),
      memberNumber: row.memberNumber, externalID: row.externalID,
      status: row.status.flatMap { ClientStatus(rawValue: $0.rawValue) }, joinedOn: row.joinedOn,
      notes: row.notes,
      metadata: try metadata(row.metadata))
  }

  /// Keys are header texts and stay as they are.
  private func metadata(_ columns: [String: String]) throws -> JSON {
    JSON(String(decoding: try JSONEncoder().encode(columns), as: UTF8.self))
  }

  private func duplicate(_ row: ImportRow, _ first: Int) -> RejectedRow {
    reject(row, nil, .duplicateClient, "is the same client as row \(first)")
  }

  private func reject(_ row: ImportRow, _ field: ImportField?, _ code: ImportFault.Code, _ reason: String)
    -> RejectedRow
  {
    RejectedRow(
      row: row.row, line: row.line,
      faults: [ImportFault(column: field.flatMap { columns.header(of: $0) }, code: code, reason: reason)],
      fields: row.fields)
  }
}
