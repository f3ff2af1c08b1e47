#!/usr/bin/env bash
# Counts the instructions that the server takes for a list, a get and a create, which repeat within three per cent
# even on a busy machine, where seconds do not, and fails if one takes more than bench/budget allows.
#   bench/instructions.sh [PROGRAM]    of another build, such as .build/release/tryzore: prints only
# bin/check runs it on the instrumented build that it has already; the release build would take it minutes from
# nothing. A debug build takes many times the instructions, but does the same steps: whatever is decoded, copied,
# allocated or looked up once more counts. What only the optimizer loses does not show; bin/bench shows that.
# valgrind counts, since most virtual machines hide the processor's own counters.
set -euo pipefail
# shellcheck source=bin/lib.sh
source "$(dirname "$0")/../bin/lib.sh"
# shellcheck source=bench/lib.sh
source bench/lib.sh

operations=(list get create)
# Spread over connections, since each costs more or less by the thread that it gets.
connections=20 few=1 many=21
machine=$(uname -m)
export LLVM_PROFILE_FILE=/dev/null

# A program that valgrind can read: version 3.19 gives up on the debugging information that Swift writes.
prepare() { # PROGRAM
  make_work_folder
  tryzore=$work/tryzore
  strip --strip-debug -o "$tryzore" "$1"
  chmod 755 "$tryzore"
  "$(dirname "$(readlink -f "$(command -v swift)")")/clang" -O1 -shared -fPIC -o "$work/sigsuspend.so" bench/sigsuspend.c
  start_database
  "$tryzore" seed --organizations 1 --clients 500 >&2
  "$tryzore" user create bench@example.com --first-name Bench --last-name Desk --organization volume-1 --role staff \
    <<<'a stopwatch and a ladder' >&2
  start_server serve
  token=$(sign_in bench@example.com 'a stopwatch and a ladder')
  # Always the same person: a fuller record takes more to write.
  client=$(curl --silent --fail --header "Authorization: Bearer $token" --header "Content-Type: application/json" \
    --data @bench/new_client.json "$base/v1/clients" | sed -n 's/^{"id":"\([^"]*\)".*/\1/p' || true)
  [[ $client ]] || fail "no client was made"
  stop_server
}

# Requests for curl, one after the other on one connection: what shares a round trip by chance would count
# differently each time.
requests() { # OPERATION COUNT
  local number
  for ((number = 0; number < $2; number++)); do
    printf 'header = "Authorization: Bearer %s"\nsilent\nshow-error\nfail\nmax-time = 60\noutput = /dev/null\n' "$token"
    case $1 in
      list) echo "url = $base/v1/clients?limit=25" ;;
      get) echo "url = $base/v1/clients/$client" ;;
      create)
        next_number=$((next_number + 1))
        sed "s/4242424242/$next_number/g" bench/new_client.json >"$folder/$next_number.json"
        printf 'url = %s/v1/clients\nheader = "Content-Type: application/json"\ndata = "@%s"\n' "$base" \
          "$folder/$next_number.json"
        ;;
    esac
    echo next
  done
}

# Instructions from start to end with a few requests of each kind, but many of one, on every connection.
count() { # OPERATION: one of them, or none
  local folder=$work/$1 log=$work/$1/valgrind operation connection next_number=$((BASHPID * 1000))
  mkdir "$folder"
  : >"$log"
  # Without jobs: they would count for whichever of the servers does them. Without random hashes: the start alone
  # differs by as much as ten thousand lookups.
  env --unset=TRYZORE_WORKER_DATABASE_URL SWIFT_DETERMINISTIC_HASHING=1 LD_PRELOAD="$work/sigsuspend.so" \
    setpriv --pdeathsig TERM -- valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null \
    "$tryzore" serve --port 0 >"$log" 2>&1 &
  server=$!
  SECONDS=0
  until grep --quiet '/v1 ' "$log"; do
    ((SECONDS < 120)) || kill -TERM "$server"
    kill -0 "$server" 2>/dev/null || fail "valgrind: $(tail -n 1 "$log")"
    sleep 0.1
  done
  base=http://127.0.0.1:$(sed -n 's|.*http://127\.0\.0\.1:\([0-9]*\)/v1 .*|\1|p' "$log" | head -n 1)
  for ((connection = 0; connection < connections; connection++)); do
    for operation in "${operations[@]}"; do
      requests "$operation" "$([[ $operation == "$1" ]] && echo "$many" || echo "$few")"
    done >"$folder/requests"
    sed --in-place '$d' "$folder/requests"
    curl --config "$folder/requests" || fail "a request was refused"
  done
  kill -TERM "$server"
  wait "$server" || true
  sed -n 's/.* I *refs: *//p' "$log" | tr -d , >"$folder/instructions"
}

measure() {
  local operation process processes=()
  for operation in none "${operations[@]}"; do
    # The database belongs to the one who started it.
    (trap - EXIT && count "$operation") &
    processes+=($!)
  done
  for process in "${processes[@]}"; do
    wait "$process" || fail "no count"
  done
  for operation in "${operations[@]}"; do
    echo "$operation $((($(<"$work/$operation/instructions") - $(<"$work/none/instructions")) / connections / (many - few)))"
  done
}

compare() {
  awk -v machine="$machine" '
    $1 == "#" || NF == 0 { next }
    FILENAME == "bench/budget" && $1 == "tolerance" { tolerance = $2; next }
    FILENAME == "bench/budget" { if ($1 == machine) allowed[$2] = $3; next }
    !($1 in allowed) { printf "%-8s%12d instructions, without a budget for %s\n", $1, $2, machine; next }
    {
      change = ($2 / allowed[$1] - 1) * 100
      printf "%-8s%12d instructions, %+.1f %% of the budget%s\n", $1, $2, change,
        change < -tolerance ? ": lower it, or the next loss hides in the gain" : ""
      if (change > tolerance) { exceeded = exceeded " " $1 }
    }
    END {
      if (!exceeded) exit 0
      printf "tryzore: more than %d %% over the budget:%s\nIf that is the price of something good, say so in the commit and write the figures above into bench/budget.\n", tolerance, exceeded > "/dev/stderr"
      exit 1
    }' bench/budget -
}

prepare "${1:-$coverage_build/debug/tryzore}"
measure >"$work/measured"
if (($# > 0)); then cat "$work/measured"; else compare <"$work/measured"; fi
