-- Answers are kept for who entered, where they entered, and for nobody else.
begin;
select plan(19);
select tap.cast();
create function tap.keep(p_key text, p_operation text default 'POST /v1/clients') returns text language sql as $$
  select format('select private.keep_answer(%L, tap.id(%L), sha256(''body''), 201, 7, ''/v1/clients/1'', ''{"id": 1}'')', p_operation, p_key)
$$;
create function tap.kept(p_key text, p_operation text default 'POST /v1/clients') returns text language sql as $$
  select format($f$select concat_ws(' ', is_free, answer_status, answer_version, answer_location, convert_from(answer, 'UTF8'), body_hash = sha256('body'))
    from private.claim_idempotency_key(%L, tap.id(%L))$f$, p_operation, p_key)
$$;

select is(tap.answer('staff', 'north', tap.kept('key')), 't', 'a new key is free');
select is(tap.perform('staff', 'north', tap.keep('key')), '1', 'its answer is kept');
select is(tap.answer('staff', 'north', tap.kept('key')), 't 201 7 /v1/clients/1 {"id": 1} t', 'and found again');
select is(tap.attempt('staff', 'north', tap.keep('key')), '23505 idempotency_key_exists', 'a second one is refused');
select is(tap.answer('staff', 'north', tap.kept('other key')), 't', 'another key is another answer''s');
select is(tap.answer('staff', 'north', tap.kept('key', 'POST /v1/events')), 't', 'so is another path');
select is(tap.answer('owner', 'north', tap.kept('key')), 't', 'not even the owner finds somebody else''s');
select is(tap.answer('other owner', 'south', tap.kept('key')), 't', 'nor does another gym');
select is(tap.perform('other owner', 'south', tap.keep('key')), '1', 'which keeps its own under the same key');
select lives_ok($$select private.operator_add_person(tap.id('south'), tap.id('staff'), 'staff', null, false);
  select tap.sign_in('staff', 'south', 'staff in south session')$$, 'the same person elsewhere');
select is(tap.answer('staff in south', 'south', tap.kept('key')), 't', 'has other keys there');

select is(tap.answer('nobody', null, tap.kept('key')), 't', 'without a door nothing is found');
select is(tap.attempt('nobody', null, tap.keep('free')), '23502', 'and nothing kept');
select is(tap.attempt('staff', 'north', 'select from private.idempotency_keys'), '42501', 'the table itself is closed');
select is(tap.attempt('staff', 'north', replace(tap.keep('failed'), '201', '500')), '23514 answer_status_invalid', 'a failure is not kept');
select is(tap.attempt('staff', 'north', $$select private.clean_idempotency_keys('0')$$), '42501', 'requests clean nothing');

update private.idempotency_keys set created_at = now() - interval '8 days' where organization_id = tap.id('south');
select is(tap.answer('tryzore_worker', null, $$select private.clean_idempotency_keys('7 days')::text$$), '1', 'what is old goes');
select is(tap.perform('tryzore_worker', null, $$select private.clean_idempotency_keys('7 days')$$), '1', 'by the worker''s duty');
select is((select count(*) from private.idempotency_keys), 1::bigint, 'the rest stays');
select * from finish();
rollback;
