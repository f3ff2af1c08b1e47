import Dispatch
import Postgres
import Testing

struct FailureTests {
  /// Runs a statement that waits for a lock until `meanwhile` comes back, and says how it ended.
  private func blocked(
    _ database: Database, _ scratch: ScratchDatabase, statements: Int = 1,
    meanwhile: @escaping @Sendable (BlockingConnection, [Task<PostgresError?, Never>]) throws -> Void
  ) async throws -> [PostgresError?] {
    let tasks = try await onDatabaseThread(url: scratch.url) { holder in
      try holder.execute("select pg_advisory_lock(7)")
      let tasks = (0..<statements).map { _ in
        Task { await failure { _ = try await database.pipeline(["select pg_advisory_xact_lock_shared(7)"]) } }
      }
      try holder.waitForBlocked(statements)
      try meanwhile(holder, tasks)
      return tasks
    }
    var errors: [PostgresError?] = []
    for task in tasks { errors.append(await task.value) }
    return errors
  }

  @Test func aTerminatedBackendIsReplaced() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.connections = 1 }) { database, scratch in
      for _ in 0..<3 {
        let errors = try await blocked(database, scratch) { holder, _ in
          _ = try holder.rows(
            """
            select pg_terminate_backend(pid) from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid()
            """)
        }
        #expect(errors.map { $0?.kind } == [.connectionLost])
        #expect(errors[0]?.sqlState == "57P01")
        try await recovery(database)
      }
      #expect(database.statistics.reconnects == 3)
    }
  }

  @Test func aTransactionWhoseBackendIsTerminatedFails() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.leases = 1 }) { database, scratch in
      let error = await failure {
        try await database.transaction(opening: []) { tx in
          let id = try await tx.rows("select pg_backend_pid()", as: Int32.self).first() ?? 0
          try await onDatabaseThread(url: scratch.url) { connection in
            _ = try connection.rows("select pg_terminate_backend(\(id), 5000)")
          }
          _ = try await tx.execute("select 1")
        }
      }
      #expect(error?.kind == .connectionLost)
      let value = try await database.transaction(opening: []) {
        try await $0.rows("select 1", as: Int.self).first()
      }
      #expect(value == 1)
    }
  }

  @Test func theServersReturnIsNoticed() async throws {
    let cluster = try await ScratchCluster.make()
    var configuration = DatabaseConfiguration(url: cluster.url)
    configuration.connections = 2
    let database = Database(configuration, logger: quiet)
    #expect(try await database.value("select 1", as: Int.self) == 1)
    #expect(database.isConnected)
    // A killed backend takes all others with it.
    let killed = await failure {
      _ = try await database.pipeline(["create table t ()", "copy t from program 'kill -9 $PPID'"])
    }
    #expect(killed?.kind == .connectionLost)
    try await recovery(database)
    try await cluster.stop()
    let clock = ContinuousClock()
    let start = clock.now
    var kinds: Set<String> = []
    while clock.now - start < .seconds(1) {
      kinds.insert(
        await failure { _ = try await database.pipeline(["select 1"]) }.map { "\($0.kind)" } ?? "none")
    }
    #expect(kinds.isSubset(of: ["connectionLost", "unavailable"]))
    #expect(kinds.contains("unavailable"))
    #expect(!database.isConnected)
    let lease = await failure { try await database.transaction(opening: []) { _ in } }
    #expect(lease?.kind == .unavailable)
    try await cluster.start()
    // How soon, bin/prove measures on a quiet machine.
    try await recovery(database)
    #expect(database.isConnected)
    await database.shutdown()
    cluster.removeNow()
  }

  private func recovery(_ database: Database) async throws {
    while await failure({ _ = try await database.pipeline(["select 1"]) }) != nil {
      try Task.checkCancellation()
    }
  }

  @Test func noServerMeansUnavailableAtOnce() async throws {
    let database = Database(DatabaseConfiguration(url: "host=/nowhere user=nobody"), logger: quiet)
    for _ in 0..<3 {
      let error = await failure { _ = try await database.pipeline(["select 1"]) }
      #expect(error?.kind == .unavailable)
    }
    #expect(!database.isConnected)
    await database.shutdown()
    let error = await failure { _ = try await database.pipeline(["select 1"]) }
    #expect(error?.kind == .unavailable)
  }

  @Test func aSilentHostIsLeftForTheNext() async throws {
    let cluster = try await ScratchCluster.make()
    // The system completes the connection, and nobody ever answers.
    let silent = try SilentServer()
    let hosts = "host=\(silent.directory),\(cluster.directory)"
    var configuration = DatabaseConfiguration(
      url: "\(hosts) user=postgres dbname=postgres connect_timeout=2")
    configuration.connections = 1
    let database = Database(configuration, logger: quiet)
    #expect(try await database.value("select 1", as: Int.self) == 1)
    await database.shutdown()
    silent.close()
    cluster.removeNow()
  }

  @Test func bigValuesGoBothWaysAtOnce() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        $0.waitTimeout = .seconds(60)
        $0.requestTimeout = .seconds(60)
      }
    ) { database, _ in
      let megabyte = String(repeating: "0123456789abcdef", count: 65_536)
      let lengths = try await withThrowingTaskGroup(of: [Int].self) { tasks in
        for _ in 0..<4 {
          tasks.addTask {
            let statements = (0..<8).map { _ in SQL("select \(megabyte) || \(megabyte) as t") }
            return try await database.pipeline(statements).map { rows in
              try rows.value("t", at: 0, as: String.self).utf8.count
            }
          }
        }
        return try await tasks.reduce(into: []) { $0 += $1 }
      }
      #expect(lengths == [Int](repeating: 2 << 20, count: 32))
    }
  }

  @Test func aFullQueueIsOverloaded() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        $0.maximumWaiting = 1
      }
    ) { database, scratch in
      let errors = try await blocked(database, scratch) { holder, _ in
        // One of these waits, the other finds the queue full.
        let done = DispatchSemaphore(value: 0)
        for _ in 0..<2 {
          Task {
            let error = await failure { _ = try await database.pipeline(["select 1"]) }
            #expect(error == nil || error?.kind == .overloaded)
            done.signal()
          }
        }
        done.wait()
        try holder.execute("select pg_advisory_unlock(7)")
        done.wait()
      }
      #expect(errors.map { $0?.kind } == [nil])
    }
  }

  @Test func aLongWaitIsOverloaded() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        $0.waitTimeout = .milliseconds(500)
      }
    ) { database, scratch in
      _ = try await blocked(database, scratch) { holder, _ in
        let done = DispatchSemaphore(value: 0)
        Task {
          let error = await failure { _ = try await database.pipeline(["select 1"]) }
          #expect(error?.kind == .overloaded)
          done.signal()
        }
        done.wait()
        try holder.execute("select pg_advisory_unlock(7)")
      }
    }
  }

  @Test func aLateAnswerIsDropped() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        // As late again an answer may be; on a busy machine seconds pass until the lock is given back.
        $0.requestTimeout = .seconds(20)
      }
    ) { database, scratch in
      let reconnects = database.statistics.reconnects
      let errors = try await blocked(database, scratch, statements: 1) { holder, tasks in
        let done = DispatchSemaphore(value: 0)
        Task {
          _ = await tasks[0].value
          done.signal()
        }
        done.wait()
        try holder.execute("select pg_advisory_unlock(7)")
      }
      #expect(errors.map { $0?.kind } == [.deadlineExceeded])
      #expect(try await database.value("select 2", as: Int.self) == 2)
      #expect(database.statistics.reconnects == reconnects)
    }
  }

  @Test func aLateStatementEndsItsTransaction() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.leases = 1
        $0.requestTimeout = .seconds(2)
      }
    ) { database, scratch in
      try await scratch.execute("create table t (id int)")
      let error = await failure {
        try await database.transaction(opening: []) { tx in
          try await tx.execute("insert into t values (1)")
          _ = try await tx.execute("select pg_sleep(60)")
        }
      }
      #expect(error?.kind == .deadlineExceeded)
      // Its statement is cancelled in PostgreSQL, too.
      try await onDatabaseThread(url: scratch.url) { connection in
        try connection.wait(
          until: "(select count(*) = 0 from pg_stat_activity where query like 'select pg_sleep(60)%')")
      }
      #expect(try await database.value("select count(*) from t", as: Int.self) == 0)
    }
  }

  @Test func aLongOneShotThatNobodyWaitsForEndsAndHitsNobodyElse() async throws {
    try await ScratchDatabase.withDatabase(.test { $0.patience = .zero }) { database, scratch in
      let errors = try await blocked(database, scratch, statements: 2) { holder, tasks in
        tasks[0].cancel()
        // Its backend has ended; the other one still waits for the lock and gets it.
        try holder.wait(
          until: """
            (select count(*) = 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database())
            """)
        try holder.execute("select pg_advisory_unlock(7)")
      }
      #expect(errors.map { $0?.kind } == [.cancelled, nil])
      #expect(try await database.value("select 3", as: Int.self) == 3)
    }
  }

  @Test func aCancelledOneShotIsDropped() async throws {
    try await ScratchDatabase.withDatabase(
      .test {
        $0.connections = 1
        $0.patience = .seconds(60)
      }
    ) { database, scratch in
      let errors = try await blocked(database, scratch) { holder, tasks in
        // Sent behind the first; the third one waits.
        let others = (0..<2).map { _ in
          Task { await failure { _ = try await database.pipeline(["select 1"]) } }
        }
        let done = DispatchSemaphore(value: 0)
        Task {
          for task in tasks + others { task.cancel() }
          for task in others { #expect(await task.value?.kind == .cancelled) }
          done.signal()
        }
        done.wait()
        try holder.execute("select pg_advisory_unlock(7)")
      }
      #expect(errors.map { $0?.kind } == [.cancelled])
      #expect(try await database.value("select 3", as: Int.self) == 3)
      #expect(database.statistics.reconnects == 0)
    }
  }

  @Test func shutdownLetsWorkFinish() async throws {
    let scratch = try await ScratchDatabase.make()
    let database = Database(.test { $0.url = scratch.url }, logger: quiet)
    while await failure({ _ = try await database.pipeline(["select 1"]) }) != nil {
      try Task.checkCancellation()
    }
    let errors = try await blocked(database, scratch) { holder, _ in
      let done = DispatchSemaphore(value: 0)
      Task {
        async let end: Void = database.shutdown()
        // On other connections: a one-shot might stand behind the one that waits.
        while await failure({ try await database.transaction(opening: []) { _ in } }) == nil {}
        done.signal()
        await end
        done.signal()
      }
      done.wait()
      try holder.execute("select pg_advisory_unlock(7)")
      done.wait()
    }
    #expect(errors.map { $0?.kind } == [nil])
  }
}
