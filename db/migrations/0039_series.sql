-- Series: what their events need, how far they were made, and what was changed on one event alone.

alter table crm.event_series
  add column event_type text not null default 'class',
  add column description text,
  add column location text,
  add column is_virtual boolean not null default false,
  add column meeting_link text,
  add column staff_capacity integer,
  add column waitlist_enabled boolean not null default false,
  add column price_minor bigint,
  add column currency text,
  add column exdates timestamp[] not null default '{}',
  add column rdates timestamp[] not null default '{}',
  add column parent_series_id uuid,
  add column materialized_until date,
  add column skipped timestamp[] not null default '{}',
  add column created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  add constraint event_type_invalid check (event_type in ('class', 'tour', 'personal_training', 'workshop', 'assessment', 'other')),
  add constraint description_invalid check (char_length(description) between 1 and 10000),
  add constraint location_invalid check (char_length(location) between 1 and 500),
  add constraint meeting_link_invalid check (char_length(meeting_link) <= 2048 and meeting_link ~ '^https://' and meeting_link !~ '[[:cntrl:]]'),
  add constraint staff_capacity_invalid check (staff_capacity between max_participants and 100000),
  add constraint price_invalid check (price_minor >= 0),
  add constraint currency_invalid check (currency ~ '^[A-Z]{3}$'),
  add constraint currency_missing check ((price_minor is null) = (currency is null)),
  add constraint exdates_invalid check (cardinality(exdates) <= 1000 and array_position(exdates, null) is null),
  add constraint rdates_invalid check (cardinality(rdates) <= 100 and array_position(rdates, null) is null),
  add constraint parent_series_not_found foreign key (organization_id, parent_series_id)
    references crm.event_series (organization_id, id),
  add constraint parent_series_invalid check (parent_series_id <> id),
  add constraint creator_not_found foreign key (created_by) references crm.users (id);
create index event_series_by_parent on crm.event_series (organization_id, parent_series_id) where parent_series_id is not null;
create index event_series_by_creator on crm.event_series (organization_id, created_by);
create index event_series_by_title on crm.event_series (organization_id, title, id);

comment on column crm.event_series.event_type is 'What its events are.';
comment on column crm.event_series.description is 'What they are about.';
comment on column crm.event_series.location is 'Where they take place, in words.';
comment on column crm.event_series.is_virtual is 'Whether one joins from afar.';
comment on column crm.event_series.meeting_link is 'Where one joins.';
comment on column crm.event_series.staff_capacity is 'How many people staff may let in; null is as many as may book.';
comment on column crm.event_series.waitlist_enabled is 'Whether one may wait for a place.';
comment on column crm.event_series.price_minor is 'What a place costs, in minor units.';
comment on column crm.event_series.currency is 'ISO 4217 code of the price.';
comment on column crm.event_series.exdates is 'Wall times that the rule names and that do not take place.';
comment on column crm.event_series.rdates is 'Wall times that take place and that the rule does not name.';
comment on column crm.event_series.parent_series_id is 'The series that it goes on from, changed.';
comment on column crm.event_series.materialized_until is 'Until when its events were made, in its time zone.';
comment on column crm.event_series.skipped is 'Wall times until then without an event, since room or trainer were taken; tried again every night.';
comment on column crm.event_series.created_by is 'Who planned it; null for an operator.';

grant insert (event_type, description, location, is_virtual, meeting_link, staff_capacity, waitlist_enabled, price_minor, currency,
    exdates, rdates, parent_series_id),
  update (event_type, description, location, is_virtual, meeting_link, staff_capacity, waitlist_enabled, price_minor, currency,
    exdates, rdates, materialized_until, skipped)
  on crm.event_series to tryzore_app, tryzore_worker;

-- How far it was made is no change of it.
drop trigger touch on crm.event_series;
create trigger touch before update on crm.event_series for each row
  when (old.materialized_until is not distinct from new.materialized_until and old.skipped = new.skipped
    and old.* is distinct from new.*)
  execute function private.touch();

-- Its events ------------------------------------------------------------------------------------------------

alter table crm.events
  add column occurrence_at timestamp,
  add column edited_fields text[] not null default '{}',
  add constraint occurrence_exists unique (organization_id, series_id, occurrence_at);
comment on column crm.events.occurrence_at is 'Which occurrence of its series it is: the wall time that the rule gives, wherever the event was moved.';
comment on column crm.events.edited_fields is 'What was changed on this event alone, which its series leaves as it is.';
grant insert (occurrence_at), update (occurrence_at) on crm.events to tryzore_app, tryzore_worker;

create function private.note_edits() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- What the series itself brings along is no edit of one event.
  if current_setting('app.series_id', true) is distinct from old.series_id::text then
    new.edited_fields := array(
      select f.name from unnest('{description,ends_at,event_type,instructor_id,is_virtual,local_starts_at,location,max_participants,meeting_link,price_minor,room_id,staff_capacity,starts_at,template_id,title,waitlist_enabled}'::text[]) f (name)
      where f.name = any (old.edited_fields) or to_jsonb(new) -> f.name is distinct from to_jsonb(old) -> f.name);
  end if;
  return new;
end
$$;
comment on function private.note_edits() is 'Remembers what is changed on one event of a series, unless its series says that it does it (app.series_id).';
create trigger note_edits before update of title, description, event_type, template_id, instructor_id, room_id, location, is_virtual,
  meeting_link, max_participants, staff_capacity, waitlist_enabled, price_minor, starts_at, ends_at, local_starts_at on crm.events
  for each row when (old.series_id is not null) execute function private.note_edits();

-- Vanishing -------------------------------------------------------------------------------------------------

grant delete, update (status) on crm.events to tryzore_definer;
grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.drop_occurrences(p_series uuid, p_events uuid[]) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_event uuid;
begin
  if (current_setting('app.can', true) like '%,events.update,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'events.update';
  end if;
  for v_event in
    -- Held: whoever books one meanwhile waits, and finds it gone.
    select e.id from crm.events e
    where e.organization_id = v_organization and e.series_id = p_series and e.id = any (p_events)
      and e.status = 'scheduled' and e.starts_at > now()
    order by e.id for update
  loop
    begin
      delete from crm.events e where e.organization_id = v_organization and e.id = v_event;
    exception when foreign_key_violation then
      update crm.events e set status = 'cancelled' where e.organization_id = v_organization and e.id = v_event;
    end;
  end loop;
end
$$;
comment on function private.drop_occurrences(uuid, uuid[]) is 'Takes events of a series that are still to come off the schedule, with events.update: those that somebody booked or tagged are cancelled, others deleted.';
grant execute on function private.drop_occurrences(uuid, uuid[]) to tryzore_app, tryzore_worker;

create or replace function private.check_currency() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from crm.membership_plans p where p.organization_id = new.id and p.currency <> new.currency)
    or exists (select from crm.event_templates t where t.organization_id = new.id and t.currency <> new.currency)
    or exists (select from crm.event_series s where s.organization_id = new.id and s.currency <> new.currency)
    or exists (select from crm.events e where e.organization_id = new.id and e.currency <> new.currency)
    or exists (select from crm.event_participants p where p.organization_id = new.id and p.currency <> new.currency)
  then
    raise exception 'there are prices in another currency' using errcode = '23514', constraint = 'currency_in_use';
  end if;
  return new;
end
$$;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

select private.classify('crm.event_series',
  '{event_type,description,location,is_virtual,staff_capacity,waitlist_enabled,price_minor,currency,exdates,rdates,parent_series_id,created_by}',
  p_secret => '{meeting_link}', p_derived => '{materialized_until,skipped}');
select private.classify('crm.events', '{occurrence_at}', p_derived => '{edited_fields}');
update private.audited_tables set portable = '{meeting_link}' where table_name = 'crm.event_series';
