-- What is mailed is written with its cause, read by its own gym's job, forgotten once it is sent, and stopped by whoever gets it.
begin;
select plan(76);
select tap.cast();

create function tap.mail(p_name text, p_person text, p_topic text, p_recipient text default 'member@example.org') returns text language sql as $$
  select format('select jobs.enqueue_mail(tap.id(%L), tap.id(%L), %L, ''booking'', ''en'', %L, ''{"link": "secret"}'', 1, null)', p_name, p_person, p_recipient, p_topic)
$$;

-- Written with its job ------------------------------------------------------------------------------------
select is(tap.attempt('staff', 'north', tap.mail('mail', 'member', 'reminder')), '1', 'a request writes a mail');
select is_empty('select from jobs.mails', 'and none if it fails');
select is_empty('select from jobs.jobs', 'nor a job');
select is(tap.perform('staff', 'north', tap.mail('job mail', 'member', 'reminder')), '1', 'one for a person of North');
select is(tap.perform('other owner', 'south', tap.mail('job south mail', 'member', 'reminder')), '1', 'one of South');
select is(tap.perform('nobody', null, tap.mail('job reset', null, null)), '1', 'one before a door: it is the installation''s, and has no topic');
select is(tap.perform('staff', 'north', tap.mail('job receipt', 'member', null)), '1', 'one that was asked for');
select results_eq($$select id, organization_id, user_id, recipient, topic, contents from jobs.mails where id = tap.id('job mail')$$,
  $$values (tap.id('job mail'), tap.id('north'), tap.id('member'), 'member@example.org', 'reminder', '{"link": "secret"}'::jsonb)$$, 'a mail is its gym''s');
select results_eq($$select id, organization_id, user_id, kind, payload ->> 'id', max_attempts from jobs.jobs where id = tap.id('job mail')$$,
  $$values (tap.id('job mail'), tap.id('north'), tap.id('staff'), 'mail.send', upper(tap.id('job mail')::text), 12)$$, 'its job has its id, and not its contents');
select is(tap.attempt('staff', 'north', tap.mail('x', 'member', null, v.address)), '23514 recipient_invalid', to_jsonb(v.address)::text || ' is no address')
from unnest(array['nobody', 'a@b@c', 'A <a@b>', E'a@b\r\nBcc: c@d', 'a@' || repeat('x', 253), '']) v (address);
select is(tap.attempt('staff', 'north', tap.mail('x', 'member', 'Reminder 1')), '23514 topic_invalid', 'a topic is a word');
select is(tap.attempt('staff', 'north', tap.mail('x', null, 'reminder')), '23514 topic_invalid', 'of news for a person');
select is(tap.attempt('nobody', null, tap.mail('x', 'member', 'reminder')), '23514 topic_invalid', 'from a gym');
select is(tap.attempt('staff', 'north', replace(tap.mail('x', 'member', null), '''booking''', '''../booking''')), '23514 template_invalid', 'a template is no path');
select is(tap.attempt('staff', 'north', replace(tap.mail('x', 'member', null), '''en''', '''english''')), '23514 language_invalid', 'a language has two letters');
select is(tap.attempt('staff', 'north', replace(tap.mail('x', 'member', null), '{"link": "secret"}', '[]')), '23514 contents_invalid', 'contents have names');
select is(tap.perform('tryzore_worker', null, $$select jobs.claim('worker', 9, '1 minute')$$), '4', 'a worker claims them all');
select is(tap.attempt(v.actor, v.gym, v.statement), '42501', v.actor || ' may not ' || v.statement) from (values ('owner', 'north', 'select from jobs.mails'),
  ('operator', 'north', 'select contents from jobs.mails'), ('job mail', null, 'select from jobs.mails'), ('owner', 'north', 'select jobs.load_mail(tap.id(''job mail''))'),
  ('owner', 'north', 'select jobs.accept_mail(tap.id(''job mail''), ''x'')'), ('owner', 'north', 'select jobs.mail_route(tap.id(''member''), ''reminder'')'),
  ('operator', 'north', 'select jobs.unsubscribe(tap.id(''job mail''))')) v (actor, gym, statement);

-- Read by its own gym's job -------------------------------------------------------------------------------
update crm.organizations set logo_url = 'https://example.org/logo.png', settings = '{"branding": {"color": "#123456", "reply_to": "desk@example.org"}}' where id = tap.id('north');
select is(tap.answer(v.actor, v.gym, format('select concat_ws('' '', m.contents ->> ''link'', m.is_accepted::text, m.organization_name, m.brand_color, m.reply_to, m.logo_url) from jobs.load_mail(tap.id(%L)) m', v.mail)),
  v.answer, format('%s loads %s: %s', v.actor, v.mail, v.answer)) from (values
  ('job mail', null, 'job mail', 'secret false North #123456 desk@example.org https://example.org/logo.png'), ('job south mail', null, 'job south mail', 'secret false South'),
  ('job reset', null, 'job reset', 'secret false'), ('job mail', null, 'job south mail', null), ('job south mail', null, 'job mail', null), ('job reset', null, 'job mail', null),
  ('job mail', null, 'job reset', null), ('operator', 'south', 'job mail', null)) v (actor, gym, mail, answer);

-- Forgotten once it is sent -------------------------------------------------------------------------------
create function tap.mail_is(p_name text) returns text language sql as $$
  select concat_ws(' ', m.contents ->> 'link', case when m.accepted_at is not null then 'accepted' end, case when m.failed_at is not null then 'failed' end, m.reply)
  from jobs.mails m where m.id = tap.id(p_name)
$$;
select is(tap.perform('tryzore_worker', null, $$select jobs.give_mail_up(tap.id('job mail'), '550 no')$$), '1', 'a mail that nobody takes');
select is(tap.mail_is('job mail'), 'secret failed 550 no', 'is given up, and could be tried again');
select is(tap.perform('tryzore_worker', null, $$select jobs.accept_mail(tap.id('job mail'), repeat('2', 501))$$), '1', 'one that a server takes');
select is(tap.mail_is('job mail'), 'accepted ' || repeat('2', 500), 'is forgotten but for the answer');
select is(tap.answer('job mail', null, $$select is_accepted::text || coalesce(contents::text, ' empty') from jobs.load_mail(tap.id('job mail'))$$), 'true empty', 'which its job sees if it runs again');
select is(tap.perform('tryzore_worker', null, $$select jobs.give_mail_up(tap.id('job mail'), '550 no')$$), '1', 'what was sent');
select is(tap.mail_is('job mail'), 'accepted ' || repeat('2', 500), 'is not given up any more');
select throws_ok($$update jobs.mails set contents = '{}' where id = tap.id('job mail')$$, '23514', null, 'nor does anybody write it again');
select is(tap.mail_is('job south mail'), 'secret', 'other mails are as they were');

-- Stopped by whoever gets it ------------------------------------------------------------------------------
create function tap.preferences() returns text language sql as $$
  select string_agg(p.organization_id || ' ' || p.user_id || ' ' || p.preferences, ',') from crm.notification_preferences p
$$;
select is(tap.answer('nobody', null, $$select jobs.unsubscribe(tap.id('job receipt'))::text$$), 'false', 'one does not unsubscribe from what one asked for');
select is(tap.answer('nobody', null, $$select jobs.unsubscribe(tap.id('made up'))::text$$), 'false', 'nor from nothing');
select is(tap.preferences(), null, 'and nothing is written');
select is(tap.answer('nobody', null, $$select jobs.unsubscribe(tap.id('job mail')) || coalesce(nullif(current_setting('app.scope', true), ''), ' nowhere')$$), 'true nowhere', 'one does from news, and is let into nothing');
select is(tap.perform('nobody', null, $$select jobs.unsubscribe(tap.id('job mail'))$$), '1', 'without a door');
select is(tap.preferences(), format('%s %s {"reminder": {"email": false}}', tap.id('north'), tap.id('member')), 'that gym''s mails of that topic, and nothing else');
select is(tap.perform('nobody', null, $$select jobs.unsubscribe(tap.id('job mail'))$$), '1', 'once or often');
select is((select count(*) || ' version ' || max(version) from crm.notification_preferences), '1 version 1', 'is the same');
update crm.notification_preferences set preferences = '{"offer": {"email": true}, "reminder": {"push": true, "email": true}}';
select is(tap.perform('nobody', null, $$select jobs.unsubscribe(tap.id('job mail'))$$), '1', 'who wants other things');
select is((select preferences from crm.notification_preferences), '{"offer": {"email": true}, "reminder": {"push": true, "email": false}}', 'keeps them');
select is((select count(*) from audit.audit_logs where entity_type = 'notification_preferences' and organization_id = tap.id('north')), 3::bigint, 'all of it is recorded');
select is(tap.perform('nobody', null, $$select jobs.unsubscribe(tap.id('job south mail'))$$), '1', 'whoever does not belong to a gym');
select is((select count(*) from crm.notification_preferences), 1::bigint, 'has no wishes there');

-- Sent where it is wanted ---------------------------------------------------------------------------------
create function tap.route(p_set text, p_topic text default 'reminder', p_actor text default 'job receipt', p_person text default 'member') returns text language plpgsql as $$
declare
  v_answer text;
begin
  execute 'update crm.notification_preferences set ' || p_set;
  v_answer := tap.answer(p_actor, 'north', format('select concat_ws('' '', r.recipient, r.first_name, r.time_zone, r.quiet_hours_start) from jobs.mail_route(tap.id(%L), %L) r', p_person, p_topic));
  raise exception using errcode = 'TT000';
exception when sqlstate 'TT000' then
  return v_answer;
end
$$;
select is(tap.route(v.change, v.topic), v.answer, format('%s: %s is mailed to %s', v.change, v.topic, coalesce(v.answer, 'nobody'))) from (values
  ('version = version', 'reminder', null), ('version = version', 'offer', 'member@example.org Member Europe/Berlin'), ('version = version', 'bill', 'member@example.org Member Europe/Berlin'),
  ('preferences = ''{"bill": {"push": false}}''', 'bill', 'member@example.org Member Europe/Berlin'), ('all_notifications_enabled = false', 'offer', null),
  ('timezone = ''Asia/Tokyo'', quiet_hours_start = ''22:00'', quiet_hours_end = ''07:00''', 'bill', 'member@example.org Member Asia/Tokyo 22:00:00')) v (change, topic, answer);
update crm.users set time_zone = 'Europe/Paris' where id = tap.id('other member');
select is(tap.route('version = version', 'bill', 'job receipt', v.person), v.answer, v.person || ' is mailed at ' || coalesce(v.answer, 'no address'))
from (values ('other member', 'other.member@example.org Other Member Europe/Paris'), ('stranger', null), ('other owner', null)) v (person, answer);
select is(tap.route('version = version', 'bill', 'job south mail'), null, 'another gym does not reach the person');
select is(tap.route('version = version', 'bill', 'job reset'), null, 'nor does the installation');
update crm.user_organizations set left_at = now() where organization_id = tap.id('north') and user_id = tap.id('member');
select is(tap.route('version = version', 'bill'), null, 'who has left gets no news');

-- Tidied up -----------------------------------------------------------------------------------------------
update jobs.mails set created_at = now() - interval '91 days' where id in (tap.id('job mail'), tap.id('job south mail'));
update jobs.mails set created_at = now() - interval '89 days' where id = tap.id('job receipt');
select is(tap.answer('tryzore_worker', null, $$select jobs.clean_mails('90 days')::text$$), '2', 'old mails are forgotten');
select is(tap.perform('tryzore_worker', null, $$select jobs.clean_mails('90 days')$$), '1', 'so they are');
select set_eq('select id from jobs.mails', array[tap.id('job receipt'), tap.id('job reset')], 'and no younger ones');
select is(tap.answer('nobody', null, $$select jobs.unsubscribe(tap.id('job mail'))::text$$), 'false', 'their links end with them');
select is(tap.attempt('nobody', null, $$select jobs.clean_mails('0')$$), '42501', 'requests forget none');

select * from finish();
rollback;
