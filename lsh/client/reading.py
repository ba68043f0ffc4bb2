"""Reading the ledger, whether the daemon runs or not."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager

from lsh.domain.errors import ConfigurationError, TryAgain
from lsh.paths import Paths
from lsh.store.reader import NeedsMigration, open_reader

_STARTING_SECONDS = 5.0
"""How long a ledger may take that a starting daemon makes or brings up to date: mostly milliseconds."""
_LOOK_SECONDS = 0.02


@contextmanager
def reading(paths: Paths) -> Iterator[sqlite3.Connection]:
    """A read-only view of one moment of the home's ledger; of an empty one before there is any.

    A ledger that an older lsh wrote is brought up to date first, under the engine's lock.
    """
    if not paths.database.exists():
        _check_home(paths)
        with _empty_ledger() as connection:
            yield connection
        return
    try:
        with open_reader(paths.database) as connection:
            yield connection
        return
    except NeedsMigration:
        _migrate(paths)
    with open_reader(paths.database) as connection:
        yield connection


def _check_home(paths: Paths) -> None:
    """Raise ConfigurationError when a file is where a folder of the home would be."""
    nearest = next(path for path in (paths.data, *paths.data.parents) if path.exists())
    if not nearest.is_dir():
        raise ConfigurationError(
            f"{nearest} is not a folder", hint="point LSH_HOME at one, or where one can be made"
        )


@contextmanager
def _empty_ledger() -> Iterator[sqlite3.Connection]:
    from pathlib import Path

    from lsh.store.migrations import migrate

    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        migrate(connection, Path(":memory:"))
        yield connection
    finally:
        connection.close()


def _migrate(paths: Paths) -> None:
    """Bring the ledger up to date, or wait for the daemon that starts and does it.

    Raises TryAgain when it stays old: a daemon of an older lsh holds it.
    """
    from lsh.store.lock import HomeLock

    give_up_at = time.monotonic() + _STARTING_SECONDS
    while (lock := HomeLock(paths.lock)) and not lock.take():
        if _is_current(paths):
            return
        if time.monotonic() >= give_up_at:
            raise TryAgain(
                "the database is older than this lsh, and an older daemon still uses it",
                hint="lsh daemon restart",
            )
        time.sleep(_LOOK_SECONDS)
    try:
        from lsh.store.ledger import Ledger

        Ledger(paths.database).close()
    finally:
        lock.release()


def _is_current(paths: Paths) -> bool:
    try:
        with open_reader(paths.database):
            return True
    except NeedsMigration:
        return False
