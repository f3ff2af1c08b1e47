-- The gym's own records of people, a person's own profile, and the scratch table of an import.

-- A person's own profile ----------------------------------------------------------------------------------

create table crm.clients (
  id uuid not null,
  user_id uuid not null,
  preferences jsonb not null default '{}',
  emergency_contact jsonb,
  medical_statement bytea,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint client_profile_exists primary key (id),
  constraint user_has_client_profile unique (user_id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint preferences_invalid check (jsonb_typeof(preferences) = 'object'),
  constraint emergency_contact_invalid check (jsonb_typeof(emergency_contact) = 'object'
    and emergency_contact - '{name,phone,relationship}'::text[] = '{}'
    and not jsonb_path_exists(emergency_contact, 'strict $.* ? (@.type() != "string" && @.type() != "null")', '{}', true))
);

comment on table crm.clients is 'The profile of a person who trains somewhere; the person''s own, not any gym''s.';
comment on column crm.clients.id is 'UUIDv7, made by the server.';
comment on column crm.clients.user_id is 'The person.';
comment on column crm.clients.preferences is 'What the person likes.';
comment on column crm.clients.emergency_contact is '{"name", "phone", "relationship"}';
comment on column crm.clients.medical_statement is 'Encrypted by the server; no runtime role may touch it without the medical operations.';
comment on column crm.clients.created_at is 'When the profile was made.';
comment on column crm.clients.updated_at is 'When it last changed.';
comment on column crm.clients.version is 'Moves with every change; what If-Match compares.';

alter table crm.clients enable row level security;
alter table crm.clients force row level security;
create policy definer on crm.clients to tryzore_definer using (true) with check (true);
create policy view on crm.clients for select to tryzore_app, tryzore_worker
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
create policy change on crm.clients for update to tryzore_app, tryzore_worker
  using (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid))
  with check (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));

grant select (id, user_id) on crm.clients to tryzore_definer;
grant select (id, user_id, preferences, emergency_contact, created_at, updated_at, version),
  update (preferences, emergency_contact) on crm.clients to tryzore_app, tryzore_worker;

create trigger touch before update on crm.clients for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- The gym's own record of a person ------------------------------------------------------------------------

create table crm.client_organizations (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid,
  first_name text not null,
  last_name text not null,
  sort_name text collate "C" not null,
  email text,
  email_key text collate "C",
  phone text,
  phone_key text collate "C",
  address jsonb,
  date_of_birth date,
  gender text,
  emergency_contact jsonb,
  member_number text collate "C",
  external_id text collate "C",
  status text not null default 'active',
  is_home boolean not null default true,
  membership_status text,
  joined_on date,
  last_visit_at timestamptz,
  visit_count integer not null default 0,
  notes text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  version bigint not null default 1,
  constraint client_exists primary key (organization_id, id),
  constraint member_number_taken unique (organization_id, member_number),
  constraint external_id_taken unique (organization_id, external_id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint client_not_found foreign key (client_id) references crm.clients (id),
  constraint first_name_invalid check (char_length(first_name) between 1 and 100),
  constraint last_name_invalid check (char_length(last_name) between 1 and 100),
  constraint sort_name_invalid check (sort_name <> '' and sort_name = lower(sort_name)
    and char_length(sort_name) <= 400),
  constraint email_invalid check (char_length(email) between 3 and 254),
  constraint email_key_invalid check ((email is null) = (email_key is null)
    and email_key <> '' and email_key = lower(email_key) and char_length(email_key) <= 254),
  constraint phone_invalid check (char_length(phone) between 1 and 32),
  constraint phone_key_invalid check (phone is not null and phone_key ~ '^[0-9]{1,32}$' or phone_key is null),
  constraint address_invalid check (jsonb_typeof(address) = 'object'),
  constraint gender_invalid check (char_length(gender) between 1 and 50),
  constraint emergency_contact_invalid check (jsonb_typeof(emergency_contact) = 'object'
    and emergency_contact - '{name,phone,relationship}'::text[] = '{}'
    and not jsonb_path_exists(emergency_contact, 'strict $.* ? (@.type() != "string" && @.type() != "null")', '{}', true)),
  constraint member_number_invalid check (char_length(member_number) between 1 and 100),
  constraint external_id_invalid check (char_length(external_id) between 1 and 255),
  constraint status_invalid check (status in ('lead', 'active', 'inactive', 'banned', 'archived')),
  constraint membership_status_invalid check (
    membership_status in ('pending', 'active', 'past_due', 'paused', 'cancelled', 'expired')),
  constraint visit_count_invalid check (visit_count >= 0),
  constraint time_invalid check (isfinite(date_of_birth) is not false and isfinite(joined_on) is not false
    and isfinite(deleted_at) is not false),
  constraint notes_invalid check (char_length(notes) between 1 and 10000),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);

-- Lists walk these in order; a name search is a range of the first, which also serves the import's match by
-- name and birth date.
create index clients_by_name on crm.client_organizations (organization_id, sort_name, id)
  where deleted_at is null;
create index clients_by_status on crm.client_organizations (organization_id, status, sort_name, id)
  where deleted_at is null;
create unique index email_taken on crm.client_organizations (organization_id, email_key)
  where email_key is not null and deleted_at is null;
create unique index client_already_linked on crm.client_organizations (organization_id, client_id)
  where client_id is not null;
create index clients_by_phone on crm.client_organizations (organization_id, phone_key)
  where phone_key is not null and deleted_at is null;

comment on table crm.client_organizations is 'A gym''s own record of a person; its id is the API''s client id.';
comment on column crm.client_organizations.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.client_organizations.id is 'UUIDv7, made by the server.';
comment on column crm.client_organizations.client_id is 'The person''s own profile, once the person has accepted or claimed the record; never matched by e-mail.';
comment on column crm.client_organizations.first_name is 'As given.';
comment on column crm.client_organizations.last_name is 'As given.';
comment on column crm.client_organizations.sort_name is 'Last name, first name transliterated to lower-case Latin by the server; lists and searches use it.';
comment on column crm.client_organizations.email is 'As given.';
comment on column crm.client_organizations.email_key is 'The address normalised by the server; unique among the gym''s records that are not deleted.';
comment on column crm.client_organizations.phone is 'As given.';
comment on column crm.client_organizations.phone_key is 'The digits of the number; families share one, so it is not unique.';
comment on column crm.client_organizations.address is 'Postal address.';
comment on column crm.client_organizations.date_of_birth is 'Birth date.';
comment on column crm.client_organizations.gender is 'In the person''s own words.';
comment on column crm.client_organizations.emergency_contact is '{"name", "phone", "relationship"}';
comment on column crm.client_organizations.member_number is 'The gym''s number for the person, as on a card.';
comment on column crm.client_organizations.external_id is 'The record''s id in the system it was imported from.';
comment on column crm.client_organizations.status is 'Where the person stands with the gym.';
comment on column crm.client_organizations.is_home is 'Whether this is the location the person belongs to within a chain.';
comment on column crm.client_organizations.membership_status is 'Copied from the current membership; null without one.';
comment on column crm.client_organizations.joined_on is 'When the person joined the gym.';
comment on column crm.client_organizations.last_visit_at is 'Derived from visits.';
comment on column crm.client_organizations.visit_count is 'Derived from visits.';
comment on column crm.client_organizations.notes is 'For the gym''s people only.';
comment on column crm.client_organizations.metadata is 'The gym''s own fields, among them the columns of an import that have no place of their own.';
comment on column crm.client_organizations.created_at is 'When the record was made.';
comment on column crm.client_organizations.updated_at is 'When it last changed.';
comment on column crm.client_organizations.deleted_at is 'When it was deleted; it keeps its numbers but frees its e-mail.';
comment on column crm.client_organizations.version is 'Moves with every change; what If-Match compares.';

alter table crm.client_organizations enable row level security;
alter table crm.client_organizations force row level security;
create policy definer on crm.client_organizations to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.client_organizations for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,clients.view,%')
      -- Not a select of its own: whoever sees all clients would pay for it at each statement.
      or client_id = nullif(current_setting('app.client_id', true), '')::uuid));
create policy add on crm.client_organizations for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.create,%'
      or current_setting('app.can', true) like '%,clients.import,%'));
create policy change on crm.client_organizations for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'
      or current_setting('app.can', true) like '%,clients.import,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'
      or current_setting('app.can', true) like '%,clients.import,%'));

grant select (organization_id, id) on crm.client_organizations to tryzore_definer;
grant select,
  insert (organization_id, id, first_name, last_name, sort_name, email, email_key, phone, phone_key, address,
    date_of_birth, gender, emergency_contact, member_number, external_id, status, is_home, joined_on, notes,
    metadata),
  update (first_name, last_name, sort_name, email, email_key, phone, phone_key, address, date_of_birth, gender,
    emergency_contact, member_number, external_id, status, is_home, joined_on, notes, metadata, deleted_at)
  on crm.client_organizations to tryzore_app, tryzore_worker;

create trigger touch before update on crm.client_organizations for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- What a gym notes of a person's health --------------------------------------------------------------------

create table crm.client_medical (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  client_id uuid not null,
  note bytea not null,
  key_id text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint medical_note_exists primary key (organization_id, client_id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  -- Nonce and tag of AES-256-GCM alone are 28 bytes.
  constraint note_invalid check (octet_length(note) between 29 and 100000),
  constraint key_id_invalid check (char_length(key_id) between 1 and 100)
);

comment on table crm.client_medical is 'The gym''s own medical note on a client, encrypted by the server.';
comment on column crm.client_medical.organization_id is 'The gym.';
comment on column crm.client_medical.client_id is 'The gym''s record of the person.';
comment on column crm.client_medical.note is 'AES-256-GCM; bound to organization, table, column and row.';
comment on column crm.client_medical.key_id is 'The key it is encrypted with; the key itself is outside of the database.';
comment on column crm.client_medical.created_at is 'When it was first written.';
comment on column crm.client_medical.updated_at is 'When it last changed.';
comment on column crm.client_medical.version is 'Moves with every change; what If-Match compares.';

alter table crm.client_medical enable row level security;
alter table crm.client_medical force row level security;
create policy view on crm.client_medical for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.view,%'));
create policy add on crm.client_medical for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.update,%'));
create policy change on crm.client_medical for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.update,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.update,%'));

grant select, insert (organization_id, client_id, note, key_id), update (note, key_id)
  on crm.client_medical to tryzore_app, tryzore_worker;

create trigger touch before update on crm.client_medical for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- One import's memory of what it has touched --------------------------------------------------------------

create table crm.client_import_rows (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  import_id uuid not null,
  client_id uuid not null,
  row_number bigint not null,
  -- No foreign keys: a row may be noted before its record is written, and none outlives the transaction.
  constraint client_already_imported primary key (organization_id, import_id, client_id),
  constraint row_number_invalid check (row_number > 0)
);

comment on table crm.client_import_rows is 'Which record an import has touched from which row of its file; a second touch is a duplicate in the file. Emptied before the import commits.';
comment on column crm.client_import_rows.organization_id is 'The gym that imports.';
comment on column crm.client_import_rows.import_id is 'The import.';
comment on column crm.client_import_rows.client_id is 'The gym''s record that was touched.';
comment on column crm.client_import_rows.row_number is 'The row of the file, counted from 1.';

alter table crm.client_import_rows enable row level security;
alter table crm.client_import_rows force row level security;
create policy view on crm.client_import_rows for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));
create policy add on crm.client_import_rows for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));
create policy remove on crm.client_import_rows for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.import,%'));

grant select, insert (organization_id, import_id, client_id, row_number), delete
  on crm.client_import_rows to tryzore_app, tryzore_worker;

-- A definer function, since only a table's owner may analyze it. Whoever analyzes at the same time, another
-- import or autovacuum, is not waited for.
create function private.refresh_client_statistics() returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  analyze (skip_locked)
    crm.client_organizations (organization_id, client_id, external_id, email_key, sort_name, member_number),
    crm.client_import_rows
$$;
comment on function private.refresh_client_statistics() is 'Tells the planner what the running import has written, which nobody else can see yet.';
grant execute on function private.refresh_client_statistics() to tryzore_worker;
