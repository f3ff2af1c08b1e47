-- Changes of roles and memberships are felt at once; nobody rises by themselves; an organization keeps an owner.
begin;
select plan(74);
select tap.cast();
create function tap.lets(p_actor text, p_gym text, p_permission text) returns text language sql as $$
  select tap.attempt('nobody', null, format('select private.enter(tap.id(%L), tap.id(%L), %L, false)', p_actor || ' session', p_gym, p_permission))
$$;
create function tap.change(p_person text, p_set text) returns text language sql as $$
  select format('update crm.user_organizations set %s where user_id = tap.id(%L)', p_set, p_person)
$$;

-- At once -------------------------------------------------------------------------------------------------
select is(tap.lets('trainer', 'north', 'clients.create'), '42501 permission_missing', 'a trainer adds no clients');
select is(tap.perform('owner', 'north', tap.change('trainer', $$role = 'staff'$$)), '1', 'becomes staff');
select is(tap.lets('trainer', 'north', 'clients.create'), '1', 'and now does');
select is(tap.perform('owner', 'north', tap.change('trainer', $$permissions = '{"deny": ["clients.create"]}'$$)), '1', 'is denied it');
select is(tap.lets('trainer', 'north', 'clients.create'), '42501 permission_missing', 'and no longer does');
select is(tap.perform('owner', 'north', tap.change('trainer', $$role = 'trainer', permissions = '{"grant": ["clients.create", "staff.manage"], "deny": ["staff.manage"]}'$$)), '1', 'a trainer is granted it');
select is(tap.lets('trainer', 'north', 'clients.create'), '1', 'and does');
select is(tap.answer('trainer', 'north', $$select (current_setting('app.can') like '%,clients.create,%')::text$$), 'true', 'the policies know');
select is(tap.lets('trainer', 'north', 'staff.manage'), '42501 permission_missing', 'a denial wins over a grant');
select is(tap.perform('owner', 'north', tap.change('trainer', $$left_at = now()$$)), '1', 'leaves');
select is(tap.lets('trainer', 'north', null), 'P0002 not_a_member', 'and is out');
select is(tap.answer('owner', 'north', $$select is_primary::text from crm.user_organizations where user_id = tap.id('trainer')$$), 'false', 'it is no longer where they enter first');
select throws_ok($$select tap.sign_in('trainer', 'north', 'trainer again')$$, 'P0002', null, 'and cannot sign in again');
select is(tap.perform('owner', 'north', tap.change('trainer', $$left_at = null, permissions = '{}'$$)), '1', 'comes back');
select is(tap.lets('trainer', 'north', 'clients.view'), '1', 'and is in, with the session there was');
select is(tap.attempt('owner', 'north', tap.change('trainer', $$left_at = now() + interval '1 hour'$$)), '23514 left_at_invalid', 'nobody leaves in the future');
savepoint status;
select is(tap.perform('operator', 'north', $$update crm.organizations set status = 'suspended'$$), '1', 'a gym is suspended');
select is(tap.lets('owner', 'north', null), 'P0002 not_a_member', 'its owner is out');
select is(tap.lets('other owner', 'south', null), '1', 'the other gym is not');
select is(tap.perform('operator', 'north', $$update crm.organizations set status = 'active'$$), '1', 'and reinstated');
select is(tap.lets('owner', 'north', 'audit.view'), '1', 'and all is as before');
rollback to status;
savepoint role_definition;
delete from private.role_permissions where role = 'staff' and permission = 'clients.update';
select is(tap.lets('staff', 'north', 'clients.update'), '42501 permission_missing', 'a changed role definition is felt');
rollback to role_definition;
savepoint own_roles;
-- Roles of a gym's own --------------------------------------------------------------------------------------
select is(tap.attempt('owner', 'north', $$insert into crm.role_definitions (id, name, permissions) values (tap.id('x'), 'X', '{no.such}')$$), '23503 permission_not_found', 'only what exists is added');
select is(tap.attempt('owner', 'north', $$insert into crm.role_definitions (id, name, permissions) values (tap.id('x'), 'X', '{{clients.view},{staff.view}}')$$), '23514 permissions_invalid', 'as a list');
select is(tap.attempt('admin', 'north', $$insert into crm.role_definitions (id, name, permissions) values (tap.id('x'), 'X', '{audit.view}')$$), '42501 cannot_grant', 'nobody adds what they lack');
select is(tap.perform('owner', 'north', $$insert into crm.role_definitions (id, name, permissions) values (tap.id('auditor'), 'Auditor', '{organization.update}')$$), '1', 'the owner makes a role');
select is(tap.perform('owner', 'north', tap.change('admin', $$role_definition_id = tap.id('auditor')$$)), '1', 'and gives it');
select is(tap.lets('admin', 'north', 'organization.update'), '1', 'which is felt');
select is(tap.perform('owner', 'north', tap.change('staff', $$permissions = '{"grant": ["staff.manage"]}'$$)), '1', 'staff are trusted');
select is(tap.attempt('staff', 'north', $$update crm.role_definitions set permissions = '{}'$$), '42501 outranked', 'but not with the role of somebody above');
select is(tap.attempt('owner', 'north', tap.change('trainer', $$permissions = '{"grant": null}'$$)), '23514 permissions_invalid', 'a grant is a list');
select is(tap.perform('owner', 'north', tap.change('trainer', $$permissions = '{"grant": ["clients.medical.view"]}', role_definition_id = tap.id('auditor')$$)), '1', 'a trainer is trusted');
select is(tap.perform('owner', 'north', tap.change('trainer', $$left_at = now()$$)), '1', 'leaves');
select private.operator_add_person(tap.id('north'), tap.id('trainer'), 'member', null, false);
select is(tap.lets('trainer', 'north', 'clients.medical.view') || tap.lets('trainer', 'north', 'organization.update'), '42501 permission_missing42501 permission_missing', 'and comes back as anybody does');
-- The other owner, admin here, is no more than that, whatever other sessions they enter meanwhile.
select private.operator_add_person(tap.id('north'), tap.id('other owner'), 'admin', null, false);
select tap.sign_in('other owner', 'north', 'visiting');
select is(tap.attempt('nobody', null, $$with first as materialized (select private.enter(tap.id('visiting'), tap.id('north'), null, true))
  select private.enter_person(tap.id('other owner session'), true) from first$$), '55000 tenant_already_entered', 'one transaction, one session');
rollback to own_roles;
-- Fault: a session nobody resolves again.
savepoint fault;
alter table crm.user_organizations disable trigger follow_membership;
select is(tap.perform('owner', 'north', tap.change('trainer', $$left_at = now()$$)), '1', 'without the trigger');
select is(tap.lets('trainer', 'north', null), '1', 'somebody who left would still be in');
rollback to fault;

-- What the API manages -------------------------------------------------------------------------------------
savepoint managed;
select is(tap.attempt('trainer', 'north', $$select from private.list_permissions() where slug = 'audit.view' and roles = '{owner}'$$), '1', 'everybody may know who holds what');
select is(tap.perform('owner', 'north', $$insert into crm.role_definitions (id, name, permissions) values (tap.id('keeper'), 'Keeper', '{rooms.manage}')$$), '1', 'a role');
select is(tap.perform('owner', 'north', tap.change('trainer', $$role_definition_id = tap.id('keeper')$$)), '1', 'for a trainer');
select is(tap.answer('owner', 'north', $$select ('rooms.manage' = any (private.effective_permissions(tap.id('trainer'))))::text$$), 'true', 'shows in what they may do');
select is(tap.answer('member', 'north', $$select cardinality(private.effective_permissions(tap.id('trainer')))::text$$), '0', 'to those who see staff');
select is(tap.answer('owner', 'north', $$select cardinality(private.effective_permissions(tap.id('other owner')))::text$$), '0', 'and of those who belong here');
select is(tap.attempt('owner', 'north', $$delete from crm.role_definitions where id = tap.id('keeper')$$), '23503 role_in_use', 'somebody has it');
select is(tap.perform('owner', 'north', tap.change('trainer', $$left_at = now()$$)), '1', 'until they leave');
select is(tap.attempt('trainer', 'north', $$delete from crm.role_definitions$$), 'P0002 not_a_member', 'which is not theirs to decide');
select is(tap.attempt('staff', 'north', $$delete from crm.role_definitions$$), '0', 'nor that of those who manage nobody');
select is(tap.perform('admin', 'north', $$delete from crm.role_definitions where id = tap.id('keeper')$$), '1', 'then it goes');
select is(tap.answer('owner', 'north', $$select (role_definition_id is null)::text from crm.user_organizations where user_id = tap.id('trainer')$$), 'true', 'and they have it no more');
select private.operator_add_person(tap.id('north'), tap.id('other owner'), 'admin', null, false);
select is(tap.attempt('admin', 'north', tap.change('other owner', $$role = 'staff'$$)), '42501 outranked', 'nobody decides about an equal');
select is(tap.attempt('owner', 'north', tap.change('other owner', $$role = 'owner'$$)), '1', 'but for owners');
rollback to managed;

-- Chains --------------------------------------------------------------------------------------------------
select is(tap.perform('owner', null, $$select private.create_organization(tap.id('branch'), 'Branch', 'branch', 'Europe/Berlin', 'EUR', null, tap.id('north'), null)$$), '1', 'an owner opens a branch');
select is(tap.attempt('admin', null, $$select private.create_organization(tap.id('x'), 'X', 'x', 'Europe/Berlin', 'EUR', null, tap.id('north'), null)$$), 'P0002 parent_not_found', 'an admin does not');
select is(tap.attempt('other owner', null, $$select private.create_organization(tap.id('x'), 'X', 'x', 'Europe/Berlin', 'EUR', null, tap.id('north'), null)$$), 'P0002 parent_not_found', 'nor another gym''s owner');
select is((select root_organization_id from crm.organizations where slug = 'branch'), tap.id('north'), 'it belongs to the tree');
select is(tap.perform('owner', 'north', tap.change('admin', $$role = 'owner'$$)), '1', 'a second owner');
select lives_ok($$select tap.sign_in('admin', 'branch', 'admin branch')$$, 'is owner of the branch too');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('admin branch'), tap.id('branch'), 'audit.view', false)$$), '1', 'with all of an owner''s rights');
select is(tap.answer('operator', 'branch', $$select (tap.id('admin') = any (private.owners_above()))::text$$), 'true', 'which those who see staff are told');
select is(tap.perform('owner', 'north', tap.change('admin', $$role = 'admin'$$)), '1', 'until no longer owner above');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('admin branch'), tap.id('branch'), null, false)$$), 'P0002 not_a_member', 'and then is out below');
select throws_ok($$select tap.sign_in('admin', 'branch', 'admin branch again')$$, 'P0002', null, 'an admin above is nobody below');

-- Nobody rises --------------------------------------------------------------------------------------------
select is(tap.attempt('admin', 'north', tap.change('admin', $$role = 'owner'$$)), '42501 outranked', 'an admin does not become owner');
select is(tap.attempt('admin', 'north', tap.change('owner', $$role = 'member'$$)), '42501 outranked', 'nor dethrones one');
select is(tap.attempt('admin', 'north', tap.change('staff', $$permissions = '{"grant": ["audit.view"]}'$$)), '42501 cannot_grant', 'nor grants what an owner holds');
select is(tap.attempt('admin', 'north', tap.change('staff', $$permissions = '{"grant": ["clients.import"]}'$$)), '1', 'but what they hold');
select is(tap.attempt('owner', 'north', tap.change('staff', $$permissions = '{"grant": ["no.such"]}'$$)), '23503 permission_not_found', 'what does not exist is granted by nobody');
select is(tap.perform('owner', 'north', tap.change('admin', $$permissions = '{"deny": ["clients.import"]}'$$)), '1', 'an admin is denied something');
select is(tap.attempt('admin', 'north', tap.change('admin', $$permissions = '{}'$$)), '42501 outranked', 'and does not lift it');

-- The last owner ------------------------------------------------------------------------------------------
select is(tap.perform('owner', 'north', tap.change('owner', $$role = 'admin'$$)), '23514 last_owner', 'the last owner stays one');
select is(tap.perform('owner', 'north', tap.change('owner', $$left_at = now()$$)), '23514 last_owner', 'and stays');
select is(tap.perform('tryzore_worker', null, $$select private.operator_add_person(tap.id('north'), tap.id('owner'), 'staff', null, true)$$), '23514 last_owner', 'whoever decides it');
select is(tap.perform('operator', 'north', tap.change('staff', $$role = 'owner'$$)), '1', 'with a second');
select is(tap.perform('owner', 'north', tap.change('owner', $$left_at = now()$$)), '1', 'the first may go');

select * from finish();
rollback;
