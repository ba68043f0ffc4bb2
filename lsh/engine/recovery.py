"""After a crash of either process: bringing ledger, memory and executor to the same account.

The ledger says what was claimed, the executor what it holds; every run that is not over is in exactly
one of these places afterwards: in hand, in the ledger's queue, or over with its reason.
"""

from __future__ import annotations

import logging
from typing import Protocol

from lsh.domain.run import RunState
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.flights import Key
from lsh.engine.recorder import Recorder
from lsh.executors.base import Holdings, Report
from lsh.store.records import StoredRun

log = logging.getLogger("lsh.recovery")


class Finder(Protocol):
    """What recovery asks of an executor besides its holdings."""

    def find(self, run_id: int, attempt: int) -> list[Report]:
        """A living process of this attempt, adopted; or the report that it is lost."""

    def limit(self, key: Key, seconds: float, grace: float) -> None:
        """Keep the time limit of an attempt, if it was adopted."""


class Recovery:
    """Reconciles after each (re)connection to the executor."""

    def __init__(
        self, engine: Engine, dispatcher: Dispatcher, recorder: Recorder, finder: Finder
    ) -> None:
        self._engine = engine
        self._dispatcher = dispatcher
        self._recorder = recorder
        self._finder = finder

    def reconcile(self, holdings: Holdings) -> None:
        """Account for every run that is not over."""
        self._recorder.forget_sequence()
        active = {run.id: run for run in self._engine.ledger.runs.active()}
        held = _held_keys(holdings)
        self._call_off_paused(active)
        self._take_over(active, held)
        self._drop_unknown(holdings, held)
        forgotten = self._forgotten(active, held)
        self._recorder.take(holdings.seq, [*holdings.live, *holdings.reports, *forgotten])
        self._dispatcher.backlog = True
        for flight in self._engine.flights:
            self._dispatcher.repeat_stop(flight)
            left = self._dispatcher.time_left(flight)
            if left is not None and flight.state is RunState.RUNNING:
                self._finder.limit(flight.key, left, flight.spec.kill_grace)

    def _call_off_paused(self, active: dict[int, StoredRun]) -> None:
        """An engine that was killed between a pause for failures and what follows from it left this."""
        engine = self._engine
        for key in {run.job_key for run in active.values() if run.state is RunState.SCHEDULED}:
            job = engine.ledger.jobs.get(key)
            if job is not None and job.paused_at is not None:
                engine.to_disarm.add(key)

    def _take_over(self, active: dict[int, StoredRun], held: set[Key]) -> None:
        """Make flights of what the executor holds and the ledger still waits for."""
        for run_id, attempt in held:
            run = active.get(run_id)
            if run is None or run_id in self._engine.flights:
                continue
            if attempt == _attempt_in_hand(run):
                flight = self._dispatcher.flight_of(run)
                flight.attempt = attempt
                self._engine.flights.add(flight)

    def _drop_unknown(self, holdings: Holdings, held: set[Key]) -> None:
        """What the executor has in hand, though the ledger does not wait for it, is stopped.

        It may live: an operation applied while no engine ran has ended the run in the ledger. What
        the executor says of it later is acknowledged, and changes nothing.
        """
        live = ((begun.run_id, begun.attempt) for begun in holdings.live)
        unknown = [
            key
            for key in (*holdings.waiting, *live)
            if (flight := self._engine.flights.get(key[0])) is None or flight.key != key
        ]
        if unknown:
            log.warning("%d runs that the ledger does not wait for are stopped", len(unknown))
            self._engine.executor.stop(
                unknown, grace=0, signal="KILL", why="not in the ledger any more"
            )

    def _forgotten(self, active: dict[int, StoredRun], held: set[Key]) -> list[Report]:
        """Runs that nobody holds: looked for if they ran, handed over again if they had not begun."""
        reports: list[Report] = []
        for flight in self._engine.flights:
            if flight.key in held:
                continue
            if flight.state is RunState.RUNNING:
                reports += self._finder.find(*flight.key)
            else:
                self._dispatcher.rehand(flight)
        for run in active.values():
            if run.state is RunState.RUNNING and run.id not in self._engine.flights:
                self._engine.flights.add(self._dispatcher.flight_of(run))
                reports += self._finder.find(run.id, run.attempt)
        return reports


def _held_keys(holdings: Holdings) -> set[Key]:
    reports = {(report.run_id, report.attempt) for report in holdings.reports}
    live = {(begun.run_id, begun.attempt) for begun in holdings.live}
    return reports | live | set(holdings.waiting)


def _attempt_in_hand(run: StoredRun) -> int | None:
    """The number of the attempt that an executor may rightly hold of this run."""
    if run.state is RunState.RUNNING:
        return run.attempt
    return run.attempt + 1 if run.state in {RunState.SCHEDULED, RunState.QUEUED} else None
