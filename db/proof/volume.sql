-- Many gyms at once, one of them with a quarter of all people: what plans are judged on. Written past triggers and
-- foreign keys; :clients is how many people there are.
set session_replication_role = replica;
create schema volume;
create function volume.id(p_kind text, p_number bigint) returns uuid language sql immutable parallel safe
  return md5(p_kind || p_number)::uuid;
-- The first quarter belongs to gym 1, the rest to the others in turn.
create function volume.gym(p_number bigint) returns uuid language sql immutable parallel safe
  return volume.id('gym', case when p_number <= :clients / 4 then 1 else 2 + p_number % 199 end);
create function volume.word(p_number bigint) returns text language sql immutable parallel safe
  return translate(substr(md5('word' || p_number), 1, 7), '0123456789', 'ghijklmnop');
-- Gym 1 has a fifth of all events, each other gym as many as the rest.
create function volume.event_of(p_number bigint) returns bigint language sql immutable parallel safe
  return case when p_number <= :clients / 4 then 1 + p_number % (:clients / 10)
    else :clients / 10 + 1 + p_number % 199 + 199 * (p_number / 199 % (:clients / 500)) end;
create function volume.gym_of_event(p_event bigint) returns uuid language sql immutable parallel safe
  return volume.id('gym', case when p_event <= :clients / 10 then 1 else 2 + (p_event - :clients / 10 - 1) % 199 end);

insert into crm.organizations (id, root_organization_id, name, slug, time_zone, currency)
select volume.id('gym', i), volume.id('gym', i), 'Gym ' || i, 'gym-' || i, 'Europe/Berlin', 'EUR' from generate_series(1, 200) i;

-- One in ten can sign in; ten in each gym work there.
insert into crm.users (id, email, first_name, last_name)
select volume.id('user', i), i || '@example.org', volume.word(i), volume.word(i * 7) from generate_series(10, :clients, 10) i;
insert into crm.users (id, email, first_name, last_name)
select volume.id('staff', i), 'staff' || i || '@example.org', volume.word(i), volume.word(i * 5) from generate_series(1, 2000) i;
insert into crm.clients (id, user_id) select volume.id('profile', i), volume.id('user', i) from generate_series(10, :clients, 10) i;
insert into crm.user_organizations (organization_id, user_id, role)
select volume.gym(i), volume.id('user', i), 'member' from generate_series(10, :clients, 10) i
union all
select volume.id('gym', 1 + i / 10), volume.id('staff', i + 1), (array['owner', 'admin', 'staff', 'trainer'])[1 + least(i % 10, 3)]
from generate_series(0, 1999) i;

insert into crm.client_organizations (organization_id, id, client_id, first_name, last_name, sort_name, email, email_key, phone,
  phone_key, member_number, external_id, status, joined_on, membership_status, last_visit_at)
select volume.gym(i), volume.id('client', i), case when i % 10 = 0 then volume.id('profile', i) end, volume.word(i), volume.word(i * 3),
  volume.word(i * 3) || ' ' || volume.word(i), i || '@example.org', i || '@example.org', '+49' || i, '49' || i, 'm' || i, 'x' || i,
  (array['active', 'active', 'active', 'active', 'lead', 'inactive', 'inactive', 'banned', 'archived', 'archived'])[1 + i % 10], '2020-01-01'::date + (i % 4000)::int,
  (array['active', 'active', 'active', 'expired', 'past_due'])[1 + i % 7], '2030-01-01'::timestamptz + i % 500 * interval '1 day'
from generate_series(1, :clients) i;

insert into crm.tags (organization_id, id, name, type)
select volume.id('gym', g), volume.id('tag', g * 100 + t), 'Tag ' || t, 'custom' from generate_series(1, 200) g, generate_series(1, 10) t;
insert into crm.taggables (organization_id, id, tag_id, taggable_type, taggable_id)
select volume.gym(i), volume.id('taggable', i), volume.id('tag', i), 'client', volume.id('client', i) from generate_series(1, :clients, 2) i;

insert into crm.segments (organization_id, id, name, rules)
select volume.id('gym', g), volume.id('segment', g), 'Segment', '{}' from generate_series(1, 200) g;
insert into crm.segment_members (organization_id, segment_id, client_id, joined_at, left_at)
select volume.gym(i), c.id, volume.id('client', i), '2031-01-01'::timestamptz + i * interval '1 second',
  case when i % 3 = 0 then '2031-06-01'::timestamptz + i * interval '1 second' end
from generate_series(1, :clients, 4) i join crm.segments c on c.organization_id = volume.gym(i);

insert into crm.events (organization_id, id, event_type, title, instructor_id, starts_at, ends_at, max_participants, forbids_room_overlap,
  forbids_trainer_overlap)
select volume.gym_of_event(i), volume.id('event', i), 'class', 'Class ' || i, volume.id('staff', 4 + i % 7),
  '2031-01-01'::timestamptz + i * interval '3 minutes', '2031-01-01'::timestamptz + i * interval '3 minutes' + interval '2 minutes', 20, false, false
from generate_series(1, :clients / 10 + 199 * (:clients / 500)) i;

-- One in fifty waits, so that there are lines; of who came some have a check-in, of who did not some a fee.
insert into crm.event_participants (organization_id, id, event_id, client_id, status, registered_at, starts_at, ends_at, waitlist_position)
select b.gym, volume.id('booking', b.i * 10 + b.n), e.id, volume.id('client', b.i),
  case when b.i % 50 = 0 then 'waitlisted' else 'registered' end, '2031-01-01'::timestamptz + b.i * interval '1 minute', e.starts_at, e.ends_at,
  case when b.i % 50 = 0 then b.i end
from (select i, n, volume.gym(i) as gym, volume.event_of(i + n * 199) as event from generate_series(1, :clients) i, generate_series(0, 1) n) b
join crm.events e on e.organization_id = b.gym and e.id = volume.id('event', b.event)
-- Whoever sat through an event is not at the next.
on conflict do nothing;
update crm.events e set current_waitlisted = 1 where exists (select from crm.event_participants b
  where b.organization_id = e.organization_id and b.event_id = e.id and b.status = 'waitlisted');
insert into crm.booking_decisions (organization_id, id, booking_id, act, outcome)
select b.organization_id, gen_random_uuid(), b.id, 'book', 'allowed' from crm.event_participants b;
insert into crm.check_ins (organization_id, id, client_id, booking_id, source, verdict, occurred_at)
select b.organization_id, gen_random_uuid(), b.client_id, b.id, 'scan', 'allow', b.starts_at from crm.event_participants b;
insert into crm.ledger_transactions (organization_id, id, kind, client_id, booking_id, created_at)
select b.organization_id, b.id, 'no_show_fee', b.client_id, b.id, b.starts_at from crm.event_participants b;
insert into crm.ledger_entries (organization_id, transaction_id, account, amount_minor, currency)
select t.organization_id, t.id, s.account, s.amount, 'EUR' from crm.ledger_transactions t,
  (values ('receivable', 2000), ('no_show_fees', -2000)) s (account, amount);

insert into crm.membership_plans (organization_id, id, name, kind, price_minor, currency, billing_period)
select volume.id('gym', g), volume.id('plan', g * 10 + p), 'Plan ' || p, 'recurring', 4900, 'EUR', 'month'
from generate_series(1, 200) g, generate_series(1, 5) p;
insert into crm.memberships (organization_id, id, client_id, membership_plan_id, status, start_date, end_date, next_billing_date)
select volume.gym(i), volume.id('membership', i), volume.id('client', i), volume.id('plan', 10 + i % 5),
  (array['active', 'active', 'active', 'paused', 'cancelled', 'expired', 'pending', 'past_due'])[1 + i % 8], '2030-01-01',
  '2031-01-01'::date + (i % 700)::integer, '2031-01-01'::date + (i % 60)::integer
from generate_series(1, :clients) i;
insert into crm.membership_usage (organization_id, id, membership_id, usage_type, used_at)
select volume.gym(i), volume.id('usage', i * 10 + n), volume.id('membership', i), 'gym_access', '2030-06-01'::timestamptz + n * interval '1 day'
from generate_series(1, :clients) i, generate_series(0, 1) n;

-- Staff are told most.
insert into crm.notifications (organization_id, id, user_id, type, title, message, is_read, read_at, created_at)
select volume.id('gym', 1 + (i % 2000) / 10), volume.id('news', i), volume.id('staff', 1 + i % 2000), 'booking_confirmed', 'News', 'News ' || i,
  i % 20000 >= 2000, case when i % 20000 >= 2000 then now() end, now() + i * interval '1 second'
from generate_series(1, :clients) i;

-- However many clients: a long line, most of it idle, as many that are over, and workers at work, some of them silent.
insert into jobs.jobs (id, organization_id, kind, state, priority, run_at)
select volume.id('queued', i), volume.gym(i), 'mail.send', 'queued', case when i <= 50 then 0 when i <= 150 then 1 else 2 end,
  now() - i * interval '1 second' + case when i % 10 = 0 then interval '7 days' else interval '0' end
from generate_series(1, 100000) i;
insert into jobs.jobs (id, organization_id, kind, state, priority, attempts, lease, finished_at)
select volume.id('finished', i), volume.gym(i), 'mail.send', (array['succeeded', 'succeeded', 'succeeded', 'dead', 'cancelled'])[1 + i % 5], i % 3, 1, 1,
  now() - i * interval '1 minute'
from generate_series(1, 100000) i;
insert into jobs.jobs (id, organization_id, kind, state, priority, attempts, lease, worker, leased_until)
select volume.id('running', i), volume.gym(i), 'mail.send', 'running', i % 3, 1, 1, 'worker', now() + (i - 150) * interval '1 hour'
from generate_series(1, 1000) i;

insert into audit.audit_logs (id, organization_id, action, entity_type, entity_id, created_at)
select volume.id('entry', i * 10 + n), volume.gym(i), 'updated', 'client', volume.id('client', i), now() + (i % 80) * interval '1 day'
from generate_series(1, :clients) i, generate_series(0, 1) n;

reset session_replication_role;
analyze;
