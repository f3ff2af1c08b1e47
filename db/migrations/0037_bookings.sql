-- Booking: the terms that were shown, seats that never overlap, the line for a place, fees as double entries, what
-- was decided and why, and who came.

-- In the order in which requests come by them: a client, its events and bookings, and then what triggers write.
lock table crm.client_organizations, crm.users, crm.organizations in share row exclusive mode;
lock table crm.rooms, crm.membership_plans, crm.event_series, crm.events, crm.event_participants in access exclusive mode;
lock table private.audited_tables in access exclusive mode;
alter table private.permissions no force row level security;
alter table private.role_permissions no force row level security;
insert into private.permissions (slug, description) values
  ('bookings.override', 'Book past a limit or a rule, with a reason'), ('fees.waive', 'Waive a fee, with a reason');
insert into private.role_permissions (role, permission)
select r.role, p.slug from unnest('{owner,admin,staff}'::text[]) r (role), unnest('{bookings.override,fees.waive}'::text[]) p (slug);
alter table private.permissions force row level security;
alter table private.role_permissions force row level security;

-- Rules closer than the organization's ------------------------------------------------------------------------

alter table crm.events
  add column policy jsonb not null default '{}',
  add column changed_at timestamptz,
  add column current_waitlisted integer not null default 0,
  add constraint policy_invalid check (jsonb_typeof(policy) = 'object'),
  add constraint current_waitlisted_invalid check (current_waitlisted >= 0),
  -- What a booking copies.
  add constraint event_time_exists unique (organization_id, id, starts_at, ends_at);
comment on column crm.events.policy is 'Booking rules of this event alone, by the names of settings/booking; what is not set here its series, the plan or the organization says.';
comment on column crm.events.changed_at is 'When its time, place or trainer last changed: whoever had booked before cancels free.';
comment on column crm.events.current_waitlisted is 'How many wait for a place; kept by a trigger.';
create index events_with_line on crm.events (organization_id, starts_at) where current_waitlisted > 0;
alter table crm.event_series
  add column policy jsonb not null default '{}',
  add constraint policy_invalid check (jsonb_typeof(policy) = 'object');
comment on column crm.event_series.policy is 'Booking rules of its events, by the names of settings/booking.';
alter table crm.membership_plans
  add column policy jsonb not null default '{}',
  add constraint policy_invalid check (jsonb_typeof(policy) = 'object');
comment on column crm.membership_plans.policy is 'Booking rules for its members, by the names of settings/booking.';
select private.classify('crm.events', '{policy}', p_derived => '{changed_at,current_waitlisted}');
select private.classify('crm.event_series', '{policy}');
select private.classify('crm.membership_plans', '{policy}');
grant insert (policy), update (policy) on crm.events, crm.event_series, crm.membership_plans to tryzore_app, tryzore_worker;
grant update (current_waitlisted) on crm.events to tryzore_definer;
drop trigger touch on crm.events;
create trigger touch before update on crm.events for each row
  when (old.current_participants = new.current_participants and old.current_waitlisted = new.current_waitlisted
    and old.forbids_room_overlap = new.forbids_room_overlap
    and old.forbids_trainer_overlap = new.forbids_trainer_overlap and old.* is distinct from new.*) execute function private.touch();

-- Bookings ----------------------------------------------------------------------------------------------------

alter table crm.event_participants
  add column starts_at timestamptz,
  add column ends_at timestamptz,
  add column free_until timestamptz,
  add column late_cancel_fee_minor bigint,
  add column no_show_fee_minor bigint,
  add column fee_currency text,
  add column fee_minor bigint,
  add column fee_tax_minor bigint,
  add column fee_waived_at timestamptz,
  add column fee_waived_by uuid,
  add column fee_waiver_reason text,
  add column promoted_at timestamptz,
  add column notice_minutes integer,
  add column host_id uuid;

set local lock_timeout = '5s';
alter table crm.events no force row level security;
alter table crm.event_participants no force row level security;
alter table crm.event_participants disable trigger user;
update crm.event_participants b set starts_at = e.starts_at, ends_at = e.ends_at
from crm.events e where e.organization_id = b.organization_id and e.id = b.event_id;
-- What overlapped before there was a rule is history: of two seats at a time the one that was booked first stays.
update crm.event_participants b set status = 'cancelled', cancelled_at = now(), cancellation_reason = 'Overlapped with another booking'
where b.status = 'registered' and exists (select from crm.event_participants o
  where o.organization_id = b.organization_id and o.client_id = b.client_id and o.status = 'registered'
    and (o.registered_at, o.id) < (b.registered_at, b.id)
    and tstzrange(o.starts_at, o.ends_at) && tstzrange(b.starts_at, b.ends_at));
alter table crm.events disable trigger user;
update crm.events e set
  current_participants = (select count(*) from crm.event_participants b where b.organization_id = e.organization_id
    and b.event_id = e.id and b.status in ('registered', 'attended', 'no_show')),
  current_waitlisted = (select count(*) from crm.event_participants b where b.organization_id = e.organization_id
    and b.event_id = e.id and b.status = 'waitlisted')
where exists (select from crm.event_participants b where b.organization_id = e.organization_id and b.event_id = e.id);
alter table crm.events enable trigger user;
alter table crm.event_participants enable trigger user;
alter table crm.event_participants force row level security;
alter table crm.events force row level security;

alter table crm.event_participants
  alter column starts_at set not null,
  alter column ends_at set not null,
  drop constraint event_not_found,
  -- A booking is at the time of its event, also when that is moved.
  add constraint event_not_found foreign key (organization_id, event_id, starts_at, ends_at)
    references crm.events (organization_id, id, starts_at, ends_at) on update cascade,
  add constraint booking_overlaps exclude using gist
    (organization_id with =, client_id with =, tstzrange(starts_at, ends_at) with &&) where (status = 'registered'),
  add constraint host_not_found foreign key (organization_id, host_id) references crm.client_organizations (organization_id, id),
  add constraint waiver_not_found foreign key (fee_waived_by) references crm.users (id),
  add constraint fee_invalid check (fee_minor >= 0 and fee_tax_minor >= 0 and late_cancel_fee_minor >= 0 and no_show_fee_minor >= 0
    and (fee_minor is null) = (fee_tax_minor is null)),
  add constraint fee_currency_invalid check (fee_currency ~ '^[A-Z]{3}$'
    and (fee_currency is not null or (fee_minor is null and late_cancel_fee_minor is null and no_show_fee_minor is null))),
  -- Erasing a client takes the words: whoever waives is asked for them in check_booking.
  add constraint fee_waiver_invalid check ((fee_waiver_reason is null or fee_waived_at is not null)
    and char_length(fee_waiver_reason) between 1 and 1000),
  add constraint notice_invalid check (notice_minutes between 0 and 10080);
drop index crm.bookings_by_event;
create index bookings_by_event on crm.event_participants (organization_id, event_id, starts_at, ends_at, status);
create index bookings_by_host on crm.event_participants (organization_id, host_id) where host_id is not null;
create index bookings_by_waiver on crm.event_participants (organization_id, fee_waived_by) where fee_waived_by is not null;
-- Bookings of a gym, the newest first.
create index bookings_by_moment on crm.event_participants (organization_id, registered_at, id);
create index bookings_by_start on crm.event_participants (organization_id, client_id, starts_at, id);
-- Who has neither come nor cancelled, for the job that looks after them.
create index bookings_open on crm.event_participants (organization_id, ends_at) where status = 'registered';
comment on column crm.event_participants.starts_at is 'When the event starts; copied.';
comment on column crm.event_participants.ends_at is 'When it ends; copied.';
comment on column crm.event_participants.free_until is 'Until when cancelling is free, as it was shown; null where it is never late.';
comment on column crm.event_participants.late_cancel_fee_minor is 'What a late cancellation costs without tax, as it was shown; null is nothing.';
comment on column crm.event_participants.no_show_fee_minor is 'What not coming costs without tax, as it was shown; null is nothing.';
comment on column crm.event_participants.fee_currency is 'ISO 4217 code of the fees.';
comment on column crm.event_participants.fee_minor is 'The fee that was incurred, without tax; charged while the status is late_cancelled or no_show and nobody waived it.';
comment on column crm.event_participants.fee_tax_minor is 'The tax on it.';
comment on column crm.event_participants.fee_waived_at is 'When it was waived.';
comment on column crm.event_participants.fee_waived_by is 'By whom.';
comment on column crm.event_participants.fee_waiver_reason is 'And why.';
comment on column crm.event_participants.promoted_at is 'When the person was moved up from the waitlist.';
comment on column crm.event_participants.notice_minutes is 'How long before the event somebody who waits has to know that they are in; null is what the gym says.';
comment on column crm.event_participants.host_id is 'The client whose guest it is, and who answers for the fees.';
select private.classify('crm.event_participants',
  '{free_until,late_cancel_fee_minor,no_show_fee_minor,fee_currency,fee_minor,fee_tax_minor,fee_waived_at,fee_waived_by,promoted_at,notice_minutes,host_id}',
  p_personal => '{fee_waiver_reason}', p_derived => '{starts_at,ends_at}');
grant insert (free_until, late_cancel_fee_minor, no_show_fee_minor, fee_currency, notice_minutes, host_id),
  update (free_until, late_cancel_fee_minor, no_show_fee_minor, fee_currency, fee_minor, fee_tax_minor, fee_waived_at, fee_waiver_reason,
    notice_minutes)
  on crm.event_participants to tryzore_app, tryzore_worker;
grant update (free_until, late_cancel_fee_minor, no_show_fee_minor, fee_currency, promoted_at, host_id) on crm.event_participants to tryzore_definer;

-- The ledger --------------------------------------------------------------------------------------------------

create table crm.ledger_transactions (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null default gen_random_uuid(),
  kind text not null,
  client_id uuid not null,
  booking_id uuid,
  reverses_id uuid,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint ledger_transaction_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint client_not_found foreign key (organization_id, client_id) references crm.client_organizations (organization_id, id),
  constraint booking_not_found foreign key (organization_id, booking_id) references crm.event_participants (organization_id, id),
  constraint ledger_transaction_not_found foreign key (organization_id, reverses_id)
    references crm.ledger_transactions (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint already_reversed unique (organization_id, reverses_id),
  constraint ledger_kind_invalid check (kind in ('late_cancel_fee', 'no_show_fee', 'reversal', 'waiver')
    and (kind in ('reversal', 'waiver')) = (reverses_id is not null))
);
create index ledger_transactions_by_client on crm.ledger_transactions (organization_id, client_id, created_at, id);
create index ledger_transactions_by_booking on crm.ledger_transactions (organization_id, booking_id);
create index ledger_transactions_by_creator on crm.ledger_transactions (organization_id, created_by);
create index ledger_transactions_by_moment on crm.ledger_transactions (organization_id, created_at, id);
comment on table crm.ledger_transactions is 'Something that moved money between accounts; never changed, only reversed.';
comment on column crm.ledger_transactions.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.ledger_transactions.id is 'Made by the database.';
comment on column crm.ledger_transactions.kind is 'late_cancel_fee, no_show_fee, reversal or waiver.';
comment on column crm.ledger_transactions.client_id is 'Who owes it: the client who booked, for a guest the host.';
comment on column crm.ledger_transactions.booking_id is 'The booking that it came from.';
comment on column crm.ledger_transactions.reverses_id is 'What it takes back, all of it; each once.';
comment on column crm.ledger_transactions.created_by is 'Who caused it; null for a job.';
comment on column crm.ledger_transactions.created_at is 'When.';

create table crm.ledger_entries (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null default gen_random_uuid(),
  transaction_id uuid not null,
  account text not null,
  amount_minor bigint not null,
  currency text not null,
  created_at timestamptz not null default now(),
  constraint ledger_entry_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint ledger_transaction_not_found foreign key (organization_id, transaction_id)
    references crm.ledger_transactions (organization_id, id),
  constraint ledger_account_taken unique (organization_id, transaction_id, account),
  constraint ledger_account_invalid check (account in ('receivable', 'late_cancel_fees', 'no_show_fees', 'tax')),
  constraint amount_invalid check (amount_minor <> 0),
  constraint currency_invalid check (currency ~ '^[A-Z]{3}$')
);
comment on table crm.ledger_entries is 'One side of a transaction: debits are positive, credits negative, and the sum of a transaction is nothing.';
comment on column crm.ledger_entries.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.ledger_entries.id is 'Made by the database.';
comment on column crm.ledger_entries.transaction_id is 'What it is a side of.';
comment on column crm.ledger_entries.account is 'receivable (what the client owes), late_cancel_fees, no_show_fees or tax.';
comment on column crm.ledger_entries.amount_minor is 'In minor units of the currency: more of a debit is positive.';
comment on column crm.ledger_entries.currency is 'ISO 4217 code.';
comment on column crm.ledger_entries.created_at is 'When.';

alter table crm.ledger_transactions enable row level security;
alter table crm.ledger_transactions force row level security;
alter table crm.ledger_entries enable row level security;
alter table crm.ledger_entries force row level security;
create policy view on crm.ledger_transactions for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,memberships.view,%')
      or client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)));
-- Whoever sees the transaction sees its sides; asked once, not for every row.
create policy view on crm.ledger_entries for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,memberships.view,%')
      or transaction_id = any (array(select t.id from crm.ledger_transactions t
        where t.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and t.client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)))));
grant select on crm.ledger_transactions, crm.ledger_entries to tryzore_app, tryzore_worker;
select audit.follow('crm.ledger_transactions', 'ledger_transaction', 'id', 'organization_id',
  '{organization_id,id,kind,client_id,booking_id,reverses_id,created_by}', p_derived => '{created_at}');
select audit.follow('crm.ledger_entries', 'ledger_entry', 'id', 'organization_id',
  '{organization_id,id,transaction_id,account,amount_minor,currency}', p_derived => '{created_at}');
select private.classify('crm.ledger_transactions', p_subject => 't.client_id = $2');
select private.classify('crm.ledger_entries', p_subject =>
  'exists (select from crm.ledger_transactions l where l.organization_id = $1 and l.id = t.transaction_id and l.client_id = $2)');
grant insert on crm.ledger_transactions, crm.ledger_entries to tryzore_definer;
grant update (client_id) on crm.ledger_transactions to tryzore_definer;

-- What was decided --------------------------------------------------------------------------------------------

create table crm.booking_decisions (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null default gen_random_uuid(),
  booking_id uuid not null,
  act text not null,
  outcome text not null,
  reasons text[] not null default '{}',
  facts jsonb not null default '{}',
  override_reason text,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint booking_decision_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint booking_not_found foreign key (organization_id, booking_id) references crm.event_participants (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint act_invalid check (act in ('book', 'wait', 'promote', 'cancel', 'check_in', 'no_show', 'undo', 'waive')),
  constraint outcome_invalid check (outcome in ('allowed', 'overridden', 'skipped')),
  constraint facts_invalid check (jsonb_typeof(facts) = 'object'),
  constraint override_reason_invalid check (char_length(override_reason) between 1 and 1000
    and (outcome <> 'overridden' or override_reason is not null))
);
create index booking_decisions_by_booking on crm.booking_decisions (organization_id, booking_id, created_at);
create index booking_decisions_by_creator on crm.booking_decisions (organization_id, created_by);
comment on table crm.booking_decisions is 'Why a booking became what it is: each act with the facts that decided it.';
comment on column crm.booking_decisions.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.booking_decisions.id is 'Made by the database.';
comment on column crm.booking_decisions.booking_id is 'The booking, or the place in the line.';
comment on column crm.booking_decisions.act is 'book, wait, promote, cancel, check_in, no_show, undo or waive.';
comment on column crm.booking_decisions.outcome is 'allowed; overridden: staff did it although the reasons speak against it; skipped: the next in line was not moved up for these reasons.';
comment on column crm.booking_decisions.reasons is 'Codes of problems and rules.';
comment on column crm.booking_decisions.facts is 'The numbers that counted, such as the deadline, the window and the fee.';
comment on column crm.booking_decisions.override_reason is 'What staff said, overriding.';
comment on column crm.booking_decisions.created_by is 'Who acted; null for a job.';
comment on column crm.booking_decisions.created_at is 'When.';
alter table crm.booking_decisions enable row level security;
alter table crm.booking_decisions force row level security;
-- Whoever sees the booking; asked once, not for every row.
create policy view on crm.booking_decisions for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.view,%')
      or booking_id = any (array(select b.id from crm.event_participants b
        where b.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and b.client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)))));
create policy add on crm.booking_decisions for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.manage,%')
      or (select current_setting('app.can', true) like '%,bookings.create,%') and outcome = 'allowed' and act in ('book', 'wait', 'cancel')
        and exists (select from crm.event_participants b
      where b.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid) and b.id = booking_id)));
grant select, insert (organization_id, booking_id, act, outcome, reasons, facts, override_reason)
  on crm.booking_decisions to tryzore_app, tryzore_worker;
select private.classify('crm.booking_decisions',
  '{organization_id,id,booking_id,act,outcome,reasons,facts,created_by,created_at}', p_personal => '{override_reason}',
  p_subject => 'exists (select from crm.event_participants b where b.organization_id = $1 and b.id = t.booking_id and b.client_id = $2)',
  -- An override keeps that it had a reason.
  p_erased => '{"override_reason": "Erased"}');
grant insert on crm.booking_decisions to tryzore_definer;

-- Who came ----------------------------------------------------------------------------------------------------

create table crm.check_ins (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  booking_id uuid,
  source text not null,
  verdict text not null,
  override_reason text,
  occurred_at timestamptz not null default now(),
  undone_at timestamptz,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  created_at timestamptz not null default now(),
  constraint check_in_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint client_not_found foreign key (organization_id, client_id) references crm.client_organizations (organization_id, id),
  constraint booking_not_found foreign key (organization_id, booking_id) references crm.event_participants (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint check_in_source_invalid check (source in ('scan', 'search', 'kiosk', 'door', 'offline', 'roster')),
  constraint verdict_invalid check (verdict in ('allow', 'warn', 'block')),
  constraint override_reason_invalid check (char_length(override_reason) between 1 and 1000
    and (verdict <> 'block' or override_reason is not null)),
  constraint occurred_at_invalid check (isfinite(occurred_at) and isfinite(undone_at) is not false)
);
-- One living check-in of a booking.
create unique index already_checked_in on crm.check_ins (organization_id, booking_id) where undone_at is null;
create index check_ins_by_booking on crm.check_ins (organization_id, booking_id) where booking_id is not null;
create index check_ins_by_client on crm.check_ins (organization_id, client_id, occurred_at, id);
create index check_ins_by_moment on crm.check_ins (organization_id, occurred_at, id);
create index check_ins_by_creator on crm.check_ins (organization_id, created_by);
comment on table crm.check_ins is 'Somebody came: to an event, or just to train.';
comment on column crm.check_ins.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.check_ins.id is 'UUIDv7, made by the server.';
comment on column crm.check_ins.client_id is 'Who.';
comment on column crm.check_ins.booking_id is 'The place that was taken up; null for a visit without an event.';
comment on column crm.check_ins.source is 'How: scan, search, kiosk, door, offline or roster.';
comment on column crm.check_ins.verdict is 'What the alerts said at that moment: allow, warn or block.';
comment on column crm.check_ins.override_reason is 'Why somebody was let in against a block.';
comment on column crm.check_ins.occurred_at is 'When they came.';
comment on column crm.check_ins.undone_at is 'When it was taken back; it counts no more.';
comment on column crm.check_ins.created_by is 'Who recorded it.';
comment on column crm.check_ins.created_at is 'When it was recorded.';
alter table crm.check_ins enable row level security;
alter table crm.check_ins force row level security;
create policy view on crm.check_ins for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,bookings.view,%')
      or client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
        and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
        and mine.deleted_at is null)));
create policy add on crm.check_ins for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,bookings.manage,%'));
create policy change on crm.check_ins for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,bookings.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,bookings.manage,%'));
grant select, insert (organization_id, id, client_id, booking_id, source, verdict, override_reason, occurred_at), update (undone_at)
  on crm.check_ins to tryzore_app, tryzore_worker;
select audit.follow('crm.check_ins', 'check_in', 'id', 'organization_id',
  '{organization_id,id,client_id,booking_id,source,verdict,occurred_at,undone_at,created_by}',
  p_personal => '{override_reason}', p_derived => '{created_at}');
select private.classify('crm.check_ins', p_subject => 't.client_id = $2', p_erased => '{"override_reason": "Erased"}');
grant update (client_id) on crm.check_ins to tryzore_definer;

-- Functions ---------------------------------------------------------------------------------------------------

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.note_event_change() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.changed_at := now();
  return new;
end
$$;
comment on function private.note_event_change() is 'Remembers when an event became another one than was booked.';

create function private.release_bookings() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[new.organization_id]::text, true);
  update crm.event_participants b
  set status = 'cancelled', cancelled_at = now(), cancellation_reason = 'The event was cancelled', waitlist_position = null
  where b.organization_id = new.organization_id and b.event_id = new.id and b.status in ('registered', 'waitlisted');
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;
comment on function private.release_bookings() is 'When the gym cancels, every place is given back, and it costs nobody anything.';

create function private.release_client() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[new.organization_id]::text, true);
  update crm.event_participants b
  set status = 'cancelled', cancelled_at = now(), waitlist_position = null
  where b.organization_id = new.organization_id and b.client_id = new.id and b.status in ('registered', 'waitlisted');
  perform set_config('app.scope', v_scope, true);
  return null;
end
$$;
comment on function private.release_client() is 'Who is no longer there takes no place, and owes nothing for not coming.';

create or replace function private.undo_merge(p_merged uuid) returns uuid
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  v_merge crm.client_merges;
  v_now jsonb;
  v_part jsonb;
  v_booking crm.event_participants;
begin
  if (current_setting('app.can', true) like '%,clients.delete,%') is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = 'clients.delete';
  end if;
  -- The client first, as a merge does.
  perform from crm.client_organizations c join crm.client_merges m on m.organization_id = c.organization_id and m.client_id = c.id
  where m.organization_id = v_organization and m.id = p_merged for update of c;
  select m.* into v_merge from crm.client_merges m where m.organization_id = v_organization and m.id = p_merged for update;
  if not found then
    return null;
  end if;
  -- In the order in which they were made: what came later stands on what came before.
  if v_merge.kept_before ->> 'id' <> v_merge.client_id::text or exists (
    select from crm.client_merges m where m.organization_id = v_organization and m.client_id = v_merge.client_id
      and (m.created_at, m.id) > (v_merge.created_at, v_merge.id)) then
    raise exception 'a later merge stands on it' using errcode = '55000', constraint = 'later_merge';
  end if;
  select to_jsonb(c) into v_now from crm.client_organizations c where c.organization_id = v_organization and c.id = v_merge.client_id;
  -- Whoever has unlinked themselves since stays so.
  if v_merge.merged ->> 'client_id' is distinct from v_now ->> 'client_id' then
    v_merge.merged := v_merge.merged || '{"client_id": null}';
  end if;
  -- What was changed since is left as it is.
  select v_now || coalesce(jsonb_object_agg(b.key, b.value), '{}') into v_now from jsonb_each(v_merge.kept_before) b
  where v_merge.kept_after -> b.key = v_now -> b.key;
  perform private.write_merged(v_merge.client_id, v_now);
  execute format('insert into crm.client_organizations (%1$s) select %1$s from jsonb_populate_record(null::crm.client_organizations, $1)',
    private.columns_of('crm.client_organizations'))
  using v_merge.merged;
  for v_part in select jsonb_array_elements(v_merge.moved) loop
    execute format('update %s t set %I = $1 where t.organization_id = $2 and t.%2$I = $3 and t.id in (select jsonb_array_elements_text($4)::uuid)',
      (v_part ->> 'table')::regclass, v_part ->> 'column')
    using p_merged, v_organization, v_merge.client_id, v_part -> 'ids';
  end loop;
  for v_part in select jsonb_array_elements(v_merge.dropped) loop
    -- A tag, a segment or a guardian may be gone by now.
    begin
      execute format('insert into %1$s (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1) on conflict do nothing',
        (v_part ->> 'table')::regclass, private.columns_of(v_part ->> 'table'))
      using v_part -> 'row';
    exception when foreign_key_violation or object_not_in_prerequisite_state then
      null;
    end;
  end loop;
  -- A place that was given back is theirs again where there still is one.
  for v_booking in select * from jsonb_populate_recordset(null::crm.event_participants, v_merge.cancelled) loop
    begin
      update crm.event_participants b
      set status = v_booking.status, cancelled_at = v_booking.cancelled_at, cancellation_reason = v_booking.cancellation_reason,
        waitlist_position = v_booking.waitlist_position
      where b.organization_id = v_organization and b.id = v_booking.id and b.status = 'cancelled'
        and exists (select from crm.events e where e.organization_id = b.organization_id and e.id = b.event_id and e.status = 'scheduled');
    exception when check_violation or exclusion_violation or unique_violation then
      null;
    end;
  end loop;
  delete from crm.client_merges m where m.organization_id = v_organization and m.id = p_merged;
  return v_merge.client_id;
end
$$;

create or replace function private.delete_organization(p_organization uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_table text;
begin
  if (p_organization::text = current_setting('app.org_id', true)) is not true then
    return false;
  end if;
  perform private.require_ownership();
  if exists (select from crm.user_organizations m where m.organization_id = p_organization and m.user_id <> v_user) then
    raise exception 'people belong to it' using errcode = '23503', constraint = 'organization_in_use', detail = 'user_organizations';
  end if;
  -- Of all that depends on it people say the most, whichever foreign key comes first.
  if exists (select from crm.client_organizations c where c.organization_id = p_organization) then
    raise exception 'there are clients' using errcode = '23503', constraint = 'organization_in_use', detail = 'client_organizations';
  end if;
  -- What came with its owner goes with its owner. Anything else that refers to it keeps it: foreign keys see all of that,
  -- and what is being written at this moment, too.
  delete from private.idempotency_keys k where k.organization_id = p_organization;
  delete from crm.notifications n where n.organization_id = p_organization;
  delete from crm.notification_preferences p where p.organization_id = p_organization;
  delete from jobs.mails m where m.organization_id = p_organization;
  delete from jobs.jobs j where j.organization_id = p_organization and j.state <> 'running';
  delete from private.sessions s where s.organization_id = p_organization;
  begin
    delete from crm.user_organizations m where m.organization_id = p_organization;
    delete from crm.organizations o where o.id = p_organization;
  exception when foreign_key_violation then
    get stacked diagnostics v_table = table_name;
    raise exception 'something depends on it' using errcode = '23503', constraint = 'organization_in_use', detail = v_table;
  end;
  return true;
end
$$;

create or replace function private.default_settings(p_currency text) returns jsonb
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select jsonb_build_object(
    'booking', jsonb_build_object(
      'opens_hours_before', 168, 'closes_hours_before', 2, 'cancel_window_hours', 12,
      'late_cancel_fee_enabled', true, 'late_cancel_fee', jsonb_build_object('amount', 1500, 'currency', p_currency),
      'late_cancel_tax_percent', 0, 'late_cancel_auto_charge', false,
      'no_show_fee_enabled', true, 'no_show_fee', jsonb_build_object('amount', 2500, 'currency', p_currency),
      'no_show_tax_percent', 0, 'no_show_auto_charge', false, 'no_show_after_hours', 24,
      'waitlist_mode', 'auto', 'waitlist_after_cutoff', 'broadcast', 'waitlist_grace_minutes', 15, 'waitlist_notice_minutes', 60),
    'hours', jsonb_object_agg(day.name, '[{"opens": "06:00", "closes": "22:00"}]'::jsonb) || '{"exceptions": []}',
    'compliance', jsonb_build_object('age_of_majority', 18),
    'locations', jsonb_build_object('booking_elsewhere', 'chain', 'visits_paid_by', 'home', 'schedule_visibility', 'chain'))
  from unnest('{monday,tuesday,wednesday,thursday,friday,saturday,sunday}'::text[]) as day (name)
$$;

create function private.booking_policy(p_event uuid, p_client uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  with recursive chain as (
    select o.id, o.parent_organization_id, o.settings, o.currency, 10 as place
    from crm.organizations o where o.id = nullif(current_setting('app.org_id', true), '')::uuid
    union all
    select o.id, o.parent_organization_id, o.settings, c.currency, c.place + 1
    from crm.organizations o join chain c on o.id = c.parent_organization_id
  ), event as (
    select e.organization_id, e.policy, e.series_id from crm.events e
    where e.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and e.id = p_event
  ), layers as (
    select e.policy as settings, 1 as place from event e
    union all
    select s.policy, 2 from event e join crm.event_series s on s.organization_id = e.organization_id and s.id = e.series_id
    union all
    (select p.policy, 3 from event e
      join crm.memberships m on m.organization_id = e.organization_id and m.client_id = p_client
      join crm.membership_plans p on p.organization_id = m.organization_id and p.id = m.membership_plan_id
      where m.status in ('active', 'past_due', 'paused', 'pending')
      order by array_position('{active,past_due,paused,pending}', m.status), m.start_date desc, m.id limit 1)
    union all
    select c.settings -> 'booking', c.place from chain c
    union all
    select private.default_settings(c.currency) -> 'booking', 1000 from chain c where c.place = 10
  )
  select jsonb_object_agg(v.name, v.value order by l.place desc)
  from layers l cross join lateral jsonb_each(l.settings) v (name, value)
  -- Money that was set in another currency says nothing here.
  where coalesce(v.value ->> 'currency' = (select c.currency from chain c where c.place = 10), true)
$$;
comment on function private.booking_policy(uuid, uuid) is 'The booking rules that hold for a client at an event of the entered organization: the event''s over the series'' over the plan''s over the organization''s over the chain''s.';

create function private.series_booking_policy(p_series uuid) returns jsonb
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select private.effective_settings(s.organization_id, array[jsonb_build_object('booking', s.policy)]) -> 'booking'
  from crm.event_series s
  where s.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and s.id = p_series
$$;
comment on function private.series_booking_policy(uuid) is 'The booking rules that hold for a client without a plan at the events of a series of the entered organization.';

create function private.hold_event(p_event uuid, p_even_if_full boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform from crm.events e
  where e.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and e.id = p_event
    and (p_even_if_full or e.max_participants is null or e.current_participants < e.max_participants)
  for no key update;
end
$$;
comment on function private.hold_event(uuid, boolean) is 'Whoever decides about an event''s places decides alone; who comes for a place and finds none need not wait.';

create function private.line(p_event uuid)
  returns table (id uuid, client_id uuid, user_id uuid, place integer, notice_minutes integer, is_active boolean, has_seat boolean,
    quiet_hours_start text, quiet_hours_end text, time_zone text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select b.id, b.client_id, k.user_id, (row_number() over (order by b.waitlist_position, b.id))::int, b.notice_minutes,
    c.status in ('active', 'lead') and c.deleted_at is null,
    exists (select from crm.event_participants s
      where s.organization_id = b.organization_id and s.client_id = b.client_id and s.status in ('registered', 'attended')
        and s.starts_at < b.ends_at and s.ends_at > b.starts_at),
    p.quiet_hours_start::text, p.quiet_hours_end::text, coalesce(p.timezone, u.time_zone, o.time_zone)
  from crm.event_participants b
  join crm.organizations o on o.id = b.organization_id
  join crm.client_organizations c on c.organization_id = b.organization_id and c.id = b.client_id
  left join crm.clients k on k.id = c.client_id
  left join crm.users u on u.id = k.user_id
  left join crm.notification_preferences p on p.organization_id = b.organization_id and p.user_id = k.user_id
  where b.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and b.event_id = p_event and b.status = 'waitlisted'
  order by b.waitlist_position, b.id
$$;
comment on function private.line(uuid) is 'Who waits for a place at an event of the entered organization, the first first, and what decides whether they can have it now.';

create function private.promote(p_booking uuid, p_at timestamptz, p_free_until timestamptz, p_late_cancel_fee bigint, p_no_show_fee bigint,
  p_currency text, p_facts jsonb) returns boolean
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  begin
    update crm.event_participants b
    set status = 'registered', waitlist_position = null, promoted_at = p_at, free_until = p_free_until,
      late_cancel_fee_minor = p_late_cancel_fee, no_show_fee_minor = p_no_show_fee, fee_currency = p_currency
    where b.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and b.id = p_booking and b.status = 'waitlisted';
    if not found then
      raise exception 'nobody waits there' using errcode = 'P0002', constraint = 'booking_not_found';
    end if;
  exception when exclusion_violation then
    -- A seat elsewhere that was taken this moment: not the fault of whoever freed the place.
    return false;
  end;
  insert into crm.booking_decisions (booking_id, act, outcome, facts) values (p_booking, 'promote', 'allowed', p_facts);
  return true;
end
$$;
comment on function private.promote(uuid, timestamptz, timestamptz, bigint, bigint, text, jsonb) is 'Gives somebody who waits at the entered organization a place, on the terms that they are told; false where they have just taken a seat elsewhere.';

create function private.skip(p_bookings uuid[], p_reasons text[]) returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into crm.booking_decisions (booking_id, act, outcome, reasons)
  select b.id, 'promote', 'skipped', array[s.reason] from unnest(p_bookings, p_reasons) s (id, reason)
  join crm.event_participants b on b.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and b.id = s.id
  -- Once for each reason, however often a place gets free.
  where not exists (select from crm.booking_decisions d
    where d.organization_id = b.organization_id and d.booking_id = b.id and d.outcome = 'skipped' and d.reasons = array[s.reason])
$$;
comment on function private.skip(uuid[], text[]) is 'Writes down why somebody at the entered organization keeps waiting although a place was free.';

create function private.hold_booking(p_booking uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_booking crm.event_participants;
begin
  select b.* into v_booking from crm.event_participants b
  where b.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and b.id = p_booking;
  perform private.hold_event(v_booking.event_id, true);
  -- Strikes are counted one after the other.
  perform from crm.client_organizations c
  where c.organization_id = v_booking.organization_id and c.id = v_booking.client_id for no key update;
end
$$;
comment on function private.hold_booking(uuid) is 'As hold_event, for the event of a booking; its client is held, too.';

create function private.hold_absent(p_event uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  perform private.hold_event(p_event, true);
  perform from crm.client_organizations c
  where c.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and c.id in (
    select b.client_id from crm.event_participants b where b.organization_id = c.organization_id and b.event_id = p_event
      and b.status = 'registered')
  order by c.id for no key update;
end
$$;
comment on function private.hold_absent(uuid) is 'As hold_event, and with it whoever has neither come nor cancelled.';

create function private.place_in_line(p_event uuid, p_position integer) returns integer
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select count(*)::int from crm.event_participants b
  where b.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and b.event_id = p_event and b.status = 'waitlisted'
    and b.waitlist_position <= p_position
$$;
comment on function private.place_in_line(uuid, integer) is 'How many wait for a place at an event of the entered organization, up to that position: 1 is next.';

create function private.take_position() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever comes at the same time waits, and comes behind.
  perform from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id for no key update;
  select coalesce(max(b.waitlist_position), 0) + 1 into new.waitlist_position from crm.event_participants b
  where b.organization_id = new.organization_id and b.event_id = new.event_id and b.status = 'waitlisted';
  return new;
end
$$;
comment on function private.take_position() is 'Whoever begins to wait comes last.';

create function private.note_first_visit() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  new.is_first_visit := exists (select from crm.client_organizations c
      where c.organization_id = new.organization_id and c.id = new.client_id and c.visit_count = 0)
    and not exists (select from crm.event_participants b
      where b.organization_id = new.organization_id and b.client_id = new.client_id and b.status in ('registered', 'attended')
        and b.starts_at < new.starts_at);
  return new;
end
$$;
comment on function private.note_first_visit() is 'Whether it is the first time that somebody comes is found, not told.';

create function private.charge_of(b crm.event_participants) returns text
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select case when b.status in ('late_cancelled', 'no_show') and b.fee_minor + b.fee_tax_minor > 0 and b.fee_waived_at is null
    then concat_ws(' ', b.status, b.fee_minor, b.fee_tax_minor, b.fee_currency) end
$$;
comment on function private.charge_of(crm.event_participants) is 'What a booking is charged for as it stands; null for nothing.';

create function private.keep_ledger() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_id uuid;
  v_reversed uuid;
begin
  if private.charge_of(old) is not distinct from private.charge_of(new) then
    return null;
  end if;
  if private.charge_of(old) is not null then
    select t.id into strict v_reversed from crm.ledger_transactions t
    where t.organization_id = new.organization_id and t.booking_id = new.id and t.reverses_id is null and not exists (
      select from crm.ledger_transactions r where r.organization_id = t.organization_id and r.reverses_id = t.id);
    insert into crm.ledger_transactions (organization_id, kind, client_id, booking_id, reverses_id)
    select t.organization_id, case when new.fee_waived_at is not null then 'waiver' else 'reversal' end, t.client_id, t.booking_id, t.id
    from crm.ledger_transactions t where t.organization_id = new.organization_id and t.id = v_reversed
    returning id into v_id;
    insert into crm.ledger_entries (organization_id, transaction_id, account, amount_minor, currency)
    select e.organization_id, v_id, e.account, -e.amount_minor, e.currency from crm.ledger_entries e
    where e.organization_id = new.organization_id and e.transaction_id = v_reversed;
  end if;
  if private.charge_of(new) is not null then
    insert into crm.ledger_transactions (organization_id, kind, client_id, booking_id)
    values (new.organization_id, case new.status when 'no_show' then 'no_show_fee' else 'late_cancel_fee' end,
      coalesce(new.host_id, new.client_id), new.id)
    returning id into v_id;
    insert into crm.ledger_entries (organization_id, transaction_id, account, amount_minor, currency)
    select new.organization_id, v_id, s.account, s.amount, new.fee_currency
    from (values ('receivable', new.fee_minor + new.fee_tax_minor),
      (case new.status when 'no_show' then 'no_show_fees' else 'late_cancel_fees' end, -new.fee_minor),
      ('tax', -new.fee_tax_minor)) s (account, amount)
    where s.amount <> 0;
  end if;
  return null;
end
$$;
comment on function private.keep_ledger() is 'The ledger follows the booking: a fee is charged, reversed or waived in the statement that says so.';

create function private.check_balance() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from new_rows n group by n.transaction_id, n.currency having sum(n.amount_minor) <> 0) then
    raise exception 'debits and credits differ' using errcode = '23514', constraint = 'ledger_unbalanced';
  end if;
  return null;
end
$$;
comment on function private.check_balance() is 'The sides of a transaction come in one statement, and their sum is nothing.';

create or replace function private.check_booking() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_event crm.events;
begin
  if tg_op = 'INSERT' or new.checked_in_at is distinct from old.checked_in_at then
    new.checked_in_by := case when new.checked_in_at is not null then nullif(current_setting('app.user_id', true), '')::uuid end;
  end if;
  if tg_op = 'UPDATE' then
    if new.fee_waived_at is distinct from old.fee_waived_at then
      if new.fee_waived_at is not null and nullif(current_setting('app.org_id', true), '') is not null
        and (current_setting('app.can', true) like '%,fees.waive,%') is not true then
        raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = 'fees.waive';
      end if;
      if new.fee_waived_at is not null and new.fee_waiver_reason is null then
        raise exception 'a waiver has its reason' using errcode = '23514', constraint = 'fee_waiver_invalid';
      end if;
      new.fee_waived_by := case when new.fee_waived_at is not null then nullif(current_setting('app.user_id', true), '')::uuid end;
    end if;
    -- It follows its event, or the first in line moves up: neither is the deed of whoever caused it.
    if new.promoted_at is distinct from old.promoted_at
      or to_jsonb(new) - '{starts_at,ends_at}'::text[] = to_jsonb(old) - '{starts_at,ends_at}'::text[] then
      return new;
    end if;
  end if;
  -- Whoever does not even manage bookings is told so below.
  if new.is_override and (tg_op = 'INSERT' or not old.is_override) and current_setting('app.can', true) like '%,bookings.manage,%'
    and current_setting('app.can', true) not like '%,bookings.override,%' then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = 'bookings.override';
  end if;
  -- Of two records that turn out to be one person one may have been the other's host: a merge makes them so.
  if tg_op = 'INSERT' and new.host_id = new.client_id then
    raise exception 'nobody is their own guest' using errcode = '23514', constraint = 'host_invalid';
  end if;
  if tg_op = 'INSERT' and exists (select from crm.client_organizations c
    where c.organization_id = new.organization_id and c.id = new.host_id and c.deleted_at is not null) then
    raise exception 'no such host' using errcode = '23503', constraint = 'host_not_found';
  end if;
  if tg_op = 'INSERT' and new.starts_at is null then
    select e.starts_at, e.ends_at into new.starts_at, new.ends_at
    from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id;
    if not found then
      -- No event is at that time: the foreign key refuses it, once the policies have.
      new.starts_at := '-infinity';
      new.ends_at := '-infinity';
    end if;
  end if;
  -- Outside of the organization that was entered only functions write, after checks of their own.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true
    or current_setting('app.can', true) like '%,bookings.manage,%' then
    return new;
  end if;

  if tg_op = 'UPDATE' then
    if old.status not in ('registered', 'waitlisted') or new.status not in ('cancelled', 'late_cancelled')
      or to_jsonb(new) - '{status,cancelled_at,cancellation_reason,waitlist_position,fee_minor,fee_tax_minor}'::text[]
        <> to_jsonb(old) - '{status,cancelled_at,cancellation_reason,waitlist_position,fee_minor,fee_tax_minor}'::text[] then
      raise exception 'one only cancels one''s own booking' using errcode = '42501', constraint = 'only_cancelled';
    end if;
    return new;
  end if;
  if new.is_override or new.waitlist_position is not null or new.payment_status <> 'none' or new.price_minor is not null
    or new.checked_in_at is not null or new.attended_at is not null or new.cancelled_at is not null
    or new.is_first_visit or new.host_id is not null or new.notes is not null or new.registered_at <> now() then
    raise exception 'one only books a place' using errcode = '42501', constraint = 'only_booked';
  end if;
  select e.status, e.ends_at, e.waitlist_enabled into v_event.status, v_event.ends_at, v_event.waitlist_enabled
  from crm.events e where e.organization_id = new.organization_id and e.id = new.event_id;
  if v_event.status <> 'scheduled' or v_event.ends_at <= now() then
    raise exception 'the event takes no bookings' using errcode = '23514', constraint = 'booking_closed';
  end if;
  if new.status = 'waitlisted' and not v_event.waitlist_enabled then
    raise exception 'the event has no waitlist' using errcode = '23514', constraint = 'waitlist_closed';
  end if;
  return new;
end
$$;
create or replace function private.take_place(p_organization uuid, p_event uuid, p_is_override boolean) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  -- Whoever comes second waits here and then sees the count that the first left.
  update crm.events e set current_participants = e.current_participants + 1
  where e.organization_id = p_organization and e.id = p_event
    and (e.max_participants is null
      or e.current_participants < case when p_is_override then coalesce(e.staff_capacity, e.max_participants) else e.max_participants end)
    -- More than the room may hold nobody lets in.
    and not exists (select from crm.rooms r
      where r.organization_id = p_organization and r.id = e.room_id and e.current_participants >= r.capacity);
  if found then
    return;
  end if;
  if exists (select from crm.events e where e.organization_id = p_organization and e.id = p_event) then
    raise exception 'the event is full' using errcode = '23514', constraint = 'event_full';
  end if;
  raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
end
$$;

create function private.free_places(p_organization uuid, p_event uuid, p_count integer) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update crm.events e set current_participants = e.current_participants - p_count
  where e.organization_id = p_organization and e.id = p_event;
  if not found then
    raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
end
$$;
comment on function private.free_places(uuid, uuid, integer) is 'Gives places back.';

create function private.count_line(p_organization uuid, p_event uuid, p_by integer) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update crm.events e set current_waitlisted = e.current_waitlisted + p_by
  where e.organization_id = p_organization and e.id = p_event;
  if not found then
    raise exception 'the event was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
end
$$;
comment on function private.count_line(uuid, uuid, integer) is 'Counts who waits for a place.';

create or replace function private.count_places() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_change record;
begin
  if tg_op = 'INSERT' then
    if new.status = 'waitlisted' then
      perform private.count_line(new.organization_id, new.event_id, 1);
    elsif new.status in ('registered', 'attended', 'no_show') then
      perform private.take_place(new.organization_id, new.event_id, new.is_override);
    end if;
    return null;
  end if;
  if tg_op = 'DELETE' then
    if old.status = 'waitlisted' then
      perform private.count_line(old.organization_id, old.event_id, -1);
    elsif old.status in ('registered', 'attended', 'no_show') then
      perform private.free_places(old.organization_id, old.event_id, 1);
    end if;
    return null;
  end if;
  -- Of an event that is cancelled a thousand may be released at once: each event is written once.
  for v_change in
    select n.organization_id, n.event_id,
      count(*) filter (where n.status = 'waitlisted') - count(*) filter (where o.status = 'waitlisted') as line,
      count(*) filter (where n.status in ('registered', 'attended', 'no_show'))
        - count(*) filter (where o.status in ('registered', 'attended', 'no_show')) as seats,
      coalesce(bool_and(n.is_override) filter (where n.status in ('registered', 'attended', 'no_show')
        and o.status not in ('registered', 'attended', 'no_show')), false) as is_override
    from old_rows o join new_rows n on n.organization_id = o.organization_id and n.id = o.id
    where n.status <> o.status
    group by n.organization_id, n.event_id order by n.event_id
  loop
    if v_change.line <> 0 then
      perform private.count_line(v_change.organization_id, v_change.event_id, v_change.line::int);
    end if;
    for v_seat in 1..v_change.seats loop
      perform private.take_place(v_change.organization_id, v_change.event_id, v_change.is_override);
    end loop;
    if v_change.seats < 0 then
      perform private.free_places(v_change.organization_id, v_change.event_id, -v_change.seats::int);
    end if;
  end loop;
  return null;
end
$$;
create or replace function private.merge_clients(p_kept uuid, p_merged uuid, p_take text[], p_note_is_moved boolean) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
  -- Values that belong together, by the name that chooses them.
  v_groups constant jsonb := '{"name": ["first_name", "last_name", "sort_name"], "email": ["email", "email_key"],
    "phone": ["phone", "phone_key"], "address": ["address"], "date_of_birth": ["date_of_birth"], "gender": ["gender"],
    "emergency_contact": ["emergency_contact"], "member_number": ["member_number"], "external_id": ["external_id"],
    "photo_url": ["photo_url"], "notes": ["notes"], "status": ["status"], "client_id": ["client_id"]}'::jsonb;
  v_kept crm.client_organizations;
  v_merged crm.client_organizations;
  v_before jsonb;
  v_old jsonb;
  v_after jsonb;
  v_group record;
  v_key record;
  v_id uuid;
  v_ids uuid[];
  v_row jsonb;
  v_moved jsonb := '[]'::jsonb;
  v_dropped jsonb := '[]'::jsonb;
  v_cancelled jsonb;
begin
  if (current_setting('app.can', true) like '%,clients.delete,%') is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = 'clients.delete';
  end if;
  if p_kept = p_merged then
    raise exception 'a record is merged with another one' using errcode = '23514', constraint = 'merge_invalid';
  end if;
  -- Whoever is about to write about either is waited for; whoever comes later finds one.
  perform from crm.client_organizations c where c.organization_id = v_organization and c.id in (p_kept, p_merged)
  order by c.id for update;
  select c.* into v_kept from crm.client_organizations c
  where c.organization_id = v_organization and c.id = p_kept and c.deleted_at is null;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  select c.* into v_merged from crm.client_organizations c
  where c.organization_id = v_organization and c.id = p_merged and c.deleted_at is null;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  if v_kept.client_id <> v_merged.client_id then
    raise exception 'two people' using errcode = '55000', constraint = 'both_linked';
  end if;
  if exists (select from crm.privacy_erasures e
    where e.organization_id = v_organization and e.client_id in (p_kept, p_merged) and e.status in ('requested', 'approved')) then
    raise exception 'one of them is about to be erased' using errcode = '55000', constraint = 'client_being_erased';
  end if;
  if not p_note_is_moved and exists (
    select from crm.client_medical m where m.organization_id = v_organization and m.client_id = p_merged) then
    raise exception 'a medical note would be lost' using errcode = '55000', constraint = 'medical_note_left';
  end if;
  delete from crm.client_medical m where m.organization_id = v_organization and m.client_id = p_merged;
  if found and (current_setting('app.can', true) like '%,clients.medical.update,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.medical.update';
  end if;
  delete from crm.client_claim_codes k where k.organization_id = v_organization and k.client_id = p_merged;
  -- Copies: they can be made again.
  delete from private.export_files f where f.organization_id = v_organization and f.client_id = p_merged;

  -- One person has one live place in an event, the one that says more, and one seat at a time.
  with live as (
    select b.event_id, b.id, b.client_id, b.status, tstzrange(b.starts_at, b.ends_at) as span,
      array_position('{attended,no_show,registered,waitlisted}', b.status) as place
    from crm.event_participants b
    where b.organization_id = v_organization and b.client_id in (p_kept, p_merged) and b.status not in ('cancelled', 'late_cancelled')
  )
  select array_agg(case when k.event_id <> m.event_id or k.place <= m.place then m.id else k.id end) into v_ids
  from live k join live m on k.client_id = p_kept and m.client_id = p_merged
    and (m.event_id = k.event_id or m.status = 'registered' and k.status = 'registered' and m.span && k.span);
  select coalesce(jsonb_agg(to_jsonb(b)), '[]') into v_cancelled from crm.event_participants b
  where b.organization_id = v_organization and b.id = any (v_ids);
  update crm.event_participants b
  set status = 'cancelled', cancelled_at = now(), cancellation_reason = 'Merged with another record of the same person',
    waitlist_position = null
  where b.organization_id = v_organization and b.id = any (v_ids);

  for v_key in select * from private.client_keys() loop
    v_ids := '{}';
    if v_key.table_name not in ('crm.taggables'::regclass, 'crm.client_guardians'::regclass, 'crm.segment_members'::regclass) then
      execute format('with moved as (update %1$s t set %2$I = $3 where t.organization_id = $1 and t.%2$I = $2 returning t.id) select coalesce(array_agg(m.id order by m.id), ''{}'') from moved m',
        v_key.table_name, v_key.column_name)
      into v_ids using v_organization, p_merged, p_kept;
    else
      for v_id in
        execute format('select t.id from %s t where t.organization_id = $1 and t.%I = $2 order by t.id', v_key.table_name, v_key.column_name)
        using v_organization, p_merged
      loop
        begin
          execute format('update %s t set %I = $3 where t.organization_id = $1 and t.id = $2', v_key.table_name, v_key.column_name)
          using v_organization, v_id, p_kept;
          v_ids := v_ids || v_id;
        exception when unique_violation or check_violation then
          -- Both have the same tag, guardian or segment, or one was the other's guardian.
          execute format('delete from %s t where t.organization_id = $1 and t.id = $2 returning to_jsonb(t)', v_key.table_name)
          into v_row using v_organization, v_id;
          v_dropped := v_dropped || jsonb_build_object('table', v_key.table_name, 'row', v_row);
        end;
      end loop;
    end if;
    if v_ids <> '{}' then
      v_moved := v_moved || jsonb_build_object('table', v_key.table_name, 'column', v_key.column_name, 'ids', v_ids);
    end if;
  end loop;
  update crm.notifications n set related_entity_id = p_kept
  where n.organization_id = v_organization and n.related_entity_type = 'client' and n.related_entity_id = p_merged;

  -- As it is now: visits moved with their bookings.
  select to_jsonb(c) into v_before from crm.client_organizations c where c.organization_id = v_organization and c.id = p_kept;
  delete from crm.client_organizations c where c.organization_id = v_organization and c.id = p_merged;
  v_old := to_jsonb(v_merged);
  v_after := v_before;
  for v_group in select g.key, array(select jsonb_array_elements_text(g.value)) as columns from jsonb_each(v_groups) g loop
    if v_old -> v_group.columns[1] <> 'null'
      and (v_group.key = any (p_take) or coalesce(v_before -> v_group.columns[1], 'null') = 'null') then
      v_after := v_after || (select jsonb_object_agg(c, v_old -> c) from unnest(v_group.columns) c);
    end if;
  end loop;
  if 'notes' <> all (p_take) and v_merged.notes <> v_kept.notes then
    v_after := v_after || jsonb_build_object('notes', left(v_kept.notes || chr(10) || v_merged.notes, 10000));
  end if;
  if v_merged.status = 'banned' then
    v_after := v_after || '{"status": "banned"}';
  end if;
  v_after := v_after || jsonb_build_object('joined_on', least(v_kept.joined_on, v_merged.joined_on),
    'is_home', v_kept.is_home or v_merged.is_home, 'metadata', v_merged.metadata || v_kept.metadata);
  perform private.write_merged(p_kept, v_after);
  insert into crm.client_merges (organization_id, id, client_id, merged, kept_before, kept_after, moved, dropped, cancelled)
  values (v_organization, p_merged, p_kept, v_old, v_before, v_after, v_moved, v_dropped, v_cancelled);
end
$$;

create function private.recount_visits(p_organizations uuid[], p_clients uuid[]) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', p_organizations::text, true);
  -- Held first: the statement that counts then sees what others counted before.
  perform from crm.client_organizations c where c.organization_id = any (p_organizations) and c.id = any (p_clients)
  order by c.id for no key update;
  update crm.client_organizations c set (visit_count, last_visit_at) = (
    select count(*), max(v.moment) from (
      select coalesce(b.attended_at, b.checked_in_at, b.registered_at) as moment from crm.event_participants b
      where b.organization_id = c.organization_id and b.client_id = c.id and b.status = 'attended'
      union all
      select k.occurred_at from crm.check_ins k
      where k.organization_id = c.organization_id and k.client_id = c.id and k.booking_id is null and k.undone_at is null) v)
  where c.organization_id = any (p_organizations) and c.id = any (p_clients);
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.recount_visits(uuid[], uuid[]) is 'Counts how often clients were there, and when last: events that were attended, and visits without one.';

create or replace function private.count_visits() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organizations uuid[];
  v_clients uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct n.organization_id), array_agg(distinct n.client_id) into v_organizations, v_clients
    from new_rows n where n.status = 'attended';
  elsif tg_op = 'DELETE' then
    select array_agg(distinct o.organization_id), array_agg(distinct o.client_id) into v_organizations, v_clients
    from old_rows o where o.status = 'attended';
  else
    select array_agg(distinct n.organization_id), array_agg(distinct c.client_id) into v_organizations, v_clients
    from old_rows o join new_rows n on n.organization_id = o.organization_id and n.id = o.id
    cross join lateral (values (o.client_id), (n.client_id)) c (client_id)
    where 'attended' in (o.status, n.status)
      and (o.status, o.client_id, o.attended_at, o.checked_in_at) is distinct from (n.status, n.client_id, n.attended_at, n.checked_in_at);
  end if;
  if v_clients is null then
    return null;
  end if;
  perform private.recount_visits(v_organizations, v_clients);
  return null;
end
$$;

create function private.count_other_visits() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organizations uuid[];
  v_clients uuid[];
begin
  if tg_op = 'INSERT' then
    select array_agg(distinct n.organization_id), array_agg(distinct n.client_id) into v_organizations, v_clients
    from new_rows n where n.booking_id is null;
  else
    -- Taken apart again, a visit leaves one record for another: both are counted.
    select array_agg(distinct n.organization_id), array_agg(distinct c.client_id) into v_organizations, v_clients
    from old_rows o join new_rows n on n.organization_id = o.organization_id and n.id = o.id
    cross join lateral (values (o.client_id), (n.client_id)) c (client_id)
    where n.booking_id is null;
  end if;
  if v_clients is null then
    return null;
  end if;
  perform private.recount_visits(v_organizations, v_clients);
  return null;
end
$$;
comment on function private.count_other_visits() is 'A visit without an event is a visit.';

grant execute on function private.note_event_change(), private.release_client(), private.note_first_visit(), private.take_position(), private.release_bookings(), private.keep_ledger(), private.check_balance(),
  private.count_other_visits() to tryzore_owner;
grant execute on function private.booking_policy(uuid, uuid), private.series_booking_policy(uuid), private.hold_event(uuid, boolean), private.hold_booking(uuid), private.hold_absent(uuid), private.place_in_line(uuid, integer), private.line(uuid),
  private.promote(uuid, timestamptz, timestamptz, bigint, bigint, text, jsonb), private.skip(uuid[], text[])
  to tryzore_app, tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

drop trigger count_places on crm.event_participants;
drop function private.free_place(uuid, uuid);
create trigger count_places after insert or delete on crm.event_participants for each row execute function private.count_places();
create trigger count_changed_places after update on crm.event_participants referencing old table as old_rows new table as new_rows
  for each statement execute function private.count_places();
create trigger note_change before update on crm.events for each row
  when ((old.starts_at, old.ends_at, old.instructor_id, old.room_id, old.location, old.meeting_link)
    is distinct from (new.starts_at, new.ends_at, new.instructor_id, new.room_id, new.location, new.meeting_link))
  execute function private.note_event_change();
create trigger release_bookings after update of status on crm.events for each row
  when (new.status = 'cancelled' and old.status <> 'cancelled') execute function private.release_bookings();
create trigger note_first_visit before insert on crm.event_participants for each row execute function private.note_first_visit();
create trigger take_position before insert or update of status on crm.event_participants for each row
  when (new.status = 'waitlisted' and new.waitlist_position is null) execute function private.take_position();
create trigger release_bookings after update of deleted_at on crm.client_organizations for each row
  when (old.deleted_at is null and new.deleted_at is not null) execute function private.release_client();
create trigger keep_ledger after update of status, fee_minor, fee_tax_minor, fee_waived_at on crm.event_participants for each row
  when (new.fee_minor is not null or old.fee_minor is not null) execute function private.keep_ledger();
create trigger check_balance after insert on crm.ledger_entries referencing new table as new_rows
  for each statement execute function private.check_balance();
create trigger refuse_erased before insert or update on crm.check_ins for each row execute function private.refuse_erased();
create trigger count_new_visits after insert on crm.check_ins referencing new table as new_rows
  for each statement execute function private.count_other_visits();
create trigger count_changed_visits after update on crm.check_ins referencing old table as old_rows new table as new_rows
  for each statement execute function private.count_other_visits();

-- What a merge moves.
do $$
declare
  v_key record;
begin
  for v_key in select * from private.client_keys() loop
    execute format('grant select, update (%I) on %s to tryzore_definer', v_key.column_name, v_key.table_name);
  end loop;
end
$$;
