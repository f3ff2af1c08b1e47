-- Clients in full: who sees how to reach them, their deletion, notes, guardians, and finding them as somebody types.

insert into private.permissions (slug, description)
values ('clients.contact.view', 'See how to reach clients, where they live and whom to call'),
  ('clients.delete', 'Delete clients and restore them');
insert into private.role_permissions (role, permission)
values ('owner', 'clients.contact.view'), ('admin', 'clients.contact.view'), ('staff', 'clients.contact.view'),
  ('owner', 'clients.delete'), ('admin', 'clients.delete');

-- The record ------------------------------------------------------------------------------------------------

alter table crm.client_organizations
  add column photo_url text,
  add column phone_end text collate "C",
  add constraint photo_url_invalid check (photo_url ~ '^https://[^[:space:]]+$' and char_length(photo_url) <= 2000);
comment on column crm.client_organizations.photo_url is 'Where a picture of the person is.';
comment on column crm.client_organizations.phone_end is 'The last four digits: what people give at the desk. Kept by a trigger; a generated column would keep triggers from comparing whole rows.';
create index clients_by_phone_end on crm.client_organizations (organization_id, phone_end)
  where phone_end is not null and deleted_at is null;
grant insert (photo_url), update (photo_url) on crm.client_organizations to tryzore_app, tryzore_worker;
select private.classify('crm.client_organizations', p_personal => '{photo_url}', p_derived => '{phone_end}');

create function private.keep_phone_end() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.phone_end := right(new.phone_key, 4);
  return new;
end
$$;
comment on function private.keep_phone_end() is 'The end of a telephone number follows the number.';
create trigger keep_phone_end before insert or update of phone_key on crm.client_organizations for each row
  execute function private.keep_phone_end();

-- Finding by a part of the name -----------------------------------------------------------------------------

-- A search by the first part is a range of clients_by_name; the others are here. No foreign key: the triggers below
-- keep it, and an index for that key would cost an import more than the table itself.
create table crm.client_name_parts (
  organization_id uuid not null,
  part text collate "C" not null,
  client_id uuid not null,
  constraint client_name_part_exists primary key (organization_id, part, client_id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id)
);
comment on table crm.client_name_parts is 'The parts of clients'' names but for the first of sort_name, so that a part finds them in any order.';
comment on column crm.client_name_parts.organization_id is 'The gym.';
comment on column crm.client_name_parts.part is 'A part of sort_name.';
comment on column crm.client_name_parts.client_id is 'The gym''s record of the person.';
alter table crm.client_name_parts enable row level security;
alter table crm.client_name_parts force row level security;
create policy definer on crm.client_name_parts to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.client_name_parts for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%'));
grant select on crm.client_name_parts to tryzore_app, tryzore_worker;
grant select, insert, delete on crm.client_name_parts to tryzore_definer;
select private.classify('crm.client_name_parts', '{organization_id,client_id}', p_derived => '{part}');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.name_parts(p_sort_name text) returns setof text
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select distinct part
  from string_to_table(p_sort_name, ' ') with ordinality as words (word, place), string_to_array(word, '-') as pieces,
    generate_series(1, cardinality(pieces)) as piece, array_to_string(pieces[piece:], '-') as part
  where (place > 1 or piece > 1) and part <> ''
$$;
comment on function private.name_parts(text) is 'Where a sort name may be found but at its beginning: each word, and each of a hyphenated one.';

-- The rows passed their own policies; wherever that was, their names belong.
create function private.index_new_names() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.index_new_names() is 'New clients are found by every part of their names.';

create function private.index_changed_names() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.index_changed_names() is 'Renamed clients are found by their new names, and no longer by the old.';

create function private.forget_names() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.forget_names() is 'Who is no longer there is found by no name.';

create function private.check_client_deletion() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (current_setting('app.can', true) like '%,clients.delete,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.delete';
  end if;
  return new;
end
$$;
comment on function private.check_client_deletion() is 'Deleting and restoring a client asks for more than changing one.';

grant execute on function private.name_parts(text), private.index_new_names(), private.index_changed_names(), private.forget_names(),
  private.check_client_deletion() to tryzore_owner;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger index_new_names after insert on crm.client_organizations referencing new table as new_rows
  for each statement execute function private.index_new_names();
create trigger index_changed_names after update on crm.client_organizations
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.index_changed_names();
create trigger forget_names after delete on crm.client_organizations referencing old table as old_rows
  for each statement execute function private.forget_names();
create trigger check_client_deletion before update of deleted_at on crm.client_organizations
  for each row when (old.deleted_at is distinct from new.deleted_at)
  execute function private.check_client_deletion();

-- Clients that are there already. Under FORCE the owner would see none of them.
alter table crm.client_organizations no force row level security;
alter table crm.client_name_parts no force row level security;
insert into crm.client_name_parts (organization_id, part, client_id)
select c.organization_id, p.part, c.id from crm.client_organizations c, private.name_parts(c.sort_name) as p (part);
alter table crm.client_organizations disable trigger user;
update crm.client_organizations set phone_end = right(phone_key, 4) where phone_key is not null;
alter table crm.client_organizations enable trigger user;
alter table crm.client_organizations force row level security;
alter table crm.client_name_parts force row level security;

-- The standing of a membership, copied to its client ---------------------------------------------------------

grant select (organization_id, client_id, status) on crm.memberships to tryzore_definer;
grant update (membership_status) on crm.client_organizations to tryzore_definer;
grant select (membership_status) on crm.client_organizations to tryzore_definer;
grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.copy_membership_status() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.copy_membership_status() is 'A client stands as the best of their memberships does.';
grant execute on function private.copy_membership_status() to tryzore_owner;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
create trigger copy_status_of_new after insert on crm.memberships referencing new table as new_rows
  for each statement execute function private.copy_membership_status();
create trigger copy_changed_status after update on crm.memberships
  referencing old table as old_rows new table as new_rows
  for each statement execute function private.copy_membership_status();

-- Notes ------------------------------------------------------------------------------------------------------

create table crm.client_notes (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  body text not null,
  visibility text not null default 'team',
  is_pinned boolean not null default false,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint client_note_exists primary key (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint body_invalid check (char_length(body) between 1 and 10000),
  constraint visibility_invalid check (visibility in ('team', 'desk', 'managers'))
);
create index client_notes_by_client on crm.client_notes (organization_id, client_id, created_at, id);
create index client_notes_by_creator on crm.client_notes (organization_id, created_by);
comment on table crm.client_notes is 'What the gym''s people note about a client; never shown to the client.';
comment on column crm.client_notes.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.client_notes.id is 'UUIDv7, made by the server.';
comment on column crm.client_notes.client_id is 'The gym''s record of the person.';
comment on column crm.client_notes.body is 'The note.';
comment on column crm.client_notes.visibility is 'team: whoever sees clients; desk: whoever changes them; managers: whoever manages staff.';
comment on column crm.client_notes.is_pinned is 'Whether it is shown first, and as an alert.';
comment on column crm.client_notes.created_by is 'Who wrote it; null for an operator.';
comment on column crm.client_notes.created_at is 'When it was written.';
comment on column crm.client_notes.updated_at is 'When it last changed.';
comment on column crm.client_notes.version is 'Moves with every change; what If-Match compares.';
alter table crm.client_notes enable row level security;
alter table crm.client_notes force row level security;
create policy view on crm.client_notes for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and (visibility = 'team'
      or visibility = 'desk' and (select current_setting('app.can', true) like '%,clients.update,%')
      or (select current_setting('app.can', true) like '%,staff.manage,%')));
-- Nobody writes what they could not read. The text of a note is its author's; whoever manages staff may change all.
create policy add on crm.client_notes for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.view,%')
    and (visibility = 'team'
      or visibility = 'desk' and (select current_setting('app.can', true) like '%,clients.update,%')
      or (select current_setting('app.can', true) like '%,staff.manage,%')));
create policy change on crm.client_notes for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (created_by = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or (select current_setting('app.can', true) like '%,staff.manage,%')))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (visibility = 'team'
      or visibility = 'desk' and (select current_setting('app.can', true) like '%,clients.update,%')
      or (select current_setting('app.can', true) like '%,staff.manage,%')));
create policy remove on crm.client_notes for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (created_by = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or (select current_setting('app.can', true) like '%,staff.manage,%')));
grant select, insert (organization_id, id, client_id, body, visibility, is_pinned), update (body, visibility, is_pinned),
  delete on crm.client_notes to tryzore_app, tryzore_worker;
create trigger touch before update on crm.client_notes for each row
  when (old.* is distinct from new.*) execute function private.touch();
select audit.follow('crm.client_notes', 'client_note', 'id', 'organization_id',
  '{organization_id,id,client_id,visibility,is_pinned,created_by}', p_personal => '{body}',
  p_derived => '{created_at,updated_at,version}');
select private.classify('crm.client_notes', p_subject => 't.client_id = $2', p_erases_row => true);
create trigger refuse_erased before insert or update on crm.client_notes for each row execute function private.refuse_erased();

-- Guardians ---------------------------------------------------------------------------------------------------

create table crm.client_guardians (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  guardian_id uuid,
  name text,
  phone text,
  email text,
  relationship text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint client_guardian_exists primary key (organization_id, id),
  constraint guardian_taken unique (organization_id, client_id, guardian_id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint guardian_not_found foreign key (organization_id, guardian_id)
    references crm.client_organizations (organization_id, id),
  constraint guardian_unnamed check (num_nonnulls(guardian_id, name) = 1),
  constraint guardian_invalid check (guardian_id <> client_id),
  constraint name_invalid check (char_length(name) between 1 and 200),
  constraint phone_invalid check (char_length(phone) between 1 and 32),
  constraint email_invalid check (char_length(email) between 3 and 254),
  constraint relationship_invalid check (char_length(relationship) between 1 and 200)
);
create index client_guardians_by_guardian on crm.client_guardians (organization_id, guardian_id) where guardian_id is not null;
comment on table crm.client_guardians is 'Who answers for a minor: another client of the gym, or somebody by name.';
comment on column crm.client_guardians.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.client_guardians.id is 'UUIDv7, made by the server.';
comment on column crm.client_guardians.client_id is 'Whom they answer for.';
comment on column crm.client_guardians.guardian_id is 'The guardian, where they are a client of the gym.';
comment on column crm.client_guardians.name is 'The guardian, where they are not.';
comment on column crm.client_guardians.phone is 'How to call them.';
comment on column crm.client_guardians.email is 'Where to write to.';
comment on column crm.client_guardians.relationship is 'Mother, grandfather, ...';
comment on column crm.client_guardians.created_at is 'When it was noted.';
comment on column crm.client_guardians.updated_at is 'When it last changed.';
comment on column crm.client_guardians.version is 'Moves with every change; what If-Match compares.';
alter table crm.client_guardians enable row level security;
alter table crm.client_guardians force row level security;
create policy view on crm.client_guardians for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.contact.view,%'));
create policy add on crm.client_guardians for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'));
create policy remove on crm.client_guardians for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'));
grant select, insert (organization_id, id, client_id, guardian_id, name, phone, email, relationship), delete
  on crm.client_guardians to tryzore_app, tryzore_worker;
create trigger touch before update on crm.client_guardians for each row
  when (old.* is distinct from new.*) execute function private.touch();
select audit.follow('crm.client_guardians', 'client_guardian', 'id', 'organization_id',
  '{organization_id,id,client_id,guardian_id}', p_personal => '{name,phone,email,relationship}',
  p_derived => '{created_at,updated_at,version}');
select private.classify('crm.client_guardians', p_subject => 't.client_id = $2 or t.guardian_id = $2', p_erases_row => true);
create trigger refuse_erased before insert or update on crm.client_guardians for each row execute function private.refuse_erased();
