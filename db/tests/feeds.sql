-- Who has which calendars, and what their secrets open.
begin;
select plan(42);
select tap.cast();
insert into crm.rooms (organization_id, id, name) values (tap.id('north'), tap.id('studio'), 'Studio'), (tap.id('south'), tap.id('hall'), 'Hall');
insert into crm.events (organization_id, id, event_type, title, instructor_id, room_id, starts_at, ends_at)
values (tap.id('north'), tap.id('led'), 'class', 'Led', tap.id('trainer'), tap.id('studio'), '2036-01-07 08:00Z', '2036-01-07 09:00Z'),
  (tap.id('north'), tap.id('other'), 'class', 'Other', tap.id('staff'), null, '2036-01-08 08:00Z', '2036-01-08 09:00Z');
create function tap.feed(p_name text, p_kind text, p_room text default null) returns text language sql as $$
  select format('insert into crm.calendar_feeds (id, kind, room_id, token_hash) values (tap.id(%L), %L, %s, sha256(%L))', p_name, p_kind,
    coalesce(format('tap.id(%L)', p_room), 'null'), p_name)
$$;
-- What a program with that secret sees of a table.
create function tap.sees(p_gym text, p_feed text, p_secret text, p_query text) returns text language plpgsql as $$
declare
  v_answer text;
  v_state text;
begin
  set local role tryzore_app;
  perform private.enter_feed(tap.id(p_gym), tap.id(p_feed), sha256(convert_to(p_secret, 'UTF8')));
  execute p_query into v_answer;
  raise exception using errcode = 'TT000';
exception when others then
  get stacked diagnostics v_state = returned_sqlstate;
  return case when v_state = 'TT000' then v_answer else v_state end;
end
$$;
create function tap.events(p_gym text, p_feed text, p_secret text default null) returns text language sql as $$
  select tap.sees(p_gym, p_feed, coalesce(p_secret, p_feed), 'select count(*)::text from crm.events')
$$;

select is(tap.perform('staff', 'north', $$insert into crm.event_participants (id, event_id, client_id)
  values (tap.id('annas'), tap.id('led'), tap.id('anna')), (tap.id('berts'), tap.id('led'), tap.id('bert'))$$), '2', 'two have booked');

-- Who makes which -----------------------------------------------------------------------------------------
select is(tap.attempt(a.name, 'north', tap.feed('x', a.kind, a.room)), a.answer, a.name || ' makes one of kind ' || a.kind || ': ' || a.answer)
from (values ('member', 'member', null, '1'), ('member', 'trainer', null, '1'), ('trainer', 'trainer', null, '1'), ('trainer', 'location', null, '42501'),
  ('trainer', 'room', 'studio', '42501'), ('staff', 'room', 'studio', '1'), ('staff', 'location', null, '1'), ('staff', 'room', 'hall', '23503 room_not_found'),
  ('staff', 'room', null, '23514 feed_room_invalid'), ('staff', 'member', 'studio', '23514 feed_room_invalid'), ('staff', 'chain', null, '23514 feed_kind_invalid'),
  ('operator', 'member', null, '42501')) a (name, kind, room, answer);
select is(tap.attempt('staff', 'north', $$insert into crm.calendar_feeds (id, user_id, kind, token_hash) values (tap.id('x'), tap.id('member'), 'member', sha256('x'))$$), '42501', 'nobody makes somebody else''s');
select is(tap.perform('member', 'north', tap.feed('members', 'member')), '1', 'a member''s');
select is(tap.attempt('member', 'north', tap.feed('again', 'member')), '23505 calendar_feed_taken', 'is one');
select is(tap.perform('trainer', 'north', tap.feed('trainers', 'trainer')), '1', 'a trainer''s');
select is(tap.perform('staff', 'north', tap.feed('rooms', 'room', 'studio')), '1', 'a room''s');
select is(tap.perform('staff', 'north', tap.feed('locations', 'location')), '1', 'the location''s');
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.calendar_feeds'), a.seen, a.name || ' sees ' || a.seen)
from (values ('member', '1'), ('trainer', '1'), ('staff', '2'), ('owner', '2'), ('other member', '0'), ('nobody', '0')) a (name, seen);
select is(tap.attempt('owner', 'north', 'select token_hash from crm.calendar_feeds'), '42501', 'nobody reads secrets');
select is(tap.attempt('owner', 'north', $$delete from crm.calendar_feeds where id = tap.id('members')$$), '0', 'nor ends a member''s');
select is(tap.attempt('owner', 'north', $$delete from crm.calendar_feeds where id = tap.id('rooms')$$), '1', 'but a room''s');

-- What they open ------------------------------------------------------------------------------------------
select is(tap.events('north', f.name), f.seen, f.name || ' opens the schedule')
from (values ('members', '2'), ('trainers', '2'), ('rooms', '2'), ('locations', '2')) f (name, seen);
select is(tap.events('north', 'members', 'guess'), '0', 'a guess opens nothing');
select is(tap.events('south', 'members'), '0', 'nor does the secret anything of another gym');
select is(tap.sees('north', 'members', 'members', 'select string_agg(id::text, '''') from crm.event_participants'), tap.id('annas')::text, 'of bookings one''s own');
select is(tap.sees('north', 'trainers', 'trainers', 'select concat_ws('' '', (select count(*) from crm.event_participants), (select count(*) from crm.client_organizations), (select count(*) from crm.notifications))'), '0 0 0', 'and of people nothing, whatever one may otherwise');
select is(tap.sees('north', 'members', 'members', $$update crm.calendar_feeds set rotated_at = now() returning '1'$$), '25006', 'nothing is changed');
update crm.client_organizations set status = 'banned' where id = tap.id('anna');
select is(tap.events('north', 'members'), '0', 'who is banned reads no schedule');
update crm.user_organizations set permissions = '{"deny": ["events.update"]}' where user_id = tap.id('staff');
select is(tap.events('north', 'locations'), '0', 'who no longer plans has no location''s calendar');
select is(tap.perform('trainer', 'north', $$update crm.calendar_feeds set token_hash = sha256('new') where id = tap.id('trainers')$$), '1', 'a new secret');
select is(tap.events('north', 'trainers') || tap.events('north', 'trainers', 'new'), '02', 'ends the old one');
update crm.user_organizations set left_at = now(), is_primary = false where user_id = tap.id('trainer') and organization_id = tap.id('north');
select is(tap.events('north', 'trainers', 'new'), '0', 'and nobody who has left has any');

select * from finish();
rollback;
