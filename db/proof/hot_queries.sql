-- What runs often, as the program asks it; the plan gate reads this file. A query starts with its name and the index
-- that it has to walk, then the types and values of its parameters; :client and others are looked up in the largest gym.

-- clients by name, first page: clients_by_name
-- bigint 26
select id, first_name, last_name, sort_name, email, phone, date_of_birth, gender, status, membership_status,
  member_number, joined_on, last_visit_at, visit_count, created_at, updated_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
order by sort_name, id limit $1;

-- clients by name, next page: clients_by_name
-- text :name, uuid :client, bigint 26
select id, first_name, last_name, sort_name, email, phone, date_of_birth, gender, status, membership_status,
  member_number, joined_on, last_visit_at, visit_count, created_at, updated_at
from crm.client_organizations where deleted_at is null and status <> 'archived' and (sort_name, id) > ($1, $2)
order by sort_name, id limit $3;

-- clients of one status: clients_by_status
-- text 'active', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status = $1
order by sort_name, id limit $2;

-- clients of several statuses, next page: clients_by_name
-- text[] '{lead,inactive}', text :name, uuid :client, bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status = any($1) and (sort_name, id) > ($2, $3)
order by sort_name, id limit $4;

-- clients whose name starts so: clients_by_name
-- text 'ab', text ' ab', text 'ab', text 'ab', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
  and (starts_with(sort_name, $1) or strpos(sort_name, $2) > 0 or starts_with(email_key, $3)
    or starts_with(lower(member_number), $4))
order by sort_name, id limit $5;

-- newest clients: client_exists
-- bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
order by id desc limit $1;

-- client by id: client_exists
-- uuid :client
select id, first_name, last_name, sort_name, email, phone, status, external_id, is_home, address, emergency_contact, notes, metadata
from crm.client_organizations where id = $1 and deleted_at is null;

-- client by e-mail: email_taken
-- text :email
select id from crm.client_organizations where email_key = $1 and deleted_at is null;

-- client by external id: external_id_taken
-- text :external_id
select id from crm.client_organizations where external_id = $1;

-- client by member number: member_number_taken
-- text :member_number
select id from crm.client_organizations where member_number = $1;

-- clients by telephone: clients_by_phone
-- text :phone
select id from crm.client_organizations where phone_key = $1 and deleted_at is null;

-- events in a window: events_by_start
-- timestamptz '2031-02-01', timestamptz '2031-02-08', bigint 101
select id, event_type, title, starts_at, ends_at, status, instructor_id, room_id, max_participants, current_participants
from crm.events where starts_at >= $1 and starts_at < $2 order by starts_at, id limit $3;

-- a calendar with what its events refer to: events_by_start
-- timestamptz '2031-02-01', timestamptz '2031-02-08', bigint 1001
select e.id, e.event_type, e.title, p.name as program, i.first_name, i.last_name, r.name as room, e.starts_at, e.ends_at,
  e.current_participants, t.attendance, tagged.interests
from (select o.time_zone from crm.organizations o
  where o.id = (select nullif(current_setting('app.org_id', true), '')::uuid) offset 0) here
cross join crm.events e
left join crm.event_templates p on p.organization_id = e.organization_id and p.id = e.template_id
left join crm.users i on i.id = e.instructor_id
left join crm.rooms r on r.organization_id = e.organization_id and r.id = e.room_id
left join crm.tours t on t.organization_id = e.organization_id and t.id = e.id
left join lateral (
  select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name), '[]') as interests
  from crm.taggables u join crm.tags g on g.organization_id = u.organization_id and g.id = u.tag_id
  where t.id is not null and u.organization_id = t.organization_id and u.event_id = t.id and u.event_type = 'tour'
) tagged on true
where e.starts_at >= $1 and e.starts_at < $2 order by e.starts_at, e.id limit $3;

-- events of an instructor: events_by_instructor
-- uuid :instructor, timestamptz '2031-01-02', bigint 101
select id, title, starts_at, ends_at, status from crm.events
where instructor_id = $1 and starts_at >= $2 order by starts_at, id limit $3;

-- roster of an event: bookings_by_event
-- uuid :event, bigint 101
select b.id, b.status, b.registered_at, b.checked_in_at, c.id as client_id, c.first_name, c.last_name
from crm.event_participants b join crm.client_organizations c on c.organization_id = b.organization_id and c.id = b.client_id
where b.event_id = $1 order by b.status, b.registered_at, b.id limit $2;

-- bookings of a client: bookings_by_client
-- uuid :client, bigint 26
select b.id, b.status, b.registered_at, e.id as event_id, e.title, e.starts_at
from crm.event_participants b join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
where b.client_id = $1 order by b.registered_at desc, b.id desc limit $2;

-- who is there, and who waits: bookings_by_event|already_booked
-- uuid :event
select b.id, b.status, case when b.status = 'waitlisted' then private.place_in_line(b.event_id, b.waitlist_position) end as place,
  c.first_name, c.last_name, e.title
from crm.event_participants b
join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
join crm.client_organizations c on c.organization_id = b.organization_id and c.id = b.client_id
where b.event_id = $1 and b.status not in ('cancelled', 'late_cancelled')
order by array_position('{attended,registered,no_show,waitlisted}', b.status), b.waitlist_position, c.sort_name, b.id limit 2000;

-- counts of a roster: bookings_by_event
-- uuid :event
select count(*) filter (where status = 'registered') as registered, count(*) filter (where status = 'waitlisted') as waitlisted
from crm.event_participants where event_id = $1;

-- what decides about a place: event_exists|event_kind_exists|event_time_exists
-- uuid :event, uuid :client
select e.id, e.current_participants,
  c.id as client_id, c.status as client_status, b.id as booking_id, b.status as booking_status, private.booking_policy(e.id, c.id) as policy
from crm.events e
join crm.organizations o on o.id = e.organization_id
left join crm.client_organizations c on c.organization_id = e.organization_id and c.id = $2 and c.deleted_at is null
left join crm.event_participants b on b.organization_id = e.organization_id and b.event_id = e.id and b.client_id = c.id
  and b.status not in ('cancelled', 'late_cancelled')
where e.id = $1;

-- a seat at the same time: bookings_by_start|bookings_by_client
-- uuid :client, timestamptz '2031-02-01 10:00Z', timestamptz '2031-02-01 11:00Z'
select s.event_id from crm.event_participants s
where s.client_id = $1 and s.status in ('registered', 'attended') and s.starts_at < $3 and s.ends_at > $2
  and s.starts_at > $2 - interval '31 days' limit 1;

-- strikes of a client: bookings_by_start|bookings_by_client
-- uuid :client, timestamptz '2031-02-01'
select coalesce(s.cancelled_at, s.ends_at) as moment from crm.event_participants s
where s.client_id = $1 and s.status in ('late_cancelled', 'no_show') and s.fee_waived_at is null and s.starts_at > $2 - interval '366 days';

-- open bookings of who comes in: bookings_by_start
-- uuid :client, timestamptz '2031-02-01', timestamptz '2031-02-01 00:30Z'
select b.id, b.event_id, e.title from crm.event_participants b
join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
where b.client_id = $1 and b.status in ('registered', 'attended') and b.starts_at <= $3 and b.starts_at > $2 - interval '31 days'
  and b.ends_at > $2 and e.status <> 'cancelled' order by b.starts_at limit 20;

-- bookings, the newest first: bookings_by_moment
-- bigint 26
select b.id, b.status, b.registered_at, e.title, c.first_name from (select * from crm.event_participants order by registered_at desc, id desc limit $1) b
join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
join crm.client_organizations c on c.organization_id = b.organization_id and c.id = b.client_id
order by b.registered_at desc, b.id desc;

-- events with a line: events_with_line
-- timestamptz '2031-02-01'
select id from crm.events where current_waitlisted > 0 and status = 'scheduled' and starts_at > $1 and current_participants < max_participants
order by starts_at, id limit 1000;

-- who has neither come nor cancelled: bookings_open
-- timestamptz '2031-02-01', timestamptz '2031-02-02'
select b.event_id from crm.event_participants b where b.status = 'registered' and b.ends_at > $1 and b.ends_at <= $2 order by b.ends_at limit 500;

-- why a booking is what it is: booking_decisions_by_booking
-- uuid :booking
select id, act, outcome, reasons, facts, override_reason, created_by, created_at from crm.booking_decisions
where booking_id = $1 order by created_at, id limit 200;

-- who came, the latest first: check_ins_by_moment
-- bigint 26
select k.id, k.occurred_at, c.first_name, e.title from crm.check_ins k
join crm.client_organizations c on c.organization_id = k.organization_id and c.id = k.client_id
left join crm.event_participants b on b.organization_id = k.organization_id and b.id = k.booking_id
left join crm.events e on e.organization_id = b.organization_id and e.id = b.event_id
order by k.occurred_at desc, k.id desc limit $1;

-- when a client came: check_ins_by_client
-- uuid :client, bigint 26
select id, occurred_at, source, verdict from crm.check_ins where client_id = $1 order by occurred_at desc, id desc limit $2;

-- the check-in of a booking: already_checked_in|check_ins_by_booking
-- uuid :booking
select id from crm.check_ins where booking_id = $1 and undone_at is null;

-- the ledger, the newest first: ledger_transactions_by_moment
-- bigint 26
select id, kind, client_id, booking_id, reverses_id, created_by, created_at from crm.ledger_transactions
order by created_at desc, id desc limit $1;

-- the ledger of a client: ledger_transactions_by_client
-- uuid :client, bigint 26
select id, kind, booking_id, reverses_id, created_at from crm.ledger_transactions
where client_id = $1 order by created_at desc, id desc limit $2;

-- the ledger of a booking: ledger_transactions_by_booking
-- uuid :booking
select id, kind, client_id, reverses_id, created_at from crm.ledger_transactions where booking_id = $1;

-- the sides of a transaction: ledger_account_taken
-- uuid :booking
select account, amount_minor, currency from crm.ledger_entries where transaction_id = $1 order by amount_minor desc, account;

-- memberships of a client: memberships_by_client
-- uuid :client
select m.id, m.status, m.start_date, m.end_date, p.name
from crm.memberships m join crm.membership_plans p on p.organization_id = m.organization_id and p.id = m.membership_plan_id
where m.client_id = $1 order by m.start_date desc, m.id desc;

-- memberships that end: memberships_by_status
-- text 'active', date '2031-06-01', bigint 101
select id, client_id, end_date from crm.memberships where status = $1 and end_date < $2 order by end_date, id limit $3;

-- memberships to bill: memberships_by_billing
-- date '2031-01-03', bigint 101
select id, client_id, next_billing_date from crm.memberships
where next_billing_date is not null and next_billing_date <= $1 order by next_billing_date, id limit $2;

-- use of a membership: usage_by_membership
-- uuid :membership, bigint 51
select id, usage_type, used_at, event_id, reversed_at from crm.membership_usage
where membership_id = $1 order by used_at desc, id desc limit $2;

-- unread notifications: notifications_unread
-- uuid :user
select count(*) from crm.notifications where user_id = $1 and not is_read;

-- notifications, newest first: notifications_by_user
-- uuid :user, bigint 26
select id, type, title, message, is_read, created_at from crm.notifications
where user_id = $1 order by created_at desc, id desc limit $2;

-- tags of a client: taggables_by_client
-- uuid :client
select t.id, t.name, t.type, t.color from crm.taggables g
join crm.tags t on t.organization_id = g.organization_id and t.id = g.tag_id
where g.client_id = $1 order by t.name;

-- a tag's things, next page: taggables_by_tag
-- uuid :tag, uuid '80000000-0000-0000-0000-000000000000', bigint 26
select id, tag_id, taggable_type, taggable_id, created_by, created_at from crm.taggables
where tag_id = $1 and id > $2 order by id limit $3;

-- clients of a tag: already_tagged|taggables_by_tag
-- uuid[] '{80000000-0000-0000-0000-000000000000}', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
  and id in (select g.client_id from crm.taggables g where g.tag_id = any($1) and g.client_id is not null)
order by sort_name, id limit $2;

-- clients of one standing: clients_by_membership
-- text 'past_due', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived' and membership_status = $1
order by sort_name, id limit $2;

-- clients who joined in a window: clients_by_joining
-- text '2030-01-01', text '2030-01-02', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
  and joined_on >= $1::date and joined_on < $2::date
order by sort_name, id limit $3;

-- clients who came in a window: clients_by_visit
-- timestamptz '2031-01-01', timestamptz '2031-01-02', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
  and last_visit_at >= $1 and last_visit_at < $2
order by sort_name, id limit $3;

-- clients of a segment: already_in_segment
-- uuid[] '{80000000-0000-0000-0000-000000000000}', bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and status <> 'archived'
  and id in (select m.client_id from crm.segment_members m where m.segment_id = any($1) and m.left_at is null)
order by sort_name, id limit $2;

-- members of a segment, next page: already_in_segment
-- uuid :segment, text :name, uuid :client, bigint 26
select id, first_name, last_name, sort_name, email, status, created_at
from crm.client_organizations where deleted_at is null and (sort_name, id) > ($2, $3)
  and id in (select m.client_id from crm.segment_members m where m.segment_id = $1 and m.left_at is null)
order by sort_name, id limit $4;

-- who came into a segment, latest first: segment_members_by_joining
-- uuid :segment, bigint 26
select organization_id, client_id, joined_at as at from crm.segment_members
where segment_id = $1 and joined_at is not null order by joined_at desc, client_id desc limit $2;

-- who left a segment, latest first: segment_members_by_leaving
-- uuid :segment, bigint 26
select organization_id, client_id, left_at as at from crm.segment_members
where segment_id = $1 and left_at is not null order by left_at desc, client_id desc limit $2;

-- staff: already_in_organization|user_organizations_by_user
-- bigint 101
select u.id, u.first_name, u.last_name, u.email, m.role, m.title
from crm.user_organizations m join crm.users u on u.id = m.user_id
where m.role <> 'member' and m.left_at is null order by u.last_name, u.id limit $1;

-- jobs, newest first: jobs_by_organization
-- bigint 26
select id, kind, state, priority, attempts, max_attempts, run_at, phase, done, total, result, error, user_id, request_id,
  cancel_requested_at, created_at, started_at, finished_at
from jobs.jobs where true order by id desc limit $1;

-- jobs, next page: jobs_by_organization
-- uuid '80000000-0000-0000-0000-000000000000', bigint 26
select id, kind, state, priority, attempts, max_attempts, run_at, phase, done, total, result, error, user_id, request_id,
  cancel_requested_at, created_at, started_at, finished_at
from jobs.jobs where true and id < $1 order by id desc limit $2;

-- the log, newest first: audit_logs_by_time
-- bigint 51
select id, action, entity_type, entity_id, user_id, created_at from audit.audit_logs
order by created_at desc, id desc limit $1;

-- the log of one thing: audit_logs_by_entity
-- text 'client', uuid :client, bigint 51
select id, action, old_values, new_values, user_id, created_at from audit.audit_logs
where entity_type = $1 and entity_id = $2 order by created_at desc limit $3;
