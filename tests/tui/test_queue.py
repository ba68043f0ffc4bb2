"""The place of queue and slots: what waits and why, live changes, and stopping."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.instant import to_micros
from lsh.domain.run import RunKind, RunState
from lsh.paths import Paths
from lsh.store.records import NewRun, StoredJob
from lsh.store.runs import End, Start
from lsh.tui.screens.queue import Queue
from tests.support.ledger import History
from tests.tui.screens import (
    NOW,
    app_of,
    check_sizes,
    filter_by,
    place_of,
    press,
    run,
    shown,
    tui,
    until,
)


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


def test_how_it_looks(paths: Paths, busy: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="queue") as pilot:
            await check_sizes(pilot, "queue", rewrite=rewrite)

    run(look())


def test_a_run_that_ends_gives_its_slot_back(paths: Paths, busy: History) -> None:
    async def watch() -> None:
        async with tui(paths, place="queue") as pilot:
            assert "slow is full (2 of 2)" in shown(pilot)
            run_id = next(
                run.id for run in place_of(pilot, Queue).runs.values() if run.job_id == "video-0"
            )
            key = busy.ledger.jobs.find("video-0").key
            end = End(
                run_id, key, RunState.RUNNING, RunState.SUCCEEDED, 1, to_micros(NOW), "success",
                duration=130.0,
            )  # fmt: skip
            with busy.ledger.transaction():
                busy.ledger.runs.end([end])
            app_of(pilot).feed.look()
            await until(pilot, lambda: "slow is full" not in shown(pilot), "the slot is free")
            assert "1 of 2 · 2 wait" in shown(pilot)
            assert "video-0" not in shown(pilot)

    run(watch())


def test_filtering_by_what_a_run_is(paths: Paths, busy: History) -> None:
    async def look() -> None:
        async with tui(paths, place="queue") as pilot:
            await filter_by(pilot, "state:queued queue:slow")
            screen = place_of(pilot, Queue)
            rows = screen.table.rows
            found = [screen.runs[rows.key(n)].job_id for n in range(len(rows))]  # type: ignore[index]
            assert found == ["video-3", "video-2"]

    run(look())


def test_stopping_what_waits(paths: Paths, busy: History) -> None:
    busy.ledger.close()

    async def stop() -> None:
        async with tui(paths, place="queue") as pilot:
            await filter_by(pilot, "video-3")
            await press(pilot, "x")
            assert "$ lsh daemon job stop --run" in shown(pilot)
            await press(pilot, "n")
            assert place_of(pilot, Queue).runs
            await press(pilot, "x", "y")
            line, outcome, _ = app_of(pilot).last_told
            assert line.startswith("lsh daemon job stop --run")
            assert outcome == "not done"  # no daemon runs that could stop it, and it is said

    run(stop())
