"""From the executor's reports to the ledger: what began, what ended, and what follows from it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from lsh.domain.errors import TryAgain
from lsh.domain.instant import from_micros, to_micros
from lsh.domain.run import TERMINAL, AttemptEnd, Outcome, RunKind, RunState, Verdict, conclude
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher, effective_spec
from lsh.engine.flights import Flight
from lsh.engine.notifications import notification_run
from lsh.engine.output import last_line
from lsh.executors.base import Begun, Ended, Report
from lsh.store.runs import End, Start

log = logging.getLogger("lsh.recorder")


@dataclass(slots=True)
class _Changes:
    """What one commit will write."""

    starts: dict[int, Start] = field(default_factory=dict)
    over: dict[int, tuple[Flight, End]] = field(default_factory=dict)

    @property
    def ends(self) -> list[End]:
        """The ends alone."""
        return [end for _, end in self.over.values()]


class Recorder:
    """Writes reports in groups. Nothing is acknowledged to the executor before it is on disk."""

    def __init__(self, engine: Engine, dispatcher: Dispatcher) -> None:
        self._engine = engine
        self._dispatcher = dispatcher
        self._inbox: list[tuple[int, Sequence[Report]]] = []

    def take(self, seq: int, reports: Sequence[Report]) -> None:
        """Accept reports; they are written now, or when the disk takes them again."""
        self._inbox.append((seq, reports))
        self.flush()

    def forget_sequence(self) -> None:
        """What still waits was numbered by a spawner that is gone: acknowledge it to nobody."""
        self._inbox = [(0, reports) for _, reports in self._inbox]

    def flush(self) -> bool:
        """Write all that was reported. False when the disk does not take it; nothing is lost then."""
        if not self._inbox:
            return True
        changes = self._gather()
        try:
            self._write(changes)
        except TryAgain as error:
            log.error("%d reports wait: %s", len(self._inbox), error.message)
            return False
        self._engine.executor.acknowledge(max(seq for seq, _ in self._inbox))
        self._inbox.clear()
        self._settle(changes)
        return True

    def _gather(self) -> _Changes:
        changes = _Changes()
        for _, reports in self._inbox:
            for report in reports:
                flight = self._engine.flights.get(report.run_id)
                if flight is None or flight.attempt != report.attempt:
                    continue  # told twice: it is in the ledger already
                if isinstance(report, Begun):
                    self._begin(flight, report, changes)
                else:
                    self._end(flight, report, changes)
        return changes

    def _begin(self, flight: Flight, report: Begun, changes: _Changes) -> None:
        if flight.state is RunState.RUNNING or flight.run_id in changes.over:
            return  # told twice: what could not be written yet is told again by another spawner
        changes.starts[flight.run_id] = Start(
            flight.run_id,
            flight.job_key,
            flight.state,
            report.attempt,
            report.pid,
            report.started_at,
        )

    def _end(self, flight: Flight, report: Ended, changes: _Changes) -> None:
        if flight.run_id in changes.over:
            return
        begun = changes.starts.pop(flight.run_id, None)
        started_at = report.started_at or flight.started_at
        verdict = self._conclude(flight, report, started_at)
        failed = report.end.outcome not in {Outcome.SUCCESS, Outcome.CANCELLED}
        end = End(
            run_id=flight.run_id,
            job_key=flight.job_key,
            before=flight.state,
            after=verdict.state,
            attempt=flight.attempt,
            finished_at=report.finished_at,
            outcome=report.end.outcome,
            started_at=started_at,
            due_at=None if verdict.retry_at is None else to_micros(verdict.retry_at),
            reason=verdict.reason,
            exit_code=report.end.exit_code,
            signal=report.end.signal,
            duration=report.duration,
            cpu_seconds=report.cpu_seconds,
            max_rss_bytes=report.max_rss_bytes,
            error=self._error(flight, report.end) if failed else None,
            pid=begun.pid if begun else None,
            actor=flight.stopped_by,
        )
        changes.over[flight.run_id] = (flight, end)

    def _conclude(self, flight: Flight, report: Ended, started_at: int | None) -> Verdict:
        spec = effective_spec(flight.kind, flight.spec)
        deadline = None
        first = flight.first_started_at or started_at
        if spec.run_timeout is not None and first is not None:
            deadline = from_micros(first) + timedelta(seconds=spec.run_timeout)
        return conclude(
            report.end,
            flight.attempt,
            spec.retry_policy,
            from_micros(report.finished_at),
            deadline=deadline,
            chance=self._engine.chance.random(),
        )

    def _error(self, flight: Flight, end: AttemptEnd) -> str | None:
        log = self._engine.paths.run_log(*flight.key)
        return last_line(log, flight.spec.environment) or end.reason

    def _write(self, changes: _Changes) -> None:
        engine = self._engine
        runs, jobs = engine.ledger.runs, engine.ledger.jobs
        with engine.storage.writing():
            runs.start(list(changes.starts.values()), host=engine.host)
            runs.end(changes.ends)
            for flight, end in changes.over.values():  # in the order in which they ended
                if flight.kind in {RunKind.TEST, RunKind.NOTIFY}:
                    continue
                if end.after is RunState.SUCCEEDED:
                    jobs.forget_failures([flight.job_key])
                elif end.after is RunState.FAILED:
                    self._failed(flight, end)

    def _failed(self, flight: Flight, end: End) -> None:
        """What the last failure of a run brings: a count, a pause, a notification."""
        jobs = self._engine.ledger.jobs
        job = jobs.get(flight.job_key)
        assert job is not None, "jobs are never deleted"
        in_row = job.failures_in_row + 1
        jobs.count_failures(job.key, in_row)
        limit = job.spec.pause_after_failures
        if limit is not None and in_row >= limit and job.paused_at is None and job.enabled:
            failed = "a run failed" if in_row == 1 else f"{in_row} runs in a row failed"
            reason = f"{failed} (pause_after_failures is {limit})"
            jobs.pause(job, at=end.finished_at, actor="lsh", reason=reason)
            self._engine.to_disarm.add(job.key)
            self._engine.bus.schedule_changed()
        if job.spec.on_failure:
            runs = self._engine.ledger.runs
            instant = end.finished_at
            while runs.instant_taken(job.key, instant):
                instant += 1
            run = notification_run(job.key, job.version, end.run_id, instant, self._engine.host)
            runs.insert([run], at=end.finished_at)
            self._dispatcher.backlog = True

    def _settle(self, changes: _Changes) -> None:
        """The ledger has it: let memory follow, and wake whoever waits."""
        engine = self._engine
        for run_id, start in changes.starts.items():
            flight = engine.flights.get(run_id)
            if flight is not None:
                flight.state = RunState.RUNNING
                flight.started_at = start.started_at
                flight.first_started_at = flight.first_started_at or start.started_at
                engine.lateness.append(start.started_at - flight.due_at)
        for flight, end in changes.over.values():
            engine.flights.remove(flight.run_id)
            if end.before is not RunState.RUNNING and end.started_at is not None:
                engine.lateness.append(end.started_at - flight.due_at)
            if end.after in TERMINAL:
                engine.wake_waiters(flight.run_id)
            else:
                engine.bus.schedule_changed()
        engine.bus.committed()
        self._dispatcher.dispatch()
