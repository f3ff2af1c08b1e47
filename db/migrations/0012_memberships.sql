-- What a gym sells, who has it, and how it is used up.

-- Plans -----------------------------------------------------------------------------------------------------

create table crm.membership_plans (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  name text not null,
  description text,
  kind text not null,
  price_minor bigint not null,
  currency text not null,
  billing_period text not null,
  billing_time text not null default 'anniversary',
  class_limit integer,
  class_limit_period text,
  guest_passes integer not null default 0,
  trial_days integer not null default 0,
  contract_length integer,
  features jsonb not null default '{}',
  access_all_locations boolean not null default false,
  is_active boolean not null default true,
  is_visible boolean not null default true,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint membership_plan_exists primary key (organization_id, id),
  constraint plan_name_taken unique (organization_id, name),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint name_invalid check (char_length(name) between 1 and 200 and name = btrim(name)),
  constraint description_invalid check (char_length(description) between 1 and 10000),
  constraint plan_kind_invalid check (kind in ('recurring', 'class_pack', 'day_pass', 'drop_in', 'trial')),
  constraint price_invalid check (price_minor >= 0),
  constraint currency_invalid check (currency ~ '^[A-Z]{3}$'),
  constraint billing_period_invalid check (
    billing_period in ('day', 'week', 'four_weeks', 'month', 'quarter', 'year', 'once')
    and (kind = 'recurring' or billing_period = 'once')),
  constraint billing_time_invalid check (billing_time in ('anniversary', 'calendar')),
  constraint class_limit_invalid check (class_limit between 0 and 100000),
  constraint class_limit_period_invalid check (
    class_limit_period in ('day', 'week', 'billing_period', 'calendar_month', 'total')
    and (class_limit is not null or class_limit_period is null)),
  constraint guest_passes_invalid check (guest_passes between 0 and 1000),
  constraint trial_days_invalid check (trial_days between 0 and 366),
  constraint contract_length_invalid check (contract_length between 1 and 600),
  constraint features_invalid check (jsonb_typeof(features) = 'object'),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);

comment on table crm.membership_plans is 'What a gym sells: a subscription, a pack of classes, a pass.';
comment on column crm.membership_plans.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.membership_plans.id is 'UUIDv7, made by the server.';
comment on column crm.membership_plans.name is 'As people know it.';
comment on column crm.membership_plans.description is 'What it offers.';
comment on column crm.membership_plans.kind is 'recurring, class_pack, day_pass, drop_in or trial.';
comment on column crm.membership_plans.price_minor is 'For one billing period, in minor units.';
comment on column crm.membership_plans.currency is 'ISO 4217 code of the price.';
comment on column crm.membership_plans.billing_period is 'How often it is paid; all but recurring plans are paid once.';
comment on column crm.membership_plans.billing_time is 'Whether a period starts on the day of joining (anniversary) or with the calendar.';
comment on column crm.membership_plans.class_limit is 'How many classes it gives; null is unlimited.';
comment on column crm.membership_plans.class_limit_period is 'What the limit counts in: day, week, billing_period, calendar_month or total.';
comment on column crm.membership_plans.guest_passes is 'How many guests one may bring in a billing period.';
comment on column crm.membership_plans.trial_days is 'Days before the first payment.';
comment on column crm.membership_plans.contract_length is 'Least number of billing periods.';
comment on column crm.membership_plans.features is 'What else it gives.';
comment on column crm.membership_plans.access_all_locations is 'Whether it is good at every location of the chain.';
comment on column crm.membership_plans.is_active is 'Whether it is sold.';
comment on column crm.membership_plans.is_visible is 'Whether members see it.';
comment on column crm.membership_plans.metadata is 'Anything else the gym keeps about it.';
comment on column crm.membership_plans.created_at is 'When it was made.';
comment on column crm.membership_plans.updated_at is 'When it last changed.';
comment on column crm.membership_plans.version is 'Moves with every change; what If-Match compares.';

alter table crm.membership_plans enable row level security;
alter table crm.membership_plans force row level security;
create policy add on crm.membership_plans for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,plans.manage,%'));
create policy change on crm.membership_plans for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,plans.manage,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,plans.manage,%'));

grant select,
  insert (organization_id, id, name, description, kind, price_minor, currency, billing_period, billing_time, class_limit,
    class_limit_period, guest_passes, trial_days, contract_length, features, access_all_locations, is_active, is_visible,
    metadata),
  update (name, description, kind, price_minor, currency, billing_period, billing_time, class_limit,
    class_limit_period, guest_passes, trial_days, contract_length, features, access_all_locations, is_active, is_visible,
    metadata)
  on crm.membership_plans to tryzore_app, tryzore_worker;

create trigger touch before update on crm.membership_plans for each row
  when (old.* is distinct from new.*) execute function private.touch();

create table crm.membership_plan_locations (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  membership_plan_id uuid not null,
  location_id uuid not null,
  root_organization_id uuid not null,
  created_at timestamptz not null default now(),
  constraint location_already_allowed primary key (organization_id, membership_plan_id, location_id),
  constraint membership_plan_not_found foreign key (organization_id, membership_plan_id)
    references crm.membership_plans (organization_id, id),
  -- Both lie under the same head: no plan opens the doors of another chain.
  constraint root_not_found foreign key (root_organization_id, organization_id)
    references crm.organizations (root_organization_id, id),
  constraint location_not_found foreign key (root_organization_id, location_id)
    references crm.organizations (root_organization_id, id)
);
create index plan_locations_by_root on crm.membership_plan_locations (organization_id, root_organization_id);
create index plan_locations_by_location on crm.membership_plan_locations (organization_id, root_organization_id, location_id);

comment on table crm.membership_plan_locations is 'Where a plan is good besides at the gym that sells it.';
comment on column crm.membership_plan_locations.organization_id is 'The gym that sells the plan.';
comment on column crm.membership_plan_locations.membership_plan_id is 'The plan.';
comment on column crm.membership_plan_locations.location_id is 'A location of the same chain.';
comment on column crm.membership_plan_locations.root_organization_id is 'The head of that chain.';
comment on column crm.membership_plan_locations.created_at is 'When it was allowed.';

alter table crm.membership_plan_locations enable row level security;
alter table crm.membership_plan_locations force row level security;
create policy view on crm.membership_plan_locations for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
create policy add on crm.membership_plan_locations for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,plans.manage,%'));
create policy remove on crm.membership_plan_locations for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,plans.manage,%'));

grant select, insert (organization_id, membership_plan_id, location_id, root_organization_id), delete
  on crm.membership_plan_locations to tryzore_app, tryzore_worker;

-- Memberships -----------------------------------------------------------------------------------------------

create table crm.memberships (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  membership_plan_id uuid not null,
  status text not null default 'pending',
  start_date date not null,
  end_date date,
  contract_end_date date,
  auto_renew boolean not null default true,
  next_billing_date date,
  last_payment_date date,
  classes_used integer not null default 0,
  classes_remaining integer,
  guest_passes_remaining integer not null default 0,
  usage_reset_date date,
  pause_date date,
  resume_date date,
  cancellation_date date,
  cancellation_reason text,
  payment_method text,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint membership_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint membership_plan_not_found foreign key (organization_id, membership_plan_id)
    references crm.membership_plans (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint membership_status_invalid check (
    status in ('pending', 'active', 'past_due', 'paused', 'cancelled', 'expired')),
  constraint end_date_invalid check (end_date >= start_date),
  constraint contract_end_date_invalid check (contract_end_date >= start_date),
  constraint classes_used_invalid check (classes_used >= 0),
  constraint no_classes_left check (classes_remaining >= 0),
  constraint no_guest_passes_left check (guest_passes_remaining >= 0),
  constraint classes_remaining_invalid check (classes_remaining <= 100000),
  constraint guest_passes_invalid check (guest_passes_remaining <= 1000),
  constraint time_invalid check (isfinite(start_date) and isfinite(end_date) is not false
    and isfinite(contract_end_date) is not false and isfinite(next_billing_date) is not false
    and isfinite(last_payment_date) is not false and isfinite(usage_reset_date) is not false
    and isfinite(pause_date) is not false and isfinite(resume_date) is not false
    and isfinite(cancellation_date) is not false),
  constraint resume_date_invalid check (resume_date > pause_date),
  constraint cancellation_reason_invalid check (char_length(cancellation_reason) between 1 and 1000),
  constraint payment_method_invalid check (char_length(payment_method) between 1 and 100),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);
create index memberships_by_client on crm.memberships (organization_id, client_id, start_date, id);
create index memberships_by_plan on crm.memberships (organization_id, membership_plan_id);
create index memberships_by_creator on crm.memberships (organization_id, created_by);
create index memberships_by_status on crm.memberships (organization_id, status, end_date, id);
create index memberships_by_billing on crm.memberships (organization_id, next_billing_date, id)
  where next_billing_date is not null;

comment on table crm.memberships is 'What a client has bought.';
comment on column crm.memberships.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.memberships.id is 'UUIDv7, made by the server.';
comment on column crm.memberships.client_id is 'The gym''s record of the person.';
comment on column crm.memberships.membership_plan_id is 'The plan.';
comment on column crm.memberships.status is 'pending, active, past_due, paused, cancelled or expired.';
comment on column crm.memberships.start_date is 'First day, on the gym''s calendar.';
comment on column crm.memberships.end_date is 'Last day, inclusive; null is open.';
comment on column crm.memberships.contract_end_date is 'Last day of the least term, inclusive.';
comment on column crm.memberships.auto_renew is 'Whether it goes on after its end.';
comment on column crm.memberships.next_billing_date is 'When it is paid next.';
comment on column crm.memberships.last_payment_date is 'When it was last paid.';
comment on column crm.memberships.classes_used is 'Classes used in the current period; kept by a trigger.';
comment on column crm.memberships.classes_remaining is 'Classes left in the current period; null is unlimited; counted down by a trigger, never negative.';
comment on column crm.memberships.guest_passes_remaining is 'Guests one may still bring in the current period.';
comment on column crm.memberships.usage_reset_date is 'When the counts start anew.';
comment on column crm.memberships.pause_date is 'First day of the current or next pause.';
comment on column crm.memberships.resume_date is 'First day after it.';
comment on column crm.memberships.cancellation_date is 'When it was or will be cancelled.';
comment on column crm.memberships.cancellation_reason is 'In the words of whoever cancelled.';
comment on column crm.memberships.payment_method is 'How it is paid.';
comment on column crm.memberships.created_by is 'Who sold it; null for an operator.';
comment on column crm.memberships.metadata is 'Anything else the gym keeps about it.';
comment on column crm.memberships.created_at is 'When it was made.';
comment on column crm.memberships.updated_at is 'When it last changed.';
comment on column crm.memberships.version is 'Moves with every change; what If-Match compares.';

alter table crm.memberships enable row level security;
alter table crm.memberships force row level security;
create policy definer on crm.memberships to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
create policy view on crm.memberships for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,memberships.view,%')
      or client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
              and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
              and mine.deleted_at is null)));
create policy add on crm.memberships for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,memberships.create,%'));
create policy change on crm.memberships for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,memberships.update,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,memberships.update,%'));

-- Members see what is offered to them and what they have.
create policy view on crm.membership_plans for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (is_visible or (select current_setting('app.can', true) like '%,memberships.view,%'
      or current_setting('app.can', true) like '%,plans.manage,%')
      or id = any (array(select held.membership_plan_id from crm.memberships held
        where held.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and held.client_id = (select mine.id from crm.client_organizations mine
            where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
              and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
              and mine.deleted_at is null)))));

grant select (organization_id, id, classes_used, classes_remaining, guest_passes_remaining),
  update (classes_used, classes_remaining, guest_passes_remaining) on crm.memberships to tryzore_definer;
grant select,
  insert (organization_id, id, client_id, membership_plan_id, status, start_date, end_date, contract_end_date, auto_renew, next_billing_date,
    last_payment_date, classes_remaining, guest_passes_remaining, usage_reset_date, pause_date, resume_date,
    cancellation_date, cancellation_reason, payment_method, metadata),
  update (membership_plan_id, status, start_date, end_date, contract_end_date, auto_renew, next_billing_date,
    last_payment_date, classes_remaining, guest_passes_remaining, usage_reset_date, pause_date, resume_date,
    cancellation_date, cancellation_reason, payment_method, metadata)
  on crm.memberships to tryzore_app, tryzore_worker;

create trigger touch before update on crm.memberships for each row
  when (old.* is distinct from new.*) execute function private.touch();

-- Use -------------------------------------------------------------------------------------------------------

create table crm.membership_usage (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  membership_id uuid not null,
  event_id uuid,
  usage_type text not null,
  used_at timestamptz not null default now(),
  notes text,
  created_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  reversed_at timestamptz,
  reversed_by uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint usage_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint membership_not_found foreign key (organization_id, membership_id)
    references crm.memberships (organization_id, id),
  constraint event_not_found foreign key (organization_id, event_id) references crm.events (organization_id, id),
  constraint creator_not_found foreign key (created_by) references crm.users (id),
  constraint reverser_not_found foreign key (reversed_by) references crm.users (id),
  constraint usage_type_invalid check (usage_type in ('class', 'guest_pass', 'gym_access', 'personal_training')),
  constraint reversed_by_invalid check (reversed_by is null or reversed_at is not null),
  constraint time_invalid check (isfinite(used_at) and isfinite(reversed_at) is not false),
  constraint notes_invalid check (char_length(notes) between 1 and 10000)
);
create unique index already_used on crm.membership_usage (organization_id, membership_id, event_id)
  where usage_type = 'class' and event_id is not null and reversed_at is null;
create index usage_by_membership on crm.membership_usage (organization_id, membership_id, used_at, id);
create index usage_by_event on crm.membership_usage (organization_id, event_id) where event_id is not null;
create index usage_by_creator on crm.membership_usage (organization_id, created_by);
create index usage_by_reverser on crm.membership_usage (organization_id, reversed_by) where reversed_by is not null;

comment on table crm.membership_usage is 'One use of a membership; taken back by a date, never deleted.';
comment on column crm.membership_usage.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.membership_usage.id is 'UUIDv7, made by the server.';
comment on column crm.membership_usage.membership_id is 'What was used.';
comment on column crm.membership_usage.event_id is 'What it was used for.';
comment on column crm.membership_usage.usage_type is 'class, guest_pass, gym_access or personal_training; a class and a guest pass count.';
comment on column crm.membership_usage.used_at is 'When.';
comment on column crm.membership_usage.notes is 'For the gym''s people.';
comment on column crm.membership_usage.created_by is 'Who recorded it; null for an operator.';
comment on column crm.membership_usage.reversed_at is 'When it was taken back.';
comment on column crm.membership_usage.reversed_by is 'Who took it back.';
comment on column crm.membership_usage.created_at is 'When it was made.';
comment on column crm.membership_usage.updated_at is 'When it last changed.';
comment on column crm.membership_usage.version is 'Moves with every change; what If-Match compares.';

alter table crm.membership_usage enable row level security;
alter table crm.membership_usage force row level security;
create policy view on crm.membership_usage for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,memberships.view,%')
      or membership_id = any (array(select held.id from crm.memberships held
        where held.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
          and held.client_id = (select mine.id from crm.client_organizations mine
      where mine.organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
              and mine.client_id = (select nullif(current_setting('app.client_id', true), '')::uuid)
              and mine.deleted_at is null)))));
create policy add on crm.membership_usage for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,memberships.update,%'));
create policy change on crm.membership_usage for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,memberships.update,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,memberships.update,%'));

grant select, insert (organization_id, id, membership_id, event_id, usage_type, used_at, notes),
  update (notes, reversed_at) on crm.membership_usage to tryzore_app, tryzore_worker;

create trigger touch before update on crm.membership_usage for each row
  when (old.* is distinct from new.*) execute function private.touch();

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.use_membership(p_organization uuid, p_membership uuid, p_classes integer, p_guest_passes integer)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  update crm.memberships m set classes_used = greatest(m.classes_used + p_classes, 0),
    classes_remaining = m.classes_remaining - p_classes,
    guest_passes_remaining = m.guest_passes_remaining - p_guest_passes
  where m.organization_id = p_organization and m.id = p_membership;
  if not found then
    raise exception 'the membership was not seen' using errcode = '23514', constraint = 'counter_lost';
  end if;
end
$$;
comment on function private.use_membership(uuid, uuid, integer, integer) is 'Counts down what is left, below zero refused by the table; a reset in between leaves what was used at zero.';

create function private.sign_reversal() returns trigger
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  new.reversed_by := case when new.reversed_at is not null then nullif(current_setting('app.user_id', true), '')::uuid end;
  return new;
end
$$;
comment on function private.sign_reversal() is 'Whoever takes a use back is named by the session.';

create function private.count_usage() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_had constant integer := (tg_op = 'UPDATE' and old.reversed_at is null)::integer;
  v_has constant integer := (new.reversed_at is null)::integer;
begin
  if v_has <> v_had and new.usage_type in ('class', 'guest_pass') then
    perform private.use_membership(new.organization_id, new.membership_id,
      case new.usage_type when 'class' then v_has - v_had else 0 end,
      case new.usage_type when 'guest_pass' then v_has - v_had else 0 end);
  end if;
  return null;
end
$$;
comment on function private.count_usage() is 'Keeps what is left on the membership, and refuses a use of nothing.';

grant execute on function private.count_usage(), private.sign_reversal() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger sign_reversal before update of reversed_at on crm.membership_usage
  for each row execute function private.sign_reversal();
create trigger count_usage after insert or update of reversed_at on crm.membership_usage
  for each row execute function private.count_usage();

select audit.follow('crm.membership_plans', 'membership_plan', 'id', 'organization_id',
  '{organization_id,id,name,description,kind,price_minor,currency,billing_period,billing_time,class_limit,class_limit_period,guest_passes,trial_days,contract_length,features,access_all_locations,is_active,is_visible,metadata}',
  p_derived => '{created_at,updated_at,version}');
select audit.follow('crm.membership_plan_locations', 'membership_plan_location', 'membership_plan_id', 'organization_id',
  '{organization_id,membership_plan_id,location_id,root_organization_id}',
  p_derived => '{created_at}');
select audit.follow('crm.memberships', 'membership', 'id', 'organization_id',
  '{organization_id,id,client_id,membership_plan_id,status,start_date,end_date,contract_end_date,auto_renew,next_billing_date,last_payment_date,classes_remaining,guest_passes_remaining,usage_reset_date,pause_date,resume_date,cancellation_date,payment_method,created_by}',
  p_personal => '{cancellation_reason,metadata}',
  p_derived => '{classes_used,created_at,updated_at,version}');
select audit.follow('crm.membership_usage', 'membership_usage', 'id', 'organization_id',
  '{organization_id,id,membership_id,event_id,usage_type,used_at,created_by,reversed_at,reversed_by}',
  p_personal => '{notes}',
  p_derived => '{created_at,updated_at,version}');
