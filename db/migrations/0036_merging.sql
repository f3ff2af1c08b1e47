-- Visits, counted where they happen; two records of one person made into one, and apart again.

-- Visits ----------------------------------------------------------------------------------------------------

grant select (organization_id, client_id, status, attended_at, checked_in_at, registered_at) on crm.event_participants to tryzore_definer;
grant select (visit_count, last_visit_at), update (visit_count, last_visit_at) on crm.client_organizations to tryzore_definer;
grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.count_visits() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.count_visits() is 'How often a client was there, and when last, follows from the bookings that were attended.';
grant execute on function private.count_visits() to tryzore_owner;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger count_new_visits after insert on crm.event_participants referencing new table as new_rows
  for each statement execute function private.count_visits();
create trigger count_changed_visits after update on crm.event_participants
  referencing old table as old_rows new table as new_rows for each statement execute function private.count_visits();
create trigger count_lost_visits after delete on crm.event_participants referencing old table as old_rows
  for each statement execute function private.count_visits();

-- Who may be the same person ---------------------------------------------------------------------------------

create index clients_by_birth on crm.client_organizations (organization_id, date_of_birth)
  where date_of_birth is not null and deleted_at is null;

-- Merges ----------------------------------------------------------------------------------------------------

create table crm.client_merges (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  merged jsonb not null,
  kept_before jsonb not null,
  kept_after jsonb not null,
  moved jsonb not null,
  dropped jsonb not null,
  cancelled jsonb not null,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint client_merge_exists primary key (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id) references crm.client_organizations (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id)
);
create index client_merges_by_client on crm.client_merges (organization_id, client_id);
create index client_merges_by_creator on crm.client_merges (organization_id, created_by);
create index client_merges_by_moment on crm.client_merges (organization_id, created_at, id);
comment on table crm.client_merges is 'Records that became part of another one, with all that takes them apart again.';
comment on column crm.client_merges.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.client_merges.id is 'The id that the merged record had; so an erasure finds what the log kept of it.';
comment on column crm.client_merges.client_id is 'The record that stayed.';
comment on column crm.client_merges.merged is 'The merged record as it was.';
comment on column crm.client_merges.kept_before is 'The record that stayed, before.';
comment on column crm.client_merges.kept_after is 'And after.';
comment on column crm.client_merges.moved is 'Which rows went from one to the other: by table, the column and the ids.';
comment on column crm.client_merges.dropped is 'Rows that both had alike, and one of each is left: by table.';
comment on column crm.client_merges.cancelled is 'Bookings as they were of an event that both had booked: one of each pair was cancelled.';
comment on column crm.client_merges.created_by is 'Who merged them.';
comment on column crm.client_merges.created_at is 'When.';
alter table crm.client_merges enable row level security;
alter table crm.client_merges force row level security;
create policy view on crm.client_merges for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.delete,%'));
grant select (organization_id, id, client_id, created_by, created_at) on crm.client_merges to tryzore_app, tryzore_worker;
select audit.follow('crm.client_merges', 'client_merge', 'id', 'organization_id', '{organization_id,id,client_id,created_by}',
  p_personal => '{merged,kept_before,kept_after,dropped,cancelled}', p_derived => '{created_at,moved}');
select private.classify('crm.client_merges', p_subject => 't.client_id = $2', p_erases_row => true);
grant insert on crm.client_merges to tryzore_definer;
grant update (client_id) on crm.client_merges to tryzore_definer;

-- What a merge moves: every foreign key to a client. A table that comes later grants its own; a test asks for it.
grant delete on crm.client_organizations to tryzore_definer;
grant insert on crm.taggables, crm.client_guardians to tryzore_definer;
grant insert, delete on crm.segment_members to tryzore_definer;
grant select, delete on crm.client_claim_codes to tryzore_definer;
grant update (related_entity_id) on crm.notifications to tryzore_definer;
grant update (status, cancelled_at, cancellation_reason, waitlist_position) on crm.event_participants to tryzore_definer;
grant insert, update on crm.client_organizations to tryzore_definer;
grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.client_keys() returns table (table_name regclass, column_name name)
  language sql stable set search_path = pg_catalog, pg_temp as $$
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
comment on function private.client_keys() is 'Every column that names a client: what a merge moves.';

create function private.columns_of(p_table text) returns text
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) from pg_attribute a
  where a.attrelid = p_table::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
$$;
comment on function private.columns_of(text) is 'The columns of a table that can be written.';

create function private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function private.merge_clients(uuid, uuid, text[], boolean) is 'Makes one record of two of the entered organization: what pointed to the second points to the first, which takes what it lacks and the named values; how to take them apart is kept.';

create function private.write_merged(p_client uuid, p_values jsonb) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_columns constant text := 'first_name, last_name, sort_name, email, email_key, phone, phone_key, address, date_of_birth, gender, emergency_contact, member_number, external_id, photo_url, notes, status, client_id, joined_on, is_home, metadata';
begin
  execute format('update crm.client_organizations c set (%1$s) = (select %1$s from jsonb_populate_record(null::crm.client_organizations, $3)) where c.organization_id = $1 and c.id = $2',
    v_columns)
  using nullif(current_setting('app.org_id', true), '')::uuid, p_client, p_values;
end
$$;
comment on function private.write_merged(uuid, jsonb) is 'Writes all values of a record that a merge may change.';

create function private.undo_merge(p_merged uuid) returns uuid
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
$$;
comment on function private.undo_merge(uuid) is 'Takes a merged record of the entered organization apart again, but for its medical note; answers which record it was part of, null where there is none.';
grant execute on function private.merge_clients(uuid, uuid, text[], boolean), private.undo_merge(uuid) to tryzore_app;
grant execute on function private.client_keys() to tryzore_owner;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

-- A request that was withdrawn goes with its client; what was decided stays decided.
drop trigger check_erasure on crm.privacy_erasures;
create trigger check_erasure before update on crm.privacy_erasures for each row
  when (old.client_id = new.client_id) execute function private.check_erasure();

do $$
declare
  v_key record;
begin
  for v_key in select * from private.client_keys() loop
    execute format('grant select, update (%I) on %s to tryzore_definer', v_key.column_name, v_key.table_name);
  end loop;
end
$$;
