#!/usr/bin/python3
"""Clients as a busy desk meets them, over HTTP:

  desk.py CONNINFO PROGRAM walk [--count CHANGES]      pages while others add, delete and rename: nobody twice, nobody missed
  desk.py CONNINFO PROGRAM editors [--count ROUNDS]    two who change the same client at once: the second is told
  desk.py CONNINFO PROGRAM search [--count SECONDS] [--limit MS] [--postgres-log FILE]
                                                       32 searchers ask 100 times a second in all

CONNINFO is an administrator's, of a migrated database that `tryzore seed --organizations --clients` has filled, for a walk
with 10,025 clients or more in volume-1. The search counts how long the server takes for each request, by its log.
"""

import argparse
import concurrent.futures
import json
import pathlib
import random
import statistics
import sys
import threading
import time

from servers import Stage

COUNTS = {"walk": 1000, "editors": 1000, "search": 60}
PAGE = 25


class Desk:
    """A server, and somebody of the desk of the gym volume-1."""

    def __init__(self, stage, nodes=1, **environment):
        self.stage = stage
        self.organization = str(stage.number("select id from crm.organizations where slug = 'volume-1'"))
        person = stage.join(self.organization, "owner")
        self.servers = [stage.serve(**environment) for _ in range(nodes)]
        self.token = self.servers[0].sign_in(person)["access_token"]

    def client(self, node=0):
        connection = self.servers[node].client()
        return lambda method, path, body=None, **more: connection.ask(method, path, body, token=self.token, **more)


def walk(stage, changes, judges_time):
    desk = Desk(stage)
    ask, write = desk.client(), desk.client()
    ids = [str(row[0]) for row in stage.admin.execute(
        "select id from crm.client_organizations where organization_id = %s and deleted_at is null and status <> 'archived'", [desk.organization])]
    chance = random.Random(7)
    touched = set(chance.sample(ids, changes // 2))
    untouched = set(ids) - touched
    done = threading.Event()

    def disturb():
        queue = sorted(touched)
        chance.shuffle(queue)
        for number in range(changes):
            if number % 2 == 0:
                answer = write("POST", "/v1/clients", {"first_name": chance.choice("ABKXZ"), "last_name": chance.choice("AGMTZ")})
            elif number % 4 == 1:
                answer = write("DELETE", f"/v1/clients/{queue.pop()}", headers={"If-Match": "*"})
            else:
                answer = write("PATCH", f"/v1/clients/{queue.pop()}", {"last_name": chance.choice("AGMTZ") + "moved"}, headers={"If-Match": "*"})
            if answer.status >= 300:
                raise SystemExit(f"a change failed: {answer.status} {answer.body[:200]}")
        done.set()

    failures, walks, pages = [], 0, 0
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        disturbing = pool.submit(disturb)
        while not done.is_set() and not disturbing.done():
            seen, cursor = [], None
            while True:
                answer = ask("GET", f"/v1/clients?limit={PAGE}" + (f"&cursor={cursor}" if cursor else ""))
                page = answer.json
                seen += [client["id"] for client in page["data"]]
                cursor, pages = page["page"]["next_cursor"], pages + 1
                if cursor is None:
                    break
            walks += 1
            # Who is renamed may be met at both places, and who is deleted at none.
            kept = [id for id in seen if id not in touched]
            if len(set(kept)) != len(kept):
                failures.append(f"walk {walks}: {len(kept) - len(set(kept))} clients came twice")
            if missing := untouched - set(seen):
                failures.append(f"walk {walks}: {len(missing)} clients were missed")
        disturbing.result()
    ratio = deep_against_first(ask)
    print(f"walk: {walks} walks over {pages} pages during {changes} changes: {len(failures)} faults;"
          f" page 400 takes {ratio:.2f} times as long as page 1 (1.20)")
    if judges_time and ratio > 1.2:
        failures.append(f"page 400 takes {ratio:.2f} times as long as the first")
    return failures


def deep_against_first(ask):
    """The median time of page 400 by that of page 1, asked in turns."""
    cursor = None
    for _ in range(399):
        cursor = ask("GET", f"/v1/clients?limit={PAGE}" + (f"&cursor={cursor}" if cursor else "")).json["page"]["next_cursor"]
        if cursor is None:
            raise SystemExit("there is no page 400")
    times = {"first": [], "deep": []}
    for _ in range(300):
        for name, path in (("first", f"/v1/clients?limit={PAGE}"), ("deep", f"/v1/clients?limit={PAGE}&cursor={cursor}")):
            answer = ask("GET", path)
            times[name].append(answer.end - answer.start)
    return statistics.median(times["deep"]) / statistics.median(times["first"])


def editors(stage, rounds, judges_time):
    desk = Desk(stage, nodes=2)
    asks = [desk.client(0), desk.client(1)]
    client = asks[0]("POST", "/v1/clients", {"first_name": "Ada", "last_name": "Lovelace"}).json
    path, failures = f"/v1/clients/{client['id']}", []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for number in range(rounds):
            version = f'"v{number + 1}"'
            edit = lambda editor: asks[editor]("PATCH", path, {"notes": f"{editor} {number}"}, headers={"If-Match": version})
            answers = list(pool.map(edit, (0, 1)))
            won = [editor for editor, answer in enumerate(answers) if answer.status == 200]
            lost = [answer for answer in answers if answer.status == 412]
            tags = {dict((name.lower(), value) for name, value in answer.headers).get("etag") for answer in answers}
            if len(won) != 1 or len(lost) != 1 or tags != {f'"v{number + 2}"'}:
                failures.append(f"round {number}: {[answer.status for answer in answers]} with {tags}")
                break
            if answers[won[0]].json["notes"] != f"{won[0]} {number}" or asks[0]("GET", path).json["notes"] != f"{won[0]} {number}":
                failures.append(f"round {number}: the first one's change is lost")
                break
    print(f"editors: {number + 1} races of two on two nodes: {len(failures)} without exactly one winner and one 412 with the current version")
    return failures


def search(stage, seconds, judges_time, limit, postgres_log):
    if postgres_log:
        print_plan(stage, postgres_log)
    desk = Desk(stage, TRYZORE_LOG_LEVEL="info")
    total = stage.number("select count(*) from crm.client_organizations")
    own = stage.number("select count(*) from crm.client_organizations where organization_id = %s", desk.organization)
    people = stage.admin.execute(
        "select first_name, last_name, sort_name, email, phone_key, member_number from crm.client_organizations"
        " where organization_id = %s and deleted_at is null order by random() limit 2000", [desk.organization]).fetchall()
    searchers, rate, asked, failures = 32, 100, [], []
    start = time.monotonic() + 1
    mark = desk.servers[0].log.stat().st_size

    def ask_in_turn(number):
        chance, ask = random.Random(number), desk.client()
        texts = iter(())
        for turn in range(seconds * rate // searchers):
            text = next(texts, None)
            while text is None:
                texts = iter(typed(chance, chance.choice(people)))
                text = next(texts, None)
            time.sleep(max(0, start + (turn * searchers + number) / rate - time.monotonic()))
            answer = ask("GET", "/v1/front-desk/search?q=" + percent(text))
            asked.append((answer.end - answer.start, answer.status, text))

    with concurrent.futures.ThreadPoolExecutor(searchers) as pool:
        for done in [pool.submit(ask_in_turn, number) for number in range(searchers)]:
            done.result()
    elapsed = time.monotonic() - start
    wrong = [text for _, status, text in asked if status != 200]
    # The log is written beside the answers.
    deadline = time.monotonic() + 10
    while len(spent := logged(desk.servers[0].log, mark)) < len(asked) and time.monotonic() < deadline:
        time.sleep(0.1)
    p50, p95, p99 = (percentile(spent, share) for share in (0.5, 0.95, 0.99))
    slowest = max(asked)
    print(f"search: {len(asked)} searches in {elapsed:.0f} s by {searchers} at {own} of {total} clients: on the server"
          f" p50 {p50:.1f} ms, p95 {p95:.1f} ms ({limit}), p99 {p99:.1f} ms; a client's p95"
          f" {percentile([took * 1000 for took, _, _ in asked], 0.95):.1f} ms, the slowest {slowest[0] * 1000:.0f} ms for {slowest[2]!r}")
    if wrong:
        failures.append(f"{len(wrong)} searches failed, such as {wrong[0]!r}")
    if len(spent) != len(asked):
        failures.append(f"the log has {len(spent)} of {len(asked)} searches")
    if judges_time and p95 > limit:
        failures.append(f"p95 is {p95:.1f} ms")
    return failures


def typed(chance, person):
    """What somebody types to find a person, letter by letter."""
    first, last, sort_name, email, phone, number = person
    ways = [last.lower(), first.lower(), f"{first} {last}".lower(), f"{last} {first}".lower(), sort_name]
    ways += [email] if email else []
    ways += [phone[-4:]] if phone and len(phone) >= 4 else []
    ways += [number] if number else []
    text = chance.choice(ways)
    if text.isdigit():
        return [text]
    return [text[:length] for length in range(1, min(len(text), chance.randrange(3, 12)) + 1) if text[:length].strip()]


def percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def logged(log, mark):
    """Milliseconds that the server took for each search since."""
    spent = []
    for line in log.read_bytes()[mark:].decode(errors="replace").splitlines():
        if '"searchFrontDesk"' in line and line.startswith("{") and line.endswith("}"):
            entry = json.loads(line)
            fields = entry.get("metadata", entry)
            if "microseconds" in fields:
                spent.append(float(fields["microseconds"]) / 1000)
    return spent


def percentile(values, share):
    ordered = sorted(values) or [float("nan")]
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def print_plan(stage, postgres_log):
    """How PostgreSQL looks for two letters: of the statement that the server really sends."""
    settings = {"session_preload_libraries": "auto_explain", "auto_explain.log_min_duration": "0",
                "auto_explain.log_analyze": "on", "auto_explain.log_timing": "off", "auto_explain.log_buffers": "on"}
    for name, value in settings.items():
        stage.admin.execute(f"alter role tryzore_app set {name} = '{value}'")
    try:
        desk = Desk(stage)
        ask = desk.client()
        ask("GET", "/v1/front-desk/search?q=ma")
        mark = len(postgres_log.read_bytes())
        ask("GET", "/v1/front-desk/search?q=ma")
        text = postgres_log.read_bytes()[mark:].decode(errors="replace")
        desk.servers[0].kill()
    finally:
        for name in settings:
            stage.admin.execute(f"alter role tryzore_app reset {name}")
    plans = [part for part in text.split("Query Text: ")[1:] if "client_name_parts" in part]
    for line in (plans[-1].splitlines() if plans else ["no plan was logged"]):
        if any(word in line for word in ("Scan", "Limit", "Append", "Join", "Loop", "Buffers", "Execution", "no plan")):
            print("  " + line.strip("\t\n")[:150])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("conninfo")
    parser.add_argument("program")
    parser.add_argument("part", choices=COUNTS)
    parser.add_argument("--count", type=int)
    parser.add_argument("--limit", type=float, default=50)
    parser.add_argument("--postgres-log", type=pathlib.Path, help="where PostgreSQL writes its log: the plan is printed from it")
    parser.add_argument("--untimed", action="store_true", help="measure times without judging them")
    options = parser.parse_args()
    stage = Stage(options.conninfo, options.program)
    more = [options.limit, options.postgres_log] if options.part == "search" else []
    try:
        part = {"walk": walk, "editors": editors, "search": search}[options.part]
        failures = part(stage, options.count or COUNTS[options.part], not options.untimed, *more)
    finally:
        stage.close()
    for failure in failures:
        print(f"  {failure}", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
