"""What ends a session or a right ends it on every node: clients go on asking while it is changed."""

import hashlib
import secrets
import threading
import time

from servers import PASSWORD, random_address

CLIENTS = 32
LIMIT = 1  # second


def sign_out(case):
    case.must(case.node.client().ask("POST", "/v1/auth/logout", token=case.victim_token))


def end_own(case):
    sessions = case.node.client().ask("GET", "/v1/me/sessions", token=case.victim_token).json["data"]
    id = next(session["id"] for session in sessions if session["is_current"])
    case.must(case.node.client().ask("DELETE", f"/v1/me/sessions/{id}", token=case.sign_in_again()))


def end_others(case):
    case.must(case.node.client().ask("DELETE", "/v1/me/sessions", token=case.sign_in_again()))


def forced_logout(case):
    case.must(case.node.client().ask("DELETE", f"/v1/staff/{case.victim.id}/sessions", token=case.gym.admin_token))


def password_change(case):
    change = {"current_password": PASSWORD, "new_password": f"another candle {secrets.token_hex(8)}"}
    case.must(case.node.client().ask("POST", "/v1/me/password", change, token=case.sign_in_again()))


def password_reset(case):
    token = secrets.token_urlsafe(32)
    case.stage.admin.execute(
        "select private.issue_mail_token(%s, 'password_reset', %s, '1 hour')", [case.victim.id, hashlib.sha256(token.encode()).digest()]
    )
    reset = {"token": token, "password": f"another candle {secrets.token_hex(8)}"}
    case.must(case.node.client().ask("POST", "/v1/auth/password-resets", reset, address=random_address()))


def permission_denied(case):
    case.change_rights({"deny": ["clients.view"]})


def role_lowered(case):
    case.change_rights({"role": "member"})


def removal(case):
    case.must(case.node.client().ask("DELETE", f"/v1/staff/{case.victim.id}", token=case.gym.admin_token))


def suspension(case):
    # There is no operation for it: an operator does it.
    case.stage.admin.execute("update crm.organizations set status = 'suspended' where id = %s", [case.gym.organization])


# What is refused from then on, and whether the refresh token is as dead as the access token.
KINDS = [
    ("sign-out", sign_out, {"session_revoked"}, True),
    ("ended by the person", end_own, {"session_revoked"}, True),
    ("all others ended by the person", end_others, {"session_revoked"}, True),
    ("forced logout", forced_logout, {"session_revoked"}, True),
    ("password change", password_change, {"session_revoked"}, True),
    ("password reset", password_reset, {"session_revoked"}, True),
    ("permission denied", permission_denied, {"permission_missing"}, False),
    ("role lowered", role_lowered, {"permission_missing"}, False),
    ("removal", removal, {"session_revoked", "not_a_member"}, False),
    ("suspension", suspension, {"session_revoked", "not_a_member"}, False),
]


class Gym:
    """A gym with an admin, and a bystander who is to lose nothing."""

    def __init__(self, stage, node):
        self.organization = stage.organization(stage.person())
        self.admin_token, self.bystander_token = (
            node.sign_in(stage.join(self.organization, role))["access_token"] for role in ("admin", "staff")
        )


class Case:
    """Somebody of a gym who is to lose something; the change is made at one of the nodes."""

    def __init__(self, stage, nodes, gym, number):
        self.stage, self.nodes, self.node, self.gym = stage, nodes, nodes[number % 2], gym
        self.victim = stage.join(gym.organization, "staff")
        session = self.node.sign_in(self.victim)
        self.victim_token, self.refresh_token = session["access_token"], session["refresh_token"]
        self.asked = []

    def sign_in_again(self):
        return self.node.sign_in(self.victim)["access_token"]

    def must(self, answer):
        if answer.status >= 300:
            raise SystemExit(f"the change was refused: {answer.status} {answer.body}")

    def change_rights(self, change):
        self.must(
            self.node.client().ask(
                "PATCH", f"/v1/staff/{self.victim.id}/permissions", change, token=self.gym.admin_token, headers={"If-Match": "*"}
            )
        )

    def run(self, change):
        """Changes it under load; answers when the answer to the change was there."""
        warm = threading.Barrier(CLIENTS + 1)
        over = threading.Event()
        threads = [threading.Thread(target=self.load, args=(number, warm, over), daemon=True) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        warm.wait(60)
        change(self)
        answered = time.perf_counter()
        time.sleep(LIMIT + 0.3)
        over.set()
        for thread in threads:
            thread.join()
        return answered

    def load(self, number, warm, over):
        node = number % 2
        client = self.nodes[node].client()
        asked = 0
        while not over.is_set():
            answer = client.ask("GET", "/v1/clients?limit=1", token=self.victim_token)
            self.asked.append((answer.start, answer.status, answer.code, node))
            asked += 1
            if asked == 3:
                warm.wait(60)


def revocation(stage, rounds):
    nodes = [stage.serve(), stage.serve()]
    gyms = [Gym(stage, nodes[0]) for _ in range(rounds)]
    failures = []
    for name, change, refusals, is_ended in KINDS:
        latest, requests, refused = None, 0, [0, 0]
        for number, gym in enumerate(gyms):
            case = Case(stage, nodes, gym, number)
            answered = case.run(change)
            requests += len(case.asked)
            for start, status, code, node in case.asked:
                if status == 200:
                    latest = max(start - answered, latest if latest is not None else start - answered)
                elif code in refusals:
                    refused[node] += 1
                else:
                    failures.append(f"{name}: {status} {code}")
            if sum(status == 200 for _, status, _, _ in case.asked) < 3 * CLIENTS:
                failures.append(f"{name}: there was no load before the change")
            failures += after(case, name, is_ended)
        print(
            f"gateway: {name}: {requests} requests of {CLIENTS} clients on two nodes, the last that succeeded began "
            f"{latest * 1000:+.1f} ms after the change's answer ({LIMIT * 1000:+d} ms), refused {refused[0]} and {refused[1]}"
        )
        if latest > LIMIT:
            failures.append(f"{name}: a request that began {latest * 1000:.0f} ms later succeeded")
        if not all(refused):
            failures.append(f"{name}: not felt on each node")
    return sorted(set(failures))


def after(case, name, is_ended):
    for node in case.nodes:
        client = node.client()
        if is_ended:
            answer = client.ask("POST", "/v1/auth/refresh", {"refresh_token": case.refresh_token})
            if answer.code != "session_revoked":
                yield f"{name}: the refresh token is answered {answer.status}"
        if name != "suspension" and client.ask("GET", "/v1/clients?limit=1", token=case.gym.bystander_token).status != 200:
            yield f"{name}: somebody else was hit, too"
