"""Runs cells on real logins: each in a transaction that is rolled back, many in one round trip of libpq's pipeline."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import pq

from cells import Cell

# As many as surely fit into the socket's buffers, so that neither side waits for the other to read.
BATCH = 25
LOGINS = ("tryzore_app", "tryzore_worker")


@dataclass
class Outcome:
    rows: int = 0
    state: str = ""
    constraint: str = ""
    message: str = ""
    at_door: bool = False

    def __str__(self) -> str:
        if not self.state:
            return f"{self.rows} row{'' if self.rows == 1 else 's'}"
        return f"{self.state} {self.constraint or self.message}{' at the door' if self.at_door else ''}"

    def fits(self, cell: Cell) -> bool:
        if self.at_door:
            return cell.expected == self.constraint == "session_revoked"
        match cell.expected:
            case int(rows):
                return not self.state and self.rows == rows
            case "allowed":
                return self.rows > 0
            case "none":
                return not self.state and self.rows == 0 or cell.outside and self.state == "42501"
            case "denied":
                return self.state == "42501"
            case constraint:
                return self.constraint == constraint

    def leaks(self, cell: Cell) -> bool:
        """Whether rows were touched that were not to be."""
        return self.rows > 0 and not self.fits(cell)


class Runner:
    def __init__(self, conninfo: str):
        self.conninfo = conninfo
        self.admin = psycopg.connect(conninfo, autocommit=True)
        self.others: dict[str | None, psycopg.Connection] = {None: self.admin}
        self.connections: dict[tuple[str, bool], psycopg.Connection] = {}

    def connect(self, user: str | None, is_new: bool = False) -> psycopg.Connection:
        """A connection of a login, by default the administrator's: one that is there, or another."""
        if not is_new and user in self.others:
            return self.others[user]
        connection = psycopg.connect(self.conninfo, autocommit=True, **({"user": user} if user else {}))
        if not is_new:
            self.others[user] = connection
        return connection

    def count(self, query: str) -> int:
        return self.admin.execute(query).rowcount

    def tables(self, are_partitions: bool) -> list[str]:
        return [table for (table,) in self.admin.execute(
            "select format('%%s.%%s', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'p') and n.nspname in ('crm', 'audit', 'private', 'jobs') and c.relispartition = %s"
            " order by 1", [are_partitions])]

    def run(self, cells: list[Cell]) -> Iterator[tuple[Cell, Outcome]]:
        """The outcome of each, first of those that need no grant."""
        for granted in (False, True):
            chosen = [cell for cell in cells if cell.granted == granted]
            with self.moves_granted({cell.table for cell in chosen} if granted else set()):
                for batch in batches(chosen):
                    yield from zip(batch, self.run_batch(batch))

    @contextmanager
    def moves_granted(self, tables: set[str]):
        """Whoever has a policy for updates may for a while update all keys: only the policy is left to refuse."""
        added = self.admin.execute(
            "select t.name, a.attname, r.rolname from unnest(%s::text[]) t (name)"
            " join pg_attribute a on a.attrelid = t.name::regclass and a.attnum > 0 and not a.attisdropped"
            "  and a.attname in ('organization_id', 'id', 'user_id')"
            " join pg_roles r on r.rolname in ('tryzore_app', 'tryzore_worker', 'tryzore_definer')"
            "  and exists (select from pg_policy p where p.polrelid = a.attrelid and r.oid = any (p.polroles) and p.polcmd in ('w', '*'))"
            "  and not has_column_privilege(r.oid, a.attrelid, a.attnum, 'update')", [list(tables)]).fetchall()
        for table, column, role in added:
            self.admin.execute(f"grant update ({column}) on {table} to {role}")
        try:
            yield
        finally:
            for table, column, role in added:
                self.admin.execute(f"revoke update ({column}) on {table} from {role}")

    def connection(self, cell: Cell) -> pq.abc.PGconn:
        # Who is nobody shares no connection with those who were somebody before.
        key = (cell.login, cell.role == "nobody")
        if key not in self.connections:
            is_login = cell.login in LOGINS
            connection = self.connect(cell.login if is_login else None, is_new=True)
            if not is_login:
                connection.execute(f"set role {cell.login}")
            connection.pgconn.enter_pipeline_mode()
            self.connections[key] = connection
        return self.connections[key].pgconn

    def run_batch(self, cells: list[Cell]) -> list[Outcome]:
        connection = self.connection(cells[0])
        for cell in cells:
            if cell.before:
                send(connection, "begin", cell.before, "commit")
            send(connection, "begin", *filter(None, [cell.door]), *cell.statements)
            send(connection, "rollback")
        outcomes = []
        for cell in cells:
            if cell.before and outcome(receive(connection)).state:
                raise RuntimeError(f"{cell.title}: what came before failed")
            outcomes.append(outcome(receive(connection), door=1 if cell.door else None))
            receive(connection)
        return outcomes


def batches(cells: list[Cell]) -> Iterator[list[Cell]]:
    """Neighbours of one login, a batch at a time."""
    batch: list[Cell] = []
    for cell in cells:
        if batch and (len(batch) == BATCH or (batch[0].login, batch[0].role == "nobody") != (cell.login, cell.role == "nobody")):
            yield batch
            batch = []
        batch.append(cell)
    if batch:
        yield batch


def send(connection: pq.abc.PGconn, *statements: str) -> None:
    for statement in statements:
        connection.send_query_params(statement.encode(), None)
    connection.pipeline_sync()


def receive(connection: pq.abc.PGconn) -> list[pq.abc.PGresult]:
    """The results up to the next sync."""
    results, was_nothing = [], False
    while True:
        result = connection.get_result()
        if result is None:
            if was_nothing:
                raise RuntimeError(f"the connection is lost: {connection.error_message.decode()}")
            was_nothing = True
            continue
        was_nothing = False
        if result.status == pq.ExecStatus.PIPELINE_SYNC:
            return results
        results.append(result)


def outcome(results: list[pq.abc.PGresult], door: int | None = None) -> Outcome:
    for index, result in enumerate(results):
        if result.status == pq.ExecStatus.FATAL_ERROR:
            state, constraint, message = (
                (result.error_field(field) or b"").decode()
                for field in (pq.DiagnosticField.SQLSTATE, pq.DiagnosticField.CONSTRAINT_NAME, pq.DiagnosticField.MESSAGE_PRIMARY))
            return Outcome(0, state, constraint, message, index == door)
    return Outcome(results[-1].command_tuples or 0)
