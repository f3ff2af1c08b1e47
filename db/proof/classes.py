"""A gym with classes: its clients, some of whom sign in, the operator's changes, and requests on bookings."""

import contextlib
import datetime
import threading
import uuid

import psycopg

from databases import WORKER, connect

NOW = "date_trunc('second', now())"


class Studio:
    """An organization with people of the desk; everything is made by SQL but what is proved."""

    def __init__(self, stage):
        self.stage = stage
        self.id = stage.organization(stage.person())
        self.own = threading.local()

    @property
    def connection(self):
        """The thread's own, as an operator has it."""
        if not hasattr(self.own, "connection"):
            self.own.connection = connect(self.stage.conninfo, user=WORKER)
        return self.own.connection

    def operate(self, statement, *values, **named):
        """In a transaction of its own; a deadlock is somebody's turn to begin again, as in the program."""
        while True:
            try:
                with self.connection.transaction():
                    self.connection.execute("select private.enter_operator(%s, 'proof', true)", [self.id])
                    return self.connection.execute(statement, named or values)
            except psycopg.errors.DeadlockDetected:
                continue

    def clients(self, count):
        """Ids of so many new clients."""
        ids = [str(uuid.uuid4()) for _ in range(count)]
        self.operate(
            """insert into crm.client_organizations (id, first_name, last_name, sort_name, status)
            select id, 'Client', id::text, id::text, 'active' from unnest(%s::uuid[]) id""",
            ids,
        )
        return ids

    def member(self, client):
        """Somebody who signs in as that client."""
        person = self.stage.join(self.id, "member")
        profile = uuid.uuid4()
        self.stage.admin.execute(
            "insert into crm.clients (id, user_id) values (%s, %s) on conflict (user_id) do nothing", [profile, person.id]
        )
        self.stage.admin.execute(
            """update crm.client_organizations set client_id = (select id from crm.clients where user_id = %s)
            where organization_id = %s and id = %s""",
            [person.id, self.id, client],
        )
        return person

    def event(self, starts_in, places, minutes=60, policy="{}", series=None, title="Class", staff=None):
        """A class that begins so many seconds from now; answers its id."""
        id = str(uuid.uuid4())
        self.operate(
            f"""insert into crm.events (id, event_type, title, starts_at, ends_at, max_participants, staff_capacity, waitlist_enabled,
              policy, series_id)
            values (%s, 'class', %s, {NOW} + %s * interval '1 second', {NOW} + %s * interval '1 second', %s, %s, true, %s, %s)""",
            id, title, starts_in, starts_in + minutes * 60, places, staff, policy, series,
        )  # fmt: skip
        return id

    def look_after(self):
        """Has the job move up whoever waits, as it does each minute."""
        self.operate("select jobs.enqueue(gen_random_uuid(), 'bookings.look_after_gym', '{}', 0, 3, null, 'each')")

    def has_looked_after(self):
        return not self.stage.number(
            "select count(*) from jobs.jobs where organization_id = %s and kind = 'bookings.look_after_gym' and state in ('queued', 'running')",
            self.id,
        )


class Desk:
    """Requests of one person over a connection of their own."""

    def __init__(self, client, token):
        self.client, self.token, self.waits = client, token, 0

    def ask(self, method, path, body=None, key=None):
        """Asked again, as the same request, when the server says that it is not the moment: somebody waited too long for a lock."""
        headers = {"Idempotency-Key": key or str(uuid.uuid4())} if method == "POST" else {}
        body = body if body is not None or method == "GET" else {}
        for _ in range(20):
            answer = self.client.ask(method, path, body, token=self.token, headers=headers)
            if answer.status != 503 or answer.code != "unavailable":
                break
            self.waits += 1
        return answer

    def book(self, event, client=None, key=None, **more):
        return self.ask("POST", f"/v1/events/{event}/bookings", ({"client_id": client} if client else {}) | more, key)

    def wait(self, event, client=None, **more):
        return self.ask("POST", f"/v1/events/{event}/waitlist-entries", ({"client_id": client} if client else {}) | more)

    def act(self, booking, what, body=None, key=None):
        return self.ask("POST", f"/v1/bookings/{booking}/{what}", body, key)


def around(hours, zone=datetime.timezone.utc):
    """A time of day so many hours from now, as `22:00`."""
    return (datetime.datetime.now(zone) + datetime.timedelta(hours=hours)).strftime("%H:%M")


@contextlib.contextmanager
def deadlocks(stage):
    """Counts those that PostgreSQL met meanwhile: the list answered has one number at the end."""
    counted = []

    def count():
        # What a backend counted is told when it is idle, or ends.
        stage.admin.execute("select pg_stat_clear_snapshot()")
        return stage.number("select deadlocks from pg_stat_database where datname = current_database()")

    before = count()
    yield counted
    counted.append(count() - before)
