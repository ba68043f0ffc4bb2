"""The door waits for another command that changes the home, and not for ever."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from lsh.client import door as door_module
from lsh.client.door import Door
from lsh.domain.errors import HomeBusy
from lsh.paths import Paths, find_paths, make_folders
from lsh.store.lock import HomeLock
from tests.support.daemon import Home

_SPEC = {"spec": {"name": "backup", "command": "true", "schedule": "@daily"}}


@pytest.fixture
def held(tmp_path: Path) -> tuple[Paths, HomeLock]:
    """A home, and its lock as another command holds it."""
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    make_folders(paths)
    lock = HomeLock(paths.lock)
    assert lock.take()
    return paths, lock


def test_it_waits_for_another_command(held: tuple[Paths, HomeLock]) -> None:
    paths, lock = held
    ender = threading.Timer(0.2, lock.release)
    ender.start()
    try:
        with Door(paths) as door:
            assert door.call("job_create", _SPEC)["name"] == "backup"
    finally:
        ender.join()


def test_it_gives_up(held: tuple[Paths, HomeLock], monkeypatch: pytest.MonkeyPatch) -> None:
    paths, lock = held
    monkeypatch.setattr(door_module, "_BUSY_SECONDS", 0.1)
    try:
        with Door(paths) as door, pytest.raises(HomeBusy, match="another command"):
            door.call("job_create", _SPEC)
    finally:
        lock.release()


def test_a_daemon_that_started_meanwhile_is_asked(home: Home) -> None:
    with Door(home.paths) as door:
        assert not door.daemon_running
        home.start()  # it has the home now, and answers
        assert door.call("job_create", _SPEC)["name"] == "backup"
        assert door.daemon_running
