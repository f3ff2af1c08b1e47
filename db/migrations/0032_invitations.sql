-- How people come to belong to a gym: by an invitation, or by a code shown at the desk. And what a person has of their
-- own with a gym that knows them: the link to its record, their profile, and who may see it.

-- Invitations -----------------------------------------------------------------------------------------------

create table crm.invitations (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  email text not null,
  email_key text collate "C" not null,
  name text,
  role text not null,
  role_definition_id uuid,
  permissions jsonb not null default '{"grant": [], "deny": []}',
  title text,
  client_id uuid,
  token_hash bytea not null,
  expires_at timestamptz not null default now() + interval '7 days',
  sent_count integer not null default 1,
  last_sent_at timestamptz not null default now(),
  invited_by uuid default nullif(current_setting('app.user_id', true), '')::uuid,
  accepted_by uuid,
  accepted_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  constraint invitation_exists primary key (organization_id, id),
  constraint invitation_token_taken unique (organization_id, token_hash),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  -- Who accepts after the role was deleted gets less.
  constraint role_definition_not_found foreign key (organization_id, role_definition_id)
    references crm.role_definitions (organization_id, id) on delete set null (role_definition_id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint inviter_not_found foreign key (invited_by) references crm.users (id),
  constraint accepter_not_found foreign key (accepted_by) references crm.users (id),
  constraint email_invalid check (char_length(email) between 3 and 254),
  constraint email_key_invalid check (email_key <> '' and email_key = lower(email_key) and char_length(email_key) <= 254),
  constraint name_invalid check (char_length(name) between 1 and 201),
  constraint role_invalid check (role in ('owner', 'admin', 'staff', 'trainer', 'member')),
  constraint permissions_invalid check (
    jsonb_typeof(permissions) = 'object'
    and permissions - '{grant,deny}'::text[] = '{}'
    and jsonb_typeof(coalesce(permissions -> 'grant', '[]')) = 'array'
    and jsonb_typeof(coalesce(permissions -> 'deny', '[]')) = 'array'
    and not jsonb_path_exists(permissions, 'strict $.*[*] ? (@.type() != "string")', '{}', true)),
  constraint title_invalid check (char_length(title) between 1 and 100),
  -- A member is a client of the gym with an account: whoever invites one says which, and decides nothing else.
  constraint invited_client_invalid check ((role = 'member') = (client_id is not null)
    and (role <> 'member' or role_definition_id is null and title is null and permissions = '{"grant": [], "deny": []}')),
  constraint hash_invalid check (octet_length(token_hash) = 32),
  constraint sent_count_invalid check (sent_count > 0),
  constraint accepted_at_invalid check ((accepted_by is null) = (accepted_at is null)
    and (accepted_at is null or revoked_at is null))
);
create unique index invitation_pending on crm.invitations (organization_id, email_key)
  where accepted_at is null and revoked_at is null;
create index invitations_by_client on crm.invitations (organization_id, client_id) where client_id is not null;
create index invitations_by_role_definition on crm.invitations (organization_id, role_definition_id)
  where role_definition_id is not null;
create index invitations_by_inviter on crm.invitations (organization_id, invited_by);
create index invitations_by_accepter on crm.invitations (organization_id, accepted_by) where accepted_by is not null;

comment on table crm.invitations is 'That somebody is asked to join a gym, by a mail whose token proves it; whether the address has an account plays no part.';
comment on column crm.invitations.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.invitations.id is 'UUIDv7, made by the server.';
comment on column crm.invitations.email is 'Where the mail goes, as given.';
comment on column crm.invitations.email_key is 'The address normalised by the server: of each there is one invitation that waits.';
comment on column crm.invitations.name is 'Whom the gym means.';
comment on column crm.invitations.role is 'What they become; member for a client of the gym.';
comment on column crm.invitations.role_definition_id is 'The role of the gym''s own that they get.';
comment on column crm.invitations.permissions is '{"grant": [slug], "deny": [slug]}: their exceptions to the role.';
comment on column crm.invitations.title is 'What they will be called here.';
comment on column crm.invitations.client_id is 'The gym''s record that will be theirs.';
comment on column crm.invitations.token_hash is 'Of the token in the newest mail; the token itself is there alone.';
comment on column crm.invitations.expires_at is 'When it ends if nobody accepts; a newer mail puts it off.';
comment on column crm.invitations.sent_count is 'How many mails there were.';
comment on column crm.invitations.last_sent_at is 'When the newest was written.';
comment on column crm.invitations.invited_by is 'Who answers for it, having sent the newest mail; null for an operator.';
comment on column crm.invitations.accepted_by is 'Who accepted: whoever had the token.';
comment on column crm.invitations.accepted_at is 'When.';
comment on column crm.invitations.revoked_at is 'When somebody of the gym took it back, or the record became somebody''s otherwise.';
comment on column crm.invitations.created_at is 'When it was made.';

alter table crm.invitations enable row level security;
alter table crm.invitations force row level security;
create policy view on crm.invitations for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,staff.manage,%')
      or client_id is not null and (select current_setting('app.can', true) like '%,clients.update,%'
        and current_setting('app.can', true) like '%,clients.contact.view,%')));
-- Who may invite, and to what, private.check_invitation says, by the name of what is missing.
create policy add on crm.invitations for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));
create policy change on crm.invitations for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,staff.manage,%')
      or client_id is not null and (select current_setting('app.can', true) like '%,clients.update,%'
        and current_setting('app.can', true) like '%,clients.contact.view,%')))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and ((select current_setting('app.can', true) like '%,staff.manage,%')
      or client_id is not null and (select current_setting('app.can', true) like '%,clients.update,%'
        and current_setting('app.can', true) like '%,clients.contact.view,%')));
grant select (organization_id, id, email, email_key, name, role, role_definition_id, permissions, title, client_id, expires_at,
    sent_count, last_sent_at, invited_by, accepted_by, accepted_at, revoked_at, created_at),
  insert (organization_id, id, email, email_key, name, role, role_definition_id, permissions, title, client_id, token_hash),
  update (token_hash, revoked_at) on crm.invitations to tryzore_app, tryzore_worker;
select audit.follow('crm.invitations', 'invitation', 'id', 'organization_id',
  '{organization_id,id,role,role_definition_id,permissions,client_id,expires_at,sent_count,last_sent_at,invited_by,accepted_by,accepted_at,revoked_at}',
  p_personal => '{email,name,title}', p_secret => '{token_hash}', p_derived => '{email_key,created_at}');
-- One to work here is about that client, too, where it goes to their address.
select private.classify('crm.invitations', p_subject => 't.client_id = $2 or t.email_key = $4', p_erases_row => true);
grant update (accepted_by, accepted_at, revoked_at) on crm.invitations to tryzore_definer;

-- Codes shown at the desk -----------------------------------------------------------------------------------

create table crm.client_claim_codes (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  client_id uuid not null,
  code_hash bytea not null,
  expires_at timestamptz not null default now() + interval '15 minutes',
  created_at timestamptz not null default now(),
  -- A newer one takes the older one's place.
  constraint claim_code_exists primary key (organization_id, client_id),
  constraint claim_code_taken unique (organization_id, code_hash),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint hash_invalid check (octet_length(code_hash) = 32)
);
comment on table crm.client_claim_codes is 'What a person types, signed in, to make a gym''s record theirs: once, and not for long.';
comment on column crm.client_claim_codes.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.client_claim_codes.client_id is 'The gym''s record of the person.';
comment on column crm.client_claim_codes.code_hash is 'Keyed by the server: codes are short.';
comment on column crm.client_claim_codes.expires_at is 'When it ends if nobody uses it.';
comment on column crm.client_claim_codes.created_at is 'When the client first had one.';
alter table crm.client_claim_codes enable row level security;
alter table crm.client_claim_codes force row level security;
create policy view on crm.client_claim_codes for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'));
create policy add on crm.client_claim_codes for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'));
create policy change on crm.client_claim_codes for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.update,%'));
grant select (organization_id, client_id, expires_at, created_at), insert (organization_id, client_id, code_hash),
  update (code_hash, expires_at) on crm.client_claim_codes to tryzore_app, tryzore_worker;
select audit.follow('crm.client_claim_codes', 'client_claim_code', 'client_id', 'organization_id',
  '{organization_id,client_id,expires_at}', p_secret => '{code_hash}', p_derived => '{created_at}');
select private.classify('crm.client_claim_codes', p_subject => 't.client_id = $2', p_erases_row => true);
create trigger refuse_erased before insert or update on crm.client_claim_codes
  for each row execute function private.refuse_erased();

insert into private.retention_rules (name, what, kept)
values ('invitations', 'Invitations that nobody accepted, from when they ended', '90 days');

-- What the functions below do to a person's own profile, and to what they consented to.
grant select (preferences, emergency_contact, updated_at, version), insert (id, user_id) on crm.clients to tryzore_definer;
grant insert (organization_id, id, client_id, kind, status, source) on crm.consents to tryzore_definer;

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Inviting --------------------------------------------------------------------------------------------------

create function private.check_invitation() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_can constant text := current_setting('app.can', true);
  v_rank constant smallint := nullif(current_setting('app.role_rank', true), '')::smallint;
  v_missing text;
begin
  if tg_op = 'UPDATE' and old.accepted_at is not null then
    raise exception 'somebody accepted it' using errcode = '55000', constraint = 'invitation_closed';
  end if;
  -- Taking one back, and accepting it.
  if tg_op = 'UPDATE' and new.token_hash = old.token_hash then
    return new;
  end if;
  if new.revoked_at is not null then
    raise exception 'somebody took it back' using errcode = '55000', constraint = 'invitation_closed';
  end if;
  if tg_op = 'UPDATE' then
    new.sent_count := old.sent_count + 1;
    new.last_sent_at := now();
    new.expires_at := now() + interval '7 days';
    -- Whoever sends it again answers for it from now on.
    new.invited_by := nullif(current_setting('app.user_id', true), '')::uuid;
  end if;

  -- Outside of the organization that was entered the policies let nobody write.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true then
    return new;
  end if;
  select n.slug into v_missing
  from unnest(case when new.client_id is null then '{staff.manage}'::text[] else '{clients.update,clients.contact.view}' end) n (slug)
  where (v_can like '%,' || n.slug || ',%') is not true limit 1;
  if v_missing is not null and (v_can like '%,staff.manage,%') is not true then
    raise exception 'a permission is missing' using errcode = '42501', constraint = 'permission_missing', detail = v_missing;
  end if;
  perform private.refuse_unknown(array(
    select slug #>> '{}'
    from jsonb_path_query(new.permissions, 'strict $.*[*] ? (@.type() == "string")', '{}', true) as named (slug)));
  if exists (select from private.roles r where r.role = new.role and (r.rank <= v_rank) is not true) then
    raise exception 'only superiors decide about a person' using errcode = '42501', constraint = 'outranked';
  end if;
  if v_rank < 50 and (private.permissions_of(new.role,
      private.definition_permissions(new.organization_id, new.role_definition_id), new.permissions)
    <@ string_to_array(trim(both ',' from v_can), ',')) is not true then
    raise exception 'nobody grants what they do not hold' using errcode = '42501', constraint = 'cannot_grant';
  end if;
  if exists (select from crm.client_organizations c
    where c.organization_id = new.organization_id and c.id = new.client_id and c.client_id is not null) then
    raise exception 'the record is somebody''s' using errcode = '55000', constraint = 'client_linked';
  end if;
  return new;
end
$$;
comment on function private.check_invitation() is 'Whoever sends an invitation may give what it promises, then; what was accepted or taken back is not sent again.';

create function private.may_invite(p_invitation crm.invitations) returns boolean
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_access record;
  v_rank smallint;
begin
  if p_invitation.invited_by is null then
    return not exists (select from crm.organizations o
      where o.id = any (private.chain(p_invitation.organization_id)) and o.status <> 'active');
  end if;
  select a.role_rank, a.permissions into v_access
  from private.access(p_invitation.invited_by, p_invitation.organization_id) a;
  select r.rank into v_rank from private.roles r where r.role = p_invitation.role;
  return coalesce(v_rank <= v_access.role_rank
    and ('staff.manage' = any (v_access.permissions)
      or p_invitation.client_id is not null and '{clients.update,clients.contact.view}' <@ v_access.permissions)
    and (v_access.role_rank = 50 or private.permissions_of(p_invitation.role,
      private.definition_permissions(p_invitation.organization_id, p_invitation.role_definition_id), p_invitation.permissions)
      <@ v_access.permissions), false);
end
$$;
comment on function private.may_invite(crm.invitations) is 'Whether who sent an invitation could send it now; its organization is the scope. An operator always could, to an active organization.';

create function private.preview_invitation(p_organization uuid, p_hash bytea)
  returns table (organization_name text, role text, expires_at timestamptz)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_invitation crm.invitations;
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  select i.* into v_invitation from crm.invitations i
  where i.organization_id = p_organization and i.token_hash = p_hash and i.accepted_at is null and i.revoked_at is null
    and i.expires_at > clock_timestamp();
  if found and private.may_invite(v_invitation) then
    return query select o.name, v_invitation.role, v_invitation.expires_at from crm.organizations o where o.id = p_organization;
  end if;
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.preview_invitation(uuid, bytea) is 'To what the holder of a token is invited; no row for one that is unknown, used, replaced, taken back, too old, or of somebody who may no longer invite.';

-- Belonging -------------------------------------------------------------------------------------------------

create function private.new_id() returns uuid
  language sql volatile set search_path = pg_catalog, pg_temp as $$
  select (substr(t.hex, 1, 8) || '-' || substr(t.hex, 9, 4) || '-7' || substr(gen_random_uuid()::text, 16))::uuid
  from (select lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0')) t (hex)
$$;
comment on function private.new_id() is 'A UUIDv7, for rows that a function makes.';

create function private.ensure_profile(p_user uuid) returns uuid
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_profile uuid;
begin
  insert into crm.clients (id, user_id) values (private.new_id(), p_user) on conflict (user_id) do nothing;
  -- A statement of its own sees what somebody else has just made.
  select c.id into v_profile from crm.clients c where c.user_id = p_user;
  return v_profile;
end
$$;
comment on function private.ensure_profile(uuid) is 'The id of a person''s own profile, which is made if there is none.';

create function private.shares_profile(p_organization uuid, p_client uuid) returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  -- Given by the person: what a gym writes down of others only takes back.
  select coalesce((
    select s.status = 'given' and s.recorded_by = p.user_id
    from crm.client_organizations c join crm.clients p on p.id = c.client_id
    join crm.consents s on s.organization_id = c.organization_id and s.client_id = c.id and s.kind = 'profile_sharing'
    where c.organization_id = p_organization and c.id = p_client
    order by s.occurred_at desc, s.id desc limit 1), false)
$$;
comment on function private.shares_profile(uuid, uuid) is 'Whether the person behind a gym''s record lets the gym see their profile; the organization is in scope.';

create function private.withdraw_sharing(p_organization uuid, p_client uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
begin
  if private.shares_profile(p_organization, p_client) then
    insert into crm.consents (organization_id, id, client_id, kind, status, source)
    values (p_organization, private.new_id(), p_client, 'profile_sharing', 'withdrawn', 'app');
  end if;
end
$$;
comment on function private.withdraw_sharing(uuid, uuid) is 'Notes that a person who let a gym see their profile no longer does.';

create function private.link_client(p_organization uuid, p_client uuid, p_user uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_profile constant uuid := private.ensure_profile(p_user);
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_linked uuid;
begin
  perform set_config('app.scope', array[p_organization]::text, true), set_config('app.scope_user_id', p_user::text, true);
  select c.client_id into v_linked from crm.client_organizations c
  where c.organization_id = p_organization and c.id = p_client and c.deleted_at is null and c.erased_at is null for update;
  if not found then
    raise exception 'no such client' using errcode = 'P0002', constraint = 'client_not_found';
  end if;
  if v_linked <> v_profile then
    raise exception 'the record is somebody''s' using errcode = '55000', constraint = 'client_linked';
  end if;
  if v_linked is null then
    -- What the gym deleted is nobody's any more.
    update crm.client_organizations c set client_id = null
    where c.organization_id = p_organization and c.client_id = v_profile and c.deleted_at is not null and c.erased_at is null;
    update crm.client_organizations c set client_id = v_profile
    where c.organization_id = p_organization and c.id = p_client;
  end if;
  delete from crm.client_claim_codes k where k.organization_id = p_organization and k.client_id = p_client;
  update crm.invitations i set revoked_at = now()
  where i.organization_id = p_organization and i.client_id = p_client and i.accepted_at is null and i.revoked_at is null;
  -- Whoever works here is a member already, and more.
  if not exists (select from crm.user_organizations m
    where m.organization_id = p_organization and m.user_id = p_user and m.left_at is null) then
    perform private.add_person(p_organization, p_user, 'member', null,
      not exists (select from crm.user_organizations m where m.user_id = p_user and m.is_primary));
  end if;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.link_client(uuid, uuid, uuid) is 'Makes a gym''s record a person''s, and the person a member; client_linked if it is somebody else''s, client_already_linked if the person has another here.';

create function private.unlink_record(p_organization uuid, p_client uuid) returns void
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_user uuid;
begin
  select p.user_id into v_user
  from crm.client_organizations c join crm.clients p on p.id = c.client_id
  where c.organization_id = p_organization and c.id = p_client for update of c;
  if not found then
    raise exception 'the record is nobody''s' using errcode = 'P0002', constraint = 'not_found';
  end if;
  perform private.withdraw_sharing(p_organization, p_client);
  update crm.client_organizations c set client_id = null where c.organization_id = p_organization and c.id = p_client;
  update crm.user_organizations m set left_at = now(), is_primary = false
  where m.organization_id = p_organization and m.user_id = v_user and m.role = 'member' and m.left_at is null;
end
$$;
comment on function private.unlink_record(uuid, uuid) is 'Makes a gym''s record nobody''s and ends its person''s being a member; not_found where there is no such link. The organization is in scope.';

create function private.accept_invitation(p_organization uuid, p_hash bytea)
  returns table (organization_id uuid, organization_name text, role text, client_id uuid)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
  v_invitation crm.invitations;
  v_held crm.user_organizations;
  v_rank smallint;
  v_held_rank smallint;
begin
  if v_user is null then
    raise exception 'nobody is signed in' using errcode = '28000', constraint = 'session_revoked';
  end if;
  perform set_config('app.scope', array[p_organization]::text, true);
  -- Of many at once the first goes on; whoever waited sees what it left.
  select i.* into v_invitation from crm.invitations i
  where i.organization_id = p_organization and i.token_hash = p_hash for update;
  perform private.lock_access(coalesce(v_invitation.invited_by, v_user), p_organization);
  perform set_config('app.scope_user_id', v_user::text, true);
  select m.* into v_held from crm.user_organizations m
  where m.organization_id = p_organization and m.user_id = v_user and m.left_at is null for no key update;
  if v_invitation.accepted_by = v_user and v_held.user_id is not null then
    -- Again, by who accepted it: there is nothing left to do.
    null;
  elsif v_invitation.id is null or v_invitation.accepted_at is not null or v_invitation.revoked_at is not null
    or v_invitation.expires_at <= clock_timestamp() or not private.may_invite(v_invitation) then
    raise exception 'no such invitation' using errcode = 'P0002', constraint = 'invitation_over';
  else
    update crm.invitations i set accepted_by = v_user, accepted_at = now()
    where i.organization_id = p_organization and i.id = v_invitation.id;
    if v_invitation.client_id is not null then
      perform private.link_client(p_organization, v_invitation.client_id, v_user);
    else
      select r.rank into v_rank from private.roles r where r.role = v_invitation.role;
      select r.rank into v_held_rank from private.roles r where r.role = v_held.role;
      -- Nobody is brought low by an invitation.
      if coalesce(v_held_rank, 0) < v_rank then
        perform private.add_person(p_organization, v_user, v_invitation.role, v_invitation.title,
          coalesce(v_held.is_primary, false)
            or not exists (select from crm.user_organizations m where m.user_id = v_user and m.is_primary));
        update crm.user_organizations m
        set role_definition_id = v_invitation.role_definition_id, permissions = v_invitation.permissions
        where m.organization_id = p_organization and m.user_id = v_user;
      end if;
    end if;
  end if;
  return query select o.id, o.name, m.role, v_invitation.client_id
    from crm.organizations o join crm.user_organizations m on m.organization_id = o.id and m.user_id = v_user
    where o.id = p_organization;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.accept_invitation(uuid, bytea) is 'Has who entered join what a token invites to: whoever has it, once. A stronger role stays. invitation_over for a token that is good for nothing, whatever the reason.';

-- Claiming --------------------------------------------------------------------------------------------------

create function private.check_claim_code() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if exists (select from crm.client_organizations c
    where c.organization_id = new.organization_id and c.id = new.client_id and c.client_id is not null) then
    raise exception 'the record is somebody''s' using errcode = '55000', constraint = 'client_linked';
  end if;
  return new;
end
$$;
comment on function private.check_claim_code() is 'What is somebody''s already is not claimed.';

create function private.claim_client(p_organization uuid, p_slug text, p_hash bytea) returns uuid
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_organization uuid;
  v_client uuid;
begin
  if v_user is null then
    raise exception 'nobody is signed in' using errcode = '28000', constraint = 'session_revoked';
  end if;
  select o.id into v_organization from crm.organizations o where o.id = p_organization or o.slug = p_slug;
  perform set_config('app.scope', coalesce(array[v_organization]::text, ''), true);
  if not exists (select from crm.organizations o where o.id = any (private.chain(v_organization)) and o.status <> 'active') then
    perform private.lock_access(v_user, v_organization);
    -- Two with one code: who waited finds it gone.
    delete from crm.client_claim_codes k
    where k.organization_id = v_organization and k.code_hash = p_hash and k.expires_at > clock_timestamp()
    returning k.client_id into v_client;
  end if;
  if v_client is null then
    raise exception 'no such code' using errcode = 'P0002', constraint = 'claim_code_wrong';
  end if;
  perform private.link_client(v_organization, v_client, v_user);
  perform set_config('app.scope', v_scope, true);
  return v_organization;
end
$$;
comment on function private.claim_client(uuid, text, bytea) is 'Makes the record of a code theirs who entered, and answers where; claim_code_wrong for an unknown organization, or a code that is unknown there, used or too old.';

-- Links -----------------------------------------------------------------------------------------------------

create function private.my_client_links()
  returns table (organization_id uuid, organization_name text, slug text, client_id uuid, member_number text,
    status text, shares_profile boolean)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
  v_user constant uuid := nullif(current_setting('app.user_id', true), '')::uuid;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_scope_user constant text := coalesce(current_setting('app.scope_user_id', true), '');
begin
  perform set_config('app.scope_user_id', coalesce(v_user::text, ''), true);
  -- Whoever was linked belonged there, then.
  perform set_config('app.scope',
    coalesce((select array_agg(m.organization_id)::text from crm.user_organizations m where m.user_id = v_user), ''), true);
  return query
    select o.id, o.name, o.slug, c.id, c.member_number, c.status, private.shares_profile(o.id, c.id)
    from crm.clients p
    join crm.client_organizations c on c.client_id = p.id and c.deleted_at is null
    join crm.organizations o on o.id = c.organization_id
    where p.user_id = v_user
    order by o.name, o.id;
  perform set_config('app.scope', v_scope, true), set_config('app.scope_user_id', v_scope_user, true);
end
$$;
comment on function private.my_client_links() is 'Which gyms'' records are theirs who entered.';

create function private.unlink_client(p_client uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if (current_setting('app.can', true) like '%,clients.update,%') is not true then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.update';
  end if;
  perform private.unlink_record(nullif(current_setting('app.org_id', true), '')::uuid, p_client);
end
$$;
comment on function private.unlink_client(uuid) is 'Makes a record of the entered organization nobody''s, for who changes clients.';

create function private.find_my_record(p_organization uuid) returns uuid
  language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
  v_client uuid;
begin
  select c.id into v_client
  from crm.clients p join crm.client_organizations c on c.client_id = p.id
  where p.user_id = nullif(current_setting('app.user_id', true), '')::uuid
    and c.organization_id = p_organization and c.deleted_at is null;
  if not found then
    raise exception 'the gym has no record of theirs' using errcode = 'P0002', constraint = 'not_found';
  end if;
  return v_client;
end
$$;
comment on function private.find_my_record(uuid) is 'Which record of a gym in scope is theirs who entered; not_found where none is.';

create function private.unlink_me(p_organization uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  perform private.unlink_record(p_organization, private.find_my_record(p_organization));
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.unlink_me(uuid) is 'Makes a gym''s record of who entered nobody''s.';

create function private.share_my_profile(p_organization uuid, p_shares boolean, p_consent uuid) returns void
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
  v_client uuid;
begin
  perform set_config('app.scope', array[p_organization]::text, true);
  v_client := private.find_my_record(p_organization);
  -- Held: two answers at once are one after the other.
  perform from crm.client_organizations c where c.organization_id = p_organization and c.id = v_client for update;
  if private.shares_profile(p_organization, v_client) <> p_shares then
    insert into crm.consents (organization_id, id, client_id, kind, status, source)
    values (p_organization, p_consent, v_client, 'profile_sharing', case when p_shares then 'given' else 'withdrawn' end, 'app');
  end if;
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.share_my_profile(uuid, boolean, uuid) is 'Notes whether who entered lets a gym see their profile: a consent, like others.';

create function private.make_my_profile() returns void
  language sql security definer set search_path = pg_catalog, pg_temp as $$
  select private.ensure_profile(nullif(current_setting('app.user_id', true), '')::uuid)
$$;
comment on function private.make_my_profile() is 'Makes the profile of who entered, if there is none.';

create function private.shared_profile(p_client uuid)
  returns table (preferences jsonb, emergency_contact jsonb, updated_at timestamptz)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select p.preferences, p.emergency_contact, p.updated_at
  from crm.client_organizations c join crm.clients p on p.id = c.client_id
  where c.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and c.id = p_client and c.deleted_at is null
    and current_setting('app.can', true) like '%,clients.view,%'
    and current_setting('app.can', true) like '%,clients.contact.view,%'
    and private.shares_profile(c.organization_id, c.id)
$$;
comment on function private.shared_profile(uuid) is 'The own profile of a client of the entered organization, if they let it be seen.';

create function private.purge_invitations() returns bigint
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_purged bigint;
begin
  delete from crm.invitations i
  where i.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and i.accepted_at is null
    and least(i.revoked_at, i.expires_at) < now() - private.kept('invitations');
  get diagnostics v_purged = row_count;
  return v_purged;
end
$$;
comment on function private.purge_invitations() is 'Deletes invitations of the entered organization that came to nothing long enough ago; answers how many.';

grant execute on function private.purge_invitations() to tryzore_worker;
grant execute on function private.preview_invitation(uuid, bytea), private.accept_invitation(uuid, bytea),
  private.claim_client(uuid, text, bytea), private.my_client_links(), private.unlink_client(uuid), private.unlink_me(uuid),
  private.share_my_profile(uuid, boolean, uuid), private.make_my_profile(), private.shared_profile(uuid) to tryzore_app;
grant execute on function private.check_invitation(), private.check_claim_code() to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger check_invitation before insert or update of token_hash, revoked_at on crm.invitations
  for each row execute function private.check_invitation();
create trigger refuse_erased before insert on crm.invitations
  for each row when (new.client_id is not null) execute function private.refuse_erased();
create trigger check_claim_code before insert or update on crm.client_claim_codes
  for each row execute function private.check_claim_code();
