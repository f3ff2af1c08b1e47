-- The doors: the first statement of every transaction. Nothing is visible without one of them.

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.refuse(p_session uuid, p_organization uuid, p_permission text) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_session private.sessions;
begin
  select s.* into v_session from private.sessions s where s.id = p_session;
  if v_session.revoked_at is not null or (v_session.expires_at > now()) is not true then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if (v_session.open_organization_id = p_organization) is not true then
    raise exception 'not a member' using errcode = 'P0002', constraint = 'not_a_member';
  end if;
  if (p_permission = any (v_session.permissions)) is false then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = p_permission;
  end if;
  raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
end
$$;
comment on function private.refuse(uuid, uuid, text) is 'Says why the door stayed shut.';

-- The one definer function without a pinned search_path: every name and operator below is qualified instead,
-- which a test holds. Each request pays for this function, hence one statement that checks and sets, of columns
-- that need no conversion.
create function private.enter(p_session uuid, p_organization uuid, p_permission text, p_write boolean)
  returns void language plpgsql security definer as $$
begin
  perform pg_catalog.set_config('app.org_id', s.organization_text, true),
    pg_catalog.set_config('app.scope', s.scope_text, true),
    pg_catalog.set_config('app.user_id', s.user_text, true),
    pg_catalog.set_config('app.client_id', s.client_text, true),
    pg_catalog.set_config('app.session_id', s.session_text, true),
    pg_catalog.set_config('app.role_rank', s.role_rank_text, true),
    pg_catalog.set_config('app.can', s.can, true),
    case when p_write then null else pg_catalog.set_config('transaction_read_only', 'on', true) end
  from private.sessions s
  where s.id operator(pg_catalog.=) p_session
    and s.open_organization_id operator(pg_catalog.=) p_organization
    and s.expires_at operator(pg_catalog.>) pg_catalog.now()
    and (p_permission operator(pg_catalog.=) any (s.permissions) or p_permission is null)
    and coalesce(nullif(pg_catalog.current_setting('app.org_id', true), ''), s.organization_text)
      operator(pg_catalog.=) s.organization_text;
  if not found then
    perform private.refuse(p_session, p_organization, p_permission);
  end if;
  if p_write and pg_catalog.current_setting('transaction_isolation') operator(pg_catalog.<>) 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
end
$$;
comment on function private.enter(uuid, uuid, text, boolean) is 'Enters an organization with a living session and, if named, a permission; without write the transaction is read only.';

create function private.enter_person(p_session uuid, p_write boolean)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_session private.sessions;
begin
  select s.* into v_session from private.sessions s where s.id = p_session;
  if v_session.revoked_at is not null or (v_session.expires_at > now()) is not true then
    raise exception 'the session is over' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if current_setting('app.org_id', true) <> '' and current_setting('app.session_id', true) is distinct from v_session.session_text then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  if p_write is not true then
    perform set_config('transaction_read_only', 'on', true);
  elsif current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
  perform set_config('app.user_id', v_session.user_text, true),
    set_config('app.client_id', v_session.client_text, true),
    set_config('app.session_id', v_session.session_text, true);
end
$$;
comment on function private.enter_person(uuid, boolean) is 'Enters with a living session and no organization: a person sees themselves.';

create function private.enter_operator(p_organization uuid, p_actor text, p_write boolean)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not exists (select from crm.organizations o where o.id = p_organization) then
    raise exception 'no such organization' using errcode = 'P0002', constraint = 'organization_not_found';
  end if;
  if coalesce(btrim(p_actor), '') = '' then
    raise exception 'an operator has a name' using errcode = '23514', constraint = 'actor_missing';
  end if;
  if current_setting('app.org_id', true) <> '' and current_setting('app.org_id', true) <> p_organization::text then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  if p_write is not true then
    perform set_config('transaction_read_only', 'on', true);
  elsif current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
  perform set_config('app.org_id', p_organization::text, true),
    set_config('app.scope', array[p_organization]::text, true),
    set_config('app.actor', p_actor, true),
    set_config('app.role_rank', '50', true),
    set_config('app.can', private.join_permissions(array(select p.slug from private.permissions p)), true);
end
$$;
comment on function private.enter_operator(uuid, text, boolean) is 'Enters an organization from the command line with the rights of an owner; the actor is recorded.';

grant execute on function private.enter(uuid, uuid, text, boolean), private.enter_person(uuid, boolean) to tryzore_app;
grant execute on function private.enter_operator(uuid, text, boolean) to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
