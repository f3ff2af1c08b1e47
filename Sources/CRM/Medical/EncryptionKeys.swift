import Crypto
public import Foundation
public import Postgres
import Web

/// Something that a master key encrypts: an organization's medical key, or the seed of a second factor.
public struct SealedKey: Codable, Sendable {
  public let kind: String
  public let organizationID: UUID?
  /// The organization's short name.
  public let slug: String?
  public let id: String
  /// The master key that opens it; nil where that cannot be told.
  public let masterKeyID: String?
  public let createdAt: Date
  /// Since when it encrypts nothing new.
  public let retiredAt: Date?
  /// How many notes it encrypts.
  public let notes: Int
}

/// What operators do about keys in the database, through the worker's login.
public struct EncryptionKeys: Sendable {
  private struct Row: Decodable {
    let kind: String
    let organizationID: UUID?
    let slug: String?
    let id: String
    let sealed: [UInt8]
    let createdAt: Date
    let retiredAt: Date?
    let notes: Int

    var place: CipherPlace? {
      guard let id = UUID(uuidString: id) else { return nil }
      return organizationID.map { MedicalCipher.keyPlace(id, of: $0) } ?? SecondFactorQueries.place(id)
    }
  }

  private struct Done: Decodable { let done: Bool }

  private let database: Database
  private let masters: MasterKeys

  public init(_ database: Database, _ masters: MasterKeys) {
    self.database = database
    self.masters = masters
  }

  /// The statement that lists them, and what its rows are; for whoever asks without a pool.
  public static let listing: SQL =
    "select kind, organization_id, slug, id, sealed, created_at, retired_at, notes from private.list_sealed()"

  public static func read(_ rows: Rows<Undecoded>) throws -> [SealedKey] {
    try rows.retyped(as: Row.self).decoded().map { row in
      SealedKey(
        kind: row.kind, organizationID: row.organizationID, slug: row.slug, id: row.id,
        masterKeyID: Envelope(row.sealed)?.keyID, createdAt: row.createdAt, retiredAt: row.retiredAt,
        notes: row.notes)
    }
  }

  public func list() async throws -> [SealedKey] {
    try await database.pipeline([EncryptionKeys.listing]).first.map(EncryptionKeys.read) ?? []
  }

  /// Gives each organization that has a medical key another one: new notes are encrypted with it at once, the others
  /// by a job. Answers how many organizations.
  public func rotateMedical(actor: String, now: Date) async throws -> Int {
    let organizations = Set(try await list().compactMap(\.organizationID))
    for organization in organizations.sorted(by: { $0.uuidString < $1.uuidString }) {
      let key = try MedicalCipher(masters: masters).makeKey(UUID.version7(at: now), of: organization)
      _ = try await database.pipeline([
        Door.enterAsOperator(organization, actor: actor, write: true), MedicalQueries.rotate(to: key),
        try MedicalJobs.reencrypt.enqueue(UUID.version7(at: now), NoPayload()),
      ])
    }
    return organizations.count
  }

  /// Encrypts with the current master key what another one encrypts; answers how much that was.
  public func reseal() async throws -> Int {
    let rows =
      try await database.pipeline([EncryptionKeys.listing]).first?.retyped(as: Row.self).decoded() ?? []
    var count = 0
    for row in rows where Envelope(row.sealed)?.keyID != masters.current {
      guard let place = row.place else { throw Problem(.ciphertextInvalid, "A key has no id.") }
      let sealed = try masters.seal(masters.open(row.sealed, at: place), at: place)
      let results = try await database.pipeline([
        """
        select private.reseal(\(row.kind), \(row.organizationID), \(row.id), \(row.sealed), \(sealed)) as done
        """
      ])
      if try results.first?.retyped(as: Done.self).first()?.done == true { count += 1 }
    }
    return count
  }
}
