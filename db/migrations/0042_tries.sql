-- Tries wait for their turn. Measured by the clock at its start, one that started before the first of its burst but got its
-- turn after it saw more spent than there was, and the last of a burst was refused. And one whose budget was cleaned away
-- while it waited was not counted.

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create or replace function private.spend(p_names text[], p_keys bytea[], p_bursts integer[], p_seconds double precision[])
  returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_wait double precision;
  v_budgets constant bigint := (select count(distinct (w.name, w.key)) from unnest(p_names, p_keys) as w (name, key));
  v_held bigint;
begin
  -- First without locks: whoever is refused anyway waits for nobody, and nobody for them.
  for v_round in 1..2 loop
    -- By a clock that is read after the budget: whoever moved it on read theirs before.
    select max(extract(epoch from b.spent_until - clock_timestamp()) - (w.burst - 1) * w.seconds) into v_wait
    from unnest(p_names, p_keys, p_bursts, p_seconds) as w (name, key, burst, seconds)
    join private.budgets b on b.name = w.name and b.key = w.key;
    if v_wait > 0 then
      return ceil(v_wait);
    end if;
    if v_round = 1 then
      loop
        insert into private.budgets (name, key, spent_until)
        select w.name, w.key, clock_timestamp() from unnest(p_names, p_keys) as w (name, key) order by w.name, w.key
        on conflict do nothing;
        -- In one order, so that no two wait for each other.
        perform from private.budgets b
        where (b.name, b.key) in (select w.name, w.key from unnest(p_names, p_keys) as w (name, key))
        order by b.name, b.key for update;
        get diagnostics v_held = row_count;
        exit when v_held = v_budgets;
      end loop;
    end if;
  end loop;
  update private.budgets b set spent_until = greatest(b.spent_until, clock_timestamp()) + make_interval(secs => w.seconds)
  from unnest(p_names, p_keys, p_seconds) as w (name, key, seconds)
  where b.name = w.name and b.key = w.key;
  return 0;
end
$$;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
