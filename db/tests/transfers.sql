-- Files on their way, and an organization that goes and comes.
begin;
select plan(49);
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

-- Erasures ------------------------------------------------------------------------------------------------
update private.transfer_files set created_at = now();
select is(tap.perform('owner', 'north', $$insert into crm.exports (id, content, format) values (tap.id('kept'), 'organization', 'zip')$$), '1', 'an export');
select is(tap.perform('owner', 'north', $$select private.keep_transfer_file(tap.id('kept'), 'file', 'sealed')$$), '1', 'with its file');
select is(tap.perform('other owner', 'south', $$insert into crm.imports (id, row_count, byte_count) values (tap.id('southern'), 1, 1)$$), '1', 'and an import elsewhere');
select is(tap.perform('other owner', 'south', $$select private.keep_transfer_file(tap.id('southern'), 'file', 'sealed')$$), '1', 'with its own');
insert into crm.imports (organization_id, id, import_status, row_count, byte_count) values (tap.id('north'), tap.id('done'), 'imported', 1, 1);
insert into private.transfer_files (organization_id, id, part, file) values
  (tap.id('north'), tap.id('import'), 'survey', 'samples'), (tap.id('north'), tap.id('done'), 'rejects', 'rows');
select tap.add_client('erika', 'north');
select tap.perform('operator', 'north', $$select private.reapply_erasure(tap.id('erasure'), tap.id('erika'), null, now())$$);
select ok((select erased_at is not null from crm.client_organizations where id = tap.id('erika')), 'a client is erased');
select set_eq($$select import_status from crm.imports where organization_id = tap.id('north')$$, '{ended,imported}'::text[], 'an erasure ends what is not imported');
select results_eq($$select id from private.transfer_files order by 1$$, $$select tap.id(n) from unnest('{kept,southern}'::text[]) n order by 1$$,
  'no file, sample or rejected row of that gym stays, but exports of their own');
select is((select import_status from crm.imports where id = tap.id('southern')), 'uploaded', 'nor does it end another gym''s');
delete from crm.exports;
delete from private.transfer_files;

-- Exports -------------------------------------------------------------------------------------------------
select is(tap.perform('owner', 'north', $$insert into crm.exports (id, content, format) values (tap.id('export'), 'organization', 'zip')$$), '1', 'an owner exports the organization');
select is(tap.attempt('admin', 'north', $$insert into crm.exports (id, content, format) values (tap.id('other'), 'organization', 'zip')$$), '42501', 'an admin does not');
select is(tap.perform('trainer', 'north', $$insert into crm.exports (id, content, format) values (tap.id('list'), 'listClients', 'csv')$$), '1', 'whoever reads a list may have it as a file');
select is(tap.answer('trainer', 'north', 'select count(*)::text from crm.exports'), '0', 'who took what is the owner''s to know');
select is((select string_agg(new_values ->> 'content', ' ' order by new_values ->> 'content') from audit.audit_logs where entity_type = 'export'), 'listClients organization organization', 'and is recorded');

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
select is((select count(*) from gone where line like 'crm.client_organizations %'), 4::bigint, 'all clients');
select is((select count(*) from gone where line like '%' || tap.id('south') || '%'), 0::bigint, 'and nothing of another gym');
select is((select count(*) from gone where line like 'crm.users %'), 6::bigint, 'the people who belong to it');
select is((select count(*) from gone where line like '%scrypt%'), 0::bigint, 'without passwords');

-- What comes ----------------------------------------------------------------------------------------------
create function tap.bring(p_change text default null, p_to text default null) returns text language plpgsql as $$
declare
  v_keys constant jsonb := (select jsonb_object_agg(u.id, 'forged-' || u.id) from crm.users u)
    || jsonb_build_object(tap.id('newcomer'), 'newcomer@example.com');
  v_state text;
  v_constraint text;
begin
  insert into private.staged_rows (import_id, title, number, content)
  select tap.id('coming'), split_part(line, ' ', 1), row_number() over (),
    replace(substr(line, position(' ' in line) + 1), coalesce(p_change, 'nothing of it'), coalesce(p_to, ''))::jsonb
  from gone;
  set local role tryzore_worker;
  perform private.import_organization(tap.id('coming'), (select jsonb_object_agg(title, to_jsonb(columns)) from private.portable_tables()), 'tap', v_keys);
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
select is(tap.bring('"parent_organization_id":null', '"parent_organization_id":"' || tap.id('south') || '"'), '22023 transfer_parent_outside', 'nor a gym under it');
-- What it says of people who are here: that they are linked, and share; beside it somebody who comes.
delete from private.identities where user_id = tap.id('trainer');
insert into gone select replace(replace(line, tap.id('trainer')::text, tap.id('newcomer')::text), 'trainer@', 'newcomer@') from gone
where line like 'crm.users %' and line like '%' || tap.id('trainer') || '%';
insert into gone select replace(line, tap.id('trainer')::text, tap.id('newcomer')::text) from gone
where line like 'crm.user_organizations %' and line like '%' || tap.id('trainer') || '%';
insert into gone
select 'crm.clients ' || jsonb_build_object('id', tap.id(p || ' profile'), 'user_id', tap.id(p), 'created_at', now(), 'updated_at', now(), 'version', 1)::text
from unnest('{newcomer,stranger}'::text[]) p;
update gone set line = replace(line, '"client_id":null', '"client_id":"' || tap.id('newcomer profile') || '"')
where line like 'crm.client_organizations %' and line like '%"first_name":"carl"%';
insert into gone
select 'crm.consents ' || jsonb_build_object('organization_id', tap.id('elsewhere'), 'id', tap.id(person || kind), 'client_id', tap.id(client),
  'kind', kind, 'status', 'given', 'occurred_at', now(), 'source', 'app', 'recorded_by', tap.id(person), 'created_at', now())::text
from (values ('member', 'anna'), ('newcomer', 'carl')) v (person, client) cross join unnest('{profile_sharing,photos}'::text[]) kind;
select is(tap.bring(), 'brought', 'it comes');
select results_eq($$select first_name from crm.client_organizations where organization_id = tap.id('elsewhere') and client_id is not null$$, array['carl'], 'linked to nobody who was here');
select is_empty($$select from crm.clients where id = tap.id('stranger profile') or user_id = tap.id('stranger')$$, 'who gets no profile either');
select set_eq($$select (select u.email from crm.users u where u.id = c.recorded_by) || ' ' || c.kind from crm.consents c where c.organization_id = tap.id('elsewhere')$$,
  array['member@example.org photos', 'newcomer@example.org photos', 'newcomer@example.org profile_sharing'], 'nor shares it');
select ok(private.shares_profile(tap.id('elsewhere'), tap.id('carl')), 'who comes along does, as before');
select set_eq($$select (select u.email from crm.users u where u.id = m.user_id) || ' ' || m.role || case when m.left_at is null then '' else ', left' end
    from crm.user_organizations m where m.organization_id = tap.id('elsewhere')$$,
  array['owner@example.org owner', 'admin@example.org member, left', 'staff@example.org member, left', 'trainer@example.org member, left',
    'member@example.org member', 'other.member@example.org member', 'newcomer@example.org trainer'], 'who was here is its owner or member, or was');
select is_empty($$select from private.identities where subject like 'forged-%' or user_id = tap.id('trainer')$$, 'no address of the file opens an account that was here');
select is((select subject from private.identities where user_id = tap.id('newcomer')), 'newcomer@example.com', 'who comes along signs in by theirs');
select is((select count(*) from tap.ours where not relforcerowsecurity), 0::bigint, 'every table is forced');
select is((select count(*) from pg_trigger g join tap.ours t on t.oid = g.tgrelid where not g.tgisinternal and g.tgenabled = 'D'), 0::bigint, 'and every trigger fires');
select is((select count(*) from private.staged_rows where import_id = tap.id('coming')), 0::bigint, 'nothing stays staged');
select is((select (actor, metadata)::text from audit.audit_logs where organization_id = tap.id('elsewhere') and entity_type = 'organization'), '(tap,"{""imported"": true}")', 'who brought it is recorded');

select * from finish();
rollback;
