"""Whether the ledger's file is whole; by looking only, and for a bounded time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from lsh.domain.errors import LedgerCorrupt
from lsh.store.database import connect, translated
from lsh.store.migrations import VERSION, version_of

_STEPS = 100_000  # of SQLite's machine between two looks at the clock: a millisecond or so


class Health(NamedTuple):
    """``version`` of the schema, and the ``newest`` that there is; whether all was ``checked``."""

    version: int
    newest: int
    checked: bool
    jobs: int
    runs: int


def examine(path: Path, *, give_up: Callable[[], bool]) -> Health:
    """Look at the whole file, until ``give_up`` says so. Raises LedgerCorrupt and what ``connect`` does."""
    connection = connect(path, readonly=True)
    try:
        with translated(path):
            version = version_of(connection, path)
            checked = _quick_check(connection, path, give_up)
            connection.set_progress_handler(None, 0)
            if version == 0:
                return Health(0, VERSION, checked, 0, 0)
            return Health(version, VERSION, checked, *_counts(connection))
    finally:
        connection.close()


def _quick_check(connection: sqlite3.Connection, path: Path, give_up: Callable[[], bool]) -> bool:
    connection.set_progress_handler(give_up, _STEPS)
    try:
        (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return False
        raise
    if answer != "ok":
        first = answer.splitlines()[-1]
        raise LedgerCorrupt(
            f"the database {path} is damaged: {first}",
            hint="stop the daemon, move the file aside and restore a copy made by 'lsh daemon db backup'",
        )
    return True


def _counts(connection: sqlite3.Connection) -> tuple[int, int]:
    jobs, runs = connection.execute(
        "SELECT (SELECT count(*) FROM jobs WHERE removed_at IS NULL), (SELECT count(*) FROM runs)"
    ).fetchone()
    return jobs, runs


def last_event_at(path: Path) -> int | None:
    """The instant of the newest event, in microseconds. Raises what ``connect`` does."""
    connection = connect(path, readonly=True)
    try:
        with translated(path):
            row = connection.execute("SELECT at FROM events ORDER BY id DESC LIMIT 1").fetchone()
    finally:
        connection.close()
    return None if row is None else int(row[0])
