-- A canary in every personal and medical column of every row about a client, found by the catalogue's classes: a column
-- that is new is planted without a line here, and a table that is new wants a row in `canary.furnish`.
create schema canary;
create table canary.planted (owner text not null, table_name text not null, column_name text not null, token text not null, is_carried boolean not null);

create function canary.id(p_name text) returns uuid language sql immutable as $$ select md5('canary ' || p_name)::uuid $$;

-- A row of every table that may be about a client, whose account is linked if `p_person` is one.
create function canary.furnish(p_gym uuid, p_name text, p_person uuid) returns void language plpgsql as $$
declare
  v_client constant uuid := canary.id(p_name);
  v_profile constant uuid := canary.id(p_name || ' profile');
begin
  perform private.enter_operator(p_gym, 'canary', true);
  insert into crm.clients (id, user_id) values (v_profile, p_person);
  perform private.operator_add_person(p_gym, p_person, 'member', null, false);
  insert into crm.client_organizations (organization_id, id, client_id, first_name, last_name, sort_name, email, email_key, phone, phone_key)
  values (p_gym, v_client, v_profile, 'x', 'x', 'x', 'x@x', 'x@x' || v_client, '1', '1');
  insert into crm.medical_disclosures (organization_id, id, client_id, user_id, reason)
  values (p_gym, canary.id(p_name || ' disclosure'), v_client, p_person, 'x');
  insert into crm.tags (organization_id, id, name, type) values (p_gym, canary.id(p_name || ' tag'), p_name, 'custom');
  insert into crm.taggables (organization_id, id, tag_id, taggable_type, taggable_id)
  values (p_gym, canary.id(p_name || ' tagged'), canary.id(p_name || ' tag'), 'client', v_client);
  insert into crm.segments (organization_id, id, name, rules) values (p_gym, canary.id(p_name || ' segment'), p_name, '{}');
  insert into crm.segment_members (organization_id, segment_id, client_id, joined_at)
  values (p_gym, canary.id(p_name || ' segment'), v_client, now());
  insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at)
  values (p_gym, canary.id(p_name || ' tour'), 'tour', 'x', '2036-01-01 10:00Z', '2036-01-01 11:00Z'),
    (p_gym, canary.id(p_name || ' class'), 'class', 'A class of many', '2036-01-01 11:00Z', '2036-01-01 12:00Z');
  insert into crm.tours (organization_id, id, guest_id) values (p_gym, canary.id(p_name || ' tour'), v_client);
  insert into crm.event_participants (organization_id, id, event_id, client_id)
  values (p_gym, canary.id(p_name || ' booking'), canary.id(p_name || ' tour'), v_client),
    (p_gym, canary.id(p_name || ' other booking'), canary.id(p_name || ' class'), v_client);
  -- A fee that was charged and waived, and a visit that an alert spoke against.
  update crm.event_participants b set status = 'no_show', fee_currency = 'EUR', fee_minor = 100, fee_tax_minor = 19
  where b.organization_id = p_gym and b.id = canary.id(p_name || ' booking');
  update crm.event_participants b set fee_waived_at = now(), fee_waiver_reason = 'x'
  where b.organization_id = p_gym and b.id = canary.id(p_name || ' booking');
  insert into crm.booking_decisions (organization_id, booking_id, act, outcome, override_reason)
  values (p_gym, canary.id(p_name || ' booking'), 'book', 'overridden', 'x');
  insert into crm.check_ins (organization_id, id, client_id, source, verdict, override_reason)
  values (p_gym, canary.id(p_name || ' check-in'), v_client, 'search', 'block', 'x');
  insert into crm.membership_plans (organization_id, id, name, kind, price_minor, currency, billing_period)
  values (p_gym, canary.id(p_name || ' plan'), p_name, 'drop_in', 100, 'EUR', 'once');
  insert into crm.memberships (organization_id, id, client_id, membership_plan_id, start_date, classes_remaining)
  values (p_gym, canary.id(p_name || ' membership'), v_client, canary.id(p_name || ' plan'), '2036-01-01', 5);
  insert into crm.membership_usage (organization_id, id, membership_id, usage_type)
  values (p_gym, canary.id(p_name || ' usage'), canary.id(p_name || ' membership'), 'class');
  insert into crm.notifications (organization_id, id, user_id, type, title, message, action_url)
  values (p_gym, canary.id(p_name || ' notification'), p_person, 'news', 'x', 'x', '/x');
  -- What somebody else is told about the client.
  insert into crm.notifications (organization_id, id, user_id, type, title, message, related_entity_type, related_entity_id)
  select p_gym, canary.id(p_name || ' news'), m.user_id, 'news', 'x', 'x', 'client', v_client
  from crm.user_organizations m where m.organization_id = p_gym and m.role = 'owner' limit 1;
  insert into crm.notification_preferences (organization_id, user_id) values (p_gym, p_person);
  insert into crm.client_merges (organization_id, id, client_id, merged, kept_before, kept_after, moved, dropped, cancelled)
  values (p_gym, canary.id(p_name || ' merged'), v_client, '{}', '{}', '{}', '[]', '[]', '[]');
  insert into crm.client_notes (organization_id, id, client_id, body) values (p_gym, canary.id(p_name || ' note'), v_client, 'x');
  insert into crm.client_guardians (organization_id, id, client_id, name) values (p_gym, canary.id(p_name || ' guardian'), v_client, 'x');
  -- Whose record is linked is neither invited nor shown a code any more; they were.
  update crm.client_organizations c set client_id = null where c.organization_id = p_gym and c.id = v_client;
  insert into crm.invitations (organization_id, id, email, email_key, role, client_id, token_hash)
  values (p_gym, canary.id(p_name || ' invitation'), 'x@x', 'x@x' || v_client, 'member', v_client, sha256(convert_to(p_name, 'UTF8')));
  insert into crm.client_claim_codes (organization_id, client_id, code_hash) values (p_gym, v_client, sha256(convert_to(p_name, 'UTF8')));
  update crm.client_organizations c set client_id = v_profile where c.organization_id = p_gym and c.id = v_client;
  insert into crm.consents (organization_id, id, client_id, kind, status, source)
  values (p_gym, canary.id(p_name || ' consent'), v_client, 'photos', 'given', 'paper');
  insert into crm.privacy_exports (organization_id, id, client_id) values (p_gym, canary.id(p_name || ' export'), v_client);
  insert into crm.privacy_erasures (organization_id, id, client_id, status) values (p_gym, canary.id(p_name || ' erasure'), v_client, 'withdrawn');
  -- Copies that no class tells: by name.
  insert into private.export_files (organization_id, id, client_id, file)
  values (p_gym, canary.id(p_name || ' export'), v_client, convert_to(canary.note(p_name, 'private.export_files', 'file'), 'UTF8'));
  insert into private.idempotency_keys (organization_id, user_id, operation, key, body_hash, answer_status, answer)
  select p_gym, m.user_id, 'POST /v1/clients', canary.id(p_name || ' key'), sha256(''), 201,
    convert_to(format('{"id": "%s", "first_name": "%s"}', v_client, canary.note(p_name, 'private.idempotency_keys', 'answer')), 'UTF8')
  from crm.user_organizations m where m.organization_id = p_gym and m.role = 'owner' limit 1;
  insert into jobs.mails (id, organization_id, user_id, recipient, template, language, reply, bounced_at, bounce_reason, contents)
  values (canary.id(p_name || ' mail'), p_gym, p_person, 'x@x', 'news', 'en', 'x', now(), 'x',
    jsonb_build_object('title', canary.note(p_name, 'jobs.mails', 'contents')));
  insert into jobs.jobs (id, organization_id, kind, payload, run_at)
  values (canary.id(p_name || ' job'), p_gym, 'notifications.tell',
    jsonb_build_object('user', upper(p_person::text), 'title', canary.note(p_name, 'jobs.jobs', 'payload')), now() + interval '1 year');
  perform canary.plant(p_gym, p_name, p_person);
  -- The log has kept the old values; once more, so that it keeps canaries before and after.
  update crm.client_organizations c set notes = null where c.organization_id = p_gym and c.id = v_client;
  update crm.client_organizations c set notes = (select p.token from canary.planted p
    where p.owner = p_name and p.table_name = 'crm.client_organizations' and p.column_name = 'notes')
  where c.organization_id = p_gym and c.id = v_client;
  -- A mail to the client's address that knows no account.
  insert into jobs.mails (id, organization_id, recipient, template, language, reply)
  select canary.id(p_name || ' letter'), p_gym, upper(c.email_key), 'news', 'en', canary.note(p_name, 'jobs.mails', 'reply of a letter')
  from crm.client_organizations c where c.organization_id = p_gym and c.id = v_client;
  -- A notification that is gone lives on in the log.
  delete from crm.notifications n where n.organization_id = p_gym and n.id = canary.id(p_name || ' news');
end
$$;

-- A token that is nowhere else; `is_carried` where the column's values can hold it.
create function canary.note(p_owner text, p_table text, p_column text, p_is_carried boolean default true) returns text language sql as $$
  insert into canary.planted (owner, table_name, column_name, token, is_carried)
  values (p_owner, p_table, p_column, format('canary%s', substr(md5(p_owner || p_table || p_column), 1, 20)), p_is_carried)
  returning token
$$;

create function canary.plant(p_gym uuid, p_name text, p_person uuid) returns void language plpgsql as $$
declare
  v_table private.audited_tables;
  v_column record;
  v_token text;
  v_candidate text;
  v_rows bigint;
begin
  -- What the server encrypts it alone can write: tests of the program follow a medical note.
  for v_table in select t.* from private.audited_tables t
    where t.subject is not null and t.table_name !~ '^audit\.' and t.table_name <> 'crm.client_medical'
  loop
    execute format('select count(*) from %s t where t.%I = $1 and (%s)', v_table.table_name, v_table.organization_column, v_table.subject)
    into v_rows using p_gym, canary.id(p_name), p_person, null::text, '{}'::uuid[];
    if v_rows = 0 then
      raise exception 'canary.furnish makes no row of %', v_table.table_name;
    end if;
    for v_column in
      select c.name, a.atttypid::regtype::text as type, 'canary' || substr(md5(p_name || v_table.table_name || c.name), 1, 20) as token
      from unnest(v_table.personal || v_table.medical
        || array(select k from jsonb_object_keys(v_table.erased) k where k ~ '_key$|^sort_name$')) c (name)
      join pg_attribute a on a.attrelid = v_table.table_name::regclass and a.attname = c.name
    loop
      v_token := null;
      -- The first that the table's checks let pass.
      foreach v_candidate in array case v_column.type
        when 'text' then array[v_column.token || '@example.org', v_column.token, '/' || v_column.token, 'https://' || v_column.token,
          translate(v_column.token, 'abcdefnry', '123456789')]
        when 'jsonb' then array[format('{"name": "%s"}', v_column.token), format('{"%s": {"email": true}}', v_column.token)]
        when 'date' then array[(date '1850-01-01' + ('x' || substr(md5(p_name || v_column.name), 1, 4))::bit(16)::int % 16000)::text]
        when 'bytea' then array['\x' || encode(convert_to(v_column.token || ' that is long enough', 'UTF8'), 'hex')]
        else '{}'::text[] end
      loop
        begin
          execute format('update %s t set %I = $6::%s where t.%I = $1 and (%s)', v_table.table_name, v_column.name, v_column.type,
            v_table.organization_column, v_table.subject)
          using p_gym, canary.id(p_name), p_person, null::text, '{}'::uuid[], v_candidate;
          v_token := substring(v_candidate from v_column.token || '|[0-9]{20,}|^[0-9]{4}-[0-9]{2}-[0-9]{2}$');
          exit;
        exception when check_violation then
        end;
      end loop;
      insert into canary.planted (owner, table_name, column_name, token, is_carried)
      values (p_name, v_table.table_name, v_column.name, coalesce(v_token, case v_column.type when 'bytea' then v_column.token end, ''),
        v_token is not null or v_column.type = 'bytea');
    end loop;
  end loop;
end
$$;
