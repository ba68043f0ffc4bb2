"""A ledger with a history, written by the store's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec
from lsh.domain.run import RunKind, RunState
from lsh.store.jobs import NEVER, Moment
from lsh.store.ledger import Ledger
from lsh.store.records import NewRun, StoredJob
from lsh.store.rollups import roll_up
from lsh.store.runs import End, Start

ACTOR = "test"
CREATED = datetime(2026, 9, 1, tzinfo=UTC)
_OUTCOMES = {"succeeded": "success", "failed": "error", "cancelled": "cancelled"}


class History:
    """Adds jobs and runs that are over to a ledger. Durations and lateness are seconds."""

    def __init__(self, path: Path) -> None:
        self.ledger = Ledger(path)
        self.connection.execute("PRAGMA synchronous = OFF")  # nothing here must outlive the test

    @property
    def connection(self) -> Any:
        """The ledger's connection."""
        return self.ledger.connection

    def job(self, name: str, *, next_fire_at: datetime | None = None, **spec: Any) -> StoredJob:
        """A new job; its id is its name in lower case with dashes."""
        moment = Moment(to_micros(next_fire_at), to_micros(next_fire_at)) if next_fire_at else NEVER
        wanted = {"command": "/bin/true", "schedule": "0 2 * * *"} | spec
        with self.ledger.transaction():
            return self.ledger.jobs.insert(
                name.lower().replace(" ", "-"),
                JobSpec(name=name, **wanted),
                moment,
                at=to_micros(CREATED),
                actor=ACTOR,
            )

    def run(
        self,
        job: StoredJob,
        at: datetime,
        state: str = "succeeded",
        *,
        kind: RunKind = RunKind.SCHEDULED,
        duration: float | None = 1.0,
        late: float = 0.0,
        cpu: float | None = None,
        rss: int | None = None,
        tries: int = 1,
        span: int = 1,
        **end: Any,
    ) -> int:
        """One run of ``job`` scheduled for ``at`` that ended in ``state``; its id."""
        due = to_micros(at)
        over = RunState(state) if state in ("skipped", "missed") else None
        with self.ledger.transaction():
            new = NewRun(
                job.key, job.version, kind, over or RunState.QUEUED, due, due, 5,
                finished_at=due if over else None, span=span, reason=end.get("reason"),
            )  # fmt: skip
            (run_id,) = self.ledger.runs.insert([new], at=due)
            assert run_id is not None
            if over is None:
                started = due + round(late * 1e6)
                for attempt in range(1, tries):
                    self._attempt(run_id, job, started, "retrying", attempt, duration, cpu, rss)
                self._attempt(run_id, job, started, state, tries, duration, cpu, rss, **end)
        return run_id

    def _attempt(
        self,
        run_id: int,
        job: StoredJob,
        started: int,
        state: str,
        attempt: int,
        duration: float | None,
        cpu: float | None,
        rss: int | None,
        **end: Any,
    ) -> None:
        if attempt > 1:
            self.ledger.runs.queue([(run_id, job.key, RunState.RETRYING)], at=started)
        begin = Start(run_id, job.key, RunState.QUEUED, attempt, 4711, started)
        self.ledger.runs.start([begin], host="here")
        finished = started + round((duration or 0) * 1e6)
        retried = state == "retrying"
        fate = End(
            run_id, job.key, RunState.RUNNING, RunState(state), attempt, finished,
            _OUTCOMES.get(state, "error"), due_at=started if retried else None, duration=duration,
            cpu_seconds=cpu, max_rss_bytes=rss, **end,
        )  # fmt: skip
        self.ledger.runs.end([fate])

    def roll_up(self, limit: int = 500) -> int:
        """Roll up until nothing is left; how many runs it were."""
        done = 0
        while True:
            with self.ledger.transaction():
                some = roll_up(self.connection, limit)
            if not some:
                return done
            done += some

    def fail_in_row(self, job: StoredJob, times: int) -> None:
        """Note that the job's newest runs failed."""
        with self.ledger.transaction():
            self.ledger.jobs.count_failures(job.key, times)


@contextmanager
def history(path: Path) -> Iterator[History]:
    """A history in a new file."""
    written = History(path)
    try:
        yield written
    finally:
        written.ledger.close()


def days_before(now: datetime, days: int, hour: int = 2) -> datetime:
    """``hour`` o'clock of the day that lies ``days`` before that of ``now``."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days) + timedelta(hours=hour)
