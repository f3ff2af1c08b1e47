extension Migrator {
  /// One file in one transaction.
  func apply(_ migration: Migration, _ connection: BlockingConnection) throws {
    try connection.execute("begin")
    let transaction = try transactionID(connection)
    if !migration.runsAsConnectedRole { try becomeRole(connection) }
    do {
      try connection.execute(migration.sql)
    } catch let error as PostgresError {
      throw MigrationError(file: migration.name, reason: .failed(error), line: line(of: error, in: migration))
    }
    guard try transactionID(connection) == transaction else {
      throw MigrationError(file: migration.name, reason: .endedTransaction)
    }
    try connection.execute("reset role")
    try judge(migration, connection)
    do {
      try becomeRole(connection)
      try createTable(connection)
      _ = try connection.rows(
        """
        insert into private.migrations (number, name, checksum)
        values (\(Int32(clamping: migration.number)), \(migration.name),
          encode(sha256(convert_to(\(migration.sql), 'UTF8')), 'hex'))
        """)
      // A deferred constraint may still object.
      try connection.execute("commit")
    } catch let error as PostgresError {
      throw MigrationError(file: migration.name, reason: .failed(error))
    }
    // What the file set for the session is not for the next file.
    try connection.execute("reset all")
  }

  private func transactionID(_ connection: BlockingConnection) throws -> String {
    try connection.rows("select pg_catalog.pg_current_xact_id()::pg_catalog.text").value(0, as: String.self)
  }

  /// A data migration may lift row security and triggers, but must put them back: nobody would see it if not.
  private func judge(_ migration: Migration, _ connection: BlockingConnection) throws {
    let unforced = try connection.rows(
      """
      select c.oid::pg_catalog.regclass::pg_catalog.text
      from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('crm', 'audit', 'private', 'jobs')
        and c.relrowsecurity and not c.relforcerowsecurity
      order by 1 limit 1
      """)
    if unforced.count > 0 {
      throw MigrationError(
        file: migration.name, reason: .unforced(table: try unforced.value(0, as: String.self)))
    }
    let disabled = try connection.rows(
      """
      select t.tgname, c.oid::pg_catalog.regclass::pg_catalog.text
      from pg_catalog.pg_trigger t join pg_catalog.pg_class c on c.oid = t.tgrelid
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('crm', 'audit', 'private', 'jobs') and not t.tgisinternal and t.tgenabled = 'D'
      order by 2, 1 limit 1
      """)
    if disabled.count > 0 {
      let name = try disabled.value(0, as: String.self)
      let table = try disabled.value(1, as: String.self)
      throw MigrationError(file: migration.name, reason: .disabledTrigger(name: name, table: table))
    }
  }

  private func line(of error: PostgresError, in migration: Migration) -> Int? {
    error.position.map { position in
      1 + migration.sql.unicodeScalars.prefix(max(position - 1, 0)).count { $0 == "\n" }
    }
  }
}
