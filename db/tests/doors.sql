-- The doors: who is let in, with what, and what an error says.
begin;
select plan(56);
select tap.cast();
create function tap.all_permissions() returns text language sql security definer as $$
  select ',' || string_agg(slug, ',' order by slug) || ',' from private.permissions
$$;

create function tap.enters(p_actor text, p_gym text, p_permission text, p_write boolean default false) returns text language plpgsql as $$
declare
  v_state text;
  v_constraint text;
  v_detail text;
begin
  set local role tryzore_app;
  perform private.enter(tap.id(p_actor || ' session'), tap.id(p_gym), p_permission, p_write);
  raise exception using errcode = 'TT000';
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name, v_detail = pg_exception_detail;
  return case when v_state = 'TT000' then 'entered' else rtrim(concat_ws(' ', v_state, v_constraint, v_detail)) end;
end
$$;

select is(tap.enters(a.name, 'north', null), 'entered', a.name || ' enters')
from unnest('{owner,admin,staff,trainer,member}'::text[]) a (name);
select is(tap.enters('owner', 'south', null), 'P0002 not_a_member', 'not another gym');
select is(tap.enters('stranger', 'north', null), '28000 session_revoked', 'not without a session');
select is((select tap.attempt('nobody', null, $$select private.enter(null, tap.id('north'), null, false)$$)), '28000 session_revoked', 'not with none at all');
select is((select tap.attempt('nobody', null, $$select private.enter(tap.id('owner session'), null, null, false)$$)), 'P0002 not_a_member', 'not into none at all');

-- Every role and every permission, as the contract has them.
select is(tap.enters(r.role, 'north', p.slug),
  case when r.role = any (p.roles) then 'entered' else '42501 permission_missing ' || p.slug end, r.role || ' and ' || p.slug)
from unnest('{owner,trainer,member}'::text[]) r (role)
cross join (values ('organization.view', '{owner,admin,staff,trainer,member}'::text[]), ('organization.update', '{owner,admin}'),
  ('staff.view', '{owner,admin,staff,trainer}'), ('staff.manage', '{owner,admin}'), ('clients.view', '{owner,admin,staff,trainer}'),
  ('clients.create', '{owner,admin,staff}'), ('clients.update', '{owner,admin,staff}'), ('clients.import', '{owner,admin}'),
  ('audit.view', '{owner}')) p (slug, roles);
select is(tap.enters('owner', 'north', 'no.such'), '42501 permission_missing no.such', 'not even an owner holds what does not exist');

-- What the door leaves behind.
select is(tap.answer('member', 'north', $$select concat_ws(' ', current_setting('app.org_id') = tap.id('north')::text,
    current_setting('app.scope') = '{' || tap.id('north') || '}', current_setting('app.user_id') = tap.id('member')::text,
    current_setting('app.client_id') = tap.id('member profile')::text, current_setting('app.session_id') = tap.id('member session')::text,
    current_setting('app.role_rank'), current_setting('app.can'))$$),
  't t t t t 10 ,bookings.create,events.view,organization.view,', 'a member''s settings');
select is(tap.answer('trainer', 'north', $$select concat_ws(' ', current_setting('app.role_rank'), current_setting('app.client_id', true), current_setting('app.can'))$$),
  '20  ,bookings.create,bookings.manage,bookings.view,clients.view,events.lead,events.view,organization.view,staff.view,', 'a trainer''s settings');
select is(tap.answer('owner', 'north', $$select concat_ws(' ', current_setting('app.role_rank'), current_setting('app.can') =
    (select tap.all_permissions()))$$), '50 t', 'an owner''s settings');
select is(coalesce(current_setting('app.org_id', true), ''), '', 'nothing of it outlives the transaction');

-- Reading and writing.
select is(tap.attempt('owner', 'north', $$update crm.client_organizations set notes = 'x'$$, false), '25006', 'without write nothing is written');
select is(tap.attempt('owner', null, $$update crm.users set first_name = 'x'$$, false), '25006', 'nor by a person outside');
select is(tap.attempt('operator', 'north', $$update crm.client_organizations set notes = 'x'$$, false), '25006', 'nor by an operator');
select is(tap.answer('operator', 'north', $$select concat_ws(' ', current_setting('app.actor'), current_setting('app.role_rank'))$$), 'operator 50', 'an operator has the rights of an owner, and a name');
select is(tap.attempt('tryzore_worker', null, $$select private.enter_operator(tap.id('nowhere'), 'operator', false)$$), 'P0002 organization_not_found', 'an organization that does not exist');
select is(tap.attempt('tryzore_worker', null, $$select private.enter_operator(tap.id('north'), ' ', false)$$), '23514 actor_missing', 'an operator without a name');
select is(tap.attempt('owner', 'north', $$select private.enter_person(tap.id('other owner session'), true)$$), '55000 tenant_already_entered', 'nobody else comes in behind');
select is(tap.attempt('owner', 'north', $$select private.enter_person(tap.id('owner session'), true)$$), '1', 'the same person may');

-- A session that is over.
savepoint over;
update private.sessions set expires_at = now() where id = tap.id('owner session');
select is(tap.enters('owner', 'north', null), '28000 session_revoked', 'an expired session');
select is(tap.attempt('owner', null, 'select 1'), '28000 session_revoked', 'by either door');
rollback to over;
select lives_ok($$select private.close_session(tap.id('owner session'))$$, 'signing out');
select is(tap.enters('owner', 'north', null), '28000 session_revoked', 'ends the session');
select is(tap.attempt('owner', null, 'select 1'), '28000 session_revoked', 'by either door');
-- Fault: a door that does not look at the end of a session.
savepoint fault;
do $$ begin execute replace(pg_get_functiondef('private.enter'::regproc), 's.open_organization_id', 's.organization_id'); end $$;
select is(tap.enters('owner', 'north', null), 'entered', 'and a door that does not look is found');
rollback to fault;
select is(tap.enters('owner', 'north', null), '28000 session_revoked', 'this one looks');
select * from finish();
rollback;

-- Writes run at read committed.
begin isolation level repeatable read;
select plan(1);
select throws_ok($$select private.enter_operator(id, 'x', true) from (select gen_random_uuid()) g (id)$$, 'P0002', null, 'an operator at repeatable read');
select * from finish();
rollback;
