import Testing

@testable import TryZore

/// `docs/guides/booking.md`, run as it stands.
@Suite struct BookingGuideTests {
  @Test func theGuideRuns() async throws {
    let database = try await MigratedDatabase.make()
    try await withTemporaryFolder { folder in
      let port = "\(try freePort())"
      let environment = try database.environment().merging([
        "PORT": port, "BASE": "http://127.0.0.1:\(port)", "TRYZORE_KEYS": "\(folder)/keys",
        "TRYZORE_LOG_LEVEL": "critical",
      ]) { $1 }
      let result = try await guide(
        "booking.md", in: folder, environment,
        after: """
          tryzore serve --port "$PORT" &
          curl -sS --retry 100 --retry-connrefused --retry-delay 1 "$BASE/ready"

          """)
      #expect(result.code == 0, "\(result.output)\(result.errors)")
      for text in [
        "event_full\n", #""code":"seat_freed""#, "\"promoted_at\":\"2", #""act":"promote""#,
        #""status":"cancelled"\n"status":"late_cancelled"\n"#.replacing("\\n", with: "\n"),
        #""account": "late_cancel_fees""#, "calendar.ics?token=",
      ] {
        #expect(result.output.contains(text), "\(text) in \(result.output)")
      }
      #expect(
        !result.output.contains(#""code":"validation_failed""#) && !result.output.contains("internal_error"))
    }
  }
}
