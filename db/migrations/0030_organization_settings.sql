-- What an organization is besides its name: its address, settings that are inherited down the chain, and its end.

alter table crm.organizations add column address jsonb;
alter table crm.organizations add constraint address_invalid check (jsonb_typeof(address) = 'object');
comment on column crm.organizations.address is 'Where it is: street, city, postal_code, region and country, as far as they are known.';
comment on column crm.organizations.settings is 'By area and name, {"booking": {"cancel_window_hours": 12}}; what is not set here is set above or by default.';
select private.classify('crm.organizations', '{address}');
grant update (address) on crm.organizations to tryzore_app, tryzore_worker;
grant update (address, status), delete on crm.organizations to tryzore_definer;
grant delete on crm.user_organizations to tryzore_definer;
grant select (event_type, starts_at) on crm.events to tryzore_definer;

-- What mails looked for at the top stands in its area.
set local lock_timeout = '5s';
alter table crm.organizations no force row level security;
alter table crm.organizations disable trigger user;
update crm.organizations set settings = settings - '{brand_color,reply_to}'::text[]
  || jsonb_build_object('branding', jsonb_strip_nulls(jsonb_build_object('color', settings -> 'brand_color', 'reply_to', settings -> 'reply_to')))
where settings ?| '{brand_color,reply_to}';
alter table crm.organizations enable trigger user;
alter table crm.organizations force row level security;

grant create on schema private, jobs to tryzore_definer;
set local role tryzore_definer;

-- Settings ----------------------------------------------------------------------------------------------------

create function private.default_settings(p_currency text) returns jsonb
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'booking', jsonb_build_object(
      'opens_hours_before', 168, 'closes_hours_before', 2, 'cancel_window_hours', 12,
      'late_cancel_fee_enabled', true, 'late_cancel_fee', jsonb_build_object('amount', 1500, 'currency', p_currency),
      'late_cancel_tax_percent', 0, 'late_cancel_auto_charge', false,
      'no_show_fee_enabled', true, 'no_show_fee', jsonb_build_object('amount', 2500, 'currency', p_currency),
      'no_show_tax_percent', 0, 'no_show_auto_charge', false, 'no_show_after_hours', 24,
      'waitlist_mode', 'auto', 'waitlist_cutoff_hours', 2, 'waitlist_grace_minutes', 15, 'waitlist_notice_minutes', 60),
    'hours', jsonb_object_agg(day.name, '[{"opens": "06:00", "closes": "22:00"}]'::jsonb) || '{"exceptions": []}',
    'compliance', jsonb_build_object('age_of_majority', 18),
    'locations', jsonb_build_object('booking_elsewhere', 'chain', 'visits_paid_by', 'home', 'schedule_visibility', 'chain'))
  from unnest('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]) as day (name)
$$;
comment on function private.default_settings(text) is 'What holds where nobody has said otherwise; fees are in minor units of the currency. How grave an alert is by default, its code says.';

create function private.settings_in_force(p_organization uuid, p_closer jsonb[])
  returns table (area text, name text, value jsonb, set_by uuid)
  language sql stable set search_path = pg_catalog, pg_temp as $$
  with recursive chain as (
    select o.id, o.parent_organization_id, o.settings, o.jurisdiction, o.currency, 0 as distance
    from crm.organizations o where o.id = p_organization
    union all
    select o.id, o.parent_organization_id, o.settings, o.jurisdiction, c.currency, c.distance + 1
    from crm.organizations o join chain c on o.id = c.parent_organization_id
  ), layers as (
    select c.id as set_by, c.distance, c.currency,
      case when c.jurisdiction is null then c.settings else jsonb_set(jsonb_set(c.settings, '{compliance}',
        coalesce(c.settings -> 'compliance', '{}')), '{compliance,jurisdiction}', to_jsonb(c.jurisdiction)) end as settings
    from chain c
    union all
    select null, p.place - cardinality(p_closer) - 1, o.currency, p.settings
    from crm.organizations o, unnest(p_closer) with ordinality as p (settings, place) where o.id = p_organization
    union all
    select null, 2147483647, o.currency, private.default_settings(o.currency) from crm.organizations o where o.id = p_organization
  )
  select distinct on (a.area, v.name) a.area, v.name, v.value, l.set_by
  from layers l
  cross join lateral jsonb_each(l.settings) as a (area, settings)
  cross join lateral jsonb_each(case jsonb_typeof(a.settings) when 'object' then a.settings else '{}' end) as v (name, value)
  -- Money that was set in another currency says nothing here.
  where coalesce(v.value ->> 'currency' = l.currency, true)
  order by a.area, v.name, l.distance
$$;
comment on function private.settings_in_force(uuid, jsonb[]) is 'Each setting that holds in an organization, and which organization of its chain says so; null for closer rules and defaults. p_closer are the rules of a class, its series and its plan, the closest first, in the shape of organizations.settings.';

create function private.effective_settings(p_organization uuid, p_closer jsonb[] default '{}') returns jsonb
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(s.area, s.settings)
  from (select f.area, jsonb_object_agg(f.name, f.value) as settings
    from private.settings_in_force(p_organization, p_closer) f group by f.area) s
$$;
comment on function private.effective_settings(uuid, jsonb[]) is 'All settings that hold in an organization, by area and name: class over series over plan over organization over chain over default.';

create function private.chain_version(p_organization uuid) returns bigint
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select sum(o.version)::bigint from crm.organizations o where o.id = any (private.chain(p_organization))
$$;
comment on function private.chain_version(uuid) is 'Moves with every change of the organization or of one above, from which it inherits.';

create function private.entered_settings()
  returns table (settings jsonb, set_by jsonb, version bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select jsonb_object_agg(s.area, s.settings), jsonb_object_agg(s.area, s.set_by),
    private.chain_version(nullif(current_setting('app.org_id', true), '')::uuid)
  from (select f.area, jsonb_object_agg(f.name, f.value) as settings, jsonb_object_agg(f.name, f.set_by) as set_by
    from private.settings_in_force(nullif(current_setting('app.org_id', true), '')::uuid, '{}') f group by f.area) s
$$;
comment on function private.entered_settings() is 'The settings of the organization that was entered, who set each, and their version.';

create function private.check_currency() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from crm.membership_plans p where p.organization_id = new.id and p.currency <> new.currency)
    or exists (select from crm.event_templates t where t.organization_id = new.id and t.currency <> new.currency)
    or exists (select from crm.events e where e.organization_id = new.id and e.currency <> new.currency)
    or exists (select from crm.event_participants p where p.organization_id = new.id and p.currency <> new.currency)
  then
    raise exception 'there are prices in another currency' using errcode = '23514', constraint = 'currency_in_use';
  end if;
  return new;
end
$$;
comment on function private.check_currency() is 'Prices and payments keep their currency, and so does the organization that has some.';
grant execute on function private.check_currency() to tryzore_owner;

-- The chain ---------------------------------------------------------------------------------------------------

create function private.entered_organizations()
  returns table (id uuid, name text, slug text, parent_organization_id uuid, root_organization_id uuid, domain text,
    logo_url text, address jsonb, time_zone text, currency text, jurisdiction text, color text, status text,
    created_at timestamptz, updated_at timestamptz, version bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.name, o.slug, o.parent_organization_id, o.root_organization_id, o.domain, o.logo_url, o.address,
    o.time_zone, o.currency, o.jurisdiction, private.effective_settings(o.id) #>> '{branding,color}', o.status,
    o.created_at, o.updated_at, private.chain_version(o.id)
  from (select nullif(current_setting('app.org_id', true), '')::uuid) as entered (id)
  join crm.organizations o on o.id = any (case when current_setting('app.role_rank', true) = '50'
    then private.descendants(entered.id) else array[entered.id] end)
  order by o.id <> entered.id, o.name, o.id limit 1000
$$;
comment on function private.entered_organizations() is 'The organization that was entered; for its owner also those below.';

create function private.require_ownership() returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if current_setting('app.role_rank', true) is distinct from '50' then
    raise exception 'owners only' using errcode = '42501', constraint = 'owner_required';
  end if;
end
$$;
comment on function private.require_ownership() is 'Goes on only for an owner of the organization that was entered.';

create function private.roll_up(p_organization uuid)
  returns table (id uuid, name text, city text, time_zone text, status text, clients_active bigint, staff bigint, classes_today bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return;
  end if;
  perform private.require_ownership();
  perform set_config('app.scope', private.descendants(p_organization)::text, true);
  return query
    select o.id, o.name, o.address ->> 'city', o.time_zone, o.status,
      (select count(*) from crm.client_organizations c
        where c.organization_id = o.id and c.status = 'active' and c.deleted_at is null),
      (select count(*) from crm.user_organizations m
        where m.organization_id = o.id and m.role <> 'member' and m.left_at is null),
      (select count(*) from crm.events e
        where e.organization_id = o.id and e.event_type = 'class' and e.status <> 'cancelled'
          and e.starts_at >= date_trunc('day', now() at time zone o.time_zone) at time zone o.time_zone
          and e.starts_at < (date_trunc('day', now() at time zone o.time_zone) + interval '1 day') at time zone o.time_zone)
    from crm.organizations o where o.id = any (private.descendants(p_organization))
    order by o.id <> p_organization, o.name, o.id limit 1000;
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.roll_up(uuid) is 'For the owner who entered: how the organization and each below it stands; nothing for one that was not entered.';

drop function private.my_organizations();
create function private.my_organizations()
  returns table (id uuid, name text, slug text, role text, is_primary boolean, time_zone text, currency text,
    logo_url text, city text, parent_organization_id uuid, status text)
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
    select o.id, o.name, o.slug, b.role, b.is_primary, o.time_zone, o.currency, o.logo_url, o.address ->> 'city',
      o.parent_organization_id, o.status
    from best b join crm.organizations o on o.id = b.organization_id
    order by b.is_primary desc, o.name, o.id;
  perform set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.my_organizations() is 'Where the person who entered belongs, the primary first; nothing for an operator.';

-- Beginning and end -------------------------------------------------------------------------------------------

drop function private.create_organization(uuid, text, text, text, text, text, uuid);
create function private.create_organization(p_id uuid, p_name text, p_slug text, p_time_zone text, p_currency text,
  p_jurisdiction text, p_parent uuid, p_address jsonb)
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
  update crm.organizations o set address = p_address where o.id = p_id and p_address is not null;
end
$$;
comment on function private.create_organization(uuid, text, text, text, text, text, uuid, jsonb) is 'Makes an organization owned by the person who entered; under a parent only for the parent''s owner.';

create or replace function private.check_last_owner() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- An organization that was deleted in the same transaction needs none.
  if exists (select from crm.organizations o where o.id = old.organization_id) then
    perform private.require_owner(old.organization_id);
  end if;
  return null;
end
$$;

create function private.delete_organization(p_organization uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_table text;
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return false;
  end if;
  perform private.require_ownership();
  if exists (select from crm.user_organizations m where m.organization_id = p_organization and m.user_id <> v_user) then
    raise exception 'people belong to it' using errcode = '23503', constraint = 'organization_in_use', detail = 'user_organizations';
  end if;
  -- What came with its owner goes with its owner. Anything else that refers to it keeps it: foreign keys see all of that,
  -- and what is being written at this moment, too.
  delete from private.idempotency_keys k where k.organization_id = p_organization;
  delete from crm.notifications n where n.organization_id = p_organization;
  delete from crm.notification_preferences p where p.organization_id = p_organization;
  delete from jobs.mails m where m.organization_id = p_organization;
  delete from jobs.jobs j where j.organization_id = p_organization and j.state <> 'running';
  delete from private.sessions s where s.organization_id = p_organization;
  begin
    delete from crm.user_organizations m where m.organization_id = p_organization;
    delete from crm.organizations o where o.id = p_organization;
  exception when foreign_key_violation then
    get stacked diagnostics v_table = table_name;
    raise exception 'something depends on it' using errcode = '23503', constraint = 'organization_in_use', detail = v_table;
  end;
  return true;
end
$$;
comment on function private.delete_organization(uuid) is 'Deletes the organization that was entered, for its owner, while there is nothing in it: organization_in_use names the table that has something. False for one that was not entered.';

create function private.archive_organization(p_organization uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return false;
  end if;
  perform private.require_ownership();
  update crm.organizations o set status = 'archived' where o.id = p_organization;
  return true;
end
$$;
comment on function private.archive_organization(uuid) is 'Closes the organization that was entered, for its owner: nobody enters it or what lies below until it is restored. False for one that was not entered.';

create function private.restore_organization(p_organization uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_is_owner boolean;
begin
  if v_user is null then
    return false;
  end if;
  perform private.lock_access(v_user, p_organization);
  perform set_config('app.scope_user_id', v_user::text, true);
  select exists (select from crm.user_organizations m where m.user_id = v_user and m.role = 'owner' and m.left_at is null
    and m.organization_id = any (private.chain(p_organization))) into v_is_owner;
  perform set_config('app.scope_user_id', v_scope_user, true);
  if not v_is_owner then
    return false;
  end if;
  -- An operator's word stands above an owner's.
  if exists (select from crm.organizations o where o.id = p_organization and o.status = 'suspended') then
    raise exception 'suspended' using errcode = '23514', constraint = 'organization_suspended';
  end if;
  update crm.organizations o set status = 'active' where o.id = p_organization;
  return true;
end
$$;
comment on function private.restore_organization(uuid) is 'Opens an archived organization again, for its owner or one above it, who need not have entered it; false for anybody else.';

-- Mail bears the name and the colour of the chain where a location has none of its own.
create or replace function jobs.load_mail(p_mail uuid)
  returns table (id uuid, recipient text, template text, language text, topic text, contents jsonb, is_accepted boolean,
    created_at timestamptz, organization_name text, logo_url text, brand_color text, reply_to text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.id, m.recipient, m.template, m.language, m.topic, m.contents, m.accepted_at is not null, m.created_at,
    o.name, o.logo_url, s.branding ->> 'color', s.branding ->> 'reply_to'
  from jobs.mails m left join crm.organizations o on o.id = m.organization_id
  cross join lateral (select private.effective_settings(o.id) -> 'branding' as branding) s
  where m.id = p_mail
    and m.organization_id is not distinct from nullif(current_setting('app.org_id', true), '')::uuid
$$;

grant execute on function private.create_organization(uuid, text, text, text, text, text, uuid, jsonb),
  private.my_organizations(), private.delete_organization(uuid), private.archive_organization(uuid),
  private.restore_organization(uuid), private.roll_up(uuid)
  to tryzore_app;
grant execute on function private.entered_settings(), private.entered_organizations() to tryzore_app, tryzore_worker;

set local role tryzore_owner;
revoke create on schema private, jobs from tryzore_definer;

create trigger check_currency before update of currency on crm.organizations
  for each row when (old.currency is distinct from new.currency) execute function private.check_currency();
