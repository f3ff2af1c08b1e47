"""Clients who dawdle and clients who vanish, while somebody else works."""

import socket
import statistics
import threading
import time

from databases import connect

DESK = 200  # requests of who works
GONE = 40  # clients who vanish


def floods(stage, connections, judges_time):
    organization = stage.organization(stage.person())
    person = stage.join(organization, "staff")
    node = stage.serve()
    desk = Desk(node, node.sign_in(person)["access_token"])
    failures = desk.work("nobody else", None)
    for what, opening in (("headers", b"GET /v1/clients HTTP/1.1\r\nHost: a\r\nX-Slow: "), ("bodies", LOGIN)):
        failures += slow(desk, node, connections, what, opening, judges_time)
    return failures + vanished(stage, desk, node)


LOGIN = b'POST /v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"email": "'


class Desk:
    def __init__(self, node, token):
        self.client, self.token = node.client(), token

    def work(self, beside, limit):
        """Lists clients many times; every answer has to be right, and 99 of 100 in time."""
        times, failures = [], []
        for _ in range(DESK):
            answer = self.client.ask("GET", "/v1/clients?limit=25", token=self.token)
            times.append((answer.end - answer.start) * 1000)
            if answer.status != 200:
                failures.append(f"beside {beside}: a list is answered {answer.status}")
        slowest = sorted(times)[int(len(times) * 0.99) - 1]
        print(
            f"gateway: {DESK} lists beside {beside}: {statistics.median(times):.1f} ms, 99 of 100 within {slowest:.1f} ms"
            + (f" ({limit} ms)" if limit else "")
        )
        if limit and slowest > limit:
            failures.append(f"beside {beside}: {slowest:.0f} ms")
        return failures


def slow(desk, node, count, what, opening, judges_time):
    """Each connection sends a byte now and then; the server ends them by and by, and answers bodies with 408."""
    ends = [socket.create_connection(("127.0.0.1", node.port)) for _ in range(count)]
    over, answers = threading.Event(), []
    start = time.monotonic()
    for end in ends:
        end.sendall(opening)

    def dawdle():
        while not over.wait(0.5):
            for end in ends:
                try:
                    end.send(b"a")
                except OSError:
                    pass

    thread = threading.Thread(target=dawdle, daemon=True)
    thread.start()
    failures = desk.work(f"{count} connections with slow {what}", 250 if judges_time else None)
    # A body has ten seconds, headers have sixty: only the former are waited for.
    if what == "bodies":
        for end in ends:
            end.settimeout(max(0.1, start + 20 - time.monotonic()))
            try:
                answers.append(end.recv(4096)[:12])
            except OSError:
                answers.append(b"")
        refused = sum(answer == b"HTTP/1.1 408" for answer in answers)
        print(f"gateway: {refused} of {count} slow bodies are answered 408 within {time.monotonic() - start:.1f} s (all, 20 s)")
        if refused != count:
            failures.append(f"{count - refused} slow bodies were not refused")
    over.set()
    thread.join()
    for end in ends:
        end.close()
    return failures


def vanished(stage, desk, node):
    """Whoever hangs up leaves statements behind, here such as wait for a lock; how long do others wait for those?"""
    request = f"GET /v1/clients?limit=1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {desk.token}\r\n\r\n".encode()
    busy = "select count(*) from pg_stat_activity where usename = 'tryzore_app' and state <> 'idle' and datname = current_database()"
    # On a connection of its own: what goes on stands still in a transaction.
    with connect(stage.conninfo) as watch, stage.admin.transaction():
        stage.admin.execute("lock table crm.client_organizations in access exclusive mode")
        for _ in range(GONE):
            with socket.create_connection(("127.0.0.1", node.port)) as end:
                end.sendall(request)
        start = time.monotonic()
        while not watch.execute(f"{busy} and wait_event_type = 'Lock'").fetchone()[0] and time.monotonic() < start + 10:
            time.sleep(0.01)
        start = time.monotonic()
        answers, most = [], 0
        while (waiting := watch.execute(busy).fetchone()[0]) and time.monotonic() < start + 60:
            most = max(most, waiting)
            answers.append(desk.client.ask("GET", "/v1/me", token=desk.token))
        free = time.monotonic() - start
    print(
        f"gateway: beside {GONE} clients who vanished, of whom up to {most} statements wait at a time, somebody else is answered "
        f"{sorted({a.status for a in answers})} within {max((a.end - a.start for a in answers), default=0):.2f} s, and nothing of "
        f"theirs runs after {free:.2f} s"
    )
    failures = desk.work("nobody else again", None)
    if not most:
        failures.append("nobody vanished while a statement waited")
    if free >= 60:
        failures.append("statements of vanished clients are left")
    return failures
