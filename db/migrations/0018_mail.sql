-- Mail: what is to be sent, whether a server took it, and how a person stops it. The row is written with its cause and
-- with the job that sends it; what it says is forgotten once a mail server has it.

create table jobs.mails (
  id uuid not null,
  organization_id uuid,
  user_id uuid,
  recipient text not null,
  template text not null,
  language text not null,
  topic text,
  contents jsonb,
  accepted_at timestamptz,
  reply text,
  failed_at timestamptz,
  bounced_at timestamptz,
  bounce_reason text,
  created_at timestamptz not null default now(),
  constraint mail_exists primary key (id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint recipient_invalid check (recipient ~ '^[^@[:space:][:cntrl:]<>]+@[^@[:space:][:cntrl:]<>]+$' and octet_length(recipient) <= 254),
  constraint template_invalid check (template ~ '^[a-z]+(_[a-z]+)*$' and char_length(template) <= 100),
  constraint language_invalid check (language ~ '^[a-z]{2}$'),
  constraint topic_invalid check (topic is null or topic ~ '^[a-z]+(_[a-z]+)*$' and char_length(topic) <= 100
    and organization_id is not null and user_id is not null),
  constraint contents_invalid check (jsonb_typeof(contents) = 'object'),
  constraint accepted_at_invalid check (accepted_at is null or contents is null),
  constraint bounce_reason_invalid check ((bounced_at is null) = (bounce_reason is null))
);
create index mails_by_organization on jobs.mails (organization_id, created_at);
create index mails_by_user on jobs.mails (user_id);
create index mails_by_age on jobs.mails (created_at);
comment on table jobs.mails is 'A mail to one person.';
comment on column jobs.mails.id is 'UUIDv7; its Message-ID and its unsubscription are made of it.';
comment on column jobs.mails.organization_id is 'The gym that writes; null for the installation.';
comment on column jobs.mails.user_id is 'Who gets it, if they have an account.';
comment on column jobs.mails.recipient is 'To which address.';
comment on column jobs.mails.template is 'What it says, without its values.';
comment on column jobs.mails.language is 'In which language: two letters.';
comment on column jobs.mails.topic is 'The kind of news that it may be unsubscribed from; null for mail that a person asked for.';
comment on column jobs.mails.contents is 'The template''s values, links with secrets among them; null once a server took it.';
comment on column jobs.mails.accepted_at is 'When a mail server took it.';
comment on column jobs.mails.reply is 'In that server''s words, or why none ever took it.';
comment on column jobs.mails.failed_at is 'When it was given up.';
comment on column jobs.mails.bounced_at is 'When it came back.';
comment on column jobs.mails.bounce_reason is 'Why.';
comment on column jobs.mails.created_at is 'When its cause happened.';
alter table jobs.mails enable row level security;
alter table jobs.mails force row level security;
create policy definer on jobs.mails to tryzore_definer using (true);
grant select, insert, update, delete on jobs.mails to tryzore_definer;

-- A person's preferences are changed by the link in a mail, before anybody is signed in.
create policy definer on crm.notification_preferences to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
grant select, insert (organization_id, user_id, preferences), update (preferences)
  on crm.notification_preferences to tryzore_definer;

grant create on schema jobs to tryzore_definer;
set local role tryzore_definer;

create function jobs.enqueue_mail(p_id uuid, p_user uuid, p_recipient text, p_template text, p_language text, p_topic text,
  p_contents jsonb, p_priority integer, p_run_at timestamptz)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  insert into jobs.mails (id, organization_id, user_id, recipient, template, language, topic, contents)
  values (p_id, nullif(current_setting('app.org_id', true), '')::uuid, p_user, p_recipient, p_template, p_language, p_topic, p_contents);
  perform jobs.enqueue(p_id, 'mail.send', jsonb_build_object('id', upper(p_id::text)), p_priority, 12, p_run_at, null);
end
$$;
comment on function jobs.enqueue_mail(uuid, uuid, text, text, text, text, jsonb, integer, timestamptz) is 'Writes a mail of the entered organization, or of the installation, and the job that sends it; both have its id.';

create function jobs.load_mail(p_mail uuid)
  returns table (id uuid, recipient text, template text, language text, topic text, contents jsonb, is_accepted boolean,
    created_at timestamptz, organization_name text, logo_url text, brand_color text, reply_to text)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select m.id, m.recipient, m.template, m.language, m.topic, m.contents, m.accepted_at is not null, m.created_at,
    o.name, o.logo_url, o.settings ->> 'brand_color', o.settings ->> 'reply_to'
  from jobs.mails m left join crm.organizations o on o.id = m.organization_id
  where m.id = p_mail
    and m.organization_id is not distinct from nullif(current_setting('app.org_id', true), '')::uuid
$$;
comment on function jobs.load_mail(uuid) is 'A mail of the job that was entered, with whose name it bears.';

create function jobs.accept_mail(p_mail uuid, p_reply text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  -- Even if the lease went over to somebody else meanwhile: it was sent, and must not be again.
  update jobs.mails m set accepted_at = coalesce(m.accepted_at, now()), reply = left(p_reply, 500), contents = null, failed_at = null
  where m.id = p_mail
$$;
comment on function jobs.accept_mail(uuid, text) is 'A mail server took it: nobody sends it again, and what it said is forgotten.';

create function jobs.give_mail_up(p_mail uuid, p_reply text)
  returns void language sql security definer set search_path = pg_catalog, pg_temp as $$
  update jobs.mails m set failed_at = now(), reply = left(p_reply, 500) where m.id = p_mail and m.accepted_at is null
$$;
comment on function jobs.give_mail_up(uuid, text) is 'No mail server will take it.';

create function jobs.clean_mails(p_after interval)
  returns bigint language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted bigint;
begin
  delete from jobs.mails m
  where m.id in (select old.id from jobs.mails old where old.created_at < now() - p_after order by old.created_at limit 10000);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function jobs.clean_mails(interval) is 'Forgets up to 10,000 mails of so long ago; their links to unsubscribe end with them.';

create function jobs.unsubscribe(p_mail uuid)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_mail jobs.mails;
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  select m.* into v_mail from jobs.mails m where m.id = p_mail and m.topic is not null;
  if not found then
    return false;
  end if;
  perform set_config('app.scope', array[v_mail.organization_id]::text, true);
  insert into crm.notification_preferences as p (organization_id, user_id, preferences)
  select m.organization_id, m.user_id, jsonb_build_object(v_mail.topic, jsonb_build_object('email', false))
  from crm.user_organizations m where m.organization_id = v_mail.organization_id and m.user_id = v_mail.user_id
  on conflict (organization_id, user_id) do update
    set preferences = p.preferences || jsonb_build_object(v_mail.topic,
      coalesce(p.preferences -> v_mail.topic, '{}') || '{"email": false}');
  perform set_config('app.scope', v_scope, true);
  return true;
end
$$;
comment on function jobs.unsubscribe(uuid) is 'Whoever got this mail gets no more of its topic from that gym by mail; false if it is none that one unsubscribes from.';

create function jobs.mail_route(p_user uuid, p_topic text)
  returns table (recipient text, first_name text, locale text, time_zone text, quiet_hours_start time, quiet_hours_end time)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select u.email, u.first_name, u.locale, coalesce(p.timezone, u.time_zone, o.time_zone), p.quiet_hours_start, p.quiet_hours_end
  from crm.organizations o
  join crm.user_organizations m on m.organization_id = o.id and m.user_id = p_user and m.left_at is null
  join crm.users u on u.id = m.user_id
  left join crm.notification_preferences p on p.organization_id = o.id and p.user_id = p_user
  where o.id = nullif(current_setting('app.org_id', true), '')::uuid
    and coalesce(p.all_notifications_enabled, true)
    and coalesce((p.preferences #>> array[p_topic, 'email'])::boolean, true)
$$;
comment on function jobs.mail_route(uuid, text) is 'Where and when news of that topic reaches a person of the entered organization by mail; no row where it is not wanted.';

grant execute on function jobs.enqueue_mail(uuid, uuid, text, text, text, text, jsonb, integer, timestamptz), jobs.unsubscribe(uuid) to tryzore_app;
grant execute on function jobs.enqueue_mail(uuid, uuid, text, text, text, text, jsonb, integer, timestamptz), jobs.load_mail(uuid),
  jobs.accept_mail(uuid, text), jobs.give_mail_up(uuid, text), jobs.clean_mails(interval), jobs.mail_route(uuid, text)
  to tryzore_worker;

set local role tryzore_owner;
revoke create on schema jobs from tryzore_definer;
