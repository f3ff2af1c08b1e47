-- What the catalogue must say of every table, function and role. Each gate is followed by the fault it exists for.
begin;
select plan(79);

create view tap.tables as
select c.oid, n.nspname as schema, c.relname as name, format('%I.%I', n.nspname, c.relname) as title, c.relispartition as is_partition
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname in ('crm', 'audit', 'jobs', 'private');

-- G1 ------------------------------------------------------------------------------------------------------
create view tap.g1 as
select t.title from tap.tables t join pg_class c on c.oid = t.oid
where not c.relrowsecurity or not c.relforcerowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid);
select is_empty('select * from tap.g1', 'G1: every table and partition has row-level security, forced, with a policy');
savepoint fault;
create table crm.bare (organization_id uuid);
select set_eq('select title from tap.g1', array['crm.bare'], 'G1 finds a bare table');
rollback to fault;
savepoint fault;
alter table crm.users no force row level security;
select set_eq('select title from tap.g1', array['crm.users'], 'G1 finds a table that is not forced');
rollback to fault;
savepoint fault;
alter table audit.audit_logs_default disable row level security;
select set_eq('select title from tap.g1', array['audit.audit_logs_default'], 'G1 finds an open partition');
rollback to fault;

-- G2 ------------------------------------------------------------------------------------------------------
create view tap.g2 as
select f.conrelid::regclass::text as title, f.conname
from pg_constraint f
where f.contype = 'f'
  and exists (select from pg_attribute a where a.attrelid = f.conrelid and a.attname = 'organization_id' and not a.attisdropped)
  and exists (select from pg_attribute a where a.attrelid = f.confrelid and a.attname = 'organization_id' and not a.attisdropped)
  and not exists (
    select from unnest(f.conkey, f.confkey) k (x, y)
    join pg_attribute a on a.attrelid = f.conrelid and a.attnum = k.x and a.attname = 'organization_id'
    join pg_attribute b on b.attrelid = f.confrelid and b.attnum = k.y and b.attname = 'organization_id');
select is_empty('select * from tap.g2', 'G2: foreign keys between tenant tables pair the organizations');
savepoint fault;
create unique index planted on crm.client_organizations (id);
create table crm.visits (organization_id uuid, client_id uuid constraint client_not_found references crm.client_organizations (id));
select isnt_empty('select * from tap.g2', 'G2 finds a foreign key without the organization');
rollback to fault;

-- G3 ------------------------------------------------------------------------------------------------------
-- In private no runtime role can ask a unique index anything.
create view tap.g3 as
select i.indexrelid::regclass::text as title
from pg_index i join tap.tables t on t.oid = i.indrelid and t.schema in ('crm', 'audit', 'jobs')
where i.indisunique
  and exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'organization_id' and not a.attisdropped)
  and not exists (select from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'organization_id' and a.attnum = i.indkey[0])
  -- The keys of the audit log and of jobs: random ids that only triggers and functions write.
  and not (t.schema in ('audit', 'jobs') and i.indisprimary);
select is_empty('select * from tap.g3', 'G3: unique indexes of tenant tables start with the organization');
savepoint fault;
create unique index everywhere on crm.client_organizations (email_key);
select isnt_empty('select * from tap.g3', 'G3 finds an index that tells one gym what another has');
rollback to fault;

savepoint fault;
create unique index one_job_anywhere on jobs.jobs (unique_key);
select set_eq('select * from tap.g3', array['jobs.one_job_anywhere'], 'G3 finds a key that one gym''s job takes from another''s');
rollback to fault;

create view tap.g3_any as
select i.indexrelid::regclass::text as title
from pg_index i join tap.tables t on t.oid = i.indrelid and t.schema in ('crm', 'audit')
join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'organization_id' and not a.attisdropped
where a.attnum <> i.indkey[0] and not (t.schema = 'audit' and i.indisprimary);
select set_eq('select title from tap.g3_any', array['crm.user_organizations_by_user', 'crm.one_primary_organization'],
  'every index of a tenant table starts with the organization, but the two that start with a person');

-- G4 ------------------------------------------------------------------------------------------------------
create view tap.g4 as
with expressions as (
  select p.polrelid::regclass::text as title, p.polname, p.polpermissive, expression
  from pg_policy p
  join pg_attribute a on a.attrelid = p.polrelid and a.attname = 'organization_id' and not a.attisdropped
  cross join lateral (values
    (case when p.polcmd <> 'a' then coalesce(pg_get_expr(p.polqual, p.polrelid), 'true') end),
    (case when p.polcmd in ('a', 'w', '*') then coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'true') end)) e (expression)
  where expression is not null
    and p.polroles && array(select 0::oid union select oid from pg_roles where rolname in ('tryzore_app', 'tryzore_worker'))
)
select title, polname from expressions
where polpermissive and expression not like '%(organization_id = ( SELECT (NULLIF(current_setting(''app.org_id''::text, true), ''''::text))::uuid AS "nullif"))%';
select is_empty('select * from tap.g4', 'G4: policies of the runtime roles say the tenant text, USING and WITH CHECK');
savepoint fault;
create policy planted on crm.client_organizations for update to tryzore_app
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)) with check (true);
select set_eq('select polname from tap.g4', array['planted'::name], 'G4 finds a check that lets a row leave the gym');
rollback to fault;
savepoint fault;
create policy planted on crm.client_organizations for select to public using (status = 'lead');
select set_eq('select polname from tap.g4', array['planted'::name], 'G4 finds a policy for everybody');
rollback to fault;

create view tap.g4_without_organization as
select p.polrelid::regclass::text || ' ' || p.polname as title, pg_get_expr(p.polqual, p.polrelid) as expression
from pg_policy p join tap.tables t on t.oid = p.polrelid
where t.schema in ('crm', 'audit')
  and not exists (select from pg_attribute a where a.attrelid = p.polrelid and a.attname = 'organization_id' and not a.attisdropped)
  and p.polroles && array(select 0::oid union select oid from pg_roles where rolname in ('tryzore_app', 'tryzore_worker'))
  and pg_get_expr(p.polqual, p.polrelid) not like '%id = ( SELECT (NULLIF(current_setting(''app.org_id''%'
  and pg_get_expr(p.polqual, p.polrelid) not like '%id = ( SELECT (NULLIF(current_setting(''app.user_id''%';
select is_empty('select * from tap.g4_without_organization', 'tables without an organization show the organization itself or the person');
savepoint fault;
create policy planted on crm.users for select to tryzore_app using (true);
select isnt_empty('select * from tap.g4_without_organization', 'and a policy that shows everybody is found');
rollback to fault;

create view tap.several_policies as
select p.polrelid::regclass::text || ' ' || r.rolname || ' ' || p.polcmd::text as title
from pg_policy p join tap.tables t on t.oid = p.polrelid join pg_roles r on r.oid = any (p.polroles)
where p.polpermissive group by p.polrelid, r.rolname, p.polcmd having count(*) > 1;
select is_empty('select * from tap.several_policies', 'one permissive policy per table, role and verb');
savepoint fault;
create policy planted on crm.users for select to tryzore_app using (id is not null);
select isnt_empty('select * from tap.several_policies', 'and a second one is found');
rollback to fault;

create view tap.definer_policies as
select p.polrelid::regclass::text || ' ' || p.polname as title
from pg_policy p join tap.tables t on t.oid = p.polrelid and t.schema = 'crm'
join pg_attribute a on a.attrelid = p.polrelid and a.attname = 'organization_id' and not a.attisdropped
where (select r.oid from pg_roles r where r.rolname = 'tryzore_definer') = any (p.polroles)
  and (pg_get_expr(p.polqual, p.polrelid) like '%(organization_id = ANY ((( SELECT NULLIF(current_setting(''app.scope''%'
    and (p.polcmd in ('r', 'd') or pg_get_expr(p.polwithcheck, p.polrelid) like '(organization_id = ANY ((( SELECT NULLIF(current_setting(''app.scope''%'))
    is not true;
select is_empty('select * from tap.definer_policies', 'the definer sees tenant rows of its scope');
savepoint fault;
alter policy definer on crm.client_organizations using (true);
select isnt_empty('select * from tap.definer_policies', 'and a definer who sees every gym is found');
rollback to fault;

-- G5 ------------------------------------------------------------------------------------------------------
create view tap.functions as
select p.oid, p.oid::regprocedure::text as title, p.proname, p.prosecdef, p.proowner::regrole::text as owner, p.proconfig, p.prosrc
from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('crm', 'audit', 'jobs', 'private');
create view tap.g5 as
select f.title from tap.functions f
where has_function_privilege('public', f.oid, 'execute')
  or f.prosecdef and f.proname <> 'enter' and not coalesce('search_path=pg_catalog, pg_temp' = any (f.proconfig), false);
select is_empty('select * from tap.g5', 'G5: definer functions pin their search_path and nobody executes by default');
savepoint fault;
alter function private.close_session(uuid) reset search_path;
select set_eq('select title from tap.g5', array['private.close_session(uuid)'], 'G5 finds an open path');
rollback to fault;
savepoint fault;
grant execute on function private.resolve_sessions(uuid, uuid[]) to public;
select isnt_empty('select * from tap.g5', 'G5 finds a function for everybody');
rollback to fault;

select set_eq('select title from tap.functions where prosecdef and owner <> ''tryzore_definer''',
  array['audit.ensure_partitions(integer)', 'audit.repair_default(text)', 'private.refresh_client_statistics()',
    'private.import_organization(uuid,jsonb,text,jsonb)'],
  'definer functions belong to the definer, but those that only a table''s owner can do: two make partitions, one analyzes, one imports rows as they were');

-- Everything in the door that is looked up by name is qualified: keywords, parameters and variables aside, each
-- word is followed or preceded by a dot, and each operator is written as one.
create view tap.unqualified as
select word[1] as word
from tap.functions f,
  regexp_matches(regexp_replace(regexp_replace(f.prosrc, '--[^\n]*', '', 'g'), '''[^'']*''', '', 'g'),
    '(?<![\w.])([a-z_]+)(?=\s*\()', 'g') word
where f.proname = 'enter' and word[1] not in ('operator', 'any', 'in', 'and', 'or', 'not', 'coalesce', 'nullif', 'if', 'elsif', 'when', 'then', 'exists', 'from', 'values')
union all
select sign[1]
from tap.functions f,
  regexp_matches(regexp_replace(regexp_replace(regexp_replace(regexp_replace(f.prosrc, '--[^\n]*', '', 'g'), '''[^'']*''', '', 'g'),
    'operator\(pg_catalog\.[^)]+\)', '', 'g'), ':=|::|errcode =|constraint =|detail =', '', 'g'), '([<>=+*/|&~!@#%^-]+)', 'g') sign
where f.proname = 'enter'
union all
select relation[1]
from tap.functions f, regexp_matches(f.prosrc, '\m(?:from|join|update|into)\s+(?!v_|strict)([a-z_]+)(?![\w.])', 'g') relation
where f.proname = 'enter';
select is_empty('select * from tap.unqualified', 'the door without a pinned path qualifies every name and operator');
savepoint fault;
do $$ begin execute replace(replace(pg_get_functiondef('private.enter'::regproc), 'pg_catalog.now()', 'now()'), 'operator(pg_catalog.>)', '>'); end $$;
select set_eq('select * from tap.unqualified', array['now', '>'], 'and a name or operator that is not is found');
rollback to fault;

create view tap.executable as
select r.rolname || ' ' || f.title as title
from tap.functions f cross join pg_roles r
where r.rolname in ('tryzore_app', 'tryzore_worker') and has_function_privilege(r.oid, f.oid, 'execute');
select set_eq('select title from tap.executable', array[
  'tryzore_app private.enter(uuid,uuid,text,boolean)',
  'tryzore_app private.enter_person(uuid,boolean)',
  'tryzore_app private.changes_since(uuid,integer)', 'tryzore_app private.newest_change()',
  'tryzore_worker private.clean_changes(interval)', 'tryzore_app private.enter_feed(uuid,uuid,bytea)',
  'tryzore_app private.merge_clients(uuid,uuid,text[],boolean)',
  'tryzore_app private.undo_merge(uuid)',
  'tryzore_app private.sign_up(uuid,text,text,text,text,text)',
  'tryzore_app private.find_credential(text)',
  'tryzore_app private.open_session(uuid,uuid,uuid,uuid,bytea,timestamp with time zone,text,inet)',
  'tryzore_app private.switch_session(uuid,uuid,uuid,uuid,bytea,timestamp with time zone,text,inet)',
  'tryzore_app private.rotate_refresh(uuid,integer,bytea,bytea)',
  'tryzore_app private.close_session(uuid)',
  'tryzore_app private.spend(text[],bytea[],integer[],double precision[])',
  'tryzore_app private.knows_device(text,bytea)',
  'tryzore_app private.remember_device(uuid,bytea)',
  'tryzore_app private.issue_verification(uuid,bytea,interval)',
  'tryzore_app private.verify_email(bytea)',
  'tryzore_app private.find_reset(bytea)',
  'tryzore_app private.reset_password(bytea,text)',
  'tryzore_app private.my_credential()',
  'tryzore_app private.change_my_password(text)',
  'tryzore_app private.find_second_factor(uuid)',
  'tryzore_app private.use_code(uuid,bigint)',
  'tryzore_app private.use_recovery_code(uuid,bytea)',
  'tryzore_app private.my_second_factor()',
  'tryzore_app private.start_my_second_factor(bytea)',
  'tryzore_app private.replace_my_recovery_codes(bytea[])',
  'tryzore_app private.confirm_my_second_factor(bytea,bigint,bytea[])',
  'tryzore_app private.remove_my_second_factor()',
  'tryzore_app private.step_up()',
  'tryzore_app private.require_step_up()',
  'tryzore_worker private.operator_remove_second_factor(uuid)',
  'tryzore_app private.medical_overview(uuid)', 'tryzore_worker private.medical_overview(uuid)',
  'tryzore_app private.my_medical_keys()', 'tryzore_worker private.my_medical_keys()',
  'tryzore_app private.add_medical_key(text,bytea)', 'tryzore_worker private.add_medical_key(text,bytea)',
  'tryzore_worker private.rotate_medical_key(text,bytea)',
  'tryzore_worker private.forget_medical_keys()',
  'tryzore_worker private.list_sealed()',
  'tryzore_worker private.reseal(text,uuid,text,bytea,bytea)',
  'tryzore_app private.my_sessions()',
  'tryzore_app private.end_my_sessions(uuid)',
  'tryzore_app private.end_staff_sessions(uuid)',
  'tryzore_app private.begin_authorization(bytea,bytea,text)',
  'tryzore_app private.use_authorization(bytea,bytea)',
  'tryzore_app private.sign_in_with(uuid,text,text,text,text,text,boolean,text,text)',
  'tryzore_app private.link_identity(text,text,text,text)',
  'tryzore_app private.my_identities()',
  'tryzore_app private.unlink_identity(uuid)',
  'tryzore_worker private.clean_authorizations()',
  'tryzore_app private.keep_provider_session(uuid,text,text)',
  'tryzore_app private.my_provider_session()',
  'tryzore_app private.apply_workos_event(text,text,text,jsonb)', 'tryzore_worker private.apply_workos_event(text,text,text,jsonb)',
  'tryzore_worker private.workos_organization(text)',
  'tryzore_worker private.workos_changes(text)',
  'tryzore_worker private.keep_workos_organization(uuid,text,text,timestamp with time zone)',
  'tryzore_worker private.keep_workos_membership(text,text,text,text,text,timestamp with time zone)',
  'tryzore_worker private.enter_workos(text)',
  'tryzore_worker private.keep_workos_cursor(text,text)',
  'tryzore_worker private.clean_workos_events()',
  'tryzore_app private.create_organization(uuid,text,text,text,text,text,uuid,jsonb)',
  'tryzore_app private.delete_organization(uuid)', 'tryzore_app private.archive_organization(uuid)',
  'tryzore_app private.restore_organization(uuid)', 'tryzore_app private.roll_up(uuid)',
  'tryzore_app private.entered_settings()', 'tryzore_worker private.entered_settings()',
  'tryzore_app private.entered_organizations()', 'tryzore_worker private.entered_organizations()',
  'tryzore_app private.start_onboarding(uuid,bytea,timestamp with time zone)',
  'tryzore_app private.find_onboarding(bytea)',
  'tryzore_app private.keep_onboarding(bytea,text,bytea,bytea)',
  'tryzore_app private.cancel_onboarding(bytea)',
  'tryzore_app private.complete_onboarding(bytea,bigint,uuid,text,text,text,text,text,text,text,text,jsonb)',
  'tryzore_app private.take_over_onboarding(bytea,bytea)',
  'tryzore_worker private.resume_onboarding(bytea,bytea)', 'tryzore_worker private.clean_onboardings()',
  'tryzore_app private.my_organizations()',
  'tryzore_app private.drop_occurrences(uuid,uuid[])', 'tryzore_worker private.drop_occurrences(uuid,uuid[])',
  'tryzore_app private.my_permissions()',
  'tryzore_app private.hidden_segments()', 'tryzore_worker private.hidden_segments()',
  'tryzore_app private.list_permissions()', 'tryzore_worker private.list_permissions()',
  'tryzore_app private.owners_above()', 'tryzore_worker private.owners_above()',
  'tryzore_app private.effective_permissions(uuid)', 'tryzore_worker private.effective_permissions(uuid)',
  'tryzore_app private.claim_idempotency_key(text,uuid)', 'tryzore_app private.keep_answer(text,uuid,bytea,integer,bigint,text,bytea)',
  'tryzore_worker private.clean_idempotency_keys(interval)',
  'tryzore_app private.business_totals()', 'tryzore_app private.colleagues()', 'tryzore_worker private.colleagues()',
  'tryzore_worker private.enter_operator(uuid,text,boolean)',
  'tryzore_worker private.sign_up(uuid,text,text,text,text,text)',
  'tryzore_worker private.operator_create_organization(uuid,uuid,text,text,text,text,text,uuid)',
  'tryzore_worker private.operator_add_person(uuid,uuid,text,text,boolean)',
  'tryzore_worker private.operator_find_organization(text)',
  'tryzore_worker private.operator_find_user(text)',
  'tryzore_worker private.operator_set_password(uuid,text)',
  'tryzore_worker private.business_totals()',
  'tryzore_worker private.refresh_client_statistics()',
  'tryzore_worker audit.ensure_partitions(integer)',
  'tryzore_app jobs.enqueue(uuid,text,jsonb,integer,integer,timestamp with time zone,text)',
  'tryzore_worker jobs.enqueue(uuid,text,jsonb,integer,integer,timestamp with time zone,text)',
  'tryzore_app jobs.retry(uuid)', 'tryzore_worker jobs.retry(uuid)',
  'tryzore_app jobs.cancel(uuid)', 'tryzore_worker jobs.cancel(uuid)',
  'tryzore_worker private.enter_job(uuid,bigint,boolean)',
  'tryzore_worker jobs.claim(text,integer,interval)',
  'tryzore_worker jobs.renew(uuid[],bigint[],interval)',
  'tryzore_worker jobs.finish(uuid,bigint,jsonb)',
  'tryzore_worker jobs.fail(uuid,bigint,text,interval)',
  'tryzore_worker jobs.stop(uuid,bigint)',
  'tryzore_worker jobs.hand_back(uuid[],bigint[],interval)',
  'tryzore_worker jobs.report(uuid,bigint,text,bigint,bigint)',
  'tryzore_worker jobs.clean(interval,interval)',
  'tryzore_worker jobs.enqueue_for_each(text,integer,integer)',
  'tryzore_worker jobs.totals()',
  'tryzore_worker jobs.declare_schedule(text,text,text,text,timestamp with time zone)',
  'tryzore_worker jobs.due_schedules(timestamp with time zone)',
  'tryzore_worker jobs.fire(uuid,text,timestamp with time zone,timestamp with time zone,integer,integer)',
  'tryzore_worker private.clean_sessions(interval)',
  'tryzore_worker private.clean_accounts()',
  'tryzore_worker private.prepare_reset(text,bytea,interval)',
  'tryzore_app jobs.enqueue_mail(uuid,uuid,text,text,text,text,jsonb,integer,timestamp with time zone)',
  'tryzore_worker jobs.enqueue_mail(uuid,uuid,text,text,text,text,jsonb,integer,timestamp with time zone)',
  'tryzore_app jobs.unsubscribe(uuid)',
  'tryzore_worker jobs.load_mail(uuid)',
  'tryzore_worker jobs.accept_mail(uuid,text)',
  'tryzore_worker jobs.give_mail_up(uuid,text)',
  'tryzore_worker jobs.clean_mails(interval)',
  'tryzore_worker jobs.mail_route(uuid,text)',
  'tryzore_app private.preview_invitation(uuid,bytea)',
  'tryzore_app private.accept_invitation(uuid,bytea)',
  'tryzore_worker private.purge_invitations()',
  'tryzore_app private.claim_client(uuid,text,bytea)',
  'tryzore_app private.my_client_links()',
  'tryzore_app private.unlink_client(uuid)',
  'tryzore_app private.unlink_me(uuid)',
  'tryzore_app private.share_my_profile(uuid,boolean,uuid)',
  'tryzore_app private.make_my_profile()',
  'tryzore_app private.shared_profile(uuid)',
  'tryzore_app private.depart(uuid,uuid)',
  'tryzore_app private.staff_locations(uuid)',
  'tryzore_app private.assign_locations(uuid,uuid[],text[],text[],uuid)',
  'tryzore_app private.set_my_primary(uuid)',
  'tryzore_app private.read_export(uuid)',
  'tryzore_worker private.kept(text)',
  'tryzore_worker private.exported_tables()',
  'tryzore_worker private.export_rows(uuid)',
  'tryzore_worker private.keep_export(uuid,bytea)',
  'tryzore_worker private.perform_erasure(uuid)',
  'tryzore_worker private.purge_clients(integer)',
  'tryzore_worker private.erasure_ledger()',
  'tryzore_worker private.reapply_erasure(uuid,uuid,uuid,timestamp with time zone)',
  'tryzore_app private.keep_transfer_file(uuid,text,bytea)', 'tryzore_worker private.keep_transfer_file(uuid,text,bytea)',
  'tryzore_app private.read_transfer_file(uuid,text)', 'tryzore_worker private.read_transfer_file(uuid,text)',
  'tryzore_app private.forget_transfer_files(uuid,text[])', 'tryzore_worker private.forget_transfer_files(uuid,text[])',
  'tryzore_worker private.clean_transfers()',
  'tryzore_worker private.act_as_starter(text)',
  'tryzore_worker private.portable_tables()',
  'tryzore_worker private.portable_rows(text[])',
  'tryzore_worker private.portable_medical_keys()',
  'tryzore_worker private.stage_rows(uuid,text,bigint,text[])',
  'tryzore_worker private.keep_imported_key(uuid,text,bytea)',
  'tryzore_worker private.import_organization(uuid,jsonb,text,jsonb)',
  'tryzore_app private.booking_policy(uuid,uuid)', 'tryzore_worker private.booking_policy(uuid,uuid)',
  'tryzore_app private.series_booking_policy(uuid)', 'tryzore_worker private.series_booking_policy(uuid)',
  'tryzore_app private.hold_event(uuid,boolean)', 'tryzore_worker private.hold_event(uuid,boolean)',
  'tryzore_app private.hold_booking(uuid)', 'tryzore_worker private.hold_booking(uuid)',
  'tryzore_app private.hold_absent(uuid)', 'tryzore_worker private.hold_absent(uuid)',
  'tryzore_app private.place_in_line(uuid,integer)', 'tryzore_worker private.place_in_line(uuid,integer)',
  'tryzore_app private.line(uuid)', 'tryzore_worker private.line(uuid)',
  'tryzore_app private.promote(uuid,timestamp with time zone,timestamp with time zone,bigint,bigint,text,jsonb)', 'tryzore_worker private.promote(uuid,timestamp with time zone,timestamp with time zone,bigint,bigint,text,jsonb)',
  'tryzore_app private.skip(uuid[],text[])', 'tryzore_worker private.skip(uuid[],text[])',
  'tryzore_worker private.users_booked(uuid,timestamp with time zone)',
  'tryzore_worker private.clean_privacy()'],
  'the runtime roles execute their functions and nothing else');
savepoint fault;
grant execute on function private.enter_operator(uuid, text, boolean) to tryzore_app;
select isnt_empty($$select title from tap.executable where title like 'tryzore_app%enter_operator%'$$, 'and another one would be seen');
rollback to fault;

-- G6 ------------------------------------------------------------------------------------------------------
create view tap.g6 as
select r.rolname, t.title, v.privilege
from tap.tables t cross join pg_roles r cross join unnest('{TRUNCATE,REFERENCES,TRIGGER}'::text[]) v (privilege)
where r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_definer', 'tryzore_migrator') and has_table_privilege(r.oid, t.oid, v.privilege);
-- The migrator may become the owner, but NOINHERIT keeps it from being one all the time.
select is_empty('select * from tap.g6', 'G6: no runtime role truncates, references or adds triggers');
savepoint fault;
grant truncate on crm.users to tryzore_app;
select isnt_empty('select * from tap.g6', 'G6 finds a truncate');
rollback to fault;

-- Views, sequences, copies --------------------------------------------------------------------------------
create view tap.leaking_views as
select c.oid::regclass::text as title
from pg_class c join pg_namespace n on n.oid = c.relnamespace
where n.nspname in ('crm', 'audit', 'jobs', 'private')
  and (c.relkind in ('m', 'f') or c.relkind = 'v' and not coalesce(c.reloptions @> '{security_invoker=true}', false));
select is_empty('select * from tap.leaking_views', 'views ask as their reader, and there are no materialized ones');
savepoint fault;
create view crm.everybody as select id from crm.client_organizations;
create materialized view crm.copied as select id from crm.client_organizations;
select set_eq('select * from tap.leaking_views', array['crm.everybody', 'crm.copied'], 'and others are found');
rollback to fault;
create view tap.sequences as
select c.oid::regclass::text as title from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'S' and n.nspname in ('crm', 'audit', 'jobs', 'private');
select is_empty('select * from tap.sequences', 'no id counts what other gyms do');
savepoint fault;
create table crm.counted (id bigint generated always as identity);
select isnt_empty('select * from tap.sequences', 'and a counter is found');
rollback to fault;

-- Policies and permissions --------------------------------------------------------------------------------
create view tap.unknown_permissions as
select p.polrelid::regclass::text || ' ' || p.polname as title, named[1] as slug
from pg_policy p cross join lateral (values (pg_get_expr(p.polqual, p.polrelid)), (pg_get_expr(p.polwithcheck, p.polrelid))) e (text)
cross join lateral regexp_matches(e.text, '~~ ''%,([^'']*),%''', 'g') named
where not exists (select from private.permissions known where known.slug = named[1]);
select is_empty('select * from tap.unknown_permissions', 'policies look for permissions that exist');
savepoint fault;
alter policy add on crm.tags with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
  and (select current_setting('app.can', true) like '%,tags.make,%'));
select set_eq('select slug from tap.unknown_permissions', array['tags.make'], 'and another one is found');
rollback to fault;

-- Privileges ----------------------------------------------------------------------------------------------
create view tap.private_grants as
select t.title, r.rolname
from tap.tables t cross join pg_roles r
where r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator')
  and (t.schema = 'private' or t.is_partition)
  and (has_any_column_privilege(r.oid, t.oid, 'select,insert,update,references') or has_table_privilege(r.oid, t.oid, 'select,insert,update,delete,truncate,references,trigger'));
select is_empty('select * from tap.private_grants', 'no runtime role has anything to do with a private table or a partition');
savepoint fault;
grant select (id) on private.sessions to tryzore_app;
select isnt_empty('select * from tap.private_grants', 'and a grant of one column is found');
rollback to fault;
savepoint fault;
grant select on audit.audit_logs_default to tryzore_worker;
select isnt_empty('select * from tap.private_grants', 'and a grant on a partition is found');
rollback to fault;

-- Of a job its gym reads how it goes; what it works with, who has it, schedules and mails are read by functions.
create view tap.job_grants as
select r.rolname || ' ' || v.privilege || ' ' || t.title || '.' || a.attname as title
from tap.tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
cross join pg_roles r cross join unnest('{select,insert,update,references}'::text[]) v (privilege)
where t.schema = 'jobs' and r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator')
  and has_column_privilege(r.oid, t.oid, a.attnum, v.privilege)
union all
select r.rolname || ' ' || v.privilege || ' ' || t.title
from tap.tables t cross join pg_roles r cross join unnest('{select,insert,update,delete,truncate,references,trigger}'::text[]) v (privilege)
where t.schema = 'jobs' and r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator')
  and has_table_privilege(r.oid, t.oid, v.privilege);
select set_eq('select title from tap.job_grants', array(
  select r.name || ' select jobs.jobs.' || c.name
  from unnest('{tryzore_app,tryzore_worker}'::text[]) r (name),
    unnest('{id,organization_id,user_id,request_id,kind,state,priority,run_at,attempts,max_attempts,phase,done,total,result,error,cancel_requested_at,created_at,started_at,finished_at}'::text[]) c (name)),
  'in jobs the runtime roles read those columns of a job that its gym may see, and have no other grant');
savepoint fault;
grant select (payload) on jobs.jobs to tryzore_app;
grant delete on jobs.mails to tryzore_worker;
select set_eq($$select title from tap.job_grants where title ~ 'payload|mails'$$,
  array['tryzore_app select jobs.jobs.payload', 'tryzore_worker delete jobs.mails'], 'and others are found');
rollback to fault;
create view tap.job_policies as
select t.title || ' ' || p.polname || ' ' || array_to_string(p.polroles::regrole[], ',')
  || case when p.polname = 'definer' then ' ' || pg_get_expr(p.polqual, p.polrelid) || coalesce(' ' || pg_get_expr(p.polwithcheck, p.polrelid), '')
    else ' ' || p.polcmd::text end as title
from pg_policy p join tap.tables t on t.oid = p.polrelid where t.schema = 'jobs';
select set_eq('select title from tap.job_policies', array['jobs.jobs definer tryzore_definer true', 'jobs.jobs view tryzore_app,tryzore_worker r',
  'jobs.schedules definer tryzore_definer true', 'jobs.mails definer tryzore_definer true'],
  'tables of jobs are the definer''s; the runtime roles see jobs, and only see them');
savepoint fault;
create policy planted on jobs.mails for select to tryzore_app using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
select isnt_empty($$select title from tap.job_policies where title like '%planted%'$$, 'and another policy is found');
rollback to fault;

select set_eq($$
  select t.title || ' ' || p.polname || ' ' || array_to_string(p.polroles::regrole[], ',') || ' ' || pg_get_expr(p.polqual, p.polrelid)
  from pg_policy p join tap.tables t on t.oid = p.polrelid
  where t.schema = 'private' and (p.polname <> 'definer' or p.polroles <> array['tryzore_definer'::regrole::oid] or pg_get_expr(p.polqual, p.polrelid) <> 'true')$$,
  array['private.migrations migrator tryzore_owner true', 'private.permissions migrator tryzore_owner true',
    'private.role_permissions migrator tryzore_owner true', 'private.audited_tables migrator tryzore_owner true',
    'private.retention_rules migrator tryzore_owner true'],
  'private tables are the definer''s, and what migrations write the owner''s too');
select is_empty($$
  select t.title, r.rolname from tap.tables t cross join pg_roles r
  where t.title = 'private.migrations' and r.rolname in ('tryzore_definer', 'tryzore_migrator', 'tryzore_app', 'tryzore_worker')
    and has_any_column_privilege(r.oid, t.oid, 'select,insert,update')$$, 'which nobody else touches');
select is_empty($$
  select t.title, p.polname from pg_policy p join tap.tables t on t.oid = p.polrelid
  where t.is_partition and (p.polroles <> array['tryzore_definer'::regrole::oid] or pg_get_expr(p.polqual, p.polrelid) <> 'false' or p.polwithcheck is not null)$$,
  'partitions are reached through their parent only');

create view tap.whole_table_writes as
select t.title, r.rolname, v.privilege
from tap.tables t cross join pg_roles r cross join unnest('{INSERT,UPDATE}'::text[]) v (privilege)
where r.rolname in ('tryzore_app', 'tryzore_worker') and has_table_privilege(r.oid, t.oid, v.privilege);
select is_empty('select * from tap.whole_table_writes', 'inserts and updates are granted by column');
savepoint fault;
grant update on crm.users to tryzore_app;
select isnt_empty('select * from tap.whole_table_writes', 'and a grant of the whole table is found');
rollback to fault;
create view tap.protected_columns as
select t.title, a.attname, r.rolname
from tap.tables t join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
cross join pg_roles r
where r.rolname in ('tryzore_app', 'tryzore_worker')
  and a.attname in ('organization_id', 'id', 'user_id', 'client_id', 'created_at', 'updated_at', 'version', 'is_primary', 'owners_version',
    'visit_count', 'last_visit_at', 'membership_status', 'email_verified_at', 'user_type', 'parent_organization_id', 'root_organization_id')
  and has_column_privilege(r.oid, t.oid, a.attnum, 'update');
select is_empty('select * from tap.protected_columns', 'keys, counters and derived columns are not the runtime roles'' to change');
savepoint fault;
grant update (organization_id) on crm.client_organizations to tryzore_worker;
select isnt_empty('select * from tap.protected_columns', 'and one that is, is found');
rollback to fault;

select is_empty($$
  select r.rolname, n.nspname from pg_roles r cross join pg_namespace n
  where r.rolname in ('tryzore_definer', 'tryzore_migrator', 'tryzore_app', 'tryzore_worker', 'tryzore_backup')
    and n.nspname in ('crm', 'audit', 'jobs', 'private', 'public') and has_schema_privilege(r.oid, n.oid, 'create')$$,
  'nobody but the owner creates anything');
select is_empty($$
  select r.rolname from pg_roles r
  where r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator', 'tryzore_definer')
    and (has_database_privilege(r.oid, current_database(), 'temporary') or has_database_privilege(r.oid, current_database(), 'create')
      or has_schema_privilege(r.oid, 'public', 'usage'))$$,
  'no runtime role makes temporary tables or sees schema public');
select is_empty($$
  select rolname from pg_roles where rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator', 'tryzore_owner', 'tryzore_definer')
    and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit)$$,
  'no role but the backup''s passes by row-level security, and none is more than it says');
select set_eq($$
  select rolname::text from pg_roles where rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator', 'tryzore_owner', 'tryzore_definer') and rolcanlogin order by 1$$,
  array['tryzore_app', 'tryzore_migrator', 'tryzore_worker'], 'the owner and the definer cannot sign in');
select is_empty($$
  select member::regrole, roleid::regrole from pg_auth_members
  where member::regrole::text in ('tryzore_owner', 'tryzore_definer', 'tryzore_migrator', 'tryzore_app', 'tryzore_worker', 'tryzore_backup')
    and (member::regrole::text, roleid::regrole::text) not in
      (('tryzore_owner', 'tryzore_definer'), ('tryzore_migrator', 'tryzore_owner'), ('tryzore_backup', 'pg_read_all_data'))$$,
  'the owner may become the definer, the migrator the owner, nobody else anybody');
select is_empty($$
  select d.refobjid::regrole, d.classid::regclass, d.objid from pg_shdepend d
  where d.deptype = 'o' and d.refclassid = 'pg_authid'::regclass and d.dbid = (select oid from pg_database where datname = current_database())
    and d.refobjid::regrole::text in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator')$$, 'runtime roles own nothing');
select is_empty($$
  select wanted from unnest(array[
    'tryzore_app plan_cache_mode=force_generic_plan', 'tryzore_worker plan_cache_mode=force_generic_plan']) wanted
  where not exists (select from pg_roles where rolname = split_part(wanted, ' ', 1) and rolconfig @> array[split_part(wanted, ' ', 2)])
  union all
  select r.rolname || ' ' || s.name from pg_roles r cross join unnest('{statement_timeout,lock_timeout,idle_in_transaction_session_timeout}'::text[]) s (name)
  where r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_migrator')
    and not exists (select from unnest(r.rolconfig) c where c like s.name || '=%')$$, 'login roles have their timeouts and plans');
savepoint fault;
set local role tryzore_owner;
create function crm.planted() returns integer language sql as 'select 1';
set local role none;
select ok(not has_function_privilege('tryzore_app', 'crm.planted()', 'execute'), 'a new function of the owner is nobody''s to execute');
rollback to fault;

-- Names and words -----------------------------------------------------------------------------------------
create view tap.badly_named as
select c.conrelid::regclass::text || ' ' || c.conname as title
from pg_constraint c join tap.tables t on t.oid = c.conrelid and not t.is_partition and t.title <> 'private.migrations'
where c.contype <> 't' and (c.conname !~ '^[a-z]+(_[a-z]+)*$' or c.conname ~ '_(pkey|key|check|fkey|excl)$')
  or c.contype = 'f' and c.conname !~ '_not_found$';
select is_empty('select * from tap.badly_named', 'constraint names are problem codes');
savepoint fault;
alter table crm.users add check (email like '%@%'), add constraint colleague foreign key (id) references crm.users (id);
select set_eq('select * from tap.badly_named', array['crm.users users_email_check', 'crm.users colleague'], 'and others are found');
rollback to fault;

create view tap.unindexed as
select f.conrelid::regclass::text || ' ' || f.conname as title
from pg_constraint f
where f.contype = 'f' and f.conrelid in (select oid from tap.tables where not is_partition)
  and not exists (
    select from pg_index i
    cross join lateral (select (array_agg(k.n order by k.o))[1:cardinality(f.conkey)] as leading
      from unnest(i.indkey::int2[]) with ordinality k (n, o)
      -- A tenant's index starts with the organization; what matters is what follows.
      where k.n not in (select a.attnum from pg_attribute a where a.attrelid = i.indrelid and a.attname = 'organization_id')
        or k.n = any (f.conkey)) k
    where i.indrelid = f.conrelid and k.leading @> f.conkey and k.leading <@ f.conkey);
select is_empty('select * from tap.unindexed', 'every foreign key has an index');
savepoint fault;
drop index crm.organizations_by_parent;
select set_eq('select * from tap.unindexed', array['crm.organizations parent_not_found'], 'and one without is found');
rollback to fault;

select is_empty($$
  select t.title, a.attname from tap.tables t join pg_attribute a on a.attrelid = t.oid and a.attnum >= 0 and not a.attisdropped
  where not t.is_partition and col_description(t.oid, a.attnum) is null
  union all select t.title, null from tap.tables t where not t.is_partition and obj_description(t.oid, 'pg_class') is null
  union all select f.title, null from tap.functions f where obj_description(f.oid, 'pg_proc') is null$$,
  'every table, column and function says what it is');

-- Audit ---------------------------------------------------------------------------------------------------
create view tap.unclassified as
with listed as (
  select c.table_name, c.column_name, count(*) from private.column_classes c group by 1, 2
), present as (
  select t.title, a.attname::text from tap.tables t
  join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
  -- Months on their way to the archive are copies.
  where not t.is_partition and t.name !~ '_detached$'
)
select coalesce(p.title || '.' || p.attname, l.table_name || '.' || l.column_name) as title
from present p full join listed l on l.table_name = p.title and l.column_name = p.attname
where p.attname is null or l.count is distinct from 1;
select is_empty('select * from tap.unclassified', 'every column of every table has one class: private.classify gives it');
savepoint fault;
alter table crm.users add column nickname text;
create table jobs.bare (name text);
select set_eq('select * from tap.unclassified', array['crm.users.nickname', 'jobs.bare.name'], 'and new ones without are found');
rollback to fault;
savepoint fault;
update private.audited_tables set plain = plain || '{email,gone}' where table_name = 'crm.users';
select set_eq('select * from tap.unclassified', array['crm.users.email', 'crm.users.gone'], 'so are one with two and one that is gone');
rollback to fault;
create view tap.unowned as
select t.table_name from private.audited_tables t
where t.personal || t.medical <> '{}' and (t.subject is null) = (t.no_subject is null);
create view tap.unerasable as
select c.table_name || '.' || c.column_name as title
from private.column_classes c join private.audited_tables t using (table_name)
join pg_attribute a on a.attrelid = c.table_name::regclass and a.attname = c.column_name
where c.is_emptied and a.attnotnull and t.erased -> c.column_name is null;
select is_empty('select * from tap.unowned', 'a table with personal columns says whose they are, or why nobody''s');
select is_empty('select * from tap.unerasable', 'and a column that cannot be empty, what becomes of it');
savepoint fault;
alter table crm.rooms add column keeper text, add column keeper_phone text;
select private.classify('crm.rooms', p_personal => '{keeper,keeper_phone}');
alter table crm.memberships add column sponsor text not null default '';
select private.classify('crm.memberships', p_personal => '{sponsor}');
select set_eq('select * from tap.unowned', array['crm.rooms'], 'a table whose person nobody can find is found');
select set_eq('select * from tap.unerasable', array['crm.memberships.sponsor'], 'and so is a column that would outlive its person');
rollback to fault;
-- What an export of an organization holds.
create view tap.unreadable as
select p.title from private.portable_tables() p
where exists (select from unnest(p.columns) c where not has_column_privilege('tryzore_definer', p.title, c, 'select'))
  or not exists (select from pg_policy l where l.polrelid = p.title::regclass and l.polcmd in ('r', '*') and (select r.oid from pg_roles r where r.rolname = 'tryzore_definer') = any (l.polroles));
select is_empty('select * from tap.unreadable', 'the definer reads what an export of an organization holds: private.classify lets it');
create view tap.dangling as
select f.conrelid::regclass::text || ' ' || f.conname as title
from private.portable_tables() p join pg_constraint f on f.contype = 'f' and f.conrelid = p.title::regclass
where not exists (select from private.portable_tables() o where o.title::regclass = f.confrelid);
select is_empty('select * from tap.dangling', 'and refers to nothing that stays behind');
create view tap.left_behind as
select t.title from tap.tables t join pg_attribute a on a.attrelid = t.oid and a.attname = 'organization_id' and not a.attisdropped
where t.schema = 'crm' and not exists (select from private.portable_tables() p where p.title = t.title)
  and (select k.stays from private.audited_tables k where k.table_name = t.title) is null
  -- What cannot be written without a secret.
  and not exists (select from private.audited_tables k join pg_attribute s on s.attrelid = t.oid and s.attname = any (k.secret) and s.attnotnull and not s.atthasdef
    where k.table_name = t.title);
select is_empty('select * from tap.left_behind', 'a table of an organization goes along, or says why it stays');
savepoint fault;
set local role tryzore_owner;
create table crm.lockers (organization_id uuid not null, name text not null, import_id uuid, primary key (organization_id, name),
  constraint import_not_found foreign key (organization_id, import_id) references crm.imports (organization_id, id));
select audit.follow('crm.lockers', 'locker', 'organization_id', 'organization_id', '{organization_id,name,import_id}');
set local role none;
select set_eq('select * from tap.unreadable', array['crm.lockers'], 'a table that the definer cannot read is found');
select set_eq('select * from tap.dangling', array['crm.lockers import_not_found'], 'and one that refers to what stays');
alter table private.audited_tables no force row level security;
update private.audited_tables set secret = '{name}', plain = '{organization_id,import_id}' where table_name = 'crm.lockers';
select is_empty($$select from private.portable_tables() where title = 'crm.lockers'$$, 'what cannot be written without a secret stays');
rollback to fault;

create view tap.unaudited as
select t.title from tap.tables t
where not t.is_partition and t.schema in ('crm', 'private')
  and (select count(*) from pg_trigger g where g.tgrelid = t.oid and g.tgfoid = 'audit.record()'::regprocedure and g.tgenabled = 'O') <> 3;
select set_eq('select * from tap.unaudited', array['crm.client_import_rows', 'crm.client_name_parts', 'private.audited_tables', 'private.migrations',
  'private.permissions', 'private.role_permissions', 'private.roles', 'private.refresh_tokens', 'private.budgets',
  'private.devices', 'private.mail_tokens', 'private.idempotency_keys', 'private.recovery_codes', 'private.authorizations',
  'private.retention_rules', 'private.transfer_files', 'private.staged_rows', 'private.export_files', 'private.provider_sessions',
  'private.workos_environments', 'private.workos_organizations', 'private.workos_memberships', 'private.workos_events', 'crm.segment_members', 'crm.booking_decisions',
  'private.workos_environments', 'private.workos_organizations', 'private.workos_memberships', 'private.workos_events', 'crm.segment_members',
  -- Gone within a day.
  'private.changes',
  -- Before there is a person or an organization to be recorded for.
  'private.onboardings'],
  'every other table has its three audit triggers; these are scratch, written by migrations, counters, copies, or logs themselves');
savepoint fault;
alter table crm.users disable trigger record_updated;
select isnt_empty($$select * from tap.unaudited where title = 'crm.users'$$, 'and a disabled one is found');
rollback to fault;
select is_empty($$
  select t.title from tap.tables t
  where t.schema = 'audit'
    and (select count(*) from pg_trigger g where g.tgrelid = t.oid and g.tgfoid = 'audit.refuse()'::regprocedure and g.tgenabled = 'O') <> 2$$,
  'every part of the audit log refuses to be changed');
select results_eq($$
  select h.permission, string_agg(h.role, ' ' order by r.rank desc) from private.role_permissions h join private.roles r using (role)
  group by 1 order by 1$$, $$ values
  ('audit.view', 'owner'), ('bookings.create', 'owner admin staff trainer member'),
  ('bookings.manage', 'owner admin staff trainer'), ('bookings.override', 'owner admin staff'), ('bookings.view', 'owner admin staff trainer'),
  ('clients.contact.view', 'owner admin staff'), ('clients.create', 'owner admin staff'),
  ('clients.delete', 'owner admin'), ('clients.import', 'owner admin'), ('clients.medical.update', 'owner admin'),
  ('clients.medical.view', 'owner admin'), ('clients.update', 'owner admin staff'), ('clients.view', 'owner admin staff trainer'),
  ('events.create', 'owner admin staff'), ('events.lead', 'owner admin staff trainer'), ('events.update', 'owner admin staff'),
  ('events.view', 'owner admin staff trainer member'), ('fees.waive', 'owner admin staff'), ('jobs.manage', 'owner admin'), ('jobs.view', 'owner admin'),
  ('memberships.create', 'owner admin staff'),
  ('memberships.update', 'owner admin staff'), ('memberships.view', 'owner admin staff'),
  ('organization.export', 'owner'), ('organization.update', 'owner'), ('organization.view', 'owner admin staff trainer member'), ('plans.manage', 'owner admin'),
  ('privacy.manage', 'owner admin'), ('privacy.request', 'owner admin staff'),
  ('rooms.manage', 'owner admin'), ('segments.manage', 'owner admin staff'), ('staff.manage', 'owner admin'), ('staff.view', 'owner admin staff trainer'),
  ('tags.manage', 'owner admin staff') $$, 'roles hold what they should');

select * from finish();
rollback;
