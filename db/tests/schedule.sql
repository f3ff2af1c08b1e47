-- The schedule as it is planned: rooms that retire, programs of a chain, tours, and who is told of an event's end.
begin;
select plan(59);
select tap.cast();
insert into crm.rooms (organization_id, id, name, capacity) values (tap.id('north'), tap.id('studio'), 'Studio', 10),
  (tap.id('north'), tap.id('attic'), 'Attic', null);
create function tap.plan(p_name text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.events (id, event_type, title, starts_at, ends_at%s) values (tap.id(%L), %L, %L, %L::timestamptz, %L::timestamptz%s)',
    p_columns, p_name, case when p_name ~ 'tour' then 'tour' else 'class' end, p_name, '2036-01-07 08:00Z', '2036-01-07 09:00Z', p_values)
$$;

-- Rooms -----------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.plan('class', ', room_id, max_participants', ', tap.id(''studio''), 10')), '1', 'a class for as many as the room holds');
select is(tap.attempt('staff', 'north', $$update crm.events set max_participants = 11 where id = tap.id('class')$$), '23514 room_too_small', 'nobody plans for more');
select is(tap.attempt('staff', 'north', $$update crm.events set staff_capacity = 11 where id = tap.id('class')$$), '23514 room_too_small', 'staff neither');
select is(tap.attempt('staff', 'north', $$update crm.events set max_participants = 11, room_id = tap.id('attic') where id = tap.id('class')$$), '1', 'but where nobody counts');
select is(tap.attempt('staff', 'north', $$delete from crm.rooms where id = tap.id('attic')$$), '0', 'the desk deletes no rooms');
select is(tap.perform('admin', 'north', $$delete from crm.rooms where id = tap.id('studio')$$), '0', 'a room in use is not deleted');
select is(tap.answer('admin', 'north', $$select is_active::text || version from crm.rooms where id = tap.id('studio')$$), 'false2', 'it retires');
select is(tap.attempt('staff', 'north', tap.plan('other', ', room_id', ', tap.id(''studio'')')), '23514 room_inactive', 'and takes no more events');
select is(tap.attempt('staff', 'north', $$update crm.events set max_participants = 5 where id = tap.id('class')$$), '1', 'those that it has stay');
select is(tap.perform('admin', 'north', $$insert into crm.event_templates (id, name, room_id) values (tap.id('upstairs'), 'Upstairs', tap.id('attic'))$$), '1', 'a program has a room');
select is(tap.attempt('admin', 'north', $$delete from crm.rooms where id = tap.id('attic')$$), '0', 'which stays, too');
select is(tap.perform('admin', 'north', $$update crm.event_templates set room_id = null where id = tap.id('upstairs')$$), '1', 'until it has none');
select is(tap.attempt('admin', 'north', $$delete from crm.rooms where id = tap.id('attic')$$), '1', 'a room that nothing refers to is deleted');

-- Programs --------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$update crm.events set template_id = tap.id('upstairs') where id = tap.id('class')$$), '1', 'a class of a program');
select is(tap.attempt('staff', 'north', $$delete from crm.event_templates where id = tap.id('upstairs')$$), '23503 program_in_use', 'which stays');
select is(tap.attempt('trainer', 'north', $$delete from crm.event_templates where id = tap.id('upstairs')$$), '0', 'and is none of a trainer''s to delete');
select is(tap.attempt('staff', 'north', $$insert into crm.event_templates (id, name, difficulty) values (tap.id('new'), 'New', 'heroic')$$), '23514 difficulty_invalid', 'a difficulty is a listed one');
select is(tap.attempt('staff', 'north', $$insert into crm.event_templates (id, name, parent_organization_id) values (tap.id('new'), 'New', tap.id('south'))$$), '42501', 'nobody says that something comes from above');

-- A chain: North above East above Far.
select private.operator_create_organization(tap.id('east'), tap.id('other owner'), 'East', 'east', 'Europe/Berlin', 'EUR', 'DE', tap.id('north'));
select private.operator_create_organization(tap.id('far'), tap.id('other owner'), 'Far', 'far', 'America/New_York', 'USD', 'US-NY', tap.id('east'));
select tap.sign_in('other owner', gym, 'other owner in ' || gym || ' session') from unnest('{east,far}'::text[]) gym;
create function tap.copy(p_gym text) returns text language sql as $$
  select name || ' ' || coalesce(price_minor::text, 'no price') || ' ' || is_active || ' ' || version
  from crm.event_templates where organization_id = tap.id(p_gym) and id = tap.id('yoga')
$$;
select is(tap.attempt('staff', 'north', $$insert into crm.event_templates (id, name, is_franchise_template) values (tap.id('yoga'), 'Yoga', true)$$), '42501 franchise_restricted', 'the desk decides about no locations');
select is(tap.perform('admin', 'north', $$insert into crm.event_templates (id, name, price_minor, currency, is_franchise_template)
  values (tap.id('yoga'), 'Yoga', 1500, 'EUR', true)$$), '1', 'an admin does');
select is(tap.copy('east'), 'Yoga 1500 true 1', 'the location below has it');
select is(tap.copy('far'), 'Yoga no price true 1', 'so has the one below that, whose money is another');
select is(tap.copy('south'), null, 'and no stranger');
select is((select string_agg(coalesce(o.name, 'none'), ' ' order by t.organization_id = tap.id('far'))
  from crm.event_templates t left join crm.organizations o on o.id = t.parent_organization_id
  where t.id = tap.id('yoga') and t.organization_id <> tap.id('north')), 'North East', 'each from right above');
select is(tap.attempt('staff', 'north', $$update crm.event_templates set name = 'Changed' where id = tap.id('yoga')$$), '42501 franchise_restricted', 'the desk does not change it');
select is(tap.attempt('staff', 'north', $$update crm.event_templates set is_franchise_template = true where id = tap.id('upstairs')$$), '42501 franchise_restricted', 'nor gives anything else away');
select is(tap.perform('owner', 'north', $$update crm.event_templates set name = 'Hot yoga', instructor_id = tap.id('trainer') where id = tap.id('yoga')$$), '1', 'it changes');
select is(tap.copy('far'), 'Hot yoga no price true 2', 'everywhere');
select is((select count(*) from crm.event_templates where id = tap.id('yoga') and instructor_id is not null), 1::bigint, 'but for who leads it');
select is(tap.perform('owner', 'north', $$update crm.event_templates set instructor_id = null where id = tap.id('yoga')$$), '1', 'what is the organization''s own changes');
select is(tap.copy('far'), 'Hot yoga no price true 2', 'nowhere else');
create function tap.inside(p_gym text, p_statement text) returns text language sql as $$
  select tap.attempt('other owner in ' || p_gym, p_gym, p_statement)
$$;
select is(tap.inside('east', u.statement), u.outcome, u.statement || ' meets ' || u.outcome)
from (values ('update crm.event_templates set name = ''Ours''', '42501 program_locked'), ('update crm.event_templates set is_active = false', '42501 program_locked'),
  ('update crm.event_templates set is_franchise_template = false', '42501 program_locked'), ('delete from crm.event_templates', '42501 program_locked'),
  ('update crm.event_templates set instructor_id = tap.id(''other owner''), location = ''Left door''', '1')) u (statement, outcome);
select is(tap.inside('far', tap.plan('far class', ', template_id', ', tap.id(''yoga'')')), '1', 'a location plans it');
select is(set_config('app.scope', array[tap.id('far')]::text, true), array[tap.id('far')]::text, 'in Far');
insert into crm.events (organization_id, id, event_type, title, template_id, starts_at, ends_at)
values (tap.id('far'), tap.id('far class'), 'class', 'Far', tap.id('yoga'), '2036-01-07 08:00Z', '2036-01-07 09:00Z');
select is(tap.attempt('owner', 'north', $$delete from crm.event_templates where id = tap.id('yoga')$$), '23503 program_in_use', 'what a location plans is not deleted above');
select is(tap.attempt('owner', 'north', $$update crm.event_templates set is_franchise_template = false where id = tap.id('yoga')$$), '23503 program_in_use', 'nor withdrawn');
delete from crm.events where id = tap.id('far class');
select is(tap.perform('owner', 'north', $$update crm.event_templates set is_franchise_template = false where id = tap.id('yoga')$$), '1', 'nothing is planned any more');
select is((select count(*) from crm.event_templates where id = tap.id('yoga')), 1::bigint, 'and the copies are gone');

-- Tours -----------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.plan('tour', ', instructor_id', ', tap.id(''trainer'')')), '1', 'a tour');
select is(tap.attempt('staff', 'north', $$insert into crm.tours (id) values (tap.id('class'))$$), '23503 event_of_type_not_found', 'a class has no prospect');
select is(tap.perform('trainer', 'north', $$insert into crm.tours (id, first_name, notes) values (tap.id('tour'), 'Grace', 'Shy')$$), '1', 'who shows them around writes down who comes');
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.tours'), a.seen, a.name || ' sees ' || a.seen)
from (values ('staff', '1'), ('trainer', '1'), ('member', '0'), ('nobody', '0')) a (name, seen);
select is(tap.attempt('member', 'north', $$update crm.tours set notes = 'x'$$), '0', 'no member writes there');
select is(tap.attempt('staff', 'north', $$update crm.tours set attendance = 'late'$$), '23514 attendance_invalid', 'attendance is a listed one');
select is(tap.attempt('staff', 'north', $$update crm.tours set guest_id = tap.id('dora')$$), '23503 client_not_found', 'nobody becomes a client of another gym');
select is(tap.perform('staff', 'north', $$update crm.tours set guest_id = tap.id('anna')$$), '1', 'the prospect is a client');
select is(tap.answer('staff', 'north', $$select string_agg(t.table_name::text, ' ') from private.client_keys() t where t.column_name = 'guest_id'$$), '42501', 'which is nobody''s question');
select is((select count(*) from private.client_keys() t where t.table_name = 'crm.tours'::regclass), 1::bigint, 'and what a merge moves');

-- Who is told -----------------------------------------------------------------------------------------------
select is(set_config('app.scope', array[tap.id('north')]::text, true), array[tap.id('north')]::text, 'in North');
insert into crm.event_participants (organization_id, id, event_id, client_id, status, cancelled_at)
values (tap.id('north'), tap.id('a'), tap.id('class'), tap.id('anna'), 'cancelled', '2030-01-01'),
  (tap.id('north'), tap.id('b'), tap.id('class'), tap.id('bert'), 'registered', null), (tap.id('north'), tap.id('c'), tap.id('class'), tap.id('carl'), 'registered', null);
select is(tap.answer('operator', 'north', $$select string_agg(u.user_id::text, ' ') from private.users_booked(tap.id('class'), null) u$$), tap.id('other member')::text, 'who has a place and an account');
select is(tap.answer('operator', 'north', $$select count(*)::text from private.users_booked(tap.id('class'), '2030-01-01') u$$), '2', 'and whose place ended with the event');
select is(tap.answer('operator', 'south', $$select count(*)::text from private.users_booked(tap.id('class'), '2030-01-01') u$$), '0', 'in the gym that was entered');

select * from finish();
rollback;
