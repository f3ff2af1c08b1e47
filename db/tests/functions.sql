-- Every function of the database, read by a checker: names, types, and SQL that could be injected.
begin;
select plan(4);

-- Those few run the conditions of private.audited_tables, which nobody but migrations writes.
create view tap.function_faults as
select p.oid::regprocedure::text as title, fault
from pg_proc p join pg_namespace n on n.oid = p.pronamespace join pg_language l on l.oid = p.prolang
cross join lateral (select p.proname <> all ('{classify,find_subject,export_rows,erase_rows,portable_rows}') as is_strict) s
cross join lateral tap.plpgsql_check_function(p.oid, security_warnings => s.is_strict, extra_warnings => s.is_strict) fault
where n.nspname in ('crm', 'audit', 'jobs', 'private') and l.lanname = 'plpgsql' and p.prorettype <> 'trigger'::regtype;
create view tap.trigger_faults as
select p.oid::regprocedure::text as title, t.tgrelid::regclass as on_table, fault
from pg_trigger t join pg_proc p on p.oid = t.tgfoid join pg_namespace n on n.oid = p.pronamespace
cross join lateral tap.plpgsql_check_function(p.oid, t.tgrelid, security_warnings => true, extra_warnings => true,
  oldtable => coalesce(t.tgoldtable, 'old_rows'), newtable => coalesce(t.tgnewtable, 'new_rows')) fault
where n.nspname in ('crm', 'audit', 'jobs', 'private') and not t.tgisinternal;

select is_empty('select * from tap.function_faults', 'functions are sound');
select is_empty('select * from tap.trigger_faults', 'trigger functions are, on every table that has them');
create function private.planted(p_name text) returns void language plpgsql security definer as $$
begin
  execute 'delete from crm.users where last_name = ''' || p_name || '''';
end
$$;
select isnt_empty($$select * from tap.function_faults where title like '%planted%'$$, 'text that becomes SQL is found');
create function private.planted_trigger() returns trigger language plpgsql as $$
begin
  new.no_such_column := 1;
  return new;
end
$$;
create trigger planted before update on crm.tags for each row execute function private.planted_trigger();
select isnt_empty($$select * from tap.trigger_faults where title like '%planted%'$$, 'and so is a column that is not there');
select * from finish();
rollback;
