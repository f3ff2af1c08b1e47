import Postgres

/// What the catalogue must say of tables, roles and functions. Any login may read it.
enum CatalogueChecks {
  static let isMigrated: SQL = """
    select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname = 'crm' and c.relname = 'client_organizations') as it_is
    """

  static func run(_ connection: BlockingConnection) throws -> [Doctor.Finding] {
    try all.map { try $0.run(connection) }
  }

  static var all: [Check] {
    [rowSecurity, policies, owners, roles, privileges, strangers, functions] + audit
  }

  // Partitions and detached months are tables like all others.
  private static let tables: SQL = """
    (select c.*, n.nspname, format('%I.%I', n.nspname, c.relname) as title
      from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where c.relkind in ('r', 'p') and n.nspname in ('crm', 'private', 'audit', 'jobs'))
    """

  private static let rowSecurity = Check(
    "row-level security", well: "enabled and forced on every table",
    advice: "`alter table ... enable row level security, force row level security`.",
    query: """
      select title as found from \(tables) t where not (relrowsecurity and relforcerowsecurity)
      """)

  private static let policies = Check(
    "policies", well: "every table has one, and none is for everybody",
    advice: "Name the roles it is for; a table without policy is a migration that was not finished.",
    query: """
      select title || ' has none' as found from \(tables) t
      where not exists (select from pg_policy p where p.polrelid = t.oid)
      union all
      select title || ' has ' || p.polname || ' for everybody'
      from pg_policy p join \(tables) t on t.oid = p.polrelid where 0 = any (p.polroles)
      """)

  private static let owners = Check(
    "owners", well: "every table is tryzore_owner's", advice: "`alter table ... owner to tryzore_owner`.",
    query: """
      select title || ' is ' || relowner::regrole::text || '''s' as found from \(tables) t
      where relowner is distinct from (select oid from pg_roles where rolname = 'tryzore_owner')
      """)

  private static let roles = Check(
    "roles", well: "are there, with no more power than they need",
    advice: "db/migrations/0001_roles.sql says what each role is; `alter role` and `revoke` bring it back.",
    query: """
      with wanted (name, can_login) as (values ('tryzore_owner', false), ('tryzore_definer', false),
        ('tryzore_migrator', true), ('tryzore_app', true), ('tryzore_worker', true))
      select name || ' is missing' as found
      from wanted where not exists (select from pg_roles where rolname = name)
      union all
      select r.rolname || ' ' || v.power
      from pg_roles r left join wanted w on w.name = r.rolname
      cross join lateral (values ('is a superuser', r.rolsuper), ('may make roles', r.rolcreaterole),
        ('may make databases', r.rolcreatedb), ('may replicate', r.rolreplication),
        ('is beyond row-level security', r.rolbypassrls and w.name is not null),
        ('can log in', r.rolcanlogin and not w.can_login)) v (power, has)
      where r.rolname in (select name from wanted union all select 'tryzore_backup') and v.has
      union all
      select m.rolname || ' is a member of ' || g.rolname
      from pg_auth_members a join pg_roles m on m.oid = a.member join pg_roles g on g.oid = a.roleid
      where m.rolname in (select name from wanted union all select 'tryzore_backup')
        and (m.rolname, g.rolname) not in (('tryzore_owner', 'tryzore_definer'),
          ('tryzore_migrator', 'tryzore_owner'), ('tryzore_backup', 'pg_read_all_data'))
      """)

  private static let privileges = Check(
    "privileges", well: "no serving role truncates, references, adds triggers or creates",
    advice: "Revoke it.",
    query: """
      with serving as (select oid, rolname from pg_roles
        where rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_definer', 'tryzore_migrator'))
      select r.rolname || ' may ' || lower(v.verb) || ' ' || t.title as found
      from serving r cross join \(tables) t cross join unnest('{TRUNCATE,REFERENCES,TRIGGER}'::text[]) v (verb)
      where has_table_privilege(r.oid, t.oid, v.verb)
      union all
      select r.rolname || ' reaches ' || t.title
      from serving r cross join \(tables) t
      where r.rolname in ('tryzore_app', 'tryzore_worker') and (t.nspname = 'private' or t.relispartition)
        and (has_table_privilege(r.oid, t.oid, 'select,insert,update,delete')
          or has_any_column_privilege(r.oid, t.oid, 'select,insert,update'))
      union all
      select r.rolname || ' may create in schema ' || n.nspname
      from serving r cross join pg_namespace n
      where n.nspname in ('crm', 'private', 'audit', 'jobs', 'public') and has_schema_privilege(r.oid, n.oid, 'create')
      union all
      select r.rolname || ' may make temporary tables' from serving r
      where has_database_privilege(r.oid, current_database(), 'temporary')
      """)

  // A managed PostgreSQL has roles of its own, and defaults that grant to them.
  private static let strangers = Check(
    "other roles", well: "hold nothing here", advice: "Revoke it: only the tryzore roles belong here.",
    query: """
      with granted (title, acl) as (
        select 'schema ' || nspname, nspacl from pg_namespace where nspname in ('crm', 'private', 'audit', 'jobs')
        union all
        select title, relacl from \(tables) t
        union all
        select title || '.' || a.attname, a.attacl from pg_attribute a join \(tables) t on t.oid = a.attrelid
      )
      select distinct coalesce(r.rolname, 'everybody') || ' may ' || lower(e.privilege_type) || ' ' || g.title as found
      from granted g cross join lateral aclexplode(g.acl) e left join pg_roles r on r.oid = e.grantee
      where coalesce(r.rolname, '') not like 'tryzore\\_%'
      """)

  private static let functions = Check(
    "functions", well: "are executed by whom they are for, with pinned paths",
    advice: "`revoke execute ... from ...`; definer functions are the definer's and "
      + "`set search_path = pg_catalog, pg_temp`.",
    query: """
      with ours as (select p.*, n.nspname, p.oid::regprocedure::text as title
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace
        where n.nspname in ('crm', 'private', 'audit', 'jobs'))
      -- The door qualifies every name instead: each request pays for it.
      select title || ' has no pinned path' as found from ours
      where prosecdef and proname <> 'enter'
        and not coalesce('search_path=pg_catalog, pg_temp' = any (proconfig), false)
      union all
      select title || ' is ' || proowner::regrole::text || '''s' from ours
      where proowner::regrole::text not in ('tryzore_owner', 'tryzore_definer')
      union all
      select distinct coalesce(r.rolname, 'everybody') || ' may execute ' || o.title
      from ours o cross join lateral aclexplode(coalesce(o.proacl, acldefault('f', o.proowner))) e
      left join pg_roles r on r.oid = e.grantee
      where coalesce(r.rolname, '') not in ('tryzore_owner', 'tryzore_definer', 'tryzore_app', 'tryzore_worker')
        -- What enters without a session is for the command line, not for requests.
        or r.rolname = 'tryzore_app' and (o.proname ~ '^(operator_|enter_operator|enter_job)' or o.nspname = 'audit')
      """)

  private static var audit: [Check] {
    [
      Check(
        "extensions", well: "btree_gist is there", advice: "`create extension btree_gist schema extensions`.",
        query: """
          select 'btree_gist is missing' as found
          where not exists (select from pg_extension where extname = 'btree_gist')
          """),
      Check(
        "audit partitions", well: "this month and the next are there, in both tables",
        advice:
          "Run `tryzore migrate up`, and `tryzore serve` with TRYZORE_WORKER_DATABASE_URL, which make them ahead.",
        query: """
          select parent || ' has no ' || part as found
          from unnest('{audit_logs,personal_values}'::text[]) parent
          cross join lateral (
            select to_char(now() at time zone 'UTC' + ahead * interval '1 month', 'YYYY_MM')
            from generate_series(0, 1) ahead
            union all select 'default') parts (part)
          where not exists (
            select from pg_inherits h join pg_class c on c.oid = h.inhrelid join pg_class p on p.oid = h.inhparent
            where p.relnamespace in (select oid from pg_namespace where nspname = 'audit')
              and p.relname = parent and c.relname = parent || '_' || part)
          """),
      Check(
        "audit defaults", .warn, well: "are empty",
        advice:
          "A month was not made in time; nothing is lost, and `tryzore migrate up` puts the rows in place.",
        query: """
          select title || ' holds rows' as found from \(tables) t
          where relispartition and relname in ('audit_logs_default', 'personal_values_default')
            and pg_relation_size(t.oid) > 0
          """),
      Check(
        "audit archive", .warn, well: "nothing is half done",
        advice: "Run `tryzore audit archive` again: it goes on where it was interrupted.",
        query: """
          select title || ' waits' as found from \(tables) t
          where nspname = 'audit' and not relispartition and relname ~ '_detached$'
          """),
    ]
  }
}
