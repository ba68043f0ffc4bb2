"""Writes tests/data/ledger-v1.db: ``python -m tests.support.make_ledger_v1``.

It was run once, with the lsh that had schema 1, and the file is kept: every later lsh must read it. Do
not write it anew for the sake of a test that fails.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lsh.domain.instant import to_micros
from lsh.domain.policy import CatchUp, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.store.records import NewRun, StoredJob
from lsh.store.runs import Start
from tests.support.ledger import ACTOR, History, history

TARGET = Path(__file__).parents[1] / "data" / "ledger-v1.db"
FIRST = datetime(2026, 9, 2, 2, tzinfo=UTC)
DAY = timedelta(days=1)


def main() -> int:
    """Write the file; it must not be there."""
    if TARGET.exists():
        sys.stderr.write(f"{TARGET} is there; it is kept as it is\n")
        return 1
    with history(TARGET) as written:
        _finished(written)
        _unfinished(written)
        written.roll_up()
    return 0


def _finished(written: History) -> None:
    nightly = written.job(
        "Nightly backup",
        command="tar czf /tmp/b.tgz /etc | cat",
        timezone="Europe/Berlin",
        next_fire_at=FIRST + 8 * DAY,
        tags=["backup", "night"],
        environment={"LEVEL": "9"},
        catch_up=CatchUp.LATEST,
        max_retries=2,
        retry_on=[1, 2],
        on_failure="true",
    )
    for n, state in enumerate(["succeeded", "failed", "cancelled", "skipped", "missed"]):
        reason = None if state == "succeeded" else f"because of {state}"
        code = {"succeeded": 0, "failed": 2}.get(state)
        end: dict[str, Any] = {} if code is None else {"exit_code": code}
        written.run(nightly, FIRST + n * DAY, state, reason=reason, cpu=0.5, rss=1 << 20, **end)
    written.run(nightly, FIRST + 5 * DAY, "succeeded", tries=3, exit_code=0)
    written.run(nightly, FIRST + 6 * DAY, "missed", reason="1000 of them", span=1000)
    written.fail_in_row(nightly, 1)
    often = written.job("Every so often", schedule="every 90s", argv=["/bin/true"])
    paused = written.job("Paused", schedule="0 30 4 * * 1-5", pause_after_failures=3)
    gone = written.job("Gone", schedule="at 2026-09-02T10:00")
    written.run(gone, FIRST + 0.25 * DAY, "succeeded", kind=RunKind.CATCH_UP, exit_code=0)
    at = to_micros(FIRST)
    with written.ledger.transaction():
        jobs = written.ledger.jobs
        jobs.pause(paused, at=at, actor=ACTOR, reason="for a while")
        jobs.disarm(often, at=at, actor=ACTOR)
        jobs.remove(gone, at=at, actor=ACTOR)
        written.ledger.facts.put("boot_id", "a machine of long ago")


def _unfinished(written: History) -> None:
    """A run in each state that is not the end."""
    for n, state in enumerate(["scheduled", "queued", "running", "retrying"]):
        job = written.job(state.capitalize(), schedule=None, overlap=Overlap.ALLOW)
        at = to_micros(FIRST + n * DAY)
        before = RunState.SCHEDULED if state == "scheduled" else RunState.QUEUED
        new = NewRun(job.key, job.version, RunKind.SCHEDULED, before, at, at, 5, queued_at=at)
        with written.ledger.transaction():
            (run_id,) = written.ledger.runs.insert([new], at=at)
        assert run_id is not None
        if state == "running":
            with written.ledger.transaction():
                start = Start(run_id, job.key, before, 1, 4_194_303, at)
                written.ledger.runs.start([start], host="here")
        elif state == "retrying":
            _retry(written, job, run_id, at)


def _retry(written: History, job: StoredJob, run_id: int, at: int) -> None:
    written._attempt(run_id, job, at, "retrying", 1, 1.0, 0.1, 1 << 20, exit_code=1)


if __name__ == "__main__":
    sys.exit(main())
