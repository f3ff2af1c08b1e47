#!/usr/bin/env bash
# Runs every test of the database: run.sh CONNINFO, of a superuser on a freshly migrated database. Each test
# rolls back; the races, which cannot, run on a copy. pgTAP lives in schema tap for the duration.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
database=$1

query() { psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 "$@"; }
drop_tap() { PGOPTIONS='-c client_min_messages=warning' query "$database" --command 'drop schema if exists tap cascade'; }

drop_tap
./races.sh "$database"

trap drop_tap EXIT
query "$database" --command 'create schema tap' --command 'create extension pgtap schema tap' \
  --command 'create extension plpgsql_check schema tap' --file support/actors.sql
# The application looks up nothing here; the roles merely stand in the schema while a test speaks for them.
export PGOPTIONS='-c search_path=tap,pg_catalog'

failed=0
for file in ./*.sql; do
  output=$(query --no-align --tuples-only "$database" --file "$file" 2>&1) || failed=1
  # finish() speaks of tests that failed, or that were planned and never ran.
  if grep -qE '^not ok|^# Looks like' <<<"$output"; then failed=1; fi
  printf '%s: %s ok\n' "$(basename "$file")" "$(grep -c '^ok ' <<<"$output" || true)"
  grep -vE '^(ok |[0-9]+\.\.[0-9]+$|$)' <<<"$output" || true
done
((failed == 0)) || { echo 'database tests failed' >&2; exit 1; }
