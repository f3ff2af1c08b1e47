-- Series: what their events remember of being changed alone, and how events vanish.
begin;
select plan(45);
select tap.cast();
insert into crm.event_series (organization_id, id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
values (tap.id('north'), tap.id('yoga'), 'Yoga', 'FREQ=WEEKLY', '2030-01-07', '10:00', 60, 'Europe/Berlin'),
  (tap.id('south'), tap.id('theirs'), 'Theirs', 'FREQ=WEEKLY', '2030-01-07', '10:00', 60, 'UTC');
insert into crm.events (organization_id, id, series_id, occurrence_at, event_type, title, starts_at, ends_at, is_recurring)
select tap.id('north'), tap.id('week ' || n), tap.id('yoga'), '2030-01-07 10:00'::timestamp + n * interval '1 week', 'class', 'Yoga',
  '2030-01-07 09:00Z'::timestamptz + n * interval '1 week', '2030-01-07 10:00Z'::timestamptz + n * interval '1 week', true
from generate_series(1, 6) n;
insert into crm.events (organization_id, id, series_id, occurrence_at, event_type, title, starts_at, ends_at)
values (tap.id('north'), tap.id('past'), tap.id('yoga'), '2020-01-06 10:00', 'class', 'Yoga', '2020-01-06 09:00Z', '2020-01-06 10:00Z');

-- What a series says ----------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', format('update crm.event_series set %s where id = tap.id(''yoga'')', l.change)), l.outcome, l.change || ': ' || l.outcome)
from (values ('event_type = ''class'', description = ''Slow'', location = ''Roof'', is_virtual = true', '1'),
  ('event_type = ''party''', '23514 event_type_invalid'), ('description = ''''', '23514 description_invalid'),
  ('location = ''''', '23514 location_invalid'), ('meeting_link = ''http://x''', '23514 meeting_link_invalid'),
  ('max_participants = 5, staff_capacity = 4', '23514 staff_capacity_invalid'), ('price_minor = 5', '23514 currency_missing'),
  ('price_minor = -5, currency = ''EUR''', '23514 price_invalid'), ('price_minor = 5, currency = ''euro''', '23514 currency_invalid'),
  ('exdates = array[null]::timestamp[]', '23514 exdates_invalid'),
  ('exdates = array_fill(''2030-01-07 10:00''::timestamp, array[1001])', '23514 exdates_invalid'),
  ('rdates = array_fill(''2030-01-07 10:00''::timestamp, array[101])', '23514 rdates_invalid'),
  ('rdates = array[null]::timestamp[]', '23514 rdates_invalid'),
  ('parent_series_id = null', '42501'), ('created_by = null', '42501')) l (change, outcome);
select is(tap.attempt('staff', 'north', format('insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone, parent_series_id)
  values (tap.id(''new''), ''New'', ''FREQ=DAILY'', ''2030-01-07'', ''10:00'', 60, ''UTC'', tap.id(%L))', l.parent)), l.outcome, 'it goes on from ' || l.parent || ': ' || l.outcome)
from (values ('yoga', '1'), ('theirs', '23503 parent_series_not_found'), ('new', '23514 parent_series_invalid')) l (parent, outcome);
select is(tap.answer('staff', 'north', $$insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
  values (tap.id('new'), 'New', 'FREQ=DAILY', '2030-01-07', '10:00', 60, 'UTC') returning created_by::text$$), tap.id('staff')::text, 'it knows who planned it');
select is(tap.answer('operator', 'north', $$update crm.event_series set materialized_until = '2030-04-01', skipped = array['2030-01-07 10:00']::timestamp[] where id = tap.id('yoga') returning version::text$$), '1', 'how far it was made is no change of it');
select is(tap.answer('staff', 'north', $$update crm.event_series set exdates = array['2030-01-07 10:00']::timestamp[] where id = tap.id('yoga') returning version::text$$), '2', 'what is excluded is one');
select is(tap.answer('operator', 'north', $$with made as (update crm.event_series set materialized_until = '2030-05-01' where id = tap.id('yoga') returning id)
  select count(*)::text from audit.audit_logs where entity_type = 'event_series' and action = 'updated'$$), '0', 'nor an entry of the log');

-- What was changed on one alone -----------------------------------------------------------------------------
select is(tap.answer('staff', 'north', format('update crm.events set %s where id = tap.id(''week 1'') returning array_to_string(edited_fields, '','')', l.change)), l.edited, l.change || ' is remembered as ' || l.edited)
from (values ('title = ''Flow''', 'title'), ('title = ''Yoga''', ''), ('status = ''in_progress''', ''),
  ('max_participants = 9, instructor_id = tap.id(''trainer'')', 'instructor_id,max_participants'),
  ('starts_at = starts_at + interval ''5 minutes''', 'starts_at')) l (change, edited);
select is(tap.perform('staff', 'north', $$update crm.events set title = 'Flow' where id = tap.id('week 1')$$), '1', 'another title');
select is(tap.answer('staff', 'north', $$update crm.events set title = 'Yoga', description = 'Slow' where id = tap.id('week 1') returning array_to_string(edited_fields, ',')$$), 'description,title', 'what was changed stays so');
select is(tap.answer('staff', 'north', $$with following as materialized (select set_config('app.series_id', tap.id('yoga')::text, true))
  update crm.events e set title = 'New' from following where e.id = tap.id('week 2') returning array_to_string(edited_fields, ',')$$), '', 'what the series does is no edit');
select is(tap.answer('staff', 'north', $$with following as materialized (select set_config('app.series_id', tap.id('theirs')::text, true))
  update crm.events e set title = 'New' from following where e.id = tap.id('week 2') returning array_to_string(edited_fields, ',')$$), 'title', 'what another does is');
select is(tap.attempt('staff', 'north', $$update crm.events set occurrence_at = '2030-01-21 10:00' where id = tap.id('week 1')$$), '23505 occurrence_exists', 'an occurrence is there once');

-- Vanishing -------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$insert into crm.event_participants (id, event_id, client_id) values (tap.id('booking'), tap.id('week 3'), tap.id('anna'))$$), '1', 'somebody is booked');
select is(tap.attempt('staff', 'north', $$update crm.events set edited_fields = '{}' where id = tap.id('week 1')$$), '42501', 'nobody writes what was changed');
select is(tap.attempt(a.name, a.gym, $$select private.drop_occurrences(tap.id('yoga'), array[tap.id('week 1')])$$), a.outcome, a.name || ' drops one: ' || a.outcome)
from (values ('trainer', 'north', '42501 permission_missing'), ('member', 'north', '42501 permission_missing')) a (name, gym, outcome);
select is(tap.perform('other owner', 'south', $$select private.drop_occurrences(tap.id('yoga'), array[tap.id('week 1')])$$), '1', 'another gym''s are not there');
select is((select count(*) from crm.events where series_id = tap.id('yoga')), 7::bigint, 'so nothing is gone');
select is(tap.perform('staff', 'north', $$select private.drop_occurrences(tap.id('yoga'), array[tap.id('past'), tap.id('week 1'), tap.id('week 3')])$$), '1', 'a past one, a free one and a booked one');
select is((select string_agg(e.status, ',' order by e.starts_at) from crm.events e where e.series_id = tap.id('yoga')), 'scheduled,scheduled,cancelled,scheduled,scheduled,scheduled', 'the free one is deleted, the booked one cancelled');
select is((select count(*) from audit.audit_logs where entity_type = 'event' and action = 'deleted'), 1::bigint, 'which the log says');
select is(tap.perform('staff', 'north', $$select private.drop_occurrences(tap.id('theirs'), array[tap.id('week 2')])$$), '1', 'of another series');
select is((select count(*) from crm.events where series_id = tap.id('yoga')), 6::bigint, 'none goes');

-- Prices ----------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$update crm.event_series set price_minor = 1500, currency = 'EUR' where id = tap.id('yoga')$$), '1', 'a price');
select is(tap.attempt('owner', 'north', $$update crm.organizations set currency = 'USD' where id = tap.id('north')$$), '23514 currency_in_use', 'keeps the currency of its gym');
select * from finish();
rollback;
