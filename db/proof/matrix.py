#!/usr/bin/python3
"""Executes matrix.yaml: matrix.py CONNINFO, of a superuser on a freshly migrated database, which it fills with its cast."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cells import Cell, Matrix, Unfit
from policies import Policy, policies, put
from runner import Runner

HERE = Path(__file__).parent


def cast(runner: Runner) -> None:
    """Once for a database."""
    if not runner.count("select from pg_namespace where nspname = 'proof'"):
        subprocess.run(["psql", "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null", runner.conninfo,
                        "--file", HERE / "cast.sql"], check=True)


def load(runner: Runner) -> list[Cell]:
    """Every cell of the file; those that name a row name one that is there."""
    partitions = runner.tables(are_partitions=True)
    matrix = Matrix(HERE / "matrix.yaml", runner.tables(are_partitions=False), partitions)
    cells = matrix.cells(runner.count)
    for cell in cells:
        if cell.aims and cell.table not in partitions and not runner.count(cell.statements[0]):
            raise Unfit(f"{cell.title}: the cast has no such row")
    return cells


@contextmanager
def changed(runner: Runner, policy: Policy, mutant: Policy | None) -> Iterator[None]:
    """The database with a policy changed, or without it."""
    with runner.admin.transaction():
        put(runner.admin, policy, mutant)
    try:
        yield
    finally:
        with runner.admin.transaction():
            put(runner.admin, policy, policy)


def finds_leaks(runner: Runner, cells: list[Cell]) -> bool:
    """Whether a policy that forgets the gym is told as a leak: what cannot fail proves nothing."""
    policy = next(policy for policy in policies(runner.admin) if str(policy) == "crm.rooms view")
    with changed(runner, policy, policy.mutants()["widened"]):
        return any(outcome.leaks(cell) for cell, outcome in runner.run([cell for cell in cells if cell.table == policy.table]))


def main(conninfo: str) -> int:
    started = time.monotonic()
    runner = Runner(conninfo)
    cast(runner)
    cells = load(runner)
    executed = list(runner.run(cells))
    failures = [(cell, outcome) for cell, outcome in executed if not outcome.fits(cell)]
    for cell, outcome in failures:
        print(f"{'LEAK ' if outcome.leaks(cell) else 'wrong'}  {cell.title}: {outcome}, not {cell.expected}")
    leaks = sum(outcome.leaks(cell) for cell, outcome in failures)
    print(f"matrix: {len(executed)} of {len(cells)} cells executed, {leaks} leaks, {len(failures)} wrong,"
          f" {time.monotonic() - started:.1f} s")
    if not finds_leaks(runner, cells):
        print("matrix: a planted leak was not found")
        return 1
    return 0 if len(executed) == len(cells) and not failures else 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except Unfit as error:
        sys.exit(f"matrix: {error}")
