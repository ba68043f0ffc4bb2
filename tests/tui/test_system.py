"""The place of the system: a daemon that runs and one that does not, processes, log, the doctor."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from lsh.settings import Paths, find_paths
from lsh.tui.daemon_log import log_tail
from lsh.tui.machine import Machine, Room, home_facts
from lsh.tui.processes import Processes, Sample
from lsh.tui.screens import system
from tests.support.ledger import History
from tests.tui.screens import SIZES, check, run, tui

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
            name: Sample(pid, 1_000_000 * (20 + pid % 10), 1.5, 4, (0.0, 12.0, 99.0, 40.0, 1.5))
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
@pytest.mark.parametrize("size", SIZES)
def test_how_it_looks(paths: Paths, history: History, size: tuple[int, int], rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, size, place="system") as pilot:
            check(pilot, "system", rewrite=rewrite)

    run(look())
