"""Ten thousand guesses at one account, from as many addresses, at two nodes, one of which is restarted meanwhile."""

import collections
import mmap
import pathlib
import secrets
import subprocess
import uuid

from servers import PASSWORD, random_address, together

CONNECTIONS = 8
MOST = 30  # password checks


class HashCount:
    """Counts the passwords that servers really hash, by their allocations: see count_hashes.c."""

    def __init__(self, folder):
        library = f"{folder}/count_hashes.so"
        source = pathlib.Path(__file__).with_name("count_hashes.c")
        subprocess.run(["clang", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", library, source], check=True)
        path = pathlib.Path(folder) / "hashes"
        path.write_bytes(bytes(8))
        self.environment = {"LD_PRELOAD": library, "COUNT_HASHES": str(path)}
        with path.open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), 8)

    @property
    def value(self):
        return int.from_bytes(self.memory[:8], "little")


def attempts(stage, count):
    failures = []
    hashes = HashCount(stage.folder.name)
    nodes = [stage.serve(**hashes.environment), stage.serve(**hashes.environment)]
    owner, other = stage.person(), stage.person()
    # That the count counts: one for a sign-in, one for an unknown address, none for what is no password.
    before = hashes.value
    device = nodes[0].sign_in(owner)["device_token"]
    foreign = nodes[1].sign_in(other)["device_token"]
    guess(nodes[0].client(), f"{uuid.uuid4()}@example.com")
    nodes[1].client().ask("POST", "/v1/auth/login", {"email": owner.email, "password": "short"}, address=random_address())
    if hashes.value != before + 3:
        failures.append(f"three hashes are counted as {hashes.value - before}")

    def attack(email, number):
        """So many guesses over some connections, half of them at each node; answers how often each answer came."""

        def run(connection):
            client, answers = nodes[connection % 2].client(), collections.Counter()
            for attempt in range(number // CONNECTIONS):
                # With no device, an invented one, and one that is known for somebody else.
                token = [None, secrets.token_urlsafe(32), foreign][attempt % 3]
                answers[guess(client, email, token).alike] += 1
            return answers

        return sum(together(CONNECTIONS, run), collections.Counter())

    before = hashes.value
    answers = attack(owner.email, count // 2)
    nodes[1].kill()
    nodes[1].start()
    if any(node.client().ask("POST", "/v1/auth/login", right(owner), address=random_address()).status != 429 for node in nodes):
        failures.append("a restart, or another node, forgave the tries")
    answers += attack(owner.email, count // 2)
    checked = hashes.value - before
    said = sum(number for answer, number in answers.items() if answer[0] == 401)
    statuses = collections.Counter()
    for answer, number in answers.items():
        statuses[answer[0]] += number
    print(
        f"gateway: {sum(answers.values())} guesses on {CONNECTIONS} connections at two nodes, one restarted: {checked} passwords hashed "
        f"({MOST}), {statuses[401]} answers 401, {statuses[429]} answers 429"
    )
    if checked > MOST:
        failures.append(f"{checked} passwords were hashed")
    if said != checked:
        failures.append(f"{said} guesses were answered as checked, {checked} were")
    if set(statuses) != {401, 429}:
        failures.append(f"other answers: {statuses}")

    # The same for an address that nobody has: as many checks, the same answers.
    unknown = attack(f"{uuid.uuid4()}@example.com", 160)
    if set(shapes(answers)) != set(shapes(unknown)):
        failures.append(f"known and unknown addresses are told apart: {set(shapes(answers)) ^ set(shapes(unknown))}")

    for node in nodes:
        if node.client().ask("POST", "/v1/auth/login", right(owner), address=random_address()).status != 429:
            failures.append("from an unknown device even the right password has to wait, and did not")
    again = [node.client().ask("POST", "/v1/auth/login", right(owner, device), address=random_address()) for node in nodes]
    print(f"gateway: the owner on a known device is answered {again[0].status} and {again[1].status} (200)")
    if any(answer.status != 200 for answer in again):
        failures.append("the owner is locked out on a known device")
    if nodes[0].client().ask("POST", "/v1/auth/login", right(other), address=random_address()).status != 200:
        failures.append("somebody else is locked out")
    return failures


def shapes(answers):
    """Without how long to wait, which only the moment decides."""
    for status, headers, body in answers:
        yield status, tuple((name, "" if name in ("retry-after", "content-length") else value) for name, value in headers), body


def right(person, device=None):
    return {"email": person.email, "password": PASSWORD} | ({"device_token": device} if device else {})


def guess(client, email, token=None):
    body = {"email": email, "password": secrets.token_hex(8)} | ({"device_token": token} if token else {})
    return client.ask("POST", "/v1/auth/login", body, address=random_address())
