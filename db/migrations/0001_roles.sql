-- as: migrator
-- Roles, schemas and the privileges nobody is to have. The only file that runs as the connecting role (a
-- superuser, or a role with CREATEROLE that owns the database); every later file runs as tryzore_owner.
-- Roles belong to the whole cluster, so each step here only adds what is missing.

do $$
declare
  v_role record;
begin
  for v_role in
    select wanted.name, wanted.options
    from (values
      -- NOINHERIT: the owner may become the definer, but is not let through by the definer's policies.
      ('tryzore_owner', 'nologin noinherit'),
      ('tryzore_definer', 'nologin noinherit'),
      ('tryzore_migrator', 'login noinherit'),
      ('tryzore_app', 'login noinherit'),
      ('tryzore_worker', 'login noinherit'),
      -- Inherits: reading everything is its purpose.
      ('tryzore_backup', 'login bypassrls')
    ) as wanted (name, options)
    where not exists (select from pg_roles where rolname = wanted.name)
      -- Only a superuser can make a role that passes by row-level security.
      and (wanted.name <> 'tryzore_backup'
           or exists (select from pg_roles where rolname = current_user and rolsuper))
  loop
    begin
      execute format('create role %I %s', v_role.name, v_role.options);
    exception when duplicate_object or unique_violation then
      null; -- another database of this cluster was migrated at the same moment
    end;
  end loop;
end
$$;

do $$
declare
  v_membership record;
  -- From PostgreSQL 16 on, who creates a role is its member without being allowed to become it.
  v_may_become constant text := case when current_setting('server_version_num')::int >= 160000
    then 'set' else 'member' end;
begin
  for v_membership in
    select wanted.role, wanted.member
    from (values
      ('tryzore_definer', 'tryzore_owner'),
      ('tryzore_owner', 'tryzore_migrator'),
      ('tryzore_owner', current_user::text)
    ) as wanted (role, member)
    where not pg_has_role(wanted.member, wanted.role, v_may_become)
  loop
    execute format('grant %I to %I', v_membership.role, v_membership.member);
  end loop;
end
$$;

do $$
declare
  v_setting record;
begin
  for v_setting in
    select wanted.role, wanted.name, wanted.value
    from (values
      -- With row-level security and keyset parameters the automatic mode plans anew at every execution.
      ('tryzore_app', 'plan_cache_mode', 'force_generic_plan'),
      -- Everything is written with its schema; and a door changes the user, after which a path is worked out anew.
      ('tryzore_app', 'search_path', 'pg_catalog'),
      ('tryzore_app', 'statement_timeout', '5s'),
      ('tryzore_app', 'lock_timeout', '1s'),
      ('tryzore_app', 'idle_in_transaction_session_timeout', '10s'),
      ('tryzore_worker', 'plan_cache_mode', 'force_generic_plan'),
      ('tryzore_worker', 'search_path', 'pg_catalog'),
      ('tryzore_worker', 'statement_timeout', '60s'),
      ('tryzore_worker', 'lock_timeout', '5s'),
      ('tryzore_worker', 'idle_in_transaction_session_timeout', '60s'),
      ('tryzore_migrator', 'statement_timeout', '15min'),
      ('tryzore_migrator', 'lock_timeout', '5s'),
      ('tryzore_migrator', 'idle_in_transaction_session_timeout', '60s'),
      ('tryzore_backup', 'default_transaction_read_only', 'on'),
      ('tryzore_backup', 'lock_timeout', '30s'),
      ('tryzore_backup', 'idle_in_transaction_session_timeout', '60s')
    ) as wanted (role, name, value)
    join pg_roles on rolname = wanted.role
    where not coalesce(rolconfig, '{}') @> array[wanted.name || '=' || wanted.value]
      and (wanted.role <> 'tryzore_backup'
           or exists (select from pg_roles where rolname = current_user and rolsuper))
  loop
    execute format('alter role %I set %s = %L', v_setting.role, v_setting.name, v_setting.value);
  end loop;

  if exists (select from pg_roles where rolname = current_user and rolsuper)
    and not pg_has_role('tryzore_backup', 'pg_read_all_data', 'member') then
    grant pg_read_all_data to tryzore_backup;
  end if;

  execute format('revoke temporary on database %I from public', current_database());
end
$$;

revoke all on schema public from public;

create schema crm authorization tryzore_owner;
create schema private authorization tryzore_owner;
create schema audit authorization tryzore_owner;

-- Exclusion constraints compare ids and times at once. A trusted extension: no superuser is needed. The schema
-- is the one that Supabase has for the purpose; nothing in it is called by name.
create schema if not exists extensions;
create extension if not exists btree_gist with schema extensions;

-- Functions are executable by everybody unless their creator says otherwise.
set local role tryzore_definer;
alter default privileges revoke execute on functions from public;

set local role tryzore_owner;
alter default privileges revoke execute on functions from public;
comment on schema crm is 'What the gyms and their people own; reached by the runtime roles under row-level security.';
comment on schema private is 'Identity, sessions and the doors; the runtime roles execute functions here and read no table.';
comment on schema audit is 'What happened, kept by month; nobody changes it.';
grant usage on schema crm, private, audit to tryzore_app, tryzore_worker, tryzore_definer;

reset role;
