#!/usr/bin/env bash
# How the cost of a list and of a get grows with the clients, the organizations and the open connections, and how
# fast an import is against psql. Writes docs/performance/*.csv and draws the *.svg beside them.
#   bin/bench growth [--full]     with 2 million clients, too
set -euo pipefail
# shellcheck source=bin/lib.sh
source "$(dirname "$0")/../bin/lib.sh"
# shellcheck source=bench/lib.sh
source bench/lib.sh
# shellcheck source=bench/operations.sh
source bench/operations.sh

# Databases: organizations and clients.
sizes=('200 10000' '200 200000' '10 200000' '2000 200000')
case "$*" in
  '') ;;
  --full) sizes+=('200 2000000') ;;
  *) fail "usage: bin/bench growth [--full]" ;;
esac
seconds=2 rounds=5 people=20000
usual='200 200000'
ulimit -Sn "$(ulimit -Hn)"
results=docs/performance

declare -A database=() servers=() bases=() tokens=() clients=()

# All databases live in one PostgreSQL, each with a server: the sizes take turns, too.
prepare() { # SIZE
  local name="size_${1// /_}"
  psql_scratch --command "create database $name"
  database[$1]=$name
  use_database "$name"
  "$tryzore" migrate up >/dev/null
  step "${1% *} organizations, ${1#* } clients"
  timeout 7200 "$tryzore" seed --organizations "${1% *}" --clients "${1#* }" >&2
  psql_scratch --dbname "$name" --command 'vacuum analyze'
  "$tryzore" user create "$email" --first-name Bench --last-name Desk --organization volume-1 --role staff \
    <<<"$password" >&2
}

use_database() {
  export DATABASE_URL="host=$scratch/socket dbname=$1 user=tryzore_app"
  export TRYZORE_WORKER_DATABASE_URL="host=$scratch/socket dbname=$1 user=tryzore_worker"
  export TRYZORE_MIGRATE_DATABASE_URL="host=$scratch/socket dbname=$1 user=tryzore_admin"
}

# Without this measuring would begin with the memory that signing in took.
start() { # SIZE
  use_database "${database[$1]}"
  renew_token
  start_server serve
  servers[$1]=$server bases[$1]=$base tokens[$1]=$token
  clients[$1]=$(curl --silent --fail --header "Authorization: Bearer $token" "$base/v1/clients?limit=25" |
    grep -o '"id":"[^"]*"' | sed -n '12s/.*:"\(.*\)"/\1/p')
  [[ -n ${clients[$1]} ]] || fail "no list"
}

stop_all() {
  for server in "${servers[@]}"; do stop_server; done
  stop_everything
}

measure() { # SERIES X SIZE
  server=${servers[$3]} base=${bases[$3]} token=${tokens[$3]}
  measure_http "$1.$2.list" "$server" "$base/v1/clients?limit=25"
  measure_http "$1.$2.get" "$server" "$base/v1/clients/${clients[$3]}"
}

round() {
  local size
  for size in "${sizes[@]}"; do
    if [[ $size == '200 '* ]]; then measure clients "${size#* }" "$size"; fi
    if [[ $size == *' 200000' ]]; then measure organizations "${size% *}" "$size"; fi
  done
  for active in 1 8 32 256; do measure connections "$active" "$usual"; done
  active=32
  with_idle_connections 1968 measure connections 2000 "$usual"
}

# 2,000 clients that all ask at once only measure the queue; a front desk's browser is idle most of the time.
with_idle_connections() { # COUNT COMMAND...
  local holder
  : >"$work/idle"
  setpriv --pdeathsig TERM -- python3 bench/idle.py "$1" "${bases[$usual]}/v1/clients?limit=25" "${tokens[$usual]}" \
    >"$work/idle" &
  holder=$!
  wait_until 60 grep --quiet ready "$work/idle"
  "${@:2}"
  kill "$holder"
  wait "$holder" || true
}

# The same rows by the same triggers: a file by the program, and as 2,000 at a time by psql, which neither reads a
# file nor checks, matches or normalises anything.
measure_import() { # ROUND
  local rows slug=volume-$(($1 * 2 + 2)) other=volume-$(($1 * 2 + 3)) start
  start=$(now)
  "$tryzore" import clients "$work/people.csv" --organization "$slug" --rejects "$work/rejects.csv" --quiet >&2
  sample import.tryzore "$(calculate "$people / ($(now) - $start)" %.0f)"
  write_inserts "$slug" "$other"
  start=$(now)
  psql_scratch --dbname "${database[$usual]}" --username tryzore_worker --file "$work/inserts.sql" >/dev/null
  sample import.psql "$(calculate "$people / ($(now) - $start)" %.0f)"
  rows=$(psql_scratch --dbname "${database[$usual]}" --command "select count(*) from crm.client_organizations c
    join crm.organizations o on o.id = c.organization_id
    where o.slug in ('$slug', '$other') and c.member_number like 'B%'")
  ((rows == 2 * people)) || fail "$rows rows were imported"
}

write_inserts() { # FROM TO
  local column columns=(id first_name last_name sort_name email email_key phone phone_key address date_of_birth gender
    emergency_contact member_number external_id status is_home joined_on notes metadata)
  local list arrays='' literals=''
  list=$(IFS=, && echo "${columns[*]}")
  for column in "${columns[@]}"; do
    arrays+=", array_agg($column)"
    literals+=", %L::$(psql_scratch --dbname "${database[$usual]}" --command "select format_type(atttypid, -1)
      from pg_attribute where attrelid = 'crm.client_organizations'::regclass and attname = '$column'")[]"
  done
  psql_scratch --dbname "${database[$usual]}" >"$work/inserts.sql" <<SQL
select 'begin;', format('select private.enter_operator(%L, ''bench'', true);', id) from crm.organizations where slug = '$2';
select format('insert into crm.client_organizations ($list) select $list from unnest(${literals#, }) as n($list);'$arrays)
from (
  select c.*, (row_number() over (order by c.id) - 1) / 2000 as batch
  from crm.client_organizations c join crm.organizations o on o.id = c.organization_id
  where o.slug = '$1' and c.member_number like 'B%'
) people group by batch order by batch;
select 'commit;';
SQL
  sed -i 's/^begin;|/begin; /' "$work/inserts.sql"
}

bin/setup bench
build_release
make_work_folder
mkdir "$work/samples"
start_database
psql_scratch --command "alter system set shared_buffers = '1GB'" --command "alter system set max_wal_size = '4GB'"
stop_postgres INT
start_postgres_again
for size in "${sizes[@]}"; do prepare "$size"; done
trap stop_all EXIT
for size in "${sizes[@]}"; do start "$size"; done
python3 bench/people.py "$people" 1 0 "$work/people.csv" "$work/none"
for ((round = 0; round <= rounds; round++)); do
  step "round $round of $rounds, load $(cut -d ' ' -f 1 /proc/loadavg)"
  round
  # The first round warms everything up.
  ((round > 0)) || find "$work/samples" -type f -delete
done
use_database "${database[$usual]}"
for ((round = 0; round <= rounds; round++)); do
  step "import $round of $rounds"
  measure_import "$round"
  ((round > 0)) || rm "$work"/samples/import.*
done
mkdir -p "$results"
python3 bench/plot.py "$work/samples" "$results"
