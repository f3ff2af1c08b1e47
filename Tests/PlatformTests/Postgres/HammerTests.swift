import Postgres
import Testing

struct HammerTests {
  /// Whatever its predecessors did, a group starts without their settings, and a failed one leaves nothing.
  @Test func aSingleConnectionNeverLeaksContext() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        $0.leases = 1
        $0.requestTimeout = .milliseconds(1500)
      }
    ) { database, scratch in
      try await scratch.execute("create table t (n int primary key)")
      let probe: SQL = "select coalesce(current_setting('app.x', true), '') as x"
      let leaks = await withTaskGroup(of: Int.self) { tasks in
        for number in 0..<2_000 {
          if number >= 32 { _ = await tasks.next() }
          tasks.addTask { await self.attack(number, database, probe) }
        }
        return await tasks.reduce(0, +)
      }
      #expect(leaks == 0)
      #expect(try await database.value(probe, as: String.self) == "")
      let odd = try await database.value("select count(*) from t where n % 5 <> 0", as: Int.self)
      #expect(odd == 0)
      let good = try await database.value("select count(*) from t", as: Int.self)
      #expect((good ?? 0) > 100)
    }
  }

  /// 1 if a setting of another group was to be seen.
  private func attack(_ number: Int, _ database: Database, _ probe: SQL) async -> Int {
    let enter: SQL = "select set_config('app.x', \("secret \(number)"), true)"
    let insert: SQL = "insert into t values (\(Int32(number)))"
    @Sendable func leak(_ results: [Rows<Undecoded>]?) -> Int {
      guard let rows = results?.first, let x = try? rows.value("x", at: 0, as: String.self) else { return 0 }
      return x.isEmpty ? 0 : 1
    }
    switch number % 5 {
    case 0:
      return leak(try? await database.pipeline([probe, enter, insert]))
    case 1:
      return leak(try? await database.pipeline([probe, enter, insert, "select 1/0"]))
    case 2:
      let task = Task { try await database.pipeline([probe, enter, insert, "select 1/0"]) }
      if number % 2 == 0 { await Task.yield() }
      task.cancel()
      return leak(try? await task.value)
    case 3:
      let statement: SQL = number % 500 == 3 ? "select pg_sleep(1.6)" : "select pg_sleep(0)"
      return leak(try? await database.pipeline([probe, enter, insert, statement, "select nonsense"]))
    default:
      struct Leak: Error {}
      let task = Task {
        try await database.transaction(opening: []) { tx in
          if leak(try await tx.pipeline([probe, enter, insert])) > 0 { throw Leak() }
          _ = try await tx.execute("select 1/0")
        }
      }
      if number % 3 == 0 { task.cancel() }
      if case .failure(let error) = await task.result, error is Leak { return 1 }
      return leak(try? await database.pipeline([probe]))
    }
  }
}
