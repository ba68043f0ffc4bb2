"""What is said of a daemon that does not run has the keys of one that does."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from lsh.daemon.absent import absent_status
from tests.support.world import World


def test_the_keys_are_those_of_a_running_daemon(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    running = world.call("daemon_status")
    absent = absent_status(world.paths)
    assert list(absent) == list(running)
    for name in ("jobs", "runs", "spawner", "scheduler", "storage"):
        assert absent[name].keys() == running[name].keys()


def test_the_host_is_the_one_that_the_last_daemon_went_by(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    assert absent_status(world.paths)["host"] is None
    world.serve(0)
    assert absent_status(world.paths)["host"] == "here"
