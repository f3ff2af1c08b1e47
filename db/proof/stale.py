#!/usr/bin/python3
"""A session that is open while rights change has the new ones at its next door, and a job that is somebody else's by
now has none: stale.py CONNINFO, as matrix.py."""

import sys
import time
from dataclasses import dataclass

import psycopg

from cells import literal, written
from matrix import cast
from races import RACES, race
from runner import Runner

MEMBERSHIP = "update crm.user_organizations set {} where user_id = @trainer"
COACH = "update crm.role_definitions set permissions = '{}' where id = @coach"
ASSIGNED = MEMBERSHIP.format("role_definition_id = @coach")


@dataclass(frozen=True)
class Change:
    """Something that happens to a chain of its own (proof.chain in cast.sql) while its trainer is signed in and its job
    runs."""

    title: str
    statement: str
    permission: str = "clients.view"
    # Whether the session holds the permission from then on, and did not before; or why the door stays shut.
    after: bool | str = False
    # An operator in the gym or its parent, a worker, the owner of the tables, or who passes by every policy.
    by: str = "gym"
    # Who is inside; the job is a worker that holds it under its first lease.
    person: str = "trainer"
    prepared: str | None = None


def job_change(title: str, statement: str, prepared: str | None = None) -> Change:
    return Change(title, statement, after="lease_lost", by="worker", person="job", prepared=prepared)


CHANGES = [
    Change("a lower role", MEMBERSHIP.format("role = 'member'")),
    Change("a higher role", MEMBERSHIP.format("role = 'staff'"), "clients.create", True),
    Change("a role of the gym's own", ASSIGNED, "rooms.manage", True),
    Change("no such role any more", MEMBERSHIP.format("role_definition_id = null"), "rooms.manage", prepared=ASSIGNED),
    Change("more in the gym's own role", COACH.format("{tags.manage}"), "tags.manage", True, prepared=ASSIGNED),
    Change("less in the gym's own role", COACH.format("{}"), "rooms.manage", prepared=ASSIGNED),
    Change("a grant", MEMBERSHIP.format("""permissions = '{"grant": ["events.create"]}'"""), "events.create", True),
    Change("a grant withdrawn", MEMBERSHIP.format("permissions = '{}'"), "events.create",
           prepared=MEMBERSHIP.format("""permissions = '{"grant": ["events.create"]}'""")),
    Change("a denial", MEMBERSHIP.format("""permissions = '{"deny": ["clients.view"]}'""")),
    Change("a denial lifted", MEMBERSHIP.format("permissions = '{}'"), after=True,
           prepared=MEMBERSHIP.format("""permissions = '{"deny": ["clients.view"]}'""")),
    Change("leaving", MEMBERSHIP.format("left_at = now()"), after="not_a_member"),
    Change("a membership deleted", "delete from crm.user_organizations where user_id = @trainer", after="not_a_member", by="superuser"),
    Change("a gym suspended", "update crm.organizations set status = 'suspended' where id = @gym", after="not_a_member"),
    Change("a gym archived", "update crm.organizations set status = 'archived' where id = @gym", after="not_a_member"),
    Change("the parent suspended", "update crm.organizations set status = 'suspended' where id = @parent", after="not_a_member", by="parent"),
    Change("the parent's owner demoted", "update crm.user_organizations set role = 'admin' where user_id = @owner", after="not_a_member",
           by="parent", person="owner"),
    Change("the parent's owner gone", "update crm.user_organizations set left_at = now() where user_id = @owner", after="not_a_member",
           by="parent", person="owner"),
    Change("another parent", "update crm.organizations set parent_organization_id = null, root_organization_id = id where id = @gym",
           after="not_a_member", by="superuser", person="owner"),
    Change("signing out", "select private.close_session(@trainer_session)", after="session_revoked", by="superuser"),
    Change("a new password", "select private.operator_set_password(@trainer, repeat('x', 20))", after="session_revoked", by="superuser"),
    Change("time", "update private.sessions set expires_at = now() where id = @trainer_session", after="session_revoked", by="superuser"),
    Change("less in the role of everybody", "delete from private.role_permissions where (role, permission) = ('trainer', 'clients.view')",
           by="tryzore_owner"),
    Change("more in the role of everybody", "insert into private.role_permissions (role, permission) values ('trainer', 'clients.view')",
           after=True, by="tryzore_owner"),
    job_change("a job that another worker claimed", "select jobs.claim('another', 1000, '1 day')", "select jobs.renew(array[@gym_job], array[1], '-1 second')"),
    job_change("a job that succeeded", "select jobs.finish(@gym_job, 1, null)"),
    job_change("a job that will be tried again", "select jobs.fail(@gym_job, 1, 'no', '1 day')"),
    job_change("a job that died", "select jobs.fail(@gym_job, 1, 'no', null)"),
    job_change("a job that stopped", "select jobs.stop(@gym_job, 1)"),
    job_change("a job given back", "select jobs.hand_back(array[@gym_job], array[1], '1 day')"),
]


class Chain:
    """A chain of its own, and what may be done to it."""

    def __init__(self, runner: Runner, name: str):
        self.runner, self.name = runner, name
        runner.admin.execute("select proof.chain(%s)", [name])

    def sql(self, text: str) -> str:
        return written(text, self.name, self.name)

    def login(self, by: str) -> tuple[str | None, str]:
        """Who connects to act as somebody, and the statement by which they enter."""
        if by in ("gym", "parent"):
            return "tryzore_worker", self.sql(f"select private.enter_operator(@{by}, 'proof', true)")
        if by == "worker":
            return "tryzore_worker", "select 1"
        if by == "nobody":
            return "tryzore_app", "select 1"
        return None, "select 1" if by == "superuser" else f"set local role {by}"

    def perform(self, by: str, statement: str) -> None:
        user, entry = self.login(by)
        connection = self.runner.connect(user)
        with connection.transaction():
            connection.execute(entry)
            connection.execute(self.sql(statement))

    def rights(self, person: str, session: str = "session") -> set[str] | str:
        """What an open session, or the job, may do now, or why the door stays shut."""
        connection = self.runner.connect("tryzore_worker" if person == "job" else "tryzore_app")
        door = f"select private.enter(@{person}_{session.replace(' ', '_')}, @gym, null, false)"
        if person == "job":
            door = "select private.enter_job(@gym_job, 1, false)"
        try:
            with connection.transaction():
                connection.execute(self.sql(door))
                return set(connection.execute("select current_setting('app.can')").fetchone()[0].strip(",").split(","))
        except psycopg.Error as error:
            return error.diag.constraint_name or str(error)


def felt(chain: Chain, change: Change) -> str | None:
    """What is wrong with the rights before or after a change."""
    if change.prepared:
        chain.perform(change.by, change.prepared)
    before = chain.rights(change.person)
    if isinstance(before, str) or isinstance(change.after, bool) and (change.permission in before) == change.after:
        return f"before it the rights are {before}"
    chain.perform(change.by, change.statement)
    after = chain.rights(change.person)
    if isinstance(change.after, str):
        return None if after == change.after else f"after it the rights are {after}, not {change.after}"
    if isinstance(after, str) or (change.permission in after) != change.after:
        return f"after it {change.permission} is {'missing' if change.after else 'still held'}: {after}"
    return None


def main(conninfo: str) -> int:
    started = time.monotonic()
    runner = Runner(conninfo)
    cast(runner)
    failures = []
    for change in CHANGES:
        if fault := felt(Chain(runner, change.title), change):
            failures.append(f"{change.title}: {fault}")
    for case in RACES:
        if fault := race(runner, Chain(runner, case.title), case):
            failures.append(f"{case.title}: {fault}")
    for failure in failures:
        print(f"stale  {failure}")
    print(f"stale: {len(CHANGES)} changes and {len(RACES)} races, {len(failures)} not felt, {time.monotonic() - started:.1f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
