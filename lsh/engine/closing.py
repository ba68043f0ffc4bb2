"""Taking back what was committed ahead, and ending runs that no process belongs to, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from lsh.domain.run import RunState
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.store.records import StoredRun


def close_runs(
    engine: Engine,
    runs: Sequence[StoredRun],
    state: RunState,
    *,
    reason: str,
    actor: str | None = None,
) -> None:
    """Write that these ``runs`` are over, and why; in the caller's transaction if there is one.

    Who waits for one of them looks at the ledger again, so nothing is lost should that roll back.
    """
    if not runs:
        return
    changes = [(run.id, run.job_key, run.state) for run in runs]
    with engine.storage.writing():
        engine.ledger.runs.close(changes, state, at=engine.clock.now(), reason=reason, actor=actor)
    for run in runs:
        engine.wake_waiters(run.id)
    engine.bus.committed()


async def take_back_armed(engine: Engine, dispatcher: Dispatcher, job_key: int) -> None:
    """Get back from the executor what was committed ahead of its instant; with the gate held.

    A run that the executor has begun meanwhile goes on.
    """
    flights = engine.flights.of_job(job_key)
    await dispatcher.take_back(f for f in flights if f.state is RunState.SCHEDULED)


async def disarm_runs(
    engine: Engine, dispatcher: Dispatcher, job_key: int, *, reason: str, actor: str
) -> None:
    """Take back what was committed ahead; these occurrences end as skipped. With the gate held."""
    await take_back_armed(engine, dispatcher, job_key)
    still = [
        run
        for run in engine.ledger.runs.active_of(job_key)
        if run.state is RunState.SCHEDULED and run.id not in engine.flights
    ]
    close_runs(engine, still, RunState.SKIPPED, reason=reason, actor=actor)
