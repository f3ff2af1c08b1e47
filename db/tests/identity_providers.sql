-- Sign-ins at providers, identities, and the last way in.
begin;
select plan(48);
select tap.cast();
create function tap.hash(p_name text) returns bytea language sql as $$ select sha256(p_name::bytea) $$;

-- Authorizations ------------------------------------------------------------------------------------------
create function tap.begin(p_actor text, p_state text, p_browser text) returns text language sql as $$
  select tap.perform(p_actor, null, format($q$select private.begin_authorization(tap.hash(%L), tap.hash(%L), 'oidc')$q$, p_state, p_browser))
$$;
create function tap.use(p_actor text, p_state text, p_browser text) returns text language sql as $$
  select tap.answer(p_actor, null, format($q$select private.use_authorization(tap.hash(%L), tap.hash(%L))$q$, p_state, p_browser))
$$;
select is(tap.begin('nobody', 's', 'b'), '1', 'somebody goes to a provider');
select is((select user_id from private.authorizations), null, 'nobody yet');
select ok((select expires_at between now() + interval '9 minutes 59 seconds' and now() + interval '10 minutes' from private.authorizations), 'for ten minutes');
select is(tap.use('nobody', 's', 'another'), 'P0002 authorization_invalid', 'another browser has nothing of it');
select is(tap.use('nobody', 'x', 'b'), 'P0002 authorization_invalid', 'nor another state');
select is(tap.use('member', 's', 'b'), 'P0002 authorization_invalid', 'who is signed in does not add it to their account');
savepoint late;
update private.authorizations set expires_at = clock_timestamp();
select is(tap.use('nobody', 's', 'b'), 'P0002 authorization_invalid', 'too late');
rollback to late;
select is(tap.perform('nobody', null, $$select private.use_authorization(tap.hash('s'), tap.hash('b'))$$), '1', 'the same browser comes back');
select is(tap.use('nobody', 's', 'b'), 'P0002 authorization_invalid', 'once');
select is(tap.begin('nobody', 's', 'b'), '1', 'once more');
select is(tap.attempt('nobody', null, $$select private.begin_authorization(tap.hash('s'), tap.hash('c'), 'oidc')$$), '23505 authorization_exists', 'a state is one sign-in''s');
select is(tap.attempt('nobody', null, $$select private.begin_authorization('x', tap.hash('c'), 'oidc')$$), '23514 hash_invalid', 'and a hash');
select is(tap.attempt('nobody', null, $$select private.begin_authorization(tap.hash('t'), tap.hash('c'), 'O I D C')$$), '23514 provider_invalid', 'of a provider with a name');
select is(tap.begin('member', 'm', 'b'), '1', 'somebody adds an identity');
select is(tap.use('nobody', 'm', 'b'), 'P0002 authorization_invalid', 'that signs nobody in');
select is(tap.use('trainer', 'm', 'b'), 'P0002 authorization_invalid', 'and is nobody else''s');
select is(tap.use('member', 'm', 'b'), 'oidc', 'but theirs');
select is(tap.perform('member', null, $$select private.use_authorization(tap.hash('m'), tap.hash('b'))$$), '1', 'who comes back');

-- Signing in ----------------------------------------------------------------------------------------------
create function tap.sign_in_with(p_subject text, p_email text, p_verified boolean) returns text language sql as $$
  select tap.answer('nobody', null, format($q$select is_new || ' ' || (user_id = tap.id(%1$L)) from private.sign_in_with(tap.id(%1$L), 'oidc', 'https://i', %1$L, %2$L, lower(%2$L), %3$L, 'F', 'L')$q$,
    p_subject, p_email, p_verified))
$$;
select is(tap.sign_in_with('one', null, true), '23502 provider_email_missing', 'a person has an address');
select is(tap.sign_in_with('one', 'Member@example.org', true), '23505 account_exists', 'an address links nothing');
select is(tap.sign_in_with('one', 'Member@example.org', false), '23505 account_exists', 'verified or not');
select is((select count(*) from private.identities where subject = 'one'), 0::bigint, 'nothing is left of it');
select is(tap.perform('nobody', null, $$select private.sign_in_with(tap.id('one'), 'oidc', 'https://i', 'one', 'One@example.net', 'one@example.net', true, 'F', 'L')$$), '1', 'somebody new');
select is(tap.sign_in_with('one', 'another@example.net', false), 'false true', 'is known from then on, whatever their address is');
select isnt((select email_verified_at from crm.users where id = tap.id('one')), null, 'who verified an address has it');
select is((select user_id from audit.audit_logs where entity_id = tap.id('one') and entity_type = 'user'), tap.id('one'), 'and did it themselves');
select is(tap.sign_in_with('two', 'ONE@example.net', true), '23505 account_exists', 'nobody else makes an account with it');
select is(tap.perform('nobody', null, $$select private.sign_in_with(tap.id('three'), 'oidc', 'https://i', 'three', 'three@example.net', 'three@example.net', false, 'F', 'L')$$), '1', 'who verified nothing comes in, too');
select is((select email_verified_at from crm.users where id = tap.id('three')), null, 'and has verified nothing');
select is(tap.perform('nobody', null, $$select private.sign_up(tap.id('four'), 'three@example.net', 'three@example.net', 'F', 'L', 'scrypt$another-hash-of-it')$$), '1', 'so that the address is still its owner''s');
select is(tap.sign_in_with('three', 'three@example.net', false), 'false true', 'and their accounts are two');

-- Ways in -------------------------------------------------------------------------------------------------
select is(tap.answer('member', null, $$select string_agg(provider, ',') from private.my_identities()$$), 'password', 'a password is a way in');
select is(tap.perform('member', null, $$select private.link_identity('oidc', 'https://i', 'm', 'm@example.net')$$), '1', 'a provider another');
select is(tap.answer('member', null, $$select string_agg(provider, ',' order by provider) from private.my_identities()$$), 'oidc,password', 'of the same person');
select is(tap.perform('member', null, $$select private.link_identity('oidc', 'https://i', 'm', 'm@example.net')$$), '1', 'twice is once');
select is((select count(*) from private.identities where subject = 'm'), 1::bigint, 'really');
select is(tap.answer('trainer', null, $$select private.link_identity('oidc', 'https://i', 'm', 'm@example.net')::text$$), '23505 identity_taken', 'it is nobody else''s');
select is(tap.answer('trainer', null, $$select private.unlink_identity(i.id)::text from (select '00000000-0000-0000-0000-000000000000'::uuid) i (id)$$), '0', 'what there is not');
create function tap.unlink(p_actor text, p_subject text) returns text language plpgsql as $$
declare
  v_id constant uuid := (select i.id from private.identities i where i.subject = p_subject);
begin
  return tap.answer(p_actor, null, format('select private.unlink_identity(%L)::text', v_id));
end
$$;
select is(tap.unlink('trainer', 'm'), '0', 'another''s');
select is(tap.unlink('member', 'member@example.org'), '0', 'and the password''s is not taken off');
select is(tap.perform('member', null, $$select private.unlink_identity(id) from private.my_identities() where provider = 'oidc'$$), '1', 'one''s own is');
delete from private.credentials where user_id = tap.id('member');
insert into private.identities (issuer, subject, user_id, provider) values ('https://i', 'last', tap.id('member'), 'oidc');
select is(tap.unlink('member', 'last'), '23514 last_identity', 'but not the last way in');
select is(tap.answer('tryzore_worker', null, 'select private.clean_authorizations()::text'), '0', 'what goes on is kept');
update private.authorizations set expires_at = now() - interval '1 second';
select is(tap.answer('tryzore_worker', null, 'select private.clean_authorizations()::text'), '1', 'what is over is forgotten');

-- Who squatted an address -------------------------------------------------------------------------------------
update crm.users set email_verified_at = null where id = tap.id('trainer');
insert into private.second_factors (user_id, seed, confirmed_at, last_step) values (tap.id('trainer'), sha256('seed') || sha256('more'), now(), 1);
insert into private.identities (issuer, subject, user_id, provider) values ('https://w', 'squatter', tap.id('trainer'), 'oidc');
insert into private.mail_tokens (user_id, purpose, hash, expires_at) values (tap.id('trainer'), 'password_reset', sha256('t'), now() + interval '1 hour');
select is(tap.perform('nobody', null, $$select private.reset_password(sha256('t'), 'scrypt$another-hash-of-it')$$), '1', 'whoever first proves the address');
select is((select count(*) from private.identities where user_id = tap.id('trainer')) || ' ' || (select count(*) from private.second_factors where user_id = tap.id('trainer')),
  '1 0', 'has the account to themselves');
insert into private.second_factors (user_id, seed, confirmed_at, last_step) values (tap.id('trainer'), sha256('seed') || sha256('more'), now(), 1);
insert into private.mail_tokens (user_id, purpose, hash, expires_at) values (tap.id('trainer'), 'password_reset', sha256('u'), now() + interval '1 hour');
select is(tap.perform('nobody', null, $$select private.reset_password(sha256('u'), 'scrypt$another-hash-of-it')$$), '1', 'another password later');
select is((select count(*) from private.second_factors where user_id = tap.id('trainer')), 1::bigint, 'leaves the second factor where it is');
select * from finish();
rollback;
