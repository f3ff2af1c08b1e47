-- Making organizations and filling them with people, for people themselves and for operators; where a person
-- belongs; and the totals of the installation.

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_primary_elsewhere uuid;
begin
  perform set_config('app.scope', array[p_organization]::text, true), set_config('app.scope_user_id', p_user::text, true);
  if p_is_primary then
    select m.organization_id into v_primary_elsewhere from crm.user_organizations m
    where m.user_id = p_user and m.is_primary and m.organization_id <> p_organization;
    if found then
      perform set_config('app.scope', array[v_primary_elsewhere]::text, true);
      update crm.user_organizations m set is_primary = false
      where m.organization_id = v_primary_elsewhere and m.user_id = p_user;
      perform set_config('app.scope', array[p_organization]::text, true);
    end if;
  end if;
  insert into crm.user_organizations as m (organization_id, user_id, role, title, is_primary)
  values (p_organization, p_user, p_role, p_title, p_is_primary)
  on conflict (organization_id, user_id) do update
    set role = excluded.role, title = excluded.title, is_primary = excluded.is_primary, left_at = null,
      -- Who comes back starts as somebody new does.
      role_definition_id = case when m.left_at is null then m.role_definition_id end,
      permissions = case when m.left_at is null then m.permissions else excluded.permissions end;
  update crm.users u set user_type = case p_role when 'owner' then 'owner' else 'employee' end
  where u.id = p_user and p_role <> 'member' and u.user_type = 'client';
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.add_person(uuid, uuid, text, text, boolean) is 'Writes a membership, or renews the one there was; being primary moves here from elsewhere.';

create function private.add_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text,
  p_currency text, p_jurisdiction text, p_parent uuid)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_root uuid := p_id;
  v_is_first boolean;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  if p_parent is not null then
    select o.root_organization_id into v_root from crm.organizations o where o.id = p_parent for share;
    if not found then
      raise exception 'no such parent' using errcode = 'P0002', constraint = 'parent_not_found';
    end if;
  end if;
  insert into crm.organizations (id, parent_organization_id, root_organization_id, name, slug, time_zone, currency, jurisdiction)
  values (p_id, p_parent, v_root, p_name, p_slug, p_time_zone, p_currency, p_jurisdiction);
  perform set_config('app.scope_user_id', p_owner::text, true);
  select not exists (select from crm.user_organizations m where m.user_id = p_owner and m.is_primary) into v_is_first;
  perform set_config('app.scope_user_id', v_scope_user, true);
  perform private.add_person(p_id, p_owner, 'owner', null, v_is_first);
end
$$;
comment on function private.add_organization(uuid, uuid, text, text, text, text, text, uuid) is 'Writes an organization, if named into the tree of its parent, with its first owner.';

create function private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text,
  p_jurisdiction text, p_parent uuid)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
begin
  if v_user is null then
    raise exception 'nobody is signed in' using errcode = '28000', constraint = 'session_revoked';
  end if;
  if p_parent is not null then
    perform private.lock_access(v_user, p_parent);
    if (private.access(v_user, p_parent)).role is distinct from 'owner' then
      raise exception 'no such parent' using errcode = 'P0002', constraint = 'parent_not_found';
    end if;
  end if;
  perform private.add_organization(p_id, v_user, p_name, p_slug, p_time_zone, p_currency, p_jurisdiction, p_parent);
end
$$;
comment on function private.create_organization(uuid, text, text, text, text, text, uuid) is 'Makes an organization owned by the person who entered; under a parent only for the parent''s owner.';

create function private.operator_create_organization(p_id uuid, p_owner uuid, p_name text, p_slug text, p_time_zone text,
  p_currency text, p_jurisdiction text, p_parent uuid)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.add_organization(p_id, p_owner, p_name, p_slug, p_time_zone, p_currency, p_jurisdiction, p_parent)
$$;
comment on function private.operator_create_organization(uuid, uuid, text, text, text, text, text, uuid) is 'Makes an organization for an owner, from the command line.';

create function private.operator_add_person(p_organization uuid, p_user uuid, p_role text, p_title text, p_is_primary boolean)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.add_person(p_organization, p_user, p_role, p_title, coalesce(p_is_primary, false))
$$;
comment on function private.operator_add_person(uuid, uuid, text, text, boolean) is 'Adds a person to an organization or changes the role, from the command line.';

create function private.operator_find_organization(p_slug text)
  returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id from crm.organizations o where o.slug = p_slug
$$;
comment on function private.operator_find_organization(text) is 'The organization with this slug, or null.';

create function private.operator_find_user(p_email_key text)
  returns uuid language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.user_id from private.identities i where i.issuer = 'tryzore' and i.subject = p_email_key
$$;
comment on function private.operator_find_user(text) is 'The person who signs in with this address, or null.';

create function private.operator_set_password(p_user uuid, p_hash text)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.credentials as c (user_id, password_hash) values (p_user, p_hash)
  on conflict (user_id) do update set password_hash = excluded.password_hash, updated_at = now();
  perform private.revoke_session(s.id, 'password_changed') from private.sessions s
  where s.user_id = p_user and s.revoked_at is null;
end
$$;
comment on function private.operator_set_password(uuid, text) is 'Sets a password and ends every session of the person.';

create function private.my_organizations()
  returns table (id uuid, name text, slug text, role text, is_primary boolean, time_zone text, currency text,
    logo_url text, parent_organization_id uuid, status text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', coalesce(v_user::text, ''), true);
  return query
    with direct as materialized (
      select m.organization_id, m.role, m.is_primary from crm.user_organizations m
      where m.user_id = v_user and m.left_at is null
    ), held as (
      select d.organization_id, d.role, d.is_primary from direct d
      union all
      -- What lies below an organization one owns is owned too.
      select below.id, 'owner', false from direct d cross join lateral unnest(private.descendants(d.organization_id)) as below (id)
      where d.role = 'owner' and below.id <> d.organization_id
    ), best as (
      select h.organization_id, bool_or(h.is_primary) as is_primary,
        (array_agg(h.role order by r.rank desc))[1] as role
      from held h join private.roles r on r.role = h.role
      group by h.organization_id
    )
    select o.id, o.name, o.slug, b.role, b.is_primary, o.time_zone, o.currency, o.logo_url, o.parent_organization_id, o.status
    from best b join crm.organizations o on o.id = b.organization_id
    order by b.is_primary desc, o.name, o.id;
  perform set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.my_organizations() is 'Where the person who entered belongs, the primary first; nothing for an operator.';

create function private.my_permissions()
  returns setof text language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select unnest(s.permissions) from private.sessions s
  where s.id = nullif(current_setting('app.session_id', true), '')::uuid
$$;
comment on function private.my_permissions() is 'What the session that entered may do, resolved.';

create function private.business_totals()
  returns table (organizations bigint, users bigint, clients bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', coalesce((select array_agg(o.id)::text from crm.organizations o), ''), true);
  select (select count(*) from crm.organizations), (select count(*) from crm.users),
    (select count(*) from crm.client_organizations)
  into organizations, users, clients;
  perform set_config('app.scope', v_scope, true);
  return next;
end
$$;
comment on function private.business_totals() is 'Counts over the whole installation, for metrics; never by organization.';

grant execute on function
  private.create_organization(uuid, text, text, text, text, text, uuid), private.my_organizations(), private.my_permissions()
  to tryzore_app;
grant execute on function
  private.operator_create_organization(uuid, uuid, text, text, text, text, text, uuid),
  private.operator_add_person(uuid, uuid, text, text, boolean),
  private.operator_find_organization(text), private.operator_find_user(text),
  private.operator_set_password(uuid, text)
  to tryzore_worker;
grant execute on function private.business_totals() to tryzore_app, tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
