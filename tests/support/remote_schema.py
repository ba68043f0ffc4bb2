"""The schema of ``lsh supabase init`` in a test's database."""

from __future__ import annotations

import psycopg

from lsh.store.remote.render import render_migration


def apply_schema(url: str) -> None:
    """Bring the database at ``url`` (a libpq URL of the project's owner) to the newest schema."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(render_migration())
