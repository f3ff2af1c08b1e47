#!/usr/bin/env bash
# What two connections do to each other: races.sh CONNINFO. Works on a copy of the database, dropped at the end.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
original=$1
copied_from=$(psql --no-psqlrc -At "$original" --command 'select current_database()')
copy=${copied_from}_races
database="$original dbname=$copy"
elsewhere="$original dbname=template1"

psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$elsewhere" --command "create database \"$copy\" template \"$copied_from\""

one() { psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --set VERBOSITY=verbose "$database" "$@"; }
failed=0
is() { # GOT WANTED TITLE
  if [[ $1 == "$2" ]]; then echo "ok - $3"; else echo "not ok - $3: got '$1', wanted '$2'"; failed=1; fi
}

# Two connections that stay open; each line sent is answered by its rows or its error and a line of its own.
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"; psql --no-psqlrc --quiet "$elsewhere" --command "drop database if exists \"$copy\" with (force)"' EXIT
mkfifo "$scratch"/{first,second}_{in,out}
for name in first second; do
  psql --no-psqlrc --quiet --no-align --tuples-only --set VERBOSITY=verbose "$database" \
    <"$scratch/${name}_in" >"$scratch/${name}_out" 2>&1 &
done
# shellcheck disable=SC2034
exec {first_in}>"$scratch/first_in" {first_out}<"$scratch/first_out"
# shellcheck disable=SC2034
exec {second_in}>"$scratch/second_in" {second_out}<"$scratch/second_out"

send() { # FIRST|SECOND SQL
  local in="${1}_in"
  printf '%s\n\\echo done\n' "$2" >&"${!in}"
}
answer() { # FIRST|SECOND: the first line answered, an error shortened to its constraint
  local out="${1}_out" line result=
  while read -r -t 30 line <&"${!out}"; do
    case $line in
      done) printf '%s' "$result"; return ;;
      'CONSTRAINT NAME:'*) result=${line##* } ;;
      *'ERROR: '*) result=error ;;
      *) [[ -n $result || -z $line ]] || result=$line ;;
    esac
  done
  printf 'no answer'
}
run() { send "$1" "$2"; answer "$1"; }
until_blocked() { # until the second connection waits for the first
  until [[ $(one --command "select count(*) from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = '$copy')") != 0 ]]; do :; done
}

one --command 'create schema tap' --file support/actors.sql --command 'select tap.cast()' >/dev/null
one --command "select private.operator_add_person(tap.id('north'), tap.id('staff'), 'owner', null, true)" >/dev/null

become() { # PERSON: an open transaction inside north
  printf 'begin; set local role tryzore_app; select 1 from private.enter(tap.id(%s), tap.id(%s), null, true);' "'$1 session'" "'north'"
}
change() { # PERSON SET
  printf 'update crm.user_organizations set %s where user_id = tap.id(%s) returning %s;' "$2" "'$1'" "'changed'"
}

# Two owners resign at once.
run first "$(become owner)" >/dev/null
is "$(run first "$(change owner "role = 'admin'")")" changed 'the first of two owners resigns'
run second "$(become staff)" >/dev/null
is "$(run second "$(change staff "role = 'admin'")")" changed 'the second too, before either commits'
run first 'set constraints all immediate;' >/dev/null
send second 'commit;'
until_blocked
is "$(run first 'commit;')" '' 'the first may'
is "$(answer second)" last_owner 'the second waited, and may not'
is "$(one --command "select count(*) from crm.user_organizations where organization_id = tap.id('north') and role = 'owner'")" 1 'one owner remains'

# Somebody is removed while signing in.
run first "$(become staff)" >/dev/null
is "$(run first "$(change trainer 'left_at = now()')")" changed 'a trainer is removed'
send second "begin; set local role tryzore_app; select role from private.open_session(tap.id('late'), tap.id('trainer'), tap.id('north'), tap.id('late family'), decode(repeat('a0', 32), 'hex'), now() + interval '1 day', 'tests', '192.0.2.1');"
until_blocked
is "$(run first 'commit;')" '' 'the removal is committed'
is "$(answer second)" not_a_member 'the sign-in waited, and sees it'
run second 'rollback;' >/dev/null

# Somebody signs in while being promoted: the change waits for the sign-in, then changes its session too.
run first "begin; set local role tryzore_app; select role from private.open_session(tap.id('early'), tap.id('admin'), tap.id('north'), tap.id('early family'), decode(repeat('a0', 32), 'hex'), now() + interval '1 day', 'tests', '192.0.2.1');" >/dev/null
run second "$(become staff)" >/dev/null
send second "$(change admin "role = 'member'")"
until_blocked
is "$(run first 'commit;')" '' 'the sign-in is committed'
is "$(answer second)" changed 'the change waited'
run second 'commit;' >/dev/null
is "$(one --command "select role from private.sessions where id = tap.id('early')")" member 'and the new session knows it'

# One refresh token, used twice at once.
rotate="select generation from private.rotate_refresh(tap.id('member session family'), 0, decode(repeat('a0', 32), 'hex'), decode(repeat('a1', 32), 'hex'));"
is "$(run first "begin; set local role tryzore_app; $rotate")" 1 'a token is exchanged'
send second "begin; set local role tryzore_app; $rotate"
until_blocked
run first 'commit;' >/dev/null
is "$(answer second)" 1 'the other request gets the same child'
run second 'commit;' >/dev/null
is "$(one --command "select count(*) from private.refresh_tokens where family_id = tap.id('member session family')")" 2 'there is one child'

# One idempotency key, used twice at once: nobody waits.
claim="select is_free from private.claim_idempotency_key('POST /v1/clients', tap.id('key'));"
run first "$(become staff)" >/dev/null
run second "$(become staff)" >/dev/null
is "$(run first "$claim")" t 'a key is claimed'
is "$(run second "$claim")" f 'the same request again is told at once that it is'
run first "select private.keep_answer('POST /v1/clients', tap.id('key'), sha256(''), 201, null, null, ''); commit;" >/dev/null
is "$(run second "select answer_status from private.claim_idempotency_key('POST /v1/clients', tap.id('key'));")" 201 'and gets the answer when it is there'
run second 'commit;' >/dev/null

# One place, one class left, one room: two want it at once.
one --command "insert into crm.rooms (organization_id, id, name) values (tap.id('north'), tap.id('studio'), 'Studio')" \
  --command "insert into crm.events (organization_id, id, event_type, title, starts_at, ends_at, max_participants)
    values (tap.id('north'), tap.id('class'), 'class', 'Class', '2030-01-07 08:00Z', '2030-01-07 09:00Z', 1)" \
  --command "insert into crm.membership_plans (organization_id, id, name, kind, price_minor, currency, billing_period)
    values (tap.id('north'), tap.id('pack'), 'Pack', 'class_pack', 100, 'EUR', 'once')" \
  --command "insert into crm.memberships (organization_id, id, client_id, membership_plan_id, start_date, classes_remaining)
    values (tap.id('north'), tap.id('last class'), tap.id('anna'), tap.id('pack'), '2030-01-01', 1)"
book() { # CLIENT
  printf "insert into crm.event_participants (id, event_id, client_id) values (gen_random_uuid(), tap.id('class'), tap.id('%s')) returning 'written';" "$1"
}
race() { # STATEMENT STATEMENT CONSTRAINT TITLE
  run first "$(become staff)" >/dev/null
  is "$(run first "$1")" written "$4: the first gets it"
  run second "$(become staff)" >/dev/null
  send second "$2"
  until_blocked
  is "$(run first 'commit;')" '' "$4: and keeps it"
  is "$(answer second)" "$3" "$4: the second waited, and gets $3"
  run second 'rollback;' >/dev/null
}
race "$(book anna)" "$(book bert)" event_full 'the last place'
one --command "update crm.events set max_participants = 5 where id = tap.id('class')"
race "$(book bert)" "$(book bert)" already_booked 'one booking a person'
is "$(one --command "select current_participants from crm.events where id = tap.id('class')")" 2 'both places are counted, and no third'
use="insert into crm.membership_usage (id, membership_id, usage_type) values (gen_random_uuid(), tap.id('last class'), 'class') returning 'written';"
race "$use" "$use" no_classes_left 'the last class of a pack'
plan() { # TITLE
  printf "insert into crm.events (id, event_type, title, starts_at, ends_at, room_id) values (gen_random_uuid(), 'class', '%s', '2030-02-07 08:00Z', '2030-02-07 09:00Z', tap.id('studio')) returning 'written';" "$1"
}
race "$(plan Yoga)" "$(plan Boxing)" room_taken 'one room'

# Two workers and one line.
worker='begin; set local role tryzore_worker;'
enqueue() { # NAME [KEY]
  printf "select jobs.enqueue(tap.id('%s'), 'mail.send', '{}', 1, 3, null, %s);" "$1" "${2:-null}"
}
claim() { # WORKER LIMIT LEASE
  printf "select count(*) from jobs.claim('%s', %s, '%s');" "$@"
}
for number in 1 2 3 4; do one --command "$(enqueue "job $number")" >/dev/null; done
is "$(run first "$worker $(claim first 3 '1 minute')")" 3 'a worker claims three of four jobs'
is "$(run second "$worker $(claim second 3 '1 minute')")" 1 'the other does not wait, and gets the one that is left'
run first 'commit;' >/dev/null
run second 'commit;' >/dev/null
is "$(one --command "select string_agg(worker || ' ' || jobs, ', ' order by worker) from (select worker, count(*) jobs from jobs.jobs where lease = 1 group by 1) w")" \
  'first 3, second 1' 'each job has one of them'

# A lease that runs out while its worker is at work.
one --command 'delete from jobs.jobs' --command "$(enqueue late)" --command "$(claim first 1 '-1 second')" >/dev/null
enter="select 'entered' from private.enter_job(tap.id('late'), 1, true);"
is "$(run first "$worker $enter")" entered 'a late worker is inside'
is "$(run second "$worker $(claim second 1 '1 minute')")" 0 'nobody takes its job meanwhile'
run second 'commit;' >/dev/null
is "$(run first "select 'finished' from jobs.finish(tap.id('late'), 1, null);")" finished 'it finishes'
run first 'commit;' >/dev/null
is "$(one --command "select state || lease from jobs.jobs")" succeeded1 'in time'
one --command 'delete from jobs.jobs' --command "$(enqueue late)" --command "$(claim first 1 '-1 second')" >/dev/null
is "$(run second "$worker $(claim second 1 '1 minute')")" 1 'a job of somebody silent is claimed'
send first "$worker $enter"
until_blocked
run second 'commit;' >/dev/null
is "$(answer first)" lease_lost 'who comes back waited, and is told'
run first 'rollback;' >/dev/null

# One tick, one key.
one --command "select jobs.declare_schedule('tick', 'jobs.clean', '* * * * *', 'UTC', '2030-01-01 00:00Z')" --command 'delete from jobs.jobs' >/dev/null
fire() { # JOB
  printf "%s select jobs.fire(tap.id('%s'), 'tick', '2030-01-01 00:00Z', '2030-01-01 00:01Z', 1, 3);" "$worker" "$1"
}
is "$(run first "$(fire first)")" t 'a node fires'
send second "$(fire second)"
until_blocked
run first 'commit;' >/dev/null
is "$(answer second)" f 'another, at the same tick, waited and does not'
run second 'commit;' >/dev/null
is "$(one --command 'select count(*) from jobs.jobs')" 1 'there is one job'
one --command 'delete from jobs.jobs'
is "$(run first "$worker $(enqueue 'first key' "'k'")")" "$(one --command "select tap.id('first key')")" 'a job with a key'
send second "$worker $(enqueue 'second key' "'k'")"
until_blocked
run first 'commit;' >/dev/null
is "$(answer second)" "$(one --command "select tap.id('first key')")" 'whoever came at the same time waited, and gets its id'
run second 'commit;' >/dev/null
is "$(one --command 'select count(*) from jobs.jobs')" 1 'there is one job, too'
run first "begin; select 'ended' from jobs.jobs where false; update jobs.jobs set state = 'cancelled', finished_at = now();" >/dev/null
send second "$worker $(enqueue 'second key' "'k'")"
until_blocked
run first 'commit;' >/dev/null
is "$(answer second)" "$(one --command "select tap.id('second key')")" 'and whoever came while it ended has a job of their own'
run second 'commit;' >/dev/null

# Two tries of a burst of two; the one that came first waits for its turn.
spend="select private.spend('{turn}', array[sha256('turn')], '{2}', '{600}');"
one --command "insert into private.budgets (name, key, spent_until) values ('turn', sha256('turn'), now() - interval '1 hour')"
is "$(run first "begin; select name from private.budgets where name = 'turn' for update;")" turn 'a try has its turn'
send second "$spend"
until_blocked
is "$(run first "$spend")" 0 'it counts, by a later clock'
run first 'commit;' >/dev/null
is "$(answer second)" 0 'and whoever waited has theirs'
is "$(( $(run second "$spend") > 590 ))" 1 'there is no third'

# A budget of which nothing is spent is cleaned away while a try waits for it.
one --command "update private.budgets set spent_until = now() - interval '1 hour' where name = 'turn'"
is "$(run first "begin; delete from private.budgets where name = 'turn' returning name;")" turn 'a budget is cleaned away'
send second "$spend"
until_blocked
run first 'commit;' >/dev/null
is "$(answer second)" 0 'a try that waited for it is let in'
is "$(one --command "select count(*) from private.budgets where name = 'turn' and spent_until > now()")" 1 'and counts'

exec {first_in}>&- {second_in}>&-
((failed == 0)) || { echo 'races failed' >&2; exit 1; }
