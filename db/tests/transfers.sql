-- Files on their way, and an organization that goes and comes.
begin;
select plan(34);
select tap.cast();
create view tap.ours as select c.oid, c.relforcerowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p') and n.nspname in ('crm', 'audit', 'jobs', 'private');

-- Files ---------------------------------------------------------------------------------------------------
select is(tap.perform('admin', 'north', $$insert into crm.imports (id, row_count, byte_count) values (tap.id('import'), 1, 1)$$), '1', 'an admin uploads a file');
select is(tap.attempt('staff', 'north', $$insert into crm.imports (id, row_count, byte_count) values (tap.id('other'), 1, 1)$$), '42501', 'the desk does not');
select is(tap.perform('admin', 'north', $$select private.keep_transfer_file(tap.id('import'), 'file', 'sealed')$$), '1', 'it is kept');
select is(tap.attempt('staff', 'north', $$select private.keep_transfer_file(tap.id('import'), 'file', 'other')$$), 'P0002 export_not_found', 'by who may import');
select is(tap.attempt('other owner', 'south', $$select private.keep_transfer_file(tap.id('import'), 'file', 'other')$$), 'P0002 export_not_found', 'in that gym');
select is(tap.attempt('admin', 'north', $$select private.keep_transfer_file(tap.id('import'), 'other', 'x')$$), '23514 part_invalid', 'its parts have names');
select is(tap.answer('owner', 'north', $$select encode(private.read_transfer_file(tap.id('import'), 'file'), 'escape')$$), 'sealed', 'and read');
select is(tap.answer('staff', 'north', $$select (private.read_transfer_file(tap.id('import'), 'file') is null)::text$$), 'true', 'not by the desk');
select is(tap.answer('other owner', 'south', $$select (private.read_transfer_file(tap.id('import'), 'file') is null)::text$$), 'true', 'nor by another gym');
update private.transfer_files set created_at = now() - interval '7 days 1 second';
select is(tap.answer('owner', 'north', $$select (private.read_transfer_file(tap.id('import'), 'file') is null)::text$$), 'true', 'until it expires');
select is(tap.attempt('admin', 'north', $$update crm.imports set row_count = 2$$), '42501', 'what a file was is not changed');

-- Exports -------------------------------------------------------------------------------------------------
select is(tap.perform('owner', 'north', $$insert into crm.exports (id, content, format) values (tap.id('export'), 'organization', 'zip')$$), '1', 'an owner exports the organization');
select is(tap.attempt('admin', 'north', $$insert into crm.exports (id, content, format) values (tap.id('other'), 'organization', 'zip')$$), '42501', 'an admin does not');
select is(tap.perform('trainer', 'north', $$insert into crm.exports (id, content, format) values (tap.id('list'), 'listClients', 'csv')$$), '1', 'whoever reads a list may have it as a file');
select is(tap.answer('trainer', 'north', 'select count(*)::text from crm.exports'), '0', 'who took what is the owner''s to know');
select is((select string_agg(new_values ->> 'content', ' ' order by new_values ->> 'content') from audit.audit_logs where entity_type = 'export'), 'listClients organization', 'and is recorded');

-- What goes along -----------------------------------------------------------------------------------------
select is((select count(*) from private.portable_tables() where title ~ '^(private|jobs)\.'), 0::bigint, 'nothing private goes along');
select ok('meeting_link' = any (columns), 'a secret that is the gym''s own does') from private.portable_tables() where title = 'crm.events';
select set_eq($$select unnest(columns) from private.portable_tables() where title = 'crm.clients'$$, '{id,user_id,created_at,updated_at,version}'::text[], 'of somebody''s own profile whose it is');
create function tap.exported(p_gym text) returns setof text language plpgsql as $$
begin
  set local role tryzore_worker;
  perform private.enter_operator(tap.id(p_gym), 'tap', true);
  return query select r.title || ' ' || r.content from private.portable_rows('{crm.client_medical}') r;
  set local role none;
  perform set_config('app.org_id', '', true), set_config('app.scope', '', true), set_config('app.can', '', true), set_config('app.actor', '', true);
end
$$;
create temp table gone as select line from tap.exported('north') x (line);
select is((select count(*) from gone where line like 'crm.client_organizations %'), 3::bigint, 'all clients');
select is((select count(*) from gone where line like '%' || tap.id('south') || '%'), 0::bigint, 'and nothing of another gym');
select is((select count(*) from gone where line like 'crm.users %'), 6::bigint, 'the people who belong to it');
select is((select count(*) from gone where line like '%scrypt%'), 0::bigint, 'without passwords');

-- What comes ----------------------------------------------------------------------------------------------
create function tap.bring(p_change text default null, p_to text default null) returns text language plpgsql as $$
declare
  v_state text;
  v_constraint text;
begin
  insert into private.staged_rows (import_id, title, number, content)
  select tap.id('coming'), split_part(line, ' ', 1), row_number() over (),
    replace(substr(line, position(' ' in line) + 1), coalesce(p_change, 'nothing of it'), coalesce(p_to, ''))::jsonb
  from gone;
  set local role tryzore_worker;
  perform private.import_organization(tap.id('coming'), (select jsonb_object_agg(title, to_jsonb(columns)) from private.portable_tables()), 'tap');
  set local role none;
  return 'brought';
exception when others then
  set local role none;
  get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name;
  return v_state || ' ' || v_constraint;
end
$$;
select is(tap.bring(), '23505 organization_exists', 'what is here does not come again');
select is(tap.bring(tap.id('north')::text, tap.id('elsewhere')::text), '23505 slug_taken', 'nor what has a name of another');
select is((select count(*) from tap.ours where not relforcerowsecurity), 0::bigint, 'a refusal leaves every table forced');
create function tap.renamed() returns void language sql as $$
  update gone set line = replace(replace(replace(line, tap.id('north')::text, tap.id('elsewhere')::text), '"slug":"north"', '"slug":"elsewhere"'),
    -- They have another primary one here.
    '"is_primary":true', '"is_primary":false');
  -- Its log has its ids already.
  delete from gone where line like 'audit.%';
$$;
select tap.renamed();
select is(tap.bring('"role":"owner"', '"role":"admin"'), '23514 last_owner', 'an organization has an owner');
select is(tap.bring('"organization_id":"' || tap.id('elsewhere'), '"organization_id":"' || tap.id('south')), '22023 transfer_row_foreign', 'nothing is smuggled into another gym');
select is(tap.bring('"parent_organization_id":null', '"parent_organization_id":"' || tap.id('south') || '"'), '23514 parent_invalid', 'nor a gym under it');
select is(tap.bring(), 'brought', 'it comes');
select is((select count(*) from tap.ours where not relforcerowsecurity), 0::bigint, 'every table is forced');
select is((select count(*) from pg_trigger g join tap.ours t on t.oid = g.tgrelid where not g.tgisinternal and g.tgenabled = 'D'), 0::bigint, 'and every trigger fires');
select is((select count(*) from private.staged_rows where import_id = tap.id('coming')), 0::bigint, 'nothing stays staged');
select is((select (actor, metadata)::text from audit.audit_logs where organization_id = tap.id('elsewhere') and entity_type = 'organization'), '(tap,"{""imported"": true}")', 'who brought it is recorded');

select * from finish();
rollback;
