-- WorkOS: sessions that end together, memberships in both directions, and events in any order.
begin;
select plan(59);
select tap.cast();
create function tap.signed_in(p_user text) returns void language sql as $$
  select from private.sign_in_with(tap.id(p_user), 'workos', 'https://w', p_user, p_user || '@example.net', p_user || '@example.net', true, 'F', 'L')
$$;
create function tap.event(p_id text, p_event text, p_data jsonb) returns text language sql as $$
  select tap.perform('nobody', null, format($q$select nullif(private.apply_workos_event('https://w', %L, %L, %L), false)$q$, p_id, p_event, p_data))
$$;
create function tap.membership(p_user text, p_role text, p_status text, p_at text) returns jsonb language sql as $$
  select jsonb_build_object('id', 'om_' || p_user, 'organization_id', 'org_north', 'user_id', p_user, 'status', p_status,
    'role', jsonb_build_object('slug', p_role), 'updated_at', '2026-01-01T00:00:' || p_at || 'Z')
$$;
create function tap.belongs(p_user text) returns text language sql as $$
  select m.role || case when m.left_at is null then '' else ' left' end from crm.user_organizations m
  where m.organization_id = tap.id('north') and m.user_id = tap.id(p_user)
$$;
create function tap.jobs() returns text language sql as $$
  select coalesce(string_agg(kind || coalesce(' ' || (payload ->> 'session'), ''), ',' order by kind, payload ->> 'session'), '')
  from jobs.jobs where kind like 'workos.%'
$$;

-- Not in the settings -------------------------------------------------------------------------------------
select lives_ok($$select tap.signed_in('early')$$, 'somebody signs in by WorkOS');
update crm.organizations set name = 'Norther' where id = tap.id('north');
select is(tap.jobs(), '', 'nobody is told of anything while WorkOS is not in the settings');
select is(tap.answer('tryzore_worker', null, $$select concat_ws(',', cursor, is_new) from private.enter_workos('https://w')$$), 't', 'a worker has it in its settings');
select is(tap.perform('tryzore_worker', null, $$select private.enter_workos('https://w')$$), '1', 'from now on');
select is(tap.answer('tryzore_worker', null, $$select is_new::text from private.enter_workos('https://w')$$), 'false', 'it is known');
select is(tap.perform('tryzore_worker', null, $$select private.keep_workos_cursor('https://w', 'event_9')$$), '1', 'and how far it was read');
select is(tap.answer('tryzore_worker', null, $$select cursor from private.enter_workos('https://w')$$), 'event_9', 'is kept');
select is(tap.attempt('nobody', null, $$select private.enter_workos('https://w')$$), '42501', 'the application has no business there');

-- From here to WorkOS -------------------------------------------------------------------------------------
update crm.organizations set name = 'Northest' where id = tap.id('north');
select is(tap.jobs(), 'workos.push', 'a change of the organization is told');
update crm.organizations set name = 'North' where id = tap.id('north');
select is(tap.jobs(), 'workos.push', 'once for all that wait');
update jobs.jobs set state = 'running', leased_until = now(), worker = 'w' where kind = 'workos.push';
update crm.organizations set name = 'Norther' where id = tap.id('north');
select is(tap.jobs(), 'workos.push,workos.push', 'and again while one runs, which may have looked already');
delete from jobs.jobs where kind = 'workos.push';
update crm.user_organizations set role = 'staff' where organization_id = tap.id('north') and user_id = tap.id('trainer');
select is(tap.jobs(), '', 'who is not known there is not told of');
select lives_ok($$select private.add_person(tap.id('north'), tap.id('early'), 'trainer', null, false)$$, 'somebody who is');
select is(tap.jobs(), 'workos.push', 'is');
select is(tap.perform('tryzore_worker', null, $$select private.keep_workos_organization(tap.id('north'), 'org_north', 'Norther', '2026-01-01')$$), '1', 'it is known there');
create function tap.changes() returns text language sql as $$
  select tap.answer('operator', 'north', $q$
    select string_agg(concat_ws(' ', c.workos_user_id, c.role, c.membership_id, c.membership_role, c.membership_status), ',')
    from private.workos_changes('https://w') c$q$)
$$;
select is(tap.changes(), 'early trainer', 'who is not at WorkOS what they are here');
select is(tap.perform('tryzore_worker', null, $$select private.keep_workos_membership('om_early', 'org_north', 'early', 'trainer', 'active', '2026-01-01')$$), '1', 'told');
select is(tap.changes(), null, 'there is nothing more to tell');
update crm.user_organizations set left_at = now() where organization_id = tap.id('north') and user_id = tap.id('early');
select is(tap.changes(), 'early om_early trainer active', 'who leaves is told of');

-- From WorkOS to here -------------------------------------------------------------------------------------
select lives_ok($$select tap.signed_in('ada')$$, 'somebody else');
select is(tap.event('e1', 'organization_membership.created', tap.membership('ada', 'staff', 'active', '01')), '1', 'a membership there');
select is(tap.belongs('ada'), 'staff', 'is one here');
select is((select actor from audit.audit_logs where entity_type = 'user_organization' and entity_id = tap.id('ada')), 'workos', 'by WorkOS'' hand');
select is(tap.event('e3', 'organization_membership.updated', tap.membership('ada', 'owner', 'active', '03')), '1', 'an owner there');
select is(tap.belongs('ada'), 'admin', 'is none here');
select is(tap.event('e2', 'organization_membership.updated', tap.membership('ada', 'trainer', 'active', '02')), '1', 'what comes late');
select is(tap.belongs('ada'), 'admin', 'changes nothing');
update crm.user_organizations set role = 'member' where organization_id = tap.id('north') and user_id = tap.id('ada');
select is(tap.event('e3', 'organization_membership.updated', tap.membership('ada', 'admin', 'active', '09')), '1', 'nor does what comes twice');
select is(tap.belongs('ada'), 'member', 'whatever it says');
select is(tap.event('e4', 'organization_membership.deleted', tap.membership('ada', 'admin', 'active', '02')), '1', 'an end');
select is(tap.belongs('ada'), 'member left', 'is one here');
select is(tap.event('e5', 'organization_membership.updated', tap.membership('ada', 'admin', 'active', '10')), '1', 'what was deleted');
select is(tap.belongs('ada'), 'member left', 'never comes back');
select is(tap.event('e6', 'organization_membership.created', tap.membership('bob', 'staff', 'active', '01')), '1', 'somebody who is not here yet');
select lives_ok($$select tap.signed_in('bob')$$, 'signs in later');
select is(tap.belongs('bob'), 'staff', 'and belongs here');
select is(tap.event('e7', 'organization.updated', '{"id": "org_north", "name": "From there", "updated_at": "2026-02-01T00:00:00Z"}'), '1', 'a new name there');
select is((select name from crm.organizations where id = tap.id('north')), 'From there', 'is one here');
select is(tap.event('e8', 'organization.updated', '{"id": "org_north", "name": "Older", "updated_at": "2026-01-15T00:00:00Z"}'), '1', 'but no older one');
select is((select name from crm.organizations where id = tap.id('north')), 'From there', 'it stays');

-- Sessions ------------------------------------------------------------------------------------------------
delete from jobs.jobs where kind like 'workos.%';
select tap.sign_in('admin', 'north', 'first'), tap.sign_in('admin', 'north', 'second');
insert into private.provider_sessions (session_id, issuer, provider_session)
select tap.id(s), 'https://w', 'sid' from unnest('{first,second}'::text[]) s;
select private.close_session(tap.id('first'));
select is(tap.jobs(), '', 'a session of two goes alone');
select private.close_session(tap.id('second'));
select is(tap.jobs(), 'workos.revoke_session sid', 'the last one takes that at the provider along');
select tap.sign_in('admin', 'north', 'third');
insert into private.provider_sessions (session_id, issuer, provider_session) values (tap.id('third'), 'https://w', 'sid3');
select is(tap.event('s1', 'session.revoked', '{"id": "sid3"}'), '1', 'one that ends there');
select is((select revoked_reason from private.sessions where id = tap.id('third')), 'ended_by_provider', 'ends here');
select is(tap.jobs(), 'workos.revoke_session sid', 'without an echo');
select lives_ok($$select private.open_session(tap.id('bob session'), tap.id('bob'), null, tap.id('bob family'), sha256('x'), now() + interval '1 day', null, null)$$, 'somebody is in');
select is(tap.event('u1', 'user.deleted', '{"id": "bob"}'), '1', 'and is deleted there');
select is((select count(*) from private.sessions where user_id = tap.id('bob') and revoked_at is null) || ' ' || (select count(*) from private.identities where subject = 'bob'), '0 0', 'so is out here');

-- Several memberships, invitations, other names -----------------------------------------------------------------
create function tap.second(p_id text, p_user text, p_role text, p_status text, p_at text) returns jsonb language sql as $$
  select tap.membership(p_user, p_role, p_status, p_at) || jsonb_build_object('id', p_id)
$$;
select lives_ok($$select tap.signed_in('double')$$, 'somebody is there twice');
select is(tap.event('d1', 'organization_membership.created', tap.second('om_a', 'double', 'admin', 'active', '01')), '1', 'as an admin');
select is(tap.event('d2', 'organization_membership.created', tap.second('om_b', 'double', 'member', 'active', '02')), '1', 'and later as a member');
select is(tap.belongs('double'), 'member', 'the later one counts');
select is(tap.event('d3', 'organization_membership.deleted', tap.second('om_a', 'double', 'admin', 'active', '03')), '1', 'the end of the other one');
select is(tap.belongs('double'), 'member', 'makes nobody an admin');
select is(tap.event('d4', 'organization_membership.updated', tap.second('om_b', 'double', 'member', 'pending', '04')), '1', 'who is invited again');
select is(tap.belongs('double'), 'member', 'is not dismissed');
update crm.user_organizations set left_at = now() where organization_id = tap.id('north') and user_id = tap.id('double');
select is(tap.event('d5', 'organization.updated', '{"id": "org_north", "name": "Called otherwise", "updated_at": "2026-01-01T00:01:00Z"}'), '1', 'another name');
select is(tap.belongs('double'), 'member left', 'brings nobody back');
select is(tap.event('d6', 'organization.updated', jsonb_build_object('id', 'org_north', 'external_id', tap.id('south'), 'name', 'South?', 'updated_at', '2026-01-01T00:02:00Z')), '1', 'nor does another external id trouble anybody');
select * from finish();
rollback;
