-- Limits on guesses, known devices, tokens by mail, passwords, and ending sessions.
begin;
select plan(51);
select tap.cast();
create function tap.hash(p_name text) returns bytea language sql as $$ select sha256(p_name::bytea) $$;

-- Limits --------------------------------------------------------------------------------------------------
create function tap.spend(p_names text, p_bursts text, p_seconds text) returns integer language plpgsql as $$
declare
  v_names constant text[] := string_to_array(p_names, ',');
  v_wait integer;
begin
  execute 'set local role tryzore_app';
  v_wait := private.spend(v_names, array(select sha256('x') from unnest(v_names)), string_to_array(p_bursts, ',')::integer[],
    string_to_array(p_seconds, ',')::double precision[]);
  execute 'set local role none';
  return v_wait;
end
$$;
select is(array(select tap.spend('a', '3', '60') > 0 from generate_series(1, 5)), '{f,f,f,t,t}', 'a burst, and no more');
select ok(tap.spend('a', '3', '60') between 58 and 60, 'the answer says how long to wait');
select is(tap.spend('b,a', '3,3', '60,60') > 0, true, 'one empty budget refuses');
select is((select count(*) from private.budgets where name = 'b' and spent_until > clock_timestamp()), 0::bigint, 'and costs the others nothing');
update private.budgets set spent_until = spent_until - interval '60 seconds' where name = 'a';
select is(array(select tap.spend('a', '3', '60') > 0 from generate_series(1, 2)), '{f,t}', 'time gives one back');
update private.budgets set spent_until = spent_until - interval '1 day' where name = 'a';
select is(array(select tap.spend('a', '3', '60') > 0 from generate_series(1, 4)), '{f,f,f,t}', 'and never more than the burst');
select is((select sum((tap.spend('c', '10', '60') = 0)::integer) from generate_series(1, 10000)), 10::bigint, 'ten thousand tries are ten');

-- Devices -------------------------------------------------------------------------------------------------
create function tap.knows(p_person text, p_device text) returns text language sql as $$
  select tap.answer('nobody', null, format('select private.knows_device(%L, tap.hash(%L))::text', p_person || '@example.org', p_device))
$$;
select is(tap.knows('member', 'phone'), 'false', 'a device is unknown');
select is(tap.perform('nobody', null, $$select private.remember_device(tap.id('member'), tap.hash('phone'))$$), '1', 'until somebody signs in on it');
select is(tap.knows('member', 'phone'), 'true', 'then it is known');
select is(tap.knows('owner', 'phone'), 'false', 'to that person');
select is(tap.knows('nobody', 'phone'), 'false', 'and to no unknown one');
update private.devices set last_used_at = now() - interval '181 days';
select is(tap.knows('member', 'phone'), 'false', 'for half a year');
select is(tap.perform('nobody', null, $$select private.remember_device(tap.id('member'), tap.hash('phone'))$$), '1', 'or longer if it is used');
select is(tap.knows('member', 'phone'), 'true', 'it is known again');
select lives_ok($$select private.remember_device(tap.id('member'), tap.hash('device ' || n)) from generate_series(1, 30) n$$, 'many devices');
select is((select count(*) from private.devices where user_id = tap.id('member')), 20::bigint, 'twenty are kept');

-- Verification --------------------------------------------------------------------------------------------
select is(tap.perform('nobody', null, $$select private.issue_verification(tap.id('member'), tap.hash('first'), interval '3 days')$$), '1', 'a token');
select is(tap.perform('nobody', null, $$select private.issue_verification(tap.id('member'), tap.hash('second'), interval '3 days')$$), '1', 'a newer one');
select is(tap.attempt('nobody', null, $$select private.verify_email(tap.hash('first'))$$), 'P0002 token_invalid', 'the older one is dead');
select is(tap.attempt('nobody', null, $$select private.verify_email(tap.hash('none'))$$), 'P0002 token_invalid', 'an unknown one was never good');
select is(tap.attempt('nobody', null, $$select private.reset_password(tap.hash('second'), 'scrypt$another-hash-of-it')$$), 'P0002 token_invalid', 'it sets no password');
select is(tap.attempt('nobody', null, $$select private.issue_mail_token(tap.id('member'), 'password_reset', tap.hash('x'), interval '3 days')$$), '42501', 'and no request makes one that sets a password');
savepoint late;
update private.mail_tokens set expires_at = now();
select is(tap.attempt('nobody', null, $$select private.verify_email(tap.hash('second'))$$), 'P0002 token_invalid', 'too late');
rollback to late;
select is(tap.perform('nobody', null, $$select private.verify_email(tap.hash('second'))$$), '1', 'the newer one proves the address');
select isnt((select email_verified_at from crm.users where id = tap.id('member')), null, 'which is kept');
select is((select user_id from audit.audit_logs where entity_id = tap.id('member') and new_values ? 'email_verified_at'), tap.id('member'), 'and recorded, as the person''s doing');
select is(tap.attempt('nobody', null, $$select private.verify_email(tap.hash('second'))$$), 'P0002 token_invalid', 'once');
select is(tap.attempt('member', null, $$update crm.users set email_verified_at = now() where id = tap.id('member')$$), '42501', 'nobody says so of themselves');

-- Resets --------------------------------------------------------------------------------------------------
select is(tap.answer('tryzore_worker', null, $$select count(*)::text from private.prepare_reset('nobody@example.org', tap.hash('r'), interval '30 minutes')$$), '0', 'an unknown address has nobody to write to');
select is(tap.attempt('nobody', null, $$select private.prepare_reset('admin@example.org', tap.hash('r'), interval '30 minutes')$$), '42501', 'the application asks no such thing');
select is(tap.perform('tryzore_worker', null, $$select private.prepare_reset('admin@example.org', tap.hash('r'), interval '30 minutes')$$), '1', 'a known one has');
select is(tap.answer('nobody', null, $$select email from private.find_reset(tap.hash('r'))$$), 'admin@example.org', 'whose token it is');
select is(tap.attempt('nobody', null, $$select private.verify_email(tap.hash('r'))$$), 'P0002 token_invalid', 'it proves nothing else');
select lives_ok($$select private.remember_device(tap.id('admin'), tap.hash('phone'))$$, 'a device of the admin');
select is(tap.perform('nobody', null, $$select private.reset_password(tap.hash('r'), 'scrypt$another-hash-of-it')$$), '1', 'it sets the password');
select is(tap.answer('nobody', null, $$select password_hash from private.find_credential('admin@example.org')$$), 'scrypt$another-hash-of-it', 'which is the one that counts');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('admin session'), tap.id('north'), null, false)$$), '28000 session_revoked', 'every session is over');
select is(tap.knows('admin', 'phone'), 'false', 'every device forgotten');
select is(tap.attempt('nobody', null, $$select private.reset_password(tap.hash('r'), 'scrypt$another-hash-of-it')$$), 'P0002 token_invalid', 'once');

-- A change ------------------------------------------------------------------------------------------------
select is(tap.attempt('nobody', null, $$select private.change_my_password('scrypt$another-hash-of-it')$$), '22P02', 'nobody changes nothing');
select is(tap.answer('trainer', null, $$select email from private.my_credential()$$), 'trainer@example.org', 'a person''s own password');
select is(tap.perform('trainer', null, $$select private.change_my_password('scrypt$another-hash-of-it')$$), '1', 'is changed');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('trainer session'), tap.id('north'), null, false)$$), '1', 'this session stays');

-- Ending sessions -----------------------------------------------------------------------------------------
select is(tap.answer('trainer', null, $$select string_agg(organization_name || is_current, ',') from private.my_sessions()$$), 'Northtrue', 'a person sees their own');
select is(tap.answer('trainer', null, $$select private.end_my_sessions(tap.id('owner session'))::text$$), '0', 'and ends nobody else''s');
select is(tap.answer('trainer', null, $$select private.end_my_sessions(null)::text$$), '0', 'nor, with the others, their own');
select is(tap.answer('trainer', 'north', $$select private.end_staff_sessions(tap.id('member'))::text$$), '42501 permission_missing', 'a trainer manages nobody');
select is(tap.answer('owner', 'north', $$select coalesce(private.end_staff_sessions(tap.id('other owner'))::text, 'nobody')$$), 'nobody', 'an owner nobody of another gym');
select is(tap.perform('owner', 'north', $$select private.end_staff_sessions(tap.id('member'))$$), '1', 'but their own people');
select is(tap.attempt('nobody', null, $$select private.enter(tap.id('member session'), tap.id('north'), null, false)$$), '28000 session_revoked', 'who are out at once');
select * from finish();
rollback;
