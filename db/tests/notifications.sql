-- What a person is told is theirs alone, and so is how they want to be told.
begin;
select plan(19);
select tap.cast();
create function tap.tell(p_person text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.notifications (id, user_id, type, title, message%s) values (tap.id(%L), tap.id(%L), ''booking_confirmed'', ''Booked'', ''You are in.''%s)', p_columns, p_person || ' news', p_person, p_values)
$$;
select is(tap.perform('operator', 'north', tap.tell('member')), '1', 'a job tells a member');
select is(tap.attempt('owner', 'north', tap.tell('trainer')), '42501', 'a request tells nobody by itself');
select is(tap.attempt('operator', 'north', tap.tell('other owner')), '23503 user_not_found', 'nobody of another gym');
select is(tap.attempt('operator', 'north', tap.tell('trainer', ', action_url', ', ''javascript:alert(1)''')), '23514 action_url_invalid', 'nothing leads to a script');
select is(tap.attempt('operator', 'north', tap.tell('trainer', ', action_url', ', ''//evil.example''')), '23514 action_url_invalid', 'nor elsewhere unseen');
select is(tap.attempt('operator', 'north', tap.tell('trainer', ', action_url', ', ''/classes/1''')), '1', 'but to a page');
select is(tap.attempt('operator', 'north', tap.tell('trainer', ', related_entity_type', ', ''event''')), '23514 related_entity_invalid', 'a kind of thing has an id');
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.notifications'), a.seen, a.name || ' sees ' || a.seen)
from (values ('member', '1'), ('other member', '0'), ('owner', '0'), ('nobody', '0')) a (name, seen);
select is(tap.attempt('member', 'north', 'update crm.notifications set is_read = true'), '23514 read_at_invalid', 'what is read has a time');
select is(tap.attempt('member', 'north', 'update crm.notifications set is_read = true, read_at = now()'), '1', 'the member reads it');
select is(tap.attempt('member', 'north', $$update crm.notifications set message = 'x'$$), '42501', 'and rewrites nothing');
select is(tap.attempt('member', 'north', $$insert into crm.notification_preferences (user_id, preferences, quiet_hours_start, quiet_hours_end)
  values (tap.id('member'), '{"booking_confirmed": {"email": false}}', '22:00', '07:00')$$), '1', 'a person says how');
select is(tap.attempt('member', 'north', $$insert into crm.notification_preferences (user_id, preferences) values (tap.id('member'), '{"booking_confirmed": "no"}')$$), '23514 preferences_invalid', 'in the shape that is asked for');
select is(tap.attempt('member', 'north', $$insert into crm.notification_preferences (user_id) values (tap.id('other member'))$$), '42501', 'for themselves');
select is(tap.attempt('member', 'north', $$insert into crm.notification_preferences (user_id, preferences) values (tap.id('member'), '{"a": [{"email": true}], "b": []}')$$), '23514 preferences_invalid', 'however deep');
select is(tap.attempt('operator', 'north', tap.tell('trainer', ', action_url', ', E''/\t/evil.example''')), '23514 action_url_invalid', 'and no address hides what it is');
select * from finish();
rollback;
