"""The list and the record of clients as a developer would write them with FastAPI and asyncpg.

The door and the statement are one transaction, as asyncpg does it: BEGIN, door, statement, COMMIT, and the pool's
reset when the connection returns. It does less than the server it is compared with: no signature is checked, the
one bearer token there is names a session by the environment; nothing is logged, and the cursor is not signed.

usage: TOKEN=.. SESSION=.. ORGANIZATION=.. CONNINFO=.. STATEMENTS=FOLDER uvicorn app:app
"""

import json
import os
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated
from uuid import UUID

import asyncpg
import orjson
from fastapi import Depends, FastAPI, HTTPException, Query, Request, Response

TOKEN = f"Bearer {os.environ['TOKEN']}"
SESSION = UUID(os.environ["SESSION"])
ORGANIZATION = UUID(os.environ["ORGANIZATION"])
STATEMENTS = Path(os.environ["STATEMENTS"])
DOOR = (STATEMENTS / "list/door.sql").read_text()
LIST = (STATEMENTS / "list/statement.sql").read_text()
GET = (STATEMENTS / "get/statement.sql").read_text()
CONNECTIONS = 2  # Each of the two workers.


async def prepare(connection):
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=orjson.loads, schema="pg_catalog")


@asynccontextmanager
async def lifespan(app):
    async with asyncpg.create_pool(
        os.environ["CONNINFO"], min_size=CONNECTIONS, max_size=CONNECTIONS, init=prepare
    ) as app.state.pool:
        yield


class JSON(Response):
    """FastAPI's ORJSONResponse, for rows: asyncpg's UUID is a subclass, which orjson leaves to `default`."""

    media_type = "application/json"

    def render(self, content):
        return orjson.dumps(content, default=str)


def authorized(request: Request):
    if request.headers.get("authorization") != TOKEN:
        raise HTTPException(401)


app = FastAPI(lifespan=lifespan, dependencies=[Depends(authorized)])


async def ask(sql, argument):
    async with app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute(DOOR, SESSION, ORGANIZATION, "clients.view", False)
        return await connection.fetch(sql, argument)


@app.get("/v1/clients")
async def list_clients(limit: Annotated[int, Query(ge=1, le=100)] = 25):
    rows = await ask(LIST, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    page = {"limit": limit, "has_more": more, "next_cursor": rows[-1]["id"] if more else None}
    return JSON({"data": [dict(row) for row in rows], "page": page})


@app.get("/v1/clients/{id}")
async def get_client(id: UUID):
    rows = await ask(GET, id)
    if not rows:
        raise HTTPException(404)
    return JSON(dict(rows[0]))
