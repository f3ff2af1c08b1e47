-- What a person is told, and how they want to be told.

create table crm.notifications (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  user_id uuid not null,
  type text not null,
  title text not null,
  message text not null,
  action_url text,
  action_label text,
  related_entity_type text,
  related_entity_id uuid,
  is_read boolean not null default false,
  read_at timestamptz,
  expires_at timestamptz,
  is_delivered_in_app boolean not null default false,
  is_delivered_by_email boolean not null default false,
  is_delivered_by_push boolean not null default false,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint notification_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (organization_id, user_id)
    references crm.user_organizations (organization_id, user_id),
  constraint notification_type_invalid check (type ~ '^[a-z]+(_[a-z]+)*$' and char_length(type) <= 100),
  constraint title_invalid check (char_length(title) between 1 and 200),
  constraint message_invalid check (char_length(message) between 1 and 2000),
  -- A path of this product or a secure address; never a script.
  constraint action_url_invalid check (char_length(action_url) <= 2048 and action_url ~ '^(/[^/\\]|https://)'
    and action_url !~ '[[:cntrl:]]'),
  constraint action_label_invalid check (char_length(action_label) between 1 and 100),
  constraint related_entity_invalid check ((related_entity_type is null) = (related_entity_id is null)
    and related_entity_type ~ '^[a-z]+(_[a-z]+)*$'),
  constraint read_at_invalid check (is_read = (read_at is not null)),
  constraint metadata_invalid check (jsonb_typeof(metadata) = 'object')
);
create index notifications_by_user on crm.notifications (organization_id, user_id, created_at, id);
create index notifications_unread on crm.notifications (organization_id, user_id) where not is_read;

comment on table crm.notifications is 'Something a gym tells a person of its own.';
comment on column crm.notifications.organization_id is 'The gym that tells it.';
comment on column crm.notifications.id is 'UUIDv7, made by the server.';
comment on column crm.notifications.user_id is 'Who is told.';
comment on column crm.notifications.type is 'What kind of news it is; preferences are kept by it.';
comment on column crm.notifications.title is 'In few words.';
comment on column crm.notifications.message is 'In more.';
comment on column crm.notifications.action_url is 'Where to go: a path of this product or an https address.';
comment on column crm.notifications.action_label is 'What going there is called.';
comment on column crm.notifications.related_entity_type is 'What kind of thing it is about.';
comment on column crm.notifications.related_entity_id is 'Which one; it may be gone.';
comment on column crm.notifications.is_read is 'Whether the person has read it.';
comment on column crm.notifications.read_at is 'When.';
comment on column crm.notifications.expires_at is 'When it is no longer worth showing.';
comment on column crm.notifications.is_delivered_in_app is 'Whether a screen has shown it.';
comment on column crm.notifications.is_delivered_by_email is 'Whether it went out by e-mail.';
comment on column crm.notifications.is_delivered_by_push is 'Whether it went out as a push message.';
comment on column crm.notifications.metadata is 'Anything else a screen needs.';
comment on column crm.notifications.created_at is 'When it was made.';
comment on column crm.notifications.updated_at is 'When it last changed.';
comment on column crm.notifications.version is 'Moves with every change; what If-Match compares.';

alter table crm.notifications enable row level security;
alter table crm.notifications force row level security;
create policy view on crm.notifications for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
create policy change on crm.notifications for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
-- Told by jobs, which run as the worker.
create policy add on crm.notifications for insert to tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid));

grant select, update (is_read, read_at) on crm.notifications to tryzore_app, tryzore_worker;
grant insert (organization_id, id, user_id, type, title, message, action_url, action_label, related_entity_type,
    related_entity_id, expires_at, is_delivered_in_app, is_delivered_by_email, is_delivered_by_push, metadata)
  on crm.notifications to tryzore_worker;

create trigger touch before update on crm.notifications for each row
  when (old.* is distinct from new.*) execute function private.touch();

create table crm.notification_preferences (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  user_id uuid not null,
  preferences jsonb not null default '{}',
  all_notifications_enabled boolean not null default true,
  quiet_hours_start time,
  quiet_hours_end time,
  timezone text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  version bigint not null default 1,
  constraint notification_preference_exists primary key (organization_id, user_id),
  constraint user_not_found foreign key (organization_id, user_id)
    references crm.user_organizations (organization_id, user_id),
  -- {"booking_confirmed": {"email": true, "push": false}, ...}
  constraint preferences_invalid check (jsonb_typeof(preferences) = 'object'
    and not jsonb_path_exists(preferences, 'strict $.* ? (@.type() != "object")', '{}', true)
    and not jsonb_path_exists(preferences, 'strict $.*.* ? (@.type() != "boolean")', '{}', true)),
  constraint quiet_hours_invalid check ((quiet_hours_start is null) = (quiet_hours_end is null)
    and quiet_hours_start <> quiet_hours_end),
  constraint time_zone_invalid check (timezone ~ '^[A-Za-z0-9_+/-]{1,64}$')
);

comment on table crm.notification_preferences is 'How a person wants to be told by a gym.';
comment on column crm.notification_preferences.organization_id is 'The gym.';
comment on column crm.notification_preferences.user_id is 'The person.';
comment on column crm.notification_preferences.preferences is '{type: {channel: boolean}}; what is not named is told.';
comment on column crm.notification_preferences.all_notifications_enabled is 'Off silences everything but what the law demands.';
comment on column crm.notification_preferences.quiet_hours_start is 'Wall time from which nothing is sent; the hours may span midnight.';
comment on column crm.notification_preferences.quiet_hours_end is 'Wall time until which.';
comment on column crm.notification_preferences.timezone is 'IANA name of the person''s clock; null for the gym''s.';
comment on column crm.notification_preferences.created_at is 'When it was made.';
comment on column crm.notification_preferences.updated_at is 'When it last changed.';
comment on column crm.notification_preferences.version is 'Moves with every change; what If-Match compares.';

alter table crm.notification_preferences enable row level security;
alter table crm.notification_preferences force row level security;
create policy view on crm.notification_preferences for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
create policy add on crm.notification_preferences for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));
create policy change on crm.notification_preferences for update to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid))
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid));

grant select,
  insert (organization_id, user_id, preferences, all_notifications_enabled, quiet_hours_start, quiet_hours_end, timezone),
  update (preferences, all_notifications_enabled, quiet_hours_start, quiet_hours_end, timezone)
  on crm.notification_preferences to tryzore_app, tryzore_worker;

create trigger touch before update on crm.notification_preferences for each row
  when (old.* is distinct from new.*) execute function private.touch();

select audit.follow('crm.notifications', 'notification', 'id', 'organization_id',
  '{organization_id,id,user_id,type,action_label,related_entity_type,related_entity_id,expires_at}',
  p_personal => '{title,message,action_url,metadata}',
  -- What a person has read is not the gym's to log.
  p_derived => '{is_read,read_at,is_delivered_in_app,is_delivered_by_email,is_delivered_by_push,created_at,updated_at,version}');
select audit.follow('crm.notification_preferences', 'notification_preferences', 'user_id', 'organization_id',
  '{organization_id,user_id}',
  p_personal => '{preferences,all_notifications_enabled,quiet_hours_start,quiet_hours_end,timezone}',
  p_derived => '{created_at,updated_at,version}');
