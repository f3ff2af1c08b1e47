-- The audit log: two tables by month, the trigger that fills them, and the function that makes months ahead.

create table audit.audit_logs (
  id uuid not null,
  organization_id uuid,
  user_id uuid,
  actor text,
  action text not null,
  entity_type text not null,
  entity_id uuid not null,
  old_values jsonb,
  new_values jsonb,
  hidden_columns text[] not null default '{}',
  ip_address inet,
  user_agent text,
  session_id uuid,
  request_id text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  constraint audit_log_exists primary key (id, created_at),
  constraint action_invalid check (action in ('created', 'updated', 'deleted'))
) partition by range (created_at);
create index audit_logs_by_time on audit.audit_logs (organization_id, created_at, id);
create index audit_logs_by_entity on audit.audit_logs (organization_id, entity_type, entity_id, created_at);

comment on table audit.audit_logs is 'Who changed what; append-only, by month (UTC).';
comment on column audit.audit_logs.id is 'UUIDv7.';
comment on column audit.audit_logs.organization_id is 'Where it happened: of the changed row, else the organization that was entered; null at sign-in.';
comment on column audit.audit_logs.user_id is 'Who did it; null for an operator.';
comment on column audit.audit_logs.actor is 'The operator who did it, as named at the command line.';
comment on column audit.audit_logs.action is 'created, updated or deleted.';
comment on column audit.audit_logs.entity_type is 'What kind of thing was changed.';
comment on column audit.audit_logs.entity_id is 'Which one.';
comment on column audit.audit_logs.old_values is 'Plain columns before: all of a deleted row, the changed ones of an updated row. Nulls are left out of whole rows.';
comment on column audit.audit_logs.new_values is 'Plain columns after: all of a created row, the changed ones of an updated row. Nulls are left out of whole rows.';
comment on column audit.audit_logs.hidden_columns is 'Personal, medical and secret columns that were set or changed, by name only.';
comment on column audit.audit_logs.ip_address is 'Where the session was opened from.';
comment on column audit.audit_logs.user_agent is 'What opened the session.';
comment on column audit.audit_logs.session_id is 'The session it was done in.';
comment on column audit.audit_logs.request_id is 'The request it was done by.';
comment on column audit.audit_logs.metadata is 'Anything else worth knowing; never personal.';
comment on column audit.audit_logs.created_at is 'When the transaction began.';

create table audit.personal_values (
  id uuid not null,
  organization_id uuid,
  entity_type text not null,
  entity_id uuid not null,
  old_values jsonb,
  new_values jsonb,
  created_at timestamptz not null default now(),
  constraint personal_value_exists primary key (id, created_at)
) partition by range (created_at);
create index personal_values_by_entity on audit.personal_values (organization_id, entity_type, entity_id);

comment on table audit.personal_values is 'What the audit log knows by name only; the one part of it that erasing a person deletes.';
comment on column audit.personal_values.id is 'The id of its entry in audit_logs.';
comment on column audit.personal_values.organization_id is 'Of the changed row alone: what a person changes about themselves is no gym''s to read.';
comment on column audit.personal_values.entity_type is 'What kind of thing was changed.';
comment on column audit.personal_values.entity_id is 'Which one.';
comment on column audit.personal_values.old_values is 'Personal and medical columns before.';
comment on column audit.personal_values.new_values is 'Personal and medical columns after.';
comment on column audit.personal_values.created_at is 'When the transaction began.';

alter table audit.audit_logs enable row level security;
alter table audit.audit_logs force row level security;
create policy record on audit.audit_logs for insert to tryzore_definer with check (true);
create policy view on audit.audit_logs for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.role_rank', true) = '50'));
alter table audit.personal_values enable row level security;
alter table audit.personal_values force row level security;
create policy record on audit.personal_values for insert to tryzore_definer with check (true);
create policy view on audit.personal_values for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.role_rank', true) = '50'));

grant insert on audit.audit_logs, audit.personal_values to tryzore_definer;
grant select on audit.audit_logs, audit.personal_values to tryzore_app, tryzore_worker;

-- Nobody changes it ---------------------------------------------------------------------------------------

-- Statement triggers: under forced row-level security the owner sees no row for a row trigger to fire on.
create function audit.refuse() returns trigger language plpgsql as $$
begin
  raise exception 'the audit log is append-only' using errcode = '42501', constraint = 'audit_append_only';
end
$$;
comment on function audit.refuse() is 'Refuses every change to what has been recorded.';

create trigger append_only before update or delete on audit.audit_logs for each statement execute function audit.refuse();
create trigger keep_all before truncate on audit.audit_logs for each statement execute function audit.refuse();
create trigger append_only before update on audit.personal_values for each statement execute function audit.refuse();
create trigger keep_all before truncate on audit.personal_values for each statement execute function audit.refuse();

-- Months --------------------------------------------------------------------------------------------------

create function audit.protect(p_table text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
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
comment on function audit.protect(text) is 'Gives a partition what it does not inherit: row-level security and the triggers that refuse changes.';

create function audit.add_default(p_parent text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  execute format('create table audit.%I partition of audit.%I default', p_parent || '_default', p_parent);
  perform audit.protect(p_parent || '_default');
end
$$;
comment on function audit.add_default(text) is 'Makes the partition for rows of months that were not made in time.';

create function audit.add_month(p_parent text, p_month timestamp, p_source text) returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function audit.add_month(text, timestamp, text) is 'Makes one month, with the rows that a detached default holds of it; answers whether it was missing.';

create function audit.repair_default(p_parent text) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function audit.repair_default(text) is 'Moves the rows of a default partition into months of their own; answers how many months it made.';

create function audit.ensure_partitions(p_months integer) returns integer
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function audit.ensure_partitions(integer) is 'Makes the partitions of this month and the given number of months ahead, after repairing defaults that hold rows; answers how many it made.';
grant execute on function audit.ensure_partitions(integer) to tryzore_worker;

select audit.add_default('audit_logs'), audit.add_default('personal_values');
select audit.ensure_partitions(3);

-- What is recorded ----------------------------------------------------------------------------------------

create table private.audited_tables (
  table_name text not null,
  entity_type text not null,
  entity_column text not null,
  organization_column text,
  plain text[] not null,
  personal text[] not null default '{}',
  medical text[] not null default '{}',
  secret text[] not null default '{}',
  derived text[] not null default '{}',
  constraint audited_table_exists primary key (table_name)
);
comment on table private.audited_tables is 'How the audit log treats each column of the tables it follows; every column stands in exactly one list.';
comment on column private.audited_tables.table_name is 'schema.table';
comment on column private.audited_tables.entity_type is 'What the log calls such a row.';
comment on column private.audited_tables.entity_column is 'The column with the entity''s id.';
comment on column private.audited_tables.organization_column is 'The column with the organization; null where rows belong to none.';
comment on column private.audited_tables.plain is 'Recorded with their values.';
comment on column private.audited_tables.personal is 'Recorded by name; values go to audit.personal_values.';
comment on column private.audited_tables.medical is 'As personal.';
comment on column private.audited_tables.secret is 'Recorded by name; values are written nowhere.';
comment on column private.audited_tables.derived is 'Not recorded, and no reason to record.';

alter table private.audited_tables enable row level security;
alter table private.audited_tables force row level security;
create policy definer on private.audited_tables to tryzore_definer using (true);
create policy migrator on private.audited_tables to tryzore_owner using (true) with check (true);
grant select on private.audited_tables to tryzore_definer;

grant create on schema audit to tryzore_definer;
set local role tryzore_definer;

create function audit.record() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function audit.record() is 'Records the rows a statement changed; a column that no list names is treated as personal.';
grant execute on function audit.record() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema audit from tryzore_definer;

-- Three triggers per table: one with transition tables serves one event.
create function audit.follow(p_table text, p_entity_type text, p_entity_column text, p_organization_column text,
  p_plain text[], p_personal text[] default '{}', p_medical text[] default '{}', p_secret text[] default '{}',
  p_derived text[] default '{}')
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.audited_tables
    (table_name, entity_type, entity_column, organization_column, plain, personal, medical, secret, derived)
  values (p_table, p_entity_type, p_entity_column, p_organization_column, p_plain, p_personal, p_medical, p_secret, p_derived);
  execute format('create trigger record_created after insert on %s referencing new table as new_rows for each statement execute function audit.record()', p_table::regclass);
  execute format('create trigger record_updated after update on %s referencing old table as old_rows new table as new_rows for each statement execute function audit.record()', p_table::regclass);
  execute format('create trigger record_deleted after delete on %s referencing old table as old_rows for each statement execute function audit.record()', p_table::regclass);
end
$$;
comment on function audit.follow(text, text, text, text, text[], text[], text[], text[], text[]) is 'Has the audit log follow a table; every column is named in exactly one list.';

select audit.follow('crm.organizations', 'organization', 'id', 'id',
  '{id,parent_organization_id,root_organization_id,name,slug,domain,logo_url,time_zone,currency,jurisdiction,settings,status,forbids_room_overlap,forbids_trainer_overlap}',
  p_derived => '{owners_version,created_at,updated_at,version}');
select audit.follow('crm.users', 'user', 'id', null,
  '{id,user_type,locale,time_zone}',
  p_personal => '{email,first_name,last_name,phone,avatar_url,workos_user_id,metadata}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.role_definitions', 'role_definition', 'id', 'organization_id',
  '{organization_id,id,name,description,permissions}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.user_organizations', 'user_organization', 'user_id', 'organization_id',
  '{organization_id,user_id,role,role_definition_id,permissions,is_primary,title,joined_at,left_at}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.clients', 'client_profile', 'id', null,
  '{id,user_id}',
  p_personal => '{preferences,emergency_contact}', p_medical => '{medical_statement}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.client_organizations', 'client', 'id', 'organization_id',
  '{organization_id,id,client_id,member_number,external_id,status,is_home,joined_on,deleted_at}',
  p_personal => '{first_name,last_name,email,phone,address,date_of_birth,gender,emergency_contact,notes,metadata}',
  p_derived => '{sort_name,email_key,phone_key,membership_status,last_visit_at,visit_count,created_at,updated_at,version}');
select audit.follow('crm.client_medical', 'client_medical', 'client_id', 'organization_id',
  '{organization_id,client_id,key_id}',
  p_medical => '{note}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('private.identities', 'identity', 'user_id', null,
  '{user_id,issuer}', p_personal => '{subject}', p_derived => '{created_at}');
select audit.follow('private.credentials', 'credential', 'user_id', null,
  '{user_id}', p_secret => '{password_hash}', p_derived => '{created_at,updated_at}');
-- Where a session came from stands in columns of the log itself.
select audit.follow('private.sessions', 'session', 'id', 'organization_id',
  '{id,user_id,organization_id,expires_at,revoked_at,revoked_reason}',
  p_derived => '{client_id,role,role_rank,permissions,open_organization_id,organization_text,scope_text,user_text,client_text,session_text,role_rank_text,can,family_id,generation,user_agent,ip_address,created_at}');
