"""The place of queue and slots: what waits and why, live changes, and stopping."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.instant import to_micros
from lsh.domain.run import RunKind, RunState
from lsh.settings import Paths
from lsh.store.records import NewRun, StoredJob
from lsh.store.runs import End, Start
from tests.support.ledger import History
from tests.tui.screens import NOW, SIZES, check, run, tui


def living(history: History, job: StoredJob, *, seconds: float, state: str, **new: object) -> int:
    """A run that is not over, due so many seconds ago (negative: ahead)."""
    due = to_micros(NOW - timedelta(seconds=seconds))
    first = RunState.SCHEDULED if state == "scheduled" else RunState.QUEUED
    with history.ledger.transaction():
        kind = RunKind(str(new.pop("kind", "scheduled")))
        priority = int(str(new.pop("priority", 5)))
        wanted = NewRun(job.key, job.version, kind, first, due, due, priority)
        (run_id,) = history.ledger.runs.insert([wanted], at=due)
        assert run_id is not None
        if state in {"running", "retrying"}:
            start = Start(run_id, job.key, RunState.QUEUED, 1, 4000 + run_id, due)
            history.ledger.runs.start([start], host="here")
        if state == "retrying":
            end = End(
                run_id, job.key, RunState.RUNNING, RunState.RETRYING, 1, due + 2_000_000, "error",
                due_at=to_micros(NOW + timedelta(seconds=25)), duration=2.0, exit_code=7,
                reason="it ended with exit code 7",
            )  # fmt: skip
            history.ledger.runs.end([end])
    return run_id


@pytest.fixture
def busy(paths: Paths, history: History) -> History:
    """Slots of two queues: one is full and runs wait for it."""
    paths.config_file.write_text("max_concurrent_runs = 6\n[queues]\nslow = 2\nmail = 3\n")
    video = [history.job(f"Video {n}", queue="slow", priority=n) for n in range(4)]
    letters = history.job("Send letters", queue="mail", max_retries=2)
    disks = history.job("Check disks", overlap="queue_all")
    for place, job in enumerate(video):
        state = "running" if place < 2 else "queued"
        living(history, job, seconds=130 - 10 * place, state=state, priority=place)
    living(history, letters, seconds=40, state="retrying")
    living(history, disks, seconds=20, state="running", kind="manual")
    living(history, disks, seconds=5, state="queued")
    living(history, letters, seconds=-0.4, state="scheduled")
    return history


@pytest.mark.parametrize("size", SIZES)
def test_how_it_looks(paths: Paths, busy: History, size: tuple[int, int], rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, size, place="queue") as pilot:
            check(pilot, "queue", rewrite=rewrite)

    run(look())
