-- What people manage of permissions over the API, and who reads the audit log.

-- The audit log --------------------------------------------------------------------------------------------

-- Owners hold the permission; whom they grant it reads the log, too, but not what is personal in it.
drop policy view on audit.audit_logs;
create policy view on audit.audit_logs for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,audit.view,%'));

-- Roles of a gym's own -------------------------------------------------------------------------------------

create policy remove on crm.role_definitions for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,staff.manage,%'));
grant delete on crm.role_definitions to tryzore_app, tryzore_worker;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.check_role_unused() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever gives the role to somebody holds it still first, and the deletion waits for them before it asks.
  if exists (
    select from crm.user_organizations m
    where m.organization_id = old.organization_id and m.role_definition_id = old.id and m.left_at is null
  ) then
    raise exception 'somebody has the role' using errcode = '23503', constraint = 'role_in_use';
  end if;
  update crm.user_organizations set role_definition_id = null
  where organization_id = old.organization_id and role_definition_id = old.id;
  return old;
end
$$;
comment on function private.check_role_unused() is 'A role that somebody has stays; those who have left lose it with it.';
grant execute on function private.check_role_unused() to tryzore_owner;

-- Who may change what ---------------------------------------------------------------------------------------

create or replace function private.check_membership() returns trigger
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
  -- Who has left loses a role that is deleted, whatever their rank was.
  if tg_op = 'UPDATE' and old.left_at is not null and new.role_definition_id is null
    and (old.role, old.permissions, old.left_at) is not distinct from (new.role, new.permissions, new.left_at) then
    return new;
  end if;
  v_rank := current_setting('app.role_rank', true)::smallint;
  if exists (
    select from private.roles r
    where r.role = new.role and r.rank > v_rank
      or tg_op = 'UPDATE' and r.role = old.role and r.rank >= v_rank and v_rank < 50
  ) then
    raise exception 'only superiors decide about a person' using errcode = '42501', constraint = 'outranked';
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
      raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'cannot_grant';
    end if;
  end if;
  return new;
end
$$;
comment on function private.check_membership() is 'Known permissions only; but for owners nobody decides about their equals and superiors, or grants what they do not hold; who has left has no primary organization here.';

create or replace function private.check_role_definition() returns trigger
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
  if tg_op = 'UPDATE' and new.permissions <> old.permissions and exists (
    select from crm.user_organizations m join private.roles r on r.role = m.role
    where m.organization_id = new.organization_id and m.role_definition_id = new.id and m.left_at is null
      and r.rank >= current_setting('app.role_rank', true)::smallint
  ) then
    raise exception 'only superiors decide about a person' using errcode = '42501', constraint = 'outranked';
  end if;
  v_held := string_to_array(trim(both ',' from current_setting('app.can', true)), ',');
  if tg_op = 'UPDATE' then
    v_held := v_held || old.permissions;
  end if;
  if (new.permissions <@ v_held) is not true then
    raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'cannot_grant';
  end if;
  return new;
end
$$;
comment on function private.check_role_definition() is 'Known permissions only, none that whoever adds it lacks, and none of an equal''s or superior''s role.';

-- What is read ----------------------------------------------------------------------------------------------

create function private.list_permissions()
  returns table (slug text, description text, roles text[])
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.slug, p.description,
    array(select r.role from private.role_permissions held join private.roles r on r.role = held.role
      where held.permission = p.slug order by r.rank desc)
  from private.permissions p order by p.slug
$$;
comment on function private.list_permissions() is 'Every permission, and the roles that hold it by default.';

create function private.owners_above() returns uuid[]
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_above constant uuid[] := array_remove(private.chain(v_organization), v_organization);
  v_owners uuid[];
begin
  if (current_setting('app.can', true) like '%,staff.view,%') is not true or coalesce(cardinality(v_above), 0) = 0 then
    return '{}'::uuid[];
  end if;
  perform set_config('app.scope', v_above::text, true);
  v_owners := array(select m.user_id from crm.user_organizations m
    where m.organization_id = any (v_above) and m.role = 'owner' and m.left_at is null);
  perform set_config('app.scope', v_scope, true);
  return v_owners;
end
$$;
comment on function private.owners_above() is 'For those who see staff: who owns an organization above the one that was entered, and so is owner here, too.';

create function private.effective_permissions(p_user uuid) returns text[]
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_held text[];
begin
  if (current_setting('app.can', true) like '%,staff.view,%') is not true then
    return '{}'::text[];
  end if;
  select private.permissions_of(case when p_user = any (private.owners_above()) then 'owner' else m.role end,
    d.permissions, m.permissions)
  into v_held
  from crm.user_organizations m
  left join crm.role_definitions d on d.organization_id = m.organization_id and d.id = m.role_definition_id
  where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.user_id = p_user and m.left_at is null;
  return coalesce(v_held, '{}'::text[]);
end
$$;
comment on function private.effective_permissions(uuid) is 'For those who see staff: what a person of the organization that was entered may do there.';

grant execute on function private.list_permissions(), private.owners_above(), private.effective_permissions(uuid)
  to tryzore_app, tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger check_role_unused before delete on crm.role_definitions
  for each row execute function private.check_role_unused();
