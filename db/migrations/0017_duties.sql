-- What is tidied up by night.

grant delete on private.sessions to tryzore_definer;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.clean_sessions(p_after interval)
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  -- With their refresh tokens. A stolen token of a session that is gone is as unknown as a made-up one.
  delete from private.sessions s
  where s.id in (select old.id from private.sessions old
    where least(old.expires_at, old.revoked_at) < now() - p_after limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.clean_sessions(interval) is 'Deletes up to 10,000 sessions that ended so long ago, with their refresh tokens; answers how many.';
grant execute on function private.clean_sessions(interval) to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
