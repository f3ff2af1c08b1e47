-- Jobs: rows written in the transaction of their cause, claimed by workers under a lease, and done at most once
-- where what they do is in this database. An operation of the API (202) is a job that its owner may watch.

insert into private.permissions (slug, description)
values ('jobs.view', 'See what is done in the background, and what failed'),
  ('jobs.manage', 'Start failed work again and cancel what runs');
insert into private.role_permissions (role, permission)
values ('owner', 'jobs.view'), ('admin', 'jobs.view'), ('owner', 'jobs.manage'), ('admin', 'jobs.manage');

create table jobs.jobs (
  id uuid not null,
  organization_id uuid,
  user_id uuid,
  request_id text,
  kind text not null,
  payload jsonb not null default '{}',
  unique_key text,
  state text not null default 'queued',
  priority smallint not null default 1,
  run_at timestamptz not null default now(),
  attempts integer not null default 0,
  max_attempts integer not null default 10,
  lease bigint not null default 0,
  leased_until timestamptz,
  worker text,
  phase text,
  done bigint not null default 0,
  total bigint,
  result jsonb,
  error text,
  cancel_requested_at timestamptz,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  constraint job_exists primary key (id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint kind_invalid check (kind ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$' and char_length(kind) <= 100),
  constraint payload_invalid check (jsonb_typeof(payload) = 'object'),
  constraint unique_key_invalid check (char_length(unique_key) between 1 and 200),
  constraint job_state_invalid check (state in ('queued', 'running', 'succeeded', 'dead', 'cancelled')),
  constraint priority_invalid check (priority between 0 and 2),
  constraint attempts_invalid check (attempts >= 0 and max_attempts between 1 and 100),
  constraint lease_invalid check ((state = 'running') = (leased_until is not null) and (state <> 'running' or worker is not null)),
  constraint finished_at_invalid check ((state in ('succeeded', 'dead', 'cancelled')) = (finished_at is not null)),
  constraint progress_invalid check (done >= 0 and total >= 0)
)
-- Every job is updated a few times and then lies still; the space of its old versions has to come back soon.
with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.05);
create index jobs_to_do on jobs.jobs (priority, run_at, id) where state = 'queued';
create index jobs_leased on jobs.jobs (leased_until) where state = 'running';
create index jobs_finished on jobs.jobs (finished_at) where finished_at is not null;
create index jobs_by_organization on jobs.jobs (organization_id, id);
create index jobs_by_state on jobs.jobs (organization_id, state, id);
create index jobs_by_user on jobs.jobs (user_id);
create unique index one_live_job on jobs.jobs (organization_id, kind, unique_key) nulls not distinct
  where unique_key is not null and state in ('queued', 'running');

comment on table jobs.jobs is 'Work for later: written with its cause, so that neither is ever without the other.';
comment on column jobs.jobs.id is 'UUIDv7; the id of the operation, where a person watches it.';
comment on column jobs.jobs.organization_id is 'The one gym that its work sees; null for duties of the installation.';
comment on column jobs.jobs.user_id is 'On whose behalf.';
comment on column jobs.jobs.request_id is 'The request that caused it.';
comment on column jobs.jobs.kind is 'What is to be done: subject.verb.';
comment on column jobs.jobs.payload is 'With what; read by the worker alone.';
comment on column jobs.jobs.unique_key is 'Of those with one key in a gym and kind, one is queued or running at a time.';
comment on column jobs.jobs.state is 'queued, running, succeeded, dead (its tries are used up, or it can never succeed) or cancelled.';
comment on column jobs.jobs.priority is '0 before 1 before 2.';
comment on column jobs.jobs.run_at is 'Not before.';
comment on column jobs.jobs.attempts is 'Tries so far, the running one included.';
comment on column jobs.jobs.max_attempts is 'After so many it is dead.';
comment on column jobs.jobs.lease is 'Counts the claims: what an earlier claim still wants to write is refused.';
comment on column jobs.jobs.leased_until is 'When somebody else may claim it, unless its worker says again that it lives.';
comment on column jobs.jobs.worker is 'Who has it, or had it last: host and process.';
comment on column jobs.jobs.phase is 'What it is doing, for who watches.';
comment on column jobs.jobs.done is 'How much of the total is done.';
comment on column jobs.jobs.total is 'How much there is; null while nobody knows.';
comment on column jobs.jobs.result is 'What came of it.';
comment on column jobs.jobs.error is 'Why the last try failed; nothing personal.';
comment on column jobs.jobs.cancel_requested_at is 'When somebody asked it to stop; after that it is not tried again.';
comment on column jobs.jobs.created_at is 'When its cause happened.';
comment on column jobs.jobs.started_at is 'When it was first claimed.';
comment on column jobs.jobs.finished_at is 'When it ended, whichever way.';

alter table jobs.jobs enable row level security;
alter table jobs.jobs force row level security;
create policy definer on jobs.jobs to tryzore_definer using (true);
create policy view on jobs.jobs for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or (select current_setting('app.can', true) like '%,jobs.view,%')));
-- Not the payload: it may hold what only the worker needs to know.
grant select (id, organization_id, user_id, request_id, kind, state, priority, run_at, attempts, max_attempts, phase,
  done, total, result, error, cancel_requested_at, created_at, started_at, finished_at) on jobs.jobs to tryzore_app, tryzore_worker;
grant select, insert, update, delete on jobs.jobs to tryzore_definer;

create table jobs.schedules (
  name text not null,
  kind text not null,
  cron text not null,
  time_zone text not null,
  next_at timestamptz not null,
  last_at timestamptz,
  constraint schedule_exists primary key (name),
  constraint kind_invalid check (kind ~ '^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$' and char_length(kind) <= 100)
);
comment on table jobs.schedules is 'When duties of the installation fall due; a tick belongs to the one node that moves next_at.';
comment on column jobs.schedules.name is 'Its name in the program.';
comment on column jobs.schedules.kind is 'The job of each tick.';
comment on column jobs.schedules.cron is 'Minute, hour, day, month, weekday.';
comment on column jobs.schedules.time_zone is 'Whose clock they are read on.';
comment on column jobs.schedules.next_at is 'The next tick.';
comment on column jobs.schedules.last_at is 'The tick before.';
alter table jobs.schedules enable row level security;
alter table jobs.schedules force row level security;
create policy definer on jobs.schedules to tryzore_definer using (true);
grant select, insert, update, delete on jobs.schedules to tryzore_definer;

grant create on schema jobs, private to tryzore_definer;
set local role tryzore_definer;

-- What the product calls ----------------------------------------------------------------------------------

create function jobs.enqueue(p_id uuid, p_kind text, p_payload jsonb, p_priority integer, p_max_attempts integer,
  p_run_at timestamptz, p_unique_key text)
  returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_id uuid;
begin
  while v_id is null loop
    insert into jobs.jobs as j (id, organization_id, user_id, request_id, kind, payload, unique_key, priority, max_attempts, run_at)
    values (p_id, v_organization, nullif(current_setting('app.user_id', true), '')::uuid,
      nullif(current_setting('app.request_id', true), ''), p_kind, coalesce(p_payload, '{}'), p_unique_key, p_priority,
      p_max_attempts, coalesce(p_run_at, now()))
    on conflict (organization_id, kind, unique_key) where unique_key is not null and state in ('queued', 'running') do nothing
    returning j.id into v_id;
    if found then
      perform pg_notify('tryzore_jobs', '');
      exit;
    end if;
    -- Nothing, if it ended in between: then this one may come in.
    select j.id into v_id from jobs.jobs j
    where j.organization_id is not distinct from v_organization and j.kind = p_kind and j.unique_key = p_unique_key
      and j.state in ('queued', 'running');
  end loop;
  return v_id;
end
$$;
comment on function jobs.enqueue(uuid, text, jsonb, integer, integer, timestamptz, text) is 'Writes a job for the entered organization, or for the installation where none is entered; answers its id, or that of the living one with the same key.';

create function jobs.retry(p_job uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update jobs.jobs j set state = 'queued', attempts = 0, run_at = now(), finished_at = null, cancel_requested_at = null
  where j.id = p_job and j.state in ('dead', 'cancelled')
    and j.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and current_setting('app.can', true) like '%,jobs.manage,%';
  if found then
    perform pg_notify('tryzore_jobs', '');
  end if;
  return found;
end
$$;
comment on function jobs.retry(uuid) is 'Gives a dead or cancelled job of the entered organization all its tries again; false if there is none such.';

create function jobs.cancel(p_job uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update jobs.jobs j set cancel_requested_at = coalesce(j.cancel_requested_at, now()),
    state = case j.state when 'queued' then 'cancelled' else j.state end,
    finished_at = case j.state when 'queued' then now() end
  where j.id = p_job and j.state in ('queued', 'running')
    and j.organization_id = nullif(current_setting('app.org_id', true), '')::uuid
    and (j.user_id = nullif(current_setting('app.user_id', true), '')::uuid
      or current_setting('app.can', true) like '%,jobs.manage,%');
  return found;
end
$$;
comment on function jobs.cancel(uuid) is 'Cancels a queued job of the entered organization, or asks a running one to stop; false if there is none such. One''s own, or with jobs.manage any.';

-- What workers call ---------------------------------------------------------------------------------------

create function jobs.claim(p_worker text, p_limit integer, p_lease interval)
  returns table (id uuid, organization_id uuid, kind text, payload jsonb, lease bigint, attempts integer, max_attempts integer)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_left integer := p_limit;
  v_claimed integer;
begin
  -- Whose worker fell silent goes back into the line, or is dead if that was its last try, or cancelled if it was to
  -- stop. A job whose transaction is still open is locked and passed by.
  update jobs.jobs j
  set state = case when j.cancel_requested_at is not null then 'cancelled' when j.attempts >= j.max_attempts then 'dead' else 'queued' end,
    finished_at = case when j.cancel_requested_at is not null or j.attempts >= j.max_attempts then now() end,
    leased_until = null, error = 'its worker fell silent'
  where j.id = any (array(
    select late.id from jobs.jobs late where late.state = 'running' and late.leased_until < now()
    order by late.leased_until limit 100 for update skip locked));
  -- One priority after the other: each is a walk along the front of the index.
  for v_priority in 0..2 loop
    exit when v_left <= 0;
    return query
      update jobs.jobs j
      set state = 'running', lease = j.lease + 1, leased_until = now() + p_lease, worker = p_worker, attempts = j.attempts + 1,
        started_at = coalesce(j.started_at, now())
      where j.id = any (array(
        select due.id from jobs.jobs due
        where due.state = 'queued' and due.priority = v_priority and due.run_at <= now()
        order by due.run_at, due.id limit v_left for update skip locked))
      returning j.id, j.organization_id, j.kind, j.payload, j.lease, j.attempts, j.max_attempts;
    get diagnostics v_claimed = row_count;
    v_left := v_left - v_claimed;
  end loop;
end
$$;
comment on function jobs.claim(text, integer, interval) is 'Takes the next jobs under a lease; those of workers that fell silent come back first.';

create function jobs.renew(p_jobs uuid[], p_leases bigint[], p_lease interval)
  returns table (id uuid, is_cancel_requested boolean)
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  with held as (
    select j.id from jobs.jobs j join unnest(p_jobs, p_leases) as mine (id, lease) on mine.id = j.id and mine.lease = j.lease
    where j.state = 'running' for no key update of j skip locked
  ), renewed as (
    update jobs.jobs j set leased_until = now() + p_lease from held where j.id = held.id
  )
  -- What is locked is just being finished.
  select j.id, j.cancel_requested_at is not null from jobs.jobs j
  join unnest(p_jobs, p_leases) as mine (id, lease) on mine.id = j.id and mine.lease = j.lease
  where j.state = 'running'
$$;
comment on function jobs.renew(uuid[], bigint[], interval) is 'Says that the worker lives; answers which jobs are still its own, and whether they are to stop.';

create function jobs.lease_lost() returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  raise exception 'the job is somebody else''s by now' using errcode = '55000', constraint = 'lease_lost';
end
$$;
comment on function jobs.lease_lost() is 'Refuses what an earlier claim still wants to write.';

create function jobs.finish(p_job uuid, p_lease bigint, p_result jsonb)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update jobs.jobs j set state = 'succeeded', leased_until = null, finished_at = now(), result = p_result, error = null
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;
comment on function jobs.finish(uuid, bigint, jsonb) is 'Done; in one transaction with what was done in this database.';

create function jobs.fail(p_job uuid, p_lease bigint, p_error text, p_retry_in interval)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update jobs.jobs j set leased_until = null, error = left(p_error, 500),
    state = case when j.cancel_requested_at is not null then 'cancelled'
      when p_retry_in is null or j.attempts >= j.max_attempts then 'dead' else 'queued' end,
    finished_at = case when j.cancel_requested_at is not null or p_retry_in is null or j.attempts >= j.max_attempts then now() end,
    run_at = now() + coalesce(p_retry_in, interval '0')
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;
comment on function jobs.fail(uuid, bigint, text, interval) is 'This try failed: again after the interval, or never where it is null, the tries are used up or it was to stop.';

create function jobs.stop(p_job uuid, p_lease bigint)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update jobs.jobs j set leased_until = null, state = 'cancelled', finished_at = now()
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;
comment on function jobs.stop(uuid, bigint) is 'The job did what it was asked to: it stopped.';

create function jobs.hand_back(p_jobs uuid[], p_leases bigint[], p_delay interval)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update jobs.jobs j set leased_until = null, attempts = j.attempts - 1, run_at = now() + p_delay,
    state = case when j.cancel_requested_at is null then 'queued' else 'cancelled' end,
    finished_at = case when j.cancel_requested_at is not null then now() end
  from unnest(p_jobs, p_leases) as mine (id, lease)
  where j.id = mine.id and j.lease = mine.lease and j.state = 'running';
  perform pg_notify('tryzore_jobs', '');
end
$$;
comment on function jobs.hand_back(uuid[], bigint[], interval) is 'Gives claimed jobs back as if they had not been tried: a worker stops, or does not know their kind.';

create function jobs.report(p_job uuid, p_lease bigint, p_phase text, p_done bigint, p_total bigint)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_stop boolean;
begin
  update jobs.jobs j set phase = p_phase, done = p_done, total = p_total
  where j.id = p_job and j.lease = p_lease and j.state = 'running'
  returning j.cancel_requested_at is not null into v_stop;
  if not found then
    perform jobs.lease_lost();
  end if;
  return v_stop;
end
$$;
comment on function jobs.report(uuid, bigint, text, bigint, bigint) is 'Says how far a job is; true if it is to stop.';

create function jobs.clean(p_succeeded interval, p_others interval)
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  delete from jobs.jobs j
  where j.id in (select old.id from jobs.jobs old
    where old.finished_at < now() - case old.state when 'succeeded' then p_succeeded else p_others end
    order by old.finished_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function jobs.clean(interval, interval) is 'Forgets up to 10,000 jobs that ended so long ago; answers how many.';

create function jobs.enqueue_for_each(p_kind text, p_priority integer, p_max_attempts integer)
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  -- Time and version of a UUIDv7; each job adds random bits of its own.
  v_time constant text := lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0');
  v_id_start constant text := substr(v_time, 1, 8) || '-' || substr(v_time, 9, 4) || '-7';
  v_added bigint;
begin
  insert into jobs.jobs (id, organization_id, kind, unique_key, priority, max_attempts)
  select (v_id_start || substr(gen_random_uuid()::text, 16))::uuid, o.id, p_kind, 'each', p_priority, p_max_attempts
  from crm.organizations o where o.status <> 'archived'
  on conflict (organization_id, kind, unique_key) where unique_key is not null and state in ('queued', 'running') do nothing;
  get diagnostics v_added = row_count;
  perform pg_notify('tryzore_jobs', '');
  return v_added;
end
$$;
comment on function jobs.enqueue_for_each(text, integer, integer) is 'One job for each organization that is not archived, unless it has one still to do.';

create function jobs.totals()
  returns table (kind text, state text, jobs bigint, oldest timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select j.kind, j.state, count(*), min(j.run_at) from jobs.jobs j group by j.kind, j.state
$$;
comment on function jobs.totals() is 'How many jobs there are of each kind in each state, without saying whose.';

-- Schedules -----------------------------------------------------------------------------------------------

create function jobs.declare_schedule(p_name text, p_kind text, p_cron text, p_time_zone text, p_next_at timestamptz)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into jobs.schedules as s (name, kind, cron, time_zone, next_at) values (p_name, p_kind, p_cron, p_time_zone, p_next_at)
  on conflict (name) do update
    set kind = excluded.kind, cron = excluded.cron, time_zone = excluded.time_zone, next_at = excluded.next_at
    where (s.kind, s.cron, s.time_zone) is distinct from (excluded.kind, excluded.cron, excluded.time_zone)
$$;
comment on function jobs.declare_schedule(text, text, text, text, timestamptz) is 'Makes a schedule known; one that is known and unchanged keeps its next tick.';

create function jobs.due_schedules(p_now timestamptz)
  returns table (name text, kind text, cron text, time_zone text, next_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select s.name, s.kind, s.cron, s.time_zone, s.next_at from jobs.schedules s where s.next_at <= p_now order by s.next_at
$$;
comment on function jobs.due_schedules(timestamptz) is 'The schedules whose tick has come.';

create function jobs.fire(p_job uuid, p_name text, p_due timestamptz, p_next_at timestamptz, p_priority integer, p_max_attempts integer)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_kind text;
begin
  -- Of all nodes that see the tick, one moves it.
  update jobs.schedules s set last_at = p_due, next_at = p_next_at
  where s.name = p_name and s.next_at = p_due and p_next_at > p_due
  returning s.kind into v_kind;
  if not found then
    return false;
  end if;
  insert into jobs.jobs (id, kind, priority, max_attempts) values (p_job, v_kind, p_priority, p_max_attempts);
  perform pg_notify('tryzore_jobs', '');
  return true;
end
$$;
comment on function jobs.fire(uuid, text, timestamptz, timestamptz, integer, integer) is 'Turns a tick into a job and moves the schedule on, in one; false if another node did.';

-- The door of jobs ----------------------------------------------------------------------------------------

create function private.enter_job(p_job uuid, p_lease bigint, p_write boolean)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_job jobs.jobs;
begin
  -- Held until the transaction ends: nobody claims a job while its work is being committed, but progress is reported.
  select j.* into v_job from jobs.jobs j where j.id = p_job and j.lease = p_lease and j.state = 'running' for key share;
  if not found then
    perform jobs.lease_lost();
  end if;
  if coalesce(current_setting('app.org_id', true), '') <> coalesce(v_job.organization_id::text, '')
    and coalesce(current_setting('app.org_id', true), '') <> '' then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  if p_write is not true then
    perform set_config('transaction_read_only', 'on', true);
  elsif current_setting('transaction_isolation') <> 'read committed' then
    raise exception 'writes run at read committed' using errcode = '25001', constraint = 'read_committed_required';
  end if;
  perform set_config('app.actor', 'job ' || v_job.kind, true),
    set_config('app.request_id', coalesce(v_job.request_id, ''), true),
    set_config('app.user_id', coalesce(v_job.user_id::text, ''), true);
  if v_job.organization_id is not null then
    perform set_config('app.org_id', v_job.organization_id::text, true),
      set_config('app.scope', array[v_job.organization_id]::text, true),
      set_config('app.role_rank', '50', true),
      set_config('app.can', private.join_permissions(array(select p.slug from private.permissions p)), true);
  end if;
end
$$;
comment on function private.enter_job(uuid, bigint, boolean) is 'Enters the one organization of a job with its living lease; a duty of the installation sees no organization.';

grant execute on function jobs.enqueue(uuid, text, jsonb, integer, integer, timestamptz, text), jobs.retry(uuid), jobs.cancel(uuid)
  to tryzore_app, tryzore_worker;
grant execute on function jobs.claim(text, integer, interval), jobs.renew(uuid[], bigint[], interval), jobs.finish(uuid, bigint, jsonb),
  jobs.fail(uuid, bigint, text, interval), jobs.stop(uuid, bigint), jobs.hand_back(uuid[], bigint[], interval),
  jobs.report(uuid, bigint, text, bigint, bigint), jobs.clean(interval, interval), jobs.enqueue_for_each(text, integer, integer),
  jobs.totals(), jobs.declare_schedule(text, text, text, text, timestamptz), jobs.due_schedules(timestamptz),
  jobs.fire(uuid, text, timestamptz, timestamptz, integer, integer), private.enter_job(uuid, bigint, boolean)
  to tryzore_worker;

set local role tryzore_owner;
revoke create on schema jobs, private from tryzore_definer;
