"""What happens to a run when its instant has come and the executor does not have it already.

A shared occurrence waits here until it is known who runs it, or until that took too long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import NamedTuple

from lsh.domain.claim import Verdict, consequence
from lsh.domain.instant import from_micros
from lsh.domain.late import decide_late
from lsh.domain.overlap import OverlapAction, decide_overlap
from lsh.domain.policy import CatchUp, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.domain.schedule import Decision
from lsh.engine.claims import is_linked, verdict_wait
from lsh.engine.closing import close_runs
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.store.records import StoredJob, StoredRun

_MAKE_WAY = {OverlapAction.CANCEL_RUNNING, OverlapAction.TERMINATE_RUNNING}


@dataclass(slots=True)
class _Replacement:
    """Living runs that are stopped for the sake of another, once that is on disk."""

    run: StoredRun
    going: list[int]
    polite: bool


class Answer(NamedTuple):
    """Who runs a pending occurrence; ``holder`` is the host that has it, if that is known."""

    run_id: int
    verdict: Verdict
    holder: str | None = None


@dataclass(slots=True)
class _Pass:
    """One look at everything that is due."""

    now: int
    replacements: list[_Replacement] = field(default_factory=list)


class Release:
    """Decides about scheduled runs and retries whose instant has come, all in one commit."""

    def __init__(self, engine: Engine, dispatcher: Dispatcher) -> None:
        self._engine = engine
        self._dispatcher = dispatcher

    def release_due(self) -> None:
        """Queue them, or end them as missed or skipped; and stop what must make way."""
        engine = self._engine
        now = engine.clock.now()
        due = [run for run in self._due(now) if run.id not in engine.flights]
        if not due:
            return
        found = _Pass(now)
        with engine.storage.writing():
            for listed in due:
                run = engine.ledger.runs.get(listed.id)
                if run is not None and run.state is listed.state:  # none before has ended it
                    self._release(run, found)
        self._follow(found)

    def _due(self, now: int) -> list[StoredRun]:
        """What is to be decided now; of the pending ones those that have waited long enough."""
        wait = verdict_wait(self._engine)
        just_begun = wait.since > now - wait.timeout  # some may be late by the others' time
        unclaimed_before = now if just_begun else now - wait.timeout
        due = self._engine.ledger.runs.due(now, unclaimed_before=unclaimed_before)
        return [r for r in due if r.claim is not Verdict.PENDING or self._has_waited(r, now)]

    def _has_waited(self, run: StoredRun, now: int) -> bool:
        """Whether a pending run waits no more: it is unreachable, or was too late to begin with."""
        wait = verdict_wait(self._engine)
        if wait.deadline(run.due_at) <= now:
            return True
        late = timedelta(microseconds=wait.lateness(run.due_at, now))
        return (
            run.kind is not RunKind.CATCH_UP
            and late > self._job(run).spec.schedule_policy.misfire_grace
        )

    def _follow(self, found: _Pass) -> None:
        """What the commit of a pass entails."""
        self._engine.bus.committed()
        self._dispatcher.backlog = True
        for replacement in found.replacements:
            self._dispatcher.make_way(replacement.run, replacement.going, polite=replacement.polite)

    def settle_claims(self, answers: Iterable[Answer], *, actor: str | None = None) -> None:
        """It is known who runs these pending occurrences: arm, queue or skip each; with the gate held.

        All in one commit. Of one that was called off meanwhile only the verdict is written.
        """
        engine = self._engine
        found = _Pass(engine.clock.now())
        ahead: list[StoredRun] = []
        with engine.storage.writing():
            for run_id, verdict, holder in answers:
                run = engine.ledger.runs.get(run_id)
                assert run is not None, "the caller has looked, with the gate held"
                settled = self._decide(run, verdict, found, holder=holder, actor=actor)
                if settled is not None:
                    ahead.append(settled)
        self._follow(found)
        for run in ahead:
            self._arm(run)

    def _decide(
        self,
        run: StoredRun,
        verdict: Verdict,
        found: _Pass,
        *,
        holder: str | None = None,
        actor: str | None = None,
    ) -> StoredRun | None:
        """Write the verdict and what follows from it; the run, if it goes on and is not due yet."""
        engine = self._engine
        job = self._job(run)
        sequel = consequence(
            verdict, job.spec.on_unreachable, holder=holder, linked=is_linked(engine)
        )
        reason = sequel.reason if sequel.runs else None
        engine.ledger.claims.decide(
            run, verdict, at=found.now, holder=holder, reason=reason, actor=actor
        )
        if run.state is not RunState.SCHEDULED:
            return None
        if not sequel.runs:
            close_runs(engine, [run], RunState.SKIPPED, reason=sequel.reason or verdict)
            return None
        run = replace(run, claim=verdict)
        if run.due_at > found.now:
            return run
        if self._is_run_so_late(run, job, found.now, self._own_lateness(run, found.now)):
            self._start(run, job, found)
        return None

    def _arm(self, run: StoredRun) -> None:
        """Hand a run that is not due yet over, unless another of its job may be in its way."""
        engine, dispatcher = self._engine, self._dispatcher
        if dispatcher.closed or dispatcher.is_full() or engine.storage.trouble:
            return
        flight = dispatcher.flight_of(run)
        if flight.spec.overlap is not Overlap.ALLOW:
            others = engine.ledger.runs.active_of(run.job_key)
            if engine.flights.of_job(run.job_key) or any(_precedes(o, run) for o in others):
                return
        flight.attempt = 1
        dispatcher.hand_over([flight])

    def _job(self, run: StoredRun) -> StoredJob:
        job = self._engine.ledger.jobs.get(run.job_key)
        assert job is not None, "jobs are never deleted"
        return job

    def _release(self, run: StoredRun, found: _Pass) -> None:
        if run.state is RunState.RETRYING:
            self._queue(run, found)
        elif run.claim is Verdict.PENDING:
            self._give_up_waiting(run, found)
        else:
            job = self._job(run)
            late = timedelta(microseconds=found.now - run.due_at)
            if self._is_run_so_late(run, job, found.now, late):
                self._start(run, job, found)

    def _give_up_waiting(self, run: StoredRun, found: _Pass) -> None:
        """Nobody has said who runs it."""
        late = self._own_lateness(run, found.now)
        job = self._job(run)
        grace = job.spec.schedule_policy.misfire_grace
        if run.kind is RunKind.CATCH_UP or late <= grace:
            self._decide(run, Verdict.UNREACHABLE, found)
        elif (reason := self._reason_to_catch_up(run, job, found.now, late)) is not None:
            # another machine may have run it: it is claimed anew, like any that is caught up
            self._engine.ledger.runs.catch_up(run.id, reason, due_at=found.now)

    def _own_lateness(self, run: StoredRun, now: int) -> timedelta:
        return timedelta(microseconds=verdict_wait(self._engine).lateness(run.due_at, now))

    def _start(self, run: StoredRun, job: StoredJob, found: _Pass) -> None:
        """Queue a run whose instant has come, if the earlier ones of its job let it."""
        engine = self._engine
        others = [o for o in engine.ledger.runs.active_of(run.job_key) if _precedes(o, run)]
        going = [o for o in others if o.state in {RunState.RUNNING, RunState.RETRYING}]
        waiting = [o for o in others if o not in going]
        decision = decide_overlap(_overlap_of(run, job), _ids(going), _ids(waiting))
        if decision.action is OverlapAction.SKIP:
            close_runs(engine, [run], RunState.SKIPPED, reason=decision.reason or "skipped")
            return
        self._queue(run, found)
        if decision.action in _MAKE_WAY:
            between = [other for other in going if other.state is RunState.RETRYING]
            close_runs(engine, between, RunState.CANCELLED, reason=f"made way for run {run.id}")
            living = [other.id for other in going if other.state is RunState.RUNNING]
            polite = decision.action is OverlapAction.CANCEL_RUNNING
            found.replacements.append(_Replacement(run, living, polite))

    def _queue(self, run: StoredRun, found: _Pass) -> None:
        # at once, since the next decision about the same job looks at it
        self._engine.ledger.runs.queue([(run.id, run.job_key, run.state)], at=found.now)

    def _is_run_so_late(self, run: StoredRun, job: StoredJob, now: int, late: timedelta) -> bool:
        """Apply grace and catch-up to a run whose instant passed while nobody looked."""
        if run.kind is RunKind.CATCH_UP or late <= job.spec.schedule_policy.misfire_grace:
            return True
        reason = self._reason_to_catch_up(run, job, now, late)
        if reason is None:
            return False
        self._engine.ledger.runs.catch_up(run.id, reason)
        return True

    def _reason_to_catch_up(
        self, run: StoredRun, job: StoredJob, now: int, late: timedelta
    ) -> str | None:
        """Why a misfire is run all the same; None when it is not, and then it is over."""
        engine = self._engine
        later = engine.ledger.runs.later_occurrence(run, now)
        decision, reason = decide_late(
            job.spec.schedule_policy, late, None if later is None else from_micros(later)
        )
        if decision is Decision.RUN:
            return reason or ""
        state = RunState.MISSED if decision is Decision.MISSED else RunState.SKIPPED
        close_runs(engine, [run], state, reason=reason or state)
        return None


def _ids(runs: Iterable[StoredRun]) -> list[str]:
    return [str(run.id) for run in runs]


def _overlap_of(run: StoredRun, job: StoredJob) -> Overlap:
    """The policy for this run: who wants all misfires caught up does not want them to skip each other."""
    spec = job.spec
    wanted = run.kind is RunKind.CATCH_UP and spec.catch_up is CatchUp.ALL
    if wanted and spec.overlap in {Overlap.SKIP, Overlap.QUEUE_ONE}:
        return Overlap.QUEUE_ALL
    return spec.overlap


def _precedes(other: StoredRun, run: StoredRun) -> bool:
    """Whether ``other`` counts as an earlier run of the same job when ``run`` falls due."""
    if other.id == run.id or other.claim is Verdict.PENDING:
        return False  # whether that one runs here at all is not known
    return other.state is not RunState.SCHEDULED or other.due_at < run.due_at
