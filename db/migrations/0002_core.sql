-- Organizations, the people who can sign in, and who belongs where with which role.

-- The migrator's own list of what has been applied. -------------------------------------------------------

alter table private.migrations enable row level security;
alter table private.migrations force row level security;
create policy migrator on private.migrations to tryzore_owner using (true) with check (true);

comment on table private.migrations is 'Migrations that have been applied.';
comment on column private.migrations.number is 'The number the file name starts with.';
comment on column private.migrations.name is 'The file name without number and ending.';
comment on column private.migrations.checksum is 'Of the file as it was applied; a landed file never changes.';
comment on column private.migrations.applied_at is 'When its transaction began.';

-- What every changeable row does. -------------------------------------------------------------------------

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.touch() returns trigger language plpgsql as $$
begin
  new.version := old.version + 1;
  new.updated_at := pg_catalog.now();
  return new;
end
$$;
comment on function private.touch() is 'Counts the row''s version and dates its change; the version is what If-Match compares.';
grant execute on function private.touch() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

-- Organizations -------------------------------------------------------------------------------------------

create table crm.organizations (
  id uuid not null,
  parent_organization_id uuid,
  root_organization_id uuid not null,
  name text not null,
  slug text not null,
  domain text,
  logo_url text,
  time_zone text not null,
  currency text not null,
  jurisdiction text,
  settings jsonb not null default '{}',
  status text not null default 'active',
  forbids_room_overlap boolean not null default true,
  forbids_trainer_overlap boolean not null default true,
  owners_version bigint not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint organization_exists primary key (id),
  constraint slug_taken unique (slug),
  -- What a foreign key within one chain refers to.
  constraint location_exists unique (root_organization_id, id),
  constraint parent_not_found foreign key (parent_organization_id) references crm.organizations (id),
  constraint root_not_found foreign key (root_organization_id) references crm.organizations (id),
  constraint parent_invalid check (parent_organization_id <> id
    and (parent_organization_id is null) = (root_organization_id = id)),
  constraint name_invalid check (char_length(name) between 1 and 100 and name = btrim(name)),
  constraint slug_invalid check (char_length(slug) <= 63 and slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
  constraint domain_invalid check (char_length(domain) <= 253 and domain ~ '^[a-z0-9-]+(\.[a-z0-9-]+)+$'),
  constraint logo_url_invalid check (char_length(logo_url) <= 2048 and logo_url ~ '^https?://' and logo_url !~ '[[:cntrl:]]'),
  constraint time_zone_invalid check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
  constraint currency_invalid check (currency ~ '^[A-Z]{3}$'),
  constraint jurisdiction_invalid check (jurisdiction ~ '^[A-Z]{2}(-[A-Z0-9]{1,3})?$'),
  constraint settings_invalid check (jsonb_typeof(settings) = 'object'),
  constraint status_invalid check (status in ('active', 'suspended', 'archived'))
);
create index organizations_by_parent on crm.organizations (parent_organization_id);
create index organizations_by_root on crm.organizations (root_organization_id);

comment on table crm.organizations is 'A gym or studio location; a chain is a tree of them.';
comment on column crm.organizations.id is 'UUIDv7, made by the server.';
comment on column crm.organizations.parent_organization_id is 'The organization above this one in its chain.';
comment on column crm.organizations.root_organization_id is 'The top of the chain; itself without a parent.';
comment on column crm.organizations.name is 'As people know it.';
comment on column crm.organizations.slug is 'Its name in addresses, unique in the whole installation.';
comment on column crm.organizations.domain is 'Its own web domain.';
comment on column crm.organizations.logo_url is 'Where its logo is found.';
comment on column crm.organizations.time_zone is 'IANA name; what "today" means here.';
comment on column crm.organizations.currency is 'ISO 4217 code of its prices.';
comment on column crm.organizations.jurisdiction is 'ISO 3166 code of the country, or of its subdivision, whose law applies.';
comment on column crm.organizations.settings is 'Validated by the server: booking windows, fees, opening hours, rules across locations.';
comment on column crm.organizations.status is 'Only an active organization, in a chain of active ones, can be entered.';
comment on column crm.organizations.forbids_room_overlap is 'Whether a room holds one event at a time.';
comment on column crm.organizations.forbids_trainer_overlap is 'Whether a trainer leads one event at a time.';
comment on column crm.organizations.owners_version is 'Moves when owners change, so that two who resign at once meet at this row.';
comment on column crm.organizations.created_at is 'When it was made.';
comment on column crm.organizations.updated_at is 'When it last changed.';
comment on column crm.organizations.version is 'Moves with every change; what If-Match compares.';

alter table crm.organizations enable row level security;
alter table crm.organizations force row level security;
-- No organization_id here, and no personal data: the definer walks chains and finds slugs.
create policy definer on crm.organizations to tryzore_definer using (true) with check (true);
create policy view on crm.organizations for select to tryzore_app, tryzore_worker
  using (id = (select nullif(current_setting('app.org_id', true), '')::uuid));
create policy change on crm.organizations for update to tryzore_app, tryzore_worker
  using (id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,organization.update,%'))
  with check (id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,organization.update,%'));

grant select, insert, update (owners_version) on crm.organizations to tryzore_definer;
grant select, update (name, slug, domain, logo_url, time_zone, currency, jurisdiction, settings,
    forbids_room_overlap, forbids_trainer_overlap)
  on crm.organizations to tryzore_app, tryzore_worker;
grant update (status) on crm.organizations to tryzore_worker;

create trigger touch before update on crm.organizations for each row
  when (old.owners_version = new.owners_version and old.* is distinct from new.*)
  execute function private.touch();

-- People --------------------------------------------------------------------------------------------------

create table crm.users (
  id uuid not null,
  email text not null,
  first_name text not null,
  last_name text not null,
  phone text,
  avatar_url text,
  user_type text not null default 'client',
  workos_user_id text,
  locale text,
  time_zone text,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint user_exists primary key (id),
  constraint email_invalid check (char_length(email) between 3 and 254),
  constraint first_name_invalid check (char_length(first_name) between 1 and 100),
  constraint last_name_invalid check (char_length(last_name) between 1 and 100),
  constraint phone_invalid check (char_length(phone) between 1 and 32),
  constraint avatar_url_invalid check (char_length(avatar_url) <= 2048 and avatar_url ~ '^https?://'),
  constraint user_type_invalid check (user_type in ('owner', 'employee', 'client')),
  constraint workos_user_id_invalid check (char_length(workos_user_id) between 1 and 255),
  constraint locale_invalid check (locale ~ '^[A-Za-z0-9_-]{2,35}$'),
  constraint time_zone_invalid check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);

comment on table crm.users is 'A person who can sign in.';
comment on column crm.users.id is 'UUIDv7, made by the server.';
comment on column crm.users.email is 'For display; identities are what is unique.';
comment on column crm.users.first_name is 'As given by the person.';
comment on column crm.users.last_name is 'As given by the person.';
comment on column crm.users.phone is 'As given by the person.';
comment on column crm.users.avatar_url is 'Where a picture of the person is found.';
comment on column crm.users.user_type is 'A label for display; it never grants anything.';
comment on column crm.users.workos_user_id is 'The person at WorkOS, when signed in through it.';
comment on column crm.users.locale is 'BCP 47 tag of the language the person reads.';
comment on column crm.users.time_zone is 'IANA name; the person''s own clock.';
comment on column crm.users.metadata is 'The person''s own settings.';
comment on column crm.users.created_at is 'When the person signed up.';
comment on column crm.users.updated_at is 'When the row last changed.';
comment on column crm.users.version is 'Moves with every change; what If-Match compares.';

create trigger touch before update on crm.users for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Roles and permissions -----------------------------------------------------------------------------------

create table private.roles (
  role text not null,
  rank smallint not null,
  constraint role_exists primary key (role),
  constraint rank_taken unique (rank)
);
comment on table private.roles is 'The roles a person can have in an organization.';
comment on column private.roles.role is 'Its name on the wire.';
comment on column private.roles.rank is 'Higher ranks decide about lower ones.';

create table private.permissions (
  slug text not null,
  description text not null,
  constraint permission_exists primary key (slug)
);
comment on table private.permissions is 'Everything a request can need; the server''s list must equal it.';
comment on column private.permissions.slug is 'subject.verb';
comment on column private.permissions.description is 'What its holder may do.';

create table private.role_permissions (
  role text not null,
  permission text not null,
  constraint role_permission_exists primary key (role, permission),
  constraint role_not_found foreign key (role) references private.roles (role),
  constraint permission_not_found foreign key (permission) references private.permissions (slug)
);
create index role_permissions_by_permission on private.role_permissions (permission);
comment on table private.role_permissions is 'What each role holds unless a membership grants or denies it.';
comment on column private.role_permissions.role is 'The role that holds it.';
comment on column private.role_permissions.permission is 'What it holds.';

insert into private.roles (role, rank)
values ('owner', 50), ('admin', 40), ('staff', 30), ('trainer', 20), ('member', 10);

insert into private.permissions (slug, description)
values
  ('organization.view', 'See the organization'),
  ('organization.update', 'Change the organization and its settings'),
  ('staff.view', 'See who works here'),
  ('staff.manage', 'Change roles, permissions and titles, and end memberships'),
  ('clients.view', 'See all clients'),
  ('clients.create', 'Add clients'),
  ('clients.update', 'Change clients'),
  ('clients.import', 'Import clients from a file'),
  ('clients.medical.view', 'Read the gym''s medical notes on clients'),
  ('clients.medical.update', 'Write the gym''s medical notes on clients'),
  ('tags.manage', 'Make tags and put them on things'),
  ('rooms.manage', 'Make and change rooms'),
  ('events.view', 'See the schedule; members only while they are active clients'),
  ('events.create', 'Schedule events'),
  ('events.update', 'Change and cancel events'),
  ('events.lead', 'Schedule, change and cancel events that one leads oneself'),
  ('bookings.view', 'See who is booked'),
  ('bookings.create', 'Book a place for oneself'),
  ('bookings.manage', 'Book, cancel and check in others'),
  ('plans.manage', 'Make and change membership plans'),
  ('memberships.view', 'See all memberships'),
  ('memberships.create', 'Sell memberships'),
  ('memberships.update', 'Change memberships and record their use'),
  ('audit.view', 'Read the audit log');

insert into private.role_permissions (role, permission)
select holders.role, holders.permission
from (values
  ('organization.view', '{owner,admin,staff,trainer,member}'::text[]),
  ('organization.update', '{owner}'),
  ('staff.view', '{owner,admin,staff,trainer}'),
  ('staff.manage', '{owner,admin}'),
  ('clients.view', '{owner,admin,staff,trainer}'),
  ('clients.create', '{owner,admin,staff}'),
  ('clients.update', '{owner,admin,staff}'),
  ('clients.import', '{owner,admin}'),
  ('clients.medical.view', '{owner,admin}'),
  ('clients.medical.update', '{owner,admin}'),
  ('tags.manage', '{owner,admin,staff}'),
  ('rooms.manage', '{owner,admin}'),
  ('events.view', '{owner,admin,staff,trainer,member}'),
  ('events.create', '{owner,admin,staff}'),
  ('events.update', '{owner,admin,staff}'),
  ('events.lead', '{owner,admin,staff,trainer}'),
  ('bookings.view', '{owner,admin,staff,trainer}'),
  ('bookings.create', '{owner,admin,staff,trainer,member}'),
  ('bookings.manage', '{owner,admin,staff,trainer}'),
  ('plans.manage', '{owner,admin}'),
  ('memberships.view', '{owner,admin,staff}'),
  ('memberships.create', '{owner,admin,staff}'),
  ('memberships.update', '{owner,admin,staff}'),
  ('audit.view', '{owner}')
) as held (permission, roles)
cross join lateral (select unnest(held.roles), held.permission) as holders (role, permission);

alter table private.roles enable row level security;
alter table private.roles force row level security;
create policy definer on private.roles to tryzore_definer using (true);
alter table private.permissions enable row level security;
alter table private.permissions force row level security;
create policy definer on private.permissions to tryzore_definer using (true);
create policy migrator on private.permissions to tryzore_owner using (true) with check (true);
alter table private.role_permissions enable row level security;
alter table private.role_permissions force row level security;
create policy definer on private.role_permissions to tryzore_definer using (true);
create policy migrator on private.role_permissions to tryzore_owner using (true) with check (true);

-- The update of a rank is not used; it is what FOR SHARE asks for.
grant select, update (rank) on private.roles to tryzore_definer;
grant select on private.permissions, private.role_permissions to tryzore_definer;

-- Roles of a gym's own ------------------------------------------------------------------------------------

create table crm.role_definitions (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  name text not null,
  description text,
  permissions text[] not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint role_definition_exists primary key (organization_id, id),
  constraint role_name_taken unique (organization_id, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint name_invalid check (char_length(name) between 1 and 100 and name = btrim(name)),
  constraint description_invalid check (char_length(description) between 1 and 1000),
  constraint permissions_invalid check (case when coalesce(array_ndims(permissions), 1) = 1
    then array_position(permissions, null) is null and cardinality(permissions) <= 200 else false end)
);

comment on table crm.role_definitions is 'A role of a gym''s own, such as Head coach: permissions on top of a person''s role.';
comment on column crm.role_definitions.organization_id is 'The gym.';
comment on column crm.role_definitions.id is 'UUIDv7, made by the server.';
comment on column crm.role_definitions.name is 'As the gym calls it.';
comment on column crm.role_definitions.description is 'What it is for.';
comment on column crm.role_definitions.permissions is 'What it adds to the role of whoever has it.';
comment on column crm.role_definitions.created_at is 'When it was made.';
comment on column crm.role_definitions.updated_at is 'When it last changed.';
comment on column crm.role_definitions.version is 'Moves with every change; what If-Match compares.';

alter table crm.role_definitions enable row level security;
alter table crm.role_definitions force row level security;
create policy definer on crm.role_definitions to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.role_definitions for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.view,%'));
create policy add on crm.role_definitions for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.manage,%'));
create policy change on crm.role_definitions for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.manage,%'));

-- The definer updates nothing; it is what FOR SHARE asks for.
grant select, update (name) on crm.role_definitions to tryzore_definer;
grant select, insert (organization_id, id, name, description, permissions), update (name, description, permissions)
  on crm.role_definitions to tryzore_app, tryzore_worker;

create trigger touch before update on crm.role_definitions for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Who belongs where ---------------------------------------------------------------------------------------

create table crm.user_organizations (
  organization_id uuid not null,
  user_id uuid not null,
  role text not null,
  role_definition_id uuid,
  permissions jsonb not null default '{"grant": [], "deny": []}',
  is_primary boolean not null default false,
  title text,
  joined_at timestamptz not null default now(),
  left_at timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint already_in_organization primary key (organization_id, user_id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint role_definition_not_found foreign key (organization_id, role_definition_id)
    references crm.role_definitions (organization_id, id),
  -- Not a unique index of the tenant: it spans gyms, but only definer functions write the column, so no gym
  -- can ask it whether a person belongs to another.
  constraint one_primary_organization exclude using btree (user_id with =) where (is_primary),
  constraint role_invalid check (role in ('owner', 'admin', 'staff', 'trainer', 'member')),
  constraint permissions_invalid check (
    jsonb_typeof(permissions) = 'object'
    and permissions - '{grant,deny}'::text[] = '{}'
    and jsonb_typeof(coalesce(permissions -> 'grant', '[]')) = 'array'
    and jsonb_typeof(coalesce(permissions -> 'deny', '[]')) = 'array'
    and not jsonb_path_exists(permissions, 'strict $.*[*] ? (@.type() != "string")', '{}', true)),
  constraint title_invalid check (char_length(title) between 1 and 100),
  constraint left_at_invalid check (left_at <= now() and left_at >= joined_at),
  constraint primary_has_left check (not (is_primary and left_at is not null))
);
-- A person's own memberships, looked up by definer functions before an organization is known.
create index user_organizations_by_user on crm.user_organizations (user_id, organization_id);
create index user_organizations_by_role_definition on crm.user_organizations (organization_id, role_definition_id)
  where role_definition_id is not null;

comment on table crm.user_organizations is 'Who belongs to an organization, with which role; the only thing the doors believe.';
comment on column crm.user_organizations.organization_id is 'The organization.';
comment on column crm.user_organizations.user_id is 'The person.';
comment on column crm.user_organizations.role is 'Decides the default permissions and the rank.';
comment on column crm.user_organizations.role_definition_id is 'The role of the gym''s own that adds permissions.';
comment on column crm.user_organizations.permissions is '{"grant": [slug], "deny": [slug]}: exceptions to the role; a denial wins, owners are never denied.';
comment on column crm.user_organizations.is_primary is 'Entered when the person signs in without naming an organization.';
comment on column crm.user_organizations.title is 'What the person is called here, such as Head coach.';
comment on column crm.user_organizations.joined_at is 'When the person joined.';
comment on column crm.user_organizations.left_at is 'When the person left; from then on nothing is allowed.';
comment on column crm.user_organizations.created_at is 'When the row was made.';
comment on column crm.user_organizations.updated_at is 'When it last changed.';
comment on column crm.user_organizations.version is 'Moves with every change; what If-Match compares.';

alter table crm.user_organizations enable row level security;
alter table crm.user_organizations force row level security;
-- Besides the organizations in scope the definer reads the memberships of one person, whom a function names
-- while it finds out where that person belongs.
create policy definer on crm.user_organizations to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[])
    or user_id = (select nullif(current_setting('app.scope_user_id', true), '')::uuid))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.user_organizations for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,staff.view,%')
      or user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)));
create policy change on crm.user_organizations for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.manage,%'));

grant select, insert, update (role, role_definition_id, permissions, title, left_at, is_primary)
  on crm.user_organizations to tryzore_definer;
grant select, update (role, role_definition_id, permissions, title, left_at) on crm.user_organizations to tryzore_app, tryzore_worker;

create trigger touch before update on crm.user_organizations for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Who sees people -----------------------------------------------------------------------------------------

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- A function, because the rows of who works here also say what each may do: members see faces, not roles.
create function private.colleagues() returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array_agg(m.user_id) from crm.user_organizations m
  where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.role <> 'member'
    and (m.left_at is null or current_setting('app.can', true) like '%,staff.view,%')
$$;
comment on function private.colleagues() is 'Who works at the organization that was entered; for those who see staff, also who did.';
grant execute on function private.colleagues() to tryzore_app, tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

alter table crm.users enable row level security;
alter table crm.users force row level security;
-- No organization_id here: a person exists before belonging anywhere.
create policy definer on crm.users to tryzore_definer using (true) with check (true);
-- Themselves, and who works here; a gym knows its members by its own record of them.
create policy view on crm.users for select to tryzore_app, tryzore_worker
  using (id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    or id = any ((select private.colleagues())::uuid[]));
create policy change on crm.users for update to tryzore_app, tryzore_worker
  using (id = (select nullif(current_setting('app.user_id', true), '')::uuid))
  with check (id = (select nullif(current_setting('app.user_id', true), '')::uuid));

grant select, insert, update (user_type) on crm.users to tryzore_definer;
grant select, update (first_name, last_name, phone, avatar_url, locale, time_zone, metadata)
  on crm.users to tryzore_app, tryzore_worker;
