-- Plans, memberships and their use: limits, counts that never fall below zero, and whose they are.
begin;
select plan(45);
select tap.cast();
create function tap.plan_values(p_name text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period%s) values (tap.id(%L), %L, ''class_pack'', 9900, ''EUR'', ''once''%s)', p_columns, p_name, p_name, p_values)
$$;
select is(tap.attempt(a.name, 'north', tap.plan_values('ten')), a.outcome, a.name || ' makes a plan: ' || a.outcome)
from (values ('owner', '1'), ('admin', '1'), ('operator', '1'), ('staff', '42501'), ('trainer', '42501'), ('member', '42501')) a (name, outcome);
select is(tap.attempt('owner', 'north', $$insert into crm.membership_plans (id, name, kind, price_minor, billing_period) values (tap.id('x'), 'X', 'drop_in', 100, 'once')$$), '23502', 'no price without a currency');
select is(tap.attempt('owner', 'north', $$insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period) values (tap.id('x'), 'X', 'drop_in', 100, 'EUR', 'month')$$), '23514 billing_period_invalid', 'a drop-in is paid once');
select is(tap.attempt('owner', 'north', tap.plan_values('x', ', features', ', ''[1]''')), '23514 features_invalid', 'features are an object');
select is(tap.attempt('owner', 'north', tap.plan_values('x', ', class_limit_period', ', ''total''')), '23514 class_limit_period_invalid', 'a period without a limit means nothing');
select is(tap.perform('owner', 'north', tap.plan_values('ten')), '1', 'ten classes');
select is(tap.perform('owner', 'north', tap.plan_values('secret', ', is_visible', ', false')), '1', 'and a plan nobody is shown');
select is(tap.answer('member', 'north', $$select string_agg(name, ',') from crm.membership_plans$$), 'ten', 'members see what is offered');
select is(tap.attempt('owner', 'north', $$insert into crm.membership_plan_locations (membership_plan_id, location_id, root_organization_id) values (tap.id('ten'), tap.id('south'), tap.id('north'))$$), '23503 location_not_found', 'a plan is not good at another chain');
select is(tap.attempt('owner', 'north', $$insert into crm.membership_plan_locations (membership_plan_id, location_id, root_organization_id) values (tap.id('ten'), tap.id('south'), tap.id('south'))$$), '23503 root_not_found', 'nor by naming another head');

create function tap.membership(p_client text, p_plan text, p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.memberships (id, client_id, membership_plan_id, status, start_date%s) values (tap.id(%L), tap.id(%L), tap.id(%L), ''active'', ''2030-01-01''%s)', p_columns, p_client || ' membership', p_client, p_plan, p_values)
$$;
select is(tap.attempt(a.name, 'north', tap.membership('anna', 'ten')), a.outcome, a.name || ' sells: ' || a.outcome)
from (values ('owner', '1'), ('staff', '1'), ('trainer', '42501'), ('member', '42501')) a (name, outcome);
select is(tap.attempt('staff', 'north', tap.membership('dora', 'ten')), '23503 client_not_found', 'not to another gym''s client');
select is(tap.attempt('staff', 'north', tap.membership('anna', 'ten', ', end_date', ', ''2029-12-31''')), '23514 end_date_invalid', 'nothing ends before it starts');
select is(tap.attempt('staff', 'north', tap.membership('anna', 'ten', ', pause_date, resume_date', ', ''2030-03-01'', ''2030-03-01''')), '23514 resume_date_invalid', 'nor resumes on the day it pauses');
select is(tap.perform('staff', 'north', tap.membership('anna', 'ten', ', classes_remaining', ', 1')), '1', 'anna has one class');
select is(tap.perform('staff', 'north', tap.membership('bert', 'secret')), '1', 'bert has what is not shown');
select is(tap.answer('member', 'north', 'select count(*)::text from crm.memberships'), '1', 'a member sees their own');
select is(tap.answer('trainer', 'north', 'select count(*)::text from crm.memberships'), '0', 'a trainer none');
select is(tap.answer('staff', 'north', 'select count(*)::text from crm.memberships'), '2', 'staff all');
select is(tap.answer('other member', 'north', $$select string_agg(name, ',' order by name) from crm.membership_plans$$), 'secret,ten', 'and everybody the plan they have');

create function tap.use(p_name text, p_type text default 'class') returns text language sql as $$
  select format('insert into crm.membership_usage (id, membership_id, usage_type) values (tap.id(%L), tap.id(''anna membership''), %L)', p_name, p_type)
$$;
select is(tap.perform('staff', 'north', tap.use('first')), '1', 'the class is used');
select is(tap.answer('member', 'north', $$select concat_ws(' ', classes_used, classes_remaining) from crm.memberships$$), '1 0', 'and counted');
select is(tap.attempt('staff', 'north', tap.use('second')), '23514 no_classes_left', 'there is no second');
select is(tap.attempt('staff', 'north', tap.use('guest', 'guest_pass')), '23514 no_guest_passes_left', 'nor a guest');
select is(tap.attempt('staff', 'north', tap.use('visit', 'gym_access')), '1', 'a visit does not count');
select is(tap.perform('staff', 'north', $$update crm.membership_usage set reversed_at = now() where id = tap.id('first')$$), '1', 'the use is taken back');
select is(tap.answer('staff', 'north', $$select concat_ws(' ', classes_used, classes_remaining) from crm.memberships where id = tap.id('anna membership')$$), '0 1', 'and can be used again');
select is(tap.attempt('staff', 'north', 'delete from crm.membership_usage'), '42501', 'no use is deleted');
savepoint fault;
drop policy definer on crm.memberships;
select is(tap.attempt('staff', 'north', tap.use('third')), '23514 counter_lost', 'a counter that sees nothing says so');
rollback to fault;
select is(tap.attempt('staff', 'north', $$update crm.memberships set classes_remaining = 2147483647$$), '23514 classes_remaining_invalid', 'there is a limit to giving');
select is(tap.perform('staff', 'north', $$update crm.memberships set classes_remaining = 50 where id = tap.id('anna membership')$$), '1', 'staff give classes');
select is((select l.new_values ->> 'classes_remaining' from audit.audit_logs l where l.entity_id = tap.id('anna membership') and l.action = 'updated' order by l.new_values ->> 'classes_remaining' desc nulls last limit 1), '50', 'which is recorded');
select is(tap.attempt('staff', 'north', 'update crm.memberships set classes_used = 0'), '42501', 'what was used is counted, not written');
select is(tap.attempt('staff', 'north', tap.membership('carl', 'ten', ', end_date', ', ''infinity''')), '23514 time_invalid', 'nothing lasts for ever');
select is(tap.perform('owner', 'north', $$update crm.user_organizations set permissions = '{"deny": ["memberships.update"]}' where user_id = tap.id('staff')$$), '1', 'staff are denied changes');
select is(tap.attempt('staff', 'north', $$update crm.memberships set status = 'cancelled'$$), '0', 'and make none');
select is(tap.attempt('staff', 'north', tap.membership('carl', 'ten')), '1', 'but still sell');
select * from finish();
rollback;
