"""Somebody's way through the program, with a canary in everything that is theirs."""

import json
import secrets
import subprocess
import threading
import time
import uuid

BORN = "1907-03-19"


class Sink:
    """The mail server of the mail tests: what it does with a mail is its receiver's name."""

    def __init__(self, root):
        self.process = subprocess.Popen(
            [root / ".tryzore/venv/bin/python", root / "Tests/MailTests/sink.py"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.doors = json.loads(self.process.stdout.readline())
        self.url = f"smtp://127.0.0.1:{self.doors['plain']}"
        self.taken = []
        threading.Thread(target=lambda: self.taken.extend(json.loads(line) for line in self.process.stdout), daemon=True).start()

    def token(self, email, what):
        """Of the link in a mail that has come, or comes."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            for mail in self.taken:
                text = mail["parts"][0]["text"]
                if mail["to"] == [email] and f"/{what}#token=" in text:
                    return text.split(f"/{what}#token=")[1].split()[0]
            time.sleep(0.05)
        raise SystemExit(f"no mail with a link to /{what}")

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)


class Guest:
    """Who visits, and how they ask; every answer is kept."""

    def __init__(self, node, canaries, answers):
        self.client, self.canaries, self.answers, self.lists = node.client(), canaries, answers, {}
        self.headers = {
            "User-Agent": f"Browser {canaries.plant('User-Agent')}",
            "X-Request-Id": canaries.plant("X-Request-Id"),
            "Cookie": f"session={canaries.plant('Cookie')}",
            "Referer": f"https://elsewhere.example.com/{canaries.plant('Referer')}",
            "X-Whatever": canaries.plant("a header of no meaning"),
        }
        # Whose address it is, is personal.
        self.address = canaries.note("IP address", "2001:db8:" + ":".join(f"{0x1000 + secrets.randbelow(0xF000):x}" for _ in range(6)))
        self.access = None

    def ask(self, method, path, body=None, token=None, expect=None, address=None, **headers):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        for pause in (0.5, 1, 2, 4, 0):
            answer = self.client.ask(
                method, path, body, token=token or self.access, address=address or self.address, headers=self.headers | headers
            )
            self.answers.append(answer)
            # A machine that is busy elsewhere has servers say so; whoever means it comes again.
            if answer.status != 503 or expect in (None, 503) or not pause:
                break
            time.sleep(pause)
        if expect and answer.status != expect:
            raise SystemExit(f"{method} {path} is answered {answer.status}, not {expect}: {answer.body[:300]}")
        return answer

    def keep(self, session):
        """Takes a session's tokens over; each is a secret."""
        signature = session["access_token"].rsplit(".", 1)[1]
        self.canaries.note("access token", signature)
        # What stands before it are ids.
        self.canaries.note("refresh token", session["refresh_token"][-43:])
        if session.get("device_token"):
            self.canaries.note("device token", session["device_token"])
        self.access, self.refresh = session["access_token"], session["refresh_token"]


def visit(stage, node, sink, canaries, answers):
    """An account, a gym, a client and what is asked about them; answers the guest, now an owner."""
    guest = Guest(node, canaries, answers)
    guest.email = f"{canaries.plant('account e-mail')}@example.com"
    guest.password = canaries.plant("password")
    account = {
        "email": guest.email, "password": guest.password, "first_name": canaries.plant("account name"), "last_name": canaries.plant("account name"),
    }
    guest.keep(guest.ask("POST", "/v1/auth/sign-up", account, expect=201).json)
    guest.ask("POST", "/v1/auth/sign-up", account | {"password": canaries.plant("password of a second sign-up")}, expect=409)
    guest.ask("GET", "/v1/clients", expect=403)
    founded = guest.ask("POST", "/v1/organizations", {"name": "Gym", "time_zone": "Europe/London"}, expect=201).json
    guest.organization = founded["id"]
    guest.keep(founded["session"])
    token = canaries.note("verification token", sink.token(guest.email, "verify-email"))
    guest.ask("POST", "/v1/auth/email-verifications", {"token": token}, expect=204)
    guest.ask("POST", "/v1/auth/email-verifications", {"token": token}, expect=422)
    passwords(guest, sink)
    clients(stage, guest)
    sessions(guest)
    notifications(stage, guest, sink)
    guest.lists["GET /v1/jobs"] = guest.ask("GET", "/v1/jobs?limit=100", expect=200).body.decode()
    guest.lists["GET /v1/audit-logs"] = guest.ask("GET", "/v1/audit-logs?limit=100", expect=200).body.decode()
    return guest


def passwords(guest, sink):
    new = guest.canaries.plant("password")
    change = {"current_password": guest.password, "new_password": new}
    guest.ask("POST", "/v1/me/password", change | {"current_password": guest.canaries.plant("wrong password")}, expect=422)
    guest.ask("POST", "/v1/me/password", change, expect=204)
    guest.ask("POST", "/v1/auth/password-reset-requests", {"email": guest.email}, expect=202)
    guest.ask("POST", "/v1/auth/password-reset-requests", {"email": f"{guest.canaries.plant('unknown e-mail')}@example.com"}, expect=202)
    token = guest.canaries.note("reset token", sink.token(guest.email, "reset-password"))
    refused = "tryzore" + guest.canaries.plant("guessable password")
    guest.ask("POST", "/v1/auth/password-resets", {"token": token, "password": refused}, expect=422)
    guest.password = guest.canaries.plant("password")
    guest.ask("POST", "/v1/auth/password-resets", {"token": token, "password": guest.password}, expect=204)
    wrong = {"email": guest.email, "password": guest.canaries.plant("wrong password")}
    guest.ask("POST", "/v1/auth/login", wrong, expect=401)
    guest.keep(guest.ask("POST", "/v1/auth/login", {"email": guest.email, "password": guest.password}, expect=200).json)


def clients(stage, guest):
    plant = guest.canaries.plant
    guest.canaries.note("birth date", BORN)
    guest.person = {
        "first_name": plant("client's name"), "last_name": plant("client's name"), "email": f"{plant('client e-mail')}@example.com",
        "phone": f"+{guest.canaries.number('client phone')}", "date_of_birth": BORN, "gender": plant("gender"), "notes": plant("notes"),
        "member_number": plant("member number"), "external_id": plant("external id"),
        "address": {"street": plant("address"), "city": plant("address")},
        "emergency_contact": {"name": plant("emergency contact"), "phone": f"+{guest.canaries.number('emergency contact')}"},
    }
    key = guest.canaries.note("Idempotency-Key", str(uuid.uuid4()))
    added = [guest.ask("POST", "/v1/clients", guest.person, expect=201, Idempotency_Key=key) for _ in range(2)]
    guest.client_id = added[0].json["id"]
    guest.ask("POST", "/v1/clients", guest.person, expect=409)
    guest.ask("POST", "/v1/clients", guest.person | {"notes": plant("notes of a reused key")}, expect=422, Idempotency_Key=key)
    # Of an import, and of a medical note, which is a cipher text by the time it reaches the database.
    stage.admin.execute(
        "update crm.client_organizations set metadata = jsonb_build_object('locker', %s::text) where id = %s", [plant("metadata"), guest.client_id]
    )
    guest.ask("GET", f"/v1/clients/{guest.client_id}", expect=200)
    search = plant("search")
    guest.ask("GET", f"/v1/clients?q={search}", expect=200)
    guest.ask("GET", f"/v1/clients?q={guest.person['email']}", expect=200)


def sessions(guest):
    device = guest.ask("POST", "/v1/auth/switch-organization", {"organization_id": guest.organization}, expect=200).json
    next = guest.ask("POST", "/v1/auth/refresh", {"refresh_token": device["refresh_token"]}, expect=200).json
    after = guest.ask("POST", "/v1/auth/refresh", {"refresh_token": next["refresh_token"]}, expect=200).json
    current = guest.access
    for session in (device, next, after):
        guest.keep(session)
    # A thief's: it ends that session.
    guest.ask("POST", "/v1/auth/refresh", {"refresh_token": device["refresh_token"]}, expect=401)
    guest.ask("GET", "/v1/me", expect=401)
    guest.access = current
    guest.ask("GET", "/v1/me/sessions", expect=200)


def notifications(stage, guest, sink):
    """News for the owner, and work that fails in every way."""
    user = guest.ask("GET", "/v1/me", expect=200).json["id"]
    news = {"id": str(uuid.uuid4()), "user": user, "type": "proof", "title": guest.canaries.plant("news"), "message": guest.canaries.plant("news")}
    jobs = [
        ("notifications.tell", news, 5),
        ("notifications.tell", news | {"id": str(uuid.uuid4()), "user": str(uuid.uuid4()), "title": guest.canaries.plant("news of a failing job"), "message": guest.canaries.plant("news of a failing job")}, 1),
        ("notifications.tell", {"user": guest.canaries.plant("payload that cannot be read")}, 1),
        ("nobody.knows", {"what": guest.canaries.plant("payload of an unknown job")}, 1),
    ]
    with stage.worker.transaction():
        stage.worker.execute("select private.enter_operator(%s, 'proof', true)", [guest.organization])
        for kind, payload, attempts in jobs:
            stage.worker.execute("select jobs.enqueue(gen_random_uuid(), %s, %s, 0, %s, null, null)", [kind, json.dumps(payload), attempts])
    deadline = time.monotonic() + 30
    while not any(news["title"] in mail["headers"]["Subject"] for mail in sink.taken):
        if time.monotonic() > deadline:
            raise SystemExit("the news never came by mail")
        time.sleep(0.05)
