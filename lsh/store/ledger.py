"""The ledger: one file, one writer, every change and its event in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lsh.store.claims import Claims
from lsh.store.database import connect, translated
from lsh.store.events import EventLog
from lsh.store.facts import Facts
from lsh.store.identity import give_identity
from lsh.store.jobs import Jobs
from lsh.store.migrations import migrate
from lsh.store.runs import Runs

_HURRIED_MS = 50


class Ledger:
    """The engine's hot path into the database. Open it only while holding the home's engine lock.

    Everything that writes is called inside ``transaction()``; leaving it commits and syncs, an
    exception inside it rolls back all of it.
    """

    def __init__(self, path: Path) -> None:
        """Open ``path``, making or migrating it. Raises the store's errors (see ``database``)."""
        self.path = path
        self.commits = 0  # transactions that are on disk since it was opened
        self.connection = connect(path)
        try:
            migrate(self.connection, path)
            with translated(path):
                give_identity(self.connection)
        except BaseException:
            self.connection.close()
            raise
        self.events = EventLog(self.connection)
        self.jobs = Jobs(self.connection, self.events)
        self.runs = Runs(self.connection, self.events)
        self.claims = Claims(self.connection, self.events)
        self.facts = Facts(self.connection)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and on disk when it is left. One inside another joins the outer one."""
        if self.connection.in_transaction:
            yield
            return
        with translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
                self.commits += 1
            except BaseException:
                self._roll_back()
                raise

    def _roll_back(self) -> None:
        # a failed COMMIT (a full disk) may have ended the transaction already
        if self.connection.in_transaction:
            self.connection.execute("ROLLBACK")

    def hurry(self) -> None:
        """From now on raise LedgerLocked soon: the caller has other things to do, and comes back."""
        self.connection.execute(f"PRAGMA busy_timeout = {_HURRIED_MS}")

    def close(self) -> None:
        """Close the file; the write-ahead log is folded into it."""
        with translated(self.path):
            self.connection.close()

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file as far as readers allow, without waiting for them."""
        with translated(self.path):
            self.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
