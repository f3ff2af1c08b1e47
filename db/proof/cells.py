"""The cells of matrix.yaml: what it says of each, and the statements that try it."""

import hashlib
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

VERBS = ("select", "insert", "update", "delete", "move")
PEOPLE = "owner admin staff trainer member parent_owner".split()
ROLES = {
    "own_row": PEOPLE,
    "own_organization": [*PEOPLE, "operator", "job", "definer"],
    "second_organization": [*PEOPLE, "operator", "job", "definer"],
    "other_organization": [*PEOPLE, "operator", "job", "definer"],
    "parent_organization": [*PEOPLE, "operator", "job", "definer"],
    "no_context": [*PEOPLE, "operator", "job", "definer", "nobody"],
    "revoked_session": PEOPLE,
    "no_organization": PEOPLE,
}
GYMS = {"second_organization": "south", "other_organization": "rival", "parent_organization": "chain"}
WORDS = {"row", "own", "tenant", "insert", "update", "update_definer", "move"}
ROOTS = {"north": "chain"}


class Unfit(Exception):
    """The file and the database do not fit together."""


@dataclass
class Cell:
    table: str
    title: str
    role: str
    expected: str | int
    statements: list[str]
    door: str | None
    # A transaction of its own that came before and had a context.
    before: str | None = None
    # No gym is entered: a missing grant is as good as no rows.
    outside: bool = False
    # Given the grant whose absence would hide the policy.
    granted: bool = False
    # Names a row, which had better be there.
    aims: bool = False

    @property
    def login(self) -> str:
        """Who connects: the application, the worker, or a role that the administrator becomes."""
        if self.role in ("operator", "job"):
            return "tryzore_worker"
        if self.role == "definer":
            return "tryzore_definer"
        return self.role if self.role.startswith("tryzore_") else "tryzore_app"


def literal(name: str) -> str:
    """The id of what the cast calls by this name."""
    return f"'{uuid.UUID(hashlib.md5(name.encode()).hexdigest())}'::uuid"


def door(role: str, write: bool, session: str = "session") -> str | None:
    gym = literal("north")
    if role == "operator":
        return f"select private.enter_operator({gym}, 'proof', {write})"
    if role == "job":
        return f"select private.enter_job({literal('north job')}, 1, {write})"
    if role == "definer":
        return f"select set_config('app.scope', array[{gym}]::text, true)"
    if role == "nobody" or role.startswith("tryzore_"):
        return None
    return f"select private.enter({literal(f'{role} {session}')}, {gym}, null, {write})"


def written(sql: str, role: str, gym: str = "north") -> str:
    """The statement with the ids that its words stand for."""

    def replaced(match: re.Match) -> str:
        sign, word = match.groups()
        thing = word.replace("_", " ")
        if sign == "@":
            return literal(f"{gym} {thing}")
        if word == "gym":
            return literal(gym)
        if word == "root":
            return literal(ROOTS.get(gym, gym))
        if word == "me":
            return literal(role)
        if word == "family":
            return literal("owner session family")
        return literal(f"{gym} {role} {thing[3:]}") if thing.startswith("my ") else literal(thing)

    return re.sub(r"([@$])([a-z]\w*)", replaced, str(sql))


class Matrix:
    def __init__(self, path: Path, tables: list[str], partitions: list[str]):
        self.file = yaml.safe_load(path.read_text())
        self.groups = self.file["groups"]
        self.blocks = dict(self.file["tables"])
        missing, unknown = set(tables) - set(self.blocks), set(self.blocks) - set(tables)
        if missing or unknown:
            raise Unfit("; ".join([f"{table} has no rows in {path.name}" for table in sorted(missing)]
                                  + [f"{table} of {path.name} is no table" for table in sorted(unknown)]))
        self.blocks |= {partition: self.file["partitions"] for partition in partitions}
        for table, block in self.blocks.items():
            unknown = set(block) - WORDS - set(ROLES) | {verb for scope in ROLES for verb in set(block.get(scope, {})) - set(VERBS)}
            if unknown:
                raise Unfit(f"{table}: {', '.join(sorted(unknown))} means nothing")

    def cells(self, count: Callable[[str], int]) -> list[Cell]:
        """Every cell; `count` tells how many rows a query of the administrator has."""
        cells = [cell for table in self.blocks for cell in self.of_table(table)]
        return cells + self.of_sweeps(count) + self.of_columns() + self.of_cases()

    def of_table(self, table: str) -> list[Cell]:
        block = self.blocks[table]
        return [self.cell(table, scope, verb, role, verdict)
                for scope in ROLES if self.has(block, scope)
                for verb in VERBS if verb != "move" or self.can_move(block, scope)
                for role, verdict in self.verdicts(table, scope, verb).items()]

    def has(self, block: dict, scope: str) -> bool:
        if scope == "own_row":
            return "own" in block
        return scope not in GYMS or block.get("tenant") != "none" or "move" in block

    def can_move(self, block: dict, scope: str) -> bool:
        if scope == "own_row" or scope in GYMS:
            return False
        return "move" in block or block.get("tenant") != "none" and "update" in block.get("own_organization", {})

    def roles(self, block: dict, scope: str) -> list[str]:
        return self.members(block["own"]["who"]) if scope == "own_row" else ROLES[scope]

    def members(self, words: str) -> list[str]:
        if unknown := set(words.split()) - set(self.groups) - set(ROLES["no_context"]):
            raise Unfit(f"{', '.join(sorted(unknown))} is nobody's role")
        return [role for word in words.split()
                for role in (self.members(self.groups[word]) if word in self.groups else [word])]

    def verdicts(self, table: str, scope: str, verb: str) -> dict[str, str | int]:
        """The verdict of every role: as the table says, else as the head of the file says."""
        block = self.blocks[table]
        roles = self.roles(block, scope)
        said = block.get(scope, {}).get(verb)
        if said is None:
            return self.unsaid(table, scope, verb, roles)
        if isinstance(said, str):
            return {role: said for role in roles}
        verdicts, rest = {}, None
        for verdict, words in said.items():
            if words == "rest":
                rest = verdict
                continue
            for role in self.members(words):
                if role in verdicts:
                    raise Unfit(f"{table} {scope} {verb}: {role} has two verdicts")
                verdicts[role] = verdict
        for role in roles:
            if role not in verdicts and rest is None:
                raise Unfit(f"{table} {scope} {verb}: nothing is said of {role}")
        return {role: verdicts.get(role, rest) for role in roles}

    def unsaid(self, table: str, scope: str, verb: str, roles: list[str]) -> dict[str, str]:
        if scope == "revoked_session":
            return dict.fromkeys(roles, "session_revoked")
        if scope in ("no_context", "no_organization"):
            return dict.fromkeys(roles, "none")
        if verb == "move":
            others, own = self.verdicts(table, scope, "update"), {}
            if "own" in self.blocks[table]:
                own = self.verdicts(table, "own_row", "update")
            return {role: "denied" if "allowed" in (verdict, own.get(role)) else verdict for role, verdict in others.items()}
        if scope == "own_organization":
            return dict.fromkeys(roles, "denied")
        own = self.verdicts(table, "own_organization", verb)
        if scope == "own_row":
            return {role: own[role] for role in roles}
        return {role: "denied" if verb == "insert" or own[role] == "denied" else "none" for role in roles}

    def cell(self, table: str, scope: str, verb: str, role: str, expected: str | int) -> Cell:
        block, gym = self.blocks[table], GYMS.get(scope, "north")
        own = block.get("own", {})
        is_own = scope == "own_row" or (
            scope == "second_organization" and role in PEOPLE and own and block.get("tenant") != "none")
        row = own["row"] if is_own else block["row"]
        where = f" where {row}" + ("" if block.get("tenant") == "none" else " and organization_id = $gym")
        # A condition would be checked by the policies for reading, too, and on the row as it is to be.
        if verb == "move" or scope in ("no_context", "no_organization"):
            where = ""
        statement = written(self.statement(table, verb, role, where, own.get("insert", {}) if is_own else {}, gym), role, gym)
        entered, before = door(role, verb != "select"), None
        if scope == "no_context":
            entered, before = None, entered
        elif scope == "revoked_session":
            entered = door(role, verb != "select", "ended session")
        elif scope == "no_organization":
            entered = f"select private.enter_person({literal(f'{role} session')}, {verb != 'select'})"
        return Cell(table, f"{table}: {role} {verb} {scope}", role, expected, [statement], entered, before,
                    outside=scope in ("no_context", "no_organization"), granted=verb == "move",
                    aims=verb == "select" and bool(where))

    def statement(self, table: str, verb: str, role: str, where: str, own: dict, gym: str) -> str:
        block = self.blocks[table]
        if verb == "select":
            return f"select from {table}{where}"
        if verb == "delete":
            return f"delete from {table}{where}"
        if verb == "insert":
            values = {} if block.get("tenant") == "none" else {"organization_id": "$gym"}
            values |= block.get("insert", {}) | own
            if not values:
                return f"insert into {table} default values"
            return f"insert into {table} ({', '.join(values)}) values ({', '.join(map(str, values.values()))})"
        if verb == "move":
            return f"update {table} set {block.get('move', 'organization_id = $south')}"
        change = block.get("update_definer" if role == "definer" and "update_definer" in block else "update")
        return f"update {table} set {change}{where}"

    def of_sweeps(self, count: Callable[[str], int]) -> list[Cell]:
        """Statements that name no row touch those of the gym, or none: a condition of theirs would be checked by the
        policies for reading, too. Who reaches every gym has nothing to prove here."""
        cells = []
        for table, block in self.blocks.items():
            if block.get("tenant") == "none":
                continue
            rows = count(f"select from {table} where organization_id = {literal('north')}")
            for verb in ("update", "delete"):
                elsewhere = self.verdicts(table, "other_organization", verb)
                for role, verdict in self.verdicts(table, "own_organization", verb).items():
                    if verdict == "allowed" == elsewhere[role]:
                        continue
                    if verdict == "allowed" or verdict == "none" and "own" not in block:
                        cells.append(Cell(table, f"{table}: {role} {verb} without naming rows", role,
                                          rows if verdict == "allowed" else "none",
                                          [self.statement(table, verb, role, "", {}, "north")], door(role, True)))
        return cells

    def of_columns(self) -> list[Cell]:
        return [Cell(table, f"{table}: {role} update {column}", role, "denied", [f"update {table} set {column} = {column}"], door(role, True))
                for table, columns in self.file["columns"].items() for column in columns.split()
                for role in ("owner", "operator", "job")]

    def of_cases(self) -> list[Cell]:
        cells = []
        for case in self.file["cases"]:
            statements = case["do"] if isinstance(case["do"], list) else [case["do"]]
            for role in case["as"].split():
                entered = door(role, True)
                if case.get("in") == "nothing":
                    entered = f"select private.enter_person({literal(f'{role} session')}, true)"
                cells.append(Cell(
                    case["table"], f"{case['table']}: {role}, {case.get('why', statements[-1])}", role, case["expect"],
                    [written(statement, role) for statement in statements], entered))
        return cells
