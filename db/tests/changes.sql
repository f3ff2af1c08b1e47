-- What listeners are told of, and what those have missed who were away.
begin;
select plan(31);
select tap.cast();
insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at, max_participants, waitlist_enabled)
values (tap.id('north'), tap.id('class'), 'class', 'Class', '2036-01-07 08:00Z', '2036-01-07 09:00Z', 1, true),
  (tap.id('south'), tap.id('other class'), 'class', 'Class', '2036-01-07 08:00Z', '2036-01-07 09:00Z', 1, true);
create function tap.told() returns text language plpgsql as $$
declare
  v_told text;
begin
  with gone as (delete from private.changes c where c.organization_id = tap.id('north') returning c.*)
  select string_agg(concat_ws(' ', g.type, g.version, case when g.moves_count then 'count' end, case when g.is_check_in then 'check-in' end), ', ' order by g.created_at)
  into v_told from gone g;
  return coalesce(v_told, 'nothing');
end
$$;

-- What is told --------------------------------------------------------------------------------------------
select is(tap.told(), 'event 1', 'that an event was planned');
select is(tap.perform('staff', 'north', $$update crm.events set title = 'Course' where id = tap.id('class')$$), '1', 'it is renamed');
select is(tap.told(), 'event 2', 'which is told');
select is(tap.perform('staff', 'north', $$update crm.events set title = 'Course' where id = tap.id('class')$$), '1', 'nothing is changed');
select is(tap.told(), 'nothing', 'and nothing told');
select is(tap.perform('member', 'north', $$insert into crm.event_participants (id, event_id, client_id) values (tap.id('booking'), tap.id('class'), tap.id('anna'))$$), '1', 'somebody books');
select is(tap.told(), 'booking 1 count', 'the booking is told, once, and not the count again');
select is(tap.perform('other member', 'north', $$insert into crm.event_participants (id, event_id, client_id, status) values (tap.id('wait'), tap.id('class'), tap.id('bert'), 'waitlisted')$$), '1', 'somebody waits');
select is(tap.told(), 'booking 1 count', 'and is counted, too');
select is(tap.perform('staff', 'north', $$update crm.event_participants set notes = 'Left-handed' where id = tap.id('booking')$$), '1', 'a note');
select is(tap.told(), 'booking 2', 'moves no count');
select is(tap.perform('staff', 'north', $$update crm.event_participants set status = 'attended', checked_in_at = now(), attended_at = now() where id = tap.id('booking')$$), '1', 'somebody comes');
select is(tap.told(), 'booking 3 check-in', 'which takes no other place');
select is(tap.perform('staff', 'north', $$update crm.event_participants set status = 'no_show', checked_in_at = null, attended_at = null where id = tap.id('booking')$$), '1', 'or did not');
select is(tap.told(), 'booking 4 check-in', 'that is told as well');
select is(tap.perform('other member', 'north', $$update crm.event_participants set status = 'cancelled', cancelled_at = now(), waitlist_position = null where id = tap.id('wait')$$), '1', 'whoever waited leaves');
select is(tap.told(), 'booking 2 count', 'and is not counted');
insert into crm.notifications (organization_id, id, user_id, type, title, message) values (tap.id('north'), tap.id('news'), tap.id('member'), 'news', 'News', 'Good ones');
select is((select user_id from private.changes where type = 'notification'), tap.id('member'), 'news are somebody''s');
select is(tap.told(), 'notification 1', 'and told');
select is(tap.perform('member', 'north', $$update crm.notifications set is_read = true, read_at = now() where id = tap.id('news')$$), '1', 'they are read');
select is(tap.told(), 'notification 2', 'which other screens of the person hear');

-- What was missed -----------------------------------------------------------------------------------------
delete from private.changes;
-- Transactions as they may lie: 7 was over when 10 wrote, 8 and 9 were under way, 12 came later and saw 9 under way still.
insert into private.changes (organization_id, id, type, entity_id, version, xid, horizon, created_at)
select tap.id(c.gym), tap.id(c.name), 'event', tap.id('class'), 1, c.xid::text::xid8, c.horizon::text::xid8, now() - c.age
from (values ('north', '7', 7, 6, '0'::interval), ('north', '8', 8, 7, '0'), ('north', '9', 9, 8, '0'), ('north', '10', 10, 8, '0'), ('north', '12', 12, 9, '0'),
  ('south', 'other', 11, 8, '0'), ('north', 'old', 6, 5, '25 hours'), ('north', 'from a copy', 2000000000, 3, '0')) c (gym, name, xid, horizon, age);
create function tap.missed(p_actor text, p_gym text, p_change text, p_limit integer default 10) returns text language sql as $$
  select tap.answer(p_actor, p_gym, format('select string_agg(n.name, '' '' order by c.place) from private.changes_since(tap.id(%L), %s) with ordinality c (organization_id, id, type, entity_id, version, event_id, client_id, user_id, moves_count, is_check_in, place)
    join unnest(''{7,8,9,10,12,other,old,from a copy}''::text[]) n (name) on tap.id(n.name) = c.id', p_change, p_limit))
$$;
select is(tap.missed('staff', 'north', '10'), 'from a copy 8 9 10 12', 'whoever heard of 10 hears of all that was not over by then, in the order of horizons');
select is(tap.missed('staff', 'north', '12'), 'from a copy 9 10 12', 'whoever heard of 12, of less');
select is(tap.missed('member', 'north', '10', 2), 'from a copy 8', 'as many as one asks for');
select is(tap.missed('other owner', 'south', '10'), null, 'another gym''s change is unknown');
select is(tap.missed('other owner', 'south', 'other'), 'other', 'and its changes are not told here');
select is(tap.missed('staff', 'north', 'old'), null, 'what was too long ago is forgotten');
select is(tap.missed('staff', 'north', 'from a copy'), null, 'and what another cluster counted');
select is(tap.missed('nobody', null, '10'), null, 'nobody missed anything');
select is(tap.answer('other owner', 'south', 'select (private.newest_change() = tap.id(''other''))::text'), 'true', 'the newest change is the gym''s own');
select is(tap.attempt('staff', 'north', 'select from private.changes'), '42501', 'nobody reads the table');

select * from finish();
rollback;
