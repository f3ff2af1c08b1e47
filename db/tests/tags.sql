-- Tags are put on things of the same gym that exist, and of the type that is said.
begin;
select plan(20);
select tap.cast();
create function tap.tag(p_type text, p_thing text, p_tag text default 'yoga') returns text language sql as $$
  select format('insert into crm.taggables (id, tag_id, taggable_type, taggable_id) values (tap.id(%L), tap.id(%L), %L, tap.id(%L))',
    p_tag || p_type || p_thing, p_tag, p_type, p_thing)
$$;
insert into crm.tags (organization_id, id, name, type)
values (tap.id('north'), tap.id('yoga'), 'Yoga', 'interest'), (tap.id('south'), tap.id('boxing'), 'Boxing', 'interest');
insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at)
values (tap.id('north'), tap.id('morning class'), 'class', 'Morning', '2030-01-07 08:00Z', '2030-01-07 09:00Z'),
  (tap.id('south'), tap.id('their class'), 'class', 'Theirs', '2030-01-07 08:00Z', '2030-01-07 09:00Z');

select is(tap.attempt('staff', 'north', $$insert into crm.tags (id, name, type) values (tap.id('new'), 'Pilates', 'skill')$$), '1', 'staff make tags');
select is(tap.attempt('trainer', 'north', $$insert into crm.tags (id, name, type) values (tap.id('new'), 'Pilates', 'skill')$$), '42501', 'trainers do not');
select is(tap.attempt('staff', 'north', $$insert into crm.tags (id, name, type) values (tap.id('new'), 'Yoga', 'interest')$$), '23505 tag_name_taken', 'a word once per type');
select is(tap.attempt('staff', 'north', $$insert into crm.tags (id, name, type) values (tap.id('new'), 'Yoga', 'skill')$$), '1', 'but again of another');
select is(tap.attempt('staff', 'north', $$insert into crm.tags (id, name, type) values (tap.id('new'), 'Yoga', 'mood')$$), '23514 tag_type_invalid', 'of a listed type');
select is(tap.attempt('staff', 'north', $$insert into crm.tags (id, name, type, color) values (tap.id('new'), 'Z', 'skill', 'red')$$), '23514 color_invalid', 'a colour is #rrggbb');

select is(tap.attempt('staff', 'north', tap.tag(t.type, t.thing, t.tag)), t.outcome, format('%s on %s %s: %s', t.tag, t.type, t.thing, t.outcome))
from (values ('yoga', 'client', 'anna', '1'), ('yoga', 'user', 'trainer', '1'), ('yoga', 'event', 'morning class', '1'),
  ('yoga', 'class', 'morning class', '1'),
  ('yoga', 'tour', 'morning class', '23503 event_of_type_not_found'),
  ('yoga', 'client', 'nobody at all', '23503 client_not_found'), ('yoga', 'client', 'dora', '23503 client_not_found'),
  ('yoga', 'user', 'other owner', '23503 user_not_found'), ('yoga', 'event', 'their class', '23503 event_not_found'),
  ('yoga', 'invoice', 'anna', '23514 taggable_type_invalid'), ('boxing', 'client', 'anna', '23503 tag_not_found')
) t (tag, type, thing, outcome);
select is(tap.perform('staff', 'north', tap.tag('client', 'anna')), '1', 'anna is tagged');
select is(tap.attempt('staff', 'north', replace(tap.tag('client', 'anna'), 'yogaclientanna', 'again')), '23505 already_tagged', 'once');
select is(tap.answer('member', 'north', 'select count(*)::text from crm.taggables'), '0', 'members do not see what clients are tagged with');
select * from finish();
rollback;
