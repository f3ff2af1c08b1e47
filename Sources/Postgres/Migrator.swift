import FoundationEssentials
public import Logging

/// Brings a database to the state that the migration files describe.
public struct Migrator: Sendable {
  let url: String
  let migrations: [Migration]
  let role: String?
  let logger: Logger

  /// Files run as `role`, except those whose first line is `-- as: migrator`.
  public init(url: String, migrations: [Migration], role: String? = nil, logger: Logger) {
    self.url = url
    self.migrations = migrations.sorted { $0.number < $1.number }
    self.role = role
    self.logger = logger
  }

  /// Every file and every applied migration, by number.
  public func status() async throws -> [MigrationStatus] {
    try await onDatabaseThread(url: url) { connection in try compare(connection) }
  }

  /// Applies what is pending, each file in one transaction with its row, and answers what was applied now.
  public func up() async throws -> [Migration] {
    try await onDatabaseThread(url: url) { connection in
      try lock(connection)
      let pending = try pending(compare(connection))
      for migration in pending {
        do {
          try apply(migration, connection)
        } catch {
          try? connection.execute("rollback")
          throw error
        }
        logger.info("applied a migration", metadata: ["migration": "\(migration.name)"])
      }
      return pending
    }
  }

  /// Held until the connection closes.
  private func lock(_ connection: BlockingConnection) throws {
    let key = 0x6d69_6772_6174_6f72  // "migrator"
    let isFree = try connection.rows("select pg_try_advisory_lock(\(key))").value(0, as: Bool.self)
    if isFree { return }
    logger.notice("another migrator is at work; waiting for it")
    _ = try connection.rows("select pg_advisory_lock(\(key))")
  }

  /// Made with the first migration's transaction, by the role that owns everything else.
  func createTable(_ connection: BlockingConnection) throws {
    if try tableExists(connection) { return }
    let hasSchema = try connection.rows(
      "select exists (select from pg_catalog.pg_namespace where nspname = 'private')"
    ).value(0, as: Bool.self)
    if !hasSchema { try connection.execute("create schema private") }
    try connection.execute(
      """
      create table private.migrations (
        number integer primary key,
        name text not null,
        checksum text not null,
        applied_at timestamptz not null default now()
      )
      """)
  }

  /// Becomes the migrations' owner until the transaction ends.
  func becomeRole(_ connection: BlockingConnection) throws {
    guard let role else { return }
    _ = try connection.rows("select set_config('role', \(role), true)")
  }

  private func tableExists(_ connection: BlockingConnection) throws -> Bool {
    try connection.rows(
      """
      select exists (
        select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        where n.nspname = 'private' and c.relname = 'migrations')
      """
    ).value(0, as: Bool.self)
  }

  private func compare(_ connection: BlockingConnection) throws -> [MigrationStatus] {
    struct Applied: Decodable {
      var number: Int
      var name: String
      var checksum: String
      var appliedAt: Date
    }
    var applied: [Int: Applied] = [:]
    if try tableExists(connection) {
      try connection.execute("begin")
      defer { try? connection.execute("rollback") }
      try becomeRole(connection)
      try refuseHiddenTable(connection)
      let rows = try connection.rows("select number, name, checksum, applied_at from private.migrations")
      for row in try rows.retyped(as: Applied.self).decoded() { applied[row.number] = row }
    }
    let checksums = try checksums(connection)
    var statuses = zip(migrations, checksums).map { migration, checksum in
      let row = applied.removeValue(forKey: migration.number)
      let state: MigrationStatus.State =
        row.map { $0.checksum == checksum ? .applied : .changed } ?? .pending
      return MigrationStatus(
        number: migration.number, name: migration.name, state: state, appliedAt: row?.appliedAt)
    }
    for row in applied.values {
      statuses.append(
        MigrationStatus(number: row.number, name: row.name, state: .unknown, appliedAt: row.appliedAt))
    }
    return statuses.sorted { $0.number < $1.number }
  }

  /// An empty list behind row security would look like a database where nothing is applied.
  private func refuseHiddenTable(_ connection: BlockingConnection) throws {
    let isHidden = try connection.rows(
      """
      select pg_catalog.row_security_active('private.migrations') and not exists (
        select from pg_catalog.pg_policy p, unnest(p.polroles) r
        where p.polrelid = 'private.migrations'::regclass and p.polpermissive and p.polcmd in ('*', 'r')
          and (r = 0 or pg_catalog.pg_has_role(r, 'usage')))
      """
    ).value(0, as: Bool.self)
    if isHidden { throw MigrationError(file: "private.migrations", reason: .hidden) }
  }

  private func checksums(_ connection: BlockingConnection) throws -> [String] {
    try migrations.map { migration in
      try connection.rows(
        "select encode(sha256(convert_to(\(migration.sql), 'UTF8')), 'hex')"
      ).value(0, as: String.self)
    }
  }

  private func pending(_ statuses: [MigrationStatus]) throws -> [Migration] {
    for (index, migration) in migrations.enumerated() where migration.number != index + 1 {
      throw MigrationError(file: migration.name, reason: .gap)
    }
    if let changed = statuses.first(where: { $0.state == .changed }) {
      throw MigrationError(file: changed.name, reason: .changed)
    }
    let last = statuses.last { $0.state != .pending }?.number ?? 0
    let pending = statuses.filter { $0.state == .pending }
    if let skipped = pending.first(where: { $0.number < last }) {
      throw MigrationError(file: skipped.name, reason: .gap)
    }
    let numbers = Set(pending.map(\.number))
    return migrations.filter { numbers.contains($0.number) }
  }
}

extension Rows<Undecoded> {
  /// A column of the only row.
  func value<Value: Decodable>(_ column: Int, as type: Value.Type) throws -> Value {
    try value(result.name(column), at: 0, as: type)
  }
}
