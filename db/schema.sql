SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: audit; Type: SCHEMA; Schema: -; Owner: tryzore_owner
--

CREATE SCHEMA audit;


ALTER SCHEMA audit OWNER TO tryzore_owner;

--
-- Name: SCHEMA audit; Type: COMMENT; Schema: -; Owner: tryzore_owner
--

COMMENT ON SCHEMA audit IS 'What happened, kept by month; nobody changes it.';


--
-- Name: crm; Type: SCHEMA; Schema: -; Owner: tryzore_owner
--

CREATE SCHEMA crm;


ALTER SCHEMA crm OWNER TO tryzore_owner;

--
-- Name: SCHEMA crm; Type: COMMENT; Schema: -; Owner: tryzore_owner
--

COMMENT ON SCHEMA crm IS 'What the gyms and their people own; reached by the runtime roles under row-level security.';


--
-- Name: extensions; Type: SCHEMA; Schema: -; Owner: tryzore_admin
--

CREATE SCHEMA extensions;


ALTER SCHEMA extensions OWNER TO tryzore_admin;

--
-- Name: jobs; Type: SCHEMA; Schema: -; Owner: tryzore_owner
--

CREATE SCHEMA jobs;


ALTER SCHEMA jobs OWNER TO tryzore_owner;

--
-- Name: SCHEMA jobs; Type: COMMENT; Schema: -; Owner: tryzore_owner
--

COMMENT ON SCHEMA jobs IS 'What is to be done later or outside; written with its cause, worked off by workers through functions.';


--
-- Name: private; Type: SCHEMA; Schema: -; Owner: tryzore_owner
--

CREATE SCHEMA private;


ALTER SCHEMA private OWNER TO tryzore_owner;

--
-- Name: SCHEMA private; Type: COMMENT; Schema: -; Owner: tryzore_owner
--

COMMENT ON SCHEMA private IS 'Identity, sessions and the doors; the runtime roles execute functions here and read no table.';


--
-- Name: btree_gist; Type: EXTENSION; Schema: -; Owner: -
--

CREATE EXTENSION IF NOT EXISTS btree_gist WITH SCHEMA extensions;


--
-- Name: EXTENSION btree_gist; Type: COMMENT; Schema: -; Owner: 
--

COMMENT ON EXTENSION btree_gist IS 'support for indexing common datatypes in GiST';


--
-- Name: add_default(text); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.add_default(p_parent text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  execute format('create table audit.%I partition of audit.%I default', p_parent || '_default', p_parent);
  perform audit.protect(p_parent || '_default');
end
$$;


ALTER FUNCTION audit.add_default(p_parent text) OWNER TO tryzore_owner;

--
-- Name: FUNCTION add_default(p_parent text); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.add_default(p_parent text) IS 'Makes the partition for rows of months that were not made in time.';


--
-- Name: add_month(text, timestamp without time zone, text); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.add_month(p_parent text, p_month timestamp without time zone, p_source text) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_name constant text := p_parent || to_char(p_month, '"_"YYYY"_"MM');
  v_from constant timestamptz := p_month at time zone 'UTC';
  v_to constant timestamptz := (p_month + interval '1 month') at time zone 'UTC';
begin
  if to_regclass(format('audit.%I', v_name)) is not null then
    return false;
  end if;
  -- Built aside and attached, which unlike "create .. partition of" does not lock readers and writers out.
  execute format('create table audit.%I (like audit.%I including defaults including constraints including indexes including comments)',
    v_name, p_parent);
  if p_source is not null then
    execute format('insert into audit.%I select * from audit.%I where created_at >= $1 and created_at < $2', v_name, p_source)
      using v_from, v_to;
  end if;
  perform audit.protect(v_name);
  execute format('alter table audit.%I attach partition audit.%I for values from (%L) to (%L)',
    p_parent, v_name, v_from, v_to);
  return true;
end
$_$;


ALTER FUNCTION audit.add_month(p_parent text, p_month timestamp without time zone, p_source text) OWNER TO tryzore_owner;

--
-- Name: FUNCTION add_month(p_parent text, p_month timestamp without time zone, p_source text); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.add_month(p_parent text, p_month timestamp without time zone, p_source text) IS 'Makes one month, with the rows that a detached default holds of it; answers whether it was missing.';


--
-- Name: detach_month(text); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.detach_month(p_table text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;


ALTER FUNCTION audit.detach_month(p_table text) OWNER TO tryzore_owner;

--
-- Name: FUNCTION detach_month(p_table text); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.detach_month(p_table text) IS 'Takes a month that is over out of the audit log and lets the owner read it; answers its new name. It stays forced, closed to everybody else and append-only.';


--
-- Name: drop_detached(text, bigint); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.drop_detached(p_table text, p_rows bigint) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
$_$;


ALTER FUNCTION audit.drop_detached(p_table text, p_rows bigint) OWNER TO tryzore_owner;

--
-- Name: FUNCTION drop_detached(p_table text, p_rows bigint); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.drop_detached(p_table text, p_rows bigint) IS 'Drops a detached month if it holds exactly so many rows: those that its file was found to hold.';


--
-- Name: ensure_partitions(integer); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.ensure_partitions(p_months integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parent text;
  v_month timestamp;
  v_made integer := 0;
begin
  if p_months not between 0 and 120 then
    raise exception 'between 0 and 120 months ahead' using errcode = '22023', constraint = 'months_invalid';
  end if;
  perform pg_advisory_xact_lock(hashtext('audit.ensure_partitions'));
  foreach v_parent in array '{audit_logs,personal_values}'::text[] loop
    -- Its size tells without a lock, and without seeing rows; at worst an empty default is made anew.
    if pg_relation_size(format('audit.%I', v_parent || '_default')) > 0 then
      v_made := v_made + audit.repair_default(v_parent);
    end if;
    for v_month in
      select date_trunc('month', now() at time zone 'UTC') + ahead * interval '1 month'
      from generate_series(0, p_months) as ahead
    loop
      v_made := v_made + audit.add_month(v_parent, v_month, null)::integer;
    end loop;
  end loop;
  return v_made;
end
$$;


ALTER FUNCTION audit.ensure_partitions(p_months integer) OWNER TO tryzore_owner;

--
-- Name: FUNCTION ensure_partitions(p_months integer); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.ensure_partitions(p_months integer) IS 'Makes the partitions of this month and the given number of months ahead, after repairing defaults that hold rows; answers how many it made.';


--
-- Name: follow(text, text, text, text, text[], text[], text[], text[], text[]); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text, p_plain text[], p_personal text[] DEFAULT '{}'::text[], p_medical text[] DEFAULT '{}'::text[], p_secret text[] DEFAULT '{}'::text[], p_derived text[] DEFAULT '{}'::text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into private.audited_tables
    (table_name, entity_type, entity_column, organization_column, plain, personal, medical, secret, derived)
  values (p_table, p_entity_type, p_entity_column, p_organization_column, p_plain, p_personal, p_medical, p_secret, p_derived);
  execute format('create trigger record_created after insert on %s referencing new table as new_rows for each statement execute function audit.record()', p_table::regclass);
  execute format('create trigger record_updated after update on %s referencing old table as old_rows new table as new_rows for each statement execute function audit.record()', p_table::regclass);
  execute format('create trigger record_deleted after delete on %s referencing old table as old_rows for each statement execute function audit.record()', p_table::regclass);
end
$$;


ALTER FUNCTION audit.follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[]) OWNER TO tryzore_owner;

--
-- Name: FUNCTION follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[]); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[]) IS 'Has the audit log follow a table; every column is named in exactly one list.';


--
-- Name: protect(text); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.protect(p_table text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_parent constant text := case when p_table like 'audit\_logs%' then 'audit_logs' else 'personal_values' end;
begin
  execute format('alter table audit.%I enable row level security', p_table);
  execute format('alter table audit.%I force row level security', p_table);
  -- Rows come and go through the parent, whose policies decide; nobody has anything to do here.
  execute format('create policy through_parent on audit.%I to tryzore_definer using (false)', p_table);
  execute format('create trigger append_only before update%s on audit.%I for each statement execute function audit.refuse()',
    case v_parent when 'audit_logs' then ' or delete' else '' end, p_table);
  execute format('create trigger keep_all before truncate on audit.%I for each statement execute function audit.refuse()',
    p_table);
end
$$;


ALTER FUNCTION audit.protect(p_table text) OWNER TO tryzore_owner;

--
-- Name: FUNCTION protect(p_table text); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.protect(p_table text) IS 'Gives a partition what it does not inherit: row-level security and the triggers that refuse changes.';


--
-- Name: record(); Type: FUNCTION; Schema: audit; Owner: tryzore_definer
--

CREATE FUNCTION audit.record() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_actor constant text := nullif(current_setting('app.actor', true), '');
  v_session constant uuid := nullif(current_setting('app.session_id', true), '')::uuid;
  v_request constant text := nullif(current_setting('app.request_id', true), '');
  -- Time and version of a UUIDv7; each entry adds random bits of its own.
  v_time constant text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
  v_id_start constant text := substr(v_time, 1, 8) || '-' || substr(v_time, 9, 4) || '-7';
  v_entity_type text;
  v_entity_column text;
  v_organization_column text;
  v_plain text[];
  v_not_personal text[];
  v_derived text[];
  v_ip_address inet;
  v_user_agent text;
begin
  select t.entity_type, t.entity_column, t.organization_column, t.plain, t.plain || t.secret, t.derived,
    s.ip_address, s.user_agent
  into strict v_entity_type, v_entity_column, v_organization_column, v_plain, v_not_personal, v_derived,
    v_ip_address, v_user_agent
  from private.audited_tables t left join private.sessions s on s.id = v_session
  where t.table_name = tg_table_schema || '.' || tg_table_name;

  -- Materialized, lest the planner write the conversion of a row to JSON into each place that uses it.
  if tg_op = 'INSERT' then
    with whole as materialized (
      select jsonb_strip_nulls(to_jsonb(n)) - v_derived as fields from new_rows n
    ), created as materialized (
      select (v_id_start || substr(gen_random_uuid()::text, 16))::uuid as id,
        (whole.fields ->> v_organization_column)::uuid as organization_id,
        (whole.fields ->> v_entity_column)::uuid as entity_id,
        whole.fields - v_plain as hidden, whole.fields
      from whole
    ), recorded as (
      insert into audit.audit_logs (id, organization_id, user_id, actor, action, entity_type, entity_id,
        new_values, hidden_columns, ip_address, user_agent, session_id, request_id)
      select c.id, coalesce(c.organization_id, v_organization), v_user, v_actor, 'created', v_entity_type, c.entity_id,
        c.fields - hidden.columns, hidden.columns, v_ip_address, v_user_agent, v_session, v_request
      from created c cross join lateral (select array(select jsonb_object_keys(c.hidden)) as columns) hidden
    )
    insert into audit.personal_values (id, organization_id, entity_type, entity_id, new_values)
    select c.id, c.organization_id, v_entity_type, c.entity_id, c.hidden - v_not_personal
    from created c where c.hidden - v_not_personal <> '{}';

  elsif tg_op = 'UPDATE' then
    -- Grouped instead of joined: a plan made for one row would be a nested loop over thousands.
    with version as materialized (
      select to_jsonb(o) - v_derived as fields, false as is_new from old_rows o
      union all
      select to_jsonb(n) - v_derived, true from new_rows n
    ), pair as materialized (
      select (array_agg(v.fields) filter (where not v.is_new))[1] as before,
        (array_agg(v.fields) filter (where v.is_new))[1] as after
      from version v
      group by v.fields ->> v_entity_column, v.fields ->> v_organization_column
    ), changed as materialized (
      select (v_id_start || substr(gen_random_uuid()::text, 16))::uuid as id,
        (pair.after ->> v_organization_column)::uuid as organization_id,
        (pair.after ->> v_entity_column)::uuid as entity_id,
        difference.before, difference.after
      from pair
      cross join lateral (
        select jsonb_object_agg(field.key, pair.before -> field.key) as before,
          jsonb_object_agg(field.key, field.value) as after
        from jsonb_each(pair.after) field
        where field.value <> pair.before -> field.key
      ) difference
      where pair.after <> pair.before
    ), recorded as (
      insert into audit.audit_logs (id, organization_id, user_id, actor, action, entity_type, entity_id,
        old_values, new_values, hidden_columns, ip_address, user_agent, session_id, request_id)
      select c.id, coalesce(c.organization_id, v_organization), v_user, v_actor, 'updated', v_entity_type, c.entity_id,
        c.before - hidden.columns, c.after - hidden.columns, hidden.columns,
        v_ip_address, v_user_agent, v_session, v_request
      from changed c cross join lateral (select array(select jsonb_object_keys(c.after - v_plain)) as columns) hidden
    )
    insert into audit.personal_values (id, organization_id, entity_type, entity_id, old_values, new_values)
    select c.id, c.organization_id, v_entity_type, c.entity_id, c.before - v_not_personal, c.after - v_not_personal
    from changed c where c.after - v_not_personal <> '{}';

  else
    with whole as materialized (
      select jsonb_strip_nulls(to_jsonb(o)) - v_derived as fields from old_rows o
    ), deleted as materialized (
      select (v_id_start || substr(gen_random_uuid()::text, 16))::uuid as id,
        (whole.fields ->> v_organization_column)::uuid as organization_id,
        (whole.fields ->> v_entity_column)::uuid as entity_id,
        whole.fields - v_plain as hidden, whole.fields
      from whole
    ), recorded as (
      insert into audit.audit_logs (id, organization_id, user_id, actor, action, entity_type, entity_id,
        old_values, hidden_columns, ip_address, user_agent, session_id, request_id)
      select d.id, coalesce(d.organization_id, v_organization), v_user, v_actor, 'deleted', v_entity_type, d.entity_id,
        d.fields - hidden.columns, hidden.columns, v_ip_address, v_user_agent, v_session, v_request
      from deleted d cross join lateral (select array(select jsonb_object_keys(d.hidden)) as columns) hidden
    )
    insert into audit.personal_values (id, organization_id, entity_type, entity_id, old_values)
    select d.id, d.organization_id, v_entity_type, d.entity_id, d.hidden - v_not_personal
    from deleted d where d.hidden - v_not_personal <> '{}';
  end if;
  return null;
end
$$;


ALTER FUNCTION audit.record() OWNER TO tryzore_definer;

--
-- Name: FUNCTION record(); Type: COMMENT; Schema: audit; Owner: tryzore_definer
--

COMMENT ON FUNCTION audit.record() IS 'Records the rows a statement changed; a column that no list names is treated as personal.';


--
-- Name: refuse(); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  raise exception 'the audit log is append-only' using errcode = '42501', constraint = 'audit_append_only';
end
$$;


ALTER FUNCTION audit.refuse() OWNER TO tryzore_owner;

--
-- Name: FUNCTION refuse(); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.refuse() IS 'Refuses every change to what has been recorded.';


--
-- Name: repair_default(text); Type: FUNCTION; Schema: audit; Owner: tryzore_owner
--

CREATE FUNCTION audit.repair_default(p_parent text) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_default constant text := p_parent || '_default';
  v_detached constant text := p_parent || '_repaired';
  v_month timestamp;
  v_rows bigint;
  v_held bigint;
  v_moved bigint := 0;
  v_made integer := 0;
begin
  if p_parent not in ('audit_logs', 'personal_values') then
    raise exception 'no such log' using errcode = '22023';
  end if;
  execute format('alter table audit.%I detach partition audit.%I', p_parent, v_default);
  execute format('alter table audit.%I rename to %I', v_default, v_detached);
  execute format('alter table audit.%I no force row level security', v_detached);
  execute format('select count(*) from audit.%I', v_detached) into v_held;
  for v_month, v_rows in execute format(
    'select date_trunc(''month'', created_at at time zone ''UTC''), count(*) from audit.%I group by 1', v_detached)
  loop
    if not audit.add_month(p_parent, v_month, v_detached) then
      raise exception 'the default of % holds rows of an existing month', p_parent;
    end if;
    v_made := v_made + 1;
    v_moved := v_moved + v_rows;
  end loop;
  if v_moved <> v_held then
    raise exception 'repairing the default of % would lose rows', p_parent;
  end if;
  execute format('drop table audit.%I', v_detached);
  perform audit.add_default(p_parent);
  return v_made;
end
$$;


ALTER FUNCTION audit.repair_default(p_parent text) OWNER TO tryzore_owner;

--
-- Name: FUNCTION repair_default(p_parent text); Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON FUNCTION audit.repair_default(p_parent text) IS 'Moves the rows of a default partition into months of their own; answers how many months it made.';


--
-- Name: accept_mail(uuid, text); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.accept_mail(p_mail uuid, p_reply text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Even if the lease went over to somebody else meanwhile: it was sent, and must not be again.
  update jobs.mails m set accepted_at = coalesce(m.accepted_at, now()), reply = left(p_reply, 500), contents = null, failed_at = null
  where m.id = p_mail
$$;


ALTER FUNCTION jobs.accept_mail(p_mail uuid, p_reply text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION accept_mail(p_mail uuid, p_reply text); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.accept_mail(p_mail uuid, p_reply text) IS 'A mail server took it: nobody sends it again, and what it said is forgotten.';


--
-- Name: cancel(uuid); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.cancel(p_job uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update jobs.jobs j set cancel_requested_at = coalesce(j.cancel_requested_at, now()),
    state = case j.state when 'queued' then 'cancelled' else j.state end,
    finished_at = case j.state when 'queued' then now() end
  where j.id = p_job and j.state in ('queued', 'running')
    and j.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and (j.user_id = nullif(current_setting('app.user_id', true), '')::uuid
      or current_setting('app.can', true) like '%,jobs.manage,%');
  return found;
end
$$;


ALTER FUNCTION jobs.cancel(p_job uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION cancel(p_job uuid); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.cancel(p_job uuid) IS 'Cancels a queued job of the entered organization, or asks a running one to stop; false if there is none such. One''s own, or with jobs.manage any.';


--
-- Name: claim(text, integer, interval); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.claim(p_worker text, p_limit integer, p_lease interval) RETURNS TABLE(id uuid, organization_id uuid, kind text, payload jsonb, lease bigint, attempts integer, max_attempts integer)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
  v_left integer := p_limit;
  v_claimed integer;
begin
  -- Whose worker fell silent goes back into the line, or is dead if that was its last try, or cancelled if it was to
  -- stop. A job whose transaction is still open is locked and passed by.
  update jobs.jobs j
  set state = case when j.cancel_requested_at is not null then 'cancelled' when j.attempts >= j.max_attempts then 'dead' else 'queued' end,
    finished_at = case when j.cancel_requested_at is not null or j.attempts >= j.max_attempts then now() end,
    leased_until = null, error = 'its worker fell silent'
  where j.id = any (array(
    select late.id from jobs.jobs late where late.state = 'running' and late.leased_until < now()
    order by late.leased_until limit 100 for update skip locked));
  -- One priority after the other: each is a walk along the front of the index.
  for v_priority in 0..2 loop
    exit when v_left <= 0;
    return query
      update jobs.jobs j
      set state = 'running', lease = j.lease + 1, leased_until = now() + p_lease, worker = p_worker, attempts = j.attempts + 1,
        started_at = coalesce(j.started_at, now())
      where j.id = any (array(
        select due.id from jobs.jobs due
        where due.state = 'queued' and due.priority = v_priority and due.run_at <= now()
        order by due.run_at, due.id limit v_left for update skip locked))
      returning j.id, j.organization_id, j.kind, j.payload, j.lease, j.attempts, j.max_attempts;
    get diagnostics v_claimed = row_count;
    v_left := v_left - v_claimed;
  end loop;
end
$$;


ALTER FUNCTION jobs.claim(p_worker text, p_limit integer, p_lease interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION claim(p_worker text, p_limit integer, p_lease interval); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.claim(p_worker text, p_limit integer, p_lease interval) IS 'Takes the next jobs under a lease; those of workers that fell silent come back first.';


--
-- Name: clean(interval, interval); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.clean(p_succeeded interval, p_others interval) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  delete from jobs.jobs j
  where j.id in (select old.id from jobs.jobs old
    where old.finished_at < now() - case old.state when 'succeeded' then p_succeeded else p_others end
    order by old.finished_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION jobs.clean(p_succeeded interval, p_others interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean(p_succeeded interval, p_others interval); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.clean(p_succeeded interval, p_others interval) IS 'Forgets up to 10,000 jobs that ended so long ago; answers how many.';


--
-- Name: clean_mails(interval); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.clean_mails(p_after interval) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  delete from jobs.mails m
  where m.id in (select old.id from jobs.mails old where old.created_at < now() - p_after order by old.created_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION jobs.clean_mails(p_after interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_mails(p_after interval); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.clean_mails(p_after interval) IS 'Forgets up to 10,000 mails of so long ago; their links to unsubscribe end with them.';


--
-- Name: declare_schedule(text, text, text, text, timestamp with time zone); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into jobs.schedules as s (name, kind, cron, time_zone, next_at) values (p_name, p_kind, p_cron, p_time_zone, p_next_at)
  on conflict (name) do update
    set kind = excluded.kind, cron = excluded.cron, time_zone = excluded.time_zone, next_at = excluded.next_at
    where (s.kind, s.cron, s.time_zone) is distinct from (excluded.kind, excluded.cron, excluded.time_zone)
$$;


ALTER FUNCTION jobs.declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone) IS 'Makes a schedule known; one that is known and unchanged keeps its next tick.';


--
-- Name: due_schedules(timestamp with time zone); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.due_schedules(p_now timestamp with time zone) RETURNS TABLE(name text, kind text, cron text, time_zone text, next_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.name, s.kind, s.cron, s.time_zone, s.next_at from jobs.schedules s where s.next_at <= p_now order by s.next_at
$$;


ALTER FUNCTION jobs.due_schedules(p_now timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION due_schedules(p_now timestamp with time zone); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.due_schedules(p_now timestamp with time zone) IS 'The schedules whose tick has come.';


--
-- Name: enqueue(uuid, text, jsonb, integer, integer, timestamp with time zone, text); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_id uuid;
begin
  while v_id is null loop
    insert into jobs.jobs as j (id, organization_id, user_id, request_id, kind, payload, unique_key, priority, max_attempts, run_at)
    values (p_id, v_organization, nullif(current_setting('app.user_id', true), '')::uuid,
      nullif(current_setting('app.request_id', true), ''), p_kind, coalesce(p_payload, '{}'), p_unique_key, p_priority,
      p_max_attempts, coalesce(p_run_at, now()))
    on conflict (organization_id, kind, unique_key) where unique_key is not null and state in ('queued', 'running') do nothing
    returning j.id into v_id;
    if found then
      perform pg_notify('tryzore_jobs', '');
      exit;
    end if;
    -- Nothing, if it ended in between: then this one may come in.
    select j.id into v_id from jobs.jobs j
    where j.organization_id is not distinct from v_organization and j.kind = p_kind and j.unique_key = p_unique_key
      and j.state in ('queued', 'running');
  end loop;
  return v_id;
end
$$;


ALTER FUNCTION jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text) IS 'Writes a job for the entered organization, or for the installation where none is entered; answers its id, or that of the living one with the same key.';


--
-- Name: enqueue_for_each(text, integer, integer); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- Time and version of a UUIDv7; each job adds random bits of its own.
  v_time constant text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
  v_id_start constant text := substr(v_time, 1, 8) || '-' || substr(v_time, 9, 4) || '-7';
  v_added bigint;
begin
  insert into jobs.jobs (id, organization_id, kind, unique_key, priority, max_attempts)
  select (v_id_start || substr(gen_random_uuid()::text, 16))::uuid, o.id, p_kind, 'each', p_priority, p_max_attempts
  from crm.organizations o where o.status <> 'archived'
  on conflict (organization_id, kind, unique_key) where unique_key is not null and state in ('queued', 'running') do nothing;
  get diagnostics v_added = row_count;
  perform pg_notify('tryzore_jobs', '');
  return v_added;
end
$$;


ALTER FUNCTION jobs.enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer) IS 'One job for each organization that is not archived, unless it has one still to do.';


--
-- Name: enqueue_mail(uuid, uuid, text, text, text, text, jsonb, integer, timestamp with time zone); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into jobs.mails (id, organization_id, user_id, recipient, template, language, topic, contents)
  values (p_id, nullif(current_setting('app.org_id', true), '')::uuid, p_user, p_recipient, p_template, p_language, p_topic, p_contents);
  perform jobs.enqueue(p_id, 'mail.send', jsonb_build_object('id', upper(p_id::text)), p_priority, 12, p_run_at, null);
end
$$;


ALTER FUNCTION jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone) IS 'Writes a mail of the entered organization, or of the installation, and the job that sends it; both have its id.';


--
-- Name: fail(uuid, bigint, text, interval); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update jobs.jobs j set leased_until = null, error = left(p_error, 500),
    state = case when j.cancel_requested_at is not null then 'cancelled'
      when p_retry_in is null or j.attempts >= j.max_attempts then 'dead' else 'queued' end,
    finished_at = case when j.cancel_requested_at is not null or p_retry_in is null or j.attempts >= j.max_attempts then now() end,
    run_at = now() + coalesce(p_retry_in, interval '0')
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;


ALTER FUNCTION jobs.fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval) IS 'This try failed: again after the interval, or never where it is null, the tries are used up or it was to stop.';


--
-- Name: finish(uuid, bigint, jsonb); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.finish(p_job uuid, p_lease bigint, p_result jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Its payload may name people, and is for the worker alone, who is done.
  update jobs.jobs j set state = 'succeeded', leased_until = null, finished_at = now(), result = p_result, error = null,
    payload = '{}'
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;


ALTER FUNCTION jobs.finish(p_job uuid, p_lease bigint, p_result jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION finish(p_job uuid, p_lease bigint, p_result jsonb); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.finish(p_job uuid, p_lease bigint, p_result jsonb) IS 'Done, and its payload forgotten; in one transaction with what was done in this database.';


--
-- Name: fire(uuid, text, timestamp with time zone, timestamp with time zone, integer, integer); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_kind text;
begin
  -- Of all nodes that see the tick, one moves it.
  update jobs.schedules s set last_at = p_due, next_at = p_next_at
  where s.name = p_name and s.next_at = p_due and p_next_at > p_due
  returning s.kind into v_kind;
  if not found then
    return false;
  end if;
  insert into jobs.jobs (id, kind, priority, max_attempts) values (p_job, v_kind, p_priority, p_max_attempts);
  perform pg_notify('tryzore_jobs', '');
  return true;
end
$$;


ALTER FUNCTION jobs.fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer) OWNER TO tryzore_definer;

--
-- Name: FUNCTION fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer) IS 'Turns a tick into a job and moves the schedule on, in one; false if another node did.';


--
-- Name: give_mail_up(uuid, text); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.give_mail_up(p_mail uuid, p_reply text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- News may be sent again when the mail server is well. What a person asked for bears a secret, and they ask again.
  update jobs.mails m
  set failed_at = now(), reply = left(p_reply, 500), contents = case when m.topic is not null then m.contents end
  where m.id = p_mail and m.accepted_at is null
$$;


ALTER FUNCTION jobs.give_mail_up(p_mail uuid, p_reply text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION give_mail_up(p_mail uuid, p_reply text); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.give_mail_up(p_mail uuid, p_reply text) IS 'No mail server will take it; what a person had asked for is forgotten.';


--
-- Name: hand_back(uuid[], bigint[], interval); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update jobs.jobs j set leased_until = null, attempts = j.attempts - 1, run_at = now() + p_delay,
    state = case when j.cancel_requested_at is null then 'queued' else 'cancelled' end,
    finished_at = case when j.cancel_requested_at is not null then now() end
  from unnest(p_jobs, p_leases) as mine (id, lease)
  where j.id = mine.id and j.lease = mine.lease and j.state = 'running';
  perform pg_notify('tryzore_jobs', '');
end
$$;


ALTER FUNCTION jobs.hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval) IS 'Gives claimed jobs back as if they had not been tried: a worker stops, or does not know their kind.';


--
-- Name: lease_lost(); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.lease_lost() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  raise exception 'the job is somebody else''s by now' using errcode = '55000', constraint = 'lease_lost';
end
$$;


ALTER FUNCTION jobs.lease_lost() OWNER TO tryzore_definer;

--
-- Name: FUNCTION lease_lost(); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.lease_lost() IS 'Refuses what an earlier claim still wants to write.';


--
-- Name: load_mail(uuid); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.load_mail(p_mail uuid) RETURNS TABLE(id uuid, recipient text, template text, language text, topic text, contents jsonb, is_accepted boolean, created_at timestamp with time zone, organization_name text, logo_url text, brand_color text, reply_to text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select m.id, m.recipient, m.template, m.language, m.topic, m.contents, m.accepted_at is not null, m.created_at,
    o.name, o.logo_url, s.branding ->> 'color', s.branding ->> 'reply_to'
  from jobs.mails m left join crm.organizations o on o.id = m.organization_id
  cross join lateral (select private.effective_settings(o.id) -> 'branding' as branding) s
  where m.id = p_mail
    and m.organization_id is not distinct from nullif(current_setting('app.org_id', true), '')::uuid
$$;


ALTER FUNCTION jobs.load_mail(p_mail uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION load_mail(p_mail uuid); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.load_mail(p_mail uuid) IS 'A mail of the job that was entered, with whose name it bears.';


--
-- Name: mail_route(uuid, text); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.mail_route(p_user uuid, p_topic text) RETURNS TABLE(recipient text, first_name text, locale text, time_zone text, quiet_hours_start time without time zone, quiet_hours_end time without time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.email, u.first_name, u.locale, coalesce(p.timezone, u.time_zone, o.time_zone), p.quiet_hours_start, p.quiet_hours_end
  from crm.organizations o
  join crm.user_organizations m on m.organization_id = o.id and m.user_id = p_user and m.left_at is null
  join crm.users u on u.id = m.user_id
  left join crm.notification_preferences p on p.organization_id = o.id and p.user_id = p_user
  where o.id = nullif(current_setting('app.org_id', true), '')::uuid
    and coalesce(p.all_notifications_enabled, true)
    and coalesce((p.preferences #>> array[p_topic, 'email'])::boolean, true)
$$;


ALTER FUNCTION jobs.mail_route(p_user uuid, p_topic text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION mail_route(p_user uuid, p_topic text); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.mail_route(p_user uuid, p_topic text) IS 'Where and when news of that topic reaches a person of the entered organization by mail; no row where it is not wanted.';


--
-- Name: renew(uuid[], bigint[], interval); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.renew(p_jobs uuid[], p_leases bigint[], p_lease interval) RETURNS TABLE(id uuid, is_cancel_requested boolean)
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with held as (
    select j.id from jobs.jobs j join unnest(p_jobs, p_leases) as mine (id, lease) on mine.id = j.id and mine.lease = j.lease
    where j.state = 'running' for no key update of j skip locked
  ), renewed as (
    update jobs.jobs j set leased_until = now() + p_lease from held where j.id = held.id
  )
  -- What is locked is just being finished.
  select j.id, j.cancel_requested_at is not null from jobs.jobs j
  join unnest(p_jobs, p_leases) as mine (id, lease) on mine.id = j.id and mine.lease = j.lease
  where j.state = 'running'
$$;


ALTER FUNCTION jobs.renew(p_jobs uuid[], p_leases bigint[], p_lease interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION renew(p_jobs uuid[], p_leases bigint[], p_lease interval); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.renew(p_jobs uuid[], p_leases bigint[], p_lease interval) IS 'Says that the worker lives; answers which jobs are still its own, and whether they are to stop.';


--
-- Name: report(uuid, bigint, text, bigint, bigint); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_stop boolean;
begin
  update jobs.jobs j set phase = p_phase, done = p_done, total = p_total
  where j.id = p_job and j.lease = p_lease and j.state = 'running'
  returning j.cancel_requested_at is not null into v_stop;
  if not found then
    perform jobs.lease_lost();
  end if;
  return v_stop;
end
$$;


ALTER FUNCTION jobs.report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint) OWNER TO tryzore_definer;

--
-- Name: FUNCTION report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint) IS 'Says how far a job is; true if it is to stop.';


--
-- Name: retry(uuid); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.retry(p_job uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update jobs.jobs j set state = 'queued', attempts = 0, run_at = now(), finished_at = null, cancel_requested_at = null
  where j.id = p_job and j.state in ('dead', 'cancelled')
    and j.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and current_setting('app.can', true) like '%,jobs.manage,%';
  if found then
    perform pg_notify('tryzore_jobs', '');
  end if;
  return found;
end
$$;


ALTER FUNCTION jobs.retry(p_job uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION retry(p_job uuid); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.retry(p_job uuid) IS 'Gives a dead or cancelled job of the entered organization all its tries again; false if there is none such.';


--
-- Name: stop(uuid, bigint); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.stop(p_job uuid, p_lease bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update jobs.jobs j set leased_until = null, state = 'cancelled', finished_at = now()
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;


ALTER FUNCTION jobs.stop(p_job uuid, p_lease bigint) OWNER TO tryzore_definer;

--
-- Name: FUNCTION stop(p_job uuid, p_lease bigint); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.stop(p_job uuid, p_lease bigint) IS 'The job did what it was asked to: it stopped.';


--
-- Name: totals(); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.totals() RETURNS TABLE(kind text, state text, jobs bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select j.kind, j.state, count(*), min(j.run_at) from jobs.jobs j group by j.kind, j.state
$$;


ALTER FUNCTION jobs.totals() OWNER TO tryzore_definer;

--
-- Name: FUNCTION totals(); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.totals() IS 'How many jobs there are of each kind in each state, without saying whose.';


--
-- Name: unsubscribe(uuid); Type: FUNCTION; Schema: jobs; Owner: tryzore_definer
--

CREATE FUNCTION jobs.unsubscribe(p_mail uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_mail jobs.mails;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  select m.* into v_mail from jobs.mails m where m.id = p_mail and m.topic is not null;
  if not found then
    return false;
  end if;
  perform set_config('app.scope', array[v_mail.organization_id]::text, true);
  insert into crm.notification_preferences as p (organization_id, user_id, preferences)
  select m.organization_id, m.user_id, jsonb_build_object(v_mail.topic, jsonb_build_object('email', false))
  from crm.user_organizations m where m.organization_id = v_mail.organization_id and m.user_id = v_mail.user_id
  on conflict (organization_id, user_id) do update
    set preferences = p.preferences || jsonb_build_object(v_mail.topic,
      coalesce(p.preferences -> v_mail.topic, '{}') || '{"email": false}');
  perform set_config('app.scope', v_scope, true);
  return true;
end
$$;


ALTER FUNCTION jobs.unsubscribe(p_mail uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION unsubscribe(p_mail uuid); Type: COMMENT; Schema: jobs; Owner: tryzore_definer
--

COMMENT ON FUNCTION jobs.unsubscribe(p_mail uuid) IS 'Whoever got this mail gets no more of its topic from that gym by mail; false if it is none that one unsubscribes from.';


--
-- Name: accept_invitation(uuid, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.accept_invitation(p_organization uuid, p_hash bytea) RETURNS TABLE(organization_id uuid, organization_name text, role text, client_id uuid)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_invitation crm.invitations;
  v_held crm.user_organizations;
  v_rank smallint;
  v_held_rank smallint;
begin
  if v_user is null then
    raise exception 'nobody is signed in' using errcode = '28000', constraint = 'session_revoked';
  end if;
  perform set_config('app.scope', array[p_organization]::text, true);
  -- Of many at once the first goes on; whoever waited sees what it left.
  select i.* into v_invitation from crm.invitations i
  where i.organization_id = p_organization and i.token_hash = p_hash for update;
  perform private.lock_access(coalesce(v_invitation.invited_by, v_user), p_organization);
  perform set_config('app.scope_user_id', v_user::text, true);
  select m.* into v_held from crm.user_organizations m
  where m.organization_id = p_organization and m.user_id = v_user and m.left_at is null for no key update;
  if v_invitation.accepted_by = v_user and v_held.user_id is not null then
    -- Again, by who accepted it: there is nothing left to do.
    null;
  elsif v_invitation.id is null or v_invitation.accepted_at is not null or v_invitation.revoked_at is not null
    or v_invitation.expires_at <= clock_timestamp() or not private.may_invite(v_invitation) then
    raise exception 'no such invitation' using errcode = 'P0002', constraint = 'invitation_over';
  else
    update crm.invitations i set accepted_by = v_user, accepted_at = now()
    where i.organization_id = p_organization and i.id = v_invitation.id;
    if v_invitation.client_id is not null then
      perform private.link_client(p_organization, v_invitation.client_id, v_user);
    else
      select r.rank into v_rank from private.roles r where r.role = v_invitation.role;
      select r.rank into v_held_rank from private.roles r where r.role = v_held.role;
      -- Nobody is brought low by an invitation.
      if coalesce(v_held_rank, 0) < v_rank then
        perform private.add_person(p_organization, v_user, v_invitation.role, v_invitation.title,
          coalesce(v_held.is_primary, false)
            or not exists (select from crm.user_organizations m where m.user_id = v_user and m.is_primary));
        update crm.user_organizations m
        set role_definition_id = v_invitation.role_definition_id, permissions = v_invitation.permissions
        where m.organization_id = p_organization and m.user_id = v_user;
      end if;
    end if;
  end if;
  return query select o.id, o.name, m.role, v_invitation.client_id
    from crm.organizations o join crm.user_organizations m on m.organization_id = o.id and m.user_id = v_user
    where o.id = p_organization;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.accept_invitation(p_organization uuid, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION accept_invitation(p_organization uuid, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.accept_invitation(p_organization uuid, p_hash bytea) IS 'Has who entered join what a token invites to: whoever has it, once. A stronger role stays. invitation_over for a token that is good for nothing, whatever the reason.';


--
-- Name: access(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.access(p_user uuid, p_organization uuid, OUT role text, OUT role_rank smallint, OUT permissions text[]) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_chain constant uuid[] := private.chain(p_organization);
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_definition uuid;
  v_exceptions jsonb;
begin
  permissions := '{}';
  if exists (select from crm.organizations o where o.id = any (v_chain) and o.status <> 'active') then
    return;
  end if;
  perform set_config('app.scope_user_id', p_user::text, true);
  -- An owner further up is owner here too.
  select r.role, r.rank, case when m.organization_id = p_organization then m.role_definition_id end,
    case when m.organization_id = p_organization then m.permissions end
  into role, role_rank, v_definition, v_exceptions
  from crm.user_organizations m join private.roles r on r.role = m.role
  where m.user_id = p_user and m.organization_id = any (v_chain) and m.left_at is null
    and (m.organization_id = p_organization or m.role = 'owner')
  order by r.rank desc limit 1;
  perform set_config('app.scope_user_id', v_scope_user, true);
  if role is not null then
    perform set_config('app.scope', array[p_organization]::text, true);
    permissions := private.permissions_of(role, private.definition_permissions(p_organization, v_definition), v_exceptions);
    perform set_config('app.scope', v_scope, true);
  end if;
end
$$;


ALTER FUNCTION private.access(p_user uuid, p_organization uuid, OUT role text, OUT role_rank smallint, OUT permissions text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION access(p_user uuid, p_organization uuid, OUT role text, OUT role_rank smallint, OUT permissions text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.access(p_user uuid, p_organization uuid, OUT role text, OUT role_rank smallint, OUT permissions text[]) IS 'What a person may do in an organization now; role is null for nothing at all.';


--
-- Name: act_as_starter(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.act_as_starter(p_permission text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_access record;
begin
  select a.* into v_access from private.access(nullif(current_setting('app.user_id', true), '')::uuid,
    nullif(current_setting('app.org_id', true), '')::uuid) a;
  if v_access.role is null then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  if (p_permission = any (v_access.permissions)) is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = p_permission;
  end if;
  perform set_config('app.role_rank', v_access.role_rank::text, true),
    set_config('app.can', private.join_permissions(v_access.permissions), true);
end
$$;


ALTER FUNCTION private.act_as_starter(p_permission text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION act_as_starter(p_permission text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.act_as_starter(p_permission text) IS 'Leaves a job what the person who started it may do by now, and refuses it without that permission.';


--
-- Name: add_medical_key(text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.add_medical_key(p_id text, p_wrapped bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not private.may_use_medical_keys() then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.medical.update';
  end if;
  -- Of two who write an organization's first notes, one makes the key.
  insert into private.medical_keys (organization_id, id, wrapped)
  values (nullif(current_setting('app.org_id', true), '')::uuid, p_id, p_wrapped)
  on conflict (organization_id) where retired_at is null do nothing;
end
$$;


ALTER FUNCTION private.add_medical_key(p_id text, p_wrapped bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION add_medical_key(p_id text, p_wrapped bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.add_medical_key(p_id text, p_wrapped bytea) IS 'Gives the entered organization its first key; does nothing where there is one.';


--
-- Name: add_organization(uuid, uuid, text, text, text, text, text, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_root uuid := p_id;
  v_is_first boolean;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  if p_parent is not null then
    select o.root_organization_id into v_root from crm.organizations o where o.id = p_parent for share;
    if not found then
      raise exception 'no such parent' using errcode = 'P0002', constraint = 'parent_not_found';
    end if;
  end if;
  insert into crm.organizations (id, parent_organization_id, root_organization_id, name, slug, time_zone, currency, jurisdiction)
  values (p_id, p_parent, v_root, p_name, p_slug, p_time_zone, p_currency, p_jurisdiction);
  perform set_config('app.scope_user_id', p_owner::text, true);
  select not exists (select from crm.user_organizations m where m.user_id = p_owner and m.is_primary) into v_is_first;
  perform set_config('app.scope_user_id', v_scope_user, true);
  perform private.add_person(p_id, p_owner, 'owner', null, v_is_first);
end
$$;


ALTER FUNCTION private.add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) IS 'Writes an organization, if named into the tree of its parent, with its first owner.';


--
-- Name: add_person(uuid, uuid, text, text, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_primary_elsewhere uuid;
begin
  perform set_config('app.scope', array[p_organization]::text, true), set_config('app.scope_user_id', p_user::text, true);
  if p_is_primary then
    select m.organization_id into v_primary_elsewhere from crm.user_organizations m
    where m.user_id = p_user and m.is_primary and m.organization_id <> p_organization;
    if found then
      perform set_config('app.scope', array[v_primary_elsewhere]::text, true);
      update crm.user_organizations m set is_primary = false
      where m.organization_id = v_primary_elsewhere and m.user_id = p_user;
      perform set_config('app.scope', array[p_organization]::text, true);
    end if;
  end if;
  insert into crm.user_organizations as m (organization_id, user_id, role, title, is_primary)
  values (p_organization, p_user, p_role, p_title, p_is_primary)
  on conflict (organization_id, user_id) do update
    set role = excluded.role, title = excluded.title, is_primary = excluded.is_primary, left_at = null,
      -- Who comes back starts as somebody new does.
      role_definition_id = case when m.left_at is null then m.role_definition_id end,
      permissions = case when m.left_at is null then m.permissions else excluded.permissions end;
  update crm.users u set user_type = case p_role when 'owner' then 'owner' else 'employee' end
  where u.id = p_user and p_role <> 'member' and u.user_type = 'client';
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) IS 'Writes a membership, or renews the one there was; being primary moves here from elsewhere.';


--
-- Name: add_workos_job(uuid, text, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.add_workos_job(p_organization uuid, p_kind text, p_payload jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  -- Time and version of a UUIDv7, and random bits.
  v_time constant text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
begin
  -- Where WorkOS is not in the settings nothing is ever sent to it.
  if not exists (select from private.workos_environments e where e.seen_at > now() - interval '1 hour') then
    return;
  end if;
  -- One that waits will see this change, too; one that runs may not.
  if exists (select from jobs.jobs j where j.organization_id = p_organization and j.kind = p_kind and j.state = 'queued') then
    return;
  end if;
  insert into jobs.jobs (id, organization_id, request_id, kind, payload, priority, max_attempts)
  values ((substr(v_time, 1, 8) || '-' || substr(v_time, 9, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid,
    p_organization, nullif(current_setting('app.request_id', true), ''), p_kind, p_payload, 1, 20);
  perform pg_notify('tryzore_jobs', '');
end
$$;


ALTER FUNCTION private.add_workos_job(p_organization uuid, p_kind text, p_payload jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION add_workos_job(p_organization uuid, p_kind text, p_payload jsonb); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.add_workos_job(p_organization uuid, p_kind text, p_payload jsonb) IS 'Writes a job that tells WorkOS of a change, in the transaction of the change.';


--
-- Name: apply_workos_event(text, text, text, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_actor constant text := coalesce(current_setting('app.actor', true), '');
  v_changed_at constant timestamptz := (p_data ->> 'updated_at')::timestamptz;
  v_organization uuid;
  v_is_new boolean;
  v_user uuid;
begin
  insert into private.workos_events (id) values (p_id) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform set_config('app.actor', 'workos', true); -- the audit log's actor, for these statements only
  if p_event = 'session.revoked' then
    perform private.end_provider_sessions(p_issuer, p_data ->> 'id');
  elsif p_event = 'user.deleted' then
    select i.user_id into v_user from private.identities i where i.issuer = p_issuer and i.subject = p_data ->> 'id';
    if found then
      delete from private.identities i where i.issuer = p_issuer and i.subject = p_data ->> 'id';
      perform private.revoke_session(s.id, 'ended_by_provider') from private.sessions s
      where s.user_id = v_user and s.revoked_at is null;
    end if;
  elsif p_event in ('organization.created', 'organization.updated', 'organization.deleted') then
    -- What is known by its id there stays what it is, whatever external id it is given.
    select w.organization_id, false into v_organization, v_is_new
    from private.workos_organizations w where w.workos_id = p_data ->> 'id';
    if not found then
      select o.id, true into v_organization, v_is_new from crm.organizations o where o.id::text = p_data ->> 'external_id'
        and not exists (select from private.workos_organizations w where w.organization_id = o.id);
    end if;
    if found and p_event = 'organization.deleted' then
      update private.workos_organizations w set is_deleted = true, changed_at = v_changed_at
      where w.organization_id = v_organization and w.workos_id = p_data ->> 'id';
    elsif found and private.keep_workos_organization(v_organization, p_data ->> 'id', p_data ->> 'name', v_changed_at) then
      update crm.organizations o set name = p_data ->> 'name'
      where o.id = v_organization and o.name <> p_data ->> 'name' and p_event = 'organization.updated'
        and char_length(p_data ->> 'name') between 1 and 100 and p_data ->> 'name' = btrim(p_data ->> 'name');
      -- Once: later its members here are what the gym made of them, and another name is no news of them.
      if v_is_new then
        perform private.apply_workos_membership(p_issuer, m.workos_id) from private.workos_memberships m
        where m.workos_organization_id = p_data ->> 'id';
      end if;
    end if;
  elsif p_event in ('organization_membership.created', 'organization_membership.updated', 'organization_membership.deleted') then
    if private.keep_workos_membership(p_data ->> 'id', p_data ->> 'organization_id', p_data ->> 'user_id',
      p_data #>> '{role,slug}', case p_event when 'organization_membership.deleted' then 'deleted' else p_data ->> 'status' end,
      v_changed_at) then
      perform private.apply_workos_membership(p_issuer, p_data ->> 'id');
    end if;
  end if;
  perform set_config('app.actor', v_actor, true);
  return true;
end
$$;


ALTER FUNCTION private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb) IS 'What an event of WorkOS does here, once: false if it was done before. The order in which events come does not matter.';


--
-- Name: apply_workos_membership(text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.apply_workos_membership(p_issuer text, p_id text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_organization uuid;
  v_user uuid;
  v_role text;
  v_status text;
  v_ours crm.user_organizations;
begin
  -- Somebody with two memberships there, one of them over, is somebody with one: the same one that `workos_changes` sees.
  select w.organization_id, i.user_id, private.role_of_workos(best.role), best.status
  into v_organization, v_user, v_role, v_status
  from private.workos_memberships m
  join private.workos_memberships best on best.workos_organization_id = m.workos_organization_id
    and best.workos_user_id = m.workos_user_id
  join private.workos_organizations w on w.workos_id = m.workos_organization_id and not w.is_deleted
  join private.identities i on i.issuer = p_issuer and i.subject = m.workos_user_id
  where m.workos_id = p_id
  order by best.status = 'active' desc, best.changed_at desc, best.workos_id limit 1;
  if not found then
    return;
  end if;
  perform set_config('app.scope', array[v_organization]::text, true), set_config('app.scope_user_id', v_user::text, true);
  select o.* into v_ours from crm.user_organizations o
  where o.organization_id = v_organization and o.user_id = v_user for update;
  if v_status = 'active' and (v_ours.user_id is null or v_ours.left_at is not null) then
    perform private.add_person(v_organization, v_user, v_role, null,
      not exists (select from crm.user_organizations o where o.user_id = v_user and o.is_primary));
  elsif v_status = 'active' and v_ours.role not in ('owner', v_role) then
    update crm.user_organizations o set role = v_role, role_definition_id = null
    where o.organization_id = v_organization and o.user_id = v_user;
  -- Whoever is invited there is no less here.
  elsif v_status in ('inactive', 'deleted') and v_ours.left_at is null and v_ours.role <> 'owner' then
    update crm.user_organizations o set left_at = now(), is_primary = false
    where o.organization_id = v_organization and o.user_id = v_user;
  end if;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.apply_workos_membership(p_issuer text, p_id text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION apply_workos_membership(p_issuer text, p_id text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.apply_workos_membership(p_issuer text, p_id text) IS 'Makes a membership here what it is at WorkOS, if person and organization are known on both sides. Owners are neither made nor removed from outside.';


--
-- Name: archive_organization(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.archive_organization(p_organization uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return false;
  end if;
  perform private.require_ownership();
  update crm.organizations o set status = 'archived' where o.id = p_organization;
  return true;
end
$$;


ALTER FUNCTION private.archive_organization(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION archive_organization(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.archive_organization(p_organization uuid) IS 'Closes the organization that was entered, for its owner: nobody enters it or what lies below until it is restored. False for one that was not entered.';


--
-- Name: assign_locations(uuid, uuid[], text[], text[], uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_location record;
  v_owned uuid[];
  v_moves_primary boolean;
begin
  if not exists (select from crm.user_organizations m
    where m.organization_id = v_organization and m.user_id = p_user and m.left_at is null) then
    raise exception 'nobody of this organization' using errcode = 'P0002', constraint = 'not_found';
  end if;
  for v_location in select l.id from unnest(p_organizations) as l (id) order by l.id loop
    perform private.lock_access(nullif(current_setting('app.user_id', true), '')::uuid, v_location.id);
  end loop;
  v_owned := private.owned_locations();
  if not p_organizations <@ v_owned then
    raise exception 'not all of them are theirs' using errcode = '42501', constraint = 'location_not_owned';
  end if;
  -- Where somebody enters first is no affair of a gym that is none of theirs.
  perform set_config('app.scope_user_id', p_user::text, true);
  v_moves_primary := not exists (select from crm.user_organizations m
    where m.user_id = p_user and m.is_primary and m.organization_id <> all (v_owned));
  perform set_config('app.scope_user_id', v_scope_user, true);
  for v_location in
    select l.id, l.role, l.title from unnest(p_organizations, p_roles, p_titles) as l (id, role, title)
    order by l.id = p_primary, l.id
  loop
    perform private.add_person(v_location.id, p_user, v_location.role, v_location.title,
      v_moves_primary and v_location.id = p_primary);
  end loop;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid) IS 'Gives somebody of the entered organization roles in organizations of the chain that are all theirs who entered, one of them as the first to enter; others stay as they are.';


--
-- Name: begin_authorization(bytea, bytea, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.authorizations (state_hash, browser_hash, provider, user_id, expires_at)
  values (p_state_hash, p_browser_hash, p_provider, nullif(current_setting('app.user_id', true), '')::uuid,
    now() + interval '10 minutes')
$$;


ALTER FUNCTION private.begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text) IS 'Somebody goes to a provider: to sign in, or to add an identity to the account of the person who entered.';


--
-- Name: business_totals(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.business_totals() RETURNS TABLE(organizations bigint, users bigint, clients bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', coalesce((select array_agg(o.id)::text from crm.organizations o), ''), true);
  select (select count(*) from crm.organizations), (select count(*) from crm.users),
    (select count(*) from crm.client_organizations)
  into organizations, users, clients;
  perform set_config('app.scope', v_scope, true);
  return next;
end
$$;


ALTER FUNCTION private.business_totals() OWNER TO tryzore_definer;

--
-- Name: FUNCTION business_totals(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.business_totals() IS 'Counts over the whole installation, for metrics; never by organization.';


--
-- Name: cancel_onboarding(bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.cancel_onboarding(p_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from private.onboardings o
  where o.token_hash = p_hash and o.expires_at > now() and o.completed_at is null;
  return found;
end
$$;


ALTER FUNCTION private.cancel_onboarding(p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION cancel_onboarding(p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.cancel_onboarding(p_hash bytea) IS 'Forgets a wizard; false where there is no open one of that token.';


--
-- Name: chain(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.chain(p_organization uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive upwards as (
    select o.id, o.parent_organization_id from crm.organizations o where o.id = p_organization
    union
    select o.id, o.parent_organization_id from crm.organizations o join upwards u on o.id = u.parent_organization_id
  )
  select array_agg(upwards.id) from upwards
$$;


ALTER FUNCTION private.chain(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION chain(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.chain(p_organization uuid) IS 'The organization and all above it.';


--
-- Name: chain_version(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.chain_version(p_organization uuid) RETURNS bigint
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select sum(o.version)::bigint from crm.organizations o where o.id = any (private.chain(p_organization))
$$;


ALTER FUNCTION private.chain_version(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION chain_version(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.chain_version(p_organization uuid) IS 'Moves with every change of the organization or of one above, from which it inherits.';


--
-- Name: change_my_password(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.change_my_password(p_password_hash text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.set_password(current_setting('app.user_id')::uuid, p_password_hash, current_setting('app.session_id')::uuid)
$$;


ALTER FUNCTION private.change_my_password(p_password_hash text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION change_my_password(p_password_hash text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.change_my_password(p_password_hash text) IS 'Sets the password of the person who entered; of their sessions this one stays.';


--
-- Name: check_booking(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_booking() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_event crm.events;
begin
  if tg_op = 'INSERT' or new.checked_in_at is distinct from old.checked_in_at then
    new.checked_in_by := case when new.checked_in_at is not null then nullif(current_setting('app.user_id', true), '')::uuid end;
  end if;
  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true
    or current_setting('app.can', true) like '%,bookings.manage,%' then
    return new;
  end if;

  if tg_op = 'UPDATE' then
    if old.status not in ('registered', 'waitlisted') or new.status not in ('cancelled', 'late_cancelled')
      or to_jsonb(new) - '{status,cancelled_at,cancellation_reason,waitlist_position}'::text[]
        <> to_jsonb(old) - '{status,cancelled_at,cancellation_reason,waitlist_position}'::text[] then
      raise exception 'one only cancels one''s own booking' using errcode = '42501', constraint = 'only_cancelled';
    end if;
    return new;
  end if;
  if new.is_override or new.waitlist_position is not null or new.payment_status <> 'none' or new.price_minor is not null
    or new.checked_in_at is not null or new.attended_at is not null or new.cancelled_at is not null
    or new.is_first_visit or new.notes is not null or new.registered_at <> now() then
    raise exception 'one only books a place' using errcode = '42501', constraint = 'only_booked';
  end if;
  select e.status, e.ends_at, e.waitlist_enabled into v_event.status, v_event.ends_at, v_event.waitlist_enabled
  from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id;
  if v_event.status <> 'scheduled' or v_event.ends_at <= now() then
    raise exception 'the event takes no bookings' using errcode = '23514', constraint = 'booking_closed';
  end if;
  if new.status = 'waitlisted' and not v_event.waitlist_enabled then
    raise exception 'the event has no waitlist' using errcode = '23514', constraint = 'waitlist_closed';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_booking() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_booking(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_booking() IS 'Whoever does not manage bookings books a place for themselves and cancels it, and decides nothing else about it.';


--
-- Name: check_claim_code(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_claim_code() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select from crm.client_organizations c
    where c.organization_id = new.organization_id and c.id = new.client_id and c.client_id is not null) then
    raise exception 'the record is somebody''s' using errcode = '55000', constraint = 'client_linked';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_claim_code() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_claim_code(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_claim_code() IS 'What is somebody''s already is not claimed.';


--
-- Name: check_client_deletion(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_client_deletion() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (current_setting('app.can', true) like '%,clients.delete,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.delete';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_client_deletion() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_client_deletion(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_client_deletion() IS 'Deleting and restoring a client asks for more than changing one.';


--
-- Name: check_currency(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_currency() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select from crm.membership_plans p where p.organization_id = new.id and p.currency <> new.currency)
    or exists (select from crm.event_templates t where t.organization_id = new.id and t.currency <> new.currency)
    or exists (select from crm.events e where e.organization_id = new.id and e.currency <> new.currency)
    or exists (select from crm.event_participants p where p.organization_id = new.id and p.currency <> new.currency)
  then
    raise exception 'there are prices in another currency' using errcode = '23514', constraint = 'currency_in_use';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_currency() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_currency(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_currency() IS 'Prices and payments keep their currency, and so does the organization that has some.';


--
-- Name: check_erasure(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_erasure() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
  -- It was done: by the function alone, on whomever's behalf.
  if new.status = 'erased' then
    return new;
  end if;
  if old.status <> 'requested' and (old.status, new.status) <> ('approved', 'withdrawn') then
    raise exception 'it is decided' using errcode = '55000', constraint = 'erasure_decided';
  end if;
  -- What a manager approved, no lesser one withdraws.
  if 'approved' in (old.status, new.status)
    and (current_setting('app.can', true) like '%,privacy.manage,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'privacy.manage';
  end if;
  if new.status = 'approved' then
    -- Four eyes, but for an owner: there may be nobody else.
    if old.requested_by = v_user and current_setting('app.role_rank', true) <> '50' then
      raise exception 'somebody else approves' using errcode = '42501', constraint = 'own_request';
    end if;
  end if;
  new.decided_by := v_user;
  new.decided_at := now();
  return new;
end
$$;


ALTER FUNCTION private.check_erasure() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_erasure(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_erasure() IS 'A request is approved by another who may, or by an owner, and withdrawn until it is done.';


--
-- Name: check_first_owner(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_first_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform private.require_owner(new.id);
  return null;
end
$$;


ALTER FUNCTION private.check_first_owner() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_first_owner(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_first_owner() IS 'At commit a new organization has an owner.';


--
-- Name: check_invitation(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_invitation() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_can constant text := current_setting('app.can', true);
  v_rank constant smallint := nullif(current_setting('app.role_rank', true), '')::smallint;
  v_missing text;
begin
  if tg_op = 'UPDATE' and old.accepted_at is not null then
    raise exception 'somebody accepted it' using errcode = '55000', constraint = 'invitation_closed';
  end if;
  -- Taking one back, and accepting it.
  if tg_op = 'UPDATE' and new.token_hash = old.token_hash then
    return new;
  end if;
  if new.revoked_at is not null then
    raise exception 'somebody took it back' using errcode = '55000', constraint = 'invitation_closed';
  end if;
  if tg_op = 'UPDATE' then
    new.sent_count := old.sent_count + 1;
    new.last_sent_at := now();
    new.expires_at := now() + interval '7 days';
    -- Whoever sends it again answers for it from now on.
    new.invited_by := nullif(current_setting('app.user_id', true), '')::uuid;
  end if;

  -- Outside of the organization that was entered the policies let nobody write.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true then
    return new;
  end if;
  select n.slug into v_missing
  from unnest(case when new.client_id is null then '{staff.manage}'::text[] else '{clients.update,clients.contact.view}' end) n (slug)
  where (v_can like '%,' || n.slug || ',%') is not true limit 1;
  if v_missing is not null and (v_can like '%,staff.manage,%') is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = v_missing;
  end if;
  perform private.refuse_unknown(array(
    select slug #>> '{}'
    from jsonb_path_query(new.permissions, 'strict $.*[*] ? (@.type() == "string")', '{}', true) as named (slug)));
  if exists (select from private.roles r where r.role = new.role and (r.rank <= v_rank) is not true) then
    raise exception 'only superiors decide about a person' using errcode = '42501', constraint = 'outranked';
  end if;
  if v_rank < 50 and (private.permissions_of(new.role,
      private.definition_permissions(new.organization_id, new.role_definition_id), new.permissions)
    <@ string_to_array(trim(both ',' from v_can), ',')) is not true then
    raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'cannot_grant';
  end if;
  if exists (select from crm.client_organizations c
    where c.organization_id = new.organization_id and c.id = new.client_id and c.client_id is not null) then
    raise exception 'the record is somebody''s' using errcode = '55000', constraint = 'client_linked';
  end if;
  return new;
end
$_$;


ALTER FUNCTION private.check_invitation() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_invitation(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_invitation() IS 'Whoever sends an invitation may give what it promises, then; what was accepted or taken back is not sent again.';


--
-- Name: check_last_owner(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_last_owner() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- An organization that was deleted in the same transaction needs none.
  if exists (select from crm.organizations o where o.id = old.organization_id) then
    perform private.require_owner(old.organization_id);
  end if;
  return null;
end
$$;


ALTER FUNCTION private.check_last_owner() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_last_owner(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_last_owner() IS 'At commit an organization still has an owner.';


--
-- Name: check_leader(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_leader() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_left_at timestamptz;
begin
  perform set_config('app.scope', array[new.organization_id]::text, true);
  -- Held still: whoever is about to leave is waited for, and whoever leaves later takes this event along.
  select m.left_at into v_left_at from crm.user_organizations m
  where m.organization_id = new.organization_id and m.user_id = new.instructor_id for share;
  perform set_config('app.scope', v_scope, true);
  if v_left_at is not null then
    raise exception 'the instructor has left' using errcode = '23503', constraint = 'instructor_not_found';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_leader() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_leader(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_leader() IS 'Nobody who has left leads what is still to come.';


--
-- Name: check_medical_key(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_medical_key() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- What is not of the entered organization is the policies' to refuse.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true then
    return new;
  end if;
  -- Held until the end, so that a rotation waits and then knows of every note of the old key.
  perform from private.medical_keys k
  where k.organization_id = new.organization_id and k.id = new.key_id and k.retired_at is null for share;
  if not found then
    -- As if it were a serialization failure: the whole transaction is run again, with the key of then.
    raise exception 'the key was retired' using errcode = '40001', constraint = 'medical_key_retired';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_medical_key() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_medical_key(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_medical_key() IS 'What is written is encrypted with the organization''s current key.';


--
-- Name: check_membership(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_membership() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_rank smallint;
  v_held text[];
begin
  if new.left_at is not null then
    new.is_primary := false;
  end if;
  if tg_op = 'UPDATE' and (old.role, old.role_definition_id, old.permissions, old.left_at)
    is not distinct from (new.role, new.role_definition_id, new.permissions, new.left_at) then
    return new;
  end if;
  -- A shape that is none is left to the table's own check.
  perform private.refuse_unknown(array(
    select slug #>> '{}'
    from jsonb_path_query(new.permissions, 'strict $.*[*] ? (@.type() == "string")', '{}', true) as named (slug)));

  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true then
    return new;
  end if;
  -- Who has left loses a role that is deleted, whatever their rank was.
  if tg_op = 'UPDATE' and old.left_at is not null and new.role_definition_id is null
    and (old.role, old.permissions, old.left_at) is not distinct from (new.role, new.permissions, new.left_at) then
    return new;
  end if;
  v_rank := current_setting('app.role_rank', true)::smallint;
  if exists (
    select from private.roles r
    where r.role = new.role and r.rank > v_rank
      or tg_op = 'UPDATE' and r.role = old.role and r.rank >= v_rank and v_rank < 50
  ) then
    raise exception 'only superiors decide about a person' using errcode = '42501', constraint = 'outranked';
  end if;
  if v_rank < 50 then
    -- Of the session that entered this organization, whatever else the transaction has entered.
    v_held := string_to_array(trim(both ',' from current_setting('app.can', true)), ',');
    if tg_op = 'UPDATE' and old.left_at is null then
      v_held := v_held || private.permissions_of(old.role,
        private.definition_permissions(old.organization_id, old.role_definition_id), old.permissions);
    end if;
    if (private.permissions_of(new.role, private.definition_permissions(new.organization_id, new.role_definition_id),
      new.permissions) <@ v_held) is not true then
      raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'cannot_grant';
    end if;
  end if;
  return new;
end
$_$;


ALTER FUNCTION private.check_membership() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_membership(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_membership() IS 'Known permissions only; but for owners nobody decides about their equals and superiors, or grants what they do not hold; who has left has no primary organization here.';


--
-- Name: check_role_definition(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_role_definition() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_held text[];
begin
  perform private.refuse_unknown(new.permissions);
  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true
    or current_setting('app.role_rank', true) = '50' then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.permissions <> old.permissions and exists (
    select from crm.user_organizations m join private.roles r on r.role = m.role
    where m.organization_id = new.organization_id and m.role_definition_id = new.id and m.left_at is null
      and r.rank >= current_setting('app.role_rank', true)::smallint
  ) then
    raise exception 'only superiors decide about a person' using errcode = '42501', constraint = 'outranked';
  end if;
  v_held := string_to_array(trim(both ',' from current_setting('app.can', true)), ',');
  if tg_op = 'UPDATE' then
    v_held := v_held || old.permissions;
  end if;
  if (new.permissions <@ v_held) is not true then
    raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'cannot_grant';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.check_role_definition() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_role_definition(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_role_definition() IS 'Known permissions only, none that whoever adds it lacks, and none of an equal''s or superior''s role.';


--
-- Name: check_role_unused(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_role_unused() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Whoever gives the role to somebody holds it still first, and the deletion waits for them before it asks.
  if exists (
    select from crm.user_organizations m
    where m.organization_id = old.organization_id and m.role_definition_id = old.id and m.left_at is null
  ) then
    raise exception 'somebody has the role' using errcode = '23503', constraint = 'role_in_use';
  end if;
  update crm.user_organizations set role_definition_id = null
  where organization_id = old.organization_id and role_definition_id = old.id;
  return old;
end
$$;


ALTER FUNCTION private.check_role_unused() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_role_unused(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_role_unused() IS 'A role that somebody has stays; those who have left lose it with it.';


--
-- Name: check_tag_unused(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.check_tag_unused() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Whoever tags something holds the tag until they commit, and whoever deletes it has locked it: nobody comes in between.
  if exists (select from crm.taggables g where g.organization_id = old.organization_id and g.tag_id = old.id) then
    raise exception 'the tag is in use' using errcode = '23503', constraint = 'tag_in_use';
  end if;
  return old;
end
$$;


ALTER FUNCTION private.check_tag_unused() OWNER TO tryzore_definer;

--
-- Name: FUNCTION check_tag_unused(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.check_tag_unused() IS 'A tag that is on something stays, also on what whoever deletes it does not see.';


--
-- Name: claim_client(uuid, text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.claim_client(p_organization uuid, p_slug text, p_hash bytea) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_organization uuid;
  v_client uuid;
begin
  if v_user is null then
    raise exception 'nobody is signed in' using errcode = '28000', constraint = 'session_revoked';
  end if;
  select o.id into v_organization from crm.organizations o where o.id = p_organization or o.slug = p_slug;
  perform set_config('app.scope', coalesce(array[v_organization]::text, ''), true);
  if not exists (select from crm.organizations o where o.id = any (private.chain(v_organization)) and o.status <> 'active') then
    perform private.lock_access(v_user, v_organization);
    -- Two with one code: who waited finds it gone.
    delete from crm.client_claim_codes k
    where k.organization_id = v_organization and k.code_hash = p_hash and k.expires_at > clock_timestamp()
    returning k.client_id into v_client;
  end if;
  if v_client is null then
    raise exception 'no such code' using errcode = 'P0002', constraint = 'claim_code_wrong';
  end if;
  perform private.link_client(v_organization, v_client, v_user);
  perform set_config('app.scope', v_scope, true);
  return v_organization;
end
$$;


ALTER FUNCTION private.claim_client(p_organization uuid, p_slug text, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION claim_client(p_organization uuid, p_slug text, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.claim_client(p_organization uuid, p_slug text, p_hash bytea) IS 'Makes the record of a code theirs who entered, and answers where; claim_code_wrong for an unknown organization, or a code that is unknown there, used or too old.';


--
-- Name: claim_idempotency_key(text, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.claim_idempotency_key(p_operation text, p_key uuid) RETURNS TABLE(is_free boolean, body_hash bytea, answer_status integer, answer_version bigint, answer_location text, answer bytea)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant text := nullif(current_setting('app.org_id', true), '');
  v_user constant text := nullif(current_setting('app.user_id', true), '');
begin
  -- Until the transaction ends. Nobody waits for it: whoever did would keep a connection from others. Two keys of one
  -- hash, one time in 2^64, cost the second nothing but another try.
  is_free := pg_try_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'idempotency', v_organization, v_user, p_key, p_operation), 0));
  if is_free then
    -- A statement of its own sees what was committed before the lock was free.
    select k.body_hash, k.answer_status, k.answer_version, k.answer_location, k.answer
    into body_hash, answer_status, answer_version, answer_location, answer
    from private.idempotency_keys k
    where k.organization_id = v_organization::uuid and k.user_id = v_user::uuid and k.operation = p_operation
      and k.key = p_key;
  end if;
  return next;
end
$$;


ALTER FUNCTION private.claim_idempotency_key(p_operation text, p_key uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION claim_idempotency_key(p_operation text, p_key uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.claim_idempotency_key(p_operation text, p_key uuid) IS 'Whether no other transaction is at work under the key of who entered, and what was answered under it before.';


--
-- Name: classify(text, text[], text[], text[], text[], text[], text, text, boolean, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_owner
--

CREATE FUNCTION private.classify(p_table text, p_plain text[] DEFAULT '{}'::text[], p_personal text[] DEFAULT '{}'::text[], p_medical text[] DEFAULT '{}'::text[], p_secret text[] DEFAULT '{}'::text[], p_derived text[] DEFAULT '{}'::text[], p_subject text DEFAULT NULL::text, p_no_subject text DEFAULT NULL::text, p_erases_row boolean DEFAULT NULL::boolean, p_erased jsonb DEFAULT '{}'::jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_table constant regclass := p_table::regclass;
  v_named constant text[] := p_plain || p_personal || p_medical || p_secret || p_derived;
  v_known private.audited_tables;
  v_emptied text;
begin
  insert into private.audited_tables (table_name, plain, organization_column)
  select p_table, '{}', (select a.attname from pg_attribute a where a.attrelid = v_table and a.attname = 'organization_id')
  on conflict (table_name) do nothing;
  -- The last word on a column counts.
  update private.audited_tables t
  set plain = array(select c from unnest(t.plain) c where c <> all (v_named)) || p_plain,
    personal = array(select c from unnest(t.personal) c where c <> all (v_named)) || p_personal,
    medical = array(select c from unnest(t.medical) c where c <> all (v_named)) || p_medical,
    secret = array(select c from unnest(t.secret) c where c <> all (v_named)) || p_secret,
    derived = array(select c from unnest(t.derived) c where c <> all (v_named)) || p_derived,
    subject = coalesce(p_subject, t.subject), no_subject = coalesce(p_no_subject, t.no_subject),
    erases_row = coalesce(p_erases_row, t.erases_row), erased = t.erased || p_erased
  where t.table_name = p_table
  returning t.* into v_known;
  if p_table !~ '^crm\.' or v_known.organization_column is distinct from 'organization_id' then
    return;
  end if;
  -- Rows are found, exported and erased by functions of the definer, in the organizations of their scope.
  if not exists (select from pg_policy p where p.polrelid = v_table and 'tryzore_definer'::regrole = any (p.polroles)) then
    execute format('create policy definer on %s to tryzore_definer using (organization_id = any ((select nullif(current_setting(''app.scope'', true), ''''))::uuid[])) with check (organization_id = any ((select nullif(current_setting(''app.scope'', true), ''''))::uuid[]))', v_table);
  end if;
  execute format('grant select on %s to tryzore_definer', v_table);
  if v_known.subject is null then
    return;
  end if;
  select string_agg(quote_ident(c), ', ') into v_emptied
  from (select unnest(v_known.personal || v_known.medical) union select jsonb_object_keys(v_known.erased)) e (c);
  if v_known.erases_row then
    execute format('grant delete on %s to tryzore_definer', v_table);
  elsif v_emptied is not null then
    execute format('grant update (%s) on %s to tryzore_definer', v_emptied, v_table);
  end if;
end
$$;


ALTER FUNCTION private.classify(p_table text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[], p_subject text, p_no_subject text, p_erases_row boolean, p_erased jsonb) OWNER TO tryzore_owner;

--
-- Name: FUNCTION classify(p_table text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[], p_subject text, p_no_subject text, p_erases_row boolean, p_erased jsonb); Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON FUNCTION private.classify(p_table text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[], p_subject text, p_no_subject text, p_erases_row boolean, p_erased jsonb) IS 'Says what columns are, which rows of the table are about a client and what erasing does to them, and lets the definer read a table of organizations; for migrations. What is not named stays as it was.';


--
-- Name: clean_accounts(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_accounts() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
  v_count bigint;
begin
  -- A budget of which nothing is spent is as good as none.
  delete from private.budgets b where (b.name, b.key) in (select old.name, old.key from private.budgets old
    where old.spent_until < now() order by old.spent_until limit 10000 for update skip locked);
  get diagnostics v_deleted = row_count;
  delete from private.mail_tokens t where t.hash in (select old.hash from private.mail_tokens old
    where old.expires_at < now() order by old.expires_at limit 10000);
  get diagnostics v_count = row_count;
  v_deleted := v_deleted + v_count;
  delete from private.devices d where (d.user_id, d.hash) in (select old.user_id, old.hash from private.devices old
    where old.last_used_at < now() - interval '180 days' order by old.last_used_at limit 10000);
  get diagnostics v_count = row_count;
  return v_deleted + v_count;
end
$$;


ALTER FUNCTION private.clean_accounts() OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_accounts(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_accounts() IS 'Forgets limits that are whole again, tokens that ended and devices nobody uses; up to 10,000 of each, answers how many.';


--
-- Name: clean_authorizations(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_authorizations() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  delete from private.authorizations a where a.state_hash in (select old.state_hash from private.authorizations old
    where old.expires_at < now() order by old.expires_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.clean_authorizations() OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_authorizations(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_authorizations() IS 'Forgets up to 10,000 sign-ins from which nobody came back; answers how many.';


--
-- Name: clean_idempotency_keys(interval); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_idempotency_keys(p_after interval) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  delete from private.idempotency_keys k
  where (k.organization_id, k.user_id, k.operation, k.key) in (
    select old.organization_id, old.user_id, old.operation, old.key from private.idempotency_keys old
    where old.created_at < now() - p_after order by old.created_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.clean_idempotency_keys(p_after interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_idempotency_keys(p_after interval); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_idempotency_keys(p_after interval) IS 'Forgets up to 10,000 answers that are older; answers how many.';


--
-- Name: clean_onboardings(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_onboardings() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  delete from private.onboardings o where o.id in (select old.id from private.onboardings old
    where old.expires_at < now() order by old.expires_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.clean_onboardings() OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_onboardings(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_onboardings() IS 'Forgets up to 10,000 wizards whose time is over, finished or not; answers how many.';


--
-- Name: clean_privacy(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_privacy() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
  v_count bigint;
begin
  delete from private.export_files f where (f.organization_id, f.id) in (
    select old.organization_id, old.id from private.export_files old
    where old.created_at < now() - private.kept('exports') order by old.created_at limit 1000);
  get diagnostics v_deleted = row_count;
  delete from audit.personal_values v where (v.id, v.created_at) in (
    select old.id, old.created_at from audit.personal_values old
    where old.created_at < now() - private.kept('audit_values') limit 10000);
  get diagnostics v_count = row_count;
  return v_deleted + v_count;
end
$$;


ALTER FUNCTION private.clean_privacy() OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_privacy(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_privacy() IS 'Deletes files of exports and personal values of the audit log that were kept long enough; answers how many.';


--
-- Name: clean_sessions(interval); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_sessions(p_after interval) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  -- With their refresh tokens. A stolen token of a session that is gone is as unknown as a made-up one.
  delete from private.sessions s
  where s.id in (select old.id from private.sessions old
    where least(old.expires_at, old.revoked_at) < now() - p_after limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.clean_sessions(p_after interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_sessions(p_after interval); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_sessions(p_after interval) IS 'Deletes up to 10,000 sessions that ended so long ago, with their refresh tokens; answers how many.';


--
-- Name: clean_transfers(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_transfers() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  delete from private.transfer_files f where (f.organization_id, f.id, f.part) in (
    select old.organization_id, old.id, old.part from private.transfer_files old
    where old.created_at < now() - private.kept('transfers') order by old.created_at limit 1000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.clean_transfers() OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_transfers(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_transfers() IS 'Deletes files of imports and exports that were kept long enough; answers how many.';


--
-- Name: clean_workos_events(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.clean_workos_events() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted bigint;
begin
  -- WorkOS gives up on a webhook long before.
  delete from private.workos_events e where e.id in (select old.id from private.workos_events old
    where old.received_at < now() - interval '90 days' order by old.received_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.clean_workos_events() OWNER TO tryzore_definer;

--
-- Name: FUNCTION clean_workos_events(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.clean_workos_events() IS 'Forgets up to 10,000 events of a quarter ago; answers how many.';


--
-- Name: client_keys(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.client_keys() RETURNS TABLE(table_name regclass, column_name name)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select c.conrelid::regclass,
    -- What a generated column is made of.
    case when a.attgenerated = '' then a.attname else 'taggable_id' end
  from pg_constraint c
  cross join lateral unnest(c.conkey, c.confkey) k (own, other)
  join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.own
  join pg_attribute f on f.attrelid = c.confrelid and f.attnum = k.other
  where c.contype = 'f' and c.confrelid = 'crm.client_organizations'::regclass and f.attname = 'id'
    -- The note is encrypted for the record that it is about: the server writes it anew.
    and c.conrelid <> 'crm.client_medical'::regclass
    -- Codes are good for minutes, and for the record that they were made for.
    and c.conrelid <> 'crm.client_claim_codes'::regclass
  order by c.conrelid::regclass::text, a.attname
$$;


ALTER FUNCTION private.client_keys() OWNER TO tryzore_definer;

--
-- Name: FUNCTION client_keys(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.client_keys() IS 'Every column that names a client: what a merge moves.';


--
-- Name: close_session(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.close_session(p_session uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.revoke_session(p_session, 'closed')
$$;


ALTER FUNCTION private.close_session(p_session uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION close_session(p_session uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.close_session(p_session uuid) IS 'Signs out; closing what is closed or unknown changes nothing.';


--
-- Name: colleagues(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.colleagues() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array_agg(m.user_id) from crm.user_organizations m
  where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.role <> 'member'
    and (m.left_at is null or current_setting('app.can', true) like '%,staff.view,%')
$$;


ALTER FUNCTION private.colleagues() OWNER TO tryzore_definer;

--
-- Name: FUNCTION colleagues(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.colleagues() IS 'Who works at the organization that was entered; for those who see staff, also who did.';


--
-- Name: columns_of(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.columns_of(p_table text) RETURNS text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
  where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
$$;


ALTER FUNCTION private.columns_of(p_table text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION columns_of(p_table text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.columns_of(p_table text) IS 'The columns of a table that can be written.';


--
-- Name: complete_onboarding(bytea, bigint, uuid, text, text, text, text, text, text, text, text, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_wizard private.onboardings;
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
  v_organization jsonb;
  v_head uuid;
begin
  -- Whoever sends it twice waits here, and then finds it done.
  select o.* into v_wizard from private.onboardings o
  where o.token_hash = p_hash and o.expires_at > now() for update;
  if not found then
    raise exception 'no such wizard' using errcode = 'P0002', constraint = 'onboarding_not_found';
  end if;
  if v_wizard.completed_at is not null then
    raise exception 'it is done' using errcode = '23514', constraint = 'onboarding_completed';
  end if;
  if v_wizard.version <> p_version then
    raise exception 'a step came in between' using errcode = '23514', constraint = 'onboarding_changed';
  end if;
  perform private.sign_up(p_user, p_email, p_email_key, p_first_name, p_last_name, p_password_hash);
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor
  for v_organization in select o.value from jsonb_array_elements(p_organizations) with ordinality as o (value, place) order by o.place loop
    perform private.add_organization((v_organization ->> 'id')::uuid, p_user, v_organization ->> 'name',
      v_organization ->> 'slug', p_time_zone, p_currency, p_jurisdiction, v_head);
    update crm.organizations o set address = v_organization -> 'address'
    where o.id = (v_organization ->> 'id')::uuid and jsonb_typeof(v_organization -> 'address') = 'object';
    v_head := coalesce(v_head, (v_organization ->> 'id')::uuid);
  end loop;
  update private.onboardings o
  set completed_at = now(), version = o.version + 1, organization = null, account = null, locations = null,
    email_hash = null, resume_hash = null
  where o.id = v_wizard.id;
  perform set_config('app.user_id', v_actor, true);
end
$$;


ALTER FUNCTION private.complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb) IS 'Makes the person and the organizations, the first one the others'' parent, and forgets the answers: once, whoever sends it how often. onboarding_not_found, onboarding_completed, onboarding_changed where another step came in since they were read, identity_exists for a known address.';


--
-- Name: confirm_my_second_factor(bytea, bigint, bytea[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := private.entered_person();
begin
  -- The seed that the code was checked against, and no other that has taken its place meanwhile.
  update private.second_factors f set confirmed_at = now(), last_step = p_step
  where f.user_id = v_user and f.seed = p_seed and f.confirmed_at is null;
  if not found then
    perform private.refuse_code();
  end if;
  perform private.replace_my_recovery_codes(p_hashes);
  perform set_config('app.second_factor_of', v_user::text, true);
  perform private.step_up();
end
$$;


ALTER FUNCTION private.confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]) IS 'From now on the person who entered signs in with a code; this session has just shown one.';


--
-- Name: copy_membership_status(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.copy_membership_status() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_organizations uuid[];
  v_clients uuid[];
begin
  select array_agg(distinct n.organization_id), array_agg(distinct n.client_id) into v_organizations, v_clients from new_rows n;
  if tg_op = 'UPDATE' then
    -- Whoever it belonged to before, too.
    v_clients := v_clients || array(select o.client_id from old_rows o);
  end if;
  if v_clients is null then
    return null;
  end if;
  perform set_config('app.scope', v_organizations::text, true);
  -- Held first: the statement that looks for the best then sees what others wrote before.
  perform from crm.client_organizations c where c.organization_id = any (v_organizations) and c.id = any (v_clients)
  order by c.id for no key update;
  with best as (
    select c.organization_id, c.id, (
      select m.status from crm.memberships m where m.organization_id = c.organization_id and m.client_id = c.id
      order by array_position('{active,past_due,paused,pending,cancelled,expired}', m.status) limit 1) as status
    from crm.client_organizations c where c.organization_id = any (v_organizations) and c.id = any (v_clients)
  )
  update crm.client_organizations c set membership_status = b.status from best b
  where c.organization_id = b.organization_id and c.id = b.id and c.membership_status is distinct from b.status;
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;


ALTER FUNCTION private.copy_membership_status() OWNER TO tryzore_definer;

--
-- Name: FUNCTION copy_membership_status(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.copy_membership_status() IS 'A client stands as the best of their memberships does.';


--
-- Name: copy_overlap_rules(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.copy_overlap_rules() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Held still: whoever changes the rules meanwhile waits, and then finds this event too.
  select o.forbids_room_overlap, o.forbids_trainer_overlap into new.forbids_room_overlap, new.forbids_trainer_overlap
  from crm.organizations o where o.id = new.organization_id for share;
  return new;
end
$$;


ALTER FUNCTION private.copy_overlap_rules() OWNER TO tryzore_definer;

--
-- Name: FUNCTION copy_overlap_rules(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.copy_overlap_rules() IS 'An event is planned under the rules of its organization.';


--
-- Name: count_places(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.count_places() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_had constant boolean := tg_op <> 'INSERT' and coalesce(old.status in ('registered', 'attended', 'no_show'), false);
  v_has constant boolean := tg_op <> 'DELETE' and coalesce(new.status in ('registered', 'attended', 'no_show'), false);
begin
  if v_had and v_has and old.organization_id = new.organization_id and old.event_id = new.event_id then
    return null;
  end if;
  if v_had then
    perform private.free_place(old.organization_id, old.event_id);
  end if;
  if v_has then
    perform private.take_place(new.organization_id, new.event_id, new.is_override);
  end if;
  return null;
end
$$;


ALTER FUNCTION private.count_places() OWNER TO tryzore_definer;

--
-- Name: FUNCTION count_places(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.count_places() IS 'Keeps the number of places taken on the event, and refuses a booking above the limit.';


--
-- Name: count_usage(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.count_usage() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_had constant integer := (tg_op = 'UPDATE' and old.reversed_at is null)::integer;
  v_has constant integer := (new.reversed_at is null)::integer;
begin
  if v_has <> v_had and new.usage_type in ('class', 'guest_pass') then
    perform private.use_membership(new.organization_id, new.membership_id,
      case new.usage_type when 'class' then v_has - v_had else 0 end,
      case new.usage_type when 'guest_pass' then v_has - v_had else 0 end);
  end if;
  return null;
end
$$;


ALTER FUNCTION private.count_usage() OWNER TO tryzore_definer;

--
-- Name: FUNCTION count_usage(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.count_usage() IS 'Keeps what is left on the membership, and refuses a use of nothing.';


--
-- Name: count_visits(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.count_visits() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_organizations uuid[];
  v_clients uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct n.organization_id), array_agg(distinct n.client_id) into v_organizations, v_clients
    from new_rows n where n.status = 'attended';
  elsif tg_op = 'DELETE' then
    select array_agg(distinct o.organization_id), array_agg(distinct o.client_id) into v_organizations, v_clients
    from old_rows o where o.status = 'attended';
  else
    select array_agg(distinct n.organization_id), array_agg(distinct c.client_id) into v_organizations, v_clients
    from old_rows o join new_rows n on n.organization_id = o.organization_id and n.id = o.id
    cross join lateral (values (o.client_id), (n.client_id)) c (client_id)
    where 'attended' in (o.status, n.status)
      and (o.status, o.client_id, o.attended_at, o.checked_in_at) is distinct from (n.status, n.client_id, n.attended_at, n.checked_in_at);
  end if;
  if v_clients is null then
    return null;
  end if;
  perform set_config('app.scope', v_organizations::text, true);
  -- Held first: the statement that counts then sees what others counted before.
  perform from crm.client_organizations c where c.organization_id = any (v_organizations) and c.id = any (v_clients)
  order by c.id for no key update;
  update crm.client_organizations c set (visit_count, last_visit_at) = (
    select count(*), max(coalesce(b.attended_at, b.checked_in_at, b.registered_at)) from crm.event_participants b
    where b.organization_id = c.organization_id and b.client_id = c.id and b.status = 'attended')
  where c.organization_id = any (v_organizations) and c.id = any (v_clients);
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;


ALTER FUNCTION private.count_visits() OWNER TO tryzore_definer;

--
-- Name: FUNCTION count_visits(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.count_visits() IS 'How often a client was there, and when last, follows from the bookings that were attended.';


--
-- Name: create_organization(uuid, text, text, text, text, text, uuid, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
  if v_user is null then
    raise exception 'nobody is signed in' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if p_parent is not null then
    perform private.lock_access(v_user, p_parent);
    if (private.access(v_user, p_parent)).role is distinct from 'owner' then
      raise exception 'no such parent' using errcode = 'P0002', constraint = 'parent_not_found';
    end if;
  end if;
  perform private.add_organization(p_id, v_user, p_name, p_slug, p_time_zone, p_currency, p_jurisdiction, p_parent);
  update crm.organizations o set address = p_address where o.id = p_id and p_address is not null;
end
$$;


ALTER FUNCTION private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb) IS 'Makes an organization owned by the person who entered; under a parent only for the parent''s owner.';


--
-- Name: default_settings(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.default_settings(p_currency text) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_build_object(
    'booking', jsonb_build_object(
      'opens_hours_before', 168, 'closes_hours_before', 2, 'cancel_window_hours', 12,
      'late_cancel_fee_enabled', true, 'late_cancel_fee', jsonb_build_object('amount', 1500, 'currency', p_currency),
      'late_cancel_tax_percent', 0, 'late_cancel_auto_charge', false,
      'no_show_fee_enabled', true, 'no_show_fee', jsonb_build_object('amount', 2500, 'currency', p_currency),
      'no_show_tax_percent', 0, 'no_show_auto_charge', false, 'no_show_after_hours', 24,
      'waitlist_mode', 'auto', 'waitlist_cutoff_hours', 2, 'waitlist_grace_minutes', 15, 'waitlist_notice_minutes', 60),
    'hours', jsonb_object_agg(day.name, '[{"opens": "06:00", "closes": "22:00"}]'::jsonb) || '{"exceptions": []}',
    'compliance', jsonb_build_object('age_of_majority', 18),
    'locations', jsonb_build_object('booking_elsewhere', 'chain', 'visits_paid_by', 'home', 'schedule_visibility', 'chain'))
  from unnest('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]) as day (name)
$$;


ALTER FUNCTION private.default_settings(p_currency text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION default_settings(p_currency text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.default_settings(p_currency text) IS 'What holds where nobody has said otherwise; fees are in minor units of the currency. How grave an alert is by default, its code says.';


--
-- Name: definition_permissions(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.definition_permissions(p_organization uuid, p_definition uuid) RETURNS text[]
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce((select d.permissions from crm.role_definitions d
    where d.organization_id = p_organization and d.id = p_definition for share), '{}')
$$;


ALTER FUNCTION private.definition_permissions(p_organization uuid, p_definition uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION definition_permissions(p_organization uuid, p_definition uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.definition_permissions(p_organization uuid, p_definition uuid) IS 'What a gym''s own role adds, held still until the transaction ends.';


--
-- Name: delete_organization(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.delete_organization(p_organization uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_table text;
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return false;
  end if;
  perform private.require_ownership();
  if exists (select from crm.user_organizations m where m.organization_id = p_organization and m.user_id <> v_user) then
    raise exception 'people belong to it' using errcode = '23503', constraint = 'organization_in_use', detail = 'user_organizations';
  end if;
  -- What came with its owner goes with its owner. Anything else that refers to it keeps it: foreign keys see all of that,
  -- and what is being written at this moment, too.
  delete from private.idempotency_keys k where k.organization_id = p_organization;
  delete from crm.notifications n where n.organization_id = p_organization;
  delete from crm.notification_preferences p where p.organization_id = p_organization;
  delete from jobs.mails m where m.organization_id = p_organization;
  delete from jobs.jobs j where j.organization_id = p_organization and j.state <> 'running';
  delete from private.sessions s where s.organization_id = p_organization;
  begin
    delete from crm.user_organizations m where m.organization_id = p_organization;
    delete from crm.organizations o where o.id = p_organization;
  exception when foreign_key_violation then
    get stacked diagnostics v_table = table_name;
    raise exception 'something depends on it' using errcode = '23503', constraint = 'organization_in_use', detail = v_table;
  end;
  return true;
end
$$;


ALTER FUNCTION private.delete_organization(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION delete_organization(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.delete_organization(p_organization uuid) IS 'Deletes the organization that was entered, for its owner, while there is nothing in it: organization_in_use names the table that has something. False for one that was not entered.';


--
-- Name: depart(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.depart(p_user uuid, p_successor uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_successor crm.user_organizations;
begin
  if (current_setting('app.can', true) like '%,staff.manage,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'staff.manage';
  end if;
  -- In one order, so that two who hand over to each other do not wait for each other.
  perform from crm.user_organizations m
  where m.organization_id = v_organization and m.user_id in (p_user, p_successor) order by m.user_id for no key update;
  if not exists (select from crm.user_organizations m
    where m.organization_id = v_organization and m.user_id = p_user and m.left_at is null) then
    raise exception 'nobody of this organization' using errcode = 'P0002', constraint = 'not_found';
  end if;
  if p_successor is not null then
    select m.* into v_successor from crm.user_organizations m
    where m.organization_id = v_organization and m.user_id = p_successor and m.left_at is null and m.user_id <> p_user;
    if ('{events.lead,events.create}' && private.permissions_of(v_successor.role,
        private.definition_permissions(v_organization, v_successor.role_definition_id), v_successor.permissions)) is not true then
      raise exception 'nobody who leads events' using errcode = '23514', constraint = 'successor_invalid';
    end if;
    perform private.hand_over(v_organization, p_user, p_successor);
  end if;
  update crm.user_organizations m set left_at = now() where m.organization_id = v_organization and m.user_id = p_user;
end
$$;


ALTER FUNCTION private.depart(p_user uuid, p_successor uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION depart(p_user uuid, p_successor uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.depart(p_user uuid, p_successor uuid) IS 'Ends a membership of the entered organization, with staff.manage; what is still to come goes to a successor who may lead it, else it has no trainer.';


--
-- Name: descendants(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.descendants(p_organization uuid) RETURNS uuid[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive downwards as (
    select o.id from crm.organizations o where o.id = p_organization
    union
    select o.id from crm.organizations o join downwards d on o.parent_organization_id = d.id
  )
  select array_agg(downwards.id) from downwards
$$;


ALTER FUNCTION private.descendants(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION descendants(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.descendants(p_organization uuid) IS 'The organization and all below it.';


--
-- Name: effective_permissions(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.effective_permissions(p_user uuid) RETURNS text[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_held text[];
begin
  if (current_setting('app.can', true) like '%,staff.view,%') is not true then
    return '{}'::text[];
  end if;
  select private.permissions_of(case when p_user = any (private.owners_above()) then 'owner' else m.role end,
    d.permissions, m.permissions)
  into v_held
  from crm.user_organizations m
  left join crm.role_definitions d on d.organization_id = m.organization_id and d.id = m.role_definition_id
  where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.user_id = p_user and m.left_at is null;
  return coalesce(v_held, '{}'::text[]);
end
$$;


ALTER FUNCTION private.effective_permissions(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION effective_permissions(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.effective_permissions(p_user uuid) IS 'For those who see staff: what a person of the organization that was entered may do there.';


--
-- Name: effective_settings(uuid, jsonb[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.effective_settings(p_organization uuid, p_closer jsonb[] DEFAULT '{}'::jsonb[]) RETURNS jsonb
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_object_agg(s.area, s.settings)
  from (select f.area, jsonb_object_agg(f.name, f.value) as settings
    from private.settings_in_force(p_organization, p_closer) f group by f.area) s
$$;


ALTER FUNCTION private.effective_settings(p_organization uuid, p_closer jsonb[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION effective_settings(p_organization uuid, p_closer jsonb[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.effective_settings(p_organization uuid, p_closer jsonb[]) IS 'All settings that hold in an organization, by area and name: class over series over plan over organization over chain over default.';


--
-- Name: end_imports(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.end_imports() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Nobody can see who is in a sealed file: all of them go, with their samples, what trials found and what was rejected.
  update crm.imports i set import_status = 'ended'
  where i.organization_id = new.organization_id and i.import_status in ('uploaded', 'tried');
  delete from private.transfer_files f using crm.imports i
  where f.organization_id = new.organization_id and i.organization_id = f.organization_id and i.id = f.id;
  return null;
end
$$;


ALTER FUNCTION private.end_imports() OWNER TO tryzore_definer;

--
-- Name: FUNCTION end_imports(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.end_imports() IS 'Ends a gym''s imports once one of its clients is erased, since the person may be in any of their files.';


--
-- Name: end_my_sessions(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.end_my_sessions(p_session uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_ended integer;
begin
  perform private.revoke_session(s.id, 'ended_elsewhere') from private.sessions s
  where s.user_id = nullif(current_setting('app.user_id', true), '')::uuid
    and s.revoked_at is null and s.expires_at > now()
    and case when p_session is null then s.session_text <> current_setting('app.session_id', true) else s.id = p_session end;
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;


ALTER FUNCTION private.end_my_sessions(p_session uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION end_my_sessions(p_session uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.end_my_sessions(p_session uuid) IS 'Ends one session of the person who entered, or where none is named all but the one that entered; answers how many.';


--
-- Name: end_provider_sessions(text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.end_provider_sessions(p_issuer text, p_provider_session text) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.revoke_session(s.id, 'ended_by_provider')
  from private.provider_sessions p join private.sessions s on s.id = p.session_id
  where p.issuer = p_issuer and p.provider_session = p_provider_session and s.revoked_at is null
$$;


ALTER FUNCTION private.end_provider_sessions(p_issuer text, p_provider_session text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION end_provider_sessions(p_issuer text, p_provider_session text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.end_provider_sessions(p_issuer text, p_provider_session text) IS 'Ends what sessions came from one at the provider.';


--
-- Name: end_staff_sessions(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.end_staff_sessions(p_user uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_rank smallint;
  v_session uuid;
  v_ended integer := 0;
begin
  if (current_setting('app.can', true) like '%,staff.manage,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'staff.manage';
  end if;
  v_rank := (private.access(p_user, v_organization)).role_rank;
  if v_rank is null then
    return null;
  end if;
  if v_rank > current_setting('app.role_rank', true)::smallint then
    raise exception 'only equals and superiors end a session' using errcode = '42501', constraint = 'outranked';
  end if;
  for v_session in
    select s.id from private.sessions s
    where s.user_id = p_user and s.organization_id = v_organization and s.revoked_at is null order by s.id for update
  loop
    -- The audit log names who ended it: the person who entered, not the one concerned.
    update private.sessions s set revoked_at = now(), revoked_reason = 'ended_by_staff' where s.id = v_session;
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end
$$;


ALTER FUNCTION private.end_staff_sessions(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION end_staff_sessions(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.end_staff_sessions(p_user uuid) IS 'Ends what sessions a person of the entered organization has there: with staff.manage, and nobody of a higher rank; answers how many, or null for somebody who is not of this organization.';


--
-- Name: ensure_profile(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.ensure_profile(p_user uuid) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_profile uuid;
begin
  insert into crm.clients (id, user_id) values (private.new_id(), p_user) on conflict (user_id) do nothing;
  -- A statement of its own sees what somebody else has just made.
  select c.id into v_profile from crm.clients c where c.user_id = p_user;
  return v_profile;
end
$$;


ALTER FUNCTION private.ensure_profile(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION ensure_profile(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.ensure_profile(p_user uuid) IS 'The id of a person''s own profile, which is made if there is none.';


--
-- Name: enter(uuid, uuid, text, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    AS $$
begin
  perform pg_catalog.set_config('app.org_id', s.organization_text, true),
    pg_catalog.set_config('app.scope', s.scope_text, true),
    pg_catalog.set_config('app.user_id', s.user_text, true),
    pg_catalog.set_config('app.client_id', s.client_text, true),
    pg_catalog.set_config('app.session_id', s.session_text, true),
    pg_catalog.set_config('app.role_rank', s.role_rank_text, true),
    pg_catalog.set_config('app.can', s.can, true),
    case when p_write then null else pg_catalog.set_config('transaction_read_only', 'on', true) end
  from private.sessions s
  where s.id operator(pg_catalog.=) p_session
    and s.open_organization_id operator(pg_catalog.=) p_organization
    and s.expires_at operator(pg_catalog.>) pg_catalog.now()
    and (p_permission operator(pg_catalog.=) any (s.permissions) or p_permission is null)
    and coalesce(nullif(pg_catalog.current_setting('app.org_id', true), ''), s.organization_text)
      operator(pg_catalog.=) s.organization_text;
  if not found then
    perform private.refuse(p_session, p_organization, p_permission);
  end if;
  if p_write and pg_catalog.current_setting('transaction_isolation') operator(pg_catalog.<>) 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
end
$$;


ALTER FUNCTION private.enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean) IS 'Enters an organization with a living session and, if named, a permission; without write the transaction is read only.';


--
-- Name: enter_job(uuid, bigint, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.enter_job(p_job uuid, p_lease bigint, p_write boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_job jobs.jobs;
begin
  -- Held until the transaction ends: nobody claims a job while its work is being committed, but progress is reported.
  select j.* into v_job from jobs.jobs j where j.id = p_job and j.lease = p_lease and j.state = 'running' for key share;
  if not found then
    perform jobs.lease_lost();
  end if;
  if coalesce(current_setting('app.org_id', true), '') <> coalesce(v_job.organization_id::text, '')
    and coalesce(current_setting('app.org_id', true), '') <> '' then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  if p_write is not true then
    perform set_config('transaction_read_only', 'on', true);
  elsif current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
  perform set_config('app.actor', 'job ' || v_job.kind, true),
    set_config('app.request_id', coalesce(v_job.request_id, ''), true),
    set_config('app.user_id', coalesce(v_job.user_id::text, ''), true);
  if v_job.organization_id is not null then
    perform set_config('app.org_id', v_job.organization_id::text, true),
      set_config('app.scope', array[v_job.organization_id]::text, true),
      set_config('app.role_rank', '50', true),
      set_config('app.can', private.join_permissions(array(select p.slug from private.permissions p)), true);
  end if;
end
$$;


ALTER FUNCTION private.enter_job(p_job uuid, p_lease bigint, p_write boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enter_job(p_job uuid, p_lease bigint, p_write boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.enter_job(p_job uuid, p_lease bigint, p_write boolean) IS 'Enters the one organization of a job with its living lease; a duty of the installation sees no organization.';


--
-- Name: enter_operator(uuid, text, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.enter_operator(p_organization uuid, p_actor text, p_write boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not exists (select from crm.organizations o where o.id = p_organization) then
    raise exception 'no such organization' using errcode = 'P0002', constraint = 'organization_not_found';
  end if;
  if coalesce(btrim(p_actor), '') = '' then
    raise exception 'an operator has a name' using errcode = '23514', constraint = 'actor_missing';
  end if;
  if current_setting('app.org_id', true) <> '' and current_setting('app.org_id', true) <> p_organization::text then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  if p_write is not true then
    perform set_config('transaction_read_only', 'on', true);
  elsif current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
  perform set_config('app.org_id', p_organization::text, true),
    set_config('app.scope', array[p_organization]::text, true),
    set_config('app.actor', p_actor, true),
    set_config('app.role_rank', '50', true),
    set_config('app.can', private.join_permissions(array(select p.slug from private.permissions p)), true);
end
$$;


ALTER FUNCTION private.enter_operator(p_organization uuid, p_actor text, p_write boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enter_operator(p_organization uuid, p_actor text, p_write boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.enter_operator(p_organization uuid, p_actor text, p_write boolean) IS 'Enters an organization from the command line with the rights of an owner; the actor is recorded.';


--
-- Name: enter_person(uuid, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.enter_person(p_session uuid, p_write boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_session private.sessions;
begin
  select s.* into v_session from private.sessions s where s.id = p_session;
  if v_session.revoked_at is not null or (v_session.expires_at > now()) is not true then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if current_setting('app.org_id', true) <> '' and current_setting('app.session_id', true) is distinct from v_session.session_text then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  if p_write is not true then
    perform set_config('transaction_read_only', 'on', true);
  elsif current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
  perform set_config('app.user_id', v_session.user_text, true),
    set_config('app.client_id', v_session.client_text, true),
    set_config('app.session_id', v_session.session_text, true);
end
$$;


ALTER FUNCTION private.enter_person(p_session uuid, p_write boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enter_person(p_session uuid, p_write boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.enter_person(p_session uuid, p_write boolean) IS 'Enters with a living session and no organization: a person sees themselves.';


--
-- Name: enter_workos(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.enter_workos(p_issuer text) RETURNS TABLE(cursor text, since timestamp with time zone, is_new boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
  v_seen_at timestamptz;
begin
  select e.seen_at into v_seen_at from private.workos_environments e where e.issuer = p_issuer;
  insert into private.workos_environments as e (issuer) values (p_issuer)
  on conflict (issuer) do nothing;
  -- While nobody looked no job was written for what changed here.
  is_new := v_seen_at is null or v_seen_at < now() - interval '1 hour';
  update private.workos_environments e set seen_at = now() where e.issuer = p_issuer
  returning e.cursor, e.since into cursor, since;
  return next;
end
$$;


ALTER FUNCTION private.enter_workos(p_issuer text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION enter_workos(p_issuer text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.enter_workos(p_issuer text) IS 'Says that WorkOS is in the settings; answers how far its events were read, and whether changes of ours may have been missed: the first time, and after an hour away.';


--
-- Name: entered_organizations(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.entered_organizations() RETURNS TABLE(id uuid, name text, slug text, parent_organization_id uuid, root_organization_id uuid, domain text, logo_url text, address jsonb, time_zone text, currency text, jurisdiction text, color text, status text, created_at timestamp with time zone, updated_at timestamp with time zone, version bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select o.id, o.name, o.slug, o.parent_organization_id, o.root_organization_id, o.domain, o.logo_url, o.address,
    o.time_zone, o.currency, o.jurisdiction, private.effective_settings(o.id) #>> '{branding,color}', o.status,
    o.created_at, o.updated_at, private.chain_version(o.id)
  from (select nullif(current_setting('app.org_id', true), '')::uuid) as entered (id)
  join crm.organizations o on o.id = any (case when current_setting('app.role_rank', true) = '50'
    then private.descendants(entered.id) else array[entered.id] end)
  order by o.id <> entered.id, o.name, o.id limit 1000
$$;


ALTER FUNCTION private.entered_organizations() OWNER TO tryzore_definer;

--
-- Name: FUNCTION entered_organizations(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.entered_organizations() IS 'The organization that was entered; for its owner also those below.';


--
-- Name: entered_person(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.entered_person() RETURNS uuid
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
  if v_user is null then
    raise exception 'nobody has entered' using errcode = '28000', constraint = 'session_revoked';
  end if;
  return v_user;
end
$$;


ALTER FUNCTION private.entered_person() OWNER TO tryzore_definer;

--
-- Name: FUNCTION entered_person(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.entered_person() IS 'Who came in by a door.';


--
-- Name: entered_settings(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.entered_settings() RETURNS TABLE(settings jsonb, set_by jsonb, version bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select jsonb_object_agg(s.area, s.settings), jsonb_object_agg(s.area, s.set_by),
    private.chain_version(nullif(current_setting('app.org_id', true), '')::uuid)
  from (select f.area, jsonb_object_agg(f.name, f.value) as settings, jsonb_object_agg(f.name, f.set_by) as set_by
    from private.settings_in_force(nullif(current_setting('app.org_id', true), '')::uuid, '{}') f group by f.area) s
$$;


ALTER FUNCTION private.entered_settings() OWNER TO tryzore_definer;

--
-- Name: FUNCTION entered_settings(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.entered_settings() IS 'The settings of the organization that was entered, who set each, and their version.';


--
-- Name: erase(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.erase(p_client uuid, p_user uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_subject record;
  v_user uuid;
  v_table text;
begin
  -- Whoever is about to write about the client is waited for; whoever comes later finds nobody.
  select coalesce(p.user_id, p_user) into v_user
  from crm.client_organizations c left join crm.clients p on p.id = c.client_id
  where c.organization_id = v_organization and c.id = p_client for update of c;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  select s.* into v_subject from private.find_subject(p_client, v_user) s;
  -- A person's own account is theirs. Here they are a member no more; triggers end their sessions.
  update crm.user_organizations m set left_at = now()
  where m.organization_id = v_organization and m.user_id = v_subject.user_id and m.role = 'member' and m.left_at is null;
  for v_table in
    select t.table_name from private.audited_tables t
    where t.subject is not null and t.table_name <> 'audit.personal_values' order by t.table_name
  loop
    perform private.erase_rows(v_table, p_client, v_subject.user_id, v_subject.email_key, v_subject.entities);
  end loop;
  update crm.client_organizations c set erased_at = now(), deleted_at = coalesce(c.deleted_at, now())
  where c.organization_id = v_organization and c.id = p_client and c.erased_at is null;
  -- Last, with what the log has just kept of it.
  perform private.erase_rows('audit.personal_values', p_client, v_subject.user_id, v_subject.email_key, v_subject.entities);
  return v_user;
end
$$;


ALTER FUNCTION private.erase(p_client uuid, p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION erase(p_client uuid, p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.erase(p_client uuid, p_user uuid) IS 'Erases all that the entered organization knows of a client; again, it changes nothing. Answers whose account the record was linked to.';


--
-- Name: erase_rows(text, uuid, uuid, text, uuid[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_table private.audited_tables;
  v_emptied text;
  v_where text;
  v_count bigint := 0;
begin
  select t.* into strict v_table from private.audited_tables t where t.table_name = p_table and t.subject is not null;
  select string_agg(quote_ident(c.column_name), ', ' order by c.column_name) into v_emptied
  from private.column_classes c where c.table_name = p_table and c.is_emptied;
  if not v_table.erases_row and v_emptied is null then
    return 0;
  end if;
  v_where := format('t.%I = $1 and (%s)', v_table.organization_column, v_table.subject);
  if v_table.erases_row then
    execute format('delete from %s t where %s', p_table::regclass, v_where)
    using v_organization, p_client, p_user, p_email_key, p_entities;
  else
    -- Locked first: what is just being written is waited for, and the next statement sees it.
    execute format('select count(*) from (select from %s t where %s for update) held', p_table::regclass, v_where)
    into v_count using v_organization, p_client, p_user, p_email_key, p_entities;
    execute format('update %1$s t set (%2$s) = (select %2$s from jsonb_populate_record(null::%1$s, $6)) where %3$s and (select row(%2$s) from jsonb_populate_record(null::%1$s, $6)) is distinct from row(%4$s)',
      p_table::regclass, v_emptied, v_where, (select string_agg('t.' || c, ', ') from unnest(string_to_array(v_emptied, ', ')) c))
    using v_organization, p_client, p_user, p_email_key, p_entities, v_table.erased;
  end if;
  get diagnostics v_count = row_count;
  return v_count;
end
$_$;


ALTER FUNCTION private.erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]) IS 'Erases what one table holds about a client: the rows, or what is personal in them; answers how many rows that changed.';


--
-- Name: erasure_ledger(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.erasure_ledger() RETURNS TABLE(organization_id uuid, id uuid, client_id uuid, user_id uuid, erased_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array(select o.id from crm.organizations o)::text, true);
  return query select e.organization_id, e.id, e.client_id, e.user_id, e.erased_at from crm.privacy_erasures e
    where e.status = 'erased' order by e.erased_at, e.id;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.erasure_ledger() OWNER TO tryzore_definer;

--
-- Name: FUNCTION erasure_ledger(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.erasure_ledger() IS 'Who was erased anywhere in the installation, as ids.';


--
-- Name: export_rows(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.export_rows(p_client uuid) RETURNS TABLE(title text, row_id uuid, cells text[], literals text[])
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_subject record;
  v_table record;
begin
  select s.* into v_subject from private.find_subject(p_client, null) s;
  for v_table in
    select e.title, t.subject, t.organization_column, coalesce(t.entity_column, 'id') as id_column,
      (select string_agg(format('coalesce(%s, '''')', case when b then format('encode(t.%I, ''base64'')', c) else format('t.%I::text', c) end), ', ' order by o)
        from unnest(e.columns, e.is_binary) with ordinality x (c, b, o)) as cells,
      (select string_agg(format('coalesce(to_json(%s)::text, ''null'')',
          case when b then format('encode(t.%I, ''base64'')', c) else format('t.%I', c) end), ', ' order by o)
        from unnest(e.columns, e.is_binary) with ordinality x (c, b, o)) as literals
    from private.exported_tables() e join private.audited_tables t on t.table_name = e.title
  loop
    return query execute format('select %L::text, t.%I, array[%s], array[%s] from %s t where t.%I = $1 and (%s) order by 2',
      v_table.title, v_table.id_column, v_table.cells, v_table.literals, v_table.title::regclass,
      v_table.organization_column, v_table.subject)
    using v_organization, p_client, v_subject.user_id, v_subject.email_key, v_subject.entities;
  end loop;
end
$_$;


ALTER FUNCTION private.export_rows(p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION export_rows(p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.export_rows(p_client uuid) IS 'All rows about a client of the entered organization, as text and as JSON, in the order of exported_tables; binary columns in base64.';


--
-- Name: exported_tables(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.exported_tables() RETURNS TABLE(title text, description text, columns text[], classes text[], descriptions text[], is_binary boolean[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select t.table_name, obj_description(t.table_name::regclass, 'pg_class'), array_agg(a.attname::text order by a.attnum),
    array_agg(c.class order by a.attnum), array_agg(col_description(a.attrelid, a.attnum) order by a.attnum),
    array_agg(a.atttypid = 'bytea'::regtype order by a.attnum)
  from private.audited_tables t
  join private.column_classes c on c.table_name = t.table_name and c.class <> 'secret'
  join pg_attribute a on a.attrelid = t.table_name::regclass and a.attname = c.column_name
  -- What lies in private is the program's own: nothing but copies and secrets.
  where t.subject is not null and t.table_name !~ '^private\.'
  group by t.table_name order by t.table_name
$$;


ALTER FUNCTION private.exported_tables() OWNER TO tryzore_definer;

--
-- Name: FUNCTION exported_tables(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.exported_tables() IS 'What an export holds: the tables with rows about clients, and their columns but for secrets.';


--
-- Name: find_credential(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.find_credential(p_email_key text) RETURNS TABLE(user_id uuid, password_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select c.user_id, c.password_hash
  from private.identities i join private.credentials c on c.user_id = i.user_id
  where i.issuer = 'tryzore' and i.subject = p_email_key
$$;


ALTER FUNCTION private.find_credential(p_email_key text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION find_credential(p_email_key text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.find_credential(p_email_key text) IS 'What a password is checked against; no row for an unknown address.';


--
-- Name: find_my_record(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.find_my_record(p_organization uuid) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_client uuid;
begin
  select c.id into v_client
  from crm.clients p join crm.client_organizations c on c.client_id = p.id
  where p.user_id = nullif(current_setting('app.user_id', true), '')::uuid
    and c.organization_id = p_organization and c.deleted_at is null;
  if not found then
    raise exception 'the gym has no record of theirs' using errcode = 'P0002', constraint = 'not_found';
  end if;
  return v_client;
end
$$;


ALTER FUNCTION private.find_my_record(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION find_my_record(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.find_my_record(p_organization uuid) IS 'Which record of a gym in scope is theirs who entered; not_found where none is.';


--
-- Name: find_onboarding(bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.find_onboarding(p_hash bytea) RETURNS TABLE(id uuid, organization bytea, account bytea, locations bytea, expires_at timestamp with time zone, is_complete boolean, version bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select o.id, o.organization, o.account, o.locations, o.expires_at, o.completed_at is not null, o.version
  from private.onboardings o where o.token_hash = p_hash and o.expires_at > now()
$$;


ALTER FUNCTION private.find_onboarding(p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION find_onboarding(p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.find_onboarding(p_hash bytea) IS 'The wizard of a token; no row for one that is unknown or over.';


--
-- Name: find_reset(bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.find_reset(p_hash bytea) RETURNS TABLE(user_id uuid, email text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id, u.email from private.mail_tokens t join crm.users u on u.id = t.user_id
  where t.hash = p_hash and t.purpose = 'password_reset' and t.expires_at > now()
$$;


ALTER FUNCTION private.find_reset(p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION find_reset(p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.find_reset(p_hash bytea) IS 'Whose password a token may set, before the new one is hashed; no row where it may none.';


--
-- Name: find_second_factor(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.find_second_factor(p_user uuid) RETURNS TABLE(seed bytea, password_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.seed, c.password_hash
  from private.second_factors f left join private.credentials c on c.user_id = f.user_id
  where f.user_id = p_user and f.confirmed_at is not null
$$;


ALTER FUNCTION private.find_second_factor(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION find_second_factor(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.find_second_factor(p_user uuid) IS 'What a code is checked against once the password was right, and that password''s hash; no row for whoever has no second factor.';


--
-- Name: find_subject(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.find_subject(p_client uuid, p_user uuid) RETURNS TABLE(user_id uuid, email_key text, entities uuid[])
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_table private.audited_tables;
  v_found uuid[];
begin
  select coalesce(p.user_id, p_user), c.email_key into user_id, email_key
  from crm.client_organizations c left join crm.clients p on p.id = c.client_id
  where c.organization_id = v_organization and c.id = p_client;
  -- What is written to somebody who works here is about the work.
  if exists (select from crm.user_organizations m
    where m.organization_id = v_organization and m.user_id = find_subject.user_id and m.role <> 'member') then
    user_id := null;
  end if;
  entities := '{}';
  for v_table in select t.* from private.audited_tables t where t.subject is not null and t.entity_column is not null loop
    execute format('select array_agg(t.%I) from %s t where t.%I = $1 and (%s)', v_table.entity_column,
      v_table.table_name::regclass, v_table.organization_column, v_table.subject)
    into v_found using v_organization, p_client, user_id, email_key, entities;
    entities := entities || v_found;
  end loop;
  -- Rows that are gone, too: their last entries name what they belonged to.
  v_found := array_remove(entities || p_client || user_id, null);
  entities := entities || array(
    select a.entity_id from audit.audit_logs a
    where a.organization_id = v_organization and a.action = 'deleted'
      and exists (select from jsonb_each_text(a.old_values) v where v.value = any (v_found::text[])));
  return next;
end
$_$;


ALTER FUNCTION private.find_subject(p_client uuid, p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION find_subject(p_client uuid, p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.find_subject(p_client uuid, p_user uuid) IS 'The person behind a client of the entered organization, unless they work there, the client''s e-mail key, and the ids of all audited rows about them.';


--
-- Name: follow_client(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_client() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op <> 'INSERT' then
    update private.sessions set client_id = null where user_id = old.user_id;
  end if;
  if tg_op <> 'DELETE' then
    update private.sessions set client_id = new.id where user_id = new.user_id;
  end if;
  return null;
end
$$;


ALTER FUNCTION private.follow_client() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_client(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_client() IS 'Sessions know their person''s client profile.';


--
-- Name: follow_membership(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_membership() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if tg_op <> 'INSERT' then
    perform private.resolve_sessions(old.user_id, private.descendants(old.organization_id));
  else
    perform private.resolve_sessions(new.user_id, private.descendants(new.organization_id));
  end if;
  return null;
end
$$;


ALTER FUNCTION private.follow_membership() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_membership(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_membership() IS 'A changed membership is felt by the next request.';


--
-- Name: follow_organization(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_organization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform private.resolve_sessions(null, private.descendants(new.id));
  return null;
end
$$;


ALTER FUNCTION private.follow_organization() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_organization(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_organization() IS 'A suspended or moved organization is felt by the next request, as are those below it.';


--
-- Name: follow_provider_session(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_provider_session() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Its other sessions here, in other organizations, go on.
  perform private.add_workos_job(null, 'workos.revoke_session', jsonb_build_object('session', p.provider_session))
  from private.provider_sessions p
  where p.session_id = new.id and new.revoked_reason <> 'ended_by_provider'
    and exists (select from private.workos_environments e where e.issuer = p.issuer)
    and not exists (select from private.provider_sessions other join private.sessions s on s.id = other.session_id
      where other.issuer = p.issuer and other.provider_session = p.provider_session and s.revoked_at is null
        and s.expires_at > now());
  return null;
end
$$;


ALTER FUNCTION private.follow_provider_session() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_provider_session(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_provider_session() IS 'Ends the session at the provider with the last of ours that came from it.';


--
-- Name: follow_role_definition(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_role_definition() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user uuid;
begin
  for v_user in
    select m.user_id from crm.user_organizations m
    where m.organization_id = new.organization_id and m.role_definition_id = new.id
  loop
    perform private.resolve_sessions(v_user, array[new.organization_id]);
  end loop;
  return null;
end
$$;


ALTER FUNCTION private.follow_role_definition() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_role_definition(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_role_definition() IS 'A changed role of the gym''s own is felt by the next request.';


--
-- Name: follow_roles(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_roles() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- A session being opened holds its role still: whoever comes second waits here and sees what the first did.
  perform from private.roles r order by r.role for no key update;
  perform private.resolve_sessions(null, null);
  return null;
end
$$;


ALTER FUNCTION private.follow_roles() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_roles(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_roles() IS 'A changed role definition is felt by the next request.';


--
-- Name: follow_workos_identity(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.follow_workos_identity() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_organization uuid;
begin
  perform private.apply_workos_membership(new.issuer, m.workos_id) from private.workos_memberships m
  where m.workos_user_id = new.subject;
  perform set_config('app.scope_user_id', new.user_id::text, true);
  for v_organization in select o.organization_id from crm.user_organizations o where o.user_id = new.user_id loop
    perform private.add_workos_job(v_organization, 'workos.push', '{}');
  end loop;
  perform set_config('app.scope_user_id', v_scope_user, true);
  return null;
end
$$;


ALTER FUNCTION private.follow_workos_identity() OWNER TO tryzore_definer;

--
-- Name: FUNCTION follow_workos_identity(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.follow_workos_identity() IS 'Somebody known at WorkOS is known here now: both sides'' memberships meet.';


--
-- Name: forget_medical_keys(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.forget_medical_keys() RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_deleted integer;
begin
  delete from private.medical_keys k
  where k.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and k.retired_at is not null
    and not exists (select from crm.client_medical m where m.organization_id = k.organization_id and m.key_id = k.id);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;


ALTER FUNCTION private.forget_medical_keys() OWNER TO tryzore_definer;

--
-- Name: FUNCTION forget_medical_keys(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.forget_medical_keys() IS 'Deletes retired keys of the entered organization that open nothing any more; answers how many.';


--
-- Name: forget_names(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.forget_names() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', coalesce(array_agg(distinct o.organization_id), '{}')::text, true) from old_rows o;
  delete from crm.client_name_parts i using old_rows o, private.name_parts(o.sort_name) as p (part)
  where i.organization_id = o.organization_id and i.part = p.part and i.client_id = o.id;
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;


ALTER FUNCTION private.forget_names() OWNER TO tryzore_definer;

--
-- Name: FUNCTION forget_names(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.forget_names() IS 'Who is no longer there is found by no name.';


--
-- Name: forget_transfer_files(uuid, text[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.forget_transfer_files(p_id uuid, p_parts text[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from private.transfer_files f
  where f.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and f.id = p_id and f.part = any (p_parts)
    and private.may_see_transfer(p_id);
end
$$;


ALTER FUNCTION private.forget_transfer_files(p_id uuid, p_parts text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION forget_transfer_files(p_id uuid, p_parts text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.forget_transfer_files(p_id uuid, p_parts text[]) IS 'Deletes parts of an import or export of the entered organization.';


--
-- Name: free_place(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.free_place(p_organization uuid, p_event uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update crm.events e set current_participants = e.current_participants - 1
  where e.organization_id = p_organization and e.id = p_event;
  if not found then
    raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
end
$$;


ALTER FUNCTION private.free_place(p_organization uuid, p_event uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION free_place(p_organization uuid, p_event uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.free_place(p_organization uuid, p_event uuid) IS 'Gives a place back.';


--
-- Name: give_identities(uuid[], text[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.give_identities(p_users uuid[], p_email_keys text[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_given bigint;
begin
  insert into private.identities (issuer, subject, user_id)
  select 'tryzore', given.email_key, given.user_id from unnest(p_users, p_email_keys) given (user_id, email_key)
  where not exists (select from private.identities i where i.user_id = given.user_id)
  on conflict do nothing;
  get diagnostics v_given = row_count;
  return v_given;
end
$$;


ALTER FUNCTION private.give_identities(p_users uuid[], p_email_keys text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION give_identities(p_users uuid[], p_email_keys text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.give_identities(p_users uuid[], p_email_keys text[]) IS 'Lets imported people ask for a password by mail; whose address is somebody else''s here, or who can sign in already, gets nothing. Answers how many got one.';


--
-- Name: hand_over(uuid, uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.hand_over(p_organization uuid, p_user uuid, p_successor uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update crm.events e set instructor_id = p_successor
  where e.organization_id = p_organization and e.instructor_id = p_user and e.starts_at > now() and e.status = 'scheduled';
  update crm.event_series s set instructor_id = p_successor
  where s.organization_id = p_organization and s.instructor_id = p_user and s.is_active;
  update crm.event_templates t set instructor_id = p_successor
  where t.organization_id = p_organization and t.instructor_id = p_user and t.is_active;
end
$$;


ALTER FUNCTION private.hand_over(p_organization uuid, p_user uuid, p_successor uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION hand_over(p_organization uuid, p_user uuid, p_successor uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.hand_over(p_organization uuid, p_user uuid, p_successor uuid) IS 'Gives what somebody leads from now on to somebody else, or to nobody; what is past stays theirs. The organization is in scope.';


--
-- Name: hidden_segments(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.hidden_segments() RETURNS uuid[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(array_agg(s.id) filter (
    where (s.needs <@ string_to_array(current_setting('app.can', true), ',')) is not true), '{}')
  from crm.segments s
  where s.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
  having count(*) > 0
$$;


ALTER FUNCTION private.hidden_segments() OWNER TO tryzore_definer;

--
-- Name: FUNCTION hidden_segments(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.hidden_segments() IS 'The segments of the organization that was entered whose rules ask for what whoever entered may not see; null, which hides all, where there is none at all.';


--
-- Name: import_organization(uuid, jsonb, text, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_owner
--

CREATE FUNCTION private.import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb) RETURNS TABLE(title text, imported bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET "IntervalStyle" TO 'postgres'
    AS $_$
declare
  v_tree uuid[];
  v_people uuid[];
  v_profiles uuid[];
  v_table record;
  v_columns text[];
  v_foreign boolean;
begin
  if exists (
    select from jsonb_each(p_columns) given (title, columns)
    where not exists (select from private.portable_tables() t
      where t.title = given.title and array(select jsonb_array_elements_text(given.columns)) <@ t.columns)
  ) then
    raise exception 'a table or column is unknown' using errcode = '22023', constraint = 'transfer_column_unknown';
  end if;
  for v_table in select t.title from private.portable_tables() t union select 'private.staged_rows' order by 1 loop
    execute format('alter table %s no force row level security', v_table.title::regclass);
    if exists (select from pg_trigger g where g.tgrelid = v_table.title::regclass and not g.tgisinternal and g.tgtype::integer & 4 = 4) then
      execute format('alter table %s disable trigger user', v_table.title::regclass);
    end if;
  end loop;
  v_tree := array(select (s.content ->> 'id')::uuid from private.staged_rows s
    where s.import_id = p_import and s.title = 'crm.organizations');
  if exists (
    select from private.staged_rows s where s.import_id = p_import and s.title = 'crm.organizations'
      and (s.content ->> 'parent_organization_id')::uuid <> all (v_tree)
      -- What is here already is told so, whatever it is below.
      and not exists (select from crm.organizations o where o.id = (s.content ->> 'id')::uuid)
  ) then
    raise exception 'an organization is below one that is not with it' using errcode = '22023', constraint = 'transfer_parent_outside';
  end if;
  -- Of people, profiles and links the file is believed about who comes with it, and about nobody who was here before.
  v_people := array(select (s.content ->> 'id')::uuid from private.staged_rows s
    where s.import_id = p_import and s.title = 'crm.users'
      and not exists (select from crm.users u where u.id = (s.content ->> 'id')::uuid));
  v_profiles := array(select (s.content ->> 'id')::uuid from private.staged_rows s
    where s.import_id = p_import and s.title = 'crm.clients' and (s.content ->> 'user_id')::uuid = any (v_people)
      and not exists (select from crm.clients c where c.id = (s.content ->> 'id')::uuid));
  delete from private.staged_rows s where s.import_id = p_import
    and (s.title = 'crm.users' and (s.content ->> 'id')::uuid <> all (v_people)
      or s.title = 'crm.clients' and (s.content ->> 'id')::uuid <> all (v_profiles)
      or s.title = 'crm.consents' and s.content ->> 'kind' = 'profile_sharing' and (s.content ->> 'recorded_by')::uuid <> all (v_people));
  update private.staged_rows s set content = s.content || '{"client_id": null}'
  where s.import_id = p_import and s.title = 'crm.client_organizations' and (s.content ->> 'client_id')::uuid <> all (v_profiles);
  -- An owner who was here may enter it, and is seen by who owns it with them; a member is seen by nobody. Staff would be seen
  -- by everybody there, so that they are members who left: what refers to them stays.
  update private.staged_rows s set content = s.content || '{"is_primary": false}' || case
    when s.content ->> 'role' in ('owner', 'member') then '{}'
    else jsonb_build_object('role', 'member', 'role_definition_id', null, 'permissions', '{"deny": [], "grant": []}'::jsonb, 'left_at', now())
  end
  where s.import_id = p_import and s.title = 'crm.user_organizations' and (s.content ->> 'user_id')::uuid <> all (v_people);
  for v_table in select t.* from private.portable_tables() t where p_columns ? t.title
    -- What is here already is told by the organization first of all.
    order by t.title <> 'crm.organizations', t.level, t.title loop
    v_columns := array(select jsonb_array_elements_text(p_columns -> v_table.title));
    if v_table.organization_column is not null then
      select exists (select from private.staged_rows s
        where s.import_id = p_import and s.title = v_table.title
          and ((s.content ->> v_table.organization_column)::uuid = any (v_tree)) is not true)
      into v_foreign;
      if v_foreign then
        raise exception 'a row is of another organization' using errcode = '22023', constraint = 'transfer_row_foreign';
      end if;
    end if;
    execute format('insert into %1$s (%2$s) select %3$s from private.staged_rows s cross join lateral jsonb_populate_record(null::%1$s, s.content) r where s.import_id = $1 and s.title = $2 order by s.number',
      v_table.title::regclass, (select string_agg(quote_ident(c), ', ') from unnest(v_columns) c),
      (select string_agg('r.' || quote_ident(c), ', ') from unnest(v_columns) c))
    using p_import, v_table.title;
    title := v_table.title;
    get diagnostics imported = row_count;
    return next;
  end loop;
  -- What triggers would have held.
  if v_tree = '{}' or exists (
    select from unnest(v_tree) o (id) where not exists (select from crm.user_organizations m
      where m.organization_id = o.id and m.role = 'owner' and m.left_at is null)
  ) then
    raise exception 'an organization keeps an owner' using errcode = '23514', constraint = 'last_owner';
  end if;
  if exists (
    select from crm.organizations o left join crm.organizations p on p.id = o.parent_organization_id
    where o.id = any (v_tree) and o.root_organization_id is distinct from coalesce(p.root_organization_id, o.id)
  ) then
    raise exception 'an organization belongs to the tree of its parent' using errcode = '23514', constraint = 'parent_invalid';
  end if;
  title := 'private.identities';
  imported := (select private.give_identities(array_agg(p.id), array_agg(p_email_keys ->> p.id::text))
    from unnest(v_people) p (id) where p_email_keys ? p.id::text);
  return next;
  insert into audit.audit_logs (id, organization_id, actor, action, entity_type, entity_id, metadata)
  select (lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint >> 16), 8, '0') || '-'
      || lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint & 65535), 4, '0') || '-7'
      || substr(gen_random_uuid()::text, 16))::uuid,
    o.id, p_actor, 'created', 'organization', o.id, jsonb_build_object('imported', true)
  from unnest(v_tree) o (id);
  delete from private.staged_rows s where s.import_id = p_import;
  for v_table in select t.title from private.portable_tables() t union select 'private.staged_rows' order by 1 loop
    if exists (select from pg_trigger g where g.tgrelid = v_table.title::regclass and not g.tgisinternal and g.tgtype::integer & 4 = 4) then
      execute format('alter table %s enable trigger user', v_table.title::regclass);
    end if;
    execute format('alter table %s force row level security', v_table.title::regclass);
  end loop;
end
$_$;


ALTER FUNCTION private.import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb) OWNER TO tryzore_owner;

--
-- Name: FUNCTION import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb); Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON FUNCTION private.import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb) IS 'Writes the staged rows of an organization that is not here yet, exactly as they are, and gives who comes with it identities by those addresses; about people who are here it believes nothing. Refuses what another organization owns, what is below another, what nobody owns, and columns it does not know. Locks the tables while it does.';


--
-- Name: index_changed_names(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.index_changed_names() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_renamed uuid[];
begin
  -- Most changes are none of a name.
  select array_agg(n.id) into v_renamed
  from old_rows o join new_rows n on n.organization_id = o.organization_id and n.id = o.id
  where o.sort_name <> n.sort_name;
  if v_renamed is null then
    return null;
  end if;
  perform set_config('app.scope', array_agg(distinct n.organization_id)::text, true) from new_rows n;
  delete from crm.client_name_parts i using old_rows o, private.name_parts(o.sort_name) as p (part)
  where o.id = any (v_renamed) and i.organization_id = o.organization_id and i.part = p.part and i.client_id = o.id;
  insert into crm.client_name_parts (organization_id, part, client_id)
  select n.organization_id, p.part, n.id from new_rows n, private.name_parts(n.sort_name) as p (part)
  where n.id = any (v_renamed);
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;


ALTER FUNCTION private.index_changed_names() OWNER TO tryzore_definer;

--
-- Name: FUNCTION index_changed_names(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.index_changed_names() IS 'Renamed clients are found by their new names, and no longer by the old.';


--
-- Name: index_new_names(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.index_new_names() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', coalesce(array_agg(distinct n.organization_id), '{}')::text, true) from new_rows n;
  insert into crm.client_name_parts (organization_id, part, client_id)
  select n.organization_id, p.part, n.id from new_rows n, private.name_parts(n.sort_name) as p (part);
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;


ALTER FUNCTION private.index_new_names() OWNER TO tryzore_definer;

--
-- Name: FUNCTION index_new_names(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.index_new_names() IS 'New clients are found by every part of their names.';


--
-- Name: issue_mail_token(uuid, text, bytea, interval); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.mail_tokens as t (user_id, purpose, hash, expires_at)
  values (p_user, p_purpose, p_hash, now() + p_lifetime)
  on conflict (user_id, purpose) do update
    set hash = excluded.hash, expires_at = excluded.expires_at, created_at = now()
$$;


ALTER FUNCTION private.issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval) IS 'Keeps a token''s hash; the one of the same purpose before it is dead.';


--
-- Name: issue_verification(uuid, bytea, interval); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.issue_verification(p_user uuid, p_hash bytea, p_lifetime interval) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.issue_mail_token(p_user, 'verification', p_hash, p_lifetime)
$$;


ALTER FUNCTION private.issue_verification(p_user uuid, p_hash bytea, p_lifetime interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION issue_verification(p_user uuid, p_hash bytea, p_lifetime interval); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.issue_verification(p_user uuid, p_hash bytea, p_lifetime interval) IS 'Keeps the hash of a token that proves an address; the one before it is dead.';


--
-- Name: join_permissions(text[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.join_permissions(p_permissions text[]) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select ',' || array_to_string(p_permissions, ',') || ','
$$;


ALTER FUNCTION private.join_permissions(p_permissions text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION join_permissions(p_permissions text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.join_permissions(p_permissions text[]) IS 'Slugs between commas, so that a policy finds one by its text.';


--
-- Name: keep_answer(text, uuid, bytea, integer, bigint, text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.idempotency_keys
    (organization_id, user_id, operation, key, body_hash, answer_status, answer_version, answer_location, answer)
  values (nullif(current_setting('app.org_id', true), '')::uuid, nullif(current_setting('app.user_id', true), '')::uuid,
    p_operation, p_key, p_body_hash, p_status::smallint, p_version, p_location, p_answer)
$$;


ALTER FUNCTION private.keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea) IS 'Keeps the answer of who entered under a claimed key.';


--
-- Name: keep_erased(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_erased() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (
    select from private.column_classes c
    where c.table_name = 'crm.client_organizations' and c.is_emptied
      and to_jsonb(new) -> c.column_name is distinct from to_jsonb(old) -> c.column_name
  ) or new.erased_at is null or new.deleted_at is null then
    raise exception 'the client was erased' using errcode = '55000', constraint = 'client_erased';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.keep_erased() OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_erased(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_erased() IS 'Whoever read a record before it was erased writes nothing personal back into it.';


--
-- Name: keep_export(uuid, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_export(p_export uuid, p_file bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- The record is held: whoever erases it waits and deletes this file, too, or was first.
  perform from crm.client_organizations c join crm.privacy_exports x
    on x.organization_id = c.organization_id and x.client_id = c.id
  where x.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and x.id = p_export
    and c.erased_at is null for key share of c;
  if not found then
    raise exception 'the client was erased' using errcode = '55000', constraint = 'client_erased';
  end if;
  insert into private.export_files (organization_id, id, client_id, file)
  select x.organization_id, x.id, x.client_id, p_file from crm.privacy_exports x
  where x.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and x.id = p_export;
  if not found then
    raise exception 'there is no such export' using errcode = 'P0002', constraint = 'export_not_found';
  end if;
end
$$;


ALTER FUNCTION private.keep_export(p_export uuid, p_file bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_export(p_export uuid, p_file bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_export(p_export uuid, p_file bytea) IS 'Keeps the file of an export of the entered organization.';


--
-- Name: keep_imported_key(uuid, text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.medical_keys (organization_id, id, wrapped) values (p_organization, p_id, p_wrapped)
$$;


ALTER FUNCTION private.keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea) IS 'Gives an imported organization its medical key; one that has another keeps it and refuses.';


--
-- Name: keep_onboarding(bytea, text, bytea, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update private.onboardings o set version = o.version + 1,
    organization = case p_step when 'organization' then p_answers else o.organization end,
    account = case p_step when 'account' then p_answers else o.account end,
    locations = case p_step when 'locations' then p_answers else o.locations end,
    email_hash = case p_step when 'account' then p_email_hash else o.email_hash end,
    -- A mail to another address leads here no more.
    resume_hash = case when p_step = 'account' and o.email_hash is distinct from p_email_hash then null else o.resume_hash end
  where o.token_hash = p_hash and o.expires_at > now() and o.completed_at is null;
  return found;
end
$$;


ALTER FUNCTION private.keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea) IS 'Keeps a step''s answers in place of those before; false where there is no open wizard of that token.';


--
-- Name: keep_phone_end(); Type: FUNCTION; Schema: private; Owner: tryzore_owner
--

CREATE FUNCTION private.keep_phone_end() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  new.phone_end := right(new.phone_key, 4);
  return new;
end
$$;


ALTER FUNCTION private.keep_phone_end() OWNER TO tryzore_owner;

--
-- Name: FUNCTION keep_phone_end(); Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON FUNCTION private.keep_phone_end() IS 'The end of a telephone number follows the number.';


--
-- Name: keep_provider_session(uuid, text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_provider_session(p_session uuid, p_issuer text, p_provider_session text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.provider_sessions (session_id, issuer, provider_session) values (p_session, p_issuer, p_provider_session)
$$;


ALTER FUNCTION private.keep_provider_session(p_session uuid, p_issuer text, p_provider_session text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_provider_session(p_session uuid, p_issuer text, p_provider_session text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_provider_session(p_session uuid, p_issuer text, p_provider_session text) IS 'Notes from which session at a provider one of ours came.';


--
-- Name: keep_transfer_file(uuid, text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if not private.may_see_transfer(p_id) then
    raise exception 'there is no such import or export' using errcode = 'P0002', constraint = 'export_not_found';
  end if;
  insert into private.transfer_files as f (organization_id, id, part, file)
  values (nullif(current_setting('app.org_id', true), '')::uuid, p_id, p_part, p_file)
  on conflict (organization_id, id, part) do update set file = excluded.file;
end
$$;


ALTER FUNCTION private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_transfer_file(p_id uuid, p_part text, p_file bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) IS 'Keeps a part of an import or export of the entered organization; another one takes the place of an earlier one and is kept no longer.';


--
-- Name: keep_workos_cursor(text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_workos_cursor(p_issuer text, p_cursor text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update private.workos_environments e set cursor = p_cursor where e.issuer = p_issuer
$$;


ALTER FUNCTION private.keep_workos_cursor(p_issuer text, p_cursor text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_workos_cursor(p_issuer text, p_cursor text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_workos_cursor(p_issuer text, p_cursor text) IS 'Keeps how far WorkOS'' events were read.';


--
-- Name: keep_workos_membership(text, text, text, text, text, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into private.workos_memberships as m (workos_id, workos_organization_id, workos_user_id, role, status, changed_at)
  values (p_id, p_organization, p_user, p_role, p_status, p_changed_at)
  on conflict (workos_id) do update set role = excluded.role, status = excluded.status, changed_at = excluded.changed_at
    where m.status <> 'deleted' and (m.changed_at < excluded.changed_at or excluded.status = 'deleted');
  return found;
end
$$;


ALTER FUNCTION private.keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone) IS 'Keeps a membership at WorkOS; false if something newer is known, and what is deleted stays deleted.';


--
-- Name: keep_workos_organization(uuid, text, text, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into private.workos_organizations as w (organization_id, workos_id, name, changed_at)
  values (p_organization, p_workos_id, p_name, p_changed_at)
  on conflict (organization_id) do update
    set name = excluded.name, changed_at = excluded.changed_at
    where w.changed_at < excluded.changed_at and not w.is_deleted and w.workos_id = excluded.workos_id;
  return found;
end
$$;


ALTER FUNCTION private.keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone) IS 'Keeps what an organization is at WorkOS; false if something newer is known.';


--
-- Name: kept(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.kept(p_name text) RETURNS interval
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_kept interval;
begin
  select r.kept into strict v_kept from private.retention_rules r where r.name = p_name;
  return v_kept;
end
$$;


ALTER FUNCTION private.kept(p_name text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION kept(p_name text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.kept(p_name text) IS 'For how long that is kept.';


--
-- Name: knows_device(text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.knows_device(p_email_key text, p_hash bytea) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (select from private.identities i join private.devices d on d.user_id = i.user_id and d.hash = p_hash
    where i.issuer = 'tryzore' and i.subject = p_email_key and d.last_used_at > now() - interval '180 days')
$$;


ALTER FUNCTION private.knows_device(p_email_key text, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION knows_device(p_email_key text, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.knows_device(p_email_key text, p_hash bytea) IS 'Whether the person of that address signed in on that device within half a year.';


--
-- Name: leave_events(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.leave_events() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[new.organization_id]::text, true);
  perform private.hand_over(new.organization_id, new.user_id, null);
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;


ALTER FUNCTION private.leave_events() OWNER TO tryzore_definer;

--
-- Name: FUNCTION leave_events(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.leave_events() IS 'What was not handed over to somebody is led by nobody once its trainer has left, however that came.';


--
-- Name: link_client(uuid, uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.link_client(p_organization uuid, p_client uuid, p_user uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_profile constant uuid := private.ensure_profile(p_user);
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_linked uuid;
begin
  perform set_config('app.scope', array[p_organization]::text, true), set_config('app.scope_user_id', p_user::text, true);
  select c.client_id into v_linked from crm.client_organizations c
  where c.organization_id = p_organization and c.id = p_client and c.deleted_at is null and c.erased_at is null for update;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  if v_linked <> v_profile then
    raise exception 'the record is somebody''s' using errcode = '55000', constraint = 'client_linked';
  end if;
  if v_linked is null then
    -- What the gym deleted is nobody's any more.
    update crm.client_organizations c set client_id = null
    where c.organization_id = p_organization and c.client_id = v_profile and c.deleted_at is not null and c.erased_at is null;
    update crm.client_organizations c set client_id = v_profile
    where c.organization_id = p_organization and c.id = p_client;
  end if;
  delete from crm.client_claim_codes k where k.organization_id = p_organization and k.client_id = p_client;
  update crm.invitations i set revoked_at = now()
  where i.organization_id = p_organization and i.client_id = p_client and i.accepted_at is null and i.revoked_at is null;
  -- Whoever works here is a member already, and more.
  if not exists (select from crm.user_organizations m
    where m.organization_id = p_organization and m.user_id = p_user and m.left_at is null) then
    perform private.add_person(p_organization, p_user, 'member', null,
      not exists (select from crm.user_organizations m where m.user_id = p_user and m.is_primary));
  end if;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.link_client(p_organization uuid, p_client uuid, p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION link_client(p_organization uuid, p_client uuid, p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.link_client(p_organization uuid, p_client uuid, p_user uuid) IS 'Makes a gym''s record a person''s, and the person a member; client_linked if it is somebody else''s, client_already_linked if the person has another here.';


--
-- Name: link_identity(text, text, text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.link_identity(p_provider text, p_issuer text, p_subject text, p_email text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := current_setting('app.user_id')::uuid;
  v_id uuid;
  v_owner uuid;
begin
  insert into private.identities as i (issuer, subject, user_id, provider, email)
  values (p_issuer, p_subject, v_user, p_provider, p_email)
  on conflict (issuer, subject) do nothing returning i.id into v_id;
  if v_id is null then
    select i.id, i.user_id into v_id, v_owner from private.identities i where i.issuer = p_issuer and i.subject = p_subject;
    if v_owner is distinct from v_user then
      raise exception 'somebody else''s' using errcode = '23505', constraint = 'identity_taken';
    end if;
  end if;
  return v_id;
end
$$;


ALTER FUNCTION private.link_identity(p_provider text, p_issuer text, p_subject text, p_email text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION link_identity(p_provider text, p_issuer text, p_subject text, p_email text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.link_identity(p_provider text, p_issuer text, p_subject text, p_email text) IS 'Adds an identity to the account of the person who entered; identity_taken if it is another''s.';


--
-- Name: list_permissions(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.list_permissions() RETURNS TABLE(slug text, description text, roles text[])
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select p.slug, p.description,
    array(select r.role from private.role_permissions held join private.roles r on r.role = held.role
      where held.permission = p.slug order by r.rank desc)
  from private.permissions p order by p.slug
$$;


ALTER FUNCTION private.list_permissions() OWNER TO tryzore_definer;

--
-- Name: FUNCTION list_permissions(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.list_permissions() IS 'Every permission, and the roles that hold it by default.';


--
-- Name: list_sealed(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.list_sealed() RETURNS TABLE(kind text, organization_id uuid, slug text, id text, sealed bytea, created_at timestamp with time zone, retired_at timestamp with time zone, notes bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  -- Of no note is anything read but which key it names.
  perform set_config('app.scope', array(select distinct k.organization_id from private.medical_keys k)::text, true);
  return query
    select 'medical_key', k.organization_id, o.slug, k.id, k.wrapped, k.created_at, k.retired_at,
      (select count(*) from crm.client_medical m where m.organization_id = k.organization_id and m.key_id = k.id)
    from private.medical_keys k join crm.organizations o on o.id = k.organization_id
    union all
    select 'second_factor', null, null, f.user_id::text, f.seed, f.created_at, null, 1::bigint from private.second_factors f
    order by 1, 3, 6, 4;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.list_sealed() OWNER TO tryzore_definer;

--
-- Name: FUNCTION list_sealed(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.list_sealed() IS 'Everything that a master key encrypts, in the whole installation, and how many notes each medical key encrypts.';


--
-- Name: lock_access(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.lock_access(p_user uuid, p_organization uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_chain constant uuid[] := private.chain(p_organization);
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', p_user::text, true);
  perform from crm.organizations o where o.id = any (v_chain) order by o.id for share;
  perform from crm.user_organizations m
    where m.user_id = p_user and m.organization_id = any (v_chain) order by m.organization_id for share;
  perform from private.roles r
    where r.role in (select m.role from crm.user_organizations m
      where m.user_id = p_user and m.organization_id = any (v_chain))
    order by r.role for share;
  perform set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.lock_access(p_user uuid, p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION lock_access(p_user uuid, p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.lock_access(p_user uuid, p_organization uuid) IS 'Holds still what a session about to be written is resolved from, in the order in which writers meet it.';


--
-- Name: make_my_profile(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.make_my_profile() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.ensure_profile(nullif(current_setting('app.user_id', true), '')::uuid)
$$;


ALTER FUNCTION private.make_my_profile() OWNER TO tryzore_definer;

--
-- Name: FUNCTION make_my_profile(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.make_my_profile() IS 'Makes the profile of who entered, if there is none.';


--
-- Name: mark_verified(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.mark_verified(p_user uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor, for this statement only
  update crm.users u set email_verified_at = now() where u.id = p_user and u.email_verified_at is null;
  perform set_config('app.user_id', v_actor, true);
end
$$;


ALTER FUNCTION private.mark_verified(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION mark_verified(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.mark_verified(p_user uuid) IS 'The address is the person''s: who got a mail there has said so.';


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: invitations; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.invitations (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    email text NOT NULL,
    email_key text NOT NULL COLLATE pg_catalog."C",
    name text,
    role text NOT NULL,
    role_definition_id uuid,
    permissions jsonb DEFAULT '{"deny": [], "grant": []}'::jsonb NOT NULL,
    title text,
    client_id uuid,
    token_hash bytea NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '7 days'::interval) NOT NULL,
    sent_count integer DEFAULT 1 NOT NULL,
    last_sent_at timestamp with time zone DEFAULT now() NOT NULL,
    invited_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    accepted_by uuid,
    accepted_at timestamp with time zone,
    revoked_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT accepted_at_invalid CHECK ((((accepted_by IS NULL) = (accepted_at IS NULL)) AND ((accepted_at IS NULL) OR (revoked_at IS NULL)))),
    CONSTRAINT email_invalid CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT email_key_invalid CHECK (((email_key <> ''::text) AND (email_key = lower(email_key)) AND (char_length(email_key) <= 254))),
    CONSTRAINT hash_invalid CHECK ((octet_length(token_hash) = 32)),
    CONSTRAINT invited_client_invalid CHECK ((((role = 'member'::text) = (client_id IS NOT NULL)) AND ((role <> 'member'::text) OR ((role_definition_id IS NULL) AND (title IS NULL) AND (permissions = '{"deny": [], "grant": []}'::jsonb))))),
    CONSTRAINT name_invalid CHECK (((char_length(name) >= 1) AND (char_length(name) <= 201))),
    CONSTRAINT permissions_invalid CHECK (((jsonb_typeof(permissions) = 'object'::text) AND ((permissions - '{grant,deny}'::text[]) = '{}'::jsonb) AND (jsonb_typeof(COALESCE((permissions -> 'grant'::text), '[]'::jsonb)) = 'array'::text) AND (jsonb_typeof(COALESCE((permissions -> 'deny'::text), '[]'::jsonb)) = 'array'::text) AND (NOT jsonb_path_exists(permissions, 'strict $.*[*]?(@.type() != "string")'::jsonpath, '{}'::jsonb, true)))),
    CONSTRAINT role_invalid CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'staff'::text, 'trainer'::text, 'member'::text]))),
    CONSTRAINT sent_count_invalid CHECK ((sent_count > 0)),
    CONSTRAINT title_invalid CHECK (((char_length(title) >= 1) AND (char_length(title) <= 100)))
);

ALTER TABLE ONLY crm.invitations FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.invitations OWNER TO tryzore_owner;

--
-- Name: TABLE invitations; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.invitations IS 'That somebody is asked to join a gym, by a mail whose token proves it; whether the address has an account plays no part.';


--
-- Name: COLUMN invitations.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN invitations.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN invitations.email; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.email IS 'Where the mail goes, as given.';


--
-- Name: COLUMN invitations.email_key; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.email_key IS 'The address normalised by the server: of each there is one invitation that waits.';


--
-- Name: COLUMN invitations.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.name IS 'Whom the gym means.';


--
-- Name: COLUMN invitations.role; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.role IS 'What they become; member for a client of the gym.';


--
-- Name: COLUMN invitations.role_definition_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.role_definition_id IS 'The role of the gym''s own that they get.';


--
-- Name: COLUMN invitations.permissions; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.permissions IS '{"grant": [slug], "deny": [slug]}: their exceptions to the role.';


--
-- Name: COLUMN invitations.title; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.title IS 'What they will be called here.';


--
-- Name: COLUMN invitations.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.client_id IS 'The gym''s record that will be theirs.';


--
-- Name: COLUMN invitations.token_hash; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.token_hash IS 'Of the token in the newest mail; the token itself is there alone.';


--
-- Name: COLUMN invitations.expires_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.expires_at IS 'When it ends if nobody accepts; a newer mail puts it off.';


--
-- Name: COLUMN invitations.sent_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.sent_count IS 'How many mails there were.';


--
-- Name: COLUMN invitations.last_sent_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.last_sent_at IS 'When the newest was written.';


--
-- Name: COLUMN invitations.invited_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.invited_by IS 'Who answers for it, having sent the newest mail; null for an operator.';


--
-- Name: COLUMN invitations.accepted_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.accepted_by IS 'Who accepted: whoever had the token.';


--
-- Name: COLUMN invitations.accepted_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.accepted_at IS 'When.';


--
-- Name: COLUMN invitations.revoked_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.revoked_at IS 'When somebody of the gym took it back, or the record became somebody''s otherwise.';


--
-- Name: COLUMN invitations.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.invitations.created_at IS 'When it was made.';


--
-- Name: may_invite(crm.invitations); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.may_invite(p_invitation crm.invitations) RETURNS boolean
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_access record;
  v_rank smallint;
begin
  if p_invitation.invited_by is null then
    return not exists (select from crm.organizations o
      where o.id = any (private.chain(p_invitation.organization_id)) and o.status <> 'active');
  end if;
  select a.role_rank, a.permissions into v_access
  from private.access(p_invitation.invited_by, p_invitation.organization_id) a;
  select r.rank into v_rank from private.roles r where r.role = p_invitation.role;
  return coalesce(v_rank <= v_access.role_rank
    and ('staff.manage' = any (v_access.permissions)
      or p_invitation.client_id is not null and '{clients.update,clients.contact.view}' <@ v_access.permissions)
    and (v_access.role_rank = 50 or private.permissions_of(p_invitation.role,
      private.definition_permissions(p_invitation.organization_id, p_invitation.role_definition_id), p_invitation.permissions)
      <@ v_access.permissions), false);
end
$$;


ALTER FUNCTION private.may_invite(p_invitation crm.invitations) OWNER TO tryzore_definer;

--
-- Name: FUNCTION may_invite(p_invitation crm.invitations); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.may_invite(p_invitation crm.invitations) IS 'Whether who sent an invitation could send it now; its organization is the scope. An operator always could, to an active organization.';


--
-- Name: may_see_transfer(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.may_see_transfer(p_id uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (select from crm.imports i
      where i.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and i.id = p_id
        and current_setting('app.can', true) like '%,clients.import,%')
    or exists (select from crm.exports e
      where e.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and e.id = p_id
        and e.requested_by is not distinct from nullif(current_setting('app.user_id', true), '')::uuid
        and current_setting('app.can', true) like '%,organization.export,%')
$$;


ALTER FUNCTION private.may_see_transfer(p_id uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION may_see_transfer(p_id uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.may_see_transfer(p_id uuid) IS 'Whether an import is of the entered organization and whoever entered may import, or an export is their own.';


--
-- Name: may_use_medical_keys(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.may_use_medical_keys() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(current_setting('app.can', true)
    like any ('{"%,clients.medical.view,%","%,clients.medical.update,%"}'::text[]), false)
$$;


ALTER FUNCTION private.may_use_medical_keys() OWNER TO tryzore_definer;

--
-- Name: FUNCTION may_use_medical_keys(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.may_use_medical_keys() IS 'Whether whoever entered has to do with medical notes.';


--
-- Name: medical_overview(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.medical_overview(p_client uuid) RETURNS TABLE(fields text[], updated_at timestamp with time zone, version bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select array(select jsonb_object_keys(m.fields) order by 1), m.updated_at, m.version
  from crm.client_medical m
  where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.client_id = p_client
    and current_setting('app.can', true) like any ('{"%,clients.view,%","%,clients.medical.view,%","%,clients.medical.update,%"}'::text[])
$$;


ALTER FUNCTION private.medical_overview(p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION medical_overview(p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.medical_overview(p_client uuid) IS 'For whoever sees clients: which fields a note of the entered organization has.';


--
-- Name: merge_clients(uuid, uuid, text[], boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  -- Values that belong together, by the name that chooses them.
  v_groups constant jsonb := '{"name": ["first_name", "last_name", "sort_name"], "email": ["email", "email_key"],
    "phone": ["phone", "phone_key"], "address": ["address"], "date_of_birth": ["date_of_birth"], "gender": ["gender"],
    "emergency_contact": ["emergency_contact"], "member_number": ["member_number"], "external_id": ["external_id"],
    "photo_url": ["photo_url"], "notes": ["notes"], "status": ["status"], "client_id": ["client_id"]}'::jsonb;
  v_kept crm.client_organizations;
  v_merged crm.client_organizations;
  v_before jsonb;
  v_old jsonb;
  v_after jsonb;
  v_group record;
  v_key record;
  v_id uuid;
  v_ids uuid[];
  v_row jsonb;
  v_moved jsonb := '[]'::jsonb;
  v_dropped jsonb := '[]'::jsonb;
  v_cancelled jsonb;
begin
  if (current_setting('app.can', true) like '%,clients.delete,%') is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = 'clients.delete';
  end if;
  if p_kept = p_merged then
    raise exception 'a record is merged with another one' using errcode = '23514', constraint = 'merge_invalid';
  end if;
  -- Whoever is about to write about either is waited for; whoever comes later finds one.
  perform from crm.client_organizations c where c.organization_id = v_organization and c.id in (p_kept, p_merged)
  order by c.id for update;
  select c.* into v_kept from crm.client_organizations c
  where c.organization_id = v_organization and c.id = p_kept and c.deleted_at is null;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  select c.* into v_merged from crm.client_organizations c
  where c.organization_id = v_organization and c.id = p_merged and c.deleted_at is null;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  if v_kept.client_id <> v_merged.client_id then
    raise exception 'two people' using errcode = '55000', constraint = 'both_linked';
  end if;
  if exists (select from crm.privacy_erasures e
    where e.organization_id = v_organization and e.client_id in (p_kept, p_merged) and e.status in ('requested', 'approved')) then
    raise exception 'one of them is about to be erased' using errcode = '55000', constraint = 'client_being_erased';
  end if;
  if not p_note_is_moved and exists (
    select from crm.client_medical m where m.organization_id = v_organization and m.client_id = p_merged) then
    raise exception 'a medical note would be lost' using errcode = '55000', constraint = 'medical_note_left';
  end if;
  delete from crm.client_medical m where m.organization_id = v_organization and m.client_id = p_merged;
  if found and (current_setting('app.can', true) like '%,clients.medical.update,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.medical.update';
  end if;
  delete from crm.client_claim_codes k where k.organization_id = v_organization and k.client_id = p_merged;
  -- Copies: they can be made again.
  delete from private.export_files f where f.organization_id = v_organization and f.client_id = p_merged;

  -- One person has one live place in an event: the one that says more.
  with live as (
    select b.event_id, b.id, b.client_id, array_position('{attended,no_show,registered,waitlisted}', b.status) as place
    from crm.event_participants b
    where b.organization_id = v_organization and b.client_id in (p_kept, p_merged) and b.status not in ('cancelled', 'late_cancelled')
  )
  select array_agg(case when k.place <= m.place then m.id else k.id end) into v_ids
  from live k join live m on m.event_id = k.event_id and k.client_id = p_kept and m.client_id = p_merged;
  select coalesce(jsonb_agg(to_jsonb(b)), '[]') into v_cancelled from crm.event_participants b
  where b.organization_id = v_organization and b.id = any (v_ids);
  update crm.event_participants b
  set status = 'cancelled', cancelled_at = now(), cancellation_reason = 'Merged with another record of the same person',
    waitlist_position = null
  where b.organization_id = v_organization and b.id = any (v_ids);

  for v_key in select * from private.client_keys() loop
    v_ids := '{}';
    if v_key.table_name not in ('crm.taggables'::regclass, 'crm.client_guardians'::regclass, 'crm.segment_members'::regclass) then
      execute format('with moved as (update %1$s t set %2$I = $3 where t.organization_id = $1 and t.%2$I = $2 returning t.id) select coalesce(array_agg(m.id order by m.id), ''{}'') from moved m',
        v_key.table_name, v_key.column_name)
      into v_ids using v_organization, p_merged, p_kept;
    else
      for v_id in
        execute format('select t.id from %s t where t.organization_id = $1 and t.%I = $2 order by t.id', v_key.table_name, v_key.column_name)
        using v_organization, p_merged
      loop
        begin
          execute format('update %s t set %I = $3 where t.organization_id = $1 and t.id = $2', v_key.table_name, v_key.column_name)
          using v_organization, v_id, p_kept;
          v_ids := v_ids || v_id;
        exception when unique_violation or check_violation then
          -- Both have the same tag, guardian or segment, or one was the other's guardian.
          execute format('delete from %s t where t.organization_id = $1 and t.id = $2 returning to_jsonb(t)', v_key.table_name)
          into v_row using v_organization, v_id;
          v_dropped := v_dropped || jsonb_build_object('table', v_key.table_name, 'row', v_row);
        end;
      end loop;
    end if;
    if v_ids <> '{}' then
      v_moved := v_moved || jsonb_build_object('table', v_key.table_name, 'column', v_key.column_name, 'ids', v_ids);
    end if;
  end loop;
  update crm.notifications n set related_entity_id = p_kept
  where n.organization_id = v_organization and n.related_entity_type = 'client' and n.related_entity_id = p_merged;

  -- As it is now: visits moved with their bookings.
  select to_jsonb(c) into v_before from crm.client_organizations c where c.organization_id = v_organization and c.id = p_kept;
  delete from crm.client_organizations c where c.organization_id = v_organization and c.id = p_merged;
  v_old := to_jsonb(v_merged);
  v_after := v_before;
  for v_group in select g.key, array(select jsonb_array_elements_text(g.value)) as columns from jsonb_each(v_groups) g loop
    if v_old -> v_group.columns[1] <> 'null'
      and (v_group.key = any (p_take) or coalesce(v_before -> v_group.columns[1], 'null') = 'null') then
      v_after := v_after || (select jsonb_object_agg(c, v_old -> c) from unnest(v_group.columns) c);
    end if;
  end loop;
  if 'notes' <> all (p_take) and v_merged.notes <> v_kept.notes then
    v_after := v_after || jsonb_build_object('notes', left(v_kept.notes || chr(10) || v_merged.notes, 10000));
  end if;
  if v_merged.status = 'banned' then
    v_after := v_after || '{"status": "banned"}';
  end if;
  v_after := v_after || jsonb_build_object('joined_on', least(v_kept.joined_on, v_merged.joined_on),
    'is_home', v_kept.is_home or v_merged.is_home, 'metadata', v_merged.metadata || v_kept.metadata);
  perform private.write_merged(p_kept, v_after);
  insert into crm.client_merges (organization_id, id, client_id, merged, kept_before, kept_after, moved, dropped, cancelled)
  values (v_organization, p_merged, p_kept, v_old, v_before, v_after, v_moved, v_dropped, v_cancelled);
end
$_$;


ALTER FUNCTION private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) IS 'Makes one record of two of the entered organization: what pointed to the second points to the first, which takes what it lacks and the named values; how to take them apart is kept.';


--
-- Name: my_client_links(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_client_links() RETURNS TABLE(organization_id uuid, organization_name text, slug text, client_id uuid, member_number text, status text, shares_profile boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', coalesce(v_user::text, ''), true);
  -- Whoever was linked belonged there, then.
  perform set_config('app.scope',
    coalesce((select array_agg(m.organization_id)::text from crm.user_organizations m where m.user_id = v_user), ''), true);
  return query
    select o.id, o.name, o.slug, c.id, c.member_number, c.status, private.shares_profile(o.id, c.id)
    from crm.clients p
    join crm.client_organizations c on c.client_id = p.id and c.deleted_at is null
    join crm.organizations o on o.id = c.organization_id
    where p.user_id = v_user
    order by o.name, o.id;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.my_client_links() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_client_links(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_client_links() IS 'Which gyms'' records are theirs who entered.';


--
-- Name: my_credential(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_credential() RETURNS TABLE(user_id uuid, email text, password_hash text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select u.id, u.email, c.password_hash from crm.users u left join private.credentials c on c.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid
$$;


ALTER FUNCTION private.my_credential() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_credential(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_credential() IS 'What the password of the person who entered is checked against.';


--
-- Name: my_identities(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_identities() RETURNS TABLE(id uuid, provider text, email text, created_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select i.id, i.provider, coalesce(i.email, u.email), i.created_at
  from private.identities i join crm.users u on u.id = i.user_id
  where i.user_id = nullif(current_setting('app.user_id', true), '')::uuid
    -- An address is a way in once it has a password.
    and (i.issuer <> 'tryzore' or exists (select from private.credentials c where c.user_id = i.user_id))
  order by i.created_at, i.id limit 100
$$;


ALTER FUNCTION private.my_identities() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_identities(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_identities() IS 'The ways in which the person who entered signs in.';


--
-- Name: my_medical_keys(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_medical_keys() RETURNS TABLE(id text, wrapped bytea, is_current boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select k.id, k.wrapped, k.retired_at is null from private.medical_keys k
  where k.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and private.may_use_medical_keys()
$$;


ALTER FUNCTION private.my_medical_keys() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_medical_keys(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_medical_keys() IS 'The keys of the entered organization, as the server has wrapped them, for whoever reads or writes medical notes.';


--
-- Name: my_organizations(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_organizations() RETURNS TABLE(id uuid, name text, slug text, role text, is_primary boolean, time_zone text, currency text, logo_url text, city text, parent_organization_id uuid, status text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', coalesce(v_user::text, ''), true);
  return query
    with direct as materialized (
      select m.organization_id, m.role, m.is_primary from crm.user_organizations m
      where m.user_id = v_user and m.left_at is null
    ), held as (
      select d.organization_id, d.role, d.is_primary from direct d
      union all
      -- What lies below an organization one owns is owned too.
      select below.id, 'owner', false from direct d cross join lateral unnest(private.descendants(d.organization_id)) as below (id)
      where d.role = 'owner' and below.id <> d.organization_id
    ), best as (
      select h.organization_id, bool_or(h.is_primary) as is_primary,
        (array_agg(h.role order by r.rank desc))[1] as role
      from held h join private.roles r on r.role = h.role
      group by h.organization_id
    )
    select o.id, o.name, o.slug, b.role, b.is_primary, o.time_zone, o.currency, o.logo_url, o.address ->> 'city',
      o.parent_organization_id, o.status
    from best b join crm.organizations o on o.id = b.organization_id
    order by b.is_primary desc, o.name, o.id;
  perform set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.my_organizations() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_organizations(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_organizations() IS 'Where the person who entered belongs, the primary first; nothing for an operator.';


--
-- Name: my_permissions(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_permissions() RETURNS SETOF text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select unnest(s.permissions) from private.sessions s
  where s.id = nullif(current_setting('app.session_id', true), '')::uuid
$$;


ALTER FUNCTION private.my_permissions() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_permissions(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_permissions() IS 'What the session that entered may do, resolved.';


--
-- Name: my_provider_session(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_provider_session() RETURNS TABLE(issuer text, provider_session text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select p.issuer, p.provider_session from private.provider_sessions p
  where p.session_id = nullif(current_setting('app.session_id', true), '')::uuid
$$;


ALTER FUNCTION private.my_provider_session() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_provider_session(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_provider_session() IS 'The session at a provider that the session which entered came from.';


--
-- Name: my_second_factor(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_second_factor() RETURNS TABLE(seed bytea, confirmed_at timestamp with time zone, recovery_codes_left integer)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.seed, f.confirmed_at, (select count(*)::integer from private.recovery_codes r where r.user_id = f.user_id)
  from private.second_factors f where f.user_id = private.entered_person()
$$;


ALTER FUNCTION private.my_second_factor() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_second_factor(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_second_factor() IS 'The second factor of the person who entered, confirmed or not; no row without one.';


--
-- Name: my_sessions(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.my_sessions() RETURNS TABLE(id uuid, organization_id uuid, organization_name text, created_at timestamp with time zone, last_used_at timestamp with time zone, expires_at timestamp with time zone, user_agent text, ip_address text, is_current boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select s.id, s.organization_id, o.name, s.created_at,
    -- The family's newest token was handed out when the one before it was replaced.
    coalesce((select max(t.replaced_at) from private.refresh_tokens t where t.family_id = s.family_id), s.created_at),
    s.expires_at, s.user_agent, host(s.ip_address), s.session_text = current_setting('app.session_id', true)
  from private.sessions s left join crm.organizations o on o.id = s.organization_id
  where s.user_id = nullif(current_setting('app.user_id', true), '')::uuid and s.revoked_at is null and s.expires_at > now()
  order by s.created_at desc, s.id limit 200
$$;


ALTER FUNCTION private.my_sessions() OWNER TO tryzore_definer;

--
-- Name: FUNCTION my_sessions(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.my_sessions() IS 'Where the person who entered is signed in, newest first.';


--
-- Name: name_parts(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.name_parts(p_sort_name text) RETURNS SETOF text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select distinct part
  from string_to_table(p_sort_name, ' ') with ordinality as words (word, place), string_to_array(word, '-') as pieces,
    generate_series(1, cardinality(pieces)) as piece, array_to_string(pieces[piece:], '-') as part
  where (place > 1 or piece > 1) and part <> ''
$$;


ALTER FUNCTION private.name_parts(p_sort_name text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION name_parts(p_sort_name text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.name_parts(p_sort_name text) IS 'Where a sort name may be found but at its beginning: each word, and each of a hyphenated one.';


--
-- Name: needs_second_factor(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.needs_second_factor(p_user uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select exists (select from private.second_factors f where f.user_id = p_user and f.confirmed_at is not null)
$$;


ALTER FUNCTION private.needs_second_factor(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION needs_second_factor(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.needs_second_factor(p_user uuid) IS 'Whether that person has a second factor that was confirmed.';


--
-- Name: new_id(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.new_id() RETURNS uuid
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select (substr(t.hex, 1, 8) || '-' || substr(t.hex, 9, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid
  from (select lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')) t (hex)
$$;


ALTER FUNCTION private.new_id() OWNER TO tryzore_definer;

--
-- Name: FUNCTION new_id(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.new_id() IS 'A UUIDv7, for rows that a function makes.';


--
-- Name: open_session(uuid, uuid, uuid, uuid, bytea, timestamp with time zone, text, inet); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) RETURNS TABLE(organization_id uuid, role text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_candidates uuid[];
  v_candidate uuid;
begin
  if private.needs_second_factor(p_user) and not private.used_second_factor(p_user) then
    raise exception 'a second factor is missing' using errcode = '28000', constraint = 'second_factor_required';
  end if;
  organization_id := p_organization;
  if p_organization is null then
    perform set_config('app.scope_user_id', p_user::text, true);
    select array_agg(m.organization_id order by m.is_primary desc, m.joined_at, m.organization_id) into v_candidates
    from crm.user_organizations m where m.user_id = p_user and m.left_at is null;
    perform set_config('app.scope_user_id', v_scope_user, true);
    foreach v_candidate in array coalesce(v_candidates, '{}') loop
      perform private.lock_access(p_user, v_candidate);
      if (private.access(p_user, v_candidate)).role is not null then
        organization_id := v_candidate;
        exit;
      end if;
    end loop;
  end if;
  role := private.start_session(p_session, p_user, organization_id, p_family, p_refresh_hash, p_expires_at,
    p_user_agent, p_ip, now(), case when private.used_second_factor(p_user) then now() end);
  return next;
end
$$;


ALTER FUNCTION private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) OWNER TO tryzore_definer;

--
-- Name: FUNCTION open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) IS 'Signs in after the password was checked, and where there is a second factor after a code counted in this transaction: to the organization named, else the primary, else the first joined that lets the person in, else none.';


--
-- Name: operator_add_person(uuid, uuid, text, text, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.add_person(p_organization, p_user, p_role, p_title, coalesce(p_is_primary, false))
$$;


ALTER FUNCTION private.operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) IS 'Adds a person to an organization or changes the role, from the command line.';


--
-- Name: operator_create_organization(uuid, uuid, text, text, text, text, text, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.add_organization(p_id, p_owner, p_name, p_slug, p_time_zone, p_currency, p_jurisdiction, p_parent)
$$;


ALTER FUNCTION private.operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) IS 'Makes an organization for an owner, from the command line.';


--
-- Name: operator_find_organization(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.operator_find_organization(p_slug text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select o.id from crm.organizations o where o.slug = p_slug
$$;


ALTER FUNCTION private.operator_find_organization(p_slug text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION operator_find_organization(p_slug text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.operator_find_organization(p_slug text) IS 'The organization with this slug, or null.';


--
-- Name: operator_find_user(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.operator_find_user(p_email_key text) RETURNS uuid
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select i.user_id from private.identities i where i.issuer = 'tryzore' and i.subject = p_email_key
$$;


ALTER FUNCTION private.operator_find_user(p_email_key text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION operator_find_user(p_email_key text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.operator_find_user(p_email_key text) IS 'The person who signs in with this address, or null.';


--
-- Name: operator_remove_second_factor(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.operator_remove_second_factor(p_user uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from private.second_factors f where f.user_id = p_user;
  return found;
end
$$;


ALTER FUNCTION private.operator_remove_second_factor(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION operator_remove_second_factor(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.operator_remove_second_factor(p_user uuid) IS 'For whoever lost device and recovery codes; answers whether there was one.';


--
-- Name: operator_set_password(uuid, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.operator_set_password(p_user uuid, p_hash text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.set_password(p_user, p_hash, null)
$$;


ALTER FUNCTION private.operator_set_password(p_user uuid, p_hash text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION operator_set_password(p_user uuid, p_hash text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.operator_set_password(p_user uuid, p_hash text) IS 'Sets a password and ends every session of the person.';


--
-- Name: owned_locations(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.owned_locations() RETURNS uuid[]
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_root uuid;
  v_owned uuid[];
begin
  select o.root_organization_id into v_root from crm.organizations o where o.id = v_organization;
  perform set_config('app.scope_user_id', coalesce(v_user::text, ''), true);
  -- What lies below an organization one owns is owned too.
  select coalesce(array_agg(distinct below.id), '{}') into v_owned
  from unnest(private.descendants(v_root)) as d (id)
  join crm.user_organizations m on m.organization_id = d.id and m.user_id = v_user and m.role = 'owner' and m.left_at is null
  cross join lateral unnest(private.descendants(d.id)) as below (id);
  perform set_config('app.scope_user_id', v_scope_user, true);
  return v_owned;
end
$$;


ALTER FUNCTION private.owned_locations() OWNER TO tryzore_definer;

--
-- Name: FUNCTION owned_locations(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.owned_locations() IS 'Which organizations of the entered one''s chain are theirs who entered.';


--
-- Name: owners_above(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.owners_above() RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_above constant uuid[] := array_remove(private.chain(v_organization), v_organization);
  v_owners uuid[];
begin
  if (current_setting('app.can', true) like '%,staff.view,%') is not true or coalesce(cardinality(v_above), 0) = 0 then
    return '{}'::uuid[];
  end if;
  perform set_config('app.scope', v_above::text, true);
  v_owners := array(select m.user_id from crm.user_organizations m
    where m.organization_id = any (v_above) and m.role = 'owner' and m.left_at is null);
  perform set_config('app.scope', v_scope, true);
  return v_owners;
end
$$;


ALTER FUNCTION private.owners_above() OWNER TO tryzore_definer;

--
-- Name: FUNCTION owners_above(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.owners_above() IS 'For those who see staff: who owns an organization above the one that was entered, and so is owner here, too.';


--
-- Name: perform_erasure(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.perform_erasure(p_erasure uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_erasure crm.privacy_erasures;
begin
  select e.* into v_erasure from crm.privacy_erasures e
  where e.organization_id = v_organization and e.id = p_erasure and e.status in ('approved', 'erased') for update;
  if not found then
    return false;
  end if;
  v_erasure.user_id := private.erase(v_erasure.client_id, v_erasure.user_id);
  update crm.privacy_erasures e
  set status = 'erased', user_id = v_erasure.user_id, erased_at = coalesce(e.erased_at, now())
  where e.organization_id = v_organization and e.id = p_erasure and e.status = 'approved';
  return true;
end
$$;


ALTER FUNCTION private.perform_erasure(p_erasure uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION perform_erasure(p_erasure uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.perform_erasure(p_erasure uuid) IS 'Does what was approved in the entered organization, or does it again; false if it was withdrawn.';


--
-- Name: permissions_of(text, text[], jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.permissions_of(p_role text, p_added text[], p_exceptions jsonb) RETURNS text[]
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(array_agg(p.slug order by p.slug), '{}')
  from private.permissions p
  where (exists (select from private.role_permissions held where held.role = p_role and held.permission = p.slug)
      or p.slug = any (p_added)
      or coalesce(p_exceptions -> 'grant' ? p.slug, false))
    and (p_role = 'owner' or not coalesce(p_exceptions -> 'deny' ? p.slug, false))
$$;


ALTER FUNCTION private.permissions_of(p_role text, p_added text[], p_exceptions jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION permissions_of(p_role text, p_added text[], p_exceptions jsonb); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.permissions_of(p_role text, p_added text[], p_exceptions jsonb) IS 'Role defaults, what the gym''s own role adds, and grants, without denials; owners are never denied.';


--
-- Name: portable_medical_keys(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.portable_medical_keys() RETURNS TABLE(organization_id uuid, id text, wrapped bytea)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select k.organization_id, k.id, k.wrapped from private.medical_keys k
  where k.organization_id = any (private.descendants(nullif(current_setting('app.org_id', true), '')::uuid))
    and current_setting('app.can', true) like '%,organization.export,%' and private.may_use_medical_keys()
$$;


ALTER FUNCTION private.portable_medical_keys() OWNER TO tryzore_definer;

--
-- Name: FUNCTION portable_medical_keys(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.portable_medical_keys() IS 'The medical keys of the entered organization and those below it, as the server has wrapped them, for whoever exports it.';


--
-- Name: portable_rows(text[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.portable_rows(p_without text[]) RETURNS TABLE(title text, content text)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET "TimeZone" TO 'UTC'
    SET "DateStyle" TO 'ISO'
    SET "IntervalStyle" TO 'postgres'
    AS $_$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_head constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_tree constant uuid[] := private.descendants(v_head);
  v_above uuid;
  v_table record;
begin
  perform set_config('app.scope', v_tree::text, true);
  select o.parent_organization_id into v_above from crm.organizations o where o.id = v_head;
  for v_table in
    select t.title, t.columns, (select string_agg(format('t.%I', a.attname), ', ' order by k.place)
      from pg_index i cross join lateral unnest(i.indkey::int2[]) with ordinality k (number, place)
      join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
      where i.indrelid = t.title::regclass and i.indisprimary) as key
    from private.portable_tables() t where t.title <> all (p_without) order by t.level, t.title
  loop
    return query execute format('select %L::text, to_json(r)::text from (select %s from %s t where (%s)%s order by %s) r',
      v_table.title, (
        select string_agg(format(case c
          -- What was below another is the head of what leaves.
          when 'root_organization_id' then '$2 as %1$I'
          when 'parent_organization_id' then 'nullif(t.%1$I, $3) as %1$I' else 't.%1$I' end, c), ', ')
        from unnest(v_table.columns) c),
      v_table.title::regclass, private.portable_rows_of(v_table.title, 't'),
      case when 'location_id' = any (v_table.columns) then ' and t.location_id = any ($1)' end, v_table.key)
    using v_tree, v_head, v_above;
  end loop;
  perform set_config('app.scope', v_scope, true);
end
$_$;


ALTER FUNCTION private.portable_rows(p_without text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION portable_rows(p_without text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.portable_rows(p_without text[]) IS 'All rows of the entered organization and those below it, as one moment saw them, each as JSON: tables in an order in which they can be written, rows by primary key. It is the head of them, whatever it is below here.';


--
-- Name: portable_rows_of(text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.portable_rows_of(p_title text, p_alias text) RETURNS text
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_column text;
  v_condition text;
begin
  select t.organization_column into strict v_column from private.portable_tables() t where t.title = p_title;
  if v_column is not null then
    return format('%s.%I = any ($1)', p_alias, v_column);
  end if;
  -- Somebody's own row goes along if a row that goes along refers to it.
  select string_agg(format('%s.%I in (select %s.%I from %s %s where %s)', p_alias, b.attname, p_alias || 'r', a.attname,
    t.title::regclass, p_alias || 'r', private.portable_rows_of(t.title, p_alias || 'r')), ' or ')
  into v_condition
  from private.portable_tables() t
  join pg_constraint f on f.contype = 'f' and f.conrelid = t.title::regclass and f.confrelid = p_title::regclass and cardinality(f.conkey) = 1
  join pg_attribute a on a.attrelid = f.conrelid and a.attnum = f.conkey[1]
  join pg_attribute b on b.attrelid = f.confrelid and b.attnum = f.confkey[1];
  return coalesce(v_condition, 'false');
end
$_$;


ALTER FUNCTION private.portable_rows_of(p_title text, p_alias text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION portable_rows_of(p_title text, p_alias text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.portable_rows_of(p_title text, p_alias text) IS 'The condition that finds a table''s rows of the organizations $1.';


--
-- Name: portable_tables(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.portable_tables() RETURNS TABLE(title text, organization_column text, columns text[], level integer)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_left text[];
  v_free text[];
begin
  level := 0;
  v_left := array(
    select t.table_name from private.audited_tables t
    where t.stays is null and (t.portable <> '{}' or t.organization_column is not null and t.table_name ~ '^(crm|audit)\.')
      -- What cannot be written without a secret stays with it.
      and not exists (select from pg_attribute a
        where a.attrelid = t.table_name::regclass and a.attnotnull and not a.atthasdef and t.organization_column is not null
          and a.attname = any (t.secret) and a.attname <> all (t.portable)));
  while v_left <> '{}' loop
    v_free := array(
      select left_one from unnest(v_left) left_one
      where not exists (select from pg_constraint f
        where f.contype = 'f' and f.conrelid = left_one::regclass and f.confrelid <> f.conrelid
          and exists (select from unnest(v_left) other where other::regclass = f.confrelid)));
    if v_free = '{}' then
      raise exception 'tables refer to each other: %', v_left using errcode = '2BP01';
    end if;
    level := level + 1;
    return query
      select t.table_name, t.organization_column, array(
        select a.attname::text from pg_attribute a
        where a.attrelid = t.table_name::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
          and (a.attname = any (t.portable) or t.organization_column is not null and a.attname <> all (t.secret))
        order by a.attnum), level
      from private.audited_tables t where t.table_name = any (v_free) order by 1;
    v_left := array(select left_one from unnest(v_left) left_one where left_one <> all (v_free));
  end loop;
end
$$;


ALTER FUNCTION private.portable_tables() OWNER TO tryzore_definer;

--
-- Name: FUNCTION portable_tables(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.portable_tables() IS 'What an export of an organization holds: tables, what of each refers to the organization, columns that can be written, and how far each lies from tables that refer to none.';


--
-- Name: prepare_reset(text, bytea, interval); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval) RETURNS TABLE(user_id uuid, email text, first_name text, locale text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  select u.id, u.email, u.first_name, u.locale into user_id, email, first_name, locale
  from private.identities i join crm.users u on u.id = i.user_id
  where i.issuer = 'tryzore' and i.subject = p_email_key;
  if found then
    perform private.issue_mail_token(user_id, 'password_reset', p_hash, p_lifetime);
    return next;
  end if;
end
$$;


ALTER FUNCTION private.prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval) OWNER TO tryzore_definer;

--
-- Name: FUNCTION prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval) IS 'Keeps a token for the person of that address and answers whom to write to; no row for an unknown one.';


--
-- Name: preview_invitation(uuid, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.preview_invitation(p_organization uuid, p_hash bytea) RETURNS TABLE(organization_name text, role text, expires_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_invitation crm.invitations;
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  select i.* into v_invitation from crm.invitations i
  where i.organization_id = p_organization and i.token_hash = p_hash and i.accepted_at is null and i.revoked_at is null
    and i.expires_at > clock_timestamp();
  if found and private.may_invite(v_invitation) then
    return query select o.name, v_invitation.role, v_invitation.expires_at from crm.organizations o where o.id = p_organization;
  end if;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.preview_invitation(p_organization uuid, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION preview_invitation(p_organization uuid, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.preview_invitation(p_organization uuid, p_hash bytea) IS 'To what the holder of a token is invited; no row for one that is unknown, used, replaced, taken back, too old, or of somebody who may no longer invite.';


--
-- Name: purge_clients(integer); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.purge_clients(p_limit integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  -- Time and version of a UUIDv7; each erasure adds random bits of its own.
  v_time constant text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
  v_id_start constant text := substr(v_time, 1, 8) || '-' || substr(v_time, 9, 4) || '-7';
  v_client uuid;
  v_erasure uuid;
  v_purged bigint := 0;
begin
  for v_client in
    select c.id from crm.client_organizations c
    where c.organization_id = v_organization and c.erased_at is null and c.deleted_at < now() - private.kept('deleted_clients')
    order by c.deleted_at limit p_limit
  loop
    select e.id into v_erasure from crm.privacy_erasures e
    where e.organization_id = v_organization and e.client_id = v_client and e.status in ('requested', 'approved') for update;
    if not found then
      v_erasure := (v_id_start || substr(gen_random_uuid()::text, 16))::uuid;
    end if;
    perform private.reapply_erasure(v_erasure, v_client, null, now());
    v_purged := v_purged + 1;
  end loop;
  return v_purged;
end
$$;


ALTER FUNCTION private.purge_clients(p_limit integer) OWNER TO tryzore_definer;

--
-- Name: FUNCTION purge_clients(p_limit integer); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.purge_clients(p_limit integer) IS 'Erases clients of the entered organization that were deleted long enough ago; answers how many.';


--
-- Name: purge_invitations(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.purge_invitations() RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_purged bigint;
begin
  delete from crm.invitations i
  where i.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and i.accepted_at is null
    and least(i.revoked_at, i.expires_at) < now() - private.kept('invitations');
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;


ALTER FUNCTION private.purge_invitations() OWNER TO tryzore_definer;

--
-- Name: FUNCTION purge_invitations(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.purge_invitations() IS 'Deletes invitations of the entered organization that came to nothing long enough ago; answers how many.';


--
-- Name: read_export(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.read_export(p_export uuid) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.file from private.export_files f
  join crm.privacy_exports x on x.organization_id = f.organization_id and x.id = f.id
  where f.id = p_export and f.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and x.requested_by = nullif(current_setting('app.user_id', true), '')::uuid
    and current_setting('app.can', true) like '%,privacy.manage,%'
    and f.created_at > now() - private.kept('exports')
$$;


ALTER FUNCTION private.read_export(p_export uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION read_export(p_export uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.read_export(p_export uuid) IS 'The file of an export for who asked for it, until it expires; null for everybody else.';


--
-- Name: read_transfer_file(uuid, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.read_transfer_file(p_id uuid, p_part text) RETURNS bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select f.file from private.transfer_files f
  where f.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and f.id = p_id and f.part = p_part
    and private.may_see_transfer(p_id) and f.created_at > now() - private.kept('transfers')
$$;


ALTER FUNCTION private.read_transfer_file(p_id uuid, p_part text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION read_transfer_file(p_id uuid, p_part text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.read_transfer_file(p_id uuid, p_part text) IS 'A part of an import or export, until it expires; null where there is none, or it is not for who entered.';


--
-- Name: reapply_erasure(uuid, uuid, uuid, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  insert into crm.privacy_erasures as e (organization_id, id, client_id, user_id, status, erased_at)
  select c.organization_id, p_erasure, c.id, p_user, 'erased', p_erased_at from crm.client_organizations c
  where c.organization_id = v_organization and c.id = p_client
  on conflict (organization_id, id) do update set status = 'erased', user_id = excluded.user_id, erased_at = excluded.erased_at
    where e.status <> 'erased';
  return private.perform_erasure(p_erasure);
end
$$;


ALTER FUNCTION private.reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone) IS 'Writes a line of a ledger into the entered organization and erases again; false if it has no such client.';


--
-- Name: refresh_client_statistics(); Type: FUNCTION; Schema: private; Owner: tryzore_owner
--

CREATE FUNCTION private.refresh_client_statistics() RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  analyze (skip_locked)
    crm.client_organizations (organization_id, client_id, external_id, email_key, sort_name, member_number),
    crm.client_import_rows
$$;


ALTER FUNCTION private.refresh_client_statistics() OWNER TO tryzore_owner;

--
-- Name: FUNCTION refresh_client_statistics(); Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON FUNCTION private.refresh_client_statistics() IS 'Tells the planner what the running import has written, which nobody else can see yet.';


--
-- Name: refuse(uuid, uuid, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.refuse(p_session uuid, p_organization uuid, p_permission text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_session private.sessions;
begin
  select s.* into v_session from private.sessions s where s.id = p_session;
  if v_session.revoked_at is not null or (v_session.expires_at > now()) is not true then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if (v_session.open_organization_id = p_organization) is not true then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  if (p_permission = any (v_session.permissions)) is false then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = p_permission;
  end if;
  raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
end
$$;


ALTER FUNCTION private.refuse(p_session uuid, p_organization uuid, p_permission text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION refuse(p_session uuid, p_organization uuid, p_permission text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.refuse(p_session uuid, p_organization uuid, p_permission text) IS 'Says why the door stayed shut.';


--
-- Name: refuse_code(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.refuse_code() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  raise exception 'the code does not count' using errcode = '28000', constraint = 'code_invalid';
end
$$;


ALTER FUNCTION private.refuse_code() OWNER TO tryzore_definer;

--
-- Name: FUNCTION refuse_code(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.refuse_code() IS 'Refuses a code that is wrong or was used.';


--
-- Name: refuse_erased(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.refuse_erased() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_is_erased boolean;
begin
  -- Held, whatever it is: whoever erases it waits, and who waited for that sees it.
  select c.erased_at is not null into v_is_erased from crm.client_organizations c
  where c.organization_id = new.organization_id and c.id = new.client_id for key share;
  if v_is_erased then
    raise exception 'the client was erased' using errcode = '55000', constraint = 'client_erased';
  end if;
  return new;
end
$$;


ALTER FUNCTION private.refuse_erased() OWNER TO tryzore_definer;

--
-- Name: FUNCTION refuse_erased(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.refuse_erased() IS 'Nothing more is written about a client that was erased.';


--
-- Name: refuse_unknown(text[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.refuse_unknown(p_permissions text[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (
    select from unnest(p_permissions) as named (slug)
    where not exists (select from private.permissions p where p.slug = named.slug)
  ) then
    raise exception 'a permission is unknown' using errcode = '23503', constraint = 'permission_not_found';
  end if;
end
$$;


ALTER FUNCTION private.refuse_unknown(p_permissions text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION refuse_unknown(p_permissions text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.refuse_unknown(p_permissions text[]) IS 'Only permissions that exist are granted, denied or added.';


--
-- Name: remember_device(uuid, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.remember_device(p_user uuid, p_hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into private.devices as d (user_id, hash) values (p_user, p_hash)
  on conflict (user_id, hash) do update set last_used_at = now();
  -- Nobody has more; whoever throws the token away each time has no endless list.
  delete from private.devices d where d.user_id = p_user and d.hash <> p_hash
    and d.hash in (select old.hash from private.devices old where old.user_id = p_user and old.hash <> p_hash
      order by old.last_used_at desc offset 19);
end
$$;


ALTER FUNCTION private.remember_device(p_user uuid, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION remember_device(p_user uuid, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.remember_device(p_user uuid, p_hash bytea) IS 'Knows a device from now on; of one person the 20 that were used last.';


--
-- Name: remove_my_second_factor(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.remove_my_second_factor() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := private.entered_person();
begin
  delete from private.second_factors f where f.user_id = v_user;
  if not found then
    raise exception 'there is none' using errcode = 'P0002', constraint = 'second_factor_not_found';
  end if;
end
$$;


ALTER FUNCTION private.remove_my_second_factor() OWNER TO tryzore_definer;

--
-- Name: FUNCTION remove_my_second_factor(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.remove_my_second_factor() IS 'The person who entered signs in by password alone again; their recovery codes are dead.';


--
-- Name: replace_my_recovery_codes(bytea[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.replace_my_recovery_codes(p_hashes bytea[]) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := private.entered_person();
begin
  -- Held, so that two who do this at once leave ten codes and not twenty.
  perform from private.second_factors f where f.user_id = v_user and f.confirmed_at is not null for update;
  if not found then
    raise exception 'there is none' using errcode = 'P0002', constraint = 'second_factor_not_found';
  end if;
  delete from private.recovery_codes r where r.user_id = v_user;
  insert into private.recovery_codes (user_id, hash) select v_user, h.hash from unnest(p_hashes) h (hash);
end
$$;


ALTER FUNCTION private.replace_my_recovery_codes(p_hashes bytea[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION replace_my_recovery_codes(p_hashes bytea[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.replace_my_recovery_codes(p_hashes bytea[]) IS 'Keeps new recovery codes; those before are dead.';


--
-- Name: require_owner(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.require_owner(p_organization uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  -- Whoever comes second waits here and then counts, in a statement of its own, what the first left.
  update crm.organizations set owners_version = owners_version + 1 where id = p_organization;
  if not found then
    raise exception 'the organization was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
  perform from crm.user_organizations m
    where m.organization_id = p_organization and m.role = 'owner' and m.left_at is null;
  if not found then
    raise exception 'an organization keeps an owner' using errcode = '23514', constraint = 'last_owner';
  end if;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.require_owner(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION require_owner(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.require_owner(p_organization uuid) IS 'An organization keeps an owner; two who resign at once meet at its row.';


--
-- Name: require_ownership(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.require_ownership() RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if current_setting('app.role_rank', true) is distinct from '50' then
    raise exception 'owners only' using errcode = '42501', constraint = 'owner_required';
  end if;
end
$$;


ALTER FUNCTION private.require_ownership() OWNER TO tryzore_definer;

--
-- Name: FUNCTION require_ownership(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.require_ownership() IS 'Goes on only for an owner of the organization that was entered.';


--
-- Name: require_step_up(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.require_step_up() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (select case when private.needs_second_factor(s.user_id) then s.second_factor_at else s.authenticated_at end
      > now() - interval '5 minutes'
    from private.sessions s where s.id = nullif(current_setting('app.session_id', true), '')::uuid) is not true then
    raise exception 'too long ago' using errcode = '42501', constraint = 'step_up_required';
  end if;
end
$$;


ALTER FUNCTION private.require_step_up() OWNER TO tryzore_definer;

--
-- Name: FUNCTION require_step_up(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.require_step_up() IS 'After a door: goes on only if the person of the session proved within five minutes who they are, by a second factor if they have one.';


--
-- Name: reseal(text, uuid, text, bytea, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if p_kind = 'medical_key' then
    update private.medical_keys k set wrapped = p_new
    where k.organization_id = p_organization and k.id = p_id and k.wrapped = p_old;
  else
    update private.second_factors f set seed = p_new where f.user_id = p_id::uuid and f.seed = p_old;
  end if;
  return found;
end
$$;


ALTER FUNCTION private.reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea) IS 'Puts the same, encrypted with another master key, in the place of what list_sealed named; answers whether it was still that.';


--
-- Name: reset_password(bytea, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.reset_password(p_hash bytea, p_password_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := private.use_mail_token('password_reset', p_hash);
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', v_user::text, true); -- the audit log's actor
  -- Whoever first proves that the address is theirs owns the account: what somebody else put there before that goes.
  if exists (select from crm.users u where u.id = v_user and u.email_verified_at is null) then
    delete from private.second_factors f where f.user_id = v_user;
    delete from private.identities i where i.user_id = v_user and i.issuer <> 'tryzore';
    delete from private.devices d where d.user_id = v_user;
  end if;
  perform private.set_password(v_user, p_password_hash, null);
  perform private.mark_verified(v_user);
  perform set_config('app.user_id', v_actor, true);
end
$$;


ALTER FUNCTION private.reset_password(p_hash bytea, p_password_hash text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION reset_password(p_hash bytea, p_password_hash text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.reset_password(p_hash bytea, p_password_hash text) IS 'Sets the password of who got the token by mail, and ends all their sessions; the first proof of an address also takes away second factor and other identities. token_invalid as in verify_email.';


--
-- Name: resolve_sessions(uuid, uuid[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.resolve_sessions(p_user uuid, p_organizations uuid[]) RETURNS void
    LANGUAGE sql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  update private.sessions s
  set (role, role_rank, permissions) =
    (select a.role, a.role_rank, a.permissions from private.access(s.user_id, s.organization_id) a)
  where s.organization_id is not null and s.revoked_at is null and s.expires_at > now()
    and (p_user is null or s.user_id = p_user)
    and (p_organizations is null or s.organization_id = any (p_organizations))
$$;


ALTER FUNCTION private.resolve_sessions(p_user uuid, p_organizations uuid[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION resolve_sessions(p_user uuid, p_organizations uuid[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.resolve_sessions(p_user uuid, p_organizations uuid[]) IS 'Resolves living sessions anew: of one person or all, in some organizations or all.';


--
-- Name: restore_organization(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.restore_organization(p_organization uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_is_owner boolean;
begin
  if v_user is null then
    return false;
  end if;
  perform private.lock_access(v_user, p_organization);
  perform set_config('app.scope_user_id', v_user::text, true);
  select exists (select from crm.user_organizations m where m.user_id = v_user and m.role = 'owner' and m.left_at is null
    and m.organization_id = any (private.chain(p_organization))) into v_is_owner;
  perform set_config('app.scope_user_id', v_scope_user, true);
  if not v_is_owner then
    return false;
  end if;
  -- An operator's word stands above an owner's.
  if exists (select from crm.organizations o where o.id = p_organization and o.status = 'suspended') then
    raise exception 'suspended' using errcode = '23514', constraint = 'organization_suspended';
  end if;
  update crm.organizations o set status = 'active' where o.id = p_organization;
  return true;
end
$$;


ALTER FUNCTION private.restore_organization(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION restore_organization(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.restore_organization(p_organization uuid) IS 'Opens an archived organization again, for its owner or one above it, who need not have entered it; false for anybody else.';


--
-- Name: resume_onboarding(bytea, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.resume_onboarding(p_email_hash bytea, p_resume_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update private.onboardings o set resume_hash = p_resume_hash
  where o.id = (select last.id from private.onboardings last
    where last.email_hash = p_email_hash and last.expires_at > now() and last.completed_at is null
    order by last.created_at desc, last.id desc limit 1);
  return found;
end
$$;


ALTER FUNCTION private.resume_onboarding(p_email_hash bytea, p_resume_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION resume_onboarding(p_email_hash bytea, p_resume_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.resume_onboarding(p_email_hash bytea, p_resume_hash bytea) IS 'Keeps the hash of a token that leads back to the last open wizard of that address; false where there is none.';


--
-- Name: revoke_session(uuid, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.revoke_session(p_session uuid, p_reason text) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant text := coalesce(current_setting('app.user_id', true), '');
  v_session constant text := coalesce(current_setting('app.session_id', true), '');
begin
  -- The audit log's actor, for this statement only.
  perform set_config('app.user_id', s.user_id::text, true), set_config('app.session_id', p_session::text, true)
  from private.sessions s where s.id = p_session;
  update private.sessions set revoked_at = now(), revoked_reason = p_reason
  where id = p_session and revoked_at is null;
  perform set_config('app.user_id', v_user, true), set_config('app.session_id', v_session, true);
end
$$;


ALTER FUNCTION private.revoke_session(p_session uuid, p_reason text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION revoke_session(p_session uuid, p_reason text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.revoke_session(p_session uuid, p_reason text) IS 'Ends a session and with it its refresh family; once is enough.';


--
-- Name: role_of_workos(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.role_of_workos(p_slug text) RETURNS text
    LANGUAGE sql IMMUTABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Owners are made here alone, and what is unknown is the least.
  select case when p_slug in ('admin', 'staff', 'trainer', 'member') then p_slug when p_slug = 'owner' then 'admin' else 'member' end
$$;


ALTER FUNCTION private.role_of_workos(p_slug text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION role_of_workos(p_slug text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.role_of_workos(p_slug text) IS 'What a role of WorkOS is here.';


--
-- Name: roll_up(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.roll_up(p_organization uuid) RETURNS TABLE(id uuid, name text, city text, time_zone text, status text, clients_active bigint, staff bigint, classes_today bigint)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return;
  end if;
  perform private.require_ownership();
  perform set_config('app.scope', private.descendants(p_organization)::text, true);
  return query
    select o.id, o.name, o.address ->> 'city', o.time_zone, o.status,
      (select count(*) from crm.client_organizations c
        where c.organization_id = o.id and c.status = 'active' and c.deleted_at is null),
      (select count(*) from crm.user_organizations m
        where m.organization_id = o.id and m.role <> 'member' and m.left_at is null),
      (select count(*) from crm.events e
        where e.organization_id = o.id and e.event_type = 'class' and e.status <> 'cancelled'
          and e.starts_at >= date_trunc('day', now() at time zone o.time_zone) at time zone o.time_zone
          and e.starts_at < (date_trunc('day', now() at time zone o.time_zone) + interval '1 day') at time zone o.time_zone)
    from crm.organizations o where o.id = any (private.descendants(p_organization))
    order by o.id <> p_organization, o.name, o.id limit 1000;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.roll_up(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION roll_up(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.roll_up(p_organization uuid) IS 'For the owner who entered: how the organization and each below it stands; nothing for one that was not entered.';


--
-- Name: rotate_medical_key(text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.rotate_medical_key(p_id text, p_wrapped bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  -- Waits for those who are writing with the old one: whatever comes after this is seen by the job that follows.
  update private.medical_keys k set retired_at = now() where k.organization_id = v_organization and k.retired_at is null;
  insert into private.medical_keys (organization_id, id, wrapped) values (v_organization, p_id, p_wrapped);
end
$$;


ALTER FUNCTION private.rotate_medical_key(p_id text, p_wrapped bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION rotate_medical_key(p_id text, p_wrapped bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.rotate_medical_key(p_id text, p_wrapped bytea) IS 'From now on the entered organization''s notes are encrypted with this key.';


--
-- Name: rotate_refresh(uuid, integer, bytea, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea) RETURNS TABLE(session_id uuid, user_id uuid, organization_id uuid, role text, generation integer, expires_at timestamp with time zone)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_session private.sessions;
  v_access record;
  v_token private.refresh_tokens;
begin
  select s.* into v_session from private.sessions s where s.family_id = p_family;
  if v_session.organization_id is not null then
    perform private.lock_access(v_session.user_id, v_session.organization_id);
  end if;
  select s.* into v_session from private.sessions s where s.family_id = p_family for update;
  select t.* into v_token from private.refresh_tokens t
  where t.family_id = p_family and t.generation = p_generation and t.hash = p_hash;
  if v_token.family_id is null or v_session.revoked_at is not null or v_session.expires_at <= clock_timestamp() then
    return next;
    return;
  end if;

  if p_generation < v_session.generation - 1
    or p_generation = v_session.generation - 1 and v_token.replaced_at < clock_timestamp() - interval '5 seconds' then
    -- Somebody kept an old token. Answered, not raised: the revocation has to be committed.
    perform private.revoke_session(v_session.id, 'refresh_reused');
    return next;
    return;
  end if;

  if v_session.organization_id is not null then
    select a.role, a.role_rank, a.permissions into v_access
    from private.access(v_session.user_id, v_session.organization_id) a;
    if v_access.role is null then
      return next;
      return;
    end if;
    update private.sessions s set role = v_access.role, role_rank = v_access.role_rank, permissions = v_access.permissions
    where s.id = v_session.id
      and (s.role, s.role_rank, s.permissions) is distinct from (v_access.role, v_access.role_rank, v_access.permissions);
    role := v_access.role;
  end if;
  if p_generation = v_session.generation then
    v_session.generation := p_generation + 1;
    insert into private.refresh_tokens (family_id, generation, hash)
    values (p_family, v_session.generation, p_next_hash);
    update private.refresh_tokens t set replaced_at = clock_timestamp()
    where t.family_id = p_family and t.generation = p_generation;
    update private.sessions s set generation = v_session.generation where s.id = v_session.id;
  end if;
  session_id := v_session.id;
  user_id := v_session.user_id;
  organization_id := v_session.organization_id;
  generation := v_session.generation;
  expires_at := v_session.expires_at;
  return next;
end
$$;


ALTER FUNCTION private.rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea) IS 'Exchanges a refresh token for the next generation; within 5 seconds the one before answers the same. One row always: session_id is null if the token is unknown, over, reused (which ends the session) or its person was removed.';


--
-- Name: set_my_primary(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.set_my_primary(p_organization uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', coalesce(v_user::text, ''), true);
  -- Of two at once the second comes last.
  perform from crm.user_organizations m where m.user_id = v_user order by m.organization_id for no key update;
  if not exists (select from crm.user_organizations m
    where m.organization_id = p_organization and m.user_id = v_user and m.left_at is null) then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  perform set_config('app.scope', (select array_agg(m.organization_id)::text from crm.user_organizations m where m.user_id = v_user), true);
  update crm.user_organizations m set is_primary = false where m.user_id = v_user and m.is_primary and m.organization_id <> p_organization;
  update crm.user_organizations m set is_primary = true
  where m.user_id = v_user and m.organization_id = p_organization and not m.is_primary;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;


ALTER FUNCTION private.set_my_primary(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION set_my_primary(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.set_my_primary(p_organization uuid) IS 'Where who entered enters first when they sign in: a place where they belong.';


--
-- Name: set_password(uuid, text, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.set_password(p_user uuid, p_password_hash text, p_except uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into private.credentials as c (user_id, password_hash) values (p_user, p_password_hash)
  on conflict (user_id) do update set password_hash = excluded.password_hash, updated_at = now();
  delete from private.mail_tokens t where t.user_id = p_user;
  -- Whoever knew the old password may have been on any of them.
  delete from private.devices d where d.user_id = p_user;
  perform private.revoke_session(s.id, 'password_changed') from private.sessions s
  where s.user_id = p_user and s.revoked_at is null and s.id is distinct from p_except;
end
$$;


ALTER FUNCTION private.set_password(p_user uuid, p_password_hash text, p_except uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION set_password(p_user uuid, p_password_hash text, p_except uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.set_password(p_user uuid, p_password_hash text, p_except uuid) IS 'Sets a password; what the old one had opened ends, but for one session.';


--
-- Name: settings_in_force(uuid, jsonb[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.settings_in_force(p_organization uuid, p_closer jsonb[]) RETURNS TABLE(area text, name text, value jsonb, set_by uuid)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with recursive chain as (
    select o.id, o.parent_organization_id, o.settings, o.jurisdiction, o.currency, 0 as distance
    from crm.organizations o where o.id = p_organization
    union all
    select o.id, o.parent_organization_id, o.settings, o.jurisdiction, c.currency, c.distance + 1
    from crm.organizations o join chain c on o.id = c.parent_organization_id
  ), layers as (
    select c.id as set_by, c.distance, c.currency,
      case when c.jurisdiction is null then c.settings else jsonb_set(jsonb_set(c.settings, '{compliance}',
        coalesce(c.settings -> 'compliance', '{}')), '{compliance,jurisdiction}', to_jsonb(c.jurisdiction)) end as settings
    from chain c
    union all
    select null, p.place - cardinality(p_closer) - 1, o.currency, p.settings
    from crm.organizations o, unnest(p_closer) with ordinality as p (settings, place) where o.id = p_organization
    union all
    select null, 2147483647, o.currency, private.default_settings(o.currency) from crm.organizations o where o.id = p_organization
  )
  select distinct on (a.area, v.name) a.area, v.name, v.value, l.set_by
  from layers l
  cross join lateral jsonb_each(l.settings) as a (area, settings)
  cross join lateral jsonb_each(case jsonb_typeof(a.settings) when 'object' then a.settings else '{}' end) as v (name, value)
  -- Money that was set in another currency says nothing here.
  where coalesce(v.value ->> 'currency' = l.currency, true)
  order by a.area, v.name, l.distance
$$;


ALTER FUNCTION private.settings_in_force(p_organization uuid, p_closer jsonb[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION settings_in_force(p_organization uuid, p_closer jsonb[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.settings_in_force(p_organization uuid, p_closer jsonb[]) IS 'Each setting that holds in an organization, and which organization of its chain says so; null for closer rules and defaults. p_closer are the rules of a class, its series and its plan, the closest first, in the shape of organizations.settings.';


--
-- Name: share_my_profile(uuid, boolean, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_client uuid;
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  v_client := private.find_my_record(p_organization);
  -- Held: two answers at once are one after the other.
  perform from crm.client_organizations c where c.organization_id = p_organization and c.id = v_client for update;
  if private.shares_profile(p_organization, v_client) <> p_shares then
    insert into crm.consents (organization_id, id, client_id, kind, status, source)
    values (p_organization, p_consent, v_client, 'profile_sharing', case when p_shares then 'given' else 'withdrawn' end, 'app');
  end if;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid) IS 'Notes whether who entered lets a gym see their profile: a consent, like others.';


--
-- Name: shared_profile(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.shared_profile(p_client uuid) RETURNS TABLE(preferences jsonb, emergency_contact jsonb, updated_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select p.preferences, p.emergency_contact, p.updated_at
  from crm.client_organizations c join crm.clients p on p.id = c.client_id
  where c.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and c.id = p_client and c.deleted_at is null
    and current_setting('app.can', true) like '%,clients.view,%'
    and current_setting('app.can', true) like '%,clients.contact.view,%'
    and private.shares_profile(c.organization_id, c.id)
$$;


ALTER FUNCTION private.shared_profile(p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION shared_profile(p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.shared_profile(p_client uuid) IS 'The own profile of a client of the entered organization, if they let it be seen.';


--
-- Name: shares_profile(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.shares_profile(p_organization uuid, p_client uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  -- Given by the person: what a gym writes down of others only takes back.
  select coalesce((
    select s.status = 'given' and s.recorded_by = p.user_id
    from crm.client_organizations c join crm.clients p on p.id = c.client_id
    join crm.consents s on s.organization_id = c.organization_id and s.client_id = c.id and s.kind = 'profile_sharing'
    where c.organization_id = p_organization and c.id = p_client
    order by s.occurred_at desc, s.id desc limit 1), false)
$$;


ALTER FUNCTION private.shares_profile(p_organization uuid, p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION shares_profile(p_organization uuid, p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.shares_profile(p_organization uuid, p_client uuid) IS 'Whether the person behind a gym''s record lets the gym see their profile; the organization is in scope.';


--
-- Name: sign_in_with(uuid, text, text, text, text, text, boolean, text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text) RETURNS TABLE(user_id uuid, is_new boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  is_new := false;
  -- Twice: whoever waited for the lock finds what the other one made.
  for v_round in 1..2 loop
    select i.user_id into user_id from private.identities i where i.issuer = p_issuer and i.subject = p_subject;
    if found then
      return next;
      return;
    end if;
    if v_round = 1 then
      perform pg_advisory_xact_lock(hashtextextended(p_issuer || chr(10) || p_subject, 0));
    end if;
  end loop;
  if p_email is null then
    raise exception 'no e-mail' using errcode = '23502', constraint = 'provider_email_missing';
  end if;
  -- Whoever has the address at the provider need not be who has the account here: that person links them, signed in.
  if exists (select from private.identities i where i.issuer = 'tryzore' and i.subject = p_email_key) then
    raise exception 'the address has an account' using errcode = '23505', constraint = 'account_exists';
  end if;
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor, for these statements only
  insert into crm.users (id, email, first_name, last_name, email_verified_at)
  values (p_user, p_email, p_first_name, p_last_name, case when p_is_verified then now() end);
  insert into private.identities (issuer, subject, user_id, provider, email)
  values (p_issuer, p_subject, p_user, p_provider, p_email);
  -- A verified address is taken from now on. One that nobody verified must not keep its owner out.
  if p_is_verified then
    begin
      insert into private.identities (issuer, subject, user_id) values ('tryzore', p_email_key, p_user);
    exception when unique_violation then
      raise exception 'the address has an account' using errcode = '23505', constraint = 'account_exists';
    end;
  end if;
  perform set_config('app.user_id', v_actor, true);
  user_id := p_user;
  is_new := true;
  return next;
end
$$;


ALTER FUNCTION private.sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text) IS 'Whose identity it is; an unknown one makes a person, unless the address has an account: account_exists. An address alone is nobody''s identity.';


--
-- Name: sign_reversal(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.sign_reversal() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  new.reversed_by := case when new.reversed_at is not null then nullif(current_setting('app.user_id', true), '')::uuid end;
  return new;
end
$$;


ALTER FUNCTION private.sign_reversal() OWNER TO tryzore_definer;

--
-- Name: FUNCTION sign_reversal(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.sign_reversal() IS 'Whoever takes a use back is named by the session.';


--
-- Name: sign_up(uuid, text, text, text, text, text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor, for these statements only
  insert into crm.users (id, email, first_name, last_name) values (p_user, p_email, p_first_name, p_last_name);
  insert into private.identities (issuer, subject, user_id) values ('tryzore', p_email_key, p_user);
  insert into private.credentials (user_id, password_hash) values (p_user, p_password_hash);
  perform set_config('app.user_id', v_user, true);
end
$$;


ALTER FUNCTION private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text) IS 'Makes a person with an e-mail identity and a password; identity_exists if the address is known.';


--
-- Name: spend(text[], bytea[], integer[], double precision[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_wait double precision;
begin
  -- First without locks: whoever is refused anyway waits for nobody, and nobody for them.
  for v_round in 1..2 loop
    select max(extract(epoch from b.spent_until - v_now) - (w.burst - 1) * w.seconds) into v_wait
    from unnest(p_names, p_keys, p_bursts, p_seconds) as w (name, key, burst, seconds)
    join private.budgets b on b.name = w.name and b.key = w.key;
    if v_wait > 0 then
      return ceil(v_wait);
    end if;
    if v_round = 1 then
      insert into private.budgets (name, key, spent_until)
      select w.name, w.key, v_now from unnest(p_names, p_keys) as w (name, key) order by w.name, w.key
      on conflict do nothing;
      -- In one order, so that no two wait for each other.
      perform from private.budgets b
      where (b.name, b.key) in (select w.name, w.key from unnest(p_names, p_keys) as w (name, key))
      order by b.name, b.key for update;
    end if;
  end loop;
  update private.budgets b set spent_until = greatest(b.spent_until, v_now) + make_interval(secs => w.seconds)
  from unnest(p_names, p_keys, p_seconds) as w (name, key, seconds)
  where b.name = w.name and b.key = w.key;
  return 0;
end
$$;


ALTER FUNCTION private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]) IS 'Takes one try out of each budget, or out of none: answers 0, or after how many seconds there is one. A budget holds a burst of tries and gets one back each so many seconds.';


--
-- Name: spread_overlap_rules(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.spread_overlap_rules() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- What is over overlaps with nothing that is still to be planned, and may be very much.
  update crm.events e
  set forbids_room_overlap = new.forbids_room_overlap, forbids_trainer_overlap = new.forbids_trainer_overlap
  where e.organization_id = new.id and e.ends_at > now();
  return null;
end
$$;


ALTER FUNCTION private.spread_overlap_rules() OWNER TO tryzore_definer;

--
-- Name: FUNCTION spread_overlap_rules(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.spread_overlap_rules() IS 'A changed rule holds for every event that is not over, or is refused by the first overlap.';


--
-- Name: staff_locations(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.staff_locations(p_user uuid) RETURNS TABLE(organization_id uuid, organization_name text, role text, title text, is_primary boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  if not exists (select from crm.user_organizations m where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and m.user_id = p_user and m.left_at is null) then
    raise exception 'nobody of this organization' using errcode = 'P0002', constraint = 'not_found';
  end if;
  if (current_setting('app.role_rank', true) = '50') is not true then
    raise exception 'owners alone' using errcode = '42501', constraint = 'outranked';
  end if;
  perform set_config('app.scope', private.owned_locations()::text, true);
  return query select o.id, o.name, m.role, m.title, m.is_primary
    from crm.user_organizations m join crm.organizations o on o.id = m.organization_id
    where m.organization_id = any (nullif(current_setting('app.scope', true), '')::uuid[])
      and m.user_id = p_user and m.left_at is null
    order by m.is_primary desc, o.name, o.id;
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.staff_locations(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION staff_locations(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.staff_locations(p_user uuid) IS 'For an owner: where in the chain, as far as it is theirs, somebody of the entered organization works.';


--
-- Name: stage_rows(uuid, text, bigint, text[]); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.staged_rows (import_id, title, number, content)
  select p_import, p_title, p_first + r.place - 1, r.content::jsonb from unnest(p_rows) with ordinality r (content, place)
$$;


ALTER FUNCTION private.stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]) OWNER TO tryzore_definer;

--
-- Name: FUNCTION stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]) IS 'Puts rows of an organization where import_organization finds them.';


--
-- Name: start_my_second_factor(bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.start_my_second_factor(p_seed bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  insert into private.second_factors as f (user_id, seed) values (private.entered_person(), p_seed)
  on conflict (user_id) do update set seed = excluded.seed, created_at = now() where f.confirmed_at is null;
  if not found then
    raise exception 'there is one already' using errcode = '23505', constraint = 'second_factor_exists';
  end if;
end
$$;


ALTER FUNCTION private.start_my_second_factor(p_seed bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION start_my_second_factor(p_seed bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.start_my_second_factor(p_seed bytea) IS 'Keeps a new seed, in the place of one that was not confirmed; second_factor_exists where one was.';


--
-- Name: start_onboarding(uuid, bytea, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  insert into private.onboardings (id, token_hash, expires_at) values (p_id, p_hash, p_expires_at)
$$;


ALTER FUNCTION private.start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone) OWNER TO tryzore_definer;

--
-- Name: FUNCTION start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone) IS 'Begins a wizard.';


--
-- Name: start_session(uuid, uuid, uuid, uuid, bytea, timestamp with time zone, text, inet, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet, p_authenticated_at timestamp with time zone, p_second_factor_at timestamp with time zone, OUT role text) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_access record;
  v_user constant text := coalesce(current_setting('app.user_id', true), '');
  v_session constant text := coalesce(current_setting('app.session_id', true), '');
begin
  if p_organization is not null then
    perform private.lock_access(p_user, p_organization);
  end if;
  select a.role, a.role_rank, a.permissions into v_access from private.access(p_user, p_organization) a;
  if p_organization is not null and v_access.role is null then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  -- The audit log's actor, for these statements only.
  perform set_config('app.user_id', p_user::text, true), set_config('app.session_id', p_session::text, true);
  insert into private.sessions (id, user_id, organization_id, client_id, role, role_rank, permissions,
    family_id, user_agent, ip_address, expires_at, authenticated_at, second_factor_at)
  values (p_session, p_user, p_organization, (select c.id from crm.clients c where c.user_id = p_user),
    v_access.role, v_access.role_rank, v_access.permissions,
    p_family, left(p_user_agent, 512), p_ip, p_expires_at, p_authenticated_at, p_second_factor_at);
  insert into private.refresh_tokens (family_id, generation, hash) values (p_family, 0, p_refresh_hash);
  perform set_config('app.user_id', v_user, true), set_config('app.session_id', v_session, true);
  role := v_access.role;
end
$$;


ALTER FUNCTION private.start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet, p_authenticated_at timestamp with time zone, p_second_factor_at timestamp with time zone, OUT role text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet, p_authenticated_at timestamp with time zone, p_second_factor_at timestamp with time zone, OUT role text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet, p_authenticated_at timestamp with time zone, p_second_factor_at timestamp with time zone, OUT role text) IS 'Writes a session and generation 0 of its refresh family; not_a_member if the person may do nothing there.';


--
-- Name: step_up(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.step_up() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := private.entered_person();
  v_used constant boolean := private.used_second_factor(v_user);
begin
  if private.needs_second_factor(v_user) and not v_used then
    raise exception 'a second factor is missing' using errcode = '28000', constraint = 'second_factor_required';
  end if;
  update private.sessions s
  set authenticated_at = now(), second_factor_at = case when v_used then now() else s.second_factor_at end
  where s.id = nullif(current_setting('app.session_id', true), '')::uuid;
end
$$;


ALTER FUNCTION private.step_up() OWNER TO tryzore_definer;

--
-- Name: FUNCTION step_up(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.step_up() IS 'Notes that the person of the session that entered has just proved who they are: by a code that counted in this transaction, or by a password that the server checked where there is no second factor.';


--
-- Name: switch_session(uuid, uuid, uuid, uuid, bytea, timestamp with time zone, text, inet); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) RETURNS TABLE(organization_id uuid, role text)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_current private.sessions;
begin
  select s.* into v_current from private.sessions s
  where s.id = p_current and s.revoked_at is null and s.expires_at > now();
  if v_current.user_id is null then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if p_organization is null then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  organization_id := p_organization;
  -- Nobody proves anything by going from one organization to the next.
  -- Nor does anybody live longer by it.
  role := private.start_session(p_session, v_current.user_id, p_organization, p_family, p_refresh_hash,
    least(p_expires_at, v_current.expires_at), p_user_agent, p_ip, v_current.authenticated_at, v_current.second_factor_at);
  insert into private.provider_sessions (session_id, issuer, provider_session)
  select p_session, p.issuer, p.provider_session from private.provider_sessions p where p.session_id = p_current;
  return next;
end
$$;


ALTER FUNCTION private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) OWNER TO tryzore_definer;

--
-- Name: FUNCTION switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) IS 'Opens another session of the same person in another organization, as fresh as the current one, which lives on.';


--
-- Name: take_over_onboarding(bytea, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.take_over_onboarding(p_resume_hash bytea, p_hash bytea) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Anybody may have begun it with this address: their token ends here, and so does the password that they chose.
  update private.onboardings o set version = o.version + 1, token_hash = p_hash, resume_hash = null, account = null
  where o.resume_hash = p_resume_hash and o.expires_at > now() and o.completed_at is null;
  return found;
end
$$;


ALTER FUNCTION private.take_over_onboarding(p_resume_hash bytea, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION take_over_onboarding(p_resume_hash bytea, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.take_over_onboarding(p_resume_hash bytea, p_hash bytea) IS 'Gives a wizard to whoever has the mail''s token, once: another token leads to it from now on, and the account is to be answered again; false where there is no open one of that mail.';


--
-- Name: take_place(uuid, uuid, boolean); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.take_place(p_organization uuid, p_event uuid, p_is_override boolean) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Whoever comes second waits here and then sees the count that the first left.
  update crm.events e set current_participants = e.current_participants + 1
  where e.organization_id = p_organization and e.id = p_event
    and (e.max_participants is null
      or e.current_participants < case when p_is_override then coalesce(e.staff_capacity, e.max_participants) else e.max_participants end);
  if found then
    return;
  end if;
  if exists (select from crm.events e where e.organization_id = p_organization and e.id = p_event) then
    raise exception 'the event is full' using errcode = '23514', constraint = 'event_full';
  end if;
  raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
end
$$;


ALTER FUNCTION private.take_place(p_organization uuid, p_event uuid, p_is_override boolean) OWNER TO tryzore_definer;

--
-- Name: FUNCTION take_place(p_organization uuid, p_event uuid, p_is_override boolean); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.take_place(p_organization uuid, p_event uuid, p_is_override boolean) IS 'Takes a place under the limit in force: the capacity, for an override that of staff.';


--
-- Name: tell_workos_membership(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.tell_workos_membership() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if exists (select from private.identities i where i.user_id = new.user_id and i.provider = 'workos') then
    perform private.add_workos_job(new.organization_id, 'workos.push', '{}');
  end if;
  return null;
end
$$;


ALTER FUNCTION private.tell_workos_membership() OWNER TO tryzore_definer;

--
-- Name: FUNCTION tell_workos_membership(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.tell_workos_membership() IS 'Has a job bring a membership to WorkOS, if the person is known there.';


--
-- Name: tell_workos_organization(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.tell_workos_organization() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  perform private.add_workos_job(new.id, 'workos.push', '{}');
  return null;
end
$$;


ALTER FUNCTION private.tell_workos_organization() OWNER TO tryzore_definer;

--
-- Name: FUNCTION tell_workos_organization(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.tell_workos_organization() IS 'Has a job bring an organization''s name to WorkOS.';


--
-- Name: touch(); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.touch() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
begin
  new.version := old.version + 1;
  new.updated_at := pg_catalog.now();
  return new;
end
$$;


ALTER FUNCTION private.touch() OWNER TO tryzore_definer;

--
-- Name: FUNCTION touch(); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.touch() IS 'Counts the row''s version and dates its change; the version is what If-Match compares.';


--
-- Name: undo_merge(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.undo_merge(p_merged uuid) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_merge crm.client_merges;
  v_now jsonb;
  v_part jsonb;
begin
  if (current_setting('app.can', true) like '%,clients.delete,%') is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = 'clients.delete';
  end if;
  -- The client first, as a merge does.
  perform from crm.client_organizations c join crm.client_merges m on m.organization_id = c.organization_id and m.client_id = c.id
  where m.organization_id = v_organization and m.id = p_merged for update of c;
  select m.* into v_merge from crm.client_merges m where m.organization_id = v_organization and m.id = p_merged for update;
  if not found then
    return null;
  end if;
  -- In the order in which they were made: what came later stands on what came before.
  if v_merge.kept_before ->> 'id' <> v_merge.client_id::text or exists (
    select from crm.client_merges m where m.organization_id = v_organization and m.client_id = v_merge.client_id
      and (m.created_at, m.id) > (v_merge.created_at, v_merge.id)) then
    raise exception 'a later merge stands on it' using errcode = '55000', constraint = 'later_merge';
  end if;
  select to_jsonb(c) into v_now from crm.client_organizations c where c.organization_id = v_organization and c.id = v_merge.client_id;
  -- Whoever has unlinked themselves since stays so.
  if v_merge.merged ->> 'client_id' is distinct from v_now ->> 'client_id' then
    v_merge.merged := v_merge.merged || '{"client_id": null}';
  end if;
  -- What was changed since is left as it is.
  select v_now || coalesce(jsonb_object_agg(b.key, b.value), '{}') into v_now from jsonb_each(v_merge.kept_before) b
  where v_merge.kept_after -> b.key = v_now -> b.key;
  perform private.write_merged(v_merge.client_id, v_now);
  execute format('insert into crm.client_organizations (%1$s) select %1$s from jsonb_populate_record(null::crm.client_organizations, $1)',
    private.columns_of('crm.client_organizations'))
  using v_merge.merged;
  for v_part in select jsonb_array_elements(v_merge.moved) loop
    execute format('update %s t set %I = $1 where t.organization_id = $2 and t.%2$I = $3 and t.id in (select jsonb_array_elements_text($4)::uuid)',
      (v_part ->> 'table')::regclass, v_part ->> 'column')
    using p_merged, v_organization, v_merge.client_id, v_part -> 'ids';
  end loop;
  for v_part in select jsonb_array_elements(v_merge.dropped) loop
    -- A tag, a segment or a guardian may be gone by now.
    begin
      execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1) on conflict do nothing',
        (v_part ->> 'table')::regclass, private.columns_of(v_part ->> 'table'))
      using v_part -> 'row';
    exception when foreign_key_violation or object_not_in_prerequisite_state then
      null;
    end;
  end loop;
  update crm.event_participants b
  set status = o.status, cancelled_at = o.cancelled_at, cancellation_reason = o.cancellation_reason, waitlist_position = o.waitlist_position
  from jsonb_populate_recordset(null::crm.event_participants, v_merge.cancelled) o
  where b.organization_id = v_organization and b.id = o.id and b.status = 'cancelled';
  delete from crm.client_merges m where m.organization_id = v_organization and m.id = p_merged;
  return v_merge.client_id;
end
$_$;


ALTER FUNCTION private.undo_merge(p_merged uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION undo_merge(p_merged uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.undo_merge(p_merged uuid) IS 'Takes a merged record of the entered organization apart again, but for its medical note; answers which record it was part of, null where there is none.';


--
-- Name: unlink_client(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.unlink_client(p_client uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if (current_setting('app.can', true) like '%,clients.update,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.update';
  end if;
  perform private.unlink_record(nullif(current_setting('app.org_id', true), '')::uuid, p_client);
end
$$;


ALTER FUNCTION private.unlink_client(p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION unlink_client(p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.unlink_client(p_client uuid) IS 'Makes a record of the entered organization nobody''s, for who changes clients.';


--
-- Name: unlink_identity(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.unlink_identity(p_id uuid) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_removed integer;
begin
  -- One after the other: two at once must not take the last two.
  perform from crm.users u where u.id = v_user for no key update;
  delete from private.identities i where i.id = p_id and i.user_id = v_user and i.issuer <> 'tryzore';
  get diagnostics v_removed = row_count;
  if v_removed > 0 and not exists (select from private.my_identities()) then
    raise exception 'the last way in' using errcode = '23514', constraint = 'last_identity';
  end if;
  return v_removed;
end
$$;


ALTER FUNCTION private.unlink_identity(p_id uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION unlink_identity(p_id uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.unlink_identity(p_id uuid) IS 'Takes an identity off the account of the person who entered; never the password''s, never the last way in. Answers how many.';


--
-- Name: unlink_me(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.unlink_me(p_organization uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  perform private.unlink_record(p_organization, private.find_my_record(p_organization));
  perform set_config('app.scope', v_scope, true);
end
$$;


ALTER FUNCTION private.unlink_me(p_organization uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION unlink_me(p_organization uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.unlink_me(p_organization uuid) IS 'Makes a gym''s record of who entered nobody''s.';


--
-- Name: unlink_record(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.unlink_record(p_organization uuid, p_client uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user uuid;
begin
  select p.user_id into v_user
  from crm.client_organizations c join crm.clients p on p.id = c.client_id
  where c.organization_id = p_organization and c.id = p_client for update of c;
  if not found then
    raise exception 'the record is nobody''s' using errcode = 'P0002', constraint = 'not_found';
  end if;
  perform private.withdraw_sharing(p_organization, p_client);
  update crm.client_organizations c set client_id = null where c.organization_id = p_organization and c.id = p_client;
  update crm.user_organizations m set left_at = now(), is_primary = false
  where m.organization_id = p_organization and m.user_id = v_user and m.role = 'member' and m.left_at is null;
end
$$;


ALTER FUNCTION private.unlink_record(p_organization uuid, p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION unlink_record(p_organization uuid, p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.unlink_record(p_organization uuid, p_client uuid) IS 'Makes a gym''s record nobody''s and ends its person''s being a member; not_found where there is no such link. The organization is in scope.';


--
-- Name: use_authorization(bytea, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.use_authorization(p_state_hash bytea, p_browser_hash bytea) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_provider text;
begin
  -- What another browser or another person shows stays: nobody uses up a sign-in that is not theirs.
  delete from private.authorizations a
  where a.state_hash = p_state_hash and a.browser_hash = p_browser_hash and a.expires_at > clock_timestamp()
    and a.user_id is not distinct from nullif(current_setting('app.user_id', true), '')::uuid
  returning a.provider into v_provider;
  if v_provider is null then
    raise exception 'no such authorization' using errcode = 'P0002', constraint = 'authorization_invalid';
  end if;
  return v_provider;
end
$$;


ALTER FUNCTION private.use_authorization(p_state_hash bytea, p_browser_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION use_authorization(p_state_hash bytea, p_browser_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.use_authorization(p_state_hash bytea, p_browser_hash bytea) IS 'Which provider somebody comes back from, the one time that it counts; authorization_invalid if the state is unknown, used, too old, another browser''s or another person''s.';


--
-- Name: use_code(uuid, bigint); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.use_code(p_user uuid, p_step bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  -- Of two requests with one code the second waits here for the first, and finds its step taken.
  update private.second_factors f set last_step = p_step
  where f.user_id = p_user and f.confirmed_at is not null and f.last_step < p_step;
  if not found then
    perform private.refuse_code();
  end if;
  perform set_config('app.second_factor_of', p_user::text, true);
end
$$;


ALTER FUNCTION private.use_code(p_user uuid, p_step bigint) OWNER TO tryzore_definer;

--
-- Name: FUNCTION use_code(p_user uuid, p_step bigint); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.use_code(p_user uuid, p_step bigint) IS 'Takes the code of that half minute, which the server found right; code_invalid if one of it or of a later one was taken.';


--
-- Name: use_mail_token(text, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.use_mail_token(p_purpose text, p_hash bytea) RETURNS uuid
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
declare
  v_user uuid;
begin
  delete from private.mail_tokens t where t.hash = p_hash and t.purpose = p_purpose and t.expires_at > clock_timestamp()
  returning t.user_id into v_user;
  if v_user is null then
    raise exception 'no such token' using errcode = 'P0002', constraint = 'token_invalid';
  end if;
  return v_user;
end
$$;


ALTER FUNCTION private.use_mail_token(p_purpose text, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION use_mail_token(p_purpose text, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.use_mail_token(p_purpose text, p_hash bytea) IS 'Whose token it is, the one time that it counts.';


--
-- Name: use_membership(uuid, uuid, integer, integer); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  update crm.memberships m set classes_used = greatest(m.classes_used + p_classes, 0),
    classes_remaining = m.classes_remaining - p_classes,
    guest_passes_remaining = m.guest_passes_remaining - p_guest_passes
  where m.organization_id = p_organization and m.id = p_membership;
  if not found then
    raise exception 'the membership was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
end
$$;


ALTER FUNCTION private.use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer) OWNER TO tryzore_definer;

--
-- Name: FUNCTION use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer) IS 'Counts down what is left, below zero refused by the table; a reset in between leaves what was used at zero.';


--
-- Name: use_recovery_code(uuid, bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.use_recovery_code(p_user uuid, p_hash bytea) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  delete from private.recovery_codes r using private.second_factors f
  where r.user_id = p_user and r.hash = p_hash and f.user_id = r.user_id and f.confirmed_at is not null;
  if not found then
    perform private.refuse_code();
  end if;
  perform set_config('app.second_factor_of', p_user::text, true);
end
$$;


ALTER FUNCTION private.use_recovery_code(p_user uuid, p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION use_recovery_code(p_user uuid, p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.use_recovery_code(p_user uuid, p_hash bytea) IS 'Takes a recovery code, the one time that it counts; else code_invalid.';


--
-- Name: used_second_factor(uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.used_second_factor(p_user uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select coalesce(current_setting('app.second_factor_of', true) = p_user::text, false)
$$;


ALTER FUNCTION private.used_second_factor(p_user uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION used_second_factor(p_user uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.used_second_factor(p_user uuid) IS 'Whether a code of that person counted in this transaction.';


--
-- Name: verify_email(bytea); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.verify_email(p_hash bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select private.mark_verified(private.use_mail_token('verification', p_hash))
$$;


ALTER FUNCTION private.verify_email(p_hash bytea) OWNER TO tryzore_definer;

--
-- Name: FUNCTION verify_email(p_hash bytea); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.verify_email(p_hash bytea) IS 'Marks the address verified that the token was sent to; token_invalid if it is unknown, used, replaced or too old.';


--
-- Name: withdraw_sharing(uuid, uuid); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.withdraw_sharing(p_organization uuid, p_client uuid) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
begin
  if private.shares_profile(p_organization, p_client) then
    insert into crm.consents (organization_id, id, client_id, kind, status, source)
    values (p_organization, private.new_id(), p_client, 'profile_sharing', 'withdrawn', 'app');
  end if;
end
$$;


ALTER FUNCTION private.withdraw_sharing(p_organization uuid, p_client uuid) OWNER TO tryzore_definer;

--
-- Name: FUNCTION withdraw_sharing(p_organization uuid, p_client uuid); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.withdraw_sharing(p_organization uuid, p_client uuid) IS 'Notes that a person who let a gym see their profile no longer does.';


--
-- Name: workos_changes(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.workos_changes(p_issuer text) RETURNS TABLE(workos_user_id text, role text, membership_id text, membership_role text, membership_status text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  with ours as (
    select i.subject, case when m.left_at is null then m.role end as role
    from crm.user_organizations m join private.identities i on i.user_id = m.user_id and i.issuer = p_issuer
    where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
  ), theirs as (
    select m.workos_user_id, m.workos_id, m.role, m.status,
      row_number() over (partition by m.workos_user_id order by m.status = 'active' desc, m.changed_at desc) as place
    from private.workos_memberships m join private.workos_organizations w on w.workos_id = m.workos_organization_id
    where w.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.status <> 'deleted'
  )
  select o.subject, o.role, t.workos_id, t.role, t.status from ours o left join theirs t on t.workos_user_id = o.subject and t.place = 1
  where case when o.role is null then t.status in ('active', 'pending')
    else t.workos_id is null or t.status = 'inactive' or o.role not in (t.role, private.role_of_workos(t.role)) end
  order by o.subject
$$;


ALTER FUNCTION private.workos_changes(p_issuer text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION workos_changes(p_issuer text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.workos_changes(p_issuer text) IS 'Who of the entered organization is not at WorkOS what they are here: the role to have there, null for none, and the membership there, null where there is none.';


--
-- Name: workos_organization(text); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.workos_organization(p_issuer text) RETURNS TABLE(organization_id uuid, name text, workos_id text, workos_name text, is_deleted boolean)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  select o.id, o.name, w.workos_id, w.name, coalesce(w.is_deleted, false)
  from crm.organizations o left join private.workos_organizations w on w.organization_id = o.id
  where o.id = nullif(current_setting('app.org_id', true), '')::uuid
$$;


ALTER FUNCTION private.workos_organization(p_issuer text) OWNER TO tryzore_definer;

--
-- Name: FUNCTION workos_organization(p_issuer text); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.workos_organization(p_issuer text) IS 'The entered organization, and what it is at WorkOS.';


--
-- Name: write_merged(uuid, jsonb); Type: FUNCTION; Schema: private; Owner: tryzore_definer
--

CREATE FUNCTION private.write_merged(p_client uuid, p_values jsonb) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
declare
  v_columns constant text := 'first_name, last_name, sort_name, email, email_key, phone, phone_key, address, date_of_birth, gender, emergency_contact, member_number, external_id, photo_url, notes, status, client_id, joined_on, is_home, metadata';
begin
  execute format('update crm.client_organizations c set (%1$s) = (select %1$s from jsonb_populate_record(null::crm.client_organizations, $3)) where c.organization_id = $1 and c.id = $2',
    v_columns)
  using nullif(current_setting('app.org_id', true), '')::uuid, p_client, p_values;
end
$_$;


ALTER FUNCTION private.write_merged(p_client uuid, p_values jsonb) OWNER TO tryzore_definer;

--
-- Name: FUNCTION write_merged(p_client uuid, p_values jsonb); Type: COMMENT; Schema: private; Owner: tryzore_definer
--

COMMENT ON FUNCTION private.write_merged(p_client uuid, p_values jsonb) IS 'Writes all values of a record that a merge may change.';


--
-- Name: audit_logs; Type: TABLE; Schema: audit; Owner: tryzore_owner
--

CREATE TABLE audit.audit_logs (
    id uuid NOT NULL,
    organization_id uuid,
    user_id uuid,
    actor text,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_values jsonb,
    new_values jsonb,
    hidden_columns text[] DEFAULT '{}'::text[] NOT NULL,
    ip_address inet,
    user_agent text,
    session_id uuid,
    request_id text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT action_invalid CHECK ((action = ANY (ARRAY['created'::text, 'updated'::text, 'deleted'::text])))
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY audit.audit_logs FORCE ROW LEVEL SECURITY;


ALTER TABLE audit.audit_logs OWNER TO tryzore_owner;

--
-- Name: TABLE audit_logs; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON TABLE audit.audit_logs IS 'Who changed what; append-only, by month (UTC).';


--
-- Name: COLUMN audit_logs.id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.id IS 'UUIDv7.';


--
-- Name: COLUMN audit_logs.organization_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.organization_id IS 'Where it happened: of the changed row, else the organization that was entered; null at sign-in.';


--
-- Name: COLUMN audit_logs.user_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.user_id IS 'Who did it; null for an operator.';


--
-- Name: COLUMN audit_logs.actor; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.actor IS 'The operator who did it, as named at the command line.';


--
-- Name: COLUMN audit_logs.action; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.action IS 'created, updated or deleted.';


--
-- Name: COLUMN audit_logs.entity_type; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.entity_type IS 'What kind of thing was changed.';


--
-- Name: COLUMN audit_logs.entity_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.entity_id IS 'Which one.';


--
-- Name: COLUMN audit_logs.old_values; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.old_values IS 'Plain columns before: all of a deleted row, the changed ones of an updated row. Nulls are left out of whole rows.';


--
-- Name: COLUMN audit_logs.new_values; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.new_values IS 'Plain columns after: all of a created row, the changed ones of an updated row. Nulls are left out of whole rows.';


--
-- Name: COLUMN audit_logs.hidden_columns; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.hidden_columns IS 'Personal, medical and secret columns that were set or changed, by name only.';


--
-- Name: COLUMN audit_logs.ip_address; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.ip_address IS 'Where the session was opened from.';


--
-- Name: COLUMN audit_logs.user_agent; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.user_agent IS 'What opened the session.';


--
-- Name: COLUMN audit_logs.session_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.session_id IS 'The session it was done in.';


--
-- Name: COLUMN audit_logs.request_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.request_id IS 'The request it was done by.';


--
-- Name: COLUMN audit_logs.metadata; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.metadata IS 'Anything else worth knowing; never personal.';


--
-- Name: COLUMN audit_logs.created_at; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.audit_logs.created_at IS 'When the transaction began.';


--
-- Name: audit_logs_default; Type: TABLE; Schema: audit; Owner: tryzore_owner
--

CREATE TABLE audit.audit_logs_default (
    id uuid NOT NULL,
    organization_id uuid,
    user_id uuid,
    actor text,
    action text NOT NULL,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_values jsonb,
    new_values jsonb,
    hidden_columns text[] DEFAULT '{}'::text[] NOT NULL,
    ip_address inet,
    user_agent text,
    session_id uuid,
    request_id text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT action_invalid CHECK ((action = ANY (ARRAY['created'::text, 'updated'::text, 'deleted'::text])))
);

ALTER TABLE ONLY audit.audit_logs_default FORCE ROW LEVEL SECURITY;


ALTER TABLE audit.audit_logs_default OWNER TO tryzore_owner;

--
-- Name: personal_values; Type: TABLE; Schema: audit; Owner: tryzore_owner
--

CREATE TABLE audit.personal_values (
    id uuid NOT NULL,
    organization_id uuid,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_values jsonb,
    new_values jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL
)
PARTITION BY RANGE (created_at);

ALTER TABLE ONLY audit.personal_values FORCE ROW LEVEL SECURITY;


ALTER TABLE audit.personal_values OWNER TO tryzore_owner;

--
-- Name: TABLE personal_values; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON TABLE audit.personal_values IS 'What the audit log knows by name only; the one part of it that erasing a person deletes.';


--
-- Name: COLUMN personal_values.id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.id IS 'The id of its entry in audit_logs.';


--
-- Name: COLUMN personal_values.organization_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.organization_id IS 'Of the changed row alone: what a person changes about themselves is no gym''s to read.';


--
-- Name: COLUMN personal_values.entity_type; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.entity_type IS 'What kind of thing was changed.';


--
-- Name: COLUMN personal_values.entity_id; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.entity_id IS 'Which one.';


--
-- Name: COLUMN personal_values.old_values; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.old_values IS 'Personal and medical columns before.';


--
-- Name: COLUMN personal_values.new_values; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.new_values IS 'Personal and medical columns after.';


--
-- Name: COLUMN personal_values.created_at; Type: COMMENT; Schema: audit; Owner: tryzore_owner
--

COMMENT ON COLUMN audit.personal_values.created_at IS 'When the transaction began.';


--
-- Name: personal_values_default; Type: TABLE; Schema: audit; Owner: tryzore_owner
--

CREATE TABLE audit.personal_values_default (
    id uuid NOT NULL,
    organization_id uuid,
    entity_type text NOT NULL,
    entity_id uuid NOT NULL,
    old_values jsonb,
    new_values jsonb,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY audit.personal_values_default FORCE ROW LEVEL SECURITY;


ALTER TABLE audit.personal_values_default OWNER TO tryzore_owner;

--
-- Name: client_claim_codes; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_claim_codes (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    client_id uuid NOT NULL,
    code_hash bytea NOT NULL,
    expires_at timestamp with time zone DEFAULT (now() + '00:15:00'::interval) NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT hash_invalid CHECK ((octet_length(code_hash) = 32))
);

ALTER TABLE ONLY crm.client_claim_codes FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_claim_codes OWNER TO tryzore_owner;

--
-- Name: TABLE client_claim_codes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_claim_codes IS 'What a person types, signed in, to make a gym''s record theirs: once, and not for long.';


--
-- Name: COLUMN client_claim_codes.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_claim_codes.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN client_claim_codes.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_claim_codes.client_id IS 'The gym''s record of the person.';


--
-- Name: COLUMN client_claim_codes.code_hash; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_claim_codes.code_hash IS 'Keyed by the server: codes are short.';


--
-- Name: COLUMN client_claim_codes.expires_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_claim_codes.expires_at IS 'When it ends if nobody uses it.';


--
-- Name: COLUMN client_claim_codes.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_claim_codes.created_at IS 'When the client first had one.';


--
-- Name: client_guardians; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_guardians (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    guardian_id uuid,
    name text,
    phone text,
    email text,
    relationship text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT email_invalid CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT guardian_invalid CHECK ((guardian_id <> client_id)),
    CONSTRAINT guardian_unnamed CHECK ((num_nonnulls(guardian_id, name) = 1)),
    CONSTRAINT name_invalid CHECK (((char_length(name) >= 1) AND (char_length(name) <= 200))),
    CONSTRAINT phone_invalid CHECK (((char_length(phone) >= 1) AND (char_length(phone) <= 32))),
    CONSTRAINT relationship_invalid CHECK (((char_length(relationship) >= 1) AND (char_length(relationship) <= 200)))
);

ALTER TABLE ONLY crm.client_guardians FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_guardians OWNER TO tryzore_owner;

--
-- Name: TABLE client_guardians; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_guardians IS 'Who answers for a minor: another client of the gym, or somebody by name.';


--
-- Name: COLUMN client_guardians.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN client_guardians.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN client_guardians.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.client_id IS 'Whom they answer for.';


--
-- Name: COLUMN client_guardians.guardian_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.guardian_id IS 'The guardian, where they are a client of the gym.';


--
-- Name: COLUMN client_guardians.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.name IS 'The guardian, where they are not.';


--
-- Name: COLUMN client_guardians.phone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.phone IS 'How to call them.';


--
-- Name: COLUMN client_guardians.email; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.email IS 'Where to write to.';


--
-- Name: COLUMN client_guardians.relationship; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.relationship IS 'Mother, grandfather, ...';


--
-- Name: COLUMN client_guardians.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.created_at IS 'When it was noted.';


--
-- Name: COLUMN client_guardians.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.updated_at IS 'When it last changed.';


--
-- Name: COLUMN client_guardians.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_guardians.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: client_import_rows; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_import_rows (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    import_id uuid NOT NULL,
    client_id uuid NOT NULL,
    row_number bigint NOT NULL,
    CONSTRAINT row_number_invalid CHECK ((row_number > 0))
);

ALTER TABLE ONLY crm.client_import_rows FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_import_rows OWNER TO tryzore_owner;

--
-- Name: TABLE client_import_rows; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_import_rows IS 'Which record an import has touched from which row of its file; a second touch is a duplicate in the file. Emptied before the import commits.';


--
-- Name: COLUMN client_import_rows.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_import_rows.organization_id IS 'The gym that imports.';


--
-- Name: COLUMN client_import_rows.import_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_import_rows.import_id IS 'The import.';


--
-- Name: COLUMN client_import_rows.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_import_rows.client_id IS 'The gym''s record that was touched.';


--
-- Name: COLUMN client_import_rows.row_number; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_import_rows.row_number IS 'The row of the file, counted from 1.';


--
-- Name: client_medical; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_medical (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    client_id uuid NOT NULL,
    note bytea NOT NULL,
    key_id text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    fields jsonb NOT NULL,
    CONSTRAINT fields_invalid CHECK ((jsonb_typeof(fields) = 'object'::text)),
    CONSTRAINT key_id_invalid CHECK (((char_length(key_id) >= 1) AND (char_length(key_id) <= 100))),
    CONSTRAINT note_invalid CHECK (((octet_length(note) >= 29) AND (octet_length(note) <= 100000)))
);

ALTER TABLE ONLY crm.client_medical FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_medical OWNER TO tryzore_owner;

--
-- Name: TABLE client_medical; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_medical IS 'The gym''s own medical note on a client, encrypted by the server.';


--
-- Name: COLUMN client_medical.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.organization_id IS 'The gym.';


--
-- Name: COLUMN client_medical.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.client_id IS 'The gym''s record of the person.';


--
-- Name: COLUMN client_medical.note; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.note IS 'All fields as JSON, encrypted by the server with AES-256-GCM; bound to organization, table, column and row.';


--
-- Name: COLUMN client_medical.key_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.key_id IS 'The medical key that it is encrypted with.';


--
-- Name: COLUMN client_medical.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.created_at IS 'When it was first written.';


--
-- Name: COLUMN client_medical.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.updated_at IS 'When it last changed.';


--
-- Name: COLUMN client_medical.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: COLUMN client_medical.fields; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_medical.fields IS 'Which fields it has, each with when it last changed; nothing of what they say.';


--
-- Name: client_merges; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_merges (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    merged jsonb NOT NULL,
    kept_before jsonb NOT NULL,
    kept_after jsonb NOT NULL,
    moved jsonb NOT NULL,
    dropped jsonb NOT NULL,
    cancelled jsonb NOT NULL,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY crm.client_merges FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_merges OWNER TO tryzore_owner;

--
-- Name: TABLE client_merges; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_merges IS 'Records that became part of another one, with all that takes them apart again.';


--
-- Name: COLUMN client_merges.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN client_merges.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.id IS 'The id that the merged record had; so an erasure finds what the log kept of it.';


--
-- Name: COLUMN client_merges.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.client_id IS 'The record that stayed.';


--
-- Name: COLUMN client_merges.merged; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.merged IS 'The merged record as it was.';


--
-- Name: COLUMN client_merges.kept_before; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.kept_before IS 'The record that stayed, before.';


--
-- Name: COLUMN client_merges.kept_after; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.kept_after IS 'And after.';


--
-- Name: COLUMN client_merges.moved; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.moved IS 'Which rows went from one to the other: by table, the column and the ids.';


--
-- Name: COLUMN client_merges.dropped; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.dropped IS 'Rows that both had alike, and one of each is left: by table.';


--
-- Name: COLUMN client_merges.cancelled; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.cancelled IS 'Bookings as they were of an event that both had booked: one of each pair was cancelled.';


--
-- Name: COLUMN client_merges.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.created_by IS 'Who merged them.';


--
-- Name: COLUMN client_merges.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_merges.created_at IS 'When.';


--
-- Name: client_name_parts; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_name_parts (
    organization_id uuid NOT NULL,
    part text NOT NULL COLLATE pg_catalog."C",
    client_id uuid NOT NULL
);

ALTER TABLE ONLY crm.client_name_parts FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_name_parts OWNER TO tryzore_owner;

--
-- Name: TABLE client_name_parts; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_name_parts IS 'The parts of clients'' names but for the first of sort_name, so that a part finds them in any order.';


--
-- Name: COLUMN client_name_parts.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_name_parts.organization_id IS 'The gym.';


--
-- Name: COLUMN client_name_parts.part; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_name_parts.part IS 'A part of sort_name.';


--
-- Name: COLUMN client_name_parts.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_name_parts.client_id IS 'The gym''s record of the person.';


--
-- Name: client_notes; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_notes (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    body text NOT NULL,
    visibility text DEFAULT 'team'::text NOT NULL,
    is_pinned boolean DEFAULT false NOT NULL,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT body_invalid CHECK (((char_length(body) >= 1) AND (char_length(body) <= 10000))),
    CONSTRAINT visibility_invalid CHECK ((visibility = ANY (ARRAY['team'::text, 'desk'::text, 'managers'::text])))
);

ALTER TABLE ONLY crm.client_notes FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_notes OWNER TO tryzore_owner;

--
-- Name: TABLE client_notes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_notes IS 'What the gym''s people note about a client; never shown to the client.';


--
-- Name: COLUMN client_notes.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN client_notes.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN client_notes.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.client_id IS 'The gym''s record of the person.';


--
-- Name: COLUMN client_notes.body; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.body IS 'The note.';


--
-- Name: COLUMN client_notes.visibility; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.visibility IS 'team: whoever sees clients; desk: whoever changes them; managers: whoever manages staff.';


--
-- Name: COLUMN client_notes.is_pinned; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.is_pinned IS 'Whether it is shown first, and as an alert.';


--
-- Name: COLUMN client_notes.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.created_by IS 'Who wrote it; null for an operator.';


--
-- Name: COLUMN client_notes.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.created_at IS 'When it was written.';


--
-- Name: COLUMN client_notes.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.updated_at IS 'When it last changed.';


--
-- Name: COLUMN client_notes.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_notes.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: client_organizations; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.client_organizations (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid,
    first_name text NOT NULL,
    last_name text NOT NULL,
    sort_name text NOT NULL COLLATE pg_catalog."C",
    email text,
    email_key text COLLATE pg_catalog."C",
    phone text,
    phone_key text COLLATE pg_catalog."C",
    address jsonb,
    date_of_birth date,
    gender text,
    emergency_contact jsonb,
    member_number text COLLATE pg_catalog."C",
    external_id text COLLATE pg_catalog."C",
    status text DEFAULT 'active'::text NOT NULL,
    is_home boolean DEFAULT true NOT NULL,
    membership_status text,
    joined_on date,
    last_visit_at timestamp with time zone,
    visit_count integer DEFAULT 0 NOT NULL,
    notes text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    deleted_at timestamp with time zone,
    version bigint DEFAULT 1 NOT NULL,
    erased_at timestamp with time zone,
    photo_url text,
    phone_end text COLLATE pg_catalog."C",
    CONSTRAINT address_invalid CHECK ((jsonb_typeof(address) = 'object'::text)),
    CONSTRAINT email_invalid CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT email_key_invalid CHECK ((((email IS NULL) = (email_key IS NULL)) AND (email_key <> ''::text) AND (email_key = lower(email_key)) AND (char_length(email_key) <= 254))),
    CONSTRAINT emergency_contact_invalid CHECK (((jsonb_typeof(emergency_contact) = 'object'::text) AND ((emergency_contact - '{name,phone,relationship}'::text[]) = '{}'::jsonb) AND (NOT jsonb_path_exists(emergency_contact, 'strict $.*?(@.type() != "string" && @.type() != "null")'::jsonpath, '{}'::jsonb, true)))),
    CONSTRAINT external_id_invalid CHECK (((char_length(external_id) >= 1) AND (char_length(external_id) <= 255))),
    CONSTRAINT first_name_invalid CHECK (((char_length(first_name) >= 1) AND (char_length(first_name) <= 100))),
    CONSTRAINT gender_invalid CHECK (((char_length(gender) >= 1) AND (char_length(gender) <= 50))),
    CONSTRAINT last_name_invalid CHECK (((char_length(last_name) >= 1) AND (char_length(last_name) <= 100))),
    CONSTRAINT member_number_invalid CHECK (((char_length(member_number) >= 1) AND (char_length(member_number) <= 100))),
    CONSTRAINT membership_status_invalid CHECK ((membership_status = ANY (ARRAY['pending'::text, 'active'::text, 'past_due'::text, 'paused'::text, 'cancelled'::text, 'expired'::text]))),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT notes_invalid CHECK (((char_length(notes) >= 1) AND (char_length(notes) <= 10000))),
    CONSTRAINT phone_invalid CHECK (((char_length(phone) >= 1) AND (char_length(phone) <= 32))),
    CONSTRAINT phone_key_invalid CHECK ((((phone IS NOT NULL) AND (phone_key ~ '^[0-9]{1,32}$'::text)) OR (phone_key IS NULL))),
    CONSTRAINT photo_url_invalid CHECK (((photo_url ~ '^https://[^[:space:]]+$'::text) AND (char_length(photo_url) <= 2000))),
    CONSTRAINT sort_name_invalid CHECK (((sort_name <> ''::text) AND (sort_name = lower(sort_name)) AND (char_length(sort_name) <= 400))),
    CONSTRAINT status_invalid CHECK ((status = ANY (ARRAY['lead'::text, 'active'::text, 'inactive'::text, 'banned'::text, 'archived'::text]))),
    CONSTRAINT time_invalid CHECK (((isfinite(date_of_birth) IS NOT FALSE) AND (isfinite(joined_on) IS NOT FALSE) AND (isfinite(deleted_at) IS NOT FALSE))),
    CONSTRAINT visit_count_invalid CHECK ((visit_count >= 0))
);

ALTER TABLE ONLY crm.client_organizations FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.client_organizations OWNER TO tryzore_owner;

--
-- Name: TABLE client_organizations; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.client_organizations IS 'A gym''s own record of a person; its id is the API''s client id.';


--
-- Name: COLUMN client_organizations.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN client_organizations.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN client_organizations.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.client_id IS 'The person''s own profile, once the person has accepted or claimed the record; never matched by e-mail.';


--
-- Name: COLUMN client_organizations.first_name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.first_name IS 'As given.';


--
-- Name: COLUMN client_organizations.last_name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.last_name IS 'As given.';


--
-- Name: COLUMN client_organizations.sort_name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.sort_name IS 'Last name, first name transliterated to lower-case Latin by the server; lists and searches use it.';


--
-- Name: COLUMN client_organizations.email; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.email IS 'As given.';


--
-- Name: COLUMN client_organizations.email_key; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.email_key IS 'The address normalised by the server; unique among the gym''s records that are not deleted.';


--
-- Name: COLUMN client_organizations.phone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.phone IS 'As given.';


--
-- Name: COLUMN client_organizations.phone_key; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.phone_key IS 'The digits of the number; families share one, so it is not unique.';


--
-- Name: COLUMN client_organizations.address; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.address IS 'Postal address.';


--
-- Name: COLUMN client_organizations.date_of_birth; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.date_of_birth IS 'Birth date.';


--
-- Name: COLUMN client_organizations.gender; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.gender IS 'In the person''s own words.';


--
-- Name: COLUMN client_organizations.emergency_contact; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.emergency_contact IS '{"name", "phone", "relationship"}';


--
-- Name: COLUMN client_organizations.member_number; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.member_number IS 'The gym''s number for the person, as on a card.';


--
-- Name: COLUMN client_organizations.external_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.external_id IS 'The record''s id in the system it was imported from.';


--
-- Name: COLUMN client_organizations.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.status IS 'Where the person stands with the gym.';


--
-- Name: COLUMN client_organizations.is_home; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.is_home IS 'Whether this is the location the person belongs to within a chain.';


--
-- Name: COLUMN client_organizations.membership_status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.membership_status IS 'Copied from the current membership; null without one.';


--
-- Name: COLUMN client_organizations.joined_on; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.joined_on IS 'When the person joined the gym.';


--
-- Name: COLUMN client_organizations.last_visit_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.last_visit_at IS 'Derived from visits.';


--
-- Name: COLUMN client_organizations.visit_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.visit_count IS 'Derived from visits.';


--
-- Name: COLUMN client_organizations.notes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.notes IS 'For the gym''s people only.';


--
-- Name: COLUMN client_organizations.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.metadata IS 'The gym''s own fields, among them the columns of an import that have no place of their own.';


--
-- Name: COLUMN client_organizations.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.created_at IS 'When the record was made.';


--
-- Name: COLUMN client_organizations.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.updated_at IS 'When it last changed.';


--
-- Name: COLUMN client_organizations.deleted_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.deleted_at IS 'When it was deleted; it keeps its numbers but frees its e-mail.';


--
-- Name: COLUMN client_organizations.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: COLUMN client_organizations.erased_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.erased_at IS 'When everything personal was erased; nothing personal is written to the record again.';


--
-- Name: COLUMN client_organizations.photo_url; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.photo_url IS 'Where a picture of the person is.';


--
-- Name: COLUMN client_organizations.phone_end; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.client_organizations.phone_end IS 'The last four digits: what people give at the desk. Kept by a trigger; a generated column would keep triggers from comparing whole rows.';


--
-- Name: clients; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.clients (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    emergency_contact jsonb,
    medical_statement bytea,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT emergency_contact_invalid CHECK (((jsonb_typeof(emergency_contact) = 'object'::text) AND ((emergency_contact - '{name,phone,relationship}'::text[]) = '{}'::jsonb) AND (NOT jsonb_path_exists(emergency_contact, 'strict $.*?(@.type() != "string" && @.type() != "null")'::jsonpath, '{}'::jsonb, true)))),
    CONSTRAINT preferences_invalid CHECK ((jsonb_typeof(preferences) = 'object'::text))
);

ALTER TABLE ONLY crm.clients FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.clients OWNER TO tryzore_owner;

--
-- Name: TABLE clients; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.clients IS 'The profile of a person who trains somewhere; the person''s own, not any gym''s.';


--
-- Name: COLUMN clients.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN clients.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.user_id IS 'The person.';


--
-- Name: COLUMN clients.preferences; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.preferences IS 'What the person likes.';


--
-- Name: COLUMN clients.emergency_contact; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.emergency_contact IS '{"name", "phone", "relationship"}';


--
-- Name: COLUMN clients.medical_statement; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.medical_statement IS 'Encrypted by the server; no runtime role may touch it without the medical operations.';


--
-- Name: COLUMN clients.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.created_at IS 'When the profile was made.';


--
-- Name: COLUMN clients.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.updated_at IS 'When it last changed.';


--
-- Name: COLUMN clients.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.clients.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: consents; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.consents (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    occurred_at timestamp with time zone DEFAULT now() NOT NULL,
    source text NOT NULL,
    wording_version text,
    recorded_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT consent_kind_invalid CHECK (((kind ~ '^[a-z]+(_[a-z]+)*$'::text) AND (char_length(kind) <= 50))),
    CONSTRAINT consent_source_invalid CHECK ((source = ANY (ARRAY['in_person'::text, 'paper'::text, 'phone'::text, 'email'::text, 'web'::text, 'app'::text, 'import'::text]))),
    CONSTRAINT consent_status_invalid CHECK ((status = ANY (ARRAY['given'::text, 'withdrawn'::text]))),
    CONSTRAINT occurred_at_invalid CHECK (isfinite(occurred_at)),
    CONSTRAINT wording_version_invalid CHECK (((char_length(wording_version) >= 1) AND (char_length(wording_version) <= 100)))
);

ALTER TABLE ONLY crm.consents FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.consents OWNER TO tryzore_owner;

--
-- Name: TABLE consents; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.consents IS 'What a client consented to and withdrew: a history that only grows. Erasing the client leaves it, as proof without a name.';


--
-- Name: COLUMN consents.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.organization_id IS 'The gym.';


--
-- Name: COLUMN consents.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN consents.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.client_id IS 'Who consented.';


--
-- Name: COLUMN consents.kind; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.kind IS 'To what, such as marketing_email or photos.';


--
-- Name: COLUMN consents.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.status IS 'given or withdrawn; of each kind the latest counts.';


--
-- Name: COLUMN consents.occurred_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.occurred_at IS 'When the person said so.';


--
-- Name: COLUMN consents.source; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.source IS 'How: in_person, paper, phone, email, web, app or import.';


--
-- Name: COLUMN consents.wording_version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.wording_version IS 'Which wording they were shown.';


--
-- Name: COLUMN consents.recorded_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.recorded_by IS 'Who wrote it down.';


--
-- Name: COLUMN consents.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.consents.created_at IS 'When it was written down.';


--
-- Name: event_participants; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.event_participants (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    event_id uuid NOT NULL,
    client_id uuid NOT NULL,
    status text DEFAULT 'registered'::text NOT NULL,
    waitlist_position integer,
    is_override boolean DEFAULT false NOT NULL,
    registered_at timestamp with time zone DEFAULT now() NOT NULL,
    payment_status text DEFAULT 'none'::text NOT NULL,
    price_minor bigint,
    currency text,
    checked_in_at timestamp with time zone,
    checked_in_by uuid,
    attended_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    cancellation_reason text,
    is_first_visit boolean DEFAULT false NOT NULL,
    source text,
    notes text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT booking_status_invalid CHECK ((status = ANY (ARRAY['registered'::text, 'waitlisted'::text, 'attended'::text, 'no_show'::text, 'cancelled'::text, 'late_cancelled'::text]))),
    CONSTRAINT cancellation_reason_invalid CHECK (((char_length(cancellation_reason) >= 1) AND (char_length(cancellation_reason) <= 1000))),
    CONSTRAINT cancelled_at_invalid CHECK (((status = ANY (ARRAY['cancelled'::text, 'late_cancelled'::text])) = (cancelled_at IS NOT NULL))),
    CONSTRAINT currency_invalid CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT currency_missing CHECK (((price_minor IS NULL) = (currency IS NULL))),
    CONSTRAINT notes_invalid CHECK (((char_length(notes) >= 1) AND (char_length(notes) <= 10000))),
    CONSTRAINT payment_status_invalid CHECK ((payment_status = ANY (ARRAY['none'::text, 'pending'::text, 'paid'::text, 'failed'::text, 'refunded'::text, 'waived'::text]))),
    CONSTRAINT price_invalid CHECK ((price_minor >= 0)),
    CONSTRAINT source_invalid CHECK ((source ~ '^[a-z_]{1,50}$'::text)),
    CONSTRAINT time_invalid CHECK ((isfinite(registered_at) AND (isfinite(checked_in_at) IS NOT FALSE) AND (isfinite(attended_at) IS NOT FALSE) AND (isfinite(cancelled_at) IS NOT FALSE))),
    CONSTRAINT waitlist_position_invalid CHECK (((waitlist_position > 0) AND ((status = 'waitlisted'::text) OR (waitlist_position IS NULL))))
);

ALTER TABLE ONLY crm.event_participants FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.event_participants OWNER TO tryzore_owner;

--
-- Name: TABLE event_participants; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.event_participants IS 'A booking: a client''s place at an event, or in the line for one.';


--
-- Name: COLUMN event_participants.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN event_participants.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN event_participants.event_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.event_id IS 'The event.';


--
-- Name: COLUMN event_participants.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.client_id IS 'The gym''s record of the person.';


--
-- Name: COLUMN event_participants.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.status IS 'registered, waitlisted, attended, no_show, cancelled or late_cancelled; the first, third and fourth take a place.';


--
-- Name: COLUMN event_participants.waitlist_position; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.waitlist_position IS 'Place in the line, while waiting.';


--
-- Name: COLUMN event_participants.is_override; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.is_override IS 'Whether staff let the person in above the capacity that others may book.';


--
-- Name: COLUMN event_participants.registered_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.registered_at IS 'When it was booked.';


--
-- Name: COLUMN event_participants.payment_status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.payment_status IS 'none, pending, paid, failed, refunded or waived.';


--
-- Name: COLUMN event_participants.price_minor; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.price_minor IS 'What it costs, in minor units.';


--
-- Name: COLUMN event_participants.currency; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.currency IS 'ISO 4217 code of the price.';


--
-- Name: COLUMN event_participants.checked_in_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.checked_in_at IS 'When the person came.';


--
-- Name: COLUMN event_participants.checked_in_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.checked_in_by IS 'Who let them in; whoever recorded it.';


--
-- Name: COLUMN event_participants.attended_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.attended_at IS 'When attendance was recorded.';


--
-- Name: COLUMN event_participants.cancelled_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.cancelled_at IS 'When it was cancelled.';


--
-- Name: COLUMN event_participants.cancellation_reason; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.cancellation_reason IS 'In the words of whoever cancelled.';


--
-- Name: COLUMN event_participants.is_first_visit; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.is_first_visit IS 'Whether it was the person''s first visit.';


--
-- Name: COLUMN event_participants.source; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.source IS 'Where it was booked.';


--
-- Name: COLUMN event_participants.notes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.notes IS 'For the gym''s people.';


--
-- Name: COLUMN event_participants.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.created_at IS 'When it was made.';


--
-- Name: COLUMN event_participants.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.updated_at IS 'When it last changed.';


--
-- Name: COLUMN event_participants.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_participants.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: event_series; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.event_series (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    template_id uuid,
    title text NOT NULL,
    recurring_pattern text NOT NULL,
    starts_on date NOT NULL,
    ends_on date,
    start_time time without time zone NOT NULL,
    duration_minutes integer NOT NULL,
    time_zone text NOT NULL,
    instructor_id uuid,
    room_id uuid,
    max_participants integer,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT capacity_invalid CHECK (((max_participants >= 0) AND (max_participants <= 100000))),
    CONSTRAINT duration_invalid CHECK (((duration_minutes >= 1) AND (duration_minutes <= 10080))),
    CONSTRAINT ends_on_invalid CHECK ((ends_on >= starts_on)),
    CONSTRAINT recurring_pattern_invalid CHECK (((char_length(recurring_pattern) <= 1000) AND (recurring_pattern ~ '^FREQ=|;FREQ='::text))),
    CONSTRAINT time_invalid CHECK ((isfinite(starts_on) AND (isfinite(ends_on) IS NOT FALSE))),
    CONSTRAINT time_zone_invalid CHECK ((time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'::text)),
    CONSTRAINT title_invalid CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);

ALTER TABLE ONLY crm.event_series FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.event_series OWNER TO tryzore_owner;

--
-- Name: TABLE event_series; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.event_series IS 'Events that repeat by a rule of wall time and place.';


--
-- Name: COLUMN event_series.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN event_series.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN event_series.template_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.template_id IS 'What is offered.';


--
-- Name: COLUMN event_series.title; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.title IS 'Of its events.';


--
-- Name: COLUMN event_series.recurring_pattern; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.recurring_pattern IS 'RFC 5545 recurrence rule (the part after RRULE:), evaluated in the series'' time zone.';


--
-- Name: COLUMN event_series.starts_on; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.starts_on IS 'Date of the first event, in the series'' time zone.';


--
-- Name: COLUMN event_series.ends_on; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.ends_on IS 'Last date an event may have; null for no end.';


--
-- Name: COLUMN event_series.start_time; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.start_time IS 'Wall time at which its events start.';


--
-- Name: COLUMN event_series.duration_minutes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.duration_minutes IS 'How long they last.';


--
-- Name: COLUMN event_series.time_zone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.time_zone IS 'IANA name of the place''s clock.';


--
-- Name: COLUMN event_series.instructor_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.instructor_id IS 'Who leads them.';


--
-- Name: COLUMN event_series.room_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.room_id IS 'Where they take place.';


--
-- Name: COLUMN event_series.max_participants; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.max_participants IS 'How many people they take; null is unlimited.';


--
-- Name: COLUMN event_series.is_active; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.is_active IS 'Whether events are still made from it.';


--
-- Name: COLUMN event_series.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.created_at IS 'When it was made.';


--
-- Name: COLUMN event_series.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.updated_at IS 'When it last changed.';


--
-- Name: COLUMN event_series.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_series.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: event_templates; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.event_templates (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    event_type text DEFAULT 'class'::text NOT NULL,
    description text,
    category text,
    color text,
    duration_minutes integer DEFAULT 60 NOT NULL,
    max_participants integer,
    instructor_id uuid,
    price_minor bigint,
    currency text,
    is_active boolean DEFAULT true NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT capacity_invalid CHECK (((max_participants >= 0) AND (max_participants <= 100000))),
    CONSTRAINT category_invalid CHECK (((char_length(category) >= 1) AND (char_length(category) <= 100))),
    CONSTRAINT color_invalid CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT currency_invalid CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT currency_missing CHECK (((price_minor IS NULL) = (currency IS NULL))),
    CONSTRAINT description_invalid CHECK (((char_length(description) >= 1) AND (char_length(description) <= 10000))),
    CONSTRAINT duration_invalid CHECK (((duration_minutes >= 1) AND (duration_minutes <= 10080))),
    CONSTRAINT event_type_invalid CHECK ((event_type = ANY (ARRAY['class'::text, 'tour'::text, 'personal_training'::text, 'workshop'::text, 'assessment'::text, 'other'::text]))),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 200)) AND (name = btrim(name)))),
    CONSTRAINT price_invalid CHECK ((price_minor >= 0))
);

ALTER TABLE ONLY crm.event_templates FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.event_templates OWNER TO tryzore_owner;

--
-- Name: TABLE event_templates; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.event_templates IS 'What a gym offers again and again, such as a class; called a program on screens.';


--
-- Name: COLUMN event_templates.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN event_templates.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN event_templates.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.name IS 'As people know it.';


--
-- Name: COLUMN event_templates.event_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.event_type IS 'What its events are.';


--
-- Name: COLUMN event_templates.description; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.description IS 'What it is about.';


--
-- Name: COLUMN event_templates.category; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.category IS 'The gym''s own grouping.';


--
-- Name: COLUMN event_templates.color; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.color IS 'As #rrggbb.';


--
-- Name: COLUMN event_templates.duration_minutes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.duration_minutes IS 'How long its events last.';


--
-- Name: COLUMN event_templates.max_participants; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.max_participants IS 'How many people its events take; null is unlimited.';


--
-- Name: COLUMN event_templates.instructor_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.instructor_id IS 'Who usually leads it.';


--
-- Name: COLUMN event_templates.price_minor; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.price_minor IS 'What a place costs, in minor units; null is not sold singly.';


--
-- Name: COLUMN event_templates.currency; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.currency IS 'ISO 4217 code of the price.';


--
-- Name: COLUMN event_templates.is_active; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.is_active IS 'Whether it is offered.';


--
-- Name: COLUMN event_templates.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.metadata IS 'Anything else the gym keeps about it.';


--
-- Name: COLUMN event_templates.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.created_at IS 'When it was made.';


--
-- Name: COLUMN event_templates.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.updated_at IS 'When it last changed.';


--
-- Name: COLUMN event_templates.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.event_templates.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: events; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.events (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    event_type text NOT NULL,
    title text NOT NULL,
    description text,
    template_id uuid,
    series_id uuid,
    parent_event_id uuid,
    instructor_id uuid,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    local_starts_at timestamp without time zone,
    time_zone text,
    status text DEFAULT 'scheduled'::text NOT NULL,
    location text,
    room_id uuid,
    room_number text,
    is_virtual boolean DEFAULT false NOT NULL,
    meeting_link text,
    max_participants integer,
    staff_capacity integer,
    current_participants integer DEFAULT 0 NOT NULL,
    waitlist_enabled boolean DEFAULT false NOT NULL,
    is_recurring boolean DEFAULT false NOT NULL,
    recurring_pattern text,
    price_minor bigint,
    currency text,
    tour_type text,
    lead_source text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    forbids_room_overlap boolean NOT NULL,
    forbids_trainer_overlap boolean NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT capacity_invalid CHECK (((max_participants >= 0) AND (max_participants <= 100000))),
    CONSTRAINT currency_invalid CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT currency_missing CHECK (((price_minor IS NULL) = (currency IS NULL))),
    CONSTRAINT current_participants_invalid CHECK ((current_participants >= 0)),
    CONSTRAINT description_invalid CHECK (((char_length(description) >= 1) AND (char_length(description) <= 10000))),
    CONSTRAINT ends_at_invalid CHECK (((ends_at > starts_at) AND isfinite(starts_at) AND isfinite(ends_at) AND ((ends_at - starts_at) <= '31 days'::interval))),
    CONSTRAINT event_type_invalid CHECK ((event_type = ANY (ARRAY['class'::text, 'tour'::text, 'personal_training'::text, 'workshop'::text, 'assessment'::text, 'other'::text]))),
    CONSTRAINT lead_source_invalid CHECK ((lead_source = ANY (ARRAY['walk_in'::text, 'website'::text, 'referral'::text, 'phone'::text, 'social_media'::text]))),
    CONSTRAINT location_invalid CHECK (((char_length(location) >= 1) AND (char_length(location) <= 500))),
    CONSTRAINT meeting_link_invalid CHECK (((char_length(meeting_link) <= 2048) AND (meeting_link ~ '^https://'::text) AND (meeting_link !~ '[[:cntrl:]]'::text))),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT parent_event_invalid CHECK ((parent_event_id <> id)),
    CONSTRAINT price_invalid CHECK ((price_minor >= 0)),
    CONSTRAINT recurring_pattern_invalid CHECK (((char_length(recurring_pattern) <= 1000) AND (recurring_pattern ~ '^FREQ=|;FREQ='::text))),
    CONSTRAINT recurring_pattern_missing CHECK (((NOT is_recurring) OR (recurring_pattern IS NOT NULL) OR (series_id IS NOT NULL))),
    CONSTRAINT room_number_invalid CHECK (((char_length(room_number) >= 1) AND (char_length(room_number) <= 50))),
    CONSTRAINT staff_capacity_invalid CHECK (((staff_capacity >= max_participants) AND (staff_capacity <= 100000))),
    CONSTRAINT status_invalid CHECK ((status = ANY (ARRAY['scheduled'::text, 'in_progress'::text, 'completed'::text, 'cancelled'::text]))),
    CONSTRAINT time_zone_invalid CHECK ((time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'::text)),
    CONSTRAINT time_zone_missing CHECK (((local_starts_at IS NULL) OR (time_zone IS NOT NULL))),
    CONSTRAINT title_invalid CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200))),
    CONSTRAINT tour_type_invalid CHECK (((tour_type = ANY (ARRAY['individual'::text, 'family'::text, 'group'::text])) AND ((event_type = 'tour'::text) OR (tour_type IS NULL))))
);

ALTER TABLE ONLY crm.events FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.events OWNER TO tryzore_owner;

--
-- Name: TABLE events; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.events IS 'Something on the schedule: a class, a tour, a training.';


--
-- Name: COLUMN events.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN events.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN events.event_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.event_type IS 'class, tour, personal_training, workshop, assessment or other.';


--
-- Name: COLUMN events.title; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.title IS 'As people read it.';


--
-- Name: COLUMN events.description; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.description IS 'What it is about.';


--
-- Name: COLUMN events.template_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.template_id IS 'What is offered, if it was made from a template.';


--
-- Name: COLUMN events.series_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.series_id IS 'The series it is part of.';


--
-- Name: COLUMN events.parent_event_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.parent_event_id IS 'The event it belongs to, such as the workshop of a session.';


--
-- Name: COLUMN events.instructor_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.instructor_id IS 'Who leads it; somebody of the gym.';


--
-- Name: COLUMN events.starts_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.starts_at IS 'When it starts.';


--
-- Name: COLUMN events.ends_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.ends_at IS 'When it ends, exclusive.';


--
-- Name: COLUMN events.local_starts_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.local_starts_at IS 'The wall time it was planned for, where that is what counts.';


--
-- Name: COLUMN events.time_zone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.time_zone IS 'IANA name of the place''s clock.';


--
-- Name: COLUMN events.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.status IS 'scheduled, in_progress, completed or cancelled.';


--
-- Name: COLUMN events.location; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.location IS 'Where, in words.';


--
-- Name: COLUMN events.room_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.room_id IS 'Where, as a room of the gym.';


--
-- Name: COLUMN events.room_number; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.room_number IS 'Where, as a door says it.';


--
-- Name: COLUMN events.is_virtual; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.is_virtual IS 'Whether one joins from afar.';


--
-- Name: COLUMN events.meeting_link; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.meeting_link IS 'Where one joins.';


--
-- Name: COLUMN events.max_participants; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.max_participants IS 'How many people may book; null is unlimited.';


--
-- Name: COLUMN events.staff_capacity; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.staff_capacity IS 'How many people staff may let in; null is as many as may book.';


--
-- Name: COLUMN events.current_participants; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.current_participants IS 'How many places are taken; kept by a trigger, judged where a place is taken.';


--
-- Name: COLUMN events.waitlist_enabled; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.waitlist_enabled IS 'Whether one may wait for a place.';


--
-- Name: COLUMN events.is_recurring; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.is_recurring IS 'Whether it repeats.';


--
-- Name: COLUMN events.recurring_pattern; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.recurring_pattern IS 'RFC 5545 recurrence rule (the part after RRULE:).';


--
-- Name: COLUMN events.price_minor; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.price_minor IS 'What a place costs, in minor units.';


--
-- Name: COLUMN events.currency; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.currency IS 'ISO 4217 code of the price.';


--
-- Name: COLUMN events.tour_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.tour_type IS 'individual, family or group; tours only.';


--
-- Name: COLUMN events.lead_source; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.lead_source IS 'How the visitor found the gym.';


--
-- Name: COLUMN events.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.metadata IS 'Anything else the gym keeps about it.';


--
-- Name: COLUMN events.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.created_by IS 'Who planned it; null for an operator.';


--
-- Name: COLUMN events.forbids_room_overlap; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.forbids_room_overlap IS 'Copied from the organization: a room holds one event at a time.';


--
-- Name: COLUMN events.forbids_trainer_overlap; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.forbids_trainer_overlap IS 'Copied from the organization: a trainer leads one event at a time.';


--
-- Name: COLUMN events.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.created_at IS 'When it was made.';


--
-- Name: COLUMN events.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.updated_at IS 'When it last changed.';


--
-- Name: COLUMN events.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.events.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: exports; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.exports (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    content text NOT NULL,
    format text NOT NULL,
    row_count integer,
    includes_medical boolean DEFAULT false NOT NULL,
    requested_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT export_content_invalid CHECK ((content ~ '^[A-Za-z]{1,100}$'::text)),
    CONSTRAINT export_format_invalid CHECK ((format = ANY (ARRAY['csv'::text, 'ndjson'::text, 'zip'::text])))
);

ALTER TABLE ONLY crm.exports FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.exports OWNER TO tryzore_owner;

--
-- Name: TABLE exports; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.exports IS 'Who took out a whole list, or the whole organization; never changed.';


--
-- Name: COLUMN exports.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.organization_id IS 'The gym.';


--
-- Name: COLUMN exports.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.id IS 'UUIDv7; of the operation, too, where there is one.';


--
-- Name: COLUMN exports.content; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.content IS 'organization, or the operation that answers the list.';


--
-- Name: COLUMN exports.format; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.format IS 'csv, ndjson or zip.';


--
-- Name: COLUMN exports.row_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.row_count IS 'How many rows a list had.';


--
-- Name: COLUMN exports.includes_medical; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.includes_medical IS 'Whether medical notes are in it, to be read.';


--
-- Name: COLUMN exports.requested_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.requested_by IS 'Who asked; null for an operator.';


--
-- Name: COLUMN exports.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.exports.created_at IS 'When.';


--
-- Name: imports; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.imports (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    source text,
    import_status text DEFAULT 'uploaded'::text NOT NULL,
    row_count integer NOT NULL,
    byte_count integer NOT NULL,
    mapping jsonb DEFAULT '[]'::jsonb NOT NULL,
    operation_id uuid,
    created_count integer,
    updated_count integer,
    unchanged_count integer,
    rejected_count integer,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT import_status_invalid CHECK ((import_status = ANY (ARRAY['uploaded'::text, 'tried'::text, 'imported'::text, 'ended'::text]))),
    CONSTRAINT mapping_invalid CHECK ((jsonb_typeof(mapping) = 'array'::text)),
    CONSTRAINT source_invalid CHECK (((char_length(source) >= 1) AND (char_length(source) <= 200)))
);

ALTER TABLE ONLY crm.imports FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.imports OWNER TO tryzore_owner;

--
-- Name: TABLE imports; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.imports IS 'Files of people that were uploaded, and what came of them. The file itself lies apart, and not for long.';


--
-- Name: COLUMN imports.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.organization_id IS 'The gym.';


--
-- Name: COLUMN imports.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN imports.source; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.source IS 'Where the file comes from, in the words of who uploaded it.';


--
-- Name: COLUMN imports.import_status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.import_status IS 'uploaded, tried or imported; ended where somebody was erased before that.';


--
-- Name: COLUMN imports.row_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.row_count IS 'Rows below the header.';


--
-- Name: COLUMN imports.byte_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.byte_count IS 'Size of the file.';


--
-- Name: COLUMN imports.mapping; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.mapping IS 'Columns by their index with the field that somebody has chosen in the place of what was proposed.';


--
-- Name: COLUMN imports.operation_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.operation_id IS 'The last trial or run.';


--
-- Name: COLUMN imports.created_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.created_count IS 'How many clients the last trial would add, or the run has added.';


--
-- Name: COLUMN imports.updated_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.updated_count IS 'How many it changes.';


--
-- Name: COLUMN imports.unchanged_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.unchanged_count IS 'How many stay as they are.';


--
-- Name: COLUMN imports.rejected_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.rejected_count IS 'How many rows it rejects.';


--
-- Name: COLUMN imports.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.created_by IS 'Who uploaded it.';


--
-- Name: COLUMN imports.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.created_at IS 'When.';


--
-- Name: COLUMN imports.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.updated_at IS 'When it was last changed.';


--
-- Name: COLUMN imports.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.imports.version IS 'Counts the changes.';


--
-- Name: medical_disclosures; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.medical_disclosures (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    user_id uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid NOT NULL,
    reason text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT reason_invalid CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 1000)))
);

ALTER TABLE ONLY crm.medical_disclosures FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.medical_disclosures OWNER TO tryzore_owner;

--
-- Name: TABLE medical_disclosures; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.medical_disclosures IS 'Who read which medical note when and why; never changed.';


--
-- Name: COLUMN medical_disclosures.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.medical_disclosures.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN medical_disclosures.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.medical_disclosures.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN medical_disclosures.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.medical_disclosures.client_id IS 'Whose note it is.';


--
-- Name: COLUMN medical_disclosures.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.medical_disclosures.user_id IS 'Who read it.';


--
-- Name: COLUMN medical_disclosures.reason; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.medical_disclosures.reason IS 'Why, in the reader''s words.';


--
-- Name: COLUMN medical_disclosures.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.medical_disclosures.created_at IS 'When.';


--
-- Name: membership_plan_locations; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.membership_plan_locations (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    membership_plan_id uuid NOT NULL,
    location_id uuid NOT NULL,
    root_organization_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY crm.membership_plan_locations FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.membership_plan_locations OWNER TO tryzore_owner;

--
-- Name: TABLE membership_plan_locations; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.membership_plan_locations IS 'Where a plan is good besides at the gym that sells it.';


--
-- Name: COLUMN membership_plan_locations.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plan_locations.organization_id IS 'The gym that sells the plan.';


--
-- Name: COLUMN membership_plan_locations.membership_plan_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plan_locations.membership_plan_id IS 'The plan.';


--
-- Name: COLUMN membership_plan_locations.location_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plan_locations.location_id IS 'A location of the same chain.';


--
-- Name: COLUMN membership_plan_locations.root_organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plan_locations.root_organization_id IS 'The head of that chain.';


--
-- Name: COLUMN membership_plan_locations.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plan_locations.created_at IS 'When it was allowed.';


--
-- Name: membership_plans; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.membership_plans (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    description text,
    kind text NOT NULL,
    price_minor bigint NOT NULL,
    currency text NOT NULL,
    billing_period text NOT NULL,
    billing_time text DEFAULT 'anniversary'::text NOT NULL,
    class_limit integer,
    class_limit_period text,
    guest_passes integer DEFAULT 0 NOT NULL,
    trial_days integer DEFAULT 0 NOT NULL,
    contract_length integer,
    features jsonb DEFAULT '{}'::jsonb NOT NULL,
    access_all_locations boolean DEFAULT false NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    is_visible boolean DEFAULT true NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT billing_period_invalid CHECK (((billing_period = ANY (ARRAY['day'::text, 'week'::text, 'four_weeks'::text, 'month'::text, 'quarter'::text, 'year'::text, 'once'::text])) AND ((kind = 'recurring'::text) OR (billing_period = 'once'::text)))),
    CONSTRAINT billing_time_invalid CHECK ((billing_time = ANY (ARRAY['anniversary'::text, 'calendar'::text]))),
    CONSTRAINT class_limit_invalid CHECK (((class_limit >= 0) AND (class_limit <= 100000))),
    CONSTRAINT class_limit_period_invalid CHECK (((class_limit_period = ANY (ARRAY['day'::text, 'week'::text, 'billing_period'::text, 'calendar_month'::text, 'total'::text])) AND ((class_limit IS NOT NULL) OR (class_limit_period IS NULL)))),
    CONSTRAINT contract_length_invalid CHECK (((contract_length >= 1) AND (contract_length <= 600))),
    CONSTRAINT currency_invalid CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT description_invalid CHECK (((char_length(description) >= 1) AND (char_length(description) <= 10000))),
    CONSTRAINT features_invalid CHECK ((jsonb_typeof(features) = 'object'::text)),
    CONSTRAINT guest_passes_invalid CHECK (((guest_passes >= 0) AND (guest_passes <= 1000))),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 200)) AND (name = btrim(name)))),
    CONSTRAINT plan_kind_invalid CHECK ((kind = ANY (ARRAY['recurring'::text, 'class_pack'::text, 'day_pass'::text, 'drop_in'::text, 'trial'::text]))),
    CONSTRAINT price_invalid CHECK ((price_minor >= 0)),
    CONSTRAINT trial_days_invalid CHECK (((trial_days >= 0) AND (trial_days <= 366)))
);

ALTER TABLE ONLY crm.membership_plans FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.membership_plans OWNER TO tryzore_owner;

--
-- Name: TABLE membership_plans; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.membership_plans IS 'What a gym sells: a subscription, a pack of classes, a pass.';


--
-- Name: COLUMN membership_plans.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN membership_plans.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN membership_plans.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.name IS 'As people know it.';


--
-- Name: COLUMN membership_plans.description; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.description IS 'What it offers.';


--
-- Name: COLUMN membership_plans.kind; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.kind IS 'recurring, class_pack, day_pass, drop_in or trial.';


--
-- Name: COLUMN membership_plans.price_minor; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.price_minor IS 'For one billing period, in minor units.';


--
-- Name: COLUMN membership_plans.currency; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.currency IS 'ISO 4217 code of the price.';


--
-- Name: COLUMN membership_plans.billing_period; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.billing_period IS 'How often it is paid; all but recurring plans are paid once.';


--
-- Name: COLUMN membership_plans.billing_time; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.billing_time IS 'Whether a period starts on the day of joining (anniversary) or with the calendar.';


--
-- Name: COLUMN membership_plans.class_limit; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.class_limit IS 'How many classes it gives; null is unlimited.';


--
-- Name: COLUMN membership_plans.class_limit_period; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.class_limit_period IS 'What the limit counts in: day, week, billing_period, calendar_month or total.';


--
-- Name: COLUMN membership_plans.guest_passes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.guest_passes IS 'How many guests one may bring in a billing period.';


--
-- Name: COLUMN membership_plans.trial_days; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.trial_days IS 'Days before the first payment.';


--
-- Name: COLUMN membership_plans.contract_length; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.contract_length IS 'Least number of billing periods.';


--
-- Name: COLUMN membership_plans.features; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.features IS 'What else it gives.';


--
-- Name: COLUMN membership_plans.access_all_locations; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.access_all_locations IS 'Whether it is good at every location of the chain.';


--
-- Name: COLUMN membership_plans.is_active; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.is_active IS 'Whether it is sold.';


--
-- Name: COLUMN membership_plans.is_visible; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.is_visible IS 'Whether members see it.';


--
-- Name: COLUMN membership_plans.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.metadata IS 'Anything else the gym keeps about it.';


--
-- Name: COLUMN membership_plans.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.created_at IS 'When it was made.';


--
-- Name: COLUMN membership_plans.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.updated_at IS 'When it last changed.';


--
-- Name: COLUMN membership_plans.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_plans.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: membership_usage; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.membership_usage (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    membership_id uuid NOT NULL,
    event_id uuid,
    usage_type text NOT NULL,
    used_at timestamp with time zone DEFAULT now() NOT NULL,
    notes text,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    reversed_at timestamp with time zone,
    reversed_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT notes_invalid CHECK (((char_length(notes) >= 1) AND (char_length(notes) <= 10000))),
    CONSTRAINT reversed_by_invalid CHECK (((reversed_by IS NULL) OR (reversed_at IS NOT NULL))),
    CONSTRAINT time_invalid CHECK ((isfinite(used_at) AND (isfinite(reversed_at) IS NOT FALSE))),
    CONSTRAINT usage_type_invalid CHECK ((usage_type = ANY (ARRAY['class'::text, 'guest_pass'::text, 'gym_access'::text, 'personal_training'::text])))
);

ALTER TABLE ONLY crm.membership_usage FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.membership_usage OWNER TO tryzore_owner;

--
-- Name: TABLE membership_usage; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.membership_usage IS 'One use of a membership; taken back by a date, never deleted.';


--
-- Name: COLUMN membership_usage.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN membership_usage.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN membership_usage.membership_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.membership_id IS 'What was used.';


--
-- Name: COLUMN membership_usage.event_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.event_id IS 'What it was used for.';


--
-- Name: COLUMN membership_usage.usage_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.usage_type IS 'class, guest_pass, gym_access or personal_training; a class and a guest pass count.';


--
-- Name: COLUMN membership_usage.used_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.used_at IS 'When.';


--
-- Name: COLUMN membership_usage.notes; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.notes IS 'For the gym''s people.';


--
-- Name: COLUMN membership_usage.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.created_by IS 'Who recorded it; null for an operator.';


--
-- Name: COLUMN membership_usage.reversed_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.reversed_at IS 'When it was taken back.';


--
-- Name: COLUMN membership_usage.reversed_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.reversed_by IS 'Who took it back.';


--
-- Name: COLUMN membership_usage.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.created_at IS 'When it was made.';


--
-- Name: COLUMN membership_usage.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.updated_at IS 'When it last changed.';


--
-- Name: COLUMN membership_usage.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.membership_usage.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: memberships; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.memberships (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    membership_plan_id uuid NOT NULL,
    status text DEFAULT 'pending'::text NOT NULL,
    start_date date NOT NULL,
    end_date date,
    contract_end_date date,
    auto_renew boolean DEFAULT true NOT NULL,
    next_billing_date date,
    last_payment_date date,
    classes_used integer DEFAULT 0 NOT NULL,
    classes_remaining integer,
    guest_passes_remaining integer DEFAULT 0 NOT NULL,
    usage_reset_date date,
    pause_date date,
    resume_date date,
    cancellation_date date,
    cancellation_reason text,
    payment_method text,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT cancellation_reason_invalid CHECK (((char_length(cancellation_reason) >= 1) AND (char_length(cancellation_reason) <= 1000))),
    CONSTRAINT classes_remaining_invalid CHECK ((classes_remaining <= 100000)),
    CONSTRAINT classes_used_invalid CHECK ((classes_used >= 0)),
    CONSTRAINT contract_end_date_invalid CHECK ((contract_end_date >= start_date)),
    CONSTRAINT end_date_invalid CHECK ((end_date >= start_date)),
    CONSTRAINT guest_passes_invalid CHECK ((guest_passes_remaining <= 1000)),
    CONSTRAINT membership_status_invalid CHECK ((status = ANY (ARRAY['pending'::text, 'active'::text, 'past_due'::text, 'paused'::text, 'cancelled'::text, 'expired'::text]))),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT no_classes_left CHECK ((classes_remaining >= 0)),
    CONSTRAINT no_guest_passes_left CHECK ((guest_passes_remaining >= 0)),
    CONSTRAINT payment_method_invalid CHECK (((char_length(payment_method) >= 1) AND (char_length(payment_method) <= 100))),
    CONSTRAINT resume_date_invalid CHECK ((resume_date > pause_date)),
    CONSTRAINT time_invalid CHECK ((isfinite(start_date) AND (isfinite(end_date) IS NOT FALSE) AND (isfinite(contract_end_date) IS NOT FALSE) AND (isfinite(next_billing_date) IS NOT FALSE) AND (isfinite(last_payment_date) IS NOT FALSE) AND (isfinite(usage_reset_date) IS NOT FALSE) AND (isfinite(pause_date) IS NOT FALSE) AND (isfinite(resume_date) IS NOT FALSE) AND (isfinite(cancellation_date) IS NOT FALSE)))
);

ALTER TABLE ONLY crm.memberships FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.memberships OWNER TO tryzore_owner;

--
-- Name: TABLE memberships; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.memberships IS 'What a client has bought.';


--
-- Name: COLUMN memberships.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN memberships.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN memberships.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.client_id IS 'The gym''s record of the person.';


--
-- Name: COLUMN memberships.membership_plan_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.membership_plan_id IS 'The plan.';


--
-- Name: COLUMN memberships.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.status IS 'pending, active, past_due, paused, cancelled or expired.';


--
-- Name: COLUMN memberships.start_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.start_date IS 'First day, on the gym''s calendar.';


--
-- Name: COLUMN memberships.end_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.end_date IS 'Last day, inclusive; null is open.';


--
-- Name: COLUMN memberships.contract_end_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.contract_end_date IS 'Last day of the least term, inclusive.';


--
-- Name: COLUMN memberships.auto_renew; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.auto_renew IS 'Whether it goes on after its end.';


--
-- Name: COLUMN memberships.next_billing_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.next_billing_date IS 'When it is paid next.';


--
-- Name: COLUMN memberships.last_payment_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.last_payment_date IS 'When it was last paid.';


--
-- Name: COLUMN memberships.classes_used; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.classes_used IS 'Classes used in the current period; kept by a trigger.';


--
-- Name: COLUMN memberships.classes_remaining; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.classes_remaining IS 'Classes left in the current period; null is unlimited; counted down by a trigger, never negative.';


--
-- Name: COLUMN memberships.guest_passes_remaining; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.guest_passes_remaining IS 'Guests one may still bring in the current period.';


--
-- Name: COLUMN memberships.usage_reset_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.usage_reset_date IS 'When the counts start anew.';


--
-- Name: COLUMN memberships.pause_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.pause_date IS 'First day of the current or next pause.';


--
-- Name: COLUMN memberships.resume_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.resume_date IS 'First day after it.';


--
-- Name: COLUMN memberships.cancellation_date; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.cancellation_date IS 'When it was or will be cancelled.';


--
-- Name: COLUMN memberships.cancellation_reason; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.cancellation_reason IS 'In the words of whoever cancelled.';


--
-- Name: COLUMN memberships.payment_method; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.payment_method IS 'How it is paid.';


--
-- Name: COLUMN memberships.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.created_by IS 'Who sold it; null for an operator.';


--
-- Name: COLUMN memberships.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.metadata IS 'Anything else the gym keeps about it.';


--
-- Name: COLUMN memberships.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.created_at IS 'When it was made.';


--
-- Name: COLUMN memberships.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.updated_at IS 'When it last changed.';


--
-- Name: COLUMN memberships.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.memberships.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: notification_preferences; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.notification_preferences (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    user_id uuid NOT NULL,
    preferences jsonb DEFAULT '{}'::jsonb NOT NULL,
    all_notifications_enabled boolean DEFAULT true NOT NULL,
    quiet_hours_start time without time zone,
    quiet_hours_end time without time zone,
    timezone text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT preferences_invalid CHECK (((jsonb_typeof(preferences) = 'object'::text) AND (NOT jsonb_path_exists(preferences, 'strict $.*?(@.type() != "object")'::jsonpath, '{}'::jsonb, true)) AND (NOT jsonb_path_exists(preferences, 'strict $.*.*?(@.type() != "boolean")'::jsonpath, '{}'::jsonb, true)))),
    CONSTRAINT quiet_hours_invalid CHECK ((((quiet_hours_start IS NULL) = (quiet_hours_end IS NULL)) AND (quiet_hours_start <> quiet_hours_end))),
    CONSTRAINT time_zone_invalid CHECK ((timezone ~ '^[A-Za-z0-9_+/-]{1,64}$'::text))
);

ALTER TABLE ONLY crm.notification_preferences FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.notification_preferences OWNER TO tryzore_owner;

--
-- Name: TABLE notification_preferences; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.notification_preferences IS 'How a person wants to be told by a gym.';


--
-- Name: COLUMN notification_preferences.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.organization_id IS 'The gym.';


--
-- Name: COLUMN notification_preferences.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.user_id IS 'The person.';


--
-- Name: COLUMN notification_preferences.preferences; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.preferences IS '{type: {channel: boolean}}; what is not named is told.';


--
-- Name: COLUMN notification_preferences.all_notifications_enabled; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.all_notifications_enabled IS 'Off silences everything but what the law demands.';


--
-- Name: COLUMN notification_preferences.quiet_hours_start; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.quiet_hours_start IS 'Wall time from which nothing is sent; the hours may span midnight.';


--
-- Name: COLUMN notification_preferences.quiet_hours_end; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.quiet_hours_end IS 'Wall time until which.';


--
-- Name: COLUMN notification_preferences.timezone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.timezone IS 'IANA name of the person''s clock; null for the gym''s.';


--
-- Name: COLUMN notification_preferences.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.created_at IS 'When it was made.';


--
-- Name: COLUMN notification_preferences.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.updated_at IS 'When it last changed.';


--
-- Name: COLUMN notification_preferences.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notification_preferences.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: notifications; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.notifications (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    type text NOT NULL,
    title text NOT NULL,
    message text NOT NULL,
    action_url text,
    action_label text,
    related_entity_type text,
    related_entity_id uuid,
    is_read boolean DEFAULT false NOT NULL,
    read_at timestamp with time zone,
    expires_at timestamp with time zone,
    is_delivered_in_app boolean DEFAULT false NOT NULL,
    is_delivered_by_email boolean DEFAULT false NOT NULL,
    is_delivered_by_push boolean DEFAULT false NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT action_label_invalid CHECK (((char_length(action_label) >= 1) AND (char_length(action_label) <= 100))),
    CONSTRAINT action_url_invalid CHECK (((char_length(action_url) <= 2048) AND (action_url ~ '^(/[^/\\]|https://)'::text) AND (action_url !~ '[[:cntrl:]]'::text))),
    CONSTRAINT message_invalid CHECK (((char_length(message) >= 1) AND (char_length(message) <= 2000))),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT notification_type_invalid CHECK (((type ~ '^[a-z]+(_[a-z]+)*$'::text) AND (char_length(type) <= 100))),
    CONSTRAINT read_at_invalid CHECK ((is_read = (read_at IS NOT NULL))),
    CONSTRAINT related_entity_invalid CHECK ((((related_entity_type IS NULL) = (related_entity_id IS NULL)) AND (related_entity_type ~ '^[a-z]+(_[a-z]+)*$'::text))),
    CONSTRAINT title_invalid CHECK (((char_length(title) >= 1) AND (char_length(title) <= 200)))
);

ALTER TABLE ONLY crm.notifications FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.notifications OWNER TO tryzore_owner;

--
-- Name: TABLE notifications; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.notifications IS 'Something a gym tells a person of its own.';


--
-- Name: COLUMN notifications.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.organization_id IS 'The gym that tells it.';


--
-- Name: COLUMN notifications.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN notifications.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.user_id IS 'Who is told.';


--
-- Name: COLUMN notifications.type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.type IS 'What kind of news it is; preferences are kept by it.';


--
-- Name: COLUMN notifications.title; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.title IS 'In few words.';


--
-- Name: COLUMN notifications.message; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.message IS 'In more.';


--
-- Name: COLUMN notifications.action_url; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.action_url IS 'Where to go: a path of this product or an https address.';


--
-- Name: COLUMN notifications.action_label; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.action_label IS 'What going there is called.';


--
-- Name: COLUMN notifications.related_entity_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.related_entity_type IS 'What kind of thing it is about.';


--
-- Name: COLUMN notifications.related_entity_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.related_entity_id IS 'Which one; it may be gone.';


--
-- Name: COLUMN notifications.is_read; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.is_read IS 'Whether the person has read it.';


--
-- Name: COLUMN notifications.read_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.read_at IS 'When.';


--
-- Name: COLUMN notifications.expires_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.expires_at IS 'When it is no longer worth showing.';


--
-- Name: COLUMN notifications.is_delivered_in_app; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.is_delivered_in_app IS 'Whether a screen has shown it.';


--
-- Name: COLUMN notifications.is_delivered_by_email; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.is_delivered_by_email IS 'Whether it went out by e-mail.';


--
-- Name: COLUMN notifications.is_delivered_by_push; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.is_delivered_by_push IS 'Whether it went out as a push message.';


--
-- Name: COLUMN notifications.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.metadata IS 'Anything else a screen needs.';


--
-- Name: COLUMN notifications.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.created_at IS 'When it was made.';


--
-- Name: COLUMN notifications.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.updated_at IS 'When it last changed.';


--
-- Name: COLUMN notifications.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.notifications.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: organizations; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.organizations (
    id uuid NOT NULL,
    parent_organization_id uuid,
    root_organization_id uuid NOT NULL,
    name text NOT NULL,
    slug text NOT NULL,
    domain text,
    logo_url text,
    time_zone text NOT NULL,
    currency text NOT NULL,
    jurisdiction text,
    settings jsonb DEFAULT '{}'::jsonb NOT NULL,
    status text DEFAULT 'active'::text NOT NULL,
    forbids_room_overlap boolean DEFAULT true NOT NULL,
    forbids_trainer_overlap boolean DEFAULT true NOT NULL,
    owners_version bigint DEFAULT 0 NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    address jsonb,
    CONSTRAINT address_invalid CHECK ((jsonb_typeof(address) = 'object'::text)),
    CONSTRAINT currency_invalid CHECK ((currency ~ '^[A-Z]{3}$'::text)),
    CONSTRAINT domain_invalid CHECK (((char_length(domain) <= 253) AND (domain ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'::text))),
    CONSTRAINT jurisdiction_invalid CHECK ((jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'::text)),
    CONSTRAINT logo_url_invalid CHECK (((char_length(logo_url) <= 2048) AND (logo_url ~ '^https?://'::text) AND (logo_url !~ '[[:cntrl:]]'::text))),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 100)) AND (name = btrim(name)))),
    CONSTRAINT parent_invalid CHECK (((parent_organization_id <> id) AND ((parent_organization_id IS NULL) = (root_organization_id = id)))),
    CONSTRAINT settings_invalid CHECK ((jsonb_typeof(settings) = 'object'::text)),
    CONSTRAINT slug_invalid CHECK (((char_length(slug) <= 63) AND (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text))),
    CONSTRAINT status_invalid CHECK ((status = ANY (ARRAY['active'::text, 'suspended'::text, 'archived'::text]))),
    CONSTRAINT time_zone_invalid CHECK ((time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'::text))
);

ALTER TABLE ONLY crm.organizations FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.organizations OWNER TO tryzore_owner;

--
-- Name: TABLE organizations; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.organizations IS 'A gym or studio location; a chain is a tree of them.';


--
-- Name: COLUMN organizations.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN organizations.parent_organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.parent_organization_id IS 'The organization above this one in its chain.';


--
-- Name: COLUMN organizations.root_organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.root_organization_id IS 'The top of the chain; itself without a parent.';


--
-- Name: COLUMN organizations.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.name IS 'As people know it.';


--
-- Name: COLUMN organizations.slug; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.slug IS 'Its name in addresses, unique in the whole installation.';


--
-- Name: COLUMN organizations.domain; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.domain IS 'Its own web domain.';


--
-- Name: COLUMN organizations.logo_url; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.logo_url IS 'Where its logo is found.';


--
-- Name: COLUMN organizations.time_zone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.time_zone IS 'IANA name; what "today" means here.';


--
-- Name: COLUMN organizations.currency; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.currency IS 'ISO 4217 code of its prices.';


--
-- Name: COLUMN organizations.jurisdiction; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.jurisdiction IS 'ISO 3166 code of the country, or of its subdivision, whose law applies.';


--
-- Name: COLUMN organizations.settings; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.settings IS 'By area and name, {"booking": {"cancel_window_hours": 12}}; what is not set here is set above or by default.';


--
-- Name: COLUMN organizations.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.status IS 'Only an active organization, in a chain of active ones, can be entered.';


--
-- Name: COLUMN organizations.forbids_room_overlap; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.forbids_room_overlap IS 'Whether a room holds one event at a time.';


--
-- Name: COLUMN organizations.forbids_trainer_overlap; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.forbids_trainer_overlap IS 'Whether a trainer leads one event at a time.';


--
-- Name: COLUMN organizations.owners_version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.owners_version IS 'Moves when owners change, so that two who resign at once meet at this row.';


--
-- Name: COLUMN organizations.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.created_at IS 'When it was made.';


--
-- Name: COLUMN organizations.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.updated_at IS 'When it last changed.';


--
-- Name: COLUMN organizations.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: COLUMN organizations.address; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.organizations.address IS 'Where it is: street, city, postal_code, region and country, as far as they are known.';


--
-- Name: privacy_erasures; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.privacy_erasures (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    user_id uuid,
    status text DEFAULT 'requested'::text NOT NULL,
    requested_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    decided_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    decided_at timestamp with time zone,
    erased_at timestamp with time zone,
    CONSTRAINT erased_at_invalid CHECK (((status = 'erased'::text) = (erased_at IS NOT NULL))),
    CONSTRAINT erasure_status_invalid CHECK ((status = ANY (ARRAY['requested'::text, 'approved'::text, 'withdrawn'::text, 'erased'::text])))
);

ALTER TABLE ONLY crm.privacy_erasures FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.privacy_erasures OWNER TO tryzore_owner;

--
-- Name: TABLE privacy_erasures; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.privacy_erasures IS 'Who is to be erased, and the ledger of who was: ids alone, so that a backup of before can be erased again.';


--
-- Name: COLUMN privacy_erasures.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.organization_id IS 'The gym.';


--
-- Name: COLUMN privacy_erasures.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.id IS 'UUIDv7; of the operation, too.';


--
-- Name: COLUMN privacy_erasures.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.client_id IS 'Whose record.';


--
-- Name: COLUMN privacy_erasures.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.user_id IS 'Whose account it was linked to when it was erased.';


--
-- Name: COLUMN privacy_erasures.status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.status IS 'requested, approved, withdrawn or erased.';


--
-- Name: COLUMN privacy_erasures.requested_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.requested_by IS 'Who asked; null for a retention rule or a ledger that was read in.';


--
-- Name: COLUMN privacy_erasures.decided_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.decided_by IS 'Who approved or withdrew it.';


--
-- Name: COLUMN privacy_erasures.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.created_at IS 'When it was asked for.';


--
-- Name: COLUMN privacy_erasures.decided_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.decided_at IS 'When it was approved or withdrawn.';


--
-- Name: COLUMN privacy_erasures.erased_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_erasures.erased_at IS 'When it was first done.';


--
-- Name: privacy_exports; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.privacy_exports (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    requested_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY crm.privacy_exports FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.privacy_exports OWNER TO tryzore_owner;

--
-- Name: TABLE privacy_exports; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.privacy_exports IS 'Who asked for all that the gym knows of a client; the file itself lies apart, and not for long.';


--
-- Name: COLUMN privacy_exports.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_exports.organization_id IS 'The gym.';


--
-- Name: COLUMN privacy_exports.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_exports.id IS 'UUIDv7; of the operation, too.';


--
-- Name: COLUMN privacy_exports.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_exports.client_id IS 'Of whom.';


--
-- Name: COLUMN privacy_exports.requested_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_exports.requested_by IS 'Who asked, and alone may fetch it.';


--
-- Name: COLUMN privacy_exports.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.privacy_exports.created_at IS 'When.';


--
-- Name: role_definitions; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.role_definitions (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    description text,
    permissions text[] DEFAULT '{}'::text[] NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT description_invalid CHECK (((char_length(description) >= 1) AND (char_length(description) <= 1000))),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 100)) AND (name = btrim(name)))),
    CONSTRAINT permissions_invalid CHECK (
CASE
    WHEN (COALESCE(array_ndims(permissions), 1) = 1) THEN ((array_position(permissions, NULL::text) IS NULL) AND (cardinality(permissions) <= 200))
    ELSE false
END)
);

ALTER TABLE ONLY crm.role_definitions FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.role_definitions OWNER TO tryzore_owner;

--
-- Name: TABLE role_definitions; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.role_definitions IS 'A role of a gym''s own, such as Head coach: permissions on top of a person''s role.';


--
-- Name: COLUMN role_definitions.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.organization_id IS 'The gym.';


--
-- Name: COLUMN role_definitions.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN role_definitions.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.name IS 'As the gym calls it.';


--
-- Name: COLUMN role_definitions.description; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.description IS 'What it is for.';


--
-- Name: COLUMN role_definitions.permissions; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.permissions IS 'What it adds to the role of whoever has it.';


--
-- Name: COLUMN role_definitions.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.created_at IS 'When it was made.';


--
-- Name: COLUMN role_definitions.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.updated_at IS 'When it last changed.';


--
-- Name: COLUMN role_definitions.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.role_definitions.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: rooms; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.rooms (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    capacity integer,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT capacity_invalid CHECK (((capacity >= 1) AND (capacity <= 100000))),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 100)) AND (name = btrim(name))))
);

ALTER TABLE ONLY crm.rooms FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.rooms OWNER TO tryzore_owner;

--
-- Name: TABLE rooms; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.rooms IS 'A room, field or pool where events take place.';


--
-- Name: COLUMN rooms.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN rooms.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN rooms.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.name IS 'As people know it.';


--
-- Name: COLUMN rooms.capacity; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.capacity IS 'How many people it may hold; null where nobody counts.';


--
-- Name: COLUMN rooms.is_active; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.is_active IS 'Whether new events may use it.';


--
-- Name: COLUMN rooms.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.created_at IS 'When it was made.';


--
-- Name: COLUMN rooms.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.updated_at IS 'When it last changed.';


--
-- Name: COLUMN rooms.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.rooms.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: saved_filters; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.saved_filters (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    user_id uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid NOT NULL,
    name text NOT NULL,
    resource text NOT NULL,
    query jsonb NOT NULL,
    is_shared boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 100)) AND (name = btrim(name)))),
    CONSTRAINT query_invalid CHECK (((jsonb_typeof(query) = 'object'::text) AND (octet_length((query)::text) <= 20000))),
    CONSTRAINT resource_invalid CHECK ((resource ~ '^[a-z_]{1,50}$'::text))
);

ALTER TABLE ONLY crm.saved_filters FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.saved_filters OWNER TO tryzore_owner;

--
-- Name: TABLE saved_filters; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.saved_filters IS 'Parameters of a list that somebody keeps under a name, for themselves or for all who work here.';


--
-- Name: COLUMN saved_filters.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN saved_filters.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN saved_filters.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.user_id IS 'Whose it is.';


--
-- Name: COLUMN saved_filters.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.name IS 'Unique among the person''s filters of the list.';


--
-- Name: COLUMN saved_filters.resource; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.resource IS 'Which list: clients, staff, ...';


--
-- Name: COLUMN saved_filters.query; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.query IS 'The list''s parameters by name, as in its URL; never a search text, which may name a person.';


--
-- Name: COLUMN saved_filters.is_shared; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.is_shared IS 'Whether others of the gym who see clients see it.';


--
-- Name: COLUMN saved_filters.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.created_at IS 'When it was kept.';


--
-- Name: COLUMN saved_filters.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.updated_at IS 'When it last changed.';


--
-- Name: COLUMN saved_filters.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.saved_filters.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: segment_members; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.segment_members (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    segment_id uuid NOT NULL,
    client_id uuid NOT NULL,
    joined_at timestamp with time zone NOT NULL,
    left_at timestamp with time zone,
    CONSTRAINT left_at_invalid CHECK ((left_at > joined_at))
);

ALTER TABLE ONLY crm.segment_members FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.segment_members OWNER TO tryzore_owner;

--
-- Name: TABLE segment_members; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.segment_members IS 'Who is in a segment, and who was.';


--
-- Name: COLUMN segment_members.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segment_members.organization_id IS 'The gym.';


--
-- Name: COLUMN segment_members.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segment_members.id IS 'Random: an evaluation writes many, and nobody but an export names one.';


--
-- Name: COLUMN segment_members.segment_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segment_members.segment_id IS 'The segment.';


--
-- Name: COLUMN segment_members.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segment_members.client_id IS 'The gym''s record of the person.';


--
-- Name: COLUMN segment_members.joined_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segment_members.joined_at IS 'The evaluation that found them first.';


--
-- Name: COLUMN segment_members.left_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segment_members.left_at IS 'The evaluation that no longer found them; null while they are in it.';


--
-- Name: segments; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.segments (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    description text,
    rules jsonb NOT NULL,
    needs text[] DEFAULT '{}'::text[] NOT NULL,
    is_active boolean DEFAULT true NOT NULL,
    evaluation_status text DEFAULT 'pending'::text NOT NULL,
    member_count integer,
    evaluated_at timestamp with time zone,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT description_invalid CHECK (((char_length(description) >= 1) AND (char_length(description) <= 1000))),
    CONSTRAINT evaluation_status_invalid CHECK ((evaluation_status = ANY (ARRAY['pending'::text, 'evaluated'::text, 'missing_reference'::text]))),
    CONSTRAINT member_count_invalid CHECK (((member_count >= 0) AND ((member_count IS NULL) = (evaluated_at IS NULL)))),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 100)) AND (name = btrim(name)))),
    CONSTRAINT rules_invalid CHECK ((jsonb_typeof(rules) = 'object'::text))
);

ALTER TABLE ONLY crm.segments FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.segments OWNER TO tryzore_owner;

--
-- Name: TABLE segments; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.segments IS 'The clients whom a rule describes, under a name.';


--
-- Name: COLUMN segments.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN segments.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN segments.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.name IS 'Unique in the gym.';


--
-- Name: COLUMN segments.description; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.description IS 'What it is for.';


--
-- Name: COLUMN segments.rules; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.rules IS 'A tree of all, any and not over conditions on documented fields; docs/guides/segments.md lists them.';


--
-- Name: COLUMN segments.needs; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.needs IS 'The permissions that its rules ask for, those of before too, of which its log still tells: only whoever holds them all sees it.';


--
-- Name: COLUMN segments.is_active; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.is_active IS 'Whether it is evaluated every night.';


--
-- Name: COLUMN segments.evaluation_status; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.evaluation_status IS 'pending: not since its rules changed; evaluated; missing_reference: the rules name a tag or a plan that is gone, and the members are those of before.';


--
-- Name: COLUMN segments.member_count; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.member_count IS 'How many clients the last evaluation found.';


--
-- Name: COLUMN segments.evaluated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.evaluated_at IS 'When that was.';


--
-- Name: COLUMN segments.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.created_by IS 'Who defined it; null for an operator.';


--
-- Name: COLUMN segments.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.created_at IS 'When it was defined.';


--
-- Name: COLUMN segments.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.updated_at IS 'When its definition last changed.';


--
-- Name: COLUMN segments.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.segments.version IS 'Moves with every change of the definition, not with evaluations; what If-Match compares.';


--
-- Name: taggables; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.taggables (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    tag_id uuid NOT NULL,
    taggable_type text NOT NULL,
    taggable_id uuid NOT NULL,
    created_by uuid DEFAULT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    user_id uuid GENERATED ALWAYS AS (
CASE taggable_type
    WHEN 'user'::text THEN taggable_id
    ELSE NULL::uuid
END) STORED,
    client_id uuid GENERATED ALWAYS AS (
CASE taggable_type
    WHEN 'client'::text THEN taggable_id
    ELSE NULL::uuid
END) STORED,
    event_id uuid GENERATED ALWAYS AS (
CASE
    WHEN (taggable_type = ANY (ARRAY['event'::text, 'class'::text, 'tour'::text])) THEN taggable_id
    ELSE NULL::uuid
END) STORED,
    event_type text GENERATED ALWAYS AS (
CASE
    WHEN (taggable_type = ANY (ARRAY['class'::text, 'tour'::text])) THEN taggable_type
    ELSE NULL::text
END) STORED,
    CONSTRAINT taggable_type_invalid CHECK ((taggable_type = ANY (ARRAY['user'::text, 'client'::text, 'event'::text, 'class'::text, 'tour'::text])))
);

ALTER TABLE ONLY crm.taggables FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.taggables OWNER TO tryzore_owner;

--
-- Name: TABLE taggables; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.taggables IS 'A tag on a thing.';


--
-- Name: COLUMN taggables.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN taggables.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN taggables.tag_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.tag_id IS 'The tag.';


--
-- Name: COLUMN taggables.taggable_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.taggable_type IS 'What kind of thing it is put on: user, client, event, class or tour; documents and workouts follow with their tables.';


--
-- Name: COLUMN taggables.taggable_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.taggable_id IS 'Which one; it exists and is the same gym''s.';


--
-- Name: COLUMN taggables.created_by; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.created_by IS 'Who put it there; null for an operator.';


--
-- Name: COLUMN taggables.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.created_at IS 'When it was put there.';


--
-- Name: COLUMN taggables.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.user_id IS 'The person who works here, for type user.';


--
-- Name: COLUMN taggables.client_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.client_id IS 'The gym''s client record, for type client.';


--
-- Name: COLUMN taggables.event_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.event_id IS 'The event, for types event, class and tour.';


--
-- Name: COLUMN taggables.event_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.taggables.event_type IS 'What the event has to be, for types class and tour.';


--
-- Name: tags; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.tags (
    organization_id uuid DEFAULT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    type text NOT NULL,
    color text,
    icon text,
    description text,
    is_active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT color_invalid CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
    CONSTRAINT description_invalid CHECK (((char_length(description) >= 1) AND (char_length(description) <= 1000))),
    CONSTRAINT icon_invalid CHECK (((char_length(icon) >= 1) AND (char_length(icon) <= 100))),
    CONSTRAINT name_invalid CHECK ((((char_length(name) >= 1) AND (char_length(name) <= 100)) AND (name = btrim(name)))),
    CONSTRAINT tag_type_invalid CHECK ((type = ANY (ARRAY['specialty'::text, 'interest'::text, 'category'::text, 'skill'::text, 'certification'::text, 'custom'::text])))
);

ALTER TABLE ONLY crm.tags FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.tags OWNER TO tryzore_owner;

--
-- Name: TABLE tags; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.tags IS 'A word that a gym puts on people and things.';


--
-- Name: COLUMN tags.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.organization_id IS 'The gym; the one that was entered unless given.';


--
-- Name: COLUMN tags.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN tags.name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.name IS 'Unique among the gym''s tags of its type.';


--
-- Name: COLUMN tags.type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.type IS 'What kind of word it is: a specialty of staff, an interest of clients, ...';


--
-- Name: COLUMN tags.color; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.color IS 'As #rrggbb.';


--
-- Name: COLUMN tags.icon; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.icon IS 'The name of an icon; which ones there are is the client''s affair.';


--
-- Name: COLUMN tags.description; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.description IS 'What it means.';


--
-- Name: COLUMN tags.is_active; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.is_active IS 'Whether it is offered; a retired tag stays where it is.';


--
-- Name: COLUMN tags.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.created_at IS 'When it was made.';


--
-- Name: COLUMN tags.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.updated_at IS 'When it last changed.';


--
-- Name: COLUMN tags.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.tags.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: user_organizations; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.user_organizations (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    role text NOT NULL,
    role_definition_id uuid,
    permissions jsonb DEFAULT '{"deny": [], "grant": []}'::jsonb NOT NULL,
    is_primary boolean DEFAULT false NOT NULL,
    title text,
    joined_at timestamp with time zone DEFAULT now() NOT NULL,
    left_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT left_at_invalid CHECK (((left_at <= now()) AND (left_at >= joined_at))),
    CONSTRAINT permissions_invalid CHECK (((jsonb_typeof(permissions) = 'object'::text) AND ((permissions - '{grant,deny}'::text[]) = '{}'::jsonb) AND (jsonb_typeof(COALESCE((permissions -> 'grant'::text), '[]'::jsonb)) = 'array'::text) AND (jsonb_typeof(COALESCE((permissions -> 'deny'::text), '[]'::jsonb)) = 'array'::text) AND (NOT jsonb_path_exists(permissions, 'strict $.*[*]?(@.type() != "string")'::jsonpath, '{}'::jsonb, true)))),
    CONSTRAINT primary_has_left CHECK ((NOT (is_primary AND (left_at IS NOT NULL)))),
    CONSTRAINT role_invalid CHECK ((role = ANY (ARRAY['owner'::text, 'admin'::text, 'staff'::text, 'trainer'::text, 'member'::text]))),
    CONSTRAINT title_invalid CHECK (((char_length(title) >= 1) AND (char_length(title) <= 100)))
);

ALTER TABLE ONLY crm.user_organizations FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.user_organizations OWNER TO tryzore_owner;

--
-- Name: TABLE user_organizations; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.user_organizations IS 'Who belongs to an organization, with which role; the only thing the doors believe.';


--
-- Name: COLUMN user_organizations.organization_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.organization_id IS 'The organization.';


--
-- Name: COLUMN user_organizations.user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.user_id IS 'The person.';


--
-- Name: COLUMN user_organizations.role; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.role IS 'Decides the default permissions and the rank.';


--
-- Name: COLUMN user_organizations.role_definition_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.role_definition_id IS 'The role of the gym''s own that adds permissions.';


--
-- Name: COLUMN user_organizations.permissions; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.permissions IS '{"grant": [slug], "deny": [slug]}: exceptions to the role; a denial wins, owners are never denied.';


--
-- Name: COLUMN user_organizations.is_primary; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.is_primary IS 'Entered when the person signs in without naming an organization.';


--
-- Name: COLUMN user_organizations.title; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.title IS 'What the person is called here, such as Head coach.';


--
-- Name: COLUMN user_organizations.joined_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.joined_at IS 'When the person joined.';


--
-- Name: COLUMN user_organizations.left_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.left_at IS 'When the person left; from then on nothing is allowed.';


--
-- Name: COLUMN user_organizations.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.created_at IS 'When the row was made.';


--
-- Name: COLUMN user_organizations.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.updated_at IS 'When it last changed.';


--
-- Name: COLUMN user_organizations.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.user_organizations.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: users; Type: TABLE; Schema: crm; Owner: tryzore_owner
--

CREATE TABLE crm.users (
    id uuid NOT NULL,
    email text NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    phone text,
    avatar_url text,
    user_type text DEFAULT 'client'::text NOT NULL,
    workos_user_id text,
    locale text,
    time_zone text,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    email_verified_at timestamp with time zone,
    CONSTRAINT avatar_url_invalid CHECK (((char_length(avatar_url) <= 2048) AND (avatar_url ~ '^https?://'::text))),
    CONSTRAINT email_invalid CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT first_name_invalid CHECK (((char_length(first_name) >= 1) AND (char_length(first_name) <= 100))),
    CONSTRAINT last_name_invalid CHECK (((char_length(last_name) >= 1) AND (char_length(last_name) <= 100))),
    CONSTRAINT locale_invalid CHECK ((locale ~ '^[A-Za-z0-9_-]{2,35}$'::text)),
    CONSTRAINT metadata_invalid CHECK ((jsonb_typeof(metadata) = 'object'::text)),
    CONSTRAINT phone_invalid CHECK (((char_length(phone) >= 1) AND (char_length(phone) <= 32))),
    CONSTRAINT time_zone_invalid CHECK ((time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'::text)),
    CONSTRAINT user_type_invalid CHECK ((user_type = ANY (ARRAY['owner'::text, 'employee'::text, 'client'::text]))),
    CONSTRAINT workos_user_id_invalid CHECK (((char_length(workos_user_id) >= 1) AND (char_length(workos_user_id) <= 255)))
);

ALTER TABLE ONLY crm.users FORCE ROW LEVEL SECURITY;


ALTER TABLE crm.users OWNER TO tryzore_owner;

--
-- Name: TABLE users; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON TABLE crm.users IS 'A person who can sign in.';


--
-- Name: COLUMN users.id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.id IS 'UUIDv7, made by the server.';


--
-- Name: COLUMN users.email; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.email IS 'For display; identities are what is unique.';


--
-- Name: COLUMN users.first_name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.first_name IS 'As given by the person.';


--
-- Name: COLUMN users.last_name; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.last_name IS 'As given by the person.';


--
-- Name: COLUMN users.phone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.phone IS 'As given by the person.';


--
-- Name: COLUMN users.avatar_url; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.avatar_url IS 'Where a picture of the person is found.';


--
-- Name: COLUMN users.user_type; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.user_type IS 'A label for display; it never grants anything.';


--
-- Name: COLUMN users.workos_user_id; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.workos_user_id IS 'The person at WorkOS, when signed in through it.';


--
-- Name: COLUMN users.locale; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.locale IS 'BCP 47 tag of the language the person reads.';


--
-- Name: COLUMN users.time_zone; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.time_zone IS 'IANA name; the person''s own clock.';


--
-- Name: COLUMN users.metadata; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.metadata IS 'The person''s own settings.';


--
-- Name: COLUMN users.created_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.created_at IS 'When the person signed up.';


--
-- Name: COLUMN users.updated_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.updated_at IS 'When the row last changed.';


--
-- Name: COLUMN users.version; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.version IS 'Moves with every change; what If-Match compares.';


--
-- Name: COLUMN users.email_verified_at; Type: COMMENT; Schema: crm; Owner: tryzore_owner
--

COMMENT ON COLUMN crm.users.email_verified_at IS 'When the person proved by a mail that the address is theirs.';


--
-- Name: jobs; Type: TABLE; Schema: jobs; Owner: tryzore_owner
--

CREATE TABLE jobs.jobs (
    id uuid NOT NULL,
    organization_id uuid,
    user_id uuid,
    request_id text,
    kind text NOT NULL,
    payload jsonb DEFAULT '{}'::jsonb NOT NULL,
    unique_key text,
    state text DEFAULT 'queued'::text NOT NULL,
    priority smallint DEFAULT 1 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    attempts integer DEFAULT 0 NOT NULL,
    max_attempts integer DEFAULT 10 NOT NULL,
    lease bigint DEFAULT 0 NOT NULL,
    leased_until timestamp with time zone,
    worker text,
    phase text,
    done bigint DEFAULT 0 NOT NULL,
    total bigint,
    result jsonb,
    error text,
    cancel_requested_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT attempts_invalid CHECK (((attempts >= 0) AND ((max_attempts >= 1) AND (max_attempts <= 100)))),
    CONSTRAINT finished_at_invalid CHECK (((state = ANY (ARRAY['succeeded'::text, 'dead'::text, 'cancelled'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT job_state_invalid CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'dead'::text, 'cancelled'::text]))),
    CONSTRAINT kind_invalid CHECK (((kind ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$'::text) AND (char_length(kind) <= 100))),
    CONSTRAINT lease_invalid CHECK ((((state = 'running'::text) = (leased_until IS NOT NULL)) AND ((state <> 'running'::text) OR (worker IS NOT NULL)))),
    CONSTRAINT payload_invalid CHECK ((jsonb_typeof(payload) = 'object'::text)),
    CONSTRAINT priority_invalid CHECK (((priority >= 0) AND (priority <= 2))),
    CONSTRAINT progress_invalid CHECK (((done >= 0) AND (total >= 0))),
    CONSTRAINT unique_key_invalid CHECK (((char_length(unique_key) >= 1) AND (char_length(unique_key) <= 200)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02', autovacuum_analyze_scale_factor='0.05');

ALTER TABLE ONLY jobs.jobs FORCE ROW LEVEL SECURITY;


ALTER TABLE jobs.jobs OWNER TO tryzore_owner;

--
-- Name: TABLE jobs; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON TABLE jobs.jobs IS 'Work for later: written with its cause, so that neither is ever without the other.';


--
-- Name: COLUMN jobs.id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.id IS 'UUIDv7; the id of the operation, where a person watches it.';


--
-- Name: COLUMN jobs.organization_id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.organization_id IS 'The one gym that its work sees; null for duties of the installation.';


--
-- Name: COLUMN jobs.user_id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.user_id IS 'On whose behalf.';


--
-- Name: COLUMN jobs.request_id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.request_id IS 'The request that caused it.';


--
-- Name: COLUMN jobs.kind; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.kind IS 'What is to be done: subject.verb.';


--
-- Name: COLUMN jobs.payload; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.payload IS 'With what; read by the worker alone.';


--
-- Name: COLUMN jobs.unique_key; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.unique_key IS 'Of those with one key in a gym and kind, one is queued or running at a time.';


--
-- Name: COLUMN jobs.state; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.state IS 'queued, running, succeeded, dead (its tries are used up, or it can never succeed) or cancelled.';


--
-- Name: COLUMN jobs.priority; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.priority IS '0 before 1 before 2.';


--
-- Name: COLUMN jobs.run_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.run_at IS 'Not before.';


--
-- Name: COLUMN jobs.attempts; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.attempts IS 'Tries so far, the running one included.';


--
-- Name: COLUMN jobs.max_attempts; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.max_attempts IS 'After so many it is dead.';


--
-- Name: COLUMN jobs.lease; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.lease IS 'Counts the claims: what an earlier claim still wants to write is refused.';


--
-- Name: COLUMN jobs.leased_until; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.leased_until IS 'When somebody else may claim it, unless its worker says again that it lives.';


--
-- Name: COLUMN jobs.worker; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.worker IS 'Who has it, or had it last: host and process.';


--
-- Name: COLUMN jobs.phase; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.phase IS 'What it is doing, for who watches.';


--
-- Name: COLUMN jobs.done; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.done IS 'How much of the total is done.';


--
-- Name: COLUMN jobs.total; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.total IS 'How much there is; null while nobody knows.';


--
-- Name: COLUMN jobs.result; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.result IS 'What came of it.';


--
-- Name: COLUMN jobs.error; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.error IS 'Why the last try failed; nothing personal.';


--
-- Name: COLUMN jobs.cancel_requested_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.cancel_requested_at IS 'When somebody asked it to stop; after that it is not tried again.';


--
-- Name: COLUMN jobs.created_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.created_at IS 'When its cause happened.';


--
-- Name: COLUMN jobs.started_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.started_at IS 'When it was first claimed.';


--
-- Name: COLUMN jobs.finished_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.jobs.finished_at IS 'When it ended, whichever way.';


--
-- Name: mails; Type: TABLE; Schema: jobs; Owner: tryzore_owner
--

CREATE TABLE jobs.mails (
    id uuid NOT NULL,
    organization_id uuid,
    user_id uuid,
    recipient text NOT NULL,
    template text NOT NULL,
    language text NOT NULL,
    topic text,
    contents jsonb,
    accepted_at timestamp with time zone,
    reply text,
    failed_at timestamp with time zone,
    bounced_at timestamp with time zone,
    bounce_reason text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT accepted_at_invalid CHECK (((accepted_at IS NULL) OR (contents IS NULL))),
    CONSTRAINT bounce_reason_invalid CHECK (((bounced_at IS NULL) = (bounce_reason IS NULL))),
    CONSTRAINT contents_invalid CHECK ((jsonb_typeof(contents) = 'object'::text)),
    CONSTRAINT language_invalid CHECK ((language ~ '^[a-z]{2}$'::text)),
    CONSTRAINT recipient_invalid CHECK (((recipient ~ '^[^@[:space:][:cntrl:]<>]+@[^@[:space:][:cntrl:]<>]+$'::text) AND (octet_length(recipient) <= 254))),
    CONSTRAINT template_invalid CHECK (((template ~ '^[a-z]+(_[a-z]+)*$'::text) AND (char_length(template) <= 100))),
    CONSTRAINT topic_invalid CHECK (((topic IS NULL) OR ((topic ~ '^[a-z]+(_[a-z]+)*$'::text) AND (char_length(topic) <= 100) AND (organization_id IS NOT NULL) AND (user_id IS NOT NULL))))
);

ALTER TABLE ONLY jobs.mails FORCE ROW LEVEL SECURITY;


ALTER TABLE jobs.mails OWNER TO tryzore_owner;

--
-- Name: TABLE mails; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON TABLE jobs.mails IS 'A mail to one person.';


--
-- Name: COLUMN mails.id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.id IS 'UUIDv7; its Message-ID and its unsubscription are made of it.';


--
-- Name: COLUMN mails.organization_id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.organization_id IS 'The gym that writes; null for the installation.';


--
-- Name: COLUMN mails.user_id; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.user_id IS 'Who gets it, if they have an account.';


--
-- Name: COLUMN mails.recipient; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.recipient IS 'To which address.';


--
-- Name: COLUMN mails.template; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.template IS 'What it says, without its values.';


--
-- Name: COLUMN mails.language; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.language IS 'In which language: two letters.';


--
-- Name: COLUMN mails.topic; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.topic IS 'The kind of news that it may be unsubscribed from; null for mail that a person asked for.';


--
-- Name: COLUMN mails.contents; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.contents IS 'The template''s values, links with secrets among them; null once a server took it.';


--
-- Name: COLUMN mails.accepted_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.accepted_at IS 'When a mail server took it.';


--
-- Name: COLUMN mails.reply; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.reply IS 'In that server''s words, or why none ever took it.';


--
-- Name: COLUMN mails.failed_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.failed_at IS 'When it was given up.';


--
-- Name: COLUMN mails.bounced_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.bounced_at IS 'When it came back.';


--
-- Name: COLUMN mails.bounce_reason; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.bounce_reason IS 'Why.';


--
-- Name: COLUMN mails.created_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.mails.created_at IS 'When its cause happened.';


--
-- Name: schedules; Type: TABLE; Schema: jobs; Owner: tryzore_owner
--

CREATE TABLE jobs.schedules (
    name text NOT NULL,
    kind text NOT NULL,
    cron text NOT NULL,
    time_zone text NOT NULL,
    next_at timestamp with time zone NOT NULL,
    last_at timestamp with time zone,
    CONSTRAINT kind_invalid CHECK (((kind ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$'::text) AND (char_length(kind) <= 100)))
);

ALTER TABLE ONLY jobs.schedules FORCE ROW LEVEL SECURITY;


ALTER TABLE jobs.schedules OWNER TO tryzore_owner;

--
-- Name: TABLE schedules; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON TABLE jobs.schedules IS 'When duties of the installation fall due; a tick belongs to the one node that moves next_at.';


--
-- Name: COLUMN schedules.name; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.schedules.name IS 'Its name in the program.';


--
-- Name: COLUMN schedules.kind; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.schedules.kind IS 'The job of each tick.';


--
-- Name: COLUMN schedules.cron; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.schedules.cron IS 'Minute, hour, day, month, weekday.';


--
-- Name: COLUMN schedules.time_zone; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.schedules.time_zone IS 'Whose clock they are read on.';


--
-- Name: COLUMN schedules.next_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.schedules.next_at IS 'The next tick.';


--
-- Name: COLUMN schedules.last_at; Type: COMMENT; Schema: jobs; Owner: tryzore_owner
--

COMMENT ON COLUMN jobs.schedules.last_at IS 'The tick before.';


--
-- Name: audited_tables; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.audited_tables (
    table_name text NOT NULL,
    entity_type text,
    entity_column text,
    organization_column text,
    plain text[] NOT NULL,
    personal text[] DEFAULT '{}'::text[] NOT NULL,
    medical text[] DEFAULT '{}'::text[] NOT NULL,
    secret text[] DEFAULT '{}'::text[] NOT NULL,
    derived text[] DEFAULT '{}'::text[] NOT NULL,
    subject text,
    no_subject text,
    erases_row boolean DEFAULT false NOT NULL,
    erased jsonb DEFAULT '{}'::jsonb NOT NULL,
    portable text[] DEFAULT '{}'::text[] NOT NULL,
    stays text
);

ALTER TABLE ONLY private.audited_tables FORCE ROW LEVEL SECURITY;


ALTER TABLE private.audited_tables OWNER TO tryzore_owner;

--
-- Name: TABLE audited_tables; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.audited_tables IS 'What each column of every table is, for the audit log, exports and erasures; each stands in exactly one list.';


--
-- Name: COLUMN audited_tables.table_name; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.table_name IS 'schema.table';


--
-- Name: COLUMN audited_tables.entity_type; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.entity_type IS 'What the log calls such a row; null where it does not follow the table.';


--
-- Name: COLUMN audited_tables.entity_column; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.entity_column IS 'The column with the entity''s id; null where the log does not follow the table.';


--
-- Name: COLUMN audited_tables.organization_column; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.organization_column IS 'The column with the organization; null where rows belong to none.';


--
-- Name: COLUMN audited_tables.plain; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.plain IS 'Says nothing of a person by itself: ids, states, times, money. Recorded with their values.';


--
-- Name: COLUMN audited_tables.personal; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.personal IS 'Recorded by name; values go to audit.personal_values.';


--
-- Name: COLUMN audited_tables.medical; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.medical IS 'As personal.';


--
-- Name: COLUMN audited_tables.secret; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.secret IS 'Recorded by name, values nowhere; never exported.';


--
-- Name: COLUMN audited_tables.derived; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.derived IS 'Made of other columns. Not recorded, and no reason to record.';


--
-- Name: COLUMN audited_tables.subject; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.subject IS 'Which rows t are about a client: a condition on $1 the organization, $2 the client, $3 the linked person, $4 the e-mail key and $5 the ids of all audited rows about them. Null where none are.';


--
-- Name: COLUMN audited_tables.no_subject; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.no_subject IS 'Why a table with personal columns has no subject.';


--
-- Name: COLUMN audited_tables.erases_row; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.erases_row IS 'Whether erasing the client deletes the row; else its personal and medical columns are emptied.';


--
-- Name: COLUMN audited_tables.erased; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.erased IS 'What erasing sets a column to that cannot be empty, or that is neither personal nor medical and yet tells who it was.';


--
-- Name: COLUMN audited_tables.portable; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.portable IS 'Columns that an export of an organization holds although the rule leaves them out: it takes all columns of the organization''s tables but secrets, and none of other tables.';


--
-- Name: COLUMN audited_tables.stays; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.audited_tables.stays IS 'Why an export of an organization leaves the table out; null where it takes it.';


--
-- Name: authorizations; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.authorizations (
    state_hash bytea NOT NULL,
    browser_hash bytea NOT NULL,
    provider text NOT NULL,
    user_id uuid,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT hash_invalid CHECK (((octet_length(state_hash) = 32) AND (octet_length(browser_hash) = 32))),
    CONSTRAINT provider_invalid CHECK ((provider ~ '^[a-z][a-z0-9_]{0,31}$'::text))
);

ALTER TABLE ONLY private.authorizations FORCE ROW LEVEL SECURITY;


ALTER TABLE private.authorizations OWNER TO tryzore_owner;

--
-- Name: TABLE authorizations; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.authorizations IS 'Who has gone to a provider and may come back: once, in the browser that went, and not for long.';


--
-- Name: COLUMN authorizations.state_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.authorizations.state_hash IS 'SHA-256 of the state that the provider hands back.';


--
-- Name: COLUMN authorizations.browser_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.authorizations.browser_hash IS 'SHA-256 of what only the browser has that began.';


--
-- Name: COLUMN authorizations.provider; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.authorizations.provider IS 'Where they went.';


--
-- Name: COLUMN authorizations.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.authorizations.user_id IS 'Who adds an identity to an account; null for signing in.';


--
-- Name: COLUMN authorizations.expires_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.authorizations.expires_at IS 'When it ends if nobody comes back.';


--
-- Name: COLUMN authorizations.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.authorizations.created_at IS 'When they went.';


--
-- Name: budgets; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.budgets (
    name text NOT NULL,
    key bytea NOT NULL,
    spent_until timestamp with time zone NOT NULL,
    CONSTRAINT key_invalid CHECK ((octet_length(key) = 32)),
    CONSTRAINT name_invalid CHECK (((char_length(name) >= 1) AND (char_length(name) <= 50)))
)
WITH (fillfactor='70', autovacuum_vacuum_scale_factor='0.02');

ALTER TABLE ONLY private.budgets FORCE ROW LEVEL SECURITY;


ALTER TABLE private.budgets OWNER TO tryzore_owner;

--
-- Name: TABLE budgets; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.budgets IS 'How much of what may be tried so often has been tried: a leaky bucket in one moment, shared by all nodes.';


--
-- Name: COLUMN budgets.name; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.budgets.name IS 'What is limited.';


--
-- Name: COLUMN budgets.key; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.budgets.key IS 'For whom: a keyed hash made by the server, so that nobody reads an address here.';


--
-- Name: COLUMN budgets.spent_until; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.budgets.spent_until IS 'When nothing will be spent any more; each try moves it on, and far enough ahead there is no next one.';


--
-- Name: column_classes; Type: VIEW; Schema: private; Owner: tryzore_owner
--

CREATE VIEW private.column_classes WITH (security_invoker='true') AS
 SELECT t.table_name,
    c.name AS column_name,
    l.class,
    ((NOT t.erases_row) AND (t.subject IS NOT NULL) AND ((l.class = ANY (ARRAY['personal'::text, 'medical'::text])) OR (t.erased ? c.name))) AS is_emptied
   FROM ((private.audited_tables t
     CROSS JOIN LATERAL ( VALUES ('plain'::text,t.plain), ('personal'::text,t.personal), ('medical'::text,t.medical), ('secret'::text,t.secret), ('derived'::text,t.derived)) l(class, columns))
     CROSS JOIN LATERAL unnest(l.columns) c(name));


ALTER TABLE private.column_classes OWNER TO tryzore_owner;

--
-- Name: VIEW column_classes; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON VIEW private.column_classes IS 'The class of every column, and whether erasing a client empties it.';


--
-- Name: credentials; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.credentials (
    user_id uuid NOT NULL,
    password_hash text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    updated_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT password_hash_invalid CHECK (((char_length(password_hash) >= 20) AND (char_length(password_hash) <= 500)))
);

ALTER TABLE ONLY private.credentials FORCE ROW LEVEL SECURITY;


ALTER TABLE private.credentials OWNER TO tryzore_owner;

--
-- Name: TABLE credentials; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.credentials IS 'Passwords, hashed by the server.';


--
-- Name: COLUMN credentials.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.credentials.user_id IS 'The person.';


--
-- Name: COLUMN credentials.password_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.credentials.password_hash IS 'With its algorithm, parameters and salt.';


--
-- Name: COLUMN credentials.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.credentials.created_at IS 'When the person first had a password.';


--
-- Name: COLUMN credentials.updated_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.credentials.updated_at IS 'When it last changed.';


--
-- Name: devices; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.devices (
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT hash_invalid CHECK ((octet_length(hash) = 32))
);

ALTER TABLE ONLY private.devices FORCE ROW LEVEL SECURITY;


ALTER TABLE private.devices OWNER TO tryzore_owner;

--
-- Name: TABLE devices; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.devices IS 'Where a person has signed in before: such a device is let try while strangers use up the account''s tries.';


--
-- Name: COLUMN devices.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.devices.user_id IS 'The person.';


--
-- Name: COLUMN devices.hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.devices.hash IS 'Of the token that the device keeps; the token itself is nowhere.';


--
-- Name: COLUMN devices.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.devices.created_at IS 'When the person first signed in there.';


--
-- Name: COLUMN devices.last_used_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.devices.last_used_at IS 'When they last did.';


--
-- Name: export_files; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.export_files (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    client_id uuid NOT NULL,
    file bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT export_too_large CHECK ((octet_length(file) <= 50000000))
);

ALTER TABLE ONLY private.export_files FORCE ROW LEVEL SECURITY;


ALTER TABLE private.export_files OWNER TO tryzore_owner;

--
-- Name: TABLE export_files; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.export_files IS 'The files of exports, until they expire.';


--
-- Name: COLUMN export_files.organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.export_files.organization_id IS 'The gym.';


--
-- Name: COLUMN export_files.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.export_files.id IS 'The export.';


--
-- Name: COLUMN export_files.client_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.export_files.client_id IS 'Of whom: it goes when they are erased.';


--
-- Name: COLUMN export_files.file; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.export_files.file IS 'A ZIP, encrypted by the server: AES-256-GCM, bound to the export.';


--
-- Name: COLUMN export_files.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.export_files.created_at IS 'When it was written.';


--
-- Name: idempotency_keys; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.idempotency_keys (
    organization_id uuid NOT NULL,
    user_id uuid NOT NULL,
    operation text NOT NULL COLLATE pg_catalog."C",
    key uuid NOT NULL,
    body_hash bytea NOT NULL,
    answer_status smallint NOT NULL,
    answer_version bigint,
    answer_location text,
    answer bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT answer_status_invalid CHECK (((answer_status >= 200) AND (answer_status <= 299))),
    CONSTRAINT body_hash_invalid CHECK ((octet_length(body_hash) = 32)),
    CONSTRAINT operation_invalid CHECK (((char_length(operation) >= 1) AND (char_length(operation) <= 300)))
);

ALTER TABLE ONLY private.idempotency_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE private.idempotency_keys OWNER TO tryzore_owner;

--
-- Name: TABLE idempotency_keys; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.idempotency_keys IS 'Answers of requests that may be sent again.';


--
-- Name: COLUMN idempotency_keys.organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.organization_id IS 'In which organization: a key is good in the one where it was used.';


--
-- Name: COLUMN idempotency_keys.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.user_id IS 'Whose request: nobody else''s key is theirs.';


--
-- Name: COLUMN idempotency_keys.operation; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.operation IS 'Method and path.';


--
-- Name: COLUMN idempotency_keys.key; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.key IS 'As the client made it.';


--
-- Name: COLUMN idempotency_keys.body_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.body_hash IS 'SHA-256 of the body: the same key with another body is a fault of the client.';


--
-- Name: COLUMN idempotency_keys.answer_status; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.answer_status IS 'Only what succeeded is kept: a failure changed nothing and may be tried again.';


--
-- Name: COLUMN idempotency_keys.answer_version; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.answer_version IS 'Of which the answer''s ETag was made, where it had one.';


--
-- Name: COLUMN idempotency_keys.answer_location; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.answer_location IS 'Where what it made is, if it said so.';


--
-- Name: COLUMN idempotency_keys.answer; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.answer IS 'The body that was answered.';


--
-- Name: COLUMN idempotency_keys.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.idempotency_keys.created_at IS 'When; kept for seven days.';


--
-- Name: identities; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.identities (
    issuer text NOT NULL,
    subject text NOT NULL COLLATE pg_catalog."C",
    user_id uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    provider text DEFAULT 'password'::text NOT NULL,
    email text,
    CONSTRAINT email_invalid CHECK (((char_length(email) >= 3) AND (char_length(email) <= 254))),
    CONSTRAINT issuer_invalid CHECK (((char_length(issuer) >= 1) AND (char_length(issuer) <= 255))),
    CONSTRAINT provider_invalid CHECK ((provider ~ '^[a-z][a-z0-9_]{0,31}$'::text)),
    CONSTRAINT subject_invalid CHECK (((char_length(subject) >= 1) AND (char_length(subject) <= 255)))
);

ALTER TABLE ONLY private.identities FORCE ROW LEVEL SECURITY;


ALTER TABLE private.identities OWNER TO tryzore_owner;

--
-- Name: TABLE identities; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.identities IS 'What proves who a person is; the unique thing about a person.';


--
-- Name: COLUMN identities.issuer; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.issuer IS 'Who vouches: tryzore for an e-mail with password, else the provider''s issuer.';


--
-- Name: COLUMN identities.subject; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.subject IS 'The issuer''s name for the person: the normalised e-mail for tryzore.';


--
-- Name: COLUMN identities.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.user_id IS 'The person.';


--
-- Name: COLUMN identities.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.created_at IS 'When it was first used.';


--
-- Name: COLUMN identities.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.id IS 'By which the person names it.';


--
-- Name: COLUMN identities.provider; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.provider IS 'By which way one signs in with it: password, oidc or workos.';


--
-- Name: COLUMN identities.email; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.identities.email IS 'The address that the provider told when it was added, for display; proves nothing.';


--
-- Name: mail_tokens; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.mail_tokens (
    user_id uuid NOT NULL,
    purpose text NOT NULL,
    hash bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT hash_invalid CHECK ((octet_length(hash) = 32)),
    CONSTRAINT purpose_invalid CHECK ((purpose = ANY (ARRAY['verification'::text, 'password_reset'::text])))
);

ALTER TABLE ONLY private.mail_tokens FORCE ROW LEVEL SECURITY;


ALTER TABLE private.mail_tokens OWNER TO tryzore_owner;

--
-- Name: TABLE mail_tokens; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.mail_tokens IS 'What a link in a mail proves: once, and not for long.';


--
-- Name: COLUMN mail_tokens.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.mail_tokens.user_id IS 'Whose address it was sent to.';


--
-- Name: COLUMN mail_tokens.purpose; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.mail_tokens.purpose IS 'verification or password_reset.';


--
-- Name: COLUMN mail_tokens.hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.mail_tokens.hash IS 'SHA-256 of the token; the token itself is in the mail alone.';


--
-- Name: COLUMN mail_tokens.expires_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.mail_tokens.expires_at IS 'When it ends if nobody uses it.';


--
-- Name: COLUMN mail_tokens.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.mail_tokens.created_at IS 'When it was made.';


--
-- Name: medical_keys; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.medical_keys (
    organization_id uuid NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    wrapped bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    retired_at timestamp with time zone,
    CONSTRAINT key_id_invalid CHECK ((id ~ '^[A-Za-z0-9_-]{1,100}$'::text)),
    CONSTRAINT wrapped_invalid CHECK (((octet_length(wrapped) >= 29) AND (octet_length(wrapped) <= 500)))
);

ALTER TABLE ONLY private.medical_keys FORCE ROW LEVEL SECURITY;


ALTER TABLE private.medical_keys OWNER TO tryzore_owner;

--
-- Name: TABLE medical_keys; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.medical_keys IS 'What an organization''s medical notes are encrypted with, itself encrypted with a master key that is nowhere in the database.';


--
-- Name: COLUMN medical_keys.organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.medical_keys.organization_id IS 'The organization.';


--
-- Name: COLUMN medical_keys.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.medical_keys.id IS 'Made by the server; every ciphertext names it.';


--
-- Name: COLUMN medical_keys.wrapped; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.medical_keys.wrapped IS 'The key, encrypted by the server; bound to table, column, organization and id.';


--
-- Name: COLUMN medical_keys.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.medical_keys.created_at IS 'When it was made.';


--
-- Name: COLUMN medical_keys.retired_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.medical_keys.retired_at IS 'Since when it encrypts nothing new; it is deleted when nothing is left that it opens.';


--
-- Name: migrations; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.migrations (
    number integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);

ALTER TABLE ONLY private.migrations FORCE ROW LEVEL SECURITY;


ALTER TABLE private.migrations OWNER TO tryzore_owner;

--
-- Name: TABLE migrations; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.migrations IS 'Migrations that have been applied.';


--
-- Name: COLUMN migrations.number; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.migrations.number IS 'The number the file name starts with.';


--
-- Name: COLUMN migrations.name; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.migrations.name IS 'The file name without number and ending.';


--
-- Name: COLUMN migrations.checksum; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.migrations.checksum IS 'Of the file as it was applied; a landed file never changes.';


--
-- Name: COLUMN migrations.applied_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.migrations.applied_at IS 'When its transaction began.';


--
-- Name: onboardings; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.onboardings (
    id uuid NOT NULL,
    token_hash bytea NOT NULL,
    resume_hash bytea,
    email_hash bytea,
    organization bytea,
    account bytea,
    locations bytea,
    expires_at timestamp with time zone NOT NULL,
    completed_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    version bigint DEFAULT 1 NOT NULL,
    CONSTRAINT answers_invalid CHECK (((completed_at IS NULL) OR (num_nonnulls(organization, account, locations, email_hash, resume_hash) = 0))),
    CONSTRAINT hash_invalid CHECK (((octet_length(token_hash) = 32) AND (octet_length(resume_hash) = 32) AND (octet_length(email_hash) = 32)))
);

ALTER TABLE ONLY private.onboardings FORCE ROW LEVEL SECURITY;


ALTER TABLE private.onboardings OWNER TO tryzore_owner;

--
-- Name: TABLE onboardings; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.onboardings IS 'Wizards that somebody has begun, before there is a person or an organization.';


--
-- Name: COLUMN onboardings.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.id IS 'UUIDv7, made by the server; the ciphertexts are bound to it.';


--
-- Name: COLUMN onboardings.token_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.token_hash IS 'SHA-256 of the token that the browser keeps; the token itself is nowhere.';


--
-- Name: COLUMN onboardings.resume_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.resume_hash IS 'SHA-256 of the token in the last mail that leads back here; it takes the wizard over and does nothing else.';


--
-- Name: COLUMN onboardings.email_hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.email_hash IS 'A keyed hash of the address, by which a mail finds the wizard: nobody reads an address here.';


--
-- Name: COLUMN onboardings.organization; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.organization IS 'The first step''s answers, encrypted with a master key.';


--
-- Name: COLUMN onboardings.account; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.account IS 'The second step''s, the password hashed.';


--
-- Name: COLUMN onboardings.locations; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.locations IS 'The third step''s.';


--
-- Name: COLUMN onboardings.expires_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.expires_at IS 'When it ends if nobody finishes.';


--
-- Name: COLUMN onboardings.completed_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.completed_at IS 'When it was finished; all answers are gone since.';


--
-- Name: COLUMN onboardings.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.created_at IS 'When it was begun.';


--
-- Name: COLUMN onboardings.version; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.onboardings.version IS 'Moves with every step, so that nothing else is completed than what was read.';


--
-- Name: permissions; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.permissions (
    slug text NOT NULL,
    description text NOT NULL
);

ALTER TABLE ONLY private.permissions FORCE ROW LEVEL SECURITY;


ALTER TABLE private.permissions OWNER TO tryzore_owner;

--
-- Name: TABLE permissions; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.permissions IS 'Everything a request can need; the server''s list must equal it.';


--
-- Name: COLUMN permissions.slug; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.permissions.slug IS 'subject.verb';


--
-- Name: COLUMN permissions.description; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.permissions.description IS 'What its holder may do.';


--
-- Name: provider_sessions; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.provider_sessions (
    session_id uuid NOT NULL,
    issuer text NOT NULL,
    provider_session text NOT NULL COLLATE pg_catalog."C",
    CONSTRAINT issuer_invalid CHECK (((char_length(issuer) >= 1) AND (char_length(issuer) <= 255))),
    CONSTRAINT provider_session_invalid CHECK (((char_length(provider_session) >= 1) AND (char_length(provider_session) <= 255)))
);

ALTER TABLE ONLY private.provider_sessions FORCE ROW LEVEL SECURITY;


ALTER TABLE private.provider_sessions OWNER TO tryzore_owner;

--
-- Name: TABLE provider_sessions; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.provider_sessions IS 'Which session at a provider a session of ours came from: they end together.';


--
-- Name: COLUMN provider_sessions.session_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.provider_sessions.session_id IS 'Ours.';


--
-- Name: COLUMN provider_sessions.issuer; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.provider_sessions.issuer IS 'The provider''s issuer.';


--
-- Name: COLUMN provider_sessions.provider_session; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.provider_sessions.provider_session IS 'Its own name for the session.';


--
-- Name: recovery_codes; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.recovery_codes (
    user_id uuid NOT NULL,
    hash bytea NOT NULL,
    CONSTRAINT hash_invalid CHECK ((octet_length(hash) = 32))
);

ALTER TABLE ONLY private.recovery_codes FORCE ROW LEVEL SECURITY;


ALTER TABLE private.recovery_codes OWNER TO tryzore_owner;

--
-- Name: TABLE recovery_codes; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.recovery_codes IS 'What stands in for a lost device: each code once, deleted as it is used.';


--
-- Name: COLUMN recovery_codes.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.recovery_codes.user_id IS 'The person.';


--
-- Name: COLUMN recovery_codes.hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.recovery_codes.hash IS 'SHA-256 of the code, which has 125 random bits; the code itself was shown once.';


--
-- Name: refresh_tokens; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.refresh_tokens (
    family_id uuid NOT NULL,
    generation integer NOT NULL,
    hash bytea NOT NULL,
    replaced_at timestamp with time zone,
    CONSTRAINT hash_invalid CHECK (((octet_length(hash) >= 16) AND (octet_length(hash) <= 64)))
);

ALTER TABLE ONLY private.refresh_tokens FORCE ROW LEVEL SECURITY;


ALTER TABLE private.refresh_tokens OWNER TO tryzore_owner;

--
-- Name: TABLE refresh_tokens; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.refresh_tokens IS 'Every refresh token a session ever had, so that a stolen old one is recognised.';


--
-- Name: COLUMN refresh_tokens.family_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.refresh_tokens.family_id IS 'The family: one per session.';


--
-- Name: COLUMN refresh_tokens.generation; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.refresh_tokens.generation IS 'Counted from 0.';


--
-- Name: COLUMN refresh_tokens.hash; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.refresh_tokens.hash IS 'Of the token; the token itself is nowhere.';


--
-- Name: COLUMN refresh_tokens.replaced_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.refresh_tokens.replaced_at IS 'When it was exchanged for the next; for 5 seconds more it answers that same next.';


--
-- Name: retention_rules; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.retention_rules (
    name text NOT NULL,
    what text NOT NULL,
    kept interval NOT NULL,
    CONSTRAINT kept_invalid CHECK ((kept > '00:00:00'::interval))
);

ALTER TABLE ONLY private.retention_rules FORCE ROW LEVEL SECURITY;


ALTER TABLE private.retention_rules OWNER TO tryzore_owner;

--
-- Name: TABLE retention_rules; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.retention_rules IS 'What is deleted how long after it was made or ended; duties go by it.';


--
-- Name: COLUMN retention_rules.name; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.retention_rules.name IS 'Its name in the program.';


--
-- Name: COLUMN retention_rules.what; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.retention_rules.what IS 'What is deleted, and from when the time counts.';


--
-- Name: COLUMN retention_rules.kept; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.retention_rules.kept IS 'For how long it is kept.';


--
-- Name: role_permissions; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.role_permissions (
    role text NOT NULL,
    permission text NOT NULL
);

ALTER TABLE ONLY private.role_permissions FORCE ROW LEVEL SECURITY;


ALTER TABLE private.role_permissions OWNER TO tryzore_owner;

--
-- Name: TABLE role_permissions; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.role_permissions IS 'What each role holds unless a membership grants or denies it.';


--
-- Name: COLUMN role_permissions.role; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.role_permissions.role IS 'The role that holds it.';


--
-- Name: COLUMN role_permissions.permission; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.role_permissions.permission IS 'What it holds.';


--
-- Name: roles; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.roles (
    role text NOT NULL,
    rank smallint NOT NULL
);

ALTER TABLE ONLY private.roles FORCE ROW LEVEL SECURITY;


ALTER TABLE private.roles OWNER TO tryzore_owner;

--
-- Name: TABLE roles; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.roles IS 'The roles a person can have in an organization.';


--
-- Name: COLUMN roles.role; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.roles.role IS 'Its name on the wire.';


--
-- Name: COLUMN roles.rank; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.roles.rank IS 'Higher ranks decide about lower ones.';


--
-- Name: second_factors; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.second_factors (
    user_id uuid NOT NULL,
    seed bytea NOT NULL,
    confirmed_at timestamp with time zone,
    last_step bigint,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT last_step_invalid CHECK (((last_step >= 0) AND ((confirmed_at IS NULL) OR (last_step IS NOT NULL)))),
    CONSTRAINT seed_invalid CHECK (((octet_length(seed) >= 29) AND (octet_length(seed) <= 500)))
);

ALTER TABLE ONLY private.second_factors FORCE ROW LEVEL SECURITY;


ALTER TABLE private.second_factors OWNER TO tryzore_owner;

--
-- Name: TABLE second_factors; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.second_factors IS 'What shows a person''s six digits (TOTP, RFC 6238) besides their device.';


--
-- Name: COLUMN second_factors.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.second_factors.user_id IS 'The person.';


--
-- Name: COLUMN second_factors.seed; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.second_factors.seed IS 'Encrypted by the server with a master key; bound to table, column and person.';


--
-- Name: COLUMN second_factors.confirmed_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.second_factors.confirmed_at IS 'When the first right code showed that the person''s device has it; before that it asks nothing of anybody.';


--
-- Name: COLUMN second_factors.last_step; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.second_factors.last_step IS 'The half minute of the last code that counted: none of it or before counts again.';


--
-- Name: COLUMN second_factors.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.second_factors.created_at IS 'When it was made.';


--
-- Name: sessions; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.sessions (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    organization_id uuid,
    client_id uuid,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    revoked_reason text,
    role text,
    role_rank smallint,
    permissions text[] DEFAULT '{}'::text[] NOT NULL,
    open_organization_id uuid GENERATED ALWAYS AS (
CASE
    WHEN ((role IS NOT NULL) AND (revoked_at IS NULL)) THEN organization_id
    ELSE NULL::uuid
END) STORED,
    organization_text text GENERATED ALWAYS AS ((organization_id)::text) STORED,
    scope_text text GENERATED ALWAYS AS ((('{'::text || (organization_id)::text) || '}'::text)) STORED,
    user_text text GENERATED ALWAYS AS ((user_id)::text) STORED NOT NULL,
    client_text text GENERATED ALWAYS AS (COALESCE((client_id)::text, ''::text)) STORED NOT NULL,
    session_text text GENERATED ALWAYS AS ((id)::text) STORED NOT NULL,
    role_rank_text text GENERATED ALWAYS AS ((role_rank)::text) STORED,
    can text GENERATED ALWAYS AS (private.join_permissions(permissions)) STORED NOT NULL,
    family_id uuid NOT NULL,
    generation integer DEFAULT 0 NOT NULL,
    user_agent text,
    ip_address inet,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    authenticated_at timestamp with time zone,
    second_factor_at timestamp with time zone,
    CONSTRAINT generation_invalid CHECK ((generation >= 0)),
    CONSTRAINT revoked_reason_invalid CHECK ((((revoked_at IS NULL) = (revoked_reason IS NULL)) AND (revoked_reason = ANY (ARRAY['closed'::text, 'refresh_reused'::text, 'password_changed'::text, 'ended_elsewhere'::text, 'ended_by_staff'::text, 'ended_by_provider'::text])))),
    CONSTRAINT role_invalid CHECK ((((role IS NULL) = (role_rank IS NULL)) AND ((role IS NULL) OR (organization_id IS NOT NULL)))),
    CONSTRAINT user_agent_invalid CHECK ((char_length(user_agent) <= 512))
);

ALTER TABLE ONLY private.sessions FORCE ROW LEVEL SECURITY;


ALTER TABLE private.sessions OWNER TO tryzore_owner;

--
-- Name: TABLE sessions; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.sessions IS 'A sign-in to one organization (or to none yet), with what it may do there resolved in advance: the one row a door reads.';


--
-- Name: COLUMN sessions.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.id IS 'Random; the access token names it.';


--
-- Name: COLUMN sessions.user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.user_id IS 'Who signed in.';


--
-- Name: COLUMN sessions.organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.organization_id IS 'Where; never changes, a switch opens another session.';


--
-- Name: COLUMN sessions.client_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.client_id IS 'The person''s own client profile, if there is one.';


--
-- Name: COLUMN sessions.expires_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.expires_at IS 'When it ends whatever happens.';


--
-- Name: COLUMN sessions.revoked_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.revoked_at IS 'When it was ended before that.';


--
-- Name: COLUMN sessions.revoked_reason; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.revoked_reason IS 'Why: closed, refresh_reused, password_changed, ended_elsewhere (by the person, from another session), ended_by_staff or ended_by_provider.';


--
-- Name: COLUMN sessions.role; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.role IS 'The effective role; null when the person is no longer let in.';


--
-- Name: COLUMN sessions.role_rank; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.role_rank IS 'The rank of that role.';


--
-- Name: COLUMN sessions.permissions; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.permissions IS 'Role defaults and grants without denials; kept true by triggers.';


--
-- Name: COLUMN sessions.open_organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.open_organization_id IS 'The organization, while the session is not revoked and the person is let in.';


--
-- Name: COLUMN sessions.organization_text; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.organization_text IS 'app.org_id';


--
-- Name: COLUMN sessions.scope_text; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.scope_text IS 'app.scope';


--
-- Name: COLUMN sessions.user_text; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.user_text IS 'app.user_id';


--
-- Name: COLUMN sessions.client_text; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.client_text IS 'app.client_id';


--
-- Name: COLUMN sessions.session_text; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.session_text IS 'app.session_id';


--
-- Name: COLUMN sessions.role_rank_text; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.role_rank_text IS 'app.role_rank';


--
-- Name: COLUMN sessions.can; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.can IS 'app.can: the permissions as policies look for them.';


--
-- Name: COLUMN sessions.family_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.family_id IS 'The family of refresh tokens that keeps it alive.';


--
-- Name: COLUMN sessions.generation; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.generation IS 'The family''s current generation.';


--
-- Name: COLUMN sessions.user_agent; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.user_agent IS 'What opened it.';


--
-- Name: COLUMN sessions.ip_address; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.ip_address IS 'Where it was opened from.';


--
-- Name: COLUMN sessions.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.created_at IS 'When it was opened.';


--
-- Name: COLUMN sessions.authenticated_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.authenticated_at IS 'When its person last proved who they are, in whatever way; null where that was before this was noted.';


--
-- Name: COLUMN sessions.second_factor_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.sessions.second_factor_at IS 'When they last did so by a second factor.';


--
-- Name: staged_rows; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.staged_rows (
    import_id uuid NOT NULL,
    title text NOT NULL,
    number bigint NOT NULL,
    content jsonb NOT NULL,
    CONSTRAINT content_invalid CHECK ((jsonb_typeof(content) = 'object'::text))
);

ALTER TABLE ONLY private.staged_rows FORCE ROW LEVEL SECURITY;


ALTER TABLE private.staged_rows OWNER TO tryzore_owner;

--
-- Name: TABLE staged_rows; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.staged_rows IS 'Rows of an organization that is being imported, until the end of that transaction.';


--
-- Name: COLUMN staged_rows.import_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.staged_rows.import_id IS 'Made for the import.';


--
-- Name: COLUMN staged_rows.title; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.staged_rows.title IS 'The table.';


--
-- Name: COLUMN staged_rows.number; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.staged_rows.number IS 'The line of its file.';


--
-- Name: COLUMN staged_rows.content; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.staged_rows.content IS 'The columns by name.';


--
-- Name: transfer_files; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.transfer_files (
    organization_id uuid NOT NULL,
    id uuid NOT NULL,
    part text NOT NULL,
    file bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT part_invalid CHECK ((part = ANY (ARRAY['file'::text, 'survey'::text, 'changes'::text, 'rejects'::text]))),
    CONSTRAINT transfer_too_large CHECK ((octet_length(file) <= 50000000))
);

ALTER TABLE ONLY private.transfer_files FORCE ROW LEVEL SECURITY;


ALTER TABLE private.transfer_files OWNER TO tryzore_owner;

--
-- Name: TABLE transfer_files; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.transfer_files IS 'The files of imports and of exported organizations, until they expire.';


--
-- Name: COLUMN transfer_files.organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.transfer_files.organization_id IS 'The gym.';


--
-- Name: COLUMN transfer_files.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.transfer_files.id IS 'The import or the export.';


--
-- Name: COLUMN transfer_files.part; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.transfer_files.part IS 'file: what came or goes; of an import also survey, changes and rejects.';


--
-- Name: COLUMN transfer_files.file; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.transfer_files.file IS 'Encrypted by the server: AES-256-GCM, bound to gym, id and part.';


--
-- Name: COLUMN transfer_files.created_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.transfer_files.created_at IS 'When it was written.';


--
-- Name: workos_environments; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.workos_environments (
    issuer text NOT NULL,
    cursor text,
    since timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT cursor_invalid CHECK (((char_length(cursor) >= 1) AND (char_length(cursor) <= 255))),
    CONSTRAINT issuer_invalid CHECK (((char_length(issuer) >= 1) AND (char_length(issuer) <= 255)))
);

ALTER TABLE ONLY private.workos_environments FORCE ROW LEVEL SECURITY;


ALTER TABLE private.workos_environments OWNER TO tryzore_owner;

--
-- Name: TABLE workos_environments; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.workos_environments IS 'The WorkOS that this installation is in step with, and how far.';


--
-- Name: COLUMN workos_environments.issuer; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_environments.issuer IS 'Its issuer, by which identities name it.';


--
-- Name: COLUMN workos_environments.cursor; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_environments.cursor IS 'The last event that was read from its list; null before the first.';


--
-- Name: COLUMN workos_environments.since; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_environments.since IS 'When it was first seen: earlier events are not read.';


--
-- Name: COLUMN workos_environments.seen_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_environments.seen_at IS 'When a worker last had it in its settings; an hour later nothing is sent there any more.';


--
-- Name: workos_events; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.workos_events (
    id text NOT NULL,
    received_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT event_id_invalid CHECK (((char_length(id) >= 1) AND (char_length(id) <= 255)))
);

ALTER TABLE ONLY private.workos_events FORCE ROW LEVEL SECURITY;


ALTER TABLE private.workos_events OWNER TO tryzore_owner;

--
-- Name: TABLE workos_events; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.workos_events IS 'The events that have had their effect: each has it once.';


--
-- Name: COLUMN workos_events.id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_events.id IS 'WorkOS'' id of the event.';


--
-- Name: COLUMN workos_events.received_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_events.received_at IS 'When it had it.';


--
-- Name: workos_memberships; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.workos_memberships (
    workos_id text NOT NULL,
    workos_organization_id text NOT NULL,
    workos_user_id text NOT NULL COLLATE pg_catalog."C",
    role text NOT NULL,
    status text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT role_invalid CHECK (((char_length(role) >= 1) AND (char_length(role) <= 255))),
    CONSTRAINT status_invalid CHECK ((status = ANY (ARRAY['active'::text, 'inactive'::text, 'pending'::text, 'deleted'::text]))),
    CONSTRAINT workos_id_invalid CHECK ((((char_length(workos_id) >= 1) AND (char_length(workos_id) <= 255)) AND ((char_length(workos_organization_id) >= 1) AND (char_length(workos_organization_id) <= 255)) AND ((char_length(workos_user_id) >= 1) AND (char_length(workos_user_id) <= 255))))
);

ALTER TABLE ONLY private.workos_memberships FORCE ROW LEVEL SECURITY;


ALTER TABLE private.workos_memberships OWNER TO tryzore_owner;

--
-- Name: TABLE workos_memberships; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.workos_memberships IS 'The memberships at WorkOS, also of people and organizations that are not here yet.';


--
-- Name: COLUMN workos_memberships.workos_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_memberships.workos_id IS 'Its id there, which is never used twice.';


--
-- Name: COLUMN workos_memberships.workos_organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_memberships.workos_organization_id IS 'The organization there.';


--
-- Name: COLUMN workos_memberships.workos_user_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_memberships.workos_user_id IS 'The person there: the subject of an identity.';


--
-- Name: COLUMN workos_memberships.role; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_memberships.role IS 'The role''s slug there.';


--
-- Name: COLUMN workos_memberships.status; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_memberships.status IS 'active, inactive, pending or deleted; deleted is for good.';


--
-- Name: COLUMN workos_memberships.changed_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_memberships.changed_at IS 'When it last changed there: older news is no news.';


--
-- Name: workos_organizations; Type: TABLE; Schema: private; Owner: tryzore_owner
--

CREATE TABLE private.workos_organizations (
    organization_id uuid NOT NULL,
    workos_id text NOT NULL,
    name text NOT NULL,
    is_deleted boolean DEFAULT false NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT name_invalid CHECK (((char_length(name) >= 1) AND (char_length(name) <= 1000))),
    CONSTRAINT workos_id_invalid CHECK (((char_length(workos_id) >= 1) AND (char_length(workos_id) <= 255)))
);

ALTER TABLE ONLY private.workos_organizations FORCE ROW LEVEL SECURITY;


ALTER TABLE private.workos_organizations OWNER TO tryzore_owner;

--
-- Name: TABLE workos_organizations; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON TABLE private.workos_organizations IS 'What our organizations are at WorkOS.';


--
-- Name: COLUMN workos_organizations.organization_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_organizations.organization_id IS 'Ours.';


--
-- Name: COLUMN workos_organizations.workos_id; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_organizations.workos_id IS 'Theirs.';


--
-- Name: COLUMN workos_organizations.name; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_organizations.name IS 'Its name there, as far as it is known.';


--
-- Name: COLUMN workos_organizations.is_deleted; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_organizations.is_deleted IS 'Deleted there; it is not made again.';


--
-- Name: COLUMN workos_organizations.changed_at; Type: COMMENT; Schema: private; Owner: tryzore_owner
--

COMMENT ON COLUMN private.workos_organizations.changed_at IS 'When it last changed there: older news is no news.';


--
-- Name: audit_logs_default; Type: TABLE ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE ONLY audit.audit_logs ATTACH PARTITION audit.audit_logs_default DEFAULT;


--
-- Name: personal_values_default; Type: TABLE ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE ONLY audit.personal_values ATTACH PARTITION audit.personal_values_default DEFAULT;


--
-- Name: audit_logs audit_log_exists; Type: CONSTRAINT; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE ONLY audit.audit_logs
    ADD CONSTRAINT audit_log_exists PRIMARY KEY (id, created_at);


--
-- Name: audit_logs_default audit_logs_default_pkey; Type: CONSTRAINT; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE ONLY audit.audit_logs_default
    ADD CONSTRAINT audit_logs_default_pkey PRIMARY KEY (id, created_at);


--
-- Name: personal_values personal_value_exists; Type: CONSTRAINT; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE ONLY audit.personal_values
    ADD CONSTRAINT personal_value_exists PRIMARY KEY (id, created_at);


--
-- Name: personal_values_default personal_values_default_pkey; Type: CONSTRAINT; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE ONLY audit.personal_values_default
    ADD CONSTRAINT personal_values_default_pkey PRIMARY KEY (id, created_at);


--
-- Name: user_organizations already_in_organization; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.user_organizations
    ADD CONSTRAINT already_in_organization PRIMARY KEY (organization_id, user_id);


--
-- Name: taggables already_tagged; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT already_tagged UNIQUE (organization_id, tag_id, taggable_type, taggable_id);


--
-- Name: event_participants booking_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_participants
    ADD CONSTRAINT booking_exists PRIMARY KEY (organization_id, id);


--
-- Name: client_claim_codes claim_code_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_claim_codes
    ADD CONSTRAINT claim_code_exists PRIMARY KEY (organization_id, client_id);


--
-- Name: client_claim_codes claim_code_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_claim_codes
    ADD CONSTRAINT claim_code_taken UNIQUE (organization_id, code_hash);


--
-- Name: client_import_rows client_already_imported; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_import_rows
    ADD CONSTRAINT client_already_imported PRIMARY KEY (organization_id, import_id, client_id);


--
-- Name: client_organizations client_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_organizations
    ADD CONSTRAINT client_exists PRIMARY KEY (organization_id, id);


--
-- Name: client_guardians client_guardian_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_guardians
    ADD CONSTRAINT client_guardian_exists PRIMARY KEY (organization_id, id);


--
-- Name: client_merges client_merge_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_merges
    ADD CONSTRAINT client_merge_exists PRIMARY KEY (organization_id, id);


--
-- Name: client_name_parts client_name_part_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_name_parts
    ADD CONSTRAINT client_name_part_exists PRIMARY KEY (organization_id, part, client_id);


--
-- Name: client_notes client_note_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_notes
    ADD CONSTRAINT client_note_exists PRIMARY KEY (organization_id, id);


--
-- Name: clients client_profile_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.clients
    ADD CONSTRAINT client_profile_exists PRIMARY KEY (id);


--
-- Name: consents consent_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.consents
    ADD CONSTRAINT consent_exists PRIMARY KEY (organization_id, id);


--
-- Name: events event_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT event_exists PRIMARY KEY (organization_id, id);


--
-- Name: events event_kind_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT event_kind_exists UNIQUE (organization_id, id, event_type);


--
-- Name: event_series event_series_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_series
    ADD CONSTRAINT event_series_exists PRIMARY KEY (organization_id, id);


--
-- Name: event_templates event_template_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_templates
    ADD CONSTRAINT event_template_exists PRIMARY KEY (organization_id, id);


--
-- Name: exports export_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.exports
    ADD CONSTRAINT export_exists PRIMARY KEY (organization_id, id);


--
-- Name: client_organizations external_id_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_organizations
    ADD CONSTRAINT external_id_taken UNIQUE (organization_id, external_id);


--
-- Name: saved_filters filter_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.saved_filters
    ADD CONSTRAINT filter_name_taken UNIQUE (organization_id, user_id, resource, name);


--
-- Name: client_guardians guardian_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_guardians
    ADD CONSTRAINT guardian_taken UNIQUE (organization_id, client_id, guardian_id);


--
-- Name: imports import_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.imports
    ADD CONSTRAINT import_exists PRIMARY KEY (organization_id, id);


--
-- Name: invitations invitation_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT invitation_exists PRIMARY KEY (organization_id, id);


--
-- Name: invitations invitation_token_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT invitation_token_taken UNIQUE (organization_id, token_hash);


--
-- Name: membership_plan_locations location_already_allowed; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plan_locations
    ADD CONSTRAINT location_already_allowed PRIMARY KEY (organization_id, membership_plan_id, location_id);


--
-- Name: organizations location_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.organizations
    ADD CONSTRAINT location_exists UNIQUE (root_organization_id, id);


--
-- Name: medical_disclosures medical_disclosure_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.medical_disclosures
    ADD CONSTRAINT medical_disclosure_exists PRIMARY KEY (organization_id, id);


--
-- Name: client_medical medical_note_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_medical
    ADD CONSTRAINT medical_note_exists PRIMARY KEY (organization_id, client_id);


--
-- Name: client_organizations member_number_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_organizations
    ADD CONSTRAINT member_number_taken UNIQUE (organization_id, member_number);


--
-- Name: memberships membership_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.memberships
    ADD CONSTRAINT membership_exists PRIMARY KEY (organization_id, id);


--
-- Name: membership_plans membership_plan_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plans
    ADD CONSTRAINT membership_plan_exists PRIMARY KEY (organization_id, id);


--
-- Name: notifications notification_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.notifications
    ADD CONSTRAINT notification_exists PRIMARY KEY (organization_id, id);


--
-- Name: notification_preferences notification_preference_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.notification_preferences
    ADD CONSTRAINT notification_preference_exists PRIMARY KEY (organization_id, user_id);


--
-- Name: user_organizations one_primary_organization; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.user_organizations
    ADD CONSTRAINT one_primary_organization EXCLUDE USING btree (user_id WITH =) WHERE (is_primary);


--
-- Name: organizations organization_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.organizations
    ADD CONSTRAINT organization_exists PRIMARY KEY (id);


--
-- Name: membership_plans plan_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plans
    ADD CONSTRAINT plan_name_taken UNIQUE (organization_id, name);


--
-- Name: privacy_erasures privacy_erasure_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.privacy_erasures
    ADD CONSTRAINT privacy_erasure_exists PRIMARY KEY (organization_id, id);


--
-- Name: privacy_exports privacy_export_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.privacy_exports
    ADD CONSTRAINT privacy_export_exists PRIMARY KEY (organization_id, id);


--
-- Name: role_definitions role_definition_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.role_definitions
    ADD CONSTRAINT role_definition_exists PRIMARY KEY (organization_id, id);


--
-- Name: role_definitions role_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.role_definitions
    ADD CONSTRAINT role_name_taken UNIQUE (organization_id, name);


--
-- Name: rooms room_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.rooms
    ADD CONSTRAINT room_exists PRIMARY KEY (organization_id, id);


--
-- Name: rooms room_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.rooms
    ADD CONSTRAINT room_name_taken UNIQUE (organization_id, name);


--
-- Name: events room_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT room_taken EXCLUDE USING gist (organization_id WITH =, room_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE ((forbids_room_overlap AND (room_id IS NOT NULL) AND (status <> 'cancelled'::text)));


--
-- Name: saved_filters saved_filter_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.saved_filters
    ADD CONSTRAINT saved_filter_exists PRIMARY KEY (organization_id, id);


--
-- Name: segments segment_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segments
    ADD CONSTRAINT segment_exists PRIMARY KEY (organization_id, id);


--
-- Name: segment_members segment_member_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segment_members
    ADD CONSTRAINT segment_member_exists PRIMARY KEY (organization_id, id);


--
-- Name: segments segment_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segments
    ADD CONSTRAINT segment_name_taken UNIQUE (organization_id, name);


--
-- Name: organizations slug_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.organizations
    ADD CONSTRAINT slug_taken UNIQUE (slug);


--
-- Name: tags tag_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.tags
    ADD CONSTRAINT tag_exists PRIMARY KEY (organization_id, id);


--
-- Name: tags tag_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.tags
    ADD CONSTRAINT tag_name_taken UNIQUE (organization_id, type, name);


--
-- Name: taggables taggable_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT taggable_exists PRIMARY KEY (organization_id, id);


--
-- Name: event_templates template_name_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_templates
    ADD CONSTRAINT template_name_taken UNIQUE (organization_id, name);


--
-- Name: events trainer_taken; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT trainer_taken EXCLUDE USING gist (organization_id WITH =, instructor_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE ((forbids_trainer_overlap AND (instructor_id IS NOT NULL) AND (status <> 'cancelled'::text)));


--
-- Name: membership_usage usage_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_usage
    ADD CONSTRAINT usage_exists PRIMARY KEY (organization_id, id);


--
-- Name: users user_exists; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.users
    ADD CONSTRAINT user_exists PRIMARY KEY (id);


--
-- Name: clients user_has_client_profile; Type: CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.clients
    ADD CONSTRAINT user_has_client_profile UNIQUE (user_id);


--
-- Name: jobs job_exists; Type: CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.jobs
    ADD CONSTRAINT job_exists PRIMARY KEY (id);


--
-- Name: mails mail_exists; Type: CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.mails
    ADD CONSTRAINT mail_exists PRIMARY KEY (id);


--
-- Name: schedules schedule_exists; Type: CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.schedules
    ADD CONSTRAINT schedule_exists PRIMARY KEY (name);


--
-- Name: audited_tables audited_table_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.audited_tables
    ADD CONSTRAINT audited_table_exists PRIMARY KEY (table_name);


--
-- Name: authorizations authorization_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.authorizations
    ADD CONSTRAINT authorization_exists PRIMARY KEY (state_hash);


--
-- Name: budgets budget_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.budgets
    ADD CONSTRAINT budget_exists PRIMARY KEY (name, key);


--
-- Name: credentials credential_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.credentials
    ADD CONSTRAINT credential_exists PRIMARY KEY (user_id);


--
-- Name: devices device_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.devices
    ADD CONSTRAINT device_exists PRIMARY KEY (user_id, hash);


--
-- Name: export_files export_file_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.export_files
    ADD CONSTRAINT export_file_exists PRIMARY KEY (organization_id, id);


--
-- Name: idempotency_keys idempotency_key_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.idempotency_keys
    ADD CONSTRAINT idempotency_key_exists PRIMARY KEY (organization_id, user_id, operation, key);


--
-- Name: identities identity_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.identities
    ADD CONSTRAINT identity_exists PRIMARY KEY (issuer, subject);


--
-- Name: identities identity_id_taken; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.identities
    ADD CONSTRAINT identity_id_taken UNIQUE (id);


--
-- Name: mail_tokens mail_token_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.mail_tokens
    ADD CONSTRAINT mail_token_exists PRIMARY KEY (user_id, purpose);


--
-- Name: mail_tokens mail_token_taken; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.mail_tokens
    ADD CONSTRAINT mail_token_taken UNIQUE (hash);


--
-- Name: medical_keys medical_key_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.medical_keys
    ADD CONSTRAINT medical_key_exists PRIMARY KEY (organization_id, id);


--
-- Name: migrations migrations_pkey; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.migrations
    ADD CONSTRAINT migrations_pkey PRIMARY KEY (number);


--
-- Name: onboardings onboarding_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.onboardings
    ADD CONSTRAINT onboarding_exists PRIMARY KEY (id);


--
-- Name: onboardings onboarding_resume_taken; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.onboardings
    ADD CONSTRAINT onboarding_resume_taken UNIQUE (resume_hash);


--
-- Name: onboardings onboarding_token_taken; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.onboardings
    ADD CONSTRAINT onboarding_token_taken UNIQUE (token_hash);


--
-- Name: permissions permission_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.permissions
    ADD CONSTRAINT permission_exists PRIMARY KEY (slug);


--
-- Name: provider_sessions provider_session_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.provider_sessions
    ADD CONSTRAINT provider_session_exists PRIMARY KEY (session_id);


--
-- Name: roles rank_taken; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.roles
    ADD CONSTRAINT rank_taken UNIQUE (rank);


--
-- Name: recovery_codes recovery_code_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.recovery_codes
    ADD CONSTRAINT recovery_code_exists PRIMARY KEY (user_id, hash);


--
-- Name: sessions refresh_family_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.sessions
    ADD CONSTRAINT refresh_family_exists UNIQUE (family_id);


--
-- Name: refresh_tokens refresh_token_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.refresh_tokens
    ADD CONSTRAINT refresh_token_exists PRIMARY KEY (family_id, generation);


--
-- Name: retention_rules retention_rule_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.retention_rules
    ADD CONSTRAINT retention_rule_exists PRIMARY KEY (name);


--
-- Name: roles role_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.roles
    ADD CONSTRAINT role_exists PRIMARY KEY (role);


--
-- Name: role_permissions role_permission_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.role_permissions
    ADD CONSTRAINT role_permission_exists PRIMARY KEY (role, permission);


--
-- Name: second_factors second_factor_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.second_factors
    ADD CONSTRAINT second_factor_exists PRIMARY KEY (user_id);


--
-- Name: sessions session_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.sessions
    ADD CONSTRAINT session_exists PRIMARY KEY (id);


--
-- Name: staged_rows staged_row_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.staged_rows
    ADD CONSTRAINT staged_row_exists PRIMARY KEY (import_id, title, number);


--
-- Name: transfer_files transfer_file_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.transfer_files
    ADD CONSTRAINT transfer_file_exists PRIMARY KEY (organization_id, id, part);


--
-- Name: workos_environments workos_environment_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.workos_environments
    ADD CONSTRAINT workos_environment_exists PRIMARY KEY (issuer);


--
-- Name: workos_events workos_event_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.workos_events
    ADD CONSTRAINT workos_event_exists PRIMARY KEY (id);


--
-- Name: workos_memberships workos_membership_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.workos_memberships
    ADD CONSTRAINT workos_membership_exists PRIMARY KEY (workos_id);


--
-- Name: workos_organizations workos_organization_exists; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.workos_organizations
    ADD CONSTRAINT workos_organization_exists PRIMARY KEY (organization_id);


--
-- Name: workos_organizations workos_organization_taken; Type: CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.workos_organizations
    ADD CONSTRAINT workos_organization_taken UNIQUE (workos_id);


--
-- Name: audit_logs_by_entity; Type: INDEX; Schema: audit; Owner: tryzore_owner
--

CREATE INDEX audit_logs_by_entity ON ONLY audit.audit_logs USING btree (organization_id, entity_type, entity_id, created_at);


--
-- Name: audit_logs_by_time; Type: INDEX; Schema: audit; Owner: tryzore_owner
--

CREATE INDEX audit_logs_by_time ON ONLY audit.audit_logs USING btree (organization_id, created_at, id);


--
-- Name: audit_logs_default_organization_id_created_at_id_idx; Type: INDEX; Schema: audit; Owner: tryzore_owner
--

CREATE INDEX audit_logs_default_organization_id_created_at_id_idx ON audit.audit_logs_default USING btree (organization_id, created_at, id);


--
-- Name: audit_logs_default_organization_id_entity_type_entity_id_cr_idx; Type: INDEX; Schema: audit; Owner: tryzore_owner
--

CREATE INDEX audit_logs_default_organization_id_entity_type_entity_id_cr_idx ON audit.audit_logs_default USING btree (organization_id, entity_type, entity_id, created_at);


--
-- Name: personal_values_by_entity; Type: INDEX; Schema: audit; Owner: tryzore_owner
--

CREATE INDEX personal_values_by_entity ON ONLY audit.personal_values USING btree (organization_id, entity_type, entity_id);


--
-- Name: personal_values_default_organization_id_entity_type_entity__idx; Type: INDEX; Schema: audit; Owner: tryzore_owner
--

CREATE INDEX personal_values_default_organization_id_entity_type_entity__idx ON audit.personal_values_default USING btree (organization_id, entity_type, entity_id);


--
-- Name: already_booked; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX already_booked ON crm.event_participants USING btree (organization_id, event_id, client_id) WHERE (status <> ALL (ARRAY['cancelled'::text, 'late_cancelled'::text]));


--
-- Name: already_in_segment; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX already_in_segment ON crm.segment_members USING btree (organization_id, segment_id, client_id) WHERE (left_at IS NULL);


--
-- Name: already_used; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX already_used ON crm.membership_usage USING btree (organization_id, membership_id, event_id) WHERE ((usage_type = 'class'::text) AND (event_id IS NOT NULL) AND (reversed_at IS NULL));


--
-- Name: bookings_by_checker; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX bookings_by_checker ON crm.event_participants USING btree (organization_id, checked_in_by) WHERE (checked_in_by IS NOT NULL);


--
-- Name: bookings_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX bookings_by_client ON crm.event_participants USING btree (organization_id, client_id, registered_at, id);


--
-- Name: bookings_by_event; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX bookings_by_event ON crm.event_participants USING btree (organization_id, event_id, status, registered_at, id);


--
-- Name: client_already_linked; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX client_already_linked ON crm.client_organizations USING btree (organization_id, client_id) WHERE (client_id IS NOT NULL);


--
-- Name: client_guardians_by_guardian; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_guardians_by_guardian ON crm.client_guardians USING btree (organization_id, guardian_id) WHERE (guardian_id IS NOT NULL);


--
-- Name: client_medical_by_key; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_medical_by_key ON crm.client_medical USING btree (organization_id, key_id);


--
-- Name: client_merges_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_merges_by_client ON crm.client_merges USING btree (organization_id, client_id);


--
-- Name: client_merges_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_merges_by_creator ON crm.client_merges USING btree (organization_id, created_by);


--
-- Name: client_merges_by_moment; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_merges_by_moment ON crm.client_merges USING btree (organization_id, created_at, id);


--
-- Name: client_notes_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_notes_by_client ON crm.client_notes USING btree (organization_id, client_id, created_at, id);


--
-- Name: client_notes_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX client_notes_by_creator ON crm.client_notes USING btree (organization_id, created_by);


--
-- Name: clients_by_birth; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_birth ON crm.client_organizations USING btree (organization_id, date_of_birth) WHERE ((date_of_birth IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: clients_by_joining; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_joining ON crm.client_organizations USING btree (organization_id, joined_on) WHERE ((joined_on IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: clients_by_membership; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_membership ON crm.client_organizations USING btree (organization_id, membership_status, sort_name, id) WHERE ((membership_status IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: clients_by_name; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_name ON crm.client_organizations USING btree (organization_id, sort_name, id) WHERE (deleted_at IS NULL);


--
-- Name: clients_by_phone; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_phone ON crm.client_organizations USING btree (organization_id, phone_key) WHERE ((phone_key IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: clients_by_phone_end; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_phone_end ON crm.client_organizations USING btree (organization_id, phone_end) WHERE ((phone_end IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: clients_by_status; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_status ON crm.client_organizations USING btree (organization_id, status, sort_name, id) WHERE (deleted_at IS NULL);


--
-- Name: clients_by_visit; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_by_visit ON crm.client_organizations USING btree (organization_id, last_visit_at) WHERE ((last_visit_at IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: clients_deleted; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX clients_deleted ON crm.client_organizations USING btree (organization_id, deleted_at) WHERE ((deleted_at IS NOT NULL) AND (erased_at IS NULL));


--
-- Name: consents_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX consents_by_client ON crm.consents USING btree (organization_id, client_id, id);


--
-- Name: consents_by_recorder; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX consents_by_recorder ON crm.consents USING btree (organization_id, recorded_by);


--
-- Name: email_taken; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX email_taken ON crm.client_organizations USING btree (organization_id, email_key) WHERE ((email_key IS NOT NULL) AND (deleted_at IS NULL));


--
-- Name: erasure_pending; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX erasure_pending ON crm.privacy_erasures USING btree (organization_id, client_id) WHERE (status = ANY (ARRAY['requested'::text, 'approved'::text]));


--
-- Name: event_series_by_instructor; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX event_series_by_instructor ON crm.event_series USING btree (organization_id, instructor_id);


--
-- Name: event_series_by_room; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX event_series_by_room ON crm.event_series USING btree (organization_id, room_id);


--
-- Name: event_series_by_template; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX event_series_by_template ON crm.event_series USING btree (organization_id, template_id);


--
-- Name: event_templates_by_instructor; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX event_templates_by_instructor ON crm.event_templates USING btree (organization_id, instructor_id);


--
-- Name: events_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_creator ON crm.events USING btree (organization_id, created_by);


--
-- Name: events_by_instructor; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_instructor ON crm.events USING btree (organization_id, instructor_id, starts_at);


--
-- Name: events_by_parent; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_parent ON crm.events USING btree (organization_id, parent_event_id) WHERE (parent_event_id IS NOT NULL);


--
-- Name: events_by_room; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_room ON crm.events USING btree (organization_id, room_id, starts_at);


--
-- Name: events_by_series; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_series ON crm.events USING btree (organization_id, series_id, starts_at);


--
-- Name: events_by_start; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_start ON crm.events USING btree (organization_id, starts_at, id);


--
-- Name: events_by_template; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX events_by_template ON crm.events USING btree (organization_id, template_id, starts_at);


--
-- Name: exports_by_requester; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX exports_by_requester ON crm.exports USING btree (organization_id, requested_by);


--
-- Name: imports_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX imports_by_creator ON crm.imports USING btree (organization_id, created_by);


--
-- Name: invitation_pending; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE UNIQUE INDEX invitation_pending ON crm.invitations USING btree (organization_id, email_key) WHERE ((accepted_at IS NULL) AND (revoked_at IS NULL));


--
-- Name: invitations_by_accepter; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX invitations_by_accepter ON crm.invitations USING btree (organization_id, accepted_by) WHERE (accepted_by IS NOT NULL);


--
-- Name: invitations_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX invitations_by_client ON crm.invitations USING btree (organization_id, client_id) WHERE (client_id IS NOT NULL);


--
-- Name: invitations_by_inviter; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX invitations_by_inviter ON crm.invitations USING btree (organization_id, invited_by);


--
-- Name: invitations_by_role_definition; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX invitations_by_role_definition ON crm.invitations USING btree (organization_id, role_definition_id) WHERE (role_definition_id IS NOT NULL);


--
-- Name: medical_disclosures_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX medical_disclosures_by_client ON crm.medical_disclosures USING btree (organization_id, client_id, created_at);


--
-- Name: medical_disclosures_by_user; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX medical_disclosures_by_user ON crm.medical_disclosures USING btree (organization_id, user_id);


--
-- Name: memberships_by_billing; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX memberships_by_billing ON crm.memberships USING btree (organization_id, next_billing_date, id) WHERE (next_billing_date IS NOT NULL);


--
-- Name: memberships_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX memberships_by_client ON crm.memberships USING btree (organization_id, client_id, start_date, id);


--
-- Name: memberships_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX memberships_by_creator ON crm.memberships USING btree (organization_id, created_by);


--
-- Name: memberships_by_plan; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX memberships_by_plan ON crm.memberships USING btree (organization_id, membership_plan_id);


--
-- Name: memberships_by_status; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX memberships_by_status ON crm.memberships USING btree (organization_id, status, end_date, id);


--
-- Name: notifications_by_user; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX notifications_by_user ON crm.notifications USING btree (organization_id, user_id, created_at, id);


--
-- Name: notifications_unread; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX notifications_unread ON crm.notifications USING btree (organization_id, user_id) WHERE (NOT is_read);


--
-- Name: organizations_by_parent; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX organizations_by_parent ON crm.organizations USING btree (parent_organization_id);


--
-- Name: organizations_by_root; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX organizations_by_root ON crm.organizations USING btree (root_organization_id);


--
-- Name: plan_locations_by_location; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX plan_locations_by_location ON crm.membership_plan_locations USING btree (organization_id, root_organization_id, location_id);


--
-- Name: plan_locations_by_root; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX plan_locations_by_root ON crm.membership_plan_locations USING btree (organization_id, root_organization_id);


--
-- Name: privacy_erasures_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX privacy_erasures_by_client ON crm.privacy_erasures USING btree (organization_id, client_id);


--
-- Name: privacy_exports_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX privacy_exports_by_client ON crm.privacy_exports USING btree (organization_id, client_id);


--
-- Name: privacy_exports_by_requester; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX privacy_exports_by_requester ON crm.privacy_exports USING btree (organization_id, requested_by);


--
-- Name: segment_members_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX segment_members_by_client ON crm.segment_members USING btree (organization_id, client_id);


--
-- Name: segment_members_by_joining; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX segment_members_by_joining ON crm.segment_members USING btree (organization_id, segment_id, joined_at, client_id);


--
-- Name: segment_members_by_leaving; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX segment_members_by_leaving ON crm.segment_members USING btree (organization_id, segment_id, left_at, client_id) WHERE (left_at IS NOT NULL);


--
-- Name: segments_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX segments_by_creator ON crm.segments USING btree (organization_id, created_by);


--
-- Name: taggables_by_client; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX taggables_by_client ON crm.taggables USING btree (organization_id, client_id) WHERE (client_id IS NOT NULL);


--
-- Name: taggables_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX taggables_by_creator ON crm.taggables USING btree (organization_id, created_by);


--
-- Name: taggables_by_event; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX taggables_by_event ON crm.taggables USING btree (organization_id, event_id, event_type) WHERE (event_id IS NOT NULL);


--
-- Name: taggables_by_tag; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX taggables_by_tag ON crm.taggables USING btree (organization_id, tag_id, id);


--
-- Name: taggables_by_user; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX taggables_by_user ON crm.taggables USING btree (organization_id, user_id) WHERE (user_id IS NOT NULL);


--
-- Name: usage_by_creator; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX usage_by_creator ON crm.membership_usage USING btree (organization_id, created_by);


--
-- Name: usage_by_event; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX usage_by_event ON crm.membership_usage USING btree (organization_id, event_id) WHERE (event_id IS NOT NULL);


--
-- Name: usage_by_membership; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX usage_by_membership ON crm.membership_usage USING btree (organization_id, membership_id, used_at, id);


--
-- Name: usage_by_reverser; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX usage_by_reverser ON crm.membership_usage USING btree (organization_id, reversed_by) WHERE (reversed_by IS NOT NULL);


--
-- Name: user_organizations_by_role_definition; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX user_organizations_by_role_definition ON crm.user_organizations USING btree (organization_id, role_definition_id) WHERE (role_definition_id IS NOT NULL);


--
-- Name: user_organizations_by_user; Type: INDEX; Schema: crm; Owner: tryzore_owner
--

CREATE INDEX user_organizations_by_user ON crm.user_organizations USING btree (user_id, organization_id);


--
-- Name: jobs_by_organization; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX jobs_by_organization ON jobs.jobs USING btree (organization_id, id);


--
-- Name: jobs_by_state; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX jobs_by_state ON jobs.jobs USING btree (organization_id, state, id);


--
-- Name: jobs_by_user; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX jobs_by_user ON jobs.jobs USING btree (user_id);


--
-- Name: jobs_finished; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX jobs_finished ON jobs.jobs USING btree (finished_at) WHERE (finished_at IS NOT NULL);


--
-- Name: jobs_leased; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX jobs_leased ON jobs.jobs USING btree (leased_until) WHERE (state = 'running'::text);


--
-- Name: jobs_to_do; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX jobs_to_do ON jobs.jobs USING btree (priority, run_at, id) WHERE (state = 'queued'::text);


--
-- Name: mails_by_age; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX mails_by_age ON jobs.mails USING btree (created_at);


--
-- Name: mails_by_organization; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX mails_by_organization ON jobs.mails USING btree (organization_id, created_at);


--
-- Name: mails_by_user; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE INDEX mails_by_user ON jobs.mails USING btree (user_id);


--
-- Name: one_live_job; Type: INDEX; Schema: jobs; Owner: tryzore_owner
--

CREATE UNIQUE INDEX one_live_job ON jobs.jobs USING btree (organization_id, kind, unique_key) NULLS NOT DISTINCT WHERE ((unique_key IS NOT NULL) AND (state = ANY (ARRAY['queued'::text, 'running'::text])));


--
-- Name: authorizations_by_expiry; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX authorizations_by_expiry ON private.authorizations USING btree (expires_at);


--
-- Name: authorizations_by_user; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX authorizations_by_user ON private.authorizations USING btree (user_id);


--
-- Name: budgets_spent; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX budgets_spent ON private.budgets USING btree (spent_until);


--
-- Name: devices_by_use; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX devices_by_use ON private.devices USING btree (last_used_at);


--
-- Name: export_files_by_age; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX export_files_by_age ON private.export_files USING btree (created_at);


--
-- Name: idempotency_keys_by_age; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX idempotency_keys_by_age ON private.idempotency_keys USING btree (created_at);


--
-- Name: idempotency_keys_by_user; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX idempotency_keys_by_user ON private.idempotency_keys USING btree (user_id);


--
-- Name: identities_by_user; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX identities_by_user ON private.identities USING btree (user_id);


--
-- Name: mail_tokens_by_expiry; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX mail_tokens_by_expiry ON private.mail_tokens USING btree (expires_at);


--
-- Name: onboardings_by_email; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX onboardings_by_email ON private.onboardings USING btree (email_hash, created_at) WHERE (email_hash IS NOT NULL);


--
-- Name: onboardings_by_expiry; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX onboardings_by_expiry ON private.onboardings USING btree (expires_at);


--
-- Name: one_medical_key; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE UNIQUE INDEX one_medical_key ON private.medical_keys USING btree (organization_id) WHERE (retired_at IS NULL);


--
-- Name: provider_sessions_by_name; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX provider_sessions_by_name ON private.provider_sessions USING btree (issuer, provider_session);


--
-- Name: role_permissions_by_permission; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX role_permissions_by_permission ON private.role_permissions USING btree (permission);


--
-- Name: sessions_by_organization; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX sessions_by_organization ON private.sessions USING btree (organization_id);


--
-- Name: sessions_by_user; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX sessions_by_user ON private.sessions USING btree (user_id, organization_id);


--
-- Name: transfer_files_by_age; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX transfer_files_by_age ON private.transfer_files USING btree (created_at);


--
-- Name: workos_events_by_time; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX workos_events_by_time ON private.workos_events USING btree (received_at);


--
-- Name: workos_memberships_by_organization; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX workos_memberships_by_organization ON private.workos_memberships USING btree (workos_organization_id);


--
-- Name: workos_memberships_by_user; Type: INDEX; Schema: private; Owner: tryzore_owner
--

CREATE INDEX workos_memberships_by_user ON private.workos_memberships USING btree (workos_user_id);


--
-- Name: audit_logs_default_organization_id_created_at_id_idx; Type: INDEX ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER INDEX audit.audit_logs_by_time ATTACH PARTITION audit.audit_logs_default_organization_id_created_at_id_idx;


--
-- Name: audit_logs_default_organization_id_entity_type_entity_id_cr_idx; Type: INDEX ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER INDEX audit.audit_logs_by_entity ATTACH PARTITION audit.audit_logs_default_organization_id_entity_type_entity_id_cr_idx;


--
-- Name: audit_logs_default_pkey; Type: INDEX ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER INDEX audit.audit_log_exists ATTACH PARTITION audit.audit_logs_default_pkey;


--
-- Name: personal_values_default_organization_id_entity_type_entity__idx; Type: INDEX ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER INDEX audit.personal_values_by_entity ATTACH PARTITION audit.personal_values_default_organization_id_entity_type_entity__idx;


--
-- Name: personal_values_default_pkey; Type: INDEX ATTACH; Schema: audit; Owner: tryzore_owner
--

ALTER INDEX audit.personal_value_exists ATTACH PARTITION audit.personal_values_default_pkey;


--
-- Name: audit_logs append_only; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: audit_logs_default append_only; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER append_only BEFORE DELETE OR UPDATE ON audit.audit_logs_default FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: personal_values append_only; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER append_only BEFORE UPDATE ON audit.personal_values FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: personal_values_default append_only; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER append_only BEFORE UPDATE ON audit.personal_values_default FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: audit_logs keep_all; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: audit_logs_default keep_all; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.audit_logs_default FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: personal_values keep_all; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.personal_values FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: personal_values_default keep_all; Type: TRIGGER; Schema: audit; Owner: tryzore_owner
--

CREATE TRIGGER keep_all BEFORE TRUNCATE ON audit.personal_values_default FOR EACH STATEMENT EXECUTE FUNCTION audit.refuse();


--
-- Name: event_participants check_booking; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_booking BEFORE INSERT OR UPDATE ON crm.event_participants FOR EACH ROW EXECUTE FUNCTION private.check_booking();


--
-- Name: client_claim_codes check_claim_code; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_claim_code BEFORE INSERT OR UPDATE ON crm.client_claim_codes FOR EACH ROW EXECUTE FUNCTION private.check_claim_code();


--
-- Name: client_organizations check_client_deletion; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_client_deletion BEFORE UPDATE OF deleted_at ON crm.client_organizations FOR EACH ROW WHEN ((old.deleted_at IS DISTINCT FROM new.deleted_at)) EXECUTE FUNCTION private.check_client_deletion();


--
-- Name: organizations check_currency; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_currency BEFORE UPDATE OF currency ON crm.organizations FOR EACH ROW WHEN ((old.currency IS DISTINCT FROM new.currency)) EXECUTE FUNCTION private.check_currency();


--
-- Name: privacy_erasures check_erasure; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_erasure BEFORE UPDATE ON crm.privacy_erasures FOR EACH ROW WHEN ((old.client_id = new.client_id)) EXECUTE FUNCTION private.check_erasure();


--
-- Name: invitations check_invitation; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_invitation BEFORE INSERT OR UPDATE OF token_hash, revoked_at ON crm.invitations FOR EACH ROW EXECUTE FUNCTION private.check_invitation();


--
-- Name: client_medical check_key; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_key BEFORE INSERT OR UPDATE OF note, key_id ON crm.client_medical FOR EACH ROW EXECUTE FUNCTION private.check_medical_key();


--
-- Name: event_series check_leader; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_leader BEFORE INSERT OR UPDATE OF instructor_id, is_active ON crm.event_series FOR EACH ROW WHEN (((new.instructor_id IS NOT NULL) AND new.is_active)) EXECUTE FUNCTION private.check_leader();


--
-- Name: events check_leader; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_leader BEFORE INSERT OR UPDATE OF instructor_id, starts_at, status ON crm.events FOR EACH ROW WHEN (((new.instructor_id IS NOT NULL) AND (new.status = 'scheduled'::text) AND (new.starts_at > now()))) EXECUTE FUNCTION private.check_leader();


--
-- Name: user_organizations check_membership; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_membership BEFORE INSERT OR UPDATE ON crm.user_organizations FOR EACH ROW EXECUTE FUNCTION private.check_membership();


--
-- Name: role_definitions check_role_definition; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_role_definition BEFORE INSERT OR UPDATE OF permissions ON crm.role_definitions FOR EACH ROW EXECUTE FUNCTION private.check_role_definition();


--
-- Name: role_definitions check_role_unused; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_role_unused BEFORE DELETE ON crm.role_definitions FOR EACH ROW EXECUTE FUNCTION private.check_role_unused();


--
-- Name: tags check_unused; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER check_unused BEFORE DELETE ON crm.tags FOR EACH ROW EXECUTE FUNCTION private.check_tag_unused();


--
-- Name: memberships copy_changed_status; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER copy_changed_status AFTER UPDATE ON crm.memberships REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.copy_membership_status();


--
-- Name: events copy_overlap_rules; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER copy_overlap_rules BEFORE INSERT ON crm.events FOR EACH ROW EXECUTE FUNCTION private.copy_overlap_rules();


--
-- Name: memberships copy_status_of_new; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER copy_status_of_new AFTER INSERT ON crm.memberships REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.copy_membership_status();


--
-- Name: event_participants count_changed_visits; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER count_changed_visits AFTER UPDATE ON crm.event_participants REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_visits();


--
-- Name: event_participants count_lost_visits; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER count_lost_visits AFTER DELETE ON crm.event_participants REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_visits();


--
-- Name: event_participants count_new_visits; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER count_new_visits AFTER INSERT ON crm.event_participants REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.count_visits();


--
-- Name: event_participants count_places; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER count_places AFTER INSERT OR DELETE OR UPDATE OF status, event_id ON crm.event_participants FOR EACH ROW EXECUTE FUNCTION private.count_places();


--
-- Name: membership_usage count_usage; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER count_usage AFTER INSERT OR UPDATE OF reversed_at ON crm.membership_usage FOR EACH ROW EXECUTE FUNCTION private.count_usage();


--
-- Name: client_organizations end_imports; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER end_imports AFTER UPDATE OF erased_at ON crm.client_organizations FOR EACH ROW WHEN (((old.erased_at IS NULL) AND (new.erased_at IS NOT NULL))) EXECUTE FUNCTION private.end_imports();


--
-- Name: clients follow_client; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER follow_client AFTER INSERT OR DELETE OR UPDATE OF user_id ON crm.clients FOR EACH ROW EXECUTE FUNCTION private.follow_client();


--
-- Name: user_organizations follow_membership; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER follow_membership AFTER INSERT OR DELETE OR UPDATE OF role, role_definition_id, permissions, left_at ON crm.user_organizations FOR EACH ROW EXECUTE FUNCTION private.follow_membership();


--
-- Name: organizations follow_organization; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER follow_organization AFTER UPDATE OF status, parent_organization_id ON crm.organizations FOR EACH ROW EXECUTE FUNCTION private.follow_organization();


--
-- Name: role_definitions follow_role_definition; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER follow_role_definition AFTER UPDATE OF permissions ON crm.role_definitions FOR EACH ROW EXECUTE FUNCTION private.follow_role_definition();


--
-- Name: client_organizations forget_names; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER forget_names AFTER DELETE ON crm.client_organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION private.forget_names();


--
-- Name: client_organizations index_changed_names; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER index_changed_names AFTER UPDATE ON crm.client_organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.index_changed_names();


--
-- Name: client_organizations index_new_names; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER index_new_names AFTER INSERT ON crm.client_organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION private.index_new_names();


--
-- Name: client_organizations keep_phone_end; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER keep_phone_end BEFORE INSERT OR UPDATE OF phone_key ON crm.client_organizations FOR EACH ROW EXECUTE FUNCTION private.keep_phone_end();


--
-- Name: user_organizations leave_events; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER leave_events AFTER UPDATE OF left_at ON crm.user_organizations FOR EACH ROW WHEN (((old.left_at IS NULL) AND (new.left_at IS NOT NULL))) EXECUTE FUNCTION private.leave_events();


--
-- Name: organizations owner_from_the_start; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE CONSTRAINT TRIGGER owner_from_the_start AFTER INSERT ON crm.organizations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION private.check_first_owner();


--
-- Name: user_organizations owner_leaves; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE CONSTRAINT TRIGGER owner_leaves AFTER DELETE ON crm.user_organizations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.role = 'owner'::text) AND (old.left_at IS NULL))) EXECUTE FUNCTION private.check_last_owner();


--
-- Name: user_organizations owner_resigns; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE CONSTRAINT TRIGGER owner_resigns AFTER UPDATE ON crm.user_organizations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.role = 'owner'::text) AND (old.left_at IS NULL) AND ((new.role <> 'owner'::text) OR (new.left_at IS NOT NULL)))) EXECUTE FUNCTION private.check_last_owner();


--
-- Name: client_claim_codes record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.client_claim_codes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_guardians record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.client_guardians REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_medical record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.client_medical REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_merges record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.client_merges REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_notes record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.client_notes REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_organizations record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.client_organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: clients record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.clients REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: consents record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.consents REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_participants record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.event_participants REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_series record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.event_series REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_templates record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.event_templates REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: events record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.events REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: exports record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.exports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: imports record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.imports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: invitations record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.invitations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: medical_disclosures record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.medical_disclosures REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_plan_locations record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.membership_plan_locations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_plans record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.membership_plans REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_usage record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.membership_usage REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: memberships record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.memberships REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: notification_preferences record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.notification_preferences REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: notifications record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.notifications REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: organizations record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: privacy_erasures record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.privacy_erasures REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: privacy_exports record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.privacy_exports REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: role_definitions record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.role_definitions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: rooms record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.rooms REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: saved_filters record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.saved_filters REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: segments record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.segments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: taggables record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.taggables REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: tags record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.tags REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: user_organizations record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.user_organizations REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: users record_created; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON crm.users REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_claim_codes record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.client_claim_codes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_guardians record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.client_guardians REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_medical record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.client_medical REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_merges record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.client_merges REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_notes record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.client_notes REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_organizations record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.client_organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: clients record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.clients REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: consents record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.consents REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_participants record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.event_participants REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_series record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.event_series REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_templates record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.event_templates REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: events record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.events REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: exports record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.exports REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: imports record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.imports REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: invitations record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.invitations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: medical_disclosures record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.medical_disclosures REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_plan_locations record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.membership_plan_locations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_plans record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.membership_plans REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_usage record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.membership_usage REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: memberships record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.memberships REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: notification_preferences record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.notification_preferences REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: notifications record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.notifications REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: organizations record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: privacy_erasures record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.privacy_erasures REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: privacy_exports record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.privacy_exports REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: role_definitions record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.role_definitions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: rooms record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.rooms REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: saved_filters record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.saved_filters REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: segments record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.segments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: taggables record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.taggables REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: tags record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.tags REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: user_organizations record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.user_organizations REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: users record_deleted; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON crm.users REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_claim_codes record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.client_claim_codes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_guardians record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.client_guardians REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_medical record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.client_medical REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_merges record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.client_merges REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_notes record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.client_notes REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_organizations record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.client_organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: clients record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.clients REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: consents record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.consents REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_participants record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.event_participants REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_series record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.event_series REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: event_templates record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.event_templates REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: events record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.events REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: exports record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.exports REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: imports record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.imports REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: invitations record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.invitations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: medical_disclosures record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.medical_disclosures REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_plan_locations record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.membership_plan_locations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_plans record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.membership_plans REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: membership_usage record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.membership_usage REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: memberships record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.memberships REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: notification_preferences record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.notification_preferences REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: notifications record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.notifications REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: organizations record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: privacy_erasures record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.privacy_erasures REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: privacy_exports record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.privacy_exports REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: role_definitions record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.role_definitions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: rooms record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.rooms REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: saved_filters record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.saved_filters REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: segments record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.segments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: taggables record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.taggables REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: tags record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.tags REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: user_organizations record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.user_organizations REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: users record_updated; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON crm.users REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: client_claim_codes refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON crm.client_claim_codes FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: client_guardians refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON crm.client_guardians FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: client_medical refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON crm.client_medical FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: client_notes refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON crm.client_notes FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: consents refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT ON crm.consents FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: invitations refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT ON crm.invitations FOR EACH ROW WHEN ((new.client_id IS NOT NULL)) EXECUTE FUNCTION private.refuse_erased();


--
-- Name: privacy_erasures refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT ON crm.privacy_erasures FOR EACH ROW WHEN ((new.status = 'requested'::text)) EXECUTE FUNCTION private.refuse_erased();


--
-- Name: privacy_exports refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT ON crm.privacy_exports FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: segment_members refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased BEFORE INSERT OR UPDATE ON crm.segment_members FOR EACH ROW EXECUTE FUNCTION private.refuse_erased();


--
-- Name: taggables refuse_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER refuse_erased AFTER INSERT ON crm.taggables FOR EACH ROW WHEN ((new.client_id IS NOT NULL)) EXECUTE FUNCTION private.refuse_erased();


--
-- Name: membership_usage sign_reversal; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER sign_reversal BEFORE UPDATE OF reversed_at ON crm.membership_usage FOR EACH ROW EXECUTE FUNCTION private.sign_reversal();


--
-- Name: organizations spread_overlap_rules; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER spread_overlap_rules AFTER UPDATE OF forbids_room_overlap, forbids_trainer_overlap ON crm.organizations FOR EACH ROW WHEN (((old.forbids_room_overlap <> new.forbids_room_overlap) OR (old.forbids_trainer_overlap <> new.forbids_trainer_overlap))) EXECUTE FUNCTION private.spread_overlap_rules();


--
-- Name: client_organizations stay_erased; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER stay_erased BEFORE UPDATE ON crm.client_organizations FOR EACH ROW WHEN ((old.erased_at IS NOT NULL)) EXECUTE FUNCTION private.keep_erased();


--
-- Name: organizations tell_workos; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER tell_workos AFTER INSERT OR UPDATE OF name ON crm.organizations FOR EACH ROW EXECUTE FUNCTION private.tell_workos_organization();


--
-- Name: user_organizations tell_workos; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER tell_workos AFTER INSERT OR UPDATE OF role, left_at ON crm.user_organizations FOR EACH ROW EXECUTE FUNCTION private.tell_workos_membership();


--
-- Name: client_guardians touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.client_guardians FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: client_medical touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.client_medical FOR EACH ROW WHEN ((old.fields IS DISTINCT FROM new.fields)) EXECUTE FUNCTION private.touch();


--
-- Name: client_notes touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.client_notes FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: client_organizations touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.client_organizations FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: clients touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.clients FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: event_participants touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.event_participants FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: event_series touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.event_series FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: event_templates touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.event_templates FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: events touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.events FOR EACH ROW WHEN (((old.current_participants = new.current_participants) AND (old.forbids_room_overlap = new.forbids_room_overlap) AND (old.forbids_trainer_overlap = new.forbids_trainer_overlap) AND (old.* IS DISTINCT FROM new.*))) EXECUTE FUNCTION private.touch();


--
-- Name: imports touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.imports FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: membership_plans touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.membership_plans FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: membership_usage touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.membership_usage FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: memberships touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.memberships FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: notification_preferences touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.notification_preferences FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: notifications touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.notifications FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: organizations touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.organizations FOR EACH ROW WHEN (((old.owners_version = new.owners_version) AND (old.* IS DISTINCT FROM new.*))) EXECUTE FUNCTION private.touch();


--
-- Name: role_definitions touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.role_definitions FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: rooms touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.rooms FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: saved_filters touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.saved_filters FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: segments touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE OF name, description, rules, needs, is_active ON crm.segments FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: tags touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.tags FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: user_organizations touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.user_organizations FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: users touch; Type: TRIGGER; Schema: crm; Owner: tryzore_owner
--

CREATE TRIGGER touch BEFORE UPDATE ON crm.users FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION private.touch();


--
-- Name: sessions follow_provider_session; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER follow_provider_session AFTER UPDATE OF revoked_at ON private.sessions FOR EACH ROW WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION private.follow_provider_session();


--
-- Name: permissions follow_roles; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER follow_roles AFTER INSERT OR DELETE OR UPDATE ON private.permissions FOR EACH STATEMENT EXECUTE FUNCTION private.follow_roles();


--
-- Name: role_permissions follow_roles; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER follow_roles AFTER INSERT OR DELETE OR UPDATE ON private.role_permissions FOR EACH STATEMENT EXECUTE FUNCTION private.follow_roles();


--
-- Name: roles follow_roles; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER follow_roles AFTER INSERT OR DELETE OR UPDATE ON private.roles FOR EACH STATEMENT EXECUTE FUNCTION private.follow_roles();


--
-- Name: identities follow_workos_identity; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER follow_workos_identity AFTER INSERT ON private.identities FOR EACH ROW WHEN ((new.provider = 'workos'::text)) EXECUTE FUNCTION private.follow_workos_identity();


--
-- Name: credentials record_created; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON private.credentials REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: identities record_created; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON private.identities REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: medical_keys record_created; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON private.medical_keys REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: second_factors record_created; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON private.second_factors REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: sessions record_created; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_created AFTER INSERT ON private.sessions REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: credentials record_deleted; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON private.credentials REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: identities record_deleted; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON private.identities REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: medical_keys record_deleted; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON private.medical_keys REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: second_factors record_deleted; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON private.second_factors REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: sessions record_deleted; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_deleted AFTER DELETE ON private.sessions REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: credentials record_updated; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON private.credentials REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: identities record_updated; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON private.identities REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: medical_keys record_updated; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON private.medical_keys REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: second_factors record_updated; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON private.second_factors REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: sessions record_updated; Type: TRIGGER; Schema: private; Owner: tryzore_owner
--

CREATE TRIGGER record_updated AFTER UPDATE ON private.sessions REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION audit.record();


--
-- Name: invitations accepter_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT accepter_not_found FOREIGN KEY (accepted_by) REFERENCES crm.users(id);


--
-- Name: event_participants checker_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_participants
    ADD CONSTRAINT checker_not_found FOREIGN KEY (checked_in_by) REFERENCES crm.users(id);


--
-- Name: client_claim_codes client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_claim_codes
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: client_guardians client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_guardians
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: client_medical client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_medical
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: client_merges client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_merges
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: client_notes client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_notes
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: client_organizations client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_organizations
    ADD CONSTRAINT client_not_found FOREIGN KEY (client_id) REFERENCES crm.clients(id);


--
-- Name: consents client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.consents
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: event_participants client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_participants
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: invitations client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: medical_disclosures client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.medical_disclosures
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: memberships client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.memberships
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: privacy_erasures client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.privacy_erasures
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: privacy_exports client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.privacy_exports
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: segment_members client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segment_members
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: taggables client_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT client_not_found FOREIGN KEY (organization_id, client_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: client_merges creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_merges
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: client_notes creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_notes
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: events creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: imports creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.imports
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: membership_usage creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_usage
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: memberships creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.memberships
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: segments creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segments
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: taggables creator_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT creator_not_found FOREIGN KEY (created_by) REFERENCES crm.users(id);


--
-- Name: event_participants event_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_participants
    ADD CONSTRAINT event_not_found FOREIGN KEY (organization_id, event_id) REFERENCES crm.events(organization_id, id);


--
-- Name: membership_usage event_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_usage
    ADD CONSTRAINT event_not_found FOREIGN KEY (organization_id, event_id) REFERENCES crm.events(organization_id, id);


--
-- Name: taggables event_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT event_not_found FOREIGN KEY (organization_id, event_id) REFERENCES crm.events(organization_id, id);


--
-- Name: taggables event_of_type_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT event_of_type_not_found FOREIGN KEY (organization_id, event_id, event_type) REFERENCES crm.events(organization_id, id, event_type);


--
-- Name: events event_series_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT event_series_not_found FOREIGN KEY (organization_id, series_id) REFERENCES crm.event_series(organization_id, id);


--
-- Name: event_series event_template_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_series
    ADD CONSTRAINT event_template_not_found FOREIGN KEY (organization_id, template_id) REFERENCES crm.event_templates(organization_id, id);


--
-- Name: events event_template_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT event_template_not_found FOREIGN KEY (organization_id, template_id) REFERENCES crm.event_templates(organization_id, id);


--
-- Name: client_guardians guardian_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_guardians
    ADD CONSTRAINT guardian_not_found FOREIGN KEY (organization_id, guardian_id) REFERENCES crm.client_organizations(organization_id, id);


--
-- Name: event_series instructor_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_series
    ADD CONSTRAINT instructor_not_found FOREIGN KEY (organization_id, instructor_id) REFERENCES crm.user_organizations(organization_id, user_id);


--
-- Name: event_templates instructor_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_templates
    ADD CONSTRAINT instructor_not_found FOREIGN KEY (organization_id, instructor_id) REFERENCES crm.user_organizations(organization_id, user_id);


--
-- Name: events instructor_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT instructor_not_found FOREIGN KEY (organization_id, instructor_id) REFERENCES crm.user_organizations(organization_id, user_id);


--
-- Name: invitations inviter_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT inviter_not_found FOREIGN KEY (invited_by) REFERENCES crm.users(id);


--
-- Name: membership_plan_locations location_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plan_locations
    ADD CONSTRAINT location_not_found FOREIGN KEY (root_organization_id, location_id) REFERENCES crm.organizations(root_organization_id, id);


--
-- Name: membership_usage membership_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_usage
    ADD CONSTRAINT membership_not_found FOREIGN KEY (organization_id, membership_id) REFERENCES crm.memberships(organization_id, id);


--
-- Name: membership_plan_locations membership_plan_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plan_locations
    ADD CONSTRAINT membership_plan_not_found FOREIGN KEY (organization_id, membership_plan_id) REFERENCES crm.membership_plans(organization_id, id);


--
-- Name: memberships membership_plan_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.memberships
    ADD CONSTRAINT membership_plan_not_found FOREIGN KEY (organization_id, membership_plan_id) REFERENCES crm.membership_plans(organization_id, id);


--
-- Name: client_name_parts organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_name_parts
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: client_organizations organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.client_organizations
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: event_participants organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_participants
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: event_series organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_series
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: event_templates organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_templates
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: events organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: invitations organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: membership_plans organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plans
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: membership_usage organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_usage
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: memberships organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.memberships
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: notifications organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.notifications
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: role_definitions organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.role_definitions
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: rooms organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.rooms
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: saved_filters organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.saved_filters
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: segments organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segments
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: tags organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.tags
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: user_organizations organization_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.user_organizations
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: events parent_event_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT parent_event_not_found FOREIGN KEY (organization_id, parent_event_id) REFERENCES crm.events(organization_id, id);


--
-- Name: organizations parent_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.organizations
    ADD CONSTRAINT parent_not_found FOREIGN KEY (parent_organization_id) REFERENCES crm.organizations(id);


--
-- Name: consents recorder_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.consents
    ADD CONSTRAINT recorder_not_found FOREIGN KEY (recorded_by) REFERENCES crm.users(id);


--
-- Name: exports requester_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.exports
    ADD CONSTRAINT requester_not_found FOREIGN KEY (requested_by) REFERENCES crm.users(id);


--
-- Name: privacy_exports requester_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.privacy_exports
    ADD CONSTRAINT requester_not_found FOREIGN KEY (requested_by) REFERENCES crm.users(id);


--
-- Name: membership_usage reverser_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_usage
    ADD CONSTRAINT reverser_not_found FOREIGN KEY (reversed_by) REFERENCES crm.users(id);


--
-- Name: invitations role_definition_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.invitations
    ADD CONSTRAINT role_definition_not_found FOREIGN KEY (organization_id, role_definition_id) REFERENCES crm.role_definitions(organization_id, id) ON DELETE SET NULL (role_definition_id);


--
-- Name: user_organizations role_definition_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.user_organizations
    ADD CONSTRAINT role_definition_not_found FOREIGN KEY (organization_id, role_definition_id) REFERENCES crm.role_definitions(organization_id, id);


--
-- Name: event_series room_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.event_series
    ADD CONSTRAINT room_not_found FOREIGN KEY (organization_id, room_id) REFERENCES crm.rooms(organization_id, id);


--
-- Name: events room_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.events
    ADD CONSTRAINT room_not_found FOREIGN KEY (organization_id, room_id) REFERENCES crm.rooms(organization_id, id);


--
-- Name: membership_plan_locations root_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.membership_plan_locations
    ADD CONSTRAINT root_not_found FOREIGN KEY (root_organization_id, organization_id) REFERENCES crm.organizations(root_organization_id, id);


--
-- Name: organizations root_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.organizations
    ADD CONSTRAINT root_not_found FOREIGN KEY (root_organization_id) REFERENCES crm.organizations(id);


--
-- Name: segment_members segment_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.segment_members
    ADD CONSTRAINT segment_not_found FOREIGN KEY (organization_id, segment_id) REFERENCES crm.segments(organization_id, id) ON DELETE CASCADE;


--
-- Name: taggables tag_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT tag_not_found FOREIGN KEY (organization_id, tag_id) REFERENCES crm.tags(organization_id, id);


--
-- Name: clients user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.clients
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: medical_disclosures user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.medical_disclosures
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: notification_preferences user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.notification_preferences
    ADD CONSTRAINT user_not_found FOREIGN KEY (organization_id, user_id) REFERENCES crm.user_organizations(organization_id, user_id);


--
-- Name: notifications user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.notifications
    ADD CONSTRAINT user_not_found FOREIGN KEY (organization_id, user_id) REFERENCES crm.user_organizations(organization_id, user_id);


--
-- Name: saved_filters user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.saved_filters
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: taggables user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.taggables
    ADD CONSTRAINT user_not_found FOREIGN KEY (organization_id, user_id) REFERENCES crm.user_organizations(organization_id, user_id);


--
-- Name: user_organizations user_not_found; Type: FK CONSTRAINT; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE ONLY crm.user_organizations
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: jobs organization_not_found; Type: FK CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.jobs
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: mails organization_not_found; Type: FK CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.mails
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: jobs user_not_found; Type: FK CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.jobs
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: mails user_not_found; Type: FK CONSTRAINT; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE ONLY jobs.mails
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: export_files export_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.export_files
    ADD CONSTRAINT export_not_found FOREIGN KEY (organization_id, id) REFERENCES crm.privacy_exports(organization_id, id);


--
-- Name: idempotency_keys organization_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.idempotency_keys
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: medical_keys organization_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.medical_keys
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: sessions organization_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.sessions
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: workos_organizations organization_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.workos_organizations
    ADD CONSTRAINT organization_not_found FOREIGN KEY (organization_id) REFERENCES crm.organizations(id);


--
-- Name: role_permissions permission_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.role_permissions
    ADD CONSTRAINT permission_not_found FOREIGN KEY (permission) REFERENCES private.permissions(slug);


--
-- Name: refresh_tokens refresh_family_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.refresh_tokens
    ADD CONSTRAINT refresh_family_not_found FOREIGN KEY (family_id) REFERENCES private.sessions(family_id) ON DELETE CASCADE;


--
-- Name: role_permissions role_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.role_permissions
    ADD CONSTRAINT role_not_found FOREIGN KEY (role) REFERENCES private.roles(role);


--
-- Name: recovery_codes second_factor_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.recovery_codes
    ADD CONSTRAINT second_factor_not_found FOREIGN KEY (user_id) REFERENCES private.second_factors(user_id) ON DELETE CASCADE;


--
-- Name: provider_sessions session_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.provider_sessions
    ADD CONSTRAINT session_not_found FOREIGN KEY (session_id) REFERENCES private.sessions(id) ON DELETE CASCADE;


--
-- Name: authorizations user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.authorizations
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: credentials user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.credentials
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: devices user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.devices
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: idempotency_keys user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.idempotency_keys
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: identities user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.identities
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: mail_tokens user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.mail_tokens
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: second_factors user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.second_factors
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: sessions user_not_found; Type: FK CONSTRAINT; Schema: private; Owner: tryzore_owner
--

ALTER TABLE ONLY private.sessions
    ADD CONSTRAINT user_not_found FOREIGN KEY (user_id) REFERENCES crm.users(id);


--
-- Name: audit_logs; Type: ROW SECURITY; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE audit.audit_logs ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_logs_default; Type: ROW SECURITY; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE audit.audit_logs_default ENABLE ROW LEVEL SECURITY;

--
-- Name: personal_values erase; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY erase ON audit.personal_values FOR DELETE TO tryzore_definer USING (true);


--
-- Name: audit_logs find; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY find ON audit.audit_logs FOR SELECT TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: personal_values find; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY find ON audit.personal_values FOR SELECT TO tryzore_definer USING (true);


--
-- Name: personal_values; Type: ROW SECURITY; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE audit.personal_values ENABLE ROW LEVEL SECURITY;

--
-- Name: personal_values_default; Type: ROW SECURITY; Schema: audit; Owner: tryzore_owner
--

ALTER TABLE audit.personal_values_default ENABLE ROW LEVEL SECURITY;

--
-- Name: audit_logs record; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY record ON audit.audit_logs FOR INSERT TO tryzore_definer WITH CHECK (true);


--
-- Name: personal_values record; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY record ON audit.personal_values FOR INSERT TO tryzore_definer WITH CHECK (true);


--
-- Name: audit_logs_default through_parent; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY through_parent ON audit.audit_logs_default TO tryzore_definer USING (false);


--
-- Name: personal_values_default through_parent; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY through_parent ON audit.personal_values_default TO tryzore_definer USING (false);


--
-- Name: audit_logs view; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY view ON audit.audit_logs FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,audit.view,%'::text))));


--
-- Name: personal_values view; Type: POLICY; Schema: audit; Owner: tryzore_owner
--

CREATE POLICY view ON audit.personal_values FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.role_rank'::text, true) = '50'::text))));


--
-- Name: client_claim_codes add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.client_claim_codes FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))));


--
-- Name: client_guardians add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.client_guardians FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))));


--
-- Name: client_import_rows add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.client_import_rows FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: client_medical add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.client_medical FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.medical.update,%'::text))));


--
-- Name: client_notes add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.client_notes FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND ((visibility = 'team'::text) OR ((visibility = 'desk'::text) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))));


--
-- Name: client_organizations add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.client_organizations FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.create,%'::text) OR (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text)))));


--
-- Name: consents add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.consents FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))));


--
-- Name: event_participants add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.event_participants FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.manage,%'::text)) OR (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.create,%'::text)) AND (NOT is_override) AND (status = ANY (ARRAY['registered'::text, 'waitlisted'::text])) AND ( SELECT (EXISTS ( SELECT
           FROM crm.client_organizations mine
          WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL) AND (mine.status = 'active'::text)))) AS "exists") AND (client_id = ( SELECT mine.id
   FROM crm.client_organizations mine
  WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL))))))));


--
-- Name: event_series add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.event_series FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.create,%'::text))));


--
-- Name: event_templates add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.event_templates FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.create,%'::text))));


--
-- Name: events add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.events FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,events.create,%'::text)) OR (( SELECT (current_setting('app.can'::text, true) ~~ '%,events.lead,%'::text)) AND (instructor_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))))));


--
-- Name: exports add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.exports FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ((content <> 'organization'::text) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,organization.export,%'::text)))));


--
-- Name: imports add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.imports FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: invitations add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.invitations FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: medical_disclosures add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.medical_disclosures FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.medical.view,%'::text))));


--
-- Name: membership_plan_locations add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.membership_plan_locations FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,plans.manage,%'::text))));


--
-- Name: membership_plans add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.membership_plans FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,plans.manage,%'::text))));


--
-- Name: membership_usage add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.membership_usage FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.update,%'::text))));


--
-- Name: memberships add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.memberships FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.create,%'::text))));


--
-- Name: notification_preferences add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.notification_preferences FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))));


--
-- Name: notifications add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.notifications FOR INSERT TO tryzore_worker WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: privacy_erasures add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.privacy_erasures FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,privacy.request,%'::text)) AND (status = 'requested'::text)));


--
-- Name: privacy_exports add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.privacy_exports FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,privacy.manage,%'::text))));


--
-- Name: role_definitions add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.role_definitions FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text))));


--
-- Name: rooms add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.rooms FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,rooms.manage,%'::text))));


--
-- Name: saved_filters add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.saved_filters FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))));


--
-- Name: segment_members add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.segment_members FOR INSERT TO tryzore_worker WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: segments add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.segments FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,segments.manage,%'::text))));


--
-- Name: taggables add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.taggables FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,tags.manage,%'::text))));


--
-- Name: tags add; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY add ON crm.tags FOR INSERT TO tryzore_app, tryzore_worker WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,tags.manage,%'::text))));


--
-- Name: client_claim_codes change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.client_claim_codes FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))));


--
-- Name: client_medical change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.client_medical FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.medical.update,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.medical.update,%'::text))));


--
-- Name: client_notes change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.client_notes FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ((created_by = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text))))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ((visibility = 'team'::text) OR ((visibility = 'desk'::text) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))));


--
-- Name: client_organizations change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.client_organizations FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text) OR (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text) OR (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text)))));


--
-- Name: clients change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.clients FOR UPDATE TO tryzore_app, tryzore_worker USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: event_participants change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.event_participants FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.manage,%'::text)) OR (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.create,%'::text)) AND (client_id = ( SELECT mine.id
   FROM crm.client_organizations mine
  WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL)))))))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.manage,%'::text)) OR (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.create,%'::text)) AND (client_id = ( SELECT mine.id
   FROM crm.client_organizations mine
  WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL))))))));


--
-- Name: event_series change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.event_series FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.update,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.update,%'::text))));


--
-- Name: event_templates change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.event_templates FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.update,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.update,%'::text))));


--
-- Name: events change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.events FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,events.update,%'::text)) OR (( SELECT (current_setting('app.can'::text, true) ~~ '%,events.lead,%'::text)) AND (instructor_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,events.update,%'::text)) OR (( SELECT (current_setting('app.can'::text, true) ~~ '%,events.lead,%'::text)) AND (instructor_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))))));


--
-- Name: imports change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.imports FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: invitations change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.invitations FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)) OR ((client_id IS NOT NULL) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text) AND (current_setting('app.can'::text, true) ~~ '%,clients.contact.view,%'::text))))))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)) OR ((client_id IS NOT NULL) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text) AND (current_setting('app.can'::text, true) ~~ '%,clients.contact.view,%'::text)))))));


--
-- Name: membership_plans change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.membership_plans FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,plans.manage,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,plans.manage,%'::text))));


--
-- Name: membership_usage change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.membership_usage FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.update,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.update,%'::text))));


--
-- Name: memberships change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.memberships FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.update,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.update,%'::text))));


--
-- Name: notification_preferences change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.notification_preferences FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))));


--
-- Name: notifications change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.notifications FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))));


--
-- Name: organizations change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.organizations FOR UPDATE TO tryzore_app, tryzore_worker USING (((id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,organization.update,%'::text)))) WITH CHECK (((id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,organization.update,%'::text))));


--
-- Name: privacy_erasures change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.privacy_erasures FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,privacy.request,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,privacy.request,%'::text)) AND (status = ANY (ARRAY['approved'::text, 'withdrawn'::text]))));


--
-- Name: role_definitions change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.role_definitions FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text))));


--
-- Name: rooms change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.rooms FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,rooms.manage,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,rooms.manage,%'::text))));


--
-- Name: saved_filters change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.saved_filters FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text))))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))));


--
-- Name: segment_members change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.segment_members FOR UPDATE TO tryzore_worker USING ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: segments change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.segments FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,segments.manage,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,segments.manage,%'::text))));


--
-- Name: tags change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.tags FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,tags.manage,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,tags.manage,%'::text))));


--
-- Name: user_organizations change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.user_organizations FOR UPDATE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))) WITH CHECK (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text))));


--
-- Name: users change; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY change ON crm.users FOR UPDATE TO tryzore_app, tryzore_worker USING ((id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))) WITH CHECK ((id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: client_claim_codes; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_claim_codes ENABLE ROW LEVEL SECURITY;

--
-- Name: client_guardians; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_guardians ENABLE ROW LEVEL SECURITY;

--
-- Name: client_import_rows; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_import_rows ENABLE ROW LEVEL SECURITY;

--
-- Name: client_medical; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_medical ENABLE ROW LEVEL SECURITY;

--
-- Name: client_merges; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_merges ENABLE ROW LEVEL SECURITY;

--
-- Name: client_name_parts; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_name_parts ENABLE ROW LEVEL SECURITY;

--
-- Name: client_notes; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_notes ENABLE ROW LEVEL SECURITY;

--
-- Name: client_organizations; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.client_organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: clients; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.clients ENABLE ROW LEVEL SECURITY;

--
-- Name: consents; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.consents ENABLE ROW LEVEL SECURITY;

--
-- Name: client_claim_codes definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_claim_codes TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: client_guardians definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_guardians TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: client_medical definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_medical TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: client_merges definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_merges TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: client_name_parts definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_name_parts TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: client_notes definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_notes TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: client_organizations definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.client_organizations TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: clients definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.clients TO tryzore_definer USING (true) WITH CHECK (true);


--
-- Name: consents definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.consents TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: event_participants definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.event_participants TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: event_series definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.event_series TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: event_templates definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.event_templates TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: events definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.events TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: exports definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.exports TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: imports definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.imports TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: invitations definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.invitations TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: medical_disclosures definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.medical_disclosures TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: membership_plan_locations definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.membership_plan_locations TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: membership_plans definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.membership_plans TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: membership_usage definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.membership_usage TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: memberships definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.memberships TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: notification_preferences definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.notification_preferences TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: notifications definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.notifications TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: organizations definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.organizations TO tryzore_definer USING (true) WITH CHECK (true);


--
-- Name: privacy_erasures definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.privacy_erasures TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: privacy_exports definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.privacy_exports TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: role_definitions definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.role_definitions TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: rooms definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.rooms TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: saved_filters definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.saved_filters TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: segment_members definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.segment_members TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: segments definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.segments TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: taggables definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.taggables TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: tags definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.tags TO tryzore_definer USING ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[]))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: user_organizations definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.user_organizations TO tryzore_definer USING (((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])) OR (user_id = ( SELECT (NULLIF(current_setting('app.scope_user_id'::text, true), ''::text))::uuid AS "nullif")))) WITH CHECK ((organization_id = ANY ((( SELECT NULLIF(current_setting('app.scope'::text, true), ''::text) AS "nullif"))::uuid[])));


--
-- Name: users definer; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY definer ON crm.users TO tryzore_definer USING (true) WITH CHECK (true);


--
-- Name: event_participants; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.event_participants ENABLE ROW LEVEL SECURITY;

--
-- Name: event_series; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.event_series ENABLE ROW LEVEL SECURITY;

--
-- Name: event_templates; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.event_templates ENABLE ROW LEVEL SECURITY;

--
-- Name: events; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.events ENABLE ROW LEVEL SECURITY;

--
-- Name: exports; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.exports ENABLE ROW LEVEL SECURITY;

--
-- Name: imports; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.imports ENABLE ROW LEVEL SECURITY;

--
-- Name: invitations; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.invitations ENABLE ROW LEVEL SECURITY;

--
-- Name: medical_disclosures; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.medical_disclosures ENABLE ROW LEVEL SECURITY;

--
-- Name: membership_plan_locations; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.membership_plan_locations ENABLE ROW LEVEL SECURITY;

--
-- Name: membership_plans; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.membership_plans ENABLE ROW LEVEL SECURITY;

--
-- Name: membership_usage; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.membership_usage ENABLE ROW LEVEL SECURITY;

--
-- Name: memberships; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.memberships ENABLE ROW LEVEL SECURITY;

--
-- Name: notification_preferences; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.notification_preferences ENABLE ROW LEVEL SECURITY;

--
-- Name: notifications; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.notifications ENABLE ROW LEVEL SECURITY;

--
-- Name: organizations; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: privacy_erasures; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.privacy_erasures ENABLE ROW LEVEL SECURITY;

--
-- Name: privacy_exports; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.privacy_exports ENABLE ROW LEVEL SECURITY;

--
-- Name: client_guardians remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.client_guardians FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))));


--
-- Name: client_import_rows remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.client_import_rows FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: client_notes remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.client_notes FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ((created_by = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))));


--
-- Name: imports remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.imports FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: membership_plan_locations remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.membership_plan_locations FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,plans.manage,%'::text))));


--
-- Name: role_definitions remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.role_definitions FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text))));


--
-- Name: saved_filters remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.saved_filters FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))));


--
-- Name: segments remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.segments FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,segments.manage,%'::text))));


--
-- Name: taggables remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.taggables FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,tags.manage,%'::text))));


--
-- Name: tags remove; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY remove ON crm.tags FOR DELETE TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,tags.manage,%'::text))));


--
-- Name: role_definitions; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.role_definitions ENABLE ROW LEVEL SECURITY;

--
-- Name: rooms; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.rooms ENABLE ROW LEVEL SECURITY;

--
-- Name: saved_filters; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.saved_filters ENABLE ROW LEVEL SECURITY;

--
-- Name: segment_members; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.segment_members ENABLE ROW LEVEL SECURITY;

--
-- Name: segments; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.segments ENABLE ROW LEVEL SECURITY;

--
-- Name: taggables; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.taggables ENABLE ROW LEVEL SECURITY;

--
-- Name: tags; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.tags ENABLE ROW LEVEL SECURITY;

--
-- Name: user_organizations; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.user_organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: users; Type: ROW SECURITY; Schema: crm; Owner: tryzore_owner
--

ALTER TABLE crm.users ENABLE ROW LEVEL SECURITY;

--
-- Name: client_claim_codes view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_claim_codes FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))));


--
-- Name: client_guardians view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_guardians FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.contact.view,%'::text))));


--
-- Name: client_import_rows view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_import_rows FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: client_medical view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_medical FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.medical.view,%'::text) OR (current_setting('app.can'::text, true) ~~ '%,clients.medical.update,%'::text)))));


--
-- Name: client_merges view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_merges FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.delete,%'::text))));


--
-- Name: client_name_parts view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_name_parts FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text))));


--
-- Name: client_notes view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_notes FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND ((visibility = 'team'::text) OR ((visibility = 'desk'::text) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text))) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)))));


--
-- Name: client_organizations view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.client_organizations FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) OR (client_id = (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid))));


--
-- Name: clients view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.clients FOR SELECT TO tryzore_app, tryzore_worker USING ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: consents view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.consents FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text))));


--
-- Name: event_participants view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.event_participants FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,bookings.view,%'::text)) OR (client_id = ( SELECT mine.id
   FROM crm.client_organizations mine
  WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL)))))));


--
-- Name: event_series view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.event_series FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.view,%'::text))));


--
-- Name: event_templates view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.event_templates FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.view,%'::text))));


--
-- Name: events view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.events FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,events.view,%'::text)) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.view,%'::text)) OR ( SELECT (EXISTS ( SELECT
           FROM crm.client_organizations mine
          WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL) AND (mine.status = 'active'::text)))) AS "exists"))));


--
-- Name: exports view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.exports FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,organization.export,%'::text))));


--
-- Name: imports view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.imports FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.import,%'::text))));


--
-- Name: invitations view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.invitations FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.manage,%'::text)) OR ((client_id IS NOT NULL) AND ( SELECT ((current_setting('app.can'::text, true) ~~ '%,clients.update,%'::text) AND (current_setting('app.can'::text, true) ~~ '%,clients.contact.view,%'::text)))))));


--
-- Name: medical_disclosures view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.medical_disclosures FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.medical.view,%'::text))));


--
-- Name: membership_plan_locations view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.membership_plan_locations FOR SELECT TO tryzore_app, tryzore_worker USING ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: membership_plans view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.membership_plans FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (is_visible OR ( SELECT ((current_setting('app.can'::text, true) ~~ '%,memberships.view,%'::text) OR (current_setting('app.can'::text, true) ~~ '%,plans.manage,%'::text))) OR (id = ANY (ARRAY( SELECT held.membership_plan_id
   FROM crm.memberships held
  WHERE ((held.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (held.client_id = ( SELECT mine.id
           FROM crm.client_organizations mine
          WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL)))))))))));


--
-- Name: membership_usage view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.membership_usage FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.view,%'::text)) OR (membership_id = ANY (ARRAY( SELECT held.id
   FROM crm.memberships held
  WHERE ((held.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (held.client_id = ( SELECT mine.id
           FROM crm.client_organizations mine
          WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL)))))))))));


--
-- Name: memberships view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.memberships FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,memberships.view,%'::text)) OR (client_id = ( SELECT mine.id
   FROM crm.client_organizations mine
  WHERE ((mine.organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.client_id = ( SELECT (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid AS "nullif")) AND (mine.deleted_at IS NULL)))))));


--
-- Name: notification_preferences view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.notification_preferences FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))));


--
-- Name: notifications view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.notifications FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif"))));


--
-- Name: organizations view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.organizations FOR SELECT TO tryzore_app, tryzore_worker USING ((id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: privacy_erasures view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.privacy_erasures FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,privacy.request,%'::text))));


--
-- Name: privacy_exports view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.privacy_exports FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,privacy.manage,%'::text)) AND (NOT (requested_by IS DISTINCT FROM ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))));


--
-- Name: role_definitions view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.role_definitions FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.view,%'::text))));


--
-- Name: rooms view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.rooms FOR SELECT TO tryzore_app, tryzore_worker USING ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: saved_filters view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.saved_filters FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND (is_shared OR (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))));


--
-- Name: segment_members view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.segment_members FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND (segment_id <> ALL (( SELECT private.hidden_segments() AS hidden_segments)::uuid[]))));


--
-- Name: segments view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.segments FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text)) AND (needs <@ ( SELECT string_to_array(current_setting('app.can'::text, true), ','::text) AS string_to_array))));


--
-- Name: taggables view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.taggables FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ((client_id IS NULL) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,clients.view,%'::text))) AND ((user_id IS NULL) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.view,%'::text)))));


--
-- Name: tags view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.tags FOR SELECT TO tryzore_app, tryzore_worker USING ((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")));


--
-- Name: user_organizations view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.user_organizations FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND (( SELECT (current_setting('app.can'::text, true) ~~ '%,staff.view,%'::text)) OR (user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")))));


--
-- Name: users view; Type: POLICY; Schema: crm; Owner: tryzore_owner
--

CREATE POLICY view ON crm.users FOR SELECT TO tryzore_app, tryzore_worker USING (((id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR (id = ANY (( SELECT private.colleagues() AS colleagues)::uuid[]))));


--
-- Name: jobs definer; Type: POLICY; Schema: jobs; Owner: tryzore_owner
--

CREATE POLICY definer ON jobs.jobs TO tryzore_definer USING (true);


--
-- Name: mails definer; Type: POLICY; Schema: jobs; Owner: tryzore_owner
--

CREATE POLICY definer ON jobs.mails TO tryzore_definer USING (true);


--
-- Name: schedules definer; Type: POLICY; Schema: jobs; Owner: tryzore_owner
--

CREATE POLICY definer ON jobs.schedules TO tryzore_definer USING (true);


--
-- Name: jobs; Type: ROW SECURITY; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE jobs.jobs ENABLE ROW LEVEL SECURITY;

--
-- Name: mails; Type: ROW SECURITY; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE jobs.mails ENABLE ROW LEVEL SECURITY;

--
-- Name: schedules; Type: ROW SECURITY; Schema: jobs; Owner: tryzore_owner
--

ALTER TABLE jobs.schedules ENABLE ROW LEVEL SECURITY;

--
-- Name: jobs view; Type: POLICY; Schema: jobs; Owner: tryzore_owner
--

CREATE POLICY view ON jobs.jobs FOR SELECT TO tryzore_app, tryzore_worker USING (((organization_id = ( SELECT (NULLIF(current_setting('app.org_id'::text, true), ''::text))::uuid AS "nullif")) AND ((user_id = ( SELECT (NULLIF(current_setting('app.user_id'::text, true), ''::text))::uuid AS "nullif")) OR ( SELECT (current_setting('app.can'::text, true) ~~ '%,jobs.view,%'::text)))));


--
-- Name: audited_tables; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.audited_tables ENABLE ROW LEVEL SECURITY;

--
-- Name: authorizations; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.authorizations ENABLE ROW LEVEL SECURITY;

--
-- Name: budgets; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.budgets ENABLE ROW LEVEL SECURITY;

--
-- Name: credentials; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.credentials ENABLE ROW LEVEL SECURITY;

--
-- Name: audited_tables definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.audited_tables TO tryzore_definer USING (true);


--
-- Name: authorizations definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.authorizations TO tryzore_definer USING (true);


--
-- Name: budgets definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.budgets TO tryzore_definer USING (true);


--
-- Name: credentials definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.credentials TO tryzore_definer USING (true);


--
-- Name: devices definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.devices TO tryzore_definer USING (true);


--
-- Name: export_files definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.export_files TO tryzore_definer USING (true);


--
-- Name: idempotency_keys definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.idempotency_keys TO tryzore_definer USING (true);


--
-- Name: identities definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.identities TO tryzore_definer USING (true);


--
-- Name: mail_tokens definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.mail_tokens TO tryzore_definer USING (true);


--
-- Name: medical_keys definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.medical_keys TO tryzore_definer USING (true);


--
-- Name: onboardings definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.onboardings TO tryzore_definer USING (true);


--
-- Name: permissions definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.permissions TO tryzore_definer USING (true);


--
-- Name: provider_sessions definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.provider_sessions TO tryzore_definer USING (true);


--
-- Name: recovery_codes definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.recovery_codes TO tryzore_definer USING (true);


--
-- Name: refresh_tokens definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.refresh_tokens TO tryzore_definer USING (true);


--
-- Name: retention_rules definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.retention_rules TO tryzore_definer USING (true);


--
-- Name: role_permissions definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.role_permissions TO tryzore_definer USING (true);


--
-- Name: roles definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.roles TO tryzore_definer USING (true);


--
-- Name: second_factors definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.second_factors TO tryzore_definer USING (true);


--
-- Name: sessions definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.sessions TO tryzore_definer USING (true);


--
-- Name: staged_rows definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.staged_rows TO tryzore_definer USING (true);


--
-- Name: transfer_files definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.transfer_files TO tryzore_definer USING (true);


--
-- Name: workos_environments definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.workos_environments TO tryzore_definer USING (true);


--
-- Name: workos_events definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.workos_events TO tryzore_definer USING (true);


--
-- Name: workos_memberships definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.workos_memberships TO tryzore_definer USING (true);


--
-- Name: workos_organizations definer; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY definer ON private.workos_organizations TO tryzore_definer USING (true);


--
-- Name: devices; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.devices ENABLE ROW LEVEL SECURITY;

--
-- Name: export_files; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.export_files ENABLE ROW LEVEL SECURITY;

--
-- Name: idempotency_keys; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.idempotency_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: identities; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.identities ENABLE ROW LEVEL SECURITY;

--
-- Name: mail_tokens; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.mail_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: medical_keys; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.medical_keys ENABLE ROW LEVEL SECURITY;

--
-- Name: migrations; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.migrations ENABLE ROW LEVEL SECURITY;

--
-- Name: audited_tables migrator; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY migrator ON private.audited_tables TO tryzore_owner USING (true) WITH CHECK (true);


--
-- Name: migrations migrator; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY migrator ON private.migrations TO tryzore_owner USING (true) WITH CHECK (true);


--
-- Name: permissions migrator; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY migrator ON private.permissions TO tryzore_owner USING (true) WITH CHECK (true);


--
-- Name: retention_rules migrator; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY migrator ON private.retention_rules TO tryzore_owner USING (true) WITH CHECK (true);


--
-- Name: role_permissions migrator; Type: POLICY; Schema: private; Owner: tryzore_owner
--

CREATE POLICY migrator ON private.role_permissions TO tryzore_owner USING (true) WITH CHECK (true);


--
-- Name: onboardings; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.onboardings ENABLE ROW LEVEL SECURITY;

--
-- Name: permissions; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: provider_sessions; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.provider_sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: recovery_codes; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.recovery_codes ENABLE ROW LEVEL SECURITY;

--
-- Name: refresh_tokens; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.refresh_tokens ENABLE ROW LEVEL SECURITY;

--
-- Name: retention_rules; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.retention_rules ENABLE ROW LEVEL SECURITY;

--
-- Name: role_permissions; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.role_permissions ENABLE ROW LEVEL SECURITY;

--
-- Name: roles; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.roles ENABLE ROW LEVEL SECURITY;

--
-- Name: second_factors; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.second_factors ENABLE ROW LEVEL SECURITY;

--
-- Name: sessions; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.sessions ENABLE ROW LEVEL SECURITY;

--
-- Name: staged_rows; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.staged_rows ENABLE ROW LEVEL SECURITY;

--
-- Name: transfer_files; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.transfer_files ENABLE ROW LEVEL SECURITY;

--
-- Name: workos_environments; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.workos_environments ENABLE ROW LEVEL SECURITY;

--
-- Name: workos_events; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.workos_events ENABLE ROW LEVEL SECURITY;

--
-- Name: workos_memberships; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.workos_memberships ENABLE ROW LEVEL SECURITY;

--
-- Name: workos_organizations; Type: ROW SECURITY; Schema: private; Owner: tryzore_owner
--

ALTER TABLE private.workos_organizations ENABLE ROW LEVEL SECURITY;

--
-- Name: SCHEMA audit; Type: ACL; Schema: -; Owner: tryzore_owner
--

GRANT USAGE ON SCHEMA audit TO tryzore_app;
GRANT USAGE ON SCHEMA audit TO tryzore_worker;
GRANT USAGE ON SCHEMA audit TO tryzore_definer;


--
-- Name: SCHEMA crm; Type: ACL; Schema: -; Owner: tryzore_owner
--

GRANT USAGE ON SCHEMA crm TO tryzore_app;
GRANT USAGE ON SCHEMA crm TO tryzore_worker;
GRANT USAGE ON SCHEMA crm TO tryzore_definer;


--
-- Name: SCHEMA jobs; Type: ACL; Schema: -; Owner: tryzore_owner
--

GRANT USAGE ON SCHEMA jobs TO tryzore_app;
GRANT USAGE ON SCHEMA jobs TO tryzore_worker;
GRANT USAGE ON SCHEMA jobs TO tryzore_definer;


--
-- Name: SCHEMA private; Type: ACL; Schema: -; Owner: tryzore_owner
--

GRANT USAGE ON SCHEMA private TO tryzore_app;
GRANT USAGE ON SCHEMA private TO tryzore_worker;
GRANT USAGE ON SCHEMA private TO tryzore_definer;


--
-- Name: SCHEMA public; Type: ACL; Schema: -; Owner: pg_database_owner
--

REVOKE USAGE ON SCHEMA public FROM PUBLIC;


--
-- Name: FUNCTION add_default(p_parent text); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.add_default(p_parent text) FROM PUBLIC;


--
-- Name: FUNCTION add_month(p_parent text, p_month timestamp without time zone, p_source text); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.add_month(p_parent text, p_month timestamp without time zone, p_source text) FROM PUBLIC;


--
-- Name: FUNCTION detach_month(p_table text); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.detach_month(p_table text) FROM PUBLIC;


--
-- Name: FUNCTION drop_detached(p_table text, p_rows bigint); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.drop_detached(p_table text, p_rows bigint) FROM PUBLIC;


--
-- Name: FUNCTION ensure_partitions(p_months integer); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.ensure_partitions(p_months integer) FROM PUBLIC;
GRANT ALL ON FUNCTION audit.ensure_partitions(p_months integer) TO tryzore_worker;


--
-- Name: FUNCTION follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[]); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[]) FROM PUBLIC;


--
-- Name: FUNCTION protect(p_table text); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.protect(p_table text) FROM PUBLIC;


--
-- Name: FUNCTION record(); Type: ACL; Schema: audit; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION audit.record() FROM PUBLIC;
GRANT ALL ON FUNCTION audit.record() TO tryzore_owner;


--
-- Name: FUNCTION refuse(); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.refuse() FROM PUBLIC;


--
-- Name: FUNCTION repair_default(p_parent text); Type: ACL; Schema: audit; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION audit.repair_default(p_parent text) FROM PUBLIC;


--
-- Name: FUNCTION accept_mail(p_mail uuid, p_reply text); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.accept_mail(p_mail uuid, p_reply text) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.accept_mail(p_mail uuid, p_reply text) TO tryzore_worker;


--
-- Name: FUNCTION cancel(p_job uuid); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.cancel(p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.cancel(p_job uuid) TO tryzore_app;
GRANT ALL ON FUNCTION jobs.cancel(p_job uuid) TO tryzore_worker;


--
-- Name: FUNCTION claim(p_worker text, p_limit integer, p_lease interval); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.claim(p_worker text, p_limit integer, p_lease interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.claim(p_worker text, p_limit integer, p_lease interval) TO tryzore_worker;


--
-- Name: FUNCTION clean(p_succeeded interval, p_others interval); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.clean(p_succeeded interval, p_others interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.clean(p_succeeded interval, p_others interval) TO tryzore_worker;


--
-- Name: FUNCTION clean_mails(p_after interval); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.clean_mails(p_after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.clean_mails(p_after interval) TO tryzore_worker;


--
-- Name: FUNCTION declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamp with time zone) TO tryzore_worker;


--
-- Name: FUNCTION due_schedules(p_now timestamp with time zone); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.due_schedules(p_now timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.due_schedules(p_now timestamp with time zone) TO tryzore_worker;


--
-- Name: FUNCTION enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text) TO tryzore_app;
GRANT ALL ON FUNCTION jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer, p_run_at timestamp with time zone, p_unique_key text) TO tryzore_worker;


--
-- Name: FUNCTION enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer) TO tryzore_worker;


--
-- Name: FUNCTION enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone) TO tryzore_app;
GRANT ALL ON FUNCTION jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text, p_contents jsonb, p_priority integer, p_run_at timestamp with time zone) TO tryzore_worker;


--
-- Name: FUNCTION fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval) TO tryzore_worker;


--
-- Name: FUNCTION finish(p_job uuid, p_lease bigint, p_result jsonb); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.finish(p_job uuid, p_lease bigint, p_result jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.finish(p_job uuid, p_lease bigint, p_result jsonb) TO tryzore_worker;


--
-- Name: FUNCTION fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.fire(p_job uuid, p_name text, p_due timestamp with time zone, p_next_at timestamp with time zone, p_priority integer, p_max_attempts integer) TO tryzore_worker;


--
-- Name: FUNCTION give_mail_up(p_mail uuid, p_reply text); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.give_mail_up(p_mail uuid, p_reply text) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.give_mail_up(p_mail uuid, p_reply text) TO tryzore_worker;


--
-- Name: FUNCTION hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval) TO tryzore_worker;


--
-- Name: FUNCTION lease_lost(); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.lease_lost() FROM PUBLIC;


--
-- Name: FUNCTION load_mail(p_mail uuid); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.load_mail(p_mail uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.load_mail(p_mail uuid) TO tryzore_worker;


--
-- Name: FUNCTION mail_route(p_user uuid, p_topic text); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.mail_route(p_user uuid, p_topic text) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.mail_route(p_user uuid, p_topic text) TO tryzore_worker;


--
-- Name: FUNCTION renew(p_jobs uuid[], p_leases bigint[], p_lease interval); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.renew(p_jobs uuid[], p_leases bigint[], p_lease interval) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.renew(p_jobs uuid[], p_leases bigint[], p_lease interval) TO tryzore_worker;


--
-- Name: FUNCTION report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint) TO tryzore_worker;


--
-- Name: FUNCTION retry(p_job uuid); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.retry(p_job uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.retry(p_job uuid) TO tryzore_app;
GRANT ALL ON FUNCTION jobs.retry(p_job uuid) TO tryzore_worker;


--
-- Name: FUNCTION stop(p_job uuid, p_lease bigint); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.stop(p_job uuid, p_lease bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.stop(p_job uuid, p_lease bigint) TO tryzore_worker;


--
-- Name: FUNCTION totals(); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.totals() FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.totals() TO tryzore_worker;


--
-- Name: FUNCTION unsubscribe(p_mail uuid); Type: ACL; Schema: jobs; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION jobs.unsubscribe(p_mail uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION jobs.unsubscribe(p_mail uuid) TO tryzore_app;


--
-- Name: FUNCTION accept_invitation(p_organization uuid, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.accept_invitation(p_organization uuid, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.accept_invitation(p_organization uuid, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION access(p_user uuid, p_organization uuid, OUT role text, OUT role_rank smallint, OUT permissions text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.access(p_user uuid, p_organization uuid, OUT role text, OUT role_rank smallint, OUT permissions text[]) FROM PUBLIC;


--
-- Name: FUNCTION act_as_starter(p_permission text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.act_as_starter(p_permission text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.act_as_starter(p_permission text) TO tryzore_worker;


--
-- Name: FUNCTION add_medical_key(p_id text, p_wrapped bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.add_medical_key(p_id text, p_wrapped bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.add_medical_key(p_id text, p_wrapped bytea) TO tryzore_app;
GRANT ALL ON FUNCTION private.add_medical_key(p_id text, p_wrapped bytea) TO tryzore_worker;


--
-- Name: FUNCTION add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) FROM PUBLIC;


--
-- Name: FUNCTION add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) FROM PUBLIC;


--
-- Name: FUNCTION add_workos_job(p_organization uuid, p_kind text, p_payload jsonb); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.add_workos_job(p_organization uuid, p_kind text, p_payload jsonb) FROM PUBLIC;


--
-- Name: FUNCTION apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb) TO tryzore_app;
GRANT ALL ON FUNCTION private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb) TO tryzore_worker;


--
-- Name: FUNCTION apply_workos_membership(p_issuer text, p_id text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.apply_workos_membership(p_issuer text, p_id text) FROM PUBLIC;


--
-- Name: FUNCTION archive_organization(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.archive_organization(p_organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.archive_organization(p_organization uuid) TO tryzore_app;


--
-- Name: FUNCTION assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid) TO tryzore_app;


--
-- Name: FUNCTION begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text) TO tryzore_app;


--
-- Name: FUNCTION business_totals(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.business_totals() FROM PUBLIC;
GRANT ALL ON FUNCTION private.business_totals() TO tryzore_app;
GRANT ALL ON FUNCTION private.business_totals() TO tryzore_worker;


--
-- Name: FUNCTION cancel_onboarding(p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.cancel_onboarding(p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.cancel_onboarding(p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION chain(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.chain(p_organization uuid) FROM PUBLIC;


--
-- Name: FUNCTION chain_version(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.chain_version(p_organization uuid) FROM PUBLIC;


--
-- Name: FUNCTION change_my_password(p_password_hash text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.change_my_password(p_password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.change_my_password(p_password_hash text) TO tryzore_app;


--
-- Name: FUNCTION check_booking(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_booking() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_booking() TO tryzore_owner;


--
-- Name: FUNCTION check_claim_code(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_claim_code() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_claim_code() TO tryzore_owner;


--
-- Name: FUNCTION check_client_deletion(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_client_deletion() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_client_deletion() TO tryzore_owner;


--
-- Name: FUNCTION check_currency(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_currency() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_currency() TO tryzore_owner;


--
-- Name: FUNCTION check_erasure(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_erasure() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_erasure() TO tryzore_owner;


--
-- Name: FUNCTION check_first_owner(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_first_owner() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_first_owner() TO tryzore_owner;


--
-- Name: FUNCTION check_invitation(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_invitation() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_invitation() TO tryzore_owner;


--
-- Name: FUNCTION check_last_owner(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_last_owner() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_last_owner() TO tryzore_owner;


--
-- Name: FUNCTION check_leader(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_leader() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_leader() TO tryzore_owner;


--
-- Name: FUNCTION check_medical_key(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_medical_key() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_medical_key() TO tryzore_owner;


--
-- Name: FUNCTION check_membership(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_membership() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_membership() TO tryzore_owner;


--
-- Name: FUNCTION check_role_definition(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_role_definition() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_role_definition() TO tryzore_owner;


--
-- Name: FUNCTION check_role_unused(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_role_unused() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_role_unused() TO tryzore_owner;


--
-- Name: FUNCTION check_tag_unused(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.check_tag_unused() FROM PUBLIC;
GRANT ALL ON FUNCTION private.check_tag_unused() TO tryzore_owner;


--
-- Name: FUNCTION claim_client(p_organization uuid, p_slug text, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.claim_client(p_organization uuid, p_slug text, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.claim_client(p_organization uuid, p_slug text, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION claim_idempotency_key(p_operation text, p_key uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.claim_idempotency_key(p_operation text, p_key uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.claim_idempotency_key(p_operation text, p_key uuid) TO tryzore_app;


--
-- Name: FUNCTION classify(p_table text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[], p_subject text, p_no_subject text, p_erases_row boolean, p_erased jsonb); Type: ACL; Schema: private; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION private.classify(p_table text, p_plain text[], p_personal text[], p_medical text[], p_secret text[], p_derived text[], p_subject text, p_no_subject text, p_erases_row boolean, p_erased jsonb) FROM PUBLIC;


--
-- Name: FUNCTION clean_accounts(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_accounts() FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_accounts() TO tryzore_worker;


--
-- Name: FUNCTION clean_authorizations(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_authorizations() FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_authorizations() TO tryzore_worker;


--
-- Name: FUNCTION clean_idempotency_keys(p_after interval); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_idempotency_keys(p_after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_idempotency_keys(p_after interval) TO tryzore_worker;


--
-- Name: FUNCTION clean_onboardings(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_onboardings() FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_onboardings() TO tryzore_worker;


--
-- Name: FUNCTION clean_privacy(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_privacy() FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_privacy() TO tryzore_worker;


--
-- Name: FUNCTION clean_sessions(p_after interval); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_sessions(p_after interval) FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_sessions(p_after interval) TO tryzore_worker;


--
-- Name: FUNCTION clean_transfers(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_transfers() FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_transfers() TO tryzore_worker;


--
-- Name: FUNCTION clean_workos_events(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.clean_workos_events() FROM PUBLIC;
GRANT ALL ON FUNCTION private.clean_workos_events() TO tryzore_worker;


--
-- Name: FUNCTION client_keys(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.client_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION private.client_keys() TO tryzore_owner;


--
-- Name: FUNCTION close_session(p_session uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.close_session(p_session uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.close_session(p_session uuid) TO tryzore_app;


--
-- Name: FUNCTION colleagues(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.colleagues() FROM PUBLIC;
GRANT ALL ON FUNCTION private.colleagues() TO tryzore_app;
GRANT ALL ON FUNCTION private.colleagues() TO tryzore_worker;


--
-- Name: FUNCTION columns_of(p_table text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.columns_of(p_table text) FROM PUBLIC;


--
-- Name: FUNCTION complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text, p_organizations jsonb) TO tryzore_app;


--
-- Name: FUNCTION confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[]) TO tryzore_app;


--
-- Name: FUNCTION copy_membership_status(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.copy_membership_status() FROM PUBLIC;
GRANT ALL ON FUNCTION private.copy_membership_status() TO tryzore_owner;


--
-- Name: FUNCTION copy_overlap_rules(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.copy_overlap_rules() FROM PUBLIC;
GRANT ALL ON FUNCTION private.copy_overlap_rules() TO tryzore_owner;


--
-- Name: FUNCTION count_places(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.count_places() FROM PUBLIC;
GRANT ALL ON FUNCTION private.count_places() TO tryzore_owner;


--
-- Name: FUNCTION count_usage(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.count_usage() FROM PUBLIC;
GRANT ALL ON FUNCTION private.count_usage() TO tryzore_owner;


--
-- Name: FUNCTION count_visits(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.count_visits() FROM PUBLIC;
GRANT ALL ON FUNCTION private.count_visits() TO tryzore_owner;


--
-- Name: FUNCTION create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid, p_address jsonb) TO tryzore_app;


--
-- Name: FUNCTION default_settings(p_currency text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.default_settings(p_currency text) FROM PUBLIC;


--
-- Name: FUNCTION definition_permissions(p_organization uuid, p_definition uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.definition_permissions(p_organization uuid, p_definition uuid) FROM PUBLIC;


--
-- Name: FUNCTION delete_organization(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.delete_organization(p_organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.delete_organization(p_organization uuid) TO tryzore_app;


--
-- Name: FUNCTION depart(p_user uuid, p_successor uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.depart(p_user uuid, p_successor uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.depart(p_user uuid, p_successor uuid) TO tryzore_app;


--
-- Name: FUNCTION descendants(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.descendants(p_organization uuid) FROM PUBLIC;


--
-- Name: FUNCTION effective_permissions(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.effective_permissions(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.effective_permissions(p_user uuid) TO tryzore_app;
GRANT ALL ON FUNCTION private.effective_permissions(p_user uuid) TO tryzore_worker;


--
-- Name: FUNCTION effective_settings(p_organization uuid, p_closer jsonb[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.effective_settings(p_organization uuid, p_closer jsonb[]) FROM PUBLIC;


--
-- Name: FUNCTION end_imports(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.end_imports() FROM PUBLIC;
GRANT ALL ON FUNCTION private.end_imports() TO tryzore_owner;


--
-- Name: FUNCTION end_my_sessions(p_session uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.end_my_sessions(p_session uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.end_my_sessions(p_session uuid) TO tryzore_app;


--
-- Name: FUNCTION end_provider_sessions(p_issuer text, p_provider_session text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.end_provider_sessions(p_issuer text, p_provider_session text) FROM PUBLIC;


--
-- Name: FUNCTION end_staff_sessions(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.end_staff_sessions(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.end_staff_sessions(p_user uuid) TO tryzore_app;


--
-- Name: FUNCTION ensure_profile(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.ensure_profile(p_user uuid) FROM PUBLIC;


--
-- Name: FUNCTION enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION private.enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean) TO tryzore_app;


--
-- Name: FUNCTION enter_job(p_job uuid, p_lease bigint, p_write boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.enter_job(p_job uuid, p_lease bigint, p_write boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION private.enter_job(p_job uuid, p_lease bigint, p_write boolean) TO tryzore_worker;


--
-- Name: FUNCTION enter_operator(p_organization uuid, p_actor text, p_write boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.enter_operator(p_organization uuid, p_actor text, p_write boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION private.enter_operator(p_organization uuid, p_actor text, p_write boolean) TO tryzore_worker;


--
-- Name: FUNCTION enter_person(p_session uuid, p_write boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.enter_person(p_session uuid, p_write boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION private.enter_person(p_session uuid, p_write boolean) TO tryzore_app;


--
-- Name: FUNCTION enter_workos(p_issuer text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.enter_workos(p_issuer text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.enter_workos(p_issuer text) TO tryzore_worker;


--
-- Name: FUNCTION entered_organizations(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.entered_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION private.entered_organizations() TO tryzore_app;
GRANT ALL ON FUNCTION private.entered_organizations() TO tryzore_worker;


--
-- Name: FUNCTION entered_person(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.entered_person() FROM PUBLIC;


--
-- Name: FUNCTION entered_settings(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.entered_settings() FROM PUBLIC;
GRANT ALL ON FUNCTION private.entered_settings() TO tryzore_app;
GRANT ALL ON FUNCTION private.entered_settings() TO tryzore_worker;


--
-- Name: FUNCTION erase(p_client uuid, p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.erase(p_client uuid, p_user uuid) FROM PUBLIC;


--
-- Name: FUNCTION erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION erasure_ledger(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.erasure_ledger() FROM PUBLIC;
GRANT ALL ON FUNCTION private.erasure_ledger() TO tryzore_worker;


--
-- Name: FUNCTION export_rows(p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.export_rows(p_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.export_rows(p_client uuid) TO tryzore_worker;


--
-- Name: FUNCTION exported_tables(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.exported_tables() FROM PUBLIC;
GRANT ALL ON FUNCTION private.exported_tables() TO tryzore_worker;


--
-- Name: FUNCTION find_credential(p_email_key text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.find_credential(p_email_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.find_credential(p_email_key text) TO tryzore_app;


--
-- Name: FUNCTION find_my_record(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.find_my_record(p_organization uuid) FROM PUBLIC;


--
-- Name: FUNCTION find_onboarding(p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.find_onboarding(p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.find_onboarding(p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION find_reset(p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.find_reset(p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.find_reset(p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION find_second_factor(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.find_second_factor(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.find_second_factor(p_user uuid) TO tryzore_app;


--
-- Name: FUNCTION find_subject(p_client uuid, p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.find_subject(p_client uuid, p_user uuid) FROM PUBLIC;


--
-- Name: FUNCTION follow_client(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_client() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_client() TO tryzore_owner;


--
-- Name: FUNCTION follow_membership(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_membership() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_membership() TO tryzore_owner;


--
-- Name: FUNCTION follow_organization(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_organization() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_organization() TO tryzore_owner;


--
-- Name: FUNCTION follow_provider_session(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_provider_session() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_provider_session() TO tryzore_owner;


--
-- Name: FUNCTION follow_role_definition(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_role_definition() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_role_definition() TO tryzore_owner;


--
-- Name: FUNCTION follow_roles(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_roles() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_roles() TO tryzore_owner;


--
-- Name: FUNCTION follow_workos_identity(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.follow_workos_identity() FROM PUBLIC;
GRANT ALL ON FUNCTION private.follow_workos_identity() TO tryzore_owner;


--
-- Name: FUNCTION forget_medical_keys(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.forget_medical_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION private.forget_medical_keys() TO tryzore_worker;


--
-- Name: FUNCTION forget_names(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.forget_names() FROM PUBLIC;
GRANT ALL ON FUNCTION private.forget_names() TO tryzore_owner;


--
-- Name: FUNCTION forget_transfer_files(p_id uuid, p_parts text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.forget_transfer_files(p_id uuid, p_parts text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.forget_transfer_files(p_id uuid, p_parts text[]) TO tryzore_app;
GRANT ALL ON FUNCTION private.forget_transfer_files(p_id uuid, p_parts text[]) TO tryzore_worker;


--
-- Name: FUNCTION free_place(p_organization uuid, p_event uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.free_place(p_organization uuid, p_event uuid) FROM PUBLIC;


--
-- Name: FUNCTION give_identities(p_users uuid[], p_email_keys text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.give_identities(p_users uuid[], p_email_keys text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.give_identities(p_users uuid[], p_email_keys text[]) TO tryzore_owner;


--
-- Name: FUNCTION hand_over(p_organization uuid, p_user uuid, p_successor uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.hand_over(p_organization uuid, p_user uuid, p_successor uuid) FROM PUBLIC;


--
-- Name: FUNCTION hidden_segments(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.hidden_segments() FROM PUBLIC;
GRANT ALL ON FUNCTION private.hidden_segments() TO tryzore_app;
GRANT ALL ON FUNCTION private.hidden_segments() TO tryzore_worker;


--
-- Name: FUNCTION import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb); Type: ACL; Schema: private; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION private.import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb) FROM PUBLIC;
GRANT ALL ON FUNCTION private.import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb) TO tryzore_worker;


--
-- Name: FUNCTION index_changed_names(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.index_changed_names() FROM PUBLIC;
GRANT ALL ON FUNCTION private.index_changed_names() TO tryzore_owner;


--
-- Name: FUNCTION index_new_names(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.index_new_names() FROM PUBLIC;
GRANT ALL ON FUNCTION private.index_new_names() TO tryzore_owner;


--
-- Name: FUNCTION issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval) FROM PUBLIC;


--
-- Name: FUNCTION issue_verification(p_user uuid, p_hash bytea, p_lifetime interval); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.issue_verification(p_user uuid, p_hash bytea, p_lifetime interval) FROM PUBLIC;
GRANT ALL ON FUNCTION private.issue_verification(p_user uuid, p_hash bytea, p_lifetime interval) TO tryzore_app;


--
-- Name: FUNCTION join_permissions(p_permissions text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.join_permissions(p_permissions text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.join_permissions(p_permissions text[]) TO tryzore_owner;


--
-- Name: FUNCTION keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_answer(p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text, p_answer bytea) TO tryzore_app;


--
-- Name: FUNCTION keep_erased(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_erased() FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_erased() TO tryzore_owner;


--
-- Name: FUNCTION keep_export(p_export uuid, p_file bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_export(p_export uuid, p_file bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_export(p_export uuid, p_file bytea) TO tryzore_worker;


--
-- Name: FUNCTION keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea) TO tryzore_worker;


--
-- Name: FUNCTION keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION keep_phone_end(); Type: ACL; Schema: private; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION private.keep_phone_end() FROM PUBLIC;


--
-- Name: FUNCTION keep_provider_session(p_session uuid, p_issuer text, p_provider_session text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_provider_session(p_session uuid, p_issuer text, p_provider_session text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_provider_session(p_session uuid, p_issuer text, p_provider_session text) TO tryzore_app;


--
-- Name: FUNCTION keep_transfer_file(p_id uuid, p_part text, p_file bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) TO tryzore_app;
GRANT ALL ON FUNCTION private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) TO tryzore_worker;


--
-- Name: FUNCTION keep_workos_cursor(p_issuer text, p_cursor text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_workos_cursor(p_issuer text, p_cursor text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_workos_cursor(p_issuer text, p_cursor text) TO tryzore_worker;


--
-- Name: FUNCTION keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text, p_changed_at timestamp with time zone) TO tryzore_worker;


--
-- Name: FUNCTION keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION private.keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamp with time zone) TO tryzore_worker;


--
-- Name: FUNCTION kept(p_name text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.kept(p_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.kept(p_name text) TO tryzore_worker;


--
-- Name: FUNCTION knows_device(p_email_key text, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.knows_device(p_email_key text, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.knows_device(p_email_key text, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION leave_events(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.leave_events() FROM PUBLIC;
GRANT ALL ON FUNCTION private.leave_events() TO tryzore_owner;


--
-- Name: FUNCTION link_client(p_organization uuid, p_client uuid, p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.link_client(p_organization uuid, p_client uuid, p_user uuid) FROM PUBLIC;


--
-- Name: FUNCTION link_identity(p_provider text, p_issuer text, p_subject text, p_email text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.link_identity(p_provider text, p_issuer text, p_subject text, p_email text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.link_identity(p_provider text, p_issuer text, p_subject text, p_email text) TO tryzore_app;


--
-- Name: FUNCTION list_permissions(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.list_permissions() FROM PUBLIC;
GRANT ALL ON FUNCTION private.list_permissions() TO tryzore_app;
GRANT ALL ON FUNCTION private.list_permissions() TO tryzore_worker;


--
-- Name: FUNCTION list_sealed(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.list_sealed() FROM PUBLIC;
GRANT ALL ON FUNCTION private.list_sealed() TO tryzore_worker;


--
-- Name: FUNCTION lock_access(p_user uuid, p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.lock_access(p_user uuid, p_organization uuid) FROM PUBLIC;


--
-- Name: FUNCTION make_my_profile(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.make_my_profile() FROM PUBLIC;
GRANT ALL ON FUNCTION private.make_my_profile() TO tryzore_app;


--
-- Name: FUNCTION mark_verified(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.mark_verified(p_user uuid) FROM PUBLIC;


--
-- Name: TABLE invitations; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.invitations TO tryzore_definer;


--
-- Name: COLUMN invitations.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(organization_id),INSERT(organization_id) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(organization_id),INSERT(organization_id) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(id),INSERT(id) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.email; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(email),INSERT(email) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(email),INSERT(email) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.email_key; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(email_key),INSERT(email_key) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(email_key),INSERT(email_key) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(name),INSERT(name) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(name),INSERT(name) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.role; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(role),INSERT(role) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(role),INSERT(role) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.role_definition_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(role_definition_id),INSERT(role_definition_id) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(role_definition_id),INSERT(role_definition_id) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.permissions; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(permissions),INSERT(permissions) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(permissions),INSERT(permissions) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.title; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(title),INSERT(title) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(title),INSERT(title) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(client_id),INSERT(client_id) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(client_id),INSERT(client_id) ON TABLE crm.invitations TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.invitations TO tryzore_definer;


--
-- Name: COLUMN invitations.token_hash; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(token_hash),UPDATE(token_hash) ON TABLE crm.invitations TO tryzore_app;
GRANT INSERT(token_hash),UPDATE(token_hash) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.expires_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(expires_at) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(expires_at) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.sent_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(sent_count) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(sent_count) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.last_sent_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(last_sent_at) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(last_sent_at) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.invited_by; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(invited_by) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(invited_by) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: COLUMN invitations.accepted_by; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(accepted_by) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(accepted_by) ON TABLE crm.invitations TO tryzore_worker;
GRANT UPDATE(accepted_by) ON TABLE crm.invitations TO tryzore_definer;


--
-- Name: COLUMN invitations.accepted_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(accepted_at) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(accepted_at) ON TABLE crm.invitations TO tryzore_worker;
GRANT UPDATE(accepted_at) ON TABLE crm.invitations TO tryzore_definer;


--
-- Name: COLUMN invitations.revoked_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(revoked_at),UPDATE(revoked_at) ON TABLE crm.invitations TO tryzore_worker;
GRANT UPDATE(revoked_at) ON TABLE crm.invitations TO tryzore_definer;


--
-- Name: COLUMN invitations.created_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(created_at) ON TABLE crm.invitations TO tryzore_app;
GRANT SELECT(created_at) ON TABLE crm.invitations TO tryzore_worker;


--
-- Name: FUNCTION may_invite(p_invitation crm.invitations); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.may_invite(p_invitation crm.invitations) FROM PUBLIC;


--
-- Name: FUNCTION may_see_transfer(p_id uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.may_see_transfer(p_id uuid) FROM PUBLIC;


--
-- Name: FUNCTION may_use_medical_keys(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.may_use_medical_keys() FROM PUBLIC;


--
-- Name: FUNCTION medical_overview(p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.medical_overview(p_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.medical_overview(p_client uuid) TO tryzore_app;
GRANT ALL ON FUNCTION private.medical_overview(p_client uuid) TO tryzore_worker;


--
-- Name: FUNCTION merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) TO tryzore_app;


--
-- Name: FUNCTION my_client_links(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_client_links() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_client_links() TO tryzore_app;


--
-- Name: FUNCTION my_credential(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_credential() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_credential() TO tryzore_app;


--
-- Name: FUNCTION my_identities(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_identities() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_identities() TO tryzore_app;


--
-- Name: FUNCTION my_medical_keys(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_medical_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_medical_keys() TO tryzore_app;
GRANT ALL ON FUNCTION private.my_medical_keys() TO tryzore_worker;


--
-- Name: FUNCTION my_organizations(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_organizations() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_organizations() TO tryzore_app;


--
-- Name: FUNCTION my_permissions(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_permissions() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_permissions() TO tryzore_app;


--
-- Name: FUNCTION my_provider_session(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_provider_session() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_provider_session() TO tryzore_app;


--
-- Name: FUNCTION my_second_factor(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_second_factor() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_second_factor() TO tryzore_app;


--
-- Name: FUNCTION my_sessions(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.my_sessions() FROM PUBLIC;
GRANT ALL ON FUNCTION private.my_sessions() TO tryzore_app;


--
-- Name: FUNCTION name_parts(p_sort_name text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.name_parts(p_sort_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.name_parts(p_sort_name text) TO tryzore_owner;


--
-- Name: FUNCTION needs_second_factor(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.needs_second_factor(p_user uuid) FROM PUBLIC;


--
-- Name: FUNCTION new_id(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.new_id() FROM PUBLIC;


--
-- Name: FUNCTION open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) FROM PUBLIC;
GRANT ALL ON FUNCTION private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) TO tryzore_app;


--
-- Name: FUNCTION operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) FROM PUBLIC;
GRANT ALL ON FUNCTION private.operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean) TO tryzore_worker;


--
-- Name: FUNCTION operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text, p_currency text, p_jurisdiction text, p_parent uuid) TO tryzore_worker;


--
-- Name: FUNCTION operator_find_organization(p_slug text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.operator_find_organization(p_slug text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.operator_find_organization(p_slug text) TO tryzore_worker;


--
-- Name: FUNCTION operator_find_user(p_email_key text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.operator_find_user(p_email_key text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.operator_find_user(p_email_key text) TO tryzore_worker;


--
-- Name: FUNCTION operator_remove_second_factor(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.operator_remove_second_factor(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.operator_remove_second_factor(p_user uuid) TO tryzore_worker;


--
-- Name: FUNCTION operator_set_password(p_user uuid, p_hash text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.operator_set_password(p_user uuid, p_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.operator_set_password(p_user uuid, p_hash text) TO tryzore_worker;


--
-- Name: FUNCTION owned_locations(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.owned_locations() FROM PUBLIC;


--
-- Name: FUNCTION owners_above(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.owners_above() FROM PUBLIC;
GRANT ALL ON FUNCTION private.owners_above() TO tryzore_app;
GRANT ALL ON FUNCTION private.owners_above() TO tryzore_worker;


--
-- Name: FUNCTION perform_erasure(p_erasure uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.perform_erasure(p_erasure uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.perform_erasure(p_erasure uuid) TO tryzore_worker;


--
-- Name: FUNCTION permissions_of(p_role text, p_added text[], p_exceptions jsonb); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.permissions_of(p_role text, p_added text[], p_exceptions jsonb) FROM PUBLIC;


--
-- Name: FUNCTION portable_medical_keys(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.portable_medical_keys() FROM PUBLIC;
GRANT ALL ON FUNCTION private.portable_medical_keys() TO tryzore_worker;


--
-- Name: FUNCTION portable_rows(p_without text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.portable_rows(p_without text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.portable_rows(p_without text[]) TO tryzore_worker;


--
-- Name: FUNCTION portable_rows_of(p_title text, p_alias text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.portable_rows_of(p_title text, p_alias text) FROM PUBLIC;


--
-- Name: FUNCTION portable_tables(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.portable_tables() FROM PUBLIC;
GRANT ALL ON FUNCTION private.portable_tables() TO tryzore_worker;
GRANT ALL ON FUNCTION private.portable_tables() TO tryzore_owner;


--
-- Name: FUNCTION prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval) FROM PUBLIC;
GRANT ALL ON FUNCTION private.prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval) TO tryzore_worker;


--
-- Name: FUNCTION preview_invitation(p_organization uuid, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.preview_invitation(p_organization uuid, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.preview_invitation(p_organization uuid, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION purge_clients(p_limit integer); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.purge_clients(p_limit integer) FROM PUBLIC;
GRANT ALL ON FUNCTION private.purge_clients(p_limit integer) TO tryzore_worker;


--
-- Name: FUNCTION purge_invitations(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.purge_invitations() FROM PUBLIC;
GRANT ALL ON FUNCTION private.purge_invitations() TO tryzore_worker;


--
-- Name: FUNCTION read_export(p_export uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.read_export(p_export uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.read_export(p_export uuid) TO tryzore_app;


--
-- Name: FUNCTION read_transfer_file(p_id uuid, p_part text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.read_transfer_file(p_id uuid, p_part text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.read_transfer_file(p_id uuid, p_part text) TO tryzore_app;
GRANT ALL ON FUNCTION private.read_transfer_file(p_id uuid, p_part text) TO tryzore_worker;


--
-- Name: FUNCTION reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION private.reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamp with time zone) TO tryzore_worker;


--
-- Name: FUNCTION refresh_client_statistics(); Type: ACL; Schema: private; Owner: tryzore_owner
--

REVOKE ALL ON FUNCTION private.refresh_client_statistics() FROM PUBLIC;
GRANT ALL ON FUNCTION private.refresh_client_statistics() TO tryzore_worker;


--
-- Name: FUNCTION refuse(p_session uuid, p_organization uuid, p_permission text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.refuse(p_session uuid, p_organization uuid, p_permission text) FROM PUBLIC;


--
-- Name: FUNCTION refuse_code(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.refuse_code() FROM PUBLIC;


--
-- Name: FUNCTION refuse_erased(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.refuse_erased() FROM PUBLIC;
GRANT ALL ON FUNCTION private.refuse_erased() TO tryzore_owner;


--
-- Name: FUNCTION refuse_unknown(p_permissions text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.refuse_unknown(p_permissions text[]) FROM PUBLIC;


--
-- Name: FUNCTION remember_device(p_user uuid, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.remember_device(p_user uuid, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.remember_device(p_user uuid, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION remove_my_second_factor(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.remove_my_second_factor() FROM PUBLIC;
GRANT ALL ON FUNCTION private.remove_my_second_factor() TO tryzore_app;


--
-- Name: FUNCTION replace_my_recovery_codes(p_hashes bytea[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.replace_my_recovery_codes(p_hashes bytea[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.replace_my_recovery_codes(p_hashes bytea[]) TO tryzore_app;


--
-- Name: FUNCTION require_owner(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.require_owner(p_organization uuid) FROM PUBLIC;


--
-- Name: FUNCTION require_ownership(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.require_ownership() FROM PUBLIC;


--
-- Name: FUNCTION require_step_up(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.require_step_up() FROM PUBLIC;
GRANT ALL ON FUNCTION private.require_step_up() TO tryzore_app;


--
-- Name: FUNCTION reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea) TO tryzore_worker;


--
-- Name: FUNCTION reset_password(p_hash bytea, p_password_hash text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.reset_password(p_hash bytea, p_password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.reset_password(p_hash bytea, p_password_hash text) TO tryzore_app;


--
-- Name: FUNCTION resolve_sessions(p_user uuid, p_organizations uuid[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.resolve_sessions(p_user uuid, p_organizations uuid[]) FROM PUBLIC;


--
-- Name: FUNCTION restore_organization(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.restore_organization(p_organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.restore_organization(p_organization uuid) TO tryzore_app;


--
-- Name: FUNCTION resume_onboarding(p_email_hash bytea, p_resume_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.resume_onboarding(p_email_hash bytea, p_resume_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.resume_onboarding(p_email_hash bytea, p_resume_hash bytea) TO tryzore_worker;


--
-- Name: FUNCTION revoke_session(p_session uuid, p_reason text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.revoke_session(p_session uuid, p_reason text) FROM PUBLIC;


--
-- Name: FUNCTION role_of_workos(p_slug text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.role_of_workos(p_slug text) FROM PUBLIC;


--
-- Name: FUNCTION roll_up(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.roll_up(p_organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.roll_up(p_organization uuid) TO tryzore_app;


--
-- Name: FUNCTION rotate_medical_key(p_id text, p_wrapped bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.rotate_medical_key(p_id text, p_wrapped bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.rotate_medical_key(p_id text, p_wrapped bytea) TO tryzore_worker;


--
-- Name: FUNCTION rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION set_my_primary(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.set_my_primary(p_organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.set_my_primary(p_organization uuid) TO tryzore_app;


--
-- Name: FUNCTION set_password(p_user uuid, p_password_hash text, p_except uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.set_password(p_user uuid, p_password_hash text, p_except uuid) FROM PUBLIC;


--
-- Name: FUNCTION settings_in_force(p_organization uuid, p_closer jsonb[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.settings_in_force(p_organization uuid, p_closer jsonb[]) FROM PUBLIC;


--
-- Name: FUNCTION share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid) TO tryzore_app;


--
-- Name: FUNCTION shared_profile(p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.shared_profile(p_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.shared_profile(p_client uuid) TO tryzore_app;


--
-- Name: FUNCTION shares_profile(p_organization uuid, p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.shares_profile(p_organization uuid, p_client uuid) FROM PUBLIC;


--
-- Name: FUNCTION sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text, p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text) TO tryzore_app;


--
-- Name: FUNCTION sign_reversal(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.sign_reversal() FROM PUBLIC;
GRANT ALL ON FUNCTION private.sign_reversal() TO tryzore_owner;


--
-- Name: FUNCTION sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text) TO tryzore_app;
GRANT ALL ON FUNCTION private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text, p_password_hash text) TO tryzore_worker;


--
-- Name: FUNCTION spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[]) TO tryzore_app;


--
-- Name: FUNCTION spread_overlap_rules(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.spread_overlap_rules() FROM PUBLIC;
GRANT ALL ON FUNCTION private.spread_overlap_rules() TO tryzore_owner;


--
-- Name: FUNCTION staff_locations(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.staff_locations(p_user uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.staff_locations(p_user uuid) TO tryzore_app;


--
-- Name: FUNCTION stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]) FROM PUBLIC;
GRANT ALL ON FUNCTION private.stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]) TO tryzore_worker;


--
-- Name: FUNCTION start_my_second_factor(p_seed bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.start_my_second_factor(p_seed bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.start_my_second_factor(p_seed bytea) TO tryzore_app;


--
-- Name: FUNCTION start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone) FROM PUBLIC;
GRANT ALL ON FUNCTION private.start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamp with time zone) TO tryzore_app;


--
-- Name: FUNCTION start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet, p_authenticated_at timestamp with time zone, p_second_factor_at timestamp with time zone, OUT role text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet, p_authenticated_at timestamp with time zone, p_second_factor_at timestamp with time zone, OUT role text) FROM PUBLIC;


--
-- Name: FUNCTION step_up(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.step_up() FROM PUBLIC;
GRANT ALL ON FUNCTION private.step_up() TO tryzore_app;


--
-- Name: FUNCTION switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) FROM PUBLIC;
GRANT ALL ON FUNCTION private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid, p_refresh_hash bytea, p_expires_at timestamp with time zone, p_user_agent text, p_ip inet) TO tryzore_app;


--
-- Name: FUNCTION take_over_onboarding(p_resume_hash bytea, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.take_over_onboarding(p_resume_hash bytea, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.take_over_onboarding(p_resume_hash bytea, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION take_place(p_organization uuid, p_event uuid, p_is_override boolean); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.take_place(p_organization uuid, p_event uuid, p_is_override boolean) FROM PUBLIC;


--
-- Name: FUNCTION tell_workos_membership(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.tell_workos_membership() FROM PUBLIC;
GRANT ALL ON FUNCTION private.tell_workos_membership() TO tryzore_owner;


--
-- Name: FUNCTION tell_workos_organization(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.tell_workos_organization() FROM PUBLIC;
GRANT ALL ON FUNCTION private.tell_workos_organization() TO tryzore_owner;


--
-- Name: FUNCTION touch(); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.touch() FROM PUBLIC;
GRANT ALL ON FUNCTION private.touch() TO tryzore_owner;


--
-- Name: FUNCTION undo_merge(p_merged uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.undo_merge(p_merged uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.undo_merge(p_merged uuid) TO tryzore_app;


--
-- Name: FUNCTION unlink_client(p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.unlink_client(p_client uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.unlink_client(p_client uuid) TO tryzore_app;


--
-- Name: FUNCTION unlink_identity(p_id uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.unlink_identity(p_id uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.unlink_identity(p_id uuid) TO tryzore_app;


--
-- Name: FUNCTION unlink_me(p_organization uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.unlink_me(p_organization uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION private.unlink_me(p_organization uuid) TO tryzore_app;


--
-- Name: FUNCTION unlink_record(p_organization uuid, p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.unlink_record(p_organization uuid, p_client uuid) FROM PUBLIC;


--
-- Name: FUNCTION use_authorization(p_state_hash bytea, p_browser_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.use_authorization(p_state_hash bytea, p_browser_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.use_authorization(p_state_hash bytea, p_browser_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION use_code(p_user uuid, p_step bigint); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.use_code(p_user uuid, p_step bigint) FROM PUBLIC;
GRANT ALL ON FUNCTION private.use_code(p_user uuid, p_step bigint) TO tryzore_app;


--
-- Name: FUNCTION use_mail_token(p_purpose text, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.use_mail_token(p_purpose text, p_hash bytea) FROM PUBLIC;


--
-- Name: FUNCTION use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer) FROM PUBLIC;


--
-- Name: FUNCTION use_recovery_code(p_user uuid, p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.use_recovery_code(p_user uuid, p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.use_recovery_code(p_user uuid, p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION used_second_factor(p_user uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.used_second_factor(p_user uuid) FROM PUBLIC;


--
-- Name: FUNCTION verify_email(p_hash bytea); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.verify_email(p_hash bytea) FROM PUBLIC;
GRANT ALL ON FUNCTION private.verify_email(p_hash bytea) TO tryzore_app;


--
-- Name: FUNCTION withdraw_sharing(p_organization uuid, p_client uuid); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.withdraw_sharing(p_organization uuid, p_client uuid) FROM PUBLIC;


--
-- Name: FUNCTION workos_changes(p_issuer text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.workos_changes(p_issuer text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.workos_changes(p_issuer text) TO tryzore_worker;


--
-- Name: FUNCTION workos_organization(p_issuer text); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.workos_organization(p_issuer text) FROM PUBLIC;
GRANT ALL ON FUNCTION private.workos_organization(p_issuer text) TO tryzore_worker;


--
-- Name: FUNCTION write_merged(p_client uuid, p_values jsonb); Type: ACL; Schema: private; Owner: tryzore_definer
--

REVOKE ALL ON FUNCTION private.write_merged(p_client uuid, p_values jsonb) FROM PUBLIC;


--
-- Name: TABLE audit_logs; Type: ACL; Schema: audit; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE audit.audit_logs TO tryzore_definer;
GRANT SELECT ON TABLE audit.audit_logs TO tryzore_app;
GRANT SELECT ON TABLE audit.audit_logs TO tryzore_worker;


--
-- Name: TABLE personal_values; Type: ACL; Schema: audit; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE audit.personal_values TO tryzore_definer;
GRANT SELECT ON TABLE audit.personal_values TO tryzore_app;
GRANT SELECT ON TABLE audit.personal_values TO tryzore_worker;


--
-- Name: TABLE client_claim_codes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.client_claim_codes TO tryzore_definer;


--
-- Name: COLUMN client_claim_codes.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(organization_id),INSERT(organization_id) ON TABLE crm.client_claim_codes TO tryzore_app;
GRANT SELECT(organization_id),INSERT(organization_id) ON TABLE crm.client_claim_codes TO tryzore_worker;


--
-- Name: COLUMN client_claim_codes.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(client_id),INSERT(client_id) ON TABLE crm.client_claim_codes TO tryzore_app;
GRANT SELECT(client_id),INSERT(client_id) ON TABLE crm.client_claim_codes TO tryzore_worker;


--
-- Name: COLUMN client_claim_codes.code_hash; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(code_hash),UPDATE(code_hash) ON TABLE crm.client_claim_codes TO tryzore_app;
GRANT INSERT(code_hash),UPDATE(code_hash) ON TABLE crm.client_claim_codes TO tryzore_worker;


--
-- Name: COLUMN client_claim_codes.expires_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(expires_at),UPDATE(expires_at) ON TABLE crm.client_claim_codes TO tryzore_app;
GRANT SELECT(expires_at),UPDATE(expires_at) ON TABLE crm.client_claim_codes TO tryzore_worker;


--
-- Name: COLUMN client_claim_codes.created_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(created_at) ON TABLE crm.client_claim_codes TO tryzore_app;
GRANT SELECT(created_at) ON TABLE crm.client_claim_codes TO tryzore_worker;


--
-- Name: TABLE client_guardians; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.client_guardians TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.client_guardians TO tryzore_worker;
GRANT SELECT,INSERT,DELETE ON TABLE crm.client_guardians TO tryzore_definer;


--
-- Name: COLUMN client_guardians.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.client_guardians TO tryzore_worker;


--
-- Name: COLUMN client_guardians.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.client_guardians TO tryzore_worker;


--
-- Name: COLUMN client_guardians.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.client_guardians TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.client_guardians TO tryzore_definer;


--
-- Name: COLUMN client_guardians.guardian_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(guardian_id) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(guardian_id) ON TABLE crm.client_guardians TO tryzore_worker;
GRANT UPDATE(guardian_id) ON TABLE crm.client_guardians TO tryzore_definer;


--
-- Name: COLUMN client_guardians.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(name) ON TABLE crm.client_guardians TO tryzore_worker;


--
-- Name: COLUMN client_guardians.phone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(phone) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(phone) ON TABLE crm.client_guardians TO tryzore_worker;


--
-- Name: COLUMN client_guardians.email; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(email) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(email) ON TABLE crm.client_guardians TO tryzore_worker;


--
-- Name: COLUMN client_guardians.relationship; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(relationship) ON TABLE crm.client_guardians TO tryzore_app;
GRANT INSERT(relationship) ON TABLE crm.client_guardians TO tryzore_worker;


--
-- Name: TABLE client_import_rows; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.client_import_rows TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.client_import_rows TO tryzore_worker;


--
-- Name: COLUMN client_import_rows.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.client_import_rows TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.client_import_rows TO tryzore_worker;


--
-- Name: COLUMN client_import_rows.import_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(import_id) ON TABLE crm.client_import_rows TO tryzore_app;
GRANT INSERT(import_id) ON TABLE crm.client_import_rows TO tryzore_worker;


--
-- Name: COLUMN client_import_rows.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.client_import_rows TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.client_import_rows TO tryzore_worker;


--
-- Name: COLUMN client_import_rows.row_number; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(row_number) ON TABLE crm.client_import_rows TO tryzore_app;
GRANT INSERT(row_number) ON TABLE crm.client_import_rows TO tryzore_worker;


--
-- Name: TABLE client_medical; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.client_medical TO tryzore_app;
GRANT SELECT ON TABLE crm.client_medical TO tryzore_worker;
GRANT SELECT,DELETE ON TABLE crm.client_medical TO tryzore_definer;


--
-- Name: COLUMN client_medical.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.client_medical TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.client_medical TO tryzore_worker;
GRANT SELECT(organization_id) ON TABLE crm.client_medical TO tryzore_definer;


--
-- Name: COLUMN client_medical.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.client_medical TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.client_medical TO tryzore_worker;
GRANT SELECT(client_id) ON TABLE crm.client_medical TO tryzore_definer;


--
-- Name: COLUMN client_medical.note; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(note),UPDATE(note) ON TABLE crm.client_medical TO tryzore_app;
GRANT INSERT(note),UPDATE(note) ON TABLE crm.client_medical TO tryzore_worker;


--
-- Name: COLUMN client_medical.key_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(key_id),UPDATE(key_id) ON TABLE crm.client_medical TO tryzore_app;
GRANT INSERT(key_id),UPDATE(key_id) ON TABLE crm.client_medical TO tryzore_worker;
GRANT SELECT(key_id) ON TABLE crm.client_medical TO tryzore_definer;


--
-- Name: COLUMN client_medical.updated_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(updated_at) ON TABLE crm.client_medical TO tryzore_definer;


--
-- Name: COLUMN client_medical.version; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(version) ON TABLE crm.client_medical TO tryzore_definer;


--
-- Name: COLUMN client_medical.fields; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(fields) ON TABLE crm.client_medical TO tryzore_definer;
GRANT INSERT(fields),UPDATE(fields) ON TABLE crm.client_medical TO tryzore_app;
GRANT INSERT(fields),UPDATE(fields) ON TABLE crm.client_medical TO tryzore_worker;


--
-- Name: TABLE client_merges; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE crm.client_merges TO tryzore_definer;


--
-- Name: COLUMN client_merges.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(organization_id) ON TABLE crm.client_merges TO tryzore_app;
GRANT SELECT(organization_id) ON TABLE crm.client_merges TO tryzore_worker;


--
-- Name: COLUMN client_merges.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(id) ON TABLE crm.client_merges TO tryzore_app;
GRANT SELECT(id) ON TABLE crm.client_merges TO tryzore_worker;


--
-- Name: COLUMN client_merges.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(client_id) ON TABLE crm.client_merges TO tryzore_app;
GRANT SELECT(client_id) ON TABLE crm.client_merges TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.client_merges TO tryzore_definer;


--
-- Name: COLUMN client_merges.created_by; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(created_by) ON TABLE crm.client_merges TO tryzore_app;
GRANT SELECT(created_by) ON TABLE crm.client_merges TO tryzore_worker;


--
-- Name: COLUMN client_merges.created_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(created_at) ON TABLE crm.client_merges TO tryzore_app;
GRANT SELECT(created_at) ON TABLE crm.client_merges TO tryzore_worker;


--
-- Name: TABLE client_name_parts; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.client_name_parts TO tryzore_app;
GRANT SELECT ON TABLE crm.client_name_parts TO tryzore_worker;
GRANT SELECT,INSERT,DELETE ON TABLE crm.client_name_parts TO tryzore_definer;


--
-- Name: TABLE client_notes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.client_notes TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.client_notes TO tryzore_worker;
GRANT SELECT,DELETE ON TABLE crm.client_notes TO tryzore_definer;


--
-- Name: COLUMN client_notes.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.client_notes TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.client_notes TO tryzore_worker;


--
-- Name: COLUMN client_notes.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.client_notes TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.client_notes TO tryzore_worker;


--
-- Name: COLUMN client_notes.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.client_notes TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.client_notes TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.client_notes TO tryzore_definer;


--
-- Name: COLUMN client_notes.body; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(body),UPDATE(body) ON TABLE crm.client_notes TO tryzore_app;
GRANT INSERT(body),UPDATE(body) ON TABLE crm.client_notes TO tryzore_worker;


--
-- Name: COLUMN client_notes.visibility; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(visibility),UPDATE(visibility) ON TABLE crm.client_notes TO tryzore_app;
GRANT INSERT(visibility),UPDATE(visibility) ON TABLE crm.client_notes TO tryzore_worker;


--
-- Name: COLUMN client_notes.is_pinned; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_pinned),UPDATE(is_pinned) ON TABLE crm.client_notes TO tryzore_app;
GRANT INSERT(is_pinned),UPDATE(is_pinned) ON TABLE crm.client_notes TO tryzore_worker;


--
-- Name: TABLE client_organizations; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.client_organizations TO tryzore_app;
GRANT SELECT ON TABLE crm.client_organizations TO tryzore_worker;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(organization_id) ON TABLE crm.client_organizations TO tryzore_definer;
GRANT INSERT(organization_id) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.client_organizations TO tryzore_worker;


--
-- Name: COLUMN client_organizations.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(id) ON TABLE crm.client_organizations TO tryzore_definer;
GRANT INSERT(id) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.client_organizations TO tryzore_worker;


--
-- Name: COLUMN client_organizations.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(client_id) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.first_name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(first_name),UPDATE(first_name) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(first_name),UPDATE(first_name) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(first_name) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.last_name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(last_name),UPDATE(last_name) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(last_name),UPDATE(last_name) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(last_name) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.sort_name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(sort_name),UPDATE(sort_name) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(sort_name),UPDATE(sort_name) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(sort_name) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.email; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(email),UPDATE(email) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(email),UPDATE(email) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(email) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.email_key; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(email_key),UPDATE(email_key) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(email_key),UPDATE(email_key) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(email_key) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.phone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(phone),UPDATE(phone) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(phone),UPDATE(phone) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(phone) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.phone_key; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(phone_key),UPDATE(phone_key) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(phone_key),UPDATE(phone_key) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(phone_key) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.address; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(address),UPDATE(address) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(address),UPDATE(address) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(address) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.date_of_birth; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(date_of_birth),UPDATE(date_of_birth) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(date_of_birth),UPDATE(date_of_birth) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(date_of_birth) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.gender; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(gender),UPDATE(gender) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(gender),UPDATE(gender) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(gender) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.emergency_contact; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(emergency_contact),UPDATE(emergency_contact) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(emergency_contact),UPDATE(emergency_contact) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(emergency_contact) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.member_number; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(member_number),UPDATE(member_number) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(member_number),UPDATE(member_number) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(member_number) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.external_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(external_id),UPDATE(external_id) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(external_id),UPDATE(external_id) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(external_id) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(status),UPDATE(status) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(status),UPDATE(status) ON TABLE crm.client_organizations TO tryzore_worker;


--
-- Name: COLUMN client_organizations.is_home; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_home),UPDATE(is_home) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(is_home),UPDATE(is_home) ON TABLE crm.client_organizations TO tryzore_worker;


--
-- Name: COLUMN client_organizations.membership_status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(membership_status),UPDATE(membership_status) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.joined_on; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(joined_on),UPDATE(joined_on) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(joined_on),UPDATE(joined_on) ON TABLE crm.client_organizations TO tryzore_worker;


--
-- Name: COLUMN client_organizations.last_visit_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(last_visit_at),UPDATE(last_visit_at) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.visit_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(visit_count),UPDATE(visit_count) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.notes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(notes),UPDATE(notes) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(notes),UPDATE(notes) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(notes) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(metadata) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.deleted_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(deleted_at) ON TABLE crm.client_organizations TO tryzore_app;
GRANT UPDATE(deleted_at) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(deleted_at) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.erased_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(erased_at) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN client_organizations.photo_url; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(photo_url),UPDATE(photo_url) ON TABLE crm.client_organizations TO tryzore_app;
GRANT INSERT(photo_url),UPDATE(photo_url) ON TABLE crm.client_organizations TO tryzore_worker;
GRANT UPDATE(photo_url) ON TABLE crm.client_organizations TO tryzore_definer;


--
-- Name: COLUMN clients.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(id),INSERT(id) ON TABLE crm.clients TO tryzore_definer;
GRANT SELECT(id) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(id) ON TABLE crm.clients TO tryzore_worker;


--
-- Name: COLUMN clients.user_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(user_id),INSERT(user_id) ON TABLE crm.clients TO tryzore_definer;
GRANT SELECT(user_id) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(user_id) ON TABLE crm.clients TO tryzore_worker;


--
-- Name: COLUMN clients.preferences; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(preferences),UPDATE(preferences) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(preferences),UPDATE(preferences) ON TABLE crm.clients TO tryzore_worker;
GRANT SELECT(preferences) ON TABLE crm.clients TO tryzore_definer;


--
-- Name: COLUMN clients.emergency_contact; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(emergency_contact),UPDATE(emergency_contact) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(emergency_contact),UPDATE(emergency_contact) ON TABLE crm.clients TO tryzore_worker;
GRANT SELECT(emergency_contact) ON TABLE crm.clients TO tryzore_definer;


--
-- Name: COLUMN clients.created_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(created_at) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(created_at) ON TABLE crm.clients TO tryzore_worker;
GRANT SELECT(created_at) ON TABLE crm.clients TO tryzore_definer;


--
-- Name: COLUMN clients.updated_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(updated_at) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(updated_at) ON TABLE crm.clients TO tryzore_worker;
GRANT SELECT(updated_at) ON TABLE crm.clients TO tryzore_definer;


--
-- Name: COLUMN clients.version; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(version) ON TABLE crm.clients TO tryzore_app;
GRANT SELECT(version) ON TABLE crm.clients TO tryzore_worker;
GRANT SELECT(version) ON TABLE crm.clients TO tryzore_definer;


--
-- Name: TABLE consents; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.consents TO tryzore_app;
GRANT SELECT ON TABLE crm.consents TO tryzore_worker;
GRANT SELECT ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.consents TO tryzore_worker;
GRANT INSERT(organization_id) ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.consents TO tryzore_worker;
GRANT INSERT(id) ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.consents TO tryzore_worker;
GRANT INSERT(client_id),UPDATE(client_id) ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.kind; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(kind) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(kind) ON TABLE crm.consents TO tryzore_worker;
GRANT INSERT(kind) ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(status) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(status) ON TABLE crm.consents TO tryzore_worker;
GRANT INSERT(status) ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.occurred_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(occurred_at) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(occurred_at) ON TABLE crm.consents TO tryzore_worker;


--
-- Name: COLUMN consents.source; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(source) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(source) ON TABLE crm.consents TO tryzore_worker;
GRANT INSERT(source) ON TABLE crm.consents TO tryzore_definer;


--
-- Name: COLUMN consents.wording_version; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(wording_version) ON TABLE crm.consents TO tryzore_app;
GRANT INSERT(wording_version) ON TABLE crm.consents TO tryzore_worker;


--
-- Name: TABLE event_participants; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.event_participants TO tryzore_app;
GRANT SELECT ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT(organization_id) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.event_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(event_id) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(event_id) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT(client_id),UPDATE(client_id) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(status),UPDATE(status) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(status),UPDATE(status) ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT(status),UPDATE(status) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.waitlist_position; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(waitlist_position),UPDATE(waitlist_position) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(waitlist_position),UPDATE(waitlist_position) ON TABLE crm.event_participants TO tryzore_worker;
GRANT UPDATE(waitlist_position) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.is_override; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_override),UPDATE(is_override) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(is_override),UPDATE(is_override) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.registered_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(registered_at) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(registered_at) ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT(registered_at) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.payment_status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(payment_status),UPDATE(payment_status) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(payment_status),UPDATE(payment_status) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.price_minor; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.currency; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.checked_in_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(checked_in_at),UPDATE(checked_in_at) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(checked_in_at),UPDATE(checked_in_at) ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT(checked_in_at) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.attended_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(attended_at),UPDATE(attended_at) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(attended_at),UPDATE(attended_at) ON TABLE crm.event_participants TO tryzore_worker;
GRANT SELECT(attended_at) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.cancelled_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(cancelled_at),UPDATE(cancelled_at) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(cancelled_at),UPDATE(cancelled_at) ON TABLE crm.event_participants TO tryzore_worker;
GRANT UPDATE(cancelled_at) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.cancellation_reason; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(cancellation_reason),UPDATE(cancellation_reason) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(cancellation_reason),UPDATE(cancellation_reason) ON TABLE crm.event_participants TO tryzore_worker;
GRANT UPDATE(cancellation_reason) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: COLUMN event_participants.is_first_visit; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_first_visit),UPDATE(is_first_visit) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(is_first_visit),UPDATE(is_first_visit) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.source; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(source) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(source) ON TABLE crm.event_participants TO tryzore_worker;


--
-- Name: COLUMN event_participants.notes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(notes),UPDATE(notes) ON TABLE crm.event_participants TO tryzore_app;
GRANT INSERT(notes),UPDATE(notes) ON TABLE crm.event_participants TO tryzore_worker;
GRANT UPDATE(notes) ON TABLE crm.event_participants TO tryzore_definer;


--
-- Name: TABLE event_series; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.event_series TO tryzore_app;
GRANT SELECT ON TABLE crm.event_series TO tryzore_worker;
GRANT SELECT ON TABLE crm.event_series TO tryzore_definer;


--
-- Name: COLUMN event_series.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.event_series TO tryzore_worker;
GRANT SELECT(organization_id) ON TABLE crm.event_series TO tryzore_definer;


--
-- Name: COLUMN event_series.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.event_series TO tryzore_worker;
GRANT SELECT(id) ON TABLE crm.event_series TO tryzore_definer;


--
-- Name: COLUMN event_series.template_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(template_id),UPDATE(template_id) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(template_id),UPDATE(template_id) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.title; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(title),UPDATE(title) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(title),UPDATE(title) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.recurring_pattern; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(recurring_pattern),UPDATE(recurring_pattern) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(recurring_pattern),UPDATE(recurring_pattern) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.starts_on; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(starts_on),UPDATE(starts_on) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(starts_on),UPDATE(starts_on) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.ends_on; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(ends_on),UPDATE(ends_on) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(ends_on),UPDATE(ends_on) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.start_time; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(start_time),UPDATE(start_time) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(start_time),UPDATE(start_time) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.duration_minutes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(duration_minutes),UPDATE(duration_minutes) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(duration_minutes),UPDATE(duration_minutes) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.time_zone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(time_zone),UPDATE(time_zone) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(time_zone),UPDATE(time_zone) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.instructor_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(instructor_id),UPDATE(instructor_id) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(instructor_id),UPDATE(instructor_id) ON TABLE crm.event_series TO tryzore_worker;
GRANT SELECT(instructor_id),UPDATE(instructor_id) ON TABLE crm.event_series TO tryzore_definer;


--
-- Name: COLUMN event_series.room_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(room_id),UPDATE(room_id) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(room_id),UPDATE(room_id) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.max_participants; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(max_participants),UPDATE(max_participants) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(max_participants),UPDATE(max_participants) ON TABLE crm.event_series TO tryzore_worker;


--
-- Name: COLUMN event_series.is_active; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.event_series TO tryzore_app;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.event_series TO tryzore_worker;
GRANT SELECT(is_active) ON TABLE crm.event_series TO tryzore_definer;


--
-- Name: TABLE event_templates; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.event_templates TO tryzore_app;
GRANT SELECT ON TABLE crm.event_templates TO tryzore_worker;
GRANT SELECT ON TABLE crm.event_templates TO tryzore_definer;


--
-- Name: COLUMN event_templates.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.event_templates TO tryzore_worker;
GRANT SELECT(organization_id) ON TABLE crm.event_templates TO tryzore_definer;


--
-- Name: COLUMN event_templates.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.event_templates TO tryzore_worker;
GRANT SELECT(id) ON TABLE crm.event_templates TO tryzore_definer;


--
-- Name: COLUMN event_templates.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name),UPDATE(name) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.event_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(event_type),UPDATE(event_type) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(event_type),UPDATE(event_type) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.description; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(description),UPDATE(description) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.category; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(category),UPDATE(category) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(category),UPDATE(category) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.color; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(color),UPDATE(color) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(color),UPDATE(color) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.duration_minutes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(duration_minutes),UPDATE(duration_minutes) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(duration_minutes),UPDATE(duration_minutes) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.max_participants; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(max_participants),UPDATE(max_participants) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(max_participants),UPDATE(max_participants) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.instructor_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(instructor_id),UPDATE(instructor_id) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(instructor_id),UPDATE(instructor_id) ON TABLE crm.event_templates TO tryzore_worker;
GRANT SELECT(instructor_id),UPDATE(instructor_id) ON TABLE crm.event_templates TO tryzore_definer;


--
-- Name: COLUMN event_templates.price_minor; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.currency; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: COLUMN event_templates.is_active; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.event_templates TO tryzore_worker;
GRANT SELECT(is_active) ON TABLE crm.event_templates TO tryzore_definer;


--
-- Name: COLUMN event_templates.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.event_templates TO tryzore_app;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.event_templates TO tryzore_worker;


--
-- Name: TABLE events; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.events TO tryzore_app;
GRANT SELECT ON TABLE crm.events TO tryzore_worker;
GRANT SELECT ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(organization_id) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(organization_id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(id) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.event_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(event_type),UPDATE(event_type) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(event_type),UPDATE(event_type) ON TABLE crm.events TO tryzore_worker;
GRANT SELECT(event_type) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.title; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(title),UPDATE(title) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(title),UPDATE(title) ON TABLE crm.events TO tryzore_worker;
GRANT UPDATE(title) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.description; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(description),UPDATE(description) ON TABLE crm.events TO tryzore_worker;
GRANT UPDATE(description) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.template_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(template_id),UPDATE(template_id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(template_id),UPDATE(template_id) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.series_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(series_id),UPDATE(series_id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(series_id),UPDATE(series_id) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.parent_event_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(parent_event_id),UPDATE(parent_event_id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(parent_event_id),UPDATE(parent_event_id) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.instructor_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(instructor_id),UPDATE(instructor_id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(instructor_id),UPDATE(instructor_id) ON TABLE crm.events TO tryzore_worker;
GRANT SELECT(instructor_id),UPDATE(instructor_id) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.starts_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(starts_at),UPDATE(starts_at) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(starts_at),UPDATE(starts_at) ON TABLE crm.events TO tryzore_worker;
GRANT SELECT(starts_at) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.ends_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(ends_at) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(ends_at),UPDATE(ends_at) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(ends_at),UPDATE(ends_at) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.local_starts_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(local_starts_at),UPDATE(local_starts_at) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(local_starts_at),UPDATE(local_starts_at) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.time_zone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(time_zone),UPDATE(time_zone) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(time_zone),UPDATE(time_zone) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(status) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(status),UPDATE(status) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(status),UPDATE(status) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.location; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(location),UPDATE(location) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(location),UPDATE(location) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.room_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(room_id),UPDATE(room_id) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(room_id),UPDATE(room_id) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.room_number; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(room_number),UPDATE(room_number) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(room_number),UPDATE(room_number) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.is_virtual; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_virtual),UPDATE(is_virtual) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(is_virtual),UPDATE(is_virtual) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.meeting_link; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(meeting_link),UPDATE(meeting_link) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(meeting_link),UPDATE(meeting_link) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.max_participants; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(max_participants) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(max_participants),UPDATE(max_participants) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(max_participants),UPDATE(max_participants) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.staff_capacity; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(staff_capacity) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(staff_capacity),UPDATE(staff_capacity) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(staff_capacity),UPDATE(staff_capacity) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.current_participants; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(current_participants),UPDATE(current_participants) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.waitlist_enabled; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(waitlist_enabled) ON TABLE crm.events TO tryzore_definer;
GRANT INSERT(waitlist_enabled),UPDATE(waitlist_enabled) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(waitlist_enabled),UPDATE(waitlist_enabled) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.is_recurring; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_recurring),UPDATE(is_recurring) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(is_recurring),UPDATE(is_recurring) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.recurring_pattern; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(recurring_pattern),UPDATE(recurring_pattern) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(recurring_pattern),UPDATE(recurring_pattern) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.price_minor; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.currency; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.tour_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(tour_type),UPDATE(tour_type) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(tour_type),UPDATE(tour_type) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.lead_source; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(lead_source),UPDATE(lead_source) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(lead_source),UPDATE(lead_source) ON TABLE crm.events TO tryzore_worker;


--
-- Name: COLUMN events.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.events TO tryzore_app;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.events TO tryzore_worker;
GRANT UPDATE(metadata) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.forbids_room_overlap; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(forbids_room_overlap),UPDATE(forbids_room_overlap) ON TABLE crm.events TO tryzore_definer;


--
-- Name: COLUMN events.forbids_trainer_overlap; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(forbids_trainer_overlap),UPDATE(forbids_trainer_overlap) ON TABLE crm.events TO tryzore_definer;


--
-- Name: TABLE exports; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.exports TO tryzore_app;
GRANT SELECT ON TABLE crm.exports TO tryzore_worker;
GRANT SELECT ON TABLE crm.exports TO tryzore_definer;


--
-- Name: COLUMN exports.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.exports TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.exports TO tryzore_worker;


--
-- Name: COLUMN exports.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.exports TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.exports TO tryzore_worker;


--
-- Name: COLUMN exports.content; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(content) ON TABLE crm.exports TO tryzore_app;
GRANT INSERT(content) ON TABLE crm.exports TO tryzore_worker;


--
-- Name: COLUMN exports.format; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(format) ON TABLE crm.exports TO tryzore_app;
GRANT INSERT(format) ON TABLE crm.exports TO tryzore_worker;


--
-- Name: COLUMN exports.row_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(row_count) ON TABLE crm.exports TO tryzore_app;
GRANT INSERT(row_count) ON TABLE crm.exports TO tryzore_worker;


--
-- Name: COLUMN exports.includes_medical; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(includes_medical) ON TABLE crm.exports TO tryzore_app;
GRANT INSERT(includes_medical) ON TABLE crm.exports TO tryzore_worker;


--
-- Name: TABLE imports; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.imports TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.imports TO tryzore_worker;
GRANT SELECT ON TABLE crm.imports TO tryzore_definer;


--
-- Name: COLUMN imports.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.imports TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.imports TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.source; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(source) ON TABLE crm.imports TO tryzore_app;
GRANT INSERT(source) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.import_status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(import_status) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(import_status) ON TABLE crm.imports TO tryzore_worker;
GRANT UPDATE(import_status) ON TABLE crm.imports TO tryzore_definer;


--
-- Name: COLUMN imports.row_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(row_count) ON TABLE crm.imports TO tryzore_app;
GRANT INSERT(row_count) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.byte_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(byte_count) ON TABLE crm.imports TO tryzore_app;
GRANT INSERT(byte_count) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.mapping; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(mapping) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(mapping) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.operation_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(operation_id) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(operation_id) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.created_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(created_count) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(created_count) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.updated_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(updated_count) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(updated_count) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.unchanged_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(unchanged_count) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(unchanged_count) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: COLUMN imports.rejected_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(rejected_count) ON TABLE crm.imports TO tryzore_app;
GRANT UPDATE(rejected_count) ON TABLE crm.imports TO tryzore_worker;


--
-- Name: TABLE medical_disclosures; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.medical_disclosures TO tryzore_app;
GRANT SELECT ON TABLE crm.medical_disclosures TO tryzore_worker;
GRANT SELECT ON TABLE crm.medical_disclosures TO tryzore_definer;


--
-- Name: COLUMN medical_disclosures.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.medical_disclosures TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.medical_disclosures TO tryzore_worker;


--
-- Name: COLUMN medical_disclosures.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.medical_disclosures TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.medical_disclosures TO tryzore_worker;


--
-- Name: COLUMN medical_disclosures.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.medical_disclosures TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.medical_disclosures TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.medical_disclosures TO tryzore_definer;


--
-- Name: COLUMN medical_disclosures.reason; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(reason) ON TABLE crm.medical_disclosures TO tryzore_app;
GRANT INSERT(reason) ON TABLE crm.medical_disclosures TO tryzore_worker;
GRANT UPDATE(reason) ON TABLE crm.medical_disclosures TO tryzore_definer;


--
-- Name: TABLE membership_plan_locations; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.membership_plan_locations TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.membership_plan_locations TO tryzore_worker;
GRANT SELECT ON TABLE crm.membership_plan_locations TO tryzore_definer;


--
-- Name: COLUMN membership_plan_locations.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.membership_plan_locations TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.membership_plan_locations TO tryzore_worker;


--
-- Name: COLUMN membership_plan_locations.membership_plan_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(membership_plan_id) ON TABLE crm.membership_plan_locations TO tryzore_app;
GRANT INSERT(membership_plan_id) ON TABLE crm.membership_plan_locations TO tryzore_worker;


--
-- Name: COLUMN membership_plan_locations.location_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(location_id) ON TABLE crm.membership_plan_locations TO tryzore_app;
GRANT INSERT(location_id) ON TABLE crm.membership_plan_locations TO tryzore_worker;


--
-- Name: COLUMN membership_plan_locations.root_organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(root_organization_id) ON TABLE crm.membership_plan_locations TO tryzore_app;
GRANT INSERT(root_organization_id) ON TABLE crm.membership_plan_locations TO tryzore_worker;


--
-- Name: TABLE membership_plans; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.membership_plans TO tryzore_app;
GRANT SELECT ON TABLE crm.membership_plans TO tryzore_worker;
GRANT SELECT ON TABLE crm.membership_plans TO tryzore_definer;


--
-- Name: COLUMN membership_plans.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name),UPDATE(name) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.description; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(description),UPDATE(description) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.kind; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(kind),UPDATE(kind) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(kind),UPDATE(kind) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.price_minor; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(price_minor),UPDATE(price_minor) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.currency; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(currency),UPDATE(currency) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.billing_period; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(billing_period),UPDATE(billing_period) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(billing_period),UPDATE(billing_period) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.billing_time; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(billing_time),UPDATE(billing_time) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(billing_time),UPDATE(billing_time) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.class_limit; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(class_limit),UPDATE(class_limit) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(class_limit),UPDATE(class_limit) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.class_limit_period; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(class_limit_period),UPDATE(class_limit_period) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(class_limit_period),UPDATE(class_limit_period) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.guest_passes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(guest_passes),UPDATE(guest_passes) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(guest_passes),UPDATE(guest_passes) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.trial_days; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(trial_days),UPDATE(trial_days) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(trial_days),UPDATE(trial_days) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.contract_length; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(contract_length),UPDATE(contract_length) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(contract_length),UPDATE(contract_length) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.features; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(features),UPDATE(features) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(features),UPDATE(features) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.access_all_locations; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(access_all_locations),UPDATE(access_all_locations) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(access_all_locations),UPDATE(access_all_locations) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.is_active; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.is_visible; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_visible),UPDATE(is_visible) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(is_visible),UPDATE(is_visible) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: COLUMN membership_plans.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.membership_plans TO tryzore_app;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.membership_plans TO tryzore_worker;


--
-- Name: TABLE membership_usage; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.membership_usage TO tryzore_app;
GRANT SELECT ON TABLE crm.membership_usage TO tryzore_worker;
GRANT SELECT ON TABLE crm.membership_usage TO tryzore_definer;


--
-- Name: COLUMN membership_usage.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: COLUMN membership_usage.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: COLUMN membership_usage.membership_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(membership_id) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(membership_id) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: COLUMN membership_usage.event_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(event_id) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(event_id) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: COLUMN membership_usage.usage_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(usage_type) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(usage_type) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: COLUMN membership_usage.used_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(used_at) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(used_at) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: COLUMN membership_usage.notes; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(notes),UPDATE(notes) ON TABLE crm.membership_usage TO tryzore_app;
GRANT INSERT(notes),UPDATE(notes) ON TABLE crm.membership_usage TO tryzore_worker;
GRANT UPDATE(notes) ON TABLE crm.membership_usage TO tryzore_definer;


--
-- Name: COLUMN membership_usage.reversed_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(reversed_at) ON TABLE crm.membership_usage TO tryzore_app;
GRANT UPDATE(reversed_at) ON TABLE crm.membership_usage TO tryzore_worker;


--
-- Name: TABLE memberships; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.memberships TO tryzore_app;
GRANT SELECT ON TABLE crm.memberships TO tryzore_worker;
GRANT SELECT ON TABLE crm.memberships TO tryzore_definer;


--
-- Name: COLUMN memberships.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(organization_id) ON TABLE crm.memberships TO tryzore_definer;
GRANT INSERT(organization_id) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(id) ON TABLE crm.memberships TO tryzore_definer;
GRANT INSERT(id) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.memberships TO tryzore_worker;
GRANT SELECT(client_id),UPDATE(client_id) ON TABLE crm.memberships TO tryzore_definer;


--
-- Name: COLUMN memberships.membership_plan_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(membership_plan_id),UPDATE(membership_plan_id) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(membership_plan_id),UPDATE(membership_plan_id) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(status),UPDATE(status) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(status),UPDATE(status) ON TABLE crm.memberships TO tryzore_worker;
GRANT SELECT(status) ON TABLE crm.memberships TO tryzore_definer;


--
-- Name: COLUMN memberships.start_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(start_date),UPDATE(start_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(start_date),UPDATE(start_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.end_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(end_date),UPDATE(end_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(end_date),UPDATE(end_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.contract_end_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(contract_end_date),UPDATE(contract_end_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(contract_end_date),UPDATE(contract_end_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.auto_renew; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(auto_renew),UPDATE(auto_renew) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(auto_renew),UPDATE(auto_renew) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.next_billing_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(next_billing_date),UPDATE(next_billing_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(next_billing_date),UPDATE(next_billing_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.last_payment_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(last_payment_date),UPDATE(last_payment_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(last_payment_date),UPDATE(last_payment_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.classes_used; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(classes_used),UPDATE(classes_used) ON TABLE crm.memberships TO tryzore_definer;


--
-- Name: COLUMN memberships.classes_remaining; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(classes_remaining),UPDATE(classes_remaining) ON TABLE crm.memberships TO tryzore_definer;
GRANT INSERT(classes_remaining),UPDATE(classes_remaining) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(classes_remaining),UPDATE(classes_remaining) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.guest_passes_remaining; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT(guest_passes_remaining),UPDATE(guest_passes_remaining) ON TABLE crm.memberships TO tryzore_definer;
GRANT INSERT(guest_passes_remaining),UPDATE(guest_passes_remaining) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(guest_passes_remaining),UPDATE(guest_passes_remaining) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.usage_reset_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(usage_reset_date),UPDATE(usage_reset_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(usage_reset_date),UPDATE(usage_reset_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.pause_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(pause_date),UPDATE(pause_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(pause_date),UPDATE(pause_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.resume_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(resume_date),UPDATE(resume_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(resume_date),UPDATE(resume_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.cancellation_date; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(cancellation_date),UPDATE(cancellation_date) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(cancellation_date),UPDATE(cancellation_date) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.cancellation_reason; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(cancellation_reason),UPDATE(cancellation_reason) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(cancellation_reason),UPDATE(cancellation_reason) ON TABLE crm.memberships TO tryzore_worker;
GRANT UPDATE(cancellation_reason) ON TABLE crm.memberships TO tryzore_definer;


--
-- Name: COLUMN memberships.payment_method; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(payment_method),UPDATE(payment_method) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(payment_method),UPDATE(payment_method) ON TABLE crm.memberships TO tryzore_worker;


--
-- Name: COLUMN memberships.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.memberships TO tryzore_app;
GRANT INSERT(metadata),UPDATE(metadata) ON TABLE crm.memberships TO tryzore_worker;
GRANT UPDATE(metadata) ON TABLE crm.memberships TO tryzore_definer;


--
-- Name: TABLE notification_preferences; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.notification_preferences TO tryzore_app;
GRANT SELECT ON TABLE crm.notification_preferences TO tryzore_worker;
GRANT SELECT,DELETE ON TABLE crm.notification_preferences TO tryzore_definer;


--
-- Name: COLUMN notification_preferences.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.notification_preferences TO tryzore_worker;
GRANT INSERT(organization_id) ON TABLE crm.notification_preferences TO tryzore_definer;


--
-- Name: COLUMN notification_preferences.user_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(user_id) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(user_id) ON TABLE crm.notification_preferences TO tryzore_worker;
GRANT INSERT(user_id) ON TABLE crm.notification_preferences TO tryzore_definer;


--
-- Name: COLUMN notification_preferences.preferences; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(preferences),UPDATE(preferences) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(preferences),UPDATE(preferences) ON TABLE crm.notification_preferences TO tryzore_worker;
GRANT INSERT(preferences),UPDATE(preferences) ON TABLE crm.notification_preferences TO tryzore_definer;


--
-- Name: COLUMN notification_preferences.all_notifications_enabled; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(all_notifications_enabled),UPDATE(all_notifications_enabled) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(all_notifications_enabled),UPDATE(all_notifications_enabled) ON TABLE crm.notification_preferences TO tryzore_worker;


--
-- Name: COLUMN notification_preferences.quiet_hours_start; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(quiet_hours_start),UPDATE(quiet_hours_start) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(quiet_hours_start),UPDATE(quiet_hours_start) ON TABLE crm.notification_preferences TO tryzore_worker;


--
-- Name: COLUMN notification_preferences.quiet_hours_end; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(quiet_hours_end),UPDATE(quiet_hours_end) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(quiet_hours_end),UPDATE(quiet_hours_end) ON TABLE crm.notification_preferences TO tryzore_worker;


--
-- Name: COLUMN notification_preferences.timezone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(timezone),UPDATE(timezone) ON TABLE crm.notification_preferences TO tryzore_app;
GRANT INSERT(timezone),UPDATE(timezone) ON TABLE crm.notification_preferences TO tryzore_worker;


--
-- Name: TABLE notifications; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.notifications TO tryzore_app;
GRANT SELECT ON TABLE crm.notifications TO tryzore_worker;
GRANT SELECT,DELETE ON TABLE crm.notifications TO tryzore_definer;


--
-- Name: COLUMN notifications.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.user_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(user_id) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(type) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.title; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(title) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.message; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(message) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.action_url; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(action_url) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.action_label; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(action_label) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.related_entity_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(related_entity_type) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.related_entity_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(related_entity_id) ON TABLE crm.notifications TO tryzore_worker;
GRANT UPDATE(related_entity_id) ON TABLE crm.notifications TO tryzore_definer;


--
-- Name: COLUMN notifications.is_read; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(is_read) ON TABLE crm.notifications TO tryzore_app;
GRANT UPDATE(is_read) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.read_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(read_at) ON TABLE crm.notifications TO tryzore_app;
GRANT UPDATE(read_at) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.expires_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(expires_at) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.is_delivered_in_app; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_delivered_in_app) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.is_delivered_by_email; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_delivered_by_email) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.is_delivered_by_push; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_delivered_by_push) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: COLUMN notifications.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(metadata) ON TABLE crm.notifications TO tryzore_worker;


--
-- Name: TABLE organizations; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE crm.organizations TO tryzore_definer;
GRANT SELECT ON TABLE crm.organizations TO tryzore_app;
GRANT SELECT ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(name) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(name) ON TABLE crm.organizations TO tryzore_worker;
GRANT UPDATE(name) ON TABLE crm.organizations TO tryzore_definer;


--
-- Name: COLUMN organizations.slug; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(slug) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(slug) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.domain; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(domain) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(domain) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.logo_url; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(logo_url) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(logo_url) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.time_zone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(time_zone) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(time_zone) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.currency; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(currency) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(currency) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.jurisdiction; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(jurisdiction) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(jurisdiction) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.settings; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(settings) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(settings) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(status) ON TABLE crm.organizations TO tryzore_worker;
GRANT UPDATE(status) ON TABLE crm.organizations TO tryzore_definer;


--
-- Name: COLUMN organizations.forbids_room_overlap; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(forbids_room_overlap) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(forbids_room_overlap) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.forbids_trainer_overlap; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(forbids_trainer_overlap) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(forbids_trainer_overlap) ON TABLE crm.organizations TO tryzore_worker;


--
-- Name: COLUMN organizations.owners_version; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(owners_version) ON TABLE crm.organizations TO tryzore_definer;


--
-- Name: COLUMN organizations.address; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(address) ON TABLE crm.organizations TO tryzore_app;
GRANT UPDATE(address) ON TABLE crm.organizations TO tryzore_worker;
GRANT UPDATE(address) ON TABLE crm.organizations TO tryzore_definer;


--
-- Name: TABLE privacy_erasures; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.privacy_erasures TO tryzore_app;
GRANT SELECT ON TABLE crm.privacy_erasures TO tryzore_worker;
GRANT SELECT ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.privacy_erasures TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.privacy_erasures TO tryzore_worker;
GRANT INSERT(organization_id) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.privacy_erasures TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.privacy_erasures TO tryzore_worker;
GRANT INSERT(id) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.privacy_erasures TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.privacy_erasures TO tryzore_worker;
GRANT INSERT(client_id),UPDATE(client_id) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.user_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(user_id),UPDATE(user_id) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(status) ON TABLE crm.privacy_erasures TO tryzore_app;
GRANT UPDATE(status) ON TABLE crm.privacy_erasures TO tryzore_worker;
GRANT INSERT(status),UPDATE(status) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.decided_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(decided_at) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: COLUMN privacy_erasures.erased_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(erased_at),UPDATE(erased_at) ON TABLE crm.privacy_erasures TO tryzore_definer;


--
-- Name: TABLE privacy_exports; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.privacy_exports TO tryzore_app;
GRANT SELECT ON TABLE crm.privacy_exports TO tryzore_worker;
GRANT SELECT ON TABLE crm.privacy_exports TO tryzore_definer;


--
-- Name: COLUMN privacy_exports.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.privacy_exports TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.privacy_exports TO tryzore_worker;


--
-- Name: COLUMN privacy_exports.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.privacy_exports TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.privacy_exports TO tryzore_worker;


--
-- Name: COLUMN privacy_exports.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.privacy_exports TO tryzore_app;
GRANT INSERT(client_id) ON TABLE crm.privacy_exports TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.privacy_exports TO tryzore_definer;


--
-- Name: TABLE role_definitions; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.role_definitions TO tryzore_definer;
GRANT SELECT,DELETE ON TABLE crm.role_definitions TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.role_definitions TO tryzore_worker;


--
-- Name: COLUMN role_definitions.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.role_definitions TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.role_definitions TO tryzore_worker;


--
-- Name: COLUMN role_definitions.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.role_definitions TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.role_definitions TO tryzore_worker;


--
-- Name: COLUMN role_definitions.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(name) ON TABLE crm.role_definitions TO tryzore_definer;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.role_definitions TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.role_definitions TO tryzore_worker;


--
-- Name: COLUMN role_definitions.description; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE crm.role_definitions TO tryzore_app;
GRANT INSERT(description),UPDATE(description) ON TABLE crm.role_definitions TO tryzore_worker;


--
-- Name: COLUMN role_definitions.permissions; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(permissions),UPDATE(permissions) ON TABLE crm.role_definitions TO tryzore_app;
GRANT INSERT(permissions),UPDATE(permissions) ON TABLE crm.role_definitions TO tryzore_worker;


--
-- Name: TABLE rooms; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.rooms TO tryzore_app;
GRANT SELECT ON TABLE crm.rooms TO tryzore_worker;
GRANT SELECT ON TABLE crm.rooms TO tryzore_definer;


--
-- Name: COLUMN rooms.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.rooms TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.rooms TO tryzore_worker;


--
-- Name: COLUMN rooms.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.rooms TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.rooms TO tryzore_worker;


--
-- Name: COLUMN rooms.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name),UPDATE(name) ON TABLE crm.rooms TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.rooms TO tryzore_worker;


--
-- Name: COLUMN rooms.capacity; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(capacity),UPDATE(capacity) ON TABLE crm.rooms TO tryzore_app;
GRANT INSERT(capacity),UPDATE(capacity) ON TABLE crm.rooms TO tryzore_worker;


--
-- Name: COLUMN rooms.is_active; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.rooms TO tryzore_app;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.rooms TO tryzore_worker;


--
-- Name: TABLE saved_filters; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.saved_filters TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.saved_filters TO tryzore_worker;
GRANT SELECT ON TABLE crm.saved_filters TO tryzore_definer;


--
-- Name: COLUMN saved_filters.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.saved_filters TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.saved_filters TO tryzore_worker;


--
-- Name: COLUMN saved_filters.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.saved_filters TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.saved_filters TO tryzore_worker;


--
-- Name: COLUMN saved_filters.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name),UPDATE(name) ON TABLE crm.saved_filters TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.saved_filters TO tryzore_worker;


--
-- Name: COLUMN saved_filters.resource; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(resource) ON TABLE crm.saved_filters TO tryzore_app;
GRANT INSERT(resource) ON TABLE crm.saved_filters TO tryzore_worker;


--
-- Name: COLUMN saved_filters.query; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(query),UPDATE(query) ON TABLE crm.saved_filters TO tryzore_app;
GRANT INSERT(query),UPDATE(query) ON TABLE crm.saved_filters TO tryzore_worker;


--
-- Name: COLUMN saved_filters.is_shared; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_shared),UPDATE(is_shared) ON TABLE crm.saved_filters TO tryzore_app;
GRANT INSERT(is_shared),UPDATE(is_shared) ON TABLE crm.saved_filters TO tryzore_worker;


--
-- Name: TABLE segment_members; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT ON TABLE crm.segment_members TO tryzore_app;
GRANT SELECT ON TABLE crm.segment_members TO tryzore_worker;
GRANT SELECT,INSERT,DELETE ON TABLE crm.segment_members TO tryzore_definer;


--
-- Name: COLUMN segment_members.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.segment_members TO tryzore_worker;


--
-- Name: COLUMN segment_members.segment_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(segment_id) ON TABLE crm.segment_members TO tryzore_worker;


--
-- Name: COLUMN segment_members.client_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(client_id) ON TABLE crm.segment_members TO tryzore_worker;
GRANT UPDATE(client_id) ON TABLE crm.segment_members TO tryzore_definer;


--
-- Name: COLUMN segment_members.joined_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(joined_at) ON TABLE crm.segment_members TO tryzore_worker;


--
-- Name: COLUMN segment_members.left_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(left_at) ON TABLE crm.segment_members TO tryzore_worker;


--
-- Name: TABLE segments; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.segments TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.segments TO tryzore_worker;
GRANT SELECT ON TABLE crm.segments TO tryzore_definer;


--
-- Name: COLUMN segments.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name),UPDATE(name) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.description; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(description),UPDATE(description) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.rules; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(rules),UPDATE(rules) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(rules),UPDATE(rules) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.needs; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(needs),UPDATE(needs) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(needs),UPDATE(needs) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.is_active; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.segments TO tryzore_app;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.evaluation_status; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(evaluation_status) ON TABLE crm.segments TO tryzore_app;
GRANT UPDATE(evaluation_status) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.member_count; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(member_count) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: COLUMN segments.evaluated_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(evaluated_at) ON TABLE crm.segments TO tryzore_worker;


--
-- Name: TABLE taggables; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.taggables TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.taggables TO tryzore_worker;
GRANT SELECT,INSERT,DELETE ON TABLE crm.taggables TO tryzore_definer;


--
-- Name: COLUMN taggables.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.taggables TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.taggables TO tryzore_worker;


--
-- Name: COLUMN taggables.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.taggables TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.taggables TO tryzore_worker;


--
-- Name: COLUMN taggables.tag_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(tag_id) ON TABLE crm.taggables TO tryzore_app;
GRANT INSERT(tag_id) ON TABLE crm.taggables TO tryzore_worker;


--
-- Name: COLUMN taggables.taggable_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(taggable_type) ON TABLE crm.taggables TO tryzore_app;
GRANT INSERT(taggable_type) ON TABLE crm.taggables TO tryzore_worker;


--
-- Name: COLUMN taggables.taggable_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(taggable_id) ON TABLE crm.taggables TO tryzore_app;
GRANT INSERT(taggable_id) ON TABLE crm.taggables TO tryzore_worker;
GRANT UPDATE(taggable_id) ON TABLE crm.taggables TO tryzore_definer;


--
-- Name: TABLE tags; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,DELETE ON TABLE crm.tags TO tryzore_app;
GRANT SELECT,DELETE ON TABLE crm.tags TO tryzore_worker;
GRANT SELECT ON TABLE crm.tags TO tryzore_definer;


--
-- Name: COLUMN tags.organization_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(organization_id) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(organization_id) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(id) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(id) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(name),UPDATE(name) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(name),UPDATE(name) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(type) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(type) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.color; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(color),UPDATE(color) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(color),UPDATE(color) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.icon; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(icon),UPDATE(icon) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(icon),UPDATE(icon) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.description; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(description),UPDATE(description) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(description),UPDATE(description) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: COLUMN tags.is_active; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.tags TO tryzore_app;
GRANT INSERT(is_active),UPDATE(is_active) ON TABLE crm.tags TO tryzore_worker;


--
-- Name: TABLE user_organizations; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE crm.user_organizations TO tryzore_definer;
GRANT SELECT ON TABLE crm.user_organizations TO tryzore_app;
GRANT SELECT ON TABLE crm.user_organizations TO tryzore_worker;


--
-- Name: COLUMN user_organizations.role; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(role) ON TABLE crm.user_organizations TO tryzore_definer;
GRANT UPDATE(role) ON TABLE crm.user_organizations TO tryzore_app;
GRANT UPDATE(role) ON TABLE crm.user_organizations TO tryzore_worker;


--
-- Name: COLUMN user_organizations.role_definition_id; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(role_definition_id) ON TABLE crm.user_organizations TO tryzore_definer;
GRANT UPDATE(role_definition_id) ON TABLE crm.user_organizations TO tryzore_app;
GRANT UPDATE(role_definition_id) ON TABLE crm.user_organizations TO tryzore_worker;


--
-- Name: COLUMN user_organizations.permissions; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(permissions) ON TABLE crm.user_organizations TO tryzore_definer;
GRANT UPDATE(permissions) ON TABLE crm.user_organizations TO tryzore_app;
GRANT UPDATE(permissions) ON TABLE crm.user_organizations TO tryzore_worker;


--
-- Name: COLUMN user_organizations.is_primary; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(is_primary) ON TABLE crm.user_organizations TO tryzore_definer;


--
-- Name: COLUMN user_organizations.title; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(title) ON TABLE crm.user_organizations TO tryzore_definer;
GRANT UPDATE(title) ON TABLE crm.user_organizations TO tryzore_app;
GRANT UPDATE(title) ON TABLE crm.user_organizations TO tryzore_worker;


--
-- Name: COLUMN user_organizations.left_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(left_at) ON TABLE crm.user_organizations TO tryzore_definer;
GRANT UPDATE(left_at) ON TABLE crm.user_organizations TO tryzore_app;
GRANT UPDATE(left_at) ON TABLE crm.user_organizations TO tryzore_worker;


--
-- Name: TABLE users; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE crm.users TO tryzore_definer;
GRANT SELECT ON TABLE crm.users TO tryzore_app;
GRANT SELECT ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.first_name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(first_name) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(first_name) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.last_name; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(last_name) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(last_name) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.phone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(phone) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(phone) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.avatar_url; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(avatar_url) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(avatar_url) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.user_type; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(user_type) ON TABLE crm.users TO tryzore_definer;


--
-- Name: COLUMN users.locale; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(locale) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(locale) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.time_zone; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(time_zone) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(time_zone) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.metadata; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(metadata) ON TABLE crm.users TO tryzore_app;
GRANT UPDATE(metadata) ON TABLE crm.users TO tryzore_worker;


--
-- Name: COLUMN users.email_verified_at; Type: ACL; Schema: crm; Owner: tryzore_owner
--

GRANT UPDATE(email_verified_at) ON TABLE crm.users TO tryzore_definer;


--
-- Name: TABLE jobs; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.jobs TO tryzore_definer;


--
-- Name: COLUMN jobs.id; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(id) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(id) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.organization_id; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(organization_id) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(organization_id) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.user_id; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(user_id) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(user_id) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.request_id; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(request_id) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(request_id) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.kind; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(kind) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(kind) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.state; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(state) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(state) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.priority; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(priority) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(priority) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.run_at; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(run_at) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(run_at) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.attempts; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(attempts) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(attempts) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.max_attempts; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(max_attempts) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(max_attempts) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.phase; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(phase) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(phase) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.done; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(done) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(done) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.total; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(total) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(total) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.result; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(result) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(result) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.error; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(error) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(error) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.cancel_requested_at; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(cancel_requested_at) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(cancel_requested_at) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.created_at; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(created_at) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(created_at) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.started_at; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(started_at) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(started_at) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: COLUMN jobs.finished_at; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT(finished_at) ON TABLE jobs.jobs TO tryzore_app;
GRANT SELECT(finished_at) ON TABLE jobs.jobs TO tryzore_worker;


--
-- Name: TABLE mails; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.mails TO tryzore_definer;


--
-- Name: TABLE schedules; Type: ACL; Schema: jobs; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE jobs.schedules TO tryzore_definer;


--
-- Name: TABLE audited_tables; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT ON TABLE private.audited_tables TO tryzore_definer;


--
-- Name: TABLE authorizations; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.authorizations TO tryzore_definer;


--
-- Name: TABLE budgets; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.budgets TO tryzore_definer;


--
-- Name: COLUMN budgets.spent_until; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(spent_until) ON TABLE private.budgets TO tryzore_definer;


--
-- Name: TABLE column_classes; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT ON TABLE private.column_classes TO tryzore_definer;


--
-- Name: TABLE credentials; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.credentials TO tryzore_definer;


--
-- Name: COLUMN credentials.password_hash; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(password_hash) ON TABLE private.credentials TO tryzore_definer;


--
-- Name: COLUMN credentials.updated_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(updated_at) ON TABLE private.credentials TO tryzore_definer;


--
-- Name: TABLE devices; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.devices TO tryzore_definer;


--
-- Name: COLUMN devices.last_used_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(last_used_at) ON TABLE private.devices TO tryzore_definer;


--
-- Name: TABLE export_files; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.export_files TO tryzore_definer;


--
-- Name: TABLE idempotency_keys; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.idempotency_keys TO tryzore_definer;


--
-- Name: TABLE identities; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.identities TO tryzore_definer;


--
-- Name: TABLE mail_tokens; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.mail_tokens TO tryzore_definer;


--
-- Name: COLUMN mail_tokens.hash; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(hash) ON TABLE private.mail_tokens TO tryzore_definer;


--
-- Name: COLUMN mail_tokens.expires_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(expires_at) ON TABLE private.mail_tokens TO tryzore_definer;


--
-- Name: COLUMN mail_tokens.created_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(created_at) ON TABLE private.mail_tokens TO tryzore_definer;


--
-- Name: TABLE medical_keys; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.medical_keys TO tryzore_definer;


--
-- Name: COLUMN medical_keys.wrapped; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(wrapped) ON TABLE private.medical_keys TO tryzore_definer;


--
-- Name: COLUMN medical_keys.retired_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(retired_at) ON TABLE private.medical_keys TO tryzore_definer;


--
-- Name: TABLE onboardings; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.token_hash; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(token_hash) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.resume_hash; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(resume_hash) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.email_hash; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(email_hash) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.organization; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(organization) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.account; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(account) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.locations; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(locations) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.completed_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(completed_at) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: COLUMN onboardings.version; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(version) ON TABLE private.onboardings TO tryzore_definer;


--
-- Name: TABLE permissions; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT ON TABLE private.permissions TO tryzore_definer;


--
-- Name: TABLE provider_sessions; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.provider_sessions TO tryzore_definer;


--
-- Name: TABLE recovery_codes; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.recovery_codes TO tryzore_definer;


--
-- Name: TABLE refresh_tokens; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.refresh_tokens TO tryzore_definer;


--
-- Name: COLUMN refresh_tokens.replaced_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(replaced_at) ON TABLE private.refresh_tokens TO tryzore_definer;


--
-- Name: TABLE retention_rules; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT ON TABLE private.retention_rules TO tryzore_definer;


--
-- Name: TABLE role_permissions; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT ON TABLE private.role_permissions TO tryzore_definer;


--
-- Name: TABLE roles; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT ON TABLE private.roles TO tryzore_definer;


--
-- Name: COLUMN roles.rank; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(rank) ON TABLE private.roles TO tryzore_definer;


--
-- Name: TABLE second_factors; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.second_factors TO tryzore_definer;


--
-- Name: COLUMN second_factors.seed; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(seed) ON TABLE private.second_factors TO tryzore_definer;


--
-- Name: COLUMN second_factors.confirmed_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(confirmed_at) ON TABLE private.second_factors TO tryzore_definer;


--
-- Name: COLUMN second_factors.last_step; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(last_step) ON TABLE private.second_factors TO tryzore_definer;


--
-- Name: COLUMN second_factors.created_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(created_at) ON TABLE private.second_factors TO tryzore_definer;


--
-- Name: TABLE sessions; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.client_id; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(client_id) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.revoked_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(revoked_at) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.revoked_reason; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(revoked_reason) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.role; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(role) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.role_rank; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(role_rank) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.permissions; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(permissions) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.generation; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(generation) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.authenticated_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(authenticated_at) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: COLUMN sessions.second_factor_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(second_factor_at) ON TABLE private.sessions TO tryzore_definer;


--
-- Name: TABLE staged_rows; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.staged_rows TO tryzore_definer;


--
-- Name: TABLE transfer_files; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE private.transfer_files TO tryzore_definer;


--
-- Name: TABLE workos_environments; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.workos_environments TO tryzore_definer;


--
-- Name: COLUMN workos_environments.cursor; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(cursor) ON TABLE private.workos_environments TO tryzore_definer;


--
-- Name: COLUMN workos_environments.seen_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(seen_at) ON TABLE private.workos_environments TO tryzore_definer;


--
-- Name: TABLE workos_events; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT,DELETE ON TABLE private.workos_events TO tryzore_definer;


--
-- Name: TABLE workos_memberships; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.workos_memberships TO tryzore_definer;


--
-- Name: COLUMN workos_memberships.role; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(role) ON TABLE private.workos_memberships TO tryzore_definer;


--
-- Name: COLUMN workos_memberships.status; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(status) ON TABLE private.workos_memberships TO tryzore_definer;


--
-- Name: COLUMN workos_memberships.changed_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(changed_at) ON TABLE private.workos_memberships TO tryzore_definer;


--
-- Name: TABLE workos_organizations; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT SELECT,INSERT ON TABLE private.workos_organizations TO tryzore_definer;


--
-- Name: COLUMN workos_organizations.name; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(name) ON TABLE private.workos_organizations TO tryzore_definer;


--
-- Name: COLUMN workos_organizations.is_deleted; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(is_deleted) ON TABLE private.workos_organizations TO tryzore_definer;


--
-- Name: COLUMN workos_organizations.changed_at; Type: ACL; Schema: private; Owner: tryzore_owner
--

GRANT UPDATE(changed_at) ON TABLE private.workos_organizations TO tryzore_definer;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: tryzore_definer
--

ALTER DEFAULT PRIVILEGES FOR ROLE tryzore_definer REVOKE ALL ON FUNCTIONS  FROM PUBLIC;


--
-- Name: DEFAULT PRIVILEGES FOR FUNCTIONS; Type: DEFAULT ACL; Schema: -; Owner: tryzore_owner
--

ALTER DEFAULT PRIVILEGES FOR ROLE tryzore_owner REVOKE ALL ON FUNCTIONS  FROM PUBLIC;
