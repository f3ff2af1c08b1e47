-- Becoming a customer in steps: what a wizard holds before there is a person or an organization, and the one
-- transaction that makes them.

create table private.onboardings (
  id uuid not null,
  token_hash bytea not null,
  resume_hash bytea,
  email_hash bytea,
  organization bytea,
  account bytea,
  locations bytea,
  expires_at timestamptz not null,
  completed_at timestamptz,
  created_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint onboarding_exists primary key (id),
  constraint onboarding_token_taken unique (token_hash),
  constraint onboarding_resume_taken unique (resume_hash),
  constraint hash_invalid check (octet_length(token_hash) = 32 and octet_length(resume_hash) = 32 and octet_length(email_hash) = 32),
  constraint answers_invalid check (completed_at is null or num_nonnulls(organization, account, locations, email_hash, resume_hash) = 0)
);
create index onboardings_by_email on private.onboardings (email_hash, created_at) where email_hash is not null;
create index onboardings_by_expiry on private.onboardings (expires_at);
comment on table private.onboardings is 'Wizards that somebody has begun, before there is a person or an organization.';
comment on column private.onboardings.id is 'UUIDv7, made by the server; the ciphertexts are bound to it.';
comment on column private.onboardings.token_hash is 'SHA-256 of the token that the browser keeps; the token itself is nowhere.';
comment on column private.onboardings.resume_hash is 'SHA-256 of the token in the last mail that leads back here; it takes the wizard over and does nothing else.';
comment on column private.onboardings.email_hash is 'A keyed hash of the address, by which a mail finds the wizard: nobody reads an address here.';
comment on column private.onboardings.organization is 'The first step''s answers, encrypted with a master key.';
comment on column private.onboardings.account is 'The second step''s, the password hashed.';
comment on column private.onboardings.locations is 'The third step''s.';
comment on column private.onboardings.expires_at is 'When it ends if nobody finishes.';
comment on column private.onboardings.completed_at is 'When it was finished; all answers are gone since.';
comment on column private.onboardings.created_at is 'When it was begun.';
comment on column private.onboardings.version is 'Moves with every step, so that nothing else is completed than what was read.';

alter table private.onboardings enable row level security;
alter table private.onboardings force row level security;
create policy definer on private.onboardings to tryzore_definer using (true);
grant select, insert, update (token_hash, resume_hash, email_hash, organization, account, locations, completed_at, version), delete
  on private.onboardings to tryzore_definer;
select private.classify('private.onboardings', '{id,expires_at,completed_at,created_at,version}',
  p_secret => '{token_hash,resume_hash,email_hash,organization,account,locations}');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.start_onboarding(p_id uuid, p_hash bytea, p_expires_at timestamptz)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.onboardings (id, token_hash, expires_at) values (p_id, p_hash, p_expires_at)
$$;
comment on function private.start_onboarding(uuid, bytea, timestamptz) is 'Begins a wizard.';

create function private.find_onboarding(p_hash bytea)
  returns table (id uuid, organization bytea, account bytea, locations bytea, expires_at timestamptz, is_complete boolean, version bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select o.id, o.organization, o.account, o.locations, o.expires_at, o.completed_at is not null, o.version
  from private.onboardings o where o.token_hash = p_hash and o.expires_at > now()
$$;
comment on function private.find_onboarding(bytea) is 'The wizard of a token; no row for one that is unknown or over.';

create function private.keep_onboarding(p_hash bytea, p_step text, p_answers bytea, p_email_hash bytea)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update private.onboardings o set version = o.version + 1,
    organization = case p_step when 'organization' then p_answers else o.organization end,
    account = case p_step when 'account' then p_answers else o.account end,
    locations = case p_step when 'locations' then p_answers else o.locations end,
    email_hash = case p_step when 'account' then p_email_hash else o.email_hash end,
    -- A mail to another address leads here no more.
    resume_hash = case when p_step = 'account' and o.email_hash is distinct from p_email_hash then null else o.resume_hash end
  where o.token_hash = p_hash and o.expires_at > now() and o.completed_at is null;
  return found;
end
$$;
comment on function private.keep_onboarding(bytea, text, bytea, bytea) is 'Keeps a step''s answers in place of those before; false where there is no open wizard of that token.';

create function private.cancel_onboarding(p_hash bytea)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  delete from private.onboardings o
  where o.token_hash = p_hash and o.expires_at > now() and o.completed_at is null;
  return found;
end
$$;
comment on function private.cancel_onboarding(bytea) is 'Forgets a wizard; false where there is no open one of that token.';

create function private.complete_onboarding(p_hash bytea, p_version bigint, p_user uuid, p_email text, p_email_key text,
  p_first_name text, p_last_name text, p_password_hash text, p_time_zone text, p_currency text, p_jurisdiction text,
  p_organizations jsonb)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_wizard private.onboardings;
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
  v_organization jsonb;
  v_head uuid;
begin
  -- Whoever sends it twice waits here, and then finds it done.
  select o.* into v_wizard from private.onboardings o
  where o.token_hash = p_hash and o.expires_at > now() for update;
  if not found then
    raise exception 'no such wizard' using errcode = 'P0002', constraint = 'onboarding_not_found';
  end if;
  if v_wizard.completed_at is not null then
    raise exception 'it is done' using errcode = '23514', constraint = 'onboarding_completed';
  end if;
  if v_wizard.version <> p_version then
    raise exception 'a step came in between' using errcode = '23514', constraint = 'onboarding_changed';
  end if;
  perform private.sign_up(p_user, p_email, p_email_key, p_first_name, p_last_name, p_password_hash);
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor
  for v_organization in select o.value from jsonb_array_elements(p_organizations) with ordinality as o (value, place) order by o.place loop
    perform private.add_organization((v_organization ->> 'id')::uuid, p_user, v_organization ->> 'name',
      v_organization ->> 'slug', p_time_zone, p_currency, p_jurisdiction, v_head);
    update crm.organizations o set address = v_organization -> 'address'
    where o.id = (v_organization ->> 'id')::uuid and jsonb_typeof(v_organization -> 'address') = 'object';
    v_head := coalesce(v_head, (v_organization ->> 'id')::uuid);
  end loop;
  update private.onboardings o
  set completed_at = now(), version = o.version + 1, organization = null, account = null, locations = null,
    email_hash = null, resume_hash = null
  where o.id = v_wizard.id;
  perform set_config('app.user_id', v_actor, true);
end
$$;
comment on function private.complete_onboarding(bytea, bigint, uuid, text, text, text, text, text, text, text, text, jsonb) is 'Makes the person and the organizations, the first one the others'' parent, and forgets the answers: once, whoever sends it how often. onboarding_not_found, onboarding_completed, onboarding_changed where another step came in since they were read, identity_exists for a known address.';

create function private.resume_onboarding(p_email_hash bytea, p_resume_hash bytea)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  update private.onboardings o set resume_hash = p_resume_hash
  where o.id = (select last.id from private.onboardings last
    where last.email_hash = p_email_hash and last.expires_at > now() and last.completed_at is null
    order by last.created_at desc, last.id desc limit 1);
  return found;
end
$$;
comment on function private.resume_onboarding(bytea, bytea) is 'Keeps the hash of a token that leads back to the last open wizard of that address; false where there is none.';

create function private.take_over_onboarding(p_resume_hash bytea, p_hash bytea)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Anybody may have begun it with this address: their token ends here, and so does the password that they chose.
  update private.onboardings o set version = o.version + 1, token_hash = p_hash, resume_hash = null, account = null
  where o.resume_hash = p_resume_hash and o.expires_at > now() and o.completed_at is null;
  return found;
end
$$;
comment on function private.take_over_onboarding(bytea, bytea) is 'Gives a wizard to whoever has the mail''s token, once: another token leads to it from now on, and the account is to be answered again; false where there is no open one of that mail.';

create function private.clean_onboardings()
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  delete from private.onboardings o where o.id in (select old.id from private.onboardings old
    where old.expires_at < now() order by old.expires_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.clean_onboardings() is 'Forgets up to 10,000 wizards whose time is over, finished or not; answers how many.';

grant execute on function private.start_onboarding(uuid, bytea, timestamptz), private.find_onboarding(bytea),
  private.keep_onboarding(bytea, text, bytea, bytea), private.cancel_onboarding(bytea),
  private.complete_onboarding(bytea, bigint, uuid, text, text, text, text, text, text, text, text, jsonb),
  private.take_over_onboarding(bytea, bytea) to tryzore_app;
grant execute on function private.resume_onboarding(bytea, bytea), private.clean_onboardings() to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
