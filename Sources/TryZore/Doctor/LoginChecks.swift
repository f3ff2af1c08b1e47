import Postgres

/// What a serving login must and must not be, asked as that login.
struct LoginChecks {
  let role: String
  var prefix = ""

  func run(_ connection: BlockingConnection) throws -> [Doctor.Finding] {
    var findings = try all.map { try $0.run(connection, prefix: prefix) }
    let visible = try LoginChecks.tables(connection).filter { table in
      try connection.rows("select exists (select from \(unsafe: table)) as it_is")
        .value("it_is", at: 0, as: Bool.self)
    }
    findings.append(
      Doctor.Finding(
        check: "\(prefix)isolation", verdict: visible.isEmpty ? .ok : .fail,
        advice: visible.isEmpty
          ? "no rows without a door"
          : "\(Check.listed(visible)) can be read without a door: stop serving, repair the policies."))
    findings.append(try encryption(connection))
    return findings
  }

  var all: [Check] {
    [
      Check(
        "role", well: "\(role), without special rights",
        advice: "Connect as \(role), and give it no rights of its own: `alter role \(role) with "
          + "nosuperuser nobypassrls nocreaterole nocreatedb noreplication`.",
        query: """
          select 'connected as ' || session_user as found where session_user <> \(role)
          union all
          select v.power
          from pg_roles r cross join lateral (values
            ('superuser', r.rolsuper), ('beyond row-level security', r.rolbypassrls),
            ('may make roles', r.rolcreaterole), ('may make databases', r.rolcreatedb),
            ('may replicate', r.rolreplication)) v (power, has)
          where r.rolname = session_user and v.has
          """),
      Check(
        "membership", well: "is no member of another role",
        advice: "Revoke it: the login inherits its rights.",
        query: """
          select 'member of ' || g.rolname as found
          from pg_auth_members m join pg_roles r on r.oid = m.member join pg_roles g on g.oid = m.roleid
          where r.rolname = session_user
          """),
      Check(
        "ownership", well: "owns nothing",
        advice: "Give it to tryzore_owner (`alter ... owner to`): an owner can lift row-level security.",
        query: """
          select 'owns ' || pg_describe_object(d.classid, d.objid, d.objsubid) as found
          from pg_shdepend d join pg_roles r on r.oid = d.refobjid
          where d.deptype = 'o' and d.refclassid = 'pg_authid'::regclass and r.rolname = session_user
            and d.dbid in (0, (select oid from pg_database where datname = current_database()))
          """),
      Check(
        "timeouts", well: "statements, locks and idle transactions end by themselves",
        advice: "`alter role \(role) set ...`, as db/migrations/0001_roles.sql does, or give it back by "
          + "`alter role \(role) in database ... reset`.",
        query: """
          select name || ' is off' as found
          from unnest('{statement_timeout,lock_timeout,idle_in_transaction_session_timeout}'::text[]) name
          where current_setting(name) = '0'
          """),
      Check(
        "plans", .warn, well: "are made once",
        advice: "`alter role \(role) set plan_cache_mode = force_generic_plan`: each request plans anew.",
        query: """
          select 'plan_cache_mode is ' || current_setting('plan_cache_mode') as found
          where current_setting('plan_cache_mode') <> 'force_generic_plan'
          """),
    ]
  }

  private static func tables(_ connection: BlockingConnection) throws -> [String] {
    try connection.rows(
      """
      select format('%I.%I', n.nspname, c.relname) as title
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('crm', 'private', 'audit', 'jobs') and c.relkind in ('r', 'p')
        and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
      """
    ).retyped(as: String.self).decoded()
  }

  private func encryption(_ connection: BlockingConnection) throws -> Doctor.Finding {
    let rows = try connection.rows(
      """
      select coalesce(host(inet_client_addr()), '') as address,
        coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_encrypted
      """)
    return LoginChecks.encryption(
      check: "\(prefix)encryption", address: try rows.value("address", at: 0, as: String.self),
      isEncrypted: try rows.value("is_encrypted", at: 0, as: Bool.self))
  }

  /// The address is ours as PostgreSQL sees it, empty for a Unix socket.
  static func encryption(check: String, address: String, isEncrypted: Bool) -> Doctor.Finding {
    let isLocal = address.isEmpty || address == "::1" || address.hasPrefix("127.")
    if isLocal || isEncrypted {
      return Doctor.Finding(
        check: check, verdict: .ok, advice: isEncrypted ? "by TLS" : "not needed: nothing leaves the machine")
    }
    return Doctor.Finding(
      check: check, verdict: .fail,
      advice: "Passwords and people cross the network in the clear: add sslmode=verify-full and sslrootcert.")
  }
}
