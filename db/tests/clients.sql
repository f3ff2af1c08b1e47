-- The gym's records of people: by actor, their limits, their order, and an import's scratch table.
begin;
select plan(70);
select tap.cast();

-- By actor ------------------------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', $$select string_agg(lower(first_name), ',' order by sort_name) from crm.client_organizations$$), a.seen, a.name || ' sees ' || coalesce(a.seen, 'nothing'))
from (values ('owner', 'anna,bert,carl'), ('admin', 'anna,bert,carl'), ('staff', 'anna,bert,carl'), ('trainer', 'anna,bert,carl'),
  ('operator', 'anna,bert,carl'), ('member', 'anna'), ('other member', 'bert')) a (name, seen);
select is(tap.answer('other owner', 'south', $$select string_agg(first_name, ',' order by sort_name) from crm.client_organizations$$), 'dora,emil', 'the other gym sees its own');
select is(tap.answer('member', null, 'select count(*)::text from crm.client_organizations'), '0', 'a person outside sees none');
select is(tap.answer('nobody', null, 'select count(*)::text from crm.client_organizations'), '0', 'nobody sees none');
create function tap.insert_client(p_columns text default '', p_values text default '') returns text language sql as $$
  select format('insert into crm.client_organizations (id, first_name, last_name, sort_name%s) values (tap.id(''new''), ''New'', ''Client'', ''client new''%s)', p_columns, p_values)
$$;
select is(tap.attempt(a.name, 'north', tap.insert_client()), a.outcome, a.name || ' adds: ' || a.outcome)
from (values ('owner', '1'), ('admin', '1'), ('staff', '1'), ('operator', '1'), ('trainer', '42501'), ('member', '42501'), ('nobody', '42501')) a (name, outcome);
select is(tap.answer('staff', 'north', tap.insert_client() || ' returning organization_id::text'), tap.id('north')::text, 'a new record is shown, and is the gym''s that was entered');
select is(tap.attempt(a.name, 'north', $$update crm.client_organizations set notes = 'x'$$), a.outcome, a.name || ' changes: ' || a.outcome)
from (values ('owner', '3'), ('staff', '3'), ('operator', '3'), ('trainer', '0'), ('member', '0'), ('nobody', '0')) a (name, outcome);
select is(tap.attempt('owner', 'north', 'delete from crm.client_organizations'), '42501', 'records are not removed, deleted_at says they are deleted');
select is(tap.attempt('owner', 'north', $$update crm.client_organizations set client_id = tap.id('member profile')$$), '42501', 'a gym does not link records to people');
select is(tap.attempt('owner', 'north', $$update crm.client_organizations set visit_count = 5$$), '42501', 'visits are counted, not written');
select is(tap.answer('staff', 'north', $$update crm.client_organizations set first_name = 'Ann' where id = tap.id('anna') returning version::text$$), '2', 'a change counts the version');
select is(tap.answer('staff', 'north', $$update crm.client_organizations set first_name = first_name where id = tap.id('anna') returning version::text$$), '1', 'changing nothing does not');

-- Limits --------------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', tap.insert_client(', ' || l.column, ', ' || l.value)), l.outcome, l.column || ' of ' || left(l.value, 40) || ' meets ' || l.outcome)
from (values
  ('email, email_key', '''Anna@example.org'', ''anna@example.org''', '23505 email_taken'),
  ('email, email_key', '''new@example.org'', ''New@example.org''', '23514 email_key_invalid'),
  ('email', '''new@example.org''', '23514 email_key_invalid'),
  ('email, email_key', format('%L, %1$L', repeat('x', 255)), '23514 email_invalid'),
  ('phone, phone_key', '''+49 30 1'', ''49301''', '1'),
  ('phone, phone_key', '''+49 30 1'', ''+49301''', '23514 phone_key_invalid'),
  ('phone', quote_literal(repeat('1', 33)), '23514 phone_invalid'),
  ('notes', quote_literal(repeat('n', 10000)), '1'),
  ('notes', quote_literal(repeat('n', 10001)), '23514 notes_invalid'),
  ('metadata', '''[]''', '23514 metadata_invalid'),
  ('address', '''"Main Street"''', '23514 address_invalid'),
  ('emergency_contact', '''{"name": "Eve", "phone": "1", "relationship": "sister"}''', '1'),
  ('emergency_contact', '''{"age": 5}''', '23514 emergency_contact_invalid'),
  ('status', '''gone''', '23514 status_invalid')) l ("column", value, outcome);
select is(tap.attempt('staff', 'north', replace(tap.insert_client(), '''New''', quote_literal(l.name))), l.outcome, l.title)
from (values ('', '23514 first_name_invalid', 'a name is not empty'), (repeat('é', 100), '1', 'a name has 100 characters'),
  (repeat('é', 101), '23514 first_name_invalid', 'and no more')) l (name, outcome, title);
select is(tap.attempt('staff', 'north', replace(tap.insert_client(), 'client new', 'Client New')), '23514 sort_name_invalid', 'what is sorted by is lower case');
select is(tap.perform('staff', 'north', tap.insert_client(', email, email_key, member_number, external_id', ', ''n@example.org'', ''n@example.org'', ''7'', ''e7''')), '1', 'a record with numbers');
select is(tap.attempt('staff', 'north', replace(tap.insert_client(', member_number', ', ''7'''), '''new''', '''newer''')), '23505 member_number_taken', 'a number is given once');
select is(tap.attempt('staff', 'north', replace(tap.insert_client(', external_id', ', ''e7'''), '''new''', '''newer''')), '23505 external_id_taken', 'so is an imported id');
select is(tap.attempt('staff', 'north', $$update crm.client_organizations set deleted_at = now() where id = tap.id('new')$$), '42501 permission_missing', 'the desk deletes nobody');
select is(tap.perform('admin', 'north', $$update crm.client_organizations set deleted_at = now() where id = tap.id('new')$$), '1', 'once deleted');
select is(tap.attempt('staff', 'north', $$update crm.client_organizations set deleted_at = null where id = tap.id('new')$$), '42501 permission_missing', 'nor restores anybody');
select is(tap.attempt('staff', 'north', replace(tap.insert_client(', email, email_key', ', ''n@example.org'', ''n@example.org'''), '''new''', '''newer''')), '1', 'its address is free');
select is(tap.attempt('staff', 'north', replace(tap.insert_client(', external_id', ', ''e7'''), '''new''', '''newer''')), '23505 external_id_taken', 'its numbers are not');

-- Plans ---------------------------------------------------------------------------------------------------
create function tap.plan_of(p_type text, p_value text, p_query text) returns text language plpgsql as $$
declare
  v_line text;
  v_plan text := '';
begin
  set local plan_cache_mode = force_generic_plan;
  execute format('prepare listed (%s, uuid, integer) as %s', p_type, p_query);
  for v_line in execute format('explain (costs off) execute listed (%L, ''00000000-0000-0000-0000-000000000000'', 25)', p_value) loop
    v_plan := v_plan || v_line || e'\n';
  end loop;
  deallocate listed;
  return v_plan;
end
$$;
insert into crm.client_organizations (organization_id, id, first_name, last_name, sort_name, email, email_key, phone, phone_key, status, created_at, last_visit_at)
select tap.id(g.gym), gen_random_uuid(), 'N', 'N', 'n ' || n, n || '@example.net', n || '@example.net', n::text, n::text,
  (array['lead', 'active', 'inactive', 'banned', 'archived'])[1 + n % 5], now() - n * interval '1 minute', now()
from unnest('{north,south}'::text[]) g (gym), generate_series(1, 2000) n;
analyze crm.client_organizations;
select ok(plan like '%Index Scan using ' || q.index || '%' and plan like '%Index Cond: ((organization_id = % AND %' and plan not like '%Sort%' and plan not like '%Seq Scan%',
  'generic plan: ' || q.title)
from (values
  ('the list by name', 'text', '', 'clients_by_name', 'select id from crm.client_organizations where deleted_at is null and (sort_name, id) > ($1, $2) order by sort_name, id limit $3'),
  ('a name begins with', 'text', '', 'clients_by_name', 'select id from crm.client_organizations where deleted_at is null and sort_name >= $1 and sort_name < $1 || chr(1114111) and (sort_name, id) > ('''', $2) order by sort_name, id limit $3'),
  ('one status by name', 'text', '', 'clients_by_status', 'select id from crm.client_organizations where deleted_at is null and status = $1 and (sort_name, id) > ('''', $2) order by sort_name, id limit $3'),
  ('the list by creation, which ids follow', 'text', '', 'client_exists', 'select id from crm.client_organizations where deleted_at is null and $1 = '''' and id > $2 order by id limit $3'),
  ('an address', 'text', '', 'email_taken', 'select id from crm.client_organizations where deleted_at is null and email_key = $1 and id <> $2 limit $3')) q (title, type, value, index, query)
cross join lateral tap.answer('staff', 'north', format('select tap.plan_of(%L, %L, %L)', q.type, q.value, q.query)) plan;

-- An import's scratch table -------------------------------------------------------------------------------
select is(tap.perform('admin', 'north', $$insert into crm.client_import_rows (import_id, client_id, row_number) values (tap.id('import'), tap.id('anna'), 1)$$), '1', 'a touched record is noted');
select is(tap.attempt('admin', 'north', $$insert into crm.client_import_rows (import_id, client_id, row_number) values (tap.id('import'), tap.id('anna'), 2)
  on conflict do nothing$$), '0', 'a second touch is a duplicate in the file');
select is(tap.attempt('admin', 'north', $$insert into crm.client_import_rows (import_id, client_id, row_number) values (tap.id('second import'), tap.id('anna'), 2)$$), '1', 'but not in another import');
select is(tap.answer('admin', 'north', 'select count(*)::text from crm.client_import_rows'), '1', 'who imports sees it');
select is(tap.answer('other owner', 'south', 'select count(*)::text from crm.client_import_rows'), '0', 'another gym does not see it');
select is(tap.attempt('other owner', 'south', 'delete from crm.client_import_rows'), '0', 'nor empties it');
select is(tap.answer('trainer', 'north', 'select count(*)::text from crm.client_import_rows'), '0', 'nor does who may not write');
select is(tap.attempt('admin', 'north', 'update crm.client_import_rows set row_number = 2'), '42501', 'it is not changed');
select is(tap.attempt('admin', 'north', 'delete from crm.client_import_rows'), '1', 'it is emptied');
select is((select count(*) from audit.audit_logs where entity_type like '%import%'), 0::bigint, 'and it is not audited');

select * from finish();
rollback;
