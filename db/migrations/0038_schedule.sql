-- The schedule as people plan it: rooms that retire, programs that a chain shares, tours with whoever comes, and events
-- that are cancelled, moved or led by somebody else.

-- Rooms -----------------------------------------------------------------------------------------------------

create policy remove on crm.rooms for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,rooms.manage,%'));
grant delete on crm.rooms to tryzore_app, tryzore_worker;
grant update (is_active) on crm.rooms to tryzore_definer;

-- Programs --------------------------------------------------------------------------------------------------

-- A franchise template is copied to the organizations right below, and from there to those below them. Each copy has its
-- template's id and is a row of its location like any other: the keys of events and series, policies, lists and exports
-- need to know nothing of chains, and no request reads across organizations. What the location may not change a trigger
-- holds; who leads it there and where are the location's own.
alter table crm.event_templates
  add column difficulty text,
  add column location text,
  add column room_id uuid,
  add column text_color text,
  add column is_franchise_template boolean not null default false,
  add column parent_organization_id uuid,
  drop constraint template_name_taken,
  add constraint room_not_found foreign key (organization_id, room_id) references crm.rooms (organization_id, id),
  add constraint difficulty_invalid check (difficulty in ('beginner', 'intermediate', 'advanced', 'all_levels')),
  add constraint location_invalid check (char_length(location) between 1 and 500),
  add constraint text_color_invalid check (text_color ~ '^#[0-9a-f]{6}$');
-- What comes from above may be called like something of the location's own.
create unique index template_name_taken on crm.event_templates (organization_id, name) where parent_organization_id is null;
create index event_templates_by_name on crm.event_templates (organization_id, name, id);
create index event_templates_by_room on crm.event_templates (organization_id, room_id) where room_id is not null;
comment on column crm.event_templates.difficulty is 'For whom: beginner, intermediate, advanced or all_levels.';
comment on column crm.event_templates.location is 'Where its events take place, in words.';
comment on column crm.event_templates.room_id is 'Where its events usually take place.';
comment on column crm.event_templates.text_color is 'White or black, whichever can be read on the color; written with it by the server.';
comment on column crm.event_templates.is_franchise_template is 'Whether organizations below have it too.';
comment on column crm.event_templates.parent_organization_id is 'The organization right above from which it comes and where it is changed; null for a gym''s own. No foreign key: a location that leaves the chain takes its copies along.';
select private.classify('crm.event_templates', '{difficulty,location,room_id,is_franchise_template,parent_organization_id}',
  p_derived => '{text_color}');

create policy remove on crm.event_templates for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.update,%'));
grant insert (difficulty, location, room_id, text_color, is_franchise_template),
  update (difficulty, location, room_id, text_color, is_franchise_template), delete
  on crm.event_templates to tryzore_app, tryzore_worker;
grant delete,
  insert (organization_id, id, name, event_type, description, category, color, text_color, duration_minutes, max_participants,
    price_minor, currency, is_active, difficulty, is_franchise_template, parent_organization_id),
  update (name, event_type, description, category, color, text_color, duration_minutes, max_participants, price_minor, currency,
    is_active, difficulty)
  on crm.event_templates to tryzore_definer;

-- Events ----------------------------------------------------------------------------------------------------

alter table crm.events
  add column category text,
  add column is_featured boolean not null default false,
  add column image_url text,
  add column substitute_for uuid,
  add column substitution_reason text,
  add column cancellation_reason text,
  add constraint planned_instructor_not_found foreign key (organization_id, substitute_for)
    references crm.user_organizations (organization_id, user_id),
  add constraint category_invalid check (char_length(category) between 1 and 100),
  add constraint image_url_invalid check (char_length(image_url) <= 2000 and image_url ~ '^https://' and image_url !~ '[[:cntrl:]]'),
  add constraint substitution_reason_invalid check (char_length(substitution_reason) between 1 and 1000),
  add constraint cancellation_reason_invalid check (char_length(cancellation_reason) between 1 and 1000);
create index events_by_planned_instructor on crm.events (organization_id, substitute_for) where substitute_for is not null;
comment on column crm.events.category is 'The gym''s own grouping, such as challenge, workshop, charity or retreat.';
comment on column crm.events.is_featured is 'Whether it is shown before others.';
comment on column crm.events.image_url is 'Where its picture is.';
comment on column crm.events.substitute_for is 'Who was planned to lead it, where somebody else does.';
comment on column crm.events.substitution_reason is 'Why somebody else leads it.';
comment on column crm.events.cancellation_reason is 'Why it does not take place.';
select private.classify('crm.events', '{category,is_featured,image_url,substitute_for}',
  p_personal => '{substitution_reason,cancellation_reason}');
grant insert (category, is_featured, image_url),
  update (category, is_featured, image_url, substitute_for, substitution_reason, cancellation_reason)
  on crm.events to tryzore_app, tryzore_worker;

-- What somebody's tour or training is called may be whom it is for: members see what is for everybody, and what they
-- have booked, also when they have become somebody else since.
drop policy view on crm.events;
create policy view on crm.events for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.view,%')
    and ((select current_setting('app.can', true) like '%,staff.view,%')
      or event_type in ('class', 'workshop', 'other') and (select exists (select from crm.client_organizations mine
        where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
          and mine.deleted_at is null and mine.status = 'active'))
      or id in (select b.event_id from crm.event_participants b
        where b.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and b.client_id = (select mine.id from crm.client_organizations mine
            where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
              and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
              and mine.deleted_at is null and mine.status not in ('banned', 'archived')))));

-- Tours -----------------------------------------------------------------------------------------------------

create table crm.tours (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  event_type text not null default 'tour',
  first_name text,
  last_name text,
  email text,
  phone text,
  attendance text not null default 'expected',
  follow_up_on date,
  notes text,
  guest_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint tour_exists primary key (organization_id, id),
  constraint event_of_type_not_found foreign key (organization_id, id, event_type)
    references crm.events (organization_id, id, event_type),
  constraint client_not_found foreign key (organization_id, guest_id)
    references crm.client_organizations (organization_id, id),
  constraint event_type_invalid check (event_type = 'tour'),
  constraint first_name_invalid check (char_length(first_name) between 1 and 100),
  constraint last_name_invalid check (char_length(last_name) between 1 and 100),
  constraint email_invalid check (char_length(email) between 3 and 254),
  constraint phone_invalid check (char_length(phone) between 1 and 32),
  constraint attendance_invalid check (attendance in ('expected', 'confirmed', 'came', 'no_show')),
  constraint time_invalid check (isfinite(follow_up_on) is not false),
  constraint notes_invalid check (char_length(notes) between 1 and 10000)
);
create index tours_by_event on crm.tours (organization_id, id, event_type);
create index tours_by_guest on crm.tours (organization_id, guest_id) where guest_id is not null;
create index tours_by_follow_up on crm.tours (organization_id, follow_up_on) where follow_up_on is not null;
comment on table crm.tours is 'Who comes to see the gym, and what became of it: beside its event, since members see events, and this is for the gym''s people.';
comment on column crm.tours.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.tours.id is 'The event''s.';
comment on column crm.tours.event_type is 'What the event has to be.';
comment on column crm.tours.first_name is 'The prospect''s, as given.';
comment on column crm.tours.last_name is 'The prospect''s, as given.';
comment on column crm.tours.email is 'The prospect''s, as given.';
comment on column crm.tours.phone is 'The prospect''s, as given.';
comment on column crm.tours.attendance is 'expected, confirmed by the prospect, came, or no_show.';
comment on column crm.tours.follow_up_on is 'When somebody of the gym asks again.';
comment on column crm.tours.notes is 'For the gym''s people.';
comment on column crm.tours.guest_id is 'The client that the prospect became, or was.';
comment on column crm.tours.created_at is 'When it was made.';
comment on column crm.tours.updated_at is 'When it last changed.';
comment on column crm.tours.version is 'Moves with every change; part of what the event''s If-Match compares.';

alter table crm.tours enable row level security;
alter table crm.tours force row level security;
create policy view on crm.tours for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.view,%' and current_setting('app.can', true) like '%,staff.view,%'));
-- As the event itself.
create policy add on crm.tours for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,events.create,%')
      or (select current_setting('app.can', true) like '%,events.lead,%') and id in (select led.id from crm.events led
        where led.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and led.instructor_id = (select nullif(current_setting('app.user_id', true), '')::uuid))));
create policy change on crm.tours for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,events.update,%')
      or (select current_setting('app.can', true) like '%,events.lead,%') and id in (select led.id from crm.events led
        where led.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and led.instructor_id = (select nullif(current_setting('app.user_id', true), '')::uuid))))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,events.update,%')
      or (select current_setting('app.can', true) like '%,events.lead,%') and id in (select led.id from crm.events led
        where led.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and led.instructor_id = (select nullif(current_setting('app.user_id', true), '')::uuid))));
grant select,
  insert (organization_id, id, first_name, last_name, email, phone, attendance, follow_up_on, notes),
  update (first_name, last_name, email, phone, attendance, follow_up_on, notes, guest_id)
  on crm.tours to tryzore_app, tryzore_worker;
create trigger touch before update on crm.tours for each row
  when (old.* is distinct from new.*) execute function private.touch();
select audit.follow('crm.tours', 'tour', 'id', 'organization_id', '{organization_id,id,attendance,follow_up_on,guest_id}',
  p_personal => '{first_name,last_name,email,phone,notes}', p_derived => '{event_type,created_at,updated_at,version}');
select private.classify('crm.tours', p_subject => 't.guest_id = $2');
-- What a merge moves.
grant update (guest_id) on crm.tours to tryzore_definer;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Rooms and events ------------------------------------------------------------------------------------------

create function private.retire_room() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from crm.events e where e.organization_id = old.organization_id and e.room_id = old.id)
    or exists (select from crm.event_series s where s.organization_id = old.organization_id and s.room_id = old.id)
    or exists (select from crm.event_templates t where t.organization_id = old.organization_id and t.room_id = old.id) then
    update crm.rooms r set is_active = false where r.organization_id = old.organization_id and r.id = old.id;
    return null;
  end if;
  return old;
end
$$;
comment on function private.retire_room() is 'A room that something takes or took place in is retired where another one is deleted.';

create function private.check_room() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_room crm.rooms;
begin
  select r.* into v_room from crm.rooms r where r.organization_id = new.organization_id and r.id = new.room_id;
  if not v_room.is_active and (tg_op = 'INSERT' or old.room_id is distinct from new.room_id) then
    raise exception 'the room is retired' using errcode = '23514', constraint = 'room_inactive';
  end if;
  -- Domain rules 4.12: nobody, staff neither, lets in more people than a room may hold.
  if coalesce(new.staff_capacity, new.max_participants) > v_room.capacity then
    raise exception 'the room holds fewer people' using errcode = '23514', constraint = 'room_too_small';
  end if;
  return new;
end
$$;
comment on function private.check_room() is 'An event is planned in a room that is in use, for no more people than it holds.';

create function private.users_booked(p_event uuid, p_since timestamptz) returns table (user_id uuid)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select distinct c.user_id
  from crm.event_participants p
  join crm.client_organizations m on m.organization_id = p.organization_id and m.id = p.client_id
  join crm.clients c on c.id = m.client_id
  where p.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and p.event_id = p_event
    and m.deleted_at is null
    -- Who had a place or waited at that moment: it may be the event's end that took it from them.
    and (p.status in ('registered', 'waitlisted') or p.cancelled_at >= p_since)
$$;
comment on function private.users_booked(uuid, timestamptz) is 'The accounts of those who had a place in an event of the entered organization, or waited for one, at that moment or later.';
grant execute on function private.users_booked(uuid, timestamptz) to tryzore_worker;

-- Programs of a chain -----------------------------------------------------------------------------------------

create function private.check_template() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_own constant text[] := '{instructor_id,room_id,location,metadata,updated_at,version}'::text[];
begin
  -- What the functions below write comes from above.
  if current_user = 'tryzore_definer' then
    return case when tg_op = 'DELETE' then old else new end;
  end if;
  if tg_op <> 'INSERT' and old.parent_organization_id is not null
    and (tg_op = 'DELETE' or to_jsonb(new) - v_own <> to_jsonb(old) - v_own) then
    raise exception 'the program comes from above' using errcode = '42501', constraint = 'program_locked';
  end if;
  if (tg_op <> 'INSERT' and old.is_franchise_template or tg_op <> 'DELETE' and new.is_franchise_template)
    and (tg_op = 'INSERT' or old.parent_organization_id is null)
    and (current_setting('app.role_rank', true)::integer >= 40) is not true then
    raise exception 'owners and admins decide about locations' using errcode = '42501', constraint = 'franchise_restricted';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end
$$;
comment on function private.check_template() is 'What comes from above is changed there alone, and what goes below by owners and admins.';

create function private.check_template_unused() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from crm.events e where e.organization_id = old.organization_id and e.template_id = old.id)
    or exists (select from crm.event_series s where s.organization_id = old.organization_id and s.template_id = old.id) then
    raise exception 'the program is in use' using errcode = '23503', constraint = 'program_in_use';
  end if;
  return old;
end
$$;
comment on function private.check_template_unused() is 'A program of which there are events stays, also one of which locations below have some.';

create function private.copy_templates(p_from uuid, p_to uuid, p_template uuid) returns void
  language sql set search_path = pg_catalog, pg_temp as $$
  insert into crm.event_templates as t (organization_id, id, name, event_type, description, category, color, text_color,
    duration_minutes, max_participants, price_minor, currency, is_active, difficulty, is_franchise_template, parent_organization_id)
  select o.id, f.id, f.name, f.event_type, f.description, f.category, f.color, f.text_color, f.duration_minutes, f.max_participants,
    -- A price says nothing in another currency.
    case when f.currency = o.currency then f.price_minor end, case when f.currency = o.currency then f.currency end,
    f.is_active, f.difficulty, true, p_from
  from crm.event_templates f join crm.organizations o on o.id = p_to
  where f.organization_id = p_from and f.is_franchise_template and (f.id = p_template or p_template is null)
  on conflict (organization_id, id) do update
  set name = excluded.name, event_type = excluded.event_type, description = excluded.description, category = excluded.category,
    color = excluded.color, text_color = excluded.text_color, duration_minutes = excluded.duration_minutes,
    max_participants = excluded.max_participants, price_minor = excluded.price_minor, currency = excluded.currency,
    is_active = excluded.is_active, difficulty = excluded.difficulty
  -- Of an equal id a copy alone is one.
  where t.parent_organization_id = p_from
    and (t.name, t.event_type, t.description, t.category, t.color, t.text_color, t.duration_minutes, t.max_participants, t.price_minor,
      t.currency, t.is_active, t.difficulty) is distinct from
      (excluded.name, excluded.event_type, excluded.description, excluded.category, excluded.color, excluded.text_color,
      excluded.duration_minutes, excluded.max_participants, excluded.price_minor, excluded.currency, excluded.is_active, excluded.difficulty)
$$;
comment on function private.copy_templates(uuid, uuid, uuid) is 'Makes copies of an organization''s franchise templates, or of one, right below equal to them. Both organizations are in scope.';

create function private.spread_template() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_template constant crm.event_templates := case when tg_op = 'DELETE' then old else new end;
  v_below uuid;
begin
  for v_below in
    select o.id from crm.organizations o where o.parent_organization_id = v_template.organization_id order by o.id
  loop
    perform set_config('app.scope', array[v_template.organization_id, v_below]::text, true);
    if tg_op = 'DELETE' or not v_template.is_franchise_template then
      delete from crm.event_templates t
      where t.organization_id = v_below and t.id = v_template.id and t.parent_organization_id = v_template.organization_id;
    else
      perform private.copy_templates(v_template.organization_id, v_below, v_template.id);
    end if;
  end loop;
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;
comment on function private.spread_template() is 'Has the organizations right below follow a franchise template; a copy that changed is followed by those below it.';

create function private.inherit_templates() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[new.parent_organization_id, new.id]::text, true);
  perform private.copy_templates(new.parent_organization_id, new.id, null);
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;
comment on function private.inherit_templates() is 'A new location begins with the franchise templates of the organization above.';

grant execute on function private.retire_room(), private.check_room(), private.check_template(),
  private.check_template_unused(), private.spread_template(), private.inherit_templates() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger retire_room before delete on crm.rooms for each row execute function private.retire_room();
create trigger check_room before insert or update of room_id, max_participants, staff_capacity on crm.events
  for each row when (new.room_id is not null) execute function private.check_room();
create trigger check_template before insert or update or delete on crm.event_templates
  for each row execute function private.check_template();
create trigger check_unused before delete on crm.event_templates for each row execute function private.check_template_unused();
create trigger spread_new_template after insert on crm.event_templates
  for each row when (new.is_franchise_template) execute function private.spread_template();
create trigger spread_template after update on crm.event_templates
  for each row when (old.is_franchise_template or new.is_franchise_template) execute function private.spread_template();
create trigger withdraw_template after delete on crm.event_templates
  for each row when (old.is_franchise_template) execute function private.spread_template();
create trigger inherit_templates after insert on crm.organizations
  for each row when (new.parent_organization_id is not null) execute function private.inherit_templates();
