-- What an account needs besides a password: a limit on guesses, devices that are known, and tokens by mail.

create table private.budgets (
  name text not null,
  key bytea not null,
  spent_until timestamptz not null,
  constraint budget_exists primary key (name, key),
  constraint name_invalid check (char_length(name) between 1 and 50),
  constraint key_invalid check (octet_length(key) = 32)
)
with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);
create index budgets_spent on private.budgets (spent_until);
comment on table private.budgets is 'How much of what may be tried so often has been tried: a leaky bucket in one moment, shared by all nodes.';
comment on column private.budgets.name is 'What is limited.';
comment on column private.budgets.key is 'For whom: a keyed hash made by the server, so that nobody reads an address here.';
comment on column private.budgets.spent_until is 'When nothing will be spent any more; each try moves it on, and far enough ahead there is no next one.';

create table private.devices (
  user_id uuid not null,
  hash bytea not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz not null default now(),
  constraint device_exists primary key (user_id, hash),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint hash_invalid check (octet_length(hash) = 32)
);
create index devices_by_use on private.devices (last_used_at);
comment on table private.devices is 'Where a person has signed in before: such a device is let try while strangers use up the account''s tries.';
comment on column private.devices.user_id is 'The person.';
comment on column private.devices.hash is 'Of the token that the device keeps; the token itself is nowhere.';
comment on column private.devices.created_at is 'When the person first signed in there.';
comment on column private.devices.last_used_at is 'When they last did.';

create table private.mail_tokens (
  user_id uuid not null,
  purpose text not null,
  hash bytea not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  -- One of a kind: a newer one takes the older one's place.
  constraint mail_token_exists primary key (user_id, purpose),
  constraint mail_token_taken unique (hash),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint purpose_invalid check (purpose in ('verification', 'password_reset')),
  constraint hash_invalid check (octet_length(hash) = 32)
);
create index mail_tokens_by_expiry on private.mail_tokens (expires_at);
comment on table private.mail_tokens is 'What a link in a mail proves: once, and not for long.';
comment on column private.mail_tokens.user_id is 'Whose address it was sent to.';
comment on column private.mail_tokens.purpose is 'verification or password_reset.';
comment on column private.mail_tokens.hash is 'SHA-256 of the token; the token itself is in the mail alone.';
comment on column private.mail_tokens.expires_at is 'When it ends if nobody uses it.';
comment on column private.mail_tokens.created_at is 'When it was made.';

alter table private.budgets enable row level security;
alter table private.budgets force row level security;
create policy definer on private.budgets to tryzore_definer using (true);
alter table private.devices enable row level security;
alter table private.devices force row level security;
create policy definer on private.devices to tryzore_definer using (true);
alter table private.mail_tokens enable row level security;
alter table private.mail_tokens force row level security;
create policy definer on private.mail_tokens to tryzore_definer using (true);
grant select, insert, update (spent_until), delete on private.budgets to tryzore_definer;
grant select, insert, update (last_used_at), delete on private.devices to tryzore_definer;
grant select, insert, update (hash, expires_at, created_at), delete on private.mail_tokens to tryzore_definer;

alter table crm.users add column email_verified_at timestamptz;
comment on column crm.users.email_verified_at is 'When the person proved by a mail that the address is theirs.';
grant update (email_verified_at) on crm.users to tryzore_definer;
update private.audited_tables set plain = plain || '{email_verified_at}' where table_name = 'crm.users';

alter table private.sessions drop constraint revoked_reason_invalid;
alter table private.sessions add constraint revoked_reason_invalid check ((revoked_at is null) = (revoked_reason is null)
  and revoked_reason in ('closed', 'refresh_reused', 'password_changed', 'ended_elsewhere', 'ended_by_staff'));
comment on column private.sessions.revoked_reason is 'Why: closed, refresh_reused, password_changed, ended_elsewhere (by the person, from another session) or ended_by_staff.';

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Limits --------------------------------------------------------------------------------------------------

create function private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[])
  returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_wait double precision;
begin
  -- First without locks: whoever is refused anyway waits for nobody, and nobody for them.
  for v_round in 1..2 loop
    select max(extract(epoch from b.spent_until - v_now) - (w.burst - 1) * w.seconds) into v_wait
    from unnest(p_names, p_keys, p_bursts, p_seconds) as w (name, key, burst, seconds)
    join private.budgets b on b.name = w.name and b.key = w.key;
    if v_wait > 0 then
      return ceil(v_wait);
    end if;
    if v_round = 1 then
      insert into private.budgets (name, key, spent_until)
      select w.name, w.key, v_now from unnest(p_names, p_keys) as w (name, key) order by w.name, w.key
      on conflict do nothing;
      -- In one order, so that no two wait for each other.
      perform from private.budgets b
      where (b.name, b.key) in (select w.name, w.key from unnest(p_names, p_keys) as w (name, key))
      order by b.name, b.key for update;
    end if;
  end loop;
  update private.budgets b set spent_until = greatest(b.spent_until, v_now) + make_interval(secs => w.seconds)
  from unnest(p_names, p_keys, p_seconds) as w (name, key, seconds)
  where b.name = w.name and b.key = w.key;
  return 0;
end
$$;
comment on function private.spend(text[], bytea[], integer[], double precision[]) is 'Takes one try out of each budget, or out of none: answers 0, or after how many seconds there is one. A budget holds a burst of tries and gets one back each so many seconds.';

-- Devices -------------------------------------------------------------------------------------------------

create function private.knows_device(p_email_key text, p_hash bytea)
  returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select exists (select from private.identities i join private.devices d on d.user_id = i.user_id and d.hash = p_hash
    where i.issuer = 'tryzore' and i.subject = p_email_key and d.last_used_at > now() - interval '180 days')
$$;
comment on function private.knows_device(text, bytea) is 'Whether the person of that address signed in on that device within half a year.';

create function private.remember_device(p_user uuid, p_hash bytea)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.devices as d (user_id, hash) values (p_user, p_hash)
  on conflict (user_id, hash) do update set last_used_at = now();
  -- Nobody has more; whoever throws the token away each time has no endless list.
  delete from private.devices d where d.user_id = p_user and d.hash <> p_hash
    and d.hash in (select old.hash from private.devices old where old.user_id = p_user and old.hash <> p_hash
      order by old.last_used_at desc offset 19);
end
$$;
comment on function private.remember_device(uuid, bytea) is 'Knows a device from now on; of one person the 20 that were used last.';

-- Tokens by mail ------------------------------------------------------------------------------------------

create function private.issue_mail_token(p_user uuid, p_purpose text, p_hash bytea, p_lifetime interval)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.mail_tokens as t (user_id, purpose, hash, expires_at)
  values (p_user, p_purpose, p_hash, now() + p_lifetime)
  on conflict (user_id, purpose) do update
    set hash = excluded.hash, expires_at = excluded.expires_at, created_at = now()
$$;
comment on function private.issue_mail_token(uuid, text, bytea, interval) is 'Keeps a token''s hash; the one of the same purpose before it is dead.';

create function private.use_mail_token(p_purpose text, p_hash bytea)
  returns uuid language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_user uuid;
begin
  delete from private.mail_tokens t where t.hash = p_hash and t.purpose = p_purpose and t.expires_at > clock_timestamp()
  returning t.user_id into v_user;
  if v_user is null then
    raise exception 'no such token' using errcode = 'P0002', constraint = 'token_invalid';
  end if;
  return v_user;
end
$$;
comment on function private.use_mail_token(text, bytea) is 'Whose token it is, the one time that it counts.';

create function private.mark_verified(p_user uuid)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', p_user::text, true); -- the audit log's actor, for this statement only
  update crm.users u set email_verified_at = now() where u.id = p_user and u.email_verified_at is null;
  perform set_config('app.user_id', v_actor, true);
end
$$;
comment on function private.mark_verified(uuid) is 'The address is the person''s: who got a mail there has said so.';

create function private.verify_email(p_hash bytea)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.mark_verified(private.use_mail_token('verification', p_hash))
$$;
comment on function private.verify_email(bytea) is 'Marks the address verified that the token was sent to; token_invalid if it is unknown, used, replaced or too old.';

create function private.find_reset(p_hash bytea)
  returns table (user_id uuid, email text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.email from private.mail_tokens t join crm.users u on u.id = t.user_id
  where t.hash = p_hash and t.purpose = 'password_reset' and t.expires_at > now()
$$;
comment on function private.find_reset(bytea) is 'Whose password a token may set, before the new one is hashed; no row where it may none.';

create function private.prepare_reset(p_email_key text, p_hash bytea, p_lifetime interval)
  returns table (user_id uuid, email text, first_name text, locale text)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  select u.id, u.email, u.first_name, u.locale into user_id, email, first_name, locale
  from private.identities i join crm.users u on u.id = i.user_id
  where i.issuer = 'tryzore' and i.subject = p_email_key;
  if found then
    perform private.issue_mail_token(user_id, 'password_reset', p_hash, p_lifetime);
    return next;
  end if;
end
$$;
comment on function private.prepare_reset(text, bytea, interval) is 'Keeps a token for the person of that address and answers whom to write to; no row for an unknown one.';

-- Passwords -----------------------------------------------------------------------------------------------

create function private.set_password(p_user uuid, p_password_hash text, p_except uuid)
  returns void language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  insert into private.credentials as c (user_id, password_hash) values (p_user, p_password_hash)
  on conflict (user_id) do update set password_hash = excluded.password_hash, updated_at = now();
  delete from private.mail_tokens t where t.user_id = p_user;
  -- Whoever knew the old password may have been on any of them.
  delete from private.devices d where d.user_id = p_user;
  perform private.revoke_session(s.id, 'password_changed') from private.sessions s
  where s.user_id = p_user and s.revoked_at is null and s.id is distinct from p_except;
end
$$;
comment on function private.set_password(uuid, text, uuid) is 'Sets a password; what the old one had opened ends, but for one session.';

create function private.reset_password(p_hash bytea, p_password_hash text)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := private.use_mail_token('password_reset', p_hash);
  v_actor constant text := coalesce(current_setting('app.user_id', true), '');
begin
  perform set_config('app.user_id', v_user::text, true); -- the audit log's actor
  perform private.set_password(v_user, p_password_hash, null);
  perform private.mark_verified(v_user);
  perform set_config('app.user_id', v_actor, true);
end
$$;
comment on function private.reset_password(bytea, text) is 'Sets the password of who got the token by mail, and ends all their sessions; token_invalid as in verify_email.';

create function private.my_credential()
  returns table (user_id uuid, email text, password_hash text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.id, u.email, c.password_hash from crm.users u left join private.credentials c on c.user_id = u.id
  where u.id = nullif(current_setting('app.user_id', true), '')::uuid
$$;
comment on function private.my_credential() is 'What the password of the person who entered is checked against.';

create function private.change_my_password(p_password_hash text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.set_password(current_setting('app.user_id')::uuid, p_password_hash, current_setting('app.session_id')::uuid)
$$;
comment on function private.change_my_password(text) is 'Sets the password of the person who entered; of their sessions this one stays.';

create or replace function private.operator_set_password(p_user uuid, p_hash text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.set_password(p_user, p_hash, null)
$$;

-- Tidying up ----------------------------------------------------------------------------------------------

create function private.clean_accounts()
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
  v_count bigint;
begin
  -- A budget of which nothing is spent is as good as none.
  delete from private.budgets b where (b.name, b.key) in (select old.name, old.key from private.budgets old
    where old.spent_until < now() order by old.spent_until limit 10000 for update skip locked);
  get diagnostics v_deleted = row_count;
  delete from private.mail_tokens t where t.hash in (select old.hash from private.mail_tokens old
    where old.expires_at < now() order by old.expires_at limit 10000);
  get diagnostics v_count = row_count;
  v_deleted := v_deleted + v_count;
  delete from private.devices d where (d.user_id, d.hash) in (select old.user_id, old.hash from private.devices old
    where old.last_used_at < now() - interval '180 days' order by old.last_used_at limit 10000);
  get diagnostics v_count = row_count;
  return v_deleted + v_count;
end
$$;
comment on function private.clean_accounts() is 'Forgets limits that are whole again, tokens that ended and devices nobody uses; up to 10,000 of each, answers how many.';

grant execute on function private.spend(text[], bytea[], integer[], double precision[]), private.knows_device(text, bytea),
  private.remember_device(uuid, bytea), private.issue_mail_token(uuid, text, bytea, interval), private.verify_email(bytea),
  private.find_reset(bytea), private.reset_password(bytea, text), private.my_credential(), private.change_my_password(text)
  to tryzore_app;
grant execute on function private.prepare_reset(text, bytea, interval), private.clean_accounts() to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
