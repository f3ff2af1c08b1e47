-- A second factor, and when a session's person last proved who they are.

create table private.second_factors (
  user_id uuid not null,
  seed bytea not null,
  confirmed_at timestamptz,
  last_step bigint,
  created_at timestamptz not null default now(),
  constraint second_factor_exists primary key (user_id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint seed_invalid check (octet_length(seed) between 29 and 500),
  constraint last_step_invalid check (last_step >= 0 and (confirmed_at is null or last_step is not null))
);
comment on table private.second_factors is 'What shows a person''s six digits (TOTP, RFC 6238) besides their device.';
comment on column private.second_factors.user_id is 'The person.';
comment on column private.second_factors.seed is 'Encrypted by the server with a master key; bound to table, column and person.';
comment on column private.second_factors.confirmed_at is 'When the first right code showed that the person''s device has it; before that it asks nothing of anybody.';
comment on column private.second_factors.last_step is 'The half minute of the last code that counted: none of it or before counts again.';
comment on column private.second_factors.created_at is 'When it was made.';

create table private.recovery_codes (
  user_id uuid not null,
  hash bytea not null,
  constraint recovery_code_exists primary key (user_id, hash),
  constraint second_factor_not_found foreign key (user_id) references private.second_factors (user_id) on delete cascade,
  constraint hash_invalid check (octet_length(hash) = 32)
);
comment on table private.recovery_codes is 'What stands in for a lost device: each code once, deleted as it is used.';
comment on column private.recovery_codes.user_id is 'The person.';
comment on column private.recovery_codes.hash is 'SHA-256 of the code, which has 125 random bits; the code itself was shown once.';

alter table private.second_factors enable row level security;
alter table private.second_factors force row level security;
create policy definer on private.second_factors to tryzore_definer using (true);
alter table private.recovery_codes enable row level security;
alter table private.recovery_codes force row level security;
create policy definer on private.recovery_codes to tryzore_definer using (true);
grant select, insert, update (seed, confirmed_at, last_step, created_at), delete on private.second_factors to tryzore_definer;
grant select, insert, delete on private.recovery_codes to tryzore_definer;

select audit.follow('private.second_factors', 'second_factor', 'user_id', null,
  '{user_id,confirmed_at}', p_secret => '{seed}', p_derived => '{last_step,created_at}');

alter table private.sessions add column authenticated_at timestamptz, add column second_factor_at timestamptz;
comment on column private.sessions.authenticated_at is 'When its person last proved who they are, in whatever way; null where that was before this was noted.';
comment on column private.sessions.second_factor_at is 'When they last did so by a second factor.';
grant update (authenticated_at, second_factor_at) on private.sessions to tryzore_definer;
update private.audited_tables set plain = plain || '{authenticated_at,second_factor_at}' where table_name = 'private.sessions';

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Opening sessions ----------------------------------------------------------------------------------------

create function private.used_second_factor(p_user uuid) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(current_setting('app.second_factor_of', true) = p_user::text, false)
$$;
comment on function private.used_second_factor(uuid) is 'Whether a code of that person counted in this transaction.';

create function private.needs_second_factor(p_user uuid) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select exists (select from private.second_factors f where f.user_id = p_user and f.confirmed_at is not null)
$$;
comment on function private.needs_second_factor(uuid) is 'Whether that person has a second factor that was confirmed.';

drop function private.start_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet);
create function private.start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid,
  p_refresh_hash bytea, p_expires_at timestamptz, p_user_agent text, p_ip inet, p_authenticated_at timestamptz,
  p_second_factor_at timestamptz, out role text)
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_access record;
  v_user constant text := coalesce(current_setting('app.user_id', true), '');
  v_session constant text := coalesce(current_setting('app.session_id', true), '');
begin
  if p_organization is not null then
    perform private.lock_access(p_user, p_organization);
  end if;
  select a.role, a.role_rank, a.permissions into v_access from private.access(p_user, p_organization) a;
  if p_organization is not null and v_access.role is null then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  -- The audit log's actor, for these statements only.
  perform set_config('app.user_id', p_user::text, true), set_config('app.session_id', p_session::text, true);
  insert into private.sessions (id, user_id, organization_id, client_id, role, role_rank, permissions,
    family_id, user_agent, ip_address, expires_at, authenticated_at, second_factor_at)
  values (p_session, p_user, p_organization, (select c.id from crm.clients c where c.user_id = p_user),
    v_access.role, v_access.role_rank, v_access.permissions,
    p_family, left(p_user_agent, 512), p_ip, p_expires_at, p_authenticated_at, p_second_factor_at);
  insert into private.refresh_tokens (family_id, generation, hash) values (p_family, 0, p_refresh_hash);
  perform set_config('app.user_id', v_user, true), set_config('app.session_id', v_session, true);
  role := v_access.role;
end
$$;
comment on function private.start_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet, timestamptz, timestamptz) is 'Writes a session and generation 0 of its refresh family; not_a_member if the person may do nothing there.';

create or replace function private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid,
  p_refresh_hash bytea, p_expires_at timestamptz, p_user_agent text, p_ip inet)
  returns table (organization_id uuid, role text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_candidates uuid[];
  v_candidate uuid;
begin
  if private.needs_second_factor(p_user) and not private.used_second_factor(p_user) then
    raise exception 'a second factor is missing' using errcode = '28000', constraint = 'second_factor_required';
  end if;
  organization_id := p_organization;
  if p_organization is null then
    perform set_config('app.scope_user_id', p_user::text, true);
    select array_agg(m.organization_id order by m.is_primary desc, m.joined_at, m.organization_id) into v_candidates
    from crm.user_organizations m where m.user_id = p_user and m.left_at is null;
    perform set_config('app.scope_user_id', v_scope_user, true);
    foreach v_candidate in array coalesce(v_candidates, '{}') loop
      perform private.lock_access(p_user, v_candidate);
      if (private.access(p_user, v_candidate)).role is not null then
        organization_id := v_candidate;
        exit;
      end if;
    end loop;
  end if;
  role := private.start_session(p_session, p_user, organization_id, p_family, p_refresh_hash, p_expires_at,
    p_user_agent, p_ip, now(), case when private.used_second_factor(p_user) then now() end);
  return next;
end
$$;
comment on function private.open_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet) is 'Signs in after the password was checked, and where there is a second factor after a code counted in this transaction: to the organization named, else the primary, else the first joined that lets the person in, else none.';

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
  role := private.start_session(p_session, v_current.user_id, p_organization, p_family, p_refresh_hash, p_expires_at,
    p_user_agent, p_ip, v_current.authenticated_at, v_current.second_factor_at);
  return next;
end
$$;
comment on function private.switch_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet) is 'Opens another session of the same person in another organization, as fresh as the current one, which lives on.';

-- Codes ---------------------------------------------------------------------------------------------------

create function private.refuse_code() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the code does not count' using errcode = '28000', constraint = 'code_invalid';
end
$$;
comment on function private.refuse_code() is 'Refuses a code that is wrong or was used.';

create function private.find_second_factor(p_user uuid)
  returns table (seed bytea, password_hash text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.seed, c.password_hash
  from private.second_factors f left join private.credentials c on c.user_id = f.user_id
  where f.user_id = p_user and f.confirmed_at is not null
$$;
comment on function private.find_second_factor(uuid) is 'What a code is checked against once the password was right, and that password''s hash; no row for whoever has no second factor.';

create function private.use_code(p_user uuid, p_step bigint)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Of two requests with one code the second waits here for the first, and finds its step taken.
  update private.second_factors f set last_step = p_step
  where f.user_id = p_user and f.confirmed_at is not null and f.last_step < p_step;
  if not found then
    perform private.refuse_code();
  end if;
  perform set_config('app.second_factor_of', p_user::text, true);
end
$$;
comment on function private.use_code(uuid, bigint) is 'Takes the code of that half minute, which the server found right; code_invalid if one of it or of a later one was taken.';

create function private.use_recovery_code(p_user uuid, p_hash bytea)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.recovery_codes r using private.second_factors f
  where r.user_id = p_user and r.hash = p_hash and f.user_id = r.user_id and f.confirmed_at is not null;
  if not found then
    perform private.refuse_code();
  end if;
  perform set_config('app.second_factor_of', p_user::text, true);
end
$$;
comment on function private.use_recovery_code(uuid, bytea) is 'Takes a recovery code, the one time that it counts; else code_invalid.';

-- A person's own second factor ----------------------------------------------------------------------------

create function private.entered_person() returns uuid
  language plpgsql stable set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
  if v_user is null then
    raise exception 'nobody has entered' using errcode = '28000', constraint = 'session_revoked';
  end if;
  return v_user;
end
$$;
comment on function private.entered_person() is 'Who came in by a door.';

create function private.my_second_factor()
  returns table (seed bytea, confirmed_at timestamptz, recovery_codes_left integer)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select f.seed, f.confirmed_at, (select count(*)::integer from private.recovery_codes r where r.user_id = f.user_id)
  from private.second_factors f where f.user_id = private.entered_person()
$$;
comment on function private.my_second_factor() is 'The second factor of the person who entered, confirmed or not; no row without one.';

create function private.start_my_second_factor(p_seed bytea)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.second_factors as f (user_id, seed) values (private.entered_person(), p_seed)
  on conflict (user_id) do update set seed = excluded.seed, created_at = now() where f.confirmed_at is null;
  if not found then
    raise exception 'there is one already' using errcode = '23505', constraint = 'second_factor_exists';
  end if;
end
$$;
comment on function private.start_my_second_factor(bytea) is 'Keeps a new seed, in the place of one that was not confirmed; second_factor_exists where one was.';

create function private.replace_my_recovery_codes(p_hashes bytea[])
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := private.entered_person();
begin
  -- Held, so that two who do this at once leave ten codes and not twenty.
  perform from private.second_factors f where f.user_id = v_user and f.confirmed_at is not null for update;
  if not found then
    raise exception 'there is none' using errcode = 'P0002', constraint = 'second_factor_not_found';
  end if;
  delete from private.recovery_codes r where r.user_id = v_user;
  insert into private.recovery_codes (user_id, hash) select v_user, h.hash from unnest(p_hashes) h (hash);
end
$$;
comment on function private.replace_my_recovery_codes(bytea[]) is 'Keeps new recovery codes; those before are dead.';

create function private.confirm_my_second_factor(p_seed bytea, p_step bigint, p_hashes bytea[])
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := private.entered_person();
begin
  -- The seed that the code was checked against, and no other that has taken its place meanwhile.
  update private.second_factors f set confirmed_at = now(), last_step = p_step
  where f.user_id = v_user and f.seed = p_seed and f.confirmed_at is null;
  if not found then
    perform private.refuse_code();
  end if;
  perform private.replace_my_recovery_codes(p_hashes);
  perform set_config('app.second_factor_of', v_user::text, true);
  perform private.step_up();
end
$$;
comment on function private.confirm_my_second_factor(bytea, bigint, bytea[]) is 'From now on the person who entered signs in with a code; this session has just shown one.';

create function private.remove_my_second_factor()
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := private.entered_person();
begin
  delete from private.second_factors f where f.user_id = v_user;
  if not found then
    raise exception 'there is none' using errcode = 'P0002', constraint = 'second_factor_not_found';
  end if;
end
$$;
comment on function private.remove_my_second_factor() is 'The person who entered signs in by password alone again; their recovery codes are dead.';

create function private.operator_remove_second_factor(p_user uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.second_factors f where f.user_id = p_user;
  return found;
end
$$;
comment on function private.operator_remove_second_factor(uuid) is 'For whoever lost device and recovery codes; answers whether there was one.';

-- Step-up -------------------------------------------------------------------------------------------------

create function private.step_up()
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := private.entered_person();
  v_used constant boolean := private.used_second_factor(v_user);
begin
  if private.needs_second_factor(v_user) and not v_used then
    raise exception 'a second factor is missing' using errcode = '28000', constraint = 'second_factor_required';
  end if;
  update private.sessions s
  set authenticated_at = now(), second_factor_at = case when v_used then now() else s.second_factor_at end
  where s.id = nullif(current_setting('app.session_id', true), '')::uuid;
end
$$;
comment on function private.step_up() is 'Notes that the person of the session that entered has just proved who they are: by a code that counted in this transaction, or by a password that the server checked where there is no second factor.';

create function private.require_step_up()
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (select case when private.needs_second_factor(s.user_id) then s.second_factor_at else s.authenticated_at end
      > now() - interval '5 minutes'
    from private.sessions s where s.id = nullif(current_setting('app.session_id', true), '')::uuid) is not true then
    raise exception 'too long ago' using errcode = '42501', constraint = 'step_up_required';
  end if;
end
$$;
comment on function private.require_step_up() is 'After a door: goes on only if the person of the session proved within five minutes who they are, by a second factor if they have one.';

grant execute on function private.find_second_factor(uuid), private.use_code(uuid, bigint),
  private.use_recovery_code(uuid, bytea), private.my_second_factor(), private.start_my_second_factor(bytea),
  private.replace_my_recovery_codes(bytea[]), private.confirm_my_second_factor(bytea, bigint, bytea[]),
  private.remove_my_second_factor(), private.step_up(), private.require_step_up()
  to tryzore_app;
grant execute on function private.operator_remove_second_factor(uuid) to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
