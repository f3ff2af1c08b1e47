-- How people sign in, and what a session may do. No runtime role reads or writes here; functions do.

create table private.identities (
  issuer text not null,
  subject text collate "C" not null,
  user_id uuid not null,
  created_at timestamptz not null default now(),
  constraint identity_exists primary key (issuer, subject),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint issuer_invalid check (char_length(issuer) between 1 and 255),
  constraint subject_invalid check (char_length(subject) between 1 and 255)
);
create index identities_by_user on private.identities (user_id);
comment on table private.identities is 'What proves who a person is; the unique thing about a person.';
comment on column private.identities.issuer is 'Who vouches: tryzore for an e-mail with password, else the provider''s issuer.';
comment on column private.identities.subject is 'The issuer''s name for the person: the normalised e-mail for tryzore.';
comment on column private.identities.user_id is 'The person.';
comment on column private.identities.created_at is 'When it was first used.';

create table private.credentials (
  user_id uuid not null,
  password_hash text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint credential_exists primary key (user_id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint password_hash_invalid check (char_length(password_hash) between 20 and 500)
);
comment on table private.credentials is 'Passwords, hashed by the server.';
comment on column private.credentials.user_id is 'The person.';
comment on column private.credentials.password_hash is 'With its algorithm, parameters and salt.';
comment on column private.credentials.created_at is 'When the person first had a password.';
comment on column private.credentials.updated_at is 'When it last changed.';

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- Immutable, which the conversion of any array to text is not.
create function private.join_permissions(p_permissions text[]) returns text
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select ',' || array_to_string(p_permissions, ',') || ','
$$;
comment on function private.join_permissions(text[]) is 'Slugs between commas, so that a policy finds one by its text.';
grant execute on function private.join_permissions(text[]) to tryzore_owner;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

-- The generated columns are what a door needs, made when the session changes instead of at each request.
create table private.sessions (
  id uuid not null,
  user_id uuid not null,
  organization_id uuid,
  client_id uuid,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  revoked_reason text,
  role text,
  role_rank smallint,
  permissions text[] not null default '{}',
  open_organization_id uuid
    generated always as (case when role is not null and revoked_at is null then organization_id end) stored,
  organization_text text generated always as (organization_id::text) stored,
  scope_text text generated always as ('{' || organization_id::text || '}') stored,
  user_text text not null generated always as (user_id::text) stored,
  client_text text not null generated always as (coalesce(client_id::text, '')) stored,
  session_text text not null generated always as (id::text) stored,
  role_rank_text text generated always as (role_rank::text) stored,
  can text not null generated always as (private.join_permissions(permissions)) stored,
  family_id uuid not null,
  generation integer not null default 0,
  user_agent text,
  ip_address inet,
  created_at timestamptz not null default now(),
  constraint session_exists primary key (id),
  constraint refresh_family_exists unique (family_id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint role_invalid check ((role is null) = (role_rank is null) and (role is null or organization_id is not null)),
  constraint generation_invalid check (generation >= 0),
  constraint user_agent_invalid check (char_length(user_agent) <= 512),
  constraint revoked_reason_invalid check ((revoked_at is null) = (revoked_reason is null)
    and revoked_reason in ('closed', 'refresh_reused', 'password_changed'))
);
create index sessions_by_user on private.sessions (user_id, organization_id);
create index sessions_by_organization on private.sessions (organization_id);
comment on table private.sessions is 'A sign-in to one organization (or to none yet), with what it may do there resolved in advance: the one row a door reads.';
comment on column private.sessions.id is 'Random; the access token names it.';
comment on column private.sessions.user_id is 'Who signed in.';
comment on column private.sessions.organization_id is 'Where; never changes, a switch opens another session.';
comment on column private.sessions.client_id is 'The person''s own client profile, if there is one.';
comment on column private.sessions.role is 'The effective role; null when the person is no longer let in.';
comment on column private.sessions.role_rank is 'The rank of that role.';
comment on column private.sessions.permissions is 'Role defaults and grants without denials; kept true by triggers.';
comment on column private.sessions.open_organization_id is 'The organization, while the session is not revoked and the person is let in.';
comment on column private.sessions.organization_text is 'app.org_id';
comment on column private.sessions.scope_text is 'app.scope';
comment on column private.sessions.user_text is 'app.user_id';
comment on column private.sessions.client_text is 'app.client_id';
comment on column private.sessions.session_text is 'app.session_id';
comment on column private.sessions.role_rank_text is 'app.role_rank';
comment on column private.sessions.can is 'app.can: the permissions as policies look for them.';
comment on column private.sessions.family_id is 'The family of refresh tokens that keeps it alive.';
comment on column private.sessions.generation is 'The family''s current generation.';
comment on column private.sessions.user_agent is 'What opened it.';
comment on column private.sessions.ip_address is 'Where it was opened from.';
comment on column private.sessions.created_at is 'When it was opened.';
comment on column private.sessions.expires_at is 'When it ends whatever happens.';
comment on column private.sessions.revoked_at is 'When it was ended before that.';
comment on column private.sessions.revoked_reason is 'Why: closed, refresh_reused or password_changed.';

create table private.refresh_tokens (
  family_id uuid not null,
  generation integer not null,
  hash bytea not null,
  replaced_at timestamptz,
  constraint refresh_token_exists primary key (family_id, generation),
  constraint refresh_family_not_found foreign key (family_id) references private.sessions (family_id) on delete cascade,
  constraint hash_invalid check (octet_length(hash) between 16 and 64)
);
comment on table private.refresh_tokens is 'Every refresh token a session ever had, so that a stolen old one is recognised.';
comment on column private.refresh_tokens.family_id is 'The family: one per session.';
comment on column private.refresh_tokens.generation is 'Counted from 0.';
comment on column private.refresh_tokens.hash is 'Of the token; the token itself is nowhere.';
comment on column private.refresh_tokens.replaced_at is 'When it was exchanged for the next; for 5 seconds more it answers that same next.';

alter table private.identities enable row level security;
alter table private.identities force row level security;
create policy definer on private.identities to tryzore_definer using (true);
alter table private.credentials enable row level security;
alter table private.credentials force row level security;
create policy definer on private.credentials to tryzore_definer using (true);
alter table private.sessions enable row level security;
alter table private.sessions force row level security;
create policy definer on private.sessions to tryzore_definer using (true);
alter table private.refresh_tokens enable row level security;
alter table private.refresh_tokens force row level security;
create policy definer on private.refresh_tokens to tryzore_definer using (true);

grant select, insert on private.identities to tryzore_definer;
grant select, insert, update (password_hash, updated_at) on private.credentials to tryzore_definer;
grant select, insert, update (client_id, role, role_rank, permissions, generation, revoked_at, revoked_reason)
  on private.sessions to tryzore_definer;
grant select, insert, update (replaced_at) on private.refresh_tokens to tryzore_definer;
