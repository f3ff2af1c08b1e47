-- Medical notes: their keys, what is known of them unread, disclosures, and what rotations do.
begin;
select plan(41);
select tap.cast();
create function tap.wrapped(p_name text) returns bytea language sql as $$ select sha256(p_name::bytea) || sha256('more') $$;
create function tap.write(p_client text, p_key text) returns text language sql as $$
  select format('insert into crm.client_medical (client_id, note, key_id, fields) values (tap.id(%L), decode(repeat(''00'', 40), ''hex''), %L, ''{"notes": 1, "allergies": 2}'')', p_client, p_key)
$$;

-- Keys ----------------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', $$select private.add_medical_key('one', tap.wrapped('one'))$$), '42501 permission_missing', 'the desk makes no key');
select is(tap.attempt('owner', null, $$select private.add_medical_key('one', tap.wrapped('one'))$$), '42501 permission_missing', 'nor anybody outside of an organization');
select is(tap.attempt('owner', 'north', tap.write('anna', 'one')), '40001 medical_key_retired', 'without a key nothing is written');
select is(tap.perform('owner', 'north', $$select private.add_medical_key('one', tap.wrapped('one'))$$), '1', 'who writes the first note makes one');
select is(tap.perform('admin', 'north', $$select private.add_medical_key('other', tap.wrapped('other'))$$), '1', 'a second who comes at once');
select is(tap.answer('admin', 'north', $$select string_agg(id || is_current, ',') from private.my_medical_keys()$$), 'onetrue', 'finds that one');
select is(tap.answer('staff', 'north', $$select count(*)::text from private.my_medical_keys()$$), '0', 'the desk sees none');
select is(tap.answer('other owner', 'south', $$select count(*)::text from private.my_medical_keys()$$), '0', 'nor does another gym');
select is((select (hidden_columns, new_values ->> 'id')::text from audit.audit_logs where entity_type = 'medical_key'), '({wrapped},one)', 'a key is recorded, and not what it is');

-- Notes ---------------------------------------------------------------------------------------------------
select is(tap.attempt('owner', 'north', tap.write('anna', 'other')), '40001 medical_key_retired', 'a key that there is not');
select is(tap.attempt('owner', 'north', tap.write('dora', 'one')), '23503 client_not_found', 'a client of another gym');
select is(tap.attempt('staff', 'north', tap.write('anna', 'one')), '42501', 'the desk writes none');
select is(tap.perform('owner', 'north', tap.write('anna', 'one')), '1', 'a note');
select is((select (new_values -> 'fields', hidden_columns)::text from audit.audit_logs where entity_type = 'client_medical'), '("{""notes"": 1, ""allergies"": 2}",{})', 'is recorded by the names of its fields');
select is((select count(*) from audit.personal_values where entity_type = 'client_medical'), 0::bigint, 'and nothing of it kept aside');
select is(tap.answer('staff', 'north', $$select fields::text || version from private.medical_overview(tap.id('anna'))$$), '{allergies,notes}1', 'the desk sees which fields there are');
select is(tap.answer('member', 'north', $$select count(*)::text from private.medical_overview(tap.id('anna'))$$), '0', 'a member does not');
select is(tap.answer('other owner', 'south', $$select count(*)::text from private.medical_overview(tap.id('anna'))$$), '0', 'nor another gym');
select is(tap.answer('staff', 'north', $$select count(*)::text from crm.client_medical$$), '0', 'and nobody but who may the note itself');

-- Disclosures ---------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', $$insert into crm.medical_disclosures (id, client_id, reason) values (tap.id('d'), tap.id('anna'), 'Asked')$$), '42501', 'the desk reads none');
select is(tap.attempt('owner', 'north', $$insert into crm.medical_disclosures (id, client_id, reason) values (tap.id('d'), tap.id('anna'), '')$$), '23514 reason_invalid', 'without a reason nobody does');
select is(tap.perform('admin', 'north', $$insert into crm.medical_disclosures (id, client_id, reason) values (tap.id('d'), tap.id('anna'), 'Asked')$$), '1', 'an admin says why');
select is((select (user_id, entity_id, hidden_columns)::text from audit.audit_logs where entity_type = 'medical_disclosure'),
  (tap.id('admin'), tap.id('anna'), '{reason}'::text[])::text, 'which is recorded');
select is(tap.attempt('owner', 'north', $$update crm.medical_disclosures set reason = 'x'$$), '42501', 'nobody changes it');
select is(tap.attempt('owner', 'north', $$delete from crm.medical_disclosures$$), '42501', 'or deletes it');
select is(tap.attempt('operator', 'north', $$insert into crm.medical_disclosures (id, client_id, reason) values (tap.id('e'), tap.id('anna'), 'x')$$), '42501', 'no process reads one');

-- Rotation ------------------------------------------------------------------------------------------------
select is(tap.attempt('owner', 'north', $$select private.rotate_medical_key('two', tap.wrapped('two'))$$), '42501', 'the application rotates nothing');
select is(tap.perform('operator', 'north', $$select private.rotate_medical_key('two', tap.wrapped('two'))$$), '1', 'an operator does');
select is(tap.attempt('owner', 'north', tap.write('bert', 'one')), '40001 medical_key_retired', 'nothing more is written with the old key');
select is(tap.attempt('owner', 'north', tap.write('bert', 'two')), '1', 'but with the new one');
select is(tap.attempt('operator', 'north', $$select private.forget_medical_keys()$$), '1', 'a job may ask');
select is(tap.answer('operator', 'north', $$select private.forget_medical_keys()::text$$), '0', 'but what opens a note is not forgotten');
select is(tap.answer('tryzore_worker', null, $$select string_agg(concat_ws(' ', slug, id, notes, retired_at is not null), ',' order by id) from private.list_sealed() where kind = 'medical_key'$$),
  'north one 1 t,north two 0 f', 'an operator counts them');
select is(tap.attempt('owner', 'north', $$select from private.list_sealed()$$), '42501', 'and nobody else');
select is(tap.perform('operator', 'north', $$update crm.client_medical set note = decode(repeat('11', 40), 'hex'), key_id = 'two'$$), '1', 'encrypted anew');
select is((select version from crm.client_medical), 1::bigint, 'a note is the same note');
select is((select count(*) from audit.audit_logs where entity_type = 'client_medical'), 1::bigint, 'of which there is nothing to tell');
select is(tap.answer('operator', 'north', $$select private.forget_medical_keys()::text$$), '1', 'then the old key goes');
select is(tap.answer('tryzore_worker', null, $$select private.reseal('medical_key', tap.id('north'), 'two', tap.wrapped('x'), tap.wrapped('new'))::text$$), 'false', 'what has changed meanwhile is left');
select is(tap.answer('tryzore_worker', null, $$select private.reseal('medical_key', tap.id('north'), 'two', tap.wrapped('two'), tap.wrapped('new'))::text$$), 'true', 'what has not is encrypted with another master key');
select is(tap.perform('owner', 'north', $$update crm.client_medical set fields = '{}' where client_id = tap.id('anna')$$), '1', 'and a change is one');
select * from finish();
rollback;
