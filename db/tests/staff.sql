-- People in several locations, and people who leave.
begin;
select plan(40);
select tap.cast();
create function tap.plan(p_name text, p_trainer text, p_day integer, p_set text default '') returns text language sql as $$
  select format('insert into crm.events (id, event_type, title, instructor_id, starts_at, ends_at) values (tap.id(%L), ''class'', %L, tap.id(%L), now() + %s * interval ''1 day'', now() + %s * interval ''1 day'' + interval ''1 hour'')',
    p_name, p_name, p_trainer, p_day, p_day)
$$;
create function tap.leads(p_person text) returns text language sql as $$
  select coalesce(string_agg(title, ',' order by title), '') from crm.events where instructor_id is not distinct from tap.id(p_person)
$$;

-- Leaving ---------------------------------------------------------------------------------------------------
select is(tap.perform('owner', 'north', tap.plan('past', 'trainer', -1)), '1', 'a class was');
select is(tap.perform('owner', 'north', tap.plan('soon', 'trainer', 1)), '1', 'one will be');
select is(tap.perform('owner', 'north', tap.plan('off', 'trainer', 2)), '1', 'another is');
select is(tap.perform('owner', 'north', $$update crm.events set status = 'cancelled' where id = tap.id('off')$$), '1', 'cancelled');
select is(tap.perform('owner', 'north', $$insert into crm.event_series (id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone, instructor_id)
  values (tap.id('weekly'), 'Weekly', 'FREQ=WEEKLY', '2036-01-01', '10:00', 60, 'UTC', tap.id('trainer'))$$), '1', 'and every week');
select is(tap.perform('owner', 'north', $$insert into crm.event_templates (id, name, instructor_id) values (tap.id('yoga'), 'Yoga', tap.id('trainer'))$$), '1', 'of a program');
select is(tap.attempt('staff', 'north', $$select private.depart(tap.id('trainer'), null)$$), '42501 permission_missing', 'not everybody dismisses');
select is(tap.attempt('admin', 'north', $$select private.depart(tap.id('owner'), null)$$), '42501 outranked', 'nor whom they please');
select is(tap.attempt('owner', 'north', $$select private.depart(tap.id('owner'), null)$$), '1', 'an owner goes');
select is(tap.perform('owner', 'north', $$select private.depart(tap.id('owner'), tap.id('staff'))$$), '23514 last_owner', 'but not the last');
select is(tap.attempt('admin', 'north', format('select private.depart(tap.id(%L), null)', who)), 'P0002 not_found', who || ' is nobody here')
from unnest('{other owner,stranger,no such}'::text[]) who;
select is(tap.attempt('admin', 'north', format('select private.depart(tap.id(''trainer''), tap.id(%L))', who)), '23514 successor_invalid', who || ' leads nothing here')
from unnest('{member,other owner,stranger,trainer}'::text[]) who;
savepoint handed;
select is(tap.perform('admin', 'north', $$select private.depart(tap.id('trainer'), tap.id('staff'))$$), '1', 'a trainer leaves');
select is(tap.leads('trainer'), 'off,past', 'what was stays theirs');
select is(tap.leads('staff'), 'soon', 'what comes is somebody else''s');
select is((select s.instructor_id = t.instructor_id and s.instructor_id = tap.id('staff') from crm.event_series s, crm.event_templates t), true, 'so is what repeats');
select is(tap.attempt('admin', 'north', $$select private.depart(tap.id('trainer'), null)$$), 'P0002 not_found', 'once');
select is(tap.attempt('owner', 'north', tap.plan('new', 'trainer', 3)), '23503 instructor_not_found', 'nothing new is theirs');
select is(tap.attempt('owner', 'north', tap.plan('old', 'trainer', -3)), '1', 'but what they had led');
select is(tap.attempt('owner', 'north', $$update crm.event_series set instructor_id = tap.id('trainer')$$), '23503 instructor_not_found', 'nor what repeats');
rollback to handed;
savepoint busy;
select is(tap.perform('owner', 'north', tap.plan('busy', 'staff', 1)), '1', 'a successor is busy');
select is(tap.attempt('admin', 'north', $$select private.depart(tap.id('trainer'), tap.id('staff'))$$), '23P01 trainer_taken', 'and takes nothing');
rollback to busy;
savepoint pushed;
select is(tap.perform('owner', 'north', $$update crm.user_organizations set left_at = now() where user_id = tap.id('trainer')$$), '1', 'however somebody leaves');
select is((select instructor_id from crm.events where id = tap.id('soon')), null, 'nobody who is gone leads what comes');
rollback to pushed;

-- Several locations -----------------------------------------------------------------------------------------
select is(tap.perform('owner', null, $$select private.create_organization(tap.id('branch'), 'Branch', 'branch', 'Europe/Berlin', 'EUR', null, tap.id('north'), null)$$), '1', 'a branch');
create function tap.assign(p_gyms text[], p_role text, p_primary text) returns text language sql as $$
  select format('select private.assign_locations(tap.id(''trainer''), array(select tap.id(g) from unnest(%L::text[]) g), array_fill(%L::text, array[%s]), array_fill(null::text, array[%s]), tap.id(%L))',
    p_gyms, p_role, cardinality(p_gyms), cardinality(p_gyms), p_primary)
$$;
select is(tap.attempt('owner', 'north', tap.assign('{north,south}', 'trainer', 'north')), '42501 location_not_owned', 'others'' gyms are not given');
select is(tap.attempt('admin', 'north', tap.assign('{north}', 'admin', 'north')), '42501 location_not_owned', 'by an admin none');
select is(tap.perform('owner', 'north', tap.assign('{north,branch}', 'trainer', 'branch')), '1', 'both of the chain are');
select is(tap.answer('owner', 'north', $$select string_agg(organization_name || ' ' || is_primary, ',') from private.staff_locations(tap.id('trainer'))$$), 'Branch true,North false', 'one of them first');
select is(tap.attempt('admin', 'north', $$select private.staff_locations(tap.id('trainer'))$$), '42501 outranked', 'for owners to see');
select is(tap.attempt('owner', 'north', $$select private.staff_locations(tap.id('other owner'))$$), 'P0002 not_found', 'of their own people');
select is(tap.perform('trainer', null, $$select private.set_my_primary(tap.id('north'))$$), '1', 'a person chooses');
select is(tap.attempt('trainer', null, $$select private.set_my_primary(tap.id('south'))$$), 'P0002 not_a_member', 'among what is theirs');
-- Where somebody enters first elsewhere is no affair of this chain.
select private.operator_add_person(tap.id('south'), tap.id('trainer'), 'staff', null, true);
select is(tap.perform('owner', 'north', tap.assign('{north,branch}', 'staff', 'north')), '1', 'a chain gives roles');
select is((select string_agg(o.slug, ',') from crm.user_organizations m join crm.organizations o on o.id = m.organization_id where m.user_id = tap.id('trainer') and m.is_primary),
  'south', 'and leaves another gym''s person what is theirs');

select * from finish();
rollback;
