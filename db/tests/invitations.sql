-- Who invites whom to what, what a token is good for, and how a gym's record becomes a person's.
begin;
select plan(83);
select tap.cast();

create function tap.invite(p_name text, p_role text, p_set text default '', p_to text default null) returns text language sql as $$
  select format('insert into crm.invitations (id, email, email_key, role, token_hash %s) values (tap.id(%L), %L, %L, %L, sha256(%L)%s)',
    case when p_set <> '' then ', ' || split_part(p_set, ' = ', 1) else '' end, p_name,
    coalesce(p_to, p_name) || '@example.org', coalesce(p_to, p_name) || '@example.org', p_role, p_name,
    case when p_set <> '' then ', ' || split_part(p_set, ' = ', 2) else '' end)
$$;
create function tap.accepts(p_name text, p_gym text default 'north') returns text language sql as $$
  select format('select from private.accept_invitation(tap.id(%L), sha256(%L))', p_gym, p_name)
$$;
create function tap.previews(p_name text) returns text language sql as $$
  select tap.answer('nobody', null, format('select organization_name || '' '' || role from private.preview_invitation(tap.id(''north''), sha256(%L))', p_name))
$$;
create function tap.role(p_person text) returns text language sql as $$
  select role || case when left_at is null then '' else ' left' end from crm.user_organizations
  where organization_id = tap.id('north') and user_id = tap.id(p_person)
$$;
-- Who signed up a moment ago belongs nowhere, and is signed in.
select from private.open_session(tap.id('stranger session'), tap.id('stranger'), null, tap.id('stranger family'), decode(repeat('a0', 32), 'hex'), now() + interval '1 day', 'tests', '192.0.2.1');

-- Who invites -----------------------------------------------------------------------------------------------
select is(tap.attempt(a.name, 'north', tap.invite('x', a.role)), a.answer, a.name || ' invites a ' || a.role || ': ' || a.answer)
from (values ('owner', 'owner', '1'), ('admin', 'admin', '1'), ('admin', 'owner', '42501 outranked'), ('staff', 'trainer', '42501 permission_missing'),
  ('trainer', 'trainer', '42501 permission_missing'), ('member', 'staff', '42501 permission_missing'), ('operator', 'owner', '1'),
  ('owner', 'member', '23514 invited_client_invalid')) a (name, role, answer);
select is(tap.attempt(a.name, 'north', tap.invite('x', 'member', $$client_id = tap.id('carl')$$)), a.answer, a.name || ' invites a client: ' || a.answer)
from (values ('owner', '1'), ('staff', '1'), ('trainer', '42501 permission_missing'), ('member', '42501 permission_missing')) a (name, answer);
select is(tap.attempt('owner', 'north', tap.invite('x', 'member', $$client_id = tap.id('anna')$$)), '55000 client_linked', 'who has an account here is not invited');
select is(tap.attempt('owner', 'north', tap.invite('x', 'member', $$client_id = tap.id('dora')$$)), '23503 client_not_found', 'nor another gym''s client');
select is(tap.attempt('owner', 'north', tap.invite('x', 'trainer', $$client_id = tap.id('carl')$$)), '23514 invited_client_invalid', 'whoever works here is invited as themselves');
select is(tap.attempt('admin', 'north', tap.invite('x', 'staff', $$permissions = '{"grant": ["audit.view"]}'$$)), '42501 cannot_grant', 'nobody promises what they lack');
select is(tap.attempt('owner', 'north', tap.invite('x', 'staff', $$permissions = '{"grant": ["no.such"]}'$$)), '23503 permission_not_found', 'or what there is not');
select is(tap.attempt('owner', 'north', tap.invite('x', 'staff', $$role_definition_id = tap.id('x')$$)), '23503 role_definition_not_found', 'or a role of another gym');
select is(tap.attempt('owner', 'north', tap.invite('x', 'staff', $$sent_count = 0$$)), '42501', 'what is counted is not given');
select is(tap.attempt('owner', 'north', 'select token_hash from crm.invitations'), '42501', 'nobody reads tokens');

-- What a token is good for ----------------------------------------------------------------------------------
select is(tap.perform('admin', 'north', tap.invite('tina', 'trainer', $$title = 'Coach'$$)), '1', 'a trainer is invited');
select is(tap.attempt('owner', 'north', tap.invite('x', 'staff', p_to => 'tina')), '23505 invitation_pending', 'once');
select is(tap.previews('tina'), 'North trainer', 'the token shows where to');
select is(tap.previews('else'), null, 'another one nothing');
select is(tap.attempt('nobody', null, tap.accepts('tina')), '28000 session_revoked', 'nobody accepts unless signed in');
select is(tap.attempt('stranger', null, tap.accepts('tina', 'south')), 'P0002 invitation_over', 'it is one gym''s');
select is(tap.attempt('stranger', null, tap.accepts('else')), 'P0002 invitation_over', 'and one text');
select is(tap.perform('stranger', null, tap.accepts('tina')), '1', 'whoever has it joins');
select is(tap.role('stranger'), 'trainer', 'as what was promised');
select is((select title || ' ' || is_primary from crm.user_organizations where user_id = tap.id('stranger')), 'Coach true', 'with the title, and there first');
select is((select user_type from crm.users where id = tap.id('stranger')), 'employee', 'as somebody who works');
select is(tap.attempt('stranger', null, tap.accepts('tina')), '1', 'again it is the same');
select is(tap.attempt('other member', null, tap.accepts('tina')), 'P0002 invitation_over', 'for nobody else');
select is(tap.previews('tina'), null, 'and it shows nothing any more');
select is(tap.attempt('owner', 'north', $$update crm.invitations set revoked_at = now()$$), '55000 invitation_closed', 'what was accepted is not taken back');
select is(tap.perform('owner', 'north', $$update crm.user_organizations set left_at = now() where user_id = tap.id('stranger')$$), '1', 'who leaves');
select is(tap.attempt('stranger', null, tap.accepts('tina')), 'P0002 invitation_over', 'does not come back by an old one');
select is(tap.perform('owner', 'north', tap.invite('second', 'staff', p_to => 'tina')), '1', 'but is invited again');
select is(tap.attempt('stranger', null, tap.accepts('tina')), 'P0002 invitation_over', 'by another token');
select is(tap.perform('stranger', null, tap.accepts('second')), '1', 'and joins');
select is(tap.role('stranger'), 'staff', 'as what they are now');

savepoint weaker;
select is(tap.perform('owner', 'north', tap.invite('low', 'trainer')), '1', 'an invitation to less');
select is(tap.perform('admin', null, tap.accepts('low')), '1', 'is accepted');
select is(tap.role('admin'), 'admin', 'and brings nobody low');
rollback to weaker;

savepoint ended;
select is(tap.perform('admin', 'north', tap.invite('una', 'staff')), '1', 'an admin invites');
savepoint inviter;
select is(tap.perform('owner', 'north', $$update crm.user_organizations set role = 'staff' where user_id = tap.id('admin')$$), '1', 'and is an admin no more');
select is(tap.previews('una'), null, 'the invitation is good for nothing');
select is(tap.attempt('member', null, tap.accepts('una')), 'P0002 invitation_over', 'for anybody');
select is(tap.perform('owner', 'north', $$update crm.invitations set token_hash = sha256('again') where id = tap.id('una')$$), '1', 'until the owner sends it');
select is(tap.attempt('member', null, tap.accepts('una')), 'P0002 invitation_over', 'the mail before is dead');
select is(tap.attempt('member', null, tap.accepts('again')), '1', 'the new one is good');
select is((select sent_count || ' ' || (invited_by = tap.id('owner')) from crm.invitations where id = tap.id('una')), '2 true', 'and the owner answers for it');
rollback to inviter;
savepoint suspended;
select is(tap.perform('operator', 'north', $$update crm.organizations set status = 'suspended'$$), '1', 'a gym is suspended');
select is(tap.attempt('member', null, tap.accepts('una')), 'P0002 invitation_over', 'nobody joins it');
rollback to suspended;
savepoint expired;
update crm.invitations set expires_at = now() where id = tap.id('una');
select is(tap.attempt('member', null, tap.accepts('una')), 'P0002 invitation_over', 'what is too old is over');
rollback to expired;
select is(tap.perform('owner', 'north', $$update crm.invitations set revoked_at = now() where id = tap.id('una')$$), '1', 'one is taken back');
select is(tap.attempt('member', null, tap.accepts('una')), 'P0002 invitation_over', 'and over');
select is(tap.attempt('owner', 'north', $$update crm.invitations set token_hash = sha256('again') where id = tap.id('una')$$), '55000 invitation_closed', 'and not sent again');
-- What was promised by a role that is gone is not given.
select is(tap.perform('owner', 'north', $$insert into crm.role_definitions (id, name, permissions) values (tap.id('keeper'), 'Keeper', '{rooms.manage}')$$), '1', 'a role');
select is(tap.perform('owner', 'north', tap.invite('kim', 'trainer', $$role_definition_id = tap.id('keeper')$$)), '1', 'is promised');
select is(tap.perform('owner', 'north', $$delete from crm.role_definitions where id = tap.id('keeper')$$), '1', 'and deleted');
select is(tap.perform('other member', null, tap.accepts('kim')), '1', 'whoever accepts');
select is((select role || coalesce(role_definition_id::text, '') from crm.user_organizations where user_id = tap.id('other member')), 'trainer', 'gets the rest, and is more than a member');
rollback to ended;

-- WorkOS is told of who joins, if it knows them.
savepoint elsewhere;
insert into private.workos_environments (issuer, seen_at) values ('https://workos', now());
insert into private.identities (issuer, subject, user_id, provider) values ('https://workos', 'user_1', tap.id('other member'), 'workos');
select is(tap.perform('owner', 'north', tap.invite('wendy', 'staff')), '1', 'somebody known at WorkOS');
select is(tap.perform('other member', null, tap.accepts('wendy')), '1', 'joins');
select is((select count(*)::int from jobs.jobs where kind = 'workos.push' and organization_id = tap.id('north')), 1, 'and WorkOS is told');
rollback to elsewhere;

-- Records and people ----------------------------------------------------------------------------------------
select is(tap.perform('staff', 'north', tap.invite('carl', 'member', $$client_id = tap.id('carl')$$)), '1', 'a client is invited');
select is(tap.attempt('member', null, tap.accepts('carl')), '23505 client_already_linked', 'a person has one record here');
select is(tap.perform('staff', 'north', $$insert into crm.client_claim_codes (client_id, code_hash) values (tap.id('carl'), sha256('code'))$$), '1', 'a code');
select is(tap.attempt('trainer', 'north', $$insert into crm.client_claim_codes (client_id, code_hash) values (tap.id('carl'), sha256('code'))$$), '42501', 'is not everybody''s to show');
select is(tap.attempt('other owner', null, $$select private.claim_client(tap.id('south'), '', sha256('code'))$$), 'P0002 claim_code_wrong', 'it is one gym''s');
select is(tap.perform('other owner', null, $$select private.claim_client(null, 'north', sha256('code'))$$), '1', 'whoever types it');
select is(tap.role('other owner'), 'member', 'is a member');
select is(tap.attempt('stranger', null, tap.accepts('carl')), 'P0002 invitation_over', 'the record is nobody else''s to get');
select is((select count(*)::int from crm.client_claim_codes), 0, 'the code is gone');
select is(tap.answer('other owner', null, 'select string_agg(slug, '','') from private.my_client_links()'), 'north', 'the person knows where');
select is(tap.answer('owner', 'north', 'select string_agg(slug, '','') from private.my_client_links()'), null, 'others have none');

select is(tap.answer('owner', 'north', $$select count(*)::text from private.shared_profile(tap.id('anna'))$$), '0', 'a profile is not seen');
select is(tap.perform('member', null, $$select private.share_my_profile(tap.id('north'), true, tap.id('consent'))$$), '1', 'until its person says so');
select is(tap.answer('owner', 'north', $$select count(*)::text from private.shared_profile(tap.id('anna'))$$), '1', 'then it is');
select is(tap.answer('trainer', 'north', $$select count(*)::text from private.shared_profile(tap.id('anna'))$$), '0', 'by whom it concerns');
select is(tap.perform('staff', 'north', $$insert into crm.consents (id, client_id, kind, status, source) values (tap.id('bold'), tap.id('bert'), 'profile_sharing', 'given', 'paper')$$), '1', 'what a gym writes down');
select is(tap.answer('owner', 'north', $$select count(*)::text from private.shared_profile(tap.id('bert'))$$), '0', 'opens nothing');

select * from finish();
rollback;
