#!/usr/bin/python3
"""Two servers and those who listen to them, over HTTP:

  live.py CONNINFO PROGRAM [--writers N] [--rounds N]

What is committed is heard at both, whatever ends in between: connections, a server by kill -9, PostgreSQL's word to a server.
A session that ends is heard no more, a server that stops lets its listeners go, and no secret of a calendar is in a log.
CONNINFO is an administrator's, of a migrated database.
"""

import argparse
import http.client
import json
import random
import signal
import sys
import threading
import time
import uuid

from databases import WORKER, connect
from servers import Stage

PATIENCE = 30  # seconds
# LiveStream.catchUpLimit: so many changes are told again; some may be told twice.
CATCH_UP = 500


class Listener:
    """One stream, read line by line."""

    def __init__(self, server, token, topics="events", last=None):
        self.last, self.heard, self.resets = last, set(), 0
        self.connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        headers = {"Authorization": f"Bearer {token}"} | ({"Last-Event-ID": last} if last else {})
        self.connection.request("GET", f"/v1/stream?topics={topics}", headers=headers)
        self.response = self.connection.getresponse()
        if self.response.status != 200:
            raise SystemExit(f"nobody listens: {self.response.status} {self.response.read(300)}")

    def read(self):
        """The next block; nothing at the end."""
        block = {}
        while line := self.response.readline():
            line = line.decode().rstrip("\n")
            if not line:
                break
            name, _, value = line.partition(": ")
            block[name] = value
        else:
            return None
        if block.get("event") == "reset":
            self.resets += 1
        elif "data" in block:
            self.heard.add(json.loads(block["data"])["id"])
        self.last = block.get("id", self.last)
        return block

    def hear(self, id):
        while id not in self.heard:
            if self.read() is None:
                raise SystemExit("the stream ended too soon")

    def close(self):
        self.connection.sock and self.connection.sock.close()
        self.response.close()
        self.connection.close()


class Gym:
    def __init__(self, stage):
        self.stage = stage
        self.owner = stage.person()
        self.organization = stage.organization(self.owner)

    def write(self, connection, pause=0.0):
        """Commits some events and answers their ids."""
        ids = [str(uuid.uuid4()) for _ in range(random.randint(1, 3))]
        with connection.transaction():
            connection.execute("select private.enter_operator(%s, 'proof', true)", [self.organization])
            for id in ids:
                connection.execute(
                    """insert into crm.events (id, event_type, title, starts_at, ends_at)
                    values (%s, 'class', 'Class', now() + interval '1 day', now() + interval '25 hours')""", [id])
                time.sleep(pause)
        return ids


def everything(stage, gym):
    return {id for (id,) in stage.admin.execute("select id::text from crm.events where organization_id = %s", [gym.organization])}


def changes(stage, gym, writers, rounds):
    """Listeners that come and go between two servers, of which one is killed again and again."""
    nodes = [stage.serve(), stage.serve()]
    token = nodes[0].sign_in(gym.owner)["access_token"]
    committed, lock, done = set(), threading.Lock(), threading.Event()

    def write():
        with connect(stage.conninfo, user=WORKER) as connection:
            for _ in range(rounds):
                ids = gym.write(connection, random.random() / 50)
                with lock:
                    committed.update(ids)

    listener = Listener(nodes[0], token)
    listener.read(), listener.read()
    heard, last, turns, kills, anew = set(), listener.last, 0, 0, 0
    gym_writers = [threading.Thread(target=write) for _ in range(writers)]
    # Somebody has to have changed something, or there is nothing to go on from.
    with connect(stage.conninfo, user=WORKER) as connection:
        listener.hear(gym.write(connection)[-1])
    last = listener.last
    listener.close()
    for thread in gym_writers:
        thread.start()
    failures = []
    while any(thread.is_alive() for thread in gym_writers):
        node = nodes[turns % 2]
        listener = Listener(node, token, last=last)
        for _ in range(random.randint(1, 8)):
            if any(thread.is_alive() for thread in gym_writers):
                listener.read()
        if turns % 3 == 2:
            node.kill()
            kills += 1
            node.start()
        listener.close()
        heard |= listener.heard
        last, turns = listener.last, turns + 1
        if listener.resets:
            # Who missed more than a stream tells again reads everything instead: writers are faster than who reads a little
            # of each stream.
            with lock:
                behind = len(committed - heard)
            if behind < CATCH_UP:
                failures.append(f"turn {turns}: who had missed little was told to read everything anew")
            anew += 1
            heard |= everything(stage, gym)
    with connect(stage.conninfo, user=WORKER) as connection:
        end = gym.write(connection)[-1]
    listener = Listener(nodes[0], token, last=last)
    if listener.read() and not listener.resets and listener.read() and not listener.resets:
        listener.hear(end)
    heard |= listener.heard | (everything(stage, gym) if listener.resets else set())
    listener.close()
    missed = committed - heard
    print(f"live: {len(committed)} changes by {writers} writers, {turns} listeners one after the other at two servers,"
          f" {kills} servers killed, {anew} times told to read everything: {len(missed)} missed (0)")
    if missed:
        failures.append(f"{len(missed)} of {len(committed)} changes were missed")
    return failures, nodes


def both(stage, gym, nodes):
    """What is written once is heard at both, soon."""
    token = nodes[0].sign_in(gym.owner)["access_token"]
    listeners = [Listener(node, token) for node in nodes]
    for listener in listeners:
        listener.read(), listener.read()
    times = []
    with connect(stage.conninfo, user=WORKER) as connection:
        for _ in range(40):
            ids, start = gym.write(connection), time.perf_counter()
            for listener in listeners:
                listener.hear(ids[-1])
            times.append(time.perf_counter() - start)
    times.sort()
    print(f"live: heard at both servers after {times[37] * 1000:.0f} ms in 95 of 100 cases (1000)")
    for listener in listeners:
        listener.close()
    return [] if times[37] <= 1 else ["a change is heard too late"]


def ends(stage, gym, nodes):
    """A session's end and a server's."""
    failures = []
    person = stage.join(gym.organization, "staff")
    token = nodes[0].sign_in(person)["access_token"]
    listener = Listener(nodes[1], token)
    listener.read(), listener.read()
    nodes[0].client().ask("POST", "/v1/auth/logout", token=token)
    start = time.monotonic()
    while listener.read() is not None:
        pass
    spent = time.monotonic() - start
    print(f"live: a session that ended at one server is heard no more at the other after {spent:.1f} s (16)")
    if spent > 16:
        failures.append("a session goes on after its end")
    listener.close()
    owner = nodes[0].sign_in(gym.owner)["access_token"]
    listeners = [Listener(nodes[1], owner) for _ in range(8)]
    for listener in listeners:
        listener.read(), listener.read()
    nodes[1].process.send_signal(signal.SIGTERM)
    start = time.monotonic()
    for listener in listeners:
        while listener.read() is not None:
            pass
        listener.close()
    let_go = time.monotonic() - start
    nodes[1].process.wait(PATIENCE)
    stopped = time.monotonic() - start
    print(f"live: a server that stops lets 8 listeners go after {let_go:.2f} s (1) and ends after {stopped:.2f} s (5)")
    if let_go > 1 or stopped > 5:
        failures.append("a server waits for its listeners")
    return failures


def secrets(stage, gym, nodes):
    """What opens a calendar is in no log."""
    ask = nodes[0].client().ask
    token = nodes[0].sign_in(gym.owner)["access_token"]
    made = ask("POST", "/v1/calendar-feeds", {"kind": "location"}, token=token)
    path = "/v1" + made.json["url"].split("/v1", 1)[1]
    answers = [ask("GET", path), ask("GET", path + "x"), ask("GET", path.replace("calendar.ics", "calendar"))]
    secret = path.split("token=")[1]
    logs = b"".join(node.log.read_bytes() for node in nodes)
    failures = [] if [answer.status for answer in answers] == [200, 404, 404] else ["a calendar is not what it was"]
    if secret.encode() in logs or secret.split(".")[1].encode() in logs:
        failures.append("the secret of a calendar is in a log")
    print(f"live: {len(logs)} bytes of logs without the secret of a calendar")
    return failures


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("conninfo")
    parser.add_argument("program")
    parser.add_argument("--writers", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=400)
    arguments = parser.parse_args()
    stage = Stage(arguments.conninfo, arguments.program)
    try:
        gym = Gym(stage)
        failures, nodes = changes(stage, gym, arguments.writers, arguments.rounds)
        failures += both(stage, gym, nodes) + secrets(stage, gym, nodes) + ends(stage, gym, nodes)
    finally:
        stage.close()
    for failure in failures:
        print(f"live: {failure}", file=sys.stderr)
    sys.exit(bool(failures))


if __name__ == "__main__":
    main()
