import Testing

@testable import TryZore

/// `docs/guides/privacy.md`, run as it stands.
@Suite struct PrivacyGuideTests {
  @Test func theGuideRuns() async throws {
    let database = try await MigratedDatabase.make()
    try await withTemporaryFolder { folder in
      let port = "\(try freePort())"
      let environment = try database.environment().merging([
        "PORT": port, "BASE": "http://127.0.0.1:\(port)", "TRYZORE_KEYS": "\(folder)/keys",
        "TRYZORE_LOG_LEVEL": "critical",
      ]) { $1 }
      let result = try await guide(
        "privacy.md", in: folder, environment,
        after: """
          tryzore serve --port "$PORT" &
          curl -sS --retry 100 --retry-connrefused --retry-delay 1 "$BASE/ready"

          """)
      #expect(result.code == 0, "\(result.output)\(result.errors)")
      #expect(result.output.contains(#""status":"withdrawn""#), "\(result.output)")
      #expect(result.output.contains("csv/crm.client_organizations.csv"), "\(result.output)")
      #expect(result.output.contains(#""code":"not_found""#), "\(result.output)")
      #expect(result.output.contains("1 of 1 erasures hold"), "\(result.output)")
      #expect(result.output.split(separator: "succeeded").count == 3, "\(result.output)")
    }
  }
}
