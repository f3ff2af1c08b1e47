import Postgres

/// What the server itself must be set to. Each is asked as the application's login, whose own settings count.
enum ServerChecks {
  static func run(_ connection: BlockingConnection) throws -> [Doctor.Finding] {
    try all.map { try $0.run(connection) }
  }

  static var all: [Check] {
    [
      Check(
        "PostgreSQL", well: "is recent enough", advice: "Use PostgreSQL 15 or newer.",
        query: """
          select 'version ' || current_setting('server_version') as found
          where current_setting('server_version_num')::int < 150000
          """),
      Check(
        "durability", well: "what was answered survives a power cut",
        advice: "Turn it on, or a power cut loses what was acknowledged.",
        query: """
          select name || ' is off' as found
          from unnest('{fsync,full_page_writes,synchronous_commit}'::text[]) name
          where current_setting(name) = 'off'
          """),
      Check(
        "data checksums", .warn, well: "are on",
        advice: "Stop the server and run `pg_checksums --enable`, or a disk's fault stays unseen.",
        query: "select 'data_checksums is off' as found where current_setting('data_checksums') = 'off'"),
      // Statements of the program carry no value; parameters, details and failing statements of others do.
      Check(
        "server log", .warn, well: "names nobody",
        advice: "Personal data may reach the log: set log_parameter_max_length = 0, "
          + "log_parameter_max_length_on_error = 0, log_min_error_statement = panic, log_statement = none.",
        query: """
          select name || ' is ' || current_setting(name) as found
          from (values ('log_parameter_max_length', '{0}'::text[]), ('log_parameter_max_length_on_error', '{0}'),
            ('log_min_error_statement', '{panic,fatal}'), ('log_statement', '{none,ddl}')) wanted (name, values)
          where current_setting(name) <> all (wanted.values)
          """),
    ]
  }
}
