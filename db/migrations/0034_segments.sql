-- Tags that go away again, lists of clients by more than their names, segments of clients, and filters that people keep.

insert into private.permissions (slug, description)
values ('segments.manage', 'Define segments of clients and have them evaluated');
insert into private.role_permissions (role, permission)
values ('owner', 'segments.manage'), ('admin', 'segments.manage'), ('staff', 'segments.manage');

-- Tags -------------------------------------------------------------------------------------------------------

create policy remove on crm.tags for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,tags.manage,%'));
grant delete on crm.tags to tryzore_app, tryzore_worker;
create index taggables_by_tag on crm.taggables (organization_id, tag_id, id);

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.check_tag_unused() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever tags something holds the tag until they commit, and whoever deletes it has locked it: nobody comes in between.
  if exists (select from crm.taggables g where g.organization_id = old.organization_id and g.tag_id = old.id) then
    raise exception 'the tag is in use' using errcode = '23503', constraint = 'tag_in_use';
  end if;
  return old;
end
$$;
comment on function private.check_tag_unused() is 'A tag that is on something stays, also on what whoever deletes it does not see.';
grant execute on function private.check_tag_unused() to tryzore_owner;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
create trigger check_unused before delete on crm.tags for each row execute function private.check_tag_unused();
-- Afterwards: only then is there a client, which is a generated column.
create trigger refuse_erased after insert on crm.taggables for each row when (new.client_id is not null)
  execute function private.refuse_erased();

-- Lists of clients -------------------------------------------------------------------------------------------

-- What an import leaves empty costs it nothing.
create index clients_by_membership on crm.client_organizations (organization_id, membership_status, sort_name, id)
  where membership_status is not null and deleted_at is null;
create index clients_by_joining on crm.client_organizations (organization_id, joined_on)
  where joined_on is not null and deleted_at is null;
create index clients_by_visit on crm.client_organizations (organization_id, last_visit_at)
  where last_visit_at is not null and deleted_at is null;

-- Segments ---------------------------------------------------------------------------------------------------

create table crm.segments (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  name text not null,
  description text,
  rules jsonb not null,
  needs text[] not null default '{}',
  is_active boolean not null default true,
  evaluation_status text not null default 'pending',
  member_count integer,
  evaluated_at timestamptz,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint segment_exists primary key (organization_id, id),
  constraint segment_name_taken unique (organization_id, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint name_invalid check (char_length(name) between 1 and 100 and name = btrim(name)),
  constraint description_invalid check (char_length(description) between 1 and 1000),
  constraint rules_invalid check (jsonb_typeof(rules) = 'object'),
  constraint evaluation_status_invalid check (evaluation_status in ('pending', 'evaluated', 'missing_reference')),
  constraint member_count_invalid check (member_count >= 0 and (member_count is null) = (evaluated_at is null))
);
create index segments_by_creator on crm.segments (organization_id, created_by);
comment on table crm.segments is 'The clients whom a rule describes, under a name.';
comment on column crm.segments.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.segments.id is 'UUIDv7, made by the server.';
comment on column crm.segments.name is 'Unique in the gym.';
comment on column crm.segments.description is 'What it is for.';
comment on column crm.segments.rules is 'A tree of all, any and not over conditions on documented fields; docs/guides/segments.md lists them.';
comment on column crm.segments.needs is 'The permissions that its rules ask for, those of before too, of which its log still tells: only whoever holds them all sees it.';
comment on column crm.segments.is_active is 'Whether it is evaluated every night.';
comment on column crm.segments.evaluation_status is 'pending: not since its rules changed; evaluated; missing_reference: the rules name a tag or a plan that is gone, and the members are those of before.';
comment on column crm.segments.member_count is 'How many clients the last evaluation found.';
comment on column crm.segments.evaluated_at is 'When that was.';
comment on column crm.segments.created_by is 'Who defined it; null for an operator.';
comment on column crm.segments.created_at is 'When it was defined.';
comment on column crm.segments.updated_at is 'When its definition last changed.';
comment on column crm.segments.version is 'Moves with every change of the definition, not with evaluations; what If-Match compares.';
alter table crm.segments enable row level security;
alter table crm.segments force row level security;
create policy view on crm.segments for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and needs <@ (select string_to_array(current_setting('app.can', true), ',')));
create policy add on crm.segments for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,segments.manage,%'));
create policy change on crm.segments for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,segments.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,segments.manage,%'));
create policy remove on crm.segments for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,segments.manage,%'));
grant select, insert (organization_id, id, name, description, rules, needs, is_active),
  update (name, description, rules, needs, is_active, evaluation_status), delete on crm.segments to tryzore_app, tryzore_worker;
-- What an evaluation found, an evaluation alone writes.
grant update (member_count, evaluated_at) on crm.segments to tryzore_worker;
create trigger touch before update of name, description, rules, needs, is_active on crm.segments for each row
  when (old.* is distinct from new.*) execute function private.touch();
select audit.follow('crm.segments', 'segment', 'id', 'organization_id',
  '{organization_id,id,name,description,rules,needs,is_active,created_by}',
  p_derived => '{evaluation_status,member_count,evaluated_at,created_at,updated_at,version}');

-- One row for each time that somebody was in it: its own log, which is why the audit log does not follow it.
create table crm.segment_members (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null default gen_random_uuid(),
  segment_id uuid not null,
  client_id uuid not null,
  joined_at timestamptz not null,
  left_at timestamptz,
  constraint segment_member_exists primary key (organization_id, id),
  constraint segment_not_found foreign key (organization_id, segment_id) references crm.segments (organization_id, id)
    on delete cascade,
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint left_at_invalid check (left_at > joined_at)
);
create unique index already_in_segment on crm.segment_members (organization_id, segment_id, client_id) where left_at is null;
create index segment_members_by_client on crm.segment_members (organization_id, client_id);
create index segment_members_by_joining on crm.segment_members (organization_id, segment_id, joined_at, client_id);
create index segment_members_by_leaving on crm.segment_members (organization_id, segment_id, left_at, client_id)
  where left_at is not null;
comment on table crm.segment_members is 'Who is in a segment, and who was.';
comment on column crm.segment_members.organization_id is 'The gym.';
comment on column crm.segment_members.id is 'Random: an evaluation writes many, and nobody but an export names one.';
comment on column crm.segment_members.segment_id is 'The segment.';
comment on column crm.segment_members.client_id is 'The gym''s record of the person.';
comment on column crm.segment_members.joined_at is 'The evaluation that found them first.';
comment on column crm.segment_members.left_at is 'The evaluation that no longer found them; null while they are in it.';

create policy definer on crm.segments to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
grant select on crm.segments to tryzore_definer;
grant create on schema private to tryzore_definer;
set local role tryzore_definer;
-- Once for a statement, not once for a row; and whoever lacks nothing has an empty list.
create function private.hidden_segments() returns uuid[]
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(s.id) filter (
    where (s.needs <@ string_to_array(current_setting('app.can', true), ',')) is not true), '{}')
  from crm.segments s
  where s.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
  having count(*) > 0
$$;
comment on function private.hidden_segments() is 'The segments of the organization that was entered whose rules ask for what whoever entered may not see; null, which hides all, where there is none at all.';
grant execute on function private.hidden_segments() to tryzore_app, tryzore_worker;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

alter table crm.segment_members enable row level security;
alter table crm.segment_members force row level security;
create policy view on crm.segment_members for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and segment_id <> all ((select private.hidden_segments())::uuid[]));
-- Jobs evaluate, and they are granted everything.
create policy add on crm.segment_members for insert to tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
create policy change on crm.segment_members for update to tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
grant select on crm.segment_members to tryzore_app, tryzore_worker;
grant insert (organization_id, segment_id, client_id, joined_at), update (left_at) on crm.segment_members to tryzore_worker;
select private.classify('crm.segment_members', '{organization_id,id,segment_id,client_id,joined_at,left_at}',
  p_subject => 't.client_id = $2', p_erases_row => true);
create trigger refuse_erased before insert or update on crm.segment_members for each row execute function private.refuse_erased();

-- Filters that people keep -----------------------------------------------------------------------------------

create table crm.saved_filters (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  user_id uuid not null default nullif(current_setting('app.user_id', true), '')::uuid,
  name text not null,
  resource text not null,
  query jsonb not null,
  is_shared boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint saved_filter_exists primary key (organization_id, id),
  constraint filter_name_taken unique (organization_id, user_id, resource, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint name_invalid check (char_length(name) between 1 and 100 and name = btrim(name)),
  constraint resource_invalid check (resource ~ '^[a-z_]{1,50}$'),
  constraint query_invalid check (jsonb_typeof(query) = 'object' and octet_length(query::text) <= 20000)
);
comment on table crm.saved_filters is 'Parameters of a list that somebody keeps under a name, for themselves or for all who work here.';
comment on column crm.saved_filters.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.saved_filters.id is 'UUIDv7, made by the server.';
comment on column crm.saved_filters.user_id is 'Whose it is.';
comment on column crm.saved_filters.name is 'Unique among the person''s filters of the list.';
comment on column crm.saved_filters.resource is 'Which list: clients, staff, ...';
comment on column crm.saved_filters.query is 'The list''s parameters by name, as in its URL; never a search text, which may name a person.';
comment on column crm.saved_filters.is_shared is 'Whether others of the gym who see clients see it.';
comment on column crm.saved_filters.created_at is 'When it was kept.';
comment on column crm.saved_filters.updated_at is 'When it last changed.';
comment on column crm.saved_filters.version is 'Moves with every change; what If-Match compares.';
alter table crm.saved_filters enable row level security;
alter table crm.saved_filters force row level security;
create policy view on crm.saved_filters for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and (is_shared or user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)));
create policy add on crm.saved_filters for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
-- Who manages staff may change those of others, of which they see the shared ones.
create policy change on crm.saved_filters for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or (select current_setting('app.can', true) like '%,staff.manage,%')))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or (select current_setting('app.can', true) like '%,staff.manage,%')));
create policy remove on crm.saved_filters for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or (select current_setting('app.can', true) like '%,staff.manage,%')));
grant select, insert (organization_id, id, name, resource, query, is_shared), update (name, query, is_shared), delete
  on crm.saved_filters to tryzore_app, tryzore_worker;
create trigger touch before update on crm.saved_filters for each row
  when (old.* is distinct from new.*) execute function private.touch();
select audit.follow('crm.saved_filters', 'saved_filter', 'id', 'organization_id',
  '{organization_id,id,user_id,name,resource,query,is_shared}', p_derived => '{created_at,updated_at,version}');
