-- A job is written with its cause, claimed in order by one worker at a time, and works in its own gym only.
begin;
select plan(168);
select tap.cast();

create function tap.job(p_name text, p_more text default '1, 3, null, null') returns text language sql as $$
  select format('select jobs.enqueue(tap.id(%L), ''mail.send'', ''{"name": "%s"}'', %s)', p_name, p_name, p_more)
$$;
-- The names of what was claimed. It stays claimed; a lease below zero has run out at once.
create function tap.claim(p_limit integer, p_lease interval default '1 minute') returns text language plpgsql as $$
declare
  v_names text;
begin
  set local role tryzore_worker;
  select string_agg(c.payload ->> 'name', ' ' order by c.position) into v_names
  from jobs.claim('worker', p_limit, p_lease) with ordinality as c (id, organization_id, kind, payload, lease, attempts, max_attempts, position);
  set local role none;
  return v_names;
end
$$;
create function tap.job_is(p_name text) returns text language sql as $$
  select concat_ws(' ', j.state, 'attempts', j.attempts, 'lease', j.lease) from jobs.jobs j where j.id = tap.id(p_name)
$$;
-- What a statement about a job and the lease 1 would do, undone; @ is the job.
create function tap.as_worker(p_name text, p_query text) returns text language sql as $$
  select tap.answer('tryzore_worker', null, replace(p_query, '@', format('tap.id(%L)', p_name)))
$$;

-- Written with its cause ----------------------------------------------------------------------------------
select is(tap.attempt('member', 'north', tap.job('booked')), '1', 'whoever is inside causes jobs');
select is_empty('select from jobs.jobs', 'a cause that is rolled back leaves none');
select is(tap.perform('member', 'north', replace(tap.job('booked'), 'select', 'select set_config(''app.request_id'', ''request 1'', true),')), '1', 'and one that is not');
select results_eq($$select id, organization_id, user_id, request_id, kind, payload, state, priority::integer, attempts, max_attempts, run_at = now() from jobs.jobs$$,
  $$values (tap.id('booked'), tap.id('north'), tap.id('member'), 'request 1', 'mail.send', '{"name": "booked"}'::jsonb, 'queued', 1, 0, 3, true)$$,
  'leaves one that knows its gym, its person and its request');
select is(tap.perform('nobody', null, tap.job('reset')), '1', 'before a door it is the installation''s');
select results_eq($$select organization_id, user_id, request_id from jobs.jobs where id = tap.id('reset')$$, 'values (null::uuid, null::uuid, null::text)', 'and nobody''s');
select is(tap.attempt('member', 'north', replace(tap.job('x'), 'mail.send', v.kind)), '23514 kind_invalid', quote_literal(v.kind) || ' is no kind')
from unnest('{mail,Mail.send,mail.send.now,"",mail_.send}'::text[]) v (kind);
select is(tap.attempt('member', 'north', $$select jobs.enqueue(tap.id('x'), 'mail.send', '[1]', 1, 3, null, null)$$), '23514 payload_invalid', 'a payload is an object');
select is(tap.attempt('member', 'north', tap.job('x', v.more)), v.answer, v.answer) from (values ('3, 3, null, null', '23514 priority_invalid'),
  ('1, 0, null, null', '23514 attempts_invalid'), ('1, 101, null, null', '23514 attempts_invalid'), ('1, 3, null, ''''', '23514 unique_key_invalid')) v (more, answer);
select is(tap.attempt('other owner', 'south', tap.job('booked')), '23505 job_exists', 'an id is used once');
select is(tap.attempt('member', 'north', v.statement), '42501', 'a request may not ' || v.statement) from (values
  ('select jobs.claim(''x'', 1, ''1 minute'')'), ('select private.enter_job(tap.id(''booked''), 0, true)'), ('select jobs.finish(tap.id(''booked''), 0, null)'),
  ('insert into jobs.jobs (id) values (tap.id(''x''))'), ('update jobs.jobs set state = state'), ('delete from jobs.jobs'), ('select jobs.lease_lost()'),
  ('select jobs.totals()'), ('select jobs.fire(tap.id(''x''), ''x'', now(), now(), 1, 1)')) v (statement);
delete from jobs.jobs;

-- One at a time -------------------------------------------------------------------------------------------
select is(tap.perform('owner', 'north', replace(tap.job(v.name, v.more), 'mail.send', v.kind)), '1', v.name) from (values ('another key', '1, 3, now() + interval ''1 day'', ''l''', 'mail.send'),
  ('another kind', '1, 3, now() + interval ''1 day'', ''k''', 'mail.count')) v (name, more, kind);
select is(tap.perform('owner', 'north', tap.job('first', '1, 3, null, ''k''')), '1', 'a job with a key');
create function tap.again(p_actor text, p_gym text) returns text language sql as $$
  select v.name from (values ('first'), ('second')) v (name) where tap.id(v.name)::text = tap.answer(p_actor, p_gym, tap.job('second', '1, 3, null, ''k'''))
$$;
select is(tap.again('owner', 'north'), 'first', 'is the one that another with its key would be');
select is(tap.again('other owner', 'south'), 'second', 'but not in another gym');
select is(tap.again('nobody', null), 'second', 'nor for the installation');
select is(tap.answer('owner', 'north', replace(tap.job('second', '1, 3, null, ''k'''), 'mail.send', 'mail.check')), tap.id('second')::text, 'nor of another kind');
select is(tap.claim(1), 'first', 'it is claimed');
select is(tap.again('owner', 'north'), 'first', 'and still the one');
savepoint over;
select is(tap.perform('tryzore_worker', null, $$select jobs.finish(tap.id('first'), 1, null)$$), '1', 'it succeeds');
select is(tap.again('owner', 'north'), 'second', 'then another comes in');
rollback to over;
select is(tap.perform('tryzore_worker', null, $$select jobs.fail(tap.id('first'), 1, 'broken', null)$$), '1', 'it fails for good');
select is(tap.again('owner', 'north'), 'second', 'then, too');
select is(tap.perform('owner', 'north', tap.job('second', '1, 3, null, ''k''')), '1', 'while that one lives');
select is(tap.attempt('owner', 'north', $$select jobs.retry(tap.id('first'))$$), '23505 one_live_job', 'the first is not started again');
select is(tap.perform('nobody', null, tap.job('duty', '1, 3, null, ''k''')), '1', 'a duty with the key');
select is(tap.answer('nobody', null, tap.job('duty 2', '1, 3, null, ''k''')), tap.id('duty')::text, 'is one at a time, too');
delete from jobs.jobs;

-- In order ------------------------------------------------------------------------------------------------
select is(tap.perform('nobody', null, tap.job(v.name, v.more)), '1', v.name) from (values ('idle', '2, 3, now() - interval ''1 day'', null'),
  ('usual', '1, 3, now() - interval ''1 hour'', null'), ('urgent', '0, 3, null, null'), ('older', '0, 3, now() - interval ''1 minute'', null'),
  ('tomorrow', '0, 3, now() + interval ''1 day'', null')) v (name, more);
select is(tap.claim(0), null, 'who wants none gets none');
select is(tap.claim(1), 'older', 'what is urgent and waits longest is first');
select is(tap.claim(2), 'urgent usual', 'what is less urgent comes after');
select is(tap.claim(9), 'idle', 'and what is idle when nothing else is left');
select is(tap.claim(9), null, 'what runs is not claimed, nor what is for tomorrow');
select is(tap.job_is('urgent'), 'running attempts 1 lease 1', 'a claim is a try, and counted');
select is((select count(*) from jobs.jobs where started_at = now() and worker = 'worker' and leased_until = now() + interval '1 minute'), 4::bigint, 'it says since when, by whom and until when');
select is(tap.as_worker('urgent', 'select sum(jobs)::text || max(kind) from jobs.totals() where state = ''running'''), '4mail.send', 'totals count them all');
delete from jobs.jobs;

-- A lease that runs out -----------------------------------------------------------------------------------
select is(tap.perform('member', 'north', tap.job('slow', '1, 2, null, null')), '1', 'a job with two tries');
select is(tap.claim(1, '-1 second'), 'slow', 'is claimed by somebody who falls silent');
select is(tap.as_worker('slow', 'select 1 from private.enter_job(@, 1, true)'), '1', 'who may enter until somebody else claims it');
select is(tap.claim(1, '-1 second'), 'slow', 'as it may be then');
select is(tap.job_is('slow'), 'running attempts 2 lease 2', 'under another lease');
select is(tap.as_worker('slow', v.query), '55000 lease_lost', 'who had it before may not ' || v.query) from (values ('select jobs.finish(@, 1, null)'),
  ('select jobs.fail(@, 1, ''x'', ''1 second'')'), ('select jobs.fail(@, 1, ''x'', null)'), ('select jobs.stop(@, 1)'), ('select jobs.report(@, 1, ''x'', 1, 2)'),
  ('select private.enter_job(@, 1, true)'), ('select private.enter_job(@, 1, false)'), ('select private.enter_job(@, null, true)'), ('select private.enter_job(null, 2, true)')) v (query);
select is(tap.as_worker('slow', 'select count(*)::text from jobs.renew(array[@], array[1], ''1 hour'')'), '0', 'a renewal says that it is lost');
select is(tap.as_worker('slow', 'select string_agg(id || '' '' || is_cancel_requested, '','') from jobs.renew(array[@], array[2], ''1 hour'')'), tap.id('slow') || ' false', 'or kept');
select is(tap.perform('tryzore_worker', null, $$select jobs.hand_back(array[tap.id('slow')], array[1], '0') from jobs.renew(array[tap.id('slow')], array[1], '1 hour')$$), '0', 'what is not one''s own is not renewed');
select is(tap.perform('tryzore_worker', null, $$select jobs.hand_back(array[tap.id('slow')], array[1], '0')$$), '1', 'nor given back');
select is((select tap.job_is('slow') || ' ' || (j.leased_until - now()) from jobs.jobs j), 'running attempts 2 lease 2 -00:00:01', 'it runs on as it did');
select is(tap.as_worker('slow', 'select jobs.report(@, 2, ''half'', 1, 2)::text'), 'false', 'its owner says how far it is');
select is(tap.as_worker('slow', 'select jobs.report(@, 2, ''half'', -1, 2)::text'), '23514 progress_invalid', 'in numbers that can be');
select is(tap.claim(1), null, 'tries that silence has used up');
select is((select tap.job_is('slow') || ' ' || j.error from jobs.jobs j where j.finished_at is not null), 'dead attempts 2 lease 2 its worker fell silent', 'are used up');
select is(tap.as_worker('slow', v.query), '55000 lease_lost', 'for the dead nobody may ' || v.query) from (values ('select jobs.finish(@, 2, null)'),
  ('select jobs.fail(@, 2, ''x'', ''1 second'')'), ('select jobs.stop(@, 2)'), ('select jobs.report(@, 2, ''x'', 1, 2)'), ('select private.enter_job(@, 2, true)')) v (query);
select is(tap.as_worker('slow', 'select count(*)::text from jobs.renew(array[@], array[2], ''1 hour'')'), '0', 'renew it');
select is(tap.perform('tryzore_worker', null, $$select jobs.hand_back(array[tap.id('slow')], array[2], '0')$$), '1', 'or give it back');
select is(tap.job_is('slow'), 'dead attempts 2 lease 2', 'it stays dead');
delete from jobs.jobs;

-- Ways to end ---------------------------------------------------------------------------------------------
select tap.add_job('job', 'north', 'member');
create function tap.after(p_statement text) returns text language plpgsql as $$
declare
  v_answer text;
begin
  perform tap.perform('tryzore_worker', null, replace(p_statement, '@', 'tap.id(''job'')'));
  select concat_ws(' ', j.state, 'attempts', j.attempts, 'in', j.run_at - now(), j.error, j.result) into v_answer from jobs.jobs j;
  raise exception using errcode = 'TT000';
exception when sqlstate 'TT000' then
  return v_answer;
end
$$;
select is(tap.after(v.statement), v.outcome, v.statement) from (values
  ('select jobs.finish(@, 1, ''{"sent": 1}'')', 'succeeded attempts 1 in 00:00:00 {"sent": 1}'),
  ('select jobs.fail(@, 1, ''no route'', ''5 seconds'')', 'queued attempts 1 in 00:00:05 no route'),
  ('select jobs.fail(@, 1, ''no such address'', null)', 'dead attempts 1 in 00:00:00 no such address'),
  ('select jobs.fail(@, 1, repeat(''x'', 501), null)', 'dead attempts 1 in 00:00:00 ' || repeat('x', 500)),
  ('select jobs.stop(@, 1)', 'cancelled attempts 1 in 00:00:00'),
  ('select jobs.hand_back(array[@], array[1], ''1 minute'')', 'queued attempts 0 in 00:01:00')) v (statement, outcome);
update jobs.jobs set attempts = 3;
select is(tap.after('select jobs.fail(@, 1, ''no route'', ''5 seconds'')'), 'dead attempts 3 in 00:00:05 no route', 'the last try was the last');
-- Whoever was asked to stop and fails, falls silent or is given back has stopped.
update jobs.jobs set cancel_requested_at = now(), attempts = 1;
select is(tap.after(v.statement), 'cancelled ' || v.outcome, 'asked to stop: ' || v.statement) from (values
  ('select jobs.fail(@, 1, ''no route'', ''5 seconds'')', 'attempts 1 in 00:00:05 no route'),
  ('select jobs.hand_back(array[@], array[1], ''1 minute'')', 'attempts 0 in 00:01:00'),
  ('select jobs.claim(''other'', 1, ''1 minute'') from jobs.renew(array[@], array[1], ''-1 second'')', 'attempts 1 in 00:00:00 its worker fell silent')) v (statement, outcome);
select is(tap.as_worker('job', 'select jobs.report(@, 1, null, 0, null)::text'), 'true', 'a report hears of it');
select is(tap.as_worker('job', 'select is_cancel_requested::text from jobs.renew(array[@], array[1], ''1 minute'')'), 'true', 'and so does a renewal');
delete from jobs.jobs;

-- Cancelled and started again by whom ---------------------------------------------------------------------
select tap.add_job(v.state || ' job', 'north', 'member', v.state) from unnest('{queued,running,succeeded,dead,cancelled}'::text[]) v (state);
select is(tap.answer(v.actor, v.gym, format('select jobs.%s(tap.id(%L))::text', v.verb, v.job)), v.done, format('%s: %s %s is %s', v.actor, v.verb, v.job, v.done))
from (values ('member', 'north', 'cancel', 'queued job', 'true'), ('member', 'north', 'cancel', 'running job', 'true'), ('admin', 'north', 'cancel', 'queued job', 'true'),
  ('operator', 'north', 'cancel', 'queued job', 'true'), ('staff', 'north', 'cancel', 'queued job', 'false'), ('other member', 'north', 'cancel', 'running job', 'false'),
  ('other owner', 'south', 'cancel', 'queued job', 'false'), ('operator', 'south', 'cancel', 'queued job', 'false'), ('nobody', null, 'cancel', 'queued job', 'false'),
  ('member', null, 'cancel', 'queued job', 'false'), ('owner', 'north', 'cancel', 'succeeded job', 'false'), ('owner', 'north', 'cancel', 'dead job', 'false'),
  ('admin', 'north', 'retry', 'dead job', 'true'), ('owner', 'north', 'retry', 'cancelled job', 'true'), ('operator', 'north', 'retry', 'dead job', 'true'),
  ('owner', 'north', 'retry', 'succeeded job', 'false'), ('owner', 'north', 'retry', 'running job', 'false'), ('owner', 'north', 'retry', 'queued job', 'false'),
  ('member', 'north', 'retry', 'dead job', 'false'), ('staff', 'north', 'retry', 'dead job', 'false'), ('other owner', 'south', 'retry', 'dead job', 'false'),
  ('operator', 'south', 'retry', 'dead job', 'false'), ('nobody', null, 'retry', 'dead job', 'false')) v (actor, gym, verb, job, done);
select is(tap.perform('member', 'north', $$select jobs.cancel(id) from jobs.jobs$$), '5', 'a member cancels what is their own');
select results_eq($$select payload ->> 'name', state, cancel_requested_at is not null, finished_at is not null from jobs.jobs where id in (tap.id('queued job'), tap.id('running job')) order by 1$$,
  $$values ('queued job', 'cancelled', true, true), ('running job', 'running', true, false)$$, 'what waits is over, what runs is asked to stop');
select is(tap.perform('owner', 'north', $$select jobs.retry(id) from jobs.jobs$$), '5', 'an owner starts again');
select results_eq($$select payload ->> 'name', state, attempts, cancel_requested_at is not null from jobs.jobs order by 1$$, $$values ('cancelled job', 'queued', 0, false),
  ('dead job', 'queued', 0, false), ('queued job', 'queued', 0, false), ('running job', 'running', 1, true), ('succeeded job', 'succeeded', 1, false)$$, 'with all tries, what is dead or cancelled');
delete from jobs.jobs;

-- Read by whom --------------------------------------------------------------------------------------------
select tap.add_job(v.name, v.gym, v.person) from (values ('job north', 'north', 'member'), ('job north too', 'north', null), ('job south', 'south', 'other owner'),
  ('job south too', 'south', 'member'), ('job nowhere', null, 'member'), ('job again', 'north', null)) v (name, gym, person);
select is(tap.answer(v.actor, v.gym, 'select count(*)::text from jobs.jobs'), v.seen, v.actor || ' sees ' || v.seen) from (values ('member', 'north', '1'),
  ('other member', 'north', '0'), ('staff', 'north', '0'), ('admin', 'north', '3'), ('owner', 'north', '3'), ('operator', 'north', '3'), ('other owner', 'south', '2'),
  ('member', null, '0'), ('nobody', null, '0'), ('tryzore_worker', null, '0'), ('job north', null, '3'), ('job nowhere', null, '0')) v (actor, gym, seen);
select is(tap.attempt(a.name, 'north', format('select %s from jobs.jobs', c.name)), '42501', a.name || ' does not see ' || c.name)
from unnest('{owner,operator}'::text[]) a (name), unnest('{payload,unique_key,worker,lease,leased_until}'::text[]) c (name);

-- Inside --------------------------------------------------------------------------------------------------
select is(tap.answer('job north', null, 'select string_agg(distinct organization_id::text, '' '') || count(*) from crm.client_organizations'), tap.id('north') || '3', 'a job sees its gym''s clients');
select is(tap.answer('job north', null, 'select string_agg(id::text, '' '') from crm.organizations'), tap.id('north')::text, 'and its gym alone');
select is(tap.attempt('job north', null, $$update crm.client_organizations set notes = 'x'$$), '3', 'it changes them');
select is(tap.attempt('job north', null, $$update crm.client_organizations set notes = 'x'$$, false), '25006', 'unless it only reads');
select is(tap.attempt('job north', null, $$update crm.client_organizations set notes = 'x' where organization_id = tap.id('south')$$), '0', 'and nothing of another gym');
select is(tap.attempt('job north', null, $$insert into crm.rooms (organization_id, id, name) values (tap.id('south'), tap.id('x'), 'X')$$), '42501', 'to which it adds nothing');
select is(tap.answer('job nowhere', null, format('select count(*)::text from %s', c.oid::regclass)), '0', 'a duty sees no row of ' || c.oid::regclass)
from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind = 'r' and c.relname in ('client_organizations', 'organizations', 'user_organizations', 'notifications', 'events');
select is(tap.answer('job nowhere', null, $$select concat(current_setting('app.can', true), current_setting('app.role_rank', true), current_setting('app.scope', true))$$), '', 'and has no rights in any');
select is(tap.answer('job north', null, format('select 1 from %s', v.door)), v.answer, v.door || ' after one''s own: ' || v.answer) from (values
  ('private.enter_job(tap.id(''job south''), 1, true)', '55000 tenant_already_entered'), ('private.enter_job(tap.id(''job nowhere''), 1, true)', '55000 tenant_already_entered'),
  ('private.enter_operator(tap.id(''south''), ''x'', true)', '55000 tenant_already_entered'), ('private.enter_job(tap.id(''job north too''), 1, true)', '1')) v (door, answer);
select is(tap.answer('job nowhere', null, $$select (select count(*) from private.enter_job(tap.id('job again'), 1, true)) || current_setting('app.org_id')$$), '1' || tap.id('north'), 'a duty may go on in a gym');
select is(tap.perform('job north', null, $$update crm.rooms set name = name$$), '0', 'what a job does');
select is(tap.perform('job north', null, $$insert into crm.rooms (id, name) values (tap.id('room'), 'Room')$$), '1', 'is recorded');
select results_eq($$select organization_id, user_id, actor, request_id, session_id from audit.audit_logs where entity_id = tap.id('room')$$,
  $$values (tap.id('north'), tap.id('member'), 'job mail.send', 'request', null::uuid)$$, 'as its own, on whose behalf and for which request');
delete from jobs.jobs;

select * from finish();
rollback;
