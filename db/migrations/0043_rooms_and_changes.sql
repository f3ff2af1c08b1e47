-- Rooms that become smaller, and changes that were missed.

comment on column crm.event_series.skipped is 'Wall times until then without an event, since room or trainer could not be had; tried again every night.';

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- What was planned before a room became smaller stays, and a new title is not refused for it.
create or replace function private.check_room() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_room crm.rooms;
begin
  select r.* into v_room from crm.rooms r where r.organization_id = new.organization_id and r.id = new.room_id;
  if not v_room.is_active and (tg_op = 'INSERT' or old.room_id is distinct from new.room_id) then
    raise exception 'the room is retired' using errcode = '23514', constraint = 'room_inactive';
  end if;
  -- Domain rules 4.12: nobody, staff neither, lets in more people than a room may hold.
  if coalesce(new.staff_capacity, new.max_participants) > v_room.capacity
    and (tg_op = 'INSERT' or (old.room_id, old.max_participants, old.staff_capacity)
      is distinct from (new.room_id, new.max_participants, new.staff_capacity)) then
    raise exception 'the room holds fewer people' using errcode = '23514', constraint = 'room_too_small';
  end if;
  return new;
end
$$;

-- Within a transaction they come as they happened; their ids are random.
create or replace function private.changes_since(p_change uuid, p_limit integer)
  returns table (organization_id uuid, id uuid, type text, entity_id uuid, version bigint, event_id uuid, client_id uuid, user_id uuid,
    moves_count boolean, is_check_in boolean, is_public boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.organization_id, c.id, c.type, c.entity_id, c.version, c.event_id, c.client_id, c.user_id, c.moves_count, c.is_check_in, c.is_public
  from private.changes heard
  join private.changes c on c.organization_id = heard.organization_id and c.xid >= heard.horizon
  where heard.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and heard.id = p_change
    and heard.created_at > now() - interval '24 hours'
    -- A restored copy counts its transactions anew.
    and heard.xid < pg_snapshot_xmax(pg_current_snapshot())
  order by c.horizon, c.xid, c.created_at, c.id limit p_limit
$$;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
