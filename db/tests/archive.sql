-- A month leaves the audit log by the owner's hand only, stays closed on the way, and is dropped with its count.
begin;
select plan(29);
create function tap.record(p_at timestamptz) returns void language sql as $$
  insert into audit.audit_logs (id, action, entity_type, entity_id, created_at) values (gen_random_uuid(), 'created', 'probe', gen_random_uuid(), p_at);
  insert into audit.personal_values (id, entity_type, entity_id, new_values, created_at) values (gen_random_uuid(), 'probe', gen_random_uuid(), '{}', p_at)
$$;
select lives_ok($$select tap.record(at) from unnest(array['2019-12-31 23:59:59.999999+00', '2020-01-01 00:00+00', '2020-01-31 12:00+00']::timestamptz[]) at$$,
  'rows of months long over');
select lives_ok('select audit.ensure_partitions(3)', 'get their months');

-- Who may, and what.
select is(tap.attempt('tryzore_worker', null, $$select audit.detach_month('audit_logs_2020_01')$$), '42501', 'the worker detaches nothing');
select is(tap.attempt('nobody', null, $$select audit.detach_month('audit_logs_2020_01')$$), '42501', 'nor does the application');
select is(tap.attempt('tryzore_definer', null, $$select audit.detach_month('audit_logs_2020_01')$$), '42501', 'nor the definer');
select is(tap.attempt('tryzore_worker', null, $$select audit.drop_detached('audit_logs_2020_01', 0)$$), '42501', 'nor drops the worker anything');
select is(tap.attempt('tryzore_owner', null, $$select audit.detach_month('audit_logs_default')$$), '22023 month_not_found', 'the default is no month');
select is(tap.attempt('tryzore_owner', null, $$select audit.detach_month('audit_logs_1999_01')$$), '22023 month_not_found', 'nor is one that is not there');
select is(tap.attempt('tryzore_owner', null, format('select audit.detach_month(%L)', 'audit_logs_' || to_char(now() at time zone 'UTC', 'YYYY_MM'))),
  '22023 month_not_over', 'this month goes on');
select is(tap.attempt('tryzore_owner', null, $$select audit.drop_detached('audit_logs_2020_01', 0)$$), '22023 month_not_found', 'a month of the log is not dropped');

-- On the way.
select is(tap.perform('tryzore_owner', null, $$select audit.detach_month(month) from unnest('{audit_logs_2020_01,personal_values_2020_01}'::text[]) month$$), '2', 'the owner detaches');
select is((select count(*) from audit.audit_logs where entity_type = 'probe'), 1::bigint, 'the log has the other month only');
select is(tap.answer('tryzore_owner', null, 'select count(*)::text from audit.audit_logs_2020_01_detached'), '2', 'the owner reads what was detached');
select is(tap.attempt('tryzore_definer', null, 'select from audit.audit_logs_2020_01_detached'), '42501', 'nobody else does');
select is(tap.attempt('tryzore_worker', null, 'select from audit.audit_logs_2020_01_detached'), '42501', 'not the worker');
select is(tap.attempt('nobody', null, 'select from audit.personal_values_2020_01_detached'), '42501', 'not the application');
select is(tap.attempt('tryzore_owner', null, $$update audit.audit_logs_2020_01_detached set action = 'deleted'$$), '42501 audit_append_only', 'it is not changed');
select is(tap.attempt('tryzore_owner', null, 'delete from audit.audit_logs_2020_01_detached'), '42501 audit_append_only', 'nor emptied');
select is(tap.attempt('tryzore_owner', null, 'truncate audit.personal_values_2020_01_detached'), '42501 audit_append_only', 'not even at once');
select is(tap.attempt('tryzore_owner', null, $$insert into audit.audit_logs_2020_01_detached (id, action, entity_type, entity_id) values (gen_random_uuid(), 'created', 'probe', gen_random_uuid())$$), '42501', 'nor added to');
select is_empty($$
  select c.oid::regclass from pg_class c where c.relname like '%\_detached' and c.relnamespace = 'audit'::regnamespace
    and (not c.relrowsecurity or not c.relforcerowsecurity or c.relispartition
      or (select string_agg(p.polname, ' ' order by p.polname) from pg_policy p where p.polrelid = c.oid) <> 'archive through_parent'
      or exists (select from aclexplode(c.relacl) a where a.grantee <> c.relowner)
      or obj_description(c.oid, 'pg_class') is null)$$, 'it stays forced and without grants, and says what it is');

-- A row of a month that has left.
select lives_ok($$select tap.record('2020-01-15 00:00+00')$$, 'a late row of a detached month is kept');
select is(audit.ensure_partitions(3), 2, 'in a month made anew');
select is((select string_agg(distinct tableoid::regclass::text, ' ') from audit.audit_logs where created_at = '2020-01-15 00:00+00'), 'audit.audit_logs_2020_01', 'of its old name');

-- Gone.
select is(tap.attempt('tryzore_owner', null, $$select audit.drop_detached('audit_logs_2020_01_detached', 1)$$), '55000 rows_differ', 'a file with fewer rows drops nothing');
select is(tap.attempt('tryzore_owner', null, $$select audit.drop_detached('audit_logs_2020_01_detached', null)$$), '55000 rows_differ', 'nor does one that was not counted');
select is(tap.perform('tryzore_owner', null, $$select audit.drop_detached('audit_logs_2020_01_detached', 2)$$), '1', 'one with all of them does');
select hasnt_table('audit', 'audit_logs_2020_01_detached', 'it is gone');
select is((select count(*) from audit.audit_logs where entity_type = 'probe'), 2::bigint, 'and the log has what it had');

select * from finish();
rollback;
