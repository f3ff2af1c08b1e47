-- Tags, and what they are put on: one generated column per kind of thing, so that each is a real foreign key.

create table crm.tags (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  name text not null,
  type text not null,
  color text,
  icon text,
  description text,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint tag_exists primary key (organization_id, id),
  constraint tag_name_taken unique (organization_id, type, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint name_invalid check (char_length(name) between 1 and 100 and name = btrim(name)),
  constraint tag_type_invalid check (type in ('specialty', 'interest', 'category', 'skill', 'certification', 'custom')),
  constraint color_invalid check (color ~ '^#[0-9a-f]{6}$'),
  constraint icon_invalid check (char_length(icon) between 1 and 100),
  constraint description_invalid check (char_length(description) between 1 and 1000)
);

comment on table crm.tags is 'A word that a gym puts on people and things.';
comment on column crm.tags.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.tags.id is 'UUIDv7, made by the server.';
comment on column crm.tags.name is 'Unique among the gym''s tags of its type.';
comment on column crm.tags.type is 'What kind of word it is: a specialty of staff, an interest of clients, ...';
comment on column crm.tags.color is 'As #rrggbb.';
comment on column crm.tags.icon is 'The name of an icon; which ones there are is the client''s affair.';
comment on column crm.tags.description is 'What it means.';
comment on column crm.tags.is_active is 'Whether it is offered; a retired tag stays where it is.';
comment on column crm.tags.created_at is 'When it was made.';
comment on column crm.tags.updated_at is 'When it last changed.';
comment on column crm.tags.version is 'Moves with every change; what If-Match compares.';

alter table crm.tags enable row level security;
alter table crm.tags force row level security;
create policy view on crm.tags for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
create policy add on crm.tags for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,tags.manage,%'));
create policy change on crm.tags for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,tags.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,tags.manage,%'));

grant select, insert (organization_id, id, name, type, color, icon, description, is_active),
  update (name, color, icon, description, is_active) on crm.tags to tryzore_app, tryzore_worker;

create trigger touch before update on crm.tags for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- What they are put on --------------------------------------------------------------------------------------

create table crm.taggables (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  tag_id uuid not null,
  taggable_type text not null,
  taggable_id uuid not null,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  user_id uuid generated always as (case taggable_type when 'user' then taggable_id end) stored,
  client_id uuid generated always as (case taggable_type when 'client' then taggable_id end) stored,
  constraint taggable_exists primary key (organization_id, id),
  constraint already_tagged unique (organization_id, tag_id, taggable_type, taggable_id),
  constraint tag_not_found foreign key (organization_id, tag_id) references crm.tags (organization_id, id),
  constraint user_not_found foreign key (organization_id, user_id)
    references crm.user_organizations (organization_id, user_id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint taggable_type_invalid check (taggable_type in ('user', 'client'))
);
create index taggables_by_user on crm.taggables (organization_id, user_id) where user_id is not null;
create index taggables_by_client on crm.taggables (organization_id, client_id) where client_id is not null;
create index taggables_by_creator on crm.taggables (organization_id, created_by);

comment on table crm.taggables is 'A tag on a thing.';
comment on column crm.taggables.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.taggables.id is 'UUIDv7, made by the server.';
comment on column crm.taggables.tag_id is 'The tag.';
comment on column crm.taggables.taggable_type is 'What kind of thing it is put on: user, client, event, class or tour; documents and workouts follow with their tables.';
comment on column crm.taggables.taggable_id is 'Which one; it exists and is the same gym''s.';
comment on column crm.taggables.created_by is 'Who put it there; null for an operator.';
comment on column crm.taggables.created_at is 'When it was put there.';
comment on column crm.taggables.user_id is 'The person who works here, for type user.';
comment on column crm.taggables.client_id is 'The gym''s client record, for type client.';

alter table crm.taggables enable row level security;
alter table crm.taggables force row level security;
create policy view on crm.taggables for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (client_id is null or (select current_setting('app.can', true) like '%,clients.view,%'))
    and (user_id is null or (select current_setting('app.can', true) like '%,staff.view,%')));
create policy add on crm.taggables for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,tags.manage,%'));
create policy remove on crm.taggables for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,tags.manage,%'));

grant select, insert (organization_id, id, tag_id, taggable_type, taggable_id), delete
  on crm.taggables to tryzore_app, tryzore_worker;

select audit.follow('crm.tags', 'tag', 'id', 'organization_id',
  '{organization_id,id,name,type,color,icon,description,is_active}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.taggables', 'taggable', 'id', 'organization_id',
  '{organization_id,id,tag_id,taggable_type,taggable_id,created_by}',
  p_derived => '{created_at,user_id,client_id}');
