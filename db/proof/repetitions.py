"""Requests with an Idempotency-Key: sent at once, sent again, and cut off by kill -9."""

import http.client
import json
import random
import threading
import time
import uuid

from servers import together

PARALLEL = 50


def repetitions(stage, kills):
    organization = stage.organization(stage.person())
    person = stage.join(organization, "staff")
    proxy = stage.proxy()
    nodes = [stage.serve(), stage.serve()]
    token = nodes[0].sign_in(person)["access_token"]
    desk = Desk(stage, organization, token)
    return at_once(desk, nodes) + cut_off(desk, proxy, nodes[1]) + killed(desk, nodes, kills)


class Desk:
    """Who adds clients; each has a name of its own, by which its effects are counted."""

    def __init__(self, stage, organization, token):
        self.stage, self.organization, self.token = stage, organization, token

    def add(self, client, name, key, **more):
        return client.ask(
            "POST", "/v1/clients", {"first_name": name, "last_name": "Counted", **more}, token=self.token, headers={"Idempotency-Key": key}
        )

    def add_until_answered(self, client, name, key, seconds=30):
        """Sent again while another is at work; answers the answer and how often it was told to wait."""
        waits, deadline = 0, time.monotonic() + seconds
        while True:
            answer = self.add(client, name, key)
            if answer.status != 409 or time.monotonic() > deadline:
                return answer, waits
            if answer.code != "idempotency_in_progress" or not dict(answer.headers).get("Retry-After"):
                return answer, waits
            waits += 1
            time.sleep(0.05)

    def effects(self, name):
        """Rows, and entries of the audit log about them."""
        return self.stage.admin.execute(
            """select count(*), coalesce(sum((select count(*) from audit.audit_logs a where a.entity_id = c.id)), 0)::int
            from crm.client_organizations c where organization_id = %s and first_name = %s""",
            [self.organization, name],
        ).fetchone()


def at_once(desk, nodes):
    failures = []
    name, key = f"at once {uuid.uuid4()}", str(uuid.uuid4())
    gate = threading.Barrier(PARALLEL)
    clients = [nodes[number % 2].client() for number in range(PARALLEL)]

    def run(number):
        gate.wait(30)
        # Both spellings of a key, which are one.
        return desk.add_until_answered(clients[number], name, key if number % 4 < 2 else f'"{key.upper()}"')

    answers = together(PARALLEL, run)
    bodies = {answer.body for answer, _ in answers}
    statuses = {answer.status for answer, _ in answers}
    replayed = sum(dict(answer.headers).get("Idempotency-Replayed") == "true" for answer, _ in answers)
    effects = desk.effects(name)
    print(
        f"gateway: {PARALLEL} at once with one key at two nodes: {statuses}, {len(bodies)} body (1), {replayed} replayed ({PARALLEL - 1}), "
        f"{sum(waits for _, waits in answers)} times told to wait, {effects[0]} effect (1) and {effects[1]} entry of the audit log (1)"
    )
    if statuses != {201} or len(bodies) != 1 or replayed != PARALLEL - 1 or effects != (1, 1):
        failures.append(f"at once: {statuses}, {len(bodies)} bodies, {replayed} replayed, effects {effects}")
    for node in nodes:
        other = desk.add(node.client(), name, key, notes="another body")
        if (other.status, other.code) != (422, "idempotency_key_reused"):
            failures.append(f"another body is answered {other.status} {other.code}")
    if desk.effects(name) != (1, 1):
        failures.append("another body had an effect")
    return failures


def cut_off(desk, proxy, other):
    """PostgreSQL has committed and the server never hears of it: the moment between effect and answer, made long."""
    failures = []
    node = desk.stage.serve(database=proxy.conninfo)
    name, key = f"cut off {uuid.uuid4()}", str(uuid.uuid4())
    proxy.swallows = True
    asking = threading.Thread(target=lambda: unanswered(desk, node, name, key), daemon=True)
    asking.start()
    if not proxy.swallowed.wait(30):
        return ["cut off: nothing was committed"]
    effects = desk.effects(name)
    node.kill()
    asking.join(30)
    start = time.monotonic()
    answer, waits = desk.add_until_answered(other.client(), name, key)
    seconds = time.monotonic() - start
    stored = bytes(desk.stage.admin.execute("select answer from private.idempotency_keys where key = %s", [key]).fetchone()[0])
    print(
        f"gateway: killed between effect and answer: {effects[0]} effect before, {desk.effects(name)[0]} after the repetition (1), which the other "
        f"node answers {answer.status} (201) after {seconds:.2f} s and {waits} waits, as kept: {answer.body == stored}"
    )
    if effects != (1, 1) or desk.effects(name) != (1, 1):
        failures.append(f"cut off: effects {effects}, then {desk.effects(name)}")
    if answer.status != 201 or answer.body != stored or dict(answer.headers).get("Idempotency-Replayed") != "true":
        failures.append(f"cut off: the repetition is answered {answer.status}, {answer.body[:200]}")
    return failures


def unanswered(desk, node, name, key):
    try:
        desk.add(node.client(), name, key)
    except (OSError, http.client.HTTPException):
        pass


def killed(desk, nodes, kills):
    """A node is killed at random moments while clients add through it; whatever had no answer is sent to the other."""
    failures, everything = [], {}
    victim, other = nodes
    for _ in range(kills):
        sent, stop = [], threading.Event()

        def work(number):
            client = victim.client()
            while not stop.is_set():
                name, key = f"killed {uuid.uuid4()}", str(uuid.uuid4())
                request = [name, key, None]
                sent.append(request)
                try:
                    answer = desk.add(client, name, key)
                except (OSError, http.client.HTTPException):
                    return
                if answer.status == 201:
                    request[2] = answer.body

        threads = [threading.Thread(target=work, args=(number,), daemon=True) for number in range(4)]
        for thread in threads:
            thread.start()
        time.sleep(0.05 + random.random() * 0.4)
        victim.kill()
        stop.set()
        for thread in threads:
            thread.join()
        victim.start()
        client = other.client()
        # The last ones and what had no answer; a repetition of what had one changes nothing either.
        for name, key, body in [request for request in sent if request[2] is None] + sent[-3:]:
            answer, _ = desk.add_until_answered(client, name, key)
            if answer.status != 201 or body is not None and answer.body != body:
                failures.append(f"killed: a repetition is answered {answer.status}, {answer.body[:100]}")
        everything |= {name: body for name, _, body in sent}
    found = dict(
        desk.stage.admin.execute(
            "select first_name, count(*) from crm.client_organizations where organization_id = %s and first_name like 'killed %%' group by 1",
            [desk.organization],
        ).fetchall()
    )
    ids = {
        name: str(id)
        for name, id in desk.stage.admin.execute(
            "select first_name, id from crm.client_organizations where organization_id = %s", [desk.organization]
        )
    }
    lost = [name for name in everything if name not in found]
    twice = [name for name, number in found.items() if number > 1]
    changed = [name for name, body in everything.items() if body and json.loads(body)["id"] != ids.get(name)]
    unknown = sum(body is None for body in everything.values())
    print(
        f"gateway: {kills} kills at random moments, {len(everything)} requests, {unknown} without an answer and sent again: "
        f"{len(lost)} lost (0), {len(twice)} twice (0), {len(changed)} answered other than done (0)"
    )
    if lost or twice or changed:
        failures.append(f"killed: lost {lost[:3]}, twice {twice[:3]}, changed {changed[:3]}")
    if not unknown:
        failures.append("killed: no kill met a request")
    return failures
