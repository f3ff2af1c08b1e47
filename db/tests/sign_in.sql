-- Signing up, in, on and out.
begin;
select plan(48);
select tap.cast();

-- Signing up ----------------------------------------------------------------------------------------------
select is(tap.attempt('nobody', null, $$select private.sign_up(tap.id('new'), 'Owner@example.org', 'owner@example.org', 'O', 'P', 'scrypt$a-hash-of-a-password')$$),
  '23505 identity_exists', 'a known address');
select is(tap.perform('nobody', null, $$select private.sign_up(tap.id('new'), 'New@example.org', 'new@example.org', 'O', 'P', 'scrypt$a-hash-of-a-password')$$), '1', 'a new address');
select is(tap.answer('nobody', null, $$select password_hash from private.find_credential('new@example.org') where user_id = tap.id('new')$$), 'scrypt$a-hash-of-a-password', 'its password is found');
select is(tap.attempt('nobody', null, $$select * from private.find_credential('nobody@example.org')$$), '0', 'that of an unknown address is not');
select is(tap.answer('nobody', null, $$select count(*)::text from crm.users$$), '0', 'signing up opens no door');
select is((select count(*) from audit.audit_logs where user_id = tap.id('new') and organization_id is null and entity_type in ('user', 'identity', 'credential')), 3::bigint, 'it is recorded, without an organization');
select is((select count(*) from audit.audit_logs l left join audit.personal_values v using (id) where concat(l.old_values, l.new_values, v.old_values, v.new_values) like '%scrypt$%'), 0::bigint, 'a hash is recorded nowhere');

-- Signing in ----------------------------------------------------------------------------------------------
create function tap.open(p_person text, p_gym text, p_session text default 'opened') returns text language sql as $$
  select format($f$select private.open_session(tap.id(%L), tap.id(%L), %L, tap.id(%L), decode(repeat('a0', 32), 'hex'), now() + interval '30 days', 'tests', '192.0.2.1')$f$,
    p_session, p_person, tap.id(p_gym), p_session || ' family')
$$;
select is(tap.answer('nobody', null, replace(tap.open('admin', null), 'select ', 'select role from ')), 'admin', 'without naming one, into the primary organization');
select is(tap.answer('nobody', null, replace(tap.open('new', null), 'select ', 'select coalesce(organization_id::text, ''none'') from ')), 'none', 'belonging nowhere, into none');
select is(tap.attempt('nobody', null, tap.open('new', 'north')), 'P0002 not_a_member', 'not where one does not belong');
select is(tap.attempt('nobody', null, tap.open('owner', 'south')), 'P0002 not_a_member', 'nor into a gym one does not belong to');
select lives_ok($$select private.operator_add_person(tap.id('south'), tap.id('admin'), 'staff', null, false)$$, 'a second organization');
savepoint suspended;
update crm.organizations set status = 'suspended' where slug = 'north';
select is(tap.answer('nobody', null, replace(tap.open('admin', null), 'select ', 'select role from ')), 'staff', 'when the primary is suspended, into the next');
rollback to suspended;
select is(tap.perform('nobody', null, tap.open('new', null)), '1', 'a session of nowhere');
select is(tap.attempt('nobody', null, $$select private.enter_person(tap.id('opened'), true)$$), '1', 'opens the person''s door');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('opened'), tap.id('north'), null, true)$$), 'P0002 not_a_member', 'and no other');
select is(tap.attempt('nobody', null, $$select private.create_organization(tap.id('x'), 'X', 'x', 'UTC', 'EUR', null, null, null)$$), '28000 session_revoked', 'nobody makes an organization');

-- Switching -----------------------------------------------------------------------------------------------
create function tap.switch(p_current text, p_gym text) returns text language sql as $$
  select format($f$select role from private.switch_session(tap.id(%L), tap.id('switched'), %L, tap.id('switched family'), decode(repeat('b0', 32), 'hex'), now() + interval '30 days', 'tests', '192.0.2.1')$f$, p_current, tap.id(p_gym))
$$;
select is(tap.answer('nobody', null, tap.switch('admin session', 'south')), 'staff', 'switching to the other organization');
select is(tap.attempt('nobody', null, tap.switch('owner session', 'south')), 'P0002 not_a_member', 'not to a foreign one');
select is(tap.attempt('nobody', null, tap.switch('no session', 'south')), '28000 session_revoked', 'not without a session');
update private.sessions set expires_at = now() + interval '7 minutes' where id = tap.id('admin session');
select is(tap.perform('nobody', null, tap.switch('admin session', 'south')), '1', 'the switch');
select is((select max(s.expires_at) from private.sessions s where s.user_id = tap.id('admin') and s.organization_id = tap.id('south')),
  now() + interval '7 minutes', 'lets nobody live longer');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('admin session'), tap.id('north'), null, true)$$), '1', 'the old session lives on');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('switched'), tap.id('south'), null, true)$$), '1', 'the new one lives too');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('switched'), tap.id('north'), null, true)$$), 'P0002 not_a_member', 'in its own organization');

-- Refreshing ----------------------------------------------------------------------------------------------
create function tap.rotate(p_family text, p_generation integer, p_byte text) returns text language sql as $$
  select format($f$select coalesce(generation::text, 'refused') from private.rotate_refresh(tap.id(%L), %s, decode(repeat(%L, 32), 'hex'), decode(repeat(%L, 32), 'hex'))$f$,
    p_family, p_generation, p_byte, left(p_byte, 1) || (p_generation + 1))
$$;
create function tap.rotated(p_family text, p_generation integer, p_byte text) returns text language plpgsql as $$
declare
  v_answer text;
begin
  execute 'set local role tryzore_app';
  execute tap.rotate(p_family, p_generation, p_byte) into v_answer;
  execute 'set local role none';
  return v_answer;
end
$$;
select is(tap.rotated('owner session family', 0, 'a0'), '1', 'a refresh token is exchanged');
select is(tap.rotated('owner session family', 0, 'a0'), '1', 'its repetition answers the same');
select is((select count(*) from private.refresh_tokens where family_id = tap.id('owner session family')), 2::bigint, 'and makes no third');
select is(tap.rotated('owner session family', 0, 'b0'), 'refused', 'a wrong token of that generation is refused');
select is(tap.rotated('owner session family', 5, 'a5'), 'refused', 'one of no generation too');
select is(tap.rotated('no family', 0, 'a0'), 'refused', 'one of no family too');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('owner session'), tap.id('north'), null, true)$$), '1', 'none of which ends the session');
select is(tap.rotated('owner session family', 1, 'a1'), '2', 'the next generation');
savepoint grace;
update private.refresh_tokens set replaced_at = clock_timestamp() - interval '6 seconds' where family_id = tap.id('owner session family') and generation = 1;
select is(tap.rotated('owner session family', 1, 'a1'), 'refused', 'after 5 seconds a replaced token is stolen');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('owner session'), tap.id('north'), null, true)$$), '28000 session_revoked', 'and the session over');
select is(tap.rotated('owner session family', 2, 'a2'), 'refused', 'for the thief too');
select is((select new_values ->> 'revoked_reason' from audit.audit_logs where entity_id = tap.id('owner session') and action = 'updated'), 'refresh_reused', 'which is recorded');
rollback to grace;
select is(tap.rotated('owner session family', 0, 'a0'), 'refused', 'a grandparent is stolen within 5 seconds');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('owner session'), tap.id('north'), null, true)$$), '28000 session_revoked', 'and ends the session');
select is(tap.perform('owner', 'north', 'select 1'), '28000 session_revoked', 'by the door too');
update private.sessions set expires_at = now() where id = tap.id('staff session');
select is(tap.rotated('staff session family', 0, 'a0'), 'refused', 'an expired session is not prolonged');
update crm.user_organizations set left_at = now() where user_id = tap.id('trainer');
select is(tap.rotated('trainer session family', 0, 'a0'), 'refused', 'nor that of somebody who left');
select is(tap.answer('nobody', null, replace(tap.rotate('opened family', 0, 'a0'), 'generation::text', 'organization_id::text, generation::text')), '1', 'one of nowhere is');

-- Passwords -----------------------------------------------------------------------------------------------
select is(tap.perform('tryzore_worker', null, $$select private.operator_set_password(tap.id('admin'), 'scrypt$another-hash-of-it')$$), '1', 'a new password');
select is((select count(*) from private.sessions where user_id = tap.id('admin') and revoked_reason = 'password_changed'), 2::bigint, 'ends every session of the person');
select is(tap.answer('nobody', null, $$select password_hash from private.find_credential('admin@example.org')$$), 'scrypt$another-hash-of-it', 'and is the one that counts');

-- Where a person belongs ----------------------------------------------------------------------------------
select is(tap.answer('member', null, $$select string_agg(slug || ' ' || role || ' ' || is_primary, ',') from private.my_organizations()$$), 'north member true', 'a member of one');
-- One primary organization.
select throws_ok($$update crm.user_organizations set is_primary = true where user_id = tap.id('admin') and organization_id = tap.id('south')$$, '23P01', null, 'one primary organization');

select * from finish();
rollback;
