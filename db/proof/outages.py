"""Servers and PostgreSQL killed in turn while people book and cancel; what was acknowledged is written down outside."""

import collections
import http.client
import os
import random
import subprocess
import threading
import time
import uuid

from psycopg.conninfo import make_conninfo

from chronicle import check
from classes import Studio
from clusters import Cluster
from databases import connect
from servers import Stage

THREADS, DURABLE = 12, {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def crash(program, cycles, seed):
    cluster = Cluster()
    try:
        with connect(cluster.conninfo) as server:
            server.execute("create database tryzore")
        conninfo = make_conninfo(cluster.conninfo, dbname="tryzore")
        subprocess.run([program, "migrate", "up"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=os.environ | {"TRYZORE_MIGRATE_DATABASE_URL": conninfo, "LLVM_PROFILE_FILE": "/dev/null"})  # fmt: skip
        stage = Stage(conninfo, program)
        try:
            return load(stage, cluster, cycles, seed)
        finally:
            for server in stage.servers:
                server.kill()
    finally:
        cluster.close()


def load(stage, cluster, cycles, seed):
    chance, studio = random.Random(seed), Studio(stage)
    node = stage.serve()
    token = node.sign_in(stage.join(studio.id, "staff"))["access_token"]
    # Few places, so that some are refused; no two at a time, so that nothing else refuses.
    events = [studio.event(36 * 3600 + number * 7200, THREADS // 2) for number in range(6)]
    settings = dict(connect(stage.conninfo, user="tryzore_app").execute(
        "select name, setting from pg_settings where name = any(%s)", [list(DURABLE)]).fetchall())  # fmt: skip
    guests = [Guest(node, token, client, events, f"{seed}/{number}") for number, client in enumerate(studio.clients(THREADS))]
    for guest in guests:
        guest.thread.start()
    start = time.monotonic()
    for cycle in range(cycles):
        # Somewhere in the middle of what they do, after all have got something done.
        marks = [len(guest.done) for guest in guests]
        while any(len(guest.done) <= mark and guest.thread.is_alive() for guest, mark in zip(guests, marks)):
            time.sleep(0.01)
        time.sleep(chance.random() * 0.3)
        if cycle % 2:
            cluster.kill()
            cluster.start()
        else:
            node.kill()
            node.start()
    for guest in guests:
        guest.stop.set()
    for guest in guests:
        guest.thread.join(120)
    seconds = time.monotonic() - start
    # The old connections are gone with the old server.
    stage.admin = connect(stage.conninfo)
    faults = [fault for guest in guests for fault in guest.faults] + check(stage, studio.id)
    lost, more, doubled = audit(stage, studio, guests)
    acts = collections.Counter(act for guest in guests for act, _, _ in guest.done)
    print(
        f"bookings: seed {seed}: {cycles} kills of the server and of PostgreSQL in turn in {seconds:.0f} s, under {sum(acts.values())} acknowledged acts "
        f"({', '.join(f'{count} {act}' for act, count in sorted(acts.items()))}), {sum(guest.repeated for guest in guests)} repeated: {len(lost)} lost (0), "
        f"{len(more)} more than acknowledged (0), {len(doubled)} done twice (0), {len(faults)} other faults (0); "
        f"{', '.join(f'{name} {setting}' for name, setting in sorted(settings.items()))}"
    )
    faults += [f"{name} of {sorted(those)[:3]}" for name, those in (("lost", lost), ("more", more), ("twice", doubled)) if those]
    if settings != DURABLE:
        faults.append(f"PostgreSQL is not durable: {settings}")
    if not sum(guest.repeated for guest in guests):
        faults.append("no kill met a request")
    if any(guest.thread.is_alive() for guest in guests):
        faults.append("somebody is still without an answer")
    return faults


def audit(stage, studio, guests):
    """What the outside ledger has and the tables have not, the other way round, and what was done more than once."""
    told = {booking: (guest.client, event, status) for guest in guests for booking, (event, status) in guest.bookings.items()}
    rows = stage.admin.execute(
        "select id::text, client_id::text, event_id::text, status from crm.event_participants where organization_id = %s", [studio.id])  # fmt: skip
    found = {booking: (client, event, status) for booking, client, event, status in rows}
    decisions = stage.admin.execute(
        "select booking_id::text, act, count(*) from crm.booking_decisions where organization_id = %s group by 1, 2 having count(*) > 1", [studio.id]
    ).fetchall()
    lost = {booking for booking in told if told[booking] != found.get(booking)}
    return lost, set(found) - set(told), {f"{act} of {booking}" for booking, act, _ in decisions}


class Guest:
    """Books and cancels for one client, one after the other, each until it is answered; `bookings` is the outside ledger."""

    def __init__(self, node, token, client, events, seed):
        self.connection, self.token, self.client, self.events = node.client(timeout=10), token, client, events
        self.chance, self.stop, self.thread = random.Random(seed), threading.Event(), threading.Thread(target=self.run, daemon=True)
        self.bookings, self.done, self.faults, self.repeated = {}, [], [], 0

    def run(self):
        while not self.stop.is_set():
            live = [booking for booking, (_, status) in self.bookings.items() if status == "registered"]
            if live and self.chance.random() < 0.5:
                self.cancel(self.chance.choice(live))
            else:
                self.book(self.chance.choice(self.events))

    def book(self, event):
        has_it = any(held == (event, "registered") for held in self.bookings.values())
        answer = self.ask(f"/v1/events/{event}/bookings", {"client_id": self.client})
        if answer.status == 201 and not has_it and answer.json["id"] not in self.bookings:
            self.bookings[answer.json["id"]] = (event, "registered")
            self.done.append(("booked", event, answer.json["id"]))
        elif answer.code == "event_full" and not has_it or answer.code == "already_booked" and has_it:
            self.done.append(("refused", event, None))
        else:
            self.faults.append(f"{self.client} books {event}, having {has_it}, and is answered {answer.status} {answer.body[:200]}")

    def cancel(self, booking):
        answer = self.ask(f"/v1/bookings/{booking}/cancellation", {})
        if answer.status == 200 and answer.json["status"] == "cancelled":
            self.bookings[booking] = (self.bookings[booking][0], "cancelled")
            self.done.append(("cancelled", self.bookings[booking][0], booking))
        else:
            self.faults.append(f"{booking} is cancelled, and answered {answer.status} {answer.body[:200]}")

    def ask(self, path, body):
        """With one key until there is an answer, however often the other side is gone."""
        key, deadline = str(uuid.uuid4()), time.monotonic() + 60
        while True:
            try:
                answer = self.connection.ask("POST", path, body, token=self.token, headers={"Idempotency-Key": key})
                if answer.status != 503 and answer.code != "idempotency_in_progress" or time.monotonic() > deadline:
                    return answer
            except (OSError, http.client.HTTPException):
                if time.monotonic() > deadline:
                    raise
            self.repeated += 1
            time.sleep(0.02)
