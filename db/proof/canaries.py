"""Unique words planted wherever something secret or personal can stand, and then looked for wherever none may."""

import base64
import collections
import pathlib
import re
import secrets
import subprocess
import urllib.parse

from psycopg.conninfo import make_conninfo

from allowances import ALLOWED
from databases import copy
from mishaps import mishaps
from servers import Stage
from visits import Sink, visit

# As `tryzore doctor` asks for; and beyond it every statement is logged, as where somebody looks for slow ones.
LOG_SETTINGS = {
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_statement": "none",
    "log_min_duration_statement": "0",
}

# A workload that does not get these, and logs that do not have those, look for nothing.
STATUSES = [400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 431, 500, 503]
SIGNS = {
    "the server's log at debug": '"database failed"',
    "the server's log as it comes": '"database failed"',
    "PostgreSQL's log": "insert into crm.client_organizations",
    "dump private.credentials.password_hash": "$scrypt$",
}


class Canaries:
    """What was planted, by field."""

    def __init__(self):
        self.words = collections.defaultdict(set)

    def plant(self, field, prefix="c"):
        """A new word, of small letters and digits, which also an address may begin with."""
        return self.note(field, f"{prefix}{secrets.token_hex(8)}")

    def number(self, field):
        return self.note(field, "".join(str(secrets.randbelow(10)) for _ in range(12)))

    def note(self, field, word):
        self.words[field].add(word)
        return word

    @property
    def count(self):
        return sum(len(words) for words in self.words.values())

    def patterns(self):
        """Each spelling in small letters, with its field."""
        for field, words in self.words.items():
            for word in words:
                for spelling in spellings(word):
                    yield spelling.lower(), field

    def find(self, places):
        """How often each field's words stand in each place."""
        patterns = dict(self.patterns())
        # One pass a place, however many words there are.
        search = re.compile("|".join(re.escape(pattern) for pattern in sorted(patterns, key=len, reverse=True)))
        hits = collections.Counter()
        for place, text in places.items():
            for match in search.finditer(text.lower()):
                hits[patterns[match.group()], place] += 1
        return hits


def spellings(word):
    """As it is, as in an address of a page, in hex, and in base64 wherever it begins."""
    data = word.encode()
    yield word
    yield urllib.parse.quote(word, safe="")
    yield data.hex()
    for shift in range(3):
        text = base64.b64encode(b"\0" * shift + data).decode()
        # Without the characters that the neighbours have a share in.
        yield text[(0, 2, 3)[shift] : len(text) - (4 if len(data + b"\0" * shift) % 3 else 0)]
    if len(word) > 40:
        # A token is itself base64; its bytes might be kept.
        try:
            yield base64.urlsafe_b64decode(word + "=" * (-len(word) % 4)).hex()
        except ValueError:
            pass


def canaries(stage, postgres_log):
    if not postgres_log:
        raise SystemExit("canaries need --postgres-log")
    root = pathlib.Path(__file__).parents[2]
    found = Canaries()
    stage.admin.close()
    stage.worker.close()
    with copy(stage.conninfo, "gateway_canaries") as conninfo:
        own = Stage(conninfo, stage.program)
        for name, value in LOG_SETTINGS.items():
            own.admin.execute(f"alter database gateway_canaries set {name} = '{value}'")
        own.admin.execute("alter role tryzore_app in database gateway_canaries set statement_timeout = '3s'")
        start = pathlib.Path(postgres_log).stat().st_size
        sink = Sink(root)
        try:
            answers, texts = [], {}
            proxy = own.proxy()
            # Nobody checks it where the socket knows who comes; it must not show all the same.
            database = make_conninfo(proxy.conninfo, password=found.plant("the database's password"))
            mail = {"TRYZORE_SMTP_URL": sink.url, "TRYZORE_MAIL_FROM": "House <no-reply@example.com>", "TRYZORE_PUBLIC_URL": "https://gym.example.com"}
            levels = {"at debug": {"TRYZORE_LOG_LEVEL": "debug"}, "as it comes": {}}
            nodes = {level: own.serve(database=database, works=True, **mail, **setting) for level, setting in levels.items()}
            for node in nodes.values():
                guest = visit(own, node, sink, found, answers)
                mishaps(own, node, guest, sink, proxy)
            for path in ("/health", "/ready", "/metrics", "/openapi.json"):
                texts[f"GET {path}"] = node.client().ask("GET", path).body.decode()
            for server in own.servers:
                server.process.terminate()
                server.process.wait(30)
            for level, node in nodes.items():
                texts[f"the server's log {level}"] = node.log.read_text()
            texts["other logs"] = "".join(server.log.read_text() for server in own.servers if server not in nodes.values())
            with open(postgres_log, "rb") as log:
                log.seek(start)
                texts["PostgreSQL's log"] = log.read().decode(errors="replace")
            texts["bodies of problems"] = "\n".join(answer.body.decode() for answer in answers if answer.status >= 400)
            texts["headers of answers"] = "\n".join(f"{name}: {value}" for answer in answers for name, value in answer.headers)
            texts |= guest.lists
            texts |= dump(conninfo)
        finally:
            sink.stop()
            own.close()
    return judge(found, answers, texts)


def judge(found, answers, texts):
    hits = found.find(texts)
    statuses = collections.Counter(answer.status for answer in answers)
    bad = {place: number for place, number in hits.items() if place not in ALLOWED}
    print(
        f"gateway: {found.count} canaries in {len(found.words)} fields, {len(answers)} answers ({dict(sorted(statuses.items()))}), "
        f"{len(texts)} places with {sum(map(len, texts.values())) / 1e6:.1f} MB: {sum(bad.values())} hits where none may be (0), "
        f"{sum(hits.values()) - sum(bad.values())} in the {len(ALLOWED)} places allowed"
    )
    failures = [f"{field} stands in {place}, {bad[field, place]} times" for field, place in sorted(bad)]
    # A list that allows what never happens hides what one day will.
    failures += [f"{field} may stand in {place} and does not" for field, place in sorted(set(ALLOWED) - set(hits))]
    failures += [f"no answer {status}" for status in STATUSES if not statuses[status]]
    failures += [f"{place} has no {word}" for place, word in SIGNS.items() if word not in texts[place]]
    return failures


def dump(conninfo):
    """A plain pg_dump, the values of each column a text of their own."""
    text = subprocess.run(["pg_dump", "--dbname", conninfo], check=True, capture_output=True, text=True).stdout
    places = collections.defaultdict(list)
    columns = None
    for line in text.splitlines():
        if columns is None:
            start = re.match(r"COPY (\S+) \((.*)\) FROM stdin;", line)
            if start:
                # A partition is what its table is.
                table = re.sub(r"_(\d{4}_\d{2}|default)$", "", start[1])
                columns = [f"dump {table}.{name}" for name in start[2].split(", ")]
            else:
                places["dump without rows"].append(line)
        elif line == "\\.":
            columns = None
        else:
            for column, value in zip(columns, line.split("\t")):
                places[column].append(value)
    return {place: "\n".join(values) for place, values in places.items()}
