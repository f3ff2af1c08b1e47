public import Foundation
public import Postgres
import Web

/// What an import changes in a client that is known: the fields that become something else.
public struct ClientDifference: Codable, Sendable {
  public let clientID: UUID
  public let before: JSON
  public let after: JSON

  struct Snapshot: Decodable, Sendable {
    let id: UUID
    let fields: JSON
  }

  static func snapshot(_ clients: [UUID], _ tx: Transaction) async throws -> [Snapshot] {
    if clients.isEmpty { return [] }
    return try await tx.rows(ImportQueries.snapshot(clients), as: Snapshot.self).decoded()
  }

  /// Of snapshots of the same clients in the same order.
  static func between(_ before: [Snapshot], _ after: [Snapshot]) -> [ClientDifference] {
    zip(before, after).compactMap { old, new in
      guard old.id == new.id, case .object(let was)? = try? JSONParser.parse(old.fields.text.utf8),
        case .object(let becomes)? = try? JSONParser.parse(new.fields.text.utf8)
      else { return nil }
      let pairs = zip(was, becomes).filter { $0.value != $1.value }
      if pairs.isEmpty { return nil }
      return ClientDifference(
        clientID: old.id, before: JSON(JSONValue.object(pairs.map(\.0)).text()),
        after: JSON(JSONValue.object(pairs.map(\.1)).text()))
    }
  }
}
