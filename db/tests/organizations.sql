-- Settings down the chain, what owners see across it, and the end of an organization.
begin;
select plan(44);
select tap.cast();
select private.operator_create_organization(tap.id('pier'), tap.id('owner'), 'Pier', 'pier', 'Asia/Tokyo', 'EUR', null, tap.id('north'));
select private.operator_create_organization(tap.id('kiosk'), tap.id('owner'), 'Kiosk', 'kiosk', 'Asia/Tokyo', 'USD', null, tap.id('pier'));
select private.operator_add_person(tap.id('pier'), tap.id('staff'), 'staff', null, false);
select tap.sign_in('staff', 'pier', 'staff pier session');
select tap.sign_in('owner', 'kiosk', 'kiosk owner session');

-- Settings ----------------------------------------------------------------------------------------------------
create function tap.setting(p_name text, p_closer jsonb[] default '{}') returns text language sql as $$
  select private.effective_settings(tap.id(p_name), p_closer) #>> '{booking,cancel_window_hours}'
$$;
select is(tap.setting('kiosk'), '12', 'a default holds where nobody said anything');
update crm.organizations set settings = '{"booking": {"cancel_window_hours": 6, "no_show_fee": {"amount": 1, "currency": "EUR"}}, "odd": 3}' where id = tap.id('north');
select is(tap.setting('kiosk'), '6', 'the chain''s word holds two levels below');
update crm.organizations set settings = '{"booking": {"waitlist_mode": "hold"}}' where id = tap.id('pier');
select is(tap.setting('kiosk'), '6', 'and setting one thing leaves the others inherited');
update crm.organizations set settings = '{"booking": {"cancel_window_hours": 3}}' where id = tap.id('kiosk');
select is(tap.setting('kiosk'), '3', 'the own word is closer');
select is(tap.setting('kiosk', array['{"booking": {"no_show_after_hours": 1}}', '{"booking": {"cancel_window_hours": 2}}', '{"booking": {"cancel_window_hours": 1}}']::jsonb[]),
  '2', 'and closer still are class, series and plan, in this order');
select is(tap.setting('pier'), '6', 'nothing is inherited upwards');
select is(tap.setting('south'), '12', 'nor by another chain');
select is((select private.effective_settings(tap.id('pier')) #>> '{booking,no_show_fee,amount}'), '1', 'a fee is inherited in one''s own currency');
select is((select private.effective_settings(tap.id('kiosk')) #>> '{booking,no_show_fee}'), '{"amount": 2500, "currency": "USD"}', 'and in no other');
select is((select private.effective_settings(tap.id('kiosk')) #>> '{compliance,jurisdiction}'), 'DE', 'the law is that of the chain');
select ok(not private.effective_settings(tap.id('north')) ? 'odd', 'what is no area is passed over');

select is(tap.answer('staff', 'north', $$select settings #>> '{booking,cancel_window_hours}' from private.entered_settings()$$), '6', 'who entered reads the settings that hold there');
select is(tap.answer('nobody', null, $$select settings::text from private.entered_settings()$$), null, 'who did not reads none');
select is(tap.answer('kiosk owner', 'kiosk', $$select set_by #>> '{booking,waitlist_mode}' from private.entered_settings()$$), tap.id('pier')::text, 'and who set each');
select is(tap.attempt('staff', 'north', $$update crm.organizations set settings = '{}'$$), '0', 'staff change no settings');
select is(tap.answer('tryzore_app', null, $$select private.effective_settings(tap.id('north'))::text$$), '42501', 'nobody asks for another organization''s settings');
select is(tap.answer('kiosk owner', 'kiosk', $$select version::text from private.entered_settings()$$),
  (select sum(version)::text from crm.organizations where id in (tap.id('north'), tap.id('pier'), tap.id('kiosk'))), 'the version is the chain''s');

-- Currency ----------------------------------------------------------------------------------------------------
select is(tap.attempt('owner', 'north', $$update crm.organizations set currency = 'USD'$$), '1', 'without prices the currency may change');
select is(tap.perform('owner', 'north', $$insert into crm.membership_plans (id, name, kind, price_minor, currency, billing_period) values (tap.id('gold'), 'Gold', 'recurring', 100, 'EUR', 'month')$$), '1', 'with a plan');
select is(tap.attempt('owner', 'north', $$update crm.organizations set currency = 'USD'$$), '23514 currency_in_use', 'it may not');
select is(tap.attempt('owner', 'north', $$update crm.organizations set currency = 'EUR', name = 'X'$$), '1', 'the same one may be written again');

-- The chain ---------------------------------------------------------------------------------------------------
select is(tap.answer('owner', 'north', $$select string_agg(name, ',') from private.entered_organizations()$$), 'North,Kiosk,Pier', 'an owner sees what lies below');
select is(tap.answer('admin', 'north', $$select string_agg(name, ',') from private.entered_organizations()$$), 'North', 'an admin the own organization');
select is(tap.answer('member', 'north', $$select string_agg(name, ',') from private.entered_organizations()$$), 'North', 'as does a member');
select is(tap.answer('staff pier', 'pier', $$select string_agg(name, ',') from private.entered_organizations()$$), 'Pier', 'and nobody what lies above');
select is(tap.answer('other owner', 'south', $$select string_agg(name, ',') from private.entered_organizations()$$), 'South', 'or beside');
select is(tap.answer('nobody', null, $$select string_agg(name, ',') from private.entered_organizations()$$), null, 'without a door there is none');
select is(tap.answer('owner', 'north', $$select string_agg(format('%s %s %s', name, clients_active, staff), ',') from private.roll_up(tap.id('north'))$$),
  'North 3 4,Kiosk 0 1,Pier 0 2', 'a roll-up counts each location for itself');
select is(tap.answer('owner', 'north', $$select current_setting('app.scope') from (select count(*) from private.roll_up(tap.id('north'))) r$$), '{' || tap.id('north') || '}', 'and leaves no wider scope behind');
select is(tap.answer('admin', 'north', $$select count(*)::text from private.roll_up(tap.id('north'))$$), '42501 owner_required', 'it is for owners');
select is(tap.answer('owner', 'north', $$select count(*)::text from private.roll_up(tap.id('south'))$$), '0', 'of the organization that they entered');

-- The end -----------------------------------------------------------------------------------------------------
select is(tap.answer('admin', 'north', $$select private.archive_organization(tap.id('north'))::text$$), '42501 owner_required', 'admins archive nothing');
select is(tap.answer('owner', 'north', $$select private.archive_organization(tap.id('south'))::text$$), 'false', 'owners nothing else');
select is(tap.perform('owner', 'north', $$select private.archive_organization(tap.id('north'))$$), '1', 'but their own');
select is(tap.attempt('kiosk owner', 'kiosk', 'select 1'), 'P0002 not_a_member', 'then nobody enters it or what lies below');
select is(tap.answer('other owner', null, $$select private.restore_organization(tap.id('north'))::text$$), 'false', 'strangers restore nothing');
select is(tap.answer('admin', null, $$select private.restore_organization(tap.id('north'))::text$$), 'false', 'nor do admins');
select is(tap.answer('nobody', null, $$select private.restore_organization(tap.id('north'))::text$$), 'false', 'nor does nobody');
select is(tap.perform('owner', null, $$select private.restore_organization(tap.id('north'))$$), '1', 'the owner does');
select is(tap.attempt('kiosk owner', 'kiosk', 'select 1'), '1', 'and all is open again');
select is(tap.answer('owner', 'north', $$select private.delete_organization(tap.id('north'))::text$$), '23503 organization_in_use', 'what has people is not deleted');
select is(tap.answer('kiosk owner', 'kiosk', $$select private.delete_organization(tap.id('pier'))::text$$), 'false', 'nor what was not entered');
select is(tap.perform('kiosk owner', 'kiosk', $$select private.delete_organization(tap.id('kiosk'))$$), '1', 'what is empty is');
select is_empty($$select from crm.user_organizations where organization_id = tap.id('kiosk') union all select from private.sessions where organization_id = tap.id('kiosk')$$, 'with its owner''s place and sessions');

select * from finish();
rollback;
