"""Databases to throw away, and connections as the roles that log in."""

import contextlib

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo

ADMIN = "tryzore_admin"
APP = "tryzore_app"
WORKER = "tryzore_worker"


def connect(conninfo, **changes):
    """A connection that commits each statement unless a transaction is opened."""
    return psycopg.connect(make_conninfo(conninfo, **changes), autocommit=True)


@contextlib.contextmanager
def database(conninfo, name, template="template1"):
    """A new database, dropped at the end; answers its conninfo."""
    with connect(conninfo, dbname="postgres") as server:
        server.execute(f'drop database if exists "{name}" with (force)')
        server.execute(f'create database "{name}" template "{template}"')
        # Deadlocks are provoked here; nobody has a second to wait for each.
        server.execute(f"alter database \"{name}\" set deadlock_timeout = '50ms'")
    try:
        yield make_conninfo(conninfo, dbname=name)
    finally:
        with connect(conninfo, dbname="postgres") as server:
            server.execute(f'drop database if exists "{name}" with (force)')


def copy(conninfo, name):
    """A copy of the database that a conninfo names."""
    return database(conninfo, name, conninfo_to_dict(conninfo)["dbname"])
