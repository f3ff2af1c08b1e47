@testable import CRM
@testable import Web

/// One call that succeeds for each operation, by its id.
enum HappyPaths {
  typealias Paths = [String: @Sendable (Gym) async throws -> TestAnswer]

  static let all: Paths = [
    accounts, organizations, staff, joining, clients, groups, schedule, bookings, series, live, transfers,
  ].reduce(into: [:]) { all, paths in
    all.merge(paths) { first, _ in first }
  }
}
