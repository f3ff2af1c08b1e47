#!/usr/bin/python3
"""Breaks every policy in every way; each time a cell or a gate has to notice: mutants.py CONNINFO, as matrix.py."""

import re
import sys
import time
from contextlib import closing
from pathlib import Path

from cells import Cell, Unfit
from matrix import cast, changed, load
from policies import Policy, policies, put
from runner import Runner

CATALOGUE = Path(__file__).parent.parent / "tests" / "catalogue.sql"


class Gates:
    """The tests of the catalogue, for policies that no statement of a runtime role meets."""

    def __init__(self, runner: Runner):
        self.admin = runner.admin
        text = CATALOGUE.read_text().replace("\nbegin;\n", "\n", 1).removesuffix("rollback;\n")
        # Without the faults that are planted there to try the gates themselves.
        self.text = re.sub(r"savepoint fault;.*?rollback to fault;", "", text, flags=re.DOTALL)

    def __enter__(self) -> "Gates":
        self.admin.execute("set client_min_messages = warning; drop schema if exists tap cascade; create schema tap; create extension pgtap schema tap")
        if failures := self.failures(None, None):
            raise Unfit(f"{CATALOGUE.name} fails as it is: {failures[0]}")
        return self

    def __exit__(self, *_: object) -> None:
        self.admin.execute("drop schema tap cascade")

    def failures(self, policy: Policy | None, mutant: Policy | None) -> list[str]:
        with self.admin.transaction(force_rollback=True):
            if policy:
                put(self.admin, policy, mutant)
            self.admin.execute("set local search_path = tap, pg_catalog")
            cursor = self.admin.execute(self.text)
            lines = []
            while True:
                if cursor.description:
                    lines += [row[0] for row in cursor if isinstance(row[0], str)]
                if not cursor.nextset():
                    return [line for line in lines if line.startswith("not ok")]


def noticed(runner: Runner, cells: list[Cell]) -> str | None:
    """The first cell that is not as it should be."""
    with closing(runner.run(cells)) as results:
        return next((f"{cell.title}: {outcome}" for cell, outcome in results if not outcome.fits(cell)), None)


def main(conninfo: str) -> int:
    started = time.monotonic()
    runner = Runner(conninfo)
    cast(runner)
    cells: dict[str, list[Cell]] = {}
    for cell in load(runner):
        cells.setdefault(cell.table, []).append(cell)
    if unkept := noticed(runner, [cell for of_table in cells.values() for cell in of_table]):
        raise Unfit(f"the matrix is red already: {unkept}")

    count, same, by_cells, by_gates, survivors = 0, 0, 0, 0, []
    with Gates(runner) as gates:
        for policy in policies(runner.admin):
            tried = set()
            for change, mutant in policy.mutants().items():
                count += 1
                if mutant and (mutant.meaning == policy.meaning or mutant.meaning in tried):
                    same += 1
                    continue
                tried.add(mutant and mutant.meaning)
                with changed(runner, policy, mutant):
                    first = noticed(runner, cells[policy.table])
                if first:
                    by_cells += 1
                elif policy.is_grantless and gates.failures(policy, mutant):
                    by_gates += 1
                else:
                    survivors.append(f"{policy} {change}")
    for survivor in survivors:
        print(f"survived  {survivor}")
    print(f"mutants: {count} of {len(cells)} tables, {by_cells} killed by cells, {by_gates} by gates of the catalogue"
          f" (no runtime role has a grant there), {same} skipped (the text of the original or of one before),"
          f" {len(survivors)} survived, {time.monotonic() - started:.1f} s")
    return 1 if survivors else 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except Unfit as error:
        sys.exit(f"mutants: {error}")
