"""Reading a ledger that another process is just making, or that an older one holds."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from lsh.client import reading as module
from lsh.client.reading import reading
from lsh.domain.errors import TryAgain
from lsh.paths import Paths, find_paths, make_folders
from lsh.store.ledger import Ledger
from lsh.store.lock import HomeLock
from lsh.store.queries import job_count


@pytest.fixture
def begun(tmp_path: Path) -> tuple[Paths, HomeLock]:
    """A home whose daemon has taken the lock and made the file, and not yet what is in it."""
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    make_folders(paths)
    lock = HomeLock(paths.lock)
    assert lock.take()
    sqlite3.connect(paths.database).close()
    paths.database.touch()
    return paths, lock


def test_it_waits_for_a_daemon_that_starts(begun: tuple[Paths, HomeLock]) -> None:
    paths, lock = begun
    made = threading.Timer(0.2, lambda: Ledger(paths.database).close())
    made.start()
    try:
        with reading(paths) as ledger:
            assert job_count(ledger)["total"] == 0
    finally:
        made.join()
        lock.release()


def test_it_does_not_wait_for_ever(
    begun: tuple[Paths, HomeLock], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths, lock = begun
    monkeypatch.setattr(module, "_STARTING_SECONDS", 0.1)
    try:
        with pytest.raises(TryAgain, match="older daemon"), reading(paths):
            pass
    finally:
        lock.release()


def test_what_an_older_one_left_is_brought_up_to_date(begun: tuple[Paths, HomeLock]) -> None:
    paths, lock = begun
    lock.release()
    with reading(paths) as ledger:
        assert job_count(ledger)["total"] == 0
    assert lock.take(), "the lock is free again"
    lock.release()
