import Foundation
import Postgres
import Testing

struct PipelineTests {
  @Test func settingsOfAGroupEndWithIt() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, _ in
      let results = try await database.pipeline([
        "select set_config('app.x', \("inside"), true)", "select current_setting('app.x', true) as x",
      ])
      #expect(try results[1].value("x", at: 0, as: String.self) == "inside")
      let after = try await database.value("select current_setting('app.x', true) as x", as: String?.self)
      #expect((after ?? "") == "")
    }
  }

  @Test func aFailingGroupIsRolledBackAndTheNextOneRuns() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, scratch in
      try await scratch.execute("create table t (id int primary key)")
      let error = await failure {
        _ = try await database.pipeline([
          "insert into t values (1)", "insert into t values (1)", "select 1/0", "insert into t values (2)",
        ])
      }
      #expect(error?.kind == .server)
      #expect(error?.sqlState == "23505")
      #expect(error?.constraint == "t_pkey")
      #expect(error?.table == "t")
      #expect(try await database.value("select count(*) from t", as: Int.self) == 0)
      #expect(try await database.pipeline(["insert into t values (1), (2)"])[0].affected == 2)
    }
  }

  @Test func aGroupsNeighboursDoNotFailWithIt() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, _ in
      let outcomes = await withTaskGroup(of: (Int, Int?).self) { tasks in
        for number in 0..<200 {
          tasks.addTask {
            let divisor = number % 3 == 0 ? 0 : 1
            return (number, try? await database.value("select \(number) / \(divisor)", as: Int.self))
          }
        }
        return await tasks.reduce(into: [:]) { $0[$1.0] = .some($1.1) }
      }
      for number in 0..<200 { #expect(outcomes[number] == .some(number % 3 == 0 ? nil : number)) }
    }
  }

  @Test func aDeferredErrorIsThrownThoughRowsCameFirst() async throws {
    try await ScratchDatabase.withDatabase { database, scratch in
      try await scratch.execute(
        "create table p (id int primary key); create table c (p int references p deferrable initially deferred)"
      )
      let error = await failure { _ = try await database.pipeline(["insert into c values (1) returning p"]) }
      #expect(error?.sqlState == "23503")
      #expect(try await database.value("select count(*) from c", as: Int.self) == 0)
    }
  }

  @Test func aFailedParseDoesNotPoisonTheStatement() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, scratch in
      for _ in 0..<2 {
        let missing = await failure {
          _ = try await database.pipeline(["select 1 as one", "select id from late"])
        }
        #expect(missing?.sqlState == "42P01")
      }
      // Here the second statement's Parse is not even tried: the first one fails before it.
      let aborted = await failure { _ = try await database.pipeline(["select 1/0", "select 2 as two"]) }
      #expect(aborted?.sqlState == "22012")
      #expect(try await database.value("select 2 as two", as: Int.self) == 2)
      try await scratch.execute("create table late (id int)")
      #expect(try await database.pipeline(["select 1 as one", "select id from late"])[1].count == 0)
      let named = try await database.value("select count(*) from pg_prepared_statements", as: Int.self)
      #expect((named ?? 0) >= 3)
    }
  }

  @Test func staleStatementsRunAgain() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, scratch in
      try await scratch.execute("create table t (a int); insert into t values (1)")
      for _ in 0..<2 { #expect(try await database.pipeline(["select * from t"])[0].count == 1) }
      try await scratch.execute("alter table t add b int default 7")
      // 0A000: the plan's result type changed.
      let rows = try await database.pipeline(["insert into t values (2)", "select * from t order by a"])[1]
      #expect(rows.count == 2)
      #expect(try rows.value("b", at: 0, as: Int.self) == 7)
      // 26000: the statement is gone.
      _ = try await database.pipeline(["deallocate all"])
      #expect(try await database.pipeline(["select * from t"])[0].count == 2)
    }
  }

  @Test func theSameTextWithOtherTypesIsAnotherStatement() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, _ in
      for _ in 0..<3 {
        let number = try await database.value("select pg_typeof(\(1))::text", as: String.self)
        let text = try await database.value("select pg_typeof(\("1"))::text", as: String.self)
        #expect([number, text] == ["bigint", "text"])
      }
    }
  }

  @Test func manyStatementsStayWithinTheCache() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, _ in
      for start in stride(from: 0, to: 700, by: 50) {
        let statements = (start..<start + 50).map { SQL("select \(unsafe: String($0)) as n") }
        let results = try await database.pipeline(statements)
        #expect(try results.last?.value("n", at: 0, as: Int.self) == start + 49)
      }
      let named = try await database.value("select count(*) from pg_prepared_statements", as: Int.self)
      #expect(named == 512)
    }
  }

  @Test func whatIsMadeForOneOccasionTakesNoName() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, _ in
      var once: SQL = "select \(7) as n"
      once.isNamed = false
      for _ in 0..<2 { #expect(try await database.value(once, as: Int.self) == 7) }
      let named = try await database.value(
        "select count(*) from pg_prepared_statements where statement = 'select $1 as n'", as: Int.self)
      #expect(named == 0)
    }
  }

  @Test func withoutPreparationNothingIsNamed() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        $0.preparesStatements = false
      }
    ) { database, _ in
      for _ in 0..<3 {
        let named = try await database.value("select count(*) from pg_prepared_statements", as: Int.self)
        #expect(named == 0)
      }
    }
  }

  @Test func aOneShotMayNotLeaveATransactionOpen() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, _ in
      let error = await failure {
        _ = try await database.pipeline(["begin", "select set_config('app.x', 'left', true)"])
      }
      #expect(error?.kind == .connectionLost)
      // The connection is made anew, which may take a busy machine longer than work waits for it.
      while await failure({ _ = try await database.pipeline(["select 1"]) }) != nil {
        try Task.checkCancellation()
      }
      let after = try await database.value(
        "select coalesce(current_setting('app.x', true), '')", as: String.self)
      #expect(after == "")
    }
  }

  @Test func nulInTextIsRefusedBeforeItIsSent() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let statements: [SQL] = [
        "select \("a\u{0}b")", "select \(["a", "\u{0}"])", "select \([nil, "\u{0}"])",
        "select \(JSON("\"\u{0}\""))", "select 1 \(unsafe: "--\u{0}")",
      ]
      for statement in statements {
        let error = await failure { _ = try await database.pipeline([statement]) }
        #expect(error?.kind == .server)
        #expect(error?.sqlState == "22021")
      }
      let zeros = try await database.value("select \([0, 1, 0] as [UInt8])", as: [UInt8].self)
      #expect(zeros == [0, 1, 0])
      #expect(try await database.value("select \(0)", as: Int.self) == 0)
    }
  }
}
