-- What the database itself saw of bookings, past all policies: each step in the order of the event's lock, with the facts
-- that decide about it. Whether somebody could have had a place is found here again, by other means than the program's.

create table proof.steps (
  seq bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  began timestamptz not null default now(),
  event_id uuid not null,
  booking_id uuid,
  client_id uuid,
  was text,
  became text,
  place integer,
  is_override boolean,
  is_by_member boolean not null default coalesce(current_setting('app.can', true) not like '%,bookings.manage,%', false),
  is_release boolean not null default false,
  is_quiet boolean,
  is_late boolean,
  -- Who was before them in line, and could have had a place, too.
  passed uuid[],
  -- How many had a claim before them.
  claims integer,
  max_participants integer,
  staff_capacity integer,
  taken integer,
  waiting integer
);
create index steps_by_event on proof.steps (event_id, seq);

-- What decides about a waiting client, and is no matter of the event's lock.
create table proof.changes (
  client_id uuid not null,
  at timestamptz not null default clock_timestamp(),
  span tstzrange
);
create index changes_by_client on proof.changes (client_id, at);

-- free: can have a place at that moment; quiet: as soon as it may be told; else why not.
create function proof.standing(b crm.event_participants, p_at timestamptz) returns text language sql as $$
  select case
    when c.deleted_at is not null or c.status not in ('active', 'lead') then 'ineligible'
    when exists (select from crm.event_participants s where s.organization_id = b.organization_id and s.client_id = b.client_id
      and s.id <> b.id and s.status in ('registered', 'attended') and (s.starts_at, s.ends_at) overlaps (b.starts_at, b.ends_at)) then 'overlap'
    when coalesce(woken.at, p_at) + make_interval(mins => coalesce(b.notice_minutes, 60)) > b.starts_at then 'late'
    when woken.at is not null then 'quiet'
    else 'free' end
  from crm.client_organizations c
  left join crm.clients k on k.id = c.client_id
  left join crm.notification_preferences p on p.organization_id = c.organization_id and p.user_id = k.user_id
  cross join lateral (select p_at at time zone p.timezone as moment) local
  cross join lateral (select (local.moment::date + p.quiet_hours_end
    + case when local.moment::time < p.quiet_hours_end then interval '0' else interval '1 day' end) at time zone p.timezone as at
    where case when p.quiet_hours_start < p.quiet_hours_end
        then local.moment::time >= p.quiet_hours_start and local.moment::time < p.quiet_hours_end
        else local.moment::time >= p.quiet_hours_start or local.moment::time < p.quiet_hours_end end
    union all select null order by 1 limit 1) woken
  where c.organization_id = b.organization_id and c.id = b.client_id
$$;

-- Whether what decides about somebody changed while it may have been read.
create function proof.is_settled(b crm.event_participants) returns boolean language sql as $$
  select not exists (select from proof.changes c where c.client_id = b.client_id and c.at > now() - interval '1 second'
    and (c.span is null or c.span && tstzrange(b.starts_at, b.ends_at)))
$$;

create function proof.note_step() returns trigger language plpgsql security definer as $$
declare
  v_event crm.events;
  v_step proof.steps;
  v_at timestamptz := now();
begin
  if new.status in ('registered', 'attended') or tg_op = 'UPDATE' and old.status in ('registered', 'attended') then
    insert into proof.changes (client_id, span) values (new.client_id, tstzrange(new.starts_at, new.ends_at));
    if tg_op = 'UPDATE' and old.starts_at <> new.starts_at then
      insert into proof.changes (client_id, span) values (new.client_id, tstzrange(old.starts_at, old.ends_at));
    end if;
  end if;
  if tg_op = 'UPDATE' and old.status = new.status then
    return null;
  end if;
  select e.* into strict v_event from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id;
  v_step.was := case tg_op when 'UPDATE' then old.status end;
  if new.status = 'registered' and (v_step.was is null or v_step.was = 'waitlisted') then
    if v_step.was = 'waitlisted' then
      v_at := new.promoted_at;
      -- As far as their quiet hours are what they were when the place was given away.
      v_step.is_quiet := proof.standing(old, v_at) = 'quiet' and not exists (select from proof.changes c
        where c.client_id = old.client_id and c.span is null and c.at > now() - interval '1 second');
    end if;
    v_step.is_late := v_at > new.starts_at - interval '12 hours 15 minutes';
    select array_agg(w.id) filter (where w.standing = 'free'), count(*) into v_step.passed, v_step.claims
    from (select b.id, proof.standing(b, v_at) as standing from crm.event_participants b
      where b.organization_id = new.organization_id and b.event_id = new.event_id and b.status = 'waitlisted' and b.id <> new.id
        and (v_step.was is null or b.waitlist_position < old.waitlist_position) and proof.is_settled(b)) w
    where w.standing in ('free', 'quiet');
  end if;
  insert into proof.steps (event_id, booking_id, client_id, was, became, place, is_override, is_release, is_quiet, is_late, passed, claims,
    max_participants, staff_capacity, taken, waiting)
  values (new.event_id, new.id, new.client_id, v_step.was, new.status, new.waitlist_position, new.is_override,
    coalesce(new.cancellation_reason = 'The event was cancelled', false), v_step.is_quiet, v_step.is_late, v_step.passed, v_step.claims,
    v_event.max_participants, v_event.staff_capacity, case when tg_op = 'INSERT' then v_event.current_participants end,
    case when tg_op = 'INSERT' then v_event.current_waitlisted end);
  return null;
end
$$;
create trigger zz_note_step after insert or update on crm.event_participants for each row execute function proof.note_step();

-- Of a statement that changes many, events are counted when it is done: the last step of each says how many there are.
create function proof.note_counts() returns trigger language plpgsql security definer as $$
begin
  update proof.steps s set taken = e.current_participants, waiting = e.current_waitlisted
  from crm.events e
  where e.id in (select n.event_id from new_rows n)
    and s.seq = (select max(l.seq) from proof.steps l where l.event_id = e.id and l.booking_id is not null and l.began = now());
  return null;
end
$$;
create trigger zz_note_counts after update on crm.event_participants referencing new table as new_rows
  for each statement execute function proof.note_counts();

create function proof.note_event() returns trigger language plpgsql security definer as $$
begin
  insert into proof.steps (event_id, became, max_participants, staff_capacity, taken, waiting)
  values (new.id, new.status, new.max_participants, new.staff_capacity, new.current_participants, new.current_waitlisted);
  return null;
end
$$;
-- Before that which releases the bookings of a cancelled event.
create trigger aa_note_event after insert or update of status, max_participants, staff_capacity on crm.events
  for each row execute function proof.note_event();

create function proof.note_preference() returns trigger language plpgsql security definer as $$
begin
  insert into proof.changes (client_id) select c.id from crm.clients k
  join crm.client_organizations c on c.organization_id = new.organization_id and c.client_id = k.id where k.user_id = new.user_id;
  return null;
end
$$;
create trigger zz_note_preference after insert or update on crm.notification_preferences
  for each row execute function proof.note_preference();

create function proof.note_client() returns trigger language plpgsql security definer as $$
begin
  insert into proof.changes (client_id) values (new.id);
  return null;
end
$$;
create trigger zz_note_client after update of status on crm.client_organizations for each row execute function proof.note_client();
