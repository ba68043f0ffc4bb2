"""From a queued run to its process: what the executor is handed, and when.

The executor holds the slots, so a burst costs no round trip a run. The dispatcher hands over what is
most urgent, up to a window, and never two runs of a job that must not overlap.
"""

from __future__ import annotations

from collections.abc import Iterable

from lsh.domain.command import argument_vector
from lsh.domain.job import DEFAULT_QUEUE, JobSpec
from lsh.domain.policy import Overlap
from lsh.domain.run import RunKind, RunState, remaining_limit
from lsh.engine.core import Engine
from lsh.engine.environment import run_environment, working_directory
from lsh.engine.flights import Flight, Key, StopOrder
from lsh.engine.notifications import notification_spec
from lsh.executors.base import Launch
from lsh.store.records import NewRun, StoredJob, StoredRun

WINDOW = 2000
"""Attempts in the executor's hands at a time: enough that it never idles, few enough to stay small."""

_ARMED_GRACE = 1_000_000  # an armed run that has not begun this long after its instant is queued


class Dispatcher:
    """Hands queued runs to the executor and takes them back."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.backlog = True  # there may be queued runs that are not handed over
        self.closed = False  # the engine is about to end: nothing more is handed over

    def is_full(self, more: int = 0) -> bool:
        """Whether the window has no room for one besides ``more``."""
        return len(self._engine.flights) + more >= WINDOW

    def dispatch(self) -> None:
        """Hand over what is queued and may start, most urgent first."""
        if self.closed or not self.backlog or self.is_full() or self._engine.storage.trouble:
            return
        chosen: list[Flight] = []
        waiting: set[int] = set()  # jobs of which a run was found that must wait for another
        left = False
        for run in self._engine.ledger.runs.queued():
            if self.is_full(len(chosen)):
                left = True
                break
            if run.id in self._engine.flights:
                continue
            own = run.kind is not RunKind.NOTIFY  # a notification is in nobody's way
            if own and run.job_key in waiting:
                left = True
                continue
            flight = self.flight_of(run)
            if own and flight.spec.overlap is not Overlap.ALLOW:
                waiting.add(run.job_key)  # one at a time: the next of this job waits, too
                if self._must_wait(flight):
                    left = True
                    continue
            flight.attempt += 1
            chosen.append(flight)
        self.backlog = left
        self.hand_over(chosen)

    def _must_wait(self, flight: Flight) -> bool:
        """Whether another run of the job is in hand; one that is armed for later is in nobody's way."""
        return any(
            other.state is not RunState.SCHEDULED or other.due_at <= flight.due_at
            for other in self._engine.flights.of_job(flight.job_key)
        )

    def flight_of_new(self, job: StoredJob, run: NewRun, run_id: int) -> Flight:
        """The flight of a run that was just written, on its first attempt."""
        return Flight(
            run_id=run_id,
            job_key=job.key,
            job_id=job.id,
            spec=job.spec,
            kind=run.kind,
            state=run.state,
            attempt=1,
            scheduled_for=run.scheduled_for,
            due_at=run.due_at,
            priority=run.priority,
        )

    def flight_of(self, run: StoredRun) -> Flight:
        """The flight of a run as the ledger shows it, on the attempt that it is at."""
        job = self._engine.ledger.jobs.get(run.job_key)
        assert job is not None, "jobs are never deleted"
        spec = job.spec
        if run.job_version != job.version:
            spec = self._engine.ledger.jobs.spec_of(run.job_key, run.job_version)
        if run.kind is RunKind.NOTIFY:
            spec = notification_spec(self._engine.ledger, job, run)
        return Flight(
            run_id=run.id,
            job_key=run.job_key,
            job_id=job.id,
            spec=spec,
            kind=run.kind,
            state=run.state,
            attempt=run.attempt,
            scheduled_for=run.scheduled_for,
            due_at=run.due_at,
            priority=run.priority,
            first_started_at=run.first_started_at,
            started_at=run.started_at,
        )

    def hand_over(self, flights: Iterable[Flight]) -> None:
        """Give these to the executor; it starts each when its instant has come and a slot is free."""
        launches = []
        for flight in flights:
            self._engine.flights.add(flight)
            launches.append(self._launch(flight))
        if launches:
            self._engine.executor.submit(launches)

    def _launch(self, flight: Flight) -> Launch:
        engine, spec = self._engine, flight.spec
        return Launch(
            run_id=flight.run_id,
            attempt=flight.attempt,
            at=flight.due_at if flight.state is RunState.SCHEDULED else None,
            argv=argument_vector(spec.command, spec.argv),
            environment=run_environment(
                engine.environment,
                spec,
                job_id=flight.job_id,
                scheduled_for=flight.scheduled_for,
                kind=flight.kind,
            ),
            working_dir=working_directory(engine.environment, spec),
            log=str(engine.paths.run_log(flight.run_id, flight.attempt)),
            priority=flight.priority,
            queue=DEFAULT_QUEUE if flight.kind is RunKind.NOTIFY else spec.queue,
            timeout=self._time_limit(flight),
            kill_grace=spec.kill_grace,
            memory_limit=spec.memory_limit,
            cpu_limit=spec.cpu_limit,
            log_limit=spec.log_limit or engine.settings.log_limit,
        )

    def _time_limit(self, flight: Flight) -> float | None:
        spec = flight.spec
        if spec.run_timeout is None or flight.first_started_at is None:
            known = [limit for limit in (spec.timeout, spec.run_timeout) if limit is not None]
            return min(known) if known else None
        from datetime import timedelta

        from lsh.domain.instant import from_micros

        limit = remaining_limit(
            None if spec.timeout is None else timedelta(seconds=spec.timeout),
            from_micros(flight.first_started_at) + timedelta(seconds=spec.run_timeout),
            from_micros(self._engine.clock.now()),
        )
        return None if limit is None else limit.total_seconds()

    def time_left(self, flight: Flight) -> float | None:
        """Seconds until a living attempt has used up its own time or the run's; None: no limit."""
        limits = (
            (flight.started_at, flight.spec.timeout),
            (flight.first_started_at, flight.spec.run_timeout),
        )
        ends = [
            since + round(limit * 1e6)
            for since, limit in limits
            if since is not None and limit is not None
        ]
        return (min(ends) - self._engine.clock.now()) / 1e6 if ends else None

    def give_up(self, keys: Iterable[Key]) -> None:
        """The executor gave these back of itself: they are flights no more, and wait in the ledger."""
        for run_id, attempt in keys:
            flight = self._engine.flights.get(run_id)
            if flight is not None and flight.attempt == attempt:
                self._engine.flights.remove(run_id)
        self.backlog = True

    def rehand(self, flight: Flight) -> None:
        """Submit a flight again: the executor forgot it, or never heard of it."""
        self._engine.executor.submit([self._launch(flight)])

    async def take_back(self, flights: Iterable[Flight]) -> list[Flight]:
        """Get those back that have not begun; they are flights no more."""
        wanted = {flight.key: flight for flight in flights if flight.state is not RunState.RUNNING}
        keys: set[Key] = await self._engine.executor.withdraw(wanted) if wanted else set()
        for key in keys:
            self._engine.flights.remove(key[0])
        self.backlog = True
        return [flight for key, flight in wanted.items() if key in keys]

    def make_way(self, run: StoredRun, going: Iterable[int], *, polite: bool) -> None:
        """Stop earlier runs of the job for the sake of ``run``."""
        for run_id in going:
            flight = self._engine.flights.get(run_id)
            if flight is not None:
                self.stop(
                    flight,
                    why=f"made way for run {run.id} (overlap is {flight.spec.overlap})",
                    signal="TERM" if polite else "KILL",
                )

    def stop(
        self, flight: Flight, *, why: str, signal: str = "TERM", grace: float | None = None
    ) -> None:
        """End a living run's whole process tree; its end is reported like any other."""
        seconds = flight.spec.kill_grace if grace is None else grace
        flight.stop_order = StopOrder(why, signal, seconds)
        self.repeat_stop(flight)

    def repeat_stop(self, flight: Flight) -> None:
        """Tell the executor (again) to end a flight that was told to."""
        order = flight.stop_order
        if order is not None:
            self._engine.executor.stop(
                [flight.key], grace=order.grace, signal=order.signal, why=order.why
            )

    def settle_armed(self) -> None:
        """Armed runs that still wait for a slot a while after their instant show as queued."""
        now = self._engine.clock.now()
        late = [
            flight
            for flight in self._engine.flights
            if flight.state is RunState.SCHEDULED and flight.due_at + _ARMED_GRACE <= now
        ]
        if late:
            changes = [(flight.run_id, flight.job_key, flight.state) for flight in late]
            with self._engine.storage.writing():
                self._engine.ledger.runs.queue(changes, at=now)
            for flight in late:
                flight.state = RunState.QUEUED
            self._engine.bus.committed()

    def next_settling(self) -> int | None:
        """When ``settle_armed`` has something to do at the earliest."""
        due = [f.due_at for f in self._engine.flights if f.state is RunState.SCHEDULED]
        return min(due) + _ARMED_GRACE if due else None


def effective_spec(kind: RunKind, spec: JobSpec) -> JobSpec:
    """The definition that a run of this kind follows: a test run is tried once and notifies nobody."""
    if kind is not RunKind.TEST:
        return spec
    from dataclasses import replace

    return replace(spec, max_retries=0, on_failure=None, pause_after_failures=None)
