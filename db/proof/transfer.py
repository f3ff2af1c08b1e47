#!/usr/bin/python3
"""An organization leaves and arrives: transfer.py CONNINFO PROGRAM [--clients N], of a superuser on a freshly migrated
database.

A chain with rows in every table that goes along is exported, imported into an empty database, and exported again: equal
after sorting, but for what the audit log says of the moves themselves. Lists in files are read back by Python's csv.
"""

import argparse
import csv
import hashlib
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

from databases import APP, WORKER, connect, database
from psycopg.conninfo import make_conninfo
from servers import Stage

HERE = Path(__file__).parent
PASSWORD = "correct horse battery"
FORMULAS = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", " =1", "'=1", '"=1', "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0",
            "-5", "-5.25", "5", "plain", "a,b", 'say "hi"', "line\nbreak", "ünïcödé", "a=1"]


def main(conninfo, program, clients):
    failures = []
    with tempfile.TemporaryDirectory() as folder, database(conninfo, "transfer_target") as target, \
            database(conninfo, "transfer_other") as other:
        for empty in (target, other):
            run(program, empty, folder, "migrate", "up")
        furnish(conninfo, program, folder, clients)
        failures += move(conninfo, target, program, folder)
        failures += refuse(other, program, folder)
        with database(conninfo, "transfer_known") as known:
            run(program, known, folder, "migrate", "up")
            failures += believe(conninfo, known, program, folder)
        with database(conninfo, "transfer_child") as empty:
            run(program, empty, folder, "migrate", "up")
            failures += alone(conninfo, empty, program, folder)
        failures += lists(conninfo, program)
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    return 1 if failures else 0


def run(program, conninfo, folder, *arguments, expect=0):
    """The command on that database, with keys of its own."""
    name = conninfo.split("dbname=")[-1].split()[0].strip("'")
    environment = {
        "PATH": os.environ["PATH"], "USER": "proof", "LLVM_PROFILE_FILE": "/dev/null",
        "TRYZORE_KEYS": f"{folder}/keys-{name}",
        "TRYZORE_WORKER_DATABASE_URL": make_conninfo(conninfo, user=WORKER),
        "TRYZORE_MIGRATE_DATABASE_URL": conninfo, "DATABASE_URL": make_conninfo(conninfo, user=APP),
    }
    done = subprocess.run([program, *arguments], env=environment, capture_output=True, text=True, cwd=folder)
    if expect is not None and done.returncode != expect:
        raise SystemExit(f"{' '.join(arguments)}: {done.returncode} {done.stderr}")
    return done


def furnish(conninfo, program, folder, clients):
    """The cast of the matrix: a chain of two with rows in every table, and more clients."""
    subprocess.run(["psql", "-qX", "-v", "ON_ERROR_STOP=1", conninfo, "-f", HERE / "cast.sql"], check=True,
                   stdout=subprocess.DEVNULL)
    with connect(conninfo) as admin:
        # The cast's ciphertexts are none, and what is being worked on stays.
        admin.execute("delete from crm.client_medical")
        admin.execute("delete from private.medical_keys")
        admin.execute("""select set_config('app.scope', array(select id from crm.organizations)::text, false)""")
        admin.execute(
            """insert into crm.client_organizations (organization_id, id, first_name, last_name, sort_name, metadata, notes)
            select proof.id('north'), gen_random_uuid(), 'First ' || n, 'Last ' || n, 'last first ' || n,
              jsonb_build_object('n', n, 'text', repeat('x', n %% 50)), E'line\n"quoted" \\\\ \u2028 ünïcödé ' || n
            from generate_series(1, %s) n""", (clients,))
        # Counters, times and what triggers made must come as they are.
        admin.execute("update crm.client_organizations set notes = notes || '!' where first_name like 'First 1%'")
        # A plan of a location that another location takes, too.
        admin.execute(
            """insert into crm.membership_plan_locations (organization_id, membership_plan_id, location_id, root_organization_id)
            select proof.id('north'), proof.id('north plan'), o.root_organization_id, o.root_organization_id
            from crm.organizations o where o.id = proof.id('north') and o.parent_organization_id is not null""")
        admin.execute("update crm.events set meeting_link = 'https://meet.example/' || id where is_virtual or true")


def export(conninfo, program, folder, name, *options):
    path = f"{folder}/{name}.zip"
    start = time.monotonic()
    run(program, conninfo, folder, "export", "organization", "chain", path, *options)
    return path, time.monotonic() - start


def rows(path):
    """The archive's rows by table, sorted, and its manifest."""
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        tables = {}
        for table in manifest["tables"]:
            content = archive.read(table["file"])
            if hashlib.sha256(content).hexdigest() != table["sha256"]:
                raise SystemExit(f"{table['file']}: the checksum is wrong")
            lines = [json.loads(line) for line in content.decode().split("\n") if line]
            if len(lines) != table["rows"]:
                raise SystemExit(f"{table['file']}: {len(lines)} rows, not {table['rows']}")
            tables[table["table"]] = sorted(json.dumps(line, sort_keys=True) for line in lines)
        return tables, manifest


def alone(source, target, program, folder):
    """What is below another leaves as a head, and arrives as one."""
    with connect(source) as admin:
        slug, below = admin.execute("select slug, id from crm.organizations where parent_organization_id is not null "
                                    "order by (select count(*) from crm.membership_plan_locations l where l.organization_id = id) desc, slug limit 1").fetchone()
    path = f"{folder}/alone.zip"
    run(program, source, folder, "export", "organization", slug, path)
    done = run(program, target, folder, "import", "organization", path, "--json", expect=None)
    with connect(target) as admin:
        heads = admin.execute("select id from crm.organizations where parent_organization_id is null and root_organization_id = id").fetchall()
    print(f"alone: {slug}")
    return [] if done.returncode == 0 and heads == [(below,)] else [f"{slug} alone: {done.returncode} {done.stderr} {heads}"]


def older(entries, moment):
    """What the audit log said before the first export began, and of it: the moves themselves are written down, too."""
    return [entry for entry in entries if json.loads(entry)["created_at"][:26] <= moment[:26]]


def move(source, target, program, folder):
    failures = []
    first, spent = export(source, program, folder, "first")
    before, manifest = rows(first)
    total = sum(map(len, before.values()))
    empty = [name for name, lines in before.items() if not lines and name not in ("crm.client_guardians",)]
    print(f"exported {total} rows of {len(before)} tables in {spent:.1f} s")
    if empty:
        failures.append(f"no rows of {empty}: an empty table proves nothing")
    start = time.monotonic()
    done = run(program, target, folder, "import", "organization", first, "--json")
    print(f"imported {sum(json.loads(done.stdout)['rows'].values())} rows in {time.monotonic() - start:.1f} s")
    second, _ = export(target, program, folder, "second")
    after, _ = rows(second)
    for name in sorted(before | after):
        old, new = before.get(name, []), after.get(name, [])
        if name.startswith("audit."):
            old, new = older(old, manifest["made_at"]), older(new, manifest["made_at"])
        if old != new:
            gone, come = sorted(set(old) - set(new))[:2], sorted(set(new) - set(old))[:2]
            failures.append(f"{name}: {len(old)} rows became {len(new)}; gone {gone}; new {come}")
    if not failures:
        print("equal")
    # Everything works there: forced, triggers on, counters true.
    with connect(target) as admin:
        unforced = admin.execute("select count(*) from pg_class where relkind in ('r', 'p') and not relforcerowsecurity "
                                 "and relnamespace in ('crm'::regnamespace, 'private'::regnamespace)").fetchone()[0]
        if unforced:
            failures.append(f"{unforced} tables are left unforced")
    again = run(program, target, folder, "import", "organization", first, expect=None)
    if again.returncode != 4 or "already_there" not in again.stderr:
        failures.append(f"a second import: {again.returncode} {again.stderr}")
    return failures


def refuse(conninfo, program, folder):
    """Archives that were changed on the way."""
    failures = []
    good = Path(f"{folder}/first.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    def pack(changed, kind=zipfile.ZIP_DEFLATED):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", kind) as archive:
            for name, content in changed:
                archive.writestr(name, content)
        return stream.getvalue()

    def manifest(**changes):
        return (json.dumps(json.loads(files["manifest.json"]) | changes)).encode()

    def with_table(title, content):
        tables = json.loads(files["manifest.json"])["tables"]
        for table in tables:
            if table["table"] == title:
                table |= {"rows": content.count(b"\n"), "sha256": hashlib.sha256(content).hexdigest()}
        return list((files | {"manifest.json": manifest(tables=tables), f"tables/{title}.ndjson": content}).items())

    clients = files["tables/crm.client_organizations.ndjson"]
    tables = json.loads(files["manifest.json"])["tables"]
    unknown = [table | {"columns": [*table["columns"], "surprise"]} if table["table"] == "crm.tags" else table for table in tables]
    private = [table | {"table": "private.permissions", "file": "tables/private.permissions.ndjson"}
               if table["table"] == "crm.tags" else table for table in tables]
    cases = {
        "not_an_archive": [b"", b"PK", good[: len(good) // 2], os.urandom(1000)],
        "file_missing": [pack(list(files.items())[:-1]), pack([])],
        "file_unexpected": [pack([*files.items(), ("tables/crm.more.ndjson", b"")])],
        "name_refused": [pack([*files.items(), (name, b"x")]) for name in
                         ("../evil", "/etc/passwd", "tables/../../evil.ndjson", "tables\\evil", "tables/", "README", "tables/crm.tags.csv")],
        "checksum_mismatch": [pack([(n, c.replace(b"Client", b"Cl1ent") if n.endswith("crm.client_organizations.ndjson") else c)
                                    for n, c in files.items()])],
        "manifest_invalid": [pack([(n, b"{" if n == "manifest.json" else c) for n, c in files.items()])],
        "format_unknown": [pack(list((files | {"manifest.json": manifest(format=2)}).items()))],
        "newer_version": [pack(list((files | {"manifest.json": manifest(schema_version=9999)}).items()))],
        "column_unknown": [pack(list((files | {"manifest.json": manifest(tables=unknown)}).items())),
                           pack([(n.replace("crm.tags", "private.permissions"), manifest(tables=private) if n == "manifest.json" else c)
                                 for n, c in files.items()])],
        "row_invalid": [pack(with_table("crm.client_organizations", clients.replace(b'"visit_count":0', b'"visit_count":"x"'))),
                        pack(with_table("crm.client_organizations", clients + b"not json\n")),
                        pack(with_table("crm.client_organizations", clients + clients))],
        "owner_missing": [pack(with_table("crm.user_organizations", files["tables/crm.user_organizations.ndjson"].replace(
            b'"role":"owner"', b'"role":"admin"')))],
        "reference_missing": [pack(with_table("crm.users", b""))],
        "row_foreign": [pack(with_table("crm.tags", files["tables/crm.tags.ndjson"].replace(
            json.loads(files["tables/crm.tags.ndjson"].split(b"\n")[0])["organization_id"].encode(), str(uuid.uuid4()).encode())))],
        "parent_outside": [pack(with_table("crm.organizations", below(files["tables/crm.organizations.ndjson"])))],
        # A bomb: a gigabyte and more of nothing, packed into a megabyte.
        "too_large": [pack([*files.items(), *((f"tables/crm.bomb_{letter}.ndjson", b"\0" * (300 << 20)) for letter in "abcd")])],
        "too_many_files": [pack([*files.items(), *((f"tables/crm.{'x' * (n % 40)}_{''.join(chr(97 + int(d)) for d in str(n))}.ndjson", b"")
                                                    for n in range(1100))])],
    }
    count = 0
    for code, archives in cases.items():
        for archive in archives:
            path = Path(f"{folder}/hostile.zip")
            path.write_bytes(archive)
            done = run(program, conninfo, folder, "import", "organization", str(path), expect=None)
            count += 1
            if done.returncode != 4 or f"({code})" not in done.stderr:
                failures.append(f"{code}: {done.returncode} {done.stderr.strip()}")
    # Any byte changed: refused, whatever it is.
    chance = random.Random(35)
    for _ in range(12):
        broken = bytearray(good)
        broken[chance.randrange(len(broken))] ^= 1 << chance.randrange(8)
        Path(f"{folder}/hostile.zip").write_bytes(broken)
        done = run(program, conninfo, folder, "import", "organization", f"{folder}/hostile.zip", expect=None)
        count += 1
        if done.returncode not in (0, 4):
            failures.append(f"a changed byte: {done.returncode} {done.stderr.strip()}")
        if done.returncode == 0:
            # Of no importance, such as a time of the container.
            return failures + ([] if still_equal(conninfo, program, folder) else ["a changed byte came in"])
    with connect(conninfo) as admin:
        left = admin.execute("select (select count(*) from crm.organizations) + (select count(*) from crm.users) "
                             "+ (select count(*) from private.staged_rows)").fetchone()[0]
        if left:
            failures.append(f"refused archives left {left} rows")
    print(f"{count} hostile archives refused by name")
    return failures


def below(organizations):
    """The rows with their head below an organization that is not among them."""
    lines = [json.loads(line) for line in organizations.decode().split("\n") if line]
    above = str(uuid.uuid4())
    for line in lines:
        line["parent_organization_id"] = line["parent_organization_id"] or above
        line["root_organization_id"] = above
    return "".join(json.dumps(line) + "\n" for line in lines).encode()


def believe(source, conninfo, program, folder):
    """The same archive where its people are already, with other addresses and no profile of their own but what it says: it
    is believed about none of them."""
    with connect(source) as admin:
        people = admin.execute("select id, email, first_name, last_name from crm.users").fetchall()
    with connect(conninfo) as admin:
        for person, email, first, last in people:
            admin.execute("insert into crm.users (id, email, first_name, last_name) values (%s, %s, %s, %s)",
                          (person, "here-" + email, first, last))
    done = run(program, conninfo, folder, "import", "organization", f"{folder}/first.zip", "--json")
    with connect(conninfo) as admin:
        found = {what: admin.execute(f"select count(*) from {query}").fetchone()[0] for what, query in {
            "identities": "private.identities", "profiles": "crm.clients",
            "links": "crm.client_organizations where client_id is not null",
            "consents to sharing": "crm.consents where kind = 'profile_sharing' and recorded_by is not null",
            "staff": "crm.user_organizations where role not in ('owner', 'member')",
            "changed people": "crm.users where email not like 'here-%'",
        }.items()}
    print(f"beside {len(people)} people who were here: {found}")
    failures = [f"{count} {what} of people who were here" for what, count in found.items() if count]
    if json.loads(done.stdout)["people_who_may_sign_in"]:
        failures.append("people who were here may sign in by the file's addresses")
    return failures


def still_equal(conninfo, program, folder):
    path, _ = export(conninfo, program, folder, "third")
    first, manifest = rows(f"{folder}/first.zip")
    third, _ = rows(path)
    return all(lines == third[name] for name, lines in first.items() if not name.startswith("audit."))


def lists(conninfo, program):
    """A list as CSV has what it has as JSON, as Python reads them, and nothing that a spreadsheet would run; an import of
    5,000 rows over HTTP, by a worker."""
    failures = []
    stage = Stage(conninfo, program)
    try:
        owner = stage.person()
        gym = stage.organization(owner)
        server = stage.serve(works=True)
        token, client = server.sign_in(owner)["access_token"], server.client(timeout=120)
        token = client.ask("POST", "/v1/auth/switch-organization", {"organization_id": gym}, token).json["access_token"]
        names = [name.strip() for name in FORMULAS if "\n" not in name]
        for name in names:
            if (made := client.ask("POST", "/v1/clients", {"first_name": name, "last_name": "y"}, token)).status != 201:
                failures.append(f"{name!r}: {made.status} {made.body[:200]}")
        answer = client.ask("GET", "/v1/clients", token=token, headers=[("Accept", "text/csv")])
        lines = list(csv.reader(io.StringIO(answer.body.decode("utf-8-sig"), newline="")))
        ndjson = client.ask("GET", "/v1/clients", token=token, headers=[("Accept", "application/x-ndjson")])
        people = [json.loads(line) for line in ndjson.body.decode().split("\n") if line]
        if len(lines) != len(people) + 1 or len(people) != len(names):
            failures.append(f"{len(lines)} lines for {len(people)} people")
        column = lines[0].index("first_name")
        for line, person in zip(lines[1:], people):
            shown, meant = line[column], person["first_name"]
            runs = shown.lstrip(" \"\u3000\u00a0")[:1] in set("=+-@\t\r\n＝＋－＠") and not shown.lstrip("-").replace(".", "").isdigit()
            if runs or shown not in (meant, "'" + meant):
                failures.append(f"{meant!r} is written as {shown!r}")
        rows = "".join(f"Person {n},Family {n},person{n}@example.com,+1 212 555 {n:04}\n" for n in range(5000))
        file = ("first name,last name,email,phone\n" + rows).encode()
        start = time.monotonic()
        made = client.ask("POST", "/v1/imports", file, token, headers=[("Content-Type", "text/csv")])
        key = [("Idempotency-Key", str(uuid.uuid4()))]
        if made.status != 201:
            raise SystemExit(f"the upload: {made.status} {made.body[:300]}")
        run = client.ask("POST", f"/v1/imports/{made.json['id']}/runs", {}, token, headers=key)
        while (state := client.ask("GET", f"/v1/operations/{run.json['id']}", token=token).json)["state"] in ("queued", "running"):
            time.sleep(0.05)
        print(f"imported 5,000 rows over HTTP in {time.monotonic() - start:.1f} s")
        if state["state"] != "succeeded" or state["result"]["created"] != 5000:
            failures.append(f"the import {state}")
        # A body that no other operation takes, and one that this does not.
        for path, size, kind in (("/v1/imports", 21 << 20, "text/csv"), ("/v1/clients", 2 << 20, "application/json")):
            refused = server.client(timeout=60).ask("POST", path, b"x" * size, token, headers=[("Content-Type", kind)])
            if refused.status != 413:
                failures.append(f"{size} bytes to {path}: {refused.status}")
        large = ("name,x\n" + "".join(f"Large Person {n},{'y' * 1000}\n" for n in range(10000))).encode()
        if (taken := client.ask("POST", "/v1/imports", large, token, headers=[("Content-Type", "text/csv")])).status != 201:
            failures.append(f"{len(large)} bytes: {taken.status} {taken.body[:200]}")
    finally:
        stage.close()
    return failures


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("conninfo")
    parser.add_argument("program")
    parser.add_argument("--clients", type=int, default=2000)
    arguments = parser.parse_args()
    sys.exit(main(arguments.conninfo, str(Path(arguments.program).resolve()), arguments.clients))
