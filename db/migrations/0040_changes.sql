-- What screens are told of: each change of an event, a booking or a notification, kept for a day, so that whoever was away
-- for a moment goes on where they left off. A pointer, nothing more: what it points to is read anew, behind the door.

-- Unlogged: a crash empties it, and then everybody reads anew; so a booking does not pay for writing it twice.
create unlogged table private.changes (
  organization_id uuid not null,
  -- Not a number: it would count what other gyms do.
  id uuid not null default gen_random_uuid(),
  type text not null,
  entity_id uuid not null,
  version bigint not null,
  event_id uuid,
  client_id uuid,
  user_id uuid,
  moves_count boolean not null default false,
  is_check_in boolean not null default false,
  is_public boolean not null default true,
  xid xid8 not null default pg_current_xact_id(),
  horizon xid8 not null default pg_snapshot_xmin(pg_current_snapshot()),
  created_at timestamptz not null default clock_timestamp(),
  constraint change_exists primary key (organization_id, id),
  constraint change_type_invalid check (type in ('event', 'booking', 'notification'))
);
create index changes_by_transaction on private.changes (organization_id, xid);
comment on table private.changes is 'What changed, for those who listen; no foreign keys, since it is gone within a day and a booking shall not wait for it.';
comment on column private.changes.organization_id is 'In which gym.';
comment on column private.changes.id is 'What a listener says to go on from here.';
comment on column private.changes.type is 'event, booking or notification.';
comment on column private.changes.entity_id is 'Which one.';
comment on column private.changes.version is 'Its version by then; of what was deleted, the last one.';
comment on column private.changes.event_id is 'The event that is changed or booked.';
comment on column private.changes.client_id is 'Whose booking it is.';
comment on column private.changes.user_id is 'Whose notification it is.';
comment on column private.changes.moves_count is 'Whether the event has more or fewer places taken, or people waiting, than before.';
comment on column private.changes.is_check_in is 'Whether somebody came, did not, or had not come after all.';
comment on column private.changes.is_public is 'Whether the event is one that all members see, and no tour or training of somebody''s own.';
comment on column private.changes.xid is 'The transaction that changed it.';
comment on column private.changes.horizon is 'The oldest transaction under way when it was written: all before it had been told by then, or never will be.';
comment on column private.changes.created_at is 'When.';
alter table private.changes enable row level security;
alter table private.changes force row level security;
create policy definer on private.changes to tryzore_definer using (true);
grant select, insert, delete on private.changes to tryzore_definer;
select private.classify('private.changes',
  '{organization_id,id,type,entity_id,version,event_id,client_id,user_id,moves_count,is_check_in,is_public,xid,horizon,created_at}');
-- An hour more than somebody may be away, so that nothing is missing between two that are still there.
insert into private.retention_rules (name, what, kept) values ('changes', 'What listeners were told of, from when it happened', '25 hours');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.announce(p_change private.changes) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_change private.changes;
begin
  insert into private.changes (organization_id, type, entity_id, version, event_id, client_id, user_id, moves_count, is_check_in, is_public)
  values (p_change.organization_id, p_change.type, p_change.entity_id, p_change.version, p_change.event_id, p_change.client_id,
    p_change.user_id, coalesce(p_change.moves_count, false), coalesce(p_change.is_check_in, false),
    coalesce(p_change.is_public, true))
  returning * into v_change;
  -- Heard by every server when, and in the order in which, transactions commit.
  perform pg_notify('tryzore_changes', row_to_json(v_change)::text);
end
$$;
comment on function private.announce(private.changes) is 'Keeps a change and tells every server of it.';

create function private.announce_event() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_change private.changes;
begin
  if tg_op = 'DELETE' then
    new := old;
  end if;
  v_change.organization_id := new.organization_id;
  v_change.type := 'event';
  v_change.entity_id := new.id;
  v_change.version := new.version;
  v_change.event_id := new.id;
  v_change.is_public := new.event_type in ('class', 'workshop', 'other');
  perform private.announce(v_change);
  return null;
end
$$;
comment on function private.announce_event() is 'An event changed. Places that are taken and given back are told by the booking.';

create function private.announce_booking() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_change private.changes;
  v_had text;
  v_has text;
begin
  if tg_op <> 'INSERT' then
    v_had := case when old.status in ('registered', 'attended', 'no_show') then 'place' when old.status = 'waitlisted' then 'wait' end;
  end if;
  if tg_op = 'DELETE' then
    new := old;
  else
    v_has := case when new.status in ('registered', 'attended', 'no_show') then 'place' when new.status = 'waitlisted' then 'wait' end;
  end if;
  v_change.organization_id := new.organization_id;
  v_change.type := 'booking';
  v_change.entity_id := new.id;
  v_change.version := new.version;
  v_change.event_id := new.event_id;
  v_change.client_id := new.client_id;
  v_change.is_public := (select e.event_type in ('class', 'workshop', 'other') from crm.events e
    where e.organization_id = new.organization_id and e.id = new.event_id);
  v_change.moves_count := v_had is distinct from v_has;
  v_change.is_check_in := case tg_op
    when 'INSERT' then new.status in ('attended', 'no_show') or new.checked_in_at is not null
    when 'UPDATE' then old.checked_in_at is distinct from new.checked_in_at
      or old.status <> new.status and (old.status in ('attended', 'no_show') or new.status in ('attended', 'no_show'))
    else old.status in ('attended', 'no_show') end;
  perform private.announce(v_change);
  return null;
end
$$;
comment on function private.announce_booking() is 'A booking changed, and with it, perhaps, how many places its event has left or who is there.';

create function private.announce_notification() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_change private.changes;
begin
  if tg_op = 'DELETE' then
    new := old;
  end if;
  v_change.organization_id := new.organization_id;
  v_change.type := 'notification';
  v_change.entity_id := new.id;
  v_change.version := new.version;
  v_change.user_id := new.user_id;
  perform private.announce(v_change);
  return null;
end
$$;
comment on function private.announce_notification() is 'Somebody was told something, or has read it.';

-- Transactions commit in another order than they began in. Whoever heard of a change has heard of all that had committed
-- before it; what had not was under way when it was written, or came later: so all from its horizon on, in the order of
-- horizons, and again nothing is missed if that breaks off in the middle. Some come twice, which pointers allow.
create function private.changes_since(p_change uuid, p_limit integer)
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
  order by c.horizon, c.xid, c.id limit p_limit
$$;
comment on function private.changes_since(uuid, integer) is 'What may have been missed in the organization that was entered by somebody who heard of that change last, itself among it; nothing where it is unknown by now.';

create function private.newest_change() returns uuid
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select c.id from private.changes c
  where c.organization_id = nullif(current_setting('app.org_id', true), '')::uuid order by c.xid desc limit 1
$$;
comment on function private.newest_change() is 'A change of the organization that was entered from which a new listener may go on.';

create function private.clean_changes(p_after interval) returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  delete from private.changes c where c.created_at < now() - p_after;
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.clean_changes(interval) is 'Forgets changes that happened so long ago; answers how many.';

grant execute on function private.changes_since(uuid, integer), private.newest_change() to tryzore_app;
grant execute on function private.clean_changes(interval) to tryzore_worker;
grant execute on function private.announce_event(), private.announce_booking(), private.announce_notification() to tryzore_owner;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

-- By row and condition: what only moves a counter costs nothing, and a booking one call.
create trigger announce_made after insert or delete on crm.events for each row execute function private.announce_event();
create trigger announce_changed after update on crm.events for each row
  when (old.version <> new.version) execute function private.announce_event();
create trigger announce_made after insert or delete on crm.event_participants for each row execute function private.announce_booking();
create trigger announce_changed after update on crm.event_participants for each row
  when (old.version <> new.version) execute function private.announce_booking();
create trigger announce_made after insert or delete on crm.notifications for each row execute function private.announce_notification();
create trigger announce_changed after update on crm.notifications for each row
  when (old.version <> new.version) execute function private.announce_notification();
