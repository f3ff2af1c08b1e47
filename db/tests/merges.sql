-- Visits are counted from bookings, and two records of one person become one and two again.
begin;
select plan(36);
select tap.cast();
create function tap.book(p_name text, p_client text, p_status text) returns text language sql as $$
  select format('insert into crm.event_participants (id, event_id, client_id, status, attended_at) values (tap.id(%L), tap.id(''class''), tap.id(%L), %L, %s)',
    p_name, p_client, p_status, case p_status when 'attended' then quote_literal('2024-05-01 10:00Z') else 'null' end)
$$;
create function tap.visits(p_client text) returns text language sql as $$
  select visit_count || coalesce(' ' || (last_visit_at at time zone 'UTC')::date, '') from crm.client_organizations where id = tap.id(p_client)
$$;
create function tap.merge(p_actor text, p_kept text, p_merged text, p_gym text default 'north') returns text language sql as $$
  select tap.attempt(p_actor, p_gym, format('select private.merge_clients(tap.id(%L), tap.id(%L), ''{}'', false)', p_kept, p_merged))
$$;

-- Visits --------------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$insert into crm.events (id, event_type, title, starts_at, ends_at) values
  (tap.id('class'), 'class', 'Class', '2036-01-01 10:00Z', '2036-01-01 11:00Z'), (tap.id('other class'), 'class', 'Class', '2036-01-02 10:00Z', '2036-01-02 11:00Z')$$), '2', 'two classes');
select is(tap.perform('staff', 'north', tap.book('a', 'anna', 'attended')), '1', 'Anna was there');
select is(tap.visits('anna'), '1 2024-05-01', 'which is a visit');
select is(tap.perform('staff', 'north', tap.book('b', 'bert', 'registered')), '1', 'Bert booked');
select is(tap.visits('bert'), '0', 'which is none');
select is(tap.perform('staff', 'north', $$update crm.event_participants set status = 'attended', checked_in_at = '2024-05-02 10:00Z' where id = tap.id('b')$$), '1', 'he comes');
select is(tap.visits('bert'), '1 2024-05-02', 'and that is one');
select is(tap.perform('staff', 'north', $$update crm.event_participants set status = 'registered', checked_in_at = null where id = tap.id('b')$$), '1', 'it was a mistake');
select is(tap.visits('bert'), '0', 'so it is none');

-- Who may, and what not -----------------------------------------------------------------------------------
select is(tap.merge('staff', 'anna', 'bert'), '42501 permission_missing', 'the desk merges nobody');
select is(tap.merge('owner', 'anna', 'anna'), '23514 merge_invalid', 'nobody is merged with themselves');
select is(tap.merge('owner', 'anna', 'dora'), 'P0002 client_not_found', 'nor with a client of another gym');
select is(tap.merge('owner', 'dora', 'anna'), 'P0002 client_not_found', 'on either side');
select is(tap.merge('owner', 'anna', 'bert'), '55000 both_linked', 'two people who sign in are two');
select is(tap.merge('other owner', 'anna', 'carl', 'south'), 'P0002 client_not_found', 'another gym merges none of ours');
select is(tap.perform('owner', 'north', $$select private.add_medical_key('one', sha256('a') || sha256('b'))$$), '1', 'a key');
select is(tap.perform('owner', 'north', $$insert into crm.client_medical (client_id, note, key_id, fields) values (tap.id('carl'), decode(repeat('00', 40), 'hex'), 'one', '{"notes": 1}')$$), '1', 'a medical note');
select is(tap.merge('owner', 'bert', 'carl'), '55000 medical_note_left', 'which nobody loses');

-- One, and two again --------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.book('c', 'carl', 'attended')), '1', 'Carl was there, too');
select is(tap.perform('admin', 'north', $$select private.merge_clients(tap.id('bert'), tap.id('carl'), '{}', true)$$), '1', 'an admin merges them');
select is((select string_agg(status, ',' order by status) from crm.event_participants where client_id = tap.id('bert')), 'attended,cancelled', 'the place that says more is left');
select is(tap.visits('bert'), '1 2024-05-01', 'and counts');
select is((select count(*) from crm.client_organizations where id = tap.id('carl')), 0::bigint, 'the other record is gone');
select is(tap.answer('admin', 'north', $$select client_id::text from crm.client_merges$$), tap.id('bert')::text, 'what takes them apart is kept');
select is(tap.answer('staff', 'north', $$select count(*)::text from crm.client_merges$$), '0', 'for those who may');
select is((select string_agg(array_to_string(hidden_columns, ','), ';') from audit.audit_logs where entity_type = 'client_merge'), 'merged,dropped,cancelled,kept_after,kept_before', 'and the log tells nobody who they were');
select is(tap.attempt('staff', 'north', $$select private.undo_merge(tap.id('carl'))$$), '42501 permission_missing', 'the desk takes nothing apart');
select is(tap.perform('admin', 'north', $$select private.undo_merge(tap.id('carl'))$$), '1', 'an admin does');
select is((select string_agg(b.status || ' ' || c.first_name, ',' order by c.first_name) from crm.event_participants b join crm.client_organizations c on c.id = b.client_id where c.id in (tap.id('bert'), tap.id('carl'))), 'registered bert,attended carl', 'and all is as it was');

-- In their order ------------------------------------------------------------------------------------------
select is(tap.perform('owner', 'north', $$insert into crm.client_organizations (id, first_name, last_name, sort_name) values (tap.id('fred'), 'fred', 'Client', 'client fred')$$), '1', 'somebody else');
select is(tap.perform('owner', 'north', $$select private.merge_clients(tap.id('carl'), tap.id('fred'), '{}', false)$$), '1', 'becomes part of Carl');
select is(tap.perform('owner', 'north', $$select private.merge_clients(tap.id('bert'), tap.id('carl'), '{}', false)$$), '1', 'who becomes part of Bert');
select is(tap.attempt('owner', 'north', $$select private.undo_merge(tap.id('fred'))$$), '55000 later_merge', 'the first is not undone before the second');
select is(tap.perform('owner', 'north', $$select private.undo_merge(tap.id('carl'))$$), '1', 'which is');
select is(tap.perform('owner', 'north', $$select private.undo_merge(tap.id('fred'))$$), '1', 'and then it');
select is_empty($$select k.table_name, k.column_name from private.client_keys() k
  where not has_column_privilege('tryzore_definer', k.table_name, k.column_name, 'update')$$, 'whatever points to a client can be moved');

select * from finish();
rollback;
