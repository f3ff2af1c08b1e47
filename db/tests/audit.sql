-- Every change is recorded, personal values apart, and nothing recorded is changed.
begin;
select plan(52);
select tap.cast();
create function tap.last(p_type text, p_name text) returns audit.audit_logs language sql as $$
  select l.* from audit.audit_logs l where l.entity_type = p_type and l.entity_id = tap.id(p_name) order by l.id desc limit 1
$$;
create function tap.last_values(p_type text, p_name text) returns audit.personal_values language sql as $$
  select v.* from audit.personal_values v where v.id = (tap.last(p_type, p_name)).id
$$;

-- Created -------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $q$do $do$ begin
  perform set_config('app.request_id', 'request 1', true);
  insert into crm.client_organizations (id, first_name, last_name, sort_name, email, email_key, notes, member_number, date_of_birth)
  values (tap.id('gina'), 'Gina', 'Canary', 'canary gina', 'gina@example.org', 'gina@example.org', 'canary note', '12', '1990-02-03');
  end $do$$q$), '0', 'a client is added');
select is((l.action, l.organization_id, l.user_id, l.session_id, l.request_id, l.ip_address, l.user_agent, l.actor, l.old_values)::text,
  ('created', tap.id('north'), tap.id('staff'), tap.id('staff session'), 'request 1', '192.0.2.1'::inet, 'tests', null, null)::text, 'by whom, where, in which request')
from tap.last('client', 'gina') l;
select is(l.new_values, jsonb_build_object('id', tap.id('gina'), 'organization_id', tap.id('north'), 'status', 'active', 'is_home', true),
  'plain columns with their values, without nulls') from tap.last('client', 'gina') l;
select set_eq($$select unnest(l.hidden_columns) from tap.last('client', 'gina') l$$,
  array['first_name', 'last_name', 'email', 'notes', 'date_of_birth', 'metadata', 'member_number'], 'personal columns by name');
select is(v.new_values, '{"first_name": "Gina", "last_name": "Canary", "email": "gina@example.org", "notes": "canary note", "date_of_birth": "1990-02-03", "metadata": {}, "member_number": "12"}', 'their values apart')
from tap.last_values('client', 'gina') v;
select is((v.organization_id, v.entity_type, v.entity_id)::text, (tap.id('north'), 'client', tap.id('gina'))::text, 'where erasing finds them') from tap.last_values('client', 'gina') v;
select is((select count(*) from audit.audit_logs l where l::text ilike '%canary%'), 0::bigint, 'no personal value stands in the log');
select ok(substr(l.id::text, 15, 1) = '7', 'entries have UUIDs of version 7') from tap.last('client', 'gina') l;

-- Updated -------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$update crm.client_organizations set status = 'inactive', notes = null, phone = '1', phone_key = '1' where id = tap.id('gina')$$), '1', 'a client is changed');
select is((l.action, l.old_values, l.new_values)::text, ('updated', '{"status": "active"}'::jsonb, '{"status": "inactive"}'::jsonb)::text, 'what changed, before and after') from tap.last('client', 'gina') l;
select set_eq($$select unnest(l.hidden_columns) from tap.last('client', 'gina') l$$, array['notes', 'phone'], 'personal ones by name');
select is((v.old_values, v.new_values)::text, ('{"notes": "canary note", "phone": null}'::jsonb, '{"notes": null, "phone": "1"}'::jsonb)::text, 'their values apart') from tap.last_values('client', 'gina') v;
select is(tap.perform('staff', 'north', $$update crm.client_organizations set status = 'lead' where id = tap.id('gina')$$), '1', 'only a plain column changes');
select is((l.hidden_columns, tap.last_values('client', 'gina') is null)::text, '({},t)', 'nothing is written apart') from tap.last('client', 'gina') l;
create view tap.entries as select count(*) as entries from audit.audit_logs where entity_type = 'client';
create table tap.before as select * from tap.entries;
select is(tap.perform('staff', 'north', $$update crm.client_organizations set sort_name = 'canary gin' where id = tap.id('gina')$$), '1', 'a derived column changes');
update crm.client_organizations set visit_count = visit_count + 1, last_visit_at = now() where id = tap.id('gina');
select is(tap.perform('staff', 'north', $$update crm.client_organizations set first_name = first_name$$), '4', 'nothing changes');
select is(tap.perform('staff', 'north', $$update crm.client_organizations set first_name = 'X' where id = tap.id('dora')$$), '0', 'no row changes');
select results_eq('select * from tap.entries', 'select * from tap.before', 'none of which is an entry');
select is(tap.perform('staff', 'north', $$update crm.client_organizations set status = 'archived'$$), '4', 'many change at once');
select results_eq('select * from tap.entries', 'select entries + 4 from tap.before', 'an entry each');

-- Deleted -------------------------------------------------------------------------------------------------
delete from crm.client_organizations where id = tap.id('gina');
select is((l.action, l.new_values, l.old_values ->> 'status', 'first_name' = any (l.hidden_columns))::text, ('deleted', null, 'archived', true)::text, 'a removed row') from tap.last('client', 'gina') l;
select is(v.old_values ->> 'first_name', 'Gina', 'with its personal values apart') from tap.last_values('client', 'gina') v;

-- Elsewhere -----------------------------------------------------------------------------------------------
select is(tap.perform('operator', 'north', $$update crm.organizations set status = 'suspended'$$), '1', 'an operator suspends');
select is((l.actor, l.user_id, l.organization_id, l.new_values)::text, ('operator', null, tap.id('north'), '{"status": "suspended"}'::jsonb)::text, 'by name') from tap.last('organization', 'north') l;
select is(tap.perform('operator', 'north', $$update crm.organizations set status = 'active'$$), '1', 'and reinstates');
select is(tap.perform('owner', 'north', $$update crm.user_organizations set role = 'staff' where user_id = tap.id('trainer')$$), '1', 'a role changes');
select is((l.user_id, l.old_values, l.new_values)::text, (tap.id('owner'), '{"role": "trainer"}'::jsonb, '{"role": "staff"}'::jsonb)::text, 'by whom, from what to what') from tap.last('user_organization', 'trainer') l;
select is(tap.perform('owner', 'north', $$update crm.users set phone = '5' where id = tap.id('owner')$$), '1', 'a person changes themselves inside a gym');
select is((l.organization_id, l.hidden_columns, v.organization_id, v.new_values)::text, (tap.id('north'), '{phone}'::text[], null, '{"phone": "5"}'::jsonb)::text, 'the gym learns that, not what')
from tap.last('user', 'owner') l, tap.last_values('user', 'owner') v;
update crm.clients set medical_statement = '\xcafe' where id = tap.id('member profile');
select is((l.hidden_columns, l.new_values, v.new_values)::text, ('{medical_statement}'::text[], '{}'::jsonb, '{"medical_statement": "\\xcafe"}'::jsonb)::text, 'medical columns as personal ones')
from tap.last('client_profile', 'member profile') l, tap.last_values('client_profile', 'member profile') v;
select is((l.action, l.organization_id, l.user_id, l.session_id)::text, ('created', tap.id('north'), tap.id('owner'), tap.id('owner session'))::text, 'a sign-in') from tap.last('session', 'owner session') l;
select lives_ok($$select private.close_session(tap.id('admin session'))$$, 'a sign-out');
select is((l.user_id, l.new_values ->> 'revoked_reason')::text, (tap.id('admin'), 'closed')::text, 'is recorded') from tap.last('session', 'admin session') l;
-- Fault: a column nobody classified is treated as personal.
savepoint fault;
alter table crm.client_organizations add column allergies text;
update crm.client_organizations set allergies = 'canary nuts' where id = tap.id('anna');
select is((l.hidden_columns, l.new_values, v.new_values)::text, ('{allergies}'::text[], '{}'::jsonb, '{"allergies": "canary nuts"}'::jsonb)::text, 'an unclassified column stays out of the log')
from tap.last('client', 'anna') l, tap.last_values('client', 'anna') v;
rollback to fault;

-- Read ----------------------------------------------------------------------------------------------------
select ok(tap.answer('owner', 'north', 'select count(*)::text from audit.audit_logs')::integer > 5, 'an owner reads the log');
select ok(tap.answer('owner', 'north', 'select count(*)::text from audit.personal_values')::integer > 2, 'and the values');
select is(tap.answer('owner', 'north', $$select count(*)::text from audit.audit_logs where organization_id is distinct from tap.id('north')$$), '0', 'of the gym alone');
select is(tap.answer(a.name, 'north', 'select ((select count(*) from audit.audit_logs) + (select count(*) from audit.personal_values))::text'), '0', a.name || ' does not')
from unnest('{staff,trainer,member}'::text[]) a (name);

-- Kept ----------------------------------------------------------------------------------------------------
select is(tap.attempt(r.role, null, s.statement), '42501 audit_append_only', r.role || ': ' || s.statement)
from (values ('tryzore_owner')) r (role)
cross join (values ('update audit.audit_logs set action = ''created'''), ('delete from audit.audit_logs'), ('truncate audit.audit_logs'),
  ('update audit.personal_values set new_values = null'), ('delete from audit.audit_logs_default'), ('truncate audit.audit_logs_default'),
  ('truncate audit.personal_values'), ('update audit.personal_values_default set new_values = null')) s (statement);
select is(tap.attempt('tryzore_owner', null, 'delete from audit.personal_values'), '0', 'the owner erases no values');
select is(tap.attempt(a.name, 'north', 'delete from audit.audit_logs'), '42501', a.name || ' deletes nothing')
from unnest('{owner,operator}'::text[]) a (name);
select is(tap.attempt('owner', 'north', $$insert into audit.audit_logs (id, action, entity_type, entity_id, organization_id) values (gen_random_uuid(), 'created', 'x', gen_random_uuid(), tap.id('north'))$$),
  '42501', 'and nobody writes an entry by hand');

select * from finish();
rollback;
