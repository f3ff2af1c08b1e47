#!/usr/bin/python3
"""Whether migrations meet a database in use: migrations.py CONNINFO TRYZORE [--all]. CONNINFO is a superuser's, its
database does not matter; TRYZORE is the program. That a failing file leaves nothing behind and is named with its
line, aFailingFileLeavesNothingBehind in Tests/PlatformTests shows on the migrator itself."""

import argparse
import hashlib
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import time
import uuid

import psycopg
from psycopg.conninfo import conninfo_to_dict

from databases import APP, connect, database
from world import World

FILES = sorted((pathlib.Path(__file__).parent.parent / "migrations").glob("*.sql"))
# From here on there are clients and doors: what came before has no data worth keeping.
FIRST_IN_USE = next(n for n, file in enumerate(FILES, 1) if file.stem.endswith("_organizations"))
LIST = """select id, sort_name from crm.client_organizations where deleted_at is null and (sort_name, id) > (%s, %s)
  order by sort_name, id limit 25"""
INSERT = "insert into crm.client_organizations (id, first_name, last_name, sort_name) values (%s, %s, 'Client', %s) returning id"


def apply(conninfo, count):
    """The first files, one transaction each, with the rows that the migrator would have written."""
    with connect(conninfo) as admin:
        for number, file in enumerate(FILES[:count], 1):
            text = file.read_text()
            with admin.transaction():
                # A server takes a text of many statements only without parameters.
                if not re.match(r"-- *as: *migrator *\n", text):
                    admin.execute("set local role tryzore_owner")
                admin.execute(text.encode())
                admin.execute("set local role tryzore_owner")
                if number == 1:
                    admin.execute("""create table private.migrations (number integer primary key, name text not null,
                      checksum text not null, applied_at timestamptz not null default now())""")
                admin.execute(
                    "insert into private.migrations (number, name, checksum) values (%s, %s, %s)",
                    [number, file.stem, hashlib.sha256(text.encode()).hexdigest()],
                )
            admin.execute("reset all")


class Program:
    def __init__(self, path):
        self.path = path

    def start(self, conninfo):
        # An instrumented build would leave its profile behind.
        settings = {**os.environ, "TRYZORE_MIGRATE_DATABASE_URL": conninfo, "LLVM_PROFILE_FILE": "/dev/null"}
        return subprocess.Popen(
            [self.path, "migrate", "up"], env=settings, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )

    @staticmethod
    def end(process):
        """What it applied; a refusal is the proof's own end."""
        output = process.communicate(timeout=300)[0]
        if process.returncode:
            raise SystemExit(f"migrations: FAULT: migrate up ended with {process.returncode}: {output}")
        return re.findall(r"^applied (\S+)$", output, re.M)

    def up(self, conninfo):
        return self.end(self.start(conninfo))


def schema(conninfo):
    """The catalogue as text. Which months the log has depends on the day, not on the files."""
    parts = conninfo_to_dict(conninfo)
    dump = subprocess.run(
        [
            "pg_dump",
            "--schema-only",
            "--restrict-key=tryzore",
            "--dbname",
            conninfo,
            "--exclude-table=audit.*_20[0-9][0-9]_[0-9][0-9]",
        ],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return dump.replace(parts["dbname"], "database")


class Gym:
    """One gym with an owner's session, through the functions that exist from FIRST_IN_USE on."""

    def __init__(self, conninfo, slug="gym"):
        self.conninfo, self.id, self.owner, self.session = conninfo, uuid.uuid4(), uuid.uuid4(), uuid.uuid4()
        with connect(conninfo) as admin:
            admin.execute(
                "select private.sign_up(%s, %s, %s, 'First', 'Last', 'scrypt$hash-of-nothing')",
                [self.owner, f"{slug}@example.org", f"{slug}@example.org"],
            )
            admin.execute(
                "select private.operator_create_organization(%s, %s, %s, %s, 'Europe/Berlin', 'EUR', 'DE', null)",
                [self.id, self.owner, slug.title(), slug],
            )
            admin.execute(
                "select private.open_session(%s, %s, %s, %s, %s, now() + interval '1 day', 'tests', '192.0.2.1')",
                [self.session, self.owner, self.id, uuid.uuid4(), bytes(32)],
            )

    def request(self, connection, statement, values):
        """Door and statement in one transaction, as the program sends them."""
        with connection.transaction():
            connection.execute("select private.enter(%s, %s, null, true)", [self.session, self.id])
            return connection.execute(statement, values).fetchall()

    def fill(self, count):
        with connect(self.conninfo, user=APP) as app:
            for number in range(count):
                self.request(app, INSERT, [uuid.uuid4(), f"Name{number}", f"client name{number:05}"])


def contents(conninfo, tables=None):
    """Every row of the given tables, as the columns that were there make it."""
    with connect(conninfo) as admin:
        if tables is None:
            tables = {}
            for table, column in admin.execute("""
                select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname) from pg_attribute a join pg_class c on c.oid = a.attrelid
                join pg_namespace n on n.oid = c.relnamespace where n.nspname in ('crm', 'private', 'audit', 'jobs') and c.relkind in ('r', 'p')
                  and not c.relispartition and a.attnum > 0 and not a.attisdropped
                  -- What migrations themselves are there to write.
                  and c.oid::regclass::text not in ('private.migrations', 'private.audited_tables', 'private.permissions', 'private.role_permissions')
                  -- Resolved anew when there are new permissions.
                  and a.attname not in ('can', 'permissions') order by 1, a.attnum"""):
                tables.setdefault(table, []).append(column)
        return tables, {
            table: sorted(str(row) for row in admin.execute(f"select {', '.join(columns)} from {table}"))
            for table, columns in tables.items()
        }


def from_zero(conninfo, program):
    with database(conninfo, "tryzore_zero") as zero:
        applied = program.up(zero)
        if applied != [file.stem for file in FILES]:
            raise SystemExit("migrations: FAULT: the program holds other files than db/migrations; build it anew")
        if program.up(zero):
            raise SystemExit("migrations: FAULT: a second run applied something")
        print(f"migrations: {len(applied)} files from zero")
        return schema(zero)


def part_overlaps(conninfo):
    """Nobody has two seats at a time, which once was no rule: what a migration cancels for it would count as changed."""
    with connect(conninfo) as admin, admin.transaction():
        if not admin.execute("select to_regclass('crm.event_participants')").fetchone()[0]:
            return
        admin.execute("select set_config('app.scope', array(select id from crm.organizations)::text, true)")
        admin.execute("""
            update crm.event_participants b set status = 'cancelled', cancelled_at = now()
            from crm.events e where e.organization_id = b.organization_id and e.id = b.event_id and b.status = 'registered'
              and exists (select from crm.event_participants o
                join crm.events f on f.organization_id = o.organization_id and f.id = o.event_id
                where o.organization_id = b.organization_id and o.client_id = b.client_id and o.status = 'registered'
                  and (o.registered_at, o.id) < (b.registered_at, b.id)
                  and (f.starts_at, f.ends_at) overlaps (e.starts_at, e.ends_at))""")


def from_before(conninfo, program, prefix, wanted):
    """An older state with data in it, brought up."""
    with database(conninfo, "tryzore_before") as older:
        apply(older, prefix)
        World(older, random.Random(prefix), organizations=4).admin.close()
        part_overlaps(older)
        tables, before = contents(older)
        applied = program.up(older)
        after = contents(older, tables)[1]
        lost = [table for table in before if before[table] != after[table]]
        same = schema(older) == wanted
        good = not lost and same and applied == [file.stem for file in FILES[prefix:]]
        rows = sum(len(held) for held in before.values())
        print(
            f"migrations: from {FILES[prefix - 1].stem} with {rows} rows: {len(applied)} applied, "
            f"{'data intact' if not lost else 'CHANGED: ' + ', '.join(lost)}, {'schema as from zero' if same else 'ANOTHER SCHEMA'}"
        )
        return good


def under_load(conninfo, program, prefix):
    """Four connections list and insert while the rest is applied: a request may wait, none may fail."""
    with database(conninfo, "tryzore_load") as busy:
        apply(busy, prefix)
        gym, errors, times, done = Gym(busy), [], [], threading.Event()
        gym.fill(20)
        running = threading.Barrier(5)

        def requests(number):
            count = 0
            with connect(busy, user=APP) as app:
                while not done.is_set():
                    start = time.monotonic()
                    try:
                        gym.request(app, INSERT, [uuid.uuid4(), "Name", f"client {number} {count}"])
                        gym.request(app, LIST, ["", uuid.UUID(int=0)])
                    except psycopg.Error as error:
                        errors.append(f"{error.sqlstate}: {str(error).splitlines()[0]}")
                    times.append(time.monotonic() - start)
                    count += 1
                    if count == 20:
                        running.wait()

        threads = [threading.Thread(target=requests, args=[number]) for number in range(4)]
        for thread in threads:
            thread.start()
        try:
            # Everybody is at work before the first file is applied.
            running.wait(timeout=60)
            applied = program.up(busy)
        finally:
            done.set()
            for thread in threads:
                thread.join()
        print(
            f"migrations: under load {len(applied)} applied, {len(times)} requests, {len(errors)} failed"
            f"{' (' + ', '.join(sorted(set(errors))) + ')' if errors else ''}, the longest took {max(times) * 1000:.0f} ms"
        )
        return not errors and len(applied) == len(FILES) - prefix


def two_at_once(conninfo, program, prefix):
    with database(conninfo, "tryzore_two") as shared:
        apply(shared, prefix)
        both = [program.start(shared), program.start(shared)]
        first, second = (program.end(process) for process in both)
        good = sorted(first + second) == [file.stem for file in FILES[prefix:]]
        print(f"migrations: two at once applied {len(first)} and {len(second)} of {len(FILES) - prefix}")
        return good


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("conninfo")
    arguments.add_argument("tryzore")
    arguments.add_argument("--all", action="store_true", help="every state that was in use, not only the last")
    arguments = arguments.parse_args()
    program, conninfo, last = Program(arguments.tryzore), arguments.conninfo, len(FILES) - 1
    started, good = time.monotonic(), True
    wanted = from_zero(conninfo, program)
    for prefix in range(FIRST_IN_USE, len(FILES)) if arguments.all else [last]:
        good &= from_before(conninfo, program, prefix, wanted)
    for prefix in [FIRST_IN_USE, last] if arguments.all else [last]:
        good &= under_load(conninfo, program, prefix)
        good &= two_at_once(conninfo, program, prefix)
    print(f"migrations: {time.monotonic() - started:.0f} s")
    sys.exit(not good)


main()
