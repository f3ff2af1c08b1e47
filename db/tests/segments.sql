-- Tags that go away again, segments and who is in them, filters that people keep.
begin;
select plan(54);
select tap.cast();
insert into crm.tags (organization_id, id, name, type)
values (tap.id('north'), tap.id('yoga'), 'Yoga', 'interest'), (tap.id('north'), tap.id('boxing'), 'Boxing', 'interest');
insert into crm.taggables (organization_id, id, tag_id, taggable_type, taggable_id)
values (tap.id('north'), tap.id('use'), tap.id('yoga'), 'user', tap.id('trainer'));
insert into crm.segments (organization_id, id, name, rules)
values (tap.id('north'), tap.id('leads'), 'Leads', '{}'), (tap.id('south'), tap.id('theirs'), 'Theirs', '{}');
insert into crm.segment_members (organization_id, segment_id, client_id, joined_at)
values (tap.id('north'), tap.id('leads'), tap.id('anna'), '2026-01-01');

-- Tags ----------------------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', $$delete from crm.tags where id = tap.id('boxing')$$), '1', 'a tag on nothing is deleted');
select is(tap.attempt('staff', 'north', $$delete from crm.tags where id = tap.id('yoga')$$), '23503 tag_in_use', 'one in use is not');
select is(tap.attempt('trainer', 'north', $$delete from crm.tags$$), '0', 'trainers delete none');
select is(tap.attempt('other owner', 'south', $$delete from crm.tags$$), '0', 'nor do others');
update crm.user_organizations set permissions = '{"deny": ["staff.view"]}' where user_id = tap.id('staff');
select is(tap.answer('staff', 'north', 'select count(*)::text from crm.taggables'), '0', 'who does not see that it is in use');
select is(tap.attempt('staff', 'north', $$delete from crm.tags where id = tap.id('yoga')$$), '23503 tag_in_use', 'is told so all the same');

-- Segments ------------------------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', 'select string_agg(name, '','') from crm.segments'), a.seen, a.name || ' sees ' || coalesce(a.seen, 'none'))
from (values ('owner', 'Leads'), ('staff', 'Leads'), ('trainer', 'Leads'), ('member', null), ('operator', 'Leads')) a (name, seen);
select is(tap.attempt(a.name, 'north', $$insert into crm.segments (id, name, rules) values (tap.id('new'), 'New', '{}')$$), a.outcome, a.name || ' defines one: ' || a.outcome)
from (values ('owner', '1'), ('staff', '1'), ('trainer', '42501'), ('member', '42501')) a (name, outcome);
select is(tap.attempt('staff', 'north', $$insert into crm.segments (id, name, rules) values (tap.id('new'), 'Leads', '{}')$$), '23505 segment_name_taken', 'a name once');
select is(tap.attempt('other owner', 'south', $$insert into crm.segments (id, name, rules) values (tap.id('new'), 'Leads', '{}')$$), '1', 'in each gym');
select is(tap.attempt('staff', 'north', $$insert into crm.segments (id, name, rules) values (tap.id('new'), 'New', '[]')$$), '23514 rules_invalid', 'rules are an object');
select is(tap.answer('staff', 'north', $$update crm.segments set description = 'New' returning version::text$$), '2', 'a change of the definition counts');
select is(tap.answer('operator', 'north', $$update crm.segments set member_count = 1, evaluated_at = now(), evaluation_status = 'evaluated' returning version::text$$), '1', 'an evaluation does not');
select is(tap.attempt('owner', 'north', $$update crm.segments set member_count = 1, evaluated_at = now()$$), '42501', 'and nobody writes what one would find');
select is(tap.attempt('operator', 'north', $$update crm.segments set member_count = 1$$), '23514 member_count_invalid', 'a count has a moment');
select is(tap.answer('operator', 'north', $$with evaluated as (update crm.segments set member_count = 3, evaluated_at = now() returning id)
  select count(*)::text from audit.audit_logs where entity_type = 'segment' and action = 'updated'$$), '0', 'an evaluation is no entry of the log');

-- Members -------------------------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.segment_members'), a.seen, a.name || ' sees so many: ' || a.seen)
from (values ('staff', '1'), ('trainer', '1'), ('member', '0')) a (name, seen);
select is(tap.answer('other owner', 'south', 'select count(*)::text from crm.segment_members'), '0', 'another gym sees none');
select is(tap.attempt('owner', 'north', $$insert into crm.segment_members (segment_id, client_id, joined_at) values (tap.id('leads'), tap.id('bert'), now())$$), '42501', 'people put nobody in');
select is(tap.attempt('operator', 'north', $$insert into crm.segment_members (segment_id, client_id, joined_at) values (tap.id('leads'), tap.id('bert'), now())$$), '1', 'a job does');
select is(tap.attempt('operator', 'north', $$insert into crm.segment_members (segment_id, client_id, joined_at) values (tap.id('leads'), tap.id('anna'), now())$$), '23505 already_in_segment', 'once at a time');
select is(tap.attempt('operator', 'north', $$insert into crm.segment_members (segment_id, client_id, joined_at) values (tap.id('leads'), tap.id('dora'), now())$$), '23503 client_not_found', 'no client of another gym');
select is(tap.attempt('operator', 'north', $$insert into crm.segment_members (segment_id, client_id, joined_at) values (tap.id('theirs'), tap.id('bert'), now())$$), '23503 segment_not_found', 'into no segment of another gym');
select is(tap.attempt('operator', 'north', $$update crm.segment_members set left_at = joined_at$$), '23514 left_at_invalid', 'nobody leaves before they came');
select is(tap.perform('staff', 'north', $$delete from crm.segments where id = tap.id('leads')$$), '1', 'a segment is deleted');
select is((select count(*) from crm.segment_members), 0::bigint, 'with who was in it');

-- What its rules ask for -------------------------------------------------------------------------------------
insert into crm.segments (organization_id, id, name, rules, needs)
values (tap.id('north'), tap.id('plain'), 'Plain', '{}', '{}'), (tap.id('north'), tap.id('city'), 'City', '{}', '{clients.contact.view}'),
  (tap.id('north'), tap.id('plan'), 'Plan', '{}', '{clients.contact.view,memberships.view}');
insert into crm.segment_members (organization_id, segment_id, client_id, joined_at)
select tap.id('north'), tap.id(s), tap.id('anna'), '2026-01-01' from unnest('{plain,city,plan}'::text[]) s;
update crm.user_organizations set permissions = '{"deny": ["memberships.view"]}' where user_id = tap.id('staff');
select is(tap.answer(a.name, 'north', 'select string_agg(name, '','' order by name) from crm.segments'), a.seen, a.name || ' sees the segments ' || a.seen)
from (values ('owner', 'City,Plain,Plan'), ('operator', 'City,Plain,Plan'), ('staff', 'City,Plain'), ('trainer', 'Plain')) a (name, seen);
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.segment_members'), a.seen, a.name || ' sees so many of them: ' || a.seen)
from (values ('owner', '3'), ('operator', '3'), ('staff', '2'), ('trainer', '1')) a (name, seen);
select is(tap.answer('trainer', 'north', $$select string_agg(id::text, ',') from crm.segment_members where segment_id = tap.id('city')$$), null, 'none by the segment''s id');
select is(tap.answer('owner', 'north', $$select count(*)::text from crm.segment_members, set_config('app.scope', '', true)$$), '0', 'where no segment is found, none of them is');
select is(tap.attempt('staff', 'north', $$update crm.segments set name = 'Mine' where id = tap.id('plan')$$), '0', 'what is hidden is not changed');
select is(tap.attempt('staff', 'north', $$delete from crm.segments where id = tap.id('plan')$$), '0', 'nor deleted');
select is(tap.attempt('staff', 'north', $$update crm.segments set needs = '{memberships.view}' where id = tap.id('city')$$), '42501', 'and nobody asks for what they do not hold');
select is(tap.attempt('staff', 'north', $$update crm.segments set needs = '{}' where id = tap.id('city')$$), '1', 'the server says what rules ask for');
select is(tap.attempt('operator', 'north', $$update crm.segments set needs = array[null] where id = tap.id('plain')$$), '42501', 'not even a job, for what nobody holds');

-- Saved filters -------------------------------------------------------------------------------------------
select is(tap.perform('trainer', 'north', $$insert into crm.saved_filters (id, name, resource, query) values (tap.id('mine'), 'Mine', 'clients', '{}')$$), '1', 'who sees clients keeps filters');
select is(tap.attempt('owner', 'north', $$update crm.saved_filters set name = 'New' where id = tap.id('mine')$$), '0', 'which nobody else sees');
select is(tap.attempt('trainer', 'north', $$insert into crm.saved_filters (id, name, resource, query) values (tap.id('again'), 'Mine', 'clients', '{}')$$), '23505 filter_name_taken', 'each by a name');
select is(tap.attempt('operator', 'north', $$insert into crm.saved_filters (id, name, resource, query) values (tap.id('new'), 'New', 'clients', '{}')$$), '42501', 'a filter is a person''s');
select * from finish();
rollback;
