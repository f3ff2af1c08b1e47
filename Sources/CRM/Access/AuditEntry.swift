public import Foundation
public import Postgres
public import Web

/// What was done to a thing.
public enum AuditAction: String, WordList {
  case created, updated, deleted
}

/// One thing that was changed.
public struct AuditEntry: Codable, Sendable {
  public let id: UUID
  public let createdAt: Date
  public let action: AuditAction
  /// What kind of thing, such as `client`.
  public let entityType: String
  public let entityID: UUID
  /// Who did it.
  public let actor: AuditActor?
  /// The session it was done in.
  public let sessionID: UUID?
  /// The request it was done by, as its X-Request-Id said.
  public let requestID: String?
  /// Before: all of a deleted thing, what changed of another.
  public let oldValues: JSON?
  /// After: all of a new thing, what changed of another.
  public let newValues: JSON?
  /// Personal, medical and secret members that were set or changed too, by name only.
  public let hiddenColumns: [String]
  /// What was personal before; with `include_personal`, for owners, until the person is erased.
  public let oldPersonalValues: JSON?
  /// What is personal after, likewise.
  public let newPersonalValues: JSON?
}

/// Who did something: a person, an operator or job, or a job on behalf of a person.
public struct AuditActor: Codable, Sendable {
  public let userID: UUID?
  /// Of people who work here, or did.
  public let name: String?
  /// The operator, as named at the command line, or the job.
  public let process: String?
}

/// Which entries.
public struct AuditFilter: Decodable, Sendable {
  let entityType: Code?
  let entityID: UUID?
  /// Who did it.
  let userID: UUID?
  /// Any of these.
  let action: [AuditAction]?
  let createdAtFrom: Date?
  let createdAtBefore: Date?
  /// With what is personal; for owners only, to others it stays null.
  let includePersonal: Bool?
}

/// Which entries, page by page.
public struct AuditPage: PagedInput {
  let filter: AuditFilter
  public let limit: PageSize?
  public let cursor: String?

  private enum CodingKeys: CodingKey { case limit, cursor }

  public init(from decoder: any Decoder) throws {
    filter = try AuditFilter(from: decoder)
    let members = try decoder.container(keyedBy: CodingKeys.self)
    limit = try members.decodeIfPresent(PageSize.self, forKey: .limit)
    cursor = try members.decodeIfPresent(String.self, forKey: .cursor)
  }
}
