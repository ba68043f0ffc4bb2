"""Reading the ledger from any process: the engine is not asked, and not disturbed.

Results are plain dictionaries in the shapes of ``lsh.schema``, ready to be printed as JSON.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lsh.store.database import connect, translated
from lsh.store.migrations import VERSION, version_of


@contextmanager
def open_reader(path: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection that sees one moment of the ledger for as long as it is open.

    Raises ConfigurationError when there is no ledger, LedgerTooNew, LedgerCorrupt; a ledger that still
    needs a migration is migrated first, by whoever can take the engine's lock.
    """
    connection = connect(path, readonly=True)
    try:
        with translated(path):
            if version_of(connection, path) < VERSION:
                raise NeedsMigration(path)
            connection.execute("BEGIN")
            yield connection
    finally:
        connection.close()


class NeedsMigration(Exception):
    """The ledger is older than this program: open it with ``Ledger`` once, under the lock."""
