public import Foundation
public import Postgres
public import Web

/// Where a job stands: `dead` has used up its tries or can never succeed.
public enum JobState: String, WordList {
  case queued, running, succeeded, dead, cancelled
}

/// Work in the background, for those who look after it.
public struct Job: Wire {
  public let id: UUID
  /// What it does: `subject.verb`.
  public let kind: String
  public let state: JobState
  /// 0 comes before 1 and 2.
  public let priority: Int
  /// Tries so far, the running one included.
  public let attempts: Int
  /// After so many it is dead.
  public let maxAttempts: Int
  /// Not before.
  public let runAt: Date
  public let phase: String?
  public let done: Int
  public let total: Int?
  /// What came of it.
  public let result: JSON?
  /// Why the last try failed.
  public let error: String?
  /// On whose behalf.
  public let userID: UUID?
  /// The request that caused it.
  public let requestID: String?
  public let cancelRequestedAt: Date?
  public let createdAt: Date
  public let startedAt: Date?
  public let finishedAt: Date?
}

/// Which jobs.
public struct JobFilter: PagedInput {
  /// Any of these.
  let state: [JobState]?
  /// One kind, such as `mail.send`.
  let kind: Code?
  public let limit: PageSize?
  public let cursor: String?
}

/// A long piece of work that a request has started, for who started it.
public struct LongOperation: Wire {
  public let id: UUID
  public let kind: String
  public let state: JobState
  /// What it is doing.
  public let phase: String?
  /// How much of the total is done.
  public let done: Int
  /// How much there is; null while nobody knows.
  public let total: Int?
  /// Seconds that it may still take, at the pace so far.
  public let etaSeconds: Int?
  /// What came of it.
  public let result: JSON?
  /// Why its last try failed.
  public let error: String?
  public let createdAt: Date
  public let startedAt: Date?
  public let finishedAt: Date?
}
