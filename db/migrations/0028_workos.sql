-- WorkOS: its sessions beside ours, organizations and memberships in both directions, and its events.

create table private.provider_sessions (
  session_id uuid not null,
  issuer text not null,
  provider_session text collate "C" not null,
  constraint provider_session_exists primary key (session_id),
  constraint session_not_found foreign key (session_id) references private.sessions (id) on delete cascade,
  constraint issuer_invalid check (char_length(issuer) between 1 and 255),
  constraint provider_session_invalid check (char_length(provider_session) between 1 and 255)
);
create index provider_sessions_by_name on private.provider_sessions (issuer, provider_session);
comment on table private.provider_sessions is 'Which session at a provider a session of ours came from: they end together.';
comment on column private.provider_sessions.session_id is 'Ours.';
comment on column private.provider_sessions.issuer is 'The provider''s issuer.';
comment on column private.provider_sessions.provider_session is 'Its own name for the session.';

create table private.workos_environments (
  issuer text not null,
  cursor text,
  since timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  constraint workos_environment_exists primary key (issuer),
  constraint issuer_invalid check (char_length(issuer) between 1 and 255),
  constraint cursor_invalid check (char_length(cursor) between 1 and 255)
);
comment on table private.workos_environments is 'The WorkOS that this installation is in step with, and how far.';
comment on column private.workos_environments.issuer is 'Its issuer, by which identities name it.';
comment on column private.workos_environments.cursor is 'The last event that was read from its list; null before the first.';
comment on column private.workos_environments.since is 'When it was first seen: earlier events are not read.';
comment on column private.workos_environments.seen_at is 'When a worker last had it in its settings; an hour later nothing is sent there any more.';

create table private.workos_organizations (
  organization_id uuid not null,
  workos_id text not null,
  name text not null,
  is_deleted boolean not null default false,
  changed_at timestamptz not null,
  constraint workos_organization_exists primary key (organization_id),
  constraint workos_organization_taken unique (workos_id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint workos_id_invalid check (char_length(workos_id) between 1 and 255),
  constraint name_invalid check (char_length(name) between 1 and 1000)
);
comment on table private.workos_organizations is 'What our organizations are at WorkOS.';
comment on column private.workos_organizations.organization_id is 'Ours.';
comment on column private.workos_organizations.workos_id is 'Theirs.';
comment on column private.workos_organizations.name is 'Its name there, as far as it is known.';
comment on column private.workos_organizations.is_deleted is 'Deleted there; it is not made again.';
comment on column private.workos_organizations.changed_at is 'When it last changed there: older news is no news.';

create table private.workos_memberships (
  workos_id text not null,
  workos_organization_id text not null,
  workos_user_id text collate "C" not null,
  role text not null,
  status text not null,
  changed_at timestamptz not null,
  constraint workos_membership_exists primary key (workos_id),
  constraint workos_id_invalid check (char_length(workos_id) between 1 and 255
    and char_length(workos_organization_id) between 1 and 255 and char_length(workos_user_id) between 1 and 255),
  constraint role_invalid check (char_length(role) between 1 and 255),
  constraint status_invalid check (status in ('active', 'inactive', 'pending', 'deleted'))
);
create index workos_memberships_by_user on private.workos_memberships (workos_user_id);
create index workos_memberships_by_organization on private.workos_memberships (workos_organization_id);
comment on table private.workos_memberships is 'The memberships at WorkOS, also of people and organizations that are not here yet.';
comment on column private.workos_memberships.workos_id is 'Its id there, which is never used twice.';
comment on column private.workos_memberships.workos_organization_id is 'The organization there.';
comment on column private.workos_memberships.workos_user_id is 'The person there: the subject of an identity.';
comment on column private.workos_memberships.role is 'The role''s slug there.';
comment on column private.workos_memberships.status is 'active, inactive, pending or deleted; deleted is for good.';
comment on column private.workos_memberships.changed_at is 'When it last changed there: older news is no news.';

create table private.workos_events (
  id text not null,
  received_at timestamptz not null default now(),
  constraint workos_event_exists primary key (id),
  constraint event_id_invalid check (char_length(id) between 1 and 255)
);
create index workos_events_by_time on private.workos_events (received_at);
comment on table private.workos_events is 'The events that have had their effect: each has it once.';
comment on column private.workos_events.id is 'WorkOS'' id of the event.';
comment on column private.workos_events.received_at is 'When it had it.';

alter table private.provider_sessions enable row level security;
alter table private.provider_sessions force row level security;
create policy definer on private.provider_sessions to tryzore_definer using (true);
alter table private.workos_environments enable row level security;
alter table private.workos_environments force row level security;
create policy definer on private.workos_environments to tryzore_definer using (true);
alter table private.workos_organizations enable row level security;
alter table private.workos_organizations force row level security;
create policy definer on private.workos_organizations to tryzore_definer using (true);
alter table private.workos_memberships enable row level security;
alter table private.workos_memberships force row level security;
create policy definer on private.workos_memberships to tryzore_definer using (true);
alter table private.workos_events enable row level security;
alter table private.workos_events force row level security;
create policy definer on private.workos_events to tryzore_definer using (true);
grant select, insert on private.provider_sessions to tryzore_definer;
grant select, insert, update (cursor, seen_at) on private.workos_environments to tryzore_definer;
grant select, insert, update (name, is_deleted, changed_at) on private.workos_organizations to tryzore_definer;
grant select, insert, update (role, status, changed_at) on private.workos_memberships to tryzore_definer;
grant select, insert, delete on private.workos_events to tryzore_definer;
grant update (name) on crm.organizations to tryzore_definer;

alter table private.sessions drop constraint revoked_reason_invalid;
alter table private.sessions add constraint revoked_reason_invalid check ((revoked_at is null) = (revoked_reason is null)
  and revoked_reason in ('closed', 'refresh_reused', 'password_changed', 'ended_elsewhere', 'ended_by_staff', 'ended_by_provider'));
comment on column private.sessions.revoked_reason is 'Why: closed, refresh_reused, password_changed, ended_elsewhere (by the person, from another session), ended_by_staff or ended_by_provider.';

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Sessions ------------------------------------------------------------------------------------------------

create function private.keep_provider_session(p_session uuid, p_issuer text, p_provider_session text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.provider_sessions (session_id, issuer, provider_session) values (p_session, p_issuer, p_provider_session)
$$;
comment on function private.keep_provider_session(uuid, text, text) is 'Notes from which session at a provider one of ours came.';

create function private.my_provider_session()
  returns table (issuer text, provider_session text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.issuer, p.provider_session from private.provider_sessions p
  where p.session_id = nullif(current_setting('app.session_id', true), '')::uuid
$$;
comment on function private.my_provider_session() is 'The session at a provider that the session which entered came from.';

create or replace function private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid,
  p_refresh_hash bytea, p_expires_at timestamptz, p_user_agent text, p_ip inet)
  returns table (organization_id uuid, role text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_current private.sessions;
begin
  select s.* into v_current from private.sessions s
  where s.id = p_current and s.revoked_at is null and s.expires_at > now();
  if v_current.user_id is null then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if p_organization is null then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  organization_id := p_organization;
  -- Nobody proves anything by going from one organization to the next.
  -- Nor does anybody live longer by it.
  role := private.start_session(p_session, v_current.user_id, p_organization, p_family, p_refresh_hash,
    least(p_expires_at, v_current.expires_at), p_user_agent, p_ip, v_current.authenticated_at, v_current.second_factor_at);
  insert into private.provider_sessions (session_id, issuer, provider_session)
  select p_session, p.issuer, p.provider_session from private.provider_sessions p where p.session_id = p_current;
  return next;
end
$$;

create function private.add_workos_job(p_organization uuid, p_kind text, p_payload jsonb)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  -- Time and version of a UUIDv7, and random bits.
  v_time constant text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
begin
  -- Where WorkOS is not in the settings nothing is ever sent to it.
  if not exists (select from private.workos_environments e where e.seen_at > now() - interval '1 hour') then
    return;
  end if;
  -- One that waits will see this change, too; one that runs may not.
  if exists (select from jobs.jobs j where j.organization_id = p_organization and j.kind = p_kind and j.state = 'queued') then
    return;
  end if;
  insert into jobs.jobs (id, organization_id, request_id, kind, payload, priority, max_attempts)
  values ((substr(v_time, 1, 8) || '-' || substr(v_time, 9, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid,
    p_organization, nullif(current_setting('app.request_id', true), ''), p_kind, p_payload, 1, 20);
  perform pg_notify('tryzore_jobs', '');
end
$$;
comment on function private.add_workos_job(uuid, text, jsonb) is 'Writes a job that tells WorkOS of a change, in the transaction of the change.';

create function private.follow_provider_session() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Its other sessions here, in other organizations, go on.
  perform private.add_workos_job(null, 'workos.revoke_session', jsonb_build_object('session', p.provider_session))
  from private.provider_sessions p
  where p.session_id = new.id and new.revoked_reason <> 'ended_by_provider'
    and exists (select from private.workos_environments e where e.issuer = p.issuer)
    and not exists (select from private.provider_sessions other join private.sessions s on s.id = other.session_id
      where other.issuer = p.issuer and other.provider_session = p.provider_session and s.revoked_at is null
        and s.expires_at > now());
  return null;
end
$$;
comment on function private.follow_provider_session() is 'Ends the session at the provider with the last of ours that came from it.';
grant execute on function private.follow_provider_session() to tryzore_owner;

create function private.end_provider_sessions(p_issuer text, p_provider_session text)
  returns void language sql set search_path = pg_catalog, pg_temp as $$
  select private.revoke_session(s.id, 'ended_by_provider')
  from private.provider_sessions p join private.sessions s on s.id = p.session_id
  where p.issuer = p_issuer and p.provider_session = p_provider_session and s.revoked_at is null
$$;
comment on function private.end_provider_sessions(text, text) is 'Ends what sessions came from one at the provider.';

create function private.role_of_workos(p_slug text)
  returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  -- Owners are made here alone, and what is unknown is the least.
  select case when p_slug in ('admin', 'staff', 'trainer', 'member') then p_slug when p_slug = 'owner' then 'admin' else 'member' end
$$;
comment on function private.role_of_workos(text) is 'What a role of WorkOS is here.';

-- From here to WorkOS -------------------------------------------------------------------------------------

create function private.tell_workos_organization() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.add_workos_job(new.id, 'workos.push', '{}');
  return null;
end
$$;
comment on function private.tell_workos_organization() is 'Has a job bring an organization''s name to WorkOS.';
grant execute on function private.tell_workos_organization() to tryzore_owner;

create function private.tell_workos_membership() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from private.identities i where i.user_id = new.user_id and i.provider = 'workos') then
    perform private.add_workos_job(new.organization_id, 'workos.push', '{}');
  end if;
  return null;
end
$$;
comment on function private.tell_workos_membership() is 'Has a job bring a membership to WorkOS, if the person is known there.';
grant execute on function private.tell_workos_membership() to tryzore_owner;

create function private.workos_organization(p_issuer text)
  returns table (organization_id uuid, name text, workos_id text, workos_name text, is_deleted boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.name, w.workos_id, w.name, coalesce(w.is_deleted, false)
  from crm.organizations o left join private.workos_organizations w on w.organization_id = o.id
  where o.id = nullif(current_setting('app.org_id', true), '')::uuid
$$;
comment on function private.workos_organization(text) is 'The entered organization, and what it is at WorkOS.';

create function private.workos_changes(p_issuer text)
  returns table (workos_user_id text, role text, membership_id text, membership_role text, membership_status text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with ours as (
    select i.subject, case when m.left_at is null then m.role end as role
    from crm.user_organizations m join private.identities i on i.user_id = m.user_id and i.issuer = p_issuer
    where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
  ), theirs as (
    select m.workos_user_id, m.workos_id, m.role, m.status,
      row_number() over (partition by m.workos_user_id order by m.status = 'active' desc, m.changed_at desc) as place
    from private.workos_memberships m join private.workos_organizations w on w.workos_id = m.workos_organization_id
    where w.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.status <> 'deleted'
  )
  select o.subject, o.role, t.workos_id, t.role, t.status from ours o left join theirs t on t.workos_user_id = o.subject and t.place = 1
  where case when o.role is null then t.status in ('active', 'pending')
    else t.workos_id is null or t.status = 'inactive' or o.role not in (t.role, private.role_of_workos(t.role)) end
  order by o.subject
$$;
comment on function private.workos_changes(text) is 'Who of the entered organization is not at WorkOS what they are here: the role to have there, null for none, and the membership there, null where there is none.';

create function private.keep_workos_organization(p_organization uuid, p_workos_id text, p_name text, p_changed_at timestamptz)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.workos_organizations as w (organization_id, workos_id, name, changed_at)
  values (p_organization, p_workos_id, p_name, p_changed_at)
  on conflict (organization_id) do update
    set name = excluded.name, changed_at = excluded.changed_at
    where w.changed_at < excluded.changed_at and not w.is_deleted and w.workos_id = excluded.workos_id;
  return found;
end
$$;
comment on function private.keep_workos_organization(uuid, text, text, timestamptz) is 'Keeps what an organization is at WorkOS; false if something newer is known.';

create function private.keep_workos_membership(p_id text, p_organization text, p_user text, p_role text, p_status text,
  p_changed_at timestamptz)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.workos_memberships as m (workos_id, workos_organization_id, workos_user_id, role, status, changed_at)
  values (p_id, p_organization, p_user, p_role, p_status, p_changed_at)
  on conflict (workos_id) do update set role = excluded.role, status = excluded.status, changed_at = excluded.changed_at
    where m.status <> 'deleted' and (m.changed_at < excluded.changed_at or excluded.status = 'deleted');
  return found;
end
$$;
comment on function private.keep_workos_membership(text, text, text, text, text, timestamptz) is 'Keeps a membership at WorkOS; false if something newer is known, and what is deleted stays deleted.';

-- From WorkOS to here -------------------------------------------------------------------------------------

create function private.apply_workos_membership(p_issuer text, p_id text)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_organization uuid;
  v_user uuid;
  v_role text;
  v_status text;
  v_ours crm.user_organizations;
begin
  -- Somebody with two memberships there, one of them over, is somebody with one: the same one that `workos_changes` sees.
  select w.organization_id, i.user_id, private.role_of_workos(best.role), best.status
  into v_organization, v_user, v_role, v_status
  from private.workos_memberships m
  join private.workos_memberships best on best.workos_organization_id = m.workos_organization_id
    and best.workos_user_id = m.workos_user_id
  join private.workos_organizations w on w.workos_id = m.workos_organization_id and not w.is_deleted
  join private.identities i on i.issuer = p_issuer and i.subject = m.workos_user_id
  where m.workos_id = p_id
  order by best.status = 'active' desc, best.changed_at desc, best.workos_id limit 1;
  if not found then
    return;
  end if;
  perform set_config('app.scope', array[v_organization]::text, true), set_config('app.scope_user_id', v_user::text, true);
  select o.* into v_ours from crm.user_organizations o
  where o.organization_id = v_organization and o.user_id = v_user for update;
  if v_status = 'active' and (v_ours.user_id is null or v_ours.left_at is not null) then
    perform private.add_person(v_organization, v_user, v_role, null,
      not exists (select from crm.user_organizations o where o.user_id = v_user and o.is_primary));
  elsif v_status = 'active' and v_ours.role not in ('owner', v_role) then
    update crm.user_organizations o set role = v_role, role_definition_id = null
    where o.organization_id = v_organization and o.user_id = v_user;
  -- Whoever is invited there is no less here.
  elsif v_status in ('inactive', 'deleted') and v_ours.left_at is null and v_ours.role <> 'owner' then
    update crm.user_organizations o set left_at = now(), is_primary = false
    where o.organization_id = v_organization and o.user_id = v_user;
  end if;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.apply_workos_membership(text, text) is 'Makes a membership here what it is at WorkOS, if person and organization are known on both sides. Owners are neither made nor removed from outside.';

create function private.follow_workos_identity() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_organization uuid;
begin
  perform private.apply_workos_membership(new.issuer, m.workos_id) from private.workos_memberships m
  where m.workos_user_id = new.subject;
  perform set_config('app.scope_user_id', new.user_id::text, true);
  for v_organization in select o.organization_id from crm.user_organizations o where o.user_id = new.user_id loop
    perform private.add_workos_job(v_organization, 'workos.push', '{}');
  end loop;
  perform set_config('app.scope_user_id', v_scope_user, true);
  return null;
end
$$;
comment on function private.follow_workos_identity() is 'Somebody known at WorkOS is known here now: both sides'' memberships meet.';
grant execute on function private.follow_workos_identity() to tryzore_owner;

create function private.apply_workos_event(p_issuer text, p_id text, p_event text, p_data jsonb)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_actor constant text := coalesce(current_setting('app.actor', true), '');
  v_changed_at constant timestamptz := (p_data ->> 'updated_at')::timestamptz;
  v_organization uuid;
  v_is_new boolean;
  v_user uuid;
begin
  insert into private.workos_events (id) values (p_id) on conflict do nothing;
  if not found then
    return false;
  end if;
  perform set_config('app.actor', 'workos', true); -- the audit log's actor, for these statements only
  if p_event = 'session.revoked' then
    perform private.end_provider_sessions(p_issuer, p_data ->> 'id');
  elsif p_event = 'user.deleted' then
    select i.user_id into v_user from private.identities i where i.issuer = p_issuer and i.subject = p_data ->> 'id';
    if found then
      delete from private.identities i where i.issuer = p_issuer and i.subject = p_data ->> 'id';
      perform private.revoke_session(s.id, 'ended_by_provider') from private.sessions s
      where s.user_id = v_user and s.revoked_at is null;
    end if;
  elsif p_event in ('organization.created', 'organization.updated', 'organization.deleted') then
    -- What is known by its id there stays what it is, whatever external id it is given.
    select w.organization_id, false into v_organization, v_is_new
    from private.workos_organizations w where w.workos_id = p_data ->> 'id';
    if not found then
      select o.id, true into v_organization, v_is_new from crm.organizations o where o.id::text = p_data ->> 'external_id'
        and not exists (select from private.workos_organizations w where w.organization_id = o.id);
    end if;
    if found and p_event = 'organization.deleted' then
      update private.workos_organizations w set is_deleted = true, changed_at = v_changed_at
      where w.organization_id = v_organization and w.workos_id = p_data ->> 'id';
    elsif found and private.keep_workos_organization(v_organization, p_data ->> 'id', p_data ->> 'name', v_changed_at) then
      update crm.organizations o set name = p_data ->> 'name'
      where o.id = v_organization and o.name <> p_data ->> 'name' and p_event = 'organization.updated'
        and char_length(p_data ->> 'name') between 1 and 100 and p_data ->> 'name' = btrim(p_data ->> 'name');
      -- Once: later its members here are what the gym made of them, and another name is no news of them.
      if v_is_new then
        perform private.apply_workos_membership(p_issuer, m.workos_id) from private.workos_memberships m
        where m.workos_organization_id = p_data ->> 'id';
      end if;
    end if;
  elsif p_event in ('organization_membership.created', 'organization_membership.updated', 'organization_membership.deleted') then
    if private.keep_workos_membership(p_data ->> 'id', p_data ->> 'organization_id', p_data ->> 'user_id',
      p_data #>> '{role,slug}', case p_event when 'organization_membership.deleted' then 'deleted' else p_data ->> 'status' end,
      v_changed_at) then
      perform private.apply_workos_membership(p_issuer, p_data ->> 'id');
    end if;
  end if;
  perform set_config('app.actor', v_actor, true);
  return true;
end
$$;
comment on function private.apply_workos_event(text, text, text, jsonb) is 'What an event of WorkOS does here, once: false if it was done before. The order in which events come does not matter.';

create function private.enter_workos(p_issuer text)
  returns table (cursor text, since timestamptz, is_new boolean)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_seen_at timestamptz;
begin
  select e.seen_at into v_seen_at from private.workos_environments e where e.issuer = p_issuer;
  insert into private.workos_environments as e (issuer) values (p_issuer)
  on conflict (issuer) do nothing;
  -- While nobody looked no job was written for what changed here.
  is_new := v_seen_at is null or v_seen_at < now() - interval '1 hour';
  update private.workos_environments e set seen_at = now() where e.issuer = p_issuer
  returning e.cursor, e.since into cursor, since;
  return next;
end
$$;
comment on function private.enter_workos(text) is 'Says that WorkOS is in the settings; answers how far its events were read, and whether changes of ours may have been missed: the first time, and after an hour away.';

create function private.keep_workos_cursor(p_issuer text, p_cursor text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  update private.workos_environments e set cursor = p_cursor where e.issuer = p_issuer
$$;
comment on function private.keep_workos_cursor(text, text) is 'Keeps how far WorkOS'' events were read.';

create function private.clean_workos_events()
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  -- WorkOS gives up on a webhook long before.
  delete from private.workos_events e where e.id in (select old.id from private.workos_events old
    where old.received_at < now() - interval '90 days' order by old.received_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.clean_workos_events() is 'Forgets up to 10,000 events of a quarter ago; answers how many.';

grant execute on function private.keep_provider_session(uuid, text, text), private.my_provider_session(),
  private.apply_workos_event(text, text, text, jsonb)
  to tryzore_app;
grant execute on function private.workos_organization(text), private.workos_changes(text),
  private.keep_workos_organization(uuid, text, text, timestamptz),
  private.keep_workos_membership(text, text, text, text, text, timestamptz),
  private.apply_workos_event(text, text, text, jsonb), private.enter_workos(text), private.keep_workos_cursor(text, text),
  private.clean_workos_events()
  to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger follow_provider_session after update of revoked_at on private.sessions
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function private.follow_provider_session();
create trigger tell_workos after insert or update of name on crm.organizations
  for each row execute function private.tell_workos_organization();
create trigger tell_workos after insert or update of role, left_at on crm.user_organizations
  for each row execute function private.tell_workos_membership();
create trigger follow_workos_identity after insert on private.identities
  for each row when (new.provider = 'workos') execute function private.follow_workos_identity();

-- What their columns are --------------------------------------------------------------------------------------
select private.classify('private.provider_sessions', '{session_id,issuer}', p_secret => '{provider_session}');
select private.classify('private.workos_environments', '{issuer,cursor,since,seen_at}');
select private.classify('private.workos_organizations', '{organization_id,workos_id,name,is_deleted,changed_at}');
select private.classify('private.workos_memberships',
  '{workos_id,workos_organization_id,workos_user_id,role,status,changed_at}');
select private.classify('private.workos_events', '{id,received_at}');
