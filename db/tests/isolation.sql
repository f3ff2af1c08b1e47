-- Without a door nothing is seen or changed; inside one gym nothing of another is. Every table, every verb.
begin;
select plan(25);
select tap.cast();
select tap.add_job(v.name, v.gym, v.person) from (values ('job north', 'north', 'member'), ('job south', 'south', 'other owner'), ('job nowhere', null, null)) v (name, gym, person);

create view tap.attempts as
select n.nspname || '.' || c.relname as title, n.nspname as schema, v.verb, case v.verb
    when 'select' then format('select 1 from %I.%I', n.nspname, c.relname)
    when 'insert' then format('insert into %I.%I default values', n.nspname, c.relname)
    when 'update' then format('update %I.%I set %I = %2$I.%3$I', n.nspname, c.relname, coalesce(writable.name, fallback.name))
    when 'delete' then format('delete from %I.%I', n.nspname, c.relname)
  end as statement,
  tenant.name is not null as is_tenant
from pg_class c join pg_namespace n on n.oid = c.relnamespace
cross join unnest('{select,insert,update,delete}'::text[]) v (verb)
-- A column the application may write, so that the policy is what is tried and not the grant alone.
cross join lateral (select min(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  and has_column_privilege('tryzore_app', c.oid, a.attnum, 'update')) writable (name)
cross join lateral (select min(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  and a.attgenerated = '') fallback (name)
cross join lateral (select min(a.attname) from pg_attribute a where a.attrelid = c.oid and a.attname = 'organization_id' and not a.attisdropped
  and has_column_privilege('tryzore_app', c.oid, a.attnum, 'select')) tenant (name)
where c.relkind in ('r', 'p') and n.nspname in ('crm', 'private', 'audit', 'jobs');

select cmp_ok((select count(*) from tap.attempts), '>=', 4 * 25::bigint, 'every table is tried');
select cmp_ok((select count(*) from tap.attempts where is_tenant), '>=', 4 * 5::bigint, 'and enough of them are tenant tables');

-- No context ----------------------------------------------------------------------------------------------
create view tap.seen_by_nobody as
select r.role, a.title, a.verb, tap.attempt(r.role, null, a.statement) as outcome
from tap.attempts a cross join unnest('{tryzore_app,tryzore_worker,tryzore_migrator,tryzore_definer,tryzore_owner}'::text[]) r (role);
create view tap.open_to_nobody as
select s.role, s.title, s.verb, s.outcome from tap.seen_by_nobody s
where s.outcome not in ('0', '42501', '42501 audit_append_only');

select is_empty($$select * from tap.open_to_nobody where role in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator')$$,
  'without a door no runtime role sees or changes anything');
-- What the definer reaches without a scope: its own tables of private and jobs, and the three tables no organization owns.
select is_empty($$select * from tap.open_to_nobody where role = 'tryzore_definer' and outcome <> '23502'
  and title not in ('crm.organizations', 'crm.users', 'crm.clients', 'audit.audit_logs', 'audit.personal_values') and title !~ '^(private|jobs)\.'$$,
  'without a scope the definer sees no tenant row');
select is_empty($$select * from tap.open_to_nobody where role = 'tryzore_owner'
  and title not in ('private.migrations', 'private.permissions', 'private.role_permissions', 'private.audited_tables', 'private.retention_rules')$$,
  'the owner sees what migrations write and nothing else');
savepoint fault;
alter policy view on crm.client_organizations using (true);
select set_eq($$select role || ' ' || outcome from tap.open_to_nobody where title = 'crm.client_organizations' and verb = 'select'$$,
  array['tryzore_app 5', 'tryzore_worker 5'], 'a policy that lets nobody in is found');
rollback to fault;
savepoint fault;
alter table private.sessions disable row level security;
grant select on private.sessions to tryzore_app;
select isnt_empty($$select * from tap.open_to_nobody where title = 'private.sessions' and role = 'tryzore_app'$$, 'a private table laid open is found');
rollback to fault;

savepoint fault;
alter policy view on jobs.jobs using (organization_id is not distinct from (select nullif(current_setting('app.org_id', true), '')::uuid));
select set_eq($$select role || ' ' || outcome from tap.open_to_nobody where title = 'jobs.jobs' and verb = 'select' and role <> 'tryzore_definer'$$,
  array['tryzore_app 1', 'tryzore_worker 1'], 'a policy that shows the installation''s duties is found');
rollback to fault;

-- After a commit the setting is an empty string, not null.
set local app.org_id = '';
set local app.user_id = '';
set local app.scope = '';
select is_empty($$select * from tap.open_to_nobody where role in ('tryzore_app', 'tryzore_worker')$$, 'what an earlier transaction leaves behind opens nothing');
select is_empty($$select * from tap.open_to_nobody where role = 'tryzore_definer' and title = 'crm.client_organizations'$$, 'nor to the definer');

-- Another gym ---------------------------------------------------------------------------------------------
create view tap.foreign_touches as
select actor.name as actor, a.title, a.verb,
  case a.verb
    when 'select' then tap.attempt(actor.name, 'north', a.statement || ' where organization_id = tap.id(''south'')')
    when 'update' then tap.attempt(actor.name, 'north', a.statement || ' where organization_id = tap.id(''south'')')
    when 'delete' then tap.attempt(actor.name, 'north', a.statement || ' where organization_id = tap.id(''south'')')
    when 'insert' then tap.attempt(actor.name, 'north', replace(a.statement, 'default values', '(organization_id) values (tap.id(''south''))'))
  end as outcome
from tap.attempts a cross join unnest('{owner,admin,staff,trainer,member,operator}'::text[]) actor (name)
where a.is_tenant;
select cmp_ok((select count(*) from tap.foreign_touches), '>=', 6 * 20::bigint, 'every actor is tried on every tenant table');
select is_empty($$select * from tap.foreign_touches where outcome not in ('0', '42501', '42501 audit_append_only')$$,
  'from inside one gym nobody sees, adds, changes or removes a row of another');
savepoint fault;
alter policy view on crm.client_organizations using (true);
select set_eq($$select actor from tap.foreign_touches where verb = 'select' and outcome = '2'$$,
  array['owner', 'admin', 'staff', 'trainer', 'member', 'operator'], 'a policy without the tenant is found');
rollback to fault;
savepoint fault;
alter policy view on jobs.jobs using (true);
select set_eq($$select actor from tap.foreign_touches where title = 'jobs.jobs' and verb = 'select' and outcome = '1'$$,
  array['owner', 'admin', 'staff', 'trainer', 'member', 'operator'], 'a policy that shows other gyms'' jobs is found');
rollback to fault;
savepoint fault;
alter policy add on crm.client_organizations with check (true);
select isnt_empty($$select * from tap.foreign_touches where verb = 'insert' and outcome not in ('42501')$$, 'a check without the tenant is found');
rollback to fault;
savepoint fault;
alter policy view on crm.client_organizations using (true);
alter policy change on crm.client_organizations using (true) with check (true);
select isnt_empty($$select * from tap.foreign_touches where verb = 'update' and outcome = '2'$$, 'an update without the tenant is found');
rollback to fault;

-- Ids of another gym --------------------------------------------------------------------------------------
select is(tap.attempt('owner', 'north', $$update crm.client_organizations set notes = 'x' where id = tap.id('dora')$$), '0', 'an id of another gym is as good as none');
select is(tap.attempt('owner', 'north', $$update crm.organizations set name = 'x' where id = tap.id('south')$$), '0', 'nor is another gym changed');
select is(tap.attempt('owner', 'north', $$insert into crm.client_organizations (id, first_name, last_name, sort_name, email, email_key)
  values (tap.id('new'), 'D', 'C', 'c d', 'dora@example.org', 'dora@example.org')$$), '1', 'an address another gym knows is free here');
select is(tap.attempt('owner', 'north', $$insert into crm.client_organizations (id, first_name, last_name, sort_name)
  values (tap.id('dora'), 'D', 'C', 'c d')$$), '1', 'even an id another gym uses says nothing');
select is(tap.attempt('owner', 'north', $$insert into crm.client_import_rows (organization_id, import_id, client_id, row_number)
  values (tap.id('south'), tap.id('import'), tap.id('dora'), 1)$$), '42501', 'an import does not reach over');
select is(tap.answer('owner', 'south', 'select 1'), 'P0002 not_a_member', 'a session enters its own organization only');
select is(tap.answer('owner', 'nowhere', 'select 1'), 'P0002 not_a_member', 'and one that does not exist looks the same');
-- One transaction, one organization; the operator could name any.
select is(tap.attempt('operator', 'north', $$select private.enter_operator(tap.id('south'), 'operator', true)$$), '55000 tenant_already_entered', 'a transaction has one organization');
select is(tap.attempt('operator', 'north', $$select private.enter_operator(tap.id('north'), 'operator', true)$$), '1', 'entering it again is harmless');

select * from finish();
rollback;
