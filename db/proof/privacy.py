#!/usr/bin/python3
"""Exports and erasures over the real API: privacy.py CONNINFO PROGRAM, of a superuser on a freshly migrated database.

Three clients, two of them in one gym, have a canary in every personal and medical column that the catalogue knows. The
export of one holds all of its own and none of the others'; after the erasure a dump holds none of them and all of the
others'; and a backup of before, restored and given the ledger, is as clean.
"""

import http.client
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

from psycopg.conninfo import make_conninfo

from databases import APP, WORKER, connect, database

HERE = Path(__file__).parent
PASSWORD = "correct horse battery"
OWNERS = ("erased", "neighbour", "elsewhere")
# What must not move when somebody is erased.
FIGURES = """
select (select count(*) from crm.event_participants), (select sum(current_participants) from crm.events where starts_at <= now()),
  (select count(*) from crm.memberships), (select sum(classes_used) from crm.memberships),
  (select sum(classes_remaining) from crm.memberships), (select count(*) from crm.membership_usage),
  (select count(*) from crm.ledger_transactions), (select sum(abs(amount_minor)) from crm.ledger_entries), (select sum(amount_minor) from crm.ledger_entries),
  (select count(*) from crm.check_ins), (select count(*) from crm.booking_decisions), (select sum(visit_count) from crm.client_organizations),
  (select count(*) from crm.client_organizations), (select count(*) from crm.consents), (select count(*) from crm.users),
  (select count(*) from crm.events e where e.current_participants <> (select count(*) from crm.event_participants p
    where p.event_id = e.id and p.status in ('registered', 'attended', 'no_show')))
"""


def main(conninfo, program):
    failures = []
    with tempfile.TemporaryDirectory() as folder:
        gyms = Gyms(conninfo, program, folder)
        try:
            gyms.furnish()
            failures += prove(gyms, conninfo, folder)
        finally:
            gyms.stop()
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    return 1 if failures else 0


def prove(gyms, conninfo, folder):
    admin, client = gyms.admin, str(gyms.canary("erased"))
    tokens = {owner: gyms.tokens(owner) for owner in OWNERS}
    failures = check_export(gyms, client, tokens)
    if missing := missing_from(dump(conninfo), tokens["erased"] + tokens["neighbour"] + tokens["elsewhere"]):
        failures.append(f"the dump before lacks {missing}: a canary that is nowhere proves nothing")

    backup = f"{folder}/backup"
    subprocess.run(["pg_dump", "--format=custom", "--file", backup, conninfo], check=True)
    figures, entries = admin.execute(FIGURES).fetchone(), count(admin, "audit.audit_logs")
    erasure = gyms.call("POST", "/v1/privacy/erasures", {"client_id": client}, 201)["id"]
    gyms.finish(gyms.call("POST", f"/v1/privacy/erasures/{erasure}/approval", None, 202)["id"])
    after = dump(conninfo)
    failures += check_clean("after the erasure", after, tokens)
    if admin.execute(FIGURES).fetchone() != figures:
        failures.append(f"figures changed from {figures} to {admin.execute(FIGURES).fetchone()}")
    if count(admin, "audit.audit_logs") <= entries:
        failures.append("the audit log does not tell of the erasure")
    if not admin.execute(
        "select from audit.audit_logs where entity_type = 'client' and entity_id = %s and 'first_name' = any (hidden_columns)", [client]
    ).rowcount:
        failures.append("the audit log has forgotten which fields there were")

    versions = "select sum(version) from crm.client_organizations union all select sum(version) from crm.event_participants"
    moved, entries = admin.execute(versions).fetchall(), count(admin, "audit.audit_logs")
    ledger = gyms.command("privacy", "ledger")
    again = gyms.command("privacy", "reapply")
    if not again.startswith("1 of 1") or admin.execute(versions).fetchall() != moved or count(admin, "audit.audit_logs") != entries:
        failures.append(f"erasing twice is not as erasing once: {again}")
    failures += check_clean("after another erasure", dump(conninfo), tokens)

    Path(f"{folder}/ledger.jsonl").write_text(ledger)
    if re.search("canary", ledger):
        failures.append("the ledger names somebody")
    with database(conninfo, "tryzore_restored", "template0") as restored:
        subprocess.run(["pg_restore", "--dbname", restored, backup], check=True)
        if missing := missing_from(dump(restored), tokens["erased"]):
            failures.append(f"the backup of before lacks {missing}")
        told = gyms.command("privacy", "reapply", f"{folder}/ledger.jsonl", conninfo=restored)
        failures += check_clean("in the restored backup", dump(restored), tokens)
        with connect(restored) as other:
            if other.execute(FIGURES).fetchone() != figures:
                failures.append("figures changed in the restored backup")
    print(
        f"privacy: {sum(map(len, tokens.values()))} canaries of {len(OWNERS)} clients in {gyms.tables()} tables; exported, erased, erased "
        f"again, restored and erased ({told.strip()}); {len(failures)} failures"
    )
    return failures


def check_export(gyms, client, tokens):
    export = gyms.call("POST", "/v1/privacy/exports", {"client_id": client}, 202)["id"]
    gyms.finish(export)
    archive = zipfile.ZipFile(io.BytesIO(gyms.call("GET", f"/v1/privacy/exports/{export}/file", None, 200)))
    failures = [f"the ZIP is damaged at {name}" for name in [archive.testzip()] if name]
    manifest = json.loads(archive.read("manifest.json"))
    files = {name: archive.read(name).decode() for name in archive.namelist()}
    for table in manifest["tables"]:
        rows = json.loads(files[f"json/{table['table']}.json"])
        if len(rows) != table["rows"] or any(list(row) != [c["name"] for c in table["columns"]] for row in rows):
            failures.append(f"{table['table']} is not what the manifest says")
    for ending in ("json", "csv"):
        text = "\n".join(content for name, content in files.items() if name.startswith(ending))
        expected = [(table, column, token) for table, column, token in tokens["erased"] if (table, column) not in gyms.secret]
        # A binary column is exported in base64 where nobody has its key.
        expected = [t for t in expected if t[1] != "note"]
        if missing := missing_from(text, expected):
            failures.append(f"the {ending} files lack {missing}")
        for owner in ("neighbour", "elsewhere"):
            if found := found_in(text, tokens[owner]):
                failures.append(f"the {ending} files hold {found} of {owner}")
    if gyms.call("GET", f"/v1/privacy/exports/{uuid.uuid4()}/file", None, 404) is None:
        failures.append("there is a file of an export that is not")
    return failures


def check_clean(when, text, tokens):
    failures = []
    if found := found_in(text, tokens["erased"]):
        failures.append(f"{when} a dump still holds {found}")
    for owner in ("neighbour", "elsewhere"):
        if missing := missing_from(text, tokens[owner]):
            failures.append(f"{when} a dump lacks {missing} of {owner}")
    return failures


def dump(conninfo):
    # But for the list of what is to be found.
    return subprocess.run(["pg_dump", "--exclude-schema=canary", conninfo], check=True, capture_output=True, text=True).stdout.lower()


def is_in(token, text):
    # Binary columns stand in a dump as hexadecimal digits.
    return token.lower() in text.lower() or token.encode().hex() in text


def missing_from(text, tokens):
    return [f"{table}.{column}" for table, column, token in tokens if not is_in(token, text)]


def found_in(text, tokens):
    return [f"{table}.{column}" for table, column, token in tokens if is_in(token, text)]


def count(admin, table):
    return admin.execute(f"select count(*) from {table}").fetchone()[0]


class Gyms:
    """Two gyms of one owner, who is signed in to the first, their clients, and the server."""

    def __init__(self, conninfo, program, folder):
        self.program, self.folder, self.conninfo = os.path.abspath(program), folder, conninfo
        self.admin = connect(conninfo)
        self.admin.execute(HERE.joinpath("canaries.sql").read_text())
        self.start()

    def furnish(self):
        email = f"{uuid.uuid4()}@example.org"
        who = {"email": email, "password": PASSWORD, "first_name": "Olga", "last_name": "Owner"}
        owner = self.call("POST", "/v1/auth/sign-up", who, None)["user"]["id"]
        self.gyms = {name: uuid.uuid4() for name in ("north", "south")}
        for name, gym in self.gyms.items():
            self.admin.execute(
                "select private.operator_create_organization(%s, %s, %s, %s, 'UTC', 'EUR', 'DE', null)", [gym, owner, name, f"{name}-{gym}"]
            )
        for name, gym in zip(OWNERS, ("north", "north", "south")):
            person, address = uuid.uuid4(), f"{uuid.uuid4()}@example.org"
            self.admin.execute("select private.sign_up(%s, %s, %s, 'P', 'P', %s)", [person, address, address, "none: nobody signs in with it"])
            with self.admin.transaction():
                self.admin.execute("select canary.furnish(%s, %s, %s)", [self.gyms[gym], name, person])
        self.token = self.call("POST", "/v1/auth/login", {"email": email, "password": PASSWORD}, 200)["access_token"]
        entered = self.call("POST", "/v1/auth/switch-organization", {"organization_id": str(self.gyms["north"])}, 200)
        self.token = entered["access_token"]
        self.secret = {
            (table, column)
            for table, column in self.admin.execute("select table_name, column_name from private.column_classes where class = 'secret'")
        } | {("jobs.mails", "contents"), ("jobs.jobs", "payload")}

    def tokens(self, owner):
        return self.admin.execute(
            "select table_name, column_name, token from canary.planted where owner = %s and is_carried order by 1, 2", [owner]
        ).fetchall()

    def canary(self, name):
        return self.admin.execute("select canary.id(%s)", [name]).fetchone()[0]

    def tables(self):
        return self.admin.execute("select count(distinct table_name) from canary.planted").fetchone()[0]

    def start(self):
        environment = os.environ | {
            "DATABASE_URL": make_conninfo(self.conninfo, user=APP),
            "TRYZORE_WORKER_DATABASE_URL": make_conninfo(self.conninfo, user=WORKER),
            "TRYZORE_KEYS": f"{self.folder}/keys",
            "TRYZORE_LOG_LEVEL": "critical",
        }
        self.token = None
        self.server = subprocess.Popen(
            [self.program, "serve", "--port", "0"], env=environment, stderr=subprocess.PIPE, text=True, cwd=self.folder
        )
        self.port = int(re.search(r"127\.0\.0\.1:(\d+)", self.server.stderr.readline()).group(1))

    def stop(self):
        self.server.terminate()
        self.server.wait()

    def call(self, method, path, body, status):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/json"} if body is not None else {}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        content = answer.read()
        if status and answer.status != status:
            raise RuntimeError(f"{method} {path}: {answer.status} {content.decode()}")
        return content if answer.getheader("Content-Type") == "application/zip" else json.loads(content)

    def finish(self, operation):
        """Until the operation is done."""
        while (state := self.call("GET", f"/v1/operations/{operation}", None, 200))["state"] in ("queued", "running"):
            time.sleep(0.05)
        if state["state"] != "succeeded":
            raise RuntimeError(f"the operation {state}")

    def command(self, *arguments, conninfo=None):
        environment = os.environ | {"TRYZORE_WORKER_DATABASE_URL": make_conninfo(conninfo or self.conninfo, user=WORKER)}
        done = subprocess.run([self.program, *arguments], env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr}")
        return done.stdout


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
