# shellcheck shell=bash
# shellcheck disable=SC2154 # what bench/lib.sh and whoever sources this set
# Sourced by bin/bench and bench/growth.sh, after bench/lib.sh: what is asked for, and one measurement of each
# kind. A measurement appends to the columns in the folder $work/samples.

connections=4
active=32
marker=4242424242
email=bench@example.com
password='a stopwatch and a ladder'

fill() { # ORGANIZATIONS CLIENTS
  step "$1 organizations, $2 clients"
  timeout 7200 "$tryzore" seed --organizations "$1" --clients "$2" >&2
  psql_scratch --command "alter system set shared_buffers = '1GB'" --command "alter system set max_wal_size = '4GB'" \
    --command 'vacuum analyze'
  stop_postgres INT
  start_postgres_again
  "$tryzore" user create "$email" --first-name Bench --last-name Desk --organization volume-1 --role staff \
    <<<"$password" >&2
}

# Sets token. On a server that is not measured, for signing in takes memory that would count.
renew_token() {
  start_server serve
  token=$(sign_in "$email" "$password")
  stop_server
}

# One request of each kind on a server that is not measured, while PostgreSQL logs the statements: pgbench and the
# peers run what the server really sends.
record() {
  psql_scratch --command "alter role tryzore_app set log_statement = 'all'"
  start_server serve
  token=$(sign_in "$email" "$password")
  mkdir -p "$work"/{list,get,search,create}
  path[list]='/v1/clients?limit=25'
  request list
  [[ $(grep -o '"sort_name"' "$work/list/answer" | wc -l) == 25 ]] || fail "the list does not have 25 clients"
  path[get]=/v1/clients/$(grep -o '"id":"[^"]*"' "$work/list/answer" | sed -n '12s/.*:"\(.*\)"/\1/p')
  request get
  path[search]='/v1/front-desk/search?q=mar'
  request search
  path[create]=/v1/clients
  request create --header 'Content-Type: application/json' --data @bench/new_client.json
  record_bookings
  stop_server
  psql_scratch --command 'alter role tryzore_app reset log_statement'
  session=$(door_value 1) organization=$(door_value 2)
}

declare -A path=()

request() { # OPERATION CURL-ARGUMENTS...
  local mark folder=$work/$1
  mark=$(wc -l <"$scratch/postgres.log")
  curl --silent --show-error --fail-with-body --max-time 30 --header "Authorization: Bearer $token" "${@:2}" "$base${path[$1]}" \
    >"$folder/answer"
  tail -n "+$((mark + 1))" "$scratch/postgres.log" | awk -v folder="$folder" -v marker="$marker" -f bench/statements.awk ||
    fail "PostgreSQL did not log a door and a statement"
  printf '%s\n' '\startpipeline' "$(cat "$folder/1.sql" "$folder/2.sql")" '\endpipeline' >"$folder/pipelined.sql"
  printf '%s\n' 'begin;' "$(cat "$folder/1.sql" "$folder/2.sql")" 'commit;' >"$folder/four.sql"
}

# People and classes of the gym with numbers for ids: 2,000 classes, of which as many are booked in turn; and 400, of which
# four at a time are, by 1,000 each. None has a limit that anybody meets: what is contended is the count.
fill_classes() {
  local gym
  gym=$(psql_scratch --command "select id from crm.organizations where slug = 'volume-1'")
  psql_scratch --username tryzore_worker >/dev/null <<SQL
begin;
select private.enter_operator('$gym', 'bench', true);
insert into crm.client_organizations (id, first_name, last_name, sort_name)
select ('c1e00000-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'Zed', 'Zzz ' || n, 'zzz ' || n from generate_series(0, 999) n;
insert into crm.events (id, event_type, title, starts_at, ends_at, max_participants)
select (kind || '-0000-4000-8000-' || lpad(n::text, 12, '0'))::uuid, 'class', 'Class', moment, moment + interval '10 minutes', 100000
from (values ('e0e00000', 2000, 0), ('e1e00000', 400, 2000)) k (kind, count, place), generate_series(0, count - 1) n,
  lateral (select date_trunc('hour', now()) + interval '36 hours' + (place + n) * interval '10 minutes' as moment) m;
commit;
SQL
  psql_scratch --command 'vacuum analyze'
}

# What pgbench makes of a number is what book.lua makes of it.
declare -A turns=(
  [book]='\set event :number % 2000
\set person (:number / 2000) % 1000'
  [rush]='\set event :number / 4000 * 4 + :number % 4
\set person :number % 4000 / 4'
  [checkin]='\set person :number % 1000'
)
declare -A class=([book]=e0e00000 [rush]=e1e00000) made=([book]=b0000000 [rush]=b1000000 [checkin]=b2000000)

record_bookings() {
  mkdir -p "$work"/{book,rush,checkin}
  record_write book 1999 /v1/events/e0e00000-0000-4000-8000-000000001999/bookings 3,2,2,1,1,1
  record_write rush 399 /v1/events/e1e00000-0000-4000-8000-000000000399/bookings 3,2,2,1,1,1
  record_write checkin '' /v1/check-ins 3,1,1,2,1,1,1,1
}

record_write() { # OPERATION EVENT PATH GROUPS
  local mark folder=$work/$1 id client=c1e00000-0000-4000-8000-000000000999 key=a1000000-0000-4000-8000-0000000000$((RANDOM % 90 + 10))
  local body="{\"client_id\":\"$client\"}" replacements=()
  [[ $1 != checkin ]] || body="{\"client_id\":\"$client\",\"source\":\"search\"}"
  mark=$(wc -l <"$scratch/postgres.log")
  curl --silent --show-error --fail-with-body --max-time 30 --header "Authorization: Bearer $token" \
    --header "Idempotency-Key: $key" --header 'Content-Type: application/json' --data "$body" "$base$3" >"$folder/answer" ||
    fail "$1: $(<"$folder/answer")"
  id=$(sed 's/^{"id":"\([^"]*\)".*/\1/' "$folder/answer")
  [[ -z $2 ]] || replacements+=("${class[$1]}-0000-4000-8000-$(printf %012d "$2")=$(numbered "${class[$1]}" event)")
  tail -n "+$((mark + 1))" "$scratch/postgres.log" | python3 bench/transactions.py "$folder" "$4" \
    "$client=$(numbered c1e00000 person)" "$key=$(numbered a0000000 number)" "$id=$(numbered "${made[$1]}" number)" \
    "${replacements[@]}" || fail "$1: PostgreSQL logged other statements"
}

numbered() { echo "('$1-0000-4000-8000-' || lpad(:$2::text, 12, '0'))::uuid"; } # KIND VARIABLE

door_value() { sed -n "s/^--define=p1_$1=//p" "$work/list/values"; }

# The list behind set_config alone, with the values that the door sets: what the door costs beyond them.
write_bare() {
  local name value parameter settings=()
  cp "$work/list/values" "$work/list/bare.values"
  for name in app.{org_id,scope,user_id,client_id,session_id,role_rank,can} transaction_read_only; do
    value=$(psql_scratch --username tryzore_app --command begin \
      --command "select private.enter('$session', '$organization', 'clients.view', false)" \
      --command "select current_setting('$name')" | tail -n 1)
    # pgbench has no empty values.
    if [[ -n $value ]]; then parameter=:${name#app.}; else parameter="''"; fi
    settings+=("set_config('$name', $parameter, true)")
    [[ -z $value ]] || echo "--define=${name#app.}=$value" >>"$work/list/bare.values"
  done
  printf '%s\n' '\startpipeline' "select $(IFS=, && echo "${settings[*]}");" "$(cat "$work/list/2.sql")" \
    '\endpipeline' >"$work/list/bare.sql"
}

sample() { echo "$2" >>"$work/samples/$1"; } # COLUMN VALUE

# Sends requests for $seconds. Columns NAME.rate, .p50, .p99, .processor (us a request), .database (the same, of
# PostgreSQL).
measure_http() { # NAME PROCESS URL WRK-ARGUMENTS...
  local before database
  before=$(family_ticks "$2") database=$(family_ticks "$scratch_process")
  timeout $((seconds + 60)) wrk -t1 "-c$active" "-d${seconds}s" --timeout 10s --latency \
    --header "Authorization: Bearer $token" "$3" "${@:4}" >"$work/wrk"
  ! grep -E '^ *(Non-2xx|Socket errors)' "$work/wrk" >&2 || fail "$1: requests were refused"
  sample "$1.rate" "$(awk '$1 == "Requests/sec:" { print $2 }' "$work/wrk")"
  sample "$1.p50" "$(awk '$1 == "50%" { print milliseconds($2) } '"$milliseconds" "$work/wrk")"
  sample "$1.p99" "$(awk '$1 == "99%" { print milliseconds($2) } '"$milliseconds" "$work/wrk")"
  sample "$1.processor" "$(a_request $(($(family_ticks "$2") - before)))"
  sample "$1.database" "$(a_request $(($(family_ticks "$scratch_process") - database)))"
}

a_request() { awk -v spent="$1" '/ requests in / { print spent * 10000 / $1 }' "$work/wrk"; } # TICKS

# shellcheck disable=SC2016
milliseconds='function milliseconds(text) { return text ~ /us$/ ? text / 1000 : text ~ /ms$/ ? text + 0 : text * 1000 }'

# Processor time of a process and its children, ended ones included.
family_ticks() { # PROCESS
  local child sum
  sum=$(($(ticks "$1") + $(awk '{ sub(/.*\) /, ""); print $14 + $15 }' "/proc/$1/stat")))
  for child in $(pgrep --parent "$1"); do
    sum=$((sum + $(ticks "$child" 2>/dev/null || echo 0)))
  done
  echo "$sum"
}

measure_pgbench() { # OPERATION SCRIPT ARGUMENTS...
  local values=$work/$1/$2.values
  [[ -e $values ]] || values=$work/$1/values
  mapfile -t values <"$values"
  timeout $((seconds + 30)) pgbench --no-vacuum --protocol prepared --client "$connections" --jobs 1 \
    --time "$seconds" --host "$scratch/socket" --username tryzore_app --file "$work/$1/$2.sql" \
    "${values[@]}" "${@:3}" tryzore >"$work/pgbench" 2>"$work/pgbench.log" || fail "pgbench: $(tail -n 1 "$work/pgbench.log")"
  grep --quiet '^number of failed transactions: 0 ' "$work/pgbench" || fail "pgbench had failures"
  sample "$1.$2" "$(awk '$1 == "tps" { print $3 }' "$work/pgbench")"
}

# Both sides number their clients from here on; each measurement starts where none has been.
next_number=1000000000

measure_create() {
  measure_http create "$server" "$base${path[create]}" --script bench/create.lua -- "$token" bench/new_client.json "$next_number"
  next_number=$((next_number + 10000000))
  { # Each client of pgbench counts in steps, so that their numbers grow together and never meet.
    printf '%s\n' "\\set step :step + $connections" '\set number :step + :client_id'
    cat "$work/create/pipelined.sql"
  } >"$work/create/numbered.sql"
  measure_pgbench create numbered --define="step=$next_number"
  next_number=$((next_number + 10000000))
}

# Numbers of bookings and check-ins; the four classes of a rush take 1,000 people each, and then come the next four.
declare -A next_write=([book]=0 [rush]=0 [checkin]=0)
declare -A most_writes=([book]=12000 [rush]=8000 [checkin]=12000)

measure_write() { # OPERATION
  local first step=$((seconds * most_writes[$1]))
  first=${next_write[$1]}
  measure_http "$1" "$server" "$base/" --script bench/book.lua -- "$token" "$1" "$first"
  { # As for those who create, each client of pgbench counts in steps.
    printf '%s\n' "\\set step :step + $connections" '\set number :step + :client_id' "${turns[$1]}"
    cat "$work/$1/transaction.sql"
  } >"$work/$1/numbered.sql"
  measure_pgbench "$1" numbered --define="step=$((first + step))"
  next_write[$1]=$((first + 2 * step))
}
