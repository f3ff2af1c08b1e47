#!/usr/bin/env bash
# Runs every test of the database: run.sh CONNINFO, of a superuser on a freshly migrated database. Each test
# rolls back; the races, which cannot, run on a copy. pgTAP lives in schema tap for the duration.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
database=$1

query() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }
drop_tap() { PGOPTIONS='-c client_min_messages=warning' query "$database" --command 'drop schema if exists tap cascade'; }

./races.sh "$database"

drop_tap
trap drop_tap EXIT
query "$database" --command 'create schema tap' --command 'create extension pgtap schema tap' --file support/actors.sql
# The application looks up nothing here; the roles merely stand in the schema while a test speaks for them.
export PGOPTIONS='-c search_path=tap,pg_catalog'

if command -v pg_prove >/dev/null; then
  pg_prove --dbname "$database" ./*.sql
else
  failed=0
  for file in ./*.sql; do
    output=$(psql --no-psqlrc --quiet --no-align --tuples-only --set ON_ERROR_STOP=1 "$database" --file "$file" 2>&1) || failed=1
    if grep -qE '^not ok|^# Looks like' <<<"$output"; then failed=1; fi
    printf '%s\n%s\n' "$file" "$(grep -vE '^ok ' <<<"$output" || true)"
  done
  ((failed == 0)) || { echo 'database tests failed' >&2; exit 1; }
fi
