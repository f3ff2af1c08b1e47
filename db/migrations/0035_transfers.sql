-- Data on its way in and out: CSV files that are imported, lists and whole organizations that are exported, and an
-- organization that comes from another installation.

lock table private.audited_tables in access exclusive mode;

-- What goes along ---------------------------------------------------------------------------------------------

alter table private.audited_tables add column portable text[] not null default '{}', add column stays text;
comment on column private.audited_tables.portable is 'Columns that an export of an organization holds although the rule leaves them out: it takes all columns of the organization''s tables but secrets, and none of other tables.';
comment on column private.audited_tables.stays is 'Why an export of an organization leaves the table out; null where it takes it.';
select private.classify('private.audited_tables', '{portable,stays}');

-- Where a class or an online appointment meets is the gym's own to take along.
update private.audited_tables set portable = '{meeting_link}' where table_name = 'crm.events';
-- Of people who are referred to, what a gym knows of whoever belongs to it; the rest of an account is the person's own.
update private.audited_tables set portable = '{id,email,first_name,last_name,user_type,locale,time_zone,created_at,updated_at,version}'
where table_name = 'crm.users';
update private.audited_tables set portable = '{id,user_id,created_at,updated_at,version}' where table_name = 'crm.clients';
update private.audited_tables set stays = 'It is scratch: empty but while a file is imported.' where table_name = 'crm.client_import_rows';
grant select (id, user_id, created_at, updated_at, version) on crm.clients to tryzore_definer;

-- As in 0027, and now all tables of organizations are read by the definer, for exports.
create or replace function private.classify(p_table text, p_plain text[] default '{}', p_personal text[] default '{}',
  p_medical text[] default '{}', p_secret text[] default '{}', p_derived text[] default '{}', p_subject text default null,
  p_no_subject text default null, p_erases_row boolean default null, p_erased jsonb default '{}')
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
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
comment on function private.classify(text, text[], text[], text[], text[], text[], text, text, boolean, jsonb) is 'Says what columns are, which rows of the table are about a client and what erasing does to them, and lets the definer read a table of organizations; for migrations. What is not named stays as it was.';

select private.classify(t.table_name) from private.audited_tables t
where t.table_name ~ '^crm\.' and t.organization_column = 'organization_id' and t.stays is null;

-- Permissions -------------------------------------------------------------------------------------------------

alter table private.permissions no force row level security;
alter table private.role_permissions no force row level security;
insert into private.permissions (slug, description) values ('organization.export', 'Export all that the organization has');
insert into private.role_permissions (role, permission) values ('owner', 'organization.export');
alter table private.permissions force row level security;
alter table private.role_permissions force row level security;

insert into private.retention_rules (name, what, kept) values
  ('transfers', 'Files that are imported and exported organizations, from when they were written', '7 days');

-- Imports -----------------------------------------------------------------------------------------------------

create table crm.imports (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  source text,
  import_status text not null default 'uploaded',
  row_count integer not null,
  byte_count integer not null,
  mapping jsonb not null default '[]',
  operation_id uuid,
  created_count integer,
  updated_count integer,
  unchanged_count integer,
  rejected_count integer,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint import_exists primary key (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint import_status_invalid check (import_status in ('uploaded', 'tried', 'imported', 'ended')),
  constraint source_invalid check (char_length(source) between 1 and 200),
  constraint mapping_invalid check (jsonb_typeof(mapping) = 'array')
);
create index imports_by_creator on crm.imports (organization_id, created_by);
comment on table crm.imports is 'Files of people that were uploaded, and what came of them. The file itself lies apart, and not for long.';
comment on column crm.imports.organization_id is 'The gym.';
comment on column crm.imports.id is 'UUIDv7, made by the server.';
comment on column crm.imports.source is 'Where the file comes from, in the words of who uploaded it.';
comment on column crm.imports.import_status is 'uploaded, tried or imported; ended where somebody was erased before that.';
comment on column crm.imports.row_count is 'Rows below the header.';
comment on column crm.imports.byte_count is 'Size of the file.';
comment on column crm.imports.mapping is 'Columns by their index with the field that somebody has chosen in the place of what was proposed.';
comment on column crm.imports.operation_id is 'The last trial or run.';
comment on column crm.imports.created_count is 'How many clients the last trial would add, or the run has added.';
comment on column crm.imports.updated_count is 'How many it changes.';
comment on column crm.imports.unchanged_count is 'How many stay as they are.';
comment on column crm.imports.rejected_count is 'How many rows it rejects.';
comment on column crm.imports.created_by is 'Who uploaded it.';
comment on column crm.imports.created_at is 'When.';
comment on column crm.imports.updated_at is 'When it was last changed.';
comment on column crm.imports.version is 'Counts the changes.';
alter table crm.imports enable row level security;
alter table crm.imports force row level security;
create policy view on crm.imports for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));
create policy add on crm.imports for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));
create policy change on crm.imports for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));
create policy remove on crm.imports for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));
grant select, insert (organization_id, id, source, row_count, byte_count),
  update (import_status, mapping, operation_id, created_count, updated_count, unchanged_count, rejected_count), delete
  on crm.imports to tryzore_app, tryzore_worker;
select audit.follow('crm.imports', 'import', 'id', 'organization_id',
  '{organization_id,id,source,import_status,row_count,byte_count,mapping,operation_id,created_count,updated_count,unchanged_count,rejected_count,created_by}',
  p_derived => '{created_at,updated_at,version}');
select private.classify('crm.imports');
grant update (import_status) on crm.imports to tryzore_definer;
update private.audited_tables set stays = 'It is about a file that lies here.' where table_name = 'crm.imports';

-- Exports -----------------------------------------------------------------------------------------------------

create table crm.exports (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  content text not null,
  format text not null,
  row_count integer,
  includes_medical boolean not null default false,
  requested_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint export_exists primary key (organization_id, id),
  constraint requester_not_found foreign key (requested_by) references crm.users (id),
  constraint export_content_invalid check (content ~ '^[A-Za-z]{1,100}$'),
  constraint export_format_invalid check (format in ('csv', 'ndjson', 'zip'))
);
create index exports_by_requester on crm.exports (organization_id, requested_by);
comment on table crm.exports is 'Who took out a whole list, or the whole organization; never changed.';
comment on column crm.exports.organization_id is 'The gym.';
comment on column crm.exports.id is 'UUIDv7; of the operation, too, where there is one.';
comment on column crm.exports.content is 'organization, or the operation that answers the list.';
comment on column crm.exports.format is 'csv, ndjson or zip.';
comment on column crm.exports.row_count is 'How many rows a list had.';
comment on column crm.exports.includes_medical is 'Whether medical notes are in it, to be read.';
comment on column crm.exports.requested_by is 'Who asked; null for an operator.';
comment on column crm.exports.created_at is 'When.';
alter table crm.exports enable row level security;
alter table crm.exports force row level security;
create policy view on crm.exports for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,organization.export,%'));
create policy add on crm.exports for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (content <> 'organization' or (select current_setting('app.can', true) like '%,organization.export,%')));
grant select, insert (organization_id, id, content, format, row_count, includes_medical) on crm.exports to tryzore_app, tryzore_worker;
select audit.follow('crm.exports', 'export', 'id', 'organization_id',
  '{organization_id,id,content,format,row_count,includes_medical,requested_by}', p_derived => '{created_at}');
select private.classify('crm.exports');
update private.audited_tables set stays = 'It is about what left this installation.' where table_name = 'crm.exports';

create table private.transfer_files (
  organization_id uuid not null,
  id uuid not null,
  part text not null,
  file bytea not null,
  created_at timestamptz not null default now(),
  constraint transfer_file_exists primary key (organization_id, id, part),
  constraint part_invalid check (part in ('file', 'survey', 'changes', 'rejects')),
  -- What fits into one answer.
  constraint transfer_too_large check (octet_length(file) <= 50000000)
);
create index transfer_files_by_age on private.transfer_files (created_at);
comment on table private.transfer_files is 'The files of imports and of exported organizations, until they expire.';
comment on column private.transfer_files.organization_id is 'The gym.';
comment on column private.transfer_files.id is 'The import or the export.';
comment on column private.transfer_files.part is 'file: what came or goes; of an import also survey, changes and rejects.';
comment on column private.transfer_files.file is 'Encrypted by the server: AES-256-GCM, bound to gym, id and part.';
comment on column private.transfer_files.created_at is 'When it was written.';
alter table private.transfer_files enable row level security;
alter table private.transfer_files force row level security;
create policy definer on private.transfer_files to tryzore_definer using (true);
grant select, insert, update, delete on private.transfer_files to tryzore_definer;
select private.classify('private.transfer_files', '{organization_id,id,part,created_at}', p_secret => '{file}');

-- Rows that come in: written here first, so that one function can do all the rest, or nothing.
create table private.staged_rows (
  import_id uuid not null,
  title text not null,
  number bigint not null,
  content jsonb not null,
  constraint staged_row_exists primary key (import_id, title, number),
  constraint content_invalid check (jsonb_typeof(content) = 'object')
);
comment on table private.staged_rows is 'Rows of an organization that is being imported, until the end of that transaction.';
comment on column private.staged_rows.import_id is 'Made for the import.';
comment on column private.staged_rows.title is 'The table.';
comment on column private.staged_rows.number is 'The line of its file.';
comment on column private.staged_rows.content is 'The columns by name.';
alter table private.staged_rows enable row level security;
alter table private.staged_rows force row level security;
create policy definer on private.staged_rows to tryzore_definer using (true);
grant select, insert on private.staged_rows to tryzore_definer;
select private.classify('private.staged_rows', '{import_id,title,number}', p_secret => '{content}');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Files -------------------------------------------------------------------------------------------------------

create function private.may_see_transfer(p_id uuid) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from crm.imports i
      where i.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and i.id = p_id
        and current_setting('app.can', true) like '%,clients.import,%')
    or exists (select from crm.exports e
      where e.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and e.id = p_id
        and e.requested_by is not distinct from nullif(current_setting('app.user_id', true), '')::uuid
        and current_setting('app.can', true) like '%,organization.export,%')
$$;
comment on function private.may_see_transfer(uuid) is 'Whether an import is of the entered organization and whoever entered may import, or an export is their own.';

create function private.keep_transfer_file(p_id uuid, p_part text, p_file bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not private.may_see_transfer(p_id) then
    raise exception 'there is no such import or export' using errcode = 'P0002', constraint = 'export_not_found';
  end if;
  insert into private.transfer_files as f (organization_id, id, part, file)
  values (nullif(current_setting('app.org_id', true), '')::uuid, p_id, p_part, p_file)
  on conflict (organization_id, id, part) do update set file = excluded.file;
end
$$;
comment on function private.keep_transfer_file(uuid, text, bytea) is 'Keeps a part of an import or export of the entered organization; another one takes the place of an earlier one and is kept no longer.';

create function private.read_transfer_file(p_id uuid, p_part text) returns bytea
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.file from private.transfer_files f
  where f.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and f.id = p_id and f.part = p_part
    and private.may_see_transfer(p_id) and f.created_at > now() - private.kept('transfers')
$$;
comment on function private.read_transfer_file(uuid, text) is 'A part of an import or export, until it expires; null where there is none, or it is not for who entered.';

create function private.forget_transfer_files(p_id uuid, p_parts text[]) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.transfer_files f
  where f.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and f.id = p_id and f.part = any (p_parts)
    and private.may_see_transfer(p_id);
end
$$;
comment on function private.forget_transfer_files(uuid, text[]) is 'Deletes parts of an import or export of the entered organization.';

create function private.end_imports() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Nobody can see who is in a sealed file: all of them go, with their samples, what trials found and what was rejected.
  update crm.imports i set import_status = 'ended'
  where i.organization_id = new.organization_id and i.import_status in ('uploaded', 'tried');
  delete from private.transfer_files f using crm.imports i
  where f.organization_id = new.organization_id and i.organization_id = f.organization_id and i.id = f.id;
  return null;
end
$$;
comment on function private.end_imports() is 'Ends a gym''s imports once one of its clients is erased, since the person may be in any of their files.';

create function private.clean_transfers() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.clean_transfers() is 'Deletes files of imports and exports that were kept long enough; answers how many.';

create function private.act_as_starter(p_permission text) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.act_as_starter(text) is 'Leaves a job what the person who started it may do by now, and refuses it without that permission.';

-- An organization ---------------------------------------------------------------------------------------------

create function private.portable_tables()
  returns table (title text, organization_column text, columns text[], level integer)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.portable_tables() is 'What an export of an organization holds: tables, what of each refers to the organization, columns that can be written, and how far each lies from tables that refer to none.';

create function private.portable_rows_of(p_title text, p_alias text) returns text
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function private.portable_rows_of(text, text) is 'The condition that finds a table''s rows of the organizations $1.';

create function private.portable_rows(p_without text[])
  returns table (title text, content text)
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp
  set timezone = 'UTC' set datestyle = 'ISO' set intervalstyle = 'postgres' as $$
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
$$;
comment on function private.portable_rows(text[]) is 'All rows of the entered organization and those below it, as one moment saw them, each as JSON: tables in an order in which they can be written, rows by primary key. It is the head of them, whatever it is below here.';

create function private.portable_medical_keys()
  returns table (organization_id uuid, id text, wrapped bytea)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.organization_id, k.id, k.wrapped from private.medical_keys k
  where k.organization_id = any (private.descendants(nullif(current_setting('app.org_id', true), '')::uuid))
    and current_setting('app.can', true) like '%,organization.export,%' and private.may_use_medical_keys()
$$;
comment on function private.portable_medical_keys() is 'The medical keys of the entered organization and those below it, as the server has wrapped them, for whoever exports it.';

create function private.stage_rows(p_import uuid, p_title text, p_first bigint, p_rows text[]) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.staged_rows (import_id, title, number, content)
  select p_import, p_title, p_first + r.place - 1, r.content::jsonb from unnest(p_rows) with ordinality r (content, place)
$$;
comment on function private.stage_rows(uuid, text, bigint, text[]) is 'Puts rows of an organization where import_organization finds them.';

create function private.keep_imported_key(p_organization uuid, p_id text, p_wrapped bytea) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.medical_keys (organization_id, id, wrapped) values (p_organization, p_id, p_wrapped)
$$;
comment on function private.keep_imported_key(uuid, text, bytea) is 'Gives an imported organization its medical key; one that has another keeps it and refuses.';

create function private.give_identities(p_users uuid[], p_email_keys text[]) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.give_identities(uuid[], text[]) is 'Lets imported people ask for a password by mail; whose address is somebody else''s here, or who can sign in already, gets nothing. Answers how many got one.';

grant execute on function private.read_transfer_file(uuid, text), private.keep_transfer_file(uuid, text, bytea),
  private.forget_transfer_files(uuid, text[]) to tryzore_app, tryzore_worker;
grant execute on function private.clean_transfers(), private.act_as_starter(text), private.portable_tables(),
  private.portable_rows(text[]), private.portable_medical_keys(), private.stage_rows(uuid, text, bigint, text[]),
  private.keep_imported_key(uuid, text, bytea) to tryzore_worker;
grant execute on function private.end_imports(), private.portable_tables(), private.give_identities(uuid[], text[]) to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

-- Only the tables' owner can do this: rows come as they were, so that no trigger may count, sign or record them again.
create function private.import_organization(p_import uuid, p_columns jsonb, p_actor text, p_email_keys jsonb)
  returns table (title text, imported bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp
  set timezone = 'UTC' set datestyle = 'ISO' set intervalstyle = 'postgres' as $$
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
$$;
comment on function private.import_organization(uuid, jsonb, text, jsonb) is 'Writes the staged rows of an organization that is not here yet, exactly as they are, and gives who comes with it identities by those addresses; about people who are here it believes nothing. Refuses what another organization owns, what is below another, what nobody owns, and columns it does not know. Locks the tables while it does.';
grant execute on function private.import_organization(uuid, jsonb, text, jsonb) to tryzore_worker;

create trigger end_imports after update of erased_at on crm.client_organizations for each row
  when (old.erased_at is null and new.erased_at is not null) execute function private.end_imports();
create trigger touch before update on crm.imports for each row when (old.* is distinct from new.*) execute function private.touch();
