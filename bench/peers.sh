# shellcheck shell=bash
# shellcheck disable=SC2154 # what bench/lib.sh and whoever sources this set
# Sourced by bin/bench: the peers of bench/peers, each behind a port of its own. One that cannot be had is left out,
# and a line says so.

declare -A peer=() peer_base=()
export GOPATH=/usr/share/gocode GO111MODULE=off GOFLAGS='' GOCACHE=$PWD/.tryzore/go

start_peers() {
  if ! go build -o "$work/go" bench/peers/go/main.go 2>"$work/go.log"; then
    say "tryzore: no figures for Go: $(head -n 1 "$work/go.log")"
  else
    port=$(free_port)
    start_peer go "$work/go" "$port" "$connections" "host=$scratch/socket user=tryzore_app dbname=tryzore" "$work" \
      "$token" "$session" "$organization"
  fi
  if ! .tryzore/venv/bin/python -c 'import asyncpg, fastapi, httptools, orjson, uvloop, uvicorn' 2>"$work/fastapi.log"; then
    say "tryzore: no figures for FastAPI: $(tail -n 1 "$work/fastapi.log")"
  else
    port=$(free_port)
    TOKEN=$token SESSION=$session ORGANIZATION=$organization STATEMENTS=$work \
      CONNINFO="postgresql:///tryzore?host=$scratch/socket&user=tryzore_app" \
      start_peer fastapi .tryzore/venv/bin/python -m uvicorn app:app --app-dir bench/peers/python --host 127.0.0.1 \
      --port "$port" --workers 2 --loop uvloop --http httptools --no-access-log --log-level warning
  fi
}

free_port() { python3 -c 'import socket; probe = socket.socket(); probe.bind(("127.0.0.1", 0)); print(probe.getsockname()[1])'; }

start_peer() { # NAME COMMAND...
  setpriv --pdeathsig TERM -- "${@:2}" >"$work/$1.log" 2>&1 &
  peer[$1]=$! peer_base[$1]=http://127.0.0.1:$port
  wait_until 15 peer_answers "$1"
  for operation in list get; do
    curl --silent --fail --max-time 10 --header "Authorization: Bearer $token" "${peer_base[$1]}${path[$operation]}" |
      python3 bench/same_answer.py "$work/$operation/answer" || fail "$1 answers something else"
  done
}

peer_answers() {
  kill -0 "${peer[$1]}" 2>/dev/null || fail "$1 ended: $(tail -n 1 "$work/$1.log")"
  curl --silent --fail --output /dev/null --max-time 10 --header "Authorization: Bearer $token" \
    "${peer_base[$1]}${path[list]}"
}

stop_peers() {
  local name
  for name in "${!peer[@]}"; do
    kill -TERM "${peer[$name]}" 2>/dev/null || true
    wait "${peer[$name]}" 2>/dev/null || true
  done
  peer=()
}
