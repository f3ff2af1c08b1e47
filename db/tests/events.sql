-- The schedule: its limits, its rules against overlaps, places that are counted, and whose bookings are whose.
begin;
select plan(94);
select tap.cast();
insert into crm.rooms (organization_id, id, name) values (tap.id('north'), tap.id('studio'), 'Studio'), (tap.id('south'), tap.id('hall'), 'Hall');
create function tap.event(p_name text, p_from text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.events (id, event_type, title, starts_at, ends_at%s) values (tap.id(%L), %L, %L, %L::timestamptz, %L::timestamptz + interval ''1 hour''%s)',
    p_columns, p_name, 'class', p_name, p_from, p_from, p_values)
$$;

-- Limits --------------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', tap.event('new', '2030-01-07 08:00Z', ', ' || l.columns, ', ' || l.values)), l.outcome, l.columns || ' of ' || left(l.values, 40) || ' meets ' || l.outcome)
from (values ('max_participants', '12', '1'), ('max_participants', '-1', '23514 capacity_invalid'),
  ('max_participants, staff_capacity', '10, 9', '23514 staff_capacity_invalid'),
  ('price_minor', '2500', '23514 currency_missing'), ('currency', '''EUR''', '23514 currency_missing'),
  ('price_minor, currency', '2500, ''EUR''', '1'), ('price_minor, currency', '-1, ''EUR''', '23514 price_invalid'),
  ('price_minor, currency', '2500, ''euro''', '23514 currency_invalid'),
  ('tour_type', '''family''', '23514 tour_type_invalid'), ('lead_source', '''billboard''', '23514 lead_source_invalid'),
  ('meeting_link', '''javascript:alert(1)''', '23514 meeting_link_invalid'), ('metadata', '''[]''', '23514 metadata_invalid'),
  ('status', '''postponed''', '23514 status_invalid'), ('time_zone', '''Berlin, Germany''', '23514 time_zone_invalid'),
  ('local_starts_at', '''2030-01-07 09:00''', '23514 time_zone_missing'), ('is_recurring', 'true', '23514 recurring_pattern_missing'),
  ('recurring_pattern', '''every day''', '23514 recurring_pattern_invalid'),
  ('recurring_pattern', '''FREQ=WEEKLY;BYDAY=MO''', '1'),
  ('parent_event_id', 'tap.id(''new'')', '23514 parent_event_invalid'),
  ('room_id', 'tap.id(''hall'')', '23503 room_not_found'), ('instructor_id', 'tap.id(''other owner'')', '23503 instructor_not_found'),
  ('instructor_id', 'tap.id(''trainer'')', '1'), ('parent_event_id', 'tap.id(''nothing'')', '23503 parent_event_not_found'),
  ('series_id', 'tap.id(''nothing'')', '23503 event_series_not_found'), ('template_id', 'tap.id(''nothing'')', '23503 event_template_not_found')
) l (columns, values, outcome);
select is(tap.attempt('staff', 'north', $$insert into crm.events (id, event_type, title, starts_at, ends_at)
  values (tap.id('new'), 'class', 'Back', '2030-01-07 09:00Z', '2030-01-07 08:00Z')$$), '23514 ends_at_invalid', 'no event ends before it starts');
select is(tap.attempt('staff', 'north', $$insert into crm.events (id, event_type, title, starts_at, ends_at)
  values (tap.id('new'), 'party', 'P', '2030-01-07 08:00Z', '2030-01-07 09:00Z')$$), '23514 event_type_invalid', 'of a listed type');
select is(tap.attempt('staff', 'north', $$insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at)
  values (tap.id('south'), tap.id('new'), 'class', 'P', '2030-01-07 08:00Z', '2030-01-07 09:00Z')$$), '42501', 'not in another gym');
select is(tap.attempt('staff', 'north', $$insert into crm.event_series (id, title, recurring_pattern, starts_on, ends_on, start_time, duration_minutes, time_zone)
  values (tap.id('new'), 'S', 'FREQ=DAILY', '2030-01-07', '2030-01-06', '08:00', 60, 'Europe/Berlin')$$), '23514 ends_on_invalid', 'nor does a series');

-- Overlaps ------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.event('first', '2030-01-07 08:00Z', ', room_id, instructor_id', ', tap.id(''studio''), tap.id(''trainer'')')), '1', 'a class in the studio');
select is(tap.attempt('staff', 'north', tap.event('second', '2030-01-07 08:30Z', ', room_id', ', tap.id(''studio'')')), '23P01 room_taken', 'the studio is taken');
select is(tap.attempt('staff', 'north', tap.event('second', '2030-01-07 08:30Z', ', instructor_id', ', tap.id(''trainer'')')), '23P01 trainer_taken', 'so is the trainer');
select is(tap.attempt('staff', 'north', tap.event('second', '2030-01-07 09:00Z', ', room_id, instructor_id', ', tap.id(''studio''), tap.id(''trainer'')')), '1', 'both are free when it ends');
select is(tap.attempt('staff', 'north', tap.event('second', '2030-01-07 08:30Z', ', room_id, status', ', tap.id(''studio''), ''cancelled''')), '1', 'what is cancelled takes nothing');
savepoint rules;
select is(tap.perform('owner', 'north', 'update crm.organizations set forbids_room_overlap = false'), '1', 'the gym allows two in a room');
select is(tap.perform('staff', 'north', tap.event('second', '2030-01-07 08:30Z', ', room_id', ', tap.id(''studio'')')), '1', 'and there are two');
select is(tap.attempt('staff', 'north', tap.event('third', '2030-01-07 08:30Z', ', instructor_id', ', tap.id(''trainer'')')), '23P01 trainer_taken', 'but no trainer at two');
select is(tap.attempt('owner', 'north', 'update crm.organizations set forbids_room_overlap = true'), '23P01 room_taken', 'it is not forbidden again while there are two');
select is(tap.answer('owner', 'north', $$select version::text from crm.events where id = tap.id('first')$$), '1', 'a rule is no change of an event');
rollback to rules;

-- Places --------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$update crm.events set max_participants = 1, staff_capacity = 2, waitlist_enabled = true where id = tap.id('first')$$), '1', 'a class for one');
create function tap.book(p_client text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.event_participants (id, event_id, client_id%s) values (tap.id(%L), tap.id(''first''), tap.id(%L)%s)', p_columns, p_client || ' booking', p_client, p_values)
$$;
select is(tap.attempt('member', 'north', tap.book('bert')), '42501', 'nobody books for another member');
select is(tap.attempt('member', 'north', tap.book('anna', ', is_override', ', true')), '42501 only_booked', 'nor above the capacity');
select is(tap.attempt('member', 'north', tap.book('anna', ', status', ', ''attended''')), '42501', 'nor says they were there');
select is(tap.perform('member', 'north', tap.book('anna')), '1', 'a member books');
select is(tap.answer('staff', 'north', $$select current_participants::text || ' ' || version::text from crm.events where id = tap.id('first')$$), '1 2', 'the place is counted, which is no change of the event');
select is(tap.attempt('member', 'north', replace(tap.book('anna'), 'anna booking', 'again')), '23505 already_booked', 'once');
select is(tap.attempt('other member', 'north', tap.book('bert')), '23514 event_full', 'the next finds it full');
select is(tap.perform('other member', 'north', tap.book('bert', ', status', ', ''waitlisted''')), '1', 'and waits');
select is(tap.answer('staff', 'north', $$select current_participants::text from crm.events where id = tap.id('first')$$), '1', 'which takes no place');
select is(tap.attempt('staff', 'north', $$update crm.event_participants set status = 'registered', waitlist_position = null where client_id = tap.id('bert')$$), '23514 event_full', 'nobody gets in by changing');
select is(tap.perform('staff', 'north', tap.book('carl', ', is_override', ', true')), '1', 'staff let one in');
select is(tap.attempt('staff', 'north', $$update crm.event_participants set status = 'registered', waitlist_position = null, is_override = true where client_id = tap.id('bert')$$), '23514 event_full', 'up to their own limit');
select is(tap.perform('staff', 'north', $$update crm.events set max_participants = 0 where id = tap.id('first')$$), '1', 'a lowered capacity puts nobody out');
select is(tap.attempt('member', 'north', $$update crm.event_participants set status = 'cancelled'$$), '23514 cancelled_at_invalid', 'a cancellation has its time');
select is(tap.perform('member', 'north', $$update crm.event_participants set status = 'cancelled', cancelled_at = now() where client_id = tap.id('anna')$$), '1', 'the member cancels');
select is(tap.answer('staff', 'north', $$select current_participants::text from crm.events where id = tap.id('first')$$), '1', 'and the place is free again');
select is(tap.attempt('member', 'north', $$update crm.event_participants set status = 'attended', cancelled_at = null$$), '42501 only_cancelled', 'a member does not check in alone');
select is(tap.attempt('other member', 'north', $$update crm.event_participants set notes = 'x' where client_id = tap.id('anna')$$), '0', 'nor touches another''s booking');
select is(tap.answer('member', 'north', 'select count(*)::text from crm.event_participants'), '1', 'a member sees their own');
select is(tap.answer('trainer', 'north', 'select count(*)::text from crm.event_participants'), '3', 'a trainer all');
select is(tap.attempt('staff', 'north', 'update crm.events set current_participants = 0'), '42501', 'the count is nobody''s to write');
select is(tap.attempt('staff', 'north', replace(tap.book('dora'), 'dora booking', 'foreign')), '23503 client_not_found', 'no client of another gym is booked');
savepoint fault;
drop policy definer on crm.events;
-- The event is looked up before it is counted: what nobody sees is not there.
select is(tap.attempt('staff', 'north', replace(tap.book('anna', ', is_override', ', true'), 'anna booking', 'again')), '23503 event_not_found', 'an event that cannot be seen is none');
select is(tap.attempt('staff', 'north', $$update crm.event_participants set status = 'cancelled', cancelled_at = now() where client_id = tap.id('carl')$$), '23514 counter_lost', 'a counter that sees nothing says so');
rollback to fault;

-- Who sees the schedule -----------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.events'), a.seen, a.name || ' sees ' || a.seen)
from (values ('owner', '1'), ('trainer', '1'), ('member', '1'), ('operator', '1'), ('nobody', '0')) a (name, seen);
savepoint banned;
update crm.client_organizations set status = 'banned' where id = tap.id('anna');
select is(tap.answer('member', 'north', 'select count(*)::text from crm.events'), '0', 'who is banned sees no schedule');
select is(tap.attempt('member', 'north', replace(tap.book('anna'), 'anna booking', 'again')), '42501', 'and books nothing');
rollback to banned;

-- A trainer's own -----------------------------------------------------------------------------------------
select is(tap.attempt('trainer', 'north', tap.event('mine', '2030-02-07 08:00Z', ', instructor_id', ', tap.id(''trainer'')')), '1', 'a trainer plans their own');
select is(tap.attempt('trainer', 'north', tap.event('theirs', '2030-02-07 08:00Z', ', instructor_id', ', tap.id(''staff'')')), '42501', 'and not another''s');
select is(tap.attempt('trainer', 'north', $$update crm.events set instructor_id = tap.id('staff') where id = tap.id('first')$$), '42501', 'nor hands it over');
-- What a member decides about a booking: a place, and to cancel it ------------------------------------------
select is(tap.attempt('member', 'north', tap.book('anna', ', ' || l.columns, ', ' || l.values)), '42501 only_booked', l.columns || ' is not a member''s to say')
from (values ('payment_status', '''paid'''), ('price_minor, currency', '0, ''EUR'''), ('checked_in_at', 'now()'), ('attended_at', 'now()'),
  ('registered_at', '''2000-01-01'''), ('is_first_visit', 'true'), ('notes', '''x'''), ('status, waitlist_position', '''waitlisted'', 1')) l (columns, values);
select is(tap.perform('staff', 'north', $$update crm.events set max_participants = 9, staff_capacity = 9, waitlist_enabled = false where id = tap.id('first')$$), '1', 'there is room');
select is(tap.attempt('member', 'north', replace(tap.book('anna', ', status', ', ''waitlisted'''), 'anna booking', 'again')), '23514 waitlist_closed', 'nobody waits where nobody may');
select is(tap.perform('member', 'north', replace(tap.book('anna'), 'anna booking', 'again')), '1', 'a member books again');
select is(tap.attempt('member', 'north', $$update crm.event_participants set payment_status = 'waived' where id = tap.id('again')$$), '42501 only_cancelled', 'and waives no fee');
select is(tap.perform('member', 'north', $$update crm.event_participants set status = 'late_cancelled', cancelled_at = now() where id = tap.id('again')$$), '1', 'cancels late');
select is(tap.attempt('member', 'north', $$update crm.event_participants set status = 'cancelled' where id = tap.id('again')$$), '42501 only_cancelled', 'and does not undo that it was late');
select is(tap.attempt('member', 'north', $$update crm.event_participants set status = 'registered', cancelled_at = null where id = tap.id('again')$$), '42501 only_cancelled', 'nor takes the place back');
select is(tap.perform('staff', 'north', $$update crm.event_participants set status = 'attended', checked_in_at = now() where id = tap.id('carl booking')$$), '1', 'staff let carl in');
select is(tap.answer('staff', 'north', $$select (checked_in_by = tap.id('staff'))::text from crm.event_participants where id = tap.id('carl booking')$$), 'true', 'and are named');
select is(tap.perform('staff', 'north', $$update crm.events set status = 'cancelled' where id = tap.id('first')$$), '1', 'the class is cancelled');
select is(tap.attempt('member', 'north', replace(tap.book('anna'), 'anna booking', 'late')), '23514 booking_closed', 'and takes no bookings');
select is(tap.attempt('trainer', 'north', $$insert into crm.events (id, event_type, title, starts_at, ends_at, instructor_id)
  values (tap.id('x'), 'class', 'X', '-infinity', 'infinity', tap.id('trainer'))$$), '23514 ends_at_invalid', 'nothing lasts for ever');

select * from finish();
rollback;
