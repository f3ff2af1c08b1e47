-- Booking: times that follow the event, seats that never overlap, the line, the terms, fees in the ledger, who came, and why.
begin;
select plan(295);
select tap.cast();
create function tap.class(p_name text, p_from text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.events (id, event_type, title, starts_at, ends_at%s) values (tap.id(%L), ''class'', %L, %L::timestamptz, %L::timestamptz + interval ''1 hour''%s)',
    p_columns, p_name, p_name, p_from, p_from, p_values)
$$;
-- Booked by `tap.id('<client> at <event>')`.
create function tap.book(p_client text, p_event text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.event_participants (id, event_id, client_id%s) values (tap.id(%L), tap.id(%L), tap.id(%L)%s)',
    p_columns, p_client || ' at ' || p_event, p_event, p_client, p_values)
$$;
create function tap.set(p_booking text, p_set text) returns text language sql as $$
  select format('update crm.event_participants set %s where id = tap.id(%L)', p_set, p_booking)
$$;
create function tap.booking(p_booking text) returns crm.event_participants language sql as $$
  select b from crm.event_participants b where b.id = tap.id(p_booking)
$$;
-- Places taken, people who wait.
create function tap.counted(p_event text) returns text language sql as $$
  select current_participants || '+' || current_waitlisted from crm.events where id = tap.id(p_event)
$$;

-- Times ---------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.class(v.name, v.starts, ', instructor_id', v.trainer)), '1', v.name || ' is planned')
from (values ('morning', '2036-01-07 08:00Z', ', tap.id(''trainer'')'), ('noon', '2036-01-07 12:00Z', ', null'), ('evening', '2036-01-07 18:00Z', ', null')) v (name, starts, trainer);
select is(tap.perform('member', 'north', tap.book('anna', 'morning')), '1', 'a member books');
select is((tap.booking('anna at morning')).starts_at, '2036-01-07 08:00Z'::timestamptz, 'at the time of the event');
select is((tap.booking('anna at morning')).ends_at, '2036-01-07 09:00Z'::timestamptz, 'to its end');
select is(tap.perform('staff', 'north', tap.book('anna', 'noon')), '1', 'and has another seat');
select is(tap.perform('staff', 'north', $$update crm.events set starts_at = '2036-01-07 06:00Z', ends_at = '2036-01-07 06:30Z' where id = tap.id('morning')$$), '1', 'the event is moved');
select is((select b.starts_at || ' ' || b.ends_at from tap.booking('anna at morning') b), (select e.starts_at || ' ' || e.ends_at from crm.events e where e.id = tap.id('morning')), 'and the booking with it');
select is(tap.attempt('staff', 'north', $$insert into crm.event_participants (id, event_id, client_id, starts_at, ends_at) values (tap.id('x'), tap.id('noon'), tap.id('carl'), now(), now())$$), '42501', 'nobody says when it is');
select is(tap.attempt('staff', 'north', tap.set('anna at noon', 'starts_at = now()')), '42501', 'nor changes it');
select is(tap.attempt('staff', 'north', tap.book('anna', 'nothing')), '23503 event_not_found', 'no seat in an event that is not');
select is(tap.attempt('other owner', 'south', tap.book('dora', 'noon')), '23503 event_not_found', 'or that is another gym''s');

-- Overlaps ------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.class('noon too', '2036-01-07 12:30Z', ', max_participants, waitlist_enabled', ', 0, true')), '1', 'something at noon');
select is(tap.attempt('staff', 'north', tap.book('carl', 'noon too', ', is_override', ', true')), '23514 event_full', 'a full event is full for everybody');
select is(tap.perform('staff', 'north', $$update crm.events set max_participants = 9 where id = tap.id('noon too')$$), '1', 'then it has room');
select is(tap.attempt('member', 'north', tap.book('anna', 'noon too')), '23P01 booking_overlaps', 'nobody is in two places');
select is(tap.attempt('staff', 'north', tap.book('anna', 'noon too', ', is_override', ', true')), '23P01 booking_overlaps', 'whoever lets them in');
select is(tap.attempt('staff', 'north', tap.book('anna', 'noon too', ', status', ', ''waitlisted''')), '1', 'but waits where they could not sit');
select is(tap.attempt('staff', 'north', tap.book('carl', 'noon too')), '1', 'and others sit there');
select is(tap.attempt('staff', 'north', $$update crm.events set starts_at = '2036-01-07 12:10Z', ends_at = '2036-01-07 12:20Z' where id = tap.id('morning')$$), '23P01 booking_overlaps', 'no event is moved onto another of the same person');
select is(tap.attempt('staff', 'north', $$update crm.events set starts_at = '2036-01-07 13:00Z', ends_at = '2036-01-07 14:00Z' where id = tap.id('morning')$$), '1', 'one begins when the other ends');
savepoint duties;
select is(tap.perform('owner', 'north', $$update crm.user_organizations set permissions = '{"grant": [], "deny": ["bookings.manage", "bookings.view"]}' where user_id = tap.id('trainer')$$), '1', 'a trainer who only leads');
select is(tap.attempt('trainer', 'north', tap.book('carl', 'noon')), '42501', 'books nobody');
select is(tap.attempt('trainer', 'north', $$update crm.events set starts_at = '2036-01-07 12:10Z', ends_at = '2036-01-07 12:20Z' where id = tap.id('morning')$$), '23P01 booking_overlaps', 'is refused as well');
select is(tap.perform('trainer', 'north', $$update crm.events set starts_at = '2036-01-07 07:00Z', ends_at = '2036-01-07 07:30Z' where id = tap.id('morning')$$), '1', 'moves what they lead');
select is((tap.booking('anna at morning')).starts_at, '2036-01-07 07:00Z'::timestamptz, 'with its bookings');
select is(tap.attempt('trainer', 'north', $$update crm.events set starts_at = '2036-01-07 11:00Z', ends_at = '2036-01-07 11:30Z' where id = tap.id('noon')$$), '0', 'and nothing else');
select is(tap.perform('trainer', 'north', $$update crm.events set status = 'cancelled' where id = tap.id('morning')$$), '1', 'and cancels it');
select is((tap.booking('anna at morning')).status, 'cancelled', 'with its bookings, too');
rollback to duties;
select is(tap.perform('member', 'north', tap.set('anna at noon', 'status = ''cancelled'', cancelled_at = now()')), '1', 'given back');
select is(tap.attempt('member', 'north', tap.book('anna', 'noon too')), '1', 'a seat leaves the time free');

-- What changed --------------------------------------------------------------------------------------------
select is((select changed_at from crm.events where id = tap.id('evening')), null, 'as it was planned');
select is(tap.perform('staff', 'north', $$update crm.events set title = 'Late', max_participants = 2, waitlist_enabled = true where id = tap.id('evening')$$), '1', 'a name is no other event');
select is((select changed_at from crm.events where id = tap.id('evening')), null, 'nor is a capacity');
select is(tap.attempt('staff', 'north', 'update crm.events set changed_at = null'), '42501', 'nobody says whether it changed');
create function tap.changes(p_set text) returns text language plpgsql as $$
declare
  v_answer text;
begin
  execute 'set local role none';
  perform tap.perform('staff', 'north', format('update crm.events set %s where id = tap.id(''evening'')', p_set));
  select (changed_at is not null)::text into v_answer from crm.events where id = tap.id('evening');
  raise exception using errcode = 'TT000';
exception when sqlstate 'TT000' then
  return v_answer;
end
$$;
insert into crm.rooms (organization_id, id, name, capacity) values (tap.id('north'), tap.id('closet'), 'Closet', 9);
select is(tap.changes(c), 'true', 'it is another event: ' || c)
from unnest(array['starts_at = starts_at - interval ''1 minute''', 'ends_at = ends_at + interval ''1 minute''', 'instructor_id = tap.id(''trainer'')',
  'room_id = tap.id(''closet'')', 'location = ''Park''', 'meeting_link = ''https://example.org''']) c;

-- The line ------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.class('small', '2036-01-08 08:00Z', ', max_participants, staff_capacity, waitlist_enabled', ', 1, 2, true')), '1', 'a class for one');
select is(tap.perform('member', 'north', tap.book('anna', 'small')), '1', 'Anna has the place');
select is(tap.perform('other member', 'north', tap.book('bert', 'small', ', status, notice_minutes', ', ''waitlisted'', 30')), '1', 'Bert waits');
select is(tap.perform('staff', 'north', tap.book('carl', 'small', ', status', ', ''waitlisted''')), '1', 'Carl, too');
select is((select string_agg(waitlist_position::text, ',' order by waitlist_position) from crm.event_participants where event_id = tap.id('small')), '1,2', 'in the order in which they came');
select is(tap.counted('small'), '1+2', 'one sits, two wait');
select is((select version::text from crm.events where id = tap.id('small')), '1', 'which changes no event');
select is(tap.answer('other member', 'north', $$select private.place_in_line(b.event_id, b.waitlist_position)::text from crm.event_participants b where b.event_id = tap.id('small')$$), '1', 'Bert is next');
select is(tap.answer('staff', 'north', $$select private.place_in_line(tap.id('small'), 2)::text$$), '2', 'before Carl');
select is(tap.answer('other owner', 'south', $$select private.place_in_line(tap.id('small'), 2)::text$$), '0', 'of which another gym knows nothing');
savepoint line;
select is(tap.perform('other member', 'north', tap.set('bert at small', 'status = ''cancelled'', cancelled_at = now(), waitlist_position = null')), '1', 'Bert gives up');
select is(tap.counted('small'), '1+1', 'and is counted no more');
select is(tap.answer('staff', 'north', $$select private.place_in_line(tap.id('small'), 2)::text$$), '1', 'so that Carl is next');
select is(tap.perform('staff', 'north', replace(tap.book('bert', 'small', ', status', ', ''waitlisted'''), 'bert at', 'again bert at')), '1', 'Bert comes back');
select is((tap.booking('again bert at small')).waitlist_position, 3, 'behind Carl');
select is(tap.perform('staff', 'north', tap.set('anna at small', 'status = ''waitlisted''')), '1', 'Anna is put into the line');
select is((tap.booking('anna at small')).waitlist_position, 4, 'at its end');
select is(tap.counted('small'), '0+3', 'all wait');
rollback to line;
select is(tap.answer('staff', 'north', $$select string_agg(concat_ws(' ', place, client_id = tap.id('bert'), user_id is not null, notice_minutes, is_active, has_seat, time_zone), ', ' order by place) from private.line(tap.id('small'))$$),
  '1 t t 30 t f Europe/Berlin, 2 f f t f Europe/Berlin', 'who is next, and what decides');
select is(tap.answer('other owner', 'south', $$select count(*)::text from private.line(tap.id('small'))$$), '0', 'which another gym does not learn');
savepoint line;
select is(tap.perform('staff', 'north', tap.class('meanwhile', '2036-01-08 08:30Z')), '1', 'something at the same time');
select is(tap.perform('staff', 'north', tap.book('carl', 'meanwhile')), '1', 'where Carl sits');
select is(tap.perform('staff', 'north', $$update crm.client_organizations set status = 'inactive' where id = tap.id('bert')$$), '1', 'and Bert has left');
insert into crm.notification_preferences (organization_id, user_id, quiet_hours_start, quiet_hours_end, timezone)
values (tap.id('north'), tap.id('other member'), '22:00', '07:00', 'Asia/Kolkata');
select is(tap.answer('staff', 'north', $$select string_agg(concat_ws(' ', place, is_active, has_seat, quiet_hours_start, quiet_hours_end, time_zone), ', ' order by place) from private.line(tap.id('small'))$$),
  '1 f f 22:00:00 07:00:00 Asia/Kolkata, 2 t t Europe/Berlin', 'is told');
rollback to line;

-- Moving up -----------------------------------------------------------------------------------------------
create function tap.promote(p_booking text) returns text language sql as $$
  select format($f$select private.promote(tap.id(%L), '2036-01-08 01:00Z', '2036-01-08 07:00Z', 1000, 2000, 'EUR', '{"place": 1}')$f$, p_booking)
$$;
select is(tap.attempt('staff', 'north', tap.promote('bert at small')), '23514 event_full', 'nobody moves up where there is no place');
select is(tap.attempt('other owner', 'south', tap.promote('bert at small')), 'P0002 booking_not_found', 'nor by another gym');
select is(tap.attempt('staff', 'north', tap.promote('anna at small')), 'P0002 booking_not_found', 'nor who does not wait');
select is(tap.attempt('other member', 'north', tap.set('bert at small', v.change)), v.outcome, 'a member does not say: ' || v.change)
from (values ('promoted_at = now()', '42501'), ('host_id = null', '42501'), ('fee_waived_by = null', '42501'),
  ('status = ''registered'', waitlist_position = null', '42501 only_cancelled'), ('waitlist_position = 0', '42501 only_cancelled'),
  ('is_override = true', '42501 only_cancelled'), ('notice_minutes = 0', '42501 only_cancelled'), ('free_until = now()', '42501 only_cancelled'),
  ('fee_waived_at = now(), fee_waiver_reason = ''x''', '42501 permission_missing'), ('late_cancel_fee_minor = 1, fee_currency = ''EUR''', '42501 only_cancelled')) v (change, outcome);
select is(tap.attempt('other member', 'north', tap.set('anna at small', 'status = ''cancelled'', cancelled_at = now()')), '0', 'nor cancels another''s');
select is(tap.perform('member', 'north', tap.set('anna at small', 'status = ''cancelled'', cancelled_at = now()')), '1', 'Anna gives her place back');
select is(tap.perform('member', 'north', tap.promote('bert at small')), '1', 'and Bert has it, in her transaction');
select is((select concat_ws(' ', status, waitlist_position, promoted_at = '2036-01-08 01:00Z', free_until = '2036-01-08 07:00Z', late_cancel_fee_minor, no_show_fee_minor, fee_currency) from tap.booking('bert at small')),
  'registered t t 1000 2000 EUR', 'on the terms that he is told');
select is(tap.counted('small'), '1+1', 'the counts follow');
select is(tap.answer('other member', 'north', $$select act || ' ' || outcome || ' ' || (facts ->> 'place') from crm.booking_decisions$$), 'promote allowed 1', 'and it is written down');
select is(tap.perform('member', 'north', $$select private.skip(array[tap.id('carl at small'), tap.id('dora at small')], '{quiet_hours,quiet_hours}')$$), '1', 'Carl sleeps');
select is(tap.perform('member', 'north', $$select private.skip(array[tap.id('carl at small')], '{quiet_hours}')$$), '1', 'all night');
select is(tap.perform('member', 'north', $$select private.skip(array[tap.id('carl at small')], '{booking_overlaps}')$$), '1', 'and sits elsewhere then');
select is(tap.perform('other owner', 'south', $$select private.skip(array[tap.id('carl at small')], '{notice_too_short}')$$), '1', 'another gym');
select is((select string_agg(array_to_string(reasons, ','), ' ' order by reasons) from crm.booking_decisions where outcome = 'skipped'), 'booking_overlaps quiet_hours', 'each reason is written down once, and nothing by another gym');

-- Deciding alone ------------------------------------------------------------------------------------------
create function tap.holds(p_event text, p_actor text, p_gym text, p_call text) returns boolean language plpgsql as $$
declare
  v_before text;
  v_after text;
begin
  select e.xmax into v_before from crm.events e where e.id = tap.id(p_event);
  perform tap.perform(p_actor, p_gym, p_call);
  select e.xmax into v_after from crm.events e where e.id = tap.id(p_event);
  return v_before <> v_after;
end
$$;
select is(tap.perform('staff', 'north', tap.class('none', '2036-01-09 08:00Z', ', max_participants', ', 0')), '1', 'a class for nobody');
select is(tap.perform('staff', 'north', tap.class('spare', '2036-01-09 10:00Z', ', max_participants', ', 1')), '1', 'and one for somebody');
select ok(not tap.holds('none', 'member', 'north', $$select private.hold_event(tap.id('none'), false)$$), 'who finds no place holds nothing');
select ok(not tap.holds('none', 'other owner', 'south', $$select private.hold_event(tap.id('none'), true)$$), 'nor another gym');
select ok(tap.holds('none', 'member', 'north', $$select private.hold_event(tap.id('none'), true)$$), 'who decides holds the event');
select ok(tap.holds('spare', 'member', 'north', $$select private.hold_event(tap.id('spare'), false)$$), 'and who finds a place');
select is(tap.perform('staff', 'north', tap.class('held', '2036-01-09 12:00Z')), '1', 'one more');
select is(tap.perform('staff', 'north', tap.book('carl', 'held')), '1', 'with a booking');
select ok(not tap.holds('held', 'other owner', 'south', $$select private.hold_booking(tap.id('carl at held'))$$), 'by a booking another gym holds nothing');
select ok(tap.holds('held', 'staff', 'north', $$select private.hold_booking(tap.id('carl at held'))$$), 'and its own the event');

-- The room ------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.class('tight', '2036-01-10 08:00Z', ', room_id, max_participants, staff_capacity', ', tap.id(''closet''), 5, 9')), '1', 'a class for five in a room for nine');
select is(tap.perform('staff', 'north', tap.class('open', '2036-01-10 12:00Z', ', room_id', ', tap.id(''closet'')')), '1', 'and one without a limit');
select is(tap.perform('owner', 'north', $$update crm.rooms set capacity = 1 where id = tap.id('closet')$$), '1', 'of which one is left');
select is(tap.perform('staff', 'north', tap.book('carl', e)), '1', 'one fits into ' || e) from unnest('{tight,open}'::text[]) e;
select is(tap.attempt('staff', 'north', tap.book('anna', e, ', is_override', ', true')), '23514 event_full', 'and nobody lets another in: ' || e) from unnest('{tight,open}'::text[]) e;
select is(tap.perform('owner', 'north', $$update crm.rooms set capacity = 2 where id = tap.id('closet')$$), '1', 'it holds two');
select is(tap.attempt('staff', 'north', tap.book('anna', 'open')), '1', 'then two fit');

-- Overriding ----------------------------------------------------------------------------------------------
select is(tap.attempt('trainer', 'north', tap.book('carl', 'evening', ', is_override', ', true')), '42501 permission_missing', 'a trainer lets nobody in past the capacity');
select is(tap.perform('trainer', 'north', tap.book('carl', 'evening')), '1', 'but books');
select is(tap.attempt('trainer', 'north', tap.set('carl at evening', 'is_override = true')), '42501 permission_missing', 'and makes no override of it');
select is(tap.perform('staff', 'north', tap.set('carl at evening', 'is_override = true')), '1', 'staff do');
select is(tap.attempt('trainer', 'north', tap.set('carl at evening', 'notes = ''x''')), '1', 'which a trainer may have to do with');

-- Guests --------------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', tap.book('bert', 'evening', ', host_id', ', tap.id(''bert'')')), '23514 host_invalid', 'nobody is their own guest');
select is(tap.attempt('staff', 'north', tap.book('bert', 'evening', ', host_id', ', tap.id(''dora'')')), '23503 host_not_found', 'nor that of another gym''s client');
select is(tap.attempt('other member', 'north', tap.book('bert', 'evening', ', host_id', ', tap.id(''anna'')')), '42501 only_booked', 'nor by their own word');

-- Terms ---------------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', tap.book('bert', 'evening', ', ' || v.columns, ', ' || v.values)), v.outcome, v.columns || ' of ' || v.values || ' meets ' || v.outcome)
from (values ('late_cancel_fee_minor', '100', '23514 fee_currency_invalid'), ('no_show_fee_minor', '100', '23514 fee_currency_invalid'),
  ('late_cancel_fee_minor, fee_currency', '-1, ''EUR''', '23514 fee_invalid'), ('no_show_fee_minor, fee_currency', '-1, ''EUR''', '23514 fee_invalid'),
  ('fee_currency', '''euro''', '23514 fee_currency_invalid'), ('notice_minutes', '-1', '23514 notice_invalid'), ('notice_minutes', '10081', '23514 notice_invalid'),
  ('fee_minor', '1', '42501'), ('promoted_at', 'now()', '42501'), ('fee_waived_at', 'now()', '42501')) v (columns, values, outcome);

select private.operator_create_organization(tap.id('east'), tap.id('owner'), 'East', 'east', 'UTC', 'USD', 'US-NY', tap.id('north'));
create function tap.rule(p_gym text, p_name text, p_client text default 'east client') returns text language sql as $$
  select tap.answer('operator', p_gym, format('select private.booking_policy(tap.id(%L), tap.id(%L)) ->> %L', p_gym || ' class', p_client, p_name))
$$;
select is(tap.perform('operator', 'east', $$insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
  values (tap.id('east series'), 'S', 'FREQ=DAILY', '2036-01-01', '08:00', 60, 'UTC')$$), '1', 'a series in a location');
select is(tap.perform('operator', 'east', tap.class('east class', '2036-01-11 08:00Z', ', series_id', ', tap.id(''east series'')')), '1', 'an event of it');
select is(tap.perform('operator', 'east', $$insert into crm.client_organizations (id, first_name, last_name, sort_name) values (tap.id('east client'), 'E', 'C', 'c e')$$), '1', 'a client');
select is(tap.perform('operator', 'east', $$insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period, policy)
  values (tap.id('east plan'), 'Plan', 'drop_in', 100, 'USD', 'once', '{"cancel_window_hours": 8}'), (tap.id('old plan'), 'Old', 'drop_in', 100, 'USD', 'once', '{"cancel_window_hours": 80}')$$), '2', 'and plans');
select is(tap.rule('east', 'cancel_window_hours'), '12', 'what nobody says is as for everybody');
select is(tap.perform('owner', 'north', $$update crm.organizations set settings = settings || '{"booking": {"cancel_window_hours": 10, "no_show_after_hours": 1, "late_cancel_fee": {"amount": 900, "currency": "EUR"}}}'$$), '1', 'the chain says something');
select is(tap.rule('east', 'cancel_window_hours'), '10', 'which its locations take over');
select is(tap.answer('owner', 'north', $$select private.booking_policy(tap.id('noon'), null) -> 'late_cancel_fee' ->> 'amount'$$), '900', 'its fee holds in its own currency');
select is(tap.rule('east', 'late_cancel_fee')::jsonb, '{"amount": 1500, "currency": "USD"}'::jsonb, 'and says nothing in another');
select is(tap.perform('operator', 'east', $$update crm.organizations set settings = settings || '{"booking": {"cancel_window_hours": 9}}'$$), '1', 'the location says something');
select is(tap.rule('east', 'cancel_window_hours'), '9', 'which is closer');
select is(tap.rule('east', 'no_show_after_hours'), '1', 'and leaves the rest');
select is(tap.perform('operator', 'east', $$insert into crm.memberships (id, client_id, membership_plan_id, status, start_date) values (tap.id('m1'), tap.id('east client'), tap.id('old plan'), 'expired', '2035-01-01')$$), '1', 'a membership that has ended');
select is(tap.rule('east', 'cancel_window_hours'), '9', 'says nothing');
select is(tap.perform('operator', 'east', $$insert into crm.memberships (id, client_id, membership_plan_id, status, start_date) values (tap.id('m2'), tap.id('east client'), tap.id('east plan'), 'active', '2034-01-01'), (tap.id('m3'), tap.id('east client'), tap.id('old plan'), 'paused', '2035-06-01')$$), '2', 'one that runs');
select is(tap.rule('east', 'cancel_window_hours'), '8', 'is the plan''s');
select is(tap.rule('east', 'cancel_window_hours', 'nobody'), '9', 'for its members');
select is(tap.perform('operator', 'east', $$update crm.event_series set policy = '{"cancel_window_hours": 7}'$$), '1', 'the series says something');
select is(tap.rule('east', 'cancel_window_hours'), '7', 'over the plan');
select is(tap.perform('operator', 'east', $$update crm.events set policy = '{"cancel_window_hours": 6, "late_cancel_fee": {"amount": 1, "currency": "EUR"}, "no_show_fee": {"amount": 2, "currency": "USD"}}'$$), '1', 'the event says something');
select is(tap.rule('east', 'cancel_window_hours'), '6', 'over all');
select is(tap.rule('east', 'late_cancel_fee')::jsonb, '{"amount": 1500, "currency": "USD"}'::jsonb, 'but in its own currency');
select is(tap.rule('east', 'no_show_fee')::jsonb, '{"amount": 2, "currency": "USD"}'::jsonb, 'a fee, too');
select is(tap.answer('owner', 'north', $$select private.booking_policy(tap.id('east class'), tap.id('east client')) ->> 'cancel_window_hours'$$), '10', 'only the entered organization''s events and clients say something');
select is(tap.attempt('staff', 'north', format('update %s set policy = ''[]''', t)), v, 'rules have names: ' || t)
from (values ('crm.events', '23514 policy_invalid'), ('crm.event_series', '0')) x (t, v);

-- The ledger ----------------------------------------------------------------------------------------------
-- The transactions of a booking in the order of their making, each with its sides.
create function tap.ledger(p_booking text) returns text language sql as $$
  select string_agg(t.kind || ':' || coalesce((select string_agg(e.account || e.amount_minor, ',' order by e.amount_minor desc, e.account)
    from crm.ledger_entries e where e.transaction_id = t.id), ''), ' ' order by t.reverses_id is not null, t.kind, t.id)
  from crm.ledger_transactions t where t.booking_id = tap.id(p_booking)
$$;
create function tap.owes(p_client text) returns bigint language sql as $$
  select coalesce(sum(e.amount_minor), 0) from crm.ledger_transactions t join crm.ledger_entries e on e.organization_id = t.organization_id and e.transaction_id = t.id
  where t.client_id = tap.id(p_client) and e.account = 'receivable'
$$;
select is(tap.perform('member', 'north', tap.book('anna', 'evening', ', late_cancel_fee_minor, no_show_fee_minor, fee_currency', ', 1000, 2000, ''EUR''')), '1', 'a booking that may cost something');
select is(tap.ledger('anna at evening'), null, 'costs nothing');
savepoint fee;
select is(tap.perform('member', 'north', tap.set('anna at evening', 'status = ''cancelled'', cancelled_at = now()')), '1', 'cancelled in time');
select is(tap.ledger('anna at evening'), null, 'it never will');
rollback to fee;
select is(tap.attempt('member', 'north', tap.set('anna at evening', 'status = ''late_cancelled'', cancelled_at = now(), fee_minor = 1000')), '23514 fee_invalid', 'a fee has its tax');
select is(tap.perform('member', 'north', tap.set('anna at evening', 'status = ''late_cancelled'', cancelled_at = now(), fee_minor = 1000, fee_tax_minor = 190')), '1', 'cancelled late');
select is(tap.ledger('anna at evening'), 'late_cancel_fee:receivable1190,tax-190,late_cancel_fees-1000', 'it is charged, with the tax apart');
select is((select created_by from crm.ledger_transactions), tap.id('member'), 'by whoever caused it');
select is(tap.answer(a.name, 'north', 'select (select count(*) from crm.ledger_transactions) || '' '' || (select count(*) from crm.ledger_entries)'), a.seen, a.name || ' sees ' || a.seen)
from (values ('member', '1 3'), ('other member', '0 0'), ('trainer', '0 0'), ('staff', '1 3')) a (name, seen);
select is(tap.attempt('trainer', 'north', tap.set('anna at evening', 'fee_waived_at = now(), fee_waiver_reason = ''Ill''')), '42501 permission_missing', 'a trainer waives nothing');
select is(tap.attempt('staff', 'north', tap.set('anna at evening', 'fee_waived_at = now()')), '23514 fee_waiver_invalid', 'nobody without a reason');
select is(tap.perform('staff', 'north', tap.set('anna at evening', 'fee_waived_at = now(), fee_waiver_reason = ''Ill''')), '1', 'staff with one');
select is((tap.booking('anna at evening')).fee_waived_by, tap.id('staff'), 'and are named');
select is(tap.ledger('anna at evening'), 'late_cancel_fee:receivable1190,tax-190,late_cancel_fees-1000 waiver:late_cancel_fees1000,tax190,receivable-1190', 'which takes all of it back');
select is(tap.owes('anna'), 0::bigint, 'so that nothing is owed');
select is(tap.perform('staff', 'north', tap.set('anna at evening', 'fee_waived_at = null, fee_waiver_reason = null')), '1', 'it was a mistake');
select is(tap.owes('anna'), 1190::bigint, 'and is owed again');
select is(tap.perform('staff', 'north', tap.set('anna at evening', 'fee_minor = 500, fee_tax_minor = 0')), '1', 'half of it');
select is(tap.owes('anna'), 500::bigint, 'is owed, without tax');
select is(tap.perform('trainer', 'north', tap.set('anna at evening', 'status = ''registered'', cancelled_at = null, fee_minor = null, fee_tax_minor = null')), '1', 'it is undone');
select is(tap.owes('anna'), 0::bigint, 'and with it the fee');
select is((select string_agg(kind || ' ' || n, ', ' order by kind) from (select kind, count(*) as n from crm.ledger_transactions group by 1) k), 'late_cancel_fee 3, reversal 2, waiver 1', 'by reversals');
select is(tap.perform('trainer', 'north', tap.set('anna at evening', 'status = ''no_show'', fee_minor = 2000, fee_tax_minor = 0')), '1', 'she does not come');
select is(tap.owes('anna'), 2000::bigint, 'which costs more');
select is((select string_agg(e.account || e.amount_minor, ',' order by e.account) from crm.ledger_entries e join crm.ledger_transactions t on t.id = e.transaction_id and t.kind = 'no_show_fee'), 'no_show_fees-2000,receivable2000', 'under its own account');
select is(tap.perform('trainer', 'north', tap.set('anna at evening', 'status = ''late_cancelled'', cancelled_at = now(), fee_minor = 0, fee_tax_minor = 0')), '1', 'rather, she cancelled for nothing');
select is(tap.owes('anna'), 0::bigint, 'and owes nothing');
select is(tap.perform('staff', 'north', tap.book('bert', 'evening', ', host_id, no_show_fee_minor, fee_currency', ', tap.id(''anna''), 700, ''EUR''')), '1', 'a guest of Anna');
select is(tap.perform('staff', 'north', tap.set('bert at evening', 'status = ''no_show'', fee_minor = 700, fee_tax_minor = 0')), '1', 'does not come');
select is(tap.owes('anna') || ' ' || tap.owes('bert'), '700 0', 'which Anna owes');
select is(tap.answer('other member', 'north', 'select count(*)::text from crm.ledger_transactions'), '0', 'and the guest does not see');
select is_empty($$select t.id from crm.ledger_transactions t left join crm.ledger_entries e on e.organization_id = t.organization_id and e.transaction_id = t.id group by t.id having coalesce(sum(e.amount_minor), 1) <> 0$$, 'every transaction has sides, which add up to nothing');
select is(tap.attempt(a, 'north', $$insert into crm.ledger_transactions (kind, client_id) values ('no_show_fee', tap.id('anna'))$$), '42501', a || ' writes nothing into the ledger')
from unnest('{owner,staff,member,operator}'::text[]) a;
select is(tap.attempt(a, 'north', $$insert into crm.ledger_entries (transaction_id, account, amount_minor, currency) select id, 'tax', 1, 'EUR' from crm.ledger_transactions limit 1$$), '42501', a || ' adds no side')
from unnest('{owner,staff,member,operator}'::text[]) a;
do $$ begin perform set_config('app.scope', array[tap.id('north')]::text, true); end $$;
select is(tap.attempt('tryzore_definer', 'north', format($$insert into crm.ledger_entries (organization_id, transaction_id, account, amount_minor, currency)
  select tap.id('north'), t.id, v.* from (select id from crm.ledger_transactions where kind = 'reversal' limit 1) t, (values %s) v$$, v.values)), v.outcome, v.title)
from (values ('(''no_show_fees'', 1, ''EUR'')', '23514 ledger_unbalanced', 'no side comes alone'),
  ('(''no_show_fees'', 1, ''EUR''), (''x'', -1, ''EUR'')', '23514 ledger_account_invalid', 'to no unknown account'),
  ('(''no_show_fees'', 0, ''EUR'')', '23514 amount_invalid', 'and not for nothing'),
  ('(''receivable'', 1, ''EUR''), (''no_show_fees'', -1, ''EUR'')', '23505 ledger_account_taken', 'nor is there more to what was done')) v (values, outcome, title);
select is(tap.attempt('tryzore_definer', 'north', $$with t as (insert into crm.ledger_transactions (organization_id, kind, client_id) values (tap.id('north'), 'no_show_fee', tap.id('anna')) returning organization_id, id)
  insert into crm.ledger_entries (organization_id, transaction_id, account, amount_minor, currency) select t.*, v.* from t, (values ('receivable', 1, 'EUR'), ('no_show_fees', -1, 'USD')) v$$), '23514 ledger_unbalanced', 'one currency does not pay for another');
select is(tap.attempt('tryzore_definer', 'north', $$insert into crm.ledger_transactions (organization_id, kind, client_id, reverses_id) select organization_id, 'reversal', client_id, reverses_id from crm.ledger_transactions where reverses_id is not null limit 1$$), '23505 already_reversed', 'nothing is taken back twice');
select is(tap.attempt('tryzore_definer', 'north', $$insert into crm.ledger_transactions (organization_id, kind, client_id) values (tap.id('north'), 'reversal', tap.id('anna'))$$), '23514 ledger_kind_invalid', 'nor is nothing');
select is(tap.attempt(a, 'north', s), '42501', a || ' does not: ' || s)
from unnest('{owner,staff,operator,tryzore_definer}'::text[]) a, unnest(array['update crm.ledger_entries set amount_minor = 1', 'update crm.ledger_transactions set kind = kind',
  'delete from crm.ledger_entries', 'delete from crm.ledger_transactions']) s;
do $$ begin perform set_config('app.scope', '', true); end $$;

-- The first visit -----------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$insert into crm.client_organizations (id, first_name, last_name, sort_name) values (tap.id('fred'), 'fred', 'Client', 'client fred')$$), '1', 'somebody new');
select is(tap.perform('staff', 'north', tap.class('second', '2036-02-02 08:00Z') || ', (tap.id(''first''), ''class'', ''first'', ''2036-02-01 08:00Z'', ''2036-02-01 09:00Z''), (tap.id(''third''), ''class'', ''third'', ''2036-02-03 08:00Z'', ''2036-02-03 09:00Z'')'), '3', 'three classes');
select is(tap.perform('staff', 'north', tap.book('fred', 'second', ', is_first_visit', ', false')), '1', 'comes to the second');
select ok((tap.booking('fred at second')).is_first_visit, 'which is found to be the first visit, whatever is told');
select is(tap.perform('staff', 'north', tap.book('fred', 'third', ', is_first_visit', ', true')), '1', 'and to the third');
select ok(not (tap.booking('fred at third')).is_first_visit, 'which is not');
select is(tap.attempt('other member', 'north', tap.book('bert', 'third', ', is_first_visit', ', true')), '42501 only_booked', 'a member says nothing of it');

-- Who came ------------------------------------------------------------------------------------------------
create function tap.come(p_id text, p_client text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.check_ins (id, client_id, source, verdict, occurred_at%s) values (tap.id(%L), tap.id(%L), ''search'', ''allow'', ''2036-02-05 08:00Z''%s)', p_columns, p_id, p_client, p_values)
$$;
create function tap.visits(p_client text) returns text language sql as $$
  select visit_count || coalesce(' ' || (last_visit_at at time zone 'UTC')::date, '') from crm.client_organizations where id = tap.id(p_client)
$$;
select is(tap.perform('trainer', 'north', tap.set('fred at second', 'status = ''attended'', checked_in_at = ''2036-02-02 08:00Z'', attended_at = ''2036-02-02 08:00Z''')), '1', 'Fred comes');
select is(tap.perform('trainer', 'north', tap.come('in', 'fred', ', booking_id', ', tap.id(''fred at second'')')), '1', 'is checked in');
select is(tap.visits('fred'), '1 2036-02-02', 'and counted once');
select is((select created_by from crm.check_ins), tap.id('trainer'), 'by whom is known');
select is(tap.attempt('staff', 'north', tap.come('again', 'fred', ', booking_id', ', tap.id(''fred at second'')')), '23505 already_checked_in', 'nobody comes twice to one place');
select is(tap.perform('staff', 'north', tap.come('train', 'fred')), '1', 'but to train');
select is(tap.visits('fred'), '2 2036-02-05', 'which is a visit');
select is(tap.perform('staff', 'north', tap.come('train too', 'fred')), '1', 'and once more');
select is(tap.visits('fred'), '3 2036-02-05', 'is another');
select is(tap.perform('staff', 'north', $$update crm.check_ins set undone_at = now() where booking_id is null$$), '2', 'both were mistakes');
select is(tap.visits('fred'), '1 2036-02-02', 'and count no more');
select is(tap.perform('staff', 'north', $$update crm.check_ins set undone_at = now() where id = tap.id('in')$$), '1', 'so was the first');
select is(tap.perform('staff', 'north', tap.set('fred at second', 'status = ''registered'', checked_in_at = null, attended_at = null')), '1', 'with its place');
select is(tap.visits('fred'), '0', 'nobody came');
select is(tap.perform('staff', 'north', tap.come('again', 'fred', ', booking_id', ', tap.id(''fred at second'')')), '1', 'who may come after all');
select is(tap.attempt('staff', 'north', tap.book('fred', 'first')), '1', 'before the first visit another may come');
select is(tap.perform('member', 'north', tap.come('me', 'anna')), '42501', 'a member does not check in alone');
select is(tap.perform('staff', 'north', tap.come('me', 'anna')), '1', 'staff do');
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.check_ins'), a.seen, a.name || ' sees ' || a.seen)
from (values ('member', '1'), ('other member', '0'), ('trainer', '5')) a (name, seen);
select is(tap.attempt('member', 'north', 'update crm.check_ins set undone_at = now()'), '0', 'nor undoes it');
select is(tap.attempt('owner', 'north', 'delete from crm.check_ins'), '42501', 'nothing is deleted');
select is(tap.attempt('staff', 'north', tap.come('x', 'dora')), '23503 client_not_found', 'no client of another gym comes here');
select is(tap.attempt('staff', 'north', format('insert into crm.check_ins (id, client_id, source, verdict, override_reason) values (tap.id(''x''), tap.id(''anna''), %s)', v.values)), v.outcome, v.values || ' meets ' || v.outcome)
from (values ('''search'', ''block'', null', '23514 override_reason_invalid'), ('''search'', ''block'', ''Known''', '1'), ('''search'', ''maybe'', null', '23514 verdict_invalid'),
  ('''window'', ''allow'', null', '23514 check_in_source_invalid'), ('''search'', ''allow'', ''''', '23514 override_reason_invalid')) v (values, outcome);
select is(tap.attempt('staff', 'north', $$update crm.check_ins set undone_at = 'infinity'$$), '23514 occurred_at_invalid', 'what is undone is at a time');

-- Why -----------------------------------------------------------------------------------------------------
create function tap.decide(p_booking text, p_values text, p_columns text default '') returns text language sql as $$
  select format('insert into crm.booking_decisions (booking_id, act, outcome%s) values (tap.id(%L), %s)', p_columns, p_booking, p_values)
$$;
select is(tap.perform('member', 'north', tap.decide('anna at noon', '''book'', ''allowed''')), '1', 'a member''s act is written down');
select is(tap.perform('staff', 'north', tap.decide('carl at evening', '''book'', ''overridden'', ''Asked''', ', override_reason')), '1', 'and that of staff');
select is(tap.answer(a.name, 'north', $$select string_agg(act || ' ' || outcome, ', ' order by act, outcome) from crm.booking_decisions where act <> 'promote'$$), a.seen, a.name || ' sees ' || coalesce(a.seen, 'nothing'))
from (values ('member', 'book allowed'), ('other member', null), ('trainer', 'book allowed, book overridden')) a (name, seen);
select is(tap.attempt('member', 'north', tap.decide(v.booking, v.values)), '42501', 'no member writes: ' || v.booking || ' ' || v.values)
from (values ('bert at evening', '''book'', ''allowed'''), ('anna at noon', '''waive'', ''allowed'''), ('anna at noon', '''promote'', ''skipped'''), ('anna at noon', '''check_in'', ''allowed''')) v (booking, values);
select is(tap.attempt('staff', 'north', tap.decide('anna at noon', v.values, v.columns)), v.outcome, v.values || ' meets ' || v.outcome)
from (values ('''book'', ''overridden''', '', '23514 override_reason_invalid'), ('''smile'', ''allowed''', '', '23514 act_invalid'), ('''book'', ''denied''', '', '23514 outcome_invalid'),
  ('''book'', ''allowed'', ''[]''', ', facts', '23514 facts_invalid')) v (values, columns, outcome);
select is(tap.attempt('staff', 'north', tap.decide('nothing', '''book'', ''allowed''')), '23503 booking_not_found', 'of a booking that is');
select is(tap.attempt('other owner', 'south', tap.decide('anna at noon', '''book'', ''allowed''')), '23503 booking_not_found', 'in the own gym');
select is(tap.attempt('owner', 'north', s), '42501', 'not even an owner: ' || s) from unnest(array['update crm.booking_decisions set act = ''book''', 'delete from crm.booking_decisions']) s;

-- The gym cancels -----------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.class('gone', '2036-03-01 08:00Z', ', max_participants, waitlist_enabled', ', 2, true')), '1', 'a class');
select is(tap.perform('staff', 'north', tap.book('anna', 'gone', ', late_cancel_fee_minor, fee_currency', ', 1000, ''EUR''')), '1', 'is booked');
select is(tap.perform('staff', 'north', tap.book('carl', 'gone', ', status, attended_at', ', ''attended'', now()')), '1', 'somebody was there');
select is(tap.perform('staff', 'north', tap.book('bert', 'gone', ', status', ', ''waitlisted''')), '1', 'and somebody waits');
select is(tap.counted('gone'), '2+1', 'all are counted');
select is(tap.perform('staff', 'north', $$update crm.events set status = 'cancelled' where id = tap.id('gone')$$), '1', 'it is cancelled');
select is((select string_agg(status || coalesce(' ' || cancellation_reason, ''), ', ' order by status) from crm.event_participants where event_id = tap.id('gone')),
  'attended, cancelled The event was cancelled, cancelled The event was cancelled', 'and so is who would have come or waits');
select is(tap.counted('gone'), '1+0', 'the counts follow');
select is(tap.ledger('anna at gone'), null, 'it costs nobody anything');
select is(tap.attempt('staff', 'north', $$update crm.events set title = 'Gone' where id = tap.id('gone')$$), '1', 'once');

-- One person after all ------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.class('a', '2036-04-01 08:00Z') || ', (tap.id(''b''), ''class'', ''b'', ''2036-04-01 08:30Z'', ''2036-04-01 09:30Z'')'), '2', 'two classes at a time');
select is(tap.perform('staff', 'north', tap.book('fred', 'a')), '1', 'Fred sits in one');
select is(tap.perform('staff', 'north', tap.book('carl', 'b', ', host_id, no_show_fee_minor, fee_currency', ', tap.id(''fred''), 300, ''EUR''')), '1', 'Carl in the other, as his guest');
select is(tap.perform('staff', 'north', tap.come('carl trains', 'carl')), '1', 'who was there');
create temporary table before as select c.id, c.visit_count from crm.client_organizations c where c.id in (tap.id('carl'), tap.id('fred'));
select is(tap.perform('owner', 'north', $$select private.merge_clients(tap.id('fred'), tap.id('carl'), '{}', false)$$), '1', 'they are the same');
select is((tap.booking('fred at a')).status || ' ' || (tap.booking('carl at b')).status, 'registered cancelled', 'who has one seat at a time');
select is((select visit_count from crm.client_organizations where id = tap.id('fred')), (select sum(visit_count)::integer from before), 'and the visits of both');
select is(tap.perform('owner', 'north', $$select private.undo_merge(tap.id('carl'))$$), '1', 'they are not');
select is((tap.booking('fred at a')).status || ' ' || (tap.booking('carl at b')).status, 'registered registered', 'and have two seats');
select is((tap.booking('carl at b')).host_id, tap.id('fred'), 'one as the other''s guest');
select results_eq('select c.id, c.visit_count from crm.client_organizations c where c.id in (tap.id(''carl''), tap.id(''fred'')) order by 1', 'select * from before order by 1', 'and the visits of each');

-- And always ----------------------------------------------------------------------------------------------
select is_empty($$select e.title from crm.events e where (e.current_participants, e.current_waitlisted) <> (
  select count(*) filter (where b.status in ('registered', 'attended', 'no_show')), count(*) filter (where b.status = 'waitlisted') from crm.event_participants b where b.event_id = e.id)$$, 'counters equal a recount');

select * from finish();
rollback;
