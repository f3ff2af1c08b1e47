-- What every column is, and with it: giving a person what a gym knows of them, erasing it, what they consented to, and
-- how long anything is kept.

-- In the order in which requests come to them: what hangs on a client, the client, the person, the log.
lock table crm.event_participants, crm.membership_usage, crm.taggables, crm.notifications, crm.client_medical,
  crm.client_organizations in access exclusive mode;
lock table crm.users in share row exclusive mode;
lock table private.audited_tables, only audit.audit_logs, only audit.personal_values in access exclusive mode;

-- What every column is ------------------------------------------------------------------------------------

-- The audit log's list becomes the one list: tables that it does not follow have neither entity nor triggers.
alter table private.audited_tables alter column entity_type drop not null;
alter table private.audited_tables alter column entity_column drop not null;
alter table private.audited_tables add column subject text;
alter table private.audited_tables add column no_subject text;
alter table private.audited_tables add column erases_row boolean not null default false;
alter table private.audited_tables add column erased jsonb not null default '{}';
comment on table private.audited_tables is 'What each column of every table is, for the audit log, exports and erasures; each stands in exactly one list.';
comment on column private.audited_tables.entity_type is 'What the log calls such a row; null where it does not follow the table.';
comment on column private.audited_tables.entity_column is 'The column with the entity''s id; null where the log does not follow the table.';
comment on column private.audited_tables.plain is 'Says nothing of a person by itself: ids, states, times, money. Recorded with their values.';
comment on column private.audited_tables.secret is 'Recorded by name, values nowhere; never exported.';
comment on column private.audited_tables.derived is 'Made of other columns. Not recorded, and no reason to record.';
comment on column private.audited_tables.subject is 'Which rows t are about a client: a condition on $1 the organization, $2 the client, $3 the linked person, $4 the e-mail key and $5 the ids of all audited rows about them. Null where none are.';
comment on column private.audited_tables.no_subject is 'Why a table with personal columns has no subject.';
comment on column private.audited_tables.erases_row is 'Whether erasing the client deletes the row; else its personal and medical columns are emptied.';
comment on column private.audited_tables.erased is 'What erasing sets a column to that cannot be empty, or that is neither personal nor medical and yet tells who it was.';

create function private.classify(p_table text, p_plain text[] default '{}', p_personal text[] default '{}',
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
  if v_known.subject is null or p_table !~ '^crm\.' then
    return;
  end if;
  -- Rows are found and erased by functions of the definer, in the one organization that was entered.
  if not exists (select from pg_policy p where p.polrelid = v_table and 'tryzore_definer'::regrole = any (p.polroles)) then
    execute format('create policy definer on %s to tryzore_definer using (organization_id = any ((select nullif(current_setting(''app.scope'', true), ''''))::uuid[])) with check (organization_id = any ((select nullif(current_setting(''app.scope'', true), ''''))::uuid[]))', v_table);
  end if;
  execute format('grant select on %s to tryzore_definer', v_table);
  select string_agg(quote_ident(c), ', ') into v_emptied
  from (select unnest(v_known.personal || v_known.medical) union select jsonb_object_keys(v_known.erased)) e (c);
  if v_known.erases_row then
    execute format('grant delete on %s to tryzore_definer', v_table);
  elsif v_emptied is not null then
    execute format('grant update (%s) on %s to tryzore_definer', v_emptied, v_table);
  end if;
end
$$;
comment on function private.classify(text, text[], text[], text[], text[], text[], text, text, boolean, jsonb) is 'Says what columns are, which rows of the table are about a client and what erasing does to them; for migrations. What is not named stays as it was.';

create view private.column_classes with (security_invoker = true) as
select t.table_name, c.name as column_name, l.class,
  not t.erases_row and t.subject is not null and (l.class in ('personal', 'medical') or t.erased ? c.name) as is_emptied
from private.audited_tables t
cross join lateral (values ('plain', t.plain), ('personal', t.personal), ('medical', t.medical), ('secret', t.secret),
  ('derived', t.derived)) l (class, columns)
cross join lateral unnest(l.columns) c (name);
comment on view private.column_classes is 'The class of every column, and whether erasing a client empties it.';
grant select on private.column_classes to tryzore_definer;

-- Tables that the log does not follow.
select private.classify('audit.audit_logs',
  '{id,organization_id,user_id,actor,action,entity_type,entity_id,old_values,new_values,hidden_columns,session_id,request_id,metadata,created_at}',
  p_personal => '{ip_address,user_agent}',
  p_no_subject => 'Of whoever acted, not of whom it was about: kept as long as the log.');
select private.classify('audit.personal_values', '{id,organization_id,entity_type,entity_id,created_at}',
  p_personal => '{old_values,new_values}', p_subject => 't.entity_id = any ($5)', p_erases_row => true);
select private.classify('crm.client_import_rows', '{organization_id,import_id,client_id,row_number}');
select private.classify('jobs.jobs',
  '{id,organization_id,user_id,request_id,kind,unique_key,state,priority,run_at,attempts,max_attempts,lease,leased_until,worker,phase,done,total,result,error,cancel_requested_at,created_at,started_at,finished_at}',
  p_secret => '{payload}', p_erases_row => true,
  p_subject => 't.state <> ''running'' and (t.payload::text ilike ''%'' || $2 || ''%'' or t.payload::text ilike ''%'' || $3 || ''%''
    or exists (select from jobs.mails m where m.id = t.id and m.organization_id = $1 and (m.user_id = $3 or lower(m.recipient) = $4)))');
select private.classify('jobs.mails', '{id,organization_id,user_id,template,language,topic,accepted_at,failed_at,bounced_at,created_at}',
  p_personal => '{recipient,reply,bounce_reason}', p_secret => '{contents}', p_erases_row => true,
  p_subject => 't.user_id = $3 or lower(t.recipient) = $4 or t.contents::text ilike ''%'' || $2 || ''%''');
select private.classify('jobs.schedules', '{name,kind,cron,time_zone,next_at,last_at}');
select private.classify('private.audited_tables',
  '{table_name,entity_type,entity_column,organization_column,plain,personal,medical,secret,derived,subject,no_subject,erases_row,erased}');
select private.classify('private.budgets', '{name,spent_until}', p_secret => '{key}');
select private.classify('private.devices', '{user_id,created_at,last_used_at}', p_secret => '{hash}');
select private.classify('private.idempotency_keys',
  '{organization_id,user_id,operation,key,body_hash,answer_status,answer_version,answer_location,created_at}', p_secret => '{answer}',
  p_erases_row => true,
  p_subject => 't.user_id = $3 or t.operation ilike ''%'' || $2 || ''%'' or position(convert_to($2::text, ''UTF8'') in t.answer) > 0');
select private.classify('private.mail_tokens', '{user_id,purpose,expires_at,created_at}', p_secret => '{hash}');
select private.classify('private.migrations', '{number,name,checksum,applied_at}');
select private.classify('private.permissions', '{slug,description}');
select private.classify('private.refresh_tokens', '{family_id,generation,replaced_at}', p_secret => '{hash}');
select private.classify('private.role_permissions', '{role,permission}');
select private.classify('private.roles', '{role,rank}');

select private.classify('private.authorizations', '{provider,user_id,expires_at,created_at}', p_secret => '{state_hash,browser_hash}');
select private.classify('private.recovery_codes', '{user_id}', p_secret => '{hash}');
-- What is an account's own is no gym's to export or to erase. Where a session came from stays among the derived columns:
-- the log has columns of its own for it.
select private.classify(name, p_no_subject => 'The person''s own account, whichever gyms it is linked to.')
from unnest('{crm.users,crm.clients,private.identities,private.sessions}'::text[]) name;

-- A gym's own record, and what hangs on it.
alter table crm.client_organizations add column erased_at timestamptz;
comment on column crm.client_organizations.erased_at is 'When everything personal was erased; nothing personal is written to the record again.';
create index clients_deleted on crm.client_organizations (organization_id, deleted_at) where deleted_at is not null and erased_at is null;
select private.classify('crm.client_organizations', '{erased_at}', p_personal => '{member_number,external_id}',
  p_subject => 't.id = $2',
  p_erased => '{"first_name": "Erased", "last_name": "person", "sort_name": "person erased", "email_key": null, "phone_key": null, "metadata": {}, "client_id": null}');
grant update (erased_at, deleted_at) on crm.client_organizations to tryzore_definer;
select private.classify('crm.client_medical', p_subject => 't.client_id = $2', p_erases_row => true);
select private.classify('crm.medical_disclosures', p_subject => 't.client_id = $2', p_erased => '{"reason": "Erased"}');
select private.classify('crm.event_participants', p_subject => 't.client_id = $2');
select private.classify('crm.memberships', p_subject => 't.client_id = $2', p_erased => '{"metadata": {}}');
select private.classify('crm.membership_usage',
  p_subject => 'exists (select from crm.memberships m where m.organization_id = $1 and m.id = t.membership_id and m.client_id = $2)');
select private.classify('crm.taggables', p_subject => 't.client_id = $2', p_erases_row => true);
-- What an appointment of one is called may be whom it is for; a class is many people's.
select private.classify('crm.events', p_erased => '{"title": "Erased", "metadata": {}}',
  p_subject => 't.event_type in (''tour'', ''personal_training'', ''assessment'')
    and exists (select from crm.event_participants b where b.organization_id = $1 and b.event_id = t.id and b.client_id = $2)
    and not exists (select from crm.event_participants b where b.organization_id = $1 and b.event_id = t.id and b.client_id <> $2)');
select private.classify('crm.notifications', p_erases_row => true,
  p_subject => 't.user_id = $3 or t.related_entity_id = $2
    or exists (select from crm.event_participants b where b.organization_id = $1 and b.id = t.related_entity_id and b.client_id = $2)
    or exists (select from crm.memberships m where m.organization_id = $1 and m.id = t.related_entity_id and m.client_id = $2)');
select private.classify('crm.notification_preferences', p_subject => 't.user_id = $3', p_erases_row => true);

create policy erase on audit.personal_values for delete to tryzore_definer using (true);
create policy find on audit.personal_values for select to tryzore_definer using (true);
create policy find on audit.audit_logs for select to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
grant select, delete on audit.personal_values to tryzore_definer;
grant select on audit.audit_logs to tryzore_definer;

-- Permissions -----------------------------------------------------------------------------------------------

alter table private.permissions no force row level security;
alter table private.role_permissions no force row level security;
insert into private.permissions (slug, description)
values ('privacy.request', 'Ask for the erasure of a client'),
  ('privacy.manage', 'Approve erasures, and export what is known of a client');
insert into private.role_permissions (role, permission)
values ('owner', 'privacy.request'), ('admin', 'privacy.request'), ('staff', 'privacy.request'),
  ('owner', 'privacy.manage'), ('admin', 'privacy.manage');
alter table private.permissions force row level security;
alter table private.role_permissions force row level security;

-- How long things are kept ----------------------------------------------------------------------------------

create table private.retention_rules (
  name text not null,
  what text not null,
  kept interval not null,
  constraint retention_rule_exists primary key (name),
  constraint kept_invalid check (kept > interval '0')
);
comment on table private.retention_rules is 'What is deleted how long after it was made or ended; duties go by it.';
comment on column private.retention_rules.name is 'Its name in the program.';
comment on column private.retention_rules.what is 'What is deleted, and from when the time counts.';
comment on column private.retention_rules.kept is 'For how long it is kept.';
alter table private.retention_rules enable row level security;
alter table private.retention_rules force row level security;
create policy definer on private.retention_rules to tryzore_definer using (true);
create policy migrator on private.retention_rules to tryzore_owner using (true) with check (true);
grant select on private.retention_rules to tryzore_definer;
select private.classify('private.retention_rules', '{name,what,kept}');
insert into private.retention_rules (name, what, kept) values
  ('answers', 'Answers kept under an Idempotency-Key, from the request', '7 days'),
  ('audit_values', 'Personal values of the audit log, from the change; the entries stay', '730 days'),
  ('deleted_clients', 'Clients that were deleted, from then: they are erased', '365 days'),
  ('exports', 'Files of privacy exports, from the request', '7 days'),
  ('jobs_failed', 'Jobs that failed or were cancelled, from their end', '90 days'),
  ('jobs_succeeded', 'Jobs that succeeded, from their end', '7 days'),
  ('mails', 'Mails, from their cause; what they say goes when a mail server has it', '180 days'),
  ('sessions', 'Sessions with their addresses and devices, from their end', '30 days');

-- Consents ----------------------------------------------------------------------------------------------------

create table crm.consents (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  kind text not null,
  status text not null,
  occurred_at timestamptz not null default now(),
  source text not null,
  wording_version text,
  recorded_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint consent_exists primary key (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id) references crm.client_organizations (organization_id, id),
  constraint recorder_not_found foreign key (recorded_by) references crm.users (id),
  constraint consent_kind_invalid check (kind ~ '^[a-z]+(_[a-z]+)*$' and char_length(kind) <= 50),
  constraint consent_status_invalid check (status in ('given', 'withdrawn')),
  constraint consent_source_invalid check (source in ('in_person', 'paper', 'phone', 'email', 'web', 'app', 'import')),
  constraint wording_version_invalid check (char_length(wording_version) between 1 and 100),
  constraint occurred_at_invalid check (isfinite(occurred_at))
);
create index consents_by_client on crm.consents (organization_id, client_id, id);
create index consents_by_recorder on crm.consents (organization_id, recorded_by);
comment on table crm.consents is 'What a client consented to and withdrew: a history that only grows. Erasing the client leaves it, as proof without a name.';
comment on column crm.consents.organization_id is 'The gym.';
comment on column crm.consents.id is 'UUIDv7, made by the server.';
comment on column crm.consents.client_id is 'Who consented.';
comment on column crm.consents.kind is 'To what, such as marketing_email or photos.';
comment on column crm.consents.status is 'given or withdrawn; of each kind the latest counts.';
comment on column crm.consents.occurred_at is 'When the person said so.';
comment on column crm.consents.source is 'How: in_person, paper, phone, email, web, app or import.';
comment on column crm.consents.wording_version is 'Which wording they were shown.';
comment on column crm.consents.recorded_by is 'Who wrote it down.';
comment on column crm.consents.created_at is 'When it was written down.';
alter table crm.consents enable row level security;
alter table crm.consents force row level security;
create policy view on crm.consents for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%'));
create policy add on crm.consents for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'));
grant select, insert (organization_id, id, client_id, kind, status, occurred_at, source, wording_version)
  on crm.consents to tryzore_app, tryzore_worker;
select audit.follow('crm.consents', 'consent', 'id', 'organization_id',
  '{organization_id,id,client_id,kind,status,occurred_at,source,wording_version,recorded_by}', p_derived => '{created_at}');
select private.classify('crm.consents', p_subject => 't.client_id = $2');

-- Exports -----------------------------------------------------------------------------------------------------

create table crm.privacy_exports (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  requested_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint privacy_export_exists primary key (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id) references crm.client_organizations (organization_id, id),
  constraint requester_not_found foreign key (requested_by) references crm.users (id)
);
create index privacy_exports_by_client on crm.privacy_exports (organization_id, client_id);
create index privacy_exports_by_requester on crm.privacy_exports (organization_id, requested_by);
comment on table crm.privacy_exports is 'Who asked for all that the gym knows of a client; the file itself lies apart, and not for long.';
comment on column crm.privacy_exports.organization_id is 'The gym.';
comment on column crm.privacy_exports.id is 'UUIDv7; of the operation, too.';
comment on column crm.privacy_exports.client_id is 'Of whom.';
comment on column crm.privacy_exports.requested_by is 'Who asked, and alone may fetch it.';
comment on column crm.privacy_exports.created_at is 'When.';
alter table crm.privacy_exports enable row level security;
alter table crm.privacy_exports force row level security;
create policy view on crm.privacy_exports for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,privacy.manage,%')
    and requested_by is not distinct from (select nullif(current_setting('app.user_id', true), '')::uuid));
create policy add on crm.privacy_exports for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,privacy.manage,%'));
grant select, insert (organization_id, id, client_id) on crm.privacy_exports to tryzore_app, tryzore_worker;
select audit.follow('crm.privacy_exports', 'privacy_export', 'id', 'organization_id',
  '{organization_id,id,client_id,requested_by}', p_derived => '{created_at}');
select private.classify('crm.privacy_exports', p_subject => 't.client_id = $2');

create table private.export_files (
  organization_id uuid not null,
  id uuid not null,
  client_id uuid not null,
  file bytea not null,
  created_at timestamptz not null default now(),
  constraint export_file_exists primary key (organization_id, id),
  constraint export_not_found foreign key (organization_id, id) references crm.privacy_exports (organization_id, id),
  -- What fits into one answer.
  constraint export_too_large check (octet_length(file) <= 50000000)
);
create index export_files_by_age on private.export_files (created_at);
comment on table private.export_files is 'The files of exports, until they expire.';
comment on column private.export_files.organization_id is 'The gym.';
comment on column private.export_files.id is 'The export.';
comment on column private.export_files.client_id is 'Of whom: it goes when they are erased.';
comment on column private.export_files.file is 'A ZIP, encrypted by the server: AES-256-GCM, bound to the export.';
comment on column private.export_files.created_at is 'When it was written.';
alter table private.export_files enable row level security;
alter table private.export_files force row level security;
create policy definer on private.export_files to tryzore_definer using (true);
grant select, insert, delete on private.export_files to tryzore_definer;
select private.classify('private.export_files', '{organization_id,id,client_id,created_at}', p_secret => '{file}',
  p_subject => 't.client_id = $2', p_erases_row => true);

-- Erasures ----------------------------------------------------------------------------------------------------

create table crm.privacy_erasures (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  user_id uuid,
  status text not null default 'requested',
  requested_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  decided_by uuid,
  created_at timestamptz not null default now(),
  decided_at timestamptz,
  erased_at timestamptz,
  constraint privacy_erasure_exists primary key (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id) references crm.client_organizations (organization_id, id),
  -- No other foreign keys: the ledger is also read into a backup that may not know those people.
  constraint erasure_status_invalid check (status in ('requested', 'approved', 'withdrawn', 'erased')),
  constraint erased_at_invalid check ((status = 'erased') = (erased_at is not null))
);
create index privacy_erasures_by_client on crm.privacy_erasures (organization_id, client_id);
create unique index erasure_pending on crm.privacy_erasures (organization_id, client_id) where status in ('requested', 'approved');
comment on table crm.privacy_erasures is 'Who is to be erased, and the ledger of who was: ids alone, so that a backup of before can be erased again.';
comment on column crm.privacy_erasures.organization_id is 'The gym.';
comment on column crm.privacy_erasures.id is 'UUIDv7; of the operation, too.';
comment on column crm.privacy_erasures.client_id is 'Whose record.';
comment on column crm.privacy_erasures.user_id is 'Whose account it was linked to when it was erased.';
comment on column crm.privacy_erasures.status is 'requested, approved, withdrawn or erased.';
comment on column crm.privacy_erasures.requested_by is 'Who asked; null for a retention rule or a ledger that was read in.';
comment on column crm.privacy_erasures.decided_by is 'Who approved or withdrew it.';
comment on column crm.privacy_erasures.created_at is 'When it was asked for.';
comment on column crm.privacy_erasures.decided_at is 'When it was approved or withdrawn.';
comment on column crm.privacy_erasures.erased_at is 'When it was first done.';
alter table crm.privacy_erasures enable row level security;
alter table crm.privacy_erasures force row level security;
create policy definer on crm.privacy_erasures to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.privacy_erasures for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,privacy.request,%'));
create policy add on crm.privacy_erasures for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,privacy.request,%') and status = 'requested');
create policy change on crm.privacy_erasures for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,privacy.request,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,privacy.request,%') and status in ('approved', 'withdrawn'));
grant select, insert (organization_id, id, client_id), update (status) on crm.privacy_erasures to tryzore_app, tryzore_worker;
grant select, insert (organization_id, id, client_id, user_id, status, decided_at, erased_at), update (user_id, status, erased_at)
  on crm.privacy_erasures to tryzore_definer;
select audit.follow('crm.privacy_erasures', 'privacy_erasure', 'id', 'organization_id',
  '{organization_id,id,client_id,user_id,status,requested_by,decided_by,decided_at,erased_at}', p_derived => '{created_at}');
select private.classify('crm.privacy_erasures', p_subject => 't.client_id = $2');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.kept(p_name text) returns interval
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_kept interval;
begin
  select r.kept into strict v_kept from private.retention_rules r where r.name = p_name;
  return v_kept;
end
$$;
comment on function private.kept(text) is 'For how long that is kept.';

create function private.check_erasure() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.check_erasure() is 'A request is approved by another who may, or by an owner, and withdrawn until it is done.';

create function private.refuse_erased() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.refuse_erased() is 'Nothing more is written about a client that was erased.';

create function private.keep_erased() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.keep_erased() is 'Whoever read a record before it was erased writes nothing personal back into it.';

-- Whom it is about --------------------------------------------------------------------------------------------

create function private.find_subject(p_client uuid, p_user uuid)
  returns table (user_id uuid, email_key text, entities uuid[])
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function private.find_subject(uuid, uuid) is 'The person behind a client of the entered organization, unless they work there, the client''s e-mail key, and the ids of all audited rows about them.';

-- Exports -----------------------------------------------------------------------------------------------------

create function private.exported_tables()
  returns table (title text, description text, columns text[], classes text[], descriptions text[], is_binary boolean[])
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.exported_tables() is 'What an export holds: the tables with rows about clients, and their columns but for secrets.';

create function private.export_rows(p_client uuid)
  returns table (title text, row_id uuid, cells text[], literals text[])
  language plpgsql stable security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function private.export_rows(uuid) is 'All rows about a client of the entered organization, as text and as JSON, in the order of exported_tables; binary columns in base64.';

create function private.keep_export(p_export uuid, p_file bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.keep_export(uuid, bytea) is 'Keeps the file of an export of the entered organization.';

create function private.read_export(p_export uuid) returns bytea
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.file from private.export_files f
  join crm.privacy_exports x on x.organization_id = f.organization_id and x.id = f.id
  where f.id = p_export and f.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and x.requested_by = nullif(current_setting('app.user_id', true), '')::uuid
    and current_setting('app.can', true) like '%,privacy.manage,%'
    and f.created_at > now() - private.kept('exports')
$$;

comment on function private.read_export(uuid) is 'The file of an export for who asked for it, until it expires; null for everybody else.';

-- Erasing -----------------------------------------------------------------------------------------------------

create function private.erase_rows(p_table text, p_client uuid, p_user uuid, p_email_key text, p_entities uuid[]) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function private.erase_rows(text, uuid, uuid, text, uuid[]) is 'Erases what one table holds about a client: the rows, or what is personal in them; answers how many rows that changed.';

create function private.erase(p_client uuid, p_user uuid) returns uuid
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.erase(uuid, uuid) is 'Erases all that the entered organization knows of a client; again, it changes nothing. Answers whose account the record was linked to.';

create function private.perform_erasure(p_erasure uuid) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.perform_erasure(uuid) is 'Does what was approved in the entered organization, or does it again; false if it was withdrawn.';

create function private.erasure_ledger()
  returns table (organization_id uuid, id uuid, client_id uuid, user_id uuid, erased_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array(select o.id from crm.organizations o)::text, true);
  return query select e.organization_id, e.id, e.client_id, e.user_id, e.erased_at from crm.privacy_erasures e
    where e.status = 'erased' order by e.erased_at, e.id;
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.erasure_ledger() is 'Who was erased anywhere in the installation, as ids.';

create function private.reapply_erasure(p_erasure uuid, p_client uuid, p_user uuid, p_erased_at timestamptz) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.reapply_erasure(uuid, uuid, uuid, timestamptz) is 'Writes a line of a ledger into the entered organization and erases again; false if it has no such client.';

-- What is tidied up -------------------------------------------------------------------------------------------

create function private.clean_privacy() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.clean_privacy() is 'Deletes files of exports and personal values of the audit log that were kept long enough; answers how many.';

create function private.purge_clients(p_limit integer) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.purge_clients(integer) is 'Erases clients of the entered organization that were deleted long enough ago; answers how many.';

grant execute on function private.read_export(uuid) to tryzore_app;
grant execute on function private.kept(text), private.exported_tables(), private.export_rows(uuid), private.keep_export(uuid, bytea),
  private.perform_erasure(uuid), private.erasure_ledger(), private.reapply_erasure(uuid, uuid, uuid, timestamptz),
  private.clean_privacy(), private.purge_clients(integer) to tryzore_worker;
grant execute on function private.check_erasure(), private.refuse_erased(), private.keep_erased() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger check_erasure before update on crm.privacy_erasures for each row execute function private.check_erasure();
create trigger stay_erased before update on crm.client_organizations for each row
  when (old.erased_at is not null) execute function private.keep_erased();
create trigger refuse_erased before insert or update on crm.client_medical for each row execute function private.refuse_erased();
create trigger refuse_erased before insert on crm.consents for each row execute function private.refuse_erased();
create trigger refuse_erased before insert on crm.privacy_erasures for each row
  when (new.status = 'requested') execute function private.refuse_erased();
create trigger refuse_erased before insert on crm.privacy_exports for each row execute function private.refuse_erased();
