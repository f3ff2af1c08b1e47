-- Answers kept under the Idempotency-Key of their request, so that a request which is sent again is answered and not
-- done again. An answer is written in the transaction of its effect: there is never one without the other.

create table private.idempotency_keys (
  organization_id uuid not null,
  user_id uuid not null,
  operation text collate "C" not null,
  key uuid not null,
  body_hash bytea not null,
  answer_status smallint not null,
  answer_version bigint,
  answer_location text,
  answer bytea not null,
  created_at timestamptz not null default now(),
  constraint idempotency_key_exists primary key (organization_id, user_id, operation, key),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint operation_invalid check (char_length(operation) between 1 and 300),
  constraint body_hash_invalid check (octet_length(body_hash) = 32),
  constraint answer_status_invalid check (answer_status between 200 and 299)
);
create index idempotency_keys_by_user on private.idempotency_keys (user_id);
create index idempotency_keys_by_age on private.idempotency_keys (created_at);
comment on table private.idempotency_keys is 'Answers of requests that may be sent again.';
comment on column private.idempotency_keys.organization_id is 'In which organization: a key is good in the one where it was used.';
comment on column private.idempotency_keys.user_id is 'Whose request: nobody else''s key is theirs.';
comment on column private.idempotency_keys.operation is 'Method and path.';
comment on column private.idempotency_keys.key is 'As the client made it.';
comment on column private.idempotency_keys.body_hash is 'SHA-256 of the body: the same key with another body is a fault of the client.';
comment on column private.idempotency_keys.answer_status is 'Only what succeeded is kept: a failure changed nothing and may be tried again.';
comment on column private.idempotency_keys.answer_version is 'Of which the answer''s ETag was made, where it had one.';
comment on column private.idempotency_keys.answer_location is 'Where what it made is, if it said so.';
comment on column private.idempotency_keys.answer is 'The body that was answered.';
comment on column private.idempotency_keys.created_at is 'When; kept for seven days.';
alter table private.idempotency_keys enable row level security;
alter table private.idempotency_keys force row level security;
create policy definer on private.idempotency_keys to tryzore_definer using (true);
grant select, insert, delete on private.idempotency_keys to tryzore_definer;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.claim_idempotency_key(p_operation text, p_key uuid)
  returns table (is_free boolean, body_hash bytea, answer_status integer, answer_version bigint, answer_location text,
    answer bytea)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant text := nullif(current_setting('app.org_id', true), '');
  v_user constant text := nullif(current_setting('app.user_id', true), '');
begin
  -- Until the transaction ends. Nobody waits for it: whoever did would keep a connection from others. Two keys of one
  -- hash, one time in 2^64, cost the second nothing but another try.
  is_free := pg_try_advisory_xact_lock(
    hashtextextended(concat_ws(' ', 'idempotency', v_organization, v_user, p_key, p_operation), 0));
  if is_free then
    -- A statement of its own sees what was committed before the lock was free.
    select k.body_hash, k.answer_status, k.answer_version, k.answer_location, k.answer
    into body_hash, answer_status, answer_version, answer_location, answer
    from private.idempotency_keys k
    where k.organization_id = v_organization::uuid and k.user_id = v_user::uuid and k.operation = p_operation
      and k.key = p_key;
  end if;
  return next;
end
$$;
comment on function private.claim_idempotency_key(text, uuid) is 'Whether no other transaction is at work under the key of who entered, and what was answered under it before.';
grant execute on function private.claim_idempotency_key(text, uuid) to tryzore_app;

create function private.keep_answer(
    p_operation text, p_key uuid, p_body_hash bytea, p_status integer, p_version bigint, p_location text,
    p_answer bytea)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  insert into private.idempotency_keys
    (organization_id, user_id, operation, key, body_hash, answer_status, answer_version, answer_location, answer)
  values (nullif(current_setting('app.org_id', true), '')::uuid, nullif(current_setting('app.user_id', true), '')::uuid,
    p_operation, p_key, p_body_hash, p_status::smallint, p_version, p_location, p_answer)
$$;
comment on function private.keep_answer(text, uuid, bytea, integer, bigint, text, bytea) is 'Keeps the answer of who entered under a claimed key.';
grant execute on function private.keep_answer(text, uuid, bytea, integer, bigint, text, bytea) to tryzore_app;

create function private.clean_idempotency_keys(p_after interval)
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  delete from private.idempotency_keys k
  where (k.organization_id, k.user_id, k.operation, k.key) in (
    select old.organization_id, old.user_id, old.operation, old.key from private.idempotency_keys old
    where old.created_at < now() - p_after order by old.created_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.clean_idempotency_keys(interval) is 'Forgets up to 10,000 answers that are older; answers how many.';
grant execute on function private.clean_idempotency_keys(interval) to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
