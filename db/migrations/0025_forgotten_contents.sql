-- What a job or a mail said is forgotten as soon as nobody needs it any more.

grant create on schema jobs to tryzore_definer;
set local role tryzore_definer;

create or replace function jobs.finish(p_job uuid, p_lease bigint, p_result jsonb)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- Its payload may name people, and is for the worker alone, who is done.
  update jobs.jobs j set state = 'succeeded', leased_until = null, finished_at = now(), result = p_result, error = null,
    payload = '{}'
  where j.id = p_job and j.lease = p_lease and j.state = 'running';
  if not found then
    perform jobs.lease_lost();
  end if;
end
$$;
comment on function jobs.finish(uuid, bigint, jsonb) is 'Done, and its payload forgotten; in one transaction with what was done in this database.';

create or replace function jobs.give_mail_up(p_mail uuid, p_reply text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  -- News may be sent again when the mail server is well. What a person asked for bears a secret, and they ask again.
  update jobs.mails m
  set failed_at = now(), reply = left(p_reply, 500), contents = case when m.topic is not null then m.contents end
  where m.id = p_mail and m.accepted_at is null
$$;
comment on function jobs.give_mail_up(uuid, text) is 'No mail server will take it; what a person had asked for is forgotten.';

set local role tryzore_owner;
revoke create on schema jobs from tryzore_definer;

-- A token that sets a password is made by the job that mails it, and by nobody else.
grant create on schema private to tryzore_definer;
set local role tryzore_definer;
create function private.issue_verification(p_user uuid, p_hash bytea, p_lifetime interval)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.issue_mail_token(p_user, 'verification', p_hash, p_lifetime)
$$;
comment on function private.issue_verification(uuid, bytea, interval) is 'Keeps the hash of a token that proves an address; the one before it is dead.';
grant execute on function private.issue_verification(uuid, bytea, interval) to tryzore_app;
revoke execute on function private.issue_mail_token(uuid, text, bytea, interval) from tryzore_app;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

-- Of jobs that were done before. Under FORCE the owner would see none of them.
alter table jobs.jobs no force row level security;
update jobs.jobs set payload = '{}' where state = 'succeeded' and payload <> '{}';
alter table jobs.jobs force row level security;
