"""Turning what falls due into runs: committed ahead of their instant, decided at it.

A tick asks the schedule's index for jobs that are due within ``arm_ahead``, lets the domain plan,
commits runs and next instants together, and arms what can be armed. What cannot (an earlier run of
the job is still going) is decided when its instant has come.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from lsh.domain.claim import Verdict
from lsh.domain.errors import InvalidInput, TryAgain
from lsh.domain.events import EventType
from lsh.domain.instant import from_micros, to_micros
from lsh.domain.jitter import stable_offset
from lsh.domain.policy import Claim, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.domain.schedule import Decision, Occurrence, plan
from lsh.engine.claims import verdict_wait
from lsh.engine.clock import ClockWatch
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.flights import Flight
from lsh.engine.jobs import follows_real_time, moment_after, offset_of, trigger_of
from lsh.engine.release import Release
from lsh.spawner.kernel import boot_id
from lsh.store.jobs import OVER, Moment
from lsh.store.records import NewRun, StoredJob

log = logging.getLogger("lsh.scheduler")

_JOBS_A_COMMIT = 2000
_STAGGER_FROM = 10  # so many catch-ups at once are spread out, as after a night's sleep
_STAGGER_EACH = timedelta(milliseconds=250)
_STAGGER_MOST = timedelta(seconds=60)
_REPLAY_UNTIL = "replay_until"
_FAR_JUMP = 3 * 3600 * 1_000_000  # cronie: beyond three hours a clock was corrected, not adjusted


@dataclass(frozen=True, slots=True)
class _Planned:
    """A job's new runs and its next instant."""

    job: StoredJob
    runs: list[NewRun]
    moment: Moment


class Scheduler:
    """Plans and releases. Synchronous and driven by ``tick``; the loop around it is the service's."""

    def __init__(self, engine: Engine, dispatcher: Dispatcher) -> None:
        self._engine = engine
        self._dispatcher = dispatcher
        self._release = Release(engine, dispatcher)
        self._watch = ClockWatch(engine.clock)
        self._moved = self._moved_while_away()
        engine.replay_until = int(engine.ledger.facts.get(_REPLAY_UNTIL) or 0)

    def _moved_while_away(self) -> int:
        # nobody can tell a clock that was set on from time that passed, but back it does not go by itself
        back = self._engine.ledger.events.last_at() - self._engine.clock.now()
        return -back if back > ClockWatch.TOLERANCE else 0

    def start(self) -> None:
        """What is due because the daemon or the machine has just started."""
        engine = self._engine
        now = engine.clock.now()
        boot = boot_id()
        if not boot or engine.ledger.facts.get("boot_id") == boot:
            return
        with engine.storage.writing():
            engine.ledger.facts.put("boot_id", boot)
            runs = [self._at_boot(job, now) for job in engine.ledger.jobs.at_reboot()]
            engine.ledger.runs.insert(runs, at=now)
        self._dispatcher.backlog = True

    def _at_boot(self, job: StoredJob, now: int) -> NewRun:
        return NewRun(
            job_key=job.key,
            job_version=job.version,
            kind=RunKind.SCHEDULED,
            state=RunState.QUEUED,
            scheduled_for=now,
            due_at=now,
            queued_at=now,
            priority=job.spec.priority,
            reason="the machine has started",
            host=self._engine.host,
        )

    def tick(self) -> None:
        """Do all that is to be done at this instant."""
        if not self._engine.storage.check():
            return
        try:
            self._watch_clock()
            while self._plan_due():
                pass
            self._release.release_due()
            self._dispatcher.settle_armed()
            self._dispatcher.dispatch()
        except TryAgain as error:
            log.error("nothing is claimed: %s", error.message)

    def next_wake(self) -> int | None:
        """The instant of the next tick that is needed, in microseconds; None when nothing is due."""
        engine = self._engine
        ahead = int(engine.settings.arm_ahead * 1_000_000)
        job_due = engine.ledger.jobs.next_due_at()
        pending = engine.ledger.claims.pending()
        candidates = [
            None if job_due is None else job_due - ahead,
            engine.ledger.runs.next_due_at(engine.flights, dict(pending)),
            verdict_wait(engine).deadline(pending[0][1]) if pending else None,
            self._dispatcher.next_settling(),
        ]
        known = [instant for instant in candidates if instant is not None]
        return min(known) if known else None

    def _plan_due(self) -> bool:
        """Plan one commit's worth of jobs; whether there may be more."""
        engine = self._engine
        now = engine.clock.now()
        horizon = now + int(engine.settings.arm_ahead * 1_000_000)
        jobs = engine.ledger.jobs.due(horizon, _JOBS_A_COMMIT)
        if not jobs:
            return False
        busy = engine.ledger.runs.busy_jobs()
        planned = [found for job in jobs if (found := self._try_plan(job, now, horizon))]
        planned = self._stagger(planned, now)
        self._commit(planned, now, busy)
        return len(jobs) == _JOBS_A_COMMIT

    def _try_plan(self, job: StoredJob, now: int, horizon: int) -> _Planned | None:
        """The plan; None for a job whose stored schedule makes no sense any more, which is paused."""
        try:
            return self._plan_job(job, now, horizon)
        except InvalidInput as error:  # its zone has left the system's time zone database, say
            log.error("job %s is paused: %s", job.id, error.message)
            with self._engine.storage.writing():
                self._engine.ledger.jobs.pause(job, at=now, actor="lsh", reason=error.message)
            return None

    def _plan_job(self, job: StoredJob, now: int, horizon: int) -> _Planned:
        trigger = trigger_of(job.spec, job.anchor_at)
        assert job.next_fire_at is not None, "the index holds only jobs with a next instant"
        at = from_micros(now)
        outcome = plan(
            trigger,
            job.spec.schedule_policy,
            from_micros(job.next_fire_at),
            at,
            horizon=from_micros(horizon),
            offset=offset_of(job.id, job.spec, self._engine.host),
        )
        due = [o for o in outcome.occurrences if o.decision is Decision.RUN and o.due_at <= at]
        runs = [
            self._new_run(job, occurrence, now, caught_up=len(due) > 1 and occurrence in due)
            for occurrence in outcome.occurrences
        ]
        if outcome.next_fire is None:
            return _Planned(job, runs, OVER)
        fire = to_micros(outcome.next_fire)
        offset = offset_of(job.id, job.spec, self._engine.host) // timedelta(microseconds=1)
        return _Planned(job, runs, Moment(fire, fire + offset))

    def _new_run(
        self, job: StoredJob, occurrence: Occurrence, now: int, *, caught_up: bool
    ) -> NewRun:
        scheduled_for = to_micros(occurrence.scheduled_for)
        due_at = to_micros(occurrence.due_at)
        if scheduled_for <= self._engine.replay_until:
            scheduled_for = self._free_instant(job.key, scheduled_for)
        state, kind = RunState.SCHEDULED, RunKind.SCHEDULED
        if occurrence.decision is Decision.RUN:
            grace = int(job.spec.misfire_grace * 1_000_000)
            if caught_up or now - due_at > grace:
                # caught up: what it was due at is its scheduled instant; it is late by decision
                kind, due_at = RunKind.CATCH_UP, now
        else:
            missed = occurrence.decision is Decision.MISSED
            state = RunState.MISSED if missed else RunState.SKIPPED
        over = state is not RunState.SCHEDULED
        shared = job.spec.claim is Claim.SHARED and not over
        return NewRun(
            job_key=job.key,
            job_version=job.version,
            kind=kind,
            state=state,
            scheduled_for=scheduled_for,
            due_at=due_at,
            priority=job.spec.priority,
            finished_at=now if over else None,
            reason=occurrence.reason,
            host=self._engine.host,
            span=occurrence.span,
            claim=Verdict.PENDING if shared else None,
        )

    def _free_instant(self, job_key: int, instant: int) -> int:
        # the clock was put back: this wall time was there before, and its row is another occurrence,
        # unless that was armed for the very instant that comes (again) now
        if self._engine.ledger.runs.is_awaited(job_key, instant):
            return instant
        while self._engine.ledger.runs.instant_taken(job_key, instant):
            instant += 1
        return instant

    def _stagger(self, planned: list[_Planned], now: int) -> list[_Planned]:
        """Spread many catch-ups over up to a minute (systemd/systemd#24984: all fire at resume)."""
        late = sum(run.kind is RunKind.CATCH_UP for item in planned for run in item.runs)
        if late <= _STAGGER_FROM:
            return planned
        spread = min(late * _STAGGER_EACH, _STAGGER_MOST)
        return [
            _Planned(
                item.job, [self._delayed(item.job, run, spread) for run in item.runs], item.moment
            )
            for item in planned
        ]

    def _delayed(self, job: StoredJob, run: NewRun, spread: timedelta) -> NewRun:
        if run.kind is not RunKind.CATCH_UP:
            return run
        from dataclasses import replace

        delay = stable_offset(job.id, self._engine.host, spread)
        return replace(run, due_at=run.due_at + delay // timedelta(microseconds=1))

    def _commit(self, planned: list[_Planned], now: int, busy: set[int]) -> None:
        """Write runs and next instants as one; then arm what nothing stands in the way of."""
        engine = self._engine
        new = [run for item in planned for run in item.runs]
        with engine.storage.writing():
            ids = engine.ledger.runs.insert(new, at=now)
            engine.ledger.jobs.reschedule((item.job.key, item.moment) for item in planned)
            for item in planned:
                if item.moment.finished:
                    engine.ledger.jobs.finish(item.job.key, at=now)
        engine.bus.committed()
        self._arm(planned, ids, now, busy)

    def _arm(
        self, planned: list[_Planned], ids: Iterable[int | None], now: int, busy: set[int]
    ) -> None:
        numbered = iter(ids)
        armed: list[Flight] = []
        for item in planned:
            # a run of this very plan that is due already goes first, like any other of the job
            late = any(run.state is RunState.SCHEDULED and run.due_at <= now for run in item.runs)
            free = item.job.spec.overlap is Overlap.ALLOW or not (late or item.job.key in busy)
            for run in item.runs:
                run_id = next(numbered)
                if run_id is None or run.state is not RunState.SCHEDULED or run.due_at <= now:
                    continue
                if run.claim is Verdict.PENDING:  # armed when it is known that it runs here
                    continue
                if free and not self._dispatcher.is_full(len(armed)):
                    armed.append(self._dispatcher.flight_of_new(item.job, run, run_id))
                    free = item.job.spec.overlap is Overlap.ALLOW
        self._dispatcher.hand_over(armed)

    def _watch_clock(self) -> None:
        self._moved += self._watch.jump()
        if self._moved:
            log.warning("the clock jumped by %.1f s", self._moved / 1e6)
            self.clock_jumped(self._moved)
            self._moved = 0  # only now: if it could not be written, the next tick tries again

    def clock_jumped(self, moved: int) -> None:
        """Put the schedule right after the wall clock moved by ``moved`` microseconds.

        Forwards is like having been down: misfire grace and catch-up decide. Backwards, wildcard jobs
        and intervals go on by the new time, fixed times are not repeated; after a correction by more
        than three hours every job starts afresh from now.
        """
        engine = self._engine
        now = engine.clock.now()
        replay_until = max(engine.replay_until, now - moved) if moved < 0 else engine.replay_until
        with engine.storage.writing():
            data = {"seconds": moved / 1e6}
            engine.ledger.events.append(EventType.CLOCK_JUMPED, now, data=data)
            if moved < 0:
                engine.ledger.facts.put(_REPLAY_UNTIL, str(replay_until))
                engine.ledger.jobs.reschedule(self._moved_back(now, far=-moved > _FAR_JUMP))
        engine.replay_until = replay_until
        engine.claims_since = now
        engine.bus.committed()

    def _moved_back(self, now: int, *, far: bool) -> list[tuple[int, Moment]]:
        moments = []
        for job in self._engine.ledger.jobs.scheduled():
            trigger = trigger_of(job.spec, job.anchor_at)
            if far or follows_real_time(trigger):
                moment = moment_after(job.id, job.spec, trigger, now, self._engine.host)
                moments.append((job.key, moment))
        return moments
