"""Everything that can go wrong with a request, with a canary in what was sent."""

import json
import socket
import time

TRIGGER = """
create or replace function public.break_down() returns trigger language plpgsql as $$
begin
  if new.gender = 'slow' then perform pg_sleep(10); end if;
  return new;
end $$;
create or replace trigger break_down before insert on crm.client_organizations for each row execute function public.break_down();
alter table crm.client_organizations drop constraint if exists nobody_knows;
alter table crm.client_organizations add constraint nobody_knows check (gender <> 'broken') not valid;
"""


def mishaps(stage, node, guest, sink, proxy):
    stage.admin.execute(TRIGGER)
    bodies(guest)
    headers(guest)
    queries(guest)
    attempts(stage, guest)
    raw(node, guest)
    undelivered(stage, guest, sink)
    broken(stage, guest, proxy)


def bodies(guest):
    plant = guest.canaries.plant
    person = {"first_name": "A", "last_name": "B"}
    for body in (
        '{"first_name": "%s", "email": ' % plant("malformed body"),
        '{"first_name": "%s", "first_name": "%s"}' % (plant("member twice"), plant("member twice")),
        "%s" % plant("malformed body"),
        '{"password": "%s' % plant("password in a malformed body"),
    ):
        guest.ask("POST", "/v1/clients", body.encode(), expect=400)
        guest.ask("POST", "/v1/auth/login", body.encode(), expect=400)
    for wrong in (
        {"email": f"{plant('refused e-mail')}@"},
        {"phone": plant("refused phone")},
        {"date_of_birth": plant("refused date")},
        {"status": plant("refused status")},
        {"notes": plant("refused notes") * 2_000},
        {"notes": f"{plant('refused notes')}\u0000"},
        {"first_name": {"is": plant("refused type")}},
        {"first_name": [plant("refused type")]},
        {"unknown": plant("unknown member's value")},
        {plant("unknown member's name"): 1},
        {"address": {"street": plant("refused address") * 30}},
    ):
        guest.ask("POST", "/v1/clients", person | wrong, expect=422)
    guest.ask("POST", "/v1/auth/sign-up", {"email": f"{plant('refused e-mail')}@", "password": plant("refused password")[:7]}, expect=422)
    guest.ask("POST", "/v1/auth/sign-up", {"email": "a@example.com", "password": plant("refused password") * 20}, expect=422)
    guest.ask("POST", "/v1/auth/password-resets", {"token": plant("forged token") + "A" * 26, "password": plant("refused password")}, expect=422)
    guest.ask("POST", "/v1/auth/password-resets", {"token": plant("forged token"), "password": plant("refused password")}, expect=422)
    guest.ask("POST", "/v1/auth/refresh", {"refresh_token": "rt_" + plant("forged token")}, expect=401)
    guest.ask("POST", "/v1/clients", person, expect=415, Content_Type=f"text/{plant('Content-Type')}")
    guest.ask("POST", "/v1/clients", json.dumps({"notes": plant("body too large") + "a" * (1 << 20)}).encode(), expect=413)
    guest.client.close()


def headers(guest):
    plant = guest.canaries.plant
    guest.ask("GET", "/v1/me", token=plant("forged token"), expect=401)
    guest.ask("GET", "/v1/me", token=f"{guest.access.rsplit('.', 1)[0]}.{plant('forged token')}", expect=401)
    basic = {"Authorization": f"Basic {plant('Basic authorization')}"}
    guest.answers.append(guest.client.ask("GET", "/v1/me", headers=guest.headers | basic))
    guest.ask("POST", "/v1/clients", {}, expect=400, Idempotency_Key=plant("Idempotency-Key that is none"))
    role = guest.ask("POST", "/v1/roles", {"name": f"Coach {plant('role')}", "description": plant("role"), "permissions": []}, expect=201).json["id"]
    guest.ask("PATCH", f"/v1/roles/{role}", {"description": plant("refused change")}, expect=428)
    guest.ask("PATCH", f"/v1/roles/{role}", {"description": plant("refused change")}, expect=412, If_Match='"v999"')
    guest.ask("PATCH", f"/v1/roles/{role}", {"description": plant("refused change")}, expect=412, If_Match=f'"{plant("If-Match")}"')
    guest.ask("GET", "/v1/me", expect=200, Origin=f"https://{plant('Origin')}.example.com")
    guest.ask("GET", "/v1/me", expect=200, Accept=plant("Accept"))


def queries(guest):
    plant = guest.canaries.plant
    for query in (
        f"status={plant('refused query')}", f"limit={plant('refused query')}", f"sort={plant('refused query')}", f"q={plant('refused query') * 10}",
        f"unknown={plant('refused query')}", f"q={plant('refused query')}%00", f"{plant('name of a parameter')}=1",
    ):
        guest.ask("GET", f"/v1/clients?{query}", expect=400)
    guest.ask("GET", f"/v1/clients?cursor={plant('refused query')}", expect=400)
    guest.ask("GET", f"/v1/clients/{plant('path')}", expect=404)
    guest.ask("GET", f"/{plant('path')}", expect=404)
    guest.ask("GET", f"/problems/{plant('path')}", expect=404)
    guest.ask("DELETE", f"/v1/clients?{plant('refused query')}", expect=405)
    guest.ask("GET", "/v1/mails/00000000-0000-0000-0000-000000000000/unsubscription?" + plant("name of a parameter"))


def attempts(stage, guest):
    """Throttled: at signing in, signing up, asking for a new password and for another verification."""
    plant = guest.canaries.plant
    email = f"{plant('throttled e-mail')}@example.com"
    guest.ask("POST", "/v1/auth/login", {"email": email, "password": plant("wrong password")}, expect=401)
    # All further tries at once; what a try costs is not what is looked for.
    stage.admin.execute("update private.budgets set spent_until = now() + '1 day' where name in ('account', 'verification', 'password change')")
    guest.ask("POST", "/v1/auth/login", {"email": email, "password": plant("wrong password")}, expect=429)
    for status in (202, 202, 202, 429):
        guest.ask("POST", "/v1/auth/password-reset-requests", {"email": email}, expect=status)
    change = {"current_password": plant("wrong password"), "new_password": plant("refused password")}
    guest.ask("POST", "/v1/me/password", change, expect=429)


def raw(node, guest):
    """What is no HTTP, and what is too long for it."""
    plant = guest.canaries.plant
    for text in (
        f"GET /{plant('malformed request')} HTTP/9.9\r\n\r\n",
        f"{plant('malformed request')}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\n{plant('malformed request')}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: a\r\nX-Long: {plant('malformed request') * 8_000}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: {plant('Host')}\r\nHost: b\r\n\r\n",
        f"POST /v1/clients HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{plant('body broken off')}",
    ):
        with socket.create_connection(("127.0.0.1", node.port), 15) as connection:
            try:
                connection.sendall(text.encode())
                connection.shutdown(socket.SHUT_WR)
                answer = b"".join(iter(lambda: connection.recv(65536), b""))
            except ConnectionError:
                continue
        guest.answers.append(Raw(answer))


class Raw:
    """An answer as its bytes."""

    def __init__(self, text):
        head, _, self.body = text.partition(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        self.status = int(lines[0].split()[1]) if lines[0] else 0
        self.headers = [tuple(line.split(": ", 1)) for line in lines[1:]]


def undelivered(stage, guest, sink):
    """Mails that no server takes, by what its receiver's server does; and a mail server that wants another password."""
    plant = guest.canaries.plant
    names = {name: f"{name}@{plant('e-mail of an undelivered mail')}.example.org" for name in ("unknown", "spam", "busy", "drop")}
    for email in names.values():
        stage.person(email, first_name=plant("name in an undelivered mail"))
        guest.ask("POST", "/v1/auth/password-reset-requests", {"email": email}, expect=202)
    tried = "select count(*) from jobs.jobs j join jobs.mails m using (id) where m.recipient = any (%s) and j.error is not null"
    deadline = time.monotonic() + 40
    while stage.number(tried, list(names.values())) < len(names):
        if time.monotonic() > deadline:
            raise SystemExit("the mails were not tried")
        time.sleep(0.05)
    mails = stage.admin.execute("select contents, failed_at is not null from jobs.mails where recipient = any (%s)", [list(names.values())])
    for contents, is_given_up in mails:
        # What was given up may have forgotten it already.
        if contents:
            what = "given up" if is_given_up else "to be sent"
            guest.canaries.note(f"reset token of a mail {what}", contents["url"].split("#token=")[1])
    wrong = f"smtp://{plant('user of the mail server')}:{plant('password of the mail server')}@127.0.0.1:{sink.doors['login']}"
    worker = stage.serve("work", works=True, TRYZORE_SMTP_URL=wrong, TRYZORE_PUBLIC_URL="https://gym.example.com", TRYZORE_LOG_LEVEL="debug")
    stage.admin.execute("update jobs.jobs set run_at = now() where kind = 'mail.send' and state = 'queued'")
    again = "select count(*) from jobs.jobs where kind = 'mail.send' and attempts > 1"
    while not stage.number(again):
        if time.monotonic() > deadline + 20:
            raise SystemExit("the mails were not tried again")
        time.sleep(0.05)
    worker.process.terminate()
    worker.process.wait(60)


def broken(stage, guest, proxy):
    """The database refuses, is slow, is locked, is away."""
    plant = guest.canaries.plant

    def person(what):
        return {name: plant(f"{name} of {what}") for name in ("first_name", "last_name", "notes")} | {"email": f"{plant(f'e-mail of {what}')}@example.com"}

    guest.ask("POST", "/v1/clients", person("a failing request") | {"gender": "broken"}, expect=500)
    guest.ask("POST", "/v1/clients", person("a slow request") | {"gender": "slow"}, expect=503)
    with stage.admin.transaction():
        stage.admin.execute("lock table crm.client_organizations in access exclusive mode")
        guest.ask("POST", "/v1/clients", person("a locked request"), expect=503)
        guest.ask("GET", f"/v1/clients?q={plant('search of a locked request')}", expect=503)
    proxy.go_away()
    try:
        guest.ask("POST", "/v1/clients", person("an outage"), expect=503)
        guest.ask("GET", f"/v1/clients?q={plant('search of an outage')}", expect=503)
        login = {"email": f"{plant('e-mail of an outage')}@example.com", "password": plant("password of an outage")}
        guest.ask("POST", "/v1/auth/login", login, expect=503)
        guest.ask("POST", "/v1/auth/password-reset-requests", {"email": login["email"]}, expect=503)
    finally:
        proxy.come_back()
    deadline = time.monotonic() + 15
    while guest.ask("GET", "/v1/clients?limit=1").status != 200:
        if time.monotonic() > deadline:
            raise SystemExit("the server never finds PostgreSQL again")
        time.sleep(0.1)
