public import Foundation
public import Postgres

/// How many jobs of a kind are in a state, in the whole installation: for metrics and operators.
public struct JobTotal: Codable, Sendable {
  public let kind: String
  public let state: JobState
  public let jobs: Int
  /// When the oldest of them fell due.
  public let oldest: Date

  /// `database` is the worker's login.
  public static func all(_ database: Database) async throws -> [JobTotal] {
    let results = try await database.pipeline([JobQueries.totals()])
    return try results.first?.retyped(as: JobTotal.self).decoded() ?? []
  }
}
