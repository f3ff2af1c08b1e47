import Foundation
import Testing

@testable import TryZore

/// README's tour as it stands: somebody opens a gym, signs in, sees no clients yet, imports 5,000 and finds one by three
/// letters.
@Suite struct FirstHourTests {
  @Test func theTourRuns() async throws {
    let database = try await MigratedDatabase.make()
    try await withTemporaryFolder { folder in
      let port = "\(try freePort())"
      let environment = try database.environment().merging([
        "PORT": port, "BASE": "http://127.0.0.1:\(port)", "TRYZORE_KEYS": "\(folder)/keys",
        "TRYZORE_LOG_LEVEL": "critical",
      ]) { $1 }
      let result = try await guide(
        "README.md", section: "The first hour of a gym", in: folder, environment,
        after: """
          tryzore serve --port "$PORT" &
          curl -sS --retry 100 --retry-connrefused --retry-delay 1 "$BASE/ready"

          """)
      #expect(result.code == 0, "\(result.output)\(result.errors)")
      let lines = result.output.split(separator: "\n").map(String.init)
      #expect(lines.contains(#"{"data":[],"page":{"limit":25,"has_more":false,"next_cursor":null}}"#))
      #expect(result.errors.contains(#""done":5000"#), "\(result.errors)")
      let found = try #require(lines.last)
      #expect(found.contains(#""first_name":"Xaver""#) && found.contains(#""verdict":"allow""#), "\(found)")
      #expect(found.components(separatedBy: #""first_name""#).count == 2)
    }
  }
}
