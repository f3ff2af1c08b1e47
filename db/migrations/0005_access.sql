-- What a person may do in an organization, resolved in one place and kept true on the sessions; who may change
-- it; and that an organization is never without an owner.

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Resolving -----------------------------------------------------------------------------------------------

create function private.chain(p_organization uuid) returns uuid[]
  language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive upwards as (
    select o.id, o.parent_organization_id from crm.organizations o where o.id = p_organization
    union
    select o.id, o.parent_organization_id from crm.organizations o join upwards u on o.id = u.parent_organization_id
  )
  select array_agg(upwards.id) from upwards
$$;
comment on function private.chain(uuid) is 'The organization and all above it.';

create function private.descendants(p_organization uuid) returns uuid[]
  language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive downwards as (
    select o.id from crm.organizations o where o.id = p_organization
    union
    select o.id from crm.organizations o join downwards d on o.parent_organization_id = d.id
  )
  select array_agg(downwards.id) from downwards
$$;
comment on function private.descendants(uuid) is 'The organization and all below it.';

create function private.permissions_of(p_role text, p_added text[], p_exceptions jsonb) returns text[]
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(array_agg(p.slug order by p.slug), '{}')
  from private.permissions p
  where (exists (select from private.role_permissions held where held.role = p_role and held.permission = p.slug)
      or p.slug = any (p_added)
      or coalesce(p_exceptions -> 'grant' ? p.slug, false))
    and (p_role = 'owner' or not coalesce(p_exceptions -> 'deny' ? p.slug, false))
$$;
comment on function private.permissions_of(text, text[], jsonb) is 'Role defaults, what the gym''s own role adds, and grants, without denials; owners are never denied.';

create function private.definition_permissions(p_organization uuid, p_definition uuid) returns text[]
  language sql set search_path = pg_catalog, pg_temp as $$
  select coalesce((select d.permissions from crm.role_definitions d
    where d.organization_id = p_organization and d.id = p_definition for share), '{}')
$$;
comment on function private.definition_permissions(uuid, uuid) is 'What a gym''s own role adds, held still until the transaction ends.';

create function private.refuse_unknown(p_permissions text[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (
    select from unnest(p_permissions) as named (slug)
    where not exists (select from private.permissions p where p.slug = named.slug)
  ) then
    raise exception 'a permission is unknown' using errcode = '23503', constraint = 'permission_not_found';
  end if;
end
$$;
comment on function private.refuse_unknown(text[]) is 'Only permissions that exist are granted, denied or added.';

create function private.access(p_user uuid, p_organization uuid,
  out role text, out role_rank smallint, out permissions text[])
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_chain constant uuid[] := private.chain(p_organization);
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_definition uuid;
  v_exceptions jsonb;
begin
  permissions := '{}';
  if exists (select from crm.organizations o where o.id = any (v_chain) and o.status <> 'active') then
    return;
  end if;
  perform set_config('app.scope_user_id', p_user::text, true);
  -- An owner further up is owner here too.
  select r.role, r.rank, case when m.organization_id = p_organization then m.role_definition_id end,
    case when m.organization_id = p_organization then m.permissions end
  into role, role_rank, v_definition, v_exceptions
  from crm.user_organizations m join private.roles r on r.role = m.role
  where m.user_id = p_user and m.organization_id = any (v_chain) and m.left_at is null
    and (m.organization_id = p_organization or m.role = 'owner')
  order by r.rank desc limit 1;
  perform set_config('app.scope_user_id', v_scope_user, true);
  if role is not null then
    perform set_config('app.scope', array[p_organization]::text, true);
    permissions := private.permissions_of(role, private.definition_permissions(p_organization, v_definition), v_exceptions);
    perform set_config('app.scope', v_scope, true);
  end if;
end
$$;
comment on function private.access(uuid, uuid) is 'What a person may do in an organization now; role is null for nothing at all.';

create function private.lock_access(p_user uuid, p_organization uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_chain constant uuid[] := private.chain(p_organization);
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', p_user::text, true);
  perform from crm.organizations o where o.id = any (v_chain) order by o.id for share;
  perform from crm.user_organizations m
    where m.user_id = p_user and m.organization_id = any (v_chain) order by m.organization_id for share;
  perform from private.roles r
    where r.role in (select m.role from crm.user_organizations m
      where m.user_id = p_user and m.organization_id = any (v_chain))
    order by r.role for share;
  perform set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.lock_access(uuid, uuid) is 'Holds still what a session about to be written is resolved from, in the order in which writers meet it.';

create function private.resolve_sessions(p_user uuid, p_organizations uuid[]) returns void
  language sql set search_path = pg_catalog, pg_temp as $$
  update private.sessions s
  set (role, role_rank, permissions) =
    (select a.role, a.role_rank, a.permissions from private.access(s.user_id, s.organization_id) a)
  where s.organization_id is not null and s.revoked_at is null and s.expires_at > now()
    and (p_user is null or s.user_id = p_user)
    and (p_organizations is null or s.organization_id = any (p_organizations))
$$;
comment on function private.resolve_sessions(uuid, uuid[]) is 'Resolves living sessions anew: of one person or all, in some organizations or all.';

create function private.follow_membership() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    perform private.resolve_sessions(old.user_id, private.descendants(old.organization_id));
  else
    perform private.resolve_sessions(new.user_id, private.descendants(new.organization_id));
  end if;
  return null;
end
$$;
comment on function private.follow_membership() is 'A changed membership is felt by the next request.';

create function private.follow_organization() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.resolve_sessions(null, private.descendants(new.id));
  return null;
end
$$;
comment on function private.follow_organization() is 'A suspended or moved organization is felt by the next request, as are those below it.';

create function private.follow_roles() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- A session being opened holds its role still: whoever comes second waits here and sees what the first did.
  perform from private.roles r order by r.role for no key update;
  perform private.resolve_sessions(null, null);
  return null;
end
$$;
comment on function private.follow_roles() is 'A changed role definition is felt by the next request.';

create function private.follow_client() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if tg_op <> 'INSERT' then
    update private.sessions set client_id = null where user_id = old.user_id;
  end if;
  if tg_op <> 'DELETE' then
    update private.sessions set client_id = new.id where user_id = new.user_id;
  end if;
  return null;
end
$$;
comment on function private.follow_client() is 'Sessions know their person''s client profile.';

-- Who may change a membership -----------------------------------------------------------------------------

create function private.check_membership() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_rank smallint;
  v_held text[];
begin
  if new.left_at is not null then
    new.is_primary := false;
  end if;
  if tg_op = 'UPDATE' and (old.role, old.role_definition_id, old.permissions, old.left_at)
    is not distinct from (new.role, new.role_definition_id, new.permissions, new.left_at) then
    return new;
  end if;
  -- A shape that is none is left to the table's own check.
  perform private.refuse_unknown(array(
    select slug #>> '{}'
    from jsonb_path_query(new.permissions, 'strict $.*[*] ? (@.type() == "string")', '{}', true) as named (slug)));

  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true then
    return new;
  end if;
  v_rank := current_setting('app.role_rank', true)::smallint;
  if exists (
    select from private.roles r
    where r.rank > v_rank and (r.role = new.role or tg_op = 'UPDATE' and r.role = old.role)
  ) then
    raise exception 'only equals and superiors decide about a role' using errcode = '42501', constraint = 'rank_too_low';
  end if;
  if v_rank < 50 then
    -- Of the session that entered this organization, whatever else the transaction has entered.
    v_held := string_to_array(trim(both ',' from current_setting('app.can', true)), ',');
    if tg_op = 'UPDATE' and old.left_at is null then
      v_held := v_held || private.permissions_of(old.role,
        private.definition_permissions(old.organization_id, old.role_definition_id), old.permissions);
    end if;
    if (private.permissions_of(new.role, private.definition_permissions(new.organization_id, new.role_definition_id),
      new.permissions) <@ v_held) is not true then
      raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'permission_not_held';
    end if;
  end if;
  return new;
end
$$;
comment on function private.check_membership() is 'Known permissions only; nobody decides above their rank or grants what they do not hold; who has left has no primary organization here.';

create function private.check_role_definition() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_held text[];
begin
  perform private.refuse_unknown(new.permissions);
  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true
    or current_setting('app.role_rank', true) = '50' then
    return new;
  end if;
  if tg_op = 'UPDATE' and exists (
    select from crm.user_organizations m join private.roles r on r.role = m.role
    where m.organization_id = new.organization_id and m.role_definition_id = new.id and m.left_at is null
      and r.rank > current_setting('app.role_rank', true)::smallint
  ) then
    raise exception 'only equals and superiors decide about a role' using errcode = '42501', constraint = 'rank_too_low';
  end if;
  v_held := string_to_array(trim(both ',' from current_setting('app.can', true)), ',');
  if tg_op = 'UPDATE' then
    v_held := v_held || old.permissions;
  end if;
  if (new.permissions <@ v_held) is not true then
    raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'permission_not_held';
  end if;
  return new;
end
$$;
comment on function private.check_role_definition() is 'Known permissions only, and none that whoever adds it lacks.';

create function private.follow_role_definition() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user uuid;
begin
  for v_user in
    select m.user_id from crm.user_organizations m
    where m.organization_id = new.organization_id and m.role_definition_id = new.id
  loop
    perform private.resolve_sessions(v_user, array[new.organization_id]);
  end loop;
  return null;
end
$$;
comment on function private.follow_role_definition() is 'A changed role of the gym''s own is felt by the next request.';

create function private.require_owner(p_organization uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  -- Whoever comes second waits here and then counts, in a statement of its own, what the first left.
  update crm.organizations set owners_version = owners_version + 1 where id = p_organization;
  if not found then
    raise exception 'the organization was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
  perform from crm.user_organizations m
    where m.organization_id = p_organization and m.role = 'owner' and m.left_at is null;
  if not found then
    raise exception 'an organization keeps an owner' using errcode = '23514', constraint = 'last_owner';
  end if;
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.require_owner(uuid) is 'An organization keeps an owner; two who resign at once meet at its row.';

create function private.check_first_owner() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.require_owner(new.id);
  return null;
end
$$;
comment on function private.check_first_owner() is 'At commit a new organization has an owner.';

create function private.check_last_owner() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.require_owner(old.organization_id);
  return null;
end
$$;
comment on function private.check_last_owner() is 'At commit an organization still has an owner.';

grant execute on function private.follow_membership(), private.follow_organization(), private.follow_roles(),
  private.follow_client(), private.follow_role_definition(), private.check_membership(),
  private.check_role_definition(), private.check_first_owner(), private.check_last_owner() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger check_membership before insert or update on crm.user_organizations
  for each row execute function private.check_membership();
create trigger follow_membership after insert or delete
  or update of role, role_definition_id, permissions, left_at on crm.user_organizations
  for each row execute function private.follow_membership();
create trigger check_role_definition before insert or update of permissions on crm.role_definitions
  for each row execute function private.check_role_definition();
create trigger follow_role_definition after update of permissions on crm.role_definitions
  for each row execute function private.follow_role_definition();
create trigger follow_organization after update of status, parent_organization_id on crm.organizations
  for each row execute function private.follow_organization();
create trigger follow_roles after insert or update or delete on private.roles
  for each statement execute function private.follow_roles();
create trigger follow_roles after insert or update or delete on private.permissions
  for each statement execute function private.follow_roles();
create trigger follow_roles after insert or update or delete on private.role_permissions
  for each statement execute function private.follow_roles();
create trigger follow_client after insert or delete or update of user_id on crm.clients
  for each row execute function private.follow_client();

create constraint trigger owner_from_the_start after insert on crm.organizations
  deferrable initially deferred for each row execute function private.check_first_owner();
create constraint trigger owner_leaves after delete on crm.user_organizations
  deferrable initially deferred for each row when (old.role = 'owner' and old.left_at is null)
  execute function private.check_last_owner();
create constraint trigger owner_resigns after update on crm.user_organizations
  deferrable initially deferred for each row
  when (old.role = 'owner' and old.left_at is null and (new.role <> 'owner' or new.left_at is not null))
  execute function private.check_last_owner();
