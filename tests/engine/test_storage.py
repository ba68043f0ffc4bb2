"""What the log says of the disk: each full one once, and its end; of a lock nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from lsh.domain.errors import LedgerLocked, StorageFull
from lsh.engine.storage import Storage
from tests.support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    yield made
    made.stop()


def told(world: World) -> list[str]:
    rows = world.ledger.connection.execute(
        "SELECT substr(type, 9) FROM events WHERE type LIKE 'storage:%' ORDER BY id"
    )
    return [kind for (kind,) in rows]


def meet(storage: Storage, error: LedgerLocked | StorageFull) -> None:
    with pytest.raises(type(error)), storage.writing():
        raise error


def test_a_lock_is_no_full_disk(world: World) -> None:
    storage = world.engine.storage
    meet(storage, LedgerLocked("locked"))
    assert storage.trouble
    assert storage.check()
    assert told(world) == []


def test_a_full_disk_that_did_not_take_the_event(world: World) -> None:
    storage = world.engine.storage
    for _ in range(2):
        meet(storage, StorageFull("no room"))
    assert storage.check()
    assert storage.check()
    assert told(world) == ["full", "recovered"]


def test_the_reserve(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage(world.ledger, world.clock, 1 << 60)
    assert not storage.check()
    assert not storage.check()
    meet(storage, LedgerLocked("locked"))
    assert not storage.check()
    assert told(world) == ["full"], "at once, and once"
    monkeypatch.setattr(storage, "_min_free_bytes", 0)
    assert storage.check()
    assert storage.check()
    assert told(world) == ["full", "recovered"]


def test_the_ledgers_files_are_private(world: World) -> None:
    files = list(world.paths.data.iterdir())
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
        try:
            assert made.paths.database.stat().st_mode & 0o777 == 0o600
        finally:
            made.stop()
    finally:
        os.umask(before)
