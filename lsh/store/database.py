"""Opening the ledger's file, and turning SQLite's errors into ones that a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from lsh.domain.errors import (
    ConfigurationError,
    LedgerCorrupt,
    LedgerLocked,
    LshError,
    StorageFull,
)

APPLICATION_ID = 0x6C736800  # "lsh\0": `file` and others can tell whose database this is
BUSY_SECONDS = 5.0


def connect(path: Path, *, readonly: bool = False) -> sqlite3.Connection:
    """A connection in WAL mode. The writer syncs every commit: what was acknowledged is on disk.

    Transactions are explicit (``isolation_level=None``). A reader may not write a row, but needs the
    folder's write permission for SQLite's shared memory file.
    """
    with translated(path):
        if readonly and not path.exists():
            raise ConfigurationError(f"there is no database at {path}")
        if not readonly:
            _make_private(path)
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            if readonly:
                connection.execute("PRAGMA query_only = ON")
            else:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
                # a burst of a thousand runs must not pay for a checkpoint in its middle
                connection.execute("PRAGMA wal_autocheckpoint = 4000")
                connection.execute("PRAGMA journal_size_limit = 67108864")
            connection.execute("PRAGMA cache_size = -2048")
            connection.execute("PRAGMA user_version").fetchone()
        except BaseException:
            connection.close()
            raise
    return connection


def _make_private(path: Path) -> None:
    """Make the file with mode 0600 if it is not there; SQLite gives that mode to those beside it."""
    import os

    with suppress(OSError):  # SQLite will meet the same, and say it better
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise SQLite's errors as lsh's own, each with what to do about it."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translate(error, path) from error
    except PermissionError as error:
        raise ConfigurationError(
            f"{path} cannot be opened: {error.strerror}", hint="check the folder's owner and mode"
        ) from error


def _translate(error: sqlite3.Error, path: Path) -> LshError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL or (code == sqlite3.SQLITE_IOERR and _disk_is_full(path)):
        return StorageFull(
            f"no room left on the disk that holds {path}",
            hint="free some space; lsh goes on by itself",
        )
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
        return LedgerCorrupt(
            f"the database {path} is damaged: {error}",
            hint="stop the daemon, move the file aside and restore a copy made by 'lsh daemon db backup'",
        )
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return LedgerLocked(
            f"the database {path} is locked by another program",
            hint="close whatever else has it open, then try again",
        )
    if code in {sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM}:
        return ConfigurationError(
            f"the database {path} cannot be opened for writing: {error}",
            hint="check the folder's owner and mode, or point LSH_HOME elsewhere",
        )
    return LshError(f"the database {path} failed: {error}")


def _disk_is_full(path: Path) -> bool:
    import os

    try:
        status = os.statvfs(path.parent)
    except OSError:
        return False
    return status.f_bavail * status.f_frsize < 1 << 20
