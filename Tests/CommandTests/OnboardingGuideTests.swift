import Testing

@testable import TryZore

/// `docs/guides/onboarding.md`, run as it stands.
@Suite struct OnboardingGuideTests {
  @Test func theGuideRuns() async throws {
    let database = try await MigratedDatabase.make()
    try await withTemporaryFolder { folder in
      let port = "\(try freePort())"
      let environment = try database.environment().merging([
        "PORT": port, "BASE": "http://127.0.0.1:\(port)", "TRYZORE_KEYS": "\(folder)/keys",
        "TRYZORE_LOG_LEVEL": "critical",
      ]) { $1 }
      let result = try await guide(
        "onboarding.md", in: folder, environment,
        after: """
          tryzore serve --port "$PORT" &
          curl -sS --retry 100 --retry-connrefused --retry-delay 1 "$BASE/ready"

          """)
      #expect(result.code == 0, "\(result.output)\(result.errors)")
      for text in [
        #""current_step":4"#, "202\nonboarding_completed", #""city":"Salem""#,
        #""cancel_window_hours":6"#,
        #""classes_today":0"#,
      ] {
        #expect(result.output.contains(text), "\(text) in \(result.output)")
      }
      #expect(!result.output.contains("correct horse"))
    }
  }
}
