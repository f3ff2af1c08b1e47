#!/usr/bin/python3
"""Jobs under worst conditions, with the program's own workers:

  jobs.py CONNINFO PROGRAM crash [--jobs N]    workers killed with -9 every two seconds: nothing lost, nothing twice
  jobs.py CONNINFO PROGRAM drain [--jobs N]    a long line worked off: what a claim costs at its start, middle and end
  jobs.py CONNINFO PROGRAM network             the listener cut and silenced: work goes on
  jobs.py CONNINFO PROGRAM mail                a mail server that takes, refuses, hangs and breaks off

CONNINFO is an administrator's, of a migrated database that may be filled.
"""

import argparse
import json
import os
import pathlib
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import WORKER, connect

LEASE = 30  # seconds, as Worker.Configuration has it


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conninfo")
    parser.add_argument("program")
    parser.add_argument("part", choices=["crash", "drain", "network", "mail"])
    parser.add_argument("--jobs", type=int)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as keys:
        gym = Gym(arguments.conninfo, arguments.program, keys)
        try:
            failures = {"crash": crash, "drain": drain, "network": network, "mail": mail}[arguments.part](gym, arguments.jobs)
        finally:
            gym.stop_all()
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    sys.exit(1 if failures else 0)


class Gym:
    """A gym with one person, and the workers that are started for it."""

    def __init__(self, conninfo, program, keys):
        self.conninfo, self.program, self.keys, self.workers = conninfo, program, keys, []
        self.admin, self.worker = connect(conninfo), connect(conninfo, user=WORKER)
        self.id, self.person = uuid.uuid4(), uuid.uuid4()
        email = f"{self.person}@example.com"
        self.worker.execute(
            "select private.sign_up(%s, %s, %s, 'Ada', 'Lovelace', 'none: nobody signs in with it')", [self.person, email, email]
        )
        self.worker.execute(
            "select private.operator_create_organization(%s, %s, 'Gym', %s, 'UTC', 'EUR', 'DE', null)",
            [self.id, self.person, f"gym-{self.id}"],
        )
        # Nobody is to be written to: the effects counted here are the notifications.
        with self.worker.transaction():
            self.enter()
            self.worker.execute("select set_config('app.user_id', %s, true)", [str(self.person)])
            self.worker.execute(
                """insert into crm.notification_preferences (organization_id, user_id, preferences)
                values (%s, %s, '{"proof": {"email": false}}')""",
                [self.id, self.person],
            )

    def enter(self):
        self.worker.execute("select private.enter_operator(%s, 'proof', true)", [self.id])

    def tell(self, names, user=None, priority=1, attempts=10):
        """Enqueues one `notifications.tell` for each name, in one transaction."""
        with self.worker.transaction():
            self.enter()
            self.worker.execute(
                """select jobs.enqueue(gen_random_uuid(), 'notifications.tell', jsonb_build_object('id', upper(gen_random_uuid()::text),
                  'user', upper(%s::text), 'type', 'proof', 'title', name, 'message', 'Counted'), %s, %s, null, null)
                from unnest(%s::text[]) name""",
                [user or self.person, priority, attempts, names],
            )

    def told(self, name):
        return self.admin.execute("select count(*) from crm.notifications where title = %s", [name]).fetchone()[0]

    def start(self, conninfo=None, **more):
        environment = os.environ | {
            "TRYZORE_WORKER_DATABASE_URL": make_conninfo(conninfo or self.conninfo, user=WORKER),
            "TRYZORE_KEYS": self.keys,
            "TRYZORE_LOG_LEVEL": "critical",
            **more,
        }
        worker = subprocess.Popen([self.program, "work"], env=environment, stderr=subprocess.DEVNULL)
        self.workers.append(worker)
        return worker

    def stop_all(self):
        for worker in self.workers:
            worker.kill()
            worker.wait()
        self.workers = []

    def number(self, query, *values):
        return self.admin.execute(query, values).fetchone()[0]


def wait(seconds, holds):
    """How long it took; None if it never came."""
    start = time.monotonic()
    while time.monotonic() < start + seconds:
        if holds():
            return time.monotonic() - start
        time.sleep(0.05)
    return None


def crash(gym, jobs):
    jobs = jobs or 20_000
    names = [f"effect {number}" for number in range(jobs)]
    # Three kinds of poison, in front of all others: of a person who does not exist, without a payload, unknown.
    gym.tell(["poison"] * 20, user=uuid.uuid4(), priority=0, attempts=2)
    with gym.worker.transaction():
        gym.enter()
        for kind in ["notifications.tell", "nobody.knows"] * 10:
            gym.worker.execute("select jobs.enqueue(gen_random_uuid(), %s, '{}', 0, 3, null, null)", [kind])
    for start in range(0, jobs, 5000):
        gym.tell(names[start : start + 5000])
    for _ in range(3):
        gym.start()
    begin, kills, next_kill = time.monotonic(), 0, time.monotonic() + 2
    # Of this gym: there may be others in the database, with work of their own.
    mine = f"from jobs.jobs where organization_id = '{gym.id}'"
    living = f"select count(*) {mine} and state in ('queued', 'running') and kind <> 'nobody.knows'"
    while gym.number(living) and time.monotonic() < begin + 600:
        if time.monotonic() >= next_kill:
            victim = gym.workers.pop(random.randrange(len(gym.workers)))
            victim.kill()
            victim.wait()
            gym.start()
            kills += 1
            next_kill += 2
        time.sleep(0.05)
    seconds = time.monotonic() - begin
    lost = gym.number("select count(*) from unnest(%s::text[]) n where not exists (select from crm.notifications where title = n)", names)
    twice = gym.number("select count(*) from (select from crm.notifications where title like 'effect %%' group by title having count(*) > 1) t")
    dead = gym.number(f"select count(*) {mine} and state = 'dead'")
    wrong = gym.number(f"select count(*) {mine} and (state = 'dead' and kind <> 'notifications.tell' or state = 'queued' and kind <> 'nobody.knows')")
    rescued = gym.number(f"select count(*) {mine} and state = 'succeeded' and attempts > 1")
    slowest = gym.number(f"select coalesce(max(extract(epoch from finished_at - started_at)), 0)::float {mine} and state = 'succeeded'")
    print(
        f"jobs: {jobs} jobs in {seconds:.0f} s, {kills} workers killed, {lost} lost, {twice} twice, {rescued} rescued, the slowest "
        f"within {slowest:.0f} s (lease {LEASE} s + 30), {dead} of 30 poisoned ones dead letters"
    )
    failures = []
    if lost or twice or wrong:
        failures.append(f"{lost} lost, {twice} twice, {wrong} in a wrong state")
    if dead != 30:
        failures.append(f"{dead} dead letters instead of 30")
    if slowest > LEASE + 30:
        failures.append("a job of a killed worker was not rescued in time")
    return failures


def drain(gym, jobs):
    jobs = jobs or 100_000
    for start in range(0, jobs, 10_000):
        gym.tell([f"drained {start}"] * 10_000)
    gym.admin.execute("analyze jobs.jobs")
    plan = "\n".join(
        row[0]
        for row in gym.admin.execute(
            """explain select due.id from jobs.jobs due where due.state = 'queued' and due.priority = 1 and due.run_at <= now()
            order by due.run_at, due.id limit 20 for update skip locked"""
        )
    )
    costs = []
    while True:
        start = time.perf_counter()
        claimed = gym.worker.execute("select id, lease from jobs.claim('proof', 20, interval '30 seconds')").fetchall()
        costs.append(time.perf_counter() - start)
        if not claimed:
            break
        gym.worker.execute("select jobs.finish(id, lease, null) from unnest(%s::uuid[], %s::bigint[]) as j (id, lease)", list(map(list, zip(*claimed))))
    tenth = len(costs) // 10
    first, middle, last = (statistics.median(costs[at : at + tenth]) * 1000 for at in (0, len(costs) // 2, len(costs) - tenth))
    print(f"jobs: a claim of 20 from {jobs} queued takes {first:.2f} ms, {middle:.2f} ms half way, {last:.2f} ms at the end (medians)")
    print(plan)
    failures = []
    if last > 2 * first or middle > 2 * first:
        failures.append("the claim grows dearer while the line is worked off")
    if "jobs_to_do" not in plan or "Seq Scan" in plan or "Sort" in plan:
        failures.append("the claim does not walk its index")
    return failures


class Proxy:
    """TCP in front of PostgreSQL's Unix socket; connections that say LISTEN can be silenced."""

    def __init__(self, conninfo):
        parts = conninfo_to_dict(conninfo)
        self.target = f"{parts['host']}/.s.PGSQL.{parts.get('port', 5432)}"
        self.server = socket.create_server(("127.0.0.1", 0))
        self.port = self.server.getsockname()[1]
        self.silenced, self.listeners, self.everything = set(), [], False
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            client, _ = self.server.accept()
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self.target)
            connection = object()
            for source, sink in ((client, upstream), (upstream, client)):
                threading.Thread(target=self.pump, args=(connection, source, sink), daemon=True).start()

    def pump(self, connection, source, sink):
        try:
            while data := source.recv(65536):
                if b'listen "' in data:
                    self.listeners.append(connection)
                # A black hole: what comes is gone, and nobody is told.
                if connection in self.silenced or self.everything:
                    continue
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def silence_listeners(self):
        self.silenced.update(self.listeners)


def network(gym, _):
    proxy = Proxy(gym.conninfo)
    gym.start(make_conninfo(gym.conninfo, host="127.0.0.1", port=str(proxy.port)))
    failures = []

    def goes_on(what):
        name = f"{what} {uuid.uuid4()}"
        gym.tell([name])
        seconds = wait(30, lambda: gym.told(name) == 1)
        print(f"jobs: {what}: " + (f"worked off after {seconds:.2f} s (10 s)" if seconds is not None else "never worked off"))
        if seconds is None or seconds > 10:
            failures.append(what)

    listening = "select count(*) from pg_stat_activity where query ilike 'listen%%' or query = 'select 1'"
    goes_on("a new worker")
    gym.admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%%' or query = 'select 1'")
    goes_on("the listener cut")
    if wait(15, lambda: gym.number(listening) == 1) is None:
        failures.append("nobody listens again after the cut")
    known = len(proxy.listeners)
    proxy.silence_listeners()
    goes_on("the listener in a black hole")
    again = wait(20, lambda: len(proxy.listeners) > known)
    print("jobs: " + (f"it listens again after {again:.1f} s" if again is not None else "it never listens again"))
    if again is None:
        failures.append("nobody listens again after the black hole")
    goes_on("listening again")
    proxy.everything = True
    time.sleep(5)
    proxy.everything = False
    gym.admin.execute("select pg_terminate_backend(pid) from pg_stat_activity where usename = %s and pid <> %s", [WORKER, gym.worker.info.backend_pid])
    goes_on("every connection lost")
    return failures


def mail(gym, _):
    """What becomes of mails by what their receiver's server does; sink.py says it by the receiver's name."""
    root = pathlib.Path(__file__).parents[2]
    sink = subprocess.Popen(
        [root / ".tryzore/venv/bin/python", root / "Tests/MailTests/sink.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    taken = []
    try:
        doors = json.loads(sink.stdout.readline())
        threading.Thread(target=lambda: taken.extend(json.loads(line) for line in sink.stdout), daemon=True).start()
        names = ["accept"] * 20 + ["busy", "unknown", "spam", "drop", "hang"]
        for name in names:
            with gym.worker.transaction():
                gym.enter()
                gym.worker.execute(
                    """select jobs.enqueue_mail(gen_random_uuid(), %s, %s, 'notification', 'de', 'proof',
                      '{"title": "Größe <b>", "message": "Zwei & drei"}', 1, null)""",
                    [gym.person, f"{name}@example.org"],
                )
        gym.start(TRYZORE_SMTP_URL=f"smtp://127.0.0.1:{doors['plain']}", TRYZORE_MAIL_FROM="House <no-reply@example.com>", TRYZORE_PUBLIC_URL="https://gym.example.com")
        state = """select string_agg(distinct split_part(m.recipient, '@', 1) || ' ' || j.state || case when m.accepted_at is not null then ' accepted'
          when m.failed_at is not null then ' given up' else '' end, ', ') from jobs.mails m join jobs.jobs j using (id)"""
        expected = "accept succeeded accepted, busy queued, drop queued, hang queued, spam dead given up, unknown dead given up"
        tried = "select count(*) from jobs.jobs where kind = 'mail.send' and (state in ('queued', 'running') and error is null or state = 'running')"
        seconds = wait(90, lambda: gym.number(tried) == 0)
        found = gym.number(state)
        retried = gym.number("select count(*) from jobs.jobs where kind = 'mail.send' and state = 'queued' and run_at > created_at + interval '2 seconds'")
        errors = gym.number("select string_agg(error, '; ' order by error) from jobs.jobs where kind = 'mail.send' and error is not null")
        ids = {message["headers"]["Message-ID"] for message in taken}
        broken = [m for m in taken if m["defects"] or [p["type"] for p in m["parts"]] != ["text/plain", "text/html"]]
        odd = [
            m for m in taken
            if m["headers"].get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" or "DKIM-Signature" in m["headers"]
            or m["headers"]["From"] != "Gym <no-reply@example.com>" or "Größe <b>" not in m["headers"]["Subject"]
        ]
        print(f"jobs: {len(taken)} mails taken by a real server of 20 for it ({len(ids)} Message-IDs, {len(broken)} broken, {len(odd)} odd), "
              f"{seconds or -1:.0f} s; {found}; errors: {errors}")
    finally:
        sink.stdin.close()
        sink.wait(10)
    failures = []
    if len(taken) != 20 or len(ids) != 20 or broken or odd:
        failures.append(f"what arrived is wrong: {broken[:1]} {odd[:1]}")
    if found != expected or retried != 3:
        failures.append(f"expected {expected}, three of them to be tried again; {retried} will be")
    if "@" in errors:
        failures.append("an error names an address")
    return failures


if __name__ == "__main__":
    main()
