-- Signing up, in, on and out: what runs before a door can be entered.

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.sign_up(p_user uuid, p_email text, p_email_key text, p_first_name text, p_last_name text,
  p_password_hash text)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor, for these statements only
  insert into crm.users (id, email, first_name, last_name) values (p_user, p_email, p_first_name, p_last_name);
  insert into private.identities (issuer, subject, user_id) values ('tryzore', p_email_key, p_user);
  insert into private.credentials (user_id, password_hash) values (p_user, p_password_hash);
  perform set_config('app.user_id', v_user, true);
end
$$;
comment on function private.sign_up(uuid, text, text, text, text, text) is 'Makes a person with an e-mail identity and a password; identity_exists if the address is known.';

create function private.find_credential(p_email_key text)
  returns table (user_id uuid, password_hash text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.user_id, c.password_hash
  from private.identities i join private.credentials c on c.user_id = i.user_id
  where i.issuer = 'tryzore' and i.subject = p_email_key
$$;
comment on function private.find_credential(text) is 'What a password is checked against; no row for an unknown address.';

create function private.start_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid,
  p_refresh_hash bytea, p_expires_at timestamptz, p_user_agent text, p_ip inet, out role text)
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
    family_id, user_agent, ip_address, expires_at)
  values (p_session, p_user, p_organization, (select c.id from crm.clients c where c.user_id = p_user),
    v_access.role, v_access.role_rank, v_access.permissions,
    p_family, left(p_user_agent, 512), p_ip, p_expires_at);
  insert into private.refresh_tokens (family_id, generation, hash) values (p_family, 0, p_refresh_hash);
  perform set_config('app.user_id', v_user, true), set_config('app.session_id', v_session, true);
  role := v_access.role;
end
$$;
comment on function private.start_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet) is 'Writes a session and generation 0 of its refresh family; not_a_member if the person may do nothing there.';

create function private.open_session(p_session uuid, p_user uuid, p_organization uuid, p_family uuid,
  p_refresh_hash bytea, p_expires_at timestamptz, p_user_agent text, p_ip inet)
  returns table (organization_id uuid, role text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_candidates uuid[];
  v_candidate uuid;
begin
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
    p_user_agent, p_ip);
  return next;
end
$$;
comment on function private.open_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet) is 'Signs in after the password was checked: to the organization named, else the primary, else the first joined that lets the person in, else none.';

create function private.switch_session(p_current uuid, p_session uuid, p_organization uuid, p_family uuid,
  p_refresh_hash bytea, p_expires_at timestamptz, p_user_agent text, p_ip inet)
  returns table (organization_id uuid, role text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user uuid;
begin
  select s.user_id into v_user from private.sessions s
  where s.id = p_current and s.revoked_at is null and s.expires_at > now();
  if v_user is null then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if p_organization is null then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  organization_id := p_organization;
  role := private.start_session(p_session, v_user, p_organization, p_family, p_refresh_hash, p_expires_at,
    p_user_agent, p_ip);
  return next;
end
$$;
comment on function private.switch_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet) is 'Opens another session of the same person in another organization; the current one lives on.';

create function private.revoke_session(p_session uuid, p_reason text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant text := coalesce(current_setting('app.user_id', true), '');
  v_session constant text := coalesce(current_setting('app.session_id', true), '');
begin
  -- The audit log's actor, for this statement only.
  perform set_config('app.user_id', s.user_id::text, true), set_config('app.session_id', p_session::text, true)
  from private.sessions s where s.id = p_session;
  update private.sessions set revoked_at = now(), revoked_reason = p_reason
  where id = p_session and revoked_at is null;
  perform set_config('app.user_id', v_user, true), set_config('app.session_id', v_session, true);
end
$$;
comment on function private.revoke_session(uuid, text) is 'Ends a session and with it its refresh family; once is enough.';

create function private.rotate_refresh(p_family uuid, p_generation integer, p_hash bytea, p_next_hash bytea)
  returns table (session_id uuid, user_id uuid, organization_id uuid, role text, generation integer, expires_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_session private.sessions;
  v_access record;
  v_token private.refresh_tokens;
begin
  select s.* into v_session from private.sessions s where s.family_id = p_family;
  if v_session.organization_id is not null then
    perform private.lock_access(v_session.user_id, v_session.organization_id);
  end if;
  select s.* into v_session from private.sessions s where s.family_id = p_family for update;
  select t.* into v_token from private.refresh_tokens t
  where t.family_id = p_family and t.generation = p_generation and t.hash = p_hash;
  if v_token.family_id is null or v_session.revoked_at is not null or v_session.expires_at <= clock_timestamp() then
    return next;
    return;
  end if;

  if p_generation < v_session.generation - 1
    or p_generation = v_session.generation - 1 and v_token.replaced_at < clock_timestamp() - interval '5 seconds' then
    -- Somebody kept an old token. Answered, not raised: the revocation has to be committed.
    perform private.revoke_session(v_session.id, 'refresh_reused');
    return next;
    return;
  end if;

  if v_session.organization_id is not null then
    select a.role, a.role_rank, a.permissions into v_access
    from private.access(v_session.user_id, v_session.organization_id) a;
    if v_access.role is null then
      return next;
      return;
    end if;
    update private.sessions s set role = v_access.role, role_rank = v_access.role_rank, permissions = v_access.permissions
    where s.id = v_session.id
      and (s.role, s.role_rank, s.permissions) is distinct from (v_access.role, v_access.role_rank, v_access.permissions);
    role := v_access.role;
  end if;
  if p_generation = v_session.generation then
    v_session.generation := p_generation + 1;
    insert into private.refresh_tokens (family_id, generation, hash)
    values (p_family, v_session.generation, p_next_hash);
    update private.refresh_tokens t set replaced_at = clock_timestamp()
    where t.family_id = p_family and t.generation = p_generation;
    update private.sessions s set generation = v_session.generation where s.id = v_session.id;
  end if;
  session_id := v_session.id;
  user_id := v_session.user_id;
  organization_id := v_session.organization_id;
  generation := v_session.generation;
  expires_at := v_session.expires_at;
  return next;
end
$$;
comment on function private.rotate_refresh(uuid, integer, bytea, bytea) is 'Exchanges a refresh token for the next generation; within 5 seconds the one before answers the same. One row always: session_id is null if the token is unknown, over, reused (which ends the session) or its person was removed.';

create function private.close_session(p_session uuid) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.revoke_session(p_session, 'closed')
$$;
comment on function private.close_session(uuid) is 'Signs out; closing what is closed or unknown changes nothing.';

grant execute on function
  private.sign_up(uuid, text, text, text, text, text)
  to tryzore_app, tryzore_worker;
grant execute on function
  private.find_credential(text),
  private.open_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet),
  private.switch_session(uuid, uuid, uuid, uuid, bytea, timestamptz, text, inet),
  private.rotate_refresh(uuid, integer, bytea, bytea),
  private.close_session(uuid)
  to tryzore_app;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
