"""A copy of the ledger while it is in use."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from lsh.store.database import translated


def back_up(connection: sqlite3.Connection, target: Path) -> int:
    """Copy all that ``connection`` sees to ``target``, whole or not at all; its size in bytes.

    The file is private from birth. An existing one is replaced.
    """
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    draft.touch(mode=0o600)
    try:
        with translated(draft), closing(sqlite3.connect(draft)) as copy:
            connection.backup(copy)
            # a copy is one file: nobody should have to know about -wal and -shm
            copy.execute("PRAGMA journal_mode = DELETE")
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return target.stat().st_size
