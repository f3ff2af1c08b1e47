-- Notes about clients, who answers for minors, what finds a client by a part of the name, and how they stand.
begin;
select plan(35);
select tap.cast();
create function tap.note(p_name text, p_visibility text, p_client text default 'anna') returns text language sql as $$
  select format('insert into crm.client_notes (id, client_id, body, visibility) values (tap.id(%L), tap.id(%L), %L, %L)', p_name, p_client, p_name, p_visibility)
$$;

-- Notes ---------------------------------------------------------------------------------------------------
select is(tap.perform('trainer', 'north', tap.note('a', 'team')), '1', 'a trainer notes something');
select is(tap.attempt('trainer', 'north', tap.note('b', 'desk')), '42501', 'but nothing they could not read');
select is(tap.perform('staff', 'north', tap.note('c', 'desk')), '1', 'the desk does for itself');
select is(tap.attempt('staff', 'north', tap.note('d', 'managers')), '42501', 'but not for managers');
select is(tap.perform('admin', 'north', tap.note('e', 'managers')), '1', 'who do');
select is(tap.attempt('member', 'north', tap.note('f', 'team')), '42501', 'a member notes nothing');
select is(tap.attempt('owner', 'north', tap.note('g', 'team', 'dora')), '23503 client_not_found', 'nobody notes anything about another gym''s client');
select is(tap.answer(a.name, 'north', $$select string_agg(body, '' order by body) from crm.client_notes$$), a.seen, a.name || ' reads ' || coalesce(a.seen, 'nothing'))
from (values ('owner', 'ace'), ('admin', 'ace'), ('staff', 'ac'), ('trainer', 'a'), ('member', null), ('operator', 'ace')) a (name, seen);
select is(tap.answer('other owner', 'south', 'select count(*)::text from crm.client_notes'), '0', 'nor does another gym');
select is(tap.attempt('staff', 'north', $$update crm.client_notes set body = 'x' where id = tap.id('a')$$), '0', 'somebody else''s note is not changed');
select is(tap.attempt('trainer', 'north', $$update crm.client_notes set visibility = 'managers' where id = tap.id('a')$$), '42501', 'nor one''s own out of one''s sight');
select is(tap.attempt('admin', 'north', $$update crm.client_notes set is_pinned = true where id = tap.id('a')$$), '1', 'but by a manager');
select is(tap.attempt('trainer', 'north', $$delete from crm.client_notes where id = tap.id('a')$$), '1', 'its author deletes it');
select is((select string_agg(array_to_string(hidden_columns, ','), ';') from audit.audit_logs where entity_type = 'client_note'), 'body;body;body', 'what a note says is not in the log');

-- Guardians -----------------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', $$insert into crm.client_guardians (id, client_id, guardian_id) values (tap.id('g'), tap.id('anna'), tap.id('bert'))$$), '1', 'Bert answers for Anna');
select is(tap.attempt('staff', 'north', $$insert into crm.client_guardians (id, client_id, guardian_id) values (tap.id('h'), tap.id('anna'), tap.id('dora'))$$), '23503 guardian_not_found', 'nobody of another gym does');
select is(tap.attempt('staff', 'north', $$insert into crm.client_guardians (id, client_id, guardian_id) values (tap.id('h'), tap.id('anna'), tap.id('anna'))$$), '23514 guardian_invalid', 'nor she herself');
select is(tap.attempt('staff', 'north', $$insert into crm.client_guardians (id, client_id) values (tap.id('h'), tap.id('anna'))$$), '23514 guardian_unnamed', 'nor nobody');
select is(tap.answer('trainer', 'north', 'select count(*)::text from crm.client_guardians'), '0', 'whoever does not see how to reach clients sees none');

-- Parts of names ------------------------------------------------------------------------------------------
create function tap.parts() returns text language sql as $$
  select string_agg(part, ' ' order by part) from crm.client_name_parts where client_id = tap.id('anna')
$$;
select is(tap.parts(), 'anna', 'the first part has an index of its own');
select is(tap.perform('staff', 'north', $$update crm.client_organizations set sort_name = 'van der berg-smith anna anna' where id = tap.id('anna')$$), '1', 'a new name');
select is(tap.parts(), 'anna berg-smith der smith', 'is found by each part, once');
select is(tap.answer('owner', 'north', 'select count(*)::text from crm.client_name_parts where client_id = tap.id(''anna'')'), '4', 'whoever sees clients sees them');
select is(tap.answer('member', 'north', 'select count(*)::text from crm.client_name_parts'), '0', 'a member does not');
select is(tap.attempt('owner', 'north', 'delete from crm.client_name_parts'), '42501', 'nobody changes them');

-- The standing of a membership ----------------------------------------------------------------------------
select is(tap.perform('owner', 'north', $$insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period) values (tap.id('plan'), 'Plan', 'recurring', 1, 'EUR', 'month')$$), '1', 'a plan');
select is(tap.perform('staff', 'north', $$insert into crm.memberships (id, client_id, membership_plan_id, status, start_date)
  values (tap.id('m'), tap.id('anna'), tap.id('plan'), 'expired', '2020-01-01'), (tap.id('n'), tap.id('anna'), tap.id('plan'), 'past_due', '2024-01-01')$$), '2', 'two memberships');
select is((select membership_status from crm.client_organizations where id = tap.id('anna')), 'past_due', 'the better one counts');
select is(tap.perform('staff', 'north', $$update crm.memberships set status = 'paused' where id = tap.id('n')$$), '1', 'it is paused');
select is((select membership_status from crm.client_organizations where id = tap.id('anna')), 'paused', 'and so is the client');

select * from finish();
rollback;
