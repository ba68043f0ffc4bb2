"""The schema of ``lsh supabase init`` in a test's database, and its callers' roles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg.rows import dict_row

from lsh.store.remote.render import render_migration
from tests.support.postgres import Database

ALICE = "aaaaaaaa-0000-4000-8000-000000000001"
BOB = "bbbbbbbb-0000-4000-8000-000000000002"


def apply_schema(url: str) -> None:
    """Bring the database at ``url`` (a libpq URL of the project's owner) to the newest schema."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(render_migration())


@contextmanager
def acting(
    database: Database, role: str, user: str | None = None
) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """A connection as PostgREST makes it: the authenticator, in the role and with the claims of a JWT."""
    url = database.authenticator_url
    claims = json.dumps({"role": role} | ({"sub": user} if user else {}))
    with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
        connection.execute("select set_config('request.jwt.claims', %s, false)", [claims])
        connection.execute(psycopg.sql.SQL("set role {}").format(psycopg.sql.Identifier(role)))
        yield connection
