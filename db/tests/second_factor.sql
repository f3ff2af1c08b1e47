-- Second factors, codes that count once, and step-ups.
begin;
select plan(44);
select tap.cast();
create function tap.seed(p_name text) returns bytea language sql as $$ select sha256(p_name::bytea) || sha256('more') $$;
create function tap.open(p_person text, p_session text) returns text language sql as $$
  select format('select private.open_session(tap.id(%L), tap.id(%L), tap.id(''north''), tap.id(%L), sha256(%L), now() + interval ''1 day'', null, null)',
    p_session, p_person, p_session || ' family', p_session)
$$;
create function tap.age(p_session text, p_age interval) returns void language sql as $$
  update private.sessions set authenticated_at = now() - p_age, second_factor_at = case when second_factor_at is not null then now() - p_age end
  where id = tap.id(p_session)
$$;

-- Making one ----------------------------------------------------------------------------------------------
select is(tap.attempt('nobody', null, $$select private.start_my_second_factor(tap.seed('one'))$$), '28000 session_revoked', 'nobody makes one');
select is(tap.perform('staff', null, $$select private.start_my_second_factor(tap.seed('one'))$$), '1', 'a person does');
select is(tap.perform('nobody', null, tap.open('staff', 'early')), '1', 'it asks nothing yet');
select is(tap.answer('nobody', null, $$select count(*)::text from private.find_second_factor(tap.id('staff'))$$), '0', 'nor is it found');
select is(tap.attempt('nobody', null, $$select private.use_code(tap.id('staff'), 5)$$), '28000 code_invalid', 'nor does its code count');
select is(tap.perform('staff', null, $$select private.start_my_second_factor(tap.seed('two'))$$), '1', 'another takes its place');
select is(tap.attempt('staff', null, $$select private.confirm_my_second_factor(tap.seed('one'), 5, '{}')$$), '28000 code_invalid', 'the first is dead');
select is(tap.attempt('trainer', null, $$select private.confirm_my_second_factor(tap.seed('two'), 5, '{}')$$), '28000 code_invalid', 'and nobody else''s');
select is(tap.perform('staff', null, $$select private.confirm_my_second_factor(tap.seed('two'), 5, array[sha256('a'), sha256('b')])$$), '1', 'the first right code confirms it');
select is(tap.attempt('staff', null, $$select private.confirm_my_second_factor(tap.seed('two'), 6, '{}')$$), '28000 code_invalid', 'once');
select is(tap.attempt('staff', null, $$select private.start_my_second_factor(tap.seed('three'))$$), '23505 second_factor_exists', 'and none takes its place');
select is(tap.answer('staff', null, $$select recovery_codes_left::text from private.my_second_factor()$$), '2', 'with recovery codes');
select is(tap.answer('trainer', null, $$select count(*)::text from private.my_second_factor()$$), '0', 'which nobody else sees');

-- Signing in ----------------------------------------------------------------------------------------------
select is(tap.attempt('nobody', null, tap.open('staff', 'late')), '28000 second_factor_required', 'a password alone opens nothing');
select is(tap.attempt('nobody', null, tap.open('trainer', 'late')), '1', 'but for whoever has nothing else');
select is(tap.attempt('nobody', null, $$select private.use_code(tap.id('staff'), 5)$$), '28000 code_invalid', 'the code that confirmed has counted');
select is(tap.attempt('nobody', null, $$select private.use_code(tap.id('staff'), 4)$$), '28000 code_invalid', 'as has each before it');
select is(tap.attempt('nobody', null, $$select private.use_code(tap.id('trainer'), 6)$$), '28000 code_invalid', 'and one of nobody''s');
select is(tap.attempt('nobody', null, $$select private.use_code(tap.id('staff'), 6); select private.open_session(tap.id('x'), tap.id('staff'),
  tap.id('north'), tap.id('x family'), sha256('x'), now() + interval '1 day', null, null)$$), '1', 'a later one lets in');
select is(tap.attempt('nobody', null, $$select private.use_recovery_code(tap.id('staff'), sha256('c'))$$), '28000 code_invalid', 'a made-up recovery code');
select is(tap.attempt('nobody', null, $$select private.use_recovery_code(tap.id('trainer'), sha256('a'))$$), '28000 code_invalid', 'somebody else''s');
select is(tap.perform('nobody', null, $$select private.use_recovery_code(tap.id('staff'), sha256('a'))$$), '1', 'a recovery code counts');
select is(tap.attempt('nobody', null, $$select private.use_recovery_code(tap.id('staff'), sha256('a'))$$), '28000 code_invalid', 'once');
select is(tap.attempt('nobody', null, tap.open('staff', 'late')), '28000 second_factor_required', 'in its transaction');
select is(tap.perform('staff', null, $$select private.replace_my_recovery_codes(array[sha256('d')])$$), '1', 'others take their place');
select is(tap.attempt('nobody', null, $$select private.use_recovery_code(tap.id('staff'), sha256('b'))$$), '28000 code_invalid', 'and they are dead');
select is(tap.attempt('trainer', null, $$select private.replace_my_recovery_codes(array[sha256('d')])$$), 'P0002 second_factor_not_found', 'who has none has no codes');

-- Step-up -------------------------------------------------------------------------------------------------
select is(tap.attempt('nobody', null, $$select private.require_step_up()$$), '42501 step_up_required', 'nobody is fresh');
select is(tap.attempt('trainer', 'north', $$select private.require_step_up()$$), '1', 'a new session is');
select tap.age('trainer session', '4 minutes 59 seconds');
select is(tap.attempt('trainer', 'north', $$select private.require_step_up()$$), '1', 'for five minutes');
select tap.age('trainer session', '5 minutes');
select is(tap.attempt('trainer', 'north', $$select private.require_step_up()$$), '42501 step_up_required', 'and no longer');
select is(tap.attempt('trainer', null, $$select private.require_step_up()$$), '42501 step_up_required', 'by either door');
select is(tap.perform('nobody', null, $$select private.switch_session(tap.id('trainer session'), tap.id('switched session'), tap.id('north'),
  tap.id('switched family'), sha256('s'), now() + interval '1 day', null, null)$$), '1', 'a switch');
select is(tap.attempt('switched', 'north', $$select private.require_step_up()$$), '42501 step_up_required', 'proves nothing');
select is(tap.perform('trainer', null, $$select private.step_up()$$), '1', 'a password does');
select is(tap.attempt('trainer', 'north', $$select private.require_step_up()$$), '1', 'for whoever has nothing else');
select is((select count(*) from audit.audit_logs where entity_id = tap.id('trainer session') and new_values ? 'authenticated_at' and action = 'updated'), 3::bigint, 'it is recorded');
select is(tap.attempt('staff', 'north', $$select private.require_step_up()$$), '1', 'the session that confirmed a second factor is fresh');
select tap.age('staff session', '5 minutes');
select is(tap.attempt('staff', null, $$select private.step_up()$$), '28000 second_factor_required', 'with a second factor a password proves nothing');
select is(tap.attempt('staff', null, $$select private.use_code(tap.id('staff'), 7), private.step_up(), private.require_step_up()$$), '1', 'a code does');
update private.sessions set authenticated_at = now() where id = tap.id('staff session');
select is(tap.attempt('staff', 'north', $$select private.require_step_up()$$), '42501 step_up_required', 'and only a code');

-- Removing it ---------------------------------------------------------------------------------------------
select is(tap.perform('staff', null, $$select private.remove_my_second_factor()$$), '1', 'it is removed');
select is((select count(*) from private.recovery_codes), 0::bigint, 'with its recovery codes');
select is(tap.attempt('nobody', null, tap.open('staff', 'late')), '1', 'and the password is enough');
select * from finish();
rollback;
