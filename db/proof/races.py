"""Two connections that meet at the same rights: whoever comes second waits, and knows what the first left."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg

OPEN = """select private.open_session(@late_session, @trainer, @gym, @late_family, decode(repeat('a0', 32), 'hex'),
  now() + interval '1 day', 'proof', '192.0.2.1')"""
REFRESH = """select private.rotate_refresh(@trainer_session_family, 0, decode(repeat('a0', 32), 'hex'), decode(repeat('a1', 32), 'hex'))"""
DEMOTE = "update crm.user_organizations set role = 'member' where user_id = @trainer"
LEAVE = "update crm.user_organizations set left_at = now() where user_id = @trainer"
SUSPEND = "update crm.organizations set status = 'suspended' where id = {}"
ASSIGN = "update crm.user_organizations set role_definition_id = @coach where user_id = @trainer"
REDEFINE = "update crm.role_definitions set permissions = '{tags.manage}' where id = @coach"

LESS = "delete from private.role_permissions where (role, permission) = ('trainer', 'clients.view')"
MORE = "insert into private.role_permissions (role, permission) values ('trainer', 'clients.view')"


@dataclass(frozen=True)
class Race:
    title: str
    # Each by whom (as in stale.py) and what.
    first: tuple[str, str]
    second: tuple[str, str]
    # The session that is asked afterwards, what it holds and what not; or why its door stays shut.
    session: str
    held: str | None = None
    missing: str | None = None
    refused: str | None = None
    # What the second is told.
    told: str | None = None


APP, GYM, PARENT = "nobody", "gym", "parent"
RACES = [
    Race("signing in after a demotion", (GYM, DEMOTE), (APP, OPEN), "late session", "events.view", "clients.view"),
    Race("a demotion after signing in", (APP, OPEN), (GYM, DEMOTE), "late session", "events.view", "clients.view"),
    Race("refreshing after a demotion", (GYM, DEMOTE), (APP, REFRESH), "trainer session", "events.view", "clients.view"),
    Race("a demotion after refreshing", (APP, REFRESH), (GYM, DEMOTE), "trainer session", "events.view", "clients.view"),
    Race("signing in after leaving", (GYM, LEAVE), (APP, OPEN), "late session", refused="session_revoked", told="not_a_member"),
    Race("leaving after signing in", (APP, OPEN), (GYM, LEAVE), "late session", refused="not_a_member"),
    Race("signing in after a suspension", (GYM, SUSPEND.format("@gym")), (APP, OPEN), "late session", refused="session_revoked", told="not_a_member"),
    Race("a suspension after signing in", (APP, OPEN), (GYM, SUSPEND.format("@gym")), "late session", refused="not_a_member"),
    Race("signing in after the parent's suspension", (PARENT, SUSPEND.format("@parent")), (APP, OPEN), "late session",
         refused="session_revoked", told="not_a_member"),
    Race("the parent's suspension after signing in", (APP, OPEN), (PARENT, SUSPEND.format("@parent")), "late session", refused="not_a_member"),
    Race("assigning a role that has just changed", (GYM, REDEFINE), (GYM, ASSIGN), "trainer session", "tags.manage", "rooms.manage"),
    Race("changing a role that is just assigned", (GYM, ASSIGN), (GYM, REDEFINE), "trainer session", "tags.manage", "rooms.manage"),
    Race("less in the role of everybody after signing in", (APP, OPEN), ("tryzore_owner", LESS), "late session", "events.view", "clients.view"),
    Race("signing in after more in the role of everybody", ("tryzore_owner", MORE), (APP, OPEN), "late session", "clients.view"),
]


def race(runner, chain, case: Race) -> str | None:
    """What went wrong: the second did not wait, was told something else, or the session has other rights."""
    connections = []
    for by, _ in (case.first, case.second):
        user, entry = chain.login(by)
        connection = runner.connect(user, is_new=True)
        connection.autocommit = False
        connection.execute(entry)
        connections.append(connection)
    first, second = connections
    try:
        first.execute(chain.sql(case.first[1]))
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(told, second, chain.sql(case.second[1]))
            has_waited = False
            while not has_waited and not answer.done():
                has_waited = bool(runner.count(f"select from pg_locks where pid = {second.info.backend_pid} and not granted"))
            first.commit()
            if (answer := answer.result()) != case.told:
                return f"the second was told {answer}, not {case.told}"
    finally:
        for connection in connections:
            connection.close()
    rights = chain.rights(*case.session.split(" "))
    if case.refused and rights != case.refused:
        return f"the session has {rights}, not {case.refused}"
    if case.held and (isinstance(rights, str) or case.held not in rights or case.missing in rights):
        return f"the session has not {case.held}, or still {case.missing}: {rights}"
    return None if has_waited else "the second did not wait"


def told(connection: psycopg.Connection, statement: str) -> str | None:
    try:
        connection.execute(statement)
        connection.commit()
    except psycopg.Error as error:
        return error.diag.constraint_name or str(error)
    return None
