-- How a month leaves the audit log: detached, written to a file by `tryzore audit archive`, and dropped only once
-- that file is known to hold every row. Both functions are the owner's alone and run with the caller's rights: who
-- could break into a runtime role still cannot make anything that happened disappear.

create function audit.detach_month(p_table text) returns text
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_parent text;
  v_detached constant text := p_table || '_detached';
begin
  -- The one who makes months holds it, too.
  perform pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
  select p.relname into v_parent
  from pg_inherits h
  join pg_class c on c.oid = h.inhrelid and c.relnamespace = 'audit'::regnamespace and c.relname = p_table
  join pg_class p on p.oid = h.inhparent and p.relnamespace = 'audit'::regnamespace
  where p.relname in ('audit_logs', 'personal_values') and p_table ~ ('^' || p.relname || '_\d{4}_\d{2}$');
  if v_parent is null then
    raise exception '% is no month of the audit log', p_table using errcode = '22023', constraint = 'month_not_found';
  end if;
  if to_date(right(p_table, 7), 'YYYY_MM') >= date_trunc('month', now() at time zone 'UTC') then
    raise exception '% is not over', p_table using errcode = '22023', constraint = 'month_not_over';
  end if;
  execute format('alter table audit.%I detach partition audit.%I', v_parent, p_table);
  -- Under a name of its own: a row of that month that turns up later gets a new partition.
  execute format('alter table audit.%I rename to %I', p_table, v_detached);
  execute format('comment on table audit.%I is %L', v_detached,
    format('A month that was detached from audit.%s and waits to be archived.', v_parent));
  execute format('create policy archive on audit.%I for select to tryzore_owner using (true)', v_detached);
  return v_detached;
end
$$;
comment on function audit.detach_month(text) is 'Takes a month that is over out of the audit log and lets the owner read it; answers its new name. It stays forced, closed to everybody else and append-only.';

create function audit.drop_detached(p_table text, p_rows bigint) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_rows bigint;
begin
  if not exists (
    select from pg_class c
    where c.relnamespace = 'audit'::regnamespace and c.relname = p_table and c.relkind = 'r' and not c.relispartition
      and p_table ~ '^(audit_logs|personal_values)_\d{4}_\d{2}_detached$') then
    raise exception '% is no detached month', p_table using errcode = '22023', constraint = 'month_not_found';
  end if;
  execute format('lock table audit.%I in access exclusive mode', p_table);
  execute format('select count(*) from audit.%I', p_table) into v_rows;
  if v_rows is distinct from p_rows then
    raise exception '% holds % rows, not %', p_table, v_rows, p_rows using errcode = '55000', constraint = 'rows_differ';
  end if;
  execute format('drop table audit.%I', p_table);
end
$$;
comment on function audit.drop_detached(text, bigint) is 'Drops a detached month if it holds exactly so many rows: those that its file was found to hold.';
