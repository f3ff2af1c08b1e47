-- Medical notes: what encrypts them, what is known of them unread, and who read them why.

-- Keys ----------------------------------------------------------------------------------------------------

create table private.medical_keys (
  organization_id uuid not null,
  id text collate "C" not null,
  wrapped bytea not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint medical_key_exists primary key (organization_id, id),
  constraint organization_not_found foreign key (organization_id) references crm.organizations (id),
  constraint key_id_invalid check (id ~ '^[A-Za-z0-9_-]{1,100}$'),
  constraint wrapped_invalid check (octet_length(wrapped) between 29 and 500)
);
create unique index one_medical_key on private.medical_keys (organization_id) where retired_at is null;
comment on table private.medical_keys is 'What an organization''s medical notes are encrypted with, itself encrypted with a master key that is nowhere in the database.';
comment on column private.medical_keys.organization_id is 'The organization.';
comment on column private.medical_keys.id is 'Made by the server; every ciphertext names it.';
comment on column private.medical_keys.wrapped is 'The key, encrypted by the server; bound to table, column, organization and id.';
comment on column private.medical_keys.created_at is 'When it was made.';
comment on column private.medical_keys.retired_at is 'Since when it encrypts nothing new; it is deleted when nothing is left that it opens.';

alter table private.medical_keys enable row level security;
alter table private.medical_keys force row level security;
create policy definer on private.medical_keys to tryzore_definer using (true);
grant select, insert, update (wrapped, retired_at), delete on private.medical_keys to tryzore_definer;

-- Notes ---------------------------------------------------------------------------------------------------

alter table crm.client_medical add column fields jsonb not null default '{}',
  add constraint fields_invalid check (jsonb_typeof(fields) = 'object');
alter table crm.client_medical alter column fields drop default;
comment on column crm.client_medical.note is 'All fields as JSON, encrypted by the server with AES-256-GCM; bound to organization, table, column and row.';
comment on column crm.client_medical.key_id is 'The medical key that it is encrypted with.';
comment on column crm.client_medical.fields is 'Which fields it has, each with when it last changed; nothing of what they say.';
create index client_medical_by_key on crm.client_medical (organization_id, key_id);

-- Who may write a note may also replace one: an update needs to see its row.
alter policy view on crm.client_medical
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.view,%'
      or current_setting('app.can', true) like '%,clients.medical.update,%'));
create policy definer on crm.client_medical to tryzore_definer
  using (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]))
  with check (organization_id = any ((select nullif(current_setting('app.scope', true), ''))::uuid[]));
grant select (organization_id, client_id, key_id, fields, updated_at, version) on crm.client_medical to tryzore_definer;
grant insert (fields), update (fields) on crm.client_medical to tryzore_app, tryzore_worker;

-- Encrypted anew it says what it said: neither its version nor the audit log has anything to tell.
drop trigger touch on crm.client_medical;
create trigger touch before update on crm.client_medical for each row
  when (old.fields is distinct from new.fields) execute function private.touch();
update private.audited_tables set plain = '{organization_id,client_id,fields}', medical = '{}',
  derived = '{note,key_id,created_at,updated_at,version}'
where table_name = 'crm.client_medical';

-- Disclosures ---------------------------------------------------------------------------------------------

create table crm.medical_disclosures (
  organization_id uuid not null default nullif(current_setting('app.org_id', true), '')::uuid,
  id uuid not null,
  client_id uuid not null,
  user_id uuid not null default nullif(current_setting('app.user_id', true), '')::uuid,
  reason text not null,
  created_at timestamptz not null default now(),
  constraint medical_disclosure_exists primary key (organization_id, id),
  constraint client_not_found foreign key (organization_id, client_id)
    references crm.client_organizations (organization_id, id),
  constraint user_not_found foreign key (user_id) references crm.users (id),
  constraint reason_invalid check (char_length(reason) between 1 and 1000)
);
create index medical_disclosures_by_client on crm.medical_disclosures (organization_id, client_id, created_at);
create index medical_disclosures_by_user on crm.medical_disclosures (organization_id, user_id);
comment on table crm.medical_disclosures is 'Who read which medical note when and why; never changed.';
comment on column crm.medical_disclosures.organization_id is 'The gym; the one that was entered unless given.';
comment on column crm.medical_disclosures.id is 'UUIDv7, made by the server.';
comment on column crm.medical_disclosures.client_id is 'Whose note it is.';
comment on column crm.medical_disclosures.user_id is 'Who read it.';
comment on column crm.medical_disclosures.reason is 'Why, in the reader''s words.';
comment on column crm.medical_disclosures.created_at is 'When.';

alter table crm.medical_disclosures enable row level security;
alter table crm.medical_disclosures force row level security;
create policy view on crm.medical_disclosures for select to tryzore_app, tryzore_worker
  using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.view,%'));
create policy add on crm.medical_disclosures for insert to tryzore_app, tryzore_worker
  with check (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid)
    and user_id = (select nullif(current_setting('app.user_id', true), '')::uuid)
    and (select current_setting('app.can', true) like '%,clients.medical.view,%'));
grant select, insert (organization_id, id, client_id, reason) on crm.medical_disclosures to tryzore_app, tryzore_worker;

-- The entry is found under the client whose note was read.
select audit.follow('crm.medical_disclosures', 'medical_disclosure', 'client_id', 'organization_id',
  '{organization_id,id,client_id,user_id}', p_personal => '{reason}', p_derived => '{created_at}');
select audit.follow('private.medical_keys', 'medical_key', 'organization_id', 'organization_id',
  '{organization_id,id,retired_at}', p_secret => '{wrapped}', p_derived => '{created_at}');

grant create on schema private to tryzore_definer;
set local role tryzore_definer;

-- What is known of a note unread ----------------------------------------------------------------------------

create function private.medical_overview(p_client uuid)
  returns table (fields text[], updated_at timestamptz, version bigint)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select array(select jsonb_object_keys(m.fields) order by 1), m.updated_at, m.version
  from crm.client_medical m
  where m.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and m.client_id = p_client
    and current_setting('app.can', true) like any ('{"%,clients.view,%","%,clients.medical.view,%","%,clients.medical.update,%"}'::text[])
$$;
comment on function private.medical_overview(uuid) is 'For whoever sees clients: which fields a note of the entered organization has.';

-- Keys ----------------------------------------------------------------------------------------------------

create function private.may_use_medical_keys() returns boolean
  language sql stable set search_path = pg_catalog, pg_temp as $$
  select coalesce(current_setting('app.can', true)
    like any ('{"%,clients.medical.view,%","%,clients.medical.update,%"}'::text[]), false)
$$;
comment on function private.may_use_medical_keys() is 'Whether whoever entered has to do with medical notes.';

create function private.my_medical_keys()
  returns table (id text, wrapped bytea, is_current boolean)
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.id, k.wrapped, k.retired_at is null from private.medical_keys k
  where k.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and private.may_use_medical_keys()
$$;
comment on function private.my_medical_keys() is 'The keys of the entered organization, as the server has wrapped them, for whoever reads or writes medical notes.';

create function private.add_medical_key(p_id text, p_wrapped bytea)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if not private.may_use_medical_keys() then
    raise exception 'a permission is missing'
      using errcode = '42501', constraint = 'permission_missing', detail = 'clients.medical.update';
  end if;
  -- Of two who write an organization's first notes, one makes the key.
  insert into private.medical_keys (organization_id, id, wrapped)
  values (nullif(current_setting('app.org_id', true), '')::uuid, p_id, p_wrapped)
  on conflict (organization_id) where retired_at is null do nothing;
end
$$;
comment on function private.add_medical_key(text, bytea) is 'Gives the entered organization its first key; does nothing where there is one.';

create function private.rotate_medical_key(p_id text, p_wrapped bytea)
  returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_organization constant uuid := nullif(current_setting('app.org_id', true), '')::uuid;
begin
  -- Waits for those who are writing with the old one: whatever comes after this is seen by the job that follows.
  update private.medical_keys k set retired_at = now() where k.organization_id = v_organization and k.retired_at is null;
  insert into private.medical_keys (organization_id, id, wrapped) values (v_organization, p_id, p_wrapped);
end
$$;
comment on function private.rotate_medical_key(text, bytea) is 'From now on the entered organization''s notes are encrypted with this key.';

create function private.forget_medical_keys()
  returns integer language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_deleted integer;
begin
  delete from private.medical_keys k
  where k.organization_id = nullif(current_setting('app.org_id', true), '')::uuid and k.retired_at is not null
    and not exists (select from crm.client_medical m where m.organization_id = k.organization_id and m.key_id = k.id);
  get diagnostics v_deleted = row_count;
  return v_deleted;
end
$$;
comment on function private.forget_medical_keys() is 'Deletes retired keys of the entered organization that open nothing any more; answers how many.';

create function private.check_medical_key() returns trigger
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  -- What is not of the entered organization is the policies' to refuse.
  if (new.organization_id::text = current_setting('app.org_id', true)) is not true then
    return new;
  end if;
  -- Held until the end, so that a rotation waits and then knows of every note of the old key.
  perform from private.medical_keys k
  where k.organization_id = new.organization_id and k.id = new.key_id and k.retired_at is null for share;
  if not found then
    -- As if it were a serialization failure: the whole transaction is run again, with the key of then.
    raise exception 'the key was retired' using errcode = '40001', constraint = 'medical_key_retired';
  end if;
  return new;
end
$$;
comment on function private.check_medical_key() is 'What is written is encrypted with the organization''s current key.';
grant execute on function private.check_medical_key() to tryzore_owner;

-- For the command line --------------------------------------------------------------------------------------

create function private.list_sealed()
  returns table (kind text, organization_id uuid, slug text, id text, sealed bytea, created_at timestamptz, retired_at timestamptz, notes bigint)
  language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope constant text := coalesce(current_setting('app.scope', true), '');
begin
  -- Of no note is anything read but which key it names.
  perform set_config('app.scope', array(select distinct k.organization_id from private.medical_keys k)::text, true);
  return query
    select 'medical_key', k.organization_id, o.slug, k.id, k.wrapped, k.created_at, k.retired_at,
      (select count(*) from crm.client_medical m where m.organization_id = k.organization_id and m.key_id = k.id)
    from private.medical_keys k join crm.organizations o on o.id = k.organization_id
    union all
    select 'second_factor', null, null, f.user_id::text, f.seed, f.created_at, null, 1::bigint from private.second_factors f
    order by 1, 3, 6, 4;
  perform set_config('app.scope', v_scope, true);
end
$$;
comment on function private.list_sealed() is 'Everything that a master key encrypts, in the whole installation, and how many notes each medical key encrypts.';

create function private.reseal(p_kind text, p_organization uuid, p_id text, p_old bytea, p_new bytea)
  returns boolean language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
  if p_kind = 'medical_key' then
    update private.medical_keys k set wrapped = p_new
    where k.organization_id = p_organization and k.id = p_id and k.wrapped = p_old;
  else
    update private.second_factors f set seed = p_new where f.user_id = p_id::uuid and f.seed = p_old;
  end if;
  return found;
end
$$;
comment on function private.reseal(text, uuid, text, bytea, bytea) is 'Puts the same, encrypted with another master key, in the place of what list_sealed named; answers whether it was still that.';

grant execute on function private.medical_overview(uuid), private.my_medical_keys(), private.add_medical_key(text, bytea)
  to tryzore_app, tryzore_worker;
grant execute on function private.rotate_medical_key(text, bytea), private.forget_medical_keys(), private.list_sealed(),
  private.reseal(text, uuid, text, bytea, bytea) to tryzore_worker;

set local role tryzore_owner;
revoke create on schema private from tryzore_definer;

create trigger check_key before insert or update of note, key_id on crm.client_medical
  for each row execute function private.check_medical_key();
