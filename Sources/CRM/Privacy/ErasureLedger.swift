public import Foundation
public import Postgres

/// Who was erased, as ids: kept beside backups, so that one of before can be erased again.
public struct ErasureLedger: Sendable {
  /// One erasure that was done.
  public struct Entry: Codable, Sendable {
    public let organizationID: UUID
    public let id: UUID
    public let clientID: UUID
    /// Whose account the record was linked to.
    public let userID: UUID?
    public let erasedAt: Date

    private enum CodingKeys: String, CodingKey {
      case organizationID = "organization_id"
      case id
      case clientID = "client_id"
      case userID = "user_id"
      case erasedAt = "erased_at"
    }
  }

  private struct Done: Decodable { let isErased: Bool }

  private let database: Database

  /// `database` is the worker's login.
  public init(_ database: Database) { self.database = database }

  /// All of the installation, oldest first.
  public func entries() async throws -> [Entry] {
    try await database.pipeline([
      "select organization_id, id, client_id, user_id, erased_at from private.erasure_ledger()"
    ]).first?.retyped(as: Entry.self).decoded() ?? []
  }

  /// Erases again what may have come back; false where the organization or the client is not in this database.
  public func reapply(_ entry: Entry, actor: String) async throws -> Bool {
    do {
      let results = try await database.pipeline([
        "select private.enter_operator(\(entry.organizationID), \(actor), true)",
        """
        select private.reapply_erasure(\(entry.id), \(entry.clientID), \(entry.userID), \(entry.erasedAt)) as is_erased
        """,
      ])
      return try results.last?.retyped(as: Done.self).first()?.isErased ?? false
    } catch let error as PostgresError where error.constraint == "organization_not_found" {
      return false
    }
  }
}
