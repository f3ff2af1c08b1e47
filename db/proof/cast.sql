-- The gyms and people of the proof, and a row of every table in each gym. Chain owns North; South is where the people
-- of North have another role; Rival is nobody's of them. A row is called "<gym> <thing>" or "<gym> <person> <thing>".
begin;
create schema proof;
create function proof.id(p_name text) returns uuid language sql immutable as $$ select md5(p_name)::uuid $$;

create function proof.people() returns text[] language sql immutable as $$
  select '{owner,admin,staff,trainer,member,parent_owner}'::text[]
$$;

create function proof.sign_up(p_person text) returns void language sql as $$
  select private.sign_up(proof.id(p_person), replace(p_person, ' ', '.') || '@example.org', replace(p_person, ' ', '.') || '@example.org',
    'Person', 'Of proof', 'scrypt$hash-of-' || p_person);
  insert into crm.clients (id, user_id) values (proof.id(p_person || ' profile'), proof.id(p_person))
$$;

create function proof.add_client(p_gym text, p_name text, p_person text) returns void language sql as $$
  insert into crm.client_organizations (organization_id, id, client_id, first_name, last_name, sort_name)
  values (proof.id(p_gym), proof.id(p_gym || ' ' || p_name), proof.id(p_person || ' profile'), 'Client', 'Of proof', lower(p_name) || ' of proof')
$$;

-- What a person has in a gym as its client; `p_name` is empty for the gym's somebody.
create function proof.furnish_client(p_gym text, p_name text, p_plan text) returns void language sql as $$
  insert into crm.event_participants (organization_id, id, event_id, client_id)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' booking'), proof.id(p_gym || ' event'), proof.id(p_gym || p_name || ' client'));
  insert into crm.booking_decisions (organization_id, id, booking_id, act, outcome)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' decision'), proof.id(p_gym || p_name || ' booking'), 'book', 'allowed');
  insert into crm.check_ins (organization_id, id, client_id, source, verdict)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' check in'), proof.id(p_gym || p_name || ' client'), 'search', 'allow');
  insert into crm.ledger_transactions (organization_id, id, kind, client_id)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' fee'), 'no_show_fee', proof.id(p_gym || p_name || ' client'));
  insert into crm.ledger_entries (organization_id, id, transaction_id, account, amount_minor, currency)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' debt'), proof.id(p_gym || p_name || ' fee'), 'receivable', 100, 'EUR'),
    (proof.id(p_gym), proof.id(p_gym || p_name || ' income'), proof.id(p_gym || p_name || ' fee'), 'no_show_fees', -100, 'EUR');
  insert into crm.memberships (organization_id, id, client_id, membership_plan_id, start_date, classes_remaining)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' membership'), proof.id(p_gym || p_name || ' client'),
    proof.id(p_gym || ' ' || p_plan), '2036-01-01', 1);
  insert into crm.membership_usage (organization_id, id, membership_id, usage_type)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' usage'), proof.id(p_gym || p_name || ' membership'), 'gym_access');
$$;

-- What a person has in a gym by belonging to it.
create function proof.furnish_person(p_gym text, p_name text, p_person text, p_hour integer) returns void language sql as $$
  insert into crm.events (organization_id, id, event_type, title, instructor_id, starts_at, ends_at)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' event'), 'class', 'Class', proof.id(p_person),
    '2036-01-01'::timestamptz + p_hour * interval '1 hour', '2036-01-01'::timestamptz + (p_hour + 1) * interval '1 hour');
  insert into crm.events (organization_id, id, event_type, title, instructor_id, starts_at, ends_at)
  select proof.id(p_gym), proof.id(p_gym || p_name || tour), 'tour', 'Tour', proof.id(p_person),
    '2036-03-01'::timestamptz + (2 * p_hour + n) * interval '1 hour', '2036-03-01'::timestamptz + (2 * p_hour + n + 1) * interval '1 hour'
  from unnest('{" tour"," bare tour"}'::text[]) with ordinality t (tour, n);
  insert into crm.tours (organization_id, id) values (proof.id(p_gym), proof.id(p_gym || p_name || ' tour'));
  insert into crm.notifications (organization_id, id, user_id, type, title, message)
  values (proof.id(p_gym), proof.id(p_gym || p_name || ' notification'), proof.id(p_person), 'news', 'News', 'Good ones');
  insert into crm.notification_preferences (organization_id, user_id) values (proof.id(p_gym), proof.id(p_person));
  insert into jobs.mails (id, organization_id, user_id, recipient, template, language, topic, contents)
  values (proof.id(p_gym || p_name || ' mail'), proof.id(p_gym), proof.id(p_person), 'somebody@example.org', 'news', 'en', 'news', '{"link": "secret"}');
$$;

-- A job of a gym; one that runs is held under the lease 1, another waits for a time when all is over.
create function proof.add_job(p_gym text, p_name text, p_person text, p_is_running boolean) returns void language sql as $$
  insert into jobs.jobs (id, organization_id, user_id, kind, payload, state, run_at, max_attempts, attempts, lease, leased_until, worker)
  values (proof.id(p_gym || ' ' || p_name), proof.id(p_gym), proof.id(p_person), 'mail.send', '{"link": "secret"}',
    case when p_is_running then 'running' else 'queued' end, now() + case when p_is_running then interval '0' else interval '1 year' end, 2, p_is_running::integer, p_is_running::integer,
    case when p_is_running then now() + interval '1 year' end, 'proof')
$$;

create function proof.furnish(p_gym text, p_root text, p_people text[]) returns void language plpgsql as $$
declare
  v_gym constant uuid := proof.id(p_gym);
  v_person text;
begin
  perform set_config('app.scope', array[v_gym]::text, true);
  perform private.operator_add_person(v_gym, proof.id(p_gym || ' somebody'), 'member', null, false);
  insert into crm.role_definitions (organization_id, id, name, permissions) values (v_gym, proof.id(p_gym || ' coach'), 'Coach', '{rooms.manage}'),
    (v_gym, proof.id(p_gym || ' auditor'), 'Auditor', '{audit.view}');
  insert into crm.tags (organization_id, id, name, type) values (v_gym, proof.id(p_gym || ' tag'), 'Tag', 'custom'),
    (v_gym, proof.id(p_gym || ' other tag'), 'Other', 'custom');
  insert into crm.rooms (organization_id, id, name) values (v_gym, proof.id(p_gym || ' room'), 'Room');
  insert into crm.calendar_feeds (organization_id, id, user_id, kind, room_id, token_hash)
  values (v_gym, proof.id(p_gym || ' room feed'), proof.id(p_gym || ' colleague'), 'room', proof.id(p_gym || ' room'), sha256('room')),
    (v_gym, proof.id(p_gym || ' own feed'), proof.id(p_gym || ' colleague'), 'member', null, sha256('own'));
  insert into crm.event_templates (organization_id, id, name) values (v_gym, proof.id(p_gym || ' template'), 'Template');
  insert into crm.event_series (organization_id, id, title, recurring_pattern, starts_on, start_time, duration_minutes, time_zone)
  values (v_gym, proof.id(p_gym || ' series'), 'Series', 'FREQ=WEEKLY', '2036-01-01', '10:00', 60, 'UTC');
  insert into crm.membership_plans (organization_id, id, name, kind, price_minor, currency, billing_period, is_visible)
  values (v_gym, proof.id(p_gym || ' plan'), 'Plan', 'drop_in', 100, 'EUR', 'once', true),
    (v_gym, proof.id(p_gym || ' hidden plan'), 'Hidden', 'drop_in', 100, 'EUR', 'once', false),
    (v_gym, proof.id(p_gym || ' held plan'), 'Held', 'drop_in', 100, 'EUR', 'once', false);
  insert into crm.membership_plan_locations (organization_id, membership_plan_id, location_id, root_organization_id)
  values (v_gym, proof.id(p_gym || ' plan'), v_gym, proof.id(p_root));

  perform proof.add_client(p_gym, 'client', p_gym || ' somebody'), proof.add_client(p_gym, 'plain', null);
  insert into private.medical_keys (organization_id, id, wrapped) values (v_gym, 'key', decode(repeat('00', 60), 'hex'));
  insert into crm.client_medical (organization_id, client_id, note, key_id, fields)
  values (v_gym, proof.id(p_gym || ' client'), decode(repeat('00', 29), 'hex'), 'key', '{}');
  insert into crm.medical_disclosures (organization_id, id, client_id, user_id, reason)
  values (v_gym, proof.id(p_gym || ' disclosure'), proof.id(p_gym || ' client'), proof.id(p_gym || ' colleague'), 'Asked');
  insert into crm.client_import_rows (organization_id, import_id, client_id, row_number)
  values (v_gym, proof.id(p_gym || ' import'), proof.id(p_gym || ' client'), 1);
  insert into crm.client_merges (organization_id, id, client_id, merged, kept_before, kept_after, moved, dropped, cancelled)
  values (v_gym, proof.id(p_gym || ' merged'), proof.id(p_gym || ' client'), '{}', '{}', '{}', '[]', '[]', '[]');
  insert into crm.client_notes (organization_id, id, client_id, body, created_by)
  values (v_gym, proof.id(p_gym || ' note'), proof.id(p_gym || ' client'), 'Note', proof.id(p_gym || ' somebody'));
  insert into crm.client_guardians (organization_id, id, client_id, guardian_id)
  values (v_gym, proof.id(p_gym || ' guardian'), proof.id(p_gym || ' client'), proof.id(p_gym || ' plain'));
  insert into crm.client_claim_codes (organization_id, client_id, code_hash) values (v_gym, proof.id(p_gym || ' plain'), sha256('code'));
  insert into crm.invitations (organization_id, id, email, email_key, role, client_id, token_hash)
  values (v_gym, proof.id(p_gym || ' invitation'), 'work@example.org', 'work@example.org', 'trainer', null, sha256(convert_to(p_gym, 'UTF8')));
  insert into crm.consents (organization_id, id, client_id, kind, status, source)
  values (v_gym, proof.id(p_gym || ' consent'), proof.id(p_gym || ' client'), 'photos', 'given', 'paper');
  insert into crm.imports (organization_id, id, row_count, byte_count) values (v_gym, proof.id(p_gym || ' file import'), 1, 1);
  insert into crm.exports (organization_id, id, content, format, requested_by)
  values (v_gym, proof.id(p_gym || ' list export'), 'listClients', 'csv', proof.id(p_gym || ' colleague'));
  insert into private.staged_rows (import_id, title, number, content) values (proof.id(p_gym || ' staged'), 'crm.tags', 1, '{}');
  insert into private.transfer_files (organization_id, id, part, file)
  values (v_gym, proof.id(p_gym || ' file import'), 'file', 'x'), (v_gym, proof.id(p_gym || ' list export'), 'file', 'x');
  insert into crm.privacy_exports (organization_id, id, client_id)
  values (v_gym, proof.id(p_gym || ' export'), proof.id(p_gym || ' client')), (v_gym, proof.id(p_gym || ' other export'), proof.id(p_gym || ' client'));
  insert into private.export_files (organization_id, id, client_id, file)
  values (v_gym, proof.id(p_gym || ' export'), proof.id(p_gym || ' client'), '');
  insert into crm.privacy_erasures (organization_id, id, client_id)
  values (v_gym, proof.id(p_gym || ' erasure'), proof.id(p_gym || ' client'));
  perform proof.furnish_person(p_gym, '', p_gym || ' colleague', 0);
  perform proof.furnish_client(p_gym, '', 'plan');
  insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at, max_participants, staff_capacity)
  values (v_gym, proof.id(p_gym || ' open'), 'class', 'Open', '2036-01-02 10:00Z', '2036-01-02 11:00Z', 1, 2),
    (v_gym, proof.id(p_gym || ' full'), 'class', 'Full', '2036-01-02 10:00Z', '2036-01-02 11:00Z', 0, 1);
  insert into crm.taggables (organization_id, id, tag_id, taggable_type, taggable_id)
  values (v_gym, proof.id(p_gym || ' tagged'), proof.id(p_gym || ' tag'), 'client', proof.id(p_gym || ' client')),
    (v_gym, proof.id(p_gym || ' tagged person'), proof.id(p_gym || ' tag'), 'user', proof.id(p_gym || ' colleague')),
    (v_gym, proof.id(p_gym || ' tagged event'), proof.id(p_gym || ' tag'), 'event', proof.id(p_gym || ' event'));

  insert into crm.segments (organization_id, id, name, rules) values (v_gym, proof.id(p_gym || ' segment'), 'Segment', '{}');
  insert into crm.segment_members (organization_id, segment_id, client_id, joined_at)
  values (v_gym, proof.id(p_gym || ' segment'), proof.id(p_gym || ' client'), '2036-01-01');
  insert into crm.segments (organization_id, id, name, rules, needs)
  values (v_gym, proof.id(p_gym || ' contact segment'), 'Contact', '{}', '{clients.contact.view}');
  insert into crm.segment_members (organization_id, segment_id, client_id, joined_at)
  values (v_gym, proof.id(p_gym || ' contact segment'), proof.id(p_gym || ' client'), '2036-01-01');
  insert into crm.saved_filters (organization_id, id, user_id, name, resource, query, is_shared)
  values (v_gym, proof.id(p_gym || ' saved filter'), proof.id(p_gym || ' colleague'), 'Shared', 'clients', '{}', true),
    (v_gym, proof.id(p_gym || ' private filter'), proof.id(p_gym || ' colleague'), 'Private', 'clients', '{}', false);

  perform proof.add_job(p_gym, 'job', null, true), proof.add_job(p_gym, 'somebody job', p_gym || ' somebody', false);

  foreach v_person in array p_people loop
    perform proof.add_client(p_gym, v_person || ' client', v_person);
    perform proof.furnish_client(p_gym, ' ' || v_person, 'held plan');
    insert into crm.privacy_exports (organization_id, id, client_id, requested_by)
    values (v_gym, proof.id(p_gym || ' ' || v_person || ' export'), proof.id(p_gym || ' client'), proof.id(v_person));
    insert into crm.saved_filters (organization_id, id, user_id, name, resource, query)
    values (v_gym, proof.id(p_gym || ' ' || v_person || ' saved filter'), proof.id(v_person), 'Mine', 'clients', '{}');
    insert into crm.calendar_feeds (organization_id, id, user_id, kind, token_hash)
    values (v_gym, proof.id(p_gym || ' ' || v_person || ' feed'), proof.id(v_person), 'member', sha256('member'));
    perform proof.add_job(p_gym, v_person || ' job', v_person, false), proof.add_job(p_gym, v_person || ' running job', v_person, true);
    if exists (select from crm.user_organizations where organization_id = v_gym and user_id = proof.id(v_person)) then
      perform proof.furnish_person(p_gym, ' ' || v_person, v_person, 1);
    end if;
  end loop;
end
$$;

create function proof.sign_in(p_person text, p_gym text, p_session text) returns void language sql as $$
  select from private.open_session(proof.id(p_session), proof.id(p_person), proof.id(p_gym), proof.id(p_session || ' family'),
    decode(repeat('a0', 32), 'hex'), now() + interval '1 day', 'proof', '192.0.2.1')
$$;

-- A chain of its own for what changes it: "<name> parent" above "<name> gym", with a spare owner each, a trainer who
-- is signed in to the gym, the parent's owner, who is too, and a running job of the gym.
create function proof.chain(p_name text) returns void language plpgsql as $$
declare
  v_gym constant uuid := proof.id(p_name || ' gym');
  v_parent constant uuid := proof.id(p_name || ' parent');
  v_slug constant text := 'gym-' || substr(md5(p_name), 1, 16);
begin
  insert into crm.users (id, email, first_name, last_name)
  select proof.id(p_name || ' ' || person), 'somebody@example.org', 'Person', 'Of proof' from unnest('{owner,spare,trainer}'::text[]) person;
  perform private.operator_create_organization(v_parent, proof.id(p_name || ' owner'), 'Parent', v_slug || '-parent', 'UTC', 'EUR', null, null);
  perform private.operator_add_person(v_parent, proof.id(p_name || ' spare'), 'owner', null, false);
  perform private.operator_create_organization(v_gym, proof.id(p_name || ' spare'), 'Gym', v_slug, 'UTC', 'EUR', null, v_parent);
  perform private.operator_add_person(v_gym, proof.id(p_name || ' trainer'), 'trainer', null, false);
  insert into crm.role_definitions (organization_id, id, name, permissions) values (v_gym, proof.id(p_name || ' coach'), 'Coach', '{rooms.manage}');
  perform proof.add_job(p_name || ' gym', 'job', null, true);
  perform proof.sign_in(p_name || ' trainer', p_name || ' gym', p_name || ' trainer session');
  perform proof.sign_in(p_name || ' owner', p_name || ' gym', p_name || ' owner session');
end
$$;

select proof.sign_up(person) from unnest(proof.people() || '{stranger,granted,restricted,coach,banned,archived,unlinked}'::text[]
  || '{north colleague,north somebody,south colleague,south somebody,rival colleague,rival somebody,chain colleague,chain somebody}'::text[]) person;
select private.operator_create_organization(proof.id(gym), proof.id(owner), initcap(gym), gym, 'UTC', 'EUR', null, proof.id(parent))
from (values ('chain', 'parent_owner', null), ('north', 'owner', 'chain'), ('south', 'south colleague', null), ('rival', 'rival colleague', null)) v (gym, owner, parent);
select private.operator_add_person(proof.id(gym), proof.id(person), role, null, false)
from (values ('north', 'admin', 'admin'), ('north', 'staff', 'staff'), ('north', 'trainer', 'trainer'), ('north', 'member', 'member'),
  ('north', 'north colleague', 'staff'), ('north', 'granted', 'trainer'), ('north', 'restricted', 'staff'), ('north', 'coach', 'trainer'),
  ('north', 'banned', 'member'), ('north', 'archived', 'member'), ('north', 'unlinked', 'member'), ('chain', 'chain colleague', 'staff'),
  -- Elsewhere everybody is somebody else: rights that were carried over would show.
  ('south', 'owner', 'member'), ('south', 'admin', 'staff'), ('south', 'staff', 'owner'), ('south', 'trainer', 'admin'),
  ('south', 'member', 'trainer'), ('south', 'parent_owner', 'owner')) v (gym, person, role);
select proof.furnish(gym, root, people)
from (values ('north', 'chain', proof.people()), ('south', 'south', proof.people()), ('rival', 'rival', '{}'::text[]), ('chain', 'chain', '{}'::text[])) v (gym, root, people);
insert into private.budgets (name, key, spent_until) values ('proof', decode(repeat('00', 32), 'hex'), now() + interval '1 year');
insert into private.devices (user_id, hash) values (proof.id('stranger'), decode(repeat('00', 32), 'hex'));
insert into private.mail_tokens (user_id, purpose, hash, expires_at)
values (proof.id('stranger'), 'password_reset', decode(repeat('00', 32), 'hex'), now() + interval '1 year');
-- Not confirmed: it asks nothing of anybody.
insert into private.second_factors (user_id, seed) values (proof.id('stranger'), decode(repeat('00', 60), 'hex'));
insert into private.recovery_codes (user_id, hash) values (proof.id('stranger'), decode(repeat('00', 32), 'hex'));
insert into private.authorizations (state_hash, browser_hash, provider, expires_at)
values (decode(repeat('00', 32), 'hex'), decode(repeat('00', 32), 'hex'), 'oidc', now() + interval '1 year');
insert into private.workos_environments (issuer, seen_at) values ('https://proof', now() - interval '1 year');
insert into private.workos_organizations (organization_id, workos_id, name, changed_at) values (proof.id('north'), 'org_proof', 'North', now());
insert into private.workos_memberships (workos_id, workos_organization_id, workos_user_id, role, status, changed_at)
values ('om_proof', 'org_proof', 'user_proof', 'staff', 'active', now());
insert into private.workos_events (id) values ('event_proof');
insert into private.onboardings (id, token_hash, expires_at)
values (proof.id('onboarding'), decode(repeat('00', 32), 'hex'), now() + interval '1 year');
insert into jobs.schedules (name, kind, cron, time_zone, next_at) values ('proof', 'jobs.clean', '0 3 * * *', 'UTC', now() + interval '1 year');

-- People whose rights are not those of their role.
select proof.add_client('north', person || ' client', person) from unnest('{banned,archived,restricted}'::text[]) person;
update crm.client_organizations set status = v.status from (values ('banned'), ('archived')) v (status) where id = proof.id('north ' || v.status || ' client');
update crm.user_organizations set permissions = v.permissions from (values
    ('granted', '{"grant": ["events.create", "jobs.view", "clients.medical.update"]}'::jsonb),
    ('restricted', '{"grant": ["clients.medical.view"], "deny": ["clients.view", "events.view", "bookings.manage"]}')) v (person, permissions)
where user_id = proof.id(v.person);
update crm.user_organizations set role_definition_id = proof.id('north coach') where user_id = proof.id('coach');
select set_config('app.scope', '', true);
insert into private.idempotency_keys (organization_id, user_id, operation, key, body_hash, answer_status, answer)
values (proof.id('north'), proof.id('member'), 'POST /v1/proof', proof.id('key'), sha256(''), 201, '');

select proof.sign_in(person, 'north', person || ' session'), proof.sign_in(person, 'north', person || ' ended session')
from unnest(proof.people() || '{granted,restricted,coach,banned,archived,unlinked}'::text[]) person;
insert into private.provider_sessions (session_id, issuer, provider_session) values (proof.id('trainer session'), 'https://proof', 'session_proof');
select private.close_session(proof.id(person || ' ended session')) from unnest(proof.people()) person;
commit;
