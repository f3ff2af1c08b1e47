-- The schedule: rooms, templates, series, events, and who is booked on them.

-- Rooms -----------------------------------------------------------------------------------------------------

create table crm.rooms (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  name text not null,
  capacity integer,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint room_exists primary key (organization_id, id),
  constraint room_name_taken unique (organization_id, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint name_invalid check (char_length(name) between 1 and 100 and name = btrim(name)),
  constraint capacity_invalid check (capacity between 1 and 100000)
);

comment on table crm.rooms is 'A room, field or pool where events take place.';
comment on column crm.rooms.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.rooms.id is 'UUIDv7, made by the server.';
comment on column crm.rooms.name is 'As people know it.';
comment on column crm.rooms.capacity is 'How many people it may hold; null where nobody counts.';
comment on column crm.rooms.is_active is 'Whether new events may use it.';
comment on column crm.rooms.created_at is 'When it was made.';
comment on column crm.rooms.updated_at is 'When it last changed.';
comment on column crm.rooms.version is 'Moves with every change; what If-Match compares.';

alter table crm.rooms enable row level security;
alter table crm.rooms force row level security;
create policy view on crm.rooms for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
create policy add on crm.rooms for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,rooms.manage,%'));
create policy change on crm.rooms for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,rooms.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,rooms.manage,%'));

grant select, insert (organization_id, id, name, capacity, is_active), update (name, capacity, is_active)
  on crm.rooms to tryzore_app, tryzore_worker;

create trigger touch before update on crm.rooms for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Templates and series --------------------------------------------------------------------------------------

create table crm.event_templates (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  name text not null,
  event_type text not null default 'class',
  description text,
  category text,
  color text,
  duration_minutes integer not null default 60,
  max_participants integer,
  instructor_id uuid,
  price_minor bigint,
  currency text,
  is_active boolean not null default true,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint event_template_exists primary key (organization_id, id),
  constraint template_name_taken unique (organization_id, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint instructor_not_found foreign key (organization_id, instructor_id)
    references crm.user_organizations (organization_id, user_id),
  constraint name_invalid check (char_length(name) between 1 and 200 and name = btrim(name)),
  constraint event_type_invalid check (event_type in ('class', 'tour', 'personal_training', 'workshop', 'assessment', 'other')),
  constraint description_invalid check (char_length(description) between 1 and 10000),
  constraint category_invalid check (char_length(category) between 1 and 100),
  constraint color_invalid check (color ~ '^#[0-9a-f]{6}$'),
  constraint duration_invalid check (duration_minutes between 1 and 10080),
  constraint capacity_invalid check (max_participants between 0 and 100000),
  constraint price_invalid check (price_minor >= 0),
  constraint currency_invalid check (currency ~ '^[A-Z]{3}$'),
  constraint currency_missing check ((price_minor is null) = (currency is null)),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);
create index event_templates_by_instructor on crm.event_templates (organization_id, instructor_id);

comment on table crm.event_templates is 'What a gym offers again and again, such as a class; called a program on screens.';
comment on column crm.event_templates.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.event_templates.id is 'UUIDv7, made by the server.';
comment on column crm.event_templates.name is 'As people know it.';
comment on column crm.event_templates.event_type is 'What its events are.';
comment on column crm.event_templates.description is 'What it is about.';
comment on column crm.event_templates.category is 'The gym''s own grouping.';
comment on column crm.event_templates.color is 'As #rrggbb.';
comment on column crm.event_templates.duration_minutes is 'How long its events last.';
comment on column crm.event_templates.max_participants is 'How many people its events take; null is unlimited.';
comment on column crm.event_templates.instructor_id is 'Who usually leads it.';
comment on column crm.event_templates.price_minor is 'What a place costs, in minor units; null is not sold singly.';
comment on column crm.event_templates.currency is 'ISO 4217 code of the price.';
comment on column crm.event_templates.is_active is 'Whether it is offered.';
comment on column crm.event_templates.metadata is 'Anything else the gym keeps about it.';
comment on column crm.event_templates.created_at is 'When it was made.';
comment on column crm.event_templates.updated_at is 'When it last changed.';
comment on column crm.event_templates.version is 'Moves with every change; what If-Match compares.';

alter table crm.event_templates enable row level security;
alter table crm.event_templates force row level security;
create policy view on crm.event_templates for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.view,%'));
create policy add on crm.event_templates for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.create,%'));
create policy change on crm.event_templates for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.update,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.update,%'));

grant select,
  insert (organization_id, id, name, event_type, description, category, color, duration_minutes, max_participants, instructor_id,
    price_minor, currency, is_active, metadata),
  update (name, event_type, description, category, color, duration_minutes, max_participants, instructor_id,
    price_minor, currency, is_active, metadata)
  on crm.event_templates to tryzore_app, tryzore_worker;

create trigger touch before update on crm.event_templates for each row
  when (old.* is distinct from new.*) execute function private.touch();

create table crm.event_series (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  template_id uuid,
  title text not null,
  recurring_pattern text not null,
  starts_on date not null,
  ends_on date,
  start_time time not null,
  duration_minutes integer not null,
  time_zone text not null,
  instructor_id uuid,
  room_id uuid,
  max_participants integer,
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint event_series_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint event_template_not_found foreign key (organization_id, template_id)
    references crm.event_templates (organization_id, id),
  constraint instructor_not_found foreign key (organization_id, instructor_id)
    references crm.user_organizations (organization_id, user_id),
  constraint room_not_found foreign key (organization_id, room_id) references crm.rooms (organization_id, id),
  constraint title_invalid check (char_length(title) between 1 and 200),
  constraint recurring_pattern_invalid check (char_length(recurring_pattern) <= 1000 and recurring_pattern ~ '^FREQ=|;FREQ='),
  constraint ends_on_invalid check (ends_on >= starts_on),
  constraint time_invalid check (isfinite(starts_on) and isfinite(ends_on) is not false),
  constraint duration_invalid check (duration_minutes between 1 and 10080),
  constraint time_zone_invalid check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
  constraint capacity_invalid check (max_participants between 0 and 100000)
);
create index event_series_by_template on crm.event_series (organization_id, template_id);
create index event_series_by_instructor on crm.event_series (organization_id, instructor_id);
create index event_series_by_room on crm.event_series (organization_id, room_id);

comment on table crm.event_series is 'Events that repeat by a rule of wall time and place.';
comment on column crm.event_series.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.event_series.id is 'UUIDv7, made by the server.';
comment on column crm.event_series.template_id is 'What is offered.';
comment on column crm.event_series.title is 'Of its events.';
comment on column crm.event_series.recurring_pattern is 'RFC 5545 recurrence rule (the part after RRULE:), evaluated in the series'' time zone.';
comment on column crm.event_series.starts_on is 'Date of the first event, in the series'' time zone.';
comment on column crm.event_series.ends_on is 'Last date an event may have; null for no end.';
comment on column crm.event_series.start_time is 'Wall time at which its events start.';
comment on column crm.event_series.duration_minutes is 'How long they last.';
comment on column crm.event_series.time_zone is 'IANA name of the place''s clock.';
comment on column crm.event_series.instructor_id is 'Who leads them.';
comment on column crm.event_series.room_id is 'Where they take place.';
comment on column crm.event_series.max_participants is 'How many people they take; null is unlimited.';
comment on column crm.event_series.is_active is 'Whether events are still made from it.';
comment on column crm.event_series.created_at is 'When it was made.';
comment on column crm.event_series.updated_at is 'When it last changed.';
comment on column crm.event_series.version is 'Moves with every change; what If-Match compares.';

alter table crm.event_series enable row level security;
alter table crm.event_series force row level security;
create policy view on crm.event_series for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.view,%'));
create policy add on crm.event_series for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.create,%'));
create policy change on crm.event_series for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.update,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.update,%'));

grant select,
  insert (organization_id, id, template_id, title, recurring_pattern, starts_on, ends_on, start_time, duration_minutes, time_zone,
    instructor_id, room_id, max_participants, is_active),
  update (template_id, title, recurring_pattern, starts_on, ends_on, start_time, duration_minutes, time_zone,
    instructor_id, room_id, max_participants, is_active)
  on crm.event_series to tryzore_app, tryzore_worker;

create trigger touch before update on crm.event_series for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Events ----------------------------------------------------------------------------------------------------

create table crm.events (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  event_type text not null,
  title text not null,
  description text,
  template_id uuid,
  series_id uuid,
  parent_event_id uuid,
  instructor_id uuid,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  local_starts_at timestamp,
  time_zone text,
  status text not null default 'scheduled',
  location text,
  room_id uuid,
  room_number text,
  is_virtual boolean not null default false,
  meeting_link text,
  max_participants integer,
  staff_capacity integer,
  current_participants integer not null default 0,
  waitlist_enabled boolean not null default false,
  is_recurring boolean not null default false,
  recurring_pattern text,
  price_minor bigint,
  currency text,
  tour_type text,
  lead_source text,
  metadata jsonb not null default '{}',
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  forbids_room_overlap boolean not null,
  forbids_trainer_overlap boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint event_exists primary key (organization_id, id),
  -- What a tag of type class or tour refers to.
  constraint event_kind_exists unique (organization_id, id, event_type),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint event_template_not_found foreign key (organization_id, template_id)
    references crm.event_templates (organization_id, id),
  constraint event_series_not_found foreign key (organization_id, series_id)
    references crm.event_series (organization_id, id),
  constraint parent_event_not_found foreign key (organization_id, parent_event_id)
    references crm.events (organization_id, id),
  constraint instructor_not_found foreign key (organization_id, instructor_id)
    references crm.user_organizations (organization_id, user_id),
  constraint room_not_found foreign key (organization_id, room_id) references crm.rooms (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint room_taken exclude using gist
    (organization_id with =, room_id with =, tstzrange(starts_at, ends_at) with &&)
    where (forbids_room_overlap and room_id is not null and status <> 'cancelled'),
  constraint trainer_taken exclude using gist
    (organization_id with =, instructor_id with =, tstzrange(starts_at, ends_at) with &&)
    where (forbids_trainer_overlap and instructor_id is not null and status <> 'cancelled'),
  constraint event_type_invalid check (event_type in ('class', 'tour', 'personal_training', 'workshop', 'assessment', 'other')),
  constraint title_invalid check (char_length(title) between 1 and 200),
  constraint description_invalid check (char_length(description) between 1 and 10000),
  constraint parent_event_invalid check (parent_event_id <> id),
  -- Nothing lasts for ever, and no event takes a room for more than a month.
  constraint ends_at_invalid check (ends_at > starts_at and isfinite(starts_at) and isfinite(ends_at)
    and ends_at - starts_at <= interval '31 days'),
  constraint time_zone_invalid check (time_zone ~ '^[A-Za-z0-9_+/-]{1,64}$'),
  constraint time_zone_missing check (local_starts_at is null or time_zone is not null),
  constraint status_invalid check (status in ('scheduled', 'in_progress', 'completed', 'cancelled')),
  constraint location_invalid check (char_length(location) between 1 and 500),
  constraint room_number_invalid check (char_length(room_number) between 1 and 50),
  constraint meeting_link_invalid check (char_length(meeting_link) <= 2048 and meeting_link ~ '^https://' and meeting_link !~ '[[:cntrl:]]'),
  constraint capacity_invalid check (max_participants between 0 and 100000),
  constraint staff_capacity_invalid check (staff_capacity between max_participants and 100000),
  -- Not compared with the capacity, which may be lowered below it: nobody is put out.
  constraint current_participants_invalid check (current_participants >= 0),
  constraint recurring_pattern_invalid check (char_length(recurring_pattern) <= 1000 and recurring_pattern ~ '^FREQ=|;FREQ='),
  constraint recurring_pattern_missing check (not is_recurring or recurring_pattern is not null or series_id is not null),
  constraint price_invalid check (price_minor >= 0),
  constraint currency_invalid check (currency ~ '^[A-Z]{3}$'),
  constraint currency_missing check ((price_minor is null) = (currency is null)),
  constraint tour_type_invalid check (tour_type in ('individual', 'family', 'group')
    and (event_type = 'tour' or tour_type is null)),
  constraint lead_source_invalid check (lead_source in ('walk_in', 'website', 'referral', 'phone', 'social_media')),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);
create index events_by_start on crm.events (organization_id, starts_at, id);
create index events_by_instructor on crm.events (organization_id, instructor_id, starts_at);
create index events_by_room on crm.events (organization_id, room_id, starts_at);
create index events_by_template on crm.events (organization_id, template_id, starts_at);
create index events_by_series on crm.events (organization_id, series_id, starts_at);
create index events_by_parent on crm.events (organization_id, parent_event_id) where parent_event_id is not null;
create index events_by_creator on crm.events (organization_id, created_by);

comment on table crm.events is 'Something on the schedule: a class, a tour, a training.';
comment on column crm.events.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.events.id is 'UUIDv7, made by the server.';
comment on column crm.events.event_type is 'class, tour, personal_training, workshop, assessment or other.';
comment on column crm.events.title is 'As people read it.';
comment on column crm.events.description is 'What it is about.';
comment on column crm.events.template_id is 'What is offered, if it was made from a template.';
comment on column crm.events.series_id is 'The series it is part of.';
comment on column crm.events.parent_event_id is 'The event it belongs to, such as the workshop of a session.';
comment on column crm.events.instructor_id is 'Who leads it; somebody of the gym.';
comment on column crm.events.starts_at is 'When it starts.';
comment on column crm.events.ends_at is 'When it ends, exclusive.';
comment on column crm.events.local_starts_at is 'The wall time it was planned for, where that is what counts.';
comment on column crm.events.time_zone is 'IANA name of the place''s clock.';
comment on column crm.events.status is 'scheduled, in_progress, completed or cancelled.';
comment on column crm.events.location is 'Where, in words.';
comment on column crm.events.room_id is 'Where, as a room of the gym.';
comment on column crm.events.room_number is 'Where, as a door says it.';
comment on column crm.events.is_virtual is 'Whether one joins from afar.';
comment on column crm.events.meeting_link is 'Where one joins.';
comment on column crm.events.max_participants is 'How many people may book; null is unlimited.';
comment on column crm.events.staff_capacity is 'How many people staff may let in; null is as many as may book.';
comment on column crm.events.current_participants is 'How many places are taken; kept by a trigger, judged where a place is taken.';
comment on column crm.events.waitlist_enabled is 'Whether one may wait for a place.';
comment on column crm.events.is_recurring is 'Whether it repeats.';
comment on column crm.events.recurring_pattern is 'RFC 5545 recurrence rule (the part after RRULE:).';
comment on column crm.events.price_minor is 'What a place costs, in minor units.';
comment on column crm.events.currency is 'ISO 4217 code of the price.';
comment on column crm.events.tour_type is 'individual, family or group; tours only.';
comment on column crm.events.lead_source is 'How the visitor found the gym.';
comment on column crm.events.metadata is 'Anything else the gym keeps about it.';
comment on column crm.events.created_by is 'Who planned it; null for an operator.';
comment on column crm.events.forbids_room_overlap is 'Copied from the organization: a room holds one event at a time.';
comment on column crm.events.forbids_trainer_overlap is 'Copied from the organization: a trainer leads one event at a time.';
comment on column crm.events.created_at is 'When it was made.';
comment on column crm.events.updated_at is 'When it last changed.';
comment on column crm.events.version is 'Moves with every change; what If-Match compares.';

-- Whoever sees staff works here; others see the schedule while they are active clients.
alter table crm.events enable row level security;
alter table crm.events force row level security;
create policy definer on crm.events to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.events for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,events.view,%')
    and ((select current_setting('app.can', true) like '%,staff.view,%')
      or (select exists (select from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null and mine.status = 'active'))));
create policy add on crm.events for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,events.create,%')
      or (select current_setting('app.can', true) like '%,events.lead,%') and instructor_id = (select nullif(current_setting('app.user_id', true), '')::uuid)));
create policy change on crm.events for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,events.update,%')
      or (select current_setting('app.can', true) like '%,events.lead,%') and instructor_id = (select nullif(current_setting('app.user_id', true), '')::uuid)))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,events.update,%')
      or (select current_setting('app.can', true) like '%,events.lead,%') and instructor_id = (select nullif(current_setting('app.user_id', true), '')::uuid)));

grant select (organization_id, id, status, ends_at, max_participants, staff_capacity, current_participants,
    waitlist_enabled, forbids_room_overlap, forbids_trainer_overlap),
  update (current_participants, forbids_room_overlap, forbids_trainer_overlap) on crm.events to tryzore_definer;
grant select,
  insert (organization_id, id, event_type, title, description, template_id, series_id, parent_event_id, instructor_id,
    starts_at, ends_at, local_starts_at, time_zone, status, location, room_id, room_number, is_virtual, meeting_link,
    max_participants, staff_capacity, waitlist_enabled, is_recurring, recurring_pattern, price_minor, currency,
    tour_type, lead_source, metadata),
  update (event_type, title, description, template_id, series_id, parent_event_id, instructor_id,
    starts_at, ends_at, local_starts_at, time_zone, status, location, room_id, room_number, is_virtual, meeting_link,
    max_participants, staff_capacity, waitlist_enabled, is_recurring, recurring_pattern, price_minor, currency,
    tour_type, lead_source, metadata)
  on crm.events to tryzore_app, tryzore_worker;

create trigger touch before update on crm.events for each row
  when (old.current_participants = new.current_participants
    and old.forbids_room_overlap = new.forbids_room_overlap
    and old.forbids_trainer_overlap = new.forbids_trainer_overlap and old.* is distinct from new.*) execute function private.touch();

-- Bookings --------------------------------------------------------------------------------------------------

create table crm.event_participants (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  event_id uuid not null,
  client_id uuid not null,
  status text not null default 'registered',
  waitlist_position integer,
  is_override boolean not null default false,
  registered_at timestamptz not null default now(),
  payment_status text not null default 'none',
  price_minor bigint,
  currency text,
  checked_in_at timestamptz,
  checked_in_by uuid,
  attended_at timestamptz,
  cancelled_at timestamptz,
  cancellation_reason text,
  is_first_visit boolean not null default false,
  source text,
  notes text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint booking_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint event_not_found foreign key (organization_id, event_id) references crm.events (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint checker_not_found foreign key (checked_in_by) references crm.users (id),
  constraint booking_status_invalid check (
    status in ('registered', 'waitlisted', 'attended', 'no_show', 'cancelled', 'late_cancelled')),
  constraint waitlist_position_invalid check (waitlist_position > 0
    and (status = 'waitlisted' or waitlist_position is null)),
  constraint payment_status_invalid check (
    payment_status in ('none', 'pending', 'paid', 'failed', 'refunded', 'waived')),
  constraint price_invalid check (price_minor >= 0),
  constraint currency_invalid check (currency ~ '^[A-Z]{3}$'),
  constraint currency_missing check ((price_minor is null) = (currency is null)),
  constraint time_invalid check (isfinite(registered_at) and isfinite(checked_in_at) is not false
    and isfinite(attended_at) is not false and isfinite(cancelled_at) is not false),
  constraint cancelled_at_invalid check ((status in ('cancelled', 'late_cancelled')) = (cancelled_at is not null)),
  constraint cancellation_reason_invalid check (char_length(cancellation_reason) between 1 and 1000),
  constraint source_invalid check (source ~ '^[a-z_]{1,50}$'),
  constraint notes_invalid check (char_length(notes) between 1 and 10000)
);
-- One live booking per person and event.
create unique index already_booked on crm.event_participants (organization_id, event_id, client_id)
  where status not in ('cancelled', 'late_cancelled');
create index bookings_by_event on crm.event_participants (organization_id, event_id, status, registered_at, id);
create index bookings_by_client on crm.event_participants (organization_id, client_id, registered_at, id);
create index bookings_by_checker on crm.event_participants (organization_id, checked_in_by)
  where checked_in_by is not null;

comment on table crm.event_participants is 'A booking: a client''s place at an event, or in the line for one.';
comment on column crm.event_participants.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.event_participants.id is 'UUIDv7, made by the server.';
comment on column crm.event_participants.event_id is 'The event.';
comment on column crm.event_participants.client_id is 'The gym''s record of the person.';
comment on column crm.event_participants.status is 'registered, waitlisted, attended, no_show, cancelled or late_cancelled; the first, third and fourth take a place.';
comment on column crm.event_participants.waitlist_position is 'Place in the line, while waiting.';
comment on column crm.event_participants.is_override is 'Whether staff let the person in above the capacity that others may book.';
comment on column crm.event_participants.registered_at is 'When it was booked.';
comment on column crm.event_participants.payment_status is 'none, pending, paid, failed, refunded or waived.';
comment on column crm.event_participants.price_minor is 'What it costs, in minor units.';
comment on column crm.event_participants.currency is 'ISO 4217 code of the price.';
comment on column crm.event_participants.checked_in_at is 'When the person came.';
comment on column crm.event_participants.checked_in_by is 'Who let them in; whoever recorded it.';
comment on column crm.event_participants.attended_at is 'When attendance was recorded.';
comment on column crm.event_participants.cancelled_at is 'When it was cancelled.';
comment on column crm.event_participants.cancellation_reason is 'In the words of whoever cancelled.';
comment on column crm.event_participants.is_first_visit is 'Whether it was the person''s first visit.';
comment on column crm.event_participants.source is 'Where it was booked.';
comment on column crm.event_participants.notes is 'For the gym''s people.';
comment on column crm.event_participants.created_at is 'When it was made.';
comment on column crm.event_participants.updated_at is 'When it last changed.';
comment on column crm.event_participants.version is 'Moves with every change; what If-Match compares.';

alter table crm.event_participants enable row level security;
alter table crm.event_participants force row level security;
create policy view on crm.event_participants for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.view,%')
      or client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)));
create policy add on crm.event_participants for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.manage,%')
      or (select current_setting('app.can', true) like '%,bookings.create,%') and not is_override and status in ('registered', 'waitlisted')
        and (select exists (select from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null and mine.status = 'active'))
        and client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)));
create policy change on crm.event_participants for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.manage,%')
      or (select current_setting('app.can', true) like '%,bookings.create,%')
        and client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.manage,%')
      or (select current_setting('app.can', true) like '%,bookings.create,%')
        and client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)));

grant select,
  insert (organization_id, id, event_id, client_id, status, waitlist_position, is_override, registered_at, payment_status, price_minor,
    currency, checked_in_at, attended_at, cancelled_at, cancellation_reason, is_first_visit, source, notes),
  update (status, waitlist_position, is_override, payment_status, price_minor, currency, checked_in_at, attended_at,
    cancelled_at, cancellation_reason, is_first_visit, notes)
  on crm.event_participants to tryzore_app, tryzore_worker;

create trigger touch before update on crm.event_participants for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Counting and copying --------------------------------------------------------------------------------------

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.copy_overlap_rules() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Held still: whoever changes the rules meanwhile waits, and then finds this event too.
  select o.forbids_room_overlap, o.forbids_trainer_overlap into new.forbids_room_overlap, new.forbids_trainer_overlap
  from crm.organizations o where o.id = new.organization_id for share;
  return new;
end
$$;
comment on function private.copy_overlap_rules() is 'An event is planned under the rules of its organization.';

create function private.spread_overlap_rules() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- What is over overlaps with nothing that is still to be planned, and may be very much.
  update crm.events e
  set forbids_room_overlap = new.forbids_room_overlap, forbids_trainer_overlap = new.forbids_trainer_overlap
  where e.organization_id = new.id and e.ends_at > now();
  return null;
end
$$;
comment on function private.spread_overlap_rules() is 'A changed rule holds for every event that is not over, or is refused by the first overlap.';

create function private.check_booking() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_event crm.events;
begin
  if tg_op = 'INSERT' or new.checked_in_at is distinct from old.checked_in_at then
    new.checked_in_by := case when new.checked_in_at is not null then nullif(current_setting('app.user_id', true), '')::uuid end;
  end if;
  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true
    or current_setting('app.can', true) like '%,bookings.manage,%' then
    return new;
  end if;

  if tg_op = 'UPDATE' then
    if old.status not in ('registered', 'waitlisted') or new.status not in ('cancelled', 'late_cancelled')
      or to_jsonb(new) - '{status,cancelled_at,cancellation_reason,waitlist_position}'::text[]
        <> to_jsonb(old) - '{status,cancelled_at,cancellation_reason,waitlist_position}'::text[] then
      raise exception 'one only cancels one''s own booking' using errcode = '42501', constraint = 'only_cancelled';
    end if;
    return new;
  end if;
  if new.is_override or new.waitlist_position is not null or new.payment_status <> 'none' or new.price_minor is not null
    or new.checked_in_at is not null or new.attended_at is not null or new.cancelled_at is not null
    or new.is_first_visit or new.notes is not null or new.registered_at <> now() then
    raise exception 'one only books a place' using errcode = '42501', constraint = 'only_booked';
  end if;
  select e.status, e.ends_at, e.waitlist_enabled into v_event.status, v_event.ends_at, v_event.waitlist_enabled
  from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id;
  if v_event.status <> 'scheduled' or v_event.ends_at <= now() then
    raise exception 'the event takes no bookings' using errcode = '23514', constraint = 'booking_closed';
  end if;
  if new.status = 'waitlisted' and not v_event.waitlist_enabled then
    raise exception 'the event has no waitlist' using errcode = '23514', constraint = 'waitlist_closed';
  end if;
  return new;
end
$$;
comment on function private.check_booking() is 'Whoever does not manage bookings books a place for themselves and cancels it, and decides nothing else about it.';

create function private.take_place(p_organization uuid, p_event uuid, p_is_override boolean) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever comes second waits here and then sees the count that the first left.
  update crm.events e set current_participants = e.current_participants + 1
  where e.organization_id = p_organization and e.id = p_event
    and (e.max_participants is null
      or e.current_participants < case when p_is_override then coalesce(e.staff_capacity, e.max_participants) else e.max_participants end);
  if found then
    return;
  end if;
  if exists (select from crm.events e where e.organization_id = p_organization and e.id = p_event) then
    raise exception 'the event is full' using errcode = '23514', constraint = 'event_full';
  end if;
  raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
end
$$;
comment on function private.take_place(uuid, uuid, boolean) is 'Takes a place under the limit in force: the capacity, for an override that of staff.';

create function private.free_place(p_organization uuid, p_event uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update crm.events e set current_participants = e.current_participants - 1
  where e.organization_id = p_organization and e.id = p_event;
  if not found then
    raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
end
$$;
comment on function private.free_place(uuid, uuid) is 'Gives a place back.';

create function private.count_places() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_had constant boolean := tg_op <> 'INSERT' and coalesce(old.status in ('registered', 'attended', 'no_show'), false);
  v_has constant boolean := tg_op <> 'DELETE' and coalesce(new.status in ('registered', 'attended', 'no_show'), false);
begin
  if v_had and v_has and old.organization_id = new.organization_id and old.event_id = new.event_id then
    return null;
  end if;
  if v_had then
    perform private.free_place(old.organization_id, old.event_id);
  end if;
  if v_has then
    perform private.take_place(new.organization_id, new.event_id, new.is_override);
  end if;
  return null;
end
$$;
comment on function private.count_places() is 'Keeps the number of places taken on the event, and refuses a booking above the limit.';

grant execute on function private.copy_overlap_rules(), private.spread_overlap_rules(), private.check_booking(),
  private.count_places() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger copy_overlap_rules before insert on crm.events
  for each row execute function private.copy_overlap_rules();
create trigger spread_overlap_rules after update of forbids_room_overlap, forbids_trainer_overlap on crm.organizations
  for each row when (old.forbids_room_overlap <> new.forbids_room_overlap
    or old.forbids_trainer_overlap <> new.forbids_trainer_overlap)
  execute function private.spread_overlap_rules();
create trigger check_booking before insert or update on crm.event_participants
  for each row execute function private.check_booking();
create trigger count_places after insert or delete or update of status, event_id on crm.event_participants
  for each row execute function private.count_places();

-- Tags on events --------------------------------------------------------------------------------------------

alter table crm.taggables
  add column event_id uuid generated always as
    (case when taggable_type in ('event', 'class', 'tour') then taggable_id end) stored,
  add column event_type text generated always as
    (case when taggable_type in ('class', 'tour') then taggable_type end) stored,
  add constraint event_not_found foreign key (organization_id, event_id) references crm.events (organization_id, id),
  -- A tag on a class is on an event that is a class; no such pair, no such class.
  add constraint event_of_type_not_found foreign key (organization_id, event_id, event_type)
    references crm.events (organization_id, id, event_type),
  drop constraint taggable_type_invalid,
  add constraint taggable_type_invalid check (taggable_type in ('user', 'client', 'event', 'class', 'tour'));
create index taggables_by_event on crm.taggables (organization_id, event_id, event_type) where event_id is not null;
comment on column crm.taggables.event_id is 'The event, for types event, class and tour.';
comment on column crm.taggables.event_type is 'What the event has to be, for types class and tour.';
update private.audited_tables set derived = derived || '{event_id,event_type}' where table_name = 'crm.taggables';

select audit.follow('crm.rooms', 'room', 'id', 'organization_id',
  '{organization_id,id,name,capacity,is_active}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.event_templates', 'event_template', 'id', 'organization_id',
  '{organization_id,id,name,event_type,description,category,color,duration_minutes,max_participants,instructor_id,price_minor,currency,is_active,metadata}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.event_series', 'event_series', 'id', 'organization_id',
  '{organization_id,id,template_id,title,recurring_pattern,starts_on,ends_on,start_time,duration_minutes,time_zone,instructor_id,room_id,max_participants,is_active}',
  p_derived => '{created_at,updated_at,version}');
-- What a tour is called may be whom it is for.
select audit.follow('crm.events', 'event', 'id', 'organization_id',
  '{organization_id,id,event_type,template_id,series_id,parent_event_id,instructor_id,starts_at,ends_at,local_starts_at,time_zone,status,location,room_id,room_number,is_virtual,max_participants,staff_capacity,waitlist_enabled,is_recurring,recurring_pattern,price_minor,currency,tour_type,lead_source,created_by}',
  p_personal => '{title,description,metadata}', p_secret => '{meeting_link}',
  p_derived => '{current_participants,forbids_room_overlap,forbids_trainer_overlap,created_at,updated_at,version}');
select audit.follow('crm.event_participants', 'booking', 'id', 'organization_id',
  '{organization_id,id,event_id,client_id,status,waitlist_position,is_override,registered_at,payment_status,price_minor,currency,checked_in_at,checked_in_by,attended_at,cancelled_at,is_first_visit,source}',
  p_personal => '{cancellation_reason,notes}',
  p_derived => '{created_at,updated_at,version}');
