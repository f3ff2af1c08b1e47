-- What falls due by the clock falls due once, and what is tidied up is old.
begin;
select plan(42);
select tap.cast();

-- Schedules -----------------------------------------------------------------------------------------------
create function tap.declare(p_cron text, p_next_at text) returns text language sql as $$
  select tap.perform('tryzore_worker', null, format('select jobs.declare_schedule(''clean'', ''jobs.clean'', %L, ''UTC'', %L)', p_cron, p_next_at))
$$;
create function tap.fire(p_job text, p_due text, p_next_at text) returns text language plpgsql as $$
declare
  v_fired boolean;
begin
  set local role tryzore_worker;
  v_fired := jobs.fire(tap.id(p_job), 'clean', p_due::timestamptz, p_next_at::timestamptz, 2, 5);
  set local role none;
  return v_fired;
end
$$;
select is(tap.declare('0 3 * * *', '2030-01-01 03:00Z'), '1', 'a schedule is made known');
select is(tap.declare('0 3 * * *', '2030-02-02 03:00Z'), '1', 'again by the next node');
select results_eq('select name, kind, cron, time_zone, next_at, last_at from jobs.schedules',
  $$values ('clean', 'jobs.clean', '0 3 * * *', 'UTC', '2030-01-01 03:00Z'::timestamptz, null::timestamptz)$$, 'which leaves its tick alone');
select is(tap.declare('0 4 * * *', '2030-01-01 04:00Z'), '1', 'another rule');
select is((select cron || ' ' || (next_at = '2030-01-01 04:00Z') from jobs.schedules), '0 4 * * * true', 'has another tick');
select is(tap.answer('tryzore_worker', null, format('select count(*)::text from jobs.due_schedules(%L)', v.at)), v.due, v.at || ': ' || v.due || ' due')
from (values ('2030-01-01 03:59:59Z', '0'), ('2030-01-01 04:00Z', '1'), ('2031-01-01 04:00Z', '1')) v (at, due);
select is(tap.fire('tick', '2030-01-01 04:00Z', '2030-01-01 04:00Z'), 'false', 'a tick is followed by a later one');
select is(tap.fire('tick', '2030-01-01 04:00Z', null), 'false', 'and by one');
select is(tap.fire('tick', '2030-01-01 03:00Z', '2030-01-02 03:00Z'), 'false', 'what is not the tick does not fire');
select is_empty('select from jobs.jobs', 'so far there is no job');
select is(tap.fire('tick', '2030-01-01 04:00Z', '2030-01-02 04:00Z'), 'true', 'one node fires');
select is(tap.fire('tock', '2030-01-01 04:00Z', '2030-01-02 04:00Z'), 'false', 'no other fires the same');
select results_eq('select id, organization_id, user_id, kind, state, priority::integer, max_attempts from jobs.jobs',
  $$values (tap.id('tick'), null::uuid, null::uuid, 'jobs.clean', 'queued', 2, 5)$$, 'there is one job of the installation');
select is((select (last_at, next_at)::text from jobs.schedules), ('2030-01-01 04:00Z'::timestamptz, '2030-01-02 04:00Z'::timestamptz)::text, 'and the next tick');
select is(tap.declare('nonsense', null), '23502', 'a schedule has a next tick');
select is(tap.attempt('tryzore_worker', null, $$select jobs.declare_schedule('x', 'clean', '', 'UTC', now())$$), '23514 kind_invalid', 'and a kind of job');
select is(tap.attempt(v.actor, null, v.statement), '42501', v.actor || ' may not ' || v.statement) from (values ('tryzore_worker', 'select from jobs.schedules'),
  ('tryzore_worker', 'update jobs.schedules set next_at = next_at'), ('nobody', 'select jobs.declare_schedule(''x'', ''x.y'', '''', ''UTC'', now())'),
  ('nobody', 'select jobs.due_schedules(now())')) v (actor, statement);
delete from jobs.jobs;

-- For each gym --------------------------------------------------------------------------------------------
create function tap.for_each() returns text language sql as $$
  select tap.answer('tryzore_worker', null, 'select jobs.enqueue_for_each(''counters.check'', 2, 3)::text')
$$;
select is(tap.for_each(), '2', 'one for each gym');
update crm.organizations set status = 'suspended' where id = tap.id('south');
select is(tap.for_each(), '2', 'also for a suspended one');
update crm.organizations set status = 'archived' where id = tap.id('south');
select is(tap.for_each(), '1', 'but not for an archived one');
update crm.organizations set status = 'active' where id = tap.id('south');
select is(tap.perform('tryzore_worker', null, $$select jobs.enqueue_for_each('counters.check', 2, 3)$$), '1', 'they are written');
select set_eq($$select organization_id, kind, unique_key, state, priority::integer, max_attempts from jobs.jobs$$,
  $$select id, 'counters.check' as kind, 'each' as unique_key, 'queued' as state, 2 as priority, 3 as max_attempts from crm.organizations$$, 'each as its gym''s');
select is_empty($$select id from jobs.jobs where id::text !~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]'
  or abs(('x' || translate(left(id::text, 13), '-', ''))::bit(48)::bigint - extract(epoch from clock_timestamp()) * 1000) > 60000$$, 'with an id that says when');
select is(tap.for_each(), '0', 'and not while there are any');
update jobs.jobs set state = 'dead', finished_at = now() where organization_id = tap.id('north');
select is(tap.for_each(), '1', 'again when they have ended');
delete from jobs.jobs;

-- Tidied up -----------------------------------------------------------------------------------------------
insert into jobs.jobs (id, kind, state, created_at, finished_at, leased_until, worker)
select tap.id(v.state || ' ' || v.days), 'mail.send', v.state, now() - v.days * interval '1 day', case when v.state in ('succeeded', 'dead', 'cancelled') then now() - v.days * interval '1 day' end,
  case v.state when 'running' then now() end, 'worker'
from (values ('succeeded', 6), ('succeeded', 8), ('dead', 8), ('dead', 89), ('dead', 91), ('cancelled', 89), ('cancelled', 91), ('queued', 1000), ('running', 1000)) v (state, days);
select is(tap.answer('tryzore_worker', null, $$select jobs.clean('7 days', '90 days')::text$$), '3', 'jobs that ended long ago are forgotten');
select is(tap.perform('tryzore_worker', null, $$select jobs.clean('7 days', '90 days')$$), '1', 'so they are');
select set_eq($$select v.name from unnest('{succeeded 6,succeeded 8,dead 8,dead 89,dead 91,cancelled 89,cancelled 91,queued 1000,running 1000}'::text[]) v (name)
  where exists (select from jobs.jobs j where j.id = tap.id(v.name))$$,
  array['succeeded 6', 'dead 8', 'dead 89', 'cancelled 89', 'queued 1000', 'running 1000'], 'failures later than successes, and never what is still to do');
select is(tap.attempt('nobody', null, $$select jobs.clean('0', '0')$$), '42501', 'requests forget nothing');

create function tap.session(p_name text, p_expires_days integer, p_revoked_days integer) returns void language sql as $$
  select tap.sign_in('member', 'north', p_name);
  update private.sessions set expires_at = now() + p_expires_days * interval '1 day', revoked_at = now() + p_revoked_days * interval '1 day',
    revoked_reason = case when p_revoked_days is not null then 'closed' end
  where id = tap.id(p_name);
$$;
select tap.session(v.name, v.expires, v.revoked) from (values ('living', 1, null), ('just expired', -29, null), ('expired', -31, null),
  ('just revoked', 1, -29), ('revoked', 1, -31), ('revoked first', -29, -31)) v (name, expires, revoked);
create temporary table tap_before as select count(*) as sessions from private.sessions;
select is(tap.answer('tryzore_worker', null, $$select private.clean_sessions('30 days')::text$$), '3', 'sessions that ended long ago are deleted');
select is(tap.perform('tryzore_worker', null, $$select private.clean_sessions('30 days')$$), '1', 'so they are');
select is((select sessions - 3 from tap_before), (select count(*) from private.sessions), 'and no other');
select set_eq($$select v.name from unnest('{living,just expired,expired,just revoked,revoked,revoked first}'::text[]) v (name)
  where exists (select from private.sessions s where s.id = tap.id(v.name))$$, array['living', 'just expired', 'just revoked'], 'but none that lives or has just ended');
select set_eq($$select v.name from unnest('{living,just expired,expired,just revoked,revoked,revoked first}'::text[]) v (name)
  where exists (select from private.refresh_tokens t where t.family_id = tap.id(v.name || ' family'))$$, array['living', 'just expired', 'just revoked'], 'with their refresh tokens');
select is((select count(*) from audit.audit_logs where action = 'deleted' and entity_type = 'session' and entity_id = tap.id('expired')), 1::bigint, 'which is recorded');
select is(tap.attempt('nobody', null, $$select private.clean_sessions('0')$$), '42501', 'requests delete none');
select is(tap.attempt('nobody', null, $$select private.rotate_refresh(tap.id('expired family'), 0, decode(repeat('a0', 32), 'hex'), decode(repeat('a1', 32), 'hex'))$$),
  tap.attempt('nobody', null, $$select private.rotate_refresh(tap.id('made up'), 0, decode(repeat('a0', 32), 'hex'), decode(repeat('a1', 32), 'hex'))$$), 'a token of a session that is gone is like one that never was');

select * from finish();
rollback;
