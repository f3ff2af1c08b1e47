-- Wizards: reached by their tokens alone, completed once, forgotten after a day.
begin;
select plan(41);
select tap.cast();
create function tap.hash(p_name text) returns bytea language sql as $$ select sha256(p_name::bytea) $$;
create function tap.call(p_role text, p_query text) returns text language plpgsql as $$
declare
  v_answer text;
  v_state text;
  v_constraint text;
begin
  execute format('set local role %I', p_role);
  execute p_query into v_answer;
  set constraints all immediate;
  set constraints all deferred;
  execute 'set local role none';
  return v_answer;
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name;
  return rtrim(v_state || ' ' || v_constraint);
end
$$;
create function tap.complete(p_token text, p_version integer, p_name text) returns text language sql as $$
  select tap.call('tryzore_app', format(
    $q$select private.complete_onboarding(tap.hash(%L), %s, tap.id(%3$L), %3$L || '@example.com', %3$L || '@example.com', 'Ada', 'L',
      'scrypt$hash-of-a-password', 'UTC', 'EUR', null, jsonb_build_array(
        jsonb_build_object('id', tap.id(%3$L || ' head'), 'name', 'Head', 'slug', %3$L || '-head', 'address', null),
        jsonb_build_object('id', tap.id(%3$L || ' branch'), 'name', 'Branch', 'slug', %3$L || '-branch', 'address', '{"city": "Salem"}'::jsonb)))::text$q$,
    p_token, p_version, p_name))
$$;

select is(tap.call('tryzore_app', $$select private.start_onboarding(tap.id('wizard'), tap.hash('token'), now() + interval '1 day')::text$$), null, 'anybody begins');
select is(tap.call('tryzore_app', $$select id::text from private.find_onboarding(tap.hash('token'))$$), tap.id('wizard')::text, 'the token finds its wizard');
select is(tap.call('tryzore_app', $$select id::text from private.find_onboarding(tap.hash('other'))$$), null, 'another one nothing');
select is(tap.call('tryzore_app', $$select id::text from private.find_onboarding(null)$$), null, 'and none nothing');
select is(tap.call('tryzore_app', 'select id::text from private.onboardings'), '42501', 'the table is closed to people');
select is(tap.call('tryzore_worker', 'select id::text from private.onboardings'), '42501', 'and to jobs');
select is(tap.call('tryzore_worker', $$select id::text from private.find_onboarding(tap.hash('token'))$$), '42501', 'jobs read no wizard');
select is(tap.call('tryzore_app', $$select private.resume_onboarding(tap.hash('address'), tap.hash('mail'))::text$$), '42501', 'people make no token that leads to one');

select is(tap.call('tryzore_app', $$select private.keep_onboarding(tap.hash('token'), 'organization', 'x', null)::text$$), 'true', 'a step is kept');
select is(tap.call('tryzore_worker', $$select private.resume_onboarding(tap.hash('address'), tap.hash('mail'))::text$$), 'false', 'without an address no mail leads back');
select is(tap.call('tryzore_app', $$select private.keep_onboarding(tap.hash('token'), 'account', 'y', tap.hash('address'))::text$$), 'true', 'so is the next');
select is(tap.call('tryzore_app', $$select private.keep_onboarding(tap.hash('other'), 'account', 'y', tap.hash('address'))::text$$), 'false', 'nobody else''s');
select is(tap.call('tryzore_worker', $$select private.resume_onboarding(tap.hash('address'), tap.hash('mail'))::text$$), 'true', 'with one it does');
select is(tap.call('tryzore_app', $$select id::text from private.find_onboarding(tap.hash('mail'))$$), null, 'the mail''s token reads nothing');
select is(tap.call('tryzore_app', $$select private.keep_onboarding(tap.hash('mail'), 'locations', 'z', null)::text$$), 'false', 'nor keeps anything');
select is(tap.call('tryzore_worker', $$select private.take_over_onboarding(tap.hash('mail'), tap.hash('new'))::text$$), '42501', 'jobs take nothing over');
select is(tap.call('tryzore_app', $$select private.take_over_onboarding(tap.hash('other'), tap.hash('new'))::text$$), 'false', 'nor does a strange token');
select is(tap.call('tryzore_app', $$select private.take_over_onboarding(null, tap.hash('new'))::text$$), 'false', 'or none');
select is(tap.call('tryzore_app', $$select private.take_over_onboarding(tap.hash('token'), tap.hash('new'))::text$$), 'false', 'or the browser''s');
select is(tap.call('tryzore_app', $$select private.take_over_onboarding(tap.hash('mail'), tap.hash('new'))::text$$), 'true', 'it takes the wizard over');
select is(tap.call('tryzore_app', $$select private.take_over_onboarding(tap.hash('mail'), tap.hash('newer'))::text$$), 'false', 'once');
select is(tap.call('tryzore_app', $$select id::text from private.find_onboarding(tap.hash('token'))$$), null, 'whoever had it before has it no more');
select is(tap.call('tryzore_app', $$select concat_ws(' ', version, encode(organization, 'escape'), account, locations) from private.find_onboarding(tap.hash('new'))$$), '4 x', 'and no account is left of theirs');
update private.onboardings set token_hash = tap.hash('token') where id = tap.id('wizard');
select is(tap.call('tryzore_worker', $$select private.resume_onboarding(tap.hash('address'), tap.hash('mail'))::text$$), 'true', 'whoever loses it again asks for another mail');
select is(tap.call('tryzore_app', $$select private.keep_onboarding(tap.hash('token'), 'account', 'y', tap.hash('corrected'))::text$$), 'true', 'an address that is corrected');
select is(tap.call('tryzore_app', $$select private.take_over_onboarding(tap.hash('mail'), tap.hash('new'))::text$$), 'false', 'takes the mail to the old one its power');

select is(tap.complete('other', 5, 'iron'), 'P0002 onboarding_not_found', 'a strange token completes nothing');
select is(tap.complete('token', 4, 'iron'), '23514 onboarding_changed', 'nor does what was read before the last step');
select is(tap.complete('token', 5, 'owner'), '23505 user_exists', 'what fails');
select is(tap.call('tryzore_app', $$select version::text from private.find_onboarding(tap.hash('token'))$$), '5', 'leaves the wizard as it was');
select is(tap.complete('token', 5, 'iron'), '', 'the right one does');
select is(tap.complete('token', 6, 'steel'), '23514 onboarding_completed', 'once');
select results_eq($$select o.name, o.parent_organization_id = tap.id('iron head'), o.address ->> 'city', m.role, m.is_primary
  from crm.organizations o join crm.user_organizations m on m.organization_id = o.id where m.user_id = tap.id('iron') order by o.id <> tap.id('iron head')$$,
  $$values ('Head', null::boolean, null, 'owner', true), ('Branch', true, 'Salem', 'owner', false)$$, 'owner and organizations are there');
select is((select count(*) from audit.audit_logs where user_id = tap.id('iron') and entity_type = 'organization' and organization_id = tap.id('iron head')), 1::bigint, 'recorded as theirs');
select is((select num_nonnulls(organization, account, locations, email_hash, resume_hash) from private.onboardings where id = tap.id('wizard')), 0, 'and no answer is left');
select is(current_setting('app.user_id', true), '', 'nobody stays entered');
select is(tap.call('tryzore_app', $$select private.cancel_onboarding(tap.hash('token'))::text$$), 'false', 'what is done is not cancelled');

select tap.call('tryzore_app', format('select private.start_onboarding(tap.id(%1$L), tap.hash(%1$L), now() + %2$L)::text', name, until))
from (values ('late', '-1 second'::interval), ('young', '1 hour'), ('dropped', '1 hour')) v (name, until);
select is(tap.call('tryzore_app', $$select private.keep_onboarding(tap.hash('late'), 'organization', 'x', null)::text$$), 'false', 'after its time nothing is kept');
select is(tap.call('tryzore_app', $$select private.cancel_onboarding(tap.hash('dropped'))::text$$), 'true', 'what is cancelled is gone at once');
select is(tap.call('tryzore_worker', 'select private.clean_onboardings()::text'), '1', 'the rest is forgotten when its time is over');
select set_eq('select id from private.onboardings', array[tap.id('wizard'), tap.id('young')], 'and no sooner');

select * from finish();
rollback;
