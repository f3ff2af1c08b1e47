-- Two gyms, their people, and ways to act as one of them. Loaded into schema tap beside pgTAP.

grant usage on schema tap to tryzore_app, tryzore_worker, tryzore_migrator, tryzore_definer, tryzore_owner;
create function tap.id(p_name text) returns uuid language sql immutable as $$ select md5(p_name)::uuid $$;
comment on function tap.id(text) is 'The id of whatever the tests call by this name.';

create function tap.sign_in(p_person text, p_gym text, p_session text default null) returns void language plpgsql as $$
begin
  perform private.open_session(tap.id(coalesce(p_session, p_person || ' session')), tap.id(p_person), tap.id(p_gym),
    tap.id(coalesce(p_session, p_person || ' session') || ' family'), decode(repeat('a0', 32), 'hex'),
    now() + interval '1 day', 'tests', '192.0.2.1');
end
$$;
comment on function tap.sign_in(text, text, text) is 'Opens the session "<person> session"; its refresh hash is a0 repeated 32 times.';

create function tap.add_client(p_name text, p_gym text, p_person text default null) returns void language plpgsql as $$
begin
  insert into crm.client_organizations (organization_id, id, client_id, first_name, last_name, sort_name, email, email_key)
  values (tap.id(p_gym), tap.id(p_name), tap.id(p_person || ' profile'), p_name, 'Client', 'client ' || p_name,
    replace(p_name, ' ', '.') || '@example.org', replace(p_name, ' ', '.') || '@example.org');
end
$$;
comment on function tap.add_client(text, text, text) is 'A gym''s record, linked to a person''s own profile if one is named.';

create function tap.add_job(p_name text, p_gym text, p_person text, p_state text default 'running') returns void language plpgsql as $$
begin
  insert into jobs.jobs (id, organization_id, user_id, request_id, kind, payload, state, attempts, max_attempts, lease, worker, leased_until, finished_at)
  values (tap.id(p_name), tap.id(p_gym), tap.id(p_person), 'request', 'mail.send', jsonb_build_object('name', p_name), p_state, 1, 3, 1, 'worker',
    case p_state when 'running' then now() + interval '1 minute' end,
    case when p_state in ('succeeded', 'dead', 'cancelled') then now() end);
end
$$;
comment on function tap.add_job(text, text, text, text) is 'A job of a gym, or of the installation, that was claimed once: its lease is 1.';

create function tap.cast() returns void language plpgsql as $$
declare
  v_person text;
begin
  foreach v_person in array '{owner,admin,staff,trainer,member,other member,other owner,stranger}'::text[] loop
    perform private.sign_up(tap.id(v_person), replace(v_person, ' ', '.') || '@example.org',
      replace(v_person, ' ', '.') || '@example.org', initcap(v_person), 'Person', 'scrypt$hash-of-' || v_person);
  end loop;
  insert into crm.clients (id, user_id)
  values (tap.id('member profile'), tap.id('member')), (tap.id('other member profile'), tap.id('other member'));
  perform private.operator_create_organization(tap.id('north'), tap.id('owner'), 'North', 'north', 'Europe/Berlin', 'EUR', 'DE', null);
  perform private.operator_create_organization(tap.id('south'), tap.id('other owner'), 'South', 'south', 'America/New_York', 'USD', 'US-NY', null);
  perform private.operator_add_person(tap.id('north'), tap.id(v.name), v.role, null, true)
  from (values ('admin', 'admin'), ('staff', 'staff'), ('trainer', 'trainer'), ('member', 'member'), ('other member', 'member')) as v (name, role);
  set constraints all immediate;
  set constraints all deferred;
  perform tap.add_client('anna', 'north', 'member');
  perform tap.add_client('bert', 'north', 'other member');
  perform tap.add_client('carl', 'north');
  perform tap.add_client('dora', 'south');
  perform tap.add_client('emil', 'south');
  perform tap.sign_in(v.name, 'north')
  from (values ('owner'), ('admin'), ('staff'), ('trainer'), ('member'), ('other member')) as v (name);
  perform tap.sign_in('other owner', 'south');
end
$$;
comment on function tap.cast() is 'North with owner, admin, staff, trainer, member and other member; South with other owner; stranger nowhere. Everybody but the stranger is signed in.';

create function tap.enter(p_actor text, p_gym text, p_write boolean) returns void language plpgsql as $$
begin
  if p_actor = 'operator' then
    execute 'set local role tryzore_worker';
    perform private.enter_operator(tap.id(p_gym), 'operator', p_write);
  elsif p_actor like 'job %' then
    execute 'set local role tryzore_worker';
    perform private.enter_job(tap.id(p_actor), 1, p_write);
  elsif p_actor = 'nobody' then
    execute 'set local role tryzore_app';
  elsif p_actor like 'tryzore\_%' then
    execute format('set local role %I', p_actor);
  elsif p_gym is null then
    execute 'set local role tryzore_app';
    perform private.enter_person(tap.id(p_actor || ' session'), p_write);
  else
    execute 'set local role tryzore_app';
    perform private.enter(tap.id(p_actor || ' session'), tap.id(p_gym), null, p_write);
  end if;
end
$$;
comment on function tap.enter(text, text, boolean) is 'Becomes a person, the operator, a job whose lease is 1, nobody (the application without a door) or a role, and enters.';

create function tap.attempt(p_actor text, p_gym text, p_statement text, p_write boolean default true) returns text
  language plpgsql as $$
declare
  v_rows bigint;
  v_state text;
  v_constraint text;
begin
  perform tap.enter(p_actor, p_gym, p_write);
  execute p_statement;
  get diagnostics v_rows = row_count;
  raise exception using errcode = 'TT000';
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name;
  return case when v_state = 'TT000' then v_rows::text else rtrim(v_state || ' ' || v_constraint) end;
end
$$;
comment on function tap.attempt(text, text, text, boolean) is 'How many rows a statement would touch, or the error it meets; undone either way.';

create function tap.answer(p_actor text, p_gym text, p_query text) returns text language plpgsql as $$
declare
  v_answer text;
  v_state text;
  v_constraint text;
begin
  perform tap.enter(p_actor, p_gym, true);
  execute p_query into v_answer;
  raise exception using errcode = 'TT000';
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name;
  return case when v_state = 'TT000' then v_answer else rtrim(v_state || ' ' || v_constraint) end;
end
$$;
comment on function tap.answer(text, text, text) is 'The one value a query answers, or the error it meets.';

create function tap.perform(p_actor text, p_gym text, p_statement text) returns text language plpgsql as $$
declare
  v_rows bigint;
  v_state text;
  v_constraint text;
  v_setting text;
begin
  perform tap.enter(p_actor, p_gym, true);
  execute p_statement;
  get diagnostics v_rows = row_count;
  set constraints all immediate;
  set constraints all deferred;
  execute 'set local role none';
  foreach v_setting in array '{org_id,scope,scope_user_id,user_id,client_id,session_id,role_rank,actor,request_id,can,second_factor_of}'::text[] loop
    perform set_config('app.' || v_setting, '', true);
  end loop;
  return v_rows::text;
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_constraint = constraint_name;
  return rtrim(v_state || ' ' || v_constraint);
end
$$;
comment on function tap.perform(text, text, text) is 'Like attempt, as if it had committed: deferred checks run, and what was done stays until the test rolls back.';
