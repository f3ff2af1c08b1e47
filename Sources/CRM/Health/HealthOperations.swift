import Foundation
import Postgres
public import Web

/// What `/health` tells people; `/ready` tells a load balancer.
public struct Health: Wire {
  public let status: String
  public let version: String
  /// Milliseconds that the database took to answer.
  public let databaseMilliseconds: Double
}

public struct Liveness: Wire {
  public let status: String
}

enum HealthOperations {
  static func add(to api: inout API) {
    api.chapter("Health")
    api.add(.get, "/live", "getLiveness", summary: "The process answers", needs: .open, getLiveness)
    api.add(
      .get, "/ready", "getReadiness", summary: "The process and its database answer: send it requests",
      needs: .open, getReadiness)
    api.add(.get, "/health", "getHealth", summary: "State and version", needs: .open, getHealth)
  }

  @Sendable private static func getLiveness(_ call: Call<NoInput>, _ database: Database) async throws
    -> Liveness
  {
    Liveness(status: "ok")
  }

  @Sendable private static func getReadiness(_ call: Call<NoInput>, _ database: Database) async throws
    -> Liveness
  {
    _ = try await database.pipeline(["select 1"])
    return Liveness(status: "ok")
  }

  @Sendable private static func getHealth(_ call: Call<NoInput>, _ database: Database) async throws -> Health
  {
    let start = ContinuousClock.now
    _ = try await database.pipeline(["select 1"])
    let spent = (ContinuousClock.now - start) / .milliseconds(1)
    return Health(
      status: "ok", version: Product.version, databaseMilliseconds: (spent * 100).rounded() / 100)
  }
}
