-- Months are made ahead; a month that was not made loses no row and is repaired.
begin;
select plan(24);
create function tap.partitions(p_parent text) returns bigint language sql as $$
  select count(*) from pg_inherits where inhparent = ('audit.' || p_parent)::regclass
$$;
create function tap.record(p_at timestamptz) returns void language sql as $$
  insert into audit.audit_logs (id, action, entity_type, entity_id, created_at) values (gen_random_uuid(), 'created', 'probe', gen_random_uuid(), p_at);
  insert into audit.personal_values (id, entity_type, entity_id, new_values, created_at) values (gen_random_uuid(), 'probe', gen_random_uuid(), '{}', p_at)
$$;
create view tap.places as
select tableoid::regclass::text as place, count(*) as rows from audit.audit_logs where entity_type = 'probe' group by 1
union all
select tableoid::regclass::text, count(*) from audit.personal_values where entity_type = 'probe' group by 1;

select lives_ok('select audit.ensure_partitions(3)', 'this month and three ahead');
select is(audit.ensure_partitions(3), 0, 'what is there is not made again');
select cmp_ok(tap.partitions('audit_logs'), '>=', 5::bigint, 'this month, three ahead and the default');
select is(tap.partitions('personal_values'), tap.partitions('audit_logs'), 'of both tables');
select is(tap.answer('tryzore_worker', null, 'select audit.ensure_partitions(14)::text')::integer > 0, true, 'the worker makes more');
select is(tap.attempt('nobody', null, 'select audit.ensure_partitions(14)'), '42501', 'the application does not');
select is(tap.attempt('tryzore_worker', null, 'select audit.ensure_partitions(121)'), '22023 months_invalid', 'nor the worker any number');
select is(tap.attempt('tryzore_worker', null, $$select audit.repair_default('audit_logs')$$), '42501', 'nor repairs by itself');

-- Rows of months nobody made, one in the far future, two in the past, at the ends of a UTC month.
select lives_ok($$select tap.record(at) from unnest(array['2031-05-05 12:00+00', '2019-12-31 23:59:59.999999+00', '2020-01-01 00:00+00', '2020-01-31 23:59:59.999999+00']::timestamptz[]) at$$,
  'rows without a month are kept');
select set_eq('select * from tap.places', $$values ('audit.audit_logs_default', 4::bigint), ('audit.personal_values_default', 4)$$, 'in the default');
select is(tap.answer('tryzore_worker', null, 'select audit.ensure_partitions(3)::text'), '6', 'the repair makes their months');
select is(audit.ensure_partitions(3), 6, 'and once more to stay');
select set_eq('select * from tap.places', $$values
  ('audit.audit_logs_2031_05', 1::bigint), ('audit.audit_logs_2019_12', 1), ('audit.audit_logs_2020_01', 2),
  ('audit.personal_values_2031_05', 1), ('audit.personal_values_2019_12', 1), ('audit.personal_values_2020_01', 2)$$, 'where every row is found');
select is_empty($$
  select c.oid::regclass from pg_class c join pg_inherits h on h.inhrelid = c.oid
  where h.inhparent in ('audit.audit_logs'::regclass, 'audit.personal_values'::regclass)
    and (not c.relrowsecurity or not c.relforcerowsecurity or not exists (select from pg_policy p where p.polrelid = c.oid)
      or (select count(*) from pg_trigger g where g.tgrelid = c.oid and g.tgfoid = 'audit.refuse()'::regprocedure) <> 2)$$,
  'new partitions are forced, have a policy and refuse changes');
select is(audit.ensure_partitions(3), 0, 'nothing is left to repair');
select lives_ok($$select tap.record('2040-01-01')$$, 'the new default takes rows');
select is((select string_agg(p.polname || ' ' || pg_get_expr(p.polqual, p.polrelid), ',') from pg_policy p where p.polrelid = 'audit.audit_logs_default'::regclass), 'through_parent false', 'and is closed like the old');
select is(tap.attempt('tryzore_owner', null, 'delete from audit.audit_logs_2020_01'), '42501 audit_append_only', 'a repaired month refuses changes');
select is(tap.attempt('tryzore_owner', null, 'truncate audit.audit_logs_default'), '42501 audit_append_only', 'so does the new default');
select is(tap.attempt('nobody', null, 'select from audit.audit_logs_2020_01'), '42501', 'nobody reads it directly');
select is_empty($$select i.indexrelid::regclass from pg_index i join pg_class c on c.oid = i.indrelid where c.relnamespace = 'audit'::regnamespace and c.relkind = 'r'
  and not exists (select from pg_inherits h where h.inhrelid = i.indexrelid)$$, 'its indexes are the parent''s');
select is((select relforcerowsecurity from pg_class where oid = 'audit.audit_logs_2020_01'::regclass), true, 'and it is forced');
-- Fault: without a default a row of an unmade month is lost.
savepoint fault;
alter table audit.audit_logs detach partition audit.audit_logs_default;
select throws_ok($$select tap.record('2050-01-01')$$, '23514', null, 'without a default the row would be lost, and what caused it');
rollback to fault;
select is((select count(*) from tap.places where place like '%default'), 2::bigint, 'with it none is');

select * from finish();
rollback;
