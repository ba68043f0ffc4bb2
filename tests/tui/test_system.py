"""The place of the system: a daemon that runs and one that does not, processes, log, the doctor."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from lsh.paths import Paths, find_paths
from lsh.tui.screens import system
from lsh.tui.system.daemon_log import log_tail
from lsh.tui.system.machine import Machine, Room, home_facts
from lsh.tui.system.processes import Processes, Sample
from tests.support.daemon import Home
from tests.support.ledger import History
from tests.tui.screens import app_of, check_sizes, place_of, press, run, shown, tui, until

STATUS: dict[str, Any] = {
    "running": True, "stopping": False, "pid": 4711, "uptime": 93784.0, "version": "0.1.0",
    "commit": "0123456789abcdef", "home": "/home/ada/.lsh", "host": "here",
    "jobs": {"total": 12, "enabled": 11, "running": 2},
    "runs": {"scheduled": 1, "queued": 0, "running": 2, "retrying": 1},
    "slots": 64, "queues": {}, "spawner": {"pid": 4712, "trouble": None},
    "scheduler": {"next_fire_at": "2026-11-22T12:01:00+00:00", "lag_ms": {"p50": 1.9, "p99": 7.4}},
    "storage": {"ok": True, "trouble": None}, "sinks": {"supabase": {"pid": 4713}},
}  # fmt: skip
LOG = (
    ("info", "lsh 0.1.0 runs: 12 jobs, home /home/ada/.lsh"),
    ("warning", "the clock went back by 3.2 s"),
    ("error", "spawner ended with signal 9; another one starts"),
)


class Steady(Processes):
    """Figures that stay."""

    def look(self, pids: Mapping[str, int | None]) -> dict[str, Sample]:
        return {
            name: Sample(pid, 1_000_000 * (20 + pid % 10), 1.5, (0.0, 12.0, 99.0, 40.0, 1.5))
            for name, pid in pids.items()
            if pid is not None
        }


@pytest.fixture
def told(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    """A daemon's words, as they stay."""
    entries = [
        {"at": f"2026-11-22T11:5{n}:00.000+00:00", "level": level, "logger": "lsh", "message": text}
        for n, (level, text) in enumerate(LOG)
    ]
    paths.daemon_log.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    room = Room(4_567_890, 12_300, 82_300_000_000)
    seen = Machine(STATUS, room, log_tail(paths.daemon_log), None)
    of_ada = find_paths({"LSH_HOME": "/home/ada/.lsh"})
    monkeypatch.setattr(system, "look", lambda _: seen)
    monkeypatch.setattr(system, "home_facts", lambda _, seen: home_facts(of_ada, seen))
    monkeypatch.setattr(system.System, "processes", Steady)


@pytest.mark.usefixtures("told")
def test_how_it_looks(paths: Paths, history: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="system") as pilot:
            await check_sizes(pilot, "system", rewrite=rewrite)

    run(look())


@pytest.mark.usefixtures("told")
def test_the_pages(paths: Paths, history: History) -> None:
    async def turn() -> None:
        async with tui(paths, place="system") as pilot:
            assert "the clock went back" in shown(pilot)
            await press(pilot, "right")
            assert "config/config.toml" in shown(pilot)
            assert "$ lsh daemon status" in shown(pilot)
            await press(pilot, "right")
            assert "c lets the doctor look" in shown(pilot)
            await press(pilot, "l")
            assert "the clock went back" in shown(pilot)

    run(turn())


def test_a_real_daemon_from_its_doctor_to_its_end(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LSH_HOME", str(home.root))
    daemon = home.start()

    async def work() -> None:
        async with tui(
            home.paths, (120, 50), place="system", now=lambda: time.time_ns() // 1000
        ) as pilot:
            screen = place_of(pilot, system.System)
            await until(pilot, lambda: f"{daemon.pid:>8}" in shown(pilot), "the engine is seen")
            assert {"engine", "spawner"} <= set(screen.samples)
            assert all(one.rss > 1_000_000 for one in screen.samples.values())
            await until(
                pilot, lambda: screen.samples["engine"].cpu is not None, "its CPU use is known"
            )
            await press(pilot, "c")
            assert "configuration" in shown(pilot)
            assert "[Doctor]" in shown(pilot)
            await press(pilot, "x")
            assert "$ lsh daemon stop" in shown(pilot)
            await press(pilot, "y")
            await until(pilot, lambda: "○ not running" in shown(pilot), "it has stopped")
            assert app_of(pilot).last_told == ("lsh daemon stop", "done", "good")

    run(work())
    assert daemon.wait() == 0


def test_read_only_does_not_stop_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSH_HOME", str(home.root))

    async def work() -> None:
        async with tui(home.paths, place="system", read_only=True) as pilot:
            await press(pilot, "R", "y")
            assert app_of(pilot).last_told[1] == "read-only: not done"

    run(work())


def test_a_log_of_any_size_and_kind(tmp_path: Path) -> None:
    path = tmp_path / "lshd.log"
    assert log_tail(path) == []
    entry = {"at": "2026-11-22T11:50:00.000+00:00", "level": "info", "logger": "lsh"}
    lines = [json.dumps(entry | {"message": f"number {n} \x1b[2J"}) for n in range(5_000)]
    path.write_bytes("\n".join([*lines, "a traceback", '{"at": 3}', '"text"']).encode() + b"\xff\n")
    found = log_tail(path)
    assert len(found) == 200
    assert [line.message for line in found[-3:]] == ["a traceback", '{"at": 3}', '"text"�']
    assert found[-4].message == "number 4999 �[2J"


def test_a_process_that_ends_is_no_more(tmp_path: Path) -> None:
    watched = Processes()
    child = subprocess.Popen(["sleep", "60"])
    try:
        first = watched.look({"one": child.pid, "none": None})
        assert first["one"].cpu is None
        assert first["one"].rss > 0
        second = watched.look({"one": child.pid})
        assert second["one"].cpu is not None
        assert len(second["one"].history) == 1
    finally:
        child.kill()
        child.wait()
    assert watched.look({"one": child.pid}) == {}
