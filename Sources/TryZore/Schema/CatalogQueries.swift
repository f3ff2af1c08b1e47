import Postgres

/// The statements that `Catalog` is read by.
enum CatalogQueries {
  private static let ours: SQL = """
    (select c.oid, c.relname, c.relacl, n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname in ('crm', 'private', 'audit', 'jobs') and c.relkind in ('r', 'p')
        and not c.relispartition and c.relname !~ '_detached$')
    """

  static let tables: SQL = """
    select t.oid::int8 as id, t.nspname as schema, t.relname as name,
      coalesce(obj_description(t.oid, 'pg_class'), '') as comment
    from \(ours) t order by t.nspname collate "C", t.relname collate "C"
    """

  static let columns: SQL = """
    select a.attrelid::int8 as table_id, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
      not a.attnotnull as is_nullable, pg_get_expr(d.adbin, d.adrelid, true) as default_value,
      a.attgenerated <> '' as is_generated, coalesce(col_description(a.attrelid, a.attnum), '') as comment
    from pg_attribute a join \(ours) t on t.oid = a.attrelid
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped order by a.attrelid, a.attnum
    """

  static let constraints: SQL = """
    select c.conrelid::int8 as table_id, c.conname as name, c.contype::text as kind,
      pg_get_constraintdef(c.oid, true) as definition, \(names("c.conkey", of: "c.conrelid")) as columns,
      nullif(c.confrelid, 0)::int8 as other_id, \(names("c.confkey", of: "c.confrelid")) as other_columns
    from pg_constraint c join \(ours) t on t.oid = c.conrelid
    where c.contype in ('p', 'u', 'f', 'x', 'c')
    order by c.conrelid, array_position('{p,u,f,x,c}', c.contype::text), c.conname collate "C"
    """

  static let indexes: SQL = """
    select i.indrelid::int8 as table_id, x.relname as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join \(ours) t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
    where not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u', 'x'))
    order by i.indrelid, x.relname collate "C"
    """

  static let policies: SQL = """
    select p.polrelid::int8 as table_id, p.polname as name,
      case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
        else 'all' end as verb,
      array(select case when r = 0 then 'public' else r::regrole::text end
        from unnest(p.polroles) r order by r::regrole::text collate "C") as roles,
      pg_get_expr(p.polqual, p.polrelid, true) as using, pg_get_expr(p.polwithcheck, p.polrelid, true) as check
    from pg_policy p join \(ours) t on t.oid = p.polrelid
    order by p.polrelid, array_position('{r,a,w,d,*}', p.polcmd::text), p.polname collate "C"
    """

  static let grants: SQL = """
    with granted as (
      select t.oid, null as attname, null::int2 as attnum, e.grantee, e.privilege_type
      from \(ours) t cross join lateral aclexplode(t.relacl) e
      union all
      select t.oid, a.attname, a.attnum, e.grantee, e.privilege_type
      from \(ours) t join pg_attribute a on a.attrelid = t.oid cross join lateral aclexplode(a.attacl) e
    )
    select g.oid::int8 as table_id, r.rolname as role, lower(g.privilege_type) as verb,
      coalesce(array_agg(g.attname::text order by g.attnum) filter (where g.attname is not null), '{}') as columns
    from granted g join pg_roles r on r.oid = g.grantee
    where r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_definer')
    group by g.oid, r.rolname, g.privilege_type
    order by g.oid, r.rolname collate "C", g.privilege_type
    """

  static let triggers: SQL = """
    select g.tgrelid::int8 as table_id, g.tgname as name, pg_get_triggerdef(g.oid, true) as definition,
      coalesce(obj_description(g.tgfoid, 'pg_proc'), '') as comment
    from pg_trigger g join \(ours) t on t.oid = g.tgrelid
    where not g.tgisinternal order by g.tgrelid, g.tgname collate "C"
    """

  static let functions: SQL = """
    select n.nspname as schema, p.proname as name, pg_get_function_identity_arguments(p.oid) as arguments,
      array_agg(r.rolname::text order by r.rolname collate "C") as roles,
      coalesce(obj_description(p.oid, 'pg_proc'), '') as comment
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace
    cross join lateral aclexplode(p.proacl) e join pg_roles r on r.oid = e.grantee
    where n.nspname in ('crm', 'private', 'audit', 'jobs') and r.rolname in ('tryzore_app', 'tryzore_worker')
    group by p.oid, n.nspname, p.proname
    order by n.nspname collate "C", p.proname collate "C", p.oid::regprocedure::text collate "C"
    """

  static let classes: SQL = """
    select c.table_name::regclass::oid::int8 as table_id, c.column_name as column, c.class, c.is_emptied
    from private.column_classes c order by 1, 2
    """

  static let subjects: SQL = """
    select t.table_name::regclass::oid::int8 as table_id, t.subject as rows, t.no_subject as reason, t.erases_row
    from private.audited_tables t order by 1
    """

  static let retention: SQL = """
    select r.name, r.what, (extract(epoch from r.kept) / 86400)::int as days from private.retention_rules r order by r.name
    """

  private static func names(_ numbers: SQL, of table: SQL) -> SQL {
    """
    array(select a.attname::text from unnest(\(numbers)) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = \(table) and a.attnum = k.number order by k.place)
    """
  }
}
