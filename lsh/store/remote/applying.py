"""Reading and changing the schema of a Supabase database over its own protocol, with psycopg.

No error here says a password: messages name the database by ``shown``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from lsh.domain.errors import (
    ConfigurationError,
    InvalidInput,
    LshError,
    NotAllowed,
    NotFound,
    TryAgain,
)

if TYPE_CHECKING:
    import psycopg

_CONNECT_TIMEOUT = 10  # seconds
_LOCK_TIMEOUT = "10s"  # a table that somebody holds for longer is met another time
_OLDEST_SERVER = 150_000  # UNIQUE NULLS NOT DISTINCT
_SUPABASE = (".supabase.co", ".supabase.com")
_FORM = "postgresql://postgres.PROJECT:PASSWORD@HOST:5432/postgres, from the dashboard's Connect"
_REFUSED = (
    "password authentication failed", "no password supplied", "no pg_hba.conf entry",
    "Tenant or user not found", 'role "', "is not permitted to log in",
)  # fmt: skip
_LATER = (
    "08",
    "40",
    "53",
    "55",
    "57",
)  # lost, deadlock, no resources, locked, ended by an operator


class Applied(NamedTuple):
    """A version that the database says it has."""

    version: int
    name: str
    applied_at: datetime


class Database:
    """A connection to a project's database."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def applied(self) -> list[Applied]:
        """The versions that were applied, oldest first; none where there is no schema of lsh."""
        (there,) = self._one("select to_regclass('public.lsh_migrations') is not null")
        if not there:
            return []
        query = "select version, name, applied_at from public.lsh_migrations order by version"
        return [Applied(*row) for row in self._connection.execute(query).fetchall()]

    def lacking(self) -> list[str]:
        """What a current schema has and this database lacks, as ``inventory`` names it."""
        from lsh.store.remote.inventory import PRESENT, expected

        present = {mark for (mark,) in self._connection.execute(PRESENT).fetchall()}
        return sorted(expected() - present)

    def apply(self) -> None:
        """Bring the schema to the newest version, in one transaction."""
        from lsh.store.remote.render import render_migration

        check_server(self._connection.info.server_version)
        with self._connection.transaction():
            self._connection.execute(f"set local lock_timeout = '{_LOCK_TIMEOUT}'")
            self._connection.execute(render_migration(transaction=False))

    def _one(self, query: str) -> tuple[Any, ...]:
        row = self._connection.execute(query).fetchone()
        assert row is not None
        return tuple(row)


def check_server(version: int) -> None:
    """Raise ConfigurationError for a PostgreSQL, by libpq's number of it, that is too old."""
    if version < _OLDEST_SERVER:
        raise ConfigurationError(
            f"the database is PostgreSQL {version // 10_000}; lsh's schema needs 15 or newer",
            hint="upgrade the project in Supabase's dashboard (Settings, Infrastructure)",
        )


@contextmanager
def connected(url: str) -> Iterator[Database]:
    """The database behind a libpq URL.

    Raises ConfigurationError without psycopg or for a database that is not Supabase's, InvalidInput for
    what is no URL, NotAllowed for a wrong user, password or too few rights, NotFound for a database
    that is not there, TryAgain for a server that does not answer.
    """
    psycopg = _driver()
    parameters = _parameters(url)
    target = shown(url)
    try:
        # autocommit: transactions are opened by name; no prepared statements: a pooler may be between
        connection = psycopg.connect(**parameters, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise _unconnected(str(error), target, str(parameters.get("host") or "")) from None
    try:
        with connection:
            yield Database(connection)
    except psycopg.Error as error:
        raise _failed(error, target) from None


def shown(url: str) -> str:
    """A database as people may see it: user, host, port and name. Raises InvalidInput."""
    found = _parameters(url)
    host = str(found.get("host") or "localhost")
    port = f":{found['port']}" if found.get("port") else ""
    user = f"{found['user']}@" if found.get("user") else ""
    return f"{user}{host}{port}/{found.get('dbname') or found.get('user') or ''}"


def holds_password(url: str) -> bool:
    """Whether a URL says a password. Raises InvalidInput for what is none."""
    return bool(_parameters(url).get("password"))


def _driver() -> Any:
    try:
        import psycopg
    except ImportError:
        raise ConfigurationError(
            "talking to the database itself needs psycopg, which is not installed",
            hint="pip install 'lsh[postgres]', or apply the file with 'supabase db push'",
        ) from None
    return psycopg


def _parameters(url: str) -> dict[str, Any]:
    psycopg = _driver()
    from psycopg.conninfo import conninfo_to_dict

    try:
        found = dict(conninfo_to_dict(url))
    except psycopg.ProgrammingError:
        # libpq's message would repeat a part of it, and that may be the password
        found = {}
    port = str(found.get("port") or "5432")
    # what stands after an @ in a password would be taken for a part of the host, and shown
    if not found or "@" in str(found.get("host") or ""):
        raise _no_url()
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise _no_url()
    found.setdefault("connect_timeout", _CONNECT_TIMEOUT)
    found.setdefault("application_name", "lsh")
    if str(found.get("host") or "").endswith(_SUPABASE):
        found.setdefault("sslmode", "require")
    return found


def _no_url() -> InvalidInput:
    return InvalidInput(
        "that is no URL of a PostgreSQL database",
        hint=f"write {_FORM}; in the password %40 stands for @, %2F for /",
    )


def _unconnected(message: str, target: str, host: str) -> LshError:
    said = message.strip().rpartition("FATAL:")[2].strip().partition("\n")[0]
    if "database" in said and said.endswith("does not exist"):
        return NotFound(f"{target}: {said}", hint="a Supabase project's is called postgres")
    if any(words in said for words in _REFUSED):
        return NotAllowed(
            f"{target} refused: {said}",
            hint="it takes the database's password (dashboard: Settings, Database), not an API key",
        )
    hint = "is the project paused, or the host's name wrong?"
    if host.startswith("db.") and host.endswith(_SUPABASE):
        hint = "that host may answer over IPv6 only: take the session pooler's URL from Connect"
    return TryAgain(f"{target} does not answer: {said}", hint=hint)


def _failed(error: psycopg.Error, target: str) -> LshError:
    state = error.sqlstate or ""
    said = error.diag.message_primary or str(error).strip().partition("\n")[0]
    if state == "LSH01":
        return ConfigurationError(
            f"{target}: {said}", hint="take the connection string of a Supabase project"
        )
    if state == "LSH02":
        return ConfigurationError(
            f"{target}: {said}",
            hint="rename those, or take another Supabase project; nothing was changed",
        )
    if state == "42501":
        return NotAllowed(
            f"{target} does not allow it: {said}", hint="connect as the role postgres"
        )
    if not state or state[:2] in _LATER or state == "25006":
        return TryAgain(f"{target} broke off: {said}", hint="nothing was changed; try again")
    return LshError(f"{target} refused ({state}): {said}", hint="nothing was changed")
