"""What is said of a daemon: of one that does not run under the same keys as of one that does."""

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


def test_a_clock_that_was_set_makes_no_daemon_older_or_younger(tmp_path: Path) -> None:
    world = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    begun = world.call("daemon_status")["uptime"]
    for hours in (-1000, 10_000):
        world.clock.set(3600 * hours)
        assert 0 <= world.call("daemon_status")["uptime"] - begun < 3600
