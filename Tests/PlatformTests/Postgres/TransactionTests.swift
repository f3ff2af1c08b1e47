import Foundation
import Postgres
import Synchronization
import Testing

struct TransactionTests {
  @Test func commitsWhatTheBodyDid() async throws {
    try await ScratchDatabase.withDatabase { database, scratch in
      try await scratch.execute("create table t (id int primary key)")
      let count = try await database.transaction(opening: ["select set_config('app.x', 'in', true)"]) { tx in
        let setting = try await tx.rows("select current_setting('app.x') as x", as: String.self).first()
        #expect(setting == "in")
        #expect(try await tx.execute("insert into t values (1), (2)") == 2)
        return try await tx.pipeline(["insert into t values (3)", "select count(*) as n from t"])[1]
          .value("n", at: 0, as: Int.self)
      }
      #expect(count == 3)
      #expect(try await database.value("select count(*) from t", as: Int.self) == 3)
    }
  }

  @Test func anEmptyBodyIsJudgedByItsOpening() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.leases = 1 }) { database, _ in
      let error = await failure { try await database.transaction(opening: ["select 1/0"]) { _ in } }
      #expect(error?.sqlState == "22012")
      // BEGIN, an error and COMMIT in one group leave a failed transaction, which nobody may inherit.
      let value = try await database.transaction(opening: []) { tx in
        try await tx.rows("select 1", as: Int.self).first()
      }
      #expect(value == 1)
    }
  }

  @Test func aSwallowedErrorStillRollsBack() async throws {
    try await ScratchDatabase.withDatabase { database, scratch in
      try await scratch.execute("create table t (id int primary key)")
      let error = await failure {
        try await database.transaction(opening: []) { tx in
          try await tx.execute("insert into t values (1)")
          let first = await failure { try await tx.execute("insert into t values (1)") }
          #expect(first?.sqlState == "23505")
          let second = await failure { try await tx.execute("select 1") }
          #expect(second?.sqlState == "23505")
        }
      }
      #expect(error?.sqlState == "23505")
      #expect(try await database.value("select count(*) from t", as: Int.self) == 0)
    }
  }

  @Test func aThrowingBodyRollsBack() async throws {
    struct Refusal: Error {}
    try await ScratchDatabase.withDatabase { database, scratch in
      try await scratch.execute("create table t (id int)")
      await #expect(throws: Refusal.self) {
        try await database.transaction(opening: []) { tx in
          try await tx.execute("insert into t values (1)")
          throw Refusal()
        }
      }
      #expect(try await database.value("select count(*) from t", as: Int.self) == 0)
    }
  }

  @Test func aDeferredErrorOfTheCommitIsThrown() async throws {
    try await ScratchDatabase.withDatabase { database, scratch in
      try await scratch.execute(
        "create table p (id int primary key); create table c (p int references p deferrable initially deferred)"
      )
      let error = await failure {
        try await database.transaction(opening: []) { tx in
          _ = try await tx.execute("insert into c values (1)")
        }
      }
      #expect(error?.sqlState == "23503")
      #expect(try await database.value("select count(*) from c", as: Int.self) == 0)
    }
  }

  @Test func serializationFailuresRunTheBodyAgain() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let tries = Mutex(0)
      let value = try await database.transaction(opening: []) { tx in
        let attempt = tries.withLock { tries in
          tries += 1
          return tries
        }
        if attempt < 3 {
          try await tx.execute("do $$ begin raise exception 'again' using errcode = '40001'; end $$")
        }
        return attempt
      }
      #expect(value == 3)
      tries.withLock { $0 = 0 }
      let error = await failure {
        try await database.transaction(opening: []) { tx in
          tries.withLock { $0 += 1 }
          // A body that turns the error into its own is run again all the same.
          _ = try await tx.execute("do $$ begin raise exception 'again' using errcode = '40P01'; end $$")
        }
      }
      #expect(error?.sqlState == "40P01")
      #expect(tries.withLock { $0 } == 5)
    }
  }

  @Test func writersThatConflictAllSucceed() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.leases = 3 }) { database, scratch in
      try await scratch.execute("create table counter (n int); insert into counter values (0)")
      try await withThrowingTaskGroup(of: Void.self) { tasks in
        for _ in 0..<3 {
          tasks.addTask {
            try await database.transaction(opening: ["set transaction isolation level repeatable read"]) {
              tx in
              let n = try await tx.rows("select n from counter", as: Int32.self).first() ?? 0
              _ = try await tx.execute("update counter set n = \(n + 1)")
            }
          }
        }
        try await tasks.waitForAll()
      }
      #expect(try await database.value("select n from counter", as: Int.self) == 3)
    }
  }

  @Test func statementsSideBySideShareTheTransaction() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let ids = try await database.transaction(opening: []) { tx in
        async let first = tx.rows("select pg_current_xact_id()::text", as: String.self).first()
        async let second = tx.rows("select pg_current_xact_id()::text", as: String.self).first()
        return try await [first, second]
      }
      #expect(ids[0] != nil)
      #expect(ids[0] == ids[1])
    }
  }

  @Test func aTransactionThatIsOverTakesNothing() async throws {
    try await ScratchDatabase.withDatabase { database, _ in
      let leaked = try await database.transaction(opening: []) { tx in tx }
      let error = await failure { try await leaked.execute("select 1") }
      #expect(error?.kind == .unavailable)
    }
  }

  @Test func waitingForALeaseIsBounded() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.leases = 1
        $0.waitTimeout = .seconds(8)
      }
    ) { database, _ in
      try await database.transaction(opening: []) { tx in
        try await tx.execute("select 1")
        let error = await failure {
          try await database.transaction(opening: []) { _ = try await $0.execute("select 1") }
        }
        #expect(error?.kind == .overloaded)
      }
    }
  }

  @Test func cancellationWhileAStatementRunsStopsAndRollsBack() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.leases = 1 }) { database, scratch in
      try await scratch.execute("create table t (id int)")
      try await onDatabaseThread(url: scratch.url) { holder in
        try holder.execute("select pg_advisory_lock(7)")
        let done = DispatchSemaphore(value: 0)
        let task = Task {
          defer { done.signal() }
          return await failure {
            try await database.transaction(opening: []) { tx in
              try await tx.execute("insert into t values (1)")
              _ = try await tx.execute("select pg_advisory_xact_lock(7)")
            }
          }
        }
        try holder.waitForBlocked(1)
        task.cancel()
        done.wait()
        // The running statement itself is cancelled, although the lock is still held.
        try holder.waitForBlocked(0)
        try holder.execute("select pg_advisory_unlock(7)")
      }
      #expect(try await database.value("select count(*) from t", as: Int.self) == 0)
      let value = try await database.transaction(opening: []) {
        try await $0.rows("select 1", as: Int.self).first()
      }
      #expect(value == 1)
    }
  }
}

extension BlockingConnection {
  /// Comes back when so many statements of this database wait for a lock.
  func waitForBlocked(_ count: Int) throws {
    try wait(
      until: """
        (select count(*) = \(count) from pg_locks where not granted
          and database = (select oid from pg_database where datname = current_database()))
        """)
  }

  /// Comes back when a condition is true; PostgreSQL itself paces the questions. After ten minutes it never will be.
  func wait(until condition: SQL) throws {
    for _ in 0..<60_000 {
      if try rows("select \(condition) as done from pg_sleep(0.01)").value("done", at: 0, as: Bool.self) {
        return
      }
    }
    throw PostgresError(.deadlineExceeded, message: "a test waited in vain")
  }
}
