"""A copy of the ledger while it is in use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from lsh.domain.errors import LedgerCorrupt
from lsh.store.database import translated

_STEP = 4096  # pages that are copied between two words to the watcher


def back_up(
    connection: sqlite3.Connection,
    target: Path,
    watcher: Callable[[int, int], None] | None = None,
) -> int:
    """Copy all that ``connection`` sees to ``target``, whole or not at all; its size in bytes.

    ``watcher`` is told how many pages are copied, and of how many.

    The file is private from birth. An existing one is replaced, unless what was copied is damaged:
    then it may be the last good one, and LedgerCorrupt is raised.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        with translated(draft), closing(sqlite3.connect(draft)) as copy:
            connection.backup(copy, pages=_STEP, progress=_telling(watcher))
            _check(copy)
            # a copy is one file: nobody should have to know about -wal and -shm
            copy.execute("PRAGMA journal_mode = DELETE")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size


def _telling(watcher: Callable[[int, int], None] | None) -> Callable[[int, int, int], object]:
    def tell(status: int, remaining: int, total: int) -> None:
        if watcher is not None:
            watcher(total - remaining, total)

    return tell


def _check(copy: sqlite3.Connection) -> None:
    """Raise LedgerCorrupt when the pages do not fit together: copying them does not look inside."""
    try:
        (found,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.DatabaseError as error:
        found = str(error)
    if found != "ok":
        raise LedgerCorrupt(
            f"the database is damaged, so this copy of it would be: {' '.join(found.split())}",
            hint="nothing was written; keep your last backup, restore it if need be",
        )
