-- People who work in several locations, and people who leave: nobody who is gone leads what is still to come.

-- Who leads ------------------------------------------------------------------------------------------------

create policy definer on crm.event_series to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy definer on crm.event_templates to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
grant select (organization_id, id, instructor_id, is_active), update (instructor_id)
  on crm.event_series, crm.event_templates to tryzore_definer;
grant select (instructor_id, starts_at), update (instructor_id) on crm.events to tryzore_definer;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.hand_over(p_organization uuid, p_user uuid, p_successor uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update crm.events e set instructor_id = p_successor
  where e.organization_id = p_organization and e.instructor_id = p_user and e.starts_at > now() and e.status = 'scheduled';
  update crm.event_series s set instructor_id = p_successor
  where s.organization_id = p_organization and s.instructor_id = p_user and s.is_active;
  update crm.event_templates t set instructor_id = p_successor
  where t.organization_id = p_organization and t.instructor_id = p_user and t.is_active;
end
$$;
comment on function private.hand_over(uuid, uuid, uuid) is 'Gives what somebody leads from now on to somebody else, or to nobody; what is past stays theirs. The organization is in scope.';

create function private.leave_events() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[new.organization_id]::text, true);
  perform private.hand_over(new.organization_id, new.user_id, null);
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;
comment on function private.leave_events() is 'What was not handed over to somebody is led by nobody once its trainer has left, however that came.';

create function private.check_leader() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.check_leader() is 'Nobody who has left leads what is still to come.';

-- Leaving ---------------------------------------------------------------------------------------------------

create function private.depart(p_user uuid, p_successor uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.depart(uuid, uuid) is 'Ends a membership of the entered organization, with staff.manage; what is still to come goes to a successor who may lead it, else it has no trainer.';

-- Several locations -----------------------------------------------------------------------------------------

create function private.owned_locations() returns uuid[]
  language plpgsql set search_path = pg_catalog, pg_temp as $$
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
comment on function private.owned_locations() is 'Which organizations of the entered one''s chain are theirs who entered.';

create function private.staff_locations(p_user uuid)
  returns table (organization_id uuid, organization_name text, role text, title text, is_primary boolean)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.staff_locations(uuid) is 'For an owner: where in the chain, as far as it is theirs, somebody of the entered organization works.';

create function private.assign_locations(p_user uuid, p_organizations uuid[], p_roles text[], p_titles text[], p_primary uuid)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.assign_locations(uuid, uuid[], text[], text[], uuid) is 'Gives somebody of the entered organization roles in organizations of the chain that are all theirs who entered, one of them as the first to enter; others stay as they are.';

create function private.set_my_primary(p_organization uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
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
comment on function private.set_my_primary(uuid) is 'Where who entered enters first when they sign in: a place where they belong.';

grant execute on function private.depart(uuid, uuid), private.staff_locations(uuid),
  private.assign_locations(uuid, uuid[], text[], text[], uuid), private.set_my_primary(uuid) to tryzore_app;
grant execute on function private.leave_events(), private.check_leader() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger leave_events after update of left_at on crm.user_organizations
  for each row when (old.left_at is null and new.left_at is not null) execute function private.leave_events();
create trigger check_leader before insert or update of instructor_id, starts_at, status on crm.events
  for each row when (new.instructor_id is not null and new.status = 'scheduled' and new.starts_at > now())
  execute function private.check_leader();
create trigger check_leader before insert or update of instructor_id, is_active on crm.event_series
  for each row when (new.instructor_id is not null and new.is_active) execute function private.check_leader();
