# shellcheck shell=bash
# Sourced by the scripts beside it: where things are, how they speak, and a PostgreSQL to throw away.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1

say() { printf '%s\n' "$*" >&2; }
step() { say "==> $*"; }
fail() {
  say "tryzore: $*"
  exit 1
}

mkdir -p .tryzore/log 2>/dev/null || true
[[ -w .tryzore/log ]] || fail "$(id -un) cannot write to $PWD/.tryzore; make a clone of your own"

# The folder of the newest installed PostgreSQL server programs, 15 or newer; empty without one.
postgres_programs() {
  local directory major newest=14 found=
  for directory in /usr/lib/postgresql/*/bin "$(pg_config --bindir 2>/dev/null)"; do
    [[ -x $directory/initdb ]] || continue
    major=$(postgres_major "$directory")
    if ((major > newest)); then newest=$major found=$directory; fi
  done
  printf '%s' "$found"
}

postgres_major() { # FOLDER OF PROGRAMS
  [[ $("$1/postgres" --version) =~ \)\ ([0-9]+) ]] && echo "${BASH_REMATCH[1]}"
}

require_disk() { # GiB
  local free
  free=$(df --output=avail -k . | tail -n 1)
  ((free >= $1 * 1024 * 1024)) ||
    fail "$((free / 1024)) MiB of disk are free in $PWD; a build needs $1 GiB"
}

# Tests and checks share one instrumented build. It has its own folder because the coverage flags would
# otherwise rebuild everything each time bin/dev and bin/test take turns.
coverage_build=.build/coverage

# C code is optimised even in debug builds: BoringSSL's scrypt takes seconds a password without.
debug_flags=(-Xcc -O2)

build_for_tests() {
  [[ -z ${TRYZORE_BUILT:-} ]] || return 0
  require_disk 3
  step "build"
  swift build "${debug_flags[@]}" --scratch-path "$coverage_build" --build-tests --enable-code-coverage
  export TRYZORE_BUILT=1
}

# The instrumented `tryzore`, without leaving a profile behind.
built_tryzore() { LLVM_PROFILE_FILE=/dev/null "$coverage_build/debug/tryzore" "$@"; }

# Starts an empty PostgreSQL of its own: socket only, peer authentication, gone when the script ends.
# Sets `scratch` (a temporary folder) and `scratch_postgres` (conninfo without a database).
start_scratch_postgres() {
  local programs owner user role
  local roles=(admin owner definer migrator app worker backup installer)
  local become=()
  programs=$(postgres_programs)
  [[ -n $programs ]] || fail "no PostgreSQL 15 or newer; bin/setup run installs it"
  PATH=$programs:$PATH

  owner=$(id -un)
  if ((EUID == 0)); then
    owner=postgres
    become=(--reuid "$owner" --regid "$(id -gn "$owner")" --init-groups)
  fi
  scratch=$(mktemp -d /tmp/tryzore.XXXXXX)
  trap stop_scratch_postgres EXIT
  chmod 711 "$scratch"
  install -d -m 700 -o "$owner" "$scratch/data" "$scratch/socket"

  # The parent death signal is PostgreSQL's fast shutdown: not even kill -9 leaves a server behind.
  become=(setpriv --pdeathsig INT "${become[@]}" --)
  (cd / && "${become[@]}" initdb --pgdata "$scratch/data" --username tryzore_admin \
    --encoding UTF8 --locale C.UTF-8 --no-sync >"$scratch/initdb.log" 2>&1) ||
    fail "initdb failed: $(tail -n 1 "$scratch/initdb.log")"
  echo 'local all all peer map=tryzore' >"$scratch/data/pg_hba.conf"
  for user in "$(id -un)" "$owner"; do
    for role in "${roles[@]}"; do echo "tryzore \"$user\" tryzore_$role"; done
  done | sort -u >"$scratch/data/pg_ident.conf"

  # Nothing here outlives a crash, so nothing waits for the disk.
  (cd / && exec "${become[@]}" postgres -D "$scratch/data" -k "$scratch/socket" \
    -c listen_addresses= -c unix_socket_permissions=0700 -c max_connections=400 -c fsync=off \
    -c synchronous_commit=off -c full_page_writes=off -c jit=off) \
    >"$scratch/postgres.log" 2>&1 &
  scratch_process=$!
  until pg_isready --quiet --host "$scratch/socket" --port 5432; do
    kill -0 "$scratch_process" 2>/dev/null ||
      fail "PostgreSQL did not start: $(tail -n 1 "$scratch/postgres.log")"
    sleep 0.05
  done
  # shellcheck disable=SC2034
  scratch_postgres="host=$scratch/socket port=5432 user=tryzore_admin"
}

stop_scratch_postgres() {
  if [[ -n ${scratch_process:-} ]]; then
    kill -INT "$scratch_process" 2>/dev/null || true
    wait "$scratch_process" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
