-- Sessions as their person sees and ends them, and as who manages staff ends somebody's.

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.my_sessions()
  returns table (id uuid, organization_id uuid, organization_name text, created_at timestamptz, last_used_at timestamptz,
    expires_at timestamptz, user_agent text, ip_address text, is_current boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.id, s.organization_id, o.name, s.created_at,
    -- The family's newest token was handed out when the one before it was replaced.
    coalesce((select max(t.replaced_at) from private.refresh_tokens t where t.family_id = s.family_id), s.created_at),
    s.expires_at, s.user_agent, host(s.ip_address), s.session_text = current_setting('app.session_id', true)
  from private.sessions s left join crm.organizations o on o.id = s.organization_id
  where s.user_id = nullif(current_setting('app.user_id', true), '')::uuid and s.revoked_at is null and s.expires_at > now()
  order by s.created_at desc, s.id limit 200
$$;
comment on function private.my_sessions() is 'Where the person who entered is signed in, newest first.';

create function private.end_my_sessions(p_session uuid)
  returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_ended integer;
begin
  perform private.revoke_session(s.id, 'ended_elsewhere') from private.sessions s
  where s.user_id = nullif(current_setting('app.user_id', true), '')::uuid
    and s.revoked_at is null and s.expires_at > now()
    and case when p_session is null then s.session_text <> current_setting('app.session_id', true) else s.id = p_session end;
  get diagnostics v_ended = row_count;
  return v_ended;
end
$$;
comment on function private.end_my_sessions(uuid) is 'Ends one session of the person who entered, or where none is named all but the one that entered; answers how many.';

create function private.end_staff_sessions(p_user uuid)
  returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_rank smallint;
  v_session uuid;
  v_ended integer := 0;
begin
  if (current_setting('app.can', true) like '%,staff.manage,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'staff.manage';
  end if;
  v_rank := (private.access(p_user, v_organization)).role_rank;
  if v_rank is null then
    return null;
  end if;
  if v_rank > current_setting('app.role_rank', true)::smallint then
    raise exception 'only equals and superiors end a session' using errcode = '42501', constraint = 'outranked';
  end if;
  for v_session in
    select s.id from private.sessions s
    where s.user_id = p_user and s.organization_id = v_organization and s.revoked_at is null order by s.id for update
  loop
    -- The audit log names who ended it: the person who entered, not the one concerned.
    update private.sessions s set revoked_at = now(), revoked_reason = 'ended_by_staff' where s.id = v_session;
    v_ended := v_ended + 1;
  end loop;
  return v_ended;
end
$$;
comment on function private.end_staff_sessions(uuid) is 'Ends what sessions a person of the entered organization has there: with staff.manage, and nobody of a higher rank; answers how many, or null for somebody who is not of this organization.';

grant execute on function private.my_sessions(), private.end_my_sessions(uuid), private.end_staff_sessions(uuid) to tryzore_app;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
