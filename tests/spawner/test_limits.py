"""A limit counts when it is kept over for a while: a moment above it ends no run."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

import pytest

from lsh.spawner.kernel import LINUX, pid_start
from lsh.spawner.limits import Watch
from lsh.spawner.protocol import CPU, MEMORY
from lsh.spawner.run import Run

pytestmark = pytest.mark.skipif(not LINUX, reason="only /proc tells what a tree uses")


@pytest.fixture
def run() -> Iterator[Run]:
    """A run as the spawner has it, whose process does nothing."""
    made = Run({"run": 1, "argv": ["sleep", "60"], "log": "/dev/null", "memory_limit": 1})
    process = subprocess.Popen(["/bin/sleep", "60"], start_new_session=True)
    made.pid, made.pid_start = process.pid, pid_start(process.pid)
    yield made
    process.kill()
    process.wait()


def test_memory_must_stay_over_its_limit(run: Run) -> None:
    ended: list[tuple[Run, str, str]] = []
    watch = Watch(lambda *told: ended.append(told))
    watch.tick(0.0, [run])
    run.memory_limit = 2**40  # as if it had let go of what it had
    watch.tick(0.5, [run])
    run.memory_limit = 1
    watch.tick(1.0, [run])
    assert not ended
    watch.tick(1.5, [run])
    assert [(told[0], told[1]) for told in ended] == [(run, MEMORY)]
    assert "0 MiB" in ended[0][2]
    assert watch.due == 2.0


def test_what_is_being_ended_already_is_not_judged(run: Run) -> None:
    ended: list[str] = []
    watch = Watch(lambda _run, cause, _sentence: ended.append(cause))
    run.cause = CPU
    watch.tick(0.0, [run])
    watch.tick(0.5, [run])
    assert not ended


def test_without_limits_nothing_is_looked_at(run: Run) -> None:
    watch = Watch(lambda *_told: None)
    run.memory_limit = None
    watch.begin(0.0)
    watch.tick(0.5, [run])
    assert watch.due == float("inf")
