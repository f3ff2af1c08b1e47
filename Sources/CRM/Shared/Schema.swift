import CSchema
public import Postgres

/// The migrations of this program, embedded at build time from `db/migrations`.
public enum Schema {
  public static let migrations: [Migration] = {
    var list: [Migration] = []
    for index in 0..<tryzore_migration_count() {
      let entry = tryzore_migration(index)
      let name = String(cString: entry.name)
      guard let number = Int(name.prefix { $0.isNumber }) else { continue }
      let sql = String(
        decoding: UnsafeRawBufferPointer(start: entry.text, count: entry.length), as: UTF8.self)
      list.append(Migration(number: number, name: name, sql: sql))
    }
    return list
  }()

  /// The role that owns every table; the migrator works as it.
  public static let owner = "tryzore_owner"
}
