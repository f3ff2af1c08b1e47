#!/usr/bin/python3
"""Random statements of people, operators and nobody against twenty organizations, judged by what a superuser
knows: workload.py CONNINFO [--statements N] [--seed S...], N for each seed. The database named is migrated and stays
as it is."""

import argparse
import copy as shallow
import random
import sys
import threading
import time

import invariants
from actors import UNFORESEEN, Actor
from databases import connect, copy
from world import World

# The same seed has to find each of these, else the workload proves nothing.
WIDENED = {
    "rows of others are read": "alter policy view on crm.client_organizations using (true)",
    "rows of others are changed": "alter policy change on crm.rooms using (true) with check (true)",
    "rows of other people are read": """alter policy view on crm.notifications
      using (organization_id = (select nullif(current_setting('app.org_id', true), '')::uuid))""",
    "jobs of others are cancelled": """do $do$ begin execute replace(pg_get_functiondef('jobs.cancel(uuid)'::regprocedure),
      $$and j.organization_id = nullif(current_setting('app.org_id', true), '')::uuid$$, ''); end $do$""",
}


class Touched:
    """What a batch may have changed besides the rows of the organizations in focus."""

    def __init__(self):
        self.users, self.traces, self.primaries = set(), set(), set()


class Digests:
    """Every table by organization, people one by one, and the log up to now."""

    def __init__(self, world):
        self.world, self.admin = world, world.admin
        (self.moment,) = self.admin.execute("select clock_timestamp()").fetchone()
        self.rows, self.people, self.log = self.read_rows(), self.read_people(), self.read_log()

    def read_rows(self):
        queries = ["""select 'private.sessions', organization_id, count(*), sum(hashtextextended(t::text, 0))
          from private.sessions t where organization_id is not null group by 2"""]
        for table, columns in self.world.columns.items():
            tenant = "id" if table == "crm.organizations" else "organization_id"
            if tenant in columns and table not in ("crm.users", "crm.clients") and not table.startswith("audit."):
                queries.append(
                    f"""select '{table}', {tenant}, count(*), sum(hashtextextended(t::text, 0)) from {table} t group by 2"""
                )
        return {(table, owner): digest for table, owner, *digest in self.admin.execute(" union all ".join(queries))}

    def read_people(self):
        return {(table, id): digest for table, id, digest in self.admin.execute("""
            select 'crm.users', id, hashtextextended(t::text, 0) from crm.users t
            union all select 'crm.clients', user_id, hashtextextended(t::text, 0) from crm.clients t""")}

    def read_log(self):
        return self.admin.execute(
            """
            select (select row(count(*), sum(hashtextextended(t::text, 0))) from audit.audit_logs t where created_at < %(until)s)::text,
              (select row(count(*), sum(hashtextextended(t::text, 0))) from audit.personal_values t where created_at < %(until)s)::text
            """,
            {"until": self.moment},
        ).fetchone()

    def faults(self, focus, touched):
        """What has changed since, and should not have."""
        if self.read_log() != self.log:
            yield "what had been logged was changed"
        logged = {
            o
            for (o,) in self.admin.execute(
                "select distinct organization_id from audit.audit_logs where created_at >= %s and organization_id is not null",
                [self.moment],
            )
        }
        felt = set().union(touched.primaries, focus)
        # What is caused before an organization is entered belongs to none.
        unowned = focus | {None}
        below = set().union(*(self.world.below(o) for o in felt))
        if strangers := logged - felt - touched.traces:
            yield f"the log of {len(strangers)} other organizations grew"
        rows = self.read_rows()
        for key in sorted(set(rows) | set(self.rows), key=str):
            table, organization = key
            allowed = {
                "private.sessions": below | touched.traces,
                "crm.user_organizations": felt,
                "jobs.jobs": unowned,
            }.get(table, focus)
            if organization not in allowed and rows.get(key) != self.rows.get(key):
                yield f"rows of another organization were changed in {table}"
        people = self.read_people()
        if strangers := {key for key in people if people[key] != self.people.get(key) and key[1] not in touched.users}:
            yield f"{len(strangers)} other people were changed"


class Run:
    """A number of batches; every third with four connections at once."""

    def __init__(self, world, seed):
        self.world, self.seed, self.actors, self.faults, self.batches = world, seed, [], [], 0

    def count(self):
        return sum(actor.count for actor in self.actors)

    def go(self, statements, size):
        while self.count() < statements and not self.faults:
            self.batch(min(size, statements - self.count()))
        return self

    def batch(self, size):
        self.batches += 1
        chance = random.Random(f"{self.seed}/{self.batches}")
        at_once = 4 if self.batches % 3 == 0 else 1
        focus = chance.sample(self.world.organizations, 1 if at_once == 1 else 2)
        touched, before = Touched(), Digests(self.world)
        actors = [
            Actor(self.world, random.Random(f"{self.seed}/{self.batches}/{n}"), focus, touched, at_once == 1)
            for n in range(at_once)
        ]
        threads = [threading.Thread(target=actor.run, args=[size // at_once + 1]) for actor in actors]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for actor in actors:
            actor.close()
            self.faults += actor.faults
        self.actors += actors
        self.faults += [f"{sentence} (batch {self.batches})" for sentence in before.faults(set(focus), touched)]
        self.world.read_ids()

    def summary(self):
        verbs, errors = {}, {}
        for actor in self.actors:
            for total, counts in ((verbs, actor.verbs), (errors, actor.errors)):
                for name, count in counts.items():
                    total[name] = total.get(name, 0) + count
        rows, changed = sum(a.rows for a in self.actors), sum(a.changed for a in self.actors)
        return (
            f"{self.count()} statements ({', '.join(f'{n} {v}' for v, n in sorted(verbs.items()))}), {rows} rows answered, "
            f"{changed} changed, {sum(errors.values())} refused in {len(errors)} ways"
        ), errors


def attempt(world, built, seed, statements, size, widened=None):
    """One run on a copy of the world, perhaps with a policy widened."""
    with copy(built, "tryzore_workload") as conninfo:
        mine = shallow.copy(world)
        mine.conninfo, mine.admin = conninfo, connect(conninfo)
        mine.sessions, mine.ids = list(world.sessions), dict(world.ids)
        mine.admin.execute(widened or "analyze")
        run = Run(mine, seed).go(statements, size)
        if not widened and not run.faults:
            run.faults += invariants.check(mine.admin)
            missed = set(mine.columns).difference(*(actor.answered for actor in run.actors))
            # A short run may miss a table; a long one that does proves nothing about it.
            if missed and statements >= 10000:
                run.faults.append(f"no row was ever answered from {', '.join(sorted(missed))}")
        mine.admin.close()
        return run


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("conninfo")
    arguments.add_argument("--statements", type=int, default=20000)
    arguments.add_argument("--seed", type=int, nargs="*", default=[random.SystemRandom().randrange(2**31)])
    arguments.add_argument("--verbose", action="store_true", help="how often each error was met")
    arguments = arguments.parse_args()
    started, failed, first = time.monotonic(), False, arguments.seed[0]
    size = max(250, arguments.statements // 60)
    with copy(arguments.conninfo, "tryzore_world") as built:
        world = World(built, random.Random(first))
        world.admin.execute(invariants.LIMIT_IN_FORCE)
        world.admin.close()
        for title, statement in WIDENED.items():
            run = attempt(world, built, first, 20000, size, statement)
            found = run.faults[0].splitlines()[0] if run.faults else "nothing"
            failed = failed or not run.faults or found.startswith(UNFORESEEN)
            print(f"workload: seed {first}, when {title}: {found}, after {run.count()} statements", flush=True)
        for seed in arguments.seed:
            run = attempt(world, built, seed, arguments.statements, size)
            failed = failed or bool(run.faults)
            text, errors = run.summary()
            print(f"workload: seed {seed}: {text}, {len(run.faults)} faults", flush=True)
            for label, count in (sorted(errors.items(), key=lambda item: -item[1]) if arguments.verbose else []):
                print(f"  {count:6} {label}")
            for fault in run.faults[:5]:
                print(f"workload: FAULT: {fault}\n  again: --seed {' '.join(map(str, dict.fromkeys([first, seed])))}")
    print(f"workload: {time.monotonic() - started:.0f} s")
    sys.exit(failed)


main()
