"""The engine's side of processes: what it leaves open, and what it reports of those it took over."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from lsh.executors.adopted import reap
from lsh.executors.starting import start_spawner
from lsh.paths import find_paths


def _open_files() -> set[int]:
    """The descriptors of this process; the one that lists them is closed again."""
    numbers = {int(path.name) for path in Path("/proc/self/fd").iterdir()}
    return {number for number in numbers if Path(f"/proc/self/fd/{number}").exists()}


def test_a_spawner_that_cannot_be_started_leaves_nothing_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while the interpreter is replaced by another; it is tried once a second, for ever."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))

    async def scene() -> None:
        paths = find_paths({"LSH_HOME": str(tmp_path)})
        for _ in range(2):  # what is opened once, for the loop, does not count
            before = _open_files()
            with pytest.raises(OSError, match="python"):
                await start_spawner(paths)
        assert not _open_files() - before

    asyncio.run(scene())


def test_no_run_took_less_than_nothing_though_the_clock_was_put_back() -> None:
    pid = os.posix_spawn("/bin/sh", ["sh", "-c", "exit 3"], {})
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    tomorrow = time.time_ns() // 1000 + 86_400_000_000
    ended = reap(7, 1, pid, tomorrow)
    assert (ended.end.exit_code, ended.duration) == (3, 0)
