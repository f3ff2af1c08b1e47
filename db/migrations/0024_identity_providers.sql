-- Signing in elsewhere: sign-ins under way at a provider, and the identities that a person has there.

create table private.authorizations (
  state_hash bytea not null,
  browser_hash bytea not null,
  provider text not null,
  user_id uuid,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  constraint authorization_exists primary key (state_hash),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint provider_invalid check (provider ~ '^[a-z][a-z0-9_]{0,31}$'),
  constraint hash_invalid check (octet_length(state_hash) = 32 and octet_length(browser_hash) = 32)
);
create index authorizations_by_user on private.authorizations (user_id);
create index authorizations_by_expiry on private.authorizations (expires_at);
comment on table private.authorizations is 'Who has gone to a provider and may come back: once, in the browser that went, and not for long.';
comment on column private.authorizations.state_hash is 'SHA-256 of the state that the provider hands back.';
comment on column private.authorizations.browser_hash is 'SHA-256 of what only the browser has that began.';
comment on column private.authorizations.provider is 'Where they went.';
comment on column private.authorizations.user_id is 'Who adds an identity to an account; null for signing in.';
comment on column private.authorizations.expires_at is 'When it ends if nobody comes back.';
comment on column private.authorizations.created_at is 'When they went.';
alter table private.authorizations enable row level security;
alter table private.authorizations force row level security;
create policy definer on private.authorizations to tryzore_definer using (true);
grant select, insert, delete on private.authorizations to tryzore_definer;

alter table private.identities add column id uuid not null default gen_random_uuid();
alter table private.identities add column provider text not null default 'password';
alter table private.identities add column email text;
alter table private.identities add constraint identity_id_taken unique (id);
alter table private.identities add constraint provider_invalid check (provider ~ '^[a-z][a-z0-9_]{0,31}$');
alter table private.identities add constraint email_invalid check (char_length(email) between 3 and 254);
comment on column private.identities.id is 'By which the person names it.';
comment on column private.identities.provider is 'By which way one signs in with it: password, oidc or workos.';
comment on column private.identities.email is 'The address that the provider told when it was added, for display; proves nothing.';
update private.audited_tables set plain = plain || '{id,provider}', personal = personal || '{email}'
where table_name = 'private.identities';
grant delete on private.identities to tryzore_definer;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.begin_authorization(p_state_hash bytea, p_browser_hash bytea, p_provider text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.authorizations (state_hash, browser_hash, provider, user_id, expires_at)
  values (p_state_hash, p_browser_hash, p_provider, nullif(current_setting('app.user_id', true), '')::uuid,
    now() + interval '10 minutes')
$$;
comment on function private.begin_authorization(bytea, bytea, text) is 'Somebody goes to a provider: to sign in, or to add an identity to the account of the person who entered.';

create function private.use_authorization(p_state_hash bytea, p_browser_hash bytea)
  returns text language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_provider text;
begin
  -- What another browser or another person shows stays: nobody uses up a sign-in that is not theirs.
  delete from private.authorizations a
  where a.state_hash = p_state_hash and a.browser_hash = p_browser_hash and a.expires_at > clock_timestamp()
    and a.user_id is not distinct from nullif(current_setting('app.user_id', true), '')::uuid
  returning a.provider into v_provider;
  if v_provider is null then
    raise exception 'no such authorization' using errcode = 'P0002', constraint = 'authorization_invalid';
  end if;
  return v_provider;
end
$$;
comment on function private.use_authorization(bytea, bytea) is 'Which provider somebody comes back from, the one time that it counts; authorization_invalid if the state is unknown, used, too old, another browser''s or another person''s.';

create function private.sign_in_with(p_user uuid, p_provider text, p_issuer text, p_subject text, p_email text,
  p_email_key text, p_is_verified boolean, p_first_name text, p_last_name text)
  returns table (user_id uuid, is_new boolean)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  is_new := false;
  -- Twice: whoever waited for the lock finds what the other one made.
  for v_round in 1..2 loop
    select i.user_id into user_id from private.identities i where i.issuer = p_issuer and i.subject = p_subject;
    if found then
      return next;
      return;
    end if;
    if v_round = 1 then
      perform pg_advisory_xact_lock(hashtextextended(p_issuer || chr(10) || p_subject, 0));
    end if;
  end loop;
  if p_email is null then
    raise exception 'no e-mail' using errcode = '23502', constraint = 'provider_email_missing';
  end if;
  -- Whoever has the address at the provider need not be who has the account here: that person links them, signed in.
  if exists (select from private.identities i where i.issuer = 'tryzore' and i.subject = p_email_key) then
    raise exception 'the address has an account' using errcode = '23505', constraint = 'account_exists';
  end if;
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor, for these statements only
  insert into crm.users (id, email, first_name, last_name, email_verified_at)
  values (p_user, p_email, p_first_name, p_last_name, case when p_is_verified then now() end);
  insert into private.identities (issuer, subject, user_id, provider, email)
  values (p_issuer, p_subject, p_user, p_provider, p_email);
  -- A verified address is taken from now on. One that nobody verified must not keep its owner out.
  if p_is_verified then
    begin
      insert into private.identities (issuer, subject, user_id) values ('tryzore', p_email_key, p_user);
    exception when unique_violation then
      raise exception 'the address has an account' using errcode = '23505', constraint = 'account_exists';
    end;
  end if;
  perform set_config('app.user_id', v_actor, true);
  user_id := p_user;
  is_new := true;
  return next;
end
$$;
comment on function private.sign_in_with(uuid, text, text, text, text, text, boolean, text, text) is 'Whose identity it is; an unknown one makes a person, unless the address has an account: account_exists. An address alone is nobody''s identity.';

create function private.link_identity(p_provider text, p_issuer text, p_subject text, p_email text)
  returns uuid language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := current_setting('app.user_id')::uuid;
  v_id uuid;
  v_owner uuid;
begin
  insert into private.identities as i (issuer, subject, user_id, provider, email)
  values (p_issuer, p_subject, v_user, p_provider, p_email)
  on conflict (issuer, subject) do nothing returning i.id into v_id;
  if v_id is null then
    select i.id, i.user_id into v_id, v_owner from private.identities i where i.issuer = p_issuer and i.subject = p_subject;
    if v_owner is distinct from v_user then
      raise exception 'somebody else''s' using errcode = '23505', constraint = 'identity_taken';
    end if;
  end if;
  return v_id;
end
$$;
comment on function private.link_identity(text, text, text, text) is 'Adds an identity to the account of the person who entered; identity_taken if it is another''s.';

create function private.my_identities()
  returns table (id uuid, provider text, email text, created_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select i.id, i.provider, coalesce(i.email, u.email), i.created_at
  from private.identities i join crm.users u on u.id = i.user_id
  where i.user_id = nullif(current_setting('app.user_id', true), '')::uuid
    -- An address is a way in once it has a password.
    and (i.issuer <> 'tryzore' or exists (select from private.credentials c where c.user_id = i.user_id))
  order by i.created_at, i.id limit 100
$$;
comment on function private.my_identities() is 'The ways in which the person who entered signs in.';

create function private.unlink_identity(p_id uuid)
  returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_removed integer;
begin
  -- One after the other: two at once must not take the last two.
  perform from crm.users u where u.id = v_user for no key update;
  delete from private.identities i where i.id = p_id and i.user_id = v_user and i.issuer <> 'tryzore';
  get diagnostics v_removed = row_count;
  if v_removed > 0 and not exists (select from private.my_identities()) then
    raise exception 'the last way in' using errcode = '23514', constraint = 'last_identity';
  end if;
  return v_removed;
end
$$;
comment on function private.unlink_identity(uuid) is 'Takes an identity off the account of the person who entered; never the password''s, never the last way in. Answers how many.';

create function private.clean_authorizations()
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  delete from private.authorizations a where a.state_hash in (select old.state_hash from private.authorizations old
    where old.expires_at < now() order by old.expires_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.clean_authorizations() is 'Forgets up to 10,000 sign-ins from which nobody came back; answers how many.';

create or replace function private.reset_password(p_hash bytea, p_password_hash text)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := private.use_mail_token('password_reset', p_hash);
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', v_user::text, true); -- the audit log's actor
  -- Whoever first proves that the address is theirs owns the account: what somebody else put there before that goes.
  if exists (select from crm.users u where u.id = v_user and u.email_verified_at is null) then
    delete from private.second_factors f where f.user_id = v_user;
    delete from private.identities i where i.user_id = v_user and i.issuer <> 'tryzore';
    delete from private.devices d where d.user_id = v_user;
  end if;
  perform private.set_password(v_user, p_password_hash, null);
  perform private.mark_verified(v_user);
  perform set_config('app.user_id', v_actor, true);
end
$$;
comment on function private.reset_password(bytea, text) is 'Sets the password of who got the token by mail, and ends all their sessions; the first proof of an address also takes away second factor and other identities. token_invalid as in verify_email.';

grant execute on function private.begin_authorization(bytea, bytea, text), private.use_authorization(bytea, bytea),
  private.sign_in_with(uuid, text, text, text, text, text, boolean, text, text), private.link_identity(text, text, text, text),
  private.my_identities(), private.unlink_identity(uuid)
  to tryzore_app;
grant execute on function private.clean_authorizations() to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
