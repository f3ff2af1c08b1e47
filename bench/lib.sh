# shellcheck shell=bash
# Sourced by bin/bench and bin/prove: the release build, a server under measurement, and small tools.

# Counted as everywhere, but nobody is refused.
export TRYZORE_RATE_LIMIT=1000000000 TRYZORE_RATE_LIMIT_ADDRESS=1000000000 TRYZORE_REQUESTS_AT_ONCE=0

build_release() {
  require_disk 3
  step "release build"
  swift build -c release --static-swift-stdlib --product tryzore >&2
  tryzore=$PWD/.build/release/tryzore
}

# A migrated database of its own, and the settings by which the program finds it.
start_database() {
  start_scratch_postgres
  trap stop_everything EXIT
  psql_scratch --dbname postgres --command 'create database tryzore'
  export DATABASE_URL="host=$scratch/socket dbname=tryzore user=tryzore_app"
  export TRYZORE_WORKER_DATABASE_URL="host=$scratch/socket dbname=tryzore user=tryzore_worker"
  export TRYZORE_MIGRATE_DATABASE_URL="host=$scratch/socket dbname=tryzore user=tryzore_admin"
  export TRYZORE_KEYS=$work/keys TRYZORE_LOG_LEVEL=warning
  "$tryzore" migrate up >&2
}

psql_scratch() {
  psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 --host "$scratch/socket" \
    --username tryzore_admin --dbname tryzore "$@"
}

# INT is PostgreSQL's fast shutdown, QUIT as good as a crash.
stop_postgres() { # SIGNAL
  kill "-$1" "$scratch_process"
  wait "$scratch_process" || true
}

# The server again, by the command line that it noted itself.
start_postgres_again() {
  local owner command
  local become=(setpriv --pdeathsig INT)
  owner=$(stat --format %U "$scratch/data")
  if ((EUID == 0)); then become+=(--reuid "$owner" --regid "$(id -gn "$owner")" --init-groups); fi
  mapfile -t command < <(xargs --max-args=1 <"$scratch/data/postmaster.opts")
  (cd / && exec "${become[@]}" -- "${command[@]}") >>"$scratch/postgres.log" 2>&1 &
  scratch_process=$!
  wait_until 30 pg_isready --quiet --host "$scratch/socket"
}

# Starts `tryzore ARGUMENTS... --port 0` and waits until it listens. Sets server (its process) and base.
start_server() {
  local log=$work/server.log
  : >"$log"
  setpriv --pdeathsig TERM -- "$tryzore" "$@" --port 0 >"$log" 2>&1 &
  server=$!
  wait_until 60 listens
  base=http://127.0.0.1:$(sed -n 's|.*http://127\.0\.0\.1:\([0-9]*\)/v1 .*|\1|p' "$log" | head -n 1)
}

listens() {
  kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 1 "$work/server.log")"
  grep --quiet '/v1 ' "$work/server.log"
}

stop_server() {
  [[ -n ${server:-} ]] || return 0
  kill -TERM "$server" 2>/dev/null || true
  wait "$server" 2>/dev/null || true
  server=
}

# Sets work, a temporary folder; it and all that was started are gone when the script ends.
make_work_folder() {
  work=$(mktemp -d /tmp/tryzore.XXXXXX)
  trap stop_everything EXIT
  # A demo's PostgreSQL runs as another user.
  chmod 711 "$work"
}

stop_everything() {
  stop_server
  [[ -z ${scratch:-} ]] || stop_scratch_postgres
  rm -rf "$work"
  scratch=
}

wait_until() { # SECONDS TEST...
  local deadline=$((SECONDS + $1))
  until "${@:2}"; do
    ((SECONDS < deadline)) || fail "nothing after $1 s: ${*:2}"
    sleep 0.02
  done
}

# Prints an access token, good for 15 minutes.
sign_in() { # EMAIL PASSWORD
  curl --silent --show-error --fail --max-time 30 --header 'Content-Type: application/json' \
    --data "{\"email\": \"$1\", \"password\": \"$2\"}" "$base/v1/auth/login" |
    sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p'
}

now() { date +%s.%N; }

# Arithmetic with fractions, as awk writes it.
calculate() { awk "BEGIN { printf \"${2:-%.2f}\", $1 }"; }

holds() { awk "BEGIN { exit !($1) }"; }

resident_megabytes() { awk '/^VmRSS:/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

# Processor time of a process so far, in clock ticks of 10 ms.
ticks() { awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }
