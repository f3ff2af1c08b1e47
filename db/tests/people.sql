-- What each actor sees and changes: organizations, people, memberships and profiles.
begin;
select plan(44);
select tap.cast();

-- Organizations -------------------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', 'select string_agg(slug, '','') from crm.organizations'), 'north', a.name || ' sees the organization')
from unnest('{owner,admin,staff,trainer,member,operator}'::text[]) a (name);
select is(tap.answer('nobody', null, 'select count(*)::text from crm.organizations'), '0', 'nobody sees none');
select is(tap.answer('owner', null, 'select count(*)::text from crm.organizations'), '0', 'a person outside sees none');
select is(tap.attempt(a.name, 'north', $$update crm.organizations set name = 'New'$$), a.rows, a.name || ' changes it: ' || a.rows)
from (values ('owner', '1'), ('admin', '0'), ('staff', '0'), ('trainer', '0'), ('member', '0'), ('operator', '1')) a (name, rows);
select is(tap.attempt('owner', 'north', $$update crm.organizations set status = 'archived'$$), '42501', 'the status is not the owner''s');
select is(tap.attempt('operator', 'north', $$update crm.organizations set status = 'suspended'$$), '1', 'but an operator''s');
select is(tap.attempt('owner', 'north', $$update crm.organizations set slug = 'south'$$), '23505 slug_taken', 'slugs are unique');
select is(tap.attempt('owner', 'north', $$insert into crm.organizations (id, root_organization_id, name, slug, time_zone, currency)
  values (tap.id('x'), tap.id('x'), 'X', 'x', 'UTC', 'EUR')$$), '42501', 'organizations are made by functions only');
select is(tap.answer('owner', 'north', $$update crm.organizations set name = 'New' returning version::text$$), '2', 'a change counts the version');
select is(tap.answer('owner', 'north', $$update crm.organizations set name = 'North' returning version::text$$), '1', 'changing nothing does not');

-- People --------------------------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', $$select string_agg(lower(first_name), ',' order by first_name) from crm.users$$), a.seen, a.name || ' sees ' || a.seen)
from (values ('owner', 'admin,owner,staff,trainer'), ('trainer', 'admin,owner,staff,trainer'), ('member', 'admin,member,owner,staff,trainer'),
  ('operator', 'admin,owner,staff,trainer')) a (name, seen);
select is(tap.answer('member', null, $$select string_agg(lower(first_name), ',') from crm.users$$), 'member', 'outside one sees oneself');
select is(tap.attempt('member', null, $$update crm.users set first_name = 'Mem'$$), '1', 'one changes oneself');
select is(tap.attempt('owner', 'north', $$update crm.users set first_name = 'X' where id = tap.id('staff')$$), '0', 'and nobody else');
select is(tap.attempt('owner', 'north', $$update crm.users set email = 'x@example.org'$$), '42501', 'an address is not changed in passing');
select is(tap.attempt('owner', 'north', $$update crm.users set user_type = 'owner'$$), '42501', 'nor the label');
select is(tap.attempt('owner', 'north', $$delete from crm.users$$), '42501', 'nobody is deleted');

-- Memberships ---------------------------------------------------------------------------------------------
select is(tap.answer(a.name, 'north', 'select count(*)::text from crm.user_organizations'), a.seen, a.name || ' sees so many memberships: ' || a.seen)
from (values ('owner', '6'), ('trainer', '6'), ('member', '1')) a (name, seen);
select is(tap.attempt(a.name, 'north', $$update crm.user_organizations set title = 'Coach' where user_id = tap.id('trainer')$$), a.rows, a.name || ' changes one: ' || a.rows)
from (values ('owner', '1'), ('admin', '1'), ('staff', '0'), ('trainer', '0'), ('member', '0')) a (name, rows);
select is(tap.attempt('owner', 'north', $$insert into crm.user_organizations (organization_id, user_id, role) values (tap.id('north'), tap.id('stranger'), 'staff')$$),
  '42501', 'nobody joins without a function');
select is(tap.attempt('owner', 'north', $$update crm.user_organizations set is_primary = false where user_id = tap.id('staff')$$), '42501', 'where a person enters first is the person''s');

-- Profiles ------------------------------------------------------------------------------------------------
select is(tap.answer('member', 'north', 'select string_agg(id::text, '','') from crm.clients'), tap.id('member profile')::text, 'a member sees the own profile');
select is(tap.answer('owner', 'north', 'select count(*)::text from crm.clients'), '0', 'a gym sees none');
select is(tap.attempt('member', null, $$update crm.clients set preferences = '{"music": "loud"}'$$), '1', 'a member changes it');
select is(tap.attempt('member', null, 'select medical_statement from crm.clients'), '42501', 'the medical statement is not read in passing');

select * from finish();
rollback;
