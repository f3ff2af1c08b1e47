"""What the proofs over HTTP share: gyms with people who can sign in, servers on one database, and clients of them."""

import base64
import collections
import hashlib
import http.client
import json
import os
import pathlib
import secrets
import socket
import subprocess
import tempfile
import threading
import time
import uuid

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from databases import APP, WORKER, connect

PASSWORD = "a candle and a blanket"
Person = collections.namedtuple("Person", "id email")


def hashed(password):
    """As Passwords.swift keeps it."""
    salt = secrets.token_bytes(16)
    digest = hashlib.scrypt(password.encode(), salt=salt, n=1 << 14, r=8, p=5, maxmem=64 << 20, dklen=32)
    return "$scrypt$ln=14,r=8,p=5$" + "$".join(base64.b64encode(part).decode() for part in (salt, digest))


HASH = hashed(PASSWORD)


def random_address():
    """Somebody's, of the network that nobody has (RFC 2544 and RFC 3849)."""
    if secrets.randbelow(2):
        return f"198.{18 + secrets.randbelow(2)}.{secrets.randbelow(256)}.{secrets.randbelow(256)}"
    return f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::{secrets.token_hex(2)}"


class Stage:
    """A migrated database, what is put into it for a proof, and the servers that are started on it."""

    def __init__(self, conninfo, program):
        self.conninfo, self.program = conninfo, program
        self.admin, self.worker = connect(conninfo), connect(conninfo, user=WORKER)
        self.folder = tempfile.TemporaryDirectory()
        self.servers, self.proxies = [], []

    def person(self, email=None, first_name="Ada", last_name="Lovelace", password_hash=HASH):
        id, email = uuid.uuid4(), email or f"{uuid.uuid4()}@example.com"
        self.worker.execute(
            "select private.sign_up(%s, %s, %s, %s, %s, %s)", [id, email, email.lower(), first_name, last_name, password_hash]
        )
        return Person(str(id), email)

    def organization(self, owner):
        id = uuid.uuid4()
        self.worker.execute(
            "select private.operator_create_organization(%s, %s, 'Gym', %s, 'UTC', 'EUR', 'DE', null)", [id, owner.id, f"gym-{id}"]
        )
        return str(id)

    def join(self, organization, role, person=None):
        person = person or self.person()
        self.worker.execute("select private.operator_add_person(%s, %s, %s, null, true)", [organization, person.id, role])
        return person

    def serve(self, command="serve", database=None, works=False, **environment):
        server = Server(self, command, database or self.conninfo, works, environment)
        self.servers.append(server)
        return server

    def proxy(self):
        proxy = Proxy(self.conninfo)
        self.proxies.append(proxy)
        return proxy

    def number(self, query, *values):
        return self.admin.execute(query, values).fetchone()[0]

    def close(self):
        for server in self.servers:
            server.kill()
        for proxy in self.proxies:
            proxy.stop()
        self.admin.close()
        self.worker.close()
        self.folder.cleanup()


class Server:
    """A process of the program; `serve` listens on a port of its own."""

    def __init__(self, stage, command, database, works, environment):
        self.log = pathlib.Path(stage.folder.name) / f"{len(stage.servers)}.log"
        self.environment = os.environ | {
            "DATABASE_URL": make_conninfo(database, user=APP),
            "TRYZORE_KEYS": f"{stage.folder.name}/keys",
            "TRYZORE_RATE_LIMIT": "1000000000",
            "TRYZORE_RATE_LIMIT_ADDRESS": "1000000000",
            "TRYZORE_TRUSTED_PROXIES": "127.0.0.1",
            # A build that counts its coverage would leave a file behind.
            "LLVM_PROFILE_FILE": "/dev/null",
        }
        for name in ("TRYZORE_LOG_LEVEL", "TRYZORE_WORKER_DATABASE_URL"):
            self.environment.pop(name, None)
        if works:
            self.environment["TRYZORE_WORKER_DATABASE_URL"] = make_conninfo(database, user=WORKER)
        self.environment |= environment
        self.command = [stage.program, command] + (["--port", "0"] if command == "serve" else [])
        self.start()

    def start(self):
        output = open(self.log, "ab")
        start = output.tell()
        self.process = subprocess.Popen(["setpriv", "--pdeathsig", "KILL", "--", *self.command], env=self.environment, stderr=output, stdout=output)
        output.close()
        self.port = None
        while self.command[1] == "serve" and self.port is None:
            text = self.log.read_bytes()[start:].decode()
            if self.process.poll() is not None:
                raise SystemExit(f"the server ended: {text[-500:]}")
            if "/v1 " in text:
                self.port = int(text.split("/v1 ")[0].rsplit(":", 1)[1])
            time.sleep(0.02)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def client(self, timeout=30):
        return Client(self, timeout)

    def sign_in(self, person, password=PASSWORD, **more):
        answer = self.client().ask("POST", "/v1/auth/login", {"email": person.email, "password": password, **more}, address=random_address())
        if answer.status != 200:
            raise SystemExit(f"nobody signs in: {answer.status} {answer.body[:300]}")
        return answer.json


class Answer:
    def __init__(self, status, headers, body, start, end):
        self.status, self.headers, self.body, self.start, self.end = status, headers, body, start, end

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def code(self):
        """Of the problem; none where there is no problem."""
        return self.json.get("code") if self.status >= 400 else None

    @property
    def alike(self):
        """What is the same for all that are answered alike: without ids and moments."""
        own = ("x-request-id", "date", "ratelimit")
        headers = tuple(sorted((name.lower(), value) for name, value in self.headers if name.lower() not in own))
        body = self.json if self.body else None
        if isinstance(body, dict):
            body.pop("request_id", None)
        return self.status, headers, json.dumps(body, sort_keys=True)


class Client:
    """One connection, opened again after a failure."""

    def __init__(self, server, timeout):
        self.server, self.timeout, self.connection = server, timeout, None

    def ask(self, method, path, body=None, token=None, address=None, headers=()):
        fields = dict(headers)
        if body is not None:
            fields.setdefault("Content-Type", "application/json")
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        if token:
            fields["Authorization"] = f"Bearer {token}"
        if address:
            fields["X-Forwarded-For"] = address
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=self.timeout)
            self.connection.connect()
        try:
            start = time.perf_counter()
            self.connection.request(method, path, body, fields)
            response = self.connection.getresponse()
            content = response.read()
            return Answer(response.status, response.getheaders(), content, start, time.perf_counter())
        except (OSError, http.client.HTTPException):
            self.close()
            raise

    def close(self):
        if self.connection is not None:
            self.connection.close()
            self.connection = None


class Proxy:
    """TCP in front of PostgreSQL's Unix socket. It can go away, and it can swallow the word that a transaction is committed."""

    COMMITTED = b"C\0\0\0\x0bCOMMIT\0"

    def __init__(self, conninfo):
        parts = conninfo_to_dict(conninfo)
        self.target = f"{parts['host']}/.s.PGSQL.{parts.get('port', 5432)}"
        self.server = socket.create_server(("127.0.0.1", 0))
        self.conninfo = make_conninfo(conninfo, host="127.0.0.1", port=str(self.server.getsockname()[1]))
        self.open, self.swallows = [], False
        self.is_away, self.swallowed = False, threading.Event()
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.server.accept()
            except OSError:
                return
            if self.is_away:
                client.close()
                continue
            upstream = socket.socket(socket.AF_UNIX)
            upstream.connect(self.target)
            self.open += [client, upstream]
            for source, sink, is_answer in ((client, upstream, False), (upstream, client, True)):
                threading.Thread(target=self.pump, args=(source, sink, is_answer), daemon=True).start()

    def pump(self, source, sink, is_answer):
        silent = False
        try:
            while data := source.recv(65536):
                if is_answer and self.swallows and Proxy.COMMITTED in data:
                    silent = True
                    self.swallowed.set()
                if not silent:
                    sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            cut(end)

    def go_away(self):
        self.is_away = True
        for end in self.open:
            cut(end)
        self.open = []

    def come_back(self):
        self.is_away = False

    def stop(self):
        self.go_away()
        cut(self.server)
        self.server.close()


def cut(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass


def together(count, work):
    """Runs `work(number)` in so many threads; what one raises is raised here."""
    results, errors = [None] * count, []

    def run(number):
        try:
            results[number] = work(number)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(number,), daemon=True) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
