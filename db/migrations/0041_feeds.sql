-- Calendars that people subscribe to: an address with a secret in it, for a program that cannot sign in.

create table crm.calendar_feeds (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  user_id uuid not null default nullif(current_setting('app.user_id', true), '')::uuid,
  kind text not null,
  room_id uuid,
  token_hash bytea not null,
  rotated_at timestamptz not null default now(),
  created_at timestamptz not null default now(),
  constraint calendar_feed_exists primary key (organization_id, id),
  -- One of each: whoever has lost the address makes a new secret.
  constraint calendar_feed_taken unique nulls not distinct (organization_id, user_id, kind, room_id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint room_not_found foreign key (organization_id, room_id) references crm.rooms (organization_id, id) on delete cascade,
  constraint feed_kind_invalid check (kind in ('member', 'trainer', 'room', 'location')),
  constraint feed_room_invalid check ((kind = 'room') = (room_id is not null)),
  constraint hash_invalid check (octet_length(token_hash) = 32)
);
create index calendar_feeds_by_user on crm.calendar_feeds (organization_id, user_id);
create index calendar_feeds_by_room on crm.calendar_feeds (organization_id, room_id) where room_id is not null;
comment on table crm.calendar_feeds is 'A calendar that somebody subscribes to by its secret address; it shows what whoever made it may see.';
comment on column crm.calendar_feeds.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.calendar_feeds.id is 'UUIDv7, made by the server.';
comment on column crm.calendar_feeds.user_id is 'Who made it, and answers for it: it ends with their rights.';
comment on column crm.calendar_feeds.kind is 'member: what the person has booked; trainer: what they lead; room and location: what takes place there.';
comment on column crm.calendar_feeds.room_id is 'The room, for that kind.';
comment on column crm.calendar_feeds.token_hash is 'Of the secret in its address, which is nowhere else.';
comment on column crm.calendar_feeds.rotated_at is 'When it got its secret.';
comment on column crm.calendar_feeds.created_at is 'When it was made.';

alter table crm.calendar_feeds enable row level security;
alter table crm.calendar_feeds force row level security;
create policy view on crm.calendar_feeds for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or kind in ('room', 'location') and (select current_setting('app.can', true) like '%,events.update,%')));
create policy add on crm.calendar_feeds for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    and (kind in ('member', 'trainer') or (select current_setting('app.can', true) like '%,events.update,%')));
create policy change on crm.calendar_feeds for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or kind in ('room', 'location') and (select current_setting('app.can', true) like '%,events.update,%')))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or kind in ('room', 'location') and (select current_setting('app.can', true) like '%,events.update,%')));
create policy remove on crm.calendar_feeds for delete to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
      or kind in ('room', 'location') and (select current_setting('app.can', true) like '%,events.update,%')));
grant select (organization_id, id, user_id, kind, room_id, rotated_at, created_at),
  insert (organization_id, id, kind, room_id, token_hash), update (token_hash, rotated_at), delete
  on crm.calendar_feeds to tryzore_app, tryzore_worker;
select audit.follow('crm.calendar_feeds', 'calendar_feed', 'id', 'organization_id',
  '{organization_id,id,user_id,kind,room_id,rotated_at}', p_secret => '{token_hash}', p_derived => '{created_at}');
select private.classify('crm.calendar_feeds');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

create function private.enter_feed(p_organization uuid, p_feed uuid, p_hash bytea) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_feed crm.calendar_feeds;
  v_held text[];
begin
  if coalesce(current_setting('app.org_id', true), '') <> '' then
    raise exception 'a transaction has one organization' using errcode = '55000', constraint = 'tenant_already_entered';
  end if;
  perform set_config('app.scope', array[p_organization]::text, true);
  select f.* into v_feed from crm.calendar_feeds f
  where f.organization_id = p_organization and f.id = p_feed and f.token_hash = p_hash;
  if found then
    v_held := (private.access(v_feed.user_id, p_organization)).permissions;
  end if;
  perform set_config('app.scope', '', true), set_config('transaction_read_only', 'on', true);
  -- Whoever is not let in sees nothing, like everybody without a door.
  if (v_held @> case when v_feed.kind in ('room', 'location') then '{events.view,events.update}' else '{events.view}' end::text[]) is not true then
    return;
  end if;
  perform set_config('app.org_id', p_organization::text, true),
    set_config('app.scope', array[p_organization]::text, true),
    set_config('app.user_id', v_feed.user_id::text, true),
    set_config('app.client_id', coalesce((select c.id from crm.clients c where c.user_id = v_feed.user_id)::text, ''), true),
    -- What it takes to read the schedule, and nothing else of what the person may do.
    set_config('app.can', private.join_permissions(array(
      select held from unnest(v_held) held where held in ('events.view', 'staff.view') order by held)), true);
end
$$;
comment on function private.enter_feed(uuid, uuid, bytea) is 'Enters, read only, with the secret of a calendar whose maker still may see what it shows; without it nothing is entered, and nothing said.';
grant execute on function private.enter_feed(uuid, uuid, bytea) to tryzore_app;
set local role tryzore_owner;
revoke create on schema private from tryzore_definer;
